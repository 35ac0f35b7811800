//! One bad request for each rule, and good ones beside them: `tests/data/csr/lint`.
//!
//! The files are made here, the same in every run; `UCPKI_WRITE=1` writes them.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::std_instead_of_alloc, reason = "a test program on std")]

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use support::{Numbers, key};
use ucpki_crypto::{Hash, KeyKind, PrivateKey, RUSTCRYPTO, SignatureAlgorithm, Unsigned};
use ucpki_csr::{LintLimits, LintSeverity, RequestBuilder, RuleSet, codes, lint, lint_file, parse_names};
use ucpki_x509::GeneralNameBuf;
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::extension::KeyUsage;
use ucpki_x509::{CertificationRequest, Code, Name, Oid, OidBuf, oids, pem};

/// A file, and what the rules of a public CA have against it.
struct Case {
    name: &'static str,
    file: Vec<u8>,
    expected: Vec<&'static Code>,
}

const GOOD_SUBJECT: &str = "CN=sip.contoso.dev,O=Contoso AS,C=NO";

fn good_names() -> Vec<GeneralNameBuf> {
    parse_names("sip.contoso.dev,8.8.8.8").unwrap()
}

/// A request as a builder that checks nothing would make it.
struct Raw {
    subject: Vec<u8>,
    extensions: Vec<(OidBuf, bool, Vec<u8>)>,
    attributes: Vec<(Oid<'static>, Vec<u8>)>,
    key: PrivateKey,
    spki: Option<Vec<u8>>,
    algorithm: Option<Vec<u8>>,
    version: u8,
}

impl Raw {
    fn good() -> Self {
        let mut usage = Writer::new();
        usage.named_bits(Tag::BIT_STRING, KeyUsage::DIGITAL_SIGNATURE.bits());
        let mut extended = Writer::new();
        extended.nested(Tag::SEQUENCE, |list| list.oid(oids::SERVER_AUTH));
        Self {
            subject: Name::parse_rfc4514(GOOD_SUBJECT).unwrap().into_der(),
            extensions: vec![
                (oids::KEY_USAGE.into(), true, usage.into_bytes()),
                (oids::EXTENDED_KEY_USAGE.into(), false, extended.into_bytes()),
                (oids::SUBJECT_ALT_NAME.into(), false, names(&good_names())),
            ],
            attributes: vec![],
            key: key(KeyKind::EcP256, 77),
            spki: None,
            algorithm: None,
            version: 0,
        }
    }

    fn subject(text: &str) -> Self {
        Self { subject: Name::parse_rfc4514(text).unwrap().into_der(), ..Self::good() }
    }

    fn names(list: &[GeneralNameBuf]) -> Self {
        Self::good().with(oids::SUBJECT_ALT_NAME, false, names(list))
    }

    fn with(mut self, oid: Oid<'_>, critical: bool, value: Vec<u8>) -> Self {
        self.extensions.retain(|(other, ..)| other.as_oid() != oid);
        self.extensions.push((oid.into(), critical, value));
        self
    }

    fn without(mut self, oid: Oid<'_>) -> Self {
        self.extensions.retain(|(other, ..)| other.as_oid() != oid);
        self
    }

