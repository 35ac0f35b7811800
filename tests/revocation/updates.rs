//! Downloads: what takes the place of what, and what a stranger can do to it.

use super::{NOW, ca, leaf_of, read, set_of};
use core::slice::from_ref;
use ucpki_chain::{
    Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, Severity, ValidationParams, Validator,
    codes as chain,
};
use ucpki_crl::{CrlSet, IndexedCrl, TakeOutcome, Trust, Updates, codes, prove};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Crl, IssuingPoint, Key, KeyUsage, time};
use ucpki_x509::Code;

const POINT: &str = "http://pki.example.com/crl.pem";

/// A root, a CA below it, and what one distribution point has brought so far.
struct Scene {
    root: Cert,
    issuer: Cert,
    known: Vec<Cert>,
    updates: Updates,
}

impl Scene {
    fn new() -> Self {
        let root = ca("root");
        let issuer = ca("CA").issued_by(&root);
        let known = vec![issuer.clone()];
        Self { root, issuer, known, updates: Updates::new(POINT).unwrap() }
    }

    fn validator(&self) -> Validator {
        Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(&self.root))])
    }

    fn take_at(&mut self, now: &str, crls: &[Crl]) -> Vec<(TakeOutcome, Option<&'static Code>)> {
        let crls = crls.iter().map(|crl| IndexedCrl::parse(crl.der().into_boxed_slice(), &RUSTCRYPTO).unwrap());
        let (validator, pool) = (self.validator(), self.known.iter().map(read).collect::<Pool>());
        let proved = prove(crls.collect(), &Trust { validator: &validator, pool: &pool }, time(now));
        let taken = self.updates.take(POINT, time(now), proved).unwrap();
        taken.iter().map(|(_, outcome, code)| (outcome, code)).collect()
    }

    fn take(&mut self, crls: &[Crl]) -> Vec<(TakeOutcome, Option<&'static Code>)> {
        self.take_at(NOW, crls)
    }

    /// Whether the leaf is accepted, where no data is a warning.
    fn is_accepted(&self) -> bool {
        let set = self.updates.automatic().union(&set_of(&[Crl::new(&self.root)]));
        let sources: [&dyn Revocation; 1] = [&set];
        let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
            .revocation(RevocationCheck::new(&sources).on_unknown(Severity::Warn));
        let pool = [&self.issuer].map(read).into_iter().collect::<Pool>();
        match self.validator().check(&read(&leaf_of(&self.issuer)), &pool, &request) {
            Ok(_) => true,
            Err(refused) => {
                assert_eq!(refused.code(), &chain::REVOKED);
                false
            }
        }
    }

    fn genuine(&self) -> Crl {
        Crl::new(&self.issuer).revoke(&leaf_of(&self.issuer), "2026-06-01T00:00:00Z", Some(1))
    }
}

#[test]
fn a_forged_crl_displaces_nothing() {
    let mut scene = Scene::new();
    let genuine = scene.genuine();
    assert_eq!(scene.take(from_ref(&genuine)), [(TakeOutcome::Added, None)]);
    assert!(!scene.is_accepted());
    // Newer, of the right name, and of a key that nobody certified: alone, and again.
    let forged = Crl::new(&scene.issuer)
        .number(9)
        .updates("2026-12-31T00:00:00Z", "2030-01-01T00:00:00Z")
        .signed_by(&Key::p256("forged"));
    for _ in 0..2 {
        assert_eq!(scene.take(from_ref(&forged)), [(TakeOutcome::Beside, Some(&codes::SIGNATURE_INVALID))]);
        assert!(!scene.is_accepted());
    }
    // And it does not stick: the next genuine one is taken.
    let newer = genuine.number(2).updates("2026-12-30T00:00:00Z", "2030-01-01T00:00:00Z");
    assert_eq!(scene.take(&[newer]), [(TakeOutcome::Replaced, None)]);
    assert!(!scene.is_accepted());
}

#[test]
fn a_namesake_has_a_slot_of_its_own_and_decides_nothing() {
    let mut scene = Scene::new();
    let attacker = ca("attacker").issued_by(&scene.root);
    let namesake = Cert::new("CA").key(&Key::p256("forged")).key_usage(KeyUsage::CRL_SIGN).issued_by(&attacker);
    scene.known.extend([attacker, namesake]);
    let genuine = scene.genuine();
    scene.take(&[genuine]);
    let forged = Crl::new(&scene.issuer).number(9).signed_by(&Key::p256("forged"));
    assert_eq!(scene.take(&[forged]), [(TakeOutcome::Added, None)]);
    assert!(!scene.is_accepted());
    assert_eq!(scene.updates.automatic().len(), 2);
}

#[test]
fn an_empty_or_smaller_download_clears_nothing() {
    let mut scene = Scene::new();
    let (genuine, of_root) = (scene.genuine(), Crl::new(&scene.root));
    scene.take(&[genuine, of_root.clone()]);
    assert!(scene.take(&[]).is_empty());
    assert!(!scene.is_accepted());
    assert_eq!(scene.take(&[of_root]), [(TakeOutcome::Unchanged, None)]);
    assert!(!scene.is_accepted());
    assert_eq!(scene.updates.automatic().len(), 2);
}

