//! CRLs against SHA-256 of the same bytes, and against peers in the same run: reading, loading, look-ups, checks.
//!
//! `crl [ENTRIES]...` measures these sizes only; `crl --memory PEER ENTRIES` loads once, and prints what is resident.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use ucpki_chain::{
    Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, SignatureCache, ValidationParams, Validator,
};
use ucpki_crl::{CrlSet, IndexKey, IndexedCrl};
use ucpki_crypto::{RUSTCRYPTO, sha256};
use ucpki_tests::make::{self, Cert, Key, KeyUsage, time};
use ucpki_x509::der::Integer;
use ucpki_x509::{Certificate, Crl, CrlRef, Shared};
use x509_cert::der::Decode;

const NOW: &str = "2027-01-01T00:00:00Z";
const KEY: IndexKey = IndexKey::new(*b"not so random...");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, peer, count] = arguments.as_slice()
        && flag == "--memory"
    {
        return memory(peer, count.parse().expect("a number of entries"));
    }
    let sizes: Vec<usize> = arguments.iter().filter_map(|text| text.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 100_000, 1_000_000] } else { sizes };
    for count in sizes {
        measure(count);
    }
}

fn issuer() -> Cert {
    let usage = KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN;
    Cert::new("issuer").key(&Key::p256("issuer")).ca(None).key_usage(usage)
}

fn list(count: usize) -> Vec<u8> {
    make::Crl::new(&issuer()).bulk(1, count).der()
}

/// How a row is timed: on the processor, so that other people's work does not count, or by the clock where two work at once.
#[derive(Clone, Copy)]
enum Clock {
    Processor,
    Wall,
}

impl Clock {
    fn now(self) -> Duration {
        match self {
            Self::Processor => ucpki_benches::cpu_time::now(),
            Self::Wall => SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970"),
        }
    }
}

/// A job: it is given its input, which is made before the clock starts.
type Job<'a> = Box<dyn FnMut(Box<[u8]>) + 'a>;

/// One group: every row is timed in turn, round after round, so that a busy machine is busy for all of them. Times are
/// medians; ratios are medians of the ratios of each round to its first row.
struct Group<'a> {
    der: &'a [u8],
    rows: Vec<(String, Clock, Job<'a>, Vec<Duration>)>,
}

impl<'a> Group<'a> {
    fn row(&mut self, name: &str, mut job: impl FnMut(&[u8]) + 'a) {
        self.owning_row(name, Clock::Processor, move |der| job(&der));
    }

    fn owning_row(&mut self, name: &str, clock: Clock, job: impl FnMut(Box<[u8]>) + 'a) {
        self.rows.push((name.to_owned(), clock, Box::new(job), Vec::new()));
    }

    fn print(mut self, rounds: usize) {
        for _ in 0..rounds {
            for (_, clock, job, times) in &mut self.rows {
                let input = self.der.into();
                let begin = clock.now();
                job(input);
                times.push(clock.now() - begin);
            }
        }
        let base: Vec<Duration> = self.rows.first().map(|(.., times)| times.clone()).unwrap_or_default();
        for (name, _, _, times) in &mut self.rows {
            let mut ratios: Vec<f64> =
                times.iter().zip(&base).map(|(time, base)| time.as_secs_f64() / base.as_secs_f64()).collect();
            ratios.sort_by(f64::total_cmp);
            times.sort();
            let middle = times.len() / 2;
            println!("  {name:<52} {:>12.2?} {:>8.2}x", times[middle], ratios[middle]);
        }
    }
}

fn measure(count: usize) {
    let der = list(count);
    println!("{count} entries, {} bytes", der.len());
    let issuer = Certificate::parse(&issuer().der()).expect("our own");
    let mut group = Group { der: &der, rows: Vec::new() };
    group.row("SHA-256", |der| {
        black_box(sha256(der));
    });
    group.row("read", |der| {
        black_box(CrlRef::parse(der).expect("well-formed"));
    });
    group.owning_row("load, index; one thread", Clock::Processor, |der| {
        black_box(IndexedCrl::parse(der, &RUSTCRYPTO).expect("well-formed"));
    });
    group.owning_row("load, verify, index; one thread", Clock::Processor, |der| {
        let list = IndexedCrl::parse(der, &RUSTCRYPTO).expect("well-formed");
        list.check_signed_by(&issuer, &RUSTCRYPTO).expect("it is signed");
        black_box(list);
    });
    group.owning_row("load, verify, index; two threads, by the clock", Clock::Wall, |der| {
        let list = IndexedCrl::parse_on_two_threads(der, &RUSTCRYPTO, KEY).expect("well-formed");
        list.check_signed_by(&issuer, &RUSTCRYPTO).expect("it is signed");
        black_box(list);
    });
    peers(&mut group);
    group.print(if count > 200_000 {
        9
    } else if count > 10_000 {
        41
    } else {
        401
    });
    look_ups(&der, count);
    check(&der);
    let list = IndexedCrl::parse(der.clone().into_boxed_slice(), &RUSTCRYPTO).expect("well-formed");
    println!("  {:<52} {:>12.1} bytes for each entry", "index above the DER", list.index_size() as f64 / count as f64);
}

