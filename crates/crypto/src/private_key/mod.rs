//! Private keys: read, written, generated, and signing.

mod cipher;
mod derive;
mod encrypted;
mod error;
mod file;
mod info;
mod secret;
mod traditional;
mod watched;

pub use derive::DerivationLimits;
pub use encrypted::Protection;
pub use error::KeyError;
pub use info::{PrivateKeyInfo, PrivateKeyRef};
pub use secret::Secret;

use self::watched::Watched;
use crate::{KeyKind, Random, SignatureAlgorithm, codes};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use subtle::ConstantTimeEq;
use ucpki_x509::{AlgorithmRef, SpkiRef, pem};

/// A kind of private key, as a constant that a [`Signers`] lists.
///
/// Implemented for the keys of this crate and of `ucpki-crypto-rsa`.
pub trait SigningAlgorithm: Send + Sync + fmt::Debug {
    /// The usual name, such as `RSA` or `P-256`.
    fn name(&self) -> &'static str;

    /// Whether this is the implementation for keys under `algorithm`.
    fn serves(&self, algorithm: AlgorithmRef<'_>) -> bool;

    /// Takes the key that is in a PrivateKeyInfo (RFC 5958), and checks that its parts belong together.
    ///
    /// # Errors
    ///
    /// A [`KeyError`] that says what is wrong, never with bytes of the key.
    fn load(&self, key: &PrivateKeyRef<'_>) -> Result<Box<dyn Signer>, KeyError>;

    /// Whether it can make a key of this kind and size.
    fn makes(&self, kind: KeyKind) -> bool;

    /// Makes a key. `progress` is called now and then where it takes long.
    ///
    /// # Errors
    ///
    /// [`codes::RANDOM_FAILED`]; [`codes::KEY_UNSUPPORTED`] for another kind.
    fn generate(
        &self,
        kind: KeyKind,
        random: &mut dyn Random,
        progress: &mut dyn FnMut(),
    ) -> Result<Box<dyn Signer>, KeyError>;
}

/// A private key that can sign; [`PrivateKey`] is what callers hold.
///
/// # Examples
///
/// A key that is elsewhere; the module is software in this example:
///
/// ```
/// use ucpki::crypto::{KeyError, KeyKind, NoRandom, PrivateKey, Random, SIGNERS, Secret, SignatureAlgorithm, Signer};
///
/// struct Module(PrivateKey);
///
/// impl Signer for Module {
///     fn kind(&self) -> KeyKind {
///         self.0.kind()
///     }
///     fn spki(&self) -> Vec<u8> {
///         self.0.spki_der().to_vec()
///     }
///     fn algorithms(&self) -> &'static [SignatureAlgorithm] {
///         self.0.algorithms()
///     }
///     fn sign(
///         &self,
///         algorithm: SignatureAlgorithm,
///         message: &[u8],
///         random: &mut dyn Random,
///     ) -> Result<Vec<u8>, KeyError> {
///         self.0.sign(algorithm, message, random)
///     }
///     // The key does not leave the module.
///     fn to_pkcs8(&self) -> Secret {
///         Secret::new(vec![])
///     }
/// }
///
/// let inside = SIGNERS.read(include_bytes!("../../../../tests/data/ocsp/responder/ca.key"), None)?;
/// let key = PrivateKey::new(Box::new(Module(inside)));
/// assert_eq!(key.kind(), KeyKind::EcP256);
/// assert!(key.sign(key.algorithms()[0], b"message", &mut NoRandom).is_ok());
/// # Ok::<(), KeyError>(())
/// ```
pub trait Signer: Send + Sync {
    /// What kind of key, and how long.
    fn kind(&self) -> KeyKind;

    /// The public key, as a SubjectPublicKeyInfo.
    fn spki(&self) -> Vec<u8>;

    /// The private key, as a PrivateKeyInfo (RFC 5958, version 0) in the form that OpenSSL writes.
    fn to_pkcs8(&self) -> Secret;

    /// What it can sign with; the first is the usual one.
    fn algorithms(&self) -> &'static [SignatureAlgorithm];

    /// Signs `message` by `algorithm`, which is one of [`algorithms`](Self::algorithms).
    ///
    /// # Errors
    ///
    /// [`codes::RANDOM_FAILED`], [`codes::SIGNING_FAILED`], [`codes::ALGORITHM_MISMATCH`].
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8], random: &mut dyn Random)
    -> Result<Vec<u8>, KeyError>;
}

