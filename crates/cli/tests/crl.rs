//! `ucpki crl`: what it says about lists.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod command;

use command::{temporary, ucpki};

const DEMO: &str = "tests/data/chain/demo/";
const AT: &str = "2026-11-22T00:00:00Z";

fn crls() -> String {
    format!("{DEMO}crls.pem")
}

#[test]
fn show_is_a_summary_of_each_list() {
    let run = ucpki(["crl", "show", &crls(), "--at", AT]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.contains("CN=Example Root CA,O=Example,C=DE: CRL number 0x01, 0 entries"), "{}", run.stdout);
    assert!(run.stdout.contains("from 2026-01-01T00:00:00Z until 2036-01-01T00:00:00Z: current"), "{}", run.stdout);
    let json = ucpki(["crl", "show", &crls(), "--at", "2037-01-01T00:00:00Z", "--json"]).json();
    assert_eq!((&json["format"], json["crls"].as_array().unwrap().len()), (&"ucpki-crl-show".into(), 2));
    assert_eq!(json["crls"][0]["freshness"], "expired");
}

#[test]
fn check_says_who_signed_and_whether_it_is_current() {
    let [root, intermediate] = ["root.pem", "intermediate.pem"].map(|name| format!("{DEMO}{name}"));
    let run = ucpki(["crl", "check", &crls(), "--issuer", &root, "--issuer", &intermediate, "--at", AT]);
    assert_eq!((run.status, run.stdout.matches("good: signed by its issuer").count()), (0, 2), "{run:?}");
    // Another CA's list.
    let run = ucpki(["crl", "check", &crls(), "--issuer", &root, "--at", AT]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("error[crl.issuer_other]"), "{}", run.stdout);
    assert!(run.stdout.contains("help: the CRL is of CN=Example Issuing CA"), "{}", run.stdout);
    let old = ["--max-age", "3600"];
    let run =
        ucpki(["crl", "check", &crls(), "--issuer", &root, "--issuer", &intermediate, "--at", AT].iter().chain(&old));
    assert_eq!((run.status, run.stdout.matches("expired").count()), (1, 2), "{run:?}");
}

#[test]
fn find_looks_a_serial_number_up() {
    let revoked = ucpki(["crl", "show", &crls(), "--json"]).json();
    assert_eq!(revoked["crls"][1]["entries"].as_u64().unwrap() + revoked["crls"][0]["entries"].as_u64().unwrap(), 1);
    let text = std::process::Command::new("openssl")
        .args(["x509", "-in", "tests/data/chain/demo/revoked.pem", "-noout", "-serial"])
        .current_dir(command::repository())
        .output();
    let Ok(text) = text else { return };
    let text = String::from_utf8(text.stdout).unwrap();
    let serial = text.trim().trim_start_matches("serial=");
    let run = ucpki(["crl", "find", serial, &crls(), "--at", AT]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.starts_with("revoked: keyCompromise since 2026-06-01T00:00:00Z"), "{}", run.stdout);
    let run = ucpki(["crl", "find", "0A:1B", &crls()]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "not on these CRLs: 0a1b\n"));
    assert_eq!(ucpki(["crl", "find", "xyz", &crls()]).status, 2);
}

#[test]
fn schedule_follows_from_the_time() {
    let points = temporary("points.txt", "http://a.example/a.crl\nhttps://b.example/b.zip\n");
    let run = ucpki(["crl", "schedule", &points, "--daily", "02:30", "--at", AT]);
    let expected = "fetch http://a.example/a.crl\nfetch https://b.example/b.zip\nnext at 2026-11-22T02:30:00Z\n";
    assert_eq!((run.status, run.stdout.as_str()), (0, expected));
    let tried = format!("http://a.example/a.crl={AT}");
    let json = ucpki(["crl", "schedule", &points, "--daily", "02:30", "--at", AT, "--tried", &tried, "--json"]).json();
    assert_eq!(json["fetch"], serde_json::json!(["https://b.example/b.zip"]));
    let wrong = temporary("wrong.txt", "http://a.example/\nldap://b.example/\n");
    let run = ucpki(["crl", "schedule", &wrong]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("wrong.txt:2") && run.stderr.contains("ldap is not fetched"), "{}", run.stderr);
}

#[test]
fn a_page_is_no_list() {
    let page = temporary("page.crl", "<html><body>Please log in</body></html>");
    let run = ucpki(["crl", "show", &page]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("error[crl.page]"), "{}", run.stderr);
    let json = ucpki(["crl", "show", &page, "--json"]);
    assert_eq!((json.status, &json.json()["unreadable"]["code"]["code"]), (2, &"crl.page".into()));
}
