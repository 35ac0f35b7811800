//! `ucpki crl`: revocation lists without a path.

mod arguments;

use crate::algorithms;
use crate::answer::{Answer, Form, Status, Verb};
use crate::files::{self, Failure};
use crate::json::{self, CodeFacts, hex};
use crate::values::now;
use arguments::{CrlCheck, CrlFind, CrlSchedule, CrlShow, serial};
use serde::Serialize;
use std::path::{Path, PathBuf};
use ucpki::crl::{Freshness, IndexedCrl, Updates};
use ucpki::crypto::{Provider, RUSTCRYPTO};
use ucpki::show::{Document, DocumentLine as Line, Style, short};
use ucpki::x509::der::Integer;
use ucpki::x509::extension::{DistributionPointName, IssuingDistributionPoint};
use ucpki::x509::{Certificate, CrlEntry, GeneralName, Time};

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

/// A list, as far as it matters to people.
#[derive(Debug, Serialize)]
struct ListFacts {
    file: String,
    issuer: String,
    version: u32,
    number: Option<String>,
    #[serde(skip)]
    number_unreadable: bool,
    this_update: String,
    next_update: Option<String>,
    freshness: &'static str,
    entries: u32,
    delta_since: Option<String>,
    scope: ScopeFacts,
    unusable: Option<CodeFacts>,
}

#[derive(Debug, Default, Serialize)]
struct ScopeFacts {
    indirect: bool,
    only: Option<&'static str>,
    reasons: Option<Vec<&'static str>>,
    points: Vec<String>,
}

/// `crl show`: a summary of each list.
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

/// `crl check`: whether each list is signed by one of these CAs, can be used, and is current.
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
                text.push(Line::new(Style::Plain, format!("  help: the list is of {}", short(&facts.issuer))));
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

/// `crl find`: the entries of a serial number.
fn find(arguments: &CrlFind) -> Result<Said, Failure> {
    #[derive(Serialize)]
    struct Found {
        list: ListFacts,
        certificate_issuer: String,
        reason: &'static str,
        revoked_at: String,
        invalid_since: Option<String>,
    }
    let at = arguments.at.unwrap_or_else(now);
    let (mut text, mut all) = (Document::default(), Vec::new());
    let (octets, certificate, files) = wanted(arguments)?;
    let serial = Integer::new(&octets);
    let mut of_issuer = 0;
    for (file, list) in lists(files, &RUSTCRYPTO)? {
        let of_this = |entry: &CrlEntry<'_>| {
            certificate.as_ref().is_none_or(|certificate| list.issuer_of(entry).matches(certificate.issuer()))
        };
        of_issuer += usize::from(
            certificate
                .as_ref()
                .is_none_or(|certificate| list.is_indirect() || list.crl().issuer().matches(certificate.issuer())),
        );
        // An indirect list may have the number once for each issuer.
        let entries: Vec<_> = if list.is_indirect() {
            list.crl().entries().filter(|entry| Some(entry.serial()) == serial).collect()
        } else {
            serial.and_then(|serial| list.find(serial)).into_iter().collect()
        };
        for entry in entries.into_iter().filter(of_this) {
            let found = Found {
                list: facts(&file, &list, at),
                certificate_issuer: list.issuer_of(&entry).to_string(),
                reason: entry.reason().name(),
                revoked_at: entry.revocation_date().to_string(),
                invalid_since: entry.invalidity_date().map(|time| time.to_string()),
            };
            let line =
                format!(": {} since {}, of {}", found.reason, found.revoked_at, short(&found.certificate_issuer));
            text.push(Line::new(Style::Error, "revoked").plain(line));
            summary(&mut text, &found.list);
            all.push(found);
        }
    }
    let status = Status::refused_if(!all.is_empty());
    if all.is_empty() {
        text.push(Line::new(Style::Good, "not on these CRLs").plain(format!(": {}", hex(&octets))));
    }
    if let (Some(certificate), 0) = (&certificate, of_issuer) {
        // "Not found" would sound like good news.
        let issuer = short(certificate.issuer().to_string());
        let file = arguments.values.first().cloned().unwrap_or_default();
        return Err(Failure::of_file(&file, "no CRL is of the CA that issued the certificate")
            .help(format!("the certificate was issued by {issuer}: give the CRL of that CA")));
    }
    Ok(Said { text, json: document("ucpki-crl-find", &all), status })
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

