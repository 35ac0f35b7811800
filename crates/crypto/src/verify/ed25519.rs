//! Ed25519 (RFC 8032, RFC 8410).
//!
//! Verifiers of Ed25519 differ on keys and signatures that no honest signer makes. The rule here has two parts:
//!
//! - **Keys are checked when they are prepared**: a key that is not in its one canonical form (RFC 8032, 5.1.3), or that
//!   has small order, is refused. With a small-order key one signature verifies for nearly any message, so it binds
//!   nobody to anything; no honest key generator makes one.
//! - **Signatures are checked as RFC 8032, 5.1.7 says, without the cofactor**: `S` below the order, and `R` equal, byte
//!   by byte, to what is computed from the rest. OpenSSL, BoringSSL and Go do the same, so all agree on every signature.
//!
//! The stricter rule that also refuses small-order `R` (ed25519-dalek's `verify_strict`) was not taken: such a
//! signature exposes its signer's private key and harms no one else, and the others accept it.

use super::Signatures;
use crate::{Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Scheme, SignatureAlgorithm, VerifyError};
use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;
use ed25519_dalek::VerifyingKey;
use ucpki_x509::{AlgorithmRef, SpkiRef, oids};

/// The keys, by the type of their points in some library.
pub(crate) struct Ed25519<K>(PhantomData<fn() -> K>);

impl<K> Ed25519<K> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

/// A point in some library.
pub(crate) trait Point: Sized + Send + Sync + 'static {
    /// A point that passed the rules.
    fn new(point: VerifyingKey) -> Option<Self>;

    /// Whether a signature verifies whose `S` is below the order.
    fn holds(&self, message: &[u8], signature: &[u8; 64]) -> bool;
}

struct Prepared<K>(K);

impl<K: Point> KeyAlgorithm for Ed25519<K> {
    fn name(&self) -> &'static str {
        KeyKind::Ed25519.name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == oids::ED25519
    }

    fn prepare(&self, key: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        // RFC 8410, 3: "the parameters MUST be absent".
        if key.algorithm().parameters().is_some() {
            return Err(KeyRefused::ParametersInvalid);
        }
        let encoded: &[u8; 32] =
            key.key().bytes().and_then(|bytes| bytes.try_into().ok()).ok_or(KeyRefused::Malformed)?;
        // The sign of x is the top bit; y is the rest and must be below 2^255 - 19. The other non-canonical form,
        // x = 0 with its sign set, has small order.
        let mut y = *encoded;
        y[31] &= 0x7F;
        if !is_below(&y, &FIELD) {
            return Err(KeyRefused::PointInvalid);
        }
        let point = VerifyingKey::from_bytes(encoded).map_err(|_| KeyRefused::PointInvalid)?;
        if point.is_weak() {
            return Err(KeyRefused::PointInvalid);
        }
        Ok(Box::new(Prepared(K::new(point).ok_or(KeyRefused::PointInvalid)?)))
    }

    fn signatures(&self) -> Signatures {
        &[(Scheme::Ed25519, None)]
    }
}

impl<K: Point> PreparedKey for Prepared<K> {
    fn kind(&self) -> KeyKind {
        KeyKind::Ed25519
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        let SignatureAlgorithm::Ed25519 = SignatureAlgorithm::parse(algorithm)? else {
            return Err(VerifyError::AlgorithmMismatch);
        };
        let halves: &[u8; 64] = signature.try_into().map_err(|_| VerifyError::BadSignature)?;
        // Libraries check S below the order too; in one of them a feature that any crate of a build can turn on says
        // otherwise.
        let below = halves.last_chunk::<32>().is_some_and(|s| is_below(s, &ORDER));
        if below && self.0.holds(input.message(), halves) { Ok(()) } else { Err(VerifyError::BadSignature) }
    }
}

/// 2^255 - 19, the field of the coordinates, least significant byte first.
const FIELD: [u8; 32] = [
    0xED, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F,
];

/// 2^252 + 27742317777372353535851937790883648493, the order of the base point, least significant byte first.
const ORDER: [u8; 32] = [
    0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10,
];

/// Compares numbers whose least significant byte is the first.
fn is_below(number: &[u8; 32], bound: &[u8; 32]) -> bool {
    number.iter().rev().lt(bound.iter().rev())
}

impl<K> fmt::Debug for Ed25519<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ed25519")
    }
}

impl<K> fmt::Debug for Prepared<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreparedKey(Ed25519)")
    }
}
