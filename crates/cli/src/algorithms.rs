//! Which algorithms this program was built with.

use ucpki::crypto::{LEGACY, Provider, RUSTCRYPTO, Signers};

/// Who verifies; with `legacy`, also what old devices need.
pub(crate) const fn provider(legacy: bool) -> Provider {
    with_ml_dsa(if legacy { LEGACY } else { RUSTCRYPTO })
}

#[cfg(feature = "ml-dsa")]
const fn with_ml_dsa(provider: Provider) -> Provider {
    ucpki::crypto::ML_DSA.over(provider)
}

#[cfg(not(feature = "ml-dsa"))]
const fn with_ml_dsa(provider: Provider) -> Provider {
    provider
}

/// What private keys are read, made and used.
#[cfg(feature = "ml-dsa")]
pub(crate) const SIGNERS: Signers = ucpki::crypto::ML_DSA_SIGNERS.over(ucpki::crypto_rsa::SIGNERS);

/// What private keys are read, made and used.
#[cfg(not(feature = "ml-dsa"))]
pub(crate) const SIGNERS: Signers = ucpki::crypto_rsa::SIGNERS;
