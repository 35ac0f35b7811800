//! What a caller asks for.

use crate::abi::boundary;
use crate::abi::bytes::{self, Sized1, flag, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::codes;
use crate::crl::set::ucpki_crl_set;
use crate::matcher::identity::ucpki_identity;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::MaybeUninit;
use ucpki::chain::{
    Budget, ConsumerPolicy, Fallback, KeyPurpose, PolicyInputs, Profile, Revocation, RevocationCheck, Severity,
    UsageMode, ValidationParams,
};
use ucpki::crl::{ConsumerCrls, CrlSet, CrlsByOrigin};
use ucpki::matcher::{Identity, NameMode};
use ucpki::ocsp::Responses;
use ucpki::show::VerdictParams;
use ucpki::x509::{OidBuf, Shared, Time, ip_address};

/// Any purpose: the extended key usage is not looked at.
pub const UCPKI_PURPOSE_ANY: i32 = 1;
/// A TLS server.
pub const UCPKI_PURPOSE_SERVER: i32 = 2;
/// A TLS client.
pub const UCPKI_PURPOSE_CLIENT: i32 = 3;
/// Client and server at once: mutual TLS between peers.
pub const UCPKI_PURPOSE_BOTH: i32 = 4;
/// Signing CRLs: the key usage must include cRLSign.
pub const UCPKI_PURPOSE_CRL_SIGNING: i32 = 5;
/// Signing OCSP responses.
pub const UCPKI_PURPOSE_OCSP_SIGNING: i32 = 6;

/// Names as RFC 9525 says: subjectAltName only, a wildcard for the whole leftmost label.
pub const UCPKI_NAME_MODE_RFC9525: i32 = 1;
/// Names as communications appliances compare them: common names count as well, wildcards never do.
pub const UCPKI_NAME_MODE_APPLIANCE: i32 = 2;
/// No name is compared.
pub const UCPKI_NAME_MODE_OFF: i32 = 3;

/// An extended key usage that is missing or contradicts is not looked at.
pub const UCPKI_USAGE_MODE_IGNORE: i32 = 1;
/// Missing in the leaf or contradicting: accepted with a warning, and paths without are preferred.
pub const UCPKI_USAGE_MODE_PREFER: i32 = 2;
/// As the rules of the profile say. The default.
pub const UCPKI_USAGE_MODE_PROFILE: i32 = 3;
/// Missing in the leaf or contradicting: refused.
pub const UCPKI_USAGE_MODE_REQUIRE: i32 = 4;

/// Not reported.
pub const UCPKI_SEVERITY_IGNORE: i32 = 1;
/// Reported, and accepted.
pub const UCPKI_SEVERITY_WARN: i32 = 2;
/// Not accepted.
pub const UCPKI_SEVERITY_REFUSE: i32 = 3;

/// One question: at which time, for what, and who the peer must be.
///
/// *Shared* in checks; *exclusive* while it is changed. It may serve any number of checks.
pub struct ucpki_params {
    time: Time,
    purpose: KeyPurpose,
    identity: Option<Identity>,
    name_mode: Option<NameMode>,
    usage_mode: UsageMode,
    policies: PolicyInputs,
    max_depth: Option<u32>,
    budget: Budget,
    revocation: Option<Settings>,
    sources: Vec<Shared<CrlSet>>,
    consumer: Option<(ConsumerPolicy, ConsumerCrls)>,
    pub(crate) ocsp: Option<Responses>,
}

#[derive(Clone, Copy, Debug)]
struct Settings {
    unknown: Severity,
    expired: Severity,
    leaf_only: bool,
}

/// How much work a check may cost. A field of 0 leaves the default, so zero the struct and set what you mean.
///
/// Running out is an answer of its own (`UCPKI_CAUSE_EXHAUSTED`), never "untrusted".
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_budget {
    /// `sizeof(ucpki_budget)`.
    pub size: usize,
    /// Signature checks for certificates that the peer sent, and for revocation data.
    pub signatures: u64,
    /// Signature checks set aside for configured intermediates, which junk from a peer cannot spend.
    pub reserve: u64,
    /// Whole paths that are judged.
    pub paths: u64,
    /// Steps of the search.
    pub steps: u64,
    /// Comparisons of names with constraints and with the identity.
    pub comparisons: u64,
}

/// How revocation is checked. A field of 0 is the default, the strictest.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_revocation {
    /// `sizeof(ucpki_revocation)`.
    pub size: usize,
    /// One of `UCPKI_SEVERITY_`: what follows when there is no usable data. 0 is `UCPKI_SEVERITY_REFUSE`, "hard fail".
    pub on_unknown: i32,
    /// One of `UCPKI_SEVERITY_`: what follows when all there is has expired. 0 is `UCPKI_SEVERITY_REFUSE`.
    pub on_expired: i32,
    /// 1: only the leaf is looked up. 0: every certificate of the path.
    pub leaf_only: i32,
    /// 0.
    pub reserved: i32,
}

