//! Requests (RFC 6960, 4.1).

use super::cert_id::CertIdRef;
use super::fields::{self, OcspCertificates, optional, read_extensions, read_signature, read_version};
use crate::der::{Reader, Span, Tag, narrow};
use crate::extension::{Extension, Extensions};
use crate::{AlgorithmRef, Error, GeneralName, Oddities, Shared};
use alloc::boxed::Box;
use core::fmt;

/// A request that borrows its DER: the bytes and a map of where things stand.
///
/// Reading one walks every entry. Signatures of requests are read and not checked.
///
/// Cost: one pass; allocates nothing (more than 16 extensions in one place are the exception).
///
/// ```text
/// OCSPRequest ::= SEQUENCE { tbsRequest TBSRequest, optionalSignature [0] EXPLICIT Signature OPTIONAL }
/// TBSRequest ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, requestorName [1] EXPLICIT GeneralName OPTIONAL,
///     requestList SEQUENCE OF Request, requestExtensions [2] EXPLICIT Extensions OPTIONAL }
/// ```
///
/// # Examples
///
/// ```
/// use ucpki::x509::OcspRequestRef;
///
/// let der = include_bytes!("../../../../tests/data/ocsp/demo/request.der");
/// let request = OcspRequestRef::parse(der)?;
/// assert_eq!(request.entry_count(), 1);
/// assert_eq!(request.nonce()?.map(<[u8]>::len), Some(16));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct OcspRequestRef<'a> {
    der: &'a [u8],
    map: Map,
}

/// A request that owns its DER, shared between its clones. The accessors are those of [`OcspRequestRef`].
///
/// # Examples
///
/// ```
/// use ucpki::x509::OcspRequest;
///
/// // What a responder got in the body of a POST, kept while it is answered.
/// let body = include_bytes!("../../../../tests/data/ocsp/responder/request-nonce.der").to_vec();
/// let request = OcspRequest::from_der(body.into())?;
/// assert_eq!(request.entry_count(), 1);
/// assert!(request.nonce()?.is_some());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct OcspRequest(Shared<Inner>);

struct Inner {
    der: Box<[u8]>,
    map: Map,
}

#[derive(Clone, Copy)]
struct Map {
    version: u8,
    requestor: Option<Span>,
    entries: Span,
    entry_count: u32,
    extensions: Span,
    signature: Option<Signature>,
    oddities: Oddities,
}

/// `Signature ::= SEQUENCE { signatureAlgorithm AlgorithmIdentifier, signature BIT STRING,
///                           certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }`
#[derive(Clone, Copy)]
struct Signature {
    algorithm: Span,
    bits: Span,
    certificates: Span,
}

impl<'a> OcspRequestRef<'a> {
    /// Reads a request that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// Codes of the reader with the offset of the trouble: [`codes::TRUNCATED`](crate::codes::TRUNCATED),
    /// [`codes::UNEXPECTED_TAG`](crate::codes::UNEXPECTED_TAG), [`codes::VERSION_INVALID`](crate::codes::VERSION_INVALID), ...
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        Ok(Self { der, map: Map::read(der)? })
    }

    /// A copy that owns the bytes. Allocates twice.
    #[must_use]
    pub fn to_owned(&self) -> OcspRequest {
        OcspRequest(Shared::new(Inner { der: self.der.into(), map: self.map }))
    }

    const fn parts(&self) -> (&'a [u8], &Map) {
        (self.der, &self.map)
    }
}

