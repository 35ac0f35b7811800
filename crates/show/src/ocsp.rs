//! OCSP requests and responses, byte for byte as `openssl ocsp` with `-req_text` and `-resp_text` prints them.

use crate::ber::masked;
use crate::number::{self, Number};
use crate::out::Out;
use crate::{extension, name, object, signature, text, time};
use core::fmt::{self, Write};
use ucpki_x509::{
    BasicResponseRef, CertIdRef, CertStatus, CertificateRef, CrlReason, OcspCertificates, OcspEntry, OcspRequestRef,
    OcspResponseRef, OcspResponseStatus, ResponderId, pem,
};

/// Writes a request as `openssl ocsp -req_text` does; see [`write_certificate`](crate::write_certificate).
///
/// # Errors
///
/// Those of the sink.
///
/// # Examples
///
/// ```
/// use ucpki::x509::OcspRequestRef;
///
/// let request = OcspRequestRef::parse(include_bytes!("../../../tests/data/ocsp/demo/request.der"))?;
/// let mut text = String::new();
/// ucpki::show::write_ocsp_request(&mut text, &request).expect("a String takes all");
/// assert_eq!(text, include_str!("../../../tests/data/ocsp/demo/request.txt"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub fn write_ocsp_request(sink: &mut dyn Write, request: &OcspRequestRef<'_>) -> fmt::Result {
    let out = &mut Out::new(sink);
    let version = request.version();
    out.format(format_args!("OCSP Request Data:\n    Version: {version} (0x{:x})", version.saturating_sub(1)))?;
    if let Some(requestor) = request.requestor_name_der() {
        out.text("\n    Requestor Name: ")?;
        extension::general_name::write_one(out, requestor)?;
    }
    out.text("\n    Requestor List:\n")?;
    for entry in request.entries() {
        write_certificate_id(out, &entry.certificate_id(), 8)?;
        extension::write_all(out, "Request Single Extensions:", entry.extensions(), 8)?;
    }
    extension::write_all(out, "Request Extensions:", request.extensions(), 4)?;
    if let (Some(algorithm), Some(bits)) = (request.signature_algorithm(), request.signature_bits()) {
        signature::write(out, algorithm, Some(&whole(bits)))?;
        write_certificates(out, request.certificates())?;
    }
    Ok(())
}

/// Writes a response as `openssl ocsp -resp_text` does; see [`write_certificate`](crate::write_certificate).
///
/// Certificates that came along are written after it, as text and as PEM; one that cannot be read gets a line that says so.
///
/// # Errors
///
/// Those of the sink.
///
/// # Examples
///
/// ```
/// use ucpki::x509::OcspResponseRef;
///
/// let response = OcspResponseRef::parse(include_bytes!("../../../tests/data/ocsp/demo/response.der"))?;
/// let mut text = String::new();
/// ucpki::show::write_ocsp_response(&mut text, &response).expect("a String takes all");
/// assert_eq!(text, include_str!("../../../tests/data/ocsp/demo/response.txt"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub fn write_ocsp_response(sink: &mut dyn Write, response: &OcspResponseRef<'_>) -> fmt::Result {
    let out = &mut Out::new(sink);
    out.text("OCSP Response Data:\n    OCSP Response Status: ")?;
    let status = response.status();
    out.format(format_args!("{} (0x{:x})\n", status_name(status), status.number()))?;
    let Some(kind) = response.response_type() else { return Ok(()) };
    out.text("    Response Type: ")?;
    object::write(out, kind.as_bytes())?;
    match response.basic() {
        Some(basic) => write_basic(out, &basic),
        None => out.text(" (unknown response type)\n"),
    }
}

/// OpenSSL's spelling: all in lower case.
const fn status_name(status: OcspResponseStatus) -> &'static str {
    match status {
        OcspResponseStatus::Successful => "successful",
        OcspResponseStatus::MalformedRequest => "malformedrequest",
        OcspResponseStatus::InternalError => "internalerror",
        OcspResponseStatus::TryLater => "trylater",
        OcspResponseStatus::SignatureRequired => "sigrequired",
        OcspResponseStatus::Unauthorized => "unauthorized",
        _ => "(UNKNOWN)",
    }
}

