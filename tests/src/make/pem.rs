/// One PEM block (RFC 7468): base64 in lines of 64 characters, each line ending in `\n`.
#[must_use]
pub fn pem(label: &str, der: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut characters = String::with_capacity(der.len() * 4 / 3 + 4);
    for chunk in der.chunks(3) {
        let group = (0..3).fold(0_u32, |group, index| group << 8 | u32::from(chunk.get(index).copied().unwrap_or(0)));
        for index in 0..4 {
            let sextet = (group >> (18 - 6 * index)) & 0x3F;
            characters.push(if index <= chunk.len() { ALPHABET[sextet as usize] as char } else { '=' });
        }
    }
    let mut text = format!("-----BEGIN {label}-----\n");
    for start in (0..characters.len()).step_by(64) {
        text.push_str(&characters[start..characters.len().min(start + 64)]);
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}

/// A PEM block with lines of explanation in front.
#[must_use]
pub fn titled_pem(title: &str, label: &str, der: &[u8]) -> String {
    format!("{}\n{}", title.trim_end(), pem(label, der))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_and_lines() {
        assert_eq!(pem("X", b""), "-----BEGIN X-----\n-----END X-----\n");
        assert_eq!(pem("X", b"f"), "-----BEGIN X-----\nZg==\n-----END X-----\n");
        assert_eq!(pem("X", b"fo"), "-----BEGIN X-----\nZm8=\n-----END X-----\n");
        assert_eq!(pem("X", b"foo"), "-----BEGIN X-----\nZm9v\n-----END X-----\n");
        assert_eq!(pem("X", &[0; 49]).lines().map(str::len).collect::<Vec<_>>(), [17, 64, 4, 15]);
    }
}
