//! One signature, with the key ready, and the hash of many bytes.

use aws_lc_rs::signature::{ParsedPublicKey, VerificationAlgorithm};
use criterion::{Criterion, criterion_group, criterion_main};
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Public};
use openssl::sign::Verifier;
use std::hint::black_box;
use std::time::Duration;
use ucpki_bench_jobs::inputs::{private_key, sign};
use ucpki_benches::cpu_time::{self, CpuTime, Group};
use ucpki_crypto::{AWS_LC_RS, GRAVIOLA, Input, KeyKind, ML_DSA, ML_DSA_SIGNERS, Provider, RUSTCRYPTO, sha256};
use ucpki_x509::{AlgorithmRef, SpkiRef};

/// About as long as what is signed in a certificate.
const MESSAGE: [u8; 900] = [0x5A; 900];

/// What peers need to know of a kind of key.
struct Peers {
    ring: &'static dyn ring::signature::VerificationAlgorithm,
    aws_lc_rs: &'static dyn VerificationAlgorithm,
    openssl: Option<MessageDigest>,
}

fn signatures(criterion: &mut Criterion<CpuTime>) {
    let one = |criterion: &mut Criterion<CpuTime>, job: &str, kind, algorithm: &[u8], peers: &Peers| {
        let key = private_key(kind, job);
        let signature = sign(&key, &MESSAGE);
        let mut group = criterion.benchmark_group(job);
        let ours = [
            ("ucpki+rustcrypto", RUSTCRYPTO, false),
            ("ucpki+rustcrypto-table", RUSTCRYPTO, true),
            ("ucpki+aws-lc-rs", AWS_LC_RS, false),
            ("ucpki+graviola", GRAVIOLA, false),
        ];
        for (name, provider, with_table) in ours {
            by_provider(&mut group, name, provider, with_table, key.spki_der(), algorithm, &signature);
        }
        let spki = SpkiRef::parse(key.spki_der()).expect("a key");
        let bytes = spki.key().bytes().expect("whole bytes");
        let by_ring = ring::signature::UnparsedPublicKey::new(peers.ring, bytes);
        group.bench_function("ring", |bench| {
            bench.iter(|| by_ring.verify(black_box(&MESSAGE), &signature).expect("it holds"));
        });
        let by_aws_lc_rs = ParsedPublicKey::new(peers.aws_lc_rs, bytes).expect("a key");
        group.bench_function("aws-lc-rs", |bench| {
            bench.iter(|| by_aws_lc_rs.verify_sig(black_box(&MESSAGE), &signature).expect("it holds"));
        });
        let by_openssl = PKey::public_key_from_der(key.spki_der()).expect("a key");
        group.bench_function("openssl", |bench| {
            bench.iter(|| openssl_verifies(&by_openssl, peers.openssl, &signature));
        });
        group.finish();
    };
    let p256 = Peers {
        ring: &ring::signature::ECDSA_P256_SHA256_ASN1,
        aws_lc_rs: &aws_lc_rs::signature::ECDSA_P256_SHA256_ASN1,
        openssl: Some(MessageDigest::sha256()),
    };
    one(criterion, "signature_p256", KeyKind::EcP256, ECDSA_WITH_SHA256, &p256);
    let p384 = Peers {
        ring: &ring::signature::ECDSA_P384_SHA384_ASN1,
        aws_lc_rs: &aws_lc_rs::signature::ECDSA_P384_SHA384_ASN1,
        openssl: Some(MessageDigest::sha384()),
    };
    one(criterion, "signature_p384", KeyKind::EcP384, ECDSA_WITH_SHA384, &p384);
    let rsa = Peers {
        ring: &ring::signature::RSA_PKCS1_2048_8192_SHA256,
        aws_lc_rs: &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256,
        openssl: Some(MessageDigest::sha256()),
    };
    one(criterion, "signature_rsa2048", KeyKind::Rsa { bits: 2048 }, RSA_WITH_SHA256, &rsa);
    let ed25519 = Peers { ring: &ring::signature::ED25519, aws_lc_rs: &aws_lc_rs::signature::ED25519, openssl: None };
    one(criterion, "signature_ed25519", KeyKind::Ed25519, ED25519, &ed25519);
}