/// The policy inputs of RFC 5280, 6.1.1 (c), (e), (f), (g).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_policies {
    /// `sizeof(ucpki_policies)`.
    pub size: usize,
    /// user-initial-policy-set, each in dotted decimal; none means anyPolicy.
    pub user_initial: *const ucpki_bytes,
    /// How many they are.
    pub user_initial_count: usize,
    /// initial-explicit-policy: 0 or 1.
    pub require_explicit: i32,
    /// initial-policy-mapping-inhibit: 0 or 1.
    pub inhibit_mapping: i32,
    /// initial-any-policy-inhibit: 0 or 1.
    pub inhibit_any: i32,
    /// 0.
    pub reserved: i32,
}

// SAFETY: #[repr(C)], `size` is the first field, all others are integers.
unsafe impl Sized1 for ucpki_budget {}
// SAFETY: #[repr(C)], `size` is the first field, all others are integers.
unsafe impl Sized1 for ucpki_revocation {}
// SAFETY: #[repr(C)], `size` is the first field, all others are integers and a raw pointer.
unsafe impl Sized1 for ucpki_policies {}

impl ucpki_params {
    /// Hands the check to `judge`, as the library wants it.
    pub(crate) fn with<T>(&self, judge: impl FnOnce(&ValidationParams<'_>) -> T) -> Result<T, ucpki_error> {
        let mut params = ValidationParams::new(self.time, self.purpose.clone(), self.peer()?)
            .usage_mode(self.usage_mode)
            .policies(self.policies.clone())
            .budget(self.budget);
        if let Some(mode) = self.name_mode {
            params = params.name_mode(mode);
        }
        if let Some(depth) = self.max_depth {
            params = params.max_depth(depth);
        }
        if let Some((policy, crls)) = &self.consumer {
            let mut consumer = crls.consumer(*policy);
            if let Some(responses) = &self.ocsp {
                consumer = consumer.with_ocsp(responses);
            }
            let sources: [&dyn Revocation; 1] = [&consumer];
            if let Some(check) = policy.check(&sources) {
                params = params.revocation(check);
            }
            return Ok(judge(&params));
        }
        let crls = self.sources.iter().map(|set| -> &dyn Revocation { &**set });
        let ocsp = self.ocsp.iter().map(|responses| -> &dyn Revocation { responses });
        let sources: Vec<&dyn Revocation> = crls.chain(ocsp).collect();
        if let Some(settings) = self.settings() {
            let mut check = RevocationCheck::new(&sources).on_unknown(settings.unknown).on_expired(settings.expired);
            if settings.leaf_only {
                check = check.leaf_only();
            }
            params = params.revocation(check);
        }
        Ok(judge(&params))
    }

    /// How revocation is checked where there is no consumer. Who brings responses wants it checked.
    fn settings(&self) -> Option<Settings> {
        self.revocation.or_else(|| self.ocsp.as_ref().map(|_| Settings::default()))
    }

    fn peer(&self) -> Result<Identity, ucpki_error> {
        self.identity.clone().ok_or_else(|| {
            ucpki_error::new(&codes::STATE).message("the parameters have no identity: who must the peer be?".into())
        })
    }

    /// The parameters as the text of a verdict has them.
    pub(crate) fn shown(&self, profile: &Profile) -> Result<VerdictParams, ucpki_error> {
        let mut params = VerdictParams::new(self.time, self.purpose.clone(), self.peer()?, profile.clone());
        params.name_mode = self.name_mode.unwrap_or(params.name_mode);
        params.usage_mode = self.usage_mode;
        params.policies = self.policies.clone();
        params.max_depth = self.max_depth;
        params.on_unknown = match &self.consumer {
            Some((policy, _)) => on_unknown(*policy),
            None => self.settings().map(|settings| settings.unknown),
        };
        Ok(params)
    }

    /// Checks revocation by this policy, and by nothing else.
    pub(crate) fn consume(&mut self, policy: ConsumerPolicy, lists: &CrlsByOrigin) {
        self.revocation = None;
        self.sources.clear();
        self.consumer = Some((policy, lists.used_by(policy)));
    }

    fn set(params: Option<&mut Self>, identity: Identity) -> Result<(), ucpki_error> {
        params.required("params")?.identity = Some(identity);
        Ok(())
    }
}

/// Makes a check: names as RFC 9525 says, no revocation check, no policies, the default budget.
///
/// `time` is the time to judge at, in seconds since 1970-01-01T00:00:00Z; the library never reads a clock. `purpose` is one
/// of `UCPKI_PURPOSE_`. It has no identity yet, and a check with it fails with `UCPKI_ERR_STATE` until it has one:
/// `ucpki_params_set_dns()`, `_set_ip()`, `_set_host()` or `_set_danger_any_peer()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_new(
    time: i64,
    purpose: i32,
    params: Option<&mut MaybeUninit<*mut ucpki_params>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = params.required("params")?;
        let purpose = match purpose {
            UCPKI_PURPOSE_ANY => KeyPurpose::Any,
            UCPKI_PURPOSE_SERVER => KeyPurpose::Server,
            UCPKI_PURPOSE_CLIENT => KeyPurpose::Client,
            UCPKI_PURPOSE_BOTH => KeyPurpose::Both,
            UCPKI_PURPOSE_CRL_SIGNING => KeyPurpose::CrlSigning,
            UCPKI_PURPOSE_OCSP_SIGNING => KeyPurpose::OcspSigning,
            _ => return Err(ucpki_error::argument("purpose", "is none of UCPKI_PURPOSE_")),
        };
        out.write(boundary::handle(ucpki_params {
            time: Time::from_unix(time),
            purpose,
            identity: None,
            name_mode: None,
            usage_mode: UsageMode::Profile,
            policies: PolicyInputs::default(),
            max_depth: None,
            budget: Budget::default(),
            revocation: None,
            sources: Vec::new(),
            consumer: None,
            ocsp: None,
        }));
        Ok(())
    })
}

