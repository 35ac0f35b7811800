//! Issuers that are answered for, and who signs.

use crate::certificate_id::{HASHES, hash_of};
use crate::codes;
use crate::judging::signer::check_designation;
use alloc::vec::Vec;
use ucpki_chain::{AlgorithmPolicy, Budget, Context, Issuer, Profile, Query, Spending};
use ucpki_crypto::{Digest, Hash, PreparedKey, Provider, SignatureAlgorithm};
use ucpki_x509::{CertIdRef, Certificate, Code, Name, NameRef, SpkiRef};

/// An issuer that is answered for, and who signs the answers: the issuer itself, or a delegate of its.
///
/// # Examples
///
/// A CA that signs for itself is its own signer; the delegate of another one is refused:
///
/// ```
/// use ucpki::crypto::{Hash, RUSTCRYPTO, SignatureAlgorithm};
/// use ucpki::ocsp::responder::ServedIssuer;
/// # use ucpki::x509::pem;
/// # let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// # let ca = read(include_bytes!("../../../../tests/data/ocsp/demo/ca.pem"))?;
/// # let leaf = read(include_bytes!("../../../../tests/data/ocsp/demo/leaf.pem"))?;
///
/// let algorithms = [SignatureAlgorithm::Ecdsa(Hash::Sha256)];
/// assert!(ServedIssuer::new(ca.clone(), ca.clone(), &algorithms, &RUSTCRYPTO).is_ok());
/// let refused = ServedIssuer::new(ca, leaf, &algorithms, &RUSTCRYPTO).unwrap_err();
/// assert_eq!(refused.name(), "ocsp.not_designated");
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ServedIssuer {
    certificate: Certificate,
    signer: Certificate,
    algorithms: Vec<SignatureAlgorithm>,
    is_delegated: bool,
    /// RFC 6960, 4.2.1: the SHA-1 hash of the signer's key.
    signer_key_hash: Digest,
    /// The issuer's key under each hash function that the provider has.
    keys: [Option<Digest>; HASHES.len()],
    /// The issuer's name in each of its encodings, likewise.
    names: Vec<[Option<Digest>; HASHES.len()]>,
}

