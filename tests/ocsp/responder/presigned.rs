//! Answers that were signed before: made, kept, handed out, and no longer than they hold.

use super::*;
use ucpki_crypto::Hash;

fn presigned_only() -> ResponderPolicy {
    ResponderPolicy::default().signs_live(false)
}

fn keep(answer: Answer) -> Presigned {
    let mut presigned = Presigned::default();
    assert!(presigned.insert(answer));
    presigned
}

fn ready(draft: Draft) -> Answer {
    match draft {
        Draft::Ready(answer) => answer,
        Draft::ToSign(_) => panic!("it has to be signed"),
    }
}

fn ask(leaf: &Cert, root: &Cert, hash: Hash, nonce: Option<&[u8]>) -> StatusRequest {
    StatusRequest::new(subject(leaf, root), hash, nonce, &RUSTCRYPTO).unwrap()
}

#[test]
fn one_answer_serves_clients_of_both_hashes_without_a_key() {
    let (root, leaf, site) = own(presigned_only());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let presigned = keep(site.presign(&leaf, &source));
    for hash in [Hash::Sha256, Hash::Sha1] {
        // RFC 9919, 3.2.1: a nonce is left out where nothing is signed.
        for nonce in [None, Some(&[1_u8; 32][..])] {
            let asked = ask(&leaf, &root, hash, nonce);
            let answer = ready(site.responder.prepare(asked.der(), now(), &source, &presigned));
            assert_eq!(taken(&asked, &answer), "good");
        }
    }
    for hash in [Hash::Sha384, Hash::Sha512] {
        let answer = ready(site.responder.prepare(ask(&leaf, &root, hash, None).der(), now(), &source, &presigned));
        is_refused(&answer, OcspResponseStatus::Unauthorized, "ocsp.not_presigned");
    }
    let other = leaf_of(&root).serial(3);
    let answer = ready(site.responder.prepare(request(&other, &root, None).der(), now(), &source, &presigned));
    is_refused(&answer, OcspResponseStatus::Unauthorized, "ocsp.not_presigned");
}

/// Where a key is at hand, a nonce gets an answer of its own.
#[test]
fn with_a_key_a_nonce_is_answered() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let presigned = keep(site.presign(&leaf, &source));
    let asked = request(&leaf, &root, Some(&[1; 32]));
    let draft = site.responder.prepare(asked.der(), now(), &source, &presigned);
    assert!(matches!(draft, Draft::ToSign(_)));
    assert!(site.finish(draft).has_nonce());
    let plain = request(&leaf, &root, None);
    let answer = ready(site.responder.prepare(plain.der(), now(), &source, &presigned));
    assert!(!answer.has_nonce());
}

/// A good answer from yesterday must not hide a revocation of today.
#[test]
fn what_is_known_now_outranks_what_was_signed() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let asked = request(&leaf, &root, None);
    let good = Table::default().with(&leaf, KnownStatus::Good);
    for (live, known, expected) in [
        (true, REVOKED, Some("revoked")),
        (true, KnownStatus::Good, Some("good")),
        (true, KnownStatus::NotIssued, Some("unknown")),
        (true, KnownStatus::TryLater, Some("good")),
        (false, KnownStatus::TryLater, Some("good")),
        (false, KnownStatus::Good, Some("good")),
        (false, REVOKED, None),
        (false, KnownStatus::NotIssued, None),
    ] {
        let site = Site::new(&root, &root, ResponderPolicy::default().signs_live(live));
        let presigned = keep(site.presign(&leaf, &good));
        let source = Table::default().with(&leaf, known);
        let answer = site.finish(site.responder.prepare(asked.der(), now(), &source, &presigned));
        match expected {
            Some(name) => assert_eq!(taken(&asked, &answer), name, "{live} {known:?}"),
            None => is_refused(&answer, OcspResponseStatus::TryLater, "ocsp.presigned_outdated"),
        }
    }
}

/// Another responder handed out answers after their end (boulder#4338).
#[test]
fn at_its_end_it_is_over_and_at_half_of_its_life_it_is_due() {
    let (root, leaf, site) = own(presigned_only().lifetime(1000));
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let mut presigned = keep(site.presign(&leaf, &source));
    let asked = request(&leaf, &root, None);
    let at = |seconds| now().plus_seconds(seconds);
    let answer = ready(site.responder.prepare(asked.der(), at(999), &source, &presigned));
    assert_eq!(taken_at(&asked, &answer, at(999)), "good");
    let answer = ready(site.responder.prepare(asked.der(), at(1000), &source, &presigned));
    is_refused(&answer, OcspResponseStatus::Unauthorized, "ocsp.not_presigned");
    assert_eq!(presigned.due(at(499)).count(), 0);
    let due: Vec<_> = presigned.due(at(500)).map(|(issuer, serial)| (issuer, serial.as_bytes().to_vec())).collect();
    assert_eq!(due, [(0, leaf.serial_bytes())]);
    presigned.remove_ended(at(999));
    assert_eq!(presigned.len(), 1);
    presigned.remove_ended(at(1000));
    assert!(presigned.is_empty());
}

