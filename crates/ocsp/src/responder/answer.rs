//! Answers that can be sent.

use super::asked::NoAnswer;
use super::encode::{self, Times};
use super::headers;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use ucpki_crypto::{Hash, Provider};
use ucpki_x509::{CertStatus, Code, OcspResponseStatus, Shared, Time};

/// An answer that can be sent, shared between its clones.
#[derive(Clone)]
pub struct Answer(Shared<Inner>);

struct Inner {
    der: Box<[u8]>,
    status: OcspResponseStatus,
    reason: Option<&'static Code>,
    times: Option<Times>,
    has_nonce: bool,
    presigned: Option<Subject>,
}

/// For which certificate an answer was signed before anybody asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) issuer: usize,
    pub(super) serial: Box<[u8]>,
    pub(super) status: CertStatus,
}

impl Answer {
    pub(super) fn signed(der: Vec<u8>, times: Times, has_nonce: bool, presigned: Option<Subject>) -> Self {
        let (status, reason, times) = (OcspResponseStatus::Successful, None, Some(times));
        Self(Shared::new(Inner { der: der.into(), status, reason, times, has_nonce, presigned }))
    }

    pub(super) fn error(refused: NoAnswer) -> Self {
        let NoAnswer { status, reason } = refused;
        let der = encode::error(status).into();
        Self(Shared::new(Inner { der, status, reason: Some(reason), times: None, has_nonce: false, presigned: None }))
    }

    /// The body, of type `application/ocsp-response` (RFC 6960, A.2). The status of HTTP is 200, for errors as well.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Whether it is an answer, or an error.
    #[must_use]
    pub fn status(&self) -> OcspResponseStatus {
        self.0.status
    }

    /// Why it is an error, for the operator; `None` for an answer. The client does not learn it.
    #[must_use]
    pub fn reason(&self) -> Option<&'static Code> {
        self.0.reason
    }

    /// When it was signed; `None` for an error.
    #[must_use]
    pub fn produced_at(&self) -> Option<Time> {
        self.0.times.map(|times| times.produced_at)
    }

    /// Until when clients rely on it; `None` for an error.
    #[must_use]
    pub fn next_update(&self) -> Option<Time> {
        self.0.times.map(|times| times.next_update)
    }

    /// Whether it repeats a nonce, and so is for one client alone.
    #[must_use]
    pub fn has_nonce(&self) -> bool {
        self.0.has_nonce
    }

    /// The headers of HTTP, in lower case, with their values: what may be kept by caches on the way, and for how long (RFC 9919, 7.2).
    /// Content-Length and Date are left to the server.
    ///
    /// Errors and answers for one client are not kept. `provider` gives the hash of the ETag; without SHA-256 there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::crypto::RUSTCRYPTO;
    /// use ucpki::ocsp::responder::{Draft, Presigned, Responder, ResponderPolicy};
    /// # use ucpki::ocsp::responder::{KnownStatus, StatusSource};
    /// # use ucpki::x509::{Time, der::Integer};
    /// # struct Nobody;
    /// # impl StatusSource for Nobody {
    /// #     fn status(&self, _: usize, _: Integer<'_>, _: Time) -> KnownStatus { KnownStatus::TryLater }
    /// # }
    ///
    /// let responder = Responder::new(RUSTCRYPTO, [], ResponderPolicy::default());
    /// let now = Time::from_unix(1_800_000_000);
    /// let Draft::Ready(answer) = responder.prepare(b"junk", now, &Nobody, &Presigned::default()) else { panic!() };
    /// assert_eq!(answer.headers(now, &RUSTCRYPTO), [
    ///     ("content-type", "application/ocsp-response".to_string()),
    ///     ("cache-control", "no-store".to_string()),
    /// ]);
    /// ```
    #[must_use]
    pub fn headers(&self, now: Time, provider: &Provider) -> Vec<(&'static str, String)> {
        let Some(times) = self.0.times else { return headers::of_error() };
        if self.0.has_nonce {
            return headers::for_one_client();
        }
        let digest = provider.digest(Hash::Sha256.oid()).map(|digest| digest.digest(&[self.der()]));
        headers::of_answer(times, now, digest.as_ref().map(|digest| digest.as_bytes()))
    }

    pub(super) fn presigned(&self) -> Option<&Subject> {
        self.0.presigned.as_ref()
    }

    pub(super) fn times(&self) -> Option<Times> {
        self.0.times
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = self.reason().map(Code::name);
        f.debug_struct("Answer").field("status", &self.status()).field("reason", &reason).finish_non_exhaustive()
    }
}
