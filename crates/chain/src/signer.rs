//! Who signed a list that the issuer of the certificate did not sign: candidates, and whether one has a path of its own.
//!
//! RFC 5280, 6.3.3 (f): "Obtain and validate the certification path for the issuer of the complete CRL. The trust anchor
//! for the certification path MUST be the same as the trust anchor used to validate the target certificate."

use crate::facts::Facts;
use crate::graph::{Graph, Meter, Scene};
use crate::judge::Purses;
use crate::revocation::Context;
use crate::search;
use crate::{Anchor, Identity, NameMode, Purpose, Request, Wanted, Work};
use alloc::vec::Vec;
use core::cell::RefCell;
use ucpki_crypto::{KeyRefused, PreparedKey};
use ucpki_matcher::Comparisons;
use ucpki_x509::{Certificate, NameRef, SpkiRef};

/// A certificate, or the anchor of the path, that could have signed a list.
#[derive(Clone, Debug)]
pub struct Signer(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Anchor(Anchor),
    Certificate(Certificate),
}

impl Signer {
    /// Its certificate; an anchor may be a bare key and have none.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        match &self.0 {
            Kind::Anchor(anchor) => anchor.as_certificate(),
            Kind::Certificate(certificate) => Some(certificate),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> NameRef<'_> {
        match &self.0 {
            Kind::Anchor(anchor) => anchor.name(),
            Kind::Certificate(certificate) => certificate.subject(),
        }
    }

    /// Its key; `None` for an anchor whose key cannot be read.
    #[must_use]
    pub fn spki(&self) -> Option<SpkiRef<'_>> {
        match &self.0 {
            Kind::Anchor(anchor) => SpkiRef::parse(anchor.spki_der()).ok(),
            Kind::Certificate(certificate) => Some(certificate.spki()),
        }
    }
}

/// Why a signer is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerRefused {
    /// The budget of the request is spent.
    Exhausted,
    /// Its path needs a list that needs another signer, and so on: too deep, or in a circle.
    Nested,
    /// It has no path to the anchor of the certificate in question that holds, or was itself revoked.
    NoPath,
}

/// Paths of signers may need signers in turn. Real ones need one; RFC 5280 has no bound, and hostile pools need one.
const MAX_NESTING: usize = 3;

/// What the judge lends to its sources so that they can ask for signers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    pub(crate) scene: &'a Scene<'a>,
    /// Where the path under judgement ends.
    pub(crate) anchor: &'a Anchor,
    /// What stands above the certificate in question, and was judged already.
    pub(crate) above: &'a [&'a Certificate],
}

/// Signers under judgement, the innermost first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'a> {
    signer: &'a Certificate,
    outer: Option<&'a Frame<'a>>,
}

/// Signers that were judged within one check, with the anchor that they were judged for.
pub(crate) type Memo = RefCell<Vec<(Certificate, Anchor, Result<(), SignerRefused>)>>;

