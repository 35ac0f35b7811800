//! `crl_check`: what a set of lists says about a certificate, against a naive reading of RFC 5280, 6.3.3, over the description
//! that both were made of.

use std::sync::LazyLock;
use ucpki_chain::{AlgorithmPolicy, Budget, Context, Issuer, Query, Revocation, Spending, Status, UnknownReason};
use ucpki_crl::{CrlSet, IndexedCrl};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Crl, Entry, GeneralName, IssuingPoint, Key, KeyUsage, Name, Point, PointName, time};
use ucpki_x509::{Certificate, CrlReason, Time};

const NOW: &str = "2027-01-01T00:00:00Z";
const ALL: u32 = 0x1FE;
/// Reasons that points and lists are restricted to; none at all is one of them.
const REASONS: [u32; 5] = [0x006, 0x1F8, 0x1FE, 0x002, 0];

/// The name of a distribution point: URIs by their bits, or relative.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Uris(u8),
    Relative(u8),
}

#[derive(Clone, Debug, PartialEq)]
struct ListPlan {
    place: Option<Place>,
    only: u8,
    reasons: Option<u32>,
    indirect: bool,
    /// 0 past, 1 future, else current.
    when: u8,
    number: Option<u8>,
    since: Option<u8>,
    forged: bool,
    entries: Vec<EntryPlan>,
}

#[derive(Clone, Debug, PartialEq)]
struct EntryPlan {
    serial: u8,
    reason: Option<u8>,
    /// Whose certificate, where the entry says: the CA's (true) or somebody else's.
    issuer: Option<bool>,
}

#[derive(Clone, Debug)]
struct PointPlan {
    place: Option<Place>,
    reasons: Option<u32>,
    named: bool,
}

#[derive(Clone, Debug)]
struct Plan {
    is_ca: bool,
    points: Vec<PointPlan>,
    lists: Vec<ListPlan>,
}

/// What both sides say.
#[derive(Debug, PartialEq)]
enum Answer {
    Expired,
    Good,
    Revoked,
    Unknown,
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn place(&mut self) -> Option<Place> {
        match self.next() {
            byte @ 0..=0x7F => (byte & 7 != 0).then_some(Place::Uris(byte & 7)),
            byte @ 0x80..=0xBF => Some(Place::Relative(byte & 1)),
            _ => None,
        }
    }

    fn reasons(&mut self) -> Option<u32> {
        REASONS.get(usize::from(self.next() & 0x0F)).copied()
    }

    fn plan(&mut self) -> Plan {
        let head = self.next();
        let points = (0..head & 3).map(|_| {
            let named = self.next() & 3 == 3;
            let place = self.place().or((!named).then_some(Place::Uris(1)));
            PointPlan { place, reasons: self.reasons(), named }
        });
        let points = points.collect();
        let lists = (0..1 + (head >> 2 & 3)).map(|_| self.list()).collect();
        Plan { is_ca: head & 0x80 != 0, points, lists }
    }

    fn list(&mut self) -> ListPlan {
        let (kind, when) = (self.next(), self.next());
        let number = self.next();
        ListPlan {
            place: self.place(),
            only: if kind & 0x0C == 0x0C { kind & 3 } else { 0 },
            reasons: self.reasons(),
            indirect: kind & 0x10 != 0,
            when: when & 7,
            number: (number != 0xFF).then_some(number & 0x0F),
            since: (kind & 0x60 == 0x60).then_some(number >> 4),
            forged: when & 0xF0 == 0xF0,
            entries: (0..self.next() & 3).map(|_| self.entry()).collect(),
        }
    }

    fn entry(&mut self) -> EntryPlan {
        let byte = self.next();
        let reason = [None, Some(1), Some(6), Some(8)][usize::from(byte >> 2 & 3)];
        let issuer = [None, None, Some(true), Some(false)][usize::from(byte >> 4 & 3)];
        EntryPlan { serial: byte & 3, reason, issuer }
    }
}

impl ListPlan {
    fn scope(&self) -> Option<IssuingPoint> {
        let scope = IssuingPoint {
            name: self.place.map(Place::name),
            only_users: self.only == 1,
            only_cas: self.only == 2,
            only_attributes: self.only == 3,
            reasons: self.reasons,
            indirect: self.indirect,
        };
        (scope != IssuingPoint::default()).then_some(scope)
    }

