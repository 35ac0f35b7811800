use crate::Rng;

/// Where choices come from: a seed, or the bytes of a fuzzer.
///
/// Bytes that are used up are zeros, and a zero is always the usual choice, so that short inputs are simple scenes.
#[derive(Clone, Debug)]
pub enum Dice<'a> {
    /// One byte for a choice.
    Bytes(&'a [u8]),
    /// Numbers that look random.
    Rng(Rng),
}

impl<'a> Dice<'a> {
    /// The choices of a seed.
    #[must_use]
    pub const fn from_seed(seed: u64) -> Self {
        Self::Rng(Rng::new(seed))
    }

    /// The choices that these bytes make.
    #[must_use]
    pub const fn from_bytes(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }

    /// A number below `bound`, which is not zero and at most 256.
    pub fn below(&mut self, bound: usize) -> usize {
        match self {
            Self::Bytes(bytes) => usize::from(next(bytes)) % bound,
            Self::Rng(rng) => rng.below(bound),
        }
    }

    /// Something unusual, in `percent` of a hundred cases.
    pub fn odd(&mut self, percent: usize) -> bool {
        match self {
            Self::Bytes(bytes) => (255 - usize::from(next(bytes))) * 100 / 256 < percent,
            Self::Rng(rng) => rng.percent(percent),
        }
    }

    /// One of `choices`, which is not empty; the first is the usual one.
    pub fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// The first of `choices`, but in `percent` of a hundred cases any of them.
    pub fn mostly<T: Clone>(&mut self, percent: usize, choices: &[T]) -> T {
        if self.odd(percent) { self.pick(choices) } else { choices[0].clone() }
    }
}

fn next(bytes: &mut &[u8]) -> u8 {
    let Some((first, rest)) = bytes.split_first() else { return 0 };
    *bytes = rest;
    *first
}
