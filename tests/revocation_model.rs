//! Revocation lists over random small hierarchies, against a naive model of RFC 5280, 6.3.3 and of what `CrlSet` promises
//! beyond it.
//!
//! The model knows who really signed what, and parses and verifies nothing. It tries every path, and for each certificate
//! on it every list. Hierarchies have namesakes (one name, several keys), changes of keys, cross-certificates of roots that
//! are trusted and of one that is not, separate signers of lists, and serial numbers that many certificates share.

#![expect(clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::env;
use std::fmt::{self, Write as _};
use ucpki_chain::{
    Anchor, At, Budget, Cause, Identity, Pool, Purpose, Refused, Request, Revocation, RevocationCheck, Valid,
    Validator, codes,
};
use ucpki_crl::codes::ENTRY_VANISHED;
use ucpki_crl::{CrlOrigin, CrlSet, IndexedCrl};
use ucpki_tests::Rng;
use ucpki_tests::ask::read;
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Crl, Entry, IssuingPoint, Key, KeyId, KeyUsage, time};
use ucpki_x509::{Certificate, oids};

const NOW: &str = "2027-01-01T00:00:00Z";

/// How many hierarchies are tried; more with `UCPKI_REVOCATION_SEEDS`.
fn seeds() -> u64 {
    env::var("UCPKI_REVOCATION_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(6_000)
}

/// A certificate as the model knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    subject: String,
    key: String,
    issuer: String,
    /// The key that signed it; no key if the signature does not hold.
    signer: Option<String>,
    serial: u8,
    kind: Kind,
}

/// What a certificate lets its subject sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Certificates and lists.
    Ca,
    /// Certificates; its key usage leaves out lists.
    CaWithoutLists,
    /// Certificates; it has no key usage.
    CaWithoutUsage,
    /// Lists.
    Lists,
    /// Neither.
    Leaf,
}

impl Kind {
    const fn issues(self) -> bool {
        matches!(self, Self::Ca | Self::CaWithoutLists | Self::CaWithoutUsage)
    }
}

/// Which certificates a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    All,
    Users,
    Cas,
}

/// A list as the model knows it. Times are those of [`TIMES`].
#[derive(Clone, Debug)]
struct List {
    issuer: String,
    /// The key that signed it; no key if the signature does not hold.
    signer: Option<String>,
    this_update: usize,
    next_update: Option<usize>,
    number: u8,
    scope: Scope,
    /// Two origins of one set, and a source of its own.
    origin: usize,
    /// Serial numbers with reasons.
    entries: Vec<(u8, Option<u8>)>,
    has_key_id: bool,
}

/// From early to late.
const TIMES: [&str; 7] = [
    "2026-10-01T00:00:00Z",
    "2026-11-01T00:00:00Z",
    "2026-12-01T00:00:00Z",
    "2026-12-31T23:59:59Z",
    NOW,
    "2027-01-01T00:00:01Z",
    "2027-06-01T00:00:00Z",
];
const AT_NOW: usize = 4;
const HOLD: u8 = 6;

#[derive(Debug)]
struct Scene {
    anchors: Vec<Known>,
    pool: Vec<Known>,
    leaves: Vec<Known>,
    lists: Vec<List>,
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [("anchor", &self.anchors), ("pool", &self.pool), ("leaf", &self.leaves)];
        for (kind, known) in kinds.into_iter().flat_map(|(kind, all)| all.iter().map(move |known| (kind, known))) {
            let Known { subject, key, issuer, signer, serial, kind: may } = known;
            let signer = signer.as_deref().unwrap_or("nobody");
            writeln!(f, "  {kind} {subject}, {key}, #{serial} by {issuer}, {signer}: {may:?}")?;
        }
        for List { issuer, signer, this_update, next_update, number, scope, origin, entries, .. } in &self.lists {
            let signer = signer.as_deref().unwrap_or("nobody");
            let times = format!("{this_update}..{next_update:?} (now {AT_NOW})");
            writeln!(
                f,
                "  list of {issuer}, {signer}, number {number}, {times}, {scope:?}, origin {origin}: {entries:?}"
            )?;
        }
        Ok(())
    }
}

fn ca_name(rng: &mut Rng) -> String {
    rng.pick(&["A", "A", "A", "B", "B", "C"]).to_owned()
}

