//! DSA (FIPS 186-4, 4; RFC 3279, 2.3.2), with parameters that may be inherited.

use super::{Hashes, Signatures, find, hashes};
use crate::key::{DsaNumbers, bit_length, unsigned};
use crate::{Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Scheme, SignatureAlgorithm, VerifyError};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use crypto_bigint::BoxedUint;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use dsa::signature::hazmat::PrehashVerifier;
use dsa::{Components, Signature, VerifyingKey};
use ucpki_x509::der::Reader;
use ucpki_x509::{AlgorithmRef, SpkiRef, oids};

const HASHES: Hashes = &[&hashes::SHA256, &hashes::SHA224, &hashes::SHA1];

pub(super) static DSA: Dsa = Dsa;

#[derive(Debug)]
pub(super) struct Dsa;

struct Prepared {
    key: VerifyingKey,
    bits: u32,
    /// Of `q`.
    order_octets: usize,
    parameters: Vec<u8>,
}

impl KeyAlgorithm for Dsa {
    fn name(&self) -> &'static str {
        KeyKind::Dsa { bits: None }.name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == oids::DSA
    }

    fn prepare(&self, key: SpkiRef<'_>, inherited: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        // RFC 3279, 2.3.2: "If the DSA domain parameters are omitted ... and the CA signed the subject certificate
        // using DSA, then the certificate issuer's DSA parameters apply".
        let parameters = key.algorithm().parameters().or(inherited).ok_or(KeyRefused::ParametersMissing)?;
        let numbers = DsaNumbers::read(parameters)?;
        let mut reader =
            Reader::new(key.key().octets().ok_or(KeyRefused::Malformed)?).map_err(|_| KeyRefused::Malformed)?;
        let y = unsigned(&mut reader).ok_or(KeyRefused::Malformed)?;
        reader.finish().map_err(|_| KeyRefused::Malformed)?;
        Ok(Box::new(Prepared {
            key: verifying_key(&numbers, y)?,
            bits: bit_length(numbers.p),
            order_octets: numbers.q.len(),
            parameters: parameters.to_vec(),
        }))
    }

    fn signatures(&self) -> Signatures {
        &[(Scheme::Dsa, Some(Hash::Sha1)), (Scheme::Dsa, Some(Hash::Sha224)), (Scheme::Dsa, Some(Hash::Sha256))]
    }
}

/// Checks what can be checked cheaply: the sizes of FIPS 186-4, 4.2, the ranges, and that `g` and `y` have order `q`.
///
/// That `p` and `q` are prime is not checked: who chooses them otherwise weakens their own signatures only.
fn verifying_key(numbers: &DsaNumbers<'_>, y: &[u8]) -> Result<VerifyingKey, KeyRefused> {
    let sizes = (bit_length(numbers.p), bit_length(numbers.q));
    if !matches!(sizes, (1024, 160) | (2048, 224 | 256) | (3072, 256)) {
        return Err(KeyRefused::Size);
    }
    let p = BoxedUint::from_be_slice_vartime(numbers.p);
    let q = BoxedUint::from_be_slice_vartime(numbers.q);
    let number = |octets| BoxedUint::from_be_slice(octets, p.bits_precision()).map_err(|_| KeyRefused::DsaInvalid);
    let (g, y) = (number(numbers.g)?, number(y)?);
    let in_group = |number: &BoxedUint| *number > BoxedUint::one_with_precision(p.bits_precision()) && *number < p;
    if !in_group(&g) || !in_group(&y) {
        return Err(KeyRefused::DsaInvalid);
    }
    // Components::from_components and VerifyingKey::from_components refuse even p, and y^q other than 1.
    let components = Components::from_components(p, q, g).map_err(|_| KeyRefused::DsaInvalid)?;
    let modulus = BoxedMontyParams::new_vartime(components.p().clone());
    let g = BoxedMontyForm::new(components.g().as_ref().clone(), &modulus);
    if g.pow(components.q()) != BoxedMontyForm::one(&modulus) {
        return Err(KeyRefused::DsaInvalid);
    }
    VerifyingKey::from_components(components, y).map_err(|_| KeyRefused::DsaInvalid)
}

impl PreparedKey for Prepared {
    fn kind(&self) -> KeyKind {
        KeyKind::Dsa { bits: Some(self.bits) }
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let SignatureAlgorithm::Dsa(hash) = SignatureAlgorithm::parse(algorithm)? else {
            return Err(VerifyError::AlgorithmMismatch);
        };
        let hash = find(HASHES, hash).ok_or(VerifyError::AlgorithmUnsupported)?;
        let signature = self.read_signature(signature).ok_or(VerifyError::BadSignature)?;
        let digest = input.digest(hash);
        self.key.verify_prehash(digest.as_bytes(), &signature).map_err(|_| VerifyError::BadSignature)
    }

    fn inheritable_parameters(&self) -> Option<&[u8]> {
        Some(&self.parameters)
    }
}

impl Prepared {
    /// Reads `Dss-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.2); the library checks the ranges.
    fn read_signature(&self, signature: &[u8]) -> Option<Signature> {
        let mut outer = Reader::new(signature).ok()?;
        let mut numbers = outer.sequence().ok()?;
        outer.finish().ok()?;
        let mut number = || {
            let octets = unsigned(&mut numbers).filter(|octets| octets.len() <= self.order_octets)?;
            BoxedUint::from_be_slice(octets, self.key.components().q().bits_precision()).ok()
        };
        let (r, s) = (number()?, number()?);
        numbers.finish().ok()?;
        Signature::from_components(r, s)
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedKey({})", self.kind())
    }
}
