//! Text for people: lines of styled pieces, made safe for a terminal where they are written and nowhere else.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// How a piece of text looks where colours are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// As it is.
    Plain,
    /// What is to be read first.
    Strong,
    /// A refusal.
    Error,
    /// A warning.
    Warning,
    /// An acceptance.
    Good,
    /// Lines and arrows.
    Frame,
}

impl Style {
    /// The parameters of SGR (ECMA-48, 8.3.117).
    const fn parameters(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Good => "1;32",
            Self::Frame => "1;34",
        }
    }
}

/// Lines of text.
#[derive(Debug, Default)]
pub(crate) struct Document(Vec<Line>);

/// One line.
#[derive(Debug, Default)]
pub(crate) struct Line(Vec<(Style, String)>);

impl Document {
    /// Whether there is no line yet.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an empty line.
    pub(crate) fn blank(&mut self) {
        self.0.push(Line::default());
    }

    /// Adds a line.
    pub(crate) fn push(&mut self, line: Line) {
        self.0.push(line);
    }

    /// Writes everything. What came from a file cannot steer the terminal: control characters, and characters that
    /// change the direction of the text or cannot be seen, are written as `\u{..}`.
    pub(crate) fn write(&self, out: &mut impl Write, color: bool) -> io::Result<()> {
        for line in &self.0 {
            let mut text = String::new();
            for (style, piece) in &line.0 {
                let piece = printable(piece);
                if color && *style != Style::Plain {
                    let _ = write!(text, "\u{1B}[{}m{piece}\u{1B}[0m", style.parameters());
                } else {
                    text.push_str(&piece);
                }
            }
            writeln!(out, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

impl Line {
    /// A line that starts with this piece.
    pub(crate) fn of(style: Style, text: impl Into<String>) -> Self {
        Self::default().and(style, text)
    }

    /// The same line with one more piece.
    pub(crate) fn and(mut self, style: Style, text: impl Into<String>) -> Self {
        self.0.push((style, text.into()));
        self
    }

    /// The same line with one more plain piece.
    pub(crate) fn plain(self, text: impl Into<String>) -> Self {
        self.and(Style::Plain, text)
    }
}

/// The text with everything escaped that a terminal would act on or not show.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_disguise) {
        return Cow::Borrowed(text);
    }
    let escape = |character: char| -> String {
        if is_disguise(character) { character.escape_unicode().collect() } else { character.into() }
    };
    Cow::Owned(text.chars().map(escape).collect())
}

/// Whether a character is a control, a line separator, a mark of direction, or invisible.
pub(crate) fn is_disguise(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        )
}

/// The text, cut where it is longer than a person would read: a certificate may hold a name of megabytes.
pub(crate) fn short(text: impl Into<String>) -> String {
    const MOST: usize = 160;
    let mut text = text.into();
    if let Some((cut, _)) = text.char_indices().nth(MOST) {
        text.truncate(cut);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn nothing_from_a_file_steers_the_terminal() {
        let mut document = Document::default();
        document.push(Line::of(Style::Error, "a\u{1B}[2Jb").plain("\r\n\u{9B}31m\u{202E}\u{7F}é…"));
        let mut plain = Vec::new();
        document.write(&mut plain, false).unwrap();
        let expected = "a\\u{1b}[2Jb\\u{d}\\u{a}\\u{9b}31m\\u{202e}\\u{7f}é…\n";
        assert_eq!(String::from_utf8(plain).unwrap(), expected);
        let mut colored = Vec::new();
        document.write(&mut colored, true).unwrap();
        assert_eq!(String::from_utf8(colored).unwrap().matches('\u{1B}').count(), 2);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(short("é".repeat(160)), "é".repeat(160));
        assert_eq!(short("é".repeat(161)), format!("{}…", "é".repeat(160)));
    }
}
