//! Responses: what they say, unverified.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::codes;
use crate::crl::list::UCPKI_TIME_NEVER;
use crate::ocsp::cert_id::ucpki_ocsp_cert_id;
use alloc::boxed::Box;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::x509::{BasicResponseRef, CertStatus, OcspEntry, OcspResponse, OcspResponseStatus, ResponderId, Time};

/// There is an answer.
pub const UCPKI_OCSP_RESPONSE_SUCCESSFUL: i32 = 0;
/// The responder says that the request is malformed.
pub const UCPKI_OCSP_RESPONSE_MALFORMED_REQUEST: i32 = 1;
/// The responder reports an internal error.
pub const UCPKI_OCSP_RESPONSE_INTERNAL_ERROR: i32 = 2;
/// The responder asks to try again later.
pub const UCPKI_OCSP_RESPONSE_TRY_LATER: i32 = 3;
/// The responder wants signed requests.
pub const UCPKI_OCSP_RESPONSE_SIGNATURE_REQUIRED: i32 = 5;
/// The responder does not answer for this issuer or this client.
pub const UCPKI_OCSP_RESPONSE_UNAUTHORIZED: i32 = 6;

/// Not revoked.
pub const UCPKI_OCSP_STATUS_GOOD: i32 = 1;
/// Revoked, for good or on hold.
pub const UCPKI_OCSP_STATUS_REVOKED: i32 = 2;
/// The responder does not know the certificate.
pub const UCPKI_OCSP_STATUS_UNKNOWN: i32 = 3;

/// A response that was read. *Shared.*
///
/// **Nothing in it is verified**: anyone on the way can make one. To rely on it: `ucpki_ocsp_request_accept()`, or
/// `ucpki_ocsp_responses_with_staples()` and a check.
pub struct ucpki_ocsp_response(pub(crate) OcspResponse);

/// What a response says about one certificate. What it points to is borrowed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_ocsp_entry {
    /// Which certificate.
    pub cert_id: ucpki_ocsp_cert_id,
    /// One of `UCPKI_OCSP_STATUS_`.
    pub status: i32,
    /// Why it was revoked, by the number of RFC 5280, 5.3.1; -1 if it was not, or the response does not say.
    pub reason: i32,
    /// Since when it has been revoked; 0 if it was not.
    pub revoked_at: i64,
    /// Since when the status is known to be right.
    pub this_update: i64,
    /// When newer information will be there; `UCPKI_TIME_NEVER` if the response does not say: it is there all the time.
    pub next_update: i64,
}

impl ucpki_ocsp_entry {
    fn new(entry: &OcspEntry<'_>) -> Self {
        Self {
            cert_id: ucpki_ocsp_cert_id::new(&entry.certificate_id()),
            status: status(entry.status()),
            reason: reason(entry.status()),
            revoked_at: revoked_at(entry.status()),
            this_update: entry.this_update().as_unix(),
            next_update: entry.next_update().map_or(UCPKI_TIME_NEVER, Time::as_unix),
        }
    }
}

pub(crate) const fn status(status: CertStatus) -> i32 {
    match status {
        CertStatus::Good => UCPKI_OCSP_STATUS_GOOD,
        CertStatus::Revoked { .. } => UCPKI_OCSP_STATUS_REVOKED,
        CertStatus::Unknown => UCPKI_OCSP_STATUS_UNKNOWN,
    }
}

pub(crate) fn reason(status: CertStatus) -> i32 {
    match status {
        CertStatus::Revoked { reason: Some(reason), .. } => i32::try_from(reason.number()).unwrap_or(-1),
        _ => -1,
    }
}

pub(crate) fn revoked_at(status: CertStatus) -> i64 {
    match status {
        CertStatus::Revoked { since, .. } => since.as_unix(),
        _ => 0,
    }
}

/// Reads a response that is the whole of `der`, and copies it. Nothing is judged. An error of a responder is a response, too.
///
/// Cost: one pass over the bytes.
///
/// Errors: the codes `UCPKI_ERR_X509_` of reading, with the offset of the trouble; `UCPKI_ERR_X509_TIME_INVALID` for times with
/// a fraction, an offset or no seconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_response_parse(
    der: *const u8,
    der_len: usize,
    response: Option<&mut MaybeUninit<*mut ucpki_ocsp_response>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = response.required("response")?;
        // SAFETY: the contract of arrays in (README.md).
        let der = unsafe { bytes::slice(der, der_len, "der") }?;
        out.write(boundary::handle(ucpki_ocsp_response(OcspResponse::parse(der)?)));
        Ok(())
    })
}

/// Frees the response. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_response_free(response: Option<Box<ucpki_ocsp_response>>) {
    boundary::neutral((), || drop(response));
}

