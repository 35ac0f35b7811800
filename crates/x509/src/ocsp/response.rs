//! Responses (RFC 6960, 4.2).

use super::entry::{OcspEntries, OcspEntry};
use super::fields::{
    self, OcspCertificates, optional, read_certificates, read_extensions, read_signature, read_time, read_version,
};
use crate::der::{Reader, Span, Tag, Tlv, narrow};
use crate::extension::{Extension, Extensions};
use crate::{AlgorithmRef, Error, NameRef, Oddities, Oid, Shared, Time, codes, oids};
use alloc::boxed::Box;
use core::fmt;

/// A response that borrows its DER: the bytes and a map of where things stand.
///
/// Reading one walks every entry of a basic response, so that a malformed one refuses the whole. Nothing is verified.
///
/// Cost: one pass; allocates nothing (more than 16 extensions in one place are the exception).
///
/// ```text
/// OCSPResponse ::= SEQUENCE { responseStatus OCSPResponseStatus, responseBytes [0] EXPLICIT ResponseBytes OPTIONAL }
/// ResponseBytes ::= SEQUENCE { responseType OBJECT IDENTIFIER, response OCTET STRING }
/// ```
///
/// # Examples
///
/// ```
/// use ucpki_x509::{CertStatus, OcspResponseRef};
///
/// let der = include_bytes!("../../../../tests/data/ocsp/demo/response.der");
/// let response = OcspResponseRef::parse(der)?;
/// let basic = response.basic().unwrap();
/// assert_eq!(basic.entries().next().map(|entry| entry.status()), Some(CertStatus::Good));
/// # Ok::<(), ucpki_x509::Error>(())
/// ```
#[derive(Clone)]
pub struct OcspResponseRef<'a> {
    der: &'a [u8],
    map: Map,
}

/// A response that owns its DER, shared between its clones. The accessors are those of [`OcspResponseRef`].
#[derive(Clone)]
pub struct OcspResponse(Shared<Inner>);

struct Inner {
    der: Box<[u8]>,
    map: Map,
}

#[derive(Clone, Copy)]
struct Map {
    status: OcspResponseStatus,
    response_type: Option<Span>,
    basic: Option<Basic>,
}

/// Whether a responder answered (RFC 6960, 4.2.1). All but the first are unsigned: anyone on the way can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OcspResponseStatus {
    /// successful (0): there is an answer
    Successful,
    /// malformedRequest (1)
    MalformedRequest,
    /// internalError (2)
    InternalError,
    /// tryLater (3)
    TryLater,
    /// sigRequired (5): only signed requests are answered
    SignatureRequired,
    /// unauthorized (6): the client may not ask, or the responder does not know the certificate's issuer (RFC 9919, 3.2.3)
    Unauthorized,
}

impl OcspResponseStatus {
    const TABLE: &'static [(u32, Self, &'static str)] = &[
        (0, Self::Successful, "successful"),
        (1, Self::MalformedRequest, "malformedRequest"),
        (2, Self::InternalError, "internalError"),
        (3, Self::TryLater, "tryLater"),
        (5, Self::SignatureRequired, "sigRequired"),
        (6, Self::Unauthorized, "unauthorized"),
    ];

    /// The status with this number; 4 is not used.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        Self::TABLE.iter().find(|(known, ..)| *known == number).map(|(_, status, _)| *status)
    }

    /// The number of the standard.
    #[must_use]
    pub fn number(self) -> u32 {
        Self::TABLE.iter().find(|(_, status, _)| *status == self).map_or(0, |(number, ..)| *number)
    }

    /// The name of the standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::TABLE.iter().find(|(_, status, _)| *status == self).map_or("", |(.., name)| *name)
    }
}

