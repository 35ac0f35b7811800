//! What a caller asks for.

use crate::config::budget::Budget;
use crate::config::policies::PolicyInputs;
use crate::config::profile::Profile;
use crate::config::purpose::{KeyPurpose, UsageMode};
use crate::revocation::check::RevocationCheck;
use ucpki_matcher::{Identity, NameMode};
use ucpki_x509::Time;

/// One question to a [`Validator`](crate::Validator): at which time, for what, and who the peer must be.
///
/// # Inputs by their RFC 5280 name (6.1.1)
///
/// | RFC 5280 | here |
/// | --- | --- |
/// | (a) a prospective certification path | built from the leaf, the pool and the configured intermediates |
/// | (b) the current date/time | [`new`](Self::new) |
/// | (c) to (g) policies | [`PolicyInputs`] |
/// | (h), (i) initial subtrees | constraints of the [`Anchor`](crate::Anchor) |
///
/// # Examples
///
/// ```
/// use ucpki::chain::{KeyPurpose, ValidationParams};
/// use ucpki::matcher::Identity;
/// use ucpki::x509::Time;
///
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let params = ValidationParams::new(now, KeyPurpose::Server, Identity::dns("sip.example.com")?);
/// # let _ = params;
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ValidationParams<'a> {
    pub(crate) time: Time,
    pub(crate) purpose: KeyPurpose,
    pub(crate) identity: Identity,
    pub(crate) name_mode: Option<NameMode>,
    pub(crate) usage_mode: UsageMode,
    pub(crate) policies: PolicyInputs,
    pub(crate) max_depth: Option<u32>,
    pub(crate) revocation: Option<RevocationCheck<'a>>,
    pub(crate) budget: Budget,
}

impl<'a> ValidationParams<'a> {
    /// A check with the defaults of this library: names as the profile has them, no revocation check, no policies.
    #[must_use]
    pub fn new(time: Time, purpose: KeyPurpose, identity: Identity) -> Self {
        Self {
            time,
            purpose,
            identity,
            name_mode: None,
            usage_mode: UsageMode::Profile,
            policies: PolicyInputs::default(),
            max_depth: None,
            revocation: None,
            budget: Budget::default(),
        }
    }

    /// How the peer's name is matched, whatever the profile says.
    #[must_use]
    pub const fn name_mode(mut self, mode: NameMode) -> Self {
        self.name_mode = Some(mode);
        self
    }

    /// What follows from an extended key usage that is missing or does not include the purpose.
    #[must_use]
    pub const fn usage_mode(mut self, mode: UsageMode) -> Self {
        self.usage_mode = mode;
        self
    }

    /// The inputs for policies.
    #[must_use]
    pub fn policies(mut self, policies: PolicyInputs) -> Self {
        self.policies = policies;
        self
    }

    /// How many intermediates that are not self-issued may be between the leaf and the anchor; 0 is none.
    ///
    /// Unless it is said, 100, as in OpenSSL: no real path is as long, and what is longer is refused as
    /// [`TOO_DEEP`](crate::codes::TOO_DEEP).
    #[must_use]
    pub const fn max_depth(mut self, depth: u32) -> Self {
        self.max_depth = Some(depth);
        self
    }

    /// The most intermediates that are not self-issued.
    pub(crate) fn depth(&self) -> u32 {
        self.max_depth.unwrap_or(DEFAULT_DEPTH)
    }

    /// Check revocation.
    #[must_use]
    pub const fn revocation(mut self, check: RevocationCheck<'a>) -> Self {
        self.revocation = Some(check);
        self
    }

    /// How much work may be done.
    #[must_use]
    pub const fn budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// How names are matched, where `profile` says what the caller did not.
    pub(crate) fn name_mode_in(&self, profile: &Profile) -> NameMode {
        self.name_mode.unwrap_or(profile.name_mode())
    }
}

/// The most intermediates of a path where the caller does not say.
const DEFAULT_DEPTH: u32 = 100;
