//! The cache (rule 10; certmonitor#127, h2o#1102, proftpd#519).

use crate::support::*;
use ucpki_chain::{ConsumerPolicy, Evidence, FetchKind, Status, UnknownReason};
use ucpki_crl::CrlSet;
use ucpki_ocsp::{OcspPolicy, ResponseCache, VerifiedResponse};
use ucpki_tests::make::{Cert, EntryStatus, Key, Response};

fn verified(leaf: &Cert, issuer: &Cert, status: EntryStatus, times: (i64, Option<i64>)) -> VerifiedResponse {
    let entry = entry(leaf, issuer).status(status).times(now(), times.0, times.1);
    accept(leaf, issuer, &Response::new(issuer, now()).entry(entry).der()).unwrap()
}

fn status_in(cache: &ResponseCache, root: &Cert, leaf: &Cert) -> Status {
    check_with(root, &[], leaf, &[&cache.snapshot(OcspPolicy::default())], now()).status
}

#[test]
fn a_look_up_is_by_issuer_and_serial_number() {
    let (root, twin) = (ca("root"), ca("root").key(&Key::p256("twin")));
    let leaf = leaf_of(&root);
    let mut cache = ResponseCache::new(10);
    // The same serial number under a CA of the same name with another key.
    cache.insert(verified(&leaf_of(&twin), &twin, EntryStatus::Good, (-10, Some(1000))));
    let unknown = Status::Unknown(vec![UnknownReason::Unusable(&ucpki_ocsp::codes::NO_STATUS)]);
    assert_eq!(status_in(&cache, &root, &leaf), unknown);
    cache.insert(verified(&leaf, &root, EntryStatus::Revoked(None), (-10, Some(1000))));
    assert_eq!(cache.len(), 2);
    assert!(matches!(status_in(&cache, &root, &leaf), Status::Revoked(..)));
    assert!(matches!(status_in(&cache, &twin, &leaf_of(&twin)), Status::Good(_)));
}

#[test]
fn older_and_unknown_answers_displace_nothing() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let one = |status, this_update| verified(&leaf, &root, status, (this_update, Some(10_000)));
    let name = |responses: &[&VerifiedResponse]| {
        let mut cache = ResponseCache::new(10);
        responses.iter().for_each(|response| cache.insert((*response).clone()));
        assert_eq!(cache.len(), 1);
        match status_in(&cache, &root, &leaf) {
            Status::Good(_) => "good",
            Status::Revoked(..) => "revoked",
            _ => "unknown",
        }
    };
    let (old_good, new_good) = (one(EntryStatus::Good, -100), one(EntryStatus::Good, -10));
    let (old_bad, new_bad) = (one(EntryStatus::Revoked(None), -100), one(EntryStatus::Revoked(None), -10));
    let unknown = one(EntryStatus::Unknown, -5);
    assert_eq!(name(&[&new_bad, &old_good]), "revoked");
    assert_eq!(name(&[&old_good, &new_bad]), "revoked");
    assert_eq!(name(&[&new_good, &old_bad]), "good", "the CA has taken it back");
    assert_eq!(name(&[&old_bad, &new_good]), "good");
    assert_eq!(name(&[&old_good, &unknown]), "good");
    assert_eq!(name(&[&unknown, &old_good]), "good");
    // Of two that are equally new the revocation counts.
    assert_eq!(name(&[&new_good, &new_bad]), "revoked");
    assert_eq!(name(&[&new_bad, &new_good]), "revoked");
}

