use super::{Integer, Tag};
use crate::{Oid, Time};
use alloc::vec::Vec;

/// Writes DER values into a growing buffer.
///
/// Nested values are written by a closure; the length is put in front when it is known. Cost: the content of each
/// nested value is moved once per level at most.
///
/// # Examples
///
/// ```
/// use ucpki::x509::der::{Tag, Writer};
///
/// let mut writer = Writer::new();
/// writer.nested(Tag::SEQUENCE, |sequence| {
///     sequence.small_integer(5);
///     sequence.boolean(true);
/// });
/// assert_eq!(writer.into_bytes(), [0x30, 0x06, 0x02, 0x01, 0x05, 0x01, 0x01, 0xFF]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty buffer.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// An empty buffer with room for `bytes`.
    ///
    /// Nothing is moved as long as they are enough, so a secret leaves no copies behind.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes) }
    }

    /// Writes a value with the given content.
    pub fn value(&mut self, tag: Tag, content: &[u8]) {
        self.bytes.push(tag.0);
        self.length(content.len());
        self.bytes.extend_from_slice(content);
    }

    /// Writes a value whose content the closure writes.
    pub fn nested(&mut self, tag: Tag, content: impl FnOnce(&mut Self)) {
        self.bytes.push(tag.0);
        let start = self.bytes.len();
        content(self);
        let length = self.bytes.len() - start;
        // Most values are shorter than 128 bytes or need few; the length is written after and rotated into place.
        self.length(length);
        let header = self.bytes.len() - start - length;
        if let Some(tail) = self.bytes.get_mut(start..) {
            tail.rotate_right(header);
        }
    }

    /// Writes bytes that are DER already.
    pub fn encoded(&mut self, der: &[u8]) {
        self.bytes.extend_from_slice(der);
    }

    /// Writes a BOOLEAN.
    pub fn boolean(&mut self, value: bool) {
        self.value(Tag::BOOLEAN, &[if value { 0xFF } else { 0x00 }]);
    }

    /// Writes an INTEGER.
    pub fn integer(&mut self, value: Integer<'_>) {
        self.value(Tag::INTEGER, value.as_bytes());
    }

    /// Writes an INTEGER from an unsigned magnitude, most significant byte first; leading zeros are dropped.
    pub fn unsigned_integer(&mut self, magnitude: &[u8]) {
        self.unsigned_integer_tagged(Tag::INTEGER, magnitude);
    }

    /// Writes a small INTEGER.
    pub fn small_integer(&mut self, value: u32) {
        self.unsigned_integer(&value.to_be_bytes());
    }

    /// As [`unsigned_integer`](Self::unsigned_integer), under an implicit tag.
    pub fn unsigned_integer_tagged(&mut self, tag: Tag, magnitude: &[u8]) {
        let first = magnitude.iter().position(|byte| *byte != 0);
        let significant = first.and_then(|first| magnitude.get(first..)).unwrap_or(&[0]);
        let sign = usize::from(significant.first().is_some_and(|byte| *byte >= 0x80));
        self.bytes.push(tag.0);
        self.length(significant.len() + sign);
        if sign == 1 {
            self.bytes.push(0);
        }
        self.bytes.extend_from_slice(significant);
    }

    /// Writes a BIT STRING of whole bytes.
    pub fn bit_string(&mut self, bytes: &[u8]) {
        self.bytes.push(Tag::BIT_STRING.0);
        self.length(bytes.len() + 1);
        self.bytes.push(0);
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes a named bit list in its shortest form (X.690, 11.2.2); the lowest bit of `bits` is bit 0 of the list.
    pub fn named_bits(&mut self, tag: Tag, bits: u32) {
        let bytes = bits.to_le_bytes().map(u8::reverse_bits);
        let count = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let used = bytes.get(..count).unwrap_or(&[]);
        let unused = used.last().map_or(0, |last| last.trailing_zeros());
        self.bytes.push(tag.0);
        self.length(count + 1);
        self.bytes.push(u8::try_from(unused).unwrap_or(0));
        self.bytes.extend_from_slice(used);
    }

    /// Writes an OCTET STRING.
    pub fn octet_string(&mut self, bytes: &[u8]) {
        self.value(Tag::OCTET_STRING, bytes);
    }

    /// Writes NULL.
    pub fn null(&mut self) {
        self.value(Tag::NULL, &[]);
    }

    /// Writes an OBJECT IDENTIFIER.
    pub fn oid(&mut self, oid: Oid<'_>) {
        self.value(Tag::OID, oid.as_bytes());
    }

    /// Writes a time as RFC 5280, 4.1.2.5 wants it: UTCTime from 1950 to 2049, GeneralizedTime otherwise.
    ///
    /// Years outside 0000 to 9999 are clamped to them; [`Time`] does not make such.
    pub fn time(&mut self, time: Time) {
        let (tag, text) = time.to_der();
        self.value(tag, text.as_bytes());
    }

    /// Writes a GeneralizedTime, whatever the year: `20261122034600Z`, clamped as [`time`](Self::time).
    pub fn generalized_time(&mut self, time: Time) {
        self.value(Tag::GENERALIZED_TIME, time.to_generalized().as_bytes());
    }

    /// What was written.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn length(&mut self, length: usize) {
        match u8::try_from(length) {
            Ok(short) if short < 0x80 => self.bytes.push(short),
            _ => {
                let bytes = length.to_be_bytes();
                let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                let significant = bytes.get(zeros..).unwrap_or(&[]);
                self.bytes.push(0x80 | u8::try_from(significant.len()).unwrap_or(0));
                self.bytes.extend_from_slice(significant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn long_lengths_are_minimal() {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |sequence| sequence.octet_string(&vec![0xAB; 300]));
        let bytes = writer.into_bytes();
        assert_eq!(bytes.get(..8), Some(&[0x30, 0x82, 0x01, 0x30, 0x04, 0x82, 0x01, 0x2C][..]));
        assert_eq!(bytes.len(), 308);
    }

    #[test]
    fn named_bits_drop_trailing_zeros() {
        let mut writer = Writer::new();
        writer.named_bits(Tag::BIT_STRING, 1 << 5 | 1 << 6);
        writer.named_bits(Tag::BIT_STRING, 1 << 8);
        writer.named_bits(Tag::BIT_STRING, 0);
        assert_eq!(writer.as_bytes(), [0x03, 0x02, 0x01, 0x06, 0x03, 0x03, 0x07, 0x00, 0x80, 0x03, 0x01, 0x00]);
    }

    #[test]
    fn unsigned_integers_get_a_sign_byte() {
        let mut writer = Writer::new();
        writer.unsigned_integer(&[0, 0x80]);
        writer.unsigned_integer(&[0, 0]);
        assert_eq!(writer.as_bytes(), [0x02, 0x02, 0x00, 0x80, 0x02, 0x01, 0x00]);
    }
}
