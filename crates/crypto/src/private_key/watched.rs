//! A source of randomness that is watched for what no source of randomness gives.

use crate::{Random, RandomFailed};
use zeroize::Zeroize;

/// Bytes that are compared: that many are the same by chance once in 2^128 times.
const BLOCK: usize = 16;
/// How many bytes back.
const HISTORY: usize = 128;

/// Hands the bytes of a source on until they repeat within 128: a generator that is stuck, a buffer that nobody filled, a
/// function that says it filled what it did not touch. From then on it fails.
///
/// This is the repetition count test of NIST SP 800-90B, 4.4.1 over blocks of 16 bytes, each compared with every place of
/// what came before: it finds sources that are broken and says nothing about those that are weak. What fails here would give
/// everybody the same key, or never end a search.
pub(super) struct Watched<'a> {
    source: &'a mut dyn Random,
    /// The last bytes; the newest are at the end.
    history: [u8; HISTORY],
    /// How many of them there are.
    seen: usize,
    block: [u8; BLOCK],
    /// How much of the block there is.
    filled: usize,
    has_failed: bool,
}

impl<'a> Watched<'a> {
    pub(super) fn new(source: &'a mut dyn Random) -> Self {
        Self { source, history: [0; HISTORY], seen: 0, block: [0; BLOCK], filled: 0, has_failed: false }
    }

    /// Whether the bytes so far may come from a source that works.
    fn take(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| {
            let Some(place) = self.block.get_mut(self.filled) else { return false };
            *place = *byte;
            self.filled += 1;
            self.filled < BLOCK || self.take_block()
        })
    }

    fn take_block(&mut self) -> bool {
        let known = self.history.get(HISTORY - self.seen..).unwrap_or(&[]);
        if known.windows(BLOCK).any(|earlier| earlier == self.block) {
            return false;
        }
        self.history.rotate_left(BLOCK);
        if let Some(newest) = self.history.last_chunk_mut::<BLOCK>() {
            *newest = self.block;
        }
        self.seen = (self.seen + BLOCK).min(HISTORY);
        self.filled = 0;
        true
    }
}

impl Random for Watched<'_> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        if self.has_failed {
            return Err(RandomFailed);
        }
        self.has_failed = self.source.fill(bytes).is_err() || !self.take(bytes);
        if self.has_failed { Err(RandomFailed) } else { Ok(()) }
    }
}

impl Drop for Watched<'_> {
    /// What it saw is a part of keys.
    fn drop(&mut self) {
        self.history.zeroize();
        self.block.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Bytes of a function of their place.
    struct By<F>(usize, F);

    impl<F: FnMut(usize) -> u8> Random for By<F> {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
            for byte in bytes {
                *byte = (self.1)(self.0);
                self.0 += 1;
            }
            Ok(())
        }
    }

    /// After how many bytes, drawn `step` at a time, a source is given up; at most 4096.
    fn given_up_after(byte_at: impl FnMut(usize) -> u8, step: usize) -> Option<usize> {
        let mut source = By(0, byte_at);
        let mut watched = Watched::new(&mut source);
        let mut bytes: Vec<u8> = alloc::vec![0; step];
        (1..=4096 / step).find(|_| watched.fill(&mut bytes).is_err()).map(|draws| draws * step)
    }

    fn last_byte(number: usize) -> u8 {
        number.to_le_bytes()[0]
    }

    #[test]
    fn what_repeats_is_found_and_what_does_not_is_not() {
        for stuck in [0x00, 0x01, 0x55, 0xFF] {
            for step in [1, 4, 8, 16, 32] {
                assert_eq!(given_up_after(|_| stuck, step), Some(32), "{stuck:#04X}, {step}");
            }
            assert_eq!(given_up_after(|_| stuck, 66), Some(66));
        }
        // The same buffer again and again, as a function does that always begins anew.
        for period in [1, 2, 3, 7, 8, 16, 26, 32, 48, 63, 64, 96, 111] {
            let found = given_up_after(|at| last_byte((at % period) * 37 + at % period / 7), 8);
            assert!(found.is_some_and(|after| after <= 128), "{period}: {found:?}");
        }
        let mut state = 1_u64;
        let working = given_up_after(
            |_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state.to_be_bytes()[0]
            },
            8,
        );
        assert_eq!(working, None);
        // Bytes that are equal now and then, and a run of fifteen, are nothing.
        assert_eq!(given_up_after(|at| if at < 15 { 0 } else { last_byte(at * at / 3) }, 32), None);
    }

    #[test]
    fn who_failed_once_stays_failed() {
        let mut source = By(0, |at| if at < 32 { 0 } else { u8::try_from(at % 251).unwrap_or(0) });
        let mut watched = Watched::new(&mut source);
        let mut bytes = [0; 32];
        assert_eq!(watched.fill(&mut bytes), Err(RandomFailed));
        assert_eq!(watched.fill(&mut bytes), Err(RandomFailed));
    }
}