fn new_key(known: &mut usize) -> String {
    *known += 1;
    format!("key {known}")
}

/// A certificate for this subject and key by `issuer`.
fn issued(rng: &mut Rng, subject: &str, key: &str, issuer: &Known, kind: Kind) -> Known {
    Known {
        subject: subject.to_owned(),
        key: key.to_owned(),
        issuer: issuer.subject.clone(),
        signer: Some(issuer.key.clone()),
        serial: 1 + rng.below(12) as u8,
        kind,
    }
}

fn ca_kind(rng: &mut Rng) -> Kind {
    match rng.below(20) {
        0 => Kind::CaWithoutLists,
        1 => Kind::CaWithoutUsage,
        _ => Kind::Ca,
    }
}

fn root(rng: &mut Rng, name: &str, key: String) -> Known {
    let (kind, serial) = (ca_kind(rng), 1 + rng.below(12) as u8);
    Known { subject: name.to_owned(), issuer: name.to_owned(), signer: Some(key.clone()), key, serial, kind }
}

impl Scene {
    fn random(seed: u64) -> Self {
        let rng = &mut Rng::new(seed);
        let mut keys = 0;
        let mut anchors = vec![root(rng, "R", new_key(&mut keys))];
        if rng.percent(50) {
            let name = if rng.percent(40) { "R" } else { "Q" };
            anchors.push(root(rng, name, new_key(&mut keys)));
        }
        // Everyone who issues, as the subject of one of its certificates.
        let mut issuers = anchors.clone();
        let mut pool = Vec::new();
        if rng.percent(40) {
            let name = if rng.percent(30) { "R" } else { "S" };
            let stranger = root(rng, name, new_key(&mut keys));
            pool.push(stranger.clone());
            issuers.push(stranger);
        }
        for _ in 0..1 + rng.below(3) {
            let (above, name, kind) = (rng.pick(&issuers), ca_name(rng), ca_kind(rng));
            let made = issued(rng, &name, &new_key(&mut keys), &above, kind);
            pool.push(made.clone());
            issuers.push(made);
        }
        for _ in 0..rng.below(6) {
            let (one, other, kind) = (rng.pick(&issuers), rng.pick(&issuers), ca_kind(rng));
            let made = match rng.below(12) {
                // The new key of a CA, certified with the one before, and the other way round.
                0..=2 => issued(rng, &one.subject, &new_key(&mut keys), &one, kind),
                3 => {
                    let same: Vec<Known> = issuers.iter().filter(|by| by.subject == one.subject).cloned().collect();
                    let by = rng.pick(&same);
                    issued(rng, &one.subject, &one.key, &by, kind)
                }
                // Cross-certificates, and renewals by the same CA.
                4 | 5 => issued(rng, &one.subject, &one.key, &other, kind),
                // Namesakes.
                6 => issued(rng, &one.subject, &new_key(&mut keys), &other, kind),
                // A key for lists: of the CA itself, of the one above, of whomever.
                7 => issued(rng, &one.subject, &new_key(&mut keys), &one, Kind::Lists),
                8 => {
                    let above: Vec<Known> = issuers.iter().filter(|by| by.subject == one.issuer).cloned().collect();
                    let by = rng.pick(&above);
                    issued(rng, &one.subject, &new_key(&mut keys), &by, Kind::Lists)
                }
                9 => issued(rng, &one.subject, &new_key(&mut keys), &other, Kind::Lists),
                // A key for lists that another key for lists has certified, in vain.
                10 => {
                    let signers: Vec<Known> = pool.iter().filter(|by| by.kind == Kind::Lists).cloned().collect();
                    let by = if signers.is_empty() { one.clone() } else { rng.pick(&signers) };
                    issued(rng, &one.subject, &new_key(&mut keys), &by, Kind::Lists)
                }
                // A certificate that nobody signed.
                _ => Known { signer: None, ..issued(rng, &one.subject, &one.key, &other, kind) },
            };
            if made.kind.issues() {
                issuers.push(made.clone());
            }
            pool.push(made);
        }
        let leaves: Vec<Known> = (0..1 + rng.below(3))
            .map(|at| {
                // Rather at the end than at the root.
                let by = issuers.len() - 1 - rng.below(issuers.len()).min(rng.below(issuers.len()));
                let by = issuers.get(by).unwrap();
                issued(rng, &format!("leaf {at}"), &format!("leaf {at}"), by, Kind::Leaf)
            })
            .collect();
        let mut scene = Self { anchors, pool, leaves, lists: Vec::new() };
        scene.add_lists(rng);
        scene
    }

