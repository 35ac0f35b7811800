//! The arithmetic of Graviola: Rust and assembly from verified sources, for the processors of servers.
//!
//! The rules are those of every provider (`verify`). The library hashes by itself, so that long messages which were hashed
//! before are computed as by `RUSTCRYPTO`; so are SHA-224, PSS with a salt or a mask of another length than the digest, and RSA
//! below 2048 bits or of an odd length. On a processor that the library cannot use, the provider serves no key, and what it
//! lies over does.

use crate::rustcrypto::ecdsa::{P256 as P256Point, P384 as P384Point};
use crate::rustcrypto::rsa::LateKey;
use crate::rustcrypto::{DIGESTS, ECDSA, ECDSA_HASHES, RSA_BOTH, RSA_HASHES, RSA_PSS_ALONE};
use crate::verify::Signatures;
use crate::verify::ecdsa::{Ec, EcdsaSignature, Point};
use crate::verify::ed25519::{self, Ed25519};
use crate::verify::rsa::{Arithmetic, Pss, PublicNumbers, Rsa};
use crate::{DigestAlgorithm, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider};
use alloc::boxed::Box;
use core::fmt;
use ed25519_dalek::VerifyingKey;
use graviola::hashing::{Sha256, Sha384, Sha512};
use graviola::signing::{ecdsa, eddsa, rsa};
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef, oids};

/// What [`RUSTCRYPTO`](crate::RUSTCRYPTO) verifies, but P-521, with the arithmetic of Graviola: RSA-2048 and Ed25519 faster
/// than any other.
///
/// On x86-64 and aarch64. Where the processor lacks what the library needs, it serves nothing: `GRAVIOLA.over(RUSTCRYPTO)`
/// has an answer everywhere.
pub const GRAVIOLA: Provider = Provider::new("graviola", KEYS, DIGESTS);

const KEYS: &[&dyn KeyAlgorithm] = &[&P256, &RSA, &P384, &ED25519, &RSA_PSS];

static P256: Usable<Ec<Key<ecdsa::P256, P256Point>>> = Usable(Ec::new(ECDSA_HASHES, ECDSA));
static P384: Usable<Ec<Key<ecdsa::P384, P384Point>>> = Usable(Ec::new(ECDSA_HASHES, ECDSA));
static RSA: Usable<Rsa<RsaKey>> = Usable(Rsa::new(RSA_HASHES, RSA_HASHES, RSA_BOTH));
static RSA_PSS: Usable<Rsa<RsaKey>> = Usable(Rsa::pss_only(RSA_HASHES, RSA_PSS_ALONE));
static ED25519: Usable<Ed25519<Ed25519Point>> = Usable(Ed25519::new());

/// An algorithm that serves only where the processor can.
struct Usable<A>(A);

impl<A: KeyAlgorithm> KeyAlgorithm for Usable<A> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        self.0.serves(algorithm) && graviola::util::is_cpu_supported()
    }

    fn prepare(&self, key: SpkiRef<'_>, inherited: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        self.0.prepare(key, inherited)
    }

    fn signatures(&self) -> Signatures {
        if graviola::util::is_cpu_supported() { self.0.signatures() } else { &[] }
    }
}

impl<A: fmt::Debug> fmt::Debug for Usable<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A point, and the same for the other arithmetic: the library hashes by itself.
struct Key<C: ecdsa::Curve, K> {
    key: ecdsa::VerifyingKey<C>,
    other: K,
}

macro_rules! point {
    ($curve:ident, $other:ident, $kind:ident, $oid:ident, $bytes:literal) => {
        impl Point for Key<ecdsa::$curve, $other> {
            const KIND: KeyKind = KeyKind::$kind;
            const CURVE: Oid<'static> = oids::$oid;
            const BYTES: usize = $bytes;

            fn decode(encoded: &[u8]) -> Option<Self> {
                let other = $other::decode(encoded)?;
                let key = ecdsa::VerifyingKey::from_x962_uncompressed(other.uncompressed().as_bytes());
                Some(Self { key: key.ok()?, other })
            }

            fn holds(
                &self,
                hash: &'static dyn DigestAlgorithm,
                input: Input<'_>,
                signature: &EcdsaSignature<'_>,
            ) -> bool {
                let Some(message) = message_of(hash, input) else { return self.other.holds(hash, input, signature) };
                let verified = match hash.oid() {
                    oids::SHA256 => self.key.verify::<Sha256>(&[message], signature.r_s),
                    oids::SHA384 => self.key.verify::<Sha384>(&[message], signature.r_s),
                    oids::SHA512 => self.key.verify::<Sha512>(&[message], signature.r_s),
                    _ => return self.other.holds(hash, input, signature),
                };
                verified.is_ok()
            }
        }
    };
}

