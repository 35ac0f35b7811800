//! The conversation between the graph and the judge: propose, judge, learn, until accepted or out of reach.

mod delegates;
mod signers;

use crate::check::{Check, SignerCache};
use crate::config::anchor::Anchor;
use crate::config::budget::{Exhausted, Limit, Spending};
use crate::config::pool::Pool;
use crate::config::rules::Severity;
use crate::config::signature_cache::Fingerprint;
use crate::config::trust::Config;
use crate::explain::explain;
use crate::facts::Facts;
use crate::graph::{Arc, EntityId, Graph, Next, NodeId, Route};
use crate::judge::policy::{self, Failure, PolicyView};
use crate::judge::{Blame, Judge, Judged, at_position, refuse};
use crate::params::ValidationParams;
use crate::revocation::hints::FetchHint;
use crate::verdict::finding::{At, Detail, Findings};
use crate::verdict::{Candidate, Cause, Path, Refusal, Refused, Valid};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use ucpki_matcher::MatchedName;
use ucpki_x509::Certificate;

/// Answers a check.
pub(crate) fn run(
    config: &Config,
    leaf: &Certificate,
    pool: &Pool,
    params: &ValidationParams<'_>,
) -> Result<Valid, Refused> {
    let mut spending = Spending::new(&params.budget);
    if let Some(anchor) = config.find_pinned(leaf) {
        return pinned(config, leaf, anchor, params, spending);
    }
    let (leaf_facts, identity) = Facts::of_leaf(leaf, false, config, params, &mut spending.comparisons);
    if leaf_facts.exhausted {
        spending.end(Limit::Comparisons);
    }
    let memo = SignerCache::default();
    let check = Check { config, leaf, pool, params, frame: None, matched: &identity, along: None, memo: &memo };
    let mut graph = Graph::discover(&check, leaf_facts, &mut spending);
    let mut wanted = Vec::new();
    let found = find(&check, &mut graph, &mut spending, &mut wanted);
    match found.and_then(|(route, judged)| accepted(&graph, &route, judged, identity.clone(), &spending)) {
        Some(valid) => Ok(Valid { fetch_hints: wanted, ..valid }),
        None => Err(explain(&check, &graph, &spending, wanted)),
    }
}

/// The best path that the judge accepts, if there is one.
pub(crate) fn find(
    check: &Check<'_>,
    graph: &mut Graph<'_>,
    spending: &mut Spending,
    wanted: &mut Vec<FetchHint>,
) -> Option<(Route, Judged)> {
    let params = check.params;
    if graph.leaf().is_none_or(|leaf| leaf.dead) {
        return None;
    }
    let mut verified = Vec::with_capacity(4);
    let mut fresh = Vec::new();
    loop {
        let route = match graph.propose(params, spending) {
            Ok(Some(route)) => route,
            Ok(None) | Err(Exhausted) => return None,
        };
        if !spending.path() {
            return None;
        }
        let judge = Judge::new(check, graph, &route);
        let judged = judge.judge(spending, wanted, &mut verified);
        for (below, entity, fingerprint) in verified.drain(..) {
            graph.learn_arc(below, entity, Arc::Verified);
            fresh.extend(fingerprint.map(|fingerprint| (below, entity, fingerprint)));
        }
        match judged {
            Ok(judged) => {
                remember(check, graph, &route, &fresh);
                return Some((route, judged));
            }
            Err(blame) => learn(graph, &route, blame, spending)?,
        }
    }
}

/// Puts the signatures of an accepted path that were checked into the cache, with those of the delegates of its issuers, and
/// keeps the keys of its intermediates.
///
/// Other signatures that verified are not kept: without an accepted path, a stranger could make any number of them.
fn remember(check: &Check<'_>, graph: &Graph<'_>, route: &Route, fresh: &[(NodeId, EntityId, Fingerprint)]) {
    for node in route.nodes.iter().skip(1).filter_map(|id| graph.node(*id)).filter(|node| node.from_peer) {
        check.config.kept_keys.keep(node.certificate.spki_der());
    }
    let Some(cache) = &check.config.cache else { return };
    for (position, id) in route.nodes.iter().enumerate() {
        let next = route.nodes.get(position + 1).map_or(Next::Anchor(route.anchor), |node| Next::Node(*node));
        let entity = graph.entity(next);
        let found = fresh.iter().filter(|(below, above, _)| below == id && *above == entity);
        found.for_each(|(.., fingerprint)| cache.insert(fingerprint));
    }
    for delegate in check.memo.delegates.borrow().iter() {
        let Some(fingerprint) = &delegate.fresh else { continue };
        let is_it = |spki: &[u8]| spki == delegate.issuer_spki.as_slice();
        let anchor = graph.anchor(route.anchor).is_some_and(|one| is_it(one.entry.anchor.spki_der()));
        let issuers = || route.nodes.iter().skip(1).filter_map(|id| graph.node(*id));
        if anchor || issuers().any(|node| is_it(node.certificate.spki_der())) {
            cache.insert(fingerprint);
        }
    }
}

