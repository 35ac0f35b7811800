//! Budgets, and what they leave for what was configured.

use super::*;

#[test]
fn the_reserve_is_for_what_was_configured() {
    let three = Three::new();
    let ask = |configured: bool, budget: Budget| {
        let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&three.root))]);
        let middle = [read(&three.middle)];
        let (validator, pool) = if configured {
            (validator.intermediates(middle), Pool::default())
        } else {
            (validator, Pool::new(middle))
        };
        let answer = validator.check(&read(&three.leaf), &pool, &request().budget(budget));
        answer.map(|valid| valid.work().signatures).map_err(|refused| refused.cause())
    };
    let none = Budget::default().signatures(0).reserve(0);
    let ended = |most| Err(Cause::Exhausted { limit: Limit::Signatures, most });
    for configured in [true, false] {
        assert_eq!(ask(configured, none.signatures(2)), Ok(2));
        assert_eq!(ask(configured, none.signatures(1)), ended(1));
    }
    assert_eq!(ask(true, none.reserve(2)), Ok(2));
    assert_eq!(ask(true, none.reserve(1).signatures(1)), Ok(2));
    assert_eq!(ask(true, none.reserve(1)), ended(0));
    assert_eq!(ask(false, none.reserve(2)), ended(0));
}

#[test]
fn a_budget_that_a_peer_emptied_leaves_the_way_over_what_was_configured() {
    let three = Three::new();
    // Keys of the issuer's name, none of which signed. They are tried first, since the right one has another identifier.
    let leaf = read(&three.leaf);
    let junk: Pool = (0..10)
        .map(|number| {
            read(&Cert { key: Some(Key::fake(&format!("junk {number}"))), ..three.middle.clone() }.without_key_ids())
        })
        .collect();
    let validator = Validator::new(FAKE)
        .anchors([Anchor::certificate(read(&three.root))])
        .intermediates([read(&three.middle.clone().ski(KeyId::Wrong))]);
    let ask = |signatures: u64, reserve: u64| {
        let budget = Budget::default().signatures(signatures).reserve(reserve);
        validator.check(&leaf, &junk, &request().budget(budget)).map(drop).map_err(|refused| refused.cause())
    };
    for signatures in 0..12 {
        assert_eq!(ask(signatures, 2), Ok(()), "{signatures}");
    }
    assert_eq!(ask(0, 1), Err(Cause::Exhausted { limit: Limit::Signatures, most: 0 }));
    let valid = validator.check(&leaf, &junk, &request()).unwrap();
    assert_eq!(valid.work().signatures, 12, "all of the junk was tried");
}

#[test]
fn a_budget_that_a_peer_emptied_leaves_what_stands_below_its_junk() {
    // The junk has the name of a CA that stands higher up, and all below it is configured.
    let root = ca("root");
    let upper = ca("upper").issued_by(&root);
    let lower = ca("lower").issued_by(&upper);
    let leaf = server("leaf").issued_by(&lower);
    let junk = (0..10).map(|number| ca("upper").key(&Key::fake(&format!("junk {number}"))).issued_by(&root));
    let junk: Pool = junk.map(|junk| read(&junk.without_key_ids())).collect();
    let validator = Validator::new(FAKE)
        .anchors([Anchor::certificate(read(&root))])
        .intermediates([read(&upper.ski(KeyId::Wrong)), read(&lower)]);
    for signatures in 0..25 {
        let budget = Budget::default().signatures(signatures).reserve(3);
        assert!(validator.check(&read(&leaf), &junk, &request().budget(budget)).is_ok(), "{signatures}");
    }
}

#[test]
fn a_short_way_with_room_for_few_does_not_hide_a_long_way_with_room_for_more() {
    let root = ca("root");
    let short = ca("upper").ca(Some(1)).issued_by(&root);
    let other = ca("other").issued_by(&root);
    let long = ca("upper").issued_by(&other);
    let middle = ca("middle").issued_by(&short);
    let lower = ca("lower").issued_by(&middle);
    let ask = |issuer: &Cert| {
        let leaf = server("leaf").issued_by(issuer);
        let pool: Pool = [&short, &other, &long, &middle, &lower].into_iter().map(read).collect();
        let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&root))]);
        validator.check(&read(&leaf), &pool, &request()).unwrap().path().certificates().len()
    };
    assert_eq!((ask(&middle), ask(&lower)), (3, 5));
}

