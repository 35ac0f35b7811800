//! What operators do, and what a stranger may have put into the files that they were sent.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod command;

use command::{Run, repository, temporary, ucpki};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use ucpki::crypto::{KeyKind, NoRandom, PrivateKey, Random, RandomFailed, SignatureAlgorithm, Unsigned};
use ucpki::csr::{RequestBuilder, Subject};
use ucpki::x509::GeneralNameBuf;
use ucpki::x509::der::{Tag, Writer};
use ucpki::x509::{Oid, oids, pem};

const LEAF: &str = "tests/data/chain/demo/leaf.pem";
const INTERMEDIATE: &str = "tests/data/chain/demo/intermediate.pem";
const ROOT: &str = "tests/data/chain/demo/root.pem";
const CRLS: &str = "tests/data/chain/demo/crls.pem";

/// Numbers that are foretold by anybody, the same in every run.
struct Numbers(u8);

impl Random for Numbers {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        bytes.iter_mut().for_each(|byte| {
            self.0 = self.0.wrapping_mul(5).wrapping_add(29);
            *byte = self.0;
        });
        Ok(())
    }
}

fn key() -> PrivateKey {
    ucpki::crypto::SIGNERS.generate(KeyKind::EcP256, &mut Numbers(1)).unwrap()
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("operators-{name}"));
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

/// A request with these alternative names, which nobody checked.
fn request(name: &str, names: &[GeneralNameBuf]) -> String {
    let key = key();
    let subject = Subject { common_name: "a.contoso.dev".into(), ..Subject::default() }.to_name().unwrap();
    let mut list = Writer::new();
    list.nested(Tag::SEQUENCE, |list| {
        for name in names {
            match name {
                GeneralNameBuf::Dns(text) => list.value(Tag::context(2), text.as_bytes()),
                GeneralNameBuf::Uri(text) => list.value(Tag::context(6), text.as_bytes()),
                other => panic!("{other}"),
            }
        }
    });
    let mut extensions = Writer::new();
    extensions.nested(Tag::SEQUENCE, |extensions| {
        extensions.nested(Tag::SEQUENCE, |extension| {
            extension.oid(oids::SUBJECT_ALT_NAME);
            extension.octet_string(list.as_bytes());
        });
    });
    let mut info = Writer::new();
    info.nested(Tag::SEQUENCE, |info| {
        info.small_integer(0);
        info.encoded(subject.as_der());
        info.encoded(key.spki_der());
        info.nested(Tag::context_constructed(0), |attributes| {
            attributes.nested(Tag::SEQUENCE, |attribute| {
                attribute.oid(oids::EXTENSION_REQUEST);
                attribute.nested(Tag::SET, |values| values.encoded(extensions.as_bytes()));
            });
        });
    });
    let unsigned = Unsigned::new(info.into_bytes(), key.algorithms()[0]);
    let signature = key.sign(unsigned.algorithm(), unsigned.message(), &mut NoRandom).unwrap();
    temporary(name, pem::encode("CERTIFICATE REQUEST", &unsigned.finish(&signature)))
}

/// A CRL with one entry that has an extension: its identifier and value.
fn crl(name: &str, oid: Oid<'_>, value: &[u8]) -> String {
    let key = key();
    let mut algorithm = Writer::new();
    algorithm.encoded(&SignatureAlgorithm::Ecdsa(ucpki::crypto::Hash::Sha256).to_der());
    let subject = Subject { common_name: "Odd CA".into(), ..Subject::default() }.to_name().unwrap();
    let mut tbs = Writer::new();
    tbs.nested(Tag::SEQUENCE, |tbs| {
        tbs.small_integer(1);
        tbs.encoded(algorithm.as_bytes());
        tbs.encoded(subject.as_der());
        tbs.value(Tag::UTC_TIME, b"260101000000Z");
        tbs.value(Tag::UTC_TIME, b"360101000000Z");
        tbs.nested(Tag::SEQUENCE, |entries| {
            entries.nested(Tag::SEQUENCE, |entry| {
                entry.small_integer(5);
                entry.value(Tag::UTC_TIME, b"260102000000Z");
                entry.nested(Tag::SEQUENCE, |extensions| {
                    extensions.nested(Tag::SEQUENCE, |extension| {
                        extension.oid(oid);
                        extension.octet_string(value);
                    });
                });
            });
        });
    });
    let signature = key.sign(key.algorithms()[0], tbs.as_bytes(), &mut NoRandom).unwrap();
    let mut list = Writer::new();
    list.nested(Tag::SEQUENCE, |list| {
        list.encoded(tbs.as_bytes());
        list.encoded(algorithm.as_bytes());
        list.bit_string(&signature);
    });
    temporary(name, pem::encode("X509 CRL", list.as_bytes()))
}

