//! CRLs, and when which of them is fetched.

pub mod list;
pub mod set;
pub mod updates;
