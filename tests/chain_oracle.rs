//! The path builder against exhaustive enumeration, and against graphs that are made to hurt it.
//!
//! Counts, not times: they hold on noisy machines.

#![expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::{env, thread};
use ucpki_chain::{Anchor, Cause, Identity, KeyPurpose, Pool, Refused, Valid, ValidationParams, Validator};
use ucpki_crypto::{Provider, RUSTCRYPTO};
use ucpki_tests::ask::read;
use ucpki_tests::attack::{self, Case};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Key, KeyUsage, Scheme};
use ucpki_tests::oracle::{self, Hierarchy, Step};
use ucpki_tests::{Rng, ask, random};
use ucpki_x509::{Certificate, Time};

/// How many hierarchies are tried; more with `UCPKI_ORACLE_SEEDS`.
fn seeds() -> u64 {
    env::var("UCPKI_ORACLE_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(30_000)
}

fn validator(provider: Provider, anchors: &[Cert]) -> Validator {
    Validator::new(provider).anchors(anchors.iter().map(|anchor| Anchor::certificate(read(anchor))))
}

/// For a server, whoever it is.
fn server(time: Time) -> ValidationParams<'static> {
    ValidationParams::new(time, KeyPurpose::Server, Identity::danger_none())
}

fn check(hierarchy: &Hierarchy, pool: &[Certificate]) -> Result<Valid, Refused> {
    let pool = Pool::new(pool.iter().cloned());
    let validator = Validator::new(FAKE).anchors(ask::anchors(hierarchy));
    validator.check(&read(&hierarchy.leaf), &pool, &ask::request(hierarchy))
}

/// The path as the bytes of its certificates.
fn bytes(valid: &Valid) -> Vec<Vec<u8>> {
    valid.path().certificates().iter().map(|cert| cert.as_der().to_vec()).collect()
}

/// What must be equal when the same question is put in another way: the path, or the reasons.
fn answer(result: &Result<Valid, Refused>) -> String {
    match result {
        Ok(valid) => {
            format!("{:?} {:?} {:?} {:?}", bytes(valid), valid.policies(), valid.findings(), valid.valid_until())
        }
        Err(refused) => {
            let mut text = format!("{:?}, {} omitted\n", refused.cause(), refused.omitted());
            for candidate in refused.candidates() {
                text += &format!(
                    "{} certificates, anchor {}\n",
                    candidate.certificates().len(),
                    candidate.anchor().is_some()
                );
                for finding in candidate.findings() {
                    text += &format!("    {:?} {} {finding}\n", finding.at(), finding.code());
                }
            }
            text
        }
    }
}

#[test]
fn small_hierarchies_agree_with_exhaustive_enumeration() {
    // Two halves at once: most machines have two processors, and this is the longest test.
    let half = |parity| {
        let (mut accepted, mut wrong) = (0, Vec::new());
        for seed in (0..seeds()).filter(|seed| seed % 2 == parity) {
            match agree(&random::hierarchy(seed)) {
                Ok(accept) => accepted += u64::from(accept),
                Err(why) => wrong.push(format!("seed {seed}: {why}")),
            }
        }
        (accepted, wrong)
    };
    let (even, odd) = thread::scope(|scope| {
        let odd = scope.spawn(|| half(1));
        (half(0), odd.join().unwrap())
    });
    let (accepted, wrong) = (even.0 + odd.0, [even.1, odd.1].concat());
    let first: Vec<&str> = wrong.iter().take(10).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), seeds(), first.join("\n"));
    let share = accepted as f64 / seeds() as f64;
    assert!((0.4..0.6).contains(&share), "{share} accepted");
}