#[test]
fn nothing_from_a_file_passes_for_a_line_of_the_program() {
    let forged =
        "a.contoso.dev\n[ ] Key Usage (critical)\n    [ ] keyCertSign\nok: all is well\nProof of possession: holds";
    let file = request("forged.csr", &[GeneralNameBuf::Dns(forged.into()), GeneralNameBuf::Uri("x:\u{1B}[2Jy".into())]);
    let renewed = at(&folder("forged"), "key");
    for line in [
        format!("csr extensions {file}"),
        format!("csr extensions --openssl {file}"),
        format!("csr lint {file}"),
        format!("csr show {file}"),
        format!("csr show --summary {file}"),
        format!("csr coverage --node b.contoso.dev {file}"),
        format!("csr renew {file} --new-key p256 --no-passphrase --key-out {renewed}"),
        format!("show {file}"),
        format!("show --summary {file}"),
        format!("show --field names {file}"),
        format!("compare {file} {LEAF}"),
        format!("fingerprint {file}"),
        format!("asn1 {file}"),
    ] {
        let Run { stdout, stderr, .. } = run(&line);
        for text in [&stdout, &stderr] {
            for forged in ["[ ] Key Usage (critical)", "ok: all", "    [ ] keyCertSign"] {
                assert!(!text.lines().any(|line| line.starts_with(forged)), "{line}: {text}");
            }
            assert!(!text.contains('\u{1B}') && !text.contains("\u{9B}"), "{line}: {text:?}");
        }
        let proofs = stdout.lines().filter(|line| line.starts_with("Proof of possession")).count();
        assert!(proofs <= 1, "{line}: {stdout}");
    }
    // So are names of files, which clap repeats where it does not know what to do with them.
    for argument in ["show\u{1B}[2J", "--x\u{1B}[2J", "a\nok: all is well"] {
        for line in [
            &[argument][..],
            &["csr", argument],
            &["show", LEAF, "--field", argument],
            &["verify", "--profile", argument],
        ] {
            let run = ucpki(line);
            assert!(run.status == 2 && !run.stderr.contains('\u{1B}'), "{line:?}: {run:?}");
            assert!(!run.stderr.lines().any(|line| line.starts_with("ok: all")), "{line:?}: {run:?}");
        }
    }
    // Labels are text of a stranger as well.
    let label = "\u{1B}[31mEVIL\u{1B}]0;pwn\u{7}";
    let labelled = temporary("label.pem", pem::encode(label, &[0x30, 0]));
    for verb in [
        "asn1",
        "show",
        "fingerprint",
        "convert --to der",
        "csr show",
        "key show",
        "crl show",
        "verify --no-name --anchors",
    ] {
        let run = run(&format!("{verb} {labelled}"));
        assert!(!run.stdout.contains('\u{1B}') && !run.stderr.contains('\u{1B}'), "{verb}: {run:?}");
    }
}

#[test]
fn private_keys_are_not_shown_whatever_their_label_says_and_wherever_they_are() {
    let here = folder("hidden");
    let file = at(&here, "key");
    done(&format!("key new --kind p256 --no-passphrase --out {file}"));
    let text = std::fs::read(&file).unwrap();
    let pkcs8 = pem::blocks(&text).next().unwrap().unwrap().into_der();
    let traditional = done(&format!("key export --to traditional {file}")).stdout;
    let sec1 = pem::blocks(traditional.as_bytes()).next().unwrap().unwrap().into_der();
    // The private number is behind the version and its own header.
    let scalar: String = sec1[7..15].iter().map(|byte| format!("{byte:02x}:")).collect();
    let mut wrapped = Writer::new();
    wrapped.nested(Tag::SEQUENCE, |outer| {
        outer.small_integer(7);
        outer.octet_string(&pkcs8);
        outer.nested(Tag::context_constructed(0), |inner| inner.encoded(&sec1));
        outer.bit_string(&sec1);
    });
    let cut = &pkcs8[..pkcs8.len() - 30];
    for (name, der) in [("pkcs8", &*pkcs8), ("sec1", &*sec1), ("wrapped", wrapped.as_bytes()), ("cut", cut)] {
        for label in ["KEY", "CERTIFICATE", "X509 CRL"] {
            let file = temporary(&format!("hidden-{name}-{}", label.replace(' ', "-")), pem::encode(label, der));
            for more in ["", " --at 40", " --at 60", " --at 10", " --at 9999"] {
                let run = run(&format!("asn1 {file}{more}"));
                assert!(
                    !run.stdout.contains(&scalar) && !run.stdout.contains(&scalar.replace(':', " ")),
                    "{name}: {run:?}"
                );
            }
        }
        let bare = temporary(&format!("hidden-{name}.der"), der);
        for more in ["", " --at 40"] {
            let run = run(&format!("asn1 {bare}{more}"));
            assert!(
                !run.stdout.contains(&scalar) && !run.stdout.contains(&scalar.replace(':', " ")),
                "{name}: {run:?}"
            );
        }
    }
}

