//! Finds a path from a certificate to a trust anchor, judges it as RFC 5280, section 6 says, and explains the answer.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod algorithms;
mod anchor;
mod anchor_constraints;
mod blocklist;
mod cache;
pub mod codes;
mod complete;
mod explain;
mod facts;
mod finding;
mod graph;
mod judge;
mod kept_keys;
mod name_constraints;
mod neighbours;
mod params;
mod policy;
mod pool;
mod profile;
mod public_suffixes;
mod revocation;
mod rules;
mod same_issuer;
mod search;
mod spending;
mod validator;
mod verdict;
mod webpki;

pub use algorithms::AlgorithmPolicy;
pub use anchor::Anchor;
pub use anchor_constraints::AnchorConstraints;
pub use blocklist::{Blocklist, BlocklistError};
pub use cache::SignatureCache;
pub use finding::{At, Detail, Finding, Findings, Severity};
pub use params::{Budget, KeyPurpose, PolicyInputs, UsageMode, ValidationParams};
pub use pool::Pool;
pub use profile::{AnchorChecks, BelowFloor, Profile};
#[cfg(feature = "public-suffix-list")]
pub use public_suffixes::PUBLIC_SUFFIX_LIST;
pub use public_suffixes::PublicSuffixes;
pub use revocation::{
    Consumer, ConsumerPolicy, Context, CrlEvidence, Evidence, Fallback, FetchHint, FetchKind, Issuer, OcspEvidence,
    OcspSigner, Origins, Query, Revocation, RevocationCheck, SignatureCheck, SignerRefused, SignerRole, Status,
    StatusSigner, StatusSubject, UnknownReason,
};
pub use rules::Rule;
pub use same_issuer::SameIssuer;
pub use spending::Spending;
pub use ucpki_matcher::{Identity, MatchedName, NameMode};
pub use validator::Validator;
pub use verdict::{Candidate, Cause, Limit, Path, PolicySet, Refusal, Refused, Valid, Work};