/// Whether the hierarchy has a good path, or how the path builder and the oracle differ.
fn agree(hierarchy: &Hierarchy) -> Result<bool, String> {
    let paths = oracle::paths(hierarchy);
    let mut good = paths.iter().filter(|(_, wrong)| wrong.is_empty()).map(|(steps, _)| steps);
    let pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
    let result = check(hierarchy, &pool);
    let work = match &result {
        Ok(valid) => {
            let found = bytes(valid);
            let least = valid.path().certificates().iter().map(Certificate::not_after).min();
            let anchor = valid.path().anchor();
            let mut same = good.filter(|steps| steps_der(hierarchy, steps) == found).peekable();
            if same.peek().is_none() {
                return Err(format!("accepted {:?}\n{paths:?}", names(valid)));
            }
            // The anchor tells apart what ends under one name and key with different limits.
            let known = ask::anchors(hierarchy);
            let mut ends =
                same.filter(|steps| matches!(steps.last(), Some(Step::Anchor(index)) if is(&known[*index], anchor)));
            let expected = ends.next().and_then(|steps| oracle::policies(hierarchy, steps));
            if !expected.as_ref().is_some_and(|expected| ask::same_policies(valid.policies(), expected)) {
                return Err(format!("{:?} for {:?}, expected {expected:?}", valid.policies(), names(valid)));
            }
            if Some(valid.valid_until()) != least {
                return Err(format!("valid until {}", valid.valid_until()));
            }
            *valid.work()
        }
        Err(refused) => {
            if let Some(steps) = good.next() {
                return Err(format!("refused with {}, and {steps:?} is good", refused.code()));
            }
            if matches!(refused.cause(), Cause::Exhausted { .. }) || refused.candidates().len() > 8 {
                return Err(format!("{refused}"));
            }
            *refused.work()
        }
    };
    // No pair of a certificate and a key is tried twice. The counts are the oracle's.
    let arcs = || attack::arcs(&hierarchy.pool, &hierarchy.anchors, &hierarchy.leaf) as u64;
    if work.signatures > 1 && work.signatures > arcs() {
        return Err(format!("{} arcs, {work:?}", arcs()));
    }
    Ok(result.is_ok())
}

#[test]
fn more_limits_never_accept_more() {
    let mut refused_by_more = 0;
    for seed in 0..seeds() / 5 {
        let hierarchy = random::hierarchy(seed);
        let pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
        let limited = random::with_more_limits(&hierarchy, seed);
        let (before, after) = (check(&hierarchy, &pool).is_ok(), check(&limited, &pool).is_ok());
        assert!(before || !after, "seed {seed}: {:?} beside {:?}", limited.limits, hierarchy.limits);
        refused_by_more += u64::from(before && !after);
        // The limits of one anchor in two places: an anchor of its own, or on top of each other.
        assert_eq!(agree(&limited), Ok(after), "seed {seed}");
    }
    assert!(refused_by_more > seeds() / 200, "{refused_by_more}");
}

/// Whether two anchors are the same one, with the same limits.
fn is(one: &Anchor, other: &Anchor) -> bool {
    one.as_certificate() == other.as_certificate() && one.constraints() == other.constraints()
}

fn names(valid: &Valid) -> Vec<String> {
    valid.path().certificates().iter().map(|cert| cert.subject().to_string()).collect()
}

fn steps_der(hierarchy: &Hierarchy, steps: &[Step]) -> Vec<Vec<u8>> {
    let der = |step: &Step| match step {
        Step::Anchor(_) => None,
        Step::Leaf => Some(hierarchy.leaf.der()),
        Step::Pool(index) => Some(hierarchy.pool[*index].der()),
    };
    steps.iter().filter_map(der).collect()
}

#[test]
fn order_and_duplicates_do_not_matter() {
    for seed in 0..seeds() / 50 {
        let hierarchy = random::hierarchy(seed);
        let mut pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
        let first = answer(&check(&hierarchy, &pool));
        assert_eq!(answer(&check(&hierarchy, &pool)), first, "seed {seed}: again");
        pool.extend(pool.clone());
        let mut rng = Rng::new(seed);
        for _ in 0..3 {
            rng.shuffle(&mut pool);
            assert_eq!(answer(&check(&hierarchy, &pool)), first, "seed {seed}");
        }
        let other = answer(&check(&hierarchy.with_anchors_twice(), &pool));
        assert_eq!(other, first, "seed {seed}: anchors\n{other}{first}");
    }
}

