//! Which rules are enforced, as data that can be compared with the standards.

use crate::{Severity, codes};
use alloc::vec::Vec;
use ucpki_crypto::{Hash, KeyKind, SignatureAlgorithm};
use ucpki_x509::Code;

/// A named set of severities, one for each rule, and an algorithm policy.
///
/// There is one judge and one set of rules; a profile says what follows from each finding. Rules with a floor refuse in
/// every profile.
///
/// # Examples
///
/// ```
/// use ucpki_chain::{Profile, Severity, codes};
///
/// let profile = Profile::RFC5280.clone().with(&codes::SERIAL_LONG, Severity::Refuse)?;
/// assert!(Profile::RFC5280.clone().with(&codes::EXPIRED, Severity::Ignore).is_err());
/// # let _ = profile;
/// # Ok::<(), ucpki_chain::BelowFloor>(())
/// ```
#[derive(Clone, Debug)]
pub struct Profile {
    name: &'static str,
    column: usize,
    anchors_are_judged: bool,
    algorithms: AlgorithmPolicy,
    changes: Vec<(&'static Code, Severity)>,
}

/// A rule and its severity in each built-in profile, in the order rfc5280, strict, webpki.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    code: &'static Code,
    floor: bool,
    severities: [Severity; 3],
}

const IGNORE: Severity = Severity::Ignore;
const WARN: Severity = Severity::Warn;
const REFUSE: Severity = Severity::Refuse;

const fn floor(code: &'static Code) -> Rule {
    Rule { code, floor: true, severities: [REFUSE; 3] }
}

const fn rule(code: &'static Code, severities: [Severity; 3]) -> Rule {
    Rule { code, floor: false, severities }
}

/// Every rule. The first block is RFC 5280, section 6: no profile lowers it.
const RULES: &[Rule] = &[
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
    floor(&codes::ISSUER_UNKNOWN),
    floor(&codes::EXTENSION_REPEATED),
    floor(&codes::POLICY_NOT_ACCEPTABLE),
    floor(&codes::POLICY_MAPPING_ANY),
    floor(&codes::TOO_DEEP),
    floor(&codes::REVOKED),
    floor(&codes::KEY_WEAK),
    floor(&codes::HASH_WEAK),
    floor(&codes::ROOT_UNTRUSTED),
    floor(&codes::ANCHOR_PURPOSE),
    // What RFC 5280 asks of issuers, and 6.1 does not check.       rfc5280 strict  webpki
    rule(&codes::PURPOSE, [REFUSE, REFUSE, REFUSE]),
    rule(&codes::VERSION_UNKNOWN, [REFUSE, REFUSE, REFUSE]),
    rule(&codes::FIELD_BEFORE_ITS_VERSION, [WARN, REFUSE, REFUSE]),
    rule(&codes::SERIAL_LONG, [WARN, REFUSE, REFUSE]),
    rule(&codes::SERIAL_NOT_POSITIVE, [WARN, REFUSE, REFUSE]),
    rule(&codes::TIME_FORM, [IGNORE, REFUSE, WARN]),
    rule(&codes::EXTENSIONS_EMPTY, [WARN, REFUSE, WARN]),
    rule(&codes::ISSUER_EMPTY, [WARN, REFUSE, REFUSE]),
    rule(&codes::CA_SUBJECT_EMPTY, [WARN, REFUSE, REFUSE]),
    rule(&codes::BASIC_CONSTRAINTS_NOT_CRITICAL, [IGNORE, REFUSE, REFUSE]),
    rule(&codes::AKI_MISSING, [IGNORE, REFUSE, WARN]),
    rule(&codes::AKI_CRITICAL, [WARN, REFUSE, REFUSE]),
    rule(&codes::SKI_MISSING, [IGNORE, REFUSE, WARN]),
    rule(&codes::SKI_CRITICAL, [WARN, REFUSE, REFUSE]),
    rule(&codes::NAME_CONSTRAINTS_NOT_CRITICAL, [IGNORE, REFUSE, IGNORE]),
    rule(&codes::NAME_CONSTRAINTS_IN_LEAF, [WARN, REFUSE, REFUSE]),
    rule(&codes::POLICY_CONSTRAINTS_NOT_CRITICAL, [IGNORE, REFUSE, WARN]),
    rule(&codes::AIA_CRITICAL, [WARN, REFUSE, REFUSE]),
    rule(&codes::CA_FIELDS_IN_LEAF, [IGNORE, IGNORE, IGNORE]),
    rule(&codes::KEY_USAGE_EMPTY, [WARN, REFUSE, REFUSE]),
    rule(&codes::SAN_NOT_CRITICAL, [IGNORE, REFUSE, REFUSE]),
    rule(&codes::SAN_MALFORMED, [IGNORE, REFUSE, REFUSE]),
    rule(&codes::UNUSED_EXTENSION_MALFORMED, [IGNORE, REFUSE, REFUSE]),
    rule(&codes::NO_CRL_SIGN, [REFUSE, REFUSE, REFUSE]),
    // What the Web PKI asks beyond.
    rule(&codes::EKU_MISSING, [IGNORE, IGNORE, REFUSE]),
    rule(&codes::CA_AS_LEAF, [IGNORE, IGNORE, REFUSE]),
    rule(&codes::SAN_MISSING, [IGNORE, IGNORE, REFUSE]),
    rule(&codes::SAN_CRITICAL, [IGNORE, IGNORE, REFUSE]),
    rule(&codes::ROOT_AKI, [IGNORE, IGNORE, REFUSE]),
    rule(&codes::COMMON_NAME_MISSPELLED, [IGNORE, IGNORE, REFUSE]),
    rule(&codes::RSA_SIZE_ODD, [IGNORE, IGNORE, REFUSE]),
    rule(&codes::KEY_LARGE, [WARN, WARN, WARN]),
];

