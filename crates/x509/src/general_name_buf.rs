//! General names that own their content: to be written, kept and compared.

use crate::der::{Tag, Writer};
use crate::{GeneralName, Hex, Name, OidBuf, ip_address};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;

/// A general name (RFC 5280, 4.2.1.6) of any kind, as a value of its own: a [`GeneralName`] borrows from the object that holds it.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{GeneralName, GeneralNameBuf};
///
/// let name = GeneralNameBuf::from(GeneralName::DnsName(b"SIP.example.com"));
/// assert_eq!(name.to_string(), "DNS:SIP.example.com");
/// assert!(name.same_as(&GeneralNameBuf::Dns("sip.example.com".to_owned())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum GeneralNameBuf {
    /// A host name or domain, as A-labels.
    Dns(String),
    /// A distinguished name, as DER.
    Directory(Vec<u8>),
    /// An e-mail address.
    Email(String),
    /// A whole GeneralName as DER, with its tag: what none of the others can say.
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

impl GeneralNameBuf {
    /// The name of a machine: an iPAddress where the text is an address, in brackets or not, else a dNSName. Nothing is checked.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::x509::GeneralNameBuf;
    ///
    /// assert_eq!(GeneralNameBuf::host("192.0.2.1").to_string(), "IP:192.0.2.1");
    /// assert_eq!(GeneralNameBuf::host("a.example").to_string(), "DNS:a.example");
    /// ```
    #[must_use]
    pub fn host(text: &str) -> Self {
        let bare = text.trim();
        let inner = bare.strip_prefix('[').and_then(|bare| bare.strip_suffix(']')).unwrap_or(bare);
        inner.parse().map_or_else(|_| Self::Dns(text.to_owned()), Self::Ip)
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
    /// use ucpki::x509::GeneralNameBuf;
    ///
    /// assert_eq!(GeneralNameBuf::host("A.example").comparison_key(), GeneralNameBuf::host("a.example"));
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

    /// Writes it as DER, with its tag.
    pub fn write(&self, writer: &mut Writer) {
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

    /// The DER of a GeneralNames with these names: the value of a subjectAltName extension.
    #[must_use]
    pub fn encode_all(names: &[Self]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |list| names.iter().for_each(|name| name.write(list)));
        writer.into_bytes()
    }
}

impl From<GeneralName<'_>> for GeneralNameBuf {
    /// The name as it is in a certificate or request.
    fn from(name: GeneralName<'_>) -> Self {
        let text = || name.text().unwrap_or("").to_owned();
        match name {
            GeneralName::DnsName(_) => Self::Dns(text()),
            GeneralName::Rfc822Name(_) => Self::Email(text()),
            GeneralName::Uri(_) => Self::Uri(text()),
            GeneralName::DirectoryName(name) => Self::Directory(name.as_der().to_vec()),
            GeneralName::RegisteredId(oid) => Self::RegisteredId(oid.into()),
            GeneralName::OtherName { oid, value } => Self::Other(oid.into(), value.to_vec()),
            GeneralName::IpAddress(bytes) => {
                ip_address(bytes).map_or_else(|| Self::Encoded(encoded(Tag::context(7), bytes)), Self::Ip)
            }
            GeneralName::X400Address(content) => Self::Encoded(encoded(Tag::context_constructed(3), content)),
            GeneralName::EdiPartyName(content) => Self::Encoded(encoded(Tag::context_constructed(5), content)),
        }
    }
}

fn encoded(tag: Tag, content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.value(tag, content);
    writer.into_bytes()
}

impl fmt::Display for GeneralNameBuf {
    /// The kind and the value, as OpenSSL writes them: `DNS:a.example`, `IP:192.0.2.1`, `email:a@b`, `URI:sip:a`, `RID:1.2.3`,
    /// `dirName:CN=a`, and hexadecimal for what is not text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(f, "DNS:{name}"),
            Self::Email(text) => write!(f, "email:{text}"),
            Self::Uri(text) => write!(f, "URI:{text}"),
            Self::Ip(address) => write!(f, "IP:{address}"),
            Self::RegisteredId(oid) => write!(f, "RID:{oid}"),
            Self::Directory(der) => match Name::parse(der) {
                Ok(name) => write!(f, "dirName:{}", name.as_name()),
                Err(_) => Hex(der).fmt(f),
            },
            Self::Other(oid, value) => write!(f, "otherName:{oid}#{}", Hex(value)),
            Self::Encoded(der) => write!(f, "#{}", Hex(der)),
        }
    }
}
