//! ECDSA (FIPS 186-5, 6.4.2; RFC 5480, RFC 5758) on the three NIST curves that are in use.

use super::{Hashes, Signatures, find};
use crate::key::{named_curve, unsigned};
use crate::{DigestAlgorithm, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, SignatureAlgorithm, VerifyError};
use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;
use ucpki_x509::der::Reader;
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef, oids};

/// The curve whose points are `K`.
pub(crate) struct Ec<K> {
    hashes: Hashes,
    signatures: Signatures,
    points: PhantomData<fn() -> K>,
}

impl<K> Ec<K> {
    pub(crate) const fn new(hashes: Hashes, signatures: Signatures) -> Self {
        Self { hashes, signatures, points: PhantomData }
    }
}

/// A curve, by the type of its points in some library.
pub(crate) trait Point: Sized + Send + Sync + 'static {
    const KIND: KeyKind;
    const CURVE: Oid<'static>;
    /// Bytes of a coordinate, and of a number modulo the order.
    const BYTES: usize;

    /// The point of a SEC 1 encoding, compressed or not, whose length is right; unless it is not on the curve.
    fn decode(encoded: &[u8]) -> Option<Self>;

    /// Whether `signature` over `input` holds. A digest longer than the order is cut to its leftmost bits, a shorter one is
    /// taken whole (FIPS 186-5, 6.4.2).
    ///
    /// High `s` is accepted: X.509 asks for no canonical form, and every other verifier takes it.
    fn holds(&self, hash: &'static dyn DigestAlgorithm, input: Input<'_>, signature: &EcdsaSignature<'_>) -> bool;

    /// See [`PreparedKey::table_bytes`].
    fn table_bytes(&self) -> usize {
        0
    }

    /// See [`PreparedKey::build_table`].
    fn build_table(&self) {}
}

/// A signature in its one form; whether its numbers lie between 0 and the order is for the library to say.
pub(crate) struct EcdsaSignature<'a> {
    /// As it came.
    #[cfg_attr(not(feature = "aws-lc-rs"), expect(dead_code, reason = "for libraries that read it themselves"))]
    pub(crate) der: &'a [u8],
    /// Both numbers, [`BYTES`](Point::BYTES) each.
    pub(crate) r_s: &'a [u8],
}

struct Prepared<K> {
    hashes: Hashes,
    point: K,
}

impl<K> KeyAlgorithm for Ec<K>
where
    K: Point,
{
    fn name(&self) -> &'static str {
        K::KIND.name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == oids::EC_PUBLIC_KEY && algorithm.parameters().and_then(named_curve) == Some(K::CURVE)
    }

    fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        let encoded = key.key().bytes().ok_or(KeyRefused::Malformed)?;
        // RFC 5480, 2.2: "The first octet of the OCTET STRING indicates whether the key is compressed or uncompressed
        // ... The public key MUST be rejected if any other value is included". The point at infinity is one byte 00.
        match encoded {
            [0x02 | 0x03, x @ ..] if x.len() == K::BYTES => {}
            [0x04, x_y @ ..] if x_y.len() == 2 * K::BYTES => {}
            [0x02..=0x04, ..] => return Err(KeyRefused::Malformed),
            _ => return Err(KeyRefused::PointInvalid),
        }
        let point = K::decode(encoded).ok_or(KeyRefused::PointInvalid)?;
        Ok(Box::new(Prepared { hashes: self.hashes, point }))
    }

    fn signatures(&self) -> Signatures {
        self.signatures
    }
}

impl<K> PreparedKey for Prepared<K>
where
    K: Point,
{
    fn kind(&self) -> KeyKind {
        K::KIND
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let SignatureAlgorithm::Ecdsa(hash) = SignatureAlgorithm::parse(algorithm)? else {
            return Err(VerifyError::AlgorithmMismatch);
        };
        let hash = find(self.hashes, hash).ok_or(VerifyError::AlgorithmUnsupported)?;
        let mut r_s = [0; 2 * MAX_BYTES];
        let r_s = r_s.get_mut(..2 * K::BYTES).and_then(|r_s| read_signature(signature, r_s));
        let holds = r_s.is_some_and(|r_s| self.point.holds(hash, input, &EcdsaSignature { der: signature, r_s }));
        if holds { Ok(()) } else { Err(VerifyError::BadSignature) }
    }

    fn table_bytes(&self) -> usize {
        self.point.table_bytes()
    }

    fn build_table(&self) {
        self.point.build_table();
    }
}

/// Puts the leftmost bytes of a digest into `bytes`, or a shorter digest with zeros before it: the same number for every
/// library (FIPS 186-5, 6.4.2).
pub(crate) fn leftmost(digest: &[u8], bytes: &mut [u8]) {
    let length = digest.len().min(bytes.len());
    bytes.fill(0);
    for (place, byte) in bytes.iter_mut().rev().zip(digest.iter().take(length).rev()) {
        *place = *byte;
    }
}

/// Of P-521.
const MAX_BYTES: usize = 66;

/// Reads `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.3) into `r_s`, both halves padded.
///
/// DER alone: a padded number or trailing data would be a second form of the same signature.
fn read_signature<'a>(signature: &[u8], r_s: &'a mut [u8]) -> Option<&'a [u8]> {
    let mut outer = Reader::new(signature).ok()?;
    let mut numbers = outer.sequence().ok()?;
    outer.finish().ok()?;
    let half = r_s.len() / 2;
    for place in r_s.chunks_exact_mut(half) {
        let number = unsigned(&mut numbers)?;
        let padding = half.checked_sub(number.len())?;
        place.get_mut(padding..)?.copy_from_slice(number);
    }
    numbers.finish().ok()?;
    Some(r_s)
}

impl<K: Point> fmt::Debug for Ec<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(K::KIND.name())
    }
}

impl<K: Point> fmt::Debug for Prepared<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreparedKey({})", K::KIND)
    }
}
