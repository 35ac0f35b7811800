//! The answer: a path that may be relied on, or why there is none.

pub(crate) mod finding;

use self::finding::{At, Finding, Findings};
use crate::codes;
use crate::config::anchor::Anchor;
use crate::config::budget::{Limit, Work};
use crate::config::policies::PolicySet;
use crate::config::rules::Severity;
use crate::revocation::evidence::Status;
use crate::revocation::hints::FetchHint;
use alloc::{boxed::Box, vec::Vec};
use core::fmt;
use ucpki_matcher::MatchedName;
use ucpki_x509::{Certificate, Code, Time};

/// Proof that a path was judged and accepted. Only the judge makes one.
///
/// It holds for the inputs of the check, and until [`valid_until`](Self::valid_until).
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// let valid = validator.check(&leaf, &pool, &params)?;
/// assert_eq!(valid.path().certificates().len(), 2);
/// assert_eq!(valid.identity().to_string(), "sip.example.com (subjectAltName 0)");
/// println!("valid until {}", valid.valid_until());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Valid {
    pub(crate) path: Path,
    pub(crate) identity: MatchedName,
    pub(crate) policies: PolicySet,
    pub(crate) revocation: Vec<Status>,
    pub(crate) findings: Findings,
    pub(crate) valid_until: Time,
    pub(crate) fetch_hints: Vec<FetchHint>,
    pub(crate) work: Work,
}

impl Valid {
    /// The path from the leaf to the anchor.
    #[must_use]
    pub const fn path(&self) -> &Path {
        &self.path
    }

    /// Which name of the leaf is the peer's.
    pub const fn identity(&self) -> &MatchedName {
        &self.identity
    }

    /// The user-constrained-policy-set (RFC 5280, 6.1.6).
    #[must_use]
    pub const fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// What the sources of revocation said, for each certificate of the path; empty if they were not asked.
    #[must_use]
    pub fn revocation(&self) -> &[Status] {
        &self.revocation
    }

    /// Warnings.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The last second at which the same answer holds, as far as the data goes: the least of every notAfter and
    /// nextUpdate that was relied on.
    #[must_use]
    pub const fn valid_until(&self) -> Time {
        self.valid_until
    }

    /// What could be fetched to know more of what was accepted without data: revocation, under a check that lets "unknown"
    /// pass. Never more than 64.
    #[must_use]
    pub fn fetch_hints(&self) -> &[FetchHint] {
        &self.fetch_hints
    }

    /// What the answer cost.
    #[must_use]
    pub const fn work(&self) -> &Work {
        &self.work
    }
}

/// A certification path: the leaf, the intermediates above it, and the anchor.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// let valid = validator.check(&leaf, &pool, &params)?;
/// assert_eq!(valid.path().certificates().first(), Some(&leaf));
/// assert!(valid.path().anchor().as_certificate().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Path {
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) anchor: Anchor,
}

impl Path {
    /// The certificates below the anchor; 0 is the leaf.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Where the path ends.
    #[must_use]
    pub const fn anchor(&self) -> &Anchor {
        &self.anchor
    }
}

/// Why there is no path: a [`Refusal`] in a box, so that the good case stays small.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2040-01-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// let refused = validator.check(&leaf, &pool, &params).unwrap_err();
/// assert_eq!(refused.code().name(), "chain.expired");
/// println!("{refused} [{}]", refused.code().clause());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Refused(Box<Refusal>);

/// The whole story of a refusal.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub(crate) cause: Cause,
    pub(crate) best: Vec<Candidate>,
    pub(crate) omitted: u32,
    pub(crate) wanted: Vec<FetchHint>,
    pub(crate) work: Work,
}

