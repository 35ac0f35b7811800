//! Answers that may still have to be signed.

use super::answer::{Answer, Subject};
use super::encode::{self, Times};
use super::verify::verify;
use crate::codes;
use alloc::vec::Vec;
use ucpki_crypto::{KeyError, PrivateKey, Provider, Random, SignatureAlgorithm};
use ucpki_x509::{AlgorithmRef, Certificate, Code};

/// An answer, or one that has to be signed first.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "an answer is signed or it is not")]
pub enum Draft {
    /// It can be sent.
    Ready(Answer),
    /// It has to be signed.
    ToSign(UnsignedAnswer),
}

/// An answer that is complete but for its signature.
///
/// Where the key is at hand, [`sign`](Self::sign) does it. Else [`message`](Self::message) is signed by
/// [`algorithm`](Self::algorithm) elsewhere, with the key of [`signer`](Self::signer), and [`finish`](Self::finish) puts the
/// signature in place.
#[derive(Clone, Debug)]
pub struct UnsignedAnswer {
    pub(super) data: Vec<u8>,
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) signer: Certificate,
    /// What comes along.
    pub(super) certificate: Option<Certificate>,
    pub(super) times: Times,
    pub(super) has_nonce: bool,
    pub(super) subject: Option<Subject>,
}

impl UnsignedAnswer {
    /// The bytes to sign.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.data
    }

    /// How to sign them.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Whose key signs them.
    #[must_use]
    pub const fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// Puts a signature in place that was made elsewhere, and checks that it holds: clients would refuse another one, and caches
    /// would hand it out until it ends.
    ///
    /// Cost: verifies one signature.
    ///
    /// # Errors
    ///
    /// [`codes::SIGNATURE_INVALID`]; a code of the provider, where it does not verify by this algorithm.
    pub fn finish(self, signature: &[u8], provider: &Provider) -> Result<Answer, &'static Code> {
        let algorithm = self.algorithm.to_der();
        let algorithm = AlgorithmRef::parse(&algorithm).map_err(|error| error.code())?;
        verify(self.signer.spki(), algorithm, &self.data, signature, provider)?;
        Ok(self.seal(signature))
    }

    /// Signs with a key that is at hand.
    ///
    /// Cost: one signature, and copies of the answer's bytes.
    ///
    /// # Errors
    ///
    /// [`codes::KEY_MISMATCH`] if it is not the key of [`signer`](Self::signer); as [`PrivateKey::sign`].
    pub fn sign(self, key: &PrivateKey, random: &mut dyn Random) -> Result<Answer, KeyError> {
        if key.spki_der() != self.signer.spki_der() {
            return Err(KeyError::named(&codes::KEY_MISMATCH, self.signer.subject()));
        }
        let signature = key.sign(self.algorithm, &self.data, random)?;
        Ok(self.seal(&signature))
    }

    fn seal(self, signature: &[u8]) -> Answer {
        let certificate = self.certificate.as_ref().map(Certificate::as_der);
        let der = encode::response(&self.data, self.algorithm, signature, certificate);
        Answer::signed(der, self.times, self.has_nonce, self.subject)
    }
}
