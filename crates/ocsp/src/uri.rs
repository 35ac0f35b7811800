//! The address of a request that is sent with GET (RFC 6960, A.1; RFC 9919, 6).

use alloc::string::String;
use ucpki_x509::pem;

/// RFC 9919, 6: requests of up to 255 bytes "in total (after encoding)" are sent with GET.
const MOST: usize = 255;

/// `{base}/{url-encoding of the base64 of the request}`; nothing where that is too long, or where the base has a query or a
/// fragment, behind which no path can be put, or characters that no address has (RFC 3986, 2).
pub(crate) fn get(base: &str, request: &[u8]) -> Option<String> {
    if base.contains(['?', '#']) || !base.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let mut uri = String::from(base);
    // OpenSSL's responder answers `//` with 400.
    if !uri.ends_with('/') {
        uri.push('/');
    }
    // Four characters for three bytes: what is too long is not encoded first.
    if uri.len() + request.len().div_ceil(3) * 4 > MOST {
        return None;
    }
    for character in pem::to_base64(request).chars() {
        match character {
            '+' => uri.push_str("%2B"),
            '/' => uri.push_str("%2F"),
            '=' => uri.push_str("%3D"),
            other => uri.push(other),
        }
    }
    (uri.len() <= MOST).then_some(uri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn there_is_one_slash_and_everything_is_encoded() {
        for base in ["http://a.example", "http://a.example/"] {
            assert_eq!(get(base, &[0xFB, 0xFF, 0xBF]), Some("http://a.example/%2B%2F%2B%2F".to_string()));
        }
        assert_eq!(get("http://a/b", &[0]), Some("http://a/b/AA%3D%3D".to_string()));
        assert_eq!(get("http://a/b", &[0, 1]), Some("http://a/b/AAE%3D".to_string()));
        for none in ["http://a/b?c", "http://a/b#c", "http://a/ b", "http://a/\r\nHost: b", "http://\u{e4}/"] {
            assert_eq!(get(none, &[0]), None);
        }
    }

    #[test]
    fn long_requests_have_none() {
        // 9 characters of the base, and 4 for each group of three bytes.
        assert_eq!(get("http://a/", &[0; 183]).map(|uri| uri.len()), Some(253));
        assert_eq!(get("http://a/", &[0; 186]), None);
    }
}
