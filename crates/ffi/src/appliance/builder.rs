//! Requests of appliances: what is configured, which names and usages follow from it, and the signature.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, item, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::crypto::private_key::{Source, ucpki_private_key, ucpki_random};
use crate::csr::builder::{
    Place, UCPKI_CSR_CHALLENGE_PASSWORD, UCPKI_CSR_UNSTRUCTURED_NAME, kind_of, signed, signed_with, subject_place,
    ucpki_csr_builder, ucpki_sign,
};
use crate::csr::request::ucpki_csr;
use crate::x509::certificate::ucpki_certificate;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;
use ucpki::appliance::{Coverage, Deployment, DomainForm, NodeRequest, Plan, Preset, Purpose, Reissue, Role, domains};
use ucpki::csr::parse_names;
use ucpki::x509::GeneralNameBuf;
use ucpki::x509::{GeneralNames, NameRef};

/// Collects what the request of a node follows from. *Exclusive.*
pub struct ucpki_appliance_builder(pub(crate) NodeRequest);

/// The names of a request, with their reasons. *Shared.*
pub struct ucpki_appliance_plan(Plan);

/// What a certificate or request lacks, or has too many. *Shared.*
pub struct ucpki_appliance_coverage(Coverage);

/// The host name of the machine, with its domain; the common name, where no other one follows.
pub const UCPKI_APPLIANCE_NODE: i32 = 1;
/// The host name of the cluster.
pub const UCPKI_APPLIANCE_CLUSTER: i32 = 2;
/// A machine of the cluster; any number.
pub const UCPKI_APPLIANCE_PEER: i32 = 3;
/// `stand-alone`, `per-peer` or `shared`.
pub const UCPKI_APPLIANCE_DEPLOYMENT: i32 = 4;
/// `control`, `edge`, `call-manager` (or `unified-cm`), or `im-presence`.
pub const UCPKI_APPLIANCE_ROLE: i32 = 5;
/// An IP address of the machine; any number.
pub const UCPKI_APPLIANCE_ADDRESS: i32 = 6;
/// The domain above the nodes (Unified CM).
pub const UCPKI_APPLIANCE_PARENT_DOMAIN: i32 = 7;
/// One more domain; any number.
pub const UCPKI_APPLIANCE_OTHER_DOMAIN: i32 = 8;
/// A UC domain; any number.
pub const UCPKI_APPLIANCE_UC_DOMAIN: i32 = 9;
/// An XMPP federation domain; any number.
pub const UCPKI_APPLIANCE_FEDERATION_DOMAIN: i32 = 10;
/// The alias of a chat node, which counts: there is federation with TLS, and group chat; any number.
pub const UCPKI_APPLIANCE_CHAT_ALIAS: i32 = 11;
/// The name of a phone security profile; any number.
pub const UCPKI_APPLIANCE_PHONE_PROFILE: i32 = 12;
/// The host of a conferencing join URL; any number.
pub const UCPKI_APPLIANCE_JOIN_URL_HOST: i32 = 13;
/// Names that are added, such as `DNS:a, IP:192.0.2.1`; any number.
pub const UCPKI_APPLIANCE_ADDED: i32 = 14;
/// Names that were taken away, and stay away; any number.
pub const UCPKI_APPLIANCE_REMOVED: i32 = 15;
/// `on`: the alternative names of a stand-alone machine stay blank; `off`.
pub const UCPKI_APPLIANCE_BLANK: i32 = 16;
/// `on`: UC domains are written `collab-edge.DOMAIN`; `off`.
pub const UCPKI_APPLIANCE_COLLAB_EDGE: i32 = 17;
/// `on`: DNSSEC is used, so that UC domains are left out; `off`.
pub const UCPKI_APPLIANCE_DNSSEC: i32 = 18;
/// More domains, one on each line, as a file has them; what follows a `#` does not count.
pub const UCPKI_APPLIANCE_OTHER_DOMAINS: i32 = 19;
/// It covers what is wanted, and no more.
pub const UCPKI_APPLIANCE_REISSUE_NO: i32 = 0;
/// It works, but has names too many, or another common name.
pub const UCPKI_APPLIANCE_REISSUE_ADVISED: i32 = 1;
/// A name is missing.
pub const UCPKI_APPLIANCE_REISSUE_REQUIRED: i32 = 2;

