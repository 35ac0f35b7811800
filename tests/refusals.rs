//! What a refusal tells: its cause, its candidates and their order, what was left out, and what it cost.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use core::slice::from_ref;
use ucpki_chain::{
    Anchor, At, Budget, Cause, FetchKind, Identity, KeyPurpose, Limit, PolicyInputs, Pool, Profile, Refused, Severity,
    ValidationParams, Validator, codes,
};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Key, KeyUsage, time};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Certificate, Code, oids};

const NOW: &str = "2027-01-01T00:00:00Z";
const GOLD: &str = "1.3.6.1.4.1.99999.1";
const SILVER: &str = "1.3.6.1.4.1.99999.2";
const PAST: [&str; 2] = ["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"];

fn ca(name: &str, key: &str) -> Cert {
    Cert::new(name).key(&Key::fake(key)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn leaf() -> Cert {
    Cert::new("leaf").key(&Key::fake("leaf")).eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com")
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

fn request() -> ValidationParams<'static> {
    ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
}

fn refused(anchors: &[Cert], pool: &[Cert], leaf: &Cert, request: &ValidationParams<'_>) -> Refused {
    validator(anchors).check(&read(leaf), &pool.iter().map(read).collect::<Pool>(), request).unwrap_err()
}

fn validator(anchors: &[Cert]) -> Validator {
    Validator::new(FAKE).anchors(anchors.iter().map(|anchor| Anchor::certificate(read(anchor))))
}

fn findings(refused: &Refused, candidate: usize) -> Vec<(&'static Code, At)> {
    refused.candidates()[candidate].findings().iter().map(|finding| (finding.code(), finding.at())).collect()
}

#[test]
fn candidates_that_are_not_told_are_counted() {
    // Keys of one name that nothing but signatures tells apart, and none of them signed the leaf.
    let root = ca("root", "root");
    for count in [8, 9, 33, 100] {
        let keys: Vec<String> = (0..count).map(|number| format!("key {number}")).collect();
        let pool: Vec<Cert> = keys.iter().map(|key| ca("CA", key).issued_by(&root).without_key_ids()).collect();
        let leaf = leaf().issuer("CA").signed_by(&Key::fake("another")).without_key_ids();
        let refused = refused(from_ref(&root), &pool, &leaf, &request());
        assert_eq!(refused.cause(), Cause::Rejected);
        assert_eq!(refused.candidates().len(), 8);
        assert_eq!(refused.omitted(), count - 8, "of {count}");
    }
}

#[test]
fn a_leaf_that_is_refused_by_itself_is_rejected_whatever_else_is_missing() {
    let lonely = leaf().issuer("nobody").signed_by(&Key::fake("nobody"));
    assert_eq!(refused(&[], &[], &lonely, &request()).cause(), Cause::NoPath);
    // A warning is not a refusal.
    let large = lonely.clone().key(&Key::fake_rsa("large", 8192));
    assert_eq!(refused(&[], &[], &large, &request()).cause(), Cause::NoPath);
    let old = lonely.validity(PAST[0], PAST[1]);
    assert_eq!(refused(&[], &[], &old, &request()).cause(), Cause::Rejected);
    // Nor does it become undecided by a budget that ended.
    let root = ca("root", "root");
    let request = request().budget(Budget::default().comparisons(0));
    let fresh = leaf().issued_by(&root);
    let most = Cause::Exhausted { limit: Limit::Comparisons, most: 0 };
    assert_eq!(refused(from_ref(&root), &[], &fresh, &request).cause(), most);
    let old = fresh.validity(PAST[0], PAST[1]);
    assert_eq!(refused(&[root], &[], &old, &request).cause(), Cause::Rejected);
}

#[test]
fn an_explanation_knows_which_anchor_a_candidate_ends_at() {
    // Anchors of one name with different keys: one of them expired, and signed the leaf.
    let (right, wrong) = (ca("root", "signs").validity(PAST[0], PAST[1]), ca("root", "does not"));
    let leaf = leaf().issued_by(&right).without_key_ids();
    for anchors in [[right.clone(), wrong.clone()], [wrong, right.clone()]] {
        let validator = validator(&anchors).profile(Profile::STRICT);
        let refused = validator.check(&read(&leaf), &Pool::default(), &request()).unwrap_err();
        assert_eq!(refused.candidates().len(), 2);
        let before = refused.work().signatures;
        let explained = validator.explain(refused, &Pool::default(), &request());
        for (at, candidate) in explained.candidates().iter().enumerate() {
            let is_right = candidate.anchor().unwrap().as_certificate() == Some(&read(&right));
            let has = |code: &'static Code, place: At| findings(&explained, at).contains(&(code, place));
            assert_eq!(has(&codes::EXPIRED, At::Anchor), is_right);
            assert_eq!(has(&codes::SIGNATURE_INVALID, At::Cert(0)), !is_right);
        }
        // The second look checks both signatures, and says so.
        assert_eq!(explained.work().signatures, before + 2);
    }
}

#[test]
fn what_policies_say_about_one_certificate_costs_no_signature() {
    let root = ca("root", "root");
    let middle = ca("CA", "CA").policies(&["2.5.29.32.0"]).policy_mapping("2.5.29.32.0", GOLD).issued_by(&root);
    let refused = refused(&[root], from_ref(&middle), &leaf().issued_by(&middle), &request());
    assert_eq!((refused.code(), refused.work().signatures), (&codes::POLICY_MAPPING_ANY, 0));
}

#[test]
fn forged_certificates_do_not_multiply_the_paths_that_policies_refuse() {
    const WIDTH: u64 = 6;
    let root = ca("root", "root");
    let mut pool = Vec::new();
    for (below, above) in [("CA 0", "CA 1"), ("CA 1", "CA 2"), ("CA 2", "root")] {
        // Different certificates of one key, which their issuer did not sign. Their policy is not the leaf's, which only a
        // whole path shows.
        let forged = |number| {
            ca(below, below)
                .policies(&[SILVER])
                .serial(number)
                .issuer(above)
                .signed_by(&Key::fake(above))
                .bad_signature()
        };
        pool.extend((1..=WIDTH).map(forged));
    }
    let leaf = leaf().policies(&[GOLD]).issuer("CA 0").signed_by(&Key::fake("CA 0"));
    let policies = PolicyInputs::default().require_explicit();
    let refused = refused(&[root], &pool, &leaf, &request().policies(policies));
    let work = refused.work();
    assert_eq!(refused.cause(), Cause::Rejected);
    assert!(work.paths <= 3 * WIDTH && work.signatures <= 3 * WIDTH + 1, "{work:?}");
}

#[test]
fn a_certificate_that_can_have_no_policies_is_judged_on_one_path() {
    let root = ca("root", "root");
    let above: Vec<Cert> =
        (1..=6).map(|number| ca("CA 2", "CA 2").serial(number).policies(&[GOLD]).issued_by(&root)).collect();
    let without = ca("CA 1", "CA 1").issued_by(&above[0]);
    let leaf = leaf().policies(&[GOLD]).issued_by(&without);
    let pool: Vec<Cert> = above.into_iter().chain([without]).collect();
    let policies = PolicyInputs::default().require_explicit();
    let refused = refused(&[root], &pool, &leaf, &request().policies(policies));
    assert_eq!((refused.code(), refused.work().paths), (&codes::POLICY_NOT_ACCEPTABLE, 1));
    assert_eq!(refused.finding().unwrap().at(), At::Cert(1));
}

#[test]
fn an_issuer_whose_key_is_none_is_to_blame_itself() {
    let root = Cert::new("root").key(&Key::p256("root")).ca(None).key_usage(KeyUsage::CERT_SIGN);
    // As long as a point of P-256, but on no curve.
    let broken = ca("CA", "CA").key(&Key::fake_ec("CA", oids::SECP256R1, 256)).issued_by(&root);
    let leaf = leaf().key(&Key::p256("leaf")).issued_by(&broken);
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
    let refused = validator.check(&read(&leaf), &Pool::new([read(&broken)]), &request()).unwrap_err();
    assert_eq!((refused.code(), refused.finding().unwrap().at()), (&codes::KEY_UNUSABLE, At::Cert(1)));
}

#[test]
fn every_certificate_is_looked_at_once() {
    // Each CA certified each other one, and no anchor any of them.
    for count in [2, 8, 9, 12, 16, 17, 20] {
        let cas: Vec<Cert> = (0..count).map(|number| ca(&format!("CA {number}"), &format!("key {number}"))).collect();
        let pairs =
            cas.iter().flat_map(|of| cas.iter().map(move |by| (of, by))).filter(|(of, by)| of.subject != by.subject);
        let pool: Vec<Cert> = pairs.map(|(of, by)| of.clone().issued_by(by)).collect();
        let refused = refused(&[ca("root", "root")], &pool, &leaf().issued_by(&cas[0]), &request());
        assert_eq!(refused.cause(), Cause::NoPath);
        assert_eq!(refused.work().certificates, u64::try_from(pool.len()).unwrap() + 1, "{count} CAs");
    }
    // What was configured and comes from the peer again is one; another of that name is one more.
    let root = ca("root", "root");
    let [one, other] = ["one", "other"].map(|key| read(&ca("CA", key).issued_by(&root)));
    let validator = validator(&[root]).intermediates([one.clone()]);
    let pool = Pool::new([one, other]);
    for (key, signatures) in [("one", 2), ("other", 2)] {
        let leaf = leaf().issued_by(&ca("CA", key));
        let valid = validator.check(&read(&leaf), &pool, &request()).unwrap();
        assert_eq!((valid.work().certificates, valid.work().signatures), (3, signatures));
    }
}

#[test]
fn a_budget_that_ended_has_a_code_and_no_finding_that_decides() {
    // Two keys of the issuer's name, and none signed: the first is refused, and there is nothing left for the second.
    let root = ca("root", "root");
    let pool = ["one", "two"].map(|key| ca("CA", key).issued_by(&root).without_key_ids());
    let leaf = leaf().issuer("CA").signed_by(&Key::fake("another")).without_key_ids();
    let ask = |most| {
        let refused = refused(from_ref(&root), &pool, &leaf, &request().budget(Budget::default().signatures(most)));
        (refused.cause(), refused.code(), refused.finding().is_some())
    };
    assert_eq!(ask(1), (Cause::Exhausted { limit: Limit::Signatures, most: 1 }, &codes::EXHAUSTED, false));
    assert_eq!(ask(2), (Cause::Rejected, &codes::SIGNATURE_INVALID, true));
}

/// authorityInfoAccess with these addresses of the issuer's certificate, and one of a responder.
fn issuer_at(uris: &[String]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |list| {
        let ocsp = (oids::OCSP, "http://ocsp.example");
        for (method, uri) in uris.iter().map(|uri| (oids::CA_ISSUERS, uri.as_str())).chain([ocsp]) {
            list.nested(Tag::SEQUENCE, |access| {
                access.oid(method);
                access.value(Tag::context(6), uri.as_bytes());
            });
        }
    });
    writer.into_bytes()
}

#[test]
fn addresses_of_missing_issuers_are_noted_once_each_and_not_without_end() {
    let root = ca("root", "root");
    let wanted = |uris: &[String]| {
        let missing = ca("CA", "CA");
        let leaf = leaf().issued_by(&missing).extension("1.3.6.1.5.5.7.1.1", false, &issuer_at(uris));
        let refused = refused(from_ref(&root), &[], &leaf, &request());
        assert_eq!(refused.code(), &codes::ISSUER_UNKNOWN);
        assert!(refused.fetch_hints().iter().all(|wanted| wanted.kind() == FetchKind::CaIssuers));
        refused.fetch_hints().iter().map(|wanted| wanted.uri().to_owned()).collect::<Vec<_>>()
    };
    let [one, two] = ["http://one.example", "http://two.example"].map(str::to_owned);
    assert_eq!(wanted(&[one.clone(), two.clone(), one.clone()]), [one, two]);
    let many: Vec<String> = (0..100).map(|at| format!("http://{at}.example")).collect();
    assert_eq!(wanted(&many), many[..64]);
}

#[test]
fn a_refusal_is_a_line_of_text() {
    let root = ca("root", "root");
    let missing = ca("CA", "CA");
    let leaf = || leaf().issued_by(&root);
    let text = |leaf: &Cert, request: &ValidationParams<'_>| refused(from_ref(&root), &[], leaf, request).to_string();
    let budget = |budget: Budget| text(&leaf(), &request().budget(budget));
    for (text, expected) in [
        (
            text(&leaf().validity(PAST[0], PAST[1]), &request()),
            "CN=leaf: the certificate is past its notAfter (2021-01-01T00:00:00Z, judged at \
            2027-01-01T00:00:00Z)",
        ),
        (
            text(&leaf().issued_by(&missing), &request()),
            "CN=leaf: no certificate and no anchor has the name of the issuer (CN=CA, key identifier \
            8417e0dc7b1beb16a0c442d98a30138701f48406)",
        ),
        (
            text(&leaf().issued_by(&missing).without_key_ids(), &request()),
            "CN=leaf: no certificate and no anchor has the name of the issuer (CN=CA)",
        ),
        (
            text(&leaf().bad_signature(), &request()),
            "CN=leaf: the signature does not verify with the issuer's key (the signature does not verify)",
        ),
        (
            text(&leaf().eku(&[oids::CLIENT_AUTH]), &request()),
            "CN=leaf: the extended key usage does not include the purpose (1.3.6.1.5.5.7.3.1)",
        ),
        (
            text(&leaf().unknown_critical(), &request()),
            "CN=leaf: a critical extension is not understood (1.3.6.1.4.1.32473.1)",
        ),
        (
            text(
                &leaf().san_dns("other"),
                &ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("a.example").unwrap()),
            ),
            "CN=leaf: none of the certificate's names matches the expected name; the nearest of 2 is \
            sip.example.com (subjectAltName 0)",
        ),
        (
            text(&leaf().key(&Key::fake_rsa("small", 1024)), &request()),
            "CN=leaf: the key is too small, or of a kind that is not accepted (RSA 1024, at least 2048 bits \
            are wanted)",
        ),
        (
            budget(Budget::default().signatures(0).reserve(0)),
            "the budget ended before there was an answer: 0 signatures",
        ),
        (budget(Budget::default().paths(0)), "the budget ended before there was an answer: 0 paths"),
        (budget(Budget::default().steps(0)), "the budget ended before there was an answer: 0 steps"),
        (budget(Budget::default().comparisons(0)), "the budget ended before there was an answer: 0 comparisons"),
    ] {
        assert_eq!(text, expected);
    }
    let names = [Severity::Ignore, Severity::Warn, Severity::Refuse].map(Severity::name);
    assert_eq!(names, ["ignore", "warn", "refuse"]);
}
