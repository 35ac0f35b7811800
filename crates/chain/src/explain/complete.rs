//! Judges the candidates of a refusal again without early exit: everything that is wrong with them, for people.

use crate::check::{Check, SignerCache};
use crate::config::budget::Spending;
use crate::config::policies::PolicySet;
use crate::config::pool::Pool;
use crate::config::trust::Config;
use crate::facts::Facts;
use crate::graph::{Graph, NodeId, Route, anchor_as_node};
use crate::judge::{Blame, Judge, Judged, at_position};
use crate::params::ValidationParams;
use crate::revocation::evidence::Status;
use crate::revocation::hints::FetchHint;
use crate::verdict::finding::{At, Findings};
use crate::verdict::{Candidate, Refusal, Refused};
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::ops::ControlFlow;
use ucpki_x509::Time;

/// The same refusal, with complete candidates.
pub(crate) fn complete(config: &Config, refused: Refused, pool: &Pool, params: &ValidationParams<'_>) -> Refused {
    let Some(leaf) = refused.candidates().first().and_then(|candidate| candidate.certificates().first()).cloned()
    else {
        return refused;
    };
    let mut refusal = refused.into_refusal();
    let mut spending = Spending::new(&params.budget);
    let (leaf_facts, identity) = Facts::of_leaf(&leaf, false, config, params, &mut spending.comparisons);
    let memo = SignerCache::default();
    let check = Check { config, leaf: &leaf, pool, params, frame: None, matched: &identity, along: None, memo: &memo };
    let graph = Graph::discover(&check, leaf_facts, &mut spending);
    let Refusal { best, wanted, .. } = &mut refusal;
    for candidate in best {
        // A leaf that is pinned was judged whole, and its anchor is not in the graph.
        let Some(route) = find(&graph, candidate) else { continue };
        let reaches_anchor = candidate.anchor.is_some();
        let judge = Judge::new(&check, &graph, &route);
        let found = everything(&judge, reaches_anchor, &mut spending, wanted);
        // What the search knew and a second look does not find, such as where the path leads no further.
        let known = core::mem::take(&mut candidate.findings);
        candidate.findings = found;
        candidate.findings.extend(known);
        dedup_and_sort(&mut candidate.findings);
    }
    refusal.work.signatures += spending.work.signatures;
    refusal.work.revocation_signatures += spending.work.revocation_signatures;
    Refused::new(refusal)
}

/// Everything that the judge has against a path.
fn everything(
    judge: &Judge<'_, '_>,
    reaches_anchor: bool,
    spending: &mut Spending,
    wanted: &mut Vec<FetchHint>,
) -> Findings {
    let mut findings = Vec::new();
    for (position, id) in (0_u32..).zip(&judge.route.nodes) {
        let facts = judge.graph.node(*id).map(|node| &node.facts.findings);
        findings.extend(facts.into_iter().flatten().map(|finding| at_position(finding, At::Cert(position))));
    }
    let facts = judge.graph.anchor(judge.route.anchor).map(|anchor| &anchor.facts.findings);
    findings.extend(facts.into_iter().flatten().map(|finding| at_position(finding, At::Anchor)));
    findings.extend(judge.lengths());
    // Where it breaks off, a budget ended: there is no more to say.
    let _ended = judge.name_constraints(spending, &mut |blame| {
        findings.extend(blame.finding());
        ControlFlow::Continue(())
    });
    let _all = judge.neighbours(&mut |blame| {
        findings.extend(blame.finding());
        ControlFlow::Continue(())
    });
    if reaches_anchor {
        findings.extend(judge.policies(spending).err().and_then(Blame::finding));
    }
    let keys = match judge.inherited_keys() {
        Ok(keys) => keys,
        Err(blame) => {
            findings.extend(blame.finding());
            return findings;
        }
    };
    let last = judge.route.nodes.len();
    let arcs = if reaches_anchor { last } else { last.saturating_sub(1) };
    for position in (0..arcs).rev() {
        let blame = judge.signature(position, &keys, spending, &mut Vec::new()).err();
        findings.extend(blame.and_then(Blame::finding));
    }
    if let Some(check) = &judge.params.revocation {
        let count = judge.asked_for(check).min(arcs);
        for position in (0..count).rev() {
            let mut judged = Judged {
                policies: PolicySet::Any,
                statuses: vec![Status::Unknown(Vec::new()); count],
                warnings: Vec::new(),
                valid_until: Time::MAX,
            };
            let positions = position..position + 1;
            let refused = judge.revocation(check, positions, &keys, spending, wanted, &mut judged).err();
            findings.extend(refused.and_then(Blame::finding));
            findings.append(&mut judged.warnings);
        }
    }
    findings
}

/// Refusals first, each once, as [`Candidate::findings`] has them.
fn dedup_and_sort(findings: &mut Findings) {
    let mut kept: Findings = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        // A handful, so that a plain look is right.
        if !kept.contains(&finding) {
            kept.push(finding);
        }
    }
    kept.sort_by_key(|finding| Reverse(finding.severity));
    *findings = kept;
}

/// The candidate in the graph.
fn find(graph: &Graph<'_>, candidate: &Candidate) -> Option<Route> {
    let mut nodes: Vec<NodeId> = vec![0];
    for certificate in candidate.certificates.iter().skip(1) {
        nodes.push(graph.find(certificate)?);
    }
    let anchor = match &candidate.anchor {
        Some(anchor) => graph.find_anchor(anchor)?,
        None => anchor_as_node(0),
    };
    Some(Route { nodes, anchor })
}
