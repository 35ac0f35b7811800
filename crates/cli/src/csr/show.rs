//! `ucpki csr show`: a request in the forms of `ucpki show`, and whether it is signed with its own key.

use super::FORMAT;
use super::extensions::items;
use crate::algorithms;
use crate::answer::{Answer, Status};
use crate::files::{self, Failure};
use crate::key;
use crate::show::{ObjectText, summary};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use ucpki::crypto::{KeyKind, SignatureAlgorithm};
use ucpki::csr::{Checklist, verify_proof};
use ucpki::show::{self, DocumentLine as Line, Style};
use ucpki::x509::CertificationRequest;

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
    pub(super) json: bool,
}

/// The request, and what is known of requests alone: whether the proof of possession holds.
pub(super) fn run(arguments: &Show) -> Result<Answer, Failure> {
    let request = files::open(&arguments.file)?.request()?;
    let proof = verify_proof(&request.as_ref(), &algorithms::provider(arguments.legacy));
    let proof_text = proof.as_ref().map_or_else(ToString::to_string, |()| "holds".to_owned());
    let lint = format!("ucpki csr lint {}", arguments.file.display());
    let object = show::Object::Request(request.clone());
    let mut answer = Answer::both(FORMAT, arguments.json);
    answer.status = Status::refused_if(proof.is_err());
    if arguments.json {
        answer.members(members(&request, &object)?);
        answer.members(json!({ "proof": { "holds": proof.is_ok(), "text": proof_text } }));
    } else if arguments.summary {
        answer.push_text(summary(&object));
        for (label, value) in [("proof", proof_text), ("judge with", lint)] {
            answer.push(Line::new(Style::Strong, format!("{label:16}")).plain(value));
        }
    } else {
        answer.push_long(ObjectText(object));
        for (label, value) in [("Proof of possession", proof_text), ("Judge with", lint)] {
            answer.push(Line::default().plain(format!("{label}: {value}")));
        }
    }
    Ok(answer)
}

/// What the document says of a request; `request` is the object of docs/show-json.md.
fn members(request: &CertificationRequest, object: &show::Object) -> Result<Value, Failure> {
    let kind = KeyKind::from_spki(request.spki()).ok();
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
        "extensions": Checklist::from_request(request).ok().as_ref().map(items),
        "attributes": attributes,
        "fingerprint": key::hash_members(request.as_der()),
        "public_key": key::hash_members(request.spki_der()),
        "request": whole,
    }))
}