    fn der(&self) -> Vec<u8> {
        let attribute = |list: &mut Writer, oid: Oid<'_>, value: &[u8]| {
            list.nested(Tag::SEQUENCE, |attribute| {
                attribute.oid(oid);
                attribute.nested(Tag::SET, |values| values.encoded(value));
            });
        };
        let mut extensions = Writer::new();
        extensions.nested(Tag::SEQUENCE, |list| {
            for (oid, critical, value) in &self.extensions {
                list.nested(Tag::SEQUENCE, |extension| {
                    extension.oid(oid.as_oid());
                    if *critical {
                        extension.boolean(true);
                    }
                    extension.octet_string(value);
                });
            }
        });
        let mut info = Writer::new();
        info.nested(Tag::SEQUENCE, |info| {
            info.small_integer(self.version.into());
            info.encoded(&self.subject);
            info.encoded(self.spki.as_deref().unwrap_or(self.key.spki_der()));
            info.nested(Tag::context_constructed(0), |list| {
                self.attributes.iter().for_each(|(oid, value)| attribute(list, *oid, value));
                if !self.extensions.is_empty() {
                    attribute(list, oids::EXTENSION_REQUEST, extensions.as_bytes());
                }
            });
        });
        let unsigned = Unsigned::new(info.into_bytes(), self.key.algorithms()[0]);
        let signature = self.key.sign(unsigned.algorithm(), unsigned.message(), &mut Numbers(3)).unwrap();
        let Some(algorithm) = &self.algorithm else { return unsigned.finish(&signature) };
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |request| {
            request.encoded(unsigned.message());
            request.encoded(algorithm);
            request.bit_string(&signature);
        });
        writer.into_bytes()
    }

    fn case(self, name: &'static str, expected: &[&'static Code]) -> Case {
        let file = pem::encode("CERTIFICATE REQUEST", &self.der()).into_bytes();
        Case { name, file, expected: expected.to_vec() }
    }
}

fn names(list: &[GeneralNameBuf]) -> Vec<u8> {
    let builder = RequestBuilder::new(Name::parse_rfc4514("CN=x").unwrap()).alt_names(list.iter().cloned());
    builder.extensions().next().unwrap().2.to_vec()
}

/// An RSA key of this many bits that nobody has.
fn rsa_spki(bits: usize) -> Vec<u8> {
    let mut modulus = vec![0xAB; bits / 8];
    *modulus.last_mut().unwrap() = 0xAD;
    let mut numbers = Writer::new();
    numbers.nested(Tag::SEQUENCE, |numbers| {
        numbers.unsigned_integer(&modulus);
        numbers.small_integer(65537);
    });
    spki(oids::RSA_ENCRYPTION, &[0x05, 0x00], numbers.as_bytes())
}

fn spki(oid: Oid<'_>, parameters: &[u8], key: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |spki| {
        spki.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(oid);
            algorithm.encoded(parameters);
        });
        spki.bit_string(key);
    });
    writer.into_bytes()
}

fn private(last: &str) -> OidBuf {
    OidBuf::parse(&format!("1.3.6.1.4.1.99999.{last}")).unwrap()
}

