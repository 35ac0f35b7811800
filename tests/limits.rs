//! What a caller can set: limits of anchors, modes for the extended key usage, profiles, complete explanations.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use core::slice::from_ref;
use ucpki_chain::{
    Anchor, AnchorChecks, AnchorConstraints, At, Budget, Cause, Identity, KeyPurpose, Limit, NameMode, PolicyInputs,
    PolicySet, Pool, Profile, PublicSuffixes, Refused, RevocationCheck, Severity, UsageMode, Valid, ValidationParams,
    Validator, codes,
};
use ucpki_crypto::{
    Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider, RUSTCRYPTO, Scheme, VerifyError,
};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, GeneralName, Key, KeyId, KeySize, KeyUsage, Subtree, oid, time};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{AlgorithmRef, Certificate, Code, Oid, OidBuf, SpkiRef, oids};

const NOW: &str = "2027-01-01T00:00:00Z";
const GOLD: &str = "1.3.6.1.4.1.99999.1";
const SILVER: &str = "1.3.6.1.4.1.99999.2";

fn ca(name: &str) -> Cert {
    Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn server(name: &str) -> Cert {
    Cert::new(name).key(&Key::fake(name)).eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com")
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

fn request() -> ValidationParams<'static> {
    ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
}

/// A root, an intermediate and a server, with the root as an anchor that is limited.
struct Three {
    root: Cert,
    middle: Cert,
    leaf: Cert,
}

impl Three {
    fn new() -> Self {
        let root = ca("root");
        let middle = ca("middle").issued_by(&root);
        let leaf = server("leaf").issued_by(&middle);
        Self { root, middle, leaf }
    }

    fn ask(&self, limits: AnchorConstraints, request: &ValidationParams<'_>) -> Result<Valid, Refused> {
        let anchor = Anchor::certificate(read(&self.root)).with_constraints(limits);
        let pool = Pool::new([read(&self.middle)]);
        Validator::new(FAKE).anchors([anchor]).check(&read(&self.leaf), &pool, request)
    }

    fn refusal(&self, limits: AnchorConstraints) -> (&'static Code, At) {
        let refused = self.ask(limits, &request()).unwrap_err();
        (refused.code(), refused.finding().unwrap().at())
    }
}

/// The value of a nameConstraints extension, which the maker writes.
fn subtrees(permitted: &[Subtree], excluded: &[Subtree]) -> AnchorConstraints {
    let cert = read(&ca("constrained").name_constraints(permitted, excluded));
    AnchorConstraints::from_certificate(&cert).unwrap()
}

#[test]
fn without_limits_an_anchor_is_a_name_and_a_key() {
    let mut three = Three::new();
    three.root = three.root.name_constraints(&[], &[Subtree::dns("example.com")]).eku(&[oids::CLIENT_AUTH]);
    assert!(three.ask(AnchorConstraints::none(), &request()).is_ok());
    // RFC 5937: the same certificate's own extensions, because the caller says so.
    let own = AnchorConstraints::from_certificate(&read(&three.root)).unwrap();
    let refused = three.ask(own, &request()).unwrap_err();
    let codes: Vec<u16> = refused.candidates()[0].findings().iter().map(|finding| finding.code().number()).collect();
    assert_eq!(codes, [codes::ANCHOR_PURPOSE.number(), codes::NAME_EXCLUDED.number()]);
}

#[test]
fn name_constraints_of_an_anchor_hold_for_the_leaf_and_for_every_ca() {
    let three = Three::new();
    assert!(three.ask(subtrees(&[Subtree::dns("example.com")], &[]), &request()).is_ok());
    let outside = subtrees(&[Subtree::dns("example.org")], &[]);
    assert_eq!(three.refusal(outside), (&codes::NAME_NOT_PERMITTED, At::Pair { above: None, below: 0 }));
    let middle = subtrees(&[], &[Subtree::directory("middle")]);
    assert_eq!(three.refusal(middle), (&codes::NAME_EXCLUDED, At::Pair { above: None, below: 1 }));
    assert!(AnchorConstraints::none().name_constraints(b"\x30\x00").is_err());
}

#[test]
fn path_length_of_an_anchor() {
    let three = Three::new();
    assert!(three.ask(AnchorConstraints::none().path_length(1), &request()).is_ok());
    // No path is within the limit, which is proved without a signature.
    let refused = three.ask(AnchorConstraints::none().path_length(0), &request()).unwrap_err();
    assert_eq!((refused.code(), refused.work().signatures), (&codes::PATH_LENGTH, 0));
    assert_eq!(refused.finding().unwrap().at(), At::Anchor);
}

#[test]
fn a_leaf_that_was_issued_after_the_distrust_date_is_refused() {
    let three = Three::new();
    let limits = |text| AnchorConstraints::none().distrust_after(time(text));
    assert_eq!(three.refusal(limits("2025-12-31T23:59:59Z")), (&codes::ANCHOR_DISTRUSTED, At::Anchor));
    assert!(three.ask(limits("2026-01-01T00:00:00Z"), &request()).is_ok(), "issued at this second");
    let pinned = Anchor::pinned_leaf(read(&three.leaf)).with_constraints(limits("2025-12-31T23:59:59Z"));
    let refused = Validator::new(FAKE).anchors([pinned]).check(&read(&three.leaf), &Pool::default(), &request());
    assert_eq!(refused.unwrap_err().code(), &codes::ANCHOR_DISTRUSTED);
}

#[test]
fn policies_of_an_anchor_narrow_those_of_the_request() {
    let mut three = Three::new();
    three.middle = three.middle.policies(&[GOLD, SILVER]);
    three.leaf = three.leaf.policies(&[GOLD, SILVER]);
    let inputs = |wanted: &[&str]| PolicyInputs::default().user_initial(wanted.iter().map(|text| oid(text)).collect());
    let policies = |limits: &AnchorConstraints, wanted: &[&str]| {
        let valid = three.ask(limits.clone(), &request().policies(inputs(wanted))).unwrap();
        valid.policies().clone()
    };
    let gold = AnchorConstraints::none().policies(&inputs(&[GOLD]));
    assert_eq!(policies(&gold, &[]), PolicySet::Only(vec![oid(GOLD)]));
    assert_eq!(policies(&gold, &[GOLD, SILVER]), PolicySet::Only(vec![oid(GOLD)]));
    assert_eq!(policies(&gold, &[SILVER]), PolicySet::Only(vec![]));
    assert_eq!(policies(&AnchorConstraints::none(), &[SILVER]), PolicySet::Only(vec![oid(SILVER)]));
    let explicit = AnchorConstraints::none().policies(&inputs(&[GOLD]).require_explicit());
    assert!(three.ask(explicit.clone(), &request()).is_ok());
    let refused = three.ask(explicit, &request().policies(inputs(&[SILVER]))).unwrap_err();
    assert_eq!(refused.code(), &codes::POLICY_NOT_ACCEPTABLE);
}

#[test]
fn policies_in_the_certificate_of_an_anchor_count_where_it_is_asked_for() {
    let mut three = Three::new();
    three.root = three.root.policies(&[GOLD]).policy_constraints(Some(1), None).inhibit_any_policy(0);
    three.middle = three.middle.policies(&[SILVER]);
    three.leaf = three.leaf.policies(&[SILVER]);
    let valid = three.ask(AnchorConstraints::none(), &request()).unwrap();
    assert_eq!(valid.policies(), &PolicySet::Only(vec![oid(SILVER)]));
    // requireExplicitPolicy 1: from the second certificate below the anchor on.
    let own = AnchorConstraints::from_certificate(&read(&three.root)).unwrap();
    assert_eq!(three.refusal(own), (&codes::POLICY_NOT_ACCEPTABLE, At::Cert(0)));
    // inhibitAnyPolicy 0: anyPolicy of the intermediate stands for nothing.
    three.root = ca("root").policies(&["2.5.29.32.0"]).inhibit_any_policy(0);
    three.middle = three.middle.policies(&["2.5.29.32.0"]);
    let own = AnchorConstraints::from_certificate(&read(&three.root)).unwrap();
    assert_eq!(three.ask(own, &request()).unwrap().policies(), &PolicySet::Only(vec![]));
}

#[test]
fn one_anchor_with_and_without_a_limit_is_limited() {
    let three = Three::new();
    let anchor = Anchor::certificate(read(&three.root));
    let distrusted = anchor.clone().with_constraints(AnchorConstraints::none().distrust_after(time(NOW)));
    let late = three.leaf.clone().validity("2027-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
    let request = ValidationParams::new(time("2028-01-01T00:00:00Z"), KeyPurpose::Server, Identity::danger_none());
    let pool = Pool::new([read(&three.middle)]);
    let ask = |anchors: &[&Anchor]| {
        Validator::new(FAKE).anchors(anchors.iter().copied().cloned()).check(&read(&late), &pool, &request)
    };
    assert!(ask(&[&distrusted]).is_ok(), "the date itself counts as before");
    let early = anchor.clone().with_constraints(AnchorConstraints::none().distrust_after(time("2026-06-01T00:00:00Z")));
    assert!(ask(&[&early]).is_err());
    assert!(ask(&[&early, &anchor]).is_err(), "what one of them forbids is forbidden");
}

/// A root, an anchor below it with a limit, and whether a server below that is accepted.
struct Two {
    root: Cert,
    sub: Cert,
    leaf: Cert,
}

impl Two {
    fn new() -> Self {
        let root = ca("root");
        let sub = ca("sub").issued_by(&root);
        let leaf = server("leaf").issued_by(&sub);
        Self { root, sub, leaf }
    }

    /// With the root and the sub-CA as anchors, the latter limited, and this certificate of the sub-CA from the peer.
    fn ask(
        &self,
        limits: &AnchorConstraints,
        partial: bool,
        sent: &[Cert],
        request: &ValidationParams<'_>,
    ) -> Result<Valid, Refused> {
        let limited = Anchor::certificate(read(&self.sub)).with_constraints(limits.clone());
        let validator =
            Validator::new(FAKE).partial_chain(partial).anchors([Anchor::certificate(read(&self.root)), limited]);
        validator.check(&read(&self.leaf), &sent.iter().map(read).collect::<Pool>(), request)
    }
}

#[test]
fn limits_hold_wherever_the_name_and_key_of_the_anchor_appear() {
    let two = Two::new();
    let reissued = two.sub.clone().serial(77).validity("2026-02-01T00:00:00Z", "2035-01-01T00:00:00Z");
    let reject = AnchorConstraints::none().purposes(None, vec![oids::SERVER_AUTH.into()]);
    let gold = PolicyInputs::default().user_initial(vec![oid(GOLD)]).require_explicit();
    let limits = [
        (reject, &codes::ANCHOR_PURPOSE),
        (AnchorConstraints::none().purposes(Some(vec![oids::CLIENT_AUTH.into()]), vec![]), &codes::ANCHOR_PURPOSE),
        (AnchorConstraints::none().distrust_after(time("2025-01-01T00:00:00Z")), &codes::ANCHOR_DISTRUSTED),
        (subtrees(&[Subtree::dns("example.org")], &[]), &codes::NAME_NOT_PERMITTED),
        (subtrees(&[], &[Subtree::dns("example.com")]), &codes::NAME_EXCLUDED),
        (AnchorConstraints::none().policies(&gold), &codes::POLICY_NOT_ACCEPTABLE),
    ];
    for (limits, code) in &limits {
        for partial in [false, true] {
            for sent in [&[][..], from_ref(&two.sub), from_ref(&reissued)] {
                let refused = two.ask(limits, partial, sent, &request()).unwrap_err();
                let codes: Vec<_> = refused.candidates()[0].findings().iter().map(|finding| finding.code()).collect();
                assert!(codes.contains(code), "{code}, {partial}, {codes:?}");
            }
        }
    }
    assert!(two.ask(&AnchorConstraints::none(), false, &[], &request()).is_ok());
    assert!(two.ask(&AnchorConstraints::none(), true, &[reissued], &request()).is_ok());
    // The leaf itself, where its name and key are those of an anchor.
    let mut own = Two::new();
    own.leaf = server("sub").key(&own.sub.subject_key()).issued_by(&own.root);
    assert_eq!(own.ask(&limits[0].0, true, &[], &request()).unwrap_err().code(), &codes::ANCHOR_PURPOSE);
}

#[test]
fn path_length_and_names_of_a_limited_intermediate_hold_for_the_cas_below() {
    let mut two = Two::new();
    let middle = ca("middle").issued_by(&two.sub);
    two.leaf = server("leaf").issued_by(&middle);
    for (limits, code) in [
        (AnchorConstraints::none().path_length(0), &codes::PATH_LENGTH),
        (subtrees(&[], &[Subtree::directory("middle")]), &codes::NAME_EXCLUDED),
    ] {
        for partial in [false, true] {
            let refused = two.ask(&limits, partial, from_ref(&middle), &request()).unwrap_err();
            assert_eq!(refused.code(), code, "{partial}");
        }
    }
    let enough = AnchorConstraints::none().path_length(1);
    assert!(two.ask(&enough, false, &[middle], &request()).is_ok());
}

#[test]
fn limits_from_several_places_intersect() {
    let three = Three::new();
    let (server_auth, client_auth, any): (OidBuf, OidBuf, OidBuf) =
        (oids::SERVER_AUTH.into(), oids::CLIENT_AUTH.into(), oids::ANY_EXTENDED_KEY_USAGE.into());
    let trust =
        |trust: &[&OidBuf]| AnchorConstraints::none().purposes(Some(trust.iter().copied().cloned().collect()), vec![]);
    let reject = |reject: &OidBuf| AnchorConstraints::none().purposes(None, vec![reject.clone()]);
    let is_ok = |limits: AnchorConstraints| three.ask(limits, &request()).is_ok();
    // A list of what is rejected takes nothing away from what is trusted.
    assert!(!is_ok(trust(&[&client_auth]).intersect(&reject(&any)).intersect(&trust(&[&server_auth]))));
    assert!(!is_ok(trust(&[&client_auth]).purposes(None, vec![])));
    assert!(!is_ok(trust(&[&client_auth]).purposes(None, vec![client_auth.clone()])));
    assert!(!is_ok(trust(&[&client_auth, &server_auth]).intersect(&trust(&[&client_auth]))));
    assert!(is_ok(trust(&[&client_auth, &server_auth]).intersect(&trust(&[&server_auth]))));
    assert!(is_ok(trust(&[&any]).intersect(&trust(&[&server_auth]))));
    assert!(!is_ok(trust(&[&any]).intersect(&trust(&[&client_auth]))));
    assert!(!is_ok(reject(&server_auth).intersect(&reject(&client_auth))));
    // The earlier date, the shorter path, every subtree.
    let until = |text| AnchorConstraints::none().distrust_after(time(text));
    assert!(!is_ok(until("2025-01-01T00:00:00Z").distrust_after(time("2030-01-01T00:00:00Z"))));
    assert!(!is_ok(AnchorConstraints::none().path_length(0).path_length(9)));
    let com = subtrees(&[Subtree::dns("example.com")], &[]);
    let org = subtrees(&[Subtree::dns("example.org")], &[]);
    assert!(is_ok(com.clone()) && !is_ok(com.clone().intersect(&org)) && !is_ok(org.intersect(&com)));
    // Through the anchor, in either order.
    let anchor = |first: &AnchorConstraints, second: &AnchorConstraints| {
        Anchor::certificate(read(&three.root)).with_constraints(first.clone()).with_constraints(second.clone())
    };
    let (one, other) = (trust(&[&client_auth]), reject(&client_auth));
    assert_eq!(anchor(&one, &other).constraints(), anchor(&other, &one).constraints());
    let with_trust = Anchor::certificate(read(&three.root)).with_constraints(one).with_trust(None, vec![client_auth]);
    let validator = Validator::new(FAKE).anchors([with_trust]);
    assert!(validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request()).is_err());
}

#[test]
fn the_appliances_judge_the_validity_and_the_limits_of_an_anchor() {
    for profile in [Profile::EXPRESSWAY, Profile::CUCM] {
        type Change = fn(Cert) -> Cert;
        let changes: [(Change, _); 5] = [
            (|root| root.validity("2020-01-01T00:00:00Z", "2026-06-01T00:00:00Z"), &codes::EXPIRED),
            (|root| root.validity("2029-01-01T00:00:00Z", "2036-06-01T00:00:00Z"), &codes::NOT_YET_VALID),
            (|root| root.ca(Some(0)), &codes::PATH_LENGTH),
            (|root| root.eku(&[oids::CLIENT_AUTH]), &codes::PURPOSE),
            (|root| root.name_constraints(&[Subtree::dns("example.org")], &[]), &codes::NAME_NOT_PERMITTED),
        ];
        for (change, code) in changes {
            let mut three = Three::new();
            three.root = change(three.root);
            let ask = |profile: Profile| {
                let validator = Validator::new(FAKE).profile(profile).anchors([Anchor::certificate(read(&three.root))]);
                validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request())
            };
            assert_eq!(ask(profile.clone()).unwrap_err().code(), code);
            assert!(ask(Profile::RFC5280).is_ok(), "{code}");
            assert!(ask(profile.clone().with_anchor_checks(AnchorChecks::NameAndKey)).is_ok(), "{code}");
        }
    }
    // What was relied on ends with the anchor.
    let mut three = Three::new();
    three.root = three.root.validity("2026-01-01T00:00:00Z", "2027-06-01T00:00:00Z");
    let validator = Validator::new(FAKE).profile(Profile::EXPRESSWAY).anchors([Anchor::certificate(read(&three.root))]);
    let valid = validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request()).unwrap();
    assert_eq!(valid.valid_until(), time("2027-06-01T00:00:00Z"));
}