/// The lists of all files, each with the name of its file.
fn lists(all: &[PathBuf], provider: &Provider) -> Result<Vec<(PathBuf, IndexedCrl)>, Failure> {
    let mut found = Vec::new();
    for file in all {
        let lists = files::crls(core::slice::from_ref(file), provider)?;
        found.extend(lists.into_iter().map(|list| (file.clone(), list)));
    }
    Ok(found)
}

/// Whether one of these CAs signed the list. What says most is kept: a signature that fails says more than another name.
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

fn facts(file: &Path, list: &IndexedCrl, at: Time) -> ListFacts {
    let crl = list.crl();
    ListFacts {
        file: file.display().to_string(),
        issuer: crl.issuer().to_string(),
        version: crl.version(),
        number: crl.crl_number().ok().flatten().map(|number| hex(number.as_bytes())),
        number_unreadable: crl.crl_number().is_err(),
        this_update: crl.this_update().to_string(),
        next_update: crl.next_update().map(|time| time.to_string()),
        freshness: list.freshness(at, None).name(),
        entries: crl.entry_count(),
        delta_since: crl.delta_crl_indicator().ok().flatten().map(|number| hex(number.as_bytes())),
        scope: crl.issuing_distribution_point().ok().flatten().map(|point| scope(&point)).unwrap_or_default(),
        unusable: list.unusable().map(json::code),
    }
}

fn scope(point: &IssuingDistributionPoint<'_>) -> ScopeFacts {
    let kinds = [
        (point.only_contains_user_certs(), "end_entities"),
        (point.only_contains_ca_certs(), "cas"),
        (point.only_contains_attribute_certs(), "attribute_certificates"),
    ];
    let points = match point.name() {
        Some(DistributionPointName::FullName(names)) => names.iter().map(point_name).collect(),
        Some(DistributionPointName::RelativeToIssuer(_)) => vec!["relative to the issuer".to_owned()],
        _ => Vec::new(),
    };
    ScopeFacts {
        indirect: point.is_indirect(),
        only: kinds.iter().find(|(holds, _)| *holds).map(|(_, name)| *name),
        reasons: point.only_some_reasons().map(|reasons| reasons.names().collect()),
        points,
    }
}

fn point_name(name: GeneralName<'_>) -> String {
    match name {
        GeneralName::DirectoryName(name) => name.to_string(),
        name => name.text().map_or_else(|| "a name of another kind".to_owned(), str::to_owned),
    }
}

fn summary(text: &mut Document, facts: &ListFacts) {
    let number = match facts.number.as_deref() {
        Some(number) => format!("number 0x{number}"),
        None if facts.number_unreadable => "its number cannot be read".to_owned(),
        None => "without number".to_owned(),
    };
    let kind = if facts.delta_since.is_some() { "delta list" } else { "list" };
    text.push(
        Line::new(Style::Strong, short(&facts.issuer)).plain(format!(": {kind} {number}, {} entries", facts.entries)),
    );
    text.push(Line::new(Style::Frame, "  --> ").plain(short(&facts.file)));
    let until = facts.next_update.as_deref().map_or("without end".to_owned(), |next| format!("until {next}"));
    let style = if facts.freshness == Freshness::Current.name() { Style::Good } else { Style::Warning };
    let freshness = facts.freshness.replace('_', " ");
    text.push(Line::new(Style::Plain, format!("  from {} {until}: ", facts.this_update)).and(style, freshness));
    if let Some(since) = &facts.delta_since {
        text.push(Line::new(Style::Plain, format!("  changes since number 0x{since}")));
    }
    let scope = &facts.scope;
    if scope.indirect {
        text.push(Line::new(Style::Plain, "  indirect: also certificates of other issuers"));
    }
    for (what, value) in [
        ("only certificates of", scope.only.map(|only| only.replace('_', " "))),
        ("only for", scope.reasons.as_ref().map(|reasons| reasons.join(", "))),
        ("distribution point", Some(scope.points.join(", ")).filter(|points| !points.is_empty())),
    ] {
        if let Some(value) = value {
            text.push(Line::new(Style::Plain, format!("  {what} {}", short(value))));
        }
    }
    if let Some(code) = &facts.unusable {
        text.push(
            Line::new(Style::Error, format!("  cannot be used[{}]", code.code)).plain(format!(": {}", code.text)),
        );
    }
}

fn document(format: &str, all: &impl Serialize) -> serde_json::Value {
    serde_json::json!({ "format": format, "version": 1, "lists": all })
}
