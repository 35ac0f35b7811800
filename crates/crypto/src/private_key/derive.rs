//! From a passphrase to the key of a cipher.

use super::{KeyError, Secret};
use crate::{Hash, codes};
use alloc::vec::Vec;
use sha1::{Digest as _, Sha1};
use ucpki_x509::der::Reader;
use ucpki_x509::{AlgorithmRef, Oid, oids};

/// RFC 8018 says no limit; nobody writes more than 64.
const MOST_SALT: usize = 1024;
/// RFC 7914, 2 recommends 8; everybody uses that.
const MOST_BLOCK_SIZE: u32 = 1024;

/// How much work an encrypted file may ask for before its passphrase is looked at.
///
/// The file says how much, and whoever wrote the file may want to keep us busy: what asks for more is refused with
/// [`codes::DERIVATION_COST`] before anything is computed.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{DerivationLimits, SIGNERS};
///
/// # let file = b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
/// // A machine with little memory, and keys that it wrote itself.
/// let limits = DerivationLimits::default().iterations(600_000).scrypt_memory(16 << 20);
/// let read = SIGNERS.read_with(file, Some(b"passphrase"), &limits);
/// # assert!(read.is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DerivationLimits {
    iterations: u32,
    scrypt_memory: u64,
    scrypt_work: u64,
}

impl Default for DerivationLimits {
    /// A million iterations, half a second of one core: OWASP recommended 600,000 of PBKDF2 in 2023. 128 MiB and 2^20
    /// blocks of scrypt, about as long; OpenSSL's usual parameters take an eighth of both.
    fn default() -> Self {
        Self { iterations: 1_000_000, scrypt_memory: 128 << 20, scrypt_work: 1 << 20 }
    }
}

impl DerivationLimits {
    /// How many iterations PBKDF2 (RFC 8018, 5.2) and the derivation of PKCS #12 (RFC 7292, B.2) may have. Half a
    /// microsecond each.
    #[must_use]
    pub const fn iterations(self, most: u32) -> Self {
        Self { iterations: most, ..self }
    }

    /// How many bytes scrypt (RFC 7914) may take: 128 N r, and 128 r for each lane after the first.
    #[must_use]
    pub const fn scrypt_memory(self, most: u64) -> Self {
        Self { scrypt_memory: most, ..self }
    }

    /// How large the product N r p of scrypt may be, which is its time. Half a microsecond each.
    #[must_use]
    pub const fn scrypt_work(self, most: u64) -> Self {
        Self { scrypt_work: most, ..self }
    }

    fn check_iterations(&self, iterations: u32) -> Result<u32, KeyError> {
        if iterations == 0 {
            return Err(KeyError::new(&codes::ENCRYPTION_MALFORMED).about("no iterations"));
        }
        if iterations > self.iterations {
            return Err(cost(alloc::format!("{iterations} iterations, at most {}", self.iterations)));
        }
        Ok(iterations)
    }

    /// Three numbers below 2^32: their products are taken in 128 bits.
    fn check_scrypt(&self, factor: u32, block_size: u32, lanes: u32) -> Result<(), KeyError> {
        let what = || alloc::format!("scrypt with N = {factor}, r = {block_size}, p = {lanes}");
        let [n, r, p] = [factor, block_size, lanes].map(u128::from);
        let work = n * r * p;
        if block_size > MOST_BLOCK_SIZE {
            return Err(cost(alloc::format!("{}: r is at most {MOST_BLOCK_SIZE}", what())));
        }
        let memory = 128 * r * (n + p).saturating_sub(1);
        if memory > u128::from(self.scrypt_memory) {
            let most = self.scrypt_memory;
            return Err(cost(alloc::format!("{} takes {memory} bytes of memory, at most {most}", what())));
        }
        if work > u128::from(self.scrypt_work) {
            return Err(cost(alloc::format!("{}: N r p is {work}, at most {}", what(), self.scrypt_work)));
        }
        Ok(())
    }
}

