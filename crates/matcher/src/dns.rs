//! Host names: the one that is asked for, and those that a certificate presents.

use crate::codes;
use alloc::boxed::Box;
use core::fmt;
use ucpki_x509::{Code, Error};

/// A host name to look for, in the form in which it is compared: lower case, without a dot at the end.
///
/// Labels have letters, digits, hyphens (neither first nor last) and underscores, 1 to 63 bytes each, at most 253 in
/// all. Underscores are not letters of host names (RFC 1123, 2.1), but names in private domains have them; a profile may
/// refuse certificates with them. Internationalised names are given as their A-labels (`xn--...`), which are compared
/// as they stand and never decoded.
///
/// A last label that is a number (`10.1`, `host.0x7f`) is refused: resolvers take such for addresses.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{DnsName, codes};
///
/// assert_eq!(DnsName::parse("Bücher.example").unwrap_err().code(), &codes::REFERENCE_NOT_ASCII);
/// assert_eq!(DnsName::parse("XN--Bcher-KVA.example.")?.as_str(), "xn--bcher-kva.example");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnsName(Box<str>);

/// A host name that a certificate presents, with correct syntax: a dNSName, or a common name that is one.
///
/// Borrows; case is kept as it stands.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{DnsName, PresentedDns, WildcardPolicy};
///
/// let presented = PresentedDns::parse(b"*.example.com")?;
/// assert!(presented.matches(&DnsName::parse("sip.example.com")?, WildcardPolicy::LeftmostLabel));
/// assert!(!presented.matches(&DnsName::parse("a.sip.example.com")?, WildcardPolicy::LeftmostLabel));
/// // The wildcard covers names outside host.example.com, and one inside.
/// assert!(!presented.is_within(b"host.example.com") && presented.touches(b"host.example.com"));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentedDns<'a> {
    bytes: &'a [u8],
    wildcard: bool,
}

/// Whether a `*` in a certificate stands for a label.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{DnsName, WildcardPolicy, dns_name_matches};
///
/// let wanted = DnsName::parse("sip.example.com")?;
/// assert!(dns_name_matches(b"*.example.com", &wanted, WildcardPolicy::LeftmostLabel));
/// // SIP domains and SRVNames have no wildcards.
/// assert!(!dns_name_matches(b"*.example.com", &wanted, WildcardPolicy::Never));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WildcardPolicy {
    /// As the whole leftmost label it covers exactly one label (RFC 9525, 6.3).
    LeftmostLabel,
    /// It matches nothing.
    Never,
}

/// The longest host name as text (RFC 1034, 3.1: 255 bytes with the length of each label and the root's).
pub(crate) const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

