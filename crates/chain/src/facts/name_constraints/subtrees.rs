//! Whether one name lies within one subtree (RFC 5280, 4.2.1.10), kind by kind. What is malformed lies nowhere, and is said.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use ucpki_matcher::PresentedDns;

/// Whether a subtree permits or excludes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Excluded,
    Permitted,
}

/// Why a name cannot be held against a base: fails closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// The base is malformed.
    Base,
    /// The name is malformed.
    Name,
    /// Nobody defined or built how to compare them.
    Unsupported,
}

/// A wildcard must lie wholly within a permitted subtree, and an excluded one must hold none of the names that it stands for.
///
/// A base with a leading dot has no meaning in RFC 5280. Here it is what its writers mean: names below the domain where it is
/// permitted, and the domain itself as well where it is excluded.
pub(super) fn dns(name: &[u8], base: &[u8], side: Side) -> Result<bool, Unfit> {
    let (domain, is_below) = match base {
        [b'.', domain @ ..] => (domain, true),
        domain => (domain, false),
    };
    if (is_below || !domain.is_empty()) && PresentedDns::parse(domain).map_or(true, |base| base.is_wildcard()) {
        return Err(Unfit::Base);
    }
    let name = PresentedDns::parse(name).map_err(|_| Unfit::Name)?;
    Ok(match side {
        Side::Excluded => name.touches(domain),
        // The domain itself has no label in front of it; a wildcard stands for one.
        Side::Permitted => {
            name.is_within(domain) && (!is_below || name.is_wildcard() || !name.as_bytes().eq_ignore_ascii_case(domain))
        }
    })
}

/// RFC 5280, 4.2.1.10: a mailbox, all mailboxes on a host, or all mailboxes in a domain (leading dot); the empty base is all.
///
/// Local parts are compared as they are (7.5) after quotes were taken off, in the attribute emailAddress without case
/// (4.1.2.6), hosts without case.
pub(super) fn email(name: &[u8], base: &[u8], beyond_ascii: bool, any_case: bool) -> Result<bool, Unfit> {
    let (local, host) = mailbox(name, beyond_ascii).ok_or(Unfit::Name)?;
    if base.contains(&b'@') {
        let (base_local, base_host) = mailbox(base, true).ok_or(Unfit::Base)?;
        let same = if any_case { local.eq_ignore_ascii_case(&base_local) } else { local == base_local };
        return Ok(same && host.eq_ignore_ascii_case(base_host));
    }
    host_is_in(host, base)
}

/// The local part, without its quotes, and the host of a mailbox (RFC 2821, 4.1.2). `None` for what is none: two `@`, blanks,
/// dots at an end. A host that is an address in brackets cannot be held against a domain, and is none here.
fn mailbox(bytes: &[u8], beyond_ascii: bool) -> Option<(Cow<'_, [u8]>, &[u8])> {
    let (local, host) = match bytes {
        [b'"', rest @ ..] => {
            let (local, rest) = quoted(rest, beyond_ascii)?;
            (Cow::Owned(local), rest.strip_prefix(b"@")?)
        }
        _ => {
            let at = bytes.iter().position(|byte| *byte == b'@')?;
            let (local, host) = (bytes.get(..at)?, bytes.get(at + 1..)?);
            let is_atom = |atom: &[u8]| !atom.is_empty() && atom.iter().all(|byte| is_atext(*byte, beyond_ascii));
            if !local.split(|byte| *byte == b'.').all(is_atom) {
                return None;
            }
            (Cow::Borrowed(local), host)
        }
    };
    if beyond_ascii {
        core::str::from_utf8(&local).ok()?;
    }
    is_host(host).then_some((local, host))
}

/// Whether this is a Mailbox of RFC 2821, 4.1.2: `Local-part "@" ( Domain / address-literal )`.
pub(crate) fn is_mailbox(bytes: &[u8]) -> bool {
    let Some(at) = bytes.iter().rposition(|byte| *byte == b'@') else { return false };
    match bytes.get(at + 1..) {
        // Of an address literal the brackets are enough; its local part is judged as in front of any other host.
        Some([b'[', literal @ .., b']']) if !literal.is_empty() && literal.iter().all(u8::is_ascii_graphic) => {
            let local = bytes.get(..=at).unwrap_or_default();
            mailbox(&[local, b"host"].concat(), false).is_some()
        }
        _ => mailbox(bytes, false).is_some(),
    }
}

