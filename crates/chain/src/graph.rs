//! The graph of certificates that could stand between the leaf and an anchor, and the cheapest ways through it.
//!
//! A node is a certificate; an arc leads from a certificate to each key that carries its issuer's name (an *entity* is
//! such a name and key). Anchors are sinks. Only certificates that can be reached from the leaf by names are here.

use crate::facts::{Exhausted, Facts};
use crate::kept_keys::{Kept, LazyKey};
use crate::revocation::{Along, SignerCache, SignerFrame};
use crate::validator::AnchorEntry;
use crate::{AnchorConstraints, Finding, Limit, Pool, Spending, ValidationParams, Validator};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, BinaryHeap};
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::cmp::{Ordering, Reverse};
use core::ops::Range;
use ucpki_crypto::{KeyRefused, PreparedKey};
use ucpki_matcher::MatchedName;
use ucpki_x509::{Certificate, NameRef, Shared, SpkiRef};

/// Position of a node; 0 is the leaf.
pub(crate) type NodeId = u32;
/// A name and a key, counted over the whole graph.
pub(crate) type EntityId = u32;

const NONE: u32 = u32::MAX;

/// Up to so many names are looked through one by one.
const FEW_GROUPS: usize = 8;

/// A certificate that says something against the purpose, where that is only a warning, costs more than key identifiers.
const LESS_PREFERRED: u32 = 1 << 20;

/// A key identifier that disagrees costs more than any number of certificates that agree: a long chain in which each names the
/// next comes before a short one over a key that did not sign. It ranks, and never filters.
const KEY_ID_DISAGREES: u32 = 1 << 12;

/// A key identifier is the hash of a key (RFC 5280, 4.2.1.2); what is longer than this is taken for none, since it would only
/// make comparing slow.
const LONGEST_KEY_ID: usize = 64;

/// A certificate takes as much time and memory as so many steps when it is met; more of them than the budget has such shares
/// end it.
const STEPS_OF_NODE: u64 = 32;

/// So many certificates are met in any case.
const LEAST_NODES: u64 = 64;

/// A partial path that is kept takes as much memory as so many steps may; more of them than the budget has such shares end it.
const STEPS_OF_PARTIAL: u64 = 8;

pub(crate) struct Graph<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) anchors: Vec<AnchorNode<'a>>,
    groups: Vec<Group<'a>>,
    /// Groups by name, once there are more than [`FEW_GROUPS`].
    by_name: BTreeMap<NameKey<'a>, u32>,
    /// The subject key identifier of each entity, where all who carry it agree on one.
    key_ids: Vec<Option<&'a [u8]>>,
    arcs: BTreeMap<(NodeId, EntityId), Arc>,
    /// Nodes that must not stand on one path: above, below. An anchor is [`anchor_as_node`].
    pub(crate) pairs: BTreeMap<(u32, u32), Finding>,
    /// Whole paths that were refused for a reason that no part of them has alone.
    pub(crate) banned: BTreeMap<Vec<u32>, Finding>,
    /// Where a node is the upper part of a forbidden pair, or the lower one.
    in_pairs: PairMasks,
    labels: Vec<Label>,
    /// Where the last labelling stopped, for as long as its labels hold.
    frontier: Option<Frontier>,
    /// Where the last walk around forbidden pairs stopped, for as long as it holds.
    walk: Option<Walk>,
}

/// Ways that were offered and not looked at yet, the cheapest first.
type Frontier = BinaryHeap<Reverse<Step>>;

/// A certificate.
pub(crate) struct Node<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) facts: Facts,
    /// Cannot stand on an accepted path.
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

/// A way from a node to an anchor: what it costs, and how many certificates it lets stand below the node.
///
/// The cap carries pathLenConstraint (RFC 5280, 6.1.4 (l), (m)) through the search: a longer way with a greater cap is
/// kept beside a shorter one with a smaller cap.
#[derive(Clone, Copy, Debug)]
struct Label {
    cost: u32,
    cap: u32,
    next: Next,
    /// The label of `next` that this one stands on.
    above: u32,
    /// The label of the same node with the next smaller cap.
    smaller: u32,
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

#[derive(Clone, Copy)]
struct NameKey<'a> {
    hash: u64,
    name: NameRef<'a>,
}

