//! What a set of CRLs says about certificates (RFC 5280, 6.3.3).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use core::slice::from_ref;
use support::*;
use ucpki_chain::{Budget, Evidence, FetchKind, Status, UnknownReason};
use ucpki_crl::{CrlOrigin, CrlSet, IndexedCrl, codes};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_x509::der::Tag;
use ucpki_x509::{Code, CrlReason, oids};

fn ca() -> Ca {
    Ca::new("CN=CA,O=Example", 7, Some(SIGNS_BOTH))
}

fn set(lists: &[&List]) -> CrlSet {
    lists.iter().map(|list| list.indexed()).collect()
}

/// What a set of these CRLs says about serial number 5 of `ca` on 2026-01-15.
fn status(ca: &Ca, lists: &[&List]) -> Status {
    let forward = Question::about(ca, &ca.leaf(&[5], &[])).ask(&set(lists)).status;
    let reversed: Vec<&List> = lists.iter().rev().copied().collect();
    assert_eq!(Question::about(ca, &ca.leaf(&[5], &[])).ask(&set(&reversed)).status, forward, "the order matters");
    forward
}

#[track_caller]
fn assert_good(status: &Status) {
    assert!(matches!(status, Status::Good(Evidence::Crl { .. })), "{status:?}");
}

#[track_caller]
fn assert_revoked(status: &Status, reason: CrlReason) {
    assert!(matches!(status, Status::Revoked(_, found, _) if *found == reason), "{status:?}");
}

#[track_caller]
fn assert_unusable(status: &Status, code: &'static Code) {
    assert_eq!(*status, Status::Unknown(vec![UnknownReason::Unusable(code)]));
}

#[test]
fn an_entry_revokes_with_its_reason_and_date() {
    let ca = ca();
    let list = ca.list().revoke(&[4], &[]).revoke(&[5], &[reason(1)]).number(300);
    let Status::Revoked(evidence, reason, since) = status(&ca, &[&list]) else { panic!("not revoked") };
    assert_eq!((reason, since), (CrlReason::KeyCompromise, time("2025-12-31")));
    let number = Some(vec![1, 44]);
    let (this_update, next_update) = (time("2026-01-01"), Some(time("2026-02-01")));
    assert_eq!(evidence, Evidence::Crl { number, this_update, next_update });
    assert_eq!(evidence.valid_until(), Some(time("2026-02-01")));

    assert_revoked(&status(&ca, &[&ca.list().revoke(&[5], &[])]), CrlReason::Unspecified);
    assert_good(&status(&ca, &[&ca.list().revoke(&[4], &[])]));
}

#[test]
fn serial_numbers_are_compared_by_their_bytes() {
    let ca = ca();
    let list = set(&[&ca.list().revoke(&[0xFF], &[])]);
    assert_good(&Question::about(&ca, &ca.leaf(&[0x00, 0xFF], &[])).ask(&list).status);
    assert_revoked(&Question::about(&ca, &ca.leaf(&[0xFF], &[])).ask(&list).status, CrlReason::Unspecified);
}

#[test]
fn a_hold_revokes_and_a_removal_does_not() {
    let ca = ca();
    assert_revoked(&status(&ca, &[&ca.list().revoke(&[5], &[reason(6)])]), CrlReason::CertificateHold);
    assert_good(&status(&ca, &[&ca.list().revoke(&[5], &[reason(8)])]));
}

