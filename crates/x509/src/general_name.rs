//! General names (RFC 5280, 4.2.1.6).

use crate::der::{Reader, Tag, Tlv};
use crate::{Error, Hex, NameRef, Oid, codes, ip_address};
use core::fmt::{self, Write as _};
use core::iter::FusedIterator;

/// A general name: one of nine kinds, borrowed from the object that holds it.
///
/// ```text
/// GeneralName ::= CHOICE {
///     otherName                 [0]  SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY },
///     rfc822Name                [1]  IA5String,
///     dNSName                   [2]  IA5String,
///     x400Address               [3]  ORAddress,
///     directoryName             [4]  Name,
///     ediPartyName              [5]  EDIPartyName,
///     uniformResourceIdentifier [6]  IA5String,
///     iPAddress                 [7]  OCTET STRING,
///     registeredID              [8]  OBJECT IDENTIFIER }
/// ```
///
/// The three IA5 kinds hold bytes below 80 only: a byte above has no meaning in them, so it could be taken for
/// different characters by different programs. Nothing else is judged, neither the syntax of a host name or URI,
/// nor the size of an address: 4 or 16 bytes in a name, 8 or 32 in a constraint; who compares has to look.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the CHOICE of RFC 5280 is closed, and a rule has to look at every kind")]
pub enum GeneralName<'a> {
    /// A name of a form that is registered elsewhere, such as xmppAddr or SRVName.
    OtherName {
        /// The form.
        oid: Oid<'a>,
        /// The value inside the explicit `[0]`, with tag and length.
        value: &'a [u8],
    },
    /// An e-mail address, or in constraints a host or domain.
    Rfc822Name(&'a [u8]),
    /// A host name.
    DnsName(&'a [u8]),
    /// An X.400 address: the content bytes, not interpreted.
    X400Address(&'a [u8]),
    /// A distinguished name.
    DirectoryName(NameRef<'a>),
    /// An EDI party name: the content bytes, not interpreted.
    EdiPartyName(&'a [u8]),
    /// A URI.
    Uri(&'a [u8]),
    /// An IP address in network order, or in constraints an address and a mask.
    IpAddress(&'a [u8]),
    /// A registered object identifier.
    RegisteredId(Oid<'a>),
}

/// A list of one or more general names, borrowed from the object that holds it.
///
/// All of it was read, so walking through it cannot fail.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{GeneralName, pem};
///
/// let leaf = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let names = leaf.subject_alt_name()?.unwrap();
/// let hosts: Vec<_> = names.iter().filter(|name| matches!(name, GeneralName::DnsName(_))).collect();
/// assert_eq!(hosts, [GeneralName::DnsName(b"sip.example.com")]);
/// assert_eq!(names.len(), 2);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GeneralNames<'a> {
    der: &'a [u8],
}

/// The names of a [`GeneralNames`].
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem;
///
/// let leaf = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let mut texts = vec![];
/// for name in leaf.subject_alt_name()?.unwrap() {
///     texts.push(name.to_string());
/// }
/// assert_eq!(texts, ["sip.example.com", "192.0.2.7"]);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct GeneralNamesIter<'a> {
    rest: Reader<'a>,
}

impl<'a> GeneralName<'a> {
    /// Reads the next value of `reader`.
    ///
    /// # Errors
    ///
    /// Codes of the reader, of [`NameRef::read`] for a directory name; [`codes::OID_INVALID`];
    /// [`codes::GENERAL_NAME_INVALID`] for another tag, and at the byte that is not an IA5 character;
    /// [`codes::TRAILING_DATA`].
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tlv = reader.read()?;
        Self::from_tlv(&tlv)
    }

    /// Takes a value that was read already, by its context-specific tag.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn from_tlv(tlv: &Tlv<'a>) -> Result<Self, Error> {
        match tlv.tag().0 {
            0xA0 => other_name(tlv),
            0x81 => ia5(tlv).map(Self::Rfc822Name),
            0x82 => ia5(tlv).map(Self::DnsName),
            0xA3 => Ok(Self::X400Address(tlv.content())),
            0xA4 => directory_name(tlv).map(Self::DirectoryName),
            0xA5 => Ok(Self::EdiPartyName(tlv.content())),
            0x86 => ia5(tlv).map(Self::Uri),
            0x87 => Ok(Self::IpAddress(tlv.content())),
            0x88 => tlv.oid().map(Self::RegisteredId),
            _ => Err(tlv.error(&codes::GENERAL_NAME_INVALID)),
        }
    }

    /// The text of the three IA5 kinds, which is ASCII.
    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        match self {
            Self::Rfc822Name(bytes) | Self::DnsName(bytes) | Self::Uri(bytes) => core::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// A value that was accepted before.
    fn accepted(tlv: &Tlv<'a>) -> Option<Self> {
        Some(match tlv.tag().0 {
            0x81 => Self::Rfc822Name(tlv.content()),
            0x82 => Self::DnsName(tlv.content()),
            0xA4 => Self::DirectoryName(NameRef::trusted(tlv.content())),
            0x86 => Self::Uri(tlv.content()),
            _ => return Self::from_tlv(tlv).ok(),
        })
    }
}

impl fmt::Debug for GeneralName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, bytes) = match self {
            Self::DirectoryName(name) => return f.debug_tuple("DirectoryName").field(name).finish(),
            Self::RegisteredId(oid) => return f.debug_tuple("RegisteredId").field(oid).finish(),
            Self::OtherName { oid, value } => {
                return f.debug_struct("OtherName").field("oid", oid).field("value", &Bytes(value)).finish();
            }
            Self::Rfc822Name(bytes) => ("Rfc822Name", bytes),
            Self::DnsName(bytes) => ("DnsName", bytes),
            Self::Uri(bytes) => ("Uri", bytes),
            Self::X400Address(bytes) => ("X400Address", bytes),
            Self::EdiPartyName(bytes) => ("EdiPartyName", bytes),
            Self::IpAddress(bytes) => ("IpAddress", bytes),
        };
        match self.text() {
            Some(text) => f.debug_tuple(kind).field(&text).finish(),
            None => f.debug_tuple(kind).field(&Bytes(bytes)).finish(),
        }
    }
}

/// Bytes in hexadecimal.
struct Bytes<'a>(&'a [u8]);

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Hex(self.0), f)
    }
}

