//! `ucpki fingerprint`: hashes of objects and of their keys, for people to compare.

use crate::arguments::Color;
use crate::console;
use crate::files::{self, Source, Unreadable, Wanted};
use crate::json::string;
use crate::key::{self, OldPassphrase};
use crate::report;
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use ucpki::show::{self, Fingerprints, Object};
use ucpki::show::{Document, DocumentLine as Line, Style};
use ucpki::x509::pem::{self, Kind};
use ucpki::x509::{Error, SpkiRef, codes};

/// For private keys, the hashes are those of the public key inside: equal hashes mean that key and certificate fit.
#[derive(Debug, Args)]
#[command(after_help = "SHA-1 and MD5 are for comparing with old tools; they identify nothing.\n\n\
                        Exit status: 0 shown, 2 usage or unreadable input.")]
pub(crate) struct Fingerprint {
    /// Certificates, requests, revocation lists and keys
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

pub(crate) fn run(question: &Fingerprint, color: Color) -> (u8, io::Result<()>) {
    let mut all = Vec::new();
    for file in &question.files {
        match files::open(file) {
            Ok(source) => of_file(file, &source, &question.passphrase, &mut all),
            Err(unreadable) => all.push(Err(unreadable)),
        }
    }
    let status = if all.iter().any(Result::is_err) { 2 } else { 0 };
    (status, if question.json { json(&all) } else { text(&all, color) })
}

/// The hashes of everything in a file. What cannot be read hides nothing.
fn of_file(file: &Path, source: &Source, passphrase: &OldPassphrase, all: &mut Vec<Result<Hashes, Unreadable>>) {
    let before = all.len();
    for object in pem::objects(source.bytes()) {
        let object = object.map_err(|error| source.explain(Wanted::Hashed, error));
        // Many EC keys have parameters in front, which have nothing to compare.
        if object.as_ref().is_ok_and(|object| object.block().is_some_and(|block| block.label().ends_with("PARAMETERS")))
        {
            continue;
        }
        all.push(object.and_then(|object| hashes(file, source, object, passphrase)));
    }
    if all.len() == before {
        all.push(Err(source.nothing(Wanted::Hashed)));
    }
}

fn hashes(
    file: &Path,
    source: &Source,
    found: pem::Object<'_>,
    passphrase: &OldPassphrase,
) -> Result<Hashes, Unreadable> {
    let label = found.block().map_or("", |block| block.label()).to_owned();
    let line = found.block().map_or(1, pem::Block::line);
    let key = |spki: SpkiRef<'_>| (Fingerprints::of(spki.as_der()), show::key_identifier(spki));
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
        return Err(source.explain(Wanted::Hashed, Error::at_line(&codes::PEM_LABEL, line)));
    }
    let object = Object::read(found).map_err(|error| source.explain(Wanted::Hashed, error))?;
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
) -> Result<Option<Vec<u8>>, Unreadable> {
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
        let key = key::read_source(source, passphrase).map_err(|failure| failure.unreadable(file))?;
        return Ok(Some(key.spki_der().to_vec()));
    }
    Ok(None)
}

fn text(all: &[Result<Hashes, Unreadable>], color: Color) -> io::Result<()> {
    let mut document = Document::default();
    for one in all {
        let one = match one {
            Ok(one) => one,
            Err(unreadable) => {
                // Where standard error is closed, the status says it.
                let _ = console::print(
                    &report::unreadable(unreadable),
                    &mut console::err(),
                    color.resolve(console::err_is_terminal()),
                );
                continue;
            }
        };
        if !document.is_empty() {
            document.blank();
        }
        document.push(
            Line::new(Style::Frame, "# ")
                .plain(one.file.display().to_string())
                .plain(": ")
                .and(Style::Strong, &*one.kind),
        );
        let mut row =
            |label: &str, value: String| document.push(Line::new(Style::Strong, format!("{label:16}")).plain(value));
        if let Some(object) = &one.object {
            row("SHA-256", object.sha256());
            row("SHA-1", object.sha1());
            row("MD5", object.md5());
        }
        if let Some((key, identifier)) = &one.key {
            row("key SHA-256", key.sha256());
            row("key SHA-1", key.sha1());
            row("key identifier", identifier.clone());
        }
    }
    console::print(&document, &mut console::out(), color.resolve(console::out_is_terminal()))
}

fn json(all: &[Result<Hashes, Unreadable>]) -> io::Result<()> {
    let mut out = console::out();
    write!(out, "{{\"format\":\"ucpki-fingerprints\",\"version\":1,\"objects\":[")?;
    let hashes = |of: &Fingerprints| {
        let [sha256, sha1, md5] = [of.sha256(), of.sha1(), of.md5()].map(|text| string(&text));
        format!("{{\"sha256\":{sha256},\"sha1\":{sha1},\"md5\":{md5}}}")
    };
    for (index, one) in all.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let one = match one {
            Ok(one) => one,
            Err(unreadable) => {
                write!(out, "{comma}\n{{\"unreadable\":")?;
                crate::json::write_unreadable(&mut out, unreadable)?;
                write!(out, "}}")?;
                continue;
            }
        };
        write!(out, "{comma}\n{{\"file\":{},\"kind\":{}", string(&one.file.display().to_string()), string(&one.kind))?;
        if let Some(object) = &one.object {
            write!(out, ",\"fingerprints\":{}", hashes(object))?;
        }
        if let Some((key, identifier)) = &one.key {
            write!(out, ",\"spki_fingerprints\":{},\"key_identifier\":{}", hashes(key), string(identifier))?;
        }
        write!(out, "}}")?;
    }
    writeln!(out, "\n]}}")
}
