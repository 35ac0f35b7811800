//! Rows 14, 17, 18: kinds of names that are rare, and names that are empty.

use super::{
    LEAF_AGAINST_ITS_ISSUER, accepted, anyone, assert_accepted, assert_refused, ca, check, host, read, server,
};
use ucpki_chain::{At, Refused, Valid, codes};
use ucpki_tests::make::{Cert, Extension, GeneralName, Name, Subtree, der};
use ucpki_x509::der::Tag;
use ucpki_x509::extension::DistributionPointName;

/// A name of every kind, by its tag: each with the text of a host in it, as far as the kind allows.
fn every_kind() -> [GeneralName; 9] {
    [
        // otherName: 1.2.3 with a UTF8String.
        GeneralName::Raw(der(Tag::context_constructed(0), |other| {
            other.oid(ucpki_tests::make::oid("1.2.3").as_oid());
            other.nested(Tag::context_constructed(0), |value| value.value(Tag::UTF8_STRING, b"sip.example.com"));
        })),
        GeneralName::Email("bob@sip.example.com".to_owned()),
        GeneralName::Dns("sip.example.com".to_owned()),
        // x400Address: not looked into.
        GeneralName::Raw(der(Tag::context_constructed(3), |address| {
            address.nested(Tag::SEQUENCE, |attributes| attributes.value(Tag::PRINTABLE_STRING, b"sip.example.com"));
        })),
        GeneralName::Directory("CN=sip.example.com".into()),
        // ediPartyName: partyName [1] EXPLICIT.
        GeneralName::Raw(der(Tag::context_constructed(5), |party| {
            party.nested(Tag::context_constructed(1), |name| name.value(Tag::UTF8_STRING, b"sip.example.com"));
        })),
        GeneralName::Uri("sips://sip.example.com".to_owned()),
        GeneralName::ip("192.0.2.7"),
        // registeredID 1.2.3.
        GeneralName::Raw(vec![0x88, 0x02, 0x2A, 0x03]),
    ]
}

/// As [`every_kind`], for constraints that hold those names.
fn every_base() -> [Subtree; 9] {
    let [other, email, _, x400, directory, edi, _, _, registered] = every_kind();
    let GeneralName::Directory(directory) = directory else { panic!("by its tag") };
    [
        Subtree::Other(other),
        Subtree::Other(email),
        Subtree::dns("sip.example.com"),
        Subtree::Other(x400),
        Subtree::Directory(directory),
        Subtree::Other(edi),
        Subtree::Other(GeneralName::Uri("sip.example.com".to_owned())),
        Subtree::net("192.0.2.0/24"),
        Subtree::Other(registered),
    ]
}

/// The kinds for which RFC 5280 defines no constraint.
const WITHOUT_RULES: [usize; 4] = [0, 3, 5, 8];

fn ask(permitted: &[Subtree], excluded: &[Subtree], names: &[GeneralName]) -> Result<Valid, Refused> {
    let root = ca("Root");
    let middle = ca("Middle").issued_by(&root).name_constraints(permitted, excluded);
    // Without a subject, so that nothing but `names` counts.
    let leaf = Cert { subject: Name::empty(), alternative_names: names.to_vec(), ..server() };
    check(&root, &[middle.clone()], &leaf.issued_by(&middle), &anyone())
}

/// A constraint on a kind of name that no one can judge does not let such names pass: where both meet, the path is
/// refused. Where they do not meet, the constraint says nothing.
///
/// TALOS-2026-2410 (registeredID).
#[test]
fn row_14_names_that_cannot_be_judged_refuse() {
    for kind in WITHOUT_RULES {
        let (name, base) = (every_kind()[kind].clone(), every_base()[kind].clone());
        for (permitted, excluded) in [(&[base.clone()][..], &[][..]), (&[], &[base.clone()])] {
            let names = [GeneralName::Dns("sip.example.com".to_owned()), name.clone()];
            let answer = ask(permitted, excluded, &names);
            assert_refused(answer, &codes::NAME_CONSTRAINT_UNSUPPORTED, LEAF_AGAINST_ITS_ISSUER);
            assert_accepted(ask(permitted, excluded, &names[..1]));
        }
    }
}

