//! Who signed a CRL that the issuer of the certificate did not sign: candidates, and whether the path under judgement, or a
//! path of its own, vouches for one.
//!
//! RFC 5280, 6.3.3 (f): "Obtain and validate the certification path for the issuer of the complete CRL. The trust anchor
//! for the certification path MUST be the same as the trust anchor used to validate the target certificate."
//!
//! A name is not enough for that. A sub-CA can certify any name that its constraints let pass, also the one of the CA, and
//! its certificate would have a path to the same anchor. So another key of the CA counts only where a key of the path that is
//! judged has signed its certificate: a key of the CA itself, or the key that certified the CA.

use super::find;
use crate::check::{Along, Check, JudgedSigner, PathContext, SignerFrame};
use crate::config::budget::{Limit, Spending};
use crate::config::policies::PolicyInputs;
use crate::config::purpose::KeyPurpose;
use crate::facts::Facts;
use crate::graph::{Arc, Graph, Next};
use crate::params::ValidationParams;
use crate::revocation::hints::FetchHint;
use crate::revocation::query::Query;
use crate::revocation::signer::{SignerRefused, StatusSigner};
use crate::revocation::source::{Context, PathSigners};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::Cell;
use ucpki_crypto::{KeyRefused, PreparedKey};
use ucpki_matcher::{Identity, NameMode};
use ucpki_x509::extension::ExtensionKind;
use ucpki_x509::{Certificate, NameRef};

/// Paths of signers may need signers in turn. Real ones need one; RFC 5280 has no bound, and hostile pools need one.
const MAX_NESTING: usize = 3;

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
        self.path.map_or(Ok(Vec::new()), |path| path.signers(name, key_id, self.spending))
    }

    /// Prepares the key of a signer.
    ///
    /// # Errors
    ///
    /// Why the key cannot be used.
    pub fn prepare_signer(&self, signer: &StatusSigner) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        self.provider.prepare(signer.spki().ok_or(KeyRefused::Malformed)?, None)
    }

    /// Whether `signer` may speak for the issuer, on what is left of the budget of the check (RFC 5280, 6.3.3 (f)).
    ///
    /// Another key of the issuing CA is vouched for by the path that is judged: its certificate is signed with a key of
    /// the CA's own (a run of self-issued certificates is one CA) or with the key that certified the CA. A signer named by
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
        let path = self.path.ok_or(SignerRefused::NoPath)?;
        let answer = path.signer_path(signer, self);
        self.depends_on_path = true;
        answer
    }
}

