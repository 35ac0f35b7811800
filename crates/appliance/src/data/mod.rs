//! What the published tables say: purposes, trust stores, services, procedures.

pub(crate) mod preset;
pub(crate) mod procedure;
pub(crate) mod purpose;
pub(crate) mod role;
pub(crate) mod rules;
pub(crate) mod services;
pub(crate) mod trust_store;