/// Whether this is a URI that is not relative: a scheme and something behind it, with a host where there is an authority
/// (RFC 5280, 4.2.1.6; RFC 3986, 3).
pub(crate) fn is_absolute_uri(uri: &[u8]) -> bool {
    let Some(colon) = uri.iter().position(|byte| *byte == b':') else { return false };
    let (scheme, rest) = (uri.get(..colon).unwrap_or_default(), uri.get(colon + 1..).unwrap_or_default());
    let has_host = rest.strip_prefix(b"//").is_none_or(|authority| {
        let authority = authority.split(|byte| matches!(byte, b'/' | b'?' | b'#')).next().unwrap_or_default();
        let host = authority.rsplit(|byte| *byte == b'@').next().unwrap_or_default();
        !host.is_empty() && !host.starts_with(b":")
    });
    is_scheme(scheme) && !rest.is_empty() && has_host && uri.iter().all(|byte| is_of_uri(*byte))
}

fn is_scheme(scheme: &[u8]) -> bool {
    let is_next = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(is_next)
}

const fn is_of_uri(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}')
}

/// What a quoted local part stands for, and what follows the closing quote.
fn quoted(bytes: &[u8], beyond_ascii: bool) -> Option<(Vec<u8>, &[u8])> {
    let mut local = Vec::new();
    let mut rest = bytes;
    loop {
        match rest {
            [b'"', after @ ..] => return (!local.is_empty()).then_some((local, after)),
            [b'\\', byte @ 0x20..=0x7E, after @ ..] | [byte @ 0x20..=0x7E, after @ ..] => {
                local.push(*byte);
                rest = after;
            }
            [byte @ 0x80..=0xFF, after @ ..] if beyond_ascii => {
                local.push(*byte);
                rest = after;
            }
            _ => return None,
        }
    }
}

/// RFC 2821, 4.1.2 and RFC 2822, 3.2.4; beyond ASCII by RFC 6531, 3.3.
const fn is_atext(byte: u8, beyond_ascii: bool) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        )
        || beyond_ascii && byte >= 0x80
}

/// A host name without a wildcard.
fn is_host(host: &[u8]) -> bool {
    PresentedDns::parse(host).is_ok_and(|host| !host.is_wildcard())
}

/// A base with a leading dot holds the hosts below the domain, one without holds the host itself, the empty one all.
fn host_is_in(host: &[u8], base: &[u8]) -> Result<bool, Unfit> {
    let domain = base.strip_prefix(b".").unwrap_or(base);
    if !base.is_empty() && !is_host(domain) {
        return Err(Unfit::Base);
    }
    Ok(match base {
        [] => true,
        [b'.', ..] => {
            let split = host.len().checked_sub(base.len()).filter(|split| *split > 0);
            split.and_then(|split| host.get(split..)).is_some_and(|end| end.eq_ignore_ascii_case(base))
        }
        _ => host.eq_ignore_ascii_case(base),
    })
}

/// RFC 5280, 4.2.1.10: the constraint applies to the host part, which must be a name: "If a constraint is applied to URIs [and
/// a] URI does not include an authority component with a host name specified as a fully qualified domain name [...], then the
/// application MUST reject the certificate."
pub(super) fn uri(name: &[u8], base: &[u8]) -> Result<bool, Unfit> {
    let host = uri_host(name).ok_or(Unfit::Name)?;
    // "The constraint MUST be specified as a fully qualified domain name": an address or a whole URI is neither.
    host_is_in(host, base)
}

