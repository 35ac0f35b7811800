//! The other side: answers requests for the certificates of an issuer, live or with what was signed before.
//!
//! Bytes go in and bytes come out: sockets, clocks, keys and databases are the caller's. Needs the feature `responder`.
//!
//! A [`Responder`] knows the issuers that it serves and who signs for each ([`ServedIssuer`]), and asks a [`StatusSource`] who is
//! revoked. [`prepare`](Responder::prepare) turns a request into a [`Draft`]: an [`Answer`] that can be sent, or one that has to be
//! signed first, by a key at hand or one that is elsewhere. [`presign`](Responder::presign) makes answers before anybody asks; they
//! are kept in [`Presigned`], so that a machine without a key can hand them out.
//!
//! # Examples
//!
//! ```
//! use ucpki::crypto::{NoRandom, RUSTCRYPTO, SIGNERS};
//! use ucpki::ocsp::responder::{CrlStatuses, Draft, Presigned, Responder, ResponderPolicy, ServedIssuer};
//! use ucpki::x509::{CertStatus, OcspResponse, Time, pem};
//!
//! # let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
//! let ca = read(include_bytes!("../../../../tests/data/ocsp/responder/ca.pem"))?;
//! let key = SIGNERS.read(include_bytes!("../../../../tests/data/ocsp/responder/ca.key"), None)?;
//! let crl = ucpki::crl::read(include_bytes!("../../../../tests/data/ocsp/responder/ca.crl"), &RUSTCRYPTO)?.remove(0);
//!
//! // The CA signs for itself; a delegate has a certificate of its own here.
//! let issuer = ServedIssuer::new(ca.clone(), ca, key.algorithms(), &RUSTCRYPTO).map_err(|code| code.text())?;
//! let responder = Responder::new(RUSTCRYPTO, [issuer], ResponderPolicy::default());
//! let statuses = CrlStatuses::new(&responder, [crl]).map_err(|code| code.text())?;
//!
//! let request = include_bytes!("../../../../tests/data/ocsp/responder/request.der");
//! let now = Time::parse_rfc3339("2027-01-01T00:00:00Z")?;
//! let answer = match responder.prepare(request, now, &statuses, &Presigned::default()) {
//!     Draft::Ready(answer) => answer,
//!     Draft::ToSign(unsigned) => unsigned.sign(&key, &mut NoRandom)?,
//! };
//! let response = OcspResponse::parse(answer.der())?;
//! assert_eq!(response.basic().unwrap().entries().next().unwrap().status(), CertStatus::Good);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Decisions
//!
//! - **An answer repeats the request's CertIDs**, each in its place, duplicates included, so that clients find what they asked for.
//! - **What is known now outranks what was signed before**: a good answer from yesterday is not handed out for a certificate that
//!   was revoked today. Only where the source has no answer at all, what was signed before goes out until it ends.
//! - **No answer outlives its signer**: nextUpdate is at most the notAfter of the signer's certificate.
//! - **Errors are unsigned** and say nothing about a certificate: [`Answer::reason`] tells the operator why, the client learns a
//!   number.
//!
//! Cost: one signature for a live answer, beside which the rest does not count; from what was signed before, two hashes and two
//! look-ups.

mod answer;
mod asked;
mod crl_statuses;
mod draft;
mod encode;
mod headers;
mod path;
mod policy;
mod presigned;
mod respond;
mod served_issuer;
mod verify;

pub use answer::Answer;
pub use crl_statuses::CrlStatuses;
pub use draft::{Draft, UnsignedAnswer};
pub use path::request_from_path;
pub use policy::{NotIssuedPolicy, ResponderPolicy};
pub use presigned::Presigned;
pub use respond::{KnownStatus, Responder, StatusSource};
pub use served_issuer::ServedIssuer;
