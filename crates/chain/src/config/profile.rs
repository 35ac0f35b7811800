//! Which rules are enforced, as data that can be compared with the standards.

use super::algorithms::AlgorithmPolicy;
use super::rules::{RULES, Rule, RuleSet, Severity, rule_of};
use alloc::vec::Vec;
use ucpki_matcher::NameMode;
use ucpki_x509::Code;

/// A named set of severities, one for each rule; an algorithm policy; and what a check gets that does not say otherwise.
///
/// There is one judge and one set of rules; a profile says what follows from each finding. Rules with a floor refuse in
/// every profile. The page `docs/profiles.md` shows every rule in every profile; it is made of this data.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Profile, Severity, codes};
///
/// let profile = Profile::RFC5280.clone().with(&codes::SERIAL_LONG, Severity::Refuse)?;
/// assert!(Profile::RFC5280.clone().with(&codes::EXPIRED, Severity::Ignore).is_err());
/// # let _ = profile;
/// # Ok::<(), ucpki::chain::BelowFloor>(())
/// ```
#[derive(Clone, Debug)]
pub struct Profile {
    /// Where its severities are in [`Rule::severities`].
    column: usize,
    base: Base,
    changes: Vec<(&'static Code, Severity)>,
    /// The rules that are not ignored.
    asked: RuleSet,
}

/// What of an anchor's certificate is judged, beyond the name and the key that RFC 5280, 6.1.1 (d) takes from it.
///
/// Its key is held to the algorithm policy in every profile, and limits that the caller gives
/// ([`AnchorConstraints`](crate::AnchorConstraints)) always hold.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{AnchorChecks, Profile};
///
/// // RFC 5280 takes a name and a key from an anchor: an expired root still counts.
/// // OpenSSL refuses it, and so do the appliances.
/// assert_eq!(Profile::RFC5280.anchor_checks(), AnchorChecks::NameAndKey);
/// assert_eq!(Profile::EXPRESSWAY.anchor_checks(), AnchorChecks::ValidityAndLimits);
///
/// let profile = Profile::RFC5280.with_anchor_checks(AnchorChecks::ValidityAndLimits);
/// assert_eq!(profile.anchor_checks().name(), "validity_and_limits");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnchorChecks {
    /// Everything that is judged of a CA's certificate, but for its signature.
    Certificate,
    /// Nothing more: RFC 5280, 6.1.1 (d), 6.2.
    NameAndKey,
    /// Its validity, and the limits that it sets itself: path length, extended key usage, name constraints. As OpenSSL does,
    /// which judges peers on the appliances.
    ValidityAndLimits,
}

impl AnchorChecks {
    /// The name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::NameAndKey => "name_and_key",
            Self::ValidityAndLimits => "validity_and_limits",
        }
    }
}

/// A profile without changes.
#[derive(Clone, Copy, Debug)]
struct Base {
    name: &'static str,
    anchor_checks: AnchorChecks,
    partial_chain: bool,
    name_mode: NameMode,
    algorithms: AlgorithmPolicy,
}

const RFC5280: Base = Base {
    name: "rfc5280",
    anchor_checks: AnchorChecks::NameAndKey,
    partial_chain: true,
    name_mode: NameMode::Rfc9525,
    algorithms: AlgorithmPolicy::MODERN,
};
const STRICT: Base = Base { name: "strict", anchor_checks: AnchorChecks::Certificate, ..RFC5280 };
const WEBPKI: Base = Base { name: "webpki", anchor_checks: AnchorChecks::Certificate, ..RFC5280 };
const EXPRESSWAY: Base = Base {
    name: "expressway",
    anchor_checks: AnchorChecks::ValidityAndLimits,
    partial_chain: false,
    name_mode: NameMode::Appliance,
    ..RFC5280
};
const CUCM: Base = Base { name: "cucm", algorithms: AlgorithmPolicy::MODERN.large_rsa_bits(4096), ..EXPRESSWAY };
const LEGACY: Base = Base { name: "legacy", algorithms: AlgorithmPolicy::LEGACY, ..RFC5280 };

