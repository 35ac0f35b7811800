//! Which keys a validator keeps ready, and which of them get a table.

#![expect(clippy::unwrap_used, reason = "tests")]

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use ucpki_chain::{Anchor, Identity, KeyPurpose, Pool, Refused, Valid, ValidationParams, Validator};
use ucpki_crypto::{
    Hash, Input, KeyAlgorithm, KeyKind, KeyRefused, PreparedKey, Provider, RUSTCRYPTO, Scheme, VerifyError,
};
use ucpki_tests::make::{Cert, Key, KeyUsage, time};
use ucpki_x509::{AlgorithmRef, Certificate, SpkiRef, oids};

/// Counts what is done with keys. The counters are static, since providers are; one lock keeps the tests apart.
#[derive(Debug)]
struct Counting;

static PREPARED: AtomicUsize = AtomicUsize::new(0);
static TABLES: AtomicUsize = AtomicUsize::new(0);
static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());

const COUNTING: Provider = Provider::new("counting", &[&Counting], &[]).over(RUSTCRYPTO);
const TABLE: usize = 1000;

#[derive(Debug)]
struct Counted {
    key: Box<dyn PreparedKey>,
    has_table: AtomicBool,
}

impl KeyAlgorithm for Counting {
    fn name(&self) -> &'static str {
        "counted"
    }

    fn serves(&self, _: AlgorithmRef<'_>) -> bool {
        true
    }

    fn prepare(&self, key: SpkiRef<'_>, inherited: Option<&[u8]>) -> Result<Box<dyn PreparedKey>, KeyRefused> {
        PREPARED.fetch_add(1, Ordering::Relaxed);
        let key = RUSTCRYPTO.prepare(key, inherited)?;
        Ok(Box::new(Counted { key, has_table: AtomicBool::new(false) }))
    }

    fn signatures(&self) -> &'static [(Scheme, Option<Hash>)] {
        &[]
    }
}

impl PreparedKey for Counted {
    fn kind(&self) -> KeyKind {
        self.key.kind()
    }

    fn verify(&self, algorithm: AlgorithmRef<'_>, input: Input<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        self.key.verify(algorithm, input, signature)
    }

    fn table_bytes(&self) -> usize {
        if self.has_table.load(Ordering::Relaxed) { 0 } else { TABLE }
    }

    fn build_table(&self) {
        self.has_table.store(true, Ordering::Relaxed);
        TABLES.fetch_add(1, Ordering::Relaxed);
    }
}

fn ca(name: &str, key: &str) -> Cert {
    Cert::new(name).key(&Key::ed25519(key)).ca(None).key_usage(KeyUsage::CERT_SIGN)
}

fn server(key: &str) -> Cert {
    Cert::new("server").key(&Key::ed25519(key)).eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com")
}

fn read(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).unwrap()
}

fn validator(root: &Cert) -> Validator {
    Validator::new(COUNTING).anchors([Anchor::certificate(read(root))])
}

fn ask(validator: &Validator, pool: &[&Cert], leaf: &Cert) -> Result<Valid, Refused> {
    let identity = Identity::dns("sip.example.com").unwrap();
    let request = ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, identity);
    validator.check(&read(leaf), &pool.iter().map(|cert| read(cert)).collect::<Pool>(), &request)
}

/// How many keys were prepared, and how many tables made, by `job`.
fn count(job: impl FnOnce()) -> (usize, usize) {
    let before = (PREPARED.load(Ordering::Relaxed), TABLES.load(Ordering::Relaxed));
    job();
    (PREPARED.load(Ordering::Relaxed) - before.0, TABLES.load(Ordering::Relaxed) - before.1)
}

fn accepted(validator: &Validator, pool: &[&Cert], leaf: &Cert) -> (usize, usize) {
    count(|| drop(ask(validator, pool, leaf).unwrap()))
}

