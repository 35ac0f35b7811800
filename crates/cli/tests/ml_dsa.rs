//! `--features ml-dsa`: keys, requests and paths with ML-DSA (FIPS 204, RFC 9881).
//!
//! OpenSSL 3.0 and GnuTLS 3.7 know nothing of ML-DSA. They see the structure here (`openssl asn1parse`), and no signature.
#![cfg(feature = "ml-dsa")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod command;

use command::{Run, temporary, ucpki};
use std::path::{Path, PathBuf};
use std::process::Command;
use ucpki::crypto::{ML_DSA_SIGNERS, NoRandom, PrivateKey, Unsigned};
use ucpki::x509::der::{Tag, Writer};
use ucpki::x509::extension::KeyUsage;
use ucpki::x509::{CertificationRequest, Name, Oid, Time, oids, pem};

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("ml-dsa-{name}"));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn at(folder: &Path, name: &str) -> String {
    folder.join(name).into_os_string().into_string().unwrap()
}

const KINDS: [(&str, &str, &str); 3] = [
    ("ml-dsa-44", "ML-DSA-44", "2.16.840.1.101.3.4.3.17"),
    ("ml-dsa-65", "ML-DSA-65", "2.16.840.1.101.3.4.3.18"),
    ("ml-dsa-87", "ML-DSA-87", "2.16.840.1.101.3.4.3.19"),
];

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

fn asn1(file: &str) -> String {
    let output = Command::new("openssl").args(["asn1parse", "-in", file]).output().unwrap();
    assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn keys_and_requests() {
    let here = folder("requests");
    for (kind, name, identifier) in KINDS {
        let (key, csr) = (at(&here, &format!("{kind}.key")), at(&here, &format!("{kind}.csr")));
        done(&format!("key new --kind {kind} --no-passphrase --out {key}"));
        assert!(done(&format!("key show {key}")).stdout.starts_with(&format!("key: {name}\n")));
        // The seed of 32 bytes alone (RFC 9881, 6).
        let structure = asn1(&key);
        // Two or more headers, version 0, the identifier without parameters, and an OCTET STRING of 34 bytes.
        assert!(structure.contains(identifier) && structure.contains("l=  34 prim: OCTET STRING"), "{structure}");

        // The appliances take no such keys, and say so.
        let wanted = format!("csr new --node sip.contoso.dev --country NO --key {key} --out {csr}");
        let refused = run(&wanted);
        assert_eq!(refused.status, 2);
        assert!(refused.stderr.contains("the switch ml-dsa is off"), "{refused:?}");
        done(&format!("{wanted} --set ml-dsa=on"));
        let shown = done(&format!("csr show --json {csr}")).json();
        assert_eq!((&shown["proof"]["holds"], &shown["key"]["kind"]), (&true.into(), &name.into()));
        assert_eq!(shown["public_key"], done(&format!("key show --json {key}")).json()["key"]["public_key"]);
        assert!(asn1(&csr).matches(identifier).count() == 2, "of the key and of the signature");
        // RFC 9881, 5: no keyEncipherment, and no keyAgreement.
        let usage = &shown["extensions"].as_array().unwrap()[0];
        assert_eq!(usage["values"], serde_json::json!(["digitalSignature"]), "{shown}");

        let judged = run(&format!("csr lint {csr}"));
        assert_eq!(judged.status, 1);
        assert_eq!(judged.stdout.matches("refuse[").count(), 1, "{}", judged.stdout);
        assert!(judged.stdout.contains("csr.key_kind"), "{}", judged.stdout);
        assert_eq!(done(&format!("csr lint --rules private-ca {csr}")).stdout, format!("ok: {csr}\n"));

        // One bit in the signature.
        let mut der = pem::requests(&std::fs::read(&csr).unwrap()).unwrap().remove(0).as_der().to_vec();
        *der.last_mut().unwrap() ^= 1;
        std::fs::write(&csr, pem::encode("CERTIFICATE REQUEST", &der)).unwrap();
        assert_eq!(run(&format!("csr show {csr}")).status, 1);
    }
}

#[test]
fn keys_go_through_every_form() {
    let here = folder("forms");
    let (key, passphrase) = (at(&here, "a.key"), temporary("ml-dsa-passphrase", "correct horse\n"));
    done(&format!("key new --kind ml-dsa-44 --out {key} --new-passphrase-file {passphrase}"));
    let plain = done(&format!("key export {key} --to pkcs8 --passphrase-file {passphrase}")).stdout;
    let read = ML_DSA_SIGNERS.read(plain.as_bytes(), None).unwrap();
    assert_eq!(read.to_pem().expose(), plain.as_bytes());
    let refused = run(&format!("key export {key} --to traditional --passphrase-file {passphrase}"));
    assert!(refused.status == 2 && refused.stderr.contains("no older form than PKCS #8"), "{refused:?}");
}

fn name(text: &str) -> Name {
    Name::parse_rfc4514(text).unwrap()
}

/// A certificate for the key `spki`, signed by `signer`.
fn certificate(signer: &PrivateKey, issuer: &str, subject: &str, spki: &[u8], is_ca: bool) -> String {
    let algorithm = signer.algorithms()[0];
    let extension = |list: &mut Writer, oid: Oid<'_>, critical: bool, value: &dyn Fn(&mut Writer)| {
        list.nested(Tag::SEQUENCE, |extension| {
            extension.oid(oid);
            if critical {
                extension.boolean(true);
            }
            extension.nested(Tag::OCTET_STRING, |content| value(content));
        });
    };
    let mut tbs = Writer::new();
    tbs.nested(Tag::SEQUENCE, |tbs| {
        tbs.nested(Tag::context_constructed(0), |version| version.small_integer(2));
        tbs.small_integer(if is_ca { 1 } else { 2 });
        tbs.encoded(&algorithm.to_der());
        tbs.encoded(name(issuer).as_der());
        tbs.nested(Tag::SEQUENCE, |validity| {
            validity.time(Time::parse_rfc3339("2026-01-01T00:00:00Z").unwrap());
            validity.time(Time::parse_rfc3339("2036-01-01T00:00:00Z").unwrap());
        });
        tbs.encoded(name(subject).as_der());
        tbs.encoded(spki);
        tbs.nested(Tag::context_constructed(3), |outer| {
            outer.nested(Tag::SEQUENCE, |list| {
                let usage = if is_ca { KeyUsage::KEY_CERT_SIGN } else { KeyUsage::DIGITAL_SIGNATURE };
                extension(list, oids::KEY_USAGE, true, &|value| value.named_bits(Tag::BIT_STRING, usage.bits()));
                if is_ca {
                    extension(list, oids::BASIC_CONSTRAINTS, true, &|value| {
                        value.nested(Tag::SEQUENCE, |constraints| constraints.boolean(true));
                    });
                } else {
                    extension(list, oids::SUBJECT_ALT_NAME, false, &|value| {
                        value.nested(Tag::SEQUENCE, |names| names.value(Tag::context(2), b"sip.contoso.dev"));
                    });
                }
            });
        });
    });
    let der = Unsigned::new(tbs.into_bytes(), algorithm).sign(signer, &mut NoRandom).unwrap();
    pem::encode("CERTIFICATE", &der)
}

