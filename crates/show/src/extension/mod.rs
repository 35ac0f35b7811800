//! Extensions as OpenSSL prints them. Those that it does not know, and broken ones, are shown as bytes.

mod admission;
pub(crate) mod general_name;
mod points;
mod policy;
mod resources;
mod simple;
mod transparency;

use crate::ber::{self, Ber};
use crate::object;
use crate::out::{Nowhere, Out, Shown, Stop};
use core::fmt;
use ucpki_x509::extension::Extension;

/// Writes the value of an extension with `indent` spaces before each line, and no line feed at the end.
type Write = fn(&mut Out<'_>, Ber<'_>, usize) -> Shown;

/// An extension with its name: a line, and the value below.
pub(crate) fn write(out: &mut Out<'_>, extension: &Extension<'_>, indent: usize) -> fmt::Result {
    out.pad(indent)?;
    object::write(out, extension.oid().as_bytes())?;
    out.text(if extension.is_critical() { ": critical\n" } else { ": \n" })?;
    write_value(out, extension.oid().as_bytes(), extension.value(), indent + 4)?;
    out.text("\n")
}

/// The extensions of a certificate, a CRL or an entry, below a title; nothing where there are none.
pub(crate) fn write_all<'a>(
    out: &mut Out<'_>,
    title: &str,
    extensions: impl Iterator<Item = Extension<'a>>,
    indent: usize,
) -> fmt::Result {
    let mut extensions = extensions.peekable();
    if extensions.peek().is_some() {
        out.line(indent, title)?;
    }
    extensions.try_for_each(|extension| write(out, &extension, indent + 4))
}

/// The value alone.
pub(crate) fn write_value(out: &mut Out<'_>, oid: &[u8], value: &[u8], indent: usize) -> fmt::Result {
    if let Some(printer) = printer(oid) {
        // Nothing is written of a value that turns out to be broken at its end.
        let read = || Ber::new(value);
        match printer(&mut Out::new(&mut Nowhere), read(), indent) {
            Ok(()) => return sink(printer(out, read(), indent)),
            Err(Stop::Partial) => sink(printer(out, read(), indent))?,
            Err(Stop::Malformed | Stop::Sink) => {}
        }
    }
    out.pad(indent)?;
    out.dots(value)
}

fn sink(shown: Shown) -> fmt::Result {
    if shown == Err(Stop::Sink) { Err(fmt::Error) } else { Ok(()) }
}

fn printer(oid: &[u8]) -> Option<Write> {
    Some(match oid {
        [0x55, 0x1D, arc] => match arc {
            14 => simple::bytes,
            15 => simple::key_usage,
            16 => simple::usage_period,
            17 | 18 | 29 => general_name::names,
            19 => simple::basic_constraints,
            20 | 27 | 54 => simple::integer,
            21 => simple::reason,
            23 => simple::object,
            24 => simple::time,
            28 => points::issuing,
            30 => points::name_constraints,
            31 | 46 => points::distribution,
            32 => policy::certificate_policies,
            33 => policy::mappings,
            35 => general_name::key_identifier,
            36 => policy::constraints,
            37 => policy::purposes,
            _ => return None,
        },
        [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, arc] => match arc {
            1 | 11 => general_name::access,
            7 => resources::addresses,
            8 => resources::systems,
            14 => policy::proxy,
            24 => simple::tls_features,
            _ => return None,
        },
        [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, arc] => match arc {
            2 => simple::nonce,
            3 => simple::crl_identifier,
            4 => policy::purposes,
            5 => simple::nothing,
            6 => simple::time,
            7 => general_name::service_locator,
            _ => return None,
        },
        // Netscape's, 2.16.840.1.113730.1.
        [0x60, 0x86, 0x48, 0x01, 0x86, 0xF8, 0x42, 0x01, arc] => match arc {
            1 => simple::netscape_type,
            2..=4 | 7 | 8 | 12 | 13 => simple::ia5_string,
            _ => return None,
        },
        [0x2B, 0x06, 0x01, 0x04, 0x01, 0xD6, 0x79, 0x02, 0x04, arc] => match arc {
            2 | 5 => transparency::timestamps,
            3 => simple::null,
            _ => return None,
        },
        b"\x2B\x65\x01\x04\x01" => policy::strong_extranet,
        b"\x2B\x24\x08\x03\x03" => admission::admission,
        b"\x2A\x85\x03\x64\x6F" => simple::utf8_string,
        b"\x2A\x85\x03\x64\x70" => simple::issuer_sign_tool,
        _ => return None,
    })
}

/// Something that has to be there, or to have a form.
pub(crate) fn need<T>(value: Option<T>) -> Result<T, Stop> {
    value.ok_or(Stop::Malformed)
}

/// A list of words with a comma between them, or `<EMPTY>`.
struct Words {
    count: usize,
    indent: usize,
    multiline: bool,
}

impl Words {
    const fn new(indent: usize) -> Self {
        Self { count: 0, indent, multiline: false }
    }

    /// One in a line.
    const fn lines(indent: usize) -> Self {
        Self { count: 0, indent, multiline: true }
    }

    /// What is before the next word.
    fn next(&mut self, out: &mut Out<'_>) -> fmt::Result {
        let first = self.count == 0;
        self.count += 1;
        match (self.multiline, first) {
            (_, true) => out.pad(self.indent),
            (true, false) => {
                out.text("\n")?;
                out.pad(self.indent)
            }
            (false, false) => out.text(", "),
        }
    }

    /// A list without words is shown as bytes by most extensions.
    fn end_with_words(self) -> Shown {
        if self.count == 0 { Err(Stop::Malformed) } else { Ok(()) }
    }

    fn end(self, out: &mut Out<'_>) -> Shown {
        if self.count == 0 {
            out.pad(self.indent)?;
            out.text("<EMPTY>\n")?;
        }
        Ok(())
    }
}

/// The names of the bits that are set.
fn named_bits(out: &mut Out<'_>, bits: (u8, &[u8]), names: &[&str], words: &mut Words) -> Shown {
    for (index, name) in names.iter().enumerate() {
        if ber::bit(bits, index) {
            words.next(out)?;
            out.text(name)?;
        }
    }
    Ok(())
}
