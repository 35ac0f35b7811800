//! Revocation within a verdict: what follows from what the sources say.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

mod delegates;
mod form;
mod list_signers;
mod updates;

use core::fmt;
use std::sync::Mutex;
use ucpki_chain::{
    Anchor, At, Budget, Cause, ConsumerPolicy, Context, CrlEvidence, Evidence, FetchKind, Identity, KeyPurpose, Limit,
    Pool, Query, Refused, Revocation, RevocationCheck, Severity, Status, UnknownReason, Valid, ValidationParams,
    Validator, codes,
};
use ucpki_crl::{CrlSet, CrlsByOrigin, IndexedCrl};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Crl, Key, KeyUsage, time};
use ucpki_x509::der::Integer;
use ucpki_x509::{Certificate, CrlReason, oids};

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

fn set_of(lists: &[Crl]) -> CrlSet {
    lists.iter().map(|list| IndexedCrl::parse(list.der().into_boxed_slice(), &RUSTCRYPTO).unwrap()).collect()
}

/// Checks `leaf` over `pool`, with these CRLs, after `change` had its way with the check.
fn check(
    root: &Cert,
    pool: &[Cert],
    leaf: &Cert,
    lists: &[Crl],
    change: impl for<'a> FnOnce(RevocationCheck<'a>) -> RevocationCheck<'a>,
    budget: Budget,
) -> Result<Valid, Refused> {
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(root))]);
    let lists = set_of(lists);
    let sources: [&dyn Revocation; 1] = [&lists];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(change(RevocationCheck::new(&sources)))
        .budget(budget);
    validator.check(&read(leaf), &pool.iter().map(read).collect::<Pool>(), &request)
}

fn plain(root: &Cert, pool: &[Cert], leaf: &Cert, lists: &[Crl]) -> Result<Valid, Refused> {
    check(root, pool, leaf, lists, |check| check, Budget::default())
}

#[test]
fn a_ca_certificate_without_crl_sign_does_not_hide_its_twin_that_has_it() {
    // One key, two certificates: only the second may sign CRLs, and it has a path of its own (RFC 5280, 6.3.3 (f)), so
    // that the path of the leaf may be on either.
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
    // A current CRL beside the expired one decides.
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
    let lists = set_of(&lists);
    let sources: [&dyn Revocation; 1] = [&lists];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(RevocationCheck::new(&sources).on_unknown(Severity::Warn))
        .budget(budget);
    // The issuer is configured, so that the reserve pays for the path, and one signature is left for two CRLs.
    let validator = validator.intermediates([read(&issuer)]);
    let refused = validator.check(&read(&leaf), &Pool::default(), &request).unwrap_err();
    assert_eq!(refused.cause(), Cause::Exhausted { limit: Limit::Signatures, most: 1 });
}

/// A source of one's own.
struct Source<F>(F);

impl<F> fmt::Debug for Source<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

impl<F: Fn(&Query<'_>, &mut Context<'_>) -> Status + Send + Sync> Revocation for Source<F> {
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        self.0(query, context)
    }
}

fn ask(
    root: &Cert,
    pool: &[Cert],
    leaf: &Cert,
    answer: impl Fn(&Query<'_>, &mut Context<'_>) -> Status + Send + Sync,
) -> Result<Valid, Refused> {
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(root))]);
    let source = Source(answer);
    let sources: [&dyn Revocation; 1] = [&source];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(RevocationCheck::new(&sources));
    validator.check(&read(leaf), &pool.iter().map(read).collect::<Pool>(), &request)
}

/// A CA's certificate for another key, signed with the key before.
fn renewed(before: &Cert, key: &str) -> Cert {
    ca("CA").key(&Key::p256(key)).issued_by(before)
}

