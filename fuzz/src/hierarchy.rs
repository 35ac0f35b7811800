//! Small hierarchies from bytes: each byte is a choice, and 0 is the usual one, so that a few bytes set are a hierarchy
//! with a few things out of the usual.

use std::sync::LazyLock;
use ucpki_tests::make::{
    Attribute, BasicConstraints, Cert, GeneralName, Key, KeyId, KeyUsage, Name, NameConstraints, PolicyConstraints,
    Seal, Subtree, Text, oid, time,
};
use ucpki_tests::oracle::{Hierarchy, Limits, PolicyInputs};
use ucpki_x509::{Oid, oids};

/// How many certificates the pool has at most. The oracle writes down every path.
const MOST: usize = 6;

/// What CAs are called. Spaces keep anyone from reading them as host names.
const NAMES: [&str; 4] = ["Alpha CA", "Beta CA", "CN=Gamma CA,O=Example", "CN=Delta CA+OU=Unit,C=DE"];

/// The last is anyPolicy.
const POLICIES: [&str; 4] = ["1.3.6.1.4.1.32473.1.1", "1.3.6.1.4.1.32473.1.2", "1.3.6.1.4.1.32473.1.3", "2.5.29.32.0"];

/// The keys of CAs; the last two are too short.
static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let mut keys: Vec<Key> = (0..6).map(|index| Key::fake(&index.to_string())).collect();
    keys.push(Key::fake_rsa("weak", 1024));
    keys.push(Key::fake_ec("weak", oids::SECP192R1, 192));
    keys
});

static LEAF_KEY: LazyLock<Key> = LazyLock::new(|| Key::fake("leaf"));

/// The hierarchy that `bytes` describe; any bytes describe one.
pub(crate) fn of(bytes: &[u8]) -> Hierarchy {
    Choices(bytes.iter()).hierarchy()
}

/// The bytes of a hierarchy with five CAs and so many certificates in the pool, each issued by the one before.
pub(crate) fn straight(pool: u8) -> Vec<u8> {
    let mut bytes = vec![0; 160];
    bytes[0] = 3;
    bytes[15] = pool;
    bytes
}

/// A CA as others know it: a name and a key.
#[derive(Clone)]
struct Entity {
    name: usize,
    key: Key,
}

