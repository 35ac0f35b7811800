//! The arithmetic of AWS-LC, through `aws-lc-rs`: C and assembly, for processors with an operating system.
//!
//! The rules are those of every provider (`verify`). What its interface does not offer (PSS with a salt or a mask of
//! another length than the digest, RSA below 2048 bits) is computed as by `RUSTCRYPTO`.

use crate::rustcrypto::rsa::LateKey;
use crate::rustcrypto::{DIGESTS, ECDSA, ECDSA_HASHES, RSA_BOTH, RSA_HASHES, RSA_PSS_ALONE};
use crate::verify::ecdsa::{self, Ec, EcdsaSignature, leftmost};
use crate::verify::ed25519::{self, Ed25519};
use crate::verify::rsa::{Arithmetic, Pss, PublicNumbers, Rsa};
use crate::{DigestAlgorithm, Input, KeyAlgorithm, KeyKind, Provider};
use alloc::boxed::Box;
use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};
use ed25519_dalek::VerifyingKey;
use once_cell::race::OnceBox;
use ucpki_x509::{Oid, oids};

/// What [`RUSTCRYPTO`](crate::RUSTCRYPTO) verifies, with the arithmetic of AWS-LC: four to five times as fast for new keys.
///
/// Needs an operating system, a C compiler and, for some targets, CMake.
pub const AWS_LC_RS: Provider = Provider::new("aws-lc-rs", KEYS, DIGESTS);

const KEYS: &[&dyn KeyAlgorithm] = &[&P256, &RSA, &P384, &ED25519, &RSA_PSS, &P521];

static P256: Ec<P256Point> = Ec::new(ECDSA_HASHES, ECDSA);
static P384: Ec<P384Point> = Ec::new(ECDSA_HASHES, ECDSA);
static P521: Ec<P521Point> = Ec::new(ECDSA_HASHES, ECDSA);
static RSA: Rsa<RsaKey> = Rsa::new(RSA_HASHES, RSA_HASHES, RSA_BOTH);
static RSA_PSS: Rsa<RsaKey> = Rsa::pss_only(RSA_HASHES, RSA_PSS_ALONE);
static ED25519: Ed25519<Ed25519Point> = Ed25519::new();

macro_rules! point {
    ($name:ident, $kind:ident, $oid:ident, $bytes:literal, $algorithm:ident, $digest:ident, $digest_bytes:literal) => {
        struct $name(ParsedPublicKey);

        impl ecdsa::Point for $name {
            const KIND: KeyKind = KeyKind::$kind;
            const CURVE: Oid<'static> = oids::$oid;
            const BYTES: usize = $bytes;

            fn decode(encoded: &[u8]) -> Option<Self> {
                ParsedPublicKey::new(&signature::$algorithm, encoded).ok().map(Self)
            }

            fn holds(
                &self,
                hash: &'static dyn DigestAlgorithm,
                input: Input<'_>,
                signature: &EcdsaSignature<'_>,
            ) -> bool {
                // The signature is over a number, and this form of it is the same number, whichever function made it.
                let mut bytes = [0; $digest_bytes];
                leftmost(input.digest(hash).as_bytes(), &mut bytes);
                let digest = Digest::import_less_safe(&bytes, &digest::$digest);
                digest.is_ok_and(|digest| self.0.verify_digest_sig(&digest, signature.der).is_ok())
            }
        }
    };
}

point!(P256Point, EcP256, SECP256R1, 32, ECDSA_P256_SHA256_ASN1, SHA256, 32);
point!(P384Point, EcP384, SECP384R1, 48, ECDSA_P384_SHA384_ASN1, SHA384, 48);
point!(P521Point, EcP521, SECP521R1, 66, ECDSA_P521_SHA512_ASN1, SHA512, 64);

struct Ed25519Point(ParsedPublicKey);

impl ed25519::Point for Ed25519Point {
    fn new(point: VerifyingKey) -> Option<Self> {
        ParsedPublicKey::new(&signature::ED25519, point.as_bytes()).ok().map(Self)
    }

    fn holds(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

/// A key for each padding and hash, since there a key is parsed for one; and for what is not offered, the other arithmetic.
struct RsaKey {
    is_offered: bool,
    parsed: [OnceBox<Option<ParsedPublicKey>>; 6],
    other: LateKey,
}

struct Offered {
    place: usize,
    algorithm: &'static dyn VerificationAlgorithm,
    digest: &'static digest::Algorithm,
}

impl RsaKey {
    /// Whether a signature verifies; `None` where the library cannot say.
    fn verify(&self, offered: &Offered, bytes: &[u8], signature: &[u8]) -> Option<bool> {
        let parse = || Box::new(ParsedPublicKey::new(offered.algorithm, self.other.der()).ok());
        let key = self.parsed.get(offered.place)?.get_or_init(parse).as_ref()?;
        let digest = Digest::import_less_safe(bytes, offered.digest).ok()?;
        Some(key.verify_digest_sig(&digest, signature).is_ok())
    }

    fn offered(
        &self,
        hash: &dyn DigestAlgorithm,
        of: &'static [(Oid<'static>, Offered); 3],
    ) -> Option<&'static Offered> {
        of.iter().find(|(oid, _)| self.is_offered && *oid == hash.oid()).map(|(_, offered)| offered)
    }
}

impl Arithmetic for RsaKey {
    fn new(key: &PublicNumbers<'_>) -> Option<Self> {
        Some(Self { is_offered: key.bits >= 2048, parsed: Default::default(), other: LateKey::new(key) })
    }

    fn pkcs1(&self, hash: &'static dyn DigestAlgorithm, input: Input<'_>, signature: &[u8]) -> bool {
        let offered = self.offered(hash, &PKCS1);
        let holds = offered.and_then(|offered| self.verify(offered, input.digest(hash).as_bytes(), signature));
        holds.unwrap_or_else(|| self.other.get().is_some_and(|key| key.pkcs1(hash, input, signature)))
    }

    fn pss(&self, pss: &Pss, input: Input<'_>, signature: &[u8]) -> bool {
        let offered = self.offered(pss.hash, &PSS).filter(|_| pss.is_usual());
        let holds = offered.and_then(|offered| self.verify(offered, input.digest(pss.hash).as_bytes(), signature));
        holds.unwrap_or_else(|| self.other.get().is_some_and(|key| key.pss(pss, input, signature)))
    }
}

static PKCS1: [(Oid<'static>, Offered); 3] = [
    (oids::SHA256, Offered { place: 0, algorithm: &signature::RSA_PKCS1_2048_8192_SHA256, digest: &digest::SHA256 }),
    (oids::SHA384, Offered { place: 1, algorithm: &signature::RSA_PKCS1_2048_8192_SHA384, digest: &digest::SHA384 }),
    (oids::SHA512, Offered { place: 2, algorithm: &signature::RSA_PKCS1_2048_8192_SHA512, digest: &digest::SHA512 }),
];

static PSS: [(Oid<'static>, Offered); 3] = [
    (oids::SHA256, Offered { place: 3, algorithm: &signature::RSA_PSS_2048_8192_SHA256, digest: &digest::SHA256 }),
    (oids::SHA384, Offered { place: 4, algorithm: &signature::RSA_PSS_2048_8192_SHA384, digest: &digest::SHA384 }),
    (oids::SHA512, Offered { place: 5, algorithm: &signature::RSA_PSS_2048_8192_SHA512, digest: &digest::SHA512 }),
];
