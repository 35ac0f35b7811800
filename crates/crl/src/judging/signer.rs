//! Who signed a CRL (RFC 5280, 6.3.3 (f), (g)).

use crate::{IndexedCrl, codes};
use alloc::boxed::Box;
use ucpki_chain::{Context, Issuer, Query, SignatureCheck, SignerRefused, StatusSigner, UnknownReason};
use ucpki_crypto::{PreparedKey, Provider, SignatureAlgorithm, VerifyError};
use ucpki_x509::extension::KeyUsage;
use ucpki_x509::{Certificate, SpkiRef};

/// Whose key a CRL is signed with.
pub(crate) enum SignedBy<'q> {
    /// The issuer of the certificate, or another key of it above it on the path.
    Issuer(Issuer<'q>),
    /// Someone else, whom the path or a path of its own vouches for.
    Other(StatusSigner),
    /// Someone else, of whom nobody knows whether a path vouches for them.
    Undecided(StatusSigner),
}

impl SignedBy<'_> {
    pub(crate) const fn is_undecided(&self) -> bool {
        matches!(self, Self::Undecided(_))
    }

    /// Whether both are the same key.
    pub(crate) fn is_same_key(&self, other: &Self) -> bool {
        let der = |by: &Self| -> Option<alloc::vec::Vec<u8>> {
            match by {
                Self::Issuer(issuer) => Some(issuer.spki().as_der().to_vec()),
                Self::Other(signer) | Self::Undecided(signer) => signer.spki().map(|spki| spki.as_der().to_vec()),
            }
        };
        match (self, other) {
            (Self::Issuer(one), Self::Issuer(other)) => one.spki().as_der() == other.spki().as_der(),
            (one, other) => der(one).is_some_and(|one| Some(one) == der(other)),
        }
    }
}

/// RFC 5280, 6.3.3 (f) and (g): the key that issued the certificate, other keys of the issuer on the path, and last keys for
/// which the path vouches, or which the certificate names.
pub(crate) fn find<'q>(
    crl: &IndexedCrl,
    query: &Query<'q>,
    context: &mut Context<'_>,
) -> Result<SignedBy<'q>, UnknownReason> {
    let mut refused = None;
    if crl.crl().issuer().matches(query.issuer().name()) {
        for issuer in core::iter::once(query.issuer()).chain(query.other_keys().iter().copied()) {
            match check(crl, issuer, context) {
                Ok(()) => return Ok(SignedBy::Issuer(issuer)),
                Err(UnknownReason::Exhausted) => return Err(UnknownReason::Exhausted),
                Err(why) => {
                    refused.get_or_insert(why);
                }
            }
        }
    }
    find_elsewhere(crl, context, refused)
}

fn check(list: &IndexedCrl, issuer: Issuer<'_>, context: &mut Context<'_>) -> Result<(), UnknownReason> {
    check_key_usage(issuer.certificate())?;
    check_signature(list, issuer.spki(), issuer.key(), context)
}

/// The first signer whose signature verifies and who may speak for the issuer; `refused` is why the issuer's own keys did not
/// sign.
fn find_elsewhere<'q>(
    crl: &IndexedCrl,
    context: &mut Context<'_>,
    refused: Option<UnknownReason>,
) -> Result<SignedBy<'q>, UnknownReason> {
    let key_id = crl.crl().authority_key_identifier().ok().flatten().and_then(|authority| authority.key_identifier());
    let mut refused = refused;
    let mut undecided = None;
    let signers = context.signers(crl.crl().issuer(), key_id).map_err(|_| UnknownReason::Exhausted)?;
    for signer in signers {
        let checked = check_crl_sign(&signer).and_then(|()| check_other(crl, &signer, context));
        match checked {
            Ok(()) => {}
            Err(UnknownReason::Exhausted) => return Err(UnknownReason::Exhausted),
            Err(why) => {
                refused.get_or_insert(why);
                continue;
            }
        }
        match context.signer_path(&signer) {
            Ok(()) => return Ok(SignedBy::Other(signer)),
            Err(SignerRefused::Exhausted) => return Err(UnknownReason::Exhausted),
            Err(SignerRefused::Nested) => undecided = Some(signer),
            // The key that signed it is known: that says more than which keys did not.
            Err(_) => refused = Some(UnknownReason::Unusable(&codes::SIGNER_UNTRUSTED)),
        }
    }
    undecided.map(SignedBy::Undecided).ok_or(refused.unwrap_or(UnknownReason::Unusable(&codes::SIGNER_UNTRUSTED)))
}

