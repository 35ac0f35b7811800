//! What the lists of a set say together about one certificate (RFC 5280, 6.3.3).

use crate::judging::scope::crl_issuers;
use crate::judging::signer::{self, SignedBy};
use crate::set::compare_age;
use crate::{CrlOrigin, CrlSet, IndexedCrl, codes};
use alloc::vec::Vec;
use core::cmp::Ordering;
use ucpki_chain::{Context, CrlEvidence, Evidence, FetchKind, Query, Revocation, Severity, Status, UnknownReason};
use ucpki_x509::der::Integer;
use ucpki_x509::extension::{DistributionPointName, DistributionPoints, ExtensionKind, ReasonFlags};
use ucpki_x509::{Certificate, Code, Crl, CrlReason, GeneralName, NameRef, Time, oids};

/// One question to a set, and what was found out about it so far.
pub(crate) struct StatusQuery<'s, 'q> {
    set: &'s CrlSet,
    query: &'s Query<'q>,
    /// The reasons that current CRLs cover: reasons_mask of RFC 5280, 6.3.2 (a).
    covered: ReasonFlags,
    /// The first answer that covers all reasons alone.
    good: Option<Evidence>,
    /// The CRLs that cover some reasons.
    parts: Vec<CrlEvidence>,
    /// A CRL that no longer counts shows the certificate as revoked for good.
    vanished: bool,
    whys: Vec<UnknownReason>,
}

/// A CRL that could say something about the certificate: all that is cheap to find out about it is right.
#[derive(Clone, Copy)]
struct InScope<'s> {
    crl: &'s IndexedCrl,
    origin: CrlOrigin,
    reasons: ReasonFlags,
}

/// A CRL in scope whose signer may speak for the issuer.
struct Voice<'s, 'q> {
    scope: InScope<'s>,
    by: SignedBy<'q>,
    /// What it says of the certificate.
    entry: Option<(CrlReason, Time)>,
    /// A rule of form for which the profile refuses it: it may revoke, and nothing else.
    flaw: Option<&'static Code>,
}

/// A current CRL of a series, with the delta that brings it up to date.
struct State<'v, 's, 'q> {
    complete: &'v Voice<'s, 'q>,
    delta: Option<&'v Voice<'s, 'q>>,
    /// A newer one is there that the profile refuses for its form. That one releases nothing, so that this one may revoke still;
    /// it makes nothing good.
    is_overtaken: bool,
}

/// A revocation, by the CRL that says it.
struct Revoked(Evidence, CrlReason, Time);

impl Revocation for CrlSet {
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        StatusQuery::new(self, query).answer(context)
    }
}

impl<'s, 'q> StatusQuery<'s, 'q> {
    pub(crate) const fn new(set: &'s CrlSet, query: &'s Query<'q>) -> Self {
        Self {
            set,
            query,
            covered: ReasonFlags::NONE,
            good: None,
            parts: Vec::new(),
            vanished: false,
            whys: Vec::new(),
        }
    }

    pub(crate) fn answer(mut self, context: &mut Context<'_>) -> Status {
        let (complete, deltas) = self.in_scope(context);
        let complete = self.voices(complete, context);
        let deltas = self.voices(deltas, context);
        match self.judge(&complete, &deltas) {
            Some(Revoked(evidence, reason, since)) => Status::Revoked(evidence, reason, since),
            None => self.conclude(context),
        }
    }

    /// The CRLs that may speak of the certificate, complete ones and deltas apart, the newest of each issuer first.
    fn in_scope(&mut self, context: &mut Context<'_>) -> (Vec<InScope<'s>>, Vec<InScope<'s>>) {
        let certificate = self.query.certificate();
        let (mut complete, mut deltas) = (Vec::new(), Vec::new());
        let mut add = |whys: &mut Vec<UnknownReason>, origin: CrlOrigin, crl: &'s IndexedCrl| match self
            .set
            .check_scope(crl, self.query, context)
        {
            Ok(reasons) if crl.is_delta() => deltas.push(InScope { crl, origin, reasons }),
            Ok(reasons) => complete.push(InScope { crl, origin, reasons }),
            Err(why) => note(whys, why),
        };
        for (origin, crl) in self.set.find(certificate.issuer()) {
            add(&mut self.whys, origin, crl);
        }
        // CRLs of issuers that the certificate names; each once, though points repeat names.
        let mut named: Vec<NameRef<'_>> = Vec::new();
        for issuer in crl_issuers(certificate).filter(|issuer| !issuer.matches(certificate.issuer())) {
            if named.iter().any(|known| known.matches(issuer)) {
                continue;
            }
            named.push(issuer);
            for (origin, crl) in self.set.find(issuer) {
                add(&mut self.whys, origin, crl);
            }
        }
        (complete, deltas)
    }

