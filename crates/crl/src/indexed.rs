//! A CRL that is ready for use: read, indexed and hashed once.

use crate::judging::rules::Broken;
use crate::reading::digest::{Hashing, hash_of, signed_range};
use crate::reading::index::{Index, IndexBuilder, OWN};
use crate::{IndexKey, codes};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use once_cell::race::OnceBox;
use ucpki_chain::Rule;
use ucpki_crypto::{Digest, Input, Provider, SignatureAlgorithm, sha256};
use ucpki_x509::der::Integer;
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Code, Crl, CrlEntry, Error, NameRef, Oddities, Shared, SpkiRef, pem};

/// A CRL with an index of its entries and the digest of its signed part, shared between its clones.
///
/// Making one with [`parse`](Self::parse) reads, checks and indexes every entry and hashes the bytes behind that, in one pass; it
/// takes less than twice the hash alone. It keeps the CRL and eight bytes for each entry. After that, a look-up takes
/// constant time and allocates nothing, and whether a key signed the CRL is found out once.
///
/// Having one says nothing about its signature: a [`CrlSet`](crate::CrlSet) checks that against the key of the issuer.
///
/// # Examples
///
/// ```
/// # let pem = include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem");
/// use ucpki::crypto::RUSTCRYPTO;
///
/// for list in ucpki::crl::read(pem, &RUSTCRYPTO)? {
///     println!("{}: {} revoked", list.crl().issuer(), list.crl().entry_count());
///     for entry in list.crl().entries() {
///         assert_eq!(list.find(entry.serial()).unwrap().reason(), entry.reason());
///     }
/// }
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct IndexedCrl(Shared<Inner>);

struct Inner {
    crl: Crl,
    index: Index,
    /// How it is signed, if we know.
    algorithm: Option<SignatureAlgorithm>,
    /// The digest of the signed part, by the hash function of the signature.
    digest: Option<Digest>,
    /// Why it cannot be used for any certificate.
    unusable: Option<&'static Code>,
    /// The rules of form that it breaks.
    broken: Broken,
    /// The SubjectPublicKeyInfo of the first key that the signature verified under. What failed is not remembered: a
    /// stranger could fill such a memory.
    signer: OnceBox<Vec<u8>>,
}

/// Reads the CRLs of a file, and indexes them: one as DER, or any number as PEM between anything else.
///
/// # Errors
///
/// [`PEM_NO_BLOCK`](ucpki_x509::codes::PEM_NO_BLOCK) where there is none, else why the first broken one cannot be read,
/// and where.
pub fn read(bytes: &[u8], provider: &Provider) -> Result<Vec<IndexedCrl>, Error> {
    pem::crls_with(bytes, |der| IndexedCrl::parse(der, provider))
}

impl IndexedCrl {
    /// Reads a CRL that is the whole of `der`, and indexes it. `provider` has the hash function of its signature.
    ///
    /// The key of the index is random, so that one pass does everything; without a standard library it is the digest, and
    /// takes another ([`IndexKey`]).
    ///
    /// # Errors
    ///
    /// As [`Crl::parse`]: any malformed entry refuses the whole CRL, with its offset.
    pub fn parse(der: Box<[u8]>, provider: &Provider) -> Result<Self, Error> {
        #[cfg(feature = "std")]
        return Self::parse_with_key(der, provider, IndexKey::random());
        #[cfg(not(feature = "std"))]
        return Ok(Self::new(Crl::from_der(der)?, provider));
    }

    /// As [`parse`](Self::parse), under the caller's key: all in one pass, since the key does not have to wait for the digest.
    ///
    /// # Errors
    ///
    /// As [`Crl::parse`].
    pub fn parse_with_key(der: Box<[u8]>, provider: &Provider, key: IndexKey) -> Result<Self, Error> {
        let start = signed_range(&der).map_or(0, |(start, _)| start);
        // The bytes are hashed behind the reader, where the processor's cache still holds them.
        let mut hashing = hash_of(&der, provider).map(Hashing::new);
        let mut builder = IndexBuilder::of(&der, key);
        let crl = Crl::from_der_with(der, |der, entry| {
            builder.add(entry.offset(), OWN, entry.serial().as_bytes());
            if let (Some(hashing), Some(signed)) = (&mut hashing, der.get(start..)) {
                hashing.keep_up(signed, usize::try_from(entry.offset()).unwrap_or(0).saturating_sub(start));
            }
        })?;
        let digest = hashing.map(|mut hashing| {
            hashing.go_on(Some(crl.tbs()), None);
            hashing.finish()
        });
        let index = builder.finish_own(&crl, key);
        Ok(Self::assemble(crl, index, digest))
    }

