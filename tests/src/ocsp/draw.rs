//! Draws scenes: mostly right ones, with one or two things that are not.

use super::dice::Dice;
use super::scene::*;

const HASHES: [IdHash; 5] = [IdHash::Sha256, IdHash::Sha1, IdHash::Sha384, IdHash::Sha512, IdHash::Sha224];

/// Draws a scene.
pub fn draw(dice: &mut Dice<'_>) -> Scene {
    let mut scene = Scene {
        has_intermediate: dice.odd(40),
        leaf_names_responder: !dice.odd(20),
        intermediate_names_responder: !dice.odd(60),
        leaf_names_crl: dice.odd(50),
        must_staple: dice.odd(15),
        delegates: Vec::new(),
        corporate: Corporate {
            dates: dice.mostly(25, &[Dates::Years, Dates::Expired, Dates::Future, Dates::EndsSoon]),
            eku: dice.mostly(25, &[Eku::Ocsp, Eku::Absent, Eku::Any, Eku::Server]),
        },
        responses: Vec::new(),
        staples_asked: dice.odd(30),
        crls: [None, None],
        policy: Policy {
            nonce: Nonce::Off,
            max_age: None,
            is_strict: false,
            common_criteria: false,
            cucm: false,
            has_responder: false,
            trusted: Vec::new(),
            configured: Vec::new(),
        },
        consumer: Consumer::Direct,
        refuses_unknown: dice.odd(50),
        refuses_expired: !dice.odd(15),
    };
    for _ in 0..dice.pick(&[0, 1, 2, 3]) {
        let delegate = delegate(dice, &scene);
        scene.delegates.push(delegate);
    }
    scene.policy = policy(dice, &scene);
    scene.consumer = consumer(dice);
    scene.crls[0] = dice.odd(55).then(|| crl(dice));
    scene.crls[1] = (dice.odd(55) && scene.has_intermediate).then(|| crl(dice));
    for index in 0..dice.pick(&[1, 1, 2, 3, 0]) {
        let response = response(dice, &scene, index);
        scene.responses.push(response);
    }
    scene
}

fn delegate(dice: &mut Dice<'_>, scene: &Scene) -> Delegate {
    use Party::{Root, Sibling, Twin};
    let right = Delegate {
        issuer: scene.leaf_issuer(),
        is_forged: false,
        name: dice.pick(&[DelegateName::Usual, DelegateName::Usual, DelegateName::Second, DelegateName::LikeIssuer]),
        eku: Eku::Ocsp,
        is_ca: false,
        usage: dice.pick(&[Usage::Signature, Usage::Signature, Usage::NonRepudiation, Usage::Absent]),
        dates: Dates::Years,
        nocheck: dice.pick(&[None, Some(false), Some(true)]),
        names_responder: dice.odd(25),
        has_unknown_critical: false,
    };
    match dice.below(20) {
        0 => Delegate { eku: dice.pick(&[Eku::Absent, Eku::Any, Eku::Server, Eku::Longer]), ..right },
        1 => Delegate { is_ca: true, ..right },
        2 => Delegate { usage: Usage::Encipherment, ..right },
        3 | 4 => Delegate { dates: dice.pick(&[Dates::Expired, Dates::Future, Dates::EndsSoon]), ..right },
        5 => Delegate { has_unknown_critical: true, ..right },
        6 => Delegate { is_forged: true, ..right },
        7..=9 => Delegate { issuer: dice.pick(&[Twin, Root, Sibling]), ..right },
        _ => right,
    }
}

fn policy(dice: &mut Dice<'_>, scene: &Scene) -> Policy {
    let mut policy = Policy {
        nonce: dice.mostly(30, &[Nonce::Off, Nonce::Send, Nonce::Require]),
        max_age: dice.odd(15).then_some(1_000),
        is_strict: dice.odd(10),
        common_criteria: dice.odd(20),
        cucm: dice.odd(20),
        has_responder: dice.odd(15),
        trusted: Vec::new(),
        configured: Vec::new(),
    };
    for _ in 0..dice.pick(&[0, 0, 1, 2]) {
        let who = match scene.delegates.len() {
            count if count > 0 && dice.odd(35) => Party::Delegate(dice.below(count)),
            _ => Party::Corporate,
        };
        let only_for = dice.mostly(30, &[None, Some(scene.leaf_issuer()), Some(Party::Root), Some(Party::Stranger)]);
        policy.trusted.push(Trusted { who, by_key: dice.odd(40), only_for });
    }
    if !scene.delegates.is_empty() && dice.odd(25) {
        policy.configured.push(dice.below(scene.delegates.len()));
    }
    policy
}

fn consumer(dice: &mut Dice<'_>) -> Consumer {
    match dice.below(20) {
        0..=9 => Consumer::SipTls {
            checking: !dice.odd(3),
            ocsp: !dice.odd(10),
            lists: !dice.odd(15),
            downloads: !dice.odd(30),
        },
        10 => Consumer::PolicyServer,
        11 => Consumer::Ldap,
        12 => Consumer::Other,
        _ => Consumer::Direct,
    }
}

fn crl(dice: &mut Dice<'_>) -> Crl {
    Crl {
        origin: dice.pick(&[Origin::Automatic, Origin::Manual, Origin::TrustedCaFile]),
        when: dice.mostly(40, &[When::Current, When::Stale, When::Future]),
        is_forged: dice.odd(5),
        revokes_subject: dice.odd(20),
        revoked_delegates: if dice.odd(40) { dice.pick(&[1, 2, 3, 7]) } else { 0 },
    }
}

