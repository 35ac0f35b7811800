//! The parts of a name.

use crate::der::{Reader, Tag, Tlv, split_trusted};
use crate::{Error, Oid, codes};
use alloc::borrow::Cow;
use core::iter::FusedIterator;

/// One relative distinguished name: a set of one or more attributes.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{Name, oids};
///
/// // A distribution point that is relative to its CRL issuer (RFC 5280, 4.2.1.13).
/// let issuer = Name::parse_rfc4514("O=Example,C=DE").unwrap();
/// let point = Name::parse_rfc4514("CN=CRL 7").unwrap();
/// let rdn = point.as_name().rdns().next().unwrap();
/// assert!(rdn.attributes().any(|attribute| attribute.oid() == oids::COMMON_NAME));
/// assert_eq!(issuer.as_name().with_rdn(rdn).to_string(), "CN=CRL 7,O=Example,C=DE");
/// ```
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
///
/// # Examples
///
/// ```
/// use ucpki::x509::Name;
///
/// let name = Name::parse_rfc4514("CN=sip.example.com+OU=Voice,O=Example,C=DE").unwrap();
/// // Most general first: the reverse of the text.
/// let sizes: Vec<_> = name.as_name().rdns().map(|rdn| rdn.attributes().count()).collect();
/// assert_eq!(sizes, [1, 1, 2]);
/// ```
#[derive(Clone, Debug)]
pub struct Rdns<'a> {
    rest: &'a [u8],
}

/// The attributes of one [`RdnRef`], in the order of the DER.
///
/// # Examples
///
/// ```
/// use ucpki::x509::Name;
///
/// // One relative name with two attributes; their order in the DER is by bytes, not by the text.
/// let name = Name::parse_rfc4514("CN=sip.example.com+OU=Voice").unwrap();
/// let rdn = name.as_name().rdns().next().unwrap();
/// let texts: Vec<_> =
///     rdn.attributes().filter_map(|attribute| attribute.text().map(|text| text.into_owned())).collect();
/// assert_eq!(texts, ["Voice", "sip.example.com"]);
/// ```
#[derive(Clone, Debug)]
pub struct RdnAttributes<'a> {
    rest: &'a [u8],
}

/// The attributes of all relative names of a [`NameRef`](crate::NameRef), most general first.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{oids, pem};
///
/// let leaf = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let organization = leaf.subject().attributes().find(|attribute| attribute.oid() == oids::ORGANIZATION_NAME);
/// assert_eq!(organization.and_then(|found| found.text().map(|text| text.into_owned())).as_deref(), Some("Example"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
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
    pub fn from_tlv(tlv: &Tlv<'a>) -> Result<Self, Error> {
        let mut attributes = tlv.reader();
        if attributes.is_empty() {
            return Err(tlv.error(&codes::NAME_INVALID));
        }
        while !attributes.is_empty() {
            let mut attribute = attributes.sequence()?;
            attribute.oid()?;
            attribute.read()?;
            attribute.finish()?;
        }
        Ok(Self { content: tlv.content() })
    }

    /// Reads the next value of `reader`.
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Self::from_tlv(&reader.expect(Tag::SET)?)
    }

    /// The attributes, at least one, in the order of the DER, which says nothing.
    #[must_use]
    #[inline]
    pub fn attributes(&self) -> RdnAttributes<'a> {
        RdnAttributes { rest: self.content }
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

    /// The content bytes of the value.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }

    /// Tag, length and content of the value as they stand.
    #[must_use]
    pub const fn encoded(&self) -> &'a [u8] {
        self.encoded
    }

    /// The value as text; `None` if it is not a string, or a malformed one.
    ///
    /// Strings are UTF8String, NumericString, PrintableString, IA5String, VisibleString (these four hold ASCII only),
    /// TeletexString, BMPString and UniversalString. **A TeletexString is read as Latin-1**: that is what programs
    /// write into it, whatever T.61 says. A BMPString may hold surrogate pairs. That a character is not in the
    /// repertoire of PrintableString or NumericString makes no difference.
    ///
    /// Allocates for BMPString, UniversalString, and a TeletexString beyond ASCII; borrows otherwise.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        super::string_text(self.tag, self.value)
    }
}

