//! What providers can do, how they are laid over each other, and what policy reads without them.
#![cfg(feature = "legacy")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::std_instead_of_alloc, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use support::{NULL, Signed, algorithm, pss_parameters, read, spki};
use ucpki_crypto::{
    DigestAlgorithm, Hash, KeyAlgorithm, KeyKind, KeyRefused, LEGACY, PreparedKey, Provider, RUSTCRYPTO, Scheme,
    SignatureAlgorithm, VerifyError, sha1, sha256,
};
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef, oids};

/// `key: scheme hash hash, scheme hash` for each key, in the order of the provider.
fn table(provider: Provider) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut last = (String::new(), None);
    for row in provider.capabilities() {
        if last.0 != row.key {
            rows.push(format!("{} {}:", row.provider, row.key));
        }
        let line = rows.last_mut().unwrap();
        if last != (row.key.to_owned(), Some(row.scheme)) {
            line.push_str(&format!(" {}", row.scheme));
        }
        if let Some(hash) = row.hash {
            line.push_str(&format!(" {hash}"));
        }
        last = (row.key.to_owned(), Some(row.scheme));
    }
    rows
}

#[test]
fn rustcrypto_can_do_this() {
    assert_eq!(
        table(RUSTCRYPTO),
        [
            "rustcrypto P-256: ECDSA SHA-224 SHA-256 SHA-384 SHA-512",
            "rustcrypto RSA: RSA PKCS#1 v1.5 SHA-256 SHA-384 SHA-512 RSA-PSS SHA-256 SHA-384 SHA-512",
            "rustcrypto P-384: ECDSA SHA-224 SHA-256 SHA-384 SHA-512",
            "rustcrypto Ed25519: Ed25519",
            "rustcrypto RSA-PSS: RSA-PSS SHA-256 SHA-384 SHA-512",
            "rustcrypto P-521: ECDSA SHA-224 SHA-256 SHA-384 SHA-512",
        ]
    );
}

#[test]
fn legacy_can_do_this() {
    assert_eq!(
        table(LEGACY),
        [
            "legacy P-256: ECDSA SHA-1 SHA-224 SHA-256 SHA-384 SHA-512",
            "legacy RSA: RSA PKCS#1 v1.5 MD5 SHA-1 SHA-224 SHA-256 SHA-384 SHA-512 \
             RSA-PSS SHA-1 SHA-224 SHA-256 SHA-384 SHA-512",
            "legacy P-384: ECDSA SHA-1 SHA-224 SHA-256 SHA-384 SHA-512",
            "legacy Ed25519: Ed25519",
            "legacy RSA-PSS: RSA-PSS SHA-1 SHA-224 SHA-256 SHA-384 SHA-512",
            "legacy P-521: ECDSA SHA-1 SHA-224 SHA-256 SHA-384 SHA-512",
            "legacy DSA: DSA SHA-1 SHA-224 SHA-256",
        ]
    );
    assert_eq!(table(LEGACY.over(RUSTCRYPTO)), table(LEGACY), "nothing is left for the fallback");
}

#[cfg(feature = "aws-lc-rs")]
#[test]
fn aws_lc_rs_can_do_what_rustcrypto_can() {
    let renamed = table(RUSTCRYPTO).into_iter().map(|row| row.replacen("rustcrypto", "aws-lc-rs", 1));
    assert_eq!(table(ucpki_crypto::AWS_LC_RS), renamed.collect::<Vec<_>>());
    assert_eq!(table(ucpki_crypto::AWS_LC_RS.over(RUSTCRYPTO)), table(ucpki_crypto::AWS_LC_RS));
}

#[cfg(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64")))]
#[test]
fn graviola_can_do_this() {
    let mut renamed: Vec<String> =
        table(RUSTCRYPTO).into_iter().map(|row| row.replacen("rustcrypto", "graviola", 1)).collect();
    let p521 = renamed.pop().unwrap();
    let own = table(ucpki_crypto::GRAVIOLA);
    // Where the processor lacks something, nothing is claimed.
    assert!(own == renamed || own.is_empty(), "{own:?}");
    renamed.push(p521.replacen("graviola", "rustcrypto", 1));
    let over = table(ucpki_crypto::GRAVIOLA.over(RUSTCRYPTO));
    assert!(over == renamed || own.is_empty(), "{over:?}");
}