    fn add_lists(&mut self, rng: &mut Rng) {
        let signers: Vec<Known> =
            self.anchors.iter().chain(&self.pool).filter(|by| by.kind != Kind::Leaf).cloned().collect();
        // What is most interesting to revoke.
        let serials: Vec<u8> = self.pool.iter().chain(&self.leaves).map(|known| known.serial).collect();
        let add = |lists: &mut Vec<List>, rng: &mut Rng, issuer: &Known, signer: Option<String>, is_plain: bool| {
            let this_update = rng.below(3);
            let mut list = List {
                issuer: issuer.subject.clone(),
                signer,
                this_update,
                next_update: Some(6),
                number: 1 + rng.below(3) as u8,
                scope: Scope::All,
                origin: rng.pick(&[0, 0, 0, 1, 2]),
                entries: Vec::new(),
                has_key_id: rng.percent(80),
            };
            if !is_plain {
                list.next_update = rng.pick(&[Some(3), Some(3), Some(AT_NOW), Some(5), Some(6), None]);
                list.scope = rng.pick(&[Scope::All, Scope::All, Scope::All, Scope::Users, Scope::Cas]);
                match rng.below(12) {
                    0 => list.this_update = AT_NOW,
                    1 => list.this_update = 5,
                    _ => {}
                }
                list.next_update = list.next_update.map(|next| next.max(list.this_update));
            }
            for _ in 0..rng.pick(&[0, 0, 0, 1, 1, 2]) {
                let serial = if rng.percent(70) { rng.pick(&serials) } else { 100 };
                if list.entries.iter().all(|(known, _)| *known != serial) {
                    list.entries.push((serial, rng.pick(&[None, Some(1), Some(HOLD)])));
                }
            }
            lists.push(list);
        };
        for by in &signers {
            if rng.percent(80) {
                add(&mut self.lists, rng, by, Some(by.key.clone()), true);
            }
        }
        for _ in 0..rng.below(6) {
            let (one, other) = (rng.pick(&signers), rng.pick(&signers));
            let signer = match rng.below(6) {
                0 => None,
                1 => Some(other.key),
                2 => Some("nobody's".to_owned()),
                _ => Some(one.key.clone()),
            };
            add(&mut self.lists, rng, &one, signer, false);
        }
    }
}

/// A rule of the model that is left out, to see whether that is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    /// Any certificate of the name vouches for a key.
    NamesakesCount,
    /// Only the key that issued the certificate signs lists.
    OnlyTheIssuerSigns,
    /// Signatures of lists are not checked.
    ForgedCounts,
    /// nextUpdate is not looked at.
    ExpiredCounts,
    /// thisUpdate is not compared with the time.
    FutureCounts,
    /// cRLSign is not asked for.
    AnyoneSigns,
    /// Any list of a series revokes, not only the newest.
    OlderCounts,
    /// One newest list over all origins and keys.
    OneSeries,
    /// Scopes are not looked at.
    ScopeIgnored,
    /// What is not known is good.
    UnknownIsGood,
    /// Only the leaf is asked for.
    OnlyTheLeaf,
    /// A signer of lists may itself be revoked.
    SignersAreGood,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// Not revoked, and whether an older list of the series had it revoked for good.
    Good {
        vanished: bool,
    },
    Revoked,
    /// Only lists that are no longer current speak of it.
    Expired,
    Unknown,
}

/// A path: the certificate in question first, then the anchor as the last.
type Path<'s> = Vec<&'s Known>;

/// "Paths of signers nest three deep."
const MAX_NESTING: usize = 3;

struct Model<'s> {
    scene: &'s Scene,
    flaw: Flaw,
    /// Whether a signer was passed over because finding out its status led back to itself, or too deep.
    was_nested: Cell<bool>,
}

