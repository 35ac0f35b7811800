//! `ucpki verify` and `ucpki codes`: what people read, what programs read, and the exit status.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod command;

use command::{Run, repository, temporary, ucpki};
use ucpki::x509::der::{Tag, Writer};
use ucpki::x509::{Oid, oids, pem};
use ucpki_tests::make::{Cert, Subtree};

const ROOT: &str = "tests/data/chain/demo/root.pem";
const INTERMEDIATE: &str = "tests/data/chain/demo/intermediate.pem";
const CRLS: &str = "tests/data/chain/demo/crls.pem";
const LEAF: &str = "tests/data/chain/demo/leaf.pem";
const REVOKED: &str = "tests/data/chain/demo/revoked.pem";

/// `ucpki verify` on the chain of the README, with more arguments.
fn demo<'a>(more: impl IntoIterator<Item = &'a str>) -> Run {
    let fixed = ["verify", "--anchors", ROOT, "--untrusted", INTERMEDIATE, "--at", "2026-11-22T00:00:00Z"];
    ucpki(fixed.into_iter().chain(more))
}

#[track_caller]
fn prints(run: &Run, status: i32, expected: &str) {
    assert_eq!(run.stdout, expected, "{}", run.stderr);
    assert_eq!((run.status, run.stderr.as_str()), (status, ""));
}

#[track_caller]
fn complains(run: &Run, expected: &str) {
    assert_eq!(run.stderr, expected);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
}

#[test]
fn an_accepted_chain_shows_its_path_and_its_evidence() {
    let expected = "\
accepted: sip.example.com (subjectAltName 0)
  --> tests/data/chain/demo/leaf.pem
   |
   |  CN=Example Root CA,O=Example,C=DE  (anchor)
   |  └─ CN=Example Issuing CA,O=Example,C=DE  (certificate 1, until 2036-01-01T00:00:00Z, good by CRL number 0x01 of 2026-01-01T00:00:00Z)
   |     └─ CN=sip.example.com,O=Example,C=DE  (leaf, until 2036-01-01T00:00:00Z, good by CRL number 0x01 of 2026-01-01T00:00:00Z)
   |
   = valid until: 2036-01-01T00:00:00Z
   = judged: sip.example.com as server at 2026-11-22T00:00:00Z, profile rfc5280
   = work: 4 signatures and 1 path checked
";
    prints(&demo(["--crl", CRLS, "--name", "sip.example.com", LEAF]), 0, expected);
}

#[test]
fn a_refusal_marks_the_offender_and_what_else_is_wrong() {
    let expected = "\
error[chain.expired]: the certificate is past its notAfter
  --> tests/data/chain/demo/leaf.pem, the leaf
   |
   |  CN=Example Root CA,O=Example,C=DE  (anchor)
   |  └─ CN=Example Issuing CA,O=Example,C=DE  (certificate 1, until 2036-01-01T00:00:00Z)
   |     ------------------------------------ refuse: chain.expired
   |     └─ CN=sip.example.com,O=Example,C=DE  (leaf, until 2036-01-01T00:00:00Z)
   |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ notAfter 2036-01-01T00:00:00Z, judged at 2036-11-22T00:00:00Z
   |
   = rule: RFC 5280, 6.1.3 (a)(2)
   = help: it ended 326 days before: its owner has to have it renewed

error[chain.expired]: the certificate is past its notAfter
  --> certificate 1 of the path
   = found: notAfter 2036-01-01T00:00:00Z, judged at 2036-11-22T00:00:00Z
   = rule: RFC 5280, 6.1.3 (a)(2)
   = help: it ended 326 days before: a newer certificate of the same CA, given with --untrusted, can replace it

refused: sip.example.com as server at 2036-11-22T00:00:00Z, profile rfc5280; 0 signatures and 0 paths checked
";
    let at = ["verify", "--anchors", ROOT, "--untrusted", INTERMEDIATE, "--at", "2036-11-22T00:00:00Z"];
    prints(&ucpki(at.into_iter().chain(["--name", "sip.example.com", LEAF])), 1, expected);
}

