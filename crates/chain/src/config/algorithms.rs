//! Which keys and hashes are accepted.

use ucpki_crypto::{Hash, KeyKind, SignatureAlgorithm};

/// Which keys and hashes are accepted, for every certificate of a path (the anchor's signature does not count).
///
/// # Examples
///
/// ```
/// use ucpki::chain::{AlgorithmPolicy, Profile};
///
/// // The rules of the appliances, with SHA-1 and short keys for one old device.
/// let profile = Profile::EXPRESSWAY.with_algorithms(AlgorithmPolicy::LEGACY);
/// # let _ = profile;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmPolicy {
    least_rsa_bits: u32,
    least_ec_bits: u32,
    least_dsa_bits: Option<u32>,
    weakest_hash: Hash,
    large_rsa_bits: u32,
}

impl AlgorithmPolicy {
    /// RSA from 2048 bits, curves from 256 bits, Ed25519, ML-DSA, no DSA, hashes from SHA-224.
    pub const MODERN: Self = Self {
        least_rsa_bits: 2048,
        least_ec_bits: 256,
        least_dsa_bits: None,
        weakest_hash: Hash::Sha224,
        large_rsa_bits: 8192,
    };
    /// For old devices: RSA and DSA from 1024 bits, SHA-1 and MD5. The provider must offer them as well.
    ///
    /// What [`MODERN`](Self::MODERN) would refuse is reported as a warning.
    pub const LEGACY: Self =
        Self { least_rsa_bits: 1024, least_dsa_bits: Some(1024), weakest_hash: Hash::Md5, ..Self::MODERN };

    /// The same policy with RSA keys from this many bits on reported as so large that some devices fail with them.
    ///
    /// 8192 unless changed: SIP TLS zones may stay inactive with such keys.
    #[must_use]
    pub const fn large_rsa_bits(mut self, bits: u32) -> Self {
        self.large_rsa_bits = bits;
        self
    }

    /// The smallest RSA key, in bits.
    #[must_use]
    pub const fn least_rsa_bits(&self) -> u32 {
        self.least_rsa_bits
    }

    /// The smallest curve, in bits.
    #[must_use]
    pub const fn least_ec_bits(&self) -> u32 {
        self.least_ec_bits
    }

    /// The smallest DSA key, in bits; `None` where DSA is not accepted.
    #[must_use]
    pub const fn least_dsa_bits(&self) -> Option<u32> {
        self.least_dsa_bits
    }

    /// The weakest hash of a signature.
    #[must_use]
    pub const fn weakest_hash(&self) -> Hash {
        self.weakest_hash
    }

    /// The size from which on an RSA key is reported as large, in bits.
    #[must_use]
    pub const fn reports_rsa_bits(&self) -> u32 {
        self.large_rsa_bits
    }

    /// Whether a key of this kind and size is accepted.
    #[must_use]
    pub fn accepts_key(&self, kind: KeyKind) -> bool {
        self.refuses_key(kind).is_none()
    }

    /// Whether a key is so large that some devices fail with it.
    pub(crate) fn is_large(&self, kind: KeyKind) -> bool {
        matches!(kind, KeyKind::Rsa { bits } | KeyKind::RsaPss { bits } if bits >= self.large_rsa_bits)
    }

    /// Why a key is not accepted: the least size, or `None` where the kind is not accepted at all.
    pub(crate) fn refuses_key(&self, kind: KeyKind) -> Option<Option<u32>> {
        let least = match kind {
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. } => Some(self.least_rsa_bits),
            // A DSA key without parameters inherits them; the certificate that has them is judged as well.
            KeyKind::Dsa { bits: None } if self.least_dsa_bits.is_some() => return None,
            KeyKind::Dsa { .. } => self.least_dsa_bits,
            // One strength each, and none is too weak. ML-DSA counts only where the provider has it.
            KeyKind::Ed25519 | KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87 => return None,
            KeyKind::EcP192 | KeyKind::EcP224 | KeyKind::EcP256 | KeyKind::EcP384 | KeyKind::EcP521 => {
                Some(self.least_ec_bits)
            }
            _ => None,
        };
        match (least, kind.bits()) {
            (Some(least), Some(bits)) if bits >= least => None,
            _ => Some(least),
        }
    }

    /// Whether a signature's hash is too weak.
    pub(crate) fn refuses_hash(&self, algorithm: &SignatureAlgorithm) -> Option<Hash> {
        algorithm.hash().filter(|hash| *hash < self.weakest_hash)
    }
}
