//! Certificates, requests, CRLs, OCSP and verdicts as people and programs read them.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;

mod any;
mod asn1;
mod ber;
mod curves;
mod document;
mod extension;
mod fingerprint;
mod groups;
mod identify;
mod json;
mod key;
mod kinds;
mod label;
mod name;
mod number;
mod object;
mod objects;
mod ocsp;
mod out;
mod signature;
mod summary;
mod text;
mod time;
mod verdict;
mod writer;

pub use asn1::{write_asn1, write_asn1_at};
pub use document::{Document, DocumentLine, Style, printable, short};
pub use fingerprint::{Fingerprints, key_identifier, public_key_of, rsa_spki};
pub use identify::{FileKind, Identified, identify};
pub use kinds::{Object, OddCrl};
pub use label::{is_private_key, label_of};
pub use ocsp::{write_ocsp_request, write_ocsp_response};
pub use summary::{Line, Row, Summary, SummaryComparison};
pub use text::{write_certificate, write_crl, write_request, write_trusted_certificate};
pub use verdict::{Phrase, ShownVerdict, VerdictContext, VerdictParams};