    /// Indexes a CRL under a key that is made from its digest; see [`IndexKey`].
    #[must_use]
    pub fn new(crl: Crl, provider: &Provider) -> Self {
        Self::make(crl, provider, None)
    }

    /// Indexes a CRL under the caller's key.
    #[must_use]
    pub fn with_key(crl: Crl, provider: &Provider, key: IndexKey) -> Self {
        Self::make(crl, provider, Some(key))
    }

    /// From what was found out elsewhere.
    pub(crate) fn assemble(crl: Crl, index: Index, digest: Option<Digest>) -> Self {
        let algorithm = SignatureAlgorithm::parse(crl.signature_algorithm()).ok();
        Self::finish(crl, index, algorithm, digest)
    }

    fn make(crl: Crl, provider: &Provider, key: Option<IndexKey>) -> Self {
        let algorithm = SignatureAlgorithm::parse(crl.signature_algorithm()).ok();
        let hash = algorithm.and_then(|algorithm| algorithm.hash()).and_then(|hash| provider.digest(hash.oid()));
        let digest = hash.map(|hash| hash.digest(&[crl.tbs()]));
        let index = Index::new(&crl, key.unwrap_or_else(|| own_key(&crl, digest.as_ref())));
        Self::finish(crl, index, algorithm, digest)
    }

    fn finish(crl: Crl, index: Index, algorithm: Option<SignatureAlgorithm>, digest: Option<Digest>) -> Self {
        let unusable =
            why_unusable(&crl).or_else(|| index.is_ambiguous().then_some(&codes::CERTIFICATE_ISSUER_INVALID));
        let broken = Broken::of(&crl);
        Self(Shared::new(Inner { crl, index, algorithm, digest, unusable, broken, signer: OnceBox::new() }))
    }

    /// The CRL itself.
    #[must_use]
    pub fn crl(&self) -> &Crl {
        &self.0.crl
    }

    /// The entry of `serial`; the first one, if several have that serial number.
    ///
    /// Serial numbers are compared by their content bytes, so that 255 (`00 FF`) and -1 (`FF`) are different. The
    /// answer is about certificates of the CRL's issuer; [`find_for_issuer`](Self::find_for_issuer) is about others'.
    ///
    /// Cost: constant, some ten nanoseconds if the CRL is in the processor's cache; allocates nothing.
    #[must_use]
    pub fn find(&self, serial: Integer<'_>) -> Option<CrlEntry<'_>> {
        self.0.index.find(&self.0.crl, OWN, serial.as_bytes()).0
    }

    /// The entry of a certificate of `issuer` (RFC 5280, 5.3.3); of any other than the CRL's own, only an indirect CRL
    /// has one.
    ///
    /// Cost: as [`find`](Self::find); for an indirect CRL a binary search among the issuers that it names besides.
    #[must_use]
    pub fn find_for_issuer(&self, issuer: NameRef<'_>, serial: Integer<'_>) -> Option<CrlEntry<'_>> {
        let of = self.0.index.issuer(&self.0.crl, issuer)?;
        self.0.index.find(&self.0.crl, of, serial.as_bytes()).0
    }

