//! No memory that is given back to the allocator holds bytes of a private key or a passphrase.
//!
//! An allocator looks into every block that is freed or moved, before it is: for the scalars, seeds and primes of the keys
//! of the test, and for the passphrase. So nothing depends on who wiped what, our code or that of others.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::std_instead_of_core, reason = "a test program on std")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use ucpki::crypto::{KeyKind, PrivateKey, Protection, Random, RandomFailed};
#[cfg(not(feature = "ml-dsa"))]
use ucpki::crypto_rsa::SIGNERS;
use ucpki::csr::{RequestBuilder, Subject};

#[cfg(feature = "ml-dsa")]
const SIGNERS: ucpki::crypto::Signers = ucpki::crypto::ML_DSA_SIGNERS.over(ucpki::crypto_rsa::SIGNERS);

/// What is looked for: some bytes each, in a place that is never freed.
static NEEDLES: std::sync::Mutex<[[u8; 12]; 8]> = std::sync::Mutex::new([[0; 12]; 8]);
static WANTED: AtomicUsize = AtomicUsize::new(0);
static FOUND: AtomicUsize = AtomicUsize::new(0);

/// One test at a time: the needles are for all.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

thread_local! {
    /// Whether this thread is watched; the others belong to the test program.
    static WATCHED: Cell<bool> = const { Cell::new(false) };
}

struct Watching;

impl Watching {
    fn look(block: *const u8, len: usize) {
        let count = WANTED.load(Ordering::Relaxed);
        if count == 0 || !WATCHED.try_with(Cell::get).unwrap_or(false) {
            return;
        }
        let needles = *NEEDLES.lock().unwrap();
        // SAFETY: the block is `len` bytes, all of this program's; bytes that were never written may hold anything, and this
        // test runs where reading them is harmless.
        let bytes = unsafe { std::slice::from_raw_parts(block, len) };
        let holds = |needle: &[u8; 12]| bytes.windows(12).any(|window| window == needle);
        if let Some(which) = needles.iter().take(count).position(holds) {
            FOUND.fetch_or(1 << which, Ordering::Relaxed);
        }
    }
}

// SAFETY: everything is handed on to the system's allocator; looking allocates nothing.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the promise of the caller, handed on. Zeroed, so that old bytes of others are not taken for left ones.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        Self::look(block, layout.size());
        // SAFETY: the promise of the caller, handed on.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watching = Watching;

struct Urandom;

impl Random for Urandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFailed> {
        use std::io::Read;
        let mut source = std::fs::File::open("/dev/urandom").map_err(|_| RandomFailed)?;
        source.read_exact(bytes).map_err(|_| RandomFailed)
    }
}

const PASSPHRASE: &[u8] = b"a passphrase that stands nowhere else";

/// Looks for these, from now on, in what this thread frees.
fn watch(needles: &[&[u8]]) {
    let mut places = NEEDLES.lock().unwrap();
    for (place, needle) in places.iter_mut().zip(needles) {
        *place = needle[..12].try_into().unwrap();
    }
    drop(places);
    FOUND.store(0, Ordering::Relaxed);
    WANTED.store(needles.len(), Ordering::Relaxed);
    WATCHED.with(|watched| watched.set(true));
}

fn found() -> usize {
    WATCHED.with(|watched| watched.set(false));
    WANTED.store(0, Ordering::Relaxed);
    FOUND.swap(0, Ordering::Relaxed)
}

/// Everything that a program does with a key: reads, shows, signs, writes in every form, and drops it.
fn use_of(file: &[u8], encrypted: &[u8]) {
    for (file, passphrase) in [(file, None), (encrypted, Some(PASSPHRASE))] {
        let key = SIGNERS.read(file, passphrase).unwrap();
        drop(format!("{key:?} {}", key.kind()));
        let subject = Subject { common_name: "a.dev".into(), ..Subject::default() }.to_name().unwrap();
        RequestBuilder::new(subject).sign(&key, key.algorithms()[0], &mut Urandom).unwrap();
        drop((key.to_pkcs8(), key.to_pem(), key.to_traditional_pem()));
        key.to_encrypted_pem(PASSPHRASE, Protection::Pbkdf2 { iterations: 1 }, &mut Urandom).unwrap();
        assert!(SIGNERS.read(encrypted, Some(b"wrong")).is_err());
    }
}

/// The private bytes of a key: of an EC scalar or a seed, where they are in PKCS #8.
fn private_bytes(key: &PrivateKey) -> Vec<u8> {
    let pkcs8 = key.to_pkcs8();
    // An OCTET STRING of 32; of ML-DSA, the seed (RFC 9881, 6).
    let begins = |pair: &[u8]| matches!(pair, [0x04 | 0x80, 0x20]);
    let at = pkcs8.expose().windows(2).rposition(begins).unwrap();
    pkcs8.expose()[at + 2..at + 34].to_vec()
}

#[test]
fn nothing_is_left_of_a_key() {
    let _turn = TURN.lock().unwrap();
    let kinds = [KeyKind::EcP256, KeyKind::Ed25519, KeyKind::MlDsa44];
    for kind in kinds.into_iter().take(if cfg!(feature = "ml-dsa") { 3 } else { 2 }) {
        let key = SIGNERS.generate(kind, &mut Urandom).unwrap();
        let scalar = private_bytes(&key);
        let reversed: Vec<u8> = scalar.iter().rev().copied().collect();
        let pem = key.to_pem();
        // The same bytes as text: a line of base64 in the middle of the key.
        let line = pem.expose().split(|byte| *byte == b'\n').nth(1).unwrap()[48..].to_vec();
        let encrypted = key.to_encrypted_pem(PASSPHRASE, Protection::Pbkdf2 { iterations: 1 }, &mut Urandom).unwrap();
        let file = pem.expose().to_vec();
        watch(&[&scalar[4..], &reversed[4..], &line, PASSPHRASE]);
        use_of(&file, encrypted.as_bytes());
        assert_eq!(found(), 0, "{kind}: bits say which needle");
        drop(file);
    }
    // The test sees what is not wiped.
    let key = SIGNERS.generate(KeyKind::EcP256, &mut Urandom).unwrap();
    let scalar = private_bytes(&key);
    watch(&[&scalar]);
    drop(key.to_pkcs8().expose().to_vec());
    assert_eq!(found(), 1, "a copy that nobody wipes has to be found");
}

#[test]
fn nothing_of_ours_is_left_of_an_rsa_key() {
    let _turn = TURN.lock().unwrap();
    let key = SIGNERS.generate(KeyKind::Rsa { bits: 2048 }, &mut Urandom).unwrap();
    let pkcs8 = key.to_pkcs8();
    // The private exponent, behind 65537 (02 03 01 00 01).
    let at = pkcs8.expose().windows(5).position(|part| part == [0x02, 0x03, 0x01, 0x00, 0x01]).unwrap();
    let exponent = pkcs8.expose()[at + 20..at + 32].to_vec();
    let pem = key.to_pem();
    let line = pem.expose().split(|byte| *byte == b'\n').nth(12).unwrap()[..12].to_vec();
    let encrypted = key.to_encrypted_pem(PASSPHRASE, Protection::Pbkdf2 { iterations: 1 }, &mut Urandom).unwrap();
    let file = pem.expose().to_vec();
    // As bytes and as text. What the `rsa` crate computes in between it holds as numbers, least significant first on this
    // machine, which is not looked for (SECURITY.md).
    watch(&[&exponent, &line, PASSPHRASE]);
    use_of(&file, encrypted.as_bytes());
    assert_eq!(found(), 0, "bits say which needle");
    drop(file);
}
