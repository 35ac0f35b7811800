//! What the maker writes is what the readers read, and what they think of names is what the oracle thinks.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

use ucpki_crypto::{Input, RUSTCRYPTO};
use ucpki_tests::attack;
use ucpki_tests::make::{self, Cert, Crl, GeneralName, Scheme};
use ucpki_tests::{oracle, random};
use ucpki_x509::{Certificate, Oddities};

/// Every certificate of some hierarchies.
fn certificates() -> impl Iterator<Item = Cert> {
    (0..500).map(random::hierarchy).flat_map(|hierarchy| {
        hierarchy.pool.into_iter().chain(hierarchy.anchors).chain([hierarchy.leaf]).collect::<Vec<_>>()
    })
}

#[test]
fn fields_are_those_of_the_description() {
    for cert in certificates() {
        let der = cert.der();
        let read = Certificate::parse(&der).unwrap();
        assert_eq!(read.as_der(), der);
        assert_eq!(read.version(), u32::from(cert.version));
        assert_eq!(read.serial().as_bytes(), cert.serial_bytes());
        assert_eq!((read.not_before(), read.not_after()), (cert.not_before, cert.not_after));
        assert_eq!(read.spki_der(), cert.subject_key().spki());
        assert_eq!(read.tbs(), cert.tbs());
        assert!(read.oddities().is_empty(), "{:?} {cert:?}", read.oddities());
        if cert.version == 3 {
            let constraints = read.basic_constraints().unwrap().map(|found| (found.is_ca(), found.path_length()));
            assert_eq!(constraints, cert.basic_constraints.map(|(one, _)| (one.ca, one.path_length)));
            assert_eq!(read.key_usage().unwrap().is_some(), cert.key_usage.is_some());
            assert_eq!(read.unknown_critical_extension().is_some(), cert.extensions.iter().any(|one| one.critical));
            let names = read.subject_alt_name().unwrap().map_or(0, |names| names.iter().count());
            assert_eq!(names, cert.alternative_names.len());
            for (name, written) in
                read.subject_alt_name().unwrap().iter().flat_map(|names| names.iter()).zip(&cert.alternative_names)
            {
                match (name, written) {
                    (ucpki_x509::GeneralName::DnsName(bytes), GeneralName::Dns(text)) => {
                        assert_eq!(bytes, text.as_bytes())
                    }
                    (ucpki_x509::GeneralName::IpAddress(bytes), GeneralName::Ip(address)) => {
                        assert_eq!(bytes, address)
                    }
                    (ucpki_x509::GeneralName::Rfc822Name(bytes), GeneralName::Email(text))
                    | (ucpki_x509::GeneralName::Uri(bytes), GeneralName::Uri(text)) => {
                        assert_eq!(bytes, text.as_bytes());
                    }
                    (ucpki_x509::GeneralName::RegisteredId(_), GeneralName::Raw(der)) => assert_eq!(der[0], 0x88),
                    (ucpki_x509::GeneralName::EdiPartyName(_), GeneralName::Raw(der)) => assert_eq!(der[0], 0xA5),
                    other => panic!("{other:?}"),
                }
            }
            policies_are_those_of_the_description(&read, &cert);
        }
    }
}

fn policies_are_those_of_the_description(read: &Certificate, cert: &Cert) {
    let policies = read.certificate_policies().unwrap();
    let policies = policies.iter().flat_map(|list| list.iter()).map(|one| one.policy());
    assert!(policies.eq(cert.policies.iter().map(|one| one.as_oid())), "{cert:?}");
    let mappings = read.policy_mappings().unwrap();
    let mappings = mappings.iter().flat_map(|list| list.iter()).map(|one| (one.issuer_domain(), one.subject_domain()));
    assert!(mappings.eq(cert.policy_mappings.iter().map(|(from, to)| (from.as_oid(), to.as_oid()))), "{cert:?}");
    let constraints = read.policy_constraints().unwrap();
    let constraints = constraints.map(|one| (one.require_explicit_policy(), one.inhibit_policy_mapping()));
    assert_eq!(constraints, cert.policy_constraints.map(|one| (one.require_explicit, one.inhibit_mapping)));
    assert_eq!(read.inhibit_any_policy().unwrap(), cert.inhibit_any_policy);
}

