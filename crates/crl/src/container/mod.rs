//! CRLs in archives.

pub(crate) mod archive;
pub(crate) mod directory;
