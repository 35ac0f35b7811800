//! Requests that are made and sent, and what comes back.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::chain::validator::ucpki_validator;
use crate::codes;
use crate::crypto::algorithms::{self, PROVIDER};
use crate::crypto::private_key::{Source, ucpki_random};
use crate::ocsp::policy::ucpki_ocsp_policy;
use crate::ocsp::request::ucpki_ocsp_request;
use crate::ocsp::subject::ucpki_ocsp_subject;
use crate::ocsp::verified::ucpki_ocsp_verified;
use alloc::vec::Vec;
use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;
use ucpki::chain::{Budget, Context, Spending, StatusSubject};
use ucpki::ocsp::{NextStep, OcspPolicy, ResponseRefused, StatusRequest};
use ucpki::x509::{Code, Time};

/// Ask the next responder that the certificate names: this one has no answer now.
pub const UCPKI_OCSP_NEXT_OTHER_RESPONDER: i32 = 1;
/// Ask once more with `UCPKI_HASH_SHA1`: old responders know no other hash.
pub const UCPKI_OCSP_NEXT_ASK_WITH_SHA1: i32 = 2;
/// Nothing that a program could do by itself.
pub const UCPKI_OCSP_NEXT_GIVE_UP: i32 = 3;

/// Makes a request about one certificate.
///
/// `hash` is that of the CertID: `UCPKI_HASH_SHA1`, `_SHA256`, `_SHA384` or `_SHA512`. With `null_parameters` 1 the hash has NULL as
/// its parameters, for responders that compare bytes; SHA-1 always has. `nonce` is 1 to 128 bytes from a random source, each time
/// others; (NULL, 0) for none. An empty one that is not NULL is an error.
///
/// Cost: two hashes.
///
/// Errors: `UCPKI_ERR_OCSP_NONCE_LENGTH`, `UCPKI_ERR_OCSP_ISSUER_KEY_INVALID`, `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_request_new(
    subject: Option<&ucpki_ocsp_subject>,
    hash: i32,
    null_parameters: i32,
    nonce: *const u8,
    nonce_len: usize,
    request: Option<&mut MaybeUninit<*mut ucpki_ocsp_request>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let subject = subject.required("subject")?.subject.clone();
        let hash = algorithms::certificate_id_hash(hash)?;
        let has_null = bytes::flag(null_parameters, "null_parameters")?;
        let is_none = nonce.is_null();
        // SAFETY: the contract of arrays in (README.md).
        let nonce = Some(unsafe { bytes::slice(nonce, nonce_len, "nonce") }?).filter(|_| !is_none);
        let make = if has_null { StatusRequest::with_null_parameters } else { StatusRequest::new };
        hand_out(make(subject, hash, nonce, &PROVIDER), request)
    })
}

/// Makes a request about one certificate as a policy wants it: with its hash, and with a nonce of 32 bytes (RFC 9654, 2.1) unless
/// that is off.
///
/// The nonce comes from `random`. With NULL it comes from the operating system; firmware has none, and fails with
/// `UCPKI_ERR_CRYPTO_RANDOM_FAILED`. Without a nonce nothing is drawn.
///
/// Errors: as `ucpki_ocsp_request_new()`; `UCPKI_ERR_CRYPTO_RANDOM_FAILED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_request_new_for_policy(
    subject: Option<&ucpki_ocsp_subject>,
    policy: Option<&ucpki_ocsp_policy>,
    random: ucpki_random,
    context: *mut c_void,
    request: Option<&mut MaybeUninit<*mut ucpki_ocsp_request>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let subject = subject.required("subject")?.subject.clone();
        let policy = &policy.required("policy")?.policy;
        let made = if random.is_some() {
            StatusRequest::for_policy(subject, policy, &mut Source { fill: random, context }, &PROVIDER)
        } else {
            with_system_random(subject, policy)
        };
        hand_out(made, request)
    })
}

#[cfg(feature = "std")]
fn with_system_random(subject: StatusSubject, policy: &OcspPolicy) -> Result<StatusRequest, &'static Code> {
    StatusRequest::for_policy(subject, policy, &mut ucpki::crypto::SystemRandom, &PROVIDER)
}

/// Without an operating system there is no source, and one that is missing fails where it is asked.
#[cfg(not(feature = "std"))]
fn with_system_random(subject: StatusSubject, policy: &OcspPolicy) -> Result<StatusRequest, &'static Code> {
    let mut source = Source { fill: None, context: core::ptr::null_mut() };
    StatusRequest::for_policy(subject, policy, &mut source, &PROVIDER)
}

