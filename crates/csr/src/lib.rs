//! Certificate requests (PKCS #10, RFC 2986): made, checked, judged and explained, so that the certificate that comes
//! back fits.
//!
//! | question | answer |
//! |---|---|
//! | which names, and why? | [`Topology::plan`] |
//! | which usages? | [`Purpose::usage`], [`Settings`] |
//! | make it | [`RequestBuilder`], with a key at hand or in two phases |
//! | is it signed with its own key? | [`verify_proof`] |
//! | what will a CA say? | [`lint`], [`RuleSet`], [`compare_cluster`] |
//! | does the old certificate still do? | [`Coverage`] |
//! | the same again | [`renew`], [`repeat`] |
//! | for a CA that reads no extensions | [`Checklist`] |
//!
//! Private keys are in `ucpki-crypto` and `ucpki-crypto-rsa`; reading requests is in `ucpki-x509`.
//!
//! # Examples
//!
//! A request for an Expressway-E in a cluster:
//!
//! ```
//! use ucpki_crypto::{KeyKind, RUSTCRYPTO, SIGNERS};
//! use ucpki_csr::{Deployment, Purpose, RequestBuilder, Role, RuleSet, Settings, Severity, Subject, Topology, lint};
//! # use ucpki_crypto::{Random, RandomFailed};
//! # struct System;
//! # impl Random for System {
//! #     fn fill(&mut self, octets: &mut [u8]) -> Result<(), RandomFailed> {
//! #         use std::io::Read;
//! #         let mut source = std::fs::File::open("/dev/urandom").map_err(|_| RandomFailed)?;
//! #         source.read_exact(octets).map_err(|_| RandomFailed)
//! #     }
//! # }
//!
//! let topology = Topology {
//!     role: Role::Edge,
//!     deployment: Deployment::PerPeer,
//!     node: "edge1.contoso.dev".into(),
//!     cluster: "edge.contoso.dev".into(),
//!     uc_domains: vec!["contoso.dev".into()],
//!     ..Topology::default()
//! };
//! let settings = Settings::EXPRESSWAY;
//! let plan = topology.plan(Purpose::Expressway, &settings)?;
//! let subject = Subject { country: "NO".into(), common_name: plan.common_name.clone(), ..Subject::default() };
//!
//! let key = SIGNERS.generate(KeyKind::EcP256, &mut System)?;
//! let builder = RequestBuilder::new(subject.to_name()?).alt_names(plan.included().cloned());
//! let builder = settings.apply(builder, Purpose::Expressway, key.kind())?;
//! let request = builder.sign(&key, key.algorithms()[0], &mut System)?;
//!
//! // Warnings: public CAs stop issuing client authentication, and issue no keyAgreement.
//! assert_eq!(lint(&request, &RuleSet::PUBLIC_CA, &RUSTCRYPTO).worst(), Some(Severity::Warn));
//! assert!(lint(&request, &RuleSet::EXPRESSWAY, &RUSTCRYPTO).findings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod alt_name;
mod builder;
mod checklist;
mod cluster;
pub mod codes;
mod coverage;
mod defaults;
mod error;
mod lint;
mod printable;
mod purpose;
mod renewal;
mod reserved;
mod rules;
mod settings;
mod subject;
mod topology;

pub use alt_name::AltName;
pub use builder::{RequestBuilder, finish, verify_proof};
pub use checklist::{Checklist, ChecklistItem};
pub use cluster::{ClusterField, Difference, compare_cluster};
pub use coverage::{Coverage, Reissue};
pub use defaults::{DefaultsChange, NodeDefaults};
pub use error::CsrError;
pub use lint::{Finding, Part, Report, lint, lint_file};
pub use purpose::{Generation, Purpose, Sides, Usage};
pub use renewal::{renew, repeat};
pub use rules::{Limits, Rule, RuleSet, Severity};
pub use settings::{KeyAdvice, Pending, Settings};
pub use subject::Subject;
pub use topology::{AliasDifference, Deployment, DomainForm, Plan, PlannedName, Reason, Role, Topology, domains};
