//! Whole objects, byte for byte as `openssl x509`, `req` and `crl` with `-noout -text` print them.

use crate::ber::{self, Ber, masked};
use crate::key::Key;
use crate::number::Number;
use crate::out::Out;
use crate::{extension, name, object, signature, time};
use alloc::vec::Vec;
use core::fmt::{self, Write};
use ucpki_x509::der::Integer;
use ucpki_x509::pem::TrustData;
use ucpki_x509::{
    CertificateRef, CertificationRequestRef, CrlEntry, CrlRef, NameRef, Oddities, RequestedExtensions, SpkiRef, oids,
};

/// Writes a certificate as `openssl x509 -noout -text` does.
///
/// Text comes out in small pieces, nothing is collected. Control characters and bytes that are not UTF-8, which OpenSSL
/// would write as they are, come out as `\x1B`; the line feed in an unknown extension is the one exception. Cost:
/// linear, with two passes over each extension.
///
/// # Errors
///
/// Those of the sink.
///
/// # Examples
///
/// ```
/// # let pem = include_str!("../../../tests/data/chain/demo/leaf.pem");
/// # let certificate = ucpki::x509::pem::certificates(pem.as_bytes())?.remove(0).certificate;
/// let mut text = String::new();
/// ucpki::show::write_certificate(&mut text, &certificate.as_ref()).expect("a String takes all");
/// assert!(text.starts_with("Certificate:\n    Data:\n        Version: 3 (0x2)\n"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub fn write_certificate(sink: &mut dyn Write, certificate: &CertificateRef<'_>) -> fmt::Result {
    write_with_names(&mut Out::new(sink), certificate, name::write)
}

/// As [`write_certificate`], with names in the form that `write_name` has.
pub(crate) fn write_with_names(
    out: &mut Out<'_>,
    certificate: &CertificateRef<'_>,
    write_name: fn(&mut Out<'_>, NameRef<'_>) -> fmt::Result,
) -> fmt::Result {
    out.text("Certificate:\n    Data:\n")?;
    write_version(out, certificate.version(), 3)?;
    out.text("        Serial Number:")?;
    write_serial(out, certificate.serial())?;
    out.text("    ")?;
    signature::write(out, certificate.tbs_signature_algorithm(), None)?;
    out.text("        Issuer: ")?;
    write_name(out, certificate.issuer())?;
    out.text("\n        Validity\n            Not Before: ")?;
    time::write(out, certificate.not_before())?;
    out.text("\n            Not After : ")?;
    time::write(out, certificate.not_after())?;
    out.text("\n        Subject: ")?;
    write_name(out, certificate.subject())?;
    out.text("\n")?;
    write_key(out, certificate.spki())?;
    for (label, bits) in [
        ("        Issuer Unique ID: ", certificate.issuer_unique_id()),
        ("        Subject Unique ID: ", certificate.subject_unique_id()),
    ] {
        if let Some((unused, bytes)) = bits.and_then(<[u8]>::split_first) {
            out.text(label)?;
            signature::dump(out, &masked(*unused, bytes), 12)?;
        }
    }
    extension::write_all(out, "X509v3 extensions:", certificate.extensions(), 8)?;
    signature::write(out, certificate.signature_algorithm(), Some(&signature_bytes(certificate.as_der())))
}

