//! Requests: what they say.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::codes;
use crate::ocsp::cert_id::ucpki_ocsp_cert_id;
use crate::ocsp::subject::ucpki_ocsp_subject;
use crate::x509::general_name::ucpki_general_name;
use alloc::boxed::Box;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::ocsp::StatusRequest;
use ucpki::x509::OcspRequest;

/// A request for the status of certificates. *Shared.*
///
/// One that was made here (`ucpki_ocsp_request_new()`) keeps whom it asks about and its nonce, so that a response is compared with
/// what was sent. One that was read (`ucpki_ocsp_request_parse()`) says what is in it, and accepts nothing.
pub struct ucpki_ocsp_request {
    read: OcspRequest,
    sent: Option<(StatusRequest, ucpki_ocsp_subject)>,
}

impl ucpki_ocsp_request {
    pub(crate) fn new(request: StatusRequest) -> Result<Self, ucpki_error> {
        let subject = ucpki_ocsp_subject::new(request.subject().clone());
        Ok(Self { read: OcspRequest::parse(request.der())?, sent: Some((request, subject)) })
    }

    pub(crate) fn sent(&self) -> Result<&StatusRequest, ucpki_error> {
        self.sent.as_ref().map(|(request, _)| request).ok_or_else(|| {
            ucpki_error::new(&codes::STATE)
                .message("the request was read, and not made: nobody knows what was sent".into())
        })
    }

    pub(crate) fn subject(&self) -> Option<&ucpki_ocsp_subject> {
        self.sent.as_ref().map(|(_, subject)| subject)
    }
}

/// Reads a request that is the whole of `der`, and copies it. Nothing is judged, and a signature is not checked.
///
/// Cost: one pass over the bytes.
///
/// Errors: the codes `UCPKI_ERR_X509_` of reading, with the offset of the trouble.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_request_parse(
    der: *const u8,
    der_len: usize,
    request: Option<&mut MaybeUninit<*mut ucpki_ocsp_request>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = request.required("request")?;
        // SAFETY: the contract of arrays in (README.md).
        let der = unsafe { bytes::slice(der, der_len, "der") }?;
        out.write(boundary::handle(ucpki_ocsp_request { read: OcspRequest::parse(der)?, sent: None }));
        Ok(())
    })
}

/// Frees the request. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_request_free(request: Option<Box<ucpki_ocsp_request>>) {
    boundary::neutral((), || drop(request));
}

/// The request as DER: the body of a POST of type `application/ocsp-request` (RFC 6960, A.1). Empty for NULL. Borrowed from the
/// request.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_request_der(request: Option<&ucpki_ocsp_request>) -> ucpki_bytes {
    boundary::get(request, ucpki_bytes::EMPTY, |request| ucpki_bytes::new(request.read.as_der()))
}

/// Copies the request as PEM, for files.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_request_pem(
    request: Option<&ucpki_ocsp_request>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(request, "request", buf, cap, needed, err, |request| Ok(request.read.to_pem())) }
}

/// How many certificates it asks about; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_request_entry_count(request: Option<&ucpki_ocsp_request>) -> usize {
    boundary::get(request, 0, |request| usize::try_from(request.read.entry_count()).unwrap_or(usize::MAX))
}

/// Fills `entries` with the certificates that it asks about, in its order. What they point to is borrowed from the request.
///
/// Cost: linear, for all of them.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_request_entries(
    request: Option<&ucpki_ocsp_request>,
    entries: *mut ucpki_ocsp_cert_id,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let found = request.required("request")?.read.entries();
        let found = found.map(|entry| ucpki_ocsp_cert_id::new(&entry.certificate_id()));
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(entries, cap, needed, found) }
    })
}

/// The nonce (RFC 9654, 2.1). Borrowed from the request.
///
/// Errors: `UCPKI_ERR_ABSENT` if it has none; those of reading one that is not an OCTET STRING.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_request_nonce(
    request: Option<&ucpki_ocsp_request>,
    nonce: Option<&mut MaybeUninit<ucpki_bytes>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let request = request.required("request")?;
        let out = nonce.required("nonce")?;
        let found = request.read.nonce()?.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        out.write(ucpki_bytes::new(found));
        Ok(())
    })
}

/// Who asks, if the request says so; nobody vouches for it. What it points to is borrowed from the request.
///
/// Errors: `UCPKI_ERR_ABSENT` if it does not say.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_request_requestor(
    request: Option<&ucpki_ocsp_request>,
    name: Option<&mut MaybeUninit<ucpki_general_name>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let request = request.required("request")?;
        let out = name.required("name")?;
        let found = request.read.requestor_name().ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        out.write(ucpki_general_name::new(&found));
        Ok(())
    })
}

/// 1 if it is signed, else 0. Whether the signature verifies is not looked at.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_request_is_signed(request: Option<&ucpki_ocsp_request>) -> i32 {
    boundary::get(request, 0, |request| request.read.is_signed().into())
}