impl Context<'_> {
    /// Everyone known to this check whose name is `name`: the certificates that the check was given, and the anchor of the
    /// path. Those with this subject key identifier come first.
    ///
    /// Nothing is checked yet. None where a source is asked outside a check.
    #[must_use]
    pub fn signers(&self, name: NameRef<'_>, key_id: Option<&[u8]>) -> Vec<Signer> {
        let Some(around) = &self.around else { return Vec::new() };
        let scene = around.scene;
        let hash = name.hash_normalized();
        let mut found: Vec<&Certificate> = Vec::new();
        let configured = scene.validator.intermediates.find(hash, name).map(|(_, entry)| &entry.certificate);
        let others = scene.pool.find(hash, name).map(|(_, entry)| &entry.certificate);
        let leaf = Some(scene.leaf).filter(|leaf| leaf.subject().matches(name));
        for certificate in configured.chain(others).chain(leaf) {
            if !found.contains(&certificate) {
                found.push(certificate);
            }
        }
        let fits = |certificate: &&Certificate| {
            key_id.is_some() && certificate.subject_key_identifier().ok().flatten() == key_id
        };
        found.sort_by_key(|certificate| !fits(certificate));
        let anchor = Some(around.anchor).filter(|anchor| anchor.name().matches(name)).cloned();
        let anchor = anchor.map(|anchor| Signer(Kind::Anchor(anchor)));
        anchor.into_iter().chain(found.into_iter().map(|found| Signer(Kind::Certificate(found.clone())))).collect()
    }

    /// Prepares the key of a signer.
    ///
    /// # Errors
    ///
    /// Why the key cannot be used.
    pub fn prepare_signer(&self, signer: &Signer) -> Result<alloc::boxed::Box<dyn PreparedKey>, KeyRefused> {
        self.provider.prepare(signer.spki().ok_or(KeyRefused::Malformed)?, None)
    }

    /// Judges the path of `signer` to the anchor of the path that is judged, its revocation included, on what is left of
    /// the budget of the request (RFC 5280, 6.3.3 (f)).
    ///
    /// Who stands above the certificate in question is not judged again. A signer whose own status only the list says
    /// that it signs is taken at its word there: its issuer has named it for that. Each signer is judged once for a check.
    ///
    /// # Errors
    ///
    /// [`SignerRefused`].
    pub fn signer_path(&mut self, signer: &Signer) -> Result<(), SignerRefused> {
        let Some(around) = self.around else { return Err(SignerRefused::NoPath) };
        let Kind::Certificate(certificate) = &signer.0 else { return Ok(()) };
        if around.above.contains(&certificate) {
            return Ok(());
        }
        let answer = self.nested(&around, certificate);
        self.signer_failed |= answer.is_err();
        answer
    }

    fn nested(&mut self, around: &Around<'_>, certificate: &Certificate) -> Result<(), SignerRefused> {
        let outer = around.scene.frame;
        if outer.is_some_and(|frame| frame.signer == certificate) {
            return Ok(());
        }
        let frames = core::iter::successors(outer, |frame| frame.outer);
        if frames.clone().any(|frame| frame.signer == certificate) || frames.count() >= MAX_NESTING {
            return Err(SignerRefused::Nested);
        }
        let known = |(other, anchor, _): &&(Certificate, Anchor, _)| {
            other == certificate && anchor.cmp_in_name(around.anchor).is_eq() && anchor.name() == around.anchor.name()
        };
        if let Some((.., answer)) = around.scene.memo.borrow().iter().find(known) {
            return *answer;
        }
        let answer = self.judge_signer(around, certificate);
        // What failed within another signer's path may have failed for being there.
        if answer.is_ok() || outer.is_none() {
            around.scene.memo.borrow_mut().push((certificate.clone(), around.anchor.clone(), answer));
        }
        answer
    }

    fn judge_signer(&mut self, around: &Around<'_>, certificate: &Certificate) -> Result<(), SignerRefused> {
        let asked = around.scene.request;
        let left = *self.signatures_left;
        // One purse for both kinds of signatures of the nested check: half each, so that it cannot be spent twice.
        let (of_path, of_lists) = (left - left / 2, left / 2);
        let request = Request {
            time: asked.time,
            purpose: Purpose::CrlSigning,
            identity: Identity::danger_none(),
            name_mode: Some(NameMode::Off),
            usage_mode: asked.usage_mode,
            policies: crate::PolicyInputs::default(),
            max_depth: asked.max_depth,
            revocation: asked.revocation,
            budget: asked.budget,
        };
        let frame = Frame { signer: certificate, outer: around.scene.frame };
        let Scene { validator, pool, memo, .. } = *around.scene;
        let scene = Scene { validator, leaf: certificate, pool, request: &request, frame: Some(&frame), memo };
        let mut meter = Meter {
            work: Work::default(),
            comparisons: Comparisons::new(asked.budget.comparisons),
            steps_left: self.steps_left.as_deref().copied().unwrap_or(0),
            ended: None,
        };
        let (facts, _) = Facts::of_leaf(certificate, false, validator, &request, &mut meter.comparisons);
        let mut graph = Graph::discover(&scene, facts, &mut meter);
        for anchor in &mut graph.anchors {
            let found = &anchor.entry.anchor;
            // The same name and key: RFC 5280, 6.3.3 (f).
            anchor.dead |= found.spki_der() != around.anchor.spki_der() || !found.name().matches(around.anchor.name());
        }
        let mut purses = Purses { peer: of_path, reserve: 0, revocation: of_lists };
        let mut wanted: Vec<Wanted> = Vec::new();
        let found = search::find(&scene, &mut graph, &mut meter, &mut purses, &mut wanted).is_some();
        if let Some(left) = &mut self.steps_left {
            **left = meter.steps_left;
        }
        let spent = meter.work.signatures + meter.work.revocation_signatures;
        *self.signatures_done += spent;
        *self.signatures_left = left.saturating_sub(spent);
        for wanted in wanted {
            self.want(wanted.kind, wanted.uri.as_bytes());
        }
        match (found, meter.ended) {
            (true, _) => Ok(()),
            (false, Some(_)) => Err(SignerRefused::Exhausted),
            (false, None) => Err(SignerRefused::NoPath),
        }
    }
}
