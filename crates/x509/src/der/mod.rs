//! Distinguished Encoding Rules (X.690): the reader and the writer that everything else builds on.

mod reader;
mod value;
mod writer;

pub(crate) use reader::split_trusted;
pub use reader::{Reader, Tlv};
pub use value::{BitString, Integer};
pub use writer::Writer;

/// The identifier byte of a value: class, constructed bit and a tag number below 31.
///
/// # Examples
///
/// ```
/// use ucpki::x509::der::Tag;
/// use ucpki::x509::pem;
///
/// // CAs should write names as UTF8String or PrintableString (RFC 5280, 4.1.2.4).
/// let leaf = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let modern = [Tag::UTF8_STRING, Tag::PRINTABLE_STRING];
/// assert!(leaf.subject().attributes().all(|attribute| modern.contains(&attribute.tag())));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag(pub u8);

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self(0x01);
    /// INTEGER.
    pub const INTEGER: Self = Self(0x02);
    /// BIT STRING.
    pub const BIT_STRING: Self = Self(0x03);
    /// OCTET STRING.
    pub const OCTET_STRING: Self = Self(0x04);
    /// NULL.
    pub const NULL: Self = Self(0x05);
    /// OBJECT IDENTIFIER.
    pub const OID: Self = Self(0x06);
    /// ENUMERATED.
    pub const ENUMERATED: Self = Self(0x0A);
    /// UTF8String.
    pub const UTF8_STRING: Self = Self(0x0C);
    /// NumericString.
    pub const NUMERIC_STRING: Self = Self(0x12);
    /// PrintableString.
    pub const PRINTABLE_STRING: Self = Self(0x13);
    /// TeletexString, also called T61String.
    pub const TELETEX_STRING: Self = Self(0x14);
    /// IA5String.
    pub const IA5_STRING: Self = Self(0x16);
    /// UTCTime.
    pub const UTC_TIME: Self = Self(0x17);
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: Self = Self(0x18);
    /// VisibleString.
    pub const VISIBLE_STRING: Self = Self(0x1A);
    /// UniversalString.
    pub const UNIVERSAL_STRING: Self = Self(0x1C);
    /// BMPString.
    pub const BMP_STRING: Self = Self(0x1E);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self(0x30);
    /// SET and SET OF.
    pub const SET: Self = Self(0x31);

    /// The primitive context-specific tag `[number]`, for `number` below 31.
    #[must_use]
    pub const fn context(number: u8) -> Self {
        Self(0x80 | (number & 0x1F))
    }

    /// The constructed context-specific tag `[number]`, for `number` below 31.
    #[must_use]
    pub const fn context_constructed(number: u8) -> Self {
        Self(0xA0 | (number & 0x1F))
    }

    /// Whether the value is constructed of others.
    #[must_use]
    pub const fn is_constructed(self) -> bool {
        self.0 & 0x20 != 0
    }
}

/// A part of an object, as offsets into its bytes; objects are bounded to 4 GiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// The bytes of the span; empty if it does not lie within `bytes`, which no span made by a reader does.
    #[inline]
    pub(crate) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(widen(self.start)..widen(self.end)).unwrap_or(&[])
    }

    /// A reader over the span that keeps offsets relative to `bytes`.
    #[inline]
    pub(crate) fn reader(self, bytes: &[u8]) -> Reader<'_> {
        Reader::within(bytes, widen(self.start), widen(self.end))
    }
}

/// `u32` to `usize`, which holds on every target with 32-bit pointers or wider.
#[inline]
#[expect(clippy::as_conversions, reason = "u32 fits usize on all targets that this crate builds for; asserted below")]
pub(crate) const fn widen(value: u32) -> usize {
    const { assert!(usize::BITS >= 32, "targets with 16-bit pointers are not served") };
    value as usize
}

/// `usize` to `u32` for offsets into an object that a [`Reader`] admitted, which are below 4 GiB.
#[inline]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "Reader::new bounds objects to u32::MAX bytes"
)]
pub(crate) const fn narrow(value: usize) -> u32 {
    value as u32
}
