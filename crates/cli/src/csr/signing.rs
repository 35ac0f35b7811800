//! The key of a request, and where both go.

use super::FORMAT;
use crate::algorithms;
use crate::answer::Answer;
use crate::files::Failure;
use crate::files::output::{self, Target};
use crate::key::{self, NewPassphrase, OldPassphrase, Protected};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use ucpki::appliance::KeyAdvice;
use ucpki::crypto::{Hash, KeyKind, PrivateKey, Secret, SignatureAlgorithm, SystemRandom};
use ucpki::csr::{RequestBuilder, RuleSet, lint, usual_hash};
use ucpki::x509::{CertificationRequest, pem};

/// The key: one that is there, or a new one.
#[derive(Debug, Args)]
pub(super) struct Key {
    /// A private key that is there
    #[arg(long, value_name = "FILE", conflicts_with_all = ["new_key", "key_out"])]
    pub(super) key: Option<PathBuf>,
    #[command(flatten)]
    passphrase: OldPassphrase,
    /// Make a key of this kind: rsa:3072, p256, ...
    #[arg(long, value_name = "KIND", value_parser = key::kind, requires = "key_out")]
    pub(super) new_key: Option<KeyKind>,
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
pub(super) struct Output {
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

/// A key that is ready to sign, and how it is kept if it is new.
pub(super) struct Ready {
    pub(super) key: PrivateKey,
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
    pub(super) fn ready(&self, output: &Output) -> Result<(), Failure> {
        if self.key.is_none() && self.key_out.is_none() {
            return Err(no_key());
        }
        output::check(&self.targets(output), output.force, &self.key.as_deref().into_iter().collect::<Vec<_>>())
    }

    /// Whether keys of this kind sign with the hash that was asked for.
    pub(super) fn check_hash(&self, kind: KeyKind) -> Result<(), Failure> {
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
    pub(super) fn prepare(
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
    pub(super) fn make(self, builder: &RequestBuilder, key: &Key, output: &Output) -> Result<Answer, Failure> {
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
        let mut answer = Answer::both(FORMAT, output.json);
        match output.file() {
            Some(file) => answer.line("request", file.display().to_string()),
            None => answer.instead_of_text(bytes),
        }
        if let Some(file) = key_file {
            answer.line("key", file.display().to_string());
        }
        self.describe(&mut answer, &request);
        answer.members(json!({
            "request_file": output.file().map(|file| file.display().to_string()),
            "key_file": key_file.map(|file| file.display().to_string()),
            "pem": pem::encode("CERTIFICATE REQUEST", request.as_der()),
        }));
        Ok(answer)
    }

    fn describe(&self, answer: &mut Answer, request: &CertificationRequest) {
        let mut warnings = Vec::new();
        if self.advice == KeyAdvice::Risky {
            warnings.push(format!("{}: {}", self.key.kind(), self.risk));
        }
        answer.line("subject", request.subject().to_string());
        for warning in &warnings {
            answer.line("warning", warning);
        }
        let findings = lint(request, &RuleSet::PUBLIC_CA, &algorithms::provider(false));
        let findings: Vec<_> = findings.findings.iter().map(ToString::to_string).collect();
        for finding in &findings {
            answer.line("a public CA would say", finding);
        }
        answer.members(json!({
            "key": key::public(&self.key),
            "subject": request.subject().to_string(),
            "warnings": warnings,
            "public_ca": findings,
        }));
    }
}

fn hash(text: &str) -> Result<Hash, String> {
    match text.to_ascii_lowercase().replace('-', "").as_str() {
        "sha256" => Ok(Hash::Sha256),
        "sha384" => Ok(Hash::Sha384),
        "sha512" => Ok(Hash::Sha512),
        _ => Err("neither sha256, sha384 nor sha512; nothing older is used for new signatures".to_owned()),
    }
}
