//! Path validation the plain way: every path is written down, and judged from the anchor to the leaf.
//!
//! Slow, and meant to be obviously right. It works on the descriptions that [`make`](crate::make) encodes, so it shares
//! nothing with the reader or the path builder that it is compared with.
//!
//! The rules: RFC 5280, section 6.1, without revocation, and the anchor as a name, a key, and the limits that were given to
//! it. A pair of a name and a key is on a path at most once (RFC 4158, 5.2): the anchor's counts, the leaf's does not,
//! since a leaf issues nothing. [`Rule`] lists what is judged.

mod names;
mod policies;

pub use policies::{Policies, PolicyInputs};

use crate::make::{Attribute, Cert, Key, KeySize, KeyUsage, Name, NameConstraints, Seal};
use names::names_allowed;
use std::collections::BTreeSet;
use ucpki_x509::{Oid, Time, oids};

/// A question: is there a good path from the leaf to an anchor?
#[derive(Clone, Debug)]
pub struct Hierarchy {
    /// The trust anchors: their subject's name and key count, and nothing else that is in their certificates.
    pub anchors: Vec<Cert>,
    /// The limits of the anchors, in their order; an anchor without an entry has none.
    pub limits: Vec<Limits>,
    /// The certificates that a path may use.
    pub pool: Vec<Cert>,
    /// The certificate in question.
    pub leaf: Cert,
    /// When.
    pub time: Time,
    /// The key purpose that is asked for, such as serverAuth.
    pub purpose: Oid<'static>,
    /// How many intermediates may be on the path, not counting self-issued ones.
    pub max_depth: Option<usize>,
    /// Which certificate policies are asked for.
    pub policies: PolicyInputs,
}

/// What limits an anchor, beside its name and key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The initial subtrees (RFC 5280, 6.1.1 (h), (i)).
    pub name_constraints: Option<NameConstraints>,
    /// How many intermediates may be below it, not counting self-issued ones.
    pub path_length: Option<usize>,
    /// What narrows the policies that are asked for: what both name, and a flag that either sets.
    pub policies: PolicyInputs,
    /// Leaves that were issued later are refused.
    pub distrust_after: Option<Time>,
}

impl Hierarchy {
    /// A hierarchy below one anchor without limits, at a time when what the maker makes is valid, for serverAuth.
    #[must_use]
    pub fn new(anchor: Cert, pool: Vec<Cert>, leaf: Cert) -> Self {
        Self {
            anchors: vec![anchor],
            limits: Vec::new(),
            pool,
            leaf,
            time: crate::make::time("2027-01-01T00:00:00Z"),
            purpose: oids::SERVER_AUTH,
            max_depth: None,
            policies: PolicyInputs::default(),
        }
    }

    /// The limits of an anchor.
    #[must_use]
    pub fn limits_of(&self, anchor: usize) -> Limits {
        self.limits.get(anchor).cloned().unwrap_or_default()
    }

    /// The same hierarchy with its anchors in the other order, and then all of them once more.
    #[must_use]
    pub fn with_anchors_twice(&self) -> Self {
        let order: Vec<usize> = (0..self.anchors.len()).rev().chain(0..self.anchors.len()).collect();
        Self {
            anchors: order.iter().map(|index| self.anchors[*index].clone()).collect(),
            limits: order.iter().map(|index| self.limits_of(*index)).collect(),
            ..self.clone()
        }
    }
}

/// What can be wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// An issuer has no basic constraints, or is not a CA (RFC 5280, 6.1.4 (k)).
    Ca,
    /// The leaf was issued after the date until which the anchor is trusted.
    Distrust,
    /// The extended key usage does not allow the purpose, in the leaf or an intermediate.
    ExtendedKeyUsage,
    /// An RSA key below 2048 bits or an elliptic curve below 256, in the leaf or an intermediate.
    KeyLength,
    /// The key usage of an issuer is there without keyCertSign (RFC 5280, 6.1.4 (n)).
    KeyUsage,
    /// A name constraint of an issuer above forbids a name (RFC 5280, 6.1.3 (b), (c)).
    NameConstraints,
    /// A path length constraint of an issuer above, or the depth that was asked for (RFC 5280, 6.1.4 (l), (m)).
    PathLength,
    /// A policy is required and the path has none that is asked for, or one is mapped to or from anyPolicy (RFC 5280,
    /// 6.1.3 (f), 6.1.4 (a), 6.1.5 (g)).
    Policies,
    /// A signature does not hold (RFC 5280, 6.1.3 (a) (1)).
    Signature,
    /// Not yet valid, or expired (RFC 5280, 6.1.3 (a) (2)).
    Time,
    /// A critical extension that nobody knows (RFC 5280, 6.1.4 (o), 6.1.5 (f)).
    UnknownCritical,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Ca,
        Self::Distrust,
        Self::ExtendedKeyUsage,
        Self::KeyLength,
        Self::KeyUsage,
        Self::NameConstraints,
        Self::PathLength,
        Self::Policies,
        Self::Signature,
        Self::Time,
        Self::UnknownCritical,
    ];
}

