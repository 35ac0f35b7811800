use core::cmp::Ordering;

/// The content of an INTEGER of any size: two's complement, most significant byte first, in the shortest form.
///
/// # Examples
///
/// ```
/// use ucpki::x509::der::Integer;
/// use ucpki::x509::pem;
///
/// let leaf = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let serial = leaf.serial();
/// // RFC 5280, 4.1.2.2: at most 20 bytes, and positive.
/// assert!(serial.as_bytes().len() <= 20 && !serial.is_negative() && !serial.is_zero());
///
/// // 0x80 needs a zero byte in front, or it would be negative.
/// assert_eq!(Integer::new(&[0x00, 0x80]).and_then(|number| number.to_u32()), Some(128));
/// assert!(Integer::new(&[0x80]).is_some_and(|number| number.is_negative()));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Integer<'a>(&'a [u8]);

impl<'a> Integer<'a> {
    /// Takes content bytes, unless they are empty or padded (X.690, 8.3.2).
    #[must_use]
    #[inline]
    pub const fn new(content: &'a [u8]) -> Option<Self> {
        match content {
            [] => None,
            [0x00, second, ..] if *second < 0x80 => None,
            [0xFF, second, ..] if *second >= 0x80 => None,
            _ => Some(Self(content)),
        }
    }

    /// Content bytes that were checked before.
    #[inline]
    pub(crate) const fn trusted(content: &'a [u8]) -> Self {
        Self(content)
    }

    /// The content bytes, with the sign byte where there is one.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The magnitude without a leading zero byte; `None` for negative numbers. Zero is `[0]`.
    #[must_use]
    pub const fn magnitude(&self) -> Option<&'a [u8]> {
        match self.0 {
            [first, ..] if *first >= 0x80 => None,
            [0, rest @ ..] if !rest.is_empty() => Some(rest),
            bytes => Some(bytes),
        }
    }

    /// Whether the number is below zero.
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        matches!(self.0, [first, ..] if *first >= 0x80)
    }

    /// Whether the number is zero.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        matches!(self.0, [0])
    }

    /// The number, if it lies in `0..=u32::MAX`.
    #[must_use]
    pub fn to_u32(&self) -> Option<u32> {
        let magnitude = self.magnitude()?;
        if magnitude.len() > 4 {
            return None;
        }
        Some(magnitude.iter().fold(0, |value, byte| (value << 8) | u32::from(*byte)))
    }
}

impl PartialOrd for Integer<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Integer<'_> {
    /// Orders by value.
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            // Shortest form, so the longer one is further from zero; among equals two's complement orders as it stands.
            (false, false) => self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(other.0)),
            (true, true) => other.0.len().cmp(&self.0.len()).then_with(|| self.0.cmp(other.0)),
        }
    }
}

/// The content of a BIT STRING.
///
/// # Examples
///
/// ```
/// use ucpki::x509::der::BitString;
///
/// // digitalSignature (0) and keyEncipherment (2), as they are in a key usage: five bits of the byte do not count.
/// let usage = BitString::new(&[0x05, 0b1010_0000]).unwrap();
/// assert_eq!(usage.unused_bits(), 5);
/// assert_eq!(usage.named_bits(), 1 << 0 | 1 << 2);
/// // A signature has whole bytes.
/// assert_eq!(usage.bytes(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BitString<'a> {
    unused: u8,
    bytes: &'a [u8],
}

impl<'a> BitString<'a> {
    pub(crate) const EMPTY: Self = Self { unused: 0, bytes: &[] };

    /// Takes content bytes, unless the count of unused bits is wrong or an unused bit is set (X.690, 11.2.1).
    #[must_use]
    #[inline]
    pub const fn new(content: &'a [u8]) -> Option<Self> {
        match content {
            [0, bytes @ ..] => Some(Self { unused: 0, bytes }),
            [unused @ 1..=7, bytes @ ..] => match bytes {
                [.., last] if *last & ((1 << *unused) - 1) == 0 => Some(Self { unused: *unused, bytes }),
                _ => None,
            },
            _ => None,
        }
    }

    /// The bytes; the unused bits of the last are zero.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// How many bits of the last byte do not count, 0 to 7.
    #[must_use]
    pub const fn unused_bits(&self) -> u8 {
        self.unused
    }

    /// The bytes, if all their bits count.
    #[must_use]
    pub const fn bytes(&self) -> Option<&'a [u8]> {
        if self.unused == 0 { Some(self.bytes) } else { None }
    }

    /// A named bit list (X.690, 11.2.2) of at most 32 bits: bit 0 is the first, and becomes the lowest of the result. Bits past
    /// the 32nd are dropped.
    ///
    /// DER leaves trailing zero bits out. Real CAs write them, and they change no answer, so that they are read here, and
    /// [`is_shortest`](Self::is_shortest) tells: the one relaxation of "BER is refused".
    #[must_use]
    pub fn named_bits(&self) -> u32 {
        let mut bits = 0_u32;
        for (index, byte) in self.bytes.iter().take(4).enumerate() {
            bits |= u32::from(byte.reverse_bits()) << (8 * index);
        }
        bits
    }

    /// Whether a named bit list has no trailing zero bits, as DER wants it (X.690, 11.2.2).
    #[must_use]
    pub fn is_shortest(&self) -> bool {
        self.bytes.last().is_none_or(|last| (last >> self.unused) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn integers_order_by_value() {
        let numbers: &[&[u8]] =
            &[&[0x80, 0x00], &[0xFF, 0x7F], &[0x80], &[0xFF], &[0], &[1], &[0x7F], &[0, 0x80], &[1, 0]];
        for pair in numbers.windows(2) {
            let [low, high] = pair else { continue };
            assert!(Integer::new(low).unwrap() < Integer::new(high).unwrap(), "{low:02X?} {high:02X?}");
        }
    }

    #[test]
    fn named_bits_are_read_from_the_first_bit() {
        // keyCertSign (5) and cRLSign (6): 0000_0110, one unused bit.
        assert_eq!(BitString::new(&[1, 0b0000_0110]).unwrap().named_bits(), 1 << 5 | 1 << 6);
        assert_eq!(BitString::new(&[7, 0x00, 0x80]).unwrap().named_bits(), 1 << 8);
        let padded = BitString::new(&[0, 0b0000_0110]).unwrap();
        assert_eq!((padded.named_bits(), padded.is_shortest()), (1 << 5 | 1 << 6, false), "trailing zero bit");
        assert!(BitString::new(&[1, 0b0000_0110]).unwrap().is_shortest());
        assert!(!BitString::new(&[0, 0]).unwrap().is_shortest() && BitString::new(&[0]).unwrap().is_shortest());
        assert_eq!(BitString::new(&[0]).unwrap().named_bits(), 0);
        assert!(BitString::new(&[1]).is_none() && BitString::new(&[8, 0]).is_none() && BitString::new(&[]).is_none());
        assert!(BitString::new(&[1, 0x01]).is_none(), "an unused bit is set");
    }
}
