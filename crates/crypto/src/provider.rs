//! A list of algorithms as a constant value.

use crate::{DigestAlgorithm, Hash, Input, KeyKind, KeyRefused, Scheme, VerifyError};
use alloc::boxed::Box;
use core::fmt;
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef};

/// How many providers can lie over each other: every one that we know, and two of the caller's.
const MAX_LAYERS: usize = 6;

/// Which keys can be used and which hash functions there are: a constant, made of others by [`over`](Self::over).
///
/// There is no global state, and no cargo feature changes what a provider does: features only add constants.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
///
/// let root = pem::certificates(include_bytes!("../../../tests/data/chain/demo/root.pem"))?.remove(0).certificate;
/// let key = RUSTCRYPTO.prepare(root.spki(), None)?;
/// let input = ucpki::crypto::Input::Message(root.tbs());
/// key.verify(root.signature_algorithm(), input, root.signature().unwrap())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Provider {
    layers: [Layer; MAX_LAYERS],
    used: usize,
}

#[derive(Clone, Copy)]
struct Layer {
    name: &'static str,
    keys: &'static [&'static dyn KeyAlgorithm],
    digests: &'static [&'static dyn DigestAlgorithm],
}

const NO_LAYER: Layer = Layer { name: "", keys: &[], digests: &[] };

/// One kind of public key and the signatures that can be verified with it, as a constant that a [`Provider`] lists.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Hash, KeyAlgorithm, KeyRefused, PreparedKey, Provider, RUSTCRYPTO, Scheme};
/// use ucpki::x509::{AlgorithmRef, SpkiRef, oids};
///
/// /// Ed25519 on an accelerator. In this example, software does its work.
/// #[derive(Debug)]
/// struct Accelerator;
///
/// impl KeyAlgorithm for Accelerator {
///     fn name(&self) -> &'static str {
///         "Ed25519"
///     }
///     fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool {
///         algorithm.oid() == oids::ED25519
///     }
///     fn prepare(&self, key: SpkiRef<'_>, inherited: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
///         RUSTCRYPTO.prepare(key, inherited)
///     }
///     fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
///         &[(Scheme::Ed25519, None)]
///     }
/// }
///
/// // Everything else is done by RUSTCRYPTO.
/// const PROVIDER: Provider = Provider::new("board", &[&Accelerator], &[]).over(RUSTCRYPTO);
/// let row = PROVIDER.capabilities().find(|row| row.key == "Ed25519");
/// assert_eq!(row.map(|row| row.provider), Some("board"));
/// ```
pub trait KeyAlgorithm: Send + Sync + fmt::Debug {
    /// The kind of key, such as `RSA` or `P-256`. Two algorithms of one name are alternatives for the same keys.
    fn name(&self) -> &'static str;

    /// Whether keys under `algorithm` are for this one: its object identifier, and for curves the parameters.
    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool;

    /// Checks the key and prepares it, once, for every signature that it will ever verify.
    ///
    /// `inherited` are the parameters of the issuer's key, with tag and length, from
    /// [`PreparedKey::inheritable_parameters`] (RFC 5280, 6.1.4 (e)).
    ///
    /// # Errors
    ///
    /// Why the key cannot be used.
    fn prepare(&self, key: SpkiRef<'_>, inherited: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused>;

    /// What can be verified: schemes and hashes, for the table of [`Provider::capabilities`].
    fn signatures(&self) -> &'static [(Scheme, Option<Hash>)];
}

/// A public key that was checked, and is ready to verify.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Input, KeyKind, RUSTCRYPTO};
/// use ucpki::x509::pem;
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let issuer = read(include_bytes!("../../../tests/data/chain/demo/intermediate.pem"))?;
/// let issued = [
///     read(include_bytes!("../../../tests/data/chain/demo/leaf.pem"))?,
///     read(include_bytes!("../../../tests/data/chain/demo/revoked.pem"))?,
/// ];
///
/// // Prepared once, for every signature of that key.
/// let key = RUSTCRYPTO.prepare(issuer.spki(), None)?;
/// assert_eq!(key.kind(), KeyKind::EcP256);
/// for one in &issued {
///     key.verify(one.signature_algorithm(), Input::Message(one.tbs()), one.signature().ok_or("not of whole bytes")?)?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait PreparedKey: Send + Sync + fmt::Debug {
    /// What kind of key it is.
    fn kind(&self) -> KeyKind;

    /// Whether `signature` over `input` holds.
    ///
    /// `algorithm` is the AlgorithmIdentifier that is beside the signature. `signature` are the bytes of the
    /// BIT STRING.
    ///
    /// # Errors
    ///
    /// [`VerifyError::BadSignature`] if it does not hold; the other variants if it could not be tried.
    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError>;

    /// The parameters that keys below may inherit, with tag and length (RFC 5280, 6.1.4 (e)); DSA only.
    fn inheritable_parameters(&self) -> Option<&[u8]> {
        None
    }

    /// What a verification costs beside one with P-256, rounded to a whole number, at least 1. Budgets count signatures by it,
    /// so that a few keys of a slow kind cannot take the time of many.
    fn weight(&self) -> u32 {
        self.kind().weight()
    }

    /// How many bytes a table would take that lets this key verify faster; 0 where there is none to make, or it is
    /// made already.
    fn table_bytes(&self) -> usize {
        0
    }

    /// Makes that table, which takes some milliseconds; every signature after it costs less. For keys of issuers that sign
    /// much.
    fn build_table(&self) {}
}

