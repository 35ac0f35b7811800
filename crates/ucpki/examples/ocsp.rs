//! A chain with OCSP: what to ask, and the verdict once the answer is there.
//!
//! ```sh
//! cargo run --example ocsp -- ROOTS.pem CHAIN.pem                 # says where to GET the answer from
//! cargo run --example ocsp -- ROOTS.pem CHAIN.pem ANSWER.der...   # judges with the answers
//! ```
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a program")]

use std::time::SystemTime;
use ucpki::crypto::{Hash, RUSTCRYPTO};
use ucpki::ocsp::{OcspPolicy, Responses, StatusRequest};
use ucpki::x509::pem;
use ucpki::{Anchor, Identity, KeyPurpose, Pool, RevocationCheck, Severity, Time, ValidationParams, Validator};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [roots, chain, answers @ ..] = &arguments[..] else {
        println!("usage: ocsp ROOTS.pem CHAIN.pem [ANSWER.der...]");
        return Ok(());
    };
    let roots = pem::certificates(&std::fs::read(roots)?)?;
    let validator =
        Validator::new(RUSTCRYPTO).anchors(roots.into_iter().map(|found| Anchor::certificate(found.certificate)));
    let mut chain = pem::certificates(&std::fs::read(chain)?)?.into_iter();
    let leaf = chain.next().ok_or("the chain is empty")?.certificate;
    let pool: Pool = chain.map(|found| found.certificate).collect();

    // Answers from files. A program that fetched them verifies each once, and keeps them in a `ResponseCache`.
    let answers = answers.iter().map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    let answers: Vec<&[u8]> = answers.iter().map(Vec::as_slice).collect();
    let responses = Responses::empty(OcspPolicy::default()).with_unverified(&answers);

    // What nobody knows is accepted with a warning, so that the verdict says what to ask.
    let sources: [&dyn ucpki::Revocation; 1] = [&responses];
    let revocation = RevocationCheck::new(&sources).on_unknown(Severity::Warn);
    let identity = Identity::danger_none();
    let params = ValidationParams::new(Time::from(SystemTime::now()), KeyPurpose::Any, identity).revocation(revocation);
    let valid = validator.check(&leaf, &pool, &params)?;
    for status in valid.revocation() {
        println!("{status}");
    }
    for hint in valid.fetch_hints() {
        let Some(subject) = hint.subject() else { continue };
        let asked = StatusRequest::new(subject.clone(), Hash::Sha256, None, &RUSTCRYPTO).map_err(|code| code.text())?;
        match asked.get_uri(hint.uri()) {
            Some(uri) => println!("curl -o ANSWER.der '{uri}'"),
            None => println!("POST {} bytes to {}", asked.der().len(), hint.uri()),
        }
    }
    Ok(())
}
