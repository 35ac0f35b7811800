//! What profiles refuse, warn of and accept.

use super::*;

#[test]
fn profiles_of_the_appliances() {
    let mut three = Three::new();
    // Only the intermediate is in the list.
    let listed = Anchor::certificate(read(&three.middle));
    let ask = |three: &Three, profile: Profile, request: &ValidationParams<'_>| {
        Validator::new(FAKE).profile(profile).anchors([listed.clone()]).check(
            &read(&three.leaf),
            &Pool::default(),
            request,
        )
    };
    for (profile, partial) in [(Profile::RFC5280, true), (Profile::EXPRESSWAY, false), (Profile::CUCM, false)] {
        assert_eq!(ask(&three, profile.clone(), &request()).is_ok(), partial, "{}", profile.name());
        assert_eq!(profile.partial_chain(), partial);
    }
    let refused = ask(&three, Profile::EXPRESSWAY, &request()).unwrap_err();
    assert_eq!((refused.code(), refused.cause()), (&codes::ISSUER_UNKNOWN, Cause::NoPath), "E6: the issuer is named");
    assert!(refused.to_string().contains("CN=root"), "{refused}");
    // A switch alone: the validator's word counts.
    let validator = Validator::new(FAKE).profile(Profile::CUCM).partial_chain(true).anchors([listed.clone()]);
    assert!(validator.check(&read(&three.leaf), &Pool::default(), &request()).is_ok());
    // The name in the common name, although there is a SAN.
    three.leaf = server("other.example.com").issued_by(&three.middle);
    let other = || ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("other.example.com").unwrap());
    let by = |profile: Profile, request: &ValidationParams<'_>| {
        let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&three.root))]);
        validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), request).is_ok()
    };
    assert!(!by(Profile::RFC5280, &other()));
    assert!(by(Profile::EXPRESSWAY, &other()) && by(Profile::CUCM, &other()));
    assert!(!by(Profile::CUCM, &other().name_mode(NameMode::Rfc9525)), "the request's word counts");
    for profile in Profile::ALL {
        assert_eq!(Profile::find(profile.name()).unwrap().name(), profile.name());
    }
    assert!(Profile::find("none").is_none());
}

#[test]
fn large_keys_are_a_warning_from_another_size_on() {
    let warned = |profile: Profile, bits: usize| {
        let mut three = Three::new();
        three.leaf = three.leaf.key(&Key::fake_rsa("large", bits));
        let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&three.root))]);
        let valid = validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request()).unwrap();
        valid.findings().iter().any(|finding| *finding.code() == codes::KEY_LARGE)
    };
    assert!(!warned(Profile::EXPRESSWAY, 4096) && warned(Profile::EXPRESSWAY, 8192));
    assert!(!warned(Profile::CUCM, 3072) && warned(Profile::CUCM, 4096));
}

#[test]
fn what_only_legacy_accepts_is_a_warning_there() {
    let mut three = Three::new();
    three.leaf = three.leaf.key(&Key::fake_rsa("old", 1024));
    let ask = |profile: Profile| {
        let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&three.root))]);
        validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request())
    };
    assert_eq!(ask(Profile::RFC5280).unwrap_err().code(), &codes::KEY_WEAK);
    let valid = ask(Profile::LEGACY).unwrap();
    let warnings: Vec<_> = valid.findings().iter().map(|finding| (finding.code(), finding.at())).collect();
    assert_eq!(warnings, [(&codes::KEY_OLD, At::Cert(0))]);
}

#[test]
fn what_only_strict_has_against_a_leaf() {
    let ask = |leaf: Cert, profile: Profile| {
        let root = ca("root");
        let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&root))]);
        match validator.check(&read(&leaf.issued_by(&root)), &Pool::default(), &request()) {
            Ok(valid) => valid.findings().iter().map(|finding| finding.code()).collect(),
            Err(refused) => vec![refused.code()],
        }
    };
    let cases = [
        (server("leaf").key_usage(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::CERT_SIGN), &codes::CA_FIELDS_IN_LEAF),
        (server("leaf").san(GeneralName::Ip(vec![192, 0, 2, 1, 5])), &codes::SAN_MALFORMED),
    ];
    for (leaf, code) in cases {
        assert_eq!(ask(leaf.clone(), Profile::STRICT), [code]);
        assert!(ask(leaf, Profile::RFC5280).is_empty());
    }
}

