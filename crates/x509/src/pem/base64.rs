//! Base64 (RFC 4648, 4) with white space between the characters.

use alloc::vec::Vec;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of each character; [`NONE`] for those that have none.
static VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0_u8;
    while value < 64 {
        #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "evaluated by the compiler only")]
        {
            values[ALPHABET[value as usize] as usize] = value;
        }
        value += 1;
    }
    values
};

const NONE: u8 = 0x80;

/// Decodes `data`: the bytes, and how many line breaks there were.
///
/// White space may stand anywhere. Padding has to be complete, and unused bits have to be zero (RFC 4648, 3.5), so that
/// no two texts but for white space give the same bytes.
///
/// # Errors
///
/// The number of line breaks before the trouble.
pub(super) fn decode(data: &[u8]) -> Result<(Vec<u8>, usize), usize> {
    let significant = data.trim_ascii_end();
    let mut decoder = Decoder { der: Vec::with_capacity(significant.len() / 4 * 3), bits: 0, count: 0, padding: 0 };
    let mut rest = significant;
    let mut lines = 0;
    loop {
        if decoder.count == 0 && decoder.padding == 0 {
            // Sixteen at a time is what measures best.
            rest = decoder.groups::<16, 12>(rest);
            rest = decoder.groups::<4, 3>(rest);
        }
        let Some((byte, tail)) = rest.split_first() else { break };
        rest = tail;
        match byte {
            b'\n' => lines += 1,
            b'\r' => {
                lines += 1;
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
            b' ' | b'\t' | 0x0B | 0x0C => {}
            _ => decoder.character(*byte).ok_or(lines)?,
        }
    }
    let tail = data.get(significant.len()..).unwrap_or(&[]);
    decoder.finish().map(|der| (der, lines + super::count_lines(tail))).ok_or(lines)
}

/// Appends the characters of `bytes`, with padding.
pub(super) fn encode(bytes: &[u8], text: &mut Vec<u8>) {
    let (triples, rest) = bytes.as_chunks::<3>();
    for [first, second, third] in triples {
        text.extend_from_slice(&characters(*first, *second, *third));
    }
    match rest {
        [first] => {
            let [one, two, ..] = characters(*first, 0, 0);
            text.extend_from_slice(&[one, two, b'=', b'=']);
        }
        [first, second] => {
            let [one, two, three, _] = characters(*first, *second, 0);
            text.extend_from_slice(&[one, two, three, b'=']);
        }
        _ => {}
    }
}

struct Decoder {
    der: Vec<u8>,
    /// The six-bit values of an unfinished group of four characters.
    bits: u32,
    /// How many characters of the group there are.
    count: u8,
    /// How many padding characters there were.
    padding: u8,
}

impl Decoder {
    /// Decodes groups of `N` characters that stand together, and returns what is left.
    #[inline]
    fn groups<'a, const N: usize, const M: usize>(&mut self, mut data: &'a [u8]) -> &'a [u8] {
        while let Some((characters, rest)) = data.split_first_chunk::<N>() {
            let Some(bytes) = group::<N, M>(characters) else { break };
            self.der.extend_from_slice(&bytes);
            data = rest;
        }
        data
    }

    /// Takes one character that is not white space.
    fn character(&mut self, character: u8) -> Option<()> {
        if character == b'=' {
            self.padding += 1;
            // Two characters need two padding characters, three need one.
            return (self.count >= 2 && self.count + self.padding <= 4).then_some(());
        }
        let value = value(character);
        if value == NONE || self.padding > 0 {
            return None;
        }
        self.bits = self.bits << 6 | u32::from(value);
        self.count += 1;
        if self.count == 4 {
            let [_, bytes @ ..] = self.bits.to_be_bytes();
            self.der.extend_from_slice(&bytes);
            (self.bits, self.count) = (0, 0);
        }
        Some(())
    }

    fn finish(mut self) -> Option<Vec<u8>> {
        // The unfinished group as if zero bits followed.
        let [_, first, second, third] = (self.bits << (6 * (4 - u32::from(self.count) % 4) % 24)).to_be_bytes();
        match (self.count, self.padding) {
            (0, 0) => {}
            (2, 2) if second == 0 => self.der.push(first),
            (3, 1) if third == 0 => self.der.extend_from_slice(&[first, second]),
            _ => return None,
        }
        Some(self.der)
    }
}

