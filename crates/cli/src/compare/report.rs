//! What a comparison came to, for people and for programs.

use super::pair::PairCompared;
use crate::json::{CodeFacts, code};
use serde::Serialize;
use ucpki::appliance::{Delivery, Neighbour};
use ucpki::chain::SameIssuer;
use ucpki::matcher::{DiffMode, Difference};
use ucpki::show::{Document, DocumentLine as Line, Style, short};

/// The answer for people.
pub(super) fn write(document: &mut Document, outcome: &PairCompared) {
    let differences = outcome.comparison.differences();
    let (style, word) = match (outcome.holds(), differences.is_empty()) {
        (true, true) => (Style::Good, "the same"),
        (true, false) => (Style::Good, "good enough"),
        (false, _) => (Style::Error, "not the same"),
    };
    let text = outcome.key.map_or_else(|| format!("compared in the mode {}", outcome.mode.name()), str::to_owned);
    document.push(Line::new(style, word).and(Style::Strong, format!(": {text}")));
    let [old, new] = &outcome.files;
    document.arrow(format!("{} and {}", old.display(), new.display()));
    if !differences.is_empty() {
        document.push(Line::new(Style::Frame, "   |"));
    }
    for difference in differences {
        document.push(row(difference, outcome.mode));
    }
    if outcome.comparison.left_out() > 0 {
        let text = format!("   |  and {} more names", outcome.comparison.left_out());
        document.push(Line::new(Style::Frame, text));
    }
    if !differences.is_empty() {
        document.push(Line::new(Style::Frame, "   |"));
    }
    issuer(document, outcome);
}

/// `!` marks what counts, `-` what is missing, `+` what was added, `~` what is another.
fn row(difference: &Difference, mode: DiffMode) -> Line {
    let counts = difference.counts_in(mode);
    let sign = match (difference.wanted(), difference.found()) {
        (Some(_), None) => '-',
        (None, Some(_)) => '+',
        _ => '~',
    };
    let mark = if counts { '!' } else { ' ' };
    let style = if counts { Style::Error } else { Style::Plain };
    Line::new(Style::Frame, "   |  ").and(style, format!("{mark}{sign} ")).plain(short(difference.to_string()))
}

fn issuer(document: &mut Document, outcome: &PairCompared) {
    let Some(same) = outcome.same_issuer else { return };
    let text = match same {
        SameIssuer::Yes if outcome.is_renamed => {
            "one key signed both, and the CA has another name now: whoever checks it needs the CA certificates of its chain"
        }
        SameIssuer::Yes => "one key signed both: nobody has to learn of a new CA",
        SameIssuer::No => "another key signed the new one: whoever checks it needs the CA certificates of its chain",
        SameIssuer::Unknown if outcome.issuers == 0 => "not known: give the certificates of the CAs with --issuers",
        SameIssuer::Unknown => "not known: none of --issuers signed either of them",
    };
    document.note("issuer", text);
    let [old, new] = outcome.authority.each_ref().map(|key| short(key.as_deref().unwrap_or("none")));
    document.note("key of the issuer", if old == new { old } else { format!("{old}, then {new}") });
    if outcome.is_other_ca() {
        outcome.chain.iter().for_each(|issuer| document.note("CA certificate", issuer.as_str()));
    }
    for delivery in outcome.deliveries() {
        let restarts: Vec<_> = delivery.restarts().iter().map(|restart| restart.service).collect();
        let restarts = restarts.join(", ");
        let once = if delivery.store().replicates() { ", once for the cluster" } else { "" };
        document.note("deliver to", format!("{delivery}{once}; then restart {restarts}"));
    }
}

/// What is judged in the document of `ucpki compare --json`.
#[derive(Debug, Serialize)]
pub(super) struct PairFacts {
    mode: &'static str,
    differences: Vec<DifferenceFacts>,
    left_out: usize,
    /// yes, no, unknown; null unless both are certificates
    same_issuer: Option<&'static str>,
    /// the key identifiers of the issuers' keys; null where a certificate has none
    authority_key_identifiers: Option<[Option<String>; 2]>,
    /// null unless both are certificates; empty where the CA is the same
    ca_certificates: Option<Vec<String>>,
    /// null unless both are certificates; empty where the CA is the same
    deliveries: Option<Vec<DeliveryFacts>>,
}

#[derive(Debug, Serialize)]
struct DifferenceFacts {
    code: CodeFacts,
    cause: Option<CodeFacts>,
    wanted: Option<String>,
    found: Option<String>,
    counts: bool,
}

#[derive(Debug, Serialize)]
struct DeliveryFacts {
    /// null for the node itself
    neighbour: Option<String>,
    role: &'static str,
    store: &'static str,
    replicates: bool,
    restarts: Vec<&'static str>,
}

/// The answer for programs.
pub(super) fn json(outcome: &PairCompared) -> PairFacts {
    let difference = |difference: &Difference| DifferenceFacts {
        code: code(difference.code()),
        cause: difference.cause().map(code),
        wanted: difference.wanted().map(str::to_owned),
        found: difference.found().map(str::to_owned),
        counts: difference.counts_in(outcome.mode),
    };
    let delivery = |delivery: Delivery<'_>| DeliveryFacts {
        neighbour: delivery.neighbour().map(|neighbour| neighbour.name().to_owned()),
        role: delivery.neighbour().map_or(outcome.role, Neighbour::role).name(),
        store: delivery.store().name(),
        replicates: delivery.store().replicates(),
        restarts: delivery.restarts().iter().map(|restart| restart.service).collect(),
    };
    PairFacts {
        mode: outcome.mode.name(),
        differences: outcome.comparison.differences().iter().map(difference).collect(),
        left_out: outcome.comparison.left_out(),
        same_issuer: outcome.same_issuer.map(SameIssuer::name),
        authority_key_identifiers: outcome.same_issuer.map(|_| outcome.authority.clone()),
        ca_certificates: outcome
            .same_issuer
            .map(|_| if outcome.is_other_ca() { outcome.chain.clone() } else { Vec::new() }),
        deliveries: outcome.same_issuer.map(|_| outcome.deliveries().into_iter().map(delivery).collect()),
    }
}
