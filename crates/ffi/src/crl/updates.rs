//! When which CRLs are to be fetched.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, item, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::chain::pool::ucpki_pool;
use crate::chain::validator::ucpki_validator;
use crate::crl::set::{read_contents, read_file, ucpki_crl_set};
use alloc::boxed::Box;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::chain::Pool;
use ucpki::crl::{CrlSet, PointRefused, TakeOutcome, Taken, Trust, Updates, prove};
use ucpki::x509::{Shared, Time};

/// The distribution points that are fetched once a day, what came from them, and the CRLs that were uploaded by hand.
/// *Exclusive.*
///
/// It reads no clock and fetches nothing: the program asks what is due, fetches it, and tells what came of it. A download
/// that fails keeps the last good CRLs.
pub struct ucpki_crl_updates(Updates);

fn refused(refused: &PointRefused) -> ucpki_error {
    ucpki_error::new(refused.code()).message(alloc::format!("{refused}"))
}

/// Makes a plan of the distribution points in a text, one on each line. On, at midnight UTC.
///
/// Errors: `UCPKI_ERR_CRL_POINT_SCHEME` for another scheme than http and https, which the message names;
/// `UCPKI_ERR_CRL_POINT_MALFORMED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_updates_new(
    points: *const u8,
    points_len: usize,
    updates: Option<&mut MaybeUninit<*mut ucpki_crl_updates>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = updates.required("updates")?;
        // SAFETY: the contract of arrays in (README.md).
        let points = unsafe { bytes::text(points, points_len, "points") }?;
        let updates = Updates::new(points).map_err(|error| refused(&error))?;
        out.write(boundary::handle(ucpki_crl_updates(updates)));
        Ok(())
    })
}

/// Sets the daily time, in UTC.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for hours above 23 and minutes above 59.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_updates_set_daily(
    updates: Option<&mut ucpki_crl_updates>,
    hour: i32,
    minute: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let updates = updates.required("updates")?;
        let within = |value: i32, below: u8, name| {
            let value = u8::try_from(value).ok().filter(|value| *value < below);
            value.ok_or_else(|| ucpki_error::argument(name, "is out of range"))
        };
        let (hour, minute) = (within(hour, 24, "hour")?, within(minute, 60, "minute")?);
        updates.0 = updates.0.clone().daily_at(hour, minute);
        Ok(())
    })
}

/// Turns automatic updates on (1) or off (0). What was fetched stays.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_updates_set_enabled(
    updates: Option<&mut ucpki_crl_updates>,
    enabled: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let updates = updates.required("updates")?;
        updates.0 = updates.0.clone().enabled(bytes::flag(enabled, "enabled")?);
        Ok(())
    })
}

/// How many points are to be fetched now; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_updates_due_count(updates: Option<&ucpki_crl_updates>, now: i64) -> usize {
    boundary::get(updates, 0, |updates| updates.0.due(Time::from_unix(now)).fetch().len())
}

/// Copies the address of a point that is to be fetched now.
///
/// Errors: `UCPKI_ERR_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_updates_due(
    updates: Option<&ucpki_crl_updates>,
    now: i64,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let due = updates.required("updates")?.0.due(Time::from_unix(now));
        let all = due.fetch();
        let uri = item(all, index)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, uri) }
    })
}

/// When to ask again; `UCPKI_TIME_NEVER` where updates are off or nothing is configured.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_updates_next(updates: Option<&ucpki_crl_updates>, now: i64) -> i64 {
    boundary::neutral(0, || {
        let next = updates.and_then(|updates| updates.0.due(Time::from_unix(now)).next());
        next.map_or(crate::crl::list::UCPKI_TIME_NEVER, Time::as_unix)
    })
}

/// The first of its issuer, key and scope.
pub const UCPKI_CRL_TAKEN_ADDED: i32 = 1;
/// Its signer is not known yet: it decides nothing until its signature verifies at a check, and displaces nothing.
pub const UCPKI_CRL_TAKEN_BESIDE: i32 = 2;
/// Not taken, and the one that is there stays; or it cannot be used at all.
pub const UCPKI_CRL_TAKEN_REFUSED: i32 = 3;
/// In the place of an older one.
pub const UCPKI_CRL_TAKEN_REPLACED: i32 = 4;
/// The very one that is there.
pub const UCPKI_CRL_TAKEN_UNCHANGED: i32 = 5;

/// What became of a download, CRL by CRL, the authentic ones first. *Shared.*
pub struct ucpki_crl_taken(Taken);

