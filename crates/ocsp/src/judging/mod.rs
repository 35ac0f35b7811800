//! What a response says about one certificate, and whether that counts.
//!
//! `entries` finds the entries for the certificate, `freshness` lets one of them decide, `signer` finds out who signed, and `judge`
//! puts them together.

pub(crate) mod entries;
pub(crate) mod freshness;
pub(crate) mod judge;
pub(crate) mod signer;
