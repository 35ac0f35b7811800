//! What OpenSSL puts behind a certificate in a block labelled `TRUSTED CERTIFICATE`.

use crate::der::{Reader, Tag, Tlv, Writer};
use crate::{Error, OidBuf, codes};
use alloc::string::String;
use alloc::vec::Vec;

/// The trust settings that OpenSSL keeps with a certificate (`openssl x509 -trustout`).
///
/// They are somebody's decision about the certificate, so they are read and handed over, never dropped; who builds a
/// trust store from such a file has to heed them.
///
/// ```text
/// X509_CERT_AUX ::= SEQUENCE {
///     trust       SEQUENCE OF OBJECT IDENTIFIER OPTIONAL,
///     reject  [0] SEQUENCE OF OBJECT IDENTIFIER OPTIONAL,
///     alias       UTF8String OPTIONAL,
///     keyid       OCTET STRING OPTIONAL,
///     other   [1] SEQUENCE OF AlgorithmIdentifier OPTIONAL }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrustData {
    /// The purposes that the certificate is trusted for; `None` where the file does not restrict them, and an empty list
    /// where it names none at all.
    pub trust: Option<Vec<OidBuf>>,
    /// The purposes that the certificate is rejected for, whatever `trust` says.
    pub reject: Vec<OidBuf>,
    /// A name for people.
    pub alias: Option<String>,
    /// An identifier for the key.
    pub key_id: Option<Vec<u8>>,
    /// The field `other` with tag and length, which nothing is known to write.
    pub other: Option<Vec<u8>>,
}

impl TrustData {
    /// Reads the next value of `reader`.
    ///
    /// # Errors
    ///
    /// Codes of the reader; [`codes::OID_INVALID`]; [`codes::UTF8_INVALID`] for an alias that is not valid UTF-8;
    /// [`codes::TRAILING_DATA`] for unknown fields.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = reader.sequence()?;
        let trust = fields.optional(Tag::SEQUENCE)?.map(|list| purposes(&list)).transpose()?;
        let reject = fields.optional(Tag::context_constructed(0))?.map(|list| purposes(&list)).transpose()?;
        let alias = fields.optional(Tag::UTF8_STRING)?.map(|text| alias(&text)).transpose()?;
        let key_id = fields.optional(Tag::OCTET_STRING)?.map(|bytes| bytes.content().to_vec());
        let other = fields.optional(Tag::context_constructed(1))?.map(|other| other.encoded().to_vec());
        fields.finish()?;
        Ok(Self { trust, reject: reject.unwrap_or_default(), alias, key_id, other })
    }

    /// Writes the value, as it is behind the certificate.
    pub fn write(&self, writer: &mut Writer) {
        let purposes = |list: &mut Writer, purposes: &[OidBuf]| {
            for purpose in purposes {
                list.oid(purpose.as_oid());
            }
        };
        writer.nested(Tag::SEQUENCE, |fields| {
            if let Some(trust) = &self.trust {
                fields.nested(Tag::SEQUENCE, |list| purposes(list, trust));
            }
            if !self.reject.is_empty() {
                fields.nested(Tag::context_constructed(0), |list| purposes(list, &self.reject));
            }
            if let Some(alias) = &self.alias {
                fields.value(Tag::UTF8_STRING, alias.as_bytes());
            }
            if let Some(key_id) = &self.key_id {
                fields.value(Tag::OCTET_STRING, key_id);
            }
            if let Some(other) = &self.other {
                fields.encoded(other);
            }
        });
    }
}

fn purposes(list: &Tlv<'_>) -> Result<Vec<OidBuf>, Error> {
    let mut rest = list.reader();
    let mut purposes = Vec::new();
    while !rest.is_empty() {
        purposes.push(rest.oid()?.into());
    }
    Ok(purposes)
}

fn alias(text: &Tlv<'_>) -> Result<String, Error> {
    match core::str::from_utf8(text.content()) {
        Ok(alias) => Ok(alias.into()),
        Err(error) => Err(Error::at_byte(&codes::UTF8_INVALID, text.content_offset() + error.valid_up_to())),
    }
}
