//! What must be reached, as data: each row names measurements of criterion as `group/function`.

/// A row of the report.
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    /// What is done.
    pub job: &'static str,
    /// Our measurement.
    pub ours: &'static str,
    /// Those of the peers that do the same; the fastest counts.
    pub peers: &'static [&'static str],
    /// What is asked of ours.
    pub limit: Limit,
}

/// What is asked of a measurement.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// At most so many microseconds on the machine on which gates were set, and on this one as many more as the other
    /// measurement takes more here.
    Micros(f64, Yardstick),
    /// So many microseconds more than the other measurement, by the same rule.
    MicrosOver(f64, Yardstick),
    /// Nothing.
    Record,
    /// So many times the throughput of another measurement.
    Throughput(&'static str, f64),
    /// At most so many times what the best peer takes.
    Times(f64),
}

/// Something that a peer does, and how many microseconds it took where gates were set: machines differ by two.
#[derive(Clone, Copy, Debug)]
pub struct Yardstick {
    /// The measurement.
    pub name: &'static str,
    /// What it took.
    pub micros: f64,
}

const WEBPKI_COLD: &[&str] = &["chain3_p256_cold/rustls-webpki+aws-lc-rs"];

/// Every row, in the order of the table.
pub const GATES: &[Gate] = &[
    row(
        "leaf: parse, and read what a verifier needs",
        "leaf_read/ucpki-value",
        &["leaf_read/rustls-webpki-all", "leaf_read/x509-parser", "leaf_read/x509-cert", "leaf_read/openssl"],
        Limit::Times(1.2),
    ),
    row(
        "the same, against names and key alone",
        "leaf_read/ucpki-view",
        &["leaf_read/rustls-webpki-names"],
        Limit::Record,
    ),
    row("chain of 3, P-256, cold, aws-lc-rs", "chain3_p256_cold/ucpki+aws-lc-rs", WEBPKI_COLD, Limit::Times(1.03)),
    row(
        "chain of 3, RSA-2048, cold, aws-lc-rs",
        "chain3_rsa_cold/ucpki+aws-lc-rs",
        &["chain3_rsa_cold/rustls-webpki+aws-lc-rs"],
        Limit::Times(1.03),
    ),
    row(
        "chain of 5, P-256, cold, aws-lc-rs",
        "chain5_p256_cold/ucpki+aws-lc-rs",
        &["chain5_p256_cold/rustls-webpki+aws-lc-rs"],
        Limit::Times(1.03),
    ),
    row("chain of 3, P-256, cold, pure Rust", "chain3_p256_cold/ucpki+rustcrypto", WEBPKI_COLD, Limit::Record),
    row("chain of 3, P-256, cold, graviola", "chain3_p256_cold/ucpki+graviola", WEBPKI_COLD, Limit::Record),
    row(
        "chain of 3, everything but signatures",
        "chain3_nosig/ucpki",
        &["chain3_nosig/rustls-webpki", "chain3_nosig/certval"],
        Limit::Micros(2.0, Yardstick { name: "chain3_nosig/rustls-webpki", micros: 0.69 }),
    ),
    row(
        "chain of 3, seen before, against rustls-webpki",
        "chain3_seen/ucpki+rustcrypto",
        &["chain3_seen/rustls-webpki+aws-lc-rs"],
        Limit::Times(1.0 / 25.0),
    ),
    row(
        "chain of 3, seen before, against certval with its cache",
        "chain3_seen/ucpki+rustcrypto",
        &["chain3_seen/certval-cached"],
        Limit::Times(1.0 / 8.0),
    ),
    row(
        "new leaf, known issuers, P-256, aws-lc-rs",
        "new_leaf_p256/ucpki+aws-lc-rs",
        &["new_leaf_p256/rustls-webpki+aws-lc-rs"],
        Limit::MicrosOver(3.0, Yardstick { name: "new_leaf_p256/one-verification+aws-lc-rs", micros: 35.6 }),
    ),
    row(
        "new leaf, known issuers, RSA-2048, aws-lc-rs",
        "new_leaf_rsa/ucpki+aws-lc-rs",
        &["new_leaf_rsa/rustls-webpki+aws-lc-rs"],
        Limit::MicrosOver(3.0, Yardstick { name: "new_leaf_rsa/one-verification+aws-lc-rs", micros: 13.0 }),
    ),
    row(
        "new leaf, known issuers, P-256, pure Rust with tables",
        "new_leaf_p256/ucpki+rustcrypto",
        &["new_leaf_p256/rustls-webpki+aws-lc-rs"],
        Limit::Times(0.6),
    ),
    row(
        "new leaf, known issuers, RSA-2048, pure Rust",
        "new_leaf_rsa/ucpki+rustcrypto",
        &["new_leaf_rsa/rustls-webpki+aws-lc-rs"],
        Limit::Times(1.0),
    ),
    row(
        "new leaf, chain of 5, P-256, aws-lc-rs",
        "new_leaf_chain5/ucpki+aws-lc-rs",
        &["new_leaf_chain5/rustls-webpki+aws-lc-rs"],
        Limit::Times(0.35),
    ),
    row(
        "new leaf, chain of 5, P-256, pure Rust with tables",
        "new_leaf_chain5/ucpki+rustcrypto",
        &["new_leaf_chain5/rustls-webpki+aws-lc-rs"],
        Limit::Times(0.35),
    ),
    row(
        "two threads, one validator, 512 new leaves",
        "two_threads/ucpki-2",
        &[],
        Limit::Throughput("two_threads/ucpki-1", 1.8),
    ),
    row(
        "signature, P-256, pure Rust with a table",
        "signature_p256/ucpki+rustcrypto-table",
        &["signature_p256/aws-lc-rs", "signature_p256/ring", "signature_p256/openssl"],
        Limit::Times(1.3),
    ),
    row(
        "signature, P-384, pure Rust with a table",
        "signature_p384/ucpki+rustcrypto-table",
        &["signature_p384/aws-lc-rs", "signature_p384/ring", "signature_p384/openssl"],
        Limit::Record,
    ),
    row(
        "signature, RSA-2048, pure Rust",
        "signature_rsa2048/ucpki+rustcrypto",
        &["signature_rsa2048/aws-lc-rs", "signature_rsa2048/ring", "signature_rsa2048/openssl"],
        Limit::Micros(28.0, Yardstick { name: "signature_rsa2048/aws-lc-rs", micros: 13.0 }),
    ),
    row(
        "signature, Ed25519, pure Rust",
        "signature_ed25519/ucpki+rustcrypto",
        &["signature_ed25519/aws-lc-rs", "signature_ed25519/ring", "signature_ed25519/openssl"],
        Limit::Record,
    ),
    row(
        "signature, ML-DSA-44, pure Rust",
        "signature_ml_dsa_44/ucpki+ml-dsa",
        &["signature_ml_dsa_44/aws-lc-rs"],
        Limit::Record,
    ),
    row(
        "signature, ML-DSA-65, pure Rust",
        "signature_ml_dsa_65/ucpki+ml-dsa",
        &["signature_ml_dsa_65/aws-lc-rs"],
        Limit::Record,
    ),
    row(
        "signature, ML-DSA-87, pure Rust",
        "signature_ml_dsa_87/ucpki+ml-dsa",
        &["signature_ml_dsa_87/aws-lc-rs"],
        Limit::Record,
    ),
    row("SHA-256 of 8 MiB", "hash/ucpki", &["hash/aws-lc-rs", "hash/ring", "hash/openssl"], Limit::Record),
];

const fn row(job: &'static str, ours: &'static str, peers: &'static [&'static str], limit: Limit) -> Gate {
    Gate { job, ours, peers, limit }
}

/// What one attack graph may take.
pub const ATTACK_MILLIS: f64 = 5.0;
