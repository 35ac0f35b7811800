//! Judges a chain, and looks every certificate of it up in CRLs.
//!
//! ```sh
//! cargo run --example verify_with_crls -- ROOTS.pem CHAIN.pem CRLS.pem
//! ```
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a program")]

use ucpki::crypto::RUSTCRYPTO;
use ucpki::x509::pem;
use ucpki::{
    Anchor, CrlSet, Identity, KeyPurpose, Pool, RevocationCheck, Severity, Time, ValidationParams, Validator, crl,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [roots, chain, crls] = &arguments[..] else {
        println!("usage: verify_with_crls ROOTS.pem CHAIN.pem CRLS.pem");
        return Ok(());
    };
    let roots = pem::certificates(&std::fs::read(roots)?)?;
    let validator =
        Validator::new(RUSTCRYPTO).anchors(roots.into_iter().map(|found| Anchor::certificate(found.certificate)));
    let mut chain = pem::certificates(&std::fs::read(chain)?)?.into_iter().map(|found| found.certificate);
    let leaf = chain.next().ok_or("the chain is empty")?;
    let pool: Pool = chain.collect();

    // Read and indexed once. A CRL of a million entries answers as fast as a small one.
    let crls = CrlSet::new(crl::read(&std::fs::read(crls)?, &RUSTCRYPTO)?);
    // Hard fail is the default; with a warning, missing data is accepted and reported.
    let sources: [&dyn ucpki::chain::Revocation; 1] = [&crls];
    let check = RevocationCheck::new(&sources).on_unknown(Severity::Warn);

    let now = Time::from(std::time::SystemTime::now());
    let params = ValidationParams::new(now, KeyPurpose::Server, Identity::danger_none()).revocation(check);
    match validator.check(&leaf, &pool, &params) {
        Ok(valid) => {
            for (certificate, status) in valid.path().certificates().iter().zip(valid.revocation()) {
                println!("{}: {status}", certificate.subject());
            }
            valid.fetch_hints().iter().for_each(|hint| println!("would tell more: {}", hint.uri()));
        }
        Err(refused) => {
            println!("{}: {refused}", refused.code());
            refused.fetch_hints().iter().for_each(|hint| println!("could help: {}", hint.uri()));
        }
    }
    Ok(())
}
