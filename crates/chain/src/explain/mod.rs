//! Why there is no path: the candidates that came nearest, with everything that is known to be wrong with them.

pub(crate) mod complete;

use crate::check::Check;
use crate::codes;
use crate::config::budget::Spending;
use crate::config::rules::Severity;
use crate::graph::{Arc, Graph, Next, NodeId, Route, anchor_as_node};
use crate::judge::{Judge, at_position, position_of, refuse};
use crate::revocation::hints::{FetchHint, FetchKind, MAX_HINTS};
use crate::verdict::finding::{At, Detail, Finding, Findings};
use crate::verdict::{Candidate, Cause, Refusal, Refused};
use alloc::borrow::ToOwned;
use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Reverse;
use ucpki_x509::oids;

/// At most this many candidates are told.
const MOST_CANDIDATES: usize = 8;
/// Partial paths that are looked at to find them; the rest is counted as omitted.
const MOST_EXPANSIONS: usize = 256;
/// Issuers that are looked at in all, each as often as there are certificates below it: a few milliseconds. An explanation is
/// for people, and must not cost more than the search did.
const MOST_LOOKS: usize = 100_000;
/// At most this many issuers are followed from one certificate.
const MOST_ISSUERS: usize = 8;

/// What a blame weighs against a candidate. Not reaching an anchor weighs more than a few blames; disagreeing key
/// identifiers weigh less than one.
const BLAME: u32 = 100;
const KEY_IDS_DISAGREE: u32 = 30;
const NO_ANCHOR: u32 = 350;
const LENGTH: u32 = 1;

/// Builds the refusal. Costs no signature.
pub(crate) fn explain(
    check: &Check<'_>,
    graph: &Graph<'_>,
    spending: &Spending,
    mut wanted: Vec<FetchHint>,
) -> Refused {
    let (routes, omitted) = nearest(graph);
    let best: Vec<Candidate> = routes.iter().map(|route| candidate(check, graph, route)).collect();
    want_issuers(graph, &routes, &mut wanted);
    let leaf_refused =
        graph.leaf().is_some_and(|leaf| leaf.facts.findings.iter().any(|finding| finding.severity == Severity::Refuse));
    let cause = match spending.ended {
        Some((limit, most)) if !leaf_refused => Cause::Exhausted { limit, most },
        _ if leaf_refused || spending.work.paths > 0 || best.iter().any(|candidate| candidate.anchor.is_some()) => {
            Cause::Rejected
        }
        _ => Cause::NoPath,
    };
    Refused::new(Refusal { cause, best, omitted, wanted, work: spending.work() })
}

/// A path as far as it leads; without an anchor where it leads no further.
struct Partial {
    nodes: Vec<NodeId>,
    anchor: Option<u32>,
}

/// The candidates with the least blame, the best first, and how many partial paths were left aside.
fn nearest(graph: &Graph<'_>) -> (Vec<Partial>, u32) {
    let mut found = Vec::new();
    let mut open: Vec<Vec<NodeId>> = alloc::vec![alloc::vec![0]];
    let mut heap = BinaryHeap::new();
    heap.push(Reverse((0_u32, 0_usize, None::<Option<u32>>)));
    let mut expansions = 0;
    let mut looks = MOST_LOOKS;
    let mut omitted = 0_u32;
    while let Some(Reverse((weight, at, end))) = heap.pop() {
        if found.len() == MOST_CANDIDATES || expansions == MOST_EXPANSIONS {
            omitted = omitted.saturating_add(1);
            continue;
        }
        let Some(nodes) = open.get(at).cloned() else { continue };
        if let Some(anchor) = end {
            found.push(Partial { nodes, anchor });
            continue;
        }
        expansions += 1;
        let steps = issuers_by_weight(graph, &nodes, &mut looks, &mut omitted);
        if steps.is_empty() {
            heap.push(Reverse((weight.saturating_add(NO_ANCHOR), at, Some(None))));
        }
        for (more, next) in steps {
            let weight = weight.saturating_add(more);
            match next {
                Next::Anchor(anchor) => heap.push(Reverse((weight, at, Some(Some(anchor))))),
                Next::Node(node) => {
                    let mut longer = nodes.clone();
                    longer.push(node);
                    heap.push(Reverse((weight, open.len(), None)));
                    open.push(longer);
                }
            }
        }
    }
    (found, omitted)
}

/// The next steps up from the end of a partial path, with what each weighs; the lightest only.
fn issuers_by_weight(graph: &Graph<'_>, nodes: &[NodeId], looks: &mut usize, omitted: &mut u32) -> Vec<(u32, Next)> {
    let Some((last, node)) = nodes.last().and_then(|last| Some((*last, graph.node(*last)?))) else { return Vec::new() };
    let mut steps = Vec::new();
    for next in graph.issuers(last) {
        let Some(left) = looks.checked_sub(nodes.len()) else {
            *omitted = omitted.saturating_add(1);
            continue;
        };
        *looks = left;
        let entity = graph.entity(next);
        let repeats = |id: &NodeId| *id != 0 && graph.node(*id).is_some_and(|node| node.entity == entity);
        if nodes.iter().any(repeats) {
            continue;
        }
        let mut weight = LENGTH;
        if matches!(graph.arc(last, entity), Some(Arc::Barred | Arc::Failed(_))) {
            weight += BLAME;
        }
        if graph.is_dead(next) {
            weight += BLAME;
        }
        let above = match next {
            Next::Anchor(anchor) => anchor_as_node(anchor),
            Next::Node(node) => node,
        };
        if nodes.iter().any(|below| graph.pair(above, *below).is_some()) {
            weight += BLAME;
        }
        if graph.key_ids_disagree(node, entity) {
            weight += KEY_IDS_DISAGREE;
        }
        steps.push((weight, next));
        // Keep the list short while it is made, so that ten thousand issuers of one name cost no more than memory for
        // a few; ties go to the smaller number, which follows from the DER.
        if steps.len() > 4 * MOST_ISSUERS {
            steps.sort_unstable();
            *omitted = omitted.saturating_add(position_of(steps.len() - MOST_ISSUERS));
            steps.truncate(MOST_ISSUERS);
        }
    }
    steps.sort_unstable();
    *omitted = omitted.saturating_add(position_of(steps.len().saturating_sub(MOST_ISSUERS)));
    steps.truncate(MOST_ISSUERS);
    steps
}

