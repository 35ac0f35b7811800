//! Why a verb did not do what it was asked for: the one error of the program.

use super::spot::Spot;
use crate::json::{self, CodeFacts};
use serde::Serialize;
use std::path::{Path, PathBuf};
use ucpki::appliance::ApplianceError;
use ucpki::crypto::{KeyError, RandomFailed};
use ucpki::csr::CsrError;
use ucpki::show::{Document, DocumentLine as Line, Style};
use ucpki::x509::{Code, Error, Place, codes};

/// What is wrong, where it is, and what to do.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    text: Box<str>,
    file: Option<PathBuf>,
    code: Option<&'static Code>,
    place: Option<Place>,
    /// Where in a text that is, if the place is a byte of a block.
    spot: Option<Box<Spot>>,
    help: Option<Box<str>>,
    /// Whether the content of the file is to blame, as the text of the code has it.
    is_of_content: bool,
}

/// The same for programs.
#[derive(Debug, Serialize)]
pub(crate) struct FailureFacts {
    file: Option<String>,
    text: String,
    code: Option<CodeFacts>,
    line: Option<usize>,
    byte: Option<usize>,
    file_byte: Option<usize>,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into().into(),
            file: None,
            code: None,
            place: None,
            spot: None,
            help: None,
            is_of_content: false,
        }
    }

    /// What the system, or the command line, has against a file.
    pub(crate) fn of_file(file: &Path, text: impl Into<String>) -> Self {
        Self::new(text).in_file(file)
    }

    /// A file whose content breaks a rule.
    pub(crate) fn of_content(file: &Path, error: Error) -> Self {
        Self::from(error).in_file(file)
    }

    /// A file without the certificate that it should hold.
    pub(crate) fn no_certificate(file: &Path) -> Self {
        Self::of_content(file, Error::at_line(&codes::PEM_NO_BLOCK, 1))
    }

    pub(crate) fn in_file(self, file: &Path) -> Self {
        Self { file: Some(file.to_owned()), ..self }
    }

    /// The same for a verb that names a file in any case; without a place it is the first line.
    pub(crate) fn or_in_file(self, file: &Path) -> Self {
        let place = self.place.or(self.code.map(|_| Place::Line(1)));
        let file = self.file.clone().unwrap_or_else(|| file.to_owned());
        Self { file: Some(file), place, ..self }
    }

    /// The file is something else than is expected, which the text says.
    pub(crate) fn foreign(self, text: String) -> Self {
        Self { text: text.into(), is_of_content: false, ..self }
    }

    pub(crate) fn at_spot(self, spot: Option<Spot>) -> Self {
        Self { spot: spot.map(Box::new), ..self }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into().into()), ..self }
    }

    pub(crate) fn maybe_help(self, help: Option<impl Into<String>>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the content of the file is to blame.
    pub(crate) const fn is_of_content(&self) -> bool {
        self.is_of_content
    }

    /// What is wrong, for people. `with_rule`: the rule is told also where the file is something else than expected.
    pub(crate) fn document(&self, with_rule: bool) -> Document {
        let mut document = Document::default();
        let head = self.code.map_or("error".to_owned(), |code| format!("error[{code}]"));
        document.push(Line::new(Style::Error, head).and(Style::Strong, format!(": {}", self.text)));
        if let Some(file) = &self.file {
            document.arrow(place(file, self.place, self.spot.as_deref().copied()));
        }
        if with_rule || self.is_of_content {
            document.note("rule", self.code.map(Code::clause).unwrap_or_default());
        }
        document.note("help", self.help.as_deref().unwrap_or_default());
        document
    }

    /// What is wrong, for programs.
    pub(crate) fn facts(&self) -> FailureFacts {
        let (line, byte) = match self.place {
            Some(Place::Line(line)) => (Some(line), None),
            Some(Place::Byte(byte)) => (None, Some(byte)),
            Some(Place::ByteInBlock { line, byte }) => (usize::try_from(line).ok(), usize::try_from(byte).ok()),
            _ => (None, None),
        };
        FailureFacts {
            file: self.file.as_ref().map(|file| file.display().to_string()),
            text: self.text.clone().into(),
            code: self.code.map(json::code),
            line,
            byte,
            file_byte: self.spot.as_ref().map(|spot| spot.byte),
            help: self.help.clone().map(Into::into),
        }
    }
}

/// A file and a place in it, for people.
fn place(file: &Path, place: Option<Place>, spot: Option<Spot>) -> String {
    let name = file.display();
    match (place, spot) {
        (Some(Place::ByteInBlock { byte, .. }), Some(spot)) => {
            format!("{name}:{}, byte {} of the file (byte {byte} of the DER in it)", spot.line, spot.byte)
        }
        (Some(Place::ByteInBlock { line, byte }), None) => format!("{name}:{line}, byte {byte} of the DER in it"),
        (Some(Place::Line(line)), _) => format!("{name}:{line}"),
        (Some(Place::Byte(byte)), _) => format!("{name}, byte {byte}"),
        _ => name.to_string(),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (code, place) = (error.code(), error.place());
        Self { code: Some(code), place: Some(place), is_of_content: true, ..Self::new(code.text()) }
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