impl fmt::Display for OcspResponseStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<'a> OcspResponseRef<'a> {
    /// Reads a response that is the whole of `der`.
    ///
    /// A response of another type than basic is read as far as its type.
    ///
    /// # Errors
    ///
    /// Codes of the reader with the offset of the trouble: [`codes::TRUNCATED`], [`codes::UNEXPECTED_TAG`],
    /// [`codes::ENUMERATED_UNKNOWN`] for a status or reason that does not exist, [`codes::TIME_INVALID`] for a time with a
    /// fraction, an offset or no seconds, ...
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        Ok(Self { der, map: Map::read(der)? })
    }

    /// A copy that owns the bytes. Allocates twice.
    #[must_use]
    pub fn to_owned(&self) -> OcspResponse {
        OcspResponse(Shared::new(Inner { der: self.der.into(), map: self.map }))
    }

    const fn parts(&self) -> (&'a [u8], &Map) {
        (self.der, &self.map)
    }
}

impl OcspResponse {
    /// Reads a response that is the whole of `der`, and keeps a copy of the bytes.
    ///
    /// # Errors
    ///
    /// As [`OcspResponseRef::parse`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        Self::from_der(der.into())
    }

    /// Reads a response and keeps the bytes, without copying them.
    ///
    /// # Errors
    ///
    /// As [`OcspResponseRef::parse`].
    pub fn from_der(der: Box<[u8]>) -> Result<Self, Error> {
        let map = Map::read(&der)?;
        Ok(Self(Shared::new(Inner { der, map })))
    }

    /// The same as a view. Allocates nothing.
    #[must_use]
    pub fn as_ref(&self) -> OcspResponseRef<'_> {
        OcspResponseRef { der: &self.0.der, map: self.0.map }
    }

    fn parts(&self) -> (&[u8], &Map) {
        (&self.0.der, &self.0.map)
    }
}

macro_rules! accessors {
    ($a:lifetime) => {
        /// The whole response.
        #[must_use]
        pub fn as_der(&self) -> &$a [u8] {
            self.parts().0
        }

        /// Whether the responder answered.
        #[must_use]
        pub fn status(&self) -> OcspResponseStatus {
            self.parts().1.status
        }

        /// The type of the response bytes, where there are any.
        #[must_use]
        pub fn response_type(&self) -> Option<Oid<$a>> {
            let (der, map) = self.parts();
            map.response_type.and_then(|span| Oid::new(span.of(der)))
        }

        /// The basic response: none in an error, and none where the response is of another type.
        #[must_use]
        pub fn basic(&self) -> Option<BasicResponseRef<$a>> {
            let (der, map) = self.parts();
            map.basic.map(|map| BasicResponseRef { der, map })
        }
    };
}

impl<'a> OcspResponseRef<'a> {
    accessors!('a);
}

impl OcspResponse {
    accessors!('_);
}

impl PartialEq for OcspResponse {
    fn eq(&self, other: &Self) -> bool {
        Shared::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for OcspResponse {}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Debug for OcspResponseRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.basic().map(|basic| basic.entry_count());
        f.debug_struct("OcspResponse")
            .field("status", &self.status())
            .field("entries", &entries)
            .finish_non_exhaustive()
    }
}

/// The signed answer inside a response.
///
/// ```text
/// BasicOCSPResponse ::= SEQUENCE { tbsResponseData ResponseData, signatureAlgorithm AlgorithmIdentifier,
///     signature BIT STRING, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
/// ```
#[derive(Clone, Copy)]
pub struct BasicResponseRef<'a> {
    der: &'a [u8],
    map: Basic,
}

#[derive(Clone, Copy)]
struct Basic {
    tbs: Span,
    version: u8,
    responder: Responder,
    produced_at: Time,
    entries: Span,
    entry_count: u32,
    extensions: Span,
    algorithm: Span,
    signature: Span,
    certificates: Span,
    oddities: Oddities,
}

#[derive(Clone, Copy)]
enum Responder {
    Name(Span),
    Key(Span),
}

/// Who says to have signed a response (RFC 6960, 4.2.1).
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the CHOICE of RFC 6960 is closed")]
pub enum ResponderId<'a> {
    /// A name.
    ByName(NameRef<'a>),
    /// The SHA-1 hash of the responder's public key: of the content of its BIT STRING, without the count of unused bits. Not
    /// checked to be of 20 bytes.
    ByKey(&'a [u8]),
}

impl<'a> BasicResponseRef<'a> {
    /// The signed bytes: the `ResponseData` with tag and length.
    #[must_use]
    pub fn tbs(&self) -> &'a [u8] {
        self.map.tbs.of(self.der)
    }

    /// The version: 1, which is all that there is; others are [`Oddities::VERSION_UNKNOWN`].
    #[must_use]
    pub fn version(&self) -> u32 {
        u32::from(self.map.version) + 1
    }

    /// Who says to have signed it.
    #[must_use]
    pub fn responder_id(&self) -> ResponderId<'a> {
        match self.map.responder {
            Responder::Name(span) => ResponderId::ByName(NameRef::trusted(span.of(self.der))),
            Responder::Key(span) => ResponderId::ByKey(span.of(self.der)),
        }
    }

