//! What clients send: malformed, hostile, for others.

use super::*;
use ucpki_crypto::Hash;
use ucpki_tests::make::{Name, Text, der, sha256_id};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Oid, oids};

/// A request of these CertIDs and extensions.
fn request_of(ids: &[Vec<u8>], extensions: &[(Oid<'_>, bool, Vec<u8>)], in_entry: bool) -> Vec<u8> {
    let write = |list: &mut Writer| {
        for (oid, critical, value) in extensions {
            list.nested(Tag::SEQUENCE, |extension| {
                extension.oid(*oid);
                if *critical {
                    extension.boolean(true);
                }
                extension.octet_string(value);
            });
        }
    };
    der(Tag::SEQUENCE, |request| {
        request.nested(Tag::SEQUENCE, |tbs| {
            tbs.nested(Tag::SEQUENCE, |list| {
                for id in ids {
                    list.nested(Tag::SEQUENCE, |entry| {
                        entry.encoded(id);
                        if in_entry {
                            entry.nested(Tag::context_constructed(0), |explicit| {
                                explicit.nested(Tag::SEQUENCE, write);
                            });
                        }
                    });
                }
            });
            if !in_entry && !extensions.is_empty() {
                tbs.nested(Tag::context_constructed(2), |explicit| explicit.nested(Tag::SEQUENCE, write));
            }
        });
    })
}

fn nonce_value(bytes: &[u8]) -> Vec<u8> {
    der(Tag::OCTET_STRING, |value| value.encoded(bytes))
}

#[test]
fn what_is_no_request_is_malformed() {
    let (_, _, site) = own(ResponderPolicy::default());
    for junk in [&b""[..], b"GET / HTTP/1.1", &[0x30, 0], &[0x30, 0x80, 0, 0], &[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]] {
        let answer = site.answer(junk, &Table::default());
        assert_eq!(answer.status(), OcspResponseStatus::MalformedRequest, "{junk:?}");
        assert!(answer.reason().is_some());
    }
}

#[test]
fn a_request_without_entries_and_one_of_too_many_are_malformed() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let id = sha256_id(&leaf, &root);
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let malformed = OcspResponseStatus::MalformedRequest;
    is_refused(&site.answer(&request_of(&[], &[], false), &source), malformed, "ocsp.request_empty");
    is_refused(&site.answer(&request_of(&vec![id.clone(); 65], &[], false), &source), malformed, "ocsp.request_size");
    let answer = site.answer(&request_of(&vec![id.clone(); 64], &[], false), &source);
    assert_eq!(answer.status(), OcspResponseStatus::Successful);
    let long = |length| request_of(core::slice::from_ref(&id), &[(oids::CRL_REASON, false, vec![0; length])], false);
    let room = 10_000 - long(1000).len() + 1000;
    assert_eq!(site.answer(&long(room), &source).status(), OcspResponseStatus::Successful);
    is_refused(&site.answer(&long(room + 1), &source), malformed, "ocsp.request_size");
}

#[test]
fn nonces_of_1_to_128_bytes_come_back_and_others_are_malformed() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let id = sha256_id(&leaf, &root);
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let with = |values: &[Vec<u8>]| {
        let extensions: Vec<_> = values.iter().map(|value| (oids::OCSP_NONCE, false, value.clone())).collect();
        site.answer(&request_of(core::slice::from_ref(&id), &extensions, false), &source)
    };
    for length in [1, 15, 16, 32, 33, 128] {
        let answer = with(&[nonce_value(&vec![7; length])]);
        let response = OcspResponse::parse(answer.der()).unwrap();
        assert_eq!(response.basic().unwrap().nonce(), Ok(Some(&vec![7; length][..])));
        assert!(answer.has_nonce());
    }
    let malformed = OcspResponseStatus::MalformedRequest;
    for length in [0, 129, 1000] {
        is_refused(&with(&[nonce_value(&vec![7; length])]), malformed, "ocsp.nonce_length");
    }
    is_refused(&with(&[nonce_value(&[1]), nonce_value(&[1])]), malformed, "ocsp.nonce_repeated");
    // Raw bytes, as old clients send them, are not an OCTET STRING.
    is_refused(&with(&[vec![9; 16]]), malformed, "x509.unexpected_tag");
}

