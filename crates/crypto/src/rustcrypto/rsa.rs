//! RSA signatures (RFC 8017): the public operation, and the keys.
//!
//! All numbers here are public, so nothing needs to take constant time.

use super::{Hashes, Signatures, find, hashes, rsa_encoding};
use crate::algorithm::is_null_or_absent;
use crate::key::{RsaNumbers, bit_length};
use crate::{
    Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, PssParameters, Scheme, SignatureAlgorithm, VerifyError,
};
use alloc::boxed::Box;
use core::fmt;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, MontyForm, MontyMultiplier, Odd};
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef, oids};

/// Shorter keys have been factored; they are named by [`KeyKind::of`] and not computed with.
const MIN_BITS: u32 = 1024;
/// One verification with 8192 bits takes about 0.4 ms with e = 65537 and 1.5 ms with the longest exponent.
const MAX_BITS: u32 = 8192;
/// Exponents have at most 33 bits, which covers every one that was ever seen; longer ones only make others work.
const MAX_EXPONENT: u64 = (1 << 33) - 1;

const SHA2: Hashes = &[&hashes::SHA256, &hashes::SHA384, &hashes::SHA512];

pub(super) static RSA: Rsa = Rsa {
    oid: oids::RSA_ENCRYPTION,
    pkcs1: SHA2,
    pss: SHA2,
    signatures: &[
        (Scheme::RsaPkcs1, Some(Hash::Sha256)),
        (Scheme::RsaPkcs1, Some(Hash::Sha384)),
        (Scheme::RsaPkcs1, Some(Hash::Sha512)),
        (Scheme::RsaPss, Some(Hash::Sha256)),
        (Scheme::RsaPss, Some(Hash::Sha384)),
        (Scheme::RsaPss, Some(Hash::Sha512)),
    ],
};

pub(super) static RSA_PSS: Rsa = Rsa {
    oid: oids::RSASSA_PSS,
    pkcs1: &[],
    pss: SHA2,
    signatures: &[
        (Scheme::RsaPss, Some(Hash::Sha256)),
        (Scheme::RsaPss, Some(Hash::Sha384)),
        (Scheme::RsaPss, Some(Hash::Sha512)),
    ],
};

#[derive(Debug)]
pub(super) struct Rsa {
    pub(super) oid: Oid<'static>,
    /// For PKCS#1 v1.5.
    pub(super) pkcs1: Hashes,
    /// For PSS, the message and the mask.
    pub(super) pss: Hashes,
    pub(super) signatures: Signatures,
}

struct Prepared {
    pkcs1: Hashes,
    pss: Hashes,
    kind: KeyKind,
    /// What an RSA-PSS key allows (RFC 4055, 3.3); `None` allows everything.
    allowed: Option<PssParameters>,
    public: PublicKey,
}

/// The two numbers, ready for use.
struct PublicKey {
    /// Modulus and Montgomery constants.
    modulus: BoxedMontyParams,
    bits: u32,
    exponent: u64,
}

impl KeyAlgorithm for Rsa {
    fn name(&self) -> &'static str {
        self.kind(0).name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == self.oid
    }

    fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        let allowed = self.allowed(key.algorithm())?;
        let public = PublicKey::new(&RsaNumbers::read(key)?)?;
        Ok(Box::new(Prepared { pkcs1: self.pkcs1, pss: self.pss, kind: self.kind(public.bits), allowed, public }))
    }

    fn signatures(&self) -> Signatures {
        self.signatures
    }
}