impl fmt::Display for GeneralName<'_> {
    /// The name alone, without its kind, for people: host names, mail addresses and URIs with control characters escaped as in
    /// RFC 4514, an IP address as it is usually written, a directory name as RFC 4514 says, an object identifier with dots, and
    /// everything else as `#` and hexadecimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rfc822Name(bytes) | Self::DnsName(bytes) | Self::Uri(bytes) => write_ia5(f, bytes),
            Self::DirectoryName(name) => name.fmt(f),
            Self::RegisteredId(oid) => oid.fmt(f),
            Self::IpAddress(bytes) => match ip_address(bytes) {
                Some(address) => address.fmt(f),
                None => write!(f, "#{}", Hex(bytes)),
            },
            Self::OtherName { value: bytes, .. } | Self::X400Address(bytes) | Self::EdiPartyName(bytes) => {
                write!(f, "#{}", Hex(bytes))
            }
        }
    }
}

fn write_ia5(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| match byte {
        0x20..=0x7E => f.write_char(char::from(*byte)),
        _ => write!(f, "\\{byte:02X}"),
    })
}

impl<'a> GeneralNames<'a> {
    /// Reads a SEQUENCE OF GeneralName that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read); [`codes::TRAILING_DATA`].
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let names = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(names)
    }

    /// Reads the next value of `reader`, a SEQUENCE OF GeneralName.
    ///
    /// Cost: one pass over the bytes; allocates nothing.
    ///
    /// # Errors
    ///
    /// As [`GeneralName::read`]; [`codes::UNEXPECTED_TAG`]; [`codes::EMPTY_LIST`].
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Self::from_tlv(&reader.expect(Tag::SEQUENCE)?)
    }

    /// Takes a value that was read already, whatever its tag says (for implicit tags).
    ///
    /// # Errors
    ///
    /// As [`GeneralName::read`]; [`codes::EMPTY_LIST`].
    pub fn from_tlv(tlv: &Tlv<'a>) -> Result<Self, Error> {
        let mut names = tlv.reader();
        if names.is_empty() {
            return Err(tlv.error(&codes::EMPTY_LIST));
        }
        while !names.is_empty() {
            GeneralName::read(&mut names)?;
        }
        Ok(Self { der: tlv.encoded() })
    }

    /// The list with tag and length as they stand; the tag is the one of the field, which may be implicit.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.der
    }

    /// The names, in the order of the DER.
    #[must_use]
    pub fn iter(&self) -> GeneralNamesIter<'a> {
        let empty = Reader::within(&[], 0, 0);
        let list = Reader::within(self.der, 0, self.der.len()).read();
        GeneralNamesIter { rest: list.map_or(empty, |list| list.reader()) }
    }

    /// How many names there are, at least one; one pass over the list.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "an empty list is not read")]
    pub fn len(&self) -> usize {
        self.iter().count()
    }
}