#[test]
fn purposes_that_must_be_spelled_out() {
    let ask = |leaf: Cert, purpose: KeyPurpose, mode: UsageMode| {
        let mut three = Three::new();
        three.leaf = leaf.issued_by(&three.middle);
        let request = ValidationParams::new(time(NOW), purpose, Identity::danger_none()).usage_mode(mode);
        three.ask(AnchorConstraints::none(), &request).map(|_| ()).map_err(|refused| refused.code())
    };
    let bare = || Cert::new("responder").key_usage(KeyUsage::DIGITAL_SIGNATURE);
    let stamping = || KeyPurpose::Custom(oids::TIME_STAMPING.into());
    for mode in [UsageMode::Ignore, UsageMode::Prefer, UsageMode::Profile, UsageMode::Require] {
        for (purpose, oid) in [(KeyPurpose::OcspSigning, oids::OCSP_SIGNING), (stamping(), oids::TIME_STAMPING)] {
            assert_eq!(ask(bare(), purpose.clone(), mode), Err(&codes::EKU_MISSING));
            assert_eq!(ask(bare().eku(&[oids::ANY_EXTENDED_KEY_USAGE]), purpose.clone(), mode), Err(&codes::PURPOSE));
            assert_eq!(ask(bare().eku(&[oids::SERVER_AUTH]), purpose.clone(), mode), Err(&codes::PURPOSE));
            let right = ask(bare().eku(&[oid]), purpose.clone(), mode);
            // RFC 3161, 2.3 wants it critical as well, which the maker does not.
            assert_eq!(right.is_ok(), purpose == KeyPurpose::OcspSigning, "{mode:?}");
        }
    }
    let critical = bare().extension("2.5.29.37", true, b"\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x08");
    assert_eq!(ask(critical, stamping(), UsageMode::Profile), Ok(()));
    // Others may be left open.
    assert_eq!(ask(bare(), KeyPurpose::Server, UsageMode::Profile), Ok(()));
}