/// Makes a builder. `preset` is `expressway` or `cucm`, `purpose` such as `expressway`, `tomcat` or `CallManager-ECDSA`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_builder_new(
    preset: *const u8,
    preset_len: usize,
    purpose: *const u8,
    purpose_len: usize,
    builder: Option<&mut MaybeUninit<*mut ucpki_appliance_builder>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = builder.required("builder")?;
        // SAFETY: the contract of arrays in (README.md).
        let preset = unsafe { bytes::text(preset, preset_len, "preset") }?;
        // SAFETY: the contract of arrays in (README.md).
        let purpose = unsafe { bytes::text(purpose, purpose_len, "purpose") }?;
        let preset = Preset::by_name(preset).ok_or_else(|| ucpki_error::argument("preset", "does not exist"))?;
        let purpose = Purpose::by_name(purpose).ok_or_else(|| ucpki_error::argument("purpose", "does not exist"))?;
        out.write(boundary::handle(ucpki_appliance_builder(NodeRequest::new(preset, purpose))));
        Ok(())
    })
}

/// Sets a switch of the preset, such as `max-rsa-bits` to `4096`.
///
/// Errors: `UCPKI_ERR_APPLIANCE_SWITCH_UNKNOWN`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_builder_set_switch(
    builder: Option<&mut ucpki_appliance_builder>,
    name: *const u8,
    name_len: usize,
    value: *const u8,
    value_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        // SAFETY: the contract of arrays in (README.md).
        let name = unsafe { bytes::text(name, name_len, "name") }?;
        // SAFETY: the contract of arrays in (README.md).
        let value = unsafe { bytes::text(value, value_len, "value") }?;
        Ok(builder.0.settings.set(name, value)?)
    })
}

/// Says something about the request: `what` is one of `UCPKI_APPLIANCE_NODE` to `UCPKI_APPLIANCE_OTHER_DOMAINS`, or a field of the
/// subject or an attribute, `UCPKI_CSR_COUNTRY` to `UCPKI_CSR_EMAIL`, `UCPKI_CSR_CHALLENGE_PASSWORD` and
/// `UCPKI_CSR_UNSTRUCTURED_NAME`; `value` is text.
///
/// What there can be any number of is added, everything else replaced.
///
/// Errors: `UCPKI_ERR_ARGUMENT`, `UCPKI_ERR_CSR_NAME_INVALID`, `UCPKI_ERR_CSR_WILDCARD`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_builder_set(
    builder: Option<&mut ucpki_appliance_builder>,
    what: i32,
    value: *const u8,
    value_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        // SAFETY: the contract of arrays in (README.md).
        let value = unsafe { bytes::text(value, value_len, "value") }?;
        builder.set(what, value)
    })
}

impl ucpki_appliance_builder {
    fn set(&mut self, what: i32, value: &str) -> Result<(), ucpki_error> {
        let topology = &mut self.0.topology;
        let unknown = || ucpki_error::argument("value", "does not exist");
        match what {
            UCPKI_APPLIANCE_DEPLOYMENT => {
                topology.deployment = Deployment::by_name(value).ok_or_else(unknown)?;
            }
            UCPKI_APPLIANCE_ROLE => {
                topology.role = Role::by_name(value).ok_or_else(unknown)?;
            }
            UCPKI_APPLIANCE_BLANK => topology.blank = switch(value)?,
            UCPKI_APPLIANCE_COLLAB_EDGE => {
                topology.uc_form = if switch(value)? { DomainForm::CollabEdge } else { DomainForm::Plain };
            }
            UCPKI_APPLIANCE_DNSSEC => topology.dnssec = switch(value)?,
            UCPKI_APPLIANCE_OTHER_DOMAINS => topology.other_domains.extend(domains(value)),
            UCPKI_APPLIANCE_ADDRESS => topology.addresses.push(value.parse().map_err(|_| unknown())?),
            UCPKI_APPLIANCE_ADDED => topology.added.extend(parse_names(value)?),
            UCPKI_APPLIANCE_REMOVED => topology.removed.extend(parse_names(value)?),
            UCPKI_CSR_CHALLENGE_PASSWORD => self.0.challenge_password = Some(value.to_owned()),
            UCPKI_CSR_UNSTRUCTURED_NAME => self.0.unstructured_name = Some(value.to_owned()),
            _ => match self.place(what) {
                Some(Place::One(field)) => value.clone_into(field),
                Some(Place::Many(list)) => list.push(value.to_owned()),
                None => return Err(ucpki_error::argument("what", "does not exist")),
            },
        }
        if what == UCPKI_APPLIANCE_CHAT_ALIAS {
            self.0.topology.tls_federation_with_group_chat = true;
        }
        Ok(())
    }

