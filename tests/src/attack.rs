//! Certificate graphs that make path builders work: dead ends, wrong signatures, meshes, right answers that come last.
//!
//! Each is small. What hurts is the number of paths through them, which a builder must not walk one by one: 5 levels of 16
//! certificates have a million paths. The shapes are those of `benches/README.md`, section "path building".

use crate::make::{Cert, Key, KeyId, KeyUsage, Name, Scheme, time};
use crate::oracle::same_name;
use std::collections::BTreeMap;
use ucpki_x509::{Time, oids};

/// A graph, and the answer that is right for it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Such as `dead-end-5x16`.
    pub name: String,
    /// What the graph is like.
    pub about: &'static str,
    /// The trust anchors.
    pub anchors: Vec<Cert>,
    /// The certificates that a path may use, the right ones last.
    pub pool: Vec<Cert>,
    /// The certificate in question; for serverAuth.
    pub leaf: Cert,
    /// When.
    pub time: Time,
    /// Whether there is a path.
    pub accept: bool,
}

impl Case {
    /// The trust anchors, DER.
    #[must_use]
    pub fn anchors_der(&self) -> Vec<Vec<u8>> {
        self.anchors.iter().map(Cert::der).collect()
    }

    /// The pool, DER.
    #[must_use]
    pub fn pool_der(&self) -> Vec<Vec<u8>> {
        self.pool.iter().map(Cert::der).collect()
    }

    /// The leaf, DER.
    #[must_use]
    pub fn leaf_der(&self) -> Vec<u8> {
        self.leaf.der()
    }

    /// How many certificates there are beside the anchors: what the law "signature checks at most certificates" counts.
    #[must_use]
    pub fn certificates(&self) -> usize {
        self.pool.len() + 1
    }

    /// The arcs of the graph: see [`arcs`].
    #[must_use]
    pub fn arcs(&self) -> usize {
        arcs(&self.pool, &self.anchors, &self.leaf)
    }

    fn new(name: String, about: &'static str, accept: bool, anchor: Cert, pool: Vec<Cert>, leaf: Cert) -> Self {
        Self { name, about, anchors: vec![anchor], pool, leaf, time: time("2027-01-01T00:00:00Z"), accept }
    }
}

/// How many pairs there are of a different certificate and a key whose names fit: what signature checks may be needed for.
#[must_use]
pub fn arcs(pool: &[Cert], anchors: &[Cert], leaf: &Cert) -> usize {
    let mut issuers: Vec<(&Name, Key)> = Vec::new();
    for cert in pool.iter().chain(anchors) {
        let issuer = (&cert.subject, cert.subject_key());
        if !issuers.iter().any(|known| known.1 == issuer.1 && same_name(known.0, issuer.0)) {
            issuers.push(issuer);
        }
    }
    let certs: BTreeMap<Vec<u8>, &Cert> = pool.iter().chain([leaf]).map(|cert| (cert.der(), cert)).collect();
    let of = |cert: &Cert| issuers.iter().filter(|(name, _)| same_name(name, cert.issuer_name())).count();
    certs.into_values().map(of).sum()
}

/// Every graph, with keys of `scheme`.
#[must_use]
pub fn all(scheme: Scheme) -> Vec<Case> {
    let mut cases: Vec<Case> = [2, 4, 8, 16].into_iter().map(|width| dead_end(scheme, 5, width)).collect();
    cases.extend([(4, 4), (5, 8)].map(|(levels, width)| wrong_at_the_top(scheme, levels, width)));
    cases.extend([8, 12].map(|count| mesh(scheme, count)));
    cases.extend([(3, 4), (4, 4), (2, 16)].map(|(levels, width)| right_one_last(scheme, levels, width, true)));
    cases.extend([(1, 8), (4, 4)].map(|(levels, width)| right_one_last(scheme, levels, width, false)));
    cases
}

/// `levels` levels of `width` certificates for one CA each: same name, same key. The top level's issuer is not there.
///
/// ```text
/// (nobody) <- L4 x width <- L3 x width <- ... <- L0 x width <- leaf        anchor, alone
/// ```
#[must_use]
pub fn dead_end(scheme: Scheme, levels: usize, width: usize) -> Case {
    let missing = ca(scheme, "Missing", "missing");
    let cas: Vec<Cert> = (0..levels).map(|level| ca(scheme, &format!("L{level}"), &format!("L{level}"))).collect();
    let mut pool = Vec::new();
    for (level, subject) in cas.iter().enumerate() {
        let issuer = cas.get(level + 1).unwrap_or(&missing);
        pool.extend((0..width).map(|index| subject.clone().issued_by(issuer).serial(serial(level, index))));
    }
    let leaf = leaf(scheme).issued_by(&cas[0]);
    let about = "several certificates for each CA, all signatures verify, no way to the anchor";
    Case::new(format!("dead-end-{levels}x{width}"), about, false, ca(scheme, "Anchor", "anchor"), pool, leaf)
}