    /// Those whose signer may speak for the issuer, with what they say (RFC 5280, 6.3.3 (f), (g), (i), (j)).
    fn voices(&mut self, scopes: Vec<InScope<'s>>, context: &mut Context<'_>) -> Vec<Voice<'s, 'q>> {
        let certificate = self.query.certificate();
        let mut voices = Vec::with_capacity(scopes.len());
        for scope in scopes {
            match signer::find(scope.crl, self.query, context) {
                Ok(by) => {
                    let entry = scope.crl.find_for_issuer(certificate.issuer(), certificate.serial());
                    let entry = entry.map(|entry| (entry.reason(), entry.revocation_date()));
                    let flaw = flaw_of(scope.crl, context);
                    voices.push(Voice { scope, by, entry, flaw });
                }
                Err(why) => note(&mut self.whys, why),
            }
        }
        voices
    }

    /// Lets the newest current CRL of each series decide, then the deltas that no newer CRL has overtaken.
    fn judge(&mut self, complete: &[Voice<'s, 'q>], deltas: &[Voice<'s, 'q>]) -> Option<Revoked> {
        let mut states: Vec<State<'_, 's, 'q>> = Vec::with_capacity(complete.len());
        for voice in complete {
            // The newest of a series comes first. Several that are equally new all count.
            let mut newer = states.iter().filter(|state| {
                state.complete.is_of_series(voice) && compare_age(state.complete.crl(), voice.crl()).is_gt()
            });
            let is_overtaken = newer.clone().next().is_some();
            if newer.any(|state| state.flaw().is_none()) {
                self.note_vanished(voice);
                continue;
            }
            let delta = self.delta_of(voice, deltas);
            // RFC 5280, 6.3.3 (a)(1): a delta that is current brings a complete CRL up to date that is not.
            if delta.is_some() || self.is_expired(voice.scope.crl).is_none() {
                states.push(State { complete: voice, delta, is_overtaken });
            }
        }
        for state in &states {
            if let Some(revoked) = self.ask(state) {
                return Some(revoked);
            }
        }
        for (at, delta) in deltas.iter().enumerate() {
            let newer = deltas.get(..at).unwrap_or(&[]);
            if let Some(revoked) = self.ask_delta(delta, newer, &states) {
                return Some(revoked);
            }
        }
        if !deltas.is_empty() && complete.is_empty() {
            note(&mut self.whys, UnknownReason::Unusable(&codes::DELTA_WITHOUT_BASE));
        }
        self.note_expired(complete, &states);
        None
    }

    /// RFC 5280, 6.3.3 (i) to (k): what the delta says comes first, and removeFromCRL ends the search.
    fn ask(&mut self, state: &State<'_, 's, 'q>) -> Option<Revoked> {
        let complete = state.complete;
        let is_undecided = core::iter::once(complete).chain(state.delta).any(|part| part.by.is_undecided());
        for voice in state.delta.into_iter().chain([complete]) {
            match voice.entry {
                None => {}
                Some((CrlReason::RemoveFromCrl, _)) if voice.flaw.is_some() => {}
                Some((CrlReason::RemoveFromCrl, _)) => {
                    self.note_vanished(complete);
                    break;
                }
                Some(_) if is_undecided => {
                    note(&mut self.whys, UnknownReason::SignerUndecided { is_revoked: true });
                    return None;
                }
                Some((reason, since)) => return Some(Revoked(self.evidence(voice.scope.crl), reason, since)),
            }
        }
        if state.is_overtaken {
            return None;
        }
        if is_undecided {
            note(&mut self.whys, UnknownReason::SignerUndecided { is_revoked: false });
            return None;
        }
        if let Some(code) = state.flaw() {
            note(&mut self.whys, UnknownReason::Unusable(code));
            return None;
        }
        let reasons = complete.scope.reasons;
        self.covered = self.covered.union(reasons);
        let parts = core::iter::once(complete).chain(state.delta).map(|part| self.part(part, state.delta.is_some()));
        match (self.good.is_some(), reasons == ReasonFlags::ALL, state.delta) {
            (true, ..) => {}
            (false, true, None) => self.good = Some(self.evidence(complete.scope.crl)),
            (false, true, Some(_)) => self.good = Some(Evidence::Crls(parts.collect())),
            (false, false, _) => {
                let parts: Vec<CrlEvidence> = parts.collect();
                self.parts.extend(parts);
            }
        }
        None
    }

