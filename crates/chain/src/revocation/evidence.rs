//! What a source says about a certificate, and what that rests on.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::der::Integer;
use ucpki_x509::{Certificate, Code, CrlReason, Hex, Time};

/// What a source says about one certificate.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Evidence, Status, UnknownReason};
/// use ucpki::x509::{CrlReason, Time};
///
/// /// One line for each certificate of `valid.revocation()`.
/// fn line(status: &Status) -> String {
///     match status {
///         Status::Good(evidence) => format!("not revoked, says {evidence}"),
///         Status::Revoked(_, reason, since) => format!("revoked on {since}: {reason}"),
///         Status::Unknown(reasons) if reasons.contains(&UnknownReason::NoData) => {
///             "no CRL of its issuer is here".to_owned()
///         }
///         other => format!("unknown: {other}"),
///     }
/// }
///
/// let time = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let revoked = Status::Revoked(Evidence::crl(None, time, None), CrlReason::KeyCompromise, time);
/// assert_eq!(line(&revoked), "revoked on 2026-11-22T00:00:00Z: keyCompromise");
/// assert_eq!(line(&Status::Good(Evidence::NoRevAvail)), "not revoked, says noRevAvail");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// Not revoked.
    Good(Evidence),
    /// Revoked: the evidence, why, and since when.
    Revoked(Evidence, CrlReason, Time),
    /// Not known: everything that was tried, and why it did not help. Empty where the source has nothing at all.
    Unknown(Vec<UnknownReason>),
}

impl Status {
    /// Whether a CRL was passed over because nobody knows whether its signer counts.
    pub(crate) fn is_undecided(&self) -> bool {
        matches!(self, Self::Unknown(whys) if whys.iter().any(|why| matches!(why, UnknownReason::SignerUndecided { .. })))
    }

    /// The status that follows from this one and from that of another source which is asked where this one is unknown: "good"
    /// from there does not pass over a revocation that may be hidden here.
    #[must_use]
    pub fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        let Self::Unknown(mut whys) = self else { return self };
        match other() {
            Self::Good(_) if whys.iter().any(UnknownReason::may_hide_revocation) => Self::Unknown(whys),
            Self::Unknown(more) => {
                whys.extend(more);
                Self::Unknown(whys)
            }
            known => known,
        }
    }

    /// This status, unless `other`, which may not say "good", did not find out whether it knows of a revocation.
    #[must_use]
    pub(crate) fn unless_hidden_by(self, other: Self) -> Self {
        match (self, other) {
            (Self::Good(_), Self::Unknown(reasons)) if reasons.iter().any(UnknownReason::may_hide_revocation) => {
                Self::Unknown(reasons)
            }
            (Self::Unknown(mut reasons), Self::Unknown(more)) => {
                reasons.extend(more.into_iter().filter(UnknownReason::may_hide_revocation));
                Self::Unknown(reasons)
            }
            (status, _) => status,
        }
    }

    /// Why and since when the certificate was revoked, as current data says, or as the last data said before it expired.
    #[must_use]
    pub fn revocation(&self) -> Option<(CrlReason, Time)> {
        match self {
            Self::Good(_) => None,
            Self::Revoked(_, reason, since) => Some((*reason, *since)),
            Self::Unknown(whys) => whys.iter().find_map(|why| match why {
                UnknownReason::RevokedWhenExpired { reason, since, .. } => Some((*reason, *since)),
                _ => None,
            }),
        }
    }
}

/// The data that an answer rests on.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Evidence, Status};
/// use ucpki::x509::Time;
///
/// /// When the evidence behind an answer has to be fetched anew.
/// fn refetch_at(status: &Status) -> Option<Time> {
///     match status {
///         Status::Good(evidence) | Status::Revoked(evidence, ..) => evidence.valid_until(),
///         _ => None,
///     }
/// }
///
/// let issued = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let next = Time::parse_rfc3339("2026-11-29T00:00:00Z")?;
/// assert_eq!(refetch_at(&Status::Good(Evidence::crl(None, issued, Some(next)))), Some(next));
/// assert_eq!(refetch_at(&Status::Good(Evidence::NoRevAvail)), None);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// A CRL whose signature verified.
    Crl {
        /// Its number, as the content bytes of the INTEGER.
        number: Option<Vec<u8>>,
        /// When it was issued.
        this_update: Time,
        /// Until when it holds.
        next_update: Option<Time>,
    },
    /// CRLs that say it together, whose signatures held: one with its delta, or several that cover some reasons each.
    Crls(Vec<CrlEvidence>),
    /// An OCSP response whose signature verified.
    Ocsp(OcspEvidence),
    /// The CA says that it never publishes revocations for this certificate (RFC 9608).
    NoRevAvail,
}

