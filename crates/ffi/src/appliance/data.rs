//! What is known about appliances, and what several of them have to agree in.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::csr::request::{ucpki_csr, ucpki_csr_report};
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::appliance::{
    AliasDifference, ApplianceError, Generation, Nodes, Phase, Preset, Purpose, Sides, Step, StepAction, TrustStore,
    compare_cluster,
};

/// CallManager-trust of a call manager.
pub const UCPKI_APPLIANCE_STORE_CALL_MANAGER_TRUST: i32 = 1;
/// tomcat-trust of a call manager.
pub const UCPKI_APPLIANCE_STORE_TOMCAT_TRUST: i32 = 2;
/// The trusted CA list of an Expressway or VCS.
pub const UCPKI_APPLIANCE_STORE_TRUSTED_CA: i32 = 3;
/// cup-trust of IM and Presence.
pub const UCPKI_APPLIANCE_STORE_CUP_TRUST: i32 = 4;
/// cup-xmpp-trust of IM and Presence.
pub const UCPKI_APPLIANCE_STORE_CUP_XMPP_TRUST: i32 = 5;
/// CAPF-trust of a call manager.
pub const UCPKI_APPLIANCE_STORE_CAPF_TRUST: i32 = 6;
/// ipsec-trust.
pub const UCPKI_APPLIANCE_STORE_IPSEC_TRUST: i32 = 7;
/// TVS-trust.
pub const UCPKI_APPLIANCE_STORE_TVS_TRUST: i32 = 8;
/// directory-trust, which has no service of its own.
pub const UCPKI_APPLIANCE_STORE_DIRECTORY_TRUST: i32 = 9;
/// Phone-SAST-trust, which has no service of its own.
pub const UCPKI_APPLIANCE_STORE_PHONE_SAST_TRUST: i32 = 10;
/// Phone-CTL-trust, which has no service of its own.
pub const UCPKI_APPLIANCE_STORE_PHONE_CTL_TRUST: i32 = 11;

/// A precondition: before the certificate is installed.
pub const UCPKI_APPLIANCE_PHASE_BEFORE: i32 = 1;
/// When the certificate is installed, and before anything is restarted.
pub const UCPKI_APPLIANCE_PHASE_INSTALLED: i32 = 2;
/// A restart.
pub const UCPKI_APPLIANCE_PHASE_RESTART: i32 = 3;
/// After the restarts.
pub const UCPKI_APPLIANCE_PHASE_AFTER: i32 = 4;

/// Wait until no backup or restore runs.
pub const UCPKI_APPLIANCE_ACTION_AWAIT_BACKUP: i32 = 1;
/// Wait until a change of CallManager is finished, and the phones are registered again.
pub const UCPKI_APPLIANCE_ACTION_AWAIT_CALL_MANAGER: i32 = 2;
/// Wait until the phones are registered again.
pub const UCPKI_APPLIANCE_ACTION_AWAIT_REGISTRATION: i32 = 3;
/// Reset all phones, which cannot be undone.
pub const UCPKI_APPLIANCE_ACTION_RESET_PHONES: i32 = 4;
/// Restart a service.
pub const UCPKI_APPLIANCE_ACTION_RESTART: i32 = 5;
/// Turn single sign-on off.
pub const UCPKI_APPLIANCE_ACTION_SINGLE_SIGN_ON_OFF: i32 = 6;
/// Turn single sign-on on again.
pub const UCPKI_APPLIANCE_ACTION_SINGLE_SIGN_ON_ON: i32 = 7;
/// Update the CTL.
pub const UCPKI_APPLIANCE_ACTION_UPDATE_CTL: i32 = 8;

/// The table of key usages of release 14 and later.
pub const UCPKI_APPLIANCE_GENERATION_NEW: i32 = 0;
/// The table of key usages of release 12.5.
pub const UCPKI_APPLIANCE_GENERATION_OLD: i32 = 1;

/// What a certificate of an appliance is for. The texts are constants: they are never freed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_appliance_purpose {
    /// The name, such as `CallManager-ECDSA`.
    pub name: ucpki_bytes,
    /// The trust store that belongs to it, one of `UCPKI_APPLIANCE_STORE_`.
    pub trust_store: i32,
    /// The trust store that its own certificate is copied to, one of `UCPKI_APPLIANCE_STORE_`; 0 for none.
    pub copied_to: i32,
    /// 1 if one certificate may serve several servers, else 0.
    pub multi_server: i32,
    /// 1 if the certificate is on the publisher alone, else 0.
    pub publisher_only: i32,
}

