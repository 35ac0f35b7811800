//! The graph of certificates that could be between the leaf and an anchor, and the cheapest ways through it.
//!
//! A node is a certificate; an arc leads from a certificate to each key that carries its issuer's name (an *entity* is
//! such a name and key). Anchors are sinks. Only certificates that can be reached from the leaf by names are here.

mod discover;
mod labels;
mod walk;

use self::discover::NameKey;
use self::labels::{Frontier, Label, Step};
use self::walk::{PairMasks, Walk};
use crate::config::anchor::Anchor;
use crate::config::anchor_constraints::AnchorConstraints;
use crate::config::budget::{Exhausted, Spending};
use crate::config::kept_keys::{Kept, LazyKey};
use crate::config::trust::{AnchorEntry, Config};
use crate::facts::Facts;
use crate::params::ValidationParams;
use crate::verdict::finding::Finding;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::ops::Range;
use ucpki_crypto::{KeyRefused, PreparedKey};
use ucpki_x509::{Certificate, Shared, SpkiRef};

/// Position of a node; 0 is the leaf.
pub(crate) type NodeId = u32;
/// A name and a key, counted over the whole graph.
pub(crate) type EntityId = u32;

const NONE: u32 = u32::MAX;

/// So many certificates are met in any case.
const LEAST_NODES: u64 = 64;

pub(crate) struct Graph<'a> {
    nodes: Vec<Node<'a>>,
    anchors: Vec<AnchorNode<'a>>,
    groups: Vec<Group<'a>>,
    /// Groups by name, once there are more than [`FEW_GROUPS`].
    by_name: BTreeMap<NameKey<'a>, u32>,
    /// The subject key identifier of each entity, where all who carry it agree on one.
    key_ids: Vec<Option<&'a [u8]>>,
    arcs: BTreeMap<(NodeId, EntityId), Arc>,
    /// Nodes that must not be on one path: above, below. An anchor is [`anchor_as_node`].
    pairs: BTreeMap<(u32, u32), Finding>,
    /// Whole paths that were refused for a reason that no part of them has alone.
    banned: BTreeMap<Vec<u32>, Finding>,
    /// Where a node is the upper part of a forbidden pair, or the lower one.
    in_pairs: PairMasks,
    labels: Vec<Label>,
    /// Where the last labelling stopped, for as long as its labels hold.
    frontier: Option<Frontier>,
    /// Where the last walk around forbidden pairs stopped, for as long as it holds.
    walk: Option<Walk>,
}

/// A certificate.
pub(crate) struct Node<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) facts: Facts,
    /// Cannot be on an accepted path.
    pub(crate) dead: bool,
    pub(crate) from_peer: bool,
    pub(crate) self_issued: bool,
    pub(crate) entity: EntityId,
    pub(crate) issuer_group: u32,
    subject_group: u32,
    next_sibling: NodeId,
    authority_key_id: Option<&'a [u8]>,
    subject_key_id: Option<&'a [u8]>,
    /// The limits of the anchors of its name and key.
    pub(crate) limits: Option<&'a AnchorConstraints>,
    kept_key: Option<&'a LazyKey>,
    /// The key that an earlier check kept, once it was looked for.
    shared_key: OnceCell<Option<Shared<Kept>>>,
    own_key: OnceCell<Result<Box<dyn PreparedKey>, KeyRefused>>,
    /// The last label, which has the largest cap.
    label: u32,
    /// The best way that was offered and not taken up yet.
    offered: Option<Step>,
}

/// An anchor under a name that is in the graph.
pub(crate) struct AnchorNode<'a> {
    pub(crate) entry: &'a AnchorEntry,
    pub(crate) facts: Facts,
    pub(crate) dead: bool,
    pub(crate) entity: EntityId,
    group: u32,
    subject_key_id: Option<&'a [u8]>,
}

/// A name that issues: who carries it, and whom it issued.
struct Group<'a> {
    name: NameKey<'a>,
    members: Range<u32>,
    anchors: Range<u32>,
    first_child: NodeId,
    /// How many different keys carry the name.
    keys: u32,
}

/// What is known of a signature.
#[derive(Debug)]
pub(crate) enum Arc {
    /// Not for this search, though the signature may verify.
    Barred,
    Failed(Box<Finding>),
    Verified,
}

/// Where a certificate's issuer is looked for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Next {
    Anchor(u32),
    Node(NodeId),
}

