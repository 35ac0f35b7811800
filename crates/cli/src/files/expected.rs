//! What a file is expected to hold, and how it is explained where it is something else.

use ucpki::show::{FileKind, Identified, short};

/// What a file is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Whatever has ASN.1 in it.
    Anything,
    /// What can be shown: a certificate, a request, a CRL, or an OCSP request or response.
    Object,
    Certificate,
    CertificateOrRequest,
    /// A certificate, a request or a key, to be compared.
    Comparable,
    /// Whatever has hashes that people compare.
    Hashed,
    Crl,
    OcspResponse,
    PrivateKey,
    Request,
    /// Text of this kind.
    Text(&'static str),
}

impl Expected {
    const fn name(self) -> &'static str {
        match self {
            Self::Anything => "PEM or DER",
            Self::Certificate => "a certificate",
            Self::CertificateOrRequest => "a certificate or a request",
            Self::Comparable => "a certificate, a certificate request or a key",
            Self::Crl => "a CRL",
            Self::Hashed => "a certificate, a request, a CRL or a key",
            Self::Object => "a certificate, a request, a CRL or OCSP",
            Self::OcspResponse => "an OCSP response",
            Self::PrivateKey => "a private key",
            Self::Request => "a certificate request",
            Self::Text(what) => what,
        }
    }

    pub(super) const fn takes(self, kind: FileKind) -> bool {
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
            Self::Object => matches!(
                kind,
                FileKind::Certificate
                    | FileKind::CertificateRequest
                    | FileKind::Crl
                    | FileKind::OcspRequest
                    | FileKind::OcspResponse
            ),
            Self::OcspResponse => matches!(kind, FileKind::OcspResponse),
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
            Self::OcspResponse => Some("OCSP RESPONSE"),
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

/// What a file is instead of what is expected, and what to do.
pub(super) fn foreign(found: &Identified, expected: Expected) -> (Option<String>, Option<String>) {
    let (kind, is) = (found.kind, found.name());
    if found.is_bare_base64 {
        let label = found.right_label.or(expected.label()).unwrap_or("CERTIFICATE");
        let help = format!("put it between -----BEGIN {label}----- and -----END {label}-----");
        return (Some("this is base64 without its BEGIN and END lines".to_owned()), Some(help));
    }
    // The reader knows better what is wrong with it.
    if kind == FileKind::Der {
        return (None, None);
    }
    let step = expected.instead(kind).or(kind.next_step()).map(str::to_owned);
    let name = expected.name();
    let label = found.label.as_deref().unwrap_or_default();
    let label = short(label);
    match (found.is_label_right(), expected.takes(kind)) {
        (true, _) => (Some(format!("this is {is}; {name} is expected")), step),
        (false, false) => {
            (Some(format!("the block is labelled {label}, and its content is {is}; {name} is expected")), step)
        }
        (false, true) => {
            let help =
                found.right_label.map(|right| format!("this is a wrong label: BEGIN and END have to say {right}"));
            (Some(format!("the block is labelled {label}, and its content is {is}")), help)
        }
    }
}
