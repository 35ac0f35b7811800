//! `key_parse`: private keys read, written in every form and read again, and used.

use ucpki_crypto::{Input, PrivateKey, RUSTCRYPTO, Random, RandomFailed, Secret};
use ucpki_crypto_rsa::SIGNERS;
use ucpki_x509::{AlgorithmRef, SpkiRef, pem};

/// Bytes that are the same in every run.
pub(crate) struct Numbers(pub(crate) u64);

impl Random for Numbers {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        for byte in bytes {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            *byte = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D).to_be_bytes()[0];
        }
        Ok(())
    }
}

/// Under which the seeds are encrypted.
pub(crate) const PASSPHRASE: &[u8] = b"secret";

/// Reads a key, PEM or DER, with and without a passphrase.
///
/// # Panics
///
/// If a key is not read back from what was written, does not sign, or an error shows bytes of the file.
pub fn key_parse(data: &[u8]) {
    let plain = SIGNERS.read(data, None);
    if let Err(error) = &plain {
        // A name may come from the file, cut to what names are.
        assert!(error.to_string().len() < 300, "{error}");
        assert!(error.what().is_none_or(|what| !what.contains(char::is_control)), "{error:?}");
    }
    let cheap = pem::objects(data).flatten().all(|object| is_cheap(object.der()));
    let key = match plain {
        Ok(key) => Some(key),
        Err(_) if cheap => SIGNERS.read(data, Some(PASSPHRASE)).ok(),
        Err(_) => None,
    };
    if let Some(key) = key {
        is_read_back(&key);
        signs(&key);
    }
}

/// Whether no count in it has three bytes: deriving a key would take the time of ten thousand other inputs.
fn is_cheap(der: &[u8]) -> bool {
    !der.windows(2).any(|pair| matches!(pair, [0x02, 0x03..=0x05]))
}

fn is_read_back(key: &PrivateKey) {
    let forms = [Some(key.to_pem()), Some(planted::rewritten(key.to_pkcs8())), key.to_traditional_pem()];
    for form in forms.into_iter().flatten() {
        let again = SIGNERS.read(form.expose(), None).expect("we wrote it");
        assert!(again == *key && again.kind() == key.kind());
        assert!(again.to_pkcs8() == key.to_pkcs8(), "written twice, it differs");
    }
}

fn signs(key: &PrivateKey) {
    let prepared = RUSTCRYPTO.prepare(SpkiRef::parse(key.spki_der()).expect("we wrote it"), None);
    // Exponents that we do not verify with are read, as long as they belong to the key.
    let Ok(prepared) = prepared else { return };
    let Ok(signature) = key.sign(key.algorithms()[0], b"message", &mut Numbers(7)) else { return };
    let algorithm = key.algorithms()[0].to_der();
    let algorithm = AlgorithmRef::parse(&algorithm).expect("we wrote it");
    prepared.verify(algorithm, Input::Message(b"message"), &signature).expect("it belongs to the key");
}

#[cfg(not(ucpki_planted_bug = "key_parse"))]
mod planted {
    pub(super) fn rewritten(pkcs8: super::Secret) -> super::Secret {
        pkcs8
    }
}

/// The planted bug: a scalar of P-256 that begins with a zero byte is written one byte shorter, and its last byte is lost.
#[cfg(ucpki_planted_bug = "key_parse")]
mod planted {
    use super::Secret;

    pub(super) fn rewritten(pkcs8: Secret) -> Secret {
        let at = pkcs8.expose().windows(7).position(|bytes| bytes.starts_with(&[0x02, 0x01, 0x01, 0x04, 0x20, 0x00]));
        let Some(at) = at else { return pkcs8 };
        let mut bytes = pkcs8.expose().to_vec();
        bytes.copy_within(at + 6..at + 37, at + 5);
        Secret::new(bytes)
    }
}