/// Claims P-256 and can do nothing.
#[derive(Debug)]
struct Nothing;

impl KeyAlgorithm for Nothing {
    fn name(&self) -> &'static str {
        "P-256"
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == oids::EC_PUBLIC_KEY && algorithm.parameters().is_some_and(|curve| curve.ends_with(&[7]))
    }

    fn prepare(&self, _: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        Err(KeyRefused::Size)
    }

    fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
        &[]
    }
}

const NOTHING: Provider = Provider::new("nothing", &[&Nothing], &[]);
const NOTHING_OVER: Provider = NOTHING.over(RUSTCRYPTO);

#[test]
fn the_upper_provider_serves_first_and_the_lower_the_rest() {
    assert_eq!(format!("{NOTHING_OVER:?}"), "Provider(nothing over rustcrypto)");
    let p256 = read("p256/sha256.der");
    let rsa = read("rsa-2048/sha256.der");
    assert_eq!(NOTHING_OVER.prepare(Signed::of_certificate(&p256).key, None).err(), Some(KeyRefused::Size));
    assert!(NOTHING_OVER.prepare(Signed::of_certificate(&rsa).key, None).is_ok());
    assert!(RUSTCRYPTO.over(NOTHING).prepare(Signed::of_certificate(&p256).key, None).is_ok());
    assert_eq!(table(NOTHING_OVER), &table(RUSTCRYPTO)[1..], "what is shadowed is not claimed");
    assert!(NOTHING_OVER.digest(oids::SHA256).is_some() && NOTHING.digest(oids::SHA256).is_none());
}

#[test]
#[should_panic = "at most six"]
fn a_seventh_layer_is_an_error() {
    let _ = (0..6).fold(NOTHING, |provider, _| provider.over(NOTHING));
}

