//! What a file is, whatever it was expected to be.

use crate::ber::{self, Ber};
use crate::label::label_of;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::pem;

/// What a file, or one block of it, is by its content.
///
/// # Examples
///
/// ```
/// use ucpki::show::{FileKind, identify};
///
/// /// Help for a file that holds no certificate.
/// fn help(file: &[u8]) -> String {
///     let kind = identify(file)[0].kind;
///     match (kind, kind.next_step()) {
///         (FileKind::PrivateKey | FileKind::EncryptedPrivateKey, _) => {
///             "this is a private key: keep it to yourself".to_owned()
///         }
///         (_, Some(next_step)) => format!("this is {kind}: {next_step}"),
///         _ => format!("this is {kind}"),
///     }
/// }
///
/// assert!(help(b"<html><body>Not Found").ends_with("fetch the file itself, not the page that leads to it"));
/// assert!(help(include_bytes!("../../../tests/data/ocsp/responder/ca.key")).contains("keep it to yourself"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// Bytes that nothing here knows.
    Binary,
    /// A certificate.
    Certificate,
    /// A PKCS #10 request.
    CertificateRequest,
    /// A CRL.
    Crl,
    /// DER that is none of the others.
    Der,
    /// No bytes at all, or blanks only.
    Empty,
    /// A private key under a passphrase.
    EncryptedPrivateKey,
    /// A GZIP file.
    Gzip,
    /// A page for a browser, or other XML.
    Html,
    /// A Java key store.
    JavaKeyStore,
    /// An OCSP request.
    OcspRequest,
    /// An OCSP response.
    OcspResponse,
    /// A private key of OpenSSH.
    OpenSshPrivateKey,
    /// A public key of OpenSSH, as `authorized_keys` has it.
    OpenSshPublicKey,
    /// Parameters of a key, such as a curve.
    Parameters,
    /// A PDF document.
    Pdf,
    /// An OpenPGP key or message.
    Pgp,
    /// PKCS #12: certificates and keys under a password.
    Pkcs12,
    /// PKCS #7: certificates in an envelope.
    Pkcs7,
    /// A private key.
    PrivateKey,
    /// A public key.
    PublicKey,
    /// A key of PuTTY.
    Putty,
    /// A public key in the form of RFC 4716.
    Ssh2PublicKey,
    /// Text without any block.
    Text,
    /// Text in UTF-16.
    Utf16,
    /// A ZIP archive.
    Zip,
}

/// What was found in a file: the whole of it, or one PEM block.
///
/// # Examples
///
/// ```
/// use ucpki::show::{FileKind, identify};
/// use ucpki::x509::pem;
///
/// // A certificate under the label of a request, as some forms want it.
/// let der = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let file = pem::encode("CERTIFICATE REQUEST", der.as_der());
/// let found = &identify(file.as_bytes())[0];
/// assert_eq!((found.kind, found.is_label_right()), (FileKind::Certificate, false));
/// assert_eq!((found.label.as_deref(), found.right_label), (Some("CERTIFICATE REQUEST"), Some("CERTIFICATE")));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identified {
    /// What it is by its content.
    pub kind: FileKind,
    /// The label of its PEM block, which may say something else.
    pub label: Option<String>,
    /// The line in which the block begins.
    pub line: Option<usize>,
    /// Whether it is base64 without BEGIN and END.
    pub is_bare_base64: bool,
    /// The label that OpenSSL would give it, where it has one.
    pub right_label: Option<&'static str>,
}

impl Identified {
    /// Whether the label of its block is one that the content may have.
    #[must_use]
    pub fn is_label_right(&self) -> bool {
        let Some(label) = self.label.as_deref() else { return true };
        match (self.kind, self.right_label) {
            (FileKind::Certificate, _) => {
                matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
            }
            (FileKind::CertificateRequest, _) => matches!(label, "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST"),
            (FileKind::Pkcs7, _) => matches!(label, "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA"),
            (_, Some(right)) => label == right,
            _ => true,
        }
    }
}

impl Identified {
    /// What it is, for a sentence that begins with `this is`; of private keys, in which form.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.right_label {
            Some("DSA PRIVATE KEY") => "a DSA private key",
            Some("EC PRIVATE KEY") => "an EC private key (SEC 1)",
            Some("PRIVATE KEY") => "a private key (PKCS #8)",
            Some("RSA PRIVATE KEY") => "an RSA private key (PKCS #1)",
            _ => self.kind.name(),
        }
    }
}

