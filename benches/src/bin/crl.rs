//! Measures revocation lists against SHA-256 of the same bytes: reading, loading, look-ups, checks, memory.

use std::hint::black_box;
use std::time::{Duration, Instant};
use ucpki_crl::IndexedCrl;
use ucpki_crypto::{RUSTCRYPTO, sha256};
use ucpki_tests::make::{self, Cert, Key, Scheme};
use ucpki_x509::{Crl, CrlRef, oids};

fn main() {
    let only: Option<usize> = std::env::args().nth(1).and_then(|text| text.parse().ok());
    for count in [1_000, 100_000, 1_000_000].into_iter().filter(|count| only.is_none_or(|only| only == *count)) {
        let issuer = Cert::new("bench").key(&Key::new(Scheme::P256, "bench"));
        let der = make::Crl::new(&issuer).bulk(1, count).der();
        let hash = best(|| {
            black_box(sha256(&der));
        });
        println!("{count} entries, {} bytes, SHA-256 {hash:?}", der.len());
        let row = |name: &str, time: Duration| {
            println!("  {name:<40} {time:>12?} {:>7.2}x", time.as_secs_f64() / hash.as_secs_f64())
        };
        row(
            "read",
            best(|| {
                black_box(CrlRef::parse(&der).unwrap());
            }),
        );
        let crl = Crl::parse(&der).unwrap();
        row(
            "hash by the provider",
            best(|| {
                black_box(RUSTCRYPTO.digest(oids::SHA256).unwrap().digest(&[crl.tbs()]));
            }),
        );
        row(
            "hash and index",
            best(|| {
                black_box(IndexedCrl::new(crl.clone(), &RUSTCRYPTO));
            }),
        );
        let mut copies: Vec<Box<[u8]>> = Vec::new();
        row(
            "load: read, hash, index",
            best_of(
                || {
                    copies = vec![der.clone().into_boxed_slice()];
                },
                &mut || (),
            )
            .min(best_load(&der)),
        );
        let _ = copies;
    }
}

fn best_load(der: &[u8]) -> Duration {
    let mut best = Duration::MAX;
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(1500) {
        let copy: Box<[u8]> = der.into();
        let begin = Instant::now();
        black_box(IndexedCrl::parse(copy, &RUSTCRYPTO).unwrap());
        best = best.min(begin.elapsed());
    }
    best
}

fn best_of(_: impl FnOnce(), _: &mut impl FnMut()) -> Duration {
    Duration::MAX
}

fn best(mut job: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(1000) {
        let begin = Instant::now();
        job();
        best = best.min(begin.elapsed());
    }
    best
}
