//! Signatures that were seen to hold, so that they need not be checked again.

use alloc::boxed::Box;
use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};
use ucpki_crypto::{Digest, Provider};
use ucpki_x509::{Certificate, oids};

/// Words of a fingerprint: 224 bits of a SHA-256. The eighth word of a slot is the check of the others.
const WORDS: usize = 7;
/// Slots that a fingerprint may be in: 256 bytes, four lines of a processor's cache.
const WAYS: usize = 8;

/// Remembers signatures that verified, for any number of validators and threads.
///
/// The caller makes one, of a size of its choosing, and gives it to a
/// [`Validator`](crate::Validator::signature_cache). Only signatures on paths that were **accepted** go in, with those of the
/// delegates of their issuers that signed OCSP responses: a stranger without a certificate under a trusted anchor cannot push
/// others out. A hit replaces one signature check by one SHA-256; time,
/// names, policies and revocation are judged anew each time.
///
/// An entry is the SHA-256 of the provider, algorithm, issuer's key, signature and the digest of the signed bytes, each with its
/// length in front, so that no other certificate can be taken for one that was checked, and no provider relies on what
/// another one accepts. What a key with inherited parameters signed is not kept: it depends on the path. The hash has a key
/// of its own in each cache, so that nobody can choose where an entry goes. An entry takes 32 bytes. There is no lock: threads
/// that write at once can lose an entry, and never make one (a slot of words from two writers fails its check).
///
/// # Examples
///
/// ```
/// use ucpki::chain::{SignatureCache, Validator};
/// use ucpki::x509::Shared;
///
/// let cache = Shared::new(SignatureCache::new(4096));
/// let validator = Validator::new(ucpki::crypto::RUSTCRYPTO).signature_cache(cache.clone());
/// assert!(cache.capacity() >= 4096 && cache.len() == 0);
/// # let _ = validator;
/// ```
pub struct SignatureCache {
    /// Whole buckets, a power of two of them.
    buckets: Box<[[Slot; WAYS]]>,
    /// Which slot of a full bucket goes next.
    turn: AtomicU32,
    key: [u8; 16],
}

/// A fingerprint, and the check of its words.
#[derive(Default)]
struct Slot([AtomicU32; WORDS], AtomicU32);

/// The SHA-256 of everything that a signature check depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint([u32; WORDS]);

impl SignatureCache {
    /// A cache for at least this many signatures; 32 bytes each, taken at once.
    ///
    /// Its key is random where there is a standard library; else use [`with_key`](Self::with_key).
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self::with_key(capacity, own_key())
    }

    /// A cache whose key comes from the caller's random source: 16 bytes that nobody who makes certificates knows.
    #[must_use]
    pub fn with_key(capacity: usize, key: [u8; 16]) -> Self {
        let count = capacity.div_ceil(WAYS).checked_next_power_of_two().unwrap_or(1 << 24).min(1 << 24);
        let buckets = (0..count).map(|_| <[Slot; WAYS]>::default()).collect();
        Self { buckets, turn: AtomicU32::new(0), key }
    }

    /// How many signatures fit.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.buckets.len() * WAYS
    }

    /// How many signatures are remembered. Counts them: for tests and status pages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buckets.iter().flatten().filter(|slot| !slot.load().is_empty()).count()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.buckets.iter().flatten().for_each(|slot| slot.store(&Fingerprint([0; WORDS])));
    }

    pub(crate) fn contains(&self, fingerprint: &Fingerprint) -> bool {
        self.bucket(fingerprint).is_some_and(|bucket| bucket.iter().any(|slot| slot.load() == *fingerprint))
    }

    pub(crate) fn insert(&self, fingerprint: &Fingerprint) {
        let Some(bucket) = self.bucket(fingerprint) else { return };
        if bucket.iter().any(|slot| slot.load() == *fingerprint) {
            return;
        }
        let free = bucket.iter().find(|slot| slot.load().is_empty());
        let turn = || {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            bucket.get(usize::try_from(turn).unwrap_or(0) % WAYS)
        };
        if let Some(slot) = free.or_else(turn) {
            slot.store(fingerprint);
        }
    }

    fn bucket(&self, fingerprint: &Fingerprint) -> Option<&[Slot; WAYS]> {
        let at = usize::try_from(fingerprint.0[0]).unwrap_or(0) & self.buckets.len().wrapping_sub(1);
        self.buckets.get(at)
    }
}

impl fmt::Debug for SignatureCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureCache").field("capacity", &self.capacity()).finish_non_exhaustive()
    }
}

impl Slot {
    // Relaxed throughout: a fingerprint that is read in full says all that there is to know, whenever it was written.
    fn load(&self) -> Fingerprint {
        let mut words = [0; WORDS];
        for (word, atomic) in words.iter_mut().zip(&self.0) {
            *word = atomic.load(Ordering::Relaxed);
        }
        let found = Fingerprint(words);
        // Words of two writers are not fingerprint.
        if self.1.load(Ordering::Relaxed) == found.check() { found } else { Fingerprint([0; WORDS]) }
    }

