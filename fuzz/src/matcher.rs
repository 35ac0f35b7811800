//! `identity_match`, `rules_parse` and `diff`: names of certificates against rules that are written the plain way.
//!
//! Inputs are lines. A line of a name starts with a letter for its kind: `C` common name, `D` dNSName, `E` rfc822Name,
//! `I` iPAddress in hexadecimal, `M` SmtpUTF8Mailbox, `S` SRVName, `U` URI, `X` xmppAddr.

use std::collections::BTreeSet;
use std::net::IpAddr;
use ucpki_matcher::{
    AccessRules, Comparison, Comparisons, DiffMode, Identity, LINEAR_REGEX, NameMode, NamePlace, PatternKind, Side,
    SipDomain, SipUsage, XmppService, codes, match_certificate,
};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{CertificateRef, Code, Oid, oids};

/// One name: its kind, and the rest of the line.
type Name<'a> = (u8, &'a [u8]);

/// The first line is the kind of identity, the mode and the reference; names follow.
///
/// # Panics
///
/// If the library finds another name than the plain rules do.
pub fn identity_match(input: &[u8]) {
    let mut lines = input.split(|byte| *byte == b'\n');
    let [kind, mode, reference @ ..] = lines.next().unwrap_or_default() else { return };
    let Ok(reference) = std::str::from_utf8(reference) else { return };
    let identity = match kind {
        b'a' => Identity::xmpp_account(reference),
        b'c' => Identity::xmpp(reference, XmppService::Client),
        b'd' => Identity::dns(reference),
        b'e' => Identity::email(reference),
        b'h' => Identity::host(reference),
        b'i' => SipDomain::new(reference).map(|domain| domain.usage(SipUsage::Ignore).into()),
        b's' => Identity::sip(reference),
        b'v' => Identity::srv(reference),
        b'u' => Identity::uri(reference),
        b'x' => Identity::xmpp(reference, XmppService::Server),
        _ => return,
    };
    let Ok(identity) = identity else { return };
    let mode = if *mode == b'p' { NameMode::Appliance } else { NameMode::Rfc9525 };
    let names: Vec<Name<'_>> = lines.filter_map(name).collect();
    let der = certificate(&names);
    let Ok(certificate) = CertificateRef::parse(&der) else { return };
    let answer = match_certificate(&certificate, &identity, mode, &mut Comparisons::unlimited());
    let place = match &answer {
        Ok(matched) => matched.place(),
        Err(mismatch) => {
            assert!(
                mismatch.nearest().len() <= ucpki_matcher::Mismatch::MOST && mismatch.seen() >= mismatch.malformed()
            );
            assert!(mismatch.to_string().len() < 4_000);
            None
        }
    };
    assert_eq!(place, plain::find(&identity, mode, &names), "{identity:?} {mode:?} {names:?}");
}

/// Rules, then a line `==`, then names.
///
/// # Panics
///
/// If a rule is not read back as it is written, or another rule decides than a plain search finds.
pub fn rules_parse(input: &[u8]) {
    let mark = input.windows(4).position(|window| window == b"\n==\n");
    let (text, names) = mark.map_or((input, &b""[..]), |at| (&input[..at], &input[at + 4..]));
    let rules = match AccessRules::parse(text, Some(&LINEAR_REGEX)) {
        Ok(rules) => rules,
        Err(error) => {
            let lines = text.split(|byte| *byte == b'\n').count();
            assert!(error.line().is_some_and(|line| (1..=lines).contains(&line)), "{error}");
            return;
        }
    };
    let written: String = rules.rules().iter().map(|rule| format!("{rule}\n")).collect();
    let again = AccessRules::parse(written.as_bytes(), Some(&LINEAR_REGEX)).expect("what we wrote ourselves");
    let values = |rules: &AccessRules| -> Vec<_> {
        rules
            .rules()
            .iter()
            .map(|rule| (rule.priority(), rule.action(), rule.kind(), rule.pattern().to_owned()))
            .collect()
    };
    assert_eq!(values(&rules), values(&again));

    let names: Vec<Name<'_>> = names.split(|byte| *byte == b'\n').filter_map(name).collect();
    let der = certificate(&names);
    let Ok(certificate) = CertificateRef::parse(&der) else { return };
    let Ok(access) = rules.check(&certificate, &mut Comparisons::new(1 << 20)) else { return };
    let texts: Vec<String> = names.iter().filter_map(plain::text).collect();
    let expected = rules.rules().iter().find(|rule| texts.iter().any(|text| plain::applies(rule, text)));
    assert_eq!(access.applied().map(ucpki_matcher::Applied::rule), expected, "{texts:?}");
}

