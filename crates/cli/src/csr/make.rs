//! `ucpki csr new` and `ucpki csr renew`.

use super::plan::{self, Understood, Wanted};
use super::{FORMAT, Object, object};
use crate::algorithms;
use crate::files;
use crate::job::{self, Failure, Outcome};
use crate::key::{self, NewPassphrase, OldPassphrase, Protected};
use crate::output::{self, Target};
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use ucpki::appliance::{KeyAdvice, Plan};
use ucpki::crypto::{Hash, KeyKind, PrivateKey, Secret, SignatureAlgorithm, SystemRandom};
use ucpki::csr::{RequestBuilder, RuleSet, lint, renew, repeat, usual_hash};
use ucpki::x509::GeneralNameBuf;
use ucpki::x509::der::Reader;
use ucpki::x509::{CertificationRequest, GeneralNames, oids, pem};

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

/// The key: one that is there, or a new one.
#[derive(Debug, Args)]
struct Key {
    /// A private key that is there
    #[arg(long, value_name = "FILE", conflicts_with_all = ["new_key", "key_out"])]
    key: Option<PathBuf>,
    #[command(flatten)]
    passphrase: OldPassphrase,
    /// Make a key of this kind: rsa:3072, p256, ...
    #[arg(long, value_name = "KIND", value_parser = key::kind, requires = "key_out")]
    new_key: Option<KeyKind>,
    /// Where the new key goes, for its owner alone
    #[arg(long, value_name = "FILE")]
    key_out: Option<PathBuf>,
    #[command(flatten)]
    new_passphrase: NewPassphrase,
    /// sha256, sha384 or sha512
    #[arg(long, value_name = "HASH", value_parser = hash)]
    hash: Option<Hash>,
}

#[derive(Debug, Args)]
struct Output {
    /// Where the request goes; standard output if it is left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write DER instead of PEM
    #[arg(long)]
    der: bool,
    /// Replace existing files
    #[arg(long)]
    force: bool,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Output {
    /// The file that the request goes to; nothing where that is standard output.
    fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|out| !output::is_standard(out))
    }
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

pub(super) fn new(arguments: &New) -> Result<Outcome, Failure> {
    // A dialogue asks nothing before it is clear that the answers lead to something.
    if !arguments.explain {
        arguments.key.ready(&arguments.output)?;
    }
    let understood = arguments.wanted.understand(true, |settings, purpose| {
        if arguments.explain || arguments.key.key.is_some() {
            return Ok(());
        }
        let kind = arguments.key.new_key.unwrap_or(settings.usual_key(purpose));
        settings.check_key(purpose, kind)?;
        arguments.key.check_hash(kind)
    })?;
    let Understood { settings, purpose, plan, subject } = &understood;
    if arguments.explain {
        return Ok(explained(&understood, arguments.output.json));
    }
    let mut builder = RequestBuilder::new(subject.to_name()?).alt_names(plan.included().cloned());
    if let Some(password) = &arguments.challenge_password {
        builder = settings.challenge_password(builder, password)?;
    }
    if let Some(name) = &arguments.unstructured_name {
        builder = builder.unstructured_name(name);
    }
    let usual = settings.usual_key(*purpose);
    let key = arguments
        .key
        .prepare(&arguments.output, usual, purpose.key_risk(), |kind| Ok(settings.check_key(*purpose, kind)?))?;
    builder = settings.apply(builder, *purpose, key.key.kind())?;
    let mut outcome = key.make(&builder, &arguments.key, &arguments.output)?;
    job::merge(&mut outcome.value, json!({ "purpose": purpose.name(), "names": names(plan) }));
    Ok(outcome)
}

