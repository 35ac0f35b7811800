//! Name constraints (RFC 5280, 4.2.1.10 and 6.1.3 (b), (c)): the names of one certificate against one CA's subtrees.
//!
//! Each CA's extension is applied by itself to every certificate below it, which comes to the same as intersecting the
//! permitted subtrees and uniting the excluded ones (6.1.4 (g)), without ever building either.

mod subtrees;

pub(crate) use subtrees::{is_absolute_uri, is_mailbox};

use crate::codes;
use crate::verdict::finding::Detail;
use alloc::{borrow::ToOwned, format, string::String};
use core::net::IpAddr;
use subtrees::{Side, Unfit};
use ucpki_matcher::{
    CommonNameIdentity, Comparisons, DnsName, Identity, MatchedName, NameMode, common_name_identities, srv_name,
    utf8_mailbox,
};
use ucpki_x509::extension::{GeneralSubtrees, NameConstraints};
use ucpki_x509::{Certificate, Code, GeneralName, NameRef, Oid, ip_address, oids};

/// Why the names of a certificate do not fit the constraints of a CA above it.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The budget of comparisons is empty: no answer.
    Exhausted,
    /// A rule is broken.
    Rule(&'static Code, Detail),
}

/// Applies `constraints` to every name of `certificate` that constraints apply to.
///
/// The names are: the subject, unless it is empty; every name in subjectAltName; the emailAddress attributes of the
/// subject where there is no subjectAltName; and the common names that count against `identity` in `mode`.
///
/// Cost: names times subtrees of the same kind, each counted on `budget`; allocates for a finding and for quoted local parts.
pub(crate) fn check(
    constraints: &NameConstraints<'_>,
    certificate: &Certificate,
    identity: &Identity,
    mode: NameMode,
    budget: &mut Comparisons,
) -> Result<(), Broken> {
    let names = certificate
        .subject_alt_name()
        .map_err(|error| Broken::Rule(&codes::EXTENSION_MALFORMED, Detail::Read(error)))?;
    let subject = certificate.subject();
    if !subject.is_empty() {
        apply(constraints, &Kind::Directory(subject), budget)?;
    }
    match names {
        Some(names) => {
            for name in &names {
                apply(constraints, &Kind::of(&name), budget)?;
            }
        }
        // RFC 5280, 4.2.1.10: the constraint MUST be applied to emailAddress in the subject when there is no SAN.
        None => {
            for attribute in subject.attributes_of(oids::EMAIL_ADDRESS) {
                // As text, whichever kind of string holds it: another kind must not hide a mailbox. What cannot be decoded is
                // no mailbox, and cannot be judged.
                let text = attribute.text().unwrap_or_default();
                apply(constraints, &Kind::Email(text.as_bytes(), Mailbox::Attribute), budget)?;
            }
        }
    }
    for identity in common_name_identities(&certificate.as_ref(), identity, mode) {
        match &identity {
            CommonNameIdentity::Dns { text, .. } => apply(constraints, &Kind::Dns(text.as_bytes()), budget)?,
            CommonNameIdentity::Ip { address: IpAddr::V4(address), .. } => {
                apply(constraints, &Kind::Ip(&address.octets()), budget)?;
            }
            CommonNameIdentity::Ip { address: IpAddr::V6(address), .. } => {
                apply(constraints, &Kind::Ip(&address.octets()), budget)?;
            }
        }
    }
    Ok(())
}

/// Whether a permitted or excluded dNSName begins with a dot.
pub(crate) fn has_leading_dot(constraints: &NameConstraints<'_>) -> bool {
    let has_dot = |base: GeneralName<'_>| matches!(base, GeneralName::DnsName([b'.', ..]));
    constraints.permitted().iter().any(has_dot) || constraints.excluded().iter().any(has_dot)
}

/// Applies constraints on host names to the host of a peer's URI, service or XMPP address, which `matched` is the name of.
///
/// RFC 5280 has each form of names constrained by its own form, so that a CA for `example.com` could name any SIP domain in a
/// URI. Excluded host names always bind such a host; permitted ones do where the CA permits no name of the other form.
pub(crate) fn check_identity(
    constraints: &NameConstraints<'_>,
    matched: &MatchedName,
    host: &DnsName,
    budget: &mut Comparisons,
) -> Result<(), Broken> {
    let is_own_form = |base: &GeneralName<'_>| match (matched, base) {
        (MatchedName::Uri { .. }, GeneralName::Uri(_)) => true,
        (MatchedName::Srv { .. }, GeneralName::OtherName { oid, .. }) => *oid == oids::DNS_SRV,
        (MatchedName::Xmpp { .. }, GeneralName::OtherName { oid, .. }) => *oid == oids::XMPP_ADDR,
        _ => false,
    };
    if !matches!(matched, MatchedName::Uri { .. } | MatchedName::Srv { .. } | MatchedName::Xmpp { .. }) {
        return Ok(());
    }
    let name = Kind::Dns(host.as_str().as_bytes());
    if let Some(base) = fits(&constraints.excluded(), &name, Side::Excluded, budget)?.found {
        return Err(broken(&codes::NAME_EXCLUDED, &name, base.text()));
    }
    if constraints.permitted().iter().any(|base| is_own_form(&base)) {
        return Ok(());
    }
    let permitted = fits(&constraints.permitted(), &name, Side::Permitted, budget)?;
    if permitted.applies && permitted.found.is_none() {
        return Err(broken(&codes::IDENTITY_NOT_PERMITTED, &name, String::new()));
    }
    Ok(())
}

