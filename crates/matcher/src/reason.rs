//! Why a name of a certificate is not the one that was asked for.

use crate::dns::{DnsName, PresentedDns, WildcardPolicy, is_within, parent};
use crate::email::EmailAddress;
use crate::sip::SipDomain;
use crate::srv::{self, SrvName};
use crate::uri::{Parts, UriId};
use crate::xmpp::{XmppAccount, XmppDomain};
use crate::{Identity, codes};
use core::net::IpAddr;
use ucpki_x509::Code;

/// How close a name comes, the closest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// It would be the one under another setting.
    Setting,
    /// It was meant to be the one, as far as can be told.
    Spelling,
    /// It has much in common with the one.
    Related,
    /// It has something in common with the one.
    Distant,
    /// It matches nothing.
    Malformed,
    /// It has nothing to do with the one.
    Other,
}

/// Why a name is not the one that was asked for.
pub(crate) type Reason = (Rank, &'static Code);

pub(crate) const OTHER: Reason = (Rank::Other, &codes::OTHER_NAME);

pub(crate) fn is_malformed(code: &'static Code) -> bool {
    (codes::NAME_EMPTY.number()..=codes::ADDRESS_SIZE.number()).contains(&code.number())
}

pub(crate) fn name_for_name(bytes: &[u8], wanted: &DnsName) -> Reason {
    let reference = wanted.as_str().as_bytes();
    let presented = match PresentedDns::parse(bytes) {
        Ok(presented) => presented,
        Err(error) => {
            let dotted = bytes.strip_suffix(b".").is_some_and(|name| name.eq_ignore_ascii_case(reference));
            return (if dotted { Rank::Spelling } else { Rank::Malformed }, error.code());
        }
    };
    if presented.is_wildcard() {
        return wildcard_for_name(&presented, wanted);
    }
    let equal = |one: Option<&[u8]>, other: Option<&[u8]>| match (one, other) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    };
    let (mine, yours) = (parent(bytes), parent(reference));
    let same_host = first_label(bytes).eq_ignore_ascii_case(first_label(reference));
    if presented.matches(wanted, WildcardPolicy::Never) {
        // Equal, and yet no match: a common name where those do not count.
        (Rank::Setting, &codes::ONLY_COMMON_NAME)
    } else if is_www(bytes, reference) || is_www(reference, bytes) {
        (Rank::Spelling, &codes::WWW_DIFFERS)
    } else if same_host && mine.is_some() != yours.is_some() {
        (Rank::Spelling, &codes::SHORT_NAME)
    } else if is_within(reference, bytes) {
        (Rank::Related, &codes::DOMAIN_ABOVE)
    } else if is_within(bytes, reference) {
        (Rank::Related, &codes::DOMAIN_BELOW)
    } else if same_host {
        (Rank::Related, &codes::OTHER_DOMAIN)
    } else if equal(mine, yours) {
        (Rank::Distant, &codes::OTHER_HOST)
    } else {
        OTHER
    }
}

fn wildcard_for_name(presented: &PresentedDns<'_>, wanted: &DnsName) -> Reason {
    if presented.matches(wanted, WildcardPolicy::LeftmostLabel) {
        (Rank::Setting, &codes::WILDCARD_OFF)
    } else if is_within(wanted.as_str().as_bytes(), presented.without_wildcard()) {
        (Rank::Related, &codes::WILDCARD_DEPTH)
    } else {
        OTHER
    }
}

pub(crate) fn name_for_address(bytes: &[u8], wanted: IpAddr) -> Reason {
    let text = core::str::from_utf8(bytes).unwrap_or_default();
    if text.parse() == Ok(wanted) {
        return (Rank::Spelling, &codes::ADDRESS_AS_NAME);
    }
    match PresentedDns::parse(bytes) {
        Ok(_) => OTHER,
        Err(error) => (Rank::Malformed, error.code()),
    }
}

pub(crate) fn address_for_identity(presented: IpAddr, identity: &Identity) -> Reason {
    match identity {
        // Equal, and yet no match: a common name where those do not count.
        Identity::Ip(wanted) if presented == *wanted => (Rank::Setting, &codes::ONLY_COMMON_NAME),
        Identity::Ip(wanted) if presented.to_canonical() == wanted.to_canonical() => {
            (Rank::Spelling, &codes::ADDRESS_MAPPED)
        }
        _ => OTHER,
    }
}

