//! Who may sign OCSP responses for an issuer (RFC 6960, 4.2.2.2), asked as a source of such responses asks.

use super::{NOW, ca, leaf_of, list_of, read, set_of};
use core::fmt;
use std::sync::Mutex;
use ucpki_chain::{
    AlgorithmPolicy, Anchor, Blocklist, Budget, Context, Evidence, FetchKind, Identity, Issuer, KeyPurpose, Pool,
    Profile, Query, Revocation, RevocationCheck, Severity, SignerRefused, SignerRole, Spending, Status, StatusSigner,
    UnknownReason, ValidationParams, Validator, codes,
};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Crl, Key, KeyUsage, time};
use ucpki_x509::{Certificate, Oid, oids};

const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
const DATE: &str = "2026-12-24T00:00:00Z";

fn delegate(issuer: &Cert) -> Cert {
    Cert::new("OCSP")
        .key(&Key::p256("OCSP"))
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .eku(&[oids::OCSP_SIGNING])
        .serial(7)
        .issued_by(issuer)
}

fn no_check(cert: Cert) -> Cert {
    cert.extension(NO_CHECK, false, &[5, 0])
}

/// A source that only asks whether a delegate counts, and takes its answers for good.
struct Asking {
    delegate: Certificate,
    answers: Mutex<Vec<Result<(), SignerRefused>>>,
}

impl Asking {
    fn about(delegate: &Cert) -> Self {
        Self { delegate: read(delegate), answers: Mutex::default() }
    }
}

impl fmt::Debug for Asking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asking")
    }
}

impl Revocation for Asking {
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        if query.is_responder() || query.index() > 0 {
            return Status::Unknown(vec![]);
        }
        let signer = StatusSigner::from_certificate(self.delegate.clone());
        for _ in 0..2 {
            self.answers.lock().unwrap().push(context.check_signer(&signer, SignerRole::OcspDelegate, query));
        }
        Status::Good(Evidence::NoRevAvail)
    }
}

/// What a source is told of `delegate`, below `root`, beside CRLs of `CRLs`, and how many signatures revocation took.
fn ask(root: &Cert, delegate: &Cert, lists: &[Crl], profile: Profile) -> (Result<(), SignerRefused>, u64) {
    let validator = Validator::new(RUSTCRYPTO).profile(profile).anchors([Anchor::certificate(read(root))]);
    ask_of(&validator, &leaf_of(root), &[], delegate, lists)
}

fn ask_of(
    validator: &Validator,
    leaf: &Cert,
    pool: &[Cert],
    delegate: &Cert,
    lists: &[Crl],
) -> (Result<(), SignerRefused>, u64) {
    let (source, crls) = (Asking::about(delegate), set_of(lists));
    let sources: [&dyn Revocation; 2] = [&source, &crls];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(RevocationCheck::new(&sources).on_unknown(Severity::Ignore));
    let pool = pool.iter().map(read).collect::<Pool>();
    let valid = validator.check(&read(leaf), &pool, &request).unwrap();
    let answers = source.answers.into_inner().unwrap();
    assert_eq!(answers[0], answers[1], "an answer is remembered");
    (answers[0], valid.work().revocation_signatures)
}

fn plain(root: &Cert, delegate: &Cert) -> Result<(), SignerRefused> {
    ask(root, delegate, &[], Profile::RFC5280).0
}

#[test]
fn a_delegate_of_the_issuing_key_counts_and_is_judged_once() {
    let root = ca("root");
    let (answer, signatures) = ask(&root, &no_check(delegate(&root)), &[], Profile::RFC5280);
    assert_eq!((answer, signatures), (Ok(()), 1), "one signature for two questions");
    for profile in Profile::ALL {
        assert_eq!(ask(&root, &no_check(delegate(&root)), &[], profile.clone()).0, Ok(()), "{}", profile.name());
    }
    // nocheck may be critical, and nonRepudiation is enough; so is not a key usage.
    let critical = delegate(&root).extension(NO_CHECK, true, &[5, 0]);
    let signs = no_check(delegate(&root).key_usage(KeyUsage::NON_REPUDIATION));
    let unlimited = no_check(Cert { key_usage: None, ..delegate(&root) });
    for fine in [critical, signs, unlimited] {
        assert_eq!(plain(&root, &fine), Ok(()));
    }
}

