//! The answer for programs: explicit structures, so that nothing changes by accident. README.md describes them.

use serde::Serialize;
use serde_json::ser::Formatter;
use std::borrow::Cow;
use std::io::{self, Write};
use ucpki::matcher::NamePlace;
use ucpki::show::printable;
use ucpki::x509;

/// Changes when a reader of the old form would misread the new one; what is added does not count.
pub(crate) const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
pub(crate) struct PlaceFacts {
    /// common_name, subject_alt_name
    field: &'static str,
    index: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct CodeFacts {
    pub(crate) code: &'static str,
    number: u16,
    family: &'static str,
    clause: &'static str,
    pub(crate) text: &'static str,
}

/// The document of `ucpki codes --json`.
#[derive(Debug, Serialize)]
pub(crate) struct CodeList {
    format: &'static str,
    version: u32,
    codes: Vec<CodeFacts>,
}

/// A document in lines.
pub(crate) fn lines(document: &impl Serialize) -> String {
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Indented::default());
    // Writing texts and numbers into memory cannot fail.
    let _ = document.serialize(&mut serializer);
    String::from_utf8(out).unwrap_or_default()
}

pub(crate) fn code_list(codes: impl Iterator<Item = &'static x509::Code>) -> CodeList {
    CodeList { format: "ucpki-codes", version: VERSION, codes: codes.map(code).collect() }
}

/// A text as JSON. What a terminal would act on is escaped.
pub(crate) fn string(text: &str) -> String {
    lines(&text)
}

/// A value in another document, in one line.
pub(crate) fn compact(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(crate) fn place(place: NamePlace) -> Option<PlaceFacts> {
    match place {
        NamePlace::CommonName(index) => Some(PlaceFacts { field: "common_name", index }),
        NamePlace::SubjectAltName(index) => Some(PlaceFacts { field: "subject_alt_name", index }),
        _ => None,
    }
}

pub(crate) fn code(code: &'static x509::Code) -> CodeFacts {
    CodeFacts {
        code: code.name(),
        number: code.number(),
        family: code.family().name(),
        clause: code.clause(),
        text: code.text(),
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Two blanks per level, and no character as it is that would steer a terminal: JSON asks that for the first 32 only.
#[derive(Debug, Default)]
struct Indented(serde_json::ser::PrettyFormatter<'static>);

macro_rules! forward {
    ($($method:ident($($argument:ident: $type:ty),*);)+) => {
        $(fn $method<W: ?Sized + Write>(&mut self, writer: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$method(writer $(, $argument)*)
        })+
    };
}

impl Formatter for Indented {
    forward! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, character)| is_disguised(*character)) {
            let (before, tail) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = tail.get(character.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Whether a terminal would act on a character or not show it.
fn is_disguised(character: char) -> bool {
    matches!(printable(character.encode_utf8(&mut [0; 4])), Cow::Owned(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_does_not_steer_the_terminal() {
        let lines = lines(&["a\u{9B}2J\u{7F}é\u{202E}\n"]);
        assert_eq!(lines, "[\n  \"a\\u009b2J\\u007fé\\u202e\\n\"\n]");
    }
}
