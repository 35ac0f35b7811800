//! What is said, when, and until when.

use super::*;
use ucpki_crypto::{Hash, SignatureAlgorithm};
use ucpki_ocsp::responder::NotIssuedPolicy;
use ucpki_tests::make::{der, sha256_id};
use ucpki_x509::der::Tag;
use ucpki_x509::{CertStatus, ResponderId, oids};

fn said(answer: &Answer) -> CertStatus {
    let response = OcspResponse::parse(answer.der()).unwrap();
    response.basic().unwrap().entries().next().unwrap().status()
}

#[test]
fn what_is_known_is_said() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let asked = request(&leaf, &root, Some(&[5; 32]));
    let revoked = |reason| KnownStatus::Revoked { since: now().plus_seconds(-5), reason };
    for (known, name) in [(KnownStatus::Good, "good"), (revoked(None), "revoked"), (KnownStatus::NotIssued, "unknown")]
    {
        let answer = site.answer(asked.der(), &Table::default().with(&leaf, known));
        assert_eq!(taken(&asked, &answer), name);
        assert!(answer.has_nonce());
    }
    // unspecified is left out, and removeFromCRL is for delta CRLs.
    for (reason, shown) in [
        (CrlReason::KeyCompromise, Some(CrlReason::KeyCompromise)),
        (CrlReason::CertificateHold, Some(CrlReason::CertificateHold)),
        (CrlReason::AaCompromise, Some(CrlReason::AaCompromise)),
        (CrlReason::Unspecified, None),
        (CrlReason::RemoveFromCrl, None),
    ] {
        let answer = site.answer(asked.der(), &Table::default().with(&leaf, revoked(Some(reason))));
        assert_eq!(said(&answer), CertStatus::Revoked { since: now().plus_seconds(-5), reason: shown });
    }
    let answer = site.answer(asked.der(), &Table::default().with(&leaf, KnownStatus::TryLater));
    is_refused(&answer, OcspResponseStatus::TryLater, "ocsp.source_unavailable");
}

/// RFC 6960, 2.2 and 4.4.8.
#[test]
fn what_was_not_issued_is_said_as_the_policy_wants() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let asked = request(&leaf, &root, None);
    let with = |policy| Site::new(&root, &root, ResponderPolicy::default().not_issued(policy));
    let answer = with(NotIssuedPolicy::Revoked).answer(asked.der(), &Table::default());
    let hold = Some(CrlReason::CertificateHold);
    assert_eq!(said(&answer), CertStatus::Revoked { since: Time::from_unix(0), reason: hold });
    let response = OcspResponse::parse(answer.der()).unwrap();
    let extension = response.basic().unwrap().extensions().next().unwrap();
    assert_eq!((extension.oid(), extension.is_critical()), (oids::OCSP_EXTENDED_REVOKE, false));
    assert_eq!(extension.value(), [5, 0]);
    assert_eq!(response.basic().unwrap().entries().next().unwrap().extensions().count(), 0);
    // Only where it is meant.
    let answer = with(NotIssuedPolicy::Revoked).answer(asked.der(), &Table::default().with(&leaf, REVOKED));
    assert_eq!(OcspResponse::parse(answer.der()).unwrap().basic().unwrap().extensions().count(), 0);
    assert_eq!(said(&with(NotIssuedPolicy::Unknown).answer(asked.der(), &Table::default())), CertStatus::Unknown);
    let answer = with(NotIssuedPolicy::Unauthorized).answer(asked.der(), &Table::default());
    is_refused(&answer, OcspResponseStatus::Unauthorized, "ocsp.not_issued");
}

/// Another responder answered a request for three with an entry for one (ultimate-ca-manager#143).
#[test]
fn every_certificate_is_answered_in_its_place_with_duplicates() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let other = leaf_of(&root).serial(99);
    let ids = [&leaf, &other, &leaf, &leaf, &other].map(|cert: &Cert| sha256_id(cert, &root));
    let list: Vec<u8> = ids.iter().flat_map(|id| der(Tag::SEQUENCE, |e| e.encoded(id))).collect();
    let several = der(Tag::SEQUENCE, |request| {
        request.nested(Tag::SEQUENCE, |tbs| {
            tbs.nested(Tag::SEQUENCE, |all| all.encoded(&list));
        });
    });
    let source = Table::default().with(&leaf, KnownStatus::Good).with(&other, REVOKED);
    let answer = site.answer(&several, &source);
    let response = OcspResponse::parse(answer.der()).unwrap();
    let entries: Vec<_> = response.basic().unwrap().entries().collect();
    let echoed: Vec<_> = entries.iter().map(|entry| entry.certificate_id().as_der().to_vec()).collect();
    assert_eq!(echoed, ids);
    let names: Vec<_> = entries.iter().map(|entry| entry.status().name()).collect();
    assert_eq!(names, ["good", "revoked", "good", "good", "revoked"]);
    for (cert, name) in [(&leaf, "good"), (&other, "revoked")] {
        assert_eq!(taken(&request(cert, &root, None), &answer), name);
    }
}

