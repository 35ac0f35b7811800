//! Reading a leaf and what a verifier needs of it.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use ucpki_bench_jobs::{Chain, KeyChoice, ours};
use ucpki_benches::cpu_time::{self, CpuTime};
use ucpki_benches::peers::by_openssl;
use ucpki_benches::peers::by_webpki::{self, Webpki};

fn leaf_read(criterion: &mut Criterion<CpuTime>) {
    let chain = Chain::new(KeyChoice::P256, 3, 1);
    let leaf = chain.leaf();
    let webpki = Webpki::new(by_webpki::NO_SIGNATURES, &chain.intermediates);
    let mut group = criterion.benchmark_group("leaf_read");
    group.bench_function("ucpki-view", |bench| bench.iter(|| ours::read_view(leaf)));
    group.bench_function("ucpki-value", |bench| bench.iter(|| ours::read_value(leaf)));
    // It reads validity, basic constraints and usages only while it checks: an anchor that is the issuer, and no signature.
    group.bench_function("rustls-webpki-all", |bench| {
        bench.iter(|| webpki.check(leaf, &[]).expect("accepted"));
    });
    group.bench_function("rustls-webpki-names", |bench| bench.iter(|| webpki.read_names(leaf)));
    group.bench_function("x509-parser", |bench| bench.iter(|| by_x509_parser(leaf)));
    group.bench_function("x509-cert", |bench| bench.iter(|| by_x509_cert(leaf)));
    group.bench_function("openssl", |bench| bench.iter(|| by_openssl::read(leaf)));
    group.finish();
}

fn by_x509_parser(der: &[u8]) {
    use x509_parser::extensions::ParsedExtension;
    use x509_parser::prelude::FromDer;
    let (_, leaf) = x509_parser::certificate::X509Certificate::from_der(black_box(der)).expect("well-formed");
    black_box(leaf.issuer());
    black_box(leaf.validity());
    black_box(leaf.public_key());
    let names = leaf.subject_alternative_name().expect("well-formed").expect("it is there");
    for name in &names.value.general_names {
        black_box(name);
    }
    black_box(leaf.basic_constraints().expect("well-formed"));
    black_box(leaf.key_usage().expect("well-formed"));
    black_box(leaf.extended_key_usage().expect("well-formed"));
    for extension in leaf.extensions() {
        let parsed = extension.parsed_extension();
        if matches!(parsed, ParsedExtension::SubjectKeyIdentifier(_) | ParsedExtension::AuthorityKeyIdentifier(_)) {
            black_box(parsed);
        }
    }
}

fn by_x509_cert(der: &[u8]) {
    use x509_cert::der::Decode;
    use x509_cert::ext::pkix;
    let leaf = x509_cert::Certificate::from_der(black_box(der)).expect("well-formed");
    let tbs = leaf.tbs_certificate();
    black_box(tbs.issuer());
    black_box(tbs.validity());
    black_box(tbs.subject_public_key_info());
    let (_, names) = tbs.get_extension::<pkix::SubjectAltName>().expect("well-formed").expect("it is there");
    for name in &names.0 {
        black_box(name);
    }
    black_box(tbs.get_extension::<pkix::BasicConstraints>().expect("well-formed"));
    black_box(tbs.get_extension::<pkix::KeyUsage>().expect("well-formed"));
    black_box(tbs.get_extension::<pkix::ExtendedKeyUsage>().expect("well-formed"));
    black_box(tbs.get_extension::<pkix::SubjectKeyIdentifier>().expect("well-formed"));
    black_box(tbs.get_extension::<pkix::AuthorityKeyIdentifier>().expect("well-formed"));
}

criterion_group! {
    name = leaf;
    config = cpu_time::criterion(Duration::from_secs(3), 50);
    targets = leaf_read
}
criterion_main!(leaf);
