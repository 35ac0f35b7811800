//! Who may sign (rules 1 to 4 of the design; RFC 6960, 4.2.2.2).

use crate::support::*;
use ucpki_chain::{OcspSigner, Severity, Status};
use ucpki_ocsp::{OcspPolicy, TrustedResponder};
use ucpki_tests::make::{Cert, Crl, EntryStatus, Key, KeyId, KeyUsage, Response, ResponseEntry, oid};
use ucpki_x509::der::Tag;
use ucpki_x509::{SpkiRef, oids};

#[test]
fn the_issuer_and_its_delegate_may_sign() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    is_good(&leaf, &root, &good(&leaf, &root).der());
    let delegate = delegate_of(&root);
    let body = by_delegate(&leaf, &root, &delegate).der();
    is_good(&leaf, &root, &body);
    let accepted = accept(&leaf, &root, &body).unwrap();
    assert_eq!(accepted.signer(), &OcspSigner::Delegate(read(&delegate)));
    assert_eq!(*accept(&leaf, &root, &good(&leaf, &root).der()).unwrap().signer(), OcspSigner::Issuer);
}

/// openssl#30323, PKI.js#502: who is not designated signs.
#[test]
fn nobody_else_may_sign() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let sibling = Cert::new("sibling").key(&Key::p256("sibling")).eku(&[oids::SERVER_AUTH]).issued_by(&root);
    let other_ca = ca("other");
    for signer in [&leaf, &sibling, &other_ca, &delegate_of(&other_ca)] {
        let body = by_delegate(&leaf, &root, signer).der();
        assert_eq!(refused_for(&leaf, &root, &body), "ocsp.not_designated", "{}", signer.subject.text());
        // Without its certificate nobody is there.
        let body = Response { certificates: Vec::new(), ..by_delegate(&leaf, &root, signer) }.der();
        assert_eq!(refused_for(&leaf, &root, &body), "ocsp.responder_unmatched");
    }
    // A CA of the pool, in whose certificate everything is right for its own certificates.
    let sub = ca("sub").issued_by(&root);
    let body = Response::new(&sub, now()).entry(entry(&leaf, &root)).der();
    let responses = ucpki_ocsp::Responses::empty(OcspPolicy::default()).with_staples(&[&body]);
    let checked = check_with(&root, &[sub], &leaf, &[&responses], now());
    assert!(matches!(checked.status, Status::Unknown(_)));
}

/// botan#5449, bc-java#2254, curl#21677, wolfssl#11195: the signature is not looked at.
#[test]
fn one_flipped_bit_refuses() {
    let root = ca("root");
    let (leaf, delegate) = (leaf_of(&root), delegate_of(&root));
    let trusted = OcspPolicy::default().trusted([TrustedResponder::from_certificate(read(&delegate_of(&ca("other"))))]);
    let by_trusted = Response::new(&delegate_of(&ca("other")), now()).entry(entry(&leaf, &root));
    for (body, policy) in [
        (good(&leaf, &root), OcspPolicy::default()),
        (by_delegate(&leaf, &root, &delegate), OcspPolicy::default()),
        (by_trusted, trusted),
    ] {
        is_good_with(&leaf, &root, &body.der(), &policy);
        let forged = refused_with(&leaf, &root, &body.clone().bad_signature().der(), &policy);
        assert_eq!(forged, "ocsp.signature_invalid");
        // In the signed bytes: producedAt, a second later.
        let whole = body.der();
        let produced = body.tbs();
        let place = whole.windows(produced.len()).position(|window| window == produced).unwrap();
        let second = produced.windows(2).position(|window| window == [Tag::GENERALIZED_TIME.0, 15]).unwrap() + 15;
        let mut flipped = whole.clone();
        flipped[place + second] ^= 1;
        assert_eq!(refused_with(&leaf, &root, &flipped, &policy), "ocsp.signature_invalid");
    }
    // In the delegate's certificate.
    let forged = delegate.bad_signature();
    assert_eq!(refused_for(&leaf, &root, &by_delegate(&leaf, &root, &forged).der()), "ocsp.not_designated");
}

