//! Does a job so often, for `guards` to count its instructions: `instructions JOB COUNT`.

use std::hint::black_box;
use ucpki_bench_jobs::ours::{check, read_value, read_view, request, validator};
use ucpki_bench_jobs::{Chain, KeyChoice, NO_ARITHMETIC};
use ucpki_chain::SignatureCache;
use ucpki_x509::Shared;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [job, count] = arguments.as_slice() else { panic!("instructions JOB COUNT") };
    let count: usize = count.parse().expect("a number");
    let chain = Chain::new(KeyChoice::P256, 3, 1);
    let request = request();
    let plain = validator(NO_ARITHMETIC, &chain);
    let caching = validator(NO_ARITHMETIC, &chain).signature_cache(Shared::new(SignatureCache::new(1024)));
    for _ in 0..count {
        match job.as_str() {
            "leaf_read_view" => read_view(chain.leaf()),
            "leaf_read_value" => read_value(chain.leaf()),
            "chain3_nosig" => _ = black_box(check(&plain, chain.leaf(), &chain.intermediates, &request)),
            "chain3_seen" => _ = black_box(check(&caching, chain.leaf(), &chain.intermediates, &request)),
            other => panic!("no job {other}"),
        }
    }
}
