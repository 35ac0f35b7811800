//! One node: what is configured, and the request that follows.

pub(crate) mod coverage;
pub(crate) mod defaults;
pub(crate) mod request;
pub(crate) mod settings;
pub(crate) mod topology;
