//! Random small hierarchies with CRLs, as a model knows them: who really signed what.

use core::fmt;
use ucpki_tests::Rng;

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) subject: String,
    pub(crate) key: String,
    pub(crate) issuer: String,
    /// The key that signed it; no key if the signature does not verify.
    pub(crate) signer: Option<String>,
    pub(crate) serial: u8,
    pub(crate) kind: Kind,
    /// Who else issues CRLs for it (cRLIssuer of its distribution point).
    pub(crate) crl_issuer: Option<String>,
}

/// What a certificate lets its subject sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Certificates and CRLs.
    Ca,
    /// The same, and it has name constraints, which all names here meet.
    ConstrainedCa,
    /// Certificates; its key usage leaves out CRLs.
    CaWithoutCrls,
    /// Certificates; it has no key usage.
    CaWithoutUsage,
    /// CRLs.
    Crls,
    /// Neither.
    Leaf,
}

impl Kind {
    pub(crate) const fn issues(self) -> bool {
        !matches!(self, Self::Crls | Self::Leaf)
    }

    /// Whether its key usage says cRLSign.
    pub(crate) const fn has_crl_sign(self) -> bool {
        matches!(self, Self::Ca | Self::ConstrainedCa | Self::Crls)
    }
}

/// Which certificates a CRL is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    Users,
    Cas,
}

/// A CRL. Times are positions in [`TIMES`].
#[derive(Clone, Debug)]
pub(crate) struct KnownCrl {
    pub(crate) issuer: String,
    /// The key that signed it; no key if the signature does not verify.
    pub(crate) signer: Option<String>,
    pub(crate) this_update: usize,
    pub(crate) next_update: Option<usize>,
    pub(crate) number: u8,
    pub(crate) scope: Scope,
    /// indirectCRL: it may speak of the certificates of other issuers.
    pub(crate) is_indirect: bool,
    /// 0 and 1 are two origins of one set, 2 is another source.
    pub(crate) origin: usize,
    pub(crate) entries: Vec<KnownEntry>,
    pub(crate) has_key_id: bool,
}

/// An entry of a CRL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownEntry {
    pub(crate) issuer: String,
    pub(crate) serial: u8,
    pub(crate) reason: Option<u8>,
}

pub(crate) const NOW: &str = "2027-01-01T00:00:00Z";

/// From early to late.
pub(crate) const TIMES: [&str; 7] = [
    "2026-10-01T00:00:00Z",
    "2026-11-01T00:00:00Z",
    "2026-12-01T00:00:00Z",
    "2026-12-31T23:59:59Z",
    NOW,
    "2027-01-01T00:00:01Z",
    "2027-06-01T00:00:00Z",
];
pub(crate) const AT_NOW: usize = 4;

/// certificateHold.
pub(crate) const HOLD: u8 = 6;

/// Someone who issues CRLs for the certificates of others, if anyone does.
const CRL_ISSUER: &str = "L";

