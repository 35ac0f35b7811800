#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

const NOW: Time = Time::from_unix(1_800_000_000);

fn at(seconds: i64) -> Time {
    NOW.plus_seconds(seconds)
}

fn entry(status: CertStatus, this_update: i64, next_update: Option<i64>) -> Entry {
    Entry { status, this_update: at(this_update), next_update: next_update.map(at), has_unknown_critical: false }
}

fn good(this_update: i64, next_update: Option<i64>) -> Entry {
    entry(CertStatus::Good, this_update, next_update)
}

fn revoked(reason: Option<CrlReason>, this_update: i64, next_update: Option<i64>) -> Entry {
    entry(CertStatus::Revoked { since: at(-1_000_000), reason }, this_update, next_update)
}

fn judge(entries: &[Entry]) -> Result<Decision, UnknownReason> {
    let policy = OcspPolicy::default();
    let decision = decide(entries, at(-10), &policy, NOW);
    let mut reversed = entries.to_vec();
    reversed.reverse();
    assert_eq!(decide(&reversed, at(-10), &policy, NOW), decision, "the order does not matter");
    decision
}

#[test]
fn each_of_the_three_times_has_the_skew() {
    assert!(judge(&[good(299, Some(1000))]).is_ok());
    assert_eq!(judge(&[good(301, Some(1000))]), Err(UnknownReason::NotYetValid(at(301))));
    assert!(judge(&[good(-1000, Some(-299))]).is_ok());
    assert_eq!(judge(&[good(-1000, Some(-301))]), Err(UnknownReason::Stale(at(-301))));
    let produced = |seconds| decide(&[good(-10, Some(1000))], at(seconds), &OcspPolicy::default(), NOW);
    assert!(produced(299).is_ok());
    assert_eq!(produced(301), Err(UnknownReason::NotYetValid(at(301))));
}

#[test]
fn without_next_update_a_response_is_good_for_a_day() {
    const DAY: i64 = 86_400;
    assert_eq!(judge(&[good(-10, None)]).unwrap().until, at(DAY - 10));
    assert!(judge(&[good(-DAY - 300, None)]).is_ok());
    assert_eq!(judge(&[good(-DAY - 301, None)]), Err(UnknownReason::Stale(at(-301))));
    let strict = OcspPolicy::default().without_next_update(None);
    let refused = decide(&[good(-10, None)], at(-10), &strict, NOW);
    assert_eq!(refused, Err(UnknownReason::Unusable(&codes::NEXT_UPDATE_MISSING)));
}

#[test]
fn the_age_is_bounded() {
    let policy = OcspPolicy::default().max_age(1000);
    let decide = |this_update| decide(&[good(this_update, Some(5000))], at(-10), &policy, NOW);
    assert_eq!(decide(-900).unwrap().until, at(100));
    assert_eq!(decide(-1301), Err(UnknownReason::Stale(at(-301))));
}

#[test]
fn times_that_contradict_each_other_are_refused() {
    assert_eq!(judge(&[good(-10, Some(-11))]), Err(UnknownReason::Unusable(&codes::TIMES_INCONSISTENT)));
}

#[test]
fn of_current_entries_revoked_wins_and_then_unknown() {
    let unknown = entry(CertStatus::Unknown, -10, Some(1000));
    let hold = revoked(Some(CrlReason::CertificateHold), -10, Some(1000));
    let status = |entries: &[Entry]| judge(entries).unwrap().entry.status.name();
    assert_eq!(status(&[good(-5, Some(9000)), revoked(None, -10, Some(1000)), unknown]), "revoked");
    assert_eq!(status(&[good(-5, Some(9000)), hold, unknown]), "revoked");
    assert_eq!(status(&[good(-5, Some(9000)), unknown]), "unknown");
    // What is stale says nothing beside what is current.
    assert_eq!(status(&[good(-5, Some(9000)), revoked(None, -1000, Some(-900))]), "good");
}

#[test]
fn a_stale_revocation_stays_and_a_stale_hold_does_not() {
    assert_eq!(judge(&[revoked(None, -1000, Some(-900))]).unwrap().entry.status.name(), "revoked");
    let hold = revoked(Some(CrlReason::CertificateHold), -1000, Some(-900));
    assert_eq!(judge(&[hold]), Err(UnknownReason::Stale(at(-900))));
    // From the future it is nothing.
    assert!(judge(&[revoked(None, 1000, Some(2000))]).is_err());
}

#[test]
fn what_is_not_understood_makes_nothing_good() {
    let odd = Entry { has_unknown_critical: true, ..good(-10, Some(1000)) };
    let refused = Err(UnknownReason::Unusable(&codes::UNKNOWN_CRITICAL));
    assert_eq!(judge(&[odd, good(-10, Some(2000))]), refused);
    let odd = Entry { has_unknown_critical: true, ..revoked(None, -10, Some(1000)) };
    assert_eq!(judge(&[odd]), refused);
    assert_eq!(judge(&[odd, revoked(None, -10, Some(1000))]).unwrap().entry.status.name(), "revoked");
}
