//! `ucpki show`: certificates, requests and CRLs as text, as OpenSSL prints them, as a summary, or as JSON.

use crate::arguments::Color;
use crate::console;
use crate::files::{self, Source, Trouble, Unreadable, Wanted};
use crate::report;
use crate::verify::now;
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use ucpki::show::{Document, DocumentLine as Line, Style, printable, short};
use ucpki::show::{FileKind, Object, identify};
use ucpki::x509::pem::{self, Kind};
use ucpki::x509::{Error, Time, codes};

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
    /// Only the value of one field, on a line of its own; may be given several times
    #[arg(long, value_enum, value_name = "FIELD", conflicts_with_all = ["json", "summary"])]
    field: Vec<Field>,
    /// Only what ends within so many days, or has ended; status 1 if there is any. FILE may be a folder
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["summary", "field"])]
    expires_within: Option<u32>,
    /// Judge --expires-within at this time instead of now
    #[arg(long, value_name = "RFC3339", value_parser = crate::arguments::time, requires = "expires_within")]
    at: Option<Time>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// One field of an object, for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Field {
    /// The name, its parts in the order of the file: `C = NO, CN = a.example`
    Subject,
    Issuer,
    /// In hexadecimal, as `openssl x509 -serial` has it
    Serial,
    /// notBefore, or thisUpdate of a CRL; RFC 3339
    #[value(alias = "notbefore", alias = "valid-from")]
    Startdate,
    /// notAfter, or nextUpdate of a CRL; RFC 3339
    #[value(alias = "notafter", alias = "valid-until")]
    Enddate,
    /// The alternative names, one on each line
    #[value(alias = "san")]
    Names,
    Ca,
    KeyUsage,
    /// Extended key usages, one on each line
    Purposes,
    Key,
    KeySha256,
    KeyIdentifier,
    Signature,
    /// Of a CRL
    Number,
    /// Of a CRL
    Entries,
    Kind,
    #[value(alias = "fingerprint")]
    Sha256,
    Sha1,
    Md5,
}

impl Field {
    /// The values of the field; nothing where an object of this kind has none.
    fn values(self, object: &Object) -> Vec<String> {
        let label = match self {
            Self::Subject => "subject",
            Self::Issuer => "issuer",
            Self::Serial => "serial",
            Self::Startdate if matches!(object, Object::Crl(_) | Object::OddCrl(_)) => "this update",
            Self::Startdate => "valid from",
            Self::Enddate if matches!(object, Object::Crl(_) | Object::OddCrl(_)) => "next update",
            Self::Enddate => "valid until",
            Self::Names => "names",
            Self::Ca => "CA",
            Self::KeyUsage => "key usage",
            Self::Purposes => "purposes",
            Self::Key => "key",
            Self::KeySha256 => "key SHA-256",
            Self::KeyIdentifier => "key identifier",
            Self::Signature => "signature",
            Self::Number => "number",
            Self::Entries => "entries",
            Self::Kind => "kind",
            Self::Sha256 => "SHA-256",
            Self::Sha1 => "SHA-1",
            Self::Md5 => "MD5",
        };
        let summary = object.summary();
        let values = summary.rows().iter().find(|row| row.label() == label).map_or(&[][..], |row| row.values());
        match self {
            Self::Subject | Self::Issuer if !values.is_empty() => vec![values.join(", ")],
            Self::Serial => values.iter().take(1).map(|serial| serial.replace(':', "")).collect(),
            _ => values.to_vec(),
        }
    }
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
    if let Some(days) = question.expires_within {
        return expiring(question, days, color);
    }
    let all = everything(&question.files);
    let status = if all.iter().any(|found| found.what.is_err()) { 2 } else { 0 };
    if !question.field.is_empty() {
        return fields(&all, &question.field, color, status);
    }
    let written = if question.json { json(&all) } else { text(&all, question.summary, color) };
    (status, written)
}

/// The values of fields, with the file in front where there are several objects.
fn fields(all: &[Found], wanted: &[Field], color: Color, status: u8) -> (u8, io::Result<()>) {
    let (mut document, mut status) = (Document::default(), status);
    let is_one = all.iter().filter(|found| matches!(found.what, Ok(What::Object(_)))).count() <= 1;
    for found in all {
        match &found.what {
            Ok(What::Object(object)) => {
                for field in wanted {
                    let values = field.values(object);
                    if values.is_empty() {
                        // An empty line would pass for an empty value.
                        status = 2;
                        let name =
                            field.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
                        tell(&Unreadable::system(&found.file, format!("a {} has no {name}", object.kind())), color);
                    }
                    for value in values {
                        let front = if is_one { String::new() } else { format!("{}: ", place(found)) };
                        document.push(Line::default().plain(format!("{front}{value}")));
                    }
                }
            }
            Ok(What::Other(_)) => {}
            Err(unreadable) => tell(unreadable, color),
        }
    }
    (status, console::print(&document, &mut console::out(), false))
}

/// Says what is wrong with a file.
fn tell(unreadable: &Unreadable, color: Color) {
    // Where standard error is closed, the status says it.
    let _ =
        console::print(&report::unreadable(unreadable), &mut console::err(), color.resolve(console::err_is_terminal()));
}

/// A certificate or CRL that ends soon.
struct Ending<'a> {
    found: &'a Found,
    name: String,
    ends: Time,
    seconds: i64,
}

