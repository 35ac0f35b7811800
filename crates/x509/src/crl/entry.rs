//! The entries of a CRL (RFC 5280, 5.3).

use crate::certificate::FIRST_OF_2050;
use crate::der::{Integer, Reader, Tag, narrow};
use crate::extension::{Extension, ExtensionKind, Extensions};
use crate::{Error, GeneralNames, Time, codes};
use core::fmt;

/// One revoked certificate on a CRL.
///
/// # Examples
///
/// ```
/// use ucpki::x509::pem;
///
/// let crl = pem::crls(include_bytes!("../../../../tests/data/chain/demo/crls.pem"))?.remove(1);
/// for entry in crl.entries() {
///     let since = entry.invalidity_date().unwrap_or(entry.revocation_date());
///     println!("{}: {} since {since}", ucpki::x509::Hex(entry.serial().as_bytes()), entry.reason());
/// }
/// assert_eq!(crl.entries().next().map(|entry| entry.reason().name()), Some("keyCompromise"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CrlEntry<'a> {
    offset: u32,
    serial: Integer<'a>,
    /// The date with tag and length, which was read without error once.
    date: &'a [u8],
    extensions: Option<Reader<'a>>,
}

/// reasonCode as the only extension, but for the reason itself.
const REASON_ALONE: [u8; 13] = [0x30, 0x0C, 0x30, 0x0A, 0x06, 0x03, 0x55, 0x1D, 0x15, 0x04, 0x03, 0x0A, 0x01];

/// The numbers of a CRLReason, as bits: 7 is not used.
const REASONS: u32 = 0b111_0111_1111;

impl<'a> CrlEntry<'a> {
    /// Reads an entry of the shape that nearly all have: short, a UTCTime, no extension or the reason alone. `None`, with
    /// the reader where it was, for every other shape and for whatever is wrong.
    ///
    /// A big CRL is made of a million of them, and this reads one in a few nanoseconds.
    #[inline(always)]
    pub(super) fn read_usual(reader: &mut Reader<'a>) -> Option<Self> {
        let start = reader.offset();
        let [0x30, length @ 4..=0x7F, 0x02, serial_length, rest @ ..] = reader.rest() else { return None };
        let body = rest.get(..usize::from(*length) - 2)?;
        let (serial, rest) = body.split_at_checked(usize::from(*serial_length))?;
        let (date, extensions) = rest.split_first_chunk::<15>()?;
        let [0x17, 0x0D, text @ ..] = date else { return None };
        if !Time::is_plain_utc(text) {
            return None;
        }
        let has_reason = !extensions.is_empty();
        if has_reason {
            let (before, [reason]) = extensions.split_first_chunk()? else { return None };
            if *before != REASON_ALONE || REASONS.checked_shr(u32::from(*reason)).unwrap_or(0) & 1 == 0 {
                return None;
            }
        }
        let serial = Integer::new(serial)?;
        let end = start + 2 + usize::from(*length);
        let extensions = has_reason.then(|| reader.part(end - 12, end));
        reader.skip_to(end);
        Some(Self { offset: narrow(start), serial, date, extensions })
    }

    /// Reads an entry that was read before, of the shape that nearly all have: short, with a UTCTime. `None` for any other.
    ///
    /// At an offset where no entry stands, it may find what is none. It repeats the first lines of [`read_usual`]: with
    /// those lines in one place, a look-up of a serial number that is not listed took half as long again.
    ///
    /// [`read_usual`]: Self::read_usual
    #[inline]
    fn read_again(reader: &mut Reader<'a>) -> Option<Self> {
        let start = reader.offset();
        let [0x30, length @ 4..=0x7F, 0x02, serial_length, rest @ ..] = reader.rest() else { return None };
        let body = rest.get(..usize::from(*length) - 2)?;
        let (serial, rest) = body.split_at_checked(usize::from(*serial_length))?;
        let (date @ [0x17, 0x0D, ..], extensions) = rest.split_first_chunk::<15>()? else { return None };
        let end = start + 2 + usize::from(*length);
        let extensions = match extensions {
            [] => None,
            [0x30, length, content @ ..] if usize::from(*length) == content.len() => {
                Some(reader.part(end - content.len(), end))
            }
            _ => return None,
        };
        let serial = Integer::new(serial)?;
        reader.skip_to(end);
        Some(Self { offset: narrow(start), serial, date, extensions })
    }

