use super::checked_list;
use crate::der::{Reader, Tag, Tlv};
use crate::name::RdnRef;
use crate::{Error, GeneralNames, codes};

/// Where the CRLs for a certificate are (RFC 5280, 4.2.1.13 and 4.2.1.15).
///
/// ```text
/// CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DistributionPoints<'a>(Reader<'a>);

impl<'a> DistributionPoints<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// [`codes::EMPTY_LIST`], [`codes::DISTRIBUTION_POINT_INVALID`]; codes of the reader and of general names.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        checked_list(reader, |rest| DistributionPoint::read(rest).map(|_| ())).map(Self)
    }

    /// The points in their order.
    pub fn iter(&self) -> impl Iterator<Item = DistributionPoint<'a>> + use<'a> {
        let mut rest = self.0;
        core::iter::from_fn(move || DistributionPoint::read(&mut rest).ok())
    }
}

/// One place where a CRL is found, for which reasons, and who issues it.
///
/// ```text
/// DistributionPoint ::= SEQUENCE { distributionPoint [0] DistributionPointName OPTIONAL,
///                                  reasons           [1] ReasonFlags           OPTIONAL,
///                                  cRLIssuer         [2] GeneralNames          OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DistributionPoint<'a> {
    name: Option<DistributionPointName<'a>>,
    reasons: Option<ReasonFlags>,
    crl_issuer: Option<GeneralNames<'a>>,
}

impl<'a> DistributionPoint<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tlv = reader.expect(Tag::SEQUENCE)?;
        let mut inner = tlv.reader();
        let name = DistributionPointName::read_optional(&mut inner)?;
        let reasons = match inner.optional(Tag::context(1))? {
            Some(tlv) => Some(ReasonFlags::read(&tlv)?),
            None => None,
        };
        let crl_issuer = match inner.optional(Tag::context_constructed(2))? {
            Some(tlv) => Some(GeneralNames::from_tlv(&tlv)?),
            None => None,
        };
        inner.finish()?;
        // RFC 5280, 4.2.1.13: "either distributionPoint or cRLIssuer MUST be present".
        if name.is_none() && crl_issuer.is_none() {
            return Err(tlv.error(&codes::DISTRIBUTION_POINT_INVALID));
        }
        Ok(Self { name, reasons, crl_issuer })
    }

    /// Where the CRL is.
    #[must_use]
    pub const fn name(&self) -> Option<DistributionPointName<'a>> {
        self.name
    }

    /// The reasons that the CRL covers; all if missing.
    #[must_use]
    pub const fn reasons(&self) -> Option<ReasonFlags> {
        self.reasons
    }

    /// Who issues the CRL, if that is not the issuer of the certificate.
    #[must_use]
    pub const fn crl_issuer(&self) -> Option<GeneralNames<'a>> {
        self.crl_issuer
    }
}

/// The name of a distribution point.
///
/// ```text
/// DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RelativeDistinguishedName }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum DistributionPointName<'a> {
    /// Complete names, any of which finds the CRL.
    FullName(GeneralNames<'a>),
    /// One more RDN below the name of the CRL's issuer.
    RelativeToIssuer(RdnRef<'a>),
}

impl<'a> DistributionPointName<'a> {
    /// Reads `[0] DistributionPointName OPTIONAL`, explicit because it is a CHOICE.
    fn read_optional(reader: &mut Reader<'a>) -> Result<Option<Self>, Error> {
        let Some(outer) = reader.optional(Tag::context_constructed(0))? else { return Ok(None) };
        let mut inner = outer.reader();
        let tlv = inner.read()?;
        inner.finish()?;
        match tlv.tag() {
            tag if tag == Tag::context_constructed(0) => GeneralNames::from_tlv(&tlv).map(Self::FullName).map(Some),
            tag if tag == Tag::context_constructed(1) => RdnRef::from_tlv(&tlv).map(Self::RelativeToIssuer).map(Some),
            _ => Err(tlv.error(&codes::UNEXPECTED_TAG)),
        }
    }
}

/// Reasons for revocation (RFC 5280, 4.2.1.13), bit 0 lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReasonFlags(u32);

impl ReasonFlags {
    /// keyCompromise to aACompromise, all that the standard names (bits 1 to 8; bit 0 is unused).
    pub const ALL: Self = Self(0x1FE);
    /// No reason.
    pub const NONE: Self = Self(0);

    fn read(tlv: &Tlv<'_>) -> Result<Self, Error> {
        Ok(Self(tlv.bit_string()?.named_bits()))
    }

    /// The bits; bit 1 is keyCompromise.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The reasons in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The reasons in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The names of the standard, in the order of the bits.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        const NAMES: [&str; 9] = [
            "unused",
            "keyCompromise",
            "cACompromise",
            "affiliationChanged",
            "superseded",
            "cessationOfOperation",
            "certificateHold",
            "privilegeWithdrawn",
            "aACompromise",
        ];
        (0..).zip(NAMES).filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, name)| name)
    }

    /// Whether all reasons of `other` are here.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What a CRL covers (RFC 5280, 5.2.5).
