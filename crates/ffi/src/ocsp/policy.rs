//! How requests are made and responses are judged.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::chain::params::severity;
use crate::codes;
use crate::crypto::algorithms;
use alloc::boxed::Box;
use core::mem::{self, MaybeUninit};
use ucpki::chain::Severity;
use ucpki::ocsp::{NoncePolicy, OcspPolicy};

/// Requests have no nonce, so that responders can answer with what they have signed before (RFC 9919, 3.1.1). The default.
pub const UCPKI_OCSP_NONCE_OFF: i32 = 1;
/// Requests have a nonce. A response without one goes by its times; one with another nonce is refused.
pub const UCPKI_OCSP_NONCE_SEND: i32 = 2;
/// Requests have a nonce, and a response without it is refused.
pub const UCPKI_OCSP_NONCE_REQUIRE: i32 = 3;

/// How requests are made and responses are judged.
///
/// *Shared* where it is used; *exclusive* while it is changed. What was made with it has a copy: a later change does not reach that.
pub struct ucpki_ocsp_policy {
    pub(crate) policy: OcspPolicy,
}

impl ucpki_ocsp_policy {
    pub(crate) const fn new(policy: OcspPolicy) -> Self {
        Self { policy }
    }

    pub(crate) fn change(&mut self, change: impl FnOnce(OcspPolicy) -> OcspPolicy) {
        self.policy = change(mem::take(&mut self.policy));
    }
}

/// Makes a policy: no nonce, CertIDs with SHA-256, one more attempt with SHA-1, 300 seconds of skew, no bound on the age of
/// responses, one day for those without nextUpdate, a warning for delegates of unknown status, and no trusted responders.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_new(
    policy: Option<&mut MaybeUninit<*mut ucpki_ocsp_policy>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = policy.required("policy")?;
        out.write(boundary::handle(ucpki_ocsp_policy::new(OcspPolicy::default())));
        Ok(())
    })
}

/// Frees the policy. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_free(policy: Option<Box<ucpki_ocsp_policy>>) {
    boundary::neutral((), || drop(policy));
}

/// Sets whether requests have a nonce, and whether responses must: one of `UCPKI_OCSP_NONCE_`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_set_nonce(
    policy: Option<&mut ucpki_ocsp_policy>,
    nonce: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        let nonce = match nonce {
            UCPKI_OCSP_NONCE_OFF => NoncePolicy::Off,
            UCPKI_OCSP_NONCE_SEND => NoncePolicy::Send,
            UCPKI_OCSP_NONCE_REQUIRE => NoncePolicy::Require,
            _ => return Err(ucpki_error::argument("nonce", "is none of UCPKI_OCSP_NONCE_")),
        };
        policy.change(|policy| policy.nonce(nonce));
        Ok(())
    })
}

/// Sets the hash of the CertIDs of requests: `UCPKI_HASH_SHA1`, `_SHA256`, `_SHA384` or `_SHA512`. Responses may use another one
/// of these.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_set_hash(
    policy: Option<&mut ucpki_ocsp_policy>,
    hash: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        let hash = algorithms::certificate_id_hash(hash)?;
        policy.change(|policy| policy.hash(hash));
        Ok(())
    })
}

/// Sets whether a responder that refuses a request is asked once more with SHA-1 in the CertID: 1 or 0. With 0,
/// `ucpki_error_next_step()` does not say `UCPKI_OCSP_NEXT_ASK_WITH_SHA1`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_set_sha1_retry(
    policy: Option<&mut ucpki_ocsp_policy>,
    allowed: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        let allowed = bytes::flag(allowed, "allowed")?;
        policy.change(|policy| policy.sha1_retry(allowed));
        Ok(())
    })
}

/// Sets by how many seconds clocks may differ, for each of the three times of a response.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_set_skew(
    policy: Option<&mut ucpki_ocsp_policy>,
    seconds: u32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        policy.required("policy")?.change(|policy| policy.skew(seconds));
        Ok(())
    })
}

/// A response whose thisUpdate is more than so many seconds ago is stale, whatever its nextUpdate says. Unlimited unless set.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_set_max_age(
    policy: Option<&mut ucpki_ocsp_policy>,
    seconds: u32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        policy.required("policy")?.change(|policy| policy.max_age(seconds));
        Ok(())
    })
}

/// Sets for how many seconds after its thisUpdate a response without nextUpdate is relied on. 0 refuses them
/// (`UCPKI_ERR_OCSP_NEXT_UPDATE_MISSING`), as RFC 9919, 5 wants it.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_set_without_next_update(
    policy: Option<&mut ucpki_ocsp_policy>,
    seconds: u32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let seconds = Some(seconds).filter(|seconds| *seconds > 0);
        policy.required("policy")?.change(|policy| policy.without_next_update(seconds));
        Ok(())
    })
}

/// Sets what follows where nothing says whether the certificate of a delegate was revoked: one of `UCPKI_SEVERITY_`.
///
/// Errors: `UCPKI_ERR_STATE` for anything but `UCPKI_SEVERITY_REFUSE` in Common Criteria mode, which refuses them.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_set_on_delegate_unknown(
    policy: Option<&mut ucpki_ocsp_policy>,
    severity: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        let severity = self::severity(severity, "severity")?;
        if policy.policy.is_common_criteria() && severity != Severity::Refuse {
            let message = "Common Criteria mode refuses delegates of unknown status";
            return Err(ucpki_error::new(&codes::STATE).message(message.into()));
        }
        policy.change(|policy| policy.on_delegate_unknown(severity));
        Ok(())
    })
}

/// Turns Common Criteria mode on, for good: a delegate of unknown status is refused, whatever was set before, and trusted
/// responders need a certificate for OCSP signing, so that a key alone is not enough.
///
/// Pair it with a check that refuses where the status is unknown (`UCPKI_SEVERITY_REFUSE`, `UCPKI_FALLBACK_REVOKED`).
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_policy_set_common_criteria(
    policy: Option<&mut ucpki_ocsp_policy>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        policy.required("policy")?.change(OcspPolicy::common_criteria);
        Ok(())
    })
}

/// Sets the address of a responder that is asked about every certificate, whatever it names itself: among the fetch hints it comes
/// first. One that was set before is replaced. For a consumer (`ucpki_params_set_consumer()`) every certificate then counts as one
/// that names a responder.
///
/// Errors: `UCPKI_ERR_ARGUMENT` if it is empty, or has other characters than the visible ones of ASCII.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_policy_set_responder(
    policy: Option<&mut ucpki_ocsp_policy>,
    uri: *const u8,
    uri_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let policy = policy.required("policy")?;
        // SAFETY: the contract of arrays in (README.md).
        let uri = unsafe { bytes::uri(uri, uri_len, "uri") }?;
        policy.change(|policy| policy.responder(uri));
        Ok(())
    })
}
