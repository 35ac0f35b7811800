//! Object identifiers with the names that OpenSSL has for them.

use crate::objects::OBJECTS;
use crate::out::Out;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::{self, Write};

/// The short and the long name, if OpenSSL has them.
pub(crate) fn names(oid: &[u8]) -> Option<(&'static str, &'static str)> {
    let index = OBJECTS.binary_search_by(|(known, ..)| (*known).cmp(oid)).ok()?;
    OBJECTS.get(index).map(|(_, short, long)| (*short, *long))
}

/// The long name, or the numbers.
pub(crate) fn write(out: &mut Out<'_>, oid: &[u8]) -> fmt::Result {
    match names(oid) {
        Some((_, long)) => out.text(long),
        None => out.text(&dotted(oid)),
    }
}

/// The long name, or the numbers, cut where a buffer of `limit` characters of OpenSSL ends.
pub(crate) fn write_within(out: &mut Out<'_>, oid: &[u8], limit: usize) -> fmt::Result {
    match names(oid) {
        Some((_, long)) => out.text(cut(long, limit)),
        None => out.text(cut(&dotted(oid), limit)),
    }
}

/// The short name, or the numbers, cut where OpenSSL's buffer ends.
pub(crate) fn short(oid: &[u8]) -> String {
    match names(oid) {
        Some((short, _)) => short.to_string(),
        None => cut(&dotted(oid), 79).to_string(),
    }
}

fn cut(text: &str, limit: usize) -> &str {
    text.get(..limit).unwrap_or(text)
}

/// The numbers of an object identifier, of any size.
///
/// Numbers of more than 586 bytes are not shown: no one could read them, and converting them takes long.
pub(crate) fn dotted(oid: &[u8]) -> String {
    let mut text = String::new();
    for (index, arc) in oid.split_inclusive(|byte| *byte < 0x80).enumerate() {
        let mut number = Decimal::of(arc);
        if index == 0 {
            let root = number.take_root();
            let _ = write!(text, "{root}");
        }
        text.push('.');
        number.write(&mut text);
    }
    text
}

/// A number in limbs of nine decimal digits, lowest first.
pub(crate) struct Decimal(Vec<u32>);

const LIMB: u64 = 1_000_000_000;

impl Decimal {
    fn of(arc: &[u8]) -> Self {
        Self::of_digits(arc.iter().take(586).map(|byte| byte & 0x7F), 128)
    }

    /// A number without a sign, highest byte first.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self::of_digits(bytes.iter().copied(), 256)
    }

    fn of_digits(digits: impl Iterator<Item = u8>, base: u64) -> Self {
        let mut limbs = vec![0_u32];
        for digit in digits {
            let mut carry = u64::from(digit);
            for limb in &mut limbs {
                let value = u64::from(*limb) * base + carry;
                *limb = u32::try_from(value % LIMB).unwrap_or(0);
                carry = value / LIMB;
            }
            if carry > 0 {
                limbs.push(u32::try_from(carry).unwrap_or(0));
            }
        }
        Self(limbs)
    }

    /// X.690, 8.19.4: the first number is 40 times the root plus the second.
    fn take_root(&mut self) -> u32 {
        let small = if self.0.len() == 1 { self.0.first().copied().unwrap_or(0) } else { u32::MAX };
        let root = (small / 40).min(2);
        let mut borrow = root * 40;
        for limb in &mut self.0 {
            if let Some(rest) = limb.checked_sub(borrow) {
                *limb = rest;
                break;
            }
            *limb = limb.wrapping_add(1_000_000_000).wrapping_sub(borrow);
            borrow = 1;
        }
        while self.0.len() > 1 && self.0.last() == Some(&0) {
            self.0.pop();
        }
        root
    }

    pub(crate) fn write(&self, text: &mut String) {
        for (index, limb) in self.0.iter().rev().enumerate() {
            let _ = if index == 0 { write!(text, "{limb}") } else { write!(text, "{limb:09}") };
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ucpki_x509::OidBuf;

    #[test]
    fn numbers_of_any_size_are_written() {
        for text in ["2.5.29.17", "0.0", "1.39", "2.999.1", "2.48", "2.25.329800735698586629295641978511506172918"] {
            assert_eq!(dotted(OidBuf::parse(text).unwrap().as_oid().as_bytes()), text);
        }
        let mut long = vec![0xFF_u8; 20];
        long.push(0x7F);
        assert_eq!(dotted(&long), "2.178405961588244985132285746181186892047843247");
    }

    #[test]
    fn tables_are_sorted() {
        assert!(OBJECTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(names(b"\x55\x1D\x11"), Some(("subjectAltName", "X509v3 Subject Alternative Name")));
        assert_eq!(names(b"\x55\x1D\x7F"), None);
    }
}
