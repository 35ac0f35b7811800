//! Rows 15, 16, 19 to 21, 40: whose certificate it is.

use super::{
    LEAF_AGAINST_ITS_ISSUER, accepted, anyone, asking, assert_accepted, assert_refused, assert_refused_as, ca, check,
    host, server,
};
use ucpki_chain::{At, Budget, Cause, Detail, Identity, Limit, NameMode, Refused, Valid, ValidationParams, codes};
use ucpki_tests::make::{Attribute, Cert, GeneralName, Name, Subtree, Text, der};
use ucpki_x509::der::Tag;

const LEAF: At = At::Cert(0);

/// A server with this common name and no other name.
fn named(common_name: &str) -> Cert {
    Cert { subject: Name::common(common_name), ..server() }
}

fn ask(leaf: &Cert, request: &ValidationParams<'_>) -> Result<Valid, Refused> {
    let root = ca("Root");
    check(&root, &[], &leaf.clone().issued_by(&root), request)
}

/// A common name is not an identity unless somebody asks for the rule of old appliances. Where it is one, name constraints hold
/// for it as for a dNSName: in any case, in any kind of string, and a wildcard is not an identity at all.
///
/// CVE-2026-32884 (Botan), RUSTSEC-2026-0044 (AWS-LC).
#[test]
fn row_15_a_common_name_is_constrained_where_it_counts() {
    let wanted = || host("sip.example.com");
    let as_appliances = || wanted().name_mode(NameMode::Appliance);
    for name in ["sip.example.com", "SIP.Example.com"] {
        assert_refused_as(ask(&named(name), &wanted()), "matcher.no_names", LEAF);
        assert_accepted(ask(&named(name), &as_appliances()));
    }
    let root = ca("Root");
    let below = |permitted: &[Subtree], excluded: &[Subtree], leaf: &Cert, request: &ValidationParams<'_>| {
        let middle = ca("Middle").issued_by(&root).name_constraints(permitted, excluded);
        check(&root, &[middle.clone()], &leaf.clone().issued_by(&middle), request)
    };
    let (other, own) = ([Subtree::dns("example.org")], [Subtree::dns("SIP.example.COM")]);
    for text in [Text::Printable, Text::Utf8, Text::Bmp, Text::Universal, Text::Teletex] {
        for name in ["sip.example.com", "SIP.EXAMPLE.com"] {
            let subject = Name::common(name).with_text(text);
            // With other names beside it, too: SAN does not hide the common name from the constraint.
            for leaf in [Cert { subject: subject.clone(), ..server() }, named("x").san_dns("a.example.org")] {
                let leaf = Cert { subject: subject.clone(), ..leaf };
                let answer = below(&other, &[], &leaf, &as_appliances());
                assert_refused(answer, &codes::NAME_NOT_PERMITTED, LEAF_AGAINST_ITS_ISSUER);
                let answer = below(&[], &own, &leaf, &as_appliances());
                assert_refused(answer, &codes::NAME_EXCLUDED, LEAF_AGAINST_ITS_ISSUER);
            }
        }
    }
    // Any of several common names.
    let two = Name::common("a.example.org").and(vec![Attribute::new("CN", "sip.example.com")]);
    let leaf = Cert { subject: two, ..server() };
    assert_refused(below(&other, &[], &leaf, &as_appliances()), &codes::NAME_NOT_PERMITTED, LEAF_AGAINST_ITS_ISSUER);
    assert_accepted(below(&own, &[], &named("sip.example.com"), &as_appliances()));
    // An address as a common name is an address.
    let nets = [Subtree::net("198.51.100.0/24")];
    let request = host("192.0.2.7").name_mode(NameMode::Appliance);
    assert_refused(
        below(&nets, &[], &named("192.0.2.7"), &request),
        &codes::NAME_NOT_PERMITTED,
        LEAF_AGAINST_ITS_ISSUER,
    );
    // A wildcard, a name with a space or a dot at its end: no identities, whatever mode.
    for name in ["*.example.com", " sip.example.com", "sip.example.com.", "sip.example.com\0"] {
        assert!(ask(&named(name), &as_appliances()).is_err(), "{name:?}");
    }
}