/// A certificate on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An anchor, by its index: the end of every path.
    Anchor(usize),
    /// The certificate in question: the start of every path.
    Leaf,
    /// A certificate of the pool, by its index.
    Pool(usize),
}

/// Every path whose names fit, from the leaf to an anchor, and what is wrong with it: nothing if it is good.
#[must_use]
pub fn paths(hierarchy: &Hierarchy) -> Vec<(Vec<Step>, BTreeSet<Rule>)> {
    let mut found = Vec::new();
    Names::of(hierarchy).extend(&mut vec![Step::Leaf], &mut found);
    found.into_iter().map(|path| (path.clone(), judge(hierarchy, &path))).collect()
}

/// Whether there is a good path.
#[must_use]
pub fn accepts(hierarchy: &Hierarchy) -> bool {
    paths(hierarchy).iter().any(|(_, wrong)| wrong.is_empty())
}

/// Whether there would be a good path among `paths` if `rule` did not exist.
#[must_use]
pub fn accepts_without(paths: &[(Vec<Step>, BTreeSet<Rule>)], rule: Rule) -> bool {
    paths.iter().any(|(_, wrong)| wrong.iter().all(|one| *one == rule))
}

/// The names and keys of a hierarchy, prepared for comparison.
struct Names {
    anchors: Vec<Ends>,
    pool: Vec<Ends>,
    leaf: Ends,
}

/// What a certificate is of, and who issued it.
struct Ends {
    subject: NormalName,
    key: Key,
    issuer: NormalName,
}

impl Names {
    fn of(hierarchy: &Hierarchy) -> Self {
        Self {
            anchors: hierarchy.anchors.iter().map(Ends::of).collect(),
            pool: hierarchy.pool.iter().map(Ends::of).collect(),
            leaf: Ends::of(&hierarchy.leaf),
        }
    }

    /// Continues `path` in every way that the names allow.
    fn extend(&self, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
        let Some(last) = path.last().and_then(|step| self.ends(*step)) else { return };
        let stands = |path: &[Step], next: &Ends| {
            let same = |earlier: &Ends| earlier.subject == next.subject && earlier.key == next.key;
            path.iter().skip(1).filter_map(|step| self.ends(*step)).any(same)
        };
        for (index, anchor) in self.anchors.iter().enumerate() {
            if last.issuer == anchor.subject && !stands(path, anchor) {
                found.push([&path[..], &[Step::Anchor(index)]].concat());
            }
        }
        for (index, next) in self.pool.iter().enumerate() {
            if last.issuer == next.subject && !stands(path, next) {
                path.push(Step::Pool(index));
                self.extend(path, found);
                path.pop();
            }
        }
    }

    fn ends(&self, step: Step) -> Option<&Ends> {
        match step {
            Step::Anchor(_) => None,
            Step::Leaf => Some(&self.leaf),
            Step::Pool(index) => self.pool.get(index),
        }
    }
}

impl Ends {
    fn of(cert: &Cert) -> Self {
        Self { subject: normal(&cert.subject), key: cert.subject_key(), issuer: normal(cert.issuer_name()) }
    }
}

fn cert(hierarchy: &Hierarchy, step: Step) -> Option<&Cert> {
    match step {
        Step::Anchor(_) => None,
        Step::Leaf => Some(&hierarchy.leaf),
        Step::Pool(index) => hierarchy.pool.get(index),
    }
}

/// The policies that a path is valid for; `None` if one is required and there is none.
///
/// # Panics
///
/// If `path` does not end at an anchor.
#[must_use]
pub fn policies(hierarchy: &Hierarchy, path: &[Step]) -> Option<Policies> {
    let (anchor, certs) = from_the_anchor(hierarchy, path);
    let limits = limits_at(hierarchy, &hierarchy.anchors[anchor]);
    policies_below(hierarchy, &certs, &limits)
}