/// A path that leads to an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// Leaf first.
    pub(crate) nodes: Vec<NodeId>,
    pub(crate) anchor: u32,
}

impl Route {
    /// The path as one key.
    pub(crate) fn key(&self) -> Vec<u32> {
        let mut key = self.nodes.clone();
        key.push(anchor_as_node(self.anchor));
        key
    }
}

/// An anchor where a node is expected; nodes never get that far.
pub(crate) const fn anchor_as_node(anchor: u32) -> u32 {
    NONE - anchor
}

impl<'a> Graph<'a> {
    pub(crate) fn node(&self, id: NodeId) -> Option<&Node<'a>> {
        self.nodes.get(widen(id))
    }

    pub(crate) fn anchor(&self, id: u32) -> Option<&AnchorNode<'a>> {
        self.anchors.get(widen(id))
    }

    pub(crate) fn entity(&self, next: Next) -> EntityId {
        match next {
            Next::Anchor(anchor) => self.anchor(anchor).map_or(NONE, |anchor| anchor.entity),
            Next::Node(node) => self.node(node).map_or(NONE, |node| node.entity),
        }
    }

    pub(crate) fn arc(&self, below: NodeId, entity: EntityId) -> Option<&Arc> {
        self.arcs.get(&(below, entity))
    }

    pub(crate) fn learn_arc(&mut self, below: NodeId, entity: EntityId, arc: Arc) {
        // Nothing is below the leaf, so that an arc from it that fails changes the cost of no other way.
        if below != 0 || matches!(arc, Arc::Verified) {
            self.frontier = None;
        }
        self.walk = None;
        self.arcs.insert((below, entity), arc);
    }

    /// Takes a certificate or an anchor out of the graph, for this reason.
    pub(crate) fn condemn(&mut self, at_fault: Next, finding: Finding) {
        (self.frontier, self.walk) = (None, None);
        let condemned = match at_fault {
            Next::Anchor(anchor) => {
                self.anchors.get_mut(widen(anchor)).map(|anchor| (&mut anchor.dead, &mut anchor.facts))
            }
            Next::Node(node) => self.nodes.get_mut(widen(node)).map(|node| (&mut node.dead, &mut node.facts)),
        };
        if let Some((dead, facts)) = condemned {
            *dead = true;
            facts.findings.push(finding);
        }
    }

    /// Whether several keys carry the name of this certificate's issuer.
    pub(crate) fn issuer_is_ambiguous(&self, below: NodeId) -> bool {
        let group = self.node(below).and_then(|node| self.groups.get(widen(node.issuer_group)));
        group.is_some_and(|group| group.keys > 1)
    }

    /// Takes everything that the peer sent out of the graph, but for the leaf.
    pub(crate) fn drop_peer(&mut self) {
        (self.frontier, self.walk) = (None, None);
        for node in self.nodes.iter_mut().filter(|node| node.from_peer) {
            node.dead = true;
        }
    }

    /// Who may have issued `below`: certificates and anchors, dead or alive.
    pub(crate) fn issuers(&self, below: NodeId) -> impl Iterator<Item = Next> + use<> {
        let group = self.node(below).and_then(|node| self.groups.get(widen(node.issuer_group)));
        let (members, anchors) = group.map_or((0..0, 0..0), |group| (group.members.clone(), group.anchors.clone()));
        anchors.map(Next::Anchor).chain(members.map(Next::Node))
    }

    pub(crate) fn is_dead(&self, next: Next) -> bool {
        match next {
            Next::Anchor(anchor) => self.anchor(anchor).is_none_or(|anchor| anchor.dead),
            Next::Node(node) => self.node(node).is_none_or(|node| node.dead),
        }
    }

    /// Whether key identifiers say that `entity` did not issue `below`.
    pub(crate) fn key_ids_disagree(&self, below: &Node<'_>, entity: EntityId) -> bool {
        let subject = self.key_ids.get(widen(entity)).copied().flatten();
        matches!((below.authority_key_id, subject), (Some(authority), Some(subject)) if authority != subject)
    }

    /// The cheapest path over what is alive, or `None` if it is proved that there is none.
    ///
    /// `Err` when the budget of steps ended.
    pub(crate) fn propose(
        &mut self,
        params: &ValidationParams<'_>,
        spending: &mut Spending,
    ) -> Result<Option<Route>, Exhausted> {
        if self.pairs.is_empty() && self.banned.is_empty() {
            self.label_nodes(params, spending, true)?;
            return Ok(self.cheapest());
        }
        let mut walk = match self.walk.take().filter(|walk| walk.pairs == self.pairs.len()) {
            // Only whole paths were forbidden since: those that come next are the same.
            Some(walk) => walk,
            None => {
                self.label_nodes(params, spending, false)?;
                self.walk_from_leaf()
            }
        };
        let route = self.cheapest_allowed(&mut walk, params, spending)?;
        self.walk = Some(walk);
        Ok(route)
    }

    /// The leaf.
    pub(crate) fn leaf(&self) -> Option<&Node<'a>> {
        self.nodes.first()
    }

    /// The node of a certificate above the leaf.
    pub(crate) fn find(&self, certificate: &Certificate) -> Option<NodeId> {
        (0..).zip(&self.nodes).skip(1).find(|(_, node)| node.certificate == certificate).map(|(id, _)| id)
    }

    /// The node of an anchor.
    pub(crate) fn find_anchor(&self, anchor: &Anchor) -> Option<u32> {
        (0..).zip(&self.anchors).find(|(_, node)| node.entry.anchor.is_same(anchor)).map(|(id, _)| id)
    }

    /// Takes all anchors out of the graph but these.
    pub(crate) fn keep_anchors(&mut self, is_kept: impl Fn(&Anchor) -> bool) {
        self.anchors.iter_mut().for_each(|anchor| anchor.dead |= !is_kept(&anchor.entry.anchor));
    }

    /// Takes all certificates above the leaf out of the graph but these.
    pub(crate) fn keep_issuers(&mut self, is_kept: impl Fn(&'a Certificate) -> bool) {
        self.nodes.iter_mut().skip(1).for_each(|node| node.dead |= !is_kept(node.certificate));
    }

    /// Why two nodes must not be on one path, if so.
    pub(crate) fn pair(&self, above: u32, below: NodeId) -> Option<&Finding> {
        self.pairs.get(&(above, below))
    }

    pub(crate) fn has_pairs(&self) -> bool {
        !self.pairs.is_empty()
    }

    /// Refuses a whole path for a reason that no part of it has alone.
    pub(crate) fn ban(&mut self, route: &Route, finding: Finding) {
        self.banned.insert(route.key(), finding);
    }

    /// Why a whole path was refused, if so.
    pub(crate) fn ban_of(&self, route: &Route) -> Option<&Finding> {
        self.banned.get(&route.key())
    }

    /// Forbids two nodes, or an anchor and a node, to be on one path.
    pub(crate) fn forbid(&mut self, above: u32, below: NodeId, finding: Finding) {
        self.in_pairs.add(above, below);
        self.pairs.insert((above, below), finding);
    }
}

