//! Revocation lists (RFC 5280, section 5): an index for big ones, and a source of evidence for path validation.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod codes;
mod index;
mod issuers;
mod list;
mod scope;
mod set;
mod signer;
mod status;
#[cfg(feature = "std")]
mod threads;

pub use index::IndexKey;
pub use list::{IndexedCrl, read};
pub use set::CrlSet;
