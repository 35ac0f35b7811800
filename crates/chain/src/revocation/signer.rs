//! Who signed a CRL that the issuer of the certificate did not sign: candidates, and whether the path under judgement, or a
//! path of its own, vouches for one.
//!
//! RFC 5280, 6.3.3 (f): "Obtain and validate the certification path for the issuer of the complete CRL. The trust anchor
//! for the certification path MUST be the same as the trust anchor used to validate the target certificate."
//!
//! A name is not enough for that. A sub-CA can certify any name that its constraints let pass, also the one of the CA, and
//! its certificate would have a path to the same anchor. So another key of the CA counts only where a key of the path that is
//! judged has signed its certificate: a key of the CA itself, or the key that certified the CA.

use super::Context;
use super::delegate::JudgedDelegate;
use crate::facts::Facts;
use crate::graph::{Arc, Check, Graph, Next};
use crate::search;
use crate::{Anchor, FetchHint, Identity, KeyPurpose, Limit, NameMode, RevocationCheck, Spending, ValidationParams};
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use ucpki_crypto::{KeyRefused, PreparedKey};
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Certificate, Code, NameRef, SpkiRef};

/// A certificate, or the anchor of the path, that could have signed a CRL.
#[derive(Clone, Debug)]
pub struct StatusSigner {
    kind: Kind,
    /// Whether the certificate in question names it as the issuer of its CRLs, so that a path of its own counts.
    is_named: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    Anchor(Anchor),
    Certificate(Certificate),
}

impl StatusSigner {
    pub(crate) const fn from_anchor(anchor: Anchor) -> Self {
        Self { kind: Kind::Anchor(anchor), is_named: false }
    }

    /// A certificate that came with an OCSP response, or that an operator named.
    #[must_use]
    pub const fn from_certificate(certificate: Certificate) -> Self {
        Self { kind: Kind::Certificate(certificate), is_named: false }
    }

    /// Its certificate; an anchor may be a bare key and have none.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        match &self.kind {
            Kind::Anchor(anchor) => anchor.as_certificate(),
            Kind::Certificate(certificate) => Some(certificate),
        }
    }

    /// Whether it is the anchor of the path, which nobody has to vouch for.
    #[must_use]
    pub const fn is_anchor(&self) -> bool {
        matches!(self.kind, Kind::Anchor(_))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> NameRef<'_> {
        match &self.kind {
            Kind::Anchor(anchor) => anchor.name(),
            Kind::Certificate(certificate) => certificate.subject(),
        }
    }

    /// Its key; `None` for an anchor whose key cannot be read.
    #[must_use]
    pub fn spki(&self) -> Option<SpkiRef<'_>> {
        match &self.kind {
            Kind::Anchor(anchor) => SpkiRef::parse(anchor.spki_der()).ok(),
            Kind::Certificate(certificate) => Some(certificate.spki()),
        }
    }
}

/// Why a signer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerRefused {
    /// The budget of the check is spent.
    Exhausted,
    /// Its path needs a CRL that needs another signer, and so on: too deep, or in a circle. Nobody knows whether it may
    /// speak for the issuer: neither that it may, nor that it may not.
    Nested,
    /// No path vouches for it, or it was itself revoked.
    NoPath,
    /// The certificate itself cannot have this role, and this says why.
    Facts(&'static Code),
    /// It was revoked.
    Revoked,
    /// Nothing says whether it was revoked. What follows is for the source to say.
    StatusUnknown,
}

/// What somebody signs for an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignerRole {
    /// CRLs (RFC 5280, 6.3.3 (f)).
    CrlSigner,
    /// OCSP responses, in the name of the issuer (RFC 6960, 4.2.2.2).
    OcspDelegate,
}

/// Paths of signers may need signers in turn. Real ones need one; RFC 5280 has no bound, and hostile pools need one.
const MAX_NESTING: usize = 3;

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
    signer: &'a Certificate,
    outer: Option<&'a SignerFrame<'a>>,
    /// What the caller asked for. Nested checks ask for less where the path is known.
    check: Option<RevocationCheck<'a>>,
    /// Whether a path was refused because a signer of CRLs is undecided, so that "no path" is no answer.
    is_undecided: Cell<bool>,
}

impl SignerFrame<'_> {
    pub(crate) fn set_undecided(&self) {
        self.is_undecided.set(true);
    }
}