/// A key derivation function of PBES2, with its parameters.
#[derive(Debug)]
pub(super) enum Derivation<'a> {
    Pbkdf2 { hash: Hash, salt: &'a [u8], iterations: u32 },
    Scrypt { salt: &'a [u8], log_cost: u8, block_size: u32, lanes: u32 },
}

impl<'a> Derivation<'a> {
    /// Reads the function, and refuses it if it would take too long. `key_len` is the cipher's.
    pub(super) fn read(
        algorithm: AlgorithmRef<'a>,
        key_len: usize,
        limits: &DerivationLimits,
    ) -> Result<Self, KeyError> {
        let malformed = || KeyError::new(&codes::ENCRYPTION_MALFORMED).about("key derivation");
        let parameters = algorithm.parameters().ok_or_else(malformed)?;
        let mut outer = Reader::new(parameters)?;
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let derivation = if algorithm.oid() == oids::PBKDF2 {
            Self::pbkdf2(&mut fields, key_len, limits)?
        } else if algorithm.oid() == oids::SCRYPT {
            Self::scrypt(&mut fields, key_len, limits)?
        } else {
            return Err(KeyError::identified(&codes::DERIVATION_UNSUPPORTED, algorithm.oid()));
        };
        fields.finish()?;
        Ok(derivation)
    }

    /// RFC 8018, A.2: `PBKDF2-params ::= SEQUENCE { salt CHOICE { specified OCTET STRING, otherSource ... },
    /// iterationCount INTEGER, keyLength INTEGER OPTIONAL, prf AlgorithmIdentifier DEFAULT hmacWithSHA1 }`.
    fn pbkdf2(fields: &mut Reader<'a>, key_len: usize, limits: &DerivationLimits) -> Result<Self, KeyError> {
        let salt = salt(fields)?;
        let iterations = limits.check_iterations(count(fields)?)?;
        key_length(fields, key_len)?;
        let hash = if fields.is_empty() {
            Hash::Sha1
        } else {
            let prf = AlgorithmRef::read(fields)?;
            let known = PRFS.iter().find(|(oid, _)| *oid == prf.oid());
            known
                .map(|(_, hash)| *hash)
                .ok_or_else(|| KeyError::identified(&codes::DERIVATION_UNSUPPORTED, prf.oid()))?
        };
        Ok(Self::Pbkdf2 { hash, salt, iterations })
    }

    /// RFC 7914, 7: `scrypt-params ::= SEQUENCE { salt OCTET STRING, costParameter INTEGER, blockSize INTEGER,
    /// parallelizationParameter INTEGER, keyLength INTEGER OPTIONAL }`.
    fn scrypt(fields: &mut Reader<'a>, key_len: usize, limits: &DerivationLimits) -> Result<Self, KeyError> {
        let salt = salt(fields)?;
        let (factor, block_size, lanes) = (count(fields)?, count(fields)?, count(fields)?);
        key_length(fields, key_len)?;
        limits.check_scrypt(factor, block_size, lanes)?;
        if !factor.is_power_of_two() || factor < 2 || block_size == 0 || lanes == 0 {
            return Err(KeyError::new(&codes::ENCRYPTION_MALFORMED).about("scrypt"));
        }
        let log_cost = u8::try_from(factor.trailing_zeros()).unwrap_or(0);
        Ok(Self::Scrypt { salt, log_cost, block_size, lanes })
    }

    /// The key.
    pub(super) fn key(&self, passphrase: &[u8], key_len: usize) -> Result<Secret, KeyError> {
        let mut key = Secret::zeros(key_len);
        let bytes = key.expose_mut();
        match self {
            Self::Pbkdf2 { hash, salt, iterations } => match hash {
                Hash::Sha224 => pbkdf2::pbkdf2_hmac::<sha2::Sha224>(passphrase, salt, *iterations, bytes),
                Hash::Sha256 => pbkdf2::pbkdf2_hmac::<sha2::Sha256>(passphrase, salt, *iterations, bytes),
                Hash::Sha384 => pbkdf2::pbkdf2_hmac::<sha2::Sha384>(passphrase, salt, *iterations, bytes),
                Hash::Sha512 => pbkdf2::pbkdf2_hmac::<sha2::Sha512>(passphrase, salt, *iterations, bytes),
                _ => pbkdf2::pbkdf2_hmac::<Sha1>(passphrase, salt, *iterations, bytes),
            },
            Self::Scrypt { salt, log_cost, block_size, lanes } => {
                let malformed = || KeyError::new(&codes::ENCRYPTION_MALFORMED).about("scrypt");
                let parameters = scrypt::Params::new(*log_cost, *block_size, *lanes).map_err(|_| malformed())?;
                scrypt::scrypt(passphrase, salt, &parameters, bytes).map_err(|_| malformed())?;
            }
        }
        Ok(key)
    }
}

fn salt<'a>(fields: &mut Reader<'a>) -> Result<&'a [u8], KeyError> {
    let salt = fields.octet_string()?.content();
    if salt.len() > MOST_SALT {
        Err(cost(alloc::format!("{} bytes of salt, at most {MOST_SALT}", salt.len())))
    } else {
        Ok(salt)
    }
}

