//! Judges X.509 certificates: path validation by RFC 5280, revocation, and whether the peer is the one that was meant.
//!
//! The answer is a proof, [`Valid`], or a refusal, [`Refused`], that says which certificate broke which rule of which
//! clause. There is no boolean to forget.
//!
//! Time, randomness, network and disk come in from outside: nothing here reads a clock. Works without `std`.
//!
//! # Examples
//!
//! A chain that ships with the repository, judged with the CRLs of both of its CAs:
//!
//! ```
//! # #[cfg(feature = "rustcrypto")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use ucpki::crypto::RUSTCRYPTO;
//! use ucpki::x509::pem;
//! use ucpki::{Anchor, CrlSet, Identity, Pool, KeyPurpose, ValidationParams, RevocationCheck, Time, Validator};
//!
//! let root = include_bytes!("../../../tests/data/chain/demo/root.pem");
//! let intermediate = include_bytes!("../../../tests/data/chain/demo/intermediate.pem");
//! let leaf = include_bytes!("../../../tests/data/chain/demo/leaf.pem");
//! let crls = include_bytes!("../../../tests/data/chain/demo/crls.pem");
//!
//! // Made once, used for every peer, from any number of threads.
//! let roots = pem::certificates(root)?.into_iter().map(|found| Anchor::certificate(found.certificate));
//! let validator = Validator::new(RUSTCRYPTO).anchors(roots);
//! let crls = CrlSet::new(ucpki::crl::read(crls, &RUSTCRYPTO)?);
//!
//! // What a peer sent.
//! let leaf = pem::certificates(leaf)?.remove(0).certificate;
//! let pool: Pool = pem::certificates(intermediate)?.into_iter().map(|found| found.certificate).collect();
//!
//! let time = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
//! let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
//! let valid = validator.check(&leaf, &pool, &params.revocation(RevocationCheck::new(&[&crls])))?;
//! println!("{} certificates, until {}", valid.path().certificates().len(), valid.valid_until());
//!
//! // Somebody else, ten years later, and nobody knows whether it was revoked.
//! let late = Time::parse_rfc3339("2036-11-22T00:00:00Z")?;
//! let params = ValidationParams::new(late, KeyPurpose::Server, Identity::dns("other.example.com")?);
//! let refused = validator.check(&leaf, &pool, &params.revocation(RevocationCheck::new(&[&crls]))).unwrap_err();
//! for candidate in refused.candidates() {
//!     for finding in candidate.findings() {
//!         println!("{}: {finding} [{}]", finding.code(), finding.code().clause());
//!     }
//! }
//! # assert_eq!(valid.path().certificates().len(), 2);
//! # assert_eq!(refused.code().name(), "chain.expired");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "rustcrypto"))]
//! # fn main() {}
//! ```
//!
//! # Modules
//!
//! Each is a crate of its own; this one names them all, and is the one to depend on.
//!
//! | module | answers |
//! |---|---|
//! | [`x509`] | what do these bytes say? Certificates, requests, CRLs, names, PEM, and the error codes |
//! | [`crypto`] | does this signature verify? |
//! | [`matcher`] | is it the right one? |
//! | [`chain`] | is there a path, and does it hold? |
//! | [`crl`] | is it revoked? CRLs |
//! | [`ocsp`] | is it revoked? Responders, and what they answer |
//! | `csr` (feature) | which certificate to ask for, and how? |
//! | `appliance` (feature) | what do VCS, Expressway and Unified CM ask of it? |
//! | `crypto_rsa` (feature) | RSA keys that sign |
//! | [`files`] | how does a file get onto the disk, whole or not at all? |
//! | [`show`] | what do people and programs read? Text as OpenSSL prints it, verdicts, JSON, fingerprints |
//!
//! # Features
//!
//! A feature adds constants that can be named. None changes what a program does by being on.
//!
//! | feature | adds |
//! |---|---|
//! | `rustcrypto` (default) | `crypto::RUSTCRYPTO`: RSA, ECDSA and Ed25519 with SHA-2, in Rust |
//! | `aws-lc-rs` | `crypto::AWS_LC_RS`: the same, with the arithmetic of AWS-LC, in C and assembly |
//! | `graviola` | `crypto::GRAVIOLA`: the same but P-521, with the arithmetic of Graviola, in Rust and assembly |
//! | `keys` | private keys in `crypto`: `crypto::SIGNERS` |
//! | `csr` | the module `csr`: requests; and `keys` |
//! | `appliance` | the module `appliance`, and `csr`: purposes, topologies and settings of two families of appliances |
//! | `rsa` | the module `crypto_rsa`: RSA keys that sign and are generated; with it, the `rsa` crate and its advisory |
//! | `responder` | the module `ocsp::responder`: answers to OCSP requests; and `keys` |
//! | `ml-dsa` | `crypto::ML_DSA` and, with `csr`, `crypto::ML_DSA_SIGNERS`: FIPS 204 |
//! | `legacy` | `crypto::LEGACY`: the same, and SHA-1, MD5 and DSA for old devices |
//! | `idna` | `matcher::DnsName::from_unicode`: host names as people write them |
//! | `regex` | `matcher::LINEAR_REGEX`: regular expressions in access rules |
//! | `public-suffix-list` | `chain::PUBLIC_SUFFIX_LIST`: which domains are public suffixes |
//! | `std` | lists in ZIP and GZIP files (`crl::read_container`), and big ones on two threads; ECDSA that signs in less time; `files::System` |
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

#[cfg(feature = "appliance")]
pub mod appliance;
pub mod chain;
pub mod crl;
pub mod crypto;
#[cfg(feature = "rsa")]
pub mod crypto_rsa;
#[cfg(feature = "csr")]
pub mod csr;
pub mod files;
pub mod matcher;
pub mod ocsp;
pub mod show;
pub mod x509;

pub use ucpki_chain::{
    Anchor, AnchorConstraints, Budget, Candidate, Cause, Finding, KeyPurpose, Pool, Profile, Refused, Revocation,
    RevocationCheck, Severity, UsageMode, Valid, ValidationParams, Validator,
};
pub use ucpki_crl::CrlSet;
pub use ucpki_crypto::Provider;
pub use ucpki_matcher::{Identity, MatchedName, NameMode};
pub use ucpki_x509::{Certificate, CertificationRequest, Code, Crl, Error, Name, Oid, Time};

/// The Rust in the README compiles.
#[cfg(all(doctest, feature = "rustcrypto"))]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// The Rust in docs/requests.md compiles and runs.
#[cfg(all(doctest, feature = "csr"))]
#[doc = include_str!("../../../docs/requests.md")]
struct Requests;

/// The Rust in docs/appliance.md compiles and runs.
#[cfg(all(doctest, feature = "appliance"))]
#[doc = include_str!("../../../docs/appliance.md")]
struct Appliance;
