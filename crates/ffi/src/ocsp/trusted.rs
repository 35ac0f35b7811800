//! Which responders a policy knows: those that the operator trusts, and certificates of delegates.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::ocsp::policy::ucpki_ocsp_policy;
use crate::x509::certificate::ucpki_certificate;
use crate::x509::certificate_list::ucpki_certificate_list;
use alloc::vec::Vec;
use core::mem::MaybeUninit;
use ucpki::ocsp::{OcspPolicy, TrustedResponder, codes};
use ucpki::x509::{Name, SpkiRef};

/// Makes the policy of Unified CM: it relies on responders whose certificates the operator has uploaded. Those of the list that are
/// for OCSP signing are trusted, for certificates of all issuers; the others mean nothing here.
///
/// Errors: `UCPKI_ERR_OCSP_NO_TRUSTED_RESPONDER` if none is.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_new_cucm(
    trust_list: Option<&ucpki_certificate_list>,
    policy: Option<&mut MaybeUninit<*mut ucpki_ocsp_policy>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let trusted = for_ocsp(trust_list.required("trust_list")?);
        let out = policy.required("policy")?;
        let made = OcspPolicy::cucm(&trusted).map_err(ucpki_error::new)?;
        out.write(boundary::handle(ucpki_ocsp_policy::new(made)));
        Ok(())
    })
}

/// Trusts the certificates of a list that are for OCSP signing as responders, for certificates of all issuers; the others mean
/// nothing here.
///
/// Errors: `UCPKI_ERR_OCSP_NO_TRUSTED_RESPONDER` if none is.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_add_trust_list(
    policy: Option<&mut ucpki_ocsp_policy>,
    trust_list: Option<&ucpki_certificate_list>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        let trusted = for_ocsp(trust_list.required("trust_list")?);
        if trusted.is_empty() {
            return Err(ucpki_error::new(&codes::NO_TRUSTED_RESPONDER));
        }
        policy.change(|policy| policy.trusted(trusted));
        Ok(())
    })
}

fn for_ocsp(list: &ucpki_certificate_list) -> Vec<TrustedResponder> {
    let certificates: Vec<_> = list.0.iter().map(|item| item.certificate.0.clone()).collect();
    TrustedResponder::from_trust_list(&certificates)
}

/// Trusts a responder (RFC 6960, 4.2.2.2, 1) by its certificate, for certificates of all issuers. Nobody has to vouch for it; its
/// dates count. The certificate is shared.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_add_trusted(
    policy: Option<&mut ucpki_ocsp_policy>,
    certificate: Option<&ucpki_certificate>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        trust(policy, by_certificate(certificate)?);
        Ok(())
    })
}

/// As `ucpki_ocsp_policy_add_trusted()`, for certificates of some issuers only: an array of their names, each as DER, at least one.
/// They are copied.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for no names; those of reading a name, with its number (`ucpki_error_certificate()`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_policy_add_trusted_for(
    policy: Option<&mut ucpki_ocsp_policy>,
    certificate: Option<&ucpki_certificate>,
    issuers: *const ucpki_bytes,
    issuer_count: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        // SAFETY: the contract of arrays in (README.md).
        let issuers = unsafe { names(issuers, issuer_count) }?;
        trust(policy, by_certificate(certificate)?.for_issuers(issuers));
        Ok(())
    })
}

/// Trusts a responder by its key alone, a SubjectPublicKeyInfo as DER, which does not expire; for certificates of all issuers. It is
/// not enough in Common Criteria mode. The key is copied.
///
/// Errors: those of reading the key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_policy_add_trusted_key(
    policy: Option<&mut ucpki_ocsp_policy>,
    key: *const u8,
    key_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        // SAFETY: the contract of arrays in (README.md).
        trust(policy, unsafe { by_key(key, key_len) }?);
        Ok(())
    })
}

/// As `ucpki_ocsp_policy_add_trusted_key()`, for certificates of some issuers only, as
/// `ucpki_ocsp_policy_add_trusted_for()` takes them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_policy_add_trusted_key_for(
    policy: Option<&mut ucpki_ocsp_policy>,
    key: *const u8,
    key_len: usize,
    issuers: *const ucpki_bytes,
    issuer_count: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        // SAFETY: the contract of arrays in (README.md).
        let issuers = unsafe { names(issuers, issuer_count) }?;
        // SAFETY: the contract of arrays in (README.md).
        trust(policy, unsafe { by_key(key, key_len) }?.for_issuers(issuers));
        Ok(())
    })
}

/// Adds the certificate of a delegate that responses leave out. It is judged as one that comes along: it needs a certificate by the
/// issuer's key for OCSP signing. The certificate is shared.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_add_delegate(
    policy: Option<&mut ucpki_ocsp_policy>,
    certificate: Option<&ucpki_certificate>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        let certificate = certificate.required("certificate")?.0.clone();
        policy.change(|policy| policy.delegates([certificate]));
        Ok(())
    })
}

fn trust(policy: &mut ucpki_ocsp_policy, responder: TrustedResponder) {
    policy.change(|policy| policy.trusted([responder]));
}

fn by_certificate(certificate: Option<&ucpki_certificate>) -> Result<TrustedResponder, ucpki_error> {
    Ok(TrustedResponder::from_certificate(certificate.required("certificate")?.0.clone()))
}

/// # Safety
///
/// The contract of arrays in (README.md).
unsafe fn by_key(key: *const u8, key_len: usize) -> Result<TrustedResponder, ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let key = unsafe { bytes::slice(key, key_len, "key") }?;
    Ok(TrustedResponder::from_key(SpkiRef::parse(key)?))
}

/// Names of issuers. An empty array is refused: it could be read as all and as none.
///
/// # Safety
///
/// The contract of arrays in (README.md).
unsafe fn names(issuers: *const ucpki_bytes, count: usize) -> Result<Vec<Name>, ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let issuers = unsafe { bytes::slices(issuers, count, "issuers") }?;
    if issuers.is_empty() {
        return Err(ucpki_error::argument("issuers", "is empty"));
    }
    let read = |(index, name)| Name::parse(name).map_err(|error| ucpki_error::from(error).certificate(index));
    issuers.into_iter().enumerate().map(read).collect()
}
