//! General names (RFC 5280, 4.2.1.6).

use crate::der::{Reader, Tag, Tlv};
use crate::{Error, NameRef, Oid, codes};
use core::fmt;
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
/// The three IA5 kinds hold octets below 80 only: an octet above has no meaning in them, so it could be taken for
/// different characters by different programs. Nothing else is judged, neither the syntax of a host name or URI,
/// nor the size of an address: 4 or 16 octets in a name, 8 or 32 in a constraint; who compares has to look.
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
    /// An X.400 address: the content octets, not interpreted.
    X400Address(&'a [u8]),
    /// A distinguished name.
    DirectoryName(NameRef<'a>),
    /// An EDI party name: the content octets, not interpreted.
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
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GeneralNames<'a> {
    der: &'a [u8],
}

/// The names of a [`GeneralNames`].
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
    /// [`codes::GENERAL_NAME_INVALID`] for another tag, and at the octet that is no IA5 character;
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
            Self::Rfc822Name(octets) | Self::DnsName(octets) | Self::Uri(octets) => core::str::from_utf8(octets).ok(),
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
        f.write_str("GeneralName")
    }
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

    /// A list from bytes that [`from_tlv`](Self::from_tlv) accepted before, with tag and length.
    pub(crate) const fn trusted(der: &'a [u8]) -> Self {
        Self { der }
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

/// The content, if every octet is an IA5 character; else an error at the first that is not.
fn ia5<'a>(tlv: &Tlv<'a>) -> Result<&'a [u8], Error> {
    let content = tlv.content();
    match content.iter().position(|octet| *octet >= 0x80) {
        None => Ok(content),
        Some(at) => Err(Error::at_byte(&codes::GENERAL_NAME_INVALID, tlv.content_offset() + at)),
    }
}
