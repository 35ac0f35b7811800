//! Requests and keys beside rcgen (on ring) and OpenSSL, all in this process: creation with a given key, reading with proof of
//! possession, and generation of keys.
//!
//! Every row of a group is timed in turn, round after round, so that a busy machine is busy for all of them. Numbers are
//! times on a processor: medians, and what nine of ten runs stay below; ratios are between medians, to the best of the peers
//! and us. Who makes a request starts from texts, as a program does.
//!
//! `csr [create] [prove] [generate]` measures these only.

use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::stack::Stack;
use openssl::x509::extension::{ExtendedKeyUsage, KeyUsage, SubjectAlternativeName};
use openssl::x509::{X509NameBuilder, X509Req, X509ReqBuilder};
use rcgen::{
    CertificateParams, CertificateSigningRequestParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose,
};
use rustls_pki_types::CertificateSigningRequestDer;
use std::hint::black_box;
use std::time::{Duration, Instant};
use ucpki_appliance::{Purpose, Settings};
use ucpki_crypto::{KeyKind, NoRandom, PrivateKey, RUSTCRYPTO, Random, RandomFailed};
use ucpki_crypto_rsa::SIGNERS;
use ucpki_csr::{RequestBuilder, RuleSet, Subject, lint, verify_proof};
use ucpki_x509::GeneralNameBuf;
use ucpki_x509::{CertificationRequest, CertificationRequestRef};

/// The system's randomness, as the program `ucpki` draws it.
struct System;

impl Random for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        getrandom::fill(bytes).map_err(|_| RandomFailed)
    }
}

/// Keys of RSA take long on a busy machine.
const MOST_TIME: Duration = Duration::from_secs(100);

/// What is measured side by side.
#[derive(Default)]
struct Group<'a> {
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    name: &'static str,
    /// A part of what another row does: listed, and never the best.
    part: bool,
    job: Box<dyn FnMut() + 'a>,
    times: Vec<Duration>,
}

impl<'a> Group<'a> {
    fn row(&mut self, name: &'static str, job: impl FnMut() + 'a) {
        self.rows.push(Row { name, part: false, job: Box::new(job), times: Vec::new() });
    }

    fn part(&mut self, name: &'static str, job: impl FnMut() + 'a) {
        self.rows.push(Row { name, part: true, job: Box::new(job), times: Vec::new() });
    }

    fn print(mut self, title: &str, rounds: usize) {
        for row in &mut self.rows {
            (row.job)();
        }
        let started = Instant::now();
        while self.rows.iter().any(|row| row.times.len() < rounds) && started.elapsed() < MOST_TIME {
            for row in &mut self.rows {
                let begin = processor_time();
                (row.job)();
                row.times.push(processor_time().saturating_sub(begin));
            }
        }
        for row in &mut self.rows {
            row.times.sort_unstable();
        }
        let rounds = self.rows.first().map_or(0, |row| row.times.len());
        let median = |row: &Row<'_>| row.times[rounds / 2];
        let best = self.rows.iter().filter(|row| !row.part).map(median).min().expect("a group has rows");
        println!("{title}, {rounds} rounds");
        for row in &self.rows {
            let (median, late) = (median(row), row.times[rounds * 9 / 10]);
            let ratio = median.as_secs_f64() / best.as_secs_f64();
            println!("  {:<44} {median:>12.2?} {late:>12.2?} {ratio:>8.2}x", row.name);
        }
    }
}

/// How long this thread was on a processor: others that have their turn in between do not count.
fn processor_time() -> Duration {
    let told = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(told.tv_sec.unsigned_abs(), told.tv_nsec.unsigned_abs().try_into().expect("less than a second"))
}

fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    println!("{:<46} {:>12} {:>12} {:>9}", "", "median", "9 of 10", "to best");
    let kinds = [(KeyKind::EcP256, 1000), (KeyKind::Ed25519, 1000), (KeyKind::Rsa { bits: 2048 }, 300)];
    if wanted("create") {
        kinds.iter().for_each(|(kind, rounds)| creation(*kind, *rounds));
    }
    if wanted("prove") {
        kinds.iter().for_each(|(kind, _)| proof(*kind, 1000));
    }
    if wanted("generate") {
        generation_p256();
        generation_rsa();
    }
}

/// A key of ours, and the same one for the peers.
struct Keys {
    ours: PrivateKey,
    rcgen: KeyPair,
    openssl: PKey<Private>,
}

impl Keys {
    fn new(kind: KeyKind) -> Self {
        let ours = SIGNERS.generate(kind, &mut System).expect("a key");
        let pem = ours.to_pem();
        let text = std::str::from_utf8(pem.expose()).expect("PEM is text");
        let rcgen = KeyPair::from_pem(text).expect("ring takes it");
        let openssl = PKey::private_key_from_pem(pem.expose()).expect("OpenSSL takes it");
        Self { ours, rcgen, openssl }
    }
}