#[test]
fn odd_crls_are_shown_and_refused_by_verify() {
    let reason = oids::CRL_REASON;
    let invalidity = oids::INVALIDITY_DATE;
    for (name, oid, value) in [
        ("reason-11.crl", reason, &[0x0A, 1, 11][..]),
        ("reason-7.crl", reason, &[0x0A, 1, 7]),
        ("reason-string.crl", reason, &[0x04, 1, 1]),
        ("invalidity.crl", invalidity, &[0x17, 1, b'x']),
    ] {
        let file = crl(name, oid, value);
        let shown = done(&format!("show {file}"));
        assert!(shown.stdout.contains("Serial Number: 05"), "{name}: {shown:?}");
        assert!(
            shown.stderr.starts_with("warning[x509.") && shown.stderr.contains("`verify` refuses this CRL"),
            "{shown:?}"
        );
        assert!(done(&format!("show --summary {file}")).stdout.contains("not usable"), "{name}");
        assert_eq!(done(&format!("show --json {file}")).json()["objects"][0]["object"]["kind"], "crl");
        let verify =
            run(&format!("verify --no-name --anchors {ROOT} --untrusted {INTERMEDIATE} --crl {file} -- {LEAF}"));
        assert!(verify.status == 2 && verify.stderr.contains("error[x509."), "{name}: {verify:?}");
        assert_eq!(run(&format!("crl show {file}")).status, 2, "{name}");
    }
}

#[test]
fn addresses_are_no_host_names_however_they_come_in() {
    let here = folder("addresses");
    for (node, shown) in [("192.0.2.1", "IP Address:192.0.2.1"), ("2001:db8::1", "IP Address:2001:DB8:0:0:0:0:0:1")] {
        let [key, request] = ["k", "r"].map(|name| at(&here, name));
        done(&format!("csr new --node {node} --new-key p256 --no-passphrase --key-out {key} --out {request} --force"));
        let text = done(&format!("show {request}")).stdout;
        assert!(text.contains(shown) && !text.contains("DNS:"), "{text}");
    }
    let shared = done(
        "csr new --explain --node a.contoso.dev --deployment shared --cluster c.contoso.dev --peers 192.0.2.7 b.contoso.dev",
    );
    assert!(
        shared.stdout.contains("IP:192.0.2.7: peer") && shared.stdout.contains("DNS:b.contoso.dev: peer"),
        "{shared:?}"
    );
    for line in [
        "csr new --explain --node a.contoso.dev --names DNS:192.0.2.1",
        "csr new --explain --node a.contoso.dev --names DNS:2001:db8::1",
        "csr new --explain --node a.contoso.dev --preset cucm --parent-domain 192.0.2.1 --deployment shared",
        "csr new --explain --node a.contoso.dev --role edge --uc-domain 192.0.2.1",
    ] {
        let run = run(line);
        assert!(
            run.status == 2 && run.stderr.contains("csr.address_as_host") && run.stderr.contains("iPAddress"),
            "{line}: {run:?}"
        );
    }
    for (line, text) in [
        (format!("match --sip 2001:db8::1 {LEAF}"), "IP address"),
        (format!("match --sip 192.0.2.1 {LEAF}"), "IP address"),
        (format!("match --xmpp 192.0.2.1 {LEAF}"), "IP address"),
        (format!("match --name 192.0.2.1 {LEAF}"), "give it with --ip"),
    ] {
        let run = run(&line);
        assert!(run.status == 2 && run.stderr.contains(text) && !run.stderr.contains("is a URI"), "{line}: {run:?}");
    }
}

