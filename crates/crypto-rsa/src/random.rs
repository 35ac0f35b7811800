//! The caller's randomness as the `rsa` crate draws it.

use rand_core::{Infallible, TryCryptoRng, TryRng};
use ucpki_crypto::{Random, RandomFailed};

/// Hands the caller's octets on.
///
/// The `rsa` crate has no way out when a source fails in the middle of a search for primes. So a failure is remembered, the
/// search is fed with numbers that end it, and **whoever uses this must look at [`failed`](Self::failed) and throw the
/// result away**.
pub(crate) struct Draw<'a> {
    random: &'a mut dyn Random,
    progress: &'a mut dyn FnMut(),
    failed: bool,
    /// Octets that may still be drawn.
    left: usize,
    state: u64,
}

impl<'a> Draw<'a> {
    /// At most `most` octets are drawn: who needs more than a working source ever leads to is searching in a circle.
    pub(crate) fn new(random: &'a mut dyn Random, progress: &'a mut dyn FnMut(), most: usize) -> Self {
        Self { random, progress, failed: false, left: most, state: 0x9E37_79B9_7F4A_7C15 }
    }

    /// Looks at the source before a search begins that would go on for seconds after a failure.
    pub(crate) fn try_out(&mut self) -> Result<(), RandomFailed> {
        // Thrown away, so nothing has to be wiped.
        self.random.fill(&mut [0; 64])
    }

    /// Whether the source failed, now or before.
    pub(crate) const fn failed(&self) -> bool {
        self.failed
    }

    fn fill(&mut self, octets: &mut [u8]) {
        (self.progress)();
        self.failed = self.failed || octets.len() > self.left || self.random.fill(octets).is_err();
        self.left = self.left.saturating_sub(octets.len());
        if self.failed {
            // Anything that does not repeat (xorshift64): the result is thrown away.
            for octet in octets {
                self.state ^= self.state << 13;
                self.state ^= self.state >> 7;
                self.state ^= self.state << 17;
                *octet = self.state.to_be_bytes()[0];
            }
        }
    }
}

impl TryRng for Draw<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut octets = [0; 4];
        self.fill(&mut octets);
        Ok(u32::from_ne_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut octets = [0; 8];
        self.fill(&mut octets);
        Ok(u64::from_ne_bytes(octets))
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        self.fill(octets);
        Ok(())
    }
}

impl TryCryptoRng for Draw<'_> {}
