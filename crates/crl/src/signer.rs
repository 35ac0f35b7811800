//! Who signed a list (RFC 5280, 6.3.3 (f), (g)).

use crate::{IndexedCrl, codes};
use alloc::boxed::Box;
use ucpki_chain::{Context, Issuer, Query, SignatureCheck, Signer, SignerRefused, Why};
use ucpki_crypto::{PreparedKey, Provider, SignatureAlgorithm, VerifyError};
use ucpki_x509::extension::KeyUsage;
use ucpki_x509::{Certificate, SpkiRef};

/// Whose key a list is signed with.
pub(crate) enum SignedBy<'q> {
    /// The issuer of the certificate, or another key of it that stands above it on the path.
    Issuer(Issuer<'q>),
    /// Someone else, whose path was judged.
    Other(Signer),
}

/// RFC 5280, 6.3.3 (f) and (g): the issuer of the certificate, its other keys on the path, and last whoever has the
/// list's name and a path of its own.
pub(crate) fn find<'q>(list: &IndexedCrl, query: &Query<'q>, context: &mut Context<'_>) -> Result<SignedBy<'q>, Why> {
    let mut refused = None;
    if list.crl().issuer().matches(query.issuer().name()) {
        for issuer in core::iter::once(query.issuer()).chain(query.other_keys().iter().copied()) {
            match check(list, issuer, context) {
                Ok(()) => return Ok(SignedBy::Issuer(issuer)),
                Err(Why::Exhausted) => return Err(Why::Exhausted),
                Err(why) => {
                    refused.get_or_insert(why);
                }
            }
        }
    }
    find_elsewhere(list, context, refused).map(SignedBy::Other)
}

/// Whether the same key signed another list: RFC 5280, 6.3.3 (h), "using the public key validated in step (g)".
pub(crate) fn signed_too(list: &IndexedCrl, by: &SignedBy<'_>, context: &mut Context<'_>) -> Result<(), Why> {
    match by {
        SignedBy::Issuer(issuer) => check_signature(list, issuer.spki(), issuer.key(), context),
        SignedBy::Other(signer) => check_other(list, signer, context),
    }
}

fn check(list: &IndexedCrl, issuer: Issuer<'_>, context: &mut Context<'_>) -> Result<(), Why> {
    check_key_usage(issuer.certificate())?;
    check_signature(list, issuer.spki(), issuer.key(), context)
}

/// The first signer of the list's name whose signature holds and who has a path; `refused` is why the issuer is none.
fn find_elsewhere(list: &IndexedCrl, context: &mut Context<'_>, refused: Option<Why>) -> Result<Signer, Why> {
    let key_id = list.crl().authority_key_identifier().ok().flatten().and_then(|authority| authority.key_identifier());
    let mut refused = refused;
    for signer in context.signers(list.crl().issuer(), key_id) {
        let checked = check_key_usage(signer.certificate()).and_then(|()| check_other(list, &signer, context));
        match checked {
            Ok(()) => {}
            Err(Why::Exhausted) => return Err(Why::Exhausted),
            Err(why) => {
                refused.get_or_insert(why);
                continue;
            }
        }
        match context.signer_path(&signer) {
            Ok(()) => return Ok(signer),
            Err(SignerRefused::Exhausted) => return Err(Why::Exhausted),
            // Who signed it is known: that says more than who did not.
            Err(_) => refused = Some(Why::Unusable(&codes::SIGNER_UNTRUSTED)),
        }
    }
    Err(refused.unwrap_or(Why::Unusable(&codes::SIGNER_UNTRUSTED)))
}

fn check_other(list: &IndexedCrl, signer: &Signer, context: &mut Context<'_>) -> Result<(), Why> {
    let Some(spki) = signer.spki() else { return Err(Why::Unusable(&codes::SIGNATURE_INVALID)) };
    if was_proved(list, spki, context) {
        return Ok(());
    }
    let key: Box<dyn PreparedKey> = context.prepare_signer(signer).map_err(|error| Why::Unusable(error.code()))?;
    check_signature(list, spki, &*key, context)
}

/// RFC 5280, 6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate, verify that the cRLSign bit
/// is set." One that cannot be read does not set it.
pub(crate) fn check_key_usage(certificate: Option<&Certificate>) -> Result<(), Why> {
    let allowed = match certificate.map(Certificate::key_usage) {
        None | Some(Ok(None)) => true,
        Some(Ok(Some(usage))) => usage.contains(KeyUsage::CRL_SIGN),
        Some(Err(_)) => false,
    };
    if allowed { Ok(()) } else { Err(Why::Unusable(&codes::NO_CRL_SIGN)) }
}

/// Whether the signature held under this key before, and this provider could have said so.
fn was_proved(list: &IndexedCrl, spki: SpkiRef<'_>, context: &Context<'_>) -> bool {
    list.was_signed_by(spki) && can_verify(context.provider(), list.algorithm())
}

/// RFC 5280, 6.3.3 (g): the signature under a key, which is checked once for each list.
fn check_signature(
    list: &IndexedCrl,
    spki: SpkiRef<'_>,
    key: &dyn PreparedKey,
    context: &mut Context<'_>,
) -> Result<(), Why> {
    if was_proved(list, spki, context) {
        return Ok(());
    }
    let failed = Why::Unusable(&codes::SIGNATURE_INVALID);
    let Some(signature) = list.crl().signature() else { return Err(failed) };
    match context.verify(key, list.crl().signature_algorithm(), list.signed(), signature) {
        Ok(()) => {
            list.remember_signer(spki);
            Ok(())
        }
        Err(SignatureCheck::Exhausted) => Err(Why::Exhausted),
        Err(SignatureCheck::Failed(VerifyError::BadSignature)) => Err(failed),
        Err(SignatureCheck::Failed(error)) => Err(Why::Unusable(error.code())),
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
