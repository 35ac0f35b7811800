//! Policies: what a caller asks for, and what a path is valid for (RFC 5280, 6.1.1 (c) to (g), 6.1.6).

use alloc::vec::Vec;
use ucpki_x509::OidBuf;

/// The policy inputs of RFC 5280, 6.1.1 (c), (e), (f), (g).
///
/// # Examples
///
/// ```
/// use ucpki::chain::PolicyInputs;
/// use ucpki::x509::OidBuf;
///
/// # fn main() -> Result<(), Box<dyn core::error::Error>> {
/// // Every policy will do, and none is needed:
/// let any = PolicyInputs::default();
/// assert!(any.initial().is_empty() && !any.requires_explicit() && !any.inhibits_mapping() && !any.inhibits_any());
///
/// // One policy, which has to be there, under its own name:
/// let gold = OidBuf::parse("1.3.6.1.4.1.99999.1")?;
/// let one = PolicyInputs::default().user_initial(vec![gold.clone()]).require_explicit().inhibit_mapping().inhibit_any();
/// assert_eq!(one.initial(), [gold]);
/// assert!(one.requires_explicit() && one.inhibits_mapping() && one.inhibits_any());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyInputs {
    pub(crate) user_initial: Vec<OidBuf>,
    pub(crate) require_explicit: bool,
    pub(crate) inhibit_mapping: bool,
    pub(crate) inhibit_any: bool,
}

impl PolicyInputs {
    /// user-initial-policy-set; empty means anyPolicy.
    #[must_use]
    pub fn user_initial(mut self, policies: Vec<OidBuf>) -> Self {
        self.user_initial = policies;
        self
    }

    /// initial-explicit-policy: the path must be valid for a policy of the set.
    #[must_use]
    pub const fn require_explicit(mut self) -> Self {
        self.require_explicit = true;
        self
    }

    /// initial-policy-mapping-inhibit.
    #[must_use]
    pub const fn inhibit_mapping(mut self) -> Self {
        self.inhibit_mapping = true;
        self
    }

    /// initial-any-policy-inhibit.
    #[must_use]
    pub const fn inhibit_any(mut self) -> Self {
        self.inhibit_any = true;
        self
    }

    /// The user-initial-policy-set; empty means anyPolicy.
    #[must_use]
    pub fn initial(&self) -> &[OidBuf] {
        &self.user_initial
    }

    /// Whether initial-explicit-policy is set.
    #[must_use]
    pub const fn requires_explicit(&self) -> bool {
        self.require_explicit
    }

    /// Whether initial-policy-mapping-inhibit is set.
    #[must_use]
    pub const fn inhibits_mapping(&self) -> bool {
        self.inhibit_mapping
    }

    /// Whether initial-any-policy-inhibit is set.
    #[must_use]
    pub const fn inhibits_any(&self) -> bool {
        self.inhibit_any
    }
}

/// The policies that a path is valid for (RFC 5280, 6.1.6).
///
/// # Examples
///
/// ```
/// use ucpki::chain::PolicySet;
/// use ucpki::x509::{Oid, OidBuf};
///
/// /// Whether an accepted path is valid for a policy: `is_valid_for(valid.policies(), gold)`.
/// fn is_valid_for(policies: &PolicySet, policy: Oid<'_>) -> bool {
///     match policies {
///         PolicySet::Any => true,
///         PolicySet::Only(policies) => policies.iter().any(|found| found.as_oid() == policy),
///         _ => false,
///     }
/// }
///
/// let gold = OidBuf::parse("1.3.6.1.4.1.99999.1").unwrap();
/// assert!(is_valid_for(&PolicySet::Any, gold.as_oid()));
/// assert!(!is_valid_for(&PolicySet::Only(vec![]), gold.as_oid()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicySet {
    /// Any policy.
    Any,
    /// These, sorted; empty where the path is valid for none and none was required.
    Only(Vec<OidBuf>),
}
