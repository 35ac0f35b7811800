//! What kind of key a SubjectPublicKeyInfo holds, without preparing it.

use crate::KeyRefused;
use core::fmt;
use ucpki_x509::der::{Reader, Tag};
use ucpki_x509::{AlgorithmRef, Error, Oid, SpkiRef, oids};

/// What kind of public key, and how long.
///
/// Known kinds are more than any provider can use, so that policy can name what it refuses.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::KeyKind;
/// use ucpki::x509::pem;
///
/// /// A policy of your own: RSA of 3072 bits and more, and the curves of NIST.
/// fn is_long_enough(kind: KeyKind) -> bool {
///     match kind {
///         KeyKind::Rsa { bits } | KeyKind::RsaPss { bits } => bits >= 3072,
///         KeyKind::EcP256 | KeyKind::EcP384 | KeyKind::EcP521 => true,
///         _ => false,
///     }
/// }
///
/// let leaf = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// assert!(is_long_enough(KeyKind::from_spki(leaf.spki())?));
/// assert!(!is_long_enough(KeyKind::Rsa { bits: 2048 }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// DSA (RFC 3279, 2.3.2).
    Dsa {
        /// Length of the prime `p` in bits; `None` if the parameters are inherited.
        bits: Option<u32>,
    },
    /// Elliptic curve with the curve spelled out (X9.62 `specifiedCurve`).
    EcExplicit,
    /// Elliptic curve, one that we have no name for.
    EcOther,
    /// NIST P-192, also prime192v1.
    EcP192,
    /// NIST P-224.
    EcP224,
    /// NIST P-256, also prime256v1.
    EcP256,
    /// NIST P-384.
    EcP384,
    /// NIST P-521.
    EcP521,
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Ed448 (RFC 8410).
    Ed448,
    /// ML-DSA-44 (FIPS 204, RFC 9881).
    MlDsa44,
    /// ML-DSA-65 (FIPS 204, RFC 9881).
    MlDsa65,
    /// ML-DSA-87 (FIPS 204, RFC 9881).
    MlDsa87,
    /// RSA under `rsaEncryption`, for both paddings (RFC 3279, 2.3.1).
    Rsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// RSA under `id-RSASSA-PSS`, for that padding only (RFC 4055, 1.2).
    RsaPss {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// X25519 (RFC 8410), which signs nothing.
    X25519,
}

