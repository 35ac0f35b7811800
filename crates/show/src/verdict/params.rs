//! What was asked.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use ucpki_chain::{KeyPurpose, PolicyInputs, Profile, Severity, UsageMode};
use ucpki_matcher::{Identity, NameMode};
use ucpki_x509::Time;

/// What a validator was asked: the text and the JSON of a verdict repeat it, and the verdict itself does not keep it.
///
/// [`new`](Self::new) has the defaults of a validator and its parameters; set what you changed there.
///
/// # Examples
///
/// ```
/// use ucpki::show::VerdictParams;
/// use ucpki::{Identity, KeyPurpose, Profile, Severity, Time};
///
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let mut params = VerdictParams::new(now, KeyPurpose::Server, Identity::dns("sip.example.com")?, Profile::RFC5280);
/// params.on_unknown = Some(Severity::Warn);
/// assert_eq!(params.purpose_name(), "server");
/// # Ok::<(), ucpki::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerdictParams {
    /// The time that was judged at.
    pub time: Time,
    /// What the leaf's key is for.
    pub purpose: KeyPurpose,
    /// Who the peer must be.
    pub identity: Identity,
    /// How names were matched.
    pub name_mode: NameMode,
    /// The rules.
    pub profile: Profile,
    /// Whether a path may end at an anchor that is not a self-signed root.
    pub partial_chain: bool,
    /// Whether algorithms for old devices were added.
    pub legacy: bool,
    /// How much the extended key usage counts.
    pub usage_mode: UsageMode,
    /// The policy inputs of RFC 5280, 6.1.1 (c), (e), (f), (g).
    pub policies: PolicyInputs,
    /// Whether the certificates of anchors limit them (RFC 5937).
    pub limit_anchors: bool,
    /// Leaves that were issued later are refused.
    pub distrust_after: Option<Time>,
    /// At most so many intermediates that are not self-issued; `None` is the default of the library.
    pub max_depth: Option<u32>,
    /// What follows when nothing is known about revocation; `None` where revocation was not checked.
    pub on_unknown: Option<Severity>,
}

impl VerdictParams {
    /// The parameters with the defaults of this library.
    #[must_use]
    pub fn new(time: Time, purpose: KeyPurpose, identity: Identity, profile: Profile) -> Self {
        Self {
            time,
            purpose,
            identity,
            name_mode: profile.name_mode(),
            partial_chain: profile.partial_chain(),
            profile,
            legacy: false,
            usage_mode: UsageMode::Profile,
            policies: PolicyInputs::default(),
            limit_anchors: false,
            distrust_after: None,
            max_depth: None,
            on_unknown: None,
        }
    }

    /// The purpose as a word, such as `server` or `crl-signing`, or as its object identifier.
    #[must_use]
    pub fn purpose_name(&self) -> String {
        match &self.purpose {
            KeyPurpose::Custom(oid) => oid.to_string(),
            KeyPurpose::Both => "both".to_owned(),
            KeyPurpose::Client => "client".to_owned(),
            KeyPurpose::CrlSigning => "crl-signing".to_owned(),
            KeyPurpose::OcspSigning => "ocsp-signing".to_owned(),
            KeyPurpose::Server => "server".to_owned(),
            _ => "any".to_owned(),
        }
    }

    /// The name mode as a word.
    #[must_use]
    pub const fn name_mode_name(&self) -> &'static str {
        match self.name_mode {
            NameMode::Appliance => "appliance",
            NameMode::Off => "off",
            _ => "rfc9525",
        }
    }

    /// The usage mode as a word.
    #[must_use]
    pub const fn usage_mode_name(&self) -> &'static str {
        match self.usage_mode {
            UsageMode::Ignore => "ignore",
            UsageMode::Prefer => "prefer",
            UsageMode::Require => "require",
            _ => "profile",
        }
    }
}