/// A name, by the kind of constraint that applies to it.
#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    Directory(NameRef<'a>),
    Dns(&'a [u8]),
    Email(&'a [u8], Mailbox),
    Ip(&'a [u8]),
    /// A kind for which no comparison is defined or built: x400Address, ediPartyName, registeredID, by their tag.
    Other(u8),
    /// An otherName that is none of those below.
    OtherName(Oid<'a>),
    Srv(&'a [u8]),
    Uri(&'a [u8]),
}

/// Where a mailbox is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mailbox {
    /// The attribute emailAddress, which is compared without case (RFC 5280, 4.1.2.6).
    Attribute,
    /// An rfc822Name, which is ASCII.
    Rfc822,
    /// A SmtpUTF8Mailbox (RFC 9598), whose local part is not.
    Utf8,
}

impl<'a> Kind<'a> {
    fn of(name: &GeneralName<'a>) -> Self {
        match *name {
            GeneralName::DirectoryName(name) => Self::Directory(name),
            GeneralName::DnsName(name) => Self::Dns(name),
            GeneralName::EdiPartyName(_) => Self::Other(5),
            GeneralName::IpAddress(bytes) => Self::Ip(bytes),
            GeneralName::OtherName { oid, .. } => match (utf8_mailbox(name), srv_name(name)) {
                (Some(mailbox), _) => Self::Email(mailbox, Mailbox::Utf8),
                (_, Some(service)) => Self::Srv(service),
                _ => Self::OtherName(oid),
            },
            GeneralName::RegisteredId(_) => Self::Other(8),
            GeneralName::Rfc822Name(name) => Self::Email(name, Mailbox::Rfc822),
            GeneralName::Uri(uri) => Self::Uri(uri),
            GeneralName::X400Address(_) => Self::Other(3),
        }
    }

    /// Its length in bytes.
    fn len(&self) -> usize {
        match self {
            Self::Directory(name) => name.as_der().len(),
            Self::Dns(bytes) | Self::Email(bytes, _) | Self::Ip(bytes) | Self::Srv(bytes) | Self::Uri(bytes) => {
                bytes.len()
            }
            Self::Other(_) | Self::OtherName(_) => 0,
        }
    }

    /// Whether a constraint with `base` speaks of names of this kind.
    fn is_constrained_by(&self, base: &Self) -> bool {
        match (self, base) {
            (Self::Other(name), Self::Other(base)) => name == base,
            (Self::OtherName(name), Self::OtherName(base)) => name == base,
            // What cannot be read as a mailbox or a service is still of that form.
            (Self::OtherName(name), Self::Email(_, Mailbox::Utf8 | Mailbox::Rfc822)) => {
                *name == oids::SMTP_UTF8_MAILBOX
            }
            (Self::OtherName(name), Self::Srv(_)) => *name == oids::DNS_SRV,
            (Self::Email(_, Mailbox::Utf8), Self::OtherName(base)) => *base == oids::SMTP_UTF8_MAILBOX,
            (Self::Srv(_), Self::OtherName(base)) => *base == oids::DNS_SRV,
            // RFC 9598, 6: constraints on rfc822Name apply to SmtpUTF8Mailbox as well, and not the other way round.
            (Self::Email(_, mailbox), Self::Email(_, base)) => *base == Mailbox::Rfc822 || *mailbox == Mailbox::Utf8,
            _ => core::mem::discriminant(self) == core::mem::discriminant(base),
        }
    }

    fn text(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().flat_map(char::escape_default).collect();
        match self {
            Self::Directory(name) => format!("{name}"),
            Self::Dns(bytes) | Self::Email(bytes, _) | Self::Srv(bytes) | Self::Uri(bytes) => text(bytes),
            Self::Ip(bytes) => ip_text(bytes),
            Self::OtherName(oid) => format!("otherName {oid}"),
            Self::Other(3) => "x400Address".to_owned(),
            Self::Other(5) => "ediPartyName".to_owned(),
            Self::Other(_) => "registeredID".to_owned(),
        }
    }
}

fn ip_text(bytes: &[u8]) -> String {
    let address =
        |bytes: &[u8]| ip_address(bytes).map_or_else(|| format!("{bytes:02x?}"), |address| format!("{address}"));
    match bytes.len() {
        8 | 32 => {
            let (network, mask) = bytes.split_at(bytes.len() / 2);
            format!("{}/{}", address(network), mask.iter().map(|byte| byte.count_ones()).sum::<u32>())
        }
        _ => address(bytes),
    }
}

fn apply(constraints: &NameConstraints<'_>, name: &Kind<'_>, budget: &mut Comparisons) -> Result<(), Broken> {
    let excluded = fits(&constraints.excluded(), name, Side::Excluded, budget)?;
    if let Some(base) = excluded.found {
        return Err(broken(&codes::NAME_EXCLUDED, name, base.text()));
    }
    let permitted = fits(&constraints.permitted(), name, Side::Permitted, budget)?;
    if permitted.applies && permitted.found.is_none() {
        return Err(broken(&codes::NAME_NOT_PERMITTED, name, String::new()));
    }
    Ok(())
}

fn broken(code: &'static Code, name: &Kind<'_>, base: String) -> Broken {
    Broken::Rule(code, Detail::Constraint { name: name.text(), base })
}

struct Fits<'a> {
    /// Some base is of the name's kind.
    applies: bool,
    /// The first base that holds the name.
    found: Option<Kind<'a>>,
}

/// A name and a base of so many bytes together are one comparison.
const USUAL_LENGTH: u64 = 256;

fn fits<'a>(
    subtrees: &GeneralSubtrees<'a>,
    name: &Kind<'_>,
    side: Side,
    budget: &mut Comparisons,
) -> Result<Fits<'a>, Broken> {
    let mut fits = Fits { applies: false, found: None };
    let mut unclear: Option<(&'static Code, Kind<'a>)> = None;
    for base in subtrees.iter() {
        budget.spend(1).map_err(|_| Broken::Exhausted)?;
        let base = Kind::of(&base);
        if !name.is_constrained_by(&base) {
            continue;
        }
        // Long names take longer: a comparison reads both.
        let length = u64::try_from(name.len().saturating_add(base.len())).unwrap_or(u64::MAX);
        budget.spend(length / USUAL_LENGTH).map_err(|_| Broken::Exhausted)?;
        fits.applies = true;
        match fit(name, &base, side) {
            Ok(true) => {
                fits.found = Some(base);
                return Ok(fits);
            }
            Ok(false) => {}
            // Another base may hold the name, wherever it is: the order of subtrees has no meaning.
            Err(unfit) => {
                unclear.get_or_insert((unfit.code(), base));
            }
        }
    }
    match unclear {
        Some((code, base)) => Err(broken(code, name, base.text())),
        None => Ok(fits),
    }
}

/// Whether `name` lies within `base`.
fn fit(name: &Kind<'_>, base: &Kind<'_>, side: Side) -> Result<bool, Unfit> {
    match (name, base) {
        (Kind::Directory(name), Kind::Directory(base)) => Ok(name.is_within(*base)),
        (Kind::Dns(name), Kind::Dns(base)) => subtrees::dns(name, base, side),
        (Kind::Email(name, mailbox), Kind::Email(base, _)) => {
            let (beyond_ascii, any_case) = (*mailbox == Mailbox::Utf8, *mailbox == Mailbox::Attribute);
            subtrees::email(name, base, beyond_ascii, any_case)
        }
        (Kind::Ip(name), Kind::Ip(base)) => subtrees::ip(name, base),
        (Kind::Srv(name), Kind::Srv(base)) => subtrees::srv(name, base),
        (Kind::Uri(name), Kind::Uri(base)) => subtrees::uri(name, base),
        // A value with another tag than its form has.
        (Kind::OtherName(_), Kind::Email(..) | Kind::Srv(_)) => Err(Unfit::Name),
        (Kind::Email(..) | Kind::Srv(_), Kind::OtherName(_)) => Err(Unfit::Base),
        _ => Err(Unfit::Unsupported),
    }
}

impl Unfit {
    const fn code(self) -> &'static Code {
        match self {
            Self::Base => &codes::CONSTRAINT_MALFORMED,
            Self::Name => &codes::CONSTRAINED_NAME_MALFORMED,
            Self::Unsupported => &codes::NAME_CONSTRAINT_UNSUPPORTED,
        }
    }
}
