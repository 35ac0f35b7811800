//! Responses that were verified.

use crate::judging::freshness::decide;
use crate::judging::judge::{Judged, basic, status, with_decision};
use crate::judging::signer::{self, check_again};
use crate::policy::OcspPolicy;
use core::cmp::Ordering;
use core::fmt;
use ucpki_chain::{Context, Issuer, OcspSigner, Query, Status, StatusSubject, UnknownReason};
use ucpki_x509::{CertStatus, Certificate, OcspResponse, Shared, Time};

/// A response that was verified for one certificate under the key of its issuer: a proof that only
/// [`StatusRequest::accept`](crate::StatusRequest::accept) makes. Cheap to clone.
///
/// It remembers that the signature verifies, and by whom. Times, algorithms, and whether a delegate was revoked are judged anew
/// in each check.
#[derive(Clone)]
pub struct VerifiedResponse(Shared<Inner>);

struct Inner {
    subject: StatusSubject,
    response: OcspResponse,
    judged: Judged,
    valid_until: Time,
    has_nonce: bool,
}

impl VerifiedResponse {
    pub(crate) fn new(
        subject: StatusSubject,
        response: OcspResponse,
        judged: Judged,
        policy: &OcspPolicy,
        has_nonce: bool,
    ) -> Self {
        let valid_until = judged.decision.until.min(signer::not_after(&judged.signer, policy));
        Self(Shared::new(Inner { subject, response, judged, valid_until, has_nonce }))
    }

    /// Whose status it says.
    #[must_use]
    pub fn subject(&self) -> &StatusSubject {
        &self.0.subject
    }

    /// What it says.
    #[must_use]
    pub fn status(&self) -> CertStatus {
        self.0.judged.decision.entry.status
    }

    /// Who signed it.
    #[must_use]
    pub fn signer(&self) -> &OcspSigner {
        &self.0.judged.signer
    }

    /// When it was signed.
    #[must_use]
    pub fn produced_at(&self) -> Time {
        self.0.judged.produced_at
    }

    /// Since when the status is known to be right.
    #[must_use]
    pub fn this_update(&self) -> Time {
        self.0.judged.decision.entry.this_update
    }

    /// When newer information will be there, if the response says so.
    #[must_use]
    pub fn next_update(&self) -> Option<Time> {
        self.0.judged.decision.entry.next_update
    }

    /// Until when it is relied on, by the policy that it was accepted with: nextUpdate or the bound on its age, and not beyond
    /// its signer's certificate.
    #[must_use]
    pub fn valid_until(&self) -> Time {
        self.0.valid_until
    }

    /// Whether it echoed the nonce of the request.
    #[must_use]
    pub fn has_nonce(&self) -> bool {
        self.0.has_nonce
    }

    /// The whole response.
    #[must_use]
    pub fn response(&self) -> &OcspResponse {
        &self.0.response
    }

    pub(crate) fn is_revoked_for_good(&self) -> bool {
        self.0.judged.decision.entry.is_revoked_for_good()
    }

    /// The order in a cache: by what it is about.
    pub(crate) fn cmp_subject(&self, certificate: &Certificate, name: &[u8], spki: &[u8]) -> Ordering {
        let own = &self.0.subject;
        own.certificate()
            .serial()
            .as_bytes()
            .cmp(certificate.serial().as_bytes())
            .then_with(|| own.issuer_spki().cmp(spki))
            .then_with(|| own.issuer_name().as_der().cmp(name))
    }

    pub(crate) fn cmp_query(&self, query: &Query<'_>) -> Ordering {
        let issuer: Issuer<'_> = query.issuer();
        self.cmp_subject(query.certificate(), issuer.name().as_der(), issuer.spki().as_der())
    }

    /// What it says in a check, where it is about the certificate of the query.
    pub(crate) fn ask(&self, query: &Query<'_>, policy: &OcspPolicy, context: &mut Context<'_>) -> Status {
        let Judged { signer, produced_at, entries, .. } = &self.0.judged;
        let decision = match decide(entries, *produced_at, policy, query.time()) {
            Ok(decision) => decision,
            Err(reason) => return Status::Unknown(alloc::vec![reason]),
        };
        let checked = basic(&self.0.response)
            .map_err(UnknownReason::Unusable)
            .and_then(|basic| check_again(&basic, signer, query, policy, context));
        match checked {
            Ok(()) => status(&decision, signer, *produced_at, policy, (self.0.has_nonce, false)),
            Err(reason) => Status::Unknown(alloc::vec![with_decision(reason, &decision)]),
        }
    }
}

impl fmt::Debug for VerifiedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedResponse")
            .field("serial", &self.0.subject.certificate().serial())
            .field("status", &self.status())
            .field("this_update", &self.this_update())
            .field("next_update", &self.next_update())
            .finish_non_exhaustive()
    }
}