#[test]
fn digests_agree_with_published_values() {
    // RFC 1321, A.5; FIPS 180-4 examples: of "abc".
    let expected: BTreeMap<Hash, &str> = [
        (Hash::Md5, "900150983cd24fb0d6963f7d28e17f72"),
        (Hash::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (Hash::Sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        (Hash::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Hash::Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            Hash::Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ]
    .into();
    for (hash, hex) in expected {
        let algorithm: &dyn DigestAlgorithm = LEGACY.digest(hash.oid()).unwrap();
        let digest = algorithm.digest(&[b"a", b"", b"bc"]);
        let text = format!("Digest({} {hex})", hash.oid());
        assert_eq!(format!("{digest:?}"), text);
        assert_eq!((digest.oid(), digest.as_bytes().len()), (hash.oid(), hash.output_len()));
        let mut state = algorithm.start();
        state.update(b"ab");
        state.update(b"c");
        assert_eq!(state.finish(), digest, "{hash} piece by piece");
    }
    assert_eq!(sha256(b"abc")[..], *RUSTCRYPTO.digest(oids::SHA256).unwrap().digest(&[b"abc"]).as_bytes());
    assert_eq!(sha1(b"abc")[..], *RUSTCRYPTO.digest(oids::SHA1).unwrap().digest(&[b"abc"]).as_bytes());
    assert!(RUSTCRYPTO.digest(oids::MD5).is_none());
}

#[track_caller]
fn kind(file: &str, text: &str, bits: Option<u32>) {
    let der = read(file);
    let key = if file.starts_with("spki/") { SpkiRef::parse(&der).unwrap() } else { Signed::of_certificate(&der).key };
    let kind = KeyKind::from_spki(key).unwrap();
    assert_eq!((kind.to_string().as_str(), kind.bits()), (text, bits), "{file}");
    if let Ok(prepared) = LEGACY.prepare(key, None) {
        assert_eq!(prepared.kind(), kind, "the same once prepared");
    }
}

#[test]
fn kinds_of_keys_are_told_without_preparing() {
    kind("rsa-2048/sha256.der", "RSA 2048", Some(2048));
    kind("rsa-1025/sha256.der", "RSA 1025", Some(1025));
    kind("spki/rsa-512.der", "RSA 512", Some(512));
    kind("rsa-pss-any/pss-sha256-mgf-sha256-salt-32.der", "RSA-PSS 2048", Some(2048));
    kind("p256/sha256.der", "P-256", Some(256));
    kind("p384-compressed/sha256.der", "P-384", Some(384));
    kind("p521/sha256.der", "P-521", Some(521));
    kind("ed25519/ed25519.der", "Ed25519", Some(256));
    kind("dsa-2048-224/sha256.der", "DSA 2048", Some(2048));
    kind("spki/p192.der", "P-192", Some(192));
    kind("spki/p224.der", "P-224", Some(224));
    kind("spki/secp256k1.der", "EC (other curve)", None);
    kind("spki/p256-explicit.der", "EC (explicit curve)", None);
    kind("spki/ed448.der", "Ed448", Some(456));
    kind("spki/x25519.der", "X25519", Some(256));
    let inherited = spki(oids::DSA, None, &[0x02, 0x01, 0x05]);
    assert_eq!(KeyKind::from_spki(SpkiRef::parse(&inherited).unwrap()), Ok(KeyKind::Dsa { bits: None }));
}

#[track_caller]
fn refused(key: &[u8], why: KeyRefused) {
    for provider in [RUSTCRYPTO, LEGACY] {
        assert_eq!(provider.prepare(SpkiRef::parse(key).unwrap(), None).err(), Some(why), "{provider:?}");
    }
}

#[test]
fn keys_that_no_provider_can_use_are_named() {
    refused(&read("spki/p192.der"), KeyRefused::CurveUnsupported);
    refused(&read("spki/p224.der"), KeyRefused::CurveUnsupported);
    refused(&read("spki/secp256k1.der"), KeyRefused::CurveUnsupported);
    refused(&read("spki/p256-explicit.der"), KeyRefused::CurveExplicit);
    refused(&read("spki/p256-hybrid.der"), KeyRefused::PointInvalid);
    refused(&read("spki/ed448.der"), KeyRefused::Unsupported);
    refused(&read("spki/x25519.der"), KeyRefused::Unsupported);
    refused(&read("spki/rsa-512.der"), KeyRefused::Size);
    refused(&spki(oids::SHA256, None, &[0]), KeyRefused::Unsupported);
    refused(&spki(oids::EC_PUBLIC_KEY, None, &[4; 65]), KeyRefused::ParametersMissing);
    refused(&spki(oids::EC_PUBLIC_KEY, Some(NULL), &[4; 65]), KeyRefused::ParametersMissing);
    refused(&spki(oids::EC_PUBLIC_KEY, Some(&[0x02, 0x01, 0x01]), &[4; 65]), KeyRefused::ParametersInvalid);
    refused(&spki(oids::RSA_ENCRYPTION, Some(NULL), &[0x30, 0x00]), KeyRefused::Malformed);
}

fn understood(oid: Oid<'_>, parameters: Option<&[u8]>) -> Result<SignatureAlgorithm, VerifyError> {
    SignatureAlgorithm::parse(AlgorithmRef::parse(&algorithm(oid, parameters)).unwrap())
}

#[test]
fn parameters_of_signatures_are_null_or_absent_as_the_algorithm_says() {
    for oid in [oids::MD5_WITH_RSA, oids::SHA1_WITH_RSA, oids::SHA224_WITH_RSA, oids::SHA256_WITH_RSA] {
        assert!(understood(oid, Some(NULL)).is_ok() && understood(oid, Some(NULL)) == understood(oid, None), "{oid}");
        assert_eq!(understood(oid, Some(&[0x30, 0x00])), Err(VerifyError::ParametersInvalid), "{oid}");
    }
    for oid in [oids::ECDSA_WITH_SHA1, oids::ECDSA_WITH_SHA256] {
        assert!(understood(oid, Some(NULL)).is_ok() && understood(oid, Some(NULL)) == understood(oid, None), "{oid}");
        assert_eq!(understood(oid, Some(&[0x30, 0x00])), Err(VerifyError::ParametersInvalid), "{oid}");
    }
    for oid in [oids::ED25519, oids::ED448, oids::DSA_WITH_SHA256] {
        assert!(understood(oid, None).is_ok(), "{oid}");
        assert_eq!(understood(oid, Some(NULL)), Err(VerifyError::ParametersInvalid), "{oid}");
    }
    assert_eq!(understood(oids::RSASSA_PSS, None), Err(VerifyError::ParametersInvalid));
    assert_eq!(understood(oids::RSASSA_PSS, Some(NULL)), Err(VerifyError::ParametersInvalid));
    assert_eq!(understood(oids::RSA_ENCRYPTION, Some(NULL)), Err(VerifyError::AlgorithmUnsupported));
}

fn pss(parameters: &[u8]) -> Result<(Hash, Hash, u32), VerifyError> {
    match understood(oids::RSASSA_PSS, Some(parameters))? {
        SignatureAlgorithm::RsaPss(pss) => Ok((pss.hash(), pss.mgf_hash(), pss.salt_len())),
        other => panic!("{other:?}"),
    }
}

#[test]
fn pss_defaults_may_be_left_out_or_spelled_out() {
    let left_out = pss(&pss_parameters(None, None, None, None));
    let spelled_out = pss(&pss_parameters(Some(oids::SHA1), Some(oids::SHA1), Some(20), Some(1)));
    assert_eq!(left_out, Ok((Hash::Sha1, Hash::Sha1, 20)));
    assert_eq!(left_out, spelled_out);
    assert_eq!(
        pss(&pss_parameters(Some(oids::SHA256), None, Some(32), None)),
        Ok((Hash::Sha256, Hash::Sha1, 32)),
        "each default is alone"
    );
    // Hash without NULL, mask hash without NULL: RFC 4055, 2.1.
    let bare = [&[0xA0, 0x0D][..], &algorithm(oids::SHA256, None)].concat();
    let mask = algorithm(oids::MGF1, Some(&algorithm(oids::SHA256, None)));
    let mask = [&[0xA1, u8::try_from(mask.len()).unwrap()][..], &mask].concat();
    let both = [&[0x30, u8::try_from(bare.len() + mask.len()).unwrap()][..], &bare, &mask].concat();
    assert_eq!(pss(&both), Ok((Hash::Sha256, Hash::Sha256, 20)));
}

#[test]
fn pss_parameters_with_faults_are_refused() {
    let invalid = Err(VerifyError::ParametersInvalid);
    assert_eq!(pss(&pss_parameters(None, None, None, Some(2))), invalid, "trailer field 2");
    assert_eq!(pss(&pss_parameters(None, None, None, Some(0))), invalid, "trailer field 0");
    assert_eq!(pss(&[0x30, 0x05, 0xA2, 0x03, 0x02, 0x01, 0xFF]), invalid, "salt of -1");
    assert_eq!(pss(&[0x30, 0x08, 0xA2, 0x06, 0x02, 0x01, 0x14, 0x02, 0x01, 0x14]), invalid, "two salts in one field");
    let salt = [0xA2, 0x03, 0x02, 0x01, 0x14];
    assert_eq!(pss(&[&[0x30, 0x0A][..], &salt, &salt].concat()), invalid, "salt twice");
    assert_eq!(pss(&[&[0x30, 0x0A, 0xA3, 0x03, 0x02, 0x01, 0x01][..], &salt].concat()), invalid, "fields out of order");
    assert_eq!(
        pss(&[&pss_parameters(None, None, None, None)[..], &[0]].concat()[..2]),
        Ok((Hash::Sha1, Hash::Sha1, 20))
    );
    let unknown_hash = pss_parameters(Some(oids::RSA_ENCRYPTION), None, None, None);
    assert_eq!(pss(&unknown_hash), Err(VerifyError::AlgorithmUnsupported));
    let bare_mask = [&[0x30, 0x0F, 0xA1, 0x0D][..], &algorithm(oids::MGF1, None)].concat();
    assert_eq!(pss(&bare_mask), invalid, "MGF1 without a hash");
    let other_mask = algorithm(oids::SHA256, Some(&algorithm(oids::SHA256, None)));
    let other_mask = [&[0xA1, u8::try_from(other_mask.len()).unwrap()][..], &other_mask].concat();
    let other_mask = [&[0x30, u8::try_from(other_mask.len()).unwrap()][..], &other_mask].concat();
    assert_eq!(pss(&other_mask), Err(VerifyError::AlgorithmUnsupported), "a mask function that is not MGF1");
}
