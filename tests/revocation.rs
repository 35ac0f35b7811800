//! Revocation within a verdict: what follows from what the sources say.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use ucpki_chain::{
    Anchor, At, Budget, Cause, Identity, Limit, Pool, Purpose, Refused, Request, Revocation, RevocationCheck, Severity,
    Valid, Validator, codes,
};
use ucpki_crl::{CrlSet, IndexedCrl};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Crl, Key, KeyUsage, time};
use ucpki_x509::{Certificate, oids};

const NOW: &str = "2027-01-01T00:00:00Z";

fn ca(name: &str) -> Cert {
    Cert::new(name).key(&Key::p256(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn leaf_of(issuer: &Cert) -> Cert {
    Cert::new("leaf")
        .key(&Key::p256("leaf"))
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .eku(&[oids::SERVER_AUTH])
        .san_dns("sip.example.com")
        .serial(99)
        .issued_by(issuer)
}

fn list_of(issuer: &Cert) -> Crl {
    Crl::new(issuer).updates("2026-12-01T00:00:00Z", "2027-12-01T00:00:00Z")
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

/// Checks `leaf` over `pool`, with these lists, after `change` had its way with the check.
fn check(
    root: &Cert,
    pool: &[Cert],
    leaf: &Cert,
    lists: &[Crl],
    change: impl for<'a> FnOnce(RevocationCheck<'a>) -> RevocationCheck<'a>,
    budget: Budget,
) -> Result<Valid, Refused> {
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(root))]);
    let lists: CrlSet =
        lists.iter().map(|list| IndexedCrl::parse(list.der().into_boxed_slice(), &RUSTCRYPTO).unwrap()).collect();
    let sources: [&dyn Revocation; 1] = [&lists];
    let request = Request::new(time(NOW), Purpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(change(RevocationCheck::new(&sources)))
        .budget(budget);
    validator.check(&read(leaf), &pool.iter().map(read).collect::<Pool>(), &request)
}

fn plain(root: &Cert, pool: &[Cert], leaf: &Cert, lists: &[Crl]) -> Result<Valid, Refused> {
    check(root, pool, leaf, lists, |check| check, Budget::default())
}

#[test]
fn a_ca_certificate_without_crl_sign_does_not_hide_its_twin_that_has_it() {
    // One key, two certificates: only the second may sign lists, and it has a path of its own (RFC 5280, 6.3.3 (f)), so
    // that the path of the leaf may stand on either.
    let root = ca("root");
    let without = ca("CA").key_usage(KeyUsage::CERT_SIGN).serial(1).issued_by(&root);
    let with = ca("CA").serial(2).issued_by(&root);
    let leaf = leaf_of(&with);
    let lists = [list_of(&root), list_of(&with)];
    for pool in [vec![without.clone(), with.clone()], vec![with.clone(), without.clone()], vec![with.clone()]] {
        assert!(plain(&root, &pool, &leaf, &lists).is_ok());
    }
    let refused = plain(&root, core::slice::from_ref(&without), &leaf, &lists).unwrap_err();
    assert_eq!(refused.code(), &codes::REVOCATION_UNKNOWN);
    assert_eq!(refused.finding().unwrap().at(), At::Cert(0), "it takes both to know, and is about the leaf");
}

#[test]
fn a_revoked_certificate_is_refused_on_every_path() {
    let root = ca("root");
    let twins = [ca("CA").serial(1).issued_by(&root), ca("CA").serial(2).issued_by(&root)];
    let leaf = leaf_of(&twins[0]);
    let lists = [list_of(&root), list_of(&twins[0]).revoke(&leaf, "2026-12-24T00:00:00Z", Some(1))];
    let refused = plain(&root, &twins, &leaf, &lists).unwrap_err();
    assert_eq!((refused.code(), refused.cause()), (&codes::REVOKED, Cause::Rejected));
    assert_eq!(refused.finding().unwrap().at(), At::Cert(0));
    // One twin revoked leaves the other.
    let lists = [list_of(&root).revoke(&twins[0], "2026-12-24T00:00:00Z", None), list_of(&twins[0])];
    let valid = plain(&root, &twins, &leaf, &lists).unwrap();
    assert_eq!(valid.path().certificates()[1], read(&twins[1]));
}

#[test]
fn the_fallback_is_for_missing_data_and_not_for_expired() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let leaf = leaf_of(&issuer);
    let soft = |lists: &[Crl]| {
        check(
            &root,
            core::slice::from_ref(&issuer),
            &leaf,
            lists,
            |check| check.on_unknown(Severity::Warn),
            Budget::default(),
        )
    };
    let valid = soft(&[list_of(&root)]).unwrap();
    assert_eq!(
        valid.findings().iter().map(|finding| finding.code().name()).collect::<Vec<_>>(),
        ["chain.revocation_unknown"]
    );
    let expired = list_of(&issuer).updates("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z");
    assert_eq!(soft(&[list_of(&root), expired.clone()]).unwrap_err().code(), &codes::REVOCATION_EXPIRED);
    // A current list beside the expired one decides.
    let valid = soft(&[list_of(&root), expired, list_of(&issuer)]).unwrap();
    assert_eq!((valid.findings(), valid.valid_until()), (&[][..], time("2027-12-01T00:00:00Z")));
}

#[test]
fn not_even_a_soft_fail_passes_over_a_budget_that_ended() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let leaf = leaf_of(&issuer);
    let lists = [list_of(&root), list_of(&issuer)];
    let budget = Budget::default().signatures(1);
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
    let lists: CrlSet =
        lists.iter().map(|list| IndexedCrl::parse(list.der().into_boxed_slice(), &RUSTCRYPTO).unwrap()).collect();
    let sources: [&dyn Revocation; 1] = [&lists];
    let request = Request::new(time(NOW), Purpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(RevocationCheck::new(&sources).on_unknown(Severity::Warn))
        .budget(budget);
    // The issuer is configured, so that the reserve pays for the path, and one signature is left for two lists.
    let validator = validator.intermediates([read(&issuer)]);
    let refused = validator.check(&read(&leaf), &Pool::default(), &request).unwrap_err();
    assert_eq!(refused.cause(), Cause::Exhausted { limit: Limit::Signatures, most: 1 });
}