/// By default the common name is never read, with or without subjectAltName: not where that has only kinds of names that
/// cannot be the one, not where it is very large, not where it cannot be read.
///
/// CVE-2026-42012, CVE-2026-42013 (GnuTLS).
#[test]
fn row_16_the_common_name_is_no_way_out() {
    let srv = GeneralName::Raw(der(Tag::context_constructed(0), |other| {
        other.oid(ucpki_tests::make::oid("1.3.6.1.5.5.7.8.7").as_oid());
        other.nested(Tag::context_constructed(0), |value| value.value(Tag::IA5_STRING, b"_sip.sip.example.com"));
    }));
    let leaf = || named("sip.example.com");
    for name in [GeneralName::Uri("sip:sip.example.com".to_owned()), srv, GeneralName::Email("a@b.example".to_owned())]
    {
        assert_refused_as(ask(&leaf().san(name), &host("sip.example.com")), "matcher.no_names", LEAF);
    }
    let many = (0..20_000).map(|index| GeneralName::Dns(format!("h{index}.example.com")));
    let large = Cert { alternative_names: many.collect(), ..leaf() };
    assert_refused_as(ask(&large, &host("sip.example.com")), "matcher.name_mismatch", LEAF);
    for mode in [NameMode::Rfc9525, NameMode::Appliance] {
        let unreadable = leaf().extension("2.5.29.17", false, &[0x30, 0x03, 0x82, 0x05, 0x61]);
        let refused = ask(&unreadable, &host("sip.example.com").name_mode(mode)).map(|_| ()).unwrap_err();
        assert_eq!(refused.finding().map(|finding| finding.at()), Some(LEAF), "{refused}");
    }
}

/// Labels of international names are compared as they stand. Nobody decodes them, so that neither a broken one nor a long
/// one can do anything; a label above 63 bytes or a name above 253 is not a name.
///
/// CVE-2022-3602 and CVE-2022-3786 (OpenSSL), RUSTSEC-2024-0421 (idna).
#[test]
fn row_19_labels_are_not_decoded() {
    for label in ["xn--bcher-kva", "xn--", "xn--a", "xn--0.xn--zzzzzzzzzz", "XN--BCHER-KVA"] {
        let name = format!("{label}.example.com");
        let answer = ask(&server().san_dns(&name), &asking_for(&name));
        // A hyphen at the end of a label is not a host name, so `xn--` alone is nobody.
        assert_eq!(answer.is_ok(), label != "xn--", "{label}");
        assert!(ask(&server().san_dns(&name), &host("b.example.com")).is_err());
    }
    let root = ca("Root");
    for name in [
        format!("xn--{}.example.com", "a".repeat(60)),
        format!("xn--{}.example.com", "9".repeat(100_000)),
        format!("{}example.com", "xn--a.".repeat(60)),
        "b\u{FC}cher.example.com".to_owned(),
    ] {
        assert!(ask(&server().san_dns(&name), &host("a.example.com")).is_err());
        assert!(Identity::dns(&name).is_err());
        // Nor is it within a domain, or outside of it: it cannot be judged. What is not even ASCII cannot be read.
        let expected = if name.is_ascii() {
            (&codes::CONSTRAINED_NAME_MALFORMED, LEAF_AGAINST_ITS_ISSUER)
        } else {
            (&codes::EXTENSION_MALFORMED, LEAF)
        };
        for (permitted, excluded) in
            [(vec![Subtree::dns("example.com")], vec![]), (vec![], vec![Subtree::dns("x.org")])]
        {
            let middle = ca("Middle").issued_by(&root).name_constraints(&permitted, &excluded);
            let leaf = server().san_dns(&name).issued_by(&middle);
            let answer = check(&root, &[middle], &leaf, &anyone());
            assert_refused(answer, expected.0, expected.1);
        }
    }
}

fn asking_for(name: &str) -> ValidationParams<'static> {
    Identity::dns(name).map_or_else(|_| host("nobody.example.com"), asking)
}

