//! Certificates and keys that a caller does not accept, whoever vouches for them.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;
use ucpki_crypto::sha256;
use ucpki_x509::{Certificate, Code, Name, NameRef};

/// Single certificates and keys that are refused wherever they appear on a path: as the leaf, as an intermediate, and as the
/// anchor. For what was misissued or stolen and has no CRL yet.
///
/// | blocked | by | what it hits |
/// | --- | --- | --- |
/// | [`fingerprint`](Self::fingerprint) | SHA-256 of the certificate's DER | this very certificate |
/// | [`key`](Self::key) | SHA-256 of the SubjectPublicKeyInfo | every certificate of the key, renewed and cross-signed ones too |
/// | [`issued`](Self::issued) | issuer and serial number | the certificate, as CRLs name it (RFC 5280, 4.1.2.2) |
///
/// The refusal is [`BLOCKED`](crate::codes::BLOCKED) in every profile.
///
/// Cost: nothing where the list is empty; else one SHA-256 of each certificate, of each key, or one look-up, by what is blocked.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Blocklist, Validator};
///
/// # let text = "";
/// let blocked = Blocklist::parse(
///     "# stolen on 2026-11-20\n\
///      key sha256:3b:e1:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:9c\n\
///      serial 0x1F40 CN=Example Issuing CA,O=Example,C=DE\n",
/// )?;
/// assert_eq!(blocked.len(), 2);
/// let validator = Validator::new(ucpki::crypto::RUSTCRYPTO).block(blocked);
/// # let _ = validator;
/// # Ok::<(), ucpki::chain::BlocklistError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocklist {
    fingerprints: BTreeSet<[u8; 32]>,
    keys: BTreeSet<[u8; 32]>,
    /// By serial number without leading zeros.
    issued: Vec<(Vec<u8>, Name)>,
}

impl Blocklist {
    /// Blocks nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { fingerprints: BTreeSet::new(), keys: BTreeSet::new(), issued: Vec::new() }
    }

    /// Blocks the certificate whose DER has this SHA-256.
    #[must_use]
    pub fn fingerprint(mut self, sha256: [u8; 32]) -> Self {
        self.fingerprints.insert(sha256);
        self
    }

    /// Blocks the certificate, and no other of its key.
    #[must_use]
    pub fn certificate(self, certificate: &Certificate) -> Self {
        self.fingerprint(sha256(certificate.as_der()))
    }

    /// Blocks every certificate, and every anchor, whose SubjectPublicKeyInfo has this SHA-256.
    #[must_use]
    pub fn key(mut self, sha256: [u8; 32]) -> Self {
        self.keys.insert(sha256);
        self
    }

    /// Blocks the certificate that `issuer` issued with this serial number, given as the bytes of the number, most significant
    /// first; zeros in front do not matter.
    #[must_use]
    pub fn issued(mut self, issuer: Name, serial: &[u8]) -> Self {
        self.issued.push((without_zeros(serial).to_vec(), issuer));
        self.issued.sort_by(|one, other| one.0.cmp(&other.0));
        self
    }

    /// Reads a list of text lines: `certificate sha256:HEX`, `key sha256:HEX`, `serial HEX ISSUER` with the issuer's name as in
    /// RFC 4514. Hexadecimal digits may be separated by colons; `0x` in front of a serial number does not matter. Empty lines
    /// and lines that begin with `#` say nothing.
    ///
    /// # Errors
    ///
    /// [`BlocklistError`], with the line: a line that is not understood must not count as nothing to block.
    pub fn parse(text: &str) -> Result<Self, BlocklistError> {
        let mut list = Self::new();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            list = list.with_line(line).ok_or(BlocklistError { line: number })?;
        }
        Ok(list)
    }

    fn with_line(self, line: &str) -> Option<Self> {
        let (kind, rest) = line.split_once(char::is_whitespace)?;
        let digest =
            |text: &str| -> Option<[u8; 32]> { hexadecimal(text.trim().strip_prefix("sha256:")?)?.try_into().ok() };
        match kind {
            "certificate" => Some(self.fingerprint(digest(rest)?)),
            "key" => Some(self.key(digest(rest)?)),
            "serial" => {
                let (serial, issuer) = rest.trim().split_once(char::is_whitespace)?;
                let serial =
                    hexadecimal(serial.strip_prefix("0x").unwrap_or(serial)).filter(|serial| !serial.is_empty())?;
                Some(self.issued(Name::parse_rfc4514(issuer.trim()).ok()?, &serial))
            }
            _ => None,
        }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fingerprints.len() + self.keys.len() + self.issued.len()
    }

    /// Whether nothing is blocked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// These entries and those of `other`.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        self.fingerprints.extend(other.fingerprints);
        self.keys.extend(other.keys);
        self.issued.extend(other.issued);
        self.issued.sort_by(|one, other| one.0.cmp(&other.0));
        self
    }

    /// Whether a certificate is blocked, by itself or by its key.
    #[must_use]
    pub fn blocks(&self, certificate: &Certificate) -> bool {
        self.blocks_key(certificate.spki_der())
            || !self.fingerprints.is_empty() && self.fingerprints.contains(&sha256(certificate.as_der()))
            || self.blocks_issued(certificate.issuer(), certificate.serial().as_bytes())
    }

    /// Whether a key is blocked, given as a SubjectPublicKeyInfo.
    #[must_use]
    pub fn blocks_key(&self, spki: &[u8]) -> bool {
        !self.keys.is_empty() && self.keys.contains(&sha256(spki))
    }

    fn blocks_issued(&self, issuer: NameRef<'_>, serial: &[u8]) -> bool {
        let serial = without_zeros(serial);
        let start = self.issued.partition_point(|(known, _)| &**known < serial);
        let same = self.issued.iter().skip(start).take_while(|(known, _)| **known == *serial);
        same.into_iter().any(|(_, name)| name.as_name().matches(issuer))
    }
}

