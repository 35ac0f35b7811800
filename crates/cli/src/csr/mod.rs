//! `ucpki csr`: requests made, shown, judged and explained.

mod aliases;
mod make;
mod plan;

use crate::algorithms;
use crate::arguments::greedy;
use crate::console;
use crate::files::{self, Source, Wanted as FileWanted};
use crate::job::{self, Failure, Outcome};
use crate::key;
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Subcommand};
use serde_json::{Value, json};
use ucpki::show::{DocumentLine as Line, Style, printable};

use std::path::{Path, PathBuf};
use ucpki::appliance::{Coverage, Reissue, compare_cluster, rule_set, rule_sets};
use ucpki::crypto::{KeyKind, Secret, SignatureAlgorithm};
use ucpki::csr::{AltName, Checklist, Report, Severity, codes, lint_file, verify_proof};
use ucpki::show;
use ucpki::x509::{Certificate, CertificationRequest, pem};

const FORMAT: &str = "ucpki-csr";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a request, and its key if there is none
    New(Box<make::New>),
    /// Show a request, and whether it is signed with its own key
    Show(Show),
    /// Judge requests as a CA would; several are compared as those of a cluster
    Lint(Lint),
    /// Make a request for what a certificate has already
    Renew(Box<make::Renew>),
    /// Say what a certificate or request lacks of what is configured
    Coverage(Box<Covers>),
    /// List the extensions of a request, for a CA that does not read them there
    Extensions(Extensions),
    /// Say whether Control and Expressway have the same chat node aliases
    Aliases(aliases::Aliases),
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The request, PEM or DER; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What fits on a screen
    #[arg(long, conflicts_with = "json")]
    summary: bool,
    /// Verify the signatures of old requests too: SHA-1 and MD5
    #[arg(long)]
    legacy: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// The requests, PEM or DER
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// public-ca, private-ca, expressway or cucm
    #[arg(long, value_name = "RULES", default_value = "public-ca")]
    rules: String,
    /// Do not report this code, such as csr.host_special_use
    #[arg(long, value_name = "CODE")]
    ignore: Vec<String>,
    /// Report this code as ignore, warn or refuse, such as csr.client_auth=refuse
    #[arg(long, value_name = "CODE=SEVERITY")]
    severity: Vec<String>,
    /// Verify the signatures of old requests too: SHA-1 and MD5
    #[arg(long)]
    legacy: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(override_usage = "ucpki csr coverage [OPTIONS] FILE")]
