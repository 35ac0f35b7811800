//! Certificate CRLs (RFC 5280, 5.1).

mod entry;

pub use entry::{CrlEntries, CrlEntry, CrlReason};

use crate::certificate::{read_extensions, read_time};
use crate::der::{Integer, Reader, Span, Tag, Tlv, narrow};
use crate::extension::{
    AccessDescriptions, AuthorityKeyIdentifier, DistributionPoints, Extension, ExtensionKind, Extensions,
    IssuingDistributionPoint, Table,
};
use crate::{AlgorithmRef, Error, GeneralNames, NameRef, Oddities, Shared, Time, codes};
use alloc::boxed::Box;
use core::fmt;

/// A CRL that borrows its DER: the bytes and a map of where things stand.
///
/// Reading one walks every entry, so that a malformed entry anywhere refuses the whole CRL, with its offset.
///
/// Cost: one pass, some ten nanoseconds per entry; allocates nothing.
///
/// ```text
/// CertificateList ::= SEQUENCE { tbsCertList TBSCertList, signatureAlgorithm AlgorithmIdentifier,
///                                signatureValue BIT STRING }
/// ```
#[derive(Clone)]
pub struct CrlRef<'a> {
    der: &'a [u8],
    map: Map,
}

/// A CRL that owns its DER, shared between its clones. The accessors are those of [`CrlRef`].
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem;
///
/// let crls = pem::crls(include_bytes!("../../../tests/data/chain/demo/crls.pem"))?;
/// for crl in &crls {
///     println!("{} until {:?}: {} entries", crl.issuer(), crl.next_update(), crl.entry_count());
/// }
/// assert_eq!(crls.len(), 2);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct Crl(Shared<Inner>);

struct Inner {
    der: Box<[u8]>,
    map: Map,
}

#[derive(Clone)]
struct Map {
    tbs: Span,
    inner_algorithm: Span,
    issuer: Span,
    this_update: Time,
    next_update: Option<Time>,
    entries: Span,
    entry_count: u32,
    /// Offset of the first critical entry extension that this library does not read.
    unknown_critical_entry: Option<u32>,
    names_other_issuers: bool,
    extensions: Table,
    outer_algorithm: Span,
    signature: Span,
    version: u8,
    oddities: Oddities,
}

impl<'a> CrlRef<'a> {
    /// Reads a CRL that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// Codes of the reader with the offset of the trouble; [`codes::CRL_V1_EXTENSIONS`], [`codes::CRL_VERSION_INVALID`],
    /// [`codes::ENUMERATED_UNKNOWN`] for a reason code that does not exist.
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        Self::parse_with(der, |_| {})
    }

    /// Reads a CRL and shows every entry to `visit`, in their order, while they are checked: one pass for who indexes.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse). What `visit` saw before an error is void.
    pub fn parse_with(der: &'a [u8], visit: impl FnMut(&CrlEntry<'a>)) -> Result<Self, Error> {
        Ok(Self { der, map: Map::read(der, visit, None)? })
    }

    /// **For showing only**: reads a CRL whose entries may have extensions that break a rule, such as a reason code that does not
    /// exist, and gives the first of these errors along.
    ///
    /// Such a CRL must not be used to find the status of any certificate; [`parse`](Self::parse) refuses it. Its entries say
    /// [`CrlReason::Unspecified`] where the reason cannot be read.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), for everything but the extensions of entries.
    pub fn danger_for_display(der: &'a [u8]) -> Result<(Self, Option<Error>), Error> {
        let mut odd = None;
        let map = Map::read(der, |_| {}, Some(&mut odd))?;
        Ok((Self { der, map }, odd))
    }

    /// A copy that owns the bytes. Allocates twice.
    #[must_use]
    pub fn to_owned(&self) -> Crl {
        Crl(Shared::new(Inner { der: self.der.into(), map: self.map.clone() }))
    }

    const fn parts(&self) -> (&'a [u8], &Map) {
        (self.der, &self.map)
    }
}

