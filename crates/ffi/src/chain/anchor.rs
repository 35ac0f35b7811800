//! Trust anchors: where a path may end.

use crate::abi::boundary;
use crate::abi::bytes::{self, Sized1, flag, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::chain::params::{policy_inputs, ucpki_policies};
use crate::x509::certificate::ucpki_certificate;
use crate::x509::certificate_list::ucpki_certificate_list;
use alloc::boxed::Box;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::chain::{Anchor, AnchorConstraints};
use ucpki::x509::{Name, Time};

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

/// Makes an anchor that is the same, and limited to some purposes. Its other limits stay.
///
/// `trust` and `reject` are extended key usages in dotted decimal. A purpose in `reject` is refused; if `trust` is not
/// empty, a purpose must be in it. anyExtendedKeyUsage (`2.5.29.37.0`) stands for all. What `anchor` was
/// limited to before holds as well.
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

/// What limits an anchor beyond its name and key (RFC 5914, RFC 5937). Zero the struct, and set what you mean.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_anchor_limits {
    /// `sizeof(ucpki_anchor_limits)`.
    pub size: usize,
    /// Permitted and excluded subtrees for every name below, as the DER of a NameConstraints value (RFC 5280, 4.2.1.10).
    pub name_constraints: *const u8,
    /// Its length; 0 means no limit.
    pub name_constraints_len: usize,
    /// Narrows the policy inputs of every request; NULL means no limit.
    pub policies: *const ucpki_policies,
    /// Extended key usages in dotted decimal that the anchor is good for; none is all.
    pub trust: *const ucpki_bytes,
    /// How many they are.
    pub trust_count: usize,
    /// Extended key usages that it is rejected for.
    pub reject: *const ucpki_bytes,
    /// How many they are.
    pub reject_count: usize,
    /// Leaves whose notBefore is later are refused; counts if `has_distrust_after` is 1.
    pub distrust_after: i64,
    /// 0 or 1.
    pub has_distrust_after: i32,
    /// At most this many certificates that are not self-issued below it; counts if `has_path_length` is 1.
    pub path_length: u32,
    /// 0 or 1.
    pub has_path_length: i32,
    /// 1: the limits of the anchor's own certificate hold as well (RFC 5937): name constraints, path length, policies, policy
    /// constraints, inhibitAnyPolicy, extended key usage.
    pub from_certificate: i32,
}

// SAFETY: #[repr(C)], `size` is the first field, all others are integers and raw pointers.
unsafe impl Sized1 for ucpki_anchor_limits {}

/// Makes an anchor that is the same, and limited. Limits that `anchor` has hold as well: what either forbids is forbidden. The
/// struct is copied.
///
/// They hold in every profile, and wherever the anchor's name and key appear on a path. For a pinned leaf, purposes and the distrust date count.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a struct with a wrong size, a flag that is neither 0 nor 1, or `from_certificate` on a
/// bare key; `UCPKI_ERR_X509_OID_TEXT_INVALID`; the codes of reading, for name constraints and for the certificate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_anchor_with_limits(
    anchor: Option<&ucpki_anchor>,
    limits: *const ucpki_anchor_limits,
    limited: Option<&mut MaybeUninit<*mut ucpki_anchor>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let anchor = &anchor.required("anchor")?.anchor;
        let out = limited.required("limited")?;
        // SAFETY: the contract of structs that callers fill (README.md).
        let wanted = unsafe { bytes::sized(limits, "limits") }?;
        // SAFETY: the same contract, for what the struct points to.
        let constraints = unsafe { constraints(anchor, &wanted) }?;
        out.write(boundary::handle(ucpki_anchor::new(anchor.clone().with_constraints(constraints))));
        Ok(())
    })
}

/// # Safety
///
/// The contract of structs that callers fill (README.md).
unsafe fn constraints(anchor: &Anchor, wanted: &ucpki_anchor_limits) -> Result<AnchorConstraints, ucpki_error> {
    let mut constraints = AnchorConstraints::none();
    if flag(wanted.from_certificate, "from_certificate")? {
        let own = anchor.as_certificate();
        let own = own.ok_or_else(|| ucpki_error::argument("from_certificate", "is 1, and the anchor is a bare key"))?;
        constraints = AnchorConstraints::from_certificate(own)?;
    }
    // SAFETY: the contract of arrays in (README.md).
    let subtrees = unsafe { bytes::slice(wanted.name_constraints, wanted.name_constraints_len, "name_constraints") }?;
    if !subtrees.is_empty() {
        constraints = constraints.name_constraints(subtrees)?;
    }
    if !wanted.policies.is_null() {
        // SAFETY: the contract of structs that callers fill (README.md).
        constraints = constraints.policies(&unsafe { policy_inputs(wanted.policies, "policies") }?);
    }
    // SAFETY: the contract of arrays in (README.md).
    let trust = unsafe { bytes::oids(wanted.trust, wanted.trust_count, "trust") }?;
    // SAFETY: the contract of arrays in (README.md).
    let reject = unsafe { bytes::oids(wanted.reject, wanted.reject_count, "reject") }?;
    if !trust.is_empty() || !reject.is_empty() {
        constraints = constraints.purposes(if trust.is_empty() { None } else { Some(trust) }, reject);
    }
    if flag(wanted.has_path_length, "has_path_length")? {
        constraints = constraints.path_length(wanted.path_length);
    }
    if flag(wanted.has_distrust_after, "has_distrust_after")? {
        constraints = constraints.distrust_after(Time::from_unix(wanted.distrust_after));
    }
    Ok(constraints)
}

/// A handle of its own on the same anchor, to be freed on its own; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_ref(anchor: Option<&ucpki_anchor>) -> *mut ucpki_anchor {
    boundary::get(anchor, core::ptr::null_mut(), |anchor| boundary::handle(ucpki_anchor::new(anchor.anchor.clone())))
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
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(anchor, "anchor", buf, cap, needed, err, |anchor| Ok(anchor.anchor.name())) }
}

/// The name under which the anchor issues, as DER. Valid until the anchor is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_name_der(anchor: Option<&ucpki_anchor>) -> ucpki_bytes {
    boundary::get(anchor, ucpki_bytes::EMPTY, |anchor| ucpki_bytes::new(anchor.anchor.name().as_der()))
}

/// The public key, as a SubjectPublicKeyInfo. Valid until the anchor is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_spki(anchor: Option<&ucpki_anchor>) -> ucpki_bytes {
    boundary::get(anchor, ucpki_bytes::EMPTY, |anchor| ucpki_bytes::new(anchor.anchor.spki_der()))
}

/// The certificate of the anchor; NULL if it is a bare key. Borrowed: valid until the anchor is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_certificate(anchor: Option<&ucpki_anchor>) -> Option<&ucpki_certificate> {
    boundary::neutral(None, || anchor.and_then(|anchor| anchor.certificate.as_ref()))
}

/// 1 if the anchor is one pinned leaf, else 0.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_anchor_is_pinned_leaf(anchor: Option<&ucpki_anchor>) -> i32 {
    boundary::get(anchor, 0, |anchor| anchor.anchor.is_pinned_leaf().into())
}
