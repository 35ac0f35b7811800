use crate::common_name::{CommonNameIdentity, common_name_identities};
use crate::dns::{DnsName, WildcardPolicy, dns_name_matches};
use crate::identity::host;
use crate::matched::{MatchedName, NamePlace};
use crate::mismatch::Mismatch;
use crate::sip::{self, SipDomain};
use crate::{Comparisons, Identity, NameMode, other};
use alloc::string::{String, ToString};
use core::net::{IpAddr, Ipv4Addr};
use ucpki_x509::der::{Reader, Tag};
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{CertificateRef, GeneralName, GeneralNames, ip_address};

/// Finds the name of a certificate that is the one that was asked for.
///
/// The first that fits is the answer; subjectAltName comes before the common names. An entry with wrong syntax matches
/// nothing and does no harm to the others. A subjectAltName that cannot be read at all is not an answer, whatever the
/// common names say.
///
/// Cost: linear in the bytes of the names; one comparison out of `budget` for each entry of subjectAltName and each
/// common name that is looked at. Allocates the text of the result, nothing before.
///
/// # Departures from RFC 9525
///
/// - [`NameMode::Appliance`] and [`NameMode::Off`].
/// - A wildcard needs two labels behind it (7.1 leaves the guard to us).
/// - Underscores are letters of host names ([`DnsName`]).
/// - U-labels are not converted; the caller gives A-labels, or makes them with the feature `idna`.
/// - A `*` in an SRVName or a URI is not a wildcard.
///
/// # What the caller must still check
///
/// Everything else: that the certificate is valid for its chain, its time and its purpose. A match says that the
/// certificate claims the name, not that the claim is true. Name constraints speak of one kind of name each (RFC 5280,
/// 4.2.1.10): what a CA may put into a dNSName does not bind its SRVNames, URIs and xmppAddrs.
///
/// # Inputs by their RFC names
///
/// `identity` is the reference identifier, what the certificate holds are presented identifiers.
///
/// # Errors
///
/// [`Mismatch`] with one of the codes `NAME_MISMATCH`, `NO_NAMES`, `SUBJECT_ALT_NAME_UNREADABLE`, `SIP_USAGE` and
/// `COMPARISONS_EXHAUSTED` of [`codes`](crate::codes).
///
/// # Examples
///
/// ```
/// # let pem = include_str!("../../../tests/data/matcher/example.pem");
/// # let der = ucpki::x509::pem::blocks(pem.as_bytes()).next().unwrap()?.into_der();
/// # let certificate = ucpki::x509::CertificateRef::parse(&der)?;
/// use ucpki::matcher::{Comparisons, Identity, NameMode, codes, match_certificate};
///
/// let mut budget = Comparisons::new(10_000);
/// let wanted = Identity::host("mail.apps.example.com")?;
/// let matched = match_certificate(&certificate, &wanted, NameMode::default(), &mut budget).unwrap();
/// assert_eq!(matched.to_string(), "*.apps.example.com (subjectAltName 1)");
///
/// let wanted = Identity::host("www.vcs.example.com")?;
/// let mismatch = match_certificate(&certificate, &wanted, NameMode::default(), &mut budget).unwrap_err();
/// assert_eq!(mismatch.hint(), Some(&codes::WWW_DIFFERS));
/// assert_eq!(mismatch.nearest()[0].presented(), "vcs.example.com");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
pub fn match_certificate(
    certificate: &CertificateRef<'_>,
    identity: &Identity,
    mode: NameMode,
    budget: &mut Comparisons,
) -> Result<MatchedName, Mismatch> {
    let wildcards = match mode {
        NameMode::Appliance => WildcardPolicy::Never,
        NameMode::Off => return Ok(MatchedName::Unchecked),
        NameMode::Rfc9525 => WildcardPolicy::LeftmostLabel,
    };
    if matches!(identity, Identity::DangerNone) {
        return Ok(MatchedName::Unchecked);
    }
    let matched = match identity {
        Identity::Sip(domain) => {
            let names = certificate.subject_alt_name().map_err(Mismatch::unreadable)?;
            names.map(|names| find_sip(names, domain, budget)).transpose()?.flatten()
        }
        _ => find(certificate, identity, wildcards, budget)?,
    };
    let matched = match matched {
        Some(matched) => Some(matched),
        None => find_common_name(certificate, identity, mode, budget)?,
    };
    match (matched, identity) {
        (Some(matched), Identity::Sip(domain)) if !domain.is_allowed_by(certificate) => Err(Mismatch::usage(&matched)),
        (Some(matched), _) => Ok(matched),
        (None, _) => {
            let names = certificate.subject_alt_name().map_err(Mismatch::unreadable)?;
            Err(Mismatch::explain(certificate, names, identity, mode))
        }
    }
}

