//! Which algorithms this library was built with, for what takes no provider: keys, and what requests and lists are signed with.

use ucpki::crypto::{Provider, Signers};

/// Who verifies.
#[cfg(feature = "ml-dsa")]
pub(crate) const PROVIDER: Provider = ucpki::crypto::ML_DSA.over(ucpki::crypto::RUSTCRYPTO);

/// Who verifies.
#[cfg(not(feature = "ml-dsa"))]
pub(crate) const PROVIDER: Provider = ucpki::crypto::RUSTCRYPTO;

/// What private keys are read, made and used.
#[cfg(feature = "ml-dsa")]
pub(crate) const SIGNERS: Signers = ucpki::crypto::ML_DSA_SIGNERS.over(ucpki::crypto_rsa::SIGNERS);

/// What private keys are read, made and used.
#[cfg(not(feature = "ml-dsa"))]
pub(crate) const SIGNERS: Signers = ucpki::crypto_rsa::SIGNERS;
