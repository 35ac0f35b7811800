//! `ucpki show`: certificates, requests and CRLs as text, as OpenSSL prints them, as a summary, or as JSON.

use crate::arguments::Color;
use crate::document::{Document, Line, Style, printable};
use crate::files::{self, Source, Unreadable, Wanted};
use crate::report;
use clap::Args;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use ucpki::show::{FileKind, Object, identify};
use ucpki::x509::pem::{self, Kind};
use ucpki::x509::{Error, codes};

/// Files are PEM or DER, whatever their names; `-` is standard input. A file may hold many objects.
#[derive(Debug, Args)]
#[command(
    after_help = "The text is that of `openssl x509`, `req` and `crl` with -noout -text, version 3.0. Control characters are \
                        written as \\x1B. Keys are never shown.\n\n\
                        Exit status: 0 shown, 2 usage, or something that could not be read."
)]
pub(crate) struct Show {
    /// Certificates, requests and revocation lists
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What fits on a screen
    #[arg(long, conflicts_with = "json")]
    summary: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// One thing that a file holds.
pub(crate) struct Found {
    pub(crate) file: PathBuf,
    pub(crate) line: Option<usize>,
    pub(crate) what: Result<What, Unreadable>,
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
            Err(unreadable) => all.push(Found { file: file.clone(), line: None, what: Err(unreadable) }),
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
            Err(error) => found(error.line(), Err(source.explain(Wanted::Object, error))),
        })
        .collect();
    // Nothing is left without a word: a file of keys alone says so.
    if all.iter().any(|found| !matches!(found.what, Ok(What::Other(_)))) {
        return all;
    }
    vec![found(all.first().and_then(|found| found.line), Err(source.nothing(Wanted::Object)))]
}

/// What one object is. A label that says something else than the content is an error.
fn one(object: pem::Object<'_>, source: &Source) -> Result<What, Unreadable> {
    if object.kind() != Kind::Other {
        let read = Object::read(object);
        return read
            .map(|object| What::Object(Box::new(object)))
            .map_err(|error| source.explain(Wanted::Object, error));
    }
    let (label, line) = object.block().map_or(("", 1), |block| (block.label(), block.line()));
    let is = identify(source.bytes()).into_iter().find(|found| found.line == Some(line));
    match is.map(|found| found.kind) {
        Some(
            FileKind::Certificate | FileKind::CertificateRequest | FileKind::Crl | FileKind::Pkcs7 | FileKind::Pkcs12,
        ) => Err(source.explain(Wanted::Object, Error::at_line(&codes::PEM_LABEL, line))),
        _ => Ok(What::Other(label.to_owned())),
    }
}

/// Shows everything; gives the exit status and whether writing went well.
pub(crate) fn run(question: &Show, color: Color) -> (u8, io::Result<()>) {
    let all = everything(&question.files);
    let status = if all.iter().any(|found| found.what.is_err()) { 2 } else { 0 };
    let written = if question.json { json(&all) } else { text(&all, question.summary, color) };
    (status, written)
}

fn text(all: &[Found], summary: bool, color: Color) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let terminal = io::stdout().is_terminal();
    for (index, found) in all.iter().enumerate() {
        if all.len() > 1 {
            let mut document = Document::default();
            if index > 0 {
                document.blank();
            }
            document.push(heading(found));
            document.write(&mut out, color.resolve(terminal))?;
        }
        match &found.what {
            Ok(What::Object(object)) if summary => write_summary(object, &mut out, color.resolve(terminal))?,
            Ok(What::Object(object)) => write_text(object, &mut out, terminal)?,
            Ok(What::Other(_)) => {}
            Err(unreadable) => {
                out.flush()?;
                let stderr = io::stderr();
                report::unreadable(unreadable).write(&mut stderr.lock(), color.resolve(stderr.is_terminal()))?;
            }
        }
    }
    out.flush()
}

/// The text of an object. What a terminal would act on or not show is made visible there.
pub(crate) fn write_text(object: &Object, out: &mut impl Write, terminal: bool) -> io::Result<()> {
    if !terminal {
        return write!(out, "{}", object.text());
    }
    object.text().to_string().split_inclusive('\n').try_for_each(|line| {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        write!(out, "{}{end}", printable(line))
    })
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
    Line::of(Style::Frame, "# ").plain(place).and(Style::Strong, what)
}

fn write_summary(object: &Object, out: &mut impl Write, color: bool) -> io::Result<()> {
    let mut document = Document::default();
    push_summary(object, &mut document);
    document.write(out, color)
}

/// The summary of an object: labels of 16 columns, and values.
pub(crate) fn push_summary(object: &Object, document: &mut Document) {
    for line in object.summary().to_string().lines() {
        let (label, value) = line.split_at_checked(16).unwrap_or((line, ""));
        document.push(Line::of(Style::Strong, label).plain(value));
    }
}

fn json(all: &[Found]) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    write!(out, "{{\"format\":\"ucpki-show\",\"version\":1,\"objects\":[")?;
    for (index, found) in all.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(out, "{comma}\n{{\"file\":{}", crate::json::string(&found.file.display().to_string()))?;
        if let Some(line) = found.line {
            write!(out, ",\"line\":{line}")?;
        }
        match &found.what {
            Ok(What::Object(object)) => write!(out, ",\"object\":{}}}", object.json())?,
            Ok(What::Other(label)) => write!(out, ",\"label\":{}}}", crate::json::string(label))?,
            Err(unreadable) => {
                out.write_all(b",\"unreadable\":")?;
                crate::json::write_unreadable(&mut out, unreadable)?;
                out.write_all(b"}")?;
            }
        }
    }
    writeln!(out, "\n]}}")?;
    out.flush()
}
