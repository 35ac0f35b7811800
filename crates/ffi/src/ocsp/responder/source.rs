//! Who knows which certificates were revoked.

use core::ffi::c_void;
use ucpki::ocsp::responder::{KnownStatus, StatusSource};
use ucpki::x509::der::Integer;
use ucpki::x509::{CrlReason, Time};

/// Issued, and not revoked.
pub const UCPKI_OCSP_KNOWN_GOOD: i32 = 1;
/// No certificate was issued under this serial number.
pub const UCPKI_OCSP_KNOWN_NOT_ISSUED: i32 = 2;
/// Revoked, for good or on hold.
pub const UCPKI_OCSP_KNOWN_REVOKED: i32 = 3;
/// Nobody can say now: the client is asked to try again later. So is every other value that a source returns.
pub const UCPKI_OCSP_KNOWN_TRY_LATER: i32 = 4;

/// Says what is known at `at` of the certificate with this serial number, in content bytes, of the issuer with this index: one of
/// `UCPKI_OCSP_KNOWN_`. For `UCPKI_OCSP_KNOWN_REVOKED` it sets `*since`, and may set `*reason`, which is -1 before, to a CRLReason
/// (RFC 5280, 5.3.1).
///
/// It is called during the call that it was given to, by the same thread, and not after. `context` is handed through.
pub type ucpki_ocsp_source = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        issuer: usize,
        serial: *const u8,
        serial_len: usize,
        at: i64,
        since: *mut i64,
        reason: *mut i32,
    ) -> i32,
>;

/// A source that the caller brings.
pub(super) struct Called {
    pub(super) source: ucpki_ocsp_source,
    pub(super) context: *mut c_void,
}

impl StatusSource for Called {
    fn status(&self, issuer: usize, serial: Integer<'_>, at: Time) -> KnownStatus {
        let Some(source) = self.source else { return KnownStatus::TryLater };
        let (mut since, mut reason) = (0_i64, -1_i32);
        let bytes = serial.as_bytes();
        // SAFETY: the caller promises a function of this type (README.md, callbacks); the pointers live while it runs.
        let known = unsafe {
            source(self.context, issuer, bytes.as_ptr(), bytes.len(), at.as_unix(), &raw mut since, &raw mut reason)
        };
        match known {
            UCPKI_OCSP_KNOWN_GOOD => KnownStatus::Good,
            UCPKI_OCSP_KNOWN_NOT_ISSUED => KnownStatus::NotIssued,
            UCPKI_OCSP_KNOWN_REVOKED => {
                let reason = u32::try_from(reason).ok().and_then(CrlReason::from_number);
                KnownStatus::Revoked { since: Time::from_unix(since), reason }
            }
            _ => KnownStatus::TryLater,
        }
    }
}
