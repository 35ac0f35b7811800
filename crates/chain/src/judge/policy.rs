//! The policies of a path (RFC 5280, 6.1.1 to 6.1.5), with the graph of RFC 9618 in place of the tree.
//!
//! RFC 9618 has at most one node for each policy and depth. Here a policy that is passed on unmapped keeps its node, so
//! that a certificate costs what it lists and maps, and nothing for what it passes on: the work for a whole path is linear
//! in the bytes of its extensions, but for sorting. Nodes are never pruned; the walk back from the deepest ones does it.

use crate::codes;
use crate::config::anchor_constraints::AnchorConstraints;
use crate::config::budget::Exhausted;
use crate::config::policies::{PolicyInputs, PolicySet};
use alloc::vec::Vec;
use core::cell::Cell;
use core::mem;
use ucpki_x509::extension::{CertificatePolicies, PolicyConstraints, PolicyMappings};
use ucpki_x509::oids::ANY_POLICY;
use ucpki_x509::{Certificate, Code, Oid, OidBuf};

/// What a certificate of a path says about policies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PolicyView<'a> {
    /// 0 is the leaf.
    position: u32,
    self_issued: bool,
    policies: Option<CertificatePolicies<'a>>,
    mappings: Option<PolicyMappings<'a>>,
    constraints: Option<PolicyConstraints>,
    inhibit_any: Option<u32>,
}

impl<'a> PolicyView<'a> {
    /// Reads the four extensions. That they can be read is a local fact, and refuses the certificate if they cannot.
    pub(crate) fn of(position: u32, certificate: &'a Certificate, self_issued: bool) -> Self {
        Self {
            position,
            self_issued,
            policies: certificate.certificate_policies().ok().flatten(),
            mappings: certificate.policy_mappings().ok().flatten(),
            constraints: certificate.policy_constraints().ok().flatten(),
            inhibit_any: certificate.inhibit_any_policy().ok().flatten(),
        }
    }
}

/// Why a path has no policies.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The budget of steps ended.
    Exhausted,
    /// A rule is broken.
    Rule {
        code: &'static Code,
        /// Which certificate is at fault; 0 is the leaf.
        position: u32,
    },
}

impl From<Exhausted> for Failure {
    fn from(Exhausted: Exhausted) -> Self {
        Self::Exhausted
    }
}

/// The user-constrained-policy-set of a path, which is given from the anchor's side down to the leaf.
///
/// `step` is asked once for each policy and each mapping that is looked at. Allocates nothing for a path whose first
/// certificate has no policies.
///
/// # Errors
///
/// [`Failure::Exhausted`] when `step` says so; [`codes::POLICY_NOT_ACCEPTABLE`] at the certificate that left the path
/// without a policy, though one is required there or below; [`codes::POLICY_MAPPING_ANY`].
pub(crate) fn process<'a>(
    path: impl Iterator<Item = PolicyView<'a>>,
    inputs: &PolicyInputs,
    limits: &AnchorConstraints,
    step: &mut dyn FnMut() -> Result<(), Exhausted>,
) -> Result<PolicySet, Failure> {
    let mut state = State::new(inputs, limits);
    for view in path {
        state.descend(&view, step)?;
        if view.position > 0 {
            state.prepare_next(&view, step)?;
        } else {
            state.wrap_up(&view);
        }
    }
    state.finish(limits.narrowed(&inputs.user_initial))
}

/// A counter that no path is long enough for; RFC 5280 says n + 1.
const NEVER: u32 = u32::MAX;

/// The state variables of RFC 5280, 6.1.2 (a), (d), (e), (f).
struct State<'a> {
    graph: PolicyGraph<'a>,
    explicit_policy: u32,
    inhibit_any_policy: u32,
    policy_mapping: u32,
    /// The certificate that left no valid policy.
    lost: Option<u32>,
}

impl<'a> State<'a> {
    fn new(inputs: &PolicyInputs, limits: &AnchorConstraints) -> Self {
        let unless = |inhibited, limit: Option<u32>| if inhibited { 0 } else { limit.unwrap_or(NEVER) };
        Self {
            graph: PolicyGraph::new(),
            explicit_policy: unless(inputs.require_explicit, limits.explicit_policy),
            inhibit_any_policy: unless(inputs.inhibit_any, limits.inhibit_any),
            policy_mapping: unless(inputs.inhibit_mapping, limits.inhibit_mapping),
            lost: None,
        }
    }

    /// RFC 5280, 6.1.3 (d) to (f).
    fn descend(
        &mut self,
        view: &PolicyView<'a>,
        step: &mut dyn FnMut() -> Result<(), Exhausted>,
    ) -> Result<(), Failure> {
        match &view.policies {
            _ if self.graph.is_null() => {}
            Some(policies) => {
                // (d)(2): a self-issued certificate that is not the last is exempt from the inhibition.
                let counts = self.inhibit_any_policy > 0 || (view.position > 0 && view.self_issued);
                let any = counts && policies.iter().any(|information| information.policy() == ANY_POLICY);
                self.graph.descend(policies, any, step)?;
            }
            None => self.graph = PolicyGraph::null(),
        }
        self.notice_loss(view);
        if self.explicit_policy == 0 && self.graph.is_null() { Err(self.not_acceptable()) } else { Ok(()) }
    }

