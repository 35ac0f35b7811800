//! When which CRLs are to be fetched: a plan that follows from the given time alone.

use crate::judging::prove::prove;
use crate::updates::slots::Slots;
use crate::{CrlOrigin, CrlSet, IndexedCrl, Proved, Taken, Trust, codes};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::{Code, Time};

const DAY: i64 = 86_400;

/// The distribution points that are fetched once a day, what came from them, and the CRLs that were uploaded by hand.
///
/// It reads no clock and fetches nothing: whoever does asks [`due`](Self::due), and tells what came of it.
///
/// A download that fails keeps the last good CRLs, and one that nobody vouches for displaces nothing ([`take`](Self::take)). A point that was never fetched
/// is due at once; else each is due when the daily time has passed since it was tried last, also where nobody asked at
/// that time. A clock that was set back makes nothing due twice.
///
/// # Examples
///
/// ```
/// use ucpki::crl::Updates;
/// use ucpki::x509::Time;
///
/// let mut updates = Updates::new("http://pki.example.com/a.crl\nhttps://pki.example.com/b.zip")?.daily_at(2, 30);
/// let now = Time::parse_rfc3339("2026-11-22T12:00:00Z")?;
/// assert_eq!(updates.due(now).fetch().len(), 2);
/// assert_eq!(updates.due(now).next().unwrap().to_string(), "2026-11-23T02:30:00Z");
///
/// updates.failed("http://pki.example.com/a.crl", now)?;
/// assert_eq!(updates.due(now).fetch(), ["https://pki.example.com/b.zip"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Updates {
    enabled: bool,
    points: Vec<Point>,
    /// Seconds after midnight, UTC.
    daily_at: i64,
    manual: Vec<IndexedCrl>,
}

#[derive(Clone, Debug)]
struct Point {
    uri: String,
    tried: Option<Time>,
    succeeded: Option<Time>,
    slots: Slots,
}

/// What is to be done now, and when to ask again.
///
/// # Examples
///
/// ```
/// use ucpki::crl::Updates;
/// use ucpki::x509::Time;
///
/// let mut updates = Updates::new("http://pki.example.com/root.crl\n")?.daily_at(3, 30);
/// let now = Time::parse_rfc3339("2026-11-22T09:00:00Z")?;
/// for uri in updates.due(now).fetch().iter().map(|uri| (*uri).to_owned()).collect::<Vec<_>>() {
///     // The download did not succeed.
///     updates.failed(&uri, now)?;
/// }
/// let due = updates.due(now);
/// assert!(due.fetch().is_empty());
/// assert_eq!(due.next(), Some(Time::parse_rfc3339("2026-11-23T03:30:00Z")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<'a> {
    fetch: Vec<&'a str>,
    next: Option<Time>,
}

impl<'a> Due<'a> {
    /// The points to fetch now, in the order in which they were configured.
    #[must_use]
    pub fn fetch(&self) -> &[&'a str] {
        &self.fetch
    }

    /// When to ask again: the next daily time. None where updates are off, or nothing is configured.
    #[must_use]
    pub const fn next(&self) -> Option<Time> {
        self.next
    }
}

/// A line of the configuration that is not a distribution point.
///
/// # Examples
///
/// ```
/// use ucpki::crl::{Updates, codes};
///
/// let refused = Updates::new("http://pki.example.com/root.crl\nldap://pki.example.com/cn=root\n").unwrap_err();
/// assert_eq!((refused.code(), refused.line(), refused.scheme()), (&codes::POINT_SCHEME, 2, Some("ldap")));
/// println!("line {}: {refused}", refused.line());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointRefused {
    code: &'static Code,
    line: usize,
    scheme: Option<String>,
}

impl PointRefused {
    /// The rule that is broken.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        self.code
    }

    /// The line, counted from 1; 0 for an address that was given alone.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The scheme that is not fetched, in lower case.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }
}

impl fmt::Display for PointRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.text())?;
        if let Some(scheme) = &self.scheme {
            write!(f, ", not by {scheme}")?;
        }
        if self.line > 0 { write!(f, " in line {}", self.line) } else { Ok(()) }
    }
}

impl core::error::Error for PointRefused {}

