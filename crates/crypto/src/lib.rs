//! "Does this signature hold?" and digests, answered by constant providers.
//!
//! A [`Provider`] is a value: a list of algorithms. It checks a public key and prepares it once
//! ([`Provider::prepare`]), and the [`PreparedKey`] then verifies every signature of that key, whatever its algorithm.
//! `RUSTCRYPTO` is what is fit for use today, `AWS_LC_RS` and `GRAVIOLA` are the same with other arithmetic, `LEGACY` adds
//! what old devices need, and [`over`](Provider::over) makes one of several. What is accepted is decided in one place for
//! all of them, and the tests ask all at once. There is no global state, and cargo features only add constants.
//!
//! Two readers need no provider, for policy: [`KeyKind::from_spki`] says what kind of key and how long, and
//! [`SignatureAlgorithm::parse`] says scheme and hash, also of what no provider here can verify.
//!
//! # What it verifies
//!
//! - **RSA** (RFC 8017) of 1024 to 8192 bits, exponents odd from 3 to 2^33 - 1. The encoded message that an honest signer
//!   would have made is built and compared, never parsed. PKCS#1 v1.5 wants NULL in the DigestInfo. PSS takes any salt
//!   length and another hash for the mask; a key under id-RSASSA-PSS verifies PSS only, within its own parameters
//!   (RFC 4055, 3.3).
//! - **ECDSA** (FIPS 186-5, RFC 5480) on P-256, P-384 and P-521 with every SHA-2, whatever the curve. Points compressed
//!   or uncompressed; hybrid points and explicit curves are refused. Signatures in DER only; high `s` is accepted.
//! - **Ed25519** (RFC 8032, RFC 8410), without the cofactor and byte by byte, as OpenSSL does it. Keys of small order
//!   and in other than their one canonical form are refused when they are prepared: with such a key a signature can be
//!   made that holds for any message.
//! - **ML-DSA** (FIPS 204, RFC 9881), pure and with an empty context, in `ML_DSA` only.
//! - **DSA** (FIPS 186-4, RFC 3279) of 1024, 2048 and 3072 bits, in `LEGACY` only, with parameters that may be inherited.
//!
//! Parameters of signatures: NULL or absent for RSA with PKCS#1 v1.5, `RSASSA-PSS-params` by meaning (defaults left out
//! or spelled out), absent for all others.
//!
//! # What it leaves to the caller
//!
//! - **Whether an algorithm, a hash or a length is strong enough**: RSA of 1024 bits verifies here, and a policy has to
//!   refuse it. The exception is that `RUSTCRYPTO` has no MD5 and no SHA-1 for signatures at all.
//! - **Whether the key may sign this**: key usage, the path, time, revocation.
//! - That the two AlgorithmIdentifiers of a certificate agree (RFC 5280, 4.1.1.2), and that the signature's BIT STRING
//!   has no unused bits.
//! - Which parameters a DSA key inherits (RFC 5280, 6.1.4 (e)): hand those of the issuer's key to `prepare`.
//! - That the digest in [`Input::Both`] is the digest of its message.
//!
//! # What it costs
//!
//! On one core of a 2020s server, in microseconds; a prepared key is on the heap, about 1 kB for RSA-2048.
//!
//! | | prepare | verify | allocations of verify |
//! |---|---|---|---|
//! | RSA-2048, e = 65537 (e = 3) | 5 | 28 (6) | 11, 2 kB |
//! | RSA-4096 | 17 | 105 | 11, 4 kB |
//! | RSA-8192 | 60 | 430 | 11, 8 kB |
//! | P-256 (with a table) | 0.5, compressed 10 | 200 (40) | 0 |
//! | P-384 (with a table) | 0.6 | 700 (120) | 0 |
//! | P-521 | 0.8 | 700 | 0 |
//! | Ed25519 | 5 | 40 | 0 |
//! | DSA-2048 | 1,800 | 900 | 190, 8 kB |
//!
//! Every step is bounded by the limits above: no key or signature, however made, takes longer than 2 ms, DSA 4 ms, besides
//! hashing the message. Nothing takes constant time, since nothing here is secret. Nothing panics on data.
//!
//! # Examples
//!
//! ```
//! # #[cfg(feature = "rustcrypto")] {
//! use ucpki::crypto::{Input, KeyKind, RUSTCRYPTO, VerifyError};
//! use ucpki::x509::{AlgorithmRef, SpkiRef};
//!
//! // RFC 8032, 7.1, TEST 2: a message of one byte.
//! let spki = [
//!     0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00, 0x3D, 0x40, 0x17, 0xC3, 0xE8, 0x43, 0x89,
//!     0x5A, 0x92, 0xB7, 0x0A, 0xA7, 0x4D, 0x1B, 0x7E, 0xBC, 0x9C, 0x98, 0x2C, 0xCF, 0x2E, 0xC4, 0x96, 0x8C, 0xC0, 0xCD,
//!     0x55, 0xF1, 0x2A, 0xF4, 0x66, 0x0C,
//! ];
//! let signature = [
//!     0x92, 0xA0, 0x09, 0xA9, 0xF0, 0xD4, 0xCA, 0xB8, 0x72, 0x0E, 0x82, 0x0B, 0x5F, 0x64, 0x25, 0x40, 0xA2, 0xB2, 0x7B,
//!     0x54, 0x16, 0x50, 0x3F, 0x8F, 0xB3, 0x76, 0x22, 0x23, 0xEB, 0xDB, 0x69, 0xDA, 0x08, 0x5A, 0xC1, 0xE4, 0x3E, 0x15,
//!     0x99, 0x6E, 0x45, 0x8F, 0x36, 0x13, 0xD0, 0xF1, 0x1D, 0x8C, 0x38, 0x7B, 0x2E, 0xAE, 0xB4, 0x30, 0x2A, 0xEE, 0xB0,
//!     0x0D, 0x29, 0x16, 0x12, 0xBB, 0x0C, 0x00,
//! ];
//! let ed25519 = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70];
//!
//! let key = RUSTCRYPTO.prepare(SpkiRef::parse(&spki)?, None)?;
//! assert_eq!(key.kind(), KeyKind::Ed25519);
//! let algorithm = AlgorithmRef::parse(&ed25519)?;
//! key.verify(algorithm, Input::Message(&[0x72]), &signature)?;
//! assert_eq!(key.verify(algorithm, Input::Message(&[0x73]), &signature), Err(VerifyError::BadSignature));
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! - `rustcrypto` (default): the constant `RUSTCRYPTO`.
//! - `aws-lc-rs`: the constant `AWS_LC_RS`, the same with the arithmetic of AWS-LC; needs an operating system and a C compiler.
//! - `graviola`: the constant `GRAVIOLA`, the same but P-521 with the arithmetic of Graviola; on x86-64 and aarch64.
//! - `keys`: private keys ([`PrivateKey`]), the constant `SIGNERS` (ECDSA and Ed25519), signing in two phases
//!   ([`Unsigned`]). RSA keys that sign are in `ucpki-crypto-rsa`.
//! - `ml-dsa`: the constants `ML_DSA`, and with `keys` `ML_DSA_SIGNERS`: FIPS 204, as RFC 9881 says in certificates.
//! - `std`: tables that make ECDSA sign, and make keys, in less time; needs an operating system.
//! - `legacy`: the constant `LEGACY`. Code that does not name it behaves the same with and without.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;