/// Writes a certificate with the trust settings that was beside it, as `openssl x509 -noout -text` does.
///
/// # Errors
///
/// Those of the sink.
pub fn write_trusted_certificate(
    sink: &mut dyn Write,
    certificate: &CertificateRef<'_>,
    trust: &TrustData,
) -> fmt::Result {
    write_certificate(sink, certificate)?;
    let out = &mut Out::new(sink);
    let mut uses = |title: &str, none: &str, purposes: Option<&[ucpki_x509::OidBuf]>| -> fmt::Result {
        let Some(purposes) = purposes else { return out.line(0, none) };
        out.text(title)?;
        for (index, purpose) in purposes.iter().enumerate() {
            if index > 0 {
                out.text(", ")?;
            }
            object::write_within(out, purpose.as_oid().as_bytes(), 79)?;
        }
        out.text("\n")
    };
    uses("Trusted Uses:\n  ", "No Trusted Uses.", trust.trust.as_deref())?;
    uses("Rejected Uses:\n  ", "No Rejected Uses.", Some(trust.reject.as_slice()).filter(|list| !list.is_empty()))?;
    if let Some(alias) = &trust.alias {
        out.text("Alias: ")?;
        out.raw_to_nul(alias.as_bytes())?;
        out.text("\n")?;
    }
    if let Some(key_id) = &trust.key_id {
        out.text("Key Id: ")?;
        out.colons(key_id, true)?;
        out.text("\n")?;
    }
    Ok(())
}

/// Writes a request as `openssl req -noout -text` does; see [`write_certificate`].
///
/// The password for revocation is shown, as OpenSSL does: it is a part of the request.
///
/// # Errors
///
/// Those of the sink.
pub fn write_request(sink: &mut dyn Write, request: &CertificationRequestRef<'_>) -> fmt::Result {
    let out = &mut Out::new(sink);
    out.text("Certificate Request:\n    Data:\n")?;
    write_version(out, request.version(), 1)?;
    out.text("        Subject: ")?;
    name::write(out, request.subject())?;
    out.text("\n")?;
    write_key(out, request.spki())?;
    out.text("        Attributes:\n")?;
    let is_there = !request.oddities().contains(Oddities::ATTRIBUTES_ABSENT);
    if is_there && request.attributes().next().is_none() {
        out.text("            (none)\n")?;
    }
    for attribute in request.attributes() {
        write_attribute(out, &attribute)?;
    }
    write_requested(out, request)?;
    signature::write(out, request.signature_algorithm(), Some(&signature_bytes(request.as_der())))
}

fn write_attribute(out: &mut Out<'_>, attribute: &ucpki_x509::RequestAttribute<'_>) -> fmt::Result {
    let oid = attribute.oid();
    if [oids::EXTENSION_REQUEST, oids::MICROSOFT_EXTENSION_REQUEST].contains(&oid) {
        return Ok(());
    }
    let name = object::names(oid.as_bytes()).map_or_else(|| object::dotted(oid.as_bytes()), |(_, long)| long.into());
    out.pad(12)?;
    out.text(&name)?;
    if attribute.values().next().is_none() {
        // OpenSSL ends here with an error, in the middle of the line and of the request.
        out.pad(25_usize.saturating_sub(name.len()))?;
        return out.text(":(no value)\n");
    }
    // The first value is in column 25 or behind the name, the second one below it, all others in column 25.
    let mut column = name.len();
    for (index, value) in attribute.values().enumerate() {
        match index {
            0 => out.pad(25_usize.saturating_sub(column))?,
            _ => out.pad(core::mem::replace(&mut column, 25).max(25))?,
        }
        out.text(":")?;
        match value.tag().0 {
            ber::PRINTABLE_STRING | ber::T61_STRING | ber::NUMERIC_STRING | ber::UTF8_STRING | ber::IA5_STRING => {
                out.raw(value.content())?;
            }
            _ => out.text("unable to print attribute")?,
        }
        out.text("\n")?;
    }
    Ok(())
}

/// What the request asks for. The title is there too where nothing is asked for, but not where it cannot be read.
fn write_requested(out: &mut Out<'_>, request: &CertificationRequestRef<'_>) -> fmt::Result {
    let Ok(found) = request.extension_request() else {
        // An attribute without values has its title too.
        let attribute =
            request.attribute(oids::EXTENSION_REQUEST).or_else(|| request.attribute(oids::MICROSOFT_EXTENSION_REQUEST));
        return match attribute.is_some_and(|attribute| attribute.values().next().is_none()) {
            true => out.line(12, "Requested Extensions:"),
            false => Ok(()),
        };
    };
    out.line(12, "Requested Extensions:")?;
    let mut extensions = found.iter().flat_map(RequestedExtensions::extensions);
    extensions.try_for_each(|extension| extension::write(out, &extension, 16))
}