#[test]
fn a_current_list_decides_beside_an_expired_one() {
    let ca = ca();
    let current = ca.list().from("2026-01-02");
    let expired = ca.list().until("2026-01-10");
    let newer_but_expired = ca.list().from("2026-01-05").until("2026-01-10");
    let revoking = |list: &List| list.clone().revoke(&[5], &[]);
    let only_expired = Status::Unknown(vec![UnknownReason::Expired(time("2026-01-10"))]);

    assert_eq!(status(&ca, &[&expired]), only_expired);
    let shown = UnknownReason::RevokedWhenExpired {
        next_update: time("2026-01-10"),
        reason: CrlReason::Unspecified,
        since: time("2025-12-31"),
    };
    assert_eq!(status(&ca, &[&revoking(&expired)]), Status::Unknown(vec![shown]), "what it shows is not forgotten");
    // The newest of those that have expired.
    assert_eq!(status(&ca, &[&revoking(&expired), &newer_but_expired]), only_expired);
    assert_good(&status(&ca, &[&current, &expired]));
    assert_good(&status(&ca, &[&current, &revoking(&expired)]));
    assert_good(&status(&ca, &[&current, &revoking(&newer_but_expired)]));
    assert_revoked(&status(&ca, &[&revoking(&current), &expired]), CrlReason::Unspecified);
}

#[test]
fn only_what_is_good_otherwise_counts_as_expired() {
    let ca = ca();
    let expired = ca.list().until("2026-01-10");
    let stranger = List { signer: Ca::new("CN=X", 8, None).key, ..expired.clone() };
    assert_unusable(&status(&ca, &[&stranger]), &codes::SIGNATURE_INVALID);
    assert_unusable(&status(&ca, &[&expired.with(issuing_point(&flag(2)))]), &codes::OUT_OF_SCOPE);
}

#[test]
fn several_expired_lists_say_when_the_last_one_ended() {
    let ca = ca();
    let lists = [ca.list().until("2026-01-03"), ca.list().until("2026-01-10"), ca.list().until("2026-01-07")];
    let whys = vec![UnknownReason::Expired(time("2026-01-10"))];
    assert_eq!(status(&ca, &lists.each_ref()), Status::Unknown(whys));
}

#[test]
fn both_ends_of_the_period_belong_to_it() {
    let ca = ca();
    let leaf = ca.leaf(&[5], &[]);
    let lists = set(&[&ca.list()]);
    let at = |time| Question { time, ..Question::about(&ca, &leaf) }.ask(&lists).status;
    let (first, last) = (time("2026-01-01"), time("2026-02-01"));
    assert_good(&at(first));
    assert_good(&at(last));
    assert_eq!(at(first.plus_seconds(-1)), Status::Unknown(vec![UnknownReason::NotYetValid(first)]));
    assert_eq!(at(last.plus_seconds(1)), Status::Unknown(vec![UnknownReason::Expired(last)]));
}

#[test]
fn a_list_without_next_update_stays_current_up_to_the_age() {
    let ca = ca();
    let endless = List { next_update: None, ..ca.list() };
    let leaf = ca.leaf(&[5], &[]);
    let in_2036 = |set: CrlSet| Question { time: time("2036-01-01"), ..Question::about(&ca, &leaf) }.ask(&set).status;
    let Status::Good(evidence) = in_2036(set(&[&endless])) else { panic!("not good") };
    assert_eq!(evidence.valid_until(), None);

    let week = set(&[&endless]).max_age(7 * 86_400);
    assert_eq!(in_2036(week.clone()), Status::Unknown(vec![UnknownReason::Expired(time("2026-01-08"))]));
    let Status::Good(evidence) = Question { time: time("2026-01-08"), ..Question::about(&ca, &leaf) }.ask(&week).status
    else {
        panic!("not good")
    };
    assert_eq!(evidence.valid_until(), Some(time("2026-01-08")));

    // The age holds before nextUpdate as well.
    let status = Question::about(&ca, &leaf).ask(&set(&[&ca.list()]).max_age(86_400)).status;
    assert_eq!(status, Status::Unknown(vec![UnknownReason::Expired(time("2026-01-02"))]));
}