/// Sets the time to judge at, for a check that serves many checks.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_set_time(
    params: Option<&mut ucpki_params>,
    time: i64,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        params.required("params")?.time = Time::from_unix(time);
        Ok(())
    })
}

/// Sets a purpose by its object identifier, an extended key usage in dotted decimal.
///
/// Errors: `UCPKI_ERR_X509_OID_TEXT_INVALID`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_params_set_purpose_oid(
    params: Option<&mut ucpki_params>,
    oid: *const u8,
    oid_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let params = params.required("params")?;
        // SAFETY: the contract of arrays in (README.md).
        params.purpose = KeyPurpose::Custom(OidBuf::parse(unsafe { bytes::text(oid, oid_len, "oid") }?)?);
        Ok(())
    })
}

/// The peer must be this host: a name in ASCII, as A-labels.
///
/// Errors: `UCPKI_ERR_MATCHER_REFERENCE_INVALID`, and its neighbours for names that look like something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_params_set_dns(
    params: Option<&mut ucpki_params>,
    name: *const u8,
    name_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let name = unsafe { bytes::text(name, name_len, "name") }?;
        ucpki_params::set(params, Identity::dns(name)?)
    })
}

/// The peer must be the host with this address: 4 bytes for IPv4, 16 for IPv6, in network order.
///
/// An IPv4 address and the IPv6 address that it is mapped to are different identities.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_params_set_ip(
    params: Option<&mut ucpki_params>,
    address: *const u8,
    address_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let bytes = unsafe { bytes::slice(address, address_len, "address") }?;
        let address = ip_address(bytes);
        let address = address.ok_or_else(|| ucpki_error::argument("address", "has neither 4 bytes nor 16"))?;
        ucpki_params::set(params, Identity::ip(address))
    })
}

