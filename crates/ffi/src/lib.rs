//! The C ABI of ucpki. The contract that holds for every function is in this crate's `README.md`.
//!
//! A folder for each crate that it speaks for, and a file for each noun: what `x509/certificate.rs` defines is called
//! `ucpki_certificate_...`. `include/ucpki.h` is generated from them by `cargo xtask header`, in their order, so the documentation
//! of functions and types is written for readers of C.
//!
//! This is the one crate with unsafe code. How it is kept small:
//!
//! - A pointer that may be NULL comes as `Option<&T>`, an owned handle as `Option<Box<T>>`, an output as
//!   `Option<&mut MaybeUninit<T>>`. The types say what C promises by the contract, and need no unsafe block.
//! - Arrays (a pointer and a count) are turned into slices in `abi/bytes.rs` and `abi/text.rs` only.
//! - Panics stop in `abi/boundary.rs`.
#![no_std]
#![expect(non_camel_case_types, reason = "the names are those of the C header")]
#![expect(clippy::missing_safety_doc, reason = "README.md is the contract, the same for every function")]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests"))]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod abi;
pub mod appliance;
pub mod chain;
pub mod codes;
pub mod crl;
pub mod crypto;
pub mod csr;
pub mod matcher;
pub mod ocsp;
pub mod show;
pub mod x509;

/// Every handle may be used by any number of threads at once where `self` is `const`, and may move between threads:
/// the compiler proves it here.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<chain::anchor::ucpki_anchor>();
    shared::<appliance::builder::ucpki_appliance_builder>();
    shared::<appliance::builder::ucpki_appliance_coverage>();
    shared::<appliance::builder::ucpki_appliance_plan>();
    shared::<appliance::defaults::ucpki_appliance_defaults>();
    shared::<appliance::distribution::ucpki_appliance_distribution>();
    shared::<x509::certificate::ucpki_certificate>();
    shared::<x509::certificate_list::ucpki_certificate_list>();
    shared::<matcher::comparison::ucpki_comparison>();
    shared::<crl::set::ucpki_crl_set>();
    shared::<crl::set::ucpki_crl_set_builder>();
    shared::<crl::updates::ucpki_crl_updates>();
    shared::<csr::request::ucpki_csr>();
    shared::<csr::request::ucpki_csr_report>();
    shared::<csr::builder::ucpki_csr_builder>();
    shared::<abi::error::ucpki_error>();
    shared::<chain::finding::ucpki_finding>();
    shared::<matcher::identity::ucpki_identity>();
    shared::<matcher::match_::ucpki_match>();
    shared::<ocsp::cache::ucpki_ocsp_cache>();
    shared::<ocsp::responder::answer::ucpki_ocsp_answer>();
    shared::<ocsp::responder::draft::ucpki_ocsp_draft>();
    shared::<ocsp::responder::presigned::ucpki_ocsp_presigned>();
    shared::<ocsp::responder::site::ucpki_ocsp_responder>();
    shared::<ocsp::policy::ucpki_ocsp_policy>();
    shared::<ocsp::request::ucpki_ocsp_request>();
    shared::<ocsp::response::ucpki_ocsp_response>();
    shared::<ocsp::responses::ucpki_ocsp_responses>();
    shared::<ocsp::subject::ucpki_ocsp_subject>();
    shared::<ocsp::subject::ucpki_ocsp_subjects>();
    shared::<ocsp::verified::ucpki_ocsp_verified>();
    shared::<chain::pool::ucpki_pool>();
    shared::<crypto::private_key::ucpki_private_key>();
    shared::<crypto::private_key::ucpki_secret>();
    shared::<chain::params::ucpki_params>();
    shared::<matcher::rules::ucpki_access>();
    shared::<matcher::rules::ucpki_rules>();
    shared::<show::ucpki_show>();
    shared::<chain::validator::ucpki_validator>();
    shared::<chain::validator::ucpki_validator_builder>();
    shared::<chain::verdict::ucpki_candidate>();
    shared::<chain::verdict::ucpki_verdict>();
};
