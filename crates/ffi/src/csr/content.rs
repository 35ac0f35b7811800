//! What a request holds (PKCS #10, RFC 2986): its fields, its attributes, and the extensions that it asks for.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::oid;
use crate::abi::text;
use crate::codes;
use crate::csr::request::ucpki_csr;
use crate::x509::general_name::ucpki_general_name;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::x509::{CertificationRequest, Oid, OidBuf, RequestedExtensions, oids};

/// One value of an attribute of a request, borrowed from the request.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_csr_attribute {
    /// The number of the attribute in the request, counted from 0: values of one attribute share it.
    pub attribute: usize,
    /// The type: the content bytes of an object identifier; `ucpki_oid_text()` makes text of them.
    pub type_id: ucpki_bytes,
    /// The value as DER. Empty for an attribute without values, which only a malformed request has.
    pub value: ucpki_bytes,
}

/// One extension that a request asks for, borrowed from the request.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_csr_requested {
    /// The type: the content bytes of an object identifier; `ucpki_oid_text()` makes text of them.
    pub type_id: ucpki_bytes,
    /// The content of the OCTET STRING.
    pub value: ucpki_bytes,
    /// 1 if it is marked critical, else 0.
    pub critical: i32,
}

/// The version: 1, which is all that there is; 0 for NULL. Others are read, and shown as they are.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_version(csr: Option<&ucpki_csr>) -> u32 {
    boundary::get(csr, 0, |csr| csr.0.version())
}

/// The signed bytes: the CertificationRequestInfo with tag and length, as it stands. Empty for NULL; valid until the request
/// is freed. So for all functions that return `ucpki_bytes`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_info(csr: Option<&ucpki_csr>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || view(csr, CertificationRequest::info))
}

/// The name that is asked for, as DER. It may be a name without parts.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_subject_der(csr: Option<&ucpki_csr>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || view(csr, |request| request.subject().as_der()))
}

/// Copies the object identifier of the signature algorithm, in dotted decimal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_signature_algorithm(
    csr: Option<&ucpki_csr>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(csr, "csr", buf, cap, needed, err, |csr| Ok(csr.0.signature_algorithm().oid())) }
}

/// The signature algorithm with its parameters: the AlgorithmIdentifier, as DER.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_signature_algorithm_der(csr: Option<&ucpki_csr>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || view(csr, |request| request.signature_algorithm().as_der()))
}

/// The bytes of the signature; empty if they are not whole bytes. `ucpki_csr_verify_proof()` checks it.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_signature(csr: Option<&ucpki_csr>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || view(csr, |request| request.signature().unwrap_or(&[])))
}

/// How many attributes the request has; 0 for NULL. Cost: one pass over them.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_attribute_count(csr: Option<&ucpki_csr>) -> usize {
    boundary::get(csr, 0, |csr| csr.0.attributes().count())
}

/// Fills `attributes` with the values of all attributes in their order, the extensions among them: one element for each value.
///
/// One pass over the attributes, however many there are.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_attributes(
    csr: Option<&ucpki_csr>,
    attributes: *mut ucpki_csr_attribute,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let csr = csr.required("csr")?;
        let mut found = Vec::new();
        for (number, attribute) in csr.0.attributes().enumerate() {
            let type_id = ucpki_bytes::new(attribute.oid().as_bytes());
            let row = |value| ucpki_csr_attribute { attribute: number, type_id, value };
            let before = found.len();
            found.extend(attribute.values().map(|value| row(ucpki_bytes::new(value.encoded()))));
            if found.len() == before {
                found.push(row(ucpki_bytes::EMPTY));
            }
        }
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(attributes, cap, needed, found.iter().copied()) }
    })
}

/// Fills `values` with the values of the first attribute of a type, each as DER; the type is an object identifier in dotted
/// decimal.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; `UCPKI_ERR_ABSENT` if there is no such attribute;
/// `UCPKI_ERR_X509_OID_TEXT_INVALID`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_attribute_values(
    csr: Option<&ucpki_csr>,
    oid: *const u8,
    oid_len: usize,
    values: *mut ucpki_bytes,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let csr = csr.required("csr")?;
        // SAFETY: the contract of arrays in (README.md).
        let oid = OidBuf::parse(unsafe { bytes::text(oid, oid_len, "oid") }?)?;
        let found = csr.0.attribute(oid.as_oid()).ok_or_else(|| oid::absent(&oid))?;
        let found: Vec<_> = found.values().map(|value| ucpki_bytes::new(value.encoded())).collect();
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(values, cap, needed, found.iter().copied()) }
    })
}

/// Copies the password by which the certificate may be revoked later (challengePassword, RFC 2985, 5.4.1). Anybody who has
/// the request can read it.
///
/// Errors: `UCPKI_ERR_ABSENT` if there is none, or its first value is not well-formed text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_challenge_password(
    csr: Option<&ucpki_csr>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let found = csr.required("csr")?.0.challenge_password();
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &there(found, oids::CHALLENGE_PASSWORD)?) }
    })
}