/// The peer must be this host, as it is in a URI or a setting: a name, an IPv4 address, or an IPv6 address with or
/// without brackets.
///
/// No port, no user part, no zone. What only looks like an address, such as `10.1`, is refused: programs read it in
/// different ways.
///
/// Errors: as `ucpki_params_set_dns()`; `UCPKI_ERR_MATCHER_REFERENCE_INVALID`, `UCPKI_ERR_MATCHER_REFERENCE_ZONE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_params_set_host(
    params: Option<&mut ucpki_params>,
    host: *const u8,
    host_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let host = unsafe { bytes::text(host, host_len, "host") }?;
        ucpki_params::set(params, Identity::host(host)?)
    })
}

/// The peer must be this one, of any kind. The identity is copied.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_set_identity(
    params: Option<&mut ucpki_params>,
    identity: Option<&ucpki_identity>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || ucpki_params::set(params, identity.required("identity")?.0.clone()))
}

/// No name is checked.
///
/// **Danger:** the peer is then anyone who holds a certificate of any of the trusted authorities.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_set_danger_any_peer(
    params: Option<&mut ucpki_params>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || ucpki_params::set(params, Identity::danger_none()))
}

/// Sets how the name is matched: one of `UCPKI_NAME_MODE_`. Unless it is set, the profile of the validator decides: those of
/// the appliances say `UCPKI_NAME_MODE_APPLIANCE`, the others `UCPKI_NAME_MODE_RFC9525`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_set_name_mode(
    params: Option<&mut ucpki_params>,
    mode: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        params.required("params")?.name_mode = Some(name_mode(mode)?);
        Ok(())
    })
}

/// Sets what follows from an extended key usage that is missing or does not include the purpose: one of
/// `UCPKI_USAGE_MODE_`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_set_usage_mode(
    params: Option<&mut ucpki_params>,
    mode: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        params.required("params")?.usage_mode = match mode {
            UCPKI_USAGE_MODE_IGNORE => UsageMode::Ignore,
            UCPKI_USAGE_MODE_PREFER => UsageMode::Prefer,
            UCPKI_USAGE_MODE_PROFILE => UsageMode::Profile,
            UCPKI_USAGE_MODE_REQUIRE => UsageMode::Require,
            _ => return Err(ucpki_error::argument("mode", "is none of UCPKI_USAGE_MODE_")),
        };
        Ok(())
    })
}

/// What follows from no data by this policy; `None` where it checks nothing.
fn on_unknown(policy: ConsumerPolicy) -> Option<Severity> {
    let is_refused = policy == policy.fallback(Fallback::Revoked);
    policy.check(&[]).map(|_| if is_refused { Severity::Refuse } else { Severity::Warn })
}

pub(crate) fn name_mode(mode: i32) -> Result<NameMode, ucpki_error> {
    Ok(match mode {
        UCPKI_NAME_MODE_RFC9525 => NameMode::Rfc9525,
        UCPKI_NAME_MODE_APPLIANCE => NameMode::Appliance,
        UCPKI_NAME_MODE_OFF => NameMode::Off,
        _ => return Err(ucpki_error::argument("mode", "is none of UCPKI_NAME_MODE_")),
    })
}

/// Sets how many intermediates that are not self-issued may be between the leaf and the anchor; 0 is none. Unlimited
/// unless set.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_set_max_depth(
    params: Option<&mut ucpki_params>,
    depth: u32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        params.required("params")?.max_depth = Some(depth);
        Ok(())
    })
}

/// Sets how much work a check may cost. The struct is copied.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a struct with a wrong size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_params_set_budget(
    params: Option<&mut ucpki_params>,
    budget: *const ucpki_budget,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let params = params.required("params")?;
        // SAFETY: the contract of structs that callers fill (README.md).
        let wanted = unsafe { bytes::sized(budget, "budget") }?;
        let mut budget = Budget::default();
        let fields: [(u64, Set); 5] = [
            (wanted.signatures, Budget::signatures),
            (wanted.reserve, Budget::reserve),
            (wanted.paths, Budget::paths),
            (wanted.steps, Budget::steps),
            (wanted.comparisons, Budget::comparisons),
        ];
        for (most, set) in fields {
            if most > 0 {
                budget = set(budget, most);
            }
        }
        params.budget = budget;
        Ok(())
    })
}

/// Sets the policy inputs. Struct and array are copied.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a struct with a wrong size or a flag that is neither 0 nor 1;
/// `UCPKI_ERR_X509_OID_TEXT_INVALID`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_params_set_policies(
    params: Option<&mut ucpki_params>,
    policies: *const ucpki_policies,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let params = params.required("params")?;
        // SAFETY: the contract of structs that callers fill (README.md).
        params.policies = unsafe { policy_inputs(policies, "policies") }?;
        Ok(())
    })
}

