#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::der::{Integer, Tag, Writer};
use crate::{CrlReason, Error, GeneralName, Oddities, Oid, Time, codes, oids};
use alloc::string::ToString;
use alloc::vec::Vec;

macro_rules! data {
    ($path:literal) => {
        include_bytes!(concat!("../../../../tests/data/ocsp/", $path))
    };
}

const GENERALIZED: &[u8] = b"20260102030405Z";

fn certificate_id(writer: &mut Writer, serial: &[u8]) {
    writer.nested(Tag::SEQUENCE, |id| {
        id.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::SHA256));
        id.octet_string(&[1; 32]);
        id.octet_string(&[2; 32]);
        id.value(Tag::INTEGER, serial);
    });
}

fn extension(writer: &mut Writer, oid: Oid<'_>, critical: bool, value: &[u8]) {
    writer.nested(Tag::SEQUENCE, |extension| {
        extension.oid(oid);
        if critical {
            extension.boolean(true);
        }
        extension.octet_string(value);
    });
}

/// An entry with this status and time, and what `rest` writes behind.
fn entry(writer: &mut Writer, status: &[u8], time: (Tag, &[u8]), rest: impl FnOnce(&mut Writer)) {
    writer.nested(Tag::SEQUENCE, |entry| {
        certificate_id(entry, &[5]);
        entry.encoded(status);
        entry.value(time.0, time.1);
        rest(entry);
    });
}

/// A response of the given response data.
fn response(data: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut basic = Writer::new();
    basic.nested(Tag::SEQUENCE, |basic| {
        basic.nested(Tag::SEQUENCE, data);
        basic.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::ED25519));
        basic.bit_string(&[9; 64]);
    });
    framed(0, Some((oids::OCSP_BASIC, basic.as_bytes())))
}

fn framed(status: u8, bytes: Option<(Oid<'_>, &[u8])>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |response| {
        response.value(Tag::ENUMERATED, &[status]);
        let Some((kind, content)) = bytes else { return };
        response.nested(Tag::context_constructed(0), |explicit| {
            explicit.nested(Tag::SEQUENCE, |bytes| {
                bytes.oid(kind);
                bytes.octet_string(content);
            });
        });
    });
    writer.into_bytes()
}

/// Response data by key, with what `entries` and `rest` write.
fn data(writer: &mut Writer, entries: impl FnOnce(&mut Writer), rest: impl FnOnce(&mut Writer)) {
    writer.nested(Tag::context_constructed(2), |key| key.octet_string(&[3; 20]));
    writer.value(Tag::GENERALIZED_TIME, GENERALIZED);
    writer.nested(Tag::SEQUENCE, entries);
    rest(writer);
}

/// A response with one entry.
fn one_entry(status: &[u8], time: (Tag, &[u8]), rest: impl FnOnce(&mut Writer)) -> Vec<u8> {
    response(|writer| data(writer, |list| entry(list, status, time, rest), |_| {}))
}

const GOOD: &[u8] = &[0x80, 0];
const TIME: (Tag, &[u8]) = (Tag::GENERALIZED_TIME, GENERALIZED);

#[track_caller]
fn refused(der: &[u8], code: &'static crate::Code) -> Error {
    let error = OcspResponse::parse(der).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    error
}

#[test]
fn a_request_of_openssl_is_read() {
    let request = OcspRequest::parse(data!("demo/request.der")).unwrap();
    assert_eq!((request.version(), request.entry_count(), request.is_signed()), (1, 1, false));
    assert_eq!(request.nonce().unwrap().map(<[u8]>::len), Some(16));
    let id = request.entries().next().unwrap().certificate_id();
    assert_eq!((id.hash().oid(), id.issuer_name_hash().len(), id.issuer_key_hash().len()), (oids::SHA256, 32, 32));
    assert_eq!(id.serial(), Integer::new(&[0x10, 0x01]).unwrap());
    assert!(request.oddities().is_empty() && request.signature().is_none() && request.requestor_name().is_none());
    assert_eq!(request.as_ref().to_owned(), request);
}

#[test]
fn a_signed_request_says_who_asks() {
    let request = OcspRequestRef::parse(data!("signed/request.der")).unwrap();
    assert!(request.is_signed() && matches!(request.requestor_name(), Some(GeneralName::DirectoryName(_))));
    assert_eq!(request.signature_algorithm().map(|algorithm| algorithm.oid()), Some(oids::ECDSA_WITH_SHA256));
    assert!(request.signature().is_some_and(|signature| signature.len() > 60));
    let certificates: Vec<_> = request.certificates().map(|der| crate::CertificateRef::parse(der).unwrap()).collect();
    assert_eq!(certificates.len(), 1);
}