#[test]
fn modes_of_the_extended_key_usage() {
    let client = |cert: Cert| cert.eku(&[oids::CLIENT_AUTH]);
    let cases: [(&str, Three, [Option<Severity>; 4]); 4] = [
        // Ignore, prefer, profile (rfc5280), require.
        ("right", Three::new(), [None; 4]),
        (
            "leaf contradicts",
            {
                let mut three = Three::new();
                three.leaf = client(three.leaf);
                three
            },
            [None, Some(Severity::Warn), Some(Severity::Refuse), Some(Severity::Refuse)],
        ),
        (
            "CA contradicts",
            {
                let mut three = Three::new();
                three.middle = client(three.middle);
                three
            },
            [None, Some(Severity::Warn), Some(Severity::Refuse), Some(Severity::Refuse)],
        ),
        (
            "leaf says nothing",
            {
                let mut three = Three::new();
                three.leaf.extended_key_usage = None;
                three
            },
            [None, Some(Severity::Warn), None, Some(Severity::Refuse)],
        ),
    ];
    let modes = [UsageMode::Ignore, UsageMode::Prefer, UsageMode::Profile, UsageMode::Require];
    for (what, three, expected) in cases {
        for (mode, expected) in modes.into_iter().zip(expected) {
            let answer = three.ask(AnchorConstraints::none(), &request().usage_mode(mode));
            let found = match &answer {
                Ok(valid) => valid.findings().first(),
                Err(refused) => refused.finding(),
            };
            assert_eq!(found.map(|finding| finding.severity()), expected, "{what}, {mode:?}");
            assert_eq!(answer.is_err(), expected == Some(Severity::Refuse), "{what}, {mode:?}");
        }
    }
}

