//! What the tests of ucpki build on: a maker of certificates and CRLs, generators of hierarchies, an oracle.
//!
//! Nothing here is for production: keys are derived from their labels, and [`fake`] is a signature scheme that anyone
//! can forge.
//!
//! | module | holds |
//! |---|---|
//! | [`make`] | certificates, CRLs, keys and names, also broken ones |
//! | [`fake`] | a signature scheme that is free and gives no security |
//! | [`ask`] | described hierarchies as questions to the validator |
//! | [`attack`] | certificate graphs that hurt path builders |
//! | [`ocsp`] | random OCSP scenes, and a naive model of what they mean |
//! | [`openssl`] | OpenSSL as a peer, where the machine has it |
//! | [`oracle`] | every path, tried and judged the plain way |
//! | [`random`] | small hierarchies from a seed |
//! | [`data`] | the files below `tests/data` |
//! | [`pages`] | documentation that is made of the library's data |
#![forbid(unsafe_code)]
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::exhaustive_enums,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "test support: a panic is a failed test, and std is there"
)]

pub mod ask;
pub mod attack;
pub mod data;
pub mod fake;
pub mod flood;
pub mod make;
pub mod ocsp;
pub mod openssl;
pub mod oracle;
pub mod pages;
pub mod random;
mod rng;

pub use rng::Rng;
