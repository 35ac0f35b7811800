//! What OpenSSL reads in extensions and this library refuses, made into what both read: strings in several parts (X.690, 8.7.3),
//! which DER does not have, are put together; lists without the bit that says "constructed", which no rule allows
//! (X.690, 8.9.1), get it.

use crate::build::value;
use std::ops::Range;
use ucpki_x509::{CertificateRef, CertificationRequestRef, CrlRef};

/// The object in every way in which one value of its extensions, or two, can be mended.
pub(crate) fn mended(kind: &str, der: &[u8]) -> Vec<Vec<u8>> {
    let once = one_mended(kind, der);
    let twice: Vec<_> = once.iter().flat_map(|object| one_mended(kind, object)).collect();
    [once, twice, with_true(kind, der)].concat()
}

/// A request with one BOOLEAN that is neither 00 nor FF made true (X.690, 11.1): extensions with another byte are refused
/// where they are read, in a request only by who asks for them.
fn with_true(kind: &str, der: &[u8]) -> Vec<Vec<u8>> {
    let flags = der.windows(3).enumerate().filter(|(_, bytes)| matches!(bytes, [0x01, 0x01, 0x01..=0xFE]));
    let mended = flags.map(|(at, _)| {
        let mut object = der.to_vec();
        object[at + 2] = 0xFF;
        object
    });
    if kind == "req" { mended.collect() } else { Vec::new() }
}

fn one_mended(kind: &str, der: &[u8]) -> Vec<Vec<u8>> {
    let mut objects = Vec::new();
    for place in extensions(kind, der) {
        let extension = &der[place.clone()];
        let found = to_mend(extension);
        objects.extend(found.iter().filter_map(|found| Some(replaced(der, &place, &mend(extension, found)?))));
    }
    objects
}

/// Where the values of the extensions stand.
fn extensions(kind: &str, der: &[u8]) -> Vec<Range<usize>> {
    let place = |value: &[u8]| {
        let start = value.as_ptr().addr() - der.as_ptr().addr();
        start..start + value.len()
    };
    let mut places = Vec::new();
    match kind {
        "x509" => {
            let Ok(certificate) = CertificateRef::parse(der) else { return places };
            places.extend(certificate.extensions().map(|extension| place(extension.value())));
        }
        "req" => {
            let Ok(request) = CertificationRequestRef::parse(der) else { return places };
            let Ok(Some(requested)) = request.extension_request() else { return places };
            places.extend(requested.extensions().map(|extension| place(extension.value())));
        }
        _ => {
            let Ok(crl) = CrlRef::parse(der) else { return places };
            places.extend(crl.extensions().map(|extension| place(extension.value())));
            places
                .extend(crl.entries().flat_map(|entry| {
                    entry.extensions().map(|extension| place(extension.value())).collect::<Vec<_>>()
                }));
        }
    }
    places
}

/// The value that begins at `at`: where its content stands.
fn content(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let length = usize::from(*bytes.get(at + 1)?);
    let (length, start) = match length {
        0..=0x7F => (length, at + 2),
        0x81..=0x84 => {
            let digits = bytes.get(at + 2..at + 2 + (length & 0x7F))?;
            let number = digits.iter().fold(0, |number, digit| number << 8 | usize::from(*digit));
            (number, at + 2 + digits.len())
        }
        _ => return None,
    };
    bytes.get(start..start + length)?;
    Some(start..start + length)
}

/// The values one after another in `range`, each with its content; `None` if there is something else.
fn each(bytes: &[u8], range: Range<usize>) -> Option<Vec<(usize, Range<usize>)>> {
    let mut all = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let inner = content(&bytes[..range.end], at)?;
        all.push((at, inner.clone()));
        at = inner.end;
    }
    Some(all)
}

/// All values that may be a string in parts, or a list without its bit, whatever is around them.
fn to_mend(bytes: &[u8]) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    let mut to_do = each(bytes, 0..bytes.len()).unwrap_or_default();
    while let Some((at, inner)) = to_do.pop() {
        let inside = each(bytes, inner.clone());
        match bytes[at] {
            0x30 | 0x31 => to_do.extend(inside.unwrap_or_default()),
            tag if tag & 0x20 != 0 => {
                to_do.extend(inside.unwrap_or_default());
                found.push((at, inner));
            }
            // SEQUENCE and SET, and what may stand for them.
            0x10 | 0x11 | 0x80..=0x9E if inside.is_some() => {
                to_do.extend(inside.unwrap_or_default());
                found.push((at, inner));
            }
            _ => {}
        }
    }
    found
}

/// The bytes with one value mended, and the lengths around it made to fit.
fn mend(bytes: &[u8], (at, inner): &(usize, Range<usize>)) -> Option<Vec<u8>> {
    let mended = match bytes[*at] {
        tag if tag & 0x20 != 0 => value(tag & !0x20, &together(bytes, inner.clone(), 0)?),
        tag => value(tag | 0x20, &bytes[inner.clone()]),
    };
    let other = |here: usize, _: &Range<usize>| (here == *at).then(|| mended.clone());
    Some(rebuilt(bytes, 0..bytes.len(), &other))
}

/// What the parts hold; parts of any kind, as OpenSSL takes them.
fn together(bytes: &[u8], inner: Range<usize>, depth: u32) -> Option<Vec<u8>> {
    let mut string = Vec::new();
    for (at, part) in each(bytes, inner)? {
        match bytes[at] & 0x20 {
            0 => string.extend(&bytes[part]),
            _ if depth < 5 => string.extend(together(bytes, part, depth + 1)?),
            _ => return None,
        }
    }
    Some(string)
}

/// The object with another value for the extension whose value is in `place`.
fn replaced(der: &[u8], place: &Range<usize>, extension: &[u8]) -> Vec<u8> {
    let other = |at: usize, inner: &Range<usize>| (inner == place).then(|| value(der[at], extension));
    rebuilt(der, 0..der.len(), &other)
}

/// What is in the place of a value, if something else does: given where the value starts, and where its content stands.
type Replace<'a> = dyn Fn(usize, &Range<usize>) -> Option<Vec<u8>> + 'a;

/// The values in `range` with those in whose place another one comes; lengths around them are made to fit.
fn rebuilt(bytes: &[u8], range: Range<usize>, other: &Replace<'_>) -> Vec<u8> {
    let Some(values) = each(bytes, range.clone()) else { return bytes[range].to_vec() };
    let mut all = Vec::new();
    for (at, inner) in values {
        if let Some(other) = other(at, &inner) {
            all.extend(other);
            continue;
        }
        if bytes[at] & 0x20 != 0 || matches!(bytes[at], 0x10 | 0x11 | 0x80..=0x9E) {
            let inside = rebuilt(bytes, inner.clone(), other);
            if inside != bytes[inner.clone()] {
                all.extend(value(bytes[at], &inside));
                continue;
            }
        }
        all.extend(&bytes[at..inner.end]);
    }
    all
}
