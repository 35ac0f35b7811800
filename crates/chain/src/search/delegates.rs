//! Who signs OCSP responses in the name of an issuer: those whose certificate the issuer itself has made for that.
//!
//! RFC 6960, 4.2.2.2: "The CA SHOULD use the same issuing key to issue a delegation certificate as that used to sign the
//! certificate being checked for revocation. Systems relying on OCSP responses MUST recognize a delegation certificate as being
//! issued by the CA that issued the certificate in question only if the delegation certificate and the certificate being checked
//! for revocation were signed by the same key."

use crate::check::{JudgedDelegate, PathContext};
use crate::codes;
use crate::config::budget::Limit;
use crate::config::profile::Profile;
use crate::config::purpose::KeyPurpose;
use crate::config::rules::Severity;
use crate::config::signature_cache::Fingerprint;
use crate::config::trust::Config;
use crate::facts::Facts;
use crate::params::ValidationParams;
use crate::revocation::evidence::{Status, UnknownReason};
use crate::revocation::query::{Issuer, Query};
use crate::revocation::signer::{SignerRefused, SignerRole, StatusSigner};
use crate::revocation::source::{Context, SignatureCheck};
use ucpki_crypto::Input;
use ucpki_matcher::{Identity, NameMode};
use ucpki_x509::Certificate;
use ucpki_x509::extension::{ExtensionKind, KeyUsage};

impl Context<'_> {
    /// Whether `signer` may sign in this role for the issuer of `query`'s certificate, on what is left of the budget of the
    /// check.
    ///
    /// A signer of CRLs is judged by [`signer_path`](Self::signer_path). A delegate that signs OCSP responses
    ///
    /// - has a certificate of the issuer, by name and by the very key of the query (RFC 6960, 4.2.2.2);
    /// - has id-kp-OCSPSigning in its extended key usage, spelled out;
    /// - is not a CA, and its key usage, if it has one, allows signatures;
    /// - is valid at the time of the query, with algorithms and critical extensions that the profile accepts;
    /// - was not revoked: `id-pkix-ocsp-nocheck` says not to ask; else sources of CRLs are asked, and sources of OCSP answers
    ///   are told by [`Query::is_responder`] that they are not (4.2.2.2.1).
    ///
    /// Each is judged once for a key and a check, but for its status. Cost: one signature the first time, none where the signature
    /// cache of the validator knows it, and what its status costs.
    ///
    /// # Errors
    ///
    /// [`SignerRefused`]; [`SignerRefused::StatusUnknown`] where everything else is right, for the source to judge.
    pub fn check_signer(
        &mut self,
        signer: &StatusSigner,
        role: SignerRole,
        query: &Query<'_>,
    ) -> Result<(), SignerRefused> {
        match role {
            SignerRole::CrlSigner => self.signer_path(signer),
            SignerRole::OcspDelegate => {
                let certificate = signer.certificate().filter(|_| !signer.is_anchor()).ok_or(SignerRefused::NoPath)?;
                match self.path {
                    Some(path) => path.delegate(certificate, query, self),
                    None => judge_alone(certificate, query, self),
                }
            }
        }
    }
}

impl PathContext<'_> {
    /// Judges a delegate once for the key of its issuer, and asks each time whether it was revoked.
    pub(super) fn check_delegate(
        &self,
        certificate: &Certificate,
        query: &Query<'_>,
        context: &mut Context<'_>,
    ) -> Result<(), SignerRefused> {
        let spki = query.issuer().spki().as_der();
        let delegates = &self.check.memo.delegates;
        // One response names few, many responses name many.
        let count = u64::try_from(delegates.borrow().len()).unwrap_or(u64::MAX);
        context.pay_comparisons(count).map_err(|_| SignerRefused::Exhausted)?;
        let is_known =
            |judged: &&JudgedDelegate| judged.certificate == *certificate && judged.issuer_spki.as_slice() == spki;
        let known = delegates.borrow().iter().find(is_known).map(|judged| judged.answer);
        if let Some(answer) = known {
            answer?;
        } else {
            let judged = judge_delegate(self.check.config, certificate, query, context);
            let (answer, fresh) = (judged.map(|_| ()), judged.ok().flatten());
            if answer != Err(SignerRefused::Exhausted) {
                let (certificate, issuer_spki) = (certificate.clone(), spki.to_vec());
                delegates.borrow_mut().push(JudgedDelegate { certificate, issuer_spki, answer, fresh });
            }
            answer?;
        }
        self.delegate_status(certificate, query, context)
    }

    fn delegate_status(
        &self,
        certificate: &Certificate,
        query: &Query<'_>,
        context: &mut Context<'_>,
    ) -> Result<(), SignerRefused> {
        if is_never_asked_for(certificate) {
            return Ok(());
        }
        let Some(check) = self.asked_for() else { return Err(SignerRefused::StatusUnknown) };
        let query = Query { certificate, is_ca: false, is_responder: true, ..*query };
        let status = check.ask(&query, context);
        match &status {
            Status::Good(_) => Ok(()),
            Status::Revoked(..) => Err(SignerRefused::Revoked),
            Status::Unknown(reasons) if reasons.contains(&UnknownReason::Exhausted) => Err(SignerRefused::Exhausted),
            Status::Unknown(_) if status.revocation().is_some() => Err(SignerRefused::Revoked),
            Status::Unknown(reasons) if reasons.iter().any(UnknownReason::may_hide_revocation) => {
                Err(SignerRefused::Nested)
            }
            Status::Unknown(_) => Err(SignerRefused::StatusUnknown),
        }
    }
}