#[test]
fn nobody_else_is_a_delegate() {
    let root = ca("root");
    let other_key = ca("root").key(&Key::p256("another key of the CA"));
    let other_ca = ca("other");
    for stranger in [other_key.clone(), other_ca.clone()] {
        assert!(plain(&root, &no_check(delegate(&stranger))).is_err());
    }
    let invalid = Err(SignerRefused::Facts(&codes::SIGNATURE_INVALID));
    assert_eq!(plain(&root, &no_check(delegate(&other_key))), invalid);
    assert_eq!(plain(&root, &no_check(delegate(&root)).bad_signature()), invalid);
    assert_eq!(plain(&root, &no_check(delegate(&other_ca))), Err(SignerRefused::NoPath));
    // The leaf for itself, and a delegate below the leaf.
    let leaf = leaf_of(&root);
    assert!(plain(&root, &leaf).is_err());
    assert!(plain(&root, &no_check(delegate(&leaf))).is_err());
    // Another key of the CA's that is on the path is still not the key that issued the certificate.
    let issuer = ca("CA").issued_by(&root);
    let renewed = ca("CA").key(&Key::p256("new")).issued_by(&issuer);
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
    let pool = [issuer.clone(), renewed.clone()];
    let below = |by: &Cert| ask_of(&validator, &leaf_of(&renewed), &pool, &no_check(delegate(by)), &[]).0;
    assert_eq!((below(&renewed), below(&issuer)), (Ok(()), invalid));
}

#[test]
fn its_certificate_says_that_it_signs_ocsp_responses_and_nothing_against_it() {
    let root = ca("root");
    let with = |usages: &[Oid<'_>]| no_check(Cert { extended_key_usage: None, ..delegate(&root) }.eku(usages));
    let missing = no_check(Cert { extended_key_usage: None, ..delegate(&root) });
    let longer = ucpki_tests::make::oid("1.3.6.1.5.5.7.3.9.1");
    let shorter = ucpki_tests::make::oid("1.3.6.1.5.5.7.3");
    for (cert, code) in [
        (missing, &codes::EKU_MISSING),
        (with(&[oids::ANY_EXTENDED_KEY_USAGE]), &codes::PURPOSE),
        (with(&[oids::SERVER_AUTH]), &codes::PURPOSE),
        (with(&[longer.as_oid()]), &codes::PURPOSE),
        (with(&[shorter.as_oid()]), &codes::PURPOSE),
        (no_check(delegate(&root).ca(None).key_usage(KeyUsage::DIGITAL_SIGNATURE)), &codes::CA_AS_LEAF),
        (no_check(delegate(&root).key_usage(KeyUsage::KEY_ENCIPHERMENT)), &codes::KEY_USAGE_PURPOSE),
        (no_check(delegate(&root)).validity("2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z"), &codes::EXPIRED),
        (no_check(delegate(&root)).validity("2027-01-01T00:00:01Z", "2028-01-01T00:00:00Z"), &codes::NOT_YET_VALID),
        (no_check(delegate(&root)).extension("1.2.3.4", true, &[5, 0]), &codes::UNKNOWN_CRITICAL),
    ] {
        assert_eq!(plain(&root, &cert), Err(SignerRefused::Facts(code)), "{code}");
    }
    assert_eq!(plain(&root, &with(&[oids::SERVER_AUTH, oids::OCSP_SIGNING])), Ok(()));
    // What the caller blocks, and what the profile finds too weak.
    let fine = no_check(delegate(&root));
    let blocked = Blocklist::new().certificate(&read(&fine));
    let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]).block(blocked);
    let answer = ask_of(&validator, &leaf_of(&root), &[], &fine, &[]).0;
    assert_eq!(answer, Err(SignerRefused::Facts(&codes::BLOCKED)));
}

#[test]
fn crls_say_whether_a_delegate_was_revoked_unless_it_need_not_be_asked() {
    let root = ca("root");
    let asked = |cert: &Cert, lists: &[Crl]| ask(&root, cert, lists, Profile::RFC5280).0;
    let plain = delegate(&root);
    let revoking = list_of(&root).revoke(&plain, DATE, Some(1));
    assert_eq!(asked(&plain, &[]), Err(SignerRefused::StatusUnknown));
    assert_eq!(asked(&plain, &[list_of(&root)]), Ok(()));
    assert_eq!(asked(&plain, core::slice::from_ref(&revoking)), Err(SignerRefused::Revoked));
    assert_eq!(asked(&no_check(plain.clone()), core::slice::from_ref(&revoking)), Ok(()));
    // What has expired still shows what it shows.
    let expired = revoking.updates("2026-11-01T00:00:00Z", "2026-12-31T00:00:00Z");
    assert_eq!(asked(&plain, &[expired]), Err(SignerRefused::Revoked));
    let silent = list_of(&root).updates("2026-11-01T00:00:00Z", "2026-12-31T00:00:00Z");
    assert_eq!(asked(&plain, &[silent]), Err(SignerRefused::StatusUnknown));
}

