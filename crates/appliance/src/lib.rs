//! What two families of appliances ask of certificates, as data: VCS and Expressway; Unified CM, and IM and Presence.
//!
//! | question | answer |
//! |---|---|
//! | which names, and why? | [`Topology::plan`] |
//! | which usages, and which keys? | [`Purpose`], [`Settings`] |
//! | what does every request of a node start from? | [`NodeDefaults`] |
//! | all of it, as a request | [`NodeRequest`] |
//! | what is done before and after a change, and what restarts? | [`Purpose::steps`] |
//! | which trust store, and does it replicate? | [`Purpose::trust_store`], [`TrustStore`] |
//! | everything that goes with a family | [`Preset`] |
//! | what will the appliance say of a request? | [`rule_set`], [`compare_cluster`] |
//! | does the installed certificate still cover the configuration? | [`Coverage`] |
//! | which neighbours need the CA certificates of a renewed certificate? | [`distribute`] |
//!
//! Nothing here touches an appliance. The crate decides which names, usages and stores; `ucpki-csr` makes the request.
//!
//! # Examples
//!
//! A request for an Expressway-E in a cluster:
//!
//! ```
//! use ucpki::appliance::{Deployment, EXPRESSWAY_RULES, Purpose, Role, Settings, Topology};
//! use ucpki::crypto::{KeyKind, RUSTCRYPTO, SIGNERS};
//! use ucpki::csr::{RequestBuilder, RuleSet, LintSeverity, Subject, lint};
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
//! assert_eq!(lint(&request, &RuleSet::PUBLIC_CA, &RUSTCRYPTO).worst(), Some(LintSeverity::Warn));
//! assert!(lint(&request, &EXPRESSWAY_RULES, &RUSTCRYPTO).findings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod codes;
mod data;
mod error;
mod neighbours;
mod node;

pub use data::preset::Preset;
pub use data::procedure::{Phase, Step, StepAction};
pub use data::purpose::{Generation, Purpose, Sides, Usage};
pub use data::role::Role;
pub use data::rules::{CUCM_RULES, EXPRESSWAY_RULES, rule_set, rule_sets};
pub use data::services::{Nodes, Restart};
pub use data::trust_store::TrustStore;
pub use error::ApplianceError;
pub use neighbours::cluster::{ClusterDifference, ClusterField, compare_cluster};
pub use neighbours::distribution::{Delivery, Neighbour, distribute};
pub use node::coverage::{Coverage, Reissue};
pub use node::defaults::{DefaultsChange, NodeDefaults};
pub use node::request::NodeRequest;
pub use node::settings::{KeyAdvice, Pending, Settings};
pub use node::topology::{AliasDifference, Deployment, DomainForm, Plan, PlannedName, Reason, Topology, domains};