/// A certificate that is not above the one in question has to say that it signs CRLs: RFC 5280, 4.2.1.3, "If the keyUsage
/// extension is present"; a CA's certificate without it says nothing, and here nobody else speaks for the key.
fn check_crl_sign(signer: &StatusSigner) -> Result<(), UnknownReason> {
    if signer.is_anchor() {
        return check_key_usage(signer.certificate());
    }
    let usage = signer.certificate().and_then(|certificate| certificate.key_usage().ok().flatten());
    let allowed = usage.is_some_and(|usage| usage.contains(KeyUsage::CRL_SIGN));
    if allowed { Ok(()) } else { Err(UnknownReason::Unusable(&codes::NO_CRL_SIGN)) }
}

fn check_other(list: &IndexedCrl, signer: &StatusSigner, context: &mut Context<'_>) -> Result<(), UnknownReason> {
    let Some(spki) = signer.spki() else { return Err(UnknownReason::Unusable(&codes::SIGNATURE_INVALID)) };
    if was_proved(list, spki, context) {
        return Ok(());
    }
    let key: Box<dyn PreparedKey> =
        context.prepare_signer(signer).map_err(|error| UnknownReason::Unusable(error.code()))?;
    check_signature(list, spki, &*key, context)
}

/// RFC 5280, 6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate, verify that the cRLSign bit
/// is set." One that cannot be read does not set it.
pub(crate) fn check_key_usage(certificate: Option<&Certificate>) -> Result<(), UnknownReason> {
    let allowed = match certificate.map(Certificate::key_usage) {
        None | Some(Ok(None)) => true,
        Some(Ok(Some(usage))) => usage.contains(KeyUsage::CRL_SIGN),
        Some(Err(_)) => false,
    };
    if allowed { Ok(()) } else { Err(UnknownReason::Unusable(&codes::NO_CRL_SIGN)) }
}

/// Whether the signature verified under this key before, and this provider could have said so.
fn was_proved(list: &IndexedCrl, spki: SpkiRef<'_>, context: &Context<'_>) -> bool {
    list.was_signed_by(spki) && can_verify(context.provider(), list.algorithm())
}

/// RFC 5280, 6.3.3 (g): the signature under a key, which is checked once for each CRL.
fn check_signature(
    list: &IndexedCrl,
    spki: SpkiRef<'_>,
    key: &dyn PreparedKey,
    context: &mut Context<'_>,
) -> Result<(), UnknownReason> {
    if was_proved(list, spki, context) {
        return Ok(());
    }
    let failed = UnknownReason::Unusable(&codes::SIGNATURE_INVALID);
    let Some(signature) = list.crl().signature() else { return Err(failed) };
    match context.verify(key, list.crl().signature_algorithm(), list.signed(), signature) {
        Ok(()) => {
            // What a key with inherited parameters signed is a fact about its path, not about its bytes.
            if key.inheritable_parameters().is_none() {
                list.remember_signer(spki);
            }
            Ok(())
        }
        Err(SignatureCheck::Exhausted) => Err(UnknownReason::Exhausted),
        Err(SignatureCheck::Failed(VerifyError::BadSignature)) => Err(failed),
        Err(SignatureCheck::Failed(error)) => Err(UnknownReason::Unusable(error.code())),
        Err(_) => Err(failed),
    }
}

/// Whether a provider can check such a signature. What another provider has proved does not make one able to.
fn can_verify(provider: Provider, algorithm: Option<SignatureAlgorithm>) -> bool {
    let Some(algorithm) = algorithm else { return false };
    let has = |hash| {
        provider.capabilities().any(|capability| capability.scheme == algorithm.scheme() && capability.hash == hash)
    };
    has(algorithm.hash())
        && match algorithm {
            SignatureAlgorithm::RsaPss(parameters) => has(Some(parameters.mgf_hash())),
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use ucpki_crypto::{Hash, PssParameters, RUSTCRYPTO};

    #[test]
    fn a_provider_must_have_both_hashes_of_pss() {
        let pss = |parameters: &[u8]| Some(SignatureAlgorithm::RsaPss(PssParameters::parse(parameters).unwrap()));
        // SHA-256, and MGF1 with its default SHA-1 or with SHA-256.
        let sha256 = b"\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00";
        let hash = [b"\xA0\x0F", &sha256[..]].concat();
        let mask = [b"\xA1\x1C\x30\x1A\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08", &sha256[..]].concat();
        let mixed = [b"\x30\x11", &hash[..]].concat();
        let equal = [&b"\x30\x2F"[..], &hash, &mask].concat();
        assert!(can_verify(RUSTCRYPTO, pss(&equal)) && !can_verify(RUSTCRYPTO, pss(&mixed)));
        assert!(can_verify(RUSTCRYPTO, Some(SignatureAlgorithm::Ed25519)));
        assert!(!can_verify(RUSTCRYPTO, Some(SignatureAlgorithm::RsaPkcs1(Hash::Sha1))));
        assert!(!can_verify(RUSTCRYPTO, None));
    }
}
