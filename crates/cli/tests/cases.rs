//! The case folders below `tests/data`, asked at the prompt: exit status, codes and places.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::std_instead_of_core, reason = "tests")]

#[allow(dead_code, reason = "shared with the other tests")]
mod command;

use command::ucpki;
use serde_json::Value;
use std::path::Path;
use ucpki_tests::data::{self, CaseFile, Expectation};

#[test]
fn every_case_of_the_chain() {
    every_case("chain");
}

#[test]
fn every_case_of_revocation() {
    every_case("crl");
}

fn every_case(noun: &str) {
    let files = data::case_files(&data::root().join(noun)).unwrap();
    assert!(!files.is_empty());
    for file in files {
        let case = CaseFile::parse(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let run = ucpki(arguments(file.parent().unwrap(), &case));
        let document = run.json();
        assert_eq!(document["format"], "ucpki-verdict", "{}", file.display());
        assert_eq!(document["version"], 1);
        if case.refused.is_empty() {
            assert_eq!((run.status, document["result"].as_str()), (0, Some("accepted")), "{}: {run:?}", file.display());
            continue;
        }
        assert_eq!((run.status, document["result"].as_str()), (1, Some("refused")), "{}: {run:?}", file.display());
        let findings = document["refused"]["candidates"][0]["findings"].as_array().unwrap();
        for expected in &case.refused {
            assert!(findings.iter().any(|finding| is(expected, finding)), "{}: {expected:?} {run:?}", file.display());
        }
    }
}

fn arguments(folder: &Path, case: &CaseFile) -> Vec<String> {
    let mut arguments: Vec<String> = ["verify", "--json", "--purpose", &case.purpose].map(str::to_owned).into();
    arguments.extend(["--at".to_owned(), case.time.to_string()]);
    match &case.name {
        None => arguments.push("--no-name".to_owned()),
        Some(name) if name.parse::<std::net::IpAddr>().is_ok() => arguments.extend(["--ip".to_owned(), name.clone()]),
        Some(name) => arguments.extend(["--name".to_owned(), name.clone()]),
    }
    let mut files = |option: &str, names: &[String]| {
        for name in names {
            arguments.extend([option.to_owned(), folder.join(name).display().to_string()]);
        }
    };
    files("--anchors", &case.anchors);
    files("--pinned", &case.pinned);
    files("--intermediates", &case.intermediates);
    files("--untrusted", &case.chain[1..]);
    files("--crl", case.crls.as_deref().unwrap_or_default());
    if case.crls.is_some() && case.value("on-unknown").is_none() {
        arguments.extend(["--on-unknown", "refuse"].map(str::to_owned));
    }
    for (key, value) in case.settings.iter().filter(|(key, _)| data::VALUES.contains(&&key[..])) {
        arguments.extend([format!("--{key}"), value.clone()]);
    }
    for flag in data::FLAGS {
        if case.is_on(flag, flag == "partial-chain") {
            arguments.push(format!("--{flag}"));
        }
    }
    arguments.push(folder.join(&case.chain[0]).display().to_string());
    arguments
}

fn is(expected: &Expectation, finding: &Value) -> bool {
    let at = &finding["at"];
    let position = at["position"].as_u64().or(at["below"].as_u64());
    let place = match (at["kind"].as_str().unwrap(), position) {
        ("certificate" | "pair", Some(0)) => "leaf".to_owned(),
        ("certificate" | "pair", Some(position)) => format!("cert {position}"),
        (kind, _) => kind.to_owned(),
    };
    let is_place = expected.at.is_empty() || expected.at == place;
    is_place && finding["code"] == *expected.code && finding["severity"] == "refuse"
}
