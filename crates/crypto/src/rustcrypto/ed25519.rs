//! Ed25519 on ed25519-dalek.

use crate::verify::ed25519::Point;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};

impl Point for VerifyingKey {
    fn new(point: VerifyingKey) -> Option<Self> {
        Some(point)
    }

    fn holds(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.verify(message, &Signature::from_bytes(signature)).is_ok()
    }
}
