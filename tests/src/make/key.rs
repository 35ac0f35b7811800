use super::der;
use crate::fake;
use p256::ecdsa::signature::Signer;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Oid, SpkiRef, oids};

/// Which signature scheme a key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// ECDSA on P-256 with SHA-256, with nonces as RFC 6979 says.
    P256,
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// [`fake`]: free, and no security.
    Fake,
}

/// The length of a key in bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySize {
    /// Of the order of an elliptic curve.
    Curve(usize),
    /// Of an RSA modulus.
    Rsa(usize),
}

/// A key pair that is derived from a label: the same label gives the same key on every machine.
///
/// Cheap to clone. Two keys are equal when their SubjectPublicKeyInfo is.
#[derive(Clone)]
pub struct Key(Arc<Inner>);

struct Inner {
    label: String,
    secret: Secret,
    spki: Vec<u8>,
    bits: Vec<u8>,
    size: KeySize,
}

enum Secret {
    P256(p256::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    /// Signs with the fake scheme under this signature algorithm, which goes with what the public key says that it is.
    Fake(Oid<'static>),
    /// Signs by a function of the caller's, under this signature algorithm.
    Foreign(Oid<'static>, Sign),
}

/// Signs a message.
type Sign = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

impl Key {
    /// A key of `scheme`.
    #[must_use]
    pub fn new(scheme: Scheme, label: &str) -> Self {
        match scheme {
            Scheme::P256 => Self::p256(label),
            Scheme::Ed25519 => Self::ed25519(label),
            Scheme::Fake => Self::fake(label),
        }
    }

    /// A P-256 key.
    #[must_use]
    pub fn p256(label: &str) -> Self {
        let secret = (0..=u8::MAX)
            .find_map(|attempt| p256::ecdsa::SigningKey::from_slice(&seed(&format!("P-256 {attempt}"), label)).ok())
            .expect("all but a few of 2^256 seeds are below the order of the curve");
        let point = secret.verifying_key().to_sec1_point(false);
        let bits = point.as_bytes().to_vec();
        let spki = spki(&bits, |algorithm| {
            algorithm.oid(oids::EC_PUBLIC_KEY);
            algorithm.oid(oids::SECP256R1);
        });
        Self::from_parts(label, Secret::P256(secret), spki, bits, KeySize::Curve(256))
    }

    /// An Ed25519 key.
    #[must_use]
    pub fn ed25519(label: &str) -> Self {
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed("Ed25519", label));
        let bits = secret.verifying_key().to_bytes().to_vec();
        let spki = spki(&bits, |algorithm| algorithm.oid(oids::ED25519));
        Self::from_parts(label, Secret::Ed25519(secret), spki, bits, KeySize::Curve(256))
    }

    /// A key of the fake scheme that looks like Ed25519.
    #[must_use]
    pub fn fake(label: &str) -> Self {
        let bits = seed("fake", label).to_vec();
        let spki = spki(&bits, |algorithm| algorithm.oid(oids::ED25519));
        Self::from_parts(label, Secret::Fake(oids::ED25519), spki, bits, KeySize::Curve(256))
    }

    /// A key of the fake scheme that looks like one on `curve`; its point is not on any curve.
    #[must_use]
    pub fn fake_ec(label: &str, curve: Oid<'_>, size: usize) -> Self {
        let bytes = (0..).flat_map(|block| seed(&format!("EC point {block}"), label));
        let mut bits = vec![4];
        bits.extend(bytes.take(size.div_ceil(8) * 2));
        let spki = spki(&bits, |algorithm| {
            algorithm.oid(oids::EC_PUBLIC_KEY);
            algorithm.oid(curve);
        });
        Self::from_parts(label, Secret::Fake(oids::ECDSA_WITH_SHA256), spki, bits, KeySize::Curve(size))
    }

    /// An RSA public key of `bits` bits, a multiple of 8, that nobody has the private key of; it signs with the fake
    /// scheme.
    ///
    /// The modulus is an odd number with its highest bit set, and not a product of two primes.
    #[must_use]
    pub fn fake_rsa(label: &str, bits: usize) -> Self {
        let bytes = (0..).flat_map(|block| seed(&format!("RSA modulus {block}"), label));
        let mut modulus: Vec<u8> = bytes.take(bits / 8).collect();
        modulus[0] |= 0x80;
        modulus[bits / 8 - 1] |= 1;
        let key = der(Tag::SEQUENCE, |key| {
            key.unsigned_integer(&modulus);
            key.small_integer(65_537);
        });
        let spki = spki(&key, |algorithm| {
            algorithm.oid(oids::RSA_ENCRYPTION);
            algorithm.null();
        });
        Self::from_parts(label, Secret::Fake(oids::SHA256_WITH_RSA), spki, key, KeySize::Rsa(bits))
    }

    /// A key that somebody else has: its SubjectPublicKeyInfo, what it signs with, and how.
    ///
    /// # Panics
    ///
    /// If `spki` is none.
    #[must_use]
    pub fn foreign(
        spki: &[u8],
        size: KeySize,
        algorithm: Oid<'static>,
        sign: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let bits = SpkiRef::parse(spki).expect("a public key").key().bytes().expect("whole bytes").to_vec();
        let label = Sha1::digest(&bits).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Self::from_parts(&label, Secret::Foreign(algorithm, Box::new(sign)), spki.to_vec(), bits, size)
    }

    /// What the key was derived from.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.0.label
    }

    /// The SubjectPublicKeyInfo, DER.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.0.spki
    }

