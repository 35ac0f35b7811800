//! OCSP beside OpenSSL and x509-ocsp, all in this process: responses read, verified, looked up, and made.
//!
//! Every row of a group is timed in turn, round after round, so that a busy machine is busy for all of them. Numbers are times on a
//! processor, medians; the last column is the median of the ratios of each round to the group's first row. A round is as many runs as
//! the group says, so that the clock can tell them.
//!
//! `ocsp [read] [verify] [check] [answer]` measures these only.

use der::Decode;
use openssl::ocsp::{OcspCertId, OcspFlag, OcspResponse as OpensslResponse};
use openssl::stack::Stack;
use openssl::x509::X509;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::X509VerifyFlags;
use std::hint::black_box;
use std::time::Duration;
use ucpki_benches::cpu_time::now as processor_time;
use ucpki_chain::{
    AlgorithmPolicy, Anchor, Budget, Context, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, Severity, SignatureCache,
    Spending, StatusSubject, ValidationParams, Validator,
};
use ucpki_crypto::{AWS_LC_RS, Hash, Input, NoRandom, PrivateKey, SIGNERS};
use ucpki_ocsp::responder::{Draft, KnownStatus, Presigned, Responder, ResponderPolicy, ServedIssuer, StatusSource};
use ucpki_ocsp::{OcspPolicy, ResponseCache, StatusRequest};
use ucpki_tests::make::{Cert, EntryStatus, Key, KeyUsage, Response, ResponseEntry, pem, sha256_id, time};
use ucpki_x509::der::Integer;
use ucpki_x509::{Certificate, OcspResponse, OcspResponseRef, Time, oids};
use x509_ocsp::{BasicOcspResponse, OcspResponse as PeerResponse};

const ROUNDS: usize = 301;

fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    println!("{:<52} {:>12} {:>10}", "", "median", "to first");
    let scene = Scene::new();
    if wanted("read") {
        [1, 100, 10_000, 100_000].into_iter().for_each(|count| reading(&scene, count));
    }
    if wanted("verify") {
        verifying(&scene);
    }
    if wanted("check") {
        checking(&scene);
    }
    if wanted("answer") {
        answering(&scene);
    }
}

/// What is measured side by side.
struct Group<'a> {
    runs: u32,
    rows: Vec<(&'static str, Box<dyn FnMut() + 'a>, Vec<Duration>)>,
}

impl<'a> Group<'a> {
    fn new(runs: u32) -> Self {
        Self { runs, rows: Vec::new() }
    }

    fn row(&mut self, name: &'static str, job: impl FnMut() + 'a) {
        self.rows.push((name, Box::new(job), Vec::new()));
    }

    fn print(mut self, title: &str, rounds: usize) {
        self.rows.iter_mut().for_each(|(_, job, _)| job());
        for _ in 0..rounds {
            for (_, job, times) in &mut self.rows {
                let begin = processor_time();
                (0..self.runs).for_each(|_| job());
                times.push(processor_time().saturating_sub(begin) / self.runs);
            }
        }
        println!("{title}");
        let first: Vec<Duration> = self.rows.first().map(|(.., times)| times.clone()).unwrap_or_default();
        for (name, _, times) in &self.rows {
            let mut ratios: Vec<f64> =
                times.iter().zip(&first).map(|(time, first)| time.as_secs_f64() / first.as_secs_f64()).collect();
            ratios.sort_unstable_by(f64::total_cmp);
            let mut sorted = times.clone();
            sorted.sort_unstable();
            println!("  {name:<50} {:>12.2?} {:>9.2}x", sorted[rounds / 2], ratios[rounds / 2]);
        }
    }
}

fn now() -> Time {
    time("2027-01-01T00:00:00Z")
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).expect("a certificate of our own")
}

/// A CA, its delegate and a leaf, with P-256 throughout.
struct Scene {
    root: Cert,
    delegate: Cert,
    leaf: Cert,
    by_issuer: Vec<u8>,
    by_delegate: Vec<u8>,
}

impl Scene {
    fn new() -> Self {
        let usage = KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN;
        let root = Cert::new("root").key(&Key::p256("root")).ca(None).key_usage(usage);
        let delegate = Cert::new("responder")
            .key(&Key::p256("responder"))
            .key_usage(KeyUsage::DIGITAL_SIGNATURE)
            .eku(&[oids::OCSP_SIGNING])
            .serial(7)
            .issued_by(&root)
            .extension("1.3.6.1.5.5.7.48.1.5", false, &[5, 0]);
        let leaf = Cert::new("leaf")
            .key(&Key::p256("leaf"))
            .key_usage(KeyUsage::DIGITAL_SIGNATURE)
            .eku(&[oids::SERVER_AUTH])
            .san_dns("sip.example.com")
            .serial(0x1234_5678)
            .issued_by(&root);
        let entry = || ResponseEntry::new(sha256_id(&leaf, &root), now());
        let by_issuer = Response::new(&root, now()).entry(entry()).der();
        let by_delegate = Response::new(&delegate, now()).entry(entry()).with(&delegate).der();
        Self { root, delegate, leaf, by_issuer, by_delegate }
    }

