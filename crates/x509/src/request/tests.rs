#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::der::Writer;
use crate::{Place, oids, pem};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

const DEMO: &str = include_str!("../../../../tests/data/csr/demo/request.pem");

/// A request with an Ed25519 key, and what `parts` writes behind the key.
fn request(version: &[u8], parts: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    let algorithm = |writer: &mut Writer| writer.nested(Tag::SEQUENCE, |inner| inner.oid(oids::ED25519));
    writer.nested(Tag::SEQUENCE, |request| {
        request.nested(Tag::SEQUENCE, |info| {
            info.value(Tag::INTEGER, version);
            info.nested(Tag::SEQUENCE, |_| {});
            info.nested(Tag::SEQUENCE, |spki| {
                algorithm(spki);
                spki.bit_string(&[7; 32]);
            });
            parts(info);
        });
        algorithm(request);
        request.bit_string(&[9; 64]);
    });
    writer.into_bytes()
}

fn attributes(list: &[(Oid<'_>, &[&[u8]])]) -> Vec<u8> {
    request(&[0], |info| {
        info.nested(Tag::context_constructed(0), |set| {
            for (oid, values) in list {
                set.nested(Tag::SEQUENCE, |attribute| {
                    attribute.oid(*oid);
                    attribute.nested(Tag::SET, |set| values.iter().for_each(|value| set.encoded(value)));
                });
            }
        });
    })
}

#[track_caller]
fn read(der: &[u8]) -> CertificationRequestRef<'_> {
    CertificationRequestRef::parse(der).unwrap()
}

#[test]
fn a_request_of_openssl_is_read() {
    let owned = pem::requests(DEMO.as_bytes()).unwrap().remove(0);
    let request = owned.as_ref();
    assert_eq!(request.version(), 1);
    assert_eq!(request.subject().to_string(), "CN=sip.example.com,O=Example,C=NO");
    assert_eq!(request.spki().algorithm().oid(), oids::ED25519);
    assert_eq!(request.spki_der(), owned.spki().as_der());
    assert_eq!(request.challenge_password().as_deref(), Some("demo password"));
    assert_eq!(request.unstructured_name().as_deref(), Some("Example device"));
    assert_eq!((request.signature_algorithm().oid(), request.signature().unwrap().len()), (oids::ED25519, 64));
    assert!(request.oddities().is_empty());
    assert!(request.as_der().windows(request.info().len()).any(|part| part == request.info()));
    assert_eq!(request.attributes().count(), 3);

    let extensions = request.extension_request().unwrap().unwrap();
    assert_eq!(extensions.extensions().count(), 3);
    assert!(extensions.is_critical(ExtensionKind::KeyUsage) && !extensions.has_repeated());
    let purposes = extensions.extended_key_usage().unwrap().unwrap();
    assert!(purposes.iter().eq([oids::SERVER_AUTH, oids::CLIENT_AUTH]));
    assert_eq!(extensions.subject_alt_name().unwrap().unwrap().len(), 2);
    assert!(extensions.basic_constraints().unwrap().is_none());
    assert_eq!(owned, request.to_owned());
    assert!(!format!("{owned:?}{:?}", request.attributes().collect::<Vec<_>>()).contains("password"));
}

#[test]
fn files_have_either_label_or_none() {
    let demo = pem::requests(DEMO.as_bytes()).unwrap().remove(0);
    for file in [
        demo.as_der().to_vec(),
        DEMO.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST").into_bytes(),
        format!("Certificate Request:\n    Data:\n{DEMO}").into_bytes(),
    ] {
        assert_eq!(pem::requests(&file).unwrap(), core::slice::from_ref(&demo));
    }
    assert_eq!(pem::requests(b"").unwrap_err().code(), &codes::PEM_NO_BLOCK);
    assert_eq!(pem::encode("CERTIFICATE REQUEST", demo.as_der()), DEMO);
    let broken = pem::encode("CERTIFICATE REQUEST", &[0x30, 0x02, 0x05, 0x00]);
    let error = pem::requests(broken.as_bytes()).unwrap_err();
    assert_eq!((error.code(), error.place()), (&codes::UNEXPECTED_TAG, Place::ByteInBlock { line: 1, byte: 2 }));
}

#[test]
fn the_field_of_attributes_may_be_absent() {
    let der = request(&[0], |_| {});
    let absent = read(&der);
    assert_eq!(absent.oddities(), Oddities::ATTRIBUTES_ABSENT);
    assert_eq!(absent.attributes().count(), 0);
    assert!(absent.extension_request().unwrap().is_none() && absent.subject().is_empty());
    assert!(read(&attributes(&[])).oddities().is_empty());
}

#[test]
fn versions_are_noted() {
    let version = |bytes: &[u8]| {
        let der = request(bytes, |_| {});
        CertificationRequestRef::parse(&der).map(|one| (one.version(), one.oddities()))
    };
    let unknown = |number| {
        Ok((number, {
            let mut both = Oddities::ATTRIBUTES_ABSENT;
            both.insert(Oddities::VERSION_UNKNOWN);
            both
        }))
    };
    assert_eq!(version(&[0]), Ok((1, Oddities::ATTRIBUTES_ABSENT)));
    assert_eq!(version(&[1]), unknown(2));
    assert_eq!(version(&[0, 0xFF]), unknown(256));
    for bytes in [&[0xFF][..], &[1, 0]] {
        assert_eq!(version(bytes).unwrap_err().code(), &codes::REQUEST_VERSION_INVALID);
    }
}

#[test]
fn the_extensions_stand_in_one_of_two_attributes() {
    // keyUsage: digitalSignature. noRevAvail.
    let usage = b"\x30\x0D\x30\x0B\x06\x03\x55\x1D\x0F\x04\x04\x03\x02\x07\x80";
    let other = b"\x30\x0B\x30\x09\x06\x03\x55\x1D\x38\x04\x02\x05\x00";
    let kinds = |list: &[(Oid<'_>, &[&[u8]])]| {
        let der = attributes(list);
        let requested = read(&der)
            .extension_request()
            .map(|found| found.map(|extensions| extensions.has_extension(ExtensionKind::KeyUsage)));
        (requested, read(&der).oddities())
    };
    let (pkcs, microsoft) = (oids::EXTENSION_REQUEST, oids::MICROSOFT_EXTENSION_REQUEST);
    assert_eq!(kinds(&[(pkcs, &[usage])]), (Ok(Some(true)), Oddities::NONE));
    assert_eq!(kinds(&[(microsoft, &[usage])]), (Ok(Some(true)), Oddities::NONE));
    assert_eq!(kinds(&[(microsoft, &[other]), (pkcs, &[usage])]), (Ok(Some(true)), Oddities::ATTRIBUTE_REPEATED));
    assert_eq!(kinds(&[(pkcs, &[other]), (pkcs, &[usage])]), (Ok(Some(false)), Oddities::ATTRIBUTE_REPEATED));
    assert_eq!(kinds(&[(pkcs, &[usage, other])]), (Ok(Some(true)), Oddities::ATTRIBUTE_VALUES));
    assert_eq!(kinds(&[(pkcs, &[b"\x30\x00"])]), (Ok(Some(false)), Oddities::NONE));
    let (empty, oddities) = kinds(&[(pkcs, &[])]);
    assert_eq!((empty.unwrap_err().code(), oddities), (&codes::EMPTY_LIST, Oddities::ATTRIBUTE_VALUES));
    // What is wrong in the extensions shows when they are asked for, at its place in the whole request.
    let der = attributes(&[(pkcs, &[b"\x30\x02\x05\x00"])]);
    let error = read(&der).extension_request().unwrap_err();
    assert_eq!(error.code(), &codes::UNEXPECTED_TAG);
    assert_eq!(der.get(error.offset().unwrap()), Some(&0x05));
}

#[test]
fn broken_requests_are_refused() {
    let whole = pem::requests(DEMO.as_bytes()).unwrap().remove(0).as_der().to_vec();
    for length in 0..whole.len() {
        assert!(CertificationRequestRef::parse(&whole[..length]).is_err(), "{length}");
    }
    let longer = [&whole[..], &[0]].concat();
    let refused = CertificationRequest::parse(&longer).unwrap_err();
    assert_eq!(refused, Error::at_byte(&codes::TRAILING_DATA, whole.len()));
    let refusal = |der: &[u8]| CertificationRequestRef::parse(der).map(|_| ()).unwrap_err().code();
    assert_eq!(refusal(&request(&[0], |info| info.null())), &codes::TRAILING_DATA);
    let inside = |content: &[u8]| request(&[0], |info| info.value(Tag::context_constructed(0), content));
    assert_eq!(refusal(&inside(&[0x31, 0])), &codes::UNEXPECTED_TAG);
    assert_eq!(refusal(&inside(&[0x30, 3, 0x06, 1, 0x2A])), &codes::TRUNCATED);
    assert_eq!(refusal(&inside(&[0x30, 5, 0x06, 1, 0x2A, 0x30, 0])), &codes::UNEXPECTED_TAG);
    assert_eq!(refusal(&inside(&[0x30, 7, 0x06, 1, 0x2A, 0x31, 2, 0x05, 1])), &codes::TRUNCATED);
    assert_eq!(refusal(&inside(&[0x30, 7, 0x06, 1, 0x2A, 0x31, 0, 0x05, 0])), &codes::TRAILING_DATA);
}

#[test]
fn a_damaged_signature_does_not_hide_the_request() {
    let mut der = pem::requests(DEMO.as_bytes()).unwrap().remove(0).as_der().to_vec();
    let count = der.len() - 65;
    assert_eq!(der[count], 0);
    der[count] = 1;
    let request = read(&der);
    assert_eq!((request.oddities(), request.signature()), (Oddities::SIGNATURE_BITS, None));
    der[count] = 8;
    let refused = CertificationRequestRef::parse(&der).map(|_| ()).unwrap_err();
    assert_eq!(refused, Error::at_byte(&codes::BIT_STRING_INVALID, count - 2));
}