    /// RFC 5280, 6.1.4 (a), (b), (h) to (j).
    fn prepare_next(
        &mut self,
        view: &PolicyView<'a>,
        step: &mut dyn FnMut() -> Result<(), Exhausted>,
    ) -> Result<(), Failure> {
        if let Some(mappings) = &view.mappings {
            let mut pairs = Vec::new();
            for mapping in mappings.iter() {
                step()?;
                let pair = (mapping.issuer_domain(), mapping.subject_domain());
                if pair.0 == ANY_POLICY || pair.1 == ANY_POLICY {
                    return Err(Failure::Rule { code: &codes::POLICY_MAPPING_ANY, position: view.position });
                }
                if !self.graph.is_null() {
                    pairs.push(pair);
                }
            }
            self.graph.map(pairs, self.policy_mapping > 0);
            self.notice_loss(view);
        }
        if !view.self_issued {
            for counter in [&mut self.explicit_policy, &mut self.policy_mapping, &mut self.inhibit_any_policy] {
                *counter = counter.saturating_sub(1);
            }
        }
        let limit = |counter: &mut u32, skip: Option<u32>| *counter = skip.map_or(*counter, |skip| skip.min(*counter));
        if let Some(constraints) = view.constraints {
            limit(&mut self.explicit_policy, constraints.require_explicit_policy());
            limit(&mut self.policy_mapping, constraints.inhibit_policy_mapping());
        }
        limit(&mut self.inhibit_any_policy, view.inhibit_any);
        Ok(())
    }

    /// RFC 5280, 6.1.5 (a), (b): the last certificate counts, self-issued or not.
    fn wrap_up(&mut self, leaf: &PolicyView<'_>) {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        if leaf.constraints.is_some_and(|constraints| constraints.require_explicit_policy() == Some(0)) {
            self.explicit_policy = 0;
        }
    }

    /// RFC 5280, 6.1.5 (g), as RFC 9618, 5.5 has it.
    ///
    /// `wanted` is the user-initial-policy-set, `None` for any policy.
    fn finish(self, wanted: Option<Vec<&OidBuf>>) -> Result<PolicySet, Failure> {
        let mut set: Vec<OidBuf> = match (self.graph.any, wanted) {
            (true, None) => return Ok(PolicySet::Any),
            (true, Some(wanted)) => wanted.into_iter().cloned().collect(),
            (false, None) => {
                let mut all = Vec::new();
                self.graph.authority_constrained(|policy| all.push(OidBuf::from(policy)));
                all
            }
            (false, Some(wanted)) => {
                let mut valid = Vec::new();
                self.graph.authority_constrained(|policy| valid.push(policy));
                valid.sort_unstable();
                wanted.into_iter().filter(|policy| valid.binary_search(&policy.as_oid()).is_ok()).cloned().collect()
            }
        };
        set.sort_unstable();
        set.dedup();
        if self.explicit_policy == 0 && set.is_empty() { Err(self.not_acceptable()) } else { Ok(PolicySet::Only(set)) }
    }

    fn notice_loss(&mut self, view: &PolicyView<'_>) {
        if self.graph.is_null() {
            self.lost.get_or_insert(view.position);
        }
    }

    /// No valid policy is left, or none that the user accepts; the latter shows at the leaf only.
    fn not_acceptable(&self) -> Failure {
        Failure::Rule { code: &codes::POLICY_NOT_ACCEPTABLE, position: self.lost.unwrap_or(0) }
    }
}

/// No link.
const NONE: usize = usize::MAX;

/// The valid_policy_graph (RFC 9618, 5.1).
struct PolicyGraph<'a> {
    nodes: Vec<Node<'a>>,
    links: Vec<Link>,
    /// The nodes that the next certificate has to agree with, by the policy that it has to list: those of the last depth,
    /// or their children to be where the last certificate mapped them. Sorted; a policy is here once.
    deepest: Vec<(Oid<'a>, usize)>,
    /// Whether the last depth has a node of anyPolicy. Such nodes are a chain from the root, and need not be written down.
    any: bool,
}

/// A policy that is valid at some depth, and on at the following ones for as long as it is passed on.
struct Node<'a> {
    policy: Oid<'a>,
    /// The first link to a parent; none if anyPolicy is the only parent.
    parents: usize,
    /// Whether a path leads from here to the last depth.
    lives: Cell<bool>,
}

/// One parent of a node, in a list.
struct Link {
    parent: usize,
    next: usize,
}

impl<'a> PolicyGraph<'a> {
    /// The root alone.
    const fn new() -> Self {
        Self { nodes: Vec::new(), links: Vec::new(), deepest: Vec::new(), any: true }
    }

