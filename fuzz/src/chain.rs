//! `chain_check`: the verdict about a described hierarchy against the oracle's, and a good chain among hostile ones.

use crate::hierarchy;
use std::sync::LazyLock;
use ucpki_chain::{Anchor, Cause, Identity, KeyPurpose, Refused, Valid, ValidationParams, Validator};
use ucpki_tests::ask::{self, read};
use ucpki_tests::fake::{self, FAKE};
use ucpki_tests::make::{Cert, Key, KeyUsage, der, time};
use ucpki_tests::oracle::{self, Hierarchy, Step};
use ucpki_tests::{Rng, attack};
use ucpki_x509::Certificate;
use ucpki_x509::der::{Reader, Tag};

/// The first byte chooses: below 0x80 the others describe a hierarchy, from there on they are certificates.
///
/// # Panics
///
/// If the verdict is not the oracle's, depends on the order of the pool, or hostile certificates spoil a good chain.
pub fn chain_check(data: &[u8]) {
    let Some((mode, rest)) = data.split_first() else { return };
    if carries_certificates(*mode) {
        junk_does_not_spoil_a_good_chain(*mode & 1 != 0, rest);
    } else {
        verdict_is_that_of_the_oracle(&hierarchy::of(rest), u64::from(*mode));
    }
}

/// Whether an input with this first byte carries certificates.
pub(crate) const fn carries_certificates(mode: u8) -> bool {
    mode >= 0x80
}

fn verdict_is_that_of_the_oracle(hierarchy: &Hierarchy, seed: u64) {
    let pool: Vec<Certificate> = hierarchy.pool.iter().map(read).collect();
    let result = check(hierarchy, &pool);
    let paths = oracle::paths(hierarchy);
    let mut good = paths.iter().filter(|(_, wrong)| wrong.is_empty()).map(|(steps, _)| steps);
    let work = match &result {
        Ok(valid) => {
            let found = bytes(valid);
            let policies = |steps: &Vec<Step>| oracle::policies(hierarchy, steps);
            let same = |found: &Valid, steps| {
                policies(steps).is_some_and(|expected| ask::same_policies(found.policies(), &expected))
            };
            assert!(
                good.any(|steps| steps_der(hierarchy, steps) == found && same(valid, steps)),
                "accepted {valid:#?}\n{paths:?}\n{hierarchy:#?}"
            );
            let least = valid.path().certificates().iter().map(Certificate::not_after).min();
            assert_eq!(Some(valid.valid_until()), least);
            *valid.work()
        }
        Err(refused) => {
            let good = good.next();
            assert!(good.is_none(), "refused with {}, and {good:?} is good: {hierarchy:#?}", refused.code());
            assert!(!matches!(refused.cause(), Cause::Exhausted { .. }), "{refused}");
            assert!(refused.candidates().len() <= 8);
            *refused.work()
        }
    };
    let arcs = attack::arcs(&hierarchy.pool, &hierarchy.anchors, &hierarchy.leaf) as u64;
    assert!(work.signatures <= arcs.max(1), "{arcs} arcs, {work:?}");
    // Neither order nor duplicates matter, of the pool and of the anchors.
    let first = answer(&result);
    let mut rng = Rng::new(seed);
    let mut shuffled = [&pool[..], &pool[..]].concat();
    rng.shuffle(&mut shuffled);
    assert_eq!(answer(&check(hierarchy, &shuffled)), first, "in another order");
    assert_eq!(answer(&check(&hierarchy.with_anchors_twice(), &pool)), first, "other anchors");
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
                let count = candidate.certificates().len();
                text += &format!("{count} certificates, anchor {}\n", candidate.anchor().is_some());
                for finding in candidate.findings() {
                    text += &format!("    {:?} {} {finding}\n", finding.at(), finding.code());
                }
            }
            text
        }
    }
}

fn check(hierarchy: &Hierarchy, pool: &[Certificate]) -> Result<Valid, Refused> {
    let validator = Validator::new(FAKE).anchors(ask::anchors(hierarchy));
    validator.check(&read(&hierarchy.leaf), &planted::pool(pool), &ask::request(hierarchy))
}

/// The path as the bytes of its certificates.
fn bytes(valid: &Valid) -> Vec<Vec<u8>> {
    valid.path().certificates().iter().map(|cert| cert.as_der().to_vec()).collect()
}

fn steps_der(hierarchy: &Hierarchy, steps: &[Step]) -> Vec<Vec<u8>> {
    let der = |step: &Step| match step {
        Step::Anchor(_) => None,
        Step::Leaf => Some(hierarchy.leaf.der()),
        Step::Pool(index) => Some(hierarchy.pool[*index].der()),
    };
    steps.iter().filter_map(der).collect()
}

/// A chain that is good, and what asks about it.
struct Good {
    validator: Validator,
    leaf: Certificate,
    pool: Vec<Certificate>,
    request: ValidationParams<'static>,
    /// The keys that hostile certificates may be signed with: those of the two CAs, and another one.
    keys: [Key; 3],
}