#[test]
fn revocations_leave_last() {
    let root = ca("root");
    let leaf = |serial| leaf_of(&root).serial(serial);
    let mut cache = ResponseCache::new(3);
    cache.insert(verified(&leaf(1), &root, EntryStatus::Revoked(None), (-10, Some(100))));
    cache.insert(verified(&leaf(2), &root, EntryStatus::Good, (-10, Some(500))));
    cache.insert(verified(&leaf(3), &root, EntryStatus::Good, (-10, Some(1000))));
    let known = |cache: &ResponseCache, serial| !matches!(status_in(cache, &root, &leaf(serial)), Status::Unknown(_));
    cache.insert(verified(&leaf(4), &root, EntryStatus::Unknown, (-10, Some(5000))));
    assert!((1..=3).all(|serial| known(&cache, serial)), "unknown leaves first");
    for serial in 5..50 {
        cache.insert(verified(&leaf(serial), &root, EntryStatus::Good, (-10, Some(2000))));
    }
    assert_eq!(cache.len(), 3);
    assert!(known(&cache, 1) && !known(&cache, 2) && !known(&cache, 3), "the good one that ends first leaves");
    let mut none = ResponseCache::new(0);
    none.insert(verified(&leaf(1), &root, EntryStatus::Good, (-10, None)));
    assert!(none.is_empty());
}

#[test]
fn snapshots_do_not_change() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let mut cache = ResponseCache::new(10);
    let before = cache.snapshot(OcspPolicy::default());
    cache.insert(verified(&leaf, &root, EntryStatus::Good, (-10, Some(1000))));
    assert!(before.is_empty() && cache.snapshot(OcspPolicy::default()).len() == 1);
}

/// A look-up judges as if the response had just come: the cache skips nothing.
#[test]
fn times_and_policy_are_judged_at_each_look_up() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let response = verified(&leaf, &root, EntryStatus::Good, (-1000, Some(1000)));
    let at = |seconds: i64, policy: OcspPolicy| {
        check_fetched(&root, &leaf, &response, policy, now().plus_seconds(seconds)).status
    };
    assert!(matches!(at(1299, OcspPolicy::default()), Status::Good(_)));
    assert_eq!(at(1301, OcspPolicy::default()), Status::Unknown(vec![UnknownReason::Stale(now().plus_seconds(1000))]));
    let young = OcspPolicy::default().max_age(500).skew(0);
    assert_eq!(at(0, young), Status::Unknown(vec![UnknownReason::Stale(now().plus_seconds(-500))]));
    assert!(matches!(at(-1301, OcspPolicy::default()), Status::Unknown(_)));
    // A revocation stays when it is stale.
    let revoked = verified(&leaf, &root, EntryStatus::Revoked(None), (-1000, Some(1000)));
    let later = check_fetched(&root, &leaf, &revoked, OcspPolicy::default(), now().plus_seconds(99_999));
    assert!(matches!(later.status, Status::Revoked(..)));
}

