//! Random small hierarchies whose anchors have limits from several origins, as plain data.

use core::fmt;
use std::sync::LazyLock;
use ucpki_chain::{AnchorChecks, KeyPurpose, Profile};
use ucpki_tests::Rng;
use ucpki_tests::make::{Cert, Key, KeyUsage, NameConstraints, PolicyConstraints, Subtree, oid, time};
use ucpki_x509::{OidBuf, Time, oids};

/// Who sets a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The anchor's certificate, where the caller asks for it (RFC 5937).
    Certificate,
    /// An OpenSSL `TRUSTED CERTIFICATE`: purposes only.
    TrustedCertificate,
    /// The caller.
    Caller,
}

/// What one origin says about an anchor. What it leaves out is not limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) origin: Origin,
    pub(crate) allow: Option<Vec<OidBuf>>,
    pub(crate) reject: Vec<OidBuf>,
    pub(crate) distrust_after: Option<Time>,
    pub(crate) names: Option<NameConstraints>,
    pub(crate) length: Option<u32>,
    pub(crate) policies: Option<Vec<OidBuf>>,
    /// After how many certificates below a policy is required; 0 is at once. So it is with the next two.
    pub(crate) explicit: Option<u32>,
    pub(crate) no_mapping: Option<u32>,
    pub(crate) no_any: Option<u32>,
}

impl Limit {
    const fn none(origin: Origin) -> Self {
        Self {
            origin,
            allow: None,
            reject: Vec::new(),
            distrust_after: None,
            names: None,
            length: None,
            policies: None,
            explicit: None,
            no_mapping: None,
            no_any: None,
        }
    }

    /// What RFC 5937 takes from a certificate.
    fn of_certificate(cert: &Cert) -> Self {
        let constraints = cert.policy_constraints;
        Self {
            allow: cert.extended_key_usage.clone(),
            names: cert.name_constraints.as_ref().map(|(constraints, _)| constraints.clone()),
            length: cert.basic_constraints.and_then(|(constraints, _)| constraints.path_length),
            policies: (!cert.policies.is_empty()).then(|| cert.policies.clone()),
            explicit: constraints.and_then(|constraints| constraints.require_explicit),
            no_mapping: constraints.and_then(|constraints| constraints.inhibit_mapping),
            no_any: cert.inhibit_any_policy,
            ..Self::none(Origin::Certificate)
        }
    }

    /// Whether it says anything about policies.
    pub(crate) const fn is_about_policies(&self) -> bool {
        self.policies.is_some() || self.explicit.is_some() || self.no_mapping.is_some() || self.no_any.is_some()
    }
}

/// What kind of anchor it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Certificate,
    /// A bare key under a name.
    Key,
    /// Trusted for itself only.
    Pinned,
}

/// An anchor. The same one may be there several times, each with limits of its own.
#[derive(Clone, Debug)]
pub(crate) struct KnownAnchor {
    pub(crate) kind: Kind,
    pub(crate) cert: Cert,
    pub(crate) limits: Vec<Limit>,
}

/// The inputs of RFC 5280, 6.1.1 (c), (e) to (g); no set is any policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs {
    pub(crate) policies: Option<Vec<OidBuf>>,
    pub(crate) explicit: bool,
    pub(crate) no_mapping: bool,
    pub(crate) no_any: bool,
}

/// Everything that one comparison is about.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) profile: Profile,
    /// Where the validator is told, and the profile not asked.
    pub(crate) partial_chain: Option<bool>,
    pub(crate) anchors: Vec<KnownAnchor>,
    pub(crate) pool: Vec<Cert>,
    pub(crate) leaf: Cert,
    pub(crate) time: Time,
    pub(crate) purpose: KeyPurpose,
    pub(crate) inputs: Inputs,
}

impl Scene {
    pub(crate) fn checks(&self) -> AnchorChecks {
        self.profile.anchor_checks()
    }

    pub(crate) fn allows_partial_chains(&self) -> bool {
        self.partial_chain.unwrap_or(self.profile.partial_chain())
    }