/// A store of trusted CA certificates. The text is a constant: it is never freed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_appliance_store {
    /// The name, such as `tomcat-trust`.
    pub name: ucpki_bytes,
    /// One of `UCPKI_APPLIANCE_STORE_`.
    pub store: i32,
    /// 1 if it replicates to all nodes of the cluster, so that one upload is enough, else 0.
    pub replicates: i32,
}

/// A step of the change of a certificate. The text is a constant: it is never freed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_appliance_step {
    /// When: one of `UCPKI_APPLIANCE_PHASE_`.
    pub phase: i32,
    /// What: one of `UCPKI_APPLIANCE_ACTION_`.
    pub action: i32,
    /// 1 if it is taken in mixed mode only, else 0.
    pub only_in_mixed_mode: i32,
    /// Of a restart: 1 for the publisher alone; 0 for every node that runs the service, the publisher first and one node at a time.
    pub publisher_only: i32,
    /// Of a restart: the service, `the system` for VCS and Expressway; else empty. Only services that run are restarted.
    pub service: ucpki_bytes,
}

impl From<ApplianceError> for ucpki_error {
    fn from(error: ApplianceError) -> Self {
        Self::new(error.code()).message(error.to_string())
    }
}

/// Compares the requests of a cluster with the first: country, state, locality, organisation, units, key, hash.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_compare_cluster(
    requests: *const Option<&ucpki_csr>,
    count: usize,
    report: Option<&mut MaybeUninit<*mut ucpki_csr_report>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = report.required("report")?;
        // SAFETY: the contract of arrays in (README.md).
        let requests = unsafe { bytes::slice(requests, count, "requests") }?;
        let requests = requests.iter().map(|csr| Ok(csr.required("requests")?.0.clone()));
        let requests: Vec<_> = requests.collect::<Result<_, ucpki_error>>()?;
        let differences = compare_cluster(&requests);
        let refusals = differences.iter().map(|difference| (difference.code(), difference.to_string()));
        out.write(boundary::handle(ucpki_csr_report::of_refusals(refusals)));
        Ok(())
    })
}

/// Fills `purposes` with what certificates of appliances are for, in the order of the published tables.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_purposes(
    purposes: *mut ucpki_appliance_purpose,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let row = |purpose: Purpose| ucpki_appliance_purpose {
            name: ucpki_bytes::new(purpose.name().as_bytes()),
            trust_store: store_number(purpose.trust_store()),
            copied_to: purpose.copied_to().first().map_or(0, |store| store_number(*store)),
            multi_server: purpose.is_multi_server().into(),
            publisher_only: purpose.is_publisher_only().into(),
        };
        let rows: Vec<_> = Purpose::all().map(row).collect();
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(purposes, cap, needed, rows.iter().copied()) }
    })
}

/// Fills `stores` with the stores of trusted CA certificates, in the order of the published guides.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_stores(
    stores: *mut ucpki_appliance_store,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let row = |store: TrustStore| ucpki_appliance_store {
            name: ucpki_bytes::new(store.name().as_bytes()),
            store: store_number(store),
            replicates: store.replicates().into(),
        };
        let rows: Vec<_> = TrustStore::all().map(row).collect();
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(stores, cap, needed, rows.iter().copied()) }
    })
}

/// Fills `steps` with what is done around a change of the certificate of a purpose, in this order: preconditions, the update of the
/// CTL, restarts, and what follows.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a purpose that does not exist; `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_purpose_steps(
    purpose: *const u8,
    purpose_len: usize,
    steps: *mut ucpki_appliance_step,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let purpose = by_name(unsafe { bytes::text(purpose, purpose_len, "purpose") }?)?;
        let rows: Vec<_> = purpose.steps().map(step).collect();
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(steps, cap, needed, rows.iter().copied()) }
    })
}

/// Copies everything that goes with a preset (`expressway` or `cucm`): `profile`, `rules`, `role`, `purpose`, then each switch,
/// one on each line, such as `max-rsa-bits=4096`.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a preset that does not exist; `UCPKI_ERR_BUFFER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_preset(
    preset: *const u8,
    preset_len: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let preset = unsafe { bytes::text(preset, preset_len, "preset") }?;
        let preset = Preset::by_name(preset).ok_or_else(|| ucpki_error::argument("preset", "does not exist"))?;
        let lines: String = preset.everything().map(|(name, value)| alloc::format!("{name}={value}\n")).collect();
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &lines) }
    })
}