/// Writes a CRL as `openssl crl -noout -text` does; see [`write_certificate`].
///
/// # Errors
///
/// Those of the sink.
pub fn write_crl(sink: &mut dyn Write, crl: &CrlRef<'_>) -> fmt::Result {
    let out = &mut Out::new(sink);
    out.text("Certificate Revocation List (CRL):\n")?; // words: ok
    let version = crl.version();
    out.format(format_args!("        Version {version} (0x{:x})\n", version.saturating_sub(1)))?;
    out.text("    ")?;
    signature::write(out, crl.signature_algorithm(), None)?;
    out.text("        Issuer: ")?;
    name::write(out, crl.issuer())?;
    out.text("\n        Last Update: ")?;
    time::write(out, crl.this_update())?;
    out.text("\n        Next Update: ")?;
    match crl.next_update() {
        Some(next) => time::write(out, next)?,
        None => out.text("NONE")?,
    }
    out.text("\n")?;
    extension::write_all(out, "CRL extensions:", crl.extensions(), 8)?;
    out.text(if crl.entry_count() > 0 { "Revoked Certificates:\n" } else { "No Revoked Certificates.\n" })?;
    crl.entries().try_for_each(|entry| write_entry(out, &entry))?;
    signature::write(out, crl.signature_algorithm(), Some(&signature_bytes(crl.as_der())))
}

fn write_entry(out: &mut Out<'_>, entry: &CrlEntry<'_>) -> fmt::Result {
    out.text("    Serial Number: ")?;
    Number::signed(entry.serial().as_bytes()).write_hex(out)?;
    out.text("\n        Revocation Date: ")?;
    time::write(out, entry.revocation_date())?;
    out.text("\n")?;
    extension::write_all(out, "CRL entry extensions:", entry.extensions(), 8)
}

fn write_version(out: &mut Out<'_>, version: u32, last: u32) -> fmt::Result {
    let number = version.saturating_sub(1);
    if version <= last {
        out.format(format_args!("        Version: {version} (0x{number:x})\n"))
    } else {
        out.format(format_args!("        Version: Unknown ({number})\n"))
    }
}

/// Up to 63 bits as a number, beyond as bytes in a line of their own.
fn write_serial(out: &mut Out<'_>, serial: Integer<'_>) -> fmt::Result {
    let number = Number::signed(serial.as_bytes());
    let small = number.to_u64().filter(|value| *value <= i64::MAX.unsigned_abs() + u64::from(number.negative));
    match small {
        // OpenSSL takes -1 for "does not fit".
        Some(value) if !(number.negative && value == 1) => {
            let sign = if number.negative { "-" } else { "" };
            out.format(format_args!(" {sign}{value} ({sign}0x{value:x})\n"))
        }
        _ => {
            out.text("\n            ")?;
            out.text(if number.negative { " (Negative)" } else { "" })?;
            out.colons(&number.magnitude, false)?;
            out.text("\n")
        }
    }
}

fn write_key(out: &mut Out<'_>, spki: SpkiRef<'_>) -> fmt::Result {
    out.text("        Subject Public Key Info:\n            Public Key Algorithm: ")?;
    object::write(out, spki.algorithm().oid().as_bytes())?;
    out.text("\n")?;
    match Key::read(spki) {
        Some(key) => key.write(out, 16),
        None => out.text("            Unable to load Public Key\n"),
    }
}

/// The bytes of the signature, also where it has unused bits.
fn signature_bytes(der: &[u8]) -> Vec<u8> {
    let bits = || {
        let mut parts = Ber::new(der).sequence()?;
        parts.read()?;
        parts.read()?;
        parts.expect(ber::BIT_STRING)?.bits()
    };
    bits().map_or_else(Vec::new, |(unused, bytes)| masked(unused, bytes))
}