mod algorithm;
#[cfg(feature = "aws-lc-rs")]
mod aws_lc_rs;
pub mod codes;
mod digest;
mod error;
#[cfg(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64")))]
mod graviola;
mod key;
#[cfg(feature = "keys")]
mod private_key;
mod provider;
mod random;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;
mod unsigned;
#[cfg(feature = "rustcrypto")]
mod verify;

#[cfg(feature = "aws-lc-rs")]
pub use crate::aws_lc_rs::AWS_LC_RS;
#[cfg(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64")))]
pub use crate::graviola::GRAVIOLA;
pub use algorithm::{Hash, PssParameters, Scheme, SignatureAlgorithm};
pub use digest::{Digest, DigestAlgorithm, DigestRef, DigestState, Input, MAX_DIGEST, sha1, sha256};
pub use error::{KeyRefused, VerifyError};
pub use key::KeyKind;
pub use provider::{Capability, KeyAlgorithm, PreparedKey, Provider};
#[cfg(feature = "std")]
pub use random::SystemRandom;
pub use random::{NoRandom, Random, RandomFailed};
pub use unsigned::Unsigned;

#[cfg(feature = "keys")]
pub use private_key::{
    DerivationLimits, KeyError, PrivateKey, PrivateKeyInfo, PrivateKeyRef, Protection, Secret, Signer, Signers,
    SigningAlgorithm,
};
#[cfg(feature = "legacy")]
pub use rustcrypto::LEGACY;
#[cfg(feature = "ml-dsa")]
pub use rustcrypto::ML_DSA;
#[cfg(all(feature = "keys", feature = "ml-dsa"))]
pub use rustcrypto::ML_DSA_SIGNERS;
#[cfg(feature = "rustcrypto")]
pub use rustcrypto::RUSTCRYPTO;
#[cfg(feature = "keys")]
pub use rustcrypto::SIGNERS;

/// Shared between threads as they are.
const _: () = {
    const fn shared<T: Send + Sync + ?Sized>() {}
    shared::<Provider>();
    shared::<dyn PreparedKey>();
    shared::<dyn DigestState>();
};