fn subjects() -> Vec<Case> {
    let raw = |values: &[(Oid<'static>, Tag, &[u8])]| {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |name| {
            for (oid, tag, value) in values {
                name.nested(Tag::SET, |rdn| {
                    rdn.nested(Tag::SEQUENCE, |attribute| {
                        attribute.oid(*oid);
                        attribute.value(*tag, value);
                    });
                });
            }
        });
        Raw { subject: writer.into_bytes(), ..Raw::good() }
    };
    let cn = (oids::COMMON_NAME, Tag::UTF8_STRING, &b"sip.contoso.dev"[..]);
    let mut cases = vec![
        Raw::good().case("good", &[]),
        Raw::subject("").case("good-no-subject", &[]),
        Raw::subject("CN=SIP.contoso.dev,1.2.840.113549.1.9.1=#1603614062").case("good-email-with-at", &[]),
        Raw::subject("CN=8.8.8.8").case("common-name-address", &[&codes::COMMON_NAME_ADDRESS]),
        Raw::subject("CN=sip.contoso.dev,C=no").case("country-small", &[&codes::COUNTRY_INVALID]),
        Raw::subject("CN=sip.contoso.dev,C=NOR").case("country-three", &[&codes::COUNTRY_INVALID]),
        Raw::subject("CN=sip.contoso.dev,O=").case("field-empty", &[&codes::FIELD_EMPTY]),
        Raw::subject("CN=sip.contoso.dev,O=\\20").case("field-blank", &[&codes::FIELD_EMPTY]),
        raw(&[(oids::ORGANIZATION_NAME, Tag::OCTET_STRING, b"x"), cn])
            .case("field-unreadable", &[&codes::FIELD_UNREADABLE]),
        raw(&[cn, cn]).case("two-common-names", &[&codes::COMMON_NAME_REPEATED]),
        Raw::subject("CN=other.contoso.dev").case("common-name-alone", &[&codes::COMMON_NAME_ALONE]),
        Raw::subject("CN=*.contoso.dev")
            .case("common-name-wildcard", &[&codes::HOST_WILDCARD, &codes::COMMON_NAME_ALONE]),
    ];
    for (name, character) in [("forbidden-at", '@'), ("forbidden-ampersand", '&'), ("forbidden-exclamation", '!')] {
        let case = Raw::subject(&format!("CN=sip.contoso.dev,OU=a{character}b"));
        cases.push(case.case(name, &[&codes::FORBIDDEN_CHARACTER, &codes::UNIT_PRESENT]));
    }
    for (name, value) in [
        ("placeholder-state", "ST=Some-State"),
        ("placeholder-organization", "O=Internet Widgits Pty Ltd"),
        ("placeholder-hyphen", "L=-"),
    ] {
        cases.push(Raw::subject(&format!("CN=sip.contoso.dev,{value}")).case(name, &[&codes::PLACEHOLDER]));
    }
    cases.push(Raw::subject("CN=sip.contoso.dev,OU=Voice").case("unit", &[&codes::UNIT_PRESENT]));
    for (name, letters, expected) in [("field-of-64", 64, &[][..]), ("field-of-65", 65, &[&codes::FIELD_TOO_LONG][..])]
    {
        cases.push(Raw::subject(&format!("CN=sip.contoso.dev,O={}", "å".repeat(letters))).case(name, expected));
    }
    cases
}

fn alternative_names() -> Vec<Case> {
    let dns = |name: &str| GeneralNameBuf::Dns(name.into());
    let with = |name: GeneralNameBuf| Raw::names(&[&good_names()[..], &[name]].concat());
    let mut cases = vec![
        Raw::good().without(oids::SUBJECT_ALT_NAME).case("no-names", &[&codes::NAMES_MISSING]),
        with(dns("SIP.contoso.dev")).case("name-twice", &[&codes::NAME_REPEATED]),
        with(dns("*.contoso.dev")).case("name-wildcard", &[&codes::HOST_WILDCARD]),
        with(dns("intranet")).case("name-single-label", &[&codes::HOST_SINGLE_LABEL]),
        with(GeneralNameBuf::Email("a@contoso.dev".into())).case("name-email", &[&codes::NAME_KIND]),
        with(GeneralNameBuf::Uri("sip:contoso.dev".into())).case("name-uri", &[&codes::NAME_KIND]),
        with(GeneralNameBuf::Encoded(vec![0x87, 0x03, 1, 2, 3]))
            .case("name-address-of-three", &[&codes::NAME_KIND, &codes::ADDRESS_INVALID]),
        Raw::good()
            .with(oids::SUBJECT_ALT_NAME, false, vec![0x30, 0x02, 0x99, 0x00])
            .case("names-unreadable", &[&codes::EXTENSION_UNREADABLE]),
    ];
    for (name, host) in [
        ("special-local", "a.local"),
        ("special-internal", "a.internal"),
        ("special-example", "a.example.com"),
        ("special-localhost", "localhost"),
    ] {
        cases.push(with(dns(host)).case(name, &[&codes::HOST_SPECIAL_USE]));
    }
    for (name, host) in [
        ("host-underscore", "a_b.contoso.dev"),
        ("host-hyphen", "-a.contoso.dev"),
        ("host-blank", "a b.contoso.dev"),
        ("host-dots", "a..contoso.dev"),
    ] {
        cases.push(with(dns(host)).case(name, &[&codes::HOST_INVALID]));
    }
    for (name, host) in [("host-address", "8.8.8.8"), ("host-address-of-version-6", "2001:4860:4860::8888")] {
        cases.push(with(dns(host)).case(name, &[&codes::HOST_IS_ADDRESS]));
    }
    for (name, host) in [("host-numeric", "8.8.8"), ("host-hexadecimal", "a.0x7f")] {
        cases.push(with(dns(host)).case(name, &[&codes::HOST_NUMERIC]));
    }
    for (name, address) in [("address-private", "10.0.0.1"), ("address-loopback", "::1"), ("address-local", "fd00::1")]
    {
        cases.push(with(GeneralNameBuf::Ip(address.parse().unwrap())).case(name, &[&codes::ADDRESS_RESERVED]));
    }
    cases
}

