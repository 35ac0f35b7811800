//! Certificates (RFC 5280, 4.1).

use crate::der::{Integer, Reader, Span, Tag, narrow};
use crate::extension::{
    AccessDescriptions, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, DistributionPoints,
    ExtendedKeyUsage, Extension, ExtensionKind, Extensions, KeyUsage, NameConstraints, PolicyConstraints,
    PolicyMappings, SubjectDirectoryAttributes, Table, TableIn, extension_accessors,
};
use crate::{AlgorithmRef, Error, GeneralNames, NameRef, Oddities, Shared, SpkiRef, Time, codes};
use alloc::boxed::Box;
use core::fmt;

/// A certificate that borrows its DER: the bytes and a map of where things stand.
///
/// Reading one checks the structure, both names, the key's wrapping and the frame of every extension; it decodes the
/// dates and nothing else. Everything else is read when it is asked for. Unusual but unambiguous forms are noted as
/// [`Oddities`], for a profile to judge.
///
/// Cost: one pass, about a tenth of a microsecond for a usual certificate; allocates nothing (a certificate with more
/// than 16 unknown extensions is the exception).
///
/// ```text
/// Certificate ::= SEQUENCE { tbsCertificate TBSCertificate, signatureAlgorithm AlgorithmIdentifier,
///                            signatureValue BIT STRING }
/// ```
///
/// # Examples
///
/// ```
/// # let pem = include_str!("../../../tests/data/chain/demo/leaf.pem");
/// # let der = ucpki::x509::pem::blocks(pem.as_bytes()).next().unwrap()?.into_der();
/// use ucpki::x509::CertificateRef;
///
/// let certificate = CertificateRef::parse(&der)?;
/// println!("{} until {}", certificate.subject(), certificate.not_after());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct CertificateRef<'a> {
    der: &'a [u8],
    map: Map,
}

/// A certificate that owns its DER, shared between its clones.
///
/// The accessors are those of [`CertificateRef`]. Two allocations to make, none to clone. Equality is equality of the
/// DER.
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem;
///
/// let certificate = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// assert_eq!(certificate.subject().to_string(), "CN=sip.example.com,O=Example,C=DE");
/// assert!(certificate.not_before() < certificate.not_after());
/// let names = certificate.subject_alt_name()?.into_iter().flat_map(|names| names.iter());
/// names.for_each(|name| println!("{name}"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct Certificate(Shared<Inner>);

struct Inner {
    der: Box<[u8]>,
    map: Map,
}

#[derive(Clone)]
struct Map {
    tbs: Span,
    serial: Span,
    inner_algorithm: Span,
    issuer: Span,
    not_before: Time,
    not_after: Time,
    subject: Span,
    spki: Span,
    issuer_unique_id: Option<Span>,
    subject_unique_id: Option<Span>,
    extensions: Table,
    outer_algorithm: Span,
    signature: Span,
    version: u8,
    oddities: Oddities,
}

impl<'a> CertificateRef<'a> {
    /// Reads a certificate that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// Codes of the reader with the offset of the trouble: [`codes::TRUNCATED`], [`codes::UNEXPECTED_TAG`],
    /// [`codes::LENGTH_NOT_MINIMAL`], [`codes::TRAILING_DATA`], [`codes::TIME_INVALID`], [`codes::NAME_INVALID`], ...
    #[inline]
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        Ok(Self { der, map: Map::read(der)? })
    }

    /// A copy that owns the bytes. Allocates twice.
    #[must_use]
    pub fn to_owned(&self) -> Certificate {
        Certificate(Shared::new(Inner { der: self.der.into(), map: self.map.clone() }))
    }

    const fn parts(&self) -> Parts<'a, '_> {
        Parts { der: self.der, map: &self.map }
    }
}

