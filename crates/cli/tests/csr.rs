//! `ucpki key` and `ucpki csr`: files, answers, exit status, and that no key is shown.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod command;

use command::{Run, temporary, ucpki};
use std::path::{Path, PathBuf};

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("csr-{name}"));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn at(folder: &Path, name: &str) -> String {
    folder.join(name).into_os_string().into_string().unwrap()
}

/// Arguments in one line; none holds a blank.
fn run(line: &str) -> Run {
    ucpki(line.split_ascii_whitespace())
}

#[track_caller]
fn done(line: &str) -> Run {
    let run = run(line);
    assert_eq!(run.status, 0, "{line}: {run:?}");
    run
}

#[test]
fn a_key_and_its_request() {
    let here = folder("request");
    let (key, request) = (at(&here, "a.key"), at(&here, "a.csr"));
    let line = format!(
        "csr new --node edge1.contoso.dev --role edge --deployment per-peer --cluster edge.contoso.dev --country NO \
         --organization Contoso --new-key p256 --key-out {key} --no-passphrase --out {request}"
    );
    assert_eq!(
        done(&line).stdout,
        format!(
            "request: {request}\nkey: {key}\nsubject: CN=edge1.contoso.dev,O=Contoso,C=NO\n\
             a public CA would say: keyAgreement is requested, which public CAs do not issue\n\
             a public CA would say: client authentication is requested, which public CAs stop issuing\n"
        )
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Nothing is overwritten silently, neither the key nor the request.
    let before = std::fs::read(&key).unwrap();
    let again = run(&line);
    assert_eq!((again.status, again.stdout.as_str()), (2, ""));
    assert!(again.stderr.contains("the file exists"), "{}", again.stderr);
    assert_eq!(std::fs::read(&key).unwrap(), before);
    done(&format!("{line} --force"));
    assert_ne!(std::fs::read(&key).unwrap(), before);
    // Nothing is left beside them.
    assert_eq!(std::fs::read_dir(&here).unwrap().count(), 2);

    let shown = done(&format!("csr show --json {request}")).json();
    assert_eq!(shown["proof"]["holds"], true);
    assert_eq!(shown["extensions"][2]["values"], serde_json::json!(["DNS:edge1.contoso.dev", "DNS:edge.contoso.dev"]));
    assert_eq!(shown["public_key"], done(&format!("key show --json {key}")).json()["key"]["public_key"]);
    assert_eq!(done(&format!("csr lint --rules expressway {request}")).stdout, format!("ok: {request}\n"));
    let covered = run(&format!("csr coverage --json {request} --node edge2.contoso.dev"));
    assert_eq!((covered.status, &covered.json()["reissue"]), (1, &"required".into()));
    assert!(done(&format!("csr extensions --openssl {request}")).stdout.contains("DNS.2 = edge.contoso.dev"));

    let renewed = at(&here, "b.csr");
    done(&format!("csr renew {request} --key {key} --out {renewed} --names a.contoso.dev,b.contoso.dev"));
    let shown = done(&format!("csr show --json {renewed}")).json();
    assert_eq!(shown["extensions"][2]["values"], serde_json::json!(["DNS:a.contoso.dev", "DNS:b.contoso.dev"]));
    assert_eq!(shown["subject"], "CN=edge1.contoso.dev,O=Contoso,C=NO");
}

#[test]
fn a_request_is_shown_as_by_show_with_its_proof() {
    let file = "tests/data/csr/demo/request.pem";
    let text = done(&format!("show {file}")).stdout;
    let shown = done(&format!("csr show {file}")).stdout;
    assert_eq!(shown, format!("{text}Proof of possession: holds\nJudge with: ucpki csr lint {file}\n"));
    let summary = done(&format!("show --summary {file}")).stdout;
    let shown = done(&format!("csr show --summary {file}")).stdout;
    assert_eq!(shown, format!("{summary}proof           holds\njudge with      ucpki csr lint {file}\n"));
    let shown = done(&format!("csr show --json {file}")).json();
    assert_eq!(shown["request"], done(&format!("show --json {file}")).json()["objects"][0]["object"]);
    assert_eq!(
        (&shown["subject"], &shown["key"]["kind"]),
        (&"CN=sip.example.com,O=Example,C=NO".into(), &"Ed25519".into())
    );
    assert_eq!(shown["proof"], serde_json::json!({ "holds": true, "text": "holds" }));

    // Another signature: all of the request is shown nevertheless.
    let pem = std::fs::read_to_string(command::repository().join(file)).unwrap();
    let end = pem.find("\n-----END").unwrap();
    let other = if &pem[end - 5..end - 4] == "A" { "B" } else { "A" };
    let broken = temporary("broken.csr", format!("{}{other}{}", &pem[..end - 5], &pem[end - 4..]));
    let shown = run(&format!("csr show {broken}"));
    assert_eq!(shown.status, 1);
    assert!(shown.stdout.contains("Proof of possession: the request is not signed with"), "{}", shown.stdout);
    assert!(shown.stdout.contains("DNS:sip.example.com"));
    assert_eq!(run(&format!("csr show --json {broken}")).json()["proof"]["holds"], false);
}

#[test]
fn names_come_with_reasons() {
    let topology = temporary(
        "topology.json",
        r#"{ "preset": "cucm", "purpose": "tomcat", "deployment": "shared", "node": "cucm1.contoso.dev",
             "peers": ["cucm2.contoso.dev"], "parent-domain": "contoso.dev", "removed": ["contoso.dev"] }"#,
    );
    let answer = done(&format!("csr new --explain --json --topology {topology} --set generation=old")).json();
    assert_eq!(answer["common_name"], "cucm1-ms.contoso.dev");
    assert_eq!(answer["switches"]["generation"], "old");
    let names: Vec<_> = answer["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| (name["name"].as_str().unwrap().to_owned(), name["reasons"].to_string(), name["included"] == true))
        .collect();
    let expected = [
        ("DNS:cucm1.contoso.dev", "[\"node\"]", true),
        ("DNS:cucm2.contoso.dev", "[\"peer\"]", true),
        ("DNS:contoso.dev", "[\"parent\",\"removed\"]", false),
    ];
    assert_eq!(names, expected.map(|(name, reasons, included)| (name.to_owned(), reasons.to_owned(), included)));
}

#[test]
fn aliases_are_the_same_on_both_sides() {
    let control = temporary("control.json", r#"{ "chat-aliases": ["chat.contoso.dev", "Other.contoso.dev"] }"#);
    let edge = temporary("edge.json", r#"{ "role": "edge", "chat-aliases": ["other.contoso.dev"] }"#);
    assert_eq!(done(&format!("csr aliases {control} {control}")).stdout, "ok: both have the same aliases\n");
    let differ = run(&format!("csr aliases {control} {edge}"));
    let expected = "refuse[appliance.aliases_differ]: chat.contoso.dev is missing on Expressway\n";
    assert_eq!((differ.status, differ.stdout.as_str()), (1, expected));
    let turned = run(&format!("csr aliases --json {edge} {control}")).json();
    assert_eq!(turned["missing_on_control"], serde_json::json!(["chat.contoso.dev"]));
    assert_eq!((&turned["result"], &turned["code"]["code"]), (&"refused".into(), &"appliance.aliases_differ".into()));
}

#[test]
fn no_answer_shows_a_key() {
    let here = folder("secret");
    let passphrase = temporary("passphrase", "correct horse battery staple\n");
    let wrong = temporary("wrong", "incorrect\n");
    let key = at(&here, "a.key");
    let mut said = done(&format!("key new --kind p256 --out {key} --new-passphrase-file {passphrase} --json")).stdout;
    said += &done(&format!("key show {key} --passphrase-file {passphrase}")).stdout;
    said += &done(&format!("key show {key} --passphrase-file {passphrase} --json")).stdout;
    let request = at(&here, "a.csr");
    said += &done(&format!(
        "csr new --node a.contoso.dev --key {key} --passphrase-file {passphrase} --out {request} --json"
    ))
    .stdout;
    for (arguments, code) in [
        (format!("key show {key} --json"), "crypto.passphrase_missing"),
        (format!("key show {key} --passphrase-file {wrong} --json"), "crypto.passphrase_wrong"),
        (format!("key show {request} --json"), "crypto.private_key_missing"),
        (
            format!("csr new --node a.contoso.dev --key {key} --passphrase-file {wrong} --json"),
            "crypto.passphrase_wrong",
        ),
    ] {
        let failed = run(&arguments);
        assert_eq!((failed.status, failed.json()["error"]["code"]["code"].as_str()), (2, Some(code)), "{failed:?}");
        said += &failed.stdout;
        said += &failed.stderr;
    }
    // The one command that gives it out, to know what to look for.
    let plain = done(&format!("key export {key} --to pkcs8 --passphrase-file {passphrase}")).stdout;
    let body = plain.lines().nth(1).unwrap();
    let der = ucpki::x509::pem::blocks(plain.as_bytes()).next().unwrap().unwrap().into_der();
    let scalar = &der[36..68];
    let hexadecimal: String = scalar.iter().map(|byte| format!("{byte:02x}")).collect();
    for window in (0..=hexadecimal.len() - 12).step_by(2) {
        assert!(!said.to_lowercase().contains(&hexadecimal[window..window + 12]));
    }
    // The head of a PKCS #8 file is the same for all keys; the rest is this one's.
    assert!(!said.contains(&body[48..60]) && !said.contains("correct horse"), "{said}");
    assert!(plain.starts_with("-----BEGIN PRIVATE KEY-----"));
}

#[cfg(not(feature = "ml-dsa"))]
#[test]
fn without_ml_dsa_it_is_said_how_to_get_it() {
    let key = at(&folder("without"), "a.key");
    let refused = run(&format!("key new --kind ml-dsa-65 --no-passphrase --out {key}"));
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(refused.stderr.contains("built without ML-DSA"), "{refused:?}");
    assert!(!Path::new(&key).exists());
}

#[test]
fn what_makes_no_sense_is_said() {
    for (line, status, text) in [
        ("csr new --node a.dev --new-key dsa --key-out x", 2, "neither rsa:2048"),
        (
            "csr new --preset cucm --node a.dev --new-key p256 --key-out target/x --no-passphrase",
            2,
            "appliance.purpose_key",
        ),
        (
            "csr new --preset cucm --node a.dev --new-key rsa:8192 --key-out target/x --no-passphrase",
            2,
            "appliance.purpose_key_size",
        ),
        ("csr new --node *.contoso.dev --explain", 2, "csr.wildcard"),
        ("csr new --explain", 2, "which machine"),
        ("csr new --explain --node a.dev --set x=y", 2, "appliance.switch_unknown"),
        ("csr new --explain --node a.dev --purpose x", 2, "there is no purpose"),
        ("csr new --node a.dev", 2, "with which key"),
        ("csr lint --rules x tests/data/csr/demo/request.pem", 2, "there are no rules"),
        ("csr show tests/data/chain/demo/root.pem", 2, "x509.pem_no_block"),
        ("csr lint tests/data/csr/demo/request.pem", 1, ""),
        ("key new --out target/x", 2, "how is the key to be protected"),
        ("key new --out /nonexistent/x", 2, "make the folder /nonexistent first"),
        ("key new --kind rsa:1024 --no-passphrase --out target/x", 2, "crypto.key_unsupported"),
    ] {
        let run = run(line);
        assert_eq!(run.status, status, "{line}: {run:?}");
        assert!(run.stderr.contains(text), "{line}: {run:?}");
    }
}
