//! Files: read, told apart by their content, and explained where they are something else. Every verb reads through here.

use crate::console;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use ucpki::crl::{self, IndexedCrl};
use ucpki::crypto::{Provider, Secret};
use ucpki::files::{ErrorKind, FileSystem, System};
use ucpki::show::{Document, DocumentLine as Line, Style};
use ucpki::show::{FileKind, Identified, identify};
use ucpki::x509::pem::{self, Kind, ParsedCertificate};
use ucpki::x509::{Certificate, CertificationRequest, Error, Place, codes};

/// A file that cannot be used.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) file: PathBuf,
    pub(crate) trouble: Trouble,
    pub(crate) help: Option<String>,
    /// Where in a text that is, if the error names a byte of a block.
    pub(crate) spot: Option<Spot>,
}

/// Why a file cannot be used.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Its content breaks a rule.
    Content(Error),
    /// It is something else than is expected, which the text says.
    Foreign(Error, String),
    /// The system does not hand it out, or does not take it.
    System(String),
}

/// What a file is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Whatever has ASN.1 in it.
    Anything,
    /// What can be shown: a certificate, a request or a CRL.
    Object,
    Certificate,
    CertificateOrRequest,
    /// A certificate, a request or a key, to be compared.
    Comparable,
    /// Whatever has hashes that people compare.
    Hashed,
    Crl,
    PrivateKey,
    Request,
    /// Text of this kind.
    Text(&'static str),
}

impl Wanted {
    const fn name(self) -> &'static str {
        match self {
            Self::Anything => "PEM or DER",
            Self::Certificate => "a certificate",
            Self::CertificateOrRequest => "a certificate or a request",
            Self::Comparable => "a certificate, a certificate request or a key",
            Self::Crl => "a CRL",
            Self::Hashed => "a certificate, a request, a CRL or a key",
            Self::Object => "a certificate, a request or a CRL",
            Self::PrivateKey => "a private key",
            Self::Request => "a certificate request",
            Self::Text(what) => what,
        }
    }

    const fn takes(self, kind: FileKind) -> bool {
        match self {
            Self::Anything => !matches!(
                kind,
                FileKind::Empty
                    | FileKind::Html
                    | FileKind::Utf16
                    | FileKind::Text
                    | FileKind::Binary
                    | FileKind::Putty
            ),
            Self::Certificate => matches!(kind, FileKind::Certificate),
            Self::CertificateOrRequest => matches!(kind, FileKind::Certificate | FileKind::CertificateRequest),
            Self::Comparable => matches!(
                kind,
                FileKind::Certificate
                    | FileKind::CertificateRequest
                    | FileKind::PublicKey
                    | FileKind::PrivateKey
                    | FileKind::EncryptedPrivateKey
            ),
            Self::Crl => matches!(kind, FileKind::Crl | FileKind::Gzip | FileKind::Zip),
            Self::Hashed => Self::Object.takes(kind) || Self::Comparable.takes(kind),
            Self::Object => matches!(kind, FileKind::Certificate | FileKind::CertificateRequest | FileKind::Crl),
            Self::PrivateKey => matches!(kind, FileKind::PrivateKey | FileKind::EncryptedPrivateKey),
            Self::Request => matches!(kind, FileKind::CertificateRequest),
            Self::Text(_) => matches!(kind, FileKind::Text),
        }
    }

    /// The label that a block of it has.
    const fn label(self) -> Option<&'static str> {
        match self {
            Self::Certificate => Some("CERTIFICATE"),
            Self::Crl => Some("X509 CRL"),
            Self::Request => Some("CERTIFICATE REQUEST"),
            _ => None,
        }
    }

    /// Where something else of use goes instead.
    const fn instead(self, kind: FileKind) -> Option<&'static str> {
        match (self, kind) {
            (Self::Certificate | Self::CertificateOrRequest, FileKind::Crl) => {
                Some("`ucpki verify` takes it with --crl")
            }
            (Self::Certificate, FileKind::CertificateRequest) => {
                Some("send it to a CA, and use the certificate that comes back")
            }
            (Self::Crl, FileKind::Certificate) => {
                Some("a CRL is published by the CA; `crl check` takes its certificate with --issuer")
            }
            (Self::Request, FileKind::Certificate) => Some("`ucpki csr renew` makes a request for the same names"),
            (Self::Object, FileKind::PrivateKey | FileKind::EncryptedPrivateKey) => {
                Some("keys are not shown; `ucpki key show` has the public half, `ucpki fingerprint` its hashes")
            }
            (Self::Object, FileKind::PublicKey) => Some("`ucpki fingerprint` has its hashes"),
            (Self::PrivateKey, FileKind::PublicKey) => {
                Some("the private key is in another file, often with the ending .key")
            }
            (Self::PrivateKey, FileKind::Certificate | FileKind::CertificateRequest) => {
                Some("`ucpki fingerprint` has the hashes of its public key")
            }
            _ => None,
        }
    }
}