/// One row of the table of what a provider can verify.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Hash, RUSTCRYPTO, Scheme};
///
/// // A table for a manual: what is verified, and by which provider.
/// for row in RUSTCRYPTO.capabilities() {
///     let hash = row.hash.map_or("its own hash", |hash| hash.name());
///     println!("{}: {} with {hash} ({})", row.key, row.scheme, row.provider);
/// }
/// let verifies =
///     |key, scheme, hash| RUSTCRYPTO.capabilities().any(|row| (row.key, row.scheme, row.hash) == (key, scheme, hash));
/// assert!(verifies("P-256", Scheme::Ecdsa, Some(Hash::Sha384)));
/// assert!(!verifies("RSA", Scheme::RsaPkcs1, Some(Hash::Sha1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Capability {
    /// Which provider does it.
    pub provider: &'static str,
    /// The kind of key, such as `RSA` or `P-256`.
    pub key: &'static str,
    /// How the signature is made.
    pub scheme: Scheme,
    /// The hash of the message; `None` where the scheme brings its own.
    pub hash: Option<Hash>,
}

impl Provider {
    /// A provider of these algorithms. Where several serve, the first one does.
    #[must_use]
    pub const fn new(
        name: &'static str,
        keys: &'static [&'static dyn KeyAlgorithm],
        digests: &'static [&'static dyn DigestAlgorithm],
    ) -> Self {
        let mut layers = [NO_LAYER; MAX_LAYERS];
        layers[0] = Layer { name, keys, digests };
        Self { layers, used: 1 }
    }

    /// This provider, with `fallback` for the keys and hash functions that it does not have.
    ///
    /// A key is served by one algorithm as a whole: what that cannot verify is not asked of the fallback.
    ///
    /// # Panics
    ///
    /// If more than six providers lie over each other. In a constant that is an error of the compiler.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::crypto::Provider;
    ///
    /// const HASHES_ONLY: Provider = Provider::new("hashes", &[], &[]);
    /// # #[cfg(feature = "rustcrypto")]
    /// const BOTH: Provider = HASHES_ONLY.over(ucpki::crypto::RUSTCRYPTO);
    /// # #[cfg(feature = "rustcrypto")]
    /// assert_eq!(format!("{BOTH:?}"), "Provider(hashes over rustcrypto)");
    /// ```
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the assertion holds the bounds; slices have no const iterators")]
    pub const fn over(self, fallback: Self) -> Self {
        assert!(self.used + fallback.used <= MAX_LAYERS, "at most six providers can lie over each other");
        let mut all = self;
        let mut index = 0;
        while index < fallback.used {
            all.layers[all.used] = fallback.layers[index];
            all.used += 1;
            index += 1;
        }
        all
    }

    /// Checks `key` and prepares it, once, for every signature that it will ever verify.
    ///
    /// `inherited` are the parameters of the issuer's key, from [`PreparedKey::inheritable_parameters`]; they matter
    /// only to DSA keys that leave out their own (RFC 5280, 6.1.4 (e)).
    ///
    /// Cost: about 5 us for RSA-2048, 10 us for a compressed point of P-256, less for others; the key on the heap.
    ///
    /// # Errors
    ///
    /// Why the key cannot be used: [`KeyRefused`].
    pub fn prepare(&self, key: SpkiRef<'_>, inherited: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        let mut keys = self.layers.iter().flat_map(|layer| layer.keys);
        if let Some(algorithm) = keys.find(|candidate| candidate.serves(key.algorithm())) {
            return algorithm.prepare(key, inherited);
        }
        Err(match KeyKind::from_spki(key)? {
            KeyKind::EcExplicit => KeyRefused::CurveExplicit,
            KeyKind::EcOther
            | KeyKind::EcP192
            | KeyKind::EcP224
            | KeyKind::EcP256
            | KeyKind::EcP384
            | KeyKind::EcP521 => KeyRefused::CurveUnsupported,
            _ => KeyRefused::Unsupported,
        })
    }

    /// The hash function that `oid` names.
    #[must_use]
    pub fn digest(&self, oid: Oid<'_>) -> Option<&'static dyn DigestAlgorithm> {
        self.layers.iter().flat_map(|layer| layer.digests).copied().find(|digest| digest.oid() == oid)
    }

    /// The table of what can be verified, a row for each kind of key, scheme and hash.
    pub fn capabilities(&self) -> impl Iterator<Item = Capability> + '_ {
        let keys = self.layers.iter().flat_map(|layer| layer.keys.iter().map(|key| (layer.name, *key)));
        let served_above = |name: &str, position: usize| {
            self.layers.iter().flat_map(|layer| layer.keys).take(position).any(|above| above.name() == name)
        };
        keys.enumerate().filter(move |(position, (_, key))| !served_above(key.name(), *position)).flat_map(
            |(_, (provider, key))| {
                key.signatures().iter().map(move |(scheme, hash)| Capability {
                    provider,
                    key: key.name(),
                    scheme: *scheme,
                    hash: *hash,
                })
            },
        )
    }
}

impl Provider {
    /// A number that depends on what the provider can verify and with which libraries: two that differ in that have, for all
    /// that chance allows, different ones. For caches that several providers share; no secret and no proof.
    #[must_use]
    pub fn identity(&self) -> u64 {
        use core::hash::{Hash as _, Hasher as _};
        let mut fnv = Fnv(0xCBF2_9CE4_8422_2325);
        self.capabilities().for_each(|capability| capability.hash(&mut fnv));
        fnv.finish()
    }
}

/// FNV-1a: the same on every machine.
struct Fnv(u64);

impl core::hash::Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
}

impl fmt::Debug for Provider {
    /// The names, the first on top: `Provider(legacy over rustcrypto)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Provider(")?;
        for (index, layer) in self.layers.iter().take(self.used).enumerate() {
            write!(f, "{}{}", if index > 0 { " over " } else { "" }, layer.name)?;
        }
        f.write_str(")")
    }
}
