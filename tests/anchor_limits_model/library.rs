//! What the library says of a scene.

use crate::scene::{Inputs, Kind, KnownAnchor, Limit, Origin, Scene};
use ucpki_chain::{
    Anchor, AnchorConstraints, Identity, PolicyInputs, Pool, Refused, Valid, ValidationParams, Validator,
};
use ucpki_tests::ask::read;
use ucpki_tests::fake::FAKE;
use ucpki_x509::Name;

pub(crate) fn ask(scene: &Scene) -> Result<Valid, Refused> {
    let mut validator =
        Validator::new(FAKE).profile(scene.profile.clone()).anchors(scene.anchors.iter().map(anchor_of));
    if let Some(allowed) = scene.partial_chain {
        validator = validator.partial_chain(allowed);
    }
    let request = ValidationParams::new(scene.time, scene.purpose.clone(), Identity::danger_none())
        .policies(inputs_of(&scene.inputs));
    validator.check(&read(&scene.leaf), &scene.pool.iter().map(read).collect::<Pool>(), &request)
}

/// What must be equal in every order: the path and its policies, or the reason.
pub(crate) fn outline(found: &Result<Valid, Refused>) -> String {
    match found {
        Ok(valid) => {
            let serials: Vec<&[u8]> = valid.path().certificates().iter().map(|cert| cert.serial().as_bytes()).collect();
            format!("{serials:?} {:?} until {}", valid.policies(), valid.valid_until())
        }
        Err(refused) => format!("{} {:?}", refused.code(), refused.cause()),
    }
}

fn anchor_of(known: &KnownAnchor) -> Anchor {
    let certificate = read(&known.cert);
    let anchor = match known.kind {
        Kind::Certificate => Anchor::certificate(certificate),
        Kind::Pinned => Anchor::pinned_leaf(certificate),
        Kind::Key => {
            let name = Name::parse(&known.cert.subject.der()).unwrap();
            Anchor::key(name, known.cert.subject_key().spki()).unwrap()
        }
    };
    // Two ways to say the same: limits on top of each other, and an anchor that is limited again.
    if known.cert.serial_bytes().last().is_some_and(|last| last % 2 == 0) {
        let all = known.limits.iter().map(|limit| constraints_of(known, limit));
        let all = all.fold(AnchorConstraints::none(), |all, more| all.intersect(&more));
        return anchor.with_constraints(all);
    }
    known.limits.iter().fold(anchor, |anchor, limit| match limit.origin {
        Origin::TrustedCertificate => anchor.with_trust(limit.allow.clone(), limit.reject.clone()),
        _ => anchor.with_constraints(constraints_of(known, limit)),
    })
}

fn constraints_of(known: &KnownAnchor, limit: &Limit) -> AnchorConstraints {
    if limit.origin == Origin::Certificate {
        return AnchorConstraints::from_certificate(&read(&known.cert)).unwrap();
    }
    let mut constraints = AnchorConstraints::none();
    if limit.allow.is_some() || !limit.reject.is_empty() {
        constraints = constraints.purposes(limit.allow.clone(), limit.reject.clone());
    }
    if let Some(date) = limit.distrust_after {
        constraints = constraints.distrust_after(date);
    }
    if let Some(names) = &limit.names {
        constraints = constraints.name_constraints(&names.der()).unwrap();
    }
    if let Some(length) = limit.length {
        constraints = constraints.path_length(length);
    }
    constraints.policies(&inputs_of(&Inputs {
        policies: limit.policies.clone(),
        explicit: limit.explicit.is_some(),
        no_mapping: limit.no_mapping.is_some(),
        no_any: limit.no_any.is_some(),
    }))
}

fn inputs_of(inputs: &Inputs) -> PolicyInputs {
    let mut made = PolicyInputs::default().user_initial(inputs.policies.clone().unwrap_or_default());
    if inputs.explicit {
        made = made.require_explicit();
    }
    if inputs.no_mapping {
        made = made.inhibit_mapping();
    }
    if inputs.no_any { made.inhibit_any() } else { made }
}
