//! The values of some DER, one in a line, with the offsets that errors of this library name.

use crate::object;
use crate::out::Out;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};
use ucpki_x509::der::{Reader, Tag, Tlv};

/// Writes every value of `der`: its offset, the lengths of its header and its content, its tag, and what it holds.
///
/// Values inside an OCTET STRING or BIT STRING are shown below it, where the string is nothing but one constructed value.
/// What cannot be read ends the list with the error. A private key is one line, by its content, wherever it is; so is an
/// OCTET STRING or BIT STRING that holds one. Cost: linear; deep nesting is not indented further than 40 levels.
///
/// # Errors
///
/// Those of the sink.
///
/// # Examples
///
/// ```
/// let mut text = String::new();
/// ucpki::show::write_asn1(&mut text, &[0x30, 0x03, 0x02, 0x01, 0x05]).expect("a String takes all");
/// assert_eq!(text, "     0  2+3     SEQUENCE\n     2  2+1       INTEGER 5\n");
/// ```
pub fn write_asn1(sink: &mut dyn Write, der: &[u8]) -> fmt::Result {
    walk(der, |value, depth| write_line(&mut Out::new(sink), value, depth), |value| !is_hidden(value))
        .and_then(|error| error.map_or(Ok(()), |error| writeln!(sink, "{error}")))
}

/// Writes the values around byte `offset` of `der`: each that holds the byte, and inside the innermost one what it holds.
///
/// The innermost value is marked with `>`, and the bytes around the byte are shown below.
///
/// # Errors
///
/// Those of the sink.
///
/// # Examples
///
/// ```
/// let mut text = String::new();
/// ucpki::show::write_asn1_at(&mut text, &[0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x06], 7).expect("a String takes all");
/// assert_eq!(text, "      0  2+6     SEQUENCE\n>     5  2+1       INTEGER 6\nbyte 7: 30 06 02 01 05 02 01 [06]\n");
/// ```
pub fn write_asn1_at(sink: &mut dyn Write, der: &[u8], offset: usize) -> fmt::Result {
    let holds = |value: &Tlv<'_>| value.offset() <= offset && offset < value.content_offset() + value.content().len();
    // The innermost value is the last one that holds the byte.
    let mut innermost = None;
    walk(
        der,
        |value, _| {
            if holds(value) {
                innermost = Some(value.offset());
            }
            Ok(())
        },
        |value| holds(value) && !is_hidden(value),
    )?;
    let mut is_secret = crate::label::looks_private(der);
    let error = walk(
        der,
        |value, depth| {
            if !holds(value) {
                return Ok(());
            }
            is_secret |= is_hidden(value);
            sink.write_str(if innermost == Some(value.offset()) { ">" } else { " " })?;
            write_line(&mut Out::new(sink), value, depth)
        },
        |value| holds(value) && !is_hidden(value),
    )?;
    if let Some(error) = error {
        writeln!(sink, "{error}")?;
    }
    if is_secret {
        return writeln!(sink, "byte {offset}: in a private key, not shown");
    }
    write_bytes(sink, der, offset)
}

/// Whether a value is a private key, wherever it is and whatever a label says.
fn is_hidden(value: &Tlv<'_>) -> bool {
    match (value.tag(), value.content()) {
        (Tag::SEQUENCE, _) => crate::label::is_private_key(value.encoded()),
        (Tag::OCTET_STRING, content) | (Tag::BIT_STRING, [0, content @ ..]) => crate::label::is_private_key(content),
        _ => false,
    }
}

/// Eight bytes before and after the one that is meant.
fn write_bytes(sink: &mut dyn Write, der: &[u8], offset: usize) -> fmt::Result {
    let start = offset.saturating_sub(8).min(der.len());
    write!(sink, "byte {offset}:")?;
    for (place, byte) in der.iter().enumerate().skip(start).take(17) {
        if place == offset {
            write!(sink, " [{byte:02x}]")?;
        } else {
            write!(sink, " {byte:02x}")?;
        }
    }
    sink.write_str(if offset >= der.len() { " (the end)\n" } else { "\n" })
}

/// Calls `visit` with every value and its depth; goes into those that `enter` says. Gives the error that ended it.
fn walk<'a>(
    der: &'a [u8],
    mut visit: impl FnMut(&Tlv<'a>, usize) -> fmt::Result,
    enter: impl Fn(&Tlv<'a>) -> bool,
) -> Result<Option<ucpki_x509::Error>, fmt::Error> {
    let mut levels: Vec<Reader<'a>> = match Reader::new(der) {
        Ok(reader) => alloc::vec![reader],
        Err(error) => return Ok(Some(error)),
    };
    while let Some(level) = levels.last_mut() {
        if level.is_empty() {
            levels.pop();
            continue;
        }
        let value = match level.read() {
            Ok(value) => value,
            Err(error) => return Ok(Some(error)),
        };
        visit(&value, levels.len() - 1)?;
        if let Some(inner) = inside(&value).filter(|_| enter(&value)) {
            levels.push(inner);
        }
    }
    Ok(None)
}

