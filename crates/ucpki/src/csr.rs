//! Requests (PKCS #10, RFC 2986): made, checked before a CA does, and made again for a renewal.

#[doc(inline)]
pub use ucpki_csr::{
    Checklist, ChecklistItem, CsrError, LintFinding, LintLimits, LintRule, LintSeverity, Part, Report, RequestBuilder,
    RuleSet, Subject, check_name, codes, finish, lint, lint_file, parse_name, parse_names, renew, repeat, usual_hash,
    verify_proof,
};