/// RFC 5280, 4.2.1.11: "Conforming CAs MUST mark this extension as critical."
#[test]
fn policy_constraints_are_critical_where_issuers_are_judged() {
    let mut three = Three::new();
    // inhibitPolicyMapping after five certificates, which changes nothing here.
    let value = b"\x30\x03\x81\x01\x05";
    let mut ask = |critical: bool, profile: Profile| {
        three.middle = ca("middle").issued_by(&three.root).extension("2.5.29.36", critical, value);
        let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&three.root))]);
        let answer = validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request());
        answer.map(|valid| valid.findings().len()).map_err(|refused| refused.code())
    };
    assert_eq!(ask(false, Profile::STRICT), Err(&codes::POLICY_CONSTRAINTS_NOT_CRITICAL));
    assert_eq!([ask(true, Profile::STRICT), ask(false, Profile::RFC5280)], [Ok(0), Ok(0)]);
}

/// A provider may have keys that this library has no name for. Whether they are good is its word.
#[test]
fn a_key_of_an_unknown_kind_is_as_good_as_the_provider_says() {
    #[derive(Debug)]
    struct Unknown;
    impl KeyAlgorithm for Unknown {
        fn name(&self) -> &'static str {
            "unknown"
        }
        fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
            algorithm.oid() == oids::COMMON_NAME
        }
        fn prepare(&self, _: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
            Ok(Box::new(Self))
        }
        fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
            &[]
        }
    }
    impl PreparedKey for Unknown {
        fn kind(&self) -> KeyKind {
            KeyKind::Ed25519
        }
        fn verify(&self, _: AlgorithmRef<'_>, _: Input<'_>, _: &[u8]) -> Result<(), VerifyError> {
            Err(VerifyError::BadSignature)
        }
    }
    let mut spki = Writer::new();
    spki.nested(Tag::SEQUENCE, |spki| {
        spki.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::COMMON_NAME));
        spki.bit_string(b"any");
    });
    let key = Key::foreign(&spki.into_bytes(), KeySize::Curve(0), oids::ED25519, |_| Vec::new());
    let root = Cert::new("root").key(&Key::ed25519("root")).ca(None).key_usage(KeyUsage::CERT_SIGN);
    let leaf = server("leaf").key(&key).issued_by(&root);
    let ask = |provider: Provider| {
        let validator = Validator::new(provider).anchors([Anchor::certificate(read(&root))]);
        validator.check(&read(&leaf), &Pool::default(), &request()).map(drop).map_err(|refused| refused.code())
    };
    assert_eq!(ask(RUSTCRYPTO), Err(&codes::KEY_UNUSABLE));
    assert_eq!(ask(Provider::new("more", &[&Unknown], &[]).over(RUSTCRYPTO)), Ok(()));
}

/// A kind that the library knows and the provider does not have.
#[test]
fn a_key_that_the_provider_does_not_have_is_said_where_it_stands() {
    #[derive(Debug)]
    struct Curves;
    impl KeyAlgorithm for Curves {
        fn name(&self) -> &'static str {
            "curves"
        }
        fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
            algorithm.oid() == oids::EC_PUBLIC_KEY
        }
        fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
            RUSTCRYPTO.prepare(key, None)
        }
        fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
            &[(Scheme::Ecdsa, Some(Hash::Sha256))]
        }
    }
    let (has, has_not) = (Key::p256, Key::ed25519);
    let ask = |root: Key, upper: Key, lower: Key| {
        let root = ca("root").key(&root);
        let upper = ca("upper").key(&upper).issued_by(&root);
        let lower = ca("lower").key(&lower).issued_by(&upper);
        let leaf = server("leaf").key(&Key::p256("leaf")).issued_by(&lower);
        let validator =
            Validator::new(Provider::new("curves", &[&Curves], &[])).anchors([Anchor::certificate(read(&root))]);
        let refused = validator.check(&read(&leaf), &Pool::new([read(&upper), read(&lower)]), &request()).unwrap_err();
        assert_eq!(refused.code(), &codes::KEY_UNUSABLE);
        refused.finding().unwrap().at()
    };
    assert_eq!(ask(has("root"), has("upper"), has_not("lower")), At::Cert(1));
    assert_eq!(ask(has("root"), has_not("upper"), has("lower")), At::Cert(2));
    assert_eq!(ask(has_not("root"), has("upper"), has("lower")), At::Anchor);
}

