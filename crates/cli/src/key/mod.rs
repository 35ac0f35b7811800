//! `ucpki key`: private keys made, shown and exported.

mod hashes;
mod kind;
mod passphrase;
mod read;

use crate::answer::{Answer, Form, Verb};
use crate::files::Failure;
use crate::files::output::{self, Target};
use clap::{Args, Subcommand, ValueEnum};
use hashes::hashes;
use passphrase::new_passphrase;
use serde_json::json;
use std::path::{Path, PathBuf};
use ucpki::crypto::{KeyKind, PrivateKey, Protection, Secret, SystemRandom};
use ucpki::x509::pem;

pub(crate) use hashes::{hash_members, public};
pub(crate) use kind::kind;
pub(crate) use passphrase::{NewPassphrase, OldPassphrase, Protected};
pub(crate) use read::{generate, read, read_source};

const FORMAT: &str = "ucpki-key";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a private key, in a file for its owner alone
    New(New),
    /// Say what kind of key a file holds, and the hashes of its public key
    Show(Show),
    /// Write a key in another form; the one command that gives a key out
    Export(Export),
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// rsa:2048, rsa:3072, rsa:4096, rsa:8192, p256, p384, p521, ed25519; ml-dsa-44, ml-dsa-65, ml-dsa-87 if built with them
    #[arg(long, value_name = "KIND", default_value = "rsa:3072", value_parser = kind)]
    kind: KeyKind,
    /// Where the key goes; an existing file stays as it is
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: NewPassphrase,
    /// Replace an existing file
    #[arg(long)]
    force: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The file with the key, PEM or DER; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    passphrase: OldPassphrase,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file with the key, PEM or DER; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The form to write
    #[arg(long, value_enum, value_name = "FORM", default_value = "encrypted")]
    to: KeyForm,
    /// Where it goes; standard output if it is left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    passphrase: OldPassphrase,
    /// The passphrase of the new file, from the first line of this file
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
    /// Derive the key of the encryption by scrypt instead of PBKDF2
    #[arg(long)]
    scrypt: bool,
    /// Replace an existing file
    #[arg(long)]
    force: bool,
    /// Answer as JSON (with --out)
    #[arg(long, requires = "out")]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KeyForm {
    /// PKCS #8 under a passphrase, PEM
    Encrypted,
    /// PKCS #8 under a passphrase, DER
    EncryptedDer,
    /// PKCS #8 without a passphrase, PEM
    Pkcs8,
    /// PKCS #8 without a passphrase, DER
    Pkcs8Der,
    /// The public key alone, PEM
    Public,
    /// PKCS #1 or SEC 1 without a passphrase, PEM
    Traditional,
}

impl Verb for Command {
    fn form(&self) -> Form {
        let as_json = match self {
            Self::Export(asked) => asked.json,
            Self::New(asked) => asked.json,
            Self::Show(asked) => asked.json,
        };
        Form { format: Some(FORMAT), as_json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        match self {
            Self::Export(asked) => export(asked),
            Self::New(asked) => new(asked),
            Self::Show(asked) => show(asked),
        }
    }
}

fn new(arguments: &New) -> Result<Answer, Failure> {
    // Before seconds are spent on a key that has no place to go.
    let target = Target::secret(&arguments.out);
    output::check(&[target], arguments.force, &[])?;
    let protection = arguments.passphrase.read()?;
    let key = generate(arguments.kind)?;
    output::write(&[(target, protection.pem(&key)?.expose())], arguments.force)?;
    Ok(describe(&key, arguments.json, Some(&arguments.out)))
}

fn show(arguments: &Show) -> Result<Answer, Failure> {
    let key = read(&arguments.file, &arguments.passphrase)?;
    Ok(describe(&key, arguments.json, None))
}

fn export(arguments: &Export) -> Result<Answer, Failure> {
    let out = arguments.out.as_deref().filter(|out| !output::is_standard(out));
    let target = out.map(|path| Target { path, is_secret: arguments.to != KeyForm::Public });
    // The same key in another form may take its place; its public half may not.
    let keep: &[&Path] = if arguments.to == KeyForm::Public { &[&arguments.file] } else { &[] };
    output::check(target.as_slice(), arguments.force, keep)?;
    let key = read(&arguments.file, &arguments.passphrase)?;
    let encrypted = || -> Result<Vec<u8>, Failure> {
        let passphrase = new_passphrase(arguments.new_passphrase_file.as_deref())?;
        let protection = if arguments.scrypt { Protection::Scrypt { log_cost: 15 } } else { Protection::default() };
        Ok(key.to_encrypted_pkcs8(passphrase.expose(), protection, &mut SystemRandom)?)
    };
    let pem = |label: &str, der: &[u8]| Secret::new(pem::encode(label, der).into_bytes());
    let bytes = match arguments.to {
        KeyForm::Encrypted => pem("ENCRYPTED PRIVATE KEY", &encrypted()?),
        KeyForm::EncryptedDer => Secret::new(encrypted()?),
        KeyForm::Pkcs8 => key.to_pem(),
        KeyForm::Pkcs8Der => key.to_pkcs8(),
        KeyForm::Public => pem("PUBLIC KEY", key.spki_der()),
        KeyForm::Traditional => key
            .to_traditional_pem()
            .ok_or_else(|| Failure::new(format!("{} keys have no older form than PKCS #8", key.kind().name())))?,
    };
    match target {
        Some(target) => {
            output::write(&[(target, bytes.expose())], arguments.force)?;
            Ok(describe(&key, arguments.json, Some(target.path)))
        }
        None => Ok(Answer::bytes(bytes)),
    }
}

fn describe(key: &PrivateKey, as_json: bool, file: Option<&Path>) -> Answer {
    let mut answer = Answer::both(FORMAT, as_json);
    answer.line("key", key.kind().to_string());
    let hashes = hashes(key.spki_der());
    for (name, hash) in &hashes {
        answer.line(&format!("public key {name}"), hash);
    }
    if let Some(file) = file {
        answer.line("file", file.display().to_string());
    }
    answer.members(json!({ "key": public(key), "file": file.map(|file| file.display().to_string()) }));
    answer
}
