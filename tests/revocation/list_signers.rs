//! CRLs that the issuer of a certificate did not sign itself: who may have, and what it costs to find out (RFC 5280, 6.3.3 (f)).

use super::{NOW, ca, leaf_of, read, set_of};
use ucpki_chain::{
    Anchor, Budget, Cause, Identity, KeyPurpose, Limit, Pool, Refused, Revocation, RevocationCheck, Severity, Valid,
    ValidationParams, Validator, codes,
};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Crl, Entry, IssuingPoint, Key, KeyUsage, Name, Point, Subtree, time};

/// Someone who signs the lists of `name` with a key of its own.
fn signer(name: &str, key: &str, issuer: &Cert) -> Cert {
    Cert::new(name).key(&Key::p256(key)).key_usage(KeyUsage::CRL_SIGN).issued_by(issuer)
}

/// A CRL in the name of `issuer`, signed with a key.
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
        let request = ValidationParams::new(time(NOW), KeyPurpose::Server, Identity::dns("sip.example.com").unwrap())
            .revocation(RevocationCheck::new(&sources).on_unknown(unknown))
            .budget(budget);
        validator.check(&read(&self.leaf), &self.pool.iter().map(read).collect::<Pool>(), &request)
    }

    fn check(&self) -> Result<Valid, Refused> {
        self.check_with(Budget::default(), Severity::Refuse)
    }
}

/// A certificate whose distribution point names `issuer` as the issuer of its CRLs.
fn names(cert: Cert, issuer: &str) -> Cert {
    let point = Point { crl_issuer: Some(Name::common(issuer)), ..Point::default() };
    cert.extension("2.5.29.31", false, &Point::list(&[point]))
}

/// An indirect CRL of `issuer`.
fn indirect(issuer: &Cert) -> Crl {
    Crl::new(issuer).distribution_point(IssuingPoint { indirect: true, ..IssuingPoint::default() }.der())
}

/// A leaf that names the issuer of its CRLs, whose certificate names another, and so on, `depth` times.
fn nested(depth: usize) -> Scene {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let signers: Vec<Cert> = (0..depth)
        .map(|at| {
            let plain = signer(&format!("CRLs {at}"), &format!("CRLs {at}"), &root);
            if at + 1 < depth { names(plain, &format!("CRLs {}", at + 1)) } else { plain }
        })
        .collect();
    let leaf = if depth == 0 { leaf_of(&issuer) } else { names(leaf_of(&issuer), "CRLs 0") };
    let mut lists = vec![list(&root, "root")];
    match signers.first() {
        Some(_) => lists.extend(signers.iter().map(indirect)),
        None => lists.push(list(&issuer, "CA")),
    }
    let pool = signers.into_iter().chain([issuer]).collect();
    // The CRL of the root covers all that it issued, so that only those who name another need one.
    Scene { leaf, anchors: vec![root], pool, lists }
}

#[test]
fn signers_may_need_signers_three_deep() {
    for depth in 0..=3 {
        assert!(nested(depth).check().is_ok(), "{depth}");
    }
}

#[test]
fn signers_that_need_each_other_do_not_count() {
    // Two issuers of CRLs, each of which names the other for its own status; the CA that issued both signs no CRL.
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let one = names(signer("one", "one", &issuer), "two");
    let two = names(signer("two", "two", &issuer), "one");
    let mut scene = Scene {
        leaf: names(leaf_of(&issuer), "one"),
        lists: vec![list(&root, "root"), indirect(&one), indirect(&two)],
        anchors: vec![root],
        pool: vec![issuer.clone(), one, two],
    };
    assert_eq!(scene.check().unwrap_err().code(), &codes::REVOCATION_UNKNOWN);
    // Where the CA says what the status of one of them is, both are good.
    scene.lists.push(list(&issuer, "CA"));
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
    let signers: Vec<Cert> = (0..8).map(|at| signer("CA", &format!("CRLs {at}"), &root)).collect();
    for at in 0..8 {
        let scene = Scene {
            leaf: leaf_of(&issuer),
            lists: vec![list(&root, "root"), list(&issuer, &format!("CRLs {at}"))],
            anchors: vec![root.clone()],
            pool: signers.iter().chain([&issuer]).cloned().collect(),
        };
        // The list of the root; the other under the key of the issuer, in vain, and of the signer; the signer itself.
        assert_eq!(scene.check().unwrap().work().revocation_signatures, 4);
    }
}

