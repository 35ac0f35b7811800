//! Randomness, which comes from outside.

use crate::codes;
use ucpki_x509::Code;

/// A source of random bytes: an operating system's, a hardware generator, a smart card.
///
/// Generated keys are as good as this source. On hosts there is `SystemRandom`, with the feature `std`. The library watches what
/// it is given: bytes that repeat within 128 come from a source that is broken, and nothing is generated or signed with it
/// ([`codes::RANDOM_FAILED`]). A source that is merely weak is not found out.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Random, RandomFailed};
///
/// /// A generator of the hardware's.
/// struct Device(std::fs::File);
///
/// impl Random for Device {
///     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
///         use std::io::Read;
///         self.0.read_exact(bytes).map_err(|_| RandomFailed)
///     }
/// }
///
/// let mut salt = [0; 16];
/// Device(std::fs::File::open("/dev/urandom").map_err(|_| RandomFailed)?).fill(&mut salt)?;
/// # Ok::<(), RandomFailed>(())
/// ```
pub trait Random {
    /// Fills all of `bytes` with bytes that nobody can foretell.
    ///
    /// # Errors
    ///
    /// [`RandomFailed`] where the source cannot; nothing is generated then.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed>;
}

impl<R: Random + ?Sized> Random for &mut R {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        (**self).fill(bytes)
    }
}

/// The source of randomness gave nothing, or the same bytes again and again.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{KeyKind, Random, RandomFailed, SIGNERS, codes};
///
/// /// A generator that is not ready yet.
/// struct Warming;
///
/// impl Random for Warming {
///     fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomFailed> {
///         Err(RandomFailed)
///     }
/// }
///
/// let error = SIGNERS.generate(KeyKind::EcP256, &mut Warming).unwrap_err();
/// assert_eq!(error.code(), &codes::RANDOM_FAILED);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RandomFailed;

impl RandomFailed {
    /// The number and name of the reason.
    #[must_use]
    pub const fn code(self) -> &'static Code {
        &codes::RANDOM_FAILED
    }
}

impl core::fmt::Display for RandomFailed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(codes::RANDOM_FAILED.text())
    }
}

impl core::error::Error for RandomFailed {}

/// The operating system's source of randomness. Needs the feature `std`.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "std")] {
/// use ucpki::crypto::{Random, SystemRandom};
///
/// let mut nonce = [0; 32];
/// SystemRandom.fill(&mut nonce)?;
/// # }
/// # Ok::<(), ucpki::crypto::RandomFailed>(())
/// ```
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

#[cfg(feature = "std")]
impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        getrandom::fill(bytes).map_err(|_| RandomFailed)
    }
}

/// No randomness at all, for what needs none: signing with ECDSA (RFC 6979) and Ed25519.
///
/// Where some is needed after all, the call fails with [`RandomFailed`].
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{KeyKind, NoRandom, SIGNERS};
///
/// // ECDSA is deterministic (RFC 6979): a machine without a random source can sign, and cannot make keys.
/// let key = SIGNERS.read(include_bytes!("../../../tests/data/ocsp/responder/ca.key"), None)?;
/// let algorithm = key.algorithms()[0];
/// assert_eq!(key.sign(algorithm, b"message", &mut NoRandom)?, key.sign(algorithm, b"message", &mut NoRandom)?);
/// assert!(SIGNERS.generate(KeyKind::EcP256, &mut NoRandom).is_err());
/// # Ok::<(), ucpki::crypto::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRandom;

impl Random for NoRandom {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomFailed> {
        Err(RandomFailed)
    }
}
