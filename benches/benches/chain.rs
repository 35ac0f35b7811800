//! Checks of whole chains: cold, without signatures, seen before, and with a new leaf below issuers that are known.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use ucpki_bench_jobs::{Chain, KeyChoice, NO_SIGNATURES, ours};
use ucpki_benches::cpu_time::{self, CpuTime};
use ucpki_benches::peers::by_certval::{Certval, Signatures};
use ucpki_benches::peers::by_openssl;
use ucpki_benches::peers::by_webpki::{self, Webpki};
use ucpki_chain::{SignatureCache, Validator};
use ucpki_crypto::{AWS_LC_RS, GRAVIOLA, Input, Provider, RUSTCRYPTO};
use ucpki_x509::{Certificate, Shared};

/// A cache that holds every signature of these chains with room to spare.
const CACHED: usize = 4096;

/// Leaves of one batch: the cache forgets between batches, so that no leaf is known.
const BATCH: usize = 64;

fn cold(criterion: &mut Criterion<CpuTime>) {
    one_cold(criterion, "chain3_p256_cold", KeyChoice::P256, 3);
    one_cold(criterion, "chain3_rsa_cold", KeyChoice::Rsa2048, 3);
    one_cold(criterion, "chain5_p256_cold", KeyChoice::P256, 5);
}

fn one_cold(criterion: &mut Criterion<CpuTime>, job: &str, keys: KeyChoice, length: usize) {
    let chain = Chain::new(keys, length, 1);
    let mut group = criterion.benchmark_group(job);
    let request = ours::request();
    for (name, provider) in
        [("ucpki+aws-lc-rs", AWS_LC_RS), ("ucpki+graviola", GRAVIOLA), ("ucpki+rustcrypto", RUSTCRYPTO)]
    {
        let validator = ours::validator(provider, &chain);
        group.bench_function(name, |bench| {
            bench.iter(|| ours::check(&validator, chain.leaf(), &chain.intermediates, &request));
        });
    }
    for (name, algorithms) in
        [("rustls-webpki+aws-lc-rs", by_webpki::AWS_LC_RS), ("rustls-webpki+ring", by_webpki::RING)]
    {
        let webpki = Webpki::new(algorithms, &[chain.anchor.clone()]);
        let intermediates = by_webpki::borrow(&chain.intermediates);
        group.bench_function(name, |bench| {
            bench.iter(|| webpki.check(chain.leaf(), &intermediates).expect("accepted"));
        });
    }
    let store = by_openssl::store(&chain);
    group.bench_function("openssl", |bench| {
        bench.iter(|| by_openssl::check(&store, chain.leaf(), &chain.intermediates));
    });
    // Its RSA needs a prerelease of the `rsa` crate, which does not resolve beside the stable one.
    if keys == KeyChoice::P256 {
        let certval = Certval::new(&chain, Signatures::Always);
        group.bench_function("certval", |bench| {
            bench.iter(|| certval.check(chain.leaf(), &chain.intermediates));
        });
    }
    group.finish();
}

fn no_signatures(criterion: &mut Criterion<CpuTime>) {
    let chain = Chain::new(KeyChoice::P256, 3, 1);
    let mut group = criterion.benchmark_group("chain3_nosig");
    let validator = ours::validator(NO_SIGNATURES, &chain);
    let request = ours::request();
    group.bench_function("ucpki", |bench| {
        bench.iter(|| ours::check(&validator, chain.leaf(), &chain.intermediates, &request));
    });
    let webpki = Webpki::new(by_webpki::NO_SIGNATURES, &[chain.anchor.clone()]);
    let intermediates = by_webpki::borrow(&chain.intermediates);
    group.bench_function("rustls-webpki", |bench| {
        bench.iter(|| webpki.check(chain.leaf(), &intermediates).expect("accepted"));
    });
    let certval = Certval::new(&chain, Signatures::Never);
    group.bench_function("certval", |bench| bench.iter(|| certval.check(chain.leaf(), &chain.intermediates)));
    group.finish();
}

fn seen(criterion: &mut Criterion<CpuTime>) {
    let chain = Chain::new(KeyChoice::P256, 3, 1);
    let mut group = criterion.benchmark_group("chain3_seen");
    let request = ours::request();
    for (name, provider) in [("ucpki+aws-lc-rs", AWS_LC_RS), ("ucpki+rustcrypto", RUSTCRYPTO)] {
        let cache = Shared::new(SignatureCache::new(CACHED));
        let validator = ours::validator(provider, &chain).signature_cache(cache);
        let check = || ours::check(&validator, chain.leaf(), &chain.intermediates, &request);
        check();
        assert_eq!((check().signatures, check().cached), (0, 2));
        group.bench_function(name, |bench| bench.iter(check));
    }
    let webpki = Webpki::new(by_webpki::AWS_LC_RS, &[chain.anchor.clone()]);
    let intermediates = by_webpki::borrow(&chain.intermediates);
    group.bench_function("rustls-webpki+aws-lc-rs", |bench| {
        bench.iter(|| webpki.check(chain.leaf(), &intermediates).expect("accepted"));
    });
    let certval = Certval::new(&chain, Signatures::Cached);
    group.bench_function("certval-cached", |bench| {
        bench.iter(|| certval.check(chain.leaf(), &chain.intermediates));
    });
    group.finish();
}

