//! Extensions of certificates and CRLs (RFC 5280, 4.2, 5.2, 5.3), each read on demand.

mod access;
mod accessors;
mod directory_attributes;
mod distribution_point;
mod key_identifier;
mod name_constraints;
mod policy;
mod usage;

pub(crate) use accessors::{TableIn, extension_accessors};
pub(crate) use policy::skip_certs;

pub use access::{AccessDescription, AccessDescriptions};
pub use directory_attributes::{DirectoryAttribute, SubjectDirectoryAttributes};
pub use distribution_point::{
    DistributionPoint, DistributionPointName, DistributionPoints, IssuingDistributionPoint, ReasonFlags,
};
pub use key_identifier::AuthorityKeyIdentifier;
pub use name_constraints::{GeneralSubtrees, NameConstraints};
pub use policy::{
    CertificatePolicies, PolicyConstraints, PolicyInformation, PolicyMapping, PolicyMappings, PolicyQualifier,
};
pub use usage::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use crate::der::{Reader, Span, Tag, narrow};
use crate::{Error, Oid, codes, oids};

/// One extension as it stands.
///
/// ```text
/// Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Extension<'a> {
    oid: Oid<'a>,
    critical: bool,
    value: Reader<'a>,
    critical_is_spelled_out: bool,
}

impl<'a> Extension<'a> {
    #[inline]
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        match Self::read_usual(reader) {
            Some(extension) => Ok(extension),
            None => Self::read_any(reader),
        }
    }

    /// Reads an extension of the shape that nearly all have: with lengths below 128, and not critical or rightly so. `None`,
    /// with the reader where it was, for every other shape and for whatever is wrong.
    #[inline(always)]
    fn read_usual(reader: &mut Reader<'a>) -> Option<Self> {
        let [0x30, length @ 4..=0x7F, 0x06, oid_length, body @ ..] = reader.rest() else { return None };
        let end = reader.offset() + 2 + usize::from(*length);
        let (oid, rest) = body.get(..usize::from(*length) - 2)?.split_at_checked(usize::from(*oid_length))?;
        let (critical, value) = match rest {
            [0x04, value_length, value @ ..] if usize::from(*value_length) == value.len() => (false, value),
            [0x01, 0x01, 0xFF, 0x04, value_length, value @ ..] if usize::from(*value_length) == value.len() => {
                (true, value)
            }
            _ => return None,
        };
        let oid = Oid::new(oid)?;
        let value = reader.part(end - value.len(), end);
        reader.skip_to(end);
        Some(Self { oid, critical, value, critical_is_spelled_out: false })
    }

    fn read_any(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let oid = inner.oid()?;
        let flag = inner.optional(Tag::BOOLEAN)?;
        let critical = flag.is_some_and(|flag| flag.content() == [0xFF]);
        if let Some(flag) = flag {
            flag.boolean()?;
        }
        let value = inner.octet_string()?.reader();
        inner.finish()?;
        Ok(Self { oid, critical, value, critical_is_spelled_out: flag.is_some() && !critical })
    }

    /// Which extension it is.
    #[must_use]
    pub const fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// Whether a reader that does not understand it must refuse the object.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.critical
    }

    /// Whether `critical FALSE` is written out (X.690, 11.5).
    pub(crate) const fn spells_out_default(&self) -> bool {
        self.critical_is_spelled_out
    }

    /// The content of the OCTET STRING: for all known extensions one DER value.
    #[must_use]
    pub fn value(&self) -> &'a [u8] {
        self.value.rest()
    }

    /// Offset of the value from the start of the object that holds the extension.
    #[must_use]
    pub const fn value_offset(&self) -> usize {
        self.value.offset()
    }

    /// A reader of the value, which keeps offsets relative to the object that holds the extension.
    #[must_use]
    pub const fn reader(&self) -> Reader<'a> {
        self.value
    }
}

/// The extensions of an object, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Extensions<'a>(Reader<'a>);

impl<'a> Extensions<'a> {
    /// Over extensions that were read before.
    pub(crate) const fn trusted(reader: Reader<'a>) -> Self {
        Self(reader)
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = Extension<'a>;

    fn next(&mut self) -> Option<Extension<'a>> {
        if self.0.is_empty() {
            return None;
        }
        Extension::read(&mut self.0).ok()
    }
}