/// The host of `scheme://user@host:port/...` where it is a domain name (RFC 3986, 3, 3.2). Whatever programs read in several
/// ways has none: a backslash, a second `@`, blanks, what is not ASCII, a port that is not a number.
fn uri_host(uri: &[u8]) -> Option<&[u8]> {
    if !uri.iter().all(|byte| is_of_uri(*byte)) {
        return None;
    }
    let colon = uri.iter().position(|byte| *byte == b':')?;
    let (scheme, rest) = (uri.get(..colon)?, uri.get(colon + 1..)?.strip_prefix(b"//")?);
    if !is_scheme(scheme) {
        return None;
    }
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let mut parts = authority.rsplitn(2, |byte| *byte == b'@');
    let (host_and_port, user) = (parts.next()?, parts.next().unwrap_or_default());
    // RFC 3986, 3.2.1: an `@` in the user information has to be escaped.
    if user.iter().any(|byte| matches!(byte, b'@' | b'[' | b']')) {
        return None;
    }
    let mut parts = host_and_port.splitn(2, |byte| *byte == b':');
    let (host, port) = (parts.next()?, parts.next());
    let is_port = |port: &[u8]| {
        let number = core::str::from_utf8(port).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        number.is_some_and(|text| text.is_empty() || text.parse::<u16>().is_ok())
    };
    (port.is_none_or(is_port) && is_host(host)).then_some(host)
}

/// RFC 4985, 4: a service and a domain, a service, or a domain alone; each part that the base has must fit. "Any DNS name that can
/// be constructed by simply adding subdomains to the left-hand side of the name satisfies the DNS name part."
pub(super) fn srv(name: &[u8], base: &[u8]) -> Result<bool, Unfit> {
    let (service, domain) = srv_parts(name).ok_or(Unfit::Name)?;
    let (Some(service), Some(domain)) = (service, domain) else { return Err(Unfit::Name) };
    let (base_service, base_domain) = srv_parts(base).ok_or(Unfit::Base)?;
    let same_service = base_service.is_none_or(|base| service.eq_ignore_ascii_case(base));
    let domain = PresentedDns::parse(domain).map_err(|_| Unfit::Name)?;
    Ok(same_service && base_domain.is_none_or(|base| domain.is_within(base)))
}

/// A service with its underscore, and a domain.
type SrvParts<'a> = (Option<&'a [u8]>, Option<&'a [u8]>);

fn srv_parts(bytes: &[u8]) -> Option<SrvParts<'_>> {
    let is_service = |service: &[u8]| match service {
        [b'_', name @ ..] => !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-'),
        _ => false,
    };
    if !bytes.starts_with(b"_") {
        return is_host(bytes).then_some((None, Some(bytes)));
    }
    let mut parts = bytes.splitn(2, |byte| *byte == b'.');
    let (service, domain) = (parts.next()?, parts.next());
    (is_service(service) && domain.is_none_or(is_host)).then_some((Some(service), domain))
}

/// The base is an address and a mask, of 4 and 4 or 16 and 16 bytes; the mask has no gaps.
pub(super) fn ip(name: &[u8], base: &[u8]) -> Result<bool, Unfit> {
    if !matches!(name.len(), 4 | 16) {
        return Err(Unfit::Name);
    }
    if !matches!(base.len(), 8 | 32) {
        return Err(Unfit::Base);
    }
    let (network, mask) = base.split_at(base.len() / 2);
    let mut ended = false;
    for byte in mask {
        if byte.leading_ones() + byte.trailing_zeros() != 8 || ended && *byte != 0 {
            return Err(Unfit::Base);
        }
        ended |= *byte != 0xFF;
    }
    if name.len() != network.len() {
        return Ok(false);
    }
    let differs = |((name, network), mask): ((&u8, &u8), &u8)| (name ^ network) & mask != 0;
    Ok(!name.iter().zip(network).zip(mask).any(differs))
}

#[cfg(test)]
mod tests {
    use super::*;

    const IN: Result<bool, Unfit> = Ok(true);
    const OUT: Result<bool, Unfit> = Ok(false);
    const BAD_NAME: Result<bool, Unfit> = Err(Unfit::Name);
    const BAD_BASE: Result<bool, Unfit> = Err(Unfit::Base);

