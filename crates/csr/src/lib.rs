//! Certificate requests (PKCS #10, RFC 2986): made, checked, judged and explained, so that the certificate that comes
//! back fits.
//!
//! | question | answer |
//! |---|---|
//! | make it | [`RequestBuilder`], with a key at hand or in two phases |
//! | is it signed with its own key? | [`verify_proof`] |
//! | what will a CA say? | [`lint`], [`RuleSet`] |
//! | the same again | [`renew`], [`repeat`] |
//! | for a CA that reads no extensions | [`Checklist`] |
//!
//! Private keys are in `ucpki-crypto` and `ucpki-crypto-rsa`; reading requests is in `ucpki-x509`. What VCS, Expressway and
//! Unified CM ask of a request is in `ucpki-appliance`.
//!
//! # Examples
//!
//! A request for a web server:
//!
//! ```
//! use ucpki::crypto::{KeyKind, RUSTCRYPTO, SIGNERS};
//! use ucpki::csr::{RequestBuilder, RuleSet, Subject, lint, parse_names};
//! use ucpki::x509::extension::KeyUsage;
//! use ucpki::x509::oids;
//! # use ucpki::crypto::{Random, RandomFailed};
//! # struct System;
//! # impl Random for System {
//! #     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
//! #         use std::io::Read;
//! #         let mut source = std::fs::File::open("/dev/urandom").map_err(|_| RandomFailed)?;
//! #         source.read_exact(bytes).map_err(|_| RandomFailed)
//! #     }
//! # }
//!
//! let key = SIGNERS.generate(KeyKind::EcP256, &mut System)?;
//! let subject = Subject { common_name: "www.contoso.dev".into(), ..Subject::default() };
//! let request = RequestBuilder::new(subject.to_name()?)
//!     .alt_names(parse_names("www.contoso.dev, contoso.dev")?)
//!     .key_usage(KeyUsage::DIGITAL_SIGNATURE)
//!     .extended_key_usage(&[oids::SERVER_AUTH])
//!     .sign(&key, key.algorithms()[0], &mut System)?;
//!
//! assert!(lint(&request, &RuleSet::PRIVATE_CA, &RUSTCRYPTO).findings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod alt_name;
mod builder;
mod checklist;
pub mod codes;
mod error;
mod lint;
mod printable;
mod renewal;
mod reserved;
mod rules;
mod subject;

pub use alt_name::{check_name, parse_name, parse_names};
pub use builder::{RequestBuilder, finish, usual_hash, verify_proof};
pub use checklist::{Checklist, ChecklistItem};
pub use error::CsrError;
pub use lint::{LintFinding, Part, Report, lint, lint_file};
pub use renewal::{renew, repeat};
pub use rules::{LintLimits, LintRule, LintSeverity, RuleSet};
pub use subject::Subject;
