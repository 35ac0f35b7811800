//! Responses (RFC 6960, 4.2).

use super::basic::{Basic, BasicResponseRef};
use super::fields::optional;
use crate::der::{Reader, Span, Tag, Tlv};
use crate::{Error, Oid, Shared, codes, oids};
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
/// use ucpki::x509::{CertStatus, OcspResponseRef};
///
/// let der = include_bytes!("../../../../tests/data/ocsp/demo/response.der");
/// let response = OcspResponseRef::parse(der)?;
/// let basic = response.basic().unwrap();
/// assert_eq!(basic.entries().next().map(|entry| entry.status()), Some(CertStatus::Good));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct OcspResponseRef<'a> {
    der: &'a [u8],
    map: Map,
}

/// A response that owns its DER, shared between its clones. The accessors are those of [`OcspResponseRef`].
///
/// # Examples
///
/// ```
/// use ucpki::x509::{OcspResponse, OcspResponseStatus};
///
/// // What came back from a responder, kept and shared.
/// let body = include_bytes!("../../../../tests/data/ocsp/demo/response.der").to_vec();
/// let response = OcspResponse::from_der(body.into())?;
/// assert_eq!(response.status(), OcspResponseStatus::Successful);
/// assert_eq!(response.clone().basic().map(|basic| basic.entry_count()), Some(1));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
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
///
/// # Examples
///
/// ```
/// use ucpki::x509::{OcspResponseRef, OcspResponseStatus};
///
/// /// Whether the same request may succeed later.
/// fn may_retry(body: &[u8]) -> bool {
///     let status = OcspResponseRef::parse(body).map(|response| response.status());
///     matches!(status, Ok(OcspResponseStatus::TryLater | OcspResponseStatus::InternalError))
/// }
///
/// assert!(may_retry(include_bytes!("../../../../tests/data/ocsp/errors/try_later.der")));
/// assert!(!may_retry(include_bytes!("../../../../tests/data/ocsp/errors/unauthorized.der")));
/// ```
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
            map.basic.map(|map| BasicResponseRef::new(der, map))
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