    #[test]
    fn host_names_and_bases_with_a_leading_dot() {
        let permitted = |name: &str, base: &str| dns(name.as_bytes(), base.as_bytes(), Side::Permitted);
        let excluded = |name: &str, base: &str| dns(name.as_bytes(), base.as_bytes(), Side::Excluded);
        assert_eq!((permitted("a.b", "b"), permitted("b.c", "B.c"), permitted("ab", "b")), (IN, IN, OUT));
        assert_eq!((permitted("a.b.c", ".b.c"), permitted("b.c", ".b.c")), (IN, OUT), "proper subdomains");
        assert_eq!((excluded("a.b.c", ".b.c"), excluded("b.c", ".b.c")), (IN, IN), "both");
        assert_eq!((permitted("*.b.c", ".b.c"), permitted("*.b.c", "b.c"), permitted("*.c.d", "a.c.d")), (IN, IN, OUT));
        assert_eq!(excluded("*.b.c", "a.b.c"), IN, "one of the names that it stands for");
        assert_eq!((excluded("*.b.c", "x.a.b.c"), excluded("*.b.c", ".a.b.c")), (OUT, IN));
        for base in [".", "..", "b.", ".b.", "*.b.c", ".*.b.c", "b..c", "a b", "192.0.2.1"] {
            assert_eq!((permitted("a.b.c", base), excluded("a.b.c", base)), (BAD_BASE, BAD_BASE), "{base}");
        }
        assert_eq!((permitted("a.b.", "b"), excluded("", "b"), permitted("a.b", "")), (BAD_NAME, BAD_NAME, IN));
    }

    #[test]
    fn masks_have_no_gaps() {
        let with_mask = |mask: [u8; 4]| ip(&[10, 1, 2, 3], &[10, 0, 0, 0, mask[0], mask[1], mask[2], mask[3]]);
        assert_eq!(with_mask([255, 0, 0, 0]), IN);
        assert_eq!(with_mask([255, 255, 0, 0]), OUT);
        assert_eq!(with_mask([0, 0, 0, 0]), IN);
        assert_eq!(with_mask([255, 254, 0, 0]), IN, "10.0.0.0/15 holds 10.1.2.3");
        assert_eq!(with_mask([255, 0, 255, 0]), BAD_BASE);
        assert_eq!(with_mask([253, 0, 0, 0]), BAD_BASE);
        assert_eq!(ip(&[10, 0, 0], &[10, 0, 0, 0, 255, 0, 0, 0]), BAD_NAME);
        assert_eq!(ip(&[10, 0, 0, 1], &[10, 0, 0, 0]), BAD_BASE);
        assert_eq!(ip(&[0; 16], &[10, 0, 0, 0, 255, 0, 0, 0]), OUT);
    }

    #[test]
    fn mailboxes_hosts_and_domains() {
        let rfc822 = |name: &str, base: &str| email(name.as_bytes(), base.as_bytes(), false, false);
        assert_eq!(rfc822("Bob@Example.com", "Bob@example.COM"), IN);
        assert_eq!(rfc822("bob@example.com", "Bob@example.com"), OUT);
        assert_eq!(email(b"bob@example.com", b"Bob@example.com", false, true), IN, "the attribute, without case");
        assert_eq!(rfc822("bob@example.com", "example.com"), IN);
        assert_eq!(rfc822("bob@a.example.com", "example.com"), OUT);
        assert_eq!(rfc822("bob@a.example.com", ".example.com"), IN);
        assert_eq!(rfc822("bob@example.com", ".example.com"), OUT);
        assert_eq!(rfc822("bob@example.com", ""), IN);
        // Quotes are taken off, and what they hold is compared.
        assert_eq!(rfc822("\"a@b\"@example.com", "example.com"), IN);
        assert_eq!(rfc822("\"bob\"@example.com", "bob@example.com"), IN);
        assert_eq!(rfc822("\"b\\ob\"@example.com", "\"bob\"@example.com"), IN);
        assert_eq!(rfc822("\"bo b\"@example.com", "bob@example.com"), OUT);
        for name in [
            "example.com",
            "@example.com",
            "bob@",
            "a@b@example.com",
            "bob@example.com.",
            "bob@example.com ",
            " bob@example.com",
            "bob @example.com",
            ".bob@example.com",
            "bob.@example.com",
            "b..b@example.com",
            "bob@.example.com",
            "bob@*.com.x",
            "\"bob@example.com",
            "\"\"@example.com",
            "\"bob\"x@example.com",
            "\"b\"b\"@example.com",
            "bob@[192.0.2.1]",
            "bob@192.0.2.1",
            "b\u{f6}b@example.com",
            "bob@ex\u{e4}mple.com",
            "bob@example.com\0",
            "bo(b)@example.com",
        ] {
            assert_eq!(rfc822(name, "example.com"), BAD_NAME, "{name}");
        }
        for base in
            ["@example.com", "bob@", ".", "example.com.", ".example.com.", "*.example.com", "a@b@example.com", "a b"]
        {
            assert_eq!(rfc822("bob@example.com", base), BAD_BASE, "{base}");
        }
        let utf8 = |name: &str, base: &str| email(name.as_bytes(), base.as_bytes(), true, false);
        assert_eq!(utf8("b\u{f6}b@example.com", "example.com"), IN);
        assert_eq!(utf8("b\u{f6}b@example.com", "b\u{f6}b@example.com"), IN);
        assert_eq!(utf8("b\u{f6}b@ex\u{e4}mple.com", "example.com"), BAD_NAME, "its domain is in A-labels");
        assert_eq!(email(b"b\xFFb@example.com", b"example.com", true, false), BAD_NAME);
    }