fn write_basic(out: &mut Out<'_>, basic: &BasicResponseRef<'_>) -> fmt::Result {
    let version = basic.version();
    out.format(format_args!("\n    Version: {version} (0x{:x})\n    Responder Id: ", version.saturating_sub(1)))?;
    match basic.responder_id() {
        ResponderId::ByName(responder) => name::write(out, responder)?,
        ResponderId::ByKey(hash) => write_bytes(out, hash)?,
    }
    out.text("\n    Produced At: ")?;
    time::write(out, basic.produced_at())?;
    out.text("\n    Responses:\n")?;
    basic.entries().try_for_each(|entry| write_entry(out, &entry))?;
    extension::write_all(out, "Response Extensions:", basic.extensions(), 4)?;
    signature::write(out, basic.signature_algorithm(), Some(&whole(basic.signature_bits())))?;
    write_certificates(out, basic.certificates())
}

fn write_entry(out: &mut Out<'_>, entry: &OcspEntry<'_>) -> fmt::Result {
    write_certificate_id(out, &entry.certificate_id(), 4)?;
    write_status(out, entry.status())?;
    out.text("\n    This Update: ")?;
    time::write(out, entry.this_update())?;
    if let Some(next) = entry.next_update() {
        out.text("\n    Next Update: ")?;
        time::write(out, next)?;
    }
    out.text("\n")?;
    extension::write_all(out, "Response Single Extensions:", entry.extensions(), 8)?;
    out.text("\n")
}

fn write_status(out: &mut Out<'_>, status: CertStatus) -> fmt::Result {
    out.format(format_args!("    Cert Status: {}", status.name()))?;
    let CertStatus::Revoked { since, reason } = status else { return Ok(()) };
    out.text("\n    Revocation Time: ")?;
    time::write(out, since)?;
    reason.map_or(Ok(()), |reason| {
        out.format(format_args!("\n    Revocation Reason: {} (0x{:x})", reason_name(reason), reason.number()))
    })
}

/// OpenSSL's table ends with removeFromCRL.
fn reason_name(reason: CrlReason) -> &'static str {
    if reason.number() > 8 { "(UNKNOWN)" } else { reason.name() }
}

fn write_certificate_id(out: &mut Out<'_>, id: &CertIdRef<'_>, indent: usize) -> fmt::Result {
    out.line(indent, "Certificate ID:")?;
    out.pad(indent + 2)?;
    out.text("Hash Algorithm: ")?;
    object::write(out, id.hash().oid().as_bytes())?;
    for (label, hash) in [("Issuer Name Hash: ", id.issuer_name_hash()), ("Issuer Key Hash: ", id.issuer_key_hash())] {
        out.text("\n")?;
        out.pad(indent + 2)?;
        out.text(label)?;
        write_bytes(out, hash)?;
    }
    out.text("\n")?;
    out.pad(indent + 2)?;
    out.text("Serial Number: ")?;
    Number::signed(id.serial().as_bytes()).write_hex(out)?;
    out.text("\n")
}

fn write_bytes(out: &mut Out<'_>, bytes: &[u8]) -> fmt::Result {
    if bytes.is_empty() { out.text("0") } else { number::write_lines(out, bytes) }
}

/// The bytes of a BIT STRING, unused bits as zeros.
fn whole(bits: &[u8]) -> alloc::vec::Vec<u8> {
    bits.split_first().map_or_else(Default::default, |(unused, bytes)| masked(*unused, bytes))
}

/// With names in OpenSSL's older form, and each followed by its PEM.
fn write_certificates(out: &mut Out<'_>, certificates: OcspCertificates<'_>) -> fmt::Result {
    for der in certificates {
        match CertificateRef::parse(der) {
            Ok(certificate) => text::write_with_names(out, &certificate, name::write_compat)?,
            Err(error) => out.format(format_args!("Certificate: unreadable: {error}\n"))?,
        }
        out.text(&pem::encode("CERTIFICATE", der))?;
    }
    Ok(())
}
