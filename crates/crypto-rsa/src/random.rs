//! The caller's randomness as the `rsa` crate draws it.

use rand_core::{Infallible, TryCryptoRng, TryRng};
use ucpki_crypto::{Random, RandomFailed};

/// As many as show whether a source gives anything else than itself again.
const AHEAD: usize = 64;

/// Hands the caller's bytes on.
///
/// The `rsa` crate has no way out when a source fails in the middle of a search for primes. So a failure is remembered, the
/// search is fed with numbers that end it, and **whoever uses this must look at [`failed`](Self::failed) and throw the
/// result away**.
pub(crate) struct Draw<'a> {
    random: &'a mut dyn Random,
    progress: &'a mut dyn FnMut(),
    failed: bool,
    /// Bytes that may still be drawn.
    left: usize,
    /// Bytes that were drawn before they were asked for, and how many of them are handed out.
    ahead: [u8; AHEAD],
    used: usize,
    state: u64,
}

impl<'a> Draw<'a> {
    /// At most `most` bytes are drawn: a search that needs more than a working source ever leads to does not end.
    pub(crate) fn new(random: &'a mut dyn Random, progress: &'a mut dyn FnMut(), most: usize) -> Self {
        let (ahead, failed) = ([0; AHEAD], false);
        Self { random, progress, failed, left: most, ahead, used: AHEAD, state: 0x9E37_79B9_7F4A_7C15 }
    }

    /// Looks at the source before a search begins that would go on for seconds after a failure. What is drawn is handed out
    /// first.
    pub(crate) fn try_out(&mut self) -> Result<(), RandomFailed> {
        self.random.fill(&mut self.ahead)?;
        self.used = 0;
        Ok(())
    }

    /// Whether the source failed, now or before.
    pub(crate) const fn failed(&self) -> bool {
        self.failed
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        (self.progress)();
        self.failed = self.failed || bytes.len() > self.left || self.draw(bytes).is_err();
        self.left = self.left.saturating_sub(bytes.len());
        if self.failed {
            // Anything that does not repeat (xorshift64): the result is thrown away.
            for byte in bytes {
                self.state ^= self.state << 13;
                self.state ^= self.state >> 7;
                self.state ^= self.state << 17;
                *byte = self.state.to_be_bytes()[0];
            }
        }
    }

    fn draw(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        let known = self.ahead.get(self.used..).unwrap_or(&[]);
        let taken = known.len().min(bytes.len());
        for (place, byte) in bytes.iter_mut().zip(known) {
            *place = *byte;
        }
        self.used += taken;
        match bytes.get_mut(taken..) {
            Some(rest) if !rest.is_empty() => self.random.fill(rest),
            _ => Ok(()),
        }
    }
}

impl Drop for Draw<'_> {
    /// What was drawn ahead is a part of a key.
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.ahead);
    }
}

impl TryRng for Draw<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        Ok(u32::from_ne_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        Ok(u64::from_ne_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Draw<'_> {}
