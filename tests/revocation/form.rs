//! Rules of form for CRLs (RFC 5280, section 5): one CRL for each, which breaks that rule and no other.

use super::{NOW, ca, leaf_of, list_of, read, set_of};
use core::slice::from_ref;
use ucpki_chain::{
    Anchor, Cause, Identity, KeyPurpose, Pool, Profile, Refused, Revocation, RevocationCheck, Severity, Valid,
    ValidationParams, Validator, codes,
};
use ucpki_crl::{IndexedCrl, rules};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Crl, Entry, Extension, IssuingPoint, KeyId, Name, Point, PointName, der, time};
use ucpki_x509::der::{Reader, Tag};

const DATE: &str = "2026-12-24T00:00:00Z";
const NUMBER: &str = "2.5.29.20";
const DELTA: &str = "2.5.29.27";
const POINT: &str = "2.5.29.28";
const FRESHEST: &str = "2.5.29.46";
const ACCESS: &str = "1.3.6.1.5.5.7.1.1";

/// The fields of a TBSCertList, of which one is changed or taken away.
fn changed(crl: &Crl, at: usize, change: impl Fn(&[u8]) -> Vec<u8>) -> Crl {
    let tbs = crl.tbs();
    let mut fields = Reader::new(&tbs).unwrap().sequence().unwrap();
    let mut parts = vec![];
    while !fields.is_empty() {
        parts.push(fields.read().unwrap().encoded().to_vec());
    }
    parts[at] = change(&parts[at]);
    let tbs = der(Tag::SEQUENCE, |list| parts.iter().for_each(|part| list.encoded(part)));
    Crl { raw_tbs: Some(tbs), ..crl.clone() }
}

fn integer(bytes: &[u8]) -> Vec<u8> {
    [&[2, u8::try_from(bytes.len()).unwrap()], bytes].concat()
}

fn entry(reason: Option<u8>) -> Entry {
    Entry::new(&[7], DATE, reason)
}

fn with(entry: Entry, kind: &str, critical: bool, value: &[u8]) -> Entry {
    Entry { extensions: vec![Extension::new(kind, critical, value.to_vec())], ..entry }
}

fn access(methods: &[&[u8]]) -> Vec<u8> {
    der(Tag::SEQUENCE, |list| {
        for method in methods {
            list.nested(Tag::SEQUENCE, |one| {
                one.value(Tag::OID, method);
                one.value(Tag::context(6), b"http://ca.example/");
            });
        }
    })
}

const CA_ISSUERS: &[u8] = &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02];
const OCSP: &[u8] = &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01];

fn freshest(point: Point) -> Vec<u8> {
    Point::list(&[point])
}

fn at(uri: &str) -> Point {
    Point { name: Some(PointName::uri(uri)), ..Point::default() }
}