/// A URI against a SIP domain (RFC 5922, 7.1).
pub(crate) fn uri_for_sip(uri: &[u8], wanted: &SipDomain) -> Reason {
    let Some(parts) = Parts::of(uri) else { return OTHER };
    let is_domain = parts.host.eq_ignore_ascii_case(wanted.name().as_str().as_bytes());
    match (parts.scheme.eq_ignore_ascii_case(b"sip"), parts.user) {
        (true, false) => without_wildcards(name_for_name(parts.host, wanted.name())),
        (false, false) if is_domain => (Rank::Spelling, &codes::SIP_SCHEME),
        (_, true) if is_domain => (Rank::Spelling, &codes::URI_USER),
        _ => OTHER,
    }
}

/// A dNSName against a SIP domain; `shadowed` says that there is a URI that counts instead.
pub(crate) fn name_for_sip(bytes: &[u8], wanted: &SipDomain, shadowed: bool) -> Reason {
    if shadowed && bytes.eq_ignore_ascii_case(wanted.name().as_str().as_bytes()) {
        return (Rank::Setting, &codes::SIP_NAME_SHADOWED);
    }
    without_wildcards(name_for_name(bytes, wanted.name()))
}

pub(crate) fn uri_for_uri(uri: &[u8], wanted: &UriId) -> Reason {
    let Some(parts) = Parts::of(uri) else { return OTHER };
    let is_host = parts.host.eq_ignore_ascii_case(wanted.host().as_str().as_bytes());
    match (wanted.is_scheme(&parts), parts.user) {
        (true, false) => without_wildcards(name_for_name(parts.host, wanted.host())),
        (false, false) if is_host => (Rank::Spelling, &codes::OTHER_SERVICE),
        (_, true) if is_host => (Rank::Spelling, &codes::URI_USER),
        _ => OTHER,
    }
}

pub(crate) fn srv_for_srv(bytes: &[u8], wanted: &SrvName) -> Reason {
    match srv::parts(bytes) {
        Some((service, domain)) if wanted.is_service(service) => {
            without_wildcards(name_for_name(domain, wanted.domain()))
        }
        Some((_, domain)) => service_of_other(domain, wanted.domain()),
        None => OTHER,
    }
}

/// An SRVName against an XMPP domain.
pub(crate) fn srv_for_xmpp(bytes: &[u8], wanted: &XmppDomain) -> Reason {
    match srv::parts(bytes) {
        Some((service, domain)) if wanted.is_service(service) => {
            without_wildcards(name_for_name(domain, wanted.name()))
        }
        Some((_, domain)) => service_of_other(domain, wanted.name()),
        None => OTHER,
    }
}

/// An xmppAddr against an XMPP domain.
pub(crate) fn address_for_xmpp(bytes: &[u8], wanted: &XmppDomain) -> Reason {
    let bare = bytes.split(|byte| *byte == b'/').next().unwrap_or_default();
    let domain = bare.rsplit(|byte| *byte == b'@').next().unwrap_or_default();
    if domain.len() == bytes.len() {
        without_wildcards(name_for_name(bytes, wanted.name()))
    } else if domain.eq_ignore_ascii_case(wanted.name().as_str().as_bytes()) {
        (Rank::Spelling, &codes::XMPP_OTHER_KIND)
    } else {
        OTHER
    }
}

/// An xmppAddr against an XMPP account.
pub(crate) fn address_for_account(bytes: &[u8], wanted: &XmppAccount) -> Reason {
    let is_domain = bytes.eq_ignore_ascii_case(wanted.domain().as_str().as_bytes());
    let bare = bytes.split(|byte| *byte == b'/').next().unwrap_or_default();
    if is_domain || wanted.matches(bare) { (Rank::Spelling, &codes::XMPP_OTHER_KIND) } else { OTHER }
}

fn service_of_other(domain: &[u8], wanted: &DnsName) -> Reason {
    let same = domain.eq_ignore_ascii_case(wanted.as_str().as_bytes());
    if same { (Rank::Spelling, &codes::OTHER_SERVICE) } else { OTHER }
}

/// Where no wildcard ever counts, its depth does not matter.
fn without_wildcards(reason: Reason) -> Reason {
    if reason.1 == &codes::WILDCARD_DEPTH { (Rank::Related, &codes::WILDCARD_OFF) } else { reason }
}

pub(crate) fn email_for_email(bytes: &[u8], wanted: &EmailAddress) -> Reason {
    if wanted.matches_but_for_case(bytes) { (Rank::Spelling, &codes::EMAIL_CASE) } else { OTHER }
}

/// Whether `longer` is `shorter` with `www.` in front.
fn is_www(longer: &[u8], shorter: &[u8]) -> bool {
    let www = longer.split_at_checked(4).filter(|(label, _)| label.eq_ignore_ascii_case(b"www."));
    www.is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(shorter))
}

fn first_label(name: &[u8]) -> &[u8] {
    name.split(|byte| *byte == b'.').next().unwrap_or_default()
}
