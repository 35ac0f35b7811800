use crate::common_name::{CommonNameIdentity, common_name_identities};
use crate::dns::{DnsName, WildcardPolicy, dns_name_matches};
use crate::mismatch::Mismatch;
use crate::{Comparisons, Identity, NameMode};
use alloc::string::{String, ToString};
use core::fmt;
use core::net::IpAddr;
use ucpki_x509::{CertificateRef, GeneralName, GeneralNames};

/// Which name of the certificate is the one that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "says whether a name was compared at all"]
pub enum MatchedName {
    /// A host name.
    Dns {
        /// Where it stands.
        place: NamePlace,
        /// The name as it stands.
        presented: String,
        /// Whether its leftmost label is `*`.
        wildcard: bool,
    },
    /// An e-mail address.
    Email {
        /// Where it stands.
        place: NamePlace,
        /// The address as it stands.
        presented: String,
    },
    /// An address.
    Ip {
        /// Where it stands.
        place: NamePlace,
        /// The address.
        address: IpAddr,
    },
    /// No name was compared: the mode is [`NameMode::Off`], or the identity [`Identity::DangerNone`].
    Unchecked,
}

/// Where in a certificate a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NamePlace {
    /// In the subject: the common name with this number, counted from 0 in the order of the DER.
    CommonName(usize),
    /// In subjectAltName: the entry with this number, counted from 0 among entries of all kinds.
    SubjectAltName(usize),
}

impl MatchedName {
    /// Whether no name was compared.
    #[must_use]
    pub const fn is_unchecked(&self) -> bool {
        matches!(self, Self::Unchecked)
    }

    /// Where the name stands; `None` if no name was compared.
    #[must_use]
    pub const fn place(&self) -> Option<NamePlace> {
        match self {
            Self::Dns { place, .. } | Self::Email { place, .. } | Self::Ip { place, .. } => Some(*place),
            Self::Unchecked => None,
        }
    }
}

impl fmt::Display for MatchedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns { place, presented, .. } | Self::Email { place, presented } => write!(f, "{presented} ({place})"),
            Self::Ip { place, address } => write!(f, "{address} ({place})"),
            Self::Unchecked => f.write_str("not checked"),
        }
    }
}

impl fmt::Display for NamePlace {
    /// `commonName 0`, `subjectAltName 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommonName(index) => write!(f, "commonName {index}"),
            Self::SubjectAltName(index) => write!(f, "subjectAltName {index}"),
        }
    }
}

/// Finds the name of a certificate that is the one that was asked for.
///
/// The first that fits is the answer; subjectAltName comes before the common names. An entry with wrong syntax matches
/// nothing and does no harm to the others. A subjectAltName that cannot be read at all is no answer, whatever the
/// common names say.
///
/// Cost: linear in the octets of the names; one comparison out of `budget` for each entry of subjectAltName and each
/// common name that is looked at. Allocates the text of the result, nothing before.
///
/// # Departures from RFC 9525
///
/// - [`NameMode::Appliance`] and [`NameMode::Off`].
/// - A wildcard needs two labels behind it (7.1 leaves the guard to us).
/// - Underscores are letters of host names ([`DnsName`]).
/// - U-labels are not converted; the caller gives A-labels.
///
/// # What the caller must still check
///
/// Everything else: that the certificate is valid for its chain, its time and its purpose. A match says that the
/// certificate claims the name, not that the claim is true.
///
/// # Inputs by their RFC names
///
/// `identity` is the reference identifier, what the certificate holds are presented identifiers.
///
/// # Errors
///
/// [`Mismatch`] with one of the codes `NAME_MISMATCH`, `NO_NAMES`, `SUBJECT_ALT_NAME_UNREADABLE` and
/// `COMPARISONS_EXHAUSTED` of [`codes`](crate::codes).
///
/// # Examples
///
/// ```
/// # let pem = include_str!("../../../tests/data/matcher/example.pem");
/// # let der = ucpki_x509::pem::blocks(pem.as_bytes()).next().unwrap()?.into_der();
/// # let certificate = ucpki_x509::CertificateRef::parse(&der)?;
/// use ucpki_matcher::{Comparisons, Identity, NameMode, codes, match_certificate};
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
/// # Ok::<(), ucpki_x509::Error>(())
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
    let names = certificate.subject_alt_name().map_err(Mismatch::unreadable)?;
    for (index, name) in names.iter().flat_map(GeneralNames::iter).enumerate() {
        budget.spend(1).map_err(Mismatch::exhausted)?;
        if is(&name, identity, wildcards) {
            return Ok(matched(&name, identity, NamePlace::SubjectAltName(index)));
        }
    }
    for claimed in common_name_identities(certificate, mode) {
        budget.spend(1).map_err(Mismatch::exhausted)?;
        if let Some(matched) = match_common_name(&claimed, identity) {
            return Ok(matched);
        }
    }
    Err(Mismatch::explain(certificate, names, identity, mode))
}

/// Whether the entry is the one that was asked for; kinds are never mixed.
#[inline]
fn is(name: &GeneralName<'_>, identity: &Identity, wildcards: WildcardPolicy) -> bool {
    match (name, identity) {
        (GeneralName::DnsName(octets), Identity::Dns(wanted)) => dns_name_matches(octets, wanted, wildcards),
        (GeneralName::IpAddress(octets), Identity::Ip(wanted)) => address(octets) == Some(*wanted),
        (GeneralName::Rfc822Name(octets), Identity::Email(wanted)) => wanted.matches(octets),
        _ => false,
    }
}

/// The answer for an entry that [`is`] the identity.
fn matched(name: &GeneralName<'_>, identity: &Identity, place: NamePlace) -> MatchedName {
    let presented = || name.text().unwrap_or_default().to_string();
    match identity {
        Identity::DangerNone => MatchedName::Unchecked,
        Identity::Dns(_) => {
            let presented = presented();
            MatchedName::Dns { place, wildcard: presented.starts_with('*'), presented }
        }
        Identity::Email(_) => MatchedName::Email { place, presented: presented() },
        Identity::Ip(address) => MatchedName::Ip { place, address: *address },
    }
}

fn match_common_name(claimed: &CommonNameIdentity<'_>, identity: &Identity) -> Option<MatchedName> {
    match (claimed, identity) {
        (CommonNameIdentity::Dns { index, text }, Identity::Dns(wanted)) if equals(text, wanted) => {
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

/// The address in an iPAddress (RFC 5280, 4.2.1.6: four octets or sixteen).
pub(crate) fn address(octets: &[u8]) -> Option<IpAddr> {
    match octets.len() {
        4 => <[u8; 4]>::try_from(octets).ok().map(IpAddr::from),
        16 => <[u8; 16]>::try_from(octets).ok().map(IpAddr::from),
        _ => None,
    }
}
