//! Whether a CRL may take the place of another: only one whose signer has a path to an anchor.

use crate::judging::signer::check_key_usage;
use crate::{IndexedCrl, codes};
use alloc::boxed::Box;
use alloc::vec::Vec;
use ucpki_chain::{Identity, KeyPurpose, Pool, StatusSigner, UnknownReason, ValidationParams, Validator};
use ucpki_crypto::VerifyError;
use ucpki_x509::Time;

/// What downloads are held against: the anchors and intermediates of a validator, and certificates that came beside the CRLs or
/// were on accepted paths.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Anchor, Pool, Validator};
/// use ucpki::crl::{Trust, prove};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{Time, pem};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|all| all.into_iter().map(|found| found.certificate));
/// let roots = read(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?.map(Anchor::certificate);
/// let validator = Validator::new(RUSTCRYPTO).anchors(roots);
/// // The pool lends certificates, and trusts none of them.
/// let pool: Pool = read(include_bytes!("../../../../tests/data/chain/demo/intermediate.pem"))?.collect();
/// let trust = Trust { validator: &validator, pool: &pool };
///
/// let crls = ucpki::crl::read(include_bytes!("../../../../tests/data/chain/demo/crls.pem"), &RUSTCRYPTO)?;
/// let proved = prove(crls, &trust, Time::parse_rfc3339("2026-11-22T00:00:00Z")?);
/// assert_eq!((proved.proven().len(), proved.unproven().len()), (2, 0));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what it says")]
pub struct Trust<'a> {
    /// Anchors, configured intermediates, profile and provider.
    pub validator: &'a Validator,
    /// More certificates, which nobody trusts by that.
    pub pool: &'a Pool,
}

/// A CRL whose signature verified under the key of a CA or anchor of its issuer's name that had a path at that time. Only
/// [`prove`] makes one.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Anchor, Pool, Validator};
/// use ucpki::crl::{ProvenCrl, Trust, prove};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{Time, pem};
///
/// /// Takes a proof: what was not verified does not get here.
/// fn store(proven: &ProvenCrl) -> String {
///     format!("{}, {} entries", proven.crl().crl().issuer(), proven.crl().crl().entry_count())
/// }
///
/// let root = pem::certificates(include_bytes!("../../../../tests/data/chain/demo/root.pem"))?.remove(0).certificate;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(root.clone())]);
/// let trust = Trust { validator: &validator, pool: &Pool::default() };
/// let crls = ucpki::crl::read(include_bytes!("../../../../tests/data/chain/demo/crls.pem"), &RUSTCRYPTO)?;
/// let proved = prove(crls, &trust, Time::parse_rfc3339("2026-11-22T00:00:00Z")?);
/// assert_eq!(store(&proved.proven()[0]), "CN=Example Root CA,O=Example,C=DE, 0 entries");
/// assert_eq!(proved.proven()[0].key_der(), root.spki_der());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProvenCrl {
    crl: IndexedCrl,
    /// The SubjectPublicKeyInfo.
    key: Box<[u8]>,
}

impl ProvenCrl {
    /// The CRL.
    #[must_use]
    pub const fn crl(&self) -> &IndexedCrl {
        &self.crl
    }

    /// The key that signed it, as a SubjectPublicKeyInfo.
    #[must_use]
    pub fn key_der(&self) -> &[u8] {
        &self.key
    }
}

/// What [`prove`] found out.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{Pool, Validator};
/// use ucpki::crl::{Trust, prove};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::Time;
///
/// // Without anchors nothing is proven.
/// let trust = Trust { validator: &Validator::new(RUSTCRYPTO), pool: &Pool::default() };
/// let crls = ucpki::crl::read(include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem"), &RUSTCRYPTO)?;
/// let proved = prove(crls, &trust, Time::parse_rfc3339("2026-11-22T00:00:00Z")?);
/// assert!(proved.proven().is_empty());
/// for (crl, reason) in proved.unproven() {
///     println!("{}: {reason}", crl.crl().issuer());
/// }
/// assert_eq!(proved.unproven()[0].1.to_string(), ucpki::crl::codes::SIGNER_UNKNOWN.text());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Proved {
    pub(crate) proven: Vec<ProvenCrl>,
    pub(crate) unproven: Vec<(IndexedCrl, UnknownReason)>,
}

impl Proved {
    /// Those that may take the place of others.
    #[must_use]
    pub fn proven(&self) -> &[ProvenCrl] {
        &self.proven
    }

    /// Those that may not, and why.
    #[must_use]
    pub fn unproven(&self) -> &[(IndexedCrl, UnknownReason)] {
        &self.unproven
    }
}