/// Turns the check of revocation on, with these settings; NULL is the default of every field. The struct is copied.
///
/// Without sources (`ucpki_params_add_crl_set()`, `ucpki_params_set_ocsp()`) everything is unknown. A consumer that was set before
/// (`ucpki_params_set_consumer()`) is replaced, and the CRLs that it brought are gone with it.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a struct with a wrong size or a field out of its range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_params_set_revocation(
    params: Option<&mut ucpki_params>,
    revocation: *const ucpki_revocation,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let params = params.required("params")?;
        let settings = if revocation.is_null() {
            Settings::default()
        } else {
            // SAFETY: the contract of structs that callers fill (README.md).
            let wanted = unsafe { bytes::sized(revocation, "revocation") }?;
            reserved(wanted.reserved)?;
            Settings {
                unknown: or_refuse(wanted.on_unknown, "on_unknown")?,
                expired: or_refuse(wanted.on_expired, "on_expired")?,
                leaf_only: flag(wanted.leaf_only, "leaf_only")?,
            }
        };
        params.consumer = None;
        params.revocation = Some(settings);
        Ok(())
    })
}

/// Adds CRLs to ask, and turns the check of revocation on if it is not.
///
/// All sources are asked; one that says "revoked" decides. The check takes a share of its own.
///
/// Errors: `UCPKI_ERR_STATE` after `ucpki_params_set_consumer()`, which brings its own CRLs.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_add_crl_set(
    params: Option<&mut ucpki_params>,
    set: Option<&ucpki_crl_set>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let params = params.required("params")?;
        if params.consumer.is_some() {
            let message = "the params has a consumer, which brings its own CRLs: give them to it, or call \
                           ucpki_params_set_revocation() first";
            return Err(ucpki_error::new(&codes::STATE).message(message.into()));
        }
        params.sources.push(set.required("set")?.0.clone());
        params.revocation.get_or_insert_default();
        Ok(())
    })
}

/// Frees the check. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_params_free(params: Option<Box<ucpki_params>>) {
    boundary::neutral((), || drop(params));
}

/// The policy inputs in a struct that the caller filled.
///
/// # Safety
///
/// The contract of structs that callers fill (README.md).
pub(crate) unsafe fn policy_inputs(
    policies: *const ucpki_policies,
    name: &'static str,
) -> Result<PolicyInputs, ucpki_error> {
    // SAFETY: the contract of structs that callers fill (README.md).
    let wanted = unsafe { bytes::sized(policies, name) }?;
    // SAFETY: the contract of arrays in (README.md).
    let initial = unsafe { bytes::oids(wanted.user_initial, wanted.user_initial_count, "user_initial") }?;
    reserved(wanted.reserved)?;
    let mut inputs = PolicyInputs::default().user_initial(initial);
    if flag(wanted.require_explicit, "require_explicit")? {
        inputs = inputs.require_explicit();
    }
    if flag(wanted.inhibit_mapping, "inhibit_mapping")? {
        inputs = inputs.inhibit_mapping();
    }
    if flag(wanted.inhibit_any, "inhibit_any")? {
        inputs = inputs.inhibit_any();
    }
    Ok(inputs)
}

impl Default for Settings {
    fn default() -> Self {
        Self { unknown: Severity::Refuse, expired: Severity::Refuse, leaf_only: false }
    }
}

fn or_refuse(value: i32, name: &'static str) -> Result<Severity, ucpki_error> {
    if value == 0 { Ok(Severity::Refuse) } else { severity(value, name) }
}

/// Sets one field of a budget.
type Set = fn(Budget, u64) -> Budget;

/// One of `UCPKI_SEVERITY_`.
pub(crate) fn severity(value: i32, name: &'static str) -> Result<Severity, ucpki_error> {
    match value {
        UCPKI_SEVERITY_IGNORE => Ok(Severity::Ignore),
        UCPKI_SEVERITY_WARN => Ok(Severity::Warn),
        UCPKI_SEVERITY_REFUSE => Ok(Severity::Refuse),
        _ => Err(ucpki_error::argument(name, "is none of UCPKI_SEVERITY_")),
    }
}