#[test]
fn another_name_is_refused_with_the_names_that_are_there() {
    let expected = "\
error[matcher.name_mismatch]: none of the certificate's names matches the expected name
  --> tests/data/chain/demo/leaf.pem, the leaf
   |
   |  CN=Example Root CA,O=Example,C=DE  (anchor)
   |  └─ CN=Example Issuing CA,O=Example,C=DE  (certificate 1, until 2036-01-01T00:00:00Z)
   |     └─ CN=sip.example.com,O=Example,C=DE  (leaf, until 2036-01-01T00:00:00Z)
   |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sip was asked for, and it has sip.example.com, 192.0.2.7
   |
   = rule: RFC 9525, 6
   = note: one is the host name alone, the other the same host name with its domain
   = help: if this is the peer that is meant, configure its name as the certificate has it: --name sip.example.com

refused: sip as server at 2026-11-22T00:00:00Z, profile rfc5280; 0 signatures and 0 paths checked
";
    prints(&demo(["--name", "sip", LEAF]), 1, expected);
    let address = demo(["--ip", "192.0.2.9", REVOKED]);
    let help = "= help: connect by the host name instead of the address: --name old.example.com\n";
    assert!(address.stdout.contains(help), "{}", address.stdout);
}

#[test]
fn a_missing_issuer_is_drawn_and_named() {
    let expected = "\
error[chain.issuer_unknown]: no certificate and no anchor has the name of the issuer
  --> tests/data/chain/demo/leaf.pem, the leaf
   |
   |  CN=Example Issuing CA,O=Example,C=DE  (not found)
   |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ key identifier ca21abbed9c966babf7ee0262d9e8f0c34af82cc
   |  └─ CN=sip.example.com,O=Example,C=DE  (leaf, until 2036-01-01T00:00:00Z)
   |
   = rule: RFC 5280, 6.1.3 (a)(4)
   = help: give the certificate of its issuer (CN=Example Issuing CA,O=Example,C=DE, key identifier ca21abbed9c966babf7ee0262d9e8f0c34af82cc) with --untrusted, or with --anchors if you trust it

refused: anyone as server at 2026-11-22T00:00:00Z, profile rfc5280; 0 signatures and 0 paths checked
";
    let arguments = ["verify", "--anchors", ROOT, "--at", "2026-11-22T00:00:00Z", "--no-name", LEAF];
    prints(&ucpki(arguments), 1, expected);
}

#[test]
fn a_revoked_certificate_says_why_and_since_when() {
    let run = demo(["--crl", CRLS, "--name", "old.example.com", REVOKED]);
    let mark = "^ keyCompromise since 2026-06-01T00:00:00Z, by CRL number 0x01 of 2026-01-01T00:00:00Z\n";
    assert!(run.status == 1 && run.stdout.starts_with("error[chain.revoked]: "), "{run:?}");
    assert!(run.stdout.contains(mark) && run.stdout.contains("= rule: RFC 5280, 6.3.3\n"), "{}", run.stdout);
}

#[test]
fn revocation_is_checked_if_a_list_is_given_or_a_policy_named() {
    let codes = |more: &[&str]| {
        let run = demo(more.iter().copied().chain(["--json", "--no-name", LEAF]));
        let document = run.json();
        (
            run.status,
            document["accepted"]["warnings"].as_array().map(Vec::len),
            document["refused"]["code"]["code"].clone(),
        )
    };
    let unknown = serde_json::json!("chain.revocation_unknown");
    assert_eq!(codes(&[]), (0, Some(0), serde_json::Value::Null));
    assert_eq!(codes(&["--on-unknown", "refuse"]), (1, None, unknown));
    assert_eq!(codes(&["--on-unknown", "warn"]), (0, Some(2), serde_json::Value::Null));
    assert_eq!(codes(&["--crl", CRLS]), (0, Some(0), serde_json::Value::Null));
    let text = demo(["--no-name", LEAF]).stdout;
    assert!(text.contains("= revocation: not checked: no --crl was given\n"), "{text}");
}

