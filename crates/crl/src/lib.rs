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
mod digest;
#[cfg(feature = "std")]
mod directory;
mod index;
mod indexed;
mod inspect;
mod issuers;
mod prove;
mod rules;
mod schedule;
mod scope;
mod serial_hash;
mod set;
mod signer;
mod slots;
mod status;
#[cfg(feature = "std")]
mod threads;

pub use consumer::{ConsumerCrls, CrlsByOrigin};
#[cfg(feature = "std")]
pub use container::{ContainerError, ContainerLimits, Contents, read_container, read_contents, read_contents_with};
pub use index::IndexKey;
pub use indexed::{IndexedCrl, read};
pub use inspect::Freshness;
pub use prove::{Proved, ProvenCrl, Trust, prove};
pub use rules::rules;
pub use schedule::{Due, PointRefused, Updates};
pub use set::{CrlOrigin, CrlSet};
pub use slots::{TakeOutcome, Taken};
