//! A naive model of RFC 5280, 6.3.3, and of what `CrlSet` promises beyond it.
//!
//! It tries every path, and for each certificate on it every CRL; it parses and verifies nothing. Whether the signer of a CRL
//! counts may depend on CRLs that other signers have signed, in circles. The model begins with "nobody knows" for every
//! signer, and decides those that are the same whatever the undecided ones are, until nothing changes (a least fixed point).
//! What is undecided then has no answer in RFC 5280.

use crate::scene::{AT_NOW, HOLD, Kind, Known, KnownCrl, Scene, Scope};
use core::cell::{Cell, RefCell};

/// A rule of the model that is left out, to see whether that is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    /// Any certificate of the name vouches for a key.
    NamesakesCount,
    /// Only the key that issued the certificate signs CRLs.
    OnlyTheIssuerSigns,
    /// Signatures of CRLs are not checked.
    ForgedCounts,
    /// nextUpdate is not looked at.
    ExpiredCounts,
    /// thisUpdate is not compared with the time.
    FutureCounts,
    /// cRLSign is not asked for.
    AnyoneSigns,
    /// Any CRL of a series revokes, not only the newest.
    OlderCounts,
    /// One newest CRL over all origins and keys.
    OneSeries,
    /// Scopes are not looked at.
    ScopeIgnored,
    /// What is not known is good.
    UnknownIsGood,
    /// Only the leaf is asked for.
    OnlyTheLeaf,
    /// A signer of CRLs may itself be revoked.
    SignersAreGood,
    /// CRLs of undecided signers are passed over, even where they show the certificate as revoked.
    UndecidedIsPassedOver,
    /// A CRL of a cRLIssuer need not be indirect.
    AnyListIsIndirect,
    /// A signer that cRLIssuer names may have a path to another anchor.
    AnyAnchor,
    /// A CA with name constraints lends a path to the signer that cRLIssuer names.
    ConstrainedLends,
    /// Entries are found by serial number alone.
    EntriesOfAnyIssuer,
}

impl Flaw {
    pub(crate) const ALL: [Self; 17] = [
        Self::NamesakesCount,
        Self::OnlyTheIssuerSigns,
        Self::ForgedCounts,
        Self::ExpiredCounts,
        Self::FutureCounts,
        Self::AnyoneSigns,
        Self::OlderCounts,
        Self::OneSeries,
        Self::ScopeIgnored,
        Self::UnknownIsGood,
        Self::OnlyTheLeaf,
        Self::SignersAreGood,
        Self::UndecidedIsPassedOver,
        Self::AnyListIsIndirect,
        Self::AnyAnchor,
        Self::ConstrainedLends,
        Self::EntriesOfAnyIssuer,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Not revoked, and whether an older CRL of a series shows it as revoked for good.
    Good {
        vanished: bool,
    },
    Revoked,
    /// Only CRLs that are no longer current speak of it.
    Expired,
    Unknown,
}

impl Answer {
    pub(crate) const fn is_good(self) -> bool {
        matches!(self, Self::Good { .. })
    }
}

/// A path: the certificate in question first, the anchor last.
pub(crate) type Path<'s> = Vec<&'s Known>;

/// The answers for one certificate: several where they depend on undecided signers.
pub(crate) type Answers = Vec<Answer>;

/// Whether something is so; `None` where nobody knows.
type Known3 = Option<bool>;

/// A signer that is not the issuer's own key on the path, and the certificates above the certificate in question.
#[derive(Clone, PartialEq)]
struct Candidate<'s> {
    signer: &'s Known,
    above: Path<'s>,
    /// Whether cRLIssuer names it, so that it needs a path of its own.
    is_named: bool,
}

pub(crate) struct Model<'s> {
    scene: &'s Scene,
    flaw: Flaw,
    candidates: RefCell<Vec<(Candidate<'s>, Known3)>>,
    has_changed: Cell<bool>,
}

