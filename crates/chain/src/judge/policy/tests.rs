//! Cases by hand, and a comparison with the tree of RFC 5280.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::AnchorConstraints;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use ucpki_x509::der::{Reader, Tag, Writer};

/// The values of certificatePolicies and policyMappings.
type Ders = (Option<Vec<u8>>, Option<Vec<u8>>);

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

    fn der(&self) -> Ders {
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
    (der.len() > 2).then(|| PolicyConstraints::read(&mut Reader::new(&der).unwrap()).unwrap())
}

fn view<'a>(cert: &Cert, (policies, mappings): &'a Ders, position: u32) -> PolicyView<'a> {
    let reader = |der: &'a Vec<u8>| Reader::new(der).unwrap();
    PolicyView {
        position,
        self_issued: cert.self_issued,
        policies: policies.as_ref().map(|der| CertificatePolicies::read(&mut reader(der)).unwrap()),
        mappings: mappings.as_ref().map(|der| PolicyMappings::read(&mut reader(der)).unwrap()),
        constraints: constraints(cert),
        inhibit_any: cert.inhibit_any,
    }
}

fn wanted(letters: &str) -> PolicyInputs {
    PolicyInputs::default().user_initial(letters.chars().map(oid).collect())
}

/// The set as letters, or the number of the code and the position; and the steps.
fn run(path: &[Cert], inputs: &PolicyInputs) -> (Result<String, (u16, u32)>, usize) {
    let ders: Vec<_> = path.iter().map(Cert::der).collect();
    let views = path.iter().zip(&ders).zip((0..u32::try_from(path.len()).unwrap()).rev());
    let views = views.map(|((cert, ders), position)| view(cert, ders, position));
    let mut steps = 0;
    let mut step = || {
        steps += 1;
        Ok(())
    };
    let result = match process(views, inputs, &AnchorConstraints::none(), &mut step) {
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
fn set(path: &[Cert]) -> Result<String, (u16, u32)> {
    run(path, &PolicyInputs::default()).0
}

fn ok(letters: &str) -> Result<String, (u16, u32)> {
    Ok(letters.to_string())
}

const NOT_ACCEPTABLE: u16 = 3024;

#[test]
fn what_all_list_is_valid() {
    assert_eq!(set(&[cert("AB"), cert("BC"), cert("CB")]), ok("B"));
    assert_eq!(set(&[cert("AB"), cert("BC"), cert("C")]), ok(""));
    assert_eq!(set(&[cert("A"), Cert::default(), cert("A")]), ok(""));
    assert_eq!(set(&[cert("AA"), cert("AAA")]), ok("A"), "a policy that appears twice is one");
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
    assert_eq!(
        set(&[cert("*").map("AB"), cert("AB")]),
        ok("A"),
        "the lower A is below anyPolicy, the upper one is not"
    );
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
    let ca = cert("AB").map("AB");
    let ders = ca.der();
    let view = view(&ca, &ders, 1);
    for most in 0..4_u32 {
        let mut left = most;
        let mut step = || left.checked_sub(1).map(|less| left = less).ok_or(Exhausted);
        let result = process([view].into_iter(), &PolicyInputs::default(), &AnchorConstraints::none(), &mut step);
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
            let pairs: Vec<(char, char)> =
                mappings.iter().map(|pair| (pair.chars().next().unwrap(), pair.chars().nth(1).unwrap())).collect();
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
