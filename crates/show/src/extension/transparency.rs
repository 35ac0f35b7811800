//! Signed Certificate Timestamps (RFC 6962, 3.3).

use super::need;
use crate::ber::Ber;
use crate::out::{Out, Shown, Stop};
use crate::time;

pub(super) fn timestamps(out: &mut Out<'_>, mut value: Ber<'_>, indent: usize) -> Shown {
    let bytes = need(value.octet_string())?;
    let (list, rest) = need(prefixed(bytes))?;
    need(rest.is_empty().then_some(()))?;
    let mut rest = list;
    let mut first = true;
    while !rest.is_empty() {
        let (timestamp, after) = need(prefixed(rest))?;
        rest = after;
        if !core::mem::take(&mut first) {
            out.text("\n")?;
        }
        write(out, timestamp, indent)?;
    }
    Ok(())
}

/// Bytes behind their length, and what follows.
fn prefixed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

fn write(out: &mut Out<'_>, bytes: &[u8], indent: usize) -> Shown {
    let (version, rest) = need(bytes.split_first())?;
    out.pad(indent)?;
    out.text("Signed Certificate Timestamp:\n")?;
    out.pad(indent + 4)?;
    out.text("Version   : ")?;
    if *version != 0 {
        out.text("unknown\n")?;
        out.pad(indent + 16)?;
        return hexadecimal(out, bytes, indent);
    }
    let (log, rest) = need(rest.split_at_checked(32))?;
    let (milliseconds, rest) = need(rest.split_first_chunk())?;
    let (extensions, rest) = need(prefixed(rest))?;
    let ([hash, algorithm], rest) = need(rest.split_first_chunk())?;
    // What follows the signature is passed over, as OpenSSL does.
    let (signature, _) = need(prefixed(rest))?;
    let algorithm = match (hash, algorithm) {
        (4, 3) => "ecdsa-with-SHA256",
        (4, 1) => "sha256WithRSAEncryption",
        _ => return Err(Stop::Malformed),
    };
    let label = |out: &mut Out<'_>, text: &str| -> Shown {
        out.text("\n")?;
        out.pad(indent + 4)?;
        Ok(out.text(text)?)
    };
    out.text("v1 (0x0)")?;
    label(out, "Log ID    : ")?;
    hexadecimal(out, log, indent)?;
    label(out, "Timestamp : ")?;
    time::write_milliseconds(out, u64::from_be_bytes(*milliseconds))?;
    label(out, "Extensions: ")?;
    if extensions.is_empty() {
        out.text("none")?;
    } else {
        hexadecimal(out, extensions, indent)?;
    }
    label(out, "Signature : ")?;
    out.text(algorithm)?;
    label(out, "            ")?;
    hexadecimal(out, signature, indent)
}

/// 16 bytes in a line, the first line where it stands.
fn hexadecimal(out: &mut Out<'_>, bytes: &[u8], indent: usize) -> Shown {
    for (index, line) in bytes.chunks(16).enumerate() {
        if index > 0 {
            out.text(":\n")?;
            out.pad(indent + 16)?;
        }
        out.colons(line, true)?;
    }
    Ok(())
}
