//! What is accepted as a signature, whatever library computes it: keys, encodings, parameters.
//!
//! Every rule is here, once; the modules of the libraries do arithmetic on what passed. So all providers give the same
//! answers, and one hostile test-suite holds for each.

pub(crate) mod ecdsa;
pub(crate) mod ed25519;
pub(crate) mod rsa;
pub(crate) mod rsa_encoding;

use crate::{DigestAlgorithm, Hash, Scheme};

/// The hash functions that a key takes.
pub(crate) type Hashes = &'static [&'static dyn DigestAlgorithm];

/// The rows that they make in the table of capabilities.
pub(crate) type Signatures = &'static [(Scheme, Option<Hash>)];

/// The hash function `hash`, if it is among `hashes`.
pub(crate) fn find(hashes: Hashes, hash: Hash) -> Option<&'static dyn DigestAlgorithm> {
    hashes.iter().copied().find(|candidate| candidate.oid() == hash.oid())
}
