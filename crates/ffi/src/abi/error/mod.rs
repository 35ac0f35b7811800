//! What went wrong, as an object of the caller's.

pub mod getters;

use crate::codes;
use alloc::borrow::ToOwned;
use alloc::ffi::CString;
use alloc::string::{String, ToString};
use ucpki::x509::{Code, Error, OidBuf};

/// What a call returns: 0 is success, 1 is "refused", everything else is one of the `UCPKI_ERR_` codes.
///
/// A number keeps its meaning forever. Codes that this header does not know may come from a newer library.
pub type ucpki_status = i32;

/// Success; for a check: accepted.
pub const UCPKI_OK: ucpki_status = 0;
/// The certificate was judged, and is not accepted; the verdict says why. This is an answer, not an error.
pub const UCPKI_REFUSED: ucpki_status = 1;

/// Why a call failed. *Shared.*
///
/// Every function that can fail ends with `ucpki_error **err`. It may be NULL. Otherwise `*err` is always written: a new
/// object when the call failed, which the caller frees, and NULL when it did not.
///
/// The object is the caller's own. There is no "last error" that another call could change.
#[derive(Debug)]
pub struct ucpki_error {
    status: ucpki_status,
    name: CString,
    message: CString,
    oid: Option<CString>,
    certificate: i64,
    offset: i64,
    line: i64,
    limit: i64,
    next_step: i32,
}

impl ucpki_error {
    #[cold]
    pub(crate) fn new(code: &'static Code) -> Self {
        Self {
            status: code.number().into(),
            name: c_string(code.name().to_owned()),
            message: c_string(code.text().to_owned()),
            oid: None,
            certificate: -1,
            offset: -1,
            line: -1,
            limit: -1,
            next_step: 0,
        }
    }

    /// The argument `name` `is wrong in this way`.
    #[cold]
    pub(crate) fn argument(name: &str, wrong: &str) -> Self {
        Self::new(&codes::ARGUMENT).message(alloc::format!("{name} {wrong}"))
    }

    /// `index` is not below `count`.
    #[cold]
    pub(crate) fn index(index: usize, count: usize) -> Self {
        Self::new(&codes::INDEX).message(alloc::format!("index {index} is not below the count {count}")).limit(count)
    }

    pub(crate) fn message(self, message: String) -> Self {
        Self { message: c_string(message), ..self }
    }

    pub(crate) fn certificate(self, index: usize) -> Self {
        Self { certificate: number(index), ..self }
    }

    pub(crate) fn oid(self, oid: &OidBuf) -> Self {
        Self { oid: Some(c_string(oid.to_string())), ..self }
    }

    pub(crate) fn limit(self, limit: usize) -> Self {
        Self { limit: number(limit), ..self }
    }

    pub(crate) fn next_step(self, next_step: i32) -> Self {
        Self { next_step, ..self }
    }

    pub(crate) const fn status(&self) -> ucpki_status {
        self.status
    }
}

impl From<Error> for ucpki_error {
    fn from(error: Error) -> Self {
        Self {
            offset: error.offset().map_or(-1, number),
            line: error.line().map_or(-1, number),
            ..Self::new(error.code()).message(error.to_string())
        }
    }
}

/// The item at `index`, or `UCPKI_ERR_INDEX`.
pub(crate) fn item<T>(items: &[T], index: usize) -> Result<&T, ucpki_error> {
    items.get(index).ok_or_else(|| ucpki_error::index(index, items.len()))
}

/// For an argument that must not be NULL.
pub(crate) trait OrNull<T> {
    /// The value, or `UCPKI_ERR_ARGUMENT` with the name.
    fn required(self, name: &str) -> Result<T, ucpki_error>;
}

impl<T> OrNull<T> for Option<T> {
    fn required(self, name: &str) -> Result<T, ucpki_error> {
        self.ok_or_else(|| ucpki_error::argument(name, "is NULL"))
    }
}

fn number(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A NUL inside comes out as `\00`.
fn c_string(text: String) -> CString {
    CString::new(text)
        .or_else(|error| CString::new(String::from_utf8_lossy(&error.into_vec()).replace('\0', "\\00")))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::getters::{
        ucpki_error_code, ucpki_error_free, ucpki_error_limit, ucpki_error_message, ucpki_error_name,
        ucpki_error_offset,
    };
    use super::*;
    use core::ffi::CStr;
    use ucpki::x509;

    #[test]
    fn an_error_of_reading_keeps_its_place() {
        let error = ucpki_error::from(Error::at_byte(&x509::codes::TRUNCATED, 17));
        assert_eq!((error.status, error.offset, error.line), (1001, 17, -1));
        assert_eq!(error.message.to_str().unwrap(), "the input ends inside a value at byte 17");
        let error = ucpki_error::from(Error::at_byte(&x509::codes::TRUNCATED, 17).in_block(3));
        assert_eq!((error.offset, error.line), (17, 3));
        // SAFETY: the pointer is to the text of `error`, which lives.
        let name = unsafe { CStr::from_ptr(ucpki_error_name(Some(&error))) };
        assert_eq!(name.to_str().unwrap(), "x509.truncated");
    }

    #[test]
    fn null_gives_neutral_answers() {
        assert_eq!((ucpki_error_code(None), ucpki_error_offset(None), ucpki_error_limit(None)), (0, -1, -1));
        assert!(ucpki_error_message(None).is_null() && ucpki_error_name(None).is_null());
        ucpki_error_free(None);
    }

    #[test]
    fn a_nul_in_a_message_is_shown() {
        assert_eq!(c_string("a\0b".to_owned()).to_str().unwrap(), "a\\00b");
    }
}
