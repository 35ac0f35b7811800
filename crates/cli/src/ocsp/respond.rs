//! `ucpki ocsp answer`: the response to one request.

use super::arguments::OcspAnswer;
use super::site::{pem, why};
use crate::answer::{Answer, Status};
use crate::files::{self, Failure};
use crate::json::{self, hex};
use serde_json::json;
use std::path::PathBuf;
use ucpki::crypto::RUSTCRYPTO;
use ucpki::ocsp::responder::{self, Presigned, Responder, request_from_path};
use ucpki::show::{DocumentLine as Line, Style};
use ucpki::x509::{OcspResponseStatus, pem as armour};

pub(super) fn run(arguments: &OcspAnswer) -> Result<Answer, Failure> {
    let mut read = arguments.site.inputs(&arguments.key);
    read.extend(arguments.request.as_deref());
    arguments.output.check(&read)?;
    let request = request(arguments)?;
    let open = arguments.site.open(&arguments.key)?;
    let presigned = presigned(&arguments.presigned, &open.responder)?;
    let draft = open.responder.prepare(&request, open.at, &open.statuses, &presigned);
    let made = open.finish(draft)?;
    arguments.output.write(made.der())?;
    let mut answer = Answer::both("ucpki-ocsp-answer", arguments.output.json);
    say(&mut answer, arguments, &made, open.advice);
    let headers: serde_json::Map<_, _> =
        made.headers(open.at, &RUSTCRYPTO).into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    answer.members(json!({
        "response": hex(made.der()), "status": made.status().name(), "problem": made.reason().map(json::code),
        "next_update": made.next_update().map(|end| end.to_string()), "nonce": made.has_nonce(), "headers": headers,
    }));
    Ok(answer)
}

fn say(answer: &mut Answer, arguments: &OcspAnswer, made: &responder::Answer, advice: Option<String>) {
    answer.status = Status::refused_if(made.status() != OcspResponseStatus::Successful);
    if let Some(reason) = made.reason() {
        answer.push(Line::new(Style::Error, format!("error[{reason}]")).plain(format!(": {}", why(reason))));
        answer.line("the client is told", made.status().name());
    }
    if let Some(advice) = advice {
        answer.push(Line::new(Style::Warning, "warning").plain(format!(": {advice}")));
    }
    if let Some(end) = made.next_update() {
        answer.line("holds until", end.to_string());
    }
    match &arguments.output.out {
        Some(file) => answer.line("response", file.display().to_string()),
        None => answer.push_long(pem(made)),
    }
}

/// The bytes of the request: whatever a client sent is answered.
fn request(arguments: &OcspAnswer) -> Result<Vec<u8>, Failure> {
    if let Some(path) = &arguments.get {
        let help = "give the path of the GET request: /ocsp/MEUwQz...";
        return request_from_path(path).map_err(|code| Failure::new(format!("--get: {}", code.text())).help(help));
    }
    let Some(file) = &arguments.request else { return Ok(Vec::new()) };
    let source = files::open(file)?;
    let object = armour::objects(source.bytes()).find_map(|object| object.ok()?.into_ocsp_request().ok());
    Ok(object.map_or_else(|| source.bytes().to_vec(), |request| request.as_der().to_vec()))
}

/// What was signed before: a file or a folder of them each.
fn presigned(files: &[PathBuf], responder: &Responder) -> Result<Presigned, Failure> {
    let mut presigned = Presigned::default();
    if files.is_empty() {
        return Ok(presigned);
    }
    for file in files::in_folders(files)? {
        let source = files::open(&file)?;
        let adopted = responder.adopt(source.bytes()).map_err(|code| Failure::of_file(&file, code.text()));
        let _ = presigned.insert(adopted?);
    }
    Ok(presigned)
}
