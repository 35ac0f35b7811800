//! Who may sign: what clients would refuse is refused before anybody asks.

use super::*;
use ucpki_crypto::{Hash, SignatureAlgorithm};
use ucpki_tests::make::KeyUsage;
use ucpki_x509::oids;

#[test]
fn a_delegate_needs_what_clients_ask_for() {
    let root = ca("root");
    assert!(served(&root, &delegate_of(&root)).is_ok());
    assert!(served(&root, &delegate_without_nocheck(&root)).is_ok());
    let expired = delegate_of(&root).validity("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
    assert!(served(&root, &expired).is_ok(), "dates are looked at in each answer");
    let other = ca("other");
    let same_name = ca("root").key(&Key::p256("another"));
    for (delegate, code) in [
        (leaf_of(&root), "ocsp.not_designated"),
        (delegate_of(&root).eku(&[oids::ANY_EXTENDED_KEY_USAGE]), "ocsp.not_designated"),
        (delegate_of(&other), "ocsp.not_designated"),
        (delegate_of(&same_name), "ocsp.not_designated"),
        (
            delegate_of(&root).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::DIGITAL_SIGNATURE),
            "ocsp.responder_is_ca",
        ),
        (delegate_of(&root).key_usage(KeyUsage::KEY_ENCIPHERMENT), "ocsp.responder_key_usage"),
        (delegate_of(&root).bad_signature(), "ocsp.not_designated"),
    ] {
        assert_eq!(served(&root, &delegate).map(|_| ()), Err(code));
    }
}

#[test]
fn algorithms_are_those_of_the_key() {
    let root = ca("root");
    let with = |algorithms: &[SignatureAlgorithm]| {
        ServedIssuer::new(read(&root), read(&root), algorithms, &RUSTCRYPTO).map_err(|code| code.name()).map(|_| ())
    };
    assert_eq!(with(&[SignatureAlgorithm::Ecdsa(Hash::Sha256), SignatureAlgorithm::Ecdsa(Hash::Sha512)]), Ok(()));
    let unfit = Err("ocsp.algorithm_unfit");
    assert_eq!(with(&[]), unfit);
    assert_eq!(with(&[SignatureAlgorithm::Ed25519]), unfit);
    assert_eq!(with(&[SignatureAlgorithm::RsaPkcs1(Hash::Sha256)]), unfit);
    // This provider does not verify SHA-1.
    assert_eq!(with(&[SignatureAlgorithm::Ecdsa(Hash::Sha256), SignatureAlgorithm::Ecdsa(Hash::Sha1)]), unfit);
}

/// Ed25519 has one algorithm, and no hash to choose.
#[test]
fn keys_of_other_kinds_sign() {
    let root = ca("root").key(&Key::ed25519("root"));
    let leaf = leaf_of(&root);
    let asked = request(&leaf, &root, None);
    let site = Site::new(&root, &root, ResponderPolicy::default());
    let answer = site.answer(asked.der(), &Table::default().with(&leaf, REVOKED));
    assert_eq!(taken(&asked, &answer), "revoked");
}

#[test]
fn each_issuer_has_its_own_signer() {
    let (first, second) = (ca("first"), ca("second"));
    let (mine, others) = (delegate_of(&first), delegate_of(&second).key(&Key::p256("others")));
    let issuers = [served(&first, &mine).unwrap(), served(&second, &others).unwrap()];
    let responder = Responder::new(RUSTCRYPTO, issuers, ResponderPolicy::default());
    for (issuer, delegate) in [(&first, &mine), (&second, &others)] {
        let leaf = leaf_of(issuer);
        let asked = request(&leaf, issuer, None);
        let source = Table::default().with(&leaf, KnownStatus::Good);
        let Draft::ToSign(unsigned) = responder.prepare(asked.der(), now(), &source, &Presigned::default()) else {
            panic!()
        };
        let answer = unsigned.sign(&private(&delegate.subject_key()), &mut NoRandom).unwrap();
        assert_eq!(taken(&asked, &answer), "good");
    }
}
