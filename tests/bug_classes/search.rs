//! Rows 1 to 3: graphs with more paths than anyone can walk.

use super::{accepted, anyone, assert_accepted, assert_refused, ca, check, explicit, read, server, validator};
use ucpki_chain::{At, Cause, Limit, Pool, Work, codes};
use ucpki_tests::attack;
use ucpki_tests::make::{Cert, Key, Scheme};

/// The work for an attack graph, which is refused for this cause.
fn refused_at(case: &attack::Case, cause: Cause) -> Work {
    let pool: Pool = case.pool.iter().map(read).collect();
    let refused = validator(&case.anchors).check(&read(&case.leaf), &pool, &anyone()).map(|_| ()).unwrap_err();
    assert_eq!(refused.cause(), cause, "{}: {refused}", case.name);
    *refused.work()
}

/// Exponential path search: 10 levels of 16 certificates have 16^10 paths, all of which end nowhere or in a signature
/// that does not hold. A search that walks them one by one never ends.
///
/// CVE-2018-16875 (Go), GHSA-fh2r-99q2-6mmg and RUSTSEC-2023-0053 (webpki).
#[test]
fn row_01_paths_are_not_walked_one_by_one() {
    let case = attack::dead_end(Scheme::Fake, 10, 16);
    let work = refused_at(&case, Cause::NoPath);
    assert_eq!((work.signatures, work.paths), (0, 0), "nothing leads to an anchor");
    assert!(work.steps <= 4 * case.arcs() as u64, "{work:?}, {} arcs", case.arcs());

    let case = attack::wrong_at_the_top(Scheme::Fake, 10, 16);
    let work = refused_at(&case, Cause::Rejected);
    assert_eq!((work.signatures, work.paths), (16, 16), "one for each certificate at the top");
    // At most one look at every pair of certificates whose names fit for each thing that was learned.
    let pairs = 161 + 10 * 16 * 16;
    assert!(work.steps <= (work.paths + 1) * pairs, "{work:?}");
}

/// Many keys under one name, where only signatures tell which is the one: a signature for each, and not a walk for each.
#[test]
fn row_01_many_keys_of_one_name_are_tried_in_one_walk() {
    let root = ca("Root");
    let question = |count: u64| {
        let member = |index: u64| {
            let key = Key::fake(&format!("middle {index}"));
            ca("Middle").key(&key).issued_by(&root).serial(index + 1).without_key_ids()
        };
        let pool: Pool = (0..count).map(|index| read(&member(index))).collect();
        let leaf = server().issued_by(&member(count / 2)).without_key_ids();
        validator(std::slice::from_ref(&root)).check(&read(&leaf), &pool, &anyone())
    };
    for count in [50, 100, 300] {
        let work = *accepted(question(count)).work();
        assert!(work.signatures <= count + 1 && work.steps <= 4 * count, "{count}: {work:?}");
    }
    // Of thousands, not all can be tried; what ends it are the signatures.
    let refused = question(5_000).map(|_| ()).unwrap_err();
    assert_eq!(refused.cause(), Cause::Exhausted { limit: Limit::Signatures, most: 256 });
    assert!(refused.work().steps <= 5 * 5_000, "{:?}", refused.work());
}

/// Many copies of a CA that signed itself, alike in name and key, each different in its number: every copy could have
/// issued every other. Also many intermediates that have nothing to do with the chain.
///
/// CVE-2026-69249 (pyca, GHSA-jwv3-5hgf-82ww), CVE-2026-32280 (Go).
#[test]
fn row_02_self_signed_copies_and_surplus_intermediates_cost_what_they_count() {
    let root = ca("Root");
    let middle = ca("Middle");
    let leaf = server().issued_by(&middle);
    let work = |count: u64, issued: bool| {
        let mut pool: Vec<Cert> = (0..count).map(|serial| middle.clone().serial(serial + 1)).collect();
        pool.extend((0..count).map(|index| ca(&format!("Surplus {index}")).issued_by(&root)));
        pool.extend(issued.then(|| middle.clone().issued_by(&root)));
        match check(&root, &pool, &leaf, &anyone()) {
            Ok(valid) => (true, *valid.work()),
            Err(refused) => {
                assert_eq!(refused.code(), &codes::ROOT_UNTRUSTED);
                (false, *refused.work())
            }
        }
    };
    for count in [100, 200, 400] {
        let (accepted, found) = work(count, true);
        assert!(accepted && found.signatures == 2 && found.paths == 1, "{found:?}");
        assert!(found.steps <= 4 * count + 10, "{count} copies: {found:?}");
        let (accepted, found) = work(count, false);
        assert!(!accepted && found.signatures == 0, "{found:?}");
        assert!(found.steps <= 4 * count + 10, "{count} copies: {found:?}");
        assert!(found.certificates <= count + 2, "surplus intermediates are not looked at: {found:?}");
    }
    // Nor where the one signature that all of them would lead to does not hold.
    for count in [100, 200, 400] {
        let mut pool: Vec<Cert> = (0..count).map(|serial| middle.clone().serial(serial + 1)).collect();
        pool.push(middle.clone().issued_by(&root));
        let refused = check(&root, &pool, &leaf.clone().bad_signature(), &anyone()).map(|_| ()).unwrap_err();
        assert_eq!((refused.code(), refused.work().signatures), (&codes::SIGNATURE_INVALID, 2));
        assert!(refused.work().steps <= 5 * count + 10, "{count} copies: {:?}", refused.work());
    }
    // The same bytes a thousand times are one certificate.
    let twice = vec![middle.clone().issued_by(&root); 1000];
    let found = *accepted(check(&root, &twice, &leaf, &anyone())).work();
    assert_eq!((found.certificates, found.signatures), (2, 2));
}