/// Copies a step of a purpose as a phrase for a person; `index` counts the steps of `ucpki_appliance_purpose_steps()`.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a purpose that does not exist; `UCPKI_ERR_INDEX`; `UCPKI_ERR_BUFFER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_purpose_step_text(
    purpose: *const u8,
    purpose_len: usize,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let purpose = by_name(unsafe { bytes::text(purpose, purpose_len, "purpose") }?)?;
        let step = purpose.steps().nth(index).ok_or_else(|| ucpki_error::index(index, purpose.steps().count()))?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &step) }
    })
}

/// Writes the key usages that a request for a purpose asks for as bits, `UCPKI_KEY_USAGE_`; `generation` is one of
/// `UCPKI_APPLIANCE_GENERATION_`.
///
/// Errors: `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_purpose_key_usage(
    purpose: *const u8,
    purpose_len: usize,
    generation: i32,
    bits: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = bits.required("bits")?;
        // SAFETY: the contract of arrays in (README.md).
        let purpose = by_name(unsafe { bytes::text(purpose, purpose_len, "purpose") }?)?;
        out.write(purpose.usage(self::generation(generation)?, Sides::Both).key_usage().bits());
        Ok(())
    })
}

/// Fills `oids` with the extended key usages that a request for a purpose asks for, each the content bytes of an object identifier,
/// of which `ucpki_oid_text()` makes text. They are constants, and never freed. `generation` is one of
/// `UCPKI_APPLIANCE_GENERATION_`.
///
/// Errors: `UCPKI_ERR_ARGUMENT`; `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_purpose_extended_key_usage(
    purpose: *const u8,
    purpose_len: usize,
    generation: i32,
    oids: *mut ucpki_bytes,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let purpose = by_name(unsafe { bytes::text(purpose, purpose_len, "purpose") }?)?;
        let usage = purpose.usage(self::generation(generation)?, Sides::Both);
        let found: Vec<_> = usage.extended().map(|oid| static_bytes(oid.as_bytes())).collect();
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(oids, cap, needed, found.iter().copied()) }
    })
}

/// Copies the name of the trust store that belongs to a purpose, such as `cup-xmpp-trust`; `trusted CA` for the one store of an
/// Expressway.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a purpose that does not exist.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_purpose_trust_store(
    purpose: *const u8,
    purpose_len: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let purpose = by_name(unsafe { bytes::text(purpose, purpose_len, "purpose") }?)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &purpose.trust_store().name()) }
    })
}

/// 1 if the certificates of both purposes are never changed together, as those of CallManager and TVS; else 0, also for a purpose that
/// does not exist.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_purposes_exclude(
    purpose: *const u8,
    purpose_len: usize,
    other: *const u8,
    other_len: usize,
) -> i32 {
    boundary::neutral(0, || {
        // SAFETY: the contract of arrays in (README.md).
        let names = unsafe { (bytes::text(purpose, purpose_len, "purpose"), bytes::text(other, other_len, "other")) };
        let (Ok(purpose), Ok(other)) = names else { return 0 };
        let (Ok(purpose), Ok(other)) = (by_name(purpose), by_name(other)) else { return 0 };
        purpose.not_together_with().contains(&other).into()
    })
}

/// Compares the chat aliases of Control with those of Expressway, which have to be the same: a finding `UCPKI_ERR_APPLIANCE_ALIASES_DIFFER`
/// for each that one of them lacks. Case and order do not count.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_compare_aliases(
    control: *const ucpki_bytes,
    control_count: usize,
    edge: *const ucpki_bytes,
    edge_count: usize,
    report: Option<&mut MaybeUninit<*mut ucpki_csr_report>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = report.required("report")?;
        // SAFETY: the contract of arrays in (README.md).
        let control = unsafe { texts(control, control_count, "control") }?;
        // SAFETY: the contract of arrays in (README.md).
        let edge = unsafe { texts(edge, edge_count, "edge") }?;
        let difference = AliasDifference::between(&control, &edge);
        let code = difference.code();
        let on_edge = difference.missing_on_edge.iter().map(|alias| (alias, "Expressway"));
        let on_control = difference.missing_on_control.iter().map(|alias| (alias, "Control"));
        let text = |(alias, on)| (code, alloc::format!("{}: {alias} is missing on {on}", code.text()));
        out.write(boundary::handle(ucpki_csr_report::of_refusals(on_edge.chain(on_control).map(text))));
        Ok(())
    })
}