impl KeyKind {
    /// What a verification costs beside one with P-256, in pure Rust, rounded to a whole number, at least 1. Budgets of
    /// signatures are counted so.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::EcP384 => 3,
            Self::EcP521 => 4,
            Self::Dsa { .. } => 10,
            Self::Rsa { bits } | Self::RsaPss { bits } if bits > 4096 => 4,
            _ => 1,
        }
    }

    /// Whether keys of this kind sign and do nothing else, so that a certificate for them must not have keyEncipherment,
    /// dataEncipherment or keyAgreement: DSA (RFC 3279, 2.3.2), RSASSA-PSS (RFC 4055, 1.2), Ed25519 and Ed448 (RFC 9295, 3),
    /// ML-DSA (RFC 9881, 5).
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::crypto::KeyKind;
    ///
    /// assert!(KeyKind::Ed25519.only_signs());
    /// assert!(!KeyKind::Rsa { bits: 3072 }.only_signs());
    /// ```
    #[must_use]
    pub const fn only_signs(self) -> bool {
        matches!(
            self,
            Self::Dsa { .. }
                | Self::Ed25519
                | Self::Ed448
                | Self::MlDsa44
                | Self::MlDsa65
                | Self::MlDsa87
                | Self::RsaPss { .. }
        )
    }

    /// The kind of `key`. A few dozen nanoseconds; allocates nothing; says nothing about whether the key is usable.
    ///
    /// # Errors
    ///
    /// [`KeyRefused::Unsupported`] for an algorithm that we have no name for; [`KeyRefused::Malformed`],
    /// [`KeyRefused::ParametersInvalid`] and [`KeyRefused::ParametersMissing`] where kind or length cannot be read.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::crypto::KeyKind;
    /// use ucpki::x509::SpkiRef;
    ///
    /// let ed25519 = [&[0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00][..], &[9; 32]].concat();
    /// assert_eq!(KeyKind::from_spki(SpkiRef::parse(&ed25519)?)?, KeyKind::Ed25519);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_spki(key: SpkiRef<'_>) -> Result<Self, KeyRefused> {
        let oid = key.algorithm().oid();
        if oid == oids::RSA_ENCRYPTION {
            Ok(Self::Rsa { bits: RsaNumbers::read(key)?.modulus_bits() })
        } else if oid == oids::EC_PUBLIC_KEY {
            Self::of_curve(key.algorithm())
        } else if oid == oids::RSASSA_PSS {
            Ok(Self::RsaPss { bits: RsaNumbers::read(key)?.modulus_bits() })
        } else if oid == oids::DSA {
            let numbers = key.algorithm().parameters().map(DsaNumbers::read).transpose()?;
            Ok(Self::Dsa { bits: numbers.map(|numbers| bit_length(numbers.p)) })
        } else {
            OTHERS.iter().find(|(other, _)| *other == oid).map(|(_, kind)| *kind).ok_or(KeyRefused::Unsupported)
        }
    }

    /// RFC 5480, 2.1.1: `ECParameters ::= CHOICE { namedCurve OBJECT IDENTIFIER, implicitCurve, specifiedCurve }`.
    fn of_curve(algorithm: AlgorithmRef<'_>) -> Result<Self, KeyRefused> {
        let parameters = algorithm.parameters().ok_or(KeyRefused::ParametersMissing)?;
        match parameters.first() {
            // implicitCurve is inherited, from nowhere in PKIX.
            Some(0x05) => return Err(KeyRefused::ParametersMissing),
            Some(0x30) => return Ok(Self::EcExplicit),
            _ => {}
        }
        let curve = named_curve(parameters).ok_or(KeyRefused::ParametersInvalid)?;
        Ok(CURVES.iter().find(|(oid, _)| *oid == curve).map_or(Self::EcOther, |(_, kind)| *kind))
    }

    /// The usual name, such as `RSA` or `P-256`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Dsa { .. } => "DSA",
            Self::EcExplicit => "EC (explicit curve)",
            Self::EcOther => "EC (other curve)",
            Self::EcP192 => "P-192",
            Self::EcP224 => "P-224",
            Self::EcP256 => "P-256",
            Self::EcP384 => "P-384",
            Self::EcP521 => "P-521",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
            Self::Rsa { .. } => "RSA",
            Self::RsaPss { .. } => "RSA-PSS",
            Self::X25519 => "X25519",
        }
    }

    /// Length in bits as people state it: of the modulus, the prime `p`, or the curve's order; `None` if unknown.
    #[must_use]
    pub const fn bits(&self) -> Option<u32> {
        match self {
            Self::Dsa { bits } => *bits,
            Self::Rsa { bits } | Self::RsaPss { bits } => Some(*bits),
            Self::EcP192 => Some(192),
            Self::EcP224 => Some(224),
            Self::EcP256 | Self::Ed25519 | Self::X25519 => Some(256),
            Self::EcP384 => Some(384),
            Self::EcP521 => Some(521),
            Self::Ed448 => Some(456),
            Self::EcExplicit | Self::EcOther | Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => None,
        }
    }
}

impl fmt::Display for KeyKind {
    /// The name, and the length where the name does not say it: `RSA 2048`, `P-256`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::Dsa { bits: Some(bits) } | Self::Rsa { bits } | Self::RsaPss { bits } => write!(f, " {bits}"),
            _ => Ok(()),
        }
    }
}

