//! What only the program knows that shows a verdict.

use alloc::string::String;
use ucpki_x509::Certificate;

/// What the program that shows a verdict knows and the verdict does not: how its user changes an input, and what else was
/// given. `()` knows nothing of it, and the text has the words of [`Phrase::text`].
///
/// # Examples
///
/// ```
/// use ucpki::show::{Phrase, VerdictContext};
///
/// struct Page;
///
/// impl VerdictContext for Page {
///     fn phrase(&self, phrase: Phrase) -> &str {
///         match phrase {
///             Phrase::Anchors => "on the page \"Trusted CA certificate\"",
///             other => other.text(),
///         }
///     }
/// }
///
/// assert_eq!(Page.phrase(Phrase::Pinned), "among the pinned certificates");
/// ```
pub trait VerdictContext {
    /// How something is said to this program's user.
    fn phrase(&self, phrase: Phrase) -> &str {
        phrase.text()
    }

    /// Whether a certificate is one of the anchors, though no path ended at it.
    fn is_anchor(&self, certificate: &Certificate) -> bool {
        let _ = certificate;
        false
    }

    /// Whether the key of a certificate can be read with the algorithms for old devices only.
    fn is_key_legacy(&self, certificate: &Certificate) -> bool {
        let _ = certificate;
        false
    }

    /// One more line of help for a refusal.
    fn help(&self) -> Option<String> {
        None
    }
}

impl VerdictContext for () {}

/// What a help line says in the words of the program: where an input goes, or which setting it is.
///
/// # Examples
///
/// ```
/// use ucpki::show::Phrase;
///
/// /// How a command line says it.
/// fn option(phrase: Phrase) -> &'static str {
///     match phrase {
///         Phrase::Anchors => "with --anchors",
///         Phrase::Crls => "with --crls",
///         // What is not known yet has the words of the library.
///         other => other.text(),
///     }
/// }
///
/// assert_eq!(option(Phrase::Crls), "with --crls");
/// assert_eq!(option(Phrase::Json), "the JSON");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phrase {
    /// Where an address of a peer is given.
    Address,
    /// What limits the purposes of an anchor.
    AnchorPurposes,
    /// Where anchors are given.
    Anchors,
    /// That the time may be wrong; nothing where the time is not a clock's.
    Clock,
    /// Where CRLs are given.
    Crls,
    /// Where intermediates are configured.
    Intermediates,
    /// The form that has all of the verdict.
    Json,
    /// What adds algorithms for old devices.
    Legacy,
    /// The limit of intermediates.
    MaxDepth,
    /// Where a host name of a peer is given.
    Name,
    /// The name mode that counts common names.
    NameModeAppliance,
    /// The name mode in which wildcards count.
    NameModeRfc9525,
    /// Why revocation was not checked.
    NoRevocation,
    /// What accepts a certificate about whose revocation nothing is known.
    OnUnknownWarn,
    /// What lets paths end at an anchor that is not a root.
    PartialChain,
    /// Where pinned certificates are given.
    Pinned,
    /// The profile of RFC 5280.
    ProfileRfc5280,
    /// Where other certificates are given.
    Untrusted,
}

impl Phrase {
    /// The words of this library.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::AnchorPurposes => "the constraints of the anchor do not allow this purpose",
            Self::Anchors => "among the anchors",
            Self::Clock => "",
            Self::Crls => "among the CRLs",
            Self::Intermediates => "among the configured intermediates",
            Self::Json => "the JSON",
            Self::Legacy => "the setting for old devices",
            Self::MaxDepth => "limit for the depth",
            Self::Name => "name",
            Self::NameModeAppliance => "the name mode `appliance`",
            Self::NameModeRfc9525 => "the name mode `rfc9525`",
            Self::NoRevocation => "it was not asked for",
            Self::OnUnknownWarn => "a revocation check that warns of the unknown",
            Self::PartialChain => "the setting for partial chains",
            Self::Pinned => "among the pinned certificates",
            Self::ProfileRfc5280 => "the profile `rfc5280`",
            Self::Untrusted => "among the untrusted certificates",
        }
    }
}
