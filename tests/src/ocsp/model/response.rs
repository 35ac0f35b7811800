//! One response: what is wrong with it, or what it says.

use super::signer;
use crate::ocsp::scene::*;

/// The clocks of responders and clients may differ by so much.
const SKEW: i64 = 300;

/// What a response may be refused for, by the names of codes; `*` is any.
pub type Defects = Vec<&'static str>;

/// When a response is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// When it is fetched: the nonce is compared, and no CRLs are there.
    Accept,
    /// In a check.
    Check,
}

/// What a response says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The status.
    pub said: Said,
    /// thisUpdate of the entry that decides.
    pub this_update: i64,
    /// Its nextUpdate.
    pub next_update: Option<i64>,
    /// Whether nobody knows whether its signer was revoked, and that passes.
    pub signer_unknown: bool,
}

/// What a response says of a certificate of the path.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn judge(scene: &Scene, response: &Response, target: Target, stage: Stage) -> Result<Decision, Defects> {
    let now = if stage == Stage::Accept && response.is_earlier { EARLIER } else { 0 };
    // RFC 6960, 4.2.1: what nobody signed says nothing.
    match response.outer {
        Outer::Right => {}
        Outer::Status(number) => return Err(vec![error_status(number)]),
        Outer::Empty => return Err(vec!["ocsp.bytes_missing"]),
        Outer::OtherType => return Err(vec!["ocsp.response_type"]),
        Outer::Page if stage == Stage::Accept => return Err(vec!["ocsp.page"]),
        Outer::Page | Outer::Cut | Outer::Trailing => return Err(vec!["*"]),
    }
    let mut defects = Vec::new();
    if stage == Stage::Accept {
        defects.extend(nonce(scene, response));
    }
    // RFC 5280, 4.2: "MUST reject ... if it encounters a critical extension it does not recognize".
    if response.critical == Some(Critical::Unknown) {
        defects.push("ocsp.unknown_critical");
    }
    // RFC 6960, 4.2.2.1; the design's rule 6.
    if response.produced_at > now + SKEW {
        defects.push("ocsp.not_yet_valid");
    }
    let signer = signer::find(scene, response, target, now, stage);
    let (entry, of_entries) = decide(scene, response, target, now);
    match (signer, entry) {
        (Ok(signer), Some(entry)) if defects.is_empty() => Ok(Decision {
            said: entry.said,
            this_update: entry.this_update,
            next_update: entry.next_update,
            signer_unknown: signer.is_unknown,
        }),
        (signer, _) => {
            defects.extend(signer.err().into_iter().flatten());
            defects.extend(of_entries);
            Err(defects)
        }
    }
}

const fn error_status(number: u8) -> &'static str {
    match number {
        1 => "ocsp.malformed_request",
        2 => "ocsp.internal_error",
        3 => "ocsp.try_later",
        5 => "ocsp.signature_required",
        _ => "ocsp.unauthorized",
    }
}

/// RFC 9654, 2.1. Where none was sent, what comes is ignored (RFC 9919, 5).
fn nonce(scene: &Scene, response: &Response) -> Option<&'static str> {
    match (scene.policy.nonce, response.echo) {
        (Nonce::Off, _) | (_, Echo::Right) | (Nonce::Send, Echo::Missing) => None,
        (Nonce::Require, Echo::Missing) => Some("ocsp.nonce_missing"),
        (_, Echo::Wrong | Echo::Raw) => Some("ocsp.nonce_mismatch"),
        (_, Echo::Twice) => Some("ocsp.nonce_repeated"),
    }
}

/// Every entry is read. Of the current ones for the certificate: revoked, then unknown, then good. Where none is current, one that
/// says revoked for good still does. With it, what is wrong with the others.
fn decide<'r>(scene: &Scene, response: &'r Response, target: Target, now: i64) -> (Option<&'r Entry>, Defects) {
    if response.entries.is_empty() {
        return (None, vec!["ocsp.entries_missing"]);
    }
    let (mut current, mut revoked_for_good, mut defects) = (Vec::new(), None, Defects::new());
    let mut is_understood = true;
    for entry in &response.entries {
        match is_meant(response, entry, target) {
            Some(true) => match entry_defects(scene, entry, now).as_slice() {
                [] => current.push(entry),
                ["ocsp.stale"] if is_for_good(entry) => revoked_for_good = Some(entry),
                // What nobody understands may change what the other current entries mean. They can still revoke.
                found => {
                    is_understood &= found != ["ocsp.unknown_critical"];
                    defects.extend(found);
                }
            },
            Some(false) => {}
            None => defects.push("ocsp.hash_unsupported"),
        }
    }
    let strength = |said| match said {
        Said::Good => 0,
        Said::Unknown => 1,
        Said::Revoked(_) => 2,
    };
    // Of those that say the same, the one that is relied on for longest.
    let rank = |entry: &&&Entry| (strength(entry.said), entry.next_update.unwrap_or(entry.this_update + DAY));
    let strongest = current.iter().max_by_key(rank).copied();
    let decides = |entry: &&Entry| is_understood || (strongest.is_some() && matches!(entry.said, Said::Revoked(_)));
    let entry = strongest.or(revoked_for_good).filter(decides);
    if entry.is_none() && defects.is_empty() {
        defects.push("ocsp.entry_missing");
    }
    (entry, defects)
}

/// A revocation for good stays one, when the response is stale, too.
fn is_for_good(entry: &Entry) -> bool {
    matches!(entry.said, Said::Revoked(reason) if reason != Some(6))
}

/// RFC 6960, 3.2 (1) and 4.1.1: the hash of the name, the hash of the key and the serial number. `None` where nobody can say.
fn is_meant(response: &Response, entry: &Entry, target: Target) -> Option<bool> {
    let has_serial = match entry.about {
        About::Target | About::OtherKey | About::OtherName => response.target == target,
        About::OtherSerial | About::Prefix | About::Longer => false,
    };
    // RFC 5754, 2: parameters are absent or NULL.
    let is_supported = entry.hash != IdHash::Sha224 && entry.parameters != Parameters::Odd;
    match (has_serial, is_supported) {
        (false, _) => Some(false),
        (true, false) => None,
        (true, true) => Some(entry.about == About::Target && !response.is_for_twin),
    }
}

/// Why an entry for the certificate does not count.
fn entry_defects(scene: &Scene, entry: &Entry, now: i64) -> Defects {
    let policy = &scene.policy;
    // Without nextUpdate, a response is good for one day, unless the policy wants one (RFC 9919, 5).
    let until = entry.next_update.unwrap_or(entry.this_update + DAY);
    let is_old = policy.max_age.is_some_and(|seconds| entry.this_update + i64::from(seconds) < now);
    let is_stale = is_old || now > until + SKEW;
    let rules = [
        (entry.critical == Some(Critical::Unknown), "ocsp.unknown_critical"),
        (entry.next_update.is_some_and(|next| next < entry.this_update), "ocsp.times_inconsistent"),
        (entry.next_update.is_none() && policy.is_strict, "ocsp.next_update_missing"),
        (entry.this_update > now + SKEW, "ocsp.not_yet_valid"),
        (is_stale, "ocsp.stale"),
    ];
    rules.into_iter().filter(|(is_broken, _)| *is_broken).map(|(_, code)| code).collect()
}
