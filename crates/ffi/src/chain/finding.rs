//! What the judge has to say about certificates.

use crate::abi::boundary;
use crate::abi::error::{ucpki_error, ucpki_status};
use crate::abi::text;
use crate::chain::params::{UCPKI_SEVERITY_IGNORE, UCPKI_SEVERITY_REFUSE, UCPKI_SEVERITY_WARN};
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::chain::{At, Finding, Severity};

/// About one certificate of the path.
pub const UCPKI_AT_CERTIFICATE: i32 = 1;
/// About two: one above that sets the rule, and one below that breaks it.
pub const UCPKI_AT_PAIR: i32 = 2;
/// About the trust anchor.
pub const UCPKI_AT_ANCHOR: i32 = 3;
/// About what the caller asked for.
pub const UCPKI_AT_REQUEST: i32 = 4;

/// One thing that is wrong, or odd: the rule, how much it matters, and where. *Shared.*
///
/// Borrowed from a verdict, and valid until that is freed.
pub struct ucpki_finding(pub(crate) Finding);

/// The rule that is broken, such as `UCPKI_ERR_CHAIN_EXPIRED`; 0 for NULL.
///
/// `ucpki_code_name()` and `ucpki_code_clause()` say more about it.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_code(finding: Option<&ucpki_finding>) -> ucpki_status {
    boundary::status(|| finding.map_or(0, |finding| finding.0.code().number().into()))
}

/// How much it matters under the profile that judged: one of `UCPKI_SEVERITY_`; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_severity(finding: Option<&ucpki_finding>) -> i32 {
    boundary::get(finding, 0, |finding| match finding.0.severity() {
        Severity::Ignore => UCPKI_SEVERITY_IGNORE,
        Severity::Warn => UCPKI_SEVERITY_WARN,
        // A severity that is not known here would be more than a warning.
        _ => UCPKI_SEVERITY_REFUSE,
    })
}

/// What it is about: one of `UCPKI_AT_`; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_at(finding: Option<&ucpki_finding>) -> i32 {
    boundary::get(finding, 0, |finding| match finding.0.at() {
        At::Anchor => UCPKI_AT_ANCHOR,
        At::Cert(_) => UCPKI_AT_CERTIFICATE,
        At::Pair { .. } => UCPKI_AT_PAIR,
        _ => UCPKI_AT_REQUEST,
    })
}

/// The position of the certificate on its path, 0 for the leaf; of a pair, the one below. -1 if it is about none.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_position(finding: Option<&ucpki_finding>) -> i64 {
    boundary::get(finding, -1, |finding| match finding.0.at() {
        At::Cert(position) | At::Pair { below: position, .. } => position.into(),
        _ => -1,
    })
}

/// Of a pair, the position of the certificate above; -1 if that is the anchor, and for everything that is not a pair.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_position_above(finding: Option<&ucpki_finding>) -> i64 {
    boundary::get(finding, -1, |finding| match finding.0.at() {
        At::Pair { above: Some(position), .. } => position.into(),
        _ => -1,
    })
}

/// Copies one phrase for a person, with the values: `the certificate is past its notAfter (2026-01-01T00:00:00Z, judged at
/// 2026-11-22T00:00:00Z)`.
///
/// Names in it come from certificates that nobody trusts. Control characters in them are escaped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_finding_text(
    finding: Option<&ucpki_finding>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(finding, "finding", buf, cap, needed, err, |finding| Ok(&finding.0)) }
}
