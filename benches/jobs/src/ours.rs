//! Our side of the jobs.

use crate::{Chain, NOW, SERVER_NAME};
use std::hint::black_box;
use ucpki_chain::{Anchor, Identity, KeyPurpose, Pool, ValidationParams, Validator, Work};
use ucpki_crypto::Provider;
use ucpki_tests::make::time;
use ucpki_x509::{Certificate, CertificateRef};

/// A validator that trusts the anchor of `chain`.
#[must_use]
pub fn validator(provider: Provider, chain: &Chain) -> Validator {
    let anchor = Certificate::parse(&chain.anchor).expect("our own");
    Validator::new(provider).anchors([Anchor::certificate(anchor)])
}

/// For a server of [`SERVER_NAME`], at [`NOW`].
#[must_use]
pub fn request() -> ValidationParams<'static> {
    ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns(SERVER_NAME).expect("a name"))
}

/// Reads leaf and intermediates, checks them, and says what it cost.
///
/// # Panics
///
/// If they are not accepted.
pub fn check(validator: &Validator, leaf: &[u8], intermediates: &[Vec<u8>], request: &ValidationParams<'_>) -> Work {
    let leaf = Certificate::parse(black_box(leaf)).expect("well-formed");
    let read = |der: &Vec<u8>| Certificate::parse(black_box(der)).expect("well-formed");
    let pool = Pool::new(intermediates.iter().map(read));
    *validator.check(&leaf, &pool, request).expect("accepted").work()
}

macro_rules! read_all {
    ($certificate:expr) => {{
        let certificate = $certificate;
        black_box(certificate.issuer().as_der());
        black_box((certificate.not_before(), certificate.not_after()));
        black_box(certificate.spki().key());
        let names = certificate.subject_alt_name().expect("well-formed").expect("it is there");
        for name in names.iter() {
            black_box(name);
        }
        black_box(certificate.basic_constraints().expect("well-formed"));
        black_box(certificate.key_usage().expect("well-formed"));
        for purpose in certificate.extended_key_usage().expect("well-formed").expect("it is there").iter() {
            black_box(purpose);
        }
        black_box(certificate.subject_key_identifier().expect("well-formed"));
        black_box(certificate.authority_key_identifier().expect("well-formed"));
    }};
}

/// Reads issuer, validity, key, names, and what the extensions say that a verifier needs; a view.
///
/// # Panics
///
/// If they cannot be read.
pub fn read_view(der: &[u8]) {
    read_all!(CertificateRef::parse(black_box(der)).expect("well-formed"));
}

/// The same by a value.
///
/// # Panics
///
/// If they cannot be read.
pub fn read_value(der: &[u8]) {
    read_all!(&Certificate::parse(black_box(der)).expect("well-formed"));
}