/// A kind of name is compared with constraints of that kind and with no others: no bytes of one kind are taken for
/// another, whatever they look like. In a name, in a constraint, and in a CRL distribution point.
///
/// CVE-2024-6119 (OpenSSL: otherName), CVE-2023-0286 (x400Address), CVE-2020-1971 (ediPartyName).
#[test]
fn row_18_each_kind_of_name_meets_its_own_kind_only() {
    for (kind, name) in every_kind().into_iter().enumerate() {
        for (constrained, base) in every_base().into_iter().enumerate() {
            for permitted in [true, false] {
                let base = std::slice::from_ref(&base);
                let (permitted, excluded) = if permitted { (base, &[][..]) } else { (&[][..], base) };
                let answer = ask(permitted, excluded, std::slice::from_ref(&name));
                if kind != constrained {
                    assert_accepted(answer);
                } else if WITHOUT_RULES.contains(&kind) {
                    assert_refused(answer, &codes::NAME_CONSTRAINT_UNSUPPORTED, LEAF_AGAINST_ITS_ISSUER);
                } else if excluded.is_empty() {
                    assert_accepted(answer);
                } else {
                    assert_refused(answer, &codes::NAME_EXCLUDED, LEAF_AGAINST_ITS_ISSUER);
                }
            }
        }
        // Only a dNSName is a host name.
        let root = ca("Root");
        let leaf = server().san(name.clone()).issued_by(&root);
        assert_eq!(check(&root, &[], &leaf, &host("sip.example.com")).is_ok(), kind == 2, "{kind}");
        assert_eq!(check(&root, &[], &leaf, &host("192.0.2.7")).is_ok(), kind == 7, "{kind}");
        // A distribution point whose place and issuer are of this kind is read, and nothing is taken for a URI.
        let points = der(Tag::SEQUENCE, |points| {
            points.nested(Tag::SEQUENCE, |point| {
                point.nested(Tag::context_constructed(0), |place| {
                    place.nested(Tag::context_constructed(0), |full| full.encoded(&name.der()));
                });
                point.nested(Tag::context_constructed(2), |issuer| issuer.encoded(&name.der()));
            });
        });
        let leaf = Cert { extensions: vec![Extension::new("2.5.29.31", false, points)], ..server() }.issued_by(&root);
        let valid = accepted(check(&root, &[], &leaf, &anyone()));
        let points = valid.path().certificates()[0].crl_distribution_points().unwrap().unwrap();
        let is_uri = |name: ucpki_x509::GeneralName<'_>| matches!(name, ucpki_x509::GeneralName::Uri(_));
        for point in points.iter() {
            let Some(DistributionPointName::FullName(full)) = point.name() else { panic!("{kind}") };
            let names = full.iter().chain(point.crl_issuer().unwrap().iter());
            assert_eq!(names.map(is_uri).collect::<Vec<_>>(), [kind == 6; 2], "{kind}");
        }
    }
}

/// Empty names, at every place where a name can stand: nothing panics, an empty name is nobody's, and one under a
/// constraint of its kind refuses.
///
/// CVE-2026-27138 (Go), and bugs of mbed TLS's reader of URI and otherName.
#[test]
fn row_17_empty_names_are_nobody() {
    let root = ca("Root");
    let dns = |name: &str| GeneralName::Dns(name.to_owned());
    let empty = [
        (1, GeneralName::Email(String::new())),
        (2, dns("")),
        (6, GeneralName::Uri(String::new())),
        (7, GeneralName::Ip(Vec::new())),
    ];
    for (kind, name) in &empty {
        let leaf = server().san(name.clone()).issued_by(&root);
        assert_accepted(check(&root, &[], &leaf, &anyone()));
        for wanted in ["sip.example.com", "192.0.2.7", "2001:db8::1"] {
            let refused = check(&root, &[], &leaf, &host(wanted)).map(|_| ()).unwrap_err();
            assert_eq!(refused.finding().unwrap().at(), At::Cert(0));
            assert!(refused.code().name().starts_with("matcher."), "{refused}");
        }
        // It does no harm to a name beside it.
        let leaf = server().san(name.clone()).san_dns("sip.example.com").issued_by(&root);
        assert_accepted(check(&root, &[], &leaf, &host("sip.example.com")));
        let base = [every_base()[*kind].clone()];
        for (permitted, excluded) in [(&base[..], &[][..]), (&[], &base)] {
            let answer = ask(permitted, excluded, std::slice::from_ref(name));
            let code = answer.as_ref().map_or_else(|refused| refused.code(), |_| &codes::NO_PATH);
            let codes = [&codes::NAME_CONSTRAINT_UNSUPPORTED, &codes::CONSTRAINED_NAME_MALFORMED];
            assert!(codes.contains(&code), "{code}");
            assert_refused(answer, code, LEAF_AGAINST_ITS_ISSUER);
        }
    }
    // An empty base holds every name of its kind, but for addresses, where it is none.
    for (kind, name) in [(1, "bob@example.com"), (2, "a.example.com"), (6, "https://a.example.com")] {
        let (name, base) = match kind {
            1 => (GeneralName::Email(name.to_owned()), Subtree::Other(GeneralName::Email(String::new()))),
            2 => (dns(name), Subtree::dns("")),
            _ => (GeneralName::Uri(name.to_owned()), Subtree::Other(GeneralName::Uri(String::new()))),
        };
        let (base, name) = ([base], [name]);
        assert_accepted(ask(&base, &[], &name));
        assert_refused(ask(&[], &base, &name), &codes::NAME_EXCLUDED, LEAF_AGAINST_ITS_ISSUER);
    }
    let no_net = [Subtree::Other(GeneralName::Ip(Vec::new()))];
    for (permitted, excluded) in [(&no_net[..], &[][..]), (&[], &no_net)] {
        let answer = ask(permitted, excluded, &[GeneralName::ip("192.0.2.7")]);
        assert_refused(answer, &codes::CONSTRAINT_MALFORMED, LEAF_AGAINST_ITS_ISSUER);
    }
    // An empty list of names is malformed, which refuses wherever names count.
    let leaf = server().extension("2.5.29.17", false, &[0x30, 0x00]).issued_by(&root);
    assert!(check(&root, &[], &leaf, &host("sip.example.com")).is_err());
    assert_eq!(read(&leaf).subject_alt_name().unwrap_err().code().name(), "x509.empty_list");
}