/// The first entry of subjectAltName that is the identity, if all of it can be read.
///
/// Names are compared as they are read, in one pass: reading first and comparing then takes half as long again.
fn find(
    certificate: &CertificateRef<'_>,
    identity: &Identity,
    wildcards: WildcardPolicy,
    budget: &mut Comparisons,
) -> Result<Option<MatchedName>, Mismatch> {
    let Some(value) = certificate.extension_value(ExtensionKind::SubjectAltName) else { return Ok(None) };
    // The reader of the certificate says where in the certificate the trouble is.
    let unreadable = |error| Mismatch::unreadable(certificate.subject_alt_name().err().unwrap_or(error));
    let mut outer = Reader::new(value).map_err(unreadable)?;
    let list = outer.expect(Tag::SEQUENCE).map_err(unreadable)?;
    outer.finish().map_err(unreadable)?;
    let mut list = list.reader();
    // An empty list is refused by reading one name of it.
    let (mut index, mut found) = (0, None);
    loop {
        let name = GeneralName::read(&mut list).map_err(unreadable)?;
        if found.is_none() {
            budget.spend(1).map_err(Mismatch::exhausted)?;
            if is(&name, identity, wildcards) {
                found = Some(matched(&name, NamePlace::SubjectAltName(index)));
            }
            index += 1;
        }
        if list.is_empty() {
            return Ok(found);
        }
    }
}

/// RFC 5922, 7.1: a dNSName counts "if and only if no other identity is found that matches the `sip` URI type".
fn find_sip(
    names: GeneralNames<'_>,
    domain: &SipDomain,
    budget: &mut Comparisons,
) -> Result<Option<MatchedName>, Mismatch> {
    let wanted = domain.name().as_str().as_bytes();
    let mut by_name = None;
    let mut has_uri = false;
    for (index, name) in names.iter().enumerate() {
        budget.spend(1).map_err(Mismatch::exhausted)?;
        match name {
            GeneralName::Uri(uri) => {
                let Some(found) = sip::domain_of(uri) else { continue };
                has_uri = true;
                if found.eq_ignore_ascii_case(wanted) {
                    return Ok(Some(matched(&name, NamePlace::SubjectAltName(index))));
                }
            }
            GeneralName::DnsName(bytes) if by_name.is_none() && bytes.eq_ignore_ascii_case(wanted) => {
                by_name = Some((index, name));
            }
            _ => {}
        }
    }
    let by_name = by_name.filter(|_| !has_uri);
    Ok(by_name.map(|(index, name)| matched(&name, NamePlace::SubjectAltName(index))))
}

fn find_common_name(
    certificate: &CertificateRef<'_>,
    identity: &Identity,
    mode: NameMode,
    budget: &mut Comparisons,
) -> Result<Option<MatchedName>, Mismatch> {
    for claimed in common_name_identities(certificate, identity, mode) {
        budget.spend(1).map_err(Mismatch::exhausted)?;
        if let Some(matched) = match_common_name(&claimed, identity) {
            return Ok(Some(matched));
        }
    }
    Ok(None)
}

/// Whether the entry is the one that was asked for; kinds are never mixed.
#[inline]
fn is(name: &GeneralName<'_>, identity: &Identity, wildcards: WildcardPolicy) -> bool {
    match (name, identity) {
        (GeneralName::DnsName(bytes), Identity::Dns(wanted)) => dns_name_matches(bytes, wanted, wildcards),
        (GeneralName::IpAddress(bytes), Identity::Ip(wanted)) => ip_address(bytes) == Some(*wanted),
        (GeneralName::Uri(bytes), Identity::Uri(wanted)) => wanted.matches(bytes),
        (name, Identity::Xmpp(wanted)) => wanted.matches(name, wildcards),
        (name, Identity::Email(wanted)) => wanted.presented(name).is_some_and(|bytes| wanted.matches(bytes)),
        (name, Identity::Srv(wanted)) => other::srv(name).is_some_and(|bytes| wanted.matches(bytes)),
        (name, Identity::XmppAccount(wanted)) => other::xmpp(name).is_some_and(|bytes| wanted.matches(bytes)),
        _ => false,
    }
}

/// The answer for an entry that is the identity.
fn matched(name: &GeneralName<'_>, place: NamePlace) -> MatchedName {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match name {
        GeneralName::DnsName(bytes) => {
            MatchedName::Dns { place, wildcard: bytes.starts_with(b"*"), presented: text(bytes) }
        }
        GeneralName::Rfc822Name(bytes) => MatchedName::Email { place, presented: text(bytes) },
        GeneralName::Uri(bytes) => MatchedName::Uri { place, presented: text(bytes) },
        GeneralName::IpAddress(bytes) => {
            // Only an address that was read is ever equal to one.
            let address = ip_address(bytes).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
            MatchedName::Ip { place, address }
        }
        name => {
            if let Some(bytes) = other::srv(name) {
                MatchedName::Srv { place, presented: text(bytes) }
            } else if let Some(bytes) = other::xmpp(name) {
                MatchedName::Xmpp { place, presented: text(bytes) }
            } else {
                let presented = other::utf8_mailbox(name).map(text).unwrap_or_default();
                MatchedName::Email { place, presented }
            }
        }
    }
}

fn match_common_name(claimed: &CommonNameIdentity<'_>, identity: &Identity) -> Option<MatchedName> {
    match (claimed, identity) {
        (CommonNameIdentity::Dns { index, text }, identity)
            if host(identity).is_some_and(|host| equals(text, host)) =>
        {
            let place = NamePlace::CommonName(*index);
            Some(MatchedName::Dns { place, presented: text.to_string(), wildcard: false })
        }
        (CommonNameIdentity::Ip { index, address }, Identity::Ip(wanted)) if address == wanted => {
            Some(MatchedName::Ip { place: NamePlace::CommonName(*index), address: *wanted })
        }
        _ => None,
    }
}

fn equals(text: &str, wanted: &DnsName) -> bool {
    dns_name_matches(text.as_bytes(), wanted, WildcardPolicy::Never)
}
