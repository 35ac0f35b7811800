//! LintRule sets of the caller's own for judging requests.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::chain::validator::provider;
use crate::csr::request::{UCPKI_CSR_REFUSE, UCPKI_CSR_WARN, ucpki_csr, ucpki_csr_report};
use alloc::boxed::Box;
use core::mem::MaybeUninit;
use ucpki::appliance::rule_set;
use ucpki::csr::{LintSeverity, RuleSet, codes, lint_file, verify_proof};

/// Not reported.
pub const UCPKI_CSR_IGNORE: i32 = 0;

/// The shortest RSA modulus, in bits.
pub const UCPKI_CSR_LIMIT_SHORTEST_RSA: i32 = 1;
/// The longest RSA modulus, in bits.
pub const UCPKI_CSR_LIMIT_LONGEST_RSA: i32 = 2;
/// RSA from this length on is reported as risky.
pub const UCPKI_CSR_LIMIT_RISKY_RSA: i32 = 3;
/// Whether P-521 is taken: 0 or 1.
pub const UCPKI_CSR_LIMIT_P521: i32 = 4;
/// Whether Ed25519 is taken: 0 or 1.
pub const UCPKI_CSR_LIMIT_ED25519: i32 = 5;
/// Whether ML-DSA is taken: 0 or 1.
pub const UCPKI_CSR_LIMIT_ML_DSA: i32 = 6;

/// A set of rules for `ucpki_csr_lint_with()`. *Exclusive.*
pub struct ucpki_csr_rules(RuleSet);

/// Makes a set of rules: a copy of `public-ca`, `private-ca`, `expressway` or `cucm`, or a set without rules for an empty name,
/// with the limits of `public-ca`.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a set that does not exist.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_rules_new(
    name: *const u8,
    name_len: usize,
    rules: Option<&mut MaybeUninit<*mut ucpki_csr_rules>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = rules.required("rules")?;
        // SAFETY: the contract of arrays in (README.md).
        let name = unsafe { bytes::text(name, name_len, "name") }?;
        let set = if name.is_empty() { Some(RuleSet::empty("own")) } else { rule_set(name) };
        let set = set.ok_or_else(|| ucpki_error::argument("name", "is not the name of a rule set"))?;
        out.write(boundary::handle(ucpki_csr_rules(set)));
        Ok(())
    })
}

/// Frees the rules. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_rules_free(rules: Option<Box<ucpki_csr_rules>>) {
    boundary::neutral((), || drop(rules));
}

/// Sets how bad it is to break a rule: `code` is one of `UCPKI_ERR_CSR_`, `severity` one of `UCPKI_CSR_IGNORE`,
/// `UCPKI_CSR_WARN` and `UCPKI_CSR_REFUSE`. A rule that is not in the set is added.
///
/// Errors: `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_rules_set(
    rules: Option<&mut ucpki_csr_rules>,
    code: ucpki_status,
    severity: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let rules = rules.required("rules")?;
        let found = codes::ALL.iter().find(|known| ucpki_status::from(known.number()) == code);
        let code = found.ok_or_else(|| ucpki_error::argument("code", "is none of UCPKI_ERR_CSR_"))?;
        let severity = match severity {
            UCPKI_CSR_IGNORE => LintSeverity::Ignore,
            UCPKI_CSR_WARN => LintSeverity::Warn,
            UCPKI_CSR_REFUSE => LintSeverity::Refuse,
            _ => return Err(ucpki_error::argument("severity", "is not one of UCPKI_CSR_IGNORE, _WARN and _REFUSE")),
        };
        rules.0 = rules.0.clone().with(code, severity);
        Ok(())
    })
}

/// Sets a number that rules compare with: `limit` is one of `UCPKI_CSR_LIMIT_`.
///
/// Errors: `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_rules_set_limit(
    rules: Option<&mut ucpki_csr_rules>,
    limit: i32,
    value: u32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let rules = rules.required("rules")?;
        let mut limits = *rules.0.limits();
        let flag = || match value {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(ucpki_error::argument("value", "is neither 0 nor 1")),
        };
        match limit {
            UCPKI_CSR_LIMIT_SHORTEST_RSA => limits.shortest_rsa = value,
            UCPKI_CSR_LIMIT_LONGEST_RSA => limits.max_rsa_bits = value,
            UCPKI_CSR_LIMIT_RISKY_RSA => limits.risky_rsa = value,
            UCPKI_CSR_LIMIT_P521 => limits.p521 = flag()?,
            UCPKI_CSR_LIMIT_ED25519 => limits.ed25519 = flag()?,
            UCPKI_CSR_LIMIT_ML_DSA => limits.ml_dsa = flag()?,
            _ => return Err(ucpki_error::argument("limit", "is none of UCPKI_CSR_LIMIT_")),
        }
        rules.0 = rules.0.clone().with_limits(limits);
        Ok(())
    })
}

/// As `ucpki_csr_lint()`, with rules of the caller's own, and with a provider: one of `UCPKI_PROVIDER_`. With
/// `UCPKI_PROVIDER_LEGACY` signatures with SHA-1 and MD5 are verified, and still reported as weak.
///
/// Errors: those of reading; `UCPKI_ERR_ARGUMENT` for a provider that this library was built without.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_lint_with(
    file: *const u8,
    file_len: usize,
    rules: Option<&ucpki_csr_rules>,
    provider_id: i32,
    report: Option<&mut MaybeUninit<*mut ucpki_csr_report>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = report.required("report")?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        let found = lint_file(file, &rules.required("rules")?.0, &provider(provider_id)?)?;
        out.write(boundary::handle(ucpki_csr_report::of_findings(found)));
        Ok(())
    })
}

/// As `ucpki_csr_verify_proof()`, with a provider: one of `UCPKI_PROVIDER_`, of which `UCPKI_PROVIDER_LEGACY` verifies SHA-1
/// and MD5.
///
/// Errors: `UCPKI_ERR_CSR_PROOF_INVALID` if the request is not signed with its own key; `UCPKI_ERR_CSR_PROOF_UNVERIFIED` if that
/// cannot be told with this provider; `UCPKI_ERR_ARGUMENT` for a provider that this library was built without.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_verify_proof_with(
    csr: Option<&ucpki_csr>,
    provider_id: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || Ok(verify_proof(&csr.required("csr")?.0.as_ref(), &provider(provider_id)?)?))
}