#[test]
fn the_newest_of_a_series_decides() {
    let ca = ca();
    let hold = ca.list().revoke(&[5], &[reason(6)]);
    let new = ca.list().from("2026-01-10");
    assert_good(&status(&ca, &[&hold, &new]));
    assert_revoked(&status(&ca, &[&hold, &new.clone().revoke(&[5], &[reason(1)])]), CrlReason::KeyCompromise);
    assert_revoked(
        &status(&ca, &[&hold, &ca.list().from("2026-01-01").until("2026-01-12")]),
        CrlReason::CertificateHold,
    );
    // The higher number where they are of one time; where nothing says which is newer, both count.
    assert_good(&status(&ca, &[&hold.clone().number(1), &ca.list().number(2)]));
    assert_revoked(&status(&ca, &[&hold.clone().number(2), &ca.list().number(1)]), CrlReason::CertificateHold);
    assert_revoked(
        &status(&ca, &[&hold.clone().number(2), &ca.list().number(2).until("2026-01-31")]),
        CrlReason::CertificateHold,
    );
    // One that is not current yet or any more decides nothing.
    assert_revoked(&status(&ca, &[&hold, &ca.list().from("2026-01-16")]), CrlReason::CertificateHold);
    assert_revoked(
        &status(&ca, &[&hold, &ca.list().from("2026-01-10").until("2026-01-12")]),
        CrlReason::CertificateHold,
    );
    // Nor does one that another key signed.
    let forged = List { signer: Ca::new("CN=X", 8, None).key, ..new };
    assert_revoked(&status(&ca, &[&hold, &forged]), CrlReason::CertificateHold);
}

#[test]
fn series_do_not_overrule_each_other() {
    let ca = ca();
    let hold = ca.list().revoke(&[5], &[reason(6)]);
    let new = ca.list().from("2026-01-10");
    let leaf = ca.leaf(&[5], &[]);
    let ask = |set: &CrlSet| Question::about(&ca, &leaf).ask(set).status;
    // Of another scope.
    assert_revoked(&status(&ca, &[&hold, &new.clone().with(issuing_point(&flag(1)))]), CrlReason::CertificateHold);
    // Of another origin; each origin keeps what it has of both.
    let of = |origin, lists: &[&List]| CrlSet::from_origin(origin, lists.iter().map(|list| list.indexed()));
    let automatic = of(CrlOrigin::Automatic, &[&new]);
    assert_revoked(&ask(&automatic.clone().union(&of(CrlOrigin::Manual, &[&hold]))), CrlReason::CertificateHold);
    assert_good(&ask(&automatic.clone().union(&of(CrlOrigin::Automatic, &[&hold]))));
    let both = automatic.union(&of(CrlOrigin::Manual, &[&hold, &new]));
    assert_eq!(both.len(), 3);
    assert_good(&ask(&both));
}

#[test]
fn an_entry_that_vanished_is_a_warning() {
    let ca = ca();
    let leaf = ca.leaf(&[5], &[]);
    let ask = |lists: &[&List]| Question::about(&ca, &leaf).ask(&set(lists));
    let new = ca.list().from("2026-01-10");
    for (number, warned) in [(1, true), (4, true), (6, false)] {
        let old = ca.list().revoke(&[5], &[reason(number)]);
        let expired = ca.list().until("2026-01-12").revoke(&[5], &[reason(number)]);
        for old in [old, expired] {
            let answer = ask(&[&old, &new]);
            assert_good(&answer.status);
            assert_eq!(answer.warnings.contains(&&codes::ENTRY_VANISHED), warned, "{number}");
        }
    }
    assert!(ask(&[&ca.list(), &new]).warnings.is_empty());
}

