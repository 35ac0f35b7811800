//! Certificates that a path may be built from.

use alloc::vec::Vec;
use core::cmp::Ordering;
use ucpki_x509::{Certificate, NameRef};

/// Certificates without order and without trust: what a peer sent, or a folder of intermediates.
///
/// Made once, it may serve any number of checks. Duplicates are dropped; the order in which certificates were given
/// does not matter to any answer.
///
/// Cost: sorting by name when made; finding by name is a binary search.
///
/// # Examples
///
/// ```
/// use ucpki::Pool;
/// use ucpki::x509::pem;
///
/// let received = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?;
/// let pool: Pool = received.into_iter().map(|found| found.certificate).collect();
/// assert_eq!(pool.iter().count(), 1);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// By hash of the subject, then the subject, then the DER; where there are [`FEW`], by the DER alone, and without hashes.
    entries: Vec<Entry>,
}

/// Up to so many certificates are looked through one by one.
pub(crate) const FEW: usize = 8;

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    hash: u64,
    pub(crate) certificate: Certificate,
}

impl Pool {
    /// A pool of `certificates`.
    pub fn new(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let entry = |certificate: Certificate| Entry { hash: 0, certificate };
        let mut entries: Vec<Entry> = certificates.into_iter().map(entry).collect();
        entries.sort_unstable_by(|first, second| first.certificate.as_der().cmp(second.certificate.as_der()));
        entries.dedup_by(|first, second| first.certificate == second.certificate);
        if entries.len() > FEW {
            for entry in &mut entries {
                entry.hash = entry.certificate.subject().hash_normalized();
            }
            // Stable, so that those of one name stay sorted by their DER.
            entries.sort_by(|first, second| first.compare(second.hash, second.certificate.subject()));
        }
        Self { entries }
    }

    /// How many different certificates there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The certificates, sorted by a fixed but meaningless order.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.entries.iter().map(|entry| &entry.certificate)
    }

    /// Whether there are so many that subjects are looked up by their hashes.
    pub(crate) fn needs_hashes(&self) -> bool {
        self.entries.len() > FEW
    }

    /// The certificates with this subject, which has this normalised hash, and their positions in the pool. Where [no hashes
    /// are needed](Self::needs_hashes), the hash does not matter.
    pub(crate) fn find(&self, hash: u64, subject: NameRef<'_>) -> impl Iterator<Item = (usize, &Entry)> {
        let is_few = !self.needs_hashes();
        let (start, count) = if is_few {
            (0, self.entries.len())
        } else {
            let start = self.entries.partition_point(|entry| entry.compare(hash, subject) == Ordering::Less);
            let rest = self.entries.get(start..).unwrap_or(&[]);
            (start, rest.partition_point(|entry| entry.compare(hash, subject) == Ordering::Equal))
        };
        let found = self.entries.iter().enumerate().skip(start).take(count);
        found.filter(move |(_, entry)| !is_few || entry.certificate.subject().matches(subject))
    }
}

impl FromIterator<Certificate> for Pool {
    fn from_iter<T: IntoIterator<Item = Certificate>>(certificates: T) -> Self {
        Self::new(certificates)
    }
}

impl Entry {
    /// The hash only makes it quick: two names that somebody made to collide are told apart by the comparison.
    fn compare(&self, hash: u64, subject: NameRef<'_>) -> Ordering {
        self.hash.cmp(&hash).then_with(|| self.certificate.subject().cmp_normalized(subject))
    }
}
