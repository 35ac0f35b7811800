//! What limits a trust anchor beyond its name and key.

use super::policies::PolicyInputs;
use alloc::{boxed::Box, vec::Vec};
use ucpki_x509::der::Reader;
use ucpki_x509::extension::NameConstraints;
use ucpki_x509::oids::{ANY_EXTENDED_KEY_USAGE, ANY_POLICY};
use ucpki_x509::{Certificate, Error, Oid, OidBuf, Time};

/// Limits of a trust anchor, as data: they hold whatever the anchor's own certificate says.
///
/// Limits from several origins (the certificate, the trust settings of a file, the caller) **intersect**: each method adds to
/// what was said before, and none of them takes anything back. They hold wherever the anchor's name and key appear on a
/// path: at its end, in another certificate of the same key, and where the anchor only serves as an intermediate.
///
/// | field | RFC 5914 | what it does |
/// | --- | --- | --- |
/// | [`name_constraints`](Self::name_constraints) | nameConstr | as the extension of a CA: RFC 5280, 6.1.1 (h), (i) |
/// | [`path_length`](Self::path_length) | pathLenConstraint | as the field of a CA |
/// | [`policies`](Self::policies) | policySet, policyFlags | narrows the inputs of RFC 5280, 6.1.1 (c), (e) to (g) |
/// | [`purposes`](Self::purposes) | exts | extended key usages that it is trusted and rejected for |
/// | [`distrust_after`](Self::distrust_after) | - | leaves that were issued later are refused |
///
/// [`from_certificate`](Self::from_certificate) takes them from the anchor's certificate, as RFC 5937 describes.
///
/// # Examples
///
/// ```no_run
/// use ucpki::chain::{Anchor, AnchorConstraints};
/// use ucpki::x509::{Certificate, Time};
///
/// # fn der(_: &str) -> Vec<u8> { Vec::new() }
/// let root = Certificate::parse(&der("root"))?;
/// let limits = AnchorConstraints::from_certificate(&root)?
///     .distrust_after(Time::parse_rfc3339("2026-06-30T23:59:59Z")?);
/// let anchor = Anchor::certificate(root).with_constraints(limits);
/// # let _ = anchor;
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnchorConstraints {
    /// Values of the extension, each of which holds.
    name_constraints: Vec<Box<[u8]>>,
    path_length: Option<u32>,
    policies: Option<Vec<OidBuf>>,
    /// How many more certificates may be below before the condition holds; 0 is at once.
    pub(crate) explicit_policy: Option<u32>,
    pub(crate) inhibit_mapping: Option<u32>,
    pub(crate) inhibit_any: Option<u32>,
    trust: Option<Vec<OidBuf>>,
    reject: Vec<OidBuf>,
    distrust_after: Option<Time>,
}

impl AnchorConstraints {
    /// No limits.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The limits that a CA's certificate sets itself: name constraints, path length, policies, policy constraints,
    /// inhibitAnyPolicy and extended key usage (RFC 5937, 2).
    ///
    /// # Errors
    ///
    /// Why one of these extensions cannot be read.
    pub fn from_certificate(certificate: &Certificate) -> Result<Self, Error> {
        let constraints = certificate.policy_constraints()?;
        let policies = certificate.certificate_policies()?.map(|policies| {
            let all: Vec<OidBuf> = policies.iter().map(|policy| OidBuf::from(policy.policy())).collect();
            all
        });
        let usages = certificate.extended_key_usage()?;
        // Read for its errors: the value is kept as it is.
        certificate.name_constraints()?;
        let name_constraints = certificate
            .extensions()
            .find(|extension| extension.oid() == ucpki_x509::extension::ExtensionKind::NameConstraints.oid());
        Ok(Self {
            name_constraints: name_constraints.map(|extension| extension.value().into()).into_iter().collect(),
            path_length: certificate.basic_constraints()?.and_then(|constraints| constraints.path_length()),
            policies,
            explicit_policy: constraints.and_then(|constraints| constraints.require_explicit_policy()),
            inhibit_mapping: constraints.and_then(|constraints| constraints.inhibit_policy_mapping()),
            inhibit_any: certificate.inhibit_any_policy()?,
            trust: usages.map(|usages| usages.iter().map(OidBuf::from).collect()),
            reject: Vec::new(),
            distrust_after: None,
        })
    }

    /// These limits and those of `other`: what either forbids is forbidden.
    #[must_use]
    pub fn intersect(mut self, other: &Self) -> Self {
        self.name_constraints.extend(other.name_constraints.iter().cloned());
        self.name_constraints.sort_unstable();
        self.name_constraints.dedup();
        self.path_length = least(self.path_length, other.path_length);
        self.policies = both(self.policies, other.policies.as_deref(), ANY_POLICY);
        self.explicit_policy = least(self.explicit_policy, other.explicit_policy);
        self.inhibit_mapping = least(self.inhibit_mapping, other.inhibit_mapping);
        self.inhibit_any = least(self.inhibit_any, other.inhibit_any);
        self.trust = both(self.trust, other.trust.as_deref(), ANY_EXTENDED_KEY_USAGE);
        self.reject.extend(other.reject.iter().cloned());
        self.reject.sort_unstable();
        self.reject.dedup();
        self.distrust_after = least(self.distrust_after, other.distrust_after);
        self
    }

