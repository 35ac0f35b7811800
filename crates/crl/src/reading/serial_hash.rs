//! The keyed hash of serial numbers: where entries are in an index.
//!
//! Serial numbers are chosen before the key is known (it is random, or comes from the digest of the CRL), so that a
//! universal hash is enough: two serial numbers meet with the probability of chance over the keys. It is NH, as in UMAC
//! (RFC 4418, 5.2): words are added to words of the key, multiplied in pairs, and the products summed up. A serial number of
//! up to 16 bytes takes two multiplications, a tenth of the time of hashing the entry.

/// A hash under one key.
#[derive(Clone, Copy)]
pub(crate) struct Hasher {
    /// What is added to the words of a block.
    pairs: [u64; 2],
    /// What products are multiplied by, odd.
    step: u64,
    last: u64,
}

/// Words of eight bytes in a block.
const BLOCK: usize = 16;

impl Hasher {
    pub(crate) fn new(key: &[u8; 16]) -> Self {
        let (first, second) = words(key);
        // Spread, so that a caller's key of zeros is as good as any that is known.
        let third = spread(first ^ second.rotate_left(32));
        Self { pairs: [spread(first), spread(!second)], step: third | 1, last: spread(third) | 1 }
    }

    /// The hash of bytes, and of a number that belongs to them.
    #[inline]
    pub(crate) fn hash(&self, number: u32, bytes: &[u8]) -> u64 {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut sum = (length ^ u64::from(number) << 32).wrapping_mul(self.step);
        let mut rest = bytes;
        while rest.len() > BLOCK {
            let (block, behind) = rest.split_at(BLOCK);
            // Folded and multiplied, so that blocks do not change places.
            sum = fold(self.product(block).wrapping_add(u128::from(sum))).wrapping_mul(self.step);
            rest = behind;
        }
        let sum = fold(self.product(rest).wrapping_add(u128::from(sum)));
        fold(u128::from(sum) * u128::from(self.last))
    }

    #[inline]
    fn product(&self, block: &[u8]) -> u128 {
        let (first, second) = words(block);
        let [one, other] = self.pairs;
        u128::from(first.wrapping_add(one)) * u128::from(second.wrapping_add(other))
    }
}

/// Up to 16 bytes as two words; for one length, no two blocks make the same.
#[inline]
fn words(block: &[u8]) -> (u64, u64) {
    match (block.first_chunk(), block.last_chunk()) {
        // They overlap in a block of less than 16.
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (block.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
    }
}

/// The upper half of a product laid over the lower one.
#[inline]
fn fold(product: u128) -> u64 {
    let low = product & u128::from(u64::MAX);
    u64::try_from((product >> 64) ^ low).unwrap_or(0)
}

/// Another word from a word of the key (the finalizer of SplitMix64).
const fn spread(word: u64) -> u64 {
    let word = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn lengths_blocks_numbers_and_keys_count() {
        let mut hashes = BTreeSet::new();
        let mut expected = 0;
        for key in [[0; 16], [1; 16]] {
            let hasher = Hasher::new(&key);
            for bytes in [&[][..], &[0], &[0, 0], &[0; 8], &[0; 16], &[0; 17], &[0; 32], &[0; 40]] {
                for number in [0, 1] {
                    hashes.insert(hasher.hash(number, bytes));
                    expected += 1;
                }
            }
            let (first, second) = ([[1; 16], [2; 16]].concat(), [[2; 16], [1; 16]].concat());
            hashes.extend([hasher.hash(0, &first), hasher.hash(0, &second)]);
            expected += 2;
        }
        assert_eq!(hashes.len(), expected);
    }

    #[test]
    fn no_bit_is_left_out() {
        let hasher = Hasher::new(b"any key will do.");
        for length in [1, 7, 8, 9, 15, 16, 17, 31, 32, 33] {
            let bytes = alloc::vec![0x5A; length];
            let own = hasher.hash(0, &bytes);
            for bit in 0..8 * length {
                let mut changed = bytes.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert_ne!(hasher.hash(0, &changed), own, "bit {bit} of {length} bytes");
            }
        }
    }

    /// Of half a million serial numbers that count, in the upper bits: where the entries go.
    #[test]
    fn counting_fills_all_places_alike() {
        for key in [[0; 16], [0xFF; 16], *b"any key will do."] {
            let hasher = Hasher::new(&key);
            let mut places = [0_u32; 256];
            for number in 0_u64..500_000 {
                let mut serial = [1; 16];
                serial[8..].copy_from_slice(&number.to_be_bytes());
                places[usize::try_from(hasher.hash(0, &serial) >> 56).unwrap_or(0)] += 1;
            }
            // 1953 each; chance stays within 5 standard deviations of 44.
            assert!(places.iter().all(|count| (1_730..2_180).contains(count)), "{key:?} {places:?}");
        }
    }
}
