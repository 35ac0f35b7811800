use super::{BitString, Integer, Span, Tag, narrow};
use crate::{Error, Oid, Time, codes};

/// Reads DER values one after another, front to back.
///
/// The reader keeps the whole object and its place in it, so that every error carries the offset in the outermost
/// object, also inside nested values. It accepts DER only: indefinite or padded lengths are refused. Tag numbers
/// above 30 are refused as well, no PKIX structure has them.
///
/// Cost: constant per value; allocates nothing.
///
/// # Examples
///
/// ```
/// use ucpki_x509::der::Reader;
///
/// // SEQUENCE { INTEGER 5, BOOLEAN TRUE }
/// let mut outer = Reader::new(&[0x30, 0x06, 0x02, 0x01, 0x05, 0x01, 0x01, 0xFF])?;
/// let mut inner = outer.sequence()?;
/// outer.finish()?;
/// assert_eq!(inner.small_integer()?, 5);
/// assert!(inner.boolean()?);
/// inner.finish()?;
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

/// One value: its tag and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Tlv<'a> {
    bytes: &'a [u8],
    start: usize,
    content: usize,
    end: usize,
    tag: Tag,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`, to which all offsets relate.
    ///
    /// # Errors
    ///
    /// [`codes::TOO_LARGE`] for more than 4 GiB.
    #[inline]
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(Error::at_byte(&codes::TOO_LARGE, 0));
        }
        Ok(Self { bytes, at: 0, end: bytes.len() })
    }

    /// A reader over `start..end` of `bytes`, clamped to them.
    #[inline]
    pub(crate) fn within(bytes: &'a [u8], start: usize, end: usize) -> Self {
        let end = end.min(bytes.len());
        Self { bytes, at: start.min(end), end }
    }

    /// Whether everything has been read.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.at >= self.end
    }

    /// Offset of the next value from the start of the outermost object.
    #[must_use]
    #[inline]
    pub const fn offset(&self) -> usize {
        self.at
    }

    /// The tag of the next value, if there is one.
    #[must_use]
    #[inline]
    pub fn peek(&self) -> Option<Tag> {
        if self.at < self.end { self.bytes.get(self.at).map(|byte| Tag(*byte)) } else { None }
    }

    /// What has not been read yet.
    #[must_use]
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..self.end).unwrap_or(&[])
    }

    /// A reader over a part of the outermost object, clamped to it.
    #[inline]
    pub(crate) fn part(&self, start: usize, end: usize) -> Self {
        Self::within(self.bytes, start, end)
    }

    /// Goes on behind what was read by other means.
    #[inline]
    pub(crate) const fn skip_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Leaves out bytes that are not value, such as the count of unused bits before the values in a BIT STRING.
    #[inline]
    pub fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.end);
    }

    /// An error about the next value.
    #[cold]
    #[must_use]
    pub const fn error(&self, code: &'static crate::Code) -> Error {
        Error::at_byte(code, self.at)
    }

    /// Reads the next value, whatever it is.
    ///
    /// # Errors
    ///
    /// [`codes::TRUNCATED`], [`codes::LENGTH_NOT_MINIMAL`], [`codes::HIGH_TAG`].
    #[inline]
    pub fn read(&mut self) -> Result<Tlv<'a>, Error> {
        let start = self.at;
        let truncated = Error::at_byte(&codes::TRUNCATED, start);
        let Some([tag, first, ..]) = self.bytes.get(start..self.end) else { return Err(truncated) };
        let tag = Tag(*tag);
        if tag.0 & 0x1F == 0x1F {
            return Err(Error::at_byte(&codes::HIGH_TAG, start));
        }
        let (content, length) =
            if *first < 0x80 { (start + 2, usize::from(*first)) } else { self.long_length(*first)? };
        if length > self.end - content {
            return Err(truncated);
        }
        let end = content + length;
        self.at = end;
        Ok(Tlv { bytes: self.bytes, start, content, end, tag })
    }

    /// The long form of a length: where the content starts, and how long it is.
    fn long_length(&self, first: u8) -> Result<(usize, usize), Error> {
        let start = self.at;
        let count = usize::from(first & 0x7F);
        // 80 is the indefinite form, and a fifth byte could only say more than 4 GiB.
        if count == 0 {
            return Err(Error::at_byte(&codes::LENGTH_NOT_MINIMAL, start + 1));
        }
        if count > 4 {
            let code = if count < 127 && self.bytes.get(start + 2) != Some(&0) {
                &codes::TRUNCATED
            } else {
                &codes::LENGTH_NOT_MINIMAL
            };
            return Err(Error::at_byte(code, start));
        }
        let content = start + 2 + count;
        if content > self.end {
            return Err(Error::at_byte(&codes::TRUNCATED, start));
        }
        let bytes = self.bytes.get(start + 2..content).unwrap_or(&[]);
        let length = bytes.iter().fold(0_u32, |length, byte| (length << 8) | u32::from(*byte));
        if bytes.first() == Some(&0) || length < 0x80 {
            return Err(Error::at_byte(&codes::LENGTH_NOT_MINIMAL, start + 1));
        }
        Ok((content, super::widen(length)))
    }

    /// Reads the next value, which must have `tag`.
    ///
    /// # Errors
    ///
    /// [`codes::UNEXPECTED_TAG`] for another tag, [`codes::TRUNCATED`] where there is none, and as [`read`](Self::read).
    #[inline]
    pub fn expect(&mut self, tag: Tag) -> Result<Tlv<'a>, Error> {
        match self.peek() {
            Some(found) if found == tag => self.read(),
            Some(_) => Err(self.error(&codes::UNEXPECTED_TAG)),
            None => Err(self.error(&codes::TRUNCATED)),
        }
    }

    /// Reads the next value if it has `tag`.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    #[inline]
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Tlv<'a>>, Error> {
        if self.peek() == Some(tag) { self.read().map(Some) } else { Ok(None) }
    }

    /// Ends the reading.
    ///
    /// # Errors
    ///
    /// [`codes::TRAILING_DATA`] if something is left.
    #[inline]
    pub fn finish(self) -> Result<(), Error> {
        if self.is_empty() { Ok(()) } else { Err(self.error(&codes::TRAILING_DATA)) }
    }

    /// Reads a SEQUENCE and gives a reader of its content.
    ///
    /// # Errors
    ///
    /// As [`expect`](Self::expect).
    #[inline]
    pub fn sequence(&mut self) -> Result<Reader<'a>, Error> {
        Ok(self.expect(Tag::SEQUENCE)?.reader())
    }

    /// Reads an INTEGER of any size.
    ///
    /// # Errors
    ///
    /// As [`expect`](Self::expect); [`codes::INTEGER_NOT_MINIMAL`].
    #[inline]
    pub fn integer(&mut self) -> Result<Integer<'a>, Error> {
        self.expect(Tag::INTEGER)?.integer()
    }

    /// Reads an INTEGER that must lie in `0..=u32::MAX`.
    ///
    /// # Errors
    ///
    /// As [`integer`](Self::integer); [`codes::INTEGER_RANGE`].
    #[inline]
    pub fn small_integer(&mut self) -> Result<u32, Error> {
        let tlv = self.expect(Tag::INTEGER)?;
        tlv.integer()?.to_u32().ok_or_else(|| tlv.error(&codes::INTEGER_RANGE))
    }

    /// Reads a BOOLEAN.
    ///
    /// # Errors
    ///
    /// As [`expect`](Self::expect); [`codes::BOOLEAN_INVALID`] for other bytes than 00 and FF.
    #[inline]
    pub fn boolean(&mut self) -> Result<bool, Error> {
        self.expect(Tag::BOOLEAN)?.boolean()
    }

    /// Reads an OBJECT IDENTIFIER.
    ///
    /// # Errors
    ///
    /// As [`expect`](Self::expect); [`codes::OID_INVALID`].
    #[inline]
    pub fn oid(&mut self) -> Result<Oid<'a>, Error> {
        self.expect(Tag::OID)?.oid()
    }

    /// Reads an OCTET STRING.
    ///
    /// # Errors
    ///
    /// As [`expect`](Self::expect).
    #[inline]
    pub fn octet_string(&mut self) -> Result<Tlv<'a>, Error> {
        self.expect(Tag::OCTET_STRING)
    }

    /// Reads a BIT STRING.
    ///
    /// # Errors
    ///
    /// As [`expect`](Self::expect); [`codes::BIT_STRING_INVALID`].
    #[inline]
    pub fn bit_string(&mut self) -> Result<BitString<'a>, Error> {
        self.expect(Tag::BIT_STRING)?.bit_string()
    }

    /// Reads a UTCTime or GeneralizedTime in the form of RFC 5280, 4.1.2.5.
    ///
    /// # Errors
    ///
    /// [`codes::TIME_INVALID`], and as [`read`](Self::read).
    #[inline]
    pub fn time(&mut self) -> Result<Time, Error> {
        let tlv = self.read()?;
        tlv.time()
    }
}

/// Takes a value off the front of `bytes` that was read before: its tag, its content, and what follows it. Nothing is checked
/// but that it fits; for bytes that were never read it gives something or `None`.
#[inline(always)]
pub(crate) fn split_trusted(bytes: &[u8]) -> Option<(Tag, &[u8], &[u8])> {
    let (tag, length, rest) = match bytes {
        [tag, length @ ..=0x7F, rest @ ..] => (tag, usize::from(*length), rest),
        [tag, 0x81, length, rest @ ..] => (tag, usize::from(*length), rest),
        [tag, 0x82, high, low, rest @ ..] => (tag, usize::from(*high) << 8 | usize::from(*low), rest),
        [tag, 0x83 | 0x84, ..] => {
            let tlv = Reader::within(bytes, 0, bytes.len()).read().ok()?;
            return Some((Tag(*tag), tlv.content(), bytes.get(tlv.end..)?));
        }
        _ => return None,
    };
    let (content, behind) = rest.split_at_checked(length)?;
    Some((Tag(*tag), content, behind))
}

impl<'a> Tlv<'a> {
    /// The tag.
    #[must_use]
    #[inline]
    pub const fn tag(&self) -> Tag {
        self.tag
    }

    /// The content bytes.
    #[must_use]
    #[inline]
    pub fn content(&self) -> &'a [u8] {
        self.bytes.get(self.content..self.end).unwrap_or(&[])
    }

    /// Tag, length and content as they are in the object.
    #[must_use]
    #[inline]
    pub fn encoded(&self) -> &'a [u8] {
        self.bytes.get(self.start..self.end).unwrap_or(&[])
    }

    /// Offset of the tag from the start of the outermost object.
    #[must_use]
    #[inline]
    pub const fn offset(&self) -> usize {
        self.start
    }

    /// Offset of the first content byte.
    #[must_use]
    #[inline]
    pub const fn content_offset(&self) -> usize {
        self.content
    }

    /// A reader of the content.
    #[must_use]
    #[inline]
    pub const fn reader(&self) -> Reader<'a> {
        Reader { bytes: self.bytes, at: self.content, end: self.end }
    }

    /// An error about this value.
    #[cold]
    #[must_use]
    pub const fn error(&self, code: &'static crate::Code) -> Error {
        Error::at_byte(code, self.start)
    }

    /// The content as a BOOLEAN, whatever the tag says (for implicit tags).
    ///
    /// # Errors
    ///
    /// [`codes::BOOLEAN_INVALID`].
    #[inline]
    pub fn boolean(&self) -> Result<bool, Error> {
        match self.content() {
            [0x00] => Ok(false),
            [0xFF] => Ok(true),
            _ => Err(self.error(&codes::BOOLEAN_INVALID)),
        }
    }

    /// The content as an INTEGER, whatever the tag says.
    ///
    /// # Errors
    ///
    /// [`codes::INTEGER_NOT_MINIMAL`].
    #[inline]
    pub fn integer(&self) -> Result<Integer<'a>, Error> {
        Integer::new(self.content()).ok_or_else(|| self.error(&codes::INTEGER_NOT_MINIMAL))
    }

    /// The content as an OBJECT IDENTIFIER, whatever the tag says.
    ///
    /// # Errors
    ///
    /// [`codes::OID_INVALID`].
    #[inline]
    pub fn oid(&self) -> Result<Oid<'a>, Error> {
        Oid::new(self.content()).ok_or_else(|| self.error(&codes::OID_INVALID))
    }

    /// The content as a BIT STRING, whatever the tag says.
    ///
    /// # Errors
    ///
    /// [`codes::BIT_STRING_INVALID`].
    #[inline]
    pub fn bit_string(&self) -> Result<BitString<'a>, Error> {
        BitString::new(self.content()).ok_or_else(|| self.error(&codes::BIT_STRING_INVALID))
    }

    /// The value as a UTCTime or GeneralizedTime, as the tag says.
    ///
    /// # Errors
    ///
    /// [`codes::TIME_INVALID`].
    #[inline]
    pub fn time(&self) -> Result<Time, Error> {
        Time::from_der(self.tag, self.content()).ok_or_else(|| self.error(&codes::TIME_INVALID))
    }

    /// Where the whole value stands.
    #[inline]
    pub(crate) const fn span(&self) -> Span {
        Span { start: narrow(self.start), end: narrow(self.end) }
    }

    /// Where the content stands.
    #[inline]
    pub(crate) const fn content_span(&self) -> Span {
        Span { start: narrow(self.content), end: narrow(self.end) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[track_caller]
    fn refused(bytes: &[u8], code: &'static crate::Code, offset: usize) {
        assert_eq!(Reader::new(bytes).unwrap().read().unwrap_err(), Error::at_byte(code, offset), "{bytes:02X?}");
    }

    #[test]
    fn lengths_must_be_minimal_and_definite() {
        refused(&[0x30, 0x80, 0x00, 0x00], &codes::LENGTH_NOT_MINIMAL, 1);
        refused(&[0x30, 0x81, 0x01, 0x00], &codes::LENGTH_NOT_MINIMAL, 1);
        refused(&[0x04, 0x82, 0x00, 0x80], &codes::LENGTH_NOT_MINIMAL, 1);
        refused(&[0x04, 0x85, 0x01, 0, 0, 0, 0], &codes::TRUNCATED, 0);
        refused(&[0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], &codes::TRUNCATED, 0);
        refused(&[0x04], &codes::TRUNCATED, 0);
        refused(&[0x04, 0x02, 0x01], &codes::TRUNCATED, 0);
        refused(&[0x81 | 0x1F, 0x02, 0x09, 0x01], &codes::HIGH_TAG, 0);
    }

    #[test]
    fn nested_errors_count_from_the_outermost_object() {
        let mut outer = Reader::new(&[0x30, 0x03, 0x01, 0x01, 0x02]).unwrap();
        assert_eq!(outer.sequence().unwrap().boolean().unwrap_err(), Error::at_byte(&codes::BOOLEAN_INVALID, 2));
    }

    #[test]
    fn a_value_may_not_leave_its_parent() {
        // The inner OCTET STRING claims one byte more than the SEQUENCE holds, though the input goes on.
        let mut outer = Reader::new(&[0x30, 0x03, 0x04, 0x02, 0xAA, 0xBB]).unwrap();
        assert_eq!(outer.sequence().unwrap().read().unwrap_err(), Error::at_byte(&codes::TRUNCATED, 2));
    }
}
