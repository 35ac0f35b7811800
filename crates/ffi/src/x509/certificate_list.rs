//! The certificates of a file.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::x509::certificate::ucpki_certificate;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::MaybeUninit;
use ucpki::x509::pem::{self, TrustData};

/// The certificates of a file, in its order. *Shared.*
pub struct ucpki_certificate_list(pub(crate) Vec<Item>);

pub(crate) struct Item {
    pub(crate) certificate: ucpki_certificate,
    pub(crate) trust: Option<TrustData>,
    line: usize,
}

/// Reads the certificates of a file: one as DER, or a PEM text with any number of them. The content decides.
///
/// PEM is taken as files are found: text around the blocks, any line ends, blocks of other kinds in between. Labels are
/// `CERTIFICATE`, `X509 CERTIFICATE` and OpenSSL's `TRUSTED CERTIFICATE`.
///
/// Errors: those of the first block or certificate that cannot be read, with line and offset;
/// `UCPKI_ERR_X509_PEM_NO_BLOCK` if there is no certificate at all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_list_parse(
    file: *const u8,
    file_len: usize,
    list: Option<&mut MaybeUninit<*mut ucpki_certificate_list>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = list.required("list")?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        let items = pem::certificates(file)?.into_iter().map(|parsed| Item {
            certificate: ucpki_certificate(parsed.certificate),
            trust: parsed.trust,
            line: parsed.line.unwrap_or(0),
        });
        out.write(boundary::handle(ucpki_certificate_list(items.collect())));
        Ok(())
    })
}

/// How many certificates there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_list_count(list: Option<&ucpki_certificate_list>) -> usize {
    boundary::get(list, 0, |list| list.0.len())
}

/// The certificate with this number, counted from 0; NULL if there is none. Borrowed: valid until the list is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_list_at(
    list: Option<&ucpki_certificate_list>,
    index: usize,
) -> Option<&ucpki_certificate> {
    boundary::neutral(None, || list.and_then(|list| list.0.get(index)).map(|item| &item.certificate))
}

/// The line in which the block of a certificate begins, counted from 1; 0 if the file was DER, or there is no such
/// certificate.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_list_line(list: Option<&ucpki_certificate_list>, index: usize) -> usize {
    boundary::neutral(0, || list.and_then(|list| list.0.get(index)).map_or(0, |item| item.line))
}

/// 1 if the file has trust settings for a certificate (`TRUSTED CERTIFICATE`), which `ucpki_anchor_new_listed()` heeds.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_list_has_trust(list: Option<&ucpki_certificate_list>, index: usize) -> i32 {
    boundary::neutral(0, || list.and_then(|list| list.0.get(index)).is_some_and(|item| item.trust.is_some()).into())
}

/// Frees the list. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_list_free(list: Option<Box<ucpki_certificate_list>>) {
    boundary::neutral((), || drop(list));
}
