//! `policy_graph`: the policies of one path, and RFC 5280's tree.

use std::sync::LazyLock;
use ucpki_chain::{Cause, Pool, Validator, codes};
use ucpki_tests::ask::{self, read};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Cert, Key, KeyUsage, Name, PolicyConstraints, oid};
use ucpki_tests::oracle::{self, Hierarchy, Limits, PolicyInputs, Step};
use ucpki_x509::OidBuf;

/// The bytes describe a path and a question: each is a choice, and 0 is the usual one.
///
/// # Panics
///
/// If the policies are not those of the oracle's tree, or cost more steps than the certificates list policies.
pub fn policy_graph(data: &[u8]) {
    let hierarchy = Choices(data.iter()).hierarchy();
    let expected = oracle::policies(&hierarchy, &path(&hierarchy));
    let validator = Validator::new(FAKE).anchors(ask::anchors(&hierarchy));
    let pool: Pool = hierarchy.pool.iter().map(|cert| read(&planted::cert(cert))).collect();
    let answer = validator.check(&read(&hierarchy.leaf), &pool, &ask::request(&hierarchy));
    let work = match (&answer, &expected) {
        (Ok(valid), Some(expected)) => {
            assert!(
                ask::same_policies(valid.policies(), expected),
                "{:?}, {expected:?}\n{hierarchy:#?}",
                valid.policies()
            );
            valid.work()
        }
        (Err(refused), None) => {
            // Where certificates are self-issued, names lead past them as well, to keys that did not sign.
            let rules = [&codes::POLICY_NOT_ACCEPTABLE, &codes::POLICY_MAPPING_ANY, &codes::SIGNATURE_INVALID];
            assert!(rules.contains(&refused.code()), "{refused}\n{hierarchy:#?}");
            assert_eq!(refused.cause(), Cause::Rejected);
            refused.work()
        }
        (Ok(valid), None) => panic!("accepted for {:?}\n{hierarchy:#?}", valid.policies()),
        (Err(refused), Some(expected)) => panic!("{refused}, expected {expected:?}\n{hierarchy:#?}"),
    };
    let certs = || hierarchy.pool.iter().chain([&hierarchy.leaf]);
    if certs().any(|cert| oracle::same_name(cert.issuer_name(), &cert.subject)) {
        // Several ways: their number is what counts.
        return assert!(work.paths <= 1 << certs().count(), "{work:?}\n{hierarchy:#?}");
    }
    // The one path costs what is listed, and a few steps for each certificate to find it.
    let listed: usize = certs().map(|cert| cert.policies.len() + cert.policy_mappings.len()).sum();
    let most = listed + 6 * certs().count() + 6;
    assert!(work.paths == 1 && work.steps <= most as u64, "{work:?}, {most}\n{hierarchy:#?}");
}

/// How many certificates are below the anchor at most. The oracle's tree has a factor of four for each.
const MOST: usize = 6;

/// The last is anyPolicy.
const POLICIES: [&str; 5] =
    ["1.3.6.1.4.1.32473.1.1", "1.3.6.1.4.1.32473.1.2", "1.3.6.1.4.1.32473.1.3", "1.3.6.1.4.1.32473.1.4", "2.5.29.32.0"];

/// The leaf, the pool from its end, the anchor.
fn path(hierarchy: &Hierarchy) -> Vec<Step> {
    let pool = (0..hierarchy.pool.len()).rev().map(Step::Pool);
    [Step::Leaf].into_iter().chain(pool).chain([Step::Anchor(0)]).collect()
}