    /// The newest current delta that belongs to a complete CRL (RFC 5280, 5.2.4 and 6.3.3 (c)), by the same key (h). It may
    /// be of another origin.
    fn delta_of<'v>(&self, base: &Voice<'s, 'q>, deltas: &'v [Voice<'s, 'q>]) -> Option<&'v Voice<'s, 'q>> {
        deltas.iter().find(|delta| {
            belongs_to(delta.crl(), base.crl())
                && base.by.is_same_key(&delta.by)
                && self.is_expired(delta.scope.crl).is_none()
        })
    }

    /// A revocation on a current delta counts even where no complete CRL is there that it belongs to, unless something newer
    /// of its series has it no longer.
    fn ask_delta(
        &mut self,
        delta: &Voice<'s, 'q>,
        newer: &[Voice<'s, 'q>],
        states: &[State<'_, 's, 'q>],
    ) -> Option<Revoked> {
        if let Some(last) = self.is_expired(delta.scope.crl) {
            let is_undecided = delta.by.is_undecided();
            let undecided = UnknownReason::SignerUndecided { is_revoked: false };
            note(&mut self.whys, if is_undecided { undecided } else { UnknownReason::Expired(last) });
            return None;
        }
        let (reason, since) = delta.entry.filter(|(reason, _)| *reason != CrlReason::RemoveFromCrl)?;
        let is_later = |other: &Voice<'s, 'q>| compare_age(other.crl(), delta.crl()).is_gt();
        // Another delta says the same or more only where it begins at the same base.
        let by_delta = newer.iter().any(|newer| {
            newer.is_of_series(delta)
                && newer.crl().delta_crl_indicator() == delta.crl().delta_crl_indicator()
                && self.is_expired(newer.scope.crl).is_none()
                && newer.flaw.is_none()
                && is_later(newer)
        });
        let by_state = states.iter().any(|state| {
            let is_newer = |part: &Voice<'s, 'q>| part.flaw.is_none() && part.is_of_series(delta) && is_later(part);
            state.complete.is_of_series(delta) && (is_newer(state.complete) || state.delta.is_some_and(is_newer))
        });
        if by_delta || by_state {
            self.note_vanished(delta);
            return None;
        }
        if delta.by.is_undecided() {
            note(&mut self.whys, UnknownReason::SignerUndecided { is_revoked: true });
            return None;
        }
        Some(Revoked(self.evidence(delta.scope.crl), reason, since))
    }

    /// Of each series without anything current, the newest that has expired; what it shows as revoked is not forgotten.
    fn note_expired(&mut self, complete: &[Voice<'s, 'q>], states: &[State<'_, 's, 'q>]) {
        let mut seen: Vec<&Voice<'s, 'q>> = Vec::new();
        for voice in complete {
            if states.iter().any(|state| state.complete.is_of_series(voice)) {
                continue;
            }
            let Some(next_update) = self.is_expired(voice.scope.crl) else { continue };
            let newest = seen.iter().find(|newer| newer.is_of_series(voice));
            if newest.is_some_and(|newest| compare_age(newest.crl(), voice.crl()).is_gt()) {
                continue;
            }
            seen.push(voice);
            note(
                &mut self.whys,
                match voice.entry.filter(|(reason, _)| *reason != CrlReason::RemoveFromCrl) {
                    _ if voice.by.is_undecided() => UnknownReason::SignerUndecided { is_revoked: false },
                    Some((reason, since)) => UnknownReason::RevokedWhenExpired { next_update, reason, since },
                    None => UnknownReason::Expired(next_update),
                },
            );
        }
    }

    /// RFC 5280, 6.3.3, at the end: not revoked if all reasons are covered, else undetermined.
    fn conclude(mut self, context: &mut Context<'_>) -> Status {
        let certificate = self.query.certificate();
        if self.whys.contains(&UnknownReason::Exhausted) {
            return Status::Unknown(self.whys);
        }
        // RFC 5280 has no answer where the status of a signer depends on itself. That must not hide a revocation.
        if self.whys.contains(&UnknownReason::SignerUndecided { is_revoked: true }) {
            want_lists(certificate, context);
            return Status::Unknown(self.whys);
        }
        if self.vanished {
            context.warn(&codes::ENTRY_VANISHED);
        }
        if let Some(evidence) = self.good {
            return Status::Good(evidence);
        }
        if self.covered.contains(ReasonFlags::ALL) {
            return Status::Good(Evidence::Crls(self.parts));
        }
        if is_never_revoked(certificate, self.query.is_ca()) {
            return Status::Good(Evidence::NoRevAvail);
        }
        if self.covered != ReasonFlags::NONE {
            note(&mut self.whys, UnknownReason::Unusable(&codes::REASONS_INCOMPLETE));
        }
        if self.whys.is_empty() {
            self.whys.push(UnknownReason::NoData);
        }
        want_lists(certificate, context);
        Status::Unknown(self.whys)
    }

    /// A CRL that no longer counts, and may have shown the certificate as revoked for good.
    fn note_vanished(&mut self, voice: &Voice<'_, '_>) {
        self.vanished |= !voice.by.is_undecided() && voice.is_revoked_for_good();
    }

    fn is_expired(&self, list: &IndexedCrl) -> Option<Time> {
        self.set.last_moment(list).filter(|last| self.query.time() > *last)
    }

    fn evidence(&self, list: &IndexedCrl) -> Evidence {
        let number = list.crl().crl_number().ok().flatten();
        Evidence::crl(number, list.crl().this_update(), self.set.last_moment(list))
    }

    fn part(&self, voice: &Voice<'s, 'q>, has_delta: bool) -> CrlEvidence {
        let list = voice.scope.crl;
        let number = list.crl().crl_number().ok().flatten();
        let next_update = self.set.last_moment(list).filter(|_| list.is_delta() || !has_delta);
        CrlEvidence::new(number, list.crl().this_update(), next_update, list.is_delta())
    }
}

impl State<'_, '_, '_> {
    /// Why the profile refuses one of its parts for its form.
    fn flaw(&self) -> Option<&'static Code> {
        self.complete.flaw.or_else(|| self.delta?.flaw)
    }
}

