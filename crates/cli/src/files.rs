//! Files: read, told apart by their content, and explained where they are something else.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use ucpki::crl::{self, IndexedCrl};
use ucpki::crypto::Provider;
use ucpki::x509::pem::{self, Kind, ParsedCertificate};
use ucpki::x509::{Certificate, Crl, Error, codes};

/// A file that cannot be used.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) file: PathBuf,
    pub(crate) trouble: Trouble,
    pub(crate) help: Option<String>,
}

/// Why a file cannot be used.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Its content breaks a rule.
    Content(Error),
    /// The system does not hand it out.
    System(io::Error),
}

/// What a file is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Certificates,
    Crls,
}

/// The certificates of a file, at least one.
pub(crate) fn certificates(file: &Path) -> Result<Vec<ParsedCertificate>, Unreadable> {
    let bytes = read(file)?;
    pem::certificates(&bytes).map_err(|error| explain(file, &bytes, Wanted::Certificates, error))
}

/// The certificates of many files, without what the files say about them.
pub(crate) fn plain_certificates(files: &[PathBuf]) -> Result<Vec<Certificate>, Unreadable> {
    Ok(all_certificates(files)?.into_iter().map(|parsed| parsed.certificate).collect())
}

/// The certificates of many files, with the trust settings that the files give them.
pub(crate) fn all_certificates(files: &[PathBuf]) -> Result<Vec<ParsedCertificate>, Unreadable> {
    let mut all = Vec::new();
    for file in files {
        all.extend(certificates(file)?);
    }
    Ok(all)
}

/// The CRLs of many files, indexed.
pub(crate) fn crls(files: &[PathBuf], provider: &Provider) -> Result<Vec<IndexedCrl>, Unreadable> {
    let mut all = Vec::new();
    for file in files {
        let bytes = read(file)?;
        let read = crl::read_container(&bytes, provider, &crl::Limits::default());
        all.extend(read.map_err(|error| {
            let mut unreadable = explain(file, &bytes, Wanted::Crls, error.error());
            if let Some(member) = error.member() {
                unreadable.file = file.join(member);
            }
            unreadable
        })?);
    }
    Ok(all)
}

/// A file as text.
pub(crate) fn text(file: &Path) -> Result<String, Unreadable> {
    String::from_utf8(read(file)?).map_err(|error| {
        let trouble = Trouble::System(io::Error::new(io::ErrorKind::InvalidData, error));
        Unreadable { file: file.to_owned(), trouble, help: None }
    })
}

/// A file whose content breaks a rule.
pub(crate) fn content(file: &Path, error: Error) -> Unreadable {
    Unreadable { file: file.to_owned(), trouble: Trouble::Content(error), help: None }
}

/// A file with nothing that can be used.
pub(crate) fn nothing(file: &Path) -> Unreadable {
    content(file, Error::at_line(&codes::PEM_NO_BLOCK, 1))
}

/// DER that is nothing that has a label.
pub(crate) fn unknown(file: &Path) -> Unreadable {
    let help = "this is DER, but no certificate, request, revocation list, key or PKCS #7 bundle".to_owned();
    Unreadable { help: Some(help), ..content(file, Error::at_line(&codes::PEM_LABEL, 1)) }
}

/// Several objects where one is wanted.
pub(crate) fn several(file: &Path, count: usize) -> Unreadable {
    let help = format!("the file holds {count} objects, and DER holds one: choose with --block N");
    Unreadable { help: Some(help), ..content(file, Error::at_line(&codes::TRAILING_DATA, 1)) }
}

/// The bytes of a file; `-` is standard input.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|mut opened| opened.read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Unreadable { file: file.to_owned(), trouble: Trouble::System(error), help: None }),
    }
}

fn explain(file: &Path, bytes: &[u8], wanted: Wanted, error: Error) -> Unreadable {
    Unreadable { file: file.to_owned(), trouble: Trouble::Content(error), help: what_it_is(bytes, wanted) }
}