fn response(dice: &mut Dice<'_>, scene: &Scene, index: i64) -> Response {
    let target = if scene.has_intermediate && dice.odd(35) { Target::Intermediate } else { Target::Leaf };
    let route = dice.pick(&[Route::Fetched, Route::Stapled, Route::Unverified]);
    let signer = signer(dice, scene, target);
    let mut response = Response {
        route,
        target,
        is_for_twin: false,
        is_earlier: dice.odd(20),
        outer: Outer::Right,
        signer,
        is_forged: false,
        id_of: signer,
        id_by: dice.pick(&[IdBy::Name, IdBy::Key]),
        certificates: Vec::new(),
        has_junk: dice.odd(10),
        produced_at: -1_100,
        critical: dice.odd(5).then_some(Critical::Known),
        echo: dice.mostly(35, &[Echo::Right, Echo::Missing, Echo::Wrong, Echo::Raw, Echo::Twice]),
        entries: entries(dice, index, route),
    };
    let comes_along = !matches!(signer, Party::Root | Party::Intermediate | Party::Stranger);
    if comes_along && !dice.odd(10) {
        response.certificates.push(signer);
    }
    if !scene.delegates.is_empty() && dice.odd(40) {
        // A renewed delegate of the same name, in front of the right one.
        let other = Party::Delegate(dice.below(scene.delegates.len()));
        let at = dice.below(response.certificates.len() + 1);
        response.certificates.insert(at, other);
    }
    if dice.odd(30) {
        break_one_thing(dice, scene, &mut response);
    }
    response
}

fn signer(dice: &mut Dice<'_>, scene: &Scene, target: Target) -> Party {
    let other = dice.pick(&[Party::Sibling, Party::Leaf, Party::Twin, Party::Stranger, Party::Root]);
    let is_odd = dice.odd(12);
    match dice.below(10) {
        _ if is_odd => other,
        4..=7 if !scene.delegates.is_empty() => Party::Delegate(dice.below(scene.delegates.len())),
        8 | 9 if !scene.policy.trusted.is_empty() => dice.pick(&scene.policy.trusted).who,
        _ => scene.issuer(target),
    }
}

fn break_one_thing(dice: &mut Dice<'_>, scene: &Scene, response: &mut Response) {
    match dice.below(10) {
        0 => response.is_forged = true,
        1 => response.id_of = dice.pick(&[Party::Stranger, scene.leaf_issuer(), Party::Corporate]),
        2 => response.id_by = IdBy::LongKey,
        3 => response.outer = Outer::Status(dice.pick(&[1, 2, 3, 5, 6])),
        4 => response.outer = dice.pick(&[Outer::Empty, Outer::OtherType, Outer::Page, Outer::Cut, Outer::Trailing]),
        5 => response.critical = Some(Critical::Unknown),
        6 | 7 => response.produced_at = dice.pick(&[299, 301]),
        8 => response.entries.clear(),
        _ => {
            // Right under the twin's key, which is another issuer's.
            response.is_for_twin = true;
            (response.signer, response.id_of) = (Party::Twin, Party::Twin);
        }
    }
}

fn entries(dice: &mut Dice<'_>, index: i64, route: Route) -> Vec<Entry> {
    let mut entries: Vec<Entry> = (0..dice.pick(&[1, 1, 1, 2, 3, 5])).map(|_| entry(dice, index)).collect();
    // Mostly the target is among them, at any place.
    if !dice.odd(10) {
        let at = dice.below(entries.len());
        entries[at].about = About::Target;
        entries[at].hash = dice.mostly(30, &HASHES);
    }
    let is_wanted = |entry: &Entry| entry.about == About::Target;
    // Of two fetched responses the newer one is kept. Which is newer is plain where each has one time.
    if route == Route::Fetched
        && let Some(first) = entries.iter().find(|entry| is_wanted(entry)).copied()
    {
        for entry in entries.iter_mut().filter(|entry| is_wanted(entry)) {
            (entry.this_update, entry.next_update) = (first.this_update, first.next_update);
        }
    }
    entries
}

fn entry(dice: &mut Dice<'_>, index: i64) -> Entry {
    use About::{Longer, OtherKey, OtherName, OtherSerial, Prefix, Target};
    let (this_update, next_update) = times(dice, index);
    Entry {
        about: dice.pick(&[OtherSerial, Target, Prefix, Longer, OtherKey, OtherName]),
        hash: dice.pick(&HASHES),
        parameters: dice.mostly(20, &[Parameters::Absent, Parameters::Null, Parameters::Odd]),
        said: dice.pick(&[
            Said::Good,
            Said::Good,
            Said::Good,
            Said::Revoked(None),
            Said::Revoked(Some(1)),
            Said::Revoked(Some(6)),
            Said::Unknown,
        ]),
        this_update,
        next_update,
        critical: dice.mostly(8, &[None, Some(Critical::Known), Some(Critical::Unknown)]),
    }
}

/// thisUpdate and nextUpdate, around the edges. No two responses have the same thisUpdate.
fn times(dice: &mut Dice<'_>, index: i64) -> (i64, Option<i64>) {
    let usual = -3_600 - index;
    if !dice.odd(35) {
        return (usual, Some(7 * DAY));
    }
    match dice.below(12) {
        0 => (299 - index, Some(DAY)),
        1 => (301 + index, Some(DAY)),
        2 => (usual, Some(-299)),
        3 | 4 => (usual, Some(-301)),
        5 => (usual, None),
        6 => (-DAY - 299 + index, None),
        7 => (-DAY - 301 - index, None),
        8 => (usual, Some(usual - 1)),
        9 => (usual, Some(usual)),
        // Between the time at which it was fetched and that of the check, stale.
        10 => (usual, Some(-400)),
        _ => (-900 - index, Some(DAY)),
    }
}