#[test]
fn a_source_is_told_what_stands_on_the_path() {
    let root = ca("root");
    let oldest = ca("CA").key(&Key::p256("oldest")).issued_by(&root);
    let old = renewed(&oldest, "old");
    let new = renewed(&old, "new");
    let leaf = leaf_of(&new).end_entity();
    let asked = Mutex::new(Vec::new());
    let valid = ask(&root, &[oldest.clone(), old.clone(), new.clone()], &leaf, |query, _| {
        asked.lock().unwrap().push((
            query.index(),
            query.is_ca(),
            query.certificate().clone(),
            query.issuer().spki().as_der().to_vec(),
            query.other_keys().iter().map(|key| key.spki().as_der().to_vec()).collect::<Vec<_>>(),
        ));
        assert_eq!(query.time(), time(NOW));
        Status::Good(Evidence::NoRevAvail)
    });
    assert_eq!(valid.unwrap().revocation(), vec![Status::Good(Evidence::NoRevAvail); 4]);
    let keys = |names: &[&str]| names.iter().map(|name| Key::p256(name).spki().to_vec()).collect::<Vec<_>>();
    let expected = [
        (3, true, read(&oldest), keys(&["root"]).remove(0), vec![]),
        (2, true, read(&old), keys(&["oldest"]).remove(0), vec![]),
        (1, true, read(&new), keys(&["old"]).remove(0), keys(&["oldest"])),
        (0, false, read(&leaf), keys(&["new"]).remove(0), keys(&["old", "oldest"])),
    ];
    assert_eq!(asked.into_inner().unwrap(), expected);
}

#[test]
fn a_source_that_could_not_look_leaves_nothing_good() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let good = Source(|_: &Query<'_>, _: &mut Context<'_>| Status::Good(Evidence::NoRevAvail));
    for (why, is_good) in [
        (UnknownReason::NoData, true),
        (UnknownReason::Expired(time(NOW)), true),
        (UnknownReason::Exhausted, false),
        (UnknownReason::SignerUndecided { is_revoked: false }, true),
        (UnknownReason::SignerUndecided { is_revoked: true }, false),
    ] {
        let other = Source(|_: &Query<'_>, _: &mut Context<'_>| Status::Unknown(vec![why.clone()]));
        let (first, second): (&dyn Revocation, &dyn Revocation) = (&good, &other);
        for sources in [[first, second], [second, first]] {
            let request =
                ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
                    .revocation(RevocationCheck::new(&sources));
            let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
            let found = validator.check(&read(&leaf), &Pool::default(), &request);
            assert_eq!(found.is_ok(), is_good, "{why}");
        }
    }
}

#[test]
fn what_is_not_known_below_one_key_may_be_known_below_another() {
    // Only the oldest key can tell about the leaf, and only one of two certificates of the old key is below it.
    let root = ca("root");
    let oldest = ca("CA").key(&Key::p256("oldest")).issued_by(&root);
    let old = [renewed(&oldest, "old"), ca("CA").key(&Key::p256("old")).issued_by(&root)];
    let new = renewed(&old[0], "new");
    let leaf = leaf_of(&new);
    let oldest_key = Key::p256("oldest");
    let pool = [old[0].clone(), old[1].clone(), new.clone(), oldest.clone()];
    let answer = |query: &Query<'_>, _: &mut Context<'_>| {
        let knows = query.index() > 0 || query.other_keys().iter().any(|key| key.spki().as_der() == oldest_key.spki());
        if knows { Status::Good(Evidence::NoRevAvail) } else { Status::Unknown(vec![UnknownReason::NoData]) }
    };
    let valid = ask(&root, &pool, &leaf, answer).unwrap();
    assert_eq!(valid.path().certificates(), [&leaf, &new, &old[0], &oldest].map(read));
    // The shorter path comes first, and what it lacks is not held against the other.
    let refused = ask(&root, &pool[1..3], &leaf, answer).unwrap_err();
    assert_eq!(refused.code(), &codes::REVOCATION_UNKNOWN);
}

