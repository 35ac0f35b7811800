//! Complete explanations.

use super::*;

#[test]
fn an_explanation_is_complete() {
    // Both signatures fail, and no source knows anything: the search stops at the first.
    let mut three = Three::new();
    three.middle = three.middle.bad_signature().validity("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
    three.leaf = three.leaf.bad_signature();
    let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&three.root))]);
    let pool = Pool::new([read(&three.middle)]);
    let request = request().revocation(RevocationCheck::new(&[]));
    let refused = validator.check(&read(&three.leaf), &pool, &request).unwrap_err();
    let findings = |refused: &Refused| -> Vec<_> {
        assert_eq!(refused.candidates().len(), 1);
        refused.candidates()[0].findings().iter().map(|finding| (finding.code(), finding.at())).collect()
    };
    assert_eq!(findings(&refused), [(&codes::EXPIRED, At::Cert(1))]);
    let cause = refused.cause();
    let explained = validator.explain(refused, &pool, &request);
    assert_eq!(
        findings(&explained),
        [
            (&codes::EXPIRED, At::Cert(1)),
            (&codes::SIGNATURE_INVALID, At::Cert(1)),
            (&codes::SIGNATURE_INVALID, At::Cert(0)),
            (&codes::REVOCATION_UNKNOWN, At::Cert(1)),
            (&codes::REVOCATION_UNKNOWN, At::Cert(0)),
        ]
    );
    assert_eq!((explained.cause(), explained.work().signatures), (cause, 2));
    // Again: nothing is told twice.
    let again = validator.explain(explained.clone(), &pool, &request);
    assert_eq!(findings(&again), findings(&explained));
}

#[test]
fn an_explanation_of_a_path_without_an_anchor_keeps_where_it_ends() {
    let mut three = Three::new();
    three.leaf = three.leaf.bad_signature();
    let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&ca("other root")))]);
    let pool = Pool::new([read(&three.middle)]);
    let refused = validator.check(&read(&three.leaf), &pool, &request()).unwrap_err();
    assert_eq!(refused.cause(), Cause::NoPath);
    let explained = validator.explain(refused, &pool, &request());
    let found: Vec<_> = explained.candidates()[0].findings().iter().map(|one| (one.code(), one.at())).collect();
    assert_eq!(found, [(&codes::SIGNATURE_INVALID, At::Cert(0)), (&codes::ISSUER_UNKNOWN, At::Cert(1))]);
}