/// What private keys can be read, generated and used: a list of algorithms, as a value.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{KeyKind, NoRandom, Random, RandomFailed, SIGNERS};
/// # struct Counter(u8);
/// # impl Random for Counter {
/// #     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
/// #         bytes.iter_mut().for_each(|byte| { self.0 = self.0.wrapping_add(29); *byte = self.0 });
/// #         Ok(())
/// #     }
/// # }
/// # let mut random = Counter(1); // a source of your own: this one is foretold by anybody
///
/// let key = SIGNERS.generate(KeyKind::EcP256, &mut random)?;
/// let signature = key.sign(key.algorithms()[0], b"message", &mut NoRandom)?;
/// let again = SIGNERS.read(key.to_pem().expose(), None)?;
/// assert_eq!(again, key);
/// # Ok::<(), ucpki::crypto::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Signers {
    name: &'static str,
    layers: [&'static [&'static dyn SigningAlgorithm]; MAX_LAYERS],
    used: usize,
}

/// How many lists can lie over each other, as of providers.
const MAX_LAYERS: usize = 6;

impl Signers {
    /// A list of algorithms, under the name that reports give it.
    #[must_use]
    pub const fn new(name: &'static str, algorithms: &'static [&'static dyn SigningAlgorithm]) -> Self {
        let mut layers: [&'static [&'static dyn SigningAlgorithm]; MAX_LAYERS] = [&[]; MAX_LAYERS];
        layers[0] = algorithms;
        Self { name, layers, used: 1 }
    }

