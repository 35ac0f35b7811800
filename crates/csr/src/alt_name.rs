//! Alternative names that are asked for.

use crate::{CsrError, codes};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{GeneralName, Name, Oid, OidBuf};

/// A subject alternative name (RFC 5280, 4.2.1.6) of any kind, to be requested.
///
/// Text forms are those of OpenSSL: `DNS:sip.example.com`, `IP:192.0.2.1`, `email:a@b`, `URI:sip:example.com`,
/// `RID:1.2.3`, `dirName:CN=a`. Without a prefix it is an address where it reads as one, else a host name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AltName {
    /// A host name or domain, as A-labels.
    Dns(String),
    /// A distinguished name, as DER.
    Directory(Vec<u8>),
    /// An e-mail address.
    Email(String),
    /// A whole GeneralName as it stood somewhere, with its tag: what none of the others can say.
    Encoded(Vec<u8>),
    /// An IP address.
    Ip(IpAddr),
    /// A name of a form that is registered elsewhere, such as xmppAddr: the form, and the DER of the value.
    Other(OidBuf, Vec<u8>),
    /// A registered object identifier.
    RegisteredId(OidBuf),
    /// A URI.
    Uri(String),
}

impl AltName {
    /// Reads one name.
    ///
    /// # Errors
    ///
    /// [`codes::NAME_INVALID`] for what is no name of its kind (letters beyond ASCII are written as A-labels),
    /// [`codes::WILDCARD`].
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki_csr::{AltName, codes};
    ///
    /// assert_eq!(AltName::parse("DNS:a.example")?, AltName::parse("a.example")?);
    /// assert_eq!(AltName::parse("192.0.2.1")?.to_string(), "IP:192.0.2.1");
    /// assert_eq!(AltName::parse("*.example.com").unwrap_err().code(), &codes::WILDCARD);
    /// # Ok::<(), ucpki_csr::CsrError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, CsrError> {
        let text = text.trim();
        let invalid = || CsrError::about(&codes::NAME_INVALID, text);
        // Windows writes `DNS Name=a.example`, and everybody else `DNS:a.example`.
        let split =
            |at| text.split_once(at).and_then(|(kind, value): (&str, &str)| Some((prefix(kind)?, value.trim())));
        let prefixed = split(':').or_else(|| split('='));
        let name = match prefixed {
            Some((Prefix::Dns, value)) => Self::Dns(value.to_owned()),
            Some((Prefix::Ip, value)) => Self::Ip(bare_address(value).ok_or_else(invalid)?),
            Some((Prefix::Email, value)) => Self::Email(value.to_owned()),
            Some((Prefix::Uri, value)) => Self::Uri(value.to_owned()),
            Some((Prefix::RegisteredId, value)) => Self::RegisteredId(OidBuf::parse(value).map_err(|_| invalid())?),
            Some((Prefix::Directory, value)) => {
                Self::Directory(Name::parse_rfc4514(value).map_err(|_| invalid())?.into_der())
            }
            None => Self::host(text),
        };
        name.check()?;
        Ok(name)
    }

    /// The name of a machine: an iPAddress where the text is an address, else a dNSName. Nothing is checked.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki_csr::AltName;
    ///
    /// assert_eq!(AltName::host("192.0.2.1").to_string(), "IP:192.0.2.1");
    /// assert_eq!(AltName::host("a.example").to_string(), "DNS:a.example");
    /// ```
    #[must_use]
    pub fn host(text: &str) -> Self {
        bare_address(text).map_or_else(|| Self::Dns(text.to_owned()), Self::Ip)
    }

    /// Reads names as people paste them: `DNS:a, DNS:b`, or `a,b`, or one per line, as `DNS Name=a` too; empty places are
    /// passed over.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), for the first that is wrong.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki_csr::AltName;
    ///
    /// let pasted = AltName::parse_list("DNS:a.example, DNS:b.example")?;
    /// assert_eq!(pasted, AltName::parse_list("a.example,b.example\n")?);
    /// # Ok::<(), ucpki_csr::CsrError>(())
    /// ```
    pub fn parse_list(text: &str) -> Result<Vec<Self>, CsrError> {
        let names = text.split([',', ';', '\n', '\r']).map(str::trim).filter(|name| !name.is_empty());
        names.map(Self::parse).collect()
    }

    /// The name that stands in a certificate or request, kept as it is.
    #[must_use]
    pub fn from_general_name(name: &GeneralName<'_>) -> Self {
        let text = || name.text().unwrap_or("").to_owned();
        match name {
            GeneralName::DnsName(_) => Self::Dns(text()),
            GeneralName::Rfc822Name(_) => Self::Email(text()),
            GeneralName::Uri(_) => Self::Uri(text()),
            GeneralName::DirectoryName(name) => Self::Directory(name.as_der().to_vec()),
            GeneralName::RegisteredId(oid) => Self::RegisteredId((*oid).into()),
            GeneralName::OtherName { oid, value } => Self::Other((*oid).into(), value.to_vec()),
            GeneralName::IpAddress(bytes) => {
                address(bytes).map_or_else(|| Self::Encoded(encoded(Tag::context(7), bytes)), Self::Ip)
            }
            GeneralName::X400Address(content) => Self::Encoded(encoded(Tag::context_constructed(3), content)),
            GeneralName::EdiPartyName(content) => Self::Encoded(encoded(Tag::context_constructed(5), content)),
        }
    }

    /// Whether both name the same: host names without regard to case, everything else byte by byte.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.comparison_key() == other.comparison_key()
    }

    /// What names are sorted and compared by: host names in lower case, everything else as it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki_csr::AltName;
    ///
    /// assert_eq!(AltName::parse("A.example")?.comparison_key(), AltName::parse("a.example")?);
    /// # Ok::<(), ucpki_csr::CsrError>(())
    /// ```
    #[must_use]
    pub fn comparison_key(&self) -> Self {
        match self {
            Self::Dns(name) => Self::Dns(name.to_ascii_lowercase()),
            other => other.clone(),
        }
    }

    /// The host name, if it is one.
    #[must_use]
    pub fn as_dns(&self) -> Option<&str> {
        match self {
            Self::Dns(name) => Some(name),
            _ => None,
        }
    }

    /// Whether the name can be requested.
    ///
    /// # Errors
    ///
    /// [`codes::WILDCARD`]; [`codes::ADDRESS_AS_HOST`] for an IP address in a dNSName; [`codes::NAME_INVALID`] for any
    /// other text that is not a name of its kind (RFC 5280, 4.2.1.6).
    pub fn check(&self) -> Result<(), CsrError> {
        let invalid = || Err(CsrError::about(&codes::NAME_INVALID, self));
        match self {
            // A peer that looks for an address reads iPAddress only (RFC 9525, 6.5); in a dNSName nobody finds it.
            Self::Dns(name) if reads_as_address(name) => Err(CsrError::about(&codes::ADDRESS_AS_HOST, self)),
            // A certificate for a wildcard is for whoever holds any name below.
            Self::Dns(name) if name.contains('*') => Err(CsrError::about(&codes::WILDCARD, self)),
            Self::Dns(name) if !name.is_ascii() => {
                let text = "letters beyond ASCII are written as A-labels (xn--...)";
                Err(CsrError::about(&codes::NAME_INVALID, format_args!("{self}; {text}")))
            }
            Self::Dns(name) if !is_host_name(name) || has_numeric_end(name) => invalid(),
            Self::Email(text) if !is_mailbox(text) => invalid(),
            Self::Uri(text) if !is_uri(text) => invalid(),
            Self::Uri(text) if uri_host(text).contains('*') => Err(CsrError::about(&codes::WILDCARD, self)),
            _ => Ok(()),
        }
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Dns(name) => writer.value(Tag::context(2), name.as_bytes()),
            Self::Email(text) => writer.value(Tag::context(1), text.as_bytes()),
            Self::Uri(text) => writer.value(Tag::context(6), text.as_bytes()),
            Self::Directory(der) => writer.value(Tag::context_constructed(4), der),
            Self::RegisteredId(oid) => writer.value(Tag::context(8), oid.as_oid().as_bytes()),
            Self::Ip(IpAddr::V4(address)) => writer.value(Tag::context(7), &address.octets()),
            Self::Ip(IpAddr::V6(address)) => writer.value(Tag::context(7), &address.octets()),
            Self::Other(oid, value) => writer.nested(Tag::context_constructed(0), |other| {
                other.oid(oid.as_oid());
                other.value(Tag::context_constructed(0), value);
            }),
            Self::Encoded(der) => writer.encoded(der),
        }
    }

    /// The value of a SubjectAltName extension with these names.
    pub(crate) fn list(names: &[Self]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |list| names.iter().for_each(|name| name.write(list)));
        writer.into_bytes()
    }
}