/// Kept at 0 by today's callers, so that it can mean something later.
fn reserved(value: i32) -> Result<(), ucpki_error> {
    if value == 0 { Ok(()) } else { Err(ucpki_error::argument("reserved", "is not 0")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::abi::error::UCPKI_OK;
    use crate::chain::consumer::{UCPKI_CONSUMER_SIP_TLS, ucpki_consumer, ucpki_params_set_consumer};
    use crate::ocsp::responses::{ucpki_ocsp_responses, ucpki_params_set_ocsp};
    use alloc::format;
    use alloc::string::String;
    use ucpki::ocsp::OcspPolicy;

    /// A setter of a check, which says whether it worked.
    type Setter = fn(&mut ucpki_params) -> ucpki_status;

    fn set_consumer(params: &mut ucpki_params) -> ucpki_status {
        let consumer = ucpki_consumer {
            size: size_of::<ucpki_consumer>(),
            consumer: UCPKI_CONSUMER_SIP_TLS,
            checking: 0,
            ocsp: 0,
            lists: 0,
            downloads: 0,
            origins: 0,
            fallback: 0,
            max_age: 77,
            on_expired: 0,
            common_criteria: 0,
        };
        // SAFETY: a struct of this function.
        unsafe { ucpki_params_set_consumer(Some(params), &raw const consumer, None, None, None, None) }
    }

    fn set_revocation(params: &mut ucpki_params) -> ucpki_status {
        let revocation = ucpki_revocation {
            size: size_of::<ucpki_revocation>(),
            on_unknown: UCPKI_SEVERITY_WARN,
            on_expired: UCPKI_SEVERITY_WARN,
            leaf_only: 1,
            reserved: 0,
        };
        // SAFETY: a struct of this function.
        unsafe { ucpki_params_set_revocation(Some(params), &raw const revocation, None) }
    }

    fn set_budget(params: &mut ucpki_params) -> ucpki_status {
        let budget = ucpki_budget {
            size: size_of::<ucpki_budget>(),
            signatures: 7,
            reserve: 7,
            paths: 7,
            steps: 7,
            comparisons: 7,
        };
        // SAFETY: a struct of this function.
        unsafe { ucpki_params_set_budget(Some(params), &raw const budget, None) }
    }

    fn set_policies(params: &mut ucpki_params) -> ucpki_status {
        let policies = ucpki_policies {
            size: size_of::<ucpki_policies>(),
            user_initial: core::ptr::null(),
            user_initial_count: 0,
            require_explicit: 1,
            inhibit_mapping: 1,
            inhibit_any: 1,
            reserved: 0,
        };
        // SAFETY: a struct of this function.
        unsafe { ucpki_params_set_policies(Some(params), &raw const policies, None) }
    }

    fn set_identity(params: &mut ucpki_params) -> ucpki_status {
        let identity = ucpki_identity(Identity::dns("other.example.com").unwrap());
        ucpki_params_set_identity(Some(params), Some(&identity), None)
    }

    /// Every setter, and what it speaks of: those of one subject replace each other, all others go together.
    const SETTERS: &[(&str, &str, Setter)] = &[
        ("set_time", "time", |params| ucpki_params_set_time(Some(params), 99, None)),
        // SAFETY: static bytes.
        ("set_purpose_oid", "purpose", |params| unsafe {
            ucpki_params_set_purpose_oid(Some(params), b"1.2.3".as_ptr(), 5, None)
        }),
        // SAFETY: static bytes.
        ("set_dns", "identity", |params| unsafe { ucpki_params_set_dns(Some(params), b"a.example".as_ptr(), 9, None) }),
        // SAFETY: static bytes.
        ("set_ip", "identity", |params| unsafe {
            ucpki_params_set_ip(Some(params), b"\x01\x02\x03\x04".as_ptr(), 4, None)
        }),
        // SAFETY: static bytes.
        ("set_host", "identity", |params| unsafe {
            ucpki_params_set_host(Some(params), b"b.example".as_ptr(), 9, None)
        }),
        ("set_identity", "identity", set_identity),
        ("set_danger_any_peer", "identity", |params| ucpki_params_set_danger_any_peer(Some(params), None)),
        ("set_name_mode", "name mode", |params| {
            ucpki_params_set_name_mode(Some(params), UCPKI_NAME_MODE_APPLIANCE, None)
        }),
        ("set_usage_mode", "usage mode", |params| {
            ucpki_params_set_usage_mode(Some(params), UCPKI_USAGE_MODE_REQUIRE, None)
        }),
        ("set_max_depth", "depth", |params| ucpki_params_set_max_depth(Some(params), 3, None)),
        ("set_budget", "budget", set_budget),
        ("set_policies", "policies", set_policies),
        ("set_revocation", "revocation", set_revocation),
        ("set_consumer", "revocation", set_consumer),
        ("set_ocsp", "ocsp", |params| {
            let responses = ucpki_ocsp_responses(Responses::empty(OcspPolicy::default()));
            ucpki_params_set_ocsp(Some(params), Some(&responses), None)
        }),
        ("add_crl_set", "revocation", |params| {
            let set = ucpki_crl_set(Shared::new(CrlSet::default()));
            ucpki_params_add_crl_set(Some(params), Some(&set), None)
        }),
    ];

    fn new() -> Box<ucpki_params> {
        let mut out = MaybeUninit::uninit();
        assert_eq!(ucpki_params_new(1, UCPKI_PURPOSE_SERVER, Some(&mut out), None), UCPKI_OK);
        // SAFETY: written, since the call worked.
        unsafe { Box::from_raw(out.assume_init()) }
    }

    /// Everything that a check says.
    fn told(params: &ucpki_params) -> Vec<String> {
        alloc::vec![
            format!("{:?}", params.time),
            format!("{:?}", params.purpose),
            format!("{:?}", params.identity),
            format!("{:?}", params.name_mode),
            format!("{:?}", params.usage_mode),
            format!("{:?}", params.policies),
            format!("{:?}", params.max_depth),
            format!("{:?}", params.budget),
            format!("{:?} {} {:?}", params.revocation, params.sources.len(), params.consumer),
            format!("{:?}", params.ocsp),
        ]
    }

    #[test]
    fn responses_alone_turn_the_check_on_and_refuse_what_is_unknown() {
        let mut params = new();
        ucpki_params_set_danger_any_peer(Some(&mut params), None);
        let is_checked =
            |params: &ucpki_params| params.with(|params| format!("{params:?}").contains("RevocationCheck"));
        assert!(!is_checked(&params).unwrap());
        let responses = ucpki_ocsp_responses(Responses::empty(OcspPolicy::default()));
        assert_eq!(ucpki_params_set_ocsp(Some(&mut params), Some(&responses), None), UCPKI_OK);
        assert!(is_checked(&params).unwrap());
        assert_eq!(params.shown(&Profile::RFC5280).unwrap().on_unknown, Some(Severity::Refuse));
    }

    #[test]
    fn no_setter_is_silently_ignored_whatever_came_before_it() {
        let before = told(&new());
        for (first_name, first_subject, first) in SETTERS {
            let mut alone = new();
            assert_eq!(first(&mut alone), UCPKI_OK, "{first_name}");
            let first_told = told(&alone);
            let changed: Vec<usize> = (0..before.len()).filter(|at| before[*at] != first_told[*at]).collect();
            assert_eq!(changed.len(), 1, "{first_name} says one thing");
            for (second_name, second_subject, second) in SETTERS {
                let mut only_second = new();
                assert_eq!(second(&mut only_second), UCPKI_OK);
                let only_second = told(&only_second);
                let mut both = new();
                first(&mut both);
                let answer = second(&mut both);
                let both = told(&both);
                if answer != UCPKI_OK {
                    assert_eq!((*first_name, *second_name), ("set_consumer", "add_crl_set"));
                    assert_eq!((answer, both), (codes::STATE.number().into(), first_told.clone()));
                    continue;
                }
                let at = (0..before.len()).find(|at| before[*at] != only_second[*at]).unwrap();
                if first_subject == second_subject {
                    // The later one replaces the earlier, or is one more of its kind.
                    let adds = *first_name == "add_crl_set" && *second_name != "set_consumer"
                        || *first_name == "set_revocation" && *second_name == "add_crl_set";
                    if adds {
                        assert_ne!(both[at], first_told[at], "{first_name}, {second_name}");
                    } else {
                        assert_eq!(both[at], only_second[at], "{first_name}, {second_name}");
                    }
                } else {
                    assert_eq!(both[at], only_second[at], "{first_name}, {second_name}");
                    assert_eq!(both[changed[0]], first_told[changed[0]], "{first_name}, {second_name}");
                }
            }
        }
    }
}
