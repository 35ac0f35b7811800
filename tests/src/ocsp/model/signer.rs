//! Who signed a response, and whether they may (RFC 6960, 4.2.2.2).

use super::crls::{self, CrlSays};
use super::response::{Defects, Stage};
use crate::ocsp::scene::*;

/// A signer that may sign.
pub(super) struct Signer {
    /// Whether nobody knows whether it was revoked.
    pub(super) is_unknown: bool,
}

/// Somebody who could have signed.
#[derive(Clone, Copy)]
enum Candidate<'s> {
    /// The issuer's key.
    Issuer(Party),
    /// A certificate that came along, or that is configured.
    Certificate(Party),
    /// A trusted responder.
    Trusted(&'s Trusted),
}

/// So many candidates are tried, in the order of their kinds.
const MOST_TRIED: usize = 4;

/// Every candidate that the ResponderID means is tried; a failure does not end the search.
pub(super) fn find(
    scene: &Scene,
    response: &Response,
    target: Target,
    now: i64,
    stage: Stage,
) -> Result<Signer, Defects> {
    let mut defects = Vec::new();
    let mut tried = 0;
    for candidate in candidates(scene, response, target) {
        if !is_named(scene, response, candidate) {
            continue;
        }
        if !is_by_name(scene, candidate, target) {
            defects.push("ocsp.not_designated");
            continue;
        }
        // A cached response remembers whose signature it has, and nobody is searched for.
        let is_cached = response.route == Route::Fetched && stage == Stage::Check;
        if tried == MOST_TRIED && !is_cached {
            break;
        }
        tried += 1;
        let mut found = designation(scene, candidate, target, now);
        if response.signer != candidate.key() || response.is_forged {
            found.push("ocsp.signature_invalid");
        }
        let status = delegate_status(scene, candidate, target, stage);
        match status {
            CrlSays::Revoked | CrlSays::RevokedWhenExpired => found.push("ocsp.responder_revoked"),
            CrlSays::Expired | CrlSays::Nothing if scene.policy.common_criteria => {
                found.push("ocsp.responder_status_unknown");
            }
            _ => {}
        }
        if found.is_empty() {
            return Ok(Signer { is_unknown: status != CrlSays::Good });
        }
        defects.extend(found);
    }
    if defects.is_empty() { Err(vec!["ocsp.responder_unmatched"]) } else { Err(defects) }
}

/// Whether a certificate names the issuer as its own: otherwise its signature is not tried.
fn is_by_name(scene: &Scene, candidate: Candidate<'_>, target: Target) -> bool {
    let Candidate::Certificate(party) = candidate else { return true };
    let issuer = match party {
        Party::Delegate(index) => scene.delegates[index].issuer,
        Party::Leaf | Party::Sibling => scene.leaf_issuer(),
        Party::Intermediate => Party::Root,
        own => own,
    };
    scene.name(issuer) == scene.name(scene.issuer(target))
}

fn candidates<'s>(scene: &'s Scene, response: &Response, target: Target) -> Vec<Candidate<'s>> {
    let issuer = scene.issuer(target);
    let along = response.certificates.iter().copied();
    let configured = scene.policy.configured.iter().map(|index| Party::Delegate(*index));
    let trusted = scene.policy.trusted.iter().filter(|trusted| {
        // For all issuers, or for those of this name.
        trusted.only_for.is_none_or(|only| scene.name(only) == scene.name(issuer))
    });
    let mut all = vec![Candidate::Issuer(issuer)];
    all.extend(along.chain(configured).map(Candidate::Certificate));
    all.extend(trusted.map(Candidate::Trusted));
    all
}

impl Candidate<'_> {
    /// Whose key it is.
    const fn key(self) -> Party {
        match self {
            Self::Issuer(party) | Self::Certificate(party) => party,
            Self::Trusted(trusted) => trusted.who,
        }
    }
}

/// Whether the ResponderID means a candidate: by its name, or by the SHA-1 hash of its key.
fn is_named(scene: &Scene, response: &Response, candidate: Candidate<'_>) -> bool {
    let name = scene.name(response.id_of);
    match (response.id_by, candidate) {
        (IdBy::LongKey, _) => false,
        (IdBy::Key, _) => response.id_of == candidate.key(),
        // A key alone has no name, unless a certificate that comes along lends it one.
        (IdBy::Name, Candidate::Trusted(trusted)) if trusted.by_key => {
            response.certificates.contains(&trusted.who) && scene.name(trusted.who) == name
        }
        (IdBy::Name, _) => scene.name(candidate.key()) == name,
    }
}

/// Why a candidate may not sign for the issuer of the certificate.
fn designation(scene: &Scene, candidate: Candidate<'_>, target: Target, now: i64) -> Defects {
    match candidate {
        Candidate::Issuer(_) => Vec::new(),
        Candidate::Certificate(Party::Delegate(index)) => delegate(&scene.delegates[index], scene.issuer(target), now),
        // Certificates that are for nothing of the kind.
        Candidate::Certificate(_) => vec!["ocsp.not_designated"],
        Candidate::Trusted(trusted) => trust(scene, trusted, now),
    }
}

/// RFC 6960, 4.2.2.2: issued by the very key that issued the certificate, for OCSP signing itself, not a CA, in time.
fn delegate(delegate: &Delegate, issuer: Party, now: i64) -> Defects {
    let mut defects = Vec::new();
    if delegate.issuer != issuer || delegate.is_forged || delegate.eku != Eku::Ocsp {
        defects.push("ocsp.not_designated");
    }
    if delegate.is_ca {
        defects.push("ocsp.responder_is_ca");
    }
    if delegate.usage == Usage::Encipherment {
        defects.push("ocsp.responder_key_usage");
    }
    if !is_in_time(delegate.dates, now) {
        defects.push("ocsp.responder_expired");
    }
    if delegate.has_unknown_critical {
        defects.push("*");
    }
    defects
}

/// RFC 6960, 4.2.2.2 (1): a certificate has its dates; Common Criteria wants its purpose, too.
fn trust(scene: &Scene, trusted: &Trusted, now: i64) -> Defects {
    let (dates, eku) = match trusted.who {
        Party::Delegate(index) => (scene.delegates[index].dates, scene.delegates[index].eku),
        _ => (scene.corporate.dates, scene.corporate.eku),
    };
    let mut defects = Vec::new();
    if !trusted.by_key && !is_in_time(dates, now) {
        defects.push("ocsp.responder_expired");
    }
    if scene.policy.common_criteria && (trusted.by_key || eku != Eku::Ocsp) {
        defects.push("ocsp.not_designated");
    }
    defects
}

fn is_in_time(dates: Dates, now: i64) -> bool {
    match dates {
        Dates::Years => true,
        Dates::EndsSoon => now <= DAY,
        Dates::Expired => now <= -500,
        Dates::Future => now >= 1,
    }
}

/// RFC 6960, 4.2.2.2.1: with nocheck nobody is asked; else CRLs, and never OCSP. The issuer and trusted responders need none.
fn delegate_status(scene: &Scene, candidate: Candidate<'_>, target: Target, stage: Stage) -> CrlSays {
    let Candidate::Certificate(Party::Delegate(index)) = candidate else { return CrlSays::Good };
    match (scene.delegates[index].nocheck, stage) {
        // No CRLs are there when it is fetched: that is judged in the check.
        (Some(_), _) | (_, Stage::Accept) => CrlSays::Good,
        (None, Stage::Check) => crls::about_delegate(scene, scene.issuer(target), index),
    }
}