#[test]
fn any_changed_bit_is_found() {
    let ca = ca();
    let leaf = ca.leaf(&[5], &[]);
    let list = ca.list().revoke(&[5], &[reason(1)]).number(3);
    let (good, tbs) = (list.der(), list.tbs());
    let start = good.windows(tbs.len()).position(|window| window == tbs).unwrap();
    let (mut refused, mut tried) = (0, 0);
    for bit in start * 8..good.len() * 8 {
        let mut der = good.clone();
        der[bit / 8] ^= 1 << (bit % 8);
        let Ok(list) = IndexedCrl::parse(der.into_boxed_slice(), &RUSTCRYPTO) else {
            refused += 1;
            continue;
        };
        let answer = Question::about(&ca, &leaf).ask(&CrlSet::new([list]));
        assert!(matches!(answer.status, Status::Unknown(_)), "bit {bit}: {:?}", answer.status);
        tried += answer.signatures;
    }
    assert!(refused > 100 && tried > 500, "{refused} refused by the reader, {tried} signatures tried");
}

#[test]
fn lists_of_others_do_not_count() {
    let ca = ca();
    let other_name = Ca::new("CN=Other,O=Example", 7, Some(SIGNS_BOTH));
    let other_key = Ca::new("CN=CA,O=Example", 8, Some(SIGNS_BOTH));
    assert_eq!(status(&ca, &[&other_name.list()]), Status::Unknown(vec![UnknownReason::NoData]));
    assert_unusable(&status(&ca, &[&other_key.list()]), &codes::SIGNATURE_INVALID);
    assert_good(&status(&ca, &[&other_key.list().revoke(&[5], &[]), &ca.list()]));
    let same_name = Ca::new("CN= ca,O=EXAMPLE", 7, Some(SIGNS_BOTH));
    assert_revoked(&status(&ca, &[&same_name.list().revoke(&[5], &[])]), CrlReason::Unspecified);
}

#[test]
fn the_issuer_must_be_allowed_to_sign_lists() {
    let leaf = ca().leaf(&[5], &[]);
    for (usage, allowed) in [(None, true), (Some(1 << 6), true), (Some(1 << 5), false), (Some(0), false)] {
        let ca = Ca::new("CN=CA,O=Example", 7, usage);
        let status = |bare_key| {
            Question { bare_key, ..Question::about(&ca, &leaf) }.ask(&CrlSet::new([ca.list().indexed()])).status
        };
        if allowed {
            assert_good(&status(false));
        } else {
            assert_unusable(&status(false), &codes::NO_CRL_SIGN);
        }
        assert_good(&status(true));
    }
}

#[test]
fn version_1_is_a_list_like_others() {
    let ca = ca();
    let first = List { version: 1, ..ca.list() };
    let Status::Good(evidence) = status(&ca, &[&first]) else { panic!("not good") };
    assert!(matches!(evidence, Evidence::Crl { number: None, .. }));
    assert_revoked(&status(&ca, &[&first.revoke(&[5], &[])]), CrlReason::Unspecified);
}

#[test]
fn a_weak_hash_is_not_worth_a_signature_check() {
    let ca = ca();
    let weak = List { inner: ECDSA_WITH_SHA1.to_vec(), outer: ECDSA_WITH_SHA1.to_vec(), ..ca.list() };
    assert_unusable(&status(&ca, &[&weak]), &codes::SIGNATURE_WEAK);
    assert_eq!(Question::about(&ca, &ca.leaf(&[5], &[])).ask(&set(&[&weak])).signatures, 0);
}