#[test]
fn a_path_whose_usages_agree_is_preferred() {
    let three = Three::new();
    let request = request().usage_mode(UsageMode::Prefer);
    // The same CA twice, and once more above: the shorter way contradicts.
    let upper = ca("upper").issued_by(&three.root);
    let longer = three.middle.clone().issued_by(&upper).serial(7);
    let shorter = three.middle.clone().eku(&[oids::CLIENT_AUTH]);
    let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&three.root))]);
    let path = |pool: &[&Cert]| {
        let pool: Pool = pool.iter().map(|cert| read(cert)).collect();
        let valid = validator.check(&read(&three.leaf), &pool, &request).unwrap();
        (valid.path().certificates().len(), valid.findings().len())
    };
    assert_eq!(path(&[&shorter]), (2, 1));
    assert_eq!(path(&[&shorter, &longer, &upper]), (3, 0));
}

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
fn the_reserve_is_for_what_was_configured() {
    let three = Three::new();
    let ask = |configured: bool, budget: Budget| {
        let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&three.root))]);
        let middle = [read(&three.middle)];
        let (validator, pool) = if configured {
            (validator.intermediates(middle), Pool::default())
        } else {
            (validator, Pool::new(middle))
        };
        let answer = validator.check(&read(&three.leaf), &pool, &request().budget(budget));
        answer.map(|valid| valid.work().signatures).map_err(|refused| refused.cause())
    };
    let none = Budget::default().signatures(0).reserve(0);
    let ended = |most| Err(Cause::Exhausted { limit: Limit::Signatures, most });
    for configured in [true, false] {
        assert_eq!(ask(configured, none.signatures(2)), Ok(2));
        assert_eq!(ask(configured, none.signatures(1)), ended(1));
    }
    assert_eq!(ask(true, none.reserve(2)), Ok(2));
    assert_eq!(ask(true, none.reserve(1).signatures(1)), Ok(2));
    assert_eq!(ask(true, none.reserve(1)), ended(0));
    assert_eq!(ask(false, none.reserve(2)), ended(0));
}

