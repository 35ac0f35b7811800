//! Multiples of a point that are kept, so that ECDSA verifies four to five times as fast (FIPS 186-5, 6.4.2).
//!
//! What takes the time in a verification is `u1 G + u2 Q`. With the multiples 1 to 128 of `2^(8 i) Q` at hand for each byte
//! `i` of a number, a product is one addition for each byte, and no doubling. A digit above 128 is taken as itself less
//! 256, with a carry, since the negative of a point costs nothing; a number above half the order is taken as the order less
//! itself, so that no carry is left at the top.
//!
//! For verification only: which entries are read depends on the numbers, and those are public here.

use crate::verify::ecdsa::leftmost;
use alloc::boxed::Box;
use alloc::vec;
use once_cell::race::OnceBox;
use p256::elliptic_curve::ff::PrimeField;
use p256::elliptic_curve::group::{Curve as Group, Group as _};
use p256::elliptic_curve::ops::{Invert, Reduce};
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::scalar::IsHigh;
use p256::elliptic_curve::{CurveArithmetic, FieldBytes};

/// Multiples that are kept for each byte of a number.
const ENTRIES: usize = 128;

/// A curve that tables can be made for.
pub(crate) trait Tabled: CurveArithmetic {
    /// Bytes of a number modulo the order.
    const BYTES: usize;

    /// The table of the generator: the same for every key, so it is made once, with the first table of the curve.
    fn of_generator() -> &'static OnceBox<Table<Self>>;
}

macro_rules! tabled {
    ($curve:path, $bytes:literal) => {
        impl Tabled for $curve {
            const BYTES: usize = $bytes;

            fn of_generator() -> &'static OnceBox<Table<Self>> {
                static TABLE: OnceBox<Table<$curve>> = OnceBox::new();
                &TABLE
            }
        }
    };
}

tabled!(p256::NistP256, 32);
tabled!(p384::NistP384, 48);
tabled!(p521::NistP521, 66);

/// The multiples of one point: [`ENTRIES`] for each byte, the lowest byte first.
pub(crate) struct Table<C: CurveArithmetic>(Box<[C::AffinePoint]>);

impl<C: Tabled> Table<C> {
    /// How many bytes one takes: 288 KiB for P-256, 624 KiB for P-384, 1.2 MiB for P-521.
    pub(super) const SIZE: usize = C::BYTES * ENTRIES * size_of::<C::AffinePoint>();

    /// The table of a point. Some thousand additions, and one inversion for all.
    pub(super) fn new(point: &C::AffinePoint) -> Self {
        let mut multiples = vec![C::ProjectivePoint::identity(); C::BYTES * ENTRIES];
        let mut base = C::ProjectivePoint::from(*point);
        for window in multiples.chunks_exact_mut(ENTRIES) {
            let mut multiple = base;
            for entry in window {
                *entry = multiple;
                multiple += base;
            }
            // 129 times the base went in; 256 times is the base of the next byte.
            base = (multiple - base).double();
        }
        let mut table = vec![C::AffinePoint::default(); multiples.len()].into_boxed_slice();
        C::ProjectivePoint::batch_normalize(&multiples, &mut table);
        Self(table)
    }

    /// Whether the signature (`r`, `s`) of `digest` holds under the point of this table. Neither number may be zero.
    pub(super) fn verify(&self, digest: &[u8], r: &C::Scalar, s: &C::Scalar) -> bool {
        let generator = C::of_generator().get_or_init(|| Box::new(Self::new(&C::ProjectivePoint::generator().into())));
        let Some(inverse) = Option::<C::Scalar>::from(s.invert_vartime()) else { return false };
        let mut bytes = FieldBytes::<C>::default();
        leftmost(digest, &mut bytes);
        let digest = <C::Scalar as Reduce<FieldBytes<C>>>::reduce(&bytes);
        let mut sum = C::ProjectivePoint::identity();
        generator.add_multiple(digest * inverse, &mut sum);
        self.add_multiple(inverse * *r, &mut sum);
        <C::Scalar as Reduce<FieldBytes<C>>>::reduce(&sum.to_affine().x()) == *r
    }

    /// Adds `number` times the point.
    fn add_multiple(&self, number: C::Scalar, sum: &mut C::ProjectivePoint) {
        let is_high = bool::from(number.is_high());
        let bytes = if is_high { -number } else { number }.to_repr();
        let mut carry = 0;
        for (byte, window) in bytes.iter().rev().zip(self.0.chunks_exact(ENTRIES)) {
            let digit = u16::from(*byte) + carry;
            let is_negative = digit > 128;
            carry = u16::from(is_negative);
            let digit = if is_negative { 256 - digit } else { digit };
            let Some(multiple) = usize::from(digit).checked_sub(1).and_then(|index| window.get(index)) else {
                continue;
            };
            if is_negative == is_high {
                *sum += multiple;
            } else {
                *sum -= multiple;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::elliptic_curve::ff::Field;

    /// Multiples by the table, and by the library.
    fn agrees<C: Tabled>(number: C::Scalar) {
        let point = C::ProjectivePoint::generator().double() + C::ProjectivePoint::generator();
        let table = Table::<C>::new(&point.into());
        let mut sum = C::ProjectivePoint::identity();
        table.add_multiple(number, &mut sum);
        assert_eq!(sum, point * number);
    }

    fn agree<C: Tabled>() {
        let one = C::Scalar::ONE;
        let half = Option::<C::Scalar>::from((one + one).invert_vartime());
        let half = half.unwrap_or(one);
        for number in [C::Scalar::ZERO, one, -one, half, -half, half - one, half + one] {
            agrees::<C>(number);
        }
        // Each digit around the sign, with and without a carry.
        for digit in [1_u64, 127, 128, 129, 255, 256, 0x7F80, 0x8080, 0x80_8081, 0xFFFF_FFFF] {
            agrees::<C>(C::Scalar::from(digit));
            agrees::<C>(-C::Scalar::from(digit));
        }
    }

    #[test]
    fn multiples_are_those_of_the_library() {
        agree::<p256::NistP256>();
        agree::<p384::NistP384>();
        agree::<p521::NistP521>();
    }

    #[test]
    fn tables_are_as_large_as_they_say() {
        assert_eq!(Table::<p256::NistP256>::SIZE, 32 * 128 * 72);
        assert_eq!(Table::<p384::NistP384>::SIZE / 1024, 624);
        assert_eq!(Table::<p521::NistP521>::SIZE * 10 / (1 << 20), 12);
    }
}