/// A file that was read.
pub(crate) struct Source {
    file: PathBuf,
    bytes: Bytes,
}

/// Whatever may be a key is wiped; bigger files are not.
enum Bytes {
    Big(Vec<u8>),
    Small(Secret),
}

/// No key is as long.
const LONGEST_SECRET: usize = 1 << 20;
/// A device that never ends has to end somewhere; the longest CRLs have some hundred megabytes.
const LONGEST_FILE: usize = 1 << 30;

/// Reads a file; `-` is standard input.
pub(crate) fn open(file: &Path) -> Result<Source, Unreadable> {
    let bytes = if file == Path::new("-") {
        standard_input().map_err(|error| system(file, &error.to_string()))?
    } else {
        System.read(&file.to_owned(), LONGEST_FILE).map_err(|error| {
            let help = match error.kind() {
                ErrorKind::IsFolder => Some("give the name of a file in it".to_owned()),
                _ => None,
            };
            Unreadable { help, ..system(file, &error.to_string()) }
        })?
    };
    let bytes = if bytes.len() <= LONGEST_SECRET { Bytes::Small(Secret::new(bytes)) } else { Bytes::Big(bytes) };
    Ok(Source { file: file.to_owned(), bytes })
}

/// Reads in growing pieces, so that no copy of a key stays behind.
fn standard_input() -> io::Result<Vec<u8>> {
    let mut input = console::input();
    let mut bytes = Vec::with_capacity(1 << 16);
    loop {
        let room = bytes.capacity() - bytes.len();
        if (&mut input).take(u64::try_from(room).unwrap_or(u64::MAX)).read_to_end(&mut bytes)? < room {
            return Ok(bytes);
        }
        if bytes.len() > LONGEST_FILE {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "standard input does not end"));
        }
        let mut bigger = Vec::with_capacity(2 * bytes.capacity());
        bigger.extend_from_slice(&bytes);
        drop(Secret::new(core::mem::replace(&mut bytes, bigger)));
    }
}

fn system(file: &Path, text: &str) -> Unreadable {
    Unreadable::system(file, text)
}

