//! Verified responses, kept for later checks.

use crate::policy::OcspPolicy;
use crate::responses::Responses;
use crate::verified::VerifiedResponse;
use alloc::vec::Vec;
use core::cmp::Ordering;
use ucpki_chain::StatusSubject;
use ucpki_x509::{CertStatus, Shared, Time};

/// Verified responses, one for each certificate, up to a number. For one writer; checks use a [`snapshot`](Self::snapshot).
///
/// Only verified responses get in, so that errors and forgeries displace nothing (RFC 6960, 5).
///
/// # Examples
///
/// ```
/// use ucpki::ocsp::{OcspPolicy, ResponseCache};
///
/// let cache = ResponseCache::new(10_000);
/// assert!(cache.snapshot(OcspPolicy::default()).is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct ResponseCache {
    capacity: usize,
    /// In the order of their subjects; shared with the snapshots that were made since the last change.
    responses: Shared<Vec<VerifiedResponse>>,
}

impl ResponseCache {
    /// An empty cache for up to `capacity` responses.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, responses: Shared::default() }
    }

    /// How many responses there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.responses.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.responses.is_empty()
    }

    /// Keeps a response. An older one does not displace a newer one, nor does "unknown" displace an answer.
    ///
    /// Where there is no free slot, one leaves: "unknown" first, then "good", the one that ends first; revocations last.
    ///
    /// Cost: a binary search, and moving pointers; after a snapshot, once a copy of all pointers. With no free slot, a pass over
    /// all.
    pub fn insert(&mut self, response: VerifiedResponse) {
        let responses = Shared::make_mut(&mut self.responses);
        match responses.binary_search_by(|known| compare(known, response.subject())) {
            Ok(at) => {
                if let Some(known) = responses.get_mut(at).filter(|known| displaces(&response, known)) {
                    *known = response;
                }
            }
            Err(at) => responses.insert(at, response),
        }
        while responses.len() > self.capacity {
            let first = responses.iter().enumerate().min_by_key(|(_, response)| rank(response)).map(|(at, _)| at);
            let Some(at) = first else { break };
            responses.remove(at);
        }
    }

    /// Whose status to ask for again: from half the time between thisUpdate and nextUpdate on, so that there is as much time left
    /// for further attempts, and at once for responses without nextUpdate. Revocations for good are not asked for again.
    ///
    /// Cost: a pass over all.
    #[must_use]
    pub fn due(&self, now: Time) -> Vec<StatusSubject> {
        let due = self.responses.iter().filter(|response| is_due(response, now));
        due.map(|response| response.subject().clone()).collect()
    }

    /// What is known now, as a source of evidence that does not change. The policy judges it anew in each check.
    ///
    /// Cost: constant.
    #[must_use]
    pub fn snapshot(&self, policy: OcspPolicy) -> Responses {
        Responses::new(Shared::clone(&self.responses), policy)
    }
}

fn compare(known: &VerifiedResponse, subject: &StatusSubject) -> Ordering {
    known.cmp_subject(subject.certificate(), subject.issuer_name().as_der(), subject.issuer_spki())
}

/// Whether a response takes the place of one for the same certificate.
fn displaces(new: &VerifiedResponse, known: &VerifiedResponse) -> bool {
    let is_unknown = |response: &VerifiedResponse| response.status() == CertStatus::Unknown;
    match (is_unknown(new), is_unknown(known)) {
        (true, false) => false,
        (false, true) => true,
        // Of two that are equally new, the revocation counts.
        _ => {
            let age = |response: &VerifiedResponse| {
                let is_revoked = matches!(response.status(), CertStatus::Revoked { .. });
                (response.this_update(), is_revoked, response.produced_at())
            };
            age(new) > age(known)
        }
    }
}

/// What leaves first.
fn rank(response: &VerifiedResponse) -> (u8, Time) {
    let class = match response.status() {
        CertStatus::Unknown => 0,
        CertStatus::Good => 1,
        CertStatus::Revoked { .. } => 2,
    };
    (class, response.valid_until())
}

fn is_due(response: &VerifiedResponse, now: Time) -> bool {
    if response.is_revoked_for_good() {
        return false;
    }
    let Some(next) = response.next_update() else { return true };
    let begin = response.this_update();
    let half = (next.as_unix() - begin.as_unix()) / 2;
    now >= begin.plus_seconds(half) || now >= response.valid_until()
}