/// The OCSP response that an answer rests on (RFC 6960, 4.2).
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Evidence, OcspEvidence, OcspSigner, Status};
/// use ucpki::x509::Time;
///
/// /// Whether a responder answered this very request: such an answer cannot be replayed.
/// fn is_fresh(status: &Status) -> bool {
///     matches!(status, Status::Good(Evidence::Ocsp(response)) if response.has_nonce && !response.is_stapled)
/// }
///
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let presigned = OcspEvidence::new(OcspSigner::Issuer, now, now, None, now);
/// assert!(!is_fresh(&Status::Good(Evidence::Ocsp(presigned))));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OcspEvidence {
    /// Who signed it.
    pub signer: OcspSigner,
    /// When it was signed.
    pub produced_at: Time,
    /// Since when the status is known to be right.
    pub this_update: Time,
    /// When newer information will be there, if the response says so.
    pub next_update: Option<Time>,
    /// Until when it is relied on: nextUpdate or the bound on its age, and not beyond its signer's certificate.
    pub valid_until: Time,
    /// Whether it echoed the nonce of a request.
    pub has_nonce: bool,
    /// Whether the peer brought it along.
    pub is_stapled: bool,
}

impl OcspEvidence {
    /// A response by its signer and times; without a nonce, and fetched.
    #[must_use]
    pub const fn new(
        signer: OcspSigner,
        produced_at: Time,
        this_update: Time,
        next_update: Option<Time>,
        valid_until: Time,
    ) -> Self {
        Self { signer, produced_at, this_update, next_update, valid_until, has_nonce: false, is_stapled: false }
    }
}

/// Who signed an OCSP response (RFC 6960, 4.2.2.2).
///
/// # Examples
///
/// ```
/// use ucpki::chain::OcspSigner;
/// use ucpki::x509::pem;
///
/// /// Who signed a response, for an audit log.
/// fn entry(signer: &OcspSigner) -> String {
///     match signer {
///         OcspSigner::Issuer => "signed by the issuer".to_owned(),
///         OcspSigner::Delegate(certificate) => format!("signed by the delegate {}", certificate.subject()),
///         other => format!("signed by {other}"),
///     }
/// }
///
/// let responder = pem::certificates(include_bytes!("../../../../tests/data/ocsp/demo/responder.pem"))?.remove(0);
/// let signer = OcspSigner::Delegate(responder.certificate);
/// assert_eq!(entry(&signer), "signed by the delegate CN=Example Responder,O=Example,C=NO");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OcspSigner {
    /// The key that issued the certificate.
    Issuer,
    /// A responder with a certificate of the issuer's for that.
    Delegate(Certificate),
    /// A responder that the operator trusts, by its key: SubjectPublicKeyInfo, DER.
    Trusted(Box<[u8]>),
}

impl fmt::Display for OcspSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issuer => f.write_str("the issuer"),
            Self::Delegate(certificate) => write!(f, "{}", certificate.subject()),
            Self::Trusted(_) => f.write_str("a trusted responder"),
        }
    }
}