impl OcspRequest {
    /// Reads a request that is the whole of `der`, and keeps a copy of the bytes.
    ///
    /// # Errors
    ///
    /// As [`OcspRequestRef::parse`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        Self::from_der(der.into())
    }

    /// Reads a request and keeps the bytes, without copying them.
    ///
    /// # Errors
    ///
    /// As [`OcspRequestRef::parse`].
    pub fn from_der(der: Box<[u8]>) -> Result<Self, Error> {
        let map = Map::read(&der)?;
        Ok(Self(Shared::new(Inner { der, map })))
    }

    /// The same as a view. Allocates nothing.
    #[must_use]
    pub fn as_ref(&self) -> OcspRequestRef<'_> {
        OcspRequestRef { der: &self.0.der, map: self.0.map }
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

        /// The version: 1, which is all that there is; others are [`Oddities::VERSION_UNKNOWN`].
        #[must_use]
        pub fn version(&self) -> u32 {
            u32::from(self.parts().1.version) + 1
        }

        /// Who asks, if the request says so.
        #[must_use]
        pub fn requestor_name(&self) -> Option<GeneralName<$a>> {
            let (der, map) = self.parts();
            map.requestor.and_then(|span| GeneralName::read(&mut span.reader(der)).ok())
        }

        /// Who asks, undecoded: the GeneralName with its tag.
        #[must_use]
        pub fn requestor_name_der(&self) -> Option<&$a [u8]> {
            let (der, map) = self.parts();
            map.requestor.map(|span| span.of(der))
        }

        /// What is asked for, in its order.
        #[must_use]
        pub fn entries(&self) -> OcspRequestEntries<$a> {
            let (der, map) = self.parts();
            OcspRequestEntries(map.entries.reader(der))
        }

        /// How many certificates are asked about; none in a request that no responder can answer.
        #[must_use]
        pub fn entry_count(&self) -> u32 {
            self.parts().1.entry_count
        }

        /// The extensions of the request in their order.
        #[must_use]
        pub fn extensions(&self) -> Extensions<$a> {
            let (der, map) = self.parts();
            Extensions::trusted(map.extensions.reader(der))
        }

        /// The nonce (RFC 9654, 2.1), of any length; the first one where there are several
        /// ([`Oddities::EXTENSION_REPEATED`]).
        ///
        /// # Errors
        ///
        /// Why the value cannot be read, at its offset: it is not an OCTET STRING.
        pub fn nonce(&self) -> Result<Option<&$a [u8]>, Error> {
            fields::nonce(self.extensions())
        }

        /// Whether the request is signed.
        #[must_use]
        pub fn is_signed(&self) -> bool {
            self.parts().1.signature.is_some()
        }

        /// The algorithm of the signature, where there is one.
        #[must_use]
        pub fn signature_algorithm(&self) -> Option<AlgorithmRef<$a>> {
            let (der, map) = self.parts();
            map.signature.map(|signature| AlgorithmRef::trusted(signature.algorithm.of(der)))
        }

        /// The signature, if there is one of whole bytes ([`Oddities::SIGNATURE_BITS`]).
        #[must_use]
        pub fn signature(&self) -> Option<&$a [u8]> {
            let (der, map) = self.parts();
            fields::whole_bytes(map.signature?.bits.of(der))
        }

        /// The content of the signature's BIT STRING, with the count of unused bits in front; for showing.
        #[must_use]
        pub fn signature_bits(&self) -> Option<&$a [u8]> {
            let (der, map) = self.parts();
            map.signature.map(|signature| signature.bits.of(der))
        }

        /// The certificates beside the signature.
        #[must_use]
        pub fn certificates(&self) -> OcspCertificates<$a> {
            let (der, map) = self.parts();
            OcspCertificates::new(map.signature.map_or(Span::default(), |signature| signature.certificates).reader(der))
        }

        /// Forms that are unusual but unambiguous, those of the entries included.
        #[must_use]
        pub fn oddities(&self) -> Oddities {
            self.parts().1.oddities
        }
    };
}

