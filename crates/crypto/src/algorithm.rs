//! Signature algorithms as values, so that policy can judge them without a provider.

use crate::VerifyError;
use alloc::vec::Vec;
use core::fmt;
use ucpki_x509::der::{Reader, Tag, Tlv, Writer};
use ucpki_x509::{AlgorithmRef, Error, Oid, oids};

/// A hash function, from the weakest to the strongest.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Hash, RUSTCRYPTO};
///
/// let digest = RUSTCRYPTO.digest(Hash::Sha256.oid()).unwrap().digest(&[b"abc"]);
/// assert_eq!(digest.as_bytes()[..4], [0xBA, 0x78, 0x16, 0xBF]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Hash {
    /// MD5 (RFC 1321). Broken: collisions in seconds.
    Md5,
    /// SHA-1 (RFC 3174). Broken: collisions have been made.
    Sha1,
    /// SHA-224 (RFC 6234).
    Sha224,
    /// SHA-256 (RFC 6234).
    Sha256,
    /// SHA-384 (RFC 6234).
    Sha384,
    /// SHA-512 (RFC 6234).
    Sha512,
}

impl Hash {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Md5, Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The hash function that `oid` names.
    #[must_use]
    pub fn from_oid(oid: Oid<'_>) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.oid() == oid)
    }

    /// The object identifier.
    #[must_use]
    pub const fn oid(self) -> Oid<'static> {
        match self {
            Self::Md5 => oids::MD5,
            Self::Sha1 => oids::SHA1,
            Self::Sha224 => oids::SHA224,
            Self::Sha256 => oids::SHA256,
            Self::Sha384 => oids::SHA384,
            Self::Sha512 => oids::SHA512,
        }
    }

    /// How many bytes come out.
    #[must_use]
    pub const fn output_len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The usual name, such as `SHA-256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a signature is made, without its hash.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{RUSTCRYPTO, Scheme};
///
/// // Does a provider verify RSA-PSS, and with which hashes?
/// let rows = RUSTCRYPTO.capabilities().filter(|row| row.scheme == Scheme::RsaPss);
/// let hashes: Vec<_> = rows.filter_map(|row| row.hash).map(|hash| hash.name()).collect();
/// assert!(hashes.contains(&"SHA-256") && !hashes.contains(&"SHA-1"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// DSA (FIPS 186-4).
    Dsa,
    /// ECDSA (FIPS 186-5).
    Ecdsa,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// Ed448 (RFC 8032).
    Ed448,
    /// ML-DSA (FIPS 204).
    MlDsa,
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).
    RsaPkcs1,
    /// RSASSA-PSS (RFC 8017, 8.1).
    RsaPss,
}

impl Scheme {
    /// The usual name, such as `RSA-PSS`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dsa => "DSA",
            Self::Ecdsa => "ECDSA",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::MlDsa => "ML-DSA",
            Self::RsaPkcs1 => "RSA PKCS#1 v1.5",
            Self::RsaPss => "RSA-PSS",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Hash, mask hash and salt length of RSASSA-PSS (RFC 4055, 3.1).
///
/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///     hashAlgorithm    [0] HashAlgorithm DEFAULT sha1Identifier,
///     maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
///     saltLength       [2] INTEGER DEFAULT 20,
///     trailerField     [3] INTEGER DEFAULT 1 }
/// ```
///
/// Compared by meaning: a default that is spelled out is the same as one that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PssParameters {
    hash: Hash,
    mgf_hash: Hash,
    salt_len: u32,
}

impl PssParameters {
    /// Reads `RSASSA-PSS-params`, tag and length included.
    ///
    /// # Errors
    ///
    /// [`VerifyError::ParametersInvalid`] also for a trailer field other than 1;
    /// [`VerifyError::AlgorithmUnsupported`] for a hash that we do not know, or another mask function than MGF1.
    pub fn parse(der: &[u8]) -> Result<Self, VerifyError> {
        let mut parameters = Self { hash: Hash::Sha1, mgf_hash: Hash::Sha1, salt_len: 20 };
        let mut outer = Reader::new(der).map_err(invalid)?;
        let mut fields = outer.sequence().map_err(invalid)?;
        outer.finish().map_err(invalid)?;
        if let Some(field) = fields.optional(Tag::context_constructed(0)).map_err(invalid)? {
            parameters.hash = hash_identifier(only_algorithm(field)?)?;
        }
        if let Some(field) = fields.optional(Tag::context_constructed(1)).map_err(invalid)? {
            let mask = only_algorithm(field)?;
            if mask.oid() != oids::MGF1 {
                return Err(VerifyError::AlgorithmUnsupported);
            }
            let hash = mask.parameters().ok_or(VerifyError::ParametersInvalid)?;
            parameters.mgf_hash = hash_identifier(AlgorithmRef::parse(hash).map_err(invalid)?)?;
        }
        if let Some(field) = fields.optional(Tag::context_constructed(2)).map_err(invalid)? {
            parameters.salt_len = only_integer(field)?;
        }
        if let Some(field) = fields.optional(Tag::context_constructed(3)).map_err(invalid)? {
            // 1 stands for the byte BC; no other value was ever defined.
            if only_integer(field)? != 1 {
                return Err(VerifyError::ParametersInvalid);
            }
        }
        fields.finish().map_err(invalid)?;
        Ok(parameters)
    }

