//! RSA signatures (RFC 8017): which keys, and which paddings.

use super::{Hashes, Signatures, find};
use crate::algorithm::is_null_or_absent;
use crate::key::{RsaNumbers, bit_length};
use crate::{
    DigestAlgorithm, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, PssParameters, SignatureAlgorithm,
    VerifyError,
};
use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef, oids};

/// Shorter keys have been factored; they are named by [`KeyKind::from_spki`] and not computed with.
const MIN_BITS: u32 = 1024;
/// One verification with 8192 bits takes about 0.4 ms with e = 65537 and 1.5 ms with the longest exponent.
const MAX_BITS: u32 = 8192;
/// Exponents have at most 33 bits, which covers every one that was ever seen; longer ones only make others work.
const MAX_EXPONENT: u64 = (1 << 33) - 1;

/// RSA keys of one object identifier, and the library that computes with them.
pub(crate) struct Rsa<A> {
    oid: Oid<'static>,
    /// For PKCS#1 v1.5.
    pkcs1: Hashes,
    /// For PSS, the message and the mask.
    pss: Hashes,
    signatures: Signatures,
    arithmetic: PhantomData<fn() -> A>,
}

impl<A> Rsa<A> {
    /// Keys under rsaEncryption, for both paddings.
    pub(crate) const fn new(pkcs1: Hashes, pss: Hashes, signatures: Signatures) -> Self {
        Self { oid: oids::RSA_ENCRYPTION, pkcs1, pss, signatures, arithmetic: PhantomData }
    }

    /// Keys under id-RSASSA-PSS, for that padding only.
    pub(crate) const fn pss_only(pss: Hashes, signatures: Signatures) -> Self {
        Self { oid: oids::RSASSA_PSS, pkcs1: &[], pss, signatures, arithmetic: PhantomData }
    }
}

struct Prepared<A> {
    pkcs1: Hashes,
    pss: Hashes,
    kind: KeyKind,
    /// What an RSA-PSS key allows (RFC 4055, 3.3); `None` allows everything.
    allowed: Option<PssParameters>,
    exponent: u64,
    bytes: usize,
    arithmetic: A,
}

impl<A: Arithmetic> KeyAlgorithm for Rsa<A> {
    fn name(&self) -> &'static str {
        self.kind(0).name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == self.oid
    }

    fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        let allowed = self.allowed(key.algorithm())?;
        let numbers = PublicNumbers::read(key.key().bytes().ok_or(KeyRefused::Malformed)?)?;
        Ok(Box::new(Prepared {
            pkcs1: self.pkcs1,
            pss: self.pss,
            kind: self.kind(numbers.bits),
            allowed,
            exponent: numbers.exponent,
            bytes: usize::try_from(numbers.bits.div_ceil(8)).unwrap_or(usize::MAX),
            arithmetic: A::new(&numbers).ok_or(KeyRefused::ModulusInvalid)?,
        }))
    }

    fn signatures(&self) -> Signatures {
        self.signatures
    }
}

impl<A> Rsa<A> {
    fn kind(&self, bits: u32) -> KeyKind {
        if self.oid == oids::RSASSA_PSS { KeyKind::RsaPss { bits } } else { KeyKind::Rsa { bits } }
    }

    /// What the key's own parameters allow.
    fn allowed(&self, algorithm: AlgorithmRef<'_>) -> Result<Option<PssParameters>, KeyRefused> {
        match algorithm.parameters() {
            // RFC 4055, 1.2: without parameters the key takes any.
            None => Ok(None),
            Some(parameters) if self.oid == oids::RSASSA_PSS => match PssParameters::parse(parameters) {
                Ok(parameters) => Ok(Some(parameters)),
                Err(VerifyError::AlgorithmUnsupported) => Err(KeyRefused::Unsupported),
                Err(_) => Err(KeyRefused::ParametersInvalid),
            },
            // RFC 3279, 2.3.1: "The parameters field MUST have ASN.1 type NULL"; some leave it out, which says the same.
            parameters if is_null_or_absent(parameters) => Ok(None),
            Some(_) => Err(KeyRefused::ParametersInvalid),
        }
    }
}

impl<A: Arithmetic> PreparedKey for Prepared<A> {
    fn kind(&self) -> KeyKind {
        self.kind
    }

