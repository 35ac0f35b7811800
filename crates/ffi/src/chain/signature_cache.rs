//! What a validator remembers between checks: signatures that verified, and keys of issuers.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::chain::validator::ucpki_validator_builder;
use alloc::boxed::Box;
use core::mem::MaybeUninit;
use ucpki::chain::SignatureCache;
use ucpki::x509::Shared;

/// Remembers signatures that verified, for any number of validators and threads. *Shared.*
///
/// Only signatures on paths that were accepted go in, so that strangers cannot push others out. A chain that was seen before
/// then costs a hash for each certificate and no signature check; time, names, policies and revocation are judged anew each
/// time. An entry takes 32 bytes.
pub struct ucpki_signature_cache(pub(crate) Shared<SignatureCache>);

/// Makes a cache for at least `capacity` signatures; its memory is taken at once. It has a key of its own, which is random where
/// the library has an operating system; without one use `ucpki_signature_cache_new_keyed()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_signature_cache_new(
    capacity: usize,
    cache: Option<&mut MaybeUninit<*mut ucpki_signature_cache>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = cache.required("cache")?;
        out.write(boundary::handle(ucpki_signature_cache(Shared::new(SignatureCache::new(capacity)))));
        Ok(())
    })
}

/// Makes a cache whose key comes from the caller's random source: 16 bytes that nobody who makes certificates knows, so that
/// nobody can choose where an entry goes. The bytes are copied.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a key of another length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_signature_cache_new_keyed(
    capacity: usize,
    key: *const u8,
    key_len: usize,
    cache: Option<&mut MaybeUninit<*mut ucpki_signature_cache>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = cache.required("cache")?;
        // SAFETY: the contract of arrays in (README.md).
        let key = unsafe { bytes::slice(key, key_len, "key") }?;
        let key: [u8; 16] = key.try_into().map_err(|_| ucpki_error::argument("key", "does not have 16 bytes"))?;
        out.write(boundary::handle(ucpki_signature_cache(Shared::new(SignatureCache::with_key(capacity, key)))));
        Ok(())
    })
}

/// A handle of its own on the same cache, to be freed on its own; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_signature_cache_ref(cache: Option<&ucpki_signature_cache>) -> *mut ucpki_signature_cache {
    boundary::get(cache, core::ptr::null_mut(), |cache| boundary::handle(ucpki_signature_cache(cache.0.clone())))
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_signature_cache_free(cache: Option<Box<ucpki_signature_cache>>) {
    boundary::neutral((), || drop(cache));
}

/// How many signatures fit; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_signature_cache_capacity(cache: Option<&ucpki_signature_cache>) -> usize {
    boundary::get(cache, 0, |cache| cache.0.capacity())
}

/// How many signatures are remembered; 0 for NULL. Counts them: for tests and status pages.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_signature_cache_len(cache: Option<&ucpki_signature_cache>) -> usize {
    boundary::get(cache, 0, |cache| cache.0.len())
}

/// Forgets everything. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_signature_cache_clear(cache: Option<&ucpki_signature_cache>) {
    boundary::neutral((), || {
        if let Some(cache) = cache {
            cache.0.clear();
        }
    });
}

/// Lets the validator remember signatures in `cache`, which may serve several. The builder takes a share of its own.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_set_signature_cache(
    builder: Option<&mut ucpki_validator_builder>,
    cache: Option<&ucpki_signature_cache>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        ucpki_validator_builder::parts(builder)?.cache = Some(cache.required("cache")?.0.clone());
        Ok(())
    })
}

/// Keeps the keys of issuers ready between checks: of up to `count` intermediates that peers sent and that was on accepted
/// paths, beside those of anchors and configured intermediates, which always are.
///
/// Issuers whose keys checked 40 signatures get a table, as long as all tables take no more than `table_bytes`. A table
/// makes ECDSA of `UCPKI_PROVIDER_RUSTCRYPTO` four to five times as fast, and takes 288 KiB for P-256, 624 KiB for P-384 and
/// 1.2 MiB for P-521; making it takes some milliseconds of one check. The table of a curve's base point comes once on top.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_keep_keys(
    builder: Option<&mut ucpki_validator_builder>,
    count: usize,
    table_bytes: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        ucpki_validator_builder::parts(builder)?.keep_keys = Some((count, table_bytes));
        Ok(())
    })
}
