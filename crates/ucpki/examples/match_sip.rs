//! Whether certificates are a SIP domain's (RFC 5922), and which name comes closest if not.
//!
//! ```sh
//! cargo run --example match_sip -- example.com CERTIFICATES.pem
//! ```
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a program")]

use ucpki::matcher::{Comparisons, SipDomain, match_certificate};
use ucpki::x509::pem;
use ucpki::{Identity, NameMode};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [domain, file] = &arguments[..] else {
        println!("usage: match_sip DOMAIN CERTIFICATES.pem");
        return Ok(());
    };
    let identity = Identity::from(SipDomain::new(domain)?);
    for found in pem::certificates(&std::fs::read(file)?)? {
        // A certificate can carry as many names as its issuer likes, so looking has a budget.
        let mut budget = Comparisons::new(10_000);
        let answer = match_certificate(&found.certificate.as_ref(), &identity, NameMode::Rfc9525, &mut budget);
        match answer {
            Ok(name) => println!("{}: {name}", found.certificate.subject()),
            Err(mismatch) => println!("{}: {} [{}]", found.certificate.subject(), mismatch, mismatch.code()),
        }
    }
    Ok(())
}
