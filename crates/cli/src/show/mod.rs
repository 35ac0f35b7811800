//! `ucpki show`: certificates, requests and CRLs as text, as OpenSSL prints them, as a summary, or as JSON. Beside it the verbs
//! that show or convert files in other forms.

mod asn1;
mod convert;
mod expiring;
mod field;
mod fingerprint;
mod found;

use crate::answer::{Answer, Form, Status, Verb};
use crate::files::Failure;
use crate::json::{compact, string};
use crate::values::now;
use clap::Args;
use expiring::Expiring;
use field::Field;
use found::Found;
use std::fmt;
use std::path::PathBuf;
use ucpki::show::{Document, DocumentLine as Line, Object, Style};
use ucpki::x509::Time;

pub(crate) use asn1::Asn1;
pub(crate) use convert::Convert;
pub(crate) use fingerprint::Fingerprint;
pub(crate) use found::{What, everything};

/// Files are PEM or DER, whatever their names; `-` is standard input. A file may hold many objects.
#[derive(Debug, Args)]
#[command(
    after_help = "The text is that of `openssl x509`, `req` and `crl` with -noout -text, and of `openssl ocsp` with -req_text or \
                        -resp_text, version 3.0. Control characters are \
                        written as \\x1B. Keys are never shown.\n\n\
                        Exit status: 0 shown, 2 usage, or something that could not be read."
)]
pub(crate) struct Show {
    /// Certificates, requests, CRLs, and OCSP requests and responses
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What fits on a screen
    #[arg(long, conflicts_with = "json")]
    summary: bool,
    /// Only the value of one field, on a line of its own; may be given several times
    #[arg(long, value_enum, value_name = "FIELD", conflicts_with_all = ["json", "summary"])]
    field: Vec<Field>,
    /// Only what ends within so many days, or has ended; status 1 if there is any. FILE may be a folder
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["summary", "field"])]
    expires_within: Option<u32>,
    /// Judge --expires-within at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = crate::values::time, requires = "expires_within")]
    at: Option<Time>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Verb for Show {
    fn form(&self) -> Form {
        Form { format: None, as_json: self.json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        if let Some(days) = self.expires_within {
            let at = self.at.unwrap_or_else(now);
            return Expiring { files: &self.files, days, at, as_json: self.json }.answer();
        }
        let all = everything(&self.files);
        if !self.field.is_empty() {
            return Ok(field::answer(&all, &self.field));
        }
        let is_broken = all.iter().any(|found| found.what.is_err());
        let status = if is_broken { Status::Unusable } else { Status::Done };
        Ok(if self.json { Answer::json(status, Objects(all)) } else { text(all, self.summary, status) })
    }
}

fn text(all: Vec<Found>, summary: bool, status: Status) -> Answer {
    let mut answer = Answer::new(status);
    let has_headings = all.len() > 1;
    for (index, found) in all.into_iter().enumerate() {
        if has_headings {
            let mut document = Document::default();
            if index > 0 {
                document.blank();
            }
            document.push(heading(&found));
            answer.push_text(document);
        }
        match found.what {
            Ok(What::Object(object)) if summary => answer.push_text(self::summary(&object)),
            Ok(What::Object(object)) => push_text(&mut answer, *object),
            Ok(What::Other(_)) => {}
            Err(failure) => answer.push_failure(failure),
        }
    }
    answer
}

/// The text of an object, and what `verify` has against it.
fn push_text(answer: &mut Answer, object: Object) {
    let complaint = match &object {
        Object::OddCrl(odd) => Some(odd.error().code()),
        _ => None,
    };
    answer.push_long(ObjectText(object));
    if let Some(code) = complaint {
        answer.complain(format!("warning[{code}]: `verify` refuses this CRL: {}", code.text()));
    }
}

/// The text of an object, written as it comes.
pub(crate) struct ObjectText(pub(crate) Object);

impl fmt::Display for ObjectText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0.text())
    }
}

fn heading(found: &Found) -> Line {
    let place = match found.line {
        Some(line) => format!("{}, line {line}: ", found.file.display()),
        None => format!("{}: ", found.file.display()),
    };
    let what = match &found.what {
        Ok(What::Object(object)) => object.kind().to_owned(),
        Ok(What::Other(label)) => format!("{label}, not shown"),
        Err(_) => "unreadable".to_owned(),
    };
    Line::new(Style::Frame, "# ").plain(place).and(Style::Strong, what)
}

/// The summary of an object: labels of 16 columns, and values.
pub(crate) fn summary(object: &Object) -> Document {
    let mut document = Document::default();
    for line in object.summary().to_string().lines() {
        let (label, value) = line.split_at_checked(16).unwrap_or((line, ""));
        document.push(Line::new(Style::Strong, label).plain(value));
    }
    document
}

/// The document of `ucpki show --json`, written as it comes.
struct Objects(Vec<Found>);

impl fmt::Display for Objects {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{{\"format\":\"ucpki-show\",\"version\":1,\"objects\":[")?;
        for (index, found) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(out, "{comma}\n{{\"file\":{}", string(&found.file.display().to_string()))?;
            if let Some(line) = found.line {
                write!(out, ",\"line\":{line}")?;
            }
            match &found.what {
                Ok(What::Object(object)) => write!(out, ",\"object\":{}}}", object.json())?,
                Ok(What::Other(label)) => write!(out, ",\"label\":{}}}", string(label))?,
                Err(failure) => write!(out, ",\"unreadable\":{}}}", compact(&failure.facts()))?,
            }
        }
        write!(out, "\n]}}")
    }
}
