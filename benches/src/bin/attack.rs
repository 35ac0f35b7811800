//! Prints what the attack graphs cost: counts, which are the same on every machine, and the time on this one.

use std::hint::black_box;
use std::time::{Duration, Instant};
use ucpki_chain::{Anchor, Identity, KeyPurpose, Pool, ValidationParams, Validator};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::attack;
use ucpki_tests::make::Scheme;
use ucpki_x509::Certificate;

fn main() {
    println!(
        "{:<34} {:>5} {:>6} {:>10} {:>7} {:>6} {:>9}  answer",
        "graph", "certs", "arcs", "signatures", "steps", "paths", "time"
    );
    for case in attack::all(Scheme::P256) {
        let read = |der: Vec<u8>| Certificate::parse(&der).expect("the maker makes well-formed certificates");
        let anchors: Vec<Anchor> = case.anchors_der().into_iter().map(|der| Anchor::certificate(read(der))).collect();
        let validator = Validator::new(RUSTCRYPTO).anchors(anchors);
        let pool: Vec<Certificate> = case.pool_der().into_iter().map(read).collect();
        let leaf = read(case.leaf_der());
        let request = ValidationParams::new(case.time, KeyPurpose::Server, Identity::danger_none());
        let mut best = Duration::MAX;
        let mut result = validator.check(&leaf, &Pool::new(pool.iter().cloned()), &request);
        for _ in 0..11 {
            let start = Instant::now();
            result = black_box(validator.check(&leaf, &Pool::new(pool.iter().cloned()), &request));
            best = best.min(start.elapsed());
        }
        let (accepted, work) = match &result {
            Ok(valid) => (true, *valid.work()),
            Err(refused) => (false, *refused.work()),
        };
        assert_eq!(accepted, case.accept, "{}: {result:?}", case.name);
        let answer = if accepted { "accepted" } else { "refused" };
        println!(
            "{:<34} {:>5} {:>6} {:>10} {:>7} {:>6} {best:>9.1?}  {answer}, rightly",
            case.name,
            case.certificates(),
            case.arcs(),
            work.signatures,
            work.steps,
            work.paths,
        );
    }
}