/// The policies for which certificates are valid below a key with these limits.
fn policies_below(hierarchy: &Hierarchy, certs: &[Cert], limits: &[Limits]) -> Option<Policies> {
    let limits: Vec<PolicyInputs> = limits.iter().map(|limits| limits.policies.clone()).collect();
    policies::valid(certs, &hierarchy.policies, &limits)
}

/// The limits of every anchor with this certificate's name and key: they hold wherever those appear on a path.
fn limits_at(hierarchy: &Hierarchy, cert: &Cert) -> Vec<Limits> {
    let is_same =
        |anchor: &Cert| same_name(&anchor.subject, &cert.subject) && anchor.subject_key() == cert.subject_key();
    let all = hierarchy.anchors.iter().enumerate().filter(|(_, anchor)| is_same(anchor));
    all.map(|(index, _)| hierarchy.limits_of(index)).filter(|limits| *limits != Limits::default()).collect()
}

/// The anchor of a path and what is below it in RFC 5280's order: 1 is issued by the anchor, n is the leaf.
fn from_the_anchor(hierarchy: &Hierarchy, path: &[Step]) -> (usize, Vec<Cert>) {
    let Some((Step::Anchor(anchor), below)) = path.split_last() else { panic!("a path ends at an anchor") };
    (*anchor, below.iter().rev().filter_map(|step| cert(hierarchy, *step)).map(as_written).collect())
}

/// What is wrong with a path.
fn judge(hierarchy: &Hierarchy, path: &[Step]) -> BTreeSet<Rule> {
    let mut wrong = BTreeSet::new();
    let (anchor, certs) = from_the_anchor(hierarchy, path);
    let limits = limits_at(hierarchy, &hierarchy.anchors[anchor]);
    let mut issuer_key = hierarchy.anchors[anchor].subject_key();
    let mut constraints: Vec<NameConstraints> = limits.iter().flat_map(|one| one.name_constraints.clone()).collect();
    let own_lengths = limits.iter().map(|one| one.path_length);
    let mut max_path_length = own_lengths.chain([hierarchy.max_depth]).flatten().min();
    if policies_below(hierarchy, &certs, &limits).is_none() {
        wrong.insert(Rule::Policies);
    }
    let is_late = |limits: &Limits| {
        limits.distrust_after.is_some_and(|last| certs.last().is_some_and(|leaf| leaf.not_before > last))
    };
    if limits.iter().any(is_late) {
        wrong.insert(Rule::Distrust);
    }
    for (index, cert) in certs.iter().enumerate() {
        let is_leaf = index + 1 == certs.len();
        let self_issued = same_name(cert.issuer_name(), &cert.subject);
        // The key of an anchor with limits, though the path does not end there.
        let limits = limits_at(hierarchy, cert);
        let limits_policies = limits.iter().any(|limits| limits.policies != PolicyInputs::default());
        let policies_hold =
            is_leaf || !limits_policies || policies_below(hierarchy, &certs[index + 1..], &limits).is_some();
        let mut check = |rule, holds: bool| {
            if !holds {
                wrong.insert(rule);
            }
        };
        check(Rule::Distrust, !limits.iter().any(is_late));
        check(Rule::Policies, policies_hold);
        check(Rule::Signature, signature_holds(cert, &issuer_key));
        check(Rule::Time, cert.not_before <= hierarchy.time && hierarchy.time <= cert.not_after);
        check(Rule::UnknownCritical, !cert.extensions.iter().any(|extension| extension.critical));
        check(Rule::ExtendedKeyUsage, purpose_allowed(cert, hierarchy.purpose));
        check(Rule::KeyLength, long_enough(&cert.subject_key()));
        // 6.1.3 (b), (c): not for self-issued certificates, unless it is the leaf.
        if is_leaf || !self_issued {
            check(Rule::NameConstraints, constraints.iter().all(|constraint| names_allowed(cert, constraint)));
        }
        if !is_leaf {
            // 6.1.4 (g)
            constraints.extend(cert.name_constraints.iter().map(|(constraints, _)| constraints.clone()));
            constraints.extend(limits.iter().flat_map(|limits| limits.name_constraints.clone()));
            // (k)
            check(Rule::Ca, cert.basic_constraints.is_some_and(|(constraints, _)| constraints.ca));
            // (l)
            if !self_issued {
                check(Rule::PathLength, max_path_length != Some(0));
                max_path_length = max_path_length.map(|length| length.saturating_sub(1));
            }
            // (m)
            let own = cert.basic_constraints.and_then(|(constraints, _)| constraints.path_length);
            for own in own.map(|own| own as usize).into_iter().chain(limits.iter().filter_map(|one| one.path_length)) {
                max_path_length = Some(max_path_length.map_or(own, |length| length.min(own)));
            }
            // (n)
            check(Rule::KeyUsage, cert.key_usage.is_none_or(|usage| usage.has(KeyUsage::CERT_SIGN)));
        }
        issuer_key = cert.subject_key();
    }
    wrong
}

