//! ML-DSA keys: made, written, read, and signing what verifies (RFC 9881).
#![cfg(all(feature = "keys", feature = "ml-dsa"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use ucpki_crypto::{
    Input, KeyKind, ML_DSA, ML_DSA_SIGNERS, NoRandom, RUSTCRYPTO, Random, RandomFailed, SIGNERS, Secret, VerifyError,
    codes,
};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{AlgorithmRef, SpkiRef};

/// Bytes that count: the same key each time, and no byte twice in one.
struct Counting;

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        bytes.iter_mut().zip(0..).for_each(|(byte, count)| *byte = count);
        Ok(())
    }
}

struct Stuck(u8);

impl Random for Stuck {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        bytes.fill(self.0);
        Ok(())
    }
}

#[test]
fn a_source_that_is_stuck_makes_nothing() {
    for byte in [0x00, 0x01, 0xFF] {
        for kind in [KeyKind::MlDsa44, KeyKind::MlDsa65, KeyKind::MlDsa87] {
            let made = ML_DSA_SIGNERS.generate(kind, &mut Stuck(byte));
            assert_eq!(made.unwrap_err().code(), &codes::RANDOM_FAILED);
        }
    }
}

#[test]
fn keys_go_there_and_back() {
    for (kind, spki_len, signature_len) in
        [(KeyKind::MlDsa44, 1312 + 22, 2420), (KeyKind::MlDsa65, 1952 + 22, 3309), (KeyKind::MlDsa87, 2592 + 22, 4627)]
    {
        let key = ML_DSA_SIGNERS.generate(kind, &mut Counting).unwrap();
        // FIPS 204, table 2.
        assert_eq!((key.kind(), key.spki_der().len()), (kind, spki_len));
        let again = ML_DSA_SIGNERS.read(key.to_pem().expose(), None).unwrap();
        assert!(again == key && again.to_pkcs8() == key.to_pkcs8());
        assert!(key.to_traditional_pem().is_none());

        let signature = again.sign(key.algorithms()[0], b"message", &mut NoRandom).unwrap();
        assert_eq!(signature.len(), signature_len);
        let algorithm = key.algorithms()[0].to_der();
        let algorithm = AlgorithmRef::parse(&algorithm).unwrap();
        let spki = SpkiRef::parse(key.spki_der()).unwrap();
        assert_eq!(KeyKind::from_spki(spki), Ok(kind));
        let prepared = ML_DSA.over(RUSTCRYPTO).prepare(spki, None).unwrap();
        prepared.verify(algorithm, Input::Message(b"message"), &signature).unwrap();
        let refused = prepared.verify(algorithm, Input::Message(b"another"), &signature);
        assert_eq!(refused, Err(VerifyError::BadSignature));
        let mut flipped = signature.clone();
        flipped[100] ^= 1;
        assert!(prepared.verify(algorithm, Input::Message(b"message"), &flipped).is_err());
        assert!(prepared.verify(algorithm, Input::Message(b"message"), &signature[1..]).is_err());
        // Only who asks for them has them.
        assert_eq!(SIGNERS.read(key.to_pem().expose(), None).unwrap_err().code(), &codes::KEY_UNSUPPORTED);
        assert!(RUSTCRYPTO.prepare(spki, None).is_err());
    }
}

#[test]
fn a_key_without_its_seed_is_named() {
    let key = ML_DSA_SIGNERS.generate(KeyKind::MlDsa44, &mut Counting).unwrap();
    let der = |content: &dyn Fn(&mut Writer)| {
        let mut inner = Writer::new();
        content(&mut inner);
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |info| {
            info.small_integer(0);
            info.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(ucpki_x509::oids::ML_DSA_44));
            info.octet_string(inner.as_bytes());
        });
        Secret::new(writer.into_bytes())
    };
    let code = |der: Secret| ML_DSA_SIGNERS.read(der.expose(), None).map_err(|error| error.code().name());
    let seed: Vec<u8> = (0..32).collect();
    assert_eq!(code(der(&|inner| inner.value(Tag::context(0), &seed))).unwrap(), key);
    assert_eq!(code(der(&|inner| inner.value(Tag::context(0), &[0; 31]))), Err("crypto.private_key_invalid"));
    assert_eq!(code(der(&|inner| inner.octet_string(&[0; 2560]))), Err("crypto.private_key_form"));
    let both = der(&|inner| {
        inner.nested(Tag::SEQUENCE, |both| {
            both.octet_string(&seed);
            both.octet_string(&[0; 2560]);
        });
    });
    assert_eq!(code(both), Err("crypto.private_key_invalid"));
}
