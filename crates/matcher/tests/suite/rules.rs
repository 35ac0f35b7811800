//! Access rules over the names of whole certificates.

use crate::certificate::Names;
use ucpki_matcher::{AccessRule, AccessRules, Action, Comparisons, NamePlace, PatternKind, codes};
use ucpki_x509::der::Tag;
use ucpki_x509::{CertificateRef, Error, oids};

/// The answer as text.
fn check(rules: &str, names: &Names) -> String {
    let rules = AccessRules::parse(rules.as_bytes(), None).unwrap();
    let der = names.der();
    let access = rules.check(&CertificateRef::parse(&der).unwrap(), &mut Comparisons::unlimited()).unwrap();
    access.to_string()
}

#[test]
fn the_lowest_priority_decides_and_then_the_order() {
    let names = Names::new().cn("Phone").dns("vcs.example.com").dns("a.example.net");
    let rules = "20 allow suffix .example.com\n10 deny exact vcs.example.com\n";
    assert_eq!(check(rules, &names), "denied by 10 deny exact vcs.example.com: vcs.example.com (subjectAltName 0)");
    let rules = "10 allow suffix .example.com\n10 deny exact vcs.example.com\n";
    assert_eq!(check(rules, &names), "allowed by 10 allow suffix .example.com: vcs.example.com (subjectAltName 0)");
    // A later name decides by an earlier rule.
    let rules = "1 deny prefix a.\n2 allow exact phone";
    assert_eq!(check(rules, &names), "denied by 1 deny prefix a.: a.example.net (subjectAltName 1)");
    // And a later name does not decide by a later rule.
    let rules = "1 allow exact phone\n2 deny prefix a.";
    assert_eq!(check(rules, &names), "allowed by 1 allow exact phone: Phone (commonName 0)");
    let rules = "7 allow exact phone\n7 deny exact phone\n";
    assert_eq!(check(rules, &names), "allowed by 7 allow exact phone: Phone (commonName 0)");
    assert_eq!(check("1 allow exact example.com", &names), "no rule applies");
    assert_eq!(check("", &names), "no rule applies");
}

#[test]
fn every_kind_of_name_with_a_text_is_seen() {
    let names = Names::new()
        .cn("one")
        .cn("two")
        .dns("Three.example.com")
        .ip("192.0.2.4")
        .ip("2001:db8::5")
        .email("Six@example.com")
        .uri("sip:seven")
        .directory("eight")
        .other(oids::DNS_SRV, Tag::IA5_STRING, b"_nine.example.com")
        .other(oids::XMPP_ADDR, Tag::UTF8_STRING, "zehn@b\u{FC}cher".as_bytes())
        .other(oids::SMTP_UTF8_MAILBOX, Tag::UTF8_STRING, "\u{FC}@elf".as_bytes())
        .entry(Tag::context(8), &[0x2A, 0x03]);
    for (pattern, place) in [
        ("ONE", NamePlace::CommonName(0)),
        ("two", NamePlace::CommonName(1)),
        ("three.example.com", NamePlace::SubjectAltName(0)),
        ("192.0.2.4", NamePlace::SubjectAltName(1)),
        ("2001:DB8::5", NamePlace::SubjectAltName(2)),
        ("six@example.com", NamePlace::SubjectAltName(3)),
        ("sip:seven", NamePlace::SubjectAltName(4)),
        ("cn=eight", NamePlace::SubjectAltName(5)),
        ("_nine.example.com", NamePlace::SubjectAltName(6)),
        ("zehn@b\u{FC}cher", NamePlace::SubjectAltName(7)),
        ("\u{FC}@elf", NamePlace::SubjectAltName(8)),
        ("1.2.3", NamePlace::SubjectAltName(9)),
    ] {
        for kind in [PatternKind::Exact, PatternKind::Prefix, PatternKind::Suffix] {
            let rules = AccessRules::new([AccessRule::new(0, Action::Deny, kind, pattern)], None).unwrap();
            let der = names.der();
            let access = rules.check(&CertificateRef::parse(&der).unwrap(), &mut Comparisons::unlimited()).unwrap();
            assert_eq!(access.applied().map(ucpki_matcher::Applied::place), Some(place), "{kind} {pattern}");
            assert!(!access.is_allowed());
        }
    }
}

