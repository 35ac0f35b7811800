//! Whether and how revocation is checked: which sources, and what follows where they know nothing.

use super::evidence::{Evidence, Status, UnknownReason};
use super::query::Query;
use super::source::{Context, Revocation};
use crate::config::rules::Severity;
use alloc::vec::Vec;

/// Which sources are asked, and what follows when they do not know.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{RevocationCheck, Severity};
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

    /// Asks every source: one that says "revoked" decides, else one that says "good", else all reasons are kept. A source that
    /// could not find out whether it knows of a revocation leaves nothing good.
    pub(crate) fn ask(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        let mut good: Option<Evidence> = None;
        let mut whys = Vec::new();
        for source in self.sources {
            match source.status(query, context) {
                revoked @ Status::Revoked(..) => return revoked,
                Status::Good(evidence) => {
                    good.get_or_insert(evidence);
                }
                Status::Unknown(more) => whys.extend(more),
            }
        }
        match good {
            Some(evidence) if !whys.iter().any(UnknownReason::may_hide_revocation) => Status::Good(evidence),
            _ => Status::Unknown(whys),
        }
    }
}