#[test]
fn requests_with_several_hashes_are_read() {
    let request = OcspRequestRef::parse(data!("hashes/request.der")).unwrap();
    let lengths: Vec<_> = request.entries().map(|entry| entry.certificate_id().issuer_name_hash().len()).collect();
    assert_eq!(lengths, [20, 32, 48, 64]);
}

#[test]
fn every_status_of_openssl_is_read() {
    let response = OcspResponse::parse(data!("statuses/response.der")).unwrap();
    assert_eq!(response.status(), OcspResponseStatus::Successful);
    let basic = response.basic().unwrap();
    assert!(matches!(basic.responder_id(), ResponderId::ByName(name)
        if name.to_string() == "CN=Example Responder,O=Example,C=NO"));
    let since = Time::parse_rfc3339("2026-01-02T03:04:05Z").unwrap();
    let statuses: Vec<_> = basic.entries().map(|entry| entry.status()).collect();
    let revoked = |reason| CertStatus::Revoked { since, reason };
    let expected = [CertStatus::Good, revoked(Some(CrlReason::KeyCompromise)), revoked(None), CertStatus::Unknown];
    assert_eq!(statuses, expected);
    assert!(basic.entries().all(|entry| entry.next_update() > Some(entry.this_update())));
    assert_eq!((basic.entry_count(), basic.certificates().count(), basic.nonce()), (4, 1, Ok(None)));
    assert!(basic.oddities().is_empty() && basic.signature().is_some());
}

#[test]
fn a_response_by_key_without_next_update_is_read() {
    let response = OcspResponseRef::parse(data!("by-key/response.der")).unwrap();
    let basic = response.basic().unwrap();
    assert!(matches!(basic.responder_id(), ResponderId::ByKey(hash) if hash.len() == 20));
    assert_eq!(basic.entries().next().unwrap().next_update(), None);
    assert_eq!(basic.certificates().count(), 0);
}

#[test]
fn error_statuses_have_no_bytes() {
    for (file, status) in [
        (&data!("errors/malformed_request.der")[..], OcspResponseStatus::MalformedRequest),
        (data!("errors/internal_error.der"), OcspResponseStatus::InternalError),
        (data!("errors/try_later.der"), OcspResponseStatus::TryLater),
        (data!("errors/sig_required.der"), OcspResponseStatus::SignatureRequired),
        (data!("errors/unauthorized.der"), OcspResponseStatus::Unauthorized),
    ] {
        let response = OcspResponseRef::parse(file).unwrap();
        assert_eq!((response.status(), response.response_type()), (status, None));
        assert!(response.basic().is_none());
        assert_eq!(OcspResponseStatus::from_number(status.number()), Some(status));
    }
    for unused in [4, 7, 255] {
        assert_eq!(OcspResponseRef::parse(&framed(unused, None)).unwrap_err().offset(), Some(2), "{unused}");
    }
}

#[test]
fn other_types_of_responses_are_read_as_far_as_their_type() {
    let der = framed(0, Some((oids::OCSP_NONCE, &[1, 2, 3])));
    let response = OcspResponseRef::parse(&der).unwrap();
    assert_eq!(response.response_type(), Some(oids::OCSP_NONCE));
    assert!(response.basic().is_none());
    // Success without bytes, and an error with bytes, can be read; whether they mean anything is for others to say.
    assert!(OcspResponseRef::parse(&framed(0, None)).unwrap().response_type().is_none());
    assert!(OcspResponseRef::parse(&framed(6, Some((oids::OCSP_NONCE, &[])))).is_ok());
}

#[test]
fn times_that_are_not_whole_seconds_of_utc_are_unreadable() {
    for text in ["20260102030405.5Z", "20260102030405+0100", "202601020304Z", "20260102030405", "20260230030405Z"] {
        refused(&one_entry(GOOD, (Tag::GENERALIZED_TIME, text.as_bytes()), |_| {}), &codes::TIME_INVALID);
    }
    refused(&one_entry(GOOD, (Tag::UTC_TIME, b"260102030405Z"), |_| {}), &codes::UNEXPECTED_TAG);
    let next = |writer: &mut Writer| {
        writer.nested(Tag::context_constructed(0), |next| next.value(Tag::GENERALIZED_TIME, b"20260102030405.0Z"));
    };
    refused(&one_entry(GOOD, TIME, next), &codes::TIME_INVALID);
}

