//! The readers that ours is compared with, and where they are known to differ: README.md has the list with the reasons.

pub(crate) mod rust_asn1;
pub(crate) mod rust_crypto;
pub(crate) mod rust_crypto_extensions;

use crate::facts::{Certificate, Crl};
use ucpki_x509::der::{Reader, Tag};
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Code, CrlReason, Error, GeneralNames, Oid};

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
    acceptances: impl FnOnce(&T, &Error) -> bool,
) {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert!(*ours == theirs, "{peer} reads something else: {theirs:02x?}\nwe: {ours:02x?}")
        }
        (Ok(ours), Err(why)) => assert!(!refusals().is_empty(), "{peer} refuses ({why}), and we accept: {ours:02x?}"),
        (Err(error), Ok(theirs)) => {
            assert!(acceptances(&theirs, error), "we refuse ({error}), and {peer} accepts: {theirs:02x?}");
        }
        (Err(_), Err(_)) => {}
    }
}

/// Whether an extension of an entry cannot be read as what it is: neither peer looks into them, and we do.
pub(crate) fn has_malformed_entry(crl: &Crl) -> bool {
    let malformed = |oid: &[u8], value: &[u8]| {
        let Some(kind) = Oid::new(oid).and_then(ExtensionKind::from_oid) else { return false };
        let Ok(mut reader) = Reader::new(value) else { return true };
        let read = match kind {
            ExtensionKind::ReasonCode => reader
                .expect(Tag::ENUMERATED)
                .and_then(|value| value.integer())
                .is_ok_and(|number| number.to_u32().and_then(CrlReason::from_number).is_some()),
            ExtensionKind::InvalidityDate => reader.time().is_ok(),
            ExtensionKind::CertificateIssuer => GeneralNames::read(&mut reader).is_ok(),
            ExtensionKind::HoldInstructionCode => reader.oid().is_ok(),
            _ => return false,
        };
        !read || !reader.is_empty()
    };
    let repeated = |entry: &crate::facts::Entry| {
        crate::facts::has_repeated(entry.extensions.iter().filter_map(|(oid, ..)| Oid::new(oid)))
    };
    let mut extensions = crl.entries.iter().flat_map(|entry| &entry.extensions);
    extensions.any(|(oid, _, value)| malformed(oid, value)) || crl.entries.iter().any(repeated)
}