impl DnsName {
    /// Reads a host name; one dot at the end is dropped. Allocates once.
    ///
    /// # Errors
    ///
    /// With the offset in `text`: [`codes::REFERENCE_WILDCARD`], [`codes::REFERENCE_NOT_ASCII`], and
    /// [`codes::REFERENCE_INVALID`] for everything else.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let name = text.strip_suffix('.').unwrap_or(text);
        check(name.as_bytes(), 0).map_err(|fault| reference_error(name, &fault))?;
        Ok(Self(name.to_ascii_lowercase().into_boxed_str()))
    }

    /// The name in lower case, without a dot at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a certificate would present it, for questions about subtrees.
    #[must_use]
    pub fn as_presented(&self) -> PresentedDns<'_> {
        PresentedDns { bytes: self.0.as_bytes(), wildcard: false }
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'a> PresentedDns<'a> {
    /// Reads the bytes of a dNSName.
    ///
    /// The rules are those of [`DnsName`], and: no dot at the end; the leftmost label may be `*`, with at least two
    /// labels behind it. A `*` anywhere else, also within an A-label (`xn--*-kva`), is refused.
    ///
    /// Cost: one pass; allocates nothing. A name of a megabyte is refused by its length alone.
    ///
    /// # Errors
    ///
    /// With the offset in `bytes`: [`codes::NAME_EMPTY`], [`codes::NAME_TOO_LONG`], [`codes::LEADING_DOT`],
    /// [`codes::TRAILING_DOT`], [`codes::LABEL_EMPTY`], [`codes::LABEL_TOO_LONG`], [`codes::LABEL_HYPHEN`],
    /// [`codes::LABEL_NUMERIC`], [`codes::CHARACTER_INVALID`], [`codes::WILDCARD_PLACE`], [`codes::WILDCARD_BROAD`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let error = |fault: Fault| Error::at_byte(fault.code, fault.at);
        let domain = match bytes {
            [b'*'] => return Err(Error::at_byte(&codes::WILDCARD_BROAD, 0)),
            [b'*', b'.', domain @ ..] if bytes.len() <= MAX_NAME => domain,
            _ => return check(bytes, 0).map(|()| Self { bytes, wildcard: false }).map_err(error),
        };
        if domain.is_empty() {
            return Err(Error::at_byte(&codes::WILDCARD_BROAD, 0));
        }
        check(domain, 2).map_err(error)?;
        if !domain.contains(&b'.') {
            return Err(Error::at_byte(&codes::WILDCARD_BROAD, 0));
        }
        Ok(Self { bytes, wildcard: true })
    }

    /// The name as it stands.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The name as it stands; it is ASCII.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        core::str::from_utf8(self.bytes).unwrap_or_default()
    }

    /// Whether the leftmost label is `*`.
    #[must_use]
    pub const fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    /// Whether a label has an underscore, which host names on the public Internet must not have.
    #[must_use]
    pub fn has_underscore(&self) -> bool {
        self.bytes.contains(&b'_')
    }

    /// The name without a leading `*.`.
    #[must_use]
    pub fn without_wildcard(&self) -> &'a [u8] {
        match self.bytes {
            [b'*', b'.', domain @ ..] => domain,
            name => name,
        }
    }

    /// Whether this name is the one that was asked for.
    #[must_use]
    pub fn matches(&self, reference: &DnsName, wildcards: WildcardPolicy) -> bool {
        dns_name_matches(self.bytes, reference, wildcards)
    }

    /// Whether **every** name that this one stands for is `domain` or below it: the test for permitted subtrees
    /// (RFC 5280, 4.2.1.10).
    ///
    /// `domain` is the base of the subtree as it stands, compared without regard to case; the empty base holds
    /// everything. Whole labels are compared: `badexample.com` is not within `example.com`. A wildcard lies within a
    /// domain if what follows the `*` does; `*.example.com` is not within `host.example.com`.
    ///
    /// The base is not checked here: one with a leading dot or a wildcard matches nothing.
    #[must_use]
    pub fn is_within(&self, domain: &[u8]) -> bool {
        is_within(self.without_wildcard(), domain)
    }

    /// Whether **some** name that this one stands for is `domain` or below it: the test for excluded subtrees.
    ///
    /// The same as [`is_within`](Self::is_within) but for wildcards: `*.example.com` may be `host.example.com`, so it
    /// touches that subtree and the ones of `example.com` and `com`. It does not touch `a.host.example.com`, since a
    /// wildcard stands for one label.
    #[must_use]
    pub fn touches(&self, domain: &[u8]) -> bool {
        self.is_within(domain)
            || self.wildcard && parent(domain).is_some_and(|above| above.eq_ignore_ascii_case(self.without_wildcard()))
    }
}

impl fmt::Display for PresentedDns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the bytes of a dNSName are the host name that was asked for.
///
/// Letters are compared without regard to case, ASCII only. What [`PresentedDns::parse`] refuses never matches.
///
/// Cost: one pass over the shorter of the two; allocates nothing.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{DnsName, WildcardPolicy, dns_name_matches};
///
/// let reference = DnsName::parse("vcs.example.com")?;
/// assert!(dns_name_matches(b"*.Example.com", &reference, WildcardPolicy::LeftmostLabel));
/// assert!(!dns_name_matches(b"*.Example.com", &reference, WildcardPolicy::Never));
/// assert!(!dns_name_matches(b"v*.example.com", &reference, WildcardPolicy::LeftmostLabel));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[must_use]
#[inline]
pub fn dns_name_matches(presented: &[u8], reference: &DnsName, wildcards: WildcardPolicy) -> bool {
    // The syntax of `presented` needs no look: the reference has correct syntax, and what equals it has too.
    let reference = reference.0.as_bytes();
    if presented.eq_ignore_ascii_case(reference) {
        return true;
    }
    match (wildcards, presented) {
        (WildcardPolicy::LeftmostLabel, [b'*', domain @ ..]) => wildcard_matches(domain, reference),
        _ => false,
    }
}

/// Whether what follows the `*`, with its dot, is the reference without its first label.
fn wildcard_matches(domain: &[u8], reference: &[u8]) -> bool {
    let Some(split) = reference.len().checked_sub(domain.len()) else { return false };
    let (label, end) = reference.split_at(split);
    // At least two labels behind the `*`, which is our reading: RFC 9525, 7.1 leaves it to the implementation how to
    // guard against `*.com`.
    let dots = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'.').count();
    end.eq_ignore_ascii_case(domain) && end.starts_with(b".") && dots(end) >= 2 && dots(label) == 0
}

/// The name without its first label and the dot behind it.
pub(crate) fn parent(name: &[u8]) -> Option<&[u8]> {
    let dot = name.iter().position(|byte| *byte == b'.')?;
    name.get(dot + 1..)
}