/// Takes what was fetched from a point. Only a CRL whose signature verifies under the key of a CA or anchor with a path at
/// `now` takes the place of an older one, of the same signer's key, issuer and scope; what a download no longer brings stays.
///
/// `validator` has the anchors. `pool` has more certificates of CAs, and may be NULL; those in the file count as well. `taken`
/// may be NULL; what it is written is freed with `ucpki_crl_taken_free()`. What cannot be read counts as a failed download.
///
/// Errors: those of `ucpki_crl_set_builder_add()`; `UCPKI_ERR_CRL_POINT_UNKNOWN`. The last good CRLs stay. That a CRL is
/// refused is not an error: `taken` says so.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_updates_take(
    updates: Option<&mut ucpki_crl_updates>,
    uri: *const u8,
    uri_len: usize,
    now: i64,
    file: *const u8,
    file_len: usize,
    validator: Option<&ucpki_validator>,
    pool: Option<&ucpki_pool>,
    taken: Option<&mut MaybeUninit<*mut ucpki_crl_taken>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let updates = updates.required("updates")?;
        let validator = validator.required("validator")?.get();
        let now = Time::from_unix(now);
        // SAFETY: the contract of arrays in (README.md).
        let uri = unsafe { bytes::text(uri, uri_len, "uri") }?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        let contents = match read_contents(file, None, None) {
            Ok(contents) => contents,
            Err(error) => {
                updates.0.failed(uri, now).map_err(|error| refused(&error))?;
                return Err(error);
            }
        };
        let known = pool.map(ucpki_pool::sorted).into_iter().flat_map(Pool::iter).cloned();
        let pool: Pool = known.chain(contents.certificates).collect();
        let proved = prove(contents.crls, &Trust { validator, pool: &pool }, now);
        let answer = updates.0.take(uri, now, proved).map_err(|error| refused(&error))?;
        if let Some(taken) = taken {
            taken.write(boundary::handle(ucpki_crl_taken(answer)));
        }
        Ok(())
    })
}

/// Proves again what is beside, such as after the certificate of a CA arrived. `proven`, which may be NULL, is written how
/// many CRLs that proved.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_updates_prove_again(
    updates: Option<&mut ucpki_crl_updates>,
    now: i64,
    validator: Option<&ucpki_validator>,
    pool: Option<&ucpki_pool>,
    proven: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let validator = validator.required("validator")?.get();
        let empty = Pool::default();
        let pool = pool.map_or(&empty, ucpki_pool::sorted);
        let count = updates.required("updates")?.0.prove_again(&Trust { validator, pool }, Time::from_unix(now));
        if let Some(proven) = proven {
            proven.write(count);
        }
        Ok(())
    })
}

/// How many CRLs a download brought; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_taken_count(taken: Option<&ucpki_crl_taken>) -> usize {
    boundary::get(taken, 0, |taken| taken.0.len())
}

/// What became of a CRL: one of `UCPKI_CRL_TAKEN_`; 0 for NULL or an index out of range.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_taken_outcome(taken: Option<&ucpki_crl_taken>, index: usize) -> i32 {
    boundary::neutral(0, || {
        let found = taken.and_then(|taken| taken.0.iter().nth(index));
        found.map_or(0, |(_, outcome, _)| match outcome {
            TakeOutcome::Added => UCPKI_CRL_TAKEN_ADDED,
            TakeOutcome::Beside => UCPKI_CRL_TAKEN_BESIDE,
            TakeOutcome::Replaced => UCPKI_CRL_TAKEN_REPLACED,
            TakeOutcome::Unchanged => UCPKI_CRL_TAKEN_UNCHANGED,
            _ => UCPKI_CRL_TAKEN_REFUSED,
        })
    })
}

/// Why a CRL is beside or was refused, one of `UCPKI_ERR_`; 0 where it was taken.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_taken_code(taken: Option<&ucpki_crl_taken>, index: usize) -> i32 {
    boundary::neutral(0, || {
        let found = taken.and_then(|taken| taken.0.iter().nth(index));
        found.and_then(|(_, _, code)| code).map_or(0, |code| code.number().into())
    })
}

/// Frees what a download became. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_taken_free(taken: Option<Box<ucpki_crl_taken>>) {
    boundary::neutral((), || drop(taken));
}

/// Notes that a point could not be fetched. The last good CRLs stay.
///
/// Errors: `UCPKI_ERR_CRL_POINT_UNKNOWN`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_updates_failed(
    updates: Option<&mut ucpki_crl_updates>,
    uri: *const u8,
    uri_len: usize,
    now: i64,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let updates = updates.required("updates")?;
        // SAFETY: the contract of arrays in (README.md).
        let uri = unsafe { bytes::text(uri, uri_len, "uri") }?;
        updates.0.failed(uri, Time::from_unix(now)).map_err(|error| refused(&error))
    })
}

/// Replaces the CRLs that were uploaded by hand. (NULL, 0) removes them.
///
/// Errors: those of `ucpki_crl_set_builder_add()`; what was there stays then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_updates_set_manual(
    updates: Option<&mut ucpki_crl_updates>,
    file: *const u8,
    file_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let updates = updates.required("updates")?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        if file.is_empty() {
            updates.0.remove_manual();
        } else {
            updates.0.set_manual(read_file(file, None, None)?);
        }
        Ok(())
    })
}

/// The CRLs that were fetched, as a set of its own.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_updates_automatic(
    updates: Option<&ucpki_crl_updates>,
    set: Option<&mut MaybeUninit<*mut ucpki_crl_set>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || hand_out(updates.required("updates")?.0.automatic(), set))
}

/// The CRLs that were uploaded by hand, as a set of its own.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_updates_manual(
    updates: Option<&ucpki_crl_updates>,
    set: Option<&mut MaybeUninit<*mut ucpki_crl_set>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || hand_out(updates.required("updates")?.0.manual(), set))
}

/// Frees the plan with its CRLs. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_updates_free(updates: Option<Box<ucpki_crl_updates>>) {
    boundary::neutral((), || drop(updates));
}

fn hand_out(lists: CrlSet, set: Option<&mut MaybeUninit<*mut ucpki_crl_set>>) -> Result<(), ucpki_error> {
    set.required("set")?.write(boundary::handle(ucpki_crl_set(Shared::new(lists))));
    Ok(())
}
