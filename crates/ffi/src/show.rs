//! Certificates, requests and CRLs as text and JSON.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::codes;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::show::{self, Object, SummaryComparison};
use ucpki::x509::pem::{self, Kind};

/// The certificates, requests and CRLs of a file, to be shown. *Shared.*
pub struct ucpki_show(Vec<Item>);

struct Item {
    object: Object,
    line: usize,
}

/// A certificate.
pub const UCPKI_SHOW_CERTIFICATE: i32 = 1;
/// A request for a certificate (PKCS #10).
pub const UCPKI_SHOW_REQUEST: i32 = 2;
/// A CRL.
pub const UCPKI_SHOW_CRL: i32 = 3;
/// An OCSP request.
pub const UCPKI_SHOW_OCSP_REQUEST: i32 = 4;
/// An OCSP response.
pub const UCPKI_SHOW_OCSP_RESPONSE: i32 = 5;

/// The text of OpenSSL 3.0, byte for byte, as `openssl x509`, `req` and `crl` with `-noout -text` and `openssl ocsp` with
/// `-req_text` and `-resp_text` print it; but control characters come out as `\x1B`.
pub const UCPKI_SHOW_TEXT: i32 = 1;
/// A JSON object; docs/show-json.md has its members.
pub const UCPKI_SHOW_JSON: i32 = 2;
/// What fits on a screen.
pub const UCPKI_SHOW_SUMMARY: i32 = 3;

/// SHA-256 over the DER, in hexadecimal with colons.
pub const UCPKI_SHOW_SHA256: i32 = 1;
/// SHA-1 over the DER, for comparing with old tools: it identifies nothing.
pub const UCPKI_SHOW_SHA1: i32 = 2;
/// MD5 over the DER, for comparing with older tools: it identifies nothing.
pub const UCPKI_SHOW_MD5: i32 = 3;
/// SHA-256 over the public key (SubjectPublicKeyInfo).
pub const UCPKI_SHOW_KEY_SHA256: i32 = 4;
/// SHA-1 over the public key.
pub const UCPKI_SHOW_KEY_SHA1: i32 = 5;
/// SHA-1 over the bits of the public key, the usual key identifier (RFC 5280, 4.2.1.2, method 1).
pub const UCPKI_SHOW_KEY_IDENTIFIER: i32 = 6;

/// Reads what a file holds: one object as DER, or a PEM text with any number of them. The content decides.
///
/// Blocks of other kinds, such as keys, are left out.
///
/// Errors: those of the first block or object that cannot be read, with line and offset; `UCPKI_ERR_X509_PEM_NO_BLOCK`
/// if there is nothing to show.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_show_parse(
    file: *const u8,
    file_len: usize,
    objects: Option<&mut MaybeUninit<*mut ucpki_show>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = objects.required("objects")?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        let mut items = Vec::new();
        for found in pem::objects(file) {
            let found = found?;
            if found.kind() == Kind::Other {
                continue;
            }
            let line = found.block().map_or(0, pem::Block::line);
            items.push(Item { object: Object::read(found)?, line });
        }
        if items.is_empty() {
            let nothing = ucpki::x509::Error::at_line(&ucpki::x509::codes::PEM_NO_BLOCK, 1);
            return Err(nothing.into());
        }
        out.write(boundary::handle(ucpki_show(items)));
        Ok(())
    })
}

/// Frees the objects. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_show_free(objects: Option<Box<ucpki_show>>) {
    boundary::neutral((), || drop(objects));
}

/// How many objects there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_show_count(objects: Option<&ucpki_show>) -> usize {
    boundary::get(objects, 0, |objects| objects.0.len())
}

/// One of `UCPKI_SHOW_CERTIFICATE`, `_REQUEST`, `_CRL`, `_OCSP_REQUEST` and `_OCSP_RESPONSE`; 0 if there is no such object.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_show_kind(objects: Option<&ucpki_show>, index: usize) -> i32 {
    boundary::neutral(0, || match objects.and_then(|objects| objects.0.get(index)).map(|item| &item.object) {
        Some(Object::Certificate(_) | Object::Trusted(..)) => UCPKI_SHOW_CERTIFICATE,
        Some(Object::Request(_)) => UCPKI_SHOW_REQUEST,
        Some(Object::Crl(_) | Object::OddCrl(_)) => UCPKI_SHOW_CRL,
        Some(Object::OcspRequest(_)) => UCPKI_SHOW_OCSP_REQUEST,
        Some(Object::OcspResponse(_)) => UCPKI_SHOW_OCSP_RESPONSE,
        _ => 0,
    })
}

/// The line in which the block of an object begins, counted from 1; 0 if the file was DER, or there is no such object.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_show_line(objects: Option<&ucpki_show>, index: usize) -> usize {
    boundary::neutral(0, || objects.and_then(|objects| objects.0.get(index)).map_or(0, |item| item.line))
}

