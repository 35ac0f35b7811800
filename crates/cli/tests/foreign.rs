//! Every verb is given every kind of foreign file: it names what the file is and ends with 2, or reads it.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod command;

use command::{Run, repository, temporary, ucpki};
use std::path::PathBuf;
use ucpki::x509::der::{Tag, Writer};
use ucpki::x509::{Oid, oids, pem};

const LEAF: &str = "tests/data/chain/demo/leaf.pem";
const ROOT: &str = "tests/data/chain/demo/root.pem";
const CRLS: &str = "tests/data/chain/demo/crls.pem";
const REQUEST: &str = "tests/data/csr/demo/request.pem";

/// A file that is not what most verbs want: what its message has to name, and what the file is read as after all.
struct Foreign {
    name: &'static str,
    content: Vec<u8>,
    named: &'static str,
    is: Is,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Certificate,
    Crl,
    Nothing,
    Pkcs7,
    PrivateKey,
    PublicKey,
    Request,
    Text,
    Zip,
}

fn repository_file(path: &str) -> Vec<u8> {
    std::fs::read(repository().join(path)).unwrap()
}

fn der(path: &str) -> Vec<u8> {
    pem::blocks(&repository_file(path)).next().unwrap().unwrap().into_der()
}

/// A ContentInfo (RFC 5652, 3) of signedData without content.
fn pkcs7() -> Vec<u8> {
    let signed_data = Oid::new(b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02").unwrap();
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |info| {
        info.oid(signed_data);
        info.nested(Tag::context_constructed(0), |content| {
            content.nested(Tag::SEQUENCE, |signed| signed.small_integer(1));
        });
    });
    writer.into_bytes()
}

/// The start of a PFX (RFC 7292, 4).
fn pkcs12() -> Vec<u8> {
    let data = Oid::new(b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01").unwrap();
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |pfx| {
        pfx.small_integer(3);
        pfx.nested(Tag::SEQUENCE, |info| info.oid(data));
    });
    writer.into_bytes()
}