    /// Whether nothing is limited.
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether policies are limited.
    pub(crate) const fn limits_policies(&self) -> bool {
        self.policies.is_some()
            || self.explicit_policy.is_some()
            || self.inhibit_mapping.is_some()
            || self.inhibit_any.is_some()
    }

    /// Permitted and excluded subtrees for every name below, as the DER of a NameConstraints value (RFC 5280, 4.2.1.10).
    ///
    /// # Errors
    ///
    /// Why `der` cannot be read.
    pub fn name_constraints(mut self, der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der)?;
        NameConstraints::read(&mut reader)?;
        reader.finish()?;
        self.name_constraints.push(der.into());
        self.name_constraints.sort_unstable();
        self.name_constraints.dedup();
        Ok(self)
    }

    /// At most this many certificates that are not self-issued between the anchor and the leaf.
    #[must_use]
    pub fn path_length(self, most: u32) -> Self {
        self.intersect(&Self { path_length: Some(most), ..Self::default() })
    }

    /// Narrows the policy inputs of every check: the user's policies are those that both name, and a flag holds if
    /// either sets it.
    ///
    /// An empty `user_initial` means any policy, as in a check.
    ///
    /// One flag can accept more than before: below anyPolicy, a policy that may no longer be mapped to is good under its own
    /// name (RFC 5280, 6.1.4 (b)).
    #[must_use]
    pub fn policies(self, inputs: &PolicyInputs) -> Self {
        let flag = |set: bool| set.then_some(0);
        self.intersect(&Self {
            policies: (!inputs.user_initial.is_empty()).then(|| inputs.user_initial.clone()),
            explicit_policy: flag(inputs.require_explicit),
            inhibit_mapping: flag(inputs.inhibit_mapping),
            inhibit_any: flag(inputs.inhibit_any),
            ..Self::default()
        })
    }

    /// The purposes that the anchor is good for, as the trust settings of an OpenSSL `TRUSTED CERTIFICATE`.
    ///
    /// A purpose in `reject` is refused; where there is a list `trust`, a purpose must be in it, and an empty list
    /// allows none. `anyExtendedKeyUsage` stands for all.
    #[must_use]
    pub fn purposes(self, trust: Option<Vec<OidBuf>>, reject: Vec<OidBuf>) -> Self {
        self.intersect(&Self { trust, reject, ..Self::default() })
    }

    /// Leaves whose notBefore is later are refused: how a root leaves a trust list without breaking what it issued.
    #[must_use]
    pub fn distrust_after(self, time: Time) -> Self {
        self.intersect(&Self { distrust_after: Some(time), ..Self::default() })
    }

    /// The subtrees, decoded; each of them holds.
    pub(crate) fn subtrees(&self) -> impl Iterator<Item = NameConstraints<'_>> {
        // They were read before they were kept.
        self.name_constraints.iter().filter_map(|der| NameConstraints::read(&mut Reader::new(der).ok()?).ok())
    }

    pub(crate) const fn most_below(&self) -> Option<u32> {
        self.path_length
    }

    /// Whether the purpose is among those that the anchor is good for.
    pub(crate) fn allows(&self, purpose: Oid<'_>) -> bool {
        let lists =
            |list: &[OidBuf]| list.iter().any(|oid| oid.as_oid() == purpose || oid.as_oid() == ANY_EXTENDED_KEY_USAGE);
        !lists(&self.reject) && self.trust.as_deref().is_none_or(lists)
    }

    /// The date after which `leaf` was issued too late.
    pub(crate) fn distrusts(&self, leaf: &Certificate) -> Option<Time> {
        self.distrust_after.filter(|after| leaf.not_before() > *after)
    }

    /// The policies that a user who wants `wanted` can get below this anchor: those that both name (RFC 5937, 3.2).
    ///
    /// `None` is any policy.
    pub(crate) fn narrowed<'a>(&'a self, wanted: &'a [OidBuf]) -> Option<Vec<&'a OidBuf>> {
        let is_any = |list: &[OidBuf]| list.is_empty() || list.iter().any(|policy| policy.as_oid() == ANY_POLICY);
        let own = self.policies.as_deref();
        // A certificate that lists no policy at all is none that allows any.
        let own_is_any = own.is_none_or(|own| own.iter().any(|policy| policy.as_oid() == ANY_POLICY));
        match (is_any(wanted), own_is_any) {
            (true, true) => None,
            (true, false) => own.map(|own| own.iter().collect()),
            (false, true) => Some(wanted.iter().collect()),
            (false, false) => {
                Some(wanted.iter().filter(|policy| own.is_some_and(|own| own.contains(policy))).collect())
            }
        }
    }
}

/// The smaller of two limits.
fn least<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// What both lists hold; `any` stands for all, and no list means no limit.
fn both(one: Option<Vec<OidBuf>>, other: Option<&[OidBuf]>, any: Oid<'_>) -> Option<Vec<OidBuf>> {
    let (Some(one), Some(other)) = (&one, other) else {
        return one.or_else(|| other.map(<[OidBuf]>::to_vec));
    };
    let has_any = |list: &[OidBuf]| list.iter().any(|oid| oid.as_oid() == any);
    let mut kept: Vec<OidBuf> = match (has_any(one), has_any(other)) {
        (true, _) => other.to_vec(),
        (_, true) => one.clone(),
        _ => one.iter().filter(|oid| other.contains(oid)).cloned().collect(),
    };
    kept.sort_unstable();
    kept.dedup();
    Some(kept)
}
