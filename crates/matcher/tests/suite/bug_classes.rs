//! Mistakes that others made, each as a test that fails when the rule is broken. The numbers of advisories say where the
//! mistake was found.

use crate::certificate::Names;
use std::net::IpAddr;
use ucpki_matcher::{
    CommonNameIdentity, Comparisons, Identity, NameMode, NamePlace, PresentedDns, codes, common_name_identities,
    match_certificate,
};
use ucpki_x509::der::Tag;
use ucpki_x509::{CertificateRef, oids};

/// RUSTSEC-2026-0099, CVE-2026-69248: `*.example.com` stands for more than a permitted `accept.example.com`.
#[test]
fn a_wildcard_is_not_within_a_permitted_host() {
    let wildcard = PresentedDns::parse(b"*.example.com").unwrap();
    assert!(!wildcard.is_within(b"accept.example.com"));
    assert!(wildcard.is_within(b"example.com") && wildcard.is_within(b"com") && wildcard.is_within(b""));
    let below = PresentedDns::parse(b"*.accept.example.com").unwrap();
    assert!(below.is_within(b"accept.example.com"));
}

/// CVE-2025-61727, CVE-2026-34073: `*.example.com` may be an excluded `bar.example.com`.
#[test]
fn a_wildcard_touches_an_excluded_host() {
    let wildcard = PresentedDns::parse(b"*.example.com").unwrap();
    assert!(wildcard.touches(b"bar.example.com") && wildcard.touches(b"BAR.Example.com"));
    assert!(wildcard.touches(b"example.com") && wildcard.touches(b""));
    assert!(!wildcard.touches(b"a.bar.example.com") && !wildcard.touches(b"example.net"));
    let plain = PresentedDns::parse(b"foo.example.com").unwrap();
    assert!(!plain.touches(b"bar.example.com") && plain.touches(b"example.com"));
}

/// CVE-2026-3833, CVE-2026-33810: names and subtrees are compared without regard to case.
#[test]
fn case_does_not_dodge_a_subtree() {
    let name = PresentedDns::parse(b"Host.EXAMPLE.com").unwrap();
    assert!(name.is_within(b"example.COM") && name.touches(b"hOST.example.com"));
    assert!(!PresentedDns::parse(b"badexample.com").unwrap().touches(b"example.com"));
}

/// CVE-2026-32884, RUSTSEC-2026-0044: a common name that matches is one that name constraints are shown.
#[test]
fn every_common_name_that_matches_is_listed_for_name_constraints() {
    let bmp: Vec<u8> = "c.example.com".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let universal: Vec<u8> = "d.example.com".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let names = Names::new()
        .cn("A.Example.COM")
        .cn("Ann Lee")
        .raw_cn(Tag::TELETEX_STRING, b"b.example.com")
        .raw_cn(Tag::BMP_STRING, &bmp)
        .raw_cn(Tag::UNIVERSAL_STRING, &universal)
        .cn("*.example.com")
        .cn("2001:DB8:0::1")
        .cn("192.0.2.1")
        .dns("other.example.com");
    let der = names.der();
    let certificate = CertificateRef::parse(&der).unwrap();
    let listed: Vec<_> = common_name_identities(&certificate, &Identity::DangerNone, NameMode::Appliance).collect();
    let dns = |index, text: &'static str| CommonNameIdentity::Dns { index, text: text.into() };
    let ip = |index, text: &str| CommonNameIdentity::Ip { index, address: text.parse::<IpAddr>().unwrap() };
    assert_eq!(
        listed,
        [
            dns(0, "A.Example.COM"),
            dns(2, "b.example.com"),
            dns(3, "c.example.com"),
            dns(4, "d.example.com"),
            ip(6, "2001:db8::1"),
            ip(7, "192.0.2.1"),
        ]
    );
    for (host, index) in [
        ("a.example.com", 0),
        ("b.example.com", 2),
        ("c.example.com", 3),
        ("d.example.com", 4),
        ("2001:db8::1", 6),
        ("192.0.2.1", 7),
    ] {
        assert_eq!(names.appliance(host).unwrap().place(), Some(NamePlace::CommonName(index)), "{host}");
    }
    let longest = [["a"; 63].concat(), ["b"; 63].concat(), ["c"; 63].concat(), ["d"; 61].concat()].join(".");
    let universal: Vec<u8> = longest.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    assert!(Names::new().raw_cn(Tag::UNIVERSAL_STRING, &universal).appliance(&longest).is_ok());
    for mode in [NameMode::Rfc9525, NameMode::Off] {
        assert_eq!(common_name_identities(&certificate, &Identity::DangerNone, mode).count(), 0, "{mode:?}");
    }
}