/// Names of two certificates, with a line `==` between.
///
/// # Panics
///
/// If the differences are not those of two sets.
pub fn diff(input: &[u8]) {
    let mark = input.windows(4).position(|window| window == b"\n==\n");
    let Some((one, other)) = mark.map(|at| (&input[..at], &input[at + 4..])) else { return };
    let one: Vec<Name<'_>> = lines(one).filter_map(name).collect();
    let other: Vec<Name<'_>> = lines(other).filter_map(name).collect();
    let (one_der, other_der) = (certificate(&one), certificate(&other));
    let (Ok(one_view), Ok(other_view)) = (CertificateRef::parse(&one_der), CertificateRef::parse(&other_der)) else {
        return;
    };
    let (Ok(one_side), Ok(other_side)) = (Side::certificate(&one_view), Side::certificate(&other_view)) else { return };
    let forth = Comparison::new(&one_side, &other_side);
    let back = Comparison::new(&other_side, &one_side);
    assert!(Comparison::new(&one_side, &one_side).holds(DiffMode::Exact));
    let count = |comparison: &Comparison, code: &Code| {
        comparison.differences().iter().filter(|difference| difference.code() == code).count()
    };
    let (missing, added) = (count(&forth, &codes::NAME_MISSING), count(&forth, &codes::NAME_ADDED));
    assert_eq!((missing, added), (count(&back, &codes::NAME_ADDED), count(&back, &codes::NAME_MISSING)));
    let set = |names: &[Name<'_>]| -> BTreeSet<(u8, Vec<u8>)> {
        names.iter().filter(|(kind, _)| *kind != b'C').map(|name| planted::canonical(name)).collect()
    };
    let (one_set, other_set) = (set(&one), set(&other));
    assert_eq!(missing.min(256), one_set.difference(&other_set).count().min(256), "{one:?} {other:?}");
    assert_eq!(added.min(256), other_set.difference(&one_set).count().min(256), "{one:?} {other:?}");
    assert_eq!(forth.holds(DiffMode::Superset), missing == 0);
    assert_eq!(forth.holds(DiffMode::Subset), added == 0);
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n')
}

fn name(line: &[u8]) -> Option<Name<'_>> {
    let (kind, rest) = line.split_first()?;
    let is_text = matches!(kind, b'D' | b'E' | b'U' | b'S');
    (b"CDEIMSUX".contains(kind) && (!is_text || rest.is_ascii())).then_some((*kind, rest))
}

/// The bytes of an iPAddress; what is not hexadecimal stands for itself.
fn address(text: &[u8]) -> Vec<u8> {
    let digits = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    text.chunks(2).map(digits).collect::<Option<Vec<u8>>>().unwrap_or_else(|| text.to_vec())
}

/// A certificate with these names, each a letter for its kind and a text: key and signature are dummies.
#[must_use]
pub fn named_certificate(names: &[(u8, &[u8])]) -> Vec<u8> {
    certificate(names)
}

fn certificate(names: &[Name<'_>]) -> Vec<u8> {
    let algorithm = |writer: &mut Writer| writer.nested(Tag::SEQUENCE, |inner| inner.oid(oids::ED25519));
    let mut list = Writer::new();
    for (kind, content) in names {
        match kind {
            b'D' => list.value(Tag::context(2), content),
            b'E' => list.value(Tag::context(1), content),
            b'I' => list.value(Tag::context(7), &address(content)),
            b'M' => other(&mut list, oids::SMTP_UTF8_MAILBOX, Tag::UTF8_STRING, content),
            b'S' => other(&mut list, oids::DNS_SRV, Tag::IA5_STRING, content),
            b'U' => list.value(Tag::context(6), content),
            b'X' => other(&mut list, oids::XMPP_ADDR, Tag::UTF8_STRING, content),
            _ => {}
        }
    }
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |certificate| {
        certificate.nested(Tag::SEQUENCE, |tbs| {
            tbs.nested(Tag::context_constructed(0), |version| version.small_integer(2));
            tbs.small_integer(1);
            algorithm(tbs);
            tbs.nested(Tag::SEQUENCE, |_| {});
            tbs.nested(Tag::SEQUENCE, |validity| {
                validity.value(Tag::UTC_TIME, b"260101000000Z");
                validity.value(Tag::UTC_TIME, b"360101000000Z");
            });
            tbs.nested(Tag::SEQUENCE, |subject| {
                for (_, text) in names.iter().filter(|(kind, _)| *kind == b'C') {
                    subject.nested(Tag::SET, |rdn| {
                        rdn.nested(Tag::SEQUENCE, |attribute| {
                            attribute.oid(oids::COMMON_NAME);
                            attribute.value(Tag::UTF8_STRING, text);
                        });
                    });
                }
            });
            tbs.nested(Tag::SEQUENCE, |spki| {
                algorithm(spki);
                spki.bit_string(&[0; 32]);
            });
            if !list.as_bytes().is_empty() {
                let mut value = Writer::new();
                value.value(Tag::SEQUENCE, list.as_bytes());
                tbs.nested(Tag::context_constructed(3), |field| {
                    field.nested(Tag::SEQUENCE, |extensions| {
                        extensions.nested(Tag::SEQUENCE, |extension| {
                            extension.oid(oids::SUBJECT_ALT_NAME);
                            extension.octet_string(value.as_bytes());
                        });
                    });
                });
            }
        });
        algorithm(certificate);
        certificate.bit_string(&[0; 64]);
    });
    writer.into_bytes()
}