struct Choices<'a>(core::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn next(&mut self) -> usize {
        self.0.next().copied().unwrap_or(0).into()
    }

    /// The first of `list` with four bytes of five, else one of the others.
    fn usual<T: Clone>(&mut self, list: &[T]) -> T {
        let byte = self.next();
        let index = if byte < 0xCC { 0 } else { 1 + (byte - 0xCC) % (list.len() - 1) };
        list[index].clone()
    }

    fn hierarchy(&mut self) -> Hierarchy {
        let count = 2 + self.next() % 4;
        let anchor_count = self.usual(&[1, 2]);
        let entities: Vec<Entity> = (0..count).map(|index| self.entity(index, index < anchor_count)).collect();
        let anchors = entities[..anchor_count].iter().map(|entity| self.anchor(entity)).collect();
        let purpose = self.usual(&[oids::SERVER_AUTH, oids::CLIENT_AUTH]);
        let max_depth = self.usual(&[None, Some(0), Some(1), Some(2), Some(3)]);
        let pool_count = self.next() % (MOST + 1);
        let issuer = (pool_count + self.next()) % count;
        let leaf = self.leaf(&entities[issuer]);
        let mut pool: Vec<Cert> = Vec::new();
        // With nothing but zeros, each entity is certified by the one before, and the last one certifies the leaf.
        for index in 0..pool_count {
            let cert = match (self.usual(&[0, 1, 2]), pool.last()) {
                (1, Some(last)) => last.clone(),
                (2, _) => leaf.clone(),
                _ => {
                    let subject = entities[(index + 1 + self.next()) % count].clone();
                    let issuer = entities[(index + self.next()) % count].clone();
                    self.certificate(&subject, &issuer)
                }
            };
            pool.push(cert);
        }
        let mut hierarchy = Hierarchy {
            anchors,
            limits: Vec::new(),
            pool,
            leaf,
            time: time("2030-01-01T00:00:00Z"),
            purpose,
            max_depth,
            policies: PolicyInputs::default(),
        };
        // What came later is chosen last, so that older inputs mean what they meant.
        if self.usual(&[false, true]) {
            self.add_policies(&mut hierarchy);
        }
        if self.usual(&[false, true]) {
            hierarchy.limits = (0..anchor_count).map(|_| self.limits()).collect();
        }
        if self.usual(&[false, true]) {
            self.add_names(&mut hierarchy);
        }
        hierarchy
    }

    fn add_policies(&mut self, hierarchy: &mut Hierarchy) {
        hierarchy.policies = self.policy_inputs();
        for cert in hierarchy.pool.iter_mut().chain([&mut hierarchy.leaf]) {
            let lists: [&[usize]; 6] = [&[0], &[0, 3], &[], &[0, 1], &[1], &[3]];
            cert.policies = self.usual(&lists).iter().map(|policy| oid(POLICIES[*policy])).collect();
            let mappings: [&[(usize, usize)]; 6] =
                [&[], &[(0, 1)], &[(1, 0)], &[(0, 1), (1, 2)], &[(0, 1), (0, 2)], &[(0, 3)]];
            let pair = |(from, to): &(usize, usize)| (oid(POLICIES[*from]), oid(POLICIES[*to]));
            cert.policy_mappings = self.usual(&mappings).iter().map(pair).collect();
            let skips = [(None, None), (Some(0), None), (Some(1), None), (None, Some(0)), (Some(2), Some(1))];
            cert.policy_constraints = match self.usual(&skips) {
                (None, None) => None,
                (require_explicit, inhibit_mapping) => Some(PolicyConstraints { require_explicit, inhibit_mapping }),
            };
            cert.inhibit_any_policy = self.usual(&[None, Some(0), Some(1)]);
        }
    }

    fn policy_inputs(&mut self) -> PolicyInputs {
        let lists: [&[usize]; 5] = [&[], &[0], &[1], &[0, 2], &[3]];
        PolicyInputs {
            user_initial: self.usual(&lists).iter().map(|policy| oid(POLICIES[*policy])).collect(),
            explicit: self.usual(&[true, false]),
            inhibit_mapping: self.usual(&[false, true]),
            inhibit_any: self.usual(&[false, true]),
        }
    }

    fn limits(&mut self) -> Limits {
        let mut limits = Limits::default();
        match self.usual(&[0, 1, 2, 3, 4]) {
            0 => {}
            1 => {
                let (permitted, excluded) = (self.subtrees(), self.subtrees());
                let empty = permitted.is_empty() && excluded.is_empty();
                limits.name_constraints = (!empty).then_some(NameConstraints { permitted, excluded });
            }
            2 => limits.path_length = Some(self.next() % 3),
            3 => limits.policies = self.policy_inputs(),
            _ => limits.distrust_after = Some(time("2025-12-31T00:00:00Z")),
        }
        limits
    }

    /// Names and constraints of the kinds that [`Self::alternative_name`] leaves out.
    fn add_names(&mut self, hierarchy: &mut Hierarchy) {
        let email = |text: &str| GeneralName::Email(text.to_owned());
        let uri = |text: &str| GeneralName::Uri(text.to_owned());
        let other = GeneralName::Raw(vec![0x88, 0x02, 0x2A, 0x03]);
        let names = [email("bob@example.com"), uri("sip://a.example.com"), email("bob"), uri("urn:a"), other.clone()];
        let bases = [email("example.com"), uri(".example.com"), email("bob@EXAMPLE.com"), email(".a.org"), other];
        if self.usual(&[true, false]) {
            hierarchy.leaf.alternative_names.push(self.usual(&names));
        } else {
            hierarchy.leaf.alternative_names.clear();
            let address = vec![Attribute::new("emailAddress", "bob@example.com")];
            hierarchy.leaf.subject = hierarchy.leaf.subject.clone().and(address);
        }
        for cert in &mut hierarchy.pool {
            let base = Subtree::Other(self.usual(&bases));
            match self.usual(&[0, 1, 2]) {
                0 => {}
                1 => cert.name_constraints = Some((NameConstraints { permitted: vec![base], excluded: vec![] }, true)),
                _ => cert.name_constraints = Some((NameConstraints { permitted: vec![], excluded: vec![base] }, true)),
            }
        }
    }

    fn entity(&mut self, index: usize, is_anchor: bool) -> Entity {
        let name = (index + self.next()) % NAMES.len();
        // Whether the key of an anchor may be short is the profile's to say, and not the oracle's.
        let keys = if is_anchor { &KEYS[..6] } else { &KEYS[..] };
        Entity { name, key: keys[(index + self.next()) % keys.len()].clone() }
    }

    /// An anchor is a name and a key: whatever else its certificate says does not matter.
    fn anchor(&mut self, entity: &Entity) -> Cert {
        let cert = Cert::new(NAMES[entity.name]).key(&entity.key).ca(None).key_usage(KeyUsage::CERT_SIGN);
        match self.usual(&[0, 1, 2, 3, 4]) {
            0 => cert,
            1 => cert.validity("2020-01-01T00:00:00Z", "2029-01-01T00:00:00Z"),
            2 => cert.ca(Some(0)),
            3 => cert.end_entity(),
            _ => cert.name_constraints(&[], &[Subtree::dns("")]),
        }
    }

    fn certificate(&mut self, subject: &Entity, issuer: &Entity) -> Cert {
        let mut cert = Cert::new(self.spelling(subject.name)).key(&subject.key);
        let ca = |path_length| Some((BasicConstraints { ca: true, path_length }, true));
        let no_ca = Some((BasicConstraints { ca: false, path_length: None }, true));
        cert.basic_constraints = self.usual(&[ca(None), ca(Some(0)), ca(Some(1)), ca(Some(2)), no_ca, None]);
        let both = KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN;
        cert.key_usage = self.usual(&[Some(both), Some(KeyUsage::CRL_SIGN), Some(KeyUsage::CERT_SIGN), None]);
        cert.version = self.usual(&[3, 1]);
        if self.usual(&[false, true]) {
            let (permitted, excluded) = (self.subtrees(), self.subtrees());
            if !permitted.is_empty() || !excluded.is_empty() {
                cert = cert.name_constraints(&permitted, &excluded);
            }
        }
        if let Some(name) = self.usual(&[None, Some(()), None]).map(|()| self.alternative_name()) {
            cert = cert.san(name);
        }
        self.signed(cert, issuer)
    }

    fn leaf(&mut self, issuer: &Entity) -> Cert {
        let key = self.usual(&[LEAF_KEY.clone(), KEYS[6].clone(), KEYS[7].clone(), KEYS[1].clone()]);
        let subject = match self.usual(&[0, 1, 2]) {
            1 => self.spelling(issuer.name),
            2 => Name::empty(),
            _ => Name::common("the leaf"),
        };
        let mut cert = Cert::new(subject).key(&key).san(self.alternative_name());
        cert = match self.usual(&[0, 1, 2, 3]) {
            0 => cert,
            1 => cert.end_entity(),
            2 => cert.ca(None),
            _ => cert.san(self.alternative_name()),
        };
        self.signed(cert, issuer)
    }

    /// What leaves and CAs have in common: times, usage, key identifiers, and the signature of `issuer` or not.
    fn signed(&mut self, cert: Cert, issuer: &Entity) -> Cert {
        let mut cert = cert.issuer(self.spelling(issuer.name)).signed_by(&issuer.key);
        // With other numbers, certificates of one name, key and issuer differ.
        cert = cert.serial(1 + self.next() as u64);
        cert = match self.usual(&[0, 1, 2, 3]) {
            0 => cert,
            1 => cert.validity("2026-01-01T00:00:00Z", "2029-12-31T23:59:59Z"),
            2 => cert.validity("2030-01-01T00:00:01Z", "2036-01-01T00:00:00Z"),
            _ => cert.validity("2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
        };
        let purposes: [&[Oid<'static>]; 6] = [
            &[],
            &[oids::CLIENT_AUTH],
            &[oids::SERVER_AUTH],
            &[oids::CLIENT_AUTH, oids::SERVER_AUTH],
            &[oids::CODE_SIGNING, oids::ANY_EXTENDED_KEY_USAGE],
            &[oids::CODE_SIGNING],
        ];
        cert = match self.usual(&purposes) {
            [] => cert,
            purposes => cert.eku(purposes),
        };
        cert = match self.usual(&[0, 1, 2]) {
            0 => cert,
            1 => cert.unknown_critical(),
            _ => cert.extension("1.3.6.1.4.1.32473.2", false, &[0x05, 0x00]),
        };
        cert = match self.usual(&[0, 1, 2]) {
            0 => cert,
            1 => cert.seal(Seal::Wrong),
            _ => cert.signed_by(&KEYS[self.next() % 6]),
        };
        cert.aki(self.key_id()).ski(self.key_id())
    }

    fn key_id(&mut self) -> KeyId {
        self.usual(&[KeyId::Right, KeyId::Absent, KeyId::Wrong])
    }

    /// The name, now and then with other case, other spaces or another kind of string.
    fn spelling(&mut self, name: usize) -> Name {
        let text = NAMES[name];
        match self.usual(&[0, 1, 2, 3, 4]) {
            0 => Name::from(text),
            1 => Name::from(text.replace("CA", "ca").replace("Example", "EXAMPLE").as_str()),
            2 => Name::from(text.replace(" CA", "   CA ").as_str()),
            3 => Name::from(text).with_text(Text::Utf8),
            _ => Name::from(text).with_text(Text::Bmp),
        }
    }

    fn alternative_name(&mut self) -> GeneralName {
        let dns = |name: &str| GeneralName::Dns(name.to_owned());
        self.usual(&[
            dns("a.example.com"),
            dns("b.a.example.com"),
            dns("*.example.com"),
            dns("example.com"),
            dns("A.EXAMPLE.org"),
            dns("notexample.com"),
            GeneralName::ip("192.0.2.7"),
            GeneralName::ip("198.51.100.1"),
            GeneralName::ip("2001:db8::7"),
        ])
    }

    fn subtrees(&mut self) -> Vec<Subtree> {
        let list = [
            Subtree::dns("example.com"),
            Subtree::dns("a.example.com"),
            Subtree::dns("Example.ORG"),
            Subtree::dns("com"),
            Subtree::dns(""),
            Subtree::net("192.0.2.0/24"),
            Subtree::net("192.0.2.0/30"),
            Subtree::net("2001:db8::/32"),
            Subtree::net("0.0.0.0/0"),
            Subtree::directory("the leaf"),
            Subtree::directory("O=EXAMPLE"),
            Subtree::directory("Alpha  CA"),
            Subtree::directory("C=DE"),
        ];
        let count = self.next() % 3;
        (0..count).map(|_| list[self.next() % list.len()].clone()).collect()
    }
}
