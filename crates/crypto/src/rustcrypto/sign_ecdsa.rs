//! ECDSA that signs (FIPS 186-5, 6.4.1), deterministic as in RFC 6979.

use super::hashes;
use crate::key::named_curve;
use crate::verify::{Hashes, find};
use crate::{
    Hash, Input, KeyError, KeyKind, PrivateKeyRef, Random, Secret, SignatureAlgorithm, Signer, SigningAlgorithm, codes,
};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{AlgorithmRef, Oid, oids};

pub(super) static P256: Ec<p256::ecdsa::SigningKey> = Ec(PhantomData);
pub(super) static P384: Ec<p384::ecdsa::SigningKey> = Ec(PhantomData);
pub(super) static P521: Ec<p521::ecdsa::SigningKey> = Ec(PhantomData);

/// The curve whose scalars are `K`.
pub(super) struct Ec<K>(PhantomData<fn() -> K>);

/// A curve, by the type of its private keys, which wipe themselves.
trait Scalar: Sized + Send + Sync + 'static {
    const KIND: KeyKind;
    const CURVE: Oid<'static>;
    /// Bytes of a number modulo the order.
    const BYTES: usize;
    /// Bits of the first byte that can be set.
    const FIRST: u8;
    const ALGORITHMS: &'static [SignatureAlgorithm];

    /// The scalar of [`BYTES`](Self::BYTES) bytes, unless it is zero or not below the order.
    fn decode(bytes: &[u8]) -> Option<Self>;

    /// The scalar.
    fn bytes(&self) -> Secret;

    /// The point, uncompressed.
    fn point(&self) -> Vec<u8>;

    /// `r` and `s`, [`BYTES`](Self::BYTES) each.
    fn sign_digest(&self, digest: &[u8]) -> Option<Vec<u8>>;
}

macro_rules! scalar {
    ($curve:ident, $kind:ident, $oid:ident, $bytes:literal, $first:literal, [$($hash:ident),+]) => {
        impl Scalar for $curve::ecdsa::SigningKey {
            const KIND: KeyKind = KeyKind::$kind;
            const CURVE: Oid<'static> = oids::$oid;
            const BYTES: usize = $bytes;
            const FIRST: u8 = $first;
            const ALGORITHMS: &'static [SignatureAlgorithm] = &[$(SignatureAlgorithm::Ecdsa(Hash::$hash)),+];

            fn decode(bytes: &[u8]) -> Option<Self> {
                Self::from_slice(bytes).ok()
            }

            fn bytes(&self) -> Secret {
                let mut bytes = self.to_bytes();
                let secret = Secret::new(bytes.to_vec());
                zeroize::Zeroize::zeroize(&mut bytes[..]);
                secret
            }

            fn point(&self) -> Vec<u8> {
                self.verifying_key().to_sec1_point(false).as_bytes().to_vec()
            }

            fn sign_digest(&self, digest: &[u8]) -> Option<Vec<u8>> {
                let signature: $curve::ecdsa::Signature = self.sign_prehash(digest).ok()?;
                Some(signature.to_bytes().to_vec())
            }
        }
    };
}

scalar!(p256, EcP256, SECP256R1, 32, 0xFF, [Sha256, Sha384, Sha512]);
scalar!(p384, EcP384, SECP384R1, 48, 0xFF, [Sha384, Sha256, Sha512]);
scalar!(p521, EcP521, SECP521R1, 66, 0x01, [Sha512, Sha256, Sha384]);

