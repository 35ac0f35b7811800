//! Responses as a source of evidence.

use crate::codes;
use crate::judging::judge::{judge, status};
use crate::judging::signer::Setting;
use crate::policy::OcspPolicy;
use crate::refused::ResponseRefused;
use crate::verified::VerifiedResponse;
use alloc::vec::Vec;
use ucpki_chain::{Context, Evidence, Query, Revocation, Status, UnknownReason};
use ucpki_x509::der::Reader;
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Certificate, OcspResponse, Shared, oids};

/// Fetched and stapled responses under a policy, as a source of evidence. It does not change, and may be shared.
///
/// Of all responses about a certificate, "revoked" wins. A fetched response is found by the issuer's name and key and the serial number,
/// as bytes; a stapled one by its CertID, at any position among the staples.
///
/// Cost of a look-up: a binary search; one signature for a delegate's response, which says whose certificate it is. Staples are
/// verified on the budget of the check.
#[derive(Clone, Debug)]
pub struct Responses {
    fetched: Shared<Vec<VerifiedResponse>>,
    policy: Shared<OcspPolicy>,
    /// None where the peer was not asked for any.
    staples: Option<Shared<Vec<Received>>>,
    unverified: Shared<Vec<Received>>,
}

/// A response that is verified in each check, or why it cannot be read.
type Received = Result<OcspResponse, ResponseRefused>;

impl Responses {
    pub(crate) fn new(fetched: Shared<Vec<VerifiedResponse>>, policy: OcspPolicy) -> Self {
        Self { fetched, policy: Shared::new(policy), staples: None, unverified: Shared::default() }
    }

    /// Without any fetched responses: for staples alone.
    #[must_use]
    pub fn empty(policy: OcspPolicy) -> Self {
        Self::new(Shared::default(), policy)
    }

    /// How many fetched responses there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fetched.len()
    }

    /// Whether there are no fetched responses.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fetched.is_empty()
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &OcspPolicy {
        &self.policy
    }

    /// The same with what the peer of one connection stapled (RFC 8446, 4.4.2.1; RFC 6961). An empty list says: it was asked, and sent
    /// none.
    ///
    /// Cost: reads each; nothing is verified yet.
    #[must_use]
    pub fn with_staples(&self, staples: &[&[u8]]) -> Self {
        Self { staples: Some(read(staples)), ..self.clone() }
    }

    /// The same with responses that come from anywhere, such as files: as fetched ones, but verified in each check, on its budget.
    /// For responses of which nobody knows for whom they are; others are verified once by
    /// [`StatusRequest::accept`](crate::StatusRequest::accept).
    ///
    /// Cost: reads each; nothing is verified yet.
    #[must_use]
    pub fn with_unverified(&self, responses: &[&[u8]]) -> Self {
        Self { unverified: read(responses), ..self.clone() }
    }

    fn ask_received(
        &self,
        received: &[Received],
        is_stapled: bool,
        query: &Query<'_>,
        context: &mut Context<'_>,
        answers: &mut Answers,
    ) {
        for response in received {
            let judged = match response {
                Ok(response) => judge(response, query, &self.policy, Setting::Checked, context),
                Err(refused) => Err(refused.reason()),
            };
            match judged {
                Ok(judged) => {
                    let (decision, signer) = (&judged.decision, &judged.signer);
                    answers.add(status(decision, signer, judged.produced_at, &self.policy, (false, is_stapled)));
                }
                // Others are for the other certificates of the chain.
                Err(UnknownReason::Unusable(code)) if *code == codes::ENTRY_MISSING => {}
                Err(reason) => answers.add(Status::Unknown(alloc::vec![reason])),
            }
        }
    }

    fn ask_fetched(&self, query: &Query<'_>, context: &mut Context<'_>, answers: &mut Answers) {
        let found = self.fetched.binary_search_by(|known| known.cmp_query(query));
        if let Some(response) = found.ok().and_then(|at| self.fetched.get(at)) {
            answers.add(response.ask(query, &self.policy, context));
        }
    }

    /// What could be fetched: from the responders that the certificate names, and from that of the policy.
    fn suggest(&self, query: &Query<'_>, context: &mut Context<'_>) -> bool {
        let named = responders(query.certificate());
        let configured = self.policy.responder.as_deref().map(str::as_bytes);
        let mut any = false;
        for uri in configured.into_iter().chain(named) {
            context.suggest_status(uri, query);
            any = true;
        }
        any
    }
}

