//! Who signed a response, and whether they may (RFC 6960, 3.2 (2) to (4), 4.2.2.2).

use crate::codes;
use crate::policy::{OcspPolicy, TrustedResponder};
use alloc::boxed::Box;
use alloc::vec::Vec;
use ucpki_chain::{
    Context, Issuer, OcspSigner, Query, Severity, SignatureCheck, SignerRefused, SignerRole, StatusSigner,
    UnknownReason,
};
use ucpki_crypto::{Input, PreparedKey, SignatureAlgorithm, VerifyError};
use ucpki_x509::{BasicResponseRef, Certificate, Code, NameRef, ResponderId, SpkiRef, Time, oids};

/// Real responses have one candidate. Each costs up to two signatures, and a hostile response names thousands.
const MOST_TRIED: usize = 4;
/// What reading one certificate of a response costs, in comparisons.
const READ_COST: u64 = 32;

/// Whether the answer is for a check, in which it can be found out whether a delegate was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// The path is not known yet: whether a delegate was revoked is asked in each check.
    Fetched,
    /// On the path that is judged.
    Checked,
}

/// Finds who signed: the issuer's key, a delegate, or a trusted responder, in this order. A candidate that fails does not end
/// the search.
///
/// # Errors
///
/// Why none signed it: what the last candidate failed for.
pub(crate) fn find(
    basic: &BasicResponseRef<'_>,
    query: &Query<'_>,
    policy: &OcspPolicy,
    setting: Setting,
    context: &mut Context<'_>,
) -> Result<OcspSigner, UnknownReason> {
    check_algorithm(basic, context)?;
    let mut search = Search { basic, query, policy, setting, tried: 0, refused: None, undecided: false };
    search.run(context)
}

/// Whether who was found to have signed a response still may, at the time of the query and by this policy.
///
/// # Errors
///
/// Why not.
pub(crate) fn check_again(
    basic: &BasicResponseRef<'_>,
    signer: &OcspSigner,
    query: &Query<'_>,
    policy: &OcspPolicy,
    context: &mut Context<'_>,
) -> Result<(), UnknownReason> {
    check_algorithm(basic, context)?;
    match signer {
        OcspSigner::Issuer => Ok(()),
        OcspSigner::Delegate(certificate) => {
            let judged = check_delegate(certificate, query, policy, Setting::Checked, context);
            // What refuses a delegate does not refuse a responder that the operator trusts.
            match judged {
                Err(UnknownReason::Unusable(_)) => {
                    check_trusted_key(certificate.spki_der(), query, policy, context).or(judged)
                }
                judged => judged,
            }
        }
        OcspSigner::Trusted(spki) => check_trusted_key(spki, query, policy, context),
        _ => Err(UnknownReason::Unusable(&codes::RESPONDER_UNMATCHED)),
    }
}

/// Until when the certificate of a signer is valid; a key has no end.
pub(crate) fn not_after(signer: &OcspSigner, policy: &OcspPolicy) -> Time {
    match signer {
        OcspSigner::Delegate(certificate) => certificate.not_after(),
        OcspSigner::Trusted(spki) => {
            let known = policy.trusted.iter().filter(|responder| responder.spki_der() == &**spki);
            let ends = known.map(|one| one.certificate().map_or(Time::MAX, Certificate::not_after));
            ends.max().unwrap_or(Time::MAX)
        }
        _ => Time::MAX,
    }
}

/// RFC 6960, 3.2 does not speak of weak hashes; the profile does.
fn check_algorithm(basic: &BasicResponseRef<'_>, context: &Context<'_>) -> Result<(), UnknownReason> {
    let algorithm = SignatureAlgorithm::parse(basic.signature_algorithm());
    let algorithm = algorithm.map_err(|error| UnknownReason::Unusable(error.code()))?;
    if context.accepts(&algorithm) { Ok(()) } else { Err(UnknownReason::Unusable(&codes::SIGNATURE_WEAK)) }
}