fn foreign() -> Vec<Foreign> {
    let leaf = der(LEAF);
    let key_file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("foreign-source.key");
    let _ = std::fs::remove_file(&key_file);
    let made = ucpki(["key", "new", "--kind", "p256", "--no-passphrase", "--out", key_file.to_str().unwrap()]);
    assert_eq!(made.status, 0, "{made:?}");
    let key = std::fs::read(&key_file).unwrap();
    let export = |form: &str| ucpki(["key", "export", "--to", form, key_file.to_str().unwrap()]).stdout.into_bytes();
    let one = |name, content: &[u8], named, is| Foreign { name, content: content.to_vec(), named, is };
    let block = |label: &str, der: &[u8]| pem::encode(label, der).into_bytes();
    let utf16 =
        |text: &[u8]| [&[0xFF, 0xFE][..], &text.iter().flat_map(|byte| [*byte, 0]).collect::<Vec<_>>()].concat();
    let pem_text = |path| String::from_utf8(repository_file(path)).unwrap();
    let leaf_pem = pem::encode("CERTIFICATE", &leaf);
    let bare: String = leaf_pem.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n");
    let mut algorithm = Writer::new();
    algorithm.oid(oids::SECP256R1);
    vec![
        one("empty", b"", "an empty file", Is::Nothing),
        one("blank", b"\r\n \n", "an empty file", Is::Nothing),
        one("html", b"<!DOCTYPE html><title>Log in</title>", "an HTML or XML page", Is::Nothing),
        one("utf16", &utf16(leaf_pem.as_bytes()), "UTF-16", Is::Nothing),
        one("base64", bare.as_bytes(), "base64 without its BEGIN and END lines", Is::Nothing),
        one("text", b"hello, world\n", "text without a PEM block", Is::Text),
        one("binary", &[0, 1, 2, 3, 0xFF], "neither PEM nor DER", Is::Nothing),
        one("pdf", b"%PDF-1.7\n%\xE2\xE3", "a PDF document", Is::Nothing),
        one("zip", b"PK\x03\x04\x14\0\0\0", "a ZIP archive", Is::Zip),
        one("gzip", b"\x1F\x8B\x08\0\0\0\0\0", "a GZIP file", Is::Zip),
        one("jks", b"\xFE\xED\xFE\xED\0\0\0\x02", "a Java key store", Is::Nothing),
        one("p7b", &block("PKCS7", &pkcs7()), "PKCS #7", Is::Pkcs7),
        one("p7b.der", &pkcs7(), "PKCS #7", Is::Pkcs7),
        one("p7-as-certificate", &block("CERTIFICATE", &pkcs7()), "PKCS #7", Is::Pkcs7),
        one("p12", &pkcs12(), "PKCS #12", Is::Pkcs7),
        one("putty", b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "a key of PuTTY", Is::Nothing),
        one("openssh", &block("OPENSSH PRIVATE KEY", b"openssh-key-v1\0\0\0"), "OpenSSH", Is::Nothing),
        one("openssh.pub", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA user@host\n", "OpenSSH", Is::Nothing),
        one("ssh2.pub", b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "OpenSSH", Is::Nothing),
        one("parameters", &block("EC PARAMETERS", algorithm.as_bytes()), "parameters of a key", Is::Nothing),
        one("key", &key, "a private key (PKCS #8)", Is::PrivateKey),
        one("key.sec1", &export("traditional"), "an EC private key (SEC 1)", Is::PrivateKey),
        one("key.pub", &export("public"), "a public key", Is::PublicKey),
        one("certificate", leaf_pem.as_bytes(), "a certificate", Is::Certificate),
        one("certificate.der", &leaf, "a certificate", Is::Certificate),
        one("request", pem_text(REQUEST).as_bytes(), "a certificate request", Is::Request),
        one("request.der", &der(REQUEST), "a certificate request", Is::Request),
        one("crl", pem_text(CRLS).as_bytes(), "a CRL", Is::Crl),
        one("crl.der", &der(CRLS), "a CRL", Is::Crl),
        one("crl-as-certificate", &block("CERTIFICATE", &der(CRLS)), "a CRL", Is::Nothing),
        one("crl-by-another-label", &block("CRL", &der(CRLS)), "a CRL", Is::Nothing),
        one("request-as-certificate", &block("CERTIFICATE", &der(REQUEST)), "a certificate request", Is::Nothing),
        one("certificate-as-request", &block("CERTIFICATE REQUEST", &leaf), "a certificate", Is::Nothing),
        one("certificate-as-key", &block("PRIVATE KEY", &leaf), "a certificate", Is::Nothing),
    ]
}

/// A verb with a place for a file, and what it reads there.
struct Place {
    line: &'static str,
    reads: &'static [Is],
}

const PLACES: [Place; 24] = [
    Place { line: "verify --no-name --anchors {} -- tests/data/chain/demo/leaf.pem", reads: &[Is::Certificate] },
    Place { line: "verify --no-name --pinned {} -- tests/data/chain/demo/leaf.pem", reads: &[Is::Certificate] },
    Place {
        line: "verify --no-name --anchors tests/data/chain/demo/root.pem --untrusted {} -- tests/data/chain/demo/leaf.pem",
        reads: &[Is::Certificate],
    },
    Place {
        line: "verify --no-name --anchors tests/data/chain/demo/root.pem --intermediates {} -- tests/data/chain/demo/leaf.pem",
        reads: &[Is::Certificate],
    },
    Place {
        line: "verify --no-name --anchors tests/data/chain/demo/root.pem --crl {} -- tests/data/chain/demo/leaf.pem",
        reads: &[Is::Crl],
    },
    Place { line: "verify --no-name --anchors tests/data/chain/demo/root.pem -- {}", reads: &[Is::Certificate] },
    Place { line: "match --name a.contoso.dev {}", reads: &[Is::Certificate] },
    Place { line: "match --rules {} tests/data/chain/demo/leaf.pem", reads: &[] },
    Place {
        line: "compare {} tests/data/chain/demo/leaf.pem",
        reads: &[Is::Certificate, Is::Request, Is::PrivateKey, Is::PublicKey, Is::Crl],
    },
    Place {
        line: "compare tests/data/chain/demo/leaf.pem {}",
        reads: &[Is::Certificate, Is::Request, Is::PrivateKey, Is::PublicKey, Is::Crl],
    },
    Place { line: "compare tests/data/chain/demo/leaf.pem tests/data/chain/demo/leaf.pem --neighbours {}", reads: &[] },
    Place { line: "crl show {}", reads: &[Is::Crl] },
    Place { line: "crl check --issuer tests/data/chain/demo/root.pem {}", reads: &[Is::Crl] },
    Place { line: "crl check --issuer {} tests/data/chain/demo/crls.pem", reads: &[Is::Certificate] },
    Place { line: "crl find 01 {}", reads: &[Is::Crl] },
    Place { line: "key show {}", reads: &[Is::PrivateKey] },
    Place { line: "key export --to pkcs8 {}", reads: &[Is::PrivateKey] },
    Place { line: "csr show {}", reads: &[Is::Request] },
    Place { line: "csr lint {}", reads: &[Is::Request] },
    Place { line: "csr extensions {}", reads: &[Is::Request] },
    Place { line: "csr coverage --node a.contoso.dev {}", reads: &[Is::Request, Is::Certificate] },
    Place { line: "csr new --explain --topology {}", reads: &[] },
    Place { line: "show {}", reads: &[Is::Certificate, Is::Request, Is::Crl] },
    Place { line: "fingerprint {}", reads: &[Is::Certificate, Is::Request, Is::Crl, Is::PrivateKey, Is::PublicKey] },
];

fn run(line: &str, file: &str) -> Run {
    ucpki(line.split(' ').map(|word| word.replace("{}", file)))
}

#[test]
fn every_verb_names_what_a_file_is_or_reads_it() {
    let files = foreign();
    for Foreign { name, content, named, is } in &files {
        let file = temporary(&format!("foreign-{name}"), content);
        for Place { line, reads } in &PLACES {
            let run = run(line, &file);
            let what = format!("{line} with {name}: {run:?}");
            if reads.contains(is) {
                // A compared CRL has no key and no names: only two of them have something to say to each other.
                let is_pair_of_kinds = line.starts_with("compare") && *is == Is::Crl;
                assert!(is_pair_of_kinds || run.status < 2, "{what}");
                continue;
            }
            // Text is what these read, and no text is a list of nothing.
            let wants_text = line.contains("--rules") || line.contains("--neighbours") || line.contains("--topology");
            if wants_text && (*is == Is::Text || named == &"an empty file") {
                assert!(!run.stdout.is_empty() || run.stderr.contains(&file), "{what}");
                continue;
            }
            assert_eq!(run.status, 2, "{what}");
            assert!(run.stderr.starts_with("error") && run.stderr.contains(&file), "{what}");
            // Archives are read where CRLs are, and what is wrong with them is said in the words of archives.
            if reads == &[Is::Crl] && *is == Is::Zip {
                continue;
            }
            assert!(run.stderr.contains(named), "{what}: it is {named}");
        }
    }
}

#[test]
fn errors_are_json_where_json_was_asked_for() {
    let file = temporary("foreign-json.html", "<html>");
    for line in [
        "verify --json --no-name --anchors {} -- tests/data/chain/demo/leaf.pem",
        "match --json --name a.contoso.dev {}",
        "compare --json {} tests/data/chain/demo/leaf.pem",
        "crl show --json {}",
        "crl find --json 01 {}",
        "key show --json {}",
        "csr show --json {}",
        "csr lint --json {}",
        "csr coverage --json --node a.contoso.dev {}",
        "show --json {}",
        "show --expires-within 1 --json {}",
        "fingerprint --json {}",
    ] {
        let run = run(line, &file);
        let document = run.json();
        assert_eq!(run.status, 2, "{line}: {run:?}");
        assert!(document.to_string().contains("HTML or XML page"), "{line}: {document}");
    }
}

#[test]
fn folders_and_files_that_are_missing_are_named() {
    for Place { line, .. } in &PLACES {
        let missing = run(line, "tests/data/no-such-file");
        assert!(missing.status == 2 && missing.stderr.contains("No such file"), "{line}: {missing:?}");
        assert!(missing.stderr.contains("tests/data/no-such-file"), "{line}: {missing:?}");
        let folder = run(line, "tests/data/csr");
        // A folder stands for the certificates in it, where certificates are collected.
        let collects = ["--anchors {}", "--pinned {}", "--untrusted {}", "--intermediates {}", "--issuer {}"];
        if !collects.iter().any(|option| line.contains(option)) {
            assert!(folder.status == 2 && folder.stderr.contains("this is a folder"), "{line}: {folder:?}");
        }
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_file() {
    let with_mark = |name: &str, content: &[u8]| temporary(name, [b"\xEF\xBB\xBF", content].concat());
    for (place, file) in [
        ("show {}", with_mark("bom.pem", &repository_file(LEAF))),
        ("match --rules {} tests/data/chain/demo/leaf.pem", with_mark("bom.rules", b"10 allow prefix sip\n")),
        (
            "compare tests/data/chain/demo/leaf.pem tests/data/chain/demo/leaf.pem --neighbours {}",
            with_mark("bom.neighbours", b"exp-e edge\n"),
        ),
        ("csr new --explain --topology {}", with_mark("bom.json", b"{\"node\": \"a.contoso.dev\"}")),
        (
            "csr new --explain --node a.contoso.dev --preset cucm --domains-file {}",
            with_mark("bom.domains", b"b.contoso.dev\n"),
        ),
        ("crl schedule {}", with_mark("bom.points", b"http://pki.contoso.dev/a.crl\n")),
    ] {
        let run = run(place, &file);
        assert_eq!(run.status, 0, "{place}: {run:?}");
    }
    let run = ucpki([
        "csr",
        "new",
        "--explain",
        "--node",
        "a.contoso.dev",
        "--preset",
        "cucm",
        "--domains-file",
        &temporary("bom2.domains", b"\xEF\xBB\xBFb.contoso.dev\n"),
    ]);
    assert!(run.stdout.contains("DNS:b.contoso.dev"), "{run:?}");
}

#[test]
fn a_wrong_label_of_the_same_kind_of_key_is_read_with_a_note_and_another_kind_is_not() {
    let files = foreign();
    let content = |name: &str| files.iter().find(|file| file.name == name).unwrap().content.clone();
    let relabelled = |name: &str, label: &str| {
        let der = pem::blocks(&content(name)).next().unwrap().unwrap().into_der();
        temporary(&format!("relabelled-{name}-{}", label.replace(' ', "-")), pem::encode(label, &der))
    };
    for (name, label) in [("key", "EC PRIVATE KEY"), ("key.sec1", "PRIVATE KEY"), ("key", "KEY")] {
        let file = relabelled(name, label);
        let run = ucpki(["key", "show", &file]);
        assert!(run.status == 0 && run.stdout.starts_with("key: P-256\n"), "{name} as {label}: {run:?}");
        assert!(run.stderr.starts_with("note: ") && run.stderr.contains(label), "{name} as {label}: {run:?}");
    }
    for (name, label) in [("key.sec1", "RSA PRIVATE KEY"), ("key", "RSA PRIVATE KEY"), ("key", "PUBLIC KEY")] {
        let run = ucpki(["key", "show", &relabelled(name, label)]);
        assert!(run.status == 2 && run.stderr.contains(&format!("labelled {label}")), "{name} as {label}: {run:?}");
        assert!(!run.stderr.contains("two primes"), "{run:?}");
    }
}

#[test]
fn a_bad_certificate_among_anchors_is_left_out_with_a_warning() {
    let mut broken = der(ROOT);
    // The year 2036 of its end becomes a month that does not exist.
    let at = broken.windows(6).position(|window| window == b"360101").unwrap();
    broken[at + 2..at + 4].copy_from_slice(b"13");
    let list = [repository_file(ROOT), pem::encode("CERTIFICATE", &broken).into_bytes()].concat();
    let anchors = temporary("one-bad-anchor.pem", list);
    let verify = |anchors: &str| {
        ucpki([
            "verify",
            "--no-name",
            "--at",
            "2026-11-22T00:00:00Z",
            "--untrusted",
            "tests/data/chain/demo/intermediate.pem",
            "--anchors",
            anchors,
            "--",
            LEAF,
        ])
    };
    let run = verify(&anchors);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.starts_with("warning[x509.time_invalid]") && run.stderr.contains("left out"), "{run:?}");
    // Alone it is not a list.
    assert_eq!(verify(&temporary("only-bad-anchor.pem", pem::encode("CERTIFICATE", &broken))).status, 2);
    // The leaf is never passed over for the next one.
    let leaf = temporary(
        "bad-leaf-first.pem",
        [pem::encode("CERTIFICATE", &broken).into_bytes(), repository_file(LEAF)].concat(),
    );
    assert_eq!(ucpki(["verify", "--no-name", "--anchors", ROOT, "--", &leaf]).status, 2);
    // A folder stands for the files in it.
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("anchors-folder");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("root.pem"), repository_file(ROOT)).unwrap();
    assert_eq!(verify(folder.to_str().unwrap()).status, 0);
}