pub(crate) struct Covers {
    /// The certificate or request, PEM or DER
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    wanted: plan::Wanted,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Extensions {
    /// The request, PEM or DER
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write a file for `openssl x509 -req -extfile FILE -extensions requested`
    #[arg(long)]
    openssl: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Command {
    /// `csr coverage --peers a b leaf.pem`: the last argument is the file.
    pub(crate) fn complete(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let (Self::Coverage(arguments), Some(matches)) = (self, matches.subcommand_matches("coverage")) else {
            return Ok(());
        };
        if arguments.file.is_none() && greedy(matches, &["peers"], 1).is_some() {
            arguments.file = arguments.wanted.peers.pop().map(PathBuf::from);
        }
        if arguments.file.is_some() {
            return Ok(());
        }
        let text = "which certificate or request is looked at? Give its file as the last argument";
        Err(clap::Error::raw(ErrorKind::MissingRequiredArgument, text))
    }
}

pub(crate) fn run(command: &Command) -> Result<Outcome, Failure> {
    let (result, as_json) = match command {
        Command::Aliases(arguments) => (aliases::run(arguments), arguments.json),
        Command::Coverage(arguments) => (coverage(arguments), arguments.json),
        Command::Extensions(arguments) => (extensions(arguments), arguments.json),
        Command::Lint(arguments) => (lint(arguments), arguments.json),
        Command::New(arguments) => (make::new(arguments), arguments.is_json()),
        Command::Renew(arguments) => (make::renewed(arguments), arguments.is_json()),
        Command::Show(arguments) => (show(arguments), arguments.json),
    };
    result.map_err(|failure| failure.of(FORMAT, as_json))
}

/// A request in the forms of `ucpki show`, and what is known of requests alone: whether the proof of possession holds.
fn show(arguments: &Show) -> Result<Outcome, Failure> {
    let request = files::open(&arguments.file)?.request()?;
    let proof = verify_proof(&request.as_ref(), &algorithms::provider(arguments.legacy));
    let proof_text = proof.as_ref().map_or_else(ToString::to_string, |()| "holds".to_owned());
    let lint = format!("ucpki csr lint {}", arguments.file.display());
    let object = show::Object::Request(request.clone());
    let mut outcome = Outcome::new(FORMAT, arguments.json);
    outcome.refused = proof.is_err();
    if arguments.json {
        outcome.value = show_members(&request, &object)?;
        job::merge(&mut outcome.value, json!({ "proof": { "holds": proof.is_ok(), "text": proof_text } }));
    } else if arguments.summary {
        crate::show::push_summary(&object, &mut outcome.text);
        for (label, value) in [("proof", proof_text), ("judge with", lint)] {
            outcome.text.push(Line::new(Style::Strong, format!("{label:16}")).plain(value));
        }
    } else {
        let mut text = Vec::new();
        let terminal = console::out_is_terminal();
        let written = crate::show::write_text(&object, &mut text, terminal);
        written.map_err(|error| Failure::new(error.to_string()))?;
        for (label, value) in [("Proof of possession", proof_text), ("Judge with", lint)] {
            text.extend_from_slice(format!("{label}: {}\n", printable(&value)).as_bytes());
        }
        outcome.raw = Some(Secret::new(text));
    }
    Ok(outcome)
}

/// What the document says of a request; `request` is the object of docs/show-json.md.
fn show_members(request: &CertificationRequest, object: &show::Object) -> Result<Value, Failure> {
    let kind = KeyKind::of(request.spki()).ok();
    let algorithm = SignatureAlgorithm::parse(request.signature_algorithm()).ok();
    let signature = algorithm.map(|algorithm| match algorithm.hash() {
        Some(hash) => format!("{} with {hash}", algorithm.scheme()),
        None => algorithm.scheme().to_string(),
    });
    let whole: Value =
        serde_json::from_str(&object.json().to_string()).map_err(|error| Failure::new(error.to_string()))?;
    let attributes: Vec<_> = request.attributes().map(|attribute| attribute.oid().to_string()).collect();
    Ok(json!({
        "subject": request.subject().to_string(),
        "key": { "kind": kind.map(|kind| kind.name()), "bits": kind.and_then(|kind| kind.bits()) },
        "signature": signature,
        "extensions": Checklist::of(request).ok().as_ref().map(items),
        "attributes": attributes,
        "fingerprint": key::hash_members(request.as_der()),
        "public_key": key::hash_members(request.spki_der()),
        "request": whole,
    }))
}

fn lint(arguments: &Lint) -> Result<Outcome, Failure> {
    let mut rules = rule_set(&arguments.rules).ok_or_else(|| {
        let names: Vec<_> = rule_sets().map(|set| set.name().to_owned()).collect();
        Failure::new(format!("there are no rules {:?}: {}", arguments.rules, names.join(", ")))
    })?;
    let ignored = arguments.ignore.iter().map(|name| (name.as_str(), "ignore"));
    let changed = arguments.severity.iter().map(|text| text.split_once('=').unwrap_or((text, "")));
    for (name, severity) in ignored.chain(changed) {
        let code = codes::ALL.iter().find(|code| code.name() == name);
        let code = code.ok_or_else(|| {
            Failure::new(format!("there is no code {name:?}"))
                .help("`ucpki codes` lists them; those of requests begin with csr.")
        })?;
        let known = [Severity::Ignore, Severity::Warn, Severity::Refuse];
        let severity = known.into_iter().find(|known| known.name() == severity).ok_or_else(|| {
            Failure::new(format!("{severity:?} is not a severity"))
                .help("write it as CODE=ignore, CODE=warn or CODE=refuse")
        })?;
        rules = rules.with(code, severity);
    }
    let provider = algorithms::provider(arguments.legacy);
    let mut outcome = Outcome::new(FORMAT, arguments.json);
    let mut reports = Vec::new();
    let mut requests = Vec::new();
    for file in &arguments.files {
        let source = files::open(file)?;
        let request = source.request()?;
        let report = lint_file(source.bytes(), &rules, &provider).map_err(|error| source.content(error))?;
        outcome.refused |= report.worst() == Some(Severity::Refuse);
        tell(&mut outcome, file, &report, arguments.legacy);
        reports.push(json!({
            "file": file.display().to_string(),
            "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
            "omitted": report.omitted,
        }));
        requests.push(request);
    }
    let differences = compare_cluster(&requests);
    outcome.refused |= !differences.is_empty();
    let mut cluster = Vec::new();
    for difference in &differences {
        outcome
            .text
            .push(Line::new(Style::Error, format!("refuse[{}]", difference.code())).plain(format!(": {difference}")));
        cluster.push(json!({
            "code": job::code(difference.code()), "request": difference.request, "field": difference.field.name(),
            "first": difference.first, "this": difference.this,
        }));
    }
    outcome.value = json!({ "rules": rules.name(), "requests": reports, "cluster": cluster });
    Ok(outcome)
}

fn tell(outcome: &mut Outcome, file: &Path, report: &Report, legacy: bool) {
    let name = file.display();
    if report.findings.is_empty() {
        outcome.text.push(Line::new(Style::Good, "ok").plain(format!(": {name}")));
    }
    for finding in &report.findings {
        let style = if finding.severity == Severity::Refuse { Style::Error } else { Style::Warning };
        let head = format!("{}[{}]", finding.severity.name(), finding.code);
        outcome.text.push(Line::new(style, head).plain(format!(": {finding}")));
        outcome.text.push(Line::new(Style::Frame, "  --> ").plain(format!("{name}, {}", finding.part)));
        let clause = finding.code.clause();
        let source = if clause.is_empty() || clause.starts_with(finding.source) {
            if clause.is_empty() { finding.source.to_owned() } else { clause.to_owned() }
        } else {
            format!("{} ({clause})", finding.source)
        };
        outcome.text.push(Line::new(Style::Frame, "   = ").plain(format!("source: {source}")));
        if finding.code == &codes::PROOF_UNVERIFIED && !legacy {
            outcome.text.push(Line::new(Style::Frame, "   = ").plain("help: --legacy verifies SHA-1 and MD5"));
        }
    }
    if report.omitted > 0 {
        outcome.line("not shown", report.omitted.to_string());
    }
}

fn finding(finding: &ucpki::csr::Finding) -> Value {
    json!({
        "code": job::code(finding.code), "severity": finding.severity.name(), "part": finding.part.to_string(),
        "value": finding.value, "message": finding.to_string(), "source": finding.source,
    })
}

fn coverage(arguments: &Covers) -> Result<Outcome, Failure> {
    let understood = arguments.wanted.understand(false, |_, _| Ok(()))?;
    let source = files::open(arguments.file.as_deref().unwrap_or(Path::new("")))?;
    let unreadable = |error| Failure::from(source.content(error));
    let covered = match object(&source)? {
        Object::Request(request) => {
            let extensions = request.extension_request().map_err(unreadable)?;
            let names = match &extensions {
                Some(extensions) => extensions.subject_alt_name().map_err(unreadable)?,
                None => None,
            };
            Coverage::of(&understood.plan, request.subject(), names)
        }
        Object::Certificate(certificate) => {
            let names = certificate.subject_alt_name().map_err(unreadable)?;
            Coverage::of(&understood.plan, certificate.subject(), names)
        }
    };
    let mut outcome = Outcome::new(FORMAT, arguments.json);
    outcome.refused = covered.reissue() == Reissue::Required;
    outcome.line("reissue", covered.reissue().name());
    let texts = |names: &[AltName]| -> Vec<String> { names.iter().map(ToString::to_string).collect() };
    let (missing, extra) = (texts(&covered.missing), texts(&covered.extra));
    missing.iter().for_each(|name| outcome.line("missing", name));
    extra.iter().for_each(|name| outcome.line("too many", name));
    covered.common_name.iter().for_each(|name| outcome.line("common name should be", name));
    outcome.value = json!({
        "reissue": covered.reissue().name(), "missing": missing, "extra": extra, "common_name": covered.common_name,
    });
    Ok(outcome)
}

fn extensions(arguments: &Extensions) -> Result<Outcome, Failure> {
    let source = files::open(&arguments.file)?;
    let request = source.request()?;
    let checklist = Checklist::of(&request).map_err(|error| source.content(error))?;
    let mut outcome = Outcome::new(FORMAT, arguments.json);
    if arguments.openssl {
        outcome.raw = Some(Secret::new(checklist.openssl_file().into_bytes()));
    }
    for line in checklist.to_string().lines() {
        outcome.text.push(Line::new(Style::Plain, line));
    }
    outcome.value = json!({ "extensions": items(&checklist), "openssl": checklist.openssl_file() });
    Ok(outcome)
}

fn items(checklist: &Checklist) -> Vec<Value> {
    let item = |item: &ucpki::csr::ChecklistItem| json!({ "name": item.name, "critical": item.critical, "values": item.values });
    checklist.items().iter().map(item).collect()
}

/// What a verb takes that works on both.
enum Object {
    Certificate(Certificate),
    Request(CertificationRequest),
}

/// The request of a file, or its first certificate.
fn object(source: &Source) -> Result<Object, Failure> {
    if let Some(request) = pem::requests(source.bytes()).ok().and_then(|requests| requests.into_iter().next()) {
        return Ok(Object::Request(request));
    }
    let found = pem::certificates(source.bytes());
    let found = found.map_err(|error| source.explain(FileWanted::CertificateOrRequest, error))?;
    let first = found.into_iter().next().map(|found| Object::Certificate(found.certificate));
    Ok(first.ok_or_else(|| source.nothing(FileWanted::CertificateOrRequest))?)
}
