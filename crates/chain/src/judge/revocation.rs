//! Asks the sources of revocation data about a path, and says what follows.

use super::{Blame, Judge, Judged, position_of};
use crate::check::PathContext;
use crate::codes;
use crate::config::budget::{Limit, Spending};
use crate::config::rules::Severity;
use crate::graph::{Next, NodeId, anchor_as_node};
use crate::revocation::check::RevocationCheck;
use crate::revocation::evidence::{Status, UnknownReason};
use crate::revocation::hints::FetchHint;
use crate::revocation::query::{Issuer, Query};
use crate::revocation::source::Context;
use crate::verdict::finding::{At, Detail, Finding};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;
use ucpki_crypto::PreparedKey;
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Certificate, SpkiRef, Time};

impl Judge<'_, '_> {
    /// How many certificates of the path the sources are asked for.
    pub(crate) fn asked_for(&self, check: &RevocationCheck<'_>) -> usize {
        if check.leaf_only { 1 } else { self.route.nodes.len() }
    }

    /// Asks the sources for certificates, from the anchor down: who a revoked CA issued does not matter any more.
    pub(crate) fn revocation(
        &self,
        check: &RevocationCheck<'_>,
        positions: Range<usize>,
        keys: &[Option<Box<dyn PreparedKey>>],
        spending: &mut Spending,
        wanted: &mut Vec<FetchHint>,
        judged: &mut Judged,
    ) -> Result<(), Blame> {
        let nodes = self.route.nodes.iter().filter_map(|id| self.graph.node(*id));
        let certificates: Vec<&Certificate> = nodes.map(|node| node.certificate).collect();
        for position in positions.rev() {
            let Some(id) = self.route.nodes.get(position).copied() else { continue };
            let Some(node) = self.graph.node(id) else { continue };
            let key = self.key_above(position, keys.get(position + 1).and_then(Option::as_deref))?;
            let Some(issuer) = self.issuer_above(position, key) else { continue };
            let other_keys = self.other_keys_above(position, keys);
            let query = Query {
                certificate: node.certificate,
                issuer,
                other_keys: &other_keys,
                index: position_of(position),
                is_ca: is_ca(node.certificate),
                time: self.params.time,
                is_responder: false,
            };
            let path = path_context(self, position, &certificates);
            let context = Context::new(self.provider, self.algorithms, spending, wanted);
            let mut context = context.with_profile(&self.check.config.profile);
            if let Some(path) = &path {
                context.path = Some(path);
            }
            let status = check.ask(&query, &mut context);
            let depends_on_path = context.depends_on_path || !other_keys.is_empty();
            let warnings = context.warnings;
            // Not even a soft fail passes over a budget that ended: a peer could end it on purpose.
            if matches!(&status, Status::Unknown(whys) if whys.contains(&UnknownReason::Exhausted)) {
                let limit = spending.ended.map_or(Limit::Signatures, |(limit, _)| limit);
                return Err(Blame::Exhausted { limit, peer: false });
            }
            if let Some(frame) = self.check.frame.filter(|_| status.is_undecided()) {
                frame.set_undecided();
            }
            let at = At::Cert(position_of(position));
            judged.warnings.extend(warnings.into_iter().map(|code| Finding {
                code,
                severity: Severity::Warn,
                at,
                detail: Detail::Revocation(status.clone()),
            }));
            match self.judge_status(check, &status, position) {
                Some(finding) if finding.severity == Severity::Refuse => {
                    return Err(self.blame_status(id, position, &status, finding, depends_on_path));
                }
                Some(finding) => judged.warnings.push(finding),
                None => {}
            }
            if let Status::Good(evidence) = &status {
                judged.valid_until = evidence.valid_until().unwrap_or(Time::MAX).min(judged.valid_until);
            }
            if let Some(slot) = judged.statuses.get_mut(position) {
                *slot = status;
            }
        }
        Ok(())
    }

    pub(super) fn issuer_above<'s>(&'s self, position: usize, key: &'s dyn PreparedKey) -> Option<Issuer<'s>> {
        match self.next(position) {
            Next::Anchor(anchor) => {
                let anchor = &self.graph.anchor(anchor)?.entry.anchor;
                let spki = SpkiRef::parse(anchor.spki_der()).ok()?;
                Some(Issuer { name: anchor.name(), spki, key, certificate: anchor.as_certificate() })
            }
            Next::Node(node) => {
                let certificate = self.graph.node(node)?.certificate;
                let (name, spki) = (certificate.subject(), certificate.spki());
                Some(Issuer { name, spki, key, certificate: Some(certificate) })
            }
        }
    }