fn peers(group: &mut Group<'_>) {
    group.row("x509-parser: read, HashMap", |der| {
        use x509_parser::prelude::FromDer;
        let (_, crl) = x509_parser::revocation_list::CertificateRevocationList::from_der(der).expect("well-formed");
        let map: HashMap<&[u8], ()> = crl.iter_revoked_certificates().map(|entry| (entry.raw_serial(), ())).collect();
        black_box(map.len());
    });
    group.row("x509-cert: read, HashMap", |der| {
        let crl =
            x509_cert::crl::CertificateList::<x509_cert::certificate::Rfc5280>::from_der(der).expect("well-formed");
        let entries = crl.tbs_cert_list.revoked_certificates.unwrap_or_default();
        let map: HashMap<Vec<u8>, ()> =
            entries.iter().map(|entry| (entry.serial_number.as_bytes().to_vec(), ())).collect();
        black_box(map.len());
    });
    group.row("rustls-webpki: read Borrowed (not the entries)", |der| {
        black_box(webpki::BorrowedCertRevocationList::from_der(der).expect("well-formed"));
    });
    group.row("rustls-webpki: read Owned (BTreeMap)", |der| {
        black_box(webpki::OwnedCertRevocationList::from_der(der).expect("well-formed"));
    });
    group.row("openssl: read", |der| {
        black_box(openssl::x509::X509Crl::from_der(der).expect("well-formed"));
    });
}

/// Hits and misses at random, each over 1024 serial numbers.
fn look_ups(der: &[u8], count: usize) {
    let list = IndexedCrl::parse(der.into(), &RUSTCRYPTO).expect("well-formed");
    let owned = webpki::OwnedCertRevocationList::from_der(der).expect("well-formed");
    let owned: webpki::CertRevocationList<'_> = owned.into();
    let at = |index: usize| index.wrapping_mul(0x9E37_79B9) % count;
    let hits: Vec<[u8; 16]> = (0..1024).map(|index| make::Crl::bulk_serial(1, at(index))).collect();
    let misses: Vec<[u8; 16]> = (0..1024).map(|index| make::Crl::bulk_serial(2, at(index))).collect();
    for (name, serials) in [("hit", &hits), ("miss", &misses)] {
        let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
        for _ in 0..50 {
            let begin = Instant::now();
            for serial in serials {
                black_box(list.find(Integer::new(serial).expect("positive")));
            }
            ours = ours.min(begin.elapsed() / 1024);
            let begin = Instant::now();
            for serial in serials {
                black_box(owned.find_serial(serial).expect("well-formed"));
            }
            theirs = theirs.min(begin.elapsed() / 1024);
        }
        println!("  {:<52} {ours:>12.2?}    rustls-webpki Owned {theirs:.2?}", format!("look-up, {name}"));
    }
}

/// A check of three certificates with this list: it is signed by the CA of the leaf.
fn check(der: &[u8]) {
    let usage = KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN;
    let root = Cert::new("root").key(&Key::p256("root")).ca(None).key_usage(usage);
    let ca = issuer().issued_by(&root);
    let leaf = Cert::new("leaf").key(&Key::p256("leaf")).san_dns("sip.example.com").issued_by(&ca);
    let read = |cert: &Cert| Certificate::parse(&cert.der()).expect("our own");
    let validator = Validator::new(RUSTCRYPTO)
        .anchors([Anchor::certificate(read(&root))])
        .intermediates([read(&ca)])
        .signature_cache(Shared::new(SignatureCache::new(64)));
    let lists = [make::Crl::new(&root).der(), der.to_vec()];
    let lists: CrlSet = lists
        .into_iter()
        .map(|der| IndexedCrl::parse(der.into_boxed_slice(), &RUSTCRYPTO).expect("well-formed"))
        .collect();
    let sources: [&dyn Revocation; 1] = [&lists];
    let leaf = read(&leaf);
    let plain = ValidationParams::new(time(NOW), KeyPurpose::Any, Identity::dns("sip.example.com").expect("a name"));
    let with = plain.clone().revocation(RevocationCheck::new(&sources));
    let mut best = [Duration::MAX; 2];
    for _ in 0..60 {
        for (best, request) in best.iter_mut().zip([&plain, &with]) {
            let begin = Instant::now();
            let valid = validator.check(&leaf, &Pool::default(), request).expect("accepted");
            let _ = black_box(valid);
            *best = (*best).min(begin.elapsed());
        }
    }
    let [plain, with] = best;
    println!(
        "  {:<52} {with:>12.2?}    without revocation {plain:.2?}",
        "check of 3 certificates, lists and cache warm"
    );
}

fn memory(peer: &str, count: usize) {
    let der = list(count);
    let before = resident();
    let kept: Box<dyn std::any::Any> = match peer {
        "ucpki" => Box::new(IndexedCrl::parse(der.clone().into_boxed_slice(), &RUSTCRYPTO).expect("well-formed")),
        "der" => Box::new(Crl::parse(&der).expect("well-formed")),
        "webpki" => Box::new(webpki::OwnedCertRevocationList::from_der(&der).expect("well-formed")),
        "openssl" => Box::new(openssl::x509::X509Crl::from_der(&der).expect("well-formed")),
        other => panic!("no peer {other}: ucpki, der, webpki, openssl"),
    };
    let after = resident();
    println!("{peer}: {:.1} bytes for each entry", (after - before) as f64 * 1024.0 / count as f64);
    drop(kept);
}

/// Resident memory in KiB, as Linux says.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line VmRSS");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
