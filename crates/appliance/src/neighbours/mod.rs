//! The nodes beside it: members of a cluster, and who has to trust whom.

pub(crate) mod cluster;
pub(crate) mod distribution;