#[test]
fn names_are_equal_where_the_oracle_says_so() {
    let mut equal = 0;
    for hierarchy in (0..300).map(random::hierarchy) {
        let certs: Vec<Cert> = hierarchy.pool.into_iter().chain(hierarchy.anchors).chain([hierarchy.leaf]).collect();
        for one in &certs {
            let read = Certificate::parse(&one.der()).unwrap();
            assert_eq!(read.is_self_issued(), oracle::same_name(&one.subject, one.issuer_name()));
            for other in &certs {
                let other_read = Certificate::parse(&other.der()).unwrap();
                let same = oracle::same_name(&one.subject, other.issuer_name());
                let (subject, issuer) = (read.subject(), other_read.issuer());
                assert_eq!(subject.cmp_normalized(issuer).is_eq(), same, "{subject} {issuer}");
                if same {
                    assert_eq!(subject.hash_normalized(), issuer.hash_normalized(), "{subject} {issuer}");
                    equal += 1;
                }
            }
        }
    }
    assert!(equal > 1000);
}

#[test]
fn signatures_hold_where_the_oracle_says_so() {
    for case in
        attack::all(Scheme::P256).into_iter().chain(attack::all(Scheme::Ed25519)).filter(|case| case.pool.len() < 20)
    {
        for cert in case.pool.iter().chain([&case.leaf]) {
            let read = Certificate::parse(&cert.der()).unwrap();
            let signer = cert.signing_key();
            let spki = ucpki_x509::SpkiRef::parse(signer.spki()).unwrap();
            let key = RUSTCRYPTO.prepare(spki, None).unwrap();
            let verify =
                |message| key.verify(read.signature_algorithm(), Input::Message(message), read.signature().unwrap());
            assert_eq!(verify(read.tbs()), Ok(()), "{}", case.name);
            assert!(verify(b"other").is_err());
        }
    }
}

#[test]
fn broken_certificates_are_read_with_oddities() {
    let cert = Cert::new("a").key(&make::Key::fake("a")).ca(None);
    let oddities = |cert: &Cert| Certificate::parse(&cert.der()).unwrap().oddities();
    assert!(oddities(&cert).is_empty());
    assert!(oddities(&cert.clone().repeated("2.5.29.19")).contains(Oddities::EXTENSION_REPEATED));
    assert!(oddities(&cert.clone().raw_serial(&[0xFF])).contains(Oddities::SERIAL_NEGATIVE));
    let other = make::Key::p256("b").signature_algorithm();
    assert!(oddities(&Cert { outer_algorithm: Some(other), ..cert.clone() }).contains(Oddities::ALGORITHMS_DIFFER));
    assert!(Certificate::parse(&cert.raw_tbs(vec![0x30, 0x00]).der()).is_err());
}

#[test]
fn crls_are_read() {
    let ca = Cert::new("CA").key(&make::Key::fake("CA")).ca(None);
    let crl = Crl::new(&ca).number(200).bulk(3, 1000).der();
    let read = ucpki_x509::Crl::parse(&crl).unwrap();
    let entries: Vec<_> = read.entries().collect();
    assert_eq!(entries.len(), 1000);
    assert_eq!(read.issuer().to_string(), "CN=CA");
    for (index, entry) in entries.into_iter().enumerate() {
        assert_eq!(entry.serial().as_bytes(), Crl::bulk_serial(3, index));
    }
    assert!(ucpki_x509::Crl::parse(&Crl::new(&ca).v1().bulk(3, 10).der()).is_ok());
}
