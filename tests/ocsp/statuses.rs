//! Answers that are none, and nonces (rules 8, 10 and 11).

use crate::support::*;
use ucpki_chain::StatusSubject;
use ucpki_crypto::{Hash, RUSTCRYPTO, Random, RandomFailed};
use ucpki_ocsp::{NextStep, NoncePolicy, OcspPolicy, StatusRequest};
use ucpki_tests::make::{EntryStatus, Response, oid};
use ucpki_x509::{OcspRequestRef, oids};

/// What nobody signed says nothing.
#[test]
fn unsigned_and_empty_answers_are_refused_by_their_codes() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let names = ["malformed_request", "internal_error", "try_later", "", "signature_required", "unauthorized"];
    for (status, name) in (1_u8..).zip(names) {
        let body = [0x30, 3, 0x0A, 1, status];
        if status == 4 {
            assert_eq!(refused_for(&leaf, &root, &body), "x509.enumerated_unknown");
            continue;
        }
        assert_eq!(refused_for(&leaf, &root, &body), format!("ocsp.{name}"));
        // With bytes it is an error all the same.
        let with_bytes = Response { status, ..good(&leaf, &root) }.der();
        assert_eq!(refused_for(&leaf, &root, &with_bytes), format!("ocsp.{name}"));
    }
    assert_eq!(refused_for(&leaf, &root, &[0x30, 3, 0x0A, 1, 7]), "x509.enumerated_unknown");
    assert_eq!(refused_for(&leaf, &root, &[0x30, 3, 0x0A, 1, 0]), "ocsp.bytes_missing");
    assert_eq!(refused_for(&leaf, &root, &Response::new(&root, now()).der()), "ocsp.entries_missing");
    let other = Response { kind: oid("1.2.3"), ..good(&leaf, &root) }.der();
    assert_eq!(refused_for(&leaf, &root, &other), "ocsp.response_type");
    let mut trailing = good(&leaf, &root).der();
    trailing.push(0);
    assert_eq!(refused_for(&leaf, &root, &trailing), "x509.trailing_data");
    assert_eq!(refused_for(&leaf, &root, b""), "x509.truncated");
    for page in [&b"<html>"[..], b"\r\n <!DOCTYPE html>"] {
        let refused = accept(&leaf, &root, page).unwrap_err();
        assert_eq!(refused.code().name(), "ocsp.page");
    }
}

#[test]
fn a_refusal_says_what_may_help() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let with = |hash, policy: &OcspPolicy, body: &[u8]| {
        let asked = StatusRequest::new(subject(&leaf, &root), hash, None, &RUSTCRYPTO).unwrap();
        asked.next_step(&accept_at(&asked, body, policy, now()).0.unwrap_err(), policy)
    };
    let step = |body: &[u8]| with(Hash::Sha256, &OcspPolicy::default(), body);
    let refusals = [&[0x30, 3, 0x0A, 1, 1][..], &[0x30, 3, 0x0A, 1, 6]];
    for body in refusals {
        assert_eq!(step(body), NextStep::AskWithSha1);
        // It is said once, and where the policy allows it: a client that does what it is told comes to an end.
        assert_eq!(with(Hash::Sha1, &OcspPolicy::default(), body), NextStep::GiveUp);
        assert_eq!(with(Hash::Sha256, &OcspPolicy::default().sha1_retry(false), body), NextStep::GiveUp);
    }
    assert_eq!(step(&[0x30, 3, 0x0A, 1, 2]), NextStep::OtherResponder);
    assert_eq!(step(&[0x30, 3, 0x0A, 1, 3]), NextStep::OtherResponder);
    assert_eq!(step(b"<html>"), NextStep::OtherResponder);
    assert_eq!(step(&good(&leaf, &root).bad_signature().der()), NextStep::GiveUp);
}

/// RFC 6960, 2.2: unknown is not good.
#[test]
fn unknown_is_never_good() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let body = saying(&leaf, &root, EntryStatus::Unknown).der();
    let accepted = accept(&leaf, &root, &body).unwrap();
    assert_eq!(accepted.status().name(), "unknown");
    for checked in [
        check_fetched(&root, &leaf, &accepted, OcspPolicy::default(), now()),
        check_stapled(&root, &leaf, &[&body], OcspPolicy::default()),
    ] {
        assert_eq!(checked.status.to_string(), "the responder does not know the certificate");
        assert_eq!(checked.hints.len(), 1, "another answer may be there");
    }
}

