//! `ucpki crl`: CRLs without a path.

mod arguments;
mod list;

use crate::algorithms;
use crate::answer::{Answer, Form, Status, Verb};
use crate::files::{self, Failure};
use crate::json::{self, CodeFacts, hex};
use crate::values::now;
use arguments::{CrlCheck, CrlFind, CrlSchedule, CrlShow, serial};
use list::{ListFacts, facts, summary};
use serde::Serialize;
use std::path::{Path, PathBuf};
use ucpki::crl::{Freshness, IndexedCrl, Updates};
use ucpki::crypto::{Provider, RUSTCRYPTO};
use ucpki::show::{Document, DocumentLine as Line, Style, short};
use ucpki::x509::der::Integer;
use ucpki::x509::{Certificate, CrlEntry};

pub(crate) use arguments::Crl;

impl Verb for Crl {
    fn form(&self) -> Form {
        let as_json = match self {
            Self::Check(asked) => asked.json,
            Self::Find(asked) => asked.json,
            Self::Schedule(asked) => asked.json,
            Self::Show(asked) => asked.json,
        };
        Form { format: None, as_json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        let said = match self {
            Self::Check(asked) => check(asked),
            Self::Find(asked) => find(asked),
            Self::Schedule(asked) => schedule(asked),
            Self::Show(asked) => show(asked),
        }?;
        Ok(if self.form().as_json {
            Answer::document(said.status, &said.json)
        } else {
            Answer::text(said.status, said.text)
        })
    }
}

/// What a verb says, for people and for programs.
struct Said {
    text: Document,
    json: serde_json::Value,
    status: Status,
}

/// `crl show`: a summary of each CRL.
fn show(arguments: &CrlShow) -> Result<Said, Failure> {
    let at = arguments.at.unwrap_or_else(now);
    let mut text = Document::default();
    let mut all = Vec::new();
    for (file, list) in lists(&arguments.files, &RUSTCRYPTO)? {
        let facts = facts(&file, &list, at);
        summary(&mut text, &facts);
        all.push(facts);
    }
    Ok(Said { text, json: document("ucpki-crl-show", &all), status: Status::Done })
}

/// `crl check`: whether each CRL is signed by one of these CAs, can be used, and is current.
fn check(arguments: &CrlCheck) -> Result<Said, Failure> {
    #[derive(Serialize)]
    struct Checked {
        list: ListFacts,
        good: bool,
        problems: Vec<CodeFacts>,
    }
    let at = arguments.at.unwrap_or_else(now);
    let provider = algorithms::provider(arguments.legacy);
    let issuers = files::plain_certificates(&arguments.issuer)?;
    let (mut text, mut all, mut status) = (Document::default(), Vec::new(), Status::Done);
    for (file, list) in lists(&arguments.files, &provider)? {
        let mut facts = facts(&file, &list, at);
        facts.freshness = list.freshness(at, arguments.max_age).name();
        summary(&mut text, &facts);
        let mut problems: Vec<CodeFacts> = list.unusable().map(json::code).into_iter().collect();
        problems.extend(signed_by(&list, &issuers, &provider).err().map(json::code));
        for problem in &problems {
            text.push(
                Line::new(Style::Error, format!("  error[{}]", problem.code)).plain(format!(": {}", problem.text)),
            );
            if problem.code == ucpki::crl::codes::ISSUER_OTHER.name() {
                let names: Vec<String> = issuers.iter().map(|issuer| issuer.subject().to_string()).collect();
                text.push(Line::new(Style::Plain, format!("  help: the CRL is of {}", short(&facts.issuer))));
                text.push(Line::new(Style::Plain, format!("  help: --issuer has {}", short(names.join("; ")))));
            }
        }
        let good = problems.is_empty() && facts.freshness == Freshness::Current.name();
        if good {
            text.push(Line::new(Style::Good, "  good: signed by its issuer, and current"));
        } else {
            status = Status::Refused;
        }
        all.push(Checked { list: facts, good, problems });
    }
    Ok(Said { text, json: document("ucpki-crl-check", &all), status })
}

/// An entry of a CRL.
#[derive(Serialize)]
struct Found {
    list: ListFacts,
    certificate_issuer: String,
    reason: &'static str,
    revoked_at: String,
    invalid_since: Option<String>,
}

/// `crl find`: the entries of a serial number.
fn find(arguments: &CrlFind) -> Result<Said, Failure> {
    let at = arguments.at.unwrap_or_else(now);
    let (bytes, certificate, files) = wanted(arguments)?;
    let lists = lists(files, &RUSTCRYPTO)?;
    if let Some(certificate) = &certificate
        && !lists.iter().any(|(_, list)| is_of_issuer(list, certificate))
    {
        return Err(no_list(arguments, certificate));
    }
    let (mut text, mut all) = (Document::default(), Vec::new());
    for (file, list) in &lists {
        for entry in entries(list, Integer::new(&bytes), certificate.as_ref()) {
            let found = Found {
                list: facts(file, list, at),
                certificate_issuer: list.issuer_of(&entry).to_string(),
                reason: entry.reason().name(),
                revoked_at: entry.revocation_date().to_string(),
                invalid_since: entry.invalidity_date().map(|time| time.to_string()),
            };
            let issuer = short(&found.certificate_issuer);
            let line = format!(": {} since {}, of {issuer}", found.reason, found.revoked_at);
            text.push(Line::new(Style::Error, "revoked").plain(line));
            summary(&mut text, &found.list);
            all.push(found);
        }
    }
    if all.is_empty() {
        text.push(Line::new(Style::Good, "not on these CRLs").plain(format!(": {}", hex(&bytes))));
    }
    let status = Status::refused_if(!all.is_empty());
    Ok(Said { text, json: document("ucpki-crl-find", &all), status })
}

/// The entries of a serial number; of a certificate, only those of its issuer.
fn entries<'a>(
    list: &'a IndexedCrl,
    serial: Option<Integer<'_>>,
    certificate: Option<&Certificate>,
) -> Vec<CrlEntry<'a>> {
    // An indirect CRL may have the number once for each issuer.
    let mut entries: Vec<_> = if list.is_indirect() {
        list.crl().entries().filter(|entry| Some(entry.serial()) == serial).collect()
    } else {
        serial.and_then(|serial| list.find(serial)).into_iter().collect()
    };
    if let Some(certificate) = certificate {
        entries.retain(|entry| list.issuer_of(entry).matches(certificate.issuer()));
    }
    entries
}

