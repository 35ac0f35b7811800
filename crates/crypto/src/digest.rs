//! Digests: the values, and the algorithms as constants.

use alloc::boxed::Box;
use core::fmt;
use sha2::Digest as _;
use ucpki_x509::{Hex, Oid};

/// The longest digest that is known, in bytes (SHA-512).
pub const MAX_DIGEST: usize = 64;

/// A hash function, as a constant that a [`Provider`](crate::Provider) lists.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{RUSTCRYPTO, sha256};
/// use ucpki::x509::oids;
///
/// // The hash function that a CertID names.
/// let algorithm = RUSTCRYPTO.digest(oids::SHA256).ok_or("this provider has no SHA-256")?;
/// assert_eq!(algorithm.digest(&[b"signed ", b"bytes"]).as_bytes(), sha256(b"signed bytes"));
/// # Ok::<(), &str>(())
/// ```
pub trait DigestAlgorithm: Send + Sync + fmt::Debug {
    /// The object identifier of the hash, as it is in `DigestInfo` and in CertIDs.
    fn oid(&self) -> Oid<'static>;

    /// How many bytes come out.
    fn output_len(&self) -> usize;

    /// Hashes the parts one after another. Allocates nothing.
    fn digest(&self, parts: &[&[u8]]) -> Digest;

    /// Begins to hash what comes piece by piece. One allocation.
    fn start(&self) -> Box<dyn DigestState>;
}

/// A hash in the making.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{RUSTCRYPTO, sha256};
/// use ucpki::x509::oids;
///
/// // A CRL that comes in pieces is hashed while it is received.
/// let mut state = RUSTCRYPTO.digest(oids::SHA256).ok_or("this provider has no SHA-256")?.start();
/// for piece in [&b"signed "[..], b"bytes"] {
///     state.update(piece);
/// }
/// assert_eq!(state.finish().as_bytes(), sha256(b"signed bytes"));
/// # Ok::<(), &str>(())
/// ```
pub trait DigestState: Send + Sync {
    /// Takes the next piece.
    fn update(&mut self, data: &[u8]);

    /// The digest of all pieces.
    fn finish(self: Box<Self>) -> Digest;
}

/// What a hash function gave: the bytes, and which function it was.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Digest, sha256};
/// use ucpki::x509::oids;
///
/// // A digest that an accelerator computed.
/// let digest = Digest::new(oids::SHA256, &sha256(b"signed bytes")).ok_or("longer than any digest")?;
/// assert_eq!((digest.oid(), digest.as_bytes().len()), (oids::SHA256, 32));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest {
    oid: Oid<'static>,
    bytes: [u8; MAX_DIGEST],
    len: usize,
}

impl Digest {
    /// The digest `bytes` of the function `oid`; `None` if longer than [`MAX_DIGEST`].
    #[must_use]
    pub fn new(oid: Oid<'static>, bytes: &[u8]) -> Option<Self> {
        let mut all = [0; MAX_DIGEST];
        all.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self { oid, bytes: all, len: bytes.len() })
    }

    /// For the hash functions of this crate, none of which gives more than [`MAX_DIGEST`] bytes.
    #[cfg(feature = "rustcrypto")]
    pub(crate) fn of(hash: crate::Hash, bytes: &[u8]) -> Self {
        let mut all = [0; MAX_DIGEST];
        for (place, byte) in all.iter_mut().zip(bytes) {
            *place = *byte;
        }
        Self { oid: hash.oid(), bytes: all, len: bytes.len().min(MAX_DIGEST) }
    }

    /// The hash function.
    #[must_use]
    pub const fn oid(&self) -> Oid<'static> {
        self.oid
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&[])
    }

    /// The same as a view.
    #[must_use]
    pub fn as_ref(&self) -> DigestRef<'_> {
        DigestRef { oid: self.oid, bytes: self.as_bytes() }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

/// A digest that somebody else holds, and which function made it.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{DigestRef, Input, RUSTCRYPTO, sha256};
/// use ucpki::x509::{oids, pem};
///
/// let root = pem::certificates(include_bytes!("../../../tests/data/chain/demo/root.pem"))?.remove(0).certificate;
/// // The digest of the signed part is known already: it is not hashed again.
/// let digest = sha256(root.tbs());
/// let input = Input::Both { message: root.tbs(), digest: DigestRef::new(oids::SHA256, &digest) };
/// let key = RUSTCRYPTO.prepare(root.spki(), None)?;
/// key.verify(root.signature_algorithm(), input, root.signature().ok_or("not of whole bytes")?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DigestRef<'a> {
    oid: Oid<'a>,
    bytes: &'a [u8],
}

impl<'a> DigestRef<'a> {
    /// The digest `bytes` of the function `oid`.
    #[must_use]
    pub const fn new(oid: Oid<'a>, bytes: &'a [u8]) -> Self {
        Self { oid, bytes }
    }

    /// The hash function.
    #[must_use]
    pub const fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl fmt::Debug for DigestRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({} {})", self.oid, Hex(self.bytes))
    }
}

/// What a signature is checked over.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Input, RUSTCRYPTO, VerifyError};
/// use ucpki::x509::pem;
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let issuer = read(include_bytes!("../../../tests/data/chain/demo/intermediate.pem"))?;
/// let leaf = read(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?;
/// let signature = leaf.signature().ok_or("not of whole bytes")?;
///
/// let key = RUSTCRYPTO.prepare(issuer.spki(), None)?;
/// key.verify(leaf.signature_algorithm(), Input::Message(leaf.tbs()), signature)?;
/// // The whole certificate is not what was signed.
/// let whole = key.verify(leaf.signature_algorithm(), Input::Message(leaf.as_der()), signature);
/// assert_eq!(whole, Err(VerifyError::BadSignature));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Input<'a> {
    /// The signed bytes.
    Message(&'a [u8]),
    /// The signed bytes, and their digest, which was made while something else was done with them.
    ///
    /// The digest is used if its function is the signature's, else the message is hashed. **The caller vouches that it
    /// is the digest of this message.**
    Both {
        /// The signed bytes: some backends and Ed25519 need them.
        message: &'a [u8],
        /// Their digest.
        digest: DigestRef<'a>,
    },
}

impl<'a> Input<'a> {
    /// The signed bytes.
    #[must_use]
    pub const fn message(&self) -> &'a [u8] {
        match self {
            Self::Message(message) | Self::Both { message, .. } => message,
        }
    }

    /// The digest by `algorithm`: what the caller brought, or computed now.
    #[must_use]
    pub fn digest(&self, algorithm: &dyn DigestAlgorithm) -> Digest {
        match self {
            Self::Both { digest, .. }
                if digest.oid == algorithm.oid() && digest.bytes.len() == algorithm.output_len() =>
            {
                Digest::new(algorithm.oid(), digest.bytes).unwrap_or_else(|| algorithm.digest(&[self.message()]))
            }
            _ => algorithm.digest(&[self.message()]),
        }
    }
}

/// SHA-256 of `data`, for fingerprints and cache keys.
///
/// About 2 GB/s on a processor with SHA instructions. Allocates nothing.
///
/// # Examples
///
/// ```
/// assert_eq!(ucpki::crypto::sha256(b"")[..4], [0xE3, 0xB0, 0xC4, 0x42]);
/// ```
#[must_use]
pub fn sha256(data: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(data).into()
}

/// SHA-1 of `data`, for key identifiers (RFC 5280, 4.2.1.2) and fingerprints: names, never proofs.
///
/// Allocates nothing.
#[must_use]
pub fn sha1(data: &[u8]) -> [u8; 20] {
    sha1::Sha1::digest(data).into()
}