    /// The private key as PKCS #8 (RFC 5958), DER, for servers of tests. It is derived from the label and no secret.
    ///
    /// # Panics
    ///
    /// For keys of the fake scheme, which have none, and for foreign ones.
    #[must_use]
    pub fn pkcs8(&self) -> Vec<u8> {
        let (secret, is_curve) = match &self.0.secret {
            // RFC 5915: ECPrivateKey ::= SEQUENCE { version 1, privateKey OCTET STRING, ... }
            Secret::P256(secret) => (
                der(Tag::SEQUENCE, |key| {
                    key.small_integer(1);
                    key.octet_string(&secret.to_bytes());
                }),
                true,
            ),
            // RFC 8410, 7: CurvePrivateKey ::= OCTET STRING
            Secret::Ed25519(secret) => ([&[0x04, 0x20][..], &secret.to_bytes()].concat(), false),
            Secret::Fake(_) | Secret::Foreign(..) => panic!("a key of which nobody here has the private part"),
        };
        der(Tag::SEQUENCE, |info| {
            info.small_integer(0);
            info.nested(Tag::SEQUENCE, |algorithm| {
                algorithm.oid(if is_curve { oids::EC_PUBLIC_KEY } else { oids::ED25519 });
                if is_curve {
                    algorithm.oid(oids::SECP256R1);
                }
            });
            info.octet_string(&secret);
        })
    }

    /// How long the key is.
    #[must_use]
    pub fn size(&self) -> KeySize {
        self.0.size
    }

    /// The key identifier of RFC 5280, 4.2.1.2 (1): SHA-1 of the BIT STRING's bytes.
    #[must_use]
    pub fn id(&self) -> [u8; 20] {
        Sha1::digest(&self.0.bits).into()
    }

    /// The AlgorithmIdentifier of this key's signatures, DER.
    #[must_use]
    pub fn signature_algorithm(&self) -> Vec<u8> {
        der(Tag::SEQUENCE, |algorithm| match self.0.secret {
            Secret::P256(_) => algorithm.oid(oids::ECDSA_WITH_SHA256),
            Secret::Ed25519(_) => algorithm.oid(oids::ED25519),
            Secret::Fake(kind) | Secret::Foreign(kind, _) => {
                algorithm.oid(kind);
                if kind == oids::SHA256_WITH_RSA {
                    algorithm.null();
                }
            }
        })
    }

    /// Signs; the same message gives the same signature.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.0.secret {
            Secret::P256(secret) => {
                let signature: p256::ecdsa::Signature = secret.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Secret::Ed25519(secret) => secret.sign(message).to_bytes().to_vec(),
            Secret::Fake(_) => fake::sign(self.spki(), message).to_vec(),
            Secret::Foreign(_, sign) => sign(message),
        }
    }

    fn from_parts(label: &str, secret: Secret, spki: Vec<u8>, bits: Vec<u8>, size: KeySize) -> Self {
        Self(Arc::new(Inner { label: label.to_owned(), secret, spki, bits, size }))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.spki == other.0.spki
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.0.label)
    }
}

/// Bytes that depend on the use and the label only.
fn seed(usage: &str, label: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(format!("ucpki test key, {usage}: {label}"));
    hash.finalize().into()
}

fn spki(bits: &[u8], algorithm: impl FnOnce(&mut Writer)) -> Vec<u8> {
    der(Tag::SEQUENCE, |spki| {
        spki.nested(Tag::SEQUENCE, algorithm);
        spki.bit_string(bits);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::signature::Verifier;
    use ucpki_crypto::KeyKind;

    #[test]
    fn labels_make_keys() {
        assert_eq!(Key::p256("a"), Key::p256("a"));
        assert_ne!(Key::p256("a"), Key::p256("b"));
        assert_ne!(Key::p256("a"), Key::fake("a"));
        assert_eq!(Key::p256("a").sign(b"m"), Key::p256("a").sign(b"m"), "RFC 6979");
    }

    #[test]
    fn signatures_hold() {
        let key = Key::ed25519("a");
        let bits: [u8; 32] = key.0.bits.clone().try_into().unwrap();
        let signature: [u8; 64] = key.sign(b"message").try_into().unwrap();
        let public = ed25519_dalek::VerifyingKey::from_bytes(&bits).unwrap();
        assert!(public.verify(b"message", &ed25519_dalek::Signature::from_bytes(&signature)).is_ok());
        let key = Key::p256("a");
        let public = p256::ecdsa::VerifyingKey::from_sec1_bytes(&key.0.bits).unwrap();
        assert!(public.verify(b"message", &p256::ecdsa::Signature::from_der(&key.sign(b"message")).unwrap()).is_ok());
        assert!(public.verify(b"massage", &p256::ecdsa::Signature::from_der(&key.sign(b"message")).unwrap()).is_err());
    }

    #[test]
    fn a_foreign_key_signs_by_its_function() {
        let own = Key::ed25519("a");
        let signer = own.clone();
        let foreign = Key::foreign(own.spki(), own.size(), oids::ED25519, move |message| signer.sign(message));
        assert_eq!((&foreign, foreign.id()), (&own, own.id()));
        assert_eq!(foreign.signature_algorithm(), own.signature_algorithm());
        assert_eq!(foreign.sign(b"message"), own.sign(b"message"));
    }

    #[test]
    fn rsa_keys_have_the_size_asked_for() {
        for bits in [1024, 2048, 4096] {
            let key = Key::fake_rsa("r", bits);
            let kind = KeyKind::from_spki(SpkiRef::parse(key.spki()).unwrap());
            assert_eq!(kind, Ok(KeyKind::Rsa { bits: bits as u32 }));
            assert_eq!(key.size(), KeySize::Rsa(bits));
        }
        let short = Key::fake_ec("e", oids::SECP192R1, 192);
        assert_eq!(KeyKind::from_spki(SpkiRef::parse(short.spki()).unwrap()), Ok(KeyKind::EcP192));
    }
}
