//! Mistakes that other libraries made with CRLs. Each test fails where the rule that it names is broken.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

mod support;

use core::slice::from_ref;
use support::*;
use ucpki_chain::{Evidence, Status, UnknownReason};
use ucpki_crl::{CrlSet, IndexedCrl, codes};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_x509::der::Tag;
use ucpki_x509::{Code, CrlReason, oids};

fn ca() -> Ca {
    Ca::new("CN=CA,O=Example", 1, Some(SIGNS_BOTH))
}

fn set(lists: &[List]) -> CrlSet {
    lists.iter().map(List::indexed).collect()
}

fn ask(ca: &Ca, extensions: &[Vec<u8>], lists: &[List]) -> Status {
    Question::about(ca, &ca.leaf(&[5], extensions)).ask(&set(lists)).status
}

fn is_unusable(status: &Status, code: &'static Code) -> bool {
    matches!(status, Status::Unknown(whys) if whys.contains(&UnknownReason::Unusable(code)))
}

fn is_good(status: &Status) -> bool {
    matches!(status, Status::Good(_))
}

fn is_revoked(status: &Status, reason: CrlReason) -> bool {
    matches!(status, Status::Revoked(_, found, _) if *found == reason)
}

fn delta_since(number: u8) -> Vec<u8> {
    extension(oids::DELTA_CRL_INDICATOR, true, &[2, 1, number])
}

/// Class 24. GHSA-pwjx-qhcg-rvj4 (RUSTSEC-2026-0049), CVE-2026-4428: only the first distribution point of the certificate
/// was compared with the CRL's. Here n points of n names each, and the one that fits at every place.
#[test]
fn class_24_every_name_of_every_point_counts() {
    let ca = ca();
    let right = uri("http://right.example/");
    let wrong = |number: usize| uri(&format!("http://wrong.example/{number}"));
    for point in 0..4 {
        for name in 0..4 {
            for in_list in 0..3 {
                let names = |at: usize| -> Vec<Vec<u8>> {
                    (0..4)
                        .map(|other| if (at, other) == (point, name) { right.clone() } else { wrong(other) })
                        .collect()
                };
                let places: Vec<Vec<u8>> = (0..4).map(|at| full_name(&names(at))).collect();
                let mut of_list: Vec<Vec<u8>> = (10..12).map(wrong).collect();
                of_list.insert(in_list, right.clone());
                let list = ca.list().with(issuing_point(&full_name(&of_list)));
                let status = ask(&ca, &[points(&places)], from_ref(&list));
                assert!(is_good(&status), "point {point}, name {name}: {status:?}");
                let revoking = list.revoke(&[5], &[reason(1)]);
                let status = ask(&ca, &[points(&places)], from_ref(&revoking));
                assert!(is_revoked(&status, CrlReason::KeyCompromise), "point {point}, name {name}: {status:?}");
            }
        }
    }
    let list = ca.list().with(issuing_point(&full_name(from_ref(&right))));
    let status = ask(&ca, &[points(&[full_name(&[wrong(1)]), full_name(&[wrong(2)])])], &[list]);
    assert!(is_unusable(&status, &codes::DISTRIBUTION_POINT_OTHER), "{status:?}");
}

/// Class 25. RUSTSEC-2026-0104: an empty BIT STRING in onlySomeReasons ended the process, before any signature was looked at.
#[test]
fn class_25_empty_reason_bits_are_an_error() {
    let ca = ca();
    // Nothing; only the count of unused bits; unused bits of nothing; a count above seven.
    for content in [&[][..], &[1], &[8], &[8, 0x40]] {
        let field = der(Tag::context(3), |field| field.encoded(content));
        let list = ca.list().with(issuing_point(&field)).revoke(&[5], &[]);
        let status = ask(&ca, &[], from_ref(&list));
        assert!(is_unusable(&status, &codes::EXTENSION_MALFORMED), "{content:?}: {status:?}");
    }
    // A padded string says the same as the short one (keyCompromise and cACompromise), and what is revoked stays revoked.
    let padded = ca.list().with(issuing_point(&[0x83, 0x03, 0x00, 0x60, 0x00])).revoke(&[5], &[reason(1)]);
    assert!(is_revoked(&ask(&ca, &[], &[padded]), CrlReason::KeyCompromise));
    // No reason at all is well-formed, and covers nothing.
    let none = ca.list().with(issuing_point(&[0x83, 0x01, 0x00]));
    assert!(is_unusable(&ask(&ca, &[], &[none]), &codes::OUT_OF_SCOPE));
}

