//! Private keys: read, and made.

use super::passphrase::{OldPassphrase, passphrase_of, prompt};
use crate::algorithms::SIGNERS;
use crate::console::{self, Color};
use crate::files::{self, Expected, Failure, Source};
use std::io::Write;
use std::path::Path;
use ucpki::crypto::{KeyError, KeyKind, PrivateKey, Secret, SystemRandom, codes};
use ucpki::show::{self, Document, DocumentLine as Line, FileKind, Style, identify, printable};
use ucpki::x509::{Error, Place, SpkiRef, codes as x509_codes, pem};

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
    read.map_err(|error| unread(source, error))
}

fn unread(source: &Source, error: KeyError) -> Failure {
    // What the file is instead says more than that no key was found in it.
    let line = match error.place() {
        Some(Place::Line(line)) => line,
        Some(Place::ByteInBlock { line, .. }) => usize::try_from(line).unwrap_or(1),
        _ => 1,
    };
    let explained = source.explain(Expected::PrivateKey, Error::at_line(error.code(), line));
    if !explained.is_of_content() {
        return explained;
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
    Failure::from(error).in_file(source.file()).at_spot(spot).maybe_help(help)
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
    let kind = public.and_then(|public| SpkiRef::parse(&public).ok().and_then(|spki| KeyKind::from_spki(spki).ok()));
    let contradicts = match label.as_str() {
        "RSA PRIVATE KEY" => !matches!(kind, Some(KeyKind::Rsa { .. })),
        "EC PRIVATE KEY" => matches!(kind, None | Some(KeyKind::Rsa { .. })),
        "PRIVATE KEY" => false,
        // `KEY` and the like say nothing.
        other => !other.ends_with("KEY") || other.contains("PUBLIC") || other.contains("ENCRYPTED"),
    };
    if contradicts {
        let line = found.line.unwrap_or(1);
        return Err(source.explain(Expected::PrivateKey, Error::at_line(&x509_codes::PEM_LABEL, line)));
    }
    let file = source.file().display();
    let text = format!("{file}: the block is labelled {label}, and its content is {}: read as that", found.name());
    let mut note = Document::default();
    note.push(Line::new(Style::Warning, "note").plain(format!(": {text}")));
    console::print_error(&note, Color::Never);
    Ok(Some(der))
}
