//! Responses that were verified.

use crate::abi::boundary;
use crate::abi::bytes::ucpki_bytes;
use crate::crl::list::UCPKI_TIME_NEVER;
use crate::ocsp::response::{reason, revoked_at, status, ucpki_ocsp_response};
use crate::ocsp::subject::ucpki_ocsp_subject;
use crate::x509::certificate::ucpki_certificate;
use alloc::boxed::Box;
use ucpki::chain::OcspSigner;
use ucpki::ocsp::VerifiedResponse;
use ucpki::x509::Time;

/// The key that issued the certificate.
pub const UCPKI_OCSP_SIGNER_ISSUER: i32 = 1;
/// A responder with a certificate of the issuer's for that.
pub const UCPKI_OCSP_SIGNER_DELEGATE: i32 = 2;
/// A responder that the operator trusts.
pub const UCPKI_OCSP_SIGNER_TRUSTED: i32 = 3;

/// A response that was verified for one certificate under the key of its issuer, which only `ucpki_ocsp_request_accept()` makes.
/// *Shared.*
///
/// It remembers that the signature verifies, and by whom. Times, algorithms, whether a delegate was revoked, and whether the issuer is
/// to be trusted, are judged anew in each check.
pub struct ucpki_ocsp_verified {
    pub(crate) response: VerifiedResponse,
    subject: ucpki_ocsp_subject,
    delegate: Option<ucpki_certificate>,
    whole: ucpki_ocsp_response,
}

impl ucpki_ocsp_verified {
    pub(crate) fn new(response: VerifiedResponse) -> Self {
        Self {
            subject: ucpki_ocsp_subject::new(response.subject().clone()),
            delegate: delegate(response.signer()),
            whole: ucpki_ocsp_response(response.response().clone()),
            response,
        }
    }
}

/// One of `UCPKI_OCSP_SIGNER_`; 0 for kinds that this version has no name for.
pub(crate) const fn signer(signer: &OcspSigner) -> i32 {
    match signer {
        OcspSigner::Issuer => UCPKI_OCSP_SIGNER_ISSUER,
        OcspSigner::Delegate(_) => UCPKI_OCSP_SIGNER_DELEGATE,
        OcspSigner::Trusted(_) => UCPKI_OCSP_SIGNER_TRUSTED,
        _ => 0,
    }
}

pub(crate) fn delegate(signer: &OcspSigner) -> Option<ucpki_certificate> {
    match signer {
        OcspSigner::Delegate(certificate) => Some(ucpki_certificate(certificate.clone())),
        _ => None,
    }
}

pub(crate) fn trusted_key(signer: &OcspSigner) -> ucpki_bytes {
    match signer {
        OcspSigner::Trusted(key) => ucpki_bytes::new(key),
        _ => ucpki_bytes::EMPTY,
    }
}

/// A handle of its own on the same response, to be freed on its own; NULL for NULL. Copies no DER.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_ref(verified: Option<&ucpki_ocsp_verified>) -> *mut ucpki_ocsp_verified {
    boundary::get(verified, core::ptr::null_mut(), |verified| {
        boundary::handle(ucpki_ocsp_verified::new(verified.response.clone()))
    })
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_free(verified: Option<Box<ucpki_ocsp_verified>>) {
    boundary::neutral((), || drop(verified));
}

/// Whose status it says. NULL for NULL. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_subject(verified: Option<&ucpki_ocsp_verified>) -> Option<&ucpki_ocsp_subject> {
    boundary::get(verified, None, |verified| Some(&verified.subject))
}

/// The whole response; its other entries are not verified. NULL for NULL. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_response(verified: Option<&ucpki_ocsp_verified>) -> Option<&ucpki_ocsp_response> {
    boundary::get(verified, None, |verified| Some(&verified.whole))
}

/// What it says: one of `UCPKI_OCSP_STATUS_`; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_status(verified: Option<&ucpki_ocsp_verified>) -> i32 {
    boundary::get(verified, 0, |verified| status(verified.response.status()))
}

/// Since when the certificate has been revoked; 0 if it was not.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_revoked_at(verified: Option<&ucpki_ocsp_verified>) -> i64 {
    boundary::get(verified, 0, |verified| revoked_at(verified.response.status()))
}

/// Why the certificate was revoked, by the number of RFC 5280, 5.3.1; -1 if it was not, or the response does not say.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_reason(verified: Option<&ucpki_ocsp_verified>) -> i32 {
    boundary::get(verified, -1, |verified| reason(verified.response.status()))
}

/// When it was signed; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_produced_at(verified: Option<&ucpki_ocsp_verified>) -> i64 {
    boundary::get(verified, 0, |verified| verified.response.produced_at().as_unix())
}

/// Since when the status is known to be right; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_this_update(verified: Option<&ucpki_ocsp_verified>) -> i64 {
    boundary::get(verified, 0, |verified| verified.response.this_update().as_unix())
}

/// When newer information will be there; `UCPKI_TIME_NEVER` if the response does not say, 0 for NULL. Until when to rely on it says
/// `ucpki_ocsp_verified_valid_until()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_next_update(verified: Option<&ucpki_ocsp_verified>) -> i64 {
    boundary::get(verified, 0, |verified| verified.response.next_update().map_or(UCPKI_TIME_NEVER, Time::as_unix))
}

/// Until when it is relied on, by the policy that it was accepted with: nextUpdate or the bound on its age, and not beyond the
/// certificate of its signer. 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_valid_until(verified: Option<&ucpki_ocsp_verified>) -> i64 {
    boundary::get(verified, 0, |verified| verified.response.valid_until().as_unix())
}

/// Who signed it: one of `UCPKI_OCSP_SIGNER_`; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_signer(verified: Option<&ucpki_ocsp_verified>) -> i32 {
    boundary::get(verified, 0, |verified| signer(verified.response.signer()))
}

/// The certificate of the delegate that signed it; NULL for other signers. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_delegate(verified: Option<&ucpki_ocsp_verified>) -> Option<&ucpki_certificate> {
    boundary::get(verified, None, |verified| verified.delegate.as_ref())
}

/// The key of the trusted responder that signed it: a SubjectPublicKeyInfo as DER; empty for other signers. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_trusted_key(verified: Option<&ucpki_ocsp_verified>) -> ucpki_bytes {
    boundary::get(verified, ucpki_bytes::EMPTY, |verified| trusted_key(verified.response.signer()))
}

/// 1 if it echoed the nonce of the request, else 0.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_verified_has_nonce(verified: Option<&ucpki_ocsp_verified>) -> i32 {
    boundary::get(verified, 0, |verified| verified.response.has_nonce().into())
}