/// After a pair of certificates or a whole path was refused, the search goes on from the leaf up, and counts who is below.
#[test]
fn room_is_counted_the_same_after_something_was_refused() {
    let root = ca("root");
    // Tried first, and refused for the name of the CA below.
    let forbids =
        |name: &str, below: &str| ca(name).name_constraints(&[], &[Subtree::directory(below)]).issued_by(&root);
    let tight = |name: &str, room: u32| ca(name).ca(Some(room)).aki(KeyId::Wrong).issued_by(&root);
    let ask = |pool: &[&Cert], issuer: &Cert, most: u32| {
        let leaf = server("leaf").issued_by(issuer);
        let limits = AnchorConstraints::none().path_length(most);
        let anchor = Anchor::certificate(read(&root)).with_constraints(limits);
        let pool: Pool = pool.iter().map(|cert| read(cert)).collect();
        Validator::new(FAKE).anchors([anchor]).check(&read(&leaf), &pool, &request())
    };
    let length = |valid: Valid| valid.path().certificates().len();

    let (first, second) = (forbids("upper", "lower"), tight("upper", 1));
    let lower = ca("lower").issued_by(&first);
    assert_eq!(ask(&[&first, &second, &lower], &lower, 2).map(length).ok(), Some(3));
    assert!(ask(&[&first, &second, &lower], &lower, 1).is_err());
    assert!(ask(&[&first, &tight("upper", 0), &lower], &lower, 2).is_err());

    // Self-issued ones need no room (RFC 5280, 6.1.4 (l)).
    let old = ca("lower").key(&Key::fake("old")).issued_by(&first);
    let newer = ca("lower").key(&Key::fake("newer")).issued_by(&old);
    let newest = ca("lower").key(&Key::fake("newest")).issued_by(&newer);
    assert_eq!(ask(&[&first, &second, &old, &newer, &newest], &newest, 2).map(length).ok(), Some(5));

    // Neither does the leaf.
    let (first, second) = (ca("issuer").issued_by(&forbids("upper", "issuer")), tight("issuer", 0));
    let upper = forbids("upper", "issuer");
    assert_eq!(ask(&[&first, &second, &upper], &first, 2).map(length).ok(), Some(2));
}

#[test]
fn an_anchor_that_is_out_of_the_question_stays_so_after_something_was_refused() {
    // Two anchors of one name: the one that signed is not for servers, and the other does not want the CA's name.
    let root = ca("root");
    let middle = ca("middle").issued_by(&root);
    let leaf = server("leaf").issued_by(&middle);
    let no_servers = AnchorConstraints::none().purposes(None, vec![oids::SERVER_AUTH.into()]);
    let ask = |limits: AnchorConstraints| {
        let other = ca("root").key(&Key::fake("another key"));
        let anchors = [
            Anchor::certificate(read(&root)).with_constraints(limits),
            Anchor::certificate(read(&other)).with_constraints(subtrees(&[], &[Subtree::directory("middle")])),
        ];
        Validator::new(FAKE).anchors(anchors).check(&read(&leaf), &Pool::new([read(&middle)]), &request())
    };
    assert!(ask(AnchorConstraints::none()).is_ok());
    assert_eq!(ask(no_servers).unwrap_err().cause(), Cause::Rejected);
}

#[test]
fn steps_are_counted_and_end() {
    let three = Three::new();
    let ask = |steps: u64| three.ask(AnchorConstraints::none(), &request().budget(Budget::default().steps(steps)));
    let work = *ask(1_000).unwrap().work();
    // Each certificate below the root has one issuer.
    assert_eq!((work.certificates, work.arcs, work.paths, work.signatures), (2, 2, 1, 2));
    let spent = work.steps;
    assert!(spent > 2, "{spent}");
    assert_eq!(ask(spent).unwrap().work().steps, spent);
    for steps in 0..spent {
        let refused = ask(steps).unwrap_err();
        assert_eq!(refused.cause(), Cause::Exhausted { limit: Limit::Steps, most: steps });
        assert_eq!(refused.work().steps, steps);
    }
}

#[test]
fn a_pinned_leaf_that_is_refused_is_rejected_whatever_budget_ended() {
    let ask = |leaf: &Cert| {
        let validator = Validator::new(FAKE).anchors([Anchor::pinned_leaf(read(leaf))]);
        let request = request().budget(Budget::default().comparisons(0));
        validator.check(&read(leaf), &Pool::default(), &request).unwrap_err().cause()
    };
    let leaf = server("leaf");
    assert_eq!(ask(&leaf), Cause::Exhausted { limit: Limit::Comparisons, most: 0 });
    assert_eq!(ask(&leaf.validity("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")), Cause::Rejected);
}
