//! Small hierarchies from a seed: cross-signed, looping, renewed, constrained, broken.
//!
//! About half of them have a good path. Every rule of the [`oracle`](crate::oracle) decides some; a test counts.

use crate::Rng;
use crate::make::{BasicConstraints, Cert, Key, KeyId, KeySize, KeyUsage, Name, Scheme, Seal, Subtree, Text, time};
use crate::oracle::Hierarchy;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use ucpki_x509::oids;

/// How many certificates a hierarchy has at most, anchors and leaf included.
pub const MAX_CERTIFICATES: usize = 8;

/// The hierarchy of `seed`, with keys of the fake scheme. The same on every machine.
#[must_use]
pub fn hierarchy(seed: u64) -> Hierarchy {
    hierarchy_of(Scheme::Fake, seed)
}

/// As [`hierarchy`], with keys of `scheme`. Only the fake scheme has weak keys.
#[must_use]
pub fn hierarchy_of(scheme: Scheme, seed: u64) -> Hierarchy {
    let keys = match scheme {
        Scheme::P256 => &*P256_KEYS,
        Scheme::Ed25519 => &*ED25519_KEYS,
        Scheme::Fake => &*FAKE_KEYS,
    };
    Maker { rng: Rng::new(seed), keys }.hierarchy()
}

/// Keys to choose from.
struct Keys {
    ca: Vec<Key>,
    leaf: Vec<Key>,
    weak: Vec<Key>,
}

impl Keys {
    fn of(scheme: Scheme) -> Self {
        let ca = (0..8).map(|index| Key::new(scheme, &index.to_string())).collect();
        let (leaf, weak) = (Key::new(scheme, "leaf"), Key::new(scheme, "not weak"));
        match scheme {
            Scheme::Fake => Self {
                ca,
                leaf: vec![leaf, Key::fake_rsa("leaf", 2048)],
                weak: vec![Key::fake_rsa("weak", 1024), Key::fake_ec("weak", oids::SECP192R1, 192)],
            },
            _ => Self { ca, leaf: vec![leaf], weak: vec![weak] },
        }
    }
}

static P256_KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::of(Scheme::P256));
static ED25519_KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::of(Scheme::Ed25519));
static FAKE_KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::of(Scheme::Fake));

/// A CA as others know it: a name and a key.
#[derive(Clone)]
struct Entity {
    name: usize,
    key: Key,
}

/// What CAs are called. Spaces keep anyone from reading them as host names.
const NAMES: [&str; 4] = ["Alpha CA", "Beta CA", "CN=Gamma CA,O=Example", "CN=Delta CA+OU=Unit,C=DE"];

const DNS_NAMES: [&str; 6] =
    ["a.example.com", "b.a.example.com", "*.example.com", "example.com", "A.EXAMPLE.org", "notexample.com"];
const ADDRESSES: [&str; 3] = ["192.0.2.7", "198.51.100.1", "2001:db8::7"];
const DNS_SUBTREES: [&str; 6] = ["example.com", "a.example.com", "Example.ORG", "com", "org", ""];
const DIRECTORIES: [&str; 5] = ["O=EXAMPLE", "the leaf", "Alpha  CA", "C=DE", "Beta CA"];
const NETWORKS: [&str; 5] = ["192.0.2.0/24", "192.0.2.0/30", "198.51.100.0/24", "2001:db8::/32", "0.0.0.0/0"];

struct Maker {
    rng: Rng,
    keys: &'static Keys,
}

