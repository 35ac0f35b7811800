//! x509-limbo and NIST PKITS, where they are there, against the divergences that are known and explained.
//!
//! The suites are not part of the repository. `UCPKI_CONFORMANCE` names their folder; without it, a folder
//! `shared/conformance` beside the repository is used if there is one.
#![expect(clippy::std_instead_of_alloc, reason = "tests")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod limbo;
mod pkits;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use ucpki_x509::Time;

/// An answer that is not the one that the suite expects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Divergence {
    /// `limbo/<id>`, `pkits/<id>`, or `pkits/<id>/policies` where only the policy set differs.
    id: String,
    actual: String,
}

#[test]
fn limbo_diverges_only_as_listed() {
    let Some(file) = suite("limbo.json") else { return };
    let document = limbo::Document::read(&std::fs::read(file).unwrap()).unwrap();
    // "null = now": the certificates of such cases are good for centuries.
    let results = document.run(None, Time::parse_rfc3339("2026-11-22T00:00:00Z").unwrap());
    let pairs = document.testcases.iter().zip(&results.results);
    let diverging = pairs.filter(|(case, result)| case.expected_result != result.actual_result);
    let found = diverging.map(|(case, result)| {
        let actual = format!("{:?}", result.actual_result).to_uppercase();
        (Divergence { id: format!("limbo/{}", case.id), actual }, result.context.clone())
    });
    compare("limbo/", found.collect(), &document.summary(&results).to_string());
}

#[test]
fn pkits_diverges_only_as_listed() {
    let (Some(file), Some(directory)) = (suite("pkits/manifest.json"), suite("pkits/der")) else { return };
    let manifest = pkits::Manifest::read(&std::fs::read(file).unwrap()).unwrap();
    let results = manifest.run(&directory).unwrap();
    let mut found = Vec::new();
    for (test, result) in manifest.tests.iter().zip(&results.results) {
        let id = format!("pkits/{}", test.id);
        if test.expected != result.actual {
            let actual = format!("{:?}", result.actual).to_lowercase();
            found.push((Divergence { id, actual }, result.context.clone()));
        } else if test.expected_user_policy_set != result.user_policy_set {
            let actual = result.user_policy_set.clone().unwrap_or_default().join(",");
            found.push((Divergence { id: format!("{id}/policies"), actual }, None));
        }
        let cost = &result.cost;
        // No pair of a certificate and a key twice. In 4.5 (key changes) and 4.8 to 4.12 (policies) several keys of one CA
        // are tried after a path was refused for another reason, so that the bound is pairs; elsewhere certificates.
        let signatures_only = ["4.1.", "4.2.", "4.3.", "4.4.", "4.6.", "4.7."];
        let strictly = signatures_only.iter().any(|section| test.id.starts_with(section));
        let most = if strictly { cost.certificates } else { cost.certificates * cost.certificates };
        assert!(cost.signatures <= most, "{}: {cost:?}", test.id);
        // Each list at most once for each key that may have signed it.
        assert!(cost.revocation_signatures <= cost.crls * cost.certificates, "{}: {cost:?}", test.id);
    }
    compare("pkits/", found, &manifest.summary(&results).to_string());
}

#[test]
fn every_line_of_the_list_says_why() {
    let lines: Vec<(&str, &str, &str)> = listed().collect();
    assert!(lines.iter().all(|(.., reason)| reason.len() > 10), "each line ends with a reason");
    assert!(lines.iter().all(|(id, ..)| id.starts_with("limbo/") || id.starts_with("pkits/")));
    let ids: BTreeSet<&str> = lines.iter().map(|(id, ..)| *id).collect();
    assert_eq!(ids.len(), lines.len(), "an id appears twice");
}

/// A file or folder of the suites; says so where there is none.
fn suite(name: &str) -> Option<PathBuf> {
    let directory = match std::env::var_os("UCPKI_CONFORMANCE") {
        Some(directory) => PathBuf::from(directory),
        None => {
            let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance");
            if !beside.exists() {
                // Past the capture of the test harness: a skipped suite must not look like one that passed.
                let mut out = std::io::stderr().lock();
                writeln!(out, "SKIPPED: no suite {name}; set UCPKI_CONFORMANCE to the folder of the suites").unwrap();
                return None;
            }
            beside
        }
    };
    let file = directory.join(name);
    assert!(file.exists(), "{} is not there", file.display());
    Some(file)
}

/// Lines of `id actual reason`. An id with one `*` stands for all that fit.
fn listed() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let text = include_str!("expected-divergences.txt");
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(|line| {
        let (id, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (actual, reason) = rest.trim_start().split_once(' ').unwrap_or((rest, ""));
        (id, actual, reason.trim())
    })
}

fn fits(pattern: &str, id: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => id.len() >= start.len() + end.len() && id.starts_with(start) && id.ends_with(end),
        None => pattern == id,
    }
}

fn compare(suite: &str, found: Vec<(Divergence, Option<String>)>, summary: &str) {
    let mut wrong = Vec::new();
    for (Divergence { id, actual }, context) in &found {
        if !listed().any(|(pattern, listed, _)| fits(pattern, id) && listed == actual) {
            wrong.push(format!("not listed: {id} {actual} {}", context.as_deref().unwrap_or_default()));
        }
    }
    for (pattern, listed, _) in listed().filter(|(pattern, ..)| pattern.starts_with(suite)) {
        if !found.iter().any(|(Divergence { id, actual }, _)| fits(pattern, id) && listed == actual) {
            wrong.push(format!("listed, and it does not diverge so any more: {pattern} {listed}"));
        }
    }
    assert!(wrong.is_empty(), "expected-divergences.txt is out of date\n{}\n\n{summary}", wrong.join("\n"));
}