impl Updates {
    /// The distribution points of a text, one on each line; empty lines do not matter, and neither do repeated ones. On,
    /// at midnight.
    ///
    /// # Errors
    ///
    /// [`codes::POINT_SCHEME`] for another scheme than `http` and `https`, which is named; [`codes::POINT_MALFORMED`] for
    /// what is not an address, has no host, or holds blanks or control characters.
    pub fn new(points: &str) -> Result<Self, PointRefused> {
        let mut updates = Self { enabled: true, points: Vec::new(), daily_at: 0, manual: Vec::new() };
        for (index, line) in points.lines().enumerate() {
            let uri = line.trim();
            if uri.is_empty() {
                continue;
            }
            check(uri).map_err(|(code, scheme)| PointRefused { code, line: index + 1, scheme })?;
            if updates.points.iter().all(|point| point.uri != uri) {
                updates.points.push(Point {
                    uri: uri.to_owned(),
                    tried: None,
                    succeeded: None,
                    slots: Slots::default(),
                });
            }
        }
        Ok(updates)
    }

    /// The daily time in UTC; hours above 23 and minutes above 59 count as those.
    #[must_use]
    pub fn daily_at(mut self, hour: u8, minute: u8) -> Self {
        self.daily_at = i64::from(hour.min(23)) * 3600 + i64::from(minute.min(59)) * 60;
        self
    }

    /// Turns automatic updates on or off. What was fetched stays.
    #[must_use]
    pub const fn enabled(mut self, on: bool) -> Self {
        self.enabled = on;
        self
    }

    /// What to fetch now, and when to ask again.
    #[must_use]
    pub fn due(&self, now: Time) -> Due<'_> {
        if !self.enabled || self.points.is_empty() {
            return Due { fetch: Vec::new(), next: None };
        }
        let last_run = self.last_run(now);
        let is_due = |point: &&Point| point.tried.is_none_or(|tried| tried < last_run);
        let fetch = self.points.iter().filter(is_due).map(|point| point.uri.as_str()).collect();
        Due { fetch, next: Some(last_run.plus_seconds(DAY)) }
    }

    /// The last daily time that is not after `now`.
    fn last_run(&self, now: Time) -> Time {
        let since_midnight = now.as_unix().rem_euclid(DAY);
        let back = (since_midnight - self.daily_at).rem_euclid(DAY);
        now.plus_seconds(-back)
    }

    /// Takes what was fetched from a point, after [`prove`](crate::prove).
    ///
    /// A proven CRL takes the place of an older one of the same signer's key, issuer and scope, and of no other. What is older,
    /// dated in the future, or expired where the one that is there is current, is refused by its own code in the answer. An
    /// unproven CRL is beside until the next download: it decides nothing until its signature verifies at a check, and
    /// displaces nothing. What a download no longer brings stays, so that an empty one clears nothing.
    ///
    /// The point counts as fetched with success if something authentic came that is at least as new as what was there.
    ///
    /// # Errors
    ///
    /// [`codes::POINT_UNKNOWN`] for another address.
    pub fn take(&mut self, uri: &str, now: Time, came: Proved) -> Result<Taken, PointRefused> {
        let point = self.point(uri)?;
        point.tried = Some(now);
        let taken = point.slots.take(came, now);
        if taken.is_success() {
            point.succeeded = Some(now);
        }
        Ok(taken)
    }

    /// Proves again what is beside, such as after a CA certificate arrived; says how many CRLs are proven by that.
    pub fn prove_again(&mut self, trust: &Trust<'_>, now: Time) -> usize {
        let mut count = 0;
        for point in &mut self.points {
            let proved = prove(point.slots.take_beside(), trust, now);
            count += proved.proven.len();
            point.slots.take(proved, now);
        }
        count
    }

    /// Notes that a point could not be fetched, or brought nothing that can be read. The last good CRLs stay.
    ///
    /// # Errors
    ///
    /// [`codes::POINT_UNKNOWN`].
    pub fn failed(&mut self, uri: &str, now: Time) -> Result<(), PointRefused> {
        self.point(uri)?.tried = Some(now);
        Ok(())
    }

    /// When a point was last fetched with success.
    #[must_use]
    pub fn last_success(&self, uri: &str) -> Option<Time> {
        self.points.iter().find(|point| point.uri == uri)?.succeeded
    }

    /// The CRLs that were fetched: proven ones, and those that are beside.
    #[must_use]
    pub fn automatic(&self) -> CrlSet {
        let crls = self.points.iter().flat_map(|point| point.slots.crls().cloned());
        CrlSet::from_origin(CrlOrigin::Automatic, crls)
    }

    /// Replaces the CRLs that were uploaded by hand.
    pub fn set_manual(&mut self, lists: Vec<IndexedCrl>) {
        self.manual = lists;
    }

    /// Removes the CRLs that were uploaded by hand, and says whether there were any.
    pub fn remove_manual(&mut self) -> bool {
        !core::mem::take(&mut self.manual).is_empty()
    }

    /// The CRLs that were uploaded by hand.
    #[must_use]
    pub fn manual(&self) -> CrlSet {
        CrlSet::from_origin(CrlOrigin::Manual, self.manual.iter().cloned())
    }

    fn point(&mut self, uri: &str) -> Result<&mut Point, PointRefused> {
        let unknown = PointRefused { code: &codes::POINT_UNKNOWN, line: 0, scheme: None };
        self.points.iter_mut().find(|point| point.uri == uri).ok_or(unknown)
    }
}

