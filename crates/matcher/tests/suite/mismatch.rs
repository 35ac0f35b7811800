//! What a mismatch tells: the nearest names, why, and the hint.

use crate::certificate::Names;
use ucpki_matcher::{Identity, Mismatch, NameMode, codes};
use ucpki_x509::Code;
use ucpki_x509::der::Tag;

#[track_caller]
fn hint(mismatch: Result<ucpki_matcher::MatchedName, Mismatch>, code: &'static Code, hint: Option<&'static Code>) {
    let mismatch = mismatch.unwrap_err();
    assert_eq!((mismatch.code(), mismatch.hint()), (code, hint), "{mismatch}");
}

#[test]
fn usual_mistakes_have_their_hint() {
    let miss = &codes::NAME_MISMATCH;
    let one = |name: &str| Names::new().dns(name);
    hint(one("www.example.com").host("example.com"), miss, Some(&codes::WWW_DIFFERS));
    hint(one("example.com").host("WWW.example.com"), miss, Some(&codes::WWW_DIFFERS));
    hint(one("example.com").host("vcs.example.com"), miss, Some(&codes::DOMAIN_ABOVE));
    hint(one("vcs.example.com").host("example.com"), miss, Some(&codes::DOMAIN_BELOW));
    hint(one("vcs.example.com").host("vcs"), miss, Some(&codes::SHORT_NAME));
    hint(one("vcs").host("vcs.example.com"), miss, Some(&codes::SHORT_NAME));
    hint(one("vcs.example.net").host("vcs.example.com"), miss, Some(&codes::OTHER_DOMAIN));
    hint(one("vcs.example.com.").host("vcs.example.com"), miss, Some(&codes::TRAILING_DOT));
    hint(one("*.example.com").host("example.com"), miss, Some(&codes::WILDCARD_DEPTH));
    hint(one("*.example.com").host("a.b.example.com"), miss, Some(&codes::WILDCARD_DEPTH));
    hint(one("*.example.com").appliance("vcs.example.com"), miss, Some(&codes::WILDCARD_OFF));
    hint(one("vcs2.example.com").host("vcs1.example.com"), miss, None);
    hint(one("example.org").host("vcs.example.com"), miss, None);
    hint(one("vcs.example.com").host("192.0.2.1"), miss, Some(&codes::IP_AGAINST_NAMES));
    hint(one("vcs.example.com").appliance("2001:db8::1"), miss, Some(&codes::IP_AGAINST_NAMES));
    hint(Names::new().cn("vcs.example.com").appliance("192.0.2.1"), miss, Some(&codes::IP_AGAINST_NAMES));
    hint(one("192.0.2.1").host("192.0.2.1"), miss, Some(&codes::ADDRESS_AS_NAME));
    hint(Names::new().ip("192.0.2.1").host("vcs.example.com"), miss, Some(&codes::NAME_AGAINST_ADDRESSES));
    hint(Names::new().ip("192.0.2.1").host("192.0.2.2"), miss, None);
    hint(Names::new().ip("::ffff:192.0.2.1").host("192.0.2.1"), miss, Some(&codes::ADDRESS_MAPPED));
    hint(Names::new().ip("192.0.2.1").host("::ffff:192.0.2.1"), miss, Some(&codes::ADDRESS_MAPPED));
    let mailbox = Identity::email("Ann@example.com").unwrap();
    hint(Names::new().email("ann@example.com").check(&mailbox, NameMode::default()), miss, Some(&codes::EMAIL_CASE));
}

#[test]
fn a_certificate_without_names_says_so() {
    hint(Names::new().host("vcs.example.com"), &codes::NO_NAMES, None);
    hint(Names::new().cn("vcs.example.com").host("vcs.example.com"), &codes::NO_NAMES, Some(&codes::ONLY_COMMON_NAME));
    hint(Names::new().uri("sip:example.com").cn("Ann Lee").appliance("example.com"), &codes::NO_NAMES, None);
    let mailbox = Identity::email("ann@example.com").unwrap();
    hint(Names::new().dns("example.com").check(&mailbox, NameMode::default()), &codes::NO_NAMES, None);
}

#[test]
fn the_nearest_come_first_and_ties_keep_their_order() {
    let names = Names::new()
        .dns("a.example.org")
        .dns("b.example.org")
        .dns("bad_\0.example.com")
        .dns("vcs2.example.com")
        .dns("c.example.org")
        .dns("example.com")
        .dns("vcs.example.com.");
    let mismatch = names.host("vcs.example.com").unwrap_err();
    let nearest: Vec<_> = mismatch.nearest().iter().map(|near| (near.presented(), near.code())).collect();
    assert_eq!(
        nearest,
        [
            ("vcs.example.com.", &codes::TRAILING_DOT),
            ("example.com", &codes::DOMAIN_ABOVE),
            ("vcs2.example.com", &codes::OTHER_HOST),
            ("bad_\\x00.example.com", &codes::CHARACTER_INVALID),
        ]
    );
    assert_eq!((mismatch.seen(), mismatch.malformed()), (7, 2));
    assert_eq!(
        mismatch.to_string(),
        "none of the certificate's names matches the expected name; a host name in a certificate ends with a dot; \
         the nearest of 7 is vcs.example.com. (subjectAltName 6)"
    );

    let mismatch = names.host("x.test").unwrap_err();
    let nearest: Vec<_> = mismatch.nearest().iter().map(ucpki_matcher::NearMiss::presented).collect();
    assert_eq!(nearest, ["bad_\\x00.example.com", "vcs.example.com.", "a.example.org", "b.example.org"]);
}

#[test]
fn an_address_of_the_wrong_size_is_shown() {
    let names = Names::new().entry(Tag::context(7), &[192, 0, 2]).ip("192.0.2.7");
    let mismatch = names.host("192.0.2.1").unwrap_err();
    let nearest: Vec<_> = mismatch.nearest().iter().map(|near| (near.presented(), near.code())).collect();
    assert_eq!(nearest, [("\\xc0\\x00\\x02", &codes::ADDRESS_SIZE), ("192.0.2.7", &codes::OTHER_NAME)]);
}