#[test]
fn a_signer_is_judged_once_for_a_path() {
    // Two CRLs that one signer signed.
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let scene = |signer: Cert| Scene {
        leaf: leaf_of(&issuer),
        lists: vec![list(&root, "root"), list(&issuer, "lists"), list(&issuer, "lists").number(2)],
        anchors: vec![root.clone()],
        pool: vec![issuer.clone(), signer],
    };
    let own = signer("CA", "lists", &root);
    // The CRL of the root; for each other CRL the key of the issuer in vain, and the signer's; the signer itself once.
    assert_eq!(scene(own.clone()).check().unwrap().work().revocation_signatures, 1 + 2 * 2 + 1);
    // The same where its signature does not verify, and nobody minds.
    let valid = scene(own.bad_signature()).check_with(Budget::default(), Severity::Warn).unwrap();
    assert_eq!((valid.findings().len(), valid.work().revocation_signatures), (1, 6));
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
    let mut accepted_before = false;
    for most in 1..80 {
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
        // A nested check gets half of what is left for its path and half for its CRLs, and gives back what remains.
        assert!(is_ok || !accepted_before, "{most}");
        accepted_before = is_ok;
    }
    assert!(accepted_before);
}

#[test]
fn a_namesake_never_speaks_for_the_ca() {
    // The attacker runs a sub-CA below the same root, and certifies the name of the CA with a key of its own.
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let attacker = ca("attacker").issued_by(&root);
    let namesake = signer("CA", "forged", &attacker);
    let scene = |forged: Crl, pool: &[&Cert], unknown: bool| {
        let mut lists = vec![list(&root, "root"), forged];
        if !unknown {
            lists.push(list(&issuer, "CA").revoke(&leaf_of(&issuer), "2026-06-01T00:00:00Z", Some(1)));
        }
        let pool = pool.iter().copied().cloned().collect();
        Scene { leaf: leaf_of(&issuer), lists, anchors: vec![root.clone()], pool }
    };
    let forged = list(&issuer, "forged").updates("2026-12-31T00:00:00Z", "2027-02-01T00:00:00Z");
    let pool = [&issuer, &attacker, &namesake];
    // It neither hides a revocation, nor stands in for a CRL that is missing, nor revokes what is good.
    assert_eq!(scene(forged.clone(), &pool, false).check().unwrap_err().code(), &codes::REVOKED);
    assert_eq!(scene(forged.clone(), &pool, true).check().unwrap_err().code(), &codes::REVOCATION_UNKNOWN);
    let revoking = forged.revoke(&leaf_of(&issuer), "2026-06-01T00:00:00Z", Some(1));
    let mut good = scene(revoking, &pool, true);
    good.lists.push(list(&issuer, "CA"));
    assert!(good.check().is_ok());
}

#[test]
fn a_stranger_who_certified_the_ca_does_not_speak_for_it() {
    // The attacker's sub-CA certifies the name and the key of the CA, and beside it a signer of that name.
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let attacker = ca("attacker").issued_by(&root);
    let crossed = ca("CA").serial(77).issued_by(&attacker);
    let namesake = signer("CA", "forged", &attacker);
    let forged = list(&issuer, "forged");
    let genuine = list(&issuer, "CA").revoke(&leaf_of(&issuer), "2026-06-01T00:00:00Z", Some(1));
    let scene = |lists: Vec<Crl>, pool: &[&Cert]| Scene {
        leaf: leaf_of(&issuer),
        lists: [vec![list(&root, "root"), list(&attacker, "attacker")], lists].concat(),
        anchors: vec![root.clone()],
        pool: pool.iter().copied().cloned().collect(),
    };
    let all = [&issuer, &attacker, &crossed, &namesake];
    assert_eq!(scene(vec![forged.clone(), genuine.clone()], &all).check().unwrap_err().code(), &codes::REVOKED);
    // On the path over the attacker, whose name constraints the leaf is then held to, the attacker is the certifier; on
    // the path over the root it is a stranger.
    let valid = scene(vec![forged.clone()], &all).check().unwrap();
    assert_eq!(valid.path().certificates().get(2), Some(&read(&attacker)));
    let refused = scene(vec![forged.clone()], &[&issuer, &attacker, &namesake]).check().unwrap_err();
    assert_eq!(refused.code(), &codes::REVOCATION_UNKNOWN);
    // What it claims to be revoked is so on its own path only.
    let revoking = forged.revoke(&leaf_of(&issuer), "2026-06-01T00:00:00Z", Some(1));
    let valid = scene(vec![revoking, list(&issuer, "CA")], &all).check().unwrap();
    assert_eq!(valid.path().certificates().len(), 2);
}

