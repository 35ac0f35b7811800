//! Rows 6 to 13: name constraints that cost too much, or that a name slips through.

use super::{LEAF_AGAINST_ITS_ISSUER, accepted, anyone, assert_accepted, assert_refused, ca, check, server, validator};
use ucpki_chain::{
    At, Budget, Cause, Detail, KeyPurpose, Limit, NameMode, Pool, Refused, Valid, ValidationParams, codes,
};
use ucpki_tests::ask::read;
use ucpki_tests::make::{Attribute, Cert, GeneralName, Key, Name, Subtree, Text, time};
use ucpki_x509::Code;

fn dns(name: &str) -> GeneralName {
    GeneralName::Dns(name.to_owned())
}

fn email(name: &str) -> GeneralName {
    GeneralName::Email(name.to_owned())
}

fn uri(name: &str) -> GeneralName {
    GeneralName::Uri(name.to_owned())
}

/// An otherName: its type, and the tag and the text of its value.
fn other_name(oid: &str, tag: u8, text: &str) -> GeneralName {
    use ucpki_x509::der::{Tag, Writer};
    let mut writer = Writer::new();
    writer.nested(Tag::context_constructed(0), |name| {
        name.oid(ucpki_tests::make::oid(oid).as_oid());
        let value = [&[tag, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
        name.nested(Tag::context_constructed(0), |explicit| explicit.encoded(&value));
    });
    GeneralName::Raw(writer.into_bytes())
}

fn mailbox(base: &str) -> Subtree {
    Subtree::Other(email(base))
}

fn site(base: &str) -> Subtree {
    Subtree::Other(uri(base))
}

/// A leaf with `names` below a CA with these constraints.
fn ask(permitted: &[Subtree], excluded: &[Subtree], names: &[GeneralName]) -> Result<Valid, Refused> {
    let leaf = Cert { alternative_names: names.to_vec(), ..server() };
    ask_for(permitted, excluded, &leaf)
}

fn ask_for(permitted: &[Subtree], excluded: &[Subtree], leaf: &Cert) -> Result<Valid, Refused> {
    let root = ca("Root");
    let middle = ca("Middle").issued_by(&root).name_constraints(permitted, excluded);
    check(&root, &[middle.clone()], &leaf.clone().issued_by(&middle), &anyone())
}

#[track_caller]
fn assert_leaf_refused(answer: Result<Valid, Refused>, code: &'static Code) {
    assert_refused(answer, code, LEAF_AGAINST_ITS_ISSUER);
}

/// Constraints times names: two lists of some thousands in one chain are millions of comparisons. Each is counted, and the
/// budget ends it; what fits the budget is judged, at the price of the product and no more.
///
/// CVE-2024-34702 (Botan), CVE-2024-12243 and CVE-2025-14831 (GnuTLS), CVE-2025-58187 (Go).
#[test]
fn row_06_constraints_times_names_are_counted() {
    let work = |constraints: usize, names: usize, budget: Budget| {
        let root = ca("Root");
        let excluded: Vec<Subtree> = (0..constraints).map(|one| Subtree::dns(&format!("x{one}.example.org"))).collect();
        let middle = ca("Middle").issued_by(&root).name_constraints(&[], &excluded);
        let names: Vec<GeneralName> = (0..names).map(|one| dns(&format!("n{one}.example.com"))).collect();
        let leaf = Cert { alternative_names: names, ..server() }.issued_by(&middle);
        check(&root, &[middle], &leaf, &anyone().budget(budget))
    };
    for (constraints, names) in [(10, 10), (100, 200), (200, 100), (500, 1000)] {
        let valid = accepted(work(constraints, names, Budget::default()));
        // The subject is a name too.
        assert_eq!(valid.work().comparisons, (constraints * (names + 1)) as u64);
    }
    let refused = work(2000, 2000, Budget::default()).map(|_| ()).unwrap_err();
    assert!(matches!(refused.cause(), Cause::Exhausted { limit: Limit::Comparisons, .. }), "{refused}");
    assert!(refused.work().comparisons <= 1 << 20, "{:?}", refused.work());
    let refused = work(100, 100, Budget::default().comparisons(5_000)).map(|_| ()).unwrap_err();
    assert_eq!(refused.cause(), Cause::Exhausted { limit: Limit::Comparisons, most: 5_000 });
}

/// A wildcard stands for names outside the permitted subtree as well, where the subtree is deeper than the wildcard.
///
/// RUSTSEC-2026-0099 (webpki), CVE-2026-69248 (pyca).
#[test]
fn row_07_wildcard_above_a_permitted_name() {
    let permitted = [Subtree::dns("accept.example.com")];
    assert_leaf_refused(ask(&permitted, &[], &[dns("*.example.com")]), &codes::NAME_NOT_PERMITTED);
    assert_accepted(ask(&permitted, &[], &[dns("*.accept.example.com")]));
    assert_accepted(ask(&permitted, &[], &[dns("accept.example.com")]));
    assert_accepted(ask(&[Subtree::dns("example.com")], &[], &[dns("*.example.com")]));
    assert_leaf_refused(ask(&permitted, &[], &[dns("badaccept.example.com")]), &codes::NAME_NOT_PERMITTED);
    // One good name does not vouch for the next.
    let names = [dns("accept.example.com"), dns("*.example.com")];
    assert_leaf_refused(ask(&permitted, &[], &names), &codes::NAME_NOT_PERMITTED);
}

/// A wildcard that may stand for an excluded name is excluded, though most of what it stands for is not.
///
/// CVE-2025-61727 (Go), CVE-2026-34073 (pyca).
#[test]
fn row_08_wildcard_that_may_be_an_excluded_name() {
    let excluded = [Subtree::dns("bar.example.com")];
    assert_leaf_refused(ask(&[], &excluded, &[dns("*.example.com")]), &codes::NAME_EXCLUDED);
    assert_leaf_refused(ask(&[], &excluded, &[dns("*.bar.example.com")]), &codes::NAME_EXCLUDED);
    assert_accepted(ask(&[], &excluded, &[dns("*.foo.example.com")]));
    // A star is one label: it cannot be a name two labels below.
    assert_accepted(ask(&[], &[Subtree::dns("a.bar.example.com")], &[dns("*.example.com")]));
    assert_accepted(ask(&[], &excluded, &[dns("foobar.example.com")]));
}

/// Letters of host names count without case, in the constraint and in the name; so do those of the host of a mailbox or
/// URI. The part of a mailbox before the `@` counts as it stands.
///
/// CVE-2026-3833 (GnuTLS), CVE-2026-33810 (Go).
#[test]
fn row_09_case_does_not_hide_a_name() {
    let pairs = [
        (Subtree::dns("bad.EXAMPLE.com"), dns("a.BAD.example.COM")),
        (Subtree::dns("bad.example.com"), dns("*.Bad.Example.com")),
        (mailbox("EXAMPLE.com"), email("bob@example.COM")),
        (mailbox(".EXAMPLE.com"), email("bob@host.example.COM")),
        (mailbox("bob@EXAMPLE.com"), email("bob@example.COM")),
        (site("EXAMPLE.com"), uri("https://example.COM/")),
        (site(".EXAMPLE.com"), uri("HTTPS://host.example.COM/")),
        (Subtree::directory("O=EXAMPLE,C=de"), GeneralName::Directory("CN=x,O=example,C=DE".into())),
    ];
    for (base, name) in pairs {
        assert_leaf_refused(ask(&[], std::slice::from_ref(&base), std::slice::from_ref(&name)), &codes::NAME_EXCLUDED);
        // The subject is a directory name too, and would not be permitted.
        let leaf = Cert { subject: Name::empty(), alternative_names: vec![name.clone()], ..server() };
        assert_accepted(ask_for(&[base], &[], &leaf));
    }
    let other = ask(&[mailbox("Bob@example.com")], &[], &[email("bob@example.com")]);
    assert_leaf_refused(other, &codes::NAME_NOT_PERMITTED);
}

/// The host of a URI is what is constrained: behind a user, before a port, without its path. A URI whose host is an
/// address, or that has none, cannot be judged, and that refuses: also for an address with a zone.
///
/// RUSTSEC-2026-0098 (webpki), CVE-2026-5263 (wolfSSL), CVE-2024-45341 (Go).
#[test]
fn row_10_the_host_of_a_uri_is_constrained() {
    let (inside, below) = ([site("example.com")], [site(".example.com")]);
    for name in ["https://example.com", "sip://bob@example.com:5061/x", "ldap://EXAMPLE.com?cn", "a://@example.com#b"] {
        assert_accepted(ask(&inside, &[], &[uri(name)]));
        assert_leaf_refused(ask(&[], &inside, &[uri(name)]), &codes::NAME_EXCLUDED);
        assert_leaf_refused(ask(&below, &[], &[uri(name)]), &codes::NAME_NOT_PERMITTED);
    }
    for name in [
        "https://evil.org/@example.com",
        "https://example.com@evil.org/",
        "https://a.example.com/",
        "https://example.com.evil.org/",
        "https://notexample.com/",
    ] {
        assert_leaf_refused(ask(&inside, &[], &[uri(name)]), &codes::NAME_NOT_PERMITTED);
    }
    // What programs read in several ways has no host that could be permitted, or safe from what is excluded.
    for name in ["https://a@example.com@evil.org/", "https://evil.org\\@example.com/", "https://example.com:x/"] {
        assert_leaf_refused(ask(&inside, &[], &[uri(name)]), &codes::CONSTRAINED_NAME_MALFORMED);
        assert_leaf_refused(ask(&[], &inside, &[uri(name)]), &codes::CONSTRAINED_NAME_MALFORMED);
    }
    assert_accepted(ask(&below, &[], &[uri("https://a.example.com/")]));
    for name in [
        "urn:example:a",
        "mailto:bob@example.com",
        "sip:bob@example.com",
        "https:///path",
        "https://",
        "https://192.0.2.1/",
        "https://[2001:db8::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%25example.com]/",
        "example.com",
        "",
    ] {
        for (permitted, excluded) in [(&inside[..], &[][..]), (&[], &inside), (&below, &[]), (&[], &below)] {
            assert_leaf_refused(ask(permitted, excluded, &[uri(name)]), &codes::CONSTRAINED_NAME_MALFORMED);
        }
        // Constraints of another kind have nothing to say about it.
        assert_accepted(ask(&[Subtree::dns("example.com")], &[], &[uri(name), dns("example.com")]));
    }
}

/// Both lists count, of every CA above. What two CAs permit is what both permit, so that two that have nothing in common
/// leave nothing; what one excludes is excluded.
///
/// CVE-2024-39312 (Botan), CVE-2026-42011 (GnuTLS).
#[test]
fn row_11_both_lists_of_every_ca_count() {
    let [all, one, other]: [&[Subtree]; 3] =
        [&[], &[Subtree::dns("one.example.com")], &[Subtree::dns("other.example.com")]];
    let root = ca("Root");
    for upper in [(all, all), (one, all), (other, all), (all, one), (all, other), (one, other), (one, one)] {
        for lower in [(all, all), (one, all), (other, all), (all, one), (all, other), (one, other), (one, one)] {
            let constrain = |cert: Cert, lists: (&[Subtree], &[Subtree])| match lists {
                ([], []) => cert,
                (permitted, excluded) => cert.name_constraints(permitted, excluded),
            };
            let first = constrain(ca("Upper").issued_by(&root), upper);
            let second = constrain(ca("Lower").issued_by(&first), lower);
            let leaf = server().san_dns("a.one.example.com").issued_by(&second);
            let answer = check(&root, &[first, second], &leaf, &anyone());
            // What each CA alone has to say, the one that excludes before the one that does not permit.
            let says = |lists: (&[Subtree], &[Subtree]), above| match lists {
                (_, excluded) if excluded == one => Some((&codes::NAME_EXCLUDED, above)),
                (permitted, _) if permitted == other => Some((&codes::NAME_NOT_PERMITTED, above)),
                _ => None,
            };
            match says(lower, Some(1)).or(says(upper, Some(2))) {
                None => assert_accepted(answer),
                Some((code, above)) => assert_refused(answer, code, At::Pair { above, below: 0 }),
            }
        }
    }
    // The order within a list has no meaning, also where one of its bases cannot be judged.
    let unclear = Subtree::dns("*.example.com");
    let name = [dns("a.one.example.com")];
    for bases in [[unclear.clone(), one[0].clone()], [one[0].clone(), unclear.clone()]] {
        assert_accepted(ask(&bases, &[], &name));
        assert_leaf_refused(ask(&[], &bases, &name), &codes::NAME_EXCLUDED);
    }
    assert_leaf_refused(ask(&[unclear.clone()], &[], &name), &codes::CONSTRAINT_MALFORMED);
    assert_leaf_refused(ask(&[], &[unclear], &name), &codes::CONSTRAINT_MALFORMED);
    // The names of a CA are constrained by the CAs above it, unless it is self-issued.
    let first = ca("Upper").issued_by(&root).name_constraints(&[Subtree::directory("O=Example")], &[]);
    let leaf = |issuer: &Cert| Cert { subject: "CN=leaf,O=Example".into(), ..server() }.issued_by(issuer);
    let inside = ca("CN=Lower,O=Example").issued_by(&first);
    assert_accepted(check(&root, &[first.clone(), inside.clone()], &leaf(&inside), &anyone()));
    let outside = ca("CN=Lower,O=Other").issued_by(&first);
    let answer = check(&root, &[first.clone(), outside.clone()], &leaf(&outside), &anyone());
    assert_refused(answer, &codes::NAME_NOT_PERMITTED, At::Pair { above: Some(2), below: 1 });
    let renewed = ca("Upper").key(&Key::fake("renewed")).issued_by(&first);
    assert_accepted(check(&root, &[first, renewed.clone()], &leaf(&renewed), &anyone()));
}

/// Every constraint of a kind counts, not only the last: mailboxes with one local part at several hosts.
///
/// CVE-2026-27137 (Go).
#[test]
fn row_12_every_mailbox_that_is_listed_counts() {
    let hosts = ["one.example", "two.example", "three.example"];
    let bases: Vec<Subtree> = hosts.iter().map(|host| mailbox(&format!("bob@{host}"))).collect();
    for host in hosts {
        let bob = [email(&format!("bob@{host}"))];
        assert_accepted(ask(&bases, &[], &bob));
        assert_leaf_refused(ask(&[], &bases, &bob), &codes::NAME_EXCLUDED);
        assert_leaf_refused(ask(&bases, &[], &[email(&format!("eve@{host}"))]), &codes::NAME_NOT_PERMITTED);
    }
    assert_leaf_refused(ask(&bases, &[], &[email("bob@four.example")]), &codes::NAME_NOT_PERMITTED);
    // The e-mail address in the subject counts where there is no SAN (RFC 5280, 4.2.1.10).
    let bob = |host: &str| Cert { subject: Name::parse(&format!("emailAddress=bob@{host},CN=Bob")), ..server() };
    assert_accepted(ask_for(&bases, &[], &bob("two.example")));
    assert_leaf_refused(ask_for(&bases, &[], &bob("four.example")), &codes::NAME_NOT_PERMITTED);
    assert_leaf_refused(ask_for(&[], &bases, &bob("one.example")), &codes::NAME_EXCLUDED);
    assert_accepted(ask_for(&bases, &[], &bob("four.example").san_dns("sip.example.com")));
    // Whatever kind of string it is written as.
    for text in [Text::Bmp, Text::Printable, Text::Teletex, Text::Universal, Text::Utf8] {
        let bob = |host: &str| Cert { subject: bob(host).subject.with_text(text), ..server() };
        assert_accepted(ask_for(&bases, &[], &bob("two.example")));
        assert_leaf_refused(ask_for(&bases, &[], &bob("four.example")), &codes::NAME_NOT_PERMITTED);
        assert_leaf_refused(ask_for(&[], &bases, &bob("one.example")), &codes::NAME_EXCLUDED);
    }
}

/// A directory name is a list of sets: which attributes stand together counts. And it counts wherever a directory name
/// stands, also in subjectAltName.
///
/// CVE-2026-48057 and the advisory of 2020-07 (Botan).
#[test]
fn row_13_the_structure_of_directory_names_counts() {
    let named = |subject: &Name| Cert { subject: subject.clone(), ..server() };
    let both = |one: &str, other: &str| vec![Attribute::new("O", one), Attribute::new("OU", other)];
    let together = Name::parse("C=DE").and(both("Example", "Unit"));
    let apart = Name::parse("OU=Unit,O=Example,C=DE");
    let (one_set, two_sets) = ([Subtree::directory(&together)], [Subtree::directory(&apart)]);
    let leaf = |name: &Name| named(&name.clone().and(vec![Attribute::new("CN", "leaf")]));
    assert_accepted(ask_for(&one_set, &[], &leaf(&together)));
    assert_accepted(ask_for(&two_sets, &[], &leaf(&apart)));
    assert_leaf_refused(ask_for(&one_set, &[], &leaf(&apart)), &codes::NAME_NOT_PERMITTED);
    assert_leaf_refused(ask_for(&two_sets, &[], &leaf(&together)), &codes::NAME_NOT_PERMITTED);
    // A set with one more attribute is another set; the order within a set is none.
    let more = [Attribute::new("OU", "More")];
    let wider = Name::parse("C=DE").and([&both("Example", "Unit")[..], &more].concat());
    assert_leaf_refused(ask_for(&one_set, &[], &leaf(&wider)), &codes::NAME_NOT_PERMITTED);
    let turned = Name::parse("C=DE").and(both("Example", "Unit").into_iter().rev().collect());
    assert_accepted(ask_for(&one_set, &[], &leaf(&turned)));
    // The first relative names decide, not any that come later.
    assert_leaf_refused(ask_for(&[Subtree::directory("O=Example")], &[], &leaf(&apart)), &codes::NAME_NOT_PERMITTED);
    // In subjectAltName, with a subject that is permitted, or none.
    for subject in [Name::parse("O=Example"), Name::empty()] {
        let leaf = named(&subject).san(GeneralName::Directory("CN=eve,O=Other".into()));
        let answer = ask_for(&[Subtree::directory("O=Example")], &[], &leaf);
        assert_leaf_refused(answer, &codes::NAME_NOT_PERMITTED);
        let answer = ask_for(&[], &[Subtree::directory("O=Other")], &leaf);
        assert_leaf_refused(answer, &codes::NAME_EXCLUDED);
    }
}

/// A refusal says which name lies in which subtree, in the words of people, whatever bytes are there.
#[test]
fn a_refusal_says_which_name_and_which_subtree() {
    let other = |tag: u8, content: &[u8]| GeneralName::Raw([&[tag, content.len() as u8][..], content].concat());
    let directory = |name: &str| GeneralName::Directory(Name::from(name));
    let cases = [
        (dns("a.example.com"), Subtree::dns("example.com"), "a.example.com", "example.com"),
        (dns("a\n.example.com"), Subtree::dns("example.com"), "a\\n.example.com", "example.com"),
        (email("a@example.com"), mailbox("example.com"), "a@example.com", "example.com"),
        (uri("sip:example.com"), site("example.com"), "sip:example.com", "example.com"),
        (directory("leaf"), Subtree::Other(directory("leaf")), "CN=leaf", "CN=leaf"),
        (GeneralName::ip("192.0.2.7"), Subtree::net("192.0.2.0/24"), "192.0.2.7", "192.0.2.0/24"),
        (GeneralName::ip("2001:db8::7"), Subtree::net("2001:db8::/32"), "2001:db8::7", "2001:db8::/32"),
        (GeneralName::Ip(vec![1, 2]), Subtree::net("192.0.2.0/24"), "[01, 02]", "192.0.2.0/24"),
        (other(0x88, &[0x2A, 3]), Subtree::Other(other(0x88, &[0x2A, 3])), "registeredID", "registeredID"),
    ];
    for (name, excluded, of, within) in cases {
        let refused = ask(&[], &[excluded], &[name]).unwrap_err();
        let detail = refused.finding().unwrap().detail();
        assert_eq!(detail.to_string(), format!("{of} against {within}"));
        let Detail::Constraint { name, base } = detail else { panic!("{refused}") };
        assert_eq!((name.as_str(), base.as_str()), (of, within));
    }
    // Outside of all that are permitted, so that there is none to name.
    let refused = ask(&[Subtree::dns("example.com")], &[], &[dns("a.example.org")]).unwrap_err();
    assert_eq!(refused.finding().unwrap().detail().to_string(), "a.example.org");
}

/// RFC 5280, 4.2.1.10: a base with a leading dot holds the hosts below, and nothing is above the dot here.
#[test]
fn a_host_that_is_nothing_but_the_base_is_not_below_it() {
    let permitted = [mailbox(".example.com")];
    assert_accepted(ask(&permitted, &[], &[email("a@b.example.com")]));
    assert_leaf_refused(ask(&permitted, &[], &[email("a@.example.com")]), &codes::CONSTRAINED_NAME_MALFORMED);
    assert_leaf_refused(ask(&permitted, &[], &[email("a@example.com")]), &codes::NAME_NOT_PERMITTED);
}

/// RFC 5280, 4.2.1.10: nobody compares the common name of a CA with a peer's, whatever it looks like. A leaf's counts where
/// the mode says so.
#[test]
fn common_names_of_cas_are_not_constrained() {
    let root = ca("root").name_constraints(&[Subtree::dns("example.com")], &[]);
    let upper = ca("upper").name_constraints(&[Subtree::dns("example.com")], &[]).issued_by(&root);
    let below = ca("issuing1").issued_by(&upper);
    for mode in [NameMode::Rfc9525, NameMode::Appliance] {
        let ask = |leaf: &str| {
            let leaf = Cert { subject: Name::common(leaf), ..server() }.issued_by(&below);
            check(&root, &[upper.clone(), below.clone()], &leaf, &anyone().name_mode(mode))
        };
        assert_accepted(ask("sip.example.com"));
        assert_eq!(ask("sip.example.org").is_ok(), mode == NameMode::Rfc9525);
    }
}

/// Constraints on host names speak of the host of the peer's URI, service or XMPP address: the excluded ones always, the
/// permitted ones where the CA permits no name of that form.
#[test]
fn the_host_of_a_peer_is_constrained_whatever_form_its_name_has() {
    use ucpki_chain::{Identity, Profile, Severity};
    let root = ca("Root");
    let srv = |text: &str| other_name("1.3.6.1.5.5.7.8.7", 0x16, text);
    let cases: [(GeneralName, Identity, Subtree); 3] = [
        (uri("sip:sip.example.com"), Identity::sip("sip.example.com").unwrap(), Subtree::Other(uri("sip.example.com"))),
        (
            uri("https://sip.example.com/"),
            Identity::uri("https://sip.example.com").unwrap(),
            Subtree::Other(uri("sip.example.com")),
        ),
        (
            srv("_sip.sip.example.com"),
            Identity::srv("_sip.sip.example.com").unwrap(),
            Subtree::Other(srv("example.com")),
        ),
    ];
    for (name, identity, own_form) in cases {
        let ask = |permitted: &[Subtree], excluded: &[Subtree], profile: &Profile| {
            let middle = ca("Middle").issued_by(&root).name_constraints(permitted, excluded);
            let leaf = server().san(name.clone()).issued_by(&middle);
            let request = ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Any, identity.clone());
            validator(&[root.clone()]).profile(profile.clone()).check(
                &read(&leaf),
                &Pool::new([read(&middle)]),
                &request,
            )
        };
        let says = |answer: &Result<Valid, Refused>, code: &'static Code| match answer {
            Ok(valid) => valid.findings().iter().find(|one| one.code() == code).map(|one| one.severity()),
            Err(refused) => {
                refused.candidates()[0].findings().iter().find(|one| one.code() == code).map(|one| one.severity())
            }
        };
        for profile in Profile::ALL {
            let lenient = matches!(profile.name(), "rfc5280" | "legacy");
            let severity = if lenient { Severity::Warn } else { Severity::Refuse };
            let outside = ask(&[Subtree::dns("example.org")], &[], profile);
            assert_eq!(says(&outside, &codes::IDENTITY_NOT_PERMITTED), Some(severity), "{name:?} {}", profile.name());
            assert_eq!(outside.is_ok(), lenient);
            let inside = ask(&[Subtree::dns("example.com")], &[], profile);
            assert_eq!(says(&inside, &codes::IDENTITY_NOT_PERMITTED), None);
            let excluded = ask(&[], &[Subtree::dns("example.com")], profile);
            assert_eq!(says(&excluded, &codes::NAME_EXCLUDED), Some(Severity::Refuse));
            // Where the CA permits names of the form itself, those decide.
            let own = ask(&[Subtree::dns("example.org"), own_form.clone()], &[], profile);
            assert_eq!(says(&own, &codes::IDENTITY_NOT_PERMITTED), None);
            let both = ask(&[own_form.clone()], &[Subtree::dns("example.com")], profile);
            assert_eq!(says(&both, &codes::NAME_EXCLUDED), Some(Severity::Refuse));
        }
    }
}