    /// Whose certificate an entry of this CRL means.
    #[must_use]
    pub fn issuer_of(&self, entry: &CrlEntry<'_>) -> NameRef<'_> {
        self.0.index.issuer_of(&self.0.crl, entry.offset())
    }

    /// Whether the CRL only says what has changed since another (RFC 5280, 5.2.4).
    #[must_use]
    pub fn is_delta(&self) -> bool {
        self.0.crl.has_extension(ExtensionKind::DeltaCrlIndicator)
    }

    /// Whether the CRL speaks of certificates of other issuers (RFC 5280, 5.2.5).
    #[must_use]
    pub fn is_indirect(&self) -> bool {
        is_indirect(&self.0.crl)
    }

    /// Why the CRL cannot say anything about any certificate; `None` if it can.
    ///
    /// Codes: [`codes::ALGORITHMS_DIFFER`], [`codes::EXTENSION_REPEATED`], [`codes::EXTENSION_MALFORMED`],
    /// [`codes::UNKNOWN_CRITICAL`], [`codes::UNKNOWN_CRITICAL_ENTRY`], [`codes::DELTA_WITHOUT_NUMBER`],
    /// [`codes::CERTIFICATE_ISSUER_MISPLACED`], [`codes::CERTIFICATE_ISSUER_INVALID`].
    #[must_use]
    pub fn unusable(&self) -> Option<&'static Code> {
        self.0.unusable
    }

    /// The rules of form that the CRL breaks ([`rules`](crate::rules)): what RFC 5280, section 5 asks of who issues it, and
    /// 6.3 does not check. What follows from them, the profile says.
    pub fn broken_rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.0.broken.rules()
    }

    /// Whether it breaks none of them.
    pub(crate) fn is_well_formed(&self) -> bool {
        self.0.broken.is_none()
    }

    /// How many bytes the index takes above the CRL itself.
    #[must_use]
    pub fn index_size(&self) -> usize {
        self.0.index.size()
    }

    /// How the CRL is signed, as far as we know the algorithm.
    pub(crate) fn algorithm(&self) -> Option<SignatureAlgorithm> {
        self.0.algorithm
    }

    /// What the signature is over.
    pub(crate) fn signed(&self) -> Input<'_> {
        let message = self.0.crl.tbs();
        self.0
            .digest
            .as_ref()
            .map_or(Input::Message(message), |digest| Input::Both { message, digest: digest.as_ref() })
    }

    /// The digest of the signed part, by the hash function of the signature.
    #[cfg(all(test, feature = "std"))]
    pub(crate) fn digest(&self) -> Option<&Digest> {
        self.0.digest.as_ref()
    }

    /// Whether the signature verified under this key before.
    pub(crate) fn was_signed_by(&self, key: SpkiRef<'_>) -> bool {
        self.0.signer.get().is_some_and(|known| known == key.as_der())
    }

    /// Remembers that the signature verifies under this key. One key is remembered, the first.
    pub(crate) fn remember_signer(&self, key: SpkiRef<'_>) {
        if self.0.signer.get().is_none() {
            // Another thread may have come first; either of them is right.
            let _ = self.0.signer.set(Box::new(key.as_der().to_vec()));
        }
    }
}

impl PartialEq for IndexedCrl {
    fn eq(&self, other: &Self) -> bool {
        self.0.crl == other.0.crl
    }
}

impl Eq for IndexedCrl {}

impl fmt::Debug for IndexedCrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IndexedCrl").field(&self.0.crl).finish()
    }
}

/// The key of an index for which the caller gave none; see [`IndexKey`]. No digest is shorter than a key.
fn own_key(crl: &Crl, digest: Option<&Digest>) -> IndexKey {
    digest.map_or_else(|| IndexKey::from_digest(&sha256(crl.tbs())), |digest| IndexKey::from_digest(digest.as_bytes()))
}

/// RFC 5280, 5.2: "If a CRL contains a critical extension that the application cannot process, then the application MUST
/// NOT use that CRL to determine the status of certificates." So for entries (5.3), and for what cannot be read.
fn why_unusable(crl: &Crl) -> Option<&'static Code> {
    if crl.oddities().contains(Oddities::ALGORITHMS_DIFFER) {
        return Some(&codes::ALGORITHMS_DIFFER);
    }
    if crl.oddities().contains(Oddities::EXTENSION_REPEATED) {
        return Some(&codes::EXTENSION_REPEATED);
    }
    let critical = |oid| {
        let kind = ExtensionKind::from_oid(oid);
        kind.is_none_or(|kind| !KNOWN.contains(&kind))
    };
    if crl.extensions().any(|extension| extension.is_critical() && critical(extension.oid())) {
        return Some(&codes::UNKNOWN_CRITICAL);
    }
    if crl.unknown_critical_entry_extension().is_some() {
        return Some(&codes::UNKNOWN_CRITICAL_ENTRY);
    }
    if !is_readable(crl) {
        return Some(&codes::EXTENSION_MALFORMED);
    }
    if crl.has_extension(ExtensionKind::DeltaCrlIndicator) && !crl.has_extension(ExtensionKind::CrlNumber) {
        return Some(&codes::DELTA_WITHOUT_NUMBER);
    }
    // RFC 5280, 5.3.3: certificateIssuer is in entries of indirect CRLs only; in any other it is a contradiction.
    if crl.names_other_issuers() && !is_indirect(crl) {
        return Some(&codes::CERTIFICATE_ISSUER_MISPLACED);
    }
    None
}

