//! Rows 4 and 5: certificate policies that cost too much, or that nobody looks at.

use super::{accepted, anyone, assert_accepted, assert_refused, ca, check, explicit, read, server};
use ucpki_chain::{
    Anchor, AnchorConstraints, At, Identity, KeyPurpose, PolicyInputs, PolicySet, Pool, UsageMode, ValidationParams,
    Validator, Work, codes,
};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Extension, oid, time};
use ucpki_x509::{Oid, oids};

/// Root, so many CAs of which each maps every policy to every other, and a leaf.
fn mapping_bomb(depth: usize, policies: usize) -> (Cert, Vec<Cert>, Cert) {
    let names: Vec<String> = (1..=policies).map(|policy| format!("1.2.3.{policy}")).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let root = ca("Root");
    let (mut pool, mut issuer) = (Vec::new(), root.clone());
    for level in 0..depth {
        let mut middle = ca(&format!("Level {level}")).issued_by(&issuer).policies(&all);
        for from in &all {
            for to in &all {
                middle = middle.policy_mapping(from, to);
            }
        }
        issuer = middle.clone();
        pool.push(middle);
    }
    let leaf = server().issued_by(&issuer).policies(&all);
    (root, pool, leaf)
}

/// The policy tree of RFC 5280 grows by a factor at every level where each policy is mapped to several others: 2^40
/// nodes from 40 certificates with two policies. And a list of mappings that is searched once for each policy costs the
/// product of both.
///
/// CVE-2023-0464 (OpenSSL), CVE-2026-32281 (Go); RFC 9618 is the answer.
#[test]
fn row_04_policies_cost_what_is_listed() {
    let request = anyone().policies(explicit(&["1.2.3.1"]));
    let listed = |depth: u64, policies: u64| (depth + 1) * policies + depth * policies * policies;
    for (depth, policies) in [(40, 2), (20, 8), (6, 60)] {
        let (root, pool, leaf) = mapping_bomb(depth, policies);
        let valid = accepted(check(&root, &pool, &leaf, &request));
        assert_eq!(*valid.policies(), PolicySet::Only(vec![oid("1.2.3.1")]));
        let most = listed(depth as u64, policies as u64) + 4 * depth as u64 + 10;
        assert!(valid.work().steps <= most, "{:?}, {most} are enough", valid.work());
    }
    // One CA with many policies, each mapped once.
    let many = |count: usize| -> Work {
        let root = ca("Root");
        let names: Vec<String> = (0..count).map(|policy| format!("1.2.3.{policy}")).collect();
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut middle = ca("Middle").issued_by(&root).policies(&all);
        for policy in &all {
            middle = middle.policy_mapping(policy, policy);
        }
        let leaf = server().issued_by(&middle).policies(&all);
        *accepted(check(&root, &[middle], &leaf, &anyone().policies(explicit(&[])))).work()
    };
    for count in [500, 1000, 2000] {
        assert!(many(count).steps <= 3 * count as u64 + 10, "{count}: {:?}", many(count));
    }
}