#[test]
fn an_older_crl_is_not_taken_again() {
    let mut scene = Scene::new();
    let old = Crl::new(&scene.issuer);
    let new = scene.genuine().number(2).updates("2026-06-01T00:00:00Z", "2030-01-01T00:00:00Z");
    scene.take(from_ref(&old));
    assert!(scene.is_accepted());
    scene.take(from_ref(&new));
    assert!(!scene.is_accepted());
    assert_eq!(scene.take(&[old]), [(TakeOutcome::Refused, Some(&codes::LIST_OLDER))]);
    // Of one time and number, but with other content: the one that is there stays.
    let other = Crl { entries: Vec::new(), ..new };
    assert_eq!(scene.take(&[other]), [(TakeOutcome::Refused, Some(&codes::CONFLICT))]);
    assert!(!scene.is_accepted());
}

#[test]
fn a_crl_of_the_future_is_refused_and_one_that_got_in_does_not_block() {
    let mut scene = Scene::new();
    let far = Crl::new(&scene.issuer).number(9).updates("2028-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
    assert_eq!(scene.take(from_ref(&far)), [(TakeOutcome::Refused, Some(&codes::FUTURE))]);
    assert!(scene.updates.automatic().is_empty() && scene.updates.last_success(POINT).is_none());
    let near = Crl::new(&scene.issuer).updates("2027-01-01T00:09:00Z", "2030-01-01T00:00:00Z");
    assert_eq!(Scene::new().take(&[near]), [(TakeOutcome::Added, None)]);
    // Under a clock that was wrong.
    assert_eq!(scene.take_at("2029-01-01T00:00:00Z", &[far]), [(TakeOutcome::Added, None)]);
    let genuine = scene.genuine();
    assert_eq!(scene.take(&[genuine]), [(TakeOutcome::Replaced, None)]);
    assert!(!scene.is_accepted());
}

#[test]
fn an_expired_crl_displaces_no_current_one_and_stays_if_alone() {
    let mut scene = Scene::new();
    let genuine = scene.genuine();
    let expired = Crl::new(&scene.issuer).number(3).updates("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z");
    scene.take(from_ref(&genuine));
    assert_eq!(scene.take(from_ref(&expired)), [(TakeOutcome::Refused, Some(&codes::EXPIRED))]);
    assert!(!scene.is_accepted());
    let mut alone = Scene::new();
    assert_eq!(alone.take(&[expired]), [(TakeOutcome::Added, None)]);
    assert_eq!(alone.updates.automatic().len(), 1);
}

#[test]
fn what_stands_beside_is_proven_when_its_issuer_arrives() {
    let mut scene = Scene::new();
    let issuer = scene.known.pop().unwrap();
    let genuine = scene.genuine();
    assert_eq!(scene.take(from_ref(&genuine)), [(TakeOutcome::Beside, Some(&codes::SIGNER_UNKNOWN))]);
    assert!(scene.updates.last_success(POINT).is_none());
    // It decides where its signature verifies at a check.
    assert!(!scene.is_accepted());
    let again = |scene: &mut Scene| {
        let (validator, pool) = (scene.validator(), scene.known.iter().map(read).collect::<Pool>());
        scene.updates.prove_again(&Trust { validator: &validator, pool: &pool }, time(NOW))
    };
    assert_eq!(again(&mut scene), 0);
    scene.known.push(issuer);
    assert_eq!((again(&mut scene), again(&mut scene)), (1, 0));
    assert_eq!(scene.take(&[genuine]), [(TakeOutcome::Unchanged, None)]);
    // The next download that nobody vouches for takes the place of the one before, so that they do not pile up.
    for number in 2..9 {
        let forged = Crl::new(&scene.issuer).number(number).signed_by(&Key::p256("forged"));
        scene.take(&[forged]);
    }
    assert_eq!(scene.updates.automatic().len(), 2);
}

#[test]
fn slots_are_kept_apart_by_scope_and_kind() {
    let mut scene = Scene::new();
    let genuine = scene.genuine();
    let part = |number: u8| {
        Crl::new(&scene.issuer)
            .number(number)
            .distribution_point(IssuingPoint { only_users: true, ..IssuingPoint::default() }.der())
    };
    let delta = Crl::new(&scene.issuer).number(7).delta(1);
    let crls = [genuine, part(5), delta];
    assert!(scene.take(&crls).iter().all(|(outcome, _)| *outcome == TakeOutcome::Added));
    assert_eq!(scene.updates.automatic().len(), 3);
    assert!(!scene.is_accepted());
}

#[test]
fn who_may_not_sign_crls_proves_none() {
    let mut scene = Scene::new();
    scene.known = vec![scene.issuer.clone().key_usage(KeyUsage::CERT_SIGN)];
    let genuine = scene.genuine();
    assert_eq!(scene.take(&[genuine]), [(TakeOutcome::Beside, Some(&codes::NO_CRL_SIGN))]);
    // An expired CA has no path at this time.
    let mut scene = Scene::new();
    scene.known = vec![scene.issuer.clone().validity("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")];
    let genuine = scene.genuine();
    assert_eq!(scene.take(&[genuine]), [(TakeOutcome::Beside, Some(&codes::SIGNER_UNTRUSTED))]);
    let set: CrlSet = scene.updates.automatic();
    assert_eq!(set.len(), 1);
}
