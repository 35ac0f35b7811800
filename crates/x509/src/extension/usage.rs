use super::checked_list;
use crate::der::{Reader, Tag};
use crate::{Error, Oid, codes, oids};

/// What a key may be used for (RFC 5280, 4.2.1.3).
///
/// ```text
/// KeyUsage ::= BIT STRING { digitalSignature (0), nonRepudiation (1), keyEncipherment (2), dataEncipherment (3),
///                           keyAgreement (4), keyCertSign (5), cRLSign (6), encipherOnly (7), decipherOnly (8) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage(u32);

impl KeyUsage {
    /// digitalSignature
    pub const DIGITAL_SIGNATURE: Self = Self(1);
    /// nonRepudiation, also called contentCommitment
    pub const NON_REPUDIATION: Self = Self(1 << 1);
    /// keyEncipherment
    pub const KEY_ENCIPHERMENT: Self = Self(1 << 2);
    /// dataEncipherment
    pub const DATA_ENCIPHERMENT: Self = Self(1 << 3);
    /// keyAgreement
    pub const KEY_AGREEMENT: Self = Self(1 << 4);
    /// keyCertSign
    pub const KEY_CERT_SIGN: Self = Self(1 << 5);
    /// cRLSign
    pub const CRL_SIGN: Self = Self(1 << 6);
    /// encipherOnly
    pub const ENCIPHER_ONLY: Self = Self(1 << 7);
    /// decipherOnly
    pub const DECIPHER_ONLY: Self = Self(1 << 8);

    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// Codes of the reader. Trailing zero bits are read ([`BitString::is_shortest`](crate::der::BitString::is_shortest)).
    #[inline]
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self(reader.expect(Tag::BIT_STRING)?.bit_string()?.named_bits()))
    }

    /// The uses of these bits, digitalSignature lowest; `None` if a bit is none of the nine.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::x509::extension::KeyUsage;
    ///
    /// assert_eq!(KeyUsage::from_bits(0x20), Some(KeyUsage::KEY_CERT_SIGN));
    /// assert_eq!(KeyUsage::from_bits(0x200), None);
    /// ```
    #[must_use]
    pub const fn from_bits(bits: u32) -> Option<Self> {
        if bits < Self::DECIPHER_ONLY.0 << 1 { Some(Self(bits)) } else { None }
    }

    /// Every use with its name in RFC 5280, 4.2.1.3, in the order of the bits.
    pub const NAMES: [(Self, &'static str); 9] = [
        (Self::DIGITAL_SIGNATURE, "digitalSignature"),
        (Self::NON_REPUDIATION, "nonRepudiation"),
        (Self::KEY_ENCIPHERMENT, "keyEncipherment"),
        (Self::DATA_ENCIPHERMENT, "dataEncipherment"),
        (Self::KEY_AGREEMENT, "keyAgreement"),
        (Self::KEY_CERT_SIGN, "keyCertSign"),
        (Self::CRL_SIGN, "cRLSign"),
        (Self::ENCIPHER_ONLY, "encipherOnly"),
        (Self::DECIPHER_ONLY, "decipherOnly"),
    ];

    /// The names of the uses that are allowed.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::x509::extension::KeyUsage;
    ///
    /// let usage = KeyUsage::CRL_SIGN.union(KeyUsage::KEY_CERT_SIGN);
    /// assert!(usage.names().eq(["keyCertSign", "cRLSign"]));
    /// ```
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(usage, _)| self.contains(*usage)).map(|(_, name)| name)
    }

    /// Whether every use in `uses` is allowed.
    #[must_use]
    pub const fn contains(self, uses: Self) -> bool {
        self.0 & uses.0 == uses.0
    }

    /// Both sets of uses together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The uses that are in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// No use at all, which RFC 5280, 4.2.1.3 forbids to write.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bits, digitalSignature lowest.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }
}

/// For which purposes a key may be used (RFC 5280, 4.2.1.12).
///
/// ```text
/// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ExtendedKeyUsage<'a>(Reader<'a>);

