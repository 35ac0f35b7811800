//! Every rule of the judge, and how severe it is in each built-in profile: a table to compare with the standards.

use crate::codes;
use ucpki_x509::Code;

/// How much a finding matters.
///
/// # Examples
///
/// ```
/// use ucpki::Severity;
///
/// assert!(Severity::Ignore < Severity::Warn && Severity::Warn < Severity::Refuse);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Not reported.
    Ignore,
    /// Reported, and accepted.
    Warn,
    /// The path is not accepted.
    Refuse,
}

impl Severity {
    /// The name in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Warn => "warn",
            Self::Refuse => "refuse",
        }
    }
}

/// A rule and its severity in each built-in profile, in the order of [`Profile::ALL`](crate::Profile::ALL).
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Profile, Severity};
///
/// // The rules that may be lowered, and what STRICT makes of them.
/// let adjustable = Profile::rules().iter().filter(|rule| !rule.is_floor());
/// for rule in adjustable.clone() {
///     println!("{}: {}", rule.code().name(), Profile::STRICT.severity_of(rule).name());
/// }
/// assert!(adjustable.clone().any(|rule| rule.code().name() == "chain.aki_missing"));
/// assert!(
///     Profile::rules().iter().filter(|rule| rule.is_floor()).all(|rule| rule.severities()[0] == Severity::Refuse)
/// );
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    code: &'static Code,
    floor: bool,
    severities: [Severity; COLUMNS],
}

impl Rule {
    /// A rule of another crate, such as that of a source of revocation data, with its severity in each built-in profile.
    #[must_use]
    pub const fn new(code: &'static Code, severities: [Severity; COLUMNS]) -> Self {
        Self { code, floor: false, severities }
    }

    /// The rule's code.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// Whether no profile may lower it.
    #[must_use]
    pub const fn is_floor(&self) -> bool {
        self.floor
    }

    /// What follows from it in each built-in profile, in the order of [`Profile::ALL`](crate::Profile::ALL).
    #[must_use]
    pub const fn severities(&self) -> &[Severity] {
        &self.severities
    }
}

/// How many built-in profiles there are.
pub(crate) const COLUMNS: usize = 6;

const I: Severity = Severity::Ignore;
const W: Severity = Severity::Warn;
const R: Severity = Severity::Refuse;

const fn floor(code: &'static Code) -> Rule {
    Rule { code, floor: true, severities: [R; COLUMNS] }
}

const fn rule(code: &'static Code, severities: [Severity; COLUMNS]) -> Rule {
    Rule { code, floor: false, severities }
}

/// The numbers of the codes of this crate.
const FIRST: usize = 3000;
const COUNT: usize = 256;

/// For each number, where its rule stands, plus one.
static PLACES: [u8; COUNT] = places();

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "in a constant, the compiler finds it"
)]
const fn places() -> [u8; COUNT] {
    assert!(RULES.len() < 256);
    let mut places = [0; COUNT];
    let mut place = 0;
    while place < RULES.len() {
        places[RULES[place].code.number() as usize - FIRST] = place as u8 + 1;
        place += 1;
    }
    places
}

/// The rule with this code. Asked several times for each certificate, so that it must not be a search.
pub(crate) fn rule_of(code: &Code) -> Option<&'static Rule> {
    RULES.get(place_of(code)?)
}

fn place_of(code: &Code) -> Option<usize> {
    let number = usize::from(code.number()).checked_sub(FIRST)?;
    usize::from(*PLACES.get(number)?).checked_sub(1)
}

/// A set of rules, for one question about many of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleSet(u128);

impl RuleSet {
    /// These rules.
    #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "in a constant, the compiler finds it")]
    pub(crate) const fn of(codes: &[&Code]) -> Self {
        let mut set = 0;
        let mut at = 0;
        while at < codes.len() {
            let place = PLACES[codes[at].number() as usize - FIRST];
            assert!(place > 0, "no rule");
            set |= 1 << (place - 1);
            at += 1;
        }
        Self(set)
    }

    /// The rules that a built-in profile says anything about.
    #[expect(clippy::indexing_slicing, reason = "in a constant, the compiler finds it")]
    pub(crate) const fn asked_by(column: usize) -> Self {
        assert!(RULES.len() <= 128);
        let mut set = 0;
        let mut place = 0;
        while place < RULES.len() {
            if !matches!(RULES[place].severities[column], Severity::Ignore) {
                set |= 1 << place;
            }
            place += 1;
        }
        Self(set)
    }