/// What a certificate says: one before version 3 has no extensions, whatever its description holds.
fn as_written(cert: &Cert) -> Cert {
    if cert.version >= 3 {
        return cert.clone();
    }
    Cert {
        basic_constraints: None,
        key_usage: None,
        extended_key_usage: None,
        alternative_names: Vec::new(),
        name_constraints: None,
        policies: Vec::new(),
        policy_mappings: Vec::new(),
        policy_constraints: None,
        inhibit_any_policy: None,
        extensions: Vec::new(),
        ..cert.clone()
    }
}

fn signature_holds(cert: &Cert, issuer_key: &Key) -> bool {
    cert.seal == Seal::Right && cert.signing_key() == *issuer_key
}

/// RFC 5280, 4.2.1.12, read as everyone does for intermediates too: if present, it must allow the purpose.
fn purpose_allowed(cert: &Cert, purpose: Oid<'_>) -> bool {
    let allows = |one: Oid<'_>| one == purpose || one == oids::ANY_EXTENDED_KEY_USAGE;
    cert.extended_key_usage.as_ref().is_none_or(|list| list.iter().any(|one| allows(one.as_oid())))
}

fn long_enough(key: &Key) -> bool {
    match key.size() {
        KeySize::Curve(bits) => bits >= 256,
        KeySize::Rsa(bits) => bits >= 2048,
    }
}

/// Whether two names are the same one (RFC 5280, 7.1).
#[must_use]
pub fn same_name(one: &Name, other: &Name) -> bool {
    normal(one) == normal(other)
}

/// For each relative name its attributes, in an order of their own: type and value.
type NormalName = Vec<Vec<(Vec<u8>, String)>>;

