//! PrivateKeyInfo (RFC 5958), the form that every other form is turned into.

use super::{KeyError, Secret};
use crate::key::named_curve;
use crate::{KeyKind, codes};
use core::fmt;
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{AlgorithmRef, Error, Oid, oids};

/// A private key as a PrivateKeyInfo, read but not yet understood: its algorithm is known, its numbers are not checked.
///
/// ```text
/// PrivateKeyInfo ::= SEQUENCE {
///     version                   INTEGER { v1(0), v2(1) },
///     privateKeyAlgorithm       AlgorithmIdentifier,
///     privateKey                OCTET STRING,
///     attributes            [0] Attributes OPTIONAL,
///     publicKey             [1] BIT STRING OPTIONAL }
/// ```
///
/// Shows its algorithm only, and is wiped when it is dropped.
pub struct PrivateKeyInfo(Secret);

/// The same, borrowed.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{PrivateKeyInfo, Secret};
/// use ucpki::x509::{oids, pem};
///
/// let file = include_bytes!("../../../../tests/data/ocsp/responder/ca.key");
/// let block = pem::blocks(file).next().ok_or("no block")??;
/// let info = PrivateKeyInfo::parse(Secret::new(block.into_der()))?;
/// // Which kind of key is it? Nothing else of it is looked at.
/// let parts = info.parts()?;
/// assert_eq!(parts.algorithm().oid(), oids::EC_PUBLIC_KEY);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct PrivateKeyRef<'a> {
    algorithm: AlgorithmRef<'a>,
    key: &'a [u8],
    public: Option<&'a [u8]>,
}

impl PrivateKeyInfo {
    /// Reads a PrivateKeyInfo that is the whole of `der`.
    ///
    /// # Errors
    ///
    /// Codes of the reader.
    pub fn parse(der: Secret) -> Result<Self, Error> {
        PrivateKeyRef::parse(der.expose())?;
        Ok(Self(der))
    }

    /// Puts the key of an algorithm into this form. `algorithm` is an AlgorithmIdentifier, `key` what its OCTET STRING holds.
    pub(crate) fn wrap(algorithm: &[u8], key: &[u8]) -> Secret {
        let mut writer = Writer::with_capacity(algorithm.len() + key.len() + 24);
        writer.nested(Tag::SEQUENCE, |info| {
            info.small_integer(0);
            info.encoded(algorithm);
            info.octet_string(key);
        });
        Secret::new(writer.into_bytes())
    }

    /// The parts.
    ///
    /// # Errors
    ///
    /// None: they were read before.
    pub fn parts(&self) -> Result<PrivateKeyRef<'_>, Error> {
        PrivateKeyRef::parse(self.0.expose())
    }
}

impl<'a> PrivateKeyRef<'a> {
    fn parse(der: &'a [u8]) -> Result<Self, Error> {
        let mut outer = Reader::new(der)?;
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let version = fields.expect(Tag::INTEGER)?;
        if !matches!(version.integer()?.to_u32(), Some(0 | 1)) {
            return Err(version.error(&ucpki_x509::codes::VERSION_INVALID));
        }
        let algorithm = AlgorithmRef::read(&mut fields)?;
        let key = fields.octet_string()?.content();
        // Attributes say nothing about the key.
        fields.optional(Tag::context_constructed(0))?;
        let public = match fields.optional(Tag::context(1))? {
            Some(bits) => Some(bits.bit_string()?.as_bytes()),
            None => None,
        };
        fields.finish()?;
        Ok(Self { algorithm, key, public })
    }

    /// The algorithm and its parameters.
    #[must_use]
    pub const fn algorithm(&self) -> AlgorithmRef<'a> {
        self.algorithm
    }

    /// **The key**, as its algorithm encodes it.
    #[must_use]
    pub const fn expose(&self) -> &'a [u8] {
        self.key
    }

    /// The public key that is written beside it (RFC 5958, version 1).
    #[must_use]
    pub const fn public_key(&self) -> Option<&'a [u8]> {
        self.public
    }
}

/// A refusal that names the kind of key.
pub(super) fn unsupported(key: &PrivateKeyRef<'_>) -> KeyError {
    let algorithm = key.algorithm();
    if algorithm.oid() == oids::EC_PUBLIC_KEY {
        return match algorithm.parameters() {
            Some([0x30, ..]) => KeyError::new(&codes::CURVE_EXPLICIT),
            Some(parameters) => match named_curve(parameters) {
                Some(curve) => curve_unsupported(curve),
                None => KeyError::new(&codes::KEY_PARAMETERS_INVALID),
            },
            None => KeyError::new(&codes::KEY_PARAMETERS_MISSING),
        };
    }
    match NAMES.iter().find(|(oid, _)| *oid == algorithm.oid()) {
        Some((_, name)) => KeyError::named(&codes::KEY_UNSUPPORTED, name),
        None => KeyError::identified(&codes::KEY_UNSUPPORTED, algorithm.oid()),
    }
}

const NAMES: [(Oid<'static>, &str); 7] = [
    (oids::RSA_ENCRYPTION, "RSA"),
    (oids::RSASSA_PSS, "RSA-PSS"),
    (oids::DSA, "DSA"),
    (oids::ED25519, "Ed25519"),
    (oids::ED448, "Ed448"),
    (oids::X25519, "X25519"),
    (oids::EC_PUBLIC_KEY, "EC"),
];

/// Curves that keys can be on have names; others are named by their identifier.
fn curve_unsupported(curve: Oid<'_>) -> KeyError {
    let known = [
        (oids::SECP192R1, KeyKind::EcP192),
        (oids::SECP224R1, KeyKind::EcP224),
        (oids::SECP256R1, KeyKind::EcP256),
        (oids::SECP384R1, KeyKind::EcP384),
        (oids::SECP521R1, KeyKind::EcP521),
    ];
    match known.iter().find(|(oid, _)| *oid == curve) {
        Some((_, kind)) => KeyError::named(&codes::CURVE_UNSUPPORTED, kind.name()),
        None => KeyError::identified(&codes::CURVE_UNSUPPORTED, curve),
    }
}

impl fmt::Debug for PrivateKeyInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            Ok(parts) => parts.fmt(f),
            Err(_) => f.write_str("PrivateKeyInfo"),
        }
    }
}

impl fmt::Debug for PrivateKeyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In a malformed file, a longer identifier may be a part of the key.
        let oid = Some(self.algorithm.oid()).filter(|oid| oid.as_bytes().len() <= KeyError::LONGEST_IDENTIFIER);
        f.debug_struct("PrivateKeyInfo").field("algorithm", &oid).finish_non_exhaustive()
    }
}
