//! Answers that can be sent.

use crate::abi::boundary;
use crate::abi::bytes::ucpki_bytes;
use crate::abi::error::{UCPKI_OK, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::crl::list::UCPKI_TIME_NEVER;
use crate::crypto::algorithms::PROVIDER;
use alloc::boxed::Box;
use alloc::string::String;
use core::ffi::c_char;
use core::fmt::Write;
use core::mem::MaybeUninit;
use ucpki::ocsp::responder::Answer;
use ucpki::x509::Time;

/// An answer that can be sent, or an error that can. *Shared.*
pub struct ucpki_ocsp_answer(pub(super) Answer);

/// Frees the answer. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_answer_free(answer: Option<Box<ucpki_ocsp_answer>>) {
    boundary::neutral((), || drop(answer));
}

/// The body, of type `application/ocsp-response`. The status of HTTP is 200, for errors as well. Borrowed from the answer.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_answer_der(answer: Option<&ucpki_ocsp_answer>) -> ucpki_bytes {
    boundary::get(answer, ucpki_bytes::EMPTY, |answer| ucpki_bytes::new(answer.0.der()))
}

/// What the client learns: one of `UCPKI_OCSP_RESPONSE_`; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_answer_status(answer: Option<&ucpki_ocsp_answer>) -> i32 {
    boundary::get(answer, -1, |answer| i32::try_from(answer.0.status().number()).unwrap_or(-1))
}

/// Why it is an error, for the operator; `UCPKI_OK` for an answer.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_answer_reason(answer: Option<&ucpki_ocsp_answer>) -> ucpki_status {
    boundary::status(|| answer.and_then(|answer| answer.0.reason()).map_or(UCPKI_OK, |code| code.number().into()))
}

/// Until when clients rely on it; `UCPKI_TIME_NEVER` for an error.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_answer_next_update(answer: Option<&ucpki_ocsp_answer>) -> i64 {
    boundary::get(answer, UCPKI_TIME_NEVER, |answer| answer.0.next_update().map_or(UCPKI_TIME_NEVER, Time::as_unix))
}

/// 1 if it repeats a nonce, and so is for one client alone.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_answer_has_nonce(answer: Option<&ucpki_ocsp_answer>) -> i32 {
    boundary::get(answer, 0, |answer| i32::from(answer.0.has_nonce()))
}

/// Copies the headers of HTTP, a line `name: value` with CR and LF for each: the type, and what caches may keep, and for how long (RFC
/// 9919, 7.2). Content-Length and Date are left to the server.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_answer_headers(
    answer: Option<&ucpki_ocsp_answer>,
    now: i64,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    let headers = |answer: &ucpki_ocsp_answer| {
        let mut lines = String::new();
        for (name, value) in answer.0.headers(Time::from_unix(now), &PROVIDER) {
            // A String takes everything.
            let _ = write!(lines, "{name}: {value}\r\n");
        }
        Ok(lines)
    };
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(answer, "answer", buf, cap, needed, err, headers) }
}