    pub(crate) fn random(seed: u64) -> Self {
        Maker::new(Rng::new(seed)).scene()
    }

    /// The same with one more limit: on top of those of one of the anchors, or of the same anchor given once more.
    ///
    /// It never inhibits mapping, which may accept more as RFC 5280 says (6.1.4 (b)): below anyPolicy, a policy that nothing maps to
    /// any more is good under its own name.
    pub(crate) fn with_one_more_limit(&self, seed: u64) -> Self {
        let mut rng = Rng::new(seed ^ 0x11_5EED);
        let mut more = self.clone();
        let at = rng.below(more.anchors.len());
        let mut maker = Maker::new(rng);
        maker.policies = maker.rng.percent(50);
        let mut limit = maker.limit(&more.anchors[at].cert, more.anchors[at].kind);
        while limit.origin == Origin::Certificate && limit.no_mapping.is_some() {
            limit = maker.limit_of_caller();
        }
        limit.no_mapping = None;
        if maker.rng.percent(50) {
            let twin = KnownAnchor { limits: vec![limit], ..more.anchors[at].clone() };
            more.anchors.push(twin);
        } else {
            more.anchors[at].limits.push(limit);
        }
        more
    }

    /// The same in another order.
    pub(crate) fn shuffled(&self, seed: u64) -> Self {
        let (mut scene, mut rng) = (self.clone(), Rng::new(seed));
        rng.shuffle(&mut scene.anchors);
        rng.shuffle(&mut scene.pool);
        for anchor in &mut scene.anchors {
            rng.shuffle(&mut anchor.limits);
        }
        scene
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { profile, purpose, time, inputs, .. } = self;
        let partial = self.allows_partial_chains();
        writeln!(f, "  {}, {:?}, partial {partial}, {purpose:?} at {time}, {inputs:?}", profile.name(), self.checks())?;
        for KnownAnchor { kind, cert, limits } in &self.anchors {
            writeln!(f, "  anchor {kind:?} {}", text_of(cert))?;
            limits.iter().try_for_each(|limit| writeln!(f, "    {limit:?}"))?;
        }
        self.pool.iter().try_for_each(|cert| writeln!(f, "  pool {}", text_of(cert)))?;
        writeln!(f, "  leaf {}", text_of(&self.leaf))
    }
}

fn text_of(cert: &Cert) -> String {
    let mut text = format!(
        "{}/{} by {}/{}, {} to {}",
        cert.subject.text(),
        cert.subject_key().label(),
        cert.issuer_name().text(),
        cert.signing_key().label(),
        cert.not_before,
        cert.not_after
    );
    let list = |list: &[OidBuf]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    if let Some((constraints, _)) = cert.basic_constraints.filter(|(constraints, _)| constraints.ca) {
        text += &format!(", CA {:?}", constraints.path_length);
    }
    if let Some(usage) = &cert.extended_key_usage {
        text += &format!(", usages {}", list(usage));
    }
    if let Some(names) = &cert.name_constraints {
        text += &format!(", {:?}", names.0);
    }
    if !cert.alternative_names.is_empty() {
        text += &format!(", {:?}", cert.alternative_names);
    }
    if !cert.policies.is_empty() {
        text += &format!(", policies {}", list(&cert.policies));
    }
    for (from, to) in &cert.policy_mappings {
        text += &format!(", {from} is {to}");
    }
    if let Some(constraints) = cert.policy_constraints {
        text += &format!(", {constraints:?}");
    }
    if let Some(skip) = cert.inhibit_any_policy {
        text += &format!(", inhibit any {skip}");
    }
    text
}

const NOW: &str = "2027-01-01T00:00:00Z";
/// When leaves are issued, and until when anchors are trusted.
const DATES: [&str; 3] = ["2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z", "2026-09-01T00:00:00Z"];

const ROOTS: [&str; 3] = ["Root A", "Root B", "Root C"];
const CAS: [&str; 3] = ["Sub X", "Sub Y", "Sub Z"];
/// The space keeps it from being read as a host name.
const LEAF: &str = "The Leaf";

