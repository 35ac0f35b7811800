//! Where text goes: spaces, hexadecimal, and bytes that are shown as they are only where that is harmless.

use core::fmt::{self, Write};

/// Why a printer stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The value is not what its type says; it is shown as bytes instead.
    Malformed,
    /// The same, but what was written before stays, as OpenSSL leaves it.
    Partial,
    /// The sink takes no more.
    Sink,
}

impl From<fmt::Error> for Stop {
    fn from(_: fmt::Error) -> Self {
        Self::Sink
    }
}

/// What a printer gives back.
pub(crate) type Shown = Result<(), Stop>;

/// A sink for text.
pub(crate) struct Out<'w>(&'w mut dyn Write);

impl<'w> Out<'w> {
    pub(crate) fn new(sink: &'w mut dyn Write) -> Self {
        Self(sink)
    }

    pub(crate) fn text(&mut self, text: &str) -> fmt::Result {
        self.0.write_str(text)
    }

    pub(crate) fn format(&mut self, arguments: fmt::Arguments<'_>) -> fmt::Result {
        self.0.write_fmt(arguments)
    }

    /// Spaces.
    pub(crate) fn pad(&mut self, count: usize) -> fmt::Result {
        self.format(format_args!("{:count$}", ""))
    }

    /// A line's indentation and its text.
    pub(crate) fn line(&mut self, indent: usize, text: &str) -> fmt::Result {
        self.pad(indent)?;
        self.text(text)?;
        self.text("\n")
    }

    /// Bytes in lower case with colons, `columns` in a line, each line indented. Behind the last byte stands nothing.
    pub(crate) fn dump(&mut self, bytes: &[u8], columns: usize, indent: usize) -> fmt::Result {
        for (index, line) in bytes.chunks(columns.max(1)).enumerate() {
            if index > 0 {
                self.text(":\n")?;
            }
            self.pad(indent)?;
            self.colons(line, false)?;
        }
        Ok(())
    }

    /// Bytes with colons between them.
    pub(crate) fn colons(&mut self, bytes: &[u8], upper: bool) -> fmt::Result {
        for (index, byte) in bytes.iter().enumerate() {
            let colon = if index > 0 { ":" } else { "" };
            if upper {
                self.format(format_args!("{colon}{byte:02X}"))?;
            } else {
                self.format(format_args!("{colon}{byte:02x}"))?;
            }
        }
        Ok(())
    }

    /// Bytes in upper case, without anything between them.
    pub(crate) fn hex(&mut self, bytes: &[u8]) -> fmt::Result {
        bytes.iter().try_for_each(|byte| self.format(format_args!("{byte:02X}")))
    }

    /// Bytes that OpenSSL writes as they are. Here control characters, and what is not valid UTF-8, are written as `\x0A`.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> fmt::Result {
        for chunk in bytes.utf8_chunks() {
            let mut rest = chunk.valid();
            while let Some(at) = rest.find(char::is_control) {
                let (before, from) = rest.split_at(at);
                self.text(before)?;
                let mut characters = from.chars();
                let control = characters.next().map_or(0, char::len_utf8);
                self.escaped(from.as_bytes().get(..control).unwrap_or(&[]))?;
                rest = characters.as_str();
            }
            self.text(rest)?;
            self.escaped(chunk.invalid())?;
        }
        Ok(())
    }

    /// As [`raw`](Self::raw), up to a NUL, where a string of C ends.
    pub(crate) fn raw_to_nul(&mut self, bytes: &[u8]) -> fmt::Result {
        self.raw(bytes.split(|byte| *byte == 0).next().unwrap_or(&[]))
    }

    /// Bytes as characters of ASCII. A line feed stays, unless what follows could pass for a line of ours; all else that cannot
    /// be printed becomes a full stop.
    pub(crate) fn dots(&mut self, bytes: &[u8]) -> fmt::Result {
        bytes.iter().enumerate().try_for_each(|(at, byte)| {
            let character = match byte {
                b'\n' if bytes.get(at + 1..).is_some_and(begins_a_line) => '.',
                b'\n' | b' '..=b'~' => char::from(*byte),
                _ => '.',
            };
            self.0.write_char(character)
        })
    }

    fn escaped(&mut self, bytes: &[u8]) -> fmt::Result {
        bytes.iter().try_for_each(|byte| self.format(format_args!("\\x{byte:02X}")))
    }
}

/// Whether a stranger's text behind a line feed could pass for a line of ours, which are indented, or have a word at the start
/// that is longer than the ten bytes of a DER value whose length is a line feed.
fn begins_a_line(text: &[u8]) -> bool {
    let printable = text.iter().take_while(|byte| matches!(byte, b' '..=b'~')).count();
    matches!(text.first(), Some(b' ' | b'#')) || printable > 11
}

/// A sink that keeps nothing.
pub(crate) struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn shown(write: impl FnOnce(&mut Out<'_>) -> fmt::Result) -> String {
        let mut text = String::new();
        assert_eq!(write(&mut Out::new(&mut text)), Ok(()));
        text
    }

    #[test]
    fn controls_are_escaped() {
        assert_eq!(shown(|out| out.raw("a\u{1B}[2Jé\u{9B}\n".as_bytes())), "a\\x1B[2Jé\\xC2\\x9B\\x0A");
        assert_eq!(shown(|out| out.raw(b"Z\xFCrich\x00")), "Z\\xFCrich\\x00");
        assert_eq!(shown(|out| out.raw_to_nul(b"a\0b")), "a");
        assert_eq!(shown(|out| out.dots(b"\x04\r\n~\x7F\xFC ")), "..\n~.. ");
        assert_eq!(shown(|out| out.dots(b"\x0C\nabcdefghij\x05")), ".\nabcdefghij.");
    }

    #[test]
    fn bytes_begin_no_line_of_ours() {
        for forged in [&b"x\n        Issuer: CN = y"[..], b"x\nProof of possession: holds", b"x\n# a.pem: certificate"]
        {
            assert_eq!(shown(|out| out.dots(forged)).lines().count(), 1);
        }
    }

    #[test]
    fn bytes_stand_in_lines() {
        assert_eq!(shown(|out| out.dump(&[1, 2, 0xAB], 2, 2)), "  01:02:\n  ab");
        assert_eq!(shown(|out| out.dump(&[], 2, 2)), "");
        assert_eq!(shown(|out| out.colons(&[0xAB, 1], true)), "AB:01");
    }
}
