//! `ucpki fingerprint`: hashes of objects and of their keys, for people to compare.

use crate::answer::{Answer, Form, Status, Verb};
use crate::files::{self, Expected, Failure, Source};
use crate::json::{compact, string};
use crate::key::{self, OldPassphrase};
use clap::Args;
use std::fmt;
use std::path::{Path, PathBuf};
use ucpki::show::{self, Document, DocumentLine as Line, Fingerprints, Object, Style};
use ucpki::x509::pem::{self, Kind};
use ucpki::x509::{Error, SpkiRef, codes};

/// For private keys, the hashes are those of the public key inside: equal hashes mean that key and certificate fit.
#[derive(Debug, Args)]
#[command(after_help = "SHA-1 and MD5 are for comparing with old tools; they identify nothing.\n\n\
                        Exit status: 0 shown, 2 usage or unreadable input.")]
pub(crate) struct Fingerprint {
    /// Certificates, requests, CRLs and keys
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    passphrase: OldPassphrase,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// The hashes of one object, and of the key that it has or is.
struct Hashes {
    file: PathBuf,
    kind: String,
    object: Option<Fingerprints>,
    key: Option<(Fingerprints, String)>,
}

impl Verb for Fingerprint {
    fn form(&self) -> Form {
        Form { format: None, as_json: self.json }
    }

    fn run(&self) -> Result<Answer, Failure> {
        let mut all = Vec::new();
        for file in &self.files {
            match files::open(file) {
                Ok(source) => of_file(file, &source, &self.passphrase, &mut all),
                Err(failure) => all.push(Err(failure)),
            }
        }
        let status = if all.iter().any(Result::is_err) { Status::Unusable } else { Status::Done };
        Ok(if self.json { Answer::json(status, AllHashes(all)) } else { text(&all, status) })
    }
}

/// The hashes of everything in a file. What cannot be read hides nothing.
fn of_file(file: &Path, source: &Source, passphrase: &OldPassphrase, all: &mut Vec<Result<Hashes, Failure>>) {
    let before = all.len();
    for object in pem::objects(source.bytes()) {
        let object = object.map_err(|error| source.explain(Expected::Hashed, error));
        // Many EC keys have parameters in front, which have nothing to compare.
        if object.as_ref().is_ok_and(|object| object.block().is_some_and(|block| block.label().ends_with("PARAMETERS")))
        {
            continue;
        }
        all.push(object.and_then(|object| hashes(file, source, object, passphrase)));
    }
    if all.len() == before {
        all.push(Err(source.nothing(Expected::Hashed)));
    }
}

fn hashes(file: &Path, source: &Source, found: pem::Object<'_>, passphrase: &OldPassphrase) -> Result<Hashes, Failure> {
    let label = found.block().map_or("", |block| block.label()).to_owned();
    let line = found.block().map_or(1, pem::Block::line);
    let key = |spki: SpkiRef<'_>| (Fingerprints::from_der(spki.as_der()), show::key_identifier(spki));
    let public = match found.kind() {
        Kind::Other | Kind::Unlabelled => public_key(file, source, &found, passphrase)?,
        _ => None,
    };
    if let Some(public) = public {
        let kind = if label.is_empty() { "key".to_owned() } else { label };
        let key = SpkiRef::parse(&public).ok().map(key);
        return Ok(Hashes { file: file.to_owned(), kind, object: None, key });
    }
    if found.kind() == Kind::Other {
        return Err(source.explain(Expected::Hashed, Error::at_line(&codes::PEM_LABEL, line)));
    }
    let object = Object::read(found).map_err(|error| source.explain(Expected::Hashed, error))?;
    Ok(Hashes {
        file: file.to_owned(),
        kind: object.kind().to_owned(),
        object: Some(object.fingerprints()),
        key: object.spki().map(key),
    })
}

/// The public key that an object is, or that belongs to it: as the file has it, or computed from a private key, under its
/// passphrase where it has one. `None` for anything but keys.
fn public_key(
    file: &Path,
    source: &Source,
    found: &pem::Object<'_>,
    passphrase: &OldPassphrase,
) -> Result<Option<Vec<u8>>, Failure> {
    let label = found.block().map_or("", |block| block.label());
    if SpkiRef::parse(found.der()).is_ok() {
        return Ok(Some(found.der().to_vec()));
    }
    if label == "RSA PUBLIC KEY" {
        // PKCS #1 is the key without its algorithm (RFC 8017, A.1.1).
        return Ok(Some(show::rsa_spki(found.der())));
    }
    let is_encrypted = found.block().is_some_and(|block| block.headers().next().is_some());
    if !is_encrypted && let Some(public) = show::public_key_of(found.der()) {
        return Ok(Some(public));
    }
    if is_encrypted || show::is_private_key(found.der()) {
        let key = key::read_source(source, passphrase).map_err(|failure| failure.or_in_file(file))?;
        return Ok(Some(key.spki_der().to_vec()));
    }
    Ok(None)
}

fn text(all: &[Result<Hashes, Failure>], status: Status) -> Answer {
    let mut answer = Answer::new(status);
    let mut document = Document::default();
    for one in all {
        match one {
            Ok(hashes) => hashes.write(&mut document),
            Err(failure) => answer.push_failure(failure.clone()),
        }
    }
    answer.push_text(document);
    answer
}

impl Hashes {
    fn write(&self, document: &mut Document) {
        if !document.is_empty() {
            document.blank();
        }
        let line = Line::new(Style::Frame, "# ").plain(self.file.display().to_string());
        document.push(line.plain(": ").and(Style::Strong, &*self.kind));
        let mut row =
            |label: &str, value: String| document.push(Line::new(Style::Strong, format!("{label:16}")).plain(value));
        if let Some(object) = &self.object {
            row("SHA-256", object.sha256());
            row("SHA-1", object.sha1());
            row("MD5", object.md5());
        }
        if let Some((key, identifier)) = &self.key {
            row("key SHA-256", key.sha256());
            row("key SHA-1", key.sha1());
            row("key identifier", identifier.clone());
        }
    }

    fn json(&self) -> String {
        let (file, kind) = (string(&self.file.display().to_string()), string(&self.kind));
        let object = self.object.as_ref().map(|object| format!(",\"fingerprints\":{}", members(object)));
        let key = self.key.as_ref().map(|(key, identifier)| {
            format!(",\"spki_fingerprints\":{},\"key_identifier\":{}", members(key), string(identifier))
        });
        format!("{{\"file\":{file},\"kind\":{kind}{}{}}}", object.unwrap_or_default(), key.unwrap_or_default())
    }
}

fn members(of: &Fingerprints) -> String {
    let [sha256, sha1, md5] = [of.sha256(), of.sha1(), of.md5()].map(|text| string(&text));
    format!("{{\"sha256\":{sha256},\"sha1\":{sha1},\"md5\":{md5}}}")
}

/// The document of `ucpki fingerprint --json`.
struct AllHashes(Vec<Result<Hashes, Failure>>);

impl fmt::Display for AllHashes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{{\"format\":\"ucpki-fingerprints\",\"version\":1,\"objects\":[")?;
        for (index, one) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            match one {
                Ok(hashes) => write!(out, "{comma}\n{}", hashes.json())?,
                Err(failure) => write!(out, "{comma}\n{{\"unreadable\":{}}}", compact(&failure.facts()))?,
            }
        }
        write!(out, "\n]}}")
    }
}
