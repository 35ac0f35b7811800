//! Our text against OpenSSL's.

use crate::mend;
use ucpki_crypto::RUSTCRYPTO;
use ucpki_x509::{CertificateRef, CertificationRequestRef, CrlRef, SpkiRef, oids};

/// Our text; `None` for what we do not read.
pub(crate) fn ours(kind: &str, der: &[u8]) -> Option<String> {
    let mut text = String::new();
    match kind {
        "x509" => ucpki_show::write_certificate(&mut text, &CertificateRef::parse(der).ok()?),
        "req" => ucpki_show::write_request(&mut text, &CertificationRequestRef::parse(der).ok()?),
        _ => ucpki_show::write_crl(&mut text, &CrlRef::parse(der).ok()?),
    }
    .expect("a String takes all");
    Some(text)
}

/// Why two texts may differ: docs/show-text.md has the same list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// They are the same.
    None,
    /// OpenSSL writes a control character, or what is not valid UTF-8, as it is. Nothing else differs.
    Raw,
    /// Neither can load the key: OpenSSL says why, and the rest is the same.
    Key,
    /// OpenSSL cannot load the key of an elliptic curve, and our signature code does not take it either; the rest is the same.
    Point,
    /// A key with a curve in explicit parameters: OpenSSL takes the seed and the form of the generator from its own table. The
    /// rest is the same.
    Curve,
    /// A string in several parts, or a list that is not marked as constructed, in an extension: with these mended, the object is
    /// shown as OpenSSL shows it.
    Mended,
    /// Half of a pair of UTF-16 in a BMPString of an extension, which OpenSSL leaves out. The rest is the same.
    Half,
    /// Not explained.
    Other,
}

/// Why the texts of an object differ; the reason is looked up in the object.
pub(crate) fn difference(kind: &str, der: &[u8], ours: &str, theirs: &[u8]) -> Difference {
    match with_strings_as_they_are(kind, der, ours, theirs) {
        Difference::Other => {
            let explains = |object: &Vec<u8>| {
                self::ours(kind, object)
                    .is_some_and(|text| with_strings_as_they_are(kind, object, &text, theirs) != Difference::Other)
            };
            if mend::mended(kind, der).iter().any(explains) { Difference::Mended } else { Difference::Other }
        }
        known => known,
    }
}

fn with_strings_as_they_are(kind: &str, der: &[u8], ours: &str, theirs: &[u8]) -> Difference {
    if ours.as_bytes() == theirs {
        return Difference::None;
    }
    if plain(ours.as_bytes()) == plain(theirs) {
        return Difference::Raw;
    }
    // The tag of a BMPString.
    if der.contains(&0x1E) && plain(without_halves(ours).as_bytes()) == plain(theirs) {
        return Difference::Half;
    }
    if plain(&without_key(ours.as_bytes())) != plain(&without_key(theirs)) {
        return Difference::Other;
    }
    let has = |text: &[u8]| theirs.windows(text.len()).any(|window| window == text);
    let unloadable = "Unable to load Public Key";
    match (has(unloadable.as_bytes()), ours.contains(unloadable)) {
        (true, true) => Difference::Key,
        (true, false) if is_ec(kind, der, |spki| RUSTCRYPTO.prepare(spki, None).is_err()) => Difference::Point,
        (false, false) if is_ec(kind, der, has_explicit_curve) => Difference::Curve,
        _ => Difference::Other,
    }
}

/// The text without the bytes of halves of pairs: `\ED`, one from A0 on, and one more.
fn without_halves(text: &str) -> String {
    let mut parts = text.split("\\ED\\");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_half = matches!(part.as_bytes(), [b'A' | b'B', _, b'\\', b'8'..=b'B', _, ..]);
        match part.get(5..).filter(|_| is_half) {
            Some(rest) => kept.push_str(rest),
            None => kept = format!("{kept}\\ED\\{part}"),
        }
    }
    kept
}

/// Whether the object has a key for an elliptic curve of which this holds.
fn is_ec(kind: &str, der: &[u8], holds: impl Fn(SpkiRef<'_>) -> bool) -> bool {
    let holds = |spki: SpkiRef<'_>| spki.algorithm().oid() == oids::EC_PUBLIC_KEY && holds(spki);
    match kind {
        "x509" => CertificateRef::parse(der).is_ok_and(|certificate| holds(certificate.spki())),
        "req" => CertificationRequestRef::parse(der).is_ok_and(|request| holds(request.spki())),
        _ => false,
    }
}

fn has_explicit_curve(spki: SpkiRef<'_>) -> bool {
    spki.algorithm().parameters().is_some_and(|parameters| parameters.first() == Some(&0x30))
}

/// The text with escapes undone, so that what OpenSSL writes as it is compares equal.
fn plain(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digits = rest.strip_prefix(b"\\x").and_then(|rest| rest.get(..2));
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        let (byte, after) = byte.map_or((*first, after), |byte| (byte, &rest[4..]));
        // A carriage return in an unknown extension is a full stop here.
        plain.push(if byte == b'\r' { b'.' } else { byte });
        rest = after;
    }
    plain
}

/// The text without the lines of the key, and without OpenSSL's errors about it.
fn without_key(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut in_key = false;
    for line in text.split(|byte| *byte == b'\n') {
        let deep = line.starts_with(b"            ") || line.windows(7).any(|window| window == b":error:");
        if !(in_key && deep) {
            lines.push(line);
            in_key = line.starts_with(b"            Public Key Algorithm:");
        }
    }
    lines.join(&b'\n')
}

/// The first line that differs.
pub(crate) fn first_difference(ours: &str, theirs: &[u8]) -> String {
    let theirs = String::from_utf8_lossy(theirs);
    let (mut ours, mut theirs) = (ours.split('\n'), theirs.split('\n'));
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return "nothing".to_owned(),
            (ours, theirs) if ours != theirs => return format!("we:      {ours:?}\n    openssl: {theirs:?}"),
            _ => {}
        }
    }
}