    fn subject(&self) -> StatusSubject {
        let issuer = read(&self.root);
        StatusSubject::new(read(&self.leaf), issuer.subject().to_name(), issuer.spki_der().into())
    }

    fn request(&self) -> StatusRequest {
        StatusRequest::new(self.subject(), Hash::Sha256, None, &AWS_LC_RS).expect("a request")
    }

    fn many(&self, count: usize) -> Vec<u8> {
        let mut response = Response::new(&self.root, now());
        for number in 0..count {
            let cert = self.leaf.clone().serial(0x1_0000_0000 + u64::try_from(number).unwrap_or(0));
            let status = if number % 3 == 0 { EntryStatus::Revoked(Some(1)) } else { EntryStatus::Good };
            response = response.entry(ResponseEntry::new(sha256_id(&cert, &self.root), now()).status(status));
        }
        response.der()
    }
}

fn reading(scene: &Scene, count: usize) {
    let der = scene.many(count);
    let small = u32::try_from(20_000 / count.max(1)).unwrap_or(1).clamp(1, 200);
    let mut group = Group::new(small);
    group.row("ucpki, a view", || drop(black_box(OcspResponseRef::parse(&der).expect("a response"))));
    group.row("ucpki, and every entry looked at", || {
        let response = OcspResponseRef::parse(&der).expect("a response");
        let basic = response.basic().expect("a basic one");
        let revoked = basic.entries().filter(|entry| entry.status().name() == "revoked").count();
        black_box(revoked);
    });
    group.row("x509-ocsp", || {
        let response = PeerResponse::from_der(&der).expect("a response");
        let bytes = response.response_bytes.expect("bytes");
        drop(black_box(BasicOcspResponse::from_der(bytes.response.as_bytes()).expect("a basic one")));
    });
    group.row("openssl", || {
        let response = OpensslResponse::from_der(&der).expect("a response");
        drop(black_box(response.basic().expect("a basic one")));
    });
    let rounds = if count >= 10_000 { 11 } else { 101 };
    group.print(&format!("read, {count} entries, {} bytes", der.len()), rounds);
}

/// What OpenSSL needs to verify.
struct Openssl {
    store: X509Store,
    certs: Stack<X509>,
    id: OcspCertId,
}

impl Openssl {
    fn new(scene: &Scene) -> Self {
        let x509 = |cert: &Cert| X509::from_der(&cert.der()).expect("a certificate");
        let mut builder = X509StoreBuilder::new().expect("a store");
        builder.add_cert(x509(&scene.root)).expect("a root");
        // The makers' certificates are of 2026; the clock of this machine may be anywhere.
        builder.set_flags(X509VerifyFlags::NO_CHECK_TIME).expect("a flag");
        let mut certs = Stack::new().expect("a stack");
        certs.push(x509(&scene.root)).expect("a certificate");
        let sha256 = openssl::hash::MessageDigest::sha256();
        let id = OcspCertId::from_cert(sha256, &x509(&scene.leaf), &x509(&scene.root)).expect("a CertID");
        Self { store: builder.build(), certs, id }
    }

    fn verify(&self, der: &[u8]) {
        let response = OpensslResponse::from_der(der).expect("a response");
        let basic = response.basic().expect("a basic one");
        basic.verify(&self.certs, &self.store, OcspFlag::empty()).expect("it verifies");
        black_box(basic.find_status(&self.id).expect("an entry").status);
    }
}

