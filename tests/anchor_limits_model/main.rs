//! Limits of trust anchors from several origins, over random hierarchies, against a naive model of the rule.
//!
//! The rule: the limits of an anchor (purposes, distrust date, names, path length, policies) hold wherever its subject and key
//! appear on a path: where the path ends, where the anchor only serves as an intermediate, and in a reissued or
//! cross-signed certificate. Limits from several origins intersect, so that more limits never make an answer more permissive.

#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::unwrap_used,
    reason = "tests"
)]

mod library;
mod model;
mod scene;

use crate::model::{Flaw, Model};
use crate::scene::Scene;
use std::env;
use ucpki_chain::{Refused, Valid};

/// How many hierarchies are tried; more with `UCPKI_LIMIT_SEEDS`.
fn seeds() -> u64 {
    env::var("UCPKI_LIMIT_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(6_000)
}

/// How the library differs from the model, if it does.
fn difference(scene: &Scene, found: &Result<Valid, Refused>) -> Option<String> {
    let accepts = Model::new(scene, Flaw::None).accepts();
    match found {
        Ok(valid) if !accepts => {
            let names: Vec<String> =
                valid.path().certificates().iter().map(|certificate| certificate.subject().to_string()).collect();
            Some(format!("accepted {}\n{scene}", names.join(" < ")))
        }
        Err(refused) if accepts => Some(format!("refused as {}: {refused}\n{scene}", refused.code())),
        _ => None,
    }
}

/// Fails with the first of what is wrong.
fn report(wrong: &[String]) {
    let first: Vec<&str> = wrong.iter().take(3).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {} hierarchies:\n{}", wrong.len(), seeds(), first.join("\n"));
}

#[test]
fn limits_hold_as_in_the_model() {
    let (mut accepted, mut wrong) = (0, Vec::new());
    for seed in 0..seeds() {
        let scene = Scene::random(seed);
        let found = library::ask(&scene);
        accepted += u64::from(found.is_ok());
        wrong.extend(difference(&scene, &found).map(|what| format!("seed {seed}: {what}")));
    }
    report(&wrong);
    assert!((20..60).contains(&(accepted * 100 / seeds())), "{accepted} of {} accepted", seeds());
}

#[test]
fn one_more_limit_never_accepts_more() {
    let (mut refused_by_more, mut wrong) = (0, Vec::new());
    for seed in 0..seeds() / 2 {
        let scene = Scene::random(seed);
        let more = scene.with_one_more_limit(seed);
        let (before, after) = (library::ask(&scene).is_ok(), library::ask(&more).is_ok());
        if after && !before {
            wrong.push(format!("seed {seed}: accepted with one more limit\n{scene}{more}"));
        }
        refused_by_more += u64::from(before && !after);
    }
    report(&wrong);
    assert!(refused_by_more >= seeds() / 50, "{refused_by_more}");
}

#[test]
fn the_order_of_anchors_and_limits_changes_nothing() {
    let mut wrong = Vec::new();
    for seed in 0..seeds() / 4 {
        let scene = Scene::random(seed);
        let first = library::outline(&library::ask(&scene));
        for again in 0..2 {
            let other = library::outline(&library::ask(&scene.shuffled(seed * 2 + again)));
            if other != first {
                wrong.push(format!("seed {seed}: {first}, and {other}\n{scene}"));
            }
        }
    }
    report(&wrong);
}

#[test]
fn a_model_without_one_part_of_the_rule_differs() {
    let mut left = Flaw::ALL.to_vec();
    for seed in 0..20_000 {
        let scene = Scene::random(seed);
        let accepts = library::ask(&scene).is_ok();
        left.retain(|flaw| Model::new(&scene, *flaw).accepts() == accepts);
        if left.is_empty() {
            return;
        }
    }
    panic!("not noticed: {left:?}");
}