#[test]
fn the_purpose_or_the_old_key_decides_the_kind_of_the_new_one() {
    let here = folder("kinds");
    let [key, request] = ["k", "r"].map(|name| at(&here, name));
    let kind = |line: &str| {
        done(&format!("{line} --no-passphrase --key-out {key} --out {request} --force"));
        done(&format!("key show {key}")).stdout.lines().next().unwrap().to_owned()
    };
    for (purpose, expected) in [
        ("tomcat-ECDSA", "key: P-384"),
        ("CallManager-ECDSA", "key: P-384"),
        ("cup-xmpp-ECDSA", "key: P-384"),
        ("tomcat", "key: RSA 3072"),
    ] {
        assert_eq!(kind(&format!("csr new --preset cucm --node a.contoso.dev --purpose {purpose}")), expected);
    }
    for wanted in ["p256", "p384", "p521", "ed25519"] {
        let old = at(&here, &format!("old-{wanted}"));
        done(&format!(
            "csr new --node a.contoso.dev --new-key {wanted} --no-passphrase --key-out {old}.key --out {old}.csr"
        ));
        let of_old = done(&format!("key show {old}.key")).stdout.lines().next().unwrap().to_owned();
        assert_eq!(kind(&format!("csr renew {old}.csr")), of_old);
    }
    assert_eq!(kind(&format!("csr renew {LEAF} --new-key p384")), "key: P-384", "what was asked for comes first");
}

#[test]
fn names_are_taken_as_they_are_pasted_and_repeated_ones_are_said() {
    let here = folder("pasted");
    let [key, request] = ["k", "r"].map(|name| at(&here, name));
    let pasted = "DNS Name=a.contoso.dev\nDNS Name=b.contoso.dev\nIP Address=192.0.2.1\nDNS Name=A.contoso.dev";
    let arguments = [
        "csr",
        "renew",
        LEAF,
        "--names",
        pasted,
        "--new-key",
        "p256",
        "--no-passphrase",
        "--key-out",
        &key,
        "--out",
        &request,
    ];
    let run = ucpki(arguments);
    assert!(run.status == 0 && run.stdout.contains("note: DNS:A.contoso.dev is given more than once"), "{run:?}");
    let names = done(&format!("show --field names {request}")).stdout;
    assert_eq!(names, "DNS:a.contoso.dev\nDNS:b.contoso.dev\nIP:192.0.2.1\n");
    let twice = self::request(
        "twice.csr",
        &["a.contoso.dev", "b.contoso.dev", "A.contoso.dev"].map(|name| GeneralNameBuf::Dns(name.into())),
    );
    let kept =
        done(&format!("csr renew {twice} --new-key p256 --no-passphrase --key-out {key} --out {request} --force"));
    assert!(kept.stdout.contains("note: DNS:A.contoso.dev is repeated in the old one, and kept as it is"), "{kept:?}");
    assert_eq!(done(&format!("show --field names {request}")).stdout.lines().count(), 3);
    let other_scripts = ucpki([
        "csr",
        "new",
        "--explain",
        "--node",
        "bücher.contoso.dev",
        "--names",
        "DNS:köln.contoso.dev,straße.contoso.dev",
    ]);
    for name in ["DNS:xn--bcher-kva.contoso.dev", "DNS:xn--kln-sna.contoso.dev", "DNS:xn--strae-oqa.contoso.dev"] {
        assert!(other_scripts.stdout.contains(name), "{other_scripts:?}");
    }
}

