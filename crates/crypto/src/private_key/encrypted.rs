//! EncryptedPrivateKeyInfo (RFC 5958, 3): PBES2 (RFC 8018) both ways, and PKCS #12's triple DES to read.

use super::cipher::Cipher;
use super::derive::{self, Derivation, DerivationLimits};
use super::{KeyError, Secret};
use crate::{Random, codes};
use alloc::vec::Vec;
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{AlgorithmRef, Oid, oids};

/// How a key in a file is protected: AES-256 in CBC mode, under a key that is derived from the passphrase.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{KeyKind, Protection, SIGNERS, SystemRandom};
///
/// let key = SIGNERS.generate(KeyKind::Ed25519, &mut SystemRandom)?;
/// // Guessing costs 16 MiB of memory for each try; the default needs none, and old programs read it.
/// let file = key.to_encrypted_pem(b"secret", Protection::Scrypt { log_cost: 14 }, &mut SystemRandom)?;
/// assert!(file.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
/// assert_eq!(SIGNERS.read(file.as_bytes(), Some(b"secret"))?, key);
/// # Ok::<(), ucpki::crypto::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protection {
    /// PBKDF2 with HMAC-SHA-256 (RFC 8018), with this many iterations, at most a million.
    Pbkdf2 {
        /// Half a microsecond each for us, and for who guesses.
        iterations: u32,
    },
    /// scrypt (RFC 7914) with r = 8 and p = 1, which takes 1 KiB of memory times this cost.
    Scrypt {
        /// The binary logarithm of N, from 10 to 17.
        log_cost: u8,
    },
}

impl Default for Protection {
    /// PBKDF2 with 600,000 iterations, as OWASP recommends; every program of the last ten years reads it.
    fn default() -> Self {
        Self::Pbkdf2 { iterations: 600_000 }
    }
}

/// Decrypts an EncryptedPrivateKeyInfo that is the whole of `der`.
///
/// ```text
/// EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm AlgorithmIdentifier, encryptedData OCTET STRING }
/// ```
pub(super) fn open(der: &[u8], passphrase: Option<&[u8]>, limits: &DerivationLimits) -> Result<Secret, KeyError> {
    let mut outer = Reader::new(der)?;
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let algorithm = AlgorithmRef::read(&mut fields)?;
    let data = fields.octet_string()?.content();
    fields.finish()?;
    let scheme = Scheme::read(algorithm, limits)?;
    // Everything is checked before the passphrase is asked for: nobody types one for nothing.
    let passphrase = passphrase.ok_or_else(|| KeyError::new(&codes::PASSPHRASE_MISSING))?;
    let plain = scheme.decrypt(passphrase, data)?;
    let wrong = |_| KeyError::new(&codes::PASSPHRASE_WRONG);
    let mut reader = Reader::new(plain.expose()).map_err(wrong)?;
    reader.sequence().map_err(wrong)?;
    reader.finish().map_err(wrong)?;
    Ok(plain)
}

/// A key derivation and a cipher.
enum Scheme<'a> {
    Pbes2 { derivation: Derivation<'a>, cipher: Cipher, vector: &'a [u8] },
    Pkcs12 { salt: &'a [u8], iterations: u32 },
}

impl<'a> Scheme<'a> {
    fn read(algorithm: AlgorithmRef<'a>, limits: &DerivationLimits) -> Result<Self, KeyError> {
        let malformed = || KeyError::new(&codes::ENCRYPTION_MALFORMED).about("no parameters");
        if algorithm.oid() == oids::PBE_SHA1_DES3 {
            let parameters = algorithm.parameters().ok_or_else(malformed)?;
            let (salt, iterations) = derive::pkcs12_parameters(parameters, limits)?;
            return Ok(Self::Pkcs12 { salt, iterations });
        }
        if algorithm.oid() != oids::PBES2 {
            return Err(cipher_unsupported(algorithm.oid()));
        }
        // RFC 8018, A.4: PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }, both AlgorithmIdentifiers.
        let mut outer = Reader::new(algorithm.parameters().ok_or_else(malformed)?)?;
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let function = AlgorithmRef::read(&mut fields)?;
        let encryption = AlgorithmRef::read(&mut fields)?;
        fields.finish()?;
        let cipher = Cipher::by_oid(encryption.oid()).ok_or_else(|| cipher_unsupported(encryption.oid()))?;
        let mut vector = Reader::new(encryption.parameters().ok_or_else(malformed)?)?;
        let vector = vector.octet_string()?.content();
        if vector.len() != cipher.block_len() {
            return Err(KeyError::new(&codes::ENCRYPTION_MALFORMED).about("initialisation vector"));
        }
        Ok(Self::Pbes2 { derivation: Derivation::read(function, cipher.key_len(), limits)?, cipher, vector })
    }

