//! `ucpki match`: whose certificate it is, and whether it may come in.

use super::Named;
use crate::answer::{Answer, Form, Status, Verb};
use crate::files::{self, Failure};
use crate::json::{CodeFacts, PlaceFacts, VERSION, code, place};
use crate::values::Mode;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use ucpki::matcher::{
    Access, AccessRules, Comparisons, Identity, LINEAR_REGEX, MatchedName, Mismatch, match_certificate,
};
use ucpki::show::{Document, DocumentLine as Line, Style, short};
use ucpki::x509::{Certificate, Error};

/// Nothing of the certificate is judged but its names: `ucpki verify` asks whether they are true.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 it is the peer's and may come in, 1 it is not or may not, 2 usage or unreadable input."
)]
pub(crate) struct Match {
    /// The certificate; of several in the file, the first
    #[arg(value_name = "CERT")]
    certificate: PathBuf,
    #[command(flatten)]
    named: Named,
    /// Access rules: PRIORITY allow|deny exact|prefix|suffix|regex PATTERN in each line
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// How names are matched: `appliance` counts common names and knows no wildcards, `off` compares nothing
    #[arg(long, value_enum, value_name = "MODE", default_value = "rfc9525")]
    name_mode: Mode,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// What came out.
#[derive(Debug)]
struct Matched {
    file: PathBuf,
    identity: Option<Identity>,
    name: Option<Result<MatchedName, Mismatch>>,
    access: Option<Decision>,
}

/// What the rules say, without the rules.
#[derive(Debug)]
struct Decision {
    allowed: bool,
    text: String,
    facts: AccessFacts,
}

impl Verb for Match {
    fn form(&self) -> Form {
        Form { format: None, as_json: self.json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        let matched = run(self)?;
        let status = Status::refused_if(!matched.holds());
        Ok(if self.json { Answer::document(status, &json(&matched)) } else { Answer::text(status, report(&matched)) })
    }
}

impl Matched {
    fn holds(&self) -> bool {
        !matches!(self.name, Some(Err(_))) && self.access.as_ref().is_none_or(|access| access.allowed)
    }
}

/// Reads the files and compares.
fn run(asked: &Match) -> Result<Matched, Failure> {
    let identity = asked.named.identity().map_err(Failure::new)?;
    if identity.is_none() && asked.rules.is_none() {
        let text = "whose certificate must it be? Give --name, --ip, --sip, --srv, --uri, --xmpp, --email or --rules";
        return Err(Failure::new(text));
    }
    let certificate = files::certificates(&asked.certificate)?.into_iter().next();
    let Some(certificate) = certificate.map(|parsed| parsed.certificate) else {
        return Err(Failure::no_certificate(&asked.certificate));
    };
    let rules = asked.rules.as_ref().map(|file| {
        let source = files::open(file)?;
        let text = source.text("a list of access rules")?;
        AccessRules::parse(text.as_bytes(), Some(&LINEAR_REGEX)).map_err(|error| Failure::of_content(file, error))
    });
    let rules = rules.transpose()?;
    let mode = asked.name_mode.name_mode();
    let name = identity.as_ref().map(|identity| {
        // The certificate is the user's own choice: no bound.
        match_certificate(&certificate.as_ref(), identity, mode, &mut Comparisons::unlimited())
    });
    let access = rules.map(|rules| decide(&rules, &certificate)).transpose();
    let access = access.map_err(|error| Failure::of_content(&asked.certificate, error))?;
    Ok(Matched { file: asked.certificate.clone(), identity, name, access })
}

fn decide(rules: &AccessRules, certificate: &Certificate) -> Result<Decision, Error> {
    let access = rules.check(&certificate.as_ref(), &mut Comparisons::unlimited())?;
    let decision = match access {
        Access::Allowed(_) => "allowed",
        Access::Denied(_) => "denied",
        Access::NoRule => "no_rule",
    };
    let applied = access.applied();
    let facts = AccessFacts {
        decision,
        rule: applied.map(|applied| RuleFacts {
            priority: applied.rule().priority(),
            action: applied.rule().action().name(),
            kind: applied.rule().kind().name(),
            pattern: applied.rule().pattern().to_owned(),
            line: applied.rule().line(),
        }),
        name: applied.map(|applied| applied.presented().to_owned()),
        place: applied.and_then(|applied| place(applied.place())),
    };
    Ok(Decision { allowed: access.is_allowed(), text: access.to_string(), facts })
}

/// The answer for people.
fn report(outcome: &Matched) -> Document {
    let mut document = Document::default();
    let file = outcome.file.display().to_string();
    match &outcome.name {
        None => {}
        Some(Ok(MatchedName::Unchecked)) => {
            document.push(Line::new(Style::Warning, "matched").and(Style::Strong, ": the name was not checked"));
        }
        Some(Ok(matched)) => {
            let text = format!(": {}", short(matched.to_string()));
            document.push(Line::new(Style::Good, "matched").and(Style::Strong, text));
        }
        Some(Err(mismatch)) => document.head(Style::Error, "error", mismatch.code()),
    }
    if let Some(access) = &outcome.access {
        let style = if access.allowed { Style::Good } else { Style::Error };
        document.push(Line::new(style, "access").and(Style::Strong, format!(": {}", short(access.text.as_str()))));
    }
    document.arrow(file);
    if let Some(Err(mismatch)) = &outcome.name {
        explain(&mut document, mismatch);
    }
    if let Some(identity) = &outcome.identity {
        document.note("asked for", short(identity.to_string()));
    }
    document
}

fn explain(document: &mut Document, mismatch: &Mismatch) {
    if !mismatch.nearest().is_empty() {
        document.frame("");
    }
    for near in mismatch.nearest() {
        document.frame(format!("{}: {}", short(near.to_string()), near.code().text()));
    }
    if !mismatch.nearest().is_empty() {
        document.frame("");
    }
    document.note("rule", mismatch.code().clause());
    if let Some(hint) = mismatch.hint() {
        document.note("hint", hint.text());
    }
    if let Some(error) = mismatch.error() {
        document.note("found", error.to_string());
    }
}

/// The document of `ucpki match --json`.
#[derive(Debug, Serialize)]
struct MatchFacts<'a> {
    format: &'static str,
    version: u32,
    /// accepted, refused
    result: &'static str,
    identity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matched: Option<Found>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mismatch: Option<Missed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<&'a AccessFacts>,
}

#[derive(Debug, Serialize)]
struct Found {
    /// The name and where it stands; `not checked` where no name was compared
    text: String,
    place: Option<PlaceFacts>,
}

#[derive(Debug, Serialize)]
struct Missed {
    code: CodeFacts,
    hint: Option<CodeFacts>,
    seen: usize,
    malformed: usize,
    nearest: Vec<Near>,
}

#[derive(Debug, Serialize)]
struct Near {
    name: String,
    place: Option<PlaceFacts>,
    reason: CodeFacts,
}

#[derive(Debug, Serialize)]
struct AccessFacts {
    /// allowed, denied, no_rule
    decision: &'static str,
    rule: Option<RuleFacts>,
    name: Option<String>,
    place: Option<PlaceFacts>,
}

#[derive(Debug, Serialize)]
struct RuleFacts {
    priority: u16,
    action: &'static str,
    kind: &'static str,
    pattern: String,
    line: Option<usize>,
}

/// The answer for programs.
fn json(outcome: &Matched) -> MatchFacts<'_> {
    let found = |matched: &MatchedName| Found { text: matched.to_string(), place: matched.place().and_then(place) };
    let missed = |mismatch: &Mismatch| Missed {
        code: code(mismatch.code()),
        hint: mismatch.hint().map(code),
        seen: mismatch.seen(),
        malformed: mismatch.malformed(),
        nearest: mismatch
            .nearest()
            .iter()
            .map(|near| Near {
                name: near.presented().to_owned(),
                place: place(near.place()),
                reason: code(near.code()),
            })
            .collect(),
    };
    MatchFacts {
        format: "ucpki-match",
        version: VERSION,
        result: if outcome.holds() { "accepted" } else { "refused" },
        identity: outcome.identity.as_ref().map(Identity::to_string),
        matched: outcome.name.as_ref().and_then(|name| name.as_ref().ok()).map(found),
        mismatch: outcome.name.as_ref().and_then(|name| name.as_ref().err()).map(missed),
        access: outcome.access.as_ref().map(|access| &access.facts),
    }
}
