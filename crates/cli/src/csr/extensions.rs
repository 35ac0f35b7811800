//! `ucpki csr extensions`: a checklist for a CA that ignores what a request asks for.

use super::FORMAT;
use crate::answer::Answer;
use crate::files::{self, Failure};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use ucpki::crypto::Secret;
use ucpki::csr::Checklist;
use ucpki::show::{DocumentLine as Line, Style};

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
    pub(super) json: bool,
}

pub(super) fn run(arguments: &Extensions) -> Result<Answer, Failure> {
    let source = files::open(&arguments.file)?;
    let request = source.request()?;
    let checklist = Checklist::from_request(&request).map_err(|error| source.content(error))?;
    let mut answer = Answer::both(FORMAT, arguments.json);
    if arguments.openssl {
        answer.instead_of_text(Secret::new(checklist.openssl_file().into_bytes()));
    }
    for line in checklist.to_string().lines() {
        answer.push(Line::new(Style::Plain, line));
    }
    answer.members(json!({ "extensions": items(&checklist), "openssl": checklist.openssl_file() }));
    Ok(answer)
}

pub(super) fn items(checklist: &Checklist) -> Vec<Value> {
    let item = |item: &ucpki::csr::ChecklistItem| json!({ "name": item.name, "critical": item.critical, "values": item.values });
    checklist.items().iter().map(item).collect()
}
