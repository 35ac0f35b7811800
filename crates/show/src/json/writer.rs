//! JSON (RFC 8259), written as it comes, nothing collected.

use core::fmt::{self, Write};
use ucpki_x509::Hex;

/// A place where one value goes.
pub(super) struct Place<'w>(&'w mut dyn Write);

/// The members of an object, or the elements of an array.
pub(super) struct List<'w> {
    sink: &'w mut dyn Write,
    first: bool,
}

impl<'w> Place<'w> {
    pub(super) fn new(sink: &'w mut dyn Write) -> Self {
        Self(sink)
    }

    pub(super) fn object(self, members: impl FnOnce(&mut List<'_>) -> fmt::Result) -> fmt::Result {
        self.list('{', '}', members)
    }

    pub(super) fn array(self, elements: impl FnOnce(&mut List<'_>) -> fmt::Result) -> fmt::Result {
        self.list('[', ']', elements)
    }

    fn list(self, open: char, close: char, fill: impl FnOnce(&mut List<'_>) -> fmt::Result) -> fmt::Result {
        self.0.write_char(open)?;
        fill(&mut List { sink: self.0, first: true })?;
        self.0.write_char(close)
    }

    pub(super) fn display(self, value: impl fmt::Display) -> fmt::Result {
        self.0.write_char('"')?;
        write!(Escaped(self.0), "{value}")?;
        self.0.write_char('"')
    }

    pub(super) fn hex(self, bytes: &[u8]) -> fmt::Result {
        write!(self.0, "\"{}\"", Hex(bytes))
    }

    /// A number, `true`, `false` or `null`.
    pub(super) fn plain(self, value: impl fmt::Display) -> fmt::Result {
        write!(self.0, "{value}")
    }
}

impl List<'_> {
    /// The place of the next element of an array.
    pub(super) fn next(&mut self) -> Result<Place<'_>, fmt::Error> {
        if !core::mem::take(&mut self.first) {
            self.sink.write_char(',')?;
        }
        Ok(Place(self.sink))
    }

    /// The place of a member of an object.
    pub(super) fn member(&mut self, name: &str) -> Result<Place<'_>, fmt::Error> {
        self.next()?.display(name)?;
        self.sink.write_char(':')?;
        Ok(Place(self.sink))
    }

    pub(super) fn text(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        self.member(name)?.display(value)
    }

    pub(super) fn plain(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        self.member(name)?.plain(value)
    }

    pub(super) fn hex(&mut self, name: &str, bytes: &[u8]) -> fmt::Result {
        self.member(name)?.hex(bytes)
    }

    /// A member that is left out where there is nothing.
    pub(super) fn optional<T: fmt::Display>(&mut self, name: &str, value: Option<T>) -> fmt::Result {
        value.map_or(Ok(()), |value| self.plain(name, value))
    }

    /// An array of texts.
    pub(super) fn texts<T: fmt::Display>(&mut self, name: &str, values: impl Iterator<Item = T>) -> fmt::Result {
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
