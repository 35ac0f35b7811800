//! Keys of issuers that are kept ready between checks.

use alloc::boxed::Box;
use core::fmt;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use once_cell::race::OnceBox;
use spin::mutex::SpinMutex as Mutex;
use ucpki_crypto::{KeyRefused, PreparedKey, Provider};
use ucpki_x509::{Shared, SpkiRef};

/// After so many signatures a table has paid for itself.
const WORTH_A_TABLE: u32 = 40;

/// Slots that a key may be in.
const WAYS: usize = 4;

/// A key that is prepared once, by whoever needs it first.
#[derive(Debug, Default)]
pub(crate) struct LazyKey {
    prepared: OnceBox<Result<Box<dyn PreparedKey>, KeyRefused>>,
    /// Signatures that were checked with it, up to [`WORTH_A_TABLE`].
    uses: AtomicU32,
    /// What its table takes.
    table: AtomicUsize,
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
        let bytes = key.table_bytes();
        let take = |left: usize| left.checked_sub(bytes);
        if bytes > 0 && kept.table_bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
            key.build_table();
            self.table.store(bytes, Ordering::Relaxed);
        }
    }
}

/// A place for one key.
type Slot = Mutex<Option<Shared<Kept>>>;

/// The keys of intermediates on accepted paths, and what memory is left for tables of any kept key.
///
/// A key that finds its slots taken takes the place of one that was not asked for since the last time round, so that nobody
/// fills them for good, and what is in use stays. A slot has a lock that is held for as long as a pointer is copied; who finds
/// it held goes on without the key.
#[derive(Default)]
pub(crate) struct KeptKeys {
    /// A power of two of them, or none.
    buckets: Box<[[Slot; WAYS]]>,
    /// Which slot of a full bucket is looked at next.
    turn: AtomicU32,
    table_bytes: AtomicUsize,
}

/// A key of an intermediate.
#[derive(Debug)]
pub(crate) struct Kept {
    spki: Box<[u8]>,
    key: LazyKey,
    /// Whether it was asked for since the turn came to it.
    recent: AtomicBool,
}

impl Kept {
    pub(crate) const fn key(&self) -> &LazyKey {
        &self.key
    }
}

impl KeptKeys {
    /// Slots for `count` keys at least, and so many bytes for tables.
    pub(crate) fn new(count: usize, table_bytes: usize) -> Self {
        let buckets = count.div_ceil(WAYS).checked_next_power_of_two().unwrap_or(1 << 16).min(1 << 16);
        let buckets = if count == 0 { 0 } else { buckets };
        Self {
            buckets: (0..buckets).map(|_| Default::default()).collect(),
            turn: AtomicU32::new(0),
            table_bytes: AtomicUsize::new(table_bytes),
        }
    }

    /// The key, if it is kept.
    pub(crate) fn find(&self, spki: &[u8]) -> Option<Shared<Kept>> {
        let found = self.bucket(spki)?.iter().find_map(|slot| {
            let slot = slot.try_lock()?;
            slot.as_ref().filter(|kept| *kept.spki == *spki).cloned()
        })?;
        found.recent.store(true, Ordering::Relaxed);
        Some(found)
    }

    /// Keeps the key, in a free slot or in the place of one that nobody asked for.
    pub(crate) fn keep(&self, spki: &[u8]) {
        let Some(bucket) = self.bucket(spki) else { return };
        if self.find(spki).is_some() {
            return;
        }
        let kept = || Shared::new(Kept { spki: spki.into(), key: LazyKey::default(), recent: AtomicBool::new(false) });
        let free = |slot: &&Mutex<Option<Shared<Kept>>>| slot.try_lock().is_some_and(|slot| slot.is_none());
        if let Some(mut slot) = bucket.iter().find(free).and_then(Mutex::try_lock) {
            *slot = Some(kept());
            return;
        }
        // Where all were asked for since, the new one waits for another time: what is in use stays.
        for _ in 0..WAYS {
            let turn = usize::try_from(self.turn.fetch_add(1, Ordering::Relaxed)).unwrap_or(0) % WAYS;
            let Some(mut slot) = bucket.get(turn).and_then(Mutex::try_lock) else { return };
            if slot.as_ref().is_some_and(|old| old.recent.swap(false, Ordering::Relaxed)) {
                continue;
            }
            if let Some(old) = slot.replace(kept()) {
                self.table_bytes.fetch_add(old.key.table.load(Ordering::Relaxed), Ordering::Relaxed);
            }
            return;
        }
    }

    /// Counts a signature that was checked with a kept key.
    pub(crate) fn used(&self, key: &LazyKey) {
        key.used(self);
    }

    fn bucket(&self, spki: &[u8]) -> Option<&[Mutex<Option<Shared<Kept>>>; WAYS]> {
        let last = self.buckets.len().checked_sub(1)?;
        // Keys that somebody made to meet here take each other's place, and are prepared each time as if none were kept.
        let hash = spki.chunks(8).fold(0_u64, |hash, bytes| {
            let word = bytes.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
            (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        self.buckets.get(usize::try_from(hash >> 48).unwrap_or(0) & last)
    }
}

impl fmt::Debug for KeptKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept =
            self.buckets.iter().flatten().filter(|slot| slot.try_lock().is_some_and(|slot| slot.is_some())).count();
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
    fn what_nobody_asks_for_gives_way_and_what_is_in_use_stays() {
        let kept = KeptKeys::new(4, 0);
        for key in 0..4_u8 {
            kept.keep(&[key]);
            kept.keep(&[key]);
        }
        assert!((0..4_u8).all(|key| kept.find(&[key]).is_some()));
        // A flood of keys that are used once each, beside one that is used all the time.
        for flood in 4..200_u8 {
            assert!(kept.find(&[0]).is_some(), "{flood}");
            kept.keep(&[flood]);
        }
        assert!((1..4_u8).all(|key| kept.find(&[key]).is_none()), "nobody fills them for good");
        let none = KeptKeys::new(0, 0);
        none.keep(&[1]);
        assert!(none.find(&[1]).is_none());
    }
}