fn request(file: &str) -> CertificationRequest {
    pem::requests(&std::fs::read(file).unwrap()).unwrap().remove(0)
}

#[test]
fn a_path_of_two_kinds_is_judged() {
    let here = folder("path");
    let [ca_key, key, csr, root, leaf] =
        ["ca.key", "a.key", "a.csr", "root.pem", "leaf.pem"].map(|name| at(&here, name));
    done(&format!("key new --kind ml-dsa-87 --no-passphrase --out {ca_key}"));
    done(&format!(
        "csr new --node sip.contoso.dev --set ml-dsa=on --new-key ml-dsa-44 --key-out {key} --no-passphrase --out {csr}"
    ));
    let signer = ML_DSA_SIGNERS.read(&std::fs::read(&ca_key).unwrap(), None).unwrap();
    std::fs::write(&root, certificate(&signer, "CN=Root", "CN=Root", signer.spki_der(), true)).unwrap();
    let request = request(&csr);
    let issued = certificate(&signer, "CN=Root", "CN=sip.contoso.dev", request.spki_der(), false);
    std::fs::write(&leaf, &issued).unwrap();
    let verify = format!("verify --anchors {root} --at 2026-11-22T00:00:00Z --name sip.contoso.dev {leaf}");
    let accepted = done(&verify);
    assert!(accepted.stdout.contains("1 signature and 1 path checked"), "{}", accepted.stdout);
    // With one bit less of the signature it is refused, and for that reason.
    let mut der = pem::certificates(issued.as_bytes()).unwrap().remove(0).certificate.as_der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    std::fs::write(&leaf, pem::encode("CERTIFICATE", &der)).unwrap();
    let refused = run(&format!("{verify} --json"));
    assert_eq!((refused.status, &refused.json()["refused"]["code"]["code"]), (1, &"chain.signature_invalid".into()));
}