/// freeradius-server#39, vault#29364; OpenSSL echoes 0 and 129 bytes.
#[test]
fn nonces_match_or_refuse() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let code = |sent: Option<&[u8]>, policy: NoncePolicy, body: &Response| {
        let request = request(&leaf, &root, sent);
        let accepted = accept_at(&request, &body.der(), &OcspPolicy::default().nonce(policy), now()).0;
        match accepted {
            Ok(response) if response.has_nonce() => "nonce",
            Ok(_) => "time",
            Err(refused) => refused.code().name(),
        }
    };
    let plain = good(&leaf, &root);
    for length in [1, 15, 16, 32, 33, 128] {
        let nonce = vec![7; length];
        for policy in [NoncePolicy::Send, NoncePolicy::Require] {
            assert_eq!(code(Some(&nonce), policy, &plain.clone().nonce(&nonce)), "nonce");
            let (longer, shorter) = ([&nonce[..], &[7]].concat(), &nonce[1..]);
            for other in [&longer[..], shorter, &vec![8; length]] {
                assert_eq!(code(Some(&nonce), policy, &plain.clone().nonce(other)), "ocsp.nonce_mismatch");
            }
            // Without its OCTET STRING, or in one more.
            assert_eq!(code(Some(&nonce), policy, &plain.clone().raw_nonce(&nonce)), "ocsp.nonce_mismatch");
            let twice = plain.clone().nonce(&nonce).nonce(&nonce);
            assert_eq!(code(Some(&nonce), policy, &twice), "ocsp.nonce_repeated");
        }
        assert_eq!(code(Some(&nonce), NoncePolicy::Send, &plain), "time");
        assert_eq!(code(Some(&nonce), NoncePolicy::Require, &plain), "ocsp.nonce_missing");
    }
    // RFC 9919, 5: what was not asked for is ignored.
    assert_eq!(code(None, NoncePolicy::Off, &plain.clone().nonce(&[7; 129])), "time");
    assert_eq!(code(None, NoncePolicy::Off, &plain.clone().raw_nonce(&[7])), "time");
    assert_eq!(code(None, NoncePolicy::Require, &plain), "ocsp.nonce_missing");
    for length in [0, 129] {
        let refused = StatusRequest::new(subject(&leaf, &root), Hash::Sha256, Some(&vec![7; length]), &RUSTCRYPTO);
        assert_eq!(refused.unwrap_err().name(), "ocsp.nonce_length");
    }
}

struct Counting(u8);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        bytes.iter_mut().for_each(|byte| *byte = self.0);
        self.0 += 1;
        Ok(())
    }
}

/// RFC 6960, 4.1.1; RFC 5754, 2; RFC 9654, 2.1; RFC 9919, 6.
#[test]
fn requests_are_what_the_policy_wants() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let subject: StatusSubject = subject(&leaf, &root);
    let plain =
        StatusRequest::for_policy(subject.clone(), &OcspPolicy::default(), &mut Counting(1), &RUSTCRYPTO).unwrap();
    let read = OcspRequestRef::parse(plain.der()).unwrap();
    assert_eq!((read.nonce(), read.entry_count(), read.is_signed()), (Ok(None), 1, false));
    let id = read.entries().next().unwrap().certificate_id();
    assert_eq!((id.hash().oid(), id.hash().parameters()), (oids::SHA256, None));
    assert!(read.oddities().is_empty());
    let sending = OcspPolicy::default().nonce(NoncePolicy::Send).hash(Hash::Sha1);
    let with_nonce = StatusRequest::for_policy(subject.clone(), &sending, &mut Counting(1), &RUSTCRYPTO).unwrap();
    let read = OcspRequestRef::parse(with_nonce.der()).unwrap();
    assert_eq!(read.nonce(), Ok(Some(&[1; 32][..])));
    let id = read.entries().next().unwrap().certificate_id();
    assert_eq!((id.hash().oid(), id.hash().parameters()), (oids::SHA1, Some(&[5, 0][..])));
    let null = StatusRequest::with_null_parameters(subject, Hash::Sha256, None, &RUSTCRYPTO).unwrap();
    let read = OcspRequestRef::parse(null.der()).unwrap();
    assert_eq!(read.entries().next().unwrap().certificate_id().hash().parameters(), Some(&[5, 0][..]));
    // With a nonce, and where it is too long, it is sent with POST.
    assert!(plain.get_uri("http://ocsp.example.com/").is_some_and(|uri| uri.len() <= 255));
    assert_eq!(with_nonce.get_uri("http://ocsp.example.com/"), None);
    assert_eq!(plain.get_uri(&format!("http://{}.example.com/", "a".repeat(150))), None);
}