/// The values inside a value.
fn inside<'a>(value: &Tlv<'a>) -> Option<Reader<'a>> {
    let mut reader = value.reader();
    if value.tag().is_constructed() {
        return Some(reader);
    }
    match (value.tag(), value.content()) {
        (Tag::OCTET_STRING, [0x30 | 0x31, ..]) => {}
        (Tag::BIT_STRING, [0, 0x30 | 0x31, ..]) => {
            // The first byte is the count of unused bits, which is not a value.
            reader.skip(1);
        }
        _ => return None,
    }
    let mut rest = reader;
    rest.read().ok()?;
    rest.is_empty().then_some(reader)
}

fn write_line(out: &mut Out<'_>, value: &Tlv<'_>, depth: usize) -> fmt::Result {
    let header = value.content_offset() - value.offset();
    let lengths = alloc::format!("{header}+{}", value.content().len());
    out.format(format_args!("{:6}  {lengths:6}  ", value.offset()))?;
    out.pad(2 * depth.min(40))?;
    write_tag(out, value.tag())?;
    if is_hidden(value) {
        return out.text(" (a private key, not shown)\n");
    }
    write_content(out, value)?;
    out.text("\n")
}

fn write_tag(out: &mut Out<'_>, tag: Tag) -> fmt::Result {
    let name = match tag {
        Tag::BOOLEAN => "BOOLEAN",
        Tag::INTEGER => "INTEGER",
        Tag::BIT_STRING => "BIT STRING",
        Tag::OCTET_STRING => "OCTET STRING",
        Tag::NULL => "NULL",
        Tag::OID => "OBJECT IDENTIFIER",
        Tag::ENUMERATED => "ENUMERATED",
        Tag::UTF8_STRING => "UTF8String",
        Tag::NUMERIC_STRING => "NumericString",
        Tag::PRINTABLE_STRING => "PrintableString",
        Tag::TELETEX_STRING => "TeletexString",
        Tag::IA5_STRING => "IA5String",
        Tag::UTC_TIME => "UTCTime",
        Tag::GENERALIZED_TIME => "GeneralizedTime",
        Tag::VISIBLE_STRING => "VisibleString",
        Tag::UNIVERSAL_STRING => "UniversalString",
        Tag::BMP_STRING => "BMPString",
        Tag::SEQUENCE => "SEQUENCE",
        Tag::SET => "SET",
        Tag(byte) => {
            let class = match byte >> 6 {
                0 => "UNIVERSAL ",
                1 => "APPLICATION ",
                2 => "",
                _ => "PRIVATE ",
            };
            return out.format(format_args!("[{class}{}]", byte & 0x1F));
        }
    };
    out.text(name)
}

/// What a primitive value holds: names, numbers and texts as such, other bytes up to 32.
fn write_content(out: &mut Out<'_>, value: &Tlv<'_>) -> fmt::Result {
    if value.tag().is_constructed() || value.content().is_empty() {
        return Ok(());
    }
    out.text(" ")?;
    let bytes = value.content();
    match value.tag() {
        Tag::OID => match value.oid() {
            Ok(oid) => {
                out.text(&object::dotted(oid.as_bytes()))?;
                match object::names(oid.as_bytes()) {
                    Some((_, long)) => out.format(format_args!(" ({long})")),
                    None => Ok(()),
                }
            }
            Err(_) => hexadecimal(out, bytes),
        },
        Tag::INTEGER | Tag::ENUMERATED if bytes.len() <= 20 => match crate::number::decimal(bytes) {
            Some(decimal) => out.text(&decimal),
            None => hexadecimal(out, bytes),
        },
        Tag::UTC_TIME | Tag::GENERALIZED_TIME => out.raw(bytes.get(..32).unwrap_or(bytes)),
        tag => match ucpki_x509::string_text(tag, bytes) {
            Some(text) => {
                let short: String = text.chars().take(100).collect();
                out.text("\"")?;
                out.raw(short.as_bytes())?;
                out.text(if short.len() < text.len() { "\"…" } else { "\"" })
            }
            None => hexadecimal(out, bytes),
        },
    }
}

fn hexadecimal(out: &mut Out<'_>, bytes: &[u8]) -> fmt::Result {
    out.colons(bytes.get(..32).unwrap_or(bytes), false)?;
    out.text(if bytes.len() > 32 { "…" } else { "" })
}