impl Rule {
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
}

impl Profile {
    /// RFC 5280, section 6, and nothing that it does not check.
    pub const RFC5280: Self = Self::builtin("rfc5280", 0, false);
    /// As [`RFC5280`](Self::RFC5280), and what RFC 5280, section 4 asks of issuers; certificates of anchors are judged.
    pub const STRICT: Self = Self::builtin("strict", 1, true);
    /// As [`STRICT`](Self::STRICT) where the Web PKI agrees, and what the CA/Browser Forum asks beyond.
    pub const WEBPKI: Self = Self::builtin("webpki", 2, true);

    /// The built-in profiles.
    pub const ALL: &'static [Self] = &[Self::RFC5280, Self::STRICT, Self::WEBPKI];

    /// Every rule, for lists and documentation.
    #[must_use]
    pub const fn rules() -> &'static [Rule] {
        RULES
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What follows from a finding with this code. A code that is no rule of this crate refuses.
    #[must_use]
    pub fn severity(&self, code: &'static Code) -> Severity {
        if let Some((_, severity)) = self.changes.iter().rev().find(|(changed, _)| *changed == code) {
            return *severity;
        }
        let rule = RULES.iter().find(|rule| rule.code == code);
        rule.and_then(|rule| rule.severities.get(self.column)).copied().unwrap_or(REFUSE)
    }

    /// The same profile with another severity for one rule.
    ///
    /// # Errors
    ///
    /// [`BelowFloor`] for a rule that refuses in every profile.
    pub fn with(mut self, code: &'static Code, severity: Severity) -> Result<Self, BelowFloor> {
        let is_floor = RULES.iter().any(|rule| rule.code == code && rule.floor);
        if is_floor && severity < REFUSE {
            return Err(BelowFloor { code });
        }
        self.changes.push((code, severity));
        Ok(self)
    }

    /// The same profile with another algorithm policy.
    #[must_use]
    pub const fn with_algorithms(mut self, algorithms: AlgorithmPolicy) -> Self {
        self.algorithms = algorithms;
        self
    }

    /// Which keys and hashes are accepted.
    #[must_use]
    pub const fn algorithms(&self) -> &AlgorithmPolicy {
        &self.algorithms
    }

    pub(crate) const fn anchors_are_judged(&self) -> bool {
        self.anchors_are_judged
    }

    const fn builtin(name: &'static str, column: usize, anchors_are_judged: bool) -> Self {
        Self { name, column, anchors_are_judged, algorithms: AlgorithmPolicy::MODERN, changes: Vec::new() }
    }
}

/// A rule that refuses in every profile was to be lowered.
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

/// Which keys and hashes are accepted, for every certificate of a path (the anchor's signature does not count).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmPolicy {
    least_rsa_bits: u32,
    least_ec_bits: u32,
    least_dsa_bits: Option<u32>,
    weakest_hash: Hash,
}

impl AlgorithmPolicy {
    /// RSA from 2048 bits, curves from 256 bits, no DSA, hashes from SHA-224.
    pub const MODERN: Self =
        Self { least_rsa_bits: 2048, least_ec_bits: 256, least_dsa_bits: None, weakest_hash: Hash::Sha224 };
    /// For old devices: RSA and DSA from 1024 bits, SHA-1 and MD5. The provider must offer them as well.
    pub const LEGACY: Self =
        Self { least_rsa_bits: 1024, least_ec_bits: 256, least_dsa_bits: Some(1024), weakest_hash: Hash::Md5 };

    /// Why a key is not accepted: the least size, or `None` where the kind is not accepted at all.
    pub(crate) fn refuses_key(&self, kind: KeyKind) -> Option<Option<u32>> {
        let least = match kind {
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. } => Some(self.least_rsa_bits),
            // A DSA key without parameters inherits them; the certificate that has them is judged as well.
            KeyKind::Dsa { bits: None } if self.least_dsa_bits.is_some() => return None,
            KeyKind::Dsa { .. } => self.least_dsa_bits,
            KeyKind::Ed25519 => return None,
            KeyKind::EcP192 | KeyKind::EcP224 | KeyKind::EcP256 | KeyKind::EcP384 | KeyKind::EcP521 => {
                Some(self.least_ec_bits)
            }
            _ => None,
        };
        match (least, kind.bits()) {
            (Some(least), Some(bits)) if bits >= least => None,
            _ => Some(least),
        }
    }

    /// Whether a signature's hash is too weak.
    pub(crate) fn refuses_hash(&self, algorithm: &SignatureAlgorithm) -> Option<Hash> {
        algorithm.hash().filter(|hash| *hash < self.weakest_hash)
    }
}
