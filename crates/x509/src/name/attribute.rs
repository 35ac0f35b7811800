//! The parts of a name.

use super::string::Characters;
use crate::der::{Reader, Tag, Tlv};
use crate::{Error, Oid, codes};
use alloc::borrow::Cow;
use core::iter::FusedIterator;

/// One relative distinguished name: a set of one or more attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RdnRef<'a> {
    content: &'a [u8],
}

/// One attribute of a name: its type and its value.
///
/// ```text
/// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY -- DEFINED BY type -- }
/// ```
///
/// `==` compares the bytes as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeRef<'a> {
    oid: Oid<'a>,
    tag: Tag,
    value: &'a [u8],
    encoded: &'a [u8],
}

/// The relative names of a [`NameRef`](crate::NameRef), most general first.
#[derive(Clone, Debug)]
pub struct Rdns<'a> {
    rest: Reader<'a>,
}

/// The attributes of one [`RdnRef`], in the order of the DER.
#[derive(Clone, Debug)]
pub struct RdnAttributes<'a> {
    rest: Reader<'a>,
}

/// The attributes of all relative names of a [`NameRef`](crate::NameRef), most general first.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rdns: Rdns<'a>,
    attributes: RdnAttributes<'a>,
}

impl<'a> RdnRef<'a> {
    /// Takes a SET that was read already, whatever its tag says (for implicit tags).
    ///
    /// # Errors
    ///
    /// As [`NameRef::read`](crate::NameRef::read).
    #[inline]
    pub fn from_tlv(tlv: &Tlv<'a>) -> Result<Self, Error> {
        let content = tlv.content();
        if !is_one_short_attribute(content) {
            check_attributes(tlv)?;
        }
        Ok(Self { content })
    }

    /// Reads the next value of `reader`.
    #[inline]
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Self::from_tlv(&reader.expect(Tag::SET)?)
    }

    /// The attributes, at least one, in the order of the DER, which says nothing.
    #[must_use]
    #[inline]
    pub fn attributes(&self) -> RdnAttributes<'a> {
        RdnAttributes { rest: whole(self.content) }
    }

    /// The content of the SET as it stands.
    pub(super) const fn content(&self) -> &'a [u8] {
        self.content
    }
}

impl<'a> AttributeRef<'a> {
    /// The type of the attribute.
    #[must_use]
    pub const fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The tag of the value: which kind of string it is, if it is one.
    #[must_use]
    pub const fn tag(&self) -> Tag {
        self.tag
    }

    /// The content octets of the value.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }

    /// Tag, length and content of the value as they stand.
    #[must_use]
    pub const fn encoded(&self) -> &'a [u8] {
        self.encoded
    }

    /// The value as text; `None` if it is no string, or a malformed one.
    ///
    /// Strings are UTF8String, NumericString, PrintableString, IA5String, VisibleString (these four hold ASCII only),
    /// TeletexString, BMPString and UniversalString. **A TeletexString is read as Latin-1**: that is what programs
    /// write into it, whatever T.61 says. A BMPString may hold surrogate pairs. That a character is not in the
    /// repertoire of PrintableString or NumericString makes no difference.
    ///
    /// Allocates for BMPString, UniversalString, and a TeletexString beyond ASCII; borrows otherwise.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match Characters::new(self.tag, self.value)? {
            Characters::Utf8(text) => Some(Cow::Borrowed(text.as_str())),
            characters => Some(Cow::Owned(characters.collect())),
        }
    }
}

impl<'a> Rdns<'a> {
    /// The relative names in `der`, which holds a whole name.
    #[inline]
    pub(super) fn new(der: &'a [u8]) -> Self {
        Self { rest: whole(der).sequence().unwrap_or(whole(&[])) }
    }
}

impl<'a> Iterator for Rdns<'a> {
    type Item = RdnRef<'a>;

    #[inline]
    fn next(&mut self) -> Option<RdnRef<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        Some(RdnRef { content: self.rest.read().ok()?.content() })
    }
}

impl FusedIterator for Rdns<'_> {}

impl<'a> Iterator for RdnAttributes<'a> {
    type Item = AttributeRef<'a>;

    #[inline]
    fn next(&mut self) -> Option<AttributeRef<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut attribute = self.rest.read().ok()?.reader();
        let oid = Oid::constant(attribute.read().ok()?.content());
        let value = attribute.read().ok()?;
        Some(AttributeRef { oid, tag: value.tag(), value: value.content(), encoded: value.encoded() })
    }
}

impl FusedIterator for RdnAttributes<'_> {}

impl<'a> Attributes<'a> {
    pub(super) fn new(rdns: Rdns<'a>) -> Self {
        Self { rdns, attributes: RdnAttributes { rest: whole(&[]) } }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = AttributeRef<'a>;

    fn next(&mut self) -> Option<AttributeRef<'a>> {
        loop {
            if let Some(attribute) = self.attributes.next() {
                return Some(attribute);
            }
            self.attributes = self.rdns.next()?.attributes();
        }
    }
}

impl FusedIterator for Attributes<'_> {}

/// Whether the content of a SET is one attribute with a three-octet type (2.5.4.x, as nearly always) and a value of
/// less than 128 octets; everything else takes the long way.
#[inline]
fn is_one_short_attribute(content: &[u8]) -> bool {
    match content {
        [0x30, whole, 0x06, 3, first, second, third, tag, length, value @ ..] => {
            let unpadded = *first != 0x80 && (*first < 0x80 || *second != 0x80) && (*second < 0x80 || *third != 0x80);
            // All lengths are octets below 80, so that they say what they seem to.
            unpadded
                && *third < 0x80
                && *tag & 0x1F != 0x1F
                && *length < 0x80
                && *whole < 0x80
                && usize::from(*length) == value.len()
                && usize::from(*whole) == value.len() + 7
        }
        _ => false,
    }
}

/// Reads all attributes of a SET.
fn check_attributes(set: &Tlv<'_>) -> Result<(), Error> {
    let mut attributes = set.reader();
    if attributes.is_empty() {
        return Err(set.error(&codes::NAME_INVALID));
    }
    while !attributes.is_empty() {
        let mut attribute = attributes.sequence()?;
        attribute.oid()?;
        attribute.read()?;
        attribute.finish()?;
    }
    Ok(())
}

/// A reader of bytes that were read before, so they are not too large.
#[inline]
fn whole(bytes: &[u8]) -> Reader<'_> {
    Reader::within(bytes, 0, bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn the_short_way_agrees_with_the_long_one() {
        let usual = [0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, 0x55, 0x53];
        assert!(is_one_short_attribute(&usual));
        let set: Vec<u8> = [0x31, 0x0B].into_iter().chain(usual).collect();
        let mut long_way_only = 0;
        for at in 2..set.len() {
            for octet in 0..=u8::MAX {
                let mut set = set.clone();
                set[at] = octet;
                let Ok(tlv) = whole(&set).read() else { continue };
                let short = is_one_short_attribute(tlv.content());
                let long = check_attributes(&tlv).is_ok();
                assert!(long || !short, "{set:02X?}");
                long_way_only += usize::from(long && !short);
            }
        }
        assert_eq!(long_way_only, 0, "one changed octet leaves the usual shape or breaks it");
    }
}
