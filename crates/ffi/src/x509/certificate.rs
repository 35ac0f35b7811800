//! Certificates (RFC 5280, 4.1).

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::oid;
use crate::abi::text;
use crate::codes;
use crate::x509::general_name::ucpki_general_name;
use alloc::boxed::Box;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::crypto;
use ucpki::x509::{Certificate, Oid, OidBuf};

/// A certificate. *Shared.*
///
/// It keeps a copy of its DER; what is handed out as `ucpki_bytes` points into that copy. Copies of a handle
/// (`ucpki_certificate_ref()`) share it.
pub struct ucpki_certificate(pub(crate) Certificate);

/// SHA-1, for fingerprints and for CertIDs of old OCSP responders: it names, it proves nothing.
pub const UCPKI_HASH_SHA1: i32 = 1;
/// SHA-256.
pub const UCPKI_HASH_SHA256: i32 = 2;
/// SHA-384.
pub const UCPKI_HASH_SHA384: i32 = 3;
/// SHA-512.
pub const UCPKI_HASH_SHA512: i32 = 4;

/// digitalSignature (RFC 5280, 4.2.1.3).
pub const UCPKI_KEY_USAGE_DIGITAL_SIGNATURE: u32 = 0x1;
/// nonRepudiation, also called contentCommitment.
pub const UCPKI_KEY_USAGE_NON_REPUDIATION: u32 = 0x2;
/// keyEncipherment.
pub const UCPKI_KEY_USAGE_KEY_ENCIPHERMENT: u32 = 0x4;
/// dataEncipherment.
pub const UCPKI_KEY_USAGE_DATA_ENCIPHERMENT: u32 = 0x8;
/// keyAgreement.
pub const UCPKI_KEY_USAGE_KEY_AGREEMENT: u32 = 0x10;
/// keyCertSign.
pub const UCPKI_KEY_USAGE_KEY_CERT_SIGN: u32 = 0x20;
/// cRLSign.
pub const UCPKI_KEY_USAGE_CRL_SIGN: u32 = 0x40;
/// encipherOnly.
pub const UCPKI_KEY_USAGE_ENCIPHER_ONLY: u32 = 0x80;
/// decipherOnly.
pub const UCPKI_KEY_USAGE_DECIPHER_ONLY: u32 = 0x100;

/// Reads a certificate that is the whole of `der`, and copies it. For PEM: `ucpki_certificate_list_parse()`.
///
/// Cost: one pass over the bytes. Unusual but unambiguous forms are accepted here, and judged by the profile of the
/// validator.
///
/// Errors: the codes `UCPKI_ERR_X509_` of reading, with the offset of the trouble.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_parse(
    der: *const u8,
    der_len: usize,
    certificate: Option<&mut MaybeUninit<*mut ucpki_certificate>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = certificate.required("certificate")?;
        // SAFETY: the contract of arrays in (README.md).
        let der = unsafe { bytes::slice(der, der_len, "der") }?;
        out.write(boundary::handle(ucpki_certificate(Certificate::parse(der)?)));
        Ok(())
    })
}

/// A handle of its own on the same certificate, to be freed on its own; NULL for NULL.
///
/// Makes a borrowed certificate, of a verdict or a list, outlive what it was borrowed from. Copies no DER.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_ref(certificate: Option<&ucpki_certificate>) -> *mut ucpki_certificate {
    boundary::get(certificate, core::ptr::null_mut(), |certificate| {
        boundary::handle(ucpki_certificate(certificate.0.clone()))
    })
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_free(certificate: Option<Box<ucpki_certificate>>) {
    boundary::neutral((), || drop(certificate));
}

/// 1 if the DER of both is the same, else 0; 0 if one is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_equals(
    certificate: Option<&ucpki_certificate>,
    other: Option<&ucpki_certificate>,
) -> i32 {
    boundary::neutral(0, || match (certificate, other) {
        (Some(certificate), Some(other)) => (certificate.0 == other.0).into(),
        _ => 0,
    })
}

/// The whole certificate. Empty for NULL; valid until the certificate is freed. So for all functions that return
/// `ucpki_bytes`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_der(certificate: Option<&ucpki_certificate>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || view(certificate, Certificate::as_der))
}

/// Copies the certificate as PEM, for files and for other programs.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_pem(
    certificate: Option<&ucpki_certificate>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(certificate, "certificate", buf, cap, needed, err, |certificate| Ok(certificate.0.to_pem())) }
}

/// The version: 1, 2 or 3; 0 for NULL. Higher ones do not exist, and are refused by every profile.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_version(certificate: Option<&ucpki_certificate>) -> u32 {
    boundary::get(certificate, 0, |certificate| certificate.0.version())
}