#[test]
fn another_key_of_the_ca_counts_where_the_path_vouches_for_it() {
    let root = ca("root");
    let old = ca("CA").issued_by(&root);
    let new = ca("CA").key(&Key::p256("new")).issued_by(&old);
    let scene = |own: Cert| Scene {
        leaf: leaf_of(&new),
        lists: vec![list(&root, "root"), list(&old, "lists")],
        anchors: vec![root.clone()],
        pool: vec![old.clone(), new.clone(), own],
    };
    // By either key of the run of self-issued certificates, or by the key that certified its first.
    for below in [&old, &root] {
        assert!(scene(signer("CA", "lists", below)).check().is_ok());
    }
    // A key below `new` can speak for what `new` issued, and not for `new` itself.
    let mut below_new = scene(signer("CA", "lists", &new));
    assert!(below_new.check().is_err());
    below_new.lists[1] =
        list(&old, "lists").distribution_point(IssuingPoint { only_users: true, ..IssuingPoint::default() }.der());
    below_new
        .lists
        .push(list(&old, "CA").distribution_point(IssuingPoint { only_cas: true, ..IssuingPoint::default() }.der()));
    assert!(below_new.check().is_ok());
    // Not by what is further above, nor by the same key in a certificate that is not on the path.
    let other = ca("other").issued_by(&root);
    assert!(scene(signer("CA", "lists", &other)).check().is_err());
    // It has to say that it signs CRLs.
    for usage in [KeyUsage::DIGITAL_SIGNATURE, KeyUsage::CERT_SIGN] {
        assert!(scene(signer("CA", "lists", &root).key_usage(usage)).check().is_err());
    }
    let silent = Cert::new("CA").key(&Key::p256("lists")).issued_by(&root);
    assert!(scene(silent).check().is_err(), "no key usage at all");
}

#[test]
fn the_certifier_of_the_certifier_does_not_vouch() {
    let root = ca("root");
    let middle = ca("middle").issued_by(&root);
    let issuer = ca("CA").issued_by(&middle);
    let scene = |below: &Cert| Scene {
        leaf: leaf_of(&issuer),
        lists: vec![list(&root, "root"), list(&middle, "middle"), list(&issuer, "lists")],
        anchors: vec![root.clone()],
        pool: vec![middle.clone(), issuer.clone(), signer("CA", "lists", below)],
    };
    assert!(scene(&middle).check().is_ok());
    assert!(scene(&issuer).check().is_ok());
    assert_eq!(scene(&root).check().unwrap_err().code(), &codes::REVOCATION_UNKNOWN);
}

