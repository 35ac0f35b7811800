//! Ed25519 that signs (RFC 8032, 5.1.6; RFC 8410, 7).

use crate::{
    KeyError, KeyKind, PrivateKeyInfo, PrivateKeyRef, Random, Secret, SignatureAlgorithm, Signer, SigningAlgorithm,
    codes,
};
use alloc::boxed::Box;
use alloc::vec::Vec;
use ed25519_dalek::{Signer as _, SigningKey};
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{AlgorithmRef, oids};
use zeroize::Zeroize;

pub(super) static ED25519: Ed25519 = Ed25519;

#[derive(Debug)]
pub(super) struct Ed25519;

impl SigningAlgorithm for Ed25519 {
    fn name(&self) -> &'static str {
        KeyKind::Ed25519.name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == oids::ED25519
    }

    fn load(&self, key: &PrivateKeyRef<'_>) -> Result<Box<dyn Signer>, KeyError> {
        // RFC 8410, 3: "the parameters MUST be absent".
        if key.algorithm().parameters().is_some() {
            return Err(KeyError::new(&codes::KEY_PARAMETERS_INVALID));
        }
        // RFC 8410, 7: CurvePrivateKey ::= OCTET STRING
        let mut reader = Reader::new(key.expose())?;
        let seed = reader.octet_string()?;
        reader.finish()?;
        let seed = seed.content().try_into().map_err(|_| KeyError::new(&codes::PRIVATE_KEY_INVALID))?;
        Ok(Box::new(Loaded(SigningKey::from_bytes(seed))))
    }

    fn makes(&self, kind: KeyKind) -> bool {
        kind == KeyKind::Ed25519
    }

    fn generate(&self, _: KeyKind, random: &mut dyn Random, _: &mut dyn FnMut()) -> Result<Box<dyn Signer>, KeyError> {
        let mut seed = [0; 32];
        let filled = random.fill(&mut seed);
        let key = SigningKey::from_bytes(&seed);
        seed.zeroize();
        filled?;
        Ok(Box::new(Loaded(key)))
    }
}

/// Boxed at once: the key wipes itself where it lies.
struct Loaded(SigningKey);

impl Signer for Loaded {
    fn kind(&self) -> KeyKind {
        KeyKind::Ed25519
    }

    fn spki(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |spki| {
            spki.encoded(ALGORITHM);
            spki.bit_string(self.0.verifying_key().as_bytes());
        });
        writer.into_bytes()
    }

    fn to_pkcs8(&self) -> Secret {
        let mut writer = Writer::with_capacity(40);
        let mut seed = self.0.to_bytes();
        writer.octet_string(&seed);
        seed.zeroize();
        let key = Secret::new(writer.into_bytes());
        PrivateKeyInfo::wrap(ALGORITHM, key.expose())
    }

    fn algorithms(&self) -> &'static [SignatureAlgorithm] {
        &[SignatureAlgorithm::Ed25519]
    }

    fn sign(&self, _: SignatureAlgorithm, message: &[u8], _: &mut dyn Random) -> Result<Vec<u8>, KeyError> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

/// id-Ed25519 without parameters.
const ALGORITHM: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70];