    fn decrypt(&self, passphrase: &[u8], data: &[u8]) -> Result<Secret, KeyError> {
        match self {
            Self::Pbes2 { derivation, cipher, vector } => {
                let key = derivation.key(passphrase, cipher.key_len())?;
                cipher.decrypt(&key, vector, data)
            }
            Self::Pkcs12 { salt, iterations } => {
                let cipher = Cipher::Des3;
                let derive = |id, count| derive::pkcs12(passphrase, salt, *iterations, id, count);
                let parts = derive(1, cipher.key_len()).zip(derive(2, cipher.block_len()));
                let (key, vector) = parts.ok_or_else(|| KeyError::new(&codes::PASSPHRASE_WRONG))?;
                cipher.decrypt(&key, vector.expose(), data)
            }
        }
    }
}

/// A refusal with the name that OpenSSL has for the cipher, or its identifier.
fn cipher_unsupported(oid: Oid<'_>) -> KeyError {
    match NAMES.iter().find(|(known, _)| *known == oid.as_bytes()) {
        Some((_, name)) => KeyError::named(&codes::CIPHER_UNSUPPORTED, name),
        None => KeyError::identified(&codes::CIPHER_UNSUPPORTED, oid),
    }
}

/// Ciphers of OpenSSL that are not used here, by the content bytes of their identifiers: broken ones (DES, RC2, RC4), rare
/// ones, and those that OpenSSL itself cannot read back in PKCS #8.
const NAMES: [(&[u8], &str); 18] = [
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x01], "PBE-MD2-DES"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x03], "PBE-MD5-DES"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x04], "PBE-MD2-RC2-64"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x06], "PBE-MD5-RC2-64"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0A], "PBE-SHA1-DES"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0B], "PBE-SHA1-RC2-64"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x01], "PBE-SHA1-RC4-128"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x02], "PBE-SHA1-RC4-40"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x04], "PBE-SHA1-2DES"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x05], "PBE-SHA1-RC2-128"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x06], "PBE-SHA1-RC2-40"),
    (&[0x2B, 0x0E, 0x03, 0x02, 0x07], "DES-CBC"),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x03, 0x02], "RC2-CBC"),
    (&[0x2A, 0x83, 0x08, 0x8C, 0x9A, 0x4B, 0x3D, 0x01, 0x01, 0x01, 0x02], "CAMELLIA-128-CBC"),
    (&[0x2A, 0x83, 0x08, 0x8C, 0x9A, 0x4B, 0x3D, 0x01, 0x01, 0x01, 0x03], "CAMELLIA-192-CBC"),
    (&[0x2A, 0x83, 0x08, 0x8C, 0x9A, 0x4B, 0x3D, 0x01, 0x01, 0x01, 0x04], "CAMELLIA-256-CBC"),
    (&[0x2A, 0x83, 0x1A, 0x8C, 0x9A, 0x6E, 0x01, 0x01, 0x0C], "ARIA-256-CBC"),
    (&[0x2A, 0x83, 0x1A, 0x8C, 0x9A, 0x44, 0x01, 0x04], "SEED-CBC"),
];

/// Encrypts a PrivateKeyInfo.
pub(super) fn write(
    plain: Secret,
    passphrase: &[u8],
    protection: Protection,
    random: &mut dyn Random,
) -> Result<Vec<u8>, KeyError> {
    let cipher = Cipher::Aes256;
    let (mut salt, mut vector) = ([0; 16], [0; 16]);
    random.fill(&mut salt)?;
    random.fill(&mut vector)?;
    let mut function = Writer::new();
    function.nested(Tag::SEQUENCE, |function| match protection {
        Protection::Pbkdf2 { iterations } => {
            function.oid(oids::PBKDF2);
            function.nested(Tag::SEQUENCE, |parameters| {
                parameters.octet_string(&salt);
                parameters.small_integer(iterations);
                parameters.nested(Tag::SEQUENCE, |prf| {
                    prf.oid(oids::HMAC_WITH_SHA256);
                    prf.null();
                });
            });
        }
        Protection::Scrypt { log_cost } => {
            function.oid(oids::SCRYPT);
            function.nested(Tag::SEQUENCE, |parameters| {
                parameters.octet_string(&salt);
                // What is not there as a number is too much, and refused below.
                parameters.small_integer(1_u32.checked_shl(log_cost.into()).unwrap_or(u32::MAX));
                parameters.small_integer(8);
                parameters.small_integer(1);
            });
        }
    });
    // Read as it will be read: what we would refuse is not written.
    let derivation =
        Derivation::read(AlgorithmRef::parse(function.as_bytes())?, cipher.key_len(), &DerivationLimits::default())?;
    let key = derivation.key(passphrase, cipher.key_len())?;
    let data = cipher.encrypt(&key, &vector, &plain).ok_or_else(|| KeyError::new(&codes::ENCRYPTION_MALFORMED))?;
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |info| {
        info.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(oids::PBES2);
            algorithm.nested(Tag::SEQUENCE, |parameters| {
                parameters.encoded(function.as_bytes());
                parameters.nested(Tag::SEQUENCE, |encryption| {
                    encryption.oid(cipher.oid());
                    encryption.octet_string(&vector);
                });
            });
        });
        info.octet_string(data.expose());
    });
    Ok(writer.into_bytes())
}