impl Profile {
    /// RFC 5280, section 6, and nothing that it does not check.
    pub const RFC5280: Self = Self::of(0, RFC5280);
    /// As [`RFC5280`](Self::RFC5280), and what RFC 5280, section 4 asks of issuers; certificates of anchors are judged.
    pub const STRICT: Self = Self::of(1, STRICT);
    /// As [`STRICT`](Self::STRICT) where the Web PKI agrees, and what the CA/Browser Forum asks beyond.
    pub const WEBPKI: Self = Self::of(2, WEBPKI);
    /// Cisco Expressway and TelePresence VCS: paths end at a self-signed root, whose validity and own limits count; names are
    /// matched as the TLS verify mode does; RSA keys of 8192 bits are a warning.
    pub const EXPRESSWAY: Self = Self::of(3, EXPRESSWAY);
    /// Cisco Unified Communications Manager: as [`EXPRESSWAY`](Self::EXPRESSWAY), and RSA keys of 4096 bits are a
    /// warning, since some phones fail with them in mixed mode.
    pub const CUCM: Self = Self::of(4, CUCM);
    /// As [`RFC5280`](Self::RFC5280), for old devices: [`AlgorithmPolicy::LEGACY`]. The provider must be able to as well.
    pub const LEGACY: Self = Self::of(5, LEGACY);

    /// The built-in profiles, in the order of the columns of [`Rule::severities`].
    pub const ALL: &'static [Self] =
        &[Self::RFC5280, Self::STRICT, Self::WEBPKI, Self::EXPRESSWAY, Self::CUCM, Self::LEGACY];

    /// The built-in profile of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|profile| profile.name() == name).cloned()
    }

    /// Every rule, for lists and documentation.
    #[must_use]
    pub const fn rules() -> &'static [Rule] {
        RULES
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.base.name
    }

    /// What follows from a finding with this code. A code that is not a rule of this crate refuses.
    #[must_use]
    pub fn severity(&self, code: &'static Code) -> Severity {
        self.changed(code).or_else(|| self.given(rule_of(code)?)).unwrap_or(Severity::Refuse)
    }

    /// What follows from a rule, also from one of another crate.
    #[must_use]
    pub fn severity_of(&self, rule: &Rule) -> Severity {
        self.changed(rule.code()).or_else(|| self.given(rule)).unwrap_or(Severity::Refuse)
    }

    fn changed(&self, code: &'static Code) -> Option<Severity> {
        self.changes.iter().rev().find(|(changed, _)| *changed == code).map(|(_, severity)| *severity)
    }

    fn given(&self, rule: &Rule) -> Option<Severity> {
        rule.severities().get(self.column).copied()
    }

    /// Whether it says anything about one of these rules.
    #[inline]
    pub(crate) const fn asks(&self, rules: RuleSet) -> bool {
        self.asked.meets(rules)
    }

    /// The same profile with another severity for one rule.
    ///
    /// # Errors
    ///
    /// [`BelowFloor`] for a rule that refuses in every profile.
    pub fn with(mut self, code: &'static Code, severity: Severity) -> Result<Self, BelowFloor> {
        let is_floor = RULES.iter().any(|rule| *rule.code() == *code && rule.is_floor());
        if is_floor && severity < Severity::Refuse {
            return Err(BelowFloor { code });
        }
        self.changes.push((code, severity));
        self.asked.set(code, severity > Severity::Ignore);
        Ok(self)
    }

    /// The same profile with another algorithm policy.
    #[must_use]
    pub const fn with_algorithms(mut self, algorithms: AlgorithmPolicy) -> Self {
        self.base.algorithms = algorithms;
        self
    }

    /// Which keys and hashes are accepted.
    #[must_use]
    pub const fn algorithms(&self) -> &AlgorithmPolicy {
        &self.base.algorithms
    }

    /// What of the certificates of anchors is judged.
    #[must_use]
    pub const fn anchor_checks(&self) -> AnchorChecks {
        self.base.anchor_checks
    }

    /// The same profile, judging another part of the certificates of anchors.
    #[must_use]
    pub const fn with_anchor_checks(mut self, checks: AnchorChecks) -> Self {
        self.base.anchor_checks = checks;
        self
    }

    /// Whether a path may end at an anchor that is not a self-signed root, where the validator does not say.
    #[must_use]
    pub const fn partial_chain(&self) -> bool {
        self.base.partial_chain
    }

    const fn of(column: usize, base: Base) -> Self {
        Self { column, base, changes: Vec::new(), asked: RuleSet::asked_by(column) }
    }

    /// How names are matched, where the check does not say.
    #[must_use]
    pub const fn name_mode(&self) -> NameMode {
        self.base.name_mode
    }
}