impl Certificate {
    /// Reads a certificate that is the whole of `der`, and keeps a copy of the bytes.
    ///
    /// # Errors
    ///
    /// As [`CertificateRef::parse`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        Self::from_der(der.into())
    }

    /// Reads a certificate and keeps the bytes, without copying them.
    ///
    /// # Errors
    ///
    /// As [`CertificateRef::parse`].
    pub fn from_der(der: Box<[u8]>) -> Result<Self, Error> {
        let map = Map::read(&der)?;
        Ok(Self(Shared::new(Inner { der, map })))
    }

    /// The same as a view. Copies the map (some 400 bytes), allocates nothing.
    #[must_use]
    pub fn as_ref(&self) -> CertificateRef<'_> {
        CertificateRef { der: &self.0.der, map: self.0.map.clone() }
    }

    fn parts(&self) -> Parts<'_, '_> {
        Parts { der: &self.0.der, map: &self.0.map }
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Shared::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl core::hash::Hash for Certificate {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.der.hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Debug for CertificateRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject())
            .field("issuer", &self.issuer())
            .field("not_after", &self.not_after())
            .finish_non_exhaustive()
    }
}

/// What both kinds of certificate build on.
#[derive(Clone, Copy)]
struct Parts<'a, 'm> {
    der: &'a [u8],
    map: &'m Map,
}

macro_rules! accessors {
    ($a:lifetime) => {
        /// The whole certificate.
        #[must_use]
        #[inline]
        pub fn as_der(&self) -> &$a [u8] {
            self.parts().der
        }

        /// The signed bytes: the `TBSCertificate` with tag and length, as it stands.
        #[must_use]
        #[inline]
        pub fn tbs(&self) -> &$a [u8] {
            let parts = self.parts();
            parts.map.tbs.of(parts.der)
        }

        /// The version: 1, 2 or 3; 4 and more are [`Oddities::VERSION_UNKNOWN`].
        #[must_use]
        #[inline]
        pub fn version(&self) -> u32 {
            u32::from(self.parts().map.version) + 1
        }

        /// The serial number.
        #[must_use]
        #[inline]
        pub fn serial(&self) -> Integer<$a> {
            let parts = self.parts();
            Integer::trusted(parts.map.serial.of(parts.der))
        }

        /// The signature algorithm inside the signed bytes (RFC 5280, 4.1.2.3).
        ///
        /// Where it differs from the outer one, [`Oddities::ALGORITHMS_DIFFER`] is set.
        #[must_use]
        #[inline]
        pub fn tbs_signature_algorithm(&self) -> AlgorithmRef<$a> {
            let parts = self.parts();
            AlgorithmRef::trusted(parts.map.inner_algorithm.of(parts.der))
        }

        /// The issuer's name.
        #[must_use]
        #[inline]
        pub fn issuer(&self) -> NameRef<$a> {
            let parts = self.parts();
            NameRef::trusted(parts.map.issuer.of(parts.der))
        }

        /// The first second at which the certificate is valid.
        #[must_use]
        #[inline]
        pub fn not_before(&self) -> Time {
            self.parts().map.not_before
        }

        /// The last second at which the certificate is valid.
        #[must_use]
        #[inline]
        pub fn not_after(&self) -> Time {
            self.parts().map.not_after
        }

        /// The subject's name.
        #[must_use]
        #[inline]
        pub fn subject(&self) -> NameRef<$a> {
            let parts = self.parts();
            NameRef::trusted(parts.map.subject.of(parts.der))
        }

        /// The public key.
        #[must_use]
        #[inline]
        pub fn spki(&self) -> SpkiRef<$a> {
            let parts = self.parts();
            SpkiRef::trusted(parts.map.spki.of(parts.der))
        }

        /// The public key as it stands, for comparing; cheaper than [`spki`](Self::spki).
        #[must_use]
        #[inline]
        pub fn spki_der(&self) -> &$a [u8] {
            let parts = self.parts();
            parts.map.spki.of(parts.der)
        }

        /// issuerUniqueID: the content bytes of the BIT STRING (RFC 5280, 4.1.2.8).
        #[must_use]
        pub fn issuer_unique_id(&self) -> Option<&$a [u8]> {
            let parts = self.parts();
            parts.map.issuer_unique_id.map(|span| span.of(parts.der))
        }

        /// subjectUniqueID: the content bytes of the BIT STRING.
        #[must_use]
        pub fn subject_unique_id(&self) -> Option<&$a [u8]> {
            let parts = self.parts();
            parts.map.subject_unique_id.map(|span| span.of(parts.der))
        }

        /// The signature algorithm outside the signed bytes.
        #[must_use]
        #[inline]
        pub fn signature_algorithm(&self) -> AlgorithmRef<$a> {
            let parts = self.parts();
            AlgorithmRef::trusted(parts.map.outer_algorithm.of(parts.der))
        }

        /// The signature; `None` if its BIT STRING is not of whole bytes ([`Oddities::SIGNATURE_BITS`]).
        #[must_use]
        #[inline]
        pub fn signature(&self) -> Option<&$a [u8]> {
            let parts = self.parts();
            match parts.map.signature.of(parts.der) {
                [0, bytes @ ..] => Some(bytes),
                _ => None,
            }
        }

        /// Forms that are unusual but unambiguous.
        #[must_use]
        #[inline]
        pub fn oddities(&self) -> Oddities {
            self.parts().map.oddities
        }

        fn table_in(&self) -> TableIn<$a, '_> {
            let parts = self.parts();
            TableIn { der: parts.der, table: &parts.map.extensions }
        }

        /// Whether issuer and subject are the same name (RFC 5280, 6.1, "self-issued"), compared as 7.1 says.
        #[must_use]
        #[inline]
        pub fn is_self_issued(&self) -> bool {
            self.parts().map.oddities.contains(Oddities::SELF_ISSUED)
        }
    };
}

