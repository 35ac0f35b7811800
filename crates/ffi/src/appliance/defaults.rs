//! What every request of a node starts from, and what its family of appliances asks for.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::appliance::builder::{UCPKI_APPLIANCE_ADDED, ucpki_appliance_builder};
use crate::crypto::private_key::{UCPKI_KEY_P384, UCPKI_KEY_RSA, ucpki_private_key};
use crate::csr::builder::{
    UCPKI_CSR_COUNTRY, UCPKI_CSR_LOCALITY, UCPKI_CSR_ORGANIZATION, UCPKI_CSR_STATE, UCPKI_CSR_UNIT,
};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::appliance::{KeyAdvice, NodeDefaults};
use ucpki::crypto::KeyKind;
use ucpki::csr::parse_names;

/// The defaults of a node: fields of the subject, and alternative names. *Exclusive.*
pub struct ucpki_appliance_defaults(NodeDefaults);

/// There is nothing to say about the key.
pub const UCPKI_APPLIANCE_KEY_OK: i32 = 0;
/// The key is taken, and so long that SIP TLS zones may stay inactive (VCS), or phones fail in mixed mode (Unified CM).
pub const UCPKI_APPLIANCE_KEY_RISKY: i32 = 1;

/// Makes defaults that say nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_defaults_new(
    defaults: Option<&mut MaybeUninit<*mut ucpki_appliance_defaults>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        defaults.required("defaults")?.write(boundary::handle(ucpki_appliance_defaults(NodeDefaults::default())));
        Ok(())
    })
}

/// Says one of the defaults: `what` is `UCPKI_CSR_COUNTRY`, `_STATE`, `_LOCALITY`, `_ORGANIZATION`, `_UNIT`, or `UCPKI_APPLIANCE_ADDED` for
/// alternative names of any kind, such as `DNS:a, IP:192.0.2.1`.
///
/// Names are added, fields replaced.
///
/// Errors: `UCPKI_ERR_ARGUMENT`, `UCPKI_ERR_CSR_NAME_INVALID`, `UCPKI_ERR_CSR_WILDCARD`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_defaults_set(
    defaults: Option<&mut ucpki_appliance_defaults>,
    what: i32,
    value: *const u8,
    value_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let defaults = &mut defaults.required("defaults")?.0;
        // SAFETY: the contract of arrays in (README.md).
        let value = unsafe { bytes::text(value, value_len, "value") }?;
        let field = match what {
            UCPKI_APPLIANCE_ADDED => {
                defaults.names.extend(parse_names(value)?);
                return Ok(());
            }
            UCPKI_CSR_COUNTRY => &mut defaults.country,
            UCPKI_CSR_STATE => &mut defaults.state,
            UCPKI_CSR_LOCALITY => &mut defaults.locality,
            UCPKI_CSR_ORGANIZATION => &mut defaults.organization,
            UCPKI_CSR_UNIT => &mut defaults.organizational_unit,
            _ => return Err(ucpki_error::argument("what", "is not a default")),
        };
        value.clone_into(field);
        Ok(())
    })
}

/// Whether something follows from a change of the defaults: writes 1 if the self-signed certificate of `tomcat` has to be made again,
/// because it has these fields, and 0 if not.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_defaults_change(
    old: Option<&ucpki_appliance_defaults>,
    new: Option<&ucpki_appliance_defaults>,
    regenerate_tomcat: Option<&mut MaybeUninit<i32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let change = old.required("old")?.0.change_to(&new.required("new")?.0);
        regenerate_tomcat.required("regenerate_tomcat")?.write(change.regenerate_tomcat.into());
        Ok(())
    })
}

/// Frees the defaults. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_defaults_free(defaults: Option<Box<ucpki_appliance_defaults>>) {
    boundary::neutral((), || drop(defaults));
}

/// Lets the request start from defaults, which are copied: they fill what was not said about the subject, and add their names.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_builder_set_defaults(
    builder: Option<&mut ucpki_appliance_builder>,
    defaults: Option<&ucpki_appliance_defaults>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        builder.required("builder")?.0.defaults = defaults.required("defaults")?.0.clone();
        Ok(())
    })
}

/// Copies the switches with their values, one on each line, such as `max-rsa-bits=4096`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_builder_switches(
    builder: Option<&ucpki_appliance_builder>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let switches = builder.required("builder")?.0.settings.switches();
        let lines: String = switches.map(|(name, value)| alloc::format!("{name}={value}\n")).collect();
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &lines) }
    })
}

/// Whether the purpose takes this key: writes one of `UCPKI_APPLIANCE_KEY_`.
///
/// Errors: `UCPKI_ERR_APPLIANCE_PURPOSE_KEY`, `UCPKI_ERR_APPLIANCE_PURPOSE_KEY_SIZE`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_builder_check_key(
    builder: Option<&ucpki_appliance_builder>,
    key: Option<&ucpki_private_key>,
    advice: Option<&mut MaybeUninit<i32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let request = &builder.required("builder")?.0;
        let found = request.settings.check_key(request.purpose, key.required("key")?.0.kind())?;
        let found = if found == KeyAdvice::Risky { UCPKI_APPLIANCE_KEY_RISKY } else { UCPKI_APPLIANCE_KEY_OK };
        advice.required("advice")?.write(found);
        Ok(())
    })
}

/// Writes the kind of key that a new request for this purpose gets where nothing else is said, for
/// `ucpki_private_key_generate()`: `kind` is one of `UCPKI_KEY_`, `bits` the length of an RSA key, and 0 for others. The purposes
/// that end in `-ECDSA` get P-384.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_builder_usual_key(
    builder: Option<&ucpki_appliance_builder>,
    kind: Option<&mut MaybeUninit<i32>>,
    bits: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let request = &builder.required("builder")?.0;
        let (kind, bits) = (kind.required("kind")?, bits.required("bits")?);
        let (usual, length) = match request.settings.usual_key(request.purpose) {
            KeyKind::Rsa { bits } => (UCPKI_KEY_RSA, bits),
            _ => (UCPKI_KEY_P384, 0),
        };
        kind.write(usual);
        bits.write(length);
        Ok(())
    })
}