fn other(list: &mut Writer, oid: Oid<'_>, tag: Tag, content: &[u8]) {
    list.nested(Tag::context_constructed(0), |name| {
        name.oid(oid);
        name.nested(Tag::context_constructed(0), |explicit| explicit.value(tag, content));
    });
}

/// The rules the plain way: texts are taken apart into lists of small texts, and compared.
mod plain {
    use super::{Identity, IpAddr, Name, NameMode, NamePlace, PatternKind, XmppService, address, planted};

    pub(super) fn find(identity: &Identity, mode: NameMode, names: &[Name<'_>]) -> Option<NamePlace> {
        let entries: Vec<&Name<'_>> = names.iter().filter(|(kind, _)| *kind != b'C').collect();
        let commons: Vec<String> = names
            .iter()
            .filter(|(kind, _)| *kind == b'C')
            .map(|(_, text)| String::from_utf8(text.to_vec()).unwrap_or("\u{0}".to_owned()))
            .collect();
        let wildcards = mode == NameMode::Rfc9525;
        let has_domain = entries.iter().any(|(kind, text)| *kind == b'U' && sip(&string(text)).is_some());
        let is = |(kind, text): &&Name<'_>| {
            let text = string(text);
            match (identity, kind) {
                (Identity::Dns(wanted), b'D') => host(&text, wanted.as_str(), wildcards),
                (Identity::Ip(wanted), b'I') => ip(&address(text.as_bytes())) == Some(*wanted),
                (Identity::Email(wanted), b'E') => {
                    wanted.local_part().is_ascii() && mailbox(&text, &wanted.to_string())
                }
                (Identity::Email(wanted), b'M') => {
                    !wanted.local_part().is_ascii() && mailbox(&text, &wanted.to_string())
                }
                (Identity::Sip(wanted), b'U') => sip(&text).is_some_and(|found| same(&found, wanted.name().as_str())),
                (Identity::Sip(wanted), b'D') => !has_domain && same(&text, wanted.name().as_str()),
                (Identity::Srv(wanted), b'S') => same(&text, &wanted.to_string()),
                (Identity::Uri(wanted), b'U') => {
                    let found = parts(&text).filter(|(_, user, _)| !user);
                    found.is_some_and(|(scheme, _, found)| {
                        same(&scheme, wanted.scheme()) && same(&found, wanted.host().as_str())
                    })
                }
                (Identity::Xmpp(wanted), b'D') => host(&text, wanted.name().as_str(), wildcards),
                (Identity::Xmpp(wanted), b'X') => same(&text, wanted.name().as_str()),
                (Identity::Xmpp(wanted), b'S') => {
                    let service = if wanted.service() == XmppService::Client { "client" } else { "server" };
                    same(&text, &format!("_xmpp-{service}.{}", wanted.name()))
                }
                (Identity::XmppAccount(wanted), b'X') => {
                    same(&text, &format!("{}@{}", wanted.local_part(), wanted.domain()))
                }
                _ => false,
            }
        };
        // A URI that names the domain comes before a host name, wherever they stand.
        let of_uri = |entry: &&&Name<'_>| matches!(identity, Identity::Sip(_)) && entry.0 == b'U' && is(*entry);
        let found = entries.iter().position(|entry| of_uri(&entry)).or_else(|| entries.iter().position(is));
        if let Some(index) = found {
            return Some(NamePlace::SubjectAltName(index));
        }
        let counts = match identity {
            Identity::Sip(_) => entries.is_empty(),
            _ => mode == NameMode::Appliance,
        };
        let is = |text: &String| match identity {
            Identity::Dns(wanted) => same(text, wanted.as_str()),
            Identity::Sip(wanted) => same(text, wanted.name().as_str()),
            Identity::Ip(wanted) => text.parse() == Ok(*wanted),
            _ => false,
        };
        commons.iter().position(is).filter(|_| counts).map(NamePlace::CommonName)
    }