/// Copies an object in one of the forms `UCPKI_SHOW_TEXT`, `_JSON` and `_SUMMARY`.
///
/// Cost: linear, twice; nothing is collected for the text.
///
/// Errors: `UCPKI_ERR_INDEX` if there is no such object; `UCPKI_ERR_BUFFER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_show_write(
    objects: Option<&ucpki_show>,
    index: usize,
    form: i32,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let object = object(objects, index)?;
        // SAFETY: the contract of text out (README.md).
        let copy = |shown: &dyn core::fmt::Display| unsafe { text::copy(buf, cap, needed, shown) };
        match form {
            UCPKI_SHOW_TEXT => copy(&object.text()),
            UCPKI_SHOW_JSON => copy(&object.json()),
            UCPKI_SHOW_SUMMARY => copy(&object.summary()),
            _ => Err(ucpki_error::argument("form", "is not one of UCPKI_SHOW_TEXT, _JSON and _SUMMARY")),
        }
    })
}

/// Copies one of the hashes of an object, by which people compare it.
///
/// Errors: `UCPKI_ERR_INDEX` if there is no such object; `UCPKI_ERR_ABSENT` for the key of a CRL; `UCPKI_ERR_BUFFER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_show_fingerprint(
    objects: Option<&ucpki_show>,
    index: usize,
    which: i32,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let object = object(objects, index)?;
        let key = || object.spki().ok_or_else(|| ucpki_error::new(&codes::ABSENT));
        let of_key = || key().map(|key| show::Fingerprints::from_der(key.as_der()));
        let hash = match which {
            UCPKI_SHOW_SHA256 => object.fingerprints().sha256(),
            UCPKI_SHOW_SHA1 => object.fingerprints().sha1(),
            UCPKI_SHOW_MD5 => object.fingerprints().md5(),
            UCPKI_SHOW_KEY_SHA256 => of_key()?.sha256(),
            UCPKI_SHOW_KEY_SHA1 => of_key()?.sha1(),
            UCPKI_SHOW_KEY_IDENTIFIER => show::key_identifier(key()?),
            _ => return Err(ucpki_error::argument("which", "is not one of the hashes UCPKI_SHOW_...")),
        };
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &hash) }
    })
}

/// Copies two objects side by side, a line for each value; those that differ begin with `*`. Writes to `same` whether
/// nothing differs: 1 or 0. `same` may be NULL.
///
/// Errors: `UCPKI_ERR_INDEX` if there is no such object; `UCPKI_ERR_BUFFER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_show_compare(
    objects: Option<&ucpki_show>,
    index: usize,
    others: Option<&ucpki_show>,
    other_index: usize,
    same: Option<&mut MaybeUninit<i32>>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let (left, right) = (object(objects, index)?, object(others, other_index)?);
        let comparison = SummaryComparison::new(&left.summary(), &right.summary());
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &comparison) }?;
        if let Some(same) = same {
            same.write(comparison.is_same().into());
        }
        Ok(())
    })
}

/// Copies the ASN.1 values of some DER, one in a line, with the offsets that errors name; with `around` 1 only those around
/// byte `offset`, and the bytes there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_show_asn1(
    der: *const u8,
    der_len: usize,
    around: i32,
    offset: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let der = unsafe { bytes::slice(der, der_len, "der") }?;
        let mut shown = String::new();
        // A String takes everything.
        let _ = if bytes::flag(around, "around")? {
            show::write_asn1_at(&mut shown, der, offset)
        } else {
            show::write_asn1(&mut shown, der)
        };
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &shown) }
    })
}

/// Copies what a file is by its content, for a message about a file that could not be read: `a certificate`, `PKCS #12`, `an
/// empty file`. Of a file with several PEM blocks it is the first that is not a parameter of a key. With `next_step` 1 it copies
/// instead what to do with such a file, which is empty for what this library reads.
///
/// Cost: linear.
///
/// Errors: `UCPKI_ERR_BUFFER`; `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_show_identify(
    file: *const u8,
    file_len: usize,
    next_step: i32,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        let found = show::identify(file);
        let told = found.iter().find(|found| found.kind != show::FileKind::Parameters).or(found.first());
        let text = match (told, bytes::flag(next_step, "next_step")?) {
            (None, _) => "",
            (Some(found), false) => found.name(),
            (Some(found), true) => found.kind.next_step().unwrap_or(""),
        };
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &text) }
    })
}

fn object(objects: Option<&ucpki_show>, index: usize) -> Result<&Object, ucpki_error> {
    let item = objects.required("objects")?.0.get(index);
    item.map(|item| &item.object).ok_or_else(|| ucpki_error::new(&codes::INDEX))
}
