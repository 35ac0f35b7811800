//! Makes a key and a request, and says what differs once a certificate comes back.
//!
//! ```sh
//! cargo run --example request_and_compare --features csr,std -- [CERTIFICATE.pem]
//! ```
#![expect(clippy::print_stdout, clippy::std_instead_of_core, reason = "a program")]

use ucpki::crypto::{KeyKind, SIGNERS, SystemRandom};
use ucpki::csr::{RequestBuilder, Subject, parse_names};
use ucpki::matcher::{Comparison, DiffMode, Side};
use ucpki::x509::extension::KeyUsage;
use ucpki::x509::{oids, pem};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = SIGNERS.generate(KeyKind::EcP256, &mut SystemRandom)?;
    let algorithm = *key.algorithms().first().ok_or("a key that cannot sign")?;
    let subject = Subject { common_name: "sip.example.com".into(), ..Subject::default() };
    let request = RequestBuilder::new(subject.to_name()?)
        .alt_names(parse_names("sip.example.com, 192.0.2.1")?)
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .extended_key_usage(&[oids::SERVER_AUTH, oids::CLIENT_AUTH])
        .sign(&key, algorithm, &mut SystemRandom)?;
    print!("{}", request.to_pem());

    let Some(file) = std::env::args().nth(1) else { return Ok(()) };
    let certificate = pem::certificates(&std::fs::read(file)?)?.remove(0).certificate;
    let comparison = Comparison::new(&Side::request(&request.as_ref())?, &Side::certificate(&certificate.as_ref())?);
    if comparison.holds(DiffMode::Exact) {
        println!("the certificate is what was requested");
    }
    comparison.differences().iter().for_each(|difference| println!("{difference}"));
    Ok(())
}
