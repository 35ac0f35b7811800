use crate::common_name::{self, CommonNameIdentity};
use crate::dns::{DnsName, MAX_NAME, PresentedDns, WildcardPolicy, is_within, parent};
use crate::email::EmailAddress;
use crate::peer::address;
use crate::{Identity, NameMode, NamePlace, codes};
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;
use ucpki_x509::{CertificateRef, Code, Error, GeneralName, GeneralNames};

/// Why no name of a certificate is the one that was asked for, and which come close.
///
/// Bounded whatever the certificate holds: at most [`Mismatch::MOST`] names are kept, each cut at 253 octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    code: &'static Code,
    error: Option<Error>,
    hint: Option<&'static Code>,
    nearest: Vec<NearMiss>,
    seen: usize,
    malformed: usize,
}

/// A name of a certificate that is not the one that was asked for, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    code: &'static Code,
    place: NamePlace,
    presented: String,
}

impl Mismatch {
    /// How many names are kept.
    pub const MOST: usize = 4;

    /// What is the matter: [`codes::NAME_MISMATCH`], [`codes::NO_NAMES`], [`codes::SUBJECT_ALT_NAME_UNREADABLE`] or
    /// [`codes::COMPARISONS_EXHAUSTED`].
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// What probably went wrong, where the names show it: one of the codes 4100 to 4299.
    #[must_use]
    pub const fn hint(&self) -> Option<&'static Code> {
        self.hint
    }

    /// Why subjectAltName cannot be read, where that is the matter; the offset is one into the certificate.
    #[must_use]
    pub const fn error(&self) -> Option<Error> {
        self.error
    }

    /// The names that come closest, the closest first; ties in the order of the certificate.
    #[must_use]
    pub fn nearest(&self) -> &[NearMiss] {
        &self.nearest
    }

    /// How many names of the certificate are of a kind that could be the one: host names and addresses where a host was
    /// asked for (common names where they count), e-mail addresses where one was.
    #[must_use]
    pub const fn seen(&self) -> usize {
        self.seen
    }

    /// How many of [`seen`](Self::seen) have a syntax with which they match nothing.
    #[must_use]
    pub const fn malformed(&self) -> usize {
        self.malformed
    }

    #[cold]
    pub(crate) fn unreadable(error: Error) -> Self {
        Self { error: Some(error), ..Self::bare(&codes::SUBJECT_ALT_NAME_UNREADABLE) }
    }

    #[cold]
    pub(crate) fn exhausted(code: &'static Code) -> Self {
        Self::bare(code)
    }

    /// Looks at every name once more, and keeps those that come closest.
    #[cold]
    pub(crate) fn explain(
        certificate: &CertificateRef<'_>,
        names: Option<GeneralNames<'_>>,
        identity: &Identity,
        mode: NameMode,
    ) -> Self {
        let mut tally = Tally::default();
        for (index, name) in names.iter().flat_map(GeneralNames::iter).enumerate() {
            tally.general_name(&name, identity, NamePlace::SubjectAltName(index));
        }
        if !matches!(identity, Identity::Email(_)) {
            let counts = mode == NameMode::Appliance;
            for claimed in common_name::identities(&certificate.subject()) {
                tally.common_name(claimed, identity, counts);
            }
        }
        let hint = tally.hint(identity);
        let seen = tally.names + tally.addresses + tally.mailboxes;
        let code = if seen == 0 { &codes::NO_NAMES } else { &codes::NAME_MISMATCH };
        let nearest = tally.nearest.into_iter().flatten().map(Candidate::into_near_miss).collect();
        Self { hint, nearest, seen, malformed: tally.malformed, ..Self::bare(code) }
    }

    fn bare(code: &'static Code) -> Self {
        Self { code, error: None, hint: None, nearest: Vec::new(), seen: 0, malformed: 0 }
    }
}

impl NearMiss {
    /// Why it is not the name that was asked for: one of the codes 4100 to 4299.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// Where it stands.
    #[must_use]
    pub const fn place(&self) -> NamePlace {
        self.place
    }

