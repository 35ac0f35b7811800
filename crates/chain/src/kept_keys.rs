//! Keys of issuers that are kept ready between checks.

use alloc::boxed::Box;
use core::fmt;
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use once_cell::race::OnceBox;
use ucpki_crypto::{KeyRefused, PreparedKey, Provider};
use ucpki_x509::SpkiRef;

/// After so many signatures a table has paid for itself.
const WORTH_A_TABLE: u32 = 40;

/// Slots that a key may stand in.
const WAYS: usize = 4;

/// A key that is prepared once, by whoever needs it first.
#[derive(Debug, Default)]
pub(crate) struct LazyKey {
    prepared: OnceBox<Result<Box<dyn PreparedKey>, KeyRefused>>,
    /// Signatures that were checked with it, up to [`WORTH_A_TABLE`].
    uses: AtomicU32,
}

impl LazyKey {
    pub(crate) fn get(&self, provider: Provider, spki: SpkiRef<'_>) -> Result<&dyn PreparedKey, KeyRefused> {
        let prepared = self.prepared.get_or_init(|| Box::new(provider.prepare(spki, None)));
        prepared.as_deref().map_err(|refused| *refused)
    }

    /// Counts a signature, and makes the table of the key when it is worth one, if `kept` has room for it.
    fn used(&self, kept: &KeptKeys) {
        // One thread sees the last number, so that no two make the table.
        if self.uses.load(Ordering::Relaxed) >= WORTH_A_TABLE
            || self.uses.fetch_add(1, Ordering::Relaxed) + 1 != WORTH_A_TABLE
        {
            return;
        }
        let Some(Ok(key)) = self.prepared.get() else { return };
        let octets = key.table_octets();
        let take = |left: usize| left.checked_sub(octets);
        if octets > 0 && kept.table_octets.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
            key.build_table();
        }
    }
}

/// The keys of intermediates that stood on accepted paths, and what memory is left for tables of any kept key.
///
/// There is no lock, and nothing goes: a key that finds its slots taken is not kept. Who has no certificate under a trusted
/// anchor cannot take any.
#[derive(Default)]
pub(crate) struct KeptKeys {
    /// A power of two of them, or none.
    buckets: Box<[[OnceBox<Kept>; WAYS]]>,
    table_octets: AtomicUsize,
}

struct Kept {
    spki: Box<[u8]>,
    key: LazyKey,
}

impl KeptKeys {
    /// Room for `count` keys at least, and for so many octets of tables.
    pub(crate) fn new(count: usize, table_octets: usize) -> Self {
        let buckets = count.div_ceil(WAYS).checked_next_power_of_two().unwrap_or(1 << 16).min(1 << 16);
        let buckets = if count == 0 { 0 } else { buckets };
        Self {
            buckets: (0..buckets).map(|_| Default::default()).collect(),
            table_octets: AtomicUsize::new(table_octets),
        }
    }

    /// The key, if it is kept.
    pub(crate) fn find(&self, spki: &[u8]) -> Option<&LazyKey> {
        let mut kept = self.bucket(spki)?.iter().filter_map(OnceBox::get);
        kept.find(|kept| *kept.spki == *spki).map(|kept| &kept.key)
    }

    /// Keeps the key, where there is a free slot.
    pub(crate) fn keep(&self, spki: &[u8]) {
        let Some(bucket) = self.bucket(spki) else { return };
        for slot in bucket {
            let kept = slot.get_or_init(|| Box::new(Kept { spki: spki.into(), key: LazyKey::default() }));
            if *kept.spki == *spki {
                return;
            }
        }
    }

    /// Counts a signature that was checked with a kept key.
    pub(crate) fn used(&self, key: &LazyKey) {
        key.used(self);
    }

    fn bucket(&self, spki: &[u8]) -> Option<&[OnceBox<Kept>; WAYS]> {
        let last = self.buckets.len().checked_sub(1)?;
        // Keys that somebody made to meet here find no slot, and are prepared each time as if none were kept.
        let hash = spki.chunks(8).fold(0_u64, |hash, octets| {
            let word = octets.iter().fold(0, |word, octet| (word << 8) | u64::from(*octet));
            (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        self.buckets.get(usize::try_from(hash >> 48).unwrap_or(0) & last)
    }
}

impl fmt::Debug for KeptKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.buckets.iter().flatten().filter(|slot| slot.get().is_some()).count();
        f.debug_struct("KeptKeys").field("kept", &kept).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;

    #[test]
    fn keys_that_differ_anywhere_find_room() {
        let kept = KeptKeys::new(4096, 0);
        let change = |at: usize, value: u8| {
            let mut spki = vec![0x30; 91];
            spki[at] ^= value;
            spki
        };
        let keys: Vec<Vec<u8>> = (0..91).flat_map(|at| (1..=4).map(move |value| change(at, value))).collect();
        keys.iter().for_each(|key| kept.keep(key));
        assert_eq!(keys.iter().filter(|key| kept.find(key).is_some()).count(), keys.len());
        assert!(kept.find(&[0x30; 91]).is_none());
    }

    #[test]
    fn what_finds_no_room_is_not_kept() {
        let kept = KeptKeys::new(4, 0);
        for key in 0..5_u8 {
            kept.keep(&[key]);
            kept.keep(&[key]);
        }
        let found: Vec<bool> = (0..5_u8).map(|key| kept.find(&[key]).is_some()).collect();
        assert_eq!(found, [true, true, true, true, false]);
        let none = KeptKeys::new(0, 0);
        none.keep(&[1]);
        assert!(none.find(&[1]).is_none());
    }
}
