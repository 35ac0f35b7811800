use crate::codes;
use crate::dns::DnsName;
use crate::email::EmailAddress;
use crate::sip::SipDomain;
use crate::srv::SrvName;
use crate::uri::UriId;
use crate::xmpp::{XmppAccount, XmppDomain, XmppService};
use core::fmt;
use core::net::{IpAddr, Ipv6Addr};
use ucpki_x509::Error;

/// Who the peer must be: the reference identity (RFC 9525, 6.1).
///
/// There is no default. To leave the name unchecked, say so with [`danger_none`](Self::danger_none); leaving it
/// out by accident does not compile.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::Identity;
///
/// assert_eq!(Identity::host("vcs.example.com")?, Identity::dns("VCS.example.com.")?);
/// assert_eq!(Identity::host("[2001:db8::1]")?, Identity::ip("2001:db8::1".parse().unwrap()));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Identity {
    /// Nobody in particular: any certificate that the chain rules accept will do.
    DangerNone,
    /// A host by its name (DNS-ID).
    Dns(DnsName),
    /// A person or mailbox by its e-mail address.
    Email(EmailAddress),
    /// A host by its address (IP-ID).
    Ip(IpAddr),
    /// A SIP domain.
    Sip(SipDomain),
    /// A service of a domain (SRV-ID).
    Srv(SrvName),
    /// A host and a scheme (URI-ID).
    Uri(UriId),
    /// An XMPP domain.
    Xmpp(XmppDomain),
    /// An XMPP account.
    XmppAccount(XmppAccount),
}

impl Identity {
    /// The domain of an identity that is a host within a URI, a service or an XMPP address: what constraints on host names
    /// have to say something about, although the name is of another form. `None` for host names, addresses and mailboxes.
    #[must_use]
    pub const fn domain(&self) -> Option<&DnsName> {
        match self {
            Self::Sip(domain) => Some(domain.name()),
            Self::Srv(service) => Some(service.domain()),
            Self::Uri(uri) => Some(uri.host()),
            Self::Xmpp(domain) => Some(domain.name()),
            Self::XmppAccount(account) => Some(account.domain()),
            Self::DangerNone | Self::Dns(_) | Self::Email(_) | Self::Ip(_) => None,
        }
    }

    /// A host by its name.
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`].
    pub fn dns(name: &str) -> Result<Self, Error> {
        DnsName::parse(name).map(Self::Dns)
    }

    /// A person or mailbox by its e-mail address.
    ///
    /// Only an rfc822Name in subjectAltName matches, or a SmtpUTF8Mailbox where the local part is beyond ASCII, in every
    /// mode that compares names.
    ///
    /// # Errors
    ///
    /// As [`EmailAddress::parse`].
    pub fn email(address: &str) -> Result<Self, Error> {
        EmailAddress::parse(address).map(Self::Email)
    }

    /// A host by its address.
    ///
    /// An IPv4 address and the IPv6 address that it is mapped to (`::ffff:192.0.2.1`) are different identities.
    #[must_use]
    pub const fn ip(address: IpAddr) -> Self {
        Self::Ip(address)
    }

    /// A host as it is in a URI or a setting: a name, an IPv4 address, or an IPv6 address with or without brackets.
    ///
    /// No port, no user part, no zone identifier. What ends in a number and is not an IPv4 address in dotted decimal, such
    /// as `10.1`, is refused: programs read it in different ways.
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`]; [`codes::REFERENCE_ZONE`] for `fe80::1%eth0`; [`codes::REFERENCE_INVALID`] for what looks
    /// like an IPv6 address and is none.
    pub fn host(text: &str) -> Result<Self, Error> {
        let bracketed = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
        if bracketed.is_none() && !text.contains(':') {
            return match text.parse::<IpAddr>() {
                Ok(address) => Ok(Self::Ip(address)),
                Err(_) => Self::dns(text),
            };
        }
        let inner = bracketed.unwrap_or(text);
        if let Some(zone) = text.find('%') {
            return Err(Error::at_byte(&codes::REFERENCE_ZONE, zone));
        }
        match inner.parse::<Ipv6Addr>() {
            Ok(address) => Ok(Self::Ip(address.into())),
            Err(_) => Err(Error::at_byte(&codes::REFERENCE_INVALID, 0)),
        }
    }

    /// A SIP domain, with the default rule for the extended key usage ([`SipDomain::usage`] has the others).
    ///
    /// # Errors
    ///
    /// As [`SipDomain::new`].
    pub fn sip(domain: &str) -> Result<Self, Error> {
        SipDomain::new(domain).map(Self::Sip)
    }

    /// A service of a domain, as `_service.domain`. Only an SRVName in subjectAltName matches, without wildcards.
    ///
    /// # Errors
    ///
    /// As [`SrvName::parse`].
    pub fn srv(name: &str) -> Result<Self, Error> {
        SrvName::parse(name).map(Self::Srv)
    }

    /// A host by a URI. Only a URI in subjectAltName with the same scheme and host, and no user part, matches, without
    /// wildcards.
    ///
    /// # Errors
    ///
    /// As [`UriId::parse`].
    pub fn uri(uri: &str) -> Result<Self, Error> {
        UriId::parse(uri).map(Self::Uri)
    }

    /// An XMPP domain.
    ///
    /// # Errors
    ///
    /// As [`XmppDomain::new`].
    pub fn xmpp(domain: &str, service: XmppService) -> Result<Self, Error> {
        XmppDomain::new(domain, service).map(Self::Xmpp)
    }

    /// An XMPP account, as `local@domain`.
    ///
    /// # Errors
    ///
    /// As [`XmppAccount::parse`].
    pub fn xmpp_account(address: &str) -> Result<Self, Error> {
        XmppAccount::parse(address).map(Self::XmppAccount)
    }

    /// Nobody in particular.
    ///
    /// **Danger:** the peer is then anyone who holds a certificate of any of the trusted authorities.
    #[must_use]
    pub const fn danger_none() -> Self {
        Self::DangerNone
    }
}

