//! Makes certificates and CRLs for tests: right ones by default, wrong ones on demand.
//!
//! A [`Cert`] is a plain description; [`Cert::der`] signs and encodes it. The same description always gives the same
//! bytes. The oracle reads the description and never the bytes.
//!
//! # Examples
//!
//! ```
//! use ucpki_tests::make::{Cert, Key, KeyUsage};
//!
//! let root = Cert::new("Root").key(&Key::p256("root")).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN);
//! let leaf = Cert::new("sip.example.com").key(&Key::p256("leaf")).san_dns("sip.example.com").issued_by(&root);
//! assert_eq!(leaf.der(), leaf.clone().der());
//! assert!(leaf.pem().starts_with("-----BEGIN CERTIFICATE-----\n"));
//!
//! // A broken one: the signature does not verify, and an extension appears twice.
//! let broken = leaf.repeated("2.5.29.17").bad_signature();
//! assert_ne!(broken.der(), root.der());
//! ```

mod cert;
mod crl;
mod extension;
mod key;
mod name;
mod ocsp;
mod pem;
mod point;

pub use cert::{Cert, KeyId, Seal};
pub use crl::{Crl, Entry};
pub use extension::{BasicConstraints, Extension, GeneralName, KeyUsage, NameConstraints, PolicyConstraints, Subtree};
pub use key::{Key, KeySize, Scheme};
pub use name::{Attribute, Name, Text};
pub use ocsp::{EntryStatus, ResponderId, Response, ResponseEntry, certificate_id, sha256_id};
pub use pem::{pem, titled_pem};
pub use point::{IssuingPoint, Point, PointName};

use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{OidBuf, Time};

/// The time that `text` says in RFC 3339.
///
/// # Panics
///
/// If it does not.
#[must_use]
pub fn time(text: &str) -> Time {
    Time::parse_rfc3339(text).expect("a time in RFC 3339")
}

/// The object identifier that `text` says in dotted decimal.
///
/// # Panics
///
/// If it does not.
#[must_use]
pub fn oid(text: &str) -> OidBuf {
    OidBuf::parse(text).expect("an object identifier in dotted decimal")
}

/// The DER of one value that `content` writes under `tag`.
#[must_use]
pub fn der(tag: Tag, content: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(tag, content);
    writer.into_bytes()
}
