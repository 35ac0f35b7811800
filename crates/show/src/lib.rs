//! Certificates, requests and CRLs as people and programs read them.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;

mod ber;
mod curves;
mod extension;
mod groups;
mod key;
mod name;
mod number;
mod object;
mod objects;
mod out;
mod signature;
mod text;
mod time;

pub use text::{write_certificate, write_crl, write_request, write_trusted_certificate};
