//! What differs between requests, certificates, keys and lists of names.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, UCPKI_OK, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::chain::validator;
use crate::codes;
use crate::x509::certificate::ucpki_certificate;
use crate::x509::certificate_list::ucpki_certificate_list;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::chain::SameIssuer;
use ucpki::matcher::{Comparison, DiffMode, Difference, Side};
use ucpki::x509::{CertificateRef, CertificationRequestRef, GeneralNames, SpkiRef};

/// The bytes are a certificate.
pub const UCPKI_SIDE_CERTIFICATE: i32 = 1;
/// The bytes are a request for a certificate (PKCS #10).
pub const UCPKI_SIDE_REQUEST: i32 = 2;
/// The bytes are a public key (SubjectPublicKeyInfo).
pub const UCPKI_SIDE_KEY: i32 = 3;
/// The bytes are a list of names (GeneralNames, as in subjectAltName).
pub const UCPKI_SIDE_NAMES: i32 = 4;

/// Nothing may differ.
pub const UCPKI_DIFF_EXACT: i32 = 1;
/// What was found may have fewer names and usages.
pub const UCPKI_DIFF_SUBSET: i32 = 2;
/// What was found may have more names and usages.
pub const UCPKI_DIFF_SUPERSET: i32 = 3;

/// One key signed both certificates.
pub const UCPKI_SAME_ISSUER_YES: i32 = 1;
/// Two keys signed the certificates.
pub const UCPKI_SAME_ISSUER_NO: i32 = 2;
/// None of the issuers signed either of them.
pub const UCPKI_SAME_ISSUER_UNKNOWN: i32 = 3;

/// What differs between two sides. *Shared.*
pub struct ucpki_comparison(Comparison);

impl ucpki_comparison {
    fn difference(&self, index: usize) -> Option<&Difference> {
        self.0.differences().get(index)
    }
}

/// Compares what was wanted (a request, an old certificate) with what was found (a certificate, a new one).
///
/// The kinds are `UCPKI_SIDE_`, the bytes DER; they are not kept. What a side has nothing to say about is not compared.
/// Names are sets. Of two certificates the keys may differ: that is told, and does not count.
///
/// Errors: why one of them cannot be read; the certificate number of the error is 0 for `wanted` and 1 for `found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_comparison_new(
    wanted_kind: i32,
    wanted: ucpki_bytes,
    found_kind: i32,
    found: ucpki_bytes,
    comparison: Option<&mut MaybeUninit<*mut ucpki_comparison>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = comparison.required("comparison")?;
        // SAFETY: the contract of arrays in (README.md).
        let (wanted, found) =
            unsafe { (bytes::slice(wanted.ptr, wanted.len, "wanted")?, bytes::slice(found.ptr, found.len, "found")?) };
        let wanted = side(wanted_kind, wanted).map_err(|error| error.certificate(0))?;
        let found = side(found_kind, found).map_err(|error| error.certificate(1))?;
        out.write(boundary::handle(ucpki_comparison(Comparison::new(&wanted, &found))));
        Ok(())
    })
}

fn side(kind: i32, der: &[u8]) -> Result<Side<'_>, ucpki_error> {
    Ok(match kind {
        UCPKI_SIDE_CERTIFICATE => Side::certificate(&CertificateRef::parse(der)?)?,
        UCPKI_SIDE_REQUEST => Side::request(&CertificationRequestRef::parse(der)?)?,
        UCPKI_SIDE_KEY => Side::key(SpkiRef::parse(der)?),
        UCPKI_SIDE_NAMES => Side::names(GeneralNames::parse(der)?),
        _ => return Err(ucpki_error::argument("kind", "is none of UCPKI_SIDE_")),
    })
}

/// How many differences there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_comparison_count(comparison: Option<&ucpki_comparison>) -> usize {
    boundary::get(comparison, 0, |comparison| comparison.0.differences().len())
}

/// How many names differ beyond those that are listed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_comparison_left_out(comparison: Option<&ucpki_comparison>) -> usize {
    boundary::get(comparison, 0, |comparison| comparison.0.left_out())
}

/// 1 if nothing differs that counts in this mode, one of `UCPKI_DIFF_`; else 0, also for NULL and other numbers.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_comparison_holds(comparison: Option<&ucpki_comparison>, mode: i32) -> i32 {
    boundary::neutral(0, || {
        let holds = |mode| comparison.is_some_and(|comparison| comparison.0.holds(mode));
        match mode {
            UCPKI_DIFF_EXACT => holds(DiffMode::Exact),
            UCPKI_DIFF_SUBSET => holds(DiffMode::Subset),
            UCPKI_DIFF_SUPERSET => holds(DiffMode::Superset),
            _ => false,
        }
        .into()
    })
}