#[test]
fn who_signs_crls_below_one_anchor_does_not_below_another() {
    // A CRL of the CA's, signed by another key of it that only the second root certified.
    let roots = [ca("first"), ca("second")];
    let issuers = [ca("CA").serial(1).issued_by(&roots[0]), ca("CA").serial(2).issued_by(&roots[1])];
    let leaf = leaf_of(&issuers[0]);
    let signer = ca("CA").key(&Key::p256("lists")).key_usage(KeyUsage::CRL_SIGN).issued_by(&roots[1]);
    let lists = set_of(&[list_of(&roots[0]), list_of(&roots[1]), list_of(&issuers[0]).signed_by(&Key::p256("lists"))]);
    let sources: [&dyn Revocation; 1] = [&lists];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(RevocationCheck::new(&sources));
    let verdict = |anchors: &[Cert], issuers: &[Cert]| {
        let validator = Validator::new(RUSTCRYPTO).anchors(anchors.iter().map(read).map(Anchor::certificate));
        let pool = issuers.iter().chain([&signer]).map(read).collect::<Pool>();
        validator.check(&read(&leaf), &pool, &request)
    };
    let mut other_way_round = issuers.clone();
    other_way_round.reverse();
    for issuers in [&issuers, &other_way_round] {
        let valid = verdict(&roots, issuers).unwrap();
        assert_eq!(valid.path().certificates()[1].serial().as_bytes(), [2]);
    }
    let refused = verdict(&roots[..1], &issuers).unwrap_err();
    assert_eq!((refused.cause(), refused.code()), (Cause::Rejected, &codes::REVOCATION_UNKNOWN));
}

#[test]
fn an_explanation_counts_the_signatures_of_lists_too() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    // What failed is not kept, so that a second look costs a second signature.
    let lists = set_of(&[list_of(&root).bad_signature(), list_of(&root).number(2).bad_signature()]);
    let sources: [&dyn Revocation; 1] = [&lists];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(RevocationCheck::new(&sources));
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
    let refused = validator.check(&read(&leaf), &Pool::default(), &request).unwrap_err();
    let counts = |refused: &Refused| (refused.work().signatures, refused.work().revocation_signatures);
    let first = counts(&refused);
    let explained = validator.explain(refused, &Pool::default(), &request);
    // Each CRL under the key of the issuer.
    assert_eq!((first, counts(&explained)), ((1, 2), (2, 4)));
}

#[test]
fn addresses_are_noted_once_each_and_not_without_end() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let noted = |addresses: &[(FetchKind, &[u8])]| {
        let refused = ask(&root, &[], &leaf, |_, context| {
            addresses.iter().for_each(|(kind, uri)| context.suggest_fetch(*kind, uri));
            Status::Unknown(vec![UnknownReason::NoData])
        });
        let refused = refused.unwrap_err();
        refused.fetch_hints().iter().map(|wanted| (wanted.kind(), wanted.uri().to_owned())).collect::<Vec<_>>()
    };
    let (crl, ocsp) = (FetchKind::Crl, FetchKind::Ocsp);
    assert_eq!((crl.name(), ocsp.name(), FetchKind::CaIssuers.name()), ("crl", "ocsp", "ca_issuers"));
    let found =
        noted(&[(crl, b"http://a"), (crl, b"http://b"), (ocsp, b"http://a"), (crl, b"http://a"), (crl, b"\xFF")]);
    assert_eq!(
        found,
        [(crl, "http://a"), (crl, "http://b"), (ocsp, "http://a")].map(|(kind, uri)| (kind, uri.to_owned()))
    );
    let many: Vec<String> = (0..100).map(|at| format!("http://{at}")).collect();
    let many: Vec<(FetchKind, &[u8])> = many.iter().map(|uri| (crl, uri.as_bytes())).collect();
    assert_eq!(noted(&many).len(), 64);
}

#[test]
fn a_status_is_a_line_of_text() {
    let at = time("2026-12-01T00:00:00Z");
    let list = |number: &[u8]| Evidence::Crl { number: Some(number.to_vec()), this_update: at, next_update: None };
    let part = |number: Option<&'static [u8]>, is_delta| {
        CrlEvidence::new(number.and_then(Integer::new), at, Some(at), is_delta)
    };
    let parts = Evidence::Crls(vec![part(None, false), part(Some(&[2]), true)]);
    assert_eq!(
        (parts.valid_until(), list(&[1]).valid_until(), Evidence::NoRevAvail.valid_until()),
        (Some(at), None, None)
    );
    let whys = vec![
        UnknownReason::Exhausted,
        UnknownReason::Expired(at),
        UnknownReason::NotYetValid(at),
        UnknownReason::NoData,
        UnknownReason::Unusable(&codes::EXPIRED),
    ];
    for (status, text) in [
        (Status::Good(list(&[0x01, 0xA0])), "good by CRL number 0x01a0 of 2026-12-01T00:00:00Z"),
        (Status::Good(parts), "good by CRL of 2026-12-01T00:00:00Z with delta CRL number 0x02 of 2026-12-01T00:00:00Z"),
        (Status::Good(Evidence::NoRevAvail), "good by noRevAvail"),
        (
            Status::Revoked(list(&[7]), CrlReason::KeyCompromise, at),
            "keyCompromise since 2026-12-01T00:00:00Z, by CRL number 0x07 of 2026-12-01T00:00:00Z",
        ),
        (Status::Unknown(vec![]), "no source"),
        (
            Status::Unknown(whys),
            "the budget for signature checks is spent; expired at 2026-12-01T00:00:00Z; not valid before \
             2026-12-01T00:00:00Z; no data for this issuer; the certificate is past its notAfter",
        ),
    ] {
        assert_eq!(status.to_string(), text);
    }
}