impl PartialEq for NameKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.name.matches(other.name)
    }
}

impl Eq for NameKey<'_> {}

impl PartialOrd for NameKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for NameKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.hash.cmp(&other.hash).then_with(|| self.name.cmp_normalized(other.name))
    }
}

/// What discovery needs beside the graph.
#[derive(Debug)]
pub(crate) struct Check<'a> {
    pub(crate) validator: &'a Validator,
    pub(crate) leaf: &'a Certificate,
    pub(crate) pool: &'a Pool,
    pub(crate) params: &'a ValidationParams<'a>,
    /// The signer of a list that is judged, where this is not the check that was asked for.
    pub(crate) frame: Option<&'a SignerFrame<'a>>,
    /// The name of the leaf that is the peer's.
    pub(crate) matched: &'a MatchedName,
    /// The path that this check must keep to, if it must.
    pub(crate) along: Option<Along<'a>>,
    pub(crate) memo: &'a SignerCache,
}

impl<'a> Graph<'a> {
    /// Everything that can be reached from the leaf, with its local facts.
    ///
    /// Nodes are numbered in an order that follows from names and DER alone, so that the order of the input cannot
    /// matter to any tie.
    pub(crate) fn discover(check: &Check<'a>, leaf_facts: Facts, spending: &mut Spending) -> Self {
        let mut graph = Self {
            nodes: Vec::with_capacity(4),
            anchors: Vec::with_capacity(1),
            groups: Vec::with_capacity(4),
            by_name: BTreeMap::new(),
            key_ids: {
                let mut key_ids = Vec::with_capacity(4);
                key_ids.push(None);
                key_ids
            },
            arcs: BTreeMap::new(),
            pairs: BTreeMap::new(),
            banned: BTreeMap::new(),
            in_pairs: PairMasks::default(),
            labels: Vec::with_capacity(4),
            frontier: None,
            walk: None,
        };
        let mut leaf = Node::new(check.leaf, leaf_facts, NONE, false, None);
        leaf.entity = 0;
        graph.nodes.push(leaf);
        let mut at = 0;
        while let Some(node) = graph.nodes.get(at) {
            if !spending.step() {
                break;
            }
            let name = node.certificate.issuer();
            let group = graph.group(name, check, spending);
            let id = index(at);
            let first_child =
                graph.groups.get_mut(widen(group)).map_or(NONE, |group| core::mem::replace(&mut group.first_child, id));
            if let Some(node) = graph.nodes.get_mut(at) {
                node.issuer_group = group;
                node.next_sibling = first_child;
            }
            at += 1;
        }
        spending.work.certificates += u64::from(index(graph.nodes.len()));
        graph
    }

    /// The group of an issuer's name, made with all its members when it is met first.
    fn group(&mut self, name: NameRef<'a>, check: &Check<'a>, spending: &mut Spending) -> u32 {
        // Equal hashes only make it slower: names are compared as well.
        let needs_hash = check.pool.needs_hashes() || check.validator.needs_hashes();
        let key = NameKey { hash: if needs_hash { name.hash_normalized() } else { 0 }, name };
        if let Some(group) = self.find_group(&key) {
            return group;
        }
        let id = index(self.groups.len());
        if self.groups.len() == FEW_GROUPS {
            self.by_name.extend(self.groups.iter().map(|group| group.name).zip(0..));
        }
        if self.groups.len() >= FEW_GROUPS {
            self.by_name.insert(key, id);
        }
        let (members, anchors) = (index(self.nodes.len()), index(self.anchors.len()));
        match check.along {
            Some(along) => self.add_along(&along, key, id, check, spending),
            None => self.add_known(key, id, check, spending),
        }
        let group = Group {
            name: key,
            members: members..index(self.nodes.len()),
            anchors: anchors..index(self.anchors.len()),
            first_child: NONE,
            keys: 0,
        };
        let keys = self.assign_entities(&group);
        self.groups.push(Group { keys, ..group });
        id
    }