///
/// ```text
/// IssuingDistributionPoint ::= SEQUENCE { distributionPoint          [0] DistributionPointName OPTIONAL,
///                                         onlyContainsUserCerts      [1] BOOLEAN DEFAULT FALSE,
///                                         onlyContainsCACerts        [2] BOOLEAN DEFAULT FALSE,
///                                         onlySomeReasons            [3] ReasonFlags OPTIONAL,
///                                         indirectCRL                [4] BOOLEAN DEFAULT FALSE,
///                                         onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct IssuingDistributionPoint<'a> {
    name: Option<DistributionPointName<'a>>,
    only_contains_user_certs: bool,
    only_contains_ca_certs: bool,
    only_some_reasons: Option<ReasonFlags>,
    indirect_crl: bool,
    only_contains_attribute_certs: bool,
    default_spelled_out: bool,
}

impl<'a> IssuingDistributionPoint<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// Codes of the reader and of general names.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let name = DistributionPointName::read_optional(&mut inner)?;
        let mut default_spelled_out = false;
        let mut flag = |inner: &mut Reader<'a>, number| {
            let flag = flag(inner, number)?;
            default_spelled_out |= flag == Some(false);
            Ok::<bool, Error>(flag.unwrap_or(false))
        };
        let only_contains_user_certs = flag(&mut inner, 1)?;
        let only_contains_ca_certs = flag(&mut inner, 2)?;
        let only_some_reasons = match inner.optional(Tag::context(3))? {
            Some(tlv) => Some(ReasonFlags::read(&tlv)?),
            None => None,
        };
        let indirect_crl = flag(&mut inner, 4)?;
        let only_contains_attribute_certs = flag(&mut inner, 5)?;
        inner.finish()?;
        Ok(Self {
            name,
            only_contains_user_certs,
            only_contains_ca_certs,
            only_some_reasons,
            indirect_crl,
            only_contains_attribute_certs,
            default_spelled_out,
        })
    }

    /// The distribution point that this CRL belongs to.
    #[must_use]
    pub const fn name(&self) -> Option<DistributionPointName<'a>> {
        self.name
    }

    /// Only certificates that are not CAs'.
    #[must_use]
    pub const fn only_contains_user_certs(&self) -> bool {
        self.only_contains_user_certs
    }

    /// Only CA certificates.
    #[must_use]
    pub const fn only_contains_ca_certs(&self) -> bool {
        self.only_contains_ca_certs
    }

    /// Only revocations for these reasons.
    #[must_use]
    pub const fn only_some_reasons(&self) -> Option<ReasonFlags> {
        self.only_some_reasons
    }

    /// Certificates of other issuers as well.
    #[must_use]
    pub const fn is_indirect(&self) -> bool {
        self.indirect_crl
    }

    /// Only attribute certificates.
    #[must_use]
    pub const fn only_contains_attribute_certs(&self) -> bool {
        self.only_contains_attribute_certs
    }

    /// Whether a FALSE is written out, which DER forbids (X.690, 11.5).
    #[must_use]
    pub const fn spells_out_default(&self) -> bool {
        self.default_spelled_out
    }
}

/// An implicitly tagged `BOOLEAN DEFAULT FALSE`, if it is written; FALSE written out is unambiguous and taken.
fn flag(reader: &mut Reader<'_>, number: u8) -> Result<Option<bool>, Error> {
    reader.optional(Tag::context(number))?.map(|tlv| tlv.boolean()).transpose()
}