    /// Where a text goes as it is.
    fn place(&mut self, what: i32) -> Option<Place<'_>> {
        let topology = &mut self.0.topology;
        Some(match what {
            UCPKI_APPLIANCE_NODE => Place::One(&mut topology.node),
            UCPKI_APPLIANCE_CLUSTER => Place::One(&mut topology.cluster),
            UCPKI_APPLIANCE_PARENT_DOMAIN => Place::One(&mut topology.parent_domain),
            UCPKI_APPLIANCE_PEER => Place::Many(&mut topology.peers),
            UCPKI_APPLIANCE_OTHER_DOMAIN => Place::Many(&mut topology.other_domains),
            UCPKI_APPLIANCE_UC_DOMAIN => Place::Many(&mut topology.uc_domains),
            UCPKI_APPLIANCE_FEDERATION_DOMAIN => Place::Many(&mut topology.federation_domains),
            UCPKI_APPLIANCE_CHAT_ALIAS => Place::Many(&mut topology.chat_aliases),
            UCPKI_APPLIANCE_PHONE_PROFILE => Place::Many(&mut topology.phone_profiles),
            UCPKI_APPLIANCE_JOIN_URL_HOST => Place::Many(&mut topology.join_url_hosts),
            _ => return subject_place(&mut self.0.subject, what),
        })
    }
}

fn switch(value: &str) -> Result<bool, ucpki_error> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(ucpki_error::argument("value", "is neither on nor off")),
    }
}

/// The names that follow from what was said, with their reasons.
///
/// Errors: `UCPKI_ERR_APPLIANCE_TOPOLOGY_INCOMPLETE`, `UCPKI_ERR_APPLIANCE_PURPOSE_DISTRIBUTION`, and those about names.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_builder_plan(
    builder: Option<&ucpki_appliance_builder>,
    plan: Option<&mut MaybeUninit<*mut ucpki_appliance_plan>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        let out = plan.required("plan")?;
        out.write(boundary::handle(ucpki_appliance_plan(builder.0.plan()?)));
        Ok(())
    })
}

/// Makes a builder of a request for a key, whose public key is `spki`, as DER: subject, names and usages follow from what was
/// said. More extensions can be added to it before it is signed by that key, with `ucpki_csr_builder_sign()`.
///
/// Errors: those of the plan; `UCPKI_ERR_APPLIANCE_PURPOSE_KEY`, `UCPKI_ERR_APPLIANCE_PURPOSE_KEY_SIZE`,
/// `UCPKI_ERR_APPLIANCE_ATTRIBUTE_REFUSED`, `UCPKI_ERR_CSR_SUBJECT_INVALID`; the codes of reading a public key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_builder_request(
    builder: Option<&ucpki_appliance_builder>,
    spki: *const u8,
    spki_len: usize,
    request: Option<&mut MaybeUninit<*mut ucpki_csr_builder>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        let out = request.required("request")?;
        // SAFETY: the contract of arrays in (README.md).
        let spki = unsafe { bytes::slice(spki, spki_len, "spki") }?;
        out.write(boundary::handle(ucpki_csr_builder::started(builder.0.builder_for_key(kind_of(spki)?)?)));
        Ok(())
    })
}

/// Makes the request, signed with `key`. `hash` is `UCPKI_HASH_USUAL`, `_SHA256`, `_SHA384` or `_SHA512`.
///
/// `random` is for RSA, and may be NULL for other keys. The builder can be used again.
///
/// Errors: as `ucpki_appliance_builder_request()` and `ucpki_csr_builder_sign()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_builder_sign(
    builder: Option<&ucpki_appliance_builder>,
    key: Option<&ucpki_private_key>,
    hash: i32,
    random: ucpki_random,
    context: *mut c_void,
    csr: Option<&mut MaybeUninit<*mut ucpki_csr>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        signed(|kind| Ok(builder.0.builder_for_key(kind)?), key, hash, Source { fill: random, context }, csr)
    })
}

/// Makes the request, signed by `sign` with a key that the library does not see. `spki` is its public key, as DER.
///
/// The signature is checked before the request is given out.
///
/// Errors: as `ucpki_appliance_builder_request()` and `ucpki_csr_builder_sign_with()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_builder_sign_with(
    builder: Option<&ucpki_appliance_builder>,
    spki: *const u8,
    spki_len: usize,
    hash: i32,
    sign: ucpki_sign,
    context: *mut c_void,
    csr: Option<&mut MaybeUninit<*mut ucpki_csr>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        // SAFETY: the contract of arrays in (README.md).
        let spki = unsafe { bytes::slice(spki, spki_len, "spki") }?;
        // SAFETY: the contract of callbacks (README.md), handed on.
        unsafe { signed_with(|kind| Ok(builder.0.builder_for_key(kind)?), spki, hash, sign, context, csr) }
    })
}