/// CAs that certified each other in a circle, and chains of more than 16 certificates, which crashed verifiers with a
/// fixed array.
///
/// CVE-2024-0567, CVE-2024-28835 (GnuTLS).
#[test]
fn row_03_circles_end_and_long_chains_are_judged() {
    let root = ca("Root");
    let ring: Vec<Cert> = (0..40).map(|index| ca(&format!("Ring {index}"))).collect();
    let mut pool: Vec<Cert> = Vec::new();
    for (index, subject) in ring.iter().enumerate() {
        pool.push(subject.clone().issued_by(&ring[(index + 1) % 40]));
        pool.push(subject.clone().issued_by(&ring[(index + 39) % 40]));
    }
    let leaf = server().issued_by(&ring[0]);
    let refused = check(&root, &pool, &leaf, &anyone()).map(|_| ()).unwrap_err();
    assert_eq!((refused.cause(), refused.work().signatures), (Cause::NoPath, 0));
    assert!(refused.work().steps <= 50 * pool.len() as u64, "{:?}", refused.work());
    // A way out of the circle at its far side.
    pool.push(ring[20].clone().issued_by(&root));
    let valid = accepted(check(&root, &pool, &leaf, &anyone()));
    assert_eq!(valid.path().certificates().len(), 22);

    let long: Vec<Cert> = (0..200).map(|index| ca(&format!("Long {index}"))).collect();
    let issuers = long.iter().skip(1).chain([&root]);
    let pool: Vec<Cert> = long.iter().zip(issuers).map(|(subject, issuer)| subject.clone().issued_by(issuer)).collect();
    let leaf = server().issued_by(&long[0]);
    let valid = accepted(check(&root, &pool, &leaf, &anyone().max_depth(200)));
    assert_eq!((valid.path().certificates().len(), valid.work().signatures), (201, 201));
    // The last of them is limited by the first: the count is of certificates, and right for any number.
    let mut limited = pool;
    limited[199] = limited[199].clone().ca(Some(198));
    let long = anyone().max_depth(200);
    assert_refused(check(&root, &limited, &leaf, &long), &codes::PATH_LENGTH, At::Cert(200));
    limited[199] = limited[199].clone().ca(Some(199));
    assert_accepted(check(&root, &limited, &leaf, &long));
}

/// A path that meets a name and key twice is none, even where the way around the circle would make it valid: here only
/// the circle maps the policy of the root's domain to that of the leaf (RFC 4158, 5.2).
#[test]
fn row_03_a_circle_gains_nothing() {
    let root = ca("Root");
    let (one, two) = (ca("One"), ca("Two"));
    let from_root = one.clone().issued_by(&root).policies(&["1.2.3"]);
    let around = two.clone().issued_by(&one).policies(&["1.2.3"]).policy_mapping("1.2.3", "1.2.4");
    let again = one.clone().issued_by(&two).policies(&["1.2.4"]);
    let leaf = server().issued_by(&one).policies(&["1.2.4"]);
    let request = anyone().policies(explicit(&[]));
    assert_refused(
        check(&root, &[from_root.clone(), around.clone(), again], &leaf, &request),
        &codes::POLICY_NOT_ACCEPTABLE,
        At::Cert(0),
    );
    // Without the circle, the same mapping is used.
    let three = ca("One").key(&Key::fake("Three")).issued_by(&two).policies(&["1.2.4"]);
    let leaf = leaf.signed_by(&Key::fake("Three"));
    assert_accepted(check(&root, &[from_root, around, three], &leaf, &request));
}