impl<'s> Model<'s> {
    /// RFC 5280, 6.1: every way to an anchor on which names and signatures fit and all but the first may issue. No name and
    /// key stands on it twice, but for the first.
    fn paths(&self, leaf: &'s Known) -> Vec<Path<'s>> {
        let mut found = Vec::new();
        self.extend(&mut vec![leaf], &mut found);
        found
    }

    fn extend(&self, path: &mut Path<'s>, found: &mut Vec<Path<'s>>) {
        let last = *path.last().unwrap();
        let fits = |path: &Path<'s>, next: &Known| {
            last.issuer == next.subject
                && last.signer.as_ref() == Some(&next.key)
                && !path.iter().skip(1).any(|known| known.subject == next.subject && known.key == next.key)
        };
        for anchor in self.scene.anchors.iter().filter(|anchor| fits(path, anchor)) {
            let mut whole = path.clone();
            whole.push(anchor);
            found.push(whole);
        }
        for next in self.scene.pool.iter().filter(|next| next.kind.issues()) {
            if fits(path, next) {
                path.push(next);
                self.extend(path, found);
                path.pop();
            }
        }
    }

    /// What is known of each certificate of a path but the anchor.
    fn answers(&self, path: &Path<'s>) -> Vec<Answer> {
        let asked = if self.flaw == Flaw::OnlyTheLeaf { 1 } else { path.len() - 1 };
        (0..asked).map(|at| self.status(path.get(at..).unwrap(), &[])).collect()
    }

    fn is_good(&self, answer: Answer) -> bool {
        matches!(answer, Answer::Good { .. }) || self.flaw == Flaw::UnknownIsGood && answer == Answer::Unknown
    }

    /// RFC 5280, 6.3.3, for the first certificate of `path`. `asking` are the signers whose status is being found out.
    fn status(&self, path: &[&'s Known], asking: &[&'s Known]) -> Answer {
        let certificate = *path.first().unwrap();
        // (f), (g) and the scope of (b)(2). A list is of the issuer's name, (b)(1), and of no time to come.
        let counts = |list: &&'s List| {
            let fits = match list.scope {
                Scope::All => true,
                Scope::Users => !certificate.kind.issues(),
                Scope::Cas => certificate.kind.issues(),
            };
            list.issuer == certificate.issuer
                && (fits || self.flaw == Flaw::ScopeIgnored)
                && (list.this_update <= AT_NOW || self.flaw == Flaw::FutureCounts)
                && self.may_sign(list, path, asking)
        };
        let lists: Vec<&List> = self.scene.lists.iter().filter(counts).collect();
        let is_current =
            |list: &List| list.next_update.is_none_or(|next| AT_NOW <= next) || self.flaw == Flaw::ExpiredCounts;
        let entry = |list: &List| list.entries.iter().find(|(serial, _)| *serial == certificate.serial).copied();
        let age = |list: &List| (list.this_update, list.number);
        let is_of_series = |one: &List, other: &List| {
            one.scope == other.scope
                && (one.origin == other.origin && one.signer == other.signer || self.flaw == Flaw::OneSeries)
        };
        let older_than = |list: &List, is_newer: &dyn Fn(&List) -> bool| {
            lists.iter().any(|newer| is_of_series(newer, list) && is_newer(newer) && age(newer) > age(list))
        };
        let (current, expired): (Vec<&List>, Vec<&List>) = lists.iter().partition(|list| is_current(list));
        let newest = |list: &List| self.flaw == Flaw::OlderCounts || !older_than(list, &is_current);
        if current.iter().any(|list| newest(list) && entry(list).is_some()) {
            return Answer::Revoked;
        }
        if !current.is_empty() {
            let vanished = lists.iter().any(|list| {
                entry(list).is_some_and(|(_, reason)| reason != Some(HOLD)) && older_than(list, &is_current)
            });
            return Answer::Good { vanished };
        }
        // Nothing current: what the last lists said of a revocation still holds.
        let mut last = expired.iter().filter(|list| !older_than(list, &|_| true));
        match (expired.is_empty(), last.any(|list| entry(list).is_some())) {
            (true, _) => Answer::Unknown,
            (false, true) => Answer::Revoked,
            (false, false) => Answer::Expired,
        }
    }

    /// Whether the key that signed `list` speaks for the issuer of the first certificate of `path`.
    fn may_sign(&self, list: &List, path: &[&'s Known], asking: &[&'s Known]) -> bool {
        if self.flaw == Flaw::ForgedCounts {
            return true;
        }
        let Some(key) = &list.signer else { return false };
        let above = path.get(1..).unwrap();
        // The keys of the issuer on the path: the one that signed the certificate, and as long as its certificates are
        // self-issued those that signed them.
        let self_issued = above.iter().take(above.len() - 1).take_while(|known| known.subject == known.issuer).count();
        let own = if self.flaw == Flaw::OnlyTheIssuerSigns { 1 } else { self_issued + 1 };
        let lets = |known: &Known| known.kind != Kind::CaWithoutLists || self.flaw == Flaw::AnyoneSigns;
        if above.iter().take(own).any(|known| known.key == *key && lets(known)) {
            return true;
        }
        if self.flaw == Flaw::OnlyTheIssuerSigns {
            return false;
        }
        // Other certificates of that name and key, which one of those keys, or the one that certified the CA, has signed.
        let vouching = self_issued + 2;
        let signs = |known: &&Known| {
            known.subject == list.issuer
                && known.key == *key
                && (matches!(known.kind, Kind::Ca | Kind::Lists) || self.flaw == Flaw::AnyoneSigns)
        };
        self.scene.pool.iter().filter(signs).any(|signer| {
            if asking.last() == Some(&signer) {
                return true;
            }
            if asking.contains(&signer) || asking.len() >= MAX_NESTING {
                self.was_nested.set(true);
                return false;
            }
            if self.flaw == Flaw::NamesakesCount {
                return true;
            }
            let by = above
                .iter()
                .take(vouching)
                .position(|known| known.subject == signer.issuer && Some(&known.key) == signer.signer.as_ref());
            by.is_some_and(|by| {
                let of_signer: Path<'s> = core::iter::once(signer).chain(above.iter().skip(by).copied()).collect();
                let asking: Path<'s> = asking.iter().copied().chain([signer]).collect();
                self.flaw == Flaw::SignersAreGood || matches!(self.status(&of_signer, &asking), Answer::Good { .. })
            })
        })
    }
}

