//! A SIP client's question before it sends anything: is the server that answers the domain that was asked for?
//!
//! ```sh
//! cargo run --example sip_client -- sip.example.com:5061 example.com roots.pem
//! ```
//!
//! The TLS is `openssl s_client`'s, which checks that the server has the key of its certificate and nothing else; what it
//! received is judged here. A program with a TLS library of its own hands over the certificates in the same way.

#![allow(clippy::missing_errors_doc, clippy::print_stderr, clippy::print_stdout, reason = "a program")]

use std::process::{Command, ExitCode, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};
use ucpki::crypto::RUSTCRYPTO;
use ucpki::matcher::{SipDomain, SipUsage};
use ucpki::x509::pem;
use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, domain, roots] = &arguments[..] else {
        eprintln!("usage: sip_client HOST:PORT DOMAIN ROOTS.pem");
        return ExitCode::from(2);
    };
    match std::fs::read(roots).map_err(|error| error.to_string()).and_then(|roots| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?;
        let now = Time::from_unix(i64::try_from(now.as_secs()).map_err(|error| error.to_string())?);
        ask(server, domain, SipUsage::default(), &roots, now)
    }) {
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

/// Connects and judges what the server presents. Ok says by which name it is the domain.
pub fn ask(server: &str, domain: &str, usage: SipUsage, roots: &[u8], now: Time) -> Result<String, String> {
    let received = received(server)?;
    let mut chain = pem::certificates(&received).map_err(|error| error.to_string())?.into_iter();
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

/// The certificates that the server sent in a handshake that succeeded, as PEM, its own first.
fn received(server: &str) -> Result<Vec<u8>, String> {
    let output = Command::new("openssl")
        .args(["s_client", "-connect", server, "-showcerts"])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("openssl: {error}"))?;
    if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
