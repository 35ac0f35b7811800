//! Text for people: lines of styled pieces, made safe for a terminal where they are written and nowhere else.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Display, Write};
use ucpki_x509::Code;

/// How a piece of text looks where colours are on.
///
/// # Examples
///
/// ```
/// use ucpki::show::{Document, DocumentLine, Style};
///
/// let mut document = Document::default();
/// document.push(DocumentLine::new(Style::Good, "ok").plain(": sip.example.com"));
/// // The style shows on a terminal alone; a file gets plain text.
/// assert_eq!(document.to_string(), "ok: sip.example.com\n");
/// assert!(document.colored().to_string().contains("\u{1B}["));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
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

/// Lines of styled text, in the form of a compiler's messages.
///
/// As a [`Display`] it is plain; [`colored`](Self::colored) has the escape sequences of a terminal. In both, text from a file
/// cannot steer a terminal: [`printable`] says how.
///
/// # Examples
///
/// ```
/// use ucpki::show::{Document, DocumentLine, Style};
///
/// let mut document = Document::default();
/// document.push(DocumentLine::new(Style::Warning, "warning").plain(": the CRL is old"));
/// document.arrow("crl.pem");
/// document.note("help", "fetch it again");
/// assert_eq!(document.to_string(), "warning: the CRL is old\n  --> crl.pem\n   = help: fetch it again\n");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Document(Vec<DocumentLine>);

/// One line of a [`Document`].
///
/// # Examples
///
/// ```
/// use ucpki::show::{Document, DocumentLine, Style};
///
/// // A name from a certificate cannot steer the terminal.
/// let line = DocumentLine::new(Style::Error, "refused").plain(": ").and(Style::Strong, "CN=\u{1B}[2J");
/// let mut document = Document::default();
/// document.push(line);
/// assert_eq!(document.to_string(), "refused: CN=\\u{1b}[2J\n");
/// ```
#[derive(Clone, Debug, Default)]
pub struct DocumentLine(Vec<(Style, String)>);

impl Document {
    /// Whether there is no line yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.0.push(DocumentLine::default());
    }

    /// Adds a line.
    pub fn push(&mut self, line: DocumentLine) {
        self.0.push(line);
    }

    /// Adds the headline `word[code]: text of the code`.
    pub fn head(&mut self, style: Style, word: &str, code: &Code) {
        let line = DocumentLine::new(style, alloc::format!("{word}[{code}]"));
        self.push(line.and(Style::Strong, alloc::format!(": {}", code.text())));
    }

    /// Adds a line `--> place`.
    pub fn arrow(&mut self, place: impl Into<String>) {
        self.push(DocumentLine::new(Style::Frame, "  --> ").plain(place));
    }

    /// Adds a line `| text`.
    pub fn frame(&mut self, text: impl AsRef<str>) {
        self.push(DocumentLine::new(Style::Frame, alloc::format!("   |  {}", text.as_ref())));
    }

    /// Adds a line `= word: text`; nothing where there is no text.
    pub fn note(&mut self, word: &str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            let line = DocumentLine::new(Style::Frame, "   = ").and(Style::Strong, word);
            self.push(line.plain(alloc::format!(": {text}")));
        }
    }

    /// The same text with the colours of a terminal (ECMA-48).
    #[must_use]
    pub const fn colored(&self) -> impl Display + '_ {
        Colored(self)
    }

    fn write(&self, out: &mut fmt::Formatter<'_>, color: bool) -> fmt::Result {
        self.0.iter().try_for_each(|line| {
            let text = line.text(color);
            writeln!(out, "{}", text.trim_end())
        })
    }
}

impl Display for Document {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(out, false)
    }
}

struct Colored<'a>(&'a Document);

impl Display for Colored<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(out, true)
    }
}

impl DocumentLine {
    /// A line that starts with this piece.
    #[must_use]
    pub fn new(style: Style, text: impl Into<String>) -> Self {
        Self::default().and(style, text)
    }

    /// The same line with one more piece.
    #[must_use]
    pub fn and(mut self, style: Style, text: impl Into<String>) -> Self {
        self.0.push((style, text.into()));
        self
    }

    /// The same line with one more plain piece.
    #[must_use]
    pub fn plain(self, text: impl Into<String>) -> Self {
        self.and(Style::Plain, text)
    }

    fn text(&self, color: bool) -> String {
        let mut text = String::new();
        for (style, piece) in &self.0 {
            let piece = printable(piece);
            if color && *style != Style::Plain {
                // A String takes everything.
                let _ = write!(text, "\u{1B}[{}m{piece}\u{1B}[0m", style.parameters());
            } else {
                text.push_str(&piece);
            }
        }
        text
    }
}

/// The text with everything escaped that a terminal would act on or not show: control characters, and characters that change
/// the direction of the text or cannot be seen, become `\u{..}`.
///
/// # Examples
///
/// ```
/// use ucpki::show::printable;
///
/// assert_eq!(printable("CN=é"), "CN=é");
/// assert_eq!(printable("a\u{1B}[2Jb"), "a\\u{1b}[2Jb");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
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

/// The text, cut after 160 characters, which is longer than a person would read: a certificate may hold a name of megabytes.
#[must_use]
pub fn short(text: impl Into<String>) -> String {
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
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn nothing_from_a_file_steers_the_terminal() {
        let mut document = Document::default();
        document.push(DocumentLine::new(Style::Error, "a\u{1B}[2Jb").plain("\r\n\u{9B}31m\u{202E}\u{7F}é…"));
        assert_eq!(document.to_string(), "a\\u{1b}[2Jb\\u{d}\\u{a}\\u{9b}31m\\u{202e}\\u{7f}é…\n");
        assert_eq!(document.colored().to_string().matches('\u{1B}').count(), 2);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(short("é".repeat(160)), "é".repeat(160));
        assert_eq!(short("é".repeat(161)), alloc::format!("{}…", "é".repeat(160)));
    }
}