/// The certificate that is really made.
fn cert_of(known: &Known) -> Cert {
    let cert = Cert::new(known.subject.as_str())
        .key(&Key::fake(&known.key))
        .issuer(known.issuer.as_str())
        .signed_by(&Key::fake(known.signer.as_deref().unwrap_or("nobody's")))
        .serial(known.serial.into());
    match known.kind {
        Kind::Ca => cert.ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN),
        Kind::CaWithoutLists => cert.ca(None).key_usage(KeyUsage::CERT_SIGN),
        Kind::CaWithoutUsage => cert.ca(None),
        Kind::Lists => cert.key_usage(KeyUsage::CRL_SIGN),
        Kind::Leaf => cert.key_usage(KeyUsage::DIGITAL_SIGNATURE).eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com"),
    }
}

fn list_of(list: &List) -> IndexedCrl {
    let mut made = Crl::new(&Cert::new(list.issuer.as_str()))
        .signed_by(&Key::fake(list.signer.as_deref().unwrap_or("key 1")))
        .number(list.number);
    made.this_update = time(TIMES.get(list.this_update).unwrap());
    made.next_update = list.next_update.map(|next| time(TIMES.get(next).unwrap()));
    if list.signer.is_none() {
        made = made.bad_signature();
    }
    if !list.has_key_id {
        made = made.aki(KeyId::Absent);
    }
    made = match list.scope {
        Scope::All => made,
        Scope::Users => made.distribution_point(IssuingPoint { only_users: true, ..IssuingPoint::default() }.der()),
        Scope::Cas => made.distribution_point(IssuingPoint { only_cas: true, ..IssuingPoint::default() }.der()),
    };
    for (serial, reason) in &list.entries {
        made = made.entry(Entry::new(&[*serial], TIMES[0], *reason));
    }
    IndexedCrl::parse(made.der().into_boxed_slice(), &FAKE).unwrap()
}