impl ServedIssuer {
    /// An issuer, and who signs for it: the same certificate, or that of a delegate, issued by this very key for OCSP signing
    /// (RFC 6960, 4.2.2.2).
    ///
    /// `algorithms` are what the signer's key signs by, the usual one first; a client may ask for another of them (RFC 6960,
    /// 4.4.7). None for a machine without a key, which hands out what was signed before. The dates of the certificates are looked at in each answer.
    ///
    /// Cost: verifies one signature for a delegate.
    ///
    /// # Errors
    ///
    /// Clients would refuse the answers: [`codes::NOT_DESIGNATED`], [`codes::RESPONDER_IS_CA`], [`codes::RESPONDER_KEY_USAGE`], or a
    /// code of the profile. [`codes::ALGORITHM_UNFIT`] for algorithms of another kind of key,
    /// [`codes::HASH_UNAVAILABLE`] without SHA-1, [`codes::ISSUER_KEY_INVALID`].
    pub fn new(
        certificate: Certificate,
        signer: Certificate,
        algorithms: &[SignatureAlgorithm],
        provider: &Provider,
    ) -> Result<Self, &'static Code> {
        let spki = SpkiRef::parse(certificate.spki_der()).map_err(|_| &codes::ISSUER_KEY_INVALID)?;
        let key = provider.prepare(spki, None).map_err(|_| &codes::ISSUER_KEY_INVALID)?;
        let is_delegated = signer.spki_der() != certificate.spki_der();
        let signer_key = if is_delegated {
            check_delegate(&certificate, &signer, &*key, provider)?;
            &*provider.prepare(signer.spki(), None).map_err(|_| &codes::RESPONDER_KEY_USAGE)?
        } else {
            &*key
        };
        if !algorithms.iter().all(|algorithm| fits(signer_key, algorithm)) {
            return Err(&codes::ALGORITHM_UNFIT);
        }
        let sha1 = provider.digest(Hash::Sha1.oid()).ok_or(&codes::HASH_UNAVAILABLE)?;
        let signer_key_hash = sha1.digest(&[signer.spki().key().as_bytes()]);
        let keys = hashes(spki.key().as_bytes(), provider);
        let names = alloc::vec![hashes(certificate.subject().as_der(), provider)];
        let algorithms = algorithms.to_vec();
        Ok(Self { certificate, signer, algorithms, is_delegated, signer_key_hash, keys, names })
    }

    /// Understands requests that hash the issuer's name in this encoding as well: as certificates have it that were issued while
    /// the CA wrote its name in another string type.
    ///
    /// # Errors
    ///
    /// [`codes::NAME_DIFFERS`] for the name of somebody else.
    pub fn with_encoding(mut self, name: &Name, provider: &Provider) -> Result<Self, &'static Code> {
        if !name.as_name().matches(self.certificate.subject()) {
            return Err(&codes::NAME_DIFFERS);
        }
        self.names.push(hashes(name.as_der(), provider));
        Ok(self)
    }

    /// The certificate of the issuer.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificate of who signs.
    #[must_use]
    pub const fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// Whether a delegate signs.
    #[must_use]
    pub const fn is_delegated(&self) -> bool {
        self.is_delegated
    }

    /// What the signer's key signs by, the usual one first.
    #[must_use]
    pub fn algorithms(&self) -> &[SignatureAlgorithm] {
        &self.algorithms
    }

    /// What clients know the signer as: an issuer that signs itself by the name that its certificates have.
    pub(super) fn signer_name(&self) -> NameRef<'_> {
        if self.is_delegated { self.signer.subject() } else { self.certificate.subject() }
    }

    pub(super) fn signer_key_hash(&self) -> &[u8] {
        self.signer_key_hash.as_bytes()
    }

    /// Whether a CertID means a certificate of this issuer.
    pub(super) fn is_meant(&self, id: &CertIdRef<'_>) -> bool {
        let Some(at) = hash_of(id) else { return false };
        let is = |digest: Option<&Option<Digest>>, bytes: &[u8]| {
            digest.and_then(Option::as_ref).is_some_and(|digest| digest.as_bytes() == bytes)
        };
        is(self.keys.get(at), id.issuer_key_hash())
            && self.names.iter().any(|names| is(names.get(at), id.issuer_name_hash()))
    }
}

fn hashes(bytes: &[u8], provider: &Provider) -> [Option<Digest>; HASHES.len()] {
    HASHES.map(|hash| provider.digest(hash.oid()).map(|digest| digest.digest(&[bytes])))
}

/// What a client asks of a delegate, but for the dates, which are judged at notBefore.
fn check_delegate(
    issuer: &Certificate,
    delegate: &Certificate,
    key: &dyn PreparedKey,
    provider: &Provider,
) -> Result<(), &'static Code> {
    let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
    let profile = Profile::RFC5280;
    let mut context =
        Context::new(*provider, AlgorithmPolicy::MODERN, &mut spending, &mut hints).with_profile(&profile);
    let issuer = Issuer::new(issuer.subject(), issuer.spki(), key, None);
    let query = Query::new(delegate, issuer, 0, false, delegate.not_before());
    check_designation(delegate, &query, &mut context)
}

/// Whether a key can sign by an algorithm: a signature that is none fails as such, and not for the algorithm.
fn fits(key: &dyn PreparedKey, algorithm: &SignatureAlgorithm) -> bool {
    use ucpki_crypto::{Input, VerifyError};
    use ucpki_x509::AlgorithmRef;
    let der = algorithm.to_der();
    let tried = AlgorithmRef::parse(&der).map(|algorithm| key.verify(algorithm, Input::Message(&[]), &[]));
    matches!(tried, Ok(Err(VerifyError::BadSignature)))
}
