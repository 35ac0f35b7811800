//! Distinguished names (RFC 5280, 4.1.2.4): reading, comparing (7.1), and their text form (RFC 4514).

mod attribute;
mod compare;
mod parse;
mod string;
mod text;

pub use attribute::{AttributeRef, Attributes, RdnAttributes, RdnRef, Rdns};

use crate::der::{Reader, Tag, Writer};
use crate::{Error, Oid, oids};
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

/// A distinguished name, borrowed from the object that holds it.
///
/// ```text
/// Name ::= CHOICE { rdnSequence RDNSequence }
/// RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
/// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }
/// ```
///
/// A `NameRef` exists only if all of it was read, so walking through it cannot fail. Values are not judged: a text
/// may be malformed, too long, or of an odd type. The order inside a SET OF is not judged either, since it changes
/// neither the meaning nor the comparison.
///
/// `==` compares the bytes as they stand. [`matches`](Self::matches) is the comparison of RFC 5280, 7.1, which path
/// building needs.
///
/// # Examples
///
/// ```
/// use ucpki::x509::Name;
///
/// let name = Name::parse_rfc4514("CN=vcs.example.com,O=Example,C=NO")?;
/// let view = name.as_name();
/// assert_eq!(view.rdn_count(), 3);
/// assert_eq!(view.common_names().next().and_then(|name| name.text()).as_deref(), Some("vcs.example.com"));
/// assert!(view.matches(Name::parse_rfc4514("cn=VCS.example.com, o=example, c=no")?.as_name()));
/// assert_eq!(view.to_string(), "CN=vcs.example.com,O=Example,C=NO");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NameRef<'a>(&'a [u8]);

/// A distinguished name that owns its DER; everything else is asked of its view, [`as_name`](Self::as_name).
///
/// # Examples
///
/// ```
/// use ucpki::x509::Name;
///
/// let name = Name::parse_rfc4514("CN=sip.example.com,O=Example,C=DE")?;
/// // Names are compared by their meaning, not by their bytes.
/// assert!(name.as_name().matches(Name::parse_rfc4514("cn=SIP.example.com,o=example,c=de")?.as_name()));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name(Vec<u8>);

impl<'a> NameRef<'a> {
    /// Reads the next value of `reader`.
    ///
    /// Cost: one pass over the bytes of the name; allocates nothing.
    ///
    /// # Errors
    ///
    /// Codes of the reader; [`NAME_INVALID`](crate::codes::NAME_INVALID) for a relative name without attributes;
    /// [`OID_INVALID`](crate::codes::OID_INVALID); [`TRAILING_DATA`](crate::codes::TRAILING_DATA) for an attribute of
    /// more than a type and a value.
    #[inline]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tlv = reader.expect(Tag::SEQUENCE)?;
        attribute::check(&tlv)?;
        Ok(Self(tlv.encoded()))
    }

    /// Reads a name that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read); [`TRAILING_DATA`](crate::codes::TRAILING_DATA).
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let name = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(name)
    }

    /// A name from bytes that [`read`](Self::read) accepted before; other bytes give a name that ends early.
    #[inline]
    pub(crate) const fn trusted(der: &'a [u8]) -> Self {
        Self(der)
    }

    /// The whole value as it stands.
    #[must_use]
    #[inline]
    pub const fn as_der(&self) -> &'a [u8] {
        self.0
    }

    /// Whether the name holds no attribute at all, as the subject of a certificate may (RFC 5280, 4.1.2.6).
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        // The shortest form of a length is the only one that is read, so there is one empty name: 30 00.
        matches!(self.0, [] | [_] | [_, 0])
    }

    /// The relative names, most general first (country before common name), as they are in the DER.
    #[must_use]
    pub fn rdns(&self) -> Rdns<'a> {
        Rdns::new(self.0)
    }

    /// How many relative names there are; one pass over the name.
    #[must_use]
    pub fn rdn_count(&self) -> usize {
        self.rdns().count()
    }

    /// The attributes of all relative names, most general first.
    #[must_use]
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::new(self.rdns())
    }

    /// The attributes of type commonName, in the order of the DER.
    pub fn common_names(&self) -> impl Iterator<Item = AttributeRef<'a>> + use<'a> {
        self.attributes_of(oids::COMMON_NAME)
    }

    /// The attributes of one type, in the order of the DER.
    pub fn attributes_of<'b>(&self, oid: Oid<'b>) -> impl Iterator<Item = AttributeRef<'a>> + use<'a, 'b> {
        self.attributes().filter(move |attribute| attribute.oid() == oid)
    }

    /// This name with one more relative name at its end, as a distribution point may ask for (RFC 5280, 4.2.1.13).
    #[must_use]
    pub fn with_rdn(&self, rdn: RdnRef<'_>) -> Name {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |name| {
            self.rdns().for_each(|rdn| name.value(Tag::SET, rdn.content()));
            name.value(Tag::SET, rdn.content());
        });
        Name(writer.into_bytes())
    }

    /// A copy that owns its bytes.
    #[must_use]
    pub fn to_name(&self) -> Name {
        Name(self.0.to_vec())
    }
}

/// A string of ASN.1 as text: `tag` and its content bytes; `None` if it is not a string, or a malformed one.
///
/// As [`AttributeRef::text`], for values outside names.
#[must_use]
pub fn string_text(tag: Tag, bytes: &[u8]) -> Option<Cow<'_, str>> {
    match string::Characters::new(tag, bytes)? {
        string::Characters::Utf8(text) => Some(Cow::Borrowed(text.as_str())),
        characters => Some(Cow::Owned(characters.collect())),
    }
}

impl fmt::Debug for NameRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

