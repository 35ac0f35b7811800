use crate::common_name::{self, CommonNameIdentity};
use crate::dns::MAX_NAME;
use crate::identity;
use crate::reason::{self, OTHER, Rank, Reason};
use crate::{Identity, MatchedName, NameMode, NamePlace, codes, other, sip};
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;
use ucpki_x509::{CertificateRef, Code, Error, GeneralName, GeneralNames, ip_address};

/// Why no name of a certificate is the one that was asked for, and which come close.
///
/// Bounded whatever the certificate holds: at most [`Mismatch::MOST`] names are kept, each cut at 253 bytes.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparisons, match_certificate};
/// use ucpki::x509::pem;
/// use ucpki::{Identity, NameMode};
///
/// let leaf = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let wanted = Identity::dns("sip.example.org")?;
/// let mismatch = match_certificate(&leaf.as_ref(), &wanted, NameMode::Rfc9525, &mut Comparisons::new(1000)).unwrap_err();
/// println!("{mismatch} [{}]", mismatch.code());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
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
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparisons, Identity, NameMode, codes, match_certificate};
/// use ucpki::x509::pem;
///
/// let peer = pem::certificates(include_bytes!("../../../tests/data/matcher/example.pem"))?.remove(0).certificate;
/// let wanted = Identity::dns("vcs2.example.com")?;
/// let mismatch =
///     match_certificate(&peer.as_ref(), &wanted, NameMode::Rfc9525, &mut Comparisons::new(1000)).unwrap_err();
/// let nearest = &mismatch.nearest()[0];
/// assert_eq!((nearest.presented(), nearest.code()), ("vcs.example.com", &codes::OTHER_HOST));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    code: &'static Code,
    place: NamePlace,
    presented: String,
}

impl Mismatch {
    /// How many names are kept.
    pub const MOST: usize = 4;

    /// What is the matter: [`codes::NAME_MISMATCH`], [`codes::NO_NAMES`], [`codes::SUBJECT_ALT_NAME_UNREADABLE`],
    /// [`codes::SIP_USAGE`] or [`codes::COMPARISONS_EXHAUSTED`].
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
    /// asked for (common names where they count), e-mail addresses where one was, and so on.
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
        let mut tally = Tally { has_sip_uri: has_sip_uri(names, identity), ..Tally::default() };
        for (index, name) in names.iter().flat_map(GeneralNames::iter).enumerate() {
            tally.general_name(&name, identity, NamePlace::SubjectAltName(index));
        }
        if matches!(identity, Identity::Ip(_)) || identity::host(identity).is_some() {
            let counts = match identity {
                Identity::Sip(_) => names.is_none(),
                _ => mode == NameMode::Appliance,
            };
            for claimed in common_name::identities(&certificate.subject()) {
                tally.common_name(claimed, identity, counts);
            }
        }
        let hint = tally.hint(identity);
        let seen = tally.names + tally.addresses + tally.others;
        let code = if seen == 0 { &codes::NO_NAMES } else { &codes::NAME_MISMATCH };
        let nearest = tally.nearest.into_iter().flatten().map(Candidate::into_near_miss).collect();
        Self { hint, nearest, seen, malformed: tally.malformed, ..Self::bare(code) }
    }

    /// The name is the right one, and the extended key usage is not.
    #[cold]
    pub(crate) fn usage(matched: &MatchedName) -> Self {
        let nearest = matched.place().map(|place| NearMiss {
            code: &codes::SIP_USAGE,
            place,
            presented: matched.presented().unwrap_or_default().into(),
        });
        Self { nearest: nearest.into_iter().collect(), seen: 1, ..Self::bare(&codes::SIP_USAGE) }
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

    /// The name as it stands, with bytes that are not visible ASCII as escapes, cut at 253 bytes.
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

/// Whether a SIP domain was asked for, and a URI names one, whichever it is.
fn has_sip_uri(names: Option<GeneralNames<'_>>, identity: &Identity) -> bool {
    let is_domain = |name: GeneralName<'_>| matches!(name, GeneralName::Uri(uri) if sip::domain_of(uri).is_some());
    matches!(identity, Identity::Sip(_)) && names.is_some_and(|names| names.iter().any(is_domain))
}

/// What is known after a walk over the names; of fixed size.
#[derive(Default)]
struct Tally<'a> {
    nearest: [Option<Candidate<'a>>; Mismatch::MOST],
    names: usize,
    addresses: usize,
    /// Names of other kinds that could be the one.
    others: usize,
    malformed: usize,
    /// Whether a SIP domain was asked for, and a URI names one.
    has_sip_uri: bool,
}

struct Candidate<'a> {
    code: &'static Code,
    rank: Rank,
    place: NamePlace,
    presented: Presented<'a>,
}