    /// Reads an entry of any shape, without its extensions.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tlv = reader.expect(Tag::SEQUENCE)?;
        let mut inner = tlv.reader();
        let serial = inner.integer()?;
        let date = inner.read()?;
        date.time()?;
        let extensions = inner.optional(Tag::SEQUENCE)?.map(|tlv| tlv.reader());
        inner.finish()?;
        Ok(Self { offset: narrow(tlv.offset()), serial, date: date.encoded(), extensions })
    }

    #[inline]
    pub(super) const fn has_extensions(&self) -> bool {
        self.extensions.is_some()
    }

    /// Whether its date is a GeneralizedTime before 2050, where UTCTime is due (RFC 5280, 5.1.2.6, 5.1.2.4).
    pub(super) fn has_odd_date(&self) -> bool {
        self.date.first() == Some(&Tag::GENERALIZED_TIME.0) && self.revocation_date() < FIRST_OF_2050
    }

    /// Whether the last byte is that of removeFromCRL, in an entry of the usual shape.
    #[inline]
    pub(super) fn may_end_with_removal(&self) -> bool {
        self.extensions.is_some_and(|extensions| extensions.rest().last() == Some(&8))
    }

    /// Where the content of the extensions starts.
    pub(super) fn extensions_offset(&self) -> usize {
        self.extensions.map_or(0, |reader| reader.offset())
    }

    /// Reads the extensions, with everything that can be wrong with them.
    pub(super) fn read_extensions(&self) -> Result<EntryExtensions<'a>, Error> {
        self.extensions.map_or(Ok(EntryExtensions::default()), EntryExtensions::read)
    }

    /// Where the entry is in the CRL, for `Crl::entry_at`.
    #[must_use]
    pub const fn offset(&self) -> u32 {
        self.offset
    }

    /// The serial number of the revoked certificate.
    #[must_use]
    pub const fn serial(&self) -> Integer<'a> {
        self.serial
    }

    /// When it was revoked.
    #[must_use]
    pub fn revocation_date(&self) -> Time {
        // Read without error once already, when the CRL was; no form of time needs a longer length.
        let [tag, _, content @ ..] = self.date else { return Time::MIN };
        Time::from_der(Tag(*tag), content).unwrap_or(Time::MIN)
    }

    /// The extensions of the entry in their order.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        self.extensions.map(Extensions::trusted).into_iter().flatten()
    }

    /// Why it was revoked; [`CrlReason::Unspecified`] where the entry does not say (RFC 5280, 5.3.1).
    #[must_use]
    pub fn reason(&self) -> CrlReason {
        self.facts().reason
    }

    /// Since when the key was suspect (RFC 5280, 5.3.2).
    #[must_use]
    pub fn invalidity_date(&self) -> Option<Time> {
        self.facts().invalidity_date
    }

    /// Who issued the revoked certificate, on an indirect CRL (RFC 5280, 5.3.3).
    ///
    /// It holds for the entries that follow as well, until one says otherwise.
    #[must_use]
    pub fn certificate_issuer(&self) -> Option<GeneralNames<'a>> {
        self.facts().certificate_issuer
    }

    fn facts(&self) -> EntryExtensions<'a> {
        // Read without error once already, when the CRL was.
        self.read_extensions().unwrap_or_default()
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EntryExtensions<'a> {
    pub(super) reason: CrlReason,
    invalidity_date: Option<Time>,
    pub(super) certificate_issuer: Option<GeneralNames<'a>>,
    pub(super) unknown_critical: Option<u32>,
    /// An extension is critical that must not be, or the other way round.
    pub(super) has_odd_criticality: bool,
    /// `critical FALSE` is written out.
    pub(super) spells_out_default: bool,
}

impl<'a> EntryExtensions<'a> {
    fn read(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut facts = Self::default();
        let mut seen = 0_u8;
        if reader.is_empty() {
            return Err(reader.error(&codes::EMPTY_LIST));
        }
        while !reader.is_empty() {
            let start = reader.offset();
            let extension = Extension::read(&mut reader)?;
            let mut value = extension.reader();
            let kind = ExtensionKind::from_oid(extension.oid());
            facts.spells_out_default |= extension.spells_out_default();
            facts.has_odd_criticality |= match kind {
                Some(ExtensionKind::ReasonCode | ExtensionKind::InvalidityDate) => extension.is_critical(),
                Some(ExtensionKind::CertificateIssuer) => !extension.is_critical(),
                _ => false,
            };
            let bit = match kind {
                Some(ExtensionKind::ReasonCode) => {
                    let tlv = value.expect(Tag::ENUMERATED)?;
                    let number = tlv.integer()?.to_u32();
                    facts.reason =
                        number.and_then(CrlReason::from_number).ok_or_else(|| tlv.error(&codes::ENUMERATED_UNKNOWN))?;
                    1
                }
                Some(ExtensionKind::InvalidityDate) => {
                    facts.invalidity_date = Some(value.time()?);
                    2
                }
                Some(ExtensionKind::CertificateIssuer) => {
                    facts.certificate_issuer = Some(GeneralNames::read(&mut value)?);
                    4
                }
                Some(ExtensionKind::HoldInstructionCode) => {
                    value.oid()?;
                    8
                }
                _ => {
                    if extension.is_critical() && facts.unknown_critical.is_none() {
                        facts.unknown_critical = Some(narrow(start));
                    }
                    continue;
                }
            };
            value.finish()?;
            if seen & bit != 0 {
                return Err(Error::at_byte(&codes::EXTENSION_REPEATED, start));
            }
            seen |= bit;
        }
        Ok(facts)
    }
}

