//! The forms before PKCS #8: PKCS #1 and SEC 1, and the encryption of RFC 1421 that OpenSSL gave them.

use super::cipher::Cipher;
use super::info::{PrivateKeyInfo, PrivateKeyRef};
use super::{KeyError, Secret};
use crate::codes;
use alloc::vec::Vec;
use md5::{Digest as _, Md5};
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{oids, pem};

/// `RSAPrivateKey` (RFC 8017, A.1.2) as a PrivateKeyInfo.
pub(super) fn pkcs1(der: &[u8]) -> Result<Secret, KeyError> {
    let mut outer = Reader::new(der)?;
    outer.sequence()?;
    outer.finish()?;
    Ok(PrivateKeyInfo::wrap(RSA, der))
}

/// `ECPrivateKey` (RFC 5915, 3) as a PrivateKeyInfo; the curve may be in a block in front.
///
/// ```text
/// ECPrivateKey ::= SEQUENCE {
///     version        INTEGER { ecPrivkeyVer1(1) },
///     privateKey     OCTET STRING,
///     parameters [0] ECParameters OPTIONAL,
///     publicKey  [1] BIT STRING OPTIONAL }
/// ```
pub(super) fn sec1(der: &[u8], curve: Option<&[u8]>) -> Result<Secret, KeyError> {
    let mut outer = Reader::new(der)?;
    let mut fields = outer.sequence()?;
    outer.finish()?;
    fields.small_integer()?;
    fields.octet_string()?;
    let inside = fields.optional(Tag::context_constructed(0))?.map(|parameters| parameters.content());
    let parameters = inside.or(curve).ok_or_else(|| KeyError::new(&codes::KEY_PARAMETERS_MISSING))?;
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |algorithm| {
        algorithm.oid(oids::EC_PUBLIC_KEY);
        algorithm.encoded(parameters);
    });
    Ok(PrivateKeyInfo::wrap(writer.as_bytes(), der))
}

/// A PrivateKeyInfo in the older form, as PEM.
pub(super) fn write(pkcs8: &[u8]) -> Option<Secret> {
    let info = PrivateKeyInfo::parse(Secret::new(pkcs8.to_vec())).ok()?;
    let key = info.parts().ok()?;
    let oid = key.algorithm().oid();
    if oid == oids::RSA_ENCRYPTION {
        return Some(Secret::new(pem::encode("RSA PRIVATE KEY", key.expose()).into_bytes()));
    }
    if oid != oids::EC_PUBLIC_KEY {
        return None;
    }
    let sec1 = with_parameters(&key)?;
    Some(Secret::new(pem::encode("EC PRIVATE KEY", sec1.expose()).into_bytes()))
}

/// PKCS #8 names the curve outside; on its own the key has to.
fn with_parameters(key: &PrivateKeyRef<'_>) -> Option<Secret> {
    let mut fields = Reader::new(key.expose()).ok()?.sequence().ok()?;
    let number = fields.small_integer().ok()?;
    let scalar = fields.octet_string().ok()?.content();
    fields.optional(Tag::context_constructed(0)).ok()?;
    let public = fields.optional(Tag::context_constructed(1)).ok()?;
    let parameters = key.algorithm().parameters()?;
    let mut writer = Writer::with_capacity(key.expose().len() + parameters.len() + 16);
    writer.nested(Tag::SEQUENCE, |sec1| {
        sec1.small_integer(number);
        sec1.octet_string(scalar);
        sec1.value(Tag::context_constructed(0), parameters);
        public.iter().for_each(|public| sec1.encoded(public.encoded()));
    });
    Some(Secret::new(writer.into_bytes()))
}

/// What the header fields of a block say about its encryption (RFC 1421, 4.6.1.1 and 4.6.1.3, as OpenSSL uses them).
pub(super) struct Encryption<'a> {
    /// Such as `AES-256-CBC,0123456789ABCDEF0123456789ABCDEF`.
    info: &'a str,
}

impl<'a> Encryption<'a> {
    pub(super) fn of(headers: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let mut info = "";
        let mut encrypted = false;
        for (name, value) in headers {
            if name.eq_ignore_ascii_case("Proc-Type") {
                encrypted |= value.ends_with("ENCRYPTED");
            } else if name.eq_ignore_ascii_case("DEK-Info") {
                info = value;
            }
        }
        encrypted.then_some(Self { info })
    }

    /// Decrypts the content of the block.
    ///
    /// The key is `EVP_BytesToKey` with MD5, one round, and the first eight bytes of the initialisation vector as salt:
    /// weak, and all that this form has.
    pub(super) fn open(&self, encrypted: &Secret, passphrase: Option<&[u8]>) -> Result<Secret, KeyError> {
        let (name, vector) = self.info.split_once(',').unwrap_or((self.info, ""));
        let (name, vector) = (name.trim(), vector.trim());
        let unsupported = || KeyError::named(&codes::CIPHER_UNSUPPORTED, printable(name));
        let cipher = Cipher::by_openssl_name(name).ok_or_else(unsupported)?;
        let malformed = || KeyError::new(&codes::ENCRYPTION_MALFORMED).about("DEK-Info");
        let vector = hexadecimal(vector).filter(|vector| vector.len() == cipher.block_len()).ok_or_else(malformed)?;
        let passphrase = passphrase.ok_or_else(|| KeyError::new(&codes::PASSPHRASE_MISSING))?;
        let salt = vector.get(..8).unwrap_or(&vector);
        let key = bytes_to_key(passphrase, salt, cipher.key_len());
        let opened = cipher.decrypt(&key, &vector, encrypted.expose())?;
        // The padding may come out right by chance; a SEQUENCE of the right length does not.
        let mut reader = Reader::new(opened.expose())?;
        if reader.sequence().is_err() || reader.finish().is_err() {
            return Err(KeyError::new(&codes::PASSPHRASE_WRONG));
        }
        Ok(opened)
    }
}

fn bytes_to_key(passphrase: &[u8], salt: &[u8], count: usize) -> Secret {
    let mut key = Secret::zeros(count);
    let mut block = Secret::zeros(0);
    for place in key.expose_mut().chunks_mut(16) {
        let mut hash = Md5::new();
        hash.update(block.expose());
        hash.update(passphrase);
        hash.update(salt);
        block = Secret::new(hash.finalize().to_vec());
        for (byte, new) in place.iter_mut().zip(block.expose()) {
            *byte = *new;
        }
    }
    key
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// The name of a cipher from a file, safe to show: it is short and plain, or not a name.
fn printable(name: &str) -> &str {
    let plain = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain && !name.is_empty() { name } else { "no name that is known" }
}

/// rsaEncryption with NULL (RFC 3279, 2.3.1).
const RSA: &[u8] = &[0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00];
