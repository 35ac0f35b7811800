//! SIP domains (RFC 5922, RFC 5924).

use crate::dns::DnsName;
use crate::uri::Parts;
use core::fmt;
use ucpki_x509::{CertificateRef, Error, oids};

/// A SIP domain to look for (RFC 5922, 7): the domain that was asked to be reached, never the target of an SRV record.
///
/// What counts in the certificate:
///
/// 1. in subjectAltName, each URI with the scheme `sip` and no user part: its host, without port and parameters;
/// 2. each dNSName, if there is no such URI;
/// 3. the common names of the subject, if there is no subjectAltName **at all**.
///
/// Names are compared as a whole and without regard to case; there are no wildcards, in any mode.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Identity, SipDomain, SipUsage};
///
/// let domain = SipDomain::new("Example.com")?.usage(SipUsage::Strict);
/// assert_eq!(Identity::from(domain).to_string(), "sip:example.com");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SipDomain {
    name: DnsName,
    usage: SipUsage,
}

/// What an extended key usage must have to be for SIP domains (RFC 5924, 4). A certificate without the extension is
/// for all uses.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparisons, Identity, NameMode, SipDomain, SipUsage, match_certificate};
/// use ucpki::x509::pem;
///
/// // Public CAs issue with serverAuth, and never with id-kp-sipDomain: RFC 5924 to the letter refuses them.
/// let peer = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// for (usage, accepted) in [(SipUsage::ServerAuth, true), (SipUsage::Strict, false)] {
///     let wanted = Identity::from(SipDomain::new("sip.example.com")?.usage(usage));
///     let answer = match_certificate(&peer.as_ref(), &wanted, NameMode::Rfc9525, &mut Comparisons::new(1000));
///     assert_eq!(answer.is_ok(), accepted);
/// }
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SipUsage {
    /// It is not looked at. The extended key usages that the purpose of a connection needs are another question.
    Ignore,
    /// id-kp-sipDomain, anyExtendedKeyUsage or id-kp-serverAuth. Certificates of public authorities have the last one
    /// only.
    #[default]
    ServerAuth,
    /// id-kp-sipDomain or anyExtendedKeyUsage, as the RFC has it.
    Strict,
}

impl SipDomain {
    /// A SIP domain by its name, with the default [`SipUsage`]. Allocates once.
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`].
    pub fn new(domain: &str) -> Result<Self, Error> {
        Ok(Self { name: DnsName::parse(domain)?, usage: SipUsage::default() })
    }

    /// The same with another rule for the extended key usage.
    #[must_use]
    pub fn usage(self, usage: SipUsage) -> Self {
        Self { usage, ..self }
    }

    /// The domain, in lower case.
    #[must_use]
    pub const fn name(&self) -> &DnsName {
        &self.name
    }

    /// Whether the extended key usage allows it. One that cannot be read does not, unless it is ignored.
    pub(crate) fn is_allowed_by(&self, certificate: &CertificateRef<'_>) -> bool {
        let server = match self.usage {
            SipUsage::Ignore => return true,
            SipUsage::ServerAuth => true,
            SipUsage::Strict => false,
        };
        match certificate.extended_key_usage() {
            Ok(None) => true,
            Ok(Some(usage)) => {
                usage.contains(oids::SIP_DOMAIN) || usage.contains_any() || server && usage.contains(oids::SERVER_AUTH)
            }
            Err(_) => false,
        }
    }
}

impl From<DnsName> for SipDomain {
    fn from(name: DnsName) -> Self {
        Self { name, usage: SipUsage::default() }
    }
}

impl fmt::Display for SipDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sip:{}", self.name)
    }
}

/// The host of a URI that is a SIP domain identity (RFC 5922, 7.1): scheme `sip`, no user part.
///
/// Anything that stands for the host is one, also an address or a `*`, which match no domain.
pub(crate) fn domain_of(uri: &[u8]) -> Option<&[u8]> {
    let parts = Parts::of(uri)?;
    (parts.scheme.eq_ignore_ascii_case(b"sip") && !parts.user).then_some(parts.host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sip_uri_without_a_user_is_a_domain() {
        for (uri, domain) in [
            ("sip:example.com", Some("example.com")),
            ("SIP:Example.com:5061;transport=tls", Some("Example.com")),
            ("sip:*.example.com", Some("*.example.com")),
            ("sips:example.com", None),
            ("sip:bob@example.com", None),
            ("https://example.com", None),
            ("sip:", None),
        ] {
            assert_eq!(domain_of(uri.as_bytes()), domain.map(str::as_bytes), "{uri}");
        }
    }
}