#[test]
fn the_question_is_never_narrowed_silently() {
    let fixed = ["verify", "--anchors", ROOT];
    let run = ucpki(fixed.into_iter().chain([LEAF]));
    assert_eq!(run.status, 2);
    assert!(run.stderr.starts_with("error: whose certificate must it be? Give --name HOST or --ip ADDR"), "{run:?}");
    let client = ucpki(fixed.into_iter().chain(["--purpose", "client", LEAF]));
    assert!(client.status == 2 && client.stderr.contains("--no-name"), "{client:?}");
    let two = ucpki(fixed.into_iter().chain(["--name", "a.example.com", "--no-name", LEAF]));
    assert_eq!(two.status, 2, "{two:?}");
    let nobody_trusted = ucpki(["verify", "--no-name", LEAF]);
    assert!(nobody_trusted.status == 2 && nobody_trusted.stderr.contains("whom to trust?"), "{nobody_trusted:?}");
    let no_leaf = ucpki(fixed.into_iter().chain(["--no-name"]));
    assert!(no_leaf.status == 2 && no_leaf.stderr.contains("which certificate is to be judged?"), "{no_leaf:?}");
    // A name is nothing that signers of CRLs have.
    let signer = ucpki(["verify", "--anchors", ROOT, "--json", "--purpose", "crl-signing", INTERMEDIATE]);
    assert_eq!((signer.status, signer.json()["params"]["purpose"].as_str()), (0, Some("crl-signing")), "{signer:?}");
}

#[test]
fn lists_of_files_take_several_values_and_the_leaf_comes_first_or_last() {
    let at = ["verify", "--at", "2026-11-22T00:00:00Z", "--no-name"];
    for order in [
        vec!["--anchors", ROOT, "--untrusted", INTERMEDIATE, LEAF],
        vec![LEAF, "--anchors", ROOT, "--untrusted", INTERMEDIATE],
        vec!["--untrusted", REVOKED, INTERMEDIATE, "--anchors", INTERMEDIATE, ROOT, "--", LEAF],
        vec!["--untrusted", REVOKED, "--untrusted", INTERMEDIATE, "--anchors", ROOT, INTERMEDIATE, LEAF],
    ] {
        let run = ucpki(at.into_iter().chain(order.iter().copied()));
        assert_eq!(run.status, 0, "{order:?} {run:?}");
        assert!(run.stdout.contains(&format!("--> {LEAF}\n")), "{}", run.stdout);
    }
    // The last list has one file only: nothing is left for the leaf.
    let none = ucpki(at.into_iter().chain(["--untrusted", INTERMEDIATE, REVOKED, "--anchors", ROOT]));
    assert!(none.status == 2 && none.stderr.contains("which certificate is to be judged?"), "{none:?}");
}

#[test]
fn a_file_with_the_whole_chain_is_enough() {
    let read = |name: &str| std::fs::read_to_string(repository().join(name)).unwrap();
    let chain = temporary("chain.pem", format!("{}{}", read(LEAF), read(INTERMEDIATE)));
    let at = ["verify", "--at", "2026-11-22T00:00:00Z", "--anchors", ROOT, "--name", "sip.example.com"];
    assert_eq!(ucpki(at.into_iter().chain([chain.as_str()])).status, 0);
    assert_eq!(ucpki(at.into_iter().chain([LEAF])).status, 1);
}

#[test]
fn a_pinned_leaf_needs_no_path() {
    let pinned = ["verify", "--at", "2026-11-22T00:00:00Z", "--no-name", "--pinned", LEAF];
    let run = ucpki(pinned.into_iter().chain(["--json", "--", LEAF]));
    let document = run.json();
    assert_eq!((run.status, document["accepted"]["anchor"]["kind"].as_str()), (0, Some("pinned_leaf")), "{run:?}");
    assert_eq!(ucpki(pinned.into_iter().chain(["--", REVOKED])).status, 1);
}

#[test]
fn an_anchor_that_is_no_root_needs_to_be_allowed() {
    let fixed = ["verify", "--at", "2026-11-22T00:00:00Z", "--no-name", "--anchors", INTERMEDIATE];
    let run = ucpki(fixed.into_iter().chain(["--", LEAF]));
    assert_eq!(run.status, 1);
    let help =
        "CN=Example Issuing CA,O=Example,C=DE is an anchor, but no root: `--partial-chain` lets a path end there";
    assert!(run.stdout.contains(help), "{}", run.stdout);
    assert_eq!(ucpki(fixed.into_iter().chain(["--partial-chain", LEAF])).status, 0);
}

