//! Revocation lists.

use crate::error::{OrNull, ucpki_error, ucpki_status};
use crate::{boundary, bytes, codes};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::MaybeUninit;
use ucpki::crl::{CrlSet, IndexKey, IndexedCrl};
use ucpki::crypto::RUSTCRYPTO;
use ucpki::x509::{Shared, pem};

/// Revocation lists, indexed. *Shared.*
///
/// It says what the lists say, and decides nothing: what follows is up to the request. Which key signed a list is found
/// out by the first check that needs it, and remembered.
pub struct ucpki_crl_set(pub(crate) Shared<CrlSet>);

/// Collects lists for a set. *Exclusive.*
pub struct ucpki_crl_set_builder(Option<Parts>);

#[derive(Default)]
struct Parts {
    lists: Vec<IndexedCrl>,
    max_age: Option<u32>,
    key: Option<IndexKey>,
}

impl ucpki_crl_set_builder {
    fn parts(builder: Option<&mut Self>) -> Result<&mut Parts, ucpki_error> {
        builder.required("builder")?.0.as_mut().ok_or_else(|| ucpki_error::new(&codes::STATE))
    }
}

/// Makes an empty builder.
///
/// Every function of the builder fails with `UCPKI_ERR_STATE` after `ucpki_crl_set_builder_build()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_builder_new(
    builder: Option<&mut MaybeUninit<*mut ucpki_crl_set_builder>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = builder.required("builder")?;
        out.write(boundary::handle(ucpki_crl_set_builder(Some(Parts::default()))));
        Ok(())
    })
}

/// Adds the lists of a file: one as DER, or a PEM text with any number of them (`X509 CRL`). The content decides.
///
/// The lists are copied and indexed now. On an error nothing is added. Whether a signature holds is found out by checks.
///
/// Cost: a few passes over the bytes; eight bytes of memory for each entry, and the copy.
///
/// Errors: those of the first block or list that cannot be read, with line and offset; `UCPKI_ERR_X509_PEM_NO_BLOCK` if
/// there is no list at all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_set_builder_add(
    builder: Option<&mut ucpki_crl_set_builder>,
    file: *const u8,
    file_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_crl_set_builder::parts(builder)?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        let key = parts.key;
        parts.lists.extend(pem::crls(file)?.into_iter().map(|crl| match key {
            Some(key) => IndexedCrl::with_key(crl, &RUSTCRYPTO, key),
            None => IndexedCrl::new(crl, &RUSTCRYPTO),
        }));
        Ok(())
    })
}

/// A list that is older than `seconds` counts as expired, even before its nextUpdate or without one. Unlimited unless set.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_builder_set_max_age(
    builder: Option<&mut ucpki_crl_set_builder>,
    seconds: u32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        ucpki_crl_set_builder::parts(builder)?.max_age = Some(seconds);
        Ok(())
    })
}

/// Sets 16 octets from a random source, which decide where entries stand in the index of lists that are added later.
///
/// Not needed: without them, the digest of each list is used, so that nobody can choose serial numbers that slow down
/// look-ups. Random octets also hide the index from who knows the list.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for any other length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_set_builder_set_index_key(
    builder: Option<&mut ucpki_crl_set_builder>,
    key: *const u8,
    key_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_crl_set_builder::parts(builder)?;
        // SAFETY: the contract of arrays in (README.md).
        let octets = unsafe { bytes::slice(key, key_len, "key") }?;
        let octets = octets.try_into().map_err(|_| ucpki_error::argument("key", "does not have 16 octets"))?;
        parts.key = Some(IndexKey::new(octets));
        Ok(())
    })
}

/// Makes the set, and uses the builder up; it still has to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_builder_build(
    builder: Option<&mut ucpki_crl_set_builder>,
    set: Option<&mut MaybeUninit<*mut ucpki_crl_set>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        let out = set.required("set")?;
        let parts = builder.0.take().ok_or_else(|| ucpki_error::new(&codes::STATE))?;
        let mut set = CrlSet::new(parts.lists);
        if let Some(seconds) = parts.max_age {
            set = set.max_age(seconds);
        }
        out.write(boundary::handle(ucpki_crl_set(Shared::new(set))));
        Ok(())
    })
}

/// Frees the builder. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_builder_free(builder: Option<Box<ucpki_crl_set_builder>>) {
    boundary::neutral((), || drop(builder));
}

/// How many different lists there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_count(set: Option<&ucpki_crl_set>) -> usize {
    set.map_or(0, |set| set.0.len())
}

/// A handle of its own on the same set, to be freed on its own; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_ref(set: Option<&ucpki_crl_set>) -> *mut ucpki_crl_set {
    boundary::neutral(core::ptr::null_mut(), || {
        set.map_or(core::ptr::null_mut(), |set| boundary::handle(ucpki_crl_set(set.0.clone())))
    })
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_free(set: Option<Box<ucpki_crl_set>>) {
    boundary::neutral((), || drop(set));
}