#[test]
fn statuses_have_their_form() {
    let read = |status: &[u8]| {
        let der = one_entry(status, TIME, |_| {});
        OcspResponse::parse(&der).map(|response| response.basic().unwrap().entries().next().unwrap().status())
    };
    assert_eq!(read(&[0x82, 0]), Ok(CertStatus::Unknown));
    let code = |status: &[u8]| read(status).unwrap_err().code().name();
    assert_eq!(code(&[0x80, 1, 0]), "x509.null_invalid");
    assert_eq!(code(&[0x83, 0]), "x509.unexpected_tag");
    assert_eq!(code(&[0xA0, 0]), "x509.unexpected_tag", "good is primitive");
    assert_eq!(code(&[0xA1, 0]), "x509.truncated", "revoked without a time");
    let mut revoked = [&[0xA1, 22, 0x18, 15][..], GENERALIZED, &[0xA0, 3, 0x0A, 1, 7]].concat();
    assert_eq!(code(&revoked), "x509.enumerated_unknown", "7 is not used");
    *revoked.last_mut().unwrap() = 6;
    assert!(matches!(read(&revoked), Ok(CertStatus::Revoked { reason: Some(CrlReason::CertificateHold), .. })));
}

#[test]
fn errors_count_from_the_first_byte_of_the_response() {
    let der = one_entry(&[0x80, 1, 0], TIME, |_| {});
    let at = refused(&der, &codes::NULL_INVALID).offset().unwrap();
    assert_eq!(der.get(at..at + 3), Some(&[0x80, 1, 0][..]));
}

#[test]
fn a_malformed_entry_anywhere_refuses_the_response() {
    for place in 0..5 {
        let der = response(|writer| {
            let entries = |list: &mut Writer| {
                for index in 0..5 {
                    entry(list, if index == place { &[0x84, 0] } else { GOOD }, TIME, |_| {});
                }
            };
            data(writer, entries, |_| {});
        });
        refused(&der, &codes::UNEXPECTED_TAG);
    }
}

#[test]
fn bytes_behind_any_part_are_refused() {
    let mut der = one_entry(GOOD, TIME, |_| {});
    der.push(0);
    assert_eq!(refused(&der, &codes::TRAILING_DATA).offset(), Some(der.len() - 1));
    refused(&one_entry(GOOD, TIME, |writer| writer.null()), &codes::TRAILING_DATA);
    refused(&response(|writer| data(writer, |_| {}, Writer::null)), &codes::TRAILING_DATA);
    let mut request = data!("demo/request.der").to_vec();
    request.push(0);
    assert_eq!(OcspRequest::parse(&request).unwrap_err().code(), &codes::TRAILING_DATA);
}

#[test]
fn ber_is_refused() {
    // The indefinite form, and a length with a zero in front.
    let der = data!("errors/try_later.der");
    assert_eq!(OcspResponse::parse(&[0x30, 0x80, 0x0A, 1, 3, 0, 0]).unwrap_err().code(), &codes::LENGTH_NOT_MINIMAL);
    let padded = [&[0x30, 0x81][..], &der[1..]].concat();
    assert_eq!(OcspResponse::parse(&padded).unwrap_err().code(), &codes::LENGTH_NOT_MINIMAL);
    // An OCTET STRING in pieces.
    let mut der = data!("demo/response.der").to_vec();
    let place = der.windows(2).position(|pair| pair == [0x04, 0x20]).unwrap();
    der[place] = 0x24;
    assert_eq!(refused(&der, &codes::UNEXPECTED_TAG).offset(), Some(place));
}

