//! The text of certificates, requests and CRLs against `openssl` 3.0 on the machine.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::std_instead_of_core, clippy::print_stdout, clippy::print_stderr, reason = "tests")]

mod build;
mod compare;
mod corpus;
mod mend;
mod ocsp;

use build::{Parts, extension, value};
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
                    if difference(kind, &der, &ours, &theirs) == Difference::Other {
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

/// Every fourth; all with `UCPKI_SHOW_ALL`, as `.ci/full show` asks. Each one starts a process.
fn some(cases: Vec<Case>) -> Vec<Case> {
    let step = if std::env::var_os("UCPKI_SHOW_ALL").is_some() { 1 } else { 4 };
    cases.into_iter().step_by(step).collect()
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
    all_the_same(some(certificates.iter().enumerate().map(case).collect()), 25);
}

#[test]
fn pkits() {
    let cases = corpus::pkits();
    if cases.is_empty() {
        eprintln!("SKIPPED: PKITS is not there; UCPKI_CONFORMANCE names the folder of the suites");
        return;
    }
    all_the_same(some(cases), 75);
}

/// What explains a difference is looked up in the object, and explains nothing else.
#[test]
fn a_string_in_parts_is_known_and_nothing_else_is() {
    let Some(openssl) = Openssl::of_version_3_0() else { return };
    let why = |names: &[u8], changed: Option<(&str, &str)>| {
        let extensions = vec![extension("2.5.29.17", false, &value(0x30, names))];
        let der = Parts { extensions, ..Parts::default() }.certificate();
        let theirs = String::from_utf8(openssl.text("x509", &der).unwrap()).unwrap();
        let (from, to) = changed.unwrap_or_default();
        assert!(theirs.contains(from), "{theirs}");
        let theirs = if from.is_empty() { theirs } else { theirs.replace(from, to) };
        difference("x509", &der, &ours("x509", &der).unwrap(), theirs.as_bytes())
    };
    let (whole, in_parts) = (value(0x82, b"ab"), value(0xA2, &[value(0x16, b"a"), value(0x04, b"b")].concat()));
    assert_eq!(why(&whole, None), Difference::None);
    assert_eq!(why(&in_parts, None), Difference::Mended);
    assert_eq!(why(&[&in_parts[..], &whole, &in_parts].concat(), None), Difference::Mended);
    assert_eq!(why(&in_parts, Some(("DNS:ab", "DNS:abc"))), Difference::Other);
    assert_eq!(why(&in_parts, Some(("Test CA", "Test C"))), Difference::Other);
    assert_eq!(why(&whole, Some(("DNS:ab", "DNS:abc"))), Difference::Other);
}