#[test]
fn an_issuer_that_the_certificate_names_needs_a_path_that_no_constrained_ca_lends() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let plain = ca("CRL services").issued_by(&root);
    let constrained = ca("tenant").name_constraints(&[Subtree::dns("tenant.example")], &[]).issued_by(&root);
    let scene = |below: &Cert| {
        let named = signer("CRLs", "CRLs", below);
        Scene {
            leaf: names(leaf_of(&issuer), "CRLs"),
            lists: vec![list(&root, "root"), list(below, below.subject_key().label()), indirect(&named)],
            anchors: vec![root.clone()],
            pool: vec![issuer.clone(), below.clone(), named],
        }
    };
    assert!(scene(&plain).check().is_ok());
    assert!(scene(&root).check().is_ok());
    assert!(scene(&issuer).check().is_ok());
    assert_eq!(scene(&constrained).check().unwrap_err().code(), &codes::REVOCATION_UNKNOWN);
    // Without indirectCRL the name of the issuer is not enough (6.3.3 (b)(1)).
    let mut direct = scene(&plain);
    direct.lists.pop();
    direct.lists.push(Crl::new(&signer("CRLs", "CRLs", &plain)));
    assert_eq!(direct.check().unwrap_err().code(), &codes::REVOCATION_UNKNOWN);
}

#[test]
fn the_path_of_a_named_signer_is_asked_for_whole_whoever_asks_first() {
    // The CA that certified the issuer of the CRLs is revoked. Another key of the CA, whose own status needs that issuer too,
    // is asked for first, along a path of which only its own certificate is left to ask for.
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let services = ca("CRL services").serial(77).issued_by(&root);
    let named = signer("CRLs", "CRLs", &services);
    let own = names(signer("CA", "lists", &issuer), "CRLs");
    // It covers some reasons only, so that it makes nothing good by itself.
    let point = IssuingPoint { reasons: Some(0b10), ..IssuingPoint::default() };
    let partial = list(&issuer, "lists").distribution_point(point.der());
    let scene = |revoked: bool, lists: Vec<Crl>| {
        let of_root = list(&root, "root");
        let date = "2026-12-24T00:00:00Z";
        let of_root = if revoked { of_root.revoke(&services, date, None) } else { of_root };
        Scene {
            leaf: names(leaf_of(&issuer), "CRLs"),
            lists: [of_root, list(&services, "CRL services"), indirect(&named)].into_iter().chain(lists).collect(),
            anchors: vec![root.clone()],
            pool: vec![issuer.clone(), services.clone(), named.clone(), own.clone()],
        }
    };
    for lists in [vec![], vec![partial]] {
        assert!(scene(false, lists.clone()).check().is_ok());
        assert_eq!(scene(true, lists).check().unwrap_err().code(), &codes::REVOCATION_UNKNOWN);
    }
}

#[test]
fn a_constrained_ca_lends_a_path_below_itself_whoever_asks_first() {
    // The constrained CA and the leaf below it name the same issuer of CRLs. It is asked about the CA first, where the CA is
    // not yet part of what the path rests on.
    let root = ca("root");
    let tenant = ca("tenant").name_constraints(&[Subtree::dns("example.com")], &[]).issued_by(&root);
    for tenant in [tenant.clone(), names(tenant, "CRLs")] {
        let named = signer("CRLs", "CRLs", &tenant);
        let leaf = names(leaf_of(&tenant).serial(11), "CRLs");
        let mut entry = Entry::new(&[11], "2026-12-24T00:00:00Z", None);
        entry.issuer = Some(Name::common("tenant"));
        let scene = Scene {
            leaf,
            lists: vec![list(&root, "root"), list(&tenant, "tenant"), indirect(&named).entry(entry)],
            anchors: vec![root.clone()],
            pool: vec![tenant, named],
        };
        assert_eq!(scene.check().unwrap_err().code(), &codes::REVOKED);
    }
}

#[test]
fn many_namesakes_cost_steps_and_no_more() {
    let root = ca("root");
    let issuer = ca("CA").issued_by(&root);
    let namesakes = (0..1_500).map(|at| ca("CA").serial(at + 100).key(&Key::p256("forged")).issuer("X"));
    let scene = Scene {
        leaf: leaf_of(&issuer),
        lists: vec![list(&root, "root"), list(&issuer, "nobody")],
        anchors: vec![root.clone()],
        pool: namesakes.chain([issuer.clone()]).collect(),
    };
    let valid = scene.check_with(Budget::default(), Severity::Warn).unwrap();
    assert_eq!(valid.findings().len(), 1);
    assert!(valid.work().steps > 3_000 && valid.work().revocation_signatures < 10, "{:?}", valid.work());
}
