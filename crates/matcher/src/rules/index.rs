//! Patterns in order, for finding those that start a text.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// Patterns with their ranks. Of equal patterns, the one with the lowest rank is kept.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// In the order of their bytes, each once.
    patterns: Vec<(Box<[u8]>, usize)>,
}

impl Index {
    pub(super) fn new(patterns: impl Iterator<Item = (Vec<u8>, usize)>) -> Self {
        let mut patterns: Vec<(Box<[u8]>, usize)> =
            patterns.map(|(pattern, rank)| (pattern.into_boxed_slice(), rank)).collect();
        patterns.sort_unstable();
        patterns.dedup_by(|later, kept| later.0 == kept.0);
        Self { patterns }
    }

    /// The rank of the pattern that is the text.
    pub(super) fn exact(&self, text: &[u8]) -> Option<usize> {
        let at = self.patterns.binary_search_by(|(pattern, _)| (**pattern).cmp(text)).ok()?;
        self.patterns.get(at).map(|(_, rank)| *rank)
    }

    /// The lowest rank of the patterns that start the text.
    ///
    /// The patterns that start with what was read so far are neighbours. Each byte narrows them by two binary searches,
    /// and the walk ends when none is left.
    pub(super) fn shortest_rank(&self, text: impl Iterator<Item = u8>) -> Option<usize> {
        let mut left = self.patterns.as_slice();
        let mut best: Option<usize> = None;
        for (depth, byte) in text.enumerate() {
            let next = |(pattern, _): &(Box<[u8]>, usize)| pattern.get(depth).copied();
            let from = left.partition_point(|pattern| next(pattern) < Some(byte));
            let until = left.partition_point(|pattern| next(pattern) <= Some(byte));
            left = left.get(from..until).unwrap_or_default();
            // Of patterns with the same start, the one that ends here comes first.
            match left.first() {
                None => break,
                Some((pattern, rank)) if pattern.len() == depth + 1 => {
                    best = Some(best.map_or(*rank, |best| best.min(*rank)));
                }
                Some(_) => {}
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(patterns: &[&str]) -> Index {
        Index::new(patterns.iter().enumerate().map(|(rank, pattern)| (pattern.as_bytes().to_vec(), rank)))
    }

    #[test]
    fn the_lowest_rank_wins_whatever_its_length() {
        let found = index(&["abc", "a", "ab", "b", "abc", "abd"]);
        let rank = |text: &str| found.shortest_rank(text.bytes());
        assert_eq!(rank("abcd"), Some(0));
        assert_eq!(rank("abd"), Some(1));
        assert_eq!((rank("ab"), rank("b"), rank("ba"), rank("c"), rank("")), (Some(1), Some(3), Some(3), None, None));
        assert_eq!((found.exact(b"abc"), found.exact(b"abd"), found.exact(b"abcd")), (Some(0), Some(5), None));
        assert_eq!(Index::default().shortest_rank("a".bytes()), None);
    }

    #[test]
    fn every_short_text_agrees_with_a_plain_search() {
        let patterns = ["a", "ab", "abb", "b", "bab", "aa", "bb", "abab", "baba"];
        let found = index(&patterns);
        for number in 0_u32..256 {
            for length in 0..=8 {
                let text: alloc::string::String =
                    (0..length).map(|bit| if number >> bit & 1 == 1 { 'a' } else { 'b' }).collect();
                let plain = patterns.iter().position(|pattern| text.starts_with(pattern));
                assert_eq!(found.shortest_rank(text.bytes()), plain, "{text}");
                assert_eq!(
                    found.exact(text.as_bytes()),
                    patterns.iter().position(|pattern| *pattern == text),
                    "{text}"
                );
            }
        }
    }
}
