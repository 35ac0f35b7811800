//! Which name of a certificate is the peer's, and where it is.

#[cfg(doc)]
use crate::{Identity, NameMode};
use alloc::string::String;
use core::fmt;
use core::net::IpAddr;

/// Which name of the certificate is the one that was asked for.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparisons, Identity, MatchedName, NameMode, match_certificate};
/// use ucpki::x509::pem;
///
/// let peer = pem::certificates(include_bytes!("../../../tests/data/matcher/example.pem"))?.remove(0).certificate;
/// let wanted = Identity::dns("phone.apps.example.com")?;
/// let matched = match_certificate(&peer.as_ref(), &wanted, NameMode::Rfc9525, &mut Comparisons::new(1000))?;
/// assert_eq!(matched.presented(), Some("*.apps.example.com"));
/// if let MatchedName::Dns { wildcard: true, .. } = matched {
///     println!("one certificate for many hosts: {matched}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "says whether a name was compared at all"]
pub enum MatchedName {
    /// A host name.
    Dns {
        /// Where it stands.
        place: NamePlace,
        /// The name as it stands.
        presented: String,
        /// Whether its leftmost label is `*`.
        wildcard: bool,
    },
    /// An e-mail address.
    Email {
        /// Where it stands.
        place: NamePlace,
        /// The address as it stands.
        presented: String,
    },
    /// An address.
    Ip {
        /// Where it stands.
        place: NamePlace,
        /// The address.
        address: IpAddr,
    },
    /// A service of a domain, in an SRVName.
    Srv {
        /// Where it stands.
        place: NamePlace,
        /// The name as it stands.
        presented: String,
    },
    /// A URI.
    Uri {
        /// Where it stands.
        place: NamePlace,
        /// The URI as it stands.
        presented: String,
    },
    /// An XMPP address, in an xmppAddr.
    Xmpp {
        /// Where it stands.
        place: NamePlace,
        /// The address as it stands.
        presented: String,
    },
    /// No name was compared: the mode is [`NameMode::Off`], or the identity [`Identity::DangerNone`].
    Unchecked,
}

/// Where in a certificate a name stands.
///
/// # Examples
///
/// ```
/// use ucpki::matcher::{Comparisons, Identity, NameMode, NamePlace, match_certificate};
/// use ucpki::x509::pem;
///
/// let peer = pem::certificates(include_bytes!("../../../tests/data/matcher/example.pem"))?.remove(0).certificate;
/// let wanted = Identity::host("192.0.2.10")?;
/// let matched = match_certificate(&peer.as_ref(), &wanted, NameMode::Appliance, &mut Comparisons::new(1000))?;
/// // A migration to RFC 9525 has to find peers that are known by their common name alone.
/// let is_legacy = matches!(matched.place(), Some(NamePlace::CommonName(_)));
/// assert!(!is_legacy);
/// assert_eq!(matched.place(), Some(NamePlace::SubjectAltName(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NamePlace {
    /// In the subject: the common name with this number, counted from 0 in the order of the DER.
    CommonName(usize),
    /// In subjectAltName: the entry with this number, counted from 0 among entries of all kinds.
    SubjectAltName(usize),
}

impl MatchedName {
    /// Whether no name was compared.
    #[must_use]
    pub const fn is_unchecked(&self) -> bool {
        matches!(self, Self::Unchecked)
    }

    /// The name as it stands; `None` for an address, and if no name was compared.
    #[must_use]
    pub fn presented(&self) -> Option<&str> {
        match self {
            Self::Dns { presented, .. }
            | Self::Email { presented, .. }
            | Self::Srv { presented, .. }
            | Self::Uri { presented, .. }
            | Self::Xmpp { presented, .. } => Some(presented),
            Self::Ip { .. } | Self::Unchecked => None,
        }
    }

    /// Where the name stands; `None` if no name was compared.
    #[must_use]
    pub const fn place(&self) -> Option<NamePlace> {
        match self {
            Self::Dns { place, .. }
            | Self::Email { place, .. }
            | Self::Ip { place, .. }
            | Self::Srv { place, .. }
            | Self::Uri { place, .. }
            | Self::Xmpp { place, .. } => Some(*place),
            Self::Unchecked => None,
        }
    }
}

impl fmt::Display for MatchedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns { place, presented, .. }
            | Self::Email { place, presented }
            | Self::Srv { place, presented }
            | Self::Uri { place, presented }
            | Self::Xmpp { place, presented } => write!(f, "{presented} ({place})"),
            Self::Ip { place, address } => write!(f, "{address} ({place})"),
            Self::Unchecked => f.write_str("not checked"),
        }
    }
}

impl fmt::Display for NamePlace {
    /// `commonName 0`, `subjectAltName 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommonName(index) => write!(f, "commonName {index}"),
            Self::SubjectAltName(index) => write!(f, "subjectAltName {index}"),
        }
    }
}
