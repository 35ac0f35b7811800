//! XMPP domains and accounts (RFC 6120, 13.7.1; RFC 7622).

use crate::codes;
use crate::dns::{DnsName, WildcardPolicy, dns_name_matches};
use crate::srv;
use alloc::boxed::Box;
use core::fmt;
use ucpki_x509::{Error, GeneralName};

/// An XMPP domain to look for (RFC 6120, 13.7.1.2): the domain of the stream's `to` or `from`.
///
/// A certificate is for it by a dNSName (wildcards as the mode has them), by an SRVName of the wanted service, or by an
/// xmppAddr that is the domain.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Identity, XmppDomain, XmppService};
///
/// let domain = XmppDomain::new("Example.com", XmppService::Server)?;
/// assert_eq!(Identity::from(domain).to_string(), "xmpp:example.com");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct XmppDomain {
    name: DnsName,
    /// The name with U-labels, as it is in an xmppAddr.
    unicode: Option<Box<str>>,
    service: XmppService,
}

/// Which service of an XMPP domain.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Identity, XmppService};
///
/// // A client looks for the service of clients; a server that federates looks for the one of servers.
/// let client = Identity::xmpp("example.com", XmppService::Client)?;
/// let federation = Identity::xmpp("example.com", XmppService::Server)?;
/// assert_ne!(client, federation);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum XmppService {
    /// The one for clients: `_xmpp-client`.
    Client,
    /// The one for other servers: `_xmpp-server`.
    Server,
}

/// An XMPP account to look for, as the bare address `local@domain` (RFC 6120, 13.7.1.3).
///
/// Only an xmppAddr matches, without regard to case: preparation makes it lower case (RFC 7622, 3.3.1). Local parts
/// beyond ASCII are not served.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{XmppAccount, codes};
///
/// let account = XmppAccount::parse("Juliet@example.com")?;
/// assert_eq!((account.local_part(), account.domain().as_str()), ("juliet", "example.com"));
/// // A resource is not part of the address that a certificate has.
/// assert_eq!(XmppAccount::parse("juliet@example.com/balcony").unwrap_err().code(), &codes::REFERENCE_XMPP);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct XmppAccount {
    local: Box<str>,
    domain: DnsName,
}

/// RFC 7622, 3.1.
const MAX_LOCAL: usize = 1023;

impl XmppDomain {
    /// A domain and its service. Allocates once.
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`].
    pub fn new(domain: &str, service: XmppService) -> Result<Self, Error> {
        Ok(Self { name: DnsName::parse(domain)?, unicode: None, service })
    }

    /// The same for a name with U-labels, which an xmppAddr may hold in either form.
    ///
    /// # Errors
    ///
    /// As [`DnsName::from_unicode`].
    #[cfg(feature = "idna")]
    pub fn from_unicode(domain: &str, service: XmppService) -> Result<Self, Error> {
        let name = DnsName::from_unicode(domain)?;
        let unicode = Some(name.to_unicode().into_boxed_str());
        Ok(Self { name, unicode, service })
    }

    /// The domain in lower case, with A-labels.
    #[must_use]
    pub const fn name(&self) -> &DnsName {
        &self.name
    }

    /// The service.
    #[must_use]
    pub const fn service(&self) -> XmppService {
        self.service
    }

    /// Whether a name of a certificate is this domain.
    pub(crate) fn matches(&self, name: &GeneralName<'_>, wildcards: WildcardPolicy) -> bool {
        match *name {
            GeneralName::DnsName(bytes) => dns_name_matches(bytes, &self.name, wildcards),
            GeneralName::OtherName { .. } => {
                crate::other::srv(name).is_some_and(|bytes| self.is_srv(bytes))
                    || crate::other::xmpp(name).is_some_and(|bytes| self.is_address(bytes))
            }
            _ => false,
        }
    }

    pub(crate) fn is_service(&self, service: &[u8]) -> bool {
        service.eq_ignore_ascii_case(match self.service {
            XmppService::Client => b"xmpp-client",
            XmppService::Server => b"xmpp-server",
        })
    }

    fn is_srv(&self, bytes: &[u8]) -> bool {
        let is_name = |domain: &[u8]| domain.eq_ignore_ascii_case(self.name.as_str().as_bytes());
        srv::parts(bytes).is_some_and(|(service, domain)| self.is_service(service) && is_name(domain))
    }

    fn is_address(&self, bytes: &[u8]) -> bool {
        bytes.eq_ignore_ascii_case(self.name.as_str().as_bytes())
            || self.unicode.as_ref().is_some_and(|unicode| bytes == unicode.as_bytes())
    }
}

impl fmt::Display for XmppDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "xmpp:{}", self.name)
    }
}

impl XmppAccount {
    /// Reads a bare address. Allocates twice.
    ///
    /// # Errors
    ///
    /// [`codes::REFERENCE_XMPP`] at the offset in `address` where the local part is wrong, or of a resource; for the
    /// domain as [`DnsName::parse`].
    pub fn parse(address: &str) -> Result<Self, Error> {
        let error = |at| Error::at_byte(&codes::REFERENCE_XMPP, at);
        if let Some(resource) = address.find('/') {
            return Err(error(resource));
        }
        let (local, domain) = address.split_once('@').ok_or(error(address.len()))?;
        // RFC 7622, 3.3.1: characters that a local part never has.
        let bad = |byte: u8| !byte.is_ascii_graphic() || b"\"&'/:<>@".contains(&byte);
        if let Some(at) = local.bytes().position(bad) {
            return Err(error(at));
        }
        if !(1..=MAX_LOCAL).contains(&local.len()) {
            return Err(error(0));
        }
        Ok(Self { local: local.to_ascii_lowercase().into_boxed_str(), domain: DnsName::parse(domain)? })
    }

    /// The part before the `@`, in lower case.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.local
    }

    /// The domain, in lower case.
    #[must_use]
    pub const fn domain(&self) -> &DnsName {
        &self.domain
    }

    /// Whether the bytes of an xmppAddr are this account.
    pub(crate) fn matches(&self, presented: &[u8]) -> bool {
        let Some((local, [b'@', domain @ ..])) = presented.split_at_checked(self.local.len()) else { return false };
        local.eq_ignore_ascii_case(self.local.as_bytes())
            && domain.eq_ignore_ascii_case(self.domain.as_str().as_bytes())
    }
}

impl fmt::Display for XmppAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "xmpp:{}@{}", self.local, self.domain)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn an_account_is_a_bare_address() {
        let wanted = XmppAccount::parse("Ann.Lee@Example.com").unwrap();
        assert_eq!((wanted.local_part(), wanted.domain().as_str()), ("ann.lee", "example.com"));
        assert_eq!(wanted.to_string(), "xmpp:ann.lee@example.com");
        assert!(wanted.matches(b"ann.lee@example.com") && wanted.matches(b"ANN.LEE@EXAMPLE.COM"));
        for other in
            ["", "ann.lee", "example.com", "ann.lee@example.com/desk", "bob@example.com", "ann.lee@a.example.com"]
        {
            assert!(!wanted.matches(other.as_bytes()), "{other}");
        }
        for (text, at) in [("example.com", 11), ("@example.com", 0), ("a b@c", 1), ("a@b/desk", 3), ("\u{FC}@b", 0)] {
            assert_eq!(XmppAccount::parse(text), Err(Error::at_byte(&codes::REFERENCE_XMPP, at)), "{text}");
        }
    }
}
