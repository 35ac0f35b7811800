//! The front door.

use crate::abi::boundary;
use crate::abi::bytes::{self, flag};
use crate::abi::code;
use crate::abi::error::{OrNull, UCPKI_OK, UCPKI_REFUSED, ucpki_error, ucpki_status};
use crate::chain::anchor::ucpki_anchor;
use crate::chain::params::{severity, ucpki_params};
use crate::chain::pool::ucpki_pool;
use crate::chain::verdict::ucpki_verdict;
use crate::codes;
use crate::x509::certificate::ucpki_certificate;
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::mem::MaybeUninit;
use ucpki::chain::{Anchor, Blocklist, Pool, Profile, PublicSuffixes, SignatureCache, Validator};
use ucpki::crypto::Provider;
use ucpki::x509::{Certificate, Shared};

/// RSA, ECDSA and Ed25519 with SHA-2, in Rust. The default.
pub const UCPKI_PROVIDER_RUSTCRYPTO: i32 = 1;
/// The same, and SHA-1, MD5 and DSA for old devices. The profile refuses those as well, unless it is told otherwise. Only
/// in libraries that were built with it: `UCPKI_ERR_UNSUPPORTED` otherwise.
pub const UCPKI_PROVIDER_LEGACY: i32 = 2;
/// `UCPKI_PROVIDER_RUSTCRYPTO`, and ML-DSA (FIPS 204, RFC 9881). Only in libraries that were built with it:
/// `UCPKI_ERR_UNSUPPORTED` otherwise.
pub const UCPKI_PROVIDER_ML_DSA: i32 = 3;
/// `UCPKI_PROVIDER_RUSTCRYPTO` with the arithmetic of AWS-LC, in C and assembly. Only in libraries that were built with it:
/// `UCPKI_ERR_UNSUPPORTED` otherwise.
pub const UCPKI_PROVIDER_AWS_LC_RS: i32 = 4;
/// `UCPKI_PROVIDER_RUSTCRYPTO` with the arithmetic of Graviola where the processor can, in Rust and assembly. Only in
/// libraries for x86-64 and aarch64 that were built with it: `UCPKI_ERR_UNSUPPORTED` otherwise.
pub const UCPKI_PROVIDER_GRAVIOLA: i32 = 5;

/// RFC 5280, section 6, and nothing that it does not check. The default.
pub const UCPKI_PROFILE_RFC5280: i32 = 1;
/// The same, and what RFC 5280, section 4 asks of issuers.
pub const UCPKI_PROFILE_STRICT: i32 = 2;
/// What the Web PKI asks for.
pub const UCPKI_PROFILE_WEBPKI: i32 = 3;
/// Cisco Expressway and TelePresence VCS: paths end at a self-signed root, and names are matched as the TLS verify mode
/// does, unless it is set otherwise.
pub const UCPKI_PROFILE_EXPRESSWAY: i32 = 4;
/// Cisco Unified Communications Manager: the same, and RSA keys of 4096 bits are a warning.
pub const UCPKI_PROFILE_CUCM: i32 = 5;
/// RFC 5280 for old devices: SHA-1, MD5, DSA, and keys from 1024 bits, each with a warning. Wants
/// `UCPKI_PROVIDER_LEGACY`.
pub const UCPKI_PROFILE_LEGACY: i32 = 6;

/// Judges certificates: anchors with their keys ready, configured intermediates, a profile and a crypto provider. *Shared.*
///
/// Made once and used for every peer. It reads no clock, no network and no global state: the same inputs give the same
/// answer.
pub struct ucpki_validator(Shared<Validator>, Rules);

/// What the text of a verdict says of its validator.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) profile: Profile,
    pub(crate) partial_chain: bool,
    pub(crate) legacy: bool,
}

impl ucpki_validator {
    pub(crate) fn get(&self) -> &Validator {
        &self.0
    }

    pub(crate) const fn rules(&self) -> &Rules {
        &self.1
    }
}

