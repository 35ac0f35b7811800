//! Name constraints the plain way (RFC 5280, 4.2.1.10).

use super::normal;
use crate::make::{Cert, GeneralName, NameConstraints, Subtree};
use ucpki_x509::oids;

/// Whether every name of a certificate is permitted, if names of its kind are constrained, and none is excluded.
///
/// A name that cannot be compared with a constraint of its kind is neither permitted by it nor safe from it.
pub(super) fn names_allowed(cert: &Cert, constraints: &NameConstraints) -> bool {
    let allowed = |name: &GeneralName, constraints: &NameConstraints| {
        let permitted: Vec<_> = constraints.permitted.iter().filter_map(|base| all_within(name, base)).collect();
        let excluded: Vec<_> = constraints.excluded.iter().filter_map(|base| some_within(name, base)).collect();
        let is_permitted = permitted.is_empty() || permitted.contains(&Within::Yes);
        is_permitted && excluded.iter().all(|within| *within == Within::No)
    };
    names(cert).iter().all(|name| allowed(name, constraints))
        // The attribute emailAddress is compared without case (4.1.2.6).
        && attributes(cert).iter().all(|name| allowed(&lower(name), &NameConstraints {
            permitted: constraints.permitted.iter().map(lower_base).collect(),
            excluded: constraints.excluded.iter().map(lower_base).collect(),
        }))
}

fn lower(name: &GeneralName) -> GeneralName {
    match name {
        GeneralName::Email(address) => GeneralName::Email(address.to_ascii_lowercase()),
        other => other.clone(),
    }
}

fn lower_base(base: &Subtree) -> Subtree {
    match base {
        Subtree::Other(name) => Subtree::Other(lower(name)),
        other => other.clone(),
    }
}

/// The e-mail addresses of the subject, which count where there are no alternative names.
fn attributes(cert: &Cert) -> Vec<GeneralName> {
    if !cert.alternative_names.is_empty() {
        return Vec::new();
    }
    let attributes = cert.subject.relative().iter().flatten();
    let addresses = attributes.filter(|attribute| attribute.kind.as_oid() == oids::EMAIL_ADDRESS);
    addresses.map(|attribute| GeneralName::Email(attribute.value.clone())).collect()
}

/// The other names that are constrained: the subject unless it is empty, and the alternative names.
fn names(cert: &Cert) -> Vec<GeneralName> {
    let mut names = cert.alternative_names.clone();
    if !cert.subject.is_empty() {
        names.push(GeneralName::Directory(cert.subject.clone()));
    }
    names
}

/// Whether a name lies within a subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Yes,
    No,
    /// One of the two is malformed, or nobody defined how to compare them.
    Unclear,
}

impl Within {
    const fn of(within: bool) -> Self {
        if within { Self::Yes } else { Self::No }
    }
}

/// Whether everything that the name can stand for lies within the subtree; `None` if they are of different kinds.
fn all_within(name: &GeneralName, base: &Subtree) -> Option<Within> {
    match (name, base) {
        // A wildcard stands for all names of one more label, so the part behind `*.` decides, unless the base is longer
        // than that.
        (GeneralName::Dns(name), Subtree::Dns(base)) => {
            // With a dot in front, names below the domain: one label more than it has.
            Some(dns(name, base, |name, domain| {
                let behind = name.strip_prefix("*.").unwrap_or(name);
                let is_below = name != behind || !name.eq_ignore_ascii_case(domain);
                dns_within(behind, domain) && (!base.starts_with('.') || is_below)
            }))
        }
        _ => within(name, base),
    }
}

/// Whether something that the name can stand for lies within the subtree; `None` if they are of different kinds.
fn some_within(name: &GeneralName, base: &Subtree) -> Option<Within> {
    match (name, base) {
        (GeneralName::Dns(name), Subtree::Dns(base)) => {
            Some(dns(name, base, |name, base| match name.strip_prefix("*.") {
                // `*.example.com` can be `bar.example.com`: one label put in for the star may make it the base itself.
                Some(parent) => {
                    let child = base.split_once('.').is_some_and(|(_, above)| above.eq_ignore_ascii_case(parent));
                    dns_within(parent, base) || child
                }
                None => dns_within(name, base),
            }))
        }
        _ => within(name, base),
    }
}

