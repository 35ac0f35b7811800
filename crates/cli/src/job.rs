//! What the verbs that make things share: an outcome for people and programs, files that are written with care.

use crate::arguments::Color;
use crate::console;
use crate::files::{self, Spot, Trouble, Unreadable};
use crate::json;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use ucpki::appliance::ApplianceError;
use ucpki::crypto::{KeyError, RandomFailed, Secret};
use ucpki::csr::CsrError;
use ucpki::show::{Document, DocumentLine as Line, Style};
use ucpki::x509::{Code, Error, Place};

/// What a verb has to say.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The name of the JSON document, such as `ucpki-key`.
    pub(crate) format: &'static str,
    /// Whether the answer is for a program.
    pub(crate) as_json: bool,
    /// Exit status 0, or 1.
    pub(crate) refused: bool,
    /// For people, on standard output.
    pub(crate) text: Document,
    /// For programs: members of the document.
    pub(crate) value: Value,
    /// Octets that go to standard output as they are, instead of the text.
    pub(crate) raw: Option<Secret>,
}

impl Outcome {
    pub(crate) fn new(format: &'static str, as_json: bool) -> Self {
        Self { format, as_json, refused: false, text: Document::default(), value: json!({}), raw: None }
    }

    pub(crate) fn line(&mut self, name: &str, value: impl Into<String>) {
        self.text.push(Line::new(Style::Strong, format!("{name}: ")).plain(value));
    }
}

/// Why a verb did not do what it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    format: &'static str,
    as_json: bool,
    file: Option<PathBuf>,
    code: Option<&'static Code>,
    place: Option<Place>,
    spot: Option<Box<Spot>>,
    text: String,
    help: Option<Box<str>>,
}

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            format: "ucpki",
            as_json: false,
            file: None,
            code: None,
            place: None,
            spot: None,
            text: text.into(),
            help: None,
        }
    }

    pub(crate) fn of(self, format: &'static str, as_json: bool) -> Self {
        Self { format, as_json, ..self }
    }

    pub(crate) fn file(self, file: &Path) -> Self {
        Self { file: Some(file.to_owned()), ..self }
    }

    pub(crate) fn spot(self, spot: Option<Spot>) -> Self {
        Self { spot: spot.map(Box::new), ..self }
    }

    pub(crate) fn help(self, help: &str) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl Failure {
    /// The same for a verb that tells of files only.
    pub(crate) fn unreadable(self, file: &Path) -> Unreadable {
        let trouble = match self.code {
            Some(code) => {
                let error = match self.place {
                    Some(Place::Byte(byte)) => Error::at_byte(code, byte),
                    Some(Place::ByteInBlock { line, byte }) => {
                        let [line, byte] = [line, byte].map(|count| usize::try_from(count).unwrap_or(usize::MAX));
                        Error::at_byte(code, byte).in_block(line)
                    }
                    Some(Place::Line(line)) => Error::at_line(code, line),
                    _ => Error::at_line(code, 1),
                };
                Trouble::Foreign(error, self.text)
            }
            None => Trouble::System(self.text),
        };
        let file = self.file.unwrap_or_else(|| file.to_owned());
        Unreadable { file, trouble, help: self.help.map(Into::into), spot: self.spot.map(|spot| *spot) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { code: Some(error.code()), place: Some(error.place()), ..Self::new(error.code().text()) }
    }
}

impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        let failure = unreadable.error().map_or_else(|| Self::new(""), Self::from);
        let text = unreadable.text();
        Self {
            text,
            spot: unreadable.spot.map(Box::new),
            file: Some(unreadable.file),
            help: unreadable.help.map(Into::into),
            ..failure
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let about = error.what().map_or(String::new(), |what| format!(" ({what})"));
        Self { code: Some(error.code()), place: error.place(), ..Self::new(format!("{}{about}", error.code().text())) }
    }
}

impl From<CsrError> for Failure {
    fn from(error: CsrError) -> Self {
        Self { code: Some(error.code()), ..Self::new(error.to_string()) }
    }
}

impl From<ApplianceError> for Failure {
    fn from(error: ApplianceError) -> Self {
        Self { code: Some(error.code()), ..Self::new(error.to_string()) }
    }
}

impl From<RandomFailed> for Failure {
    fn from(error: RandomFailed) -> Self {
        KeyError::from(error).into()
    }
}

/// Writes the answer, and says how the program ends.
pub(crate) fn finish(result: Result<Outcome, Failure>, color: Color) -> u8 {
    match result {
        Ok(outcome) => {
            let status = if outcome.refused { super::REFUSED } else { 0 };
            let mut out = console::out();
            let written = if outcome.as_json {
                let mut document = json!({ "format": outcome.format, "version": 1, "result": if outcome.refused { "refused" } else { "done" } });
                merge(&mut document, outcome.value);
                json::write(&mut out, &document)
            } else if let Some(raw) = outcome.raw {
                out.write_all(raw.expose()).and_then(|()| out.flush())
            } else {
                console::print(&outcome.text, &mut out, color.resolve(console::out_is_terminal()))
            };
            super::finish(written, status)
        }
        Err(failure) => super::finish(failure.write(color), super::UNUSABLE),
    }
}

impl Failure {
    /// Says it to somebody who can try again.
    pub(crate) fn tell(&self) {
        // Where standard error is closed, nobody is there to try.
        let _ = Self { as_json: false, ..self.clone() }.write(Color::Auto);
    }

    fn write(&self, color: Color) -> io::Result<()> {
        let file = self.file.as_ref().map(|file| file.display().to_string());
        if self.as_json {
            let (line, byte) = match self.place {
                Some(Place::Line(line)) => (Some(line), None),
                Some(Place::Byte(byte)) => (None, Some(byte)),
                Some(Place::ByteInBlock { line, byte }) => (usize::try_from(line).ok(), usize::try_from(byte).ok()),
                _ => (None, None),
            };
            let error = json!({
                "text": self.text, "file": file, "line": line, "byte": byte, "file_byte": self.spot.as_ref().map(|spot| spot.byte),
                "help": self.help,
                "code": self.code.map(code),
            });
            let document = json!({ "format": self.format, "version": 1, "result": "failed", "error": error });
            return json::write(&mut console::out(), &document);
        }
        let mut document = Document::default();
        let head = self.code.map_or("error".to_owned(), |code| format!("error[{code}]"));
        document.push(Line::new(Style::Error, head).and(Style::Strong, format!(": {}", self.text)));
        if let Some(file) = &self.file {
            document.push(Line::new(Style::Frame, "  --> ").plain(files::place(
                file,
                self.place,
                self.spot.as_deref().copied(),
            )));
        }
        let clause = self.code.map(|code| code.clause()).filter(|clause| !clause.is_empty());
        for (name, note) in [("rule", clause), ("help", self.help.as_deref())] {
            if let Some(note) = note {
                document.push(Line::new(Style::Frame, "   = ").plain(format!("{name}: {note}")));
            }
        }
        console::print(&document, &mut console::err(), color.resolve(console::err_is_terminal()))
    }
}

/// A code as every document has it.
pub(crate) fn code(code: &'static Code) -> Value {
    json!({
        "code": code.name(), "number": code.number(), "family": code.family().name(),
        "clause": code.clause(), "text": code.text(),
    })
}

/// The members of `more` become members of `document`.
pub(crate) fn merge(document: &mut Value, more: Value) {
    if let (Value::Object(document), Value::Object(more)) = (document, more) {
        document.extend(more);
    }
}
