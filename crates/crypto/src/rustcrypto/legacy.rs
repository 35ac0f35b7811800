//! What old devices still need, apart from what is fit for use.

use super::rsa::PublicKey;
use super::{ED25519, dsa, ecdsa, hashes};
use crate::verify::ecdsa::Ec;
use crate::verify::rsa::Rsa;
use crate::verify::{Hashes, Signatures};
use crate::{Hash, KeyAlgorithm, Provider, Scheme};

/// [`RUSTCRYPTO`](crate::RUSTCRYPTO) and what old devices still need: signatures with MD5, SHA-1 and SHA-224, and DSA.
///
/// | key | signatures |
/// |---|---|
/// | RSA, 1024 to 8192 bits | PKCS#1 v1.5 with MD5, SHA-1 and SHA-2; PSS with SHA-1 and SHA-2 |
/// | RSA-PSS, 1024 to 8192 bits | PSS with SHA-1 and SHA-2, within what the key allows |
/// | P-256, P-384, P-521 | ECDSA with SHA-1 and SHA-2 |
/// | Ed25519 | Ed25519 |
/// | DSA of 1024, 2048, 3072 bits, with parameters of its own or inherited | DSA with SHA-1, SHA-224, SHA-256 |
///
/// **Collisions in MD5 and SHA-1 can be made**, so these signatures prove little about what a stranger had signed. The
/// algorithm policy refuses them as well, unless it is told otherwise.
///
/// Contains all of `RUSTCRYPTO`: there is no need to lay it over that.
pub const LEGACY: Provider = Provider::new("legacy", KEYS, SHA_AND_MD5);

const KEYS: &[&dyn KeyAlgorithm] = &[&P256, &RSA, &P384, &ED25519, &RSA_PSS, &P521, &dsa::DSA];

const SHA: Hashes = &[&hashes::SHA256, &hashes::SHA384, &hashes::SHA512, &hashes::SHA224, &hashes::SHA1];
const SHA_AND_MD5: Hashes =
    &[&hashes::SHA256, &hashes::SHA384, &hashes::SHA512, &hashes::SHA224, &hashes::SHA1, &hashes::MD5];

static RSA: Rsa<PublicKey> = Rsa::new(
    SHA_AND_MD5,
    SHA,
    &[
        (Scheme::RsaPkcs1, Some(Hash::Md5)),
        (Scheme::RsaPkcs1, Some(Hash::Sha1)),
        (Scheme::RsaPkcs1, Some(Hash::Sha224)),
        (Scheme::RsaPkcs1, Some(Hash::Sha256)),
        (Scheme::RsaPkcs1, Some(Hash::Sha384)),
        (Scheme::RsaPkcs1, Some(Hash::Sha512)),
        (Scheme::RsaPss, Some(Hash::Sha1)),
        (Scheme::RsaPss, Some(Hash::Sha224)),
        (Scheme::RsaPss, Some(Hash::Sha256)),
        (Scheme::RsaPss, Some(Hash::Sha384)),
        (Scheme::RsaPss, Some(Hash::Sha512)),
    ],
);

static RSA_PSS: Rsa<PublicKey> = Rsa::pss_only(
    SHA,
    &[
        (Scheme::RsaPss, Some(Hash::Sha1)),
        (Scheme::RsaPss, Some(Hash::Sha224)),
        (Scheme::RsaPss, Some(Hash::Sha256)),
        (Scheme::RsaPss, Some(Hash::Sha384)),
        (Scheme::RsaPss, Some(Hash::Sha512)),
    ],
);

const ECDSA: Signatures = &[
    (Scheme::Ecdsa, Some(Hash::Sha1)),
    (Scheme::Ecdsa, Some(Hash::Sha224)),
    (Scheme::Ecdsa, Some(Hash::Sha256)),
    (Scheme::Ecdsa, Some(Hash::Sha384)),
    (Scheme::Ecdsa, Some(Hash::Sha512)),
];

static P256: Ec<ecdsa::P256> = Ec::new(SHA, ECDSA);
static P384: Ec<ecdsa::P384> = Ec::new(SHA, ECDSA);
static P521: Ec<ecdsa::P521> = Ec::new(SHA, ECDSA);