/// A wildcard is the whole leftmost label, with two labels behind it, and stands for one label. A zero byte ends no name.
///
/// CVE-2018-9127 (Botan), CVE-2026-40475 (pyOpenSSL), and what GnuTLS and others had with zero bytes.
#[test]
fn row_20_only_whole_leftmost_wildcards_match() {
    for name in [
        "s*.example.com",
        "*p.example.com",
        "s*p.example.com",
        "sip.*.com",
        "*.*.com",
        "*.com",
        "*",
        "**.example.com",
        "sip.example.*",
        "*.sip.example.com",
        "*.",
        ".example.com",
        "*.example.com.",
        "xn--*.example.com",
        "sip.example.com\0",
        "sip.example.com\0.evil.org",
        "sip\0.example.com",
        "\0sip.example.com",
        "*.example.com\0",
        "*\0.example.com",
        " sip.example.com",
    ] {
        for mode in [NameMode::Rfc9525, NameMode::Appliance] {
            let answer = ask(&server().san_dns(name), &host("sip.example.com").name_mode(mode));
            assert_refused_as(answer, "matcher.name_mismatch", LEAF);
        }
    }
    assert_accepted(ask(&server().san_dns("*.example.com"), &host("sip.example.com")));
    for wanted in ["a.sip.example.com", "example.com", "sip.example.org"] {
        assert_refused_as(ask(&server().san_dns("*.example.com"), &host(wanted)), "matcher.name_mismatch", LEAF);
    }
    // With one label behind it, it would be half of the Internet.
    assert_refused_as(ask(&server().san_dns("*.com"), &host("example.com")), "matcher.name_mismatch", LEAF);
    let appliance = host("sip.example.com").name_mode(NameMode::Appliance);
    assert!(ask(&server().san_dns("*.example.com"), &appliance).is_err(), "appliances know no wildcards");
    assert!(Identity::dns("*.example.com").is_err() && Identity::dns("sip.example.com\0").is_err());
}

/// A hundred thousand names cost a hundred thousand comparisons, and what is told about them has a bound.
///
/// CVE-2026-27145, CVE-2025-61729 (Go).
#[test]
fn row_21_many_names_cost_what_they_count_and_errors_are_short() {
    let refused = |count: usize| {
        let names = (0..count).map(|index| GeneralName::Dns(format!("h{index}.example.com")));
        let leaf = Cert { alternative_names: names.collect(), ..server() };
        ask(&leaf, &host("sip.example.com")).map(|_| ()).unwrap_err()
    };
    for count in [1_000, 100_000] {
        let answer = refused(count);
        assert_eq!(answer.work().comparisons, count as u64);
        let Some(Detail::Mismatch(mismatch)) = answer.finding().map(|finding| finding.detail()) else {
            panic!("{answer}")
        };
        assert_eq!((mismatch.seen(), mismatch.nearest().len()), (count, 4));
        assert!(answer.to_string().len() < 500 && format!("{mismatch:?}").len() < 2_000, "{answer}");
    }
    // Beyond the budget there is no judgement.
    let names = (0..1_000).map(|index| GeneralName::Dns(format!("h{index}.example.com")));
    let leaf = Cert { alternative_names: names.collect(), ..server() };
    let answer = ask(&leaf, &host("sip.example.com").budget(Budget::default().comparisons(999)));
    let refused = answer.map(|_| ()).unwrap_err();
    assert_eq!(refused.cause(), Cause::Exhausted { limit: Limit::Comparisons, most: 999 });
    // Long names are cut.
    let long = GeneralName::Dns("a".repeat(1 << 20));
    let answer = ask(&Cert { alternative_names: vec![long; 4], ..server() }, &host("sip.example.com"));
    let refused = answer.map(|_| ()).unwrap_err();
    assert!(format!("{refused} {:?}", refused.finding()).len() < 4_000);
}

/// Nobody forgets the name: parameters without an identity do not exist, the one for anyone is called a danger, and the
/// answer says that no name was compared. An empty name is not an identity.
///
/// CVE-2025-27809 (mbed TLS).
///
/// That [`ValidationParams::new`] cannot be called without an identity is held by its signature, and so by every test here.
#[test]
fn row_40_without_a_name_nothing_is_verified_by_accident() {
    let leaf = server().san_dns("sip.example.com");
    let unchecked = accepted(ask(&leaf, &asking(Identity::danger_none())));
    assert!(unchecked.identity().is_unchecked() && unchecked.identity().place().is_none());
    let off = accepted(ask(&leaf, &host("other.example.com").name_mode(NameMode::Off)));
    assert!(off.identity().is_unchecked());
    let matched = accepted(ask(&leaf, &host("sip.example.com")));
    assert!(!matched.identity().is_unchecked() && matched.identity().place().is_some());
    for mode in [NameMode::Rfc9525, NameMode::Appliance] {
        let answer = ask(&leaf, &host("other.example.com").name_mode(mode));
        assert_refused_as(answer, "matcher.name_mismatch", LEAF);
        // Nor does a certificate without any name pass.
        assert_refused_as(ask(&server(), &host("other.example.com").name_mode(mode)), "matcher.no_names", LEAF);
    }
    for empty in ["", ".", " ", "\0"] {
        assert!(Identity::host(empty).is_err() && Identity::dns(empty).is_err() && Identity::email(empty).is_err());
    }
}
