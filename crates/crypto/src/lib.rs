//! Verification of signatures, and digests, by constant providers.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;

mod algorithm;
pub mod codes;
mod digest;
mod error;
mod key;
mod provider;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;

pub use algorithm::{Hash, PssParameters, Scheme, SignatureAlgorithm};
pub use digest::{Digest, DigestAlgorithm, DigestRef, DigestState, Input, MAX_DIGEST, sha1, sha256};
pub use error::{KeyRefused, VerifyError};
pub use key::KeyKind;
pub use provider::{Capability, KeyAlgorithm, PreparedKey, Provider};

#[cfg(feature = "legacy")]
pub use rustcrypto::LEGACY;
#[cfg(feature = "rustcrypto")]
pub use rustcrypto::RUSTCRYPTO;
