//! Rules of the Web PKI that need more than a line.

use crate::config::public_suffixes::PublicSuffixes;
use alloc::string::String;
use core::net::{IpAddr, Ipv4Addr};
use ucpki_matcher::PresentedDns;
use ucpki_x509::extension::AuthorityKeyIdentifier;
use ucpki_x509::{Certificate, GeneralName, GeneralNames, ip_address};

/// Whether a root's authority key identifier breaks CA/Browser Forum BR, 7.1.2.1.3: if it is there, it holds the key
/// identifier of the root itself, and nothing else.
pub(crate) fn root_aki_is_odd(root: &Certificate, aki: &AuthorityKeyIdentifier<'_>) -> bool {
    let own = root.subject_key_identifier().ok().flatten();
    aki.issuer().is_some()
        || aki.serial().is_some()
        || aki.key_identifier().is_none()
        || (root.is_self_issued() && own.is_some() && aki.key_identifier() != own)
}

/// Each is compared with every name; a certificate has one, and the bound keeps a hostile one linear.
const MOST_COMMON_NAMES: usize = 8;

/// Whether a common name is another spelling of a name in subjectAltName (CA/Browser Forum BR, 7.1.4.3: it must be one of
/// them, "encoded as a character-for-character copy").
///
/// A common name that has nothing to do with any of the names is left alone: many accepted certificates have one.
pub(crate) fn misspells_a_name(certificate: &Certificate, names: GeneralNames<'_>) -> bool {
    let common_names = certificate.subject().common_names().take(MOST_COMMON_NAMES);
    common_names.filter_map(|attribute| attribute.text()).any(|common_name| {
        let mut misspelled = false;
        for name in names.iter() {
            match spelling(&common_name, &name) {
                Some(Spelling::Copy) => return false,
                Some(Spelling::Other) => misspelled = true,
                None => {}
            }
        }
        misspelled
    })
}

/// A wildcard that stands for a whole public suffix (CA/Browser Forum BR, 3.2.2.6).
pub(crate) fn too_wide(name: &GeneralName<'_>, suffixes: PublicSuffixes) -> Option<String> {
    let GeneralName::DnsName(bytes) = name else { return None };
    let presented = PresentedDns::parse(bytes).ok().filter(PresentedDns::is_wildcard)?;
    let domain = presented.without_wildcard().to_ascii_lowercase();
    suffixes.contains(&domain).then(|| presented.as_str().into())
}

#[derive(Debug, PartialEq, Eq)]
enum Spelling {
    Copy,
    Other,
}

/// How a common name spells a name; `None` if it is another name.
fn spelling(common_name: &str, name: &GeneralName<'_>) -> Option<Spelling> {
    match name {
        GeneralName::DnsName(bytes) => {
            let same = common_name.as_bytes().eq_ignore_ascii_case(bytes);
            same.then(|| if common_name.as_bytes() == *bytes { Spelling::Copy } else { Spelling::Other })
        }
        GeneralName::IpAddress(bytes) => {
            let address = ip_address(bytes)?;
            if read_loosely(common_name) != Some(address) {
                return None;
            }
            // RFC 5952 for version 6, which is how the standard library prints.
            let canonical = alloc::format!("{address}") == common_name;
            Some(if canonical { Spelling::Copy } else { Spelling::Other })
        }
        _ => None,
    }
}

/// An address as old resolvers read it: bytes of version 4 may have leading zeros, or be hexadecimal.
fn read_loosely(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let mut bytes = [0; 4];
    let mut parts = text.split('.');
    for byte in &mut bytes {
        let part = parts.next()?;
        *byte = match part.strip_prefix("0x").or(part.strip_prefix("0X")) {
            Some(hex) => u8::from_str_radix(hex, 16).ok()?,
            None if part.bytes().all(|digit| digit.is_ascii_digit()) => part.parse().ok()?,
            None => return None,
        };
    }
    parts.next().is_none().then_some(IpAddr::V4(Ipv4Addr::from(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::net::Ipv6Addr;

    #[test]
    fn spellings_of_addresses() {
        let v4 = GeneralName::IpAddress(&[127, 0, 0, 1]);
        assert_eq!(spelling("127.0.0.1", &v4), Some(Spelling::Copy));
        for other in ["127.000.000.001", "0x7f.0.0.1", "0x7F.0x00.0.01"] {
            assert_eq!(spelling(other, &v4), Some(Spelling::Other), "{other}");
        }
        for another in ["127.0.0.2", "127.0.1", "127.0.0.1.1", "127.0.0.+1", "0x.0.0.1", "localhost"] {
            assert_eq!(spelling(another, &v4), None, "{another}");
        }
        let loopback = Ipv6Addr::new(0xFE80, 0, 0, 0, 0, 0, 0, 0xA).octets();
        let v6 = GeneralName::IpAddress(&loopback);
        assert_eq!(spelling("fe80::a", &v6), Some(Spelling::Copy));
        for other in ["fe80:0:0:0:0:0:0:a", "FE80::A", "fe80::0:a"] {
            assert_eq!(spelling(other, &v6), Some(Spelling::Other), "{other}");
        }
    }

    #[test]
    fn spellings_of_hosts() {
        let name = GeneralName::DnsName(b"host.example.com");
        assert_eq!(spelling("host.example.com", &name), Some(Spelling::Copy));
        assert_eq!(spelling("Host.example.com", &name), Some(Spelling::Other));
        assert_eq!(spelling("host.example.org", &name), None);
    }
}