const HOSTS: [&str; 3] = ["a.example.com", "b.example.com", "c.example.org"];
const HOST_SUBTREES: [&str; 4] = ["example.com", "a.example.com", "example.org", "com"];

/// The last one is anyPolicy.
const POLICIES: [&str; 4] = ["1.3.6.1.4.1.32473.1.1", "1.3.6.1.4.1.32473.1.2", "1.3.6.1.4.1.32473.1.3", "2.5.29.32.0"];

static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| (0..8).map(|at| Key::fake(&format!("key {at}"))).collect());

/// A name and a key.
#[derive(Clone)]
struct Entity {
    name: &'static str,
    key: Key,
}

struct Maker {
    rng: Rng,
    serial: u64,
    /// Whether policies matter in this scene.
    policies: bool,
    /// Whether certificates of CAs say little but for policies, so that long paths are good ones.
    is_quiet: bool,
    /// Policies that others were mapped to.
    mapped: Vec<OidBuf>,
    /// Every CA certificate.
    certs: Vec<Cert>,
}

impl Maker {
    const fn new(rng: Rng) -> Self {
        Self { rng, serial: 0, policies: false, is_quiet: false, mapped: Vec::new(), certs: Vec::new() }
    }

    fn scene(&mut self) -> Scene {
        if self.rng.percent(10) {
            return self.ladder();
        }
        self.policies = self.rng.percent(45);
        self.is_quiet = self.rng.percent(50);
        let key = |at: usize| KEYS[at].clone();
        let roots: Vec<Entity> =
            (0..2 + self.rng.below(2)).map(|at| Entity { name: ROOTS[at], key: key(at) }).collect();
        let subs: Vec<Entity> =
            (0..1 + self.rng.below(3)).map(|at| Entity { name: CAS[at], key: key(3 + at) }).collect();
        for root in &roots {
            self.ca(root, root);
        }
        let mut issuers = roots.clone();
        for sub in &subs {
            let issuer = self.rng.pick(&issuers);
            self.ca(sub, &issuer);
            issuers.push(sub.clone());
        }
        for _ in 0..self.rng.below(4) {
            let (one, other) = (self.rng.pick(&issuers), self.rng.pick(&issuers));
            match self.rng.below(8) {
                // Reissued roots.
                0..=2 => {
                    let root = self.rng.pick(&roots);
                    self.ca(&root, &root);
                }
                // The new key of a CA, certified with the old one.
                3 => {
                    let new = Entity { name: one.name, key: key(6) };
                    self.ca(&new, &one);
                    issuers.push(new);
                }
                // Cross-certificates, and certificates that were renewed by the same issuer.
                _ => {
                    self.ca(&one, &other);
                }
            }
        }
        let leaf = self.leaf(&issuers);
        let (anchors, pool) = self.share_out(&leaf);
        let profile = match self.rng.below(10) {
            0..=3 => Profile::RFC5280,
            4 | 5 => Profile::STRICT,
            6 | 7 => Profile::EXPRESSWAY,
            8 => Profile::CUCM,
            _ => Profile::LEGACY,
        };
        let checks = [AnchorChecks::Certificate, AnchorChecks::NameAndKey, AnchorChecks::ValidityAndLimits];
        let profile = if self.rng.percent(40) { profile.with_anchor_checks(self.rng.pick(&checks)) } else { profile };
        Scene {
            profile,
            partial_chain: self.rng.pick(&[None, Some(false), Some(false), Some(true)]),
            anchors,
            pool,
            leaf,
            time: time(NOW),
            purpose: self.purpose(),
            inputs: self.inputs(),
        }
    }

