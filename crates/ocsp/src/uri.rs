//! The address of a request that is sent with GET (RFC 6960, A.1; RFC 9919, 6).

use alloc::string::String;

/// RFC 9919, 6: requests of up to 255 bytes "in total (after encoding)" are sent with GET.
const MOST: usize = 255;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `{base}/{url-encoding of the base64 of the request}`; nothing where that is too long, or where the base has a query or a
/// fragment, behind which no path can be put.
pub(crate) fn get(base: &str, request: &[u8]) -> Option<String> {
    if base.contains(['?', '#']) {
        return None;
    }
    let mut uri = String::from(base);
    // OpenSSL's responder answers `//` with 400.
    if !uri.ends_with('/') {
        uri.push('/');
    }
    for group in request.chunks(3) {
        push_group(&mut uri, group);
        if uri.len() > MOST {
            return None;
        }
    }
    Some(uri)
}

fn push_group(uri: &mut String, group: &[u8]) {
    let byte = |at: usize| group.get(at).copied().map_or(0, u32::from);
    let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (at, shift) in [18_u32, 12, 6, 0].into_iter().enumerate() {
        let index = usize::try_from(bits >> shift & 0x3F).unwrap_or(0);
        match ALPHABET.get(index) {
            _ if at > group.len() => uri.push_str("%3D"),
            Some(b'+') => uri.push_str("%2B"),
            Some(b'/') => uri.push_str("%2F"),
            Some(character) => uri.push(char::from(*character)),
            None => {}
        }
    }
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
        assert_eq!(get("http://a/b?c", &[0]), None);
    }

    #[test]
    fn long_requests_have_none() {
        // 9 characters of the base, and 4 for each group of three bytes.
        assert_eq!(get("http://a/", &[0; 183]).map(|uri| uri.len()), Some(253));
        assert_eq!(get("http://a/", &[0; 186]), None);
    }
}