/// A signer that was judged within one check, under which path, and the answer.
#[derive(Debug)]
pub(crate) struct JudgedSigner {
    signer: Certificate,
    anchor: Anchor,
    is_named: bool,
    /// The path that had to vouch for it; for a signer with a path of its own those who lend it one only because they are
    /// on the path under judgement.
    above: Vec<Certificate>,
    /// The signers under judgement that left it undecided; none where the answer is the same whoever they are.
    within: Option<Vec<Certificate>>,
    answer: Result<(), SignerRefused>,
}

/// Signers that were judged within one check.
#[derive(Debug, Default)]
pub(crate) struct SignerCache {
    pub(crate) signers: RefCell<Vec<JudgedSigner>>,
    pub(crate) delegates: RefCell<Vec<JudgedDelegate>>,
}

impl<'a> PathContext<'a> {
    /// How many of the certificates above belong to the issuing CA: a run of self-issued certificates is one CA, and the
    /// certificate that the last of them names as its issuer belongs to it as well. The run may end with the anchor.
    fn run(&self) -> usize {
        let self_issued = self.above.iter().take_while(|certificate| certificate.is_self_issued()).count();
        (self_issued + 1).min(self.above.len())
    }

    /// The name of the issuing CA.
    fn issuer(&self) -> NameRef<'a> {
        self.above.first().map_or_else(|| self.anchor.name(), |issuer| issuer.subject())
    }

    /// Whether a certificate with this issuer could be signed by a key of the CA, or by the one that certified it.
    fn may_vouch(&self, issuer: NameRef<'_>) -> bool {
        let first = self.run().checked_sub(1).and_then(|first| self.above.get(first));
        issuer.matches(self.issuer()) || first.is_some_and(|first| issuer.matches(first.issuer()))
    }

    /// Whether the key at this position above the certificate in question (their number for the anchor) may vouch for a key
    /// of the issuing CA: one of the run's own, or the next one, which certified the CA.
    fn vouches(&self, at: usize) -> bool {
        at <= self.run()
    }
}