#[test]
fn a_source_that_may_hide_a_revocation_is_not_overruled_by_the_next() {
    let good = || Status::Good(Evidence::NoRevAvail);
    let revoked = || Status::Revoked(Evidence::NoRevAvail, CrlReason::KeyCompromise, time(NOW));
    for hidden in [UnknownReason::Exhausted, UnknownReason::SignerUndecided { is_revoked: true }] {
        let unknown = || Status::Unknown(vec![hidden.clone()]);
        assert_eq!(unknown().or_else(good), unknown());
        assert_eq!(unknown().or_else(revoked), revoked());
        assert_eq!(
            unknown().or_else(|| Status::Unknown(vec![UnknownReason::NoData])),
            Status::Unknown(vec![hidden.clone(), UnknownReason::NoData])
        );
    }
    for open in
        [UnknownReason::NoData, UnknownReason::Expired(time(NOW)), UnknownReason::SignerUndecided { is_revoked: false }]
    {
        assert_eq!(Status::Unknown(vec![open]).or_else(good), good());
    }
    assert_eq!(good().or_else(revoked), good(), "nobody else is asked");
}

#[test]
fn a_consumer_takes_no_good_answer_from_uploads_or_responders_when_the_budget_ended_in_downloads() {
    // The downloaded CRLs would need a signature more than there is; each consumer asks the uploaded ones, or OCSP, afterwards.
    #[derive(Debug)]
    struct SaysGood;
    impl Revocation for SaysGood {
        fn status(&self, _: &Query<'_>, _: &mut Context<'_>) -> Status {
            Status::Good(Evidence::NoRevAvail)
        }
    }
    let root = ca("root");
    let access = "1.3.6.1.5.5.7.1.1";
    let responder =
        [&[0x30, 24, 0x30, 22, 6, 8][..], &[0x2B, 6, 1, 5, 5, 7, 0x30, 1], &[0x86, 10], b"http://o.a"].concat();
    let leaf = leaf_of(&root).extension(access, false, &responder);
    let junk: Vec<Crl> = (1..9).map(|number| list_of(&root).number(number).bad_signature()).collect();
    let lists = CrlsByOrigin {
        automatic: set_of(&junk),
        manual: set_of(&[list_of(&root)]),
        trusted_ca_file: CrlSet::default(),
    };
    for (policy, budget, expected) in [
        (ConsumerPolicy::SIP_TLS, 20, None),
        (ConsumerPolicy::SIP_TLS, 4, Some(Limit::Signatures)),
        (ConsumerPolicy::OTHER, 20, None),
        (ConsumerPolicy::OTHER, 4, Some(Limit::Signatures)),
        (ConsumerPolicy::OTHER.ocsp(true), 4, Some(Limit::Signatures)),
    ] {
        let crls = lists.used_by(policy);
        let consumer = crls.consumer(policy).with_ocsp(&SaysGood);
        let sources: [&dyn Revocation; 1] = [&consumer];
        let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
            .revocation(policy.check(&sources).unwrap())
            .budget(Budget::default().signatures(budget));
        let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
        let answer = validator.check(&read(&leaf), &Pool::default(), &request);
        let limit = answer.err().and_then(|refused| match refused.cause() {
            Cause::Exhausted { limit, .. } => Some(limit),
            _ => None,
        });
        assert_eq!(limit, expected, "{policy:?}, {budget}");
    }
}