impl<'a> ExtendedKeyUsage<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// [`codes::EMPTY_LIST`], [`codes::OID_INVALID`]; codes of the reader.
    #[inline]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        checked_list(reader, |rest| rest.oid().map(|_| ())).map(Self)
    }

    /// The purposes in their order.
    pub fn iter(&self) -> impl Iterator<Item = Oid<'a>> + use<'a> {
        let mut rest = self.0;
        core::iter::from_fn(move || rest.oid().ok())
    }

    /// The name of a purpose in its standard, such as `serverAuth`; nothing for those without one here.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::x509::extension::ExtendedKeyUsage;
    /// use ucpki::x509::oids;
    ///
    /// assert_eq!(ExtendedKeyUsage::name_of(oids::SERVER_AUTH), Some("serverAuth"));
    /// assert_eq!(ExtendedKeyUsage::name_of(oids::COMMON_NAME), None);
    /// ```
    #[must_use]
    pub fn name_of(purpose: Oid<'_>) -> Option<&'static str> {
        const NAMES: [(Oid<'static>, &str); 9] = [
            (oids::ANY_EXTENDED_KEY_USAGE, "anyExtendedKeyUsage"),
            (oids::CLIENT_AUTH, "clientAuth"),
            (oids::CODE_SIGNING, "codeSigning"),
            (oids::EMAIL_PROTECTION, "emailProtection"),
            (oids::IPSEC_END_SYSTEM, "ipsecEndSystem"),
            (oids::OCSP_SIGNING, "OCSPSigning"),
            (oids::SERVER_AUTH, "serverAuth"),
            (oids::SIP_DOMAIN, "sipDomain"),
            (oids::TIME_STAMPING, "timeStamping"),
        ];
        NAMES.iter().find(|(known, _)| *known == purpose).map(|(_, name)| *name)
    }

    /// Whether `purpose` is listed by itself; `anyExtendedKeyUsage` does not count here.
    #[must_use]
    pub fn contains(&self, purpose: Oid<'_>) -> bool {
        self.iter().any(|oid| oid == purpose)
    }

    /// Whether `anyExtendedKeyUsage` is listed.
    #[must_use]
    pub fn contains_any(&self) -> bool {
        self.contains(oids::ANY_EXTENDED_KEY_USAGE)
    }
}

/// Whether a certificate is a CA's, and how many may follow (RFC 5280, 4.2.1.9).
///
/// ```text
/// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    ca: bool,
    path_length: Option<u32>,
    default_spelled_out: bool,
}

impl BasicConstraints {
    /// Reads the value of the extension.
    ///
    /// A path length above `u32::MAX` constrains nothing and reads as that number.
    ///
    /// # Errors
    ///
    /// [`codes::BOOLEAN_INVALID`], [`codes::INTEGER_RANGE`] for a negative length; codes of the reader.
    #[inline]
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let flag = match inner.optional(Tag::BOOLEAN)? {
            Some(flag) => Some(flag.boolean()?),
            None => None,
        };
        let path_length = match inner.optional(Tag::INTEGER)? {
            Some(tlv) => {
                let length = tlv.integer()?;
                if length.is_negative() {
                    return Err(tlv.error(&codes::INTEGER_RANGE));
                }
                Some(length.to_u32().unwrap_or(u32::MAX))
            }
            None => None,
        };
        inner.finish()?;
        Ok(Self { ca: flag == Some(true), path_length, default_spelled_out: flag == Some(false) })
    }

    /// Whether the subject is a CA.
    #[must_use]
    pub const fn is_ca(&self) -> bool {
        self.ca
    }

    /// How many certificates that are not self-issued may be between this one and the last of the path.
    #[must_use]
    pub const fn path_length(&self) -> Option<u32> {
        self.path_length
    }

    /// Whether `cA FALSE` is written out, which DER forbids (X.690, 11.5) and many do.
    #[must_use]
    pub const fn spells_out_default(&self) -> bool {
        self.default_spelled_out
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn key_usage_reads_its_bits() {
        let read = |bytes| KeyUsage::read(&mut Reader::new(bytes).unwrap());
        let usage = read(&[0x03, 0x02, 0x01, 0x06]).unwrap();
        assert!(usage.contains(KeyUsage::KEY_CERT_SIGN.union(KeyUsage::CRL_SIGN)));
        assert!(!usage.contains(KeyUsage::DIGITAL_SIGNATURE));
        assert_eq!(
            read(&[0x03, 0x02, 0x00, 0x06]),
            read(&[0x03, 0x02, 0x01, 0x06]),
            "trailing zero bits change nothing"
        );
    }

    #[test]
    fn basic_constraints_take_any_length() {
        let read = |bytes| BasicConstraints::read(&mut Reader::new(bytes).unwrap());
        assert!(!read(&[0x30, 0x00]).unwrap().is_ca());
        assert_eq!(read(&[0x30, 0x06, 0x01, 0x01, 0xFF, 0x02, 0x01, 0x00]).unwrap().path_length(), Some(0));
        assert_eq!(
            read(&[0x30, 0x06, 0x01, 0x01, 0xFF, 0x02, 0x01, 0xFF]),
            Err(Error::at_byte(&codes::INTEGER_RANGE, 5))
        );
        assert!(read(&[0x30, 0x03, 0x01, 0x01, 0x00]).unwrap().spells_out_default());
        let huge = [0x30, 0x0A, 0x01, 0x01, 0xFF, 0x02, 0x05, 0x01, 0, 0, 0, 0];
        assert_eq!(read(&huge).unwrap().path_length(), Some(u32::MAX));
    }
}
