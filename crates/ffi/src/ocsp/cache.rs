//! Verified responses, kept for later checks.

use crate::abi::boundary;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::ocsp::policy::ucpki_ocsp_policy;
use crate::ocsp::responses::ucpki_ocsp_responses;
use crate::ocsp::subject::{ucpki_ocsp_subject, ucpki_ocsp_subjects};
use crate::ocsp::verified::ucpki_ocsp_verified;
use alloc::boxed::Box;
use core::mem::MaybeUninit;
use ucpki::ocsp::ResponseCache;
use ucpki::x509::Time;

/// Verified responses, one for each certificate, up to a number. *Exclusive* while one is inserted, else *shared*.
///
/// Only verified responses get in, so that errors and forgeries displace nothing. Checks use a snapshot, which does not change, so
/// that one thread fills the cache while others check.
pub struct ucpki_ocsp_cache(ResponseCache);

/// Makes an empty cache for up to `capacity` responses. Memory is taken when they come.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_cache_new(
    capacity: usize,
    cache: Option<&mut MaybeUninit<*mut ucpki_ocsp_cache>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = cache.required("cache")?;
        out.write(boundary::handle(ucpki_ocsp_cache(ResponseCache::new(capacity))));
        Ok(())
    })
}

/// Frees the cache. Snapshots stay. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_cache_free(cache: Option<Box<ucpki_ocsp_cache>>) {
    boundary::neutral((), || drop(cache));
}

/// Keeps a response. The cache takes a share of its own. An older one does not displace a newer one, nor does "unknown" displace an
/// answer. Where there is no free slot, one leaves: "unknown" first, then "good", the one that ends first; revocations last.
///
/// Cost: a binary search, and moving pointers; after a snapshot, once a copy of all pointers. With no free slot, a pass over all.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_cache_insert(
    cache: Option<&mut ucpki_ocsp_cache>,
    verified: Option<&ucpki_ocsp_verified>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let cache = cache.required("cache")?;
        cache.0.insert(verified.required("verified")?.response.clone());
        Ok(())
    })
}

/// How many responses there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_cache_len(cache: Option<&ucpki_ocsp_cache>) -> usize {
    boundary::get(cache, 0, |cache| cache.0.len())
}

/// Whose status to ask for again: from half the time between thisUpdate and nextUpdate on, and at once for responses without
/// nextUpdate. Revocations for good are not asked for again. `*subjects` is freed by the caller.
///
/// Cost: a pass over all, and a copy of each that is due.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_cache_due(
    cache: Option<&ucpki_ocsp_cache>,
    now: i64,
    subjects: Option<&mut MaybeUninit<*mut ucpki_ocsp_subjects>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let cache = cache.required("cache")?;
        let out = subjects.required("subjects")?;
        let due = cache.0.due(Time::from_unix(now)).into_iter().map(ucpki_ocsp_subject::new);
        out.write(boundary::handle(ucpki_ocsp_subjects(due.collect())));
        Ok(())
    })
}

/// What is known now, for checks: it does not change any more. The policy, of which it has a copy, judges it anew in each check.
///
/// Cost: constant, and the copy of the policy.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_cache_snapshot(
    cache: Option<&ucpki_ocsp_cache>,
    policy: Option<&ucpki_ocsp_policy>,
    responses: Option<&mut MaybeUninit<*mut ucpki_ocsp_responses>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let cache = cache.required("cache")?;
        let policy = policy.required("policy")?;
        let out = responses.required("responses")?;
        out.write(boundary::handle(ucpki_ocsp_responses(cache.0.snapshot(policy.policy.clone()))));
        Ok(())
    })
}
