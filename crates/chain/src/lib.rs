//! Finds a path from a certificate to a trust anchor, judges it as RFC 5280, section 6 says, and explains the answer.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;

mod anchor;
pub mod codes;
mod explain;
mod facts;
mod finding;
mod graph;
mod judge;
mod name_constraints;
mod policy;
mod pool;
mod profile;
mod request;
mod revocation;
mod same_issuer;
mod search;
mod validator;
mod verdict;
mod webpki;

pub use anchor::Anchor;
pub use finding::{At, Detail, Finding, Findings, Severity};
pub use pool::Pool;
pub use profile::{AlgorithmPolicy, BelowFloor, Profile, Rule};
pub use request::{Budget, PolicyInputs, Purpose, Request};
pub use revocation::{
    Context, Evidence, Issuer, Query, Revocation, RevocationCheck, SignatureCheck, Status, Wanted, WantedKind, Why,
};
pub use same_issuer::SameIssuer;
pub use ucpki_matcher::{Identity, MatchedName, NameMode};
pub use validator::Validator;
pub use verdict::{Candidate, Cause, Limit, Path, PolicySet, Refusal, Refused, Valid, Work};
