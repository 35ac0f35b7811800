//! What CAs accept, as data.

use crate::codes;
use alloc::borrow::Cow;
use alloc::string::String;
use ucpki_x509::Code;

/// How bad it is to break a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Not reported.
    Ignore,
    /// To be looked at: it may be refused, or serve less than was meant.
    Warn,
    /// The CA or the appliance will refuse it.
    Refuse,
}

impl Severity {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "rows of tables, also of callers' own")]
pub struct Rule {
    /// What is looked for.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// Who says so.
    pub source: &'static str,
}

/// A set of rules, and the limits that they compare with.
///
/// Sets are data: [`with`](Self::with) changes the severity of one rule.
#[derive(Clone, Debug)]
pub struct RuleSet {
    name: Cow<'static, str>,
    rules: Cow<'static, [Rule]>,
    limits: Limits,
}

/// Numbers of a rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "rows of tables, also of callers' own")]
pub struct Limits {
    /// The shortest RSA modulus, in bits.
    pub shortest_rsa: u32,
    /// The longest RSA modulus, in bits.
    pub longest_rsa: u32,
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

impl Rule {
    /// A rule that a CA or an appliance refuses to break.
    #[must_use]
    pub const fn refuse(code: &'static Code, source: &'static str) -> Self {
        Self { code, severity: Severity::Refuse, source }
    }