#[test]
fn the_responder_is_named_by_key_or_by_name() {
    let root = ca("root");
    let (leaf, delegate) = (leaf_of(&root), delegate_of(&root));
    let asked = request(&leaf, &root, None);
    let source = Table::default().with(&leaf, KnownStatus::Good);
    for signer in [&root, &delegate] {
        for by_name in [false, true] {
            let answer =
                Site::new(&root, signer, ResponderPolicy::default().by_name(by_name)).answer(asked.der(), &source);
            let response = OcspResponse::parse(answer.der()).unwrap();
            let basic = response.basic().unwrap();
            match basic.responder_id() {
                ResponderId::ByKey(hash) => assert!(!by_name && hash.len() == 20),
                ResponderId::ByName(name) => assert!(by_name && name == read(signer).subject()),
            }
            // A client holds the issuer's certificate.
            assert_eq!(basic.certificates().count(), usize::from(signer.der() == delegate.der()));
            assert_eq!(taken(&asked, &answer), "good");
        }
    }
    let without = ResponderPolicy::default().with_certificate(false);
    let answer = Site::new(&root, &delegate, without).answer(asked.der(), &source);
    assert_eq!(OcspResponse::parse(answer.der()).unwrap().basic().unwrap().certificates().count(), 0);
}

#[test]
fn times_are_those_of_the_policy() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let asked = request(&leaf, &root, None);
    let times = |policy: ResponderPolicy, known| {
        let answer = Site::new(&root, &root, policy).answer(asked.der(), &Table::default().with(&leaf, known));
        let response = OcspResponse::parse(answer.der()).unwrap();
        let basic = response.basic().unwrap();
        let entry = basic.entries().next().unwrap();
        let from_now = |time: Time| time.as_unix() - now().as_unix();
        assert_eq!(answer.next_update(), entry.next_update());
        assert_eq!(answer.produced_at(), Some(basic.produced_at()));
        [basic.produced_at(), entry.this_update(), entry.next_update().unwrap()].map(from_now)
    };
    let policy = ResponderPolicy::default();
    assert_eq!(times(policy, KnownStatus::Good), [0, 0, 86_400]);
    assert_eq!(times(policy.lifetime(600).backdate(300), KnownStatus::Good), [0, -300, 600]);
    assert_eq!(times(policy.lifetime(0), KnownStatus::Good), [0, 0, 1], "nextUpdate is after thisUpdate");
    // At thisUpdate it was revoked already.
    let revoked = |ago: i64| KnownStatus::Revoked { since: now().plus_seconds(-ago), reason: None };
    assert_eq!(times(policy.backdate(300), revoked(100)), [0, -100, 86_400]);
    assert_eq!(times(policy.backdate(300), revoked(1000)), [0, -300, 86_400]);
    assert_eq!(times(policy.backdate(300), revoked(-50)), [0, 0, 86_400], "a revocation of the future");
}

#[test]
fn no_answer_outlives_its_signer() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let asked = request(&leaf, &root, None);
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let delegate = delegate_of(&root).validity("2026-06-01T00:00:00Z", "2027-01-01T01:00:00Z");
    let site = Site::new(&root, &delegate, ResponderPolicy::default());
    let end = read(&delegate).not_after();
    let answer = site.answer(asked.der(), &source);
    assert_eq!(answer.next_update(), Some(end));
    assert_eq!(taken(&asked, &answer), "good");
    assert_eq!(site.answer_at(asked.der(), &source, end).status(), OcspResponseStatus::Successful);
    for at in [end.plus_seconds(1), read(&delegate).not_before().plus_seconds(-1)] {
        let answer = site.answer_at(asked.der(), &source, at);
        is_refused(&answer, OcspResponseStatus::InternalError, "ocsp.responder_expired");
    }
}

#[test]
fn headers_let_caches_keep_it_as_long_as_it_holds() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let answer = site.answer(request(&leaf, &root, None).der(), &source);
    let headers = answer.headers(now().plus_seconds(400), &RUSTCRYPTO);
    let value = |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    assert_eq!(value("content-type"), Some("application/ocsp-response"));
    assert_eq!(value("cache-control"), Some("max-age=86000, public, no-transform, must-revalidate"));
    assert_eq!(value("last-modified"), Some("Fri, 01 Jan 2027 00:00:00 GMT"));
    assert_eq!(value("expires"), Some("Sat, 02 Jan 2027 00:00:00 GMT"));
    assert_eq!(value("etag").map(str::len), Some(66));
    let answer = site.answer(request(&leaf, &root, Some(&[1])).der(), &source);
    let headers = answer.headers(now(), &RUSTCRYPTO);
    assert_eq!(headers[1], ("cache-control", "private, max-age=0, must-revalidate".into()));
    assert_eq!(headers.len(), 2);
}

/// A key that is elsewhere signs in two phases; what it gives is checked, since a cache would hand it out until it ends.
#[test]
fn signatures_from_elsewhere_are_checked() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let asked = request(&leaf, &root, None);
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let draft = || match site.responder.prepare(asked.der(), now(), &source, &Presigned::default()) {
        Draft::ToSign(unsigned) => unsigned,
        Draft::Ready(answer) => panic!("{answer:?}"),
    };
    assert_eq!(draft().algorithm(), SignatureAlgorithm::Ecdsa(Hash::Sha256));
    assert_eq!(draft().signer().subject(), read(&root).subject());
    let signature = site.key.sign(draft().algorithm(), draft().message(), &mut NoRandom).unwrap();
    let answer = draft().finish(&signature, &RUSTCRYPTO).unwrap();
    assert_eq!(taken(&asked, &answer), "good");
    let mut flipped = signature.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for bad in [&flipped[..], &[], b"junk"] {
        assert_eq!(draft().finish(bad, &RUSTCRYPTO).unwrap_err().name(), "ocsp.signature_invalid");
    }
    let refused = draft().sign(&private(&Key::p256("another")), &mut NoRandom).unwrap_err();
    assert_eq!(refused.code().name(), "ocsp.key_mismatch");
}