impl<'a> IntoIterator for GeneralNames<'a> {
    type Item = GeneralName<'a>;
    type IntoIter = GeneralNamesIter<'a>;

    fn into_iter(self) -> GeneralNamesIter<'a> {
        self.iter()
    }
}

impl<'a> IntoIterator for &GeneralNames<'a> {
    type Item = GeneralName<'a>;
    type IntoIter = GeneralNamesIter<'a>;

    fn into_iter(self) -> GeneralNamesIter<'a> {
        self.iter()
    }
}

impl fmt::Debug for GeneralNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a> Iterator for GeneralNamesIter<'a> {
    type Item = GeneralName<'a>;

    fn next(&mut self) -> Option<GeneralName<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        GeneralName::accepted(&self.rest.read().ok()?)
    }
}

impl FusedIterator for GeneralNamesIter<'_> {}

fn other_name<'a>(tlv: &Tlv<'a>) -> Result<GeneralName<'a>, Error> {
    let mut inner = tlv.reader();
    let oid = inner.oid()?;
    let mut explicit = inner.expect(Tag::context_constructed(0))?.reader();
    inner.finish()?;
    let value = explicit.read()?.encoded();
    explicit.finish()?;
    Ok(GeneralName::OtherName { oid, value })
}

fn directory_name<'a>(tlv: &Tlv<'a>) -> Result<NameRef<'a>, Error> {
    let mut inner = tlv.reader();
    let name = NameRef::read(&mut inner)?;
    inner.finish()?;
    Ok(name)
}

