//! Judges a chain without revocation, and says why it is refused.
//!
//! ```sh
//! cargo run --example verify -- ROOTS.pem CHAIN.pem HOST
//! ```
//!
//! CHAIN is what a peer sent: its own certificate first, then others in any order.
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a program")]

use ucpki::crypto::RUSTCRYPTO;
use ucpki::x509::pem;
use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [roots, chain, host] = &arguments[..] else {
        println!("usage: verify ROOTS.pem CHAIN.pem HOST");
        return Ok(());
    };
    let roots = pem::certificates(&std::fs::read(roots)?)?;
    let validator =
        Validator::new(RUSTCRYPTO).anchors(roots.into_iter().map(|found| Anchor::certificate(found.certificate)));
    let mut chain = pem::certificates(&std::fs::read(chain)?)?.into_iter().map(|found| found.certificate);
    let leaf = chain.next().ok_or("the chain is empty")?;
    let pool: Pool = chain.collect();

    // The library never reads the clock: pass the time in.
    let now = Time::from(std::time::SystemTime::now());
    let params = ValidationParams::new(now, KeyPurpose::Server, Identity::dns(host)?);
    match validator.check(&leaf, &pool, &params) {
        Ok(valid) => println!("accepted until {}, as {}", valid.valid_until(), valid.identity()),
        Err(refused) => {
            println!("{}: {refused}", refused.code());
            // The rest of the story: every path that was tried, with everything that is known to be wrong with it.
            for candidate in validator.explain(refused, &pool, &params).candidates() {
                for finding in candidate.findings() {
                    println!("  {}: {finding} [{}]", finding.code(), finding.code().clause());
                }
            }
        }
    }
    Ok(())
}