fn trusted<'p>(policy: &'p OcspPolicy, query: &Query<'_>) -> impl Iterator<Item = &'p TrustedResponder> {
    let issuer = query.issuer().name();
    policy.trusted.iter().filter(move |responder| responder.may_speak_for(issuer))
}

/// One key may be trusted several times, as by the old and the new certificate of a renewed responder: one is enough.
fn check_trusted_key(
    spki: &[u8],
    query: &Query<'_>,
    policy: &OcspPolicy,
    context: &Context<'_>,
) -> Result<(), UnknownReason> {
    let mut judged = Err(UnknownReason::Unusable(&codes::RESPONDER_UNMATCHED));
    for responder in trusted(policy, query).filter(|responder| responder.spki_der() == spki) {
        judged = check_trusted(responder, query.time(), policy, context);
        if judged.is_ok() {
            break;
        }
    }
    judged
}

fn check_trusted(
    responder: &TrustedResponder,
    time: Time,
    policy: &OcspPolicy,
    context: &Context<'_>,
) -> Result<(), UnknownReason> {
    let certificate = responder.certificate();
    if certificate.is_some_and(|one| time < one.not_before() || time > one.not_after()) {
        return Err(UnknownReason::Unusable(&codes::RESPONDER_EXPIRED));
    }
    if policy.common_criteria && !responder.has_purpose() {
        return Err(UnknownReason::Unusable(&codes::NOT_DESIGNATED));
    }
    match SpkiRef::parse(responder.spki_der()) {
        Ok(spki) if context.accepts_key(spki) => Ok(()),
        _ => Err(UnknownReason::Unusable(&codes::SIGNATURE_WEAK)),
    }
}

fn check_delegate(
    certificate: &Certificate,
    query: &Query<'_>,
    policy: &OcspPolicy,
    setting: Setting,
    context: &mut Context<'_>,
) -> Result<(), UnknownReason> {
    let signer = StatusSigner::from_certificate(certificate.clone());
    match context.check_signer(&signer, SignerRole::OcspDelegate, query) {
        Ok(()) => Ok(()),
        Err(SignerRefused::StatusUnknown) if setting == Setting::Fetched => Ok(()),
        Err(SignerRefused::StatusUnknown) => {
            let code = &codes::RESPONDER_STATUS_UNKNOWN;
            match policy.on_unknown_delegate() {
                Severity::Ignore => Ok(()),
                Severity::Warn => {
                    context.warn(code);
                    Ok(())
                }
                _ => Err(UnknownReason::Unusable(code)),
            }
        }
        Err(SignerRefused::Exhausted) => Err(UnknownReason::Exhausted),
        // What the response says is not known here; who decides knows whether that is a revocation.
        Err(SignerRefused::Nested) => Err(UnknownReason::SignerUndecided { is_revoked: false }),
        Err(SignerRefused::Revoked) => Err(UnknownReason::Unusable(&codes::RESPONDER_REVOKED)),
        Err(SignerRefused::Facts(code)) => Err(UnknownReason::Unusable(of_facts(code))),
        Err(_) => Err(UnknownReason::Unusable(&codes::NOT_DESIGNATED)),
    }
}

/// Whether clients take a certificate for that of a delegate of the query's issuer, at the time of the query. Whether it was revoked
/// is not asked.
///
/// # Errors
///
/// Why they do not.
#[cfg(feature = "responder")]
pub(crate) fn check_designation(
    certificate: &Certificate,
    query: &Query<'_>,
    context: &mut Context<'_>,
) -> Result<(), &'static Code> {
    if !certificate.issuer().matches(query.issuer().name()) {
        return Err(&codes::NOT_DESIGNATED);
    }
    match check_delegate(certificate, query, &OcspPolicy::default(), Setting::Fetched, context) {
        Ok(()) => Ok(()),
        Err(UnknownReason::Unusable(code)) => Err(code),
        Err(_) => Err(&codes::NOT_DESIGNATED),
    }
}