/// The kinds of names that stand for nothing but themselves.
fn within(name: &GeneralName, base: &Subtree) -> Option<Within> {
    Some(match (name, base) {
        (GeneralName::Directory(name), Subtree::Directory(base)) => Within::of(normal(name).starts_with(&normal(base))),
        (GeneralName::Ip(address), Subtree::Ip(net, mask)) => match address.len() {
            4 | 16 if is_net(net, mask) => Within::of(ip_within(address, net, mask)),
            _ => Within::Unclear,
        },
        (GeneralName::Ip(_), Subtree::Other(GeneralName::Ip(_))) => Within::Unclear,
        (GeneralName::Email(name), Subtree::Other(GeneralName::Email(base))) => email(name, base),
        (GeneralName::Uri(name), Subtree::Other(GeneralName::Uri(base))) => uri(name, base),
        (GeneralName::Raw(name), Subtree::Other(GeneralName::Raw(base))) if name.first() == base.first() => {
            Within::Unclear
        }
        _ => return None,
    })
}

fn dns(name: &str, base: &str, within: impl Fn(&str, &str) -> bool) -> Within {
    let is_name = match name.strip_prefix("*.") {
        Some(behind) => is_host(behind) && behind.contains('.') && name.len() <= 253,
        None => is_host(name),
    };
    let domain = base.strip_prefix('.').unwrap_or(base);
    if is_name && (base.is_empty() || is_host(domain)) { Within::of(within(name, domain)) } else { Within::Unclear }
}

/// RFC 5280, 4.2.1.10: "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side of
/// the name satisfies the name constraint."
fn dns_within(name: &str, base: &str) -> bool {
    let (name, base) = (name.to_ascii_lowercase(), base.to_ascii_lowercase());
    base.is_empty() || name == base || name.ends_with(&format!(".{base}"))
}

/// A particular mailbox, all mailboxes of a host, or with a dot in front of all hosts of a domain.
fn email(name: &str, base: &str) -> Within {
    let is_atom = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter);
    let is_local = |text: &str| text.split('.').all(|part| !part.is_empty() && part.chars().all(is_atom));
    let parts = |text: &str| {
        if let Some((local, host)) = text.strip_prefix('"').and_then(|text| text.split_once("\"@")) {
            return is_host(host).then(|| (local.to_owned(), host.to_owned()));
        }
        let (local, host) = text.split_once('@')?;
        (is_local(local) && is_host(host)).then(|| (local.to_owned(), host.to_owned()))
    };
    let Some((local, host)) = parts(name) else { return Within::Unclear };
    match (parts(base), base.contains('@')) {
        (Some((base_local, base_host)), _) => Within::of(local == base_local && host.eq_ignore_ascii_case(&base_host)),
        (None, true) => Within::Unclear,
        (None, false) if base.is_empty() || is_host(base.strip_prefix('.').unwrap_or(base)) => {
            Within::of(host_within(&host, base))
        }
        (None, false) => Within::Unclear,
    }
}

/// The host of the URI: a particular one, or with a dot in front all hosts of a domain.
fn uri(name: &str, base: &str) -> Within {
    let base_is_host = is_host(base.strip_prefix('.').unwrap_or(base));
    match host_of(name) {
        Some(host) if base_is_host || base.is_empty() => Within::of(host_within(&host, base)),
        _ => Within::Unclear,
    }
}

/// RFC 3986, 3: `scheme://user@host:port/path?query#fragment`; `None` where the host is not a domain name.
fn host_of(uri: &str) -> Option<String> {
    let (scheme, behind_scheme) = uri.split_once(':')?;
    let hierarchical = behind_scheme.strip_prefix("//")?;
    let authority = hierarchical.split(['/', '?', '#']).next()?;
    let (user, host_and_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host, port) = host_and_port.split_once(':').unwrap_or((host_and_port, ""));
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    let is_port = port.is_empty() || port.chars().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_plain = uri.chars().all(|character| character.is_ascii_graphic() && !"\"<>\\^`{|}".contains(character));
    let is_whole = is_scheme && is_port && is_plain && !user.contains(['@', '[', ']']);
    (is_whole && is_host(host)).then(|| host.to_owned())
}

fn host_within(host: &str, base: &str) -> bool {
    let (host, base) = (host.to_ascii_lowercase(), base.to_ascii_lowercase());
    match base.strip_prefix('.') {
        Some(_) => host.len() > base.len() && host.ends_with(&base),
        None => base.is_empty() || host == base,
    }
}

