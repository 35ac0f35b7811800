//! The keys (RFC 8017).

use crate::random::Draw;
use alloc::boxed::Box;
use alloc::vec::Vec;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, Pkcs1v15Sign, PrivateKey};
use ucpki_crypto::{
    Hash, KeyError, KeyKind, PrivateKeyRef, RUSTCRYPTO, Random, Secret, SignatureAlgorithm, Signer, SigningAlgorithm,
    codes,
};
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{AlgorithmRef, oids};

pub(crate) static RSA: Rsa = Rsa;

/// Shorter keys are not generated: NIST SP 800-57 retired them in 2013.
const LEAST_GENERATED: u32 = 2048;
/// Shorter keys are not used at all.
const LEAST: u32 = 1024;
/// Longer ones are not verified by this library, and by few others.
const MOST: u32 = 8192;
/// Randomness that a search for primes or a factor to blind with may take, in lengths of the modulus. It takes one as a rule,
/// and once in some thousands of times a second one; a source that gives the same prime twice would be asked forever.
const MOST_DRAWN: usize = 16;

#[derive(Debug)]
pub(crate) struct Rsa;

impl SigningAlgorithm for Rsa {
    fn name(&self) -> &'static str {
        "RSA"
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == oids::RSA_ENCRYPTION
    }

    fn load(&self, key: &PrivateKeyRef<'_>) -> Result<Box<dyn Signer>, KeyError> {
        if !matches!(key.algorithm().parameters(), None | Some([0x05, 0x00])) {
            return Err(KeyError::new(&codes::KEY_PARAMETERS_INVALID));
        }
        load(key.expose()).map(|key| -> Box<dyn Signer> { key })
    }

    fn makes(&self, kind: KeyKind) -> bool {
        // Whole bytes, as every program makes them.
        matches!(kind, KeyKind::Rsa { bits } if (LEAST_GENERATED..=MOST).contains(&bits) && bits % 8 == 0)
    }

    fn generate(
        &self,
        kind: KeyKind,
        random: &mut dyn Random,
        progress: &mut dyn FnMut(),
    ) -> Result<Box<dyn Signer>, KeyError> {
        let bits = kind.bits().and_then(|bits| usize::try_from(bits).ok()).unwrap_or(0);
        let mut draw = Draw::new(random, progress, MOST_DRAWN * bits / 8);
        draw.try_out()?;
        let key = PrivateKey::new(&mut draw, bits);
        if draw.failed() {
            return Err(KeyError::new(&codes::RANDOM_FAILED));
        }
        let key = key.map_err(|_| KeyError::named(&codes::KEY_UNSUPPORTED, kind))?;
        Ok(Box::new(Loaded(key)))
    }
}

/// Reads `RSAPrivateKey` (RFC 8017, A.1.2).
///
/// ```text
/// RSAPrivateKey ::= SEQUENCE {
///     version INTEGER { two-prime(0), multi(1) }, modulus INTEGER, publicExponent INTEGER, privateExponent INTEGER,
///     prime1 INTEGER, prime2 INTEGER, exponent1 INTEGER, exponent2 INTEGER, coefficient INTEGER,
///     otherPrimeInfos OtherPrimeInfos OPTIONAL }
/// ```
///
/// The last three follow from the others and are computed again.
fn load(der: &[u8]) -> Result<Box<Loaded>, KeyError> {
    let invalid = || KeyError::new(&codes::PRIVATE_KEY_INVALID);
    let mut outer = Reader::new(der)?;
    let mut fields = outer.sequence()?;
    outer.finish()?;
    if fields.small_integer()? != 0 {
        return Err(KeyError::named(&codes::KEY_UNSUPPORTED, "RSA of more than two primes"));
    }
    let mut numbers = [&[][..]; 8];
    for number in &mut numbers {
        *number = fields.integer()?.magnitude().ok_or_else(invalid)?;
    }
    fields.finish()?;
    let [modulus, exponent, private, first, second, ..] = numbers;
    let bits = bit_length(modulus);
    if !(LEAST..=MOST).contains(&bits) {
        return Err(KeyError::named(&codes::KEY_SIZE, KeyKind::Rsa { bits }));
    }
    if bit_length(exponent) > 33 {
        return Err(KeyError::new(&codes::EXPONENT_INVALID));
    }
    // Half as long as the modulus each, give or take, or they are not factors of it.
    if [private, first, second].iter().any(|number| number.len() > modulus.len()) {
        return Err(invalid());
    }
    let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
    let primes = Vec::from([number(first), number(second)]);
    let key = PrivateKey::from_components(number(modulus), number(exponent), number(private), primes);
    let key = key.map_err(|_| invalid())?;
    key.validate().map_err(|_| invalid())?;
    Ok(Box::new(Loaded(key)))
}