/// For each rule, CRLs that break it.
fn cases(issuer: &Cert) -> Vec<(&'static str, Crl)> {
    let plain = list_of(issuer);
    let unnumbered = Crl { number: None, ..plain.clone() };
    let point = |point: IssuingPoint| plain.clone().distribution_point(point.der());
    let users = IssuingPoint { only_users: true, ..IssuingPoint::default() };
    let indirect = IssuingPoint { indirect: true, ..IssuingPoint::default() };
    let of_other = Entry { issuer: None, ..entry(None) };
    let name = der(Tag::SEQUENCE, |names| {
        names.nested(Tag::context_constructed(4), |name| name.encoded(&issuer.subject.der()));
    });
    let generalized = |field: &[u8]| {
        let text = [b"20", &field[2..]].concat();
        der(Tag::SEQUENCE, |list| list.value(Tag::GENERALIZED_TIME, &text))[2..].to_vec()
    };
    vec![
        ("crl.issuer_empty", Crl { issuer: Name::empty(), ..plain.clone() }),
        ("crl.time_form", changed(&plain, 3, generalized)),
        ("crl.time_form", changed(&plain, 4, generalized)),
        (
            "crl.time_form",
            changed(&plain.clone().entry(entry(None)), 5, |_| {
                der(Tag::SEQUENCE, |entries| {
                    entries.nested(Tag::SEQUENCE, |entry| {
                        entry.small_integer(7);
                        entry.value(Tag::GENERALIZED_TIME, b"20261224000000Z");
                    });
                })
            }),
        ),
        ("crl.next_update_missing", plain.clone().without_next_update()),
        ("crl.entries_empty", changed(&plain, 4, |next| [next, &[0x30, 0]].concat())),
        ("crl.key_identifier_missing", plain.clone().aki(KeyId::Absent)),
        ("crl.number_missing", unnumbered.clone()),
        ("crl.number_critical", unnumbered.clone().extension(NUMBER, true, &integer(&[1]))),
        ("crl.number_invalid", unnumbered.clone().extension(NUMBER, false, &integer(&[0xFF]))),
        ("crl.number_invalid", unnumbered.extension(NUMBER, false, &integer(&[1; 21]))),
        ("crl.delta_not_critical", plain.clone().number(2).extension(DELTA, false, &integer(&[1]))),
        ("crl.point_not_critical", plain.clone().extension(POINT, false, &users.der())),
        ("crl.point_empty", plain.clone().distribution_point(vec![0x30, 0])),
        ("crl.point_kinds", point(IssuingPoint { only_cas: true, ..users.clone() })),
        ("crl.point_kinds", point(IssuingPoint { only_attributes: true, ..IssuingPoint::default() })),
        ("crl.freshest_critical", plain.clone().extension(FRESHEST, true, &freshest(at("http://ca.example/d")))),
        (
            "crl.freshest_in_delta",
            plain.clone().number(2).delta(1).extension(FRESHEST, false, &freshest(at("http://ca.example/d"))),
        ),
        (
            "crl.freshest_fields",
            plain.clone().extension(
                FRESHEST,
                false,
                &freshest(Point { reasons: Some(2), ..at("http://ca.example/d") }),
            ),
        ),
        (
            "crl.freshest_fields",
            plain.clone().extension(
                FRESHEST,
                false,
                &freshest(Point { crl_issuer: Some(Name::common("other")), ..at("http://ca.example/d") }),
            ),
        ),
        ("crl.access_critical", plain.clone().extension(ACCESS, true, &access(&[CA_ISSUERS]))),
        ("crl.access_method", plain.clone().extension(ACCESS, false, &access(&[CA_ISSUERS, OCSP]))),
        ("crl.entry_criticality", plain.clone().entry(with(entry(None), "2.5.29.21", true, &[0x0A, 1, 1]))),
        (
            "crl.entry_criticality",
            plain.clone().entry(with(entry(Some(1)), "2.5.29.24", true, b"\x18\x0F20260101000000Z")),
        ),
        ("crl.entry_criticality", point(indirect).entry(with(of_other, "2.5.29.29", false, &name))),
        ("crl.removed_from_complete", plain.clone().entry(entry(Some(8)))),
        ("crl.removed_from_complete", plain.clone().entry(Entry { invalid_since: Some(time(DATE)), ..entry(Some(8)) })),
        ("crl.not_der", plain.clone().distribution_point(vec![0x30, 6, 0x81, 1, 0xFF, 0x82, 1, 0])),
    ]
}

/// What must not be taken for a broken rule.
fn well_formed(issuer: &Cert) -> Vec<Crl> {
    let plain = list_of(issuer);
    vec![
        plain.clone(),
        plain.clone().entry(entry(Some(1))).entry(entry(None)),
        Crl { number: Some(vec![0x7F; 20]), ..plain.clone() },
        plain.clone().extension(FRESHEST, false, &freshest(at("http://ca.example/d"))),
        plain.clone().extension(ACCESS, false, &access(&[CA_ISSUERS])),
        plain.clone().distribution_point(IssuingPoint { only_users: true, ..IssuingPoint::default() }.der()),
        plain.clone().distribution_point(IssuingPoint { indirect: true, ..IssuingPoint::default() }.der()),
        plain.clone().number(2).delta(1).entry(entry(Some(8))),
        plain.clone().updates("2026-12-01T00:00:00Z", "2050-01-01T00:00:00Z"),
    ]
}

