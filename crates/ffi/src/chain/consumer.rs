//! Who consumes revocation data, from where, and what follows where there is none.

use crate::abi::boundary;
use crate::abi::bytes::{self, Sized1};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::chain::params::ucpki_params;
use crate::crl::set::ucpki_crl_set;
use core::mem::MaybeUninit;
use ucpki::chain::{ConsumerPolicy, Fallback, Origins};
use ucpki::crl::CrlsByOrigin;

/// SIP over TLS: OCSP, downloaded and uploaded CRLs together; without data, treated as not revoked.
pub const UCPKI_CONSUMER_SIP_TLS: i32 = 1;
/// Policy servers: uploaded CRLs only.
pub const UCPKI_CONSUMER_POLICY_SERVER: i32 = 2;
/// LDAP: the CRLs in the file of trusted CAs only.
pub const UCPKI_CONSUMER_LDAP: i32 = 3;
/// All others: downloaded CRLs over uploaded ones.
pub const UCPKI_CONSUMER_OTHER: i32 = 4;
/// Unified CM at upload: OCSP alone; what nobody knows passes unless Common Criteria mode is on.
pub const UCPKI_CONSUMER_CUCM: i32 = 5;

/// As the consumer has it.
pub const UCPKI_TRISTATE_PRESET: i32 = 0;
/// Off.
pub const UCPKI_TRISTATE_OFF: i32 = 1;
/// On.
pub const UCPKI_TRISTATE_ON: i32 = 2;

/// CRLs that were downloaded and CRLs that were uploaded, together.
pub const UCPKI_ORIGINS_AUTOMATIC_AND_MANUAL: i32 = 1;
/// Downloaded CRLs; uploaded ones only where the downloaded have no answer.
pub const UCPKI_ORIGINS_AUTOMATIC_OVER_MANUAL: i32 = 2;
/// Uploaded CRLs only.
pub const UCPKI_ORIGINS_MANUAL: i32 = 3;
/// The CRLs in the file of trusted CAs only.
pub const UCPKI_ORIGINS_TRUSTED_CA_FILE: i32 = 4;

/// Without data, treat as not revoked: accepted with a warning.
pub const UCPKI_FALLBACK_NOT_REVOKED: i32 = 1;
/// Without data, treat as revoked.
pub const UCPKI_FALLBACK_REVOKED: i32 = 2;

/// How a consumer checks revocation. A field of 0 is as the consumer has it.
///
/// Data that has expired is not covered by the fallback: `on_expired` says what follows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_consumer {
    /// `sizeof(ucpki_consumer)`.
    pub size: usize,
    /// One of `UCPKI_CONSUMER_`; not 0.
    pub consumer: i32,
    /// One of `UCPKI_TRISTATE_`: whether revocation is checked at all.
    pub checking: i32,
    /// One of `UCPKI_TRISTATE_`: OCSP, where the certificate names a responder or the policy of the responses configures one. What
    /// `ucpki_params_set_ocsp()` brought is asked; without it there is no status from OCSP.
    pub ocsp: i32,
    /// One of `UCPKI_TRISTATE_`: CRLs.
    pub lists: i32,
    /// One of `UCPKI_TRISTATE_`: whether addresses that certificates name are noted as wanted.
    pub downloads: i32,
    /// One of `UCPKI_ORIGINS_`: which CRLs are used.
    pub origins: i32,
    /// One of `UCPKI_FALLBACK_`: what follows without data.
    pub fallback: i32,
    /// CRLs that are older than so many seconds count as expired; 0 for no bound.
    pub max_age: u32,
    /// One of `UCPKI_FALLBACK_`: what follows where all data has expired. 0 is `UCPKI_FALLBACK_REVOKED`, for every consumer.
    /// What the expired data itself shows as revoked is refused in any case.
    pub on_expired: i32,
    /// One of `UCPKI_TRISTATE_`: Common Criteria mode, in which what is unknown or has expired is refused, whatever `fallback` and
    /// `on_expired` say. Off in every consumer.
    pub common_criteria: i32,
}

/// Sets one switch.
type Set = fn(ConsumerPolicy, bool) -> ConsumerPolicy;

// SAFETY: #[repr(C)], `size` is the first field, all others are integers.
unsafe impl Sized1 for ucpki_consumer {}

