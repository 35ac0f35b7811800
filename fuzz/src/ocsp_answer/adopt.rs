//! Answers that were signed elsewhere: those that are adopted are such that clients accept them.

use super::{accept, fixture, meaning};
use ucpki_crypto::Hash;
use ucpki_ocsp::responder::{Presigned, ResponderPolicy};
use ucpki_ocsp::{NoncePolicy, StatusRequest};
use ucpki_tests::fake;
use ucpki_tests::make::der;
use ucpki_tests::ocsp::library::PROVIDER;
use ucpki_x509::der::Tag;
use ucpki_x509::{OcspResponse, oids};

/// The bytes as an answer.
pub(super) fn answer(data: &[u8]) {
    let Ok(answer) = fixture::responder(ResponderPolicy::default()).adopt(data) else { return };
    assert_eq!(answer.der(), data);
    assert!(Presigned::default().insert(answer.clone()), "it was made for one certificate");
    let response = OcspResponse::parse(data).expect("adopted");
    let basic = response.basic().expect("adopted");
    let first = basic.entries().next().expect("adopted");
    let id = first.certificate_id();
    let (_, ca) = meaning(&id).expect("adopted");
    let Some(subject) = fixture::subject(ca, id.serial().as_bytes()) else { return };
    // At some time in its life, clients of both hash functions accept it.
    let begin = first.this_update().max(basic.produced_at());
    let begin = begin.max(fixture::parsed(&fixture::DELEGATE).not_before());
    let end = answer.next_update().expect("an answer");
    assert!(begin <= end, "nobody accepts it at any time: {begin} {end}");
    for hash in [Hash::Sha256, Hash::Sha1] {
        let client = StatusRequest::new(subject.clone(), hash, None, &PROVIDER).expect("our own");
        let accepted = accept(&client, data, NoncePolicy::Off, begin).expect("clients accept what was adopted");
        assert_eq!(accepted.status(), first.status());
    }
}

/// The bytes as ResponseData, signed: by the first CA, or with the first byte set by the delegate of the second.
pub(super) fn signed(data: &[u8]) {
    let Some((signer, data)) = data.split_first() else { return };
    let key = if signer & 1 == 0 { fixture::CAS[0].subject_key() } else { fixture::DELEGATE.subject_key() };
    let basic = der(Tag::SEQUENCE, |basic| {
        basic.encoded(data);
        basic.encoded(&key.signature_algorithm());
        basic.bit_string(&fake::sign(key.spki(), data));
    });
    answer(&der(Tag::SEQUENCE, |response| {
        response.value(Tag::ENUMERATED, &[0]);
        response.nested(Tag::context_constructed(0), |explicit| {
            explicit.nested(Tag::SEQUENCE, |bytes| {
                bytes.oid(oids::OCSP_BASIC);
                bytes.octet_string(&basic);
            });
        });
    }));
}