static GOOD: LazyLock<Good> = LazyLock::new(|| {
    let certs = good_certs();
    let [root, upper, lower, leaf] = &certs;
    Good {
        validator: Validator::new(FAKE).anchors([Anchor::certificate(read(root))]),
        leaf: read(leaf),
        pool: vec![read(upper), read(lower)],
        request: ValidationParams::new(time("2030-01-01T00:00:00Z"), KeyPurpose::Server, Identity::danger_none()),
        keys: [upper.subject_key(), lower.subject_key(), Key::fake("hostile")],
    }
});

/// Root, two CAs and leaf.
pub(crate) fn good_certs() -> [Cert; 4] {
    let ca =
        |name: &str| Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN);
    let root = ca("Alpha CA");
    let upper = ca("Beta CA").issued_by(&root);
    let lower = ca("CN=Gamma CA,O=Example").issued_by(&upper);
    let leaf = Cert::new("the leaf").key(&Key::fake("leaf")).san_dns("a.example.com").issued_by(&lower);
    [root, upper, lower, leaf]
}

/// Puts every certificate in `data` beside a good chain. With `sealed` they are signed again, each with a key that its
/// serial number chooses.
fn junk_does_not_spoil_a_good_chain(sealed: bool, data: &[u8]) {
    let mut pool = GOOD.pool.clone();
    let Ok(mut reader) = Reader::new(data) else { return };
    while let Ok(value) = reader.read() {
        let Ok(certificate) = Certificate::parse(value.encoded()) else { continue };
        pool.push(if sealed { seal(&certificate) } else { certificate });
    }
    let accepted = GOOD.validator.check(&GOOD.leaf, &pool.iter().cloned().collect(), &GOOD.request);
    let valid = accepted.unwrap_or_else(|refused| panic!("{refused}: {:?}", refused.work()));
    // It may have found another way, over a hostile CA that the good one vouches for.
    assert!(valid.path().certificates().first() == Some(&GOOD.leaf));
    pool.reverse();
    let again = GOOD.validator.check(&GOOD.leaf, &pool.iter().cloned().collect(), &GOOD.request);
    assert_eq!(again.map(|valid| bytes(&valid)).ok(), Some(bytes(&valid)), "in another order");
}

/// The same certificate with a signature that verifies, if its algorithm is that of the key.
fn seal(certificate: &Certificate) -> Certificate {
    let choice = certificate.serial().as_bytes().last().copied().unwrap_or(0);
    let key = &GOOD.keys[usize::from(choice) % GOOD.keys.len()];
    let sealed = der(Tag::SEQUENCE, |out| {
        out.encoded(certificate.tbs());
        out.encoded(certificate.signature_algorithm().as_der());
        out.bit_string(&fake::sign(key.spki(), certificate.tbs()));
    });
    Certificate::parse(&sealed).expect("only the signature is another one")
}

#[cfg(not(ucpki_planted_bug = "chain_check"))]
mod planted {
    pub(super) fn pool(certificates: &[ucpki_x509::Certificate]) -> ucpki_chain::Pool {
        ucpki_chain::Pool::new(certificates.iter().cloned())
    }
}

/// The planted bug: of several certificates for one name and key by one issuer, the pool keeps one, as if the others were
/// the same.
#[cfg(ucpki_planted_bug = "chain_check")]
mod planted {
    pub(super) fn pool(certificates: &[ucpki_x509::Certificate]) -> ucpki_chain::Pool {
        let mut kept: Vec<ucpki_x509::Certificate> = Vec::new();
        for one in certificates {
            let same = |other: &ucpki_x509::Certificate| {
                other.subject() == one.subject() && other.spki_der() == one.spki_der() && other.issuer() == one.issuer()
            };
            if !kept.iter().any(same) {
                kept.push(one.clone());
            }
        }
        ucpki_chain::Pool::new(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes at random have to describe hierarchies that are worth judging: neither all good nor all bad.
    #[test]
    fn bytes_describe_good_and_bad_hierarchies() {
        let mut rng = Rng::new(1);
        let (mut accepted, mut no_path) = (0, 0);
        for _ in 0..1000 {
            let mut byte = || if rng.percent(70) { 0 } else { rng.below(256) as u8 };
            let bytes: Vec<u8> = (0..200).map(|_| byte()).collect();
            let hierarchy = hierarchy::of(&bytes);
            let paths = oracle::paths(&hierarchy);
            no_path += u32::from(paths.is_empty());
            accepted += u32::from(paths.iter().any(|(_, wrong)| wrong.is_empty()));
        }
        assert!((200..800).contains(&accepted) && no_path < 500, "{accepted} accepted, {no_path} without a path");
    }

    #[test]
    fn zeros_are_a_straight_chain() {
        for pool in 0..=6 {
            let hierarchy = hierarchy::of(&hierarchy::straight(pool));
            assert_eq!(hierarchy.pool.len(), usize::from(pool));
            assert!(oracle::accepts(&hierarchy), "{hierarchy:#?}");
        }
    }
}