    /// Adds everyone of a name whom the check knows.
    fn add_known(&mut self, key: NameKey<'a>, group: u32, check: &Check<'a>, spending: &mut Spending) {
        let (validator, name) = (check.validator, key.name);
        let members = index(self.nodes.len());
        for (position, entry) in validator.intermediates.find(key.hash, name) {
            self.add(&entry.certificate, group, false, validator.intermediate_keys.get(position), check, spending);
        }
        for entry in validator.find_anchors(key.hash, name) {
            self.add_anchor(entry, group, check, spending);
        }
        let own = index(self.nodes.len());
        for (_, entry) in check.pool.find(key.hash, name) {
            let known = self.nodes.get(widen(members)..widen(own)).unwrap_or(&[]);
            // Own members are few, and sorted by nothing when anchors are among them: a plain look is right.
            if known.iter().all(|node| node.certificate != &entry.certificate) {
                self.add(&entry.certificate, group, true, None, check, spending);
            }
        }
    }

    /// Adds those of a name who are on a given path.
    fn add_along(
        &mut self,
        along: &Along<'a>,
        key: NameKey<'a>,
        group: u32,
        check: &Check<'a>,
        spending: &mut Spending,
    ) {
        let on_path = along.certificates.iter().filter(|certificate| certificate.subject().matches(key.name));
        on_path.for_each(|certificate| self.add(certificate, group, true, None, check, spending));
        for entry in check.validator.find_anchors(key.hash, key.name) {
            if entry.anchor.is_same(along.anchor) {
                self.add_anchor(entry, group, check, spending);
            }
        }
    }

    fn find_group(&self, name: &NameKey<'_>) -> Option<u32> {
        if self.groups.len() > FEW_GROUPS {
            return self.by_name.get(name).copied();
        }
        (0..).zip(&self.groups).find(|(_, group)| group.name == *name).map(|(id, _)| id)
    }

    fn add(
        &mut self,
        certificate: &'a Certificate,
        group: u32,
        from_peer: bool,
        key: Option<&'a LazyKey>,
        check: &Check<'a>,
        spending: &mut Spending,
    ) {
        // A copy of the leaf issues nothing that a path to the leaf could need.
        if certificate == check.leaf {
            return;
        }
        let most = (check.params.budget.steps / STEPS_OF_NODE).max(LEAST_NODES);
        if u64::from(index(self.nodes.len())) > most {
            return spending.end(Limit::Steps);
        }
        let limits = check.validator.limits_of(certificate);
        let gathered = Facts::of_ca(certificate, limits, check, &mut spending.comparisons);
        let (facts, ended) = match gathered {
            Ok(facts) => (facts, false),
            Err(Exhausted) => {
                spending.end(Limit::Comparisons);
                (Facts::default(), true)
            }
        };
        spending.charge_comparisons();
        let mut node = Node::new(certificate, facts, group, from_peer, key);
        node.dead |= ended;
        node.limits = limits;
        self.nodes.push(node);
    }

    fn add_anchor(&mut self, entry: &'a AnchorEntry, group: u32, check: &Check<'a>, spending: &mut Spending) {
        let anchor = &entry.anchor;
        if anchor.is_pinned_leaf() {
            return;
        }
        let certificate = anchor.as_certificate();
        if let Some(certificate) = certificate
            && !check.validator.allows_partial_chains()
            && !names_itself(certificate)
        {
            self.add(certificate, group, false, Some(&entry.key), check, spending);
            return;
        }
        let gathered = Facts::of_anchor(entry, check, &mut spending.comparisons);
        let facts = gathered.unwrap_or_else(|Exhausted| {
            spending.end(Limit::Comparisons);
            Facts { refused: true, ..Facts::default() }
        });
        let subject_key_id = certificate.and_then(|certificate| certificate.subject_key_identifier().ok().flatten());
        let subject_key_id = subject_key_id.filter(|id| is_usual(id));
        self.anchors.push(AnchorNode { dead: facts.refused, entry, facts, entity: NONE, group, subject_key_id });
    }

