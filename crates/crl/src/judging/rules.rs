//! What RFC 5280, section 5 asks of whoever issues a CRL, and 6.3 does not check.
//!
//! A CRL that breaks a rule which the profile refuses for never shows a certificate as not revoked. What it revokes stays
//! revoked: breaking a rule of form never leads to more trust.

use crate::codes;
use ucpki_chain::{Rule, Severity};
use ucpki_x509::der::Integer;
use ucpki_x509::extension::{ExtensionKind, IssuingDistributionPoint};
use ucpki_x509::{Code, Crl, Oddities, oids};

const I: Severity = Severity::Ignore;
const R: Severity = Severity::Refuse;

/// Only profiles that want well-formed objects ask: CRLs of private CAs are rarely so.
const fn rule(code: &'static Code) -> Rule {
    Rule::new(code, [I, R, R, I, I, I])
}

/// Every rule of form for CRLs, with its severity in each built-in profile.
#[must_use]
pub const fn rules() -> &'static [Rule] {
    RULES
}

const RULES: &[Rule] = &[
    rule(&codes::ISSUER_EMPTY),
    rule(&codes::TIME_FORM),
    rule(&codes::NEXT_UPDATE_MISSING),
    rule(&codes::ENTRIES_EMPTY),
    rule(&codes::EXTENSIONS_EMPTY),
    rule(&codes::KEY_IDENTIFIER_MISSING),
    rule(&codes::NUMBER_MISSING),
    rule(&codes::NUMBER_CRITICAL),
    rule(&codes::NUMBER_INVALID),
    rule(&codes::DELTA_NOT_CRITICAL),
    rule(&codes::POINT_NOT_CRITICAL),
    rule(&codes::POINT_EMPTY),
    rule(&codes::POINT_KINDS),
    rule(&codes::FRESHEST_CRITICAL),
    rule(&codes::FRESHEST_IN_DELTA),
    rule(&codes::FRESHEST_FIELDS),
    rule(&codes::ACCESS_CRITICAL),
    rule(&codes::ACCESS_METHOD),
    rule(&codes::ENTRY_CRITICALITY),
    rule(&codes::REMOVED_FROM_COMPLETE),
    rule(&codes::NOT_DER),
];

/// The rules that a CRL breaks, found when it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken(u32);

impl Broken {
    /// Looks at the CRL as a whole; its entries were looked at when they were read.
    pub(crate) fn of(crl: &Crl) -> Self {
        let mut broken = Self(0);
        broken.note_fields(crl);
        broken.note_numbers(crl);
        broken.note_point(crl);
        broken.note_freshest(crl);
        broken.note_access(crl);
        broken
    }

    /// The broken rules.
    pub(crate) fn rules(self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().enumerate().filter(move |(at, _)| self.0 >> at & 1 != 0).map(|(_, rule)| rule)
    }

    pub(crate) const fn is_none(self) -> bool {
        self.0 == 0
    }

    fn note(&mut self, code: &'static Code, is_broken: bool) {
        if is_broken && let Some(at) = RULES.iter().position(|rule| *rule.code() == *code) {
            self.0 |= 1 << at;
        }
    }

    /// 5.1.2 and what the reader noted.
    fn note_fields(&mut self, crl: &Crl) {
        let odd = |oddity| crl.oddities().contains(oddity);
        self.note(&codes::ISSUER_EMPTY, crl.issuer().is_empty());
        self.note(&codes::TIME_FORM, odd(Oddities::TIME_FORM));
        // "Conforming CRL issuers MUST include the nextUpdate field in all CRLs."
        self.note(&codes::NEXT_UPDATE_MISSING, crl.next_update().is_none());
        // "When there are no revoked certificates, the revoked certificates CRL MUST be absent."
        self.note(&codes::ENTRIES_EMPTY, odd(Oddities::ENTRIES_EMPTY));
        self.note(&codes::EXTENSIONS_EMPTY, odd(Oddities::EXTENSIONS_EMPTY));
        self.note(&codes::ENTRY_CRITICALITY, odd(Oddities::ENTRY_CRITICALITY));
        self.note(&codes::REMOVED_FROM_COMPLETE, odd(Oddities::REMOVED_FROM_COMPLETE));
        let point = crl.issuing_distribution_point().ok().flatten();
        let spells_out = point.is_some_and(|point| point.spells_out_default());
        self.note(&codes::NOT_DER, spells_out || odd(Oddities::DEFAULT_SPELLED_OUT));
        // 5.2.1: "Conforming CRL issuers MUST use the key identifier method, and MUST include this extension in all CRLs
        // issued."
        let aki = crl.authority_key_identifier().ok().flatten();
        self.note(&codes::KEY_IDENTIFIER_MISSING, aki.is_none_or(|aki| aki.key_identifier().is_none()));
    }