/// What the file is instead, where that can be told, and what to do.
fn what_it_is(bytes: &[u8], wanted: Wanted) -> Option<String> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let contains = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    Some(match text {
        [] => "the file is empty".to_owned(),
        [b'<', ..] => "this is an HTML or XML page, such as a login or error page: fetch the file itself".to_owned(),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "this is UTF-16 text: save it as UTF-8 or ASCII".to_owned(),
        [0x30, ..] if is_certificate(bytes) && wanted == Wanted::Crls => A_CERTIFICATE.to_owned(),
        [0x30, ..] if is_crl(bytes) && wanted == Wanted::Certificates => {
            "this is a revocation list: give it with --crl".to_owned()
        }
        // ContentInfo with signedData (RFC 5652, 5.1).
        [0x30, ..] if is_content_info(bytes) => PKCS7.to_owned(),
        // PFX ::= SEQUENCE { version INTEGER (3), ... (RFC 7292, 4).
        [0x30, ..] if contains_early(bytes, &[0x02, 0x01, 0x03, 0x30]) => {
            "this looks like PKCS #12: `openssl pkcs12 -nokeys -in FILE` takes the certificates out".to_owned()
        }
        _ if contains(b"-----BEGIN ") => return other_blocks(bytes, wanted),
        _ if is_bare_base64(text) => {
            let label = if wanted == Wanted::Crls { "X509 CRL" } else { "CERTIFICATE" };
            format!(
                "this is base64 without its frame: put it between -----BEGIN {label}----- and -----END {label}-----"
            )
        }
        _ => return None,
    })
}

const A_CERTIFICATE: &str = "this is a certificate; a revocation list is expected here";
const PKCS7: &str =
    "this is PKCS #7: `openssl pkcs7 -print_certs -in FILE` takes the certificates out (with -inform DER for DER)";

fn is_certificate(bytes: &[u8]) -> bool {
    Certificate::parse(bytes).is_ok()
}

fn is_crl(bytes: &[u8]) -> bool {
    Crl::parse(bytes).is_ok()
}

fn is_content_info(bytes: &[u8]) -> bool {
    // 1.2.840.113549.1.7.2
    contains_early(bytes, &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02])
}

/// Whether the first value inside the outermost one starts so: its header has two to six octets.
fn contains_early(bytes: &[u8], what: &[u8]) -> bool {
    (2..=6).any(|at| bytes.get(at..).is_some_and(|rest| rest.starts_with(what)))
}

fn is_bare_base64(text: &[u8]) -> bool {
    let is_base64 = |octet: &u8| octet.is_ascii_alphanumeric() || b"+/=\r\n \t".contains(octet);
    // A SEQUENCE with a length of two octets, as certificates and lists have, is `MII...`.
    text.starts_with(b"MI") && text.iter().all(is_base64)
}

/// What the blocks of a PEM file are, if none of them is of the wanted kind.
fn other_blocks(bytes: &[u8], wanted: Wanted) -> Option<String> {
    let mut labels: Vec<String> = Vec::new();
    for object in pem::objects(bytes).flatten() {
        match (object.kind(), wanted) {
            (Kind::Certificate | Kind::TrustedCertificate, Wanted::Certificates) | (Kind::Crl, Wanted::Crls) => {
                return None;
            }
            (Kind::CertificateRequest, _) => {
                return Some(
                    "this is a certificate request: send it to a CA, and use the certificate that comes back"
                        .to_owned(),
                );
            }
            (Kind::Certificate | Kind::TrustedCertificate, Wanted::Crls) => return Some(A_CERTIFICATE.to_owned()),
            (Kind::Crl, Wanted::Certificates) => {
                return Some("this is a revocation list: give it with --crl".to_owned());
            }
            _ => {}
        }
        let label = object.block().map(|block| block.label()).unwrap_or_default();
        if matches!(label, "PKCS7" | "CMS") {
            return Some(PKCS7.to_owned());
        }
        if labels.len() < 4 && labels.iter().all(|known| known != label) {
            labels.push(label.to_owned());
        }
    }
    if labels.is_empty() { None } else { Some(format!("the file has other blocks: {}", labels.join(", "))) }
}

impl Unreadable {
    /// The same, with what to do.
    pub(crate) fn with_help(self, help: String) -> Self {
        Self { help: Some(help), ..self }
    }

    /// A file without the certificate that it should hold.
    pub(crate) fn without_certificate(file: PathBuf) -> Self {
        Self { file, trouble: Trouble::Content(Error::at_line(&codes::PEM_NO_BLOCK, 1)), help: None }
    }
}