impl Maker {
    fn hierarchy(&mut self) -> Hierarchy {
        let entities = self.entities();
        let anchor_count = 1 + usize::from(entities.len() > 2 && self.rng.percent(30));
        let (anchors, others) = entities.split_at(anchor_count);
        let mut pool = Vec::new();
        // A way that may well be good, from an anchor down.
        let mut issuer = self.rng.pick(anchors);
        let length = self.rng.below(others.len() + 1);
        for subject in &others[..length] {
            pool.push(self.certificate(subject, &issuer));
            issuer = subject.clone();
        }
        let leaf = self.leaf(&issuer);
        // Anything else between the CAs: other ways, loops, renewals, roots.
        let free = MAX_CERTIFICATES - 1 - anchors.len() - pool.len();
        for _ in 0..self.rng.below(free + 1) {
            let extra = match self.rng.below(10) {
                0 if !pool.is_empty() => self.rng.pick(&pool),
                1 => leaf.clone(),
                _ => {
                    let (subject, issuer) = (self.rng.pick(&entities), self.rng.pick(&entities));
                    self.certificate(&subject, &issuer)
                }
            };
            pool.push(extra);
        }
        self.rng.shuffle(&mut pool);
        if !pool.is_empty() && self.rng.percent(15) {
            pool.pop();
        }
        Hierarchy {
            anchors: anchors.iter().map(|entity| self.anchor(entity)).collect(),
            pool,
            leaf,
            time: time("2030-01-01T00:00:00Z"),
            purpose: if self.rng.percent(80) { oids::SERVER_AUTH } else { oids::CLIENT_AUTH },
            max_depth: self.rng.percent(15).then(|| self.rng.below(4)),
        }
    }

    /// 2 to 5 CAs; some share a name, some a key.
    fn entities(&mut self) -> Vec<Entity> {
        let mut entities: Vec<Entity> = Vec::new();
        let count = 2 + self.rng.below(4);
        while entities.len() < count {
            let key = if self.rng.percent(3) { self.rng.pick(&self.keys.weak) } else { self.rng.pick(&self.keys.ca) };
            let entity = Entity { name: self.rng.below(NAMES.len()), key: key.clone() };
            // The anchors come first, and their keys are strong: what is judged there differs among profiles.
            let weak_anchor = entities.len() < 2 && self.keys.weak.contains(&key);
            if !weak_anchor && !entities.iter().any(|other| other.name == entity.name && other.key == entity.key) {
                entities.push(entity);
            }
        }
        entities
    }

    fn anchor(&mut self, entity: &Entity) -> Cert {
        let cert = Cert::new(NAMES[entity.name]).key(&entity.key).ca(None).key_usage(KeyUsage::CERT_SIGN);
        // An anchor is a name and a key: that its certificate expired does not matter.
        if self.rng.percent(10) { cert.validity("2020-01-01T00:00:00Z", "2029-01-01T00:00:00Z") } else { cert }
    }

    fn certificate(&mut self, subject: &Entity, issuer: &Entity) -> Cert {
        let mut cert = Cert::new(self.spelling(subject.name)).key(&subject.key);
        let is_ca = match self.rng.below(100) {
            0..3 => None,
            3..5 => Some(false),
            _ => Some(true),
        };
        let path_length = (is_ca == Some(true) && self.rng.percent(25)).then(|| self.rng.below(3) as u32);
        cert.basic_constraints = is_ca.map(|ca| (BasicConstraints { ca, path_length }, true));
        cert.key_usage = match self.rng.below(100) {
            0..5 => Some(KeyUsage::CRL_SIGN),
            5..50 => Some(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN),
            _ => None,
        };
        if self.rng.percent(2) {
            cert = cert.v1();
        }
        if self.rng.percent(20) {
            let list = |maker: &mut Self, none_percent| {
                if maker.rng.percent(none_percent) { Vec::new() } else { maker.subtrees() }
            };
            let permitted = list(self, 40);
            let excluded = list(self, if permitted.is_empty() { 0 } else { 60 });
            cert = cert.name_constraints(&permitted, &excluded);
        }
        if self.rng.percent(10) {
            cert = self.alternative_name(cert);
        }
        self.signed(cert, issuer)
    }

