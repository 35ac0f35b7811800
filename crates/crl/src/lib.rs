//! Revocation lists (RFC 5280, section 5): an index for big ones, and a source of evidence for path validation.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod codes;
mod consumer;
#[cfg(feature = "std")]
mod container;
#[cfg(feature = "std")]
mod directory;
mod hash;
mod hashing;
mod index;
mod inspect;
mod issuers;
mod list;
mod prove;
mod rules;
mod schedule;
mod scope;
mod set;
mod signer;
mod slots;
mod status;
#[cfg(feature = "std")]
mod threads;

pub use consumer::{ConsumerCrls, ListsByOrigin};
#[cfg(feature = "std")]
pub use container::{ContainerError, Contents, Limits, read_container, read_contents, read_contents_with};
pub use index::IndexKey;
pub use inspect::Freshness;
pub use list::{IndexedCrl, read};
pub use prove::{Proved, ProvenCrl, Trust, prove};
pub use rules::rules;
pub use schedule::{Due, PointRefused, Updates};
pub use set::{CrlOrigin, CrlSet};
pub use slots::{TakeOutcome, Taken};
