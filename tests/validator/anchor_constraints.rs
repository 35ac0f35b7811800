//! Limits of anchors.

use super::*;

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
