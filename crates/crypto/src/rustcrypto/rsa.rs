//! The RSA public operation (RFC 8017, 5.2.2) on crypto-bigint.
//!
//! All numbers here are public, so nothing needs to take constant time.

use crate::verify::rsa::{Arithmetic, Pss, PublicNumbers};
use crate::verify::rsa_encoding;
use crate::{DigestAlgorithm, Input};
use alloc::boxed::Box;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, MontyForm, MontyMultiplier, Odd};

/// The two numbers, ready for use.
pub(crate) struct PublicKey {
    /// Modulus and Montgomery constants.
    modulus: BoxedMontyParams,
    bits: u32,
    exponent: u64,
}

impl Arithmetic for PublicKey {
    fn new(key: &PublicNumbers<'_>) -> Option<Self> {
        let modulus = Odd::new(BoxedUint::from_be_slice_vartime(key.modulus)).into_option()?;
        Some(Self { modulus: BoxedMontyParams::new_vartime(modulus), bits: key.bits, exponent: key.exponent })
    }

    fn pkcs1(&self, hash: &'static dyn DigestAlgorithm, input: Input<'_>, signature: &[u8]) -> bool {
        self.open(signature).is_some_and(|encoded| {
            rsa_encoding::pkcs1(&input.digest(hash), self.bytes()).as_deref() == Some(encoded.as_bytes())
        })
    }

    fn pss(&self, pss: &Pss, input: Input<'_>, signature: &[u8]) -> bool {
        let Pss { hash, mask, salt_len } = *pss;
        self.open(signature).is_some_and(|encoded| {
            rsa_encoding::pss(encoded.as_bytes(), self.bits, hash, mask, salt_len, &input.digest(hash))
        })
    }
}

/// A key that is made ready when it is first needed, for what another library does not offer.
#[cfg(any(feature = "aws-lc-rs", feature = "graviola"))]
pub(crate) struct LateKey {
    der: Box<[u8]>,
    key: once_cell::race::OnceBox<Option<PublicKey>>,
}

#[cfg(any(feature = "aws-lc-rs", feature = "graviola"))]
impl LateKey {
    pub(crate) fn new(key: &PublicNumbers<'_>) -> Self {
        Self { der: key.der.into(), key: once_cell::race::OnceBox::new() }
    }

    /// `RSAPublicKey`.
    #[cfg(feature = "aws-lc-rs")]
    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(crate) fn get(&self) -> Option<&PublicKey> {
        let read = || PublicNumbers::read(&self.der).ok().and_then(|numbers| PublicKey::new(&numbers));
        self.key.get_or_init(|| Box::new(read())).as_ref()
    }
}

/// An encoded message (RFC 8017, 9), of as many bytes as the modulus.
struct Encoded {
    /// Whole limbs, so there may be more bytes in front, which are zero.
    limbs: Box<[u8]>,
    bytes: usize,
}

impl Encoded {
    fn as_bytes(&self) -> &[u8] {
        self.limbs.len().checked_sub(self.bytes).and_then(|start| self.limbs.get(start..)).unwrap_or(&[])
    }
}

impl PublicKey {
    /// Length of the modulus in bytes, and so of every signature.
    fn bytes(&self) -> usize {
        usize::try_from(self.bits.div_ceil(8)).unwrap_or(usize::MAX)
    }

    /// RSAVP1 (RFC 8017, 5.2.2) of a signature that is as long as the modulus; `None` if it is not below it.
    fn open(&self, signature: &[u8]) -> Option<Encoded> {
        let representative = BoxedUint::from_be_slice(signature, self.modulus.bits_precision()).ok()?;
        if representative >= *self.modulus.modulus().as_ref() {
            return None;
        }
        Some(Encoded { limbs: self.power(representative).to_be_bytes(), bytes: self.bytes() })
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
