//! Which CRL is fetched when, and what takes the place of what.

pub(crate) mod schedule;
pub(crate) mod slots;
