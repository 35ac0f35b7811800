//! The entries of a response for one certificate (RFC 6960, 3.2 (1)).

use crate::certificate_id::{CertificateId, Meaning};
use crate::codes;
use alloc::vec::Vec;
use ucpki_x509::{BasicResponseRef, CertStatus, Code, OcspEntry, Time};

/// What an entry for the certificate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) status: CertStatus,
    pub(crate) this_update: Time,
    pub(crate) next_update: Option<Time>,
    /// It has a critical extension that is not understood, and must not be relied on.
    pub(crate) has_unknown_critical: bool,
}

/// All entries for the certificate, each form once. Every entry of the response is looked at: the first one does not decide.
///
/// # Errors
///
/// [`codes::ENTRIES_MISSING`], [`codes::ENTRY_MISSING`], [`codes::HASH_UNSUPPORTED`].
pub(crate) fn find(basic: &BasicResponseRef<'_>, id: &mut CertificateId<'_>) -> Result<Vec<Entry>, &'static Code> {
    let mut found = Vec::new();
    let mut refused = if basic.entry_count() == 0 { &codes::ENTRIES_MISSING } else { &codes::ENTRY_MISSING };
    for entry in basic.entries() {
        match id.compare(&entry.certificate_id()) {
            Meaning::Another => {}
            Meaning::NotSupported => refused = &codes::HASH_UNSUPPORTED,
            Meaning::ThisOne => found.push(Entry::new(&entry)),
        }
    }
    // Equal ones that are neighbours are one, so that a response of nothing else takes no memory.
    found.dedup();
    if found.is_empty() { Err(refused) } else { Ok(found) }
}

impl Entry {
    fn new(entry: &OcspEntry<'_>) -> Self {
        Self {
            status: entry.status(),
            this_update: entry.this_update(),
            next_update: entry.next_update(),
            has_unknown_critical: entry.unknown_critical_extension().is_some(),
        }
    }
}
