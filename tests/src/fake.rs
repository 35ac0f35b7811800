//! A signature scheme that costs next to nothing and **gives no security at all**: anyone can sign for any key.
//!
//! A signature is SHA-256 over a mark, the length of the SubjectPublicKeyInfo, the SubjectPublicKeyInfo, and the message.
//! [`FAKE`] verifies it for every kind of key, so fake keys look like Ed25519, RSA or elliptic curve keys of any length,
//! and rules about algorithms and key lengths see what they would see in earnest.

use sha2::{Digest, Sha256};
use ucpki_crypto::{
    Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider, Scheme, SignatureAlgorithm, VerifyError,
};
use ucpki_x509::{AlgorithmRef, SpkiRef};

/// The provider of the fake scheme: no security, and no other scheme.
pub const FAKE: Provider = Provider::new("fake-without-security", &[&FakeAlgorithm], &[]);

/// The fake signature of `message` under the key `spki`.
#[must_use]
pub fn sign(spki: &[u8], message: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"ucpki fake signature, no security");
    hash.update((spki.len() as u64).to_be_bytes());
    hash.update(spki);
    hash.update(message);
    hash.finalize().into()
}

#[derive(Debug)]
struct FakeAlgorithm;

impl KeyAlgorithm for FakeAlgorithm {
    fn name(&self) -> &'static str {
        "fake"
    }

    fn serves(&self, _: AlgorithmRef<'_>) -> bool {
        true
    }

    fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        Ok(Box::new(FakeKey { kind: KeyKind::from_spki(key)?, spki: key.as_der().to_vec() }))
    }

    fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
        &[(Scheme::Ed25519, None), (Scheme::Ecdsa, Some(Hash::Sha256)), (Scheme::RsaPkcs1, Some(Hash::Sha256))]
    }
}

#[derive(Debug)]
struct FakeKey {
    kind: KeyKind,
    spki: Vec<u8>,
}

impl PreparedKey for FakeKey {
    fn kind(&self) -> KeyKind {
        self.kind
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let fits = match SignatureAlgorithm::parse(algorithm)?.scheme() {
            Scheme::Ed25519 => self.kind == KeyKind::Ed25519,
            Scheme::RsaPkcs1 => matches!(self.kind, KeyKind::Rsa { .. }),
            Scheme::Ecdsa => self.kind != KeyKind::Ed25519 && !matches!(self.kind, KeyKind::Rsa { .. }),
            _ => return Err(VerifyError::AlgorithmUnsupported),
        };
        if !fits {
            return Err(VerifyError::AlgorithmMismatch);
        }
        if signature == sign(&self.spki, input.message()) { Ok(()) } else { Err(VerifyError::BadSignature) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::make::Key;
    use ucpki_x509::oids;

    #[test]
    fn what_fake_keys_sign_holds_and_nothing_else() {
        let rsa = Key::fake_rsa("rsa", 1024);
        for key in [Key::fake("a"), rsa.clone(), Key::fake_ec("ec", oids::SECP192R1, 192)] {
            let prepared = FAKE.prepare(SpkiRef::parse(key.spki()).unwrap(), None).unwrap();
            let algorithm = key.signature_algorithm();
            let verify = |algorithm: &[u8], message, signature: &[u8]| {
                prepared.verify(AlgorithmRef::parse(algorithm).unwrap(), Input::Message(message), signature)
            };
            let signature = key.sign(b"message");
            assert_eq!(verify(&algorithm, b"message", &signature), Ok(()));
            assert_eq!(verify(&algorithm, b"massage", &signature), Err(VerifyError::BadSignature));
            assert_eq!(
                verify(&algorithm, b"message", &Key::fake("b").sign(b"message")),
                Err(VerifyError::BadSignature)
            );
            if key != rsa {
                let other = rsa.signature_algorithm();
                assert_eq!(verify(&other, b"message", &signature), Err(VerifyError::AlgorithmMismatch));
            }
        }
    }
}