pub(crate) fn is_within(name: &[u8], domain: &[u8]) -> bool {
    let Some(split) = name.len().checked_sub(domain.len()) else { return false };
    let (labels, end) = name.split_at(split);
    domain.is_empty() || end.eq_ignore_ascii_case(domain) && matches!(labels, [] | [.., b'.'])
}

/// What is wrong with a host name, and where.
struct Fault {
    code: &'static Code,
    at: usize,
}

/// Checks a host name without a wildcard that starts at offset `start` of the whole.
fn check(name: &[u8], start: usize) -> Result<(), Fault> {
    let fault = |code, at: usize| Err(Fault { code, at: start + at });
    if name.is_empty() {
        return fault(&codes::NAME_EMPTY, 0);
    }
    if start + name.len() > MAX_NAME {
        return fault(&codes::NAME_TOO_LONG, MAX_NAME - start);
    }
    let mut at = 0;
    let mut last = name;
    for label in name.split(|byte| *byte == b'.') {
        if let Some((code, offset)) = label_fault(label) {
            let whole = at + label.len();
            return match label {
                [] if at + start == 0 => fault(&codes::LEADING_DOT, 0),
                [] if whole == name.len() => fault(&codes::TRAILING_DOT, at - 1),
                _ => fault(code, at + offset),
            };
        }
        at += label.len() + 1;
        last = label;
    }
    if is_number(last) {
        return fault(&codes::LABEL_NUMERIC, name.len() - last.len());
    }
    Ok(())
}

fn label_fault(label: &[u8]) -> Option<(&'static Code, usize)> {
    let bad = |byte: &u8| !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_');
    if let Some(at) = label.iter().position(bad) {
        let star = label.get(at) == Some(&b'*');
        return Some((if star { &codes::WILDCARD_PLACE } else { &codes::CHARACTER_INVALID }, at));
    }
    match label {
        [] => Some((&codes::LABEL_EMPTY, 0)),
        _ if label.len() > MAX_LABEL => Some((&codes::LABEL_TOO_LONG, MAX_LABEL)),
        [b'-', ..] => Some((&codes::LABEL_HYPHEN, 0)),
        [.., b'-'] => Some((&codes::LABEL_HYPHEN, label.len() - 1)),
        _ => None,
    }
}

