//! Finds a path from a certificate to a trust anchor, judges it as RFC 5280, section 6 says, and explains the answer.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod check;
pub mod codes;
mod config;
mod explain;
mod facts;
mod graph;
mod judge;
mod params;
mod revocation;
mod same_issuer;
mod search;
mod validator;
mod verdict;

pub use config::algorithms::AlgorithmPolicy;
pub use config::anchor::Anchor;
pub use config::anchor_constraints::AnchorConstraints;
pub use config::blocklist::{Blocklist, BlocklistError};
pub use config::budget::{Budget, Limit, Spending, Work};
pub use config::policies::{PolicyInputs, PolicySet};
pub use config::pool::Pool;
pub use config::profile::{AnchorChecks, BelowFloor, Profile};
#[cfg(feature = "public-suffix-list")]
pub use config::public_suffixes::PUBLIC_SUFFIX_LIST;
pub use config::public_suffixes::PublicSuffixes;
pub use config::purpose::{KeyPurpose, UsageMode};
pub use config::rules::{Rule, Severity};
pub use config::signature_cache::SignatureCache;
pub use params::ValidationParams;
pub use revocation::check::RevocationCheck;
pub use revocation::evidence::{CrlEvidence, Evidence, OcspEvidence, OcspSigner, Status, UnknownReason};
pub use revocation::hints::{FetchHint, FetchKind, StatusSubject};
pub use revocation::policy::{Consumer, ConsumerPolicy, Fallback, Origins};
pub use revocation::query::{Issuer, Query};
pub use revocation::signer::{SignerRefused, SignerRole, StatusSigner};
pub use revocation::source::{Context, Revocation, SignatureCheck};
pub use same_issuer::SameIssuer;
pub use ucpki_matcher::{Identity, MatchedName, NameMode};
pub use validator::Validator;
pub use verdict::finding::{At, Detail, Finding, Findings};
pub use verdict::{Candidate, Cause, Path, Refusal, Refused, Valid};