impl ucpki_consumer {
    fn policy(&self) -> Result<ConsumerPolicy, ucpki_error> {
        let mut policy = match self.consumer {
            UCPKI_CONSUMER_SIP_TLS => ConsumerPolicy::SIP_TLS,
            UCPKI_CONSUMER_POLICY_SERVER => ConsumerPolicy::POLICY_SERVER,
            UCPKI_CONSUMER_LDAP => ConsumerPolicy::LDAP,
            UCPKI_CONSUMER_OTHER => ConsumerPolicy::OTHER,
            UCPKI_CONSUMER_CUCM => ConsumerPolicy::CUCM,
            _ => return Err(ucpki_error::argument("consumer", "is none of UCPKI_CONSUMER_")),
        };
        let switches: [(i32, Set, &str); 5] = [
            (self.checking, ConsumerPolicy::checking, "checking"),
            (self.ocsp, ConsumerPolicy::ocsp, "ocsp"),
            (self.lists, ConsumerPolicy::lists, "lists"),
            (self.downloads, ConsumerPolicy::downloads, "downloads"),
            (self.common_criteria, |policy, on| if on { policy.common_criteria() } else { policy }, "common_criteria"),
        ];
        for (value, set, name) in switches {
            policy = match value {
                UCPKI_TRISTATE_PRESET => policy,
                UCPKI_TRISTATE_OFF => set(policy, false),
                UCPKI_TRISTATE_ON => set(policy, true),
                _ => return Err(ucpki_error::argument(name, "is none of UCPKI_TRISTATE_")),
            };
        }
        policy = match self.origins {
            0 => policy,
            UCPKI_ORIGINS_AUTOMATIC_AND_MANUAL => policy.origins(Origins::AutomaticAndManual),
            UCPKI_ORIGINS_AUTOMATIC_OVER_MANUAL => policy.origins(Origins::AutomaticOverManual),
            UCPKI_ORIGINS_MANUAL => policy.origins(Origins::Manual),
            UCPKI_ORIGINS_TRUSTED_CA_FILE => policy.origins(Origins::TrustedCaFile),
            _ => return Err(ucpki_error::argument("origins", "is none of UCPKI_ORIGINS_")),
        };
        if let Some(fallback) = fallback(self.fallback, "fallback")? {
            policy = policy.fallback(fallback);
        }
        if let Some(expired) = fallback(self.on_expired, "on_expired")? {
            policy = policy.on_expired(expired);
        }
        Ok(if self.max_age == 0 { policy } else { policy.max_age(self.max_age) })
    }
}

/// One of `UCPKI_FALLBACK_`; none for 0.
fn fallback(value: i32, name: &'static str) -> Result<Option<Fallback>, ucpki_error> {
    Ok(match value {
        0 => None,
        UCPKI_FALLBACK_NOT_REVOKED => Some(Fallback::NotRevoked),
        UCPKI_FALLBACK_REVOKED => Some(Fallback::Revoked),
        _ => return Err(ucpki_error::argument(name, "is none of UCPKI_FALLBACK_")),
    })
}

/// Sets how revocation is checked, by consumer, in the place of what `ucpki_params_set_revocation()` and
/// `ucpki_params_add_crl_set()` said before; what `ucpki_params_set_ocsp()` said stays. `ucpki_params_set_revocation()` replaces it in turn. The check takes shares of
/// its own of the sets, each of which may be NULL.
///
/// Errors: `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_params_set_consumer(
    params: Option<&mut ucpki_params>,
    consumer: *const ucpki_consumer,
    automatic: Option<&ucpki_crl_set>,
    manual: Option<&ucpki_crl_set>,
    trusted_ca_file: Option<&ucpki_crl_set>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let params = params.required("params")?;
        // SAFETY: the contract of structs that callers fill (README.md).
        let policy = unsafe { bytes::sized(consumer, "consumer") }?.policy()?;
        let share = |set: Option<&ucpki_crl_set>| set.map(|set| (*set.0).clone()).unwrap_or_default();
        let lists = CrlsByOrigin {
            automatic: share(automatic),
            manual: share(manual),
            trusted_ca_file: share(trusted_ca_file),
        };
        params.consume(policy, &lists);
        Ok(())
    })
}
