//! A naive model of anchors with limits: every path is written down, and every limit of every origin is asked by itself.
//!
//! The rule: the limits of an anchor hold wherever its subject and key appear on a path. Limits from several origins
//! intersect, so that each of them must be met, whatever the others say.

use crate::scene::{Kind, KnownAnchor, Limit, Scene};
use std::collections::BTreeSet;
use ucpki_chain::AnchorChecks;
use ucpki_tests::make::{Cert, GeneralName, NameConstraints, Subtree};
use ucpki_x509::{Oid, OidBuf, oids};

/// A part of the rule that a model lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    PurposesAreDropped,
    DatesAreDropped,
    NamesAreDropped,
    LengthsAreDropped,
    PoliciesAreDropped,
    /// Limits hold where the path ends, and nowhere else.
    OnlyWhereThePathEnds,
    /// Limits hold for the anchor's own certificate, and for no other of its subject and key.
    OnlyItsOwnCertificate,
    /// Limits of another anchor of the same subject and key do not hold.
    OnlyItsOwnEntry,
    /// A leaf of the anchor's subject and key is free.
    NotInTheLeaf,
    /// Limits hold for the subject, whatever the key.
    AnyKey,
    /// Limits hold for the key, whatever the subject.
    AnySubject,
    /// A purpose that one allow list holds is allowed.
    AllowListsUnite,
    /// What an origin does not reject is allowed, whatever the allow lists say.
    RejectListsAllow,
    /// The last date counts.
    LastDateCounts,
    /// The longest length counts.
    LongestLengthCounts,
    /// A name need fit one of the origins only.
    NamesUnite,
    /// Policies of several origins add up.
    PoliciesUnite,
    /// Of the origins, the first alone counts.
    FirstOriginCounts,
    /// The profile's checks of the anchor's certificate are not made.
    CertificatesOfAnchorsAreIgnored,
    /// The certificate of every anchor is judged.
    CertificatesOfAnchorsCount,
    /// Other anchors than roots end a path, whoever is asked.
    PartialChains,
}

impl Flaw {
    pub(crate) const ALL: [Self; 21] = [
        Self::PurposesAreDropped,
        Self::DatesAreDropped,
        Self::NamesAreDropped,
        Self::LengthsAreDropped,
        Self::PoliciesAreDropped,
        Self::OnlyWhereThePathEnds,
        Self::OnlyItsOwnCertificate,
        Self::OnlyItsOwnEntry,
        Self::NotInTheLeaf,
        Self::AnyKey,
        Self::AnySubject,
        Self::AllowListsUnite,
        Self::RejectListsAllow,
        Self::LastDateCounts,
        Self::LongestLengthCounts,
        Self::NamesUnite,
        Self::PoliciesUnite,
        Self::FirstOriginCounts,
        Self::CertificatesOfAnchorsAreIgnored,
        Self::CertificatesOfAnchorsCount,
        Self::PartialChains,
    ];
}

/// A path: the certificates from the leaf up, and the anchor.
pub(crate) type Path<'s> = (Vec<&'s Cert>, &'s KnownAnchor);

pub(crate) struct Model<'s> {
    scene: &'s Scene,
    flaw: Flaw,
}

impl<'s> Model<'s> {
    pub(crate) const fn new(scene: &'s Scene, flaw: Flaw) -> Self {
        Self { scene, flaw }
    }

    /// Whether there is a good path.
    pub(crate) fn accepts(&self) -> bool {
        if self
            .scene
            .anchors
            .iter()
            .any(|anchor| anchor.kind == Kind::Pinned && is_same(&anchor.cert, &self.scene.leaf))
        {
            return self.pinned_leaf_is_good();
        }
        self.paths().iter().any(|path| self.is_good(path))
    }