/// The kind of a refusal.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2040-01-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// use ucpki::chain::Cause;
///
/// let refused = validator.check(&leaf, &pool, &params).unwrap_err();
/// assert_eq!(refused.cause(), Cause::Rejected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The budget ended before there was an answer: neither trusted nor untrusted.
    Exhausted {
        /// Which budget.
        limit: Limit,
        /// How much of it was there.
        most: u64,
    },
    /// It was proved that no path leads from the leaf to any anchor.
    NoPath,
    /// Paths lead to an anchor, or the leaf itself is at fault, and every one was judged and refused.
    Rejected,
}

/// A path that was tried, as far as it led, with everything that is known to be wrong with it.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let root = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?;
/// let pool = Pool::new([read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?]);
/// let leaf = read(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root)]);
/// let time = Time::parse_rfc3339("2040-01-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// let refused = validator.check(&leaf, &pool, &params).unwrap_err();
/// let nearest = refused.candidates().first().unwrap();
/// assert!(nearest.anchor().is_some() && nearest.certificates().len() == 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Candidate {
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) anchor: Option<Anchor>,
    pub(crate) findings: Findings,
}

impl Candidate {
    /// The certificates, leaf first.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The anchor, if the path reached one.
    #[must_use]
    pub const fn anchor(&self) -> Option<&Anchor> {
        self.anchor.as_ref()
    }

    /// What is wrong with it and where; positions count along [`certificates`](Self::certificates).
    ///
    /// Checks that come after the first failure of their kind may not have been made: signatures above a failed one,
    /// for instance. [`Validator::explain`](crate::Validator::explain) makes them all.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl Refused {
    pub(crate) fn new(refusal: Refusal) -> Self {
        Self(Box::new(refusal))
    }

    pub(crate) fn into_refusal(self) -> Refusal {
        *self.0
    }

    /// The finding that decides on the best candidate: what to tell a person first. `None` when a budget ended.
    #[must_use]
    pub fn finding(&self) -> Option<&Finding> {
        self.0
            .best
            .first()
            .and_then(|candidate| candidate.findings.iter().find(|finding| finding.severity == Severity::Refuse))
    }

    /// The code that decides: of [`finding`](Self::finding), or [`codes::EXHAUSTED`], or [`codes::NO_PATH`].
    #[must_use]
    pub fn code(&self) -> &'static Code {
        match (self.0.cause, self.finding()) {
            (Cause::Exhausted { .. }, _) => &codes::EXHAUSTED,
            (_, Some(finding)) => finding.code,
            _ => &codes::NO_PATH,
        }
    }

    /// The kind of the refusal.
    #[must_use]
    pub const fn cause(&self) -> Cause {
        self.0.cause
    }

    /// At most eight candidates, the best first: reached an anchor, least blame, key identifiers agree.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.0.best
    }

    /// How many more candidates were met and are not listed; a lower bound where the search was ended.
    #[must_use]
    pub const fn omitted(&self) -> u32 {
        self.0.omitted
    }

    /// What could be fetched to change the answer.
    #[must_use]
    pub fn fetch_hints(&self) -> &[FetchHint] {
        &self.0.wanted
    }

    /// What the answer cost.
    #[must_use]
    pub const fn work(&self) -> &Work {
        &self.0.work
    }
}

impl fmt::Display for Refused {
    /// One line: what decides, and on which certificate.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Cause::Exhausted { limit, most } = self.cause() {
            return write!(f, "{}: {most} {}", codes::EXHAUSTED.text(), limit.name());
        }
        let (Some(candidate), Some(finding)) = (self.0.best.first(), self.finding()) else {
            return f.write_str(codes::NO_PATH.text());
        };
        let position = match finding.at {
            At::Anchor | At::Params => None,
            At::Cert(position) | At::Pair { below: position, .. } => usize::try_from(position).ok(),
        };
        match position.and_then(|position| candidate.certificates.get(position)) {
            Some(certificate) => write!(f, "{}: {finding}", certificate.subject()),
            None => write!(f, "{finding}"),
        }
    }
}

impl core::error::Error for Refused {}
