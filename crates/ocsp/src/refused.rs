//! Why a response is not relied on.

use crate::codes;
use core::fmt;
use ucpki_chain::UnknownReason;
use ucpki_x509::{Code, Error};

/// Why a response is not relied on. None of this says anything about the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseRefused {
    /// The bytes are not a response: the rule that they break, and where.
    Unreadable(Error),
    /// It was read, and does not help.
    Judged(UnknownReason),
}

/// What may help after a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NextStep {
    /// Ask the next responder that the certificate names: this one has no answer now.
    OtherResponder,
    /// Ask once more with SHA-1 in the CertID: old responders know no other hash.
    AskWithSha1,
    /// Nothing that a client could do by itself.
    GiveUp,
}

impl ResponseRefused {
    pub(crate) const fn code_of(code: &'static Code) -> Self {
        Self::Judged(UnknownReason::Unusable(code))
    }

    /// The number and name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static Code {
        match self {
            Self::Unreadable(error) => error.code(),
            Self::Judged(reason) => match reason {
                UnknownReason::Exhausted => &codes::BUDGET_SPENT,
                UnknownReason::Stale(_) => &codes::STALE,
                UnknownReason::NotYetValid(_) => &codes::NOT_YET_VALID,
                UnknownReason::SignerUndecided { .. } => &codes::RESPONDER_UNDECIDED,
                UnknownReason::Unusable(code) | UnknownReason::Demanded(code) => code,
                _ => &codes::NO_STATUS,
            },
        }
    }

    /// The reason as a source of evidence gives it.
    #[must_use]
    pub fn reason(&self) -> UnknownReason {
        match self {
            Self::Unreadable(error) => UnknownReason::Unusable(error.code()),
            Self::Judged(reason) => reason.clone(),
        }
    }
}

impl From<UnknownReason> for ResponseRefused {
    fn from(reason: UnknownReason) -> Self {
        Self::Judged(reason)
    }
}

impl fmt::Display for ResponseRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "the response cannot be read: {error}"),
            Self::Judged(reason) => reason.fmt(f),
        }
    }
}

impl core::error::Error for ResponseRefused {}