impl Crl {
    /// Reads a CRL that is the whole of `der`, and keeps a copy of the bytes.
    ///
    /// # Errors
    ///
    /// As [`CrlRef::parse`].
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        Self::from_der(der.into())
    }

    /// Reads a CRL and keeps the bytes, without copying them.
    ///
    /// # Errors
    ///
    /// As [`CrlRef::parse`].
    pub fn from_der(der: Box<[u8]>) -> Result<Self, Error> {
        Self::from_der_with(der, |_, _| {})
    }

    /// As [`from_der`](Self::from_der), and shows the bytes and every entry to `visit`, in the same pass: for callers with work of
    /// their own to do on them while the processor's cache holds them.
    ///
    /// # Errors
    ///
    /// As [`CrlRef::parse`]. What `visit` saw before an error is void.
    pub fn from_der_with(der: Box<[u8]>, mut visit: impl FnMut(&[u8], &CrlEntry<'_>)) -> Result<Self, Error> {
        let map = Map::read(&der, |entry| visit(&der, entry), None)?;
        Ok(Self(Shared::new(Inner { der, map })))
    }

    /// As [`from_der_with`](Self::from_der_with), for callers with work to do on the bytes meanwhile on another thread: `around` is
    /// given them, and a function that reads the CRL when it is called.
    ///
    /// # Errors
    ///
    /// As [`CrlRef::parse`].
    pub fn from_der_around(
        der: Box<[u8]>,
        mut visit: impl FnMut(&CrlEntry<'_>),
        around: impl FnOnce(&[u8], &mut dyn FnMut()),
    ) -> Result<Self, Error> {
        let mut map = None;
        around(&der, &mut || map = Some(Map::read(&der, &mut visit, None)));
        let map = map.unwrap_or_else(|| Map::read(&der, &mut visit, None))?;
        Ok(Self(Shared::new(Inner { der, map })))
    }

    fn parts(&self) -> (&[u8], &Map) {
        (&self.0.der, &self.0.map)
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        Shared::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Crl {}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, self.issuer(), self.this_update(), self.entry_count())
    }
}

impl fmt::Debug for CrlRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, self.issuer(), self.this_update(), self.entry_count())
    }
}

fn debug(f: &mut fmt::Formatter<'_>, issuer: NameRef<'_>, this_update: Time, entries: u32) -> fmt::Result {
    f.debug_struct("Crl")
        .field("issuer", &issuer)
        .field("this_update", &this_update)
        .field("entries", &entries)
        .finish_non_exhaustive()
}

