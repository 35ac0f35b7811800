//! The front door.

use crate::kept_keys::{KeptKeys, LazyKey};
use crate::pool::FEW;
use crate::{
    Anchor, AnchorConstraints, Blocklist, NameMode, Pool, Profile, PublicSuffixes, Refused, SignatureCache,
    StatusSigner, Valid, ValidationParams, complete, search,
};
use alloc::vec::Vec;
use core::cmp::Ordering;
use ucpki_crypto::{Provider, SignatureAlgorithm};
use ucpki_x509::{Certificate, NameRef, Shared};

/// Judges certificates: anchors with their keys ready, configured intermediates, a profile and a crypto provider.
///
/// Made once and used for every peer, from any number of threads. It reads no clock, no network and no global state:
/// the same inputs give the same answer.
///
/// # Departures from RFC 5280
///
/// * 7.1 compares names after full Unicode case folding; here letters beyond ASCII are compared as they are.
/// * Section 6.2 lets the anchor's certificate be judged or not; the profile decides.
/// * The extended key usage of CA certificates limits what stands below them, as all who verify TLS do; RFC 5280
///   leaves that open.
///
/// # What the caller must still check
///
/// * That the peer holds the key: a TLS handshake does.
/// * That [`ValidationParams::time`](crate::ValidationParams::new) is right: a wrong clock makes expired certificates valid.
/// * [`Valid::findings`], if warnings matter.
///
/// # Examples
///
/// ```no_run
/// use ucpki_chain::{Anchor, Identity, Pool, Profile, KeyPurpose, ValidationParams, Validator};
/// use ucpki_x509::{Certificate, Time};
///
/// # fn der(_: &str) -> Vec<u8> { Vec::new() }
/// let root = Certificate::parse(&der("root"))?;
/// let validator = Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([Anchor::certificate(root)]);
///
/// let leaf = Certificate::parse(&der("leaf"))?;
/// let pool = Pool::new([Certificate::parse(&der("intermediate"))?]);
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// match validator.check(&leaf, &pool, &ValidationParams::new(now, KeyPurpose::Server, Identity::dns("sip.example.com")?)) {
///     Ok(valid) => println!("accepted until {}", valid.valid_until()),
///     Err(refused) => println!("{}: {refused}", refused.code()),
/// }
/// # Ok::<(), ucpki_x509::Error>(())
/// ```
#[derive(Debug)]
pub struct Validator {
    pub(crate) provider: Provider,
    /// What tells the provider apart in a cache that several validators share.
    pub(crate) provider_id: u64,
    pub(crate) profile: Profile,
    /// By hash of the name, then the name, then key and certificate.
    pub(crate) anchors: Vec<AnchorEntry>,
    pub(crate) intermediates: Pool,
    /// Keys of the intermediates, in the order of the pool, prepared when first used.
    pub(crate) intermediate_keys: Vec<LazyKey>,
    partial_chain: Option<bool>,
    pub(crate) blocked: Blocklist,
    pub(crate) public_suffixes: Option<PublicSuffixes>,
    pub(crate) cache: Option<Shared<SignatureCache>>,
    pub(crate) kept_keys: KeptKeys,
    pins_leaves: bool,
    /// Whether any anchor has limits.
    limits_anchors: bool,
}

#[derive(Debug)]
pub(crate) struct AnchorEntry {
    hash: u64,
    pub(crate) anchor: Anchor,
    /// The limits of all anchors of this name and key.
    pub(crate) limits: AnchorConstraints,
    pub(crate) key: LazyKey,
}

impl Validator {
    /// A validator without anchors, under [`Profile::RFC5280`]: it accepts nothing until anchors are given.
    #[must_use]
    pub fn new(provider: Provider) -> Self {
        Self {
            provider,
            provider_id: provider.identity(),
            profile: Profile::RFC5280,
            anchors: Vec::new(),
            intermediates: Pool::default(),
            intermediate_keys: Vec::new(),
            partial_chain: None,
            blocked: Blocklist::new(),
            public_suffixes: None,
            cache: None,
            kept_keys: KeptKeys::default(),
            pins_leaves: false,
            limits_anchors: false,
        }
    }

    /// The profile to judge by.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Adds anchors. Duplicates are dropped; the order does not matter.
    #[must_use]
    pub fn anchors(mut self, anchors: impl IntoIterator<Item = Anchor>) -> Self {
        self.anchors.extend(anchors.into_iter().map(|anchor| AnchorEntry {
            hash: anchor.name().hash_normalized(),
            limits: AnchorConstraints::none(),
            anchor,
            key: LazyKey::default(),
        }));
        self.pins_leaves = self.anchors.iter().any(|entry| entry.anchor.is_pinned_leaf());
        self.anchors.sort_by(|first, second| {
            first.compare(second.hash, second.anchor.name()).then_with(|| first.anchor.cmp_in_name(&second.anchor))
        });
        self.anchors.dedup_by(|second, first| {
            first.hash == second.hash && first.anchor.cmp_in_name(&second.anchor) == Ordering::Equal
        });
        share_limits(&mut self.anchors);
        self.limits_anchors = self.anchors.iter().any(|entry| !entry.limits.is_none());
        self
    }