/// CVE-2026-32884: a common name that only looks like the one that was asked for.
#[test]
fn a_common_name_beyond_ascii_or_with_spaces_matches_nothing() {
    for text in
        ["\u{212A}.example.com", "k\u{AD}.example.com", " k.example.com", "k.example.com ", "k.example.com.", ""]
    {
        let names = Names::new().cn(text);
        assert!(names.appliance("k.example.com").is_err(), "{text:?}");
        let der = names.der();
        let certificate = CertificateRef::parse(&der).unwrap();
        assert_eq!(
            common_name_identities(&certificate, &Identity::DangerNone, NameMode::Appliance).count(),
            0,
            "{text:?}"
        );
    }
    assert!(Names::new().raw_cn(Tag::UTF8_STRING, b"k.example.com\xFF").appliance("k.example.com").is_err());
    assert!(Names::new().raw_cn(Tag::OCTET_STRING, b"k.example.com").appliance("k.example.com").is_err());
    assert!(Names::new().raw_cn(Tag::UTF8_STRING, &vec![b'k'; 2000]).appliance("k").is_err());
}

/// CVE-2026-42012, CVE-2026-42013: the common name does not count, whatever subjectAltName holds or lacks.
#[test]
fn the_common_name_is_never_read_by_default() {
    let base = || Names::new().cn("vcs.example.com").cn("192.0.2.1");
    let cases = [
        base(),
        base().uri("sip:example.com"),
        base().other(oids::DNS_SRV, Tag::IA5_STRING, b"_sip.example.com"),
        base().many((0..5_000).map(|index| format!("host{index}.example.com"))),
        base().ip("198.51.100.1"),
    ];
    for names in cases {
        let mismatch = names.host("vcs.example.com").unwrap_err();
        assert_eq!(mismatch.hint(), Some(&codes::ONLY_COMMON_NAME));
        assert_eq!(mismatch.nearest()[0].place(), NamePlace::CommonName(0));
        assert_eq!(names.host("192.0.2.1").unwrap_err().hint(), Some(&codes::ONLY_COMMON_NAME));
        assert!(names.appliance("vcs.example.com").is_ok() && names.appliance("192.0.2.1").is_ok());
    }
}

/// CVE-2026-27138: an empty dNSName, and lists that are empty or broken.
#[test]
fn empty_and_malformed_names_match_nothing_and_harm_nobody() {
    let names = Names::new().dns("").entry(Tag::context(7), b"").email("").uri("").dns("vcs.example.com");
    assert_eq!(names.host("vcs.example.com").unwrap().place(), Some(NamePlace::SubjectAltName(4)));
    let mismatch = names.host("other.example.org").unwrap_err();
    assert_eq!((mismatch.code(), mismatch.seen(), mismatch.malformed()), (&codes::NAME_MISMATCH, 3, 2));
    assert!(names.host("192.0.2.1").is_err());
    assert!(names.check(&Identity::email("a@example.com").unwrap(), NameMode::Rfc9525).is_err());

    for broken in
        [&b""[..], &[0x30, 0x00], &[0x30, 0x80], &[0x30, 0x02, 0x82, 0x05], &[0x30, 0x02, 0x89, 0x00], &[0x04]]
    {
        let names = Names::new().cn("vcs.example.com").raw_subject_alt_name(broken);
        for mode in [NameMode::Rfc9525, NameMode::Appliance] {
            let mismatch = names.check(&Identity::host("vcs.example.com").unwrap(), mode).unwrap_err();
            assert_eq!(mismatch.code(), &codes::SUBJECT_ALT_NAME_UNREADABLE, "{broken:02X?}");
            assert!(mismatch.error().is_some_and(|error| error.offset() > Some(100)), "an offset into the certificate");
        }
    }
    // A dNSName beyond ASCII, before and behind a good one: no two programs agree what it says.
    for at in [0, 17] {
        let mut list = b"\x82\x0Fvcs.example.com".to_vec();
        list.splice(at..at, *b"\x82\x01\xFC");
        let value = [&[0x30, u8::try_from(list.len()).unwrap()], &list[..]].concat();
        let mismatch = Names::new().raw_subject_alt_name(&value).host("vcs.example.com").unwrap_err();
        assert_eq!(mismatch.error().unwrap().code(), &ucpki_x509::codes::GENERAL_NAME_INVALID);
    }
}

