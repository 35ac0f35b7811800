//! How sources of revocation data are asked, and what they may answer.
//!
//! A source gives evidence; what follows from it is the policy's, and stays in this crate.

use crate::signer::Around;
use crate::{AlgorithmPolicy, Limit, Profile, Rule, Severity, Spending};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt;
use ucpki_crypto::{Input, PreparedKey, Provider, SignatureAlgorithm, VerifyError};
use ucpki_x509::der::Integer;
use ucpki_x509::{AlgorithmRef, Certificate, Code, NameRef, Reason, SpkiRef, Time};

/// Something that knows about revoked certificates: a set of CRLs, OCSP responses, a database.
///
/// It must answer the same for the same query (no clock, no network), and must be bounded in its work: signature
/// checks go through the [`Context`], which counts them.
pub trait Revocation: Send + Sync + fmt::Debug {
    /// What this source knows about `query`'s certificate at `query`'s time.
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status;
}

/// What is asked: a certificate whose signature held, and who issued it.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) issuer: Issuer<'a>,
    pub(crate) other_keys: &'a [Issuer<'a>],
    pub(crate) index: u32,
    pub(crate) is_ca: bool,
    pub(crate) time: Time,
}

impl<'a> Query<'a> {
    /// A question, for who asks a source directly: the judge makes its own.
    #[must_use]
    pub const fn new(certificate: &'a Certificate, issuer: Issuer<'a>, index: u32, is_ca: bool, time: Time) -> Self {
        Self { certificate, issuer, other_keys: &[], index, is_ca, time }
    }

    /// The same question, with other keys of the issuer.
    #[must_use]
    pub const fn with_other_keys(mut self, other_keys: &'a [Issuer<'a>]) -> Self {
        self.other_keys = other_keys;
        self
    }

    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &'a Certificate {
        self.certificate
    }

    /// Who issued it, on the path that is judged.
    #[must_use]
    pub const fn issuer(&self) -> Issuer<'a> {
        self.issuer
    }

    /// Other keys of the issuer: certificates of its name that stand above it on the same path.
    ///
    /// A CA that changed its key may sign its lists with either (RFC 5280, 6.3.3 (f)).
    #[must_use]
    pub const fn other_keys(&self) -> &'a [Issuer<'a>] {
        self.other_keys
    }

    /// Its position on the path; 0 is the leaf.
    #[must_use]
    pub const fn index(&self) -> u32 {
        self.index
    }

    /// Whether it is a CA's certificate (basicConstraints).
    #[must_use]
    pub const fn is_ca(&self) -> bool {
        self.is_ca
    }

    /// The time that is judged at.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }
}

/// Who issued a certificate: a CA certificate or an anchor, with its key ready for use.
#[derive(Clone, Copy, Debug)]
pub struct Issuer<'a> {
    pub(crate) name: NameRef<'a>,
    pub(crate) spki: SpkiRef<'a>,
    pub(crate) key: &'a dyn PreparedKey,
    pub(crate) certificate: Option<&'a Certificate>,
}

impl<'a> Issuer<'a> {
    /// An issuer with its key prepared, and its certificate if it has one.
    #[must_use]
    pub const fn new(
        name: NameRef<'a>,
        spki: SpkiRef<'a>,
        key: &'a dyn PreparedKey,
        certificate: Option<&'a Certificate>,
    ) -> Self {
        Self { name, spki, key, certificate }
    }

    /// The issuer's name.
    #[must_use]
    pub const fn name(&self) -> NameRef<'a> {
        self.name
    }

    /// The issuer's key.
    #[must_use]
    pub const fn spki(&self) -> SpkiRef<'a> {
        self.spki
    }

    /// The issuer's key, prepared.
    #[must_use]
    pub const fn key(&self) -> &'a dyn PreparedKey {
        self.key
    }

    /// The issuer's certificate; an anchor may be a bare key and have none.
    #[must_use]
    pub const fn certificate(&self) -> Option<&'a Certificate> {
        self.certificate
    }
}

/// What a source may use while it answers: signature checks on the budget of the check, and notes on what is missing.
#[derive(Debug)]
pub struct Context<'a> {
    pub(crate) provider: Provider,
    pub(crate) algorithms: AlgorithmPolicy,
    pub(crate) spending: &'a mut Spending,
    pub(crate) wanted: &'a mut Vec<Wanted>,
    /// The check that asks; none where a source is asked by itself.
    pub(crate) around: Option<Around<'a>>,
    /// Whether the path above the certificate decided who may sign, so that another path could have another answer.
    pub(crate) depends_on_path: bool,
    /// What the source found odd, though it has an answer.
    pub(crate) warnings: Vec<&'static Code>,
    /// Who says what follows from a rule of a source; where there is none, [`Profile::RFC5280`].
    pub(crate) profile: Option<&'a Profile>,
    notes_nothing: bool,
}

