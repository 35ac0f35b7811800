//! `ucpki ocsp`, and `verify` with OCSP responses.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod command;

use command::{Run, temporary, ucpki};
use serde_json::json;
use ucpki::x509::OcspResponse;

const DATA: &str = "tests/data/ocsp/";

fn data(file: &str) -> String {
    format!("{DATA}{file}")
}

/// When the demo response was made.
fn at() -> String {
    let body = std::fs::read(command::repository().join(data("demo/response.der"))).unwrap();
    OcspResponse::parse(&body).unwrap().basic().unwrap().produced_at().to_string()
}

fn check(response: &str, more: &[&str]) -> Run {
    let (leaf, ca, at) = (data("demo/leaf.pem"), data("demo/ca.pem"), at());
    let arguments = ["ocsp", "check", "--certificate", &leaf, "--issuer", &ca, "--at", &at, response];
    ucpki(arguments.iter().chain(more))
}

#[test]
fn show_prints_what_openssl_prints() {
    for file in ["demo/request", "demo/response", "statuses/response", "by-key/response", "signed/request"] {
        let run = ucpki(["show", &data(&format!("{file}.der"))]);
        let expected = std::fs::read_to_string(command::repository().join(data(&format!("{file}.txt")))).unwrap();
        assert_eq!((run.status, run.stdout), (0, expected), "{file}");
    }
    let json = ucpki(["show", "--json", &data("statuses/response.der")]).json();
    let entries = json["objects"][0]["object"]["entries"].as_array().unwrap();
    let statuses: Vec<_> = entries.iter().map(|entry| entry["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["good", "revoked", "revoked", "unknown"]);
    assert_eq!(
        (&entries[1]["revocation_reason"], &entries[1]["certificate_id"]["serial"]["hex"]),
        (&json!("keyCompromise"), &json!("1002"))
    );
    let run = ucpki(["ocsp", "show", &data("statuses/response.der")]);
    assert!(run.stdout.contains("1002 revoked since 2026-01-02T03:04:05Z (keyCompromise)"), "{}", run.stdout);
    let run = ucpki(["ocsp", "show", &data("demo/leaf.pem")]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("an OCSP request or response is expected"), "{}", run.stderr);
}

#[test]
fn check_verifies_and_says_the_status() {
    let run = check(&data("demo/response.der"), &[]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.starts_with("good\nsigned by: "), "{}", run.stdout);
    // With the nonce of its request, and not with that of another.
    let run = check(&data("demo/response.der"), &["--request", &data("demo/request.der"), "--json"]);
    assert_eq!((run.status, &run.json()["nonce"], &run.json()["signer"]), (0, &json!(true), &json!("delegate")));
    let run = check(&data("statuses/response.der"), &["--request", &data("demo/request.der"), "--json"]);
    assert_eq!((run.status, &run.json()["problem"]["code"]), (3, &json!("ocsp.nonce_missing")));
    for (file, code) in [("try_later", "ocsp.try_later"), ("unauthorized", "ocsp.unauthorized")] {
        let run = check(&data(&format!("errors/{file}.der")), &[]);
        assert_eq!(run.status, 3);
        assert!(run.stdout.contains(&format!("error[{code}]")), "{}", run.stdout);
    }
    let run = check(&data("demo/leaf.pem"), &[]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("this is a certificate; an OCSP response is expected"), "{}", run.stderr);
    // Another issuer than that of the certificate.
    let (leaf, response) = (data("demo/leaf.pem"), data("demo/response.der"));
    let other = ["ocsp", "check", "--certificate", &leaf, "--issuer", "tests/data/chain/demo/root.pem", &response];
    let run = ucpki(other);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--issuer takes that of CN=Example CA"), "{}", run.stderr);
}

#[test]
fn request_makes_what_openssl_reads() {
    let file = temporary("ocsp-request.der", "");
    std::fs::remove_file(&file).unwrap();
    let (leaf, ca, file) = (data("demo/leaf.pem"), data("demo/ca.pem"), &file);
    let run = ucpki(["ocsp", "request", "--issuer", &ca, "--out", file, &leaf]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stdout.contains("responder: http://ocsp.example.com/\nGET: http://ocsp.example.com/M"),
        "{}",
        run.stdout
    );
    let shown = ucpki(["show", file]);
    assert!(shown.stdout.contains("Hash Algorithm: sha256\n") && shown.stdout.contains("Serial Number: 1001\n"));
    // It is not replaced, and a nonce rules GET out.
    assert_eq!(ucpki(["ocsp", "request", "--issuer", &ca, "--out", file, &leaf]).status, 2);
    let run = ucpki(["ocsp", "request", "--issuer", &ca, "--nonce", "--hash", "sha1", "--json", &leaf]);
    let json = run.json();
    assert_eq!(
        (&json["responders"][0]["uri"], &json["responders"][0]["get"]),
        (&json!("http://ocsp.example.com/"), &json!(null))
    );
    assert!(json["request"].as_str().unwrap().len() > 2 * 100);
    let run = ucpki(["ocsp", "request", "--issuer", &ca, &leaf]);
    assert!(run.stdout.contains("-----BEGIN OCSP REQUEST-----\n"), "{}", run.stdout);
}

#[test]
fn verify_takes_fetched_and_stapled_responses() {
    let (leaf, ca, response, at) = (data("demo/leaf.pem"), data("demo/ca.pem"), data("demo/response.der"), at());
    let verify = |more: &[&str]| {
        let arguments =
            ["verify", "--anchors", &ca, "--name", "sip.example.com", "--purpose", "any", "--at", &at, "--json"];
        ucpki(arguments.iter().chain(more).chain([&&*leaf]))
    };
    for (option, stapled) in [("--ocsp", false), ("--staple", true)] {
        let run = verify(&[option, &response]);
        assert_eq!(run.status, 0, "{run:?}");
        let text: String = run.stdout.split_whitespace().collect();
        assert!(text.contains(r#""kind":"ocsp","signer":"delegate""#), "{text}");
        assert!(text.contains(&format!(r#""stapled":{stapled}"#)), "{text}");
    }
    // A response about others, and an error, say nothing.
    for file in ["by-key/response.der", "errors/try_later.der"] {
        let run = verify(&["--ocsp", &data(file)]);
        let is_other = file.starts_with("errors");
        assert_eq!(run.status == 1, is_other, "{run:?}");
        if is_other {
            assert!(run.stdout.contains("ocsp.try_later"), "{}", run.stdout);
        }
    }
    let run = verify(&["--ocsp", &ca]);
    assert_eq!(run.status, 2, "{run:?}");
}

#[test]
fn every_code_of_ocsp_is_listed() {
    let json = ucpki(["codes", "--json"]).json();
    let names = json["codes"].as_array().unwrap().iter().filter_map(|code| code["code"].as_str());
    assert!(names.filter(|name| name.starts_with("ocsp.")).count() > 30);
}