    /// Every path of which the names and signatures are right.
    pub(crate) fn paths(&self) -> Vec<Path<'s>> {
        let mut found = Vec::new();
        self.extend(&mut vec![&self.scene.leaf], &mut found);
        found
    }

    fn extend(&self, path: &mut Vec<&'s Cert>, found: &mut Vec<Path<'s>>) {
        let Some(last) = path.last().copied() else { return };
        let is_issuer =
            |cert: &Cert| cert.subject.text() == last.issuer_name().text() && cert.subject_key() == last.signing_key();
        for anchor in &self.scene.anchors {
            if self.ends_paths(anchor) && is_issuer(&anchor.cert) && !repeats(path, &anchor.cert) {
                found.push((path.clone(), anchor));
            }
        }
        let demoted =
            self.scene.anchors.iter().filter(|anchor| anchor.kind != Kind::Pinned && !self.ends_paths(anchor));
        let mut tried: Vec<&Cert> = Vec::new();
        for cert in self.scene.pool.iter().chain(demoted.map(|anchor| &anchor.cert)) {
            let is_new = !tried.iter().any(|known| is_same(known, cert));
            if is_issuer(cert) && is_new && !repeats(path, cert) {
                tried.push(cert);
                path.push(cert);
                self.extend(path, found);
                path.pop();
            }
        }
    }

    fn ends_paths(&self, anchor: &KnownAnchor) -> bool {
        let partial = self.scene.allows_partial_chains() || self.flaw == Flaw::PartialChains;
        match anchor.kind {
            Kind::Pinned => false,
            Kind::Key => true,
            Kind::Certificate => partial || is_self_signed(&anchor.cert),
        }
    }

    fn is_good(&self, path: &Path<'_>) -> bool {
        let (certs, anchor) = path;
        let limits = self.limits_at(&anchor.cert, Some(anchor), true);
        certs.iter().all(|cert| self.is_valid_now(cert) && self.has_usages(cert))
            && (1..certs.len()).all(|at| self.sets_right(certs[at], &certs[..at]))
            && self.anchor_is_good(anchor, certs)
            && self.policies_are_good(certs, &limits)
            && self.limits_hold(&limits, certs)
            && (1..certs.len()).all(|at| self.limits_hold(&self.limits_at(certs[at], None, false), &certs[..at]))
            && (self.flaw == Flaw::NotInTheLeaf || self.limits_hold(&self.limits_at(certs[0], None, false), &[]))
    }

    /// A pinned leaf is trusted for itself, so that no path is looked for.
    fn pinned_leaf_is_good(&self) -> bool {
        let leaf = &self.scene.leaf;
        let pinned = self.scene.anchors.iter().find(|anchor| is_same(&anchor.cert, leaf));
        let limits = self.limits_at(leaf, pinned, true);
        self.is_valid_now(leaf)
            && self.has_usages(leaf)
            && self.limits_hold(&limits, &[])
            && self.policies_are_good(&[leaf], &limits)
    }

    fn is_valid_now(&self, cert: &Cert) -> bool {
        cert.not_before <= self.scene.time && self.scene.time <= cert.not_after
    }

    fn has_usages(&self, cert: &Cert) -> bool {
        let usages = cert.extended_key_usage.as_ref();
        usages.is_none_or(|usages| self.scene.purpose.extended_key_usages().all(|purpose| holds(usages, purpose)))
    }

    /// What a certificate of a CA says against those below it.
    fn sets_right(&self, cert: &Cert, below: &[&Cert]) -> bool {
        let length = cert.basic_constraints.and_then(|(constraints, _)| constraints.path_length);
        let names = cert.name_constraints.as_ref().map(|(constraints, _)| constraints);
        length.is_none_or(|most| counted(below) <= most) && names.is_none_or(|names| names_fit(names, below))
    }

    /// What the profile asks of the certificate of an anchor.
    fn anchor_is_good(&self, anchor: &KnownAnchor, below: &[&Cert]) -> bool {
        let is_judged = match self.flaw {
            Flaw::CertificatesOfAnchorsAreIgnored => false,
            Flaw::CertificatesOfAnchorsCount => true,
            _ => self.scene.checks() != AnchorChecks::NameAndKey,
        };
        let cert = &anchor.cert;
        anchor.kind == Kind::Key
            || !is_judged
            || self.is_valid_now(cert) && self.has_usages(cert) && self.sets_right(cert, below)
    }

    /// The limits of all anchors of the subject and key of `cert`. Only flaws look at the rest.
    fn limits_at(&self, cert: &Cert, entry: Option<&KnownAnchor>, is_end: bool) -> Vec<&'s Limit> {
        let (name, key) = (cert.subject.text(), cert.subject_key());
        let mut limits = Vec::new();
        for anchor in &self.scene.anchors {
            let (same_name, same_key) = (anchor.cert.subject.text() == name, anchor.cert.subject_key() == key);
            let holds = match self.flaw {
                Flaw::OnlyWhereThePathEnds => is_end && same_name && same_key,
                Flaw::OnlyItsOwnCertificate => is_same(&anchor.cert, cert),
                Flaw::OnlyItsOwnEntry => entry.map_or(same_name && same_key, |entry| core::ptr::eq(entry, anchor)),
                Flaw::AnyKey => same_name,
                Flaw::AnySubject => same_key,
                _ => same_name && same_key,
            };
            if holds {
                limits.extend(&anchor.limits);
            }
        }
        if self.flaw == Flaw::FirstOriginCounts {
            limits.truncate(1);
        }
        limits
    }

    /// Whether these limits, of who issued the certificates `below`, are met; below the leaf there is nothing.
    fn limits_hold(&self, limits: &[&Limit], below: &[&Cert]) -> bool {
        let leaf = &self.scene.leaf;
        let flaw = self.flaw;
        let purposes = self.scene.purpose.extended_key_usages().all(|purpose| self.purpose_is_allowed(limits, purpose));
        let mut dates = limits.iter().filter_map(|limit| limit.distrust_after);
        let is_in_time = match flaw {
            Flaw::LastDateCounts => dates.max().is_none_or(|date| leaf.not_before <= date),
            _ => dates.all(|date| leaf.not_before <= date),
        };
        let mut lengths = limits.iter().filter_map(|limit| limit.length);
        let is_short = match flaw {
            Flaw::LongestLengthCounts => lengths.max().is_none_or(|most| counted(below) <= most),
            _ => lengths.all(|most| counted(below) <= most),
        };
        let names: Vec<&NameConstraints> = limits.iter().filter_map(|limit| limit.names.as_ref()).collect();
        let names_fit = match flaw {
            Flaw::NamesUnite => names.is_empty() || names.iter().any(|names| names_fit(names, below)),
            _ => names.iter().all(|names| names_fit(names, below)),
        };
        let limits_policies = limits.iter().any(|limit| limit.is_about_policies());
        (purposes || flaw == Flaw::PurposesAreDropped)
            && (is_in_time || flaw == Flaw::DatesAreDropped)
            && (is_short || flaw == Flaw::LengthsAreDropped)
            && (names_fit || flaw == Flaw::NamesAreDropped)
            && (below.is_empty() || !limits_policies || self.policies_are_good(below, limits))
    }

    fn purpose_is_allowed(&self, limits: &[&Limit], purpose: Oid<'_>) -> bool {
        let is_rejected = limits.iter().any(|limit| holds(&limit.reject, purpose));
        let mut lists = limits.iter().filter_map(|limit| limit.allow.as_ref());
        let is_allowed = match self.flaw {
            Flaw::AllowListsUnite => {
                let lists: Vec<_> = lists.collect();
                lists.is_empty() || lists.iter().any(|list| holds(list, purpose))
            }
            Flaw::RejectListsAllow if limits.iter().any(|limit| !limit.reject.is_empty()) => true,
            _ => lists.all(|list| holds(list, purpose)),
        };
        is_allowed && !is_rejected
    }

    /// RFC 5280, 6.1, for certificates from the leaf up, below a key with these limits.
    ///
    /// In place of a tree there is a set of pairs: a policy as the key above all calls it, and what the next certificate
    /// has to call it.
    fn policies_are_good(&self, below: &[&Cert], limits: &[&Limit]) -> bool {
        let limits = if self.flaw == Flaw::PoliciesAreDropped { &[] } else { limits };
        let inputs = &self.scene.inputs;
        let never = u32::MAX;
        let counter = |is_set: bool, skip: fn(&Limit) -> Option<u32>| {
            if is_set { 0 } else { limits.iter().filter_map(|limit| skip(limit)).min().unwrap_or(never) }
        };
        let mut explicit = counter(inputs.explicit, |limit| limit.explicit);
        let mut mapping = counter(inputs.no_mapping, |limit| limit.no_mapping);
        let mut any_policy = counter(inputs.no_any, |limit| limit.no_any);
        let mut pairs: BTreeSet<(OidBuf, OidBuf)> = BTreeSet::new();
        let mut any = true;
        for (at, cert) in below.iter().enumerate().rev() {
            let is_leaf = at == 0;
            let named: Vec<&OidBuf> = cert.policies.iter().filter(|policy| !is_any_policy(policy)).collect();
            // 6.1.3 (d), (e)
            let passes_all =
                cert.policies.iter().any(is_any_policy) && (any_policy > 0 || !is_leaf && is_self_issued(cert));
            let fresh: Vec<&OidBuf> =
                named.iter().filter(|policy| any && !pairs.iter().any(|(_, to)| to == **policy)).copied().collect();
            pairs.retain(|(_, to)| passes_all || named.contains(&to));
            pairs.extend(fresh.iter().map(|policy| ((*policy).clone(), (*policy).clone())));
            any &= passes_all;
            // (f)
            if explicit == 0 && pairs.is_empty() && !any {
                return false;
            }
            let constraints = cert.policy_constraints;
            if is_leaf {
                // 6.1.5 (a), (b)
                explicit = explicit.saturating_sub(1);
                if constraints.is_some_and(|constraints| constraints.require_explicit == Some(0)) {
                    explicit = 0;
                }
                continue;
            }
            // 6.1.4 (a), (b)
            let before = pairs.clone();
            pairs.retain(|(_, to)| !cert.policy_mappings.iter().any(|(mapped, _)| mapped == to));
            for (mapped, target) in cert.policy_mappings.iter().filter(|_| mapping > 0) {
                let matching = before.iter().filter(|(_, to)| to == mapped);
                let mut sources: Vec<OidBuf> = matching.map(|(from, _)| from.clone()).collect();
                if sources.is_empty() && any {
                    sources.push(mapped.clone());
                }
                pairs.extend(sources.into_iter().map(|from| (from, target.clone())));
            }
            // (h) to (j)
            if !is_self_issued(cert) {
                for counter in [&mut explicit, &mut mapping, &mut any_policy] {
                    *counter = counter.saturating_sub(1);
                }
            }
            let skips = [
                (&mut explicit, constraints.and_then(|constraints| constraints.require_explicit)),
                (&mut mapping, constraints.and_then(|constraints| constraints.inhibit_mapping)),
                (&mut any_policy, cert.inhibit_any_policy),
            ];
            for (counter, skip) in skips {
                *counter = skip.map_or(*counter, |skip| skip.min(*counter));
            }
        }
        // 6.1.5 (g): what is wanted, and what every origin has. A set that holds anyPolicy is not a limit.
        let own: Vec<&Vec<OidBuf>> = limits
            .iter()
            .filter_map(|limit| limit.policies.as_ref())
            .filter(|set| !set.iter().any(is_any_policy))
            .collect();
        let wanted: Vec<&Vec<OidBuf>> =
            inputs.policies.as_ref().filter(|set| !set.iter().any(is_any_policy)).into_iter().collect();
        let is_wanted = |policy: &OidBuf| match self.flaw {
            Flaw::PoliciesUnite => {
                let mut all = own.iter();
                wanted.iter().all(|set| set.contains(policy)) && (own.is_empty() || all.any(|set| set.contains(policy)))
            }
            _ => own.iter().chain(&wanted).all(|set| set.contains(policy)),
        };
        let of_any = if own.is_empty() && wanted.is_empty() {
            any
        } else {
            any && own.iter().chain(&wanted).flat_map(|set| set.iter()).any(is_wanted)
        };
        explicit > 0 || of_any || pairs.iter().any(|(from, _)| is_wanted(from))
    }
}

