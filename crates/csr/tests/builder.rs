//! What a builder refuses, and what it writes.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use support::{Numbers, key};
use ucpki_crypto::KeyKind;
use ucpki_csr::{CsrError, RequestBuilder, codes, repeat};
use ucpki_x509::GeneralNameBuf;
use ucpki_x509::extension::KeyUsage;
use ucpki_x509::{CertificationRequest, Code, Name, Oid, OidBuf, oids};

fn plain() -> RequestBuilder {
    RequestBuilder::new(Name::parse_rfc4514("CN=a.dev").unwrap())
}

fn signed(builder: &RequestBuilder, kind: KeyKind) -> Result<CertificationRequest, CsrError> {
    let key = key(kind, 1);
    builder.sign(&key, key.algorithms()[0], &mut Numbers(1))
}

#[track_caller]
fn refused(expected: &Code, builder: &RequestBuilder) -> String {
    let error = signed(builder, KeyKind::EcP256).unwrap_err();
    assert_eq!(error.code(), expected, "{error}");
    error.to_string()
}

/// Identifier, critical, value.
fn requested(request: &CertificationRequest) -> Vec<(String, bool, Vec<u8>)> {
    let Some(list) = request.extension_request().unwrap() else { return Vec::new() };
    list.extensions().map(|one| (one.oid().to_string(), one.is_critical(), one.value().to_vec())).collect()
}

const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";
const MUST_STAPLE: [u8; 5] = [0x30, 0x03, 0x02, 0x01, 0x05];

#[test]
fn every_extension_can_be_set() {
    let oid = OidBuf::parse(TLS_FEATURE).unwrap();
    let builder = plain()
        .extension(oid.as_oid(), true, &MUST_STAPLE)
        .extended_key_usage(&[oids::SERVER_AUTH, oids::CODE_SIGNING])
        .key_usage(KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::KEY_AGREEMENT))
        .basic_constraints(false, None);
    let request = signed(&builder, KeyKind::EcP256).unwrap();
    // In the order of the documentation, whatever the order of the calls.
    let expected = [
        ("2.5.29.19".to_owned(), true, vec![0x30, 0x00]),
        ("2.5.29.15".to_owned(), true, vec![0x03, 0x02, 0x03, 0x88]),
        (
            "2.5.29.37".to_owned(),
            false,
            [&[0x30, 0x14][..], &[6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 1], &[6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 3]].concat(),
        ),
        (TLS_FEATURE.to_owned(), true, MUST_STAPLE.to_vec()),
    ];
    assert_eq!(requested(&request), expected);
    let ca = plain().basic_constraints(true, None).key_usage(KeyUsage::KEY_CERT_SIGN);
    let ca = signed(&ca, KeyKind::Ed25519).unwrap();
    assert_eq!(requested(&ca)[0].2, [0x30, 0x03, 0x01, 0x01, 0xFF]);
    assert_eq!(requested(&signed(&plain(), KeyKind::EcP256).unwrap()), []);
    let nothing = plain().extended_key_usage(&[oids::SERVER_AUTH]).extended_key_usage(&[]);
    assert_eq!(requested(&signed(&nothing, KeyKind::EcP256).unwrap()), []);
}

#[test]
fn an_extension_is_requested_once() {
    let oid = OidBuf::parse(TLS_FEATURE).unwrap();
    let staple = |builder: RequestBuilder| builder.extension(oid.as_oid(), false, &MUST_STAPLE);
    let twice = staple(staple(plain()));
    assert!(refused(&codes::REPEATED, &twice).ends_with("extension 1.3.6.1.5.5.7.1.24"));
    // Taken away, it may be given again.
    assert!(signed(&staple(twice.without(oid.as_oid())), KeyKind::EcP256).is_ok());
    let usage = [0x03, 0x02, 0x07, 0x80];
    let set = |builder: RequestBuilder| builder.key_usage(KeyUsage::DIGITAL_SIGNATURE);
    let given = |builder: RequestBuilder| builder.extension(oids::KEY_USAGE, false, &usage);
    // A value and a setter exclude each other, in both orders; the setter alone replaces what it set.
    refused(&codes::REPEATED, &given(set(plain())));
    refused(&codes::REPEATED, &set(given(plain())));
    let replaced = set(plain().key_usage(KeyUsage::KEY_AGREEMENT));
    assert_eq!(requested(&signed(&replaced, KeyKind::EcP256).unwrap())[0].2, usage);
    let names = plain().alt_names([GeneralNameBuf::Dns("a.dev".into())]);
    refused(&codes::REPEATED, &names.extension(oids::SUBJECT_ALT_NAME, false, &[0x30, 0x03, 0x82, 0x01, b'a']));
    let purposes = plain().extended_key_usage(&[oids::SERVER_AUTH, oids::CLIENT_AUTH, oids::SERVER_AUTH]);
    assert!(refused(&codes::REPEATED, &purposes).ends_with("extended key usage 1.3.6.1.5.5.7.3.1"));
}

