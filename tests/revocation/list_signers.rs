//! Lists that the issuer of a certificate did not sign itself: who may have, and what it costs to find out (RFC 5280, 6.3.3 (f)).

use super::{NOW, ca, leaf_of, read, set_of};
use ucpki_chain::{
    Anchor, Budget, Cause, Identity, Limit, Pool, Purpose, Refused, Request, Revocation, RevocationCheck, Severity,
    Valid, Validator, codes,
};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Crl, Key, KeyUsage, time};

/// Someone who signs the lists of `name` with a key of its own.
fn signer(name: &str, key: &str, issuer: &Cert) -> Cert {
    Cert::new(name).key(&Key::p256(key)).key_usage(KeyUsage::CRL_SIGN).issued_by(issuer)
}

/// A list in the name of `issuer`, signed with a key.
fn list(issuer: &Cert, key: &str) -> Crl {
    Crl::new(issuer).signed_by(&Key::p256(key))
}

/// What a check is made of.
struct Scene {
    anchors: Vec<Cert>,
    pool: Vec<Cert>,
    leaf: Cert,
    lists: Vec<Crl>,
}

impl Scene {
    fn check_with(&self, budget: Budget, unknown: Severity) -> Result<Valid, Refused> {
        let validator = Validator::new(RUSTCRYPTO).anchors(self.anchors.iter().map(read).map(Anchor::certificate));
        let lists = set_of(&self.lists);
        let sources: [&dyn Revocation; 1] = [&lists];
        let request = Request::new(time(NOW), Purpose::Server, Identity::dns("sip.example.com").unwrap())
            .revocation(RevocationCheck::new(&sources).on_unknown(unknown))
            .budget(budget);
        validator.check(&read(&self.leaf), &self.pool.iter().map(read).collect::<Pool>(), &request)
    }

    fn check(&self) -> Result<Valid, Refused> {
        self.check_with(Budget::default(), Severity::Refuse)
    }
}

/// A leaf whose list needs a signer, whose own list needs another, and so on, `depth` times.
fn nested(depth: usize) -> Scene {
    let root = ca("root");
    let issuers: Vec<Cert> = (0..=depth).map(|at| ca(&format!("CA {at}")).issued_by(&root)).collect();
    let mut pool = issuers.clone();
    let mut lists = vec![list(&root, "root"), list(&issuers[depth], &format!("CA {depth}"))];
    for (at, pair) in issuers.windows(2).enumerate() {
        let key = format!("lists of CA {at}");
        lists.push(list(&pair[0], &key));
        pool.push(signer(&format!("CA {at}"), &key, &pair[1]));
    }
    Scene { leaf: leaf_of(&issuers[0]), anchors: vec![root], pool, lists }
}

#[test]
fn signers_may_need_signers_three_deep() {
    for depth in 0..=3 {
        assert!(nested(depth).check().is_ok(), "{depth}");
    }
    let refused = nested(4).check().unwrap_err();
    assert_eq!((refused.cause(), refused.code()), (Cause::Rejected, &codes::REVOCATION_UNKNOWN));
}

#[test]
fn signers_that_need_each_other_are_none() {
    let root = ca("root");
    let (one, two) = (ca("one").issued_by(&root), ca("two").issued_by(&root));
    let of_one = signer("one", "lists of one", &two);
    let of_two = signer("two", "lists of two", &one);
    let mut scene = Scene {
        leaf: leaf_of(&one),
        lists: vec![list(&root, "root"), list(&one, "lists of one"), list(&two, "lists of two")],
        anchors: vec![root],
        pool: vec![one.clone(), two.clone(), of_one, of_two],
    };
    assert_eq!(scene.check().unwrap_err().code(), &codes::REVOCATION_UNKNOWN);
    // Where one of them can do without, both are good.
    scene.lists.push(list(&two, "two").number(2));
    assert!(scene.check().is_ok());
}

#[test]
fn a_signer_may_sign_the_list_that_speaks_of_itself() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let own = signer("CA", "lists", &issuer);
    let lists = list(&issuer, "lists");
    let scene = |lists: Crl| Scene {
        leaf: leaf_of(&issuer),
        lists: vec![list(&root, "root"), lists],
        anchors: vec![root.clone()],
        pool: vec![issuer.clone(), own.clone()],
    };
    assert!(scene(lists.clone()).check().is_ok());
    let refused = scene(lists.revoke(&own, "2026-12-24T00:00:00Z", None)).check().unwrap_err();
    assert_eq!(refused.code(), &codes::REVOCATION_UNKNOWN, "a signer that says so of itself is none");
}

