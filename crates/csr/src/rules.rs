//! What CAs accept, as data.

use crate::codes;
use alloc::borrow::Cow;
use alloc::string::String;
use ucpki_x509::Code;

/// How bad it is to break a rule.
///
/// # Examples
///
/// ```
/// use ucpki::csr::LintSeverity;
///
/// /// The exit status of a program that checks requests.
/// fn status(worst: Option<LintSeverity>) -> i32 {
///     match worst {
///         Some(LintSeverity::Refuse) => 1,
///         _ => 0,
///     }
/// }
///
/// assert_eq!((status(Some(LintSeverity::Refuse)), status(Some(LintSeverity::Warn)), status(None)), (1, 0, 0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LintSeverity {
    /// Not reported.
    Ignore,
    /// To be looked at: it may be refused, or serve less than was meant.
    Warn,
    /// The CA or the appliance will refuse it.
    Refuse,
}

impl LintSeverity {
    /// A word for reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Refuse => "refuse",
            Self::Warn => "warn",
        }
    }
}

/// One rule of a set: what is looked for, how bad it is, and who says so.
///
/// # Examples
///
/// ```
/// use ucpki::csr::{LintRule, RuleSet};
///
/// // What a set asks for, as a page for people who make requests.
/// for LintRule { code, severity, source, .. } in RuleSet::PRIVATE_CA.rules() {
///     println!("{} {}: {} ({source})", severity.name(), code.name(), code.text());
/// }
/// assert!(RuleSet::PRIVATE_CA.rules().len() < RuleSet::PUBLIC_CA.rules().len());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "rows of tables, also of callers' own")]
pub struct LintRule {
    /// What is looked for.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: LintSeverity,
    /// Who says so.
    pub source: &'static str,
}

/// A set of rules, and the limits that they compare with.
///
/// Sets are data: [`with`](Self::with) changes the severity of one rule.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::csr::{LintSeverity, RuleSet, codes, lint_file};
///
/// // A private CA that issues for hosts without a domain, and wants to be told.
/// let file = include_bytes!("../../../tests/data/csr/lint/name-single-label.pem");
/// let rules = RuleSet::PUBLIC_CA.with(&codes::HOST_SINGLE_LABEL, LintSeverity::Warn);
/// let report = lint_file(file, &rules, &RUSTCRYPTO)?;
/// let found = report.findings.iter().find(|finding| finding.code == &codes::HOST_SINGLE_LABEL);
/// assert_eq!(found.map(|finding| finding.severity), Some(LintSeverity::Warn));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RuleSet {
    name: Cow<'static, str>,
    rules: Cow<'static, [LintRule]>,
    limits: LintLimits,
}

/// Numbers of a rule set.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::csr::{LintLimits, RuleSet, codes, lint_file};
///
/// // A CA that issues for RSA keys of 3072 bits and more.
/// let rules = RuleSet::PUBLIC_CA.with_limits(LintLimits { shortest_rsa: 3072, ..*RuleSet::PUBLIC_CA.limits() });
/// let file = include_bytes!("../../../tests/data/csr/lint/good-rsa2048.pem");
/// let report = lint_file(file, &rules, &RUSTCRYPTO)?;
/// assert!(report.findings.iter().any(|finding| finding.code == &codes::KEY_SHORT));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "rows of tables, also of callers' own")]
pub struct LintLimits {
    /// The shortest RSA modulus, in bits.
    pub shortest_rsa: u32,
    /// The longest RSA modulus, in bits.
    pub max_rsa_bits: u32,
    /// RSA from this length on is reported as risky.
    pub risky_rsa: u32,
    /// Whether P-521 is taken.
    pub p521: bool,
    /// Whether Ed25519 is taken.
    pub ed25519: bool,
    /// Whether ML-DSA is taken.
    pub ml_dsa: bool,
    /// Characters that no subject field but the e-mail address may hold.
    pub forbidden: &'static str,
}

impl LintRule {
    /// A rule that a CA or an appliance refuses to break.
    #[must_use]
    pub const fn refuse(code: &'static Code, source: &'static str) -> Self {
        Self { code, severity: LintSeverity::Refuse, source }
    }

    /// A rule to be warned of.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::csr::{LintLimits, LintRule, RuleSet, codes};
    ///
    /// static OURS: [LintRule; 1] = [LintRule::warn(&codes::CLIENT_AUTH, "our policy")];
    /// let set = RuleSet::new("ours", &OURS, LintLimits { p521: true, ..*RuleSet::PUBLIC_CA.limits() });
    /// assert_eq!(set.rule(&codes::CLIENT_AUTH), Some(&OURS[0]));
    /// ```
    #[must_use]
    pub const fn warn(code: &'static Code, source: &'static str) -> Self {
        Self { code, severity: LintSeverity::Warn, source }
    }
}