#[test]
fn every_cut_of_a_response_is_refused() {
    let whole = data!("statuses/response.der");
    for end in 0..whole.len() {
        assert!(OcspResponse::parse(&whole[..end]).is_err(), "{end}");
    }
    let whole = data!("signed/request.der");
    for end in 0..whole.len() {
        assert!(OcspRequest::parse(&whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn versions_and_empty_lists_are_odd() {
    let version = |number: u8| {
        let der = response(|writer| {
            writer.nested(Tag::context_constructed(0), |version| version.small_integer(number.into()));
            data(writer, |_| {}, |_| {});
        });
        let response = OcspResponse::parse(&der).unwrap();
        let basic = response.basic().unwrap();
        (basic.version(), basic.oddities().names().collect::<Vec<_>>())
    };
    assert_eq!(version(0), (1, alloc::vec!["DEFAULT_SPELLED_OUT", "ENTRIES_EMPTY"]));
    assert_eq!(version(1), (2, alloc::vec!["VERSION_UNKNOWN", "ENTRIES_EMPTY"]));
}

#[test]
fn repeated_extensions_are_odd_however_many_there_are() {
    for count in [2, 40] {
        let der = response(|writer| {
            let list = |list: &mut Writer| {
                for index in 0..count {
                    let arc = [0x2A, index];
                    extension(list, Oid::new(&arc).unwrap(), false, &[]);
                }
                extension(list, Oid::new(&[0x2A, count - 1]).unwrap(), false, &[]);
            };
            let rest = |writer: &mut Writer| {
                writer.nested(Tag::context_constructed(1), |inner| inner.nested(Tag::SEQUENCE, list));
            };
            data(writer, |_| {}, rest);
        });
        let response = OcspResponse::parse(&der).unwrap();
        assert!(response.basic().unwrap().oddities().contains(Oddities::EXTENSION_REPEATED), "{count}");
    }
}

#[test]
fn nonces_of_any_length_are_read_and_raw_ones_are_not() {
    let nonce = |value: &[u8]| {
        let der = response(|writer| {
            let list = |list: &mut Writer| extension(list, oids::OCSP_NONCE, false, value);
            let rest = |writer: &mut Writer| {
                writer.nested(Tag::context_constructed(1), |inner| inner.nested(Tag::SEQUENCE, list));
            };
            data(writer, |_| {}, rest);
        });
        let response = OcspResponse::parse(&der).unwrap();
        response.basic().unwrap().nonce().map(|nonce| nonce.map(<[u8]>::len))
    };
    for length in [0, 1, 15, 16, 32, 33, 128, 129] {
        let mut writer = Writer::new();
        writer.octet_string(&alloc::vec![7; length]);
        assert_eq!(nonce(writer.as_bytes()), Ok(Some(length)));
    }
    assert_eq!(nonce(&[7; 16]).unwrap_err().code(), &codes::UNEXPECTED_TAG);
    assert_eq!(nonce(&[4, 1, 7, 7]).unwrap_err().code(), &codes::TRAILING_DATA);
}

#[test]
fn critical_extensions_that_are_not_understood_are_found() {
    let with = |oid: Oid<'static>| {
        one_entry(GOOD, TIME, |writer| {
            let list = |list: &mut Writer| extension(list, oid, true, &[5, 0]);
            writer.nested(Tag::context_constructed(1), |inner| inner.nested(Tag::SEQUENCE, list));
        })
    };
    let unknown = |oid| {
        let response = OcspResponse::parse(&with(oid)).unwrap();
        let basic = response.basic().unwrap();
        assert!(basic.unknown_critical_extension().is_none(), "it is the entry's");
        basic.entries().next().unwrap().unknown_critical_extension().is_some()
    };
    assert!(unknown(oids::CERTIFICATE_ISSUER) && unknown(oids::KEY_USAGE));
    let known = [
        oids::OCSP_CRL_ID,
        oids::OCSP_ARCHIVE_CUTOFF,
        oids::OCSP_EXTENDED_REVOKE,
        oids::CRL_REASON,
        oids::INVALIDITY_DATE,
    ];
    assert!(!known.into_iter().any(unknown));
}

#[test]
fn a_responder_has_a_name_or_a_key() {
    let der = response(|writer| {
        writer.value(Tag::GENERALIZED_TIME, GENERALIZED);
        writer.nested(Tag::SEQUENCE, |_| {});
    });
    refused(&der, &codes::UNEXPECTED_TAG);
}

#[test]
fn certificates_stay_bytes_and_must_be_sequences() {
    let with = |certificates: &[u8]| {
        let mut basic = Writer::new();
        basic.nested(Tag::SEQUENCE, |basic| {
            basic.nested(Tag::SEQUENCE, |writer| data(writer, |_| {}, |_| {}));
            basic.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::ED25519));
            basic.bit_string(&[]);
            basic.nested(Tag::context_constructed(0), |inner| inner.value(Tag::SEQUENCE, certificates));
        });
        framed(0, Some((oids::OCSP_BASIC, basic.as_bytes())))
    };
    let der = with(&[0x30, 0, 0x30, 1, 0xFF]);
    let response = OcspResponse::parse(&der).unwrap();
    assert_eq!(response.basic().unwrap().certificates().collect::<Vec<_>>(), [&[0x30, 0][..], &[0x30, 1, 0xFF]]);
    refused(&with(&[0x04, 0]), &codes::UNEXPECTED_TAG);
    refused(&with(&[0x30, 1]), &codes::TRUNCATED);
}

#[test]
fn big_responses_are_read_in_one_pass() {
    let der = response(|writer| {
        let entries = |list: &mut Writer| (0..100_000).for_each(|_| entry(list, GOOD, TIME, |_| {}));
        data(writer, entries, |_| {});
    });
    let response = OcspResponse::parse(&der).unwrap();
    let basic = response.basic().unwrap();
    assert_eq!((basic.entry_count(), basic.entries().count()), (100_000, 100_000));
}