impl FileKind {
    /// What it is, for a sentence that begins with `this is`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Binary => "neither PEM nor DER",
            Self::Certificate => "a certificate",
            Self::CertificateRequest => "a certificate request (PKCS #10)",
            Self::Crl => "a CRL",
            Self::Der => "DER of an unknown kind",
            Self::Empty => "an empty file",
            Self::EncryptedPrivateKey => "an encrypted private key",
            Self::Gzip => "a GZIP file",
            Self::Html => "an HTML or XML page, such as a login or error page",
            Self::JavaKeyStore => "a Java key store",
            Self::OcspRequest => "an OCSP request",
            Self::OcspResponse => "an OCSP response",
            Self::OpenSshPrivateKey => "a private key of OpenSSH",
            Self::OpenSshPublicKey | Self::Ssh2PublicKey => "a public key of OpenSSH",
            Self::Parameters => "parameters of a key",
            Self::Pdf => "a PDF document",
            Self::Pgp => "OpenPGP",
            Self::Pkcs12 => "PKCS #12",
            Self::Pkcs7 => "PKCS #7",
            Self::PrivateKey => "a private key",
            Self::PublicKey => "a public key",
            Self::Putty => "a key of PuTTY",
            Self::Text => "text without a PEM block",
            Self::Utf16 => "UTF-16 text",
            Self::Zip => "a ZIP archive",
        }
    }

    /// How to get at what it holds; nothing where it is what this library reads.
    #[must_use]
    pub const fn next_step(self) -> Option<&'static str> {
        Some(match self {
            Self::Html => "fetch the file itself, not the page that leads to it",
            Self::JavaKeyStore => {
                "`keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype pkcs12` converts it"
            }
            Self::OpenSshPrivateKey => "`ssh-keygen -p -m PKCS8 -f COPY` converts a copy of it",
            Self::OpenSshPublicKey => "`ssh-keygen -e -m PKCS8 -f FILE` converts it",
            Self::Ssh2PublicKey => "`ssh-keygen -i -f FILE` and then `ssh-keygen -e -m PKCS8` convert it",
            Self::Pkcs12 => {
                "`openssl pkcs12 -in FILE -nokeys` takes the certificates out, `openssl pkcs12 -in FILE -nocerts` the key"
            }
            Self::Pkcs7 => {
                "`openssl pkcs7 -print_certs -in FILE` takes the certificates out (with -inform DER for DER)"
            }
            Self::Putty => "`puttygen FILE -O private-openssh -o NEW` converts it",
            Self::Utf16 => "save it as UTF-8 or ASCII",
            Self::Zip | Self::Gzip => "unpack it; only CRLs are read from archives",
            Self::Empty => "was it written to the end?",
            _ => return None,
        })
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Most blocks of a file that are looked at.
const MOST: usize = 64;

/// Says what a file holds: each of its first 64 PEM blocks, or the file as a whole. Never empty.
///
/// Names of files and labels of blocks do not count; the content does. Meant for the moment when a reader refused it, so that
/// the message names what the file is.
///
/// Cost: linear; certificates, requests, CRLs and OCSP are read.
///
/// # Examples
///
/// ```
/// use ucpki::show::{FileKind, identify};
///
/// assert_eq!(identify(b"<!DOCTYPE html>")[0].kind, FileKind::Html);
/// let file = include_bytes!("../../../tests/data/csr/demo/request.pem");
/// let found = &identify(file)[0];
/// assert_eq!((found.kind, found.is_label_right()), (FileKind::CertificateRequest, true));
/// assert_eq!(FileKind::Putty.next_step(), Some("`puttygen FILE -O private-openssh -o NEW` converts it"));
/// ```
#[must_use]
pub fn identify(file: &[u8]) -> Vec<Identified> {
    let plain =
        |kind| alloc::vec![Identified { kind, label: None, line: None, is_bare_base64: false, right_label: None }];
    // A SEQUENCE begins with the byte of the digit 0, and a text may.
    if file.first() == Some(&ber::SEQUENCE)
        && Ber::new(file).read().is_some_and(|value| value.encoded.len() == file.len())
    {
        let (kind, right_label) = of_der(file);
        return alloc::vec![Identified { kind, label: None, line: None, is_bare_base64: false, right_label }];
    }
    let found: Vec<_> = pem::blocks(file).flatten().take(MOST).map(of_block).collect();
    if !found.is_empty() {
        return found;
    }
    if let Some(der) = bare_base64(file) {
        let (kind, right_label) = of_der(&der);
        return alloc::vec![Identified { kind, label: None, line: None, is_bare_base64: true, right_label }];
    }
    plain(of_text(file))
}

