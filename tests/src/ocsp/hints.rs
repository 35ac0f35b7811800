//! What could be fetched to change an answer, and for whom.

use super::library;
use super::model::{self, Status};
use super::scene::*;
use super::world::{CONFIGURED, CRL_PLACE, RESPONDER};
use ucpki_chain::{FetchHint, FetchKind};

/// Whether the hints are those that the scene wants: all that could change an answer, and none about anybody else.
pub(super) fn check(scene: &Scene, statuses: &[(Target, Status)], hints: &[FetchHint]) -> Result<(), String> {
    for hint in hints {
        let is_right = match hint.kind() {
            FetchKind::Ocsp => is_about_the_path(scene, hint),
            FetchKind::Crl => hint.uri() == CRL_PLACE && hint.subject().is_none() && may_fetch_crls(scene),
            _ => false,
        };
        if !is_right {
            return Err(format!("nobody wants {} from {}", hint.kind().name(), hint.uri()));
        }
    }
    for (target, status) in statuses {
        check_ocsp(scene, *target, status, hints)?;
        let wants_crl = *target == Target::Leaf
            && scene.leaf_names_crl
            && may_fetch_crls(scene)
            && *status != Status::Revoked
            && model::crl_could_change(scene, *target);
        if wants_crl && !hints.iter().any(|hint| hint.kind() == FetchKind::Crl) {
            return Err("a CRL could change the answer, and there is no hint".to_owned());
        }
    }
    Ok(())
}

/// An OCSP responder is asked about a certificate of the path, with its issuer, at an address that it names or that is
/// configured.
fn is_about_the_path(scene: &Scene, hint: &FetchHint) -> bool {
    let Some(subject) = hint.subject().filter(|_| model::uses_ocsp(scene)) else { return false };
    let found = scene.targets().into_iter().find(|target| *subject == library::subject(scene, *target));
    found.is_some_and(|target| addresses(scene, target).contains(&hint.uri()))
}

fn addresses(scene: &Scene, target: Target) -> Vec<&'static str> {
    let named = scene.names_responder(target).then_some(RESPONDER);
    let configured = scene.policy.has_responder.then_some(CONFIGURED);
    named.into_iter().chain(configured).collect()
}

fn check_ocsp(scene: &Scene, target: Target, status: &Status, hints: &[FetchHint]) -> Result<(), String> {
    // Where no responder is named, SIP over TLS goes by CRLs.
    let is_asked = scene.consumer == Consumer::Direct || model::counts_ocsp(scene, target);
    if !is_asked || !model::uses_ocsp(scene) || *status == Status::Revoked {
        return Ok(());
    }
    let ocsp = model::ocsp(scene, target);
    // RFC 6960, 4.2.2.1: without nextUpdate, "newer revocation information is available all the time".
    let could_change = ocsp.good.iter().all(|decision| decision.next_update.is_none());
    let could_not = !ocsp.good.is_empty() && ocsp.good.iter().all(|decision| decision.next_update.is_some());
    let subject = library::subject(scene, target);
    for uri in addresses(scene, target) {
        let is_there = hints
            .iter()
            .any(|hint| hint.kind() == FetchKind::Ocsp && hint.uri() == uri && hint.subject() == Some(&subject));
        match is_there {
            false if could_change => return Err(format!("{uri} could change the answer about {target:?}")),
            true if could_not => return Err(format!("{uri} cannot change the answer about {target:?}")),
            _ => {}
        }
    }
    Ok(())
}

/// Whether the consumer may fetch CRLs from where certificates say.
const fn may_fetch_crls(scene: &Scene) -> bool {
    matches!(scene.consumer, Consumer::Direct | Consumer::SipTls { lists: true, downloads: true, .. })
}