impl Source {
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Big(bytes) => bytes,
            Bytes::Small(bytes) => bytes.expose(),
        }
    }

    /// The certificates, at least one.
    pub(crate) fn certificates(&self) -> Result<Vec<ParsedCertificate>, Unreadable> {
        pem::certificates(self.bytes()).map_err(|error| self.explain(Wanted::Certificate, error))
    }

    /// The one request.
    pub(crate) fn request(&self) -> Result<CertificationRequest, Unreadable> {
        let requests = pem::requests(self.bytes()).map_err(|error| self.explain(Wanted::Request, error))?;
        let count = requests.len();
        match (requests.into_iter().next(), count) {
            (Some(request), 1) => Ok(request),
            (None, _) => Err(self.nothing(Wanted::Request)),
            (Some(_), count) => {
                Err(system(&self.file, &format!("the file has {count} certificate requests; one is expected")))
            }
        }
    }

    /// The text. A byte order mark is left out.
    pub(crate) fn text(&self, what: &'static str) -> Result<&str, Unreadable> {
        let bytes = self.bytes().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(self.bytes());
        let foreign = || self.explain(Wanted::Text(what), Error::at_line(&codes::PEM_NO_BLOCK, 1));
        let is_foreign = identify(bytes).iter().any(|found| !matches!(found.kind, FileKind::Text | FileKind::Empty));
        core::str::from_utf8(bytes).ok().filter(|_| !is_foreign).ok_or_else(foreign)
    }

    /// What is wrong with the file, for a verb that wanted something.
    pub(crate) fn explain(&self, wanted: Wanted, error: Error) -> Unreadable {
        let found = identify(self.bytes());
        let is_fit = |found: &Identified| wanted.takes(found.kind) && found.is_label_right() && !found.is_bare_base64;
        let telling = |found: &&Identified| !matches!(found.kind, FileKind::Parameters | FileKind::Der);
        let blamed = match error.line().and_then(|line| found.iter().find(|found| found.line == Some(line))) {
            Some(found) => Some(found),
            // A block that is what it should be is not to blame for another.
            None if found.iter().any(is_fit) => None,
            None => found.iter().find(telling).or(found.first()),
        };
        // The error of a damaged block says more than that there is no block.
        let of_frame = [&codes::PEM_NOT_BASE64, &codes::PEM_NO_END, &codes::PEM_BOUNDARY_INVALID];
        let is_damaged = |found: &Identified| found.kind == FileKind::Text && of_frame.contains(&error.code());
        let blamed = blamed.filter(|found| !is_fit(found) && !is_damaged(found));
        let (text, help) = blamed.map_or((None, None), |found| foreign(found, wanted));
        let trouble = text.map_or(Trouble::Content(error), |text| Trouble::Foreign(error, text));
        Unreadable { trouble, help, ..self.content(error) }
    }

    /// A file without what is wanted.
    pub(crate) fn nothing(&self, wanted: Wanted) -> Unreadable {
        self.explain(wanted, Error::at_line(&codes::PEM_NO_BLOCK, 1))
    }

    /// A rule that the content breaks, whatever else it is.
    pub(crate) fn content(&self, error: Error) -> Unreadable {
        Unreadable { spot: self.spot(Some(error.place())), ..content(&self.file, error) }
    }

    /// Where in the file a place in a block is.
    pub(crate) fn spot(&self, place: Option<Place>) -> Option<Spot> {
        match place {
            Some(Place::ByteInBlock { line, byte }) => spot(self.bytes(), line, byte),
            _ => None,
        }
    }
}

/// A place in a text that an offset in the decoded bytes of a block leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Counted from 1.
    pub(crate) line: usize,
    /// In the file, from its start.
    pub(crate) byte: usize,
}

/// Where in a file the base64 character is that has the first bits of a byte of a block.
fn spot(file: &[u8], line: u32, byte: u32) -> Option<Spot> {
    let (begin, byte) = (usize::try_from(line).ok()?, usize::try_from(byte).ok()?);
    // Three bytes are four characters.
    let wanted = (byte / 3).checked_mul(4)? + byte % 3;
    let (mut line, mut seen, mut previous) = (1, 0, 0);
    let mut in_data = false;
    for (at, &octet) in file.iter().enumerate() {
        let is_break = octet == b'\r' || (octet == b'\n' && previous != b'\r');
        let is_end_of_begin = line == begin && file.get(..=at).is_some_and(|text| text.ends_with(b"-----"));
        if is_break {
            line += 1;
        }
        if in_data && octet == b'-' {
            return None;
        }
        if in_data && (octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/')) {
            if seen == wanted {
                return Some(Spot { line, byte: at });
            }
            seen += 1;
        }
        // The hyphens behind the label, not those before BEGIN.
        in_data |= is_end_of_begin && matches!(file.get(at + 1), Some(b'\r' | b'\n' | b' ' | b'\t'));
        previous = octet;
    }
    None
}