    /// 5.2.3 and 5.2.4.
    fn note_numbers(&mut self, crl: &Crl) {
        let (number, base) = (crl.crl_number().ok().flatten(), crl.delta_crl_indicator().ok().flatten());
        self.note(&codes::NUMBER_MISSING, number.is_none());
        self.note(&codes::NUMBER_CRITICAL, crl.is_critical(ExtensionKind::CrlNumber));
        let is_invalid = |number: Integer<'_>| number.is_negative() || number.as_bytes().len() > 20;
        self.note(&codes::NUMBER_INVALID, number.is_some_and(is_invalid) || base.is_some_and(is_invalid));
        let is_delta = crl.has_extension(ExtensionKind::DeltaCrlIndicator);
        self.note(&codes::DELTA_NOT_CRITICAL, is_delta && !crl.is_critical(ExtensionKind::DeltaCrlIndicator));
    }

    /// 5.2.5.
    fn note_point(&mut self, crl: &Crl) {
        let Ok(Some(point)) = crl.issuing_distribution_point() else { return };
        self.note(&codes::POINT_NOT_CRITICAL, !crl.is_critical(ExtensionKind::IssuingDistributionPoint));
        // "Conforming CRLs issuers MUST NOT issue CRLs where the DER encoding of the issuing distribution point extension is an
        // empty sequence."
        self.note(&codes::POINT_EMPTY, says_nothing(&point));
        // "Conforming CRL issuers MUST set the onlyContainsAttributeCerts boolean to FALSE", and of the others at most one to
        // TRUE.
        let (users, cas) = (point.only_contains_user_certs(), point.only_contains_ca_certs());
        self.note(&codes::POINT_KINDS, (users && cas) || point.only_contains_attribute_certs());
    }

    /// 5.2.6.
    fn note_freshest(&mut self, crl: &Crl) {
        self.note(&codes::FRESHEST_CRITICAL, crl.is_critical(ExtensionKind::FreshestCrl));
        let Ok(Some(points)) = crl.freshest_crl() else { return };
        // "The freshest CRL extension MUST NOT appear in delta CRLs."
        self.note(&codes::FRESHEST_IN_DELTA, crl.has_extension(ExtensionKind::DeltaCrlIndicator));
        // "Of the fields of DistributionPoint, only distributionPoint is meaningful in this context. The reasons and cRLIssuer
        // fields MUST be omitted from this CRL extension."
        let mut points = points.iter();
        let has_others =
            points.any(|point| point.reasons().is_some() || point.crl_issuer().is_some() || point.name().is_none());
        self.note(&codes::FRESHEST_FIELDS, has_others);
    }

    /// 5.2.7.
    fn note_access(&mut self, crl: &Crl) {
        self.note(&codes::ACCESS_CRITICAL, crl.is_critical(ExtensionKind::AuthorityInfoAccess));
        let Ok(Some(access)) = crl.authority_info_access() else { return };
        // "When present in a CRL, this extension MUST include at least one AccessDescription specifying id-ad-caIssuers as the
        // accessMethod." "Access method types other than id-ad-caIssuers MUST NOT be included."
        let mut methods = access.iter().map(|one| one.method());
        self.note(&codes::ACCESS_METHOD, methods.any(|method| method != oids::CA_ISSUERS));
    }
}

fn says_nothing(point: &IssuingDistributionPoint<'_>) -> bool {
    point.name().is_none()
        && point.only_some_reasons().is_none()
        && !point.only_contains_user_certs()
        && !point.only_contains_ca_certs()
        && !point.only_contains_attribute_certs()
        && !point.is_indirect()
}
