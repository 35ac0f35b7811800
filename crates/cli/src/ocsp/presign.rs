//! `ucpki ocsp presign`: responses before anybody asks.

use super::arguments::OcspPresign;
use super::site::{Open, why};
use crate::answer::{Answer, Status};
use crate::files::output::{self, Target};
use crate::files::{self, Failure};
use crate::json::hex;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use ucpki::Certificate;
use ucpki::ocsp::responder;
use ucpki::show::{DocumentLine as Line, Style, short};

pub(super) fn run(arguments: &OcspPresign) -> Result<Answer, Failure> {
    let certificates = files::plain_certificates(&arguments.certificates)?;
    let files: Vec<PathBuf> = certificates.iter().map(|one| place(&arguments.out_dir, one)).collect();
    let targets: Vec<Target<'_>> = files.iter().map(|file| Target::public(file)).collect();
    let inputs = arguments.site.inputs(&arguments.key);
    output::check(&targets, arguments.force, &inputs)?;
    let open = arguments.site.open(&arguments.key)?;
    let issuer = open.responder.issuers().first().map(|issuer| issuer.certificate().subject().to_name());
    let mut made = Vec::new();
    for certificate in &certificates {
        if issuer.as_ref().is_some_and(|name| !certificate.issuer().matches(name.as_name())) {
            let text = format!("{} was issued by {}", name_of(certificate), certificate.issuer());
            return Err(Failure::new(text).help("--issuer takes the certificate of that CA"));
        }
        made.push(sign(&open, certificate)?);
    }
    let written: Vec<(Target<'_>, &[u8])> = targets.into_iter().zip(made.iter().map(responder::Answer::der)).collect();
    output::write(&written, arguments.force)?;
    Ok(say(arguments, &open, &certificates, &files, &made))
}

/// Named by the serial number, which is all that tells the certificates of a CA apart.
fn place(folder: &Path, certificate: &Certificate) -> PathBuf {
    folder.join(format!("{}.der", hex(certificate.serial().as_bytes())))
}

fn name_of(certificate: &Certificate) -> String {
    format!("the certificate {} of {}", hex(certificate.serial().as_bytes()), short(certificate.subject().to_string()))
}

/// All or none: what cannot be answered leaves no files behind.
fn sign(open: &Open, certificate: &Certificate) -> Result<responder::Answer, Failure> {
    let draft = open.responder.presign(0, certificate.serial(), open.at, &open.statuses);
    let answer = open.finish(draft)?;
    match answer.reason() {
        Some(reason) => Err(Failure::new(format!("{}: {}", name_of(certificate), why(reason)))),
        None => Ok(answer),
    }
}

fn say(
    arguments: &OcspPresign,
    open: &Open,
    certificates: &[Certificate],
    files: &[PathBuf],
    made: &[responder::Answer],
) -> Answer {
    let mut answer = Answer::both("ucpki-ocsp-presign", arguments.json);
    answer.status = Status::Done;
    if let Some(advice) = &open.advice {
        answer.push(Line::new(Style::Warning, "warning").plain(format!(": {advice}")));
    }
    let mut documents: Vec<Value> = Vec::new();
    for ((certificate, file), response) in certificates.iter().zip(files).zip(made) {
        let until = response.next_update().map(|end| end.to_string()).unwrap_or_default();
        answer
            .line(&file.display().to_string(), format!("{}, until {until}", short(certificate.subject().to_string())));
        documents.push(json!({
            "file": file.display().to_string(), "serial": hex(certificate.serial().as_bytes()), "next_update": until,
        }));
    }
    answer.members(json!({ "responses": documents, "warning": open.advice }));
    answer
}