/// Go, GnuTLS #1810: the purpose of a delegate; the incident of July 2020: a CA with it.
#[test]
fn a_delegate_is_for_ocsp_and_no_ca() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let plain = Cert { extended_key_usage: None, ..delegate_of(&root) };
    let refused = |delegate: &Cert| refused_for(&leaf, &root, &by_delegate(&leaf, &root, delegate).der());
    assert_eq!(refused(&plain), "ocsp.not_designated");
    let (longer, shorter) = (oid("1.3.6.1.5.5.7.3.9.1"), oid("1.3.6.1.5.5.7.3"));
    for purpose in [oids::ANY_EXTENDED_KEY_USAGE, oids::SERVER_AUTH, longer.as_oid(), shorter.as_oid()] {
        assert_eq!(refused(&plain.clone().eku(&[purpose])), "ocsp.not_designated");
    }
    assert_eq!(refused(&delegate_of(&root).ca(None).key_usage(KeyUsage::DIGITAL_SIGNATURE)), "ocsp.responder_is_ca");
    assert_eq!(refused(&delegate_of(&root).key_usage(KeyUsage::KEY_ENCIPHERMENT)), "ocsp.responder_key_usage");
}

/// openssl#7761, bc-java#2033.
#[test]
fn a_critical_nocheck_and_non_repudiation_are_accepted() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let critical = delegate_without_nocheck(&root).extension(NO_CHECK, true, &[5, 0]);
    let signs = delegate_of(&root).key_usage(KeyUsage::NON_REPUDIATION);
    for delegate in [critical, signs] {
        is_good(&leaf, &root, &by_delegate(&leaf, &root, &delegate).der());
    }
}

/// wolfssl#10303: the authority of a delegate is not bound to what the entry is about.
#[test]
fn a_delegate_speaks_for_its_own_ca_only() {
    let (root, other) = (ca("root"), ca("root").key(&Key::p256("another CA of this name")));
    let (leaf, other_leaf) = (leaf_of(&root), leaf_of(&other));
    let delegate = delegate_of(&other);
    // Entries for both issuers in one response.
    let body = by_delegate(&other_leaf, &other, &delegate).entry(entry(&leaf, &root)).der();
    assert_eq!(refused_for(&leaf, &root, &body), "ocsp.not_designated");
    is_good(&other_leaf, &other, &body);
}

/// caddy#1922, c2pa-rs#2688.
#[test]
fn a_delegate_has_its_time() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let refused = |delegate: &Cert| refused_for(&leaf, &root, &by_delegate(&leaf, &root, delegate).der());
    let of = |from: &str, until: &str| delegate_of(&root).validity(from, until);
    assert_eq!(refused(&of("2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z")), "ocsp.responder_expired");
    assert_eq!(refused(&of("2027-01-01T00:00:01Z", "2028-01-01T00:00:00Z")), "ocsp.responder_expired");
    // It ends before nextUpdate.
    let short = of("2026-01-01T00:00:00Z", "2027-01-02T00:00:00Z");
    let body = by_delegate(&leaf, &root, &short).der();
    let accepted = accept(&leaf, &root, &body).unwrap();
    assert_eq!(accepted.valid_until(), read(&short).not_after());
    let checked = check_fetched(&root, &leaf, &accepted, OcspPolicy::default(), now());
    assert_eq!(checked.evidence().valid_until, read(&short).not_after());
    // In the cache, its end counts as well.
    let later = now().plus_seconds(2 * 86_400);
    let checked = check_fetched(&root, &leaf, &accepted, OcspPolicy::default(), later);
    assert!(matches!(checked.status, Status::Unknown(_)), "{}", checked.status);
}

/// certbot#7986, wolfssl#7934.
#[test]
fn the_responder_is_found_by_name_and_by_the_hash_of_its_key() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let key_hash = root.subject_key().id();
    is_good(&leaf, &root, &good(&leaf, &root).by_key(&key_hash).der());
    let delegate = delegate_of(&root);
    is_good(&leaf, &root, &by_delegate(&leaf, &root, &delegate).by_key(&delegate.subject_key().id()).der());
    // A subject key identifier that is not the hash of the key names nobody.
    let odd = ca("root").ski(KeyId::Of(vec![9; 20]));
    let odd_leaf = leaf_of(&odd);
    let body = good(&odd_leaf, &odd).by_key(&[9; 20]).der();
    assert_eq!(refused_for(&odd_leaf, &odd, &body), "ocsp.responder_unmatched");
    is_good(&odd_leaf, &odd, &good(&odd_leaf, &odd).by_key(&odd.subject_key().id()).der());
    // The hash is SHA-1, and nothing else.
    let spki = root.subject_key();
    let spki = SpkiRef::parse(spki.spki()).unwrap();
    let sha256 = ucpki_crypto::RUSTCRYPTO.digest(oids::SHA256).unwrap().digest(&[spki.key().as_bytes()]);
    let body = good(&leaf, &root).by_key(sha256.as_bytes()).der();
    assert_eq!(refused_for(&leaf, &root, &body), "ocsp.responder_unmatched");
    assert_eq!(
        refused_for(&leaf, &root, &good(&leaf, &root).by_key(&key_hash[..19]).der()),
        "ocsp.responder_unmatched"
    );
}

