//! Ed25519 keys and signatures on which verifiers differ: ours does what its documentation says, and OpenSSL too.
#![cfg(feature = "legacy")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/openssl.rs"]
mod openssl;
mod support;

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::{EdwardsPoint, Scalar};
use openssl::Folder;
use support::every::EVERY;
use support::{NULL, algorithm, prepare, spki, verify};
use ucpki_crypto::{KeyRefused, LEGACY, VerifyError};
use ucpki_x509::oids;

const MESSAGE: &[u8] = b"an honest message";
const BAD: Result<(), VerifyError> = Err(VerifyError::BadSignature);
/// 2^255 - 19, least significant byte first: the lowest byte of it and of what is above.
const FIELD_LOW: u8 = 0xED;

fn key(encoded: &[u8]) -> Vec<u8> {
    spki(oids::ED25519, None, encoded)
}

#[track_caller]
fn key_refused(encoded: &[u8], why: KeyRefused) {
    assert_eq!(prepare(EVERY, &key(encoded)).err(), Some(why), "{encoded:02X?}");
}

fn ours(encoded: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
    let key = prepare(EVERY, &key(encoded)).unwrap();
    verify(&*key, &algorithm(oids::ED25519, None), MESSAGE, signature)
}

fn openssl(name: &str, encoded: &[u8], signature: &[u8]) -> bool {
    let folder = Folder::new(name);
    folder.write("key.der", &key(encoded));
    folder.verifies("key.der -keyform DER", "", MESSAGE, signature)
}

/// The number that signer and verifier hash together.
fn challenge(r: &[u8; 32], key: &[u8; 32]) -> Scalar {
    let digest = LEGACY.digest(oids::SHA512).unwrap().digest(&[r, key, MESSAGE]);
    Scalar::from_bytes_mod_order_wide(digest.as_bytes().try_into().unwrap())
}

/// A secret, and its key with `torsion` added.
fn keypair(torsion: EdwardsPoint) -> (Scalar, [u8; 32]) {
    let secret = Scalar::from(0x1234_5678_9ABC_DEF1_u64);
    (secret, (EdwardsPoint::mul_base(&secret) + torsion).compress().to_bytes())
}

/// `S = r + k * secret` for any point `R`, honest if that is `r` times the base.
fn signed(secret: Scalar, key: &[u8; 32], r: Scalar, r_point: EdwardsPoint) -> [u8; 64] {
    let r_encoded = r_point.compress().to_bytes();
    let s = r + challenge(&r_encoded, key) * secret;
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&r_encoded);
    signature[32..].copy_from_slice(s.as_bytes());
    signature
}

fn honest() -> ([u8; 32], [u8; 64]) {
    let (secret, key) = keypair(EIGHT_TORSION[0]);
    let r = Scalar::from(77_u8);
    (key, signed(secret, &key, r, EdwardsPoint::mul_base(&r)))
}

#[test]
fn as_it_should_be() {
    let (key, signature) = honest();
    assert_eq!(ours(&key, &signature), Ok(()));
    assert!(openssl("ed-honest", &key, &signature));
}

#[test]
fn rfc_8032_test_1() {
    // RFC 8032, 7.1, TEST 1: the empty message.
    let key = [
        0xD7, 0x5A, 0x98, 0x01, 0x82, 0xB1, 0x0A, 0xB7, 0xD5, 0x4B, 0xFE, 0xD3, 0xC9, 0x64, 0x07, 0x3A, 0x0E, 0xE1,
        0x72, 0xF3, 0xDA, 0xA6, 0x23, 0x25, 0xAF, 0x02, 0x1A, 0x68, 0xF7, 0x07, 0x51, 0x1A,
    ];
    let signature = [
        0xE5, 0x56, 0x43, 0x00, 0xC3, 0x60, 0xAC, 0x72, 0x90, 0x86, 0xE2, 0xCC, 0x80, 0x6E, 0x82, 0x8A, 0x84, 0x87,
        0x7F, 0x1E, 0xB8, 0xE5, 0xD9, 0x74, 0xD8, 0x73, 0xE0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5F, 0xB8, 0x82, 0x15,
        0x90, 0xA3, 0x3B, 0xAC, 0xC6, 0x1E, 0x39, 0x70, 0x1C, 0xF9, 0xB4, 0x6B, 0xD2, 0x5B, 0xF5, 0xF0, 0x59, 0x5B,
        0xBE, 0x24, 0x65, 0x51, 0x41, 0x43, 0x8E, 0x7A, 0x10, 0x0B,
    ];
    let key = prepare(EVERY, &spki(oids::ED25519, None, &key)).unwrap();
    assert_eq!(verify(&*key, &algorithm(oids::ED25519, None), b"", &signature), Ok(()));
    assert_eq!(verify(&*key, &algorithm(oids::ED25519, None), b"x", &signature), BAD);
}

#[test]
fn small_order_keys() {
    for point in EIGHT_TORSION {
        key_refused(&point.compress().to_bytes(), KeyRefused::PointInvalid);
    }
}

#[test]
fn small_order_key_would_hold_for_any_message() {
    // What the refusal is for: with the neutral point as key, S * B = R holds whatever is signed. OpenSSL takes it.
    let neutral = EIGHT_TORSION[0].compress().to_bytes();
    let s = Scalar::from(5_u8);
    let signature = [EdwardsPoint::mul_base(&s).compress().to_bytes(), s.to_bytes()].concat();
    assert!(openssl("ed-small-order", &neutral, &signature));
    key_refused(&neutral, KeyRefused::PointInvalid);
}