#[test]
fn junk_never_turns_acceptance_into_refusal() {
    for seed in 0..seeds() / 50 {
        let hierarchy = random::hierarchy(seed);
        let mut pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
        let accepted = check(&hierarchy, &pool).is_ok();
        // What somebody else's hierarchies hold has the same names, and often the same keys.
        let junk: Vec<Cert> = (1..6).flat_map(|other| random::hierarchy(seed + other * 1_000_003).pool).collect();
        pool.extend(junk.iter().map(read));
        let with_junk = check(&hierarchy, &pool);
        assert!(with_junk.is_ok() || !accepted, "seed {seed}: {}", with_junk.map(|_| ()).unwrap_err());
    }
}

#[test]
fn what_was_accepted_is_accepted_alone() {
    for seed in 0..seeds() / 50 {
        let hierarchy = random::hierarchy(seed);
        let pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
        if let Ok(valid) = check(&hierarchy, &pool) {
            let alone = check(&hierarchy, valid.path().certificates().get(1..).unwrap()).unwrap();
            assert_eq!(bytes(&alone), bytes(&valid), "seed {seed}");
            assert_eq!(alone.policies(), valid.policies(), "seed {seed}");
        }
    }
}

/// The attack graphs with the keys of `scheme`, shuffled by `seed` unless that is 0.
fn attacks(provider: Provider, scheme: Scheme, seed: u64) {
    for case in attack::all(scheme) {
        let mut pool: Vec<Certificate> = case.pool.iter().map(read).collect();
        if seed != 0 {
            Rng::new(seed).shuffle(&mut pool);
        }
        let result = validator(provider, &case.anchors).check(&read(&case.leaf), &Pool::new(pool), &server(case.time));
        let work = match &result {
            Ok(valid) => *valid.work(),
            Err(refused) => {
                assert!(!matches!(refused.cause(), Cause::Exhausted { .. }), "{}: {refused}", case.name);
                *refused.work()
            }
        };
        assert_eq!(result.is_ok(), case.accept, "{}", case.name);
        bounds(&case, work);
    }
}

fn bounds(case: &Case, work: ucpki_chain::Work) {
    println!("{}: {} certificates, {} arcs, {work:?}", case.name, case.certificates(), case.arcs());
    assert!(work.signatures <= case.certificates() as u64, "{}: {work:?}", case.name);
    assert!(work.steps <= 50 * case.arcs().max(1) as u64, "{}: {work:?}", case.name);
}

#[test]
fn attack_graphs_are_decided_with_little_work() {
    attacks(RUSTCRYPTO, Scheme::P256, 0);
}

#[test]
fn attack_graphs_in_another_order() {
    for seed in 0..20 {
        attacks(FAKE, Scheme::Fake, seed);
    }
}

/// A wide and deep graph: what the peer pays for it in certificates, we pay in about as many steps.
#[test]
fn large_graphs_end_within_the_budget() {
    for case in [
        attack::dead_end(Scheme::Fake, 8, 64),
        attack::wrong_at_the_top(Scheme::Fake, 8, 32),
        attack::mesh(Scheme::Fake, 20),
    ] {
        let result = validator(FAKE, &case.anchors).check(
            &read(&case.leaf),
            &case.pool.iter().map(read).collect(),
            &server(case.time),
        );
        let refused = result.map(|_| ()).unwrap_err();
        assert!(!matches!(refused.cause(), Cause::Exhausted { .. }), "{}: {:?}", case.name, refused.work());
        assert!(refused.work().signatures <= case.certificates() as u64, "{}: {:?}", case.name, refused.work());
    }
}

