//! `ucpki ocsp request`: a request as a file, and where to send it.

use super::arguments::OcspAsk;
use super::input::subject;
use crate::answer::{Answer, Status};
use crate::files::Failure;
use crate::json::hex;
use serde_json::json;
use ucpki::crypto::{RUSTCRYPTO, Random, SystemRandom};
use ucpki::ocsp::StatusRequest;
use ucpki::x509::{Certificate, Code, OcspRequest, oids};

pub(super) fn run(arguments: &OcspAsk) -> Result<Answer, Failure> {
    arguments.output.check(&[&arguments.certificate, &arguments.issuer])?;
    let subject = subject(&arguments.certificate, &arguments.issuer)?;
    let nonce = nonce(arguments.nonce)?;
    let responders = responders(subject.certificate());
    let request = StatusRequest::new(subject, arguments.hash.hash(), nonce.as_deref(), &RUSTCRYPTO).map_err(of_code)?;
    arguments.output.write(request.der())?;
    Ok(answer(arguments, &request, &responders))
}

fn of_code(code: &'static Code) -> Failure {
    Failure::new(code.text())
}

fn nonce(length: Option<u8>) -> Result<Option<Vec<u8>>, Failure> {
    let Some(length) = length else { return Ok(None) };
    let mut nonce = vec![0; usize::from(length)];
    SystemRandom.fill(&mut nonce).map_err(|failed| of_code(failed.code()))?;
    Ok(Some(nonce))
}

fn answer(arguments: &OcspAsk, request: &StatusRequest, responders: &[String]) -> Answer {
    let mut answer = Answer::both("ucpki-ocsp-request", arguments.output.json);
    answer.status = Status::Done;
    for responder in responders {
        answer.line("responder", responder);
        if let Some(uri) = request.get_uri(responder) {
            answer.line("GET", uri);
        }
    }
    if responders.is_empty() {
        answer.line("responder", "the certificate names none");
    }
    match &arguments.output.out {
        Some(file) => answer.line("request", file.display().to_string()),
        None => answer.push_long(OcspRequest::parse(request.der()).map_or_else(|_| String::new(), |der| der.to_pem())),
    }
    let one = |uri: &String| json!({ "uri": uri, "get": request.get_uri(uri) });
    answer.members(json!({
        "request": hex(request.der()),
        "responders": responders.iter().map(one).collect::<Vec<_>>(),
    }));
    answer
}

/// The OCSP responders that a certificate names.
fn responders(certificate: &Certificate) -> Vec<String> {
    let access = certificate.authority_info_access().ok().flatten();
    let uris = access.into_iter().flat_map(|access| access.uris(oids::OCSP));
    uris.filter_map(|uri| core::str::from_utf8(uri).ok().map(str::to_owned)).collect()
}