fn is_of_issuer(list: &IndexedCrl, certificate: &Certificate) -> bool {
    list.is_indirect() || list.crl().issuer().matches(certificate.issuer())
}

/// "Not found" would sound like good news.
fn no_list(arguments: &CrlFind, certificate: &Certificate) -> Failure {
    let issuer = short(certificate.issuer().to_string());
    let file = arguments.values.first().cloned().unwrap_or_default();
    Failure::of_file(&file, "no CRL is of the CA that issued the certificate")
        .help(format!("the certificate was issued by {issuer}: give the CRL of that CA"))
}

/// What is looked for: the serial number, the certificate if one was given, and where.
type Asked<'a> = (Vec<u8>, Option<Certificate>, &'a [PathBuf]);

fn wanted(arguments: &CrlFind) -> Result<Asked<'_>, Failure> {
    let nothing = |file: &Path| {
        Failure::of_file(file, "where is the serial number looked for?")
            .help("the first argument is a serial number in hexadecimal, and files follow; or give --certificate FILE")
    };
    if let Some(file) = &arguments.certificate {
        let found = files::certificates(file)?.into_iter().next().map(|parsed| parsed.certificate);
        let certificate = found.ok_or_else(|| Failure::no_certificate(file))?;
        return Ok((certificate.serial().as_bytes().to_vec(), Some(certificate), &arguments.values));
    }
    let Some((first, files)) = arguments.values.split_first().filter(|(_, files)| !files.is_empty()) else {
        return Err(nothing(arguments.values.first().map_or(Path::new(""), |first| first)));
    };
    let text = first.to_str().unwrap_or_default();
    let number = serial(text).map_err(|trouble| Failure::of_file(first, trouble))?;
    Ok((number.0, None, files))
}

/// `crl schedule`: what to fetch at a time, and when to ask again.
fn schedule(arguments: &CrlSchedule) -> Result<Said, Failure> {
    let at = arguments.at.unwrap_or_else(now);
    let points = files::open(&arguments.points)?;
    let mut updates = Updates::new(points.text("a list of addresses")?)
        .map_err(|refused| {
            let help = refused.scheme().map(|scheme| format!("{} is not fetched; give http or https", short(scheme)));
            let error = ucpki::x509::Error::at_line(refused.code(), refused.line());
            Failure::of_content(&arguments.points, error).maybe_help(help)
        })?
        .daily_at(arguments.daily.0, arguments.daily.1);
    for (uri, tried) in &arguments.tried {
        // An address that is not configured any more was tried in vain.
        let _ = updates.failed(uri, *tried);
    }
    let due = updates.due(at);
    let mut document = Document::default();
    for uri in due.fetch() {
        document.push(Line::new(Style::Strong, "fetch").plain(format!(" {}", short(*uri))));
    }
    if due.fetch().is_empty() {
        document.push(Line::new(Style::Plain, "nothing to fetch now"));
    }
    if let Some(next) = due.next() {
        document.push(Line::new(Style::Plain, format!("next at {next}")));
    }
    let json = serde_json::json!({
        "format": "ucpki-crl-schedule", "version": 1, "at": at.to_string(), "fetch": due.fetch(),
        "next": due.next().map(|next| next.to_string()),
    });
    Ok(Said { text: document, json, status: Status::Done })
}

/// The CRLs of all files, each with the name of its file.
fn lists(all: &[PathBuf], provider: &Provider) -> Result<Vec<(PathBuf, IndexedCrl)>, Failure> {
    let mut found = Vec::new();
    for file in all {
        let lists = files::crls(core::slice::from_ref(file), provider)?;
        found.extend(lists.into_iter().map(|list| (file.clone(), list)));
    }
    Ok(found)
}

/// Whether one of these CAs signed the CRL. What says most is kept: a signature that fails says more than another name.
fn signed_by(
    list: &IndexedCrl,
    issuers: &[Certificate],
    provider: &Provider,
) -> Result<(), &'static ucpki::x509::Code> {
    let mut refused = &ucpki::crl::codes::ISSUER_OTHER;
    for issuer in issuers {
        match list.check_signed_by(issuer, provider) {
            Ok(()) => return Ok(()),
            Err(code) if *code == ucpki::crl::codes::ISSUER_OTHER => {}
            Err(code) => refused = code,
        }
    }
    Err(refused)
}

fn document(format: &str, all: &impl Serialize) -> serde_json::Value {
    serde_json::json!({ "format": format, "version": 1, "crls": all })
}