    /// A rule to be warned of.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki_csr::{Limits, Rule, RuleSet, codes};
    ///
    /// static OURS: [Rule; 1] = [Rule::warn(&codes::CLIENT_AUTH, "our policy")];
    /// let set = RuleSet::new("ours", &OURS, Limits { p521: true, ..*RuleSet::PUBLIC_CA.limits() });
    /// assert_eq!(set.rule(&codes::CLIENT_AUTH), Some(&OURS[0]));
    /// ```
    #[must_use]
    pub const fn warn(code: &'static Code, source: &'static str) -> Self {
        Self { code, severity: Severity::Warn, source }
    }
}

impl RuleSet {
    /// What a public CA refuses: the CA/Browser Forum's baseline, and the guides of both families.
    pub const PUBLIC_CA: Self = Self::new(
        "public-ca",
        PUBLIC_CA,
        Limits {
            shortest_rsa: 2048,
            longest_rsa: 8192,
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
        Limits {
            shortest_rsa: 2048,
            longest_rsa: 8192,
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
    pub const fn new(name: &'static str, rules: &'static [Rule], limits: Limits) -> Self {
        Self { name: Cow::Borrowed(name), rules: Cow::Borrowed(rules), limits }
    }

    /// A set without rules, and with the limits of a public CA: for a set of the caller's own that is put together at run
    /// time, with [`with`](Self::with) and [`with_limits`](Self::with_limits).
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki_csr::{RuleSet, Severity, codes};
    ///
    /// let ours = RuleSet::empty("ours").with(&codes::KEY_SHORT, Severity::Refuse);
    /// assert_eq!((ours.name(), ours.rules().len()), ("ours", 1));
    /// ```
    #[must_use]
    pub fn empty(name: impl Into<String>) -> Self {
        Self { name: Cow::Owned(name.into()), rules: Cow::Borrowed(&[]), ..Self::PUBLIC_CA }
    }

    /// The same with another severity for one rule; a rule that is not in the set is added.
    #[must_use]
    pub fn with(mut self, code: &'static Code, severity: Severity) -> Self {
        let rules = self.rules.to_mut();
        match rules.iter_mut().find(|rule| rule.code == code) {
            Some(rule) => rule.severity = severity,
            None => rules.push(Rule { code, severity, source: "caller" }),
        }
        self
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The limits.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The rule about this code; `None` where the set has none, so that nothing is reported.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki_csr::{RuleSet, codes};
    ///
    /// let rules = RuleSet::PUBLIC_CA;
    /// let rule = rules.rule(&codes::PROOF_INVALID).expect("every set looks at the signature");
    /// assert_eq!(rule.source, "RFC 2986");
    /// ```
    #[must_use]
    pub fn rule(&self, code: &'static Code) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}

const BR: &str = "CA/Browser Forum Baseline Requirements";
const GUIDES: &str = "the families' certificate guides";
const RFC: &str = "RFC 5280";

static PUBLIC_CA: &[Rule] = &[
    Rule::refuse(&codes::PROOF_INVALID, "RFC 2986"),
    Rule::refuse(&codes::NOT_PEM, GUIDES),
    Rule::refuse(&codes::FORBIDDEN_CHARACTER, GUIDES),
    Rule::refuse(&codes::FIELD_TOO_LONG, RFC),
    Rule::refuse(&codes::COUNTRY_INVALID, RFC),
    Rule::refuse(&codes::FIELD_EMPTY, BR),
    Rule::refuse(&codes::FIELD_UNREADABLE, BR),
    Rule::refuse(&codes::COMMON_NAME_REPEATED, BR),
    Rule::refuse(&codes::COMMON_NAME_ALONE, BR),
    Rule::refuse(&codes::NAMES_MISSING, BR),
    Rule::warn(&codes::NAME_REPEATED, GUIDES),
    Rule::refuse(&codes::HOST_INVALID, BR),
    Rule::refuse(&codes::HOST_WILDCARD, GUIDES),
    Rule::refuse(&codes::HOST_SINGLE_LABEL, BR),
    Rule::refuse(&codes::HOST_SPECIAL_USE, BR),
    Rule::refuse(&codes::ADDRESS_RESERVED, BR),
    Rule::refuse(&codes::NAME_KIND, BR),
    Rule::refuse(&codes::EXTENSION_UNREADABLE, RFC),
    Rule::refuse(&codes::KEY_KIND, BR),
    Rule::refuse(&codes::KEY_SHORT, BR),
    Rule::refuse(&codes::KEY_LONG, BR),
    Rule::warn(&codes::KEY_RISKY, GUIDES),
    Rule::refuse(&codes::KEY_UNREADABLE, RFC),
    Rule::refuse(&codes::HASH_WEAK, BR),
    Rule::refuse(&codes::CA_REQUESTED, BR),
    Rule::warn(&codes::USAGE_MISSING, GUIDES),
    Rule::refuse(&codes::CRITICAL_UNKNOWN, RFC),
    Rule::warn(&codes::CHALLENGE_PASSWORD, "RFC 2985"),
    Rule::refuse(&codes::EXTENSION_REPEATED, RFC),
    Rule::refuse(&codes::PROOF_UNVERIFIED, "RFC 2986"),
    Rule::refuse(&codes::VERSION_UNKNOWN, "RFC 2986"),
    Rule::refuse(&codes::EXTENSION_REQUEST_REPEATED, "RFC 2985"),
    Rule::refuse(&codes::HOST_IS_ADDRESS, BR),
    Rule::refuse(&codes::ADDRESS_INVALID, RFC),
    Rule::warn(&codes::COMMON_NAME_ADDRESS, GUIDES),
    Rule::refuse(&codes::HOST_NUMERIC, BR),
    Rule::refuse(&codes::PLACEHOLDER, BR),
    Rule::warn(&codes::CLIENT_AUTH, BR),
    Rule::warn(&codes::UNIT_PRESENT, BR),
    Rule::warn(&codes::KEY_AGREEMENT, BR),
    Rule::warn(&codes::CHALLENGE_PASSWORD_INVALID, "RFC 2985"),
];

static PRIVATE_CA: &[Rule] = &[
    Rule::refuse(&codes::PROOF_INVALID, "RFC 2986"),
    Rule::refuse(&codes::NOT_PEM, GUIDES),
    Rule::warn(&codes::FORBIDDEN_CHARACTER, GUIDES),
    Rule::refuse(&codes::FIELD_TOO_LONG, RFC),
    Rule::refuse(&codes::COUNTRY_INVALID, RFC),
    Rule::warn(&codes::FIELD_EMPTY, GUIDES),
    Rule::warn(&codes::FIELD_UNREADABLE, RFC),
    Rule::warn(&codes::COMMON_NAME_REPEATED, GUIDES),
    Rule::warn(&codes::COMMON_NAME_ALONE, "RFC 9525"),
    Rule::warn(&codes::NAMES_MISSING, "RFC 9525"),
    Rule::warn(&codes::NAME_REPEATED, GUIDES),
    Rule::warn(&codes::HOST_INVALID, "RFC 1123"),
    Rule::refuse(&codes::HOST_WILDCARD, GUIDES),
    Rule::refuse(&codes::EXTENSION_UNREADABLE, RFC),
    Rule::refuse(&codes::KEY_KIND, GUIDES),
    Rule::refuse(&codes::KEY_SHORT, "NIST SP 800-57"),
    Rule::refuse(&codes::KEY_LONG, GUIDES),
    Rule::warn(&codes::KEY_RISKY, GUIDES),
    Rule::refuse(&codes::KEY_UNREADABLE, RFC),
    Rule::refuse(&codes::HASH_WEAK, "NIST SP 800-131A"),
    Rule::warn(&codes::CA_REQUESTED, RFC),
    Rule::warn(&codes::USAGE_MISSING, GUIDES),
    Rule::refuse(&codes::CRITICAL_UNKNOWN, RFC),
    Rule::warn(&codes::CHALLENGE_PASSWORD, "RFC 2985"),
    Rule::refuse(&codes::EXTENSION_REPEATED, RFC),
    Rule::warn(&codes::PROOF_UNVERIFIED, "RFC 2986"),
    Rule::refuse(&codes::VERSION_UNKNOWN, "RFC 2986"),
    Rule::refuse(&codes::EXTENSION_REQUEST_REPEATED, "RFC 2985"),
    Rule::refuse(&codes::HOST_IS_ADDRESS, RFC),
    Rule::refuse(&codes::ADDRESS_INVALID, RFC),
    Rule::warn(&codes::COMMON_NAME_ADDRESS, "RFC 9525"),
    Rule::warn(&codes::HOST_NUMERIC, "RFC 3696"),
    Rule::warn(&codes::PLACEHOLDER, GUIDES),
    Rule::warn(&codes::CHALLENGE_PASSWORD_INVALID, "RFC 2985"),
];
