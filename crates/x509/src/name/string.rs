//! The characters in ASN.1 strings.

use crate::der::Tag;
use core::iter::Peekable;
use core::str::Chars;

/// The characters of a well-formed string, decoded one by one; allocates nothing.
#[derive(Clone, Debug)]
pub(super) enum Characters<'a> {
    /// UTF8String, and the kinds that hold ASCII.
    Utf8(Chars<'a>),
    /// TeletexString beyond ASCII, read as Latin-1.
    Latin1(core::slice::Iter<'a, u8>),
    /// BMPString.
    Utf16(Units<'a>),
    /// UniversalString.
    Utf32(core::slice::Iter<'a, [u8; 4]>),
}

/// The UTF-16 units of a BMPString, combined where they are surrogate pairs.
type Units<'a> = core::char::DecodeUtf16<core::iter::Map<core::slice::Iter<'a, [u8; 2]>, fn(&'a [u8; 2]) -> u16>>;

impl<'a> Characters<'a> {
    /// The characters of the string with `tag` and content `bytes`.
    ///
    /// `None` if the tag is not one of the eight kinds, or a byte does not fit the kind.
    #[inline]
    pub(super) fn new(tag: Tag, bytes: &'a [u8]) -> Option<Self> {
        match tag {
            Tag::UTF8_STRING => core::str::from_utf8(bytes).ok().map(|text| Self::Utf8(text.chars())),
            Tag::PRINTABLE_STRING | Tag::IA5_STRING | Tag::VISIBLE_STRING | Tag::NUMERIC_STRING => ascii(bytes),
            Tag::TELETEX_STRING => Some(ascii(bytes).unwrap_or(Self::Latin1(bytes.iter()))),
            Tag::BMP_STRING => {
                let (units, odd) = bytes.as_chunks();
                let unit: fn(&'a [u8; 2]) -> u16 = |bytes| u16::from_be_bytes(*bytes);
                let units = char::decode_utf16(units.iter().map(unit));
                (odd.is_empty() && units.clone().all(|character| character.is_ok())).then_some(Self::Utf16(units))
            }
            Tag::UNIVERSAL_STRING => {
                let (units, odd) = bytes.as_chunks();
                (odd.is_empty() && units.iter().all(|unit| scalar(unit).is_some())).then(|| Self::Utf32(units.iter()))
            }
            _ => None,
        }
    }

    /// The whole text, if all of it is ASCII.
    #[inline]
    pub(super) fn ascii(&self) -> Option<&'a [u8]> {
        match self {
            Self::Utf8(text) if text.as_str().is_ascii() => Some(text.as_str().as_bytes()),
            _ => None,
        }
    }

    /// The characters as they are compared: lower case, without space around, and with single spaces inside.
    #[inline]
    pub(super) fn prepared(self) -> Prepared<'a> {
        let mut characters = self.peekable();
        while characters.next_if(is_space).is_some() {}
        Prepared { characters }
    }
}

impl Iterator for Characters<'_> {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        match self {
            Self::Utf8(characters) => characters.next(),
            Self::Latin1(bytes) => bytes.next().map(|byte| char::from(*byte)),
            Self::Utf16(units) => units.next()?.ok(),
            Self::Utf32(units) => scalar(units.next()?),
        }
    }
}

/// See [`Characters::prepared`].
///
/// RFC 5280, 7.1 asks for the preparation of RFC 4518. Of it this does what fits firmware: ASCII case folding and the
/// ASCII white space. Full case folding and NFKC need tables of some hundred kilobytes.
#[derive(Clone, Debug)]
pub(super) struct Prepared<'a> {
    characters: Peekable<Characters<'a>>,
}

impl Iterator for Prepared<'_> {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        let character = self.characters.next()?;
        if !is_space(&character) {
            return Some(character.to_ascii_lowercase());
        }
        while self.characters.next_if(is_space).is_some() {}
        // Space at the end counts as little as space at the start.
        self.characters.peek().map(|_| ' ')
    }
}

/// The controls that RFC 4518, 2.2 maps to space, and space.
#[inline]
pub(super) fn is_space(character: &char) -> bool {
    matches!(character, '\t'..='\r' | ' ')
}

#[inline]
fn ascii(bytes: &[u8]) -> Option<Characters<'_>> {
    if !bytes.is_ascii() {
        return None;
    }
    core::str::from_utf8(bytes).ok().map(|text| Characters::Utf8(text.chars()))
}

fn scalar(bytes: &[u8; 4]) -> Option<char> {
    char::from_u32(u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::String;

    fn text(tag: Tag, bytes: &[u8]) -> Option<String> {
        Characters::new(tag, bytes).map(Iterator::collect)
    }

    #[test]
    fn each_kind_is_decoded() {
        assert_eq!(text(Tag::UTF8_STRING, "Zürich €".as_bytes()).unwrap(), "Zürich €");
        assert_eq!(text(Tag::PRINTABLE_STRING, b"a*b@c").unwrap(), "a*b@c", "beyond the repertoire");
        assert_eq!(text(Tag::IA5_STRING, b"a@b").unwrap(), "a@b");
        assert_eq!(text(Tag::VISIBLE_STRING, b"v").unwrap(), "v");
        assert_eq!(text(Tag::NUMERIC_STRING, b"1 2").unwrap(), "1 2");
        assert_eq!(text(Tag::TELETEX_STRING, b"Z\xFCrich").unwrap(), "Zürich");
        assert_eq!(text(Tag::BMP_STRING, &[0, 0x5A, 0x20, 0xAC]).unwrap(), "Z€");
        assert_eq!(text(Tag::BMP_STRING, &[0xD8, 0x3D, 0xDE, 0x00]).unwrap(), "\u{1F600}");
        assert_eq!(text(Tag::UNIVERSAL_STRING, &[0, 0, 0, 0x5A, 0, 1, 0xF6, 0]).unwrap(), "Z\u{1F600}");
        assert_eq!(text(Tag::UTF8_STRING, b"").unwrap(), "");
    }

    #[test]
    fn malformed_strings_are_no_text() {
        for (tag, bytes) in [
            (Tag::UTF8_STRING, &b"\xFC"[..]),
            (Tag::UTF8_STRING, b"\xC0\x80"),
            (Tag::PRINTABLE_STRING, b"Z\xFCrich"),
            (Tag::IA5_STRING, b"\x80"),
            (Tag::BMP_STRING, &[0, 0x5A, 0]),
            (Tag::BMP_STRING, &[0xD8, 0x3D]),
            (Tag::BMP_STRING, &[0xDE, 0x00, 0xD8, 0x3D]),
            (Tag::UNIVERSAL_STRING, &[0, 0, 0x5A]),
            (Tag::UNIVERSAL_STRING, &[0, 0x11, 0, 0]),
            (Tag::UNIVERSAL_STRING, &[0, 0, 0xD8, 0]),
            (Tag::OCTET_STRING, b"Z"),
            (Tag(0x1B), b"Z"),
        ] {
            assert_eq!(text(tag, bytes), None, "{tag:?} {bytes:02X?}");
        }
    }

    #[test]
    fn space_and_case_are_prepared() {
        let prepared = |text: &str| Characters::Utf8(text.chars()).prepared().collect::<String>();
        assert_eq!(prepared(" \t Good \r\n  CA\u{B}"), "good ca");
        assert_eq!(prepared("ÄÖÜ"), "ÄÖÜ", "binary beyond ASCII");
        assert_eq!(prepared("a\u{A0}b"), "a\u{A0}b");
        assert_eq!(prepared("  "), "");
    }
}