enum Presented<'a> {
    Address(IpAddr),
    Bytes(Cow<'a, [u8]>),
}

impl<'a> Tally<'a> {
    fn general_name(&mut self, name: &GeneralName<'a>, identity: &Identity, place: NamePlace) {
        let (reason, presented) = match self.compare(name, identity) {
            Some((reason, bytes)) => (reason, Presented::Bytes(Cow::Borrowed(bytes))),
            None => match (*name, identity) {
                (GeneralName::IpAddress(bytes), Identity::Dns(_) | Identity::Ip(_)) => {
                    self.addresses += 1;
                    match ip_address(bytes) {
                        Some(address) => (reason::address_for_identity(address, identity), Presented::Address(address)),
                        None => ((Rank::Malformed, &codes::ADDRESS_SIZE), Presented::Bytes(Cow::Borrowed(bytes))),
                    }
                }
                _ => return,
            },
        };
        self.malformed += usize::from(reason::is_malformed(reason.1));
        self.keep(Candidate { rank: reason.0, code: reason.1, place, presented });
    }

    /// A name that is text and of a kind that could be the one, and why it is not.
    fn compare(&mut self, name: &GeneralName<'a>, identity: &Identity) -> Option<(Reason, &'a [u8])> {
        let (count, found) = match (*name, identity) {
            (GeneralName::DnsName(bytes), Identity::Dns(wanted)) => {
                (&mut self.names, (reason::name_for_name(bytes, wanted), bytes))
            }
            (GeneralName::DnsName(bytes), Identity::Ip(wanted)) => {
                (&mut self.names, (reason::name_for_address(bytes, *wanted), bytes))
            }
            (GeneralName::DnsName(bytes), Identity::Sip(wanted)) => {
                (&mut self.names, (reason::name_for_sip(bytes, wanted, self.has_sip_uri), bytes))
            }
            (GeneralName::DnsName(bytes), Identity::Xmpp(wanted)) => {
                (&mut self.names, (reason::name_for_name(bytes, wanted.name()), bytes))
            }
            (GeneralName::Uri(bytes), Identity::Sip(wanted)) => {
                (&mut self.others, (reason::uri_for_sip(bytes, wanted), bytes))
            }
            (GeneralName::Uri(bytes), Identity::Uri(wanted)) => {
                (&mut self.others, (reason::uri_for_uri(bytes, wanted), bytes))
            }
            (name, Identity::Email(wanted)) => {
                let bytes = wanted.presented(&name)?;
                (&mut self.others, (reason::email_for_email(bytes, wanted), bytes))
            }
            (name, Identity::Srv(wanted)) => {
                let bytes = other::srv(&name)?;
                (&mut self.others, (reason::srv_for_srv(bytes, wanted), bytes))
            }
            (name, Identity::Xmpp(wanted)) => {
                let found = match (other::srv(&name), other::xmpp(&name)) {
                    (Some(bytes), _) => (reason::srv_for_xmpp(bytes, wanted), bytes),
                    (None, bytes) => (reason::address_for_xmpp(bytes?, wanted), bytes?),
                };
                (&mut self.others, found)
            }
            (name, Identity::XmppAccount(wanted)) => {
                let bytes = other::xmpp(&name)?;
                (&mut self.others, (reason::address_for_account(bytes, wanted), bytes))
            }
            _ => return None,
        };
        *count += 1;
        Some(found)
    }

    /// `counts` says whether common names count; if not, only one that would have matched is of interest.
    fn common_name(&mut self, claimed: CommonNameIdentity<'a>, identity: &Identity, counts: bool) {
        let (index, reason, presented) = match claimed {
            CommonNameIdentity::Dns { index, text } => {
                self.names += usize::from(counts);
                let wanted = identity::host(identity);
                let reason = wanted.map_or(OTHER, |wanted| reason::name_for_name(text.as_bytes(), wanted));
                (index, reason, Presented::Bytes(into_bytes(text)))
            }
            CommonNameIdentity::Ip { index, address } => {
                self.addresses += usize::from(counts);
                (index, reason::address_for_identity(address, identity), Presented::Address(address))
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
            Presented::Bytes(bytes) => bytes.get(..MAX_NAME).unwrap_or(&bytes).escape_ascii().to_string(),
        };
        NearMiss { code: self.code, place: self.place, presented }
    }
}

fn into_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}