    /// Gives every key of a group a number, and says how many there are.
    ///
    /// Key identifiers are kept for each key, not for each certificate: an arc must cost the same whichever certificate
    /// of its key the path goes on with. Else a detour that meets a key twice could be cheaper than the way without it.
    fn assign_entities(&mut self, group: &Group<'_>) -> u32 {
        let first = self.key_ids.len();
        let members = widen(group.members.start)..widen(group.members.end);
        let anchors = widen(group.anchors.start)..widen(group.anchors.end);
        let nodes = self.nodes.get_mut(members).unwrap_or_default();
        let anchors = self.anchors.get_mut(anchors).unwrap_or_default();
        match (&mut *nodes, &mut *anchors) {
            ([], []) => {}
            ([node], []) => {
                node.entity = index(first);
                self.key_ids.push(node.subject_key_id);
            }
            ([], [anchor]) => {
                anchor.entity = index(first);
                self.key_ids.push(anchor.subject_key_id);
            }
            (nodes, anchors) => {
                let mut keys: Vec<Carrier<'_, 'a>> = Vec::with_capacity(nodes.len() + anchors.len());
                keys.extend(
                    nodes.iter_mut().map(|node| (node.certificate.spki_der(), node.subject_key_id, &mut node.entity)),
                );
                keys.extend(
                    anchors
                        .iter_mut()
                        .map(|anchor| (anchor.entry.anchor.spki_der(), anchor.subject_key_id, &mut anchor.entity)),
                );
                keys.sort_by_key(|(key, key_id, _)| (*key, *key_id));
                let mut last: Option<(&[u8], bool)> = None;
                for (key, key_id, entity) in keys {
                    match (last, self.key_ids.last_mut()) {
                        (Some((known, agreed)), Some(shared)) if known == key => {
                            // Sorted, so that those without an identifier come first and equal ones together.
                            let agrees = agreed && (shared.is_none() || *shared == key_id);
                            *shared = if agrees { key_id } else { None };
                            last = Some((key, agrees));
                        }
                        _ => {
                            self.key_ids.push(key_id);
                            last = Some((key, true));
                        }
                    }
                    *entity = index(self.key_ids.len() - 1);
                }
            }
        }
        index(self.key_ids.len() - first)
    }

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
        // Nothing stands below the leaf, so that an arc from it that fails changes the cost of no other way.
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

