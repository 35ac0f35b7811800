//! Rows 22 and 23: who vouches for whom.

use super::{anyone, assert_accepted, assert_refused, ca, check, read, server, validator};
use ucpki_chain::{At, Cause, Pool, Validator, codes};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Key, KeyUsage, Seal};

/// A certificate with the anchor's name is not the anchor: neither a leaf that has it, nor a CA, nor one that says that it
/// issued itself.
///
/// CVE-2026-34580 (Botan).
#[test]
fn row_22_the_name_of_an_anchor_is_not_its_key() {
    let root = ca("Root");
    let stranger = Key::fake("stranger");
    for key_ids in [true, false] {
        let strip = |cert: Cert| if key_ids { cert } else { cert.without_key_ids() };
        // The leaf has the anchor's name, as subject and as issuer.
        let leaf = strip(Cert { subject: root.subject.clone(), ..server() }.key(&stranger).issuer("Root"));
        for leaf in [leaf.clone().signed_by(&stranger), leaf.clone().seal(Seal::Wrong), leaf.signed_by(&Key::fake("x"))]
        {
            assert_refused(check(&root, &[], &leaf, &anyone()), &codes::SIGNATURE_INVALID, At::Cert(0));
        }
        // A CA has the anchor's name and another key, and issued the leaf.
        let imposter = strip(ca("Root").key(&stranger));
        let leaf = strip(server().issued_by(&imposter));
        let refused = check(&root, &[imposter], &leaf, &anyone()).map(|_| ()).unwrap_err();
        assert_eq!(refused.cause(), Cause::Rejected);
        assert!([&codes::SIGNATURE_INVALID, &codes::ROOT_UNTRUSTED].contains(&refused.code()), "{refused}");
    }
    // The leaf that the anchor did issue to its own name holds.
    let own = Cert { subject: root.subject.clone(), ..server() }.issued_by(&root);
    assert_accepted(check(&root, &[], &own, &anyone()));
}

/// What a peer sends never is an anchor, however complete its chain is: with no anchor, with one of the same name, and
/// with a root of its own.
///
/// CVE-2026-11310 (wolfSSL).
#[test]
fn row_23_nothing_that_a_peer_sends_is_an_anchor() {
    let (root, middle) = (ca("Root"), ca("Middle").issued_by(&ca("Root")));
    let leaf = server().issued_by(&middle);
    for anchors in [vec![], vec![ca("Another")], vec![ca("Middle").key(&Key::fake("other"))], vec![read_only_leaf()]] {
        for pool in [vec![], vec![middle.clone()], vec![middle.clone(), root.clone()]] {
            let pool: Pool = pool.iter().map(read).collect();
            assert!(validator(&anchors).check(&read(&leaf), &pool, &anyone()).is_err());
            // Nor is what the operator offers for building paths.
            let offered = validator(&anchors).intermediates([read(&middle), read(&root)]);
            assert!(offered.check(&read(&leaf), &pool, &anyone()).is_err());
        }
    }
    assert_accepted(check(&root, &[middle], &leaf, &anyone()));
}

/// Some other anchor.
fn read_only_leaf() -> Cert {
    server().key(&Key::fake("somebody"))
}

/// A certificate that is not a CA's issues nothing, whatever its key can do; and a signature counts at every place, also
/// below an issuer that is refused for another reason.
///
/// CVE-2026-5501 (wolfSSL: the leaf's signature was not checked below CA:FALSE), CVE-2021-3450 (OpenSSL: a check of the
/// curve wrote over the result of the check for a CA).
#[test]
fn row_23_who_is_no_ca_issues_nothing() {
    let root = ca("Root").key(&Key::p256("root"));
    let middle = ca("Middle").key(&Key::p256("middle")).issued_by(&root);
    let leaf = server().key(&Key::p256("leaf")).issued_by(&middle);
    let ask = |middle: &Cert, leaf: &Cert| {
        let anchor = ucpki_chain::Anchor::certificate(read(&root));
        Validator::new(RUSTCRYPTO).anchors([anchor]).check(&read(leaf), &Pool::new([read(middle)]), &anyone())
    };
    assert_accepted(ask(&middle, &leaf));
    let shapes: [fn(Cert) -> Cert; 4] = [
        Cert::end_entity,
        |cert| cert.basic_constraints(None),
        |cert| cert.end_entity().key_usage(KeyUsage::CERT_SIGN),
        |cert| Cert { key_usage: None, ..cert.end_entity() },
    ];
    for shape in shapes {
        let no_ca = shape(middle.clone());
        assert_refused(ask(&no_ca, &leaf), &codes::NOT_A_CA, At::Cert(1));
        assert!(ask(&no_ca, &leaf.clone().bad_signature()).is_err());
    }
    let no_cert_sign = middle.clone().key_usage(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::CRL_SIGN);
    assert_refused(ask(&no_cert_sign, &leaf), &codes::NO_CERT_SIGN, At::Cert(1));
    // Every signature counts.
    assert_refused(ask(&middle, &leaf.clone().bad_signature()), &codes::SIGNATURE_INVALID, At::Cert(0));
    assert_refused(ask(&middle.clone().bad_signature(), &leaf), &codes::SIGNATURE_INVALID, At::Cert(1));
    assert!(ask(&middle, &leaf.clone().seal(Seal::Raw(Vec::new()))).is_err());
    assert!(ask(&middle, &leaf.seal(Seal::Raw(vec![0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00]))).is_err());
}
