use crate::der::{Integer, Reader, Tag};
use crate::{Error, GeneralNames};

/// Which key of the issuer signed (RFC 5280, 4.2.1.1).
///
/// ```text
/// AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier             [0] KeyIdentifier            OPTIONAL,
///                                       authorityCertIssuer       [1] GeneralNames             OPTIONAL,
///                                       authorityCertSerialNumber [2] CertificateSerialNumber  OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AuthorityKeyIdentifier<'a> {
    key_identifier: Option<&'a [u8]>,
    issuer: Option<GeneralNames<'a>>,
    serial: Option<Integer<'a>>,
}

impl<'a> AuthorityKeyIdentifier<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// Codes of the reader and of general names.
    #[inline]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let key_identifier = inner.optional(Tag::context(0))?.map(|tlv| tlv.content());
        let issuer = match inner.optional(Tag::context_constructed(1))? {
            Some(tlv) => Some(GeneralNames::from_tlv(&tlv)?),
            None => None,
        };
        let serial = match inner.optional(Tag::context(2))? {
            Some(tlv) => Some(tlv.integer()?),
            None => None,
        };
        inner.finish()?;
        Ok(Self { key_identifier, issuer, serial })
    }

    /// The key identifier, to compare with the subject key identifier of the issuer.
    #[must_use]
    pub const fn key_identifier(&self) -> Option<&'a [u8]> {
        self.key_identifier
    }

    /// The issuer of the issuer's certificate.
    #[must_use]
    pub const fn issuer(&self) -> Option<GeneralNames<'a>> {
        self.issuer
    }

    /// The serial number of the issuer's certificate.
    #[must_use]
    pub const fn serial(&self) -> Option<Integer<'a>> {
        self.serial
    }
}