impl<'s> Model<'s> {
    pub(crate) const fn new(scene: &'s Scene, flaw: Flaw) -> Self {
        Self { scene, flaw, candidates: RefCell::new(Vec::new()), has_changed: Cell::new(false) }
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    /// RFC 5280, 6.1: every path to an anchor on which names and signatures fit and all but the first may issue. No name and
    /// key appears twice, but for the first.
    pub(crate) fn paths(&self, leaf: &'s Known) -> Vec<Path<'s>> {
        let mut found = Vec::new();
        self.extend(&mut vec![leaf], &mut found);
        found
    }

    fn extend(&self, path: &mut Path<'s>, found: &mut Vec<Path<'s>>) {
        let Some(last) = path.last().copied() else { return };
        let fits = |path: &Path<'s>, next: &Known| {
            last.issuer == next.subject
                && last.signer.as_ref() == Some(&next.key)
                && !path.iter().skip(1).any(|known| known.subject == next.subject && known.key == next.key)
        };
        for anchor in self.scene.anchors.iter().filter(|anchor| fits(path, anchor)) {
            found.push(path.iter().copied().chain([anchor]).collect());
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
    pub(crate) fn answers(&self, path: &Path<'s>) -> Vec<Answers> {
        loop {
            self.has_changed.set(false);
            let asked = if self.has(Flaw::OnlyTheLeaf) { 1 } else { path.len() - 1 };
            let answers = (0..asked).map(|at| self.status(path.get(at..).unwrap_or(&[]), None)).collect();
            for at in 0.. {
                let Some((candidate, before)) = self.candidates.borrow().get(at).cloned() else { break };
                let now = self.decide(&candidate);
                if now != before {
                    self.has_changed.set(true);
                    if let Some((_, known)) = self.candidates.borrow_mut().get_mut(at) {
                        *known = now;
                    }
                }
            }
            if !self.has_changed.get() {
                return answers;
            }
        }
    }

    /// RFC 5280, 6.3.3, for the first certificate of `path`, where `own` is the signer whose path this is, if it is one. A
    /// signer is taken at its word about its own path.
    fn status(&self, path: &[&'s Known], own: Option<&'s Known>) -> Answers {
        let mut counting: Vec<&KnownCrl> = Vec::new();
        let mut undecided: Vec<&KnownCrl> = Vec::new();
        for crl in self.scene.crls.iter().filter(|crl| self.is_in_scope(crl, path)) {
            match self.may_sign(crl, path, own) {
                Some(true) => counting.push(crl),
                Some(false) => {}
                None => undecided.push(crl),
            }
        }
        // Whether a signer counts is the same for all of its CRLs.
        let mut signers: Vec<(&String, &Option<String>)> = Vec::new();
        for crl in &undecided {
            if !signers.contains(&(&crl.issuer, &crl.signer)) {
                signers.push((&crl.issuer, &crl.signer));
            }
        }
        // Among signers it could change to and fro forever.
        if self.has(Flaw::UndecidedIsPassedOver) && own.is_none() {
            signers.clear();
        }
        let mut answers = Vec::new();
        for world in 0..1_usize << signers.len() {
            let counts = |crl: &KnownCrl| {
                signers
                    .iter()
                    .position(|signer| *signer == (&crl.issuer, &crl.signer))
                    .is_some_and(|at| world >> at & 1 == 1)
            };
            let crls: Vec<&KnownCrl> =
                counting.iter().chain(undecided.iter().filter(|crl| counts(crl))).copied().collect();
            let answer = self.say(&crls, path);
            if !answers.contains(&answer) {
                answers.push(answer);
            }
        }
        answers
    }

    /// RFC 5280, 6.3.3 (b): a CRL of the issuer's name, or an indirect one of the issuer that cRLIssuer names. And none of the
    /// future.
    fn is_in_scope(&self, crl: &KnownCrl, path: &[&'s Known]) -> bool {
        let Some(certificate) = path.first() else { return false };
        let fits = match crl.scope {
            Scope::All => true,
            Scope::Users => !certificate.kind.issues(),
            Scope::Cas => certificate.kind.issues(),
        };
        let is_indirect = crl.is_indirect || self.has(Flaw::AnyListIsIndirect);
        (crl.issuer == certificate.issuer || certificate.crl_issuer.as_ref() == Some(&crl.issuer) && is_indirect)
            && (fits || self.has(Flaw::ScopeIgnored))
            && (crl.this_update <= AT_NOW || self.has(Flaw::FutureCounts))
    }

    /// What these CRLs say together of the first certificate of `path`.
    fn say(&self, crls: &[&KnownCrl], path: &[&'s Known]) -> Answer {
        let Some(certificate) = path.first() else { return Answer::Unknown };
        let is_current =
            |crl: &KnownCrl| crl.next_update.is_none_or(|next| AT_NOW <= next) || self.has(Flaw::ExpiredCounts);
        let entry = |crl: &'_ KnownCrl| {
            let mut entries = crl.entries.iter();
            let any_issuer = self.has(Flaw::EntriesOfAnyIssuer);
            let is_it = |issuer: &String| *issuer == certificate.issuer || any_issuer;
            entries.find(|entry| entry.serial == certificate.serial && is_it(&entry.issuer)).map(|entry| entry.reason)
        };
        let age = |crl: &KnownCrl| (crl.this_update, crl.number);
        let is_of_series = |one: &KnownCrl, other: &KnownCrl| {
            one.issuer == other.issuer
                && (one.scope, one.is_indirect) == (other.scope, other.is_indirect)
                && (one.origin == other.origin && one.signer == other.signer || self.has(Flaw::OneSeries))
        };
        let older_than = |crl: &KnownCrl, is_newer: &dyn Fn(&KnownCrl) -> bool| {
            crls.iter().any(|newer| is_of_series(newer, crl) && is_newer(newer) && age(newer) > age(crl))
        };
        let (current, expired): (Vec<&KnownCrl>, Vec<&KnownCrl>) = crls.iter().partition(|crl| is_current(crl));
        let newest = |crl: &KnownCrl| self.has(Flaw::OlderCounts) || !older_than(crl, &is_current);
        if current.iter().any(|crl| newest(crl) && entry(crl).is_some()) {
            return Answer::Revoked;
        }
        if !current.is_empty() {
            let is_permanent = |crl: &KnownCrl| entry(crl).is_some_and(|reason| reason != Some(HOLD));
            return Answer::Good { vanished: crls.iter().any(|crl| is_permanent(crl) && older_than(crl, &is_current)) };
        }
        // Nothing is current: a revocation on the last CRLs still holds.
        let mut last = expired.iter().filter(|crl| !older_than(crl, &|_| true));
        match (expired.is_empty(), last.any(|crl| entry(crl).is_some())) {
            (true, _) if self.has(Flaw::UnknownIsGood) => Answer::Good { vanished: false },
            (true, _) => Answer::Unknown,
            (false, true) => Answer::Revoked,
            (false, false) => Answer::Expired,
        }
    }

    /// RFC 5280, 6.3.3 (f), (g): whether the key that signed `crl` speaks for the issuer of the first certificate of `path`.
    fn may_sign(&self, crl: &KnownCrl, path: &[&'s Known], own: Option<&'s Known>) -> Known3 {
        if self.has(Flaw::ForgedCounts) {
            return Some(true);
        }
        let (Some(key), Some((certificate, above))) = (&crl.signer, path.split_first()) else { return Some(false) };
        let is_named = crl.issuer != certificate.issuer;
        let lets = |known: &Known| known.kind != Kind::CaWithoutCrls || self.has(Flaw::AnyoneSigns);
        let is_signer = |known: &Known| known.subject == crl.issuer && known.key == *key;
        let mut own_keys = above.iter().take(1 + self_issued(above));
        let mut anchor = above.last().into_iter();
        let signs = if is_named {
            anchor.any(|known| is_signer(known) && lets(known))
        } else if self.has(Flaw::OnlyTheIssuerSigns) {
            return Some(above.first().is_some_and(|known| is_signer(known) && lets(known)));
        } else {
            own_keys.any(|known| is_signer(known) && lets(known))
        };
        if signs {
            return Some(true);
        }
        let mut answer = Some(false);
        let has_usage = |known: &Known| known.kind.has_crl_sign() || self.has(Flaw::AnyoneSigns);
        for signer in self.scene.pool.iter().filter(|known| is_signer(known) && has_usage(known)) {
            let is_above = is_named && above.contains(&signer);
            let counts = if own == Some(signer) || is_above || self.has(Flaw::NamesakesCount) {
                Some(true)
            } else {
                self.known(Candidate { signer, above: above.to_vec(), is_named })
            };
            match counts {
                Some(true) => return Some(true),
                Some(false) => {}
                None => answer = None,
            }
        }
        answer
    }

    /// What is known of a candidate so far.
    fn known(&self, candidate: Candidate<'s>) -> Known3 {
        let mut candidates = self.candidates.borrow_mut();
        if let Some((_, known)) = candidates.iter().find(|(known, _)| *known == candidate) {
            return *known;
        }
        candidates.push((candidate, None));
        self.has_changed.set(true);
        None
    }

    fn decide(&self, Candidate { signer, above, is_named }: &Candidate<'s>) -> Known3 {
        let (paths, asked) = if *is_named {
            (self.own_paths(signer, above), usize::MAX)
        } else {
            // Vouched for on the path under judgement: by a key of the CA, or by the one that certified it. What is above was
            // asked for already.
            let mut vouching = above.iter().take(2 + self_issued(above));
            let signed = |known: &&Known| known.subject == signer.issuer && Some(&known.key) == signer.signer.as_ref();
            let by = vouching.position(signed);
            let path = |by: usize| core::iter::once(*signer).chain(above.iter().skip(by).copied()).collect();
            (by.map(path).into_iter().collect(), 1)
        };
        let mut answer = Some(false);
        for path in paths {
            let statuses =
                (0..path.len() - 1).take(asked).map(|at| self.status(path.get(at..).unwrap_or(&[]), Some(signer)));
            let statuses: Vec<Answers> = statuses.collect();
            if self.has(Flaw::SignersAreGood) || statuses.iter().flatten().all(|answer| answer.is_good()) {
                return Some(true);
            }
            if statuses.iter().all(|answers| answers.iter().any(|answer| answer.is_good())) {
                answer = None;
            }
        }
        answer
    }

    /// Paths of a signer that cRLIssuer names: to the same anchor, and over no CA with name constraints but those above.
    fn own_paths(&self, signer: &'s Known, above: &[&'s Known]) -> Vec<Path<'s>> {
        let is_same = |one: &Known, other: &Known| (&one.subject, &one.key) == (&other.subject, &other.key);
        let lends = |known: &&Known| {
            known.kind != Kind::ConstrainedCa || above.contains(known) || self.has(Flaw::ConstrainedLends)
        };
        let to_anchor = |path: &Path<'s>| path.last().zip(above.last()).is_some_and(|(one, other)| is_same(one, other));
        let mut paths = self.paths(signer);
        paths.retain(|path| {
            let between = path.get(1..path.len() - 1).unwrap_or(&[]);
            (to_anchor(path) || self.has(Flaw::AnyAnchor)) && between.iter().all(lends)
        });
        paths
    }
}

/// How many of the certificates at the start of `above` are self-issued, without the anchor.
fn self_issued(above: &[&Known]) -> usize {
    let certificates = above.split_last().map_or(above, |(_, certificates)| certificates);
    certificates.iter().take_while(|known| known.subject == known.issuer).count()
}