impl Revocation for Responses {
    fn is_for_all_certificates(&self) -> bool {
        self.policy.responder.is_some()
    }

    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        // RFC 6960, 4.2.2.2.1: whether a responder was revoked is not for responders to say.
        if query.is_responder() {
            return Status::Unknown(Vec::new());
        }
        let mut answers = Answers::default();
        let staples = self.staples.as_ref().map_or(&[][..], |staples| staples.as_slice());
        self.ask_received(staples, true, query, context, &mut answers);
        let has_staple = answers.is_known();
        self.ask_received(&self.unverified, false, query, context, &mut answers);
        self.ask_fetched(query, context, &mut answers);
        let is_missing = self.staples.is_some() && !has_staple && must_staple(query);
        if is_missing && !answers.is_good() {
            answers.reasons.push(UnknownReason::Demanded(&codes::STAPLE_MISSING));
        }
        let has_responder = answers.may_change() && self.suggest(query, context);
        answers.conclude(has_responder)
    }
}

fn read(responses: &[&[u8]]) -> Shared<Vec<Received>> {
    let read = |response: &&[u8]| OcspResponse::parse(response).map_err(ResponseRefused::Unreadable);
    Shared::new(responses.iter().map(read).collect())
}

/// What the responses say, gathered.
#[derive(Default)]
struct Answers {
    revoked: Option<Status>,
    good: Option<Evidence>,
    reasons: Vec<UnknownReason>,
}

impl Answers {
    fn add(&mut self, status: Status) {
        match status {
            Status::Good(evidence) => {
                self.good.get_or_insert(evidence);
            }
            Status::Unknown(reasons) => self.reasons.extend(reasons),
            revoked => {
                self.revoked.get_or_insert(revoked);
            }
        }
    }

    const fn is_good(&self) -> bool {
        self.good.is_some()
    }

    const fn is_known(&self) -> bool {
        self.good.is_some() || self.revoked.is_some()
    }

    /// Whether a response that is fetched now could say something else: where there is no answer, and where the answer has no
    /// nextUpdate, with which newer information is there all the time.
    const fn may_change(&self) -> bool {
        match &self.good {
            _ if self.revoked.is_some() => false,
            Some(Evidence::Ocsp(evidence)) => evidence.next_update.is_none(),
            _ => true,
        }
    }

    fn conclude(mut self, has_responder: bool) -> Status {
        if let Some(revoked) = self.revoked {
            return revoked;
        }
        if let Some(evidence) = self.good.filter(|_| !self.reasons.iter().any(UnknownReason::may_hide_revocation)) {
            return Status::Good(evidence);
        }
        if self.reasons.is_empty() {
            let reason = UnknownReason::Unusable(&codes::NO_STATUS);
            self.reasons.push(if has_responder { reason } else { UnknownReason::NoData });
        }
        Status::Unknown(self.reasons)
    }
}

/// Whether the certificate of a peer demands a stapled response: status_request (5) or status_request_v2 (17) among its TLS
/// features (RFC 7633, 4.2.3.1).
fn must_staple(query: &Query<'_>) -> bool {
    let value = query.certificate().extension_value(ExtensionKind::TlsFeature);
    let Some(mut features) = value.and_then(|value| Reader::new(value).ok()?.sequence().ok()) else { return false };
    let mut next = || if features.is_empty() { None } else { features.small_integer().ok() };
    query.index() == 0 && core::iter::from_fn(&mut next).any(|feature| matches!(feature, 5 | 17))
}

/// The OCSP responders that a certificate names (RFC 5280, 4.2.2.1).
fn responders(certificate: &Certificate) -> impl Iterator<Item = &[u8]> {
    let access = certificate.authority_info_access().ok().flatten();
    access.into_iter().flat_map(|access| access.uris(oids::OCSP))
}