    /// What the arc from `below` to `next` costs; `None` if it is known not to hold or would repeat an entity.
    fn arc_cost(&self, below: NodeId, node: &Node<'_>, next: Next) -> Option<u32> {
        let entity = self.entity(next);
        // The leaf is no issuer, so that it may be self-issued; any other name and key stands on a path once.
        if below != 0 && entity == node.entity {
            return None;
        }
        let unverified = match self.arcs.get(&(below, entity)) {
            None => 1,
            Some(Arc::Verified) => 0,
            Some(Arc::Barred | Arc::Failed(_)) => return None,
        };
        // It depends on the certificate, and not on who it issued: so a way that meets a key twice is never the cheaper one.
        let less_preferred = match next {
            Next::Anchor(anchor) => self.anchor(anchor).is_some_and(|anchor| anchor.facts.less_preferred),
            Next::Node(node) => self.node(node).is_some_and(|node| node.facts.less_preferred),
        };
        let mut cost = 1 + unverified;
        if less_preferred {
            cost += LESS_PREFERRED;
        }
        if self.key_ids_disagree(node, entity) {
            cost += KEY_ID_DISAGREES;
        }
        Some(cost)
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

    /// Labels every live node with its cheapest ways to an anchor, by Dijkstra from the anchors down; with `to_leaf`,
    /// only as far as it takes to reach the leaf.
    ///
    /// Where nothing was learned since but that arcs from the leaf fail, it goes on where it stopped the last time: trying
    /// many keys of one name costs each way once, and not once for each key.
    fn label_nodes(
        &mut self,
        params: &ValidationParams<'_>,
        spending: &mut Spending,
        to_leaf: bool,
    ) -> Result<(), Exhausted> {
        let mut heap = match self.frontier.take().filter(|_| to_leaf) {
            Some(heap) => {
                if let Some(leaf) = self.nodes.first_mut() {
                    leaf.label = NONE;
                }
                heap
            }
            None => self.ways_from_anchors(params, spending)?,
        };
        while let Some(Reverse(step)) = heap.pop() {
            if step.node == 0 && matches!(self.arc(0, self.entity(step.next)), Some(Arc::Barred | Arc::Failed(_))) {
                continue;
            }
            let Some(node) = self.nodes.get_mut(widen(step.node)) else { continue };
            // Costs only grow from here on, so a label is of use only if it lets more stand below.
            let smaller = node.label;
            if smaller != NONE && self.labels.get(widen(smaller)).is_some_and(|label| label.cap >= step.cap.0) {
                continue;
            }
            let label = index(self.labels.len());
            node.label = label;
            let group = node.subject_group;
            let (cost, cap) = (step.cost, step.cap.0);
            self.labels.push(Label { cost, cap, next: step.next, above: step.above, smaller });
            if step.node == 0 {
                if to_leaf {
                    break;
                }
                continue;
            }
            let above = Above { next: Next::Node(step.node), label, cost, cap };
            self.relax(group, &above, &mut heap, spending)?;
        }
        self.frontier = to_leaf.then_some(heap);
        Ok(())
    }

    /// Forgets all labels, and offers the ways that the anchors begin.
    fn ways_from_anchors(
        &mut self,
        params: &ValidationParams<'_>,
        spending: &mut Spending,
    ) -> Result<Frontier, Exhausted> {
        self.labels.clear();
        for node in &mut self.nodes {
            (node.label, node.offered) = (NONE, None);
        }
        let mut heap = BinaryHeap::with_capacity(4);
        let most = params.depth();
        for anchor in 0..index(self.anchors.len()) {
            let Some(found) = self.anchor(anchor).filter(|anchor| !anchor.dead) else { continue };
            let cap = found.facts.path_length.map_or(most, |length| length.min(most));
            let (group, above) = (found.group, Above { next: Next::Anchor(anchor), label: NONE, cost: 0, cap });
            self.relax(group, &above, &mut heap, spending)?;
        }
        Ok(heap)
    }

    /// Offers a way over `above` to everything that its name issued.
    fn relax(
        &mut self,
        group: u32,
        above: &Above,
        heap: &mut Frontier,
        spending: &mut Spending,
    ) -> Result<(), Exhausted> {
        let mut child = self.groups.get(widen(group)).map_or(NONE, |group| group.first_child);
        while let Some(node) = self.node(child) {
            let id = core::mem::replace(&mut child, node.next_sibling);
            if !spending.step() {
                return Err(Exhausted);
            }
            if node.dead || above.next == Next::Node(id) {
                continue;
            }
            let (Some(arc), Some(cap)) = (self.arc_cost(id, node, above.next), cap_below(id, node, above.cap)) else {
                continue;
            };
            spending.work.arcs += 1;
            let cost = above.cost.saturating_add(arc);
            let step = Step { cost, cap: Reverse(cap), node: id, next: above.next, above: above.label };
            if self.offer(id, step) {
                heap.push(Reverse(step));
            }
        }
        Ok(())
    }

    /// Whether a way to a node is worth keeping: not where one that comes before it lets as much stand below, so that the heap
    /// grows with the nodes and not with the arcs.
    ///
    /// Ways to the leaf are all kept: an arc from the leaf that fails leaves the others as they are.
    fn offer(&mut self, id: NodeId, step: Step) -> bool {
        let Some(node) = self.nodes.get_mut(widen(id)).filter(|_| id != 0) else { return true };
        let lets_as_much = |best: &Step| *best <= step && best.cap <= step.cap;
        if node.offered.as_ref().is_some_and(lets_as_much) {
            return false;
        }
        if node.offered.is_none_or(|best| step < best) {
            node.offered = Some(step);
        }
        true
    }

    /// Follows the labels from the leaf.
    fn cheapest(&self) -> Option<Route> {
        let mut nodes = Vec::with_capacity(4);
        nodes.push(0);
        let mut label = self.labels.get(widen(self.nodes.first()?.label))?;
        loop {
            match label.next {
                Next::Anchor(anchor) => return Some(Route { nodes, anchor }),
                Next::Node(node) => nodes.push(node),
            }
            label = self.labels.get(widen(label.above))?;
        }
    }

    /// The least cost from a node to an anchor for which `depth` certificates may stand below it.
    fn cost_to_anchor(&self, node: &Node<'_>, depth: u32) -> Option<u32> {
        let mut best = None;
        let mut at = node.label;
        while let Some(label) = self.labels.get(widen(at)) {
            if label.cap < depth {
                break;
            }
            best = Some(label.cost);
            at = label.smaller;
        }
        best
    }

    /// The cheapest path that contains no forbidden pair and is not banned, by best-first search over partial paths.
    ///
    /// The costs to the anchors are exact but for the pairs, so that without any the first path is found at once.
    /// With them the problem is NP-complete (it is 3-SAT in disguise), and the budget of steps is the bound.
    fn cheapest_allowed(
        &self,
        walk: &mut Walk,
        params: &ValidationParams<'_>,
        spending: &mut Spending,
    ) -> Result<Option<Route>, Exhausted> {
        let Walk { partial, heap, .. } = walk;
        while let Some(Reverse((_, at, anchor))) = heap.pop() {
            if let Some(anchor) = anchor {
                let route = Route { nodes: nodes_of(partial, at), anchor };
                if !self.banned.contains_key(&route.key()) {
                    return Ok(Some(route));
                }
                continue;
            }
            let Some(last) = partial.get(widen(at)).copied() else { continue };
            let Some(node) = self.node(last.node) else { continue };
            // How many certificates that are not self-issued will stand below the next issuer.
            let depth = last.depth + u32::from(last.node != 0 && !node.self_issued);
            for next in self.issuers(last.node) {
                if !spending.step() {
                    return Err(Exhausted);
                }
                if self.is_dead(next) {
                    continue;
                }
                let Some(arc) = self.arc_cost(last.node, node, next) else { continue };
                let cost = last.cost.saturating_add(arc);
                let above = match next {
                    Next::Anchor(anchor) => anchor_as_node(anchor),
                    Next::Node(node) => node,
                };
                if self.is_forbidden(partial, at, above, self.entity(next), spending)? {
                    continue;
                }
                match next {
                    Next::Anchor(anchor) => {
                        let most = self.anchor(anchor).and_then(|anchor| anchor.facts.path_length);
                        let most = most.unwrap_or(u32::MAX).min(params.depth());
                        if depth <= most {
                            heap.push(Reverse((cost, at, Some(anchor))));
                        }
                    }
                    Next::Node(id) => {
                        let Some(issuer) = self.node(id) else { continue };
                        let Some(rest) = self.cost_to_anchor(issuer, depth) else { continue };
                        let most = (params.budget.steps / STEPS_OF_PARTIAL).max(LEAST_NODES);
                        if u64::from(index(partial.len())) > most {
                            spending.end(Limit::Steps);
                            return Err(Exhausted);
                        }
                        heap.push(Reverse((cost.saturating_add(rest), index(partial.len()), None)));
                        partial.push(Partial {
                            node: id,
                            below: at,
                            cost,
                            depth,
                            entities: last.entities | bit(issuer.entity),
                            lower_parts: last.lower_parts | self.in_pairs.lower_bit(id),
                        });
                    }
                }
            }
        }
        Ok(None)
    }

    /// A walk that has the leaf before it; nothing if no way leads from there to an anchor.
    fn walk_from_leaf(&self) -> Walk {
        let mut walk = Walk { partial: Vec::new(), heap: BinaryHeap::new(), pairs: self.pairs.len() };
        if let Some(estimate) = self.nodes.first().and_then(|leaf| self.cost_to_anchor(leaf, 0)) {
            let lower_parts = self.in_pairs.lower_bit(0);
            walk.partial.push(Partial { node: 0, below: NONE, cost: 0, depth: 0, entities: 0, lower_parts });
            walk.heap.push(Reverse((estimate, 0, None)));
        }
        walk
    }

    /// Whether `above`, on top of the partial path, makes a forbidden pair or repeats an entity.
    ///
    /// Each partial path knows by a few bits what it cannot hold, so that most answers cost nothing; where the bits leave it
    /// open, the path is walked, and each certificate of it is a step.
    fn is_forbidden(
        &self,
        partial: &[Partial],
        at: u32,
        above: u32,
        entity: EntityId,
        spending: &mut Spending,
    ) -> Result<bool, Exhausted> {
        let Some(last) = partial.get(widen(at)) else { return Ok(false) };
        let may_repeat = last.entities & bit(entity) != 0;
        let may_be_pair = last.lower_parts != 0 && self.in_pairs.is_upper(above);
        if !may_repeat && !may_be_pair {
            return Ok(false);
        }
        let mut at = at;
        while let Some(part) = partial.get(widen(at)) {
            if !spending.step() {
                return Err(Exhausted);
            }
            let repeated =
                may_repeat && part.node != 0 && self.node(part.node).is_some_and(|node| node.entity == entity);
            if repeated || may_be_pair && self.pairs.contains_key(&(above, part.node)) {
                return Ok(true);
            }
            at = part.below;
        }
        Ok(false)
    }

    /// Forbids two nodes, or an anchor and a node, to be on one path.
    pub(crate) fn forbid(&mut self, above: u32, below: NodeId, finding: Finding) {
        self.in_pairs.add(above, below);
        self.pairs.insert((above, below), finding);
    }
}

impl<'a> Node<'a> {
    fn new(
        certificate: &'a Certificate,
        facts: Facts,
        subject_group: u32,
        from_peer: bool,
        kept_key: Option<&'a LazyKey>,
    ) -> Self {
        let authority = certificate.authority_key_identifier().ok().flatten();
        Self {
            certificate,
            dead: facts.refused,
            facts,
            from_peer,
            self_issued: certificate.is_self_issued(),
            entity: NONE,
            issuer_group: NONE,
            subject_group,
            next_sibling: NONE,
            authority_key_id: authority.and_then(|authority| authority.key_identifier()).filter(|id| is_usual(id)),
            subject_key_id: certificate.subject_key_identifier().ok().flatten().filter(|id| is_usual(id)),
            limits: None,
            kept_key,
            shared_key: OnceCell::new(),
            own_key: OnceCell::new(),
            label: NONE,
            offered: None,
        }
    }

