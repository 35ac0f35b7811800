//! The model's answer beside the library's.

use super::model::{self, Defects, Refusal, Status, Verdict};
use super::scene::*;
use super::{hints, library};
use ucpki_chain::{At, Detail, Refused, Status as Found, UnknownReason, Valid, codes};
use ucpki_ocsp::{ResponseRefused, VerifiedResponse};
use ucpki_x509::CertStatus;

/// Compares both answers: the branches that were reached, for counting, or how they differ.
///
/// # Errors
///
/// The difference, as a sentence.
pub fn agree(scene: &Scene) -> Result<Vec<&'static str>, String> {
    agree_on(scene, &library::ask(scene))
}

/// As [`agree`], with what the library has said.
///
/// # Errors
///
/// The difference, as a sentence.
pub fn agree_on(scene: &Scene, outcome: &library::Outcome) -> Result<Vec<&'static str>, String> {
    let mut reached = Vec::new();
    for (index, found) in &outcome.accepted {
        let response = &scene.responses[*index];
        if !response.is_for_twin {
            reached
                .extend(agree_on_response(scene, response, found).map_err(|why| format!("response {index}: {why}"))?);
        }
    }
    let (verdict, statuses) = model::verdict(scene);
    let hints = match (&verdict, &outcome.verdict) {
        (Verdict::Accepted, Ok(valid)) => {
            agree_on_accepted(scene, &statuses, valid)?;
            reached.push("accepted");
            valid.fetch_hints()
        }
        (Verdict::Refused(target, refusal), Err(refused)) => {
            agree_on_refused(scene, *target, *refusal, refused)?;
            reached.push(match refusal {
                Refusal::Revoked => "refused as revoked",
                Refusal::Expired => "refused as expired",
                Refusal::Unknown => "refused as unknown",
            });
            refused.fetch_hints()
        }
        (expected, Ok(_)) => return Err(format!("accepted instead of {expected:?}; {statuses:?}")),
        (expected, Err(refused)) => {
            return Err(format!("refused instead of {expected:?}: {refused:?}; {statuses:?}"));
        }
    };
    hints::check(scene, &statuses, hints)?;
    reached.extend(statuses.iter().map(|(_, status)| name(status)));
    for (target, _) in &statuses {
        if model::uses_ocsp(scene) {
            reached.extend(model::ocsp(scene, *target).refused.into_iter().flatten());
        }
    }
    Ok(reached)
}

const fn name(status: &Status) -> &'static str {
    match status {
        Status::Good => "good",
        Status::Revoked => "revoked",
        Status::Unknown { is_demanded: true, .. } => "unknown, and a staple is demanded",
        Status::Unknown { .. } => "unknown",
    }
}

fn agree_on_response(
    scene: &Scene,
    response: &Response,
    found: &Result<VerifiedResponse, ResponseRefused>,
) -> Result<Vec<&'static str>, String> {
    match (model::accepted(scene, response), found) {
        (Ok(decision), Ok(verified)) => {
            let is_same = match decision.said {
                Said::Good => verified.status() == CertStatus::Good,
                Said::Unknown => verified.status() == CertStatus::Unknown,
                Said::Revoked(_) => matches!(verified.status(), CertStatus::Revoked { .. }),
            };
            let echoes = scene.policy.nonce != Nonce::Off && response.echo == Echo::Right;
            if !is_same || verified.has_nonce() != echoes {
                return Err(format!("{decision:?} was accepted as {verified:?}"));
            }
            Ok(vec!["fetched"])
        }
        (Err(defects), Err(refused)) if is_one_of(&defects, refused.code().name()) => Ok(vec![refused.code().name()]),
        (expected, found) => Err(format!("{found:?} instead of {expected:?}")),
    }
}

fn is_one_of(defects: &Defects, name: &str) -> bool {
    defects.iter().any(|defect| *defect == "*" || *defect == name)
}