impl RuleSet {
    /// What a public CA refuses: the CA/Browser Forum's baseline, and the guides of both families.
    pub const PUBLIC_CA: Self = Self::new(
        "public-ca",
        PUBLIC_CA,
        LintLimits {
            shortest_rsa: 2048,
            max_rsa_bits: 8192,
            risky_rsa: 8192,
            // Root programs take P-256 and P-384; most take no P-521 (Mozilla does not), and none Ed25519 or ML-DSA.
            p521: false,
            ed25519: false,
            ml_dsa: false,
            forbidden: "@&!",
        },
    );

    /// What a careful private CA refuses. Names inside the house are fine.
    pub const PRIVATE_CA: Self = Self::new(
        "private-ca",
        PRIVATE_CA,
        LintLimits {
            shortest_rsa: 2048,
            max_rsa_bits: 8192,
            risky_rsa: 8192,
            p521: true,
            ed25519: true,
            ml_dsa: true,
            forbidden: "@&!",
        },
    );

    /// The sets of this crate: `public-ca` and `private-ca`. Those of appliances are in `ucpki-appliance`.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::PUBLIC_CA, Self::PRIVATE_CA].into_iter()
    }

    /// The set of this name: `public-ca` or `private-ca`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::all().find(|set| set.name == name)
    }

    /// A set of the caller's own.
    #[must_use]
    pub const fn new(name: &'static str, rules: &'static [LintRule], limits: LintLimits) -> Self {
        Self { name: Cow::Borrowed(name), rules: Cow::Borrowed(rules), limits }
    }

    /// A set without rules, and with the limits of a public CA: for a set of the caller's own that is put together at run
    /// time, with [`with`](Self::with) and [`with_limits`](Self::with_limits).
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::csr::{RuleSet, LintSeverity, codes};
    ///
    /// let ours = RuleSet::empty("ours").with(&codes::KEY_SHORT, LintSeverity::Refuse);
    /// assert_eq!((ours.name(), ours.rules().len()), ("ours", 1));
    /// ```
    #[must_use]
    pub fn empty(name: impl Into<String>) -> Self {
        Self { name: Cow::Owned(name.into()), rules: Cow::Borrowed(&[]), ..Self::PUBLIC_CA }
    }

    /// The same with another severity for one rule; a rule that is not in the set is added.
    #[must_use]
    pub fn with(mut self, code: &'static Code, severity: LintSeverity) -> Self {
        let rules = self.rules.to_mut();
        match rules.iter_mut().find(|rule| rule.code == code) {
            Some(rule) => rule.severity = severity,
            None => rules.push(LintRule { code, severity, source: "caller" }),
        }
        self
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: LintLimits) -> Self {
        Self { limits, ..self }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[LintRule] {
        &self.rules
    }

    /// The limits.
    #[must_use]
    pub const fn limits(&self) -> &LintLimits {
        &self.limits
    }

    /// The rule about this code; `None` where the set has none, so that nothing is reported.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::csr::{RuleSet, codes};
    ///
    /// let rules = RuleSet::PUBLIC_CA;
    /// let rule = rules.rule(&codes::PROOF_INVALID).expect("every set looks at the signature");
    /// assert_eq!(rule.source, "RFC 2986");
    /// ```
    #[must_use]
    pub fn rule(&self, code: &'static Code) -> Option<&LintRule> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}

const BR: &str = "CA/Browser Forum Baseline Requirements";
const GUIDES: &str = "the families' certificate guides";
const RFC: &str = "RFC 5280";

static PUBLIC_CA: &[LintRule] = &[
    LintRule::refuse(&codes::PROOF_INVALID, "RFC 2986"),
    LintRule::refuse(&codes::NOT_PEM, GUIDES),
    LintRule::refuse(&codes::FORBIDDEN_CHARACTER, GUIDES),
    LintRule::refuse(&codes::FIELD_TOO_LONG, RFC),
    LintRule::refuse(&codes::COUNTRY_INVALID, RFC),
    LintRule::refuse(&codes::FIELD_EMPTY, BR),
    LintRule::refuse(&codes::FIELD_UNREADABLE, BR),
    LintRule::refuse(&codes::COMMON_NAME_REPEATED, BR),
    LintRule::refuse(&codes::COMMON_NAME_ALONE, BR),
    LintRule::refuse(&codes::NAMES_MISSING, BR),
    LintRule::warn(&codes::NAME_REPEATED, GUIDES),
    LintRule::refuse(&codes::HOST_INVALID, BR),
    LintRule::refuse(&codes::HOST_WILDCARD, GUIDES),
    LintRule::refuse(&codes::HOST_SINGLE_LABEL, BR),
    LintRule::refuse(&codes::HOST_SPECIAL_USE, BR),
    LintRule::refuse(&codes::ADDRESS_RESERVED, BR),
    LintRule::refuse(&codes::NAME_KIND, BR),
    LintRule::refuse(&codes::EXTENSION_UNREADABLE, RFC),
    LintRule::refuse(&codes::KEY_KIND, BR),
    LintRule::refuse(&codes::KEY_SHORT, BR),
    LintRule::refuse(&codes::KEY_LONG, BR),
    LintRule::warn(&codes::KEY_RISKY, GUIDES),
    LintRule::refuse(&codes::KEY_UNREADABLE, RFC),
    LintRule::refuse(&codes::HASH_WEAK, BR),
    LintRule::refuse(&codes::CA_REQUESTED, BR),
    LintRule::warn(&codes::USAGE_MISSING, GUIDES),
    LintRule::refuse(&codes::CRITICAL_UNKNOWN, RFC),
    LintRule::warn(&codes::CHALLENGE_PASSWORD, "RFC 2985"),
    LintRule::refuse(&codes::EXTENSION_REPEATED, RFC),
    LintRule::refuse(&codes::PROOF_UNVERIFIED, "RFC 2986"),
    LintRule::refuse(&codes::VERSION_UNKNOWN, "RFC 2986"),
    LintRule::refuse(&codes::EXTENSION_REQUEST_REPEATED, "RFC 2985"),
    LintRule::refuse(&codes::HOST_IS_ADDRESS, BR),
    LintRule::refuse(&codes::ADDRESS_INVALID, RFC),
    LintRule::warn(&codes::COMMON_NAME_ADDRESS, GUIDES),
    LintRule::refuse(&codes::HOST_NUMERIC, BR),
    LintRule::refuse(&codes::PLACEHOLDER, BR),
    LintRule::warn(&codes::CLIENT_AUTH, BR),
    LintRule::warn(&codes::UNIT_PRESENT, BR),
    LintRule::warn(&codes::KEY_AGREEMENT, BR),
    LintRule::warn(&codes::CHALLENGE_PASSWORD_INVALID, "RFC 2985"),
];

static PRIVATE_CA: &[LintRule] = &[
    LintRule::refuse(&codes::PROOF_INVALID, "RFC 2986"),
    LintRule::refuse(&codes::NOT_PEM, GUIDES),
    LintRule::warn(&codes::FORBIDDEN_CHARACTER, GUIDES),
    LintRule::refuse(&codes::FIELD_TOO_LONG, RFC),
    LintRule::refuse(&codes::COUNTRY_INVALID, RFC),
    LintRule::warn(&codes::FIELD_EMPTY, GUIDES),
    LintRule::warn(&codes::FIELD_UNREADABLE, RFC),
    LintRule::warn(&codes::COMMON_NAME_REPEATED, GUIDES),
    LintRule::warn(&codes::COMMON_NAME_ALONE, "RFC 9525"),
    LintRule::warn(&codes::NAMES_MISSING, "RFC 9525"),
    LintRule::warn(&codes::NAME_REPEATED, GUIDES),
    LintRule::warn(&codes::HOST_INVALID, "RFC 1123"),
    LintRule::refuse(&codes::HOST_WILDCARD, GUIDES),
    LintRule::refuse(&codes::EXTENSION_UNREADABLE, RFC),
    LintRule::refuse(&codes::KEY_KIND, GUIDES),
    LintRule::refuse(&codes::KEY_SHORT, "NIST SP 800-57"),
    LintRule::refuse(&codes::KEY_LONG, GUIDES),
    LintRule::warn(&codes::KEY_RISKY, GUIDES),
    LintRule::refuse(&codes::KEY_UNREADABLE, RFC),
    LintRule::refuse(&codes::HASH_WEAK, "NIST SP 800-131A"),
    LintRule::warn(&codes::CA_REQUESTED, RFC),
    LintRule::warn(&codes::USAGE_MISSING, GUIDES),
    LintRule::refuse(&codes::CRITICAL_UNKNOWN, RFC),
    LintRule::warn(&codes::CHALLENGE_PASSWORD, "RFC 2985"),
    LintRule::refuse(&codes::EXTENSION_REPEATED, RFC),
    LintRule::warn(&codes::PROOF_UNVERIFIED, "RFC 2986"),
    LintRule::refuse(&codes::VERSION_UNKNOWN, "RFC 2986"),
    LintRule::refuse(&codes::EXTENSION_REQUEST_REPEATED, "RFC 2985"),
    LintRule::refuse(&codes::HOST_IS_ADDRESS, RFC),
    LintRule::refuse(&codes::ADDRESS_INVALID, RFC),
    LintRule::warn(&codes::COMMON_NAME_ADDRESS, "RFC 9525"),
    LintRule::warn(&codes::HOST_NUMERIC, "RFC 3696"),
    LintRule::warn(&codes::PLACEHOLDER, GUIDES),
    LintRule::warn(&codes::CHALLENGE_PASSWORD_INVALID, "RFC 2985"),
];
