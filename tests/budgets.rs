//! What a check costs at the most, whatever a peer sends: the default budget bounds its work and its memory.

#![expect(clippy::unwrap_used, reason = "tests")]

use allocation_counter::measure;
use ucpki_chain::{Anchor, Budget, Cause, Identity, KeyPurpose, Pool, Refused, Valid, ValidationParams, Validator};
use ucpki_crypto::{Provider, RUSTCRYPTO};
use ucpki_tests::ask::read;
use ucpki_tests::fake::FAKE;
use ucpki_tests::flood::{self, Flood};
use ucpki_tests::make::{Scheme, time};

/// Beyond the input.
const MOST_BYTES: u64 = 16 << 20;

/// Asks with the default budget; what is refused is explained as well. The memory counts, without what the input takes.
fn ask(flood: &Flood, provider: Provider) -> Result<Valid, Refused> {
    let validator = Validator::new(provider).anchors([Anchor::certificate(read(&flood.anchor))]);
    let pool = flood.pool.iter().map(read).collect::<Pool>();
    let leaf = read(&flood.leaf);
    let request = ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, Identity::danger_none());
    let mut answer = None;
    let memory = measure(|| answer = Some(validator.check(&leaf, &pool, &request)));
    assert!(memory.bytes_max <= MOST_BYTES, "{} bytes", memory.bytes_max);
    let answer = answer.unwrap();
    if let Err(refused) = &answer {
        assert!(refused.candidates().len() <= 8);
    }
    answer
}

fn is_bounded(flood: &Flood, provider: Provider) {
    let answer = ask(flood, provider);
    let work = match &answer {
        Ok(valid) => *valid.work(),
        Err(refused) => *refused.work(),
    };
    let decided = !answer.as_ref().is_err_and(|refused| matches!(refused.cause(), Cause::Exhausted { .. }));
    assert!(answer.is_ok() == flood.has_path || !decided, "{:?}", answer.map(|_| ()));
    assert!(work.steps <= 1_500_000 && work.signatures <= 288 && work.paths <= 2_000, "{work:?}");
    assert!(work.comparisons <= 1 << 20, "{work:?}");
}

#[test]
fn contradictions_between_levels_are_no_way_around_the_budget() {
    for (levels, width) in [(4, 4), (17, 20), (8, 40), (40, 100)] {
        for signed in [false, true] {
            is_bounded(&flood::contradicting_levels(levels, width, signed), FAKE);
        }
    }
}

#[test]
fn what_nobody_signed_is_found_out_by_its_signatures() {
    // As many paths as 20 to the power of 17; the CAs below the anchor are what has to be looked at.
    let refused = ask(&flood::contradicting_levels(17, 20, false), FAKE).unwrap_err();
    assert_eq!(refused.cause(), Cause::Rejected);
    assert!(refused.work().signatures <= 40, "{:?}", refused.work());
}

#[test]
fn many_path_lengths_and_many_namesakes_are_bounded() {
    for (levels, width) in [(10, 10), (40, 100)] {
        is_bounded(&flood::path_lengths(levels, width), FAKE);
    }
    is_bounded(&flood::namesakes(3_000, Scheme::Fake), FAKE);
    is_bounded(&flood::long_key_ids(500, 2_000), FAKE);
}

#[test]
fn slow_keys_count_for_several() {
    let asked = |scheme| ask(&flood::namesakes(300, scheme), RUSTCRYPTO).unwrap_err();
    let refused = asked(Scheme::P256);
    assert!(matches!(refused.cause(), Cause::Exhausted { .. }));
    assert_eq!(refused.work().signatures, 256);
}

#[test]
fn a_straight_chain_is_judged_whatever_its_names_are() {
    for length in [1, 10, 50, 100] {
        let valid = ask(&flood::straight_chain_of_one_name(length), FAKE).unwrap();
        assert_eq!(valid.work().signatures, u64::try_from(length).unwrap() + 1, "no signature in vain");
    }
}

#[test]
fn a_path_has_a_hundred_intermediates_at_most_unless_the_caller_says_otherwise() {
    use ucpki_chain::codes;
    use ucpki_tests::make::{Cert, Key, KeyUsage};
    let ca = |at: usize| {
        Cert::new(format!("CA {at}").as_str())
            .key(&Key::fake(&format!("{at}")))
            .ca(None)
            .key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
    };
    let chain = |length: usize| {
        let root = ca(0);
        let (mut issuer, mut pool) = (root.clone(), Vec::new());
        for at in 1..=length {
            issuer = ca(at).issued_by(&issuer);
            pool.push(issuer.clone());
        }
        let leaf = Cert::new("leaf").key(&Key::fake("leaf")).issued_by(&issuer);
        Flood { anchor: root, pool, leaf, has_path: true }
    };
    assert!(ask(&chain(100), FAKE).is_ok());
    assert_eq!(ask(&chain(101), FAKE).unwrap_err().code(), &codes::TOO_DEEP);
    let long = chain(150);
    let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&long.anchor))]);
    let request = ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, Identity::danger_none())
        .max_depth(200)
        .budget(Budget::default());
    assert!(validator.check(&read(&long.leaf), &long.pool.iter().map(read).collect(), &request).is_ok());
}
