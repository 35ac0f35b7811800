//! What OpenSSL reads where this library reads DER only: values of extensions, and keys.
//!
//! A length may be longer than it has to be, or indefinite. A string in parts, which OpenSSL puts together,
//! is not read.

use alloc::vec::Vec;

/// Values one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ber<'a>(&'a [u8]);

/// One value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a> {
    /// The identifier byte; 1F in its low bits for a tag number above 30.
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) encoded: &'a [u8],
}

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0A;
pub(crate) const UTF8_STRING: u8 = 0x0C;
pub(crate) const NUMERIC_STRING: u8 = 0x12;
pub(crate) const PRINTABLE_STRING: u8 = 0x13;
pub(crate) const T61_STRING: u8 = 0x14;
pub(crate) const IA5_STRING: u8 = 0x16;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const VISIBLE_STRING: u8 = 0x1A;
pub(crate) const UNIVERSAL_STRING: u8 = 0x1C;
pub(crate) const BMP_STRING: u8 = 0x1E;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

impl<'a> Ber<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What has not been read yet.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The identifier byte of the next value.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next value; `None` if there is none, or a broken one.
    pub(crate) fn read(&mut self) -> Option<Value<'a>> {
        let whole = self.0;
        let (tag, mut rest) = whole.split_first()?;
        if tag & 0x1F == 0x1F {
            let more = rest.iter().take(4).position(|byte| *byte < 0x80)?;
            rest = rest.get(more + 1..)?;
        }
        let (first, after) = rest.split_first()?;
        let (length, content) = if *first < 0x80 {
            (usize::from(*first), after)
        } else {
            let count = usize::from(first & 0x7F);
            let (bytes, content) = (after.get(..count)?, after.get(count..)?);
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            let significant = bytes.get(zeros..)?;
            if significant.len() > 4 {
                return None;
            }
            if count == 0 {
                return self.read_indefinite(*tag, after);
            }
            (
                significant
                    .iter()
                    .try_fold(0_usize, |length, byte| length.checked_mul(256)?.checked_add(usize::from(*byte)))?,
                content,
            )
        };
        let value = content.get(..length)?;
        self.0 = content.get(length..)?;
        let encoded = whole.get(..whole.len() - self.0.len())?;
        Some(Value { tag: *tag, content: value, encoded })
    }

    /// A value without a length, up to its end-of-contents bytes.
    #[cold]
    fn read_indefinite(&mut self, tag: u8, content: &'a [u8]) -> Option<Value<'a>> {
        if tag & 0x20 == 0 {
            return None;
        }
        let whole = self.0;
        let mut rest = content;
        let mut depth = 1;
        while depth > 0 {
            if let Some(after) = rest.strip_prefix(&[0, 0]) {
                depth -= 1;
                rest = after;
            } else if let [tag, 0x80, after @ ..] = rest
                && tag & 0x20 != 0
            {
                depth += 1;
                // As deep as OpenSSL goes.
                rest = (depth < 30).then_some(after)?;
            } else {
                let mut inner = Self(rest);
                inner.read()?;
                rest = inner.0;
            }
        }
        self.0 = rest;
        let encoded = whole.get(..whole.len() - rest.len())?;
        let content = content.get(..content.len().checked_sub(rest.len() + 2)?)?;
        Some(Value { tag, content, encoded })
    }

    /// The next value, which must have `tag`.
    pub(crate) fn expect(&mut self, tag: u8) -> Option<Value<'a>> {
        self.optional(tag)?
    }

    /// The next value if it has `tag`; `None` inside if it has not, `None` outside if it is broken.
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Option<Value<'a>>> {
        let found = self.peek();
        if found == Some(tag) {
            return self.read().map(Some);
        }
        // A string may be in parts. Only one of no parts is read here.
        if tag & 0x20 == 0 && tag != NULL && found == Some(tag | 0x20) {
            return self.read().filter(|value| value.content.is_empty()).map(Some);
        }
        Some(None)
    }

    /// The content of a SEQUENCE.
    pub(crate) fn sequence(&mut self) -> Option<Self> {
        self.expect(SEQUENCE).map(|value| Self(value.content))
    }

    /// The one value that an explicit tag is around, if it is here.
    pub(crate) fn explicit(&mut self, number: u8) -> Option<Option<Self>> {
        Some(self.optional(0xA0 | number)?.map(|value| Self(value.content)))
    }

    pub(crate) fn integer(&mut self) -> Option<Value<'a>> {
        self.expect(INTEGER).filter(Value::is_integer)
    }

    pub(crate) fn oid(&mut self) -> Option<&'a [u8]> {
        self.expect(OID).filter(Value::is_oid).map(|value| value.content)
    }

    pub(crate) fn octet_string(&mut self) -> Option<&'a [u8]> {
        self.expect(OCTET_STRING).map(|value| value.content)
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Option<()> {
        self.is_empty().then_some(())
    }
}

