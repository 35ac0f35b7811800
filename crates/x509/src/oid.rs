//! Object identifiers.

use crate::{Error, codes};
use alloc::vec::Vec;
use core::fmt;

/// An OBJECT IDENTIFIER, as its content bytes.
///
/// Arcs may have any size; comparing is comparing bytes, since the encoding is unique.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{Oid, oids};
///
/// assert_eq!(oids::SERVER_AUTH.to_string(), "1.3.6.1.5.5.7.3.1");
/// assert_eq!(Oid::new(&[0x55, 0x1D, 0x11]), Some(oids::SUBJECT_ALT_NAME));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid<'a>(&'a [u8]);

impl<'a> Oid<'a> {
    /// Takes content bytes, unless they are empty, unfinished, or an arc is padded (X.690, 8.19.2).
    #[must_use]
    #[inline]
    pub fn new(content: &'a [u8]) -> Option<Self> {
        // Those of the standards, in which each byte is an arc.
        if let [first, second, third] = content
            && (first | second | third) < 0x80
        {
            return Some(Self(content));
        }
        if content.len() >= 8 && content.is_ascii() {
            return Some(Self(content));
        }
        let mut starts_arc = true;
        for byte in content {
            if starts_arc && *byte == 0x80 {
                return None;
            }
            starts_arc = *byte < 0x80;
        }
        (starts_arc && !content.is_empty()).then_some(Self(content))
    }

    /// For constants whose bytes are known to be right.
    pub(crate) const fn constant(content: &'a [u8]) -> Self {
        Self(content)
    }

    /// The content bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The arcs; one above `u128::MAX` is `None`.
    pub fn arcs(&self) -> impl Iterator<Item = Option<u128>> + 'a {
        let mut first = true;
        self.0.split_inclusive(|byte| *byte < 0x80).flat_map(move |bytes| {
            let arc = bytes
                .iter()
                .try_fold(0_u128, |arc, byte| (arc >> 121 == 0).then_some((arc << 7) | u128::from(byte & 0x7F)));
            // X.690, 8.19.4: the first bytes hold two arcs, 40 times the root (at most 2) plus the second.
            let root = core::mem::take(&mut first).then(|| arc.map_or(2, |arc| (arc / 40).min(2)));
            let rest = match (root, arc) {
                (Some(root), Some(arc)) => Some(arc - root * 40),
                (_, arc) => arc,
            };
            root.map(Some).into_iter().chain([rest])
        })
    }
}

impl fmt::Display for Oid<'_> {
    /// Dotted decimal; an arc above 128 bits, which nothing registered has, prints as `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, arc) in self.arcs().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            match arc {
                Some(arc) => write!(f, "{arc}")?,
                None => f.write_str("?")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

/// An OBJECT IDENTIFIER that owns its bytes.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{OidBuf, oids};
///
/// let oid = OidBuf::parse("1.3.6.1.5.5.7.3.1")?;
/// assert_eq!(oid.as_oid(), oids::SERVER_AUTH);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OidBuf(Vec<u8>);

impl OidBuf {
    /// Reads dotted decimal, such as `2.5.29.17`.
    ///
    /// # Errors
    ///
    /// [`codes::OID_TEXT_INVALID`]: fewer than two arcs, a root above 2, a second arc above 39 below roots 0 and 1,
    /// leading zeros, anything but digits and dots, or an arc above 128 bits.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::from_arcs(text).ok_or(Error::at_line(&codes::OID_TEXT_INVALID, 1))
    }

    /// The same as a view.
    #[must_use]
    pub fn as_oid(&self) -> Oid<'_> {
        Oid(&self.0)
    }

    fn from_arcs(text: &str) -> Option<Self> {
        let mut arcs = text.split('.').map(|arc| {
            let plain = arc.bytes().all(|byte| byte.is_ascii_digit()) && (arc == "0" || !arc.starts_with('0'));
            if plain { arc.parse::<u128>().ok() } else { None }
        });
        let (root, second) = (arcs.next()??, arcs.next()??);
        if root > 2 || (root < 2 && second > 39) {
            return None;
        }
        let mut bytes = Vec::new();
        push_arc(&mut bytes, (root * 40).checked_add(second)?);
        for arc in arcs {
            push_arc(&mut bytes, arc?);
        }
        Some(Self(bytes))
    }
}

impl From<Oid<'_>> for OidBuf {
    fn from(oid: Oid<'_>) -> Self {
        Self(oid.0.to_vec())
    }
}

impl fmt::Display for OidBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_oid().fmt(f)
    }
}

impl fmt::Debug for OidBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_oid().fmt(f)
    }
}

fn push_arc(bytes: &mut Vec<u8>, arc: u128) {
    let groups = (128 - arc.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let low = u8::try_from((arc >> (7 * group)) & 0x7F).unwrap_or(0);
        bytes.push(if group > 0 { low | 0x80 } else { low });
    }
}

/// How many bytes the arcs take.
#[doc(hidden)]
#[must_use]
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler only")]
pub(crate) const fn encoded_length(arcs: &[u32]) -> usize {
    let mut length = 1;
    let mut index = 2;
    while index < arcs.len() {
        let mut rest = arcs[index] >> 7;
        length += 1;
        while rest > 0 {
            rest >>= 7;
            length += 1;
        }
        index += 1;
    }
    length
}

/// The content bytes of constant arcs.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "evaluated by the compiler only"
)]
pub(crate) const fn encode<const N: usize>(arcs: &[u32]) -> [u8; N] {
    let mut bytes = [0; N];
    bytes[0] = (arcs[0] * 40 + arcs[1]) as u8;
    let (mut at, mut index) = (1, 2);
    while index < arcs.len() {
        let mut groups = 1;
        while groups < 5 && arcs[index] >> (7 * groups) > 0 {
            groups += 1;
        }
        while groups > 0 {
            groups -= 1;
            let low = ((arcs[index] >> (7 * groups)) & 0x7F) as u8;
            bytes[at] = if groups > 0 { low | 0x80 } else { low };
            at += 1;
        }
        index += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn text_goes_there_and_back() {
        for text in [
            "2.5.29.17",
            "1.2.840.113549.1.1.11",
            "0.0",
            "2.999.1",
            "2.25.329800735698586629295641978511506172918",
            "1.39",
            "2.48",
        ] {
            let oid = OidBuf::parse(text).unwrap();
            assert_eq!(oid.to_string(), text);
            assert!(Oid::new(oid.as_oid().as_bytes()).is_some());
        }
        for text in [
            "",
            "1",
            "3.1",
            "1.40",
            "1.2.",
            "1..2",
            "01.2",
            "1.02",
            "1.2.x",
            "1.2.-3",
            "1.+2",
            "1.2.340282366920938463463374607431768211456",
        ] {
            assert!(OidBuf::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn padded_and_unfinished_bytes_are_refused() {
        for bytes in [&[][..], &[0x80, 0x01], &[0x55, 0x80, 0x01], &[0x55, 0x81]] {
            assert_eq!(Oid::new(bytes), None, "{bytes:02X?}");
        }
    }

    #[test]
    fn huge_arcs_do_not_panic() {
        let mut bytes = [0xFF_u8; 40];
        bytes[39] = 0x7F;
        assert_eq!(Oid::new(&bytes).unwrap().to_string(), "2.?");
    }
}
