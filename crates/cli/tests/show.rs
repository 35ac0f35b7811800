//! `ucpki show`, `compare`, `convert`, `fingerprint`, `asn1`, `completions` and `man`.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod command;

use command::{repository, temporary, ucpki};
use ucpki::show::Object;
use ucpki::x509::pem;

const LEAF: &str = "tests/data/chain/demo/leaf.pem";
const REVOKED: &str = "tests/data/chain/demo/revoked.pem";
const CRLS: &str = "tests/data/chain/demo/crls.pem";
const REQUEST: &str = "tests/data/csr/demo/request.pem";
/// Made for this test with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`; trust nothing here.
const KEY: &str = "\
-----BEGIN PRIVATE KEY-----\n\
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg19YlQjXkIjnAK23S\n\
4VIx20OcA0WseUoBXqdz+1zMGbChRANCAASr4uoZKlHDmeHxGtMgBv6hHcJWH4JQ\n\
dAnI0ib8TolAfWxt0SqOqE4Kp+xijwPEyPtbUA0mXBHrFSPM86KJMSjI\n\
-----END PRIVATE KEY-----\n";

fn read(path: &str) -> Vec<u8> {
    std::fs::read(repository().join(path)).unwrap()
}

fn objects(path: &str) -> Vec<Object> {
    let bytes = read(path);
    pem::objects(&bytes).map(|object| Object::read(object.unwrap()).unwrap()).collect()
}

#[test]
fn one_object_is_shown_alone() {
    for file in [LEAF, REQUEST] {
        let run = ucpki(["show", file]);
        assert_eq!((run.status, run.stdout), (0, objects(file)[0].text().to_string()), "{}", run.stderr);
    }
    // DER has no label, and text around a block says nothing.
    let der = temporary("request.der", objects(REQUEST)[0].as_der());
    assert_eq!(ucpki(["show", &der]).stdout, ucpki(["show", REQUEST]).stdout);
}

#[test]
fn many_objects_have_headings_and_a_broken_one_hides_nothing() {
    let text = |path: &str| String::from_utf8(read(path)).unwrap();
    let broken = "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n";
    let file = temporary("many.pem", format!("{KEY}{broken}{}", text(REQUEST)));
    let run = ucpki(["show", CRLS, &file]);
    assert_eq!(run.status, 2);
    let headings: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("# ")).collect();
    assert_eq!(headings.len(), 5, "{headings:?}");
    assert!(headings[0].ends_with(": crl") && headings[4].ends_with(": request"));
    assert!(headings[2].ends_with("line 1: PRIVATE KEY, not shown") && headings[3].ends_with(": unreadable"));
    assert!(run.stdout.contains("Certificate Request:\n") && run.stderr.contains("x509.truncated"), "{}", run.stderr);

    let document = ucpki(["show", "--json", &file]).json();
    assert_eq!((&document["format"], &document["version"]), (&"ucpki-show".into(), &1.into()));
    assert_eq!(document["objects"][0]["label"], "PRIVATE KEY");
    assert_eq!(document["objects"][1]["unreadable"]["code"]["code"], "x509.truncated");
    assert_eq!(document["objects"][2]["object"]["kind"], "request");
}

#[test]
fn json_says_what_the_text_says() {
    let document = ucpki(["show", "--json", LEAF, CRLS]).json();
    let leaf = &document["objects"][0]["object"];
    assert_eq!(leaf["subject"]["text"], "CN=sip.example.com,O=Example,C=DE");
    assert_eq!(leaf["serial"]["decimal"], "4868011471167492793");
    assert_eq!(leaf["public_key"]["nist_curve"], "P-256");
    let san = leaf["extensions"].as_array().unwrap().iter().find(|one| one["oid"] == "2.5.29.17").unwrap();
    assert_eq!(san["text"][0], "DNS:sip.example.com, IP Address:192.0.2.7");
    assert_eq!(san["decoded"][1]["value"], "192.0.2.7");
    let crl = &document["objects"][2]["object"];
    assert_eq!(crl["revoked"][0]["extensions"][0]["decoded"], "keyCompromise");
}

#[test]
fn a_summary_fits_on_a_screen() {
    let run = ucpki(["show", "--summary", LEAF]);
    assert!(run.stdout.starts_with("kind            certificate\nsubject         C = DE\n"), "{}", run.stdout);
    assert!(run.stdout.lines().count() <= 24 && !run.stdout.contains('\u{1B}'));
    assert!(ucpki(["--color", "always", "show", "--summary", LEAF]).stdout.contains("\u{1B}[1m"));
}

