//! Alternative names as people write them, and whether they can be requested.

use crate::{CsrError, codes};
use alloc::borrow::ToOwned;
use alloc::vec::Vec;
use core::net::IpAddr;
use ucpki_x509::{GeneralNameBuf, Name, OidBuf};

/// Reads one name.
///
/// Text forms are those of OpenSSL: `DNS:sip.example.com`, `IP:192.0.2.1`, `email:a@b`, `URI:sip:example.com`,
/// `RID:1.2.3`, `dirName:CN=a`, and what Windows shows: `DNS Name=a`. Without a prefix it is an address where it reads as one, else
/// a host name.
///
/// # Errors
///
/// [`codes::NAME_INVALID`] for what is not a name of its kind (letters beyond ASCII are written as A-labels),
/// [`codes::WILDCARD`].
///
/// # Examples
///
/// ```
/// use ucpki::csr::{codes, parse_name};
///
/// assert_eq!(parse_name("DNS:a.example")?, parse_name("a.example")?);
/// assert_eq!(parse_name("192.0.2.1")?.to_string(), "IP:192.0.2.1");
/// assert_eq!(parse_name("*.example.com").unwrap_err().code(), &codes::WILDCARD);
/// # Ok::<(), ucpki::csr::CsrError>(())
/// ```
pub fn parse_name(text: &str) -> Result<GeneralNameBuf, CsrError> {
    let text = text.trim();
    let invalid = || CsrError::about(&codes::NAME_INVALID, text);
    // Windows writes `DNS Name=a.example`, and everybody else `DNS:a.example`.
    let split = |at| text.split_once(at).and_then(|(kind, value): (&str, &str)| Some((prefix(kind)?, value.trim())));
    let prefixed = split(':').or_else(|| split('='));
    let name = match prefixed {
        Some((Prefix::Dns, value)) => GeneralNameBuf::Dns(value.to_owned()),
        Some((Prefix::Ip, value)) => GeneralNameBuf::Ip(bare_address(value).ok_or_else(invalid)?),
        Some((Prefix::Email, value)) => GeneralNameBuf::Email(value.to_owned()),
        Some((Prefix::Uri, value)) => GeneralNameBuf::Uri(value.to_owned()),
        Some((Prefix::RegisteredId, value)) => {
            GeneralNameBuf::RegisteredId(OidBuf::parse(value).map_err(|_| invalid())?)
        }
        Some((Prefix::Directory, value)) => {
            GeneralNameBuf::Directory(Name::parse_rfc4514(value).map_err(|_| invalid())?.into_der())
        }
        None => GeneralNameBuf::host(text),
    };
    check_name(&name)?;
    Ok(name)
}

/// Reads names as people paste them: `DNS:a, DNS:b`, or `a,b`, or one per line, as `DNS Name=a` too; empty places are
/// passed over.
///
/// # Errors
///
/// As [`parse_name`], for the first that is wrong.
///
/// # Examples
///
/// ```
/// use ucpki::csr::parse_names;
///
/// assert_eq!(parse_names("DNS:a.example, DNS:b.example")?, parse_names("a.example,b.example\n")?);
/// # Ok::<(), ucpki::csr::CsrError>(())
/// ```
pub fn parse_names(text: &str) -> Result<Vec<GeneralNameBuf>, CsrError> {
    let names = text.split([',', ';', '\n', '\r']).map(str::trim).filter(|name| !name.is_empty());
    names.map(parse_name).collect()
}

/// Whether a name can be requested.
///
/// # Errors
///
/// [`codes::WILDCARD`]; [`codes::ADDRESS_AS_HOST`] for an IP address in a dNSName; [`codes::NAME_INVALID`] for any
/// other text that is not a name of its kind (RFC 5280, 4.2.1.6).
pub fn check_name(name: &GeneralNameBuf) -> Result<(), CsrError> {
    let invalid = || Err(CsrError::about(&codes::NAME_INVALID, name));
    match name {
        // A peer that looks for an address reads iPAddress only (RFC 9525, 6.5); in a dNSName nobody finds it.
        GeneralNameBuf::Dns(host) if reads_as_address(host) => Err(CsrError::about(&codes::ADDRESS_AS_HOST, name)),
        // A certificate for a wildcard is for whoever holds any name below.
        GeneralNameBuf::Dns(host) if host.contains('*') => Err(CsrError::about(&codes::WILDCARD, name)),
        GeneralNameBuf::Dns(host) if !host.is_ascii() => {
            let text = "letters beyond ASCII are written as A-labels (xn--...)";
            Err(CsrError::about(&codes::NAME_INVALID, format_args!("{name}; {text}")))
        }
        GeneralNameBuf::Dns(host) if !is_host_name(host) || has_numeric_end(host) => invalid(),
        GeneralNameBuf::Email(text) if !is_mailbox(text) => invalid(),
        GeneralNameBuf::Uri(text) if !is_uri(text) => invalid(),
        GeneralNameBuf::Uri(text) if uri_host(text).contains('*') => Err(CsrError::about(&codes::WILDCARD, name)),
        _ => Ok(()),
    }
}