/// RFC 4985, 4, and RFC 9598, 6. Other otherNames have no comparison, and refuse where they meet their own kind.
#[test]
fn services_and_mailboxes_beyond_ascii_are_constrained() {
    let srv = |text: &str| other_name("1.3.6.1.5.5.7.8.7", 0x16, text);
    let utf8 = |text: &str| other_name("1.3.6.1.5.5.7.8.9", 0x0C, text);
    let upn = |text: &str| other_name("1.3.6.1.4.1.311.20.2.3", 0x0C, text);
    let base = |name: GeneralName| [Subtree::Other(name)];
    assert_accepted(ask(&base(srv("example.com")), &[], &[srv("_sip.host.example.com")]));
    assert_leaf_refused(
        ask(&base(srv("_xmpp.example.com")), &[], &[srv("_sip.example.com")]),
        &codes::NAME_NOT_PERMITTED,
    );
    assert_leaf_refused(ask(&[], &base(srv("_sip")), &[srv("_sip.example.com")]), &codes::NAME_EXCLUDED);
    assert_leaf_refused(
        ask(&base(srv("example.com")), &[], &[srv("sip.example.com")]),
        &codes::CONSTRAINED_NAME_MALFORMED,
    );
    assert_leaf_refused(ask(&base(srv(".")), &[], &[srv("_sip.example.com")]), &codes::CONSTRAINT_MALFORMED);
    let wrong_tag = other_name("1.3.6.1.5.5.7.8.7", 0x0C, "_sip.example.com");
    assert_leaf_refused(ask(&base(srv("example.com")), &[], &[wrong_tag]), &codes::CONSTRAINED_NAME_MALFORMED);

    assert_accepted(ask(&[mailbox("example.com")], &[], &[utf8("b\u{f6}b@example.com")]));
    assert_leaf_refused(
        ask(&[mailbox("example.org")], &[], &[utf8("b\u{f6}b@example.com")]),
        &codes::NAME_NOT_PERMITTED,
    );
    assert_leaf_refused(ask(&[], &[mailbox("example.com")], &[utf8("b\u{f6}b@example.com")]), &codes::NAME_EXCLUDED);
    assert_leaf_refused(
        ask(&[], &base(utf8("b\u{f6}b@example.com")), &[utf8("b\u{f6}b@example.com")]),
        &codes::NAME_EXCLUDED,
    );
    assert_accepted(ask(&base(utf8("x@example.org")), &[], &[email("bob@example.com")]));

    assert_leaf_refused(ask(&base(upn("a@b.c")), &[], &[upn("a@b.c")]), &codes::NAME_CONSTRAINT_UNSUPPORTED);
    assert_accepted(ask(&base(upn("a@b.c")), &[], &[srv("_sip.example.com")]));
}

