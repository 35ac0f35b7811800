//! The front door.

use crate::config::kept_keys::KeptKeys;
use crate::config::trust::Config;
use crate::explain::complete;
use crate::{
    Anchor, Blocklist, Pool, Profile, PublicSuffixes, Refused, SignatureCache, StatusSigner, Valid, ValidationParams,
    search,
};
use alloc::vec::Vec;
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
/// * The extended key usage of CA certificates limits what is below them, as all who verify TLS do; RFC 5280
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
/// use ucpki::chain::{Anchor, Pool, Profile, KeyPurpose, ValidationParams, Validator};
/// use ucpki::matcher::Identity;
/// use ucpki::x509::{Certificate, Time};
///
/// # fn der(_: &str) -> Vec<u8> { Vec::new() }
/// let root = Certificate::parse(&der("root"))?;
/// let validator = Validator::new(ucpki::crypto::RUSTCRYPTO).anchors([Anchor::certificate(root)]);
///
/// let leaf = Certificate::parse(&der("leaf"))?;
/// let pool = Pool::new([Certificate::parse(&der("intermediate"))?]);
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// match validator.check(&leaf, &pool, &ValidationParams::new(now, KeyPurpose::Server, Identity::dns("sip.example.com")?)) {
///     Ok(valid) => println!("accepted until {}", valid.valid_until()),
///     Err(refused) => println!("{}: {refused}", refused.code()),
/// }
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Debug)]
pub struct Validator(Config);

impl Validator {
    /// A validator without anchors, under [`Profile::RFC5280`]: it accepts nothing until anchors are given.
    #[must_use]
    pub fn new(provider: Provider) -> Self {
        Self(Config::new(provider))
    }

    /// The profile to judge by.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.0.profile = profile;
        self
    }

    /// Adds anchors. Duplicates are dropped; the order does not matter.
    #[must_use]
    pub fn anchors(mut self, anchors: impl IntoIterator<Item = Anchor>) -> Self {
        self.0.add_anchors(anchors);
        self
    }

    /// Adds intermediates that the operator vouches for being worth trying; they are not trusted by that.
    ///
    /// Their keys are kept ready, and they have a reserve of the budget that junk from a peer cannot spend.
    #[must_use]
    pub fn intermediates(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        self.0.add_intermediates(certificates);
        self
    }

    /// Refuses these certificates and keys, beside those that were given before, wherever they appear on a path: as the leaf,
    /// pinned or not, as an intermediate, or as the anchor.
    #[must_use]
    pub fn block(mut self, blocked: Blocklist) -> Self {
        self.0.blocked = self.0.blocked.union(blocked);
        self
    }

    /// Whether a path may end at an anchor that is not a self-signed root.
    ///
    /// RFC 5280 lets any name and key be an anchor. The appliances do not: in their lists, intermediates help to build a
    /// path that must end at a self-signed root. With `false`, other anchors serve as intermediates. Unless it is said
    /// here, the profile decides.
    #[must_use]
    pub const fn partial_chain(mut self, allowed: bool) -> Self {
        self.0.partial_chain = Some(allowed);
        self
    }

    /// Knows which domains are public suffixes, for the rule
    /// [`WILDCARD_TOO_WIDE`](crate::codes::WILDCARD_TOO_WIDE); without, that rule is not judged.
    #[must_use]
    pub const fn public_suffixes(mut self, suffixes: PublicSuffixes) -> Self {
        self.0.public_suffixes = Some(suffixes);
        self
    }

    /// Remembers signatures that verified on accepted paths, so that they are not checked again. May serve several
    /// validators.
    #[must_use]
    pub fn signature_cache(mut self, cache: Shared<SignatureCache>) -> Self {
        self.0.cache = Some(cache);
        self
    }

    /// Keeps the keys of issuers ready between checks: of up to `count` intermediates that peers sent and that was on
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
        self.0.kept_keys = KeptKeys::new(count, table_bytes);
        self
    }

    /// Finds a path from `leaf` to an anchor, through `pool` and the configured intermediates, and judges it.
    ///
    /// The answer depends on the inputs alone, not on their order. Work is bounded by the check's budget; signature
    /// checks never exceed the pairs of a certificate and a possible issuer's key.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the reasons. [`Cause::Exhausted`](crate::Cause::Exhausted) is not a judgement: it says that the
    /// budget ended first.
    pub fn check(&self, leaf: &Certificate, pool: &Pool, params: &ValidationParams<'_>) -> Result<Valid, Refused> {
        search::run(&self.0, leaf, pool, params)
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
    /// # use ucpki::chain::{Pool, ValidationParams, Validator};
    /// # use ucpki::x509::Certificate;
    /// # fn example(validator: Validator, leaf: Certificate, pool: Pool, params: ValidationParams<'_>) {
    /// if let Err(refused) = validator.check(&leaf, &pool, &params) {
    ///     for candidate in validator.explain(refused, &pool, &params).candidates() {
    ///         println!("{} findings", candidate.findings().len());
    ///     }
    /// }
    /// # }
    /// ```
    pub fn explain(&self, refused: Refused, pool: &Pool, params: &ValidationParams<'_>) -> Refused {
        complete::complete(&self.0, refused, pool, params)
    }

    /// The provider that verifies.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.0.provider
    }

    /// Whether the profile accepts signatures by this algorithm.
    #[must_use]
    pub fn accepts(&self, algorithm: &SignatureAlgorithm) -> bool {
        self.0.profile.algorithms().refuses_hash(algorithm).is_none()
    }

    /// Who of this name could have signed a CRL: anchors, then configured intermediates and certificates of the pool, those
    /// with this subject key identifier first; `most` at the most. Nothing is checked: having the name proves nothing.
    #[must_use]
    pub fn crl_signers(&self, name: NameRef<'_>, key_id: Option<&[u8]>, pool: &Pool, most: usize) -> Vec<StatusSigner> {
        let hash = name.hash_normalized();
        let anchors = self.0.find_anchors(hash, name).iter().map(|entry| &entry.anchor);
        let anchors = anchors.filter(|anchor| !anchor.is_pinned_leaf()).cloned().map(StatusSigner::from_anchor);
        let configured = self.0.intermediates.find(hash, name);
        let known = configured.chain(pool.find(hash, name)).map(|(_, entry)| &entry.certificate);
        let mut known: Vec<&Certificate> = known.collect();
        known.sort_unstable_by_key(|certificate| certificate.as_der());
        known.dedup();
        known.sort_by_key(|certificate| {
            key_id.is_none() || certificate.subject_key_identifier().ok().flatten() != key_id
        });
        anchors.chain(known.into_iter().cloned().map(StatusSigner::from_certificate)).take(most).collect()
    }
}
