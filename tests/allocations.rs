//! How often the hot paths allocate: counts, which hold on noisy machines.

#![expect(clippy::unwrap_used, reason = "tests")]

use allocation_counter::measure;
use core::hint::black_box;
use ucpki_chain::{Anchor, Identity, Pool, Purpose, Request, Validator};
use ucpki_tests::make::{Cert, Key, KeyUsage, Scheme, time};
use ucpki_x509::{Certificate, CertificateRef, oids};

/// The usual three certificates: root, intermediate, leaf.
fn chain(scheme: Scheme) -> [Cert; 3] {
    let ca = |name: &str| {
        Cert::new(name).key(&Key::new(scheme, name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
    };
    let root = ca("root");
    let intermediate = ca("intermediate").issued_by(&root);
    let leaf = Cert::new("leaf")
        .key(&Key::new(scheme, "leaf"))
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .eku(&[oids::SERVER_AUTH, oids::CLIENT_AUTH])
        .san_dns("sip.example.com")
        .issued_by(&intermediate);
    [root, intermediate, leaf]
}

#[test]
fn a_view_of_a_certificate_allocates_nothing_and_a_value_twice() {
    let der = chain(Scheme::P256)[2].der();
    let view = measure(|| {
        let certificate = CertificateRef::parse(black_box(&der)).unwrap();
        black_box(certificate.subject().as_der());
        black_box(certificate.basic_constraints().unwrap());
        black_box(certificate.key_usage().unwrap());
        black_box(certificate.extended_key_usage().unwrap());
        black_box(certificate.subject_alt_name().unwrap().map(|names| names.iter().count()));
        black_box(certificate.authority_key_identifier().unwrap().is_some());
    });
    assert_eq!(view.count_total, 0);
    let value = measure(|| drop(black_box(Certificate::parse(black_box(&der)).unwrap())));
    assert!(value.count_total <= 2, "{} allocations", value.count_total);
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(measure(|| drop(black_box(certificate.clone()))).count_total, 0);
}

#[test]
fn a_repeated_check_of_three_certificates_allocates_at_most_twenty_times() {
    let [root, intermediate, leaf] = chain(Scheme::P256).map(|cert| Certificate::parse(&cert.der()).unwrap());
    let validator = Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([Anchor::certificate(root)]);
    let pool = Pool::new([intermediate]);
    let identity = Identity::dns("sip.example.com").unwrap();
    let request = Request::new(time("2027-01-01T00:00:00Z"), Purpose::Server, identity);
    let check = || {
        let valid = validator.check(black_box(&leaf), &pool, &request);
        assert!(black_box(&valid).as_ref().is_ok_and(|valid| valid.findings().is_empty()), "{valid:?}");
    };
    // The first check prepares the anchor's key.
    check();
    let repeated = measure(check);
    assert!(repeated.count_total <= 20, "{} allocations", repeated.count_total);
}
