//! Forms that are unusual but unambiguous: accepted by the reader, noted, and left to a profile to judge.

use core::fmt;

/// A set of unusual forms that were met in an object.
///
/// The reader has one mode. What it can understand without doubt it accepts, and notes here; whether that is ignored,
/// warned of or refused is the profile's decision.
///
/// # Examples
///
/// ```
/// use ucpki::x509::{Oddities, pem};
///
/// let leaf = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// assert!(leaf.oddities().is_empty());
/// // A reader of other data may count them by name.
/// for name in leaf.oddities().names() {
///     println!("{name}");
/// }
/// assert!(!leaf.oddities().contains(Oddities::SIGNATURE_BITS));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Oddities(u32);

macro_rules! oddities {
    ($( $(#[$meta:meta])* $ident:ident = $bit:literal; )+) => {
        impl Oddities {
            $( $(#[$meta])* pub const $ident: Self = Self(1 << $bit); )+

            /// Every oddity with its name, for lists and texts.
            pub const ALL: &'static [(&'static str, Self)] = &[$((stringify!($ident), Self::$ident)),+];
        }
    };
}

oddities! {
    /// Serial number of more than 20 bytes (RFC 5280, 4.1.2.2).
    SERIAL_LONG = 0;
    /// Negative serial number (RFC 5280, 4.1.2.2).
    SERIAL_NEGATIVE = 1;
    /// Serial number zero (RFC 5280, 4.1.2.2).
    SERIAL_ZERO = 2;
    /// A GeneralizedTime before 2050, where UTCTime is due (RFC 5280, 4.1.2.5).
    TIME_FORM = 3;
    /// An extension appears more than once (RFC 5280, 4.2); the first one is read.
    EXTENSION_REPEATED = 4;
    /// An empty list of extensions (RFC 5280, 4.1.2.9: `SIZE (1..MAX)`).
    EXTENSIONS_EMPTY = 5;
    /// A default value is written out: version 1, or `critical FALSE` (X.690, 11.5).
    DEFAULT_SPELLED_OUT = 6;
    /// Extensions or unique identifiers in a version that does not have them (RFC 5280, 4.1.2.8, 4.1.2.9).
    FIELD_BEFORE_ITS_VERSION = 7;
    /// A version number that is not defined.
    VERSION_UNKNOWN = 8;
    /// The signature algorithm inside and outside the signed bytes differ (RFC 5280, 4.1.1.2).
    ALGORITHMS_DIFFER = 9;
    /// The signature is not of whole bytes; it cannot hold.
    SIGNATURE_BITS = 10;
    /// The issuer has an empty name (RFC 5280, 4.1.2.4).
    ISSUER_EMPTY = 11;
    /// An empty list of revoked certificates, which should be left out (RFC 5280, 5.1.2.6).
    ENTRIES_EMPTY = 12;
    /// A CRL without nextUpdate (RFC 5280, 5.1.2.5).
    NO_NEXT_UPDATE = 13;
    /// A request without the field for attributes, which should be there even if it is empty (RFC 2986, 4.1).
    ATTRIBUTES_ABSENT = 14;
    /// A request with two extensionRequests or two challengePasswords; the first one is read (RFC 2985, 5.4).
    ATTRIBUTE_REPEATED = 15;
    /// An attribute of a request without values, or with several where one is due (RFC 2986, 4.1; RFC 2985, 5.4).
    ATTRIBUTE_VALUES = 16;
    /// An entry of a CRL whose reasonCode or invalidityDate is critical, or whose certificateIssuer is not (RFC 5280, 5.3.1 to
    /// 5.3.3).
    ENTRY_CRITICALITY = 17;
    /// An entry of a complete CRL with the reason removeFromCRL, which is for delta CRLs (RFC 5280, 5.3.1).
    REMOVED_FROM_COMPLETE = 18;
}

impl Oddities {
    /// None.
    pub const NONE: Self = Self(0);

    /// Issuer and subject match. Usual for roots, so it has no public name; kept here because it is computed at parse.
    pub(crate) const SELF_ISSUED: Self = Self(1 << 31);

    /// Whether all of `other` are in the set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 & !Self::SELF_ISSUED.0 == 0
    }

    /// The names of the oddities in the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter(move |(_, bit)| self.contains(*bit)).map(|(name, _)| *name)
    }

    pub(crate) const fn remove(&mut self, other: Self) {
        self.0 &= !other.0;
    }

    pub(crate) const fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for Oddities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}
