//! Readers of X.509 objects that keep the signed bytes, and say where bytes are wrong.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod algorithm;
mod certificate;
mod code;
pub mod codes;
mod crl;
pub mod der;
mod error;
pub mod extension;
mod general_name;
mod general_name_buf;
mod name;
mod ocsp;
mod oddities;
mod oid;
pub mod oids;
pub mod pem;
mod request;
mod shared;
mod text;
mod time;

pub use algorithm::{AlgorithmRef, SpkiRef};
pub use certificate::{Certificate, CertificateRef};
pub use code::{Code, Family};
pub use crl::{Crl, CrlEntries, CrlEntry, CrlReason, CrlRef};
pub use error::{Error, Place};
pub use general_name::{GeneralName, GeneralNames, GeneralNamesIter};
pub use general_name_buf::GeneralNameBuf;
pub use name::{AttributeRef, Attributes, Name, NameRef, RdnAttributes, RdnRef, Rdns, string_text};
pub use ocsp::{
    BasicResponseRef, CertIdRef, CertStatus, OcspCertificates, OcspEntries, OcspEntry, OcspRequest, OcspRequestEntries,
    OcspRequestEntry, OcspRequestRef, OcspResponse, OcspResponseRef, OcspResponseStatus, ResponderId,
};
pub use oddities::Oddities;
pub use oid::{Oid, OidBuf};
pub use request::{
    CertificationRequest, CertificationRequestRef, RequestAttribute, RequestAttributes, RequestedExtensions,
};
pub use shared::Shared;
pub use text::{Hex, ip_address};
pub use time::Time;