/// A rule that refuses in every profile was to be lowered.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Profile, Severity, codes};
///
/// let refused = Profile::RFC5280.with(&codes::EXPIRED, Severity::Warn).unwrap_err();
/// assert_eq!(refused.code().name(), "chain.expired");
/// // Other rules may be lowered.
/// assert!(Profile::STRICT.with(&codes::AKI_MISSING, Severity::Warn).is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BelowFloor {
    code: &'static Code,
}

impl BelowFloor {
    /// The rule.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }
}

impl core::fmt::Display for BelowFloor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} refuses in every profile", self.code)
    }
}

impl core::error::Error for BelowFloor {}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::codes;
    use alloc::string::ToString;

    #[test]
    fn what_the_built_in_profiles_are() {
        let (rfc, appliance) = (NameMode::Rfc9525, NameMode::Appliance);
        let large = AlgorithmPolicy::MODERN.large_rsa_bits(4096);
        let (name_and_key, limits) = (AnchorChecks::NameAndKey, AnchorChecks::ValidityAndLimits);
        let whole = AnchorChecks::Certificate;
        for (name, profile, anchors, partial, mode, algorithms) in [
            ("rfc5280", Profile::RFC5280, name_and_key, true, rfc, AlgorithmPolicy::MODERN),
            ("strict", Profile::STRICT, whole, true, rfc, AlgorithmPolicy::MODERN),
            ("webpki", Profile::WEBPKI, whole, true, rfc, AlgorithmPolicy::MODERN),
            ("expressway", Profile::EXPRESSWAY, limits, false, appliance, AlgorithmPolicy::MODERN),
            ("cucm", Profile::CUCM, limits, false, appliance, large),
            ("legacy", Profile::LEGACY, name_and_key, true, rfc, AlgorithmPolicy::LEGACY),
        ] {
            assert_eq!((profile.name(), Profile::find(name).unwrap().name()), (name, name));
            assert_eq!((profile.anchor_checks(), profile.partial_chain()), (anchors, partial), "{name}");
            assert_eq!((profile.name_mode(), profile.algorithms()), (mode, &algorithms), "{name}");
            // Its own column, and no other's.
            let at = Profile::ALL.iter().position(|one| one.name() == name).unwrap();
            for rule in Profile::rules() {
                assert_eq!(Some(&profile.severity(rule.code())), rule.severities().get(at), "{name}: {}", rule.code());
            }
        }
        assert!(Profile::find("RFC5280").is_none());
        assert_eq!(*Profile::CUCM.with_algorithms(AlgorithmPolicy::LEGACY).algorithms(), AlgorithmPolicy::LEGACY);
    }

    #[test]
    fn rules_can_be_changed_and_floors_cannot_be_lowered() {
        let profile = Profile::RFC5280.with(&codes::EKU_MISSING, Severity::Warn).unwrap();
        assert_eq!(profile.severity(&codes::EKU_MISSING), Severity::Warn);
        let profile = profile.with(&codes::EKU_MISSING, Severity::Ignore).unwrap();
        assert_eq!(profile.severity(&codes::EKU_MISSING), Severity::Ignore, "the last word counts");
        assert_eq!(profile.severity(&codes::EXPIRED), Severity::Refuse);
        let floors: Vec<_> = Profile::rules().iter().filter(|rule| rule.is_floor()).collect();
        assert!(!floors.is_empty() && floors.len() < Profile::rules().len());
        for rule in floors {
            assert!(rule.severities().iter().all(|severity| *severity == Severity::Refuse));
            let refused = profile.clone().with(rule.code(), Severity::Warn).unwrap_err();
            assert_eq!(refused.code(), rule.code());
            assert_eq!(refused.to_string(), alloc::format!("{} refuses in every profile", rule.code()));
            assert!(profile.clone().with(rule.code(), Severity::Refuse).is_ok());
        }
    }
}