fn keys_and_usages() -> Vec<Case> {
    let of = |spki: Vec<u8>| Raw { spki: Some(spki), ..Raw::good() };
    let signed_by = |kind| Raw { key: key(kind, 78), ..Raw::good() };
    let md5 = SignatureAlgorithm::RsaPkcs1(Hash::Md5).to_der();
    let sha1 = SignatureAlgorithm::Ecdsa(Hash::Sha1).to_der();
    let mut ca = Writer::new();
    ca.nested(Tag::SEQUENCE, |constraints| constraints.boolean(true));
    let not_ca = vec![0x30, 0x00];
    let mut repeated = Raw::good();
    repeated.extensions.push(repeated.extensions[0].clone());
    let mut password = Raw::good();
    password.attributes.push((oids::CHALLENGE_PASSWORD, vec![0x13, 0x01, b'x']));
    let mut code_signing = Writer::new();
    code_signing.nested(Tag::SEQUENCE, |list| list.oid(oids::CODE_SIGNING));
    // Somebody else's signature, and one of which nothing can be said.
    let (proof, unverified) = (&codes::PROOF_INVALID, &codes::PROOF_UNVERIFIED);
    let mut agreement = Writer::new();
    agreement.named_bits(Tag::BIT_STRING, KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::KEY_AGREEMENT).bits());
    let mut client = Writer::new();
    client.nested(Tag::SEQUENCE, |list| {
        list.oid(oids::SERVER_AUTH);
        list.oid(oids::CLIENT_AUTH);
    });
    let with_password = |value: Vec<u8>| Raw { attributes: vec![(oids::CHALLENGE_PASSWORD, value)], ..Raw::good() };
    let text = |length: usize| {
        let mut writer = Writer::new();
        writer.value(Tag::PRINTABLE_STRING, &vec![b'x'; length]);
        writer.into_bytes()
    };
    let mut second = Raw::good();
    second.attributes.push((oids::EXTENSION_REQUEST, vec![0x30, 0x00]));
    let mut microsoft = Raw::good();
    microsoft.attributes.push((oids::MICROSOFT_EXTENSION_REQUEST, vec![0x30, 0x00]));
    // The first one is what is read, and it asks for nothing.
    let hidden = [&codes::EXTENSION_REQUEST_REPEATED, &codes::NAMES_MISSING, &codes::USAGE_MISSING];
    let p224 = [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x21];
    vec![
        signed_by(KeyKind::EcP384).case("good-p384", &[]),
        signed_by(KeyKind::Rsa { bits: 2048 }).case("good-rsa2048", &[]),
        signed_by(KeyKind::EcP521).case("key-p521", &[&codes::KEY_KIND]),
        signed_by(KeyKind::Ed25519).case("key-ed25519", &[&codes::KEY_KIND]),
        of(rsa_spki(1024)).case("key-rsa1024", &[proof, &codes::KEY_SHORT]),
        of(rsa_spki(8192)).case("key-rsa8192", &[proof, &codes::KEY_RISKY]),
        of(rsa_spki(16384)).case("key-rsa16384", &[unverified, &codes::KEY_LONG]),
        of(spki(oids::EC_PUBLIC_KEY, &p224, &[4; 57])).case("key-p224", &[unverified, &codes::KEY_SHORT]),
        of(spki(oids::RSA_ENCRYPTION, &[0x05, 0x00], &[1, 2, 3]))
            .case("key-unreadable", &[unverified, &codes::KEY_UNREADABLE]),
        of(key(KeyKind::EcP256, 79).spki_der().to_vec()).case("proof-of-another-key", &[proof]),
        Raw { algorithm: Some(md5), ..Raw::good() }.case("hash-md5", &[proof, &codes::HASH_WEAK]),
        Raw { algorithm: Some(sha1), ..Raw::good() }.case("hash-sha1", &[unverified, &codes::HASH_WEAK]),
        Raw { version: 1, ..Raw::good() }.case("version-2", &[&codes::VERSION_UNKNOWN]),
        second.case("second-extension-request", &hidden),
        microsoft.case("extension-request-of-microsoft", &[&codes::EXTENSION_REQUEST_REPEATED]),
        Raw::good().with(oids::KEY_USAGE, true, agreement.into_bytes()).case("key-agreement", &[&codes::KEY_AGREEMENT]),
        Raw::good()
            .with(oids::EXTENDED_KEY_USAGE, false, client.into_bytes())
            .case("client-auth", &[&codes::CLIENT_AUTH]),
        with_password(text(256))
            .case("challenge-password-of-256", &[&codes::CHALLENGE_PASSWORD, &codes::CHALLENGE_PASSWORD_INVALID]),
        with_password(text(255)).case("challenge-password-of-255", &[&codes::CHALLENGE_PASSWORD]),
        Raw::good().with(oids::BASIC_CONSTRAINTS, true, ca.into_bytes()).case("ca", &[&codes::CA_REQUESTED]),
        Raw::good().with(oids::BASIC_CONSTRAINTS, true, not_ca).case("good-no-ca", &[]),
        Raw::good()
            .with(oids::BASIC_CONSTRAINTS, true, vec![0x05, 0x00])
            .case("constraints-unreadable", &[&codes::EXTENSION_UNREADABLE]),
        Raw::good()
            .with(oids::KEY_USAGE, true, vec![0x05, 0x00])
            .case("usage-unreadable", &[&codes::EXTENSION_UNREADABLE]),
        Raw::good().without(oids::EXTENDED_KEY_USAGE).case("no-extended-usage", &[&codes::USAGE_MISSING]),
        Raw::good()
            .with(oids::EXTENDED_KEY_USAGE, false, code_signing.into_bytes())
            .case("code-signing", &[&codes::USAGE_MISSING]),
        Raw { extensions: vec![], ..Raw::good() }
            .case("no-extensions", &[&codes::USAGE_MISSING, &codes::NAMES_MISSING]),
        Raw::good()
            .with(private("1").as_oid(), true, vec![0x05, 0x00])
            .case("critical-unknown", &[&codes::CRITICAL_UNKNOWN]),
        Raw::good().with(private("1").as_oid(), false, vec![0x05, 0x00]).case("good-unknown", &[]),
        repeated.case("extension-twice", &[&codes::EXTENSION_REPEATED]),
        password.case("challenge-password", &[&codes::CHALLENGE_PASSWORD]),
        Case { name: "not-pem", file: Raw::good().der(), expected: vec![&codes::NOT_PEM] },
    ]
}

