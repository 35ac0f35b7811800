//! What files hold that can be shown.

use crate::files::{self, Expected, Failure, Source};
use std::path::{Path, PathBuf};
use ucpki::show::{FileKind, Object, identify};
use ucpki::x509::pem::{self, Kind};
use ucpki::x509::{Error, codes};

/// One thing that a file holds.
pub(crate) struct Found {
    pub(crate) file: PathBuf,
    pub(crate) line: Option<usize>,
    pub(crate) what: Result<What, Failure>,
}

pub(crate) enum What {
    Object(Box<Object>),
    /// Its label.
    Other(String),
}

/// Everything in the files, in order. A broken object does not hide the others.
pub(crate) fn everything(files: &[PathBuf]) -> Vec<Found> {
    let mut all = Vec::new();
    for file in files {
        match files::open(file) {
            Ok(source) => all.extend(of_file(file, &source)),
            Err(failure) => all.push(Found { file: file.clone(), line: None, what: Err(failure) }),
        }
    }
    all
}

fn of_file(file: &Path, source: &Source) -> Vec<Found> {
    let found = |line, what| Found { file: file.to_owned(), line, what };
    let all: Vec<Found> = pem::objects(source.bytes())
        .map(|object| match object {
            Ok(object) => {
                let line = object.block().map(pem::Block::line);
                found(line, one(object, source))
            }
            Err(error) => found(error.line(), Err(source.explain(Expected::Object, error))),
        })
        .collect();
    // Nothing is left without a word: a file of keys alone says so.
    if all.iter().any(|found| !matches!(found.what, Ok(What::Other(_)))) {
        return all;
    }
    vec![found(all.first().and_then(|found| found.line), Err(source.nothing(Expected::Object)))]
}

/// What one object is. A label that says something else than the content is an error.
fn one(object: pem::Object<'_>, source: &Source) -> Result<What, Failure> {
    if object.kind() != Kind::Other {
        let read = Object::read(object);
        return read
            .map(|object| What::Object(Box::new(object)))
            .map_err(|error| source.explain(Expected::Object, error));
    }
    let (label, line) = object.block().map_or(("", 1), |block| (block.label(), block.line()));
    let is = identify(source.bytes()).into_iter().find(|found| found.line == Some(line));
    match is.map(|found| found.kind) {
        Some(
            FileKind::Certificate
            | FileKind::CertificateRequest
            | FileKind::Crl
            | FileKind::OcspRequest
            | FileKind::OcspResponse
            | FileKind::Pkcs7
            | FileKind::Pkcs12,
        ) => Err(source.explain(Expected::Object, Error::at_line(&codes::PEM_LABEL, line))),
        _ => Ok(What::Other(label.to_owned())),
    }
}

impl Found {
    /// The file, and the line in it.
    pub(super) fn place(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.file.display()),
            None => self.file.display().to_string(),
        }
    }
}
