//! What a validator was given: anchors, intermediates, the profile, and what is kept between checks. The search reads it.

use super::anchor::Anchor;
use super::anchor_constraints::AnchorConstraints;
use super::blocklist::Blocklist;
use super::kept_keys::{KeptKeys, LazyKey};
use super::pool::{FEW, Pool};
use super::profile::Profile;
use super::public_suffixes::PublicSuffixes;
use super::signature_cache::SignatureCache;
use alloc::vec::Vec;
use core::cmp::Ordering;
use ucpki_crypto::Provider;
use ucpki_x509::{Certificate, NameRef, Shared};

/// Everything that every check of a validator goes by.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) provider: Provider,
    /// What tells the provider apart in a cache that several validators share.
    pub(crate) provider_id: u64,
    pub(crate) profile: Profile,
    /// By hash of the name, then the name, then key and certificate.
    pub(crate) anchors: Vec<AnchorEntry>,
    pub(crate) intermediates: Pool,
    /// Keys of the intermediates, in the order of the pool, prepared when first used.
    pub(crate) intermediate_keys: Vec<LazyKey>,
    pub(crate) partial_chain: Option<bool>,
    pub(crate) blocked: Blocklist,
    pub(crate) public_suffixes: Option<PublicSuffixes>,
    pub(crate) cache: Option<Shared<SignatureCache>>,
    pub(crate) kept_keys: KeptKeys,
    pins_leaves: bool,
    /// Whether any anchor has limits.
    limits_anchors: bool,
}

impl Config {
    /// Nobody is trusted yet, under [`Profile::RFC5280`].
    pub(crate) fn new(provider: Provider) -> Self {
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

    /// Adds anchors, sorted and without duplicates, each with the limits of all that share its name and key.
    pub(crate) fn add_anchors(&mut self, anchors: impl IntoIterator<Item = Anchor>) {
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
    }

    /// Adds intermediates, and a place for the key of each.
    pub(crate) fn add_intermediates(&mut self, certificates: impl IntoIterator<Item = Certificate>) {
        let all: Vec<Certificate> = self.intermediates.iter().cloned().chain(certificates).collect();
        self.intermediates = Pool::new(all);
        self.intermediate_keys = self.intermediates.iter().map(|_| LazyKey::default()).collect();
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

    /// Whether a path may end at an anchor that is not a self-signed root.
    pub(crate) fn allows_partial_chains(&self) -> bool {
        self.partial_chain.unwrap_or(self.profile.partial_chain())
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

#[derive(Debug)]
pub(crate) struct AnchorEntry {
    hash: u64,
    pub(crate) anchor: Anchor,
    /// The limits of all anchors of this name and key.
    pub(crate) limits: AnchorConstraints,
    pub(crate) key: LazyKey,
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
