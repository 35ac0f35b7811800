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

/// An empty folder of its own.
fn empty_folder(name: &str) -> std::path::PathBuf {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The files of a private CA and its responder.
fn site(file: &str) -> String {
    data(&format!("responder/{file}"))
}

fn answered(more: &[&str]) -> Run {
    let (ca, crl) = (site("ca.pem"), site("ca.crl"));
    ucpki(["ocsp", "answer", "--issuer", &ca, "--crl", &crl].iter().chain(more))
}

const ANSWERED_AT: &str = "2027-01-01T00:00:00Z";

#[test]
fn answer_signs_as_the_ca_and_as_its_responder() {
    let folder = empty_folder("ocsp-answer");
    let out = folder.join("response.der").display().to_string();
    let (leaf, ca, request) = (site("leaf.pem"), site("ca.pem"), site("request-nonce.der"));
    for (signer, name) in [("ca", "issuer"), ("delegate", "delegate")] {
        let (signer, key) = (site(&format!("{signer}.pem")), site(&format!("{signer}.key")));
        let signing = ["--signer", &signer, "--key", &key, "--at", ANSWERED_AT, "--lifetime", "600"];
        let run = answered(&[&signing[..], &["--out", &out, "--force", &request]].concat());
        assert_eq!(run.status, 0, "{run:?}");
        assert!(run.stdout.contains("holds until: 2027-01-01T00:10:00Z"), "{}", run.stdout);
        let about = ["--certificate", &leaf, "--issuer", &ca, "--request", &request, "--at", ANSWERED_AT];
        let run = ucpki(["ocsp", "check", "--json"].iter().chain(&about).chain(&[&*out]));
        let json = run.json();
        assert_eq!((&json["status"], &json["signer"], &json["nonce"]), (&json!("good"), &json!(name), &json!(true)));
    }
}

#[test]
fn presign_makes_what_answer_hands_out_without_a_key() {
    let folder = empty_folder("ocsp-presign");
    let place = folder.display().to_string();
    let (ca, signer, key, crl) = (site("ca.pem"), site("delegate.pem"), site("delegate.key"), site("ca.crl"));
    let (leaf, revoked) = (site("leaf.pem"), site("revoked.pem"));
    let presign = |more: &[&str]| {
        let who = ["--issuer", &ca, "--signer", &signer, "--key", &key, "--at", ANSWERED_AT, "--out-dir", &place];
        ucpki(["ocsp", "presign"].iter().chain(&who).chain(more))
    };
    // Without a list nobody knows, and nothing is written.
    let run = presign(&[&leaf]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("give the CA's current CRL with --crl"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    let run = presign(&["--crl", &crl, &leaf, &revoked]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(["2001.der", "2002.der"].iter().all(|name| folder.join(name).exists()));
    // Another CA's certificate is none of its business.
    let run = presign(&["--crl", &crl, &data("demo/leaf.pem")]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--issuer takes the certificate of that CA"), "{}", run.stderr);

    for request in ["request.der", "request-nonce.der"] {
        let run =
            answered(&["--signer", &signer, "--presigned", &place, "--at", ANSWERED_AT, "--json", &site(request)]);
        assert_eq!((run.status, &run.json()["nonce"]), (0, &json!(false)));
    }
    // A day later they are over.
    let (request, later) = (site("request.der"), "2027-01-02T00:00:00Z");
    let run = answered(&["--signer", &signer, "--presigned", &place, "--at", later, "--json", &request]);
    assert_eq!((run.status, &run.json()["problem"]["code"]), (1, &json!("ocsp.not_presigned")));
    assert_eq!(run.json()["status"], "unauthorized");
}

#[test]
fn a_get_is_answered_by_its_path() {
    let (leaf, ca, key) = (site("leaf.pem"), site("ca.pem"), site("ca.key"));
    let asked = ucpki(["ocsp", "request", "--issuer", &ca, "--json", &leaf]).json();
    let uri = asked["responders"][0]["get"].as_str().unwrap().to_owned();
    let path = uri.strip_prefix("http://ocsp.example.com").unwrap();
    let run = answered(&["--key", &key, "--at", ANSWERED_AT, "--json", "--get", path]);
    assert_eq!((run.status, &run.json()["status"]), (0, &json!("successful")));
    let run = answered(&["--key", &key, "--at", ANSWERED_AT, "--get", "/favicon.ico"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--get: the path of a GET request"), "{}", run.stderr);
}

#[test]
fn what_clients_would_refuse_is_refused_at_the_prompt() {
    let (leaf, key, request) = (site("leaf.pem"), site("delegate.key"), site("request.der"));
    let run = answered(&["--signer", &leaf, &request]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("has no certificate by the issuer's key for signing OCSP responses"), "{}", run.stderr);
    let run = answered(&["--key", &key, &request]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--signer takes the certificate that belongs to --key"), "{}", run.stderr);
    let (crl, other) = (site("ca.crl"), data("demo/ca.pem"));
    let run = ucpki(["ocsp", "answer", "--issuer", &other, "--crl", &crl, &request]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("is not signed by the issuer's key"), "{}", run.stderr);
    // What is not a request gets a response as well: the client is told.
    let run = answered(&["--key", &site("ca.key"), "--json", &leaf]);
    assert_eq!((run.status, &run.json()["status"]), (1, &json!("malformedRequest")));
}