#[test]
fn a_budget_that_a_peer_emptied_leaves_the_way_over_what_was_configured() {
    let three = Three::new();
    // Keys of the issuer's name, none of which signed. They are tried first, since the right one has another identifier.
    let leaf = read(&three.leaf);
    let junk: Pool = (0..10)
        .map(|number| {
            read(&Cert { key: Some(Key::fake(&format!("junk {number}"))), ..three.middle.clone() }.without_key_ids())
        })
        .collect();
    let validator = Validator::new(FAKE)
        .anchors([Anchor::certificate(read(&three.root))])
        .intermediates([read(&three.middle.clone().ski(KeyId::Wrong))]);
    let ask = |signatures: u64, reserve: u64| {
        let budget = Budget::default().signatures(signatures).reserve(reserve);
        validator.check(&leaf, &junk, &request().budget(budget)).map(drop).map_err(|refused| refused.cause())
    };
    for signatures in 0..12 {
        assert_eq!(ask(signatures, 2), Ok(()), "{signatures}");
    }
    assert_eq!(ask(0, 1), Err(Cause::Exhausted { limit: Limit::Signatures, most: 0 }));
    let valid = validator.check(&leaf, &junk, &request()).unwrap();
    assert_eq!(valid.work().signatures, 12, "all of the junk was tried");
}

