//! Judges one whole path, cheap checks first, and blames the smallest part that is at fault.

use crate::cache::Fingerprint;
use crate::facts::Exhausted;
use crate::graph::{Arc, Check, EntityId, Graph, Next, NodeId, Route, anchor_as_node};
use crate::kept_keys::LazyKey;
use crate::name_constraints::{self, Broken};
use crate::policy::{self, Failure, PolicyView};
use crate::profile::AnchorChecks;
use crate::revocation::{Context, Issuer, PathContext, Query};
use crate::{
    AlgorithmPolicy, AnchorConstraints, At, Detail, Evidence, FetchHint, Finding, Findings, Identity, Limit, NameMode,
    PolicySet, Profile, RevocationCheck, Severity, SignatureCache, Spending, Status, UnknownReason, ValidationParams,
    codes,
};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::{ControlFlow, Range};
use ucpki_crypto::{Digest, Input, KeyRefused, PreparedKey, Provider, SignatureAlgorithm, VerifyError};
use ucpki_x509::extension::{ExtensionKind, NameConstraints};
use ucpki_x509::{SpkiRef, Time};

/// A signature that holds: of which certificate, under which key, and what it goes by in the cache if it was checked.
pub(crate) type Verified = (NodeId, EntityId, Option<Fingerprint>);

/// What else the judge learned on a path that it accepted.
pub(crate) struct Judged {
    pub(crate) policies: PolicySet,
    pub(crate) statuses: Vec<Status>,
    pub(crate) warnings: Findings,
    pub(crate) valid_until: Time,
}

/// The smallest part of a path that is at fault.
pub(crate) enum Blame {
    Arc {
        below: NodeId,
        entity: EntityId,
        finding: Finding,
    },
    Anchor {
        anchor: u32,
        finding: Finding,
    },
    Cert {
        node: NodeId,
        finding: Finding,
    },
    /// A budget is spent; `peer` says that it is only the one for what the peer sent.
    Exhausted {
        limit: Limit,
        peer: bool,
    },
    Pair {
        above: u32,
        below: NodeId,
        finding: Finding,
    },
    Path {
        finding: Finding,
    },
}

impl Blame {
    /// What is wrong; `None` where a budget ended.
    pub(crate) fn finding(self) -> Option<Finding> {
        match self {
            Self::Arc { finding, .. }
            | Self::Anchor { finding, .. }
            | Self::Cert { finding, .. }
            | Self::Pair { finding, .. }
            | Self::Path { finding } => Some(finding),
            Self::Exhausted { .. } => None,
        }
    }
}

/// A path under judgement.
pub(crate) struct Judge<'g, 'a> {
    check: &'g Check<'a>,
    pub(crate) graph: &'g Graph<'a>,
    pub(crate) params: &'g ValidationParams<'a>,
    pub(crate) provider: Provider,
    pub(crate) algorithms: AlgorithmPolicy,
    anchor_checks: AnchorChecks,
    cache: Option<&'a SignatureCache>,
    pub(crate) route: &'g Route,
}

impl<'g, 'a> Judge<'g, 'a> {
    pub(crate) fn new(check: &'g Check<'a>, graph: &'g Graph<'a>, route: &'g Route) -> Self {
        let validator = check.validator;
        Self {
            check,
            graph,
            params: check.params,
            provider: validator.provider,
            algorithms: *validator.profile.algorithms(),
            anchor_checks: validator.profile.anchor_checks(),
            cache: validator.cache.as_deref(),
            route,
        }
    }