#[test]
fn keys_that_are_not_canonical() {
    // y of 2^255 - 19 to 2^255 - 1, both signs: 38 second forms of y from 0 to 18.
    for low in FIELD_LOW..=0xFF {
        for top in [0x7F, 0xFF] {
            let mut encoded = [0xFF; 32];
            encoded[0] = low;
            encoded[31] = top;
            key_refused(&encoded, KeyRefused::PointInvalid);
        }
    }
    // x = 0 has no negative: 1 and -1 as y, with the sign set.
    let mut one = [0; 32];
    one[0] = 1;
    one[31] = 0x80;
    key_refused(&one, KeyRefused::PointInvalid);
    let mut minus_one = [0xFF; 32];
    minus_one[0] = FIELD_LOW - 1;
    key_refused(&minus_one, KeyRefused::PointInvalid);
}

#[test]
fn key_without_a_point() {
    let refused = (2..=255_u8).filter(|low| {
        let mut encoded = [0; 32];
        encoded[0] = *low;
        prepare(EVERY, &key(&encoded)).err() == Some(KeyRefused::PointInvalid)
    });
    let refused = refused.count();
    assert!((64..192).contains(&refused), "about half of all numbers are not coordinate: {refused}");
}

#[test]
fn key_of_another_length() {
    let (encoded, _) = honest();
    key_refused(&encoded[..31], KeyRefused::Malformed);
    key_refused(&[&encoded[..], &[0]].concat(), KeyRefused::Malformed);
    key_refused(&[], KeyRefused::Malformed);
}

#[test]
fn key_with_parameters() {
    let (encoded, _) = honest();
    let key = spki(oids::ED25519, Some(NULL), &encoded);
    assert_eq!(prepare(EVERY, &key).err(), Some(KeyRefused::ParametersInvalid), "RFC 8410, 3");
}

#[test]
fn s_not_reduced() {
    // S + L is the same number modulo the order L, and would be a second form of the signature.
    let (key, mut signature) = honest();
    let mut carry = 0;
    // L - 1 is what -1 is modulo L.
    let order_less_one = (-Scalar::ONE).to_bytes();
    for (index, byte) in order_less_one.iter().enumerate() {
        let total = u16::from(signature[32 + index]) + u16::from(*byte) + u16::from(index == 0) + carry;
        signature[32 + index] = total.to_be_bytes()[1];
        carry = total >> 8;
    }
    assert_eq!(carry, 0);
    assert_eq!(ours(&key, &signature), BAD);
    assert!(!openssl("ed-s", &key, &signature));
}

#[test]
fn s_equal_to_the_order() {
    let (key, mut signature) = honest();
    signature[32..].copy_from_slice(&(-Scalar::ONE).to_bytes());
    signature[32] += 1;
    assert_eq!(ours(&key, &signature), BAD);
    signature[32..].fill(0xFF);
    assert_eq!(ours(&key, &signature), BAD);
}

#[test]
fn signature_of_another_length() {
    let (key, signature) = honest();
    assert_eq!(ours(&key, &signature[..63]), BAD);
    assert_eq!(ours(&key, &[&signature[..], &[0]].concat()), BAD);
    assert_eq!(ours(&key, &[]), BAD);
    assert_eq!(ours(&key, &[0; 64]), BAD);
}

#[test]
fn small_order_r_is_accepted() {
    // The documented choice: it holds under RFC 8032 with and without the cofactor, and harms its signer only.
    let (secret, key) = keypair(EIGHT_TORSION[0]);
    let signature = signed(secret, &key, Scalar::ZERO, EIGHT_TORSION[0]);
    assert_eq!(ours(&key, &signature), Ok(()));
    assert!(openssl("ed-small-r", &key, &signature));
}

#[test]
fn signature_that_needs_the_cofactor() {
    // R with a small-order part: 8 * S * B = 8 * (R + k * A) holds, S * B = R + k * A does not.
    let (secret, key) = keypair(EIGHT_TORSION[0]);
    let r = Scalar::from(77_u8);
    let signature = signed(secret, &key, r, EdwardsPoint::mul_base(&r) + EIGHT_TORSION[1]);
    assert_eq!(ours(&key, &signature), BAD);
    assert!(!openssl("ed-cofactor", &key, &signature));
}

#[test]
fn key_of_mixed_order() {
    // A small-order part in the key holds only where the challenge cancels it, which the signer can wait for.
    let (secret, key) = keypair(EIGHT_TORSION[4]);
    let mut answers = [0, 0];
    for r in 1..=8_u8 {
        let r = Scalar::from(r);
        let signature = signed(secret, &key, r, EdwardsPoint::mul_base(&r));
        let held = ours(&key, &signature).is_ok();
        assert_eq!(held, openssl("ed-mixed", &key, &signature));
        answers[usize::from(held)] += 1;
    }
    assert!(answers[0] > 0 && answers[1] > 0, "{answers:?}");
}

#[test]
fn algorithms_for_other_keys() {
    let (encoded, signature) = honest();
    let key = prepare(EVERY, &key(&encoded)).unwrap();
    let verify = |algorithm: &[u8]| verify(&*key, algorithm, MESSAGE, &signature);
    assert_eq!(verify(&algorithm(oids::ED448, None)), Err(VerifyError::AlgorithmMismatch));
    assert_eq!(verify(&algorithm(oids::ECDSA_WITH_SHA256, None)), Err(VerifyError::AlgorithmMismatch));
    assert_eq!(verify(&algorithm(oids::ED25519, Some(NULL))), Err(VerifyError::ParametersInvalid));
}