/// Collects what a validator is made of. *Exclusive.*
pub struct ucpki_validator_builder(Option<Parts>);

pub(crate) struct Parts {
    provider: Provider,
    /// Whether that is the one for old devices.
    legacy: bool,
    profile: Profile,
    anchors: Vec<Anchor>,
    intermediates: Vec<Certificate>,
    partial_chain: Option<bool>,
    blocked: Blocklist,
    public_suffixes: Option<PublicSuffixes>,
    pub(crate) cache: Option<Shared<SignatureCache>>,
    pub(crate) keep_keys: Option<(usize, usize)>,
}

impl ucpki_validator_builder {
    pub(crate) fn parts(builder: Option<&mut Self>) -> Result<&mut Parts, ucpki_error> {
        builder.required("builder")?.0.as_mut().ok_or_else(|| ucpki_error::new(&codes::STATE))
    }
}

/// Makes a builder: `UCPKI_PROVIDER_RUSTCRYPTO`, `UCPKI_PROFILE_RFC5280`, and no anchors, so that nothing is accepted until
/// anchors are added.
///
/// Every function of the builder fails with `UCPKI_ERR_STATE` after `ucpki_validator_builder_build()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_new(
    builder: Option<&mut MaybeUninit<*mut ucpki_validator_builder>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = builder.required("builder")?;
        let parts = Parts {
            provider: ucpki::crypto::RUSTCRYPTO,
            legacy: false,
            profile: Profile::RFC5280,
            anchors: Vec::new(),
            intermediates: Vec::new(),
            partial_chain: None,
            blocked: Blocklist::new(),
            public_suffixes: None,
            cache: None,
            keep_keys: None,
        };
        out.write(boundary::handle(ucpki_validator_builder(Some(parts))));
        Ok(())
    })
}

/// Sets who verifies signatures: one of `UCPKI_PROVIDER_`.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for another number, `UCPKI_ERR_UNSUPPORTED` if the library was built without it.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_set_provider(
    builder: Option<&mut ucpki_validator_builder>,
    provider: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_validator_builder::parts(builder)?;
        parts.provider = self::provider(provider)?;
        parts.legacy = provider == UCPKI_PROVIDER_LEGACY;
        Ok(())
    })
}

pub(crate) fn provider(provider: i32) -> Result<Provider, ucpki_error> {
    match provider {
        UCPKI_PROVIDER_RUSTCRYPTO => Ok(ucpki::crypto::RUSTCRYPTO),
        UCPKI_PROVIDER_LEGACY => legacy(),
        UCPKI_PROVIDER_ML_DSA => ml_dsa(),
        UCPKI_PROVIDER_AWS_LC_RS => aws_lc_rs(),
        UCPKI_PROVIDER_GRAVIOLA => graviola(),
        _ => Err(ucpki_error::argument("provider", "is none of UCPKI_PROVIDER_")),
    }
}

#[cfg(feature = "legacy")]
fn legacy() -> Result<Provider, ucpki_error> {
    Ok(ucpki::crypto::LEGACY)
}

#[cfg(not(feature = "legacy"))]
fn legacy() -> Result<Provider, ucpki_error> {
    Err(ucpki_error::new(&codes::UNSUPPORTED))
}

#[cfg(feature = "aws-lc-rs")]
fn aws_lc_rs() -> Result<Provider, ucpki_error> {
    Ok(ucpki::crypto::AWS_LC_RS)
}

#[cfg(not(feature = "aws-lc-rs"))]
fn aws_lc_rs() -> Result<Provider, ucpki_error> {
    Err(ucpki_error::new(&codes::UNSUPPORTED))
}

#[cfg(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64")))]
fn graviola() -> Result<Provider, ucpki_error> {
    Ok(ucpki::crypto::GRAVIOLA.over(ucpki::crypto::RUSTCRYPTO))
}

#[cfg(not(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64"))))]
fn graviola() -> Result<Provider, ucpki_error> {
    Err(ucpki_error::new(&codes::UNSUPPORTED))
}

