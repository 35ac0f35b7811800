//! What the lists of a set say together about one certificate (RFC 5280, 6.3.3).

use crate::scope::crl_issuers;
use crate::signer::{self, SignedBy};
use crate::{CrlSet, IndexedCrl, codes};
use alloc::vec::Vec;
use core::cmp::Ordering;
use ucpki_chain::{Context, CrlEvidence, Evidence, Query, Status, WantedKind, Why};
use ucpki_x509::der::Integer;
use ucpki_x509::extension::{DistributionPointName, DistributionPoints, ExtensionKind, ReasonFlags};
use ucpki_x509::{Certificate, Crl, GeneralName, Reason, Time, oids};

/// One question to a set, and what was found out about it so far.
pub(crate) struct Inquiry<'s, 'q> {
    set: &'s CrlSet,
    query: &'s Query<'q>,
    /// The reasons that current lists cover: reasons_mask of RFC 5280, 6.3.2 (a).
    covered: ReasonFlags,
    /// The first answer that covers all reasons alone.
    good: Option<Evidence>,
    /// The lists that cover some reasons.
    parts: Vec<CrlEvidence>,
    whys: Vec<Why>,
}

/// A list that could say something about the certificate: all that is cheap to find out about it holds.
#[derive(Clone, Copy)]
struct InScope<'s> {
    list: &'s IndexedCrl,
    reasons: ReasonFlags,
}

/// A revocation, by the list that says it.
struct Revoked(Evidence, Reason, Time);

impl<'s, 'q> Inquiry<'s, 'q> {
    pub(crate) const fn new(set: &'s CrlSet, query: &'s Query<'q>) -> Self {
        Self { set, query, covered: ReasonFlags::NONE, good: None, parts: Vec::new(), whys: Vec::new() }
    }

    pub(crate) fn answer(mut self, context: &mut Context<'_>) -> Status {
        let (complete, deltas) = self.in_scope(context);
        let has_complete = !complete.is_empty();
        for list in complete {
            match self.ask(list, &deltas, context) {
                Ok(Some(Revoked(evidence, reason, since))) => return Status::Revoked(evidence, reason, since),
                Ok(None) => {}
                Err(why) => note(&mut self.whys, why),
            }
        }
        if let Some(Revoked(evidence, reason, since)) = self.ask_deltas(&deltas, context) {
            return Status::Revoked(evidence, reason, since);
        }
        if !deltas.is_empty() && !has_complete {
            note(&mut self.whys, Why::Unusable(&codes::DELTA_WITHOUT_BASE));
        }
        self.conclude(context)
    }

    /// The lists that may speak of the certificate, complete ones and deltas apart, the newest of each issuer first.
    fn in_scope(&mut self, context: &Context<'_>) -> (Vec<InScope<'s>>, Vec<InScope<'s>>) {
        let certificate = self.query.certificate();
        let (mut complete, mut deltas) = (Vec::new(), Vec::new());
        let mut add = |whys: &mut Vec<Why>, list: &'s IndexedCrl| match self.set.check_scope(list, self.query, context)
        {
            Ok(reasons) if list.is_delta() => deltas.push(InScope { list, reasons }),
            Ok(reasons) => complete.push(InScope { list, reasons }),
            Err(why) => note(whys, why),
        };
        for list in self.set.find(certificate.issuer()) {
            add(&mut self.whys, list);
        }
        // Lists of issuers that the certificate names; each once, though points repeat names.
        let mut named: Vec<&IndexedCrl> = Vec::new();
        for issuer in crl_issuers(certificate).filter(|issuer| !issuer.matches(certificate.issuer())) {
            for list in self.set.find(issuer) {
                if !named.iter().any(|known| core::ptr::eq(*known, list)) {
                    named.push(list);
                    add(&mut self.whys, list);
                }
            }
        }
        (complete, deltas)
    }