fn verifying(scene: &Scene) {
    let (request, policy) = (scene.request(), OcspPolicy::default());
    let root = read(&scene.root);
    let key = AWS_LC_RS.prepare(root.spki(), None).expect("a key");
    let response = OcspResponse::parse(&scene.by_issuer).expect("a response");
    let basic = response.basic().expect("a basic one");
    let accept = |body: &[u8]| {
        let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
        let mut context = Context::new(AWS_LC_RS, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
        drop(black_box(request.accept(body, &policy, &mut context, now()).expect("it is accepted")));
    };
    let openssl = Openssl::new(scene);
    let mut group = Group::new(20);
    group.row("one signature (aws-lc-rs), with its key prepared", || {
        let signature = basic.signature().expect("a signature");
        key.verify(basic.signature_algorithm(), Input::Message(basic.tbs()), signature).expect("it holds");
    });
    group.row("the key prepared, and one signature", || {
        let key = AWS_LC_RS.prepare(root.spki(), None).expect("a key");
        let signature = basic.signature().expect("a signature");
        key.verify(basic.signature_algorithm(), Input::Message(basic.tbs()), signature).expect("it holds");
    });
    group.row("ucpki, by the issuer", || accept(&scene.by_issuer));
    group.row("ucpki, by a delegate", || accept(&scene.by_delegate));
    group.row("openssl, by the issuer", || openssl.verify(&scene.by_issuer));
    group.row("openssl, by a delegate", || openssl.verify(&scene.by_delegate));
    group.print("verify a response that was fetched", ROUNDS);
}

/// What a check pays for the status of the leaf beside the rest.
fn checking(scene: &Scene) {
    let leaf = read(&scene.leaf);
    let validator = || {
        Validator::new(AWS_LC_RS)
            .anchors([Anchor::certificate(read(&scene.root))])
            .signature_cache(SignatureCache::new(1000).into())
    };
    let snapshot = |body: &[u8]| {
        let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
        let mut context = Context::new(AWS_LC_RS, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
        let response = scene.request().accept(body, &OcspPolicy::default(), &mut context, now()).expect("accepted");
        let mut cache = ResponseCache::new(10);
        cache.insert(response);
        cache.snapshot(OcspPolicy::default())
    };
    let (issuer, delegate) = (snapshot(&scene.by_issuer), snapshot(&scene.by_delegate));
    let staple = ucpki_ocsp::Responses::empty(OcspPolicy::default());
    let identity = || Identity::dns("sip.example.com").expect("a name");
    let params = || ValidationParams::new(now(), KeyPurpose::Server, identity());
    let check = |validator: &Validator, params: &ValidationParams<'_>| {
        drop(black_box(validator.check(&leaf, &Pool::default(), params).expect("it is valid")));
    };
    let plain = params();
    let by_issuer: [&dyn Revocation; 1] = [&issuer];
    let by_delegate: [&dyn Revocation; 1] = [&delegate];
    let (by_issuer, by_delegate) = (params().revocation(with(&by_issuer)), params().revocation(with(&by_delegate)));
    let seen = validator();
    let mut group = Group::new(200);
    group.row("a chain that was seen, without revocation", || check(&seen, &plain));
    group.row("with the cached response of the issuer", || check(&seen, &by_issuer));
    group.row("with the cached response of a delegate", || check(&seen, &by_delegate));
    group.row("with a staple, verified each time", || {
        let stapled = staple.with_staples(&[&scene.by_issuer]);
        let sources: [&dyn Revocation; 1] = [&stapled];
        check(&seen, &params().revocation(with(&sources)));
    });
    group.print("check a leaf below a root", 101);
}

fn with<'a>(sources: &'a [&'a dyn Revocation]) -> RevocationCheck<'a> {
    RevocationCheck::new(sources).on_unknown(Severity::Refuse).leaf_only()
}

struct Good;

impl StatusSource for Good {
    fn status(&self, _: usize, _: Integer<'_>, _: Time) -> KnownStatus {
        KnownStatus::Good
    }
}

fn answering(scene: &Scene) {
    let key = |cert: &Cert| -> PrivateKey {
        SIGNERS.read(pem("PRIVATE KEY", &cert.subject_key().pkcs8()).as_bytes(), None).expect("a key")
    };
    let signer = key(&scene.delegate);
    let served = ServedIssuer::new(read(&scene.root), read(&scene.delegate), signer.algorithms(), &AWS_LC_RS);
    let served = served.map_err(|code| code.text()).expect("an issuer");
    let responder = Responder::new(AWS_LC_RS, [served], ResponderPolicy::default());
    let request = scene.request();
    let (none, mut presigned) = (Presigned::default(), Presigned::default());
    let sign = |draft: Draft| match draft {
        Draft::Ready(answer) => answer,
        Draft::ToSign(unsigned) => unsigned.sign(&signer, &mut NoRandom).expect("a signature"),
    };
    assert!(presigned.insert(sign(responder.presign(0, read(&scene.leaf).serial(), now(), &Good))));
    let Draft::ToSign(unsigned) = responder.prepare(request.der(), now(), &Good, &none) else { unreachable!() };
    let (message, algorithm) = (unsigned.message().to_vec(), unsigned.algorithm());
    let subject = scene.subject();
    let mut group = Group::new(20);
    group.row("one signature (RustCrypto)", || {
        drop(black_box(signer.sign(algorithm, &message, &mut NoRandom).expect("a signature")));
    });
    group.row("ucpki, a live answer", || {
        drop(black_box(sign(responder.prepare(request.der(), now(), &Good, &none))));
    });
    group.row("  of that: all but the signature", || {
        drop(black_box(responder.prepare(request.der(), now(), &Good, &none)));
    });
    group.row("ucpki, an answer that was signed before", || {
        drop(black_box(responder.prepare(request.der(), now(), &Good, &presigned)));
    });
    group.row("ucpki, a request", || {
        drop(black_box(StatusRequest::new(subject.clone(), Hash::Sha256, None, &AWS_LC_RS).expect("a request")));
    });
    group.print("answer, and ask", ROUNDS);
}