/// What a file is instead of what is wanted, and what to do.
fn foreign(found: &Identified, wanted: Wanted) -> (Option<String>, Option<String>) {
    let (kind, is) = (found.kind, found.name());
    if found.is_bare_base64 {
        let label = found.right_label.or(wanted.label()).unwrap_or("CERTIFICATE");
        let help = format!("put it between -----BEGIN {label}----- and -----END {label}-----");
        return (Some("this is base64 without its BEGIN and END lines".to_owned()), Some(help));
    }
    // The reader knows better what is wrong with it.
    if kind == FileKind::Der {
        return (None, None);
    }
    let step = wanted.instead(kind).or(kind.next_step()).map(str::to_owned);
    let expected = wanted.name();
    let label = found.label.as_deref().unwrap_or_default();
    let label = ucpki::show::short(label);
    match (found.is_label_right(), wanted.takes(kind)) {
        (true, _) => (Some(format!("this is {is}; {expected} is expected")), step),
        (false, false) => {
            (Some(format!("the block is labelled {label}, and its content is {is}; {expected} is expected")), step)
        }
        (false, true) => {
            let help =
                found.right_label.map(|right| format!("this is a wrong label: BEGIN and END have to say {right}"));
            (Some(format!("the block is labelled {label}, and its content is {is}")), help)
        }
    }
}

/// The certificates of a file, at least one, all of which can be read.
pub(crate) fn certificates(file: &Path) -> Result<Vec<ParsedCertificate>, Unreadable> {
    open(file)?.certificates()
}

/// The certificates of many files, without what the files say about them.
pub(crate) fn plain_certificates(files: &[PathBuf]) -> Result<Vec<Certificate>, Unreadable> {
    Ok(all_certificates(files)?.into_iter().map(|parsed| parsed.certificate).collect())
}

/// The certificates of many files, with the trust settings that the files give them.
///
/// A certificate that cannot be read is left out, with a warning, if its file has others: one bad root in a list of hundreds is no
/// reason to trust none of them. Leaving one out can only refuse more, but for the trust settings of OpenSSL: where a file has such
/// (`TRUSTED CERTIFICATE`), what is left out could be a limit, and nothing is. A folder means all files in it.
pub(crate) fn all_certificates(files: &[PathBuf]) -> Result<Vec<ParsedCertificate>, Unreadable> {
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
            (false, Some(error)) => return Err(source.explain(Wanted::Certificate, *error)),
            (false, None) if all.len() > before => {}
            (false, None) => return Err(source.nothing(Wanted::Certificate)),
        }
    }
    Ok(all)
}

/// How a block with trust settings begins.
const TRUSTED: &[u8] = b"-----BEGIN TRUSTED CERTIFICATE-----";

fn warn_left_out(source: &Source, error: Error) {
    let mut document = Document::default();
    let place = error.line().map_or(String::new(), |line| format!(" in line {line}"));
    let text = format!(": the certificate{place} of {} is left out: {}", source.file.display(), error.code().text());
    document.push(Line::new(Style::Warning, format!("warning[{}]", error.code())).plain(text));
    // Where standard error is closed, nobody wants to know.
    let _ = console::print(&document, &mut console::err(), false);
}

/// The files, and for a folder the files in it, in the order of their names.
pub(crate) fn in_folders(files: &[PathBuf]) -> Result<Vec<PathBuf>, Unreadable> {
    let mut all = Vec::new();
    for file in files {
        if !file.is_dir() {
            all.push(file.clone());
            continue;
        }
        let failed = |error: io::Error| system(file, &error.to_string());
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
            return Err(system(file, "there is no file in this folder"));
        }
        inside.sort_unstable();
        all.extend(inside);
    }
    Ok(all)
}

