//! Object identifiers.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{ucpki_error, ucpki_status};
use crate::abi::text;
use crate::codes;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::x509::Oid;

/// Copies an object identifier in dotted decimal, such as `2.5.29.17`.
///
/// `der` are its content bytes, without tag and length, as this library hands them out. `UCPKI_ERR_X509_OID_INVALID` if
/// they are none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_oid_text(
    der: *const u8,
    der_len: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let bytes = unsafe { bytes::slice(der, der_len, "der") }?;
        let oid = Oid::new(bytes).ok_or_else(|| ucpki_error::new(&ucpki::x509::codes::OID_INVALID))?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &oid) }
    })
}

/// What is not there, by its object identifier.
pub(crate) fn absent(oid: &ucpki::x509::OidBuf) -> ucpki_error {
    ucpki_error::new(&codes::ABSENT).oid(oid)
}