struct Choices<'a>(core::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn next(&mut self) -> usize {
        self.0.next().copied().unwrap_or(0).into()
    }

    /// The n-th of `list`, from the start again where it ends.
    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.next() % list.len()].clone()
    }

    /// Each certificate issued by the one before; with the same name where it is self-issued.
    fn hierarchy(&mut self) -> Hierarchy {
        static KEYS: LazyLock<Vec<Key>> =
            LazyLock::new(|| (0..=MOST).map(|index| Key::fake(&format!("policy {index}"))).collect());
        let count = 1 + self.next() % MOST;
        let (policies, limits) = (self.inputs(), self.inputs());
        let root = Cert::new("CA 0").key(&KEYS[0]).ca(None).key_usage(KeyUsage::CERT_SIGN);
        let mut certs = vec![root];
        for index in 1..=count {
            let issuer = &certs[index - 1];
            let self_issued = self.of(&[false, false, false, true]);
            let subject = if self_issued { issuer.subject.clone() } else { Name::common(&format!("CA {index}")) };
            let mut cert = Cert::new(subject).key(&KEYS[index]).issued_by(issuer);
            if index < count {
                cert = cert.ca(None).key_usage(KeyUsage::CERT_SIGN);
            }
            certs.push(self.with_policies(cert));
        }
        let leaf = certs.pop().expect("the root is below it");
        let root = certs.remove(0);
        let limits = vec![Limits { policies: limits, ..Limits::default() }];
        Hierarchy { limits, policies, ..Hierarchy::new(root, certs, leaf) }
    }

    fn inputs(&mut self) -> PolicyInputs {
        let flags = self.next();
        PolicyInputs {
            user_initial: (0..self.next() % 4).map(|_| self.policy()).collect(),
            explicit: flags & 1 != 0,
            inhibit_mapping: flags & 2 != 0,
            inhibit_any: flags & 4 != 0,
        }
    }

    fn policy(&mut self) -> OidBuf {
        oid(self.of(&POLICIES))
    }

    fn with_policies(&mut self, mut cert: Cert) -> Cert {
        cert.policies = (0..self.next() % 5).map(|_| self.policy()).collect();
        cert.policy_mappings = (0..self.next() % 4).map(|_| (self.policy(), self.policy())).collect();
        let skips = [None, None, None, Some(0), Some(1), Some(2), Some(3), Some(u32::MAX)];
        let (require_explicit, inhibit_mapping) = (self.of(&skips), self.of(&skips));
        if require_explicit.is_some() || inhibit_mapping.is_some() {
            cert.policy_constraints = Some(PolicyConstraints { require_explicit, inhibit_mapping });
        }
        cert.inhibit_any_policy = self.of(&skips);
        cert
    }
}

#[cfg(not(ucpki_planted_bug = "policy_graph"))]
mod planted {
    pub(super) fn cert(cert: &ucpki_tests::make::Cert) -> ucpki_tests::make::Cert {
        cert.clone()
    }
}

/// The planted bug: what is mapped to a policy follows that policy's own mapping.
#[cfg(ucpki_planted_bug = "policy_graph")]
mod planted {
    use ucpki_tests::make::Cert;

    pub(super) fn cert(cert: &Cert) -> Cert {
        let mut cert = cert.clone();
        let pairs = cert.policy_mappings.clone();
        for (from, to) in &pairs {
            let onward = pairs.iter().filter(|(issuer, _)| issuer == to);
            cert.policy_mappings.extend(onward.map(|(_, subject)| (from.clone(), subject.clone())));
        }
        cert
    }
}

/// A path of so many certificates that all list the first two policies and map the first to the second.
pub(crate) fn seed(count: u8, explicit: u8) -> Vec<u8> {
    let mut bytes = vec![count - 1, explicit, 1, 0, 0, 0];
    for _ in 0..count {
        // Not self-issued; two policies; one mapping; no constraints.
        bytes.extend([0, 2, 0, 1, 1, 0, 1, 0, 0, 0]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use ucpki_tests::Rng;

    /// Bytes at random have to describe paths with every kind of answer.
    #[test]
    fn bytes_describe_paths_with_and_without_policies() {
        let mut rng = Rng::new(1);
        let (mut none, mut some, mut any) = (0, 0, 0);
        for _ in 0..2000 {
            let bytes: Vec<u8> = (0..120).map(|_| if rng.percent(50) { 0 } else { rng.below(256) as u8 }).collect();
            let hierarchy = Choices(bytes.iter()).hierarchy();
            match oracle::policies(&hierarchy, &path(&hierarchy)) {
                None => none += 1,
                Some(oracle::Policies::Any) => any += 1,
                Some(oracle::Policies::Only(set)) => some += u32::from(!set.is_empty()),
            }
        }
        assert!(none > 200 && some > 20 && any > 2, "{none} {some} {any}");
    }
}