/// The serial number: the content bytes of the INTEGER, most significant first, with the sign.
///
/// A positive number whose highest bit is set begins with a zero byte.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_serial(certificate: Option<&ucpki_certificate>) -> ucpki_bytes {
    boundary::get(certificate, ucpki_bytes::EMPTY, |certificate| ucpki_bytes::new(certificate.0.serial().as_bytes()))
}

/// The name of the issuer, as DER.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_issuer_der(certificate: Option<&ucpki_certificate>) -> ucpki_bytes {
    boundary::get(certificate, ucpki_bytes::EMPTY, |certificate| ucpki_bytes::new(certificate.0.issuer().as_der()))
}

/// The name of the subject, as DER.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_subject_der(certificate: Option<&ucpki_certificate>) -> ucpki_bytes {
    boundary::get(certificate, ucpki_bytes::EMPTY, |certificate| ucpki_bytes::new(certificate.0.subject().as_der()))
}

/// The public key: the SubjectPublicKeyInfo with tag and length.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_spki(certificate: Option<&ucpki_certificate>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || view(certificate, Certificate::spki_der))
}

/// Copies the name of the issuer as text (RFC 4514), the most special part first.
///
/// For people and logs. Names are compared by the library, not by their text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_issuer(
    certificate: Option<&ucpki_certificate>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(certificate, "certificate", buf, cap, needed, err, |certificate| Ok(certificate.0.issuer())) }
}

/// Copies the name of the subject as text (RFC 4514), the most special part first.
///
/// For people and logs. Who the peer is, is answered by a check with an identity, not by this text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_subject(
    certificate: Option<&ucpki_certificate>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(certificate, "certificate", buf, cap, needed, err, |certificate| Ok(certificate.0.subject())) }
}

/// The first second at which the certificate is valid, in seconds since 1970-01-01T00:00:00Z; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_not_before(certificate: Option<&ucpki_certificate>) -> i64 {
    boundary::get(certificate, 0, |certificate| certificate.0.not_before().as_unix())
}

/// The last second at which the certificate is valid, in seconds since 1970-01-01T00:00:00Z; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_not_after(certificate: Option<&ucpki_certificate>) -> i64 {
    boundary::get(certificate, 0, |certificate| certificate.0.not_after().as_unix())
}

/// Copies the object identifier of the signature algorithm, in dotted decimal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_signature_algorithm(
    certificate: Option<&ucpki_certificate>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe {
        text::get(certificate, "certificate", buf, cap, needed, err, |certificate| {
            Ok(certificate.0.signature_algorithm().oid())
        })
    }
}

/// 1 if issuer and subject are the same name (RFC 5280, 6.1), else 0. Says nothing about who signed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_is_self_issued(certificate: Option<&ucpki_certificate>) -> i32 {
    boundary::get(certificate, 0, |certificate| certificate.0.is_self_issued().into())
}

/// Writes 1 if basicConstraints says that the subject is a CA (RFC 5280, 4.2.1.9), else 0.
///
/// Errors: the codes of reading, if the extension cannot be read.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_is_ca(
    certificate: Option<&ucpki_certificate>,
    is_ca: Option<&mut MaybeUninit<i32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let out = is_ca.required("is_ca")?;
        out.write(certificate.0.basic_constraints()?.is_some_and(|constraints| constraints.is_ca()).into());
        Ok(())
    })
}

/// Writes the pathLenConstraint: how many certificates that are not self-issued may follow before the last one.
///
/// Errors: `UCPKI_ERR_ABSENT` if there is none; the codes of reading.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_path_length(
    certificate: Option<&ucpki_certificate>,
    path_length: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let out = path_length.required("path_length")?;
        let length = certificate.0.basic_constraints()?.and_then(|constraints| constraints.path_length());
        out.write(length.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?);
        Ok(())
    })
}

/// Writes the key usage as bits, `UCPKI_KEY_USAGE_`.
///
/// Errors: `UCPKI_ERR_ABSENT` if there is no such extension, which allows every use; the codes of reading.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_certificate_key_usage(
    certificate: Option<&ucpki_certificate>,
    bits: Option<&mut MaybeUninit<u32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let out = bits.required("bits")?;
        let usage = certificate.0.key_usage()?.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        out.write(usage.bits());
        Ok(())
    })
}