/// What ends within so many days. Files of a folder that hold neither certificates nor CRLs are passed over.
fn expiring(question: &Show, days: u32, color: Color) -> (u8, io::Result<()>) {
    let at = question.at.unwrap_or_else(now);
    let files = match files::in_folders(&question.files) {
        Ok(files) => files,
        Err(unreadable) if question.json => {
            return (2, crate::json::write(&mut console::out(), &crate::json::unreadable(&unreadable)));
        }
        Err(unreadable) => {
            tell(&unreadable, color);
            return (2, Ok(()));
        }
    };
    let is_named = |file: &PathBuf| question.files.contains(file);
    let (mut ending, mut broken, mut looked_at) = (Vec::new(), Vec::new(), 0);
    let all = everything(&files);
    for found in &all {
        match &found.what {
            Ok(What::Object(object)) => {
                let (name, ends) = match &**object {
                    Object::Certificate(certificate) | Object::Trusted(certificate, _) => {
                        (certificate.subject().to_string(), Some(certificate.not_after()))
                    }
                    Object::Crl(crl) => (format!("CRL of {}", crl.issuer()), crl.next_update()),
                    _ => continue,
                };
                looked_at += 1;
                let Some(ends) = ends else { continue };
                let seconds = ends.as_unix().saturating_sub(at.as_unix());
                if seconds <= i64::from(days).saturating_mul(86_400) {
                    ending.push(Ending { found, name, ends, seconds });
                }
            }
            Ok(What::Other(_)) => {}
            // A README in a folder is nobody's mistake; a broken certificate in it is.
            Err(unreadable) if is_named(&found.file) || matches!(unreadable.trouble, Trouble::Content(_)) => {
                broken.push(unreadable);
            }
            Err(_) => {}
        }
    }
    let nothing =
        Unreadable::system(&question.files.first().cloned().unwrap_or_default(), "there is no certificate or CRL here");
    if looked_at == 0 && broken.is_empty() {
        broken.push(&nothing);
    }
    ending.sort_by_key(|ending| ending.seconds);
    let status = if !broken.is_empty() { 2 } else { u8::from(!ending.is_empty()) };
    if question.json {
        return (status, expiring_json(&ending, &broken, days, at));
    }
    broken.iter().for_each(|unreadable| tell(unreadable, color));
    let mut document = Document::default();
    for one in &ending {
        let days = one.seconds.unsigned_abs() / 86_400;
        let (style, word) = match one.seconds {
            ..0 => (Style::Error, format!("ended {days} days ago")),
            _ => (Style::Warning, format!("ends in {days} days")),
        };
        document.push(Line::new(style, word).plain(format!(", {}: {}", one.ends, short(one.name.as_str()))));
        document.push(Line::new(Style::Frame, "  --> ").plain(place(one.found)));
    }
    if ending.is_empty() && broken.is_empty() {
        let text = format!(": none of {looked_at} certificates and CRLs ends within {days} days of {at}");
        document.push(Line::new(Style::Good, "ok").plain(text));
    }
    (status, console::print(&document, &mut console::out(), color.resolve(console::out_is_terminal())))
}

fn expiring_json(ending: &[Ending<'_>], broken: &[&Unreadable], days: u32, at: Time) -> io::Result<()> {
    let one = |one: &Ending<'_>| {
        serde_json::json!({
            "file": one.found.file.display().to_string(), "line": one.found.line, "name": one.name,
            "ends": one.ends.to_string(), "seconds": one.seconds,
        })
    };
    let unreadable = |unreadable: &&Unreadable| serde_json::json!({ "file": unreadable.file.display().to_string(), "text": unreadable.text() });
    let document = serde_json::json!({
        "format": "ucpki-expiring", "version": 1, "at": at.to_string(), "days": days,
        "expiring": ending.iter().map(one).collect::<Vec<_>>(),
        "unreadable": broken.iter().map(unreadable).collect::<Vec<_>>(),
    });
    crate::json::write(&mut console::out(), &document)
}

/// The file of an object, and the line in it.
fn place(found: &Found) -> String {
    match found.line {
        Some(line) => format!("{}:{line}", found.file.display()),
        None => found.file.display().to_string(),
    }
}

fn text(all: &[Found], summary: bool, color: Color) -> io::Result<()> {
    let mut out = io::BufWriter::new(console::out());
    let terminal = console::out_is_terminal();
    for (index, found) in all.iter().enumerate() {
        if all.len() > 1 {
            let mut document = Document::default();
            if index > 0 {
                document.blank();
            }
            document.push(heading(found));
            console::print(&document, &mut out, color.resolve(terminal))?;
        }
        match &found.what {
            Ok(What::Object(object)) if summary => write_summary(object, &mut out, color.resolve(terminal))?,
            Ok(What::Object(object)) => {
                write_text(object, &mut out, terminal)?;
                if let Object::OddCrl(odd) = &**object {
                    out.flush()?;
                    let error = odd.error();
                    let text =
                        format!("warning[{}]: `verify` refuses this CRL: {}\n", error.code(), error.code().text());
                    // Where standard error is closed, nobody wants to know.
                    let _ = console::err().write_all(text.as_bytes());
                }
            }
            Ok(What::Other(_)) => {}
            Err(unreadable) => {
                out.flush()?;
                console::print(
                    &report::unreadable(unreadable),
                    &mut console::err(),
                    color.resolve(console::err_is_terminal()),
                )?;
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
    Line::new(Style::Frame, "# ").plain(place).and(Style::Strong, what)
}

fn write_summary(object: &Object, out: &mut impl Write, color: bool) -> io::Result<()> {
    let mut document = Document::default();
    push_summary(object, &mut document);
    console::print(&document, out, color)
}

/// The summary of an object: labels of 16 columns, and values.
pub(crate) fn push_summary(object: &Object, document: &mut Document) {
    for line in object.summary().to_string().lines() {
        let (label, value) = line.split_at_checked(16).unwrap_or((line, ""));
        document.push(Line::new(Style::Strong, label).plain(value));
    }
}

fn json(all: &[Found]) -> io::Result<()> {
    let mut out = io::BufWriter::new(console::out());
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
