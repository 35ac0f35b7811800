//! Requests for certificates (PKCS #10, RFC 2986), and the attributes that they carry (PKCS #9, RFC 2985).

use crate::der::{Reader, Span, Tag, Tlv, narrow};
use crate::extension::{
    AccessDescriptions, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, DistributionPoints,
    ExtendedKeyUsage, Extension, ExtensionKind, Extensions, KeyUsage, NameConstraints, PolicyConstraints,
    PolicyMappings, SubjectDirectoryAttributes, Table, TableIn, extension_accessors,
};
use crate::{AlgorithmRef, Error, GeneralNames, NameRef, Oddities, Oid, Shared, SpkiRef, codes, name, oids};
use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;

/// A request for a certificate that borrows its DER: the bytes and a map of where things stand.
///
/// Reading one checks the structure, the name, the key's wrapping and the frame of every attribute. Nothing is verified:
/// that the request is signed with the key that it carries is for the caller to check, over [`info`](Self::info).
/// Unusual but unambiguous forms are noted as [`Oddities`].
///
/// Cost: one pass; allocates nothing.
///
/// ```text
/// CertificationRequest ::= SEQUENCE { certificationRequestInfo CertificationRequestInfo,
///                                     signatureAlgorithm AlgorithmIdentifier, signature BIT STRING }
/// ```
///
/// # Examples
///
/// ```
/// # let pem = include_str!("../../../tests/data/csr/demo/request.pem");
/// # let der = ucpki::x509::pem::blocks(pem.as_bytes()).next().unwrap()?.into_der();
/// use ucpki::x509::CertificationRequestRef;
///
/// let request = CertificationRequestRef::parse(&der)?;
/// assert_eq!(request.subject().to_string(), "CN=sip.example.com,O=Example,C=NO");
/// let names = match request.extension_request()? {
///     Some(extensions) => extensions.subject_alt_name()?,
///     None => None,
/// };
/// assert_eq!(names.map(|names| names.len()), Some(2));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct CertificationRequestRef<'a> {
    der: &'a [u8],
    map: Map,
}

/// A request that owns its DER, shared between its clones.
///
/// The accessors are those of [`CertificationRequestRef`]. Two allocations to make, none to clone. Equality is equality
/// of the DER.
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem;
///
/// let request = pem::requests(include_bytes!("../../../tests/data/csr/demo/request.pem"))?.remove(0);
/// println!("{}", request.subject());
/// assert!(request.extension_request()?.is_some());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct CertificationRequest(Shared<Inner>);

struct Inner {
    der: Box<[u8]>,
    map: Map,
}

#[derive(Clone)]
struct Map {
    info: Span,
    subject: Span,
    spki: Span,
    attributes: Span,
    algorithm: Span,
    signature: Span,
    version: u8,
    oddities: Oddities,
}

impl<'a> CertificationRequestRef<'a> {
    /// Reads a request that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// Codes of the reader with the offset of the trouble: [`codes::TRUNCATED`], [`codes::UNEXPECTED_TAG`],
    /// [`codes::TRAILING_DATA`], [`codes::NAME_INVALID`], [`codes::REQUEST_VERSION_INVALID`], ...
    #[inline]
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        Ok(Self { der, map: Map::read(der)? })
    }

    /// A copy that owns the bytes. Allocates twice.
    #[must_use]
    pub fn to_owned(&self) -> CertificationRequest {
        CertificationRequest(Shared::new(Inner { der: self.der.into(), map: self.map.clone() }))
    }

    const fn parts(&self) -> (&'a [u8], &Map) {
        (self.der, &self.map)
    }
}

impl CertificationRequest {
    /// Reads a request that is the whole of `der`, and keeps a copy of the bytes.
    ///
    /// # Errors
    ///
    /// As [`CertificationRequestRef::parse`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        Self::from_der(der.into())
    }

    /// Reads a request and keeps the bytes, without copying them.
    ///
    /// # Errors
    ///
    /// As [`CertificationRequestRef::parse`].
    pub fn from_der(der: Box<[u8]>) -> Result<Self, Error> {
        let map = Map::read(&der)?;
        Ok(Self(Shared::new(Inner { der, map })))
    }

    /// The same as a view. Allocates nothing.
    #[must_use]
    pub fn as_ref(&self) -> CertificationRequestRef<'_> {
        CertificationRequestRef { der: &self.0.der, map: self.0.map.clone() }
    }

    fn parts(&self) -> (&[u8], &Map) {
        (&self.0.der, &self.0.map)
    }
}

