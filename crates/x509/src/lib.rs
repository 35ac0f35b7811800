//! Readers of X.509 objects that keep the signed bytes, and say where bytes are wrong.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;

mod algorithm;
mod code;
pub mod codes;
pub mod der;
mod error;
mod oid;
pub mod oids;
mod shared;
mod time;

pub use algorithm::{AlgorithmRef, SpkiRef};
pub use code::{Code, Family};
pub use error::{Error, Place};
pub use oid::{Oid, OidBuf};
pub use shared::Shared;
pub use time::Time;
