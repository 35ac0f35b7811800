//! How sources of revocation data are asked, and what they may answer.
//!
//! A source gives evidence; what follows from it is the policy's, and stays in this crate.

mod delegate;
mod evidence;
mod hints;
mod policy;
mod signer;
mod source;

pub use evidence::{CrlEvidence, Evidence, OcspEvidence, OcspSigner, Status, UnknownReason};
pub(crate) use hints::MAX_HINTS;
pub use hints::{FetchHint, FetchKind, StatusSubject};
pub use policy::{Consumer, ConsumerPolicy, Fallback, Origins, RevocationCheck};
pub(crate) use signer::{Along, PathContext, SignerCache, SignerFrame};
pub use signer::{SignerRefused, SignerRole, StatusSigner};
pub use source::{Context, Issuer, Query, Revocation, SignatureCheck};
