//! Names in the two forms that OpenSSL prints.

use crate::ber::{self, Ber, Value};
use crate::object;
use crate::out::Out;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{NameRef, RdnRef};

/// A name as OpenSSL reads it: whether an attribute begins a relative name, its type, and its value.
pub(crate) struct Attribute<'a> {
    begins: bool,
    oid: &'a [u8],
    value: Value<'a>,
}

/// The attributes of a name in an extension; `None` where OpenSSL reads no name.
pub(crate) fn read<'a>(value: Value<'a>) -> Option<Vec<Attribute<'a>>> {
    if value.tag != ber::SEQUENCE {
        return None;
    }
    let attributes = read_any(value)?;
    attributes.iter().all(Attribute::is_text).then_some(attributes)
}

fn read_any<'a>(value: Value<'a>) -> Option<Vec<Attribute<'a>>> {
    let mut attributes = Vec::new();
    let mut rdns = value.ber();
    while !rdns.is_empty() {
        let rdn = rdns.expect(ber::SET)?;
        read_rdn(rdn.ber(), true, &mut attributes)?;
    }
    Some(attributes)
}

/// The attributes of one relative name, which are not name by themselves.
pub(crate) fn relative(mut rdn: Ber<'_>) -> Option<Vec<Attribute<'_>>> {
    let mut attributes = Vec::new();
    read_rdn(core::mem::replace(&mut rdn, Ber::new(&[])), false, &mut attributes)?;
    Some(attributes)
}

fn read_rdn<'a>(mut rdn: Ber<'a>, begins: bool, attributes: &mut Vec<Attribute<'a>>) -> Option<()> {
    let mut begins = begins;
    while !rdn.is_empty() {
        let mut inner = rdn.sequence()?;
        let oid = inner.oid()?;
        let value = inner.read()?;
        inner.end()?;
        let taken = matches!(
            value.tag,
            ber::NUMERIC_STRING
                | ber::PRINTABLE_STRING
                | ber::T61_STRING
                | ber::IA5_STRING
                | ber::BIT_STRING
                | ber::UNIVERSAL_STRING
                | ber::BMP_STRING
                | ber::UTF8_STRING
                | ber::SEQUENCE
                // Tags that OpenSSL has no type for.
                | 0x07..=0x09
                | 0x0B
                | 0x0D..=0x0F
                | 0x1D
        );
        if !taken || !value.is_any() {
            return None;
        }
        attributes.push(Attribute { begins, oid, value });
        begins = false;
    }
    Some(())
}

impl Attribute<'_> {
    /// Whether a value that is text can be compared by OpenSSL, without which it reads no name.
    fn is_text(&self) -> bool {
        let content = self.value.content;
        match self.value.tag {
            ber::UTF8_STRING => core::str::from_utf8(content).is_ok(),
            ber::BMP_STRING => {
                content.as_chunks().0.iter().all(|unit| is_character(u32::from(u16::from_be_bytes(*unit))))
            }
            ber::UNIVERSAL_STRING => content.as_chunks().0.iter().all(|unit| is_character(u32::from_be_bytes(*unit))),
            _ => true,
        }
    }
}

fn is_character(number: u32) -> bool {
    char::from_u32(number).is_some()
}

/// A name that was read, as `C = NO, O = Example, CN = a + OU = b`.
pub(crate) fn write(out: &mut Out<'_>, name: NameRef<'_>) -> fmt::Result {
    for (index, rdn) in name.rdns().enumerate() {
        if index > 0 {
            out.text(", ")?;
        }
        write_rdn(out, rdn)?;
    }
    Ok(())
}

/// One relative name.
pub(crate) fn write_rdn(out: &mut Out<'_>, rdn: RdnRef<'_>) -> fmt::Result {
    for (index, attribute) in rdn.attributes().enumerate() {
        if index > 0 {
            out.text(" + ")?;
        }
        let (content, encoded) = (attribute.value(), attribute.encoded());
        write_attribute(out, attribute.oid().as_bytes(), Value { tag: attribute.tag().0, content, encoded })?;
    }
    Ok(())
}

/// The same for a name in an extension.
pub(crate) fn write_read(out: &mut Out<'_>, attributes: &[Attribute<'_>]) -> fmt::Result {
    for (index, attribute) in attributes.iter().enumerate() {
        if index > 0 {
            out.text(if attribute.begins { ", " } else { " + " })?;
        }
        write_attribute(out, attribute.oid, attribute.value)?;
    }
    Ok(())
}

fn write_attribute(out: &mut Out<'_>, oid: &[u8], value: Value<'_>) -> fmt::Result {
    out.text(&object::short(oid))?;
    out.text(" = ")?;
    let bytes = match value.tag {
        // All that is not ASCII is written in hexadecimal, byte by byte of its UTF-8.
        ber::UTF8_STRING
        | ber::NUMERIC_STRING
        | ber::PRINTABLE_STRING
        | ber::T61_STRING
        | ber::IA5_STRING
        | ber::VISIBLE_STRING => value.content,
        ber::BMP_STRING | ber::UNIVERSAL_STRING => &[],
        _ => return write_encoded(out, value),
    };
    let wide = match value.tag {
        ber::BMP_STRING => utf16(value.content),
        ber::UNIVERSAL_STRING => utf32(value.content),
        ber::T61_STRING | ber::PRINTABLE_STRING | ber::IA5_STRING | ber::NUMERIC_STRING | ber::VISIBLE_STRING => {
            bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes()
        }
        _ => return write_escaped(out, bytes),
    };
    write_escaped(out, &wide)
}