fn agree_on_accepted(scene: &Scene, statuses: &[(Target, Status)], valid: &Valid) -> Result<(), String> {
    for (target, expected) in statuses {
        let index = if *target == Target::Leaf { 0 } else { 1 };
        let found = &valid.revocation()[index];
        agree_on_status(scene, *target, expected, found)?;
        let warned = valid.findings().iter().any(|finding| {
            finding.at() == At::Cert(index as u32) && finding.code().name() == "ocsp.responder_status_unknown"
        });
        let ocsp = model::ocsp(scene, *target);
        let by_unknown = !ocsp.good.is_empty() && ocsp.good.iter().all(|decision| decision.signer_unknown);
        if by_unknown && matches!(found, Found::Good(ucpki_chain::Evidence::Ocsp(_))) && !warned {
            return Err(format!("nobody was told that the responder's status is unknown: {:?}", valid.findings()));
        }
    }
    Ok(())
}

fn agree_on_refused(scene: &Scene, target: Target, refusal: Refusal, refused: &Refused) -> Result<(), String> {
    let code = match refusal {
        Refusal::Revoked => &codes::REVOKED,
        Refusal::Expired => &codes::REVOCATION_EXPIRED,
        Refusal::Unknown => &codes::REVOCATION_UNKNOWN,
    };
    let index = if target == Target::Leaf { 0 } else { 1 };
    let finding = refused.finding().ok_or("refused without a finding")?;
    if *finding.code() != *code || finding.at() != At::Cert(index) {
        return Err(format!("{refusal:?} of {target:?} was expected: {finding:?}"));
    }
    match finding.detail() {
        Detail::Revocation(found) => agree_on_status(scene, target, &model::status(scene, target), found),
        other => Err(format!("refused with {other:?}")),
    }
}

fn agree_on_status(scene: &Scene, target: Target, expected: &Status, found: &Found) -> Result<(), String> {
    let shows_revoked = found.revocation().is_some();
    match (expected, found) {
        (Status::Good, Found::Good(_)) => Ok(()),
        (Status::Revoked, Found::Revoked(..)) => Ok(()),
        (Status::Revoked, Found::Unknown(_)) if shows_revoked => Ok(()),
        (Status::Unknown { is_demanded, .. }, Found::Unknown(reasons)) if !shows_revoked => {
            let demands = reasons.iter().any(|reason| matches!(reason, UnknownReason::Demanded(_)));
            if demands != *is_demanded {
                return Err(format!("a staple is demanded: {is_demanded}; found {reasons:?}"));
            }
            agree_on_reasons(scene, target, reasons)
        }
        _ => Err(format!("{found:?} instead of {expected:?} about {target:?}")),
    }
}

/// Each response that does not help has a reason that is one of its defects, and there are no other reasons.
fn agree_on_reasons(scene: &Scene, target: Target, reasons: &[UnknownReason]) -> Result<(), String> {
    if !model::uses_ocsp(scene) || (scene.consumer != Consumer::Direct && !model::counts_ocsp(scene, target)) {
        return Ok(());
    }
    let refused = model::ocsp(scene, target).refused;
    let names: Vec<&str> = reasons.iter().map(|reason| ResponseRefused::from(reason.clone()).code().name()).collect();
    for defects in &refused {
        // What is about other certificates is passed over.
        let may_be_silent = defects.contains(&"ocsp.entry_missing");
        if !may_be_silent && !names.iter().any(|name| is_one_of(defects, name)) {
            return Err(format!("none of {defects:?} is among {names:?} about {target:?}"));
        }
    }
    let of_crls = ["ocsp.no_status", "ocsp.not_yet_valid", "ocsp.staple_missing"];
    let is_known = |name: &&str| of_crls.contains(name) || refused.iter().any(|defects| is_one_of(defects, name));
    match names.iter().find(|name| name.starts_with("ocsp.") && !is_known(name)) {
        Some(name) => Err(format!("{name} is none of {refused:?} about {target:?}")),
        None => Ok(()),
    }
}