macro_rules! accessors {
    ($a:lifetime) => {
        /// The whole request.
        #[must_use]
        pub fn as_der(&self) -> &$a [u8] {
            self.parts().0
        }

        /// The signed bytes: the `CertificationRequestInfo` with tag and length, as it stands.
        #[must_use]
        pub fn info(&self) -> &$a [u8] {
            let (der, map) = self.parts();
            map.info.of(der)
        }

        /// The version: 1, which is all that there is; others are [`Oddities::VERSION_UNKNOWN`].
        #[must_use]
        pub fn version(&self) -> u32 {
            u32::from(self.parts().1.version) + 1
        }

        /// The name that is asked for; it may be empty.
        #[must_use]
        pub fn subject(&self) -> NameRef<$a> {
            let (der, map) = self.parts();
            NameRef::trusted(map.subject.of(der))
        }

        /// The public key.
        #[must_use]
        pub fn spki(&self) -> SpkiRef<$a> {
            SpkiRef::trusted(self.spki_der())
        }

        /// The public key as it stands, for comparing; cheaper than [`spki`](Self::spki).
        #[must_use]
        pub fn spki_der(&self) -> &$a [u8] {
            let (der, map) = self.parts();
            map.spki.of(der)
        }

        /// All attributes in their order.
        #[must_use]
        pub fn attributes(&self) -> RequestAttributes<$a> {
            let (der, map) = self.parts();
            RequestAttributes(map.attributes.reader(der))
        }

        /// The first attribute of a type.
        #[must_use]
        pub fn attribute(&self, oid: Oid<'_>) -> Option<RequestAttribute<$a>> {
            self.attributes().find(|attribute| attribute.oid() == oid)
        }

        /// The extensions that are asked for: extensionRequest (RFC 2985, 5.4.2), or where there is none, the attribute
        /// that Microsoft's programs write in its place (1.3.6.1.4.1.311.2.1.14).
        ///
        /// Cost: one pass over the extensions.
        ///
        /// # Errors
        ///
        /// Why the frame of the extensions cannot be read, at its offset in the request; [`codes::EMPTY_LIST`] for an
        /// attribute without values.
        pub fn extension_request(&self) -> Result<Option<RequestedExtensions<$a>>, Error> {
            let found = self.attribute(oids::EXTENSION_REQUEST);
            let Some(attribute) = found.or_else(|| self.attribute(oids::MICROSOFT_EXTENSION_REQUEST)) else {
                return Ok(None);
            };
            let mut values = attribute.values;
            if values.is_empty() {
                return Err(values.error(&codes::EMPTY_LIST));
            }
            let table = Table::read(values.sequence()?)?;
            Ok(Some(RequestedExtensions { der: self.as_der(), table }))
        }

        /// challengePassword (RFC 2985, 5.4.1); `None` also where it is not well-formed text.
        #[must_use]
        pub fn challenge_password(&self) -> Option<Cow<$a, str>> {
            self.attribute(oids::CHALLENGE_PASSWORD)?.text()
        }

        /// unstructuredName (RFC 2985, 5.4.3), the first value; `None` also where it is not well-formed text.
        #[must_use]
        pub fn unstructured_name(&self) -> Option<Cow<$a, str>> {
            self.attribute(oids::UNSTRUCTURED_NAME)?.text()
        }

        /// The algorithm of the signature.
        #[must_use]
        pub fn signature_algorithm(&self) -> AlgorithmRef<$a> {
            let (der, map) = self.parts();
            AlgorithmRef::trusted(map.algorithm.of(der))
        }

        /// The signature; `None` if its BIT STRING is not of whole bytes ([`Oddities::SIGNATURE_BITS`]).
        #[must_use]
        pub fn signature(&self) -> Option<&$a [u8]> {
            let (der, map) = self.parts();
            match map.signature.of(der) {
                [0, bytes @ ..] => Some(bytes),
                _ => None,
            }
        }

        /// Forms that are unusual but unambiguous.
        #[must_use]
        pub fn oddities(&self) -> Oddities {
            self.parts().1.oddities
        }
    };
}

