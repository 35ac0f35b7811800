//! Keys, and which algorithms there are.

pub(crate) mod algorithms;
pub mod private_key;