fn broken(crl: &Crl) -> Vec<&'static str> {
    let crl = IndexedCrl::parse(crl.der().into_boxed_slice(), &RUSTCRYPTO).unwrap();
    crl.broken_rules().map(|rule| rule.code().name()).collect()
}

fn check(root: &Cert, leaf: &Cert, lists: &[Crl], profile: Profile) -> Result<Valid, Refused> {
    let validator = Validator::new(RUSTCRYPTO).profile(profile).anchors([Anchor::certificate(read(root))]);
    let lists = set_of(lists);
    let sources: [&dyn Revocation; 1] = [&lists];
    let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
        .revocation(RevocationCheck::new(&sources));
    validator.check(&read(leaf), &Pool::default(), &request)
}

#[test]
fn each_rule_has_crls_that_break_it_alone() {
    let root = ca("root");
    let cases = cases(&root);
    for (name, crl) in &cases {
        assert_eq!(broken(crl), [*name]);
    }
    for crl in well_formed(&root) {
        assert_eq!(broken(&crl), <[&str; 0]>::default());
    }
    // An empty list of extensions lacks those that must be there as well.
    let empty = changed(&list_of(&root), 5, |_| vec![0xA0, 2, 0x30, 0]);
    assert_eq!(broken(&empty), ["crl.extensions_empty", "crl.key_identifier_missing", "crl.number_missing"]);
    let mut tried: Vec<&str> = cases.iter().map(|(name, _)| *name).chain(broken(&empty)).collect();
    let mut known: Vec<&str> = rules().iter().map(|rule| rule.code().name()).collect();
    tried.sort_unstable();
    tried.dedup();
    known.sort_unstable();
    assert_eq!(tried, known, "every rule is tried");
}

#[test]
fn a_crl_that_breaks_a_rule_of_form_makes_nothing_good_where_the_profile_asks() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    for crl in well_formed(&root).into_iter().filter(|crl| crl.delta_base.is_none()) {
        assert!(check(&root, &leaf, &[crl], Profile::STRICT).is_ok());
    }
    for (name, crl) in cases(&root) {
        // Those that are about other certificates, or of nobody, or deltas, say nothing in any profile.
        let is_silent = ["crl.issuer_empty", "crl.point_kinds", "crl.freshest_in_delta", "crl.delta_not_critical"];
        if is_silent.contains(&name) {
            continue;
        }
        let rule = rules().iter().find(|rule| rule.code().name() == name).unwrap();
        assert!(check(&root, &leaf, from_ref(&crl), Profile::RFC5280).is_ok(), "{name}");
        for profile in [Profile::STRICT, Profile::WEBPKI] {
            let refused = check(&root, &leaf, from_ref(&crl), profile).unwrap_err();
            assert_eq!((refused.cause(), refused.code()), (Cause::Rejected, &codes::REVOCATION_UNKNOWN), "{name}");
            assert!(refused.to_string().contains(rule.code().text()), "{refused}");
        }
        let lenient = Profile::STRICT.with(rule.code(), Severity::Warn).unwrap();
        let valid = check(&root, &leaf, from_ref(&crl), lenient).unwrap();
        assert!(valid.findings().iter().any(|finding| finding.code() == rule.code()), "{name}");
        // What it revokes is revoked all the same, and so is what it no longer has.
        if crl.raw_tbs.is_none() {
            let revoked = crl.revoke(&leaf, DATE, Some(1));
            for profile in [Profile::STRICT, Profile::RFC5280] {
                assert_eq!(check(&root, &leaf, from_ref(&revoked), profile).unwrap_err().code(), &codes::REVOKED);
            }
        }
    }
}

