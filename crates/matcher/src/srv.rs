//! Names of services (RFC 4985).

use crate::codes;
use crate::dns::DnsName;
use alloc::boxed::Box;
use core::fmt;
use ucpki_x509::Error;

/// A service of a domain to look for: SRV-ID (RFC 4985; RFC 9525, 6.1).
///
/// The domain is the one that was looked up, not the target of its SRV record.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::SrvName;
///
/// assert_eq!(SrvName::parse("_SIP.example.com")?, SrvName::new("sip", "example.com")?);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SrvName {
    service: Box<str>,
    domain: DnsName,
}

/// RFC 6335, 5.1.
const MAX_SERVICE: usize = 15;

impl SrvName {
    /// A service by its name without the underscore, and a domain. Allocates twice.
    ///
    /// Service names have 1 to 15 letters, digits and hyphens.
    ///
    /// # Errors
    ///
    /// [`codes::REFERENCE_SERVICE`] at the offset in `service`; for the domain as [`DnsName::parse`].
    pub fn new(service: &str, domain: &str) -> Result<Self, Error> {
        let bad = |byte: u8| !byte.is_ascii_alphanumeric() && byte != b'-';
        let at = service.bytes().position(bad);
        if at.is_some() || !(1..=MAX_SERVICE).contains(&service.len()) {
            return Err(Error::at_byte(&codes::REFERENCE_SERVICE, at.unwrap_or_default()));
        }
        Ok(Self { service: service.to_ascii_lowercase().into_boxed_str(), domain: DnsName::parse(domain)? })
    }

    /// The same from `_service.domain`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let parts = text.strip_prefix('_').and_then(|text| text.split_once('.'));
        let Some((service, domain)) = parts else { return Err(Error::at_byte(&codes::REFERENCE_SERVICE, 0)) };
        Self::new(service, domain)
    }

    /// The service in lower case, without the underscore.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The domain, in lower case.
    #[must_use]
    pub const fn domain(&self) -> &DnsName {
        &self.domain
    }

    /// Whether the bytes of an SRVName are this one. A `*` is not a wildcard.
    pub(crate) fn matches(&self, presented: &[u8]) -> bool {
        parts(presented).is_some_and(|(service, domain)| {
            self.is_service(service) && domain.eq_ignore_ascii_case(self.domain.as_str().as_bytes())
        })
    }

    pub(crate) fn is_service(&self, service: &[u8]) -> bool {
        service.eq_ignore_ascii_case(self.service.as_bytes())
    }
}

impl fmt::Display for SrvName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "_{}.{}", self.service, self.domain)
    }
}

/// The service and the domain of an SRVName: `_Service.Name`.
pub(crate) fn parts(presented: &[u8]) -> Option<(&[u8], &[u8])> {
    let [b'_', rest @ ..] = presented else { return None };
    let dot = rest.iter().position(|byte| *byte == b'.')?;
    Some((rest.get(..dot)?, rest.get(dot + 1..)?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_service_is_compared_whole_and_without_case() {
        let wanted = SrvName::parse("_Sip.Example.com.").unwrap();
        assert_eq!((wanted.service(), wanted.domain().as_str()), ("sip", "example.com"));
        assert_eq!(wanted.to_string(), "_sip.example.com");
        assert!(wanted.matches(b"_sip.example.com") && wanted.matches(b"_SIP.EXAMPLE.com"));
        for other in [
            "",
            "_",
            "sip.example.com",
            "_sips.example.com",
            "_sip.example.com.",
            "_sip._tcp.example.com",
            "_sip.a.example.com",
            "_sip.*.com",
            "_*.example.com",
            "_sip",
            "__sip.example.com",
        ] {
            assert!(!wanted.matches(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn what_is_no_service_is_refused() {
        for (text, at) in [
            ("sip.example.com", 0),
            ("_.example.com", 0),
            ("_s p.example.com", 1),
            ("_sip", 0),
            ("_0123456789abcdef.a", 0),
        ] {
            assert_eq!(SrvName::parse(text), Err(Error::at_byte(&codes::REFERENCE_SERVICE, at)), "{text}");
        }
        assert_eq!(SrvName::new("sip", "*.example.com").unwrap_err().code(), &codes::REFERENCE_WILDCARD);
        assert!(SrvName::new("0123456789abcde", "a").is_ok());
    }
}
