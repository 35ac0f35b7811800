//! Signing in two phases, for keys that are elsewhere.

use crate::SignatureAlgorithm;
#[cfg(feature = "keys")]
use crate::{KeyError, PrivateKey, Random};
use alloc::vec::Vec;
use ucpki_x509::der::{Tag, Writer};

/// A request, certificate or list that is complete but for its signature.
///
/// ```text
/// SIGNED { ToBeSigned } ::= SEQUENCE { toBeSigned, algorithm AlgorithmIdentifier, signature BIT STRING }
/// ```
///
/// Phase one gives the bytes to sign ([`message`](Self::message)) and how; the signature may come from a token, a module
/// or another machine; phase two puts it in place ([`finish`](Self::finish)). Where the key is at hand,
/// [`sign`](Self::sign) does both.
#[derive(Clone, Debug)]
pub struct Unsigned {
    message: Vec<u8>,
    algorithm: SignatureAlgorithm,
}

impl Unsigned {
    /// `message` is the DER of what is to be signed.
    #[must_use]
    pub const fn new(message: Vec<u8>, algorithm: SignatureAlgorithm) -> Self {
        Self { message, algorithm }
    }

    /// The bytes to sign.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// How to sign them.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Puts the signature in place. **It is not checked here**: who made the request knows the key, and can.
    #[must_use]
    pub fn finish(self, signature: &[u8]) -> Vec<u8> {
        let algorithm = self.algorithm.to_der();
        let mut writer = Writer::with_capacity(self.message.len() + algorithm.len() + signature.len() + 16);
        writer.nested(Tag::SEQUENCE, |signed| {
            signed.encoded(&self.message);
            signed.encoded(&algorithm);
            signed.bit_string(signature);
        });
        writer.into_bytes()
    }

    /// Signs with a key that is at hand. Needs the feature `keys`.
    ///
    /// # Errors
    ///
    /// As [`PrivateKey::sign`].
    #[cfg(feature = "keys")]
    pub fn sign(self, key: &PrivateKey, random: &mut dyn Random) -> Result<Vec<u8>, KeyError> {
        let signature = key.sign(self.algorithm, &self.message, random)?;
        Ok(self.finish(&signature))
    }
}