/// A policy that was asked for and is not there has to refuse, whatever else was asked for: a purpose of any kind, an
/// extended key usage of any kind, any way to treat it, an anchor of any kind.
///
/// CVE-2023-0466 (OpenSSL: naming a policy did not turn the check on), CVE-2025-22874 (Go: anyExtendedKeyUsage turned it
/// off).
#[test]
fn row_05_a_required_policy_bites_with_every_purpose_and_usage() {
    let root = ca("Root");
    let middle = ca("Middle").issued_by(&root).policies(&["1.2.3"]);
    let usages: [Option<&[Oid<'static>]>; 4] = [
        None,
        Some(&[oids::SERVER_AUTH, oids::CLIENT_AUTH]),
        Some(&[oids::ANY_EXTENDED_KEY_USAGE]),
        Some(&[oids::ANY_EXTENDED_KEY_USAGE, oids::SERVER_AUTH]),
    ];
    let purposes = [
        KeyPurpose::Any,
        KeyPurpose::Both,
        KeyPurpose::Client,
        KeyPurpose::Server,
        KeyPurpose::Custom(oids::SERVER_AUTH.into()),
    ];
    let modes = [UsageMode::Ignore, UsageMode::Prefer, UsageMode::Profile];
    for usage in usages {
        let mut leaf = server().issued_by(&middle).policies(&["1.2.3"]);
        leaf.extended_key_usage = usage.map(|list| list.iter().map(|one| (*one).into()).collect());
        for purpose in &purposes {
            for mode in modes {
                let ask = |wanted: &str, leaf: &Cert| {
                    let request =
                        ValidationParams::new(time("2027-01-01T00:00:00Z"), purpose.clone(), Identity::danger_none());
                    let request = request.usage_mode(mode).policies(explicit(&[wanted]));
                    check(&root, &[middle.clone()], leaf, &request)
                };
                assert_accepted(ask("1.2.3", &leaf));
                assert_refused(ask("1.2.4", &leaf), &codes::POLICY_NOT_ACCEPTABLE, At::Cert(0));
                let without = Cert { policies: Vec::new(), ..leaf.clone() };
                assert_refused(ask("1.2.3", &without), &codes::POLICY_NOT_ACCEPTABLE, At::Cert(0));
            }
        }
    }
    // A CA can require one for what is below it, and so can the limits of an anchor, without the caller.
    let strict = middle.clone().policy_constraints(Some(0), None);
    let leaf = server().issued_by(&middle).policies(&["1.2.4"]);
    assert_refused(check(&root, &[strict], &leaf, &anyone()), &codes::POLICY_NOT_ACCEPTABLE, At::Cert(0));
    let limits = AnchorConstraints::none().policies(&explicit(&["1.2.4"]));
    let below_limits = |leaf: &Cert| {
        let limited = Anchor::certificate(read(&root)).with_constraints(limits.clone());
        Validator::new(FAKE).anchors([limited]).check(&read(leaf), &Pool::new([read(&middle)]), &anyone())
    };
    let leaf = server().issued_by(&middle).policies(&["1.2.3"]);
    assert_refused(below_limits(&leaf), &codes::POLICY_NOT_ACCEPTABLE, At::Cert(0));
    // And a leaf that the caller pinned.
    let pinned = Validator::new(FAKE).anchors([Anchor::pinned_leaf(read(&leaf))]);
    let ask = |wanted: &str| pinned.check(&read(&leaf), &Pool::default(), &anyone().policies(explicit(&[wanted])));
    assert_accepted(ask("1.2.3"));
    assert_refused(ask("1.2.4"), &codes::POLICY_NOT_ACCEPTABLE, At::Cert(0));
}

/// A certificate whose policies cannot be read has no policies that anyone could rely on: it is refused, and not taken for
/// one without them. A policy that is named and not required refuses nothing, and the answer says which ones hold.
///
/// CVE-2023-0465 (OpenSSL: invalid policies in leaf certificates were passed over).
#[test]
fn row_05_policies_that_cannot_be_read_refuse() {
    let root = ca("Root");
    let middle = ca("Middle").issued_by(&root).policies(&["1.2.3"]);
    for (kind, value) in [
        ("2.5.29.32", &[0x30, 0x00][..]),                     // no policy
        ("2.5.29.32", &[0x30, 0x04, 0x30, 0x02, 0x06, 0x00]), // an empty identifier
        ("2.5.29.33", &[0x30, 0x02, 0x30, 0x00]),             // half a mapping
        ("2.5.29.36", &[0x30, 0x00]),                         // neither constraint
        ("2.5.29.54", &[0x02, 0x01, 0xFF]),                   // minus one certificate
    ] {
        let broken =
            |cert: &Cert| Cert { extensions: vec![Extension::new(kind, true, value.to_vec())], ..cert.clone() };
        let leaf = server().issued_by(&middle);
        assert_refused(
            check(&root, &[middle.clone()], &broken(&leaf), &anyone()),
            &codes::EXTENSION_MALFORMED,
            At::Cert(0),
        );
        let middle = broken(&Cert { policies: Vec::new(), ..middle.clone() });
        assert_refused(check(&root, &[middle], &leaf, &anyone()), &codes::EXTENSION_MALFORMED, At::Cert(1));
    }
    let leaf = server().issued_by(&middle).policies(&["1.2.3"]);
    let named = |policy: &str| anyone().policies(PolicyInputs::default().user_initial(vec![oid(policy)]));
    let holds = |policy: &str| accepted(check(&root, &[middle.clone()], &leaf, &named(policy))).policies().clone();
    assert_eq!(holds("1.2.3"), PolicySet::Only(vec![oid("1.2.3")]));
    assert_eq!(holds("1.2.4"), PolicySet::Only(Vec::new()));
}
