//! Name constraints (RFC 5280, 4.2.1.10 and 6.1.3 (b), (c)): the names of one certificate against one CA's subtrees.
//!
//! Each CA's extension is applied by itself to every certificate below it, which comes to the same as intersecting the
//! permitted subtrees and uniting the excluded ones (6.1.4 (g)), without ever building either.

use crate::{Detail, codes};
use alloc::{borrow::ToOwned, format, string::String};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use ucpki_matcher::{
    CommonNameIdentity, Comparisons, Identity, NameMode, PresentedDns, common_name_identities, utf8_mailbox,
};
use ucpki_x509::extension::{GeneralSubtrees, NameConstraints};
use ucpki_x509::{Certificate, Code, GeneralName, NameRef, oids};

/// Why the names of a certificate do not fit the constraints of a CA above it.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The purse of comparisons is empty: no answer.
    Exhausted,
    /// A rule is broken.
    Rule(&'static Code, Detail),
}

/// Applies `constraints` to every name of `certificate` that constraints apply to.
///
/// The names are: the subject, unless it is empty; every name in subjectAltName; the emailAddress attributes of the
/// subject where there is no subjectAltName; and the common names that count against `identity` in `mode`.
///
/// Cost: names times subtrees of the same kind, each counted on `purse`; allocates for a finding only.
pub(crate) fn check(
    constraints: &NameConstraints<'_>,
    certificate: &Certificate,
    identity: &Identity,
    mode: NameMode,
    purse: &mut Comparisons,
) -> Result<(), Broken> {
    let names = certificate
        .subject_alt_name()
        .map_err(|error| Broken::Rule(&codes::EXTENSION_MALFORMED, Detail::Read(error)))?;
    let subject = certificate.subject();
    if !subject.is_empty() {
        apply(constraints, &Kind::Directory(subject), purse)?;
    }
    match names {
        Some(names) => {
            for name in &names {
                apply(constraints, &Kind::of(&name), purse)?;
                // RFC 9598, 6: constraints on rfc822Name apply to SmtpUTF8Mailbox as well.
                if let Some(mailbox) = utf8_mailbox(&name) {
                    apply(constraints, &Kind::Email(mailbox), purse)?;
                }
            }
        }
        // RFC 5280, 4.2.1.10: the constraint MUST be applied to emailAddress in the subject when there is no SAN.
        None => {
            for attribute in subject.attributes_of(oids::EMAIL_ADDRESS) {
                // As text, whichever kind of string holds it: another kind must not hide a mailbox. What is no text is no
                // mailbox, and cannot be judged.
                let text = attribute.text().unwrap_or_default();
                apply(constraints, &Kind::Email(text.as_bytes()), purse)?;
            }
        }
    }
    for identity in common_name_identities(&certificate.as_ref(), identity, mode) {
        match &identity {
            CommonNameIdentity::Dns { text, .. } => apply(constraints, &Kind::Dns(text.as_bytes()), purse)?,
            CommonNameIdentity::Ip { address: IpAddr::V4(address), .. } => {
                apply(constraints, &Kind::Ip(&address.octets()), purse)?;
            }
            CommonNameIdentity::Ip { address: IpAddr::V6(address), .. } => {
                apply(constraints, &Kind::Ip(&address.octets()), purse)?;
            }
        }
    }
    Ok(())
}

