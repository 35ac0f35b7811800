//! What a validator and a check go by: trust, profiles and their rules, algorithms, budgets.
//!
//! Nothing here knows of paths.

pub(crate) mod algorithms;
pub(crate) mod anchor;
pub(crate) mod anchor_constraints;
pub(crate) mod blocklist;
pub(crate) mod budget;
pub(crate) mod kept_keys;
pub(crate) mod policies;
pub(crate) mod pool;
pub(crate) mod profile;
pub(crate) mod public_suffixes;
pub(crate) mod purpose;
pub(crate) mod rules;
pub(crate) mod signature_cache;
pub(crate) mod trust;