/// `N` characters as `M` bytes, unless one of them has no value; `M` is three quarters of `N`.
#[inline]
fn group<const N: usize, const M: usize>(characters: &[u8; N]) -> Option<[u8; M]> {
    let mut bytes = [0; M];
    let mut all = 0;
    for (quad, triple) in characters.as_chunks::<4>().0.iter().zip(bytes.as_chunks_mut::<3>().0) {
        let [first, second, third, fourth] = quad.map(value);
        all |= first | second | third | fourth;
        let bits = u32::from(first) << 18 | u32::from(second) << 12 | u32::from(third) << 6 | u32::from(fourth);
        [_, triple[0], triple[1], triple[2]] = bits.to_be_bytes();
    }
    (all < NONE).then_some(bytes)
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "a byte is always below 256")]
fn value(character: u8) -> u8 {
    VALUES[usize::from(character)]
}

fn characters(first: u8, second: u8, third: u8) -> [u8; 4] {
    [first >> 2, first << 4 | second >> 4, second << 2 | third >> 6, third].map(|value| {
        let [character, ..] = ALPHABET.get(usize::from(value & 0x3F)..).unwrap_or(&[]) else { return b'=' };
        *character
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::vec;

    #[track_caller]
    fn round_trip(bytes: &[u8], text: &[u8]) {
        let mut encoded = Vec::new();
        encode(bytes, &mut encoded);
        assert_eq!(encoded, text);
        assert_eq!(decode(text), Ok((bytes.to_vec(), 0)));
    }

    #[test]
    fn the_vectors_of_rfc_4648_hold() {
        // RFC 4648, 10.
        round_trip(b"", b"");
        round_trip(b"f", b"Zg==");
        round_trip(b"fo", b"Zm8=");
        round_trip(b"foo", b"Zm9v");
        round_trip(b"foob", b"Zm9vYg==");
        round_trip(b"fooba", b"Zm9vYmE=");
        round_trip(b"foobar", b"Zm9vYmFy");
        round_trip(&[0xFB, 0xFF, 0xBF, 0xFF], b"+/+//w==");
    }

    #[test]
    fn white_space_may_stand_anywhere() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut text = Vec::new();
        encode(&bytes, &mut text);
        for width in 1..80 {
            for line_break in [&b"\n"[..], b"\r\n", b"\r", b" \t\n"] {
                let lines: Vec<u8> = text.chunks(width).flat_map(|line| [line, line_break].concat()).collect();
                assert_eq!(decode(&lines), Ok((bytes.clone(), text.len().div_ceil(width))), "{width} {line_break:?}");
            }
        }
        assert_eq!(decode(b"\n\n Z\n g \n = = \n\n"), Ok((vec![b'f'], 6)));
    }

    #[test]
    fn other_characters_are_refused_with_their_line() {
        let line = [b'A'; 64];
        for bad in 0..=u8::MAX {
            if ALPHABET.contains(&bad) || bad.is_ascii_whitespace() || matches!(bad, 0x0B | b'=') {
                continue;
            }
            for at in [0, 1, 31, 32, 63] {
                let mut broken = line;
                broken[at] = bad;
                assert_eq!(decode(&[&line[..], b"\n", &broken, b"\n", &line].concat()), Err(1), "{bad:02X} {at}");
            }
        }
    }

    #[test]
    fn padding_is_strict() {
        for text in [
            "Z", "Zg", "Zg=", "Zg===", "Zm8", "Zm8==", "Zm9v=", "Zm9v==", "=", "====", "Z===", "Zg==Zg==", "Zg=g",
            "Zm8=Zm9v",
        ] {
            assert_eq!(decode(text.as_bytes()), Err(0), "{text}");
        }
    }

    #[test]
    fn unused_bits_have_to_be_zero() {
        assert_eq!(decode(b"Zh=="), Err(0));
        assert_eq!(decode(b"Zv=="), Err(0));
        assert_eq!(decode(b"Zm9="), Err(0));
        assert_eq!(decode(b"\nZm+="), Err(1));
        assert_eq!(decode(b"Zw==").unwrap().0, b"g");
    }
}