impl<'a> Node<'a> {
    /// As [`names_itself`].
    pub(crate) fn is_root(&self) -> bool {
        let key_ids = self.authority_key_id.zip(self.subject_key_id);
        self.self_issued && key_ids.is_none_or(|(authority, subject)| authority == subject)
    }

    pub(crate) const fn authority_key_id(&self) -> Option<&'a [u8]> {
        self.authority_key_id
    }

    /// The key, prepared when first asked for.
    pub(crate) fn key(&self, config: &Config) -> Result<&dyn PreparedKey, KeyRefused> {
        if let Some(kept) = self.kept(config) {
            return kept.get(config.provider, self.certificate.spki());
        }
        let prepared = self.own_key.get_or_init(|| config.provider.prepare(self.certificate.spki(), None));
        prepared.as_deref().map_err(|refused| *refused)
    }

    /// The key that is kept between checks.
    pub(crate) fn kept(&self, config: &Config) -> Option<&LazyKey> {
        let shared = || self.shared_key.get_or_init(|| config.kept_keys.find(self.certificate.spki_der()));
        self.kept_key.or_else(|| shared().as_deref().map(Kept::key))
    }
}

impl AnchorNode<'_> {
    pub(crate) fn key(&self, config: &Config) -> Result<&dyn PreparedKey, KeyRefused> {
        let spki = SpkiRef::parse(self.entry.anchor.spki_der()).map_err(|_| KeyRefused::Malformed)?;
        self.entry.key.get(config.provider, spki)
    }
}

fn index(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(NONE)
}

fn widen(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
