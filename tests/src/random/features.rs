//! What hierarchies have, for counting.

use crate::make::{Cert, KeyId, KeySize, Name, Seal};
use crate::oracle::{Hierarchy, Limits};
use std::collections::BTreeSet;

/// What a hierarchy has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// An anchor with limits.
    AnchorLimits,
    /// Two anchors.
    Anchors,
    /// An alternative name in a CA certificate.
    CaNames,
    /// One name and key with certificates from several issuers.
    CrossSigned,
    /// One certificate twice.
    Duplicate,
    /// An e-mail address, as an alternative name or in the subject.
    Email,
    /// A certificate with extended key usage.
    ExtendedKeyUsage,
    /// A certificate that is expired or not yet valid.
    Expired,
    /// The leaf among the pool.
    LeafInPool,
    /// A certificate that leads back to itself over others.
    Loop,
    /// A bound on the depth of the path.
    MaxDepth,
    /// A certificate with name constraints.
    NameConstraints,
    /// One that is not a CA in the pool.
    NotCa,
    /// A name of a kind that nobody can compare.
    OtherName,
    /// A path length constraint.
    PathLength,
    /// Certificate policies.
    Policies,
    /// A policy that is mapped to another.
    PolicyMapping,
    /// A policy is required, by the question or by a certificate.
    PolicyRequired,
    /// A name that has several keys.
    SameName,
    /// A certificate of one name for the same name, with another key or not.
    SelfIssued,
    /// A name that is spelled in different ways.
    Spellings,
    /// A critical extension that nobody knows.
    UnknownCritical,
    /// A URI as an alternative name.
    Uri,
    /// A key that is too short.
    WeakKey,
    /// A wildcard name.
    Wildcard,
    /// An authority key identifier that no key has.
    WrongKeyId,
    /// A signature that does not hold, or was made with another key than any of its issuer's.
    WrongSignature,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::AnchorLimits,
        Self::Anchors,
        Self::CaNames,
        Self::CrossSigned,
        Self::Duplicate,
        Self::Email,
        Self::ExtendedKeyUsage,
        Self::Expired,
        Self::LeafInPool,
        Self::Loop,
        Self::MaxDepth,
        Self::NameConstraints,
        Self::NotCa,
        Self::OtherName,
        Self::PathLength,
        Self::Policies,
        Self::PolicyMapping,
        Self::PolicyRequired,
        Self::SameName,
        Self::SelfIssued,
        Self::Spellings,
        Self::UnknownCritical,
        Self::Uri,
        Self::WeakKey,
        Self::Wildcard,
        Self::WrongKeyId,
        Self::WrongSignature,
    ];
}