fn corpus() -> Vec<Case> {
    [subjects(), alternative_names(), keys_and_usages()].into_iter().flatten().collect()
}

#[test]
fn each_rule_has_its_request() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/csr/lint"));
    let mut seen = BTreeSet::new();
    let mut files = BTreeSet::new();
    for case in corpus() {
        let Case { name, file, expected } = case;
        let path = folder.join(format!("{name}.{}", if name == "not-pem" { "der" } else { "pem" }));
        if std::env::var_os("UCPKI_WRITE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &file).unwrap();
        }
        assert_eq!(std::fs::read(&path).unwrap_or_default(), file, "{name}: the file is not what is made here");
        assert!(files.insert(path.file_name().unwrap().to_owned()), "{name} twice");

        let report =
            lint_file(&file, &RuleSet::PUBLIC_CA, &RUSTCRYPTO).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found: Vec<_> = report.findings.iter().map(|finding| finding.code.name()).collect();
        let mut wanted: Vec<_> = expected.iter().map(|code| code.name()).collect();
        let mut sorted = found.clone();
        sorted.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(sorted, wanted, "{name}: {:?}", report.findings);
        assert_eq!(found.is_empty(), name.starts_with("good") || name == "field-of-64", "{name}");
        seen.extend(found);
    }
    // Every rule of the set has a request that breaks it, and the folder has nothing else.
    for rule in RuleSet::PUBLIC_CA.rules() {
        assert!(seen.contains(rule.code.name()), "no request breaks {}", rule.code);
    }
    let present: BTreeSet<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(present.iter().all(|name| files.contains(name) || name == "README.md"), "{present:?}");
}