    /// The name as it stands, with octets that are no visible ASCII as escapes, cut at 253 octets.
    #[must_use]
    pub fn presented(&self) -> &str {
        &self.presented
    }
}

impl fmt::Display for Mismatch {
    /// What is the matter, the hint, and the name that comes closest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.error {
            Some(error) => error.fmt(f)?,
            None => f.write_str(self.code.text())?,
        }
        if let Some(hint) = self.hint {
            write!(f, "; {}", hint.text())?;
        }
        match self.nearest.first() {
            Some(nearest) => write!(f, "; the nearest of {} is {nearest}", self.seen.max(1)),
            None => Ok(()),
        }
    }
}

impl core::error::Error for Mismatch {}

impl fmt::Display for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.presented, self.place)
    }
}

/// What is known after a walk over the names; of fixed size.
#[derive(Default)]
struct Tally<'a> {
    nearest: [Option<Candidate<'a>>; Mismatch::MOST],
    names: usize,
    addresses: usize,
    mailboxes: usize,
    malformed: usize,
}

struct Candidate<'a> {
    code: &'static Code,
    rank: Rank,
    place: NamePlace,
    presented: Presented<'a>,
}

enum Presented<'a> {
    Address(IpAddr),
    Octets(Cow<'a, [u8]>),
}

/// How close a name comes, the closest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
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
type Reason = (Rank, &'static Code);

const OTHER: Reason = (Rank::Other, &codes::OTHER_NAME);

impl<'a> Tally<'a> {
    fn general_name(&mut self, name: &GeneralName<'a>, identity: &Identity, place: NamePlace) {
        let (reason, presented) = match (*name, identity) {
            (GeneralName::DnsName(octets), Identity::Dns(wanted)) => {
                self.names += 1;
                (name_for_name(octets, wanted), Presented::Octets(Cow::Borrowed(octets)))
            }
            (GeneralName::DnsName(octets), Identity::Ip(wanted)) => {
                self.names += 1;
                (name_for_address(octets, *wanted), Presented::Octets(Cow::Borrowed(octets)))
            }
            (GeneralName::IpAddress(octets), Identity::Dns(_) | Identity::Ip(_)) => {
                self.addresses += 1;
                match address(octets) {
                    Some(address) => (address_for_identity(address, identity), Presented::Address(address)),
                    None => ((Rank::Malformed, &codes::ADDRESS_SIZE), Presented::Octets(Cow::Borrowed(octets))),
                }
            }
            (GeneralName::Rfc822Name(octets), Identity::Email(wanted)) => {
                self.mailboxes += 1;
                (email_for_email(octets, wanted), Presented::Octets(Cow::Borrowed(octets)))
            }
            _ => return,
        };
        self.malformed += usize::from(is_malformed(reason.1));
        self.keep(Candidate { rank: reason.0, code: reason.1, place, presented });
    }

    /// `counts` says whether common names count; if not, only one that would have matched is of interest.
    fn common_name(&mut self, claimed: CommonNameIdentity<'a>, identity: &Identity, counts: bool) {
        let (index, reason, presented) = match claimed {
            CommonNameIdentity::Dns { index, text } => {
                self.names += usize::from(counts);
                let reason = match identity {
                    Identity::Dns(wanted) => name_for_name(text.as_bytes(), wanted),
                    _ => OTHER,
                };
                (index, reason, Presented::Octets(into_octets(text)))
            }
            CommonNameIdentity::Ip { index, address } => {
                self.addresses += usize::from(counts);
                (index, address_for_identity(address, identity), Presented::Address(address))
            }
        };
        if counts || reason.1 == &codes::ONLY_COMMON_NAME {
            let place = NamePlace::CommonName(index);
            self.keep(Candidate { rank: reason.0, code: reason.1, place, presented });
        }
    }

    fn keep(&mut self, candidate: Candidate<'a>) {
        let rank = candidate.rank;
        let closer = |kept: &Option<Candidate<'_>>| kept.as_ref().is_none_or(|kept| rank < kept.rank);
        if let Some(tail) = self.nearest.iter().position(closer).and_then(|at| self.nearest.get_mut(at..)) {
            tail.rotate_right(1);
            if let Some(slot) = tail.first_mut() {
                *slot = Some(candidate);
            }
        }
    }

    fn hint(&self, identity: &Identity) -> Option<&'static Code> {
        let nearest = self.nearest.first()?.as_ref()?;
        match identity {
            _ if nearest.rank <= Rank::Spelling => Some(nearest.code),
            Identity::Ip(_) if self.addresses == 0 => Some(&codes::IP_AGAINST_NAMES),
            Identity::Dns(_) if self.names == 0 => Some(&codes::NAME_AGAINST_ADDRESSES),
            _ if nearest.rank == Rank::Related => Some(nearest.code),
            _ => None,
        }
    }
}