    /// The same set with or without a rule.
    pub(crate) fn set(&mut self, code: &Code, is_in: bool) {
        if let Some(place) = place_of(code) {
            self.0 = (self.0 & !(1 << place)) | (u128::from(is_in) << place);
        }
    }

    /// Whether a rule is in both.
    #[inline]
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Every rule. The first block is RFC 5280, section 6: no profile lowers it.
pub(crate) const RULES: &[Rule] = &[
    floor(&codes::EXPIRED),
    floor(&codes::NOT_YET_VALID),
    floor(&codes::NOT_A_CA),
    floor(&codes::NO_CERT_SIGN),
    floor(&codes::PATH_LENGTH),
    floor(&codes::UNKNOWN_CRITICAL),
    floor(&codes::EXTENSION_MALFORMED),
    floor(&codes::ALGORITHMS_DIFFER),
    floor(&codes::SIGNATURE_INVALID),
    floor(&codes::ALGORITHM_UNSUPPORTED),
    floor(&codes::KEY_UNUSABLE),
    floor(&codes::NAME_NOT_PERMITTED),
    floor(&codes::NAME_EXCLUDED),
    floor(&codes::NAME_CONSTRAINT_UNSUPPORTED),
    floor(&codes::CONSTRAINT_MALFORMED),
    floor(&codes::CONSTRAINED_NAME_MALFORMED),
    floor(&codes::ISSUER_UNKNOWN),
    floor(&codes::EXTENSION_REPEATED),
    floor(&codes::POLICY_NOT_ACCEPTABLE),
    floor(&codes::POLICY_MAPPING_ANY),
    floor(&codes::POLICY_QUALIFIER_UNKNOWN),
    floor(&codes::TOO_DEEP),
    floor(&codes::REVOKED),
    floor(&codes::KEY_WEAK),
    floor(&codes::HASH_WEAK),
    floor(&codes::ROOT_UNTRUSTED),
    floor(&codes::ANCHOR_PURPOSE),
    floor(&codes::ANCHOR_DISTRUSTED),
    floor(&codes::BLOCKED),
    // What RFC 5280 asks of issuers, and 6.1 does not check: rfc5280, strict, webpki, expressway, cucm, legacy.
    rule(&codes::PURPOSE, [R, R, R, R, R, R]),
    rule(&codes::VERSION_UNKNOWN, [R, R, R, R, R, R]),
    rule(&codes::FIELD_BEFORE_ITS_VERSION, [W, R, R, W, W, W]),
    rule(&codes::SERIAL_LONG, [W, R, R, W, W, W]),
    rule(&codes::SERIAL_NOT_POSITIVE, [W, R, R, W, W, W]),
    rule(&codes::TIME_FORM, [I, R, R, I, I, I]),
    rule(&codes::EXTENSIONS_EMPTY, [W, R, R, W, W, W]),
    rule(&codes::ISSUER_EMPTY, [W, R, R, W, W, W]),
    rule(&codes::CA_SUBJECT_EMPTY, [W, R, R, W, W, W]),
    rule(&codes::BASIC_CONSTRAINTS_NOT_CRITICAL, [I, R, R, I, I, I]),
    rule(&codes::AKI_MISSING, [I, R, R, I, I, I]),
    rule(&codes::AKI_CRITICAL, [W, R, R, W, W, W]),
    rule(&codes::SKI_MISSING, [I, R, R, I, I, I]),
    rule(&codes::SKI_CRITICAL, [W, R, R, W, W, W]),
    rule(&codes::NAME_CONSTRAINTS_NOT_CRITICAL, [I, R, I, I, I, I]),
    rule(&codes::NAME_CONSTRAINTS_IN_LEAF, [W, R, R, W, W, W]),
    rule(&codes::POLICY_CONSTRAINTS_NOT_CRITICAL, [I, R, R, I, I, I]),
    rule(&codes::AIA_CRITICAL, [W, R, R, W, W, W]),
    rule(&codes::CA_FIELDS_IN_LEAF, [I, R, R, I, I, I]),
    rule(&codes::KEY_USAGE_EMPTY, [W, R, R, W, W, W]),
    rule(&codes::SAN_NOT_CRITICAL, [I, R, R, I, I, I]),
    rule(&codes::SAN_MALFORMED, [I, R, R, I, I, I]),
    rule(&codes::UNUSED_EXTENSION_MALFORMED, [I, R, R, I, I, I]),
    rule(&codes::NO_CRL_SIGN, [R, R, R, R, R, R]),
    rule(&codes::NAMED_BITS_PADDED, [W, R, R, W, W, W]),
    rule(&codes::ECDSA_PARAMETERS, [W, R, R, W, W, W]),
    rule(&codes::CONSTRAINT_LEADING_DOT, [W, R, R, W, W, W]),
    rule(&codes::IDENTITY_NOT_PERMITTED, [W, R, R, R, R, W]),
    rule(&codes::KEY_USAGE_MISSING, [I, R, R, I, I, I]),
    rule(&codes::PATH_LENGTH_MISPLACED, [I, R, R, I, I, I]),
    rule(&codes::NOBODY_NAMED, [W, R, R, W, W, W]),
    rule(&codes::POLICY_REPEATED, [W, R, R, W, W, W]),
    rule(&codes::ANY_POLICY_QUALIFIER, [I, R, R, I, I, I]),
    rule(&codes::POLICY_QUALIFIER_MALFORMED, [I, R, R, I, I, I]),
    rule(&codes::INHIBIT_ANY_POLICY_NOT_CRITICAL, [I, R, R, I, I, I]),
    rule(&codes::FRESHEST_CRL_CRITICAL, [W, R, R, W, W, W]),
    rule(&codes::SIA_CRITICAL, [W, R, R, W, W, W]),
    rule(&codes::KEY_USAGE_PURPOSE, [W, R, R, W, W, W]),
    rule(&codes::DISTRIBUTION_POINTS_PARTIAL, [I, R, R, I, I, I]),
    rule(&codes::CRL_ISSUER_SUPERFLUOUS, [I, R, R, I, I, I]),
    rule(&codes::CRL_ISSUER_MALFORMED, [I, R, R, I, I, I]),
    rule(&codes::UNIQUE_IDENTIFIER, [I, R, R, I, I, I]),
    rule(&codes::NAME_MALFORMED, [I, R, R, I, I, I]),
    rule(&codes::NAME_TOO_LONG, [I, R, R, I, I, I]),
    rule(&codes::EMAIL_NOT_IN_SAN, [I, R, R, I, I, I]),
    rule(&codes::NOT_DER, [I, R, R, I, I, I]),
    rule(&codes::AKI_INCOMPLETE, [I, R, R, I, I, I]),
    rule(&codes::POLICY_MAPPING_ANY_IN_LEAF, [I, R, R, I, I, I]),
    rule(&codes::NO_REV_AVAIL_MISPLACED, [W, R, R, W, W, W]),
    rule(&codes::KEY_IDENTIFIERS_DIFFER, [I, R, R, I, I, I]),
    rule(&codes::ISSUER_ENCODED_OTHERWISE, [I, R, R, I, I, I]),
    rule(&codes::SERIAL_REUSED, [I, R, R, I, I, I]),
    rule(&codes::ISSUER_ALT_NAME_MALFORMED, [I, R, R, I, I, I]),
    rule(&codes::LDAP_URI_INCOMPLETE, [I, R, R, I, I, I]),
    // What the Web PKI asks beyond.
    rule(&codes::EKU_MISSING, [I, I, R, I, I, I]),
    rule(&codes::CA_AS_LEAF, [I, I, R, I, I, I]),
    rule(&codes::SAN_MISSING, [I, I, R, I, I, I]),
    rule(&codes::SAN_CRITICAL, [I, I, R, I, I, I]),
    rule(&codes::ROOT_AKI, [I, I, R, I, I, I]),
    rule(&codes::WILDCARD_TOO_WIDE, [I, I, R, I, I, I]),
    rule(&codes::COMMON_NAME_MISSPELLED, [I, I, R, I, I, I]),
    rule(&codes::RSA_SIZE_ODD, [I, I, R, I, I, I]),
    rule(&codes::SERVER_PURPOSES, [I, I, R, I, I, I]),
    rule(&codes::ROOT_EKU, [I, I, R, I, I, I]),
    rule(&codes::EKU_CRITICAL, [I, I, R, I, I, I]),
    rule(&codes::ANY_POLICY_IN_LEAF, [I, I, R, I, I, I]),
    rule(&codes::POLICIES_CRITICAL, [I, I, R, I, I, I]),
    rule(&codes::SAN_KIND, [I, I, R, I, I, I]),
    rule(&codes::KEY_USAGE_OF_KIND, [I, I, R, I, I, I]),
    rule(&codes::AKI_NOT_ALONE, [I, I, R, I, I, I]),
    rule(&codes::SCT_LIST_MALFORMED, [I, I, R, I, I, I]),
    // What old or small devices fail with, and what they still need.
    rule(&codes::KEY_OLD, [W, W, W, W, W, W]),
    rule(&codes::HASH_OLD, [W, W, W, W, W, W]),
    rule(&codes::KEY_LARGE, [W, W, W, W, W, W]),
];
