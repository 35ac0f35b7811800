//! OCSP requests and responses (RFC 6960, 4).
//!
//! Both are read whole: a malformed entry anywhere refuses the object, with its offset. The certificates that a response
//! brings along stay bytes, because one that cannot be read must not refuse the others.

mod alike;
mod basic;
mod cert_id;
mod entry;
mod fields;
mod request;
mod response;

pub use alike::OcspEntries;
pub use basic::{BasicResponseRef, ResponderId};
pub use cert_id::CertIdRef;
pub use entry::{CertStatus, OcspEntry};
pub use fields::OcspCertificates;
pub use request::{OcspRequest, OcspRequestEntries, OcspRequestEntry, OcspRequestRef};
pub use response::{OcspResponse, OcspResponseRef, OcspResponseStatus};

#[cfg(test)]
mod tests;
