//! Certificates that a path may be built from.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::x509::certificate::ucpki_certificate;
use crate::x509::certificate_list::ucpki_certificate_list;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::MaybeUninit;
use once_cell::race::OnceBox;
use ucpki::chain::Pool;
use ucpki::x509::Certificate;

/// Certificates without order and without trust: what a peer sent, or a folder of intermediates.
///
/// *Shared* in checks; *exclusive* while certificates are added. It may serve any number of checks. Duplicates and the order
/// do not matter to any answer.
pub struct ucpki_pool {
    certificates: Vec<Certificate>,
    /// The same, sorted; made by the first check after a change.
    sorted: OnceBox<Pool>,
}

impl ucpki_pool {
    pub(crate) fn sorted(&self) -> &Pool {
        self.sorted.get_or_init(|| Box::new(self.certificates.iter().cloned().collect()))
    }

    fn add(&mut self, certificates: impl Iterator<Item = Certificate>) {
        self.certificates.extend(certificates);
        self.sorted = OnceBox::new();
    }
}

/// Makes an empty pool.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_pool_new(
    pool: Option<&mut MaybeUninit<*mut ucpki_pool>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = pool.required("pool")?;
        out.write(boundary::handle(ucpki_pool { certificates: Vec::new(), sorted: OnceBox::new() }));
        Ok(())
    })
}

/// Adds a certificate. The pool takes a share of its own; the caller's handle stays the caller's.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_pool_add(
    pool: Option<&mut ucpki_pool>,
    certificate: Option<&ucpki_certificate>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let pool = pool.required("pool")?;
        pool.add(core::iter::once(certificate.required("certificate")?.0.clone()));
        Ok(())
    })
}

/// Adds certificates as a peer sent them: an array of DER, all or none of them. They are copied.
///
/// Errors: the codes of reading, with the number of the certificate (`ucpki_error_certificate()`) and the offset in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_pool_add_der(
    pool: Option<&mut ucpki_pool>,
    certificates: *const ucpki_bytes,
    count: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let pool = pool.required("pool")?;
        // SAFETY: the contract of arrays in (README.md).
        let certificates = unsafe { bytes::slices(certificates, count, "certificates") }?;
        let read = certificates
            .into_iter()
            .enumerate()
            .map(|(index, der)| Certificate::parse(der).map_err(|error| ucpki_error::from(error).certificate(index)));
        let read: Vec<_> = read.collect::<Result<_, _>>()?;
        pool.add(read.into_iter());
        Ok(())
    })
}

/// Adds every certificate of a list. Trust settings of the list mean nothing here: a pool gives no trust.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_pool_add_list(
    pool: Option<&mut ucpki_pool>,
    list: Option<&ucpki_certificate_list>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let pool = pool.required("pool")?;
        pool.add(list.required("list")?.0.iter().map(|item| item.certificate.0.clone()));
        Ok(())
    })
}

/// How many certificates were added, duplicates included; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_pool_count(pool: Option<&ucpki_pool>) -> usize {
    boundary::get(pool, 0, |pool| pool.certificates.len())
}

/// Frees the pool. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_pool_free(pool: Option<Box<ucpki_pool>>) {
    boundary::neutral((), || drop(pool));
}