impl Evidence {
    /// Until when the evidence holds; `None` where it does not end.
    #[must_use]
    pub fn valid_until(&self) -> Option<Time> {
        match self {
            Self::Crl { next_update, .. } => *next_update,
            Self::Crls(lists) => lists.iter().filter_map(|list| list.next_update).min(),
            Self::Ocsp(response) => Some(response.valid_until),
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
///
/// # Examples
///
/// ```
/// use ucpki::chain::{CrlEvidence, Evidence};
/// use ucpki::x509::Time;
///
/// // A weekly CRL, and the delta of the day that brings it up to date.
/// let base = CrlEvidence::new(None, Time::parse_rfc3339("2026-11-22T00:00:00Z")?, None, false);
/// let until = Time::parse_rfc3339("2026-11-25T00:00:00Z")?;
/// let delta = CrlEvidence::new(None, Time::parse_rfc3339("2026-11-24T00:00:00Z")?, Some(until), true);
///
/// let evidence = Evidence::Crls(vec![base, delta]);
/// assert_eq!(evidence.valid_until(), Some(until));
/// assert_eq!(evidence.to_string(), "CRL of 2026-11-22T00:00:00Z with delta CRL of 2026-11-24T00:00:00Z");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CrlEvidence {
    /// Its number, as the content bytes of the INTEGER.
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
///
/// # Examples
///
/// ```
/// use ucpki::chain::UnknownReason;
/// use ucpki::x509::Time;
///
/// /// What an operator can do about it.
/// fn advice(reason: &UnknownReason) -> String {
///     match reason {
///         UnknownReason::NoData => "upload a CRL of the issuer".to_owned(),
///         UnknownReason::Expired(next_update) => format!("fetch the CRL again: it expired at {next_update}"),
///         UnknownReason::NotYetValid(_) => "check the clock".to_owned(),
///         UnknownReason::Unusable(code) => format!("{} [{}]", code.text(), code.clause()),
///         other => other.to_string(),
///     }
/// }
///
/// let next_update = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// assert_eq!(advice(&UnknownReason::Expired(next_update)), "fetch the CRL again: it expired at 2026-11-22T00:00:00Z");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownReason {
    /// The budget of the check was spent.
    Exhausted,
    /// It is past its nextUpdate, which is given, and does not show the certificate as revoked. This and
    /// [`RevokedWhenExpired`](Self::RevokedWhenExpired) are about data that was otherwise good.
    Expired(Time),
    /// It is past its nextUpdate, and shows the certificate as revoked: refused, whatever the policy says of expired data.
    RevokedWhenExpired {
        /// Until when it was current.
        next_update: Time,
        /// Why the certificate was revoked.
        reason: CrlReason,
        /// Since when.
        since: Time,
    },
    /// An OCSP response is past its nextUpdate, which is given. The fallback decides, as where there is none: "expired" is about
    /// CRLs.
    Stale(Time),
    /// It is of the future: its thisUpdate is given.
    NotYetValid(Time),
    /// The certificate demands what was not there, which this names: refused, whatever the policy says of unknown, and whatever
    /// another source says.
    Demanded(&'static Code),
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

impl UnknownReason {
    /// Whether no other data makes the certificate good: the budget ended before the source knew, a CRL that shows a revocation
    /// has a signer that is undecided, or the certificate demands what was not there.
    #[must_use]
    pub const fn may_hide_revocation(&self) -> bool {
        matches!(self, Self::Exhausted | Self::Demanded(_) | Self::SignerUndecided { is_revoked: true })
    }
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exhausted => f.write_str("the budget for signature checks is spent"),
            Self::Expired(next_update) => write!(f, "expired at {next_update}"),
            Self::RevokedWhenExpired { next_update, reason, since } => {
                write!(f, "expired at {next_update}, and showed {reason} since {since}")
            }
            Self::Stale(next_update) => write!(f, "the OCSP response is older than {next_update}"),
            Self::NotYetValid(this_update) => write!(f, "not valid before {this_update}"),
            Self::Demanded(code) => f.write_str(code.text()),
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
            Self::Ocsp(OcspEvidence { signer, this_update, .. }) => {
                write!(f, "OCSP response of {this_update} by {signer}")
            }
            Self::NoRevAvail => f.write_str("noRevAvail"),
        }
    }
}

fn write_crl(f: &mut fmt::Formatter<'_>, kind: &str, number: Option<&[u8]>, this_update: Time) -> fmt::Result {
    write!(f, "{kind} ")?;
    if let Some(number) = number {
        write!(f, "number 0x{} ", Hex(number))?;
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
