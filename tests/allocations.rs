//! How often the hot paths allocate: counts, which hold on noisy machines.

#![expect(clippy::unwrap_used, reason = "tests")]

use allocation_counter::measure;
use core::hint::black_box;
use ucpki_chain::{Anchor, Identity, KeyPurpose, Pool, SignatureCache, ValidationParams, Validator};
use ucpki_tests::make::{Cert, Key, KeyUsage, Scheme, time};
use ucpki_x509::{Certificate, CertificateRef, Shared, oids};

/// What a check of three certificates that was done before allocates, reading them among it. Fewer is better: lower it then.
const SEEN_BEFORE: u64 = 17;

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
    let request = ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, identity);
    let check = || {
        let valid = validator.check(black_box(&leaf), &pool, &request);
        assert!(black_box(&valid).as_ref().is_ok_and(|valid| valid.findings().is_empty()), "{valid:?}");
    };
    // The first check prepares the anchor's key.
    check();
    let repeated = measure(check);
    assert!(repeated.count_total <= 20, "{} allocations", repeated.count_total);
}

#[test]
fn a_chain_that_was_seen_before_allocates_equally_often_each_time() {
    let [root, intermediate, leaf] = chain(Scheme::P256).map(|cert| cert.der());
    let read = |der: &[u8]| Certificate::parse(black_box(der)).unwrap();
    let cache = Shared::new(SignatureCache::new(64));
    let validator = Validator::new(ucpki_crypto::RUSTCRYPTO)
        .anchors([Anchor::certificate(read(&root))])
        .signature_cache(Shared::clone(&cache));
    let identity = Identity::dns("sip.example.com").unwrap();
    let request = ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, identity);
    // From DER, as what a peer sends is.
    let check = || {
        let valid = validator.check(&read(&leaf), &Pool::new([read(&intermediate)]), &request).unwrap();
        assert_eq!(valid.work().signatures + valid.work().cached, 2);
    };
    check();
    assert_eq!(cache.len(), 2);
    let counts = [(); 3].map(|()| measure(check).count_total);
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    assert!(counts[0] <= SEEN_BEFORE, "{} allocations", counts[0]);
}