/// Everything that one comparison is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    pub(crate) anchors: Vec<Known>,
    pub(crate) pool: Vec<Known>,
    pub(crate) leaves: Vec<Known>,
    pub(crate) crls: Vec<KnownCrl>,
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [("anchor", &self.anchors), ("pool", &self.pool), ("leaf", &self.leaves)];
        for (kind, known) in kinds.into_iter().flat_map(|(kind, all)| all.iter().map(move |known| (kind, known))) {
            let Known { subject, key, issuer, signer, serial, kind: may, crl_issuer } = known;
            let signer = signer.as_deref().unwrap_or("nobody");
            writeln!(f, "  {kind} {subject}, {key}, #{serial} by {issuer}, {signer}: {may:?} {crl_issuer:?}")?;
        }
        for KnownCrl {
            issuer, signer, this_update, next_update, number, scope, origin, entries, is_indirect, ..
        } in &self.crls
        {
            let signer = signer.as_deref().unwrap_or("nobody");
            let indirect = if *is_indirect { "indirect " } else { "" };
            write!(f, "  {indirect}CRL of {issuer}, {signer}, number {number}, {this_update}..{next_update:?} ")?;
            write!(f, "(now {AT_NOW}), {scope:?}, origin {origin}:")?;
            for KnownEntry { issuer, serial, reason } in entries {
                write!(f, " {issuer} #{serial} {reason:?}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// What is decided once for a scene, and how many keys it has.
struct Maker<'r> {
    rng: &'r mut Rng,
    keys: usize,
    /// How many certificates in a hundred name someone else as the issuer of their CRLs.
    named: usize,
    /// Keys of one CA that are for CRLs only, and speak of each other.
    council: Vec<Known>,
}

impl Maker<'_> {
    fn new_key(&mut self) -> String {
        self.keys += 1;
        format!("key {}", self.keys)
    }

    fn ca_name(&mut self) -> String {
        self.rng.pick(&["A", "A", "A", "B", "B", "C"]).to_owned()
    }

    fn ca_kind(&mut self) -> Kind {
        match self.rng.below(20) {
            0 => Kind::CaWithoutCrls,
            1 => Kind::CaWithoutUsage,
            2 => Kind::ConstrainedCa,
            _ => Kind::Ca,
        }
    }

    fn serial(&mut self) -> u8 {
        self.rng.pick(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    }

    fn root(&mut self, name: &str) -> Known {
        let (key, kind, serial) = (self.new_key(), self.ca_kind(), self.serial());
        let (subject, issuer, signer) = (name.to_owned(), name.to_owned(), Some(key.clone()));
        Known { subject, key, issuer, signer, serial, kind, crl_issuer: None }
    }

    /// A certificate for this subject and key by `issuer`.
    fn issued(&mut self, subject: &str, key: &str, issuer: &Known, kind: Kind) -> Known {
        let is_named = self.rng.percent(self.named) && subject != CRL_ISSUER;
        Known {
            subject: subject.to_owned(),
            key: key.to_owned(),
            issuer: issuer.subject.clone(),
            signer: Some(issuer.key.clone()),
            serial: self.serial(),
            kind,
            crl_issuer: is_named.then(|| CRL_ISSUER.to_owned()),
        }
    }

    /// A certificate for a new key.
    fn subject(&mut self, subject: &str, issuer: &Known, kind: Kind) -> Known {
        let key = self.new_key();
        self.issued(subject, &key, issuer, kind)
    }

    /// One more certificate about those who issue already.
    fn further(&mut self, issuers: &[Known], pool: &[Known]) -> Known {
        let (one, other, kind) = (self.rng.pick(issuers), self.rng.pick(issuers), self.ca_kind());
        match self.rng.below(14) {
            // The new key of a CA, certified with the one before.
            0..=2 => self.subject(&one.subject, &one, kind),
            // An old key, certified with a newer one.
            3 => {
                let same: Vec<Known> = issuers.iter().filter(|by| by.subject == one.subject).cloned().collect();
                let by = self.rng.pick(&same);
                self.issued(&one.subject, &one.key, &by, kind)
            }
            // Cross-certificates, and renewals by the same CA.
            4 | 5 => self.issued(&one.subject, &one.key, &other, kind),
            // Namesakes.
            6 => self.subject(&one.subject, &other, kind),
            // A key for CRLs: of the CA itself, of the one above, of anyone.
            7 => self.subject(&one.subject, &one, Kind::Crls),
            8 => {
                let above: Vec<Known> = issuers.iter().filter(|by| by.subject == one.issuer).cloned().collect();
                let by = self.rng.pick(&above);
                self.subject(&one.subject, &by, Kind::Crls)
            }
            9 => self.subject(&one.subject, &other, Kind::Crls),
            // A key for CRLs that another key for CRLs has certified, in vain.
            10 => {
                let signers: Vec<Known> = pool.iter().filter(|by| by.kind == Kind::Crls).cloned().collect();
                let by = if signers.is_empty() { one.clone() } else { self.rng.pick(&signers) };
                self.subject(&one.subject, &by, Kind::Crls)
            }
            // Someone who issues CRLs for others.
            11 => self.subject(CRL_ISSUER, &one, Kind::Crls),
            12 => self.subject(CRL_ISSUER, &one, kind),
            // A certificate that nobody signed.
            _ => Known { signer: None, ..self.issued(&one.subject, &one.key, &other, kind) },
        }
    }

    fn crl(&mut self, by: &Known, signer: Option<String>, is_plain: bool, scene: &Scene) -> KnownCrl {
        let rng = &mut *self.rng;
        let mut crl = KnownCrl {
            issuer: by.subject.clone(),
            signer,
            this_update: rng.below(3),
            next_update: Some(6),
            number: rng.pick(&[1, 2, 3]),
            scope: Scope::All,
            is_indirect: rng.percent(if by.subject == CRL_ISSUER { 80 } else { 5 }),
            origin: rng.pick(&[0, 0, 0, 1, 2]),
            entries: Vec::new(),
            has_key_id: rng.percent(80),
        };
        if !is_plain {
            crl.next_update = rng.pick(&[Some(3), Some(3), Some(AT_NOW), Some(5), Some(6), None]);
            crl.scope = rng.pick(&[Scope::All, Scope::All, Scope::All, Scope::Users, Scope::Cas]);
            match rng.below(12) {
                0 => crl.this_update = AT_NOW,
                1 => crl.this_update = 5,
                _ => {}
            }
            crl.next_update = crl.next_update.map(|next| next.max(crl.this_update));
        }
        let revocable: Vec<&Known> = scene.pool.iter().chain(&scene.leaves).collect();
        let council: Vec<&Known> = self.council.iter().collect();
        for _ in 0..rng.pick(&[0, 0, 0, 1, 1, 2]) {
            // Who is there is the most interesting to revoke.
            let of_council = self.council.contains(by) && rng.percent(70);
            let known = if of_council { rng.pick(&council) } else { rng.pick(&revocable) };
            let serial = if rng.percent(70) { known.serial } else { 100 };
            let issuer = if crl.is_indirect { known.issuer.clone() } else { by.subject.clone() };
            let reason = rng.pick(&[None, Some(1), Some(HOLD)]);
            if crl.entries.iter().all(|entry| (&entry.issuer, entry.serial) != (&issuer, serial)) {
                crl.entries.push(KnownEntry { issuer, serial, reason });
            }
        }
        crl
    }

    fn crls(&mut self, scene: &Scene) -> Vec<KnownCrl> {
        let mut crls = Vec::new();
        let signers: Vec<Known> = scene.anchors.iter().chain(&scene.pool).cloned().collect();
        let council = self.council.first().cloned();
        for by in &signers {
            // What the CA says itself would leave the council less to say.
            let is_ca = council.as_ref().is_some_and(|one| one.signer.as_ref() == Some(&by.key));
            if self.rng.percent(if is_ca { 30 } else { 80 }) {
                crls.push(self.crl(by, Some(by.key.clone()), true, scene));
            }
        }
        for _ in 0..self.rng.below(6) {
            let (one, other) = (self.rng.pick(&signers), self.rng.pick(&signers));
            let signer = match self.rng.below(6) {
                0 => None,
                1 => Some(other.key),
                2 => Some("nobody's".to_owned()),
                _ => Some(one.key.clone()),
            };
            crls.push(self.crl(&one, signer, false, scene));
        }
        crls
    }
}

impl Scene {
    pub(crate) fn random(seed: u64) -> Self {
        let rng = &mut Rng::new(seed);
        let named = if rng.percent(20) { 50 } else { 3 };
        let maker = &mut Maker { rng, keys: 0, named, council: Vec::new() };
        let mut scene = Self { anchors: vec![maker.root("R")], ..Self::default() };
        if maker.rng.percent(50) {
            let name = if maker.rng.percent(40) { "R" } else { "Q" };
            scene.anchors.push(maker.root(name));
        }
        // Everyone who issues, as the subject of one of its certificates.
        let mut issuers = scene.anchors.clone();
        if maker.rng.percent(40) {
            let name = if maker.rng.percent(30) { "R" } else { "S" };
            let stranger = maker.root(name);
            scene.pool.push(stranger.clone());
            issuers.push(stranger);
        }
        for _ in 0..1 + maker.rng.below(3) {
            let (above, name, kind) = (maker.rng.pick(&issuers), maker.ca_name(), maker.ca_kind());
            let made = maker.subject(&name, &above, kind);
            scene.pool.push(made.clone());
            issuers.push(made);
        }
        for _ in 0..maker.rng.below(6) {
            let made = maker.further(&issuers, &scene.pool);
            if made.kind.issues() {
                issuers.push(made.clone());
            }
            scene.pool.push(made);
        }
        if named > 10 {
            let mut by = maker.rng.pick(&issuers);
            if maker.rng.percent(50) {
                by = maker.subject("D", &by, Kind::ConstrainedCa);
                scene.pool.push(by.clone());
            }
            scene.pool.push(maker.subject(CRL_ISSUER, &by, Kind::Crls));
        }
        let by = maker.rng.pick(&issuers);
        for _ in 0..maker.rng.pick(&[0, 0, 0, 0, 0, 0, 0, 2, 3, 5]) {
            let one = maker.subject(&by.subject, &by, Kind::Crls);
            maker.council.push(one);
        }
        scene.pool.extend(maker.council.iter().cloned());
        for at in 0..1 + maker.rng.below(3) {
            // Rather at the end than at the root.
            let back = maker.rng.below(issuers.len()).min(maker.rng.below(issuers.len()));
            let above = if maker.council.is_empty() { issuers.iter().nth_back(back) } else { Some(&by) };
            if let Some(by) = above {
                scene.leaves.push(maker.subject(&format!("leaf {at}"), by, Kind::Leaf));
            }
        }
        scene.crls = maker.crls(&scene);
        scene
    }

    /// The same in another order.
    pub(crate) fn shuffled(&self, seed: u64) -> Self {
        let mut scene = self.clone();
        let rng = &mut Rng::new(seed);
        rng.shuffle(&mut scene.anchors);
        rng.shuffle(&mut scene.pool);
        rng.shuffle(&mut scene.crls);
        scene
    }
}