fn is_any_policy(policy: &OidBuf) -> bool {
    policy.as_oid() == oids::ANY_POLICY
}

/// Whether a list of usages holds a purpose.
fn holds(usages: &[OidBuf], purpose: Oid<'_>) -> bool {
    usages.iter().any(|usage| usage.as_oid() == purpose || usage.as_oid() == oids::ANY_EXTENDED_KEY_USAGE)
}

/// Signed with its own key, as the scenes have key identifiers that say so.
fn is_self_signed(cert: &Cert) -> bool {
    is_self_issued(cert) && cert.signing_key() == cert.subject_key()
}

fn is_self_issued(cert: &Cert) -> bool {
    cert.subject.text() == cert.issuer_name().text()
}

/// Every certificate has a serial number of its own.
fn is_same(one: &Cert, other: &Cert) -> bool {
    one.serial == other.serial
}

/// Whether the name and key of `next` are on the path already. A leaf issues nothing, so that its do not count.
fn repeats(path: &[&Cert], next: &Cert) -> bool {
    let is_same_key =
        |cert: &&Cert| cert.subject.text() == next.subject.text() && cert.subject_key() == next.subject_key();
    path.iter().skip(1).any(is_same_key)
}

/// How many certificates between the leaf and the issuer of the last count for path lengths.
fn counted(below: &[&Cert]) -> u32 {
    let count = below.iter().skip(1).filter(|cert| !is_self_issued(cert)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whether all names below fit. Self-issued certificates are exempt, unless they are the leaf.
fn names_fit(constraints: &NameConstraints, below: &[&Cert]) -> bool {
    let judged = below.iter().enumerate().filter(|(at, cert)| *at == 0 || !is_self_issued(cert));
    judged.into_iter().all(|(_, cert)| {
        let hosts = cert.alternative_names.iter().map(|name| match name {
            GeneralName::Dns(host) => host.clone(),
            _ => panic!("all names are hosts"),
        });
        hosts.into_iter().all(|host| fits(constraints, &Named::Host(host)))
            && fits(constraints, &Named::Subject(cert.subject.text()))
    })
}

enum Named {
    Host(String),
    Subject(String),
}

fn fits(constraints: &NameConstraints, name: &Named) -> bool {
    let is_of_kind = |base: &&Subtree| {
        matches!((name, base), (Named::Host(_), Subtree::Dns(_)) | (Named::Subject(_), Subtree::Directory(_)))
    };
    let is_within = |base: &Subtree| match (name, base) {
        (Named::Host(host), Subtree::Dns(base)) => host == base || host.ends_with(&format!(".{base}")),
        (Named::Subject(subject), Subtree::Directory(base)) => *subject == base.text(),
        _ => false,
    };
    let mut permitted = constraints.permitted.iter().filter(is_of_kind).peekable();
    (permitted.peek().is_none() || permitted.any(is_within)) && !constraints.excluded.iter().any(is_within)
}
