//! What the model found, one by one.

use ucpki_tests::ocsp::{
    About, Consumer, Corporate, Crl, Dates, Delegate, DelegateName, Dice, Echo, Eku, Entry, IdBy, IdHash, Nonce,
    Origin, Outer, Parameters, Party, Policy, Response, Route, Said, Scene, Target, Trusted, Usage, When, agree, draw,
    library,
};

const SIP_TLS: Consumer = Consumer::SipTls { checking: true, ocsp: true, lists: true, downloads: true };

/// A leaf below a root, nothing else, and SIP over TLS with a soft fail.
fn plain() -> Scene {
    Scene {
        has_intermediate: false,
        leaf_names_responder: true,
        intermediate_names_responder: false,
        leaf_names_crl: false,
        must_staple: false,
        delegates: Vec::new(),
        corporate: Corporate { dates: Dates::Years, eku: Eku::Ocsp },
        responses: Vec::new(),
        staples_asked: false,
        crls: [None, None],
        policy: Policy {
            nonce: Nonce::Off,
            max_age: None,
            is_strict: false,
            common_criteria: false,
            cucm: false,
            has_responder: false,
            trusted: Vec::new(),
            configured: Vec::new(),
        },
        consumer: SIP_TLS,
        refuses_unknown: false,
        refuses_expired: true,
    }
}

/// One entry about the leaf, by a signer whose certificate comes along.
fn response(route: Route, signer: Party, said: Said) -> Response {
    let entry = Entry {
        about: About::Target,
        hash: IdHash::Sha256,
        parameters: Parameters::Absent,
        said,
        this_update: -3_600,
        next_update: Some(86_400),
        critical: None,
    };
    Response {
        route,
        target: Target::Leaf,
        is_for_twin: false,
        is_earlier: false,
        outer: Outer::Right,
        signer,
        is_forged: false,
        id_of: signer,
        id_by: IdBy::Name,
        certificates: if signer == Party::Root { Vec::new() } else { vec![signer] },
        has_junk: false,
        produced_at: -1_100,
        critical: None,
        echo: Echo::Right,
        entries: vec![entry],
    }
}

const DELEGATE: Delegate = Delegate {
    issuer: Party::Root,
    is_forged: false,
    name: DelegateName::Usual,
    eku: Eku::Ocsp,
    is_ca: false,
    usage: Usage::Signature,
    dates: Dates::Years,
    nocheck: None,
    names_responder: false,
    has_unknown_critical: false,
};

const CRL: Crl = Crl {
    origin: Origin::Automatic,
    when: When::Current,
    is_forged: false,
    revokes_subject: false,
    revoked_delegates: 0,
};

/// Whether the leaf is accepted; the model agrees.
#[track_caller]
fn is_accepted(scene: &Scene) -> bool {
    agree(scene).unwrap_or_else(|differ| panic!("{differ}\n{scene}"));
    library::ask(scene).verdict.is_ok()
}

/// "Revoked by any current CRL or response wins": a staple that revokes was not looked at where the leaf names no responder.
#[test]
fn a_response_revokes_where_no_responder_is_named() {
    for route in [Route::Stapled, Route::Fetched, Route::Unverified] {
        for crl in [None, Some(CRL)] {
            let revoked = response(route, Party::Root, Said::Revoked(Some(1)));
            let scene = Scene { leaf_names_responder: false, responses: vec![revoked], crls: [crl, None], ..plain() };
            assert!(!is_accepted(&scene), "{route:?}");
            // With OCSP off, staples are ignored.
            let consumer = Consumer::SipTls { checking: true, ocsp: false, lists: true, downloads: true };
            assert!(is_accepted(&Scene { consumer, ..scene }));
        }
    }
    // "Good" is for CRLs to say there.
    let good = response(Route::Stapled, Party::Root, Said::Good);
    let scene = Scene { leaf_names_responder: false, responses: vec![good], refuses_unknown: true, ..plain() };
    assert!(!is_accepted(&scene));
    assert!(is_accepted(&Scene { crls: [Some(CRL), None], ..scene }));
}

/// RFC 7633, 4.3.3: the staple that a leaf demands was not missed where the leaf names no responder.
#[test]
fn a_demanded_staple_is_missed_where_no_responder_is_named() {
    let scene = Scene { leaf_names_responder: false, must_staple: true, staples_asked: true, ..plain() };
    assert!(!is_accepted(&scene));
    assert!(!is_accepted(&Scene { crls: [Some(CRL), None], ..scene.clone() }));
    assert!(is_accepted(&Scene { staples_asked: false, ..scene }));
}

/// RFC 6960, 4.2.2.2.1: a CRL did not vouch for a delegate whose certificate names a responder itself.
#[test]
fn a_crl_vouches_for_a_delegate_that_names_a_responder() {
    let mut scene = Scene {
        delegates: vec![Delegate { names_responder: true, ..DELEGATE }],
        responses: vec![response(Route::Fetched, Party::Delegate(0), Said::Good)],
        crls: [Some(CRL), None],
        refuses_unknown: true,
        ..plain()
    };
    scene.policy.common_criteria = true;
    assert!(is_accepted(&scene));
    scene.crls = [None, None];
    assert!(!is_accepted(&scene));
}

/// A responder is renewed with the same key, and the operator keeps the old certificate: a cached response was judged by the
/// old one alone.
#[test]
fn one_of_two_trusts_in_a_key_is_enough_in_the_cache() {
    let by_certificate = Trusted { who: Party::Corporate, by_key: false, only_for: None };
    let mut scene = Scene {
        corporate: Corporate { dates: Dates::Expired, eku: Eku::Ocsp },
        responses: vec![response(Route::Fetched, Party::Corporate, Said::Good)],
        refuses_unknown: true,
        ..plain()
    };
    scene.policy.trusted = vec![by_certificate];
    assert!(!is_accepted(&scene));
    scene.policy.trusted.push(Trusted { by_key: true, ..by_certificate });
    assert!(is_accepted(&scene));
    let accepted = library::ask(&scene).accepted.remove(0).1;
    assert!(accepted.is_ok_and(|response| response.valid_until() == response.next_update().unwrap()));
}

/// Unified CM trusts the delegate of a CA by uploading its certificate. In the cache it counted as a delegate alone.
#[test]
fn a_delegate_that_is_trusted_too_is_trusted_in_the_cache() {
    for route in [Route::Fetched, Route::Stapled, Route::Unverified] {
        let mut scene = Scene {
            delegates: vec![DELEGATE],
            responses: vec![response(route, Party::Delegate(0), Said::Good)],
            refuses_unknown: true,
            ..plain()
        };
        scene.policy.common_criteria = true;
        assert!(!is_accepted(&scene), "nobody knows whether it was revoked");
        scene.policy.trusted = vec![Trusted { who: Party::Delegate(0), by_key: false, only_for: None }];
        assert!(is_accepted(&scene), "{route:?}");
    }
}

/// The bytes of the fuzzer: none at all are a simple scene.
#[test]
fn bytes_are_scenes_too() {
    for bytes in [&[][..], &[0; 64], &[0xFF; 300]] {
        let scene = draw(&mut Dice::from_bytes(bytes));
        agree(&scene).unwrap_or_else(|differ| panic!("{differ}\n{scene}"));
    }
}
