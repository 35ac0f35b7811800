//! Answers that were signed elsewhere, and that clients would refuse: a responder does not hand them out.

use sha1::Sha1;
use sha2::{Digest, Sha256};
use ucpki_crypto::SignatureAlgorithm;
use ucpki_ocsp::responder::{Responder, ResponderPolicy, ServedIssuer};
use ucpki_tests::make::{Cert, Extension, Key, Response, ResponseEntry, certificate_id, time};
use ucpki_tests::ocsp::{NOW, library::PROVIDER};
use ucpki_x509::{Certificate, oids};

fn ca() -> Cert {
    Cert::new("ca").key(&Key::fake("ca")).ca(None)
}

/// As [`Responder::presign`] writes it: an entry for each of two hash functions.
fn right() -> Response {
    let issuer = (&ca().subject, &ca().subject_key());
    let sha256 = certificate_id(oids::SHA256, &[], |bytes| Sha256::digest(bytes).to_vec(), issuer, &[7]);
    let sha1 = certificate_id(oids::SHA1, &[5, 0], |bytes| Sha1::digest(bytes).to_vec(), issuer, &[7]);
    let entry = |id| ResponseEntry::new(id, time(NOW));
    Response::new(&ca(), time(NOW)).entry(entry(sha256)).entry(entry(sha1))
}

/// The name of the code, where it is not adopted.
fn refused(response: &Response) -> Option<&'static str> {
    let ca = Certificate::parse(&ca().der()).unwrap();
    let issuer = ServedIssuer::new(ca.clone(), ca, &[SignatureAlgorithm::Ed25519], &PROVIDER).unwrap();
    let responder = Responder::new(PROVIDER, [issuer], ResponderPolicy::default());
    responder.adopt(&response.der()).err().map(|code| code.name())
}

#[test]
fn what_clients_would_refuse_is_not_adopted() {
    assert_eq!(refused(&right()), None);
    assert_eq!(refused(&right().by_key(&ca().subject_key().id())), None);
    assert_eq!(refused(&right().bad_signature()), Some("ocsp.signature_invalid"));
    let unfit = Some("ocsp.answer_unfit");
    // RFC 6960, 4.2.1: an error says nothing, whatever comes with it.
    assert_eq!(refused(&Response { status: 1, ..right() }), unfit);
    // RFC 6960, 3.2 (3): who it says it is from.
    assert_eq!(refused(&right().by_key(&[0; 20])), unfit);
    assert_eq!(refused(&right().by_key(&Key::fake("another").id())), unfit);
    // RFC 6960, 4.4: critical extensions that nobody knows.
    let unknown = Extension::new("1.2.3.4", true, vec![5, 0]);
    assert_eq!(refused(&Response { extensions: vec![unknown.clone()], ..right() }), unfit);
    let mut in_entry = right();
    in_entry.entries[1].extensions.push(unknown);
    assert_eq!(refused(&in_entry), unfit);
    // RFC 6960, 3.2 (5): it begins after its end, for the clients of one hash function or of both.
    let next_update = right().entries[0].next_update.unwrap();
    assert_eq!(refused(&Response { produced_at: next_update.plus_seconds(1), ..right() }), unfit);
    for entries in [&[1][..], &[0, 1]] {
        let mut late = right();
        entries.iter().for_each(|at| late.entries[*at].this_update = next_update.plus_seconds(1));
        assert_eq!(refused(&late), unfit, "{entries:?}");
    }
}
