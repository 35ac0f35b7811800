//! OCSP (RFC 6960): asks responders whether certificates are revoked, and verifies what they answer.
//!
//! Nothing here opens a connection or reads a clock. A check of `ucpki-chain` notes what to fetch; a [`StatusRequest`] is made of
//! that and sent by the caller; [`accept`](StatusRequest::accept) verifies the answer; a [`ResponseCache`] keeps it; and
//! [`Responses`] is a source of evidence for the next check. Stapled responses go to [`Responses::with_staples`].
//!
//! # Examples
//!
//! ```
//! use ucpki::chain::{AlgorithmPolicy, Budget, Context, Spending, StatusSubject};
//! use ucpki::crypto::{Hash, RUSTCRYPTO};
//! use ucpki::ocsp::{OcspPolicy, ResponseCache, StatusRequest};
//! use ucpki::x509::{CertStatus, OcspResponseRef, pem};
//!
//! # let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
//! let ca = read(include_bytes!("../../../tests/data/ocsp/demo/ca.pem"))?;
//! let leaf = read(include_bytes!("../../../tests/data/ocsp/demo/leaf.pem"))?;
//!
//! // What to ask: from a hint of a check, or made by hand.
//! let subject = StatusSubject::new(leaf, ca.subject().to_name(), ca.spki_der().into());
//! let request = StatusRequest::new(subject, Hash::Sha256, None, &RUSTCRYPTO).map_err(|code| code.text())?;
//! assert!(request.get_uri("http://ocsp.example.com").unwrap().starts_with("http://ocsp.example.com/M"));
//!
//! // What came back, and when.
//! let body = include_bytes!("../../../tests/data/ocsp/demo/response.der");
//! # let now = OcspResponseRef::parse(body)?.basic().unwrap().produced_at();
//! let policy = OcspPolicy::default();
//! let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
//! let mut context = Context::new(RUSTCRYPTO, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
//! let response = request.accept(body, &policy, &mut context, now)?;
//! assert_eq!(response.status(), CertStatus::Good);
//!
//! // For the next checks.
//! let mut cache = ResponseCache::new(1000);
//! cache.insert(response);
//! let responses = cache.snapshot(policy);
//! assert_eq!(responses.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Decisions
//!
//! - **Who may sign** (RFC 6960, 4.2.2.2): the key that issued the certificate; a delegate with a certificate by that very key for
//!   OCSP signing; a responder that the operator trusts. A certificate that comes along proves nothing by itself.
//! - **Every entry is read.** Of the current entries for a certificate, "revoked" wins, then "unknown", then "good".
//! - **Unsigned answers say nothing**: an error, a web page or an unreadable body never replaces what is known.
//! - **A stale response is as good as none**, unless it says that the certificate was revoked for good.
//!
//! What is left to the caller: to send the request, to choose what to do about errors ([`StatusRequest::next_step`]), to keep the
//! cache, and to say in a `ConsumerPolicy` or `RevocationCheck` what follows where nobody knows.
//!
//! Cost: a response by the issuer is one signature, one by a delegate two. A look-up in the cache is a binary search.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod cache;
mod certificate_id;
pub mod codes;
mod extension;
mod judging;
mod policy;
mod refused;
mod request;
#[cfg(feature = "responder")]
pub mod responder;
mod responses;
mod uri;
mod verified;

pub use cache::ResponseCache;
pub use policy::{NoncePolicy, OcspPolicy, TrustedResponder};
pub use refused::{NextStep, ResponseRefused};
pub use request::StatusRequest;
pub use responses::Responses;
pub use verified::VerifiedResponse;
