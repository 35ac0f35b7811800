//! `ucpki csr new` and `ucpki csr renew`.

use super::FORMAT;
use super::input::{Object, object};
use super::names::names as parse_names;
use super::signing::{Key, Output};
use super::wanted::Wanted;
use crate::answer::Answer;
use crate::files::{self, Failure};
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use ucpki::appliance::{KeyAdvice, NodeRequest, Plan};
use ucpki::crypto::KeyKind;
use ucpki::csr::{RequestBuilder, renew, repeat};
use ucpki::x509::{GeneralNameBuf, GeneralNames, oids};

#[derive(Debug, Args)]
pub(crate) struct New {
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    output: Output,
    /// Add a challenge password; everybody who sees the request can read it
    #[arg(long, value_name = "TEXT")]
    challenge_password: Option<String>,
    /// Add an unstructured name
    #[arg(long, value_name = "TEXT")]
    unstructured_name: Option<String>,
    /// Say which names would be asked for and why, and make nothing
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Renew {
    /// The certificate, or an earlier request; PEM or DER
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Ask for these names instead: `DNS:a, DNS:b` or `a,b`
    #[arg(long, value_name = "LIST")]
    names: Option<String>,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    output: Output,
}

impl New {
    pub(super) const fn is_json(&self) -> bool {
        self.output.json
    }
}

impl Renew {
    pub(super) const fn is_json(&self) -> bool {
        self.output.json
    }
}

pub(super) fn new(arguments: &New) -> Result<Answer, Failure> {
    // A dialogue asks nothing before it is clear that the answers lead to something.
    if !arguments.explain {
        arguments.key.ready(&arguments.output)?;
    }
    let mut request = arguments.wanted.request(true, |settings, purpose| {
        if arguments.explain || arguments.key.key.is_some() {
            return Ok(());
        }
        let kind = arguments.key.new_key.unwrap_or(settings.usual_key(purpose));
        settings.check_key(purpose, kind)?;
        arguments.key.check_hash(kind)
    })?;
    if arguments.explain {
        return explained(&request, arguments.output.json);
    }
    request.challenge_password.clone_from(&arguments.challenge_password);
    request.unstructured_name.clone_from(&arguments.unstructured_name);
    let (settings, purpose, plan) = (&request.settings, request.purpose, request.plan()?);
    // Everything that can be refused before there is a key.
    request.builder()?;
    let usual = settings.usual_key(purpose);
    let key = arguments
        .key
        .prepare(&arguments.output, usual, purpose.key_risk(), |kind| Ok(settings.check_key(purpose, kind)?))?;
    let builder = request.builder_for_key(key.key.kind())?;
    let mut answer = key.make(&builder, &arguments.key, &arguments.output)?;
    answer.members(json!({ "purpose": purpose.name(), "names": names(&plan) }));
    Ok(answer)
}

pub(super) fn renewed(arguments: &Renew) -> Result<Answer, Failure> {
    let source = files::open(&arguments.file)?;
    let (mut builder, old_key) = match object(&source)? {
        Object::Request(request) => (repeat(&request)?, KeyKind::from_spki(request.spki()).ok()),
        Object::Certificate(certificate) => (renew(&certificate)?, KeyKind::from_spki(certificate.spki()).ok()),
    };
    let mut notes = Vec::new();
    match &arguments.names {
        Some(names) => builder = builder.alt_names(once(parse_names(names)?, &mut notes)),
        None => repeated(&builder).into_iter().for_each(|name| {
            notes.push(format!("{name} is repeated in the old one, and kept as it is; --names asks for others"));
        }),
    }
    let usual = successor(old_key, &mut notes);
    let key = arguments.key.prepare(&arguments.output, usual, "", |_| Ok(KeyAdvice::Fine))?;
    let mut answer = key.make(&builder, &arguments.key, &arguments.output)?;
    if arguments.key.new_key.is_some() || arguments.key.key.is_some() {
        // Who chose a key knows it.
        notes.retain(|note| !note.starts_with("the old key"));
    }
    notes.iter().for_each(|note| answer.line("note", note));
    answer.members(json!({ "notes": notes }));
    Ok(answer)
}

/// The alternative names that a builder asks for more than once.
fn repeated(builder: &RequestBuilder) -> Vec<GeneralNameBuf> {
    let value = builder.extensions().find(|(oid, ..)| *oid == oids::SUBJECT_ALT_NAME).map(|(.., value)| value);
    let names = value.and_then(|value| GeneralNames::parse(value).ok());
    let names = names.iter().flat_map(GeneralNames::iter).map(GeneralNameBuf::from);
    // Host names are compared without regard to case. How often each was there; nobody reads about more than ten.
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let is_second = |name: &GeneralNameBuf| {
        let key = name.as_dns().map_or_else(|| name.to_string(), str::to_ascii_lowercase);
        let count = seen.entry(key).or_default();
        *count += 1;
        *count == 2
    };
    names.filter(is_second).take(10).collect()
}

/// Each name once, and a note for each that was repeated.
fn once(names: Vec<GeneralNameBuf>, notes: &mut Vec<String>) -> Vec<GeneralNameBuf> {
    let mut kept: Vec<GeneralNameBuf> = Vec::new();
    for name in names {
        if kept.iter().any(|other| other.same_as(&name)) {
            notes.push(format!("{name} is given more than once, and is asked for once"));
        } else {
            kept.push(name);
        }
    }
    kept
}

/// The kind of key that replaces an old one: the same kind, where it is still good for new certificates.
fn successor(old: Option<KeyKind>, notes: &mut Vec<String>) -> KeyKind {
    const USUAL: KeyKind = KeyKind::Rsa { bits: 3072 };
    let new = match old {
        // Sizes that are made; NIST SP 800-131A allows nothing shorter.
        Some(KeyKind::Rsa { bits: ..=2048 }) => KeyKind::Rsa { bits: 2048 },
        Some(KeyKind::Rsa { bits: ..=3072 }) => USUAL,
        Some(KeyKind::Rsa { bits: ..=4096 }) => KeyKind::Rsa { bits: 4096 },
        Some(KeyKind::Rsa { .. }) => KeyKind::Rsa { bits: 8192 },
        Some(KeyKind::EcP192 | KeyKind::EcP224) => KeyKind::EcP256,
        Some(kind @ (KeyKind::EcP256 | KeyKind::EcP384 | KeyKind::EcP521 | KeyKind::Ed25519)) => kind,
        Some(kind @ (KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87)) if cfg!(feature = "ml-dsa") => kind,
        _ => USUAL,
    };
    match old {
        Some(old) if old == new => {}
        Some(old) => notes.push(format!("the old key is {old}; the new one is {new}")),
        None => notes.push(format!("the old key is of a kind that is not made; the new one is {new}")),
    }
    new
}

/// Which names would be asked for and why, and the switches.
fn explained(request: &NodeRequest, as_json: bool) -> Result<Answer, Failure> {
    let (purpose, plan) = (request.purpose.name(), request.plan()?);
    let common_name = request.full_subject(&plan).common_name;
    let mut answer = Answer::both(FORMAT, as_json);
    answer.line("purpose", purpose);
    answer.line("common name", common_name.clone());
    for planned in &plan.names {
        let reasons: Vec<_> = planned.reasons.iter().map(|reason| reason.name()).collect();
        answer.line(&planned.name.to_string(), reasons.join(", "));
    }
    let switches: serde_json::Map<_, _> =
        request.settings.switches().map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
    for (name, value) in request.settings.switches() {
        answer.line(&format!("switch {name}"), value);
    }
    answer.members(json!({
        "purpose": purpose, "common_name": common_name, "names": names(&plan), "switches": switches,
    }));
    Ok(answer)
}

fn names(plan: &Plan) -> Vec<Value> {
    let member = |planned: &ucpki::appliance::PlannedName| {
        let reasons: Vec<_> = planned.reasons.iter().map(|reason| reason.name()).collect();
        json!({ "name": planned.name.to_string(), "reasons": reasons, "included": planned.is_included() })
    };
    plan.names.iter().map(member).collect()
}
