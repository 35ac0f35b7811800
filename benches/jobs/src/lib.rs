//! What the benches measure, without peers: the same inputs for all, and our side of the jobs that guards count.

#![forbid(unsafe_code)]

pub mod inputs;
pub mod no_signatures;
pub mod ours;

pub use inputs::{Chain, KeyChoice, NOW, SERVER_NAME};
pub use no_signatures::{NO_ARITHMETIC, NO_SIGNATURES};