/// Takes the part that is at fault out of the graph. `None` if there is no use in going on.
fn learn(graph: &mut Graph<'_>, route: &Route, blame: Blame, spending: &mut Spending) -> Option<()> {
    match blame {
        Blame::Anchor { anchor, finding } => graph.condemn(Next::Anchor(anchor), finding),
        Blame::Arc { below, entity, finding } => graph.learn_arc(below, entity, Arc::Failed(Box::new(finding))),
        Blame::Cert { node, finding } => graph.condemn(Next::Node(node), finding),
        Blame::Exhausted { limit, peer } => {
            spending.end(limit);
            if !peer {
                return None;
            }
            // What the operator configured has a reserve of its own: try without the peer's certificates.
            graph.drop_peer();
        }
        Blame::Pair { above, below, finding } => {
            graph.forbid(above, below, finding);
        }
        Blame::Path { finding } => {
            graph.ban(route, finding);
        }
    }
    Some(())
}

fn accepted(
    graph: &Graph<'_>,
    route: &Route,
    judged: Judged,
    identity: MatchedName,
    spending: &Spending,
) -> Option<Valid> {
    let mut certificates = Vec::with_capacity(route.nodes.len());
    certificates.extend(route.nodes.iter().filter_map(|id| graph.node(*id)).map(|node| node.certificate.clone()));
    let anchor = graph.anchor(route.anchor)?.entry.anchor.clone();
    Some(Valid {
        path: Path { certificates, anchor },
        identity,
        policies: judged.policies,
        revocation: judged.statuses,
        findings: judged.warnings,
        valid_until: judged.valid_until,
        fetch_hints: Vec::new(),
        work: spending.work(),
    })
}

/// A leaf that the caller pinned: no path, no signature, no revocation; time, purpose, identity and the policies of this
/// one certificate are judged.
fn pinned(
    config: &Config,
    leaf: &Certificate,
    anchor: &Anchor,
    params: &ValidationParams<'_>,
    mut spending: Spending,
) -> Result<Valid, Refused> {
    let (mut facts, identity) = Facts::of_leaf(leaf, true, config, params, &mut spending.comparisons);
    if facts.exhausted {
        spending.end(Limit::Comparisons);
    }
    let mut step = || if spending.step() { Ok(()) } else { Err(Exhausted) };
    let policies = policy::process(
        [PolicyView::of(0, leaf, false)].into_iter(),
        &params.policies,
        config.limits_of(leaf).unwrap_or(anchor.constraints()),
        &mut step,
    );
    if let Err(Failure::Rule { code, .. }) = policies {
        facts.refused = true;
        facts.findings.push(refuse(code, At::Cert(0), Detail::None));
    }
    spending.work.certificates = 1;
    let findings: Findings = facts.findings.iter().map(|finding| at_position(finding, At::Cert(0))).collect();
    let (Ok(policies), false) = (policies, facts.refused) else {
        // What is known to be wrong decides, as for a leaf with a path.
        let is_judged = findings.iter().any(|finding| finding.severity == Severity::Refuse);
        let cause = match spending.ended {
            Some((limit, most)) if !is_judged => Cause::Exhausted { limit, most },
            _ => Cause::Rejected,
        };
        let anchor = Some(anchor.clone());
        let best = vec![Candidate { certificates: vec![leaf.clone()], anchor, findings }];
        return Err(Refused::new(Refusal { cause, best, omitted: 0, wanted: Vec::new(), work: spending.work() }));
    };
    Ok(Valid {
        path: Path { certificates: vec![leaf.clone()], anchor: anchor.clone() },
        identity,
        policies,
        revocation: Vec::new(),
        findings,
        valid_until: leaf.not_after(),
        fetch_hints: Vec::new(),
        work: spending.work(),
    })
}
