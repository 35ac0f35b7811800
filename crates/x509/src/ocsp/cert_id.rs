//! Which certificate is meant (RFC 6960, 4.1.1).

use crate::der::{Integer, Reader, Tag};
use crate::{AlgorithmRef, Error};

/// Which certificate a request asks about, or an entry of a response speaks of.
///
/// The hash algorithm is not judged here, and the lengths of the hashes are not checked against it.
///
/// ```text
/// CertID ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, issuerNameHash OCTET STRING, issuerKeyHash OCTET STRING,
///                       serialNumber CertificateSerialNumber }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CertIdRef<'a> {
    der: &'a [u8],
    hash: AlgorithmRef<'a>,
    issuer_name_hash: &'a [u8],
    issuer_key_hash: &'a [u8],
    serial: Integer<'a>,
}

impl<'a> CertIdRef<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tlv = reader.expect(Tag::SEQUENCE)?;
        let mut inner = tlv.reader();
        let hash = AlgorithmRef::read(&mut inner)?;
        let issuer_name_hash = inner.octet_string()?.content();
        let issuer_key_hash = inner.octet_string()?.content();
        let serial = inner.integer()?;
        inner.finish()?;
        Ok(Self { der: tlv.encoded(), hash, issuer_name_hash, issuer_key_hash, serial })
    }

    /// From parts that were read before.
    pub(super) const fn trusted(
        der: &'a [u8],
        hash: AlgorithmRef<'a>,
        (issuer_name_hash, issuer_key_hash): (&'a [u8], &'a [u8]),
        serial: Integer<'a>,
    ) -> Self {
        Self { der, hash, issuer_name_hash, issuer_key_hash, serial }
    }

    /// The whole CertID, for copying it into an answer.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.der
    }

    /// The hash function of the two hashes.
    #[must_use]
    pub const fn hash(&self) -> AlgorithmRef<'a> {
        self.hash
    }

    /// The hash of the issuer's name, with tag and length.
    #[must_use]
    pub const fn issuer_name_hash(&self) -> &'a [u8] {
        self.issuer_name_hash
    }

    /// The hash of the issuer's key: the content of the BIT STRING in its SubjectPublicKeyInfo, without the count of unused
    /// bits.
    #[must_use]
    pub const fn issuer_key_hash(&self) -> &'a [u8] {
        self.issuer_key_hash
    }

    /// The serial number of the certificate.
    #[must_use]
    pub const fn serial(&self) -> Integer<'a> {
        self.serial
    }
}

impl PartialEq for CertIdRef<'_> {
    /// Equal bytes. Two CertIDs with different hash functions can mean one certificate and are not equal.
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for CertIdRef<'_> {}