#[cfg(feature = "ml-dsa")]
fn ml_dsa() -> Result<Provider, ucpki_error> {
    Ok(crate::crypto::algorithms::PROVIDER)
}

#[cfg(not(feature = "ml-dsa"))]
fn ml_dsa() -> Result<Provider, ucpki_error> {
    Err(ucpki_error::new(&codes::UNSUPPORTED))
}

/// Sets the profile to judge by: one of `UCPKI_PROFILE_`. Rules that were changed before are forgotten.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_set_profile(
    builder: Option<&mut ucpki_validator_builder>,
    profile: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        ucpki_validator_builder::parts(builder)?.profile = match profile {
            UCPKI_PROFILE_RFC5280 => Profile::RFC5280,
            UCPKI_PROFILE_STRICT => Profile::STRICT,
            UCPKI_PROFILE_WEBPKI => Profile::WEBPKI,
            UCPKI_PROFILE_EXPRESSWAY => Profile::EXPRESSWAY,
            UCPKI_PROFILE_CUCM => Profile::CUCM,
            UCPKI_PROFILE_LEGACY => Profile::LEGACY,
            _ => return Err(ucpki_error::argument("profile", "is none of UCPKI_PROFILE_")),
        };
        Ok(())
    })
}

/// Sets the profile by its name, for settings: `rfc5280`, `strict`, `webpki`, `expressway`, `cucm`, `legacy`. Rules that were
/// changed before are forgotten.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a name that no profile has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_validator_builder_set_profile_name(
    builder: Option<&mut ucpki_validator_builder>,
    name: *const u8,
    name_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_validator_builder::parts(builder)?;
        // SAFETY: the contract of arrays in (README.md).
        let name = unsafe { bytes::text(name, name_len, "name") }?;
        parts.profile = Profile::find(name).ok_or_else(|| ucpki_error::argument("name", "is not a profile's"))?;
        Ok(())
    })
}

/// Sets what follows from one rule, by its code, such as `UCPKI_ERR_CHAIN_SERIAL_LONG`: one of `UCPKI_SEVERITY_`.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a number that is not a code, and for a rule of RFC 5280, section 6, which no profile
/// may lower.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_set_rule(
    builder: Option<&mut ucpki_validator_builder>,
    rule: ucpki_status,
    severity: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_validator_builder::parts(builder)?;
        let rule = code::find(rule).ok_or_else(|| ucpki_error::argument("rule", "is not a code"))?;
        let severity = self::severity(severity, "severity")?;
        let changed = parts.profile.clone().with(rule, severity);
        parts.profile = changed.map_err(|floor| ucpki_error::new(&codes::ARGUMENT).message(floor.to_string()))?;
        Ok(())
    })
}

/// Sets whether a path may end at an anchor that is not a self-signed root: 1 or 0. Unless it is set, the profile decides:
/// those of the appliances say 0, the others 1.
///
/// RFC 5280 lets any name and key be an anchor. The appliances do not: in their lists intermediates only help to build a
/// path to a self-signed root. With 0, other anchors serve as intermediates.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_set_partial_chain(
    builder: Option<&mut ucpki_validator_builder>,
    allowed: i32,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        ucpki_validator_builder::parts(builder)?.partial_chain = Some(flag(allowed, "allowed")?);
        Ok(())
    })
}

/// Lets the rule `UCPKI_ERR_CHAIN_WILDCARD_TOO_WIDE` be judged, with the public suffix list that is compiled in.
///
/// Errors: `UCPKI_ERR_UNSUPPORTED` if the library was built without it.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_use_public_suffix_list(
    builder: Option<&mut ucpki_validator_builder>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_validator_builder::parts(builder)?;
        parts.public_suffixes = Some(public_suffix_list()?);
        Ok(())
    })
}

#[cfg(feature = "public-suffix-list")]
fn public_suffix_list() -> Result<PublicSuffixes, ucpki_error> {
    Ok(ucpki::chain::PUBLIC_SUFFIX_LIST)
}

