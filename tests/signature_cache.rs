//! What the cache of signatures keeps, and what nobody can make it lose or take for true.

#![expect(clippy::unwrap_used, reason = "tests")]

use ucpki_chain::{
    Anchor, Identity, KeyPurpose, PolicyInputs, Pool, Refused, SignatureCache, Valid, ValidationParams, Validator,
    codes,
};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_tests::make::{Cert, Key, KeyUsage, time};
use ucpki_x509::{Certificate, Shared, oids};

fn ca(name: &str, key: &str) -> Cert {
    Cert::new(name).key(&Key::ed25519(key)).ca(None).key_usage(KeyUsage::CERT_SIGN)
}

fn server(key: &str) -> Cert {
    Cert::new("server").key(&Key::ed25519(key)).eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com")
}

/// Root, intermediate, leaf: with keys that `who` gives.
fn chain(who: &str) -> [Cert; 3] {
    let root = ca("root", &format!("{who} root"));
    let middle = ca("middle", &format!("{who} middle")).issued_by(&root);
    let leaf = server(&format!("{who} leaf")).issued_by(&middle);
    [root, middle, leaf]
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

struct Judge {
    validator: Validator,
    cache: Shared<SignatureCache>,
}

impl Judge {
    fn new(root: &Cert, capacity: usize) -> Self {
        let cache = Shared::new(SignatureCache::new(capacity));
        let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(read(root))]);
        Self { validator: validator.signature_cache(cache.clone()), cache }
    }

    fn ask(&self, pool: &[&Cert], leaf: &Cert, name: &str) -> Result<Valid, Refused> {
        let request =
            ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, Identity::dns(name).unwrap());
        self.validator.check(&read(leaf), &pool.iter().map(|cert| read(cert)).collect::<Pool>(), &request)
    }
}

const NAME: &str = "sip.example.com";

/// Signatures that were checked, and that the cache knew.
fn work(answer: Result<Valid, Refused>) -> (u64, u64) {
    let work = *answer.unwrap().work();
    (work.signatures, work.cached)
}

#[test]
fn what_was_accepted_costs_no_signature_again() {
    let [root, middle, leaf] = chain("ours");
    let judge = Judge::new(&root, 64);
    assert_eq!(work(judge.ask(&[&middle], &leaf, NAME)), (2, 0));
    assert_eq!(work(judge.ask(&[&middle], &leaf, NAME)), (0, 2));
    // A new leaf below the same CA: one signature.
    let other = server("another leaf").issued_by(&middle);
    assert_eq!(work(judge.ask(&[&middle], &other, NAME)), (1, 1));
    assert_eq!(judge.cache.len(), 3);
    judge.cache.clear();
    assert_eq!(work(judge.ask(&[&middle], &leaf, NAME)), (2, 0));
}

/// Of two certificates of one CA, which its issuer both signed, policies refuse the path over one: its signature is none of
/// the accepted path's.
#[test]
fn only_signatures_of_the_accepted_path_are_kept() {
    const GOLD: &str = "1.3.6.1.4.1.99999.1";
    const SILVER: &str = "1.3.6.1.4.1.99999.2";
    let root = ca("root", "root");
    for (first, second) in [(GOLD, SILVER), (SILVER, GOLD)] {
        let [one, other] = [(1, first), (2, second)]
            .map(|(serial, policy)| ca("CA", "CA").serial(serial).policies(&[policy]).issued_by(&root));
        let leaf = server("leaf").policies(&[GOLD]).issued_by(&one);
        let judge = Judge::new(&root, 64);
        let request =
            ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, Identity::dns(NAME).unwrap())
                .policies(PolicyInputs::default().require_explicit());
        let pool: Pool = [&one, &other].into_iter().map(read).collect();
        let _ = judge.validator.check(&read(&leaf), &pool, &request).unwrap();
        assert_eq!(judge.cache.len(), 2);
    }
}

#[test]
fn all_but_signatures_is_judged_anew() {
    let [root, middle, leaf] = chain("ours");
    let judge = Judge::new(&root, 64);
    let _ = judge.ask(&[&middle], &leaf, NAME).unwrap();
    assert_eq!(judge.ask(&[&middle], &leaf, "other.example.com").unwrap_err().code().name(), "matcher.name_mismatch");
    let late = ValidationParams::new(time("2040-01-01T00:00:00Z"), KeyPurpose::Server, Identity::danger_none());
    let refused = judge.validator.check(&read(&leaf), &Pool::new([read(&middle)]), &late).unwrap_err();
    assert_eq!(refused.code(), &codes::EXPIRED);
}

