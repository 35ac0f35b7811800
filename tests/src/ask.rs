//! A described hierarchy as a question to the validator: what [`oracle`](crate::oracle) reads from the description, in the
//! types of the library.

use crate::make::Cert;
use crate::oracle::{Hierarchy, Limits, Policies, PolicyInputs};
use ucpki_chain::{Anchor, AnchorConstraints, Identity, KeyPurpose, PolicySet, ValidationParams};
use ucpki_x509::{Certificate, oids};

/// The certificate that `cert` describes.
///
/// # Panics
///
/// If it cannot be read.
#[must_use]
pub fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap_or_else(|error| panic!("{error}: {cert:?}"))
}

/// The anchors with their limits.
#[must_use]
pub fn anchors(hierarchy: &Hierarchy) -> Vec<Anchor> {
    let limited = |(index, cert)| Anchor::certificate(read(cert)).with_constraints(limits(&hierarchy.limits_of(index)));
    hierarchy.anchors.iter().enumerate().map(limited).collect()
}

fn limits(limits: &Limits) -> AnchorConstraints {
    let mut constraints = AnchorConstraints::none().policies(&policies(&limits.policies));
    if let Some(subtrees) = &limits.name_constraints {
        constraints = constraints.name_constraints(&subtrees.der()).expect("the maker makes well-formed constraints");
    }
    if let Some(length) = limits.path_length {
        constraints = constraints.path_length(length as u32);
    }
    match limits.distrust_after {
        Some(time) => constraints.distrust_after(time),
        None => constraints,
    }
}

/// The question, for whoever the leaf names.
#[must_use]
pub fn request(hierarchy: &Hierarchy) -> ValidationParams<'static> {
    let purpose = if hierarchy.purpose == oids::SERVER_AUTH { KeyPurpose::Server } else { KeyPurpose::Client };
    let request =
        ValidationParams::new(hierarchy.time, purpose, Identity::danger_none()).policies(policies(&hierarchy.policies));
    match hierarchy.max_depth {
        Some(depth) => request.max_depth(depth as u32),
        None => request,
    }
}

fn policies(inputs: &PolicyInputs) -> ucpki_chain::PolicyInputs {
    let mut policies = ucpki_chain::PolicyInputs::default().user_initial(inputs.user_initial.clone());
    if inputs.explicit {
        policies = policies.require_explicit();
    }
    if inputs.inhibit_mapping {
        policies = policies.inhibit_mapping();
    }
    if inputs.inhibit_any { policies.inhibit_any() } else { policies }
}

/// Whether the validator's set of policies is the oracle's.
#[must_use]
pub fn same_policies(found: &PolicySet, expected: &Policies) -> bool {
    match (found, expected) {
        (PolicySet::Any, Policies::Any) => true,
        (PolicySet::Only(found), Policies::Only(expected)) => found.iter().eq(expected),
        _ => false,
    }
}
