//! OCSP (RFC 6960): requests that are sent, responses that are verified, and a source of evidence for path validation.
//!
//! Nothing here opens a connection or reads the clock. A check says which responder to ask, a [`StatusRequest`] is made of that
//! and sent by the caller, its [`accept`](StatusRequest::accept) verifies the answer, a [`ResponseCache`] keeps it, and
//! [`Responses`] answers the next check. Stapled responses go to [`Responses::with_staples`].

#[doc(inline)]
pub use ucpki_ocsp::{
    NextStep, NoncePolicy, OcspPolicy, ResponseCache, ResponseRefused, Responses, StatusRequest, TrustedResponder,
    VerifiedResponse, codes,
};

#[cfg(feature = "responder")]
#[doc(inline)]
pub use ucpki_ocsp::responder;