    /// The limits that hold wherever this name and key appear on a path; none where no such anchor has any.
    pub(crate) fn limits_of(&self, certificate: &Certificate) -> Option<&AnchorConstraints> {
        if !self.limits_anchors {
            return None;
        }
        let name = certificate.subject();
        let anchors = self.find_anchors(name.hash_normalized(), name);
        let same = anchors.iter().find(|entry| entry.anchor.spki_der() == certificate.spki_der());
        same.map(|entry| &entry.limits).filter(|limits| !limits.is_none())
    }

    /// Adds intermediates that the operator vouches for being worth trying; they are not trusted by that.
    ///
    /// Their keys are kept ready, and they have a reserve of the budget that junk from a peer cannot spend.
    #[must_use]
    pub fn intermediates(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let all: Vec<Certificate> = self.intermediates.iter().cloned().chain(certificates).collect();
        self.intermediates = Pool::new(all);
        self.intermediate_keys = self.intermediates.iter().map(|_| LazyKey::default()).collect();
        self
    }

    /// Refuses these certificates and keys, beside those that were given before, wherever they appear on a path: as the leaf,
    /// pinned or not, as an intermediate, or as the anchor.
    #[must_use]
    pub fn block(mut self, blocked: Blocklist) -> Self {
        self.blocked = self.blocked.union(blocked);
        self
    }

    /// Whether a path may end at an anchor that is not a self-signed root.
    ///
    /// RFC 5280 lets any name and key be an anchor. The appliances do not: in their lists, intermediates help to build a
    /// path that must end at a self-signed root. With `false`, other anchors serve as intermediates. Unless it is said
    /// here, the profile decides.
    #[must_use]
    pub const fn partial_chain(mut self, allowed: bool) -> Self {
        self.partial_chain = Some(allowed);
        self
    }

    /// Knows which domains are public suffixes, for the rule
    /// [`WILDCARD_TOO_WIDE`](crate::codes::WILDCARD_TOO_WIDE); without, that rule is not judged.
    #[must_use]
    pub const fn public_suffixes(mut self, suffixes: PublicSuffixes) -> Self {
        self.public_suffixes = Some(suffixes);
        self
    }

    /// Remembers signatures that held on accepted paths, so that they are not checked again. May serve several
    /// validators.
    #[must_use]
    pub fn signature_cache(mut self, cache: Shared<SignatureCache>) -> Self {
        self.cache = Some(cache);
        self
    }

    /// Keeps the keys of issuers ready between checks: of up to `count` intermediates that peers sent and that stood on
    /// accepted paths, beside those of anchors and configured intermediates, which always are. Issuers whose keys checked
    /// 40 signatures get a table, as long as all tables take no more than `table_bytes`.
    ///
    /// A key that is kept need not be prepared anew: 5 us for RSA-2048. A table makes ECDSA of `RUSTCRYPTO` four to five
    /// times as fast, and takes 288 KiB for P-256, 624 KiB for P-384 and 1.2 MiB for P-521; making it takes some
    /// milliseconds of one check. The table of a curve's base point comes once on top, for the whole program. Other
    /// providers have no tables.
    ///
    /// No thread waits for another. Where all slots are taken, a new key takes the place of one that was not used lately.
    #[must_use]
    pub fn keep_keys(mut self, count: usize, table_bytes: usize) -> Self {
        self.kept_keys = KeptKeys::new(count, table_bytes);
        self
    }

    /// Whether a path may end at an anchor that is not a self-signed root.
    pub(crate) fn allows_partial_chains(&self) -> bool {
        self.partial_chain.unwrap_or(self.profile.partial_chain())
    }

    /// How names are matched for this check.
    pub(crate) fn name_mode(&self, params: &ValidationParams<'_>) -> NameMode {
        params.name_mode.unwrap_or(self.profile.name_mode())
    }

    /// Finds a path from `leaf` to an anchor, through `pool` and the configured intermediates, and judges it.
    ///
    /// The answer depends on the inputs alone, not on their order. Work is bounded by the check's budget; signature
    /// checks never exceed the pairs of a certificate and a possible issuer's key.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the reasons. [`Cause::Exhausted`](crate::Cause::Exhausted) is no judgement: it says that the
    /// budget ended first.
    pub fn check(&self, leaf: &Certificate, pool: &Pool, params: &ValidationParams<'_>) -> Result<Valid, Refused> {
        search::run(self, leaf, pool, params)
    }

