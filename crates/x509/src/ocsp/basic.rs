//! Basic responses (RFC 6960, 4.2.1).

use super::alike::{EntryReader, OcspEntries};
use super::fields::{
    self, OcspCertificates, optional, read_certificates, read_extensions, read_signature, read_time, read_version,
};
use crate::der::{Reader, Span, Tag, narrow};
use crate::extension::{Extension, Extensions};
use crate::{AlgorithmRef, Error, NameRef, Oddities, Time, codes};
use core::fmt;

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
pub(super) struct Basic {
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
///
/// # Examples
///
/// ```
/// use ucpki::x509::{Hex, OcspResponseRef, ResponderId};
///
/// let response = OcspResponseRef::parse(include_bytes!("../../../../tests/data/ocsp/by-key/response.der"))?;
/// // It says who to look for; the signature says whether that is so.
/// let responder = match response.basic().unwrap().responder_id() {
///     ResponderId::ByName(name) => name.to_string(),
///     ResponderId::ByKey(hash) => format!("key {}", Hex(hash)),
/// };
/// assert_eq!(responder, "key 995e2089c20def245208283b29778d66cc6765dc");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
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
    pub(super) const fn new(der: &'a [u8], map: Basic) -> Self {
        Self { der, map }
    }

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
    /// Why the value cannot be read, at its offset: it is not an OCTET STRING.
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

impl Basic {
    pub(super) fn read(mut reader: Reader<'_>) -> Result<Self, Error> {
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

fn count_entries(rest: Reader<'_>) -> Result<u32, Error> {
    let mut entries = EntryReader::new(rest);
    let mut count = 0;
    while !entries.is_empty() {
        entries.read()?;
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