/// The attribute emailAddress counts where there is no subjectAltName, without regard to case (RFC 5280, 4.1.2.6).
#[test]
fn the_address_in_the_subject_is_compared_without_case() {
    let root = ca("Root");
    let ask = |subject: &str, excluded: Subtree| {
        let middle = ca("Middle").issued_by(&root).name_constraints(&[], &[excluded]);
        let leaf = Cert::new(subject).key(&Key::fake("leaf")).issued_by(&middle);
        check(&root, &[middle], &leaf, &anyone())
    };
    let subject = "emailAddress=Bob@Example.com,CN=x";
    assert!(ask(subject, mailbox("bob@example.com")).is_err());
    assert!(ask(subject, mailbox("alice@example.com")).is_ok());
    assert!(ask("emailAddress=a@b@example.com,CN=x", mailbox("example.org")).is_err(), "no mailbox");
}

#[test]
fn a_base_with_a_leading_dot_is_a_rule() {
    use ucpki_chain::{Profile, Severity};
    let root = ca("Root");
    for profile in Profile::ALL {
        let middle = ca("Middle").issued_by(&root).name_constraints(&[Subtree::dns(".example.com")], &[]);
        let leaf = server().san_dns("a.example.com").issued_by(&middle);
        let answer = validator(&[root.clone()]).profile(profile.clone()).check(
            &read(&leaf),
            &Pool::new([read(&middle)]),
            &anyone(),
        );
        let severity = profile.severity(&codes::CONSTRAINT_LEADING_DOT);
        assert_eq!(
            severity,
            if matches!(profile.name(), "strict" | "webpki") { Severity::Refuse } else { Severity::Warn }
        );
        match answer {
            Ok(valid) => assert!(valid.findings().iter().any(|one| *one.code() == codes::CONSTRAINT_LEADING_DOT)),
            Err(_) => assert_eq!(severity, Severity::Refuse),
        }
    }
}