pub(crate) fn is_indirect(crl: &Crl) -> bool {
    matches!(crl.issuing_distribution_point(), Ok(Some(point)) if point.is_indirect())
}

/// The extensions of RFC 5280, 5.2. Others that we can read are certificates', and mean nothing in a CRL.
const KNOWN: [ExtensionKind; 7] = [
    ExtensionKind::AuthorityInfoAccess,
    ExtensionKind::AuthorityKeyIdentifier,
    ExtensionKind::CrlNumber,
    ExtensionKind::DeltaCrlIndicator,
    ExtensionKind::FreshestCrl,
    ExtensionKind::IssuerAltName,
    ExtensionKind::IssuingDistributionPoint,
];

/// Whether the extensions that an answer rests on can be read, and all critical ones.
fn is_readable(crl: &Crl) -> bool {
    use ExtensionKind::{AuthorityInfoAccess, AuthorityKeyIdentifier, FreshestCrl, IssuerAltName};
    let optional = |kind, readable: bool| readable || !crl.is_critical(kind);
    crl.crl_number().is_ok()
        && crl.delta_crl_indicator().is_ok()
        && crl.issuing_distribution_point().is_ok()
        && optional(AuthorityInfoAccess, crl.authority_info_access().is_ok())
        && optional(AuthorityKeyIdentifier, crl.authority_key_identifier().is_ok())
        && optional(FreshestCrl, crl.freshest_crl().is_ok())
        && optional(IssuerAltName, crl.issuer_alt_name().is_ok())
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<IndexedCrl>();
};

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::vec::Vec;
    use ucpki_crypto::RUSTCRYPTO;
    use ucpki_x509::der::{Tag, Writer};
    use ucpki_x509::{Oid, Time, oids};

    /// An empty list that says that it is signed by this algorithm.
    fn list(algorithm: Oid<'_>) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |list| {
            list.nested(Tag::SEQUENCE, |tbs| {
                tbs.nested(Tag::SEQUENCE, |identifier| identifier.oid(algorithm));
                tbs.encoded(&[0x30, 0x00]);
                tbs.time(Time::from_unix(1_700_000_000));
            });
            list.nested(Tag::SEQUENCE, |identifier| identifier.oid(algorithm));
            list.bit_string(&[0]);
        });
        writer.into_bytes()
    }

    #[test]
    fn the_own_key_depends_on_all_that_is_signed() {
        for algorithm in [oids::ECDSA_WITH_SHA256, oids::ED25519, oids::MD5_WITH_RSA, oids::COMMON_NAME] {
            let list = IndexedCrl::parse(list(algorithm).into_boxed_slice(), &RUSTCRYPTO).unwrap();
            let digest = sha256(list.crl().tbs());
            assert!(own_key(list.crl(), list.0.digest.as_ref()) == IndexKey::from_digest(&digest), "{algorithm}");
            assert_eq!(list.0.digest.is_some(), algorithm == oids::ECDSA_WITH_SHA256);
        }
        let list = IndexedCrl::parse(list(oids::ECDSA_WITH_SHA384).into_boxed_slice(), &RUSTCRYPTO).unwrap();
        let digest = list.0.digest.unwrap();
        assert_eq!((digest.oid(), digest.as_bytes().len()), (oids::SHA384, 48));
        assert!(own_key(list.crl(), Some(&digest)) == IndexKey::from_digest(digest.as_bytes()));
    }
}