#[test]
fn a_budget_that_a_peer_emptied_leaves_what_stands_below_its_junk() {
    // The junk has the name of a CA that stands higher up, and all below it is configured.
    let root = ca("root");
    let upper = ca("upper").issued_by(&root);
    let lower = ca("lower").issued_by(&upper);
    let leaf = server("leaf").issued_by(&lower);
    let junk = (0..10).map(|number| ca("upper").key(&Key::fake(&format!("junk {number}"))).issued_by(&root));
    let junk: Pool = junk.map(|junk| read(&junk.without_key_ids())).collect();
    let validator = Validator::new(FAKE)
        .anchors([Anchor::certificate(read(&root))])
        .intermediates([read(&upper.ski(KeyId::Wrong)), read(&lower)]);
    for signatures in 0..25 {
        let budget = Budget::default().signatures(signatures).reserve(3);
        assert!(validator.check(&read(&leaf), &junk, &request().budget(budget)).is_ok(), "{signatures}");
    }
}

#[test]
fn a_short_way_with_room_for_few_does_not_hide_a_long_way_with_room_for_more() {
    let root = ca("root");
    let short = ca("upper").ca(Some(1)).issued_by(&root);
    let other = ca("other").issued_by(&root);
    let long = ca("upper").issued_by(&other);
    let middle = ca("middle").issued_by(&short);
    let lower = ca("lower").issued_by(&middle);
    let ask = |issuer: &Cert| {
        let leaf = server("leaf").issued_by(issuer);
        let pool: Pool = [&short, &other, &long, &middle, &lower].into_iter().map(read).collect();
        let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&root))]);
        validator.check(&read(&leaf), &pool, &request()).unwrap().path().certificates().len()
    };
    assert_eq!((ask(&middle), ask(&lower)), (3, 5));
}

/// After a pair of certificates or a whole path was refused, the search goes on from the leaf up, and counts who stands below.
#[test]
fn room_is_counted_the_same_after_something_was_refused() {
    let root = ca("root");
    // Tried first, and refused for the name of the CA below.
    let forbids =
        |name: &str, below: &str| ca(name).name_constraints(&[], &[Subtree::directory(below)]).issued_by(&root);
    let tight = |name: &str, room: u32| ca(name).ca(Some(room)).aki(KeyId::Wrong).issued_by(&root);
    let ask = |pool: &[&Cert], issuer: &Cert, most: u32| {
        let leaf = server("leaf").issued_by(issuer);
        let limits = AnchorConstraints::none().path_length(most);
        let anchor = Anchor::certificate(read(&root)).with_constraints(limits);
        let pool: Pool = pool.iter().map(|cert| read(cert)).collect();
        Validator::new(FAKE).anchors([anchor]).check(&read(&leaf), &pool, &request())
    };
    let length = |valid: Valid| valid.path().certificates().len();

    let (first, second) = (forbids("upper", "lower"), tight("upper", 1));
    let lower = ca("lower").issued_by(&first);
    assert_eq!(ask(&[&first, &second, &lower], &lower, 2).map(length).ok(), Some(3));
    assert!(ask(&[&first, &second, &lower], &lower, 1).is_err());
    assert!(ask(&[&first, &tight("upper", 0), &lower], &lower, 2).is_err());

    // Self-issued ones need no room (RFC 5280, 6.1.4 (l)).
    let old = ca("lower").key(&Key::fake("old")).issued_by(&first);
    let newer = ca("lower").key(&Key::fake("newer")).issued_by(&old);
    let newest = ca("lower").key(&Key::fake("newest")).issued_by(&newer);
    assert_eq!(ask(&[&first, &second, &old, &newer, &newest], &newest, 2).map(length).ok(), Some(5));

    // Neither does the leaf.
    let (first, second) = (ca("issuer").issued_by(&forbids("upper", "issuer")), tight("issuer", 0));
    let upper = forbids("upper", "issuer");
    assert_eq!(ask(&[&first, &second, &upper], &first, 2).map(length).ok(), Some(2));
}