/// Letters, digits, hyphens inside, and underscores; the last label is not a number (RFC 1123, 2.1).
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let number = |label: &str| {
        let hexadecimal = label.strip_prefix("0x").or(label.strip_prefix("0X"));
        label.chars().all(|letter| letter.is_ascii_digit())
            || hexadecimal.is_some_and(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit()))
    };
    text.len() <= 253 && text.split('.').all(label) && !text.rsplit('.').next().is_some_and(number)
}

/// An address of either version, and a mask without gaps.
fn is_net(net: &[u8], mask: &[u8]) -> bool {
    let bits: String = mask.iter().map(|byte| format!("{byte:08b}")).collect();
    matches!(net.len(), 4 | 16) && net.len() == mask.len() && !bits.contains("01")
}

fn ip_within(address: &[u8], net: &[u8], mask: &[u8]) -> bool {
    let masked = |bytes: &[u8]| -> Vec<u8> { bytes.iter().zip(mask).map(|(byte, mask)| byte & mask).collect() };
    address.len() == net.len() && masked(address) == masked(net)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        let name = |text: &str| GeneralName::Dns(text.to_owned());
        let all = |text: &str, base: &str| all_within(&name(text), &Subtree::dns(base));
        let some = |text: &str, base: &str| some_within(&name(text), &Subtree::dns(base));
        assert_eq!(all("*.example.com", "example.com"), Some(Within::Yes));
        assert_eq!(all("*.example.com", "bar.example.com"), Some(Within::No));
        assert_eq!(some("*.example.com", "bar.example.com"), Some(Within::Yes));
        assert_eq!(some("*.example.com", "com"), Some(Within::Yes));
        assert_eq!(some("*.example.com", "foo.bar.example.com"), Some(Within::No));
        assert_eq!(some("*.example.com", "ample.com"), Some(Within::No));
        for malformed in ["", "a..b", "*.com", "a.*.com", "a.b.", ".a.b", "192.0.2.1", "a.0x1f", "-a.b"] {
            assert_eq!(some(malformed, "com"), Some(Within::Unclear), "{malformed}");
        }
        assert_eq!(
            (all("a.b", ".b"), all("b", ".b"), some("b", ".b")),
            (Some(Within::Yes), Some(Within::No), Some(Within::Yes))
        );
        assert_eq!(all("a.b", "."), Some(Within::Unclear));
        assert_eq!(all_within(&name("a.b"), &Subtree::directory("O=b")), None);
    }

    #[test]
    fn networks() {
        let name = GeneralName::ip("192.0.2.7");
        assert_eq!(within(&name, &Subtree::net("192.0.2.0/24")), Some(Within::Yes));
        assert_eq!(within(&name, &Subtree::net("2001:db8::/32")), Some(Within::No));
        assert_eq!(within(&name, &Subtree::Ip(vec![192, 0, 2, 0], vec![255, 0, 255, 0])), Some(Within::Unclear));
        assert_eq!(within(&name, &Subtree::Ip(vec![192, 0], vec![255, 0])), Some(Within::Unclear));
        assert_eq!(within(&GeneralName::Ip(vec![1]), &Subtree::net("0.0.0.0/0")), Some(Within::Unclear));
        assert_eq!(within(&name, &Subtree::dns("")), None);
    }

    #[test]
    fn mailboxes_and_uris() {
        assert_eq!(email("bob@Example.com", "bob@example.COM"), Within::Yes);
        assert_eq!(email("Bob@example.com", "bob@example.com"), Within::No);
        assert_eq!(email("bob@a.example.com", ".example.com"), Within::Yes);
        assert_eq!(email("bob@example.com", ".example.com"), Within::No);
        assert_eq!(email("bob", "example.com"), Within::Unclear);
        assert_eq!(uri("sip://bob@A.example.com:5060/x", ".Example.com"), Within::Yes);
        assert_eq!(uri("https://example.com?@evil.org", "evil.org"), Within::No);
        assert_eq!(uri("urn:a", "example.com"), Within::Unclear);
        assert_eq!(uri("https://192.0.2.1/", "example.com"), Within::Unclear);
        assert_eq!(uri("https://example.com/", "192.0.2.1"), Within::Unclear);
    }
}