    #[test]
    fn uris_are_judged_by_their_host() {
        let uri = |name: &str, base: &str| uri(name.as_bytes(), base.as_bytes());
        assert_eq!(uri("http://User@Host.example.com:80/a?b", ".example.com"), IN);
        assert_eq!(uri("http://example.com/", ".example.com"), OUT);
        assert_eq!(uri("http://example.com/", "example.com"), IN);
        assert_eq!(uri("http://evil.com/@example.com", "example.com"), OUT);
        assert_eq!(uri("http://example.com@evil.com/", "example.com"), OUT);
        assert_eq!(uri("http://example.com:/", "example.com"), IN);
        for name in [
            "urn:a:b",
            "http:///a",
            "http://192.0.2.1/",
            "http://[fe80::1%25eth0]/",
            "example.com",
            "http://evil.com\\@example.com/",
            "http://a@b@example.com/",
            "http://example.com:80x/",
            "http://example.com:99999/",
            "http://example.com:80:80/",
            "http://example.com./",
            "http://example.com /",
            "http://ex%61mple.com/",
            "http://*.example.com/",
            "://example.com",
            "1p://example.com/",
            "http://exa\u{e4}mple.com/",
            "http://user@:80/",
            "http://@",
            "http://[x]@example.com/",
            "http://example.com|evil.com/",
            "sip:bob@example.com",
        ] {
            assert_eq!(uri(name, "example.com"), BAD_NAME, "{name}");
        }
        for base in [".", "example.com.", "*.example.com", "http://example.com/", "192.0.2.1", "example.com:80"] {
            assert_eq!(uri("http://example.com/", base), BAD_BASE, "{base}");
        }
    }

    #[test]
    fn services_by_either_part() {
        let srv = |name: &str, base: &str| srv(name.as_bytes(), base.as_bytes());
        for (base, within) in [
            ("example.com", true),
            ("Example.COM", true),
            ("a.example.com", false),
            ("ample.com", false),
            ("_sip", true),
            ("_SIP", true),
            ("_xmpp", false),
            ("_sip.example.com", true),
            ("_sip.com", true),
            ("_xmpp.example.com", false),
            ("_sip.example.org", false),
        ] {
            assert_eq!(srv("_sip.host.example.com", base), Ok(within && base != "a.example.com"), "{base}");
        }
        for name in [
            "sip.example.com",
            "_sip",
            "_.example.com",
            "_sip.",
            "_sip.example.com.",
            "_s*p.example.com",
            "_sip.*.example.com",
            "",
        ] {
            assert_eq!(srv(name, "example.com"), BAD_NAME, "{name}");
        }
        for base in ["_", "_.example.com", ".example.com", "_sip.", "example.com.", "", "*.example.com"] {
            assert_eq!(srv("_sip.example.com", base), BAD_BASE, "{base}");
        }
    }
}