#[test]
fn differences_are_marked() {
    let same = ucpki(["compare", LEAF, LEAF]);
    assert_eq!(same.status, 0);
    assert!(!same.stdout.contains("* ") && same.stdout.contains("the same: compared in the mode exact"));
    let other = ucpki(["compare", LEAF, REVOKED]);
    assert_eq!(other.status, 1);
    assert!(other.stdout.lines().any(|line| line.starts_with("* ") && line.contains("CN = old.example.com")));
    let only = ucpki(["compare", "--differences", LEAF, REVOKED]);
    let side_by_side = only.stdout.lines().take_while(|line| !line.is_empty());
    assert!(
        side_by_side.clone().count() > 2 && side_by_side.clone().all(|line| line.starts_with("* ")),
        "{}",
        only.stdout
    );
    let crls = ["compare", CRLS, CRLS];
    assert_eq!((ucpki(crls).status, ucpki(crls).stdout.contains("compared in the mode")), (0, false));
    let document = ucpki(["compare", "--json", LEAF, REQUEST]).json();
    assert_eq!((&document["format"], &document["result"]), (&"ucpki-compare".into(), &"refused".into()));
    assert!(document["lines"].as_array().unwrap().iter().any(|line| line["same"] == false));
    assert_eq!(ucpki(["compare", LEAF, "nothing"]).status, 2);
}

#[test]
fn conversion_goes_there_and_back() {
    for (file, count) in [(LEAF, 1), (REQUEST, 1), (CRLS, 2)] {
        for block in 1..=count {
            let der = temporary("convert.der", "");
            let number = block.to_string();
            let run = ucpki(["convert", "--to", "der", "--block", &number, "--force", "--out", &der, file]);
            assert_eq!(run.status, 0, "{}", run.stderr);
            let object = &objects(file)[block - 1];
            assert_eq!(std::fs::read(&der).unwrap(), object.as_der());
            let pem = ucpki(["convert", "--to", "pem", &der]);
            assert_eq!(pem.stdout, pem::encode(object.label(), object.as_der()));
        }
    }
    let key = temporary("key.pem", KEY);
    let der = temporary("key.der", "");
    assert_eq!(ucpki(["convert", "--to", "der", "--force", "--out", &der, &key]).status, 0);
    assert_eq!(ucpki(["convert", "--to", "pem", &der]).stdout, KEY);
    let several = ucpki(["convert", "--to", "der", CRLS]);
    assert_eq!(several.status, 2);
    assert!(several.stderr.contains("--block"), "{}", several.stderr);
    let encrypted = temporary("encrypted.pem", KEY.replacen('\n', "\nProc-Type: 4,ENCRYPTED\n\n", 1));
    assert!(ucpki(["convert", "--to", "der", &encrypted]).stderr.contains("x509.pem_headers"));
}

#[test]
fn keys_and_certificates_are_compared_by_hash() {
    let key = temporary("fingerprint.pem", KEY);
    let run = ucpki(["fingerprint", LEAF, &key]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains(&objects(LEAF)[0].fingerprints().sha256()));
    assert_eq!(run.stdout.matches("key SHA-256").count(), 2);
    let document = ucpki(["fingerprint", "--json", &key]).json();
    assert_eq!(document["objects"][0]["kind"], "PRIVATE KEY");
    assert!(document["objects"][0].get("fingerprints").is_none(), "a hash of the private key itself");
    assert_eq!(document["objects"][0]["spki_fingerprints"]["sha256"].as_str().unwrap().len(), 95);
}

#[test]
fn errors_can_be_looked_up() {
    let run = ucpki(["asn1", REQUEST, "--at", "135"]);
    assert_eq!(run.status, 0);
    assert!(
        run.stdout.contains(">   132  2+13  ") && run.stdout.contains("UTF8String \"demo password\""),
        "{}",
        run.stdout
    );
    assert!(run.stdout.ends_with("byte 135: 01 09 07 31 0f 0c 0d 64 [65] 6d 6f 20 70 61 73 73 77\n"));
    let key = temporary("asn1.pem", KEY);
    assert!(!ucpki(["asn1", &key]).stdout.contains("OCTET STRING"), "a private key is shown");
}

#[test]
fn shells_and_packages_are_served() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(ucpki(["completions", shell]).stdout.contains("fingerprint"), "{shell}");
    }
    assert!(ucpki(["man"]).stdout.starts_with(".ie"));
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("man");
    let _ = std::fs::remove_dir_all(&folder);
    assert_eq!(ucpki(["man", "--out", folder.to_str().unwrap()]).status, 0);
    let page = std::fs::read_to_string(folder.join("ucpki-csr-new.1")).unwrap();
    assert!(page.contains("ucpki csr new") && page.contains("key\\-out"), "{page}");
    assert!(folder.join("ucpki.1").is_file() && folder.join("ucpki-show.1").is_file());
    let again = ucpki(["man", "--out", folder.to_str().unwrap()]);
    assert!(again.status == 2 && again.stderr.contains("exists"), "{again:?}");
    assert_eq!(ucpki(["man", "--force", "--out", folder.to_str().unwrap()]).status, 0);
}
