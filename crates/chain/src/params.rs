//! What a caller asks for.

use crate::RevocationCheck;
use alloc::vec::Vec;
use ucpki_matcher::{Identity, NameMode};
use ucpki_x509::{Oid, OidBuf, Time, oids};

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
/// use ucpki_chain::{Identity, KeyPurpose, ValidationParams};
/// use ucpki_x509::Time;
///
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let params = ValidationParams::new(now, KeyPurpose::Server, Identity::dns("sip.example.com")?);
/// # let _ = params;
/// # Ok::<(), ucpki_x509::Error>(())
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
}

/// The most intermediates of a path where the caller does not say.
const DEFAULT_DEPTH: u32 = 100;

/// What the leaf's key is for: which extended key usage (RFC 5280, 4.2.1.12) it must be good for.
///
/// A certificate without the extension is good for all, as the RFC says, unless the profile demands one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyPurpose {
    /// Any: the extended key usage is not looked at.
    Any,
    /// Client and server at once: mutual TLS between peers.
    Both,
    /// A TLS client.
    Client,
    /// A purpose by its object identifier.
    Custom(OidBuf),
    /// Signing CRLs: the leaf's key usage must include cRLSign.
    CrlSigning,
    /// Signing OCSP responses.
    OcspSigning,
    /// A TLS server.
    Server,
}

impl KeyPurpose {
    /// The extended key usages that must all be allowed: none, one or two.
    pub fn extended_key_usages(&self) -> impl Iterator<Item = Oid<'_>> {
        let pair = match self {
            Self::Any | Self::CrlSigning => [None, None],
            Self::Both => [Some(oids::SERVER_AUTH), Some(oids::CLIENT_AUTH)],
            Self::Client => [Some(oids::CLIENT_AUTH), None],
            Self::Custom(oid) => [Some(oid.as_oid()), None],
            Self::OcspSigning => [Some(oids::OCSP_SIGNING), None],
            Self::Server => [Some(oids::SERVER_AUTH), None],
        };
        pair.into_iter().flatten()
    }
}

/// How much the extended key usage counts (RFC 5280, 4.2.1.12), from the leaf up to the anchor.
///
/// A CA without the extension is good for every purpose in every mode: only what it does say can contradict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UsageMode {
    /// Missing or contradicting: not looked at.
    Ignore,
    /// Missing in the leaf or contradicting: accepted with a warning, and paths without are preferred.
    Prefer,
    /// As the profile's rules for [`PURPOSE`](crate::codes::PURPOSE) and [`EKU_MISSING`](crate::codes::EKU_MISSING) say.
    #[default]
    Profile,
    /// Missing in the leaf or contradicting: refused.
    Require,
}

/// The policy inputs of RFC 5280, 6.1.1 (c), (e), (f), (g).
///
/// # Examples
///
/// ```
/// use ucpki_chain::PolicyInputs;
/// use ucpki_x509::OidBuf;
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

/// How much work one check may cost, in time and in memory. Running out is an answer of its own, never "untrusted".
///
/// The defaults decide every case of the attack graphs in this repository with room to spare. All of them spent, which takes
/// input that is built for it, is some 100 ms in pure Rust, and less than 16 MB beyond the input (`hostile` among the benches):
///
/// | budget | default | what it bounds |
/// | --- | --- | --- |
/// | [`steps`](Self::steps) | 1,500,000 | whatever is not a signature: some 50 ns each, and what is kept while searching |
/// | [`signatures`](Self::signatures) | 256 | checks of the path, and again as many of revocation data |
/// | [`reserve`](Self::reserve) | 32 | checks for what the operator configured, beside `signatures` |
/// | [`comparisons`](Self::comparisons) | 1,048,576 | names against constraints and the identity; each is a step as well |
/// | [`paths`](Self::paths) | 2,000 | whole paths that are judged |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    pub(crate) signatures: u64,
    pub(crate) reserve: u64,
    pub(crate) paths: u64,
    pub(crate) steps: u64,
    pub(crate) comparisons: u64,
}

impl Default for Budget {
    fn default() -> Self {
        // Signatures: two and a half times the hundred that two widely used verifiers allow themselves, since ours are spent
        // in a better order; some 30 ms with P-256 in pure Rust. Reserve: a path of the greatest usual length twice over.
        // Comparisons: a thousand names against a thousand constraints.
        Self { signatures: 256, reserve: 32, paths: 2_000, steps: 1_500_000, comparisons: 1 << 20 }
    }
}

impl Budget {
    /// Signature checks for certificates that the peer sent, and as many again for revocation data, in units of one with
    /// P-256: slower keys count for several ([`PreparedKey::weight`](ucpki_crypto::PreparedKey::weight)).
    #[must_use]
    pub const fn signatures(mut self, most: u64) -> Self {
        self.signatures = most;
        self
    }

    /// Signature checks set aside for configured intermediates, which junk from a peer cannot spend.
    #[must_use]
    pub const fn reserve(mut self, most: u64) -> Self {
        self.reserve = most;
        self
    }

    /// Whole paths that are judged.
    #[must_use]
    pub const fn paths(mut self, most: u64) -> Self {
        self.paths = most;
        self
    }

    /// Steps of the search in the graph.
    #[must_use]
    pub const fn steps(mut self, most: u64) -> Self {
        self.steps = most;
        self
    }

    /// Comparisons of names with constraints and with the identity.
    #[must_use]
    pub const fn comparisons(mut self, most: u64) -> Self {
        self.comparisons = most;
        self
    }
}