/// Fills `purposes` with the extended key usages (RFC 5280, 4.2.1.12), each as the content bytes of its object
/// identifier; `ucpki_oid_text()` makes text of them.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; `UCPKI_ERR_ABSENT` if there is no such extension, which
/// allows every purpose; the codes of reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_extended_key_usage(
    certificate: Option<&ucpki_certificate>,
    purposes: *mut ucpki_bytes,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let usage = certificate.0.extended_key_usage()?.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        let found: alloc::vec::Vec<_> = usage.iter().map(|oid| ucpki_bytes::new(oid.as_bytes())).collect();
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(purposes, cap, needed, found.iter().copied()) }
    })
}

/// Fills `names` with the subjectAltName (RFC 5280, 4.2.1.6), in its order.
///
/// One pass over the extension, however many names there are. A certificate without the extension has 0 names.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; the codes of reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_subject_alt_name(
    certificate: Option<&ucpki_certificate>,
    names: *mut ucpki_general_name,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let found = certificate.0.subject_alt_name()?;
        let found = found.iter().flatten().map(|name| ucpki_general_name::new(&name));
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(names, cap, needed, found) }
    })
}

/// Finds an extension by its object identifier in dotted decimal, and writes its value: the content of the OCTET STRING,
/// and whether it is critical. `critical` may be NULL. If it appears more than once, the first one counts.
///
/// Errors: `UCPKI_ERR_ABSENT` if there is none; `UCPKI_ERR_X509_OID_TEXT_INVALID`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_extension(
    certificate: Option<&ucpki_certificate>,
    oid: *const u8,
    oid_len: usize,
    value: Option<&mut MaybeUninit<ucpki_bytes>>,
    critical: Option<&mut MaybeUninit<i32>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let out = value.required("value")?;
        // SAFETY: the contract of arrays in (README.md).
        let oid = OidBuf::parse(unsafe { bytes::text(oid, oid_len, "oid") }?)?;
        let wanted: Oid<'_> = oid.as_oid();
        let found = certificate.0.extensions().find(|extension| extension.oid() == wanted);
        let found = found.ok_or_else(|| oid::absent(&oid))?;
        out.write(ucpki_bytes::new(found.value()));
        if let Some(critical) = critical {
            critical.write(found.is_critical().into());
        }
        Ok(())
    })
}

/// Copies the digest of the DER, by which people name certificates: 32 bytes for `UCPKI_HASH_SHA256`, 20 for
/// `UCPKI_HASH_SHA1`.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`; `UCPKI_ERR_ARGUMENT` for another hash.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_certificate_fingerprint(
    certificate: Option<&ucpki_certificate>,
    hash: i32,
    buf: *mut u8,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let der = certificate.required("certificate")?.0.as_der();
        match hash {
            // SAFETY: the contract of arrays out (README.md).
            UCPKI_HASH_SHA1 => unsafe { text::fill(buf, cap, needed, crypto::sha1(der).into_iter()) },
            // SAFETY: the contract of arrays out (README.md).
            UCPKI_HASH_SHA256 => unsafe { text::fill(buf, cap, needed, crypto::sha256(der).into_iter()) },
            _ => Err(ucpki_error::argument("hash", "is neither UCPKI_HASH_SHA1 nor UCPKI_HASH_SHA256")),
        }
    })
}

fn view(certificate: Option<&ucpki_certificate>, part: fn(&Certificate) -> &[u8]) -> ucpki_bytes {
    boundary::get(certificate, ucpki_bytes::EMPTY, |certificate| ucpki_bytes::new(part(&certificate.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ucpki::x509::extension::KeyUsage;

    #[test]
    fn bits_of_key_usage_are_those_of_the_reader() {
        let pairs = [
            (UCPKI_KEY_USAGE_DIGITAL_SIGNATURE, KeyUsage::DIGITAL_SIGNATURE),
            (UCPKI_KEY_USAGE_NON_REPUDIATION, KeyUsage::NON_REPUDIATION),
            (UCPKI_KEY_USAGE_KEY_ENCIPHERMENT, KeyUsage::KEY_ENCIPHERMENT),
            (UCPKI_KEY_USAGE_DATA_ENCIPHERMENT, KeyUsage::DATA_ENCIPHERMENT),
            (UCPKI_KEY_USAGE_KEY_AGREEMENT, KeyUsage::KEY_AGREEMENT),
            (UCPKI_KEY_USAGE_KEY_CERT_SIGN, KeyUsage::KEY_CERT_SIGN),
            (UCPKI_KEY_USAGE_CRL_SIGN, KeyUsage::CRL_SIGN),
            (UCPKI_KEY_USAGE_ENCIPHER_ONLY, KeyUsage::ENCIPHER_ONLY),
            (UCPKI_KEY_USAGE_DECIPHER_ONLY, KeyUsage::DECIPHER_ONLY),
        ];
        for (constant, usage) in pairs {
            assert_eq!(constant, usage.bits());
        }
    }
}