/// A count; what does not fit is too much.
fn count(fields: &mut Reader<'_>) -> Result<u32, KeyError> {
    let number = fields.integer()?;
    if number.is_negative() {
        return Err(KeyError::new(&codes::ENCRYPTION_MALFORMED).about("a negative count"));
    }
    number.to_u32().ok_or_else(|| cost("a number of more than 32 bits".into()))
}

/// The length of the key, which may be said again.
fn key_length(fields: &mut Reader<'_>, key_len: usize) -> Result<(), KeyError> {
    if fields.peek() == Some(ucpki_x509::der::Tag::INTEGER) {
        let said = fields.small_integer()?;
        if usize::try_from(said) != Ok(key_len) {
            return Err(KeyError::new(&codes::ENCRYPTION_MALFORMED).about("the length of the key is not the cipher's"));
        }
    }
    Ok(())
}

fn cost(what: alloc::string::String) -> KeyError {
    KeyError::new(&codes::DERIVATION_COST).about(&what)
}

/// RFC 8018, B.1.2.
const PRFS: [(Oid<'static>, Hash); 5] = [
    (oids::HMAC_WITH_SHA1, Hash::Sha1),
    (oids::HMAC_WITH_SHA224, Hash::Sha224),
    (oids::HMAC_WITH_SHA256, Hash::Sha256),
    (oids::HMAC_WITH_SHA384, Hash::Sha384),
    (oids::HMAC_WITH_SHA512, Hash::Sha512),
];

/// The iteration count of `pkcs-12PbeParams` (RFC 7292, C), checked as above.
pub(super) fn pkcs12_parameters<'a>(
    parameters: &'a [u8],
    limits: &DerivationLimits,
) -> Result<(&'a [u8], u32), KeyError> {
    let mut outer = Reader::new(parameters)?;
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let salt = salt(&mut fields)?;
    let iterations = limits.check_iterations(count(&mut fields)?)?;
    fields.finish()?;
    Ok((salt, iterations))
}

/// RFC 7292, B.2, with SHA-1: `id` is 1 for a key and 2 for an initialisation vector.
pub(super) fn pkcs12(passphrase: &[u8], salt: &[u8], iterations: u32, id: u8, count: usize) -> Option<Secret> {
    const BLOCK: usize = 64;
    // RFC 7292, B.1: BMPString with two bytes of zero behind.
    let text = core::str::from_utf8(passphrase).ok()?;
    let units = text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes);
    let password = Secret::new(units.collect());
    let filled = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(BLOCK) * BLOCK;
        bytes.iter().copied().cycle().take(length).collect()
    };
    let mut input = Secret::new([filled(salt), filled(password.expose())].concat());
    let mut key = Secret::zeros(count);
    for place in key.expose_mut().chunks_mut(20) {
        let mut hash = Sha1::digest([&[id; BLOCK][..], input.expose()].concat());
        for _ in 1..iterations {
            hash = Sha1::digest(hash);
        }
        for (byte, new) in place.iter_mut().zip(&hash) {
            *byte = *new;
        }
        // B, the hash repeated, plus one, is added to each block of the input.
        let addend: Vec<u8> = hash.iter().copied().cycle().take(BLOCK).collect();
        for block in input.expose_mut().chunks_mut(BLOCK) {
            let mut carry = 1_u16;
            for (byte, other) in block.iter_mut().zip(&addend).rev() {
                carry += u16::from(*byte) + u16::from(*other);
                *byte = carry.to_be_bytes()[1];
                carry >>= 8;
            }
        }
    }
    Some(key)
}
