//! Settings of `ucpki verify`, complete explanations, and questions that are saved as test cases.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[allow(dead_code, reason = "shared with the other tests")]
mod command;

use command::{Run, ucpki};

const ROOT: &str = "tests/data/chain/demo/root.pem";
const INTERMEDIATE: &str = "tests/data/chain/demo/intermediate.pem";
const CRLS: &str = "tests/data/chain/demo/crls.pem";
const LEAF: &str = "tests/data/chain/demo/leaf.pem";
const REVOKED: &str = "tests/data/chain/demo/revoked.pem";

/// `ucpki verify` on the chain of the README, whoever it is for, with more arguments.
fn ask<'a>(more: impl IntoIterator<Item = &'a str>) -> Run {
    let fixed = ["verify", "--anchors", ROOT, "--untrusted", INTERMEDIATE, "--at", "2026-11-22T00:00:00Z", "--no-name"];
    ucpki(fixed.into_iter().chain(more))
}

/// A folder of this process, removed when it goes.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("ucpki-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What was saved is asked again from the folder alone, and answered in the same way.
#[test]
fn a_saved_case_is_a_test_case() {
    for (leaf, expected, status) in [(LEAF, "expect: ok", 0), (REVOKED, "expect: chain.revoked leaf", 1)] {
        let scratch = Scratch::new(&format!("case-{status}"));
        let folder = scratch.0.display().to_string();
        let save = || {
            let settings = ["--profile", "expressway", "--usage-mode", "prefer", "--save-case", &folder];
            ask(settings.into_iter().chain(["--crl", CRLS, leaf]))
        };
        assert_eq!(save().status, status);
        let text = std::fs::read_to_string(scratch.0.join("saved.case")).unwrap();
        assert!(text.lines().any(|line| line == expected), "{text}");
        let case = ucpki_tests::data::CaseFile::parse(&text).unwrap();
        assert_eq!((case.value("profile"), case.value("usage-mode")), (Some("expressway"), Some("prefer")));
        let file = |name: &str| scratch.0.join(name).display().to_string();
        let again = ucpki([
            "verify",
            "--anchors",
            &file("anchors.pem"),
            "--crl",
            &file("crls.pem"),
            "--at",
            &case.time.to_string(),
            "--no-name",
            "--profile",
            "expressway",
            &file("chain.pem"),
        ]);
        assert_eq!(again.status, status, "{again:?}");
        // Nothing is written over.
        let refused = save();
        assert_eq!(refused.status, 2, "{refused:?}");
        assert!(refused.stderr.contains("not empty"), "{refused:?}");
    }
}

#[test]
fn settings_of_an_anchor_and_policies_at_the_prompt() {
    let ask = |more: &[&str]| ask(["--json"].into_iter().chain(more.iter().copied()).chain([LEAF]));
    let code = |more: &[&str]| ask(more).json()["refused"]["code"]["code"].as_str().map(str::to_owned);
    assert_eq!(code(&["--distrust-after", "2025-12-31T00:00:00Z"]).as_deref(), Some("chain.anchor_distrusted"));
    assert_eq!(code(&["--distrust-after", "2026-01-01T00:00:00Z"]), None);
    assert_eq!(code(&["--require-policy"]).as_deref(), Some("chain.policy_not_acceptable"));
    assert_eq!(code(&["--limit-anchors", "--profile", "cucm"]), None);
    let asked = &ask(&["--profile", "cucm", "--policy", "1.2.3"]).json()["params"];
    assert_eq!((asked["name_mode"].as_str(), asked["policies"][0].as_str()), (Some("appliance"), Some("1.2.3")));
    assert_eq!(ask(&["--policy", "gold"]).status, 2);
}

#[test]
fn an_explanation_goes_to_the_end() {
    // The wrong way round, and late.
    let ask = |more: &[&str]| {
        let fixed =
            ["verify", "--json", "--anchors", INTERMEDIATE, "--untrusted", ROOT, "--at", "2040-01-01T00:00:00Z"];
        let run = ucpki(
            fixed.into_iter().chain(["--no-name", "--on-unknown", "refuse"]).chain(more.iter().copied()).chain([LEAF]),
        );
        run.json()["refused"]["candidates"][0]["findings"].as_array().unwrap().len()
    };
    let (short, long) = (ask(&[]), ask(&["--explain"]));
    assert!(long > short, "{long} findings with --explain, {short} without");
}
