//! RSA keys that sign and are generated, apart from `ucpki-crypto`.
//!
//! Verify-only builds don't pull in this crate, nor the `rsa` crate below it, which has an open advisory
//! ([RUSTSEC-2023-0071]): the time of private operations may tell about the key. What is done about it here:
//!
//! - Signatures only, of bytes that the caller chose to sign; nothing is ever decrypted, so nobody can send chosen
//!   ciphertexts and measure.
//! - Each private operation is blinded with randomness of the caller, and its result is checked with the public key, so
//!   that a fault in the computation cannot give a factor away.
//!
//! Where the key must withstand an attacker on the same machine, keep it in a module and sign in two phases
//! ([`Unsigned`](ucpki_crypto::Unsigned)).
//!
//! # What it costs
//!
//! On one core of a 2020s server, in a release build:
//!
//! | | sign | generate, median |
//! |---|---|---|
//! | RSA-2048 | 1.1 ms | 0.05 s |
//! | RSA-3072 | 4 ms | 0.2 s |
//! | RSA-4096 | 10 ms | 0.8 s |
//!
//! [RUSTSEC-2023-0071]: https://rustsec.org/advisories/RUSTSEC-2023-0071
//!
//! # Examples
//!
//! ```
//! use ucpki::crypto::{KeyKind, Random, RandomFailed};
//! use ucpki::crypto_rsa::SIGNERS;
//! # struct System;
//! # impl Random for System {
//! #     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
//! #         use std::io::Read;
//! #         let mut source = std::fs::File::open("/dev/urandom").map_err(|_| RandomFailed)?;
//! #         source.read_exact(bytes).map_err(|_| RandomFailed)
//! #     }
//! # }
//!
//! let key = SIGNERS.generate(KeyKind::Rsa { bits: 2048 }, &mut System)?;
//! assert_eq!(format!("{key:?}"), "PrivateKey(RSA 2048)");
//! let signature = key.sign(key.algorithms()[0], b"message", &mut System)?;
//! assert_eq!(signature.len(), 256);
//! # Ok::<(), ucpki::crypto::KeyError>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod key;
mod random;

use ucpki_crypto::{Signers, SigningAlgorithm};

/// RSA private keys of 2048 to 8192 bits, and everything of `ucpki_crypto::SIGNERS`.
///
/// | key | signs with |
/// |---|---|
/// | RSA | PKCS#1 v1.5 with SHA-256, SHA-384, SHA-512 |
///
/// Shorter keys are read from 1024 bits on, so that old requests can be renewed, and are not generated. Keys under
/// id-RSASSA-PSS, and keys of more than two primes, are refused by name.
pub const SIGNERS: Signers = Signers::new("rsa", RSA).over(ucpki_crypto::SIGNERS);

const RSA: &[&dyn SigningAlgorithm] = &[&key::RSA];