impl Name {
    /// Reads a name that is the whole of `der`, and copies it.
    ///
    /// # Errors
    ///
    /// As [`NameRef::parse`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        NameRef::parse(der).map(|name| name.to_name())
    }

    /// The same as a view, which has all the questions.
    #[must_use]
    #[inline]
    pub fn as_name(&self) -> NameRef<'_> {
        NameRef(&self.0)
    }

    /// The whole value as DER.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// The whole value as DER.
    #[must_use]
    pub fn into_der(self) -> Vec<u8> {
        self.0
    }
}

impl Default for Name {
    /// The empty name.
    fn default() -> Self {
        Self([Tag::SEQUENCE.0, 0].to_vec())
    }
}

impl From<NameRef<'_>> for Name {
    fn from(name: NameRef<'_>) -> Self {
        name.to_name()
    }
}

impl fmt::Display for Name {
    /// As [`NameRef`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_name().fmt(f)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_name().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{Code, codes};
    use alloc::string::String;

    /// C=US, then CN=a and OU=b in one relative name.
    const DER: &[u8] = &[
        0x30, 0x23, 0x31, 0x0B, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, 0x55, 0x53, 0x31, 0x14, 0x30,
        0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0C, 0x01, 0x61, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x0B, 0x0C, 0x01,
        0x62,
    ];

    #[test]
    fn a_name_is_walked_through() {
        let name = NameRef::parse(DER).unwrap();
        assert_eq!(name.as_der(), DER);
        assert_eq!(name.rdns().map(|rdn| rdn.attributes().count()).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(name.rdn_count(), 2);
        let texts: Vec<String> = name.attributes().map(|attribute| attribute.text().unwrap().into_owned()).collect();
        assert_eq!(texts, ["US", "a", "b"]);
        let country = name.attributes().next().unwrap();
        assert_eq!((country.oid(), country.tag()), (oids::COUNTRY_NAME, Tag::PRINTABLE_STRING));
        assert_eq!((country.value(), country.encoded()), (&b"US"[..], &[0x13, 0x02, b'U', b'S'][..]));
        assert_eq!(name.common_names().map(|attribute| attribute.value()).collect::<Vec<_>>(), [b"a"]);
        assert!(!name.is_empty());
    }

    #[test]
    fn the_empty_name_is_a_name() {
        let name = NameRef::parse(&[0x30, 0x00]).unwrap();
        assert!(name.is_empty() && name.rdns().next().is_none() && name.attributes().next().is_none());
        assert_eq!(Name::default().as_name(), name);
    }

    #[test]
    fn a_relative_name_is_appended() {
        let name = NameRef::parse(DER).unwrap();
        let country = name.rdns().next().unwrap();
        let longer = Name::default().as_name().with_rdn(country);
        assert_eq!(longer.as_der(), [&[0x30, 0x0D], &DER[2..15]].concat());
        assert_eq!(name.with_rdn(country).as_name().rdn_count(), 3);
    }

    #[test]
    fn broken_names_are_refused() {
        #[track_caller]
        fn refused(der: &[u8], code: &'static Code, offset: usize) {
            assert_eq!(NameRef::parse(der), Err(Error::at_byte(code, offset)), "{der:02X?}");
        }
        refused(&[0x31, 0x00], &codes::UNEXPECTED_TAG, 0);
        refused(&[0x30, 0x00, 0x00], &codes::TRAILING_DATA, 2);
        refused(&[0x30, 0x02, 0x31, 0x00], &codes::NAME_INVALID, 2);
        refused(&[0x30, 0x02, 0x30, 0x00], &codes::UNEXPECTED_TAG, 2);
        refused(&[0x30, 0x04, 0x31, 0x02, 0x30, 0x00], &codes::TRUNCATED, 6);
        refused(&[0x30, 0x04, 0x31, 0x02, 0x31, 0x00], &codes::UNEXPECTED_TAG, 4);
        let attribute = |content: &[u8]| {
            let length = u8::try_from(content.len()).unwrap();
            [&[0x30, length + 4, 0x31, length + 2, 0x30, length], content].concat()
        };
        assert!(NameRef::parse(&attribute(&[0x06, 0x01, 0x2A, 0x05, 0x00])).is_ok());
        refused(&attribute(&[0x06, 0x01, 0x2A]), &codes::TRUNCATED, 9);
        refused(&attribute(&[0x06, 0x00, 0x05, 0x00]), &codes::OID_INVALID, 6);
        refused(&attribute(&[0x06, 0x01, 0x80, 0x05, 0x00]), &codes::OID_INVALID, 6);
        refused(&attribute(&[0x06, 0x02, 0x80, 0x01, 0x05, 0x00]), &codes::OID_INVALID, 6);
        refused(&attribute(&[0x06, 0x02, 0x2A, 0x80, 0x05, 0x00]), &codes::OID_INVALID, 6);
        refused(&attribute(&[0x05, 0x00, 0x05, 0x00]), &codes::UNEXPECTED_TAG, 6);
        refused(&attribute(&[0x06, 0x01, 0x2A, 0x05, 0x00, 0x05, 0x00]), &codes::TRAILING_DATA, 11);
        refused(&attribute(&[0x06, 0x01, 0x2A, 0x05, 0x01]), &codes::TRUNCATED, 9);
        refused(&attribute(&[0x06, 0x01, 0x2A, 0x1F, 0x00]), &codes::HIGH_TAG, 9);
        refused(&attribute(&[0x06, 0x01, 0x2A, 0x05, 0x80]), &codes::LENGTH_NOT_MINIMAL, 10);
    }

    #[test]
    fn no_byte_of_a_name_can_be_dropped() {
        for length in 0..DER.len() {
            assert!(NameRef::parse(&DER[..length]).is_err(), "{length}");
        }
    }
}
