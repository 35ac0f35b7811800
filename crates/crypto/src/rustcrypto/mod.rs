//! Providers on the RustCrypto crates.

#[cfg(feature = "legacy")]
mod dsa;
pub(crate) mod ecdsa;
mod ed25519;
pub(crate) mod hashes;
#[cfg(feature = "legacy")]
mod legacy;
#[cfg(feature = "ml-dsa")]
mod ml_dsa;
pub(crate) mod rsa;
#[cfg(feature = "keys")]
mod sign_ecdsa;
#[cfg(feature = "keys")]
mod sign_ed25519;
mod table;

#[cfg(feature = "legacy")]
pub use legacy::LEGACY;

use crate::verify::{self, Hashes, Signatures};
use crate::{Hash, KeyAlgorithm, Provider, Scheme};

/// What is fit for use today: RSA and ECDSA with SHA-2, and Ed25519.
///
/// | key | signatures |
/// |---|---|
/// | RSA, 1024 to 8192 bits | PKCS#1 v1.5 and PSS with SHA-256, SHA-384, SHA-512; the mask of PSS with any of them |
/// | RSA-PSS, 1024 to 8192 bits | PSS alone, as above, within what the key allows |
/// | P-256, P-384, P-521 | ECDSA with SHA-224, SHA-256, SHA-384, SHA-512 |
/// | Ed25519 | Ed25519 |
///
/// Lengths are those that are computed with; which of them are long enough is policy, and judged elsewhere. SHA-1 is
/// there as a digest, for key identifiers and CertIDs, and verifies no signature.
pub const RUSTCRYPTO: Provider = Provider::new("rustcrypto", KEYS, DIGESTS);

/// Private keys of P-256, P-384, P-521 and Ed25519. RSA is in `ucpki-crypto-rsa`.
///
/// | key | signs with | needs randomness |
/// |---|---|---|
/// | P-256 | ECDSA with SHA-256, SHA-384, SHA-512 | when it is generated |
/// | P-384 | ECDSA with SHA-384, SHA-256, SHA-512 | when it is generated |
/// | P-521 | ECDSA with SHA-512, SHA-256, SHA-384 | when it is generated |
/// | Ed25519 | Ed25519 | when it is generated |
#[cfg(feature = "keys")]
pub const SIGNERS: crate::Signers = crate::Signers::new("rustcrypto", PRIVATE_KEYS);

#[cfg(feature = "keys")]
const PRIVATE_KEYS: &[&dyn crate::SigningAlgorithm] =
    &[&sign_ecdsa::P256, &sign_ecdsa::P384, &sign_ed25519::ED25519, &sign_ecdsa::P521];

/// ML-DSA (FIPS 204, RFC 9881): pure, with an empty context. `ML_DSA.over(RUSTCRYPTO)` has the others, too.
#[cfg(feature = "ml-dsa")]
pub const ML_DSA: Provider = Provider::new("ml-dsa", ML_DSA_KEYS, DIGESTS);

#[cfg(feature = "ml-dsa")]
const ML_DSA_KEYS: &[&dyn KeyAlgorithm] = &[&ml_dsa::ML_DSA_44, &ml_dsa::ML_DSA_65, &ml_dsa::ML_DSA_87];

/// Private keys of ML-DSA; they are written as their seed (RFC 9881, 6). Signing is deterministic.
///
/// `ML_DSA_SIGNERS.over(SIGNERS)` has the others, too.
#[cfg(all(feature = "keys", feature = "ml-dsa"))]
pub const ML_DSA_SIGNERS: crate::Signers = crate::Signers::new("ml-dsa", ML_DSA_PRIVATE_KEYS);

#[cfg(all(feature = "keys", feature = "ml-dsa"))]
const ML_DSA_PRIVATE_KEYS: &[&dyn crate::SigningAlgorithm] =
    &[&ml_dsa::ML_DSA_44, &ml_dsa::ML_DSA_65, &ml_dsa::ML_DSA_87];

const KEYS: &[&dyn KeyAlgorithm] = &[&P256, &RSA, &P384, &ED25519, &RSA_PSS, &P521];

static P256: verify::ecdsa::Ec<ecdsa::P256> = verify::ecdsa::Ec::new(ECDSA_HASHES, ECDSA);
static P384: verify::ecdsa::Ec<ecdsa::P384> = verify::ecdsa::Ec::new(ECDSA_HASHES, ECDSA);
static P521: verify::ecdsa::Ec<ecdsa::P521> = verify::ecdsa::Ec::new(ECDSA_HASHES, ECDSA);
static RSA: verify::rsa::Rsa<rsa::PublicKey> = verify::rsa::Rsa::new(RSA_HASHES, RSA_HASHES, RSA_BOTH);
static RSA_PSS: verify::rsa::Rsa<rsa::PublicKey> = verify::rsa::Rsa::pss_only(RSA_HASHES, RSA_PSS_ALONE);
static ED25519: verify::ed25519::Ed25519<ed25519_dalek::VerifyingKey> = verify::ed25519::Ed25519::new();

pub(crate) const DIGESTS: Hashes = &[&hashes::SHA256, &hashes::SHA384, &hashes::SHA512, &hashes::SHA224, &hashes::SHA1];

pub(crate) const ECDSA_HASHES: Hashes = &[&hashes::SHA256, &hashes::SHA384, &hashes::SHA512, &hashes::SHA224];
pub(crate) const ECDSA: Signatures = &[
    (Scheme::Ecdsa, Some(Hash::Sha224)),
    (Scheme::Ecdsa, Some(Hash::Sha256)),
    (Scheme::Ecdsa, Some(Hash::Sha384)),
    (Scheme::Ecdsa, Some(Hash::Sha512)),
];

pub(crate) const RSA_HASHES: Hashes = &[&hashes::SHA256, &hashes::SHA384, &hashes::SHA512];
pub(crate) const RSA_BOTH: Signatures = &[
    (Scheme::RsaPkcs1, Some(Hash::Sha256)),
    (Scheme::RsaPkcs1, Some(Hash::Sha384)),
    (Scheme::RsaPkcs1, Some(Hash::Sha512)),
    (Scheme::RsaPss, Some(Hash::Sha256)),
    (Scheme::RsaPss, Some(Hash::Sha384)),
    (Scheme::RsaPss, Some(Hash::Sha512)),
];
pub(crate) const RSA_PSS_ALONE: Signatures =
    &[(Scheme::RsaPss, Some(Hash::Sha256)), (Scheme::RsaPss, Some(Hash::Sha384)), (Scheme::RsaPss, Some(Hash::Sha512))];
