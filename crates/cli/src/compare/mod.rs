//! `ucpki compare`: two objects side by side, what differs between them that matters, and who has to learn of another CA.

mod pair;
mod report;

use crate::answer::{Answer, Form, Status, Verb};
use crate::files::Failure;
use crate::show::{What, everything};
use clap::{ArgMatches, Args};
use pair::{Pair, PairCompared};
use report::PairFacts;
use serde::Serialize;
use std::path::Path;
use ucpki::show::{Document, DocumentLine as Line, Object, Style, SummaryComparison};

/// OLD is what was wanted, NEW what was found: a request and its certificate, a certificate and its successor, a public key
/// and either. Two CRLs are shown side by side. Lines that differ are marked with `*`.
#[derive(Debug, Args)]
#[command(
    override_usage = "ucpki compare [OPTIONS] OLD NEW",
    after_help = "Exit status: 0 nothing differs that counts in the mode, 1 something does, 2 usage or unreadable input."
)]
pub(crate) struct Compare {
    #[command(flatten)]
    pair: Pair,
    /// Side by side, only what differs
    #[arg(long)]
    differences: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// What came out.
#[derive(Debug)]
struct Compared {
    /// `None` where one is a key, which has no lines to show.
    lines: Option<SummaryComparison>,
    /// `None` where one is a CRL.
    outcome: Option<PairCompared>,
    only_differences: bool,
}

impl Compare {
    /// Finds OLD and NEW where a list of files took them.
    pub(crate) fn complete(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.pair.complete(matches)
    }
}

impl Compared {
    fn holds(&self) -> bool {
        match (&self.outcome, &self.lines) {
            (Some(outcome), _) => outcome.holds(),
            (None, lines) => lines.as_ref().is_some_and(SummaryComparison::is_same),
        }
    }
}

impl Verb for Compare {
    fn form(&self) -> Form {
        Form { format: None, as_json: self.json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        let compared = run(self)?;
        let status = Status::refused_if(!compared.holds());
        Ok(if self.json { Answer::document(status, &json(&compared)) } else { Answer::text(status, report(&compared)) })
    }
}

/// Reads the files and compares.
fn run(asked: &Compare) -> Result<Compared, Failure> {
    let lines = match (first(asked.pair.old_file()), first(asked.pair.new_file())) {
        (Some(left), Some(right)) => Some(SummaryComparison::new(&left.summary(), &right.summary())),
        _ => None,
    };
    let outcome = match pair::run(&asked.pair) {
        Ok(outcome) => Some(outcome),
        // Lists have lines, and neither keys nor names that a certificate could lack.
        Err(_) if lines.is_some() && asked.pair.are_lists() => None,
        Err(failure) => return Err(failure),
    };
    Ok(Compared { lines, outcome, only_differences: asked.differences })
}

/// The first object of a file that can be shown.
fn first(file: &Path) -> Option<Object> {
    everything(&[file.to_owned()]).into_iter().find_map(|found| match found.what {
        Ok(What::Object(object)) => Some(*object),
        _ => None,
    })
}

/// The answer for people.
fn report(compared: &Compared) -> Document {
    let mut document = Document::default();
    if let Some(comparison) = &compared.lines {
        for (line, text) in comparison.lines().iter().zip(comparison.to_string().lines()) {
            match line.is_same() {
                true if compared.only_differences => {}
                true => document.push(Line::default().plain(text)),
                false => document.push(Line::new(Style::Warning, text)),
            }
        }
        if compared.outcome.is_some() {
            document.blank();
        }
    }
    if let Some(outcome) = &compared.outcome {
        report::write(&mut document, outcome);
    }
    document
}

/// The document of `ucpki compare --json`.
#[derive(Debug, Serialize)]
struct Facts {
    format: &'static str,
    version: u32,
    /// accepted, refused
    result: &'static str,
    /// null where one of the two is a CRL
    #[serde(flatten)]
    judged: Option<PairFacts>,
    /// null where one of the two is a key
    lines: Option<Vec<LineFacts>>,
}

#[derive(Debug, Serialize)]
struct LineFacts {
    label: String,
    same: bool,
    left: Option<String>,
    right: Option<String>,
}

/// The answer for programs.
fn json(compared: &Compared) -> Facts {
    let line = |line: &ucpki::show::Line| LineFacts {
        label: line.label().to_owned(),
        same: line.is_same(),
        left: line.left().map(str::to_owned),
        right: line.right().map(str::to_owned),
    };
    Facts {
        format: "ucpki-compare",
        version: crate::json::VERSION,
        result: if compared.holds() { "accepted" } else { "refused" },
        judged: compared.outcome.as_ref().map(report::json),
        lines: compared.lines.as_ref().map(|lines| lines.lines().iter().map(line).collect()),
    }
}
