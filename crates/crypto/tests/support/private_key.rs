//! RSA private keys that sign whatever they are given, also what no standard allows.
#![allow(dead_code, reason = "each test program uses a part")]

use super::support::{self, Numbers};
use rsa::hazmat::rsa_decrypt;
use rsa::rand_core::{Infallible, TryCryptoRng, TryRng};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, PrivateKey as RsaPrivateKey};

/// Not secure at all, and so the same keys in every run.
impl TryRng for Numbers {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|number| u32::try_from(number >> 32).unwrap())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.copy_from_slice(&self.bytes(bytes.len()));
        Ok(())
    }
}

impl TryCryptoRng for Numbers {}

pub(crate) struct PrivateKey(pub(crate) RsaPrivateKey);

impl PrivateKey {
    pub(crate) fn new(seed: u64, bits: usize, exponent: u64) -> Self {
        Self(RsaPrivateKey::new_with_exp(&mut Numbers(seed), bits, BoxedUint::from(exponent)).unwrap())
    }

    pub(crate) fn modulus(&self) -> Vec<u8> {
        self.0.n().to_be_bytes_trimmed_vartime().into()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.modulus().len()
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        support::rsa_spki(&self.modulus(), &self.0.e().to_be_bytes_trimmed_vartime())
    }

    /// RSASP1 of any number below the modulus.
    pub(crate) fn sign(&self, encoded: &[u8]) -> Vec<u8> {
        let number = BoxedUint::from_be_slice(encoded, self.0.n().bits_precision()).unwrap();
        let signature = rsa_decrypt(None::<&mut Numbers>, &self.0, &number).unwrap().to_be_bytes();
        signature[signature.len() - self.bytes()..].to_vec()
    }
}
