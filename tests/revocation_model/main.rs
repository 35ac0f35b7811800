//! CRLs over random small hierarchies, against a naive model of RFC 5280, 6.3.3.
//!
//! Hierarchies have namesakes (one name, several keys), changes of keys, cross-certificates of roots that are trusted and of
//! one that is not, separate signers of CRLs, issuers of indirect CRLs, and serial numbers that many certificates share.
//!
//! The library may be more careful than the model in one way: it follows signers of CRLs whose own status needs other signers
//! three deep, and says that it does not know where that is not enough. It must never accept what the model does not.

#![expect(clippy::panic, clippy::std_instead_of_alloc, clippy::unwrap_used, reason = "tests")]

mod library;
mod model;
mod scene;

use crate::library::{certificate_of, is_undecided};
use crate::model::{Answer, Answers, Flaw, Model, Path};
use crate::scene::{Kind, Known, KnownCrl, KnownEntry, Scene, Scope};
use core::fmt::Write as _;
use std::collections::BTreeMap;
use std::env;
use ucpki_chain::{At, Cause, Refused, Valid, codes};
use ucpki_crl::codes::ENTRY_VANISHED;
use ucpki_x509::Code;

/// How many hierarchies are tried; more with `UCPKI_REVOCATION_SEEDS`.
fn seeds() -> u64 {
    env::var("UCPKI_REVOCATION_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000)
}

/// How both saw it, where they agree.
const ACCEPTED: &str = "accepted";
const WARNED: &str = "accepted with a warning";
const REVOKED: &str = "revoked";
const EXPIRED: &str = "expired";
const UNKNOWN: &str = "unknown";
const UNDECIDED: &str = "undecided";
const REVOKED_ELSEWHERE: &str = "revoked on another path";
const MORE_CAREFUL: &str = "the library is more careful";

/// Whether the library may have refused a path for what it found out on another one: that the issuer's own key says of a
/// certificate that it is revoked. That is a fact about the two, also where another certificate of the issuer does not let
/// that key sign CRLs.
fn is_revoked_elsewhere(told: &[Told<'_>]) -> bool {
    let links = |path: &Path<'_>| -> Vec<(Known, String)> {
        path.iter().zip(path.iter().skip(1)).map(|(below, above)| ((*below).clone(), above.key.clone())).collect()
    };
    let revoked = told.iter().flat_map(|(path, answers)| {
        links(path).into_iter().zip(answers).filter(|(_, answers)| **answers == [Answer::Revoked]).map(|(link, _)| link)
    });
    let revoked: Vec<(Known, String)> = revoked.collect();
    let mut good = told.iter().filter(|(_, answers)| answers.iter().all(is_good));
    good.all(|(path, _)| links(path).iter().any(|link| revoked.contains(link)))
}

/// A path with what the model says of its certificates.
type Told<'s> = (Path<'s>, Vec<Answers>);

/// Whether the answers are good, whatever undecided signers are.
fn is_good(answers: &Answers) -> bool {
    answers.iter().all(|answer| answer.is_good())
}

/// Compares one answer with the model's: how it ended, or how they differ.
fn agree(scene: &Scene, flaw: Flaw, leaf: &Known, found: &Result<Valid, Refused>) -> Result<&'static str, String> {
    let model = Model::new(scene, flaw);
    let told: Vec<Told<'_>> = model.paths(leaf).into_iter().map(|path| (path.clone(), model.answers(&path))).collect();
    let agreed = match found {
        Ok(valid) => agree_on_accepted(&told, valid),
        Err(refused) => agree_on_refused(&told, refused),
    };
    agreed.map_err(|what| {
        let mut text = format!("{what}\n{scene}  paths and answers of the model:\n");
        for (path, answers) in &told {
            let names: Vec<String> =
                path.iter().map(|known| format!("{}/{}/#{}", known.subject, known.key, known.serial)).collect();
            writeln!(text, "    {}: {answers:?}", names.join(" < ")).unwrap();
        }
        text
    })
}