impl<'a> Value<'a> {
    pub(crate) const fn ber(&self) -> Ber<'a> {
        Ber(self.content)
    }

    pub(crate) fn is_integer(&self) -> bool {
        match self.content {
            [] => false,
            [0, second, ..] => *second >= 0x80,
            [0xFF, second, ..] => *second < 0x80,
            _ => true,
        }
    }

    pub(crate) fn is_oid(&self) -> bool {
        ucpki_x509::Oid::new(self.content).is_some()
    }

    /// The bytes of a BIT STRING with its unused bits cleared by the caller, and their count.
    pub(crate) fn bits(&self) -> Option<(u8, &'a [u8])> {
        let (unused, bytes) = self.content.split_first()?;
        (*unused < 8).then_some((*unused, bytes))
    }

    /// Whether OpenSSL takes the content for this tag, where any value may stand.
    pub(crate) fn is_any(&self) -> bool {
        match self.tag {
            BOOLEAN => self.content.len() == 1,
            NULL => self.content.is_empty(),
            INTEGER | ENUMERATED => self.is_integer(),
            BIT_STRING => self.bits().is_some(),
            OID => self.is_oid(),
            BMP_STRING => self.content.len().is_multiple_of(2),
            UNIVERSAL_STRING => self.content.len().is_multiple_of(4),
            // Marked as made of parts, which only strings may be, and those have to fit together.
            tag if matches!(tag ^ 0x20, BOOLEAN | INTEGER | NULL | OID | ENUMERATED) => false,
            tag if tag & 0xE0 == 0x20 && !matches!(tag, SEQUENCE | SET) => parts(self.content, 0)
                .is_some_and(|content| Value { tag: tag & !0x20, content: &content, encoded: self.encoded }.is_any()),
            _ => true,
        }
    }
}

/// The contents of the parts of a string, one after another, as deep as OpenSSL goes.
fn parts(content: &[u8], depth: u32) -> Option<Vec<u8>> {
    let mut rest = Ber(content);
    let mut all = Vec::new();
    while !rest.is_empty() {
        let part = rest.read()?;
        match part.tag & 0x20 {
            0 => all.extend_from_slice(part.content),
            _ if depth < 5 => all.extend(parts(part.content, depth + 1)?),
            _ => return None,
        }
    }
    Some(all)
}

/// The bytes of a BIT STRING with its unused bits cleared.
pub(crate) fn masked(unused: u8, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if let Some(last) = bytes.last_mut() {
        *last &= 0xFF_u8.checked_shl(u32::from(unused)).unwrap_or(0);
    }
    bytes
}

/// Whether a bit of a BIT STRING is set, counted from the first one.
pub(crate) fn bit((unused, bytes): (u8, &[u8]), number: usize) -> bool {
    let last = number / 8 + 1 == bytes.len();
    let byte = bytes.get(number / 8).copied().unwrap_or(0);
    let byte = if last { byte & (0xFF << unused) } else { byte };
    byte & (0x80 >> (number % 8)) != 0
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn lengths_may_be_padded() {
        let value = Ber::new(&[0x04, 0x83, 0, 0, 2, 7, 8, 9]).expect(OCTET_STRING).unwrap();
        assert_eq!((value.content, value.encoded.len()), (&[7, 8][..], 7));
        for broken in [
            &[][..],
            &[0x04],
            &[0x04, 0x80, 0, 0],
            &[0x30, 0x80, 0],
            &[0x04, 2, 1],
            &[0x04, 0x85, 1, 0, 0, 0, 0],
            &[0x1F, 0x80],
        ] {
            assert!(Ber::new(broken).read().is_none(), "{broken:02X?}");
        }
        let value = Ber::new(&[0x30, 0x80, 0x30, 0x80, 5, 0, 0, 0, 4, 1, 0, 0, 0, 9]).read().unwrap();
        assert_eq!((value.content, value.encoded.len()), (&[0x30, 0x80, 5, 0, 0, 0, 4, 1, 0][..], 13));
        assert_eq!(Ber::new(&[0x1F, 0x81, 0x01, 1, 5]).read().unwrap().content, [5]);
    }

    #[test]
    fn unused_bits_do_not_count() {
        assert!(bit((1, &[0b0000_0111]), 6) && !bit((1, &[0b0000_0111]), 7) && !bit((0, &[]), 0));
    }
}