    /// One path, along which a policy is mapped now and then: what limits in the middle of it do to policies.
    fn ladder(&mut self) -> Scene {
        self.policies = true;
        let mut above = Entity { name: ROOTS[0], key: KEYS[0].clone() };
        let root = Cert::new(above.name).key(&above.key).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN);
        let root = self.issued(root, &above);
        let first = self.rng.below(3);
        let mut policy = first;
        let mut cas = vec![root];
        for at in 0..1 + self.rng.below(3) {
            let own = Entity { name: CAS[at], key: KEYS[3 + at].clone() };
            let mut ca = Cert::new(own.name).key(&own.key).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN);
            ca = ca.policies(&[self.rng.pick(&[POLICIES[policy], POLICIES[policy], POLICIES[policy], POLICIES[3]])]);
            if self.rng.percent(40) {
                let target = self.rng.below(3);
                ca = ca.policy_mapping(POLICIES[policy], POLICIES[target]);
                policy = target;
            }
            cas.push(self.issued(ca, &above));
            above = own;
        }
        let other = self.rng.pick(&[policy, policy, 0, 1]);
        let policies = if other == policy { vec![POLICIES[policy]] } else { vec![POLICIES[policy], POLICIES[other]] };
        let leaf =
            Cert::new(LEAF).key(&KEYS[7]).key_usage(KeyUsage::DIGITAL_SIGNATURE).end_entity().policies(&policies);
        let leaf = leaf.eku(&[oids::SERVER_AUTH]).validity(DATES[0], "2030-01-01T00:00:00Z").san_dns(HOSTS[0]);
        let leaf = self.issued(leaf, &above);
        let mut anchors = Vec::new();
        for (at, cert) in cas.iter().enumerate() {
            if at == 0 || self.rng.percent(50) {
                let limits = if self.rng.percent(60) { vec![self.limit_of_caller()] } else { Vec::new() };
                anchors.push(KnownAnchor { kind: Kind::Certificate, cert: cert.clone(), limits });
            }
        }
        let wanted = if self.rng.percent(75) { vec![oid(POLICIES[first])] } else { self.some_policies(1, 2) };
        let policies = self.rng.percent(70).then_some(wanted);
        Scene {
            profile: Profile::RFC5280,
            partial_chain: Some(self.rng.percent(20)),
            anchors,
            pool: cas.split_off(1),
            leaf,
            time: time(NOW),
            purpose: KeyPurpose::Server,
            inputs: Inputs { policies, explicit: self.rng.percent(70), ..Inputs::default() },
        }
    }

    /// Which of the certificates are anchors, and which ones the peer sends.
    fn share_out(&mut self, leaf: &Cert) -> (Vec<KnownAnchor>, Vec<Cert>) {
        let (mut anchors, mut pool) = (Vec::new(), Vec::new());
        for cert in self.certs.clone() {
            let is_root = cert.signing_key() == cert.subject_key();
            let is_first = anchors.is_empty();
            if is_first || self.rng.percent(if is_root { 60 } else { 35 }) {
                let kind = match self.rng.below(20) {
                    0 | 1 => Kind::Key,
                    2 if !is_first => Kind::Pinned,
                    _ => Kind::Certificate,
                };
                let limits = self.limits(&cert, kind);
                anchors.push(KnownAnchor { kind, cert: cert.clone(), limits });
                // The same anchor from another list.
                if self.rng.percent(15) {
                    let limits = self.limits(&cert, kind);
                    anchors.push(KnownAnchor { kind, cert: cert.clone(), limits });
                }
                if self.rng.percent(70) {
                    continue;
                }
            }
            if self.rng.percent(92) {
                pool.push(cert);
            }
        }
        if self.rng.percent(4) {
            let limits = self.limits(leaf, Kind::Pinned);
            anchors.push(KnownAnchor { kind: Kind::Pinned, cert: leaf.clone(), limits });
        }
        self.rng.shuffle(&mut anchors);
        self.rng.shuffle(&mut pool);
        (anchors, pool)
    }

    /// From up to three origins.
    fn limits(&mut self, cert: &Cert, kind: Kind) -> Vec<Limit> {
        let count = self.rng.pick(&[0, 0, 0, 1, 1, 2, 3]);
        (0..count).map(|_| self.limit(cert, kind)).collect()
    }

    fn limit(&mut self, cert: &Cert, kind: Kind) -> Limit {
        match self.rng.below(4) {
            0 if kind == Kind::Certificate => Limit::of_certificate(cert),
            1 => self.purposes(Limit::none(Origin::TrustedCertificate)),
            _ => self.limit_of_caller(),
        }
    }

    fn limit_of_caller(&mut self) -> Limit {
        let mut limit = Limit::none(Origin::Caller);
        loop {
            match self.rng.below(if self.policies { 6 } else { 4 }) {
                0 => limit = self.purposes(limit),
                1 => limit.distrust_after = Some(time(self.rng.pick(&DATES))),
                2 => limit.names = Some(self.names()),
                3 => limit.length = Some(self.rng.below(3) as u32),
                _ => {
                    let inputs = self.inputs();
                    limit.policies = inputs.policies;
                    limit.explicit = inputs.explicit.then_some(0);
                    limit.no_mapping = inputs.no_mapping.then_some(0);
                    limit.no_any = inputs.no_any.then_some(0);
                }
            }
            if self.rng.percent(70) {
                return limit;
            }
        }
    }

    fn purposes(&mut self, limit: Limit) -> Limit {
        let allow = self.rng.percent(65).then(|| self.usages(12));
        let reject = if self.rng.percent(40) { self.usages(8) } else { Vec::new() };
        Limit { allow, reject, ..limit }
    }

    /// Usages in no order; `any` says how many lists in a hundred hold anyExtendedKeyUsage.
    fn usages(&mut self, any: usize) -> Vec<OidBuf> {
        let mut usages: Vec<OidBuf> = Vec::new();
        for (usage, percent) in [(oids::SERVER_AUTH, 60), (oids::CLIENT_AUTH, 45), (oids::CODE_SIGNING, 25)] {
            if self.rng.percent(percent) {
                usages.push(usage.into());
            }
        }
        if self.rng.percent(any) {
            usages.push(oids::ANY_EXTENDED_KEY_USAGE.into());
        }
        self.rng.shuffle(&mut usages);
        usages
    }

    fn names(&mut self) -> NameConstraints {
        let mut names = NameConstraints::default();
        match self.rng.below(6) {
            0 => names.excluded = vec![Subtree::directory(self.rng.pick(&[ROOTS[0], ROOTS[1], CAS[0], CAS[1], LEAF]))],
            1 => {
                let mut all = [ROOTS[0], ROOTS[1], ROOTS[2], CAS[0], CAS[1], CAS[2], LEAF];
                self.rng.shuffle(&mut all);
                names.permitted = all.iter().take(5).map(|name| Subtree::directory(*name)).collect();
            }
            2 => names.excluded = vec![Subtree::dns(self.rng.pick(&HOST_SUBTREES))],
            _ => names.permitted = vec![Subtree::dns(self.rng.pick(&HOST_SUBTREES))],
        }
        names
    }

    fn purpose(&mut self) -> KeyPurpose {
        match self.rng.below(20) {
            0 => KeyPurpose::Any,
            1 | 2 => KeyPurpose::Both,
            3..=6 => KeyPurpose::Client,
            7 => KeyPurpose::Custom(oids::CODE_SIGNING.into()),
            _ => KeyPurpose::Server,
        }
    }

    fn inputs(&mut self) -> Inputs {
        if !self.policies {
            return Inputs::default();
        }
        Inputs {
            policies: self.rng.percent(40).then(|| self.some_policies(1, 2)),
            explicit: self.rng.percent(40),
            no_mapping: self.rng.percent(12),
            no_any: self.rng.percent(12),
        }
    }

    /// So many policies, each once.
    fn some_policies(&mut self, least: usize, most: usize) -> Vec<OidBuf> {
        let count = least + self.rng.below(most + 1 - least);
        let mut some: Vec<OidBuf> = Vec::new();
        while some.len() < count {
            let policy = oid(POLICIES[self.rng.pick(&[0, 0, 0, 0, 1, 1, 2, 3])]);
            if !some.contains(&policy) {
                some.push(policy);
            }
        }
        some
    }

    fn with_policies(&mut self, mut cert: Cert) -> Cert {
        if !self.policies {
            return cert;
        }
        if self.rng.percent(92) {
            cert.policies = self.some_policies(1, if self.is_quiet { 2 } else { 3 });
        }
        if !self.mapped.is_empty() && self.rng.percent(50) {
            let target = self.rng.pick(&self.mapped);
            if !cert.policies.contains(&target) {
                cert.policies.push(target);
            }
        }
        let is_ca = cert.basic_constraints.is_some_and(|(constraints, _)| constraints.ca);
        if !is_ca {
            return cert;
        }
        if self.rng.percent(if self.is_quiet { 45 } else { 20 }) {
            let named: Vec<OidBuf> =
                cert.policies.iter().filter(|policy| policy.as_oid() != oids::ANY_POLICY).cloned().collect();
            let from = if named.is_empty() { oid(POLICIES[0]) } else { self.rng.pick(&named) };
            let to = oid(POLICIES[self.rng.below(3)]);
            self.mapped.push(to.clone());
            cert.policy_mappings.push((from, to));
        }
        if self.rng.percent(15) {
            let mut skip = || self.rng.percent(60).then(|| self.rng.below(3) as u32);
            let constraints = PolicyConstraints { require_explicit: skip(), inhibit_mapping: skip() };
            let is_empty = constraints.require_explicit.is_none() && constraints.inhibit_mapping.is_none();
            cert.policy_constraints = (!is_empty).then_some(constraints);
        }
        cert.inhibit_any_policy = self.rng.percent(10).then(|| self.rng.below(3) as u32);
        cert
    }

    fn ca(&mut self, subject: &Entity, issuer: &Entity) {
        let (few, more) = if self.is_quiet { (2, 3) } else { (10, 15) };
        let length = self.rng.percent(more).then(|| self.rng.below(3) as u32);
        let mut cert =
            Cert::new(subject.name).key(&subject.key).ca(length).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN);
        if self.rng.percent(few) {
            let mut usages = self.usages(5);
            if usages.is_empty() {
                usages.push(oids::SERVER_AUTH.into());
            }
            cert.extended_key_usage = Some(usages);
        }
        if self.rng.percent(few) {
            cert.name_constraints = Some((self.names(), true));
        }
        if self.rng.percent(few / 2) {
            cert = cert.validity("2025-01-01T00:00:00Z", "2026-12-01T00:00:00Z");
        }
        let cert = self.with_policies(cert);
        let cert = self.issued(cert, issuer);
        self.certs.push(cert);
    }

    fn leaf(&mut self, issuers: &[Entity]) -> Cert {
        // Rather at the end than at the root.
        let back = self.rng.below(issuers.len()).min(self.rng.below(issuers.len()));
        let issuer = issuers[issuers.len() - 1 - back].clone();
        let own = Entity { name: LEAF, key: KEYS[7].clone() };
        // Now and then somebody asks about a certificate of a CA's own name and key.
        let subject = if self.rng.percent(10) { self.rng.pick(issuers) } else { own };
        let mut cert = Cert::new(subject.name).key(&subject.key).key_usage(KeyUsage::DIGITAL_SIGNATURE).end_entity();
        let usages = match self.rng.below(10) {
            0 => vec![oids::ANY_EXTENDED_KEY_USAGE],
            1 => vec![oids::SERVER_AUTH],
            2 => vec![oids::CLIENT_AUTH],
            _ => vec![oids::SERVER_AUTH, oids::CLIENT_AUTH, oids::CODE_SIGNING],
        };
        cert = cert.eku(&usages).validity(self.rng.pick(&DATES), "2030-01-01T00:00:00Z").san_dns(self.rng.pick(&HOSTS));
        if self.rng.percent(15) {
            cert = cert.san_dns(self.rng.pick(&HOSTS));
        }
        let cert = self.with_policies(cert);
        self.issued(cert, &issuer)
    }

    fn issued(&mut self, cert: Cert, issuer: &Entity) -> Cert {
        self.serial += 1;
        cert.serial(self.serial).issuer(issuer.name).signed_by(&issuer.key)
    }
}
