//! The table of docs/consumers.md: every combination has one row, and every row holds.

use crate::support::*;
use std::collections::HashSet;
use ucpki_chain::{
    Anchor, ConsumerPolicy, Fallback, Identity, KeyPurpose, Pool, Revocation, Severity, ValidationParams, Validator,
};
use ucpki_crl::{CrlSet, IndexedCrl};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_ocsp::{OcspPolicy, ResponseCache, Responses};
use ucpki_tests::make::{Cert, Crl, EntryStatus, Response};

const PAGE: &str = include_str!("../../docs/consumers.md");

const RESPONDERS: [&str; 3] = ["named", "configured", "none"];
const CRLS: [&str; 4] = ["none", "current", "revoked", "expired"];
const RESPONSES: [&str; 5] = ["none", "good", "revoked", "unknown", "stale"];

/// One combination, as the columns of the table have it.
type Case = [String; 6];

struct Row {
    cases: Vec<Case>,
    answer: String,
}

/// The rows, with "any" and lists written out.
fn rows() -> Vec<Row> {
    let lines = PAGE.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 8);
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [consumers, ocsp, lists, responder, crl, response, answer] = cells[..] else { panic!("{line}") };
    let consumers: Vec<String> = match consumers.split_once("`, Common") {
        Some((name, _)) => vec![format!("{}+cc", name.trim_matches('`'))],
        None => consumers.split(", ").map(|name| name.trim_matches('`').to_owned()).collect(),
    };
    let spread = |cell: &str, all: &[&str]| -> Vec<String> {
        let cells: Vec<&str> = if cell == "any" { all.to_vec() } else { cell.split(", ").collect() };
        cells.into_iter().map(str::to_owned).collect()
    };
    let mut cases = Vec::new();
    for consumer in &consumers {
        for responder in spread(responder, &RESPONDERS) {
            for crl in spread(crl, &CRLS) {
                for response in spread(response, &RESPONSES) {
                    let switches = [consumer.clone(), ocsp.into(), lists.into()];
                    let [consumer, ocsp, lists] = switches;
                    cases.push([consumer, ocsp, lists, responder.clone(), crl.clone(), response]);
                }
            }
        }
    }
    Row { cases, answer: answer.to_owned() }
}

/// Unified CM has no CRLs, and only SIP over TLS has switches for both.
fn combinations() -> HashSet<Case> {
    let mut all = HashSet::new();
    let sip =
        [("on", "on"), ("off", "on"), ("on", "off"), ("off", "off")].map(|(ocsp, lists)| ("SIP_TLS", ocsp, lists));
    let others = [
        ("POLICY_SERVER", "off", "on"),
        ("LDAP", "off", "on"),
        ("OTHER", "off", "on"),
        ("CUCM", "on", "off"),
        ("CUCM+cc", "on", "off"),
    ];
    for (consumer, ocsp, lists) in sip.into_iter().chain(others) {
        for responder in RESPONDERS {
            for crl in CRLS {
                for response in RESPONSES {
                    all.insert([consumer, ocsp, lists, responder, crl, response].map(str::to_owned));
                }
            }
        }
    }
    all
}

struct Scene {
    root: Cert,
    named: Cert,
    unnamed: Cert,
}

impl Scene {
    fn new() -> Self {
        let root = ca("root");
        let named = leaf_of(&root);
        let unnamed = leaf_without_responder(&root);
        Self { root, named, unnamed }
    }