/// As [`dead_end`], but the top level names the anchor as its issuer, and is signed by someone else.
#[must_use]
pub fn wrong_at_the_top(scheme: Scheme, levels: usize, width: usize) -> Case {
    let anchor = ca(scheme, "Anchor", "anchor");
    let someone = Key::new(scheme, "not the anchor");
    let cas: Vec<Cert> = (0..levels).map(|level| ca(scheme, &format!("L{level}"), &format!("L{level}"))).collect();
    let mut pool = Vec::new();
    for (level, subject) in cas.iter().enumerate() {
        let issuer = cas.get(level + 1).unwrap_or(&anchor);
        for index in 0..width {
            let cert = subject.clone().issued_by(issuer).serial(serial(level, index));
            let top = level + 1 == levels;
            // The key identifier still says that it is the anchor, so that nothing but the signature tells.
            let claim = KeyId::Of(anchor.subject_key().id().to_vec());
            pool.push(if top { cert.signed_by(&someone).aki(claim) } else { cert });
        }
    }
    let leaf = leaf(scheme).issued_by(&cas[0]);
    let about = "several certificates for each CA, those at the top have a signature that does not hold";
    Case::new(format!("wrong-at-the-top-{levels}x{width}"), about, false, anchor, pool, leaf)
}

/// `count` CAs, each certified by every other; none by the anchor.
#[must_use]
pub fn mesh(scheme: Scheme, count: usize) -> Case {
    let cas: Vec<Cert> = (0..count).map(|index| ca(scheme, &format!("M{index}"), &format!("M{index}"))).collect();
    let mut pool = Vec::new();
    for subject in &cas {
        for issuer in cas.iter().filter(|issuer| issuer.subject != subject.subject) {
            pool.push(subject.clone().issued_by(issuer));
        }
    }
    let leaf = leaf(scheme).issued_by(&cas[0]);
    let about = "CAs that all certify each other, no way to the anchor";
    Case::new(format!("mesh-{count}"), about, false, ca(scheme, "Anchor", "anchor"), pool, leaf)
}

/// `levels` levels of `width` CAs of one name with a key each; only the last of a level signed anything.
///
/// Every CA of a level is rightly signed by the last one of the level above, so a wrong choice is seen only at the
/// signature below it.
///
/// ```text
/// anchor <- L1: a, b, c, d <- L0: a, b, c, d <- leaf        (always by d, and no key but d's)
/// ```
#[must_use]
pub fn right_one_last(scheme: Scheme, levels: usize, width: usize, key_ids: bool) -> Case {
    let anchor = ca(scheme, "Anchor", "anchor");
    let member = |level: usize, index: usize| ca(scheme, &format!("L{level}"), &format!("L{level} {index}"));
    let strip = |cert: Cert| if key_ids { cert } else { cert.without_key_ids() };
    let mut pool = Vec::new();
    for level in 0..levels {
        let issuer = if level + 1 == levels { anchor.clone() } else { member(level + 1, width - 1) };
        let level_of = |index| strip(member(level, index).issued_by(&issuer).serial(serial(level, index)));
        pool.extend((0..width).map(level_of));
    }
    let leaf = strip(leaf(scheme).issued_by(&member(0, width - 1)));
    let about = "several CAs of one name, each with its own key, of which only the last is right";
    let suffix = if key_ids { "" } else { "-without-key-ids" };
    Case::new(format!("right-one-last-{levels}x{width}{suffix}"), about, true, anchor, pool, leaf)
}

/// A CA, self-signed until it is issued by another.
fn ca(scheme: Scheme, name: &str, key: &str) -> Cert {
    Cert::new(name).key(&Key::new(scheme, key)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn leaf(scheme: Scheme) -> Cert {
    Cert::new("leaf")
        .key(&Key::new(scheme, "leaf"))
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .eku(&[oids::SERVER_AUTH])
        .san_dns("sip.example.com")
}

const fn serial(level: usize, index: usize) -> u64 {
    (level * 1000 + index + 1) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn sizes_are_those_of_the_measured_graphs() {
        let sizes: Vec<usize> = all(Scheme::Fake).iter().map(Case::certificates).collect();
        assert_eq!(sizes, [11, 21, 41, 81, 17, 41, 57, 133, 13, 17, 33, 9, 17]);
        for case in all(Scheme::Fake) {
            let distinct: BTreeSet<_> = case.pool_der().into_iter().collect();
            assert_eq!(distinct.len(), case.pool.len(), "{}", case.name);
        }
    }

    #[test]
    fn arcs_are_counted_by_name_and_key() {
        assert_eq!(dead_end(Scheme::Fake, 5, 4).arcs(), 1 + 4 * 4, "one key for each level but the missing one");
        assert_eq!(right_one_last(Scheme::Fake, 1, 8, false).arcs(), 8 + 8);
    }
}