/// mozilla::pkix stops at the first name that matches.
#[test]
fn a_candidate_that_fails_does_not_end_the_search() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    // A delegate with the name of its issuer.
    let namesake = Cert { subject: root.subject.clone(), ..delegate_of(&root) };
    is_good(&leaf, &root, &by_delegate(&leaf, &root, &namesake).der());
    // Two delegates of one name, the second signed.
    let other = delegate_of(&root).key(&Key::p256("other")).serial(8);
    let delegate = delegate_of(&root);
    let body = Response::new(&delegate, now()).entry(entry(&leaf, &root)).with(&other).with(&delegate).der();
    is_good(&leaf, &root, &body);
    // What cannot be read is passed over.
    let mut body = by_delegate(&leaf, &root, &delegate);
    body.certificates.insert(0, vec![0x30, 1, 0]);
    is_good(&leaf, &root, &body.der());
}

#[test]
fn a_configured_delegate_need_not_come_along() {
    let root = ca("root");
    let (leaf, delegate) = (leaf_of(&root), delegate_of(&root));
    let body = Response { certificates: Vec::new(), ..by_delegate(&leaf, &root, &delegate) }.der();
    assert_eq!(refused_for(&leaf, &root, &body), "ocsp.responder_unmatched");
    is_good_with(&leaf, &root, &body, &OcspPolicy::default().delegates([read(&delegate)]));
    // That does not make it a trusted responder.
    let stranger = delegate_of(&ca("other"));
    let body = Response::new(&stranger, now()).entry(entry(&leaf, &root)).der();
    let policy = OcspPolicy::default().delegates([read(&stranger)]);
    assert_eq!(refused_with(&leaf, &root, &body, &policy), "ocsp.not_designated");
}

/// RFC 6960, 4.2.2.2.1: whether a delegate was revoked is asked of CRLs.
#[test]
fn a_revoked_delegate_does_not_count() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let delegate = delegate_without_nocheck(&root);
    let body = by_delegate(&leaf, &root, &delegate).der();
    let accepted = accept(&leaf, &root, &body).unwrap();
    let list = Crl::new(&root).updates("2026-12-01T00:00:00Z", "2027-12-01T00:00:00Z");
    let ask = |list: Option<Crl>, policy: &OcspPolicy| {
        let crls = list.iter().map(|list| {
            ucpki_crl::IndexedCrl::parse(list.der().into_boxed_slice(), &ucpki_crypto::RUSTCRYPTO).unwrap()
        });
        let crls: ucpki_crl::CrlSet = crls.collect();
        let mut cache = ucpki_ocsp::ResponseCache::new(1);
        cache.insert(accepted.clone());
        let fetched = cache.snapshot(policy.clone());
        let stapled = ucpki_ocsp::Responses::empty(policy.clone()).with_staples(&[&body]);
        let asked = [fetched, stapled].map(|responses| OnlyDelegates::check(&root, &leaf, &responses, &crls));
        assert_eq!(asked[0], asked[1]);
        asked[0].clone()
    };
    let policy = OcspPolicy::default();
    assert_eq!(ask(None, &policy), ("good".to_owned(), vec!["ocsp.responder_status_unknown"]));
    assert_eq!(ask(Some(list.clone()), &policy), ("good".to_owned(), vec![]));
    let refused = ask(Some(list.revoke(&delegate, "2026-12-24T00:00:00Z", None)), &policy).0;
    assert!(refused.contains("the certificate of the responder was revoked"), "{refused}");
    let strict = policy.common_criteria();
    assert!(ask(None, &strict).0.contains("nobody knows whether the certificate of the responder was revoked"));
    let ignored = OcspPolicy::default().on_delegate_unknown(Severity::Ignore);
    assert_eq!(ask(None, &ignored), ("good".to_owned(), vec![]));
}

/// CRLs that are asked about responders only.
#[derive(Debug)]
struct OnlyDelegates<'a>(&'a ucpki_crl::CrlSet);

impl ucpki_chain::Revocation for OnlyDelegates<'_> {
    fn status(&self, query: &ucpki_chain::Query<'_>, context: &mut ucpki_chain::Context<'_>) -> Status {
        if query.is_responder() { self.0.status(query, context) } else { Status::Unknown(vec![]) }
    }
}