#[test]
fn critical_extensions_that_are_not_understood_are_refused() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let id = sha256_id(&leaf, &root);
    let source = Table::default().with(&leaf, KnownStatus::Good);
    for in_entry in [false, true] {
        for (critical, oid, is_fine) in [
            (false, oids::CRL_REASON, true),
            (true, oids::CRL_REASON, false),
            (true, oids::OCSP_NONCE, !in_entry),
            (false, oids::OCSP_NONCE, true),
        ] {
            let extension = (oid, critical, nonce_value(&[1, 2]));
            let answer = site.answer(&request_of(core::slice::from_ref(&id), &[extension], in_entry), &source);
            if is_fine {
                assert_eq!(answer.status(), OcspResponseStatus::Successful, "{oid} {in_entry}");
            } else {
                is_refused(&answer, OcspResponseStatus::MalformedRequest, "ocsp.unknown_critical");
            }
        }
    }
}

#[test]
fn who_is_not_served_is_not_answered() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let unauthorized = OcspResponseStatus::Unauthorized;
    // Another CA; another CA of the same name; the same key under another name.
    let same_name = ca("root").key(&Key::p256("another"));
    let same_key = ca("other").key(&Key::p256("root"));
    for other in [ca("other"), same_name, same_key] {
        let asked = request(&leaf_of(&other), &other, None);
        is_refused(&site.answer(asked.der(), &source), unauthorized, "ocsp.issuer_not_served");
        let mixed = request_of(&[sha256_id(&leaf, &root), sha256_id(&leaf_of(&other), &other)], &[], false);
        is_refused(&site.answer(&mixed, &source), unauthorized, "ocsp.issuer_not_served");
    }
    let other = ca("other");
    let both = [served(&root, &root).unwrap(), served(&other, &other).unwrap()];
    let responder = Responder::new(RUSTCRYPTO, both, ResponderPolicy::default());
    let site = Site { responder, key: private(&root.subject_key()) };
    let mixed = request_of(&[sha256_id(&leaf, &root), sha256_id(&leaf_of(&other), &other)], &[], false);
    is_refused(&site.answer(&mixed, &source), unauthorized, "ocsp.issuers_mixed");
}

#[test]
fn the_four_hashes_are_understood_and_parameters_that_are_none_are_not() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        for asked in [
            StatusRequest::new(subject(&leaf, &root), hash, None, &RUSTCRYPTO).unwrap(),
            StatusRequest::with_null_parameters(subject(&leaf, &root), hash, None, &RUSTCRYPTO).unwrap(),
        ] {
            let answer = site.answer(asked.der(), &source);
            assert_eq!(taken(&asked, &answer), "good");
            // The CertID is the client's, to the byte.
            let response = OcspResponse::parse(answer.der()).unwrap();
            let sent = ucpki_x509::OcspRequest::parse(asked.der()).unwrap();
            let echoed = response.basic().unwrap().entries().next().unwrap().certificate_id();
            assert_eq!(echoed, sent.entries().next().unwrap().certificate_id());
        }
    }
    let digest = |bytes: &[u8]| <sha2::Sha256 as sha2::Digest>::digest(bytes).to_vec();
    let odd = ucpki_tests::make::certificate_id(
        oids::SHA256,
        &[2, 1, 0],
        digest,
        (&root.subject, &root.subject_key()),
        &leaf.serial_bytes(),
    );
    let answer = site.answer(&request_of(&[odd], &[], false), &source);
    is_refused(&answer, OcspResponseStatus::Unauthorized, "ocsp.issuer_not_served");
}