    /// Who is to blame for a status that refuses.
    ///
    /// Revoked by the issuer's own key is a fact about the certificate and that key. Where another key said so it is one
    /// about the path: a signer on another path must not be able to speak for the issuer on this one. Not to know depends on
    /// more: on the key usage of the issuer's certificate, and where that is self-issued on the other keys above it.
    pub(super) fn blame_status(
        &self,
        below: NodeId,
        position: usize,
        status: &Status,
        finding: Finding,
        depends_on_path: bool,
    ) -> Blame {
        let next = self.next(position);
        let above = match next {
            // Who may sign for the issuer depends on the path that vouches for the signer.
            _ if depends_on_path => return Blame::Path { finding },
            _ if matches!(status, Status::Revoked(..)) => {
                return Blame::Arc { below, entity: self.graph.entity(next), finding };
            }
            Next::Anchor(anchor) => anchor_as_node(anchor),
            Next::Node(node) if self.graph.node(node).is_some_and(|node| node.self_issued) => {
                return Blame::Path { finding };
            }
            Next::Node(node) => node,
        };
        Blame::Pair { above, below, finding }
    }

    /// Other keys under the name of the issuer above `position`: they follow it where it is self-issued.
    pub(super) fn other_keys_above<'s>(
        &'s self,
        position: usize,
        keys: &'s [Option<Box<dyn PreparedKey>>],
    ) -> Vec<Issuer<'s>> {
        let mut others = Vec::new();
        let mut at = position + 1;
        while self.route.nodes.get(at).and_then(|id| self.graph.node(*id)).is_some_and(|node| node.self_issued) {
            let inherited = keys.get(at + 1).and_then(Option::as_deref);
            others.extend(self.key_above(at, inherited).ok().and_then(|key| self.issuer_above(at, key)));
            at += 1;
        }
        others
    }

    /// What the policy makes of a status: nothing where it is good.
    pub(super) fn judge_status(
        &self,
        check: &RevocationCheck<'_>,
        status: &Status,
        position: usize,
    ) -> Option<Finding> {
        let (code, severity) = match status {
            Status::Good(_) => return None,
            Status::Revoked(..) => (&codes::REVOKED, Severity::Refuse),
            // A signer that is undecided must not count for being excused as unknown.
            Status::Unknown(_) if self.check.frame.is_some() && status.is_undecided() => {
                (&codes::REVOCATION_UNKNOWN, Severity::Refuse)
            }
            // Whatever follows from expired data, what it shows as revoked was revoked.
            Status::Unknown(_) if status.revocation().is_some() => (&codes::REVOKED, Severity::Refuse),
            Status::Unknown(whys) if whys.iter().any(|why| matches!(why, UnknownReason::Demanded(_))) => {
                (&codes::REVOCATION_UNKNOWN, Severity::Refuse)
            }
            Status::Unknown(whys) if whys.iter().any(UnknownReason::may_hide_revocation) => {
                (&codes::REVOCATION_UNKNOWN, check.unknown)
            }
            // Expired data is different from missing data: nothing current was there, or the source had used it.
            Status::Unknown(whys) if whys.iter().any(|why| matches!(why, UnknownReason::Expired(_))) => {
                (&codes::REVOCATION_EXPIRED, check.expired)
            }
            Status::Unknown(_) => (&codes::REVOCATION_UNKNOWN, check.unknown),
        };
        if severity == Severity::Ignore {
            return None;
        }
        let at = At::Cert(position_of(position));
        Some(Finding { code, severity, at, detail: Detail::Revocation(status.clone()) })
    }
}

/// What sources may use to judge who signed a CRL.
fn path_context<'j>(
    judge: &'j Judge<'_, '_>,
    position: usize,
    certificates: &'j [&'j Certificate],
) -> Option<PathContext<'j>> {
    let anchor = &judge.graph.anchor(judge.route.anchor)?.entry.anchor;
    Some(PathContext { check: judge.check, anchor, above: certificates.get(position + 1..).unwrap_or(&[]) })
}

fn is_ca(certificate: &Certificate) -> bool {
    certificate.has_extension(ExtensionKind::BasicConstraints)
        && certificate.basic_constraints().is_ok_and(|found| found.is_some_and(|constraints| constraints.is_ca()))
}