impl<'a> CertificationRequestRef<'a> {
    accessors!('a);
}

impl CertificationRequest {
    accessors!('_);
}

impl PartialEq for CertificationRequest {
    fn eq(&self, other: &Self) -> bool {
        Shared::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for CertificationRequest {}

impl core::hash::Hash for CertificationRequest {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.der.hash(state);
    }
}

impl fmt::Debug for CertificationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Debug for CertificationRequestRef<'_> {
    /// The subject. The password for revocation is not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificationRequest").field("subject", &self.subject()).finish_non_exhaustive()
    }
}

/// The attributes of a request, in their order.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{oids, pem};
///
/// let request = pem::requests(include_bytes!("../../../tests/data/csr/demo/request.pem"))?.remove(0);
/// assert_eq!(request.attributes().count(), 3);
/// // A password for revocation should not be in a request that is passed around.
/// assert!(request.attributes().any(|attribute| attribute.oid() == oids::CHALLENGE_PASSWORD));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RequestAttributes<'a>(Reader<'a>);

impl<'a> Iterator for RequestAttributes<'a> {
    type Item = RequestAttribute<'a>;

    fn next(&mut self) -> Option<RequestAttribute<'a>> {
        if self.0.is_empty() {
            return None;
        }
        RequestAttribute::read(&mut self.0).ok()
    }
}

impl core::iter::FusedIterator for RequestAttributes<'_> {}

/// One attribute of a request with its values.
///
/// ```text
/// Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE (1..MAX) OF ANY }
/// ```
///
/// `Debug` shows the type only: a value may be a password.
#[derive(Clone, Copy)]
pub struct RequestAttribute<'a> {
    oid: Oid<'a>,
    values: Reader<'a>,
}

impl<'a> RequestAttribute<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let oid = inner.oid()?;
        let values = inner.expect(Tag::SET)?.reader();
        inner.finish()?;
        let mut rest = values;
        while !rest.is_empty() {
            rest.read()?;
        }
        Ok(Self { oid, values })
    }

    /// The type.
    #[must_use]
    pub const fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The values in their order; none only in a malformed request ([`Oddities::ATTRIBUTE_VALUES`]).
    pub fn values(&self) -> impl Iterator<Item = Tlv<'a>> + use<'a> {
        let mut rest = self.values;
        core::iter::from_fn(move || if rest.is_empty() { None } else { rest.read().ok() })
    }

    /// The first value as text, as [`AttributeRef::text`](crate::AttributeRef::text) reads strings.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        let value = self.values().next()?;
        name::string_text(value.tag(), value.content())
    }

    /// RFC 2985, 5.4.1 and 5.4.2: "SINGLE VALUE TRUE".
    fn has_values_that_fit(&self) -> bool {
        let single = [oids::EXTENSION_REQUEST, oids::MICROSOFT_EXTENSION_REQUEST, oids::CHALLENGE_PASSWORD];
        match self.values().take(2).count() {
            0 => false,
            1 => true,
            _ => !single.contains(&self.oid),
        }
    }
}

impl fmt::Debug for RequestAttribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestAttribute").field("oid", &self.oid).finish_non_exhaustive()
    }
}

/// The extensions that a request asks for.
///
/// Looked up and read as those of a certificate; offsets in errors are offsets in the request.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{GeneralName, pem};
///
/// let request = pem::requests(include_bytes!("../../../tests/data/csr/demo/request.pem"))?.remove(0);
/// let requested = request.extension_request()?.unwrap();
/// let names = requested.subject_alt_name()?.unwrap();
/// assert_eq!(names.iter().next(), Some(GeneralName::DnsName(b"sip.example.com")));
/// assert!(!requested.has_repeated());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct RequestedExtensions<'a> {
    der: &'a [u8],
    table: Table,
}