#[test]
fn an_anchor_that_is_out_of_the_question_stays_so_after_something_was_refused() {
    // Two anchors of one name: the one that signed is not for servers, and the other does not want the CA's name.
    let root = ca("root");
    let middle = ca("middle").issued_by(&root);
    let leaf = server("leaf").issued_by(&middle);
    let no_servers = AnchorConstraints::none().purposes(None, vec![oids::SERVER_AUTH.into()]);
    let ask = |limits: AnchorConstraints| {
        let other = ca("root").key(&Key::fake("another key"));
        let anchors = [
            Anchor::certificate(read(&root)).with_constraints(limits),
            Anchor::certificate(read(&other)).with_constraints(subtrees(&[], &[Subtree::directory("middle")])),
        ];
        Validator::new(FAKE).anchors(anchors).check(&read(&leaf), &Pool::new([read(&middle)]), &request())
    };
    assert!(ask(AnchorConstraints::none()).is_ok());
    assert_eq!(ask(no_servers).unwrap_err().cause(), Cause::Rejected);
}

#[test]
fn steps_are_counted_and_end() {
    let three = Three::new();
    let ask = |steps: u64| three.ask(AnchorConstraints::none(), &request().budget(Budget::default().steps(steps)));
    let work = *ask(1_000).unwrap().work();
    // Each certificate below the root has one issuer.
    assert_eq!((work.certificates, work.arcs, work.paths, work.signatures), (2, 2, 1, 2));
    let spent = work.steps;
    assert!(spent > 2, "{spent}");
    assert_eq!(ask(spent).unwrap().work().steps, spent);
    for steps in 0..spent {
        let refused = ask(steps).unwrap_err();
        assert_eq!(refused.cause(), Cause::Exhausted { limit: Limit::Steps, most: steps });
        assert_eq!(refused.work().steps, steps);
    }
}

#[test]
fn a_pinned_leaf_that_is_refused_is_rejected_whatever_budget_ended() {
    let ask = |leaf: &Cert| {
        let validator = Validator::new(FAKE).anchors([Anchor::pinned_leaf(read(leaf))]);
        let request = request().budget(Budget::default().comparisons(0));
        validator.check(&read(leaf), &Pool::default(), &request).unwrap_err().cause()
    };
    let leaf = server("leaf");
    assert_eq!(ask(&leaf), Cause::Exhausted { limit: Limit::Comparisons, most: 0 });
    assert_eq!(ask(&leaf.validity("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")), Cause::Rejected);
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

#[test]
fn an_explanation_is_complete() {
    // Both signatures fail, and no source knows anything: the search stops at the first.
    let mut three = Three::new();
    three.middle = three.middle.bad_signature().validity("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
    three.leaf = three.leaf.bad_signature();
    let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&three.root))]);
    let pool = Pool::new([read(&three.middle)]);
    let request = request().revocation(RevocationCheck::new(&[]));
    let refused = validator.check(&read(&three.leaf), &pool, &request).unwrap_err();
    let findings = |refused: &Refused| -> Vec<_> {
        assert_eq!(refused.candidates().len(), 1);
        refused.candidates()[0].findings().iter().map(|finding| (finding.code(), finding.at())).collect()
    };
    assert_eq!(findings(&refused), [(&codes::EXPIRED, At::Cert(1))]);
    let cause = refused.cause();
    let explained = validator.explain(refused, &pool, &request);
    assert_eq!(
        findings(&explained),
        [
            (&codes::EXPIRED, At::Cert(1)),
            (&codes::SIGNATURE_INVALID, At::Cert(1)),
            (&codes::SIGNATURE_INVALID, At::Cert(0)),
            (&codes::REVOCATION_UNKNOWN, At::Cert(1)),
            (&codes::REVOCATION_UNKNOWN, At::Cert(0)),
        ]
    );
    assert_eq!((explained.cause(), explained.work().signatures), (cause, 2));
    // Again: nothing is told twice.
    let again = validator.explain(explained.clone(), &pool, &request);
    assert_eq!(findings(&again), findings(&explained));
}

#[test]
fn an_explanation_of_a_path_without_an_anchor_keeps_where_it_ends() {
    let mut three = Three::new();
    three.leaf = three.leaf.bad_signature();
    let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&ca("other root")))]);
    let pool = Pool::new([read(&three.middle)]);
    let refused = validator.check(&read(&three.leaf), &pool, &request()).unwrap_err();
    assert_eq!(refused.cause(), Cause::NoPath);
    let explained = validator.explain(refused, &pool, &request());
    let found: Vec<_> = explained.candidates()[0].findings().iter().map(|one| (one.code(), one.at())).collect();
    assert_eq!(found, [(&codes::SIGNATURE_INVALID, At::Cert(0)), (&codes::ISSUER_UNKNOWN, At::Cert(1))]);
}

