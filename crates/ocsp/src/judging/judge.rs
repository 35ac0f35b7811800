//! From the bytes of a response to what it says about one certificate.

use super::entries::{self, Entry};
use super::freshness::{Decision, decide};
use super::signer::{self, Setting};
use crate::certificate_id::CertificateId;
use crate::codes;
use crate::policy::OcspPolicy;
use alloc::vec::Vec;
use ucpki_chain::{Context, Evidence, OcspEvidence, OcspSigner, Query, Status, UnknownReason};
use ucpki_x509::{BasicResponseRef, CertStatus, Code, OcspResponse, OcspResponseStatus, Oddities, Time};

/// What reading one entry costs, in comparisons.
const ENTRY_COST: u64 = 4;

/// A response that was verified for one certificate and its issuer.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) signer: OcspSigner,
    pub(crate) produced_at: Time,
    pub(crate) entries: Vec<Entry>,
    /// The entry that decides at the time of the query.
    pub(crate) decision: Decision,
}

/// Reads what a response says about the certificate of `query`, and verifies it.
///
/// # Errors
///
/// Why it cannot be relied on.
pub(crate) fn judge(
    response: &OcspResponse,
    query: &Query<'_>,
    policy: &OcspPolicy,
    setting: Setting,
    context: &mut Context<'_>,
) -> Result<Judged, UnknownReason> {
    let basic = basic(response).map_err(UnknownReason::Unusable)?;
    // A response that a peer sent is read once for each path that is tried.
    let entries = u64::from(basic.entry_count());
    context.pay_comparisons(entries * ENTRY_COST).map_err(|_| UnknownReason::Exhausted)?;
    let entries = entries_for(&basic, query, context).map_err(UnknownReason::Unusable)?;
    let produced_at = basic.produced_at();
    // What is cheap comes first: nobody pays a signature for a response that is of no use.
    let decision = decide(&entries, produced_at, policy, query.time())?;
    let signer =
        signer::find(&basic, query, policy, setting, context).map_err(|reason| with_decision(reason, &decision))?;
    Ok(Judged { signer, produced_at, entries, decision })
}

/// The basic response, if it says anything that could be relied on.
///
/// # Errors
///
/// The code of an error status; [`codes::BYTES_MISSING`], [`codes::RESPONSE_TYPE`], [`codes::VERSION_UNKNOWN`],
/// [`codes::UNKNOWN_CRITICAL`].
pub(crate) fn basic(response: &OcspResponse) -> Result<BasicResponseRef<'_>, &'static Code> {
    match response.status() {
        OcspResponseStatus::Successful => {}
        OcspResponseStatus::MalformedRequest => return Err(&codes::MALFORMED_REQUEST),
        OcspResponseStatus::TryLater => return Err(&codes::TRY_LATER),
        OcspResponseStatus::SignatureRequired => return Err(&codes::SIGNATURE_REQUIRED),
        OcspResponseStatus::Unauthorized => return Err(&codes::UNAUTHORIZED),
        _ => return Err(&codes::INTERNAL_ERROR),
    }
    if response.response_type().is_none() {
        return Err(&codes::BYTES_MISSING);
    }
    let basic = response.basic().ok_or(&codes::RESPONSE_TYPE)?;
    if basic.oddities().contains(Oddities::VERSION_UNKNOWN) {
        return Err(&codes::VERSION_UNKNOWN);
    }
    if basic.unknown_critical_extension().is_some() { Err(&codes::UNKNOWN_CRITICAL) } else { Ok(basic) }
}

fn entries_for(
    basic: &BasicResponseRef<'_>,
    query: &Query<'_>,
    context: &Context<'_>,
) -> Result<Vec<Entry>, &'static Code> {
    let (certificate, issuer) = (query.certificate(), query.issuer());
    let names = [certificate.issuer().as_der(), issuer.name().as_der()];
    let mut id = CertificateId::new(context.provider(), names, issuer.spki(), certificate.serial());
    entries::find(basic, &mut id)
}

/// An undecided signer of a revocation hides one.
pub(crate) fn with_decision(reason: UnknownReason, decision: &Decision) -> UnknownReason {
    match reason {
        UnknownReason::SignerUndecided { .. } => {
            UnknownReason::SignerUndecided { is_revoked: matches!(decision.entry.status, CertStatus::Revoked { .. }) }
        }
        other => other,
    }
}

/// What a source says where this decides.
pub(crate) fn status(
    decision: &Decision,
    signer: &OcspSigner,
    produced_at: Time,
    policy: &OcspPolicy,
    marks: (bool, bool),
) -> Status {
    let Entry { status, this_update, next_update, .. } = decision.entry;
    let until = decision.until.min(signer::not_after(signer, policy));
    let mut evidence = OcspEvidence::new(signer.clone(), produced_at, this_update, next_update, until);
    (evidence.has_nonce, evidence.is_stapled) = marks;
    match status {
        CertStatus::Good => Status::Good(Evidence::Ocsp(evidence)),
        CertStatus::Revoked { since, reason } => {
            Status::Revoked(Evidence::Ocsp(evidence), reason.unwrap_or_default(), since)
        }
        CertStatus::Unknown => Status::Unknown(alloc::vec![UnknownReason::Unusable(&codes::STATUS_UNKNOWN)]),
    }
}