point!(P256, P256Point, EcP256, SECP256R1, 32);
point!(P384, P384Point, EcP384, SECP384R1, 48);

struct Ed25519Point(eddsa::Ed25519VerifyingKey);

impl ed25519::Point for Ed25519Point {
    fn new(point: VerifyingKey) -> Option<Self> {
        eddsa::Ed25519VerifyingKey::from_bytes(point.as_bytes()).ok().map(Self)
    }

    fn holds(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify(signature, message).is_ok()
    }
}

struct RsaKey {
    /// `None` where the library does not take the key.
    key: Option<rsa::VerifyingKey>,
    other: LateKey,
}

impl RsaKey {
    /// Whether a signature verifies; `None` where the library cannot say.
    fn verify(
        &self,
        verifies: &Verifies,
        hash: &dyn DigestAlgorithm,
        input: Input<'_>,
        signature: &[u8],
    ) -> Option<bool> {
        let (key, message) = (self.key.as_ref()?, message_of(hash, input)?);
        let (_, verify) = verifies.iter().find(|(oid, _)| *oid == hash.oid())?;
        Some(verify(key, signature, message).is_ok())
    }
}

/// The message for the library to hash; `None` where that is not worth it, or the digest that came with it is another's.
fn message_of<'a>(hash: &dyn DigestAlgorithm, input: Input<'a>) -> Option<&'a [u8]> {
    let message = input.message();
    let is_its_own = || input.digest(hash) == hash.digest(&[message]);
    match input {
        Input::Message(_) => Some(message),
        _ => (message.len() <= HASHED_AGAIN && is_its_own()).then_some(message),
    }
}

/// Up to so many bytes are hashed again, although their digest is known.
const HASHED_AGAIN: usize = 1 << 14;

/// The library's functions for a padding, by hash.
type Verifies = [(Oid<'static>, fn(&rsa::VerifyingKey, &[u8], &[u8]) -> Result<(), graviola::Error>); 3];

const PKCS1: Verifies = [
    (oids::SHA256, rsa::VerifyingKey::verify_pkcs1_sha256),
    (oids::SHA384, rsa::VerifyingKey::verify_pkcs1_sha384),
    (oids::SHA512, rsa::VerifyingKey::verify_pkcs1_sha512),
];

const PSS: Verifies = [
    (oids::SHA256, rsa::VerifyingKey::verify_pss_sha256),
    (oids::SHA384, rsa::VerifyingKey::verify_pss_sha384),
    (oids::SHA512, rsa::VerifyingKey::verify_pss_sha512),
];

impl Arithmetic for RsaKey {
    fn new(key: &PublicNumbers<'_>) -> Option<Self> {
        // Version 0.4.4 refuses good signatures where the modulus does not fill its words.
        let fills_words = key.bits.is_multiple_of(64);
        let parsed = if fills_words { rsa::VerifyingKey::from_pkcs1_der(key.der).ok() } else { None };
        Some(Self { key: parsed, other: LateKey::new(key) })
    }

    fn pkcs1(&self, hash: &'static dyn DigestAlgorithm, input: Input<'_>, signature: &[u8]) -> bool {
        let holds = self.verify(&PKCS1, hash, input, signature);
        holds.unwrap_or_else(|| self.other.get().is_some_and(|key| key.pkcs1(hash, input, signature)))
    }

    fn pss(&self, pss: &Pss, input: Input<'_>, signature: &[u8]) -> bool {
        let holds = if pss.is_usual() { self.verify(&PSS, pss.hash, input, signature) } else { None };
        holds.unwrap_or_else(|| self.other.get().is_some_and(|key| key.pss(pss, input, signature)))
    }
}