fn candidate(check: &Check<'_>, graph: &Graph<'_>, partial: &Partial) -> Candidate {
    let certificates = partial.nodes.iter().filter_map(|id| graph.node(*id)).map(|node| node.certificate.clone());
    let anchor = partial.anchor.and_then(|anchor| graph.anchor(anchor)).map(|anchor| anchor.entry.anchor.clone());
    Candidate { certificates: certificates.collect(), anchor, findings: findings(check, graph, partial) }
}

/// Everything that is known about a candidate: facts, arcs, pairs, the path as a whole, from the leaf up.
fn findings(check: &Check<'_>, graph: &Graph<'_>, partial: &Partial) -> Findings {
    let mut findings = Vec::new();
    for (position, id) in (0_u32..).zip(&partial.nodes) {
        let Some(node) = graph.node(*id) else { continue };
        findings.extend(node.facts.findings.iter().map(|finding| at_position(finding, At::Cert(position))));
        let next = partial.nodes.get(usize::try_from(position).unwrap_or(usize::MAX).saturating_add(1));
        let next = next.map(|node| Next::Node(*node)).or(partial.anchor.map(Next::Anchor));
        if let Some(Arc::Failed(finding)) = next.and_then(|next| graph.arc(*id, graph.entity(next))) {
            findings.push(at_position(finding, At::Cert(position)));
        }
    }
    if let Some(anchor) = partial.anchor.and_then(|anchor| graph.anchor(anchor)) {
        findings.extend(anchor.facts.findings.iter().map(|finding| at_position(finding, At::Anchor)));
    }
    findings.extend(pairs(graph, partial));
    match partial.anchor {
        Some(anchor) => {
            let route = Route { nodes: partial.nodes.clone(), anchor };
            let judge = Judge::new(check, graph, &route);
            findings.extend(judge.length());
            findings.extend(graph.ban_of(&route).cloned());
        }
        None => findings.extend(end_of(graph, partial)),
    }
    // Refusals first: what a person has to know comes before what only is odd.
    findings.sort_by_key(|finding| Reverse(finding.severity));
    findings.dedup();
    findings
}

fn pairs(graph: &Graph<'_>, partial: &Partial) -> Findings {
    let mut findings = Vec::new();
    if !graph.has_pairs() {
        return findings;
    }
    let anchor = partial.anchor.map(anchor_as_node);
    let above = (0_u32..).zip(&partial.nodes).map(|(position, id)| (Some(position), *id));
    for (position, above) in above.chain(anchor.map(|anchor| (None, anchor))) {
        for (below, id) in (0_u32..).zip(&partial.nodes) {
            if let Some(finding) = graph.pair(above, *id) {
                // Revocation is about the one below, although it takes both to know.
                let at = match finding.at {
                    At::Cert(_) => At::Cert(below),
                    _ => At::Pair { above: position, below },
                };
                findings.push(at_position(finding, at));
            }
        }
    }
    findings
}

/// Why a candidate leads no further.
fn end_of(graph: &Graph<'_>, partial: &Partial) -> Option<Finding> {
    let node = partial.nodes.last().and_then(|last| graph.node(*last))?;
    let name = node.certificate.issuer().into();
    let key_id = node.authority_key_id().map(<[u8]>::to_owned);
    let at = At::Cert(position_of(partial.nodes.len() - 1));
    // Nobody is looked for above a root. One that another key of its name signed is none.
    let code = if node.is_root() { &codes::ROOT_UNTRUSTED } else { &codes::ISSUER_UNKNOWN };
    Some(refuse(code, at, Detail::Issuer { name, key_id }))
}

/// Where certificates of missing issuers might be found.
fn want_issuers(graph: &Graph<'_>, partials: &[Partial], wanted: &mut Vec<FetchHint>) {
    let ends = partials.iter().filter(|partial| partial.anchor.is_none()).filter_map(|partial| partial.nodes.last());
    for id in ends {
        let Some(node) = graph.node(*id) else { continue };
        let Ok(Some(access)) = node.certificate.authority_info_access() else { continue };
        for uri in access.uris(oids::CA_ISSUERS) {
            let Ok(uri) = core::str::from_utf8(uri) else { continue };
            let new = FetchHint { kind: FetchKind::CaIssuers, uri: uri.to_owned(), subject: None };
            if wanted.len() < MAX_HINTS && !wanted.contains(&new) {
                wanted.push(new);
            }
        }
    }
}