#[test]
fn what_is_not_understood_is_not_used() {
    let ca = ca();
    let unknown = |critical| extension(oids::COMMON_NAME, critical, &[5, 0]);
    let number = extension(oids::CRL_NUMBER, false, &[2, 1, 1]);
    for (list, code) in [
        (ca.list().with(unknown(true)), &codes::UNKNOWN_CRITICAL),
        // Known, but in certificates.
        (ca.list().with(extension(oids::KEY_USAGE, true, &[3, 2, 1, 2])), &codes::UNKNOWN_CRITICAL),
        // In the entry of another certificate.
        (ca.list().revoke(&[4], &[unknown(true)]), &codes::UNKNOWN_CRITICAL_ENTRY),
        (ca.list().revoke(&[4], &[]).revoke(&[5], &[reason(1), unknown(true)]), &codes::UNKNOWN_CRITICAL_ENTRY),
        (ca.list().with(number.clone()).with(number), &codes::EXTENSION_REPEATED),
        (ca.list().with(extension(oids::CRL_NUMBER, false, &[5, 0])), &codes::EXTENSION_MALFORMED),
        (ca.list().with(extension(oids::ISSUING_DISTRIBUTION_POINT, true, &[5, 0])), &codes::EXTENSION_MALFORMED),
        // RUSTSEC-2026-0104: onlySomeReasons as a BIT STRING without any byte.
        (ca.list().with(issuing_point(&[0x83, 0x00])), &codes::EXTENSION_MALFORMED),
        (ca.list().with(extension(oids::AUTHORITY_KEY_IDENTIFIER, true, &[5, 0])), &codes::EXTENSION_MALFORMED),
        // CVE-2026-28388: a delta without a number.
        (ca.list().with(extension(oids::DELTA_CRL_INDICATOR, true, &[2, 1, 1])), &codes::DELTA_WITHOUT_NUMBER),
        (List { outer: ECDSA_WITH_SHA384.to_vec(), ..ca.list() }, &codes::ALGORITHMS_DIFFER),
    ] {
        let list = list.revoke(&[5], &[]);
        assert_eq!(list.indexed().unusable(), Some(code));
        assert_unusable(&status(&ca, &[&list]), code);
    }
    let issuer = der(Tag::SEQUENCE, |names| names.encoded(&directory("CN=Other")));
    let foreign = ca.list().revoke(&[5], &[extension(oids::CERTIFICATE_ISSUER, true, &issuer)]);
    assert_unusable(&status(&ca, &[&foreign]), &codes::CERTIFICATE_ISSUER_MISPLACED);

    let harmless = ca.list().with(unknown(false)).with(extension(oids::AUTHORITY_KEY_IDENTIFIER, false, &[5, 0]));
    assert_good(&status(&ca, &[&harmless.revoke(&[4], &[unknown(false)])]));
}

#[test]
fn a_malformed_entry_anywhere_refuses_the_list() {
    let ca = ca();
    let bad = der(Tag::SEQUENCE, |entry| entry.value(Tag::INTEGER, &[0x00, 0x01]));
    for position in 0..3 {
        let mut list = ca.list().revoke(&[1], &[]).revoke(&[2], &[]);
        list.entries.insert(position, bad.clone());
        let der = list.der();
        let offset = der.windows(bad.len()).position(|window| window == bad).unwrap() + 2;
        let error = IndexedCrl::parse(der.into_boxed_slice(), &RUSTCRYPTO).unwrap_err();
        assert_eq!((error.code(), error.offset()), (&ucpki_x509::codes::INTEGER_NOT_MINIMAL, Some(offset)));
    }
}

#[test]
fn kinds_of_certificates_are_told_apart() {
    let ca = ca();
    let leaf = ca.leaf(&[5], &[]);
    for (number, end_entity, authority) in [(1, true, false), (2, false, true), (5, false, false)] {
        let lists = set(&[&ca.list().with(issuing_point(&flag(number)))]);
        for (is_ca, covered) in [(false, end_entity), (true, authority)] {
            let status = Question { is_ca, ..Question::about(&ca, &leaf) }.ask(&lists).status;
            if covered {
                assert_good(&status);
            } else {
                assert_unusable(&status, &codes::OUT_OF_SCOPE);
            }
        }
    }
}