    /// As [`names_itself`].
    pub(crate) fn is_root(&self) -> bool {
        let key_ids = self.authority_key_id.zip(self.subject_key_id);
        self.self_issued && key_ids.is_none_or(|(authority, subject)| authority == subject)
    }

    pub(crate) const fn authority_key_id(&self) -> Option<&'a [u8]> {
        self.authority_key_id
    }

    /// The key, prepared when first asked for.
    pub(crate) fn key(&self, validator: &Validator) -> Result<&dyn PreparedKey, KeyRefused> {
        if let Some(kept) = self.kept(validator) {
            return kept.get(validator.provider, self.certificate.spki());
        }
        let prepared = self.own_key.get_or_init(|| validator.provider.prepare(self.certificate.spki(), None));
        prepared.as_deref().map_err(|refused| *refused)
    }

    /// The key that is kept between checks.
    pub(crate) fn kept(&self, validator: &Validator) -> Option<&LazyKey> {
        let shared = || self.shared_key.get_or_init(|| validator.kept_keys.find(self.certificate.spki_der()));
        self.kept_key.or_else(|| shared().as_deref().map(Kept::key))
    }
}

impl AnchorNode<'_> {
    pub(crate) fn key(&self, validator: &Validator) -> Result<&dyn PreparedKey, KeyRefused> {
        let spki = SpkiRef::parse(self.entry.anchor.spki_der()).map_err(|_| KeyRefused::Malformed)?;
        self.entry.key.get(validator.provider, spki)
    }
}

