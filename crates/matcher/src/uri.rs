//! URIs, as far as they name a peer: scheme and host (RFC 3986, RFC 3261, 25.1).

use crate::codes;
use crate::dns::DnsName;
use alloc::boxed::Box;
use core::fmt;
use ucpki_x509::Error;

/// A URI-ID to look for: a scheme and a host name (RFC 9525, 6.1).
///
/// Port, path, query and fragment play no part (6.5.2). A host that is an address is not served.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::UriId;
///
/// let id = UriId::parse("SIP:Voice.example.com:5061;transport=tls")?;
/// assert_eq!((id.scheme(), id.host().as_str()), ("sip", "voice.example.com"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UriId {
    scheme: Box<str>,
    host: DnsName,
}

impl UriId {
    /// Takes scheme and host out of a URI: `https://host...`, `sip:host...`. Allocates twice.
    ///
    /// # Errors
    ///
    /// [`codes::REFERENCE_URI`] for a URI without scheme or host, or with a user part; for the host as
    /// [`DnsName::parse`], with offsets in the host.
    pub fn parse(uri: &str) -> Result<Self, Error> {
        let parts = Parts::of(uri.as_bytes()).filter(|parts| !parts.user);
        let Some(parts) = parts else { return Err(Error::at_byte(&codes::REFERENCE_URI, 0)) };
        let text = |bytes| core::str::from_utf8(bytes).map_err(|_| Error::at_byte(&codes::REFERENCE_URI, 0));
        let scheme = text(parts.scheme)?.to_ascii_lowercase().into_boxed_str();
        Ok(Self { scheme, host: DnsName::parse(text(parts.host)?)? })
    }

    /// The scheme, in lower case.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The host name, in lower case.
    #[must_use]
    pub const fn host(&self) -> &DnsName {
        &self.host
    }

    /// Whether a URI of a certificate is this one. A `*` in its host is not a wildcard.
    pub(crate) fn matches(&self, presented: &[u8]) -> bool {
        Parts::of(presented).is_some_and(|parts| !parts.user && self.is_scheme(&parts) && self.is_host(&parts))
    }

    pub(crate) fn is_scheme(&self, parts: &Parts<'_>) -> bool {
        parts.scheme.eq_ignore_ascii_case(self.scheme.as_bytes())
    }

    fn is_host(&self, parts: &Parts<'_>) -> bool {
        parts.host.eq_ignore_ascii_case(self.host.as_str().as_bytes())
    }
}

impl fmt::Display for UriId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slashes = if is_opaque(self.scheme.as_bytes()) { "" } else { "//" };
        write!(f, "{}:{slashes}{}", self.scheme, self.host)
    }
}

/// What a URI says about its peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    pub(crate) scheme: &'a [u8],
    /// Whether there is a user part.
    pub(crate) user: bool,
    /// Never empty; an IPv6 address has its brackets.
    pub(crate) host: &'a [u8],
}

impl<'a> Parts<'a> {
    /// `None` for what is not a URI, or has no host.
    pub(crate) fn of(uri: &'a [u8]) -> Option<Self> {
        let (scheme, rest) = split(uri, |byte| byte == b':')?;
        let is_mark = |byte: &u8| matches!(byte, b'+' | b'-' | b'.');
        let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || is_mark(byte);
        if !scheme.first().is_some_and(u8::is_ascii_alphabetic) || !scheme.iter().all(is_scheme) {
            return None;
        }
        // RFC 3261, 25.1: a user part may hold `;`, `?` and `/`, and nothing behind the host may hold an `@` that is
        // not escaped. So one `@` anywhere makes a user part.
        let (authority, ends): (&[u8], &[u8]) = match rest {
            rest if is_opaque(scheme) => (rest, b":;?/#"),
            [b'/', b'/', rest @ ..] => (split(rest, |byte| b"/?#".contains(&byte)).map_or(rest, |pair| pair.0), b":"),
            _ => return None,
        };
        let at = authority.iter().rposition(|byte| *byte == b'@');
        let location = at.and_then(|at| authority.get(at + 1..)).unwrap_or(authority);
        let host = match location {
            [b'[', ..] => location.get(..=location.iter().position(|byte| *byte == b']')?)?,
            _ => split(location, |byte| ends.contains(&byte)).map_or(location, |pair| pair.0),
        };
        (!host.is_empty()).then_some(Self { scheme, user: at.is_some(), host })
    }
}

/// Schemes whose host follows the colon.
fn is_opaque(scheme: &[u8]) -> bool {
    scheme.eq_ignore_ascii_case(b"sip") || scheme.eq_ignore_ascii_case(b"sips")
}

/// What is before the first such byte, and what is behind it.
fn split(bytes: &[u8], at: impl Fn(u8) -> bool) -> Option<(&[u8], &[u8])> {
    let position = bytes.iter().position(|byte| at(*byte))?;
    Some((bytes.get(..position)?, bytes.get(position + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn scheme_user_and_host_are_found() {
        for (uri, scheme, user, host) in [
            ("sip:example.com", "sip", false, "example.com"),
            ("SIPS:Example.com:5061;lr?a=b", "SIPS", false, "Example.com"),
            ("sip:bob@example.com", "sip", true, "example.com"),
            ("sip:bob:pw@example.com;x", "sip", true, "example.com"),
            ("sip:example.com;x=a@b", "sip", true, "b"),
            ("sip:[2001:db8::1]:5060", "sip", false, "[2001:db8::1]"),
            ("https://example.com", "https", false, "example.com"),
            ("https://example.com:443/~bob@home?x#y", "https", false, "example.com"),
            ("ftp://bob@example.com/", "ftp", true, "example.com"),
            ("a+b-c.1://h", "a+b-c.1", false, "h"),
        ] {
            let parts = Parts::of(uri.as_bytes());
            let expected = Parts { scheme: scheme.as_bytes(), user, host: host.as_bytes() };
            assert_eq!(parts, Some(expected), "{uri}");
        }
        for uri in [
            "",
            ":",
            "sip:",
            "sip",
            "sip:@",
            "sip:;lr",
            "sip://example.com",
            "https:example.com",
            "https://",
            "1a://h",
            "s p:h",
            "example.com",
            "mailto:a@b",
            "sip:[::1",
            ":h",
            "sip:bob@",
        ] {
            assert_eq!(Parts::of(uri.as_bytes()), None, "{uri}");
        }
    }

    #[test]
    fn a_reference_is_scheme_and_host() {
        for (uri, shown) in
            [("HTTPS://Example.com:8443/login", "https://example.com"), ("sip:example.com.", "sip:example.com")]
        {
            assert_eq!(UriId::parse(uri).map(|id| id.to_string()), Ok(shown.into()));
        }
        for (uri, code) in [
            ("example.com", &codes::REFERENCE_URI),
            ("sip:bob@example.com", &codes::REFERENCE_URI),
            ("sip:*.example.com", &codes::REFERENCE_WILDCARD),
            ("sip:192.0.2.1", &codes::REFERENCE_INVALID),
            ("sip:b\u{FC}cher.example", &codes::REFERENCE_NOT_ASCII),
        ] {
            assert_eq!(UriId::parse(uri).map_err(|error| error.code().name()), Err(code.name()), "{uri}");
        }
    }
}