/// The root with OpenSSL's trust settings: `trust` if there is one, and `reject`.
fn trusted_root(name: &str, trust: Option<&[Oid<'_>]>, reject: &[Oid<'_>]) -> String {
    let text = std::fs::read(repository().join(ROOT)).unwrap();
    let mut der = pem::blocks(&text).next().unwrap().unwrap().into_der();
    let mut settings = Writer::new();
    let list = |writer: &mut Writer, oids: &[Oid<'_>]| oids.iter().for_each(|oid| writer.oid(*oid));
    settings.nested(Tag::SEQUENCE, |fields| {
        if let Some(trust) = trust {
            fields.nested(Tag::SEQUENCE, |purposes| list(purposes, trust));
        }
        if !reject.is_empty() {
            fields.nested(Tag::context_constructed(0), |purposes| list(purposes, reject));
        }
    });
    der.extend_from_slice(settings.as_bytes());
    temporary(name, pem::encode("TRUSTED CERTIFICATE", &der))
}

#[test]
fn trust_settings_of_an_anchor_count() {
    for (name, trust, reject, status) in [
        ("trust-server.pem", Some(&[oids::SERVER_AUTH][..]), &[][..], 0),
        ("trust-client.pem", Some(&[oids::CLIENT_AUTH]), &[], 1),
        ("trust-nothing.pem", Some(&[]), &[], 1),
        ("reject-client.pem", None, &[oids::CLIENT_AUTH], 0),
        ("reject-server.pem", None, &[oids::SERVER_AUTH], 1),
    ] {
        let root = trusted_root(name, trust, reject);
        let fixed = ["verify", "--json", "--at", "2026-11-22T00:00:00Z", "--no-name", "--untrusted", INTERMEDIATE];
        let run = ucpki(fixed.into_iter().chain(["--anchors", &root, LEAF]));
        assert_eq!(run.status, status, "{name} {run:?}");
        if status == 1 {
            assert_eq!(run.json()["refused"]["code"]["code"], "chain.anchor_purpose", "{name}");
        }
    }
}

#[test]
fn files_that_are_something_else_are_explained() {
    let verify = |anchors: &str| {
        let run = ucpki(["verify", "--no-name", "--anchors", anchors, "--", LEAF]);
        Run { stderr: run.stderr.replace(anchors, "FILE"), ..run }
    };
    let html = temporary("page.html", "<!DOCTYPE html><title>Log in</title>");
    let expected = "\
error[x509.pem_no_block]: this is an HTML or XML page, such as a login or error page; a certificate is expected
  --> FILE:1
   = help: fetch the file itself, not the page that leads to it
";
    complains(&verify(&html), expected);
    let base64 = "\
error[x509.pem_not_base64]: a character that is not base64
  --> FILE:4
   = rule: RFC 7468, 3
";
    let broken = temporary("broken.pem", "note\n-----BEGIN CERTIFICATE-----\nMAA=\n?\n-----END CERTIFICATE-----\n");
    complains(&verify(&broken), base64);
    let inside = "\
error[x509.truncated]: the input ends inside a value
  --> FILE:3, byte 35 of the file (byte 2 of the DER in it)
   = rule: X.690, 8.1.3
";
    let short = temporary("short.pem", "note\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    complains(&verify(&short), inside);
    let missing = verify("tests/data/no-such-file.pem");
    complains(&missing, "error: No such file or directory (os error 2)\n  --> FILE\n");
    for (name, content, help) in [
        ("empty", &b""[..], "an empty file"),
        ("utf16", b"\xFF\xFE-\0-\0", "UTF-16"),
        (
            "request",
            b"-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
            "a certificate request",
        ),
        (
            "key",
            b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
            "this is a private key; a certificate is expected",
        ),
        ("p7b", b"-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n", "openssl pkcs7"),
        ("p7b.der", b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\0", "openssl pkcs7"),
        ("p12", b"\x30\x05\x02\x01\x03\x30\x00", "openssl pkcs12"),
        ("base64", b"MIIBszCCAVmgAwIBAgIUFJ1", "base64 without its BEGIN and END lines"),
    ] {
        let run = verify(&temporary(name, content));
        assert!(run.status == 2 && run.stderr.contains(help), "{name}: {run:?}");
    }
    assert!(verify(CRLS).stderr.contains("this is a CRL; a certificate is expected"));
    let crl = ucpki(["verify", "--no-name", "--anchors", ROOT, "--crl", LEAF, "--", LEAF]);
    assert!(crl.status == 2 && crl.stderr.contains("this is a certificate; a CRL is expected"), "{crl:?}");
}

#[test]
fn unreadable_input_is_told_as_json_too() {
    let broken = temporary("broken-json.pem", "\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    let run = ucpki(["verify", "--json", "--no-name", "--anchors", &broken, "--", LEAF]);
    let document = run.json();
    assert_eq!((run.status, document["result"].as_str()), (2, Some("unreadable")));
    let trouble = &document["unreadable"];
    assert_eq!(trouble["code"]["code"], "x509.truncated");
    assert_eq!((trouble["line"].as_u64(), trouble["byte"].as_u64()), (Some(2), Some(2)));
    assert_eq!(trouble["file"], *broken);
}

#[test]
fn nothing_from_outside_steers_the_terminal() {
    let hostile = "x\u{1B}[31m\u{9B}31m\u{202E}\r\n\u{7}";
    let root = Cert::new("Root").ca(None);
    let leaf = Cert::new(hostile).issued_by(&root).end_entity().san_dns("a\u{1B}[2J.example.com");
    let (root, leaf) = (temporary("hostile-root.pem", root.pem()), temporary("hostile\u{1B}[2J.pem", leaf.pem()));
    let fixed = ["verify", "--at", "2030-01-01T00:00:00Z", "--name", "b.example.com", "--anchors", &root];
    for format in ["--color=never", "--json"] {
        let run = ucpki(fixed.into_iter().chain([format, &leaf]));
        let raw = |character: char| (character.is_control() && character != '\n') || character == '\u{202E}';
        assert!(run.status == 1 && !run.stdout.contains(raw), "{run:?}");
        assert!(run.stdout.contains("x\\1B[31m") || run.stdout.contains("x\\\\1B[31m"), "{}", run.stdout);
    }
}

#[test]
fn a_self_signed_leaf_can_be_pinned() {
    let own = temporary("self-signed.pem", Cert::new("device").end_entity().san_dns("sip.example.com").pem());
    let fixed = ["verify", "--at", "2030-01-01T00:00:00Z", "--name", "sip.example.com"];
    let run = ucpki(fixed.into_iter().chain(["--anchors", ROOT, &own]));
    assert!(run.stdout.starts_with("error[chain.root_untrusted]: ") && run.status == 1, "{run:?}");
    assert!(run.stdout.contains("help: if it is the peer's own certificate (SHA-256 "), "{}", run.stdout);
    assert!(run.stdout.contains("), give it with --pinned\n"), "{}", run.stdout);
    assert_eq!(ucpki(fixed.into_iter().chain(["--pinned", &own, &own])).status, 0);
}

#[test]
fn colours_are_off_unless_asked_for_or_on_a_terminal() {
    let escapes = |more: &[&str]| demo(more.iter().copied().chain(["--no-name", LEAF])).stdout.contains('\u{1B}');
    assert!(!escapes(&[]));
    assert!(!escapes(&["--color", "never"]));
    assert!(escapes(&["--color", "always"]));
}

#[test]
fn a_spent_budget_is_no_judgement() {
    // More than a million comparisons of names with constraints.
    let many = |name: &str| (0..1_100).map(|count| Subtree::dns(&format!("{name}{count}.test"))).collect::<Vec<_>>();
    let root = Cert::new("Root").ca(None);
    let above = Cert::new("CA").issued_by(&root).ca(None).name_constraints(&[], &many("x"));
    let leaf = Cert::new("Leaf").issued_by(&above).end_entity();
    let leaf = (0..1_100).fold(leaf, |leaf, count| leaf.san_dns(&format!("y{count}.test")));
    let (root, leaf) = (temporary("many-root.pem", root.pem()), temporary("many-leaf.pem", leaf.pem() + &above.pem()));
    let fixed = ["verify", "--at", "2030-01-01T00:00:00Z", "--no-name", "--anchors", &root];
    let run = ucpki(fixed.into_iter().chain(["--json", &leaf]));
    let document = run.json();
    assert_eq!((run.status, document["result"].as_str()), (3, Some("undecided")), "{run:?}");
    assert_eq!(document["refused"]["cause"], "exhausted");
    assert_eq!(document["refused"]["limit"]["name"], "comparisons");
    let text = ucpki(fixed.into_iter().chain(["--", &leaf])).stdout;
    assert!(text.starts_with("error[chain.exhausted]: ") && text.contains("= note: this is not a judgement"), "{text}");
    assert!(text.contains("\nundecided: "), "{text}");
}

#[test]
fn json_has_the_path_the_name_and_the_evidence() {
    let document = demo(["--json", "--crl", CRLS, "--name", "sip.example.com", LEAF]).json();
    let accepted = &document["accepted"];
    assert_eq!(document["params"]["identity"], serde_json::json!({"kind": "dns", "name": "sip.example.com"}));
    let place = serde_json::json!({"field": "subject_alt_name", "index": 0});
    let name = serde_json::json!({"kind": "dns", "name": "sip.example.com", "wildcard": false, "place": place});
    assert_eq!(accepted["matched_name"], name);
    let subjects: Vec<_> = accepted["path"].as_array().unwrap().iter().map(|found| &found["subject"]).collect();
    assert_eq!(subjects, ["CN=sip.example.com,O=Example,C=DE", "CN=Example Issuing CA,O=Example,C=DE"]);
    assert_eq!(accepted["anchor"]["name"], "CN=Example Root CA,O=Example,C=DE");
    assert_eq!(accepted["revocation"][0]["status"], "good");
    assert_eq!(accepted["revocation"][0]["evidence"]["number"], "01");
    assert_eq!(accepted["valid_until"], "2036-01-01T00:00:00Z");
    assert_eq!(document["work"]["signatures"], 2);
    assert_eq!(document["work"]["revocation_signatures"], 2);
    let again = demo(["--json", "--crl", CRLS, "--name", "sip.example.com", LEAF]);
    assert_eq!(again.json(), document, "the same question gives the same answer");
}

#[test]
fn codes_are_listed_once_each() {
    let run = ucpki(["codes", "--json"]);
    let document = run.json();
    assert_eq!(
        (run.status, document["format"].as_str(), document["version"].as_u64()),
        (0, Some("ucpki-codes"), Some(1))
    );
    let codes = document["codes"].as_array().unwrap();
    let numbers: Vec<u64> = codes.iter().map(|code| code["number"].as_u64().unwrap()).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    for noun in ["x509.", "crypto.", "chain.", "matcher.", "crl."] {
        assert!(codes.iter().any(|code| code["code"].as_str().unwrap().starts_with(noun)), "{noun}");
    }
    let text = ucpki(["codes"]).stdout;
    assert!(
        text.contains("3001 chain.expired (refused)\n     the certificate is past its notAfter\n     RFC 5280"),
        "{text}"
    );
}

#[test]
fn every_profile_and_mode_has_its_effect() {
    let code =
        |more: &[&str]| demo(more.iter().copied().chain(["--json", LEAF])).json()["refused"]["code"]["code"].clone();
    assert_eq!(code(&["--no-name", "--purpose", "1.3.6.1.5.5.7.3.3"]), "chain.purpose");
    assert_eq!(code(&["--no-name", "--max-depth", "0"]), "chain.too_deep");
    assert_eq!(code(&["--no-name", "--purpose", "both"]), serde_json::Value::Null);
    assert_eq!(code(&["--name", "other.example.com", "--name-mode", "off"]), serde_json::Value::Null);
    let no_eku = ["verify", "--json", "--at", "2030-01-01T00:00:00Z", "--no-name"];
    let folder = "tests/data/chain/missing-eku";
    let (root, leaf) = (format!("{folder}/root.pem"), format!("{folder}/no-extension.pem"));
    let with = |profile: &str| {
        ucpki(no_eku.into_iter().chain([
            "--profile",
            profile,
            "--anchors",
            &root,
            "--untrusted",
            &format!("{folder}/chain.pem"),
            &leaf,
        ]))
    };
    assert_eq!(with("rfc5280").status, 0);
    assert_eq!(with("webpki").json()["refused"]["code"]["code"], "chain.eku_missing");
}
