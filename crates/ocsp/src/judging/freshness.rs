//! Which entry decides at a time (RFC 6960, 3.2 (5) and (6), 4.2.2.1).

use super::entries::Entry;
use crate::codes;
use crate::policy::OcspPolicy;
use ucpki_chain::UnknownReason;
use ucpki_x509::{CertStatus, CrlReason, Time};

/// The entry that decides, and until when it is relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) entry: Entry,
    pub(crate) until: Time,
}

/// An entry at a time.
enum Currency {
    Current(Time),
    Stale(Time),
    Unusable(UnknownReason),
}

/// Lets one of the entries decide: of the current ones revoked, then unknown, then good. Where none is current, one that shows
/// the certificate as revoked for good still does.
///
/// # Errors
///
/// Why none decides. An entry with a critical extension that is not understood outranks "unknown" and "good": nobody knows
/// what it says.
pub(crate) fn decide(
    entries: &[Entry],
    produced_at: Time,
    policy: &OcspPolicy,
    time: Time,
) -> Result<Decision, UnknownReason> {
    let mut current: Option<Decision> = None;
    let mut stale: Option<Decision> = None;
    let mut refused = None;
    for entry in entries {
        let decision = |until| Decision { entry: *entry, until };
        match currency(entry, produced_at, policy, time) {
            Currency::Current(until) => keep_stronger(&mut current, decision(until)),
            Currency::Stale(until) => keep_stronger(&mut stale, decision(until)),
            Currency::Unusable(reason) => refused = Some(reason),
        }
    }
    match (current, stale) {
        (Some(current), _) if current.entry.has_unknown_critical => {
            Err(UnknownReason::Unusable(&codes::UNKNOWN_CRITICAL))
        }
        (Some(current), _) => Ok(current),
        (None, Some(stale)) if stale.entry.is_revoked_for_good() => Ok(stale),
        (None, Some(stale)) => Err(UnknownReason::Stale(stale.until)),
        (None, None) => Err(refused.unwrap_or(UnknownReason::Unusable(&codes::ENTRY_MISSING))),
    }
}

fn keep_stronger(kept: &mut Option<Decision>, other: Decision) {
    let strength = |decision: &Decision| (decision.entry.strength(), decision.until);
    if kept.as_ref().is_none_or(|kept| strength(kept) < strength(&other)) {
        *kept = Some(other);
    }
}

fn currency(entry: &Entry, produced_at: Time, policy: &OcspPolicy, time: Time) -> Currency {
    let skew = i64::from(policy.skew);
    let Some(until) = until(entry, policy) else {
        return Currency::Unusable(UnknownReason::Unusable(&codes::NEXT_UPDATE_MISSING));
    };
    if entry.next_update.is_some_and(|next| next < entry.this_update) {
        return Currency::Unusable(UnknownReason::Unusable(&codes::TIMES_INCONSISTENT));
    }
    for begin in [entry.this_update, produced_at] {
        if begin.plus_seconds(-skew) > time {
            return Currency::Unusable(UnknownReason::NotYetValid(begin));
        }
    }
    if time > until.plus_seconds(skew) { Currency::Stale(until) } else { Currency::Current(until) }
}

/// nextUpdate, or what the policy puts in its place, and not beyond the bound on its age.
fn until(entry: &Entry, policy: &OcspPolicy) -> Option<Time> {
    let after = |seconds: u32| entry.this_update.plus_seconds(i64::from(seconds));
    let until = match entry.next_update {
        Some(next) => next,
        None => after(policy.without_next_update?),
    };
    Some(policy.max_age.map_or(until, |age| until.min(after(age))))
}

impl Entry {
    /// Revoked, and not merely on hold (RFC 5280, 5.3.1).
    pub(crate) const fn is_revoked_for_good(&self) -> bool {
        let is_hold = matches!(self.status, CertStatus::Revoked { reason: Some(CrlReason::CertificateHold), .. });
        matches!(self.status, CertStatus::Revoked { .. }) && !is_hold && !self.has_unknown_critical
    }

    /// Which of several current entries decides. Among revocations one for good outranks a hold.
    const fn strength(&self) -> u8 {
        match self.status {
            _ if self.is_revoked_for_good() => 4,
            CertStatus::Revoked { .. } if !self.has_unknown_critical => 3,
            _ if self.has_unknown_critical => 2,
            CertStatus::Unknown => 1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests;
