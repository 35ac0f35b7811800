//! What differs between requests, certificates and keys.

use crate::certificate::Names;
use ucpki_matcher::{Comparison, DiffMode, Side, codes};
use ucpki_x509::der::Tag;
use ucpki_x509::{CertificateRef, CertificationRequestRef, GeneralName, oids};

const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT: &str = "1.3.6.1.5.5.7.3.2";

/// What a call manager's first node asks for.
fn wanted() -> Names {
    Names::new()
        .cn("cucm1-ms.example.com")
        .dns("cucm1.example.com")
        .dns("cucm2.example.com")
        .dns("example.com")
        .ip("192.0.2.1")
        .extended_key_usage(SERVER)
        .extended_key_usage(CLIENT)
        .other_extension(oids::KEY_USAGE, &[0x03, 0x02, 0x04, 0xB0])
}

fn request_and(certificate: &Names) -> Comparison {
    let (request, certificate) = (wanted().request(), certificate.der());
    let request = CertificationRequestRef::parse(&request).unwrap();
    let certificate = CertificateRef::parse(&certificate).unwrap();
    Comparison::new(&Side::request(&request).unwrap(), &Side::certificate(&certificate).unwrap())
}

fn certificates(old: &Names, new: &Names) -> Comparison {
    let (old, new) = (old.der(), new.der());
    let [old, new] = [&old, &new].map(|der| Side::certificate(&CertificateRef::parse(der).unwrap()).unwrap());
    Comparison::new(&old, &new)
}

/// Code, value and cause of each difference.
fn told(comparison: &Comparison) -> Vec<String> {
    let line = |difference: &ucpki_matcher::Difference| {
        let cause = difference.cause().map(|cause| format!(" {}", &cause.name()[8..])).unwrap_or_default();
        let values = [difference.wanted(), difference.found()].map(Option::unwrap_or_default).join(">");
        format!("{} {values}{cause}", &difference.code().name()[8..])
    };
    comparison.differences().iter().map(line).collect()
}

fn modes(comparison: &Comparison) -> [bool; 3] {
    [DiffMode::Exact, DiffMode::Superset, DiffMode::Subset].map(|mode| comparison.holds(mode))
}

#[test]
fn what_was_asked_for_and_issued_is_the_same() {
    let same = request_and(&wanted().issuer("Other CA").until("270101000000Z"));
    assert_eq!((told(&same), modes(&same), same.left_out()), (vec![], [true; 3], 0));
    // Order, repetition and case make no difference.
    let shuffled = Names::new()
        .cn("CUCM1-ms.example.com")
        .ip("192.0.2.1")
        .dns("EXAMPLE.com")
        .dns("cucm2.example.com")
        .dns("Cucm1.example.com")
        .dns("cucm1.example.com")
        .extended_key_usage(CLIENT)
        .extended_key_usage(SERVER)
        .other_extension(oids::KEY_USAGE, &[0x03, 0x02, 0x04, 0xB0])
        .other_extension(oids::BASIC_CONSTRAINTS, &[0x30, 0x00]);
    assert_eq!(told(&request_and(&shuffled)), [""; 0]);
}

#[test]
fn usual_causes_are_marked() {
    let issued = Names::new()
        .cn("cucm1-ms.example.com")
        .dns("cucm1.example.com")
        .dns("cucm1-ms.example.com")
        .dns("www.cucm1.example.com")
        .dns("cucm3.example.com")
        .ip("192.0.2.2")
        .extended_key_usage(SERVER)
        .other_extension(oids::KEY_USAGE, &[0x03, 0x02, 0x03, 0xA8]);
    let comparison = request_and(&issued);
    assert_eq!(
        told(&comparison),
        [
            "name_missing DNS:cucm2.example.com>",
            "name_missing DNS:example.com> cause_parent_domain",
            "name_missing IP:192.0.2.1> cause_address",
            "name_added >DNS:cucm1-ms.example.com cause_multi_server",
            "name_added >DNS:cucm3.example.com",
            "name_added >DNS:www.cucm1.example.com cause_www",
            "name_added >IP:192.0.2.2 cause_address",
            "key_usage_missing dataEncipherment>",
            "key_usage_added >keyAgreement",
            "extended_usage_missing clientAuth>",
        ]
    );
    assert_eq!(modes(&comparison), [false; 3]);
    let added = certificates(
        &Names::new().cn("a.example").dns("b.example"),
        &Names::new().cn("a.example").dns("b.example").dns("A.example"),
    );
    assert_eq!(told(&added), ["name_added >DNS:A.example cause_common_name"]);
    assert_eq!(modes(&added), [false, true, false]);
    let fewer = certificates(&Names::new().dns("a.example").dns("b.example"), &Names::new().dns("a.example"));
    assert_eq!(told(&fewer), ["name_missing DNS:b.example>"]);
    assert_eq!(modes(&fewer), [false, false, true]);
}