macro_rules! accessors {
    ($a:lifetime) => {
        /// The whole CRL.
        #[must_use]
        pub fn as_der(&self) -> &$a [u8] {
            self.parts().0
        }

        /// The signed bytes: the `TBSCertList` with tag and length, as it stands.
        #[must_use]
        pub fn tbs(&self) -> &$a [u8] {
            let (der, map) = self.parts();
            map.tbs.of(der)
        }

        /// The version: 1 or 2.
        #[must_use]
        pub fn version(&self) -> u32 {
            u32::from(self.parts().1.version) + 1
        }

        /// The signature algorithm inside the signed bytes.
        #[must_use]
        pub fn tbs_signature_algorithm(&self) -> AlgorithmRef<$a> {
            let (der, map) = self.parts();
            AlgorithmRef::trusted(map.inner_algorithm.of(der))
        }

        /// Who issued the CRL.
        #[must_use]
        pub fn issuer(&self) -> NameRef<$a> {
            let (der, map) = self.parts();
            NameRef::trusted(map.issuer.of(der))
        }

        /// When the CRL was issued.
        #[must_use]
        pub fn this_update(&self) -> Time {
            self.parts().1.this_update
        }

        /// When the next list will be issued at the latest.
        #[must_use]
        pub fn next_update(&self) -> Option<Time> {
            self.parts().1.next_update
        }

        /// How many entries the CRL has.
        #[must_use]
        pub fn entry_count(&self) -> u32 {
            self.parts().1.entry_count
        }

        /// The entries in their order.
        #[must_use]
        pub fn entries(&self) -> CrlEntries<$a> {
            let (der, map) = self.parts();
            CrlEntries::trusted(map.entries.reader(der))
        }

        /// The entry whose first byte is at `offset` of the CRL, as [`CrlEntry::offset`] says.
        ///
        /// `None` where no entry can be read; any other offset gives a wrong entry or none, but never a panic.
        #[must_use]
        pub fn entry_at(&self, offset: u32) -> Option<CrlEntry<$a>> {
            let (der, map) = self.parts();
            if offset < map.entries.start {
                return None;
            }
            CrlEntries::trusted(Span { start: offset, end: map.entries.end }.reader(der)).next()
        }

        /// The signature algorithm outside the signed bytes.
        #[must_use]
        pub fn signature_algorithm(&self) -> AlgorithmRef<$a> {
            let (der, map) = self.parts();
            AlgorithmRef::trusted(map.outer_algorithm.of(der))
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

        /// All extensions of the CRL in their order.
        #[must_use]
        pub fn extensions(&self) -> Extensions<$a> {
            let (der, map) = self.parts();
            Extensions::trusted(map.extensions.all.reader(der))
        }

        /// Whether an extension is there.
        #[must_use]
        pub fn has_extension(&self, kind: ExtensionKind) -> bool {
            self.parts().1.extensions.has(kind)
        }

        /// Whether an extension is there and critical.
        #[must_use]
        pub fn is_critical(&self, kind: ExtensionKind) -> bool {
            self.parts().1.extensions.is_critical(kind)
        }

        /// The value of a known extension, undecoded.
        #[must_use]
        pub fn extension_value(&self, kind: ExtensionKind) -> Option<&$a [u8]> {
            let (der, map) = self.parts();
            map.extensions.reader(kind, der).map(|reader| reader.rest())
        }

        /// The first critical extension of the CRL that this library does not read.
        #[must_use]
        pub fn unknown_critical_extension(&self) -> Option<Extension<$a>> {
            let (der, map) = self.parts();
            let start = map.extensions.unknown_critical?;
            Extension::read(&mut Span { start, end: map.extensions.all.end }.reader(der)).ok()
        }

        /// The first critical extension of any entry that this library does not read.
        ///
        /// RFC 5280, 5.3: such a CRL must not be used to find the status of any certificate.
        #[must_use]
        pub fn unknown_critical_entry_extension(&self) -> Option<Extension<$a>> {
            let (der, map) = self.parts();
            let start = map.unknown_critical_entry?;
            Extension::read(&mut Span { start, end: map.entries.end }.reader(der)).ok()
        }

        /// Whether an entry has the certificateIssuer extension: the CRL then speaks of other CAs' certificates.
        #[must_use]
        pub fn names_other_issuers(&self) -> bool {
            self.parts().1.names_other_issuers
        }

        /// authorityKeyIdentifier (RFC 5280, 5.2.1).
        ///
        /// # Errors
        ///
        /// Why the value cannot be read, at its offset in the CRL; so for all that follow.
        pub fn authority_key_identifier(&self) -> Result<Option<AuthorityKeyIdentifier<$a>>, Error> {
            let (der, map) = self.parts();
            map.extensions.decode(ExtensionKind::AuthorityKeyIdentifier, der, AuthorityKeyIdentifier::read)
        }

        /// issuerAltName (RFC 5280, 5.2.2).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn issuer_alt_name(&self) -> Result<Option<GeneralNames<$a>>, Error> {
            let (der, map) = self.parts();
            map.extensions.decode(ExtensionKind::IssuerAltName, der, GeneralNames::read)
        }

        /// cRLNumber (RFC 5280, 5.2.3).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn crl_number(&self) -> Result<Option<Integer<$a>>, Error> {
            let (der, map) = self.parts();
            map.extensions.decode(ExtensionKind::CrlNumber, der, Reader::integer)
        }

        /// deltaCRLIndicator (RFC 5280, 5.2.4): the number of the base CRL.
        ///
        /// # Errors
        ///
        /// As above.
        pub fn delta_crl_indicator(&self) -> Result<Option<Integer<$a>>, Error> {
            let (der, map) = self.parts();
            map.extensions.decode(ExtensionKind::DeltaCrlIndicator, der, Reader::integer)
        }

        /// issuingDistributionPoint (RFC 5280, 5.2.5).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn issuing_distribution_point(&self) -> Result<Option<IssuingDistributionPoint<$a>>, Error> {
            let (der, map) = self.parts();
            map.extensions.decode(ExtensionKind::IssuingDistributionPoint, der, IssuingDistributionPoint::read)
        }

        /// freshestCRL (RFC 5280, 5.2.6).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn freshest_crl(&self) -> Result<Option<DistributionPoints<$a>>, Error> {
            let (der, map) = self.parts();
            map.extensions.decode(ExtensionKind::FreshestCrl, der, DistributionPoints::read)
        }

        /// authorityInfoAccess (RFC 5280, 5.2.7).
        ///
        /// # Errors
        ///
        /// As above.
        pub fn authority_info_access(&self) -> Result<Option<AccessDescriptions<$a>>, Error> {
            let (der, map) = self.parts();
            map.extensions.decode(ExtensionKind::AuthorityInfoAccess, der, AccessDescriptions::read)
        }
    };
}