impl<K: Scalar> SigningAlgorithm for Ec<K> {
    fn name(&self) -> &'static str {
        K::KIND.name()
    }

    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
        algorithm.oid() == oids::EC_PUBLIC_KEY && algorithm.parameters().and_then(named_curve) == Some(K::CURVE)
    }

    fn load(&self, key: &PrivateKeyRef<'_>) -> Result<Box<dyn Signer>, KeyError> {
        let mut outer = Reader::new(key.expose())?;
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let version = fields.expect(Tag::INTEGER)?;
        if version.integer()?.to_u32() != Some(1) {
            return Err(version.error(&ucpki_x509::codes::VERSION_INVALID).into());
        }
        let scalar = padded(fields.octet_string()?.content(), K::BYTES)?;
        let inside = fields.optional(Tag::context_constructed(0))?;
        if inside.is_some_and(|parameters| named_curve(parameters.content()) != Some(K::CURVE)) {
            return Err(KeyError::new(&codes::PRIVATE_KEY_INVALID).about("the curve inside is another one"));
        }
        let public = fields.optional(Tag::context_constructed(1))?;
        fields.finish()?;
        let loaded = K::decode(scalar.expose()).ok_or_else(|| KeyError::new(&codes::PRIVATE_KEY_INVALID))?;
        if let Some(public) = public {
            let point = public.reader().bit_string()?.as_bytes();
            // A compressed point is the same one; its first byte and x say all of it.
            let known = loaded.point();
            let same = match point {
                [0x02 | 0x03, x @ ..] => {
                    let parity = known.last().map(|last| 2 + (last & 1));
                    point.first().copied() == parity && known.get(1..=K::BYTES) == Some(x)
                }
                _ => point == known,
            };
            if !same {
                return Err(KeyError::new(&codes::PRIVATE_KEY_INVALID).about("the public key beside it is another one"));
            }
        }
        Ok(Box::new(Loaded(loaded)))
    }

    fn makes(&self, kind: KeyKind) -> bool {
        kind == K::KIND
    }

    fn generate(&self, _: KeyKind, random: &mut dyn Random, _: &mut dyn FnMut()) -> Result<Box<dyn Signer>, KeyError> {
        // FIPS 186-5, A.2.2: rejection. Each draw is below the order with a probability of a half at least, so a source that
        // fails a hundred times is broken.
        for _ in 0..100 {
            let mut scalar = Secret::zeros(K::BYTES);
            random.fill(scalar.expose_mut())?;
            if let Some(first) = scalar.expose_mut().first_mut() {
                *first &= K::FIRST;
            }
            if let Some(key) = K::decode(scalar.expose()) {
                return Ok(Box::new(Loaded(key)));
            }
        }
        Err(KeyError::new(&codes::RANDOM_FAILED))
    }
}

/// RFC 5915, 3 has the scalar in as many bytes as the order; some programs leave leading zeros out.
fn padded(scalar: &[u8], count: usize) -> Result<Secret, KeyError> {
    let padding = count.checked_sub(scalar.len()).ok_or_else(|| KeyError::new(&codes::PRIVATE_KEY_INVALID))?;
    let mut bytes = Secret::zeros(count);
    for (place, byte) in bytes.expose_mut().iter_mut().skip(padding).zip(scalar) {
        *place = *byte;
    }
    Ok(bytes)
}

struct Loaded<K>(K);

impl<K: Scalar> Signer for Loaded<K> {
    fn kind(&self) -> KeyKind {
        K::KIND
    }

    fn spki(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |spki| {
            spki.encoded(&algorithm(K::CURVE));
            spki.bit_string(&self.0.point());
        });
        writer.into_bytes()
    }

    fn to_pkcs8(&self) -> Secret {
        let scalar = self.0.bytes();
        let mut writer = Writer::with_capacity(4 * K::BYTES + 32);
        writer.nested(Tag::SEQUENCE, |key| {
            key.small_integer(1);
            key.octet_string(scalar.expose());
            key.nested(Tag::context_constructed(1), |public| public.bit_string(&self.0.point()));
        });
        let key = Secret::new(writer.into_bytes());
        crate::PrivateKeyInfo::wrap(&algorithm(K::CURVE), key.expose())
    }

    fn algorithms(&self) -> &'static [SignatureAlgorithm] {
        K::ALGORITHMS
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8], _: &mut dyn Random) -> Result<Vec<u8>, KeyError> {
        let failed = || KeyError::new(&codes::SIGNING_FAILED);
        let hash = algorithm.hash().and_then(|hash| find(HASHES, hash)).ok_or_else(failed)?;
        let digest = Input::Message(message).digest(hash);
        let r_s = self.0.sign_digest(digest.as_bytes()).ok_or_else(failed)?;
        let (r, s) = r_s.split_at_checked(K::BYTES).ok_or_else(failed)?;
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |signature| {
            signature.unsigned_integer(r);
            signature.unsigned_integer(s);
        });
        Ok(writer.into_bytes())
    }
}

const HASHES: Hashes = &[&hashes::SHA256, &hashes::SHA384, &hashes::SHA512];

/// id-ecPublicKey with the curve.
fn algorithm(curve: Oid<'_>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |algorithm| {
        algorithm.oid(oids::EC_PUBLIC_KEY);
        algorithm.oid(curve);
    });
    writer.into_bytes()
}

impl<K: Scalar> fmt::Debug for Ec<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(K::KIND.name())
    }
}
