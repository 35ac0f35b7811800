//! Which domains are public suffixes: those under which the public registers names, such as `com` and `co.uk`.

use core::fmt;

/// Somebody who knows the public suffixes.
///
/// The list changes every few days, so it comes from outside. With the feature `public-suffix-list` there is
/// `PUBLIC_SUFFIX_LIST`, a copy of the list that was current when the `psl` crate was released.
///
/// # Examples
///
/// ```
/// use ucpki::chain::PublicSuffixes;
///
/// /// Every top-level domain, and no more.
/// const TOP_LEVEL: PublicSuffixes = PublicSuffixes::new("top-level", |domain| !domain.contains(&b'.'));
/// assert!(TOP_LEVEL.contains(b"com"));
/// ```
#[derive(Clone, Copy)]
pub struct PublicSuffixes {
    name: &'static str,
    contains: fn(&[u8]) -> bool,
}

impl PublicSuffixes {
    /// A list by its name and a function that says whether a domain is on it.
    ///
    /// The domain is ASCII, in lower case, with A-labels, and without a trailing dot.
    #[must_use]
    pub const fn new(name: &'static str, contains: fn(&[u8]) -> bool) -> Self {
        Self { name, contains }
    }

    /// Whether the domain is a public suffix.
    #[must_use]
    pub fn contains(&self, domain: &[u8]) -> bool {
        (self.contains)(domain)
    }
}

impl fmt::Debug for PublicSuffixes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicSuffixes").field(&self.name).finish()
    }
}

/// The public suffixes of <https://publicsuffix.org> as the `psl` crate has them, private domains included.
#[cfg(feature = "public-suffix-list")]
pub const PUBLIC_SUFFIX_LIST: PublicSuffixes = PublicSuffixes::new("publicsuffix.org", |domain| {
    psl::suffix(domain).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == domain)
});

#[cfg(all(test, feature = "public-suffix-list"))]
mod tests {
    use super::PUBLIC_SUFFIX_LIST;

    #[test]
    fn the_list_knows_what_everybody_knows() {
        for suffix in [&b"com"[..], b"co.uk", b"xn--p1ai"] {
            assert!(PUBLIC_SUFFIX_LIST.contains(suffix));
        }
        for other in [&b"example.com"[..], b"example.co.uk", b"local", b""] {
            assert!(!PUBLIC_SUFFIX_LIST.contains(other));
        }
    }
}
