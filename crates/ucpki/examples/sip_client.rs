//! A SIP client's question before it sends anything: is the server that answers the domain that was asked for?
//!
//! ```sh
//! cargo run --example sip_client -- RECEIVED.pem example.com ROOTS.pem
//! ```
//!
//! RECEIVED.pem is what the server presented in the TLS handshake, its own certificate first. The TLS library of the program has checked
//! that the server has the key of that certificate; whether the certificate is the domain's is judged here.

#![allow(clippy::missing_errors_doc, clippy::print_stderr, clippy::print_stdout, reason = "a program")]

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use ucpki::crypto::RUSTCRYPTO;
use ucpki::matcher::{SipDomain, SipUsage};
use ucpki::x509::pem;
use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [received, domain, roots] = &arguments[..] else {
        eprintln!("usage: sip_client RECEIVED.pem DOMAIN ROOTS.pem");
        return ExitCode::from(2);
    };
    match read_and_ask(received, domain, roots) {
        Ok(answer) => {
            println!("{answer}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn read_and_ask(received: &str, domain: &str, roots: &str) -> Result<String, String> {
    let read = |file: &str| std::fs::read(file).map_err(|error| format!("{file}: {error}"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?;
    let now = Time::from_unix(i64::try_from(now.as_secs()).map_err(|error| error.to_string())?);
    ask(&read(received)?, domain, SipUsage::default(), &read(roots)?, now)
}

/// Judges what a server presented. Ok says by which name it is the domain.
pub fn ask(received: &[u8], domain: &str, usage: SipUsage, roots: &[u8], now: Time) -> Result<String, String> {
    let mut chain = pem::certificates(received).map_err(|error| error.to_string())?.into_iter();
    let leaf = chain.next().ok_or("the server sent no certificate")?.certificate;
    let pool: Pool = chain.map(|found| found.certificate).collect();
    let roots = pem::certificates(roots).map_err(|error| error.to_string())?;
    let validator =
        Validator::new(RUSTCRYPTO).anchors(roots.into_iter().map(|found| Anchor::certificate(found.certificate)));
    // The domain that the user dialled, never the host that DNS led to (RFC 5922, 7.3).
    let domain = SipDomain::new(domain).map_err(|error| error.to_string())?.usage(usage);
    // What a SIP domain's certificate must be good for is the domain's `usage`; TLS itself asks for nothing more.
    let params = ValidationParams::new(now, KeyPurpose::Any, Identity::from(domain));
    match validator.check(&leaf, &pool, &params) {
        Ok(valid) => Ok(valid.identity().to_string()),
        Err(refused) => Err(refused.to_string()),
    }
}
