//! A provider whose keys say yes to everything: what is left is all that is not signatures.

use ucpki_crypto::{Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider, RUSTCRYPTO, Scheme, VerifyError};
use ucpki_x509::{AlgorithmRef, SpkiRef};

/// Accepts every signature of every key, for measurements only. The hash functions are those of `RUSTCRYPTO`.
pub const NO_SIGNATURES: Provider = Provider::new("no-signatures", &[&Yes], &[]).over(RUSTCRYPTO);

#[derive(Debug)]
struct Yes;

#[derive(Debug)]
struct YesKey(KeyKind);

impl KeyAlgorithm for Yes {
    fn name(&self) -> &'static str {
        "yes"
    }

    fn serves(&self, _: AlgorithmRef<'_>) -> bool {
        true
    }

    fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        Ok(Box::new(YesKey(KeyKind::of(key)?)))
    }

    fn signatures(&self) -> &'static [(Scheme, Option<ucpki_crypto::Hash>)] {
        &[]
    }
}

impl PreparedKey for YesKey {
    fn kind(&self) -> KeyKind {
        self.0
    }

    fn verify(&self, _: AlgorithmRef<'_>, _: Input<'_>, _: &[u8]) -> Result<(), VerifyError> {
        Ok(())
    }
}