#[test]
fn keys_and_subjects_are_told() {
    let comparison = request_and(&wanted().key(7));
    assert_eq!(
        told(&comparison),
        ["key_differs Ed25519 (ending in 00:00:00:00:00:00)>Ed25519 (ending in 07:07:07:07:07:07)"]
    );
    assert_eq!(modes(&comparison), [false; 3]);
    let renewed = certificates(&wanted(), &wanted().key(7));
    assert_eq!(
        (told(&renewed), modes(&renewed)),
        (
            vec!["key_differs Ed25519 (ending in 00:00:00:00:00:00)>Ed25519 (ending in 07:07:07:07:07:07)".to_owned()],
            [true; 3]
        )
    );
    let subject = certificates(&Names::new().cn("a b").dns("a"), &Names::new().cn("A  c").dns("a"));
    assert_eq!(told(&subject), ["subject_differs CN=a b>CN=A  c"]);
    assert_eq!(modes(&subject), [false, true, true]);
    assert_eq!(told(&certificates(&Names::new().cn("a b").dns("a"), &Names::new().cn("A  B").dns("a"))), [""; 0]);
    // A key alone against either.
    let (request, other) = (wanted().request(), wanted().key(7).der());
    let request = CertificationRequestRef::parse(&request).unwrap();
    let other = Side::certificate(&CertificateRef::parse(&other).unwrap()).unwrap();
    assert_eq!(
        told(&Comparison::new(&Side::key(request.spki()), &other)),
        ["key_differs Ed25519 (ending in 00:00:00:00:00:00)>Ed25519 (ending in 07:07:07:07:07:07)"]
    );
    let request_side = Side::request(&request).unwrap();
    assert!(Comparison::new(&Side::key(request.spki()), &request_side).holds(DiffMode::Exact));
}

#[test]
fn a_renewal_tells_issuer_and_validity() {
    let identifier = |byte: u8| [0x30, 0x03, 0x80, 0x01, byte];
    let old = wanted().other_extension(oids::AUTHORITY_KEY_IDENTIFIER, &identifier(0xAB));
    let new = wanted()
        .other_extension(oids::AUTHORITY_KEY_IDENTIFIER, &identifier(0xCD))
        .issuer("Other CA")
        .until("400101000000Z");
    let comparison = certificates(&old, &new);
    assert_eq!(
        told(&comparison),
        [
            "validity_differs 2026-01-01T00:00:00Z to 2036-01-01T00:00:00Z>2026-01-01T00:00:00Z to 2040-01-01T00:00:00Z",
            "issuer_differs CN=Test CA>CN=Other CA",
            "issuer_key_id_differs ab>cd",
        ]
    );
    assert_eq!(modes(&comparison), [true; 3]);
    let shorter = certificates(&wanted(), &wanted().until("300101000000Z"));
    assert_eq!(shorter.differences()[0].code(), &codes::VALIDITY_NOT_LONGER);
    let ca = wanted().other_extension(oids::BASIC_CONSTRAINTS, &[0x30, 0x06, 0x01, 0x01, 0xFF, 0x02, 0x01, 0x00]);
    let comparison = certificates(&wanted(), &ca);
    assert_eq!(told(&comparison), ["basic_constraints_differ CA:FALSE>CA:TRUE, pathlen:0"]);
    assert_eq!(modes(&comparison), [false; 3]);
}