#[cfg(not(feature = "public-suffix-list"))]
fn public_suffix_list() -> Result<PublicSuffixes, ucpki_error> {
    Err(ucpki_error::new(&codes::UNSUPPORTED))
}

/// Adds an anchor. The builder takes a share of its own. Duplicates and the order do not matter.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_add_anchor(
    builder: Option<&mut ucpki_validator_builder>,
    anchor: Option<&ucpki_anchor>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_validator_builder::parts(builder)?;
        parts.anchors.push(anchor.required("anchor")?.anchor.clone());
        Ok(())
    })
}

/// Adds an intermediate that the operator vouches for being worth trying; it is not trusted by that.
///
/// Its key is kept ready, and it has a reserve of the budget that junk from a peer cannot spend.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_add_intermediate(
    builder: Option<&mut ucpki_validator_builder>,
    certificate: Option<&ucpki_certificate>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_validator_builder::parts(builder)?;
        parts.intermediates.push(certificate.required("certificate")?.0.clone());
        Ok(())
    })
}

/// Refuses single certificates and keys wherever they appear on a path: as the leaf, as an intermediate, and as the anchor.
///
/// `text` has one line for each: `certificate sha256:HEX` is this very certificate, `key sha256:HEX` every certificate of the key
/// (the hash is that of the SubjectPublicKeyInfo), `serial HEX ISSUER` what an issuer (RFC 4514) issued with a serial number.
/// Lines that begin with `#` and empty lines say nothing. What was blocked before stays so. The refusal is
/// `UCPKI_ERR_CHAIN_BLOCKED`.
///
/// Errors: `UCPKI_ERR_CHAIN_BLOCKLIST_MALFORMED`, whose message has the line; nothing of the text is blocked then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_validator_builder_block(
    builder: Option<&mut ucpki_validator_builder>,
    text: *const u8,
    text_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_validator_builder::parts(builder)?;
        // SAFETY: the contract of arrays in (README.md).
        let text = unsafe { bytes::text(text, text_len, "text") }?;
        let list = Blocklist::parse(text)
            .map_err(|error| ucpki_error::new(error.code()).message(alloc::format!("{error}")))?;
        parts.blocked = core::mem::take(&mut parts.blocked).union(list);
        Ok(())
    })
}

/// Refuses one certificate wherever it appears, by its SHA-256; another certificate of its key is not refused by that. For keys
/// and for issuers with serial numbers see `ucpki_validator_builder_block()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_block_certificate(
    builder: Option<&mut ucpki_validator_builder>,
    certificate: Option<&ucpki_certificate>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let parts = ucpki_validator_builder::parts(builder)?;
        let certificate = &certificate.required("certificate")?.0;
        parts.blocked = core::mem::take(&mut parts.blocked).certificate(certificate);
        Ok(())
    })
}

/// Makes the validator, and uses the builder up; it still has to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_build(
    builder: Option<&mut ucpki_validator_builder>,
    validator: Option<&mut MaybeUninit<*mut ucpki_validator>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let builder = builder.required("builder")?;
        let out = validator.required("validator")?;
        let parts = builder.0.take().ok_or_else(|| ucpki_error::new(&codes::STATE))?;
        let rules = Rules {
            partial_chain: parts.partial_chain.unwrap_or(parts.profile.partial_chain()),
            profile: parts.profile.clone(),
            legacy: parts.legacy,
        };
        let mut validator = Validator::new(parts.provider)
            .profile(parts.profile)
            .anchors(parts.anchors)
            .intermediates(parts.intermediates);
        validator = validator.block(parts.blocked);
        if let Some(allowed) = parts.partial_chain {
            validator = validator.partial_chain(allowed);
        }
        if let Some(suffixes) = parts.public_suffixes {
            validator = validator.public_suffixes(suffixes);
        }
        if let Some(cache) = parts.cache {
            validator = validator.signature_cache(cache);
        }
        if let Some((count, table_bytes)) = parts.keep_keys {
            validator = validator.keep_keys(count, table_bytes);
        }
        out.write(boundary::handle(ucpki_validator(Shared::new(validator), rules)));
        Ok(())
    })
}

