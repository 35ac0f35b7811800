//! Verdicts as text and JSON.

use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::{boundary, bytes, text};
use crate::chain::params::ucpki_params;
use crate::chain::validator::ucpki_validator;
use crate::chain::verdict::ucpki_verdict;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::show::{ShownVerdict, VerdictParams};

/// Copies a verdict for people: the path from the anchor down, what is wrong with which certificate, the rule, and what would
/// help. It is what `ucpki verify` prints, but for the options of that program.
///
/// `validator` and `params` are those of the check; the text repeats what they asked. `leaf` is what the certificate in question is
/// called in the text, such as the name of its file. With `color` 1 the text has the colours of a terminal (ECMA-48). Text from
/// certificates is escaped: it cannot steer a terminal.
///
/// Cost: linear in the path and the findings that are told, of which there are at most 12 for a path.
///
/// Errors: `UCPKI_ERR_ARGUMENT`; `UCPKI_ERR_STATE` if the parameters have no identity; `UCPKI_ERR_BUFFER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_verdict_report(
    verdict: Option<&ucpki_verdict>,
    validator: Option<&ucpki_validator>,
    params: Option<&ucpki_params>,
    leaf: *const u8,
    leaf_len: usize,
    color: i32,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let answer = verdict.required("verdict")?.answer();
        let params = shown(validator, params)?;
        // SAFETY: the contract of arrays in (README.md).
        let leaf = unsafe { bytes::text(leaf, leaf_len, "leaf") }?;
        let document = ShownVerdict::new(&params, answer).text(leaf, &());
        // SAFETY: the contract of text out (README.md).
        let copy = |shown: &dyn core::fmt::Display| unsafe { text::copy(buf, cap, needed, shown) };
        if bytes::flag(color, "color")? { copy(&document.colored()) } else { copy(&document) }
    })
}

/// Copies a verdict for programs: a JSON object, the document of `ucpki verify --json`, whose members are described in
/// `crates/cli/README.md`.
///
/// `validator` and `params` are those of the check; the document repeats what they asked.
///
/// Cost: linear, twice; nothing is collected.
///
/// Errors: `UCPKI_ERR_ARGUMENT`; `UCPKI_ERR_STATE` if the parameters have no identity; `UCPKI_ERR_BUFFER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_verdict_json(
    verdict: Option<&ucpki_verdict>,
    validator: Option<&ucpki_validator>,
    params: Option<&ucpki_params>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let answer = verdict.required("verdict")?.answer();
        let params = shown(validator, params)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &ShownVerdict::new(&params, answer).json()) }
    })
}

/// What was asked.
fn shown(validator: Option<&ucpki_validator>, params: Option<&ucpki_params>) -> Result<VerdictParams, ucpki_error> {
    let rules = validator.required("validator")?.rules();
    let mut params = params.required("params")?.shown(&rules.profile)?;
    params.partial_chain = rules.partial_chain;
    params.legacy = rules.legacy;
    Ok(params)
}