#[test]
fn keys_of_accepted_intermediates_are_prepared_once() {
    let _one = ONE_AT_A_TIME.lock().unwrap();
    let root = ca("root", "root");
    let middle = ca("middle", "middle").issued_by(&root);
    let leaf = server("leaf").issued_by(&middle);
    let plain = validator(&root);
    assert_eq!(accepted(&plain, &[&middle], &leaf), (2, 0));
    assert_eq!(accepted(&plain, &[&middle], &leaf), (1, 0), "the anchor's is always kept");
    let keeping = validator(&root).keep_keys(4, 0);
    assert_eq!(accepted(&keeping, &[&middle], &leaf), (2, 0));
    assert_eq!(accepted(&keeping, &[&middle], &leaf), (1, 0), "it was not kept yet when it was prepared");
    assert_eq!(accepted(&keeping, &[&middle], &leaf), (0, 0));
    // Another certificate for the same key.
    let renewed = ca("middle", "middle").issued_by(&root).serial(77);
    assert_eq!(accepted(&keeping, &[&renewed], &leaf), (0, 0));
}

#[test]
fn strangers_take_no_place() {
    let _one = ONE_AT_A_TIME.lock().unwrap();
    let root = ca("root", "root");
    let middle = ca("middle", "middle").issued_by(&root);
    let leaf = server("leaf").issued_by(&middle);
    // Room for four keys, and eight strangers of whom none has a path.
    let keeping = validator(&root).keep_keys(4, 0);
    for number in 0..8 {
        let stranger = ca("middle", &format!("stranger {number}")).issued_by(&ca("root", "not the root"));
        let theirs = server("theirs").issued_by(&stranger);
        assert!(ask(&keeping, &[&stranger], &theirs).is_err());
    }
    let _ = (accepted(&keeping, &[&middle], &leaf), accepted(&keeping, &[&middle], &leaf));
    assert_eq!(accepted(&keeping, &[&middle], &leaf), (0, 0));
}

#[test]
fn nobody_fills_the_slots_for_good() {
    let _one = ONE_AT_A_TIME.lock().unwrap();
    let root = ca("root", "root");
    // Slots for four keys, and a sub-CA that has many intermediates accepted.
    let keeping = validator(&root).keep_keys(1, 0);
    let chain = |number: u32| {
        let middle = ca("middle", &format!("middle {number}")).issued_by(&root);
        let leaf = server("leaf").issued_by(&middle);
        (middle, leaf)
    };
    for number in 0..6 {
        let (middle, leaf) = chain(number);
        // Where all slots are in use it waits for its turn; then it is prepared in its place.
        for _ in 0..3 {
            let _ = accepted(&keeping, &[&middle], &leaf);
        }
        assert_eq!(accepted(&keeping, &[&middle], &leaf).0, 0, "{number} finds a place");
    }
    // Two of them had to go, and come back when they are used again.
    let prepared: usize = (0..6).map(chain).map(|(middle, leaf)| accepted(&keeping, &[&middle], &leaf).0).sum();
    assert!(prepared >= 2, "{prepared}");
}

#[test]
fn busy_keys_get_a_table_while_there_is_memory() {
    let _one = ONE_AT_A_TIME.lock().unwrap();
    let root = ca("root", "root");
    let middle = ca("middle", "middle").issued_by(&root);
    let leaf = server("leaf").issued_by(&middle);
    // Anchor and intermediate check a signature each time; the intermediate's first one is before it is kept.
    for (memory, tables) in [(0, 0), (TABLE, 1), (2 * TABLE - 1, 1), (2 * TABLE, 2), (10 * TABLE, 2)] {
        let keeping = validator(&root).keep_keys(4, memory);
        let (_, early) = count(|| (0..39).for_each(|_| drop(ask(&keeping, &[&middle], &leaf).unwrap())));
        assert_eq!(early, 0, "a table has to be worth it");
        let (_, made) = count(|| (0..20).for_each(|_| drop(ask(&keeping, &[&middle], &leaf).unwrap())));
        assert_eq!(made, tables, "{memory} bytes");
    }
}

#[test]
fn threads_make_one_table() {
    let _one = ONE_AT_A_TIME.lock().unwrap();
    let root = ca("root", "root");
    let leaf = server("leaf").issued_by(&root);
    let keeping = validator(&root).keep_keys(4, 10 * TABLE);
    let (prepared, made) = count(|| {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..40).for_each(|_| drop(ask(&keeping, &[], &leaf).unwrap())));
            }
        });
    });
    assert_eq!(made, 1);
    assert!(prepared <= 4, "threads that came at once: {prepared}");
}