/// GHSA-pwjx-qhcg-rvj4: only the first distribution point was considered.
#[test]
fn any_name_of_any_distribution_point_counts() {
    let ca = ca();
    let [a, b, c] = ["http://a/", "http://b/", "http://c/"].map(uri);
    let list = ca.list().with(issuing_point(&full_name(&[a.clone(), b.clone()])));
    let lists = set(&[&list]);
    let about = |extensions: &[Vec<u8>]| Question::about(&ca, &ca.leaf(&[5], extensions)).ask(&lists).status;
    let point = |names: &[Vec<u8>]| full_name(names);
    assert_good(&about(&[points(&[point(from_ref(&b))])]));
    assert_good(&about(&[points(&[point(from_ref(&c)), point(&[c.clone(), a.clone()])])]));
    assert_good(&about(&[points(&[relative_name(), point(from_ref(&a))])]));
    assert_unusable(&about(&[points(&[point(from_ref(&c))])]), &codes::DISTRIBUTION_POINT_OTHER);
    assert_unusable(&about(&[]), &codes::DISTRIBUTION_POINT_OTHER);
    assert_unusable(&about(&[points(&[relative_name()])]), &codes::DISTRIBUTION_POINT_OTHER);
    // RFC 5280, 6.3.3 (b)(1): a point that names an issuer of CRLs leads to indirect CRLs only.
    let issuer = der(Tag::context_constructed(2), |names| names.encoded(&directory(ca.name)));
    let indirect = [point(from_ref(&a)), issuer].concat();
    assert_unusable(&about(&[points(&[indirect])]), &codes::NOT_INDIRECT);

    let relative = set(&[&ca.list().with(issuing_point(&relative_name()))]);
    let leaf = ca.leaf(&[5], &[points(&[relative_name()])]);
    assert_good(&Question::about(&ca, &leaf).ask(&relative).status);
}

#[test]
fn directory_names_of_distribution_points_match_by_name() {
    let ca = ca();
    let list = ca.list().with(issuing_point(&full_name(&[directory("CN=Lists of the CA,O=Example")])));
    let leaf = ca.leaf(&[5], &[points(&[full_name(&[directory("CN=lists  of the ca,O=EXAMPLE")])])]);
    assert_good(&Question::about(&ca, &leaf).ask(&set(&[&list])).status);
    // The name of the issuer itself needs no distribution point in the certificate.
    let list = ca.list().with(issuing_point(&full_name(&[uri("http://a/"), directory("CN=ca,O=example")])));
    assert_good(&status(&ca, &[&list]));
}

#[test]
fn comparing_names_has_an_end() {
    let ca = ca();
    let many: Vec<Vec<u8>> = (0..1_000).map(|number| uri(&format!("http://{number}/"))).collect();
    let (first, second) = many.split_at(500);
    let list = ca.list().with(issuing_point(&full_name(first)));
    let leaf = ca.leaf(&[5], &[points(&[full_name(second)])]);
    let answer = Question::about(&ca, &leaf).ask(&set(&[&list]));
    assert_unusable(&answer.status, &codes::DISTRIBUTION_POINTS_TOO_MANY);
    assert!(answer.wanted.len() < 100);
}

#[test]
fn comparing_names_is_paid_for_by_the_check() {
    let ca = ca();
    let names: Vec<Vec<u8>> = (0..20).map(|number| uri(&format!("http://{number}/"))).collect();
    let list = set(&[&ca.list().with(issuing_point(&full_name(&names)))]);
    let leaf = ca.leaf(&[5], &[points(&[full_name(&names[19..])])]);
    let ask = |comparisons| {
        let budget = Budget::default().comparisons(comparisons);
        Question { budget, ..Question::about(&ca, &leaf) }.ask(&list).status
    };
    // The name of the issuer is compared with each, then the name of the point with each.
    assert_good(&ask(40));
    assert!(matches!(ask(39), Status::Unknown(reasons) if reasons == [UnknownReason::Exhausted]));
}