    /// Everything, in the order of its cost. Signatures that held are added to `verified`, for the graph to learn.
    pub(crate) fn judge(
        &self,
        spending: &mut Spending,
        wanted: &mut Vec<FetchHint>,
        verified: &mut Vec<Verified>,
    ) -> Result<Judged, Blame> {
        if let Some(finding) = self.length() {
            return Err(Blame::Path { finding });
        }
        let names = match self.name_constraints(spending, &mut ControlFlow::Break) {
            ControlFlow::Break(blame @ Blame::Exhausted { .. }) => return Err(blame),
            ControlFlow::Break(blame) => Err(blame),
            ControlFlow::Continue(()) => Ok(()),
        };
        let mut odd = Findings::new();
        let neighbours = self.neighbours(&mut |blame| match blame {
            Blame::Pair { finding, .. } if finding.severity < Severity::Refuse => {
                odd.push(finding);
                ControlFlow::Continue(())
            }
            blame => ControlFlow::Break(blame),
        });
        let policies = match self.policies(spending) {
            Err(blame) if !matches!(blame, Blame::Path { .. }) => return Err(blame),
            policies => policies,
        };
        let keys = self.inherited_keys()?;
        self.signatures(&keys, spending, verified)?;
        // Pairs and whole paths are blamed only after the signatures: of forged certificates there could be as many as a peer
        // likes, and a signature that does not verify takes all paths over it out at once.
        names?;
        if let ControlFlow::Break(blame) = neighbours {
            return Err(blame);
        }
        let policies = policies?;
        let (mut warnings, valid_until) = (self.warnings(), self.valid_until());
        warnings.append(&mut odd);
        let mut judged = Judged { policies, statuses: Vec::new(), warnings, valid_until };
        if let Some(check) = &self.params.revocation {
            let count = self.asked_for(check);
            judged.statuses = vec![Status::Unknown(Vec::new()); count];
            self.revocation(check, 0..count, &keys, spending, wanted, &mut judged)?;
        }
        Ok(judged)
    }

    pub(crate) fn profile(&self) -> &Profile {
        &self.check.validator.profile
    }

    /// pathLenConstraint and the caller's limit (RFC 5280, 6.1.4 (l), (m)), from the leaf up.
    ///
    /// The search has seen to both already; this is the judge's own look.
    pub(crate) fn length(&self) -> Option<Finding> {
        self.lengths().into_iter().next()
    }

    /// Every limit on the length that is broken.
    pub(crate) fn lengths(&self) -> Findings {
        let mut findings = Vec::new();
        let mut below = 0_u32;
        for (position, id) in (0_u32..).zip(&self.route.nodes).skip(1) {
            let Some(node) = self.graph.node(*id) else { continue };
            if let Some(most) = node.facts.path_length.filter(|most| *most < below) {
                findings.push(too_long(&codes::PATH_LENGTH, At::Cert(position), most, below));
            }
            below += u32::from(!node.self_issued);
        }
        let anchor = self.graph.anchor(self.route.anchor);
        if let Some(most) = anchor.and_then(|anchor| anchor.facts.path_length).filter(|most| *most < below) {
            findings.push(too_long(&codes::PATH_LENGTH, At::Anchor, most, below));
        }
        if let Some(most) = Some(self.params.depth()).filter(|most| *most < below) {
            findings.push(too_long(&codes::TOO_DEEP, At::Params, most, below));
        }
        findings
    }