fn ml_dsa(criterion: &mut Criterion<CpuTime>) {
    let kinds: [(&str, KeyKind, u8, &'static dyn VerificationAlgorithm); 3] = [
        ("signature_ml_dsa_44", KeyKind::MlDsa44, 17, &aws_lc_rs::signature::ML_DSA_44),
        ("signature_ml_dsa_65", KeyKind::MlDsa65, 18, &aws_lc_rs::signature::ML_DSA_65),
        ("signature_ml_dsa_87", KeyKind::MlDsa87, 19, &aws_lc_rs::signature::ML_DSA_87),
    ];
    for (job, kind, arc, peer) in kinds {
        let key = ML_DSA_SIGNERS.generate(kind, &mut ucpki_bench_jobs::inputs::Seeded::new(job)).expect("a key");
        let signature = sign(&key, &MESSAGE);
        let algorithm = [0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, arc];
        let mut group = criterion.benchmark_group(job);
        by_provider(&mut group, "ucpki+ml-dsa", ML_DSA, false, key.spki_der(), &algorithm, &signature);
        let spki = SpkiRef::parse(key.spki_der()).expect("a key");
        let by_aws_lc_rs = ParsedPublicKey::new(peer, spki.key().bytes().expect("whole bytes")).expect("a key");
        group.bench_function("aws-lc-rs", |bench| {
            bench.iter(|| by_aws_lc_rs.verify_sig(black_box(&MESSAGE), &signature).expect("it holds"));
        });
        group.finish();
    }
}

fn by_provider(
    group: &mut Group<'_>,
    name: &str,
    provider: Provider,
    with_table: bool,
    spki: &[u8],
    algorithm: &[u8],
    signature: &[u8],
) {
    let Ok(key) = provider.prepare(SpkiRef::parse(spki).expect("a key"), None) else { return };
    if with_table {
        if key.table_bytes() == 0 {
            return;
        }
        key.build_table();
    }
    let algorithm = AlgorithmRef::parse(algorithm).expect("an algorithm");
    group.bench_function(name, |bench| {
        bench.iter(|| key.verify(algorithm, Input::Message(black_box(&MESSAGE)), signature).expect("it holds"));
    });
}

fn openssl_verifies(key: &PKey<Public>, hash: Option<MessageDigest>, signature: &[u8]) {
    let mut verifier = match hash {
        Some(hash) => Verifier::new(hash, key),
        None => Verifier::new_without_digest(key),
    }
    .expect("a verifier");
    assert!(verifier.verify_oneshot(signature, black_box(&MESSAGE)).expect("an answer"));
}

fn hash(criterion: &mut Criterion<CpuTime>) {
    let data = vec![0x5A; 8 << 20];
    let mut group = criterion.benchmark_group("hash");
    group.bench_function("ucpki", |bench| bench.iter(|| black_box(sha256(black_box(&data)))));
    group.bench_function("ring", |bench| {
        bench.iter(|| black_box(ring::digest::digest(&ring::digest::SHA256, black_box(&data))));
    });
    group.bench_function("aws-lc-rs", |bench| {
        bench.iter(|| black_box(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, black_box(&data))));
    });
    group.bench_function("openssl", |bench| bench.iter(|| black_box(openssl::sha::sha256(black_box(&data)))));
    group.finish();
}

const ECDSA_WITH_SHA256: &[u8] = &[0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
const ECDSA_WITH_SHA384: &[u8] = &[0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03];
const RSA_WITH_SHA256: &[u8] =
    &[0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00];
const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70];

criterion_group! {
    name = all_signatures;
    config = cpu_time::criterion(Duration::from_secs(2), 30);
    targets = signatures, ml_dsa, hash
}
criterion_main!(all_signatures);
