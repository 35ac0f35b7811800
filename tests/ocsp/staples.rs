//! Staples (rule 12; RFC 8446, 4.4.2.1; RFC 6961; RFC 7633).

use crate::support::*;
use ucpki_chain::{Evidence, Status, UnknownReason};
use ucpki_ocsp::{OcspPolicy, ResponseCache, Responses, codes};
use ucpki_tests::make::{Cert, EntryStatus, Response};

/// A leaf that demands a stapled response.
fn demanding(issuer: &Cert) -> Cert {
    leaf_of(issuer).extension("1.3.6.1.5.5.7.1.24", false, &[0x30, 3, 2, 1, 5])
}

/// erlang/otp#7543: staples are taken by their position.
#[test]
fn staples_are_found_by_what_they_are_about() {
    let root = ca("root");
    let sub = ca("sub").issued_by(&root);
    let leaf = leaf_of(&sub);
    let of_leaf = good(&leaf, &sub).der();
    let of_sub = Response::new(&root, now()).entry(entry(&sub, &root)).der();
    for staples in [[&of_leaf[..], &of_sub], [&of_sub, &of_leaf]] {
        let responses = Responses::empty(OcspPolicy::default()).with_staples(&staples);
        let checked = check_with(&root, core::slice::from_ref(&sub), &leaf, &[&responses], now());
        assert!(checked.evidence().is_stapled);
    }
    // The one of the intermediate says nothing about the leaf.
    let responses = Responses::empty(OcspPolicy::default()).with_staples(&[&of_sub]);
    let checked = check_with(&root, &[sub], &leaf, &[&responses], now());
    assert_eq!(checked.status, Status::Unknown(vec![UnknownReason::Unusable(&codes::NO_STATUS)]));
}

/// Each certificate of the path needs its own.
#[test]
fn every_certificate_needs_its_own() {
    use ucpki_chain::{Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, ValidationParams, Validator};
    let root = ca("root");
    let sub = ca("sub").issued_by(&root);
    let leaf = leaf_of(&sub);
    let of_leaf = good(&leaf, &sub).der();
    let of_sub = Response::new(&root, now()).entry(entry(&sub, &root)).der();
    let check = |staples: &[&[u8]]| {
        let responses = Responses::empty(OcspPolicy::default()).with_staples(staples);
        let sources: [&dyn Revocation; 1] = [&responses];
        let validator = Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
        let params = ValidationParams::new(now(), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
        let pool = [read(&sub)].into_iter().collect::<Pool>();
        validator.check(&read(&leaf), &pool, &params.revocation(RevocationCheck::new(&sources))).is_ok()
    };
    assert!(check(&[&of_leaf, &of_sub]));
    assert!(!check(&[&of_leaf]) && !check(&[&of_sub]) && !check(&[]));
}

/// wolfssl#8032; RFC 7633, 4.2.3.1 and 4.3.3.
#[test]
fn a_demanded_staple_is_missed() {
    let root = ca("root");
    let leaf = demanding(&root);
    let missing = Status::Unknown(vec![UnknownReason::Demanded(&codes::STAPLE_MISSING)]);
    assert_eq!(check_stapled(&root, &leaf, &[], OcspPolicy::default()).status, missing);
    let forged = good(&leaf, &root).bad_signature().der();
    let checked = check_stapled(&root, &leaf, &[&forged], OcspPolicy::default());
    let Status::Unknown(reasons) = checked.status else { panic!("accepted") };
    assert!(reasons.contains(&UnknownReason::Demanded(&codes::STAPLE_MISSING)));
    is_good(&leaf, &root, &good(&leaf, &root).der());
    // Whatever follows from not knowing, and whatever CRLs say: it is refused.
    let list = ucpki_tests::make::Crl::new(&root).der().into_boxed_slice();
    let crls: ucpki_crl::CrlSet =
        [ucpki_crl::IndexedCrl::parse(list, &ucpki_crypto::RUSTCRYPTO).unwrap()].into_iter().collect();
    let responses = Responses::empty(OcspPolicy::default()).with_staples(&[]);
    let checked = check_with(&root, &[], &leaf, &[&crls, &responses], now());
    assert_eq!(checked.status, missing);
    assert!(checked.was_refused);
    // A fetched answer stands in for it.
    let mut cache = ResponseCache::new(1);
    cache.insert(accept(&leaf, &root, &good(&leaf, &root).der()).unwrap());
    let responses = cache.snapshot(OcspPolicy::default()).with_staples(&[]);
    assert!(matches!(check_with(&root, &[], &leaf, &[&responses], now()).status, Status::Good(_)));
    // The client did not ask; and a certificate that demands none.
    let unasked = check_with(&root, &[], &leaf, &[&Responses::empty(OcspPolicy::default())], now());
    assert_eq!(unasked.status, Status::Unknown(vec![UnknownReason::Unusable(&codes::NO_STATUS)]));
    let plain = check_stapled(&root, &leaf_of(&root), &[], OcspPolicy::default());
    assert_eq!(plain.status, unasked.status);
}

/// A peer chooses its staples: an old one does not hide a revocation that was fetched.
#[test]
fn a_fetched_revocation_wins_over_a_good_staple() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let mut cache = ResponseCache::new(1);
    cache.insert(accept(&leaf, &root, &saying(&leaf, &root, EntryStatus::Revoked(None)).der()).unwrap());
    let staple = good(&leaf, &root).der();
    let responses = cache.snapshot(OcspPolicy::default()).with_staples(&[&staple]);
    let checked = check_with(&root, &[], &leaf, &[&responses], now());
    assert!(matches!(&checked.status, Status::Revoked(Evidence::Ocsp(evidence), ..) if !evidence.is_stapled));
}

#[test]
fn staples_of_one_connection_are_not_kept() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let responses = Responses::empty(OcspPolicy::default());
    let _ = responses.with_staples(&[&good(&leaf, &root).der()]);
    assert!(matches!(check_with(&root, &[], &leaf, &[&responses], now()).status, Status::Unknown(_)));
}