/// Copies the name of the subject without structure (unstructuredName, RFC 2985, 5.4.3), its first value.
///
/// Errors: `UCPKI_ERR_ABSENT` if there is none, or its first value is not well-formed text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_unstructured_name(
    csr: Option<&ucpki_csr>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let found = csr.required("csr")?.0.unstructured_name();
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &there(found, oids::UNSTRUCTURED_NAME)?) }
    })
}

/// Fills `extensions` with the extensions that the request asks for, in their order. A request that asks for none has 0.
///
/// They are in the attribute extensionRequest (RFC 2985, 5.4.2), or where there is none, in the one that Microsoft's programs
/// write in its place.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; the codes of reading, if the attribute cannot be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_extensions(
    csr: Option<&ucpki_csr>,
    extensions: *mut ucpki_csr_requested,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let requested = csr.required("csr")?.0.extension_request()?;
        let found = requested.iter().flat_map(RequestedExtensions::extensions).map(|extension| ucpki_csr_requested {
            type_id: ucpki_bytes::new(extension.oid().as_bytes()),
            value: ucpki_bytes::new(extension.value()),
            critical: extension.is_critical().into(),
        });
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(extensions, cap, needed, found) }
    })
}

/// Finds an extension that the request asks for by its object identifier in dotted decimal, and writes its value: the content
/// of the OCTET STRING, and whether it is critical. `critical` may be NULL. If it appears more than once, the first one counts.
///
/// Errors: `UCPKI_ERR_ABSENT` if there is none; `UCPKI_ERR_X509_OID_TEXT_INVALID`; the codes of reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_extension(
    csr: Option<&ucpki_csr>,
    oid: *const u8,
    oid_len: usize,
    value: Option<&mut MaybeUninit<ucpki_bytes>>,
    critical: Option<&mut MaybeUninit<i32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let csr = csr.required("csr")?;
        let out = value.required("value")?;
        // SAFETY: the contract of arrays in (README.md).
        let oid = OidBuf::parse(unsafe { bytes::text(oid, oid_len, "oid") }?)?;
        let requested = csr.0.extension_request()?;
        let mut all = requested.iter().flat_map(RequestedExtensions::extensions);
        let found = all.find(|extension| extension.oid() == oid.as_oid()).ok_or_else(|| oid::absent(&oid))?;
        out.write(ucpki_bytes::new(found.value()));
        if let Some(critical) = critical {
            critical.write(found.is_critical().into());
        }
        Ok(())
    })
}

/// Fills `names` with the subjectAltName that the request asks for (RFC 5280, 4.2.1.6), in its order.
///
/// One pass over the extension, however many names there are. A request that asks for none has 0 names.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; the codes of reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_subject_alt_name(
    csr: Option<&ucpki_csr>,
    names: *mut ucpki_general_name,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let requested = csr.required("csr")?.0.extension_request()?;
        let found = match &requested {
            Some(requested) => requested.subject_alt_name()?,
            None => None,
        };
        let found = found.iter().flatten().map(|name| ucpki_general_name::new(&name));
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(names, cap, needed, found) }
    })
}

/// Writes the key usage that the request asks for as bits, `UCPKI_KEY_USAGE_`.
///
/// Errors: `UCPKI_ERR_ABSENT` if it asks for none; the codes of reading.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_key_usage(
    csr: Option<&ucpki_csr>,
    bits: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let csr = csr.required("csr")?;
        let out = bits.required("bits")?;
        let requested = csr.0.extension_request()?.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        let usage = requested.key_usage()?.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        out.write(usage.bits());
        Ok(())
    })
}

/// Fills `purposes` with the extended key usages that the request asks for (RFC 5280, 4.2.1.12), each as the content bytes of
/// its object identifier; `ucpki_oid_text()` makes text of them.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; `UCPKI_ERR_ABSENT` if it asks for none; the codes of reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_extended_key_usage(
    csr: Option<&ucpki_csr>,
    purposes: *mut ucpki_bytes,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let csr = csr.required("csr")?;
        let requested = csr.0.extension_request()?.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        let usage = requested.extended_key_usage()?.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        let found: Vec<_> = usage.iter().map(|oid| ucpki_bytes::new(oid.as_bytes())).collect();
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(purposes, cap, needed, found.iter().copied()) }
    })
}

fn view<'c>(csr: Option<&'c ucpki_csr>, part: impl FnOnce(&'c CertificationRequest) -> &'c [u8]) -> ucpki_bytes {
    boundary::get(csr, ucpki_bytes::EMPTY, |csr| ucpki_bytes::new(part(&csr.0)))
}

fn there<'c>(found: Option<Cow<'c, str>>, oid: Oid<'_>) -> Result<Cow<'c, str>, ucpki_error> {
    found.ok_or_else(|| oid::absent(&oid.into()))
}