    /// Judges the candidates of a refusal again, without stopping at the first failure of a kind.
    ///
    /// `refused` is what [`check`](Self::check) answered for the same `pool` and `params`. The cause, the candidates and
    /// their order stay; their findings become complete: every signature, every name under every constraint, every
    /// certificate's revocation. For people and logs: it costs at most the check's budget once more.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use ucpki_chain::{Pool, ValidationParams, Validator};
    /// # use ucpki_x509::Certificate;
    /// # fn example(validator: Validator, leaf: Certificate, pool: Pool, params: ValidationParams<'_>) {
    /// if let Err(refused) = validator.check(&leaf, &pool, &params) {
    ///     for candidate in validator.explain(refused, &pool, &params).candidates() {
    ///         println!("{} findings", candidate.findings().len());
    ///     }
    /// }
    /// # }
    /// ```
    pub fn explain(&self, refused: Refused, pool: &Pool, params: &ValidationParams<'_>) -> Refused {
        complete::complete(self, refused, pool, params)
    }

    /// The provider that verifies.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// Whether the profile accepts signatures by this algorithm.
    #[must_use]
    pub fn accepts(&self, algorithm: &SignatureAlgorithm) -> bool {
        self.profile.algorithms().refuses_hash(algorithm).is_none()
    }

    /// Who of this name could have signed a CRL: anchors, then configured intermediates and certificates of the pool, those
    /// with this subject key identifier first; `most` at the most. Nothing is checked: having the name proves nothing.
    #[must_use]
    pub fn crl_signers(&self, name: NameRef<'_>, key_id: Option<&[u8]>, pool: &Pool, most: usize) -> Vec<StatusSigner> {
        let hash = name.hash_normalized();
        let anchors = self.find_anchors(hash, name).iter().map(|entry| &entry.anchor);
        let anchors = anchors.filter(|anchor| !anchor.is_pinned_leaf()).cloned().map(StatusSigner::from_anchor);
        let configured = self.intermediates.find(hash, name);
        let known = configured.chain(pool.find(hash, name)).map(|(_, entry)| &entry.certificate);
        let mut known: Vec<&Certificate> = known.collect();
        known.sort_unstable_by_key(|certificate| certificate.as_der());
        known.dedup();
        known.sort_by_key(|certificate| {
            key_id.is_none() || certificate.subject_key_identifier().ok().flatten() != key_id
        });
        anchors.chain(known.into_iter().cloned().map(StatusSigner::from_certificate)).take(most).collect()
    }

    /// The anchor that pins this very certificate.
    pub(crate) fn find_pinned(&self, leaf: &Certificate) -> Option<&Anchor> {
        if !self.pins_leaves {
            return None;
        }
        let subject = leaf.subject();
        let candidates = self.find_anchors(subject.hash_normalized(), subject).iter().map(|entry| &entry.anchor);
        let mut pinned = candidates.filter(|anchor| anchor.is_pinned_leaf());
        pinned.find(|anchor| anchor.as_certificate() == Some(leaf))
    }

    /// Whether there are so many anchors or intermediates that names are looked up by their hashes.
    pub(crate) fn needs_hashes(&self) -> bool {
        self.anchors.len() > FEW || self.intermediates.needs_hashes()
    }

    /// The anchors with this name, which has this normalised hash; where [no hashes are
    /// needed](Self::needs_hashes), it does not matter.
    pub(crate) fn find_anchors(&self, hash: u64, name: NameRef<'_>) -> &[AnchorEntry] {
        if self.anchors.len() <= FEW {
            // They stand together, since all are sorted by name.
            let same = |entry: &AnchorEntry| entry.anchor.name().matches(name);
            let start = self.anchors.iter().position(same).unwrap_or(self.anchors.len());
            let count = self.anchors.iter().skip(start).take_while(|entry| same(entry)).count();
            return self.anchors.get(start..start + count).unwrap_or(&[]);
        }
        let start = self.anchors.partition_point(|entry| entry.compare(hash, name) == Ordering::Less);
        let rest = self.anchors.get(start..).unwrap_or(&[]);
        let count = rest.partition_point(|entry| entry.compare(hash, name) == Ordering::Equal);
        rest.get(..count).unwrap_or(&[])
    }
}

/// Gives every anchor the limits of all that have its name and key, which are together since all are sorted.
fn share_limits(anchors: &mut [AnchorEntry]) {
    let is_same = |one: &AnchorEntry, other: &AnchorEntry| {
        one.anchor.spki_der() == other.anchor.spki_der() && one.anchor.name().matches(other.anchor.name())
    };
    for same in anchors.chunk_by_mut(is_same) {
        let limits =
            same.iter().map(|entry| entry.anchor.constraints()).fold(AnchorConstraints::none(), |limits, more| {
                if more.is_none() { limits } else { limits.intersect(more) }
            });
        for entry in same {
            entry.limits = limits.clone();
        }
    }
}

impl AnchorEntry {
    fn compare(&self, hash: u64, name: NameRef<'_>) -> Ordering {
        self.hash.cmp(&hash).then_with(|| self.anchor.name().cmp_normalized(name))
    }
}