impl From<DnsName> for Identity {
    fn from(name: DnsName) -> Self {
        Self::Dns(name)
    }
}

impl From<IpAddr> for Identity {
    fn from(address: IpAddr) -> Self {
        Self::Ip(address)
    }
}

macro_rules! from {
    ($($variant:ident($type:ty)),+) => { $(
        impl From<$type> for Identity {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    )+ };
}

from!(Email(EmailAddress), Sip(SipDomain), Srv(SrvName), Uri(UriId), Xmpp(XmppDomain), XmppAccount(XmppAccount));

impl fmt::Display for Identity {
    /// The name or address, in the form in which it is compared; `anyone` where no name is checked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DangerNone => f.write_str("anyone"),
            Self::Dns(name) => name.fmt(f),
            Self::Email(address) => address.fmt(f),
            Self::Ip(address) => address.fmt(f),
            Self::Sip(domain) => domain.fmt(f),
            Self::Srv(name) => name.fmt(f),
            Self::Uri(uri) => uri.fmt(f),
            Self::Xmpp(domain) => domain.fmt(f),
            Self::XmppAccount(account) => account.fmt(f),
        }
    }
}

/// Which names of a certificate count, and how they are compared.
///
/// The modes differ for hosts only. A [`SipDomain`] has rules of its own, and the others are found in subjectAltName in
/// every mode but [`Off`](Self::Off).
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparisons, match_certificate};
/// use ucpki::x509::pem;
/// use ucpki::{Identity, NameMode};
///
/// let leaf = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let wanted = Identity::dns("sip.example.com")?;
/// let mut budget = Comparisons::new(1000);
/// assert!(match_certificate(&leaf.as_ref(), &wanted, NameMode::Rfc9525, &mut budget).is_ok());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameMode {
    /// As communications appliances compare: a host name equals any dNSName or any common name, an address any
    /// iPAddress or any common name that is the address as text, **even where a subjectAltName exists**. Wildcards
    /// never match.
    ///
    /// **Departure from RFC 9525, 2**, which rules common names out. Name constraints have to be applied to the common
    /// names that count; [`common_name_identities`](crate::common_name_identities) lists them.
    Appliance,
    /// No name is compared: the answer is always [`MatchedName::Unchecked`](crate::MatchedName::Unchecked).
    Off,
    /// subjectAltName only, with wildcards for the whole leftmost label (RFC 9525, 6.3).
    #[default]
    Rfc9525,
}

/// The host name that a common name can be.
pub(crate) const fn host(identity: &Identity) -> Option<&DnsName> {
    match identity {
        Identity::Dns(name) => Some(name),
        Identity::Sip(domain) => Some(domain.name()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for (text, shown) in [
            ("VCS.example.com.", "vcs.example.com"),
            ("192.0.2.1", "192.0.2.1"),
            ("2001:DB8:0::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ] {
            let identity = Identity::host(text).unwrap();
            assert_eq!(identity.to_string(), shown);
            assert_eq!(matches!(identity, Identity::Dns(_)), shown.starts_with('v'), "{text}");
        }
        assert_ne!(Identity::host("::ffff:192.0.2.1").unwrap(), Identity::host("192.0.2.1").unwrap());
        assert_eq!(Identity::danger_none().to_string(), "anyone");
    }

    #[test]
    fn what_is_neither_is_refused() {
        for (text, code, at) in [
            ("", &codes::REFERENCE_INVALID, 0),
            ("[]", &codes::REFERENCE_INVALID, 0),
            ("[192.0.2.1]", &codes::REFERENCE_INVALID, 0),
            ("[::1", &codes::REFERENCE_INVALID, 0),
            ("::1]", &codes::REFERENCE_INVALID, 0),
            ("[[::1]]", &codes::REFERENCE_INVALID, 0),
            ("[vcs.example.com]", &codes::REFERENCE_INVALID, 0),
            ("vcs.example.com:443", &codes::REFERENCE_INVALID, 0),
            ("192.0.2.1:443", &codes::REFERENCE_INVALID, 0),
            ("[::1]:443", &codes::REFERENCE_INVALID, 0),
            ("192.0.2.01", &codes::REFERENCE_INVALID, 8),
            ("192.0.2.1.", &codes::REFERENCE_INVALID, 8),
            ("fe80::1%eth0", &codes::REFERENCE_ZONE, 7),
            ("[fe80::1%25eth0]", &codes::REFERENCE_ZONE, 8),
        ] {
            assert_eq!(Identity::host(text), Err(Error::at_byte(code, at)), "{text}");
        }
    }
}