#[test]
fn usages_do_not_contradict_each_other_or_the_key() {
    let bits = |usages: &[KeyUsage]| usages.iter().fold(usages[0], |all, one| all.union(*one));
    let ca = |builder: RequestBuilder| builder.basic_constraints(true, Some(0));
    for (builder, what) in [
        (plain().key_usage(KeyUsage::KEY_CERT_SIGN), "keyCertSign without CA:TRUE"),
        (plain().key_usage(KeyUsage::KEY_CERT_SIGN).basic_constraints(false, None), "keyCertSign without CA:TRUE"),
        (plain().basic_constraints(false, Some(1)), "a path length in basicConstraints without CA:TRUE"),
        (ca(plain()).key_usage(KeyUsage::CRL_SIGN), "a path length in basicConstraints without keyCertSign"),
        (plain().key_usage(KeyUsage::ENCIPHER_ONLY), "without keyAgreement"),
        (plain().extension(oids::KEY_USAGE, true, &[0x03, 0x01, 0x00]), "keyUsage without a usage"),
    ] {
        let text = refused(&codes::USAGE_CONTRADICTION, &builder);
        assert!(text.contains(what), "{text}");
    }
    for good in [
        ca(plain()).key_usage(bits(&[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN])),
        ca(plain()),
        plain().key_usage(bits(&[KeyUsage::KEY_AGREEMENT, KeyUsage::ENCIPHER_ONLY])),
    ] {
        signed(&good, KeyKind::EcP256).unwrap();
    }
    let encrypts = plain().key_usage(bits(&[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_ENCIPHERMENT]));
    assert!(signed(&encrypts, KeyKind::Rsa { bits: 2048 }).is_ok());
    assert_eq!(signed(&encrypts, KeyKind::Ed25519).unwrap_err().code(), &codes::USAGE_CONTRADICTION);
}

#[test]
fn values_are_der_and_what_their_kind_demands() {
    let oid = OidBuf::parse(TLS_FEATURE).unwrap();
    let with = |oid: Oid<'_>, value: &[u8]| plain().extension(oid, false, value);
    for value in [&[][..], &[0x30], &[0x30, 0x80, 0, 0], &[0x05, 0x00, 0x05, 0x00]] {
        refused(&codes::VALUE_INVALID, &with(oid.as_oid(), value));
    }
    refused(&ucpki_x509::codes::EMPTY_LIST, &with(oids::EXTENDED_KEY_USAGE, &[0x30, 0x00]));
    assert!(signed(&with(oids::KEY_USAGE, &[0x05, 0x00]), KeyKind::EcP256).is_err());
    assert!(signed(&with(oids::BASIC_CONSTRAINTS, &[0x02, 0x01, 0x00]), KeyKind::EcP256).is_err());
}

#[test]
fn what_is_repeated_is_not_questioned_and_can_be_replaced() {
    // Ed25519 and RFC 9295 exclude what was requested for a key that encrypts.
    let usage = KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::KEY_ENCIPHERMENT);
    let old = signed(&plain().key_usage(usage).extended_key_usage(&[oids::SERVER_AUTH]), KeyKind::EcP256).unwrap();
    let again = signed(&repeat(&old).unwrap(), KeyKind::Ed25519).unwrap();
    assert_eq!(requested(&old), requested(&again));
    let value = [0x03, 0x02, 0x07, 0x80];
    let other = repeat(&old).unwrap().extension(oids::KEY_USAGE, false, &value);
    assert_eq!(requested(&signed(&other, KeyKind::Ed25519).unwrap())[0], ("2.5.29.15".into(), false, value.to_vec()));
    refused(&codes::REPEATED, &other.key_usage(KeyUsage::DIGITAL_SIGNATURE));
}

#[test]
fn wildcards_are_refused_wherever_they_hide() {
    let key = key(KeyKind::EcP256, 1);
    let refused = |builder: RequestBuilder| builder.sign(&key, key.algorithms()[0], &mut Numbers(1)).unwrap_err();
    let wild = RequestBuilder::new(Name::parse_rfc4514("CN=*.a.dev").unwrap());
    assert_eq!(refused(wild).code(), &codes::WILDCARD);
    assert_eq!(refused(plain().alt_names([GeneralNameBuf::Dns("*.a.dev".into())])).code(), &codes::WILDCARD);
    assert_eq!(refused(plain().alt_names([GeneralNameBuf::Uri("sip:*.a.dev".into())])).code(), &codes::WILDCARD);
    let raw = [0x30, 0x09, 0x82, 0x07, b'*', b'.', b'a', b'.', b'd', b'e', b'v'];
    assert_eq!(refused(plain().extension(oids::SUBJECT_ALT_NAME, false, &raw)).code(), &codes::WILDCARD);
}