/// Frees the builder. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_builder_free(builder: Option<Box<ucpki_validator_builder>>) {
    boundary::neutral((), || drop(builder));
}

/// A handle of its own on the same validator, to be freed on its own; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_ref(validator: Option<&ucpki_validator>) -> *mut ucpki_validator {
    boundary::get(validator, core::ptr::null_mut(), |validator| {
        boundary::handle(ucpki_validator(validator.0.clone(), validator.1.clone()))
    })
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_free(validator: Option<Box<ucpki_validator>>) {
    boundary::neutral((), || drop(validator));
}

/// Finds a path from `leaf` to an anchor, through `pool` and the configured intermediates, and judges it.
///
/// Returns `UCPKI_OK` if the leaf is accepted, and `UCPKI_REFUSED` if it is not; `*verdict` is written in both cases, and
/// freed by the caller. Every other status is an error: nothing was judged, and the certificate must not be relied on.
/// `pool` may be NULL, which is an empty one. `verdict` may be NULL if only the status is wanted.
///
/// Departures from RFC 5280: 7.1 compares names after full Unicode case folding; here letters beyond ASCII are compared as
/// they are. The extended key usage of CA certificates limits what is below them, as all who verify TLS do.
///
/// What the caller must still check: that the peer holds the key (a TLS handshake does); that the time of the check is
/// right; the warnings, if they matter.
///
/// Inputs by their RFC 5280 name (6.1.1): (a) the path is built from `leaf`, `pool` and the intermediates; (b) the current
/// date/time, (c) and (e) to (g) the policies are in `params`; (d), (h), (i) come from the anchors.
///
/// Errors: `UCPKI_ERR_ARGUMENT`; `UCPKI_ERR_STATE` if the check has no identity.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_check(
    validator: Option<&ucpki_validator>,
    leaf: Option<&ucpki_certificate>,
    pool: Option<&ucpki_pool>,
    params: Option<&ucpki_params>,
    verdict: Option<&mut MaybeUninit<*mut ucpki_verdict>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call_with_status(err, || {
        let validator = &validator.required("validator")?.0;
        let leaf = &leaf.required("leaf")?.0;
        let empty = Pool::default();
        let pool = pool.map_or(&empty, ucpki_pool::sorted);
        let answer = params.required("params")?.with(|params| validator.check(leaf, pool, params))?;
        let status = if answer.is_ok() { UCPKI_OK } else { UCPKI_REFUSED };
        if let Some(verdict) = verdict {
            verdict.write(boundary::handle(ucpki_verdict::new(answer)));
        }
        Ok(status)
    })
}

/// Judges the candidates of a refusal again, without stopping at the first failure of a kind.
///
/// `refused` is what `ucpki_validator_check()` answered for the same `pool` and `params`. The cause, the candidates and their
/// order stay; their findings become complete. For people and logs: it costs at most the budget of the check once more.
/// `*explained` is another verdict, freed on its own.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a verdict that accepts; `UCPKI_ERR_STATE` if the check has no identity.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_validator_explain(
    validator: Option<&ucpki_validator>,
    refused: Option<&ucpki_verdict>,
    pool: Option<&ucpki_pool>,
    params: Option<&ucpki_params>,
    explained: Option<&mut MaybeUninit<*mut ucpki_verdict>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let validator = &validator.required("validator")?.0;
        let refused = refused.required("refused")?.refused();
        let refused = refused.ok_or_else(|| ucpki_error::argument("refused", "is a verdict that accepts"))?.clone();
        let empty = Pool::default();
        let pool = pool.map_or(&empty, ucpki_pool::sorted);
        let out = explained.required("explained")?;
        let answer = params.required("params")?.with(|params| validator.explain(refused, pool, params))?;
        out.write(boundary::handle(ucpki_verdict::new(Err(answer))));
        Ok(())
    })
}