pub(super) fn renewed(arguments: &Renew) -> Result<Outcome, Failure> {
    let source = files::open(&arguments.file)?;
    let (mut builder, old_key) = match object(&source)? {
        Object::Request(request) => (repeat(&request)?, KeyKind::from_spki(request.spki()).ok()),
        Object::Certificate(certificate) => (renew(&certificate)?, KeyKind::from_spki(certificate.spki()).ok()),
    };
    let mut notes = Vec::new();
    match &arguments.names {
        Some(names) => builder = builder.alt_names(once(plan::names(names)?, &mut notes)),
        None => repeated(&builder).into_iter().for_each(|name| {
            notes.push(format!("{name} is repeated in the old one, and kept as it is; --names asks for others"));
        }),
    }
    let usual = successor(old_key, &mut notes);
    let key = arguments.key.prepare(&arguments.output, usual, "", |_| Ok(KeyAdvice::Fine))?;
    let mut outcome = key.make(&builder, &arguments.key, &arguments.output)?;
    if arguments.key.new_key.is_some() || arguments.key.key.is_some() {
        // Who chose a key knows it.
        notes.retain(|note| !note.starts_with("the old key"));
    }
    notes.iter().for_each(|note| outcome.line("note", note));
    job::merge(&mut outcome.value, json!({ "notes": notes }));
    Ok(outcome)
}