    fn crls(&self, kind: &str) -> CrlSet {
        let current = Crl::new(&self.root).updates("2026-12-01T00:00:00Z", "2027-02-01T00:00:00Z");
        let crl = match kind {
            "current" => current,
            "revoked" => current.revoke(&self.named, "2026-12-24T00:00:00Z", None),
            "expired" => Crl::new(&self.root).updates("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
            _ => return CrlSet::default(),
        };
        [IndexedCrl::parse(crl.der().into(), &RUSTCRYPTO).unwrap()].into_iter().collect()
    }

    fn response(&self, leaf: &Cert, kind: &str) -> Option<Response> {
        let saying = |status| saying(leaf, &self.root, status);
        Some(match kind {
            "good" => saying(EntryStatus::Good),
            "revoked" => saying(EntryStatus::Revoked(Some(1))),
            "unknown" => saying(EntryStatus::Unknown),
            "stale" => {
                let entry = entry(leaf, &self.root).times(now(), -20_000, Some(-10_000));
                Response::new(&self.root, now()).entry(entry)
            }
            _ => return None,
        })
    }

    /// From the cache, or stapled.
    fn responses(&self, leaf: &Cert, kind: &str, responder: &str, is_stapled: bool) -> Responses {
        let policy = match responder {
            "configured" => OcspPolicy::default().responder("http://configured.example.com"),
            _ => OcspPolicy::default(),
        };
        let mut cache = ResponseCache::new(10);
        let Some(response) = self.response(leaf, kind) else { return cache.snapshot(policy) };
        if is_stapled {
            return cache.snapshot(policy).with_staples(&[&response.der()]);
        }
        // It was accepted while it was current.
        let when = if kind == "stale" { now().plus_seconds(-15_000) } else { now() };
        let produced = Response { produced_at: when, ..response };
        cache.insert(accept_at(&request(leaf, &self.root, None), &produced.der(), &policy, when).0.unwrap());
        cache.snapshot(policy)
    }

    /// What the check says with a fallback: `None` where it accepts.
    fn refusal(&self, case: &Case, is_stapled: bool, fallback: Fallback) -> Option<&'static str> {
        let [consumer, ocsp, lists, responder, crl, response] = case;
        let leaf = if responder == "named" { &self.named } else { &self.unnamed };
        let (crls, responses) = (self.crls(crl), self.responses(leaf, response, responder, is_stapled));
        let policy = policy(consumer).ocsp(ocsp == "on").lists(lists == "on").fallback(fallback);
        let consumer = policy.consumer(&crls).with_ocsp(&responses);
        let sources: [&dyn Revocation; 1] = [&consumer];
        let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&self.root))]);
        let params = ValidationParams::new(now(), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
        let params = params.revocation(policy.check(&sources).unwrap());
        validator.check(&read(leaf), &Pool::default(), &params).err().map(|refused| refused.code().name())
    }

    fn answer(&self, case: &Case, is_stapled: bool) -> &'static str {
        let soft = self.refusal(case, is_stapled, Fallback::NotRevoked);
        let hard = self.refusal(case, is_stapled, Fallback::Revoked);
        match (soft, hard) {
            (None, None) => "good",
            (Some("chain.revoked"), Some("chain.revoked")) => "revoked",
            (Some("chain.revocation_expired"), Some("chain.revocation_expired")) => "revoked (CRL expired)",
            (None, Some(_)) => "unknown",
            (Some(_), Some(_)) => "refused",
            (Some(_), None) => "more strict with the softer fallback",
        }
    }
}

fn policy(consumer: &str) -> ConsumerPolicy {
    match consumer {
        "SIP_TLS" => ConsumerPolicy::SIP_TLS,
        "POLICY_SERVER" => ConsumerPolicy::POLICY_SERVER,
        "LDAP" => ConsumerPolicy::LDAP,
        "OTHER" => ConsumerPolicy::OTHER,
        "CUCM" => ConsumerPolicy::CUCM,
        "CUCM+cc" => ConsumerPolicy::CUCM.common_criteria(),
        other => panic!("{other}"),
    }
}

#[test]
fn every_combination_has_one_row() {
    let mut seen = HashSet::new();
    for row in rows() {
        for case in row.cases {
            assert!(seen.insert(case.clone()), "two rows for {case:?}");
        }
    }
    let all = combinations();
    assert_eq!(all.difference(&seen).collect::<Vec<_>>(), Vec::<&Case>::new(), "no row");
    assert_eq!(seen.difference(&all).collect::<Vec<_>>(), Vec::<&Case>::new(), "not a combination");
}

#[test]
fn every_row_holds_for_fetched_and_stapled_responses() {
    let scene = Scene::new();
    let mut walked = 0;
    let mut differences = Vec::new();
    for row in rows() {
        for case in &row.cases {
            for is_stapled in [false, true] {
                let answer = scene.answer(case, is_stapled);
                if answer != row.answer {
                    differences.push(format!("{case:?}, stapled: {is_stapled}: {answer}, and not {}", row.answer));
                }
                walked += 1;
            }
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert_eq!(walked, 2 * combinations().len());
}

/// The mode holds whatever is set before and after it.
#[test]
fn common_criteria_cannot_be_weakened() {
    let scene = Scene::new();
    let none = CrlSet::default();
    let responses = OcspPolicy::default().common_criteria().on_delegate_unknown(Severity::Ignore);
    assert!(responses.is_common_criteria());
    let soft = Fallback::NotRevoked;
    for policy in [
        ConsumerPolicy::CUCM.common_criteria().fallback(soft).on_expired(soft),
        ConsumerPolicy::CUCM.fallback(soft).on_expired(soft).common_criteria(),
    ] {
        let consumer = policy.consumer(&none);
        let sources: [&dyn Revocation; 1] = [&consumer];
        let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&scene.root))]);
        let params = ValidationParams::new(now(), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
        let params = params.revocation(policy.check(&sources).unwrap());
        assert!(validator.check(&read(&scene.named), &Pool::default(), &params).is_err());
    }
    // A delegate of which nobody knows whether it was revoked.
    let (root, leaf) = (&scene.root, &scene.named);
    let delegate = delegate_without_nocheck(root);
    let body = by_delegate(leaf, root, &delegate).der();
    for policy in [
        OcspPolicy::default().common_criteria().on_delegate_unknown(Severity::Ignore),
        OcspPolicy::default().on_delegate_unknown(Severity::Ignore).common_criteria(),
    ] {
        let checked = check_stapled(root, leaf, &[&body], policy);
        assert_eq!(checked.status.to_string(), "nobody knows whether the certificate of the responder was revoked");
    }
}
