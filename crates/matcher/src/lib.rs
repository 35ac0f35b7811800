//! Who the peer is: the names of a certificate against the name that was asked for (RFC 9525).
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;

pub mod codes;
mod common_name;
mod comparisons;
mod dns;
mod email;
mod identity;
mod mismatch;
mod peer;

pub use common_name::{CommonNameIdentity, common_name_identities};
pub use comparisons::Comparisons;
pub use dns::{DnsName, PresentedDns, WildcardPolicy, dns_name_matches};
pub use email::EmailAddress;
pub use identity::{Identity, NameMode};
pub use mismatch::{Mismatch, NearMiss};
pub use peer::{MatchedName, NamePlace, match_certificate};
