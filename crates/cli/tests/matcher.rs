//! `ucpki match` and `ucpki compare`, as they are called.
#![forbid(unsafe_code)]
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "each test program uses a part")]
mod command;

use command::{temporary, ucpki};

const EXAMPLE: &str = "tests/data/matcher/example.pem";
const LEAF: &str = "tests/data/chain/demo/leaf.pem";
const REVOKED: &str = "tests/data/chain/demo/revoked.pem";
const INTERMEDIATE: &str = "tests/data/chain/demo/intermediate.pem";

#[test]
fn a_name_matches_or_the_nearest_is_shown() {
    let run = ucpki(["match", EXAMPLE, "--name", "VCS.example.com"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.stdout,
        "matched: vcs.example.com (subjectAltName 0)\n  --> tests/data/matcher/example.pem\n   = asked for: vcs.example.com\n"
    );
    let run = ucpki(["match", EXAMPLE, "--name", "www.vcs.example.com"]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.starts_with("error[matcher.name_mismatch]: none of the certificate's names"), "{}", run.stdout);
    assert!(run.stdout.contains("= hint: the two differ by a leading `www`"), "{}", run.stdout);
    let json = ucpki(["match", "--json", EXAMPLE, "--name", "www.vcs.example.com"]).json();
    assert_eq!((&json["format"], &json["result"]), (&"ucpki-match".into(), &"refused".into()));
    assert_eq!(json["mismatch"]["hint"]["code"], "matcher.www_differs");
    assert_eq!(json["mismatch"]["nearest"][0]["name"], "vcs.example.com");
    assert_eq!(
        ucpki(["match", EXAMPLE, "--name", "\u{FF56}cs.example.com"]).status,
        0,
        "full-width letters are mapped"
    );
}

#[test]
fn every_kind_of_identity_can_be_asked_for() {
    for (option, value, status) in [
        ("--ip", "192.0.2.10", 0),
        ("--ip", "192.0.2.11", 1),
        ("--sip", "vcs.example.com", 0),
        ("--sip", "example.com", 1),
        ("--srv", "_sip.example.com", 1),
        ("--uri", "sip:example.com", 1),
        ("--xmpp", "vcs.example.com", 0),
        ("--xmpp", "ann@vcs.example.com", 1),
        ("--email", "ann@example.com", 1),
        ("--name", "192.0.2.10", 2),
        ("--name", "*.example.com", 2),
        ("--sip", "sip:example.com", 2),
        ("--srv", "example.com", 2),
        ("--uri", "example.com", 2),
        ("--xmpp", "a@b@c", 2),
        ("--email", "example.com", 2),
    ] {
        let run = ucpki(["match", EXAMPLE, option, value]);
        assert_eq!(run.status, status, "{option} {value}: {}{}", run.stdout, run.stderr);
    }
    assert_eq!(ucpki(["match", EXAMPLE, "--sip", "vcs.example.com", "--sip-usage", "strict"]).status, 1);
    assert_eq!(ucpki(["match", EXAMPLE, "--name", "a.apps.example.com", "--name-mode", "appliance"]).status, 1);
    assert_eq!(ucpki(["match", EXAMPLE, "--name", "x.example", "--name-mode", "off"]).status, 0);
    assert_eq!(ucpki(["match", EXAMPLE]).status, 2, "a name is never left out by accident");
    assert_eq!(ucpki(["match", "tests/data/none.pem", "--name", "a"]).status, 2);
}

#[test]
fn rules_allow_and_deny() {
    let rules = temporary("rules.txt", "# rules\n20 deny regex .*\\.com\n10 allow exact VCS.example.com\n");
    let run = ucpki(["match", EXAMPLE, "--rules", &rules]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let expected = "access: allowed by 10 allow exact VCS.example.com: vcs.example.com (commonName 0)\n";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
    let json = ucpki(["match", "--json", LEAF, "--rules", &rules]).json();
    assert_eq!((&json["result"], &json["access"]["decision"]), (&"refused".into(), &"denied".into()));
    assert_eq!(json["access"]["rule"]["line"], 2);
    let both = ucpki(["match", EXAMPLE, "--rules", &rules, "--name", "x.example"]);
    assert_eq!(both.status, 1, "both have to hold");
    let broken = temporary("broken-rules.txt", "10 allow exact a\n\n10 allow a\n");
    let run = ucpki(["match", EXAMPLE, "--rules", &broken]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("broken-rules.txt:3"), "{}", run.stderr);
}

#[test]
fn certificates_requests_and_keys_are_compared() {
    let run = ucpki(["compare", LEAF, LEAF, "--issuers", INTERMEDIATE]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("= issuer: one key signed both"), "{}", run.stdout);
    let run = ucpki(["compare", LEAF, REVOKED, "--issuers", INTERMEDIATE]);
    assert_eq!(run.status, 1);
    for line in ["|  !- a name is missing: DNS:sip.example.com", "|  !+ a name was added: DNS:old.example.com"] {
        assert!(run.stdout.contains(line), "{}", run.stdout);
    }
    let json = ucpki(["compare", "--json", LEAF, EXAMPLE]).json();
    assert_eq!((&json["result"], &json["same_issuer"]), (&"refused".into(), &"unknown".into()));
    assert!(json["deliveries"].is_null() || json["same_issuer"].is_string());
    let request = "tests/data/csr/demo/request.pem";
    let run = ucpki(["compare", request, request]);
    assert_eq!((run.status, run.stdout.contains("\nthe same")), (0, true), "{}", run.stdout);
    assert_eq!(ucpki(["compare", "--json", request, LEAF]).json()["same_issuer"], serde_json::Value::Null);
    assert_eq!(ucpki(["compare", "Cargo.toml", LEAF]).status, 2);
}

#[test]
fn another_ca_is_delivered_to_those_who_check() {
    let neighbours = temporary("neighbours.txt", "exp-e edge\ncucm call-manager mra\nlab call-manager\n");
    let arguments = ["compare", EXAMPLE, LEAF, "--issuers", INTERMEDIATE, "--neighbours", &neighbours];
    let run = ucpki(arguments);
    assert_eq!(run.status, 1);
    for line in [
        "= issuer: another key signed the new one",
        "= deliver to: exp-e: trusted CA; then restart the system",
        "= deliver to: cucm: tomcat-trust, once for the cluster; then restart Cisco Tomcat",
        "= deliver to: cucm: CallManager-trust, once for the cluster; then restart Cisco Trust Verification Service, Cisco TFTP,",
    ] {
        assert!(run.stdout.contains(line), "{line}\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("lab:"), "{}", run.stdout);
    let json = ucpki(arguments.into_iter().chain(["--json"])).json();
    assert_eq!(json["same_issuer"], "no");
    assert_eq!(json["deliveries"].as_array().map(Vec::len), Some(4));
    assert_eq!(json["deliveries"][3]["neighbour"], serde_json::Value::Null, "the store of the node itself");
    assert_eq!(json["deliveries"][1]["store"], "tomcat-trust");
    let same =
        ucpki(["compare", LEAF, REVOKED, "--issuers", INTERMEDIATE, "--neighbours", &neighbours, "--json"]).json();
    assert_eq!(same["deliveries"].as_array().map(Vec::len), Some(0));
    let broken = temporary("broken-neighbours.txt", "a router\n");
    assert_eq!(ucpki(["compare", LEAF, LEAF, "--neighbours", &broken]).status, 2);
}
