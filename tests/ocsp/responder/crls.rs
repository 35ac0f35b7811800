//! CRLs as the source of what is known.

use super::*;
use ucpki_crl::IndexedCrl;
use ucpki_ocsp::responder::CrlStatuses;
use ucpki_tests::make::Crl;

fn list(crl: &Crl) -> IndexedCrl {
    IndexedCrl::parse(crl.der().into(), &RUSTCRYPTO).unwrap()
}

#[test]
fn who_is_listed_is_revoked_and_others_are_good() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let crl = Crl::new(&root).revoke(&leaf, "2026-05-01T00:00:00Z", Some(1));
    let statuses = CrlStatuses::new(&site.responder, [list(&crl)]).unwrap();
    let certificate = read(&leaf);
    let at = |time| statuses.status(0, certificate.serial(), time);
    let issued = list(&crl);
    let since = ucpki_tests::make::time("2026-05-01T00:00:00Z");
    let revoked = KnownStatus::Revoked { since, reason: Some(CrlReason::KeyCompromise) };
    assert_eq!(at(issued.crl().this_update()), revoked);
    let other = read(&leaf_of(&root).serial(3));
    assert_eq!(statuses.status(0, other.serial(), issued.crl().this_update()), KnownStatus::Good);
    // Before it begins, after it ends, and for issuers without a list, nobody knows.
    assert_eq!(at(issued.crl().this_update().plus_seconds(-1)), KnownStatus::TryLater);
    assert_eq!(at(issued.crl().next_update().unwrap().plus_seconds(1)), KnownStatus::TryLater);
    assert_eq!(statuses.status(1, certificate.serial(), issued.crl().this_update()), KnownStatus::TryLater);
    let none = CrlStatuses::new(&site.responder, []).unwrap();
    assert_eq!(none.status(0, certificate.serial(), issued.crl().this_update()), KnownStatus::TryLater);
}

/// Of several lists of an issuer, the newest counts, in whatever order they are given.
#[test]
fn the_newest_list_counts() {
    let (root, leaf, site) = own(ResponderPolicy::default());
    let old = Crl::new(&root).updates("2026-05-01T00:00:00Z", "2028-01-01T00:00:00Z");
    let new = Crl::new(&root).updates("2026-06-01T00:00:00Z", "2028-01-01T00:00:00Z").revoke(
        &leaf,
        "2026-05-20T00:00:00Z",
        None,
    );
    let certificate = read(&leaf);
    for order in [[&old, &new], [&new, &old]] {
        let statuses = CrlStatuses::new(&site.responder, order.map(list)).unwrap();
        assert!(matches!(statuses.status(0, certificate.serial(), now()), KnownStatus::Revoked { .. }));
    }
}

/// A list that says "not revoked" of some certificates only would make others good.
#[test]
fn lists_that_are_about_a_part_are_refused() {
    use ucpki_tests::make::der;
    use ucpki_x509::der::Tag;
    let (root, _, site) = own(ResponderPolicy::default());
    let point = |tag: Tag, value: &[u8]| der(Tag::SEQUENCE, |point| point.value(tag, value));
    let uri = |bytes: &[u8]| der(Tag::context_constructed(0), |full| full.value(Tag::context(6), bytes));
    let named = point(Tag::context_constructed(0), &uri(b"http://a/1.crl"));
    let of = |crl: Crl| CrlStatuses::new(&site.responder, [list(&crl)]).map(|_| ()).map_err(|code| code.name());
    assert_eq!(of(Crl::new(&root)), Ok(()));
    for value in [
        point(Tag::context(1), &[0xFF]),
        point(Tag::context(2), &[0xFF]),
        point(Tag::context(3), &[6, 0x40]),
        point(Tag::context(4), &[0xFF]),
        point(Tag::context(5), &[0xFF]),
        named,
        vec![1, 2, 3],
    ] {
        assert_eq!(of(Crl::new(&root).distribution_point(value.clone())), Err("ocsp.crl_unfit"), "{value:x?}");
    }
    assert_eq!(of(Crl::new(&root).number(2).delta(1)), Err("ocsp.crl_unfit"));
    assert_eq!(of(Crl::new(&root).without_next_update()), Err("ocsp.crl_unfit"), "it would be current forever");
    assert_eq!(of(Crl::new(&root).extension("1.2.3.4", true, &[5, 0])), Err("ocsp.crl_unfit"));
}

#[test]
fn lists_of_others_are_refused() {
    let (root, _, site) = own(ResponderPolicy::default());
    let of = |crl: Crl| CrlStatuses::new(&site.responder, [list(&crl)]).map(|_| ()).map_err(|code| code.name());
    let by_another = Err("ocsp.crl_not_by_issuer");
    assert_eq!(of(Crl::new(&ca("other"))), by_another);
    assert_eq!(of(Crl::new(&ca("root").key(&Key::p256("another")))), by_another, "the same name, another key");
    assert_eq!(of(Crl::new(&ca("other").key(&Key::p256("root")))), by_another, "the same key, another name");
    assert_eq!(of(Crl::new(&root).bad_signature()), by_another);
}