    fn string(bytes: &[u8]) -> String {
        // What is not valid UTF-8 is not text that could be equal to one.
        String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| "\u{FFFF}".to_owned())
    }

    fn ip(bytes: &[u8]) -> Option<IpAddr> {
        <[u8; 4]>::try_from(bytes).map(IpAddr::from).or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
    }

    fn same(one: &str, other: &str) -> bool {
        one.to_ascii_lowercase() == other.to_ascii_lowercase()
    }

    fn host(presented: &str, wanted: &str, wildcards: bool) -> bool {
        let presented: Vec<String> =
            planted::name(presented).to_ascii_lowercase().split('.').map(str::to_owned).collect();
        let wanted: Vec<&str> = wanted.split('.').collect();
        let tails = presented.len() == wanted.len() && presented[1..] == wanted[1..];
        tails && (presented[0] == wanted[0] || wildcards && presented[0] == "*" && wanted.len() >= 3)
    }

    fn mailbox(presented: &str, wanted: &str) -> bool {
        let (Some(one), Some(other)) = (presented.rsplit_once('@'), wanted.rsplit_once('@')) else { return false };
        one.0 == other.0 && same(one.1, other.1)
    }

    pub(super) fn sip(uri: &str) -> Option<String> {
        parts(uri).filter(|(scheme, user, _)| scheme.eq_ignore_ascii_case("sip") && !user).map(|(_, _, host)| host)
    }

    /// Scheme, whether there is a user, and the host.
    fn parts(uri: &str) -> Option<(String, bool, String)> {
        let (scheme, rest) = uri.split_once(':')?;
        let good = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        if !scheme.chars().all(good) || !scheme.chars().next()?.is_ascii_alphabetic() {
            return None;
        }
        let opaque = scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips");
        let authority = match (opaque, rest.strip_prefix("//")) {
            (true, _) => rest,
            (false, Some(rest)) => rest.split(['/', '?', '#']).next()?,
            (false, None) => return None,
        };
        let location = authority.rsplit('@').next()?;
        let host = if location.starts_with('[') {
            &location[..=location.find(']')?]
        } else if opaque {
            location.split([':', ';', '?', '/', '#']).next()?
        } else {
            location.split(':').next()?
        };
        (!host.is_empty()).then(|| (scheme.to_owned(), authority.contains('@'), host.to_owned()))
    }

    /// The text that rules see.
    pub(super) fn text((kind, content): &Name<'_>) -> Option<String> {
        match kind {
            b'I' => ip(&address(content)).map(|address| address.to_string()),
            _ => String::from_utf8(content.to_vec()).ok(),
        }
    }

    pub(super) fn applies(rule: &ucpki_matcher::AccessRule, text: &str) -> bool {
        let (folded, pattern) = (text.to_ascii_lowercase(), planted::pattern(rule.pattern()));
        match rule.kind() {
            PatternKind::Exact => folded == pattern,
            PatternKind::Prefix => folded.starts_with(&pattern),
            PatternKind::Suffix => folded.ends_with(&pattern),
            _ => {
                use ucpki_matcher::RegexEngine;
                let compiled = ucpki_matcher::LINEAR_REGEX.compile(rule.pattern()).expect("it was accepted");
                compiled.matches(text)
            }
        }
    }
}

/// The reference with a mistake, one for each target.
mod planted {
    use super::{Name, address, plain};

    /// `identity_match`: a dot at the end is dropped.
    pub(super) fn name(presented: &str) -> &str {
        if cfg!(ucpki_planted_bug = "identity_match") {
            presented.strip_suffix('.').unwrap_or(presented)
        } else {
            presented
        }
    }

    /// `rules_parse`: patterns are compared with case.
    pub(super) fn pattern(pattern: &str) -> String {
        if cfg!(ucpki_planted_bug = "rules_parse") { pattern.to_owned() } else { pattern.to_ascii_lowercase() }
    }

    /// `diff`: local parts are compared without case.
    pub(super) fn canonical((kind, content): &Name<'_>) -> (u8, Vec<u8>) {
        let folded = content.to_ascii_lowercase();
        let text = std::str::from_utf8(content).unwrap_or_default();
        let canonical = match kind {
            b'E' if !cfg!(ucpki_planted_bug = "diff") => {
                let at = content.iter().rposition(|byte| *byte == b'@').unwrap_or(content.len());
                [&content[..at], &folded[at..]].concat()
            }
            b'U' => return if plain::sip(text).is_some() { (b'u', folded) } else { (b'U', content.to_vec()) },
            b'D' | b'E' | b'S' | b'X' => folded,
            b'I' => address(content),
            _ => content.to_vec(),
        };
        (*kind, canonical)
    }
}