    fn leaf(&mut self, issuer: &Entity) -> Cert {
        let subject = match self.rng.below(20) {
            0..3 => self.spelling(issuer.name),
            3 => Name::empty(),
            _ => Name::common("the leaf"),
        };
        let key = if self.rng.percent(4) { self.rng.pick(&self.keys.weak) } else { self.rng.pick(&self.keys.leaf) };
        let mut cert = Cert::new(subject).key(&key);
        for _ in 0..1 + self.rng.below(2) {
            cert = self.alternative_name(cert);
        }
        match self.rng.below(10) {
            0 => cert = cert.ca(None),
            1 | 2 => cert = cert.end_entity(),
            _ => {}
        }
        self.signed(cert, issuer)
    }

    /// What leaves and CAs have in common: times, usage, key identifiers, and the signature of `issuer` or not.
    fn signed(&mut self, cert: Cert, issuer: &Entity) -> Cert {
        let mut cert = cert.issuer(self.spelling(issuer.name)).signed_by(&issuer.key).serial(self.rng.next() >> 1);
        cert = match self.rng.below(100) {
            0..3 => cert.validity("2026-01-01T00:00:00Z", "2029-12-31T23:59:59Z"),
            3..5 => cert.validity("2030-01-01T00:00:01Z", "2036-01-01T00:00:00Z"),
            5..10 => cert.validity("2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
            _ => cert,
        };
        cert = match self.rng.below(100) {
            0..4 => cert.eku(&[oids::CLIENT_AUTH]),
            4..9 => cert.eku(&[oids::SERVER_AUTH]),
            9..14 => cert.eku(&[oids::CLIENT_AUTH, oids::SERVER_AUTH]),
            14..18 => cert.eku(&[oids::CODE_SIGNING, oids::ANY_EXTENDED_KEY_USAGE]),
            18..20 => cert.eku(&[oids::CODE_SIGNING]),
            _ => cert,
        };
        cert = match self.rng.below(100) {
            0..3 => cert.unknown_critical(),
            3..8 => cert.extension("1.3.6.1.4.1.32473.2", false, &[0x05, 0x00]),
            _ => cert,
        };
        match self.rng.below(100) {
            0..3 => cert.seal = Seal::Wrong,
            3..7 => cert.signer = Some(self.rng.pick(&self.keys.ca)),
            _ => {}
        }
        cert.authority_key_id = self.key_id();
        cert.subject_key_id = self.key_id();
        cert
    }

    fn key_id(&mut self) -> KeyId {
        match self.rng.below(100) {
            0..25 => KeyId::Absent,
            25..40 => KeyId::Wrong,
            _ => KeyId::Right,
        }
    }

    /// The name with other case, other spaces or another kind of string, now and then.
    fn spelling(&mut self, name: usize) -> Name {
        let text = NAMES[name];
        match self.rng.below(8) {
            0 => Name::from(text.replace("CA", "ca").replace("Example", "EXAMPLE").as_str()),
            1 => Name::from(text.replace(" CA", "   CA ").as_str()),
            2 => Name::from(text).with_text(Text::Utf8),
            3 => Name::from(text).with_text(Text::Bmp),
            _ => Name::from(text),
        }
    }

    fn alternative_name(&mut self, cert: Cert) -> Cert {
        if self.rng.percent(65) {
            cert.san_dns(self.rng.pick(&DNS_NAMES))
        } else {
            cert.san_ip(self.rng.pick(&ADDRESSES))
        }
    }

    fn subtrees(&mut self) -> Vec<Subtree> {
        let mut one = || match self.rng.below(20) {
            0..11 => Subtree::dns(self.rng.pick(&DNS_SUBTREES)),
            11..17 => Subtree::net(self.rng.pick(&NETWORKS)),
            _ => Subtree::directory(self.rng.pick(&DIRECTORIES)),
        };
        let first = one();
        if self.rng.percent(40) { vec![first, self.subtrees().remove(0)] } else { vec![first] }
    }
}

/// What a hierarchy has, for counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Two anchors.
    Anchors,
    /// An alternative name in a CA certificate.
    CaNames,
    /// One name and key with certificates from several issuers.
    CrossSigned,
    /// One certificate twice.
    Duplicate,
    /// A certificate with extended key usage.
    ExtendedKeyUsage,
    /// A certificate that is expired or not yet valid.
    Expired,
    /// The leaf among the pool.
    LeafInPool,
    /// A certificate that leads back to itself over others.
    Loop,
    /// A bound on the depth of the path.
    MaxDepth,
    /// A certificate with name constraints.
    NameConstraints,
    /// One that is no CA in the pool.
    NotCa,
    /// A path length constraint.
    PathLength,
    /// A name that has several keys.
    SameName,
    /// A certificate of one name for the same name, with another key or not.
    SelfIssued,
    /// A name that is spelled in different ways.
    Spellings,
    /// A critical extension that nobody knows.
    UnknownCritical,
    /// A key that is too short.
    WeakKey,
    /// A wildcard name.
    Wildcard,
    /// An authority key identifier that no key has.
    WrongKeyId,
    /// A signature that does not hold, or was made with another key than any of its issuer's.
    WrongSignature,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Anchors,
        Self::CaNames,
        Self::CrossSigned,
        Self::Duplicate,
        Self::ExtendedKeyUsage,
        Self::Expired,
        Self::LeafInPool,
        Self::Loop,
        Self::MaxDepth,
        Self::NameConstraints,
        Self::NotCa,
        Self::PathLength,
        Self::SameName,
        Self::SelfIssued,
        Self::Spellings,
        Self::UnknownCritical,
        Self::WeakKey,
        Self::Wildcard,
        Self::WrongKeyId,
        Self::WrongSignature,
    ];
}