/// Certificates that were issued while the CA wrote its name in another string type.
#[test]
fn other_encodings_of_the_name_can_be_served() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let encoded = Name::common("root").with_text(Text::Utf8);
    let old = leaf_of(&root).issuer(encoded.clone());
    let asked = request(&old, &root, None);
    is_refused(&site.answer(asked.der(), &source), OcspResponseStatus::Unauthorized, "ocsp.issuer_not_served");
    let name = ucpki_x509::Name::parse(&encoded.der()).unwrap();
    let known = served(&root, &root).unwrap().with_encoding(&name, &RUSTCRYPTO).unwrap();
    let site = Site { responder: Responder::new(RUSTCRYPTO, [known], ResponderPolicy::default()), key: site.key };
    assert_eq!(taken(&asked, &site.answer(asked.der(), &source)), "good");
    assert_eq!(taken(&request(&leaf, &root, None), &site.answer(request(&leaf, &root, None).der(), &source)), "good");
    let stranger = ucpki_x509::Name::parse(&Name::from("other").der()).unwrap();
    let refused = served(&root, &root).unwrap().with_encoding(&stranger, &RUSTCRYPTO).unwrap_err();
    assert_eq!(refused.name(), "ocsp.name_differs");
}

#[test]
fn the_signature_of_a_request_says_nothing() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let asked = request(&leaf, &root, None);
    let tbs = ucpki_x509::der::Reader::new(asked.der()).unwrap().sequence().unwrap().rest().to_vec();
    let signed = der(Tag::SEQUENCE, |request| {
        request.encoded(&tbs);
        request.nested(Tag::context_constructed(0), |explicit| {
            explicit.nested(Tag::SEQUENCE, |signature| {
                signature.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::SHA256));
                signature.bit_string(b"nothing");
            });
        });
    });
    assert_eq!(taken(&asked, &site.answer(&signed, &source)), "good");
}

/// RFC 6960, 4.4.7: clients can name algorithms; what the responder does not have is passed over.
#[test]
fn clients_choose_among_the_algorithms_of_the_responder() {
    use ucpki_crypto::SignatureAlgorithm::{Ecdsa, Ed25519};
    let (root, leaf, site) = own(ResponderPolicy::default());
    let id = sha256_id(&leaf, &root);
    let two = [Ecdsa(Hash::Sha256), Ecdsa(Hash::Sha384)];
    let issuer = ServedIssuer::new(read(&root), read(&root), &two, &RUSTCRYPTO).unwrap();
    let responder = Responder::new(RUSTCRYPTO, [issuer], ResponderPolicy::default());
    let source = Table::default().with(&leaf, KnownStatus::Good);
    let wish = |algorithms: &[Vec<u8>]| {
        let value = der(Tag::SEQUENCE, |list| {
            algorithms.iter().for_each(|one| list.nested(Tag::SEQUENCE, |wish| wish.encoded(one)));
        });
        let extension = (oids::OCSP_PREFERRED_ALGORITHMS, false, value);
        match responder.prepare(
            &request_of(core::slice::from_ref(&id), &[extension], false),
            now(),
            &source,
            &Presigned::default(),
        ) {
            Draft::ToSign(unsigned) => unsigned.algorithm(),
            Draft::Ready(answer) => panic!("{answer:?}"),
        }
    };
    let (sha384, sha1) = (Ecdsa(Hash::Sha384).to_der(), Ecdsa(Hash::Sha1).to_der());
    assert_eq!(wish(&[]), Ecdsa(Hash::Sha256));
    assert_eq!(wish(core::slice::from_ref(&sha384)), Ecdsa(Hash::Sha384));
    assert_eq!(wish(&[Ed25519.to_der(), sha1.clone(), sha384.clone()]), Ecdsa(Hash::Sha384));
    assert_eq!(wish(&[sha1]), Ecdsa(Hash::Sha256));
    assert_eq!(wish(&[vec![4, 0], sha384]), Ecdsa(Hash::Sha384), "one that cannot be read is passed over");
    drop(site);
}
