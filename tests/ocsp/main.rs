//! OCSP: every class of bug that other implementations had, as a test that fails when the rule is broken.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod bounds;
mod cache;
mod consumers;
mod entries;
mod interop;
mod openssl;
mod responder;
mod signers;
mod staples;
mod statuses;
mod support;