impl<'a> RequestedExtensions<'a> {
    extension_accessors!('a);

    /// Whether duplicate extension (RFC 5280, 4.2); the first one is read.
    #[must_use]
    pub const fn has_repeated(&self) -> bool {
        self.table.repeated
    }

    fn table_in(&self) -> TableIn<'a, '_> {
        TableIn { der: self.der, table: &self.table }
    }
}

impl fmt::Debug for RequestedExtensions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.extensions().map(|extension| extension.oid())).finish()
    }
}

impl Map {
    /// ```text
    /// CertificationRequestInfo ::= SEQUENCE { version INTEGER { v1(0) }, subject Name,
    ///     subjectPKInfo SubjectPublicKeyInfo, attributes [0] IMPLICIT SET OF Attribute }
    /// ```
    fn read(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let mut request = reader.sequence()?;
        reader.finish()?;
        let info = request.expect(Tag::SEQUENCE)?;
        let algorithm = request.offset();
        AlgorithmRef::read(&mut request)?;
        let signature = request.expect(Tag::BIT_STRING)?;
        request.finish()?;

        let mut oddities = Oddities::NONE;
        // As with certificates: a signature with unused bits cannot hold, but the request can be read and shown.
        match signature.content() {
            [0, ..] => {}
            [1..=7, _, ..] => oddities.insert(Oddities::SIGNATURE_BITS),
            _ => return Err(signature.error(&codes::BIT_STRING_INVALID)),
        }
        let mut inner = info.reader();
        let version = read_version(&mut inner, &mut oddities)?;
        let subject = inner.offset();
        NameRef::read(&mut inner)?;
        let spki = inner.offset();
        SpkiRef::read(&mut inner)?;
        let end_of_spki = inner.offset();
        let attributes = read_attributes(&mut inner, &mut oddities)?;
        inner.finish()?;
        let span = |start, end| Span { start: narrow(start), end: narrow(end) };
        Ok(Self {
            info: info.span(),
            subject: span(subject, spki),
            spki: span(spki, end_of_spki),
            attributes,
            algorithm: span(algorithm, signature.offset()),
            signature: signature.content_span(),
            version,
            oddities,
        })
    }
}

fn read_version(reader: &mut Reader<'_>, oddities: &mut Oddities) -> Result<u8, Error> {
    let tlv = reader.expect(Tag::INTEGER)?;
    let number = tlv.integer()?.to_u32().and_then(|number| u8::try_from(number).ok());
    let version = number.ok_or_else(|| tlv.error(&codes::REQUEST_VERSION_INVALID))?;
    if version != 0 {
        oddities.insert(Oddities::VERSION_UNKNOWN);
    }
    Ok(version)
}

/// Where the content of the attributes stands.
fn read_attributes(reader: &mut Reader<'_>, oddities: &mut Oddities) -> Result<Span, Error> {
    // The field is not optional, but old programs leave it out where it would be empty.
    let Some(tlv) = reader.optional(Tag::context_constructed(0))? else {
        oddities.insert(Oddities::ATTRIBUTES_ABSENT);
        return Ok(Span { start: narrow(reader.offset()), end: narrow(reader.offset()) });
    };
    let mut rest = tlv.reader();
    let (mut extension_requests, mut passwords) = (0_u32, 0_u32);
    while !rest.is_empty() {
        let attribute = RequestAttribute::read(&mut rest)?;
        if !attribute.has_values_that_fit() {
            oddities.insert(Oddities::ATTRIBUTE_VALUES);
        }
        let count = match attribute.oid() {
            oid if oid == oids::EXTENSION_REQUEST || oid == oids::MICROSOFT_EXTENSION_REQUEST => {
                &mut extension_requests
            }
            oid if oid == oids::CHALLENGE_PASSWORD => &mut passwords,
            _ => continue,
        };
        *count = count.saturating_add(1);
    }
    if extension_requests > 1 || passwords > 1 {
        oddities.insert(Oddities::ATTRIBUTE_REPEATED);
    }
    Ok(tlv.content_span())
}

#[cfg(test)]
mod tests;
