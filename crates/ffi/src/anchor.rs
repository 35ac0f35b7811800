//! Trust anchors: where a path may end.

use crate::bytes::{self, ucpki_bytes};
use crate::certificate::ucpki_certificate;
use crate::certificate_list::ucpki_certificate_list;
use crate::error::{OrNull, ucpki_error, ucpki_status};
use crate::{boundary, text};
use alloc::boxed::Box;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::chain::Anchor;
use ucpki::x509::Name;

/// A trust anchor: a CA certificate, a bare key with a name, or one pinned leaf. *Shared.*
pub struct ucpki_anchor {
    pub(crate) anchor: Anchor,
    /// The certificate as a handle, so that it can be lent.
    certificate: Option<ucpki_certificate>,
}

impl ucpki_anchor {
    pub(crate) fn new(anchor: Anchor) -> Self {
        let certificate = anchor.as_certificate().map(|certificate| ucpki_certificate(certificate.clone()));
        Self { anchor, certificate }
    }
}

/// Makes an anchor of a CA certificate, usually a self-signed root.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_new_certificate(
    certificate: Option<&ucpki_certificate>,
    anchor: Option<&mut MaybeUninit<*mut ucpki_anchor>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let out = anchor.required("anchor")?;
        out.write(boundary::handle(ucpki_anchor::new(Anchor::certificate(certificate.0.clone()))));
        Ok(())
    })
}

/// Makes an anchor of a certificate of a list, with the trust settings that its file has for it.
///
/// A `TRUSTED CERTIFICATE` may say for which purposes it is trusted and for which it is rejected; the anchor is limited to
/// that. Without settings this is `ucpki_anchor_new_certificate()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_new_listed(
    list: Option<&ucpki_certificate_list>,
    index: usize,
    anchor: Option<&mut MaybeUninit<*mut ucpki_anchor>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let list = list.required("list")?;
        let out = anchor.required("anchor")?;
        let item = list.0.get(index).ok_or_else(|| ucpki_error::index(index, list.0.len()))?;
        let mut anchor = Anchor::certificate(item.certificate.0.clone());
        if let Some(settings) = &item.trust {
            anchor = anchor.with_trust(settings.trust.clone(), settings.reject.clone());
        }
        out.write(boundary::handle(ucpki_anchor::new(anchor)));
        Ok(())
    })
}

/// Makes an anchor of a bare public key, as a SubjectPublicKeyInfo, and the name under which it issues, both as DER.
///
/// Errors: the codes of reading, for the name or the key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_anchor_new_key(
    name: *const u8,
    name_len: usize,
    spki: *const u8,
    spki_len: usize,
    anchor: Option<&mut MaybeUninit<*mut ucpki_anchor>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = anchor.required("anchor")?;
        // SAFETY: the contract of arrays in (README.md).
        let (name, spki) = unsafe { (bytes::slice(name, name_len, "name")?, bytes::slice(spki, spki_len, "spki")?) };
        out.write(boundary::handle(ucpki_anchor::new(Anchor::key(Name::parse(name)?, spki)?)));
        Ok(())
    })
}

/// Makes an anchor of one certificate that is trusted for itself and for nothing below it, such as the self-signed one of a
/// device.
///
/// It is found by equality of the whole certificate. Its signature is not checked and its revocation not asked for: nobody
/// but the caller vouches for it. Time, purpose and identity are judged.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_new_pinned_leaf(
    certificate: Option<&ucpki_certificate>,
    anchor: Option<&mut MaybeUninit<*mut ucpki_anchor>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let out = anchor.required("anchor")?;
        out.write(boundary::handle(ucpki_anchor::new(Anchor::pinned_leaf(certificate.0.clone()))));
        Ok(())
    })
}

/// Makes an anchor that is the same, and limited to some purposes.
///
/// `trust` and `reject` are extended key usages in dotted decimal. A purpose in `reject` is refused; if `trust` is not
/// empty, a purpose must be in it. anyExtendedKeyUsage (`2.5.29.37.0`) stands for all. Limits that `anchor` had before are
/// replaced.
///
/// Errors: `UCPKI_ERR_X509_OID_TEXT_INVALID`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_anchor_with_trust(
    anchor: Option<&ucpki_anchor>,
    trust: *const ucpki_bytes,
    trust_count: usize,
    reject: *const ucpki_bytes,
    reject_count: usize,
    limited: Option<&mut MaybeUninit<*mut ucpki_anchor>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let anchor = anchor.required("anchor")?;
        let out = limited.required("limited")?;
        // SAFETY: the contract of arrays in (README.md).
        let trust = unsafe { bytes::oids(trust, trust_count, "trust") }?;
        // SAFETY: the contract of arrays in (README.md).
        let reject = unsafe { bytes::oids(reject, reject_count, "reject") }?;
        let trust = if trust.is_empty() { None } else { Some(trust) };
        out.write(boundary::handle(ucpki_anchor::new(anchor.anchor.clone().with_trust(trust, reject))));
        Ok(())
    })
}

/// A handle of its own on the same anchor, to be freed on its own; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_ref(anchor: Option<&ucpki_anchor>) -> *mut ucpki_anchor {
    boundary::neutral(core::ptr::null_mut(), || {
        anchor.map_or(core::ptr::null_mut(), |anchor| boundary::handle(ucpki_anchor::new(anchor.anchor.clone())))
    })
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_free(anchor: Option<Box<ucpki_anchor>>) {
    boundary::neutral((), || drop(anchor));
}

/// Copies the name under which the anchor issues, as text (RFC 4514).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_anchor_name(
    anchor: Option<&ucpki_anchor>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let anchor = anchor.required("anchor")?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &anchor.anchor.name()) }
    })
}

/// The name under which the anchor issues, as DER. Valid until the anchor is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_name_der(anchor: Option<&ucpki_anchor>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || {
        anchor.map_or(ucpki_bytes::EMPTY, |anchor| ucpki_bytes::new(anchor.anchor.name().as_der()))
    })
}

/// The public key, as a SubjectPublicKeyInfo. Valid until the anchor is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_spki(anchor: Option<&ucpki_anchor>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || {
        anchor.map_or(ucpki_bytes::EMPTY, |anchor| ucpki_bytes::new(anchor.anchor.spki_der()))
    })
}

/// The certificate of the anchor; NULL if it is a bare key. Borrowed: valid until the anchor is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_certificate(anchor: Option<&ucpki_anchor>) -> Option<&ucpki_certificate> {
    anchor.and_then(|anchor| anchor.certificate.as_ref())
}

/// 1 if the anchor is one pinned leaf, else 0.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_is_pinned_leaf(anchor: Option<&ucpki_anchor>) -> i32 {
    boundary::neutral(0, || anchor.map_or(0, |anchor| anchor.anchor.is_pinned_leaf().into()))
}
