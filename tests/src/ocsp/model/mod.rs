//! A naive reading of RFC 6960 and of the rules that this library adds, over the description of a scene.
//!
//! It looks at every candidate and every entry, has no cache but the rule of what displaces what, and reads no bytes. Where a
//! response has several defects, any of them may be named as the reason.

mod crls;
mod response;
mod signer;

pub use response::{Decision, Defects, Stage, judge};

use super::scene::*;
use crls::CrlSays;

/// What is said of one certificate of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked,
    /// Not known.
    Unknown {
        /// Whether CRLs have expired, which is different from there being none.
        is_expired: bool,
        /// Whether a staple is demanded that is not there: refused, whatever the fallback.
        is_demanded: bool,
    },
}

/// What OCSP responses say of one certificate of the path.
#[derive(Clone, Debug, Default)]
pub struct Ocsp {
    /// Some response says that it is revoked.
    pub is_revoked: bool,
    /// Some response says that it is good; all that do.
    pub good: Vec<Decision>,
    /// A staple is demanded, and is not there.
    pub is_demanded: bool,
    /// For each response that does not help: what it may be refused for.
    pub refused: Vec<Defects>,
}

/// What follows for the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Accepted.
    Accepted,
    /// Refused for this certificate.
    Refused(Target, Refusal),
}

/// Why a path is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Revoked.
    Revoked,
    /// CRLs have expired.
    Expired,
    /// Nobody knows.
    Unknown,
}

/// The verdict, and what is said of each certificate from the root's side down to where it is refused. CAs are judged first: who a
/// revoked CA issued does not matter any more.
#[must_use]
pub fn verdict(scene: &Scene) -> (Verdict, Vec<(Target, Status)>) {
    let mut statuses = Vec::new();
    if matches!(scene.consumer, Consumer::SipTls { checking: false, .. }) {
        return (Verdict::Accepted, statuses);
    }
    for target in scene.targets() {
        let status = status(scene, target);
        statuses.push((target, status.clone()));
        if let Some(refusal) = refusal(scene, &status) {
            return (Verdict::Refused(target, refusal), statuses);
        }
    }
    (Verdict::Accepted, statuses)
}

/// Soft fail and hard fail. Expired CRLs have a switch of their own, whatever OCSP leaves open.
const fn refusal(scene: &Scene, status: &Status) -> Option<Refusal> {
    match status {
        Status::Good => None,
        Status::Revoked => Some(Refusal::Revoked),
        Status::Unknown { is_demanded: true, .. } => Some(Refusal::Unknown),
        Status::Unknown { is_expired: true, .. } if scene.refuses_expired => Some(Refusal::Expired),
        Status::Unknown { is_expired: false, .. } if scene.refuses_unknown => Some(Refusal::Unknown),
        Status::Unknown { .. } => None,
    }
}

/// What all sources say together.
#[must_use]
pub fn status(scene: &Scene, target: Target) -> Status {
    let crls = crls::about_subject(scene, scene.issuer(target));
    let ocsp = if uses_ocsp(scene) { ocsp(scene, target) } else { Ocsp::default() };
    // Revoked by any current CRL or response wins.
    if crls == CrlSays::Revoked || ocsp.is_revoked {
        return Status::Revoked;
    }
    // SIP over TLS: where the certificate names a responder, only OCSP says good; else CRLs.
    let by_ocsp_alone = matches!(scene.consumer, Consumer::SipTls { .. }) && counts_ocsp(scene, target);
    let by_crls_alone = !by_ocsp_alone && scene.consumer != Consumer::Direct;
    let is_good_by_ocsp = !ocsp.good.is_empty() && !by_crls_alone;
    let is_good_by_crls = crls == CrlSays::Good && !by_ocsp_alone;
    if !ocsp.is_demanded && (is_good_by_ocsp || is_good_by_crls) {
        return Status::Good;
    }
    // What an expired CRL shows as revoked was revoked, unless something current says otherwise.
    if crls == CrlSays::RevokedWhenExpired {
        return Status::Revoked;
    }
    Status::Unknown { is_expired: crls == CrlSays::Expired, is_demanded: ocsp.is_demanded }
}

/// Whether the consumer looks at OCSP responses at all. Policy servers, LDAP and others: CRLs only, no staples.
#[must_use]
pub const fn uses_ocsp(scene: &Scene) -> bool {
    matches!(scene.consumer, Consumer::SipTls { ocsp: true, .. } | Consumer::Direct)
}

/// Whether OCSP is what says good of a certificate, where it is used: the certificate names a responder, one is configured for all,
/// or nothing but OCSP is asked.
#[must_use]
pub const fn counts_ocsp(scene: &Scene, target: Target) -> bool {
    let is_alone = matches!(scene.consumer, Consumer::SipTls { lists: false, .. });
    uses_ocsp(scene) && (scene.names_responder(target) || scene.policy.has_responder || is_alone)
}

/// What the responses say of a certificate.
#[must_use]
pub fn ocsp(scene: &Scene, target: Target) -> Ocsp {
    let mut found = Ocsp::default();
    let mut has_staple = false;
    let at_hand = scene.responses.iter().filter(|response| response.route != Route::Fetched);
    for response in at_hand.chain(cached(scene, target)) {
        match judge(scene, response, target, Stage::Check) {
            Ok(decision) => {
                has_staple |= response.route == Route::Stapled && decision.said != Said::Unknown;
                match decision.said {
                    Said::Good => found.good.push(decision),
                    Said::Revoked(_) => found.is_revoked = true,
                    // RFC 6960, 2.2: unknown is not good.
                    Said::Unknown => found.refused.push(vec!["ocsp.status_unknown"]),
                }
            }
            Err(defects) => found.refused.push(defects),
        }
    }
    // RFC 7633, 4.3.3; 4.2.3.1: unless a fetched answer is good.
    let is_asked = scene.staples_asked || scene.responses.iter().any(|response| response.route == Route::Stapled);
    let demands = scene.must_staple && target == Target::Leaf && is_asked;
    found.is_demanded = demands && !has_staple && found.good.is_empty();
    found
}

/// What the cache holds about a certificate: older and "unknown" displace nothing; of two of one age the revocation counts.
fn cached(scene: &Scene, target: Target) -> Option<&Response> {
    let mut kept: Option<(&Response, Decision)> = None;
    for response in scene.responses.iter().filter(|response| response.route == Route::Fetched) {
        // The twin is another issuer: what is said under its key is about another certificate.
        if response.target != target || response.is_for_twin {
            continue;
        }
        let Ok(decision) = accepted(scene, response) else { continue };
        let displaces = kept.as_ref().is_none_or(|(_, old)| match (old.said, decision.said) {
            (Said::Unknown, Said::Unknown) => decision.this_update > old.this_update,
            (Said::Unknown, _) => true,
            (_, Said::Unknown) => false,
            _ => decision.this_update > old.this_update,
        });
        if displaces {
            kept = Some((response, decision));
        }
    }
    kept.map(|(response, _)| response)
}

/// What becomes of a response when it is fetched: nonce, and the rest at that time.
///
/// # Errors
///
/// What it may be refused for.
pub fn accepted(scene: &Scene, response: &Response) -> Result<Decision, Defects> {
    judge(scene, response, response.target, Stage::Accept)
}

/// Whether a CRL that is fetched could say something else of a certificate: there is no current one.
#[must_use]
pub fn crl_could_change(scene: &Scene, target: Target) -> bool {
    !matches!(crls::about_subject(scene, scene.issuer(target)), CrlSays::Good | CrlSays::Revoked)
}