/// The entries of a CRL, in their order.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{CrlReason, pem};
///
/// // How many certificates are suspended, and may come back.
/// let crl = pem::crls(include_bytes!("../../../../tests/data/chain/demo/crls.pem"))?.remove(1);
/// let held = crl.entries().filter(|entry| entry.reason() == CrlReason::CertificateHold).count();
/// assert_eq!((crl.entry_count(), held), (1, 0));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CrlEntries<'a>(Reader<'a>);

impl<'a> CrlEntries<'a> {
    /// Over entries that were read before.
    pub(super) const fn trusted(reader: Reader<'a>) -> Self {
        Self(reader)
    }
}

impl<'a> Iterator for CrlEntries<'a> {
    type Item = CrlEntry<'a>;

    fn next(&mut self) -> Option<CrlEntry<'a>> {
        if self.0.is_empty() {
            return None;
        }
        CrlEntry::read_again(&mut self.0).or_else(|| CrlEntry::read(&mut self.0).ok())
    }
}

/// Why a certificate was revoked (RFC 5280, 5.3.1); the numbers are the standard's.
///
/// # Examples
///
/// ```
/// use ucpki::x509::CrlReason;
///
/// /// Whether signatures from before the revocation may still be relied on.
/// const fn keeps_old_signatures(reason: CrlReason) -> bool {
///     matches!(reason, CrlReason::AffiliationChanged | CrlReason::Superseded | CrlReason::CessationOfOperation)
/// }
///
/// assert!(keeps_old_signatures(CrlReason::Superseded));
/// assert_eq!(CrlReason::from_number(1).map(CrlReason::name), Some("keyCompromise"));
/// assert_eq!(CrlReason::from_number(7), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CrlReason {
    /// unspecified (0), also where no reason is given
    #[default]
    Unspecified,
    /// keyCompromise (1)
    KeyCompromise,
    /// cACompromise (2)
    CaCompromise,
    /// affiliationChanged (3)
    AffiliationChanged,
    /// superseded (4)
    Superseded,
    /// cessationOfOperation (5)
    CessationOfOperation,
    /// certificateHold (6): suspended, and may come back
    CertificateHold,
    /// removeFromCRL (8): on delta CRLs only, takes an entry of the base away
    RemoveFromCrl,
    /// privilegeWithdrawn (9)
    PrivilegeWithdrawn,
    /// aACompromise (10)
    AaCompromise,
}

impl CrlReason {
    const TABLE: &'static [(u32, Self, &'static str)] = &[
        (0, Self::Unspecified, "unspecified"),
        (1, Self::KeyCompromise, "keyCompromise"),
        (2, Self::CaCompromise, "cACompromise"),
        (3, Self::AffiliationChanged, "affiliationChanged"),
        (4, Self::Superseded, "superseded"),
        (5, Self::CessationOfOperation, "cessationOfOperation"),
        (6, Self::CertificateHold, "certificateHold"),
        (8, Self::RemoveFromCrl, "removeFromCRL"),
        (9, Self::PrivilegeWithdrawn, "privilegeWithdrawn"),
        (10, Self::AaCompromise, "aACompromise"),
    ];

    /// The reason with this number.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        Self::TABLE.iter().find(|(known, ..)| *known == number).map(|(_, reason, _)| *reason)
    }

    /// The number of the standard.
    #[must_use]
    pub fn number(self) -> u32 {
        Self::TABLE.iter().find(|(_, reason, _)| *reason == self).map_or(0, |(number, ..)| *number)
    }

    /// The name of the standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::TABLE.iter().find(|(_, reason, _)| *reason == self).map_or("unspecified", |(.., name)| *name)
    }
}

impl fmt::Display for CrlReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