/// What differs: one of `UCPKI_ERR_MATCHER_`; 0 if there is no such difference.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_comparison_code(comparison: Option<&ucpki_comparison>, index: usize) -> ucpki_status {
    boundary::status(|| {
        let difference = comparison.and_then(|comparison| comparison.difference(index));
        difference.map_or(UCPKI_OK, |difference| difference.code().number().into())
    })
}

/// What usually makes such a difference: one of `UCPKI_ERR_MATCHER_CAUSE_`; 0 if it cannot be told.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_comparison_cause(comparison: Option<&ucpki_comparison>, index: usize) -> ucpki_status {
    boundary::status(|| {
        let difference = comparison.and_then(|comparison| comparison.difference(index));
        difference.and_then(Difference::cause).map_or(UCPKI_OK, |cause| cause.number().into())
    })
}

/// A difference as one phrase, with both values and the cause.
///
/// Errors: `UCPKI_ERR_INDEX`; `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_comparison_text(
    comparison: Option<&ucpki_comparison>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe {
        text::get(comparison, "comparison", buf, cap, needed, err, |comparison| {
            let count = comparison.0.differences().len();
            let difference = comparison.difference(index).ok_or_else(|| ucpki_error::index(index, count))?;
            Ok(difference)
        })
    }
}

/// What was wanted, as text.
///
/// Errors: `UCPKI_ERR_INDEX`; `UCPKI_ERR_ABSENT` for something that was found beyond; `UCPKI_ERR_BUFFER` if `cap` is less
/// than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_comparison_wanted(
    comparison: Option<&ucpki_comparison>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    boundary::call(err, || unsafe { value(comparison, index, Difference::wanted, buf, cap, needed) })
}

/// What was found, as text.
///
/// Errors: `UCPKI_ERR_INDEX`; `UCPKI_ERR_ABSENT` for something that is missing; `UCPKI_ERR_BUFFER` if `cap` is less than
/// `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_comparison_found(
    comparison: Option<&ucpki_comparison>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    boundary::call(err, || unsafe { value(comparison, index, Difference::found, buf, cap, needed) })
}

/// # Safety
///
/// The contract of text out (README.md).
unsafe fn value(
    comparison: Option<&ucpki_comparison>,
    index: usize,
    of: fn(&Difference) -> Option<&str>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
) -> Result<(), ucpki_error> {
    let comparison = comparison.required("comparison")?;
    let count = comparison.0.differences().len();
    let difference = comparison.difference(index).ok_or_else(|| ucpki_error::index(index, count))?;
    let value = of(difference).ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
    // SAFETY: the promise of the caller, handed on.
    unsafe { text::copy(buf, cap, needed, &value) }
}

/// Frees the comparison. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_comparison_free(comparison: Option<Box<ucpki_comparison>>) {
    boundary::neutral((), || drop(comparison));
}

/// Says whether one key signed two certificates, by their signatures: one of `UCPKI_SAME_ISSUER_` in `*same`.
///
/// `issuers` are certificates whose keys may have signed them; `provider` is one of `UCPKI_PROVIDER_`.
///
/// Errors: `UCPKI_ERR_UNSUPPORTED` if the library was built without the provider.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_comparison_same_issuer(
    old: Option<&ucpki_certificate>,
    new: Option<&ucpki_certificate>,
    issuers: Option<&ucpki_certificate_list>,
    provider: i32,
    same: Option<&mut MaybeUninit<i32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let (old, new) = (old.required("old")?, new.required("new")?);
        let issuers = issuers.required("issuers")?;
        let out = same.required("same")?;
        let provider = validator::provider(provider)?;
        let issuers: Vec<_> = issuers.0.iter().map(|item| item.certificate.0.clone()).collect();
        out.write(match SameIssuer::new(&old.0.as_ref(), &new.0.as_ref(), &issuers, &provider) {
            SameIssuer::Yes => UCPKI_SAME_ISSUER_YES,
            SameIssuer::No => UCPKI_SAME_ISSUER_NO,
            SameIssuer::Unknown => UCPKI_SAME_ISSUER_UNKNOWN,
        });
        Ok(())
    })
}