    fn weight(&self) -> u32 {
        // A verification squares once for each bit of the exponent, of which usual ones have 17.
        let usual = self.exponent <= 65_537;
        self.kind.weight() * if usual { 1 } else { 4 }
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let holds = match (SignatureAlgorithm::parse(algorithm)?, self.kind) {
            (SignatureAlgorithm::RsaPkcs1(hash), KeyKind::Rsa { .. }) => {
                let hash = find(self.pkcs1, hash).ok_or(VerifyError::AlgorithmUnsupported)?;
                self.fits(signature) && self.arithmetic.pkcs1(hash, input, signature)
            }
            (SignatureAlgorithm::RsaPss(parameters), _) => {
                if self.allowed.is_some_and(|allowed| !allows(allowed, parameters)) {
                    return Err(VerifyError::ParametersRestricted);
                }
                let hash = find(self.pss, parameters.hash()).ok_or(VerifyError::AlgorithmUnsupported)?;
                let mask = find(self.pss, parameters.mgf_hash()).ok_or(VerifyError::AlgorithmUnsupported)?;
                let salt_len = usize::try_from(parameters.salt_len()).unwrap_or(usize::MAX);
                self.fits(signature) && self.arithmetic.pss(&Pss { hash, mask, salt_len }, input, signature)
            }
            _ => return Err(VerifyError::AlgorithmMismatch),
        };
        if holds { Ok(()) } else { Err(VerifyError::BadSignature) }
    }
}

/// RFC 4055, 3.3: the hashes MUST be the same, and the salt not shorter than the key says.
fn allows(key: PssParameters, signature: PssParameters) -> bool {
    key.hash() == signature.hash() && key.mgf_hash() == signature.mgf_hash() && key.salt_len() <= signature.salt_len()
}

/// The public operation in some library.
pub(crate) trait Arithmetic: Sized + Send + Sync + 'static {
    /// A key that passed the rules; `None` if the library finds the modulus to be none.
    fn new(key: &PublicNumbers<'_>) -> Option<Self>;

    /// Whether an RSASSA-PKCS1-v1_5 signature verifies (RFC 8017, 8.2.2).
    fn pkcs1(&self, hash: &'static dyn DigestAlgorithm, input: Input<'_>, signature: &[u8]) -> bool;

    /// Whether an RSASSA-PSS signature verifies (RFC 8017, 8.1.2).
    fn pss(&self, pss: &Pss, input: Input<'_>, signature: &[u8]) -> bool;
}

/// The functions of a PSS signature, and the length of its salt.
pub(crate) struct Pss {
    pub(crate) hash: &'static dyn DigestAlgorithm,
    pub(crate) mask: &'static dyn DigestAlgorithm,
    pub(crate) salt_len: usize,
}

#[cfg(any(feature = "aws-lc-rs", feature = "graviola"))]
impl Pss {
    /// Whether the mask has the same hash, and the salt its length: what every library offers.
    pub(crate) fn is_usual(&self) -> bool {
        self.mask.oid() == self.hash.oid() && self.salt_len == self.hash.output_len()
    }
}

/// A modulus and an exponent that passed the rules.
pub(crate) struct PublicNumbers<'a> {
    /// `RSAPublicKey`.
    #[cfg_attr(
        not(any(feature = "aws-lc-rs", feature = "graviola")),
        expect(dead_code, reason = "for libraries that read it themselves")
    )]
    pub(crate) der: &'a [u8],
    pub(crate) modulus: &'a [u8],
    pub(crate) bits: u32,
    pub(crate) exponent: u64,
}

impl<'a> PublicNumbers<'a> {
    /// Reads an `RSAPublicKey` and checks what can be checked cheaply.
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, KeyRefused> {
        let numbers = RsaNumbers::parse(der)?;
        let bits = numbers.modulus_bits();
        if !(MIN_BITS..=MAX_BITS).contains(&bits) {
            return Err(KeyRefused::Size);
        }
        if bit_length(numbers.exponent) > 33 {
            return Err(KeyRefused::ExponentInvalid);
        }
        let exponent = numbers.exponent.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte));
        if !(3..=MAX_EXPONENT).contains(&exponent) || exponent % 2 == 0 {
            return Err(KeyRefused::ExponentInvalid);
        }
        if numbers.modulus.last().is_none_or(|last| last % 2 == 0) {
            return Err(KeyRefused::ModulusInvalid);
        }
        Ok(Self { der, modulus: numbers.modulus, bits, exponent })
    }
}

impl<A> Prepared<A> {
    /// RFC 8017, 8.1.2 and 8.2.2, step 1: a signature is as long as the modulus.
    fn fits(&self, signature: &[u8]) -> bool {
        signature.len() == self.bytes
    }
}

impl<A> fmt::Debug for Rsa<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind(0).name())
    }
}

impl<A> fmt::Debug for Prepared<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedKey({}, exponent {})", self.kind, self.exponent)
    }
}
