//! The cheapest path where certificates must not meet: best first over partial paths from the leaf up.

use super::{EntityId, Graph, LEAST_NODES, NONE, Next, NodeId, Route, anchor_as_node, index, widen};
use crate::config::budget::{Exhausted, Limit, Spending};
use crate::params::ValidationParams;
use alloc::collections::{BTreeSet, BinaryHeap};
use alloc::vec::Vec;
use core::cmp::Reverse;

/// A partial path that is kept takes as much memory as so many steps may; more of them than the budget has such shares end it.
const STEPS_OF_PARTIAL: u64 = 8;

/// A search around forbidden pairs that can go on.
pub(super) struct Walk {
    partial: Vec<Partial>,
    /// The least cost of a whole path, the partial path, and the anchor where that is reached; the cheapest first.
    heap: BinaryHeap<Reverse<(u32, u32, Option<u32>)>>,
    /// How many forbidden pairs were known when it began.
    pub(super) pairs: usize,
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
pub(super) struct PairMasks {
    upper: BTreeSet<u32>,
    lower: BTreeSet<NodeId>,
}

impl PairMasks {
    pub(super) fn add(&mut self, above: u32, below: NodeId) {
        self.upper.insert(above);
        self.lower.insert(below);
    }

    pub(super) fn is_upper(&self, above: u32) -> bool {
        self.upper.contains(&above)
    }

    pub(super) fn lower_bit(&self, node: NodeId) -> u64 {
        if self.lower.contains(&node) { bit(node) } else { 0 }
    }
}

/// One of 64 bits.
const fn bit(number: u32) -> u64 {
    1 << (number % 64)
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

impl Graph<'_> {
    /// The cheapest path that contains no forbidden pair and is not banned, by best-first search over partial paths.
    ///
    /// The costs to the anchors are exact but for the pairs, so that without any the first path is found at once.
    /// With them the problem is NP-complete (it is 3-SAT in disguise), and the budget of steps is the bound.
    pub(super) fn cheapest_allowed(
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
            // How many certificates that are not self-issued will be below the next issuer.
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
    pub(super) fn walk_from_leaf(&self) -> Walk {
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
}
