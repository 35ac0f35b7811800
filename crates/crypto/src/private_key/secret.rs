//! Bytes that nobody should see.

use alloc::vec::Vec;
use core::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Bytes that are wiped when they are dropped, never shown, and compared in constant time.
///
/// `Debug` shows how many there are. There is no `Display`, no `Clone` by accident in a log, and no way to grow: a vector
/// that grows leaves copies behind.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::Secret;
///
/// let secret = Secret::new(b"correct horse".to_vec());
/// assert_eq!(format!("{secret:?}"), "Secret(13 bytes)");
/// assert_eq!(secret, Secret::new(b"correct horse".to_vec()));
/// ```
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes `bytes`; they are wiped when this is dropped, with all the room that the vector has.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// `count` zero bytes, to be filled.
    pub(crate) fn zeros(count: usize) -> Self {
        Self(alloc::vec![0; count])
    }

    /// The bytes: an explicit act, so that a reader of the code can find every place.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn expose_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    /// Keeps the first `count` bytes and wipes the others.
    pub(crate) fn truncate(&mut self, count: usize) {
        if let Some(tail) = self.0.get_mut(count..) {
            tail.zeroize();
        }
        self.0.truncate(count);
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl PartialEq for Secret {
    /// In constant time for secrets of one length.
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}