fn bit_length(magnitude: &[u8]) -> u32 {
    let bytes = u32::try_from(magnitude.len()).unwrap_or(u32::MAX);
    bytes.saturating_mul(8).saturating_sub(magnitude.first().map_or(0, |first| first.leading_zeros()))
}

struct Loaded(PrivateKey);

impl Loaded {
    /// The nine numbers of `RSAPrivateKey`.
    fn pkcs1(&self) -> Option<Secret> {
        let key = &self.0;
        let [first, second] = key.primes() else { return None };
        let coefficient = key.crt_coefficient()?;
        let numbers = [key.d(), first, second, key.dp()?, key.dq()?, &coefficient];
        let mut writer = Writer::with_capacity(6 * key.size() + 64);
        writer.nested(Tag::SEQUENCE, |numbered| {
            numbered.small_integer(0);
            numbered.unsigned_integer(&key.n_bytes());
            numbered.unsigned_integer(&key.e_bytes());
            for number in numbers {
                numbered.unsigned_integer(Secret::new(number.to_be_bytes().into_vec()).expose());
            }
        });
        let mut coefficient = coefficient;
        zeroize::Zeroize::zeroize(&mut coefficient);
        Some(Secret::new(writer.into_bytes()))
    }
}

impl Signer for Loaded {
    fn kind(&self) -> KeyKind {
        KeyKind::Rsa { bits: bit_length(&self.0.n_bytes()) }
    }

    fn spki(&self) -> Vec<u8> {
        let mut numbers = Writer::new();
        numbers.nested(Tag::SEQUENCE, |numbers| {
            numbers.unsigned_integer(&self.0.n_bytes());
            numbers.unsigned_integer(&self.0.e_bytes());
        });
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |spki| {
            spki.encoded(ALGORITHM);
            spki.bit_string(numbers.as_bytes());
        });
        writer.into_bytes()
    }

    fn to_pkcs8(&self) -> Secret {
        let key = self.pkcs1().unwrap_or_else(|| Secret::new(Vec::new()));
        let mut writer = Writer::with_capacity(key.len() + ALGORITHM.len() + 24);
        writer.nested(Tag::SEQUENCE, |info| {
            info.small_integer(0);
            info.encoded(ALGORITHM);
            info.octet_string(key.expose());
        });
        Secret::new(writer.into_bytes())
    }

    fn algorithms(&self) -> &'static [SignatureAlgorithm] {
        &[
            SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
            SignatureAlgorithm::RsaPkcs1(Hash::Sha384),
            SignatureAlgorithm::RsaPkcs1(Hash::Sha512),
        ]
    }

    fn sign(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, KeyError> {
        let failed = || KeyError::new(&codes::SIGNING_FAILED);
        let hash = algorithm.hash().and_then(|hash| RUSTCRYPTO.digest(hash.oid())).ok_or_else(failed)?;
        let digest = hash.digest(&[message]);
        let padding = Pkcs1v15Sign { hash_len: Some(hash.output_len()), prefix: prefix(&digest).into() };
        let mut progress = || {};
        let mut draw = Draw::new(random, &mut progress, MOST_DRAWN * self.0.size());
        // Blinded, and checked with the public key before it is given out.
        let signature = self.0.sign_with_rng(&mut draw, padding, digest.as_bytes());
        if draw.failed() {
            return Err(KeyError::new(&codes::RANDOM_FAILED));
        }
        signature.map_err(|_| failed())
    }
}

/// `DigestInfo` up to the digest (RFC 8017, 9.2).
fn prefix(digest: &ucpki_crypto::Digest) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |info| {
        info.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(digest.oid());
            algorithm.null();
        });
        info.octet_string(digest.as_bytes());
    });
    let mut bytes = writer.into_bytes();
    bytes.truncate(bytes.len() - digest.as_bytes().len());
    bytes
}

/// rsaEncryption with NULL (RFC 3279, 2.3.1).
const ALGORITHM: &[u8] = &[0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00];