/// A name, by the kind of constraint that applies to it.
#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    Directory(NameRef<'a>),
    Dns(&'a [u8]),
    Email(&'a [u8]),
    Ip(&'a [u8]),
    /// A kind for which no comparison is defined or built: otherName, x400Address, ediPartyName, registeredID.
    Other(u8),
    Uri(&'a [u8]),
}

impl<'a> Kind<'a> {
    fn of(name: &GeneralName<'a>) -> Self {
        match *name {
            GeneralName::DirectoryName(name) => Self::Directory(name),
            GeneralName::DnsName(name) => Self::Dns(name),
            GeneralName::EdiPartyName(_) => Self::Other(5),
            GeneralName::IpAddress(octets) => Self::Ip(octets),
            GeneralName::OtherName { .. } => Self::Other(0),
            GeneralName::RegisteredId(_) => Self::Other(8),
            GeneralName::Rfc822Name(name) => Self::Email(name),
            GeneralName::Uri(uri) => Self::Uri(uri),
            GeneralName::X400Address(_) => Self::Other(3),
        }
    }

    /// Its length in bytes.
    fn len(&self) -> usize {
        match self {
            Self::Directory(name) => name.as_der().len(),
            Self::Dns(bytes) | Self::Email(bytes) | Self::Ip(bytes) | Self::Uri(bytes) => bytes.len(),
            Self::Other(_) => 0,
        }
    }

    /// Whether a constraint with `base` speaks of names of this kind.
    fn is_constrained_by(&self, base: &Self) -> bool {
        match (self, base) {
            (Self::Other(name), Self::Other(base)) => name == base,
            _ => core::mem::discriminant(self) == core::mem::discriminant(base),
        }
    }

    fn text(&self) -> String {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).chars().flat_map(char::escape_default).collect();
        match self {
            Self::Directory(name) => format!("{name}"),
            Self::Dns(octets) | Self::Email(octets) | Self::Uri(octets) => text(octets),
            Self::Ip(octets) => ip_text(octets),
            Self::Other(0) => "otherName".to_owned(),
            Self::Other(3) => "x400Address".to_owned(),
            Self::Other(5) => "ediPartyName".to_owned(),
            Self::Other(_) => "registeredID".to_owned(),
        }
    }
}

fn ip_text(octets: &[u8]) -> String {
    let address = |octets: &[u8]| match (<[u8; 4]>::try_from(octets), <[u8; 16]>::try_from(octets)) {
        (Ok(v4), _) => format!("{}", Ipv4Addr::from(v4)),
        (_, Ok(v6)) => format!("{}", Ipv6Addr::from(v6)),
        _ => format!("{octets:02x?}"),
    };
    match octets.len() {
        8 | 32 => {
            let (network, mask) = octets.split_at(octets.len() / 2);
            format!("{}/{}", address(network), mask.iter().map(|octet| octet.count_ones()).sum::<u32>())
        }
        _ => address(octets),
    }
}

/// A name and a base of so many bytes together are one comparison.
const USUAL_LENGTH: u64 = 256;

/// How a name stands to a subtree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Within,
    Outside,
    /// The name or the base is malformed, or they cannot be compared: fails closed.
    Unclear,
}

fn apply(constraints: &NameConstraints<'_>, name: &Kind<'_>, purse: &mut Comparisons) -> Result<(), Broken> {
    let excluded = fits(&constraints.excluded(), name, Side::Excluded, purse)?;
    if let Some(base) = excluded.found {
        return Err(broken(&codes::NAME_EXCLUDED, name, base.text()));
    }
    let permitted = fits(&constraints.permitted(), name, Side::Permitted, purse)?;
    if permitted.applies && permitted.found.is_none() {
        return Err(broken(&codes::NAME_NOT_PERMITTED, name, String::new()));
    }
    Ok(())
}

fn broken(code: &'static Code, name: &Kind<'_>, base: String) -> Broken {
    Broken::Rule(code, Detail::Constraint { name: name.text(), base })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Excluded,
    Permitted,
}

struct Fits<'a> {
    /// Some base is of the name's kind.
    applies: bool,
    /// The first base that holds the name.
    found: Option<Kind<'a>>,
}

fn fits<'a>(
    subtrees: &GeneralSubtrees<'a>,
    name: &Kind<'_>,
    side: Side,
    purse: &mut Comparisons,
) -> Result<Fits<'a>, Broken> {
    let mut fits = Fits { applies: false, found: None };
    let mut unclear = None;
    for base in subtrees.iter() {
        purse.spend(1).map_err(|_| Broken::Exhausted)?;
        let base = Kind::of(&base);
        if !name.is_constrained_by(&base) {
            continue;
        }
        // Long names take longer: a comparison reads both.
        let length = u64::try_from(name.len().saturating_add(base.len())).unwrap_or(u64::MAX);
        purse.spend(length / USUAL_LENGTH).map_err(|_| Broken::Exhausted)?;
        fits.applies = true;
        match fit(name, &base, side) {
            Fit::Within => {
                fits.found = Some(base);
                return Ok(fits);
            }
            Fit::Outside => {}
            // Another base may hold the name, wherever it stands: the order of subtrees has no meaning.
            Fit::Unclear => {
                unclear.get_or_insert(base);
            }
        }
    }
    match unclear {
        Some(base) => Err(broken(&codes::NAME_CONSTRAINT_UNSUPPORTED, name, base.text())),
        None => Ok(fits),
    }
}