macro_rules! kinds {
    ($( $(#[$meta:meta])* $kind:ident = $oid:ident; )+) => {
        /// The extensions that this library reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ExtensionKind { $( $(#[$meta])* $kind, )+ }

        impl ExtensionKind {
            /// How many kinds there are.
            pub(crate) const COUNT: usize = [$(Self::$kind),+].len();

            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The object identifier.
            #[must_use]
            pub const fn oid(self) -> Oid<'static> {
                match self { $(Self::$kind => oids::$oid,)+ }
            }
        }
    };
}

kinds! {
    /// RFC 5280, 4.2.1.1 and 5.2.1
    AuthorityKeyIdentifier = AUTHORITY_KEY_IDENTIFIER;
    /// RFC 5280, 4.2.1.2
    SubjectKeyIdentifier = SUBJECT_KEY_IDENTIFIER;
    /// RFC 5280, 4.2.1.3
    KeyUsage = KEY_USAGE;
    /// RFC 5280, 4.2.1.4
    CertificatePolicies = CERTIFICATE_POLICIES;
    /// RFC 5280, 4.2.1.5
    PolicyMappings = POLICY_MAPPINGS;
    /// RFC 5280, 4.2.1.6
    SubjectAltName = SUBJECT_ALT_NAME;
    /// RFC 5280, 4.2.1.7 and 5.2.2
    IssuerAltName = ISSUER_ALT_NAME;
    /// RFC 5280, 4.2.1.8
    SubjectDirectoryAttributes = SUBJECT_DIRECTORY_ATTRIBUTES;
    /// RFC 5280, 4.2.1.9
    BasicConstraints = BASIC_CONSTRAINTS;
    /// RFC 5280, 4.2.1.10
    NameConstraints = NAME_CONSTRAINTS;
    /// RFC 5280, 4.2.1.11
    PolicyConstraints = POLICY_CONSTRAINTS;
    /// RFC 5280, 4.2.1.12
    ExtendedKeyUsage = EXTENDED_KEY_USAGE;
    /// RFC 5280, 4.2.1.13
    CrlDistributionPoints = CRL_DISTRIBUTION_POINTS;
    /// RFC 5280, 4.2.1.14
    InhibitAnyPolicy = INHIBIT_ANY_POLICY;
    /// RFC 5280, 4.2.1.15 and 5.2.6
    FreshestCrl = FRESHEST_CRL;
    /// RFC 5280, 4.2.2.1 and 5.2.7
    AuthorityInfoAccess = AUTHORITY_INFO_ACCESS;
    /// RFC 5280, 4.2.2.2
    SubjectInfoAccess = SUBJECT_INFO_ACCESS;
    /// RFC 9608
    NoRevAvail = NO_REV_AVAIL;
    /// RFC 6960, 4.2.2.2.1
    OcspNoCheck = OCSP_NO_CHECK;
    /// RFC 7633
    TlsFeature = TLS_FEATURE;
    /// RFC 5280, 5.2.3
    CrlNumber = CRL_NUMBER;
    /// RFC 5280, 5.2.4
    DeltaCrlIndicator = DELTA_CRL_INDICATOR;
    /// RFC 5280, 5.2.5
    IssuingDistributionPoint = ISSUING_DISTRIBUTION_POINT;
    /// RFC 5280, 5.3.1
    ReasonCode = CRL_REASON;
    /// RFC 5280, 5.3.2
    InvalidityDate = INVALIDITY_DATE;
    /// RFC 5280, 5.3.3
    CertificateIssuer = CERTIFICATE_ISSUER;
    /// RFC 3280, 5.3.2; RFC 5280 only names it
    HoldInstructionCode = HOLD_INSTRUCTION_CODE;
}

impl ExtensionKind {
    /// The kind with this object identifier.
    #[must_use]
    #[inline]
    pub fn from_oid(oid: Oid<'_>) -> Option<Self> {
        Some(match oid.as_bytes() {
            [0x55, 0x1D, arc] => match arc {
                9 => Self::SubjectDirectoryAttributes,
                14 => Self::SubjectKeyIdentifier,
                15 => Self::KeyUsage,
                17 => Self::SubjectAltName,
                18 => Self::IssuerAltName,
                19 => Self::BasicConstraints,
                20 => Self::CrlNumber,
                21 => Self::ReasonCode,
                23 => Self::HoldInstructionCode,
                24 => Self::InvalidityDate,
                27 => Self::DeltaCrlIndicator,
                28 => Self::IssuingDistributionPoint,
                29 => Self::CertificateIssuer,
                30 => Self::NameConstraints,
                31 => Self::CrlDistributionPoints,
                32 => Self::CertificatePolicies,
                33 => Self::PolicyMappings,
                35 => Self::AuthorityKeyIdentifier,
                36 => Self::PolicyConstraints,
                37 => Self::ExtendedKeyUsage,
                46 => Self::FreshestCrl,
                54 => Self::InhibitAnyPolicy,
                56 => Self::NoRevAvail,
                _ => return None,
            },
            [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, arc] => match arc {
                1 => Self::AuthorityInfoAccess,
                11 => Self::SubjectInfoAccess,
                24 => Self::TlsFeature,
                _ => return None,
            },
            bytes if bytes == oids::OCSP_NO_CHECK.as_bytes() => Self::OcspNoCheck,
            _ => return None,
        })
    }
}

/// Where the extensions of an object stand: known ones at their place, so that looking one up is constant.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    known: [Span; ExtensionKind::COUNT],
    present: u32,
    critical: u32,
    /// Offset of the first critical extension that this library does not read.
    pub(crate) unknown_critical: Option<u32>,
    pub(crate) repeated: bool,
    pub(crate) critical_is_spelled_out: bool,
    pub(crate) all: Span,
}