/// Who carries a name: the key, its identifier, and where its number goes.
type Carrier<'g, 'a> = (&'g [u8], Option<&'a [u8]>, &'g mut EntityId);

/// An issuer that offers a way up.
struct Above {
    next: Next,
    label: u32,
    cost: u32,
    cap: u32,
}

/// A way on the heap: the cheapest first, then the greatest cap, then by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    cost: u32,
    cap: Reverse<u32>,
    node: NodeId,
    next: Next,
    above: u32,
}

/// A search around forbidden pairs that can go on.
struct Walk {
    partial: Vec<Partial>,
    /// The least cost of a whole path, the partial path, and the anchor where that is reached; the cheapest first.
    heap: BinaryHeap<Reverse<(u32, u32, Option<u32>)>>,
    /// How many forbidden pairs were known when it began.
    pairs: usize,
}

/// A partial path from the leaf, as a list that shares its lower part with others.
#[derive(Clone, Copy)]
struct Partial {
    node: NodeId,
    below: u32,
    cost: u32,
    depth: u32,
    /// A bit for each entity above the leaf, of 64; several share one.
    entities: u64,
    /// A bit for each certificate that is the lower part of a forbidden pair.
    lower_parts: u64,
}

/// Which nodes are part of a forbidden pair.
#[derive(Default)]
struct PairMasks {
    upper: BTreeSet<u32>,
    lower: BTreeSet<NodeId>,
}