/// Levels of certificates for one CA each, alike but for their policies and names, so that whole paths and pairs are refused
/// one after the other while nothing else is learned.
fn ladder(seed: u64) -> Hierarchy {
    let mut rng = Rng::new(seed);
    let ca = |name: &str| Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(KeyUsage::CERT_SIGN);
    let policies = ["1.2.3.1", "1.2.3.2", "1.2.3.3"];
    let root = ca("Root");
    let (mut pool, mut issuer) = (Vec::new(), root.clone());
    for level in 0..2 + rng.below(3) {
        let subject = ca(&format!("Level {level}")).issued_by(&issuer);
        for serial in 1..=1 + rng.below(3) as u64 {
            let mut cert = subject.clone().serial(serial).policies(&[rng.pick(&policies), rng.pick(&policies)]);
            if rng.percent(20) {
                cert = cert.policy_mapping(rng.pick(&policies), rng.pick(&policies));
            }
            if rng.percent(15) {
                cert = cert.san_dns(rng.pick(&["a.example.com", "b.example.com"]));
            }
            if rng.percent(15) {
                let excluded = ucpki_tests::make::Subtree::dns(rng.pick(&["a.example.com", "b.example.com"]));
                cert = cert.name_constraints(&[], &[excluded]);
            }
            pool.push(cert);
        }
        issuer = subject;
    }
    let leaf = Cert::new("leaf").key(&Key::fake("leaf")).issued_by(&issuer).policies(&[rng.pick(&policies)]);
    let inputs = oracle::PolicyInputs { explicit: true, ..oracle::PolicyInputs::default() };
    Hierarchy { policies: inputs, ..Hierarchy::new(root, pool, leaf) }
}

#[test]
fn ways_that_differ_in_policies_and_names_agree() {
    let (mut accepted, mut most) = (0, 0);
    for seed in 0..2_000 {
        let hierarchy = ladder(seed);
        accepted += u64::from(agree(&hierarchy).unwrap_or_else(|why| panic!("seed {seed}: {why}")));
        let pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
        let work = match check(&hierarchy, &pool) {
            Ok(valid) => *valid.work(),
            Err(refused) => *refused.work(),
        };
        most = most.max(work.paths);
    }
    assert!((500..1_500).contains(&accepted) && most > 40, "{accepted} accepted, at most {most} paths");
}

/// Each way costs a few steps, not a search of its own: five CAs with four certificates each, and none for the policy.
#[test]
fn ways_without_a_policy_are_refused_one_by_one() {
    let ca = |name: &str| Cert::new(name).key(&Key::fake(name)).ca(None).policies(&["1.2.3.1"]);
    let root = ca("Root");
    let (mut pool, mut issuer) = (Vec::new(), root.clone());
    for level in 0..5 {
        let subject = ca(&format!("Level {level}")).issued_by(&issuer);
        pool.extend((1..=4).map(|serial| subject.clone().serial(serial)));
        issuer = subject;
    }
    let leaf = Cert::new("leaf").key(&Key::fake("leaf")).issued_by(&issuer).policies(&["1.2.3.2"]);
    let inputs = oracle::PolicyInputs { explicit: true, ..oracle::PolicyInputs::default() };
    let hierarchy = Hierarchy { policies: inputs, ..Hierarchy::new(root, pool, leaf) };
    let pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
    let refused = check(&hierarchy, &pool).map(|_| ()).unwrap_err();
    assert_eq!((refused.cause(), refused.work().paths), (Cause::Rejected, 1024));
    assert!(refused.work().steps <= 30 * 1024, "{:?}", refused.work());
}

/// A constraint above and a name below that exclude each other, for every path but one: the judge has to learn from pairs.
#[test]
fn pairs_that_disagree_are_learned() {
    let ca = |name: &str, key: &str| {
        Cert::new(name).key(&Key::fake(key)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
    };
    let anchor = ca("Anchor", "anchor");
    let (upper, lower) = (ca("Upper CA", "upper"), ca("Lower CA", "lower"));
    let mut pool = Vec::new();
    for index in 0..12_u64 {
        // Upper certificate `index` excludes what lower certificate `index` is called, and all but the last exclude all.
        let excluded: Vec<_> = (0..12)
            .filter(|other| index != 11 || *other != 11)
            .map(|other| ucpki_tests::make::Subtree::dns(&format!("n{other}.example.com")))
            .collect();
        pool.push(upper.clone().issued_by(&anchor).serial(index + 1).name_constraints(&[], &excluded));
        pool.push(lower.clone().issued_by(&upper).serial(index + 1).san_dns(&format!("n{index}.example.com")));
    }
    let leaf = Cert::new("leaf").key(&Key::fake("leaf")).issued_by(&lower);
    let hierarchy = Hierarchy::new(anchor, pool, leaf);
    assert!(oracle::accepts(&hierarchy));
    let pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
    let valid = check(&hierarchy, &pool).unwrap();
    assert!(valid.work().paths <= 12 * 12 + 1, "{:?}", valid.work());
}