    /// When it was signed.
    #[must_use]
    pub const fn produced_at(&self) -> Time {
        self.map.produced_at
    }

    /// The entries in their order. Cost: each is read again.
    #[must_use]
    pub fn entries(&self) -> OcspEntries<'a> {
        OcspEntries::trusted(self.map.entries.reader(self.der))
    }

    /// How many entries there are; none in a response that says nothing.
    #[must_use]
    pub const fn entry_count(&self) -> u32 {
        self.map.entry_count
    }

    /// The extensions of the response in their order.
    #[must_use]
    pub fn extensions(&self) -> Extensions<'a> {
        Extensions::trusted(self.map.extensions.reader(self.der))
    }

    /// The nonce (RFC 9654, 2.1), of any length; the first one where there are several ([`Oddities::EXTENSION_REPEATED`]).
    ///
    /// # Errors
    ///
    /// Why the value cannot be read, at its offset: it is no OCTET STRING.
    pub fn nonce(&self) -> Result<Option<&'a [u8]>, Error> {
        fields::nonce(self.extensions())
    }

    /// The first critical extension of the response that this library does not understand. Entries have their own.
    #[must_use]
    pub fn unknown_critical_extension(&self) -> Option<Extension<'a>> {
        fields::unknown_critical(self.extensions())
    }

    /// The algorithm of the signature. It is not part of the signed bytes.
    #[must_use]
    pub fn signature_algorithm(&self) -> AlgorithmRef<'a> {
        AlgorithmRef::trusted(self.map.algorithm.of(self.der))
    }

    /// The signature; `None` if its BIT STRING is not of whole bytes ([`Oddities::SIGNATURE_BITS`]).
    #[must_use]
    pub fn signature(&self) -> Option<&'a [u8]> {
        fields::whole_bytes(self.map.signature.of(self.der))
    }

    /// The content of the signature's BIT STRING, with the count of unused bits in front; for showing.
    #[must_use]
    pub fn signature_bits(&self) -> &'a [u8] {
        self.map.signature.of(self.der)
    }

    /// The certificates that came along, undecoded. Nobody vouches for them.
    #[must_use]
    pub fn certificates(&self) -> OcspCertificates<'a> {
        OcspCertificates::new(self.map.certificates.reader(self.der))
    }

    /// Forms that are unusual but unambiguous, of the response itself; entries have their own.
    #[must_use]
    pub const fn oddities(&self) -> Oddities {
        self.map.oddities
    }
}

impl fmt::Debug for BasicResponseRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicResponse")
            .field("responder", &self.responder_id())
            .field("produced_at", &self.produced_at())
            .field("entries", &self.entry_count())
            .finish_non_exhaustive()
    }
}

