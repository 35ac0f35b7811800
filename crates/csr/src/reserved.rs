//! Names and addresses that no public CA can verify, as data.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Domains that are not of the public DNS: RFC 6761, 6762 (`local`), 7686 (`onion`), 8375 (`home.arpa`), 9476 (`alt`),
/// and ICANN's `internal` (2024), `corp`, `home` and `mail` (2018).
const SPECIAL_USE: [&str; 16] = [
    "alt",
    "arpa",
    "corp",
    "example",
    "example.com",
    "example.net",
    "example.org",
    "home",
    "internal",
    "invalid",
    "lan",
    "local",
    "localhost",
    "mail",
    "onion",
    "test",
];

/// Whether a host name is at or under a domain of special use.
pub(crate) fn is_special_use(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    SPECIAL_USE.iter().any(|domain| {
        let at = name.len().checked_sub(domain.len());
        let Some((front, end)) = at.and_then(|at| name.split_at_checked(at)) else { return false };
        end.eq_ignore_ascii_case(domain) && (front.is_empty() || front.ends_with('.'))
    })
}

/// IANA's special-purpose registry for IPv4 (RFC 6890): network and length of the prefix.
const RESERVED_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Within the global unicast addresses of IPv6, 2000::/3; everything outside is reserved.
const RESERVED_V6: [(Ipv6Addr, u32); 4] = [
    // 2001::/23: protocol assignments, Teredo and ORCHID among them.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xDB8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3FFF, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address is not one of the public internet.
pub(crate) fn is_reserved(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => RESERVED_V4
            .iter()
            .any(|(network, length)| (address.to_bits() ^ network.to_bits()).checked_shr(32 - length) == Some(0)),
        IpAddr::V6(address) => {
            address.to_bits() >> 125 != 1
                || RESERVED_V6.iter().any(|(network, length)| {
                    (address.to_bits() ^ network.to_bits()).checked_shr(128 - length) == Some(0)
                })
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn reserved_addresses_are_told_from_public_ones() {
        for text in [
            "10.0.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "127.0.0.1",
            "100.127.0.1",
            "198.19.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "2001:db8::1",
            "ff02::1",
            "::ffff:8.8.8.8",
            "3fff::1",
            "2002::1",
        ] {
            assert!(is_reserved(text.parse().unwrap()), "{text}");
        }
        for text in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2a00::1", "2600::1", "2001:4860:4860::8888"]
        {
            assert!(!is_reserved(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn special_use_counts_at_whole_labels() {
        for name in ["a.local", "LOCAL", "x.home.arpa", "example.com", "a.Example.COM", "a.test.", "corp"] {
            assert!(is_special_use(name), "{name}");
        }
        for name in ["notlocal", "a.notlocal", "local.dev", "myexample.com", "a.dev"] {
            assert!(!is_special_use(name), "{name}");
        }
    }
}
