//! What the library says of a scene.

use super::scene::*;
use super::world::{self, at, key};
use crate::fake::FAKE;
use ucpki_chain::{
    AlgorithmPolicy, Anchor, Budget, ConsumerPolicy, Context, Fallback, Identity, KeyPurpose, Pool, Refused,
    Revocation, RevocationCheck, Severity, Spending, StatusSubject, Valid, ValidationParams, Validator,
};
use ucpki_crl::{CrlSet, CrlsByOrigin, IndexedCrl};
use ucpki_crypto::{Hash, Provider, RUSTCRYPTO};
use ucpki_ocsp::{
    NoncePolicy, OcspPolicy, ResponseCache, ResponseRefused, Responses, StatusRequest, TrustedResponder,
    VerifiedResponse,
};
use ucpki_x509::{Certificate, Name, SpkiRef, Time};

/// Signatures cost nothing, and hash functions are real.
pub const PROVIDER: Provider = FAKE.over(RUSTCRYPTO);

/// What was said.
#[derive(Debug)]
pub struct Outcome {
    /// For each response that was fetched, in their order: whether it was accepted.
    pub accepted: Vec<(usize, Result<VerifiedResponse, ResponseRefused>)>,
    /// The verdict.
    pub verdict: Result<Valid, Refused>,
}

/// Asks the library.
#[must_use]
pub fn ask(scene: &Scene) -> Outcome {
    let policy = policy(scene);
    let bodies: Vec<Vec<u8>> = scene.responses.iter().map(|response| scene.body(response)).collect();
    let of_route = |route: Route| -> Vec<&[u8]> {
        let all = scene.responses.iter().zip(&bodies);
        all.filter(|(response, _)| response.route == route).map(|(_, body)| body.as_slice()).collect()
    };
    let mut cache = ResponseCache::new(8);
    let mut accepted = Vec::new();
    for (index, response) in scene.responses.iter().enumerate() {
        if response.route == Route::Fetched {
            let result = fetch(scene, response, &bodies[index], &policy);
            if let Ok(verified) = &result {
                cache.insert(verified.clone());
            }
            accepted.push((index, result));
        }
    }
    let mut responses = cache.snapshot(policy).with_unverified(&of_route(Route::Unverified));
    let staples = of_route(Route::Stapled);
    if scene.staples_asked || !staples.is_empty() {
        responses = responses.with_staples(&staples);
    }
    Outcome { accepted, verdict: check(scene, &responses) }
}

/// The certificate of a party.
#[must_use]
pub fn certificate(scene: &Scene, party: Party) -> Certificate {
    Certificate::parse(&scene.cert(party).der()).expect("our own certificate")
}

/// Who is asked about.
#[must_use]
pub fn subject(scene: &Scene, target: Target) -> StatusSubject {
    subject_below(scene, target, scene.issuer(target))
}

fn subject_below(scene: &Scene, target: Target, issuer: Party) -> StatusSubject {
    let party = match target {
        Target::Leaf => Party::Leaf,
        Target::Intermediate => Party::Intermediate,
    };
    StatusSubject::new(certificate(scene, party), name(scene, issuer), key(issuer).spki().into())
}

fn name(scene: &Scene, party: Party) -> Name {
    certificate(scene, party).subject().to_name()
}

fn policy(scene: &Scene) -> OcspPolicy {
    let known = &scene.policy;
    let trusted: Vec<TrustedResponder> = known.trusted.iter().map(|trusted| trust(scene, trusted)).collect();
    let mut policy = match OcspPolicy::cucm(&trusted) {
        Ok(policy) if known.cucm => policy,
        _ => OcspPolicy::default().trusted(trusted),
    };
    policy = policy.nonce(match known.nonce {
        Nonce::Off => NoncePolicy::Off,
        Nonce::Send => NoncePolicy::Send,
        Nonce::Require => NoncePolicy::Require,
    });
    if let Some(seconds) = known.max_age {
        policy = policy.max_age(seconds);
    }
    if known.is_strict {
        policy = policy.without_next_update(None);
    }
    if known.common_criteria {
        policy = policy.common_criteria();
    }
    if known.has_responder {
        policy = policy.responder(world::CONFIGURED);
    }
    policy.delegates(known.configured.iter().map(|index| certificate(scene, Party::Delegate(*index))))
}

