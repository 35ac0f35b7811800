//! The graphs that hurt path builders, from DER, beside rustls-webpki with the same arithmetic.

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use std::time::Duration;
use ucpki_benches::cpu_time::{self, CpuTime};
use ucpki_benches::peers::attacked::{self, Question};
use ucpki_crypto::AWS_LC_RS;

fn attack(criterion: &mut Criterion<CpuTime>) {
    let mut group = criterion.benchmark_group("attack");
    group.sampling_mode(SamplingMode::Flat);
    for question in attacked::questions() {
        let Question { name, .. } = &question;
        let ours = question.ours(AWS_LC_RS);
        let right = if ours() == question.accept { "right" } else { "WRONG" };
        eprintln!("{name}: ucpki is {right}");
        group.bench_function(format!("{name}-ucpki"), |bench| bench.iter(&ours));
        let theirs = question.webpki();
        let answer = theirs();
        let right = if answer.is_ok() == question.accept { "right" } else { "wrong" };
        eprintln!("{name}: rustls-webpki is {right}: {answer:?}");
        group.bench_function(format!("{name}-rustls-webpki"), |bench| bench.iter(&theirs));
    }
    group.finish();
}

criterion_group! {
    name = attacks;
    config = cpu_time::criterion(Duration::from_secs(1), 10);
    targets = attack
}
criterion_main!(attacks);