fn of_block(block: pem::Block<'_>) -> Identified {
    let encrypted = block.headers().any(|(name, value)| name == "Proc-Type" && value.contains("ENCRYPTED"));
    let (kind, right_label) = match block.label() {
        // OpenSSH's own form, and what RFC 1421 encrypted, are not DER.
        "OPENSSH PRIVATE KEY" => (FileKind::OpenSshPrivateKey, None),
        label if label.starts_with("PGP ") => (FileKind::Pgp, None),
        _ if encrypted => (FileKind::EncryptedPrivateKey, None),
        label => match of_der(block.der()) {
            // A damaged key is still one.
            (FileKind::Der, _) if label.ends_with("PRIVATE KEY") => (FileKind::PrivateKey, None),
            (FileKind::Der, _) if label.ends_with("PARAMETERS") => (FileKind::Parameters, None),
            // PKCS #1, which is an RSA key without its algorithm.
            (FileKind::Der, _) if label.ends_with("PUBLIC KEY") => (FileKind::PublicKey, None),
            (FileKind::Der, _) => (of_label(label), None),
            found => found,
        },
    };
    Identified { kind, label: Some(block.label().into()), line: Some(block.line()), is_bare_base64: false, right_label }
}

/// What the label says of something that cannot be read.
fn of_label(label: &str) -> FileKind {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => FileKind::Certificate,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => FileKind::CertificateRequest,
        "X509 CRL" => FileKind::Crl,
        "OCSP REQUEST" => FileKind::OcspRequest,
        "OCSP RESPONSE" => FileKind::OcspResponse,
        "PKCS7" | "CMS" => FileKind::Pkcs7,
        "PKCS12" => FileKind::Pkcs12,
        _ => FileKind::Der,
    }
}

fn of_der(der: &[u8]) -> (FileKind, Option<&'static str>) {
    // OpenSSL's trust settings come behind the certificate.
    let first = Ber::new(der).read().map_or(der, |value| value.encoded);
    let label = label_of(der).or_else(|| label_of(first).filter(|label| *label == "CERTIFICATE"));
    let kind = match label {
        Some("CERTIFICATE") => FileKind::Certificate,
        Some("CERTIFICATE REQUEST") => FileKind::CertificateRequest,
        Some("X509 CRL") => FileKind::Crl,
        Some("OCSP REQUEST") => FileKind::OcspRequest,
        Some("OCSP RESPONSE") => FileKind::OcspResponse,
        Some("PUBLIC KEY") => FileKind::PublicKey,
        Some("PKCS7") => FileKind::Pkcs7,
        Some("ENCRYPTED PRIVATE KEY") => FileKind::EncryptedPrivateKey,
        Some(_) => FileKind::PrivateKey,
        None => other_der(der).unwrap_or(FileKind::Der),
    };
    (kind, label)
}

/// What has no label, or cannot be read to its end.
fn other_der(der: &[u8]) -> Option<FileKind> {
    if crate::label::looks_private(der) {
        return Some(FileKind::PrivateKey);
    }
    let mut parts = Ber::new(der).sequence()?;
    match parts.peek()? {
        // PFX (RFC 7292, 4): version 3, and a ContentInfo.
        ber::INTEGER => {
            let version = parts.integer()?;
            (version.content == [3] && parts.peek() == Some(ber::SEQUENCE)).then_some(FileKind::Pkcs12)
        }
        // ContentInfo of any type (RFC 5652, 3): the identifiers begin with that of PKCS #7.
        ber::OID => parts.oid()?.starts_with(b"\x2A\x86\x48\x86\xF7\x0D\x01\x07").then_some(FileKind::Pkcs7),
        _ => None,
    }
}

/// The bytes of base64 without BEGIN and END.
fn bare_base64(file: &[u8]) -> Option<Vec<u8>> {
    let text = without_mark(file).trim_ascii();
    // A SEQUENCE with a length of two bytes, as certificates and CRLs have, is `MII...`.
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=\r\n \t".contains(byte);
    if !text.starts_with(b"MI") || !text.iter().all(is_base64) {
        return None;
    }
    let mut framed = Vec::from(&b"-----BEGIN X-----\n"[..]);
    framed.extend_from_slice(text);
    framed.extend_from_slice(b"\n-----END X-----\n");
    let decoded = pem::blocks(&framed).next().and_then(Result::ok).map(pem::Block::into_der);
    // Cut off, or damaged: what it was meant to be cannot be said.
    Some(decoded.unwrap_or_default())
}

fn without_mark(file: &[u8]) -> &[u8] {
    file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file)
}