    /// As RFC 4055, 3.1 has it in DER: defaults are left out.
    fn write(self, writer: &mut Writer) {
        fn hash_identifier(writer: &mut Writer, hash: Hash) {
            writer.nested(Tag::SEQUENCE, |identifier| {
                identifier.oid(hash.oid());
                identifier.null();
            });
        }
        writer.nested(Tag::SEQUENCE, |fields| {
            if self.hash != Hash::Sha1 {
                fields.nested(Tag::context_constructed(0), |field| hash_identifier(field, self.hash));
            }
            if self.mgf_hash != Hash::Sha1 {
                fields.nested(Tag::context_constructed(1), |field| {
                    field.nested(Tag::SEQUENCE, |mask| {
                        mask.oid(oids::MGF1);
                        hash_identifier(mask, self.mgf_hash);
                    });
                });
            }
            if self.salt_len != 20 {
                fields.nested(Tag::context_constructed(2), |field| field.small_integer(self.salt_len));
            }
        });
    }

    /// The hash of the message.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.hash
    }

    /// The hash inside the mask generation function MGF1, which may be another one.
    #[must_use]
    pub const fn mgf_hash(&self) -> Hash {
        self.mgf_hash
    }

    /// Length of the salt in bytes.
    #[must_use]
    pub const fn salt_len(&self) -> u32 {
        self.salt_len
    }
}

/// A signature algorithm with its parameters, as an AlgorithmIdentifier names it.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Hash, Scheme, SignatureAlgorithm};
/// use ucpki::x509::pem;
///
/// let leaf = pem::certificates(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?.remove(0).certificate;
/// let algorithm = SignatureAlgorithm::parse(leaf.signature_algorithm())?;
/// assert_eq!(algorithm, SignatureAlgorithm::Ecdsa(Hash::Sha256));
/// // A policy may look at the parts; Ed25519 and ML-DSA have no hash of the message.
/// assert_eq!((algorithm.scheme(), algorithm.hash()), (Scheme::Ecdsa, Some(Hash::Sha256)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// DSA with this hash.
    Dsa(Hash),
    /// ECDSA with this hash.
    Ecdsa(Hash),
    /// Ed25519, which brings its own hash.
    Ed25519,
    /// Ed448, which brings its own hash.
    Ed448,
    /// ML-DSA-44, which brings its own hash (RFC 9881: pure, with an empty context).
    MlDsa44,
    /// ML-DSA-65.
    MlDsa65,
    /// ML-DSA-87.
    MlDsa87,
    /// RSASSA-PKCS1-v1_5 with this hash.
    RsaPkcs1(Hash),
    /// RSASSA-PSS with these parameters.
    RsaPss(PssParameters),
}

impl SignatureAlgorithm {
    /// Understands `algorithm`, parameters included. Cheap; allocates nothing.
    ///
    /// Parameters must be NULL or absent for RSA with PKCS#1 v1.5 ("implementations MUST accept the parameters being
    /// absent as well as present", RFC 4055, 5; read to hold for MD5 and SHA-1 too), present for RSASSA-PSS (RFC 4055,
    /// 3.1), and absent for DSA (RFC 3279, 2.2.2) and EdDSA (RFC 8410, 3): NULL is refused there. For ECDSA they must be absent
    /// too (RFC 5758, 3.2), but some CAs write NULL, which means nothing else and is read; a profile may refuse it.
    ///
    /// # Errors
    ///
    /// [`VerifyError::AlgorithmUnsupported`] if we do not know it, [`VerifyError::ParametersInvalid`].
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::crypto::{Hash, Scheme, SignatureAlgorithm};
    /// use ucpki::x509::AlgorithmRef;
    ///
    /// let sha256_with_rsa = [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00];
    /// let algorithm = SignatureAlgorithm::parse(AlgorithmRef::parse(&sha256_with_rsa)?)?;
    /// assert_eq!((algorithm.scheme(), algorithm.hash()), (Scheme::RsaPkcs1, Some(Hash::Sha256)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(algorithm: AlgorithmRef<'_>) -> Result<Self, VerifyError> {
        let known = FIXED.iter().find(|(oid, _)| *oid == algorithm.oid()).map(|(_, known)| *known);
        let right = match (known, algorithm.parameters()) {
            (Some(Self::RsaPkcs1(_) | Self::Ecdsa(_)), parameters) => is_null_or_absent(parameters),
            (Some(_), parameters) => parameters.is_none(),
            (None, Some(parameters)) if algorithm.oid() == oids::RSASSA_PSS => {
                return PssParameters::parse(parameters).map(Self::RsaPss);
            }
            (None, _) if algorithm.oid() == oids::RSASSA_PSS => false,
            (None, _) => return Err(VerifyError::AlgorithmUnsupported),
        };
        known.filter(|_| right).ok_or(VerifyError::ParametersInvalid)
    }

    /// The AlgorithmIdentifier, as DER: parameters NULL for RSA with PKCS#1 v1.5 (RFC 4055, 5), absent for ECDSA, DSA and
    /// EdDSA, and spelled out where they are not default for RSASSA-PSS.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let oid = FIXED.iter().find(|(_, known)| known == self).map_or(oids::RSASSA_PSS, |(oid, _)| *oid);
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(oid);
            match self {
                Self::RsaPkcs1(_) => algorithm.null(),
                Self::RsaPss(parameters) => parameters.write(algorithm),
                _ => {}
            }
        });
        writer.into_bytes()
    }

    /// How the signature is made.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        match self {
            Self::Dsa(_) => Scheme::Dsa,
            Self::Ecdsa(_) => Scheme::Ecdsa,
            Self::Ed25519 => Scheme::Ed25519,
            Self::Ed448 => Scheme::Ed448,
            Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => Scheme::MlDsa,
            Self::RsaPkcs1(_) => Scheme::RsaPkcs1,
            Self::RsaPss(_) => Scheme::RsaPss,
        }
    }

    /// The hash of the message; `None` where the algorithm brings its own.
    #[must_use]
    pub const fn hash(&self) -> Option<Hash> {
        match self {
            Self::Dsa(hash) | Self::Ecdsa(hash) | Self::RsaPkcs1(hash) => Some(*hash),
            Self::RsaPss(parameters) => Some(parameters.hash),
            Self::Ed25519 | Self::Ed448 | Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => None,
        }
    }
}

