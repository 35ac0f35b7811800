//! Answers that were signed before anybody asked.

use super::answer::ucpki_ocsp_answer;
use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use alloc::boxed::Box;
use core::mem::MaybeUninit;
use ucpki::ocsp::responder::{Presigned, request_from_path};
use ucpki::x509::Time;

/// Answers that were signed before, one for each certificate. *Exclusive* while it is changed, else *shared*.
pub struct ucpki_ocsp_presigned(pub(super) Presigned);

/// Makes an empty one.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_presigned_new(
    presigned: Option<&mut MaybeUninit<*mut ucpki_ocsp_presigned>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = presigned.required("presigned")?;
        out.write(boundary::handle(ucpki_ocsp_presigned(Presigned::default())));
        Ok(())
    })
}

/// Frees it. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_presigned_free(presigned: Option<Box<ucpki_ocsp_presigned>>) {
    boundary::neutral((), || drop(presigned));
}

/// How many answers there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_presigned_len(presigned: Option<&ucpki_ocsp_presigned>) -> usize {
    boundary::get(presigned, 0, |presigned| presigned.0.len())
}

/// Keeps an answer, in the place of an older one for the same certificate. `*kept` is 1; 0 for one that is older than what is there, or
/// that was not made ahead of time for one certificate. `kept` may be NULL.
///
/// Errors: `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_presigned_insert(
    presigned: Option<&mut ucpki_ocsp_presigned>,
    answer: Option<&ucpki_ocsp_answer>,
    kept: Option<&mut MaybeUninit<i32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let presigned = presigned.required("presigned")?;
        let is_kept = presigned.0.insert(answer.required("answer")?.0.clone());
        if let Some(kept) = kept {
            kept.write(i32::from(is_kept));
        }
        Ok(())
    })
}

/// Forgets the answers that have ended. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_presigned_remove_ended(presigned: Option<&mut ucpki_ocsp_presigned>, now: i64) {
    boundary::neutral((), || {
        if let Some(presigned) = presigned {
            presigned.0.remove_ended(Time::from_unix(now));
        }
    });
}

/// Fills `serials` with the serial numbers, each in content bytes, for which to sign again: those of the issuer with this index whose
/// answers are at half of their life. `*needed` is how many there are. They are borrowed from `presigned`, until it is changed.
///
/// Cost: a pass over all.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_presigned_due(
    presigned: Option<&ucpki_ocsp_presigned>,
    issuer: usize,
    now: i64,
    serials: *mut ucpki_bytes,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let presigned = presigned.required("presigned")?;
        let due = presigned.0.due(Time::from_unix(now)).filter(|(of, _)| *of == issuer);
        let due = due.map(|(_, serial)| ucpki_bytes::new(serial.as_bytes()));
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(serials, cap, needed, due) }
    })
}

/// Copies the request that is at the end of the path of a GET, as DER, whatever stands in front.
///
/// Errors: `UCPKI_ERR_OCSP_PATH`; `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_request_from_path(
    path: *const u8,
    path_len: usize,
    buf: *mut u8,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of text in (README.md).
        let path = unsafe { bytes::text(path, path_len, "path") }?;
        let request = request_from_path(path).map_err(ucpki_error::new)?;
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(buf, cap, needed, request.into_iter()) }
    })
}