impl OnlyDelegates<'_> {
    fn check(
        root: &Cert,
        leaf: &Cert,
        responses: &ucpki_ocsp::Responses,
        crls: &ucpki_crl::CrlSet,
    ) -> (String, Vec<&'static str>) {
        let checked = check_with(root, &[], leaf, &[responses, &OnlyDelegates(crls)], now());
        let text = match checked.status {
            Status::Good(_) => "good".to_owned(),
            other => other.to_string(),
        };
        let warnings = checked.warnings.into_iter().filter(|name| name.starts_with("ocsp")).collect();
        (text, warnings)
    }
}

/// RFC 6960, 4.2.2.2 (1).
#[test]
fn a_trusted_responder_is_trusted_by_certificate_or_key() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let responder = Cert::new("corporate").key(&Key::p256("corporate")).eku(&[oids::OCSP_SIGNING]);
    let body = Response::new(&responder, now()).entry(entry(&leaf, &root));
    let by_certificate = TrustedResponder::from_certificate(read(&responder));
    let certificate = read(&responder);
    let by_key = TrustedResponder::from_key(certificate.spki());
    let trusts = |responder: &TrustedResponder| OcspPolicy::default().trusted([responder.clone()]);
    assert_eq!(refused_for(&leaf, &root, &body.der()), "ocsp.responder_unmatched");
    is_good_with(&leaf, &root, &body.der(), &trusts(&by_certificate));
    // A key alone has no name, unless a certificate that comes along lends it one.
    assert_eq!(refused_with(&leaf, &root, &body.der(), &trusts(&by_key)), "ocsp.responder_unmatched");
    is_good_with(&leaf, &root, &body.clone().with(&responder).der(), &trusts(&by_key));
    let named_by_key = body.clone().by_key(&responder.subject_key().id()).der();
    is_good_with(&leaf, &root, &named_by_key, &trusts(&by_key));
    // For other issuers it is nobody.
    let other = by_certificate.clone().for_issuers([read(&ca("other")).subject().to_name()]);
    assert_eq!(refused_with(&leaf, &root, &body.der(), &trusts(&other)), "ocsp.responder_unmatched");
    let own = by_certificate.for_issuers([read(&root).subject().to_name()]);
    is_good_with(&leaf, &root, &body.der(), &trusts(&own));
}

/// An expired `-VAfile` passes in OpenSSL.
#[test]
fn a_trusted_responder_has_its_time_and_its_purpose() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let responder = Cert::new("corporate").key(&Key::p256("corporate"));
    let body = Response::new(&responder, now()).entry(entry(&leaf, &root)).der();
    let trusts = |cert: &Cert| OcspPolicy::default().trusted([TrustedResponder::from_certificate(read(cert))]);
    let expired = responder.clone().validity("2025-01-01T00:00:00Z", "2026-12-31T23:59:59Z");
    assert_eq!(refused_with(&leaf, &root, &body, &trusts(&expired)), "ocsp.responder_expired");
    is_good_with(&leaf, &root, &body, &trusts(&responder));
    let criteria = trusts(&responder).common_criteria();
    assert_eq!(refused_with(&leaf, &root, &body, &criteria), "ocsp.not_designated");
    let for_ocsp = responder.eku(&[oids::OCSP_SIGNING]);
    is_good_with(&leaf, &root, &body, &trusts(&for_ocsp).common_criteria());
    // Of a trust list, those for OCSP are taken.
    let listed = TrustedResponder::from_trust_list(&[read(&root), read(&for_ocsp), read(&leaf)]);
    assert_eq!(listed, [TrustedResponder::from_certificate(read(&for_ocsp))]);
    assert_eq!(OcspPolicy::cucm(&[]).unwrap_err().name(), "ocsp.no_trusted_responder");
    assert!(OcspPolicy::cucm(&listed).is_ok());
}

/// A response that was verified by a trusted responder says nothing once that is no longer trusted.
#[test]
fn trust_in_a_responder_is_judged_anew() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let responder = Cert::new("corporate").key(&Key::p256("corporate"));
    let body = Response::new(&responder, now()).entry(entry(&leaf, &root)).der();
    let policy = OcspPolicy::default().trusted([TrustedResponder::from_certificate(read(&responder))]);
    let accepted = accept_at(&request(&leaf, &root, None), &body, &policy, now()).0.unwrap();
    assert!(matches!(check_fetched(&root, &leaf, &accepted, policy, now()).status, Status::Good(_)));
    let checked = check_fetched(&root, &leaf, &accepted, OcspPolicy::default(), now());
    assert!(matches!(checked.status, Status::Unknown(_)));
}