/// The proof that strangers evict nothing: whatever they send, in whatever number, the cache is as it was.
#[test]
fn a_flood_of_strangers_chains_evicts_nothing() {
    let [root, middle, leaf] = chain("ours");
    // So small that the third entry would push one out.
    let judge = Judge::new(&root, 8);
    assert_eq!(work(judge.ask(&[&middle], &leaf, NAME)), (2, 0));
    let before = judge.cache.len();
    for number in 0..200 {
        let [their_root, their_middle, their_leaf] = chain(&format!("stranger {number}"));
        // Their own hierarchy under the names of ours; their leaf below our CA without its signature; our leaf among
        // their certificates; and a chain that is ours but for the name that was asked for.
        assert!(judge.ask(&[&their_middle, &their_root], &their_leaf, NAME).is_err());
        assert!(judge.ask(&[&middle], &their_leaf.clone().issuer("middle"), NAME).is_err());
        let half = ca("middle", &format!("half {number}")).issued_by(&their_root);
        assert!(judge.ask(&[&half, &middle], &server("x").issued_by(&half), NAME).is_err());
        let renamed = server(&format!("renamed {number}")).issued_by(&middle).serial(number + 1);
        assert!(judge.ask(&[&middle], &renamed, "other.example.com").is_err());
    }
    assert_eq!(judge.cache.len(), before);
    assert_eq!(work(judge.ask(&[&middle], &leaf, NAME)), (0, 2));
}

#[test]
fn nothing_is_taken_for_a_signature_that_was_checked() {
    let [root, middle, leaf] = chain("ours");
    let judge = Judge::new(&root, 64);
    let _ = judge.ask(&[&middle], &leaf, NAME).unwrap();
    // Another signature, other signed bytes, another issuer's key, and another algorithm beside the signature.
    let changed = [
        leaf.clone().bad_signature(),
        leaf.clone().serial(99).signed_by(&Key::ed25519("somebody")),
        Cert { outer_algorithm: Some(Key::p256("x").signature_algorithm()), ..leaf.clone() },
    ];
    for leaf in changed {
        let refused = judge.ask(&[&middle], &leaf, NAME).unwrap_err();
        assert!(refused.work().cached <= 1, "at most the CA's own: {refused}");
    }
    let twin = ca("middle", "other key").issued_by(&root);
    let answer = judge.ask(&[&twin], &leaf, NAME).unwrap_err();
    assert_eq!((answer.code(), answer.work().cached), (&codes::SIGNATURE_INVALID, 0));
}

#[test]
fn threads_share_it() {
    let [root, middle, leaf] = chain("ours");
    let judge = Judge::new(&root, 64);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..50).for_each(|_| assert!(judge.ask(&[&middle], &leaf, NAME).is_ok())));
        }
    });
    assert_eq!(judge.cache.len(), 2);
}

#[test]
fn no_provider_relies_on_what_another_accepts() {
    use ucpki_crypto::{Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider, Scheme, VerifyError};
    use ucpki_x509::{AlgorithmRef, SpkiRef};

    /// Accepts every signature.
    #[derive(Debug)]
    struct Credulous;

    impl KeyAlgorithm for Credulous {
        fn name(&self) -> &'static str {
            "credulous"
        }

        fn serves(&self, _: AlgorithmRef<'_>) -> bool {
            true
        }

        fn prepare(&self, _: SpkiRef<'_>, _: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
            Ok(Box::new(Self))
        }

        fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
            &[(Scheme::Ed25519, None)]
        }
    }

    impl PreparedKey for Credulous {
        fn kind(&self) -> KeyKind {
            KeyKind::Ed25519
        }

        fn verify(&self, _: AlgorithmRef<'_>, _: Input<'_>, _: &[u8]) -> Result<(), VerifyError> {
            Ok(())
        }
    }

    const CREDULOUS: Provider = Provider::new("credulous", &[&Credulous], &[]).over(RUSTCRYPTO);

    let [root, middle, leaf] = chain("ours");
    let forged = leaf.bad_signature();
    let judge = Judge::new(&root, 64);
    let credulous =
        Validator::new(CREDULOUS).anchors([Anchor::certificate(read(&root))]).signature_cache(judge.cache.clone());
    let request = ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, Identity::dns(NAME).unwrap());
    for _ in 0..2 {
        assert!(credulous.check(&read(&forged), &[read(&middle)].into_iter().collect(), &request).is_ok());
        assert_eq!(judge.ask(&[&middle], &forged, NAME).unwrap_err().code(), &codes::SIGNATURE_INVALID);
    }
}
