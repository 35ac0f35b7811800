//! CRLs (RFC 5280, section 5): an index for big ones, and a source of evidence for path validation.
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
mod indexed;
mod judging;
mod reading;
mod set;
mod updates;

pub use consumer::{ConsumerCrls, CrlsByOrigin};
#[cfg(feature = "std")]
pub use container::archive::{
    ContainerError, ContainerLimits, Contents, read_container, read_contents, read_contents_with,
};
pub use indexed::{IndexedCrl, read};
pub use judging::inspect::Freshness;
pub use judging::prove::{Proved, ProvenCrl, Trust, prove};
pub use judging::rules::rules;
pub use reading::index::IndexKey;
pub use set::{CrlOrigin, CrlSet};
pub use updates::schedule::{Due, PointRefused, Updates};
pub use updates::slots::{TakeOutcome, Taken};
