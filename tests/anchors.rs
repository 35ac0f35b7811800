//! Trust anchors of every kind.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use ucpki_chain::{
    Anchor, Cause, Identity, KeyPurpose, Pool, Profile, Refused, Valid, ValidationParams, Validator, codes,
};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Key, KeyUsage, time};
use ucpki_x509::{Certificate, Name, oids};

const NOW: &str = "2027-01-01T00:00:00Z";

fn ca(name: &str) -> Cert {
    Cert::new(name).key(&Key::p256(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn server(name: &str) -> Cert {
    Cert::new(name)
        .key(&Key::p256(name))
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .eku(&[oids::SERVER_AUTH])
        .san_dns("sip.example.com")
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

fn ask(validator: &Validator, pool: &[&Cert], leaf: &Cert) -> Result<Valid, Refused> {
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
    validator.check(&read(leaf), &pool.iter().map(|cert| read(cert)).collect::<Pool>(), &request)
}

fn with(anchors: impl IntoIterator<Item = Anchor>) -> Validator {
    Validator::new(RUSTCRYPTO).anchors(anchors)
}

#[test]
fn a_bare_key_under_a_name_is_an_anchor() {
    let root = ca("root");
    let leaf = server("leaf").issued_by(&root);
    let name = Name::parse(&root.subject.der()).unwrap();
    let anchor = Anchor::key(name.clone(), root.subject_key().spki()).unwrap();
    let valid = ask(&with([anchor]), &[], &leaf).unwrap();
    assert!(valid.path().anchor().as_certificate().is_none());
    // The same name with another key: the signature does not verify, whoever has the name.
    let other = Anchor::key(name, Key::p256("somebody else").spki()).unwrap();
    let refused = ask(&with([other]), &[], &leaf).unwrap_err();
    assert_eq!((refused.code(), refused.cause()), (&codes::SIGNATURE_INVALID, Cause::Rejected));
    assert!(Anchor::key(Name::parse(&root.subject.der()).unwrap(), b"no key").is_err());
}

#[test]
fn each_of_many_anchors_and_intermediates_is_found() {
    // From the ninth on they are looked up by the hashes of their names.
    for count in [1, 8, 9, 40] {
        let roots: Vec<Cert> = (0..count).map(|at| ca(&format!("root {at}"))).collect();
        let middles: Vec<Cert> = roots.iter().map(|root| ca("CA").issued_by(root)).collect();
        let named: Vec<Cert> =
            roots.iter().enumerate().map(|(at, root)| ca(&format!("CA {at}")).issued_by(root)).collect();
        let all_roots = || with(roots.iter().map(read).map(Anchor::certificate));
        let plain = all_roots();
        let configured = all_roots().intermediates(named.iter().map(read));
        let of_one = with([Anchor::certificate(read(&roots[0]))]).intermediates(named.iter().map(read));
        for ((root, middle), named) in roots.iter().zip(&middles).zip(&named) {
            for (validator, pool, issuer) in
                [(&plain, &[][..], root), (&plain, &[middle], middle), (&configured, &[], named)]
            {
                let valid = ask(validator, pool, &server("leaf").issued_by(issuer)).unwrap();
                assert_eq!(valid.path().anchor().as_certificate(), Some(&read(root)), "{count}");
            }
        }
        assert!(ask(&of_one, &[], &server("leaf").issued_by(&named[0])).is_ok());
        // The pool in whatever order, with everything twice.
        let all: Vec<&Cert> = named.iter().rev().chain(&named).collect();
        assert!(ask(&plain, &all, &server("leaf").issued_by(&named[0])).is_ok());
        let pool: Pool = all.iter().map(|cert| read(cert)).collect();
        assert_eq!((pool.len(), pool.is_empty(), pool.iter().count()), (count, false, count));
    }
    assert!(Pool::default().is_empty());
}

#[test]
fn a_pinned_leaf_is_trusted_for_itself_only() {
    let device = server("device");
    let validator = with([Anchor::pinned_leaf(read(&device))]);
    let valid = ask(&validator, &[], &device).unwrap();
    assert_eq!(valid.path().certificates(), [read(&device)]);
    // The same name and key in another certificate is another certificate.
    let renewed = device.clone().serial(2);
    assert!(ask(&validator, &[], &renewed).is_err());
    // It issues nothing, even if it says that it may.
    let pinned_ca = ca("pinned");
    let below = server("below").issued_by(&pinned_ca);
    assert!(ask(&with([Anchor::pinned_leaf(read(&pinned_ca))]), &[], &below).is_err());
    assert!(ask(&with([Anchor::certificate(read(&pinned_ca))]), &[], &below).is_ok());
    // Its signature does not matter; its time, purpose and names do.
    let unsigned = server("device").bad_signature();
    assert!(ask(&with([Anchor::pinned_leaf(read(&unsigned))]), &[], &unsigned).is_ok());
    for (broken, code) in [
        (server("device").validity("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"), "chain.expired"),
        (server("device").eku(&[oids::CLIENT_AUTH]), "chain.purpose"),
        (Cert::new("device").key(&Key::p256("device")).san_dns("other.example.com"), "matcher.name_mismatch"),
    ] {
        let refused = ask(&with([Anchor::pinned_leaf(read(&broken))]), &[], &broken).unwrap_err();
        assert_eq!(refused.code().name(), code);
    }
}

#[test]
fn an_intermediate_in_the_list_ends_a_path_only_where_partial_chains_are_allowed() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let leaf = server("leaf").issued_by(&issuer);
    let list = || [Anchor::certificate(read(&issuer))];
    assert!(ask(&with(list()), &[], &leaf).is_ok());
    // The appliance rule (requirement E6): the refusal names the root that is missing.
    let refused = ask(&with(list()).partial_chain(false), &[], &leaf).unwrap_err();
    assert_eq!((refused.code(), refused.cause()), (&codes::ISSUER_UNKNOWN, Cause::NoPath));
    let finding = refused.finding().unwrap().to_string();
    assert!(finding.contains("CN=root"), "{finding}");
    // With the root in the list, the intermediate beside it helps to build the path.
    let both = [Anchor::certificate(read(&issuer)), Anchor::certificate(read(&root))];
    let valid = ask(&with(both).partial_chain(false), &[], &leaf).unwrap();
    assert_eq!(valid.path().certificates().len(), 2);
    assert_eq!(valid.path().anchor().as_certificate(), Some(&read(&root)));
}

#[test]
fn trust_settings_limit_an_anchor_to_purposes() {
    let root = ca("root");
    let leaf = server("leaf").issued_by(&root);
    let limited =
        |trust: Option<Vec<_>>, reject: Vec<_>| with([Anchor::certificate(read(&root)).with_trust(trust, reject)]);
    let server_auth = || vec![oids::SERVER_AUTH.into()];
    let client_auth = || vec![oids::CLIENT_AUTH.into()];
    assert!(ask(&limited(None, vec![]), &[], &leaf).is_ok());
    assert!(ask(&limited(Some(server_auth()), client_auth()), &[], &leaf).is_ok());
    assert!(ask(&limited(Some(vec![oids::ANY_EXTENDED_KEY_USAGE.into()]), vec![]), &[], &leaf).is_ok());
    for refusing in [limited(Some(client_auth()), vec![]), limited(None, server_auth()), limited(Some(vec![]), vec![])]
    {
        assert_eq!(ask(&refusing, &[], &leaf).unwrap_err().code(), &codes::ANCHOR_PURPOSE);
    }
}

#[test]
fn an_anchors_own_certificate_is_judged_only_where_the_profile_says_so() {
    let root = ca("root").validity("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
    let leaf = server("leaf").issued_by(&root);
    let anchors = || with([Anchor::certificate(read(&root))]);
    assert!(ask(&anchors(), &[], &leaf).is_ok());
    let refused = ask(&anchors().profile(Profile::STRICT), &[], &leaf).unwrap_err();
    assert_eq!(refused.code(), &codes::EXPIRED);
}

#[test]
fn a_self_signed_certificate_that_nobody_trusts_says_so() {
    let root = ca("root");
    let leaf = server("leaf").issued_by(&root);
    let refused = ask(&with([Anchor::certificate(read(&ca("another")))]), &[&root], &leaf).unwrap_err();
    assert_eq!((refused.code(), refused.cause()), (&codes::ROOT_UNTRUSTED, Cause::NoPath));
}

#[test]
fn a_certificate_of_a_changed_key_is_no_root() {
    // Of the root's own name, and signed with its key before: where paths have to end at a root, it does not end one.
    let root = ca("root");
    let changed = ca("root").key(&Key::p256("new")).issued_by(&root);
    let leaf = server("leaf").issued_by(&changed);
    let trusting = |anchors: &[&Cert]| with(anchors.iter().map(|cert| Anchor::certificate(read(cert))));
    let partial = trusting(&[&changed]);
    assert!(ask(&partial, &[], &leaf).is_ok());
    let whole = trusting(&[&changed]).partial_chain(false);
    assert_eq!(ask(&whole, &[&root], &leaf).unwrap_err().cause(), Cause::NoPath);
    assert!(ask(&trusting(&[&changed, &root]).partial_chain(false), &[], &leaf).is_ok());
}
