//! Work has a bound, whatever a responder or a peer sends.

use crate::support::*;
use ucpki_chain::{Budget, Status};
use ucpki_ocsp::OcspPolicy;
use ucpki_tests::make::{Cert, Key, Response};

#[test]
fn a_thousand_certificates_cost_eight_signatures() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let mut body = good(&leaf, &root).bad_signature();
    let decoy = |number: u64| {
        let one = Cert { subject: root.subject.clone(), ..delegate_of(&root) };
        one.key(&Key::p256(&format!("decoy {number}"))).serial(number)
    };
    body.certificates = (0..20).map(|number| decoy(number).der()).cycle().take(1000).collect();
    let (refused, work) = accept_at(&request(&leaf, &root, None), &body.der(), &OcspPolicy::default(), now());
    assert_eq!(refused.unwrap_err().code().name(), "ocsp.signature_invalid");
    assert!(work.revocation_signatures <= 8, "{}", work.revocation_signatures);
    let checked = check_stapled(&root, &leaf, &[&body.der()], OcspPolicy::default());
    assert!(checked.work.revocation_signatures <= 8, "{}", checked.work.revocation_signatures);
}

/// What it costs is counted: comparisons grow with the entries, and allocations do not.
#[test]
fn entries_cost_comparisons_and_no_memory() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let asked = request(&leaf, &root, None);
    let cost = |count: u64| {
        // The serial number that is looked for, and another issuer: each is compared to the end.
        let other = entry(&leaf, &ca("other"));
        let body = (0..count).fold(Response::new(&root, now()), |body, _| body.entry(other.clone()));
        let body = body.entry(entry(&leaf, &root)).der();
        let mut comparisons = 0;
        let counted = allocation_counter::measure(|| {
            let (accepted, work) = accept_at(&asked, &body, &OcspPolicy::default(), now());
            assert!(accepted.is_ok());
            comparisons = work.comparisons;
        });
        (comparisons, counted.count_total)
    };
    let (few, many) = (cost(1_000), cost(10_000));
    assert_eq!(many.0 - few.0, 9_000 * 4);
    assert_eq!(many.1, few.1);
}

#[test]
fn staples_are_verified_on_the_budget_of_the_check() {
    use ucpki_chain::{
        Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, Severity, ValidationParams, Validator,
    };
    let root = ca("root");
    let leaf = leaf_of(&root);
    let forged = good(&leaf, &root).bad_signature().der();
    let staples = vec![&forged[..]; 300];
    let responses = ucpki_ocsp::Responses::empty(OcspPolicy::default()).with_staples(&staples);
    let sources: [&dyn Revocation; 1] = [&responses];
    let check = RevocationCheck::new(&sources).on_unknown(Severity::Ignore);
    let params = ValidationParams::new(now(), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
    let params = params.revocation(check).budget(Budget::default().signatures(20));
    let validator = Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
    let refused = validator.check(&read(&leaf), &Pool::default(), &params).unwrap_err();
    assert!(refused.work().revocation_signatures <= 20);
    assert_eq!(refused.code().family(), ucpki_x509::Family::Limit, "a peer could end it on purpose");
    // The path itself has been paid.
    assert!(matches!(check_stapled(&root, &leaf, &[&forged], OcspPolicy::default()).status, Status::Unknown(_)));
}

/// A peer that sends a big staple, and certificates with many paths, pays for each time that it is read.
#[test]
fn entries_are_read_on_the_budget_of_the_check() {
    use ucpki_chain::{Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, ValidationParams, Validator};
    let root = ca("root");
    let leaf = leaf_of(&root);
    let other = entry(&leaf, &ca("other"));
    let body = (0..2_000).fold(good(&leaf, &root), |body, _| body.entry(other.clone())).der();
    let responses = ucpki_ocsp::Responses::empty(OcspPolicy::default()).with_staples(&[&body]);
    let sources: [&dyn Revocation; 1] = [&responses];
    let validator = Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
    let ask = |comparisons| {
        let params = ValidationParams::new(now(), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
        let params =
            params.revocation(RevocationCheck::new(&sources)).budget(Budget::default().comparisons(comparisons));
        validator.check(&read(&leaf), &Pool::default(), &params).map_err(|refused| refused.code().family())
    };
    assert_eq!(ask(1_000).unwrap_err(), ucpki_x509::Family::Limit);
    assert!(ask(10_000).is_ok());
}

/// Who signed is known before the certificates that came along are looked at.
#[test]
fn a_million_certificates_beside_a_response_by_the_issuer_cost_nothing() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let asked = request(&leaf, &root, None);
    let cost = |count| {
        let mut body = good(&leaf, &root);
        body.certificates = vec![vec![0x30, 0]; count];
        let body = body.der();
        let mut work = None;
        let counted = allocation_counter::measure(|| {
            let (accepted, done) = accept_at(&asked, &body, &OcspPolicy::default(), now());
            assert!(accepted.is_ok());
            work = Some((done.comparisons, done.revocation_signatures));
        });
        (work, counted.count_total)
    };
    assert_eq!(cost(1_000_000), cost(1));
}

/// Certificates that came along are read on the budget too: by the search for a delegate, and again for each responder that is
/// trusted by its key alone.
#[test]
fn certificates_are_read_on_the_budget_of_the_check() {
    use ucpki_chain::{Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, ValidationParams, Validator};
    let root = ca("root");
    let leaf = leaf_of(&root);
    let mut body = by_delegate(&leaf, &root, &delegate_of(&root));
    body.certificates = vec![leaf.der(); 1_000];
    let body = body.der();
    let used = |responders: u64| {
        let key = |number| read(&ca("trusted").key(&Key::p256(&format!("trusted {number}"))));
        let trusted = (0..responders).map(|number| ucpki_ocsp::TrustedResponder::from_key(key(number).spki()));
        let policy = OcspPolicy::default().trusted(trusted);
        let responses = ucpki_ocsp::Responses::empty(policy).with_staples(&[&body]);
        let sources: [&dyn Revocation; 1] = [&responses];
        let params = ValidationParams::new(now(), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
        let params = params.revocation(RevocationCheck::new(&sources));
        let validator = Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
        let refused = validator.check(&read(&leaf), &Pool::default(), &params).unwrap_err();
        (refused.work().comparisons, refused.code().family() == ucpki_x509::Family::Limit)
    };
    let (none, three) = (used(0).0, used(3).0);
    assert!(none >= 32_000, "{none}");
    assert!(three >= 4 * 32_000, "{three}");
    assert!(used(60).1, "the budget ends it");
}