impl Candidate<'_> {
    fn into_near_miss(self) -> NearMiss {
        let presented = match self.presented {
            Presented::Address(address) => address.to_string(),
            Presented::Octets(octets) => octets.get(..MAX_NAME).unwrap_or(&octets).escape_ascii().to_string(),
        };
        NearMiss { code: self.code, place: self.place, presented }
    }
}

fn is_malformed(code: &'static Code) -> bool {
    (codes::NAME_EMPTY.number()..=codes::ADDRESS_SIZE.number()).contains(&code.number())
}

fn name_for_name(octets: &[u8], wanted: &DnsName) -> Reason {
    let reference = wanted.as_str().as_bytes();
    let presented = match PresentedDns::parse(octets) {
        Ok(presented) => presented,
        Err(error) => {
            let dotted = octets.strip_suffix(b".").is_some_and(|name| name.eq_ignore_ascii_case(reference));
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
    let (mine, yours) = (parent(octets), parent(reference));
    let same_host = first_label(octets).eq_ignore_ascii_case(first_label(reference));
    if presented.matches(wanted, WildcardPolicy::Never) {
        // Equal, and yet no match: a common name where those do not count.
        (Rank::Setting, &codes::ONLY_COMMON_NAME)
    } else if is_www(octets, reference) || is_www(reference, octets) {
        (Rank::Spelling, &codes::WWW_DIFFERS)
    } else if same_host && mine.is_some() != yours.is_some() {
        (Rank::Spelling, &codes::SHORT_NAME)
    } else if is_within(reference, octets) {
        (Rank::Related, &codes::DOMAIN_ABOVE)
    } else if is_within(octets, reference) {
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

fn name_for_address(octets: &[u8], wanted: IpAddr) -> Reason {
    let text = core::str::from_utf8(octets).unwrap_or_default();
    if text.parse() == Ok(wanted) {
        return (Rank::Spelling, &codes::ADDRESS_AS_NAME);
    }
    match PresentedDns::parse(octets) {
        Ok(_) => OTHER,
        Err(error) => (Rank::Malformed, error.code()),
    }
}

fn address_for_identity(presented: IpAddr, identity: &Identity) -> Reason {
    match identity {
        // Equal, and yet no match: a common name where those do not count.
        Identity::Ip(wanted) if presented == *wanted => (Rank::Setting, &codes::ONLY_COMMON_NAME),
        Identity::Ip(wanted) if presented.to_canonical() == wanted.to_canonical() => {
            (Rank::Spelling, &codes::ADDRESS_MAPPED)
        }
        _ => OTHER,
    }
}

fn email_for_email(octets: &[u8], wanted: &EmailAddress) -> Reason {
    if wanted.matches_but_for_case(octets) { (Rank::Spelling, &codes::EMAIL_CASE) } else { OTHER }
}

fn into_octets(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// Whether `longer` is `shorter` with `www.` in front.
fn is_www(longer: &[u8], shorter: &[u8]) -> bool {
    let www = longer.split_at_checked(4).filter(|(label, _)| label.eq_ignore_ascii_case(b"www."));
    www.is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(shorter))
}

fn first_label(name: &[u8]) -> &[u8] {
    name.split(|octet| *octet == b'.').next().unwrap_or_default()
}