impl<'a> Rdns<'a> {
    /// The relative names in `der`, which holds a whole name.
    #[inline]
    pub(super) fn new(der: &'a [u8]) -> Self {
        Self { rest: split_trusted(der).map_or(&[], |(_, content, _)| content) }
    }
}

impl<'a> Iterator for Rdns<'a> {
    type Item = RdnRef<'a>;

    #[inline]
    fn next(&mut self) -> Option<RdnRef<'a>> {
        let (_, content, rest) = split_trusted(self.rest)?;
        self.rest = rest;
        Some(RdnRef { content })
    }
}

impl FusedIterator for Rdns<'_> {}

impl<'a> Iterator for RdnAttributes<'a> {
    type Item = AttributeRef<'a>;

    #[inline]
    fn next(&mut self) -> Option<AttributeRef<'a>> {
        let (_, attribute, rest) = split_trusted(self.rest)?;
        self.rest = rest;
        let (_, oid, encoded) = split_trusted(attribute)?;
        let (tag, value, _) = split_trusted(encoded)?;
        Some(AttributeRef { oid: Oid::constant(oid), tag, value, encoded })
    }
}

impl FusedIterator for RdnAttributes<'_> {}

impl<'a> Attributes<'a> {
    pub(super) fn new(rdns: Rdns<'a>) -> Self {
        Self { rdns, attributes: RdnAttributes { rest: &[] } }
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

/// Reads all relative names of a name, of which `name` is the SEQUENCE.
///
/// Two of these are in each certificate, so the usual shape has a short way. The long way makes the errors.
#[inline]
pub(super) fn check(name: &Tlv<'_>) -> Result<(), Error> {
    let mut rest = name.content();
    while !rest.is_empty() {
        if let Some(behind) = skip_usual_rdn(rest) {
            rest = behind;
            continue;
        }
        let mut reader = whole(rest);
        if RdnRef::read(&mut reader).is_err() {
            return check_slowly(name);
        }
        rest = reader.rest();
    }
    Ok(())
}

#[cold]
fn check_slowly(name: &Tlv<'_>) -> Result<(), Error> {
    let mut rdns = name.reader();
    while !rdns.is_empty() {
        RdnRef::read(&mut rdns)?;
    }
    Ok(())
}

/// What follows a relative name of one attribute, which is of a type 2.5.4.x and has a short value, as nearly always.
#[inline]
fn skip_usual_rdn(rdns: &[u8]) -> Option<&[u8]> {
    match rdns {
        // All lengths are bytes below 80, so that they say what they seem to.
        [0x31, set @ (..0x80), 0x30, whole, 0x06, 3, 0x55, 0x04, (..0x80), tag, length, behind @ ..]
            if usize::from(*set) == usize::from(*length) + 9
                && usize::from(*whole) == usize::from(*length) + 7
                && *tag & 0x1F != 0x1F =>
        {
            behind.get(usize::from(*length)..)
        }
        _ => None,
    }
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
        let usual = [0x30, 0x0D, 0x31, 0x0B, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, 0x55, 0x53];
        assert_eq!(skip_usual_rdn(&usual[2..]), Some(&[][..]));
        for at in 2..usual.len() {
            for byte in 0..=u8::MAX {
                let mut name: Vec<u8> = usual.to_vec();
                name[at] = byte;
                let Ok(name) = whole(&name).read() else { continue };
                assert_eq!(check(&name), check_slowly(&name), "{name:02X?}");
                let short = skip_usual_rdn(name.content()).is_some();
                // With the bytes of the type changed it may be another type, which takes the long way.
                assert!(short == check_slowly(&name).is_ok() || matches!(at, 8 | 9), "{name:02X?}");
            }
        }
    }
}