impl Rsa {
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

impl PreparedKey for Prepared {
    fn kind(&self) -> KeyKind {
        self.kind
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let holds = match (SignatureAlgorithm::parse(algorithm)?, self.kind) {
            (SignatureAlgorithm::RsaPkcs1(hash), KeyKind::Rsa { .. }) => {
                let hash = find(self.pkcs1, hash).ok_or(VerifyError::AlgorithmUnsupported)?;
                self.public.open(signature).is_some_and(|encoded| {
                    rsa_encoding::pkcs1(&input.digest(hash), self.public.octets()).as_deref()
                        == Some(encoded.as_bytes())
                })
            }
            (SignatureAlgorithm::RsaPss(parameters), _) => {
                if self.allowed.is_some_and(|allowed| !allows(allowed, parameters)) {
                    return Err(VerifyError::ParametersRestricted);
                }
                let hash = find(self.pss, parameters.hash()).ok_or(VerifyError::AlgorithmUnsupported)?;
                let mask = find(self.pss, parameters.mgf_hash()).ok_or(VerifyError::AlgorithmUnsupported)?;
                self.public.open(signature).is_some_and(|encoded| {
                    let salt_len = usize::try_from(parameters.salt_len()).unwrap_or(usize::MAX);
                    rsa_encoding::pss(encoded.as_bytes(), self.public.bits, hash, mask, salt_len, &input.digest(hash))
                })
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

/// An encoded message (RFC 8017, 9), of as many octets as the modulus.
struct Encoded {
    /// Whole limbs, so there may be more octets in front, which are zero.
    limbs: Box<[u8]>,
    octets: usize,
}

impl Encoded {
    fn as_bytes(&self) -> &[u8] {
        self.limbs.len().checked_sub(self.octets).and_then(|start| self.limbs.get(start..)).unwrap_or(&[])
    }
}

impl PublicKey {
    /// Checks the numbers, and computes what every verification needs.
    fn new(numbers: &RsaNumbers<'_>) -> Result<Self, KeyRefused> {
        let bits = numbers.modulus_bits();
        if !(MIN_BITS..=MAX_BITS).contains(&bits) {
            return Err(KeyRefused::Size);
        }
        if bit_length(numbers.exponent) > 33 {
            return Err(KeyRefused::ExponentInvalid);
        }
        let exponent = numbers.exponent.iter().fold(0, |value, octet| (value << 8) | u64::from(*octet));
        if !(3..=MAX_EXPONENT).contains(&exponent) || exponent % 2 == 0 {
            return Err(KeyRefused::ExponentInvalid);
        }
        let modulus = Odd::new(BoxedUint::from_be_slice_vartime(numbers.modulus)).into_option();
        let modulus = BoxedMontyParams::new_vartime(modulus.ok_or(KeyRefused::ModulusInvalid)?);
        Ok(Self { modulus, bits, exponent })
    }

    /// Length of the modulus in octets, and so of every signature.
    fn octets(&self) -> usize {
        usize::try_from(self.bits.div_ceil(8)).unwrap_or(usize::MAX)
    }

    /// RSAVP1 (RFC 8017, 5.2.2); `None` for a signature that is not as long as the modulus, or not below it.
    fn open(&self, signature: &[u8]) -> Option<Encoded> {
        if signature.len() != self.octets() {
            return None;
        }
        let representative = BoxedUint::from_be_slice(signature, self.modulus.bits_precision()).ok()?;
        if representative >= *self.modulus.modulus().as_ref() {
            return None;
        }
        Some(Encoded { limbs: self.power(representative).to_be_bytes(), octets: self.octets() })
    }

    /// `base` to the power of the exponent, by squaring and multiplying from the top bit down.
    ///
    /// The exponent is odd, so the last step multiplies by the base; it takes the base as it is, not in Montgomery
    /// form, and thereby leaves that form at no cost. 18 products for 65537.
    fn power(&self, base: BoxedUint) -> BoxedUint {
        let mut multiplier = <BoxedMontyForm as MontyForm>::Multiplier::from(&self.modulus);
        let form = BoxedMontyForm::new(base.clone(), &self.modulus);
        let plain = BoxedMontyForm::from_montgomery(base, &self.modulus);
        let mut power = form.clone();
        let below_top = 63 - self.exponent.leading_zeros();
        for bit in (0..below_top).rev() {
            multiplier.square_assign(&mut power);
            if bit > 0 && (self.exponent >> bit) & 1 == 1 {
                multiplier.mul_assign(&mut power, &form);
            }
        }
        multiplier.mul_assign(&mut power, &plain);
        power.into_montgomery()
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedKey({}, exponent {})", self.kind, self.public.exponent)
    }
}