/// The content, if every byte is an IA5 character; else an error at the first that is not.
fn ia5<'a>(tlv: &Tlv<'a>) -> Result<&'a [u8], Error> {
    let content = tlv.content();
    // `is_ascii` looks at a word at a time, and a certificate can have a hundred names.
    if content.is_ascii() {
        return Ok(content);
    }
    let at = content.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    Err(Error::at_byte(&codes::GENERAL_NAME_INVALID, tlv.content_offset() + at))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{Code, oids};
    use alloc::format;
    use alloc::vec::Vec;

    /// A list with one name of each kind.
    fn one_of_each() -> Vec<u8> {
        let mut writer = crate::der::Writer::new();
        writer.nested(Tag::SEQUENCE, |names| {
            names.nested(Tag::context_constructed(0), |other| {
                other.oid(oids::XMPP_ADDR);
                other.nested(Tag::context_constructed(0), |value| value.value(Tag::UTF8_STRING, b"a@b"));
            });
            names.value(Tag::context(1), b"user@example.com");
            names.value(Tag::context(2), b"vcs.example.com");
            names.value(Tag::context_constructed(3), &[0x30, 0x00]);
            names.nested(Tag::context_constructed(4), |name| name.encoded(&[0x30, 0x00]));
            names.value(Tag::context_constructed(5), &[0xA1, 0x03, 0x0C, 0x01, 0x61]);
            names.value(Tag::context(6), b"sip:example.com");
            names.value(Tag::context(7), &[192, 0, 2, 1]);
            names.value(Tag::context(8), oids::SIP_DOMAIN.as_bytes());
        });
        writer.into_bytes()
    }

    #[test]
    fn all_nine_kinds_are_read() {
        let der = one_of_each();
        let names = GeneralNames::parse(&der).unwrap();
        let expected = [
            GeneralName::OtherName { oid: oids::XMPP_ADDR, value: &[0x0C, 0x03, b'a', b'@', b'b'] },
            GeneralName::Rfc822Name(b"user@example.com"),
            GeneralName::DnsName(b"vcs.example.com"),
            GeneralName::X400Address(&[0x30, 0x00]),
            GeneralName::DirectoryName(NameRef::parse(&[0x30, 0x00]).unwrap()),
            GeneralName::EdiPartyName(&[0xA1, 0x03, 0x0C, 0x01, 0x61]),
            GeneralName::Uri(b"sip:example.com"),
            GeneralName::IpAddress(&[192, 0, 2, 1]),
            GeneralName::RegisteredId(oids::SIP_DOMAIN),
        ];
        assert_eq!(names.iter().collect::<Vec<_>>(), expected);
        assert_eq!((names.len(), names.as_der()), (9, &der[..]));
        assert_eq!(names.iter().filter_map(|name| name.text()).nth(1), Some("vcs.example.com"));
        assert_eq!(format!("{:?} {:?}", expected[2], expected[7]), "DnsName(\"vcs.example.com\") IpAddress(c0000201)");
    }

    #[test]
    fn names_are_shown_without_control_characters() {
        for (name, shown) in [
            (GeneralName::DnsName(b"a.example"), "a.example"),
            (GeneralName::Uri(b"sip:a\x1B[2J\x7F"), "sip:a\\1B[2J\\7F"),
            (GeneralName::IpAddress(&[192, 0, 2, 1]), "192.0.2.1"),
            (GeneralName::IpAddress(&[192, 0, 2]), "#c00002"),
            (GeneralName::RegisteredId(oids::SIP_DOMAIN), "1.3.6.1.5.5.7.3.20"),
            (GeneralName::EdiPartyName(&[0xA1, 0]), "#a100"),
        ] {
            assert_eq!(format!("{name}"), shown);
        }
    }

    #[test]
    fn an_implicit_tag_makes_no_difference() {
        let mut der = one_of_each();
        der[0] = 0xA0;
        let tlv = Reader::new(&der).unwrap().read().unwrap();
        let names = GeneralNames::from_tlv(&tlv).unwrap();
        assert_eq!((names.len(), names.as_der()), (9, &der[..]));
        assert_eq!(GeneralNames::parse(&der), Err(Error::at_byte(&codes::UNEXPECTED_TAG, 0)));
    }

    #[test]
    fn broken_names_are_refused() {
        #[track_caller]
        fn refused(name: &[u8], code: &'static Code, offset: usize) {
            let der = [&[0x30, u8::try_from(name.len()).unwrap()], name].concat();
            assert_eq!(GeneralNames::parse(&der), Err(Error::at_byte(code, offset)), "{der:02X?}");
        }
        refused(&[], &codes::EMPTY_LIST, 0);
        refused(&[0x89, 0x00], &codes::GENERAL_NAME_INVALID, 2);
        refused(&[0x16, 0x00], &codes::GENERAL_NAME_INVALID, 2);
        refused(&[0xA2, 0x00], &codes::GENERAL_NAME_INVALID, 2);
        refused(&[0x80, 0x00], &codes::GENERAL_NAME_INVALID, 2);
        refused(&[0x82, 0x03, b'a', 0xE9, b'b'], &codes::GENERAL_NAME_INVALID, 5);
        refused(&[0x81, 0x01, 0x80], &codes::GENERAL_NAME_INVALID, 4);
        refused(&[0x86, 0x01, 0xFF], &codes::GENERAL_NAME_INVALID, 4);
        refused(&[0x88, 0x00], &codes::OID_INVALID, 2);
        refused(&[0xA4, 0x00], &codes::TRUNCATED, 4);
        refused(&[0xA4, 0x02, 0x31, 0x00], &codes::UNEXPECTED_TAG, 4);
        refused(&[0xA4, 0x04, 0x30, 0x02, 0x31, 0x00], &codes::NAME_INVALID, 6);
        refused(&[0xA4, 0x04, 0x30, 0x00, 0x30, 0x00], &codes::TRAILING_DATA, 6);
        refused(&[0xA0, 0x03, 0x06, 0x01, 0x2A], &codes::TRUNCATED, 7);
        refused(&[0xA0, 0x05, 0x06, 0x01, 0x2A, 0x05, 0x00], &codes::UNEXPECTED_TAG, 7);
        refused(&[0xA0, 0x05, 0x06, 0x01, 0x2A, 0xA0, 0x00], &codes::TRUNCATED, 9);
        refused(&[0xA0, 0x09, 0x06, 0x01, 0x2A, 0xA0, 0x04, 5, 0, 5, 0], &codes::TRAILING_DATA, 11);
        refused(&[0x82, 0x02, b'a'], &codes::TRUNCATED, 2);
    }
}
