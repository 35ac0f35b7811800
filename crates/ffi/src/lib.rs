//! The C ABI of ucpki. The contract that holds for every function is in this crate's `README.md`.
//!
//! The modules bear the nouns: what `certificate.rs` defines is called `ucpki_certificate_...`. `include/ucpki.h` is
//! generated from them by `cargo xtask header`, in their order here, so the documentation of functions and types is written
//! for readers of C.
//!
//! This is the one crate with unsafe code. How it is kept small:
//!
//! - A pointer that may be NULL comes as `Option<&T>`, an owned handle as `Option<Box<T>>`, an output as
//!   `Option<&mut MaybeUninit<T>>`. The types say what C promises by the contract, and need no unsafe block.
//! - Arrays (a pointer and a count) are turned into slices in `bytes.rs` and `text.rs` only.
//! - Panics stop in `boundary.rs`.
#![no_std]
#![expect(non_camel_case_types, reason = "the names are those of the C header")]
#![expect(clippy::missing_safety_doc, reason = "README.md is the contract, the same for every function")]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests"))]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod algorithms;
mod boundary;
mod text;

// What every part uses.
pub mod bytes;
pub mod code;
pub mod codes;
pub mod error;
pub mod oid;
pub mod version;

// What is given.
pub mod anchor;
pub mod certificate;
pub mod certificate_list;
pub mod consumer;
pub mod crl;
pub mod crl_list;
pub mod crl_updates;
pub mod general_name;
pub mod pool;

// The question.
pub mod request;
pub mod signature_cache;
pub mod validator;

// Whose certificate it is, and which one.
pub mod comparison;
pub mod identity;
pub mod match_;
pub mod rules;

// The answer.
pub mod evidence;
pub mod finding;
pub mod verdict;

// What is asked for.
pub mod csr;
pub mod csr_builder;
pub mod csr_content;
pub mod csr_rules;
pub mod private_key;

// What appliances ask for.
pub mod appliance;
pub mod appliance_builder;
pub mod appliance_defaults;
pub mod appliance_distribution;

// What people and programs read.
pub mod show;
pub mod verdict_show;

// What firmware brings.
#[cfg(feature = "firmware")]
pub mod port;

/// Every handle may be used by any number of threads at once where `self` is `const`, and may move between threads:
/// the compiler proves it here.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<anchor::ucpki_anchor>();
    shared::<appliance_builder::ucpki_appliance_builder>();
    shared::<appliance_builder::ucpki_appliance_coverage>();
    shared::<appliance_builder::ucpki_appliance_plan>();
    shared::<appliance_defaults::ucpki_appliance_defaults>();
    shared::<appliance_distribution::ucpki_appliance_distribution>();
    shared::<certificate::ucpki_certificate>();
    shared::<certificate_list::ucpki_certificate_list>();
    shared::<comparison::ucpki_comparison>();
    shared::<crl::ucpki_crl_set>();
    shared::<crl::ucpki_crl_set_builder>();
    shared::<crl_updates::ucpki_crl_updates>();
    shared::<csr::ucpki_csr>();
    shared::<csr::ucpki_csr_report>();
    shared::<csr_builder::ucpki_csr_builder>();
    shared::<error::ucpki_error>();
    shared::<finding::ucpki_finding>();
    shared::<identity::ucpki_identity>();
    shared::<match_::ucpki_match>();
    shared::<pool::ucpki_pool>();
    shared::<private_key::ucpki_private_key>();
    shared::<private_key::ucpki_secret>();
    shared::<request::ucpki_request>();
    shared::<rules::ucpki_access>();
    shared::<rules::ucpki_rules>();
    shared::<show::ucpki_show>();
    shared::<validator::ucpki_validator>();
    shared::<validator::ucpki_validator_builder>();
    shared::<verdict::ucpki_candidate>();
    shared::<verdict::ucpki_verdict>();
};
