//! OpenSSL, as the machine has it.

use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509PurposeId, X509StoreContext};
use std::hint::black_box;
use ucpki_bench_jobs::Chain;
use ucpki_bench_jobs::inputs::{NOW_UNIX, SERVER_NAME};

/// A store that trusts the anchor of `chain`, for a server of [`SERVER_NAME`].
///
/// # Panics
///
/// If OpenSSL does not take it.
#[must_use]
pub fn store(chain: &Chain) -> X509Store {
    let mut parameters = X509VerifyParam::new().expect("parameters");
    parameters.set_time(NOW_UNIX.try_into().expect("a time"));
    parameters.set_host(SERVER_NAME).expect("a name");
    parameters.set_purpose(X509PurposeId::SSL_SERVER).expect("a purpose");
    let mut store = X509StoreBuilder::new().expect("a store");
    store.add_cert(X509::from_der(&chain.anchor).expect("our own")).expect("an anchor");
    store.set_param(&parameters).expect("parameters");
    store.build()
}

/// Reads leaf and intermediates, and checks them.
///
/// # Panics
///
/// If they are not accepted.
pub fn check(store: &X509Store, leaf: &[u8], intermediates: &[Vec<u8>]) {
    let leaf = X509::from_der(black_box(leaf)).expect("well-formed");
    let mut pool = Stack::new().expect("a list");
    for der in intermediates {
        pool.push(X509::from_der(black_box(der)).expect("well-formed")).expect("room");
    }
    let mut context = X509StoreContext::new().expect("a context");
    let accepted = context.init(store, &leaf, &pool, |context| context.verify_cert()).expect("an answer");
    assert!(accepted);
}

/// Reads what a verifier needs.
///
/// # Panics
///
/// If it cannot be read.
pub fn read(der: &[u8]) {
    let leaf = X509::from_der(black_box(der)).expect("well-formed");
    black_box(leaf.issuer_name());
    black_box((leaf.not_before(), leaf.not_after()));
    black_box(leaf.public_key().expect("a key"));
    for name in leaf.subject_alt_names().expect("it is there") {
        black_box(name.dnsname());
    }
    black_box(leaf.pathlen());
    black_box(leaf.subject_key_id());
    black_box(leaf.authority_key_id());
}