#[test]
fn a_list_for_some_reasons_can_only_revoke() {
    let ca = ca();
    // keyCompromise and cACompromise.
    let reasons = [0x83, 0x02, 0x05, 0x60];
    let all_reasons = [0x83, 0x03, 0x07, 0x7F, 0x80];
    let some = ca.list().with(issuing_point(&reasons));
    assert_unusable(&status(&ca, &[&some]), &codes::REASONS_INCOMPLETE);
    assert_revoked(&status(&ca, &[&some.clone().revoke(&[5], &[reason(1)])]), CrlReason::KeyCompromise);
    assert_good(&status(&ca, &[&some, &ca.list()]));
    assert_good(&status(&ca, &[&ca.list().with(issuing_point(&all_reasons))]));

    // The same where the restriction is in the distribution point of the certificate.
    let name = full_name(&[uri("http://a/")]);
    let list = ca.list().with(issuing_point(&name));
    let of_point = |reasons: &[u8]| {
        let reasons = [&[0x81], &reasons[1..]].concat();
        let leaf = ca.leaf(&[5], &[points(&[[name.clone(), reasons].concat()])]);
        Question::about(&ca, &leaf).ask(&set(&[&list])).status
    };
    assert_unusable(&of_point(&reasons), &codes::REASONS_INCOMPLETE);
    assert_good(&of_point(&all_reasons));
}

#[test]
fn a_signature_is_checked_once_for_each_list() {
    let ca = ca();
    let leaf = ca.leaf(&[5], &[]);
    let lists = set(&[&ca.list()]);
    let question = Question::about(&ca, &leaf);
    assert_eq!(question.ask(&lists).signatures, 1);
    assert_eq!(question.ask(&lists).signatures, 0);
    // The key decides, not the name: one that another CA of the same name holds is tried each time, and fails.
    let other = Ca::new("CN=CA,O=Example", 8, Some(SIGNS_BOTH));
    for _ in 0..2 {
        let answer = Question::about(&other, &leaf).ask(&lists);
        assert_unusable(&answer.status, &codes::SIGNATURE_INVALID);
        assert_eq!(answer.signatures, 1);
    }
    assert_eq!(question.ask(&lists).signatures, 0);
    // A failure is not remembered.
    let lists = set(&[&ca.list()]);
    assert_eq!(Question::about(&other, &leaf).ask(&lists).signatures, 1);
    assert_good(&question.ask(&lists).status);
}

#[test]
fn what_a_provider_cannot_check_stays_unchecked() {
    use ucpki_crypto::{Capability, KeyAlgorithm, KeyRefused, PreparedKey, Provider, Scheme};
    /// P-256 that takes keys, and says that it verifies nothing that this CRL is signed with.
    #[derive(Debug)]
    struct OnlySha384;
    impl KeyAlgorithm for OnlySha384 {
        fn name(&self) -> &'static str {
            "P-256"
        }
        fn serves(&self, _: ucpki_x509::AlgorithmRef<'_>) -> bool {
            true
        }
        fn prepare(
            &self,
            key: ucpki_x509::SpkiRef<'_>,
            inherited: Option<&[u8]>,
        ) -> Result<Box<dyn PreparedKey>, KeyRefused> {
            RUSTCRYPTO.prepare(key, inherited)
        }
        fn signatures(&self) -> &'static [(Scheme, Option<ucpki_crypto::Hash>)] {
            &[(Scheme::Ecdsa, Some(ucpki_crypto::Hash::Sha384))]
        }
    }
    const OTHER: Provider = Provider::new("other", &[&OnlySha384], &[]);
    assert!(OTHER.capabilities().all(|row: Capability| row.provider == "other"));

    let ca = ca();
    let leaf = ca.leaf(&[5], &[]);
    let lists = set(&[&ca.list()]);
    assert_eq!(Question::about(&ca, &leaf).ask(&lists).signatures, 1);
    // The memory of the other provider's proof is not used.
    assert_eq!(Question { provider: OTHER, ..Question::about(&ca, &leaf) }.ask(&lists).signatures, 1);
}

