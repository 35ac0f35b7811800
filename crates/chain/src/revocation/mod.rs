//! How sources of revocation data are asked, and what they may answer.
//!
//! A source gives evidence; what follows from it is the policy's, and stays in this crate.

pub(crate) mod check;
pub(crate) mod evidence;
pub(crate) mod hints;
pub(crate) mod policy;
pub(crate) mod query;
pub(crate) mod signer;
pub(crate) mod source;
