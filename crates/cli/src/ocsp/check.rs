//! `ucpki ocsp check`: what a response says about a certificate, once it is verified.

use super::arguments::OcspCheck;
use super::input::{bodies, first_certificate, subject};
use crate::algorithms;
use crate::answer::{Answer, Status};
use crate::files::{self, Failure};
use crate::json;
use crate::values::now;
use serde_json::{Value, json};
use std::path::Path;
use ucpki::chain::{AlgorithmPolicy, Budget, Context, OcspSigner, Profile, Spending};
use ucpki::crypto::Hash;
use ucpki::ocsp::{NoncePolicy, OcspPolicy, ResponseRefused, StatusRequest, TrustedResponder, VerifiedResponse};
use ucpki::show::{DocumentLine as Line, Style, short};
use ucpki::x509::extension::ExtensionKind;
use ucpki::x509::pem;
use ucpki::x509::{CertStatus, OcspRequest};

pub(super) fn run(arguments: &OcspCheck) -> Result<Answer, Failure> {
    let provider = algorithms::provider(arguments.legacy);
    let subject = subject(&arguments.certificate, &arguments.issuer)?;
    let nonce = arguments.request.as_deref().map(nonce_of).transpose()?.flatten();
    let request = StatusRequest::new(subject, Hash::Sha256, nonce.as_deref(), &provider)
        .map_err(|code| Failure::new(code.text()))?;
    let policy = policy(arguments, nonce.is_some())?;
    let mut all = bodies(core::slice::from_ref(&arguments.response))?.into_iter();
    let body = all.next().unwrap_or_default();
    if all.next().is_some() {
        return Err(Failure::of_file(&arguments.response, "the file has several responses; one is expected"));
    }
    let algorithms = if arguments.legacy { AlgorithmPolicy::LEGACY } else { AlgorithmPolicy::MODERN };
    let profile = Profile::RFC5280.with_algorithms(algorithms);
    let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
    let mut context = Context::new(provider, algorithms, &mut spending, &mut hints).with_profile(&profile);
    let accepted = request.accept(&body, &policy, &mut context, arguments.at.unwrap_or_else(now));
    Ok(match accepted {
        Ok(response) => said(arguments, &response),
        Err(refused) => not_said(arguments, &refused),
    })
}

/// The nonce of a request, if it has one.
fn nonce_of(file: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let source = files::open(file)?;
    let request = match pem::objects(source.bytes()).next() {
        Some(object) => object.and_then(pem::Object::into_ocsp_request),
        None => OcspRequest::parse(source.bytes()),
    };
    let request = request.map_err(|error| source.content(error))?;
    let nonce = request.nonce().map_err(|error| source.content(error))?;
    Ok(nonce.map(<[u8]>::to_vec))
}

fn policy(arguments: &OcspCheck, has_nonce: bool) -> Result<OcspPolicy, Failure> {
    let trusted = arguments.responder.iter().map(|file| first_certificate(file)).collect::<Result<Vec<_>, _>>()?;
    let mut policy = OcspPolicy::default().trusted(trusted.into_iter().map(TrustedResponder::from_certificate));
    if has_nonce {
        policy = policy.nonce(NoncePolicy::Require);
    }
    if arguments.common_criteria {
        policy = policy.common_criteria();
    }
    Ok(match arguments.max_age {
        Some(seconds) => policy.max_age(seconds),
        None => policy,
    })
}

/// A response that was verified.
fn said(arguments: &OcspCheck, response: &VerifiedResponse) -> Answer {
    let mut answer = Answer::both("ucpki-ocsp-check", arguments.json);
    answer.status = match response.status() {
        CertStatus::Good => Status::Done,
        CertStatus::Revoked { .. } => Status::Refused,
        CertStatus::Unknown => Status::Undecided,
    };
    let style = if answer.status == Status::Done { Style::Good } else { Style::Error };
    answer.push(Line::new(style, response.status().name()).plain(match response.status() {
        CertStatus::Revoked { since, reason } => {
            format!(" since {since}{}", reason.map(|reason| format!(": {reason}")).unwrap_or_default())
        }
        CertStatus::Unknown => ": the responder does not know the certificate".to_owned(),
        CertStatus::Good => String::new(),
    }));
    answer.line("signed by", signer(response.signer()));
    answer.line("produced at", response.produced_at().to_string());
    answer.line("this update", response.this_update().to_string());
    answer.line("next update", response.next_update().map_or_else(|| "none".to_owned(), |next| next.to_string()));
    answer.line("relied on until", response.valid_until().to_string());
    answer.members(facts(response));
    answer
}

fn signer(signer: &OcspSigner) -> String {
    match signer {
        OcspSigner::Delegate(certificate) => {
            let name = short(certificate.subject().to_string());
            let is_asked_for = !certificate.has_extension(ExtensionKind::OcspNoCheck);
            let note = if is_asked_for { "; whether it was revoked itself was not checked" } else { "" };
            format!("{name}, a responder of the issuer{note}")
        }
        other => other.to_string(),
    }
}

fn facts(response: &VerifiedResponse) -> Value {
    let (since, reason) = match response.status() {
        CertStatus::Revoked { since, reason } => (Some(since.to_string()), reason.map(|reason| reason.name())),
        _ => (None, None),
    };
    let kind = match response.signer() {
        OcspSigner::Issuer => "issuer",
        OcspSigner::Delegate(_) => "delegate",
        _ => "trusted",
    };
    json!({
        "status": response.status().name(), "since": since, "reason": reason, "signer": kind,
        "produced_at": response.produced_at().to_string(), "this_update": response.this_update().to_string(),
        "next_update": response.next_update().map(|next| next.to_string()),
        "valid_until": response.valid_until().to_string(), "nonce": response.has_nonce(), "problem": null,
    })
}

/// A response that was refused: nobody knows.
fn not_said(arguments: &OcspCheck, refused: &ResponseRefused) -> Answer {
    let mut answer = Answer::both("ucpki-ocsp-check", arguments.json);
    answer.status = Status::Undecided;
    let code = refused.code();
    answer.push(Line::new(Style::Error, format!("error[{code}]")).plain(format!(": {refused}")));
    answer.members(json!({ "status": null, "problem": json::code(code) }));
    answer
}
