//! What every function uses: bytes and text in and out, errors, where panics stop.

pub(crate) mod boundary;
pub mod bytes;
pub mod code;
pub mod error;
pub mod oid;
#[cfg(feature = "firmware")]
pub mod port;
pub(crate) mod text;
pub mod version;