impl<'a> CertificateRef<'a> {
    accessors!('a);
    extension_accessors!('a);
}

impl Certificate {
    accessors!('_);
    extension_accessors!('_);
}

impl Map {
    #[inline]
    fn read(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let mut certificate = reader.sequence()?;
        reader.finish()?;
        let tbs = certificate.expect(Tag::SEQUENCE)?;
        let outer = AlgorithmRef::read(&mut certificate)?;
        let signature = certificate.expect(Tag::BIT_STRING)?;
        certificate.finish()?;
        let mut map = Self::read_tbs(tbs.reader())?;
        map.tbs = tbs.span();
        map.signature = signature.content_span();
        // A signature with unused bits cannot hold, but the certificate around it can be read, shown and stored.
        match signature.content() {
            [0, ..] => {}
            [1..=7, _, ..] => map.oddities.insert(Oddities::SIGNATURE_BITS),
            _ => return Err(signature.error(&codes::BIT_STRING_INVALID)),
        }
        map.outer_algorithm = Span { start: tbs.span().end, end: narrow(signature.offset()) };
        if outer.as_der() != map.inner_algorithm.of(der) {
            map.oddities.insert(Oddities::ALGORITHMS_DIFFER);
        }
        Ok(map)
    }

    /// ```text
    /// TBSCertificate ::= SEQUENCE { version [0] Version DEFAULT v1, serialNumber INTEGER, signature AlgorithmIdentifier,
    ///     issuer Name, validity Validity, subject Name, subjectPublicKeyInfo SubjectPublicKeyInfo,
    ///     issuerUniqueID [1] UniqueIdentifier OPTIONAL, subjectUniqueID [2] UniqueIdentifier OPTIONAL,
    ///     extensions [3] Extensions OPTIONAL }
    /// ```
    #[inline]
    fn read_tbs(mut reader: Reader<'_>) -> Result<Self, Error> {
        let mut oddities = Oddities::NONE;
        let version = read_version(&mut reader, &mut oddities)?;
        let serial_tlv = reader.expect(Tag::INTEGER)?;
        oddities.insert(serial_oddities(serial_tlv.integer()?));
        let inner_algorithm = reader.offset();
        AlgorithmRef::read(&mut reader)?;
        let issuer_start = reader.offset();
        let issuer = NameRef::read(&mut reader)?;
        let validity_start = reader.offset();
        let mut validity = reader.sequence()?;
        let not_before = read_time(&mut validity, &mut oddities)?;
        let not_after = read_time(&mut validity, &mut oddities)?;
        validity.finish()?;
        let subject_start = reader.offset();
        let subject = NameRef::read(&mut reader)?;
        let spki_start = reader.offset();
        SpkiRef::read(&mut reader)?;
        let spki_end = reader.offset();
        if issuer.is_empty() {
            oddities.insert(Oddities::ISSUER_EMPTY);
        }
        if issuer.matches(subject) {
            oddities.insert(Oddities::SELF_ISSUED);
        }
        let issuer_unique_id = read_unique_id(&mut reader, 1)?;
        let subject_unique_id = read_unique_id(&mut reader, 2)?;
        if version == 0 && (issuer_unique_id.is_some() || subject_unique_id.is_some()) {
            oddities.insert(Oddities::FIELD_BEFORE_ITS_VERSION);
        }
        let extensions = match reader.optional(Tag::context_constructed(3))? {
            Some(tlv) => {
                let mut inner = tlv.reader();
                let list = inner.sequence()?;
                inner.finish()?;
                read_extensions(list, version, &mut oddities)?
            }
            None => Table::empty(),
        };
        reader.finish()?;
        let span = |start, end| Span { start: narrow(start), end: narrow(end) };
        Ok(Self {
            tbs: Span::default(),
            serial: serial_tlv.content_span(),
            inner_algorithm: span(inner_algorithm, issuer_start),
            issuer: span(issuer_start, validity_start),
            not_before,
            not_after,
            subject: span(subject_start, spki_start),
            spki: span(spki_start, spki_end),
            issuer_unique_id,
            subject_unique_id,
            extensions,
            outer_algorithm: Span::default(),
            signature: Span::default(),
            version,
            oddities,
        })
    }
}

fn read_version(reader: &mut Reader<'_>, oddities: &mut Oddities) -> Result<u8, Error> {
    let Some(tlv) = reader.optional(Tag::context_constructed(0))? else { return Ok(0) };
    let mut inner = tlv.reader();
    let number = inner.small_integer()?;
    inner.finish()?;
    match number {
        0 => oddities.insert(Oddities::DEFAULT_SPELLED_OUT),
        1 | 2 => {}
        _ => oddities.insert(Oddities::VERSION_UNKNOWN),
    }
    u8::try_from(number).map_err(|_| tlv.error(&codes::VERSION_INVALID))
}

fn serial_oddities(serial: Integer<'_>) -> Oddities {
    let mut oddities = Oddities::NONE;
    // RFC 5280, 4.1.2.2: at most 20 bytes. A sign byte counts: it is part of the encoding.
    if serial.as_bytes().len() > 20 {
        oddities.insert(Oddities::SERIAL_LONG);
    }
    if serial.is_negative() {
        oddities.insert(Oddities::SERIAL_NEGATIVE);
    }
    if serial.is_zero() {
        oddities.insert(Oddities::SERIAL_ZERO);
    }
    oddities
}

/// RFC 5280, 4.1.2.5: "CAs MUST always encode certificate validity dates through the year 2049 as UTCTime".
pub(crate) fn read_time(reader: &mut Reader<'_>, oddities: &mut Oddities) -> Result<Time, Error> {
    let tlv = reader.read()?;
    let time = tlv.time()?;
    if tlv.tag() == Tag::GENERALIZED_TIME && time < FIRST_OF_2050 {
        oddities.insert(Oddities::TIME_FORM);
    }
    Ok(time)
}

/// 2050-01-01T00:00:00Z.
pub(crate) const FIRST_OF_2050: Time = Time::from_unix(2_524_608_000);

fn read_unique_id(reader: &mut Reader<'_>, number: u8) -> Result<Option<Span>, Error> {
    let Some(tlv) = reader.optional(Tag::context(number))? else { return Ok(None) };
    tlv.bit_string()?;
    Ok(Some(tlv.content_span()))
}

/// Extensions of a certificate or CRL of the given version (0 is v1), with what is odd about them.
pub(crate) fn read_extensions(list: Reader<'_>, version: u8, oddities: &mut Oddities) -> Result<Table, Error> {
    if list.is_empty() {
        oddities.insert(Oddities::EXTENSIONS_EMPTY);
    }
    // RFC 5280, 4.1.2.9: "This field MUST only appear if the version is 3"
    if version < 2 {
        oddities.insert(Oddities::FIELD_BEFORE_ITS_VERSION);
    }
    let table = Table::read(list)?;
    if table.repeated {
        oddities.insert(Oddities::EXTENSION_REPEATED);
    }
    if table.critical_is_spelled_out {
        oddities.insert(Oddities::DEFAULT_SPELLED_OUT);
    }
    Ok(table)
}
