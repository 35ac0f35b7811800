//! Whose certificates the entries of an indirect CRL mean (RFC 5280, 5.3.3).

use alloc::vec::Vec;
use core::cmp::Ordering;
use ucpki_x509::{Crl, CrlEntry, GeneralName, NameRef};

/// An issuer of certificates, as an index counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IssuerId(u32);

/// The issuer of the CRL, who is also meant where no entry says anything else.
pub(crate) const OWN: IssuerId = IssuerId(0);

impl IssuerId {
    /// A number that keeps entries of several issuers apart in an index.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }
}

/// The issuers that an indirect CRL names besides its own.
///
/// "If this extension is not present in subsequent entries, the certificate issuer is the same as that for the preceding
/// entry": so the entries that name one divide the CRL into runs.
#[derive(Default)]
pub(crate) struct Issuers {
    /// Offset of the first entry of a run, and whose certificates it means; in the order of the CRL.
    runs: Vec<(u32, IssuerId)>,
    /// By hash of the name, then the name: the offset of an entry that has it.
    names: Vec<(u64, u32, IssuerId)>,
    /// An entry names none or several.
    pub(crate) ambiguous: bool,
}

impl Issuers {
    /// Cost: one pass over the entries, and sorting those that name an issuer.
    pub(crate) fn read(crl: &Crl) -> Self {
        let mut issuers = Self::default();
        if !crl.names_other_issuers() {
            return issuers;
        }
        // Every name with its hash, sorted; equal ones get one number, and the CRL's own issuer keeps its own.
        let mut found: Vec<(u64, u32)> = Vec::new();
        for entry in crl.entries() {
            let Some(names) = entry.certificate_issuer() else { continue };
            let directory = names.iter().filter(|name| matches!(name, GeneralName::DirectoryName(_))).count();
            if directory != 1 {
                issuers.ambiguous = true;
                return issuers;
            }
            if let Some(name) = name_at(crl, entry.offset()) {
                found.push((name.hash_normalized(), entry.offset()));
            }
        }
        found.sort_unstable_by(|left, right| compare(crl, *left, *right).then(left.1.cmp(&right.1)));
        let own = crl.issuer();
        let own_hash = own.hash_normalized();
        let mut last: Option<(u64, u32)> = None;
        let mut id = OWN;
        let mut count = 0;
        for one in found {
            if last.is_none_or(|last| compare(crl, last, one) != Ordering::Equal) {
                let is_own = one.0 == own_hash && name_at(crl, one.1).is_some_and(|name| name.matches(own));
                if is_own {
                    id = OWN;
                } else {
                    count += 1;
                    id = IssuerId(count);
                    issuers.names.push((one.0, one.1, id));
                }
            }
            last = Some(one);
            issuers.runs.push((one.1, id));
        }
        issuers.runs.sort_unstable_by_key(|(offset, _)| *offset);
        issuers
    }

    /// The number of an issuer; `None` if no entry means its certificates.
    pub(crate) fn id(&self, crl: &Crl, issuer: NameRef<'_>) -> Option<IssuerId> {
        if crl.issuer().matches(issuer) {
            return Some(OWN);
        }
        if self.names.is_empty() {
            return None;
        }
        let hash = issuer.hash_normalized();
        let order = |(known, offset, _): &(u64, u32, IssuerId)| {
            let by_name = || name_at(crl, *offset).map_or(Ordering::Less, |name| name.cmp_normalized(issuer));
            known.cmp(&hash).then_with(by_name)
        };
        let at = self.names.binary_search_by(order).ok()?;
        self.names.get(at).map(|(.., id)| *id)
    }

    /// Whose certificate the entry at this offset means.
    #[inline]
    pub(crate) fn of(&self, offset: u32) -> IssuerId {
        if self.are_none() {
            return OWN;
        }
        self.run(offset).map_or(OWN, |(_, id)| id)
    }

    /// The name of whose certificate the entry at this offset means.
    pub(crate) fn name_of<'a>(&self, crl: &'a Crl, offset: u32) -> NameRef<'a> {
        self.run(offset).and_then(|(first, _)| name_at(crl, first)).unwrap_or_else(|| crl.issuer())
    }

    pub(crate) fn size(&self) -> usize {
        size_of_val(&*self.runs) + size_of_val(&*self.names)
    }

    pub(crate) const fn are_none(&self) -> bool {
        self.runs.is_empty()
    }

    fn run(&self, offset: u32) -> Option<(u32, IssuerId)> {
        let after = self.runs.partition_point(|(first, _)| *first <= offset);
        self.runs.get(after.checked_sub(1)?).copied()
    }
}

/// The issuer that the entry at this offset names itself.
fn name_at(crl: &Crl, offset: u32) -> Option<NameRef<'_>> {
    let directory = |name| match name {
        GeneralName::DirectoryName(name) => Some(name),
        _ => None,
    };
    crl.entry_at(offset).as_ref().and_then(CrlEntry::certificate_issuer)?.iter().find_map(directory)
}

/// The hash only makes it quick: two names that somebody made to collide are told apart.
fn compare(crl: &Crl, left: (u64, u32), right: (u64, u32)) -> Ordering {
    left.0.cmp(&right.0).then_with(|| match (name_at(crl, left.1), name_at(crl, right.1)) {
        (Some(left), Some(right)) => left.cmp_normalized(right),
        (left, right) => left.is_some().cmp(&right.is_some()),
    })
}
