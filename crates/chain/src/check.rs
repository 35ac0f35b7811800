//! What one check is about, and what it has learned about signers.

use crate::config::anchor::Anchor;
use crate::config::pool::Pool;
use crate::config::signature_cache::Fingerprint;
use crate::config::trust::Config;
use crate::params::ValidationParams;
use crate::revocation::check::RevocationCheck;
use crate::revocation::signer::SignerRefused;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use ucpki_matcher::MatchedName;
use ucpki_x509::Certificate;

/// One question to a validator, or to itself about a signer: what the search and the judge need beside the graph.
#[derive(Debug)]
pub(crate) struct Check<'a> {
    pub(crate) config: &'a Config,
    pub(crate) leaf: &'a Certificate,
    pub(crate) pool: &'a Pool,
    pub(crate) params: &'a ValidationParams<'a>,
    /// The signer of a CRL that is judged, where this is not the check that was asked for.
    pub(crate) frame: Option<&'a SignerFrame<'a>>,
    /// The name of the leaf that is the peer's.
    pub(crate) matched: &'a MatchedName,
    /// The path that this check must keep to, if it must.
    pub(crate) along: Option<Along<'a>>,
    pub(crate) memo: &'a SignerCache,
}

/// What the judge lends to its sources so that they can ask for signers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathContext<'a> {
    pub(crate) check: &'a Check<'a>,
    /// Where the path under judgement ends.
    pub(crate) anchor: &'a Anchor,
    /// The certificates above the one in question, its issuer first. They were judged already.
    pub(crate) above: &'a [&'a Certificate],
}

impl<'a> PathContext<'a> {
    /// How the caller has revocation checked, also where a nested check asks for less.
    pub(crate) fn asked_for(&self) -> Option<RevocationCheck<'a>> {
        self.check.frame.map_or(self.check.params.revocation, |frame| frame.check)
    }
}

/// A path that a nested check must keep to: these certificates and this anchor, and nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Along<'a> {
    pub(crate) certificates: &'a [&'a Certificate],
    pub(crate) anchor: &'a Anchor,
}

/// Signers under judgement, the innermost first.
#[derive(Debug)]
pub(crate) struct SignerFrame<'a> {
    pub(crate) signer: &'a Certificate,
    pub(crate) outer: Option<&'a SignerFrame<'a>>,
    /// What the caller asked for. Nested checks ask for less where the path is known.
    pub(crate) check: Option<RevocationCheck<'a>>,
    /// Whether a path was refused because a signer of CRLs is undecided, so that "no path" is not an answer.
    pub(crate) is_undecided: Cell<bool>,
}

impl SignerFrame<'_> {
    pub(crate) fn set_undecided(&self) {
        self.is_undecided.set(true);
    }
}

/// A signer that was judged within one check, under which path, and the answer.
#[derive(Debug)]
pub(crate) struct JudgedSigner {
    pub(crate) signer: Certificate,
    pub(crate) anchor: Anchor,
    pub(crate) is_named: bool,
    /// The path that had to vouch for it; for a signer with a path of its own those who lend it one only because they are
    /// on the path under judgement.
    pub(crate) above: Vec<Certificate>,
    /// The signers under judgement that left it undecided; none where the answer is the same whoever they are.
    pub(crate) within: Option<Vec<Certificate>>,
    pub(crate) answer: Result<(), SignerRefused>,
}

/// Signers that were judged within one check.
#[derive(Debug, Default)]
pub(crate) struct SignerCache {
    pub(crate) signers: RefCell<Vec<JudgedSigner>>,
    pub(crate) delegates: RefCell<Vec<JudgedDelegate>>,
}

/// A delegate that was judged within one check, for the key of which issuer, and the answer: all of it that is the same on every
/// path. Whether it was revoked depends on who may sign CRLs there, and is asked anew.
#[derive(Debug)]
pub(crate) struct JudgedDelegate {
    pub(crate) certificate: Certificate,
    pub(crate) issuer_spki: Vec<u8>,
    pub(crate) answer: Result<(), SignerRefused>,
    /// Its signature, if it was verified here: for the signature cache, once a path through that issuer is accepted.
    pub(crate) fresh: Option<Fingerprint>,
}