fn new_leaf(criterion: &mut Criterion<CpuTime>) {
    one_new_leaf(criterion, "new_leaf_p256", KeyChoice::P256, 3);
    one_new_leaf(criterion, "new_leaf_rsa", KeyChoice::Rsa2048, 3);
    one_new_leaf(criterion, "new_leaf_chain5", KeyChoice::P256, 5);
}

fn one_new_leaf(criterion: &mut Criterion<CpuTime>, job: &str, keys: KeyChoice, length: usize) {
    let chain = Chain::new(keys, length, BATCH + 1);
    let mut group = criterion.benchmark_group(job);
    for (name, provider) in [("ucpki+aws-lc-rs", AWS_LC_RS), ("ucpki+rustcrypto", RUSTCRYPTO)] {
        let batches = Batches::new(provider, &chain);
        group.bench_function(name, |bench| bench.iter_custom(|count| batches.time(count)));
    }
    // What a new leaf cannot do without, beside it in time; another signature each time here too, since a processor learns one.
    let read = |der: &Vec<u8>| Certificate::parse(der).expect("our own");
    let leaves: Vec<Certificate> = chain.leaves.iter().map(read).collect();
    let key = AWS_LC_RS.prepare(read(&chain.intermediates[0]).spki(), None).expect("a key");
    group.bench_function("one-verification+aws-lc-rs", |bench| {
        let mut leaves = leaves.iter().cycle();
        bench.iter(|| {
            let leaf = leaves.next().expect("there is always one more");
            let signature = black_box(leaf.signature().expect("whole bytes"));
            key.verify(leaf.signature_algorithm(), Input::Message(leaf.tbs()), signature).expect("it holds");
        });
    });
    let webpki = Webpki::new(by_webpki::AWS_LC_RS, &[chain.anchor.clone()]);
    let intermediates = by_webpki::borrow(&chain.intermediates);
    group.bench_function("rustls-webpki+aws-lc-rs", |bench| {
        let mut leaves = chain.leaves.iter().cycle();
        bench.iter(|| {
            let leaf = leaves.next().expect("there is always one more");
            webpki.check(leaf, &intermediates).expect("accepted");
        });
    });
    group.finish();
}

/// Checks of leaves that the cache has not seen, below issuers that it has.
struct Batches<'a> {
    chain: &'a Chain,
    validator: Validator,
    cache: Shared<SignatureCache>,
}

impl<'a> Batches<'a> {
    fn new(provider: Provider, chain: &'a Chain) -> Self {
        let cache = Shared::new(SignatureCache::new(CACHED));
        let validator = ours::validator(provider, chain).signature_cache(cache.clone()).keep_keys(16, 4 << 20);
        let batches = Self { chain, validator, cache };
        let request = ours::request();
        // More signatures than it takes until an issuer's key gets its table.
        for leaf in &chain.leaves {
            batches.cache.clear();
            ours::check(&batches.validator, leaf, &chain.intermediates, &request);
        }
        for (index, leaf) in chain.leaves.iter().enumerate().skip(1) {
            if index == 1 {
                batches.forget_leaves();
            }
            let work = ours::check(&batches.validator, leaf, &chain.intermediates, &request);
            let (signatures, cached) = (work.signatures, work.cached);
            assert_eq!((signatures, cached), (1, chain.intermediates.len() as u64), "a new leaf is one signature");
        }
        batches
    }

    /// Leaves the issuers in the cache, and of the leaves only the first.
    fn forget_leaves(&self) {
        self.cache.clear();
        ours::check(&self.validator, self.chain.leaf(), &self.chain.intermediates, &ours::request());
    }

    fn time(&self, count: u64) -> Duration {
        let request = ours::request();
        let mut left = usize::try_from(count).expect("not so many");
        let mut time = Duration::ZERO;
        while left > 0 {
            self.forget_leaves();
            let batch = left.min(BATCH);
            let begin = cpu_time::now();
            for leaf in self.chain.leaves.iter().skip(1).take(batch) {
                black_box(ours::check(&self.validator, leaf, &self.chain.intermediates, &request));
            }
            time += cpu_time::now() - begin;
            left -= batch;
        }
        time
    }
}

criterion_group! {
    name = chain;
    config = cpu_time::criterion(Duration::from_secs(3), 50);
    targets = no_signatures, seen, new_leaf, cold
}
criterion_main!(chain);
