//! Small hierarchies from a seed: cross-signed, looping, renewed, constrained, broken.
//!
//! About half of them have a good path. Every rule of the [`oracle`](crate::oracle) decides some; a test counts.

mod features;

pub use features::{Feature, features};

use crate::Rng;
use crate::make::{
    Attribute, BasicConstraints, Cert, GeneralName, Key, KeyId, KeyUsage, Name, NameConstraints, PolicyConstraints,
    Scheme, Seal, Subtree, Text, oid, time,
};
use crate::oracle::{Hierarchy, Limits, PolicyInputs};
use std::sync::LazyLock;
use ucpki_x509::{OidBuf, oids};

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
    Maker { rng: Rng::new(seed), keys, policies: false }.hierarchy()
}

/// The hierarchy with one more limit: one of its anchors is there once more, and limited.
#[must_use]
pub fn with_more_limits(hierarchy: &Hierarchy, seed: u64) -> Hierarchy {
    let mut maker = Maker { rng: Rng::new(seed ^ 0x5EED), keys: &FAKE_KEYS, policies: true };
    let mut limits = Limits::default();
    while limits == Limits::default() {
        limits = maker.limits();
    }
    let mut more = hierarchy.clone();
    more.limits = (0..hierarchy.anchors.len()).map(|anchor| hierarchy.limits_of(anchor)).collect();
    let anchor = maker.rng.below(hierarchy.anchors.len());
    more.anchors.push(hierarchy.anchors[anchor].clone());
    more.limits.push(limits);
    more
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

const DNS_NAMES: [&str; 7] = [
    "a.example.com",
    "b.a.example.com",
    "*.example.com",
    "example.com",
    "A.EXAMPLE.org",
    "notexample.com",
    "a..example.com",
];
const ADDRESSES: [&str; 3] = ["192.0.2.7", "198.51.100.1", "2001:db8::7"];
const MAILBOXES: [&str; 6] = [
    "bob@example.com",
    "Bob@EXAMPLE.com",
    "eve@a.example.com",
    "\"a@b\"@example.org",
    "bob@example.org",
    "example.com",
];
const URIS: [&str; 6] = [
    "sip://bob@a.example.com:5061",
    "https://EXAMPLE.com/a@example.org",
    "https://example.org",
    "https://[2001:db8::7]/",
    "sip:bob@example.com",
    "https://b.a.example.com?x",
];
const DNS_SUBTREES: [&str; 7] = ["example.com", "a.example.com", "Example.ORG", "com", "org", "", ".example.com"];
const MAILBOX_SUBTREES: [&str; 6] =
    ["bob@Example.com", "example.COM", ".example.com", "example.org", "", "@example.com"];
const URI_SUBTREES: [&str; 5] = ["example.com", ".example.com", "Example.org", "", "192.0.2.7"];
const DIRECTORIES: [&str; 5] = ["O=EXAMPLE", "the leaf", "Alpha  CA", "C=DE", "Beta CA"];
const NETWORKS: [&str; 5] = ["192.0.2.0/24", "192.0.2.0/30", "198.51.100.0/24", "2001:db8::/32", "0.0.0.0/0"];

/// registeredID 1.2.3, and ediPartyName: kinds of which nobody can say what lies within what.
const OTHER_NAMES: [&[u8]; 2] = [&[0x88, 0x02, 0x2A, 0x03], &[0xA5, 0x05, 0xA1, 0x03, 0x0C, 0x01, 0x61]];

const POLICIES: [&str; 4] = ["1.3.6.1.4.1.32473.1.1", "1.3.6.1.4.1.32473.1.2", "1.3.6.1.4.1.32473.1.3", "2.5.29.32.0"];

struct Maker {
    rng: Rng,
    keys: &'static Keys,
    /// Whether policies matter in this hierarchy.
    policies: bool,
}

impl Maker {
    fn hierarchy(&mut self) -> Hierarchy {
        self.policies = self.rng.percent(40);
        let entities = self.entities();
        let anchor_count = 1 + usize::from(entities.len() > 2 && self.rng.percent(30));
        let (anchors, others) = entities.split_at(anchor_count);
        let mut anchors = anchors.to_vec();
        let mut pool = Vec::new();
        // A way that may well be good, from an anchor down.
        let mut issuer = self.rng.pick(&anchors);
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
        // One anchor twice, with limits from several places.
        if anchors.len() + pool.len() + 1 < MAX_CERTIFICATES && self.rng.percent(15) {
            anchors.push(anchors[0].clone());
        }
        Hierarchy {
            anchors: anchors.iter().map(|entity| self.anchor(entity)).collect(),
            limits: anchors.iter().map(|_| self.limits()).collect(),
            pool,
            leaf,
            time: time("2030-01-01T00:00:00Z"),
            purpose: if self.rng.percent(80) { oids::SERVER_AUTH } else { oids::CLIENT_AUTH },
            max_depth: self.rng.percent(15).then(|| self.rng.below(4)),
            policies: self.policy_inputs(),
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

    /// What limits an anchor: now and then something.
    fn limits(&mut self) -> Limits {
        let mut limits = Limits::default();
        if self.rng.percent(80) {
            return limits;
        }
        match self.rng.below(4) {
            0 => limits.name_constraints = Some(self.name_constraints()),
            1 => limits.path_length = Some(self.rng.below(3)),
            2 => limits.policies = self.policy_inputs(),
            _ => {
                limits.distrust_after = Some(self.rng.pick(&["2025-12-31T00:00:00Z", "2028-01-01T00:00:00Z"].map(time)))
            }
        }
        limits
    }

    fn policy_inputs(&mut self) -> PolicyInputs {
        if !self.policies {
            return PolicyInputs::default();
        }
        let count = self.rng.pick(&[0, 0, 1, 2]);
        let user_initial = (0..count).map(|_| self.policy()).collect();
        PolicyInputs {
            user_initial,
            explicit: self.rng.percent(40),
            inhibit_mapping: self.rng.percent(12),
            inhibit_any: self.rng.percent(12),
        }
    }

    fn policy(&mut self) -> OidBuf {
        let index = match self.rng.below(100) {
            0..55 => 0,
            55..75 => 1,
            75..88 => 2,
            _ => 3,
        };
        oid(POLICIES[index])
    }

    /// The four extensions about policies.
    fn with_policies(&mut self, mut cert: Cert) -> Cert {
        if !self.policies {
            return cert;
        }
        if self.rng.percent(92) {
            cert.policies = (0..1 + self.rng.below(4)).map(|_| self.policy()).collect();
        }
        if self.rng.percent(22) {
            let mapping = |maker: &mut Self| loop {
                let pair = (maker.policy(), maker.policy());
                let any = oid(POLICIES[3]);
                // To or from anyPolicy is an error by itself, and so is rare.
                if (pair.0 != any && pair.1 != any) || maker.rng.percent(4) {
                    return pair;
                }
            };
            cert.policy_mappings = (0..1 + self.rng.below(3)).map(|_| mapping(self)).collect();
        }
        if self.rng.percent(18) {
            let skip = |maker: &mut Self| maker.rng.percent(60).then(|| maker.rng.below(3) as u32);
            let constraints = PolicyConstraints { require_explicit: skip(self), inhibit_mapping: skip(self) };
            let empty = constraints.require_explicit.is_none() && constraints.inhibit_mapping.is_none();
            cert.policy_constraints = (!empty).then_some(constraints);
        }
        if self.rng.percent(12) {
            cert.inhibit_any_policy = Some(self.rng.below(3) as u32);
        }
        cert
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
            cert.name_constraints = Some((self.name_constraints(), true));
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
        if self.rng.percent(8) {
            // Constraints for mailboxes count for the subject where there is no other name.
            cert.subject = cert.subject.and(vec![Attribute::new("emailAddress", self.rng.pick(&MAILBOXES))]);
        } else {
            for _ in 0..1 + self.rng.below(2) {
                cert = self.alternative_name(cert);
            }
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
        let cert = self.with_policies(cert);
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
        match self.rng.below(100) {
            0..50 => cert.san_dns(self.rng.pick(&DNS_NAMES)),
            50..72 => cert.san_ip(self.rng.pick(&ADDRESSES)),
            72..84 => cert.san(GeneralName::Email(self.rng.pick(&MAILBOXES).to_owned())),
            84..94 => cert.san(GeneralName::Uri(self.rng.pick(&URIS).to_owned())),
            _ => cert.san(GeneralName::Raw(self.rng.pick(&OTHER_NAMES).to_vec())),
        }
    }

    fn name_constraints(&mut self) -> NameConstraints {
        let list = |maker: &mut Self, none_percent| {
            if maker.rng.percent(none_percent) { Vec::new() } else { maker.subtrees() }
        };
        let permitted = list(self, 40);
        let excluded = list(self, if permitted.is_empty() { 0 } else { 60 });
        NameConstraints { permitted, excluded }
    }

    fn subtrees(&mut self) -> Vec<Subtree> {
        let mut one = || match self.rng.below(20) {
            0..8 => Subtree::dns(self.rng.pick(&DNS_SUBTREES)),
            8..12 => Subtree::net(self.rng.pick(&NETWORKS)),
            12..14 => Subtree::directory(self.rng.pick(&DIRECTORIES)),
            14..17 => Subtree::Other(GeneralName::Email(self.rng.pick(&MAILBOX_SUBTREES).to_owned())),
            17..19 => Subtree::Other(GeneralName::Uri(self.rng.pick(&URI_SUBTREES).to_owned())),
            _ => Subtree::Other(GeneralName::Raw(self.rng.pick(&OTHER_NAMES).to_vec())),
        };
        let first = one();
        if self.rng.percent(40) { vec![first, self.subtrees().remove(0)] } else { vec![first] }
    }
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