#[test]
fn what_is_due_is_told() {
    let root = ca("root");
    let leaf = |serial| leaf_of(&root).serial(serial);
    let mut cache = ResponseCache::new(10);
    cache.insert(verified(&leaf(1), &root, EntryStatus::Good, (0, Some(1000))));
    cache.insert(verified(&leaf(2), &root, EntryStatus::Good, (0, None)));
    cache.insert(verified(&leaf(3), &root, EntryStatus::Revoked(None), (0, Some(10))));
    let due = |seconds: i64| {
        let due = cache.due(now().plus_seconds(seconds));
        due.iter().map(|subject| subject.certificate().serial().to_u32().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((due(0), due(499), due(500)), (vec![2], vec![2], vec![1, 2]));
}

/// Hints say what to fetch, with all that a request needs; an answer without nextUpdate is due at once.
#[test]
fn hints_are_there_where_a_fetch_could_change_the_answer() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let hints = |response: Option<VerifiedResponse>, policy: OcspPolicy| {
        let mut cache = ResponseCache::new(10);
        response.into_iter().for_each(|response| cache.insert(response));
        check_with(&root, &[], &leaf, &[&cache.snapshot(policy)], now()).hints
    };
    let none = hints(None, OcspPolicy::default());
    assert_eq!((none.len(), none[0].kind(), none[0].uri()), (1, FetchKind::Ocsp, "http://ocsp.example.com/"));
    assert_eq!(none[0].subject(), Some(&subject(&leaf, &root)));
    let good = |next| Some(verified(&leaf, &root, EntryStatus::Good, (-10, next)));
    assert_eq!(hints(good(Some(1000)), OcspPolicy::default()), []);
    assert_eq!(hints(good(None), OcspPolicy::default()).len(), 1);
    let configured = hints(None, OcspPolicy::default().responder("http://configured.example.com"));
    assert_eq!(configured.iter().map(|hint| hint.uri()).collect::<Vec<_>>()[0], "http://configured.example.com");
}

/// Who fetches writes the address into a request of HTTP, where a line feed would begin another header.
#[test]
fn addresses_that_are_none_are_no_hints() {
    let root = ca("root");
    let hints = |uri: &[u8]| {
        let leaf = leaf_without_responder(&root).extension(AUTHORITY_INFO_ACCESS, false, &access(uri));
        let responses = ucpki_ocsp::Responses::empty(OcspPolicy::default());
        check_with(&root, &[], &leaf, &[&responses], now()).hints.len()
    };
    assert_eq!(hints(b"http://ocsp.example.com/"), 1);
    for uri in [&b"http://a/\r\nHost: b"[..], b"http://a/ b", b"http://a/\0", b"http://\x7F/"] {
        assert_eq!(hints(uri), 0, "{uri:?}");
    }
}

/// OCSP and CRLs of one consumer in one verdict.
#[test]
fn a_consumer_takes_its_status_from_the_responder_that_the_certificate_names() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let mut cache = ResponseCache::new(10);
    cache.insert(verified(&leaf, &root, EntryStatus::Good, (-10, Some(1000))));
    let responses = cache.snapshot(OcspPolicy::default());
    let none = CrlSet::new(Vec::new());
    let consumer = ConsumerPolicy::SIP_TLS.consumer(&none).with_ocsp(&responses);
    let checked = check_with(&root, &[], &leaf, &[&consumer], now());
    assert!(matches!(checked.status, Status::Good(Evidence::Ocsp(_))));
    // Revoked on a CRL is revoked.
    let list = ucpki_tests::make::Crl::new(&root).revoke(&leaf, "2026-12-24T00:00:00Z", None).der();
    let crls: CrlSet = [ucpki_crl::IndexedCrl::parse(list.into_boxed_slice(), &ucpki_crypto::RUSTCRYPTO).unwrap()]
        .into_iter()
        .collect();
    let consumer = ConsumerPolicy::SIP_TLS.consumer(&crls).with_ocsp(&responses);
    assert!(matches!(check_with(&root, &[], &leaf, &[&consumer], now()).status, Status::Revoked(..)));
}

/// The design's goal for a look-up: without allocation. A binary search over bytes, and comparisons of times.
#[test]
fn a_look_up_allocates_nothing() {
    use ucpki_chain::{AlgorithmPolicy, Budget, Context, Issuer, Query, Revocation, Spending};
    let root = ca("root");
    let mut cache = ResponseCache::new(100);
    for serial in 1..50 {
        cache.insert(verified(&leaf_of(&root).serial(serial), &root, EntryStatus::Good, (-10, Some(1000))));
    }
    let responses = cache.snapshot(OcspPolicy::default());
    let (issuer, leaf) = (read(&root), read(&leaf_of(&root).serial(25)));
    let key = ucpki_crypto::RUSTCRYPTO.prepare(issuer.spki(), None).unwrap();
    let query = Query::new(&leaf, Issuer::new(issuer.subject(), issuer.spki(), &*key, None), 0, false, now());
    let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
    let mut context = Context::new(ucpki_crypto::RUSTCRYPTO, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
    let counted = allocation_counter::measure(|| {
        assert!(matches!(responses.status(&query, &mut context), Status::Good(_)));
    });
    assert_eq!(counted.count_total, 0);
}