#[test]
fn the_anchor_of_a_signer_has_the_name_and_the_key_of_the_anchor_of_the_path() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let others = [
        ca("root").key(&Key::p256("another key")),
        ca("another name").key(&root.subject_key()),
        ca("another name").key(&Key::p256("another key")),
    ];
    for other in others {
        let scene = |below: &Cert| Scene {
            leaf: leaf_of(&issuer),
            lists: vec![list(&root, "root"), list(&other, other.subject_key().label()), list(&issuer, "lists")],
            anchors: vec![root.clone(), other.clone()],
            pool: vec![issuer.clone(), signer("CA", "lists", below)],
        };
        assert!(scene(&root).check().is_ok());
        let refused = scene(&other).check().unwrap_err();
        assert_eq!((refused.cause(), refused.code()), (Cause::Rejected, &codes::REVOCATION_UNKNOWN));
    }
}

#[test]
fn the_key_identifier_of_a_list_finds_who_signed_it() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let signers: Vec<Cert> = (0..8).map(|at| signer("CA", &format!("lists {at}"), &root)).collect();
    for at in 0..8 {
        let scene = Scene {
            leaf: leaf_of(&issuer),
            lists: vec![list(&root, "root"), list(&issuer, &format!("lists {at}"))],
            anchors: vec![root.clone()],
            pool: signers.iter().chain([&issuer]).cloned().collect(),
        };
        // The list of the root; the other under the key of the issuer, in vain, and of the signer; the signer itself.
        assert_eq!(scene.check().unwrap().work().revocation_signatures, 4);
    }
}

#[test]
fn a_signer_is_judged_once() {
    // Two certificates of the path are on one list, which neither of their issuers signed.
    let root = ca("root");
    let old = ca("CA").issued_by(&root);
    let new = ca("CA").key(&Key::p256("new")).issued_by(&old);
    let scene = |below: &Cert, key: &str| Scene {
        leaf: leaf_of(&new),
        lists: vec![list(&root, "root"), list(&old, key)],
        anchors: vec![root.clone()],
        pool: vec![old.clone(), new.clone(), signer("CA", "lists", below)],
    };
    let valid = scene(&root, "lists").check().unwrap();
    // The list of the root; the other under the signer's key, the signer itself, and in vain the key of the issuer of
    // `new`, then both keys above the leaf.
    assert_eq!(valid.work().revocation_signatures, 1 + 2 + 1 + 2);
    // The same where its signature does not hold, and nobody minds.
    let mut unknown = scene(&root, "lists");
    unknown.pool[2] = unknown.pool[2].clone().bad_signature();
    let valid = unknown.check_with(Budget::default(), Severity::Warn).unwrap();
    assert_eq!(valid.findings().len(), 2);
    // As above, and for both certificates in vain the two keys of the name that come after the signer's.
    assert_eq!(valid.work().revocation_signatures, 6 + 2 + 2);
}

#[test]
fn a_signer_does_not_vouch_for_another() {
    // The first is judged for the list of the root, before the second for the list of the CA.
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let first = signer("root", "lists of the root", &root);
    let second = signer("CA", "lists of the CA", &issuer);
    let scene = |first: &Cert, second: &Cert| Scene {
        leaf: leaf_of(&issuer),
        lists: vec![list(&root, "lists of the root"), list(&issuer, "lists of the CA")],
        anchors: vec![root.clone()],
        pool: vec![issuer.clone(), first.clone(), second.clone()],
    };
    assert!(scene(&first, &second).check().is_ok());
    assert!(scene(&first.clone().bad_signature(), &second).check().is_err());
    assert!(scene(&first, &second.clone().bad_signature()).check().is_err());
}

#[test]
fn signers_are_paid_for_from_the_budget_of_the_request() {
    let scene = nested(3);
    let needed = scene.check().unwrap().work().revocation_signatures;
    for most in 1..60 {
        let (work, is_ok) = match scene.check_with(Budget::default().signatures(most), Severity::Warn) {
            Ok(valid) => (*valid.work(), valid.findings().is_empty()),
            Err(refused) => {
                assert_eq!(refused.cause(), Cause::Exhausted { limit: Limit::Signatures, most });
                (*refused.work(), false)
            }
        };
        assert!(work.revocation_signatures <= most, "{} of {most}", work.revocation_signatures);
        if is_ok {
            assert_eq!(work.revocation_signatures, needed);
        }
        // A nested check gets half of what is left for its path and half for its lists, and gives back what remains.
        assert_eq!(is_ok, most >= 27, "{most}");
    }
}
