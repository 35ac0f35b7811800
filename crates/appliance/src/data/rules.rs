//! What appliances accept of a request, as data.

use ucpki_csr::{LintLimits, LintRule, RuleSet, codes};

/// What an Expressway or VCS works with.
pub const EXPRESSWAY_RULES: RuleSet = RuleSet::new(
    "expressway",
    EXPRESSWAY,
    LintLimits {
        shortest_rsa: 2048,
        max_rsa_bits: 8192,
        risky_rsa: 8192,
        p521: true,
        ed25519: true,
        ml_dsa: false,
        forbidden: "@&!",
    },
);

/// What Unified CM, and IM and Presence work with.
pub const CUCM_RULES: RuleSet = RuleSet::new(
    "cucm",
    CUCM,
    LintLimits {
        shortest_rsa: 2048,
        max_rsa_bits: 4096,
        risky_rsa: 4096,
        p521: true,
        ed25519: false,
        ml_dsa: false,
        forbidden: "@&!",
    },
);

/// The rule sets of public and private CAs, and of both families of appliances.
pub fn rule_sets() -> impl Iterator<Item = RuleSet> {
    RuleSet::all().chain([EXPRESSWAY_RULES, CUCM_RULES])
}

/// The set of this name: `public-ca`, `private-ca`, `expressway` or `cucm`.
///
/// # Examples
///
/// ```
/// use ucpki::csr::codes;
///
/// let rules = ucpki::appliance::rule_set("cucm").expect("one of the four");
/// assert!(rules.rule(&codes::CHALLENGE_PASSWORD).is_some(), "Unified CM takes none");
/// ```
#[must_use]
pub fn rule_set(name: &str) -> Option<RuleSet> {
    rule_sets().find(|set| set.name() == name)
}

const GUIDES: &str = "the families' certificate guides";
const RFC: &str = "RFC 5280";

static EXPRESSWAY: &[LintRule] = &[
    LintRule::refuse(&codes::PROOF_INVALID, "RFC 2986"),
    LintRule::refuse(&codes::NOT_PEM, GUIDES),
    LintRule::refuse(&codes::FORBIDDEN_CHARACTER, GUIDES),
    LintRule::refuse(&codes::FIELD_TOO_LONG, RFC),
    LintRule::refuse(&codes::COUNTRY_INVALID, RFC),
    LintRule::refuse(&codes::FIELD_EMPTY, GUIDES),
    LintRule::warn(&codes::FIELD_UNREADABLE, RFC),
    LintRule::refuse(&codes::COMMON_NAME_REPEATED, GUIDES),
    LintRule::warn(&codes::COMMON_NAME_ALONE, "RFC 5922"),
    LintRule::warn(&codes::NAME_REPEATED, GUIDES),
    LintRule::refuse(&codes::HOST_INVALID, "RFC 1123"),
    LintRule::refuse(&codes::HOST_WILDCARD, GUIDES),
    LintRule::warn(&codes::HOST_SINGLE_LABEL, GUIDES),
    LintRule::refuse(&codes::EXTENSION_UNREADABLE, RFC),
    LintRule::refuse(&codes::KEY_KIND, GUIDES),
    LintRule::refuse(&codes::KEY_SHORT, GUIDES),
    LintRule::refuse(&codes::KEY_LONG, GUIDES),
    LintRule::warn(&codes::KEY_RISKY, GUIDES),
    LintRule::refuse(&codes::KEY_UNREADABLE, RFC),
    LintRule::refuse(&codes::HASH_WEAK, GUIDES),
    LintRule::refuse(&codes::CA_REQUESTED, GUIDES),
    LintRule::refuse(&codes::USAGE_MISSING, GUIDES),
    LintRule::refuse(&codes::EXTENSION_REPEATED, RFC),
    LintRule::warn(&codes::PROOF_UNVERIFIED, "RFC 2986"),
    LintRule::refuse(&codes::VERSION_UNKNOWN, "RFC 2986"),
    LintRule::refuse(&codes::EXTENSION_REQUEST_REPEATED, "RFC 2985"),
    LintRule::refuse(&codes::HOST_IS_ADDRESS, RFC),
    LintRule::refuse(&codes::ADDRESS_INVALID, RFC),
    // Without one an alarm is raised, and mobile and remote access does not work.
    LintRule::warn(&codes::COMMON_NAME_MISSING, GUIDES),
    LintRule::warn(&codes::COMMON_NAME_ADDRESS, GUIDES),
    LintRule::refuse(&codes::HOST_NUMERIC, "RFC 3696"),
    LintRule::warn(&codes::PLACEHOLDER, GUIDES),
    LintRule::warn(&codes::CHALLENGE_PASSWORD_INVALID, "RFC 2985"),
];

static CUCM: &[LintRule] = &[
    LintRule::refuse(&codes::PROOF_INVALID, "RFC 2986"),
    LintRule::refuse(&codes::NOT_PEM, GUIDES),
    LintRule::refuse(&codes::FORBIDDEN_CHARACTER, GUIDES),
    LintRule::refuse(&codes::FIELD_TOO_LONG, RFC),
    LintRule::refuse(&codes::COUNTRY_INVALID, RFC),
    LintRule::refuse(&codes::FIELD_EMPTY, GUIDES),
    LintRule::warn(&codes::FIELD_UNREADABLE, RFC),
    LintRule::refuse(&codes::COMMON_NAME_REPEATED, GUIDES),
    LintRule::warn(&codes::NAME_REPEATED, GUIDES),
    LintRule::refuse(&codes::HOST_INVALID, "RFC 1123"),
    LintRule::refuse(&codes::HOST_WILDCARD, GUIDES),
    LintRule::refuse(&codes::EXTENSION_UNREADABLE, RFC),
    LintRule::refuse(&codes::KEY_KIND, GUIDES),
    LintRule::refuse(&codes::KEY_SHORT, GUIDES),
    LintRule::refuse(&codes::KEY_LONG, GUIDES),
    LintRule::warn(&codes::KEY_RISKY, GUIDES),
    LintRule::refuse(&codes::KEY_UNREADABLE, RFC),
    LintRule::refuse(&codes::HASH_WEAK, GUIDES),
    LintRule::refuse(&codes::USAGE_MISSING, GUIDES),
    LintRule::refuse(&codes::CHALLENGE_PASSWORD, GUIDES),
    LintRule::refuse(&codes::EXTENSION_REPEATED, RFC),
    LintRule::warn(&codes::PROOF_UNVERIFIED, "RFC 2986"),
    LintRule::refuse(&codes::VERSION_UNKNOWN, "RFC 2986"),
    LintRule::refuse(&codes::EXTENSION_REQUEST_REPEATED, "RFC 2985"),
    LintRule::refuse(&codes::HOST_IS_ADDRESS, RFC),
    LintRule::refuse(&codes::ADDRESS_INVALID, RFC),
    LintRule::warn(&codes::COMMON_NAME_MISSING, GUIDES),
    LintRule::refuse(&codes::HOST_NUMERIC, "RFC 3696"),
    LintRule::warn(&codes::PLACEHOLDER, GUIDES),
];