/// At most this many addresses are kept; a hostile certificate can name thousands.
pub(crate) const MAX_WANTED: usize = 64;

impl<'a> Context<'a> {
    /// A context for asking a source directly: on which account, and where what is wanted goes.
    ///
    /// There is no path then, so that only the keys of the query count as signers.
    #[must_use]
    pub const fn new(
        provider: Provider,
        algorithms: AlgorithmPolicy,
        spending: &'a mut Spending,
        wanted: &'a mut Vec<Wanted>,
    ) -> Self {
        Self {
            provider,
            algorithms,
            spending,
            wanted,
            around: None,
            depends_on_path: false,
            warnings: Vec::new(),
            profile: None,
            notes_nothing: false,
        }
    }

    /// The same context, with the profile that says what follows from the rules of sources.
    #[must_use]
    pub const fn with_profile(mut self, profile: &'a Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// What follows in the profile from a broken rule of a source.
    #[must_use]
    pub fn severity(&self, rule: &Rule) -> Severity {
        static DEFAULT: Profile = Profile::RFC5280;
        self.profile.unwrap_or(&DEFAULT).severity_of(rule)
    }

    /// The provider that judges.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// Whether the profile accepts signatures by this algorithm. A source must not use data that is signed by another.
    #[must_use]
    pub fn accepts(&self, algorithm: &SignatureAlgorithm) -> bool {
        self.algorithms.refuses_hash(algorithm).is_none()
    }

    /// Checks a signature, on the budget of the request.
    ///
    /// # Errors
    ///
    /// [`SignatureCheck::Exhausted`] when the budget is spent, else why the signature does not verify.
    pub fn verify(
        &mut self,
        key: &dyn PreparedKey,
        algorithm: AlgorithmRef<'_>,
        input: Input<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureCheck> {
        let Some(left) = self.spending.revocation.checked_sub(u64::from(key.weight())) else {
            self.spending.end(Limit::Signatures);
            return Err(SignatureCheck::Exhausted);
        };
        self.spending.revocation = left;
        self.spending.work.revocation_signatures += 1;
        key.verify(algorithm, input, signature).map_err(SignatureCheck::Failed)
    }

    /// Asks something without noting addresses: for a policy that does not allow to fetch them.
    pub fn without_wanting<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let before = core::mem::replace(&mut self.notes_nothing, true);
        let answer = ask(self);
        self.notes_nothing = before;
        answer
    }

    /// Notes an address that could change the answer if it were fetched.
    pub fn want(&mut self, kind: WantedKind, uri: &[u8]) {
        let Ok(uri) = core::str::from_utf8(uri) else { return };
        if self.notes_nothing || self.wanted.len() >= MAX_WANTED {
            return;
        }
        if !self.wanted.iter().any(|wanted| wanted.kind == kind && wanted.uri == uri) {
            self.wanted.push(Wanted { kind, uri: uri.to_owned() });
        }
    }

    /// What was noted as odd so far.
    #[must_use]
    pub fn warnings(&self) -> &[&'static Code] {
        &self.warnings
    }

    /// Notes something odd about the data that an answer rests on: a warning of the verdict at the certificate in question.
    pub fn warn(&mut self, code: &'static Code) {
        if !self.warnings.contains(&code) {
            self.warnings.push(code);
        }
    }
}

/// Why a signature that a source asked for was not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureCheck {
    /// The budget of the request is spent.
    Exhausted,
    /// The signature does not hold, or cannot be processed.
    Failed(VerifyError),
}

/// Something to fetch before asking again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    pub(crate) kind: WantedKind,
    pub(crate) uri: String,
}

impl Wanted {
    /// What would be found there.
    #[must_use]
    pub const fn kind(&self) -> WantedKind {
        self.kind
    }

    /// Where. Comes from a certificate that nobody has trusted yet: who fetches it must decide whether to.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }
}

/// What would be found at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WantedKind {
    /// A certificate of the issuer (caIssuers).
    CaIssuers,
    /// A CRL.
    Crl,
    /// An OCSP responder.
    Ocsp,
}