/// What `hierarchy` has.
#[must_use]
pub fn features(hierarchy: &Hierarchy) -> BTreeSet<Feature> {
    let pool = &hierarchy.pool;
    let all: Vec<&Cert> = pool.iter().chain([&hierarchy.leaf]).collect();
    let any = |has: &dyn Fn(&Cert) -> bool| all.iter().any(|cert| has(cert));
    let pairs = |has: &dyn Fn(&Cert, &Cert) -> bool| {
        pool.iter().enumerate().any(|(index, one)| pool[..index].iter().any(|other| has(one, other)))
    };
    let weak = |cert: &Cert| matches!(cert.subject_key().size(), KeySize::Rsa(1024) | KeySize::Curve(192));
    let off = |cert: &Cert| cert.not_before > hierarchy.time || cert.not_after < hierarchy.time;
    let issuers: Vec<&Cert> = pool.iter().chain(&hierarchy.anchors).collect();
    let wrong = |cert: &Cert| {
        let by_issuer = |issuer: &&Cert| {
            plain(&issuer.subject) == plain(cert.issuer_name()) && issuer.subject_key() == cert.signing_key()
        };
        cert.seal != Seal::Right || !issuers.iter().any(by_issuer)
    };
    let table: [(Feature, bool); 20] = [
        (Feature::Anchors, hierarchy.anchors.len() > 1),
        (Feature::CaNames, pool.iter().any(|cert| !cert.alternative_names.is_empty())),
        (Feature::CrossSigned, pairs(&|a, b| same_entity(a, b) && plain(a.issuer_name()) != plain(b.issuer_name()))),
        (Feature::Duplicate, pairs(&|a, b| a.der() == b.der())),
        (Feature::ExtendedKeyUsage, any(&|cert| cert.extended_key_usage.is_some())),
        (Feature::Expired, any(&off)),
        (Feature::LeafInPool, pool.iter().any(|cert| cert.der() == hierarchy.leaf.der())),
        (Feature::Loop, has_loop(pool)),
        (Feature::MaxDepth, hierarchy.max_depth.is_some()),
        (Feature::NameConstraints, any(&|cert| cert.name_constraints.is_some())),
        (
            Feature::NotCa,
            pool.iter().any(|cert| !cert.basic_constraints.is_some_and(|(constraints, _)| constraints.ca)),
        ),
        (Feature::PathLength, any(&|cert| cert.basic_constraints.is_some_and(|(one, _)| one.path_length.is_some()))),
        (Feature::SameName, pairs(&|a, b| plain(&a.subject) == plain(&b.subject) && !same_entity(a, b))),
        (Feature::SelfIssued, pool.iter().any(|cert| plain(&cert.subject) == plain(cert.issuer_name()))),
        (
            Feature::Spellings,
            pairs(&|a, b| plain(&a.subject) == plain(b.issuer_name()) && a.subject != *b.issuer_name()),
        ),
        (Feature::UnknownCritical, any(&|cert| cert.extensions.iter().any(|extension| extension.critical))),
        (Feature::WeakKey, any(&weak)),
        (Feature::Wildcard, any(&|cert| cert.alternative_names.iter().any(|name| format!("{name:?}").contains('*')))),
        (Feature::WrongKeyId, any(&|cert| cert.authority_key_id == KeyId::Wrong)),
        (Feature::WrongSignature, any(&wrong)),
    ];
    table.into_iter().filter(|(_, has)| *has).map(|(feature, _)| feature).collect()
}