/// The code of this crate for what `chain` has against a delegate; other rules of the profile keep theirs.
fn of_facts(code: &'static Code) -> &'static Code {
    use ucpki_chain::codes as chain;
    let is_any = |known: &[&'static Code]| known.contains(&code);
    if is_any(&[&chain::CA_AS_LEAF]) {
        &codes::RESPONDER_IS_CA
    } else if is_any(&[&chain::KEY_USAGE_PURPOSE]) {
        &codes::RESPONDER_KEY_USAGE
    } else if is_any(&[&chain::EXPIRED, &chain::NOT_YET_VALID]) {
        &codes::RESPONDER_EXPIRED
    } else if is_any(&[&chain::EKU_MISSING, &chain::PURPOSE, &chain::SIGNATURE_INVALID]) {
        &codes::NOT_DESIGNATED
    } else {
        code
    }
}

struct Search<'s, 'q> {
    basic: &'s BasicResponseRef<'s>,
    query: &'s Query<'q>,
    policy: &'s OcspPolicy,
    setting: Setting,
    tried: usize,
    refused: Option<&'static Code>,
    undecided: bool,
}

impl Search<'_, '_> {
    fn run(&mut self, context: &mut Context<'_>) -> Result<OcspSigner, UnknownReason> {
        let found = match self.issuer(context)? {
            Some(signer) => Some(signer),
            None => match self.delegates(context)? {
                Some(signer) => Some(signer),
                None => self.trusted(context)?,
            },
        };
        match found {
            Some(signer) => Ok(signer),
            None if self.undecided => Err(UnknownReason::SignerUndecided { is_revoked: false }),
            None => Err(UnknownReason::Unusable(self.refused.unwrap_or(&codes::RESPONDER_UNMATCHED))),
        }
    }

    fn issuer(&mut self, context: &mut Context<'_>) -> Result<Option<OcspSigner>, UnknownReason> {
        let issuer: Issuer<'_> = self.query.issuer();
        if !self.is_named(issuer.name(), issuer.spki(), context) {
            return Ok(None);
        }
        self.tried += 1;
        let verified = self.verify(issuer.key(), context);
        self.settle(verified, OcspSigner::Issuer)
    }

    /// Certificates that came along, then those of the configuration. One that cannot be read does not lead to a refusal.
    fn delegates(&mut self, context: &mut Context<'_>) -> Result<Option<OcspSigner>, UnknownReason> {
        let policy = self.policy;
        let came_along = self.basic.certificates().map(Err);
        for one in came_along.chain(policy.delegates.iter().map(Ok)) {
            pay(1, context)?;
            let Some(certificate) = one.map_or_else(|der| read(der, context), |known| Ok(Some(known.clone())))? else {
                continue;
            };
            if !self.is_named(certificate.subject(), certificate.spki(), context) {
                continue;
            }
            if !certificate.issuer().matches(self.query.issuer().name()) {
                self.refused.get_or_insert(&codes::NOT_DESIGNATED);
                continue;
            }
            if self.tried >= MOST_TRIED {
                break;
            }
            self.tried += 1;
            let judged = self.judge_delegate(&certificate, context);
            if let Some(signer) = self.settle(judged, OcspSigner::Delegate(certificate))? {
                return Ok(Some(signer));
            }
        }
        Ok(None)
    }

    fn judge_delegate(&self, certificate: &Certificate, context: &mut Context<'_>) -> Result<(), UnknownReason> {
        check_delegate(certificate, self.query, self.policy, self.setting, context)?;
        let key = prepare(certificate.spki(), context)?;
        self.verify(&*key, context)
    }

    fn trusted(&mut self, context: &mut Context<'_>) -> Result<Option<OcspSigner>, UnknownReason> {
        let responders: Vec<&TrustedResponder> = trusted(self.policy, self.query).collect();
        for responder in responders {
            let Ok(spki) = SpkiRef::parse(responder.spki_der()) else { continue };
            if !self.is_trusted_responder(responder, spki, context)? {
                continue;
            }
            if self.tried >= MOST_TRIED {
                break;
            }
            self.tried += 1;
            let judged = check_trusted(responder, self.query.time(), self.policy, context)
                .and_then(|()| prepare(spki, context))
                .and_then(|key| self.verify(&*key, context));
            if let Some(signer) = self.settle(judged, OcspSigner::Trusted(Box::from(responder.spki_der())))? {
                return Ok(Some(signer));
            }
        }
        Ok(None)
    }

    /// Whether the response says that it is from this responder. A key alone has no name: a certificate that came along for the
    /// same key lends it one.
    fn is_trusted_responder(
        &self,
        responder: &TrustedResponder,
        spki: SpkiRef<'_>,
        context: &mut Context<'_>,
    ) -> Result<bool, UnknownReason> {
        pay(1, context)?;
        if let Some(certificate) = responder.certificate() {
            return Ok(self.is_named(certificate.subject(), spki, context));
        }
        let ResponderId::ByName(name) = self.basic.responder_id() else {
            return Ok(self.is_named(self.query.issuer().name(), spki, context));
        };
        for der in self.basic.certificates() {
            let lends = |one: &Certificate| one.spki_der() == responder.spki_der() && one.subject().matches(name);
            if read(der, context)?.as_ref().is_some_and(lends) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the response says that it is from who has this name and key.
    fn is_named(&self, name: NameRef<'_>, spki: SpkiRef<'_>, context: &Context<'_>) -> bool {
        match self.basic.responder_id() {
            ResponderId::ByName(responder) => responder.matches(name),
            // RFC 6960, 4.2.1: "SHA-1 hash of responder's public key (excluding the tag and length fields)"; not the subject key
            // identifier, which may be another one.
            ResponderId::ByKey(hash) => {
                let digest = context.provider().digest(oids::SHA1);
                digest.is_some_and(|digest| digest.digest(&[spki.key().as_bytes()]).as_bytes() == hash)
            }
        }
    }

    fn verify(&self, key: &dyn PreparedKey, context: &mut Context<'_>) -> Result<(), UnknownReason> {
        let invalid = UnknownReason::Unusable(&codes::SIGNATURE_INVALID);
        let Some(signature) = self.basic.signature() else { return Err(invalid) };
        let input = Input::Message(self.basic.tbs());
        match context.verify(key, self.basic.signature_algorithm(), input, signature) {
            Ok(()) => Ok(()),
            Err(SignatureCheck::Exhausted) => Err(UnknownReason::Exhausted),
            Err(SignatureCheck::Failed(VerifyError::BadSignature)) => Err(invalid),
            Err(SignatureCheck::Failed(error)) => Err(UnknownReason::Unusable(error.code())),
            Err(_) => Err(invalid),
        }
    }

    /// The signer if nothing is against them. A spent budget ends the search, everything else does not.
    fn settle(
        &mut self,
        judged: Result<(), UnknownReason>,
        signer: OcspSigner,
    ) -> Result<Option<OcspSigner>, UnknownReason> {
        match judged {
            Ok(()) => Ok(Some(signer)),
            Err(UnknownReason::Exhausted) => Err(UnknownReason::Exhausted),
            Err(UnknownReason::SignerUndecided { .. }) => {
                self.undecided = true;
                Ok(None)
            }
            Err(UnknownReason::Unusable(code)) => {
                self.refused = Some(code);
                Ok(None)
            }
            Err(_) => Ok(None),
        }
    }
}

/// A certificate that came along, if it is one; paid for before it is read.
fn read(der: &[u8], context: &mut Context<'_>) -> Result<Option<Certificate>, UnknownReason> {
    pay(READ_COST, context)?;
    Ok(Certificate::parse(der).ok())
}

fn pay(comparisons: u64, context: &mut Context<'_>) -> Result<(), UnknownReason> {
    context.pay_comparisons(comparisons).map_err(|_| UnknownReason::Exhausted)
}

fn prepare(spki: SpkiRef<'_>, context: &Context<'_>) -> Result<Box<dyn PreparedKey>, UnknownReason> {
    context.provider().prepare(spki, None).map_err(|refused| UnknownReason::Unusable(refused.code()))
}