fn fit(name: &Kind<'_>, base: &Kind<'_>, side: Side) -> Fit {
    let within = match (name, base) {
        (Kind::Directory(name), Kind::Directory(base)) => Some(name.is_within(*base)),
        (Kind::Dns(name), Kind::Dns(base)) => dns(name, base, side),
        (Kind::Email(name), Kind::Email(base)) => email(name, base),
        (Kind::Ip(name), Kind::Ip(base)) => ip(name, base),
        (Kind::Uri(name), Kind::Uri(base)) => uri(name, base),
        _ => None,
    };
    match within {
        Some(true) => Fit::Within,
        Some(false) => Fit::Outside,
        None => Fit::Unclear,
    }
}

/// A wildcard must lie wholly within a permitted subtree, and must not touch an excluded one.
fn dns(name: &[u8], base: &[u8], side: Side) -> Option<bool> {
    // RFC 5280 gives no meaning to a leading dot or a wildcard in the base; what it might mean is not guessed.
    if !base.is_empty() && PresentedDns::parse(base).map_or(true, |base| base.is_wildcard()) {
        return None;
    }
    let name = PresentedDns::parse(name).ok()?;
    Some(match side {
        Side::Excluded => name.touches(base),
        Side::Permitted => name.is_within(base),
    })
}

/// RFC 5280, 4.2.1.10: a mailbox, all mailboxes on a host, or all mailboxes in a domain (leading dot).
///
/// The local part is compared as it stands, the host without regard to case.
fn email(name: &[u8], base: &[u8]) -> Option<bool> {
    let (local, host) = split_mailbox(name)?;
    // RFC 9598, 6: the domain of a SmtpUTF8Mailbox stands in A-labels. A U-label would lie outside every excluded subtree.
    if !host.is_ascii() {
        return None;
    }
    if let Some((base_local, base_host)) = split_mailbox(base) {
        return Some(local == base_local && host.eq_ignore_ascii_case(base_host));
    }
    if base.contains(&b'@') {
        return None;
    }
    Some(host_is_in(host, base))
}

/// Splits at the last `@`; quoted local parts may hold others.
fn split_mailbox(mailbox: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = mailbox.iter().rposition(|octet| *octet == b'@')?;
    let (local, host) = (mailbox.get(..at)?, mailbox.get(at + 1..)?);
    (!local.is_empty() && !host.is_empty()).then_some((local, host))
}

/// A base with a leading dot holds the hosts below the domain, one without holds the host itself.
fn host_is_in(host: &[u8], base: &[u8]) -> bool {
    match base {
        [] => true,
        [b'.', ..] => {
            let Some(split) = host.len().checked_sub(base.len()) else { return false };
            split > 0 && host.get(split..).is_some_and(|end| end.eq_ignore_ascii_case(base))
        }
        _ => host.eq_ignore_ascii_case(base),
    }
}

/// RFC 5280, 4.2.1.10: the constraint applies to the host part, which must be a name; a URI without one fails closed.
fn uri(name: &[u8], base: &[u8]) -> Option<bool> {
    let host = uri_host(name)?;
    // "The constraint MUST be specified as a fully qualified domain name": an address or a whole URI is neither.
    let domain = base.strip_prefix(b".").unwrap_or(base);
    if !domain.is_empty() && PresentedDns::parse(domain).map_or(true, |base| base.is_wildcard()) {
        return None;
    }
    Some(host_is_in(host, base))
}