/// Frees the builder. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_builder_free(builder: Option<Box<ucpki_appliance_builder>>) {
    boundary::neutral((), || drop(builder));
}

/// How many names there are, with those that were taken away; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_plan_count(plan: Option<&ucpki_appliance_plan>) -> usize {
    boundary::get(plan, 0, |plan| plan.0.names.len())
}

/// 1 if the name will be in the request; 0 if it was taken away, for NULL, and beyond the end.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_plan_included(plan: Option<&ucpki_appliance_plan>, index: usize) -> i32 {
    boundary::neutral(0, || {
        plan.and_then(|plan| plan.0.names.get(index)).map_or(0, |planned| planned.is_included().into())
    })
}

/// Copies a name with its reasons, such as `DNS:a.example.com (node, cluster)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_plan_text(
    plan: Option<&ucpki_appliance_plan>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let names = &plan.required("plan")?.0.names;
        let planned = item(names, index)?;
        let reasons: Vec<_> = planned.reasons.iter().map(|reason| reason.name()).collect();
        let shown = alloc::format!("{} ({})", planned.name, reasons.join(", "));
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &shown) }
    })
}

/// Frees the plan. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_plan_free(plan: Option<Box<ucpki_appliance_plan>>) {
    boundary::neutral((), || drop(plan));
}

/// What a certificate lacks of what the builder was told, and what it has too many.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_builder_coverage(
    builder: Option<&ucpki_appliance_builder>,
    certificate: Option<&ucpki_certificate>,
    coverage: Option<&mut MaybeUninit<*mut ucpki_appliance_coverage>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = &certificate.required("certificate")?.0;
        covered(builder, certificate.subject(), certificate.subject_alt_name()?, coverage)
    })
}

/// As `ucpki_appliance_builder_coverage()`, for a request.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_builder_coverage_of_csr(
    builder: Option<&ucpki_appliance_builder>,
    csr: Option<&ucpki_csr>,
    coverage: Option<&mut MaybeUninit<*mut ucpki_appliance_coverage>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let csr = &csr.required("csr")?.0;
        let extensions = csr.extension_request()?;
        let names = match &extensions {
            Some(extensions) => extensions.subject_alt_name()?,
            None => None,
        };
        covered(builder, csr.subject(), names, coverage)
    })
}

fn covered(
    builder: Option<&ucpki_appliance_builder>,
    subject: NameRef<'_>,
    names: Option<GeneralNames<'_>>,
    coverage: Option<&mut MaybeUninit<*mut ucpki_appliance_coverage>>,
) -> Result<(), ucpki_error> {
    let builder = builder.required("builder")?;
    let out = coverage.required("coverage")?;
    let plan = builder.0.plan()?;
    out.write(boundary::handle(ucpki_appliance_coverage(Coverage::new(&plan, subject, names))));
    Ok(())
}

/// Whether a new certificate is needed: one of `UCPKI_APPLIANCE_REISSUE_`; `UCPKI_APPLIANCE_REISSUE_NO` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_coverage_reissue(coverage: Option<&ucpki_appliance_coverage>) -> i32 {
    boundary::neutral(UCPKI_APPLIANCE_REISSUE_NO, || match coverage.map(|coverage| coverage.0.reissue()) {
        Some(Reissue::Required) => UCPKI_APPLIANCE_REISSUE_REQUIRED,
        Some(Reissue::Advised) => UCPKI_APPLIANCE_REISSUE_ADVISED,
        _ => UCPKI_APPLIANCE_REISSUE_NO,
    })
}

/// Copies the names that are missing, `DNS:a, DNS:b`; empty if none is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_coverage_missing(
    coverage: Option<&ucpki_appliance_coverage>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let shown = joined(&coverage.required("coverage")?.0.missing);
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &shown) }
    })
}

/// Copies the names that are too many, as `ucpki_appliance_coverage_missing()` does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_coverage_extra(
    coverage: Option<&ucpki_appliance_coverage>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let shown = joined(&coverage.required("coverage")?.0.extra);
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &shown) }
    })
}

fn joined(names: &[GeneralNameBuf]) -> String {
    let names: Vec<_> = names.iter().map(|name| alloc::format!("{name}")).collect();
    names.join(", ")
}

/// Frees the coverage. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_coverage_free(coverage: Option<Box<ucpki_appliance_coverage>>) {
    boundary::neutral((), || drop(coverage));
}