/// Unknown extensions up to this many are compared with each other in place; beyond, they are sorted.
const UNKNOWN_IN_PLACE: usize = 16;

impl Table {
    pub(crate) const fn empty() -> Self {
        Self {
            known: [Span { start: 0, end: 0 }; ExtensionKind::COUNT],
            present: 0,
            critical: 0,
            unknown_critical: None,
            repeated: false,
            critical_is_spelled_out: false,
            all: Span { start: 0, end: 0 },
        }
    }

    /// Reads the content of an `Extensions` sequence to its end.
    ///
    /// A repeated extension is noted; the first one counts. Cost: linear, but for more than
    /// [`UNKNOWN_IN_PLACE`] unknown extensions, whose identifiers are sorted on the heap to find repeated ones.
    #[inline]
    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, Error> {
        let whole = reader;
        let mut table = Self::empty();
        let mut unknown = [&[][..]; UNKNOWN_IN_PLACE];
        let mut unknown_count = 0_usize;
        while !reader.is_empty() {
            let start = reader.offset();
            let extension = Extension::read(&mut reader)?;
            table.critical_is_spelled_out |= extension.critical_is_spelled_out;
            let Some(kind) = ExtensionKind::from_oid(extension.oid) else {
                if extension.critical && table.unknown_critical.is_none() {
                    table.unknown_critical = Some(narrow(start));
                }
                let seen = unknown.iter().take(unknown_count);
                table.repeated |= seen.copied().any(|seen| seen == extension.oid.as_bytes());
                if let Some(slot) = unknown.get_mut(unknown_count) {
                    *slot = extension.oid.as_bytes();
                }
                unknown_count += 1;
                continue;
            };
            let bit = kind.bit();
            if table.present & bit != 0 {
                table.repeated = true;
                continue;
            }
            table.present |= bit;
            if extension.critical {
                table.critical |= bit;
            }
            if let Some(slot) = table.known.get_mut(kind.index()) {
                let start = extension.value.offset();
                *slot = Span { start: narrow(start), end: narrow(start + extension.value.rest().len()) };
            }
        }
        if unknown_count > UNKNOWN_IN_PLACE {
            table.repeated |= has_repeated(whole);
        }
        table.all = Span { start: narrow(whole.offset()), end: narrow(whole.offset() + whole.rest().len()) };
        Ok(table)
    }

    #[inline]
    pub(crate) const fn has(&self, kind: ExtensionKind) -> bool {
        self.present & kind.bit() != 0
    }

    #[inline]
    pub(crate) const fn is_critical(&self, kind: ExtensionKind) -> bool {
        self.critical & kind.bit() != 0
    }

    /// A reader of the value of a known extension.
    #[inline]
    pub(crate) fn reader<'a>(&self, kind: ExtensionKind, bytes: &'a [u8]) -> Option<Reader<'a>> {
        if !self.has(kind) {
            return None;
        }
        self.known.get(kind.index()).map(|span| span.reader(bytes))
    }

    /// Reads the value of a known extension to its end with `read`.
    #[inline]
    pub(crate) fn decode<'a, T>(
        &self,
        kind: ExtensionKind,
        bytes: &'a [u8],
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let Some(mut reader) = self.reader(kind, bytes) else { return Ok(None) };
        let value = read(&mut reader)?;
        reader.finish()?;
        Ok(Some(value))
    }
}

