//! Our text against OpenSSL's.

use ucpki_x509::{CertificateRef, CertificationRequestRef, CrlRef};

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

/// Why two texts may differ.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// They are the same.
    None,
    /// OpenSSL writes a control character, or what is no UTF-8, as it is.
    Raw,
    /// OpenSSL cannot load the key; the rest is the same.
    Key,
    /// A curve with explicit parameters: OpenSSL takes the seed and the form of the generator from its own table.
    Curve,
    /// Not explained.
    Other,
}

pub(crate) fn difference(ours: &str, theirs: &[u8]) -> Difference {
    if ours.as_bytes() == theirs {
        return Difference::None;
    }
    if plain(ours.as_bytes()) == plain(theirs) {
        return Difference::Raw;
    }
    if plain(&without_key(ours.as_bytes())) != plain(&without_key(theirs)) {
        return Difference::Other;
    }
    let has = |text: &[u8]| theirs.windows(text.len()).any(|window| window == text);
    if has(b"Unable to load Public Key") {
        Difference::Key
    } else if has(b"Field Type: ") {
        Difference::Curve
    } else {
        Difference::Other
    }
}

/// The text with escapes undone, so that what OpenSSL writes as it is compares equal.
fn plain(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digits = rest.strip_prefix(b"\\x").and_then(|rest| rest.get(..2));
        let octet = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match octet {
            Some(octet) => {
                plain.push(octet);
                rest = &rest[4..];
            }
            None => {
                // A carriage return in an unknown extension is a full stop here.
                plain.push(if *first == b'\r' { b'.' } else { *first });
                rest = after;
            }
        }
    }
    plain
}

/// The text without the lines of the key, and without OpenSSL's errors about it.
fn without_key(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut in_key = false;
    for line in text.split(|octet| *octet == b'\n') {
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
