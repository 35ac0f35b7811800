//! DSA (FIPS 186-4, 4; RFC 3279, 2.3.2), with parameters that may be inherited.
//!
//! The computation is written here, on the same Montgomery arithmetic as RSA: the `dsa` crate raises to exponents of
//! twice the length of `p` where those of `q` are meant, which makes it twenty times slower, too slow for input that
//! strangers choose. All numbers are public, so nothing needs to take constant time.

use super::hashes;
use crate::key::{DsaNumbers, bit_length, unsigned};
use crate::verify::{Hashes, Signatures, find};
use crate::{Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Scheme, SignatureAlgorithm, VerifyError};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, MontyForm, MontyMultiplier, Odd};
use ucpki_x509::der::Reader;
use ucpki_x509::{AlgorithmRef, SpkiRef, oids};

const HASHES: Hashes = &[&hashes::SHA256, &hashes::SHA224, &hashes::SHA1];

pub(super) static DSA: Dsa = Dsa;

#[derive(Debug)]
pub(super) struct Dsa;

struct Prepared {
    bits: u32,
    parameters: Vec<u8>,
    public: PublicKey,
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
        let y = read_key(key).ok_or(KeyRefused::Malformed)?;
        let public = PublicKey::new(&numbers, y)?;
        Ok(Box::new(Prepared { bits: bit_length(numbers.p), parameters: parameters.to_vec(), public }))
    }

    fn signatures(&self) -> Signatures {
        &[(Scheme::Dsa, Some(Hash::Sha1)), (Scheme::Dsa, Some(Hash::Sha224)), (Scheme::Dsa, Some(Hash::Sha256))]
    }
}

/// `DSAPublicKey ::= INTEGER` (RFC 3279, 2.3.2).
fn read_key(key: SpkiRef<'_>) -> Option<&[u8]> {
    let mut reader = Reader::new(key.key().bytes()?).ok()?;
    let y = unsigned(&mut reader)?;
    reader.finish().ok()?;
    Some(y)
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
        let holds = self
            .public
            .read_signature(signature)
            .and_then(|(r, s)| self.public.holds(input.digest(hash).as_bytes(), &r, s));
        if holds == Some(true) { Ok(()) } else { Err(VerifyError::BadSignature) }
    }

    fn inheritable_parameters(&self) -> Option<&[u8]> {
        Some(&self.parameters)
    }
}

/// The numbers, ready for use.
struct PublicKey {
    p: BoxedMontyParams,
    q: BoxedMontyParams,
    /// Length of `q`: 160, 224 or 256 bits.
    order_bits: u32,
    g: BoxedMontyForm,
    y: BoxedMontyForm,
    /// `g * y`, for exponents that both have a bit set.
    g_y: BoxedMontyForm,
}

impl PublicKey {
    /// Checks what can be checked cheaply: the sizes of FIPS 186-4, 4.2, the ranges, and that `g` and `y` have order
    /// `q` (A.2.2).
    ///
    /// That `p` and `q` are prime is not checked: who chooses them otherwise weakens their own signatures only.
    fn new(numbers: &DsaNumbers<'_>, y: &[u8]) -> Result<Self, KeyRefused> {
        let order_bits = bit_length(numbers.q);
        if !matches!((bit_length(numbers.p), order_bits), (1024, 160) | (2048, 224 | 256) | (3072, 256)) {
            return Err(KeyRefused::Size);
        }
        let p = odd(numbers.p).ok_or(KeyRefused::DsaInvalid)?;
        let q = odd(numbers.q).ok_or(KeyRefused::DsaInvalid)?;
        let g = in_group(&p, numbers.g).ok_or(KeyRefused::DsaInvalid)?;
        let y = in_group(&p, y).ok_or(KeyRefused::DsaInvalid)?;
        let g_y = g.mul(&y);
        let key = Self { p, q, order_bits, g, y, g_y };
        let (zero, order) = (BoxedUint::zero_with_precision(order_bits), key.q.modulus().as_ref());
        let one = BoxedMontyForm::one(&key.p);
        if key.power(order, &zero) == one && key.power(&zero, order) == one {
            Ok(key)
        } else {
            Err(KeyRefused::DsaInvalid)
        }
    }

    /// Reads `Dss-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.2), both above 0 and below `q`.
    fn read_signature(&self, signature: &[u8]) -> Option<(BoxedUint, BoxedUint)> {
        let mut outer = Reader::new(signature).ok()?;
        let mut numbers = outer.sequence().ok()?;
        outer.finish().ok()?;
        let mut number = || {
            let bytes = unsigned(&mut numbers)?;
            let number = BoxedUint::from_be_slice(bytes, self.q.bits_precision()).ok()?;
            (bytes != [0] && number < *self.q.modulus().as_ref()).then_some(number)
        };
        let (r, s) = (number()?, number()?);
        numbers.finish().ok()?;
        Some((r, s))
    }

    /// FIPS 186-4, 4.7; `None` if `s` has no inverse, which cannot be while `q` is prime.
    fn holds(&self, digest: &[u8], r: &BoxedUint, s: BoxedUint) -> Option<bool> {
        let order = self.q.modulus();
        // "The leftmost min(N, outlen) bits"; N is a number of whole bytes.
        let order_bytes = usize::try_from(self.order_bits / 8).ok()?;
        let z = digest.get(..order_bytes).unwrap_or(digest);
        let z = BoxedUint::from_be_slice(z, self.q.bits_precision()).ok()?.rem_vartime(order.as_nz_ref());
        let w: BoxedMontyForm = BoxedMontyForm::new(s, &self.q).invert_vartime().into_option()?;
        let u1 = BoxedMontyForm::new(z, &self.q).mul(&w).retrieve();
        let u2 = BoxedMontyForm::new(r.clone(), &self.q).mul(&w).retrieve();
        Some(self.power(&u1, &u2).retrieve().rem_vartime(order.as_nz_ref()) == *r)
    }

    /// `g^u1 * y^u2`, in one pass over the bits of both.
    fn power(&self, u1: &BoxedUint, u2: &BoxedUint) -> BoxedMontyForm {
        let mut multiplier = <BoxedMontyForm as MontyForm>::Multiplier::from(&self.p);
        let mut power = BoxedMontyForm::one(&self.p);
        for bit in (0..self.order_bits).rev() {
            multiplier.square_assign(&mut power);
            match (u1.bit_vartime(bit), u2.bit_vartime(bit)) {
                (true, true) => multiplier.mul_assign(&mut power, &self.g_y),
                (true, false) => multiplier.mul_assign(&mut power, &self.g),
                (false, true) => multiplier.mul_assign(&mut power, &self.y),
                (false, false) => {}
            }
        }
        power
    }
}

/// The constants of an odd modulus.
fn odd(magnitude: &[u8]) -> Option<BoxedMontyParams> {
    Some(BoxedMontyParams::new_vartime(Odd::new(BoxedUint::from_be_slice_vartime(magnitude)).into_option()?))
}

/// A number above 1 and below `p`.
fn in_group(p: &BoxedMontyParams, magnitude: &[u8]) -> Option<BoxedMontyForm> {
    let number = BoxedUint::from_be_slice(magnitude, p.bits_precision()).ok()?;
    let in_range = bit_length(magnitude) > 1 && number < *p.modulus().as_ref();
    in_range.then(|| BoxedMontyForm::new(number, p))
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedKey({})", self.kind())
    }
}
