//! Whether a certificate is of a peer, and if not, what comes close.

use crate::abi::boundary;
use crate::abi::error::{OrNull, UCPKI_OK, UCPKI_REFUSED, item, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::chain::params;
use crate::matcher::identity::ucpki_identity;
use crate::x509::certificate::ucpki_certificate;
use alloc::boxed::Box;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::matcher::{Comparisons, MatchedName, Mismatch, NamePlace, NearMiss, match_certificate};

/// Nowhere: no name was compared.
pub const UCPKI_NAME_PLACE_NONE: i32 = 0;
/// A common name of the subject.
pub const UCPKI_NAME_PLACE_COMMON_NAME: i32 = 1;
/// An entry of subjectAltName.
pub const UCPKI_NAME_PLACE_SUBJECT_ALT_NAME: i32 = 2;

/// Which name of a certificate is the peer's, or why none is. *Shared.*
pub struct ucpki_match(Result<MatchedName, Mismatch>);

impl ucpki_match {
    fn mismatch(&self) -> Option<&Mismatch> {
        self.0.as_ref().err()
    }

    fn near(&self, index: usize) -> Result<&NearMiss, ucpki_error> {
        let nearest = self.mismatch().map_or(&[][..], Mismatch::nearest);
        item(nearest, index)
    }
}

/// The place as C has it, and the number in it.
pub(crate) const fn place(place: Option<NamePlace>) -> (i32, usize) {
    match place {
        Some(NamePlace::CommonName(index)) => (UCPKI_NAME_PLACE_COMMON_NAME, index),
        Some(NamePlace::SubjectAltName(index)) => (UCPKI_NAME_PLACE_SUBJECT_ALT_NAME, index),
        _ => (UCPKI_NAME_PLACE_NONE, 0),
    }
}

/// Finds the name of a certificate that is the peer's. Nothing else of the certificate is judged.
///
/// `mode` is one of `UCPKI_NAME_MODE_`. `comparisons` is how many names may be compared; 0 is not a bound, for certificates
/// that are one's own.
///
/// Returns `UCPKI_OK` if a name is the peer's, or none was compared in `UCPKI_NAME_MODE_OFF`, and `UCPKI_REFUSED` if none
/// is; `*match` is written in both cases.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_match_check(
    certificate: Option<&ucpki_certificate>,
    identity: Option<&ucpki_identity>,
    mode: i32,
    comparisons: u64,
    match_: Option<&mut MaybeUninit<*mut ucpki_match>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call_with_status(err, || {
        let (certificate, identity) = (certificate.required("certificate")?, identity.required("identity")?);
        let out = match_.required("match")?;
        let mode = params::name_mode(mode)?;
        let answer = match_certificate(&certificate.0.as_ref(), &identity.0, mode, &mut budget(comparisons));
        let status = if answer.is_ok() { UCPKI_OK } else { UCPKI_REFUSED };
        out.write(boundary::handle(ucpki_match(answer)));
        Ok(status)
    })
}

/// 0 is not a bound.
pub(crate) const fn budget(comparisons: u64) -> Comparisons {
    if comparisons == 0 { Comparisons::unlimited() } else { Comparisons::new(comparisons) }
}

/// What is the matter: one of `UCPKI_ERR_MATCHER_`; 0 if a name is the peer's, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_match_code(match_: Option<&ucpki_match>) -> ucpki_status {
    boundary::status(|| {
        match_.and_then(ucpki_match::mismatch).map_or(UCPKI_OK, |mismatch| mismatch.code().number().into())
    })
}

/// What probably went wrong: one of `UCPKI_ERR_MATCHER_`; 0 if nothing can be said.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_match_hint(match_: Option<&ucpki_match>) -> ucpki_status {
    boundary::status(|| {
        match_.and_then(ucpki_match::mismatch).and_then(Mismatch::hint).map_or(UCPKI_OK, |hint| hint.number().into())
    })
}

/// Where the peer's name stands: one of `UCPKI_NAME_PLACE_`, and in `*index` its number there, counted from 0.
///
/// `index` may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_match_place(match_: Option<&ucpki_match>, index: Option<&mut MaybeUninit<usize>>) -> i32 {
    boundary::neutral(0, || {
        let (kind, number) = place(match_.and_then(|found| found.0.as_ref().ok()).and_then(MatchedName::place));
        if let Some(index) = index {
            index.write(number);
        }
        kind
    })
}

/// The answer as one phrase: the name and where it stands, or what is the matter with the nearest name.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_match_text(
    match_: Option<&ucpki_match>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || match &match_.required("match")?.0 {
        // SAFETY: the contract of text out (README.md).
        Ok(matched) => unsafe { text::copy(buf, cap, needed, matched) },
        // SAFETY: the contract of text out (README.md).
        Err(mismatch) => unsafe { text::copy(buf, cap, needed, mismatch) },
    })
}

/// How many names come close, at most four; the closest is number 0.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_match_near_count(match_: Option<&ucpki_match>) -> usize {
    boundary::neutral(0, || match_.and_then(ucpki_match::mismatch).map_or(0, |mismatch| mismatch.nearest().len()))
}

/// Why a name that comes close is not the peer's: one of `UCPKI_ERR_MATCHER_`; 0 if there is no such name.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_match_near_code(match_: Option<&ucpki_match>, near: usize) -> ucpki_status {
    boundary::status(|| {
        match_.and_then(|found| found.near(near).ok()).map_or(UCPKI_OK, |near| near.code().number().into())
    })
}

/// Where a name that comes close stands, as `ucpki_match_place()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_match_near_place(
    match_: Option<&ucpki_match>,
    near: usize,
    index: Option<&mut MaybeUninit<usize>>,
) -> i32 {
    boundary::neutral(0, || {
        let (kind, number) = place(match_.and_then(|found| found.near(near).ok()).map(NearMiss::place));
        if let Some(index) = index {
            index.write(number);
        }
        kind
    })
}

/// A name that comes close, as it stands, with escapes for what is not visible ASCII.
///
/// Errors: `UCPKI_ERR_INDEX`; `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_match_near_name(
    match_: Option<&ucpki_match>,
    near: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let near = match_.required("match")?.near(near)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &near.presented()) }
    })
}

/// Frees the match. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_match_free(match_: Option<Box<ucpki_match>>) {
    boundary::neutral((), || drop(match_));
}