#[derive(Clone, Copy)]
enum Prefix {
    Directory,
    Dns,
    Email,
    Ip,
    RegisteredId,
    Uri,
}

fn prefix(text: &str) -> Option<Prefix> {
    let known = [
        ("DNS", Prefix::Dns),
        ("IP", Prefix::Ip),
        ("IP Address", Prefix::Ip),
        // What Windows shows, in English and German.
        ("DNS Name", Prefix::Dns),
        ("DNS-Name", Prefix::Dns),
        ("IP-Adresse", Prefix::Ip),
        ("RFC822 Name", Prefix::Email),
        ("RFC822-Name", Prefix::Email),
        ("URL", Prefix::Uri),
        ("Registered ID", Prefix::RegisteredId),
        ("Directory Address", Prefix::Directory),
        ("email", Prefix::Email),
        ("URI", Prefix::Uri),
        ("RID", Prefix::RegisteredId),
        ("dirName", Prefix::Directory),
    ];
    known.iter().find(|(name, _)| name.eq_ignore_ascii_case(text.trim())).map(|(_, prefix)| *prefix)
}

/// Whether a text is an IP address, also in the brackets that URIs have around one of version 6.
pub(crate) fn reads_as_address(text: &str) -> bool {
    bare_address(text).is_some()
}

/// The address that a text is.
pub(crate) fn bare_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inner.unwrap_or(text).parse().ok()
}

/// Whether the last label is a number, which makes a name an address to many programs: `192.0.2`, `1.0x7f`. RFC 3696, 2:
/// top-level domain names are not all-numeric; the URL standard reads such hosts as addresses.
pub(crate) fn has_numeric_end(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or("");
    let is_hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    is_number || last.strip_prefix("0x").or(last.strip_prefix("0X")).is_some_and(is_hexadecimal)
}

/// RFC 1123, 2.1 and RFC 1034, 3.1: labels of letters, digits and hyphens, at most 63 of them, no hyphen at an edge; 253 in
/// all. The underscore is let through here, because Windows networks have it; lint says what CAs think of it.
pub(crate) fn is_host_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 253 && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_mailbox(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    plain && text.rsplit_once('@').is_some_and(|(local, host)| !local.is_empty() && is_host_name(host))
}

/// RFC 5280, 4.2.1.6: "MUST NOT be a relative URI"; a scheme, a colon, and characters of RFC 3986.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_char = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(scheme_char)
        && !rest.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte))
}

/// What stands where a host does in a URI, SIP's among them; enough to find a wildcard.
fn uri_host(text: &str) -> &str {
    let rest = text.split_once(':').map_or(text, |(_, rest)| rest).trim_start_matches('/');
    let authority = rest.split(['/', '?', '#', ';']).next().unwrap_or("");
    authority.rsplit('@').next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn kinds_are_told_apart() {
        for (text, shown) in [
            ("a.example", "DNS:a.example"),
            (" dns: A.example ", "DNS:A.example"),
            ("2001:db8::1", "IP:2001:db8::1"),
            ("IP Address:192.0.2.1", "IP:192.0.2.1"),
            ("email:a@b.example", "email:a@b.example"),
            ("URI:sip:example.com", "URI:sip:example.com"),
            ("RID:1.2.3", "RID:1.2.3"),
            ("dirName:CN=a,C=NO", "dirName:CN=a,C=NO"),
            ("host_1", "DNS:host_1"),
            ("DNS Name=a.example", "DNS:a.example"),
            ("IP Address=192.0.2.1", "IP:192.0.2.1"),
            ("RFC822 Name=a@b.example", "email:a@b.example"),
            ("URL=sip:example.com", "URI:sip:example.com"),
            ("[2001:db8::1]", "IP:2001:db8::1"),
        ] {
            assert_eq!(parse_name(text).unwrap().to_string(), shown);
        }
        for text in
            ["", "a b", "a..b", "-a", "a-", "ä.example", "IP:300.1.1.1", "email:a", "URI:x", "URI:/x", "x:y", "RID:9"]
        {
            assert_eq!(parse_name(text).unwrap_err().code(), &codes::NAME_INVALID, "{text}");
        }
        for text in ["DNS:192.0.2.1", "DNS:2001:db8::1", "DNS Name=192.0.2.1", "DNS:[2001:db8::1]"] {
            assert_eq!(parse_name(text).unwrap_err().code(), &codes::ADDRESS_AS_HOST, "{text}");
        }
        for text in ["192.0.2", "a.1", "a.0x7f", "DNS:300.1.1.1", "DNS:1"] {
            assert_eq!(parse_name(text).unwrap_err().code(), &codes::NAME_INVALID, "{text}");
        }
        assert!(parse_name("bücher.example").unwrap_err().to_string().contains("xn--"));
        for text in ["*.a.example", "DNS:a*.example", "URI:sip:*.example.com", "URI:https://*.a/b"] {
            assert_eq!(parse_name(text).unwrap_err().code(), &codes::WILDCARD, "{text}");
        }
    }
}