/// The UTF-8 of a BMPString, read as UTF-16, which the type predates and which is what programs write into it. Half of a pair
/// keeps its three bytes in that scheme, so that no unit gets lost.
fn utf16(content: &[u8]) -> Vec<u8> {
    let units = content.as_chunks().0.iter().map(|unit| u16::from_be_bytes(*unit));
    let mut bytes = Vec::with_capacity(content.len());
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(character) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(alone) => {
                let [high, low] = alone.unpaired_surrogate().to_be_bytes();
                bytes.extend([0xE0 | high >> 4, 0x80 | (high & 0x0F) << 2 | low >> 6, 0x80 | low & 0x3F]);
            }
        }
    }
    bytes
}

/// The UTF-8 of a UniversalString. A number that is not a character keeps its four bytes.
fn utf32(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(content.len());
    for unit in content.as_chunks::<4>().0 {
        match char::from_u32(u32::from_be_bytes(*unit)) {
            Some(character) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            None => bytes.extend_from_slice(unit),
        }
    }
    bytes
}

/// RFC 2253, 2.4: `#` and the DER, which OpenSSL makes anew of all but sequences.
fn write_encoded(out: &mut Out<'_>, value: Value<'_>) -> fmt::Result {
    out.text("#")?;
    let mut content = value.content.to_vec();
    if let (ber::BIT_STRING, Some((unused, bytes))) = (value.tag, value.bits()) {
        content = ber::masked(unused, bytes);
        content.insert(0, if bytes.is_empty() { 0 } else { unused });
    } else if value.tag == ber::SEQUENCE {
        return out.hex(value.encoded);
    }
    let mut writer = Writer::new();
    writer.value(Tag(value.tag), &content);
    out.hex(&writer.into_bytes())
}

/// RFC 2253, 2.4, with quotes around the value instead of backslashes, where quotes are enough.
fn write_escaped(out: &mut Out<'_>, bytes: &[u8]) -> fmt::Result {
    let last = bytes.len().saturating_sub(1);
    let quoting = |index: usize, byte: u8| match byte {
        b'+' | b',' | b';' | b'<' | b'>' => true,
        b' ' => index == 0 || index == last,
        // A single character is at the end, and not at the start.
        b'#' => index == 0 && last > 0,
        _ => false,
    };
    let quotes = bytes.iter().enumerate().any(|(index, byte)| quoting(index, *byte));
    let quote = if quotes { "\"" } else { "" };
    out.text(quote)?;
    for byte in bytes {
        match byte {
            b'"' | b'\\' => out.format(format_args!("\\{}", char::from(*byte)))?,
            b' '..=b'~' => out.format(format_args!("{}", char::from(*byte)))?,
            _ => out.format(format_args!("\\{byte:02X}"))?,
        }
    }
    out.text(quote)
}

/// A name as `/C=NO/O=Example`, in at most 255 characters: attributes that do not fit are left out, as OpenSSL does.
pub(crate) fn one_line(attributes: &[Attribute<'_>]) -> String {
    one_line_within(attributes, 255)
}

/// A name that was read, in the form of the certificates in OCSP responses: as [`one_line`] without a limit, with a comma and a
/// blank where a slash is followed by a type of one or two capital letters.
pub(crate) fn write_compat(out: &mut Out<'_>, name: NameRef<'_>) -> fmt::Result {
    let Some(attributes) = Ber::new(name.as_der()).read().and_then(read_any) else { return write(out, name) };
    let text = one_line_within(&attributes, usize::MAX);
    let text = text.strip_prefix('/').unwrap_or(&text);
    let mut start = 0;
    for (at, _) in text.match_indices('/').filter(|(at, _)| begins_short_type(text.as_bytes().get(at + 1..))) {
        out.text(text.get(start..at).unwrap_or(""))?;
        out.text(", ")?;
        start = at + 1;
    }
    out.text(text.get(start..).unwrap_or(""))
}

/// Whether a type of one or two capital letters stands here.
fn begins_short_type(text: Option<&[u8]>) -> bool {
    match text {
        Some([b'A'..=b'Z', b'=', ..]) => true,
        Some([b'A'..=b'Z', second, b'=', ..]) => second.is_ascii_uppercase(),
        _ => false,
    }
}

fn one_line_within(attributes: &[Attribute<'_>], limit: usize) -> String {
    let mut text = String::new();
    for attribute in attributes {
        let mut part = if attribute.begins { "/" } else { "+" }.to_string();
        part.push_str(&object::short(attribute.oid));
        part.push('=');
        let value = attribute.value;
        let bits = value.bits().map(|(unused, bytes)| ber::masked(unused, bytes));
        let content = match value.tag {
            ber::BIT_STRING => bits.as_deref().unwrap_or(&[]),
            ber::SEQUENCE => value.encoded,
            _ => value.content,
        };
        for byte in content {
            match byte {
                b'/' | b'+' => part.extend(['\\', char::from(*byte)]),
                b' '..=b'~' => part.push(char::from(*byte)),
                _ => {
                    let _ = fmt::Write::write_fmt(&mut part, format_args!("\\x{byte:02X}"));
                }
            }
            if part.len() > limit {
                return text;
            }
        }
        if text.len() + part.len() > limit {
            break;
        }
        text.push_str(&part);
    }
    text
}
