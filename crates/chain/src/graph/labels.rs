//! The cheapest ways to an anchor, by Dijkstra from the anchors down, with the path lengths that each way leaves.

use super::{Arc, Graph, NONE, Next, Node, NodeId, Route, index, widen};
use crate::config::budget::{Exhausted, Spending};
use crate::params::ValidationParams;
use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// A certificate that says something against the purpose, where that is only a warning, costs more than key identifiers.
const LESS_PREFERRED: u32 = 1 << 20;

/// A key identifier that disagrees costs more than any number of certificates that agree: a long chain in which each names the
/// next comes before a short one over a key that did not sign. It ranks, and never filters.
const KEY_ID_DISAGREES: u32 = 1 << 12;

/// Ways that were offered and not looked at yet, the cheapest first.
pub(super) type Frontier = BinaryHeap<Reverse<Step>>;

/// A way from a node to an anchor: what it costs, and how many certificates it lets be below the node.
///
/// The cap carries pathLenConstraint (RFC 5280, 6.1.4 (l), (m)) through the search: a longer way with a greater cap is
/// kept beside a shorter one with a smaller cap.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    cost: u32,
    cap: u32,
    next: Next,
    /// The label of `next` that this one is on.
    above: u32,
    /// The label of the same node with the next smaller cap.
    smaller: u32,
}

/// An issuer that offers a way up.
struct Above {
    next: Next,
    label: u32,
    cost: u32,
    cap: u32,
}

/// A way on the heap: the cheapest first, then the greatest cap, then by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    cost: u32,
    cap: Reverse<u32>,
    node: NodeId,
    next: Next,
    above: u32,
}

/// How many certificates may be below `node` if `cap` may be below its issuer; `None` if not even the node itself.
fn cap_below(id: NodeId, node: &Node<'_>, cap: u32) -> Option<u32> {
    // RFC 5280, 6.1.4 (l): the leaf does not use up path length, and neither does a self-issued certificate.
    if id == 0 {
        return Some(cap);
    }
    let cap = if node.self_issued || cap == u32::MAX { cap } else { cap.checked_sub(1)? };
    Some(node.facts.path_length.map_or(cap, |length| length.min(cap)))
}

impl Graph<'_> {
    /// What the arc from `below` to `next` costs; `None` if it is known not to hold or would repeat an entity.
    pub(super) fn arc_cost(&self, below: NodeId, node: &Node<'_>, next: Next) -> Option<u32> {
        let entity = self.entity(next);
        // The leaf is not an issuer, so that it may be self-issued; any other name and key is on a path once.
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

    /// Labels every live node with its cheapest ways to an anchor, by Dijkstra from the anchors down; with `to_leaf`,
    /// only as far as it takes to reach the leaf.
    ///
    /// Where nothing was learned since but that arcs from the leaf fail, it goes on where it stopped the last time: trying
    /// many keys of one name costs each way once, and not once for each key.
    pub(super) fn label_nodes(
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
            // Costs only grow from here on, so a label is of use only if it lets more be below.
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

    /// Whether a way to a node is worth keeping: not where one that comes before it lets as much be below, so that the heap
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
    pub(super) fn cheapest(&self) -> Option<Route> {
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

    /// The least cost from a node to an anchor for which `depth` certificates may be below it.
    pub(super) fn cost_to_anchor(&self, node: &Node<'_>, depth: u32) -> Option<u32> {
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
}
