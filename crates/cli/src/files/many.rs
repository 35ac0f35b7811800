//! What many files hold: certificates and CRLs, from files and folders.

use super::expected::Expected;
use super::failure::Failure;
use super::source::{Source, open};
use crate::console::{self, Color};
use std::io;
use std::path::{Path, PathBuf};
use ucpki::crl::{self, IndexedCrl};
use ucpki::crypto::Provider;
use ucpki::show::{Document, DocumentLine as Line, Style};
use ucpki::x509::pem::{self, Kind, ParsedCertificate};
use ucpki::x509::{Certificate, Error};

/// The certificates of a file, at least one, all of which can be read.
pub(crate) fn certificates(file: &Path) -> Result<Vec<ParsedCertificate>, Failure> {
    open(file)?.certificates()
}

/// The certificates of many files, without what the files say about them.
pub(crate) fn plain_certificates(files: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    Ok(all_certificates(files)?.into_iter().map(|parsed| parsed.certificate).collect())
}

/// The certificates of many files, with the trust settings that the files give them.
///
/// A certificate that cannot be read is left out, with a warning, if its file has others: one bad root in a file of hundreds is not a
/// reason to trust none of them. Leaving one out can only refuse more, but for the trust settings of OpenSSL: where a file has such
/// (`TRUSTED CERTIFICATE`), what is left out could be a limit, and nothing is. A folder means all files in it.
pub(crate) fn all_certificates(files: &[PathBuf]) -> Result<Vec<ParsedCertificate>, Failure> {
    let mut all = Vec::new();
    for file in &in_folders(files)? {
        let source = open(file)?;
        let is_certificate = |object: &pem::Object<'_>| {
            matches!(object.kind(), Kind::Certificate | Kind::TrustedCertificate | Kind::Unlabelled)
        };
        let before = all.len();
        let mut broken = Vec::new();
        for object in pem::objects(source.bytes()) {
            match object {
                Ok(object) if !is_certificate(&object) => {}
                object => match object.and_then(pem::Object::into_certificate) {
                    Ok(certificate) => all.push(certificate),
                    Err(error) => broken.push(error),
                },
            }
        }
        let has_settings = source.bytes().windows(TRUSTED.len()).any(|window| window == TRUSTED);
        match (all.len() > before && !has_settings, broken.first()) {
            (true, _) => broken.iter().for_each(|error| warn_left_out(&source, *error)),
            (false, Some(error)) => return Err(source.explain(Expected::Certificate, *error)),
            (false, None) if all.len() > before => {}
            (false, None) => return Err(source.nothing(Expected::Certificate)),
        }
    }
    Ok(all)
}

/// How a block with trust settings begins.
const TRUSTED: &[u8] = b"-----BEGIN TRUSTED CERTIFICATE-----";

fn warn_left_out(source: &Source, error: Error) {
    let mut document = Document::default();
    let place = error.line().map_or(String::new(), |line| format!(" in line {line}"));
    let text = format!(": the certificate{place} of {} is left out: {}", source.file().display(), error.code().text());
    document.push(Line::new(Style::Warning, format!("warning[{}]", error.code())).plain(text));
    console::print_error(&document, Color::Never);
}

/// The files, and for a folder the files in it, in the order of their names.
pub(crate) fn in_folders(files: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all = Vec::new();
    for file in files {
        if !file.is_dir() {
            all.push(file.clone());
            continue;
        }
        let failed = |error: io::Error| Failure::of_file(file, error.to_string());
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(file).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            // Hidden files, and folders in the folder, are passed over.
            let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if path.is_file() && !is_hidden {
                inside.push(path);
            }
        }
        if inside.is_empty() {
            return Err(Failure::of_file(file, "there is no file in this folder"));
        }
        inside.sort_unstable();
        all.extend(inside);
    }
    Ok(all)
}

/// The CRLs of many files, indexed.
pub(crate) fn crls(files: &[PathBuf], provider: &Provider) -> Result<Vec<IndexedCrl>, Failure> {
    let mut all = Vec::new();
    for file in files {
        let source = open(file)?;
        let read = crl::read_container(source.bytes(), provider, &crl::ContainerLimits::default());
        all.extend(read.map_err(|error| {
            let failure = source.explain(Expected::Crl, error.error());
            error.member().map_or(failure.clone(), |member| failure.in_file(&file.join(member)))
        })?);
    }
    Ok(all)
}
