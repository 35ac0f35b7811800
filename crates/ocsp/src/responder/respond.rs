//! From a request to an answer.

use super::answer::{Answer, Subject};
use super::asked::{Asked, NoAnswer};
use super::draft::{Draft, UnsignedAnswer};
use super::encode::{self, Said, Times};
use super::policy::{NotIssuedPolicy, ResponderPolicy};
use super::presigned::{Presigned, is_presigned_hash};
use super::served_issuer::ServedIssuer;
use crate::{certificate_id, codes};
use alloc::vec::Vec;
use ucpki_crypto::{Hash, Provider, SignatureAlgorithm};
use ucpki_x509::der::Integer;
use ucpki_x509::{CertStatus, Code, CrlReason, OcspRequestRef, OcspResponseStatus, Time};

/// Who knows which certificates were revoked: a CA's records, a list, a database.
pub trait StatusSource {
    /// What is known at `at` of the certificate with this serial number, of the issuer at this position in
    /// [`Responder::issuers`].
    fn status(&self, issuer: usize, serial: Integer<'_>, at: Time) -> KnownStatus;
}

/// What a [`StatusSource`] knows of a serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "each has its answer; a new one would need a new answer")]
pub enum KnownStatus {
    /// Issued, and not revoked.
    Good,
    /// No certificate was issued under this serial number.
    NotIssued,
    /// Revoked, for good or on hold.
    Revoked {
        /// Since when.
        since: Time,
        /// Why, if it is said.
        reason: Option<CrlReason>,
    },
    /// Nobody can say now: the records cannot be read, or the list is stale. The client is asked to try again later.
    TryLater,
}

/// Answers requests for the issuers that it serves; see the [module](super).
#[derive(Clone, Debug)]
pub struct Responder {
    provider: Provider,
    issuers: Vec<ServedIssuer>,
    policy: ResponderPolicy,
}

impl Responder {
    /// A responder for these issuers. Sources know them by their positions.
    #[must_use]
    pub fn new(provider: Provider, issuers: impl IntoIterator<Item = ServedIssuer>, policy: ResponderPolicy) -> Self {
        Self { provider, issuers: issuers.into_iter().collect(), policy }
    }

    /// The issuers, in the order in which they were given.
    #[must_use]
    pub fn issuers(&self) -> &[ServedIssuer] {
        &self.issuers
    }

    /// The provider of hash functions and of the checks of signatures that were made elsewhere.
    #[must_use]
    pub const fn provider(&self) -> &Provider {
        &self.provider
    }

    /// Answers a request: the body of a POST, or what [`request_from_path`](super::request_from_path) finds in a GET.
    ///
    /// Any bytes get an answer; what is none is `malformedRequest`. What was signed before is used where it says what is known now,
    /// is not at its end, and the request is for one certificate without a nonce (or nothing is signed live).
    ///
    /// Cost: linear in a request of at most 10,000 bytes, and one question to the source for each of at most 64 entries.
    #[must_use]
    pub fn prepare(&self, request: &[u8], now: Time, source: &dyn StatusSource, presigned: &Presigned) -> Draft {
        self.answer(request, now, source, presigned).unwrap_or_else(|refused| Draft::Ready(Answer::error(refused)))
    }

    /// An answer for one certificate before anybody asks, with an entry for SHA-256 and one for SHA-1, which are what clients hash
    /// with (RFC 9919, 3.1.1). Once signed, it goes into [`Presigned`].
    ///
    /// It is an error, and [`Ready`](Draft::Ready), where the source does not know, the signer's certificate is not valid at `now`,
    /// or the policy has no answer for what was not issued.
    ///
    /// Errors as for requests; an issuer at a position that does not exist is one that is not served.
    #[must_use]
    pub fn presign(&self, issuer: usize, serial: Integer<'_>, now: Time, source: &dyn StatusSource) -> Draft {
        self.draft_ahead(issuer, serial, now, source).unwrap_or_else(|refused| Draft::Ready(Answer::error(refused)))
    }

    /// Reads an answer that was signed before, perhaps by a responder on another machine, so that it can be handed out. Its signature
    /// is verified with the key of the issuer's signer.
    ///
    /// # Errors
    ///
    /// [`codes::ANSWER_UNFIT`] unless it answers for one certificate of one of the issuers; [`codes::SIGNATURE_INVALID`].
    pub fn adopt(&self, der: &[u8]) -> Result<Answer, &'static Code> {
        super::presigned::adopt(der, &self.issuers, &self.provider)
    }

    fn answer(
        &self,
        request: &[u8],
        now: Time,
        source: &dyn StatusSource,
        presigned: &Presigned,
    ) -> Result<Draft, NoAnswer> {
        let malformed = |code| NoAnswer::new(OcspResponseStatus::MalformedRequest, code);
        let request = OcspRequestRef::parse(request).map_err(|error| malformed(error.code()))?;
        let asked = Asked::judge(&request, &self.issuers)?;
        if let Some(ready) = self.signed_before(&asked, now, source, presigned)? {
            return Ok(Draft::Ready(ready));
        }
        if !self.policy.signs_live {
            return Err(NoAnswer::unauthorized(&codes::NOT_PRESIGNED));
        }
        let mut extended_revoke = false;
        let mut entries = Vec::new();
        for id in asked.ids() {
            let known = source.status(asked.issuer, id.serial(), now);
            extended_revoke |= self.is_extended_revoke(known);
            entries.push(Said { id: id.as_der(), status: self.said_of(known)? });
        }
        let issuer = self.issuer(asked.issuer)?;
        let algorithm = asked.algorithm(issuer);
        self.draft(issuer, algorithm, now, &entries, (asked.nonce, extended_revoke), None)
    }

