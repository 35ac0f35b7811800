//! What the verbs that make things share: an outcome for people and programs, files that are written with care.

use crate::arguments::Color;
use crate::document::{Document, Line, Style};
use crate::json;
use serde_json::{Value, json};
use std::fs::{self, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use ucpki::crypto::{KeyError, Random, RandomFailed, Secret};
use ucpki::csr::CsrError;
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
        self.text.push(Line::of(Style::Strong, format!("{name}: ")).plain(value));
    }
}

/// Why a verb did not do what it was asked for.
#[derive(Debug)]
pub(crate) struct Failure {
    format: &'static str,
    as_json: bool,
    file: Option<PathBuf>,
    code: Option<&'static Code>,
    place: Option<Place>,
    text: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { format: "ucpki", as_json: false, file: None, code: None, place: None, text: text.into(), help: None }
    }

    pub(crate) fn of(self, format: &'static str, as_json: bool) -> Self {
        Self { format, as_json, ..self }
    }

    pub(crate) fn file(self, file: &Path) -> Self {
        Self { file: Some(file.to_owned()), ..self }
    }

    pub(crate) fn help(self, help: &str) -> Self {
        Self { help: Some(help.to_owned()), ..self }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { code: Some(error.code()), place: Some(error.place()), ..Self::new(error.code().text()) }
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

impl From<RandomFailed> for Failure {
    fn from(error: RandomFailed) -> Self {
        KeyError::from(error).into()
    }
}

/// Writes the answer, and says how the program ends.
pub(crate) fn finish(result: Result<Outcome, Failure>, color: Color) -> ExitCode {
    match result {
        Ok(outcome) => {
            let status = if outcome.refused { super::REFUSED } else { 0 };
            let mut out = io::stdout().lock();
            let written = if outcome.as_json {
                let mut document = json!({ "format": outcome.format, "version": 1, "result": if outcome.refused { "refused" } else { "done" } });
                merge(&mut document, outcome.value);
                json::write(&mut out, &document)
            } else if let Some(raw) = outcome.raw {
                out.write_all(raw.expose()).and_then(|()| out.flush())
            } else {
                outcome.text.write(&mut out, color.resolve(io::stdout().is_terminal()))
            };
            super::finish(written, status)
        }
        Err(failure) => super::finish(failure.write(color), super::UNUSABLE),
    }
}

impl Failure {
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
                "text": self.text, "file": file, "line": line, "byte": byte, "help": self.help,
                "code": self.code.map(code),
            });
            let document = json!({ "format": self.format, "version": 1, "result": "failed", "error": error });
            return json::write(&mut io::stdout().lock(), &document);
        }
        let mut document = Document::default();
        let head = self.code.map_or("error".to_owned(), |code| format!("error[{code}]"));
        document.push(Line::of(Style::Error, head).and(Style::Strong, format!(": {}", self.text)));
        if let Some(file) = file {
            let place = match self.place {
                Some(Place::Line(line)) => format!(":{line}"),
                Some(Place::Byte(byte)) => format!(", byte {byte}"),
                Some(Place::ByteInBlock { line, byte }) => format!(":{line}, byte {byte} of the block"),
                _ => String::new(),
            };
            document.push(Line::of(Style::Frame, "  --> ").plain(format!("{file}{place}")));
        }
        let clause = self.code.map(|code| code.clause()).filter(|clause| !clause.is_empty());
        for (name, note) in [("rule", clause), ("help", self.help.as_deref())] {
            if let Some(note) = note {
                document.push(Line::of(Style::Frame, "   = ").plain(format!("{name}: {note}")));
            }
        }
        document.write(&mut io::stderr().lock(), color.resolve(io::stderr().is_terminal()))
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

/// The operating system's source of randomness.
#[derive(Debug)]
pub(crate) struct System;

impl Random for System {
    fn fill(&mut self, octets: &mut [u8]) -> Result<(), RandomFailed> {
        getrandom::fill(octets).map_err(|_| RandomFailed)
    }
}

/// The content of a file; `-` is standard input.
pub(crate) fn read(file: &Path) -> Result<Secret, Failure> {
    let mut octets = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut octets)
    } else {
        // Read in one go, so that no copy of a key stays behind where the buffer grew.
        fs::File::open(file).and_then(|mut opened| {
            octets.reserve(usize::try_from(opened.metadata()?.len()).unwrap_or(0).saturating_add(1));
            opened.read_to_end(&mut octets)
        })
    };
    let octets = Secret::new(octets);
    match read {
        Ok(_) => Ok(octets),
        Err(error) => Err(Failure::new(error.to_string()).file(file)),
    }
}

/// Whether a new file may take the place of an old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    Keep,
    Replace,
}

/// Writes a file whole or not at all: under another name, synced, then renamed. `secret` is for its owner alone (0600).
///
/// An existing file stays, and that is an error, unless the caller said otherwise.
pub(crate) fn write(file: &Path, octets: &[u8], secret: bool, existing: Existing) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(error.to_string()).file(file);
    if existing == Existing::Keep && file.symlink_metadata().is_ok() {
        return Err(exists(file));
    }
    let mut name = file.file_name().ok_or_else(|| failed(&"this is no name of a file"))?.to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = file.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let written = options.open(&new).and_then(|mut opened| {
        opened.write_all(octets)?;
        opened.sync_all()
    });
    let placed = written.and_then(|()| match existing {
        Existing::Replace => fs::rename(&new, file),
        // A link does not replace: who was faster keeps the name.
        Existing::Keep => fs::hard_link(&new, file).and_then(|()| fs::remove_file(&new)),
    });
    placed.map_err(|error| {
        let _ = fs::remove_file(&new);
        if error.kind() == io::ErrorKind::AlreadyExists { exists(file) } else { failed(&error) }
    })
}

fn exists(file: &Path) -> Failure {
    Failure::new("the file exists, and is not overwritten").file(file).help("choose another name, or give --force")
}