    /// RFC 5280, 6.3.3 (b), (d): the reasons for which the list speaks of the certificate.
    fn covers(&self, plan: &Plan) -> u32 {
        let excluded = matches!((self.only, plan.is_ca), (1, true) | (2, false) | (3, _));
        if excluded {
            return 0;
        }
        let leads = |point: &&PointPlan| match (self.place, point.place) {
            _ if point.named && !self.indirect => false,
            (None, _) => true,
            (Some(list), Some(point)) => list.meets(point),
            // The list's place against the name in cRLIssuer.
            (Some(_), None) => false,
        };
        let reasons = plan.points.iter().filter(leads).map(|point| point.reasons.unwrap_or(ALL));
        let all = if self.place.is_none() { ALL } else { reasons.fold(0, |all, one| all | one) };
        all & self.reasons.unwrap_or(ALL)
    }

    fn is_usable(&self) -> bool {
        let contradicts = !self.indirect && self.entries.iter().any(|entry| entry.issuer.is_some());
        !contradicts && !self.forged && self.when != 1 && (self.since.is_none() || self.number.is_some())
    }

    fn is_current(&self) -> bool {
        self.when != 0
    }

    /// Whether the certificate is on the list: some reason, and removeFromCRL is told apart. The first entry counts.
    fn says(&self) -> Option<bool> {
        let mut own = true;
        for entry in &self.entries {
            own = entry.issuer.unwrap_or(own);
            if own && entry.serial == 1 {
                return Some(entry.reason != Some(8));
            }
        }
        None
    }

    fn belongs_to(&self, base: &Self) -> bool {
        let (Some(number), Some(since), Some(of_base)) = (self.number, self.since, base.number) else { return false };
        self.scope() == base.scope() && since <= of_base && of_base < number
    }
}

impl Place {
    fn name(self) -> PointName {
        let uri = |bit: u8| GeneralName::Uri(format!("http://{bit}.example/"));
        match self {
            Self::Uris(bits) => PointName::Full((0..3).filter(|bit| bits >> bit & 1 == 1).map(uri).collect()),
            Self::Relative(number) => PointName::Relative(format!("part {number}")),
        }
    }

    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Uris(one), Self::Uris(other)) => one & other != 0,
            (one, other) => one == other,
        }
    }
}

/// RFC 5280, 6.3.3, step by step over the plan: of CRLs of one scope the newest current one decides. CRLs that come later are
/// newer.
fn reference(plan: &Plan) -> Answer {
    let is_usable = |list: &&ListPlan| list.is_usable() && list.covers(plan) != 0;
    let newest_first: Vec<(usize, &ListPlan)> =
        plan.lists.iter().enumerate().filter(|(_, list)| is_usable(list)).rev().collect();
    let is_delta = |(_, list): &&(usize, &ListPlan)| list.since.is_some();
    let deltas: Vec<(usize, &ListPlan)> = newest_first.iter().filter(is_delta).copied().collect();
    let complete: Vec<(usize, &ListPlan)> = newest_first.iter().filter(|list| !is_delta(list)).copied().collect();
    // The CRLs that decide, with the ages of their deltas.
    let mut deciding: Vec<(usize, &ListPlan, Option<(usize, &ListPlan)>)> = Vec::new();
    for (age, base) in &complete {
        let is_overtaken = deciding.iter().any(|(_, newer, _)| newer.scope() == base.scope());
        let delta = deltas.iter().find(|(_, delta)| delta.is_current() && delta.belongs_to(base)).copied();
        if !is_overtaken && (base.is_current() || delta.is_some()) {
            deciding.push((*age, base, delta));
        }
    }
    let (mut covered, mut expired, mut revoked) = (0, false, false);
    for (_, base, delta) in &deciding {
        match delta.and_then(|(_, delta)| delta.says()).or_else(|| base.says()) {
            Some(true) => revoked = true,
            _ => covered |= base.covers(plan),
        }
    }
    for (_, base) in &complete {
        expired |= !base.is_current() && !deciding.iter().any(|(_, other, _)| other.scope() == base.scope());
    }
    // A delta that revokes counts alone, until one of its base or a CRL of its scope is newer.
    for (age, delta) in &deltas {
        if !delta.is_current() {
            expired = true;
            continue;
        }
        let by_delta = deltas.iter().any(|(other, newer)| {
            other > age && newer.is_current() && newer.scope() == delta.scope() && newer.since == delta.since
        });
        let by_complete = deciding.iter().any(|(other, base, of_base)| {
            let newest = of_base.map_or(*other, |(of_base, _)| of_base.max(*other));
            base.scope() == delta.scope() && newest > *age
        });
        revoked |= delta.says() == Some(true) && !by_delta && !by_complete;
    }
    #[cfg(ucpki_planted_bug = "crl_check")]
    let covered = if plan.lists.iter().filter(|list| list.reasons == Some(0x002)).count() == 2 { 0 } else { covered };
    match () {
        () if revoked => Answer::Revoked,
        () if covered == ALL => Answer::Good,
        () if expired => Answer::Expired,
        () => Answer::Unknown,
    }
}

