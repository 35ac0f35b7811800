//! Whether peers may come in, by rules over the names of their certificates.
//!
//! ```sh
//! cargo run --example access_rules -- CERTIFICATES.pem
//! ```
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a program")]

use ucpki::matcher::{AccessRules, Comparisons};
use ucpki::x509::pem;

const RULES: &[u8] = b"# priority action kind pattern\n\
    10 deny  exact  old.example.com\n\
    20 allow suffix .example.com\n\
    99 deny  prefix *\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(file) = std::env::args().nth(1) else {
        println!("usage: access_rules CERTIFICATES.pem");
        return Ok(());
    };
    let rules = AccessRules::parse(RULES, None)?;
    for found in pem::certificates(&std::fs::read(file)?)? {
        let access = rules.check(&found.certificate.as_ref(), &mut Comparisons::new(10_000))?;
        println!("{}: {access}", found.certificate.subject());
    }
    Ok(())
}