/// A line of a block list that is not understood.
///
/// # Examples
///
/// ```
/// use ucpki::chain::Blocklist;
///
/// let error = Blocklist::parse("# stolen keys\nkey sha256:3be1\n").unwrap_err();
/// assert_eq!(error.line(), 2);
/// println!("blocked.txt: {error}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlocklistError {
    line: usize,
}

impl BlocklistError {
    /// [`BLOCKLIST_MALFORMED`](crate::codes::BLOCKLIST_MALFORMED).
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        &crate::codes::BLOCKLIST_MALFORMED
    }

    /// The line, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for BlocklistError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {} is none of `certificate sha256:HEX`, `key sha256:HEX` (32 bytes each) and `serial HEX ISSUER` (RFC 4514)",
            self.line
        )
    }
}

impl core::error::Error for BlocklistError {}

/// Bytes in hexadecimal, with or without colons.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|character| *character != ':')
        .map(|character| character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let mut digits = digits?;
    if digits.len() % 2 == 1 {
        digits.insert(0, 0);
    }
    Some(digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect())
}

fn without_zeros(serial: &[u8]) -> &[u8] {
    let zeros = serial.iter().take_while(|byte| **byte == 0).count();
    serial.get(zeros..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::format;

    #[test]
    fn lines_that_are_not_understood_are_errors() {
        let digest = "00".repeat(32);
        for good in [
            format!("certificate sha256:{digest}"),
            format!("  key\tsha256:{}", "AB:".repeat(31) + "cd"),
            "serial 1 CN=X".into(),
            "serial 0x00:ff CN=X,O=Y".into(),
            "\u{feff}# nothing\r\n\r\n".into(),
        ] {
            assert!(Blocklist::parse(&good).is_ok(), "{good}");
        }
        for bad in [
            "certificate".into(),
            format!("certificate {digest}"),
            format!("certificate sha256:{digest}00"),
            format!("Certificate sha256:{digest}"),
            "key sha256:zz".into(),
            "serial CN=X".into(),
            "serial  CN=X".into(),
            "serial 0x CN=X".into(),
            "serial 12 no name".into(),
            format!("sha256:{digest}"),
        ] {
            let error = Blocklist::parse(&format!("\n{bad}\n")).unwrap_err();
            assert_eq!(error.line(), 2, "{bad}");
        }
    }

    #[test]
    fn serial_numbers_are_numbers() {
        let list = Blocklist::parse("serial 00:80 CN=X\nserial 1 CN=Y").unwrap();
        let (x, y) = (Name::parse_rfc4514("CN=x").unwrap(), Name::parse_rfc4514("CN=Y").unwrap());
        assert!(list.blocks_issued(x.as_name(), &[0, 0x80]) && list.blocks_issued(x.as_name(), &[0x80]));
        assert!(list.blocks_issued(y.as_name(), &[1]) && !list.blocks_issued(y.as_name(), &[0x80]));
        assert!(!list.blocks_issued(x.as_name(), &[1]) && !list.blocks_issued(x.as_name(), &[0x80, 0]));
    }
}