    /// The same, with `fallback` for what it does not have.
    ///
    /// # Panics
    ///
    /// If more than six lists lie over each other. In a constant that is an error of the compiler.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the assertion holds the bounds; slices have no const iterators")]
    pub const fn over(self, fallback: Self) -> Self {
        assert!(self.used + fallback.used <= MAX_LAYERS, "at most six lists can lie over each other");
        let mut all = self;
        let mut index = 0;
        while index < fallback.used {
            all.layers[all.used] = fallback.layers[index];
            all.used += 1;
            index += 1;
        }
        all
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Makes a key of the kind and size that `kind` says.
    ///
    /// Milliseconds; RSA takes seconds, see [`generate_with`](Self::generate_with).
    ///
    /// # Errors
    ///
    /// [`codes::KEY_UNSUPPORTED`] for a kind, or a size, that is not made; [`codes::RANDOM_FAILED`].
    pub fn generate(&self, kind: KeyKind, random: &mut dyn Random) -> Result<PrivateKey, KeyError> {
        self.generate_with(kind, random, &mut || {})
    }

    /// As [`generate`](Self::generate), and calls `progress` now and then: for each candidate prime of RSA.
    ///
    /// # Errors
    ///
    /// As [`generate`](Self::generate).
    pub fn generate_with(
        &self,
        kind: KeyKind,
        random: &mut dyn Random,
        progress: &mut dyn FnMut(),
    ) -> Result<PrivateKey, KeyError> {
        let algorithm = self.all().find(|algorithm| algorithm.makes(kind));
        let algorithm = algorithm.ok_or_else(|| KeyError::named(&codes::KEY_UNSUPPORTED, kind))?;
        Ok(PrivateKey::new(algorithm.generate(kind, &mut Watched::new(random), progress)?))
    }

    /// Reads the one private key of a file, by its content: PEM or DER.
    ///
    /// | form | label in PEM |
    /// |---|---|
    /// | PKCS #8 (RFC 5958) | `PRIVATE KEY` |
    /// | PKCS #8, encrypted (RFC 8018 PBES2; PKCS #12's triple DES) | `ENCRYPTED PRIVATE KEY` |
    /// | PKCS #1 (RFC 8017) | `RSA PRIVATE KEY`, also with `Proc-Type: 4,ENCRYPTED` |
    /// | SEC 1 (RFC 5915) | `EC PRIVATE KEY`, also behind `EC PARAMETERS`, also with `Proc-Type: 4,ENCRYPTED` |
    ///
    /// Other blocks, such as certificates, are passed over; other keys are named in the refusal. A passphrase that is
    /// not needed is not looked at. The public key is computed from the private one; a public key that is written
    /// beside it must be the same.
    ///
    /// Cost: linear, and for encrypted keys the key derivation that the file asks for, which is refused before it begins
    /// if it asks for more than [`DerivationLimits::default`]: about half a second, and 128 MiB.
    ///
    /// # Errors
    ///
    /// Codes of the reader, with the place; [`codes::PRIVATE_KEY_MISSING`], [`codes::PRIVATE_KEY_REPEATED`],
    /// [`codes::PRIVATE_KEY_FORM`], [`codes::PRIVATE_KEY_INVALID`], [`codes::PASSPHRASE_MISSING`],
    /// [`codes::PASSPHRASE_WRONG`], [`codes::CIPHER_UNSUPPORTED`], [`codes::DERIVATION_UNSUPPORTED`],
    /// [`codes::DERIVATION_COST`], [`codes::KEY_UNSUPPORTED`], [`codes::CURVE_UNSUPPORTED`],
    /// [`codes::CURVE_EXPLICIT`], [`codes::KEY_SIZE`].
    pub fn read(&self, file: &[u8], passphrase: Option<&[u8]>) -> Result<PrivateKey, KeyError> {
        self.read_with(file, passphrase, &DerivationLimits::default())
    }

    /// As [`read`](Self::read), with limits of your own for the key derivation of encrypted files.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_with(
        &self,
        file: &[u8],
        passphrase: Option<&[u8]>,
        limits: &DerivationLimits,
    ) -> Result<PrivateKey, KeyError> {
        self.load(&file::read(file, passphrase, limits)?)
    }

    /// Takes a key that was read to the point where only the algorithm matters.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), without those about files and passphrases.
    pub fn load(&self, info: &PrivateKeyInfo) -> Result<PrivateKey, KeyError> {
        let key = info.parts()?;
        let algorithm = self.all().find(|algorithm| algorithm.serves(key.algorithm()));
        let Some(algorithm) = algorithm else { return Err(info::unsupported(&key)) };
        let loaded = PrivateKey::new(algorithm.load(&key)?);
        match key.public_key() {
            Some(public) if loaded.spki_ref().is_some_and(|spki| spki.key().as_bytes() != public) => {
                Err(KeyError::new(&codes::PRIVATE_KEY_INVALID).about("the public key beside it is another one"))
            }
            _ => Ok(loaded),
        }
    }

    fn all(&self) -> impl Iterator<Item = &'static dyn SigningAlgorithm> + use<'_> {
        self.layers.iter().flat_map(|layer| layer.iter().copied())
    }
}

/// A private key, checked, that can sign.
///
/// It shows its kind and size and nothing else: the bytes leave it only through [`to_pkcs8`](Self::to_pkcs8) and the
/// others that say so by their name, as a [`Secret`]. They are wiped when it is dropped. Shared between threads as it is.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::{Input, NoRandom, RUSTCRYPTO, SIGNERS};
/// use ucpki::x509::{AlgorithmRef, pem};
///
/// let key = SIGNERS.read(include_bytes!("../../../../tests/data/ocsp/responder/ca.key"), None)?;
/// // Does the key belong to the certificate?
/// let ca = pem::certificates(include_bytes!("../../../../tests/data/ocsp/responder/ca.pem"))?.remove(0).certificate;
/// assert_eq!(key.spki_der(), ca.spki_der());
///
/// let algorithm = key.algorithms()[0];
/// let signature = key.sign(algorithm, b"message", &mut NoRandom)?;
/// let public = RUSTCRYPTO.prepare(ca.spki(), None)?;
/// public.verify(AlgorithmRef::parse(&algorithm.to_der())?, Input::Message(b"message"), &signature)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PrivateKey {
    signer: Box<dyn Signer>,
    spki: Vec<u8>,
}