#[test]
fn the_budget_bounds_delegates_and_what_it_cut_off_is_not_remembered() {
    let root = ca("root");
    let signer = StatusSigner::from_certificate(read(&no_check(delegate(&root))));
    let (root, leaf) = (read(&root), read(&leaf_of(&root)));
    let key = RUSTCRYPTO.prepare(root.spki(), None).unwrap();
    let query = Query::new(&leaf, Issuer::new(root.subject(), root.spki(), &*key, Some(&root)), 0, false, time(NOW));
    for (budget, expected) in [(0, Err(SignerRefused::Exhausted)), (20, Ok(()))] {
        let mut spending = Spending::new(&Budget::default().signatures(budget));
        let mut hints = vec![];
        let mut context = Context::new(RUSTCRYPTO, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
        assert_eq!(context.check_signer(&signer, SignerRole::OcspDelegate, &query), expected);
    }
    // Asked by itself, there is no path that could vouch for a signer of CRLs.
    let mut spending = Spending::new(&Budget::default());
    let mut hints = vec![];
    let mut context = Context::new(RUSTCRYPTO, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
    assert_eq!(context.check_signer(&signer, SignerRole::CrlSigner, &query), Err(SignerRefused::NoPath));
    assert!(context.accepts_key(root.spki()));
}

/// Knows nothing, and where more could be learned.
#[derive(Debug)]
struct Suggesting;

impl Revocation for Suggesting {
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        context.suggest_status(b"http://ocsp.example/", query);
        context.suggest_status(b"http://ocsp.example/", query);
        context.suggest_fetch(FetchKind::Crl, b"http://crl.example/");
        Status::Unknown(vec![UnknownReason::NoData])
    }
}

#[test]
fn what_was_accepted_without_data_says_what_to_fetch_for_which_certificate() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let leaf = leaf_of(&issuer);
    let sources: [&dyn Revocation; 1] = [&Suggesting];
    let ask = |unknown| {
        let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
            .revocation(RevocationCheck::new(&sources).on_unknown(unknown));
        let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
        validator.check(&read(&leaf), &[&issuer].into_iter().map(read).collect::<Pool>(), &request)
    };
    let valid = ask(Severity::Warn).unwrap();
    let found: Vec<_> = valid.fetch_hints().iter().map(|hint| (hint.kind(), hint.uri(), hint.subject())).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    let subjects: Vec<_> = found.iter().filter_map(|(.., subject)| *subject).collect();
    let expected = [(&issuer, &root), (&leaf, &issuer)];
    assert_eq!(subjects.len(), expected.len());
    for (subject, (certificate, above)) in subjects.into_iter().zip(expected) {
        assert_eq!(*subject.certificate(), read(certificate));
        assert_eq!(subject.issuer_name(), read(above).subject());
        assert_eq!(subject.issuer_spki(), read(above).spki().as_der());
    }
    let refused = ask(Severity::Refuse).unwrap_err();
    assert!(!refused.fetch_hints().is_empty());
}

#[test]
fn whether_a_delegate_was_revoked_is_asked_anew_on_another_path() {
    // One CA below two roots; only the second certified the key that signs the CA's CRLs. So only there the delegate is known
    // not to be revoked.
    let roots = [ca("first"), ca("second")];
    let issuers = [ca("CA").serial(1).issued_by(&roots[0]), ca("CA").serial(2).issued_by(&roots[1])];
    let leaf = leaf_of(&issuers[0]);
    let signer = ca("CA").key(&Key::p256("lists")).key_usage(KeyUsage::CRL_SIGN).issued_by(&roots[1]);
    let crls = [list_of(&roots[0]), list_of(&roots[1]), list_of(&issuers[0]).signed_by(&Key::p256("lists"))];
    /// Knows about the leaf alone, and that it is good if the delegate counts.
    #[derive(Debug)]
    struct Responses {
        leaf: Certificate,
        delegate: StatusSigner,
    }
    impl Revocation for Responses {
        fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
            let is_known = *query.certificate() == self.leaf
                && context.check_signer(&self.delegate, SignerRole::OcspDelegate, query).is_ok();
            if is_known { Status::Good(Evidence::NoRevAvail) } else { Status::Unknown(vec![]) }
        }
    }
    /// CRLs, which have nothing to say about the leaf.
    #[derive(Debug)]
    struct NotTheLeaf<'a>(Certificate, &'a dyn Revocation);
    impl Revocation for NotTheLeaf<'_> {
        fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
            if *query.certificate() == self.0 { Status::Unknown(vec![]) } else { self.1.status(query, context) }
        }
    }
    let delegate = StatusSigner::from_certificate(read(&delegate(&issuers[0])));
    let (responses, crls) = (Responses { leaf: read(&leaf), delegate }, set_of(&crls));
    let crls = NotTheLeaf(read(&leaf), &crls);
    let sources: [&dyn Revocation; 2] = [&responses, &crls];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(RevocationCheck::new(&sources));
    let validator = Validator::new(RUSTCRYPTO).anchors(roots.iter().map(read).map(Anchor::certificate));
    for order in [[0, 1], [1, 0]] {
        let pool = order.iter().map(|at| &issuers[*at]).chain([&signer]).map(read).collect::<Pool>();
        let valid = validator.check(&read(&leaf), &pool, &request).unwrap();
        assert_eq!(valid.path().certificates()[1].serial().as_bytes(), [2]);
    }
}
