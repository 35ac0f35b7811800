//! What C reads of an error.

use super::{UCPKI_OK, ucpki_error, ucpki_status};
use crate::abi::boundary;
use alloc::boxed::Box;
use core::ffi::c_char;

/// The code, as the call returned it; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_code(error: Option<&ucpki_error>) -> ucpki_status {
    boundary::status(|| error.map_or(UCPKI_OK, |error| error.status))
}

/// The dotted name of the code, such as `x509.truncated`; NULL for NULL. Valid until the error is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_name(error: Option<&ucpki_error>) -> *const c_char {
    boundary::get(error, core::ptr::null(), |error| error.name.as_ptr())
}

/// One lower-case phrase for a person, with the place and the values of the case; NULL for NULL. Valid until the error is
/// freed.
///
/// It is English and may change between releases: programs decide by the code.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_message(error: Option<&ucpki_error>) -> *const c_char {
    boundary::get(error, core::ptr::null(), |error| error.message.as_ptr())
}

/// Which certificate or CRL of those that were given it is about, counted from 0; -1 if it is about none.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_certificate(error: Option<&ucpki_error>) -> i64 {
    boundary::get(error, -1, |error| error.certificate)
}

/// The offset in bytes from the start of the object that could not be read, in a PEM block after decoding; -1 if there
/// is none.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_offset(error: Option<&ucpki_error>) -> i64 {
    boundary::get(error, -1, |error| error.offset)
}

/// The line of the text, counted from 1, that is wrong or in which the block begins; -1 if the input was not text.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_line(error: Option<&ucpki_error>) -> i64 {
    boundary::get(error, -1, |error| error.line)
}

/// The object identifier that it is about, in dotted decimal; NULL if there is none. Valid until the error is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_oid(error: Option<&ucpki_error>) -> *const c_char {
    boundary::neutral(core::ptr::null(), || {
        error.and_then(|error| error.oid.as_deref()).map_or(core::ptr::null(), |oid| oid.as_ptr())
    })
}

/// The limit that was passed, or the size that is needed (`UCPKI_ERR_BUFFER`), or the count that the index is not below
/// (`UCPKI_ERR_INDEX`); -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_limit(error: Option<&ucpki_error>) -> i64 {
    boundary::get(error, -1, |error| error.limit)
}

/// Of an OCSP response that was refused: what may help, one of `UCPKI_OCSP_NEXT_`; 0 for every other error, and for NULL.
///
/// Errors of responders are unsigned: who is between can make a program ask again, and no more.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_next_step(error: Option<&ucpki_error>) -> i32 {
    boundary::get(error, 0, |error| error.next_step)
}

/// Frees the error. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_error_free(error: Option<Box<ucpki_error>>) {
    boundary::neutral((), || drop(error));
}