#[test]
fn mistakes_have_their_line() {
    for (text, code, line) in [
        ("10 allow exact", &codes::RULE_SYNTAX, 1),
        ("\n# comment\n10 permit exact a", &codes::RULE_SYNTAX, 3),
        ("10 allow glob a\r\n", &codes::RULE_SYNTAX, 1),
        ("1 deny exact a\n65536 allow exact a", &codes::RULE_PRIORITY, 2),
        ("-1 allow exact a", &codes::RULE_PRIORITY, 1),
        ("+1 allow exact a", &codes::RULE_PRIORITY, 1),
        ("1 allow regex a", &codes::RULE_REGEX_OFF, 1),
        ("9 deny exact a\n1 allow regex a", &codes::RULE_REGEX_OFF, 2),
    ] {
        assert_eq!(AccessRules::parse(text.as_bytes(), None).unwrap_err(), Error::at_line(code, line), "{text}");
    }
    let long = format!("1 deny exact a\n\n1 deny exact {}", "a".repeat(1025));
    assert_eq!(AccessRules::parse(long.as_bytes(), None).unwrap_err(), Error::at_line(&codes::RULE_PATTERN, 3));
    assert_eq!(AccessRules::parse(b"1 deny exact \xFF", None).unwrap_err(), Error::at_line(&codes::RULE_SYNTAX, 1));
    let many = "1 deny exact a\n".repeat(10_001);
    assert_eq!(AccessRules::parse(many.as_bytes(), None).unwrap_err(), Error::at_line(&codes::RULES_TOO_MANY, 10_001));
    let rules = AccessRules::parse(b"\xEF\xBB\xBF 10\tallow  suffix   .a b \r\n#x\n\n", None).unwrap();
    assert_eq!(rules.rules()[0].to_string(), "10 allow suffix .a b");
    assert_eq!(rules.rules()[0].line(), Some(1));
    let empty = AccessRule::new(1, Action::Allow, PatternKind::Exact, "");
    assert_eq!(AccessRules::new([empty], None).unwrap_err().code(), &codes::RULE_PATTERN);
}

#[test]
fn what_cannot_be_read_is_no_decision() {
    let rules = AccessRules::parse(b"1 allow exact phone", None).unwrap();
    let der = Names::new().cn("phone").raw_subject_alt_name(&[0x30, 0x02, 0x82, 0x05]).der();
    let certificate = CertificateRef::parse(&der).unwrap();
    assert!(rules.check(&certificate, &mut Comparisons::unlimited()).is_err());
    let der = Names::new().cn("phone").dns("a").dns("b").der();
    let certificate = CertificateRef::parse(&der).unwrap();
    assert!(rules.check(&certificate, &mut Comparisons::new(3)).is_ok());
    let error = rules.check(&certificate, &mut Comparisons::new(2)).unwrap_err();
    assert_eq!(error.code(), &codes::COMPARISONS_EXHAUSTED);
}

/// Ten thousand rules, half of them the start of another, against a hundred names.
#[test]
fn many_rules_agree_with_a_plain_search() {
    let kinds = [PatternKind::Exact, PatternKind::Prefix, PatternKind::Suffix];
    let rule = |number: u32| {
        let pattern = match number % 4 {
            0 => format!("h{}", number % 50),
            1 => format!(".d{}.example", number % 30),
            2 => format!("h{}.d{}.example", number % 90, number % 40),
            _ => "h1.d1.examples".chars().skip(usize::try_from(number).unwrap() % 9).collect(),
        };
        let priority = u16::try_from(number.wrapping_mul(2_654_435_761) >> 20).unwrap();
        let kind = kinds[usize::try_from(number / 4 % 3).unwrap()];
        AccessRule::new(priority, if number.is_multiple_of(5) { Action::Allow } else { Action::Deny }, kind, &pattern)
    };
    let rules = AccessRules::new((0..10_000).map(rule), None).unwrap();
    let mut decided = 0;
    for host in 0..100 {
        let name = format!("H{host}.d{}.example", host % 45);
        let folded = name.to_lowercase();
        let plain = rules.rules().iter().find(|rule| match rule.kind() {
            PatternKind::Exact => folded == rule.pattern(),
            PatternKind::Prefix => folded.starts_with(rule.pattern()),
            _ => folded.ends_with(rule.pattern()),
        });
        let der = Names::new().dns(&name).der();
        let access = rules.check(&CertificateRef::parse(&der).unwrap(), &mut Comparisons::unlimited()).unwrap();
        // Of equal patterns the first is kept, so the rules are the same ones.
        assert_eq!(access.applied().map(ucpki_matcher::Applied::rule), plain, "{name}");
        decided += usize::from(plain.is_some());
    }
    assert!(decided > 50, "{decided}");
}

#[cfg(feature = "regex")]
#[test]
fn regular_expressions_stand_in_the_same_order() {
    use ucpki_matcher::LINEAR_REGEX;
    let text = b"20 allow regex vcs[0-9]+\\.example\\.com\n10 deny exact vcs7.example.com\n30 deny suffix .com\n";
    let rules = AccessRules::parse(text, Some(&LINEAR_REGEX)).unwrap();
    let answer = |name: &str| {
        let der = Names::new().dns(name).der();
        let access = rules.check(&CertificateRef::parse(&der).unwrap(), &mut Comparisons::unlimited()).unwrap();
        access.applied().map(|applied| applied.rule().priority())
    };
    assert_eq!(answer("VCS1.example.com"), Some(20));
    assert_eq!(answer("vcs7.example.com"), Some(10));
    assert_eq!(answer("vcs1.example.com.com"), Some(30));
    assert_eq!(answer("vcs1.example.net"), None);
    let error = AccessRules::parse(b"\n1 allow regex (", Some(&LINEAR_REGEX)).unwrap_err();
    assert_eq!(error, Error::at_line(&codes::RULE_REGEX, 2));
}