fn trust(scene: &Scene, trusted: &Trusted) -> TrustedResponder {
    let one = if trusted.by_key {
        TrustedResponder::from_key(SpkiRef::parse(key(trusted.who).spki()).expect("our own key"))
    } else {
        TrustedResponder::from_certificate(certificate(scene, trusted.who))
    };
    match trusted.only_for {
        Some(issuer) => one.for_issuers([name(scene, issuer)]),
        None => one,
    }
}

fn fetch(
    scene: &Scene,
    response: &Response,
    body: &[u8],
    policy: &OcspPolicy,
) -> Result<VerifiedResponse, ResponseRefused> {
    let issuer = if response.is_for_twin { Party::Twin } else { scene.issuer(response.target) };
    let nonce = (scene.policy.nonce != Nonce::Off).then_some(&world::NONCE[..]);
    let subject = subject_below(scene, response.target, issuer);
    let request = StatusRequest::new(subject, Hash::Sha256, nonce, &PROVIDER).expect("our own subject");
    let now = if response.is_earlier { at(EARLIER) } else { at(0) };
    accept(&request, body, policy, now)
}

/// What becomes of a body, without any CRLs.
///
/// # Errors
///
/// Why it is not relied on.
pub fn accept(
    request: &StatusRequest,
    body: &[u8],
    policy: &OcspPolicy,
    now: Time,
) -> Result<VerifiedResponse, ResponseRefused> {
    let (mut spending, mut hints) = (Spending::new(&Budget::default()), Vec::new());
    let mut context = Context::new(PROVIDER, AlgorithmPolicy::MODERN, &mut spending, &mut hints);
    request.accept(body, policy, &mut context, now)
}

fn crls(scene: &Scene) -> CrlsByOrigin {
    let mut crls = CrlsByOrigin::default();
    for ca in [Party::Root, Party::Intermediate] {
        let Some(known) = scene.crl(ca) else { continue };
        let der = scene.crl_der(ca, known).into_boxed_slice();
        let set: CrlSet = [IndexedCrl::parse(der, &PROVIDER).expect("our own CRL")].into_iter().collect();
        let place = match known.origin {
            Origin::Automatic => &mut crls.automatic,
            Origin::Manual => &mut crls.manual,
            Origin::TrustedCaFile => &mut crls.trusted_ca_file,
        };
        *place = core::mem::take(place).union(&set);
    }
    crls
}

fn consumer_policy(scene: &Scene) -> ConsumerPolicy {
    let policy = match scene.consumer {
        Consumer::SipTls { checking, ocsp, lists, downloads } => {
            ConsumerPolicy::SIP_TLS.checking(checking).ocsp(ocsp).lists(lists).downloads(downloads)
        }
        Consumer::PolicyServer => ConsumerPolicy::POLICY_SERVER,
        Consumer::Ldap => ConsumerPolicy::LDAP,
        Consumer::Other | Consumer::Direct => ConsumerPolicy::OTHER,
    };
    let fallback = |refuses| if refuses { Fallback::Revoked } else { Fallback::NotRevoked };
    policy.fallback(fallback(scene.refuses_unknown)).on_expired(fallback(scene.refuses_expired))
}

fn check(scene: &Scene, responses: &Responses) -> Result<Valid, Refused> {
    let crls = crls(scene);
    if scene.consumer == Consumer::Direct {
        let all = crls.automatic.union(&crls.manual).union(&crls.trusted_ca_file);
        let sources: [&dyn Revocation; 2] = [responses, &all];
        let severity = |refuses| if refuses { Severity::Refuse } else { Severity::Warn };
        let check = RevocationCheck::new(&sources)
            .on_unknown(severity(scene.refuses_unknown))
            .on_expired(severity(scene.refuses_expired));
        return validate(scene, Some(check));
    }
    let policy = consumer_policy(scene);
    let used = crls.used_by(policy);
    let consumer = used.consumer(policy).with_ocsp(responses);
    let sources: [&dyn Revocation; 1] = [&consumer];
    validate(scene, policy.check(&sources))
}

fn validate(scene: &Scene, check: Option<RevocationCheck<'_>>) -> Result<Valid, Refused> {
    let validator = Validator::new(PROVIDER).anchors([Anchor::certificate(certificate(scene, Party::Root))]);
    let pool: Pool = scene.has_intermediate.then(|| certificate(scene, Party::Intermediate)).into_iter().collect();
    let mut params = ValidationParams::new(at(0), KeyPurpose::Server, Identity::danger_none());
    if let Some(check) = check {
        params = params.revocation(check);
    }
    validator.check(&certificate(scene, Party::Leaf), &pool, &params)
}