fn hand_out(
    made: Result<StatusRequest, &'static Code>,
    request: Option<&mut MaybeUninit<*mut ucpki_ocsp_request>>,
) -> Result<(), ucpki_error> {
    let out = request.required("request")?;
    out.write(boundary::handle(ucpki_ocsp_request::new(made.map_err(ucpki_error::new)?)?));
    Ok(())
}

/// Whom a request asks about; NULL if it was read, and not made here. Borrowed from the request.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_request_subject(request: Option<&ucpki_ocsp_request>) -> Option<&ucpki_ocsp_subject> {
    boundary::get(request, None, ucpki_ocsp_request::subject)
}

/// Copies the address to GET an answer from, at the responder `base`, such as the URI of a fetch hint (RFC 9919, 6: up to 255 bytes,
/// which lets caches answer).
///
/// Errors: `UCPKI_ERR_ABSENT` where the request has to be sent with POST: it has a nonce, the address would be longer, or `base`
/// has a query; `UCPKI_ERR_ARGUMENT` if `base` is empty, or has other characters than the visible ones of ASCII;
/// `UCPKI_ERR_STATE` for a request that was read, and not made here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_request_uri(
    request: Option<&ucpki_ocsp_request>,
    base: *const u8,
    base_len: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let request = request.required("request")?.sent()?;
        // SAFETY: the contract of arrays in (README.md).
        let base = unsafe { bytes::uri(base, base_len, "base") }?;
        let uri = request.get_uri(base).ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &uri) }
    })
}

/// Verifies what came back, at the time `now`, under the key of the subject's issuer. Whether that key is to be trusted is decided
/// by the path, in a check.
///
/// What is written can be relied on at `now`: it is current, or says that the certificate was revoked for good. It may also say that
/// the responder does not know the certificate: look at `ucpki_ocsp_verified_status()`. The entry for the certificate is found by
/// what its CertID means, whatever its hash. `validator` says who verifies and which algorithms and keys count; its anchors are
/// not asked.
///
/// Cost: one signature, two for a delegate's response, and at most eight for a hostile one, on the default budget; linear in the body.
///
/// Errors: `UCPKI_ERR_OCSP_...` for the rule that is broken, or a code of reading with the offset. None of them says anything about
/// the certificate, or is a reason to forget what is known. `ucpki_error_next_step()` says what may help. `UCPKI_ERR_STATE` for a
/// request that was read, and not made here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_request_accept(
    request: Option<&ucpki_ocsp_request>,
    body: *const u8,
    body_len: usize,
    policy: Option<&ucpki_ocsp_policy>,
    validator: Option<&ucpki_validator>,
    now: i64,
    verified: Option<&mut MaybeUninit<*mut ucpki_ocsp_verified>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let request = request.required("request")?.sent()?;
        let policy = &policy.required("policy")?.policy;
        let validator = validator.required("validator")?;
        let out = verified.required("verified")?;
        // SAFETY: the contract of arrays in (README.md).
        let body = unsafe { bytes::slice(body, body_len, "body") }?;
        let profile = &validator.rules().profile;
        let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
        let provider = validator.get().provider();
        let mut context =
            Context::new(provider, *profile.algorithms(), &mut spending, &mut hints).with_profile(profile);
        let accepted = request.accept(body, policy, &mut context, Time::from_unix(now));
        let accepted = accepted.map_err(|refused| error(&refused, number(request.next_step(&refused, policy))))?;
        out.write(boundary::handle(ucpki_ocsp_verified::new(accepted)));
        Ok(())
    })
}

const fn number(step: NextStep) -> i32 {
    match step {
        NextStep::OtherResponder => UCPKI_OCSP_NEXT_OTHER_RESPONDER,
        NextStep::AskWithSha1 => UCPKI_OCSP_NEXT_ASK_WITH_SHA1,
        _ => UCPKI_OCSP_NEXT_GIVE_UP,
    }
}

fn error(refused: &ResponseRefused, next_step: i32) -> ucpki_error {
    let error = match refused {
        ResponseRefused::Unreadable(error) => ucpki_error::from(*error),
        _ => ucpki_error::new(refused.code()),
    };
    error.message(alloc::format!("{refused}")).next_step(next_step)
}