/// CVE-2024-6119, CVE-2023-0286, CVE-2020-1971: the text of one kind of name is never taken for another kind.
#[test]
fn kinds_of_names_are_not_confused() {
    let host = b"vcs.example.com";
    let names = Names::new()
        .email("vcs.example.com")
        .uri("vcs.example.com")
        .uri("sip:vcs.example.com")
        .directory("vcs.example.com")
        .other(oids::DNS_SRV, Tag::IA5_STRING, host)
        .other(oids::XMPP_ADDR, Tag::UTF8_STRING, host)
        .entry(Tag::context_constructed(3), host)
        .entry(Tag::context_constructed(5), host)
        .entry(Tag::context(7), host)
        .entry(Tag::context(8), &[0x2A, 0x03]);
    for mode in [NameMode::Rfc9525, NameMode::Appliance] {
        let mismatch = names.check(&Identity::host("vcs.example.com").unwrap(), mode).unwrap_err();
        assert_eq!((mismatch.seen(), mismatch.malformed()), (1, 1), "only the iPAddress is of a kind that counts");
    }
    // The four bytes of an address as a dNSName, and its text as every kind of string.
    let names = Names::new().dns("12.4").dns("192.0.2.1").uri("192.0.2.1").email("192.0.2.1").dns("[::1]").dns("::1");
    for address in ["49.50.46.52", "192.0.2.1", "::1"] {
        assert!(names.host(address).is_err() && names.appliance(address).is_err(), "{address}");
    }
    // An address with a mask, as in name constraints, is not an address.
    let masked = Names::new().entry(Tag::context(7), &[192, 0, 2, 1, 255, 255, 255, 255]);
    assert!(masked.host("192.0.2.1").is_err());
}

/// CVE-2022-3602, CVE-2022-3786, RUSTSEC-2024-0421: A-labels are compared as they stand, and never decoded.
#[test]
fn a_labels_are_not_decoded() {
    assert!(Names::new().dns("XN--Bcher-KVA.example").host("xn--bcher-kva.example").is_ok());
    // Punycode without anything beyond ASCII: `xn--example-` decodes to `example`.
    for presented in ["xn--example-.com", "xn--example.com", "xn--.com", "xn--*-kva.com"] {
        assert!(Names::new().dns(presented).host("example.com").is_err(), "{presented}");
    }
    assert_eq!(Identity::host("b\u{FC}cher.example").unwrap_err().code(), &codes::REFERENCE_NOT_ASCII);
    // A full-width dot and a full-width letter, which some programs fold to ASCII.
    assert_eq!(Identity::host("vcs\u{FF0E}example.com").unwrap_err().code(), &codes::REFERENCE_NOT_ASCII);
    assert_eq!(Identity::host("\u{FF56}cs.example.com").unwrap_err().code(), &codes::REFERENCE_NOT_ASCII);
    let long = format!("xn--{}.example", "a".repeat(60));
    assert_eq!(Identity::host(&long).unwrap_err().code(), &codes::REFERENCE_INVALID);
    assert_eq!(PresentedDns::parse(long.as_bytes()).unwrap_err().code(), &codes::LABEL_TOO_LONG);
}

/// CVE-2018-9127, CVE-2026-40475: a `*` that is not the whole leftmost label matches nothing, and NUL ends no name.
#[test]
fn partial_wildcards_and_nul_match_nothing() {
    for presented in [
        "v*.example.com",
        "*s.example.com",
        "v*s.example.com",
        "**.example.com",
        "vcs.*.com",
        "*.*.com",
        "vcs.example.*",
        "*",
        "*.",
        "*.com",
        "*.com.",
        "*.example.com.",
        ".example.com",
        "*..example.com",
        "vcs.example.com\0",
        "vcs.example.com\0.evil.example",
        "\0vcs.example.com",
        "vcs.example.com ",
        "vcs.example.com.",
    ] {
        for host in ["vcs.example.com", "com", "example.com", "vcs.com"] {
            assert!(Names::new().dns(presented).host(host).is_err(), "{presented:?} {host}");
        }
        assert!(PresentedDns::parse(presented.as_bytes()).is_err(), "{presented:?}");
    }
}