fn of_text(file: &[u8]) -> FileKind {
    let text = without_mark(file).trim_ascii_start();
    let begins = |with: &[u8]| text.starts_with(with);
    match text {
        [] => FileKind::Empty,
        [b'<', ..] => FileKind::Html,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => FileKind::Utf16,
        // ASCII in UTF-16 without a mark: every other byte is zero.
        [b'-' | b'M', 0, b'-' | b'I', 0, ..] | [0, b'-' | b'M', 0, b'-' | b'I', ..] => FileKind::Utf16,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => FileKind::Zip,
        [0x1F, 0x8B, ..] => FileKind::Gzip,
        [0xFE, 0xED, 0xFE, 0xED, ..] | [0xCE, 0xCE, 0xCE, 0xCE, ..] => FileKind::JavaKeyStore,
        _ if begins(b"%PDF-") => FileKind::Pdf,
        _ if begins(b"PuTTY-User-Key-File-") => FileKind::Putty,
        _ if begins(b"---- BEGIN SSH2 PUBLIC KEY ----") => FileKind::Ssh2PublicKey,
        _ if begins(b"ssh-") || begins(b"ecdsa-sha2-") || begins(b"sk-ssh-") || begins(b"sk-ecdsa-") => {
            FileKind::OpenSshPublicKey
        }
        // BLOBHEADER of version 2, and the magic number of PVK.
        [0x07, 0x02, 0, 0, ..] | [0x1E, 0xF1, 0xB5, 0xB0, ..] => FileKind::PrivateKey,
        // DER that is cut off, or has something behind it.
        [0x30, 0x80..=0xFF, ..] => match Ber::new(file).read() {
            Some(value) => of_der(value.encoded).0,
            None => other_der(file).unwrap_or(FileKind::Der),
        },
        _ if core::str::from_utf8(text).is_ok_and(|text| !text.contains('\0')) => FileKind::Text,
        _ => FileKind::Binary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(file: &[u8]) -> FileKind {
        identify(file)[0].kind
    }

    #[test]
    fn files_are_told_apart_by_their_content() {
        for (file, expected) in [
            (&b""[..], FileKind::Empty),
            (b"\xEF\xBB\xBF \r\n", FileKind::Empty),
            (b"\n<html>", FileKind::Html),
            (b"\xFF\xFE-\0-\0", FileKind::Utf16),
            (b"-\0-\0-\0", FileKind::Utf16),
            (b"\0-\0-\0-", FileKind::Utf16),
            (b"%PDF-1.7", FileKind::Pdf),
            (b"PK\x03\x04", FileKind::Zip),
            (b"\x1F\x8B\x08", FileKind::Gzip),
            (b"\xFE\xED\xFE\xED\0", FileKind::JavaKeyStore),
            (b"PuTTY-User-Key-File-3: ssh-ed25519\n", FileKind::Putty),
            (b"ssh-ed25519 AAAA host", FileKind::OpenSshPublicKey),
            (b"ecdsa-sha2-nistp256 AAAA", FileKind::OpenSshPublicKey),
            (b"---- BEGIN SSH2 PUBLIC KEY ----\n", FileKind::Ssh2PublicKey),
            (
                b"-----BEGIN OPENSSH PRIVATE KEY-----\nAQID\n-----END OPENSSH PRIVATE KEY-----\n",
                FileKind::OpenSshPrivateKey,
            ),
            (b"-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n", FileKind::Parameters),
            (b"-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n", FileKind::PrivateKey),
            (b"MIIBszCCAVmgAwIBAgIUFJ1", FileKind::Der),
            (b"hello", FileKind::Text),
            (b"\x00\x01\x02", FileKind::Binary),
            (b"\x30\x82\x10\x00\x30", FileKind::Der),
            (b"\x30\x82\x10\x00\x02\x01\x03\x30\x0B\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01", FileKind::Der),
            (b"\x30\x10\x02\x01\x03\x30\x0B\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01", FileKind::Pkcs12),
            (b"\x30\x0B\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06", FileKind::Pkcs7),
        ] {
            assert_eq!(kind(file), expected, "{}", String::from_utf8_lossy(file));
        }
    }

    #[test]
    fn a_label_that_says_something_else_is_seen() {
        let request = include_bytes!("../../../tests/data/csr/demo/request.pem");
        let text = core::str::from_utf8(request).unwrap_or("").replace("CERTIFICATE REQUEST", "CERTIFICATE");
        let found = identify(text.as_bytes());
        assert_eq!((found[0].kind, found[0].is_label_right()), (FileKind::CertificateRequest, false));
        assert_eq!(
            (found[0].right_label, found[0].label.as_deref()),
            (Some("CERTIFICATE REQUEST"), Some("CERTIFICATE"))
        );
    }
}
