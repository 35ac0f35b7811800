//! OCSP scenes at random against a naive model of RFC 6960 (`ucpki_tests::ocsp`).

#![expect(clippy::indexing_slicing, clippy::panic, clippy::std_instead_of_alloc, clippy::unwrap_used, reason = "tests")]

mod adopted;
mod found;

use std::collections::BTreeMap;
use std::env;
use ucpki_tests::ocsp::{Dice, agree, draw};

/// How many scenes are tried; more with `UCPKI_OCSP_SEEDS`.
fn seeds() -> u64 {
    env::var("UCPKI_OCSP_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(4_000)
}

/// Everything that scenes have to reach, or the property would say nothing about it.
const BRANCHES: &[&str] = &[
    "accepted",
    "fetched",
    "good",
    "ocsp.bytes_missing",
    "ocsp.entries_missing",
    "ocsp.entry_missing",
    "ocsp.hash_unsupported",
    "ocsp.internal_error",
    "ocsp.malformed_request",
    "ocsp.next_update_missing",
    "ocsp.nonce_mismatch",
    "ocsp.nonce_missing",
    "ocsp.nonce_repeated",
    "ocsp.not_designated",
    "ocsp.not_yet_valid",
    "ocsp.page",
    "ocsp.responder_expired",
    "ocsp.responder_is_ca",
    "ocsp.responder_key_usage",
    "ocsp.responder_revoked",
    "ocsp.responder_status_unknown",
    "ocsp.responder_unmatched",
    "ocsp.response_type",
    "ocsp.signature_invalid",
    "ocsp.signature_required",
    "ocsp.stale",
    "ocsp.status_unknown",
    "ocsp.times_inconsistent",
    "ocsp.try_later",
    "ocsp.unauthorized",
    "ocsp.unknown_critical",
    "refused as expired",
    "refused as revoked",
    "refused as unknown",
    "revoked",
    "unknown",
    "unknown, and a staple is demanded",
];

#[test]
fn responses_say_what_the_model_says() {
    let (mut reached, mut wrong) = (BTreeMap::<&str, u64>::new(), Vec::new());
    for seed in 0..seeds() {
        let scene = draw(&mut Dice::from_seed(seed));
        match agree(&scene) {
            Ok(branches) => branches.into_iter().for_each(|branch| *reached.entry(branch).or_default() += 1),
            Err(differ) => wrong.push(format!("seed {seed}: {differ}\n{scene}")),
        }
    }
    let first: Vec<&str> = wrong.iter().take(3).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {} scenes:\n{}", wrong.len(), seeds(), first.join("\n"));
    for branch in BRANCHES {
        assert!(reached.get(branch).is_some_and(|count| *count >= 3), "{branch} is not reached: {reached:#?}");
    }
}
