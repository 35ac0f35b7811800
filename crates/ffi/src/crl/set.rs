//! CRLs.

use crate::abi::boundary;
use crate::abi::bytes::{self, Sized1};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::codes;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::MaybeUninit;
#[cfg(feature = "std")]
use ucpki::crl::{ContainerLimits, read_contents_with};
use ucpki::crl::{CrlSet, IndexKey, IndexedCrl};
use ucpki::crypto::RUSTCRYPTO;
use ucpki::x509::{Certificate, Error, Shared, pem};

/// CRLs, indexed. *Shared.*
///
/// It says what the CRLs say, and decides nothing: what follows is up to the request. Which key signed a CRL is found
/// out by the first check that needs it, and remembered.
pub struct ucpki_crl_set(pub(crate) Shared<CrlSet>);

/// Collects CRLs for a set. *Exclusive.*
pub struct ucpki_crl_set_builder(Option<Parts>);

#[derive(Default)]
struct Parts {
    lists: Vec<IndexedCrl>,
    max_age: Option<u32>,
    key: Option<IndexKey>,
    limits: Option<ucpki_crl_limits>,
}

impl Parts {
    fn read(&self, file: &[u8]) -> Result<Vec<IndexedCrl>, ucpki_error> {
        read_file(file, self.limits, self.key)
    }
}

/// What a file holds.
pub(crate) struct Contents {
    pub(crate) crls: Vec<IndexedCrl>,
    pub(crate) certificates: Vec<Certificate>,
}

/// The CRLs of a file, at least one.
pub(crate) fn read_file(
    file: &[u8],
    limits: Option<ucpki_crl_limits>,
    key: Option<IndexKey>,
) -> Result<Vec<IndexedCrl>, ucpki_error> {
    Ok(read_contents(file, limits, key)?.crls)
}

/// The CRLs of a file, at least one, and the certificates beside them.
#[cfg(feature = "std")]
pub(crate) fn read_contents(
    file: &[u8],
    limits: Option<ucpki_crl_limits>,
    key: Option<IndexKey>,
) -> Result<Contents, ucpki_error> {
    let mut all = ContainerLimits::default();
    if let Some(limits) = limits {
        let set = |value: u64, all: ContainerLimits, set: fn(ContainerLimits, u64) -> ContainerLimits| {
            if value == 0 { all } else { set(all, value) }
        };
        all = set(limits.files, all, |all, most| all.files(usize::try_from(most).unwrap_or(usize::MAX)));
        all = set(limits.file_bytes, all, ContainerLimits::file);
        all = set(limits.total_bytes, all, ContainerLimits::total);
        all = set(limits.ratio, all, ContainerLimits::ratio);
    }
    let contents = read_contents_with(file, &all, |der| index(der, key))
        .map_err(|error| ucpki_error::from(error.error()).message(alloc::format!("{error}")))?;
    if contents.lists.is_empty() {
        // Says that there is none, and where.
        pem::crls(if file.first() == Some(&0x30) { file } else { &[] })?;
    }
    Ok(Contents { crls: contents.lists, certificates: contents.certificates })
}

/// The CRLs of a file, at least one.
#[cfg(not(feature = "std"))]
pub(crate) fn read_contents(
    file: &[u8],
    _: Option<ucpki_crl_limits>,
    key: Option<IndexKey>,
) -> Result<Contents, ucpki_error> {
    Ok(Contents { crls: pem::crls_with(file, |der| index(der, key))?, certificates: Vec::new() })
}

fn index(der: Box<[u8]>, key: Option<IndexKey>) -> Result<IndexedCrl, Error> {
    match key {
        Some(key) => IndexedCrl::parse_with_key(der, &RUSTCRYPTO, key),
        None => IndexedCrl::parse(der, &RUSTCRYPTO),
    }
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

/// Adds the CRLs of a file: one as DER, a PEM text with any number of them (`X509 CRL`) between anything else, or, on hosts,
/// a ZIP or GZIP archive of such files. The content decides.
///
/// The CRLs are copied and indexed now. On an error nothing is added. Whether a signature verifies is found out by checks.
/// Archives are unpacked in memory, within the bounds of `ucpki_crl_limits`. Firmware takes DER and PEM only.
///
/// Cost: a few passes over the bytes; eight bytes of memory for each entry, and the copy.
///
/// Errors: those of the first block or CRL that cannot be read, with line and offset; `UCPKI_ERR_X509_PEM_NO_BLOCK` if
/// there is no CRL at all; `UCPKI_ERR_CRL_PAGE` for an HTML page; `UCPKI_ERR_CRL_ARCHIVE_BROKEN`, `_FILES`, `_SIZE`, `_RATIO`,
/// `_NESTED` and `_EMPTY`. The message names the file in the archive.
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
        let lists = parts.read(file)?;
        parts.lists.extend(lists);
        Ok(())
    })
}

/// How much an archive may unpack to. A field of 0 leaves the default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_crl_limits {
    /// `sizeof(ucpki_crl_limits)`.
    pub size: usize,
    /// How many files it may hold; 256 unless set.
    pub files: u64,
    /// How many bytes one file may unpack to; 256 MiB unless set.
    pub file_bytes: u64,
    /// How many bytes all may unpack to; 512 MiB unless set.
    pub total_bytes: u64,
    /// How many bytes one byte of the archive may unpack to, for files above a megabyte; 200 unless set.
    pub ratio: u64,
}

// SAFETY: #[repr(C)], `size` is the first field, all others are integers.
unsafe impl Sized1 for ucpki_crl_limits {}

/// Sets the bounds for archives that are added later. Firmware unpacks none, and takes the call.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a wrong size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_crl_set_builder_set_limits(
    builder: Option<&mut ucpki_crl_set_builder>,
    limits: *const ucpki_crl_limits,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_crl_set_builder::parts(builder)?;
        // SAFETY: the contract of structs that callers fill (README.md).
        parts.limits = Some(unsafe { bytes::sized(limits, "limits") }?);
        Ok(())
    })
}

/// A CRL that is older than `seconds` counts as expired, even before its nextUpdate or without one. Unlimited unless set.
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

/// Sets 16 bytes from a random source, which decide where entries are in the index of CRLs that are added later.
///
/// Not needed: without them, the system is asked for random ones where there is one, else the digest of each CRL is used,
/// so that nobody can choose serial numbers that slow down look-ups. With them, a CRL is read in one pass everywhere.
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
        let bytes = unsafe { bytes::slice(key, key_len, "key") }?;
        let bytes = bytes.try_into().map_err(|_| ucpki_error::argument("key", "does not have 16 bytes"))?;
        parts.key = Some(IndexKey::new(bytes));
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

/// How many different CRLs there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_count(set: Option<&ucpki_crl_set>) -> usize {
    boundary::get(set, 0, |set| set.0.len())
}

/// A handle of its own on the same set, to be freed on its own; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_ref(set: Option<&ucpki_crl_set>) -> *mut ucpki_crl_set {
    boundary::get(set, core::ptr::null_mut(), |set| boundary::handle(ucpki_crl_set(set.0.clone())))
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_crl_set_free(set: Option<Box<ucpki_crl_set>>) {
    boundary::neutral((), || drop(set));
}