fn creation(kind: KeyKind, rounds: usize) {
    let keys = Keys::new(kind);
    let (ours, algorithm) = (&keys.ours, keys.ours.algorithms()[0]);
    let message = by_us(ours).as_ref().info().to_vec();
    let mut group = Group::default();
    group.row("ucpki", || drop(black_box(by_us(ours))));
    group.part("  of that: all but the signature", || {
        drop(black_box(builder().prepare(ours.spki_der(), algorithm).expect("a request")));
    });
    group.part("  of that: the signature", || {
        let signature = match kind {
            KeyKind::Rsa { .. } => ours.sign(algorithm, &message, &mut System),
            _ => ours.sign(algorithm, &message, &mut NoRandom),
        };
        drop(black_box(signature.expect("a signature")));
    });
    group.row("rcgen, ring", || drop(black_box(by_rcgen(&keys.rcgen))));
    group.row("openssl", || drop(black_box(by_openssl(&keys.openssl))));
    group.print(&format!("a request with a given key, {kind}"), rounds);
}

fn proof(kind: KeyKind, rounds: usize) {
    let keys = Keys::new(kind);
    let request = by_us(&keys.ours);
    let der = request.as_der();
    let mut group = Group::default();
    group.row("ucpki", || {
        let request = CertificationRequestRef::parse(der).expect("we wrote it");
        verify_proof(&request, &RUSTCRYPTO).expect("it holds");
    });
    group.part("  of that: reading", || {
        black_box(CertificationRequestRef::parse(black_box(der)).expect("we wrote it"));
    });
    group.part("  with all rules of a public CA on top", || {
        let request = CertificationRequest::parse(der).expect("we wrote it");
        drop(black_box(lint(&request, &RuleSet::PUBLIC_CA, &RUSTCRYPTO)));
    });
    group.row("rcgen, x509-parser, ring", || {
        let request = CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(der));
        drop(black_box(request.expect("it holds")));
    });
    group.row("openssl", || {
        let request = X509Req::from_der(der).expect("well-formed");
        assert!(request.verify(&request.public_key().expect("a key")).expect("it is tried"));
    });
    group.print(&format!("read and proof of possession, {kind}"), rounds);
}

fn generation_p256() {
    let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a curve");
    let mut group = Group::default();
    group.row("ucpki", || drop(black_box(SIGNERS.generate(KeyKind::EcP256, &mut System).expect("a key"))));
    group.row("rcgen, ring", || drop(black_box(KeyPair::generate().expect("a key"))));
    group.row("openssl", || drop(black_box(EcKey::generate(&curve).expect("a key"))));
    group.print("a key of P-256", 1000);
}

/// Primes come when they come: many rounds, and look at the median.
fn generation_rsa() {
    let mut group = Group::default();
    group.row("ucpki", || {
        drop(black_box(SIGNERS.generate(KeyKind::Rsa { bits: 2048 }, &mut System).expect("a key")));
    });
    group.row("openssl", || drop(black_box(Rsa::generate(2048).expect("a key"))));
    group.print("a key of RSA 2048", 301);
}

const NAMES: [&str; 2] = ["sip.contoso.dev", "contoso.dev"];

fn builder() -> RequestBuilder {
    let subject = Subject {
        country: "NO".into(),
        organization: "Contoso".into(),
        common_name: NAMES[0].into(),
        ..Subject::default()
    };
    let names = NAMES.map(|name| GeneralNameBuf::Dns(name.into()));
    let builder = RequestBuilder::new(subject.to_name().expect("a name")).alt_names(names);
    Settings::EXPRESSWAY.usage(Purpose::Expressway).apply(builder)
}

fn by_us(key: &PrivateKey) -> CertificationRequest {
    builder().sign(key, key.algorithms()[0], &mut System).expect("a request")
}

fn by_rcgen(key: &KeyPair) -> Vec<u8> {
    let mut parameters = CertificateParams::new(NAMES.map(str::to_owned)).expect("names");
    parameters.distinguished_name.push(DnType::CountryName, "NO");
    parameters.distinguished_name.push(DnType::OrganizationName, "Contoso");
    parameters.distinguished_name.push(DnType::CommonName, NAMES[0]);
    parameters.key_usages =
        vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment, KeyUsagePurpose::KeyAgreement];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    parameters.serialize_request(key).expect("a request").der().to_vec()
}

fn by_openssl(key: &PKey<Private>) -> Vec<u8> {
    let mut subject = X509NameBuilder::new().expect("a name");
    for (field, value) in [(Nid::COUNTRYNAME, "NO"), (Nid::ORGANIZATIONNAME, "Contoso"), (Nid::COMMONNAME, NAMES[0])] {
        subject.append_entry_by_nid(field, value).expect("a field");
    }
    let mut request = X509ReqBuilder::new().expect("a request");
    request.set_subject_name(&subject.build()).expect("a subject");
    request.set_pubkey(key).expect("a key");
    let mut names = SubjectAlternativeName::new();
    for name in NAMES {
        names.dns(name);
    }
    let mut extensions = Stack::new().expect("a list");
    let usage = KeyUsage::new().critical().digital_signature().key_encipherment().key_agreement().build();
    extensions.push(usage.expect("an extension")).expect("a list");
    let extended = ExtendedKeyUsage::new().server_auth().client_auth().build();
    extensions.push(extended.expect("an extension")).expect("a list");
    let names = names.build(&request.x509v3_context(None)).expect("an extension");
    extensions.push(names).expect("a list");
    request.add_extensions(&extensions).expect("an attribute");
    // Ed25519 brings its own hash.
    let digest = if key.id() == openssl::pkey::Id::ED25519 { MessageDigest::null() } else { MessageDigest::sha256() };
    request.sign(key, digest).expect("a signature");
    request.build().to_der().expect("DER")
}