/// NIST SP 800-131A Rev. 2, 9: SHA-1 and what is weaker is for old signatures only.
#[test]
fn weak_hashes_are_for_legacy_only() {
    let mut three = Three::new();
    three.middle = three.middle.key(&Key::fake_rsa("middle", 2048));
    let ask = |algorithm: Oid<'_>, profile: Profile| {
        let mut leaf = three.leaf.clone().issued_by(&three.middle);
        let mut identifier = Writer::new();
        identifier.nested(Tag::SEQUENCE, |identifier| {
            identifier.oid(algorithm);
            identifier.null();
        });
        let identifier = identifier.into_bytes();
        (leaf.inner_algorithm, leaf.outer_algorithm) = (Some(identifier.clone()), Some(identifier));
        let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&three.root))]);
        match validator.check(&read(&leaf), &Pool::new([read(&three.middle)]), &request()) {
            Ok(valid) => valid.findings().iter().map(|finding| (finding.code(), finding.at())).collect::<Vec<_>>(),
            Err(refused) => vec![(refused.code(), refused.finding().unwrap().at())],
        }
    };
    for algorithm in [oids::MD5_WITH_RSA, oids::SHA1_WITH_RSA] {
        assert_eq!(ask(algorithm, Profile::RFC5280), [(&codes::HASH_WEAK, At::Cert(0))]);
        assert_eq!(ask(algorithm, Profile::LEGACY), [(&codes::HASH_OLD, At::Cert(0))]);
    }
    for algorithm in [oids::SHA224_WITH_RSA, oids::SHA256_WITH_RSA] {
        assert_eq!(ask(algorithm, Profile::RFC5280), []);
        assert_eq!(ask(algorithm, Profile::LEGACY), []);
    }
}

/// RFC 3279, 2.3.2: a DSA key may inherit its parameters, so that it has no size of its own.
#[test]
fn dsa_keys_without_parameters_are_for_legacy_only() {
    let mut spki = Writer::new();
    spki.nested(Tag::SEQUENCE, |spki| {
        spki.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::DSA));
        spki.bit_string(b"\x02\x01\x05");
    });
    let key = Key::foreign(&spki.into_bytes(), KeySize::Curve(0), oids::DSA_WITH_SHA256, |_| Vec::new());
    let mut three = Three::new();
    three.leaf = three.leaf.key(&key);
    let ask = |profile: Profile| {
        let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&three.root))]);
        validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request()).map_err(|one| one.code())
    };
    assert_eq!(ask(Profile::RFC5280).unwrap_err(), &codes::KEY_WEAK);
    assert!(ask(Profile::LEGACY).is_ok());
}

#[test]
fn a_wildcard_on_a_public_suffix_is_too_wide_for_the_web() {
    const SUFFIXES: PublicSuffixes = PublicSuffixes::new("test", |domain| matches!(domain, b"com" | b"co.uk"));
    let ask = |name: &str, profile: Profile, suffixes: Option<PublicSuffixes>| {
        let root = ca("root");
        let leaf = Cert::new("leaf").key(&Key::fake("leaf")).eku(&[oids::SERVER_AUTH]);
        let leaf = leaf.san(GeneralName::Dns(name.to_owned())).issued_by(&root);
        let mut validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&root))]);
        if let Some(suffixes) = suffixes {
            validator = validator.public_suffixes(suffixes);
        }
        let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::danger_none());
        let refused = validator.check(&read(&leaf), &Pool::default(), &request).err();
        refused.is_some_and(|refused| {
            refused.candidates()[0].findings().iter().any(|finding| *finding.code() == codes::WILDCARD_TOO_WIDE)
        })
    };
    for name in ["*.co.uk", "*.CO.uk"] {
        assert!(ask(name, Profile::WEBPKI, Some(SUFFIXES)), "{name}");
        assert!(!ask(name, Profile::WEBPKI, None) && !ask(name, Profile::STRICT, Some(SUFFIXES)), "{name}");
    }
    assert!(!ask("*.example.com", Profile::WEBPKI, Some(SUFFIXES)) && !ask("com", Profile::WEBPKI, Some(SUFFIXES)));
}
