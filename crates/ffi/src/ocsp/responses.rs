//! Responses as a source for checks.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::chain::params::ucpki_params;
use crate::ocsp::policy::ucpki_ocsp_policy;
use alloc::boxed::Box;
use core::mem::MaybeUninit;
use ucpki::ocsp::Responses;

/// Fetched and stapled responses under a policy, for checks (`ucpki_params_set_ocsp()`). *Shared.*
///
/// Of all responses about a certificate, "revoked" wins. What says which responder to ask are the fetch hints of the verdict.
pub struct ucpki_ocsp_responses(pub(crate) Responses);

/// Makes responses without any that were fetched: for staples, and for hints that say what to fetch. The policy is copied. With
/// fetched ones: `ucpki_ocsp_cache_snapshot()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_responses_new(
    policy: Option<&ucpki_ocsp_policy>,
    responses: Option<&mut MaybeUninit<*mut ucpki_ocsp_responses>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        let out = responses.required("responses")?;
        out.write(boundary::handle(ucpki_ocsp_responses(Responses::empty(policy.policy.clone()))));
        Ok(())
    })
}

/// Makes the same responses with what the peer of one connection stapled (RFC 8446, 4.4.2.1; RFC 6961): an array of DER, in any
/// order, in the place of staples that were there. An empty array says that the peer was asked, and sent none: a certificate that
/// demands a staple (RFC 7633) is refused then. What the peer was not asked for, it cannot miss: do not call this.
///
/// Each is copied and read; nothing is verified yet: a staple that cannot be read is a reason in the verdict, not an error here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_responses_with_staples(
    responses: Option<&ucpki_ocsp_responses>,
    staples: *const ucpki_bytes,
    count: usize,
    with_staples: Option<&mut MaybeUninit<*mut ucpki_ocsp_responses>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let responses = responses.required("responses")?;
        let out = with_staples.required("with_staples")?;
        // SAFETY: the contract of arrays in (README.md).
        let staples = unsafe { bytes::slices(staples, count, "staples") }?;
        out.write(boundary::handle(ucpki_ocsp_responses(responses.0.with_staples(&staples))));
        Ok(())
    })
}

/// Makes the same responses with some that come from anywhere, such as files, of which nobody knows for whom they are: an array of
/// DER, in the place of such that were there. They count as fetched ones, but are verified in each check, on its budget; others are
/// verified once, by `ucpki_ocsp_request_accept()`.
///
/// Each is copied and read; nothing is verified yet: one that cannot be read is a reason in the verdict, not an error here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_responses_with_unverified(
    responses: Option<&ucpki_ocsp_responses>,
    unverified: *const ucpki_bytes,
    count: usize,
    with_unverified: Option<&mut MaybeUninit<*mut ucpki_ocsp_responses>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let responses = responses.required("responses")?;
        let out = with_unverified.required("with_unverified")?;
        // SAFETY: the contract of arrays in (README.md).
        let unverified = unsafe { bytes::slices(unverified, count, "unverified") }?;
        out.write(boundary::handle(ucpki_ocsp_responses(responses.0.with_unverified(&unverified))));
        Ok(())
    })
}

/// How many verified responses there are; staples and unverified ones do not count. 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_responses_count(responses: Option<&ucpki_ocsp_responses>) -> usize {
    boundary::get(responses, 0, |responses| responses.0.len())
}

/// A handle of its own on the same responses, to be freed on its own; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_responses_ref(responses: Option<&ucpki_ocsp_responses>) -> *mut ucpki_ocsp_responses {
    boundary::get(responses, core::ptr::null_mut(), |responses| {
        boundary::handle(ucpki_ocsp_responses(responses.0.clone()))
    })
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_responses_free(responses: Option<Box<ucpki_ocsp_responses>>) {
    boundary::neutral((), || drop(responses));
}

/// Sets where OCSP gets its answers, in the place of responses that were set before: for each connection those with its staples. The
/// check takes a share of its own.
///
/// It goes with CRLs (`ucpki_params_add_crl_set()`): all are asked, and one that says "revoked" decides. It goes with a consumer
/// (`ucpki_params_set_consumer()`), in any order, which says whether OCSP is used, and where. Alone it turns the check of
/// revocation on, as `ucpki_params_set_revocation()` with NULL does.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_set_ocsp(
    params: Option<&mut ucpki_params>,
    responses: Option<&ucpki_ocsp_responses>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let params = params.required("params")?;
        params.ocsp = Some(responses.required("responses")?.0.clone());
        Ok(())
    })
}
