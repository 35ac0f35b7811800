//! Judges a request as a public CA would, before one does.
//!
//! ```sh
//! cargo run --example lint --features csr -- REQUEST.pem
//! ```
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a program")]

use ucpki::crypto::RUSTCRYPTO;
use ucpki::csr::{RuleSet, lint_file};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(file) = std::env::args().nth(1) else {
        println!("usage: lint REQUEST.pem");
        return Ok(());
    };
    let report = lint_file(&std::fs::read(file)?, &RuleSet::PUBLIC_CA, &RUSTCRYPTO)?;
    for finding in &report.findings {
        println!("{}: {} ({}), {}", finding.severity.name(), finding.code.text(), finding.part, finding.source);
    }
    if report.findings.is_empty() {
        println!("nothing to complain about");
    }
    Ok(())
}
