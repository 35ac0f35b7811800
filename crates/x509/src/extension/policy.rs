use super::checked_list;
use crate::der::{Reader, Tag, Tlv, split_trusted};
use crate::{Error, Oid, codes, oids};

/// Under which policies a certificate was issued (RFC 5280, 4.2.1.4).
///
/// ```text
/// CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CertificatePolicies<'a>(Reader<'a>);

impl<'a> CertificatePolicies<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// [`codes::EMPTY_LIST`], [`codes::OID_INVALID`]; codes of the reader.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        checked_list(reader, |rest| PolicyInformation::read(rest).map(|_| ())).map(Self)
    }

    /// The policies in their order.
    pub fn iter(&self) -> impl Iterator<Item = PolicyInformation<'a>> + use<'a> {
        let mut rest = self.0;
        core::iter::from_fn(move || PolicyInformation::trusted(&mut rest))
    }
}

/// One policy with its qualifiers.
///
/// ```text
/// PolicyInformation ::= SEQUENCE { policyIdentifier CertPolicyId,
///                                  policyQualifiers SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PolicyInformation<'a> {
    policy: Oid<'a>,
    qualifiers: Option<Reader<'a>>,
}

impl<'a> PolicyInformation<'a> {
    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        // A policy alone, as in most certificates.
        if let [0x30, length @ ..=0x7F, 0x06, oid_length, rest @ ..] = reader.rest()
            && usize::from(*length) == usize::from(*oid_length) + 2
            && let Some(policy) = rest.get(..usize::from(*oid_length)).and_then(Oid::new)
        {
            reader.skip(2 + usize::from(*length));
            return Ok(Self { policy, qualifiers: None });
        }
        Self::read_any(reader)
    }

    /// Reads what was read before.
    #[inline]
    fn trusted(reader: &mut Reader<'a>) -> Option<Self> {
        let rest = reader.rest();
        let (_, content, behind) = split_trusted(rest)?;
        let (_, policy, qualifiers) = split_trusted(content)?;
        if !qualifiers.is_empty() {
            return Self::read_any(reader).ok();
        }
        reader.skip(rest.len() - behind.len());
        Some(Self { policy: Oid::constant(policy), qualifiers: None })
    }

    fn read_any(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let policy = inner.oid()?;
        let qualifiers = if inner.is_empty() {
            None
        } else {
            Some(checked_list(&mut inner, |rest| PolicyQualifier::read(rest).map(|_| ()))?)
        };
        inner.finish()?;
        Ok(Self { policy, qualifiers })
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> Oid<'a> {
        self.policy
    }

    /// The qualifiers in their order.
    pub fn qualifiers(&self) -> impl Iterator<Item = PolicyQualifier<'a>> + use<'a> {
        let mut rest = self.qualifiers;
        core::iter::from_fn(move || PolicyQualifier::read(rest.as_mut()?).ok())
    }
}

/// What a policy refers people to: a statement's address, or a notice.
#[derive(Clone, Copy, Debug)]
pub struct PolicyQualifier<'a> {
    oid: Oid<'a>,
    value: Tlv<'a>,
}

impl<'a> PolicyQualifier<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let oid = inner.oid()?;
        let value = inner.read()?;
        inner.finish()?;
        Ok(Self { oid, value })
    }

    /// The kind of qualifier.
    #[must_use]
    pub const fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// Its value, defined by the kind.
    #[must_use]
    pub const fn value(&self) -> Tlv<'a> {
        self.value
    }

    /// Whether it is one of the two kinds of RFC 5280, 4.2.1.4, and its value can be read: a URI of a certification practice
    /// statement, or a notice to the user. In a critical extension, any other refuses the certificate.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        match self.oid {
            oid if oid == oids::CPS_QUALIFIER => self.value.tag() == Tag::IA5_STRING && self.value.content().is_ascii(),
            oid if oid == oids::USER_NOTICE_QUALIFIER => is_user_notice(&self.value).is_ok(),
            _ => false,
        }
    }
}

/// Reads a notice.
///
/// ```text
/// UserNotice ::= SEQUENCE { noticeRef NoticeReference OPTIONAL, explicitText DisplayText OPTIONAL }
/// NoticeReference ::= SEQUENCE { organization DisplayText, noticeNumbers SEQUENCE OF INTEGER }
/// ```
fn is_user_notice(value: &Tlv<'_>) -> Result<(), Error> {
    if value.tag() != Tag::SEQUENCE {
        return Err(value.error(&codes::UNEXPECTED_TAG));
    }
    let mut fields = value.reader();
    if let Some(reference) = fields.optional(Tag::SEQUENCE)? {
        let mut parts = reference.reader();
        display_text(&parts.read()?)?;
        let mut numbers = parts.sequence()?;
        while !numbers.is_empty() {
            numbers.integer()?;
        }
        parts.finish()?;
    }
    if !fields.is_empty() {
        display_text(&fields.read()?)?;
    }
    fields.finish()
}