/// Certificates of one name that are tried as the signer of one CRL, those with the right key identifier first. A CA has a
/// handful of keys.
const MOST_SIGNERS: usize = 64;

/// Tells CRLs that are authentic from those that nobody vouches for, as far as can be told without a certificate in question.
///
/// Authentic is what verifies under the key of an anchor, of a configured intermediate or of a certificate of the pool with the
/// name of the CRL's issuer, whose key usage allows to sign CRLs, and which has a path to an anchor at `now`. Revocation of the
/// signer is not asked for. That does not make such a CRL decide anything: at each check, a [`CrlSet`](crate::CrlSet) asks
/// whether its signer may speak for the issuer of the certificate in question. It decides what may take whose place.
///
/// Cost: one signature for each CRL, and one for each certificate of the signer's path; more where several certificates have
/// the name of the issuer.
///
/// # Examples
///
/// ```
/// # let root = include_bytes!("../../../../tests/data/crl/revoked-leaf/root.pem");
/// # let downloaded = include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem");
/// use ucpki::chain::{Anchor, Pool, Validator};
/// use ucpki::crl::{Trust, prove};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::{Time, pem};
///
/// let anchors = pem::certificates(root)?.into_iter().map(|found| Anchor::certificate(found.certificate));
/// let validator = Validator::new(RUSTCRYPTO).anchors(anchors);
/// let trust = Trust { validator: &validator, pool: &Pool::default() };
///
/// let now = Time::parse_rfc3339("2026-11-22T00:00:00Z")?;
/// let proved = prove(ucpki::crl::read(downloaded, &RUSTCRYPTO)?, &trust, now);
/// // The CRL of the root; the one of the intermediate needs the certificate of the intermediate.
/// assert_eq!((proved.proven().len(), proved.unproven().len()), (1, 1));
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[must_use]
pub fn prove(crls: Vec<IndexedCrl>, trust: &Trust<'_>, now: Time) -> Proved {
    let mut proved = Proved::default();
    for crl in crls {
        match signer_of(&crl, trust, now) {
            Ok(key) => proved.proven.push(ProvenCrl { crl, key }),
            Err(why) => proved.unproven.push((crl, why)),
        }
    }
    proved
}

/// The key of the signer, if it is known and has a path.
fn signer_of(crl: &IndexedCrl, trust: &Trust<'_>, now: Time) -> Result<Box<[u8]>, UnknownReason> {
    if let Some(code) = crl.unusable() {
        return Err(UnknownReason::Unusable(code));
    }
    if !crl.algorithm().is_some_and(|algorithm| trust.validator.accepts(&algorithm)) {
        return Err(UnknownReason::Unusable(&codes::SIGNATURE_WEAK));
    }
    let key_id = crl.crl().authority_key_identifier().ok().flatten().and_then(|authority| authority.key_identifier());
    let candidates = trust.validator.crl_signers(crl.crl().issuer(), key_id, trust.pool, MOST_SIGNERS);
    let mut refused = UnknownReason::Unusable(&codes::SIGNER_UNKNOWN);
    for signer in &candidates {
        match verify(crl, signer, trust) {
            Ok(()) => {}
            Err(why) => {
                if refused == UnknownReason::Unusable(&codes::SIGNER_UNKNOWN) {
                    refused = why;
                }
                continue;
            }
        }
        if !has_path(signer, trust, now) {
            refused = UnknownReason::Unusable(&codes::SIGNER_UNTRUSTED);
            continue;
        }
        let Some(spki) = signer.spki() else { continue };
        crl.remember_signer(spki);
        return Ok(spki.as_der().into());
    }
    Err(refused)
}

fn verify(crl: &IndexedCrl, signer: &StatusSigner, trust: &Trust<'_>) -> Result<(), UnknownReason> {
    check_key_usage(signer.certificate())?;
    let failed = UnknownReason::Unusable(&codes::SIGNATURE_INVALID);
    let (Some(spki), Some(signature)) = (signer.spki(), crl.crl().signature()) else { return Err(failed) };
    let key =
        trust.validator.provider().prepare(spki, None).map_err(|refused| UnknownReason::Unusable(refused.code()))?;
    key.verify(crl.crl().signature_algorithm(), crl.signed(), signature).map_err(|error| match error {
        VerifyError::BadSignature => failed,
        other => UnknownReason::Unusable(other.code()),
    })
}

fn has_path(signer: &StatusSigner, trust: &Trust<'_>, now: Time) -> bool {
    // An anchor is judged as well: it may have expired, or serve as an intermediate only.
    let Some(certificate) = signer.certificate() else { return true };
    let request = ValidationParams::new(now, KeyPurpose::CrlSigning, Identity::danger_none());
    trust.validator.check(certificate, trust.pool, &request).is_ok()
}