#[test]
fn what_is_blocked_is_refused_wherever_it_appears() {
    use ucpki_chain::Blocklist;
    use ucpki_crypto::sha256;
    let three = Three::new();
    let ask = |blocked: Blocklist, anchor: Anchor, profile: Profile| {
        let validator = Validator::new(FAKE).profile(profile).anchors([anchor]).block(blocked);
        validator.check(&read(&three.leaf), &Pool::new([read(&three.middle)]), &request())
    };
    let root = || Anchor::certificate(read(&three.root));
    for (cert, at) in [(&three.leaf, At::Cert(0)), (&three.middle, At::Cert(1)), (&three.root, At::Anchor)] {
        let (read, other) = (read(cert), Blocklist::new().certificate(&read(&ca("other"))));
        let lists = [
            Blocklist::new().certificate(&read),
            Blocklist::new().fingerprint(sha256(read.as_der())),
            Blocklist::new().key(sha256(read.spki_der())),
            Blocklist::new().issued(read.issuer().into(), read.serial().as_bytes()),
        ];
        for list in lists {
            for profile in Profile::ALL {
                // Profiles of the Web PKI have more against these, but this is said as well.
                let refused = ask(list.clone().union(other.clone()), root(), profile.clone()).unwrap_err();
                let found = refused.candidates().iter().flat_map(|candidate| candidate.findings());
                let places: Vec<At> = found.filter(|one| *one.code() == codes::BLOCKED).map(|one| one.at()).collect();
                assert!(places.contains(&at), "{at:?} {}", profile.name());
            }
        }
        assert!(ask(other, root(), Profile::RFC5280).is_ok());
    }
    // A bare key, a pinned leaf, and a key that comes back in another certificate.
    let key = || Blocklist::new().key(sha256(read(&three.root).spki_der()));
    let bare = Anchor::key(read(&three.root).subject().into(), read(&three.root).spki_der()).unwrap();
    assert_eq!(ask(key(), bare, Profile::RFC5280).unwrap_err().code(), &codes::BLOCKED);
    let pinned = Anchor::pinned_leaf(read(&three.leaf));
    let of_leaf = Blocklist::new().key(sha256(read(&three.leaf).spki_der()));
    assert_eq!(ask(of_leaf, pinned, Profile::RFC5280).unwrap_err().code(), &codes::BLOCKED);
    let mut renewed = Three::new();
    renewed.middle = renewed.middle.serial(4711);
    let of_middle = Blocklist::new().key(sha256(read(&three.middle).spki_der()));
    let validator = Validator::new(FAKE).anchors([root()]).block(of_middle);
    let refused = validator.check(&read(&renewed.leaf), &Pool::new([read(&renewed.middle)]), &request()).unwrap_err();
    assert_eq!(refused.code(), &codes::BLOCKED);
    // Another certificate of the key is another fingerprint.
    let validator = Validator::new(FAKE).anchors([root()]).block(Blocklist::new().certificate(&read(&three.middle)));
    assert!(validator.check(&read(&renewed.leaf), &Pool::new([read(&renewed.middle)]), &request()).is_ok());
}

#[test]
fn limits_that_say_nothing_of_policies_change_nothing_about_them() {
    // The root calls it gold what the sub-CA calls silver: what a user asks for is in the words of the root.
    let root = ca("root");
    let sub = ca("sub").issued_by(&root).policies(&[GOLD]).policy_mapping(GOLD, SILVER);
    let two = Two { leaf: server("leaf").issued_by(&sub).policies(&[SILVER]), root, sub };
    let gold = PolicyInputs::default().user_initial(vec![oid(GOLD)]).require_explicit();
    let request = request().policies(gold);
    let none = two.ask(&AnchorConstraints::none(), false, &[], &request).unwrap();
    let far = AnchorConstraints::none().distrust_after(time("2040-01-01T00:00:00Z"));
    let limited = two.ask(&far, false, &[], &request).unwrap();
    assert_eq!(limited.policies(), none.policies());
}

/// The one limit that can accept more. RFC 5280, 6.1.4 (b): where mapping is inhibited there is no mapping, so that silver is
/// silver, which anyPolicy covers, and not another word for gold.
#[test]
fn a_policy_that_may_not_be_mapped_to_is_good_under_its_own_name() {
    let mut three = Three::new();
    three.middle = three.middle.policies(&["2.5.29.32.0"]).policy_mapping(GOLD, SILVER);
    three.leaf = three.leaf.policies(&[SILVER]);
    let silver = || PolicyInputs::default().user_initial(vec![oid(SILVER)]).require_explicit();
    let ask = |inputs: PolicyInputs| three.ask(AnchorConstraints::none(), &request().policies(inputs));
    assert_eq!(ask(silver()).unwrap_err().code(), &codes::POLICY_NOT_ACCEPTABLE);
    let silver_alone = PolicySet::Only(vec![oid(SILVER)]);
    assert_eq!(*ask(silver().inhibit_mapping()).unwrap().policies(), silver_alone);
    let limited = AnchorConstraints::none().policies(&PolicyInputs::default().inhibit_mapping());
    assert_eq!(*three.ask(limited, &request().policies(silver())).unwrap().policies(), silver_alone);
}