/// The whole response as DER. Empty for NULL. Borrowed from the response; so for all functions here that return `ucpki_bytes`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_response_der(response: Option<&ucpki_ocsp_response>) -> ucpki_bytes {
    boundary::get(response, ucpki_bytes::EMPTY, |response| ucpki_bytes::new(response.0.as_der()))
}

/// Copies the response as PEM, for files.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_response_pem(
    response: Option<&ucpki_ocsp_response>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(response, "response", buf, cap, needed, err, |response| Ok(response.0.to_pem())) }
}

/// Whether the responder answered: one of `UCPKI_OCSP_RESPONSE_`; -1 for NULL. All but the first are unsigned.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_response_status(response: Option<&ucpki_ocsp_response>) -> i32 {
    boundary::get(response, -1, |response| i32::try_from(OcspResponseStatus::number(response.0.status())).unwrap_or(-1))
}

/// The type of the answer, as content bytes of an object identifier; empty where there is no answer. What follows is known of the
/// type basic (1.3.6.1.5.5.7.48.1.1) only.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_response_type(response: Option<&ucpki_ocsp_response>) -> ucpki_bytes {
    boundary::get(response, ucpki_bytes::EMPTY, |response| {
        response.0.response_type().map_or(ucpki_bytes::EMPTY, |oid| ucpki_bytes::new(oid.as_bytes()))
    })
}

/// When it was signed; 0 where there is no answer.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_response_produced_at(response: Option<&ucpki_ocsp_response>) -> i64 {
    boundary::neutral(0, || basic(response).map_or(0, |basic| basic.produced_at().as_unix()))
}

/// Copies the name of who says to have signed it, as RFC 4514 writes it.
///
/// Errors: `UCPKI_ERR_ABSENT` where there is no answer, and where the responder is named by its key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_response_responder_name(
    response: Option<&ucpki_ocsp_response>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    let read = |response| match basic(Some(response)).map(|basic| basic.responder_id()) {
        Some(ResponderId::ByName(name)) => Ok(name),
        _ => Err(ucpki_error::new(&codes::ABSENT)),
    };
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(response, "response", buf, cap, needed, err, read) }
}

/// The SHA-1 hash of the key of who says to have signed it; empty where there is no answer, and where the responder has a name.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_response_responder_key_hash(response: Option<&ucpki_ocsp_response>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || match basic(response).map(|basic| basic.responder_id()) {
        Some(ResponderId::ByKey(hash)) => ucpki_bytes::new(hash),
        _ => ucpki_bytes::EMPTY,
    })
}

/// How many entries it has; 0 where there is no answer.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_response_entry_count(response: Option<&ucpki_ocsp_response>) -> usize {
    boundary::neutral(0, || {
        basic(response).map_or(0, |basic| usize::try_from(basic.entry_count()).unwrap_or(usize::MAX))
    })
}

/// Fills `entries` with what it says about certificates, in its order. Several entries may mean one certificate, and contradict each
/// other: the first one does not decide. What they point to is borrowed from the response.
///
/// Cost: linear, for all of them.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; `UCPKI_ERR_ABSENT` where there is no answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_response_entries(
    response: Option<&ucpki_ocsp_response>,
    entries: *mut ucpki_ocsp_entry,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let found = answer(response)?.entries().map(|entry| ucpki_ocsp_entry::new(&entry));
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(entries, cap, needed, found) }
    })
}

/// The nonce (RFC 9654, 2.1), of any length.
///
/// Errors: `UCPKI_ERR_ABSENT` if it has none; those of reading one that is not an OCTET STRING.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_response_nonce(
    response: Option<&ucpki_ocsp_response>,
    nonce: Option<&mut MaybeUninit<ucpki_bytes>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let basic = answer(response)?;
        let out = nonce.required("nonce")?;
        let found = basic.nonce()?.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        out.write(ucpki_bytes::new(found));
        Ok(())
    })
}

/// Fills `certificates` with what came along to find the signer, each as DER, unread.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; `UCPKI_ERR_ABSENT` where there is no answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_response_certificates(
    response: Option<&ucpki_ocsp_response>,
    certificates: *mut ucpki_bytes,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let found = answer(response)?.certificates().map(ucpki_bytes::new);
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(certificates, cap, needed, found) }
    })
}

fn basic(response: Option<&ucpki_ocsp_response>) -> Option<BasicResponseRef<'_>> {
    response?.0.basic()
}

fn answer(response: Option<&ucpki_ocsp_response>) -> Result<BasicResponseRef<'_>, ucpki_error> {
    basic(Some(response.required("response")?)).ok_or_else(|| ucpki_error::new(&codes::ABSENT))
}
