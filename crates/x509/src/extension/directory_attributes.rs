use super::checked_list;
use crate::der::{Reader, Tag, Tlv};
use crate::{Error, Oid, codes};

/// What is said of the subject beyond its name (RFC 5280, 4.2.1.8).
///
/// ```text
/// SubjectDirectoryAttributes ::= SEQUENCE SIZE (1..MAX) OF Attribute
/// Attribute                  ::= SEQUENCE { type AttributeType, values SET OF AttributeValue }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SubjectDirectoryAttributes<'a>(Reader<'a>);

impl<'a> SubjectDirectoryAttributes<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// [`codes::EMPTY_LIST`] for no attributes, or an attribute without values; codes of the reader.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        checked_list(reader, |rest| DirectoryAttribute::read(rest).map(|_| ())).map(Self)
    }

    /// The attributes in their order.
    pub fn iter(&self) -> impl Iterator<Item = DirectoryAttribute<'a>> + use<'a> {
        let mut rest = self.0;
        core::iter::from_fn(move || DirectoryAttribute::read(&mut rest).ok())
    }
}

/// One attribute with its values.
#[derive(Clone, Copy, Debug)]
pub struct DirectoryAttribute<'a> {
    oid: Oid<'a>,
    values: Reader<'a>,
}

impl<'a> DirectoryAttribute<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let oid = inner.oid()?;
        let set = inner.expect(Tag::SET)?;
        inner.finish()?;
        let mut rest = set.reader();
        // RFC 5280, appendix A.1: "at least one value is required".
        if rest.is_empty() {
            return Err(set.error(&codes::EMPTY_LIST));
        }
        while !rest.is_empty() {
            rest.read()?;
        }
        Ok(Self { oid, values: set.reader() })
    }

    /// The type.
    #[must_use]
    pub const fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The values in their order.
    pub fn values(&self) -> impl Iterator<Item = Tlv<'a>> + use<'a> {
        let mut rest = self.values;
        core::iter::from_fn(move || rest.read().ok())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn attributes_have_values() {
        // countryOfCitizenship (1.3.6.1.5.5.7.9.4): "DE", "NO".
        let der = b"\x30\x16\x30\x14\x06\x08\x2B\x06\x01\x05\x05\x07\x09\x04\x31\x08\x13\x02DE\x13\x02NO";
        let attributes = SubjectDirectoryAttributes::read(&mut Reader::new(der).unwrap()).unwrap();
        let attribute = attributes.iter().next().unwrap();
        assert_eq!(attribute.oid(), Oid::new(b"\x2B\x06\x01\x05\x05\x07\x09\x04").unwrap());
        assert!(attribute.values().map(|value| value.content()).eq([b"DE", b"NO"]));
        let none = b"\x30\x07\x30\x05\x06\x01\x2A\x31\x00";
        let refused = SubjectDirectoryAttributes::read(&mut Reader::new(none).unwrap()).unwrap_err();
        assert_eq!(refused, Error::at_byte(&codes::EMPTY_LIST, 7));
    }
}