#[test]
fn a_delta_that_breaks_a_rule_of_form_lifts_nothing() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let held = list_of(&root).revoke(&leaf, DATE, Some(6));
    let lifting = list_of(&root).number(2).delta(1).revoke(&leaf, DATE, Some(8));
    let odd = Crl { delta_base: None, ..lifting.clone() }.extension(DELTA, false, &integer(&[1]));
    let ask = |base: &Crl, delta: &Crl, profile| {
        check(&root, &leaf, &[base.clone(), delta.clone()], profile).map(|_| ()).map_err(|refused| refused.code())
    };
    assert_eq!(ask(&held, &lifting, Profile::STRICT), Ok(()));
    assert_eq!(ask(&held, &odd, Profile::RFC5280), Ok(()));
    assert_eq!(ask(&held, &odd, Profile::STRICT), Err(&codes::REVOKED));
    // Nor does it make a CRL current that has expired, or leave one good that is.
    let expired = list_of(&root).updates("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
    for base in [&list_of(&root), &expired] {
        assert_eq!(ask(base, &odd, Profile::STRICT), Err(&codes::REVOCATION_UNKNOWN));
    }
    assert_eq!(ask(&expired, &lifting, Profile::STRICT), Ok(()));
}

#[test]
fn a_newer_crl_that_breaks_a_rule_of_form_releases_nothing_under_a_soft_fail_either() {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let ask = |lists: &[Crl], profile: &Profile| {
        let validator = Validator::new(RUSTCRYPTO).profile(profile.clone()).anchors([Anchor::certificate(read(&root))]);
        let lists = set_of(lists);
        let sources: [&dyn Revocation; 1] = [&lists];
        let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
            .revocation(RevocationCheck::new(&sources).on_unknown(Severity::Warn));
        validator
            .check(&read(&leaf), &Pool::default(), &request)
            .map(|valid| valid.findings().len())
            .map_err(|refused| refused.code())
    };
    let at = |crl: Crl, day: &str| crl.updates(day, "2027-12-01T00:00:00Z");
    let held = at(list_of(&root).revoke(&leaf, DATE, Some(6)), "2026-12-01T00:00:00Z");
    let sound = at(list_of(&root).number(2), "2026-12-02T00:00:00Z");
    let odd = at(Crl { number: None, ..list_of(&root) }, "2026-12-03T00:00:00Z");
    let (strict, lenient) = (&Profile::STRICT, &Profile::RFC5280);
    let both = [held.clone(), odd.clone()];
    assert_eq!((ask(&both, strict), ask(&both, lenient)), (Err(&codes::REVOKED), Ok(0)));
    // What a sound one released stays released, and the newest makes nothing good.
    assert_eq!(ask(&[held.clone(), sound.clone(), odd.clone()], strict), Ok(1));
    // An older one makes nothing good beside it.
    assert_eq!((ask(&[sound.clone(), odd.clone()], strict), ask(&[sound, odd], lenient)), (Ok(1), Ok(0)));
    // So for deltas: an older one revokes, and a newer one of the same base, or a newer CRL, that is odd takes nothing back.
    let base = at(list_of(&root), "2026-12-01T00:00:00Z");
    let revoking = at(list_of(&root).number(2).delta(1).revoke(&leaf, DATE, Some(1)), "2026-12-02T00:00:00Z");
    let odd_delta = Crl { delta_base: None, ..at(list_of(&root).number(3), "2026-12-03T00:00:00Z") };
    let odd_delta = odd_delta.extension(DELTA, false, &integer(&[1]));
    let odd_base = Crl { authority_key_id: KeyId::Absent, ..at(list_of(&root).number(3), "2026-12-03T00:00:00Z") };
    for newer in [odd_delta, odd_base] {
        let lists = [base.clone(), revoking.clone(), newer];
        // Elsewhere the newer one is believed, with a warning: what was revoked for good must not vanish.
        assert_eq!((ask(&lists, strict), ask(&lists, lenient)), (Err(&codes::REVOKED), Ok(1)));
    }
}