impl ExtensionKind {
    #[inline]
    #[expect(clippy::as_conversions, reason = "the discriminant of a small enum")]
    const fn index(self) -> usize {
        const { assert!(Self::COUNT <= 32, "the bit sets of Table hold 32 kinds") };
        self as usize
    }

    #[inline]
    const fn bit(self) -> u32 {
        1 << self.index()
    }
}

/// Whether an object identifier appears twice among many extensions.
///
/// Sorted by a hash first, which is quick; identifiers that somebody made to collide are still told apart.
#[cold]
fn has_repeated(reader: Reader<'_>) -> bool {
    // FNV-1a. It needs no key: a collision costs a comparison, and sorting bounds their number.
    let hash = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
    };
    let mut identifiers: alloc::vec::Vec<(u64, &[u8])> = Extensions(reader)
        .filter(|extension| ExtensionKind::from_oid(extension.oid).is_none())
        .map(|extension| (hash(extension.oid.as_bytes()), extension.oid.as_bytes()))
        .collect();
    identifiers.sort_unstable();
    identifiers.windows(2).any(|pair| matches!(pair, [first, second] if first == second))
}

/// Reads a `SEQUENCE SIZE (1..MAX)` and checks every element; the result reads them again without failing.
pub(crate) fn checked_list<'a>(
    reader: &mut Reader<'a>,
    mut check: impl FnMut(&mut Reader<'a>) -> Result<(), Error>,
) -> Result<Reader<'a>, Error> {
    let tlv = reader.expect(Tag::SEQUENCE)?;
    let list = tlv.reader();
    let mut rest = list;
    if rest.is_empty() {
        return Err(tlv.error(&codes::EMPTY_LIST));
    }
    while !rest.is_empty() {
        check(&mut rest)?;
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use alloc::vec::Vec;

    /// What an extension says, and where the reader is behind it.
    type Shown = Result<(Vec<u8>, bool, usize, Vec<u8>, bool, usize), Error>;

    /// Every byte of every encoding with every other value, by both ways.
    #[test]
    fn the_short_way_says_what_the_long_way_says() {
        let usage =
            [0x30, 0x0E, 0x06, 0x03, 0x55, 0x1D, 0x0F, 0x01, 0x01, 0xFF, 0x04, 0x04, 0x03, 0x02, 0x05, 0xA0, 0x30];
        let id = [0x30, 0x0B, 0x06, 0x03, 0x55, 0x1D, 0x0E, 0x04, 0x04, 0x04, 0x02, 0x01, 0x02];
        let private = [0x30, 0x0D, 0x06, 0x06, 0x2B, 0x06, 0x01, 0x04, 0x81, 0x05, 0x01, 0x01, 0x00, 0x04, 0x00];
        for der in [&usage[..], &id, &private] {
            for place in 0..der.len() {
                for value in 0..=255 {
                    let mut changed = der.to_vec();
                    changed[place] = value;
                    let shown = |read: fn(&mut Reader<'_>) -> Shown| {
                        let mut reader = Reader::within(&changed, 0, changed.len());
                        read(&mut reader)
                    };
                    let short = shown(|reader| Extension::read(reader).map(|read| show(&read, reader)));
                    let long = shown(|reader| Extension::read_any(reader).map(|read| show(&read, reader)));
                    assert_eq!(short, long, "{changed:02X?}");
                }
            }
        }
    }

    fn show(read: &Extension<'_>, behind: &Reader<'_>) -> (Vec<u8>, bool, usize, Vec<u8>, bool, usize) {
        let (oid, value) = (read.oid.as_bytes().to_vec(), read.value().to_vec());
        (oid, read.critical, read.value_offset(), value, read.critical_is_spelled_out, behind.offset())
    }

    #[test]
    fn every_kind_is_found_by_its_identifier() {
        for kind in ExtensionKind::ALL {
            assert_eq!(ExtensionKind::from_oid(kind.oid()), Some(*kind), "{kind:?}");
        }
        assert_eq!(ExtensionKind::from_oid(oids::COMMON_NAME), None);
    }
}