impl WantedKind {
    /// The name in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CaIssuers => "ca_issuers",
            Self::Crl => "crl",
            Self::Ocsp => "ocsp",
        }
    }
}

/// What a source says about one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// Not revoked.
    Good(Evidence),
    /// Revoked: the evidence, why, and since when.
    Revoked(Evidence, Reason, Time),
    /// Not known: everything that was tried, and why it did not help. Empty where the source has nothing at all.
    Unknown(Vec<Why>),
}

impl Status {
    /// Whether a CRL was passed over because nobody knows whether its signer counts.
    pub(crate) fn is_undecided(&self) -> bool {
        matches!(self, Self::Unknown(whys) if whys.iter().any(|why| matches!(why, Why::SignerUndecided { .. })))
    }

    /// The status that follows from this one and from that of another source which is asked where this one is unknown: "good"
    /// from there does not pass over a revocation that may be hidden here.
    #[must_use]
    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        let Self::Unknown(mut whys) = self else { return self };
        match other() {
            Self::Good(_) if whys.iter().any(Why::may_hide_revocation) => Self::Unknown(whys),
            Self::Unknown(more) => {
                whys.extend(more);
                Self::Unknown(whys)
            }
            known => known,
        }
    }

    /// Why and since when the certificate was revoked, as current data says, or as the last data said before it expired.
    #[must_use]
    pub fn revocation(&self) -> Option<(Reason, Time)> {
        match self {
            Self::Good(_) => None,
            Self::Revoked(_, reason, since) => Some((*reason, *since)),
            Self::Unknown(whys) => whys.iter().find_map(|why| match why {
                Why::RevokedWhenExpired { reason, since, .. } => Some((*reason, *since)),
                _ => None,
            }),
        }
    }
}

/// The data that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// A CRL whose signature held.
    Crl {
        /// Its number, as the content octets of the INTEGER.
        number: Option<Vec<u8>>,
        /// When it was issued.
        this_update: Time,
        /// Until when it holds.
        next_update: Option<Time>,
    },
    /// CRLs that say it together, whose signatures held: one with its delta, or several that cover some reasons each.
    Crls(Vec<CrlEvidence>),
    /// The CA says that it never publishes revocations for this certificate (RFC 9608).
    NoRevAvail,
}

impl Evidence {
    /// Until when the evidence holds; `None` where it does not end.
    #[must_use]
    pub fn valid_until(&self) -> Option<Time> {
        match self {
            Self::Crl { next_update, .. } => *next_update,
            Self::Crls(lists) => lists.iter().filter_map(|list| list.next_update).min(),
            Self::NoRevAvail => None,
        }
    }

    /// A CRL by its number and times.
    #[must_use]
    pub fn crl(number: Option<Integer<'_>>, this_update: Time, next_update: Option<Time>) -> Self {
        Self::Crl { number: number.map(|number| number.as_bytes().to_vec()), this_update, next_update }
    }
}

/// One of the CRLs that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CrlEvidence {
    /// Its number, as the content octets of the INTEGER.
    pub number: Option<Vec<u8>>,
    /// When it was issued.
    pub this_update: Time,
    /// Until when it holds; none where it stays, or where the delta beside it says so.
    pub next_update: Option<Time>,
    /// Whether it only says what has changed (RFC 5280, 5.2.4).
    pub is_delta: bool,
}

impl CrlEvidence {
    /// A CRL by its number and times.
    #[must_use]
    pub fn new(number: Option<Integer<'_>>, this_update: Time, next_update: Option<Time>, is_delta: bool) -> Self {
        Self { number: number.map(|number| number.as_bytes().to_vec()), this_update, next_update, is_delta }
    }
}

/// Why a piece of data did not help.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The budget of the request was spent.
    Exhausted,
    /// It is past its nextUpdate, which is given, and does not show the certificate as revoked. This and
    /// [`RevokedWhenExpired`](Self::RevokedWhenExpired) are about data that was otherwise good.
    Expired(Time),
    /// It is past its nextUpdate, and shows the certificate as revoked: refused, whatever the policy says of expired data.
    RevokedWhenExpired {
        /// Until when it was current.
        next_update: Time,
        /// Why the certificate was revoked.
        reason: Reason,
        /// Since when.
        since: Time,
    },
    /// It is of the future: its thisUpdate is given.
    NotYetValid(Time),
    /// There is no data for this issuer at all.
    NoData,
    /// Nobody knows whether its signer may speak for the issuer: the status of the signer depends on itself, or on too many
    /// other signers.
    SignerUndecided {
        /// Whether it shows the certificate as revoked. Then nothing else makes the certificate good.
        is_revoked: bool,
    },
    /// It cannot be used, and this says why: unreadable, not signed by the issuer, of a kind that is not supported.
    Unusable(&'static Code),
}

