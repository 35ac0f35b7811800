//! What could be fetched to know more.

use crate::abi::boundary;
use crate::abi::error::{OrNull, item, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::chain::verdict::ucpki_verdict;
use crate::ocsp::subject::ucpki_ocsp_subject;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::chain::{FetchHint, FetchKind};

/// The certificate of an issuer (caIssuers).
pub const UCPKI_FETCH_CA_ISSUERS: i32 = 1;
/// A CRL.
pub const UCPKI_FETCH_CRL: i32 = 2;
/// An OCSP responder.
pub const UCPKI_FETCH_OCSP: i32 = 3;

/// How many addresses there are from which something could be fetched that changes the answer, or that would tell more of what
/// was accepted without data.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_fetch_hint_count(verdict: Option<&ucpki_verdict>) -> usize {
    boundary::neutral(0, || hints(verdict).len())
}

/// What would be found at an address: one of `UCPKI_FETCH_`; 0 if there is no such address, or for kinds that this version
/// of the header has no name for.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_fetch_hint_kind(verdict: Option<&ucpki_verdict>, index: usize) -> i32 {
    boundary::neutral(0, || match hints(verdict).get(index).map(FetchHint::kind) {
        Some(FetchKind::CaIssuers) => UCPKI_FETCH_CA_ISSUERS,
        Some(FetchKind::Crl) => UCPKI_FETCH_CRL,
        Some(FetchKind::Ocsp) => UCPKI_FETCH_OCSP,
        _ => 0,
    })
}

/// Copies an address from which something could be fetched that changes the answer.
///
/// It comes from a certificate that nobody has trusted yet: who fetches it must decide whether to. It has visible characters of ASCII
/// alone: an address with others, such as line breaks, is not among the hints.
///
/// Errors: `UCPKI_ERR_INDEX` if there is no such address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_verdict_fetch_hint_uri(
    verdict: Option<&ucpki_verdict>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let hints = hints(Some(verdict.required("verdict")?));
        let found = item(hints, index)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &found.uri()) }
    })
}

/// Whose status an OCSP responder would tell: all that a request needs (`ucpki_ocsp_request_new()`). Borrowed from the verdict;
/// `ucpki_ocsp_subject_ref()` makes it outlive that. NULL for addresses of other kinds, and if there is no such address.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_fetch_hint_subject(
    verdict: Option<&ucpki_verdict>,
    index: usize,
) -> Option<&ucpki_ocsp_subject> {
    boundary::neutral(None, || verdict?.hinted.get(index)?.as_ref())
}

fn hints(verdict: Option<&ucpki_verdict>) -> &[FetchHint] {
    verdict.map(ucpki_verdict::fetch_hints).unwrap_or_default()
}