impl PrivateKey {
    /// A key of an implementation, which may be elsewhere: a token, a module, another machine.
    #[must_use]
    pub fn new(signer: Box<dyn Signer>) -> Self {
        let spki = signer.spki();
        Self { signer, spki }
    }

    /// What kind of key, and how long.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.signer.kind()
    }

    /// The public key, as a SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    fn spki_ref(&self) -> Option<SpkiRef<'_>> {
        SpkiRef::parse(&self.spki).ok()
    }

    /// What it can sign with; the first is the usual one.
    #[must_use]
    pub fn algorithms(&self) -> &'static [SignatureAlgorithm] {
        self.signer.algorithms()
    }

    /// Signs `message`.
    ///
    /// ECDSA is deterministic (RFC 6979), and so is Ed25519: [`NoRandom`](crate::NoRandom) will do. RSA takes randomness to blind the
    /// private operation; the signature is the same each time, and is checked before it is given out.
    ///
    /// # Errors
    ///
    /// [`codes::ALGORITHM_MISMATCH`] if it is not one of [`algorithms`](Self::algorithms); [`codes::RANDOM_FAILED`];
    /// [`codes::SIGNING_FAILED`].
    pub fn sign(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, KeyError> {
        if !self.algorithms().contains(&algorithm) {
            return Err(KeyError::new(&codes::ALGORITHM_MISMATCH));
        }
        self.signer.sign(algorithm, message, &mut Watched::new(random))
    }

    /// **Gives the key out**, as an unencrypted PrivateKeyInfo (RFC 5958).
    #[must_use]
    pub fn to_pkcs8(&self) -> Secret {
        self.signer.to_pkcs8()
    }

    /// **Gives the key out**, as an unencrypted `PRIVATE KEY` block.
    #[must_use]
    pub fn to_pem(&self) -> Secret {
        Secret::new(pem::encode("PRIVATE KEY", self.to_pkcs8().expose()).into_bytes())
    }

    /// **Gives the key out**, in the form that older programs know: `RSA PRIVATE KEY` (PKCS #1) or `EC PRIVATE KEY`
    /// (SEC 1), unencrypted. `None` for kinds that have no such form.
    #[must_use]
    pub fn to_traditional_pem(&self) -> Option<Secret> {
        traditional::write(self.to_pkcs8().expose())
    }

    /// The key as an EncryptedPrivateKeyInfo (RFC 5958), under a passphrase.
    ///
    /// # Errors
    ///
    /// [`codes::RANDOM_FAILED`]; [`codes::DERIVATION_COST`] where `protection` asks for more than is read again.
    pub fn to_encrypted_pkcs8(
        &self,
        passphrase: &[u8],
        protection: Protection,
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, KeyError> {
        encrypted::write(self.to_pkcs8(), passphrase, protection, &mut Watched::new(random))
    }

    /// The key as an `ENCRYPTED PRIVATE KEY` block, under a passphrase.
    ///
    /// # Errors
    ///
    /// As [`to_encrypted_pkcs8`](Self::to_encrypted_pkcs8).
    pub fn to_encrypted_pem(
        &self,
        passphrase: &[u8],
        protection: Protection,
        random: &mut dyn Random,
    ) -> Result<String, KeyError> {
        let der = self.to_encrypted_pkcs8(passphrase, protection, random)?;
        Ok(pem::encode("ENCRYPTED PRIVATE KEY", &der))
    }
}

impl PartialEq for PrivateKey {
    /// Whether they are the same key: by their public halves, which decide it.
    fn eq(&self, other: &Self) -> bool {
        self.spki.ct_eq(&other.spki).into()
    }
}

impl Eq for PrivateKey {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.kind())
    }
}
