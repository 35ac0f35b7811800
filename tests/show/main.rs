//! The text of certificates, requests and CRLs against `openssl` 3.0 on the machine.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::std_instead_of_core, clippy::print_stdout, clippy::print_stderr, reason = "tests")]

mod build;
mod compare;
mod corpus;

use compare::{Difference, difference, first_difference, ours};
use corpus::Case;
use std::sync::Mutex;
use ucpki_tests::openssl::Openssl;
use ucpki_x509::pem;

/// Compares all cases on two threads; says how many were compared, and what differs.
fn compare_all(openssl: &Openssl, cases: Vec<Case>) -> (usize, Vec<String>) {
    let work = Mutex::new(cases.into_iter());
    let results = Mutex::new((0, Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some((what, kind, der)) = work.lock().unwrap().next() else { return };
                    let (Some(ours), Some(theirs)) = (ours(kind, &der), openssl.text(kind, &der)) else { continue };
                    let mut results = results.lock().unwrap();
                    results.0 += 1;
                    if difference(&ours, &theirs) == Difference::Other {
                        results.1.push(format!("{what}\n    {}", first_difference(&ours, &theirs)));
                    }
                }
            });
        }
    });
    results.into_inner().unwrap()
}

#[track_caller]
fn all_the_same(cases: Vec<Case>, least: usize) {
    let Some(openssl) = Openssl::of_version_3_0() else { return };
    let (compared, differ) = compare_all(&openssl, cases);
    println!("{compared} compared");
    assert!(differ.is_empty(), "{} of {compared} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(compared >= least, "only {compared} could be compared");
}

#[test]
fn everything_that_openssl_knows() {
    let Some(openssl) = Openssl::of_version_3_0() else { return };
    all_the_same(corpus::all(&openssl), 1500);
}

#[test]
fn the_roots_of_the_system() {
    let Ok(bundle) = std::fs::read("/etc/ssl/certs/ca-certificates.crt") else {
        eprintln!("SKIPPED: there is no bundle of the system");
        return;
    };
    let certificates = pem::certificates(&bundle).unwrap();
    let case = |(index, one): (usize, &pem::ParsedCertificate)| {
        (format!("root {index}"), "x509", one.certificate.as_der().to_vec())
    };
    all_the_same(certificates.iter().enumerate().map(case).collect(), 100);
}

#[test]
fn pkits() {
    let cases = corpus::pkits();
    if cases.is_empty() {
        eprintln!("SKIPPED: PKITS is not there; UCPKI_CONFORMANCE names the folder of the suites");
        return;
    }
    all_the_same(cases, 300);
}