/// What the library says of every leaf.
fn library(scene: &Scene) -> Vec<Result<Valid, Refused>> {
    let certificate = |known: &Known| read(&cert_of(known));
    let validator = Validator::new(FAKE).anchors(scene.anchors.iter().map(certificate).map(Anchor::certificate));
    let pool: Pool = scene.pool.iter().map(certificate).collect();
    let of = |origin: usize| {
        scene.lists.iter().filter(move |list| list.origin == origin).map(list_of).collect::<Vec<IndexedCrl>>()
    };
    let both = CrlSet::from_origin(CrlOrigin::Automatic, of(0)).union(&CrlSet::from_origin(CrlOrigin::Manual, of(1)));
    let other = CrlSet::new(of(2));
    let sources: [&dyn Revocation; 2] = [&both, &other];
    let request = Request::new(time(NOW), Purpose::Server, Identity::danger_none())
        .revocation(RevocationCheck::new(&sources))
        .budget(Budget::default().signatures(1_000_000));
    scene.leaves.iter().map(|leaf| validator.check(&certificate(leaf), &pool, &request)).collect()
}

/// Compares one answer with the model's; how it ended, or how they differ.
fn agree(model: &Model<'_>, leaf: &Known, found: &Result<Valid, Refused>) -> Result<&'static str, String> {
    let leaf = model.scene.leaves.iter().find(|known| *known == leaf).unwrap();
    let paths: Vec<(Path<'_>, Vec<Answer>)> =
        model.paths(leaf).into_iter().map(|path| (path.clone(), model.answers(&path))).collect();
    let good = |answers: &[Answer]| answers.iter().all(|answer| model.is_good(*answer));
    let accepts = paths.iter().any(|(_, answers)| good(answers));
    let differ = |what: &str| {
        let mut text = format!("{what}\n{}  paths and answers:\n", model.scene);
        for (path, answers) in &paths {
            let names: Vec<String> =
                path.iter().map(|known| format!("{}/{}/#{}", known.subject, known.key, known.serial)).collect();
            writeln!(text, "    {}: {answers:?}", names.join(" < ")).unwrap();
        }
        Err(text)
    };
    match found {
        Ok(_) if !accepts => differ("accepted"),
        Ok(valid) => {
            let ders: Vec<Certificate> = valid.path().certificates().to_vec();
            let is_it = |path: &Path<'_>| {
                path.len() == ders.len() + 1 && path.iter().zip(&ders).all(|(known, der)| read(&cert_of(known)) == *der)
            };
            // The same certificates may end at several anchors of one name; only one of those signed the last.
            let Some((_, answers)) = paths.iter().find(|(path, answers)| good(answers) && is_it(path)) else {
                return differ("accepted over another path");
            };
            let mut warned: Vec<At> = Vec::new();
            for finding in valid.findings() {
                if finding.code() != &ENTRY_VANISHED {
                    return differ(&format!("accepted with {}", finding.code()));
                }
                warned.push(finding.at());
            }
            let is_warned = |at: usize| warned.contains(&At::Cert(u32::try_from(at).unwrap()));
            let mut all = answers.iter().enumerate();
            match all.all(|(at, answer)| is_warned(at) == (*answer == Answer::Good { vanished: true })) {
                true if warned.is_empty() => Ok("accepted"),
                true => Ok("accepted with a warning"),
                false => differ(&format!("accepted with warnings at {warned:?}")),
            }
        }
        Err(refused) if accepts => differ(&format!("refused as {}", refused.code())),
        Err(refused) if matches!(refused.cause(), Cause::Exhausted { .. }) => differ("the budget ended"),
        Err(_) if paths.is_empty() => Ok("no path"),
        Err(refused) => {
            // The anchor's side is judged first, and the first that is not good decides.
            let ends: Vec<Answer> = paths
                .iter()
                .filter_map(|(_, answers)| answers.iter().rev().find(|answer| !model.is_good(**answer)).copied())
                .collect();
            let (code, end) = match refused.code() {
                code if code == &codes::REVOKED => ("revoked", Answer::Revoked),
                code if code == &codes::REVOCATION_EXPIRED => ("expired", Answer::Expired),
                code if code == &codes::REVOCATION_UNKNOWN => ("unknown", Answer::Unknown),
                // An end without an anchor was preferred as the explanation.
                code if code == &codes::NO_PATH => return Ok("explained by another path"),
                code => return differ(&format!("refused as {code}")),
            };
            if ends.contains(&end) { Ok(code) } else { differ(&format!("refused as {code}")) }
        }
    }
}

/// How often which outcome was there, and where library and model differ.
fn compare(seeds: core::ops::Range<u64>, flaw: Flaw) -> (BTreeMap<&'static str, u32>, Vec<String>) {
    let (mut outcomes, mut wrong) = (BTreeMap::new(), Vec::new());
    for seed in seeds {
        let scene = Scene::random(seed);
        for (leaf, found) in scene.leaves.iter().zip(library(&scene)) {
            let model = Model { scene: &scene, flaw, was_nested: Cell::new(false) };
            match agree(&model, leaf, &found) {
                Err(_) if model.was_nested.get() => *outcomes.entry("nested, and differs").or_insert(0) += 1,
                agreed if model.was_nested.get() => {
                    *outcomes.entry("nested, and agrees").or_insert(0) += u32::from(agreed.is_ok());
                }
                Ok(outcome) => *outcomes.entry(outcome).or_insert(0) += 1,
                Err(why) => wrong.push(format!("seed {seed}, {}: {why}", leaf.subject)),
            }
        }
    }
    (outcomes, wrong)
}

#[test]
fn lists_say_what_the_model_says() {
    let (outcomes, wrong) = compare(0..seeds(), Flaw::None);
    let first: Vec<&str> = wrong.iter().take(5).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {} hierarchies:\n{}{outcomes:?}", wrong.len(), seeds(), first.join("\n"));
    for outcome in ["accepted", "accepted with a warning", "revoked", "expired", "unknown"] {
        let count = outcomes.get(outcome).copied().unwrap_or(0);
        assert!(u64::from(count) >= seeds() / 30, "{outcome}: {count}; {outcomes:?}");
    }
}

#[test]
fn a_model_without_one_of_the_rules_differs() {
    for flaw in [
        Flaw::NamesakesCount,
        Flaw::OnlyTheIssuerSigns,
        Flaw::ForgedCounts,
        Flaw::ExpiredCounts,
        Flaw::FutureCounts,
        Flaw::AnyoneSigns,
        Flaw::OlderCounts,
        Flaw::OneSeries,
        Flaw::ScopeIgnored,
        Flaw::UnknownIsGood,
        Flaw::OnlyTheLeaf,
        Flaw::SignersAreGood,
    ] {
        let (_, wrong) = compare(0..1_000, flaw);
        println!("{flaw:?}: {} differences", wrong.len());
        assert!(!wrong.is_empty(), "{flaw:?} is not noticed");
    }
}

#[test]
fn tmp_minimal() {
    let known = |subject: &str, key: &str, issuer: &str, signer: &str, serial, kind| Known {
        subject: subject.to_owned(),
        key: key.to_owned(),
        issuer: issuer.to_owned(),
        signer: Some(signer.to_owned()),
        serial,
        kind,
    };
    let list = |key: &str, this_update, next_update, scope, entries: &[u8]| List {
        issuer: "R".to_owned(),
        signer: Some(key.to_owned()),
        this_update,
        next_update: Some(next_update),
        number: 1,
        scope,
        origin: 0,
        entries: entries.iter().map(|serial| (*serial, None)).collect(),
        has_key_id: true,
    };
    for date in [0, 2] {
        for s3 in [true, false] {
            let mut scene = Scene {
                anchors: vec![known("R", "root", "R", "root", 1, Kind::Ca)],
                pool: vec![
                    known("R", "S1", "R", "root", 2, Kind::Ca),
                    known("R", "S2", "R", "root", 3, Kind::Ca),
                    known("R", "S3", "R", "root", 4, Kind::Ca),
                ],
                leaves: vec![known("leaf", "leaf", "R", "root", 9, Kind::Leaf)],
                lists: vec![
                    list("root", 2, 6, Scope::Cas, &[]),
                    list("S1", date, 6, Scope::All, &[]),
                    list("S2", 2, 6, Scope::Cas, &[2]),
                ],
            };
            if s3 {
                scene.lists.push(list("S3", 1, 3, Scope::Users, &[]));
            }
            let model = Model { scene: &scene, flaw: Flaw::None, was_nested: Cell::new(false) };
            let path = model.paths(&scene.leaves[0]).remove(0);
            let found = library(&scene).remove(0);
            println!(
                "S1 of {date}, S3 {s3}: model {:?}, library {:?}",
                model.answers(&path),
                found.map(|valid| valid.revocation().to_vec()).map_err(|refused| refused.code().name())
            );
        }
    }
}