impl fmt::Display for AltName {
    /// The kind and the value, as [`parse`](AltName::parse) reads them where they are text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hexadecimal =
            |f: &mut fmt::Formatter<'_>, bytes: &[u8]| bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"));
        match self {
            Self::Dns(name) => write!(f, "DNS:{name}"),
            Self::Email(text) => write!(f, "email:{text}"),
            Self::Uri(text) => write!(f, "URI:{text}"),
            Self::Ip(address) => write!(f, "IP:{address}"),
            Self::RegisteredId(oid) => write!(f, "RID:{oid}"),
            Self::Directory(der) => match Name::parse(der) {
                Ok(name) => write!(f, "dirName:{}", name.as_name()),
                Err(_) => hexadecimal(f, der),
            },
            Self::Other(oid, value) => {
                write!(f, "otherName:{oid}#")?;
                hexadecimal(f, value)
            }
            Self::Encoded(der) => {
                f.write_str("#")?;
                hexadecimal(f, der)
            }
        }
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

pub(crate) fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = || <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four().or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

fn encoded(tag: Tag, content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.value(tag, content);
    writer.into_bytes()
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

/// The identifier by which an OID is written in the files of OpenSSL.
pub(crate) fn dotted(oid: Oid<'_>) -> String {
    alloc::format!("{oid}")
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
            assert_eq!(AltName::parse(text).unwrap().to_string(), shown);
        }
        for text in
            ["", "a b", "a..b", "-a", "a-", "ä.example", "IP:300.1.1.1", "email:a", "URI:x", "URI:/x", "x:y", "RID:9"]
        {
            assert_eq!(AltName::parse(text).unwrap_err().code(), &codes::NAME_INVALID, "{text}");
        }
        for text in ["DNS:192.0.2.1", "DNS:2001:db8::1", "DNS Name=192.0.2.1", "DNS:[2001:db8::1]"] {
            assert_eq!(AltName::parse(text).unwrap_err().code(), &codes::ADDRESS_AS_HOST, "{text}");
        }
        for text in ["192.0.2", "a.1", "a.0x7f", "DNS:300.1.1.1", "DNS:1"] {
            assert_eq!(AltName::parse(text).unwrap_err().code(), &codes::NAME_INVALID, "{text}");
        }
        assert!(AltName::parse("bücher.example").unwrap_err().to_string().contains("xn--"));
        for text in ["*.a.example", "DNS:a*.example", "URI:sip:*.example.com", "URI:https://*.a/b"] {
            assert_eq!(AltName::parse(text).unwrap_err().code(), &codes::WILDCARD, "{text}");
        }
    }
}
