//! What appliances accept of a request, as data.

use ucpki_csr::{Limits, Rule, RuleSet, codes};

/// What an Expressway or VCS works with.
pub const EXPRESSWAY_RULES: RuleSet = RuleSet::new(
    "expressway",
    EXPRESSWAY,
    Limits {
        shortest_rsa: 2048,
        longest_rsa: 8192,
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
    Limits {
        shortest_rsa: 2048,
        longest_rsa: 4096,
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
/// use ucpki_csr::codes;
///
/// let rules = ucpki_appliance::rule_set("cucm").expect("one of the four");
/// assert!(rules.rule(&codes::CHALLENGE_PASSWORD).is_some(), "Unified CM takes none");
/// ```
#[must_use]
pub fn rule_set(name: &str) -> Option<RuleSet> {
    rule_sets().find(|set| set.name() == name)
}

const GUIDES: &str = "the families' certificate guides";
const RFC: &str = "RFC 5280";

static EXPRESSWAY: &[Rule] = &[
    Rule::refuse(&codes::PROOF_INVALID, "RFC 2986"),
    Rule::refuse(&codes::NOT_PEM, GUIDES),
    Rule::refuse(&codes::FORBIDDEN_CHARACTER, GUIDES),
    Rule::refuse(&codes::FIELD_TOO_LONG, RFC),
    Rule::refuse(&codes::COUNTRY_INVALID, RFC),
    Rule::refuse(&codes::FIELD_EMPTY, GUIDES),
    Rule::warn(&codes::FIELD_UNREADABLE, RFC),
    Rule::refuse(&codes::COMMON_NAME_REPEATED, GUIDES),
    Rule::warn(&codes::COMMON_NAME_ALONE, "RFC 5922"),
    Rule::warn(&codes::NAME_REPEATED, GUIDES),
    Rule::refuse(&codes::HOST_INVALID, "RFC 1123"),
    Rule::refuse(&codes::HOST_WILDCARD, GUIDES),
    Rule::warn(&codes::HOST_SINGLE_LABEL, GUIDES),
    Rule::refuse(&codes::EXTENSION_UNREADABLE, RFC),
    Rule::refuse(&codes::KEY_KIND, GUIDES),
    Rule::refuse(&codes::KEY_SHORT, GUIDES),
    Rule::refuse(&codes::KEY_LONG, GUIDES),
    Rule::warn(&codes::KEY_RISKY, GUIDES),
    Rule::refuse(&codes::KEY_UNREADABLE, RFC),
    Rule::refuse(&codes::HASH_WEAK, GUIDES),
    Rule::refuse(&codes::CA_REQUESTED, GUIDES),
    Rule::refuse(&codes::USAGE_MISSING, GUIDES),
    Rule::refuse(&codes::EXTENSION_REPEATED, RFC),
    Rule::warn(&codes::PROOF_UNVERIFIED, "RFC 2986"),
    Rule::refuse(&codes::VERSION_UNKNOWN, "RFC 2986"),
    Rule::refuse(&codes::EXTENSION_REQUEST_REPEATED, "RFC 2985"),
    Rule::refuse(&codes::HOST_IS_ADDRESS, RFC),
    Rule::refuse(&codes::ADDRESS_INVALID, RFC),
    // Without one an alarm is raised, and mobile and remote access does not work.
    Rule::warn(&codes::COMMON_NAME_MISSING, GUIDES),
    Rule::warn(&codes::COMMON_NAME_ADDRESS, GUIDES),
    Rule::refuse(&codes::HOST_NUMERIC, "RFC 3696"),
    Rule::warn(&codes::PLACEHOLDER, GUIDES),
    Rule::warn(&codes::CHALLENGE_PASSWORD_INVALID, "RFC 2985"),
];

static CUCM: &[Rule] = &[
    Rule::refuse(&codes::PROOF_INVALID, "RFC 2986"),
    Rule::refuse(&codes::NOT_PEM, GUIDES),
    Rule::refuse(&codes::FORBIDDEN_CHARACTER, GUIDES),
    Rule::refuse(&codes::FIELD_TOO_LONG, RFC),
    Rule::refuse(&codes::COUNTRY_INVALID, RFC),
    Rule::refuse(&codes::FIELD_EMPTY, GUIDES),
    Rule::warn(&codes::FIELD_UNREADABLE, RFC),
    Rule::refuse(&codes::COMMON_NAME_REPEATED, GUIDES),
    Rule::warn(&codes::NAME_REPEATED, GUIDES),
    Rule::refuse(&codes::HOST_INVALID, "RFC 1123"),
    Rule::refuse(&codes::HOST_WILDCARD, GUIDES),
    Rule::refuse(&codes::EXTENSION_UNREADABLE, RFC),
    Rule::refuse(&codes::KEY_KIND, GUIDES),
    Rule::refuse(&codes::KEY_SHORT, GUIDES),
    Rule::refuse(&codes::KEY_LONG, GUIDES),
    Rule::warn(&codes::KEY_RISKY, GUIDES),
    Rule::refuse(&codes::KEY_UNREADABLE, RFC),
    Rule::refuse(&codes::HASH_WEAK, GUIDES),
    Rule::refuse(&codes::USAGE_MISSING, GUIDES),
    Rule::refuse(&codes::CHALLENGE_PASSWORD, GUIDES),
    Rule::refuse(&codes::EXTENSION_REPEATED, RFC),
    Rule::warn(&codes::PROOF_UNVERIFIED, "RFC 2986"),
    Rule::refuse(&codes::VERSION_UNKNOWN, "RFC 2986"),
    Rule::refuse(&codes::EXTENSION_REQUEST_REPEATED, "RFC 2985"),
    Rule::refuse(&codes::HOST_IS_ADDRESS, RFC),
    Rule::refuse(&codes::ADDRESS_INVALID, RFC),
    Rule::warn(&codes::COMMON_NAME_MISSING, GUIDES),
    Rule::refuse(&codes::HOST_NUMERIC, "RFC 3696"),
    Rule::warn(&codes::PLACEHOLDER, GUIDES),
];
