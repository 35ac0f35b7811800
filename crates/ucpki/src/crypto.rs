//! Algorithms that verify and sign, as values: a [`Provider`] is a list of algorithms, and naming one is all it takes to use it.
//!
//! Features add constants that can be named, and change nothing else. Every provider gives the same answers; they differ in speed and
//! in what they need to build.

#[doc(inline)]
pub use ucpki_crypto::{
    Capability, Digest, DigestAlgorithm, DigestRef, DigestState, Hash, Input, KeyAlgorithm, KeyKind, KeyRefused,
    MAX_DIGEST, NoRandom, PreparedKey, Provider, PssParameters, Random, RandomFailed, Scheme, SignatureAlgorithm,
    Unsigned, VerifyError, codes, sha1, sha256,
};

#[cfg(feature = "aws-lc-rs")]
#[doc(inline)]
pub use ucpki_crypto::AWS_LC_RS;

#[cfg(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64")))]
#[doc(inline)]
pub use ucpki_crypto::GRAVIOLA;

#[cfg(feature = "std")]
#[doc(inline)]
pub use ucpki_crypto::SystemRandom;

#[cfg(feature = "keys")]
#[doc(inline)]
pub use ucpki_crypto::{
    DerivationLimits, KeyError, PrivateKey, PrivateKeyInfo, PrivateKeyRef, Protection, Secret, Signer, Signers,
    SigningAlgorithm,
};

#[cfg(feature = "legacy")]
#[doc(inline)]
pub use ucpki_crypto::LEGACY;

#[cfg(feature = "ml-dsa")]
#[doc(inline)]
pub use ucpki_crypto::ML_DSA;

#[cfg(all(feature = "keys", feature = "ml-dsa"))]
#[doc(inline)]
pub use ucpki_crypto::ML_DSA_SIGNERS;

#[cfg(feature = "rustcrypto")]
#[doc(inline)]
pub use ucpki_crypto::RUSTCRYPTO;

#[cfg(feature = "keys")]
#[doc(inline)]
pub use ucpki_crypto::SIGNERS;