/// What `hierarchy` has.
#[must_use]
pub fn features(hierarchy: &Hierarchy) -> BTreeSet<Feature> {
    let pool = &hierarchy.pool;
    let all: Vec<&Cert> = pool.iter().chain([&hierarchy.leaf]).collect();
    let any = |has: &dyn Fn(&Cert) -> bool| all.iter().any(|cert| has(cert));
    let pairs = |has: &dyn Fn(&Cert, &Cert) -> bool| {
        pool.iter().enumerate().any(|(index, one)| pool[..index].iter().any(|other| has(one, other)))
    };
    let weak = |cert: &Cert| matches!(cert.subject_key().size(), KeySize::Rsa(1024) | KeySize::Curve(192));
    let off = |cert: &Cert| cert.not_before > hierarchy.time || cert.not_after < hierarchy.time;
    let issuers: Vec<&Cert> = pool.iter().chain(&hierarchy.anchors).collect();
    let wrong = |cert: &Cert| {
        let by_issuer = |issuer: &&Cert| {
            plain(&issuer.subject) == plain(cert.issuer_name()) && issuer.subject_key() == cert.signing_key()
        };
        cert.seal != Seal::Right || !issuers.iter().any(by_issuer)
    };
    let table: [(Feature, bool); 27] = [
        (Feature::AnchorLimits, hierarchy.limits.iter().any(|limits| *limits != Limits::default())),
        (Feature::Anchors, hierarchy.anchors.len() > 1),
        (Feature::CaNames, pool.iter().any(|cert| !cert.alternative_names.is_empty())),
        (Feature::CrossSigned, pairs(&|a, b| same_entity(a, b) && plain(a.issuer_name()) != plain(b.issuer_name()))),
        (Feature::Duplicate, pairs(&|a, b| a.der() == b.der())),
        (Feature::Email, any(&|cert| has_name(cert, "Email") || cert.subject.text().contains('@'))),
        (Feature::ExtendedKeyUsage, any(&|cert| cert.extended_key_usage.is_some())),
        (Feature::Expired, any(&off)),
        (Feature::LeafInPool, pool.iter().any(|cert| cert.der() == hierarchy.leaf.der())),
        (Feature::Loop, has_loop(pool)),
        (Feature::MaxDepth, hierarchy.max_depth.is_some()),
        (Feature::NameConstraints, any(&|cert| cert.name_constraints.is_some())),
        (
            Feature::NotCa,
            pool.iter().any(|cert| !cert.basic_constraints.is_some_and(|(constraints, _)| constraints.ca)),
        ),
        (Feature::OtherName, any(&|cert| has_name(cert, "Raw"))),
        (Feature::PathLength, any(&|cert| cert.basic_constraints.is_some_and(|(one, _)| one.path_length.is_some()))),
        (Feature::Policies, any(&|cert| !cert.policies.is_empty())),
        (Feature::PolicyMapping, any(&|cert| !cert.policy_mappings.is_empty())),
        (
            Feature::PolicyRequired,
            hierarchy.policies.explicit
                || any(&|cert| cert.policy_constraints.is_some_and(|one| one.require_explicit.is_some())),
        ),
        (Feature::SameName, pairs(&|a, b| plain(&a.subject) == plain(&b.subject) && !same_entity(a, b))),
        (Feature::SelfIssued, pool.iter().any(|cert| plain(&cert.subject) == plain(cert.issuer_name()))),
        (
            Feature::Spellings,
            pairs(&|a, b| plain(&a.subject) == plain(b.issuer_name()) && a.subject != *b.issuer_name()),
        ),
        (Feature::UnknownCritical, any(&|cert| cert.extensions.iter().any(|extension| extension.critical))),
        (Feature::Uri, any(&|cert| has_name(cert, "Uri"))),
        (Feature::WeakKey, any(&weak)),
        (Feature::Wildcard, any(&|cert| cert.alternative_names.iter().any(|name| format!("{name:?}").contains('*')))),
        (Feature::WrongKeyId, any(&|cert| cert.authority_key_id == KeyId::Wrong)),
        (Feature::WrongSignature, any(&wrong)),
    ];
    table.into_iter().filter(|(_, has)| *has).map(|(feature, _)| feature).collect()
}

/// Whether issuer names lead from a certificate over at least one other back to it.
fn has_loop(pool: &[Cert]) -> bool {
    let mut edges: BTreeSet<(String, String)> = pool
        .iter()
        .map(|cert| (plain(&cert.subject), plain(cert.issuer_name())))
        .filter(|(subject, issuer)| subject != issuer)
        .collect();
    loop {
        let longer: Vec<(String, String)> = edges
            .iter()
            .flat_map(|(a, b)| edges.iter().filter(move |(c, _)| b == c).map(move |(_, d)| (a.clone(), d.clone())))
            .filter(|edge| !edges.contains(edge))
            .collect();
        if longer.is_empty() {
            return edges.iter().any(|(from, to)| from == to);
        }
        edges.extend(longer);
    }
}

/// Whether a certificate has an alternative name of this kind, by its name in the maker.
fn has_name(cert: &Cert, kind: &str) -> bool {
    cert.alternative_names.iter().any(|name| format!("{name:?}").starts_with(kind))
}

fn same_entity(one: &Cert, other: &Cert) -> bool {
    plain(&one.subject) == plain(&other.subject) && one.subject_key() == other.subject_key()
}

/// The name without its spelling.
fn plain(name: &Name) -> String {
    name.text().to_ascii_lowercase().replace(' ', "")
}
