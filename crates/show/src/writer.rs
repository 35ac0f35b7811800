//! JSON (RFC 8259), written as it comes, nothing collected.

use crate::document::is_disguise;
use core::fmt::{self, Write};
use ucpki_x509::Hex;

/// How a document looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Without blanks, for programs.
    Compact,
    /// A member in each line, two blanks for each of these levels, for people who look at it too.
    Indented(usize),
}

/// A place where one value goes.
pub(crate) struct Place<'w> {
    sink: &'w mut dyn Write,
    layout: Layout,
}

/// The members of an object, or the elements of an array.
pub(crate) struct List<'w> {
    sink: &'w mut dyn Write,
    /// Of the members.
    layout: Layout,
    first: bool,
}

impl Layout {
    const fn inside(self) -> Self {
        match self {
            Self::Compact => Self::Compact,
            Self::Indented(level) => Self::Indented(level + 1),
        }
    }

    /// Begins a line, where there are lines.
    fn line(self, sink: &mut dyn Write) -> fmt::Result {
        match self {
            Self::Compact => Ok(()),
            Self::Indented(level) => write!(sink, "\n{:width$}", "", width = 2 * level),
        }
    }
}

impl<'w> Place<'w> {
    pub(crate) fn new(sink: &'w mut dyn Write) -> Self {
        Self { sink, layout: Layout::Compact }
    }

    pub(crate) fn indented(sink: &'w mut dyn Write) -> Self {
        Self { sink, layout: Layout::Indented(0) }
    }

    pub(crate) fn object(self, members: impl FnOnce(&mut List<'_>) -> fmt::Result) -> fmt::Result {
        self.list('{', '}', members)
    }

    pub(crate) fn array(self, elements: impl FnOnce(&mut List<'_>) -> fmt::Result) -> fmt::Result {
        self.list('[', ']', elements)
    }

    fn list(self, open: char, close: char, fill: impl FnOnce(&mut List<'_>) -> fmt::Result) -> fmt::Result {
        self.sink.write_char(open)?;
        let mut list = List { sink: self.sink, layout: self.layout.inside(), first: true };
        fill(&mut list)?;
        if !list.first {
            self.layout.line(list.sink)?;
        }
        list.sink.write_char(close)
    }

    pub(crate) fn display(self, value: impl fmt::Display) -> fmt::Result {
        self.sink.write_char('"')?;
        match self.layout {
            Layout::Compact => write!(Escaped(self.sink), "{value}")?,
            Layout::Indented(_) => write!(Visible(self.sink), "{value}")?,
        }
        self.sink.write_char('"')
    }

    pub(crate) fn hex(self, bytes: &[u8]) -> fmt::Result {
        write!(self.sink, "\"{}\"", Hex(bytes))
    }

    /// A number, `true`, `false` or `null`.
    pub(crate) fn plain(self, value: impl fmt::Display) -> fmt::Result {
        write!(self.sink, "{value}")
    }
}

impl List<'_> {
    /// The place of the next element of an array.
    pub(crate) fn next(&mut self) -> Result<Place<'_>, fmt::Error> {
        if !core::mem::take(&mut self.first) {
            self.sink.write_char(',')?;
        }
        self.layout.line(self.sink)?;
        Ok(Place { sink: self.sink, layout: self.layout })
    }

    /// The place of a member of an object.
    pub(crate) fn member(&mut self, name: &str) -> Result<Place<'_>, fmt::Error> {
        self.next()?.display(name)?;
        self.sink.write_str(if self.layout == Layout::Compact { ":" } else { ": " })?;
        Ok(Place { sink: self.sink, layout: self.layout })
    }

    pub(crate) fn text(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        self.member(name)?.display(value)
    }

    pub(crate) fn plain(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        self.member(name)?.plain(value)
    }

    pub(crate) fn hex(&mut self, name: &str, bytes: &[u8]) -> fmt::Result {
        self.member(name)?.hex(bytes)
    }

    /// A text, or null.
    pub(crate) fn text_or_null<T: fmt::Display>(&mut self, name: &str, value: Option<T>) -> fmt::Result {
        match value {
            Some(value) => self.text(name, value),
            None => self.plain(name, "null"),
        }
    }

    /// A number or a truth value, or null.
    pub(crate) fn plain_or_null<T: fmt::Display>(&mut self, name: &str, value: Option<T>) -> fmt::Result {
        match value {
            Some(value) => self.plain(name, value),
            None => self.plain(name, "null"),
        }
    }

    /// Bytes in hexadecimal, or null.
    pub(crate) fn hex_or_null(&mut self, name: &str, bytes: Option<&[u8]>) -> fmt::Result {
        match bytes {
            Some(bytes) => self.hex(name, bytes),
            None => self.plain(name, "null"),
        }
    }

    /// A member that is left out where there is nothing.
    pub(crate) fn optional<T: fmt::Display>(&mut self, name: &str, value: Option<T>) -> fmt::Result {
        value.map_or(Ok(()), |value| self.plain(name, value))
    }

    /// An array of texts.
    pub(crate) fn texts<T: fmt::Display>(&mut self, name: &str, values: impl Iterator<Item = T>) -> fmt::Result {
        self.member(name)?.array(|list| {
            for value in values {
                list.next()?.display(value)?;
            }
            Ok(())
        })
    }
}

/// RFC 8259, 7. Control characters beyond ASCII and DEL are escaped too, because the output may end on a terminal.
struct Escaped<'w>(&'w mut dyn Write);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        let is_special = |character: char| character.is_control() || matches!(character, '"' | '\\');
        while let Some(at) = rest.find(is_special) {
            let (before, from) = rest.split_at(at);
            self.0.write_str(before)?;
            let mut characters = from.chars();
            match characters.next() {
                Some('\n') => self.0.write_str("\\n")?,
                Some(character @ ('"' | '\\')) => write!(self.0, "\\{character}")?,
                Some(character) => write!(self.0, "\\u{:04x}", u32::from(character))?,
                None => {}
            }
            rest = characters.as_str();
        }
        self.0.write_str(rest)
    }
}

/// As [`Escaped`], and also what a terminal does not show is escaped.
struct Visible<'w>(&'w mut dyn Write);

impl Write for Visible<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| match character {
            '"' | '\\' => write!(self.0, "\\{character}"),
            '\n' => self.0.write_str("\\n"),
            '\r' => self.0.write_str("\\r"),
            '\t' => self.0.write_str("\\t"),
            '\u{8}' => self.0.write_str("\\b"),
            '\u{C}' => self.0.write_str("\\f"),
            _ if is_disguise(character) => {
                let mut units = [0; 2];
                character.encode_utf16(&mut units).iter().try_for_each(|unit| write!(self.0, "\\u{unit:04x}"))
            }
            _ => self.0.write_char(character),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn json_in_lines_is_what_people_expect_and_does_not_steer_the_terminal() {
        let mut out = String::new();
        let written = Place::indented(&mut out).array(|list| {
            list.next()?.display("a\u{9B}2J\u{7F}é\u{202E}\n")?;
            list.next()?.object(|members| {
                members.member("none")?.array(|_| Ok(()))?;
                members.text_or_null("nothing", None::<&str>)
            })
        });
        assert_eq!(written, Ok(()));
        let expected = "[\n  \"a\\u009b2J\\u007fé\\u202e\\n\",\n  {\n    \"none\": [],\n    \"nothing\": null\n  }\n]";
        assert_eq!(out, expected);
    }
}