impl Context<'_> {
    /// Who could have signed a CRL of `name` in the place of the certificate's issuer. Those with this subject key
    /// identifier come first.
    ///
    /// For a CRL of the certificate's own issuer: other certificates of that CA which a key of the path may have signed.
    /// For a CRL of an issuer that the certificate names (`cRLIssuer`): everyone of that name whom the check knows, and
    /// the anchor of the path. Nothing is checked yet; none where a source is asked outside a check.
    ///
    /// Cost: one step of the budget for each certificate of that name.
    ///
    /// # Errors
    ///
    /// [`SignerRefused::Exhausted`].
    pub fn signers(&mut self, name: NameRef<'_>, key_id: Option<&[u8]>) -> Result<Vec<StatusSigner>, SignerRefused> {
        let Some(path_context) = self.path_context else { return Ok(Vec::new()) };
        let check = path_context.check;
        let is_named = !name.matches(path_context.issuer());
        let hash = name.hash_normalized();
        let configured = check.validator.intermediates.find(hash, name).map(|(_, entry)| &entry.certificate);
        let others = check.pool.find(hash, name).map(|(_, entry)| &entry.certificate);
        let leaf = Some(check.leaf).filter(|leaf| leaf.subject().matches(name));
        let mut found: Vec<&Certificate> = Vec::new();
        for certificate in configured.chain(others).chain(leaf) {
            if !self.spending.step() {
                return Err(SignerRefused::Exhausted);
            }
            // The keys above were asked as the issuer's own.
            let is_other =
                || path_context.may_vouch(certificate.issuer()) && !path_context.above.contains(&certificate);
            if is_named || is_other() {
                found.push(certificate);
            }
        }
        found.sort_unstable_by_key(|certificate| certificate.as_der());
        found.dedup();
        let fits = |certificate: &&Certificate| {
            key_id.is_some() && certificate.subject_key_identifier().ok().flatten() == key_id
        };
        found.sort_by_key(|certificate| !fits(certificate));
        let anchor = Some(path_context.anchor).filter(|anchor| is_named && anchor.name().matches(name)).cloned();
        let anchor = anchor.map(Kind::Anchor);
        let kinds = anchor.into_iter().chain(found.into_iter().map(|found| Kind::Certificate(found.clone())));
        Ok(kinds.map(|kind| StatusSigner { kind, is_named }).collect())
    }

    /// Prepares the key of a signer.
    ///
    /// # Errors
    ///
    /// Why the key cannot be used.
    pub fn prepare_signer(&self, signer: &StatusSigner) -> Result<alloc::boxed::Box<dyn PreparedKey>, KeyRefused> {
        self.provider.prepare(signer.spki().ok_or(KeyRefused::Malformed)?, None)
    }

    /// Whether `signer` may speak for the issuer, on what is left of the budget of the check (RFC 5280, 6.3.3 (f)).
    ///
    /// Another key of the issuing CA is vouched for by the path that is judged: its certificate is signed with a key of
    /// the CA's own (a run of self-issued certificates is one CA) or with the key that certified the CA. Who is named by
    /// the certificate's cRLIssuer needs a path to the same anchor; a CA with name constraints that is not on the path
    /// under judgement cannot lend it one. Either is judged whole, its revocation included.
    ///
    /// A certificate of the path is not judged again. A signer whose own status only the CRL says that it signs is taken
    /// at its word there: its issuer has named it for that. Each signer is judged once for a path.
    ///
    /// # Errors
    ///
    /// [`SignerRefused`].
    pub fn signer_path(&mut self, signer: &StatusSigner) -> Result<(), SignerRefused> {
        let Some(path_context) = self.path_context else { return Err(SignerRefused::NoPath) };
        let answer = match &signer.kind {
            Kind::Anchor(_) => Ok(()),
            Kind::Certificate(certificate) if signer.is_named && path_context.above.contains(&certificate) => Ok(()),
            Kind::Certificate(certificate) => self.nested(&path_context, certificate, signer.is_named),
        };
        self.depends_on_path = true;
        answer
    }

    fn nested(
        &mut self,
        path_context: &PathContext<'_>,
        certificate: &Certificate,
        is_named: bool,
    ) -> Result<(), SignerRefused> {
        let outer = path_context.check.frame;
        if outer.is_some_and(|frame| frame.signer == certificate) {
            return Ok(());
        }
        let frames = core::iter::successors(outer, |frame| frame.outer).map(|frame| frame.signer);
        if frames.clone().any(|signer| signer == certificate) || frames.clone().count() >= MAX_NESTING {
            return Err(SignerRefused::Nested);
        }
        let counts = |above: &&Certificate| !is_named || is_constrained(above);
        let above = path_context.above.iter().copied().filter(counts);
        let is_known = |judged: &&JudgedSigner| {
            judged.signer == *certificate
                && judged.anchor.is_same(path_context.anchor)
                && judged.within.as_ref().is_none_or(|within| within.iter().eq(frames.clone()))
                && judged.is_named == is_named
                && judged.above.iter().eq(above.clone())
        };
        if let Some(judged) = path_context.check.memo.signers.borrow().iter().find(is_known) {
            return judged.answer;
        }
        let answer = self.judge_signer(path_context, certificate, is_named);
        // An undecided signer, and one for whom the budget did not last, may be decided where less is around it. All else is
        // the same everywhere: what rests on an undecided signer is itself undecided.
        let is_final = matches!(answer, Ok(()) | Err(SignerRefused::NoPath));
        let within = (!is_final).then(|| frames.cloned().collect());
        let above = above.cloned().collect();
        let (signer, anchor) = (certificate.clone(), path_context.anchor.clone());
        path_context.check.memo.signers.borrow_mut().push(JudgedSigner {
            signer,
            anchor,
            is_named,
            above,
            within,
            answer,
        });
        answer
    }

    fn judge_signer(
        &mut self,
        path_context: &PathContext<'_>,
        certificate: &Certificate,
        is_named: bool,
    ) -> Result<(), SignerRefused> {
        let asked = path_context.check.params;
        let outer = path_context.check.frame;
        let check = path_context.asked_for();
        let params = ValidationParams {
            time: asked.time,
            purpose: KeyPurpose::CrlSigning,
            identity: Identity::danger_none(),
            name_mode: Some(NameMode::Off),
            usage_mode: asked.usage_mode,
            policies: crate::PolicyInputs::default(),
            max_depth: asked.max_depth,
            // What is above the certificate in question was asked for already.
            revocation: check.map(|check| if is_named { check } else { check.leaf_only() }),
            budget: asked.budget,
        };
        let frame = SignerFrame { signer: certificate, outer, check, is_undecided: Cell::new(false) };
        let Check { validator, pool, memo, .. } = *path_context.check;
        let along = Along { certificates: path_context.above, anchor: path_context.anchor };
        let along = (!is_named).then_some(along);
        let (facts, matched) = Facts::of_leaf(certificate, false, validator, &params, &mut self.spending.comparisons);
        if facts.exhausted {
            self.spending.end(Limit::Comparisons);
            return Err(SignerRefused::Exhausted);
        }
        let matched = &matched;
        let check =
            Check { validator, leaf: certificate, pool, params: &params, frame: Some(&frame), matched, along, memo };
        let mut graph = Graph::discover(&check, facts, self.spending);
        keep_to_anchor(&mut graph, path_context);
        if is_named {
            drop_constrained(&mut graph, path_context);
        } else {
            keep_to_vouchers(&mut graph, path_context);
        }
        let mut wanted: Vec<FetchHint> = Vec::new();
        let ended = self.spending.ended.take();
        let found =
            self.on_half_of_what_is_left(|spending| search::find(&check, &mut graph, spending, &mut wanted).is_some());
        for hint in wanted {
            self.take_hint(hint);
        }
        let ended_here = self.spending.ended;
        self.spending.ended = ended.or(ended_here);
        match (found, ended_here) {
            (true, _) => Ok(()),
            (false, Some(_)) => Err(SignerRefused::Exhausted),
            (false, None) if frame.is_undecided.get() => Err(SignerRefused::Nested),
            (false, None) => Err(SignerRefused::NoPath),
        }
    }

    /// Runs a nested search whose signatures all count as revocation's: half of what is left for its path, half for the
    /// CRLs of that path, so that nothing can be spent twice.
    fn on_half_of_what_is_left<T>(&mut self, search: impl FnOnce(&mut Spending) -> T) -> T {
        let spending = &mut *self.spending;
        let left = spending.revocation;
        let kept = (spending.peer, spending.reserve, spending.work.signatures);
        (spending.peer, spending.reserve, spending.revocation) = (left - left / 2, 0, left / 2);
        let before = spending.work.revocation_signatures;
        let answer = search(spending);
        let of_path = spending.work.signatures - kept.2;
        spending.work.revocation_signatures += of_path;
        let spent = spending.work.revocation_signatures - before;
        (spending.peer, spending.reserve, spending.work.signatures) = kept;
        spending.revocation = left.saturating_sub(spent);
        answer
    }
}