/// The profile's bounds on hashes hold for responses too.
#[test]
fn weak_signatures_are_refused() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let mut writer = ucpki_x509::der::Writer::new();
    writer.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(oids::ECDSA_WITH_SHA1));
    let body = Response { algorithm: Some(writer.into_bytes()), ..good(&leaf, &root) }.der();
    assert_eq!(refused_for(&leaf, &root, &body), "ocsp.signature_weak");
}

/// What a delegate's certificate costs: a signature, once, where the validator has a cache.
#[test]
fn the_signature_of_a_delegate_is_remembered_in_the_cache_of_the_validator() {
    use ucpki_chain::{
        Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, SignatureCache, ValidationParams, Validator,
    };
    let root = ca("root");
    let (leaf, delegate) = (leaf_of(&root), delegate_of(&root));
    let mut cache = ucpki_ocsp::ResponseCache::new(1);
    cache.insert(accept(&leaf, &root, &by_delegate(&leaf, &root, &delegate).der()).unwrap());
    let responses = cache.snapshot(OcspPolicy::default());
    let sources: [&dyn Revocation; 1] = [&responses];
    let signatures = ucpki_x509::Shared::new(SignatureCache::with_key(64, [7; 16]));
    let validator = Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
    let validator = validator.signature_cache(signatures);
    let params = ValidationParams::new(now(), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
    let params = params.revocation(RevocationCheck::new(&sources));
    let spent = || {
        let valid = validator.check(&read(&leaf), &Pool::default(), &params).unwrap();
        (valid.work().revocation_signatures, valid.work().cached)
    };
    assert_eq!((spent(), spent()), ((1, 0), (0, 2)));
}

/// Without an accepted path nothing is remembered, or who has revoked certificates could fill the cache.
#[test]
fn the_signature_of_a_delegate_is_forgotten_where_no_path_is_accepted() {
    use ucpki_chain::{
        Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, SignatureCache, ValidationParams, Validator,
    };
    let root = ca("root");
    let (leaf, delegate) = (leaf_of(&root), delegate_of(&root));
    let signatures = ucpki_x509::Shared::new(SignatureCache::with_key(64, [7; 16]));
    let validator = Validator::new(ucpki_crypto::RUSTCRYPTO).anchors([Anchor::certificate(read(&root))]);
    let validator = validator.signature_cache(signatures.clone());
    let kept = |entry: ResponseEntry| {
        let body = Response::new(&delegate, now()).entry(entry).with(&delegate).der();
        let responses = ucpki_ocsp::Responses::empty(OcspPolicy::default()).with_staples(&[&body]);
        let sources: [&dyn Revocation; 1] = [&responses];
        let params = ValidationParams::new(now(), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap());
        let params = params.revocation(RevocationCheck::new(&sources));
        let is_valid = validator.check(&read(&leaf), &Pool::default(), &params).is_ok();
        (is_valid, signatures.len())
    };
    assert_eq!(kept(entry(&leaf, &root).status(EntryStatus::Revoked(Some(1)))), (false, 0));
    assert_eq!(kept(entry(&leaf, &root)), (true, 2));
}

/// In the cache, the end of a trusted responder's certificate counts as well.
#[test]
fn a_trusted_responder_ends_in_the_cache_too() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let responder = Cert::new("corporate").key(&Key::p256("corporate"));
    let responder = responder.validity("2026-01-01T00:00:00Z", "2027-01-02T00:00:00Z");
    let body = Response::new(&responder, now()).entry(entry(&leaf, &root)).der();
    let policy = OcspPolicy::default().trusted([TrustedResponder::from_certificate(read(&responder))]);
    let accepted = accept_at(&request(&leaf, &root, None), &body, &policy, now()).0.unwrap();
    let at = |seconds| check_fetched(&root, &leaf, &accepted, policy.clone(), now().plus_seconds(seconds)).status;
    assert!(matches!(at(3600), Status::Good(_)));
    assert!(matches!(at(2 * 86_400), Status::Unknown(_)));
}

/// RFC 6960, 4.2.2.2.1: a response about the responder itself says nothing about it.
#[test]
fn responders_do_not_vouch_for_responders() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let delegate = delegate_without_nocheck(&root);
    let mut cache = ucpki_ocsp::ResponseCache::new(2);
    cache.insert(accept(&leaf, &root, &by_delegate(&leaf, &root, &delegate).der()).unwrap());
    cache.insert(accept(&delegate, &root, &good(&delegate, &root).der()).unwrap());
    let responses = cache.snapshot(OcspPolicy::default());
    let checked = check_with(&root, &[], &leaf, &[&responses], now());
    assert!(checked.warnings.contains(&"ocsp.responder_status_unknown"), "{:?}", checked.warnings);
}
