//! ECDSA on the p256, p384 and p521 crates, with tables for keys that are busy.

use super::table::{Table, Tabled};
use crate::verify::ecdsa::{EcdsaSignature, Point};
use crate::{DigestAlgorithm, Input, KeyKind};
use alloc::boxed::Box;
use once_cell::race::OnceBox;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use ucpki_x509::{Oid, oids};

pub(crate) type P256 = Key<p256::ecdsa::VerifyingKey, p256::NistP256>;
pub(crate) type P384 = Key<p384::ecdsa::VerifyingKey, p384::NistP384>;
pub(crate) type P521 = Key<p521::ecdsa::VerifyingKey, p521::NistP521>;

/// A point, and its table where somebody asked for one.
pub(crate) struct Key<K, C: Tabled> {
    point: K,
    table: OnceBox<Table<C>>,
}

macro_rules! point {
    ($curve:ident, $parameters:ident, $kind:ident, $oid:ident, $bytes:literal) => {
        impl Point for Key<$curve::ecdsa::VerifyingKey, $curve::$parameters> {
            const KIND: KeyKind = KeyKind::$kind;
            const CURVE: Oid<'static> = oids::$oid;
            const BYTES: usize = $bytes;

            fn decode(encoded: &[u8]) -> Option<Self> {
                let point = $curve::ecdsa::VerifyingKey::from_sec1_bytes(encoded).ok()?;
                Some(Self { point, table: OnceBox::new() })
            }

            fn holds(
                &self,
                hash: &'static dyn DigestAlgorithm,
                input: Input<'_>,
                signature: &EcdsaSignature<'_>,
            ) -> bool {
                // from_slice refuses zero and what is not below the order.
                let Ok(signature) = $curve::ecdsa::Signature::from_slice(signature.r_s) else { return false };
                let digest = input.digest(hash);
                match self.table.get() {
                    Some(table) => {
                        let (r, s) = signature.split_scalars();
                        table.verify(digest.as_bytes(), &r, &s)
                    }
                    None => self.point.verify_prehash(digest.as_bytes(), &signature).is_ok(),
                }
            }

            fn table_bytes(&self) -> usize {
                if self.table.get().is_some() { 0 } else { Table::<$curve::$parameters>::SIZE }
            }

            fn build_table(&self) {
                self.table.get_or_init(|| Box::new(Table::new(self.point.as_affine())));
            }
        }
    };
}

#[cfg(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64")))]
impl P256 {
    /// The point as 04, x and y (SEC 1, 2.3.3).
    pub(crate) fn uncompressed(&self) -> p256::Sec1Point {
        self.point.to_sec1_point(false)
    }
}

#[cfg(all(feature = "graviola", any(target_arch = "aarch64", target_arch = "x86_64")))]
impl P384 {
    /// The point as 04, x and y (SEC 1, 2.3.3).
    pub(crate) fn uncompressed(&self) -> p384::Sec1Point {
        self.point.to_sec1_point(false)
    }
}

point!(p256, NistP256, EcP256, SECP256R1, 32);
point!(p384, NistP384, EcP384, SECP384R1, 48);
point!(p521, NistP521, EcP521, SECP521R1, 66);
