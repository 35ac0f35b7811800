//! The policies of a path (RFC 5280, 6.1.1 to 6.1.5), with the graph of RFC 9618 in place of the tree.
//!
//! RFC 9618 has at most one node for each policy and depth. Here a policy that is passed on unmapped keeps its node, so
//! that a certificate costs what it lists and maps, and nothing for what it passes on: the work for a whole path is linear
//! in the bytes of its extensions, but for sorting. Nodes are never pruned; the walk back from the deepest ones does it.

use crate::facts::Exhausted;
use crate::{PolicyInputs, PolicySet, codes};
use alloc::collections::BTreeMap;
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
    step: &mut dyn FnMut() -> Result<(), Exhausted>,
) -> Result<PolicySet, Failure> {
    let mut state = State::new(inputs);
    for view in path {
        state.descend(&view, step)?;
        if view.position > 0 {
            state.prepare_next(&view, step)?;
        } else {
            state.wrap_up(&view);
        }
    }
    state.finish(inputs)
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
    fn new(inputs: &PolicyInputs) -> Self {
        let unless = |inhibited| if inhibited { 0 } else { NEVER };
        Self {
            graph: PolicyGraph::new(),
            explicit_policy: unless(inputs.require_explicit),
            inhibit_any_policy: unless(inputs.inhibit_any),
            policy_mapping: unless(inputs.inhibit_mapping),
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
    fn finish(self, inputs: &PolicyInputs) -> Result<PolicySet, Failure> {
        let wanted = &inputs.user_initial;
        let all_are_wanted = wanted.is_empty() || wanted.iter().any(|policy| policy.as_oid() == ANY_POLICY);
        let mut set: Vec<OidBuf> = match (self.graph.any, all_are_wanted) {
            (true, true) => return Ok(PolicySet::Any),
            (true, false) => wanted.clone(),
            (false, true) => self.graph.authority_constrained().into_iter().map(OidBuf::from).collect(),
            (false, false) => {
                let valid = self.graph.authority_constrained();
                wanted.iter().filter(|policy| valid.binary_search(&policy.as_oid()).is_ok()).cloned().collect()
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
    /// or their children to be where the last certificate mapped them.
    deepest: BTreeMap<Oid<'a>, usize>,
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
        Self { nodes: Vec::new(), links: Vec::new(), deepest: BTreeMap::new(), any: true }
    }

    /// No node at all.
    const fn null() -> Self {
        Self { nodes: Vec::new(), links: Vec::new(), deepest: BTreeMap::new(), any: false }
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
        // (d)(2): anyPolicy passes everything on. Else only what is listed stays.
        let expected = if any { BTreeMap::new() } else { mem::take(&mut self.deepest) };
        for policy in policies.iter().map(|information| information.policy()) {
            step()?;
            if policy == ANY_POLICY || self.deepest.contains_key(&policy) {
                continue;
            }
            if let Some(node) = expected.get(&policy) {
                self.deepest.insert(policy, *node);
            } else if self.any {
                let node = self.add(policy);
                self.deepest.insert(policy, node);
            }
        }
        self.any &= any;
        Ok(())
    }

    /// RFC 9618, 5.4 (b): the issuer's policies and the subject's that equal them. Where mapping is not `allowed`, the
    /// former end here.
    fn map(&mut self, mut pairs: Vec<(Oid<'a>, Oid<'a>)>, allowed: bool) {
        pairs.sort_unstable();
        pairs.dedup();
        // All mapped nodes leave before any child enters: what is mapped to a policy does not follow that one's mapping.
        let mut children = Vec::new();
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            let Some((policy, _)) = group.first() else { continue };
            let node = self.deepest.remove(policy);
            if !allowed {
                continue;
            }
            let Some(node) = node.or_else(|| self.any.then(|| self.add(*policy))) else { continue };
            children.extend(group.iter().map(|(_, subject)| (*subject, node)));
        }
        let first_child = self.nodes.len();
        for (policy, parent) in children {
            let child = match self.deepest.get(&policy).copied() {
                Some(child) if child >= first_child => child,
                unmapped => {
                    let child = self.add(policy);
                    self.deepest.insert(policy, child);
                    if let Some(same) = unmapped {
                        self.link(child, same);
                    }
                    child
                }
            };
            self.link(child, parent);
        }
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

    /// The authority_constrained_policy_set (RFC 9618, 5.5 (g)) but for anyPolicy, sorted: every policy that the anchor's
    /// own domain knows and that leads on to the last depth.
    fn authority_constrained(&self) -> Vec<Oid<'a>> {
        let live = |index: usize| {
            if let Some(node) = self.nodes.get(index) {
                node.lives.set(true);
            }
        };
        self.deepest.values().copied().for_each(live);
        let mut policies = Vec::new();
        // Parents are older than their children, so that one walk back meets each node after all that it leads to.
        for node in self.nodes.iter().rev().filter(|node| node.lives.get()) {
            if node.parents == NONE {
                policies.push(node.policy);
            }
            let mut at = node.parents;
            while let Some(link) = self.links.get(at) {
                live(link.parent);
                at = link.next;
            }
        }
        policies.sort_unstable();
        policies
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::collections::BTreeSet;
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec;
    use ucpki_x509::der::{Reader, Tag, Writer};

    /// A certificate of a path; policies are single letters, and `*` is anyPolicy.
    #[derive(Clone, Debug, Default)]
    struct Cert {
        policies: Option<String>,
        /// Pairs of letters.
        mappings: Vec<String>,
        self_issued: bool,
        require_explicit: Option<u32>,
        inhibit_mapping: Option<u32>,
        inhibit_any: Option<u32>,
    }

    fn cert(policies: &str) -> Cert {
        Cert { policies: Some(policies.to_string()), ..Cert::default() }
    }

    impl Cert {
        fn map(mut self, pair: &str) -> Self {
            self.mappings.push(pair.to_string());
            self
        }

        fn self_issued(self) -> Self {
            Self { self_issued: true, ..self }
        }

        fn explicit(self, skip: u32) -> Self {
            Self { require_explicit: Some(skip), ..self }
        }

        fn no_mapping(self, skip: u32) -> Self {
            Self { inhibit_mapping: Some(skip), ..self }
        }

        fn no_any(self, skip: u32) -> Self {
            Self { inhibit_any: Some(skip), ..self }
        }

        /// The values of certificatePolicies and policyMappings.
        fn der(&self) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
            let list = |content: &dyn Fn(&mut Writer)| {
                let mut writer = Writer::new();
                writer.nested(Tag::SEQUENCE, content);
                writer.into_bytes()
            };
            let policies = self.policies.as_ref().map(|policies| {
                list(&|writer| {
                    for letter in policies.chars() {
                        writer.nested(Tag::SEQUENCE, |information| information.oid(oid(letter).as_oid()));
                    }
                })
            });
            let mappings = (!self.mappings.is_empty()).then(|| {
                list(&|writer| {
                    for pair in &self.mappings {
                        writer.nested(Tag::SEQUENCE, |mapping| pair.chars().for_each(|to| mapping.oid(oid(to).as_oid())));
                    }
                })
            });
            (policies, mappings)
        }
    }

    fn oid(letter: char) -> OidBuf {
        if letter == '*' { ANY_POLICY.into() } else { OidBuf::parse(&format!("1.3.9.{}", u32::from(letter))).unwrap() }
    }

    fn constraints(cert: &Cert) -> Option<PolicyConstraints> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |sequence| {
            for (tag, skip) in [(0, cert.require_explicit), (1, cert.inhibit_mapping)] {
                if let Some(skip) = skip {
                    sequence.unsigned_integer_tagged(Tag::context(tag), &skip.to_be_bytes());
                }
            }
        });
        let der = writer.into_bytes();
        (der.len() > 2).then(|| PolicyConstraints::read(&mut Reader::new(&der)).unwrap())
    }

    fn wanted(letters: &str) -> PolicyInputs {
        PolicyInputs::default().user_initial(letters.chars().map(oid).collect())
    }

    /// The set as letters, or the number of the code and the position; and the steps.
    fn run(path: &[Cert], inputs: &PolicyInputs) -> (Result<String, (u32, u32)>, usize) {
        let ders: Vec<_> = path.iter().map(Cert::der).collect();
        let views = path.iter().zip(&ders).zip((0..u32::try_from(path.len()).unwrap()).rev());
        let views = views.map(|((cert, (policies, mappings)), position)| PolicyView {
            position,
            self_issued: cert.self_issued,
            policies: policies.as_ref().map(|der| CertificatePolicies::read(&mut Reader::new(der)).unwrap()),
            mappings: mappings.as_ref().map(|der| PolicyMappings::read(&mut Reader::new(der)).unwrap()),
            constraints: constraints(cert),
            inhibit_any: cert.inhibit_any,
        });
        let mut steps = 0;
        let mut step = || {
            steps += 1;
            Ok(())
        };
        let result = match process(views, inputs, &mut step) {
            Ok(PolicySet::Any) => Ok("*".to_string()),
            Ok(PolicySet::Only(policies)) => {
                let letters = ('!'..='~').filter(|letter| policies.contains(&oid(*letter)));
                let letters: String = letters.collect();
                assert_eq!(letters.len(), policies.len(), "{policies:?}");
                assert!(policies.is_sorted());
                Ok(letters)
            }
            Err(Failure::Rule { code, position }) => Err((code.number(), position)),
            Err(Failure::Exhausted) => panic!("no bound"),
        };
        (result, steps)
    }

    /// Any policy is wanted, and none required.
    fn set(path: &[Cert]) -> Result<String, (u32, u32)> {
        run(path, &PolicyInputs::default()).0
    }

    fn ok(letters: &str) -> Result<String, (u32, u32)> {
        Ok(letters.to_string())
    }

    const NOT_ACCEPTABLE: u32 = 3024;

    #[test]
    fn what_all_list_is_valid() {
        assert_eq!(set(&[cert("AB"), cert("BC"), cert("CB")]), ok("B"));
        assert_eq!(set(&[cert("AB"), cert("BC"), cert("C")]), ok(""));
        assert_eq!(set(&[cert("A"), Cert::default(), cert("A")]), ok(""));
        assert_eq!(set(&[cert("AA"), cert("AAA")]), ok("A"), "a policy that stands twice is one");
    }

    #[test]
    fn any_policy_passes_everything_on() {
        assert_eq!(set(&[cert("*"), cert("*")]), ok("*"));
        assert_eq!(set(&[cert("*"), cert("AB")]), ok("AB"));
        assert_eq!(set(&[cert("AB"), cert("*"), cert("B")]), ok("B"));
        assert_eq!(set(&[cert("*"), cert("A*"), cert("*")]), ok("*"));
        assert_eq!(run(&[cert("*A"), cert("*")], &wanted("CB")).0, ok("BC"), "RFC 9618, 5.5 (g)(6)(ii)");
        assert_eq!(run(&[cert("A"), cert("*")], &wanted("AB")).0, ok("A"));
    }

    #[test]
    fn any_policy_is_inhibited_after_so_many_certificates() {
        assert_eq!(set(&[cert("A").no_any(0), cert("*")]), ok(""));
        assert_eq!(set(&[cert("A").no_any(1), cert("*"), cert("*")]), ok(""));
        assert_eq!(set(&[cert("A").no_any(1), cert("*"), cert("A")]), ok("A"));
        assert_eq!(set(&[cert("A").no_any(5), cert("*").no_any(0), cert("*")]), ok(""));
        assert_eq!(set(&[cert("A").no_any(0), cert("*A").no_any(5), cert("*")]), ok(""), "it never grows");
        assert_eq!(run(&[cert("*")], &PolicyInputs::default().inhibit_any()).0, ok(""));
        assert_eq!(run(&[cert("*A")], &PolicyInputs::default().inhibit_any()).0, ok("A"));
    }

    #[test]
    fn self_issued_certificates_do_not_count_and_may_list_any_policy() {
        let again = || cert("*").self_issued();
        assert_eq!(set(&[cert("A").no_any(0), again(), cert("A")]), ok("A"));
        assert_eq!(set(&[cert("A").no_any(1), again(), cert("*")]), ok("A"));
        assert_eq!(set(&[cert("A").no_any(0), again()]), ok(""), "the last one is not exempt");
        let lost = Err((NOT_ACCEPTABLE, 0));
        assert_eq!(set(&[cert("A").explicit(1), cert("A"), cert("B")]), lost);
        assert_eq!(set(&[cert("A").explicit(2), cert("A").self_issued(), cert("B")]), ok(""));
        assert_eq!(set(&[cert("A").no_mapping(1), cert("A").self_issued(), cert("A").map("AB"), cert("B")]), ok("A"));
        assert_eq!(set(&[cert("A").no_mapping(1), cert("A"), cert("A").map("AB"), cert("B")]), ok(""));
    }

    #[test]
    fn an_explicit_policy_is_required_after_so_many_certificates() {
        let none = Cert::default;
        assert_eq!(set(&[none().explicit(0), none()]), Err((NOT_ACCEPTABLE, 1)), "where the last policy was lost");
        assert_eq!(set(&[cert("A").explicit(0), none()]), Err((NOT_ACCEPTABLE, 0)));
        assert_eq!(set(&[cert("A").explicit(3), none(), none(), none()]), Err((NOT_ACCEPTABLE, 2)));
        assert_eq!(set(&[cert("A").explicit(4), none(), none(), none()]), ok(""));
        // 6.1.5 (a): the last certificate counts down as well, self-issued or not.
        assert_eq!(set(&[cert("A").explicit(1), cert("B").self_issued()]), Err((NOT_ACCEPTABLE, 0)));
        // 6.1.5 (b)
        assert_eq!(set(&[none(), none().explicit(0)]), Err((NOT_ACCEPTABLE, 1)));
        assert_eq!(set(&[none(), none().explicit(1)]), ok(""));
        let required = |letters| wanted(letters).require_explicit();
        assert_eq!(run(&[cert("A"), cert("A")], &required("")).0, ok("A"));
        assert_eq!(run(&[cert("A"), cert("A")], &required("*")).0, ok("A"), "anyPolicy is the same as no wish");
        assert_eq!(run(&[cert("A"), cert("A")], &required("B")).0, Err((NOT_ACCEPTABLE, 0)));
        assert_eq!(run(&[cert("A"), cert("A")], &wanted("B")).0, ok(""));
        assert_eq!(run(&[none()], &required("")).0, Err((NOT_ACCEPTABLE, 0)));
        assert_eq!(run(&[cert("A"), none(), cert("A")], &required("")).0, Err((NOT_ACCEPTABLE, 1)));
    }

    #[test]
    fn mapped_policies_count_under_the_name_that_the_anchor_knows() {
        assert_eq!(set(&[cert("A").map("AB"), cert("B")]), ok("A"));
        assert_eq!(set(&[cert("A").map("AB"), cert("A")]), ok(""), "what is mapped is no longer expected");
        assert_eq!(set(&[cert("A").map("AB").map("AA"), cert("A")]), ok("A"));
        assert_eq!(set(&[cert("AB").map("AB"), cert("B")]), ok("AB"), "one mapped to B, and B itself");
        assert_eq!(set(&[cert("AB").map("AB").map("BA"), cert("A")]), ok("B"), "swapped, not chained");
        assert_eq!(set(&[cert("A").map("AB"), cert("B").map("BC"), cert("C")]), ok("A"));
        assert_eq!(set(&[cert("A").map("BC"), cert("C")]), ok(""), "B is not valid there");
        assert_eq!(set(&[cert("*").map("AB"), cert("B")]), ok("A"), "made below anyPolicy");
        assert_eq!(set(&[cert("*").map("AB"), cert("*")]), ok("*"));
        assert_eq!(set(&[cert("*").map("AB"), cert("AB")]), ok("A"), "the lower A is below anyPolicy, the upper one is not");
        assert_eq!(set(&[cert("A"), cert("A").map("AB").no_mapping(0), cert("B").map("BC"), cert("C")]), ok(""));
        assert_eq!(run(&[cert("A").map("AB"), cert("AB")], &PolicyInputs::default().inhibit_mapping()).0, ok(""));
        assert_eq!(run(&[cert("A").map("AB"), cert("B")], &wanted("B")).0, ok(""));
        assert_eq!(run(&[cert("A").map("AB"), cert("B")], &wanted("A")).0, ok("A"));
        assert_eq!(set(&[cert("A"), cert("A").map("AB")]), ok("A"), "mappings of the leaf mean nothing");
    }

    #[test]
    fn any_policy_is_not_mapped() {
        for pair in ["*A", "A*"] {
            assert_eq!(set(&[cert("B"), cert("A").map("AB").map(pair), cert("A")]), Err((3028, 1)), "{pair}");
            assert_eq!(set(&[cert("A"), cert("A").map(pair)]), ok("A"), "{pair}");
        }
    }

    /// The shape of CVE-2023-0464: each certificate maps every policy to every other one, so that the tree of RFC 5280
    /// has a node for each of 8^32 ways.
    #[test]
    fn a_bomb_of_mappings_costs_a_step_for_each_mapping() {
        let letters = "ABCDEFGH";
        let mut bomb = cert(letters);
        for from in letters.chars() {
            for to in letters.chars() {
                bomb = bomb.map(&format!("{from}{to}"));
            }
        }
        for depth in [1, 2, 32] {
            let mut path = vec![bomb.clone(); depth];
            path.push(cert("H"));
            let (result, steps) = run(&path, &PolicyInputs::default());
            assert_eq!((result, steps), (ok(letters), depth * (8 + 64) + 1));
        }
    }

    /// As above, with anyPolicy: what is passed on is not looked at again.
    #[test]
    fn policies_that_are_passed_on_cost_nothing() {
        let many: String = ('A'..='z').collect();
        for depth in [1, 2, 64] {
            let mut path = vec![cert("*"); depth];
            path[0] = cert(&many).map("AZ");
            path.push(cert("z"));
            assert_eq!(run(&path, &PolicyInputs::default()), (ok("z"), many.len() + 1 + (depth - 1) + 1));
        }
    }

    #[test]
    fn the_budget_is_asked_before_each_policy_and_mapping() {
        let (policies, mappings) = cert("AB").map("AB").der();
        let view = PolicyView {
            position: 1,
            self_issued: false,
            policies: policies.as_ref().map(|der| CertificatePolicies::read(&mut Reader::new(der)).unwrap()),
            mappings: mappings.as_ref().map(|der| PolicyMappings::read(&mut Reader::new(der)).unwrap()),
            constraints: None,
            inhibit_any: None,
        };
        for most in 0..4_u32 {
            let mut left = most;
            let mut step = || left.checked_sub(1).map(|less| left = less).ok_or(Exhausted);
            let result = process([view].into_iter(), &PolicyInputs::default(), &mut step);
            assert_eq!(matches!(result, Err(Failure::Exhausted)), most < 3, "{most}");
        }
    }

    /// RFC 5280 by the letter: a tree, in which each node is written down and deleted as the text says.
    mod tree {
        use super::*;

        struct Node {
            depth: usize,
            policy: char,
            expected: BTreeSet<char>,
            parent: Option<usize>,
            deleted: bool,
        }

        struct Tree(Vec<Node>);

        impl Tree {
            fn at(&self, depth: usize) -> Vec<usize> {
                (0..self.0.len()).filter(|at| self.0[*at].depth == depth && !self.0[*at].deleted).collect()
            }

            fn add(&mut self, parent: usize, policy: char, expected: BTreeSet<char>) {
                let depth = self.0[parent].depth + 1;
                self.0.push(Node { depth, policy, expected, parent: Some(parent), deleted: false });
            }

            fn children(&self, of: usize) -> Vec<usize> {
                (0..self.0.len()).filter(|at| self.0[*at].parent == Some(of) && !self.0[*at].deleted).collect()
            }

            /// Deletes nodes above `depth` that have no children.
            fn prune(&mut self, depth: usize) {
                for above in (0..depth).rev() {
                    for node in self.at(above) {
                        self.0[node].deleted = self.children(node).is_empty();
                    }
                }
            }

            fn descend(&mut self, depth: usize, listed: &str, any: bool) {
                let above = self.at(depth - 1);
                for policy in listed.chars().filter(|policy| *policy != '*') {
                    let matched: Vec<usize> =
                        above.iter().copied().filter(|node| self.0[*node].expected.contains(&policy)).collect();
                    let below_any = above.iter().copied().filter(|node| self.0[*node].policy == '*');
                    let parents = if matched.is_empty() { below_any.collect() } else { matched };
                    for parent in parents {
                        if self.children(parent).iter().all(|child| self.0[*child].policy != policy) {
                            self.add(parent, policy, [policy].into());
                        }
                    }
                }
                for node in above.iter().filter(|_| any) {
                    for policy in self.0[*node].expected.clone() {
                        if self.children(*node).iter().all(|child| self.0[*child].policy != policy) {
                            self.add(*node, policy, [policy].into());
                        }
                    }
                }
                self.prune(depth);
            }

            fn map(&mut self, depth: usize, mappings: &[String], allowed: bool) {
                let pairs: Vec<(char, char)> = mappings
                    .iter()
                    .map(|pair| (pair.chars().next().unwrap(), pair.chars().nth(1).unwrap()))
                    .collect();
                for from in pairs.iter().map(|(from, _)| *from).collect::<BTreeSet<_>>() {
                    let to: BTreeSet<char> = pairs.iter().filter(|pair| pair.0 == from).map(|pair| pair.1).collect();
                    let nodes: Vec<usize> =
                        self.at(depth).into_iter().filter(|node| self.0[*node].policy == from).collect();
                    if !allowed {
                        nodes.iter().for_each(|node| self.0[*node].deleted = true);
                        self.prune(depth);
                    } else if nodes.is_empty() {
                        let any = self.at(depth).into_iter().find(|node| self.0[*node].policy == '*');
                        if let Some(any) = any {
                            self.add(self.0[any].parent.unwrap(), from, to);
                        }
                    } else {
                        nodes.iter().for_each(|node| self.0[*node].expected = to.clone());
                    }
                }
            }

            fn user_constrained(&self, depth: usize, wanted: &str) -> String {
                let below_any = (0..self.0.len()).filter(|at| {
                    let node = &self.0[*at];
                    !node.deleted && node.policy != '*' && node.parent.is_some_and(|parent| self.0[parent].policy == '*')
                });
                let mut set: BTreeSet<char> = below_any.map(|node| self.0[node].policy).collect();
                let any = self.at(depth).iter().any(|node| self.0[*node].policy == '*');
                match (any, wanted) {
                    (true, "") => return "*".to_string(),
                    (true, wanted) => set = wanted.chars().collect(),
                    (false, "") => {}
                    (false, wanted) => set.retain(|policy| wanted.contains(*policy)),
                }
                set.into_iter().collect()
            }
        }

        /// The set, or `None` where the path fails.
        pub(super) fn run(path: &[Cert], wanted: &str, inputs: &PolicyInputs) -> Option<String> {
            let n = path.len();
            let never = u32::try_from(n).unwrap() + 1;
            let unless = |inhibited| if inhibited { 0 } else { never };
            let mut explicit = unless(inputs.require_explicit);
            let mut mapping = unless(inputs.inhibit_mapping);
            let mut any = unless(inputs.inhibit_any);
            let root = Node { depth: 0, policy: '*', expected: ['*'].into(), parent: None, deleted: false };
            let mut tree = Tree(vec![root]);
            for (cert, i) in path.iter().zip(1..) {
                match &cert.policies {
                    Some(listed) if !tree.0[0].deleted => {
                        let counts = any > 0 || (i < n && cert.self_issued);
                        tree.descend(i, listed, counts && listed.contains('*'));
                    }
                    _ => tree.0[0].deleted = true,
                }
                if explicit == 0 && tree.0[0].deleted {
                    return None;
                }
                if i == n {
                    break;
                }
                if cert.mappings.iter().any(|pair| pair.contains('*')) {
                    return None;
                }
                if !tree.0[0].deleted {
                    tree.map(i, &cert.mappings, mapping > 0);
                }
                if !cert.self_issued {
                    explicit = explicit.saturating_sub(1);
                    mapping = mapping.saturating_sub(1);
                    any = any.saturating_sub(1);
                }
                explicit = cert.require_explicit.map_or(explicit, |skip| skip.min(explicit));
                mapping = cert.inhibit_mapping.map_or(mapping, |skip| skip.min(mapping));
                any = cert.inhibit_any.map_or(any, |skip| skip.min(any));
            }
            explicit = explicit.saturating_sub(1);
            if path.last().unwrap().require_explicit == Some(0) {
                explicit = 0;
            }
            let set = if tree.0[0].deleted { String::new() } else { tree.user_constrained(n, wanted) };
            if explicit > 0 || !set.is_empty() { Some(set) } else { None }
        }
    }

    /// A plain generator (Marsaglia's xorshift), so that a failure comes again.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 11) % end
        }

        fn letters(&mut self, from: &str, most: u64) -> String {
            let all: Vec<char> = from.chars().collect();
            let count = self.below(most) + 1;
            (0..count).map(|_| all[usize::try_from(self.below(u64::try_from(all.len()).unwrap())).unwrap()]).collect()
        }

        fn skip(&mut self) -> Option<u32> {
            (self.below(5) == 0).then(|| u32::try_from(self.below(3)).unwrap())
        }

        fn cert(&mut self) -> Cert {
            let policies = (self.below(16) > 0).then(|| self.letters("ABCD***", 4));
            let mut cert = Cert { policies, self_issued: self.below(4) == 0, ..Cert::default() };
            for _ in 0..self.below(5).saturating_sub(1) {
                let any = self.below(64) == 0;
                cert = cert.map(&(self.letters("ABCD", 1) + &self.letters(if any { "*" } else { "ABCD" }, 1)));
            }
            cert.require_explicit = self.skip();
            cert.inhibit_mapping = self.skip();
            cert.inhibit_any = self.skip();
            cert
        }
    }

    #[test]
    fn graph_and_tree_agree_on_small_paths() {
        let mut random = Random(0x9618_5280_0464_2023);
        let (mut accepted, mut refused, mut sets) = (0, 0, BTreeSet::new());
        for _ in 0..20_000 {
            let path: Vec<Cert> = (0..=random.below(5)).map(|_| random.cert()).collect();
            let letters = if random.below(2) == 0 { String::new() } else { random.letters("ABCD", 3) };
            let mut inputs = wanted(&letters);
            inputs.require_explicit = random.below(3) == 0;
            inputs.inhibit_mapping = random.below(6) == 0;
            inputs.inhibit_any = random.below(6) == 0;
            let found = run(&path, &inputs).0.ok();
            assert_eq!(found, tree::run(&path, &letters, &inputs), "{inputs:?} {path:#?}");
            match found {
                Some(set) => {
                    accepted += 1;
                    sets.insert(set);
                }
                None => refused += 1,
            }
        }
        // The paths are worth it: both answers are common, and all sixteen sets and anyPolicy are met.
        assert!(accepted > 4_000 && refused > 4_000 && sets.len() == 17, "{accepted} {refused} {sets:?}");
    }
}