/// RFC 9525, 6.4 and others: a wildcard never stands for an address.
#[test]
fn a_wildcard_is_no_address() {
    let names = Names::new().dns("*.0.2.1").dns("*").cn("*.0.2.1");
    assert!(names.host("192.0.2.1").is_err() && names.appliance("192.0.2.1").is_err());
    assert_eq!(Identity::dns("192.0.2.1").unwrap_err().code(), &codes::REFERENCE_INVALID);
}

/// CVE-2026-27145, CVE-2025-61729: neither the work nor the text grows faster than the certificate.
#[test]
fn work_and_text_are_bounded() {
    let names = Names::new().many((0..100_000).map(|index| format!("host{index}.example.com")));
    let der = names.der();
    let certificate = CertificateRef::parse(&der).unwrap();
    let identity = Identity::host("vcs.example.org").unwrap();
    let mut budget = Comparisons::unlimited();
    let mismatch = match_certificate(&certificate, &identity, NameMode::Rfc9525, &mut budget).unwrap_err();
    assert_eq!((budget.used(), mismatch.seen(), mismatch.nearest().len()), (100_000, 100_000, 4));
    assert!(mismatch.to_string().len() < 500, "{mismatch}");

    let mut budget = Comparisons::new(99_999);
    let mismatch = match_certificate(&certificate, &identity, NameMode::Rfc9525, &mut budget).unwrap_err();
    assert_eq!((mismatch.code(), budget.left()), (&codes::COMPARISONS_EXHAUSTED, 0));

    let long = Names::new().many((0..10).map(|_| "\u{1}".repeat(100_000)));
    let mismatch = long.host("vcs.example.org").unwrap_err();
    assert!(mismatch.nearest().iter().all(|near| near.presented().len() <= 4 * 253));
}

/// CVE-2025-27809: there is no way to leave out the identity by accident, and an unchecked name is not a matched one.
#[test]
fn leaving_out_the_identity_is_explicit_and_shows() {
    let names = Names::new().dns("vcs.example.com");
    let matched = names.check(&Identity::danger_none(), NameMode::Rfc9525).unwrap();
    assert!(matched.is_unchecked() && matched.place().is_none());
    let off = names.check(&Identity::host("other.example.com").unwrap(), NameMode::Off).unwrap();
    assert!(off.is_unchecked());
    assert!(!names.host("vcs.example.com").unwrap().is_unchecked());
    assert_eq!(NameMode::default(), NameMode::Rfc9525);
    // An empty text is not an identity.
    for nobody in ["", ".", " ", "[]", "*"] {
        assert!(Identity::host(nobody).is_err() && Identity::dns(nobody).is_err(), "{nobody:?}");
    }
}

/// CVE-2024-45341: a zone identifier is part of no identity.
#[test]
fn zones_are_refused() {
    for host in ["fe80::1%eth0", "[fe80::1%25eth0]", "[fe80::1%]"] {
        assert_eq!(Identity::host(host).unwrap_err().code(), &codes::REFERENCE_ZONE, "{host}");
    }
    assert!(Names::new().cn("fe80::1%eth0").appliance("fe80::1").is_err());
}

/// An extended key usage that cannot be read says nothing about SIP, so it is not for it.
#[test]
fn an_unreadable_usage_is_not_for_sip() {
    let names = Names::new().uri("sip:example.com").other_extension(oids::EXTENDED_KEY_USAGE, &[0x04, 0x00]);
    let mismatch = names.check(&Identity::sip("example.com").unwrap(), NameMode::Rfc9525).unwrap_err();
    assert_eq!((mismatch.code(), mismatch.nearest()[0].presented()), (&codes::SIP_USAGE, "sip:example.com"));
    let domain = ucpki_matcher::SipDomain::new("example.com").unwrap().usage(ucpki_matcher::SipUsage::Ignore);
    assert!(names.check(&domain.into(), NameMode::Rfc9525).is_ok());
}

/// Seen in a public SIP library: `sips:` and a user part taken for a domain (RFC 5922, 7.1).
#[test]
fn sips_and_users_are_no_sip_domains() {
    let sip = Identity::sip("example.com").unwrap();
    for uri in ["sips:example.com", "https://example.com", "sip:bob@example.com", "sip:@example.com", "example.com"] {
        for mode in [NameMode::Rfc9525, NameMode::Appliance] {
            let names = Names::new().cn("example.com").uri(uri);
            assert!(names.check(&sip, mode).is_err(), "{uri}");
        }
    }
    assert!(Names::new().uri("sip:example.com").check(&sip, NameMode::Rfc9525).is_ok());
}
