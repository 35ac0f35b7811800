//! Which sources a request asks, and what follows from what they say.

use super::Revocation;
use crate::Severity;

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
