//! What some DER is, for the label of its PEM block.

use crate::ber::{self, Ber};
use ucpki_x509::{CertificateRef, CertificationRequestRef, CrlRef, SpkiRef};

/// The label that OpenSSL would put around `der`: for certificates, requests, CRLs, public and private keys, PKCS #7.
///
/// `None` for what is none of them. Cost: linear.
///
/// # Examples
///
/// ```
/// assert_eq!(ucpki_show::label_of(&[0x30, 0x00]), None);
/// ```
#[must_use]
pub fn label_of(der: &[u8]) -> Option<&'static str> {
    if CertificateRef::parse(der).is_ok() {
        return Some("CERTIFICATE");
    }
    if CertificationRequestRef::parse(der).is_ok() {
        return Some("CERTIFICATE REQUEST");
    }
    if CrlRef::parse(der).is_ok() {
        return Some("X509 CRL");
    }
    if SpkiRef::parse(der).is_ok() {
        return Some("PUBLIC KEY");
    }
    let mut reader = Ber::new(der);
    let parts = reader.sequence()?;
    reader.end()?;
    other(parts)
}

fn other(mut parts: Ber<'_>) -> Option<&'static str> {
    match parts.peek()? {
        // ContentInfo (RFC 5652, 3): signedData.
        ber::OID => (parts.oid()? == b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02").then_some("PKCS7"),
        // EncryptedPrivateKeyInfo (RFC 5958, 3): PBES2, or an older scheme of PKCS #5 and #12.
        ber::SEQUENCE => {
            let oid = parts.sequence()?.oid()?;
            parts.octet_string()?;
            let of_pkcs = oid.starts_with(b"\x2A\x86\x48\x86\xF7\x0D\x01\x05")
                || oid.starts_with(b"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01");
            of_pkcs.then_some("ENCRYPTED PRIVATE KEY")
        }
        ber::INTEGER => {
            let version = parts.integer()?;
            match parts.peek()? {
                // RSAPrivateKey (RFC 8017, A.1.2) has nine numbers, DSA's six.
                ber::INTEGER => {
                    let mut count = 1;
                    while parts.peek() == Some(ber::INTEGER) {
                        parts.integer()?;
                        count += 1;
                    }
                    match count {
                        9.. => Some("RSA PRIVATE KEY"),
                        6 => Some("DSA PRIVATE KEY"),
                        _ => None,
                    }
                }
                // ECPrivateKey (RFC 5915, 3).
                ber::OCTET_STRING if version.content == [1] => Some("EC PRIVATE KEY"),
                // OneAsymmetricKey (RFC 5958, 2).
                ber::SEQUENCE => {
                    parts.sequence()?.oid()?;
                    parts.octet_string().map(|_| "PRIVATE KEY")
                }
                _ => None,
            }
        }
        _ => None,
    }
}
