//! Host names as people write them (RFC 5890, UTS #46). The rest of this crate knows A-labels only.

use crate::codes;
use crate::dns::DnsName;
use alloc::string::{String, ToString};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use ucpki_x509::Error;

impl DnsName {
    /// Reads a host name with U-labels or A-labels, in any mixture. Allocates a few times.
    ///
    /// It is mapped as browsers do (UTS #46, non-transitional): case, width and composition are folded, `ß` stays. What
    /// comes out has to be a host name by the rules of [`parse`](Self::parse).
    ///
    /// **The caller has to know that the text is a name that a person wrote**: two names may look the same.
    ///
    /// # Errors
    ///
    /// [`codes::REFERENCE_IDN`] for a label that has no A-label, or an A-label that stands for nothing; else as
    /// [`parse`](Self::parse), with offsets in the A-labels.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::matcher::DnsName;
    ///
    /// let name = DnsName::from_unicode("Bücher.example")?;
    /// assert_eq!((name.as_str(), name.to_unicode().as_str()), ("xn--bcher-kva.example", "bücher.example"));
    /// # Ok::<(), ucpki::x509::Error>(())
    /// ```
    pub fn from_unicode(text: &str) -> Result<Self, Error> {
        // What may be in a label is decided by `parse`, so that there is one rule.
        let labels = Uts46::new().to_ascii(text.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore);
        Self::parse(&labels.map_err(|_| Error::at_byte(&codes::REFERENCE_IDN, 0))?)
    }

    /// The name with U-labels, for people. A label that stands for nothing stays as it is.
    #[must_use]
    pub fn to_unicode(&self) -> String {
        let (text, _) = Uts46::new().to_unicode(self.as_str().as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow);
        if text.contains(char::REPLACEMENT_CHARACTER) { self.to_string() } else { text.into_owned() }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn names_are_mapped_to_a_labels() {
        for (text, name) in [
            ("VCS.example.com.", "vcs.example.com"),
            ("B\u{DC}CHER.example", "xn--bcher-kva.example"),
            ("bu\u{308}cher.example", "xn--bcher-kva.example"),
            ("XN--Bcher-KVA.example", "xn--bcher-kva.example"),
            ("fa\u{DF}.example", "xn--fa-hia.example"),
            ("\u{FF56}cs\u{FF0E}example\u{3002}com", "vcs.example.com"),
            ("a_b.example", "a_b.example"),
        ] {
            assert_eq!(DnsName::from_unicode(text).unwrap().as_str(), name, "{text}");
        }
    }

    /// RUSTSEC-2024-0421: an A-label that stands for ASCII, or for nothing, is not a name.
    #[test]
    fn labels_without_a_meaning_are_refused() {
        for text in ["xn--example-.com", "xn--.com", "xn--a-ecp.ru", "a\u{2260}b\u{0338}.\u{200D}", "xn--\u{FC}.com"] {
            assert_eq!(DnsName::from_unicode(text).unwrap_err().code(), &codes::REFERENCE_IDN, "{text}");
        }
        for (text, code) in [
            ("*.b\u{FC}cher.example", &codes::REFERENCE_WILDCARD),
            ("b\u{FC}cher..example", &codes::REFERENCE_INVALID),
            ("b\u{FC}cher example", &codes::REFERENCE_INVALID),
            ("\u{FF11}\u{FF0E}\u{FF11}", &codes::REFERENCE_INVALID),
            ("", &codes::REFERENCE_INVALID),
        ] {
            assert_eq!(DnsName::from_unicode(text).unwrap_err().code(), code, "{text}");
        }
        let long = "\u{FC}".repeat(64);
        assert_eq!(DnsName::from_unicode(&long).unwrap_err().code(), &codes::REFERENCE_INVALID);
    }
}