/// The host of `scheme://user@host:port/...` where it is a domain name (RFC 3986, 3.2).
fn uri_host(uri: &[u8]) -> Option<&[u8]> {
    let colon = uri.iter().position(|octet| *octet == b':')?;
    let rest = uri.get(colon + 1..)?.strip_prefix(b"//")?;
    let end = rest.iter().position(|octet| matches!(octet, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let start = authority.iter().rposition(|octet| *octet == b'@').map_or(0, |at| at + 1);
    let host_and_port = authority.get(start..)?;
    let end = host_and_port.iter().position(|octet| *octet == b':').unwrap_or(host_and_port.len());
    let host = host_and_port.get(..end)?;
    PresentedDns::parse(host).ok().filter(|host| !host.is_wildcard()).map(|host| host.as_bytes())
}

/// The base is an address and a mask, of 4 and 4 or 16 and 16 octets; the mask has no gaps.
fn ip(name: &[u8], base: &[u8]) -> Option<bool> {
    if !matches!(name.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return None;
    }
    let (network, mask) = base.split_at(base.len() / 2);
    let mut ended = false;
    for octet in mask {
        if octet.leading_ones() + octet.trailing_zeros() != 8 || ended && *octet != 0 {
            return None;
        }
        ended |= *octet != 0xFF;
    }
    if name.len() != network.len() {
        return Some(false);
    }
    let differs = |((name, network), mask): ((&u8, &u8), &u8)| (name ^ network) & mask != 0;
    Some(!name.iter().zip(network).zip(mask).any(differs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_have_no_gaps() {
        let with_mask = |mask: [u8; 4]| ip(&[10, 1, 2, 3], &[10, 0, 0, 0, mask[0], mask[1], mask[2], mask[3]]);
        assert_eq!(with_mask([255, 0, 0, 0]), Some(true));
        assert_eq!(with_mask([255, 255, 0, 0]), Some(false));
        assert_eq!(with_mask([0, 0, 0, 0]), Some(true));
        assert_eq!(with_mask([255, 254, 0, 0]), Some(true), "10.0.0.0/15 holds 10.1.2.3");
        assert_eq!(with_mask([255, 0, 255, 0]), None);
        assert_eq!(with_mask([253, 0, 0, 0]), None);
        assert_eq!(ip(&[10, 0, 0], &[10, 0, 0, 0, 255, 0, 0, 0]), None);
        assert_eq!(ip(&[0; 16], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(false));
    }

    #[test]
    fn mailboxes_hosts_and_domains() {
        assert_eq!(email(b"Bob@Example.com", b"Bob@example.COM"), Some(true));
        assert_eq!(email(b"bob@example.com", b"Bob@example.com"), Some(false));
        assert_eq!(email(b"bob@example.com", b"example.com"), Some(true));
        assert_eq!(email(b"bob@a.example.com", b"example.com"), Some(false));
        assert_eq!(email(b"bob@a.example.com", b".example.com"), Some(true));
        assert_eq!(email(b"bob@example.com", b".example.com"), Some(false));
        assert_eq!(email(b"\"a@b\"@example.com", b"example.com"), Some(true));
        assert_eq!(email("bob@ex\u{e4}mple.com".as_bytes(), b"example.com"), None);
        assert_eq!(email("b\u{f6}b@example.com".as_bytes(), b"example.com"), Some(true));
        assert_eq!(email(b"example.com", b"example.com"), None);
        assert_eq!(email(b"bob@example.com", b"@example.com"), None);
    }

    #[test]
    fn uris_are_judged_by_their_host() {
        assert_eq!(uri(b"http://User@Host.example.com:80/a?b", b".example.com"), Some(true));
        assert_eq!(uri(b"http://example.com/", b".example.com"), Some(false));
        assert_eq!(uri(b"http://example.com/", b"example.com"), Some(true));
        assert_eq!(uri(b"http://evil.com/@example.com", b"example.com"), Some(false));
        for hostless in
            [&b"urn:a:b"[..], b"http:///a", b"http://192.0.2.1/", b"http://[fe80::1%25eth0]/", b"example.com"]
        {
            assert_eq!(uri(hostless, b"example.com"), None, "{}", String::from_utf8_lossy(hostless));
        }
        assert_eq!(uri(b"http://example.com/", b"192.0.2.1"), None);
    }
}