impl<'a> OcspRequestRef<'a> {
    accessors!('a);
}

impl OcspRequest {
    accessors!('_);
}

impl PartialEq for OcspRequest {
    fn eq(&self, other: &Self) -> bool {
        Shared::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for OcspRequest {}

impl fmt::Debug for OcspRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Debug for OcspRequestRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OcspRequest").field("entries", &self.entry_count()).finish_non_exhaustive()
    }
}

/// One certificate that a request asks about.
///
/// ```text
/// Request ::= SEQUENCE { reqCert CertID, singleRequestExtensions [0] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OcspRequestEntry<'a> {
    certificate_id: CertIdRef<'a>,
    extensions: Reader<'a>,
    oddities: Oddities,
}

impl<'a> OcspRequestEntry<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let certificate_id = CertIdRef::read(&mut inner)?;
        let mut oddities = Oddities::NONE;
        let extensions = optional(&mut inner, 0, |inner| read_extensions(inner, &mut oddities))?;
        let extensions = extensions.unwrap_or(inner);
        inner.finish()?;
        Ok(Self { certificate_id, extensions, oddities })
    }

    /// Which certificate.
    #[must_use]
    pub const fn certificate_id(&self) -> CertIdRef<'a> {
        self.certificate_id
    }

    /// The extensions of the entry in their order.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        Extensions::trusted(self.extensions)
    }

    /// The first extension of a kind.
    #[must_use]
    pub fn extension(&self, oid: crate::Oid<'_>) -> Option<Extension<'a>> {
        fields::find(self.extensions(), oid)
    }
}

/// What a request asks for, in its order.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{Hex, OcspRequest};
///
/// let request = OcspRequest::parse(include_bytes!("../../../../tests/data/ocsp/statuses/request.der"))?;
/// let serials: Vec<_> =
///     request.entries().map(|entry| Hex(entry.certificate_id().serial().as_bytes()).to_string()).collect();
/// assert_eq!(serials, ["1001", "1002", "1003", "1004"]);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OcspRequestEntries<'a>(Reader<'a>);

impl<'a> Iterator for OcspRequestEntries<'a> {
    type Item = OcspRequestEntry<'a>;

    fn next(&mut self) -> Option<OcspRequestEntry<'a>> {
        if self.0.is_empty() {
            return None;
        }
        OcspRequestEntry::read(&mut self.0).ok()
    }
}

impl core::iter::FusedIterator for OcspRequestEntries<'_> {}

impl Map {
    fn read(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let mut request = reader.sequence()?;
        reader.finish()?;
        let tbs = request.sequence()?;
        let mut oddities = Oddities::NONE;
        let signature = optional(&mut request, 0, |inner| Signature::read(inner, &mut oddities))?;
        request.finish()?;
        let map = Self {
            version: 0,
            requestor: None,
            entries: Span::default(),
            entry_count: 0,
            extensions: Span::default(),
            signature,
            oddities,
        };
        map.read_tbs(tbs)
    }

    fn read_tbs(mut self, mut reader: Reader<'_>) -> Result<Self, Error> {
        self.version = read_version(&mut reader, &mut self.oddities)?;
        self.requestor = optional(&mut reader, 1, |inner| {
            let start = inner.offset();
            GeneralName::read(inner)?;
            Ok(Span { start: narrow(start), end: narrow(inner.offset()) })
        })?;
        let entries = reader.expect(Tag::SEQUENCE)?;
        self.entries = entries.content_span();
        self.read_entries(entries.reader())?;
        let oddities = &mut self.oddities;
        let extensions = optional(&mut reader, 2, |inner| read_extensions(inner, oddities))?;
        self.extensions = extensions.map_or(Span::default(), |list| Span {
            start: narrow(list.offset()),
            end: narrow(list.offset() + list.rest().len()),
        });
        reader.finish()?;
        Ok(self)
    }

    fn read_entries(&mut self, mut rest: Reader<'_>) -> Result<(), Error> {
        if rest.is_empty() {
            self.oddities.insert(Oddities::ENTRIES_EMPTY);
        }
        while !rest.is_empty() {
            let entry = OcspRequestEntry::read(&mut rest)?;
            self.oddities.insert(entry.oddities);
            self.entry_count += 1;
        }
        Ok(())
    }
}

impl Signature {
    fn read(reader: &mut Reader<'_>, oddities: &mut Oddities) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let start = inner.offset();
        AlgorithmRef::read(&mut inner)?;
        let algorithm = Span { start: narrow(start), end: narrow(inner.offset()) };
        let bits = read_signature(&mut inner, oddities)?;
        let certificates = fields::read_certificates(&mut inner)?;
        inner.finish()?;
        Ok(Self { algorithm, bits, certificates })
    }
}
