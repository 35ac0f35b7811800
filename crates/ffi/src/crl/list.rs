//! One list of a set: what it says about itself, its entries, and who signed it.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::codes;
use crate::crl::set::ucpki_crl_set;
use crate::crypto::algorithms::PROVIDER;
use crate::x509::certificate::ucpki_certificate;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::crl::{Freshness, IndexedCrl};
use ucpki::x509::Time;
use ucpki::x509::der::Integer;

/// From thisUpdate until nextUpdate, both included.
pub const UCPKI_FRESHNESS_CURRENT: i32 = 1;
/// Past its nextUpdate.
pub const UCPKI_FRESHNESS_EXPIRED: i32 = 2;
/// Before its thisUpdate.
pub const UCPKI_FRESHNESS_NOT_YET_VALID: i32 = 3;

/// The time that never comes: of CRLs without nextUpdate.
pub const UCPKI_TIME_NEVER: i64 = i64::MAX;

fn list(set: Option<&ucpki_crl_set>, index: usize) -> Option<&IndexedCrl> {
    set?.0.iter().nth(index)
}

fn required(set: Option<&ucpki_crl_set>, index: usize) -> Result<&IndexedCrl, ucpki_error> {
    let set = set.required("set")?;
    set.0.iter().nth(index).ok_or_else(|| ucpki_error::index(index, set.0.len()))
}

/// A CRL of a set as DER, in a fixed but meaningless order; empty if there is none. Borrowed from the set.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_der(set: Option<&ucpki_crl_set>, index: usize) -> ucpki_bytes {
    boundary::get(list(set, index), ucpki_bytes::EMPTY, |list| ucpki_bytes::new(list.crl().as_der()))
}

/// Copies the name of the issuer of a CRL, as RFC 4514 writes it.
///
/// Errors: `UCPKI_ERR_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_set_issuer(
    set: Option<&ucpki_crl_set>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let list = required(set, index)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &list.crl().issuer()) }
    })
}

/// Copies a CRL as PEM, for files and for other programs.
///
/// Errors: `UCPKI_ERR_INDEX` if there is no such CRL; `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_set_pem(
    set: Option<&ucpki_crl_set>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(set, "set", buf, cap, needed, err, |set| Ok(required(Some(set), index)?.crl().to_pem())) }
}

/// The number of a CRL, as the content bytes of the INTEGER; empty if it has none. Borrowed from the set.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_number(set: Option<&ucpki_crl_set>, index: usize) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || {
        let number = list(set, index).and_then(|list| list.crl().crl_number().ok().flatten());
        number.map_or(ucpki_bytes::EMPTY, |number| ucpki_bytes::new(number.as_bytes()))
    })
}

/// When a CRL was issued; 0 if there is no CRL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_this_update(set: Option<&ucpki_crl_set>, index: usize) -> i64 {
    boundary::get(list(set, index), 0, |list| list.crl().this_update().as_unix())
}

/// When the next CRL will be issued at the latest; `UCPKI_TIME_NEVER` if it does not say, 0 if there is no CRL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_next_update(set: Option<&ucpki_crl_set>, index: usize) -> i64 {
    boundary::get(list(set, index), 0, |list| list.crl().next_update().map_or(UCPKI_TIME_NEVER, Time::as_unix))
}

/// How many entries a CRL has; 0 if there is no CRL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_entry_count(set: Option<&ucpki_crl_set>, index: usize) -> usize {
    boundary::get(list(set, index), 0, |list| usize::try_from(list.crl().entry_count()).unwrap_or(usize::MAX))
}

/// 1 if a CRL only says what has changed since another (RFC 5280, 5.2.4).
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_is_delta(set: Option<&ucpki_crl_set>, index: usize) -> i32 {
    boundary::get(list(set, index), 0, |list| i32::from(list.is_delta()))
}

/// 1 if a CRL speaks of certificates of other issuers (RFC 5280, 5.2.5).
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_is_indirect(set: Option<&ucpki_crl_set>, index: usize) -> i32 {
    boundary::get(list(set, index), 0, |list| i32::from(list.is_indirect()))
}

/// Why a CRL cannot say anything about any certificate: a code such as `UCPKI_ERR_CRL_UNKNOWN_CRITICAL`; 0 if it can.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_unusable(set: Option<&ucpki_crl_set>, index: usize) -> ucpki_status {
    boundary::status(|| list(set, index).and_then(IndexedCrl::unusable).map_or(0, |code| code.number().into()))
}

/// How a CRL is at a time: one of `UCPKI_FRESHNESS_`; 0 if there is no CRL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_freshness(set: Option<&ucpki_crl_set>, index: usize, time: i64) -> i32 {
    boundary::neutral(0, || {
        list(set, index).map_or(0, |list| match list.freshness(Time::from_unix(time), None) {
            Freshness::Current => UCPKI_FRESHNESS_CURRENT,
            Freshness::NotYetValid => UCPKI_FRESHNESS_NOT_YET_VALID,
            _ => UCPKI_FRESHNESS_EXPIRED,
        })
    })
}

/// Whether a CRL is signed by the CA with this certificate: its name, its key usage, and the signature. Whether the
/// certificate is to be trusted is another question, and so is the time.
///
/// Errors: `UCPKI_ERR_CRL_ISSUER_OTHER` for another CA's CRL, `UCPKI_ERR_CRL_NO_CRL_SIGN`,
/// `UCPKI_ERR_CRL_SIGNATURE_INVALID`; those of the key; `UCPKI_ERR_INDEX`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_check_signed_by(
    set: Option<&ucpki_crl_set>,
    index: usize,
    issuer: Option<&ucpki_certificate>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let (list, issuer) = (required(set, index)?, issuer.required("issuer")?);
        list.check_signed_by(&issuer.0, &PROVIDER).map_err(ucpki_error::new)
    })
}

/// Looks a serial number up in a CRL: the content bytes of the INTEGER, most significant first. The answer is about
/// certificates of the CRL's own issuer.
///
/// `reason` is the number of RFC 5280, 5.3.1, 0 where none is given; `revoked_at` the date. Either may be NULL. Costs the
/// same for CRLs of any size.
///
/// Errors: `UCPKI_ERR_ABSENT` if it is not on the CRL, `UCPKI_ERR_X509_INTEGER_NOT_MINIMAL`, `UCPKI_ERR_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_set_find(
    set: Option<&ucpki_crl_set>,
    index: usize,
    serial: *const u8,
    serial_len: usize,
    reason: Option<&mut MaybeUninit<u32>>,
    revoked_at: Option<&mut MaybeUninit<i64>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let list = required(set, index)?;
        // SAFETY: the contract of arrays in (README.md).
        let serial = unsafe { bytes::slice(serial, serial_len, "serial") }?;
        let serial = Integer::new(serial);
        let serial = serial.ok_or_else(|| ucpki_error::new(&ucpki::x509::codes::INTEGER_NOT_MINIMAL))?;
        let entry = list.find(serial).ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        if let Some(out) = reason {
            out.write(entry.reason().number());
        }
        if let Some(out) = revoked_at {
            out.write(entry.revocation_date().as_unix());
        }
        Ok(())
    })
}