#[test]
fn every_kind_of_name_is_compared_by_its_own_rule() {
    let one = Names::new()
        .email("Ann@Example.com")
        .uri("sip:Example.com")
        .uri("https://example.com/A")
        .directory("Ann  Lee")
        .other(oids::DNS_SRV, Tag::IA5_STRING, b"_sip.Example.com")
        .other(oids::XMPP_ADDR, Tag::UTF8_STRING, b"Example.com")
        .other(oids::SMTP_UTF8_MAILBOX, Tag::UTF8_STRING, "\u{FC}@e".as_bytes())
        .entry(Tag::context(8), &[0x2A, 0x03])
        .entry(Tag::context_constructed(3), &[0x30, 0x00])
        .entry(Tag::context_constructed(5), &[0xA1, 0x00])
        .entry(Tag::context(7), &[1, 2, 3]);
    let same = Names::new()
        .entry(Tag::context(7), &[1, 2, 3])
        .entry(Tag::context_constructed(5), &[0xA1, 0x00])
        .entry(Tag::context_constructed(3), &[0x30, 0x00])
        .entry(Tag::context(8), &[0x2A, 0x03])
        .other(oids::SMTP_UTF8_MAILBOX, Tag::UTF8_STRING, "\u{FC}@e".as_bytes())
        .other(oids::XMPP_ADDR, Tag::UTF8_STRING, b"example.com")
        .other(oids::DNS_SRV, Tag::IA5_STRING, b"_SIP.example.com")
        .directory("ann lee")
        .uri("https://example.com/A")
        .uri("SIP:example.com")
        .email("Ann@example.COM");
    assert_eq!(told(&certificates(&one, &same)), [""; 0]);
    let missing = told(&certificates(&one, &Names::new().dns("a")));
    assert_eq!(
        missing,
        [
            "name_missing XMPP:Example.com>",
            "name_missing SRV:_sip.Example.com>",
            "name_missing mailbox:\u{FC}@e>",
            "name_missing email:Ann@Example.com>",
            "name_missing X400:0\\x00>",
            "name_missing dirName:CN=Ann  Lee>",
            "name_missing EDI:\\xa1\\x00>",
            "name_missing URI:https://example.com/A>",
            "name_missing URI:sip:Example.com>",
            "name_missing IP:\\x01\\x02\\x03> cause_address",
            "name_missing RID:1.2.3>",
            "name_added >DNS:a",
        ]
    );
    let other = Names::new().email("ann@Example.com").uri("https://example.com/a");
    let changed = told(&certificates(&Names::new().email("Ann@Example.com").uri("https://example.com/A"), &other));
    assert_eq!(changed.len(), 4, "{changed:?}");
}

#[test]
fn what_a_configuration_needs_is_found_or_missing() {
    let der = wanted().der();
    let installed = Side::certificate(&CertificateRef::parse(&der).unwrap()).unwrap();
    let all: [GeneralName<'_>; 4] = [
        GeneralName::DnsName(b"cucm1.example.com"),
        GeneralName::DnsName(b"CUCM2.example.com"),
        GeneralName::DnsName(b"example.com"),
        GeneralName::IpAddress(&[192, 0, 2, 1]),
    ];
    assert!(Comparison::new(&Side::names(all), &installed).holds(DiffMode::Exact));
    let fewer = Comparison::new(&Side::names(all.into_iter().take(3)), &installed);
    assert_eq!(modes(&fewer), [false, true, false], "too many names: a new certificate is advised");
    let more = all.into_iter().chain([GeneralName::DnsName(b"alias.example.net")]);
    let more = Comparison::new(&Side::names(more), &installed);
    assert_eq!(modes(&more), [false, false, true], "a name is missing: a new certificate is required");
}

#[test]
fn long_lists_are_sorted_and_the_answer_is_bounded() {
    let many = |from: u32| Names::new().many((from..from + 50_000).map(|number| format!("h{number}.example.com")));
    let comparison = certificates(&many(0), &many(25_000));
    assert_eq!(comparison.differences().len(), 2 * Comparison::MOST);
    assert_eq!(comparison.left_out(), 2 * (25_000 - Comparison::MOST));
    let long = certificates(&Names::new().many(["\u{1}".repeat(100_000)]), &Names::new().dns("a"));
    assert!(told(&long)[0].len() < 3_000);
}