/// Object identifiers that say the whole algorithm.
const FIXED: [(Oid<'static>, SignatureAlgorithm); 19] = [
    (oids::SHA256_WITH_RSA, SignatureAlgorithm::RsaPkcs1(Hash::Sha256)),
    (oids::SHA384_WITH_RSA, SignatureAlgorithm::RsaPkcs1(Hash::Sha384)),
    (oids::SHA512_WITH_RSA, SignatureAlgorithm::RsaPkcs1(Hash::Sha512)),
    (oids::SHA224_WITH_RSA, SignatureAlgorithm::RsaPkcs1(Hash::Sha224)),
    (oids::SHA1_WITH_RSA, SignatureAlgorithm::RsaPkcs1(Hash::Sha1)),
    (oids::MD5_WITH_RSA, SignatureAlgorithm::RsaPkcs1(Hash::Md5)),
    (oids::ECDSA_WITH_SHA256, SignatureAlgorithm::Ecdsa(Hash::Sha256)),
    (oids::ECDSA_WITH_SHA384, SignatureAlgorithm::Ecdsa(Hash::Sha384)),
    (oids::ECDSA_WITH_SHA512, SignatureAlgorithm::Ecdsa(Hash::Sha512)),
    (oids::ECDSA_WITH_SHA224, SignatureAlgorithm::Ecdsa(Hash::Sha224)),
    (oids::ECDSA_WITH_SHA1, SignatureAlgorithm::Ecdsa(Hash::Sha1)),
    (oids::ED25519, SignatureAlgorithm::Ed25519),
    (oids::ED448, SignatureAlgorithm::Ed448),
    (oids::ML_DSA_44, SignatureAlgorithm::MlDsa44),
    (oids::ML_DSA_65, SignatureAlgorithm::MlDsa65),
    (oids::ML_DSA_87, SignatureAlgorithm::MlDsa87),
    (oids::DSA_WITH_SHA1, SignatureAlgorithm::Dsa(Hash::Sha1)),
    (oids::DSA_WITH_SHA224, SignatureAlgorithm::Dsa(Hash::Sha224)),
    (oids::DSA_WITH_SHA256, SignatureAlgorithm::Dsa(Hash::Sha256)),
];

/// Whether parameters are the NULL that old standards ask for, or left out.
pub(crate) const fn is_null_or_absent(parameters: Option<&[u8]>) -> bool {
    matches!(parameters, None | Some([0x05, 0x00]))
}

/// The hash of an AlgorithmIdentifier. RFC 4055, 2.1: NULL and absent parameters are both to be accepted.
fn hash_identifier(algorithm: AlgorithmRef<'_>) -> Result<Hash, VerifyError> {
    if !is_null_or_absent(algorithm.parameters()) {
        return Err(VerifyError::ParametersInvalid);
    }
    Hash::from_oid(algorithm.oid()).ok_or(VerifyError::AlgorithmUnsupported)
}

/// The AlgorithmIdentifier that an explicit tag holds.
fn only_algorithm(field: Tlv<'_>) -> Result<AlgorithmRef<'_>, VerifyError> {
    AlgorithmRef::parse(field.content()).map_err(invalid)
}

/// The small INTEGER that an explicit tag holds.
fn only_integer(field: Tlv<'_>) -> Result<u32, VerifyError> {
    let mut inner = field.reader();
    let value = inner.small_integer().map_err(invalid)?;
    inner.finish().map_err(invalid)?;
    Ok(value)
}

/// Where in the parameters the trouble is says nothing that a caller could act on.
fn invalid(_: Error) -> VerifyError {
    VerifyError::ParametersInvalid
}