/// Whether a resolver may take the label for the last part of an IPv4 address, in decimal, octal or hexadecimal.
fn is_number(label: &[u8]) -> bool {
    match label {
        [b'0', b'x' | b'X', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        digits => digits.iter().all(u8::is_ascii_digit),
    }
}

fn reference_error(name: &str, fault: &Fault) -> Error {
    let at = |wanted: &dyn Fn(char) -> bool| name.find(wanted);
    if let Some(offset) = at(&|character| !character.is_ascii()) {
        return Error::at_byte(&codes::REFERENCE_NOT_ASCII, offset);
    }
    if let Some(offset) = at(&|character| character == '*') {
        return Error::at_byte(&codes::REFERENCE_WILDCARD, offset);
    }
    Error::at_byte(&codes::REFERENCE_INVALID, fault.at)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::String;

    #[track_caller]
    fn refused(presented: &[u8], code: &'static Code, at: usize) {
        assert_eq!(PresentedDns::parse(presented), Err(Error::at_byte(code, at)), "{}", presented.escape_ascii());
    }

    #[test]
    fn what_a_certificate_may_present() {
        for name in ["a", "VCS.example.com", "a-b.c--d.e", "_sip._tcp.example.com", "9.3com", "xn--bcher-kva.example"] {
            let parsed = PresentedDns::parse(name.as_bytes()).unwrap();
            assert_eq!((parsed.as_str(), parsed.is_wildcard()), (name, false));
            assert_eq!(parsed.without_wildcard(), name.as_bytes());
            assert_eq!(parsed.has_underscore(), name.contains('_'));
        }
        let wildcard = PresentedDns::parse(b"*.a.b").unwrap();
        assert_eq!((wildcard.as_bytes(), wildcard.without_wildcard()), (&b"*.a.b"[..], &b"a.b"[..]));
        assert!(wildcard.is_wildcard());
    }

    #[test]
    fn each_mistake_has_its_code_and_place() {
        refused(b"", &codes::NAME_EMPTY, 0);
        refused(b".", &codes::LEADING_DOT, 0);
        refused(b".a", &codes::LEADING_DOT, 0);
        refused(b"a.", &codes::TRAILING_DOT, 1);
        refused(b"a..", &codes::LABEL_EMPTY, 2);
        refused(b"a..b", &codes::LABEL_EMPTY, 2);
        refused(b"a.-b", &codes::LABEL_HYPHEN, 2);
        refused(b"a.b-.c", &codes::LABEL_HYPHEN, 3);
        refused(b"-", &codes::LABEL_HYPHEN, 0);
        refused(b"a.b c", &codes::CHARACTER_INVALID, 3);
        refused(b"a\0", &codes::CHARACTER_INVALID, 1);
        refused(b"a.\xFC", &codes::CHARACTER_INVALID, 2);
        refused(b"a:5061", &codes::CHARACTER_INVALID, 1);
        refused(b"a.1", &codes::LABEL_NUMERIC, 2);
        refused(b"192.0.2.1", &codes::LABEL_NUMERIC, 8);
        refused(b"host.0X7f", &codes::LABEL_NUMERIC, 5);
        refused(b"host.0x", &codes::LABEL_NUMERIC, 5);
        refused(b"*", &codes::WILDCARD_BROAD, 0);
        refused(b"*.", &codes::WILDCARD_BROAD, 0);
        refused(b"*.com", &codes::WILDCARD_BROAD, 0);
        refused(b"*.com.", &codes::TRAILING_DOT, 5);
        refused(b"*..com", &codes::LABEL_EMPTY, 2);
        refused(b"*.*.com", &codes::WILDCARD_PLACE, 2);
        refused(b"a.*.com", &codes::WILDCARD_PLACE, 2);
        refused(b"xn--*-kva.example.com", &codes::WILDCARD_PLACE, 4);
        refused(b"*a.example.com", &codes::WILDCARD_PLACE, 0);
        refused(b"*.a.1", &codes::LABEL_NUMERIC, 4);
    }

    #[test]
    fn lengths_are_bounded() {
        let label = |length| "a".repeat(length);
        assert!(PresentedDns::parse(label(63).as_bytes()).is_ok());
        refused(label(64).as_bytes(), &codes::LABEL_TOO_LONG, 63);
        let name = |last| [label(63), label(63), label(63), label(last)].join(".");
        assert!(PresentedDns::parse(name(61).as_bytes()).is_ok() && DnsName::parse(&name(61)).is_ok());
        assert!(DnsName::parse(&(name(61) + ".")).is_ok(), "the dot at the end does not count");
        refused(name(62).as_bytes(), &codes::NAME_TOO_LONG, 253);
        assert_eq!(DnsName::parse(&name(62)), Err(Error::at_byte(&codes::REFERENCE_INVALID, 253)));
        let wildcard = |last| String::from("*.") + &name(last);
        assert!(PresentedDns::parse(wildcard(59).as_bytes()).is_ok());
        refused(wildcard(60).as_bytes(), &codes::NAME_TOO_LONG, 253);
    }

    #[test]
    fn what_may_be_looked_for() {
        assert_eq!(DnsName::parse("A_b.Example.").unwrap().as_str(), "a_b.example");
        for (text, code, at) in [
            ("", &codes::REFERENCE_INVALID, 0),
            ("a..", &codes::REFERENCE_INVALID, 1),
            ("a.10", &codes::REFERENCE_INVALID, 2),
            ("*.example.com", &codes::REFERENCE_WILDCARD, 0),
            ("a b*", &codes::REFERENCE_WILDCARD, 3),
            ("a.b\u{FC}c*", &codes::REFERENCE_NOT_ASCII, 3),
        ] {
            assert_eq!(DnsName::parse(text), Err(Error::at_byte(code, at)), "{text}");
        }
        let name = DnsName::parse("vcs.example.com").unwrap();
        assert!(name.as_presented().matches(&name, WildcardPolicy::Never));
    }

    #[test]
    fn subtrees_hold_whole_labels() {
        let within = |name: &'static str, domain: &str| {
            let name = PresentedDns::parse(name.as_bytes()).unwrap();
            (name.is_within(domain.as_bytes()), name.touches(domain.as_bytes()))
        };
        assert_eq!(within("a.example.com", "example.com"), (true, true));
        assert_eq!(within("example.com", "example.com"), (true, true));
        assert_eq!(within("a.example.com", ""), (true, true));
        assert_eq!(within("badexample.com", "example.com"), (false, false));
        assert_eq!(within("example.com", "a.example.com"), (false, false));
        assert_eq!(within("*.example.com", "a.example.com"), (false, true));
        assert_eq!(within("*.example.com", "A.EXAMPLE.com"), (false, true));
        assert_eq!(within("*.example.com", "b.a.example.com"), (false, false));
        assert_eq!(within("*.example.com", ".example.com"), (false, true), "a base with a leading dot is the caller's");
        assert_eq!(within("a.example.com", ".example.com"), (false, false));
        assert_eq!(within("a.example.com", "*.example.com"), (false, false));
    }
}
