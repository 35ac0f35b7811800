//! The readers that ours is compared with, and where they are known to differ: README.md has the list with the reasons.

pub(crate) mod rust_asn1;
pub(crate) mod rust_crypto;

use crate::facts::{Certificate, Crl};
use ucpki_x509::{Code, Error};

/// What another reader is, and where it differs on purpose.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) certificate: fn(&[u8]) -> Result<Certificate, String>,
    pub(crate) crl: fn(&[u8]) -> Result<Crl, String>,
    /// Why it refuses a certificate that we read; empty for no known reason.
    pub(crate) certificate_refusals: fn(&ucpki_x509::CertificateRef<'_>, &Certificate) -> Vec<&'static str>,
    /// Why it refuses a CRL that we read.
    pub(crate) crl_refusals: fn(&ucpki_x509::CrlRef<'_>, &Crl) -> Vec<&'static str>,
    /// What it accepts in certificates although we refuse it with these codes.
    pub(crate) certificate_acceptances: &'static [&'static Code],
    /// What it accepts in CRLs although we refuse it with these codes.
    pub(crate) crl_acceptances: &'static [&'static Code],
}

/// All of them.
pub(crate) const ALL: [Peer; 2] = [rust_asn1::PEER, rust_crypto::PEER];

/// Holds what we say of an object against what a peer says of it.
///
/// # Panics
///
/// If they differ in what is not known.
pub(crate) fn compare<T: PartialEq + std::fmt::Debug>(
    peer: &str,
    ours: Result<&T, &Error>,
    theirs: Result<T, String>,
    refusals: impl FnOnce() -> Vec<&'static str>,
    acceptances: &[&'static Code],
) {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => assert!(*ours == theirs, "{peer} reads something else: {theirs:#?}\nwe: {ours:#?}"),
        (Ok(ours), Err(why)) => assert!(!refusals().is_empty(), "{peer} refuses ({why}), and we accept: {ours:#?}"),
        (Err(error), Ok(theirs)) => {
            assert!(acceptances.contains(&error.code()), "we refuse ({error}), and {peer} accepts: {theirs:#?}");
        }
        (Err(_), Err(_)) => {}
    }
}