#[test]
fn the_budget_is_kept_and_its_end_is_said() {
    let ca = ca();
    let leaf = ca.leaf(&[5], &[]);
    let [older, newer] = [ca.list(), ca.list().from("2026-01-10")];
    let lists = set(&[&older, &newer]);
    let question =
        |signatures| Question { budget: Budget::default().signatures(signatures), ..Question::about(&ca, &leaf) };
    // One of the two could not be tried, and could have revoked.
    assert_eq!(question(1).ask(&lists).status, Status::Unknown(vec![UnknownReason::Exhausted]));
    // What was proved is remembered.
    assert_good(&question(1).ask(&lists).status);

    let lists = set(&[&older, &newer.revoke(&[5], &[])]);
    assert_revoked(&question(1).ask(&lists).status, CrlReason::Unspecified);
}

#[test]
fn addresses_of_lists_are_wanted_where_there_is_no_answer() {
    let ca = ca();
    let names = ["http://a/1.crl", "ldap://a/", "HTTPS://b/2.crl", "http://a/1.crl"].map(uri);
    let leaf = ca.leaf(&[5], &[points(&[full_name(&names[..2]), full_name(&names[2..])])]);
    let question = Question::about(&ca, &leaf);
    let wanted = |answer: &Answer| {
        assert!(answer.wanted.iter().all(|wanted| wanted.kind() == FetchKind::Crl));
        answer.wanted.iter().map(|wanted| wanted.uri().to_owned()).collect::<Vec<_>>()
    };
    let nothing = question.ask(&set(&[]));
    assert_eq!(nothing.status, Status::Unknown(vec![UnknownReason::NoData]));
    assert_eq!(wanted(&nothing), ["http://a/1.crl", "HTTPS://b/2.crl"]);
    assert_eq!(wanted(&question.ask(&set(&[&ca.list().until("2026-01-10")]))).len(), 2);
    assert!(wanted(&question.ask(&set(&[&ca.list()]))).is_empty());
}

#[test]
fn a_certificate_without_revocation_needs_no_list() {
    let ca = ca();
    let never = extension(oids::NO_REV_AVAIL, false, &[5, 0]);
    let about = |extensions: &[Vec<u8>], is_ca, lists: &[&List]| {
        let leaf = ca.leaf(&[5], extensions);
        Question { is_ca, ..Question::about(&ca, &leaf) }.ask(&set(lists)).status
    };
    let only = [never.clone()];
    assert_eq!(about(&only, false, &[]), Status::Good(Evidence::NoRevAvail));
    assert_eq!(about(&only, false, &[&ca.list().until("2026-01-10")]), Status::Good(Evidence::NoRevAvail));
    assert_good(&about(&only, false, &[&ca.list()]));
    assert_revoked(&about(&only, false, &[&ca.list().revoke(&[5], &[])]), CrlReason::Unspecified);

    // RFC 9608, 3: where it may not stand it says nothing.
    let ocsp = der(Tag::SEQUENCE, |list| {
        list.nested(Tag::SEQUENCE, |access| {
            access.oid(oids::OCSP);
            access.encoded(&uri("http://ocsp/"));
        });
    });
    let unknown = Status::Unknown(vec![UnknownReason::NoData]);
    assert_eq!(about(&only, true, &[]), unknown);
    assert_eq!(about(&[never.clone(), points(&[full_name(&[uri("http://a/")])])], false, &[]), unknown);
    assert_eq!(about(&[never, extension(oids::AUTHORITY_INFO_ACCESS, false, &ocsp)], false, &[]), unknown);
}

#[test]
fn duplicates_are_dropped() {
    let ca = ca();
    let list = ca.list().indexed();
    let copy = ca.list().indexed();
    let set = CrlSet::new([list.clone(), list, copy, ca.list().number(2).indexed()]);
    assert_eq!((set.len(), set.iter().count(), set.is_empty()), (2, 2, false));
    assert!(CrlSet::default().is_empty());
}
