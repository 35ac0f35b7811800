//! Reading a CRL: one pass that hashes and indexes it.

pub(crate) mod digest;
pub(crate) mod index;
pub(crate) mod issuers;
pub(crate) mod serial_hash;
#[cfg(feature = "std")]
pub(crate) mod threads;