/// The alternative names that a builder asks for more than once.
fn repeated(builder: &RequestBuilder) -> Vec<GeneralNameBuf> {
    let value = builder.extensions().find(|(oid, ..)| *oid == oids::SUBJECT_ALT_NAME).map(|(.., value)| value);
    let names = value.and_then(|value| GeneralNames::read(&mut Reader::new(value).ok()?).ok());
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

/// A key that is ready to sign, and how it is kept if it is new.
struct Ready {
    key: PrivateKey,
    kept: Option<(PathBuf, Protected)>,
    advice: KeyAdvice,
    /// What may follow from a risky one.
    risk: &'static str,
}

fn no_key() -> Failure {
    Failure::new("with which key?").help("give --key FILE, or --new-key KIND and --key-out FILE")
}

impl Key {
    /// The key before its request.
    fn targets<'a>(&'a self, output: &'a Output) -> Vec<Target<'a>> {
        let key = self.key_out.as_deref().map(Target::secret);
        key.into_iter().chain(output.file().map(Target::public)).collect()
    }

    /// Whether there is a key, or a place for a new one, and a place for the request.
    fn ready(&self, output: &Output) -> Result<(), Failure> {
        if self.key.is_none() && self.key_out.is_none() {
            return Err(no_key());
        }
        Ok(output::check(&self.targets(output), output.force, &self.key.as_deref().into_iter().collect::<Vec<_>>())?)
    }

    /// Whether keys of this kind sign with the hash that was asked for.
    fn check_hash(&self, kind: KeyKind) -> Result<(), Failure> {
        let has_a_choice = matches!(
            kind,
            KeyKind::Rsa { .. }
                | KeyKind::EcP192
                | KeyKind::EcP224
                | KeyKind::EcP256
                | KeyKind::EcP384
                | KeyKind::EcP521
        );
        match self.hash {
            Some(hash) if !has_a_choice => Err(Failure::new(format!("a {kind} key does not sign with {hash}"))
                .help("leave --hash out: keys of this kind bring their own")),
            _ => Ok(()),
        }
    }

    /// Reads the key, or makes one once it is clear that it has a place to go.
    fn prepare(
        &self,
        output: &Output,
        usual: KeyKind,
        risk: &'static str,
        check: impl Fn(KeyKind) -> Result<KeyAdvice, Failure>,
    ) -> Result<Ready, Failure> {
        // Before seconds are spent on a key that has no place to go.
        self.ready(output)?;
        if let Some(file) = &self.key {
            let key = key::read(file, &self.passphrase)?;
            let advice = check(key.kind())?;
            return Ok(Ready { key, kept: None, advice, risk });
        }
        let Some(file) = &self.key_out else { return Err(no_key()) };
        let kind = self.new_key.unwrap_or(usual);
        let advice = check(kind)?;
        let protected = self.new_passphrase.read()?;
        Ok(Ready { key: key::generate(kind)?, kept: Some((file.clone(), protected)), advice, risk })
    }

    fn algorithm(&self, key: &PrivateKey) -> Result<SignatureAlgorithm, Failure> {
        let hash = self.hash.unwrap_or(usual_hash(key.kind()));
        let brings_its_own = |algorithm: &&SignatureAlgorithm| algorithm.hash().is_none_or(|own| own == hash);
        let found = key.algorithms().iter().find(brings_its_own);
        found.copied().ok_or_else(|| Failure::new(format!("a {} key does not sign with {hash}", key.kind())))
    }
}

impl Ready {
    /// Signs the request, and puts key and request into their files: the request cannot be there without its key.
    fn make(self, builder: &RequestBuilder, key: &Key, output: &Output) -> Result<Outcome, Failure> {
        let request = builder.sign(&self.key, key.algorithm(&self.key)?, &mut SystemRandom)?;
        let bytes = if output.der {
            Secret::new(request.as_der().to_vec())
        } else {
            Secret::new(pem::encode("CERTIFICATE REQUEST", request.as_der()).into_bytes())
        };
        let protected = self.kept.as_ref().map(|(_, protected)| protected.pem(&self.key)).transpose()?;
        let targets = key.targets(output);
        let contents = protected.iter().chain(Some(&bytes).filter(|_| output.file().is_some()));
        let files: Vec<_> = targets.into_iter().zip(contents.map(Secret::expose)).collect();
        output::write(&files, output.force)?;
        let key_file = self.kept.as_ref().map(|(file, _)| file);
        let mut outcome = Outcome::new(FORMAT, output.json);
        match output.file() {
            Some(file) => outcome.line("request", file.display().to_string()),
            None => outcome.raw = Some(bytes),
        }
        if let Some(file) = key_file {
            outcome.line("key", file.display().to_string());
        }
        self.describe(&mut outcome, &request);
        job::merge(
            &mut outcome.value,
            json!({
                "request_file": output.file().map(|file| file.display().to_string()),
                "key_file": key_file.map(|file| file.display().to_string()),
                "pem": pem::encode("CERTIFICATE REQUEST", request.as_der()),
            }),
        );
        Ok(outcome)
    }

    fn describe(&self, outcome: &mut Outcome, request: &CertificationRequest) {
        let mut warnings = Vec::new();
        if self.advice == KeyAdvice::Risky {
            warnings.push(format!("{}: {}", self.key.kind(), self.risk));
        }
        outcome.line("subject", request.subject().to_string());
        for warning in &warnings {
            outcome.line("warning", warning);
        }
        let findings = lint(request, &RuleSet::PUBLIC_CA, &algorithms::provider(false));
        let findings: Vec<_> = findings.findings.iter().map(ToString::to_string).collect();
        for finding in &findings {
            outcome.line("a public CA would say", finding);
        }
        outcome.value = json!({
            "key": key::public(&self.key),
            "subject": request.subject().to_string(),
            "warnings": warnings,
            "public_ca": findings,
        });
    }
}

fn explained(understood: &Understood, as_json: bool) -> Outcome {
    let Understood { settings, purpose, plan, subject } = understood;
    let mut outcome = Outcome::new(FORMAT, as_json);
    outcome.line("purpose", purpose.name());
    outcome.line("common name", subject.common_name.clone());
    for planned in &plan.names {
        let reasons: Vec<_> = planned.reasons.iter().map(|reason| reason.name()).collect();
        outcome.line(&planned.name.to_string(), reasons.join(", "));
    }
    let switches: serde_json::Map<_, _> =
        settings.switches().map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
    for (name, value) in settings.switches() {
        outcome.line(&format!("switch {name}"), value);
    }
    outcome.value = json!({
        "purpose": purpose.name(), "common_name": subject.common_name, "names": names(plan), "switches": switches,
    });
    outcome
}

fn names(plan: &Plan) -> Vec<Value> {
    let member = |planned: &ucpki::appliance::PlannedName| {
        let reasons: Vec<_> = planned.reasons.iter().map(|reason| reason.name()).collect();
        json!({ "name": planned.name.to_string(), "reasons": reasons, "included": planned.is_included() })
    };
    plan.names.iter().map(member).collect()
}

fn hash(text: &str) -> Result<Hash, String> {
    match text.to_ascii_lowercase().replace('-', "").as_str() {
        "sha256" => Ok(Hash::Sha256),
        "sha384" => Ok(Hash::Sha384),
        "sha512" => Ok(Hash::Sha512),
        _ => Err("neither sha256, sha384 nor sha512; nothing older is used for new signatures".to_owned()),
    }
}