/// Whether issuer names lead from a certificate over at least one other back to it.
fn has_loop(pool: &[Cert]) -> bool {
    let mut edges: BTreeSet<(String, String)> = pool
        .iter()
        .map(|cert| (plain(&cert.subject), plain(cert.issuer_name())))
        .filter(|(subject, issuer)| subject != issuer)
        .collect();
    loop {
        let longer: Vec<(String, String)> = edges
            .iter()
            .flat_map(|(a, b)| edges.iter().filter(move |(c, _)| b == c).map(move |(_, d)| (a.clone(), d.clone())))
            .filter(|edge| !edges.contains(edge))
            .collect();
        if longer.is_empty() {
            return edges.iter().any(|(from, to)| from == to);
        }
        edges.extend(longer);
    }
}

fn same_entity(one: &Cert, other: &Cert) -> bool {
    plain(&one.subject) == plain(&other.subject) && one.subject_key() == other.subject_key()
}

/// The name without its spelling.
fn plain(name: &Name) -> String {
    name.text().to_ascii_lowercase().replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::{Rule, accepts_without, paths};
    use std::collections::BTreeMap;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let bytes = |seed| {
            let hierarchy = hierarchy(seed);
            hierarchy.pool.iter().chain([&hierarchy.leaf]).map(Cert::der).collect::<Vec<_>>()
        };
        assert_eq!(bytes(5), bytes(5));
        assert_ne!(bytes(5), bytes(6));
    }

    #[test]
    #[expect(clippy::print_stdout, reason = "the statistics, with --nocapture")]
    fn every_rule_decides_and_every_feature_occurs() {
        const SEEDS: u64 = 4000;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for seed in 0..SEEDS {
            let hierarchy = hierarchy(seed);
            assert!(hierarchy.anchors.len() + hierarchy.pool.len() < MAX_CERTIFICATES);
            let paths = paths(&hierarchy);
            let accepted = paths.iter().any(|(_, wrong)| wrong.is_empty());
            let mut count = |name: String| *counts.entry(name).or_default() += 1;
            if accepted {
                count("accepted".to_owned());
            }
            if paths.is_empty() {
                count("has no way to an anchor".to_owned());
            }
            for rule in Rule::ALL.into_iter().filter(|rule| accepted != accepts_without(&paths, *rule)) {
                count(format!("decided by {rule:?}"));
            }
            for feature in features(&hierarchy) {
                count(format!("has {feature:?}"));
            }
        }
        println!("{counts:#?}");
        let share = |name: &str| counts.get(name).copied().unwrap_or(0) as f64 / SEEDS as f64;
        assert!((0.4..0.6).contains(&share("accepted")));
        assert!(share("has no way to an anchor") > 0.02);
        for rule in Rule::ALL {
            assert!(share(&format!("decided by {rule:?}")) > 0.005, "{rule:?}");
        }
        for feature in Feature::ALL {
            assert!(share(&format!("has {feature:?}")) > 0.03, "{feature:?}");
        }
    }
}
