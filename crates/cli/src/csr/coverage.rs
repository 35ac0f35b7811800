//! `ucpki csr coverage`: what a certificate or request lacks of what is configured.

use super::FORMAT;
use super::input::{Object, object};
use super::wanted::Wanted;
use crate::answer::{Answer, Status};
use crate::files::{self, Failure};
use crate::values::greedy;
use clap::error::ErrorKind;
use clap::{ArgMatches, Args};
use serde_json::json;
use std::path::{Path, PathBuf};
use ucpki::appliance::{Coverage, Reissue};
use ucpki::x509::GeneralNameBuf;

#[derive(Debug, Args)]
#[command(override_usage = "ucpki csr coverage [OPTIONS] FILE")]
pub(crate) struct Covers {
    /// The certificate or request, PEM or DER
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    wanted: Wanted,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Covers {
    /// `csr coverage --peers a b leaf.pem`: the last argument is the file.
    pub(super) fn complete(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        if self.file.is_none() && greedy(matches, &["peers"], 1).is_some() {
            self.file = self.wanted.peers.pop().map(PathBuf::from);
        }
        if self.file.is_some() {
            return Ok(());
        }
        let text = "which certificate or request is looked at? Give its file as the last argument";
        Err(clap::Error::raw(ErrorKind::MissingRequiredArgument, text))
    }
}

pub(super) fn run(arguments: &Covers) -> Result<Answer, Failure> {
    let plan = arguments.wanted.request(false, |_, _| Ok(()))?.plan()?;
    let source = files::open(arguments.file.as_deref().unwrap_or(Path::new("")))?;
    let unreadable = |error| source.content(error);
    let covered = match object(&source)? {
        Object::Request(request) => {
            let extensions = request.extension_request().map_err(unreadable)?;
            let names = match &extensions {
                Some(extensions) => extensions.subject_alt_name().map_err(unreadable)?,
                None => None,
            };
            Coverage::new(&plan, request.subject(), names)
        }
        Object::Certificate(certificate) => {
            let names = certificate.subject_alt_name().map_err(unreadable)?;
            Coverage::new(&plan, certificate.subject(), names)
        }
    };
    let mut answer = Answer::both(FORMAT, arguments.json);
    answer.status = Status::refused_if(covered.reissue() == Reissue::Required);
    answer.line("reissue", covered.reissue().name());
    let texts = |names: &[GeneralNameBuf]| -> Vec<String> { names.iter().map(ToString::to_string).collect() };
    let (missing, extra) = (texts(&covered.missing), texts(&covered.extra));
    missing.iter().for_each(|name| answer.line("missing", name));
    extra.iter().for_each(|name| answer.line("too many", name));
    covered.common_name.iter().for_each(|name| answer.line("common name should be", name));
    answer.members(json!({
        "reissue": covered.reissue().name(), "missing": missing, "extra": extra, "common_name": covered.common_name,
    }));
    Ok(answer)
}