    /// What was signed before, where it may be handed out.
    fn signed_before(
        &self,
        asked: &Asked<'_>,
        now: Time,
        source: &dyn StatusSource,
        presigned: &Presigned,
    ) -> Result<Option<Answer>, NoAnswer> {
        let signs = self.policy.signs_live;
        let Some(id) = asked.only().filter(|id| is_presigned_hash(id) && !(signs && asked.nonce.is_some())) else {
            return Ok(None);
        };
        let Some((answer, subject)) = presigned.find(asked.issuer, id.serial(), now) else { return Ok(None) };
        match source.status(asked.issuer, id.serial(), now) {
            // That is what it was signed for.
            KnownStatus::TryLater => Ok(Some(answer.clone())),
            known if self.said_of(known)? == subject.status => Ok(Some(answer.clone())),
            _ if signs => Ok(None),
            _ => Err(NoAnswer::new(OcspResponseStatus::TryLater, &codes::PRESIGNED_OUTDATED)),
        }
    }

    fn draft_ahead(
        &self,
        at: usize,
        serial: Integer<'_>,
        now: Time,
        source: &dyn StatusSource,
    ) -> Result<Draft, NoAnswer> {
        let issuer = self.issuer(at)?;
        let known = source.status(at, serial, now);
        let status = self.said_of(known)?;
        let name = issuer.certificate().subject().as_der();
        let spki = issuer.certificate().spki();
        let id = |hash| certificate_id::encode(&self.provider, hash, hash == Hash::Sha1, (name, spki), serial);
        let ids: Vec<Vec<u8>> = [Hash::Sha256, Hash::Sha1].into_iter().filter_map(id).collect();
        let entries: Vec<Said<'_>> = ids.iter().map(|id| Said { id, status }).collect();
        let subject = Subject { issuer: at, serial: serial.as_bytes().into(), status };
        let marks = (None, self.is_extended_revoke(known));
        self.draft(issuer, issuer.algorithms().first().copied(), now, &entries, marks, Some(subject))
    }

    fn issuer(&self, at: usize) -> Result<&ServedIssuer, NoAnswer> {
        self.issuers.get(at).ok_or(NoAnswer::unauthorized(&codes::ISSUER_NOT_SERVED))
    }

    /// What is said of a certificate.
    fn said_of(&self, known: KnownStatus) -> Result<CertStatus, NoAnswer> {
        match (known, self.policy.not_issued) {
            (KnownStatus::Good, _) => Ok(CertStatus::Good),
            // RFC 5280, 5.3.1: unspecified "SHOULD be absent"; removeFromCRL is for delta CRLs only.
            (KnownStatus::Revoked { since, reason }, _) => {
                let is_said = |reason: &CrlReason| !matches!(reason, CrlReason::Unspecified | CrlReason::RemoveFromCrl);
                Ok(CertStatus::Revoked { since, reason: reason.filter(is_said) })
            }
            (KnownStatus::TryLater, _) => Err(NoAnswer::new(OcspResponseStatus::TryLater, &codes::SOURCE_UNAVAILABLE)),
            (KnownStatus::NotIssued, NotIssuedPolicy::Unknown) => Ok(CertStatus::Unknown),
            // RFC 6960, 2.2: certificateHold, since January 1, 1970.
            (KnownStatus::NotIssued, NotIssuedPolicy::Revoked) => {
                let (since, reason) = (Time::from_unix(0), Some(CrlReason::CertificateHold));
                Ok(CertStatus::Revoked { since, reason })
            }
            (KnownStatus::NotIssued, NotIssuedPolicy::Unauthorized) => Err(NoAnswer::unauthorized(&codes::NOT_ISSUED)),
        }
    }

    fn is_extended_revoke(&self, known: KnownStatus) -> bool {
        known == KnownStatus::NotIssued && self.policy.not_issued == NotIssuedPolicy::Revoked
    }

    fn draft(
        &self,
        issuer: &ServedIssuer,
        algorithm: Option<SignatureAlgorithm>,
        now: Time,
        entries: &[Said<'_>],
        marks: (Option<&[u8]>, bool),
        subject: Option<Subject>,
    ) -> Result<Draft, NoAnswer> {
        let internal = |code| NoAnswer::new(OcspResponseStatus::InternalError, code);
        let algorithm = algorithm.ok_or(internal(&codes::ALGORITHM_UNFIT))?;
        let times = self.times(issuer, now).ok_or(internal(&codes::RESPONDER_EXPIRED))?;
        let data = encode::response_data(issuer, &self.policy, times, entries, marks);
        let certificate = (issuer.is_delegated() && self.policy.with_certificate).then(|| issuer.signer().clone());
        Ok(Draft::ToSign(UnsignedAnswer {
            data,
            algorithm,
            signer: issuer.signer().clone(),
            certificate,
            times,
            has_nonce: marks.0.is_some(),
            subject,
        }))
    }

    /// Nothing where the signer's certificate is not valid. No answer outlives it (RFC 6960, 4.2.2.2).
    fn times(&self, issuer: &ServedIssuer, now: Time) -> Option<Times> {
        let signer = issuer.signer();
        let is_valid = now >= signer.not_before() && now <= signer.not_after();
        let next_update = now.plus_seconds(i64::from(self.policy.lifetime)).min(signer.not_after());
        let this_update = now.plus_seconds(-i64::from(self.policy.backdate));
        is_valid.then_some(Times { produced_at: now, this_update, next_update })
    }
}