/// The signer ends first.
#[test]
fn it_does_not_outlive_its_signer() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let delegate = delegate_of(&root).validity("2026-06-01T00:00:00Z", "2027-01-01T00:10:00Z");
    let site = Site::new(&root, &delegate, presigned_only());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let presigned = keep(site.presign(&leaf, &source));
    let end = read(&delegate).not_after();
    let asked = request(&leaf, &root, None);
    let before = ready(site.responder.prepare(asked.der(), end.plus_seconds(-1), &source, &presigned));
    assert_eq!(before.status(), OcspResponseStatus::Successful);
    let after = ready(site.responder.prepare(asked.der(), end, &source, &presigned));
    assert_eq!(after.status(), OcspResponseStatus::Unauthorized);
}

#[test]
fn newer_ones_take_the_place_of_older_ones() {
    let (_, leaf, site) = own(ResponderPolicy::default());
    let good = Table::default().with(&leaf, KnownStatus::Good);
    let revoked = Table::default().with(&leaf, REVOKED);
    let certificate = read(&leaf);
    let serial = certificate.serial();
    let old = site.finish(site.responder.presign(0, serial, now().plus_seconds(-100), &good));
    let new = site.presign(&leaf, &revoked);
    let mut presigned = Presigned::default();
    assert!(presigned.insert(new));
    assert!(!presigned.insert(old.clone()));
    assert_eq!(presigned.len(), 1);
    assert!(presigned.remove(0, serial) && !presigned.remove(0, serial));
    assert!(presigned.insert(old));
    // Live answers and errors are for those who asked.
    let asked = request(&leaf, &ca("root"), None);
    assert!(!presigned.insert(site.answer(asked.der(), &revoked)));
    assert!(!presigned.insert(site.answer(b"junk", &revoked)));
}

#[test]
fn nothing_is_signed_ahead_that_nobody_knows() {
    let (_, leaf, site) = own(ResponderPolicy::default());
    let answer = site.presign(&leaf, &Table::default().with(&leaf, KnownStatus::TryLater));
    is_refused(&answer, OcspResponseStatus::TryLater, "ocsp.source_unavailable");
    let certificate = read(&leaf);
    let draft = site.responder.presign(7, certificate.serial(), now(), &Table::default());
    is_refused(&ready(draft), OcspResponseStatus::Unauthorized, "ocsp.issuer_not_served");
}

/// Signed on one machine, handed out by another, which has no key.
#[test]
fn answers_travel_as_files() {
    let root = ca("root");
    let (leaf, delegate) = (leaf_of(&root), delegate_of(&root));
    let signing = Site::new(&root, &delegate, ResponderPolicy::default());
    let source = Table::default().with(&leaf, REVOKED);
    let made = signing.presign(&leaf, &source);
    let front = Responder::new(RUSTCRYPTO, [served(&root, &delegate).unwrap()], presigned_only());
    let adopted = front.adopt(made.der()).unwrap();
    assert_eq!((adopted.next_update(), adopted.produced_at()), (made.next_update(), made.produced_at()));
    let presigned = keep(adopted);
    let asked = request(&leaf, &root, None);
    // It has no records either.
    let nobody = Table::default().with(&leaf, KnownStatus::TryLater);
    let answer = ready(front.prepare(asked.der(), now(), &nobody, &presigned));
    assert_eq!(taken(&asked, &answer), "revoked");
}

#[test]
fn what_is_no_such_answer_is_not_adopted() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let site = Site::new(&root, &root, ResponderPolicy::default());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let refused = |der: &[u8]| site.responder.adopt(der).unwrap_err().name();
    assert!(refused(b"junk").starts_with("x509."));
    assert_eq!(refused(&[0x30, 3, 0x0A, 1, 3]), "ocsp.answer_unfit");
    // Live answers have one hash, and may have a nonce.
    for nonce in [None, Some(&[1_u8][..])] {
        let live = site.answer(request(&leaf, &root, nonce).der(), &source);
        assert_eq!(refused(live.der()), "ocsp.answer_unfit");
    }
    let other = ca("other");
    let foreign = Site::new(&other, &other, ResponderPolicy::default());
    assert_eq!(refused(foreign.presign(&leaf_of(&other), &source).der()), "ocsp.answer_unfit");
    // By somebody who is not the signer of this issuer: a delegate, where the issuer signs.
    let delegated = Site::new(&root, &delegate_of(&root), ResponderPolicy::default());
    assert_eq!(refused(delegated.presign(&leaf, &source).der()), "ocsp.signature_invalid");
    let mut flipped = site.presign(&leaf, &source).der().to_vec();
    *flipped.last_mut().unwrap() ^= 1;
    assert_eq!(refused(&flipped), "ocsp.signature_invalid");
}
