//! Whole certificates against wanted identities: the published vectors, bug classes by name, and cost.
#![forbid(unsafe_code)]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "tests"
)]

mod bug_classes;
mod certificate;
mod diff;
mod mismatch;
mod naive;
mod rules;
mod vectors;