/// Without a path there is nobody to ask whether the delegate was revoked.
fn judge_alone(certificate: &Certificate, query: &Query<'_>, context: &mut Context<'_>) -> Result<(), SignerRefused> {
    let mut config = Config::new(context.provider);
    config.profile = context.profile.cloned().unwrap_or(Profile::RFC5280);
    judge_delegate(&config, certificate, query, context)?;
    if is_never_asked_for(certificate) { Ok(()) } else { Err(SignerRefused::StatusUnknown) }
}

/// 4.2.2.2.1: "A CA may specify that an OCSP client can trust a responder for the lifetime of the responder's
/// certificate."
fn is_never_asked_for(certificate: &Certificate) -> bool {
    certificate.has_extension(ExtensionKind::OcspNoCheck)
}

/// Gives the fingerprint of its signature if the cache does not have it yet.
fn judge_delegate(
    config: &Config,
    certificate: &Certificate,
    query: &Query<'_>,
    context: &mut Context<'_>,
) -> Result<Option<Fingerprint>, SignerRefused> {
    let issuer = query.issuer();
    if !certificate.issuer().matches(issuer.name()) {
        return Err(SignerRefused::NoPath);
    }
    delegate_facts(config, certificate, query, context)?;
    // As for the certificates of a path: that a signature verifies is remembered, and nothing else is.
    let cache = config.cache.as_ref().filter(|_| issuer.key().inheritable_parameters().is_none());
    let spki = issuer.spki().as_der();
    let fingerprint =
        cache.and_then(|cache| Fingerprint::of(certificate, spki, None, config.provider, config.provider_id, cache));
    if cache.zip(fingerprint.as_ref()).is_some_and(|(cache, fingerprint)| cache.contains(fingerprint)) {
        context.spending.work.cached += 1;
        return Ok(None);
    }
    verify_delegate(certificate, issuer, context)?;
    Ok(fingerprint)
}

fn verify_delegate(
    certificate: &Certificate,
    issuer: Issuer<'_>,
    context: &mut Context<'_>,
) -> Result<(), SignerRefused> {
    let invalid = SignerRefused::Facts(&codes::SIGNATURE_INVALID);
    let signature = certificate.signature().ok_or(invalid)?;
    let input = Input::Message(certificate.tbs());
    context.verify(issuer.key(), certificate.signature_algorithm(), input, signature).map_err(|check| match check {
        SignatureCheck::Exhausted => SignerRefused::Exhausted,
        SignatureCheck::Failed(_) => invalid,
    })
}

/// What its certificate says of itself, as of a leaf for signing OCSP responses.
fn delegate_facts(
    config: &Config,
    certificate: &Certificate,
    query: &Query<'_>,
    context: &mut Context<'_>,
) -> Result<(), SignerRefused> {
    let params =
        ValidationParams::new(query.time(), KeyPurpose::OcspSigning, Identity::danger_none()).name_mode(NameMode::Off);
    let (facts, _) = Facts::of_leaf(certificate, false, config, &params, &mut context.spending.comparisons);
    if facts.exhausted {
        context.spending.end(Limit::Comparisons);
        return Err(SignerRefused::Exhausted);
    }
    if let Some(finding) = facts.findings.iter().find(|finding| finding.severity == Severity::Refuse) {
        return Err(SignerRefused::Facts(finding.code));
    }
    let constraints = certificate.basic_constraints().ok().flatten();
    if constraints.is_some_and(|constraints| constraints.is_ca()) {
        return Err(SignerRefused::Facts(&codes::CA_AS_LEAF));
    }
    let signs =
        |usage: KeyUsage| usage.contains(KeyUsage::DIGITAL_SIGNATURE) || usage.contains(KeyUsage::NON_REPUDIATION);
    if certificate.key_usage().ok().flatten().is_some_and(|usage| !signs(usage)) {
        return Err(SignerRefused::Facts(&codes::KEY_USAGE_PURPOSE));
    }
    Ok(())
}
