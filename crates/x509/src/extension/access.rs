use super::checked_list;
use crate::der::Reader;
use crate::{Error, GeneralName, Oid};

/// Where to find things about the issuer or the subject (RFC 5280, 4.2.2.1 and 4.2.2.2).
///
/// ```text
/// AuthorityInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription
/// AccessDescription         ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AccessDescriptions<'a>(Reader<'a>);

impl<'a> AccessDescriptions<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// [`codes::EMPTY_LIST`](crate::codes::EMPTY_LIST), codes of the reader and of general names.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        checked_list(reader, |rest| AccessDescription::read(rest).map(|_| ())).map(Self)
    }

    /// The descriptions in their order.
    pub fn iter(&self) -> impl Iterator<Item = AccessDescription<'a>> + use<'a> {
        let mut rest = self.0;
        core::iter::from_fn(move || AccessDescription::read(&mut rest).ok())
    }

    /// The URIs for one access method, such as [`oids::OCSP`](crate::oids::OCSP).
    pub fn uris(&self, method: Oid<'a>) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.iter().filter_map(move |description| match description.location {
            GeneralName::Uri(uri) if description.method == method => Some(uri),
            _ => None,
        })
    }
}

/// One way to find something.
#[derive(Clone, Copy, Debug)]
pub struct AccessDescription<'a> {
    method: Oid<'a>,
    location: GeneralName<'a>,
}

impl<'a> AccessDescription<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let description = Self { method: inner.oid()?, location: GeneralName::read(&mut inner)? };
        inner.finish()?;
        Ok(description)
    }

    /// What is found there and how.
    #[must_use]
    pub const fn method(&self) -> Oid<'a> {
        self.method
    }

    /// Where it is found.
    #[must_use]
    pub const fn location(&self) -> GeneralName<'a> {
        self.location
    }
}