impl Why {
    /// Whether it hides a possible revocation, so that no other data makes the certificate good: the budget ended before the
    /// source knew, or a CRL that shows a revocation has a signer that is undecided.
    #[must_use]
    pub const fn may_hide_revocation(&self) -> bool {
        matches!(self, Self::Exhausted | Self::SignerUndecided { is_revoked: true })
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exhausted => f.write_str("the budget for signature checks is spent"),
            Self::Expired(next_update) => write!(f, "expired at {next_update}"),
            Self::RevokedWhenExpired { next_update, reason, since } => {
                write!(f, "expired at {next_update}, and showed {reason} since {since}")
            }
            Self::NotYetValid(this_update) => write!(f, "not valid before {this_update}"),
            Self::NoData => f.write_str("no data for this issuer"),
            Self::SignerUndecided { is_revoked } => {
                f.write_str("the status of its signer depends on itself, or on too many other signers")?;
                f.write_str(if *is_revoked { "; it shows the certificate as revoked" } else { "" })
            }
            Self::Unusable(code) => f.write_str(code.text()),
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crl { number, this_update, .. } => write_crl(f, "CRL", number.as_deref(), *this_update),
            Self::Crls(lists) => {
                for (index, list) in lists.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { " with " })?;
                    let kind = if list.is_delta { "delta CRL" } else { "CRL" };
                    write_crl(f, kind, list.number.as_deref(), list.this_update)?;
                }
                Ok(())
            }
            Self::NoRevAvail => f.write_str("noRevAvail"),
        }
    }
}

fn write_crl(f: &mut fmt::Formatter<'_>, kind: &str, number: Option<&[u8]>, this_update: Time) -> fmt::Result {
    write!(f, "{kind} ")?;
    if let Some(number) = number {
        f.write_str("number 0x")?;
        for octet in number {
            write!(f, "{octet:02x}")?;
        }
        f.write_str(" ")?;
    }
    write!(f, "of {this_update}")
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good(evidence) => write!(f, "good by {evidence}"),
            Self::Revoked(evidence, reason, since) => write!(f, "{reason} since {since}, by {evidence}"),
            Self::Unknown(whys) if whys.is_empty() => f.write_str("no source"),
            Self::Unknown(whys) => {
                for (index, why) in whys.iter().enumerate() {
                    write!(f, "{}{why}", if index == 0 { "" } else { "; " })?;
                }
                Ok(())
            }
        }
    }
}

/// Which sources are asked, and what follows when they do not know.
///
/// # Examples
///
/// ```
/// use ucpki_chain::{RevocationCheck, Severity};
///
/// // Hard fail is the default; the appliance's fallback "treat as not revoked":
/// let check = RevocationCheck::new(&[]).on_unknown(Severity::Warn);
/// # let _ = check;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RevocationCheck<'a> {
    pub(crate) sources: &'a [&'a dyn Revocation],
    pub(crate) unknown: Severity,
    pub(crate) expired: Severity,
    pub(crate) leaf_only: bool,
}

impl<'a> RevocationCheck<'a> {
    /// Every certificate of the path is looked up in `sources`; unknown and expired data refuse.
    ///
    /// All sources are asked; one that says "revoked" decides.
    #[must_use]
    pub const fn new(sources: &'a [&'a dyn Revocation]) -> Self {
        Self { sources, unknown: Severity::Refuse, expired: Severity::Refuse, leaf_only: false }
    }

    /// What follows when there is no usable data: refuse (hard fail), warn (soft fail) or ignore.
    #[must_use]
    pub const fn on_unknown(mut self, severity: Severity) -> Self {
        self.unknown = severity;
        self
    }

    /// What follows when all there is has expired. The appliances refuse, whatever the fallback is.
    ///
    /// A certificate that the expired data itself shows as revoked is refused in any case.
    #[must_use]
    pub const fn on_expired(mut self, severity: Severity) -> Self {
        self.expired = severity;
        self
    }

    /// Look up the leaf only. The appliances check every CA as well.
    #[must_use]
    pub const fn leaf_only(mut self) -> Self {
        self.leaf_only = true;
        self
    }
}