#[test]
fn a_topology_is_never_dropped_without_a_word() {
    for flags in ["--cluster c.contoso.dev", "--peers b.contoso.dev", "--cluster c.contoso.dev --peers b.contoso.dev"] {
        let run = run(&format!("csr new --explain --node a.contoso.dev {flags}"));
        assert!(run.status == 2 && run.stderr.contains("--deployment"), "{flags}: {run:?}");
    }
    let document = temporary(
        "defaults.json",
        "{\"node\": \"a.contoso.dev\", \"defaults\": {\"country\": \"NO\", \"units\": [\"Voice\", \"Video\"], \"email\": \"a@contoso.dev\", \
         \"names\": [\"DNS:d.contoso.dev\"]}}",
    );
    let here = folder("defaults");
    let [key, request] = ["k", "r"].map(|name| at(&here, name));
    done(&format!("csr new --topology {document} --new-key p256 --no-passphrase --key-out {key} --out {request}"));
    let text = done(&format!("show {request}")).stdout;
    for part in ["C = NO", "OU = Voice", "OU = Video", "emailAddress = a@contoso.dev", "DNS:d.contoso.dev"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let flags = done(
        "csr new --explain --node e.contoso.dev --role edge --uc-domain contoso.dev --collab-edge --federation-domain f.contoso.dev --chat-alias chat.contoso.dev",
    );
    for name in [
        "DNS:collab-edge.contoso.dev: UC domain",
        "DNS:f.contoso.dev: federation domain",
        "DNS:chat.contoso.dev: chat alias",
    ] {
        assert!(flags.stdout.contains(name), "{name}: {flags:?}");
    }
    assert!(!done("csr new --explain --node a.contoso.dev --blank").stdout.contains("DNS:"));
    let parent =
        done("csr new --explain --preset cucm --deployment shared --node a.contoso.dev --parent-domain contoso.dev");
    assert!(parent.stdout.contains("DNS:contoso.dev: parent"), "{parent:?}");
}

#[test]
fn findings_have_sources_and_severities_of_ones_own() {
    let file = request(
        "lint-address.csr",
        &[GeneralNameBuf::Dns("192.0.2.1".into()), GeneralNameBuf::Dns("a.contoso.dev".into())],
    );
    let found = run(&format!("csr lint {file}"));
    assert!(found.status == 1 && found.stdout.contains("refuse[csr.host_is_address]"), "{found:?}");
    assert!(found.stdout.contains("= source: CA/Browser Forum Baseline Requirements (RFC 5280, 4.2.1.6)"), "{found:?}");
    let softer = run(&format!("csr lint --severity csr.host_is_address=warn --ignore csr.names_missing {file}"));
    assert!(softer.status == 0 && softer.stdout.contains("warn[csr.host_is_address]"), "{softer:?}");
    let json = run(&format!("csr lint --json {file}")).json();
    let findings = json["requests"][0]["findings"].as_array().unwrap().clone();
    let found = findings.iter().find(|finding| finding["code"]["code"] == "csr.host_is_address").unwrap();
    assert_eq!(found["source"], "CA/Browser Forum Baseline Requirements");
    for wrong in ["csr.nothing=warn", "csr.key_short=loud", "csr.key_short"] {
        let run = run(&format!("csr lint --severity {wrong} {file}"));
        assert!(run.status == 2 && run.stderr.contains("error"), "{wrong}: {run:?}");
    }
}

#[test]
fn an_old_signature_is_no_forgery() {
    // Signed with SHA-256, and said to be SHA-1: with `--legacy` it is a forgery, without nobody can tell.
    let file = request("old-hash.csr", &[GeneralNameBuf::Dns("a.contoso.dev".into())]);
    let text = std::fs::read(&file).unwrap();
    let mut der = pem::blocks(&text).next().unwrap().unwrap().into_der();
    let (sha256, sha1) = (b"\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02", b"\x30\x09\x06\x07\x2A\x86\x48\xCE\x3D\x04\x01");
    let at = der.windows(10).position(|window| window == sha256).unwrap() - 2;
    der.splice(at..at + 12, *sha1);
    // The length of the whole, which has one byte more in front where it is long.
    let length = usize::from(der[1] & 0x7F) + 1;
    der[length] -= 1;
    let old = temporary("old-hash-sha1.csr", pem::encode("CERTIFICATE REQUEST", &der));
    for verb in ["lint", "show"] {
        let plain = run(&format!("csr {verb} {old}"));
        let said = format!("{}{}", plain.stdout, plain.stderr);
        assert!(
            plain.status == 1 && said.contains("cannot be verified") && !said.contains("not signed with"),
            "{plain:?}"
        );
        let legacy = run(&format!("csr {verb} --legacy {old}"));
        assert!(legacy.status == 1 && legacy.stdout.contains("not signed with the key"), "{legacy:?}");
    }
}

#[test]
fn messages_have_the_object_the_value_and_the_limit() {
    let long = "x".repeat(67) + ".dev";
    for (line, texts) in [
        (format!("csr new --explain --node a.contoso.dev --common-name {long}"), &[][..]),
        (
            format!(
                "csr new --node a.contoso.dev --common-name {long} --new-key p256 --no-passphrase --key-out target/none"
            ),
            &["CN has 71 characters; at most 64 (X.520)"],
        ),
        (
            "csr new --node a.contoso.dev --country Norway --new-key p256 --no-passphrase --key-out target/none"
                .to_owned(),
            &["C is \"Norway\"", "two capital letters"],
        ),
        (
            "csr new --node a.contoso.dev --new-key rsa:1024 --no-passphrase --key-out target/none".to_owned(),
            &["RSA 1024", "at least 2048 bits"],
        ),
        (
            "csr new --preset cucm --node a.contoso.dev --new-key rsa:8192 --no-passphrase --key-out target/none"
                .to_owned(),
            &["RSA 8192", "at most 4096 bits"],
        ),
        (
            format!(
                "csr new --node a.contoso.dev --challenge-password {} --new-key p256 --no-passphrase --key-out target/none",
                "x".repeat(256)
            ),
            &["challengePassword has 256 characters; at most 255 (RFC 2985)"],
        ),
    ] {
        let run = run(&line);
        assert_eq!(run.status, if texts.is_empty() { 0 } else { 2 }, "{line}: {run:?}");
        for text in texts {
            assert!(run.stderr.contains(text), "{line}: {run:?}");
        }
        assert!(!run.stderr.contains("longer than the appliance"), "{line}: {run:?}");
    }
    // What a long key risks is said of the purpose that it is for.
    let here = folder("risk");
    let [key, request] = ["k", "r"].map(|name| at(&here, name));
    let settings = "--set risky-rsa=2048 --new-key rsa:2048 --no-passphrase --force";
    let made = |purpose: &str| {
        done(&format!(
            "csr new --preset cucm --purpose {purpose} --node a.contoso.dev {settings} --key-out {key} --out {request}"
        ))
        .stdout
    };
    assert!(made("CallManager").contains("warning: RSA 2048: some phones fail"));
    assert!(!made("tomcat").contains("SIP TLS zones"));
}

#[test]
fn a_file_that_begins_with_a_ca_says_which_certificate_was_meant() {
    let all = [ROOT, INTERMEDIATE, LEAF].map(|path| std::fs::read_to_string(repository().join(path)).unwrap()).concat();
    let file = temporary("root-first.pem", &all);
    let verify =
        |name: &str| run(&format!("verify --at 2026-11-22T00:00:00Z --name {name} --anchors {ROOT} -- {file}"));
    let fits = verify("sip.example.com");
    assert!(fits.status == 1 && fits.stdout.contains("a later certificate (number 3, CN=sip.example.com"), "{fits:?}");
    assert!(!verify("other.example.com").stdout.contains("later certificate"));
}

#[test]
fn the_order_of_a_name_is_a_part_of_it_and_lines_say_what_they_are_about() {
    let here = folder("order");
    let make = |name: &str, subject: &str| {
        let key = key();
        let builder = RequestBuilder::new(ucpki::x509::Name::parse_rfc4514(subject).unwrap()).extended_key_usage(
            if name == "b" { &[oids::SERVER_AUTH] } else { &[oids::SERVER_AUTH, oids::CLIENT_AUTH] },
        );
        let request = builder.sign(&key, key.algorithms()[0], &mut NoRandom).unwrap();
        let file = at(&here, name);
        std::fs::write(&file, pem::encode("CERTIFICATE REQUEST", request.as_der())).unwrap();
        file
    };
    let [a, b] = [make("a", "CN=a.contoso.dev,O=Contoso,C=NO"), make("b", "C=NO,O=Contoso,CN=a.contoso.dev")];
    let run = run(&format!("compare --differences {a} {b}"));
    assert_eq!(run.status, 1);
    assert!(run.stdout.lines().filter(|line| line.starts_with("* subject")).count() >= 2, "{}", run.stdout);
    assert!(
        run.stdout.lines().any(|line| line.starts_with("* purposes") && line.contains("TLS Web Client")),
        "{}",
        run.stdout
    );
    assert_eq!(done(&format!("compare {a} {a}")).stdout.lines().filter(|line| line.starts_with('*')).count(), 0);
}

#[test]
fn a_key_is_compared_with_a_certificate_in_one_step() {
    let here = folder("key-compare");
    let [key, other, request] = ["k", "o", "r"].map(|name| at(&here, name));
    std::fs::write(at(&here, "p"), "secret").unwrap();
    let passphrase = at(&here, "p");
    done(&format!(
        "csr new --node a.contoso.dev --new-key p256 --new-passphrase-file {passphrase} --key-out {key} --out {request}"
    ));
    done(&format!("key new --kind p256 --no-passphrase --out {other}"));
    let fits = done(&format!("compare {key} {request} --passphrase-file {passphrase}"));
    assert!(fits.stdout.contains("the key is that of the request"), "{fits:?}");
    let differ = run(&format!("compare {other} {request}"));
    assert!(
        differ.stdout.contains("EC P-256 (ending in ") && differ.stdout.matches("ending in").count() == 2,
        "{differ:?}"
    );
    let not = run(&format!("compare {other} {LEAF}"));
    assert!(not.status == 1 && not.stdout.contains("the key is not that of the certificate"), "{not:?}");
    std::fs::write(at(&here, "marked"), b"\xEF\xBB\xBFsecret\r\n").unwrap();
    done(&format!("key show {key} --passphrase-file {}", at(&here, "marked")));
    let locked = run(&format!("compare {key} {request}"));
    assert!(locked.status == 2 && locked.stderr.contains("--passphrase-file"), "{locked:?}");
}

#[test]
fn a_changed_ca_names_what_has_to_be_delivered() {
    let neighbours = temporary("edge-mra.txt", "exp-e edge mra\ncucm call-manager\n");
    let run = run(&format!(
        "compare tests/data/matcher/example.pem {LEAF} --issuers {INTERMEDIATE} {ROOT} --neighbours {neighbours}"
    ));
    for text in [
        "= key of the issuer: ",
        "= CA certificate: CN=Example Issuing CA,O=Example,C=DE (SHA-256 ",
        "= CA certificate: CN=Example Root CA,O=Example,C=DE (SHA-256 ",
        "= deliver to: cucm: CallManager-trust",
        "= deliver to: this node: trusted CA",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    let json = ucpki(["compare", "--json", LEAF, LEAF]).json();
    assert!(json["authority_key_identifiers"][0].as_str().is_some_and(|key| key.starts_with("ca21abbe")), "{json}");
    assert_eq!(json["deliveries"], serde_json::json!([]));
}

#[test]
fn fields_and_what_ends_soon_are_shown() {
    let shown = done(&format!("show --field subject --field enddate --field serial {LEAF}")).stdout;
    assert_eq!(shown, "C = DE, O = Example, CN = sip.example.com\n2036-01-01T00:00:00Z\n438EA6A4257712B9\n");
    let many = done(&format!("show --field enddate {CRLS}")).stdout;
    assert!(many.lines().count() == 2 && many.starts_with(&format!("{CRLS}:")), "{many}");
    let none = run("show --field issuer tests/data/csr/demo/request.pem");
    assert!(none.status == 2 && none.stderr.contains("a request has no issuer"), "{none:?}");
    for (days, status, count) in [("10", 0, 0), ("40", 1, 1)] {
        let at = "2035-12-01T00:00:00Z";
        for what in [LEAF, "tests/data/chain/demo"] {
            let run = run(&format!("show --expires-within {days} --at {at} {what}"));
            assert_eq!(run.status, status, "{days} {what}: {run:?}");
            assert!(!run.stdout.is_empty(), "{run:?}");
        }
        let json = run(&format!("show --json --expires-within {days} --at {at} {LEAF}")).json();
        assert_eq!(json["expiring"].as_array().map(Vec::len), Some(count), "{json}");
    }
    let none = run("show --expires-within 10 tests/data/csr/demo/request.pem");
    assert!(none.status == 2 && none.stderr.contains("there is no certificate or CRL here"), "{none:?}");
    let ended = run(&format!("show --expires-within 0 --at 2036-02-01T00:00:00Z {LEAF}"));
    assert!(ended.stdout.starts_with("ended 31 days ago, 2036-01-01T00:00:00Z: CN=sip.example.com"), "{ended:?}");
}

#[test]
fn a_certificate_is_found_on_a_crl_of_its_ca_only() {
    let revoked = run(&format!("crl find --certificate tests/data/chain/demo/revoked.pem {CRLS}"));
    assert!(revoked.status == 1 && revoked.stdout.starts_with("revoked: keyCompromise"), "{revoked:?}");
    assert_eq!(run(&format!("crl find --certificate {LEAF} {CRLS}")).status, 0);
    let other = run(&format!("crl find --certificate tests/data/matcher/example.pem {CRLS}"));
    assert!(other.status == 2 && other.stderr.contains("no CRL is of the CA"), "{other:?}");
    let nowhere = run("crl find 0A");
    assert!(nowhere.status == 2 && nowhere.stderr.contains("where is the serial number looked for"), "{nowhere:?}");
}

#[test]
fn every_key_has_its_hashes_and_a_bad_file_hides_none() {
    let here = folder("hashes");
    let mut hashes = Vec::new();
    for kind in ["p256", "ed25519", "rsa:2048"] {
        let file = at(&here, &kind.replace(':', ""));
        done(&format!("key new --kind {kind} --no-passphrase --out {file}"));
        let public = format!("{file}.pub");
        done(&format!("key export --to public {file} --out {public}"));
        let hash = |file: &str| {
            done(&format!("fingerprint --json {file}")).json()["objects"][0]["spki_fingerprints"]["sha256"].clone()
        };
        assert_eq!(hash(&file), hash(&public), "{kind}");
        assert!(hash(&file).is_string());
        hashes.push(file);
    }
    let broken = temporary("broken-between.pem", "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n");
    let run = run(&format!("fingerprint {} {broken} {}", hashes[0], hashes[1]));
    assert_eq!((run.status, run.stdout.matches("key SHA-256").count()), (2, 2), "{run:?}");
    assert!(run.stderr.contains("broken-between.pem"), "{run:?}");
}

#[test]
fn options_with_many_values_leave_the_file_alone() {
    let request = "tests/data/csr/demo/request.pem";
    let cluster = "--node a.contoso.dev --deployment per-peer --cluster c.contoso.dev";
    for line in [
        format!("csr coverage {cluster} --peers b.contoso.dev {request}"),
        format!("csr coverage {cluster} --peers b.contoso.dev d.contoso.dev {request} --json"),
        format!("csr coverage {request} {cluster} --peers b.contoso.dev"),
        format!("csr coverage {cluster} --peers b.contoso.dev -- {request}"),
        format!("compare --issuers {ROOT} {INTERMEDIATE} {LEAF} {LEAF}"),
        format!("compare {LEAF} --issuers {ROOT} {INTERMEDIATE} {LEAF}"),
        format!("compare {LEAF} {LEAF} --issuers {ROOT} {INTERMEDIATE}"),
        format!("verify --no-name --at 2026-11-22T00:00:00Z --anchors {ROOT} --untrusted {INTERMEDIATE} {LEAF}"),
        format!("verify --no-name --at 2026-11-22T00:00:00Z --anchors {ROOT} --untrusted {INTERMEDIATE} {LEAF} --json"),
    ] {
        let run = run(&line);
        assert!(run.status < 2 && !run.stdout.is_empty(), "{line}: {run:?}");
    }
    // A list whose last file may be its own is not a place to look for a file that was forgotten.
    let forgotten = run(&format!("verify --no-name --anchors {ROOT} {INTERMEDIATE} --crl {CRLS}"));
    assert!(forgotten.status == 2 && forgotten.stderr.contains("which certificate"), "{forgotten:?}");
    for line in [format!("csr coverage {cluster} --peers b.contoso.dev"), format!("compare --issuers {ROOT} {LEAF}")] {
        assert_eq!(run(&line).status, 2, "{line}");
    }
}

/// Answers on a terminal, as a person gives them.
fn on_a_terminal(line: &str, answers: &str) -> String {
    let command = format!("{} --color never {line}", env!("CARGO_BIN_EXE_ucpki"));
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .current_dir(repository())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    String::from_utf8_lossy(&child.wait_with_output().unwrap().stdout).into_owned()
}

#[test]
fn a_dialogue_asks_again_and_never_fails_at_its_end() {
    if Command::new("script").arg("--version").output().is_err() {
        // util-linux has it; without a terminal there is no dialogue.
        panic!("this test needs the program `script`");
    }
    let here = folder("dialogue");
    let key = at(&here, "k");
    // Without a place for the key nothing is asked.
    let asked = on_a_terminal("csr new", "");
    assert!(asked.contains("with which key?") && !asked.contains("Host name"), "{asked}");
    let missing = on_a_terminal("csr new --new-key p256 --no-passphrase --key-out /nonexistent/k", "");
    assert!(missing.contains("make the folder /nonexistent first") && !missing.contains("Host name"), "{missing}");
    // What contradicts the purpose is said before the first question.
    for (more, text) in [
        ("--preset cucm --new-key p256", "appliance.purpose_key"),
        ("--new-key ed25519 --hash sha384", "does not sign with"),
    ] {
        let early = on_a_terminal(&format!("csr new {more} --no-passphrase --key-out {key}"), "");
        assert!(early.contains(text) && !early.contains("Host name"), "{early}");
    }
    // A wrong answer is asked for again, at once.
    let answers = "a..b\na.contoso.dev\nNorway\nNO\n\n\nContoso\n\nDNS:192.0.2.1\nb.contoso.dev\n";
    let done =
        on_a_terminal(&format!("csr new --new-key p256 --no-passphrase --key-out {key} --out {key}.csr"), answers);
    assert_eq!(done.matches("Host name with domain").count(), 2, "{done}");
    assert_eq!(done.matches("Country").count(), 2, "{done}");
    assert_eq!(done.matches("More names").count(), 2, "{done}");
    assert!(Path::new(&key).exists() && done.contains("subject: CN=a.contoso.dev,O=Contoso,C=NO"), "{done}");
}