fn agree_on_accepted(told: &[Told<'_>], valid: &Valid) -> Result<&'static str, String> {
    let certificates = valid.path().certificates();
    let is_it = |path: &Path<'_>| {
        path.len() == certificates.len() + 1
            && path.iter().zip(certificates).all(|(known, certificate)| certificate_of(known) == *certificate)
    };
    // The same certificates may end at several anchors of one name; only one of those signed the last.
    let good = told.iter().find(|(path, answers)| answers.iter().all(is_good) && is_it(path));
    let Some((_, answers)) = good else { return Err("accepted".to_owned()) };
    let mut warned: Vec<At> = Vec::new();
    for finding in valid.findings() {
        if finding.code() != &ENTRY_VANISHED {
            return Err(format!("accepted with {}", finding.code()));
        }
        warned.push(finding.at());
    }
    for (at, answers) in (0..).zip(answers) {
        let vanished = warned.contains(&At::Cert(at));
        if !answers.contains(&Answer::Good { vanished }) {
            return Err(format!("accepted with warnings at {warned:?}"));
        }
    }
    Ok(if warned.is_empty() { ACCEPTED } else { WARNED })
}

fn agree_on_refused(told: &[Told<'_>], refused: &Refused) -> Result<&'static str, String> {
    let differ = || Err(format!("refused as {}", refused.code()));
    if matches!(refused.cause(), Cause::Exhausted { .. }) {
        return Err("the budget ended".to_owned());
    }
    let is_accepted = told.iter().any(|(_, answers)| answers.iter().all(is_good));
    let is_code = |code: &Code| *refused.code() == *code;
    // The anchor's side is judged first, and the first certificate that is not good decides.
    let ends = |answer| {
        let mut ends = told.iter().filter_map(|(_, answers)| answers.iter().rev().find(|answers| !is_good(answers)));
        ends.any(|answers: &Answers| answers.contains(&answer))
    };
    if told.is_empty() {
        return Ok("no path");
    }
    let (outcome, answer) = match () {
        () if is_code(&codes::REVOKED) => (REVOKED, Answer::Revoked),
        () if is_code(&codes::REVOCATION_EXPIRED) => (EXPIRED, Answer::Expired),
        () if is_code(&codes::REVOCATION_UNKNOWN) => (UNKNOWN, Answer::Unknown),
        // An end without an anchor was preferred as the explanation.
        () if is_code(&codes::NO_PATH) && !is_accepted => return Ok("explained by another path"),
        () => return differ(),
    };
    match (is_accepted, is_undecided(refused)) {
        _ if is_accepted && outcome == REVOKED && is_revoked_elsewhere(told) => Ok(REVOKED_ELSEWHERE),
        (true, true) => Ok(MORE_CAREFUL),
        (true, false) => differ(),
        (false, true) if outcome == UNKNOWN => Ok(UNDECIDED),
        (false, _) if ends(answer) => Ok(outcome),
        (false, true) => Ok(MORE_CAREFUL),
        (false, false) => differ(),
    }
}

/// Whether each leaf was accepted, and if not why.
fn outline(found: &[Result<Valid, Refused>]) -> Vec<Option<&'static Code>> {
    found.iter().map(|found| found.as_ref().err().map(Refused::code)).collect()
}

#[test]
fn crls_say_what_the_model_says() {
    let (mut outcomes, mut wrong) = (BTreeMap::new(), Vec::new());
    for seed in 0..seeds() {
        let scene = Scene::random(seed);
        let found = library::ask(&scene);
        for (leaf, found) in scene.leaves.iter().zip(&found) {
            match agree(&scene, Flaw::None, leaf, found) {
                Ok(outcome) => *outcomes.entry(outcome).or_insert(0) += 1,
                Err(why) => wrong.push(format!("seed {seed}, {}: {why}", leaf.subject)),
            }
        }
        if seed % 4 == 0 && outline(&found) != outline(&library::ask(&scene.shuffled(seed))) {
            wrong.push(format!("seed {seed}: another order has another answer\n{scene}"));
        }
    }
    let first: Vec<&str> = wrong.iter().take(5).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {} hierarchies:\n{}{outcomes:?}", wrong.len(), seeds(), first.join("\n"));
    let share = |outcome| outcomes.get(outcome).copied().unwrap_or(0);
    for (outcome, part) in [(ACCEPTED, 10), (REVOKED, 10), (UNKNOWN, 10), (EXPIRED, 150), (WARNED, 150)] {
        assert!(share(outcome) >= seeds() / part, "too few are {outcome}: {outcomes:?}");
    }
    assert!(share(MORE_CAREFUL) <= seeds() / 1_000, "{outcomes:?}");
}

#[test]
fn a_model_without_one_of_the_rules_differs() {
    let mut left = Flaw::ALL.to_vec();
    for seed in 0..4_000 {
        let scene = Scene::random(seed);
        let found = library::ask(&scene);
        left.retain(|flaw| {
            // A rule that the model lacks must not pass for a library that is more careful.
            let agrees = |(leaf, found)| agree(&scene, *flaw, leaf, found).is_ok_and(|outcome| outcome != MORE_CAREFUL);
            scene.leaves.iter().zip(&found).all(agrees)
        });
        if left.is_empty() {
            return;
        }
    }
    panic!("not noticed: {left:?}");
}

/// One CA certifies three other keys of its own for CRLs. S1 is needed for the leaf, and S2 shows S1 as revoked, so that
/// the leaf is not good. Nothing may change that: S3, whose own status leads over S2 to S1 and back, is of no use to anyone.
#[test]
fn a_revoked_signer_is_revoked_whoever_asks_first() {
    let known = |subject: &str, key: &str, serial, kind| Known {
        subject: subject.to_owned(),
        key: key.to_owned(),
        issuer: "R".to_owned(),
        signer: Some("root".to_owned()),
        serial,
        kind,
        crl_issuer: None,
    };
    let crl = |key: &str, this_update, next_update, scope, revoked: Option<u8>| KnownCrl {
        issuer: "R".to_owned(),
        signer: Some(key.to_owned()),
        this_update,
        next_update: Some(next_update),
        number: 1,
        scope,
        is_indirect: false,
        origin: 0,
        entries: revoked
            .map(|serial| KnownEntry { issuer: "R".to_owned(), serial, reason: None })
            .into_iter()
            .collect(),
        has_key_id: true,
    };
    // The newest CRL is asked first.
    for date in [0, 2] {
        let mut scene = Scene {
            anchors: vec![known("R", "root", 1, Kind::Ca)],
            pool: vec![known("R", "S1", 2, Kind::Ca), known("R", "S2", 3, Kind::Ca), known("R", "S3", 4, Kind::Ca)],
            leaves: vec![known("leaf", "leaf", 9, Kind::Leaf)],
            crls: vec![
                crl("root", 2, 6, Scope::Cas, None),
                crl("S1", date, 6, Scope::All, None),
                crl("S2", 2, 6, Scope::Cas, Some(2)),
            ],
        };
        assert_eq!(outline(&library::ask(&scene)), [Some(&codes::REVOCATION_UNKNOWN)], "S1 of {date}");
        scene.crls.push(crl("S3", 1, 3, Scope::Users, None));
        assert_eq!(outline(&library::ask(&scene)), [Some(&codes::REVOCATION_EXPIRED)], "S1 of {date}, with S3");
    }
}
