//! One validator for several threads: new leaves below known issuers, by one thread and by two.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::{Duration, Instant};
use ucpki_bench_jobs::{Chain, KeyChoice, ours};
use ucpki_chain::SignatureCache;
use ucpki_crypto::AWS_LC_RS;
use ucpki_x509::Shared;

/// Leaves between two times that the cache forgets: enough of them that starting a thread does not count.
const BATCH: usize = 512;

fn two_threads(criterion: &mut Criterion) {
    let chain = Chain::new(KeyChoice::P256, 3, BATCH + 1);
    let cache = Shared::new(SignatureCache::new(8 * BATCH));
    let validator = ours::validator(AWS_LC_RS, &chain).signature_cache(cache.clone()).keep_keys(16, 4 << 20);
    let mut group = criterion.benchmark_group("two_threads");
    for threads in [1, 2] {
        let batch = || {
            cache.clear();
            ours::check(&validator, chain.leaf(), &chain.intermediates, &ours::request());
            let begin = Instant::now();
            std::thread::scope(|scope| {
                for leaves in chain.leaves[1..].chunks(BATCH / threads) {
                    let (validator, chain) = (&validator, &chain);
                    scope.spawn(move || {
                        let request = ours::request();
                        for leaf in leaves {
                            black_box(ours::check(validator, leaf, &chain.intermediates, &request));
                        }
                    });
                }
            });
            begin.elapsed()
        };
        // The time is that of a batch.
        group.bench_function(format!("ucpki-{threads}"), |bench| {
            bench.iter_custom(|count| (0..count).map(|_| batch()).sum());
        });
    }
    group.finish();
}

criterion_group! {
    name = threads;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5))
        .sample_size(20);
    targets = two_threads
}
criterion_main!(threads);