    /// RFC 5280, 6.3.3 (a), (c), and (f) to (k), for one complete list with the newest delta that belongs to it.
    fn ask(
        &mut self,
        scope: InScope<'s>,
        deltas: &[InScope<'s>],
        context: &mut Context<'_>,
    ) -> Result<Option<Revoked>, Why> {
        let list = scope.list;
        let by = signer::find(list, self.query, context)?;
        let delta = self.delta_of(list, &by, deltas, context)?;
        let (time, last) = (self.query.time(), self.set.last_moment(list));
        // RFC 5280, 6.3.3 (a)(1): a delta that is current brings a complete list up to date that is not.
        if let (Some(last), None) = (last.filter(|last| time > *last), delta) {
            return Err(Why::Expired(last));
        }
        let certificate = self.query.certificate();
        // RFC 5280, 6.3.3 (i) to (k): what the delta says comes first, and removeFromCRL ends the search.
        for said_by in delta.into_iter().chain([list]) {
            let Some(entry) = said_by.find_of(certificate.issuer(), certificate.serial()) else { continue };
            match entry.reason() {
                Reason::RemoveFromCrl => break,
                reason => return Ok(Some(Revoked(self.evidence(said_by), reason, entry.revocation_date()))),
            }
        }
        self.covered = self.covered.union(scope.reasons);
        let parts = core::iter::once(list).chain(delta).map(|part| self.part(part, delta.is_some()));
        match (self.good.is_some(), scope.reasons == ReasonFlags::ALL, delta) {
            (true, ..) => {}
            (false, true, None) => self.good = Some(self.evidence(list)),
            (false, true, Some(_)) => self.good = Some(Evidence::Crls(parts.collect())),
            (false, false, _) => {
                let parts: Vec<CrlEvidence> = parts.collect();
                self.parts.extend(parts);
            }
        }
        Ok(None)
    }

    /// The newest current delta that belongs to a complete list (RFC 5280, 5.2.4 and 6.3.3 (c)), by the same key (h).
    fn delta_of(
        &self,
        base: &IndexedCrl,
        by: &SignedBy<'_>,
        deltas: &[InScope<'s>],
        context: &mut Context<'_>,
    ) -> Result<Option<&'s IndexedCrl>, Why> {
        for delta in deltas.iter().map(|delta| delta.list) {
            if !belongs_to(delta.crl(), base.crl()) || self.is_expired(delta).is_some() {
                continue;
            }
            match signer::signed_too(delta, by, context) {
                Ok(()) => return Ok(Some(delta)),
                Err(Why::Exhausted) => return Err(Why::Exhausted),
                Err(_) => {}
            }
        }
        Ok(None)
    }

    /// A revocation on the newest delta of each scope counts even where no complete list is there that it belongs to.
    fn ask_deltas(&mut self, deltas: &[InScope<'s>], context: &mut Context<'_>) -> Option<Revoked> {
        let certificate = self.query.certificate();
        let mut seen: Vec<&Crl> = Vec::new();
        for delta in deltas.iter().map(|delta| delta.list) {
            if seen.iter().any(|newer| are_of_one_series(newer, delta.crl())) {
                continue;
            }
            // Who signed it comes first: only a list that is good in every other way counts as expired.
            let signed = signer::find(delta, self.query, context);
            let current = signed.and_then(|_| self.is_expired(delta).map_or(Ok(()), |last| Err(Why::Expired(last))));
            if let Err(why) = current {
                note(&mut self.whys, why);
                continue;
            }
            seen.push(delta.crl());
            let entry = delta.find_of(certificate.issuer(), certificate.serial());
            let entry = entry.map(|entry| (entry.reason(), entry.revocation_date()));
            if let Some((reason, since)) = entry.filter(|(reason, _)| *reason != Reason::RemoveFromCrl) {
                return Some(Revoked(self.evidence(delta), reason, since));
            }
        }
        None
    }

    /// RFC 5280, 6.3.3, at the end: not revoked if all reasons are covered, else undetermined.
    fn conclude(mut self, context: &mut Context<'_>) -> Status {
        let certificate = self.query.certificate();
        if self.whys.contains(&Why::Exhausted) {
            return Status::Unknown(self.whys);
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
            note(&mut self.whys, Why::Unusable(&codes::REASONS_INCOMPLETE));
        }
        if self.whys.is_empty() {
            self.whys.push(Why::NoData);
        }
        want_lists(certificate, context);
        Status::Unknown(self.whys)
    }

    fn is_expired(&self, list: &IndexedCrl) -> Option<Time> {
        self.set.last_moment(list).filter(|last| self.query.time() > *last)
    }

    fn evidence(&self, list: &IndexedCrl) -> Evidence {
        let number = list.crl().crl_number().ok().flatten();
        Evidence::crl(number, list.crl().this_update(), self.set.last_moment(list))
    }

    fn part(&self, list: &IndexedCrl, has_delta: bool) -> CrlEvidence {
        let number = list.crl().crl_number().ok().flatten();
        let next_update = self.set.last_moment(list).filter(|_| list.is_delta() || !has_delta);
        CrlEvidence::new(number, list.crl().this_update(), next_update, list.is_delta())
    }
}

/// RFC 5280, 5.2.4 and 6.3.3 (c): whether a delta says what has changed since this complete list.
fn belongs_to(delta: &Crl, base: &Crl) -> bool {
    let (Ok(number), Ok(base_number)) = (delta.crl_number(), base.crl_number()) else { return false };
    let Ok(since) = delta.delta_crl_indicator() else { return false };
    are_of_one_series(delta, base)
        // "The CRL number of the complete CRL is equal to or greater than the BaseCRLNumber specified in the delta CRL."
        && matches!(compare_numbers(base_number, since), Some(Ordering::Equal | Ordering::Greater))
        // "The CRL number of the complete CRL is less than the CRL number of the delta CRL."
        && compare_numbers(base_number, number) == Some(Ordering::Less)
}

/// RFC 5280, 6.3.3 (c)(1) to (3): the same issuer, scope and authority key identifier, as they are written.
fn are_of_one_series(one: &Crl, other: &Crl) -> bool {
    let equal = |kind| one.extension_value(kind) == other.extension_value(kind);
    one.issuer().matches(other.issuer())
        && equal(ExtensionKind::IssuingDistributionPoint)
        && equal(ExtensionKind::AuthorityKeyIdentifier)
}

/// CRL numbers are not negative (RFC 5280, 5.2.3); who has a negative one cannot be compared.
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

/// Notes why a list did not help, each reason once, so that many lists make no long answer.
fn note(whys: &mut Vec<Why>, why: Why) {
    for known in whys.iter_mut() {
        match (known, &why) {
            (Why::Expired(known), Why::Expired(time)) => {
                *known = (*known).max(*time);
                return;
            }
            (Why::NotYetValid(known), Why::NotYetValid(time)) => {
                *known = (*known).min(*time);
                return;
            }
            (known, why) if known == why => return,
            _ => {}
        }
    }
    whys.push(why);
}

/// Notes every address of a list that the certificate gives, and that can be fetched by HTTP.
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
                GeneralName::Uri(uri) if is_http(uri) => context.want(WantedKind::Crl, uri),
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