/// The CRLs of many files, indexed.
pub(crate) fn crls(files: &[PathBuf], provider: &Provider) -> Result<Vec<IndexedCrl>, Unreadable> {
    let mut all = Vec::new();
    for file in files {
        let source = open(file)?;
        let read = crl::read_container(source.bytes(), provider, &crl::Limits::default());
        all.extend(read.map_err(|error| {
            let mut unreadable = source.explain(Wanted::Crl, error.error());
            if let Some(member) = error.member() {
                unreadable.file = file.join(member);
            }
            unreadable
        })?);
    }
    Ok(all)
}

/// A file whose content breaks a rule.
pub(crate) fn content(file: &Path, error: Error) -> Unreadable {
    Unreadable { file: file.to_owned(), trouble: Trouble::Content(error), help: None, spot: None }
}

/// Several objects where one is wanted.
pub(crate) fn several(file: &Path, count: usize) -> Unreadable {
    let help = format!("the file holds {count} objects, and DER holds one: choose with --block N");
    Unreadable { help: Some(help), ..content(file, Error::at_line(&codes::TRAILING_DATA, 1)) }
}

impl Unreadable {
    /// The same, with what to do.
    pub(crate) fn with_help(self, help: String) -> Self {
        Self { help: Some(help), ..self }
    }

    /// What the system says about a file.
    pub(crate) fn system(file: &Path, text: impl Into<String>) -> Self {
        Self { file: file.to_owned(), trouble: Trouble::System(text.into()), help: None, spot: None }
    }

    /// A file without the certificate that it should hold.
    pub(crate) fn without_certificate(file: PathBuf) -> Self {
        content(&file, Error::at_line(&codes::PEM_NO_BLOCK, 1))
    }

    /// What is wrong, in a sentence.
    pub(crate) fn text(&self) -> String {
        match &self.trouble {
            Trouble::Content(error) => error.code().text().to_owned(),
            Trouble::Foreign(_, text) | Trouble::System(text) => text.clone(),
        }
    }

    /// The rule and the place, where the content is to blame.
    pub(crate) const fn error(&self) -> Option<Error> {
        match &self.trouble {
            Trouble::Content(error) | Trouble::Foreign(error, _) => Some(*error),
            Trouble::System(_) => None,
        }
    }

    /// The file and the place in it, for people.
    pub(crate) fn place(&self) -> String {
        place(&self.file, self.error().map(|error| error.place()), self.spot)
    }
}

/// A file and a place in it, for people.
pub(crate) fn place(file: &Path, place: Option<Place>, spot: Option<Spot>) -> String {
    let name = file.display();
    match (place, spot) {
        (Some(Place::ByteInBlock { byte, .. }), Some(spot)) => {
            format!("{name}:{}, byte {} of the file (byte {byte} of the DER in it)", spot.line, spot.byte)
        }
        (Some(Place::ByteInBlock { line, byte }), None) => format!("{name}:{line}, byte {byte} of the DER in it"),
        (Some(Place::Line(line)), _) => format!("{name}:{line}"),
        (Some(Place::Byte(byte)), _) => format!("{name}, byte {byte}"),
        _ => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    #[test]
    fn an_offset_in_a_block_leads_to_its_character_in_the_file() {
        let der: Vec<u8> = (0..=99).collect();
        let block = pem::encode("X", &der);
        for text in [
            block.clone(),
            format!("some text\n\n{block}"),
            format!("{block}{block}").replace('\n', "\r\n"),
            block.replace('\n', "\r"),
        ] {
            let line = u32::try_from(pem::blocks(text.as_bytes()).last().unwrap().unwrap().line()).unwrap();
            for byte in 0..100_u8 {
                let spot = spot(text.as_bytes(), line, byte.into()).unwrap();
                let mut changed = text.clone().into_bytes();
                changed[spot.byte] = if changed[spot.byte] == b'B' { b'C' } else { b'B' };
                let decoded = pem::blocks(&changed).last().unwrap().unwrap().into_der();
                let first = der.iter().zip(&decoded).position(|(one, other)| one != other).unwrap();
                assert!(first == usize::from(byte) || first + 1 == usize::from(byte), "{byte}: {first}");
            }
            assert_eq!(spot(text.as_bytes(), line, 500), None);
        }
    }
}