/// An array of texts.
unsafe fn texts(array: *const ucpki_bytes, count: usize, name: &'static str) -> Result<Vec<String>, ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let array = unsafe { bytes::slice(array, count, name) }?;
    // SAFETY: as above, for what each of them points to.
    array.iter().map(|one| Ok(unsafe { bytes::text(one.ptr, one.len, name) }?.to_owned())).collect()
}

/// Bytes that live as long as the program.
const fn static_bytes(bytes: &'static [u8]) -> ucpki_bytes {
    ucpki_bytes::new(bytes)
}

fn by_name(name: &str) -> Result<Purpose, ucpki_error> {
    Purpose::by_name(name).ok_or_else(|| ucpki_error::argument("purpose", "does not exist"))
}

fn generation(generation: i32) -> Result<Generation, ucpki_error> {
    match generation {
        UCPKI_APPLIANCE_GENERATION_NEW => Ok(Generation::New),
        UCPKI_APPLIANCE_GENERATION_OLD => Ok(Generation::Old),
        _ => Err(ucpki_error::argument("generation", "is none of UCPKI_APPLIANCE_GENERATION_")),
    }
}

fn step(step: Step) -> ucpki_appliance_step {
    let restart = match step.action {
        StepAction::Restart(restart) => Some(restart),
        _ => None,
    };
    ucpki_appliance_step {
        phase: match step.phase {
            Phase::Before => UCPKI_APPLIANCE_PHASE_BEFORE,
            Phase::Installed => UCPKI_APPLIANCE_PHASE_INSTALLED,
            Phase::Restart => UCPKI_APPLIANCE_PHASE_RESTART,
            Phase::After => UCPKI_APPLIANCE_PHASE_AFTER,
            _ => 0,
        },
        action: match step.action {
            StepAction::AwaitBackup => UCPKI_APPLIANCE_ACTION_AWAIT_BACKUP,
            StepAction::AwaitCallManager => UCPKI_APPLIANCE_ACTION_AWAIT_CALL_MANAGER,
            StepAction::AwaitRegistration => UCPKI_APPLIANCE_ACTION_AWAIT_REGISTRATION,
            StepAction::ResetPhones => UCPKI_APPLIANCE_ACTION_RESET_PHONES,
            StepAction::Restart(_) => UCPKI_APPLIANCE_ACTION_RESTART,
            StepAction::SingleSignOnOff => UCPKI_APPLIANCE_ACTION_SINGLE_SIGN_ON_OFF,
            StepAction::SingleSignOnOn => UCPKI_APPLIANCE_ACTION_SINGLE_SIGN_ON_ON,
            StepAction::UpdateCtl => UCPKI_APPLIANCE_ACTION_UPDATE_CTL,
            _ => 0,
        },
        only_in_mixed_mode: step.only_in_mixed_mode.into(),
        publisher_only: restart.is_some_and(|restart| restart.nodes == Nodes::Publisher).into(),
        service: restart.map_or(ucpki_bytes::EMPTY, |restart| static_bytes(restart.service.as_bytes())),
    }
}

/// The store's number in C.
pub(crate) const fn store_number(store: TrustStore) -> i32 {
    match store {
        TrustStore::CallManager => UCPKI_APPLIANCE_STORE_CALL_MANAGER_TRUST,
        TrustStore::Capf => UCPKI_APPLIANCE_STORE_CAPF_TRUST,
        TrustStore::Cup => UCPKI_APPLIANCE_STORE_CUP_TRUST,
        TrustStore::CupXmpp => UCPKI_APPLIANCE_STORE_CUP_XMPP_TRUST,
        TrustStore::Directory => UCPKI_APPLIANCE_STORE_DIRECTORY_TRUST,
        TrustStore::Ipsec => UCPKI_APPLIANCE_STORE_IPSEC_TRUST,
        TrustStore::PhoneCtl => UCPKI_APPLIANCE_STORE_PHONE_CTL_TRUST,
        TrustStore::PhoneSast => UCPKI_APPLIANCE_STORE_PHONE_SAST_TRUST,
        TrustStore::Tomcat => UCPKI_APPLIANCE_STORE_TOMCAT_TRUST,
        TrustStore::TrustedCa => UCPKI_APPLIANCE_STORE_TRUSTED_CA,
        TrustStore::Tvs => UCPKI_APPLIANCE_STORE_TVS_TRUST,
        _ => 0,
    }
}
