//! Judges one whole path, cheap checks first, and blames the smallest part that is at fault.

mod neighbours;
mod policies;
pub(crate) mod policy;
mod revocation;
mod signatures;

pub(crate) use self::signatures::Verified;
use crate::check::Check;
use crate::codes;
use crate::config::algorithms::AlgorithmPolicy;
use crate::config::anchor_constraints::AnchorConstraints;
use crate::config::budget::{Limit, Spending};
use crate::config::policies::PolicySet;
use crate::config::profile::{AnchorChecks, Profile};
use crate::config::rules::Severity;
use crate::config::signature_cache::SignatureCache;
use crate::facts::name_constraints::{self, Broken};
use crate::graph::{EntityId, Graph, Next, NodeId, Route, anchor_as_node};
use crate::params::ValidationParams;
use crate::revocation::evidence::Status;
use crate::revocation::hints::FetchHint;
use crate::verdict::finding::{At, Detail, Finding, Findings};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::ControlFlow;
use ucpki_crypto::Provider;
use ucpki_matcher::{Identity, NameMode};
use ucpki_x509::extension::NameConstraints;
use ucpki_x509::{Certificate, Code, Time};

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
        let config = check.config;
        Self {
            check,
            graph,
            params: check.params,
            provider: config.provider,
            algorithms: *config.profile.algorithms(),
            anchor_checks: config.profile.anchor_checks(),
            cache: config.cache.as_deref(),
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
        &self.check.config.profile
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

    /// Who is above a position of the path.
    fn next(&self, position: usize) -> Next {
        self.route.nodes.get(position + 1).map_or(Next::Anchor(self.route.anchor), |node| Next::Node(*node))
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
        certificates.chain(anchor).map(Certificate::not_after).min().unwrap_or(Time::MIN)
    }
}

pub(crate) fn refuse(code: &'static Code, at: At, detail: Detail) -> Finding {
    Finding { code, severity: Severity::Refuse, at, detail }
}

fn too_long(code: &'static Code, at: At, most: u32, found: u32) -> Finding {
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