/// RFC 5280, 7.1, with case folding for ASCII: the kind of string does not matter, nor does case, nor how much space there
/// is between words; space at the ends is dropped. The attributes of a relative name are a set.
fn normal(name: &Name) -> NormalName {
    let relative = |attributes: &Vec<Attribute>| {
        let mut list: Vec<(Vec<u8>, String)> = attributes
            .iter()
            .map(|attribute| {
                let words: Vec<&str> = attribute.value.split(' ').filter(|word| !word.is_empty()).collect();
                (attribute.kind.as_oid().as_bytes().to_vec(), words.join(" ").to_ascii_lowercase())
            })
            .collect();
        list.sort();
        list
    };
    name.relative().iter().map(relative).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attack;
    use crate::make::{Scheme, Subtree, Text, time};

    fn ca(name: &str) -> Cert {
        Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(KeyUsage::CERT_SIGN)
    }

    fn leaf() -> Cert {
        Cert::new("leaf").key(&Key::fake("leaf")).san_dns("a.example.com").san_ip("192.0.2.7")
    }

    fn ask(anchor: Cert, pool: &[Cert], leaf: Cert) -> Hierarchy {
        Hierarchy::new(anchor, pool.to_vec(), leaf)
    }

    /// The leaf below an intermediate below the root; what is wrong with the one path.
    fn wrong(change: impl Fn(&mut Cert, &mut Cert)) -> Vec<Rule> {
        let (root, mut middle) = (ca("root"), ca("middle").issued_by(&ca("root")));
        let mut leaf = leaf().issued_by(&middle);
        change(&mut middle, &mut leaf);
        let paths = paths(&ask(root, &[middle], leaf));
        assert_eq!(paths.len(), 1);
        paths[0].1.iter().copied().collect()
    }

    #[test]
    fn each_rule() {
        type Change = fn(&mut Cert, &mut Cert);
        let table: &[(Change, &[Rule])] = &[
            (|_, _| {}, &[]),
            (|ca, _| ca.basic_constraints = None, &[Rule::Ca]),
            (|ca, _| ca.version = 1, &[Rule::Ca]),
            (|ca, _| *ca = ca.clone().eku(&[oids::CLIENT_AUTH]), &[Rule::ExtendedKeyUsage]),
            (|ca, _| *ca = ca.clone().eku(&[oids::ANY_EXTENDED_KEY_USAGE]), &[]),
            (|_, leaf| *leaf = leaf.clone().eku(&[oids::CLIENT_AUTH, oids::SERVER_AUTH]), &[]),
            (|_, leaf| *leaf = leaf.clone().key(&Key::fake_rsa("weak", 1024)), &[Rule::KeyLength]),
            (|_, leaf| *leaf = leaf.clone().key(&Key::fake_ec("weak", oids::SECP192R1, 192)), &[Rule::KeyLength]),
            (|ca, _| ca.key_usage = Some(KeyUsage::CRL_SIGN), &[Rule::KeyUsage]),
            (|ca, _| ca.key_usage = None, &[]),
            (|ca, _| *ca = ca.clone().ca(Some(0)), &[]),
            (|_, leaf| leaf.seal = Seal::Wrong, &[Rule::Signature]),
            (|ca, _| *ca = ca.clone().signed_by(&Key::fake("other")), &[Rule::Signature]),
            (|ca, _| ca.not_after = time("2026-12-31T23:59:59Z"), &[Rule::Time]),
            (|ca, _| ca.not_after = time("2027-01-01T00:00:00Z"), &[]),
            (|_, leaf| leaf.not_before = time("2027-01-01T00:00:01Z"), &[Rule::Time]),
            (|_, leaf| *leaf = leaf.clone().unknown_critical(), &[Rule::UnknownCritical]),
            (|ca, _| *ca = ca.clone().name_constraints(&[Subtree::dns("example.org")], &[]), &[Rule::NameConstraints]),
            (|ca, _| *ca = ca.clone().name_constraints(&[Subtree::dns("Example.com")], &[]), &[]),
            (|ca, _| *ca = ca.clone().name_constraints(&[], &[Subtree::net("192.0.2.0/29")]), &[Rule::NameConstraints]),
            (|ca, _| *ca = ca.clone().name_constraints(&[Subtree::net("::/0")], &[]), &[Rule::NameConstraints]),
            (|_, leaf| *leaf = leaf.clone().name_constraints(&[], &[Subtree::dns("")]), &[]),
            (|ca, _| *ca = ca.clone().name_constraints(&[Subtree::directory("LEAF ")], &[]), &[]),
            (|ca, _| *ca = ca.clone().name_constraints(&[Subtree::directory("O=leaf")], &[]), &[Rule::NameConstraints]),
            (|ca, _| *ca = ca.clone().name_constraints(&[], &[Subtree::directory("")]), &[Rule::NameConstraints]),
        ];
        for (index, (change, expected)) in table.iter().enumerate() {
            assert_eq!(wrong(change), *expected, "row {index}");
        }
    }

    #[test]
    fn path_length_counts_certificates_that_are_not_self_issued() {
        let root = ca("root");
        let first = ca("middle").ca(Some(0)).issued_by(&root);
        let renewed = ca(" MIDDLE").key(&Key::fake("new")).issued_by(&first);
        let renewed_utf8 = Cert { subject: renewed.subject.clone().with_text(Text::Utf8), ..renewed };
        let last = leaf().issued_by(&renewed_utf8);
        assert!(accepts(&ask(root.clone(), &[first.clone(), renewed_utf8], last)));
        let other = ca("other").issued_by(&first);
        let last = leaf().issued_by(&other);
        let question = ask(root, &[first, other], last);
        assert!(!accepts(&question) && accepts_without(&paths(&question), Rule::PathLength));
    }

    #[test]
    fn a_loop_ends() {
        let (one, two) = (ca("one"), ca("two"));
        let pool = [one.clone().issued_by(&two), two.clone().issued_by(&one), two.issued_by(&ca("root"))];
        let question = ask(ca("root"), &pool, leaf().issued_by(&one));
        assert_eq!(
            paths(&question),
            [(vec![Step::Leaf, Step::Pool(0), Step::Pool(2), Step::Anchor(0)], BTreeSet::new())]
        );
    }

    #[test]
    fn small_attacks_have_the_answers_that_they_claim() {
        for case in attack::all(Scheme::Fake) {
            // Exhaustive search is what these graphs are made against, so only where it ends.
            if case.certificates() < 22 {
                let question = Hierarchy {
                    anchors: case.anchors,
                    time: case.time,
                    ..Hierarchy::new(ca("x"), case.pool, case.leaf)
                };
                assert_eq!(accepts(&question), case.accept, "{}", case.name);
            }
        }
    }
}