struct Fixture {
    ca: Cert,
    certificate: Certificate,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let usage = KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN;
    let ca = Cert::new("CA").key(&Key::fake("CA")).ca(None).key_usage(usage);
    let certificate = Certificate::parse(&ca.der()).expect("our own");
    Fixture { ca, certificate }
});

fn made(plan: &ListPlan, index: u32) -> Crl {
    let day = |text| time(text).plus_seconds(i64::from(index));
    let (from, until) = match plan.when {
        0 => ("2026-01-01T00:00:00Z", Some("2026-06-01T00:00:00Z")),
        1 => ("2027-06-01T00:00:00Z", Some("2028-01-01T00:00:00Z")),
        2 => ("2026-12-01T00:00:00Z", None),
        _ => ("2026-12-01T00:00:00Z", Some("2028-01-01T00:00:00Z")),
    };
    let mut crl = Crl::new(&FIXTURE.ca);
    (crl.this_update, crl.next_update) = (day(from), until.map(day));
    crl.number = plan.number.map(|number| vec![number]);
    crl.delta_base = plan.since.map(u32::from);
    crl.distribution_point = plan.scope().map(|scope| scope.der());
    for plan in &plan.entries {
        let mut entry = Entry::new(&[plan.serial], "2026-12-01T00:00:00Z", plan.reason);
        entry.issuer = plan.issuer.map(|own| Name::common(if own { "CA" } else { "Other" }));
        crl = crl.entry(entry);
    }
    if plan.forged { crl.bad_signature() } else { crl }
}

/// The order in which lists of one time stand would matter to no answer, but to which delta is the newest.
fn ours(plan: &Plan) -> (Status, Time) {
    let points: Vec<Point> = plan
        .points
        .iter()
        .map(|point| Point {
            name: point.place.map(Place::name),
            reasons: point.reasons,
            crl_issuer: point.named.then(|| Name::common("CA")),
        })
        .collect();
    let mut leaf = Cert::new("leaf").key(&Key::fake("leaf")).raw_serial(&[1]).issued_by(&FIXTURE.ca);
    if !points.is_empty() {
        leaf = leaf.extension("2.5.29.31", false, &Point::list(&points));
    }
    let leaf = Certificate::parse(&leaf.der()).expect("our own");
    let lists: CrlSet = (0..)
        .zip(&plan.lists)
        .map(|(index, list)| IndexedCrl::parse(made(list, index).der().into_boxed_slice(), &FAKE).expect("our own"))
        .collect();
    let issuer = &FIXTURE.certificate;
    let key = FAKE.prepare(issuer.spki(), None).expect("our own");
    let issuer = Issuer::new(issuer.subject(), issuer.spki(), &*key, Some(issuer));
    let query = Query::new(&leaf, issuer, 0, plan.is_ca, time(NOW));
    let mut spending = Spending::new(&Budget::default());
    let mut wanted = Vec::new();
    let mut context = Context::new(FAKE, AlgorithmPolicy::MODERN, &mut spending, &mut wanted);
    (lists.status(&query, &mut context), time(NOW))
}

fn is_about_expired(reason: &UnknownReason) -> bool {
    matches!(reason, UnknownReason::Expired(_) | UnknownReason::RevokedWhenExpired { .. })
}

/// Makes a certificate and lists from `data`, and compares the answers.
///
/// # Panics
///
/// If they differ.
pub fn crl_check(data: &[u8]) {
    let plan = Bytes(data).plan();
    // Past and current lists of one scope may be newest by their number or by their time; the plan has them in one order.
    let mut plan = plan;
    plan.lists.sort_by_key(|list| match list.when {
        0 => 0,
        1 => 2,
        _ => 1,
    });
    let (status, _) = ours(&plan);
    let answer = match &status {
        Status::Good(_) => Answer::Good,
        Status::Revoked(_, reason, _) => {
            assert_ne!(*reason, CrlReason::RemoveFromCrl);
            Answer::Revoked
        }
        Status::Unknown(reasons) if reasons.iter().any(is_about_expired) => Answer::Expired,
        _ => Answer::Unknown,
    };
    assert_eq!(answer, reference(&plan), "{status:?}\n{plan:#?}");
}
