use crate::codes;
use crate::dns::DnsName;
use alloc::boxed::Box;
use core::fmt;
use ucpki_x509::{Error, GeneralName};

/// An e-mail address to look for: a local part and a host name.
///
/// The local part is compared byte for byte, the host name without regard to case (RFC 5280, 7.5). It has letters,
/// digits, the marks of an atom (RFC 5321, 4.1.2), characters beyond ASCII (RFC 6531, 3.3) and dots between them, 1 to
/// 64 bytes; quoted local parts and address literals are not served. A `*` is a character as any other.
///
/// An address whose local part is ASCII is in an rfc822Name, any other in a SmtpUTF8Mailbox (RFC 9598, 3); the
/// other form never matches. The host name is in A-labels in both.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::EmailAddress;
///
/// let address = EmailAddress::parse("Jane.Doe@Example.com")?;
/// // The local part keeps its case, since only the host may tell whether it matters.
/// assert_eq!((address.local_part(), address.host().as_str()), ("Jane.Doe", "example.com"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    local: Box<str>,
    host: DnsName,
}

/// RFC 5321, 4.5.3.1.1.
const MAX_LOCAL: usize = 64;

impl EmailAddress {
    /// Reads an e-mail address. Allocates twice.
    ///
    /// # Errors
    ///
    /// [`codes::REFERENCE_EMAIL`] at the offset in `text` where the local part ends or is wrong; for the host name as
    /// [`DnsName::parse`], with offsets in the host name.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let error = |at| Error::at_byte(&codes::REFERENCE_EMAIL, at);
        let (local, host) = text.rsplit_once('@').ok_or(error(text.len()))?;
        // RFC 9598, 3: no byte order mark; controls beyond ASCII are not part of any address.
        let bad = |character: char| match u8::try_from(character) {
            Ok(byte) => byte < 0xA0 && !is_atom(byte) && byte != b'.',
            Err(_) => character == '\u{FEFF}',
        };
        if let Some(at) = local.find(bad) {
            return Err(error(at));
        }
        if local.len() > MAX_LOCAL || local.split('.').any(str::is_empty) {
            return Err(error(local.len()));
        }
        Ok(Self { local: local.into(), host: DnsName::parse(host)? })
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.local
    }

    /// The host name, in lower case.
    #[must_use]
    pub const fn host(&self) -> &DnsName {
        &self.host
    }

    /// The bytes of a name in the form that such an address has.
    pub(crate) fn presented<'a>(&self, name: &GeneralName<'a>) -> Option<&'a [u8]> {
        match name {
            GeneralName::Rfc822Name(bytes) => self.local.is_ascii().then_some(bytes),
            name => crate::other::utf8_mailbox(name).filter(|_| !self.local.is_ascii()),
        }
    }

    /// Whether the bytes of a name in the right form are this address.
    pub(crate) fn matches(&self, presented: &[u8]) -> bool {
        presented.starts_with(self.local.as_bytes()) && self.matches_but_for_case(presented)
    }

    pub(crate) fn matches_but_for_case(&self, presented: &[u8]) -> bool {
        let Some((local, [b'@', host @ ..])) = presented.split_at_checked(self.local.len()) else { return false };
        local.eq_ignore_ascii_case(self.local.as_bytes()) && host.eq_ignore_ascii_case(self.host.as_str().as_bytes())
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.host)
    }
}

/// RFC 5321, 4.1.2 takes `atext` from RFC 5322, 3.2.3.
const fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^' | b'_' | b'`' | b'{'..=b'~'
        )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::Identity;
    use alloc::string::ToString;

    #[test]
    fn the_local_part_is_compared_exactly_and_the_host_without_case() {
        let wanted = EmailAddress::parse("Ann.Lee@Example.COM.").unwrap();
        assert_eq!((wanted.local_part(), wanted.host().as_str()), ("Ann.Lee", "example.com"));
        assert_eq!(Identity::email("Ann.Lee@example.com").unwrap().to_string(), wanted.to_string());
        assert!(wanted.matches(b"Ann.Lee@example.com") && wanted.matches(b"Ann.Lee@EXAMPLE.com"));
        for other in ["ann.lee@example.com", "Ann.Lee@example.com.", "Ann.Lee@sub.example.com", "Ann.Lee", "", "@"] {
            assert!(!wanted.matches(other.as_bytes()), "{other}");
        }
        assert!(wanted.matches_but_for_case(b"ann.lee@example.com"));
        assert!(!wanted.matches_but_for_case(b"Ann_Lee@example.com"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, at) in [
            ("", 0),
            ("example.com", 11),
            ("@example.com", 0),
            ("a b@example.com", 1),
            ("a@b@example.com", 1),
            (".a@example.com", 2),
            ("a..b@example.com", 4),
            ("\"a\"@example.com", 0),
            ("\u{FC}\u{85}@example.com", 2),
            ("a\u{FEFF}@example.com", 1),
        ] {
            assert_eq!(EmailAddress::parse(text), Err(Error::at_byte(&codes::REFERENCE_EMAIL, at)), "{text}");
        }
        let long = "a".repeat(65) + "@example.com";
        assert_eq!(EmailAddress::parse(&long).unwrap_err().code(), &codes::REFERENCE_EMAIL);
        assert!(EmailAddress::parse(&long[1..]).is_ok());
        assert_eq!(EmailAddress::parse("a@*.example.com").unwrap_err().code(), &codes::REFERENCE_WILDCARD);
        assert_eq!(EmailAddress::parse("a@[192.0.2.1]").unwrap_err().code(), &codes::REFERENCE_INVALID);
        for byte in b"!#$%&'*+-/=?^_`{|}~" {
            assert!(is_atom(*byte));
        }
        for byte in b"\"(),:;<>@[\\]. \x7F\0\x80" {
            assert!(!is_atom(*byte), "{byte}");
        }
    }
}