impl<'a> CrlRef<'a> {
    accessors!('a);
}

impl Crl {
    accessors!('_);
}

/// Where the first error of an entry is kept, for callers that only show the CRL.
type Odd<'e> = Option<&'e mut Option<Error>>;

/// Keeps an error, where there is a place for it, and passes it on where there is none.
#[cold]
fn keep(odd: &mut Odd<'_>, error: Error) -> Result<(), Error> {
    match odd {
        Some(place) => {
            place.get_or_insert(error);
            Ok(())
        }
        None => Err(error),
    }
}

impl Map {
    /// Where there is a place for them, what is wrong with the extensions of entries is kept there and ends nothing.
    fn read<'a>(der: &'a [u8], visit: impl FnMut(&CrlEntry<'a>), odd: Odd<'_>) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        let mut list = reader.sequence()?;
        reader.finish()?;
        let tbs = list.expect(Tag::SEQUENCE)?;
        // The frame first: a CRL whose end is broken is refused before a million entries are walked.
        let outer = AlgorithmRef::read(&mut list)?;
        let signature = list.expect(Tag::BIT_STRING)?;
        list.finish()?;
        let mut map = Self::read_tbs(tbs.reader(), visit, odd)?;
        map.tbs = tbs.span();
        map.signature = signature.content_span();
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
    /// TBSCertList ::= SEQUENCE { version Version OPTIONAL, signature AlgorithmIdentifier, issuer Name,
    ///     thisUpdate Time, nextUpdate Time OPTIONAL,
    ///     revokedCertificates SEQUENCE OF SEQUENCE { userCertificate CertificateSerialNumber, revocationDate Time,
    ///                                                crlEntryExtensions Extensions OPTIONAL } OPTIONAL,
    ///     crlExtensions [0] Extensions OPTIONAL }
    /// ```
    fn read_tbs<'a>(mut reader: Reader<'a>, mut visit: impl FnMut(&CrlEntry<'a>), odd: Odd<'_>) -> Result<Self, Error> {
        let mut oddities = Oddities::NONE;
        let version = match reader.optional(Tag::INTEGER)? {
            None => 0,
            // RFC 5280, 5.1.2.1: "it MUST specify version 2 (the integer value is 1)".
            Some(tlv) if tlv.integer()?.to_u32() == Some(1) => 1,
            Some(tlv) => return Err(tlv.error(&codes::CRL_VERSION_INVALID)),
        };
        let inner_algorithm = reader.offset();
        AlgorithmRef::read(&mut reader)?;
        let issuer_start = reader.offset();
        NameRef::read(&mut reader)?;
        let issuer_end = reader.offset();
        let this_update = read_time(&mut reader, &mut oddities)?;
        let next_update = match reader.peek() {
            Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(read_time(&mut reader, &mut oddities)?),
            _ => {
                oddities.insert(Oddities::NO_NEXT_UPDATE);
                None
            }
        };
        let mut map = Self {
            tbs: Span::default(),
            inner_algorithm: Span { start: narrow(inner_algorithm), end: narrow(issuer_start) },
            issuer: Span { start: narrow(issuer_start), end: narrow(issuer_end) },
            this_update,
            next_update,
            entries: Span::default(),
            entry_count: 0,
            unknown_critical_entry: None,
            names_other_issuers: false,
            extensions: Table::empty(),
            outer_algorithm: Span::default(),
            signature: Span::default(),
            version,
            oddities,
        };
        if let Some(entries) = reader.optional(Tag::SEQUENCE)? {
            map.read_entries(&entries, &mut visit, odd)?;
        }
        if let Some(tlv) = reader.optional(Tag::context_constructed(0))? {
            if version == 0 {
                return Err(tlv.error(&codes::CRL_V1_EXTENSIONS));
            }
            let mut inner = tlv.reader();
            let list = inner.sequence()?;
            inner.finish()?;
            map.extensions = read_extensions(list, 2, &mut map.oddities)?;
        }
        if map.extensions.has(ExtensionKind::DeltaCrlIndicator) {
            map.oddities.remove(Oddities::REMOVED_FROM_COMPLETE);
        }
        reader.finish()?;
        Ok(map)
    }