impl PairMasks {
    fn add(&mut self, above: u32, below: NodeId) {
        self.upper.insert(above);
        self.lower.insert(below);
    }

    fn is_upper(&self, above: u32) -> bool {
        self.upper.contains(&above)
    }

    fn lower_bit(&self, node: NodeId) -> u64 {
        if self.lower.contains(&node) { bit(node) } else { 0 }
    }
}

/// One of 64 bits.
const fn bit(number: u32) -> u64 {
    1 << (number % 64)
}

fn is_usual(key_id: &[u8]) -> bool {
    key_id.len() <= LONGEST_KEY_ID
}

fn nodes_of(partial: &[Partial], at: u32) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    let mut at = at;
    while let Some(part) = partial.get(widen(at)) {
        nodes.push(part.node);
        at = part.below;
    }
    nodes.reverse();
    nodes
}

/// How many certificates may stand below `node` if `cap` may stand below its issuer; `None` if not even the node itself.
fn cap_below(id: NodeId, node: &Node<'_>, cap: u32) -> Option<u32> {
    // RFC 5280, 6.1.4 (l): the leaf does not use up path length, and neither does a self-issued certificate.
    if id == 0 {
        return Some(cap);
    }
    let cap = if node.self_issued || cap == u32::MAX { cap } else { cap.checked_sub(1)? };
    Some(node.facts.path_length.map_or(cap, |length| length.min(cap)))
}

fn index(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(NONE)
}

fn widen(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// Whether a certificate names itself as its issuer, by name and by what key identifiers there are: what OpenSSL takes for
/// self-signed. A CA that changes its key signs certificates of its own name which do not.
fn names_itself(certificate: &Certificate) -> bool {
    let own = certificate.subject_key_identifier().ok().flatten();
    let named = certificate.authority_key_identifier().ok().flatten().and_then(|aki| aki.key_identifier());
    certificate.is_self_issued() && named.zip(own).is_none_or(|(named, own)| named == own)
}
