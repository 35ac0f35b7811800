//! Requests in the path of a GET (RFC 6960, A.1).

use crate::codes;
use alloc::vec::Vec;
use ucpki_x509::{Code, pem};

/// No request is longer, were every character of its base64 written with a percent sign.
const MOST: usize = 40_960;

/// The request that is at the end of the path of a GET, as DER: `{prefix}/{url-encoding of base64}`, whatever the prefix.
///
/// Base64 has slashes and plus signs of its own, which clients and servers on the way write in several ways: `%2F` and `/`, `%2B`, `+`
/// and a space are all understood, and padding may be missing. Where the prefix ends and the request begins is found by the length
/// that the DER of the request starts with, so that no prefix has to be configured.
///
/// Cost: linear in the path.
///
/// # Errors
///
/// [`codes::PATH`] if the path does not end in the base64 of DER.
///
/// # Examples
///
/// ```
/// use ucpki::ocsp::responder::request_from_path;
///
/// assert_eq!(request_from_path("/ocsp/MAM%2FAAA%3D"), Ok(vec![0x30, 0x03, 0x3F, 0x00, 0x00]));
/// assert_eq!(request_from_path("/ocsp/status").unwrap_err().name(), "ocsp.path");
/// ```
pub fn request_from_path(path: &str) -> Result<Vec<u8>, &'static Code> {
    let text = decode_percent(path).ok_or(&codes::PATH)?;
    let starts = text.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at + 1);
    for start in core::iter::once(0).chain(starts) {
        let Some(candidate) = text.get(start..) else { continue };
        if is_whole_der(candidate) {
            return decode(candidate).ok_or(&codes::PATH);
        }
    }
    Err(&codes::PATH)
}

/// Nothing for a `%` without two hex digits, and for paths that are too long for any request.
fn decode_percent(path: &str) -> Option<Vec<u8>> {
    if path.len() > MOST {
        return None;
    }
    let mut text = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        let byte = match (first, tail) {
            (b'%', [high, low, tail @ ..]) => {
                rest = tail;
                digit(*high)? << 4 | digit(*low)?
            }
            (b'%', _) => return None,
            // Some servers decode a plus sign as in a form.
            (b' ', _) => b'+',
            (other, _) => *other,
        };
        text.push(byte);
    }
    Some(text)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Whether a text is as long as the base64 of the SEQUENCE that it begins with. Looks at the first bytes only.
fn is_whole_der(text: &[u8]) -> bool {
    let padding = text.iter().rev().take(2).filter(|byte| **byte == b'=').count();
    let characters = text.len() - padding;
    // Each character is six bits; what is left over is not a byte.
    let length = characters * 6 / 8;
    let head: Vec<u8> = text.iter().copied().take(8).filter(|byte| *byte != b'=').collect();
    let Some(head) = decode(&head) else { return false };
    let declared = match head.as_slice() {
        [0x30, short @ 0..=0x7F, ..] => Some(2 + usize::from(*short)),
        [0x30, 0x81, long, ..] => Some(3 + usize::from(*long)),
        [0x30, 0x82, high, low, ..] => Some(4 + usize::from(u16::from_be_bytes([*high, *low]))),
        _ => None,
    };
    declared == Some(length)
}

/// Base64 whose padding may be missing.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if text.iter().any(|byte| !byte.is_ascii_alphanumeric() && !b"+/=".contains(byte)) {
        return None;
    }
    let mut padded = text.to_vec();
    while !padded.len().is_multiple_of(4) {
        padded.push(b'=');
    }
    pem::from_base64(&padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A SEQUENCE whose base64 has all that is special: plus signs, slashes, two of them in a row, and padding.
    const REQUEST: &[u8] = &[0x30, 9, 0, 0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF, 0x3E, 0x3E];

    #[test]
    fn every_way_to_write_it_is_understood() {
        let plain = pem::to_base64(REQUEST);
        assert!(plain.contains('+') && plain.contains("//") && plain.ends_with('='), "{plain}");
        let coded = plain.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let forms = [
            plain.clone(),
            coded.clone(),
            coded.replace("%2B", "%2b").replace("%2F", "%2f"),
            plain.replace('+', " "),
            plain.trim_end_matches('=').into(),
        ];
        for form in forms {
            for prefix in ["", "/", "//", "/ocsp/", "/a/b//", "/M/MA/", "/MAM=/"] {
                let path = alloc::format!("{prefix}{form}");
                assert_eq!(request_from_path(&path).as_deref(), Ok(REQUEST), "{path}");
            }
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        let plain = pem::to_base64(REQUEST);
        let extra = alloc::format!("/{plain}A");
        let short = &plain[..plain.len() - 5];
        let long = "/".repeat(MOST + 1);
        for path in ["", "/", "/ocsp", "/%", "/%2", "/%zz", "/M", "/MA==", "/????", &extra, short, &long] {
            assert_eq!(request_from_path(path), Err(&codes::PATH), "{path}");
        }
    }

    #[test]
    fn many_slashes_do_not_cost_much() {
        // Each is a place where the request could begin: eight characters are looked at.
        let path = "/MIIA".repeat(8000);
        assert_eq!(request_from_path(&path), Err(&codes::PATH));
    }
}
