//! Hashes by which people compare objects and keys.

use crate::ber::{self, Ber, Value};
use crate::out::Out;
use alloc::string::String;
use alloc::vec::Vec;
use md5::{Digest as _, Md5};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{SpkiRef, oids};

/// The hashes of some bytes: over the DER of an object, or over a SubjectPublicKeyInfo.
///
/// SHA-1 and MD5 are there to be compared with what old programs show. They identify nothing: anyone can make two
/// objects with the same MD5, and whoever pays enough with the same SHA-1.
///
/// # Examples
///
/// ```
/// let hashes = ucpki::show::Fingerprints::from_der(b"");
/// assert!(hashes.sha256().starts_with("E3:B0:C4:42:98"));
/// assert_eq!(hashes.md5(), "D4:1D:8C:D9:8F:00:B2:04:E9:80:09:98:EC:F8:42:7E");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprints {
    sha256: [u8; 32],
    sha1: [u8; 20],
    md5: [u8; 16],
}

impl Fingerprints {
    /// Computes the three hashes. Allocates nothing.
    #[must_use]
    pub fn from_der(bytes: &[u8]) -> Self {
        Self { sha256: ucpki_crypto::sha256(bytes), sha1: ucpki_crypto::sha1(bytes), md5: Md5::digest(bytes).into() }
    }

    /// SHA-256 in hexadecimal with colons, as `openssl x509 -fingerprint` writes it.
    #[must_use]
    pub fn sha256(&self) -> String {
        colons(&self.sha256)
    }

    /// SHA-1 in the same form.
    #[must_use]
    pub fn sha1(&self) -> String {
        colons(&self.sha1)
    }

    /// MD5 in the same form.
    #[must_use]
    pub fn md5(&self) -> String {
        colons(&self.md5)
    }

    /// The bytes of SHA-256.
    #[must_use]
    pub const fn sha256_bytes(&self) -> [u8; 32] {
        self.sha256
    }

    /// The bytes of SHA-1.
    #[must_use]
    pub const fn sha1_bytes(&self) -> [u8; 20] {
        self.sha1
    }

    /// The bytes of MD5.
    #[must_use]
    pub const fn md5_bytes(&self) -> [u8; 16] {
        self.md5
    }
}

fn colons(bytes: &[u8]) -> String {
    let mut text = String::new();
    let _ = Out::new(&mut text).colons(bytes, true);
    text
}

/// The key identifier that most CAs make of a key: SHA-1 over its bits (RFC 5280, 4.2.1.2, method 1).
#[must_use]
pub fn key_identifier(spki: SpkiRef<'_>) -> String {
    colons(&ucpki_crypto::sha1(spki.key().as_bytes()))
}

/// The public key of a private one as SubjectPublicKeyInfo, where it is in the file: PKCS #1 and PKCS #8 with RSA, SEC 1
/// and PKCS #8 with EC if they carry the point (RFC 8017, A.1.2; RFC 5915; RFC 5958).
///
/// Nothing is computed, and of the private parts nothing is copied. `None` for other keys, and for what is not a key. Cost:
/// linear.
#[must_use]
pub fn public_key_of(private: &[u8]) -> Option<Vec<u8>> {
    let mut key = Ber::new(private).sequence()?;
    let version = key.integer()?;
    match key.peek()? {
        // RSAPrivateKey: the modulus and the exponent follow.
        ber::INTEGER => rsa(&mut key),
        // ECPrivateKey: the key, its curve, its point.
        ber::OCTET_STRING if version.content == [1] => ec(&mut key, None),
        // OneAsymmetricKey.
        ber::SEQUENCE => {
            let mut algorithm = key.sequence()?;
            let oid = algorithm.oid()?;
            let inner = key.octet_string()?;
            let mut inner = Ber::new(inner).sequence()?;
            inner.integer()?;
            if oid == oids::RSA_ENCRYPTION.as_bytes() {
                return rsa(&mut inner);
            }
            let is_ec = oid == oids::EC_PUBLIC_KEY.as_bytes();
            if is_ec { ec(&mut inner, algorithm.read()) } else { None }
        }
        _ => None,
    }
}

/// An RSAPublicKey of PKCS #1 as SubjectPublicKeyInfo (RFC 8017, A.1.1; RFC 3279, 2.3.1). The key is not checked.
///
/// Cost: linear; one allocation.
#[must_use]
pub fn rsa_spki(pkcs1: &[u8]) -> Vec<u8> {
    spki(oids::RSA_ENCRYPTION, |algorithm| algorithm.null(), pkcs1)
}

fn rsa(key: &mut Ber<'_>) -> Option<Vec<u8>> {
    let [modulus, exponent] = [key.integer()?, key.integer()?];
    let mut numbers = Writer::new();
    numbers.nested(Tag::SEQUENCE, |numbers| {
        numbers.value(Tag::INTEGER, modulus.content);
        numbers.value(Tag::INTEGER, exponent.content);
    });
    Some(spki(oids::RSA_ENCRYPTION, |algorithm| algorithm.null(), numbers.as_bytes()))
}

fn ec(key: &mut Ber<'_>, curve: Option<Value<'_>>) -> Option<Vec<u8>> {
    key.octet_string()?;
    let named = match key.explicit(0)? {
        Some(mut inner) => inner.read(),
        None => None,
    };
    let curve = curve.or(named)?;
    let (_, point) = key.explicit(1)??.expect(ber::BIT_STRING)?.bits()?;
    Some(spki(oids::EC_PUBLIC_KEY, |algorithm| algorithm.encoded(curve.encoded), point))
}

fn spki(oid: ucpki_x509::Oid<'_>, parameters: impl FnOnce(&mut Writer), key: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |spki| {
        spki.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(oid);
            parameters(algorithm);
        });
        spki.bit_string(key);
    });
    writer.into_bytes()
}
