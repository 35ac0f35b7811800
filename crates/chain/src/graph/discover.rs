//! Who could issue the leaf, by names, and whoever issued those: the nodes, the keys behind names, and what each says of itself.

use super::walk::PairMasks;
use super::{AnchorNode, EntityId, Graph, Group, LEAST_NODES, NONE, Node, index, widen};
use crate::check::{Along, Check};
use crate::config::budget::{Exhausted, Limit, Spending};
use crate::config::kept_keys::LazyKey;
use crate::config::trust::AnchorEntry;
use crate::facts::Facts;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::cmp::Ordering;
use ucpki_x509::{Certificate, NameRef};

/// Up to so many names are looked through one by one.
const FEW_GROUPS: usize = 8;

/// A key identifier is the hash of a key (RFC 5280, 4.2.1.2); what is longer than this is taken for none, since it would only
/// make comparing slow.
const LONGEST_KEY_ID: usize = 64;

/// A certificate takes as much time and memory as so many steps when it is met; more of them than the budget has such shares
/// end it.
const STEPS_OF_NODE: u64 = 32;

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
        let needs_hash = check.pool.needs_hashes() || check.config.needs_hashes();
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
        let (config, name) = (check.config, key.name);
        let members = index(self.nodes.len());
        for (position, entry) in config.intermediates.find(key.hash, name) {
            self.add(&entry.certificate, group, false, config.intermediate_keys.get(position), check, spending);
        }
        for entry in config.find_anchors(key.hash, name) {
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
        for entry in check.config.find_anchors(key.hash, key.name) {
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
        let limits = check.config.limits_of(certificate);
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
            && !check.config.allows_partial_chains()
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
}

impl<'a> Node<'a> {
    pub(super) fn new(
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
}

#[derive(Clone, Copy)]
pub(super) struct NameKey<'a> {
    pub(super) hash: u64,
    pub(super) name: NameRef<'a>,
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

/// Who carries a name: the key, its identifier, and where its number goes.
type Carrier<'g, 'a> = (&'g [u8], Option<&'a [u8]>, &'g mut EntityId);

fn is_usual(key_id: &[u8]) -> bool {
    key_id.len() <= LONGEST_KEY_ID
}

/// Whether a certificate names itself as its issuer, by name and by what key identifiers there are: what OpenSSL takes for
/// self-signed. A CA that changes its key signs certificates of its own name which do not.
fn names_itself(certificate: &Certificate) -> bool {
    let own = certificate.subject_key_identifier().ok().flatten();
    let named = certificate.authority_key_identifier().ok().flatten().and_then(|aki| aki.key_identifier());
    certificate.is_self_issued() && named.zip(own).is_none_or(|(named, own)| named == own)
}
