//! Path validation (RFC 5280, section 6): finds a path to a trust anchor, judges it, and explains the answer.
//!
//! A [`Validator`] is made once and used from any number of threads. The answer is a proof, [`Valid`], or a refusal, [`Refused`], with
//! the certificate, the rule and the clause. The library never reads the clock; pass the time in. Work is bounded by a [`Budget`], and
//! a budget that ends is another answer than "untrusted".

#[doc(inline)]
pub use ucpki_chain::{
    AlgorithmPolicy, Anchor, AnchorChecks, AnchorConstraints, At, BelowFloor, Blocklist, BlocklistError, Budget,
    Candidate, Cause, Consumer, ConsumerPolicy, Context, CrlEvidence, Detail, Evidence, Fallback, FetchHint, FetchKind,
    Finding, Findings, Issuer, KeyPurpose, Limit, OcspEvidence, OcspSigner, Origins, Path, PolicyInputs, PolicySet,
    Pool, Profile, PublicSuffixes, Query, Refusal, Refused, Revocation, RevocationCheck, Rule, SameIssuer, Severity,
    SignatureCache, SignatureCheck, SignerRefused, SignerRole, Spending, Status, StatusSigner, StatusSubject,
    UnknownReason, UsageMode, Valid, ValidationParams, Validator, Work, codes,
};

#[cfg(feature = "public-suffix-list")]
#[doc(inline)]
pub use ucpki_chain::PUBLIC_SUFFIX_LIST;