    /// Name constraints of each CA against the intermediates below it; the leaf was judged with the local facts.
    ///
    /// `found` is told every pair that does not fit, and says whether to go on.
    pub(crate) fn name_constraints(
        &self,
        spending: &mut Spending,
        found: &mut dyn FnMut(Blame) -> ControlFlow<Blame>,
    ) -> ControlFlow<Blame> {
        let anchor = self.graph.anchor(self.route.anchor);
        if let Some(anchor) = anchor.filter(|anchor| anchor.facts.has_name_constraints) {
            let entry = anchor.entry;
            let judged = entry.anchor.as_certificate().filter(|_| self.anchor_checks != AnchorChecks::NameAndKey);
            let own = judged.and_then(|certificate| certificate.name_constraints().ok().flatten());
            for constraints in own.into_iter().chain(entry.limits.subtrees()) {
                self.constrain(&constraints, None, self.route.nodes.len(), spending, found)?;
            }
        }
        for (position, id) in self.route.nodes.iter().enumerate().skip(2) {
            let node = self.graph.node(*id);
            let Some(node) = node.filter(|node| node.facts.has_name_constraints) else { continue };
            let limits = node.limits.into_iter().flat_map(AnchorConstraints::subtrees);
            for constraints in node.certificate.name_constraints().ok().flatten().into_iter().chain(limits) {
                self.constrain(&constraints, Some(position), position, spending, found)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Constraints that `above` sets (the anchor has no position) against positions `1..end`.
    fn constrain(
        &self,
        constraints: &NameConstraints<'_>,
        above: Option<usize>,
        end: usize,
        spending: &mut Spending,
        found: &mut dyn FnMut(Blame) -> ControlFlow<Blame>,
    ) -> ControlFlow<Blame> {
        for (position, id) in self.route.nodes.iter().enumerate().take(end).skip(1) {
            let Some(node) = self.graph.node(*id) else { continue };
            // RFC 5280, 6.1.3 (b), (c): self-issued certificates are exempt, unless they are the last of the path.
            if node.self_issued {
                continue;
            }
            // Only the leaf's names are compared with the peer's, so that no common name of a CA counts in any mode.
            let (nobody, mode) = (Identity::DangerNone, NameMode::Off);
            let fit = name_constraints::check(constraints, node.certificate, &nobody, mode, &mut spending.comparisons);
            let (code, detail) = match fit {
                Ok(()) => continue,
                Err(Broken::Exhausted) => {
                    return ControlFlow::Break(Blame::Exhausted { limit: Limit::Comparisons, peer: false });
                }
                Err(Broken::Rule(code, detail)) => (code, detail),
            };
            let at = At::Pair { above: above.map(position_of), below: position_of(position) };
            let finding = Finding { code, severity: Severity::Refuse, at, detail };
            let above = above.and_then(|above| self.route.nodes.get(above)).copied();
            let above = above.unwrap_or(anchor_as_node(self.route.anchor));
            found(Blame::Pair { above, below: *id, finding })?;
        }
        ControlFlow::Continue(())
    }

    /// The policies that the path is valid for (RFC 5280, 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j), 6.1.5).
    ///
    /// Where the key of an anchor whose policies are limited is further down, what is below it is judged by them as well. Other
    /// limits must not: the user asks in the words of the anchor, which a mapping above this key may have changed.
    pub(crate) fn policies(&self, spending: &mut Spending) -> Result<PolicySet, Blame> {
        for (position, id) in self.route.nodes.iter().enumerate().skip(1) {
            let limits = self.graph.node(*id).and_then(|node| node.limits);
            if let Some(limits) = limits.filter(|limits| limits.limits_policies()) {
                self.policies_below(position, limits, spending)?;
            }
        }
        let unlimited = AnchorConstraints::none();
        let anchor = self.graph.anchor(self.route.anchor);
        let limits = anchor.map_or(&unlimited, |anchor| &anchor.entry.limits);
        self.policies_below(self.route.nodes.len(), limits, spending)
    }

    /// The policies for which the certificates below `end` are valid, under the limits of an anchor above them.
    fn policies_below(
        &self,
        end: usize,
        limits: &AnchorConstraints,
        spending: &mut Spending,
    ) -> Result<PolicySet, Blame> {
        let inputs = &self.params.policies;
        let views = self.route.nodes.iter().enumerate().take(end).rev().filter_map(|(position, id)| {
            let node = self.graph.node(*id)?;
            Some(PolicyView::of(position_of(position), node.certificate, node.self_issued))
        });
        let mut step = || if spending.step() { Ok(()) } else { Err(Exhausted) };
        let (code, position) = match policy::process(views, inputs, limits, &mut step) {
            Ok(policies) => return Ok(policies),
            Err(Failure::Exhausted) => {
                return Err(Blame::Exhausted { limit: Limit::Steps, peer: false });
            }
            Err(Failure::Rule { code, position }) => (code, position),
        };
        let finding = refuse(code, At::Cert(position), Detail::None);
        let at_fault = usize::try_from(position).ok().and_then(|position| self.route.nodes.get(position)).copied();
        Err(match at_fault {
            Some(id) if self.never_has_policies(id, code) => Blame::Cert { node: id, finding },
            _ => Blame::Path { finding },
        })
    }

    /// Whether a certificate that broke this rule of policies breaks it on every path that it stands on.
    fn never_has_policies(&self, id: NodeId, code: &'static ucpki_x509::Code) -> bool {
        let has_policies =
            |node: &crate::graph::Node<'_>| node.certificate.has_extension(ExtensionKind::CertificatePolicies);
        *code == codes::POLICY_MAPPING_ANY
            || (self.params.policies.require_explicit && !self.graph.node(id).is_some_and(has_policies))
    }

    /// Keys that lack the parameters which they inherit from the key above (RFC 5280, 6.1.4 (e)); usually none.
    ///
    /// One slot for each node; filled only where the key inherits.
    pub(crate) fn inherited_keys(&self) -> Result<Vec<Option<Box<dyn PreparedKey>>>, Blame> {
        let inherits = |id: &NodeId| self.graph.node(*id).is_some_and(|node| node.facts.inherits_parameters);
        if !self.route.nodes.iter().skip(1).any(inherits) {
            return Ok(Vec::new());
        }
        let mut keys: Vec<Option<Box<dyn PreparedKey>>> = self.route.nodes.iter().map(|_| None).collect();
        let anchor = self.graph.anchor(self.route.anchor);
        let mut parameters: Option<Vec<u8>> = anchor
            .and_then(|anchor| anchor.key(self.check.validator).ok())
            .and_then(|key| key.inheritable_parameters().map(<[u8]>::to_vec));
        for (position, (id, slot)) in self.route.nodes.iter().zip(&mut keys).enumerate().skip(1).rev() {
            let Some(node) = self.graph.node(*id) else { continue };
            let key = match node.key(self.check.validator) {
                Err(KeyRefused::ParametersMissing) => {
                    match self.provider.prepare(node.certificate.spki(), parameters.as_deref()) {
                        Ok(key) => &**slot.insert(key),
                        Err(refused) => {
                            let detail = Detail::Code(refused.code());
                            let at = At::Cert(position_of(position));
                            return Err(Blame::Path { finding: refuse(&codes::KEY_UNUSABLE, at, detail) });
                        }
                    }
                }
                Err(_) => continue,
                Ok(key) => key,
            };
            parameters = key.inheritable_parameters().map(<[u8]>::to_vec);
        }
        Ok(keys)
    }

    /// Who stands above a position of the path.
    fn next(&self, position: usize) -> Next {
        self.route.nodes.get(position + 1).map_or(Next::Anchor(self.route.anchor), |node| Next::Node(*node))
    }

    /// Signatures that are not known to hold: where several keys carry the issuer's name from the leaf up, since the
    /// leaf is what is certain; the others from the anchor down, since what the anchor did not sign is worth nothing.
    fn signatures(
        &self,
        keys: &[Option<Box<dyn PreparedKey>>],
        spending: &mut Spending,
        verified: &mut Vec<Verified>,
    ) -> Result<(), Blame> {
        let ambiguous =
            |position: &usize| self.route.nodes.get(*position).is_some_and(|id| self.graph.issuer_is_ambiguous(*id));
        let positions = 0..self.route.nodes.len();
        for position in positions.clone().filter(ambiguous) {
            self.signature(position, keys, spending, verified)?;
        }
        for position in positions.rev().filter(|position| !ambiguous(position)) {
            self.signature(position, keys, spending, verified)?;
        }
        Ok(())
    }

    pub(crate) fn signature(
        &self,
        position: usize,
        keys: &[Option<Box<dyn PreparedKey>>],
        spending: &mut Spending,
        verified: &mut Vec<Verified>,
    ) -> Result<(), Blame> {
        let Some(id) = self.route.nodes.get(position).copied() else { return Ok(()) };
        let Some(node) = self.graph.node(id) else { return Ok(()) };
        let next = self.next(position);
        let entity = self.graph.entity(next);
        let inherited = keys.get(position + 1).and_then(Option::as_deref);
        // What was verified with inherited parameters is no fact about the two certificates alone.
        if inherited.is_none() && matches!(self.graph.arc(id, entity), Some(Arc::Verified)) {
            return Ok(());
        }
        let digest = self.cache.filter(|_| inherited.is_none()).and_then(|_| self.digest(node.certificate));
        let fingerprint = if inherited.is_none() { self.fingerprint(position, digest.as_ref()) } else { None };
        if let (Some(cache), Some(fingerprint)) = (self.cache, &fingerprint)
            && cache.contains(fingerprint)
        {
            spending.work.cached += 1;
            verified.push((id, entity, None));
            return Ok(());
        }
        let key = self.key_above(position, inherited)?;
        let issuer_from_peer =
            matches!(next, Next::Node(above) if self.graph.node(above).is_some_and(|above| above.from_peer));
        let from_peer = node.from_peer || issuer_from_peer;
        let from_reserve = !from_peer && spending.reserve > 0;
        let budget = if from_reserve { &mut spending.reserve } else { &mut spending.peer };
        let Some(left) = budget.checked_sub(u64::from(key.weight())) else {
            return Err(Blame::Exhausted { limit: Limit::Signatures, peer: from_peer });
        };
        *budget = left;
        spending.work.signatures += 1;
        let certificate = node.certificate;
        let result = match certificate.signature() {
            Some(signature) => {
                let message = certificate.tbs();
                let input = digest
                    .as_ref()
                    .map_or(Input::Message(message), |digest| Input::Both { message, digest: digest.as_ref() });
                key.verify(certificate.signature_algorithm(), input, signature)
            }
            None => Err(VerifyError::BadSignature),
        };
        if let Some(kept) = self.kept_key(next).filter(|_| inherited.is_none()) {
            self.check.validator.kept_keys.used(kept);
        }
        let at = At::Cert(position_of(position));
        match (result, inherited) {
            (Ok(()), None) => verified.push((id, entity, fingerprint)),
            (Ok(()), Some(_)) => {}
            (Err(error), inherited) => {
                let code = match error {
                    VerifyError::BadSignature => &codes::SIGNATURE_INVALID,
                    _ => &codes::ALGORITHM_UNSUPPORTED,
                };
                let finding = refuse(code, at, Detail::Code(error.code()));
                return Err(match inherited {
                    None => Blame::Arc { below: id, entity, finding },
                    Some(_) => Blame::Path { finding },
                });
            }
        }
        Ok(())
    }

    /// The digest of what is signed, by the hash function of the signature, for the cache and the signature alike.
    fn digest(&self, certificate: &ucpki_x509::Certificate) -> Option<Digest> {
        let hash = SignatureAlgorithm::parse(certificate.signature_algorithm()).ok()?.hash()?;
        Some(self.provider.digest(hash.oid())?.digest(&[certificate.tbs()]))
    }

    /// What the signature at `position` goes by in the cache, where there is one.
    fn fingerprint(&self, position: usize, digest: Option<&Digest>) -> Option<Fingerprint> {
        let cache = self.cache?;
        let certificate = self.graph.node(*self.route.nodes.get(position)?)?.certificate;
        let spki = match self.next(position) {
            Next::Anchor(anchor) => self.graph.anchor(anchor)?.entry.anchor.spki_der(),
            Next::Node(node) => self.graph.node(node)?.certificate.spki_der(),
        };
        Fingerprint::of(certificate, spki, digest, self.provider, self.check.validator.provider_id, cache)
    }

    /// The key of whoever stands above `position`.
    fn key_above<'s>(
        &'s self,
        position: usize,
        inherited: Option<&'s dyn PreparedKey>,
    ) -> Result<&'s dyn PreparedKey, Blame> {
        if let Some(key) = inherited {
            return Ok(key);
        }
        match self.next(position) {
            Next::Anchor(anchor) => {
                let key =
                    self.graph.anchor(anchor).map_or(Err(KeyRefused::Malformed), |node| node.key(self.check.validator));
                key.map_err(|refused| {
                    let finding = refuse(&codes::KEY_UNUSABLE, At::Anchor, Detail::Code(refused.code()));
                    Blame::Anchor { anchor, finding }
                })
            }
            Next::Node(node) => {
                let key =
                    self.graph.node(node).map_or(Err(KeyRefused::Malformed), |node| node.key(self.check.validator));
                key.map_err(|refused| {
                    let at = At::Cert(position_of(position + 1));
                    let finding = refuse(&codes::KEY_UNUSABLE, at, Detail::Code(refused.code()));
                    Blame::Cert { node, finding }
                })
            }
        }
    }

    fn kept_key(&self, next: Next) -> Option<&LazyKey> {
        match next {
            Next::Anchor(anchor) => Some(&self.graph.anchor(anchor)?.entry.key),
            Next::Node(node) => self.graph.node(node)?.kept(self.check.validator),
        }
    }

    fn warnings(&self) -> Findings {
        let mut warnings = Vec::new();
        for (position, id) in (0_u32..).zip(&self.route.nodes) {
            let Some(node) = self.graph.node(*id) else { continue };
            warnings.extend(node.facts.findings.iter().map(|finding| at_position(finding, At::Cert(position))));
        }
        if let Some(anchor) = self.graph.anchor(self.route.anchor) {
            warnings.extend(anchor.facts.findings.iter().map(|finding| at_position(finding, At::Anchor)));
        }
        warnings
    }

    /// The least notAfter that was relied on: the anchor's counts only where anchors are judged.
    fn valid_until(&self) -> Time {
        let certificates = self.route.nodes.iter().filter_map(|id| self.graph.node(*id)).map(|node| node.certificate);
        let is_judged = self.anchor_checks != AnchorChecks::NameAndKey;
        let anchor = self.graph.anchor(self.route.anchor).filter(|_| is_judged);
        let anchor = anchor.and_then(|anchor| anchor.entry.anchor.as_certificate());
        certificates.chain(anchor).map(ucpki_x509::Certificate::not_after).min().unwrap_or(Time::MIN)
    }

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
        let certificates: Vec<&ucpki_x509::Certificate> = nodes.map(|node| node.certificate).collect();
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
            let context = Context::new(self.provider, self.algorithms, spending, wanted);
            let mut context = context.with_profile(&self.check.validator.profile);
            context.path_context = path_context(self, position, &certificates);
            let status = ask(check, &query, &mut context);
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

    fn issuer_above<'s>(&'s self, position: usize, key: &'s dyn PreparedKey) -> Option<Issuer<'s>> {
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
    /// about the path: who is on another path must not be able to speak for the issuer on this one. Not to know depends on
    /// more: on the key usage of the issuer's certificate, and where that is self-issued on the other keys above it.
    fn blame_status(
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
    fn other_keys_above<'s>(&'s self, position: usize, keys: &'s [Option<Box<dyn PreparedKey>>]) -> Vec<Issuer<'s>> {
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
    fn judge_status(&self, check: &RevocationCheck<'_>, status: &Status, position: usize) -> Option<Finding> {
        let (code, severity) = match status {
            Status::Good(_) => return None,
            Status::Revoked(..) => (&codes::REVOKED, Severity::Refuse),
            // A signer that is undecided must not count for being excused as unknown.
            Status::Unknown(_) if self.check.frame.is_some() && status.is_undecided() => {
                (&codes::REVOCATION_UNKNOWN, Severity::Refuse)
            }
            // Whatever follows from expired data, what it shows as revoked was revoked.
            Status::Unknown(_) if status.revocation().is_some() => (&codes::REVOKED, Severity::Refuse),
            Status::Unknown(whys) if whys.iter().any(UnknownReason::may_hide_revocation) => {
                (&codes::REVOCATION_UNKNOWN, check.unknown)
            }
            // F2: expired data is no missing data. Nothing current was there, or the source had used it.
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

/// What sources may use to judge who signed a list.
fn path_context<'j>(
    judge: &'j Judge<'_, '_>,
    position: usize,
    certificates: &'j [&'j ucpki_x509::Certificate],
) -> Option<PathContext<'j>> {
    let anchor = &judge.graph.anchor(judge.route.anchor)?.entry.anchor;
    Some(PathContext { check: judge.check, anchor, above: certificates.get(position + 1..).unwrap_or(&[]) })
}

/// Asks every source: one that says "revoked" decides, else one that says "good", else all reasons are kept. A source that
/// could not find out whether it knows of a revocation leaves nothing good.
pub(crate) fn ask(check: &RevocationCheck<'_>, query: &Query<'_>, context: &mut Context<'_>) -> Status {
    let mut good: Option<Evidence> = None;
    let mut whys = Vec::new();
    for source in check.sources {
        match source.status(query, context) {
            revoked @ Status::Revoked(..) => return revoked,
            Status::Good(evidence) => {
                good.get_or_insert(evidence);
            }
            Status::Unknown(more) => whys.extend(more),
        }
    }
    match good {
        Some(evidence) if !whys.iter().any(UnknownReason::may_hide_revocation) => Status::Good(evidence),
        _ => Status::Unknown(whys),
    }
}

fn is_ca(certificate: &ucpki_x509::Certificate) -> bool {
    certificate.has_extension(ExtensionKind::BasicConstraints)
        && certificate.basic_constraints().is_ok_and(|found| found.is_some_and(|constraints| constraints.is_ca()))
}

pub(crate) fn refuse(code: &'static ucpki_x509::Code, at: At, detail: Detail) -> Finding {
    Finding { code, severity: Severity::Refuse, at, detail }
}

fn too_long(code: &'static ucpki_x509::Code, at: At, most: u32, found: u32) -> Finding {
    refuse(code, at, Detail::Limit { most: u64::from(most), found: u64::from(found) })
}

/// A fact about a certificate or the anchor, at the place that it has on a path.
///
/// What is about the check stays so; what a CA has against the leaf is about both.
pub(crate) fn at_position(finding: &Finding, at: At) -> Finding {
    let at = match (finding.at, at) {
        (At::Params, _) => At::Params,
        (At::Pair { below, .. }, At::Cert(above)) => At::Pair { above: Some(above), below },
        (At::Pair { below, .. }, At::Anchor) => At::Pair { above: None, below },
        (_, at) => at,
    };
    Finding { at, ..finding.clone() }
}

pub(crate) fn position_of(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
