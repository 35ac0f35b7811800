//! `ucpki key`: private keys made, shown and exported.

use crate::algorithms::SIGNERS;
use crate::console;
use crate::files::{self, Source, Trouble, Wanted};
use crate::job::{Failure, Outcome};
use crate::output::{self, Target};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use ucpki::crypto::{DigestAlgorithm, KeyKind, LEGACY, PrivateKey, Protection, Secret, SystemRandom, codes};
use ucpki::show::{self, FileKind, identify};
use ucpki::show::{Document, DocumentLine as Line, Style, printable};
use ucpki::x509::{Error, Place, SpkiRef, codes as x509_codes, oids, pem};

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
    to: Form,
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
enum Form {
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

/// Where the passphrase of an existing key comes from.
#[derive(Debug, Args)]
pub(crate) struct OldPassphrase {
    /// The passphrase, from the first line of this file; asked for on a terminal if it is left out
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Where the passphrase of a new key comes from.
#[derive(Debug, Args)]
pub(crate) struct NewPassphrase {
    /// Encrypt the key under the passphrase in the first line of this file; asked for on a terminal if it is left out
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
    /// Write the key unencrypted
    #[arg(long, conflicts_with = "new_passphrase_file")]
    no_passphrase: bool,
}

pub(crate) fn run(command: &Command) -> Result<Outcome, Failure> {
    let (result, as_json) = match command {
        Command::Export(export) => (self::export(export), export.json),
        Command::New(new) => (self::new(new), new.json),
        Command::Show(show) => (self::show(show), show.json),
    };
    result.map_err(|failure| failure.of(FORMAT, as_json))
}

fn new(arguments: &New) -> Result<Outcome, Failure> {
    // Before seconds are spent on a key that has no place to go.
    let target = Target::secret(&arguments.out);
    output::check(&[target], arguments.force, &[])?;
    let protection = arguments.passphrase.read()?;
    let key = generate(arguments.kind)?;
    output::write(&[(target, protection.pem(&key)?.expose())], arguments.force)?;
    Ok(describe(&key, arguments.json, Some(&arguments.out)))
}

fn show(arguments: &Show) -> Result<Outcome, Failure> {
    let key = read(&arguments.file, &arguments.passphrase)?;
    Ok(describe(&key, arguments.json, None))
}

fn export(arguments: &Export) -> Result<Outcome, Failure> {
    let out = arguments.out.as_deref().filter(|out| !output::is_standard(out));
    let target = out.map(|path| Target { path, is_secret: arguments.to != Form::Public });
    // The same key in another form may take its place; its public half may not.
    let keep: &[&Path] = if arguments.to == Form::Public { &[&arguments.file] } else { &[] };
    output::check(target.as_slice(), arguments.force, keep)?;
    let key = read(&arguments.file, &arguments.passphrase)?;
    let encrypted = || -> Result<Vec<u8>, Failure> {
        let passphrase = new_passphrase(arguments.new_passphrase_file.as_deref())?;
        let protection = if arguments.scrypt { Protection::Scrypt { log_cost: 15 } } else { Protection::default() };
        Ok(key.to_encrypted_pkcs8(passphrase.expose(), protection, &mut SystemRandom)?)
    };
    let pem = |label: &str, der: &[u8]| Secret::new(pem::encode(label, der).into_bytes());
    let octets = match arguments.to {
        Form::Encrypted => pem("ENCRYPTED PRIVATE KEY", &encrypted()?),
        Form::EncryptedDer => Secret::new(encrypted()?),
        Form::Pkcs8 => key.to_pem(),
        Form::Pkcs8Der => key.to_pkcs8(),
        Form::Public => pem("PUBLIC KEY", key.spki_der()),
        Form::Traditional => key
            .to_traditional_pem()
            .ok_or_else(|| Failure::new(format!("{} keys have no older form than PKCS #8", key.kind().name())))?,
    };
    match target {
        Some(target) => {
            output::write(&[(target, octets.expose())], arguments.force)?;
            Ok(describe(&key, arguments.json, Some(target.path)))
        }
        None => Ok(Outcome { raw: Some(octets), ..Outcome::new(FORMAT, false) }),
    }
}

/// Makes a key; dots on a terminal show that it goes on.
pub(crate) fn generate(kind: KeyKind) -> Result<PrivateKey, Failure> {
    let shows = console::err_is_terminal() && matches!(kind, KeyKind::Rsa { .. });
    let mut calls = 0_u32;
    let mut progress = || {
        calls = calls.wrapping_add(1);
        if shows && calls.is_multiple_of(64) {
            let _ = console::err().write_all(b".");
        }
    };
    let key = SIGNERS.generate_with(kind, &mut SystemRandom, &mut progress)?;
    if shows && calls >= 64 {
        let _ = console::err().write_all(b"\n");
    }
    Ok(key)
}

/// Reads a key, and asks for its passphrase where it needs one.
pub(crate) fn read(file: &Path, passphrase: &OldPassphrase) -> Result<PrivateKey, Failure> {
    read_source(&files::open(file)?, passphrase)
}

/// As [`read`], from a file that was read.
pub(crate) fn read_source(source: &Source, passphrase: &OldPassphrase) -> Result<PrivateKey, Failure> {
    let relabelled = relabelled(source)?;
    let bytes = relabelled.as_ref().map_or(source.bytes(), Secret::expose);
    let given = passphrase.passphrase_file.as_deref().map(passphrase_of).transpose()?;
    let read = match SIGNERS.read(bytes, given.as_ref().map(Secret::expose)) {
        Err(error) if error.code() == &codes::PASSPHRASE_MISSING && console::in_is_terminal() => {
            let typed = prompt(&format!("Passphrase of {}: ", printable(&source.file().display().to_string())))?;
            SIGNERS.read(bytes, Some(typed.expose()))
        }
        read => read,
    };
    read.map_err(|error| {
        // What the file is instead says more than that no key was found in it.
        let line = match error.place() {
            Some(Place::Line(line)) => line,
            Some(Place::ByteInBlock { line, .. }) => usize::try_from(line).unwrap_or(1),
            _ => 1,
        };
        let explained = source.explain(Wanted::PrivateKey, Error::at_line(error.code(), line));
        if matches!(explained.trouble, Trouble::Foreign(..)) {
            return explained.into();
        }
        let help = match error.code() {
            code if code == &codes::PASSPHRASE_MISSING => Some("give it with --passphrase-file FILE"),
            code if code == &codes::PASSPHRASE_WRONG => {
                Some("the passphrase is the first line of the file; blanks at its end count")
            }
            _ => None,
        };
        // A place in a block is one in the file as well, unless it was decrypted first.
        let spot = match error.place() {
            Some(Place::ByteInBlock { .. }) => source.spot(error.place()),
            _ => None,
        };
        let failure = Failure::from(error).file(source.file()).spot(spot);
        match help {
            Some(help) => failure.help(help),
            None => failure,
        }
    })
}

/// The DER of the one private key of a file whose label says another form of the same kind of key, with a note. The label of
/// another kind of key is an error: one of the two is not what somebody thinks it is.
fn relabelled(source: &Source) -> Result<Option<Secret>, Failure> {
    let mut keys = identify(source.bytes()).into_iter().filter(|found| found.kind == FileKind::PrivateKey);
    let (Some(found), None) = (keys.next(), keys.next()) else { return Ok(None) };
    if found.is_label_right() || found.is_bare_base64 {
        return Ok(None);
    }
    let is_it = |block: &pem::Block<'_>| Some(block.line()) == found.line;
    let Some(block) = pem::blocks(source.bytes()).flatten().find(is_it) else { return Ok(None) };
    let label = block.label().to_owned();
    let der = Secret::new(block.into_der());
    let public = show::public_key_of(der.expose());
    let kind = public.and_then(|public| SpkiRef::parse(&public).ok().and_then(|spki| KeyKind::of(spki).ok()));
    let contradicts = match label.as_str() {
        "RSA PRIVATE KEY" => !matches!(kind, Some(KeyKind::Rsa { .. })),
        "EC PRIVATE KEY" => matches!(kind, None | Some(KeyKind::Rsa { .. })),
        "PRIVATE KEY" => false,
        // `KEY` and the like say nothing.
        other => !other.ends_with("KEY") || other.contains("PUBLIC") || other.contains("ENCRYPTED"),
    };
    if contradicts {
        let line = found.line.unwrap_or(1);
        return Err(source.explain(Wanted::PrivateKey, Error::at_line(&x509_codes::PEM_LABEL, line)).into());
    }
    let file = source.file().display();
    let text = format!("{file}: the block is labelled {label}, and its content is {}: read as that", found.name());
    let mut note = Document::default();
    note.push(Line::new(Style::Warning, "note").plain(format!(": {text}")));
    // Where standard error is closed, nobody wants to know.
    let _ = console::print(&note, &mut console::err(), false);
    Ok(Some(der))
}

fn describe(key: &PrivateKey, as_json: bool, file: Option<&Path>) -> Outcome {
    let mut outcome = Outcome::new(FORMAT, as_json);
    outcome.line("key", key.kind().to_string());
    let hashes = hashes(key.spki_der());
    for (name, hash) in &hashes {
        outcome.line(&format!("public key {name}"), hash);
    }
    if let Some(file) = file {
        outcome.line("file", file.display().to_string());
    }
    outcome.value = json!({ "key": public(key), "file": file.map(|file| file.display().to_string()) });
    outcome
}

/// What a document says about a key: nothing but its public half.
pub(crate) fn public(key: &PrivateKey) -> serde_json::Value {
    json!({ "kind": key.kind().name(), "bits": key.kind().bits(), "public_key": hash_members(key.spki_der()) })
}

/// The hashes that people compare (C6): SHA-256, and SHA-1 and MD5 for old tools.
pub(crate) fn hashes(octets: &[u8]) -> Vec<(&'static str, String)> {
    [("SHA-256", oids::SHA256), ("SHA-1", oids::SHA1), ("MD5", oids::MD5)]
        .into_iter()
        .filter_map(|(name, oid)| Some((name, hexadecimal(LEGACY.digest(oid)?, octets))))
        .collect()
}

pub(crate) fn hash_members(octets: &[u8]) -> serde_json::Value {
    let members = hashes(octets).into_iter().map(|(name, hash)| (name.replace('-', "").to_lowercase(), hash.into()));
    serde_json::Value::Object(members.collect())
}

fn hexadecimal(hash: &dyn DigestAlgorithm, octets: &[u8]) -> String {
    let digest = hash.digest(&[octets]);
    digest.as_bytes().iter().map(|octet| format!("{octet:02x}")).collect()
}

/// How a new key file is protected.
pub(crate) enum Protected {
    Plain,
    Under(Secret),
}

impl Protected {
    pub(crate) fn pem(&self, key: &PrivateKey) -> Result<Secret, Failure> {
        Ok(match self {
            Self::Plain => key.to_pem(),
            Self::Under(passphrase) => {
                let text = key.to_encrypted_pem(passphrase.expose(), Protection::default(), &mut SystemRandom)?;
                Secret::new(text.into_bytes())
            }
        })
    }
}

impl NewPassphrase {
    pub(crate) fn read(&self) -> Result<Protected, Failure> {
        if self.no_passphrase {
            return Ok(Protected::Plain);
        }
        new_passphrase(self.new_passphrase_file.as_deref()).map(Protected::Under)
    }
}

fn new_passphrase(file: Option<&Path>) -> Result<Secret, Failure> {
    let passphrase = match file {
        Some(file) => passphrase_of(file)?,
        None if console::in_is_terminal() => typed_twice()?,
        None => {
            return Err(Failure::new("how is the key to be protected?")
                .help("give --new-passphrase-file FILE, or say --no-passphrase"));
        }
    };
    if passphrase.is_empty() {
        return Err(Failure::new("the passphrase is empty").help("say --no-passphrase to write the key unencrypted"));
    }
    Ok(passphrase)
}

/// Asks until both are the same, and not empty: what was answered before is not lost over a slip.
fn typed_twice() -> Result<Secret, Failure> {
    const MOST: usize = 10;
    for _ in 0..MOST {
        let first = prompt("New passphrase: ")?;
        let again = prompt("Again: ")?;
        if first == again && !first.is_empty() {
            return Ok(first);
        }
        let text = if first.is_empty() { "the passphrase is empty" } else { "the two passphrases differ" };
        Failure::new(text).help("or say --no-passphrase to write the key unencrypted").tell();
    }
    Err(Failure::new("no passphrase was typed twice"))
}

fn prompt(text: &str) -> Result<Secret, Failure> {
    let typed = rpassword::prompt_password(text).map_err(|error| Failure::new(error.to_string()))?;
    Ok(Secret::new(typed.into_bytes()))
}

/// The first line, without its end.
fn passphrase_of(file: &Path) -> Result<Secret, Failure> {
    let source = files::open(file)?;
    // Editors put a byte order mark in front, which nobody types.
    let bytes = source.bytes().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source.bytes());
    let line = bytes.split(|octet| matches!(octet, b'\n' | b'\r')).next().unwrap_or(&[]);
    Ok(Secret::new(line.to_vec()))
}

/// The kind of key that a word names.
pub(crate) fn kind(text: &str) -> Result<KeyKind, String> {
    let unknown = || {
        "neither rsa:2048, rsa:3072, rsa:4096, rsa:8192, p256, p384, p521, ed25519 nor ml-dsa-44, -65, -87".to_owned()
    };
    match text.to_ascii_lowercase().as_str() {
        "p256" | "p-256" => Ok(KeyKind::EcP256),
        "p384" | "p-384" => Ok(KeyKind::EcP384),
        "p521" | "p-521" => Ok(KeyKind::EcP521),
        "ed25519" => Ok(KeyKind::Ed25519),
        name if name.starts_with("ml-dsa") && !cfg!(feature = "ml-dsa") => {
            Err("this program was built without ML-DSA: `cargo build --features ml-dsa` has it".to_owned())
        }
        "ml-dsa-44" => Ok(KeyKind::MlDsa44),
        "ml-dsa-65" => Ok(KeyKind::MlDsa65),
        "ml-dsa-87" => Ok(KeyKind::MlDsa87),
        other => {
            let bits = other.strip_prefix("rsa:").or_else(|| other.strip_prefix("rsa")).ok_or_else(unknown)?;
            Ok(KeyKind::Rsa { bits: bits.parse().map_err(|_| unknown())? })
        }
    }
}
