//! Requests that are sent, and what comes back.

use crate::judging::judge::{basic, judge};
use crate::judging::signer::Setting;
use crate::policy::{NoncePolicy, OcspPolicy};
use crate::refused::{NextStep, ResponseRefused};
use crate::verified::VerifiedResponse;
use crate::{certificate_id, codes, extension, uri};
use alloc::string::String;
use alloc::vec::Vec;
use ucpki_chain::{Context, Issuer, Query, StatusSubject};
use ucpki_crypto::{Hash, Provider, Random};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{BasicResponseRef, Code, OcspResponse, SpkiRef, Time, oids};

/// A request for the status of one certificate.
///
/// It keeps whom it asks about and its nonce, so that a response is compared with what was sent.
#[derive(Clone, Debug)]
pub struct StatusRequest {
    subject: StatusSubject,
    nonce: Option<Vec<u8>>,
    hash: Hash,
    der: Vec<u8>,
}

impl StatusRequest {
    /// A request about `subject`, with a CertID of this hash, and with a nonce of 1 to 128 bytes if one is given.
    ///
    /// The parameters of the hash are left out (RFC 5754, 2), but NULL for SHA-1, for which old responders expect them.
    ///
    /// # Errors
    ///
    /// [`codes::HASH_UNAVAILABLE`], [`codes::NONCE_LENGTH`], [`codes::ISSUER_KEY_INVALID`].
    pub fn new(
        subject: StatusSubject,
        hash: Hash,
        nonce: Option<&[u8]>,
        provider: &Provider,
    ) -> Result<Self, &'static Code> {
        Self::build(subject, hash, hash == Hash::Sha1, nonce, provider)
    }

    /// As [`new`](Self::new), with NULL as parameters of the hash, for responders that compare bytes.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_null_parameters(
        subject: StatusSubject,
        hash: Hash,
        nonce: Option<&[u8]>,
        provider: &Provider,
    ) -> Result<Self, &'static Code> {
        Self::build(subject, hash, true, nonce, provider)
    }

    /// A request as the policy wants it: with its hash, and with a nonce of 32 bytes (RFC 9654, 2.1) unless that is off.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); [`RANDOM_FAILED`](ucpki_crypto::codes::RANDOM_FAILED).
    pub fn for_policy(
        subject: StatusSubject,
        policy: &OcspPolicy,
        random: &mut dyn Random,
        provider: &Provider,
    ) -> Result<Self, &'static Code> {
        if policy.nonce == NoncePolicy::Off {
            return Self::new(subject, policy.hash, None, provider);
        }
        let mut nonce = [0; 32];
        random.fill(&mut nonce).map_err(ucpki_crypto::RandomFailed::code)?;
        Self::new(subject, policy.hash, Some(&nonce), provider)
    }

    fn build(
        subject: StatusSubject,
        hash: Hash,
        null_parameters: bool,
        nonce: Option<&[u8]>,
        provider: &Provider,
    ) -> Result<Self, &'static Code> {
        if nonce.is_some_and(|nonce| !(1..=128).contains(&nonce.len())) {
            return Err(&codes::NONCE_LENGTH);
        }
        let spki = SpkiRef::parse(subject.issuer_spki()).map_err(|_| &codes::ISSUER_KEY_INVALID)?;
        // The name as the certificate has it: RFC 6960, 4.1.1, "over the DER encoding of the issuer's name field in the
        // certificate being checked".
        let name = subject.certificate().issuer();
        let serial = subject.certificate().serial();
        let id = certificate_id::encode(provider, hash, null_parameters, (name.as_der(), spki), serial);
        let der = encode(&id.ok_or(&codes::HASH_UNAVAILABLE)?, nonce);
        Ok(Self { nonce: nonce.map(<[u8]>::to_vec), hash, der, subject })
    }

    /// Whom it asks about.
    #[must_use]
    pub const fn subject(&self) -> &StatusSubject {
        &self.subject
    }

    /// The hash function of its CertID.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.hash
    }

    /// The body of a POST, of type `application/ocsp-request` (RFC 6960, A.1).
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The address to GET it from, at the responder `base`; `None` where it has to be sent with POST.
    ///
    /// RFC 9919, 6: GET where the address has at most 255 bytes, which lets caches answer. A nonce makes each request another one,
    /// so that it is sent with POST.
    #[must_use]
    pub fn get_uri(&self, base: &str) -> Option<String> {
        if self.nonce.is_some() { None } else { uri::get(base, &self.der) }
    }

    /// Verifies what came back, under the key of the subject's issuer. Whether that key is to be trusted is decided by the path,
    /// in a check.
    ///
    /// What is returned can be relied on at `now`: it is current, or says that the certificate was revoked for good. It may also say
    /// that the responder does not know the certificate. The entry for the certificate is found by what its CertID means, whatever
    /// its hash.
    ///
    /// Cost: one signature, two for a delegate's response, and at most eight for a hostile one; linear in the body.
    ///
    /// # Errors
    ///
    /// [`ResponseRefused`], whose code says which rule is broken. The body is never a reason to forget what is known.
    pub fn accept(
        &self,
        body: &[u8],
        policy: &OcspPolicy,
        context: &mut Context<'_>,
        now: Time,
    ) -> Result<VerifiedResponse, ResponseRefused> {
        if body.trim_ascii_start().starts_with(b"<") {
            return Err(ResponseRefused::code_of(&codes::PAGE));
        }
        let response = OcspResponse::parse(body).map_err(ResponseRefused::Unreadable)?;
        let has_nonce = basic(&response).and_then(|basic| self.check_nonce(&basic, policy));
        let has_nonce = has_nonce.map_err(ResponseRefused::code_of)?;
        let invalid = |_| ResponseRefused::code_of(&codes::ISSUER_KEY_INVALID);
        let spki = SpkiRef::parse(self.subject.issuer_spki()).map_err(invalid)?;
        let key = context.provider().prepare(spki, None).map_err(|why| ResponseRefused::code_of(why.code()))?;
        let issuer = Issuer::new(self.subject.issuer_name(), spki, &*key, None);
        let query = Query::new(self.subject.certificate(), issuer, 0, false, now);
        let judged = judge(&response, &query, policy, Setting::Fetched, context)?;
        Ok(VerifiedResponse::new(self.subject.clone(), response, judged, policy, has_nonce))
    }

    /// What may help after [`accept`](Self::accept) refused what came back. To ask once more with SHA-1 is said of requests with
    /// another hash alone, and only where the policy allows it ([`OcspPolicy::sha1_retry`]), so that it is said once.
    ///
    /// Error statuses are unsigned: who is between can make a client ask again, and no more.
    #[must_use]
    pub fn next_step(&self, refused: &ResponseRefused, policy: &OcspPolicy) -> NextStep {
        let code = refused.code();
        let asks_with_sha1 = self.hash != Hash::Sha1 && policy.retries_with_sha1();
        if asks_with_sha1 && [&codes::MALFORMED_REQUEST, &codes::UNAUTHORIZED].contains(&code) {
            NextStep::AskWithSha1
        } else if matches!(refused, ResponseRefused::Unreadable(_))
            || [&codes::TRY_LATER, &codes::INTERNAL_ERROR, &codes::PAGE, &codes::STALE].contains(&code)
        {
            NextStep::OtherResponder
        } else {
            NextStep::GiveUp
        }
    }

    /// RFC 9654, 2.1: whether the nonce came back. One that was not asked for is ignored (RFC 9919, 5).
    fn check_nonce(&self, basic: &BasicResponseRef<'_>, policy: &OcspPolicy) -> Result<bool, &'static Code> {
        let Some(sent) = &self.nonce else {
            let is_required = policy.nonce == NoncePolicy::Require;
            return if is_required { Err(&codes::NONCE_MISSING) } else { Ok(false) };
        };
        let nonces = basic.extensions().filter(|extension| extension.oid() == oids::OCSP_NONCE).count();
        match (nonces, basic.nonce()) {
            (0, _) if policy.nonce == NoncePolicy::Require => Err(&codes::NONCE_MISSING),
            (0, _) => Ok(false),
            (1, Ok(Some(echoed))) if echoed == sent.as_slice() => Ok(true),
            (1, _) => Err(&codes::NONCE_MISMATCH),
            _ => Err(&codes::NONCE_REPEATED),
        }
    }
}

/// `OCSPRequest` with one entry.
fn encode(id: &[u8], nonce: Option<&[u8]>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |request| {
        request.nested(Tag::SEQUENCE, |tbs| {
            tbs.nested(Tag::SEQUENCE, |list| list.nested(Tag::SEQUENCE, |entry| entry.encoded(id)));
            if let Some(nonce) = nonce {
                tbs.nested(Tag::context_constructed(2), |explicit| {
                    explicit.nested(Tag::SEQUENCE, |extensions| extension::write_nonce(extensions, nonce));
                });
            }
        });
    });
    writer.into_bytes()
}