/// DisplayText: IA5String, VisibleString, BMPString or UTF8String.
fn display_text(text: &Tlv<'_>) -> Result<(), Error> {
    let known = [Tag::IA5_STRING, Tag::VISIBLE_STRING, Tag::BMP_STRING, Tag::UTF8_STRING];
    if known.contains(&text.tag()) { Ok(()) } else { Err(text.error(&codes::UNEXPECTED_TAG)) }
}

/// Which policies of the issuer equal which of the subject (RFC 5280, 4.2.1.5).
///
/// ```text
/// PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE { issuerDomainPolicy CertPolicyId,
///                                                         subjectDomainPolicy CertPolicyId }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PolicyMappings<'a>(Reader<'a>);

impl<'a> PolicyMappings<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// [`codes::EMPTY_LIST`], [`codes::OID_INVALID`]; codes of the reader.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        checked_list(reader, |rest| PolicyMapping::read(rest).map(|_| ())).map(Self)
    }

    /// The mappings in their order.
    pub fn iter(&self) -> impl Iterator<Item = PolicyMapping<'a>> + use<'a> {
        let mut rest = self.0;
        core::iter::from_fn(move || PolicyMapping::read(&mut rest).ok())
    }
}

/// One mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyMapping<'a> {
    issuer_domain: Oid<'a>,
    subject_domain: Oid<'a>,
}

impl<'a> PolicyMapping<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inner = reader.sequence()?;
        let mapping = Self { issuer_domain: inner.oid()?, subject_domain: inner.oid()? };
        inner.finish()?;
        Ok(mapping)
    }

    /// issuerDomainPolicy
    #[must_use]
    pub const fn issuer_domain(&self) -> Oid<'a> {
        self.issuer_domain
    }

    /// subjectDomainPolicy
    #[must_use]
    pub const fn subject_domain(&self) -> Oid<'a> {
        self.subject_domain
    }
}

/// After how many certificates policies become obligatory, or may no longer be mapped (RFC 5280, 4.2.1.11).
///
/// ```text
/// PolicyConstraints ::= SEQUENCE { requireExplicitPolicy [0] SkipCerts OPTIONAL,
///                                  inhibitPolicyMapping  [1] SkipCerts OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    require_explicit_policy: Option<u32>,
    inhibit_policy_mapping: Option<u32>,
}

impl PolicyConstraints {
    /// Reads the value of the extension. A count above `u32::MAX` reads as that number.
    ///
    /// # Errors
    ///
    /// [`codes::EMPTY_LIST`] when both are missing; [`codes::INTEGER_RANGE`] for a negative count; codes of the reader.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let tlv = reader.expect(Tag::SEQUENCE)?;
        let mut inner = tlv.reader();
        let mut skip_certs = |number| match inner.optional(Tag::context(number))? {
            Some(tlv) => skip_certs(&tlv).map(Some),
            None => Ok(None),
        };
        let constraints = Self { require_explicit_policy: skip_certs(0)?, inhibit_policy_mapping: skip_certs(1)? };
        inner.finish()?;
        if constraints.require_explicit_policy.is_none() && constraints.inhibit_policy_mapping.is_none() {
            return Err(tlv.error(&codes::EMPTY_LIST));
        }
        Ok(constraints)
    }

    /// requireExplicitPolicy
    #[must_use]
    pub const fn require_explicit_policy(&self) -> Option<u32> {
        self.require_explicit_policy
    }

    /// inhibitPolicyMapping
    #[must_use]
    pub const fn inhibit_policy_mapping(&self) -> Option<u32> {
        self.inhibit_policy_mapping
    }
}

/// A `SkipCerts`, saturated to `u32::MAX`.
pub(crate) fn skip_certs(tlv: &Tlv<'_>) -> Result<u32, Error> {
    let count = tlv.integer()?;
    if count.is_negative() {
        return Err(tlv.error(&codes::INTEGER_RANGE));
    }
    Ok(count.to_u32().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;

    /// Every byte of every encoding with every other value, by both ways.
    #[test]
    fn the_short_way_says_what_the_long_way_says() {
        let alone = [0x30, 0x06, 0x06, 0x04, 0x55, 0x1D, 0x20, 0x00, 0x30];
        let qualified =
            [0x30, 0x0F, 0x06, 0x02, 0x2A, 0x03, 0x30, 0x09, 0x30, 0x07, 0x06, 0x01, 0x2B, 0x0C, 0x02, 0x41, 0x42];
        for der in [&alone[..], &qualified] {
            for place in 0..der.len() {
                for value in 0..=255 {
                    let mut changed = der.to_vec();
                    changed[place] = value;
                    let whole = Reader::within(&changed, 0, changed.len());
                    let (mut one, mut other) = (whole, whole);
                    let short = PolicyInformation::read(&mut one).map(|read| (read.policy, read.qualifiers.is_some()));
                    let long =
                        PolicyInformation::read_any(&mut other).map(|read| (read.policy, read.qualifiers.is_some()));
                    assert_eq!(short, long, "{changed:02X?}");
                    assert!(long.is_err() || one.offset() == other.offset(), "{changed:02X?}");
                }
            }
        }
    }
}