    fn read_entries<'a>(
        &mut self,
        entries: &Tlv<'a>,
        visit: &mut impl FnMut(&CrlEntry<'a>),
        mut odd: Odd<'_>,
    ) -> Result<(), Error> {
        self.entries = entries.content_span();
        let mut rest = entries.reader();
        if rest.is_empty() {
            self.oddities.insert(Oddities::ENTRIES_EMPTY);
        }
        let mut removes = false;
        while !rest.is_empty() {
            let entry = match CrlEntry::read_usual(&mut rest) {
                Some(entry) if self.version > 0 || !entry.has_extensions() => {
                    removes |= entry.may_end_with_removal();
                    entry
                }
                // The reader is behind the entry then; only the version can be wrong with it.
                Some(entry) => {
                    keep(&mut odd, Error::at_byte(&codes::CRL_V1_EXTENSIONS, entry.extensions_offset()))?;
                    entry
                }
                None => self.read_unusual(&mut rest, &mut odd)?,
            };
            visit(&entry);
            self.entry_count += 1;
        }
        if removes {
            self.oddities.insert(Oddities::REMOVED_FROM_COMPLETE);
        }
        Ok(())
    }

    /// An entry of any shape, with everything that its extensions can be wrong with.
    fn read_unusual<'a>(&mut self, rest: &mut Reader<'a>, odd: &mut Odd<'_>) -> Result<CrlEntry<'a>, Error> {
        let entry = CrlEntry::read(rest)?;
        if entry.has_odd_date() {
            self.oddities.insert(Oddities::TIME_FORM);
        }
        if entry.has_extensions() {
            if self.version == 0 {
                keep(odd, Error::at_byte(&codes::CRL_V1_EXTENSIONS, entry.extensions_offset()))?;
            }
            let facts = match entry.read_extensions() {
                Ok(facts) => facts,
                Err(error) => {
                    keep(odd, error)?;
                    return Ok(entry);
                }
            };
            self.names_other_issuers |= facts.certificate_issuer.is_some();
            if facts.has_odd_criticality {
                self.oddities.insert(Oddities::ENTRY_CRITICALITY);
            }
            if facts.spells_out_default {
                self.oddities.insert(Oddities::DEFAULT_SPELLED_OUT);
            }
            if facts.reason == CrlReason::RemoveFromCrl {
                self.oddities.insert(Oddities::REMOVED_FROM_COMPLETE);
            }
            if self.unknown_critical_entry.is_none() {
                self.unknown_critical_entry = facts.unknown_critical;
            }
        }
        Ok(entry)
    }
}