/// Class 26. CVE-2026-28388: a delta without a number crashed.
#[test]
fn class_26_a_delta_without_a_number_is_not_used() {
    let ca = ca();
    let (base, delta) = (ca.list().number(5), ca.list().with(delta_since(5)).revoke(&[5], &[reason(1)]));
    assert_eq!(delta.indexed().unusable(), Some(&codes::DELTA_WITHOUT_NUMBER));
    assert!(is_good(&ask(&ca, &[], &[base.clone(), delta.clone()])));
    assert!(is_unusable(&ask(&ca, &[], from_ref(&delta)), &codes::DELTA_WITHOUT_NUMBER));
    // A base without a number belongs to no delta; negative numbers cannot be compared.
    let removes = ca.list().number(6).with(delta_since(5)).revoke(&[5], &[reason(8)]);
    let revoking = ca.list().revoke(&[5], &[reason(6)]);
    assert!(is_revoked(&ask(&ca, &[], &[revoking.clone(), removes.clone()]), CrlReason::CertificateHold));
    let negative = extension(oids::CRL_NUMBER, false, &[2, 1, 0xFB]);
    assert!(is_revoked(&ask(&ca, &[], &[revoking.with(negative), removes]), CrlReason::CertificateHold));
}

/// Class 27. openssl#32366: a malformed entry extension ended the scan, and a critical one behind it was not seen.
#[test]
fn class_27_a_critical_entry_extension_is_seen_behind_everything() {
    let ca = ca();
    let critical = extension(oids::COMMON_NAME, true, &[5, 0]);
    let unknown = extension(oids::COMMON_NAME, false, &[0xFF, 0xFF]);
    for before in [vec![], vec![unknown.clone()], vec![reason(1), unknown.clone(), unknown]] {
        let list = ca.list().revoke(&[1], &before).revoke(&[2], from_ref(&critical)).revoke(&[5], &[]);
        let status = ask(&ca, &[], from_ref(&list));
        assert!(is_unusable(&status, &codes::UNKNOWN_CRITICAL_ENTRY), "{status:?}");
    }
    // What cannot be read refuses the CRL as a whole, wherever it stands.
    let malformed = extension(oids::CRL_REASON, false, &[0x0A, 0x01, 0x07]);
    for entries in [[malformed.clone(), critical.clone()], [critical, malformed]] {
        let list = entries.iter().fold(ca.list(), |list, entry| list.revoke(&[1], from_ref(entry)));
        let error = IndexedCrl::parse(list.der().into_boxed_slice(), &RUSTCRYPTO).unwrap_err();
        assert_eq!(error.code(), &ucpki_x509::codes::ENUMERATED_UNKNOWN);
    }
}

/// Class 33. Before Botan 3.13 any age was fine before nextUpdate: a CA that writes nextUpdate far away, or none, had its old
/// CRLs believed forever.
#[test]
fn class_33_a_list_has_a_greatest_age() {
    let ca = ca();
    let leaf = ca.leaf(&[5], &[]);
    const WEEK: u32 = 7 * 24 * 3600;
    for list in [ca.list().from("2026-01-01").until("2039-01-01"), List { next_update: None, ..ca.list() }] {
        for (day, fresh) in [("2026-01-08", true), ("2026-01-09", false)] {
            let question = Question { time: time(day), ..Question::about(&ca, &leaf) };
            let status = question.ask(&set(from_ref(&list)).max_age(WEEK)).status;
            assert_eq!(is_good(&status), fresh, "{day}: {status:?}");
            assert_eq!(
                matches!(&status, Status::Unknown(whys) if matches!(whys[..], [UnknownReason::Expired(_)])),
                !fresh
            );
            assert!(is_good(&question.ask(&set(from_ref(&list))).status));
        }
    }
}

#[test]
fn partitions_by_reasons_are_joined() {
    let ca = ca();
    // keyCompromise and cACompromise; all others.
    let parts = [[0x83, 0x02, 0x05, 0x60].as_slice(), &[0x83, 0x03, 0x07, 0x1F, 0x80]];
    let [first, second] = parts.map(|reasons| ca.list().with(issuing_point(reasons)));
    let status = ask(&ca, &[], &[first.clone(), second.clone()]);
    assert!(matches!(&status, Status::Good(Evidence::Crls(lists)) if lists.len() == 2), "{status:?}");
    for list in [&first, &second] {
        assert!(is_unusable(&ask(&ca, &[], from_ref(list)), &codes::REASONS_INCOMPLETE));
    }
    let status = ask(&ca, &[], &[first, second.clone().revoke(&[5], &[reason(4)])]);
    assert!(is_revoked(&status, CrlReason::Superseded));
    // The halves of two points, each for its reasons.
    let [a, b] = ["http://a/", "http://b/"].map(|text| full_name(&[uri(text)]));
    let leaf = points(&[
        [a.clone(), vec![0x81, 0x02, 0x05, 0x60]].concat(),
        [b.clone(), vec![0x81, 3, 7, 0x1F, 0x80]].concat(),
    ]);
    let lists = [ca.list().with(issuing_point(&a)), ca.list().with(issuing_point(&b))];
    assert!(is_good(&ask(&ca, from_ref(&leaf), &lists)));
    assert!(is_unusable(&ask(&ca, &[leaf], &lists[..1]), &codes::REASONS_INCOMPLETE));
}

