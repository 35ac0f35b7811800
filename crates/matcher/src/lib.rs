//! Who the peer is, whether it may come in, and whether this is the right certificate.
//!
//! | question | answered by |
//! |---|---|
//! | is this the certificate of the peer that was meant? | [`match_certificate`]: an [`Identity`] and a [`NameMode`] |
//! | may a peer with such names come in? | [`AccessRules`] |
//! | what differs between a request, its certificate and its successor? | [`Comparison`] |
//!
//! # Features
//!
//! Both add constants that can be named, and change nothing else.
//!
//! | feature | adds |
//! |---|---|
//! | `idna` | `DnsName::from_unicode` and `XmppDomain::from_unicode`: names as people write them. Needs `std` |
//! | `regex` | `LINEAR_REGEX`: regular expressions in access rules |
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, reason = "tests"))]

extern crate alloc;

pub mod codes;
mod common_name;
mod comparisons;
mod diff;
mod dns;
mod email;
mod identity;
#[cfg(feature = "idna")]
mod idna;
mod matched;
mod mismatch;
mod other;
mod peer;
mod reason;
mod rules;
mod sip;
mod srv;
mod uri;
mod xmpp;

pub use common_name::{CommonNameIdentity, common_name_identities};
pub use comparisons::Comparisons;
pub use diff::{Comparison, DiffMode, Difference, Side};
pub use dns::{DnsName, PresentedDns, WildcardPolicy, dns_name_matches};
pub use email::EmailAddress;
pub use identity::{Identity, NameMode};
pub use matched::{MatchedName, NamePlace};
pub use mismatch::{Mismatch, NearMiss};
pub use other::{srv_name, utf8_mailbox};
pub use peer::match_certificate;
pub use rules::{Access, AccessRule, AccessRules, Action, Applied, CompiledRegex, PatternKind, RegexEngine};
#[cfg(feature = "regex")]
pub use rules::{LINEAR_REGEX, LinearRegex};
pub use sip::{SipDomain, SipUsage};
pub use srv::SrvName;
pub use uri::UriId;
pub use xmpp::{XmppAccount, XmppDomain, XmppService};