impl PathSigners for PathContext<'_> {
    fn signers(
        &self,
        name: NameRef<'_>,
        key_id: Option<&[u8]>,
        spending: &mut Spending,
    ) -> Result<Vec<StatusSigner>, SignerRefused> {
        let check = self.check;
        let is_named = !name.matches(self.issuer());
        let hash = name.hash_normalized();
        let configured = check.config.intermediates.find(hash, name).map(|(_, entry)| &entry.certificate);
        let others = check.pool.find(hash, name).map(|(_, entry)| &entry.certificate);
        let leaf = Some(check.leaf).filter(|leaf| leaf.subject().matches(name));
        let mut found: Vec<&Certificate> = Vec::new();
        for certificate in configured.chain(others).chain(leaf) {
            if !spending.step() {
                return Err(SignerRefused::Exhausted);
            }
            // The keys above were asked as the issuer's own.
            let is_other = || self.may_vouch(certificate.issuer()) && !self.above.contains(&certificate);
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
        let anchor = Some(self.anchor).filter(|anchor| is_named && anchor.name().matches(name)).cloned();
        let anchor = anchor.map(StatusSigner::from_anchor);
        let found = found.into_iter().cloned().map(StatusSigner::from_certificate);
        Ok(anchor.into_iter().chain(found).map(|signer| signer.named(is_named)).collect())
    }

    fn signer_path(&self, signer: &StatusSigner, context: &mut Context<'_>) -> Result<(), SignerRefused> {
        match signer.certificate() {
            _ if signer.is_anchor() => Ok(()),
            None => Err(SignerRefused::NoPath),
            Some(certificate) if signer.is_named && self.above.contains(&certificate) => Ok(()),
            Some(certificate) => self.vouch_for(certificate, signer.is_named, context),
        }
    }

    fn delegate(
        &self,
        certificate: &Certificate,
        query: &Query<'_>,
        context: &mut Context<'_>,
    ) -> Result<(), SignerRefused> {
        self.check_delegate(certificate, query, context)
    }
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

    /// Whether a path vouches for a signer, asked at most once for each path.
    fn vouch_for(
        &self,
        certificate: &Certificate,
        is_named: bool,
        context: &mut Context<'_>,
    ) -> Result<(), SignerRefused> {
        let outer = self.check.frame;
        if outer.is_some_and(|frame| frame.signer == certificate) {
            return Ok(());
        }
        let frames = core::iter::successors(outer, |frame| frame.outer).map(|frame| frame.signer);
        if frames.clone().any(|signer| signer == certificate) || frames.clone().count() >= MAX_NESTING {
            return Err(SignerRefused::Nested);
        }
        let counts = |above: &&Certificate| !is_named || is_constrained(above);
        let above = self.above.iter().copied().filter(counts);
        let is_known = |judged: &&JudgedSigner| {
            judged.signer == *certificate
                && judged.anchor.is_same(self.anchor)
                && judged.within.as_ref().is_none_or(|within| within.iter().eq(frames.clone()))
                && judged.is_named == is_named
                && judged.above.iter().eq(above.clone())
        };
        if let Some(judged) = self.check.memo.signers.borrow().iter().find(is_known) {
            return judged.answer;
        }
        let answer = self.judge_signer(certificate, is_named, context);
        // An undecided signer, and one for whom the budget did not last, may be decided where less is around it. All else is
        // the same everywhere: what rests on an undecided signer is itself undecided.
        let is_final = matches!(answer, Ok(()) | Err(SignerRefused::NoPath));
        let within = (!is_final).then(|| frames.cloned().collect());
        let above = above.cloned().collect();
        let (signer, anchor) = (certificate.clone(), self.anchor.clone());
        self.check.memo.signers.borrow_mut().push(JudgedSigner { signer, anchor, is_named, above, within, answer });
        answer
    }

    fn judge_signer(
        &self,
        certificate: &Certificate,
        is_named: bool,
        context: &mut Context<'_>,
    ) -> Result<(), SignerRefused> {
        let asked = self.check.params;
        let outer = self.check.frame;
        let check = self.asked_for();
        let params = ValidationParams {
            time: asked.time,
            purpose: KeyPurpose::CrlSigning,
            identity: Identity::danger_none(),
            name_mode: Some(NameMode::Off),
            usage_mode: asked.usage_mode,
            policies: PolicyInputs::default(),
            max_depth: asked.max_depth,
            // What is above the certificate in question was asked for already.
            revocation: check.map(|check| if is_named { check } else { check.leaf_only() }),
            budget: asked.budget,
        };
        let frame = SignerFrame { signer: certificate, outer, check, is_undecided: Cell::new(false) };
        let Check { config, pool, memo, .. } = *self.check;
        let along = Along { certificates: self.above, anchor: self.anchor };
        let along = (!is_named).then_some(along);
        let (facts, matched) = Facts::of_leaf(certificate, false, config, &params, &mut context.spending.comparisons);
        if facts.exhausted {
            context.spending.end(Limit::Comparisons);
            return Err(SignerRefused::Exhausted);
        }
        let matched = &matched;
        let check =
            Check { config, leaf: certificate, pool, params: &params, frame: Some(&frame), matched, along, memo };
        let mut graph = Graph::discover(&check, facts, context.spending);
        keep_to_anchor(&mut graph, self);
        if is_named {
            drop_constrained(&mut graph, self);
        } else {
            keep_to_vouchers(&mut graph, self);
        }
        let mut wanted: Vec<FetchHint> = Vec::new();
        let ended = context.spending.ended.take();
        let found = on_half_of_what_is_left(context.spending, |spending| {
            find(&check, &mut graph, spending, &mut wanted).is_some()
        });
        for hint in wanted {
            context.take_hint(hint);
        }
        let ended_here = context.spending.ended;
        context.spending.ended = ended.or(ended_here);
        match (found, ended_here) {
            (true, _) => Ok(()),
            (false, Some(_)) => Err(SignerRefused::Exhausted),
            (false, None) if frame.is_undecided.get() => Err(SignerRefused::Nested),
            (false, None) => Err(SignerRefused::NoPath),
        }
    }
}

/// Runs a nested search whose signatures all count as revocation's: half of what is left for its path, half for the
/// CRLs of that path, so that nothing can be spent twice.
fn on_half_of_what_is_left<T>(spending: &mut Spending, search: impl FnOnce(&mut Spending) -> T) -> T {
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

/// RFC 5280, 6.3.3 (f): the anchor must be that of the certificate in question, by name and key.
fn keep_to_anchor(graph: &mut Graph<'_>, path: &PathContext<'_>) {
    graph.keep_anchors(|found| found.spki_der() == path.anchor.spki_der() && found.name().matches(path.anchor.name()));
}

/// A CA with name constraints speaks for what they permit, and a name that it gave to a signer of CRLs is not among what
/// directory names alone can hold it to: it lends no path, unless the path under judgement is on it anyhow.
fn drop_constrained(graph: &mut Graph<'_>, path: &PathContext<'_>) {
    graph.keep_issuers(|certificate| !is_constrained(certificate) || path.above.contains(&certificate));
}

fn is_constrained(certificate: &Certificate) -> bool {
    certificate.has_extension(ExtensionKind::NameConstraints)
}

/// Leaves only those arcs from the signer that lead to a key which may vouch for it.
fn keep_to_vouchers(graph: &mut Graph<'_>, path: &PathContext<'_>) {
    let candidates: Vec<Next> = graph.issuers(0).collect();
    let mut allowed = Vec::new();
    let mut refused = Vec::new();
    for next in candidates {
        let at = match next {
            Next::Anchor(_) => Some(path.above.len()),
            Next::Node(node) => graph
                .node(node)
                .and_then(|node| path.above.iter().position(|certificate| *certificate == node.certificate)),
        };
        let entity = graph.entity(next);
        if at.is_some_and(|at| path.vouches(at)) { allowed.push(entity) } else { refused.push(entity) }
    }
    for entity in refused.into_iter().filter(|entity| !allowed.contains(entity)) {
        graph.learn_arc(0, entity, Arc::Barred);
    }
}