impl Map {
    fn read(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let mut response = reader.sequence()?;
        reader.finish()?;
        let tlv = response.expect(Tag::ENUMERATED)?;
        let number = tlv.integer()?.to_u32();
        let status = number.and_then(OcspResponseStatus::from_number);
        let status = status.ok_or_else(|| tlv.error(&codes::ENUMERATED_UNKNOWN))?;
        let bytes = optional(&mut response, 0, read_bytes)?;
        response.finish()?;
        let Some((kind, content)) = bytes else { return Ok(Self { status, response_type: None, basic: None }) };
        let is_basic = kind.oid()? == oids::OCSP_BASIC;
        let basic = if is_basic { Some(Basic::read(content)?) } else { None };
        Ok(Self { status, response_type: Some(kind.content_span()), basic })
    }
}

/// The type of the response bytes, and a reader of their content.
fn read_bytes<'a>(reader: &mut Reader<'a>) -> Result<(Tlv<'a>, Reader<'a>), Error> {
    let mut inner = reader.sequence()?;
    let kind = inner.expect(Tag::OID)?;
    kind.oid()?;
    let content = inner.octet_string()?.reader();
    inner.finish()?;
    Ok((kind, content))
}

impl Basic {
    fn read(mut reader: Reader<'_>) -> Result<Self, Error> {
        let mut response = reader.sequence()?;
        reader.finish()?;
        let mut oddities = Oddities::NONE;
        let tbs = response.expect(Tag::SEQUENCE)?;
        // The frame first: a response whose end is broken is refused before its entries are walked.
        AlgorithmRef::read(&mut response)?;
        let algorithm = Span { start: tbs.span().end, end: narrow(response.offset()) };
        let signature = read_signature(&mut response, &mut oddities)?;
        let certificates = read_certificates(&mut response)?;
        response.finish()?;
        let data = Self::read_data(tbs.reader(), oddities)?;
        Ok(Self { tbs: tbs.span(), algorithm, signature, certificates, ..data })
    }

    /// ```text
    /// ResponseData ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, responderID ResponderID,
    ///     producedAt GeneralizedTime, responses SEQUENCE OF SingleResponse,
    ///     responseExtensions [1] EXPLICIT Extensions OPTIONAL }
    /// ```
    fn read_data(mut reader: Reader<'_>, mut oddities: Oddities) -> Result<Self, Error> {
        let version = read_version(&mut reader, &mut oddities)?;
        let responder = Responder::read(&mut reader)?;
        let produced_at = read_time(&mut reader)?;
        let entries = reader.expect(Tag::SEQUENCE)?;
        let extensions = optional(&mut reader, 1, |inner| read_extensions(inner, &mut oddities))?;
        reader.finish()?;
        let entry_count = count_entries(entries.reader())?;
        if entry_count == 0 {
            oddities.insert(Oddities::ENTRIES_EMPTY);
        }
        Ok(Self {
            tbs: Span::default(),
            version,
            responder,
            produced_at,
            entries: entries.content_span(),
            entry_count,
            extensions: extensions.map_or(Span::default(), |list| Span {
                start: narrow(list.offset()),
                end: narrow(list.offset() + list.rest().len()),
            }),
            algorithm: Span::default(),
            signature: Span::default(),
            certificates: Span::default(),
            oddities,
        })
    }
}

fn count_entries(mut rest: Reader<'_>) -> Result<u32, Error> {
    let mut count = 0;
    while !rest.is_empty() {
        OcspEntry::read(&mut rest)?;
        count += 1;
    }
    Ok(count)
}

impl Responder {
    /// `ResponderID ::= CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT OCTET STRING }`
    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        if let Some(name) = optional(reader, 1, |inner| {
            let start = inner.offset();
            NameRef::read(inner)?;
            Ok(Span { start: narrow(start), end: narrow(inner.offset()) })
        })? {
            return Ok(Self::Name(name));
        }
        let key = optional(reader, 2, |inner| Ok(inner.octet_string()?.content_span()))?;
        key.map(Self::Key).ok_or_else(|| reader.error(&codes::UNEXPECTED_TAG))
    }
}
