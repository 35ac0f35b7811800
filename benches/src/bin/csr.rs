//! Requests and keys: creation with a given key, reading with proof of possession, and generation of RSA keys, beside rcgen and
//! the `openssl` command, in one run.
//!
//! `cargo run --release --manifest-path benches/Cargo.toml --bin csr`. Numbers are medians; `openssl` is a process for each run,
//! and what an empty one takes is told beside it.

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use ucpki_crypto::{KeyKind, PrivateKey, RUSTCRYPTO, Random, RandomFailed};
use ucpki_crypto_rsa::SIGNERS;
use ucpki_csr::{AltName, Purpose, RequestBuilder, RuleSet, Settings, Subject, lint, verify_proof};
use ucpki_x509::{CertificationRequest, CertificationRequestRef, pem};

struct System;

impl Random for System {
    fn fill(&mut self, octets: &mut [u8]) -> Result<(), RandomFailed> {
        use std::io::Read;
        let mut source = std::fs::File::open("/dev/urandom").map_err(|_| RandomFailed)?;
        source.read_exact(octets).map_err(|_| RandomFailed)
    }
}

fn main() {
    let folder = std::env::temp_dir().join(format!("ucpki-bench-csr-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let empty = median(20, || openssl(&folder, &["version"]));
    println!("openssl, an empty run: {empty:?}\n");
    println!("| key | create | rcgen | openssl | read and prove | openssl | lint |\n|---|---|---|---|---|---|---|");
    for kind in
        [KeyKind::EcP256, KeyKind::EcP384, KeyKind::Ed25519, KeyKind::Rsa { bits: 2048 }, KeyKind::Rsa { bits: 4096 }]
    {
        requests(kind, &folder);
    }
    println!("\n| RSA | generate, median (longest) | openssl |\n|---|---|---|");
    for (bits, rounds) in [(2048, 25), (3072, 15), (4096, 9)] {
        let ours =
            sorted(rounds, || drop(black_box(SIGNERS.generate(KeyKind::Rsa { bits }, &mut System).expect("a key"))));
        let bits_text = bits.to_string();
        let theirs = sorted(rounds, || openssl(&folder, &["genrsa", &bits_text]));
        let of = |times: &[Duration]| format!("{:?} ({:?})", times[times.len() / 2], times[times.len() - 1]);
        println!("| {bits} | {} | {} |", of(&ours), of(&theirs));
    }
    let _ = std::fs::remove_dir_all(&folder);
}

fn requests(kind: KeyKind, folder: &Path) {
    let key = SIGNERS.generate(kind, &mut System).expect("a key");
    let make = || request(&key);
    let made = make();
    std::fs::write(folder.join("key.pem"), key.to_pem().expose()).expect("a file");
    std::fs::write(folder.join("request.pem"), pem::encode("CERTIFICATE REQUEST", made.as_der())).expect("a file");
    let rounds = if matches!(kind, KeyKind::Rsa { .. }) { 50 } else { 500 };
    let create = median(rounds, || drop(black_box(make())));
    // rcgen with ring signs with the keys that ring takes.
    let pkcs8 = String::from_utf8(key.to_pem().expose().to_vec()).expect("text");
    let rcgen = KeyPair::from_pem(&pkcs8).ok().map(|pair| median(rounds, || drop(black_box(by_rcgen(&pair)))));
    let theirs = median(20, || {
        let names = "subjectAltName=DNS:sip.contoso.dev,DNS:contoso.dev";
        openssl(
            folder,
            &["req", "-new", "-key", "key.pem", "-subj", "/C=NO/O=Contoso/CN=sip.contoso.dev", "-addext", names],
        );
    });
    let prove = median(rounds, || {
        let request = CertificationRequestRef::parse(made.as_der()).expect("we wrote it");
        verify_proof(&request, &RUSTCRYPTO).expect("it holds");
    });
    let their_proof = median(20, || openssl(folder, &["req", "-in", "request.pem", "-verify", "-noout"]));
    let judge = median(rounds, || drop(black_box(lint(&made, &RuleSet::PUBLIC_CA, &RUSTCRYPTO))));
    let rcgen = rcgen.map_or("-".to_owned(), |time| format!("{time:?}"));
    println!("| {kind} | {create:?} | {rcgen} | {theirs:?} | {prove:?} | {their_proof:?} | {judge:?} |");
}

fn request(key: &PrivateKey) -> CertificationRequest {
    let subject = Subject {
        country: "NO".into(),
        organization: "Contoso".into(),
        common_name: "sip.contoso.dev".into(),
        ..Subject::default()
    };
    let names = [AltName::Dns("sip.contoso.dev".into()), AltName::Dns("contoso.dev".into())];
    let builder = RequestBuilder::new(subject.to_name().expect("a name")).alt_names(names);
    let builder = builder.usage(&Settings::EXPRESSWAY.usage(Purpose::Expressway));
    builder.sign(key, key.algorithms()[0], &mut System).expect("a request")
}

fn by_rcgen(key: &KeyPair) -> Vec<u8> {
    let mut parameters =
        CertificateParams::new(vec!["sip.contoso.dev".to_owned(), "contoso.dev".to_owned()]).expect("names");
    parameters.distinguished_name.push(DnType::CountryName, "NO");
    parameters.distinguished_name.push(DnType::OrganizationName, "Contoso");
    parameters.distinguished_name.push(DnType::CommonName, "sip.contoso.dev");
    parameters.key_usages =
        vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment, KeyUsagePurpose::KeyAgreement];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    parameters.serialize_request(key).expect("a request").der().to_vec()
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("openssl");
    command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(command.status().expect("this bench needs openssl").success(), "{arguments:?}");
}

fn median(rounds: usize, run: impl FnMut()) -> Duration {
    let times = sorted(rounds, run);
    times[times.len() / 2]
}

fn sorted(rounds: usize, mut run: impl FnMut()) -> Vec<Duration> {
    let mut times: Vec<_> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}