    /// No node at all.
    const fn null() -> Self {
        Self { nodes: Vec::new(), links: Vec::new(), deepest: Vec::new(), any: false }
    }

    /// Pruning would leave nothing: each node needs a child at every depth below it.
    fn is_null(&self) -> bool {
        !self.any && self.deepest.is_empty()
    }

    /// RFC 9618, 5.3 (d): goes on with the policies of the next certificate; `any` says that anyPolicy is among them, and
    /// counts.
    ///
    /// RFC 5280, 4.2.1.4 tells issuers to list a policy once. A second time adds nothing: there is one node for a policy
    /// and depth, and qualifiers, in which the two might differ, are not returned (RFC 9618, 5.5).
    fn descend(
        &mut self,
        policies: &CertificatePolicies<'a>,
        any: bool,
        step: &mut dyn FnMut() -> Result<(), Exhausted>,
    ) -> Result<(), Exhausted> {
        let mut listed = Vec::new();
        for policy in policies.iter().map(|information| information.policy()) {
            step()?;
            if policy != ANY_POLICY {
                listed.push((policy, NONE));
            }
        }
        listed.sort_unstable();
        listed.dedup();
        listed.retain_mut(|(policy, node)| match self.find(*policy) {
            Some(known) => {
                *node = known;
                !any
            }
            None if self.any => {
                *node = self.add(*policy);
                true
            }
            None => false,
        });
        // (d)(2): anyPolicy passes everything on. Else only what is listed stays.
        if any {
            self.deepest.append(&mut listed);
            self.deepest.sort_unstable();
        } else {
            self.deepest = listed;
        }
        self.any &= any;
        Ok(())
    }

    /// RFC 9618, 5.4 (b): the issuer's policies and the subject's that equal them. Where mapping is not `allowed`, the
    /// former end here.
    fn map(&mut self, mut pairs: Vec<(Oid<'a>, Oid<'a>)>, allowed: bool) {
        pairs.sort_unstable();
        pairs.dedup();
        let mut children = Vec::new();
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            let Some((policy, _)) = group.first().filter(|_| allowed) else { continue };
            let node = self.find(*policy).or_else(|| self.any.then(|| self.add(*policy)));
            children.extend(node.into_iter().flat_map(|node| group.iter().map(move |(_, subject)| (*subject, node))));
        }
        // All mapped nodes leave before any child enters: what is mapped to a policy does not follow that one's mapping.
        self.deepest.retain(|(policy, _)| pairs.binary_search_by(|(mapped, _)| mapped.cmp(policy)).is_err());
        children.sort_unstable();
        let mut new = Vec::new();
        for group in children.chunk_by(|a, b| a.0 == b.0) {
            let Some((policy, _)) = group.first() else { continue };
            let child = self.add(*policy);
            match self.position(*policy).and_then(|at| self.deepest.get_mut(at)) {
                Some((_, unmapped)) => {
                    let same = mem::replace(unmapped, child);
                    self.link(child, same);
                }
                None => new.push((*policy, child)),
            }
            for (_, parent) in group {
                self.link(child, *parent);
            }
        }
        self.deepest.append(&mut new);
        self.deepest.sort_unstable();
    }

    /// Where a policy is among the deepest nodes.
    fn position(&self, policy: Oid<'_>) -> Option<usize> {
        self.deepest.binary_search_by(|(known, _)| known.cmp(&policy)).ok()
    }

    /// The deepest node of a policy.
    fn find(&self, policy: Oid<'_>) -> Option<usize> {
        Some(self.deepest.get(self.position(policy)?)?.1)
    }

    /// A node without parents, which is one whose only parent is anyPolicy.
    fn add(&mut self, policy: Oid<'a>) -> usize {
        self.nodes.push(Node { policy, parents: NONE, lives: Cell::new(false) });
        self.nodes.len() - 1
    }

    fn link(&mut self, child: usize, parent: usize) {
        let link = self.links.len();
        if let Some(child) = self.nodes.get_mut(child) {
            self.links.push(Link { parent, next: mem::replace(&mut child.parents, link) });
        }
    }

    /// The authority_constrained_policy_set (RFC 9618, 5.5 (g)) but for anyPolicy, in no order: every policy that the anchor's
    /// own domain knows and that leads on to the last depth.
    fn authority_constrained(&self, mut keep: impl FnMut(Oid<'a>)) {
        let live = |index: usize| {
            if let Some(node) = self.nodes.get(index) {
                node.lives.set(true);
            }
        };
        self.deepest.iter().for_each(|(_, node)| live(*node));
        // Parents are older than their children, so that one walk back meets each node after all that it leads to.
        for node in self.nodes.iter().rev().filter(|node| node.lives.get()) {
            if node.parents == NONE {
                keep(node.policy);
            }
            let mut at = node.parents;
            while let Some(link) = self.links.get(at) {
                live(link.parent);
                at = link.next;
            }
        }
    }
}

#[cfg(test)]
mod tests;