/// RFC 5280, 6.3.3 (f): the anchor must be that of the certificate in question, by name and key.
fn keep_to_anchor(graph: &mut Graph<'_>, path_context: &PathContext<'_>) {
    for anchor in &mut graph.anchors {
        let found = &anchor.entry.anchor;
        anchor.dead |=
            found.spki_der() != path_context.anchor.spki_der() || !found.name().matches(path_context.anchor.name());
    }
}

/// A CA with name constraints speaks for what they permit, and a name that it gave to a signer of CRLs is not among what
/// directory names alone can hold it to: it lends no path, unless the path under judgement stands on it anyhow.
fn drop_constrained(graph: &mut Graph<'_>, path_context: &PathContext<'_>) {
    for node in graph.nodes.iter_mut().skip(1) {
        node.dead |= is_constrained(node.certificate) && !path_context.above.contains(&node.certificate);
    }
}

fn is_constrained(certificate: &Certificate) -> bool {
    certificate.has_extension(ExtensionKind::NameConstraints)
}

/// Leaves only those arcs from the signer that lead to a key which may vouch for it.
fn keep_to_vouchers(graph: &mut Graph<'_>, path_context: &PathContext<'_>) {
    let candidates: Vec<Next> = graph.issuers(0).collect();
    let mut allowed = Vec::new();
    let mut refused = Vec::new();
    for next in candidates {
        let at = match next {
            Next::Anchor(_) => Some(path_context.above.len()),
            Next::Node(node) => graph
                .node(node)
                .and_then(|node| path_context.above.iter().position(|certificate| *certificate == node.certificate)),
        };
        let entity = graph.entity(next);
        if at.is_some_and(|at| path_context.vouches(at)) { allowed.push(entity) } else { refused.push(entity) }
    }
    for entity in refused.into_iter().filter(|entity| !allowed.contains(entity)) {
        graph.learn_arc(0, entity, Arc::Barred);
    }
}