    fn store(&self, fingerprint: &Fingerprint) {
        for (atomic, word) in self.0.iter().zip(fingerprint.0) {
            atomic.store(word, Ordering::Relaxed);
        }
        self.1.store(fingerprint.check(), Ordering::Relaxed);
    }
}

impl Fingerprint {
    /// Of the signature of `certificate` under the key `spki`; `None` if the provider has no SHA-256.
    ///
    /// `digest` is that of the signed bytes, by the hash function of the signature. It stands for them: who could make other
    /// bytes of the same digest had a signature for them as well.
    pub(crate) fn of(
        certificate: &Certificate,
        spki: &[u8],
        digest: Option<&Digest>,
        provider: Provider,
        provider_id: u64,
        cache: &SignatureCache,
    ) -> Option<Self> {
        let sha256 = provider.digest(oids::SHA256)?;
        let signature = certificate.signature()?;
        let algorithm = certificate.signature_algorithm().as_der();
        // Each part behind its length, and the kind of the last one.
        let (kind, signed) = digest.map_or((0, certificate.tbs()), |digest| (1, digest.as_bytes()));
        let length = |part: &[u8]| u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes();
        let digest = sha256.digest(&[
            &cache.key,
            &provider_id.to_be_bytes(),
            &length(algorithm),
            algorithm,
            &length(spki),
            spki,
            &length(signature),
            signature,
            &[kind],
            &length(signed),
            signed,
        ]);
        let mut words = [0; WORDS];
        for (word, bytes) in words.iter_mut().zip(digest.as_bytes().as_chunks::<4>().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        Some(Self(words))
    }

    /// A word that depends on all the others.
    fn check(&self) -> u32 {
        self.0.iter().fold(0x9E37_79B9, |check, word| (check.rotate_left(5) ^ word).wrapping_mul(0x85EB_CA6B))
    }

    /// What an unused slot holds; a SHA-256 of zeros is not met.
    fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }
}

/// Another key for each cache.
#[cfg(feature = "std")]
fn own_key() -> [u8; 16] {
    use core::hash::{BuildHasher as _, Hasher as _};
    let [high, low] = [(); 2].map(|()| std::hash::RandomState::new().build_hasher().finish());
    (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
}

/// Another key for each cache, that is not a secret: without a standard library, callers have a random source of their own.
#[cfg(not(feature = "std"))]
fn own_key() -> [u8; 16] {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    u128::from(COUNT.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(first: u32, second: u32) -> Fingerprint {
        Fingerprint([first, second, 1, 1, 1, 1, 1])
    }

    #[test]
    fn what_went_in_is_found_until_its_bucket_is_full() {
        let cache = SignatureCache::new(1);
        assert_eq!(cache.capacity(), WAYS);
        for number in 0..8 {
            cache.insert(&fingerprint(0, number));
            cache.insert(&fingerprint(0, number));
        }
        assert_eq!(cache.len(), WAYS);
        assert!((0..8).all(|number| cache.contains(&fingerprint(0, number))));
        cache.insert(&fingerprint(0, 8));
        assert!(cache.contains(&fingerprint(0, 8)));
        assert_eq!(cache.len(), WAYS, "one went");
        // The next ones go in as well, however many there were.
        for number in 9..100 {
            cache.insert(&fingerprint(0, number));
            assert!(cache.contains(&fingerprint(0, number)) && !cache.is_empty(), "{number}");
        }
        cache.clear();
        assert!(cache.is_empty() && !cache.contains(&fingerprint(0, 99)));
    }

    #[test]
    fn words_of_two_writers_are_no_fingerprint() {
        let slot = Slot::default();
        let (one, other) = (fingerprint(1, 2), fingerprint(3, 4));
        slot.store(&one);
        assert_eq!(slot.load(), one);
        for words in 1..WORDS {
            slot.store(&one);
            // Another thread was interrupted after some words, before or after its check.
            slot.0.iter().zip(other.0).take(words).for_each(|(atomic, word)| atomic.store(word, Ordering::Relaxed));
            assert!(words > 1 || slot.load().is_empty());
            slot.1.store(other.check(), Ordering::Relaxed);
            assert!(slot.load().is_empty() || slot.load() == other, "{words}");
        }
    }

    #[test]
    fn each_cache_has_a_key_of_its_own() {
        assert_ne!(SignatureCache::new(1).key, SignatureCache::new(1).key);
        assert_eq!(SignatureCache::with_key(1, [7; 16]).key, [7; 16]);
    }

    #[test]
    fn capacity_is_what_was_asked_for_at_least() {
        for (asked, given) in [(0, 8), (8, 8), (9, 16), (1000, 1024), (1025, 2048)] {
            assert_eq!(SignatureCache::new(asked).capacity(), given);
        }
    }
}