#[test]
fn sets_are_data() {
    let local =
        CertificationRequest::parse(&Raw::names(&parse_names("sip.contoso.dev,a.local").unwrap()).der()).unwrap();
    let severities = |rules: &RuleSet| -> Vec<_> {
        lint(&local, rules, &RUSTCRYPTO)
            .findings
            .iter()
            .map(|finding| (finding.code.name(), finding.severity))
            .collect()
    };
    assert_eq!(severities(&RuleSet::PUBLIC_CA), [("csr.host_special_use", LintSeverity::Refuse)]);
    assert_eq!(severities(&RuleSet::PRIVATE_CA), []);
    let softer = RuleSet::PUBLIC_CA.with(&codes::HOST_SPECIAL_USE, LintSeverity::Warn);
    assert_eq!(severities(&softer), [("csr.host_special_use", LintSeverity::Warn)]);
    assert_eq!(severities(&softer.with(&codes::HOST_SPECIAL_USE, LintSeverity::Ignore)), []);
    let added = RuleSet::PRIVATE_CA.with(&codes::HOST_SPECIAL_USE, LintSeverity::Refuse);
    assert_eq!(severities(&added), [("csr.host_special_use", LintSeverity::Refuse)]);
    let limits = LintLimits { forbidden: "C", ..*RuleSet::PRIVATE_CA.limits() };
    assert_eq!(severities(&RuleSet::PRIVATE_CA.with_limits(limits)), [("csr.forbidden_character", LintSeverity::Warn)]);
    for set in RuleSet::all() {
        assert_eq!(RuleSet::by_name(set.name()).unwrap().rules(), set.rules());
        assert!(set.rules().iter().all(|rule| !rule.source.is_empty()));
    }
    assert!(RuleSet::by_name("x").is_none());
}

#[test]
fn a_hostile_request_is_judged_in_bounded_words() {
    let many: Vec<_> = (0..50_000).map(|index| GeneralNameBuf::Dns(format!("{index}.local"))).collect();
    let request = CertificationRequest::parse(&Raw::names(&many).der()).unwrap();
    let report = lint(&request, &RuleSet::PUBLIC_CA, &RUSTCRYPTO);
    assert_eq!((report.findings.len(), report.omitted), (200, 50_000 + 1 - 200));
    let long = format!("CN={},O=a&b", "x".repeat(100_000));
    let request = CertificationRequest::parse(&Raw::subject(&long).der()).unwrap();
    let report = lint(&request, &RuleSet::PUBLIC_CA, &RUSTCRYPTO);
    assert!(report.findings.iter().all(|finding| finding.to_string().len() < 250));
}