/// RFC 3986, 3: a scheme, and for the two that are fetched an authority that is not empty.
fn check(uri: &str) -> Result<(), (&'static Code, Option<String>)> {
    let malformed = Err((&codes::POINT_MALFORMED, None));
    if uri.chars().any(|character| character.is_control() || character.is_whitespace()) {
        return malformed;
    }
    let Some((scheme, rest)) = uri.split_once(':') else { return malformed };
    let starts = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    if !starts || !scheme.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '+' | '-' | '.')) {
        return malformed;
    }
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return Err((&codes::POINT_SCHEME, Some(scheme)));
    }
    match rest.strip_prefix("//").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or("")) {
        Some(authority) if !authority.is_empty() && !authority.starts_with(':') => Ok(()),
        _ => malformed,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;
    use ucpki_crypto::RUSTCRYPTO;

    fn time(text: &str) -> Time {
        Time::parse_rfc3339(text).unwrap()
    }

    const A: &str = "http://a.example/a.crl";
    const B: &str = "HTTPS://b.example:8443/b.crl?x#y";

    #[test]
    fn other_schemes_are_refused_by_name() {
        let refused = Updates::new("http://a.example/\n\n ldap://b.example/cn=CA").unwrap_err();
        assert_eq!((refused.code(), refused.line(), refused.scheme()), (&codes::POINT_SCHEME, 3, Some("ldap")));
        assert_eq!(refused.to_string(), "a distribution point is fetched by HTTP or HTTPS only, not by ldap in line 3");
        assert_eq!(Updates::new("FTP://x/").unwrap_err().scheme(), Some("ftp"));
        for malformed in ["a.example/a.crl", "http:/a", "http://", "http:///a", "http://:80/a", "http://a b/", "1p://a"]
        {
            assert_eq!(Updates::new(malformed).unwrap_err().code(), &codes::POINT_MALFORMED, "{malformed}");
        }
    }

    #[test]
    fn the_plan_follows_from_the_time() {
        let mut updates = Updates::new(&[A, B, A].join("\r\n")).unwrap().daily_at(2, 30);
        let first = time("2026-11-22T02:29:59Z");
        assert_eq!(updates.due(first).fetch(), [A, B]);
        assert_eq!(updates.due(first).next(), Some(time("2026-11-22T02:30:00Z")));
        updates.failed(A, first).unwrap();
        updates.take(B, first, Proved::default()).unwrap();
        assert!(updates.due(first).fetch().is_empty());
        // At the daily time both are due; late is as good, and once is enough.
        let daily = time("2026-11-22T02:30:00Z");
        assert_eq!(updates.due(daily).fetch(), [A, B]);
        assert_eq!(updates.due(daily).next(), Some(time("2026-11-23T02:30:00Z")));
        let late = time("2026-11-25T20:00:00Z");
        assert_eq!(updates.due(late).fetch(), [A, B]);
        updates.failed(A, late).unwrap();
        assert_eq!(updates.due(late).fetch(), [B]);
        assert_eq!(updates.due(late).next(), Some(time("2026-11-26T02:30:00Z")));
        // A clock that was set back.
        updates.failed(B, late).unwrap();
        assert!(updates.due(first).fetch().is_empty());
        assert_eq!(updates.clone().enabled(false).due(late), Due { fetch: vec![], next: None });
        assert_eq!(updates.failed("http://c/", late).unwrap_err().code(), &codes::POINT_UNKNOWN);
    }

    #[test]
    fn manual_crls_are_replaced() {
        let crls =
            crate::read(include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem"), &RUSTCRYPTO).unwrap();
        let mut updates = Updates::new(A).unwrap();
        updates.set_manual(crls.clone());
        updates.set_manual(vec![crls[0].clone()]);
        assert_eq!(updates.manual().len(), 1);
        assert!(updates.remove_manual() && !updates.remove_manual());
        assert!(updates.manual().is_empty());
    }
}