const CURVES: [(Oid<'static>, KeyKind); 5] = [
    (oids::SECP256R1, KeyKind::EcP256),
    (oids::SECP384R1, KeyKind::EcP384),
    (oids::SECP521R1, KeyKind::EcP521),
    (oids::SECP192R1, KeyKind::EcP192),
    (oids::SECP224R1, KeyKind::EcP224),
];

const OTHERS: [(Oid<'static>, KeyKind); 6] = [
    (oids::ED25519, KeyKind::Ed25519),
    (oids::ED448, KeyKind::Ed448),
    (oids::X25519, KeyKind::X25519),
    (oids::ML_DSA_44, KeyKind::MlDsa44),
    (oids::ML_DSA_65, KeyKind::MlDsa65),
    (oids::ML_DSA_87, KeyKind::MlDsa87),
];

/// The curve, where `parameters` (tag and length included) name one.
#[inline]
pub(crate) fn named_curve(parameters: &[u8]) -> Option<Oid<'_>> {
    if let [0x06, length @ ..=0x7F, curve @ ..] = parameters
        && usize::from(*length) == curve.len()
    {
        return Oid::new(curve);
    }
    let mut reader = Reader::new(parameters).ok()?;
    let curve = reader.oid().ok()?;
    reader.finish().ok()?;
    Some(curve)
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }` (RFC 3279, 2.3.1).
///
/// Magnitudes, most significant byte first, without leading zeros. Nothing else is checked.
pub(crate) struct RsaNumbers<'a> {
    pub(crate) modulus: &'a [u8],
    #[cfg_attr(
        not(feature = "rustcrypto"),
        expect(dead_code, reason = "policy asks for the length of the modulus only")
    )]
    pub(crate) exponent: &'a [u8],
}

impl<'a> RsaNumbers<'a> {
    pub(crate) fn read(key: SpkiRef<'a>) -> Result<Self, KeyRefused> {
        Self::parse(key.key().bytes().ok_or(KeyRefused::Malformed)?)
    }

    pub(crate) fn parse(der: &'a [u8]) -> Result<Self, KeyRefused> {
        let mut outer = Reader::new(der).map_err(malformed)?;
        let mut fields = outer.sequence().map_err(malformed)?;
        outer.finish().map_err(malformed)?;
        let modulus = unsigned(&mut fields).ok_or(KeyRefused::Malformed)?;
        let exponent = unsigned(&mut fields).ok_or(KeyRefused::Malformed)?;
        fields.finish().map_err(malformed)?;
        Ok(Self { modulus, exponent })
    }

    pub(crate) fn modulus_bits(&self) -> u32 {
        bit_length(self.modulus)
    }
}

/// `Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }` (RFC 3279, 2.3.2), as magnitudes.
pub(crate) struct DsaNumbers<'a> {
    pub(crate) p: &'a [u8],
    #[cfg_attr(not(feature = "legacy"), expect(dead_code, reason = "policy asks for the length of p only"))]
    pub(crate) q: &'a [u8],
    #[cfg_attr(not(feature = "legacy"), expect(dead_code, reason = "policy asks for the length of p only"))]
    pub(crate) g: &'a [u8],
}

impl<'a> DsaNumbers<'a> {
    pub(crate) fn read(parameters: &'a [u8]) -> Result<Self, KeyRefused> {
        Self::numbers(parameters).ok_or(KeyRefused::ParametersInvalid)
    }

    fn numbers(parameters: &'a [u8]) -> Option<Self> {
        let mut outer = Reader::new(parameters).ok()?;
        let mut fields = outer.expect(Tag::SEQUENCE).ok()?.reader();
        outer.finish().ok()?;
        let numbers = Self { p: unsigned(&mut fields)?, q: unsigned(&mut fields)?, g: unsigned(&mut fields)? };
        fields.finish().ok()?;
        Some(numbers)
    }
}

/// The magnitude of the next INTEGER, which must not be negative.
pub(crate) fn unsigned<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    reader.integer().ok()?.magnitude()
}

/// The length in bits of a magnitude without leading zero bytes.
pub(crate) fn bit_length(magnitude: &[u8]) -> u32 {
    let bytes = u32::try_from(magnitude.len()).unwrap_or(u32::MAX);
    let unused = magnitude.first().map_or(0, |first| first.leading_zeros());
    bytes.saturating_mul(8).saturating_sub(unused)
}

fn malformed(_: Error) -> KeyRefused {
    KeyRefused::Malformed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_the_first_one() {
        assert_eq!(bit_length(&[0]), 0);
        assert_eq!(bit_length(&[1]), 1);
        assert_eq!(bit_length(&[0x80, 0]), 16);
        assert_eq!(bit_length(&[0x01, 0xFF]), 9);
    }
}
