//! What a response says of one certificate (RFC 6960, 4.2.1).

use super::cert_id::CertIdRef;
use super::fields::{self, optional, read_extensions, read_time};
use crate::der::{Reader, Tag, Tlv, narrow};
use crate::extension::{Extension, Extensions};
use crate::{CrlReason, Error, Oddities, Time, codes};

/// The status of a certificate as a responder tells it.
///
/// ```text
/// CertStatus ::= CHOICE { good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo, unknown [2] IMPLICIT NULL }
/// RevokedInfo ::= SEQUENCE { revocationTime GeneralizedTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the CHOICE of RFC 6960 is closed, and who judges has to look at each")]
pub enum CertStatus {
    /// Not revoked.
    Good,
    /// Revoked, for good or on hold.
    Revoked {
        /// Since when.
        since: Time,
        /// Why, if the responder says so.
        reason: Option<CrlReason>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

impl CertStatus {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        const GOOD: Tag = Tag::context(0);
        const REVOKED: Tag = Tag::context_constructed(1);
        const UNKNOWN: Tag = Tag::context(2);
        let tlv = reader.read()?;
        match tlv.tag() {
            GOOD => empty(&tlv, Self::Good),
            REVOKED => Self::read_revoked(tlv.reader()),
            UNKNOWN => empty(&tlv, Self::Unknown),
            _ => Err(tlv.error(&codes::UNEXPECTED_TAG)),
        }
    }

    fn read_revoked(mut reader: Reader<'_>) -> Result<Self, Error> {
        let since = read_time(&mut reader)?;
        let reason = optional(&mut reader, 0, |inner| {
            let tlv = inner.expect(Tag::ENUMERATED)?;
            let number = tlv.integer()?.to_u32();
            number.and_then(CrlReason::from_number).ok_or_else(|| tlv.error(&codes::ENUMERATED_UNKNOWN))
        })?;
        reader.finish()?;
        Ok(Self::Revoked { since, reason })
    }

    /// The name of the standard: `good`, `revoked` or `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Revoked { .. } => "revoked",
            Self::Unknown => "unknown",
        }
    }
}

/// An implicit NULL.
fn empty(tlv: &Tlv<'_>, status: CertStatus) -> Result<CertStatus, Error> {
    if tlv.content().is_empty() { Ok(status) } else { Err(tlv.error(&codes::NULL_INVALID)) }
}

/// One entry of a response: a certificate and its status.
///
/// ```text
/// SingleResponse ::= SEQUENCE { certID CertID, certStatus CertStatus, thisUpdate GeneralizedTime,
///     nextUpdate [0] EXPLICIT GeneralizedTime OPTIONAL, singleExtensions [1] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OcspEntry<'a> {
    pub(super) offset: u32,
    pub(super) certificate_id: CertIdRef<'a>,
    pub(super) status: CertStatus,
    pub(super) this_update: Time,
    pub(super) next_update: Option<Time>,
    pub(super) extensions: Reader<'a>,
    pub(super) oddities: Oddities,
}

impl<'a> OcspEntry<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = narrow(reader.offset());
        let mut inner = reader.sequence()?;
        let certificate_id = CertIdRef::read(&mut inner)?;
        let status = CertStatus::read(&mut inner)?;
        let this_update = read_time(&mut inner)?;
        let next_update = optional(&mut inner, 0, read_time)?;
        let mut oddities = Oddities::NONE;
        let extensions = optional(&mut inner, 1, |inner| read_extensions(inner, &mut oddities))?;
        let extensions = extensions.unwrap_or(inner);
        inner.finish()?;
        Ok(Self { offset, certificate_id, status, this_update, next_update, extensions, oddities })
    }

    /// Where the entry begins, counted from the first byte of the response.
    #[must_use]
    pub const fn offset(&self) -> u32 {
        self.offset
    }

    /// Which certificate it speaks of.
    #[must_use]
    pub const fn certificate_id(&self) -> CertIdRef<'a> {
        self.certificate_id
    }

    /// What it says.
    #[must_use]
    pub const fn status(&self) -> CertStatus {
        self.status
    }

    /// When the status was known to be right (RFC 6960, 4.2.2.1).
    #[must_use]
    pub const fn this_update(&self) -> Time {
        self.this_update
    }

    /// When newer information will be there at the latest; without it, newer information is there all the time.
    #[must_use]
    pub const fn next_update(&self) -> Option<Time> {
        self.next_update
    }

    /// The extensions of the entry in their order.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        Extensions::trusted(self.extensions)
    }

    /// The first critical extension of the entry that this library does not understand.
    #[must_use]
    pub fn unknown_critical_extension(&self) -> Option<Extension<'a>> {
        fields::unknown_critical(self.extensions())
    }

    /// Forms that are unusual but unambiguous.
    #[must_use]
    pub const fn oddities(&self) -> Oddities {
        self.oddities
    }
}
