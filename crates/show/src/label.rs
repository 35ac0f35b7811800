//! What some DER is, for the label of its PEM block.

use crate::ber::{self, Ber};
use ucpki_x509::{CertificateRef, CertificationRequestRef, CrlRef, OcspRequestRef, OcspResponseRef, SpkiRef};

/// The label that OpenSSL would put around `der`: for certificates, requests, CRLs, OCSP, public and private keys, PKCS #7.
///
/// `None` for what is none of them. Cost: linear.
///
/// # Examples
///
/// ```
/// assert_eq!(ucpki::show::label_of(&[0x30, 0x00]), None);
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
    if OcspRequestRef::parse(der).is_ok() {
        return Some("OCSP REQUEST");
    }
    if OcspResponseRef::parse(der).is_ok() {
        return Some("OCSP RESPONSE");
    }
    let mut reader = Ber::new(der);
    let parts = reader.sequence()?;
    reader.end()?;
    other(parts)
}

/// Whether `der` is a private key, or the start of one that is damaged: PKCS #8, PKCS #1, SEC 1, DSA's older form, and
/// PKCS #8 under a passphrase.
///
/// For those who are about to show bytes. It errs on the side of caution: what begins as a private key and cannot be read
/// to its end counts as one.
///
/// Cost: constant, but for the numbers of an RSA key.
///
/// # Examples
///
/// ```
/// // ECPrivateKey: version 1, and the key.
/// assert!(ucpki::show::is_private_key(&[0x30, 0x06, 0x02, 0x01, 0x01, 0x04, 0x01, 0x07]));
/// assert!(!ucpki::show::is_private_key(&[0x30, 0x03, 0x02, 0x01, 0x05]));
/// ```
#[must_use]
pub fn is_private_key(der: &[u8]) -> bool {
    let labelled = || other(Ber::new(der).sequence()?);
    looks_private(der) || labelled().is_some_and(|label| label.ends_with("PRIVATE KEY"))
}

/// Whether `der` begins as an unencrypted private key does.
pub(crate) fn looks_private(der: &[u8]) -> bool {
    // The header of the SEQUENCE; what it says of the length does not matter.
    let Some((&ber::SEQUENCE, after)) = der.split_first() else { return false };
    let header = match after.first() {
        Some(length @ 0x80..) => 1 + usize::from(length & 0x7F),
        Some(_) => 1,
        None => return false,
    };
    let Some([ber::INTEGER, 1, version @ 0..=1, rest @ ..]) = after.get(header..) else { return false };
    let mut parts = Ber::new(rest);
    match parts.peek() {
        // ECPrivateKey (RFC 5915, 3).
        Some(ber::OCTET_STRING) => *version == 1,
        // OneAsymmetricKey (RFC 5958, 2): an algorithm, and the key in an OCTET STRING.
        Some(ber::SEQUENCE) => match parts.sequence() {
            Some(mut algorithm) => algorithm.oid().is_some() && parts.peek() == Some(ber::OCTET_STRING),
            None => false,
        },
        // RSAPrivateKey and DSA's: many numbers. Where one is cut off, the rest of it would still be a part of the key.
        Some(ber::INTEGER) => {
            let mut count = 0;
            while parts.peek() == Some(ber::INTEGER) {
                if parts.read().is_none() {
                    return count > 0;
                }
                count += 1;
            }
            count >= 4
        }
        _ => false,
    }
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