impl Voice<'_, '_> {
    fn crl(&self) -> &Crl {
        self.scope.crl.crl()
    }

    /// Whether two CRLs are of one issuer, key, scope and origin.
    fn is_of_series(&self, other: &Self) -> bool {
        let scope = ExtensionKind::IssuingDistributionPoint;
        self.scope.origin == other.scope.origin
            && self.crl().extension_value(scope) == other.crl().extension_value(scope)
            && self.by.is_same_key(&other.by)
            && self.crl().issuer().matches(other.crl().issuer())
    }

    /// Whether it shows the certificate as revoked for a reason that no later CRL may lift (RFC 5280, 3.3).
    fn is_revoked_for_good(&self) -> bool {
        self.entry.is_some_and(|(reason, _)| !matches!(reason, CrlReason::CertificateHold | CrlReason::RemoveFromCrl))
    }
}

/// The first rule of form that a CRL breaks and the profile refuses for. Those that it warns of are noted.
fn flaw_of(crl: &IndexedCrl, context: &mut Context<'_>) -> Option<&'static Code> {
    if crl.is_well_formed() {
        return None;
    }
    let mut flaw = None;
    for rule in crl.broken_rules() {
        match context.severity(rule) {
            Severity::Ignore => {}
            Severity::Refuse => flaw = flaw.or(Some(rule.code())),
            _ => context.warn(rule.code()),
        }
    }
    flaw
}

/// RFC 5280, 5.2.4 and 6.3.3 (c): whether a delta says what has changed since this complete CRL.
fn belongs_to(delta: &Crl, base: &Crl) -> bool {
    let (Ok(number), Ok(base_number)) = (delta.crl_number(), base.crl_number()) else { return false };
    let Ok(since) = delta.delta_crl_indicator() else { return false };
    are_of_one_scope(delta, base)
        // "The CRL number of the complete CRL is equal to or greater than the BaseCRLNumber specified in the delta CRL."
        && matches!(compare_numbers(base_number, since), Some(Ordering::Equal | Ordering::Greater))
        // "The CRL number of the complete CRL is less than the CRL number of the delta CRL."
        && compare_numbers(base_number, number) == Some(Ordering::Less)
}

/// RFC 5280, 6.3.3 (c)(1) to (3): the same issuer, scope and authority key identifier, as they are written.
fn are_of_one_scope(one: &Crl, other: &Crl) -> bool {
    let equal = |kind| one.extension_value(kind) == other.extension_value(kind);
    one.issuer().matches(other.issuer())
        && equal(ExtensionKind::IssuingDistributionPoint)
        && equal(ExtensionKind::AuthorityKeyIdentifier)
}

/// CRL numbers are not negative (RFC 5280, 5.2.3); a negative one cannot be compared.
fn compare_numbers(left: Option<Integer<'_>>, right: Option<Integer<'_>>) -> Option<Ordering> {
    let (left, right) = (left?, right?);
    let (left, right) = (left.magnitude()?, right.magnitude()?);
    Some(left.len().cmp(&right.len()).then_with(|| left.cmp(right)))
}

/// RFC 9608, 4: the step that asks for the status "is skipped" if the extension is there. It may stand only where
/// RFC 9608, 3 allows it.
fn is_never_revoked(certificate: &Certificate, is_ca: bool) -> bool {
    certificate.has_extension(ExtensionKind::NoRevAvail)
        && !is_ca
        && !certificate.has_extension(ExtensionKind::CrlDistributionPoints)
        && !certificate.has_extension(ExtensionKind::FreshestCrl)
        && match certificate.authority_info_access() {
            Ok(access) => access.is_none_or(|access| access.iter().all(|one| one.method() != oids::OCSP)),
            Err(_) => false,
        }
}

/// Notes why a CRL did not help, each reason once, so that many CRLs make no long answer.
fn note(whys: &mut Vec<UnknownReason>, why: UnknownReason) {
    for known in whys.iter_mut() {
        match (known, &why) {
            (UnknownReason::Expired(known), UnknownReason::Expired(time)) => {
                *known = (*known).max(*time);
                return;
            }
            (
                UnknownReason::RevokedWhenExpired { next_update: known, .. },
                UnknownReason::RevokedWhenExpired { next_update: time, .. },
            ) if *known >= *time => {
                return;
            }
            (UnknownReason::NotYetValid(known), UnknownReason::NotYetValid(time)) => {
                *known = (*known).min(*time);
                return;
            }
            (known, why) if known == why => return,
            _ => {}
        }
    }
    whys.push(why);
}

/// Notes every address of a CRL that the certificate gives, and that can be fetched by HTTP.
fn want_lists(certificate: &Certificate, context: &mut Context<'_>) {
    for points in [certificate.crl_distribution_points(), certificate.freshest_crl()] {
        points.iter().flatten().for_each(|points| want_points(points, context));
    }
}

fn want_points(points: &DistributionPoints<'_>, context: &mut Context<'_>) {
    for point in points.iter() {
        let Some(DistributionPointName::FullName(names)) = point.name() else { continue };
        for name in names {
            match name {
                GeneralName::Uri(uri) if is_http(uri) => context.suggest_fetch(FetchKind::Crl, uri),
                _ => {}
            }
        }
    }
}

/// RFC 3986, 3.1: schemes are compared without case.
fn is_http(uri: &[u8]) -> bool {
    [&b"http://"[..], b"https://"]
        .iter()
        .any(|scheme| uri.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}
