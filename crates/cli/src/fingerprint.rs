//! `ucpki fingerprint`: hashes of objects and of their keys, for people to compare.

use crate::arguments::Color;
use crate::document::{Document, Line, Style};
use crate::files::{self, Unreadable, Wanted};
use crate::json::string;
use clap::Args;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use ucpki::show::{self, Fingerprints, Object};
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

pub(crate) fn run(question: &Fingerprint, color: Color) -> Result<io::Result<()>, Unreadable> {
    let mut all = Vec::new();
    for file in &question.files {
        let source = files::open(file)?;
        let before = all.len();
        for object in pem::objects(source.bytes()) {
            all.push(hashes(file, object.map_err(|error| files::content(file, error))?)?);
        }
        if all.len() == before {
            return Err(source.nothing(Wanted::Anything));
        }
    }
    Ok(if question.json { json(&all) } else { text(&all, color) })
}

fn hashes(file: &Path, found: pem::Object<'_>) -> Result<Hashes, Unreadable> {
    let label = found.block().map_or("", |block| block.label()).to_owned();
    let key = |spki: SpkiRef<'_>| (Fingerprints::of(spki.as_der()), show::key_identifier(spki));
    let public = match found.kind() {
        Kind::Other | Kind::Unlabelled if SpkiRef::parse(found.der()).is_ok() => Some(found.der().to_vec()),
        Kind::Other | Kind::Unlabelled => show::public_key_of(found.der()),
        _ => None,
    };
    if let Some(public) = public {
        let kind = if label.is_empty() { "key".to_owned() } else { label };
        let key = SpkiRef::parse(&public).ok().map(key);
        return Ok(Hashes { file: file.to_owned(), kind, object: None, key });
    }
    if found.kind() == Kind::Other {
        let line = found.block().map_or(1, pem::Block::line);
        return Err(files::content(file, Error::at_line(&codes::PEM_LABEL, line)));
    }
    let object = Object::read(found).map_err(|error| files::content(file, error))?;
    Ok(Hashes {
        file: file.to_owned(),
        kind: object.kind().to_owned(),
        object: Some(object.fingerprints()),
        key: object.spki().map(key),
    })
}

fn text(all: &[Hashes], color: Color) -> io::Result<()> {
    let mut document = Document::default();
    for (index, one) in all.iter().enumerate() {
        if index > 0 {
            document.blank();
        }
        document.push(
            Line::of(Style::Frame, "# ")
                .plain(one.file.display().to_string())
                .plain(": ")
                .and(Style::Strong, &*one.kind),
        );
        let mut row =
            |label: &str, value: String| document.push(Line::of(Style::Strong, format!("{label:16}")).plain(value));
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
    document.write(&mut io::stdout().lock(), color.resolve(io::stdout().is_terminal()))
}

fn json(all: &[Hashes]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    write!(out, "{{\"format\":\"ucpki-fingerprints\",\"version\":1,\"objects\":[")?;
    let hashes = |of: &Fingerprints| {
        let [sha256, sha1, md5] = [of.sha256(), of.sha1(), of.md5()].map(|text| string(&text));
        format!("{{\"sha256\":{sha256},\"sha1\":{sha1},\"md5\":{md5}}}")
    };
    for (index, one) in all.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
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