#[test]
fn a_delta_goes_before_its_base() {
    let ca = ca();
    let base = ca.list().number(5);
    let delta = |number, since| ca.list().number(number).with(delta_since(since));
    let held = base.clone().revoke(&[5], &[reason(6)]);
    let lifts = delta(6, 5).revoke(&[5], &[reason(8)]);
    let revokes = delta(6, 5).revoke(&[5], &[reason(1)]);
    let status = ask(&ca, &[], &[held.clone(), lifts.clone()]);
    assert!(matches!(&status, Status::Good(Evidence::Crls(lists)) if lists[1].is_delta), "{status:?}");
    assert!(is_revoked(&ask(&ca, &[], &[base.clone(), revokes.clone()]), CrlReason::KeyCompromise));
    // RFC 5280, 5.2.4: the delta starts after the base, or is not newer: they do not belong together.
    for other in [delta(7, 6), delta(5, 5), delta(4, 3)] {
        let other = other.revoke(&[5], &[reason(8)]);
        assert!(is_revoked(&ask(&ca, &[], &[held.clone(), other]), CrlReason::CertificateHold));
    }
    // Nor do lists of other scope.
    let scoped = lifts.clone().with(issuing_point(&flag(1)));
    assert!(is_revoked(&ask(&ca, &[], &[held.clone(), scoped]), CrlReason::CertificateHold));
    // A delta that has expired lifts nothing; one that is current brings an expired base up to date.
    let expired = lifts.clone().from("2025-12-01").until("2026-01-10");
    assert!(is_revoked(&ask(&ca, &[], &[held.clone(), expired]), CrlReason::CertificateHold));
    let old = base.clone().until("2026-01-10");
    assert!(is_good(&ask(&ca, &[], &[old.clone(), delta(6, 5)])));
    assert!(matches!(ask(&ca, &[], &[old]), Status::Unknown(whys) if matches!(whys[..], [UnknownReason::Expired(_)])));
    // Alone a delta can revoke, and nothing else.
    assert!(is_revoked(&ask(&ca, &[], &[revokes]), CrlReason::KeyCompromise));
    assert!(is_unusable(&ask(&ca, &[], &[lifts]), &codes::DELTA_WITHOUT_BASE));
}

#[test]
fn an_indirect_list_means_whom_it_names() {
    let ca = ca();
    let issuer = |name: &str| {
        let names = der(Tag::SEQUENCE, |names| names.encoded(&directory(name)));
        extension(oids::CERTIFICATE_ISSUER, true, &names)
    };
    let indirect = |list: List| list.with(issuing_point(&flag(4)));
    // Entries of another issuer follow until one names the CA again, in other letters.
    let list = indirect(ca.list())
        .revoke(&[1], &[issuer("CN=Other")])
        .revoke(&[5], &[])
        .revoke(&[6], &[issuer("CN=ca,O=EXAMPLE")])
        .revoke(&[7], &[]);
    let about = |serial: u8| Question::about(&ca, &ca.leaf(&[serial], &[])).ask(&set(from_ref(&list))).status;
    assert!(is_good(&about(5)) && is_good(&about(1)));
    assert!(is_revoked(&about(6), CrlReason::Unspecified) && is_revoked(&about(7), CrlReason::Unspecified));
    // The same serial number of two issuers, in either order.
    for names in [["CN=Other", ca.name], [ca.name, "CN=Other"]] {
        let list = names.iter().fold(indirect(ca.list()), |list, name| {
            list.revoke(&[5], &[reason(if *name == ca.name { 4 } else { 1 }), issuer(name)])
        });
        assert!(is_revoked(&ask(&ca, &[], &[list]), CrlReason::Superseded));
    }
    // Whom an entry means must be clear.
    let two = der(Tag::SEQUENCE, |names| names.encoded(&[directory("CN=A"), directory("CN=B")].concat()));
    let none = der(Tag::SEQUENCE, |names| names.encoded(&uri("http://a/")));
    for names in [two, none] {
        let list = indirect(ca.list()).revoke(&[9], &[extension(oids::CERTIFICATE_ISSUER, true, &names)]);
        assert!(is_unusable(&ask(&ca, &[], &[list]), &codes::CERTIFICATE_ISSUER_INVALID));
    }
}

#[test]
fn a_forged_list_that_has_expired_is_forged_and_not_expired() {
    let ca = ca();
    let old = ca.list().number(6).with(delta_since(5)).from("2025-12-01").until("2026-01-10");
    let forged = List { signer: Ca::new("CN=CA,O=Example", 2, None).key, ..old.clone() };
    for (list, expired) in [(old, true), (forged, false)] {
        let status = ask(&ca, &[], &[list]);
        let found =
            matches!(&status, Status::Unknown(whys) if whys.iter().any(|why| matches!(why, UnknownReason::Expired(_))));
        assert_eq!(found, expired, "{status:?}");
    }
}
