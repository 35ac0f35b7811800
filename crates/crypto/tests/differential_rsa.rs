//! The RSA public operation and both paddings against the `rsa` crate: random keys, messages and damage.
#![cfg(feature = "legacy")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/private_key.rs"]
mod private_key;
mod support;

use private_key::PrivateKey;
use rsa::sha2::{Digest, Sha256, Sha384, Sha512};
use rsa::signature::hazmat::{PrehashVerifier, RandomizedPrehashSigner};
use rsa::signature::{SignatureEncoding, Signer, Verifier};
use rsa::{pkcs1v15, pss};
use support::every::EVERY;
use support::{NULL, Numbers, algorithm, prepare, pss_parameters, verify};
use ucpki_crypto::PreparedKey;
use ucpki_x509::{Oid, oids};

/// A key in both libraries, and how often a signature verified or did not.
struct Case {
    private: PrivateKey,
    prepared: Box<dyn PreparedKey>,
    numbers: Numbers,
    held: usize,
    refused: usize,
}

impl Case {
    fn new(seed: u64, bits: usize, exponent: u64) -> Self {
        let private = PrivateKey::new(seed, bits, exponent);
        let prepared = prepare(EVERY, &private.spki()).unwrap();
        Self { private, prepared, numbers: Numbers(seed), held: 0, refused: 0 }
    }

    /// The signature, or something near it.
    fn damaged(&mut self, signature: Vec<u8>) -> Vec<u8> {
        match self.numbers.below(8) {
            0 | 1 => self.numbers.flip(&signature),
            2 => signature[..signature.len() - 1].to_vec(),
            3 => [&signature[..], &[0]].concat(),
            4 => self.numbers.bytes(signature.len()),
            _ => signature,
        }
    }

    fn compare(&mut self, what: &str, algorithm: &[u8], message: &[u8], signature: &[u8], theirs: bool) {
        let ours = verify(&*self.prepared, algorithm, message, signature).is_ok();
        assert_eq!(ours, theirs, "{what} {signature:02X?}");
        self.held += usize::from(ours);
        self.refused += usize::from(!ours);
    }
}

fn pss_algorithm(hash: Oid<'_>, salt: usize) -> Vec<u8> {
    let parameters = pss_parameters(Some(hash), Some(hash), Some(u32::try_from(salt).unwrap()), None);
    algorithm(oids::RSASSA_PSS, Some(&parameters))
}

macro_rules! rounds {
    ($($round:ident $hash:ident $signature_oid:ident $hash_oid:ident;)+) => {
        $(
            fn $round(case: &mut Case) {
                let len = case.numbers.below(200);
                let signed = case.numbers.bytes(len);
                let heard = if case.numbers.below(6) == 0 { [&signed[..], b"!"].concat() } else { signed.clone() };
                let public = case.private.0.to_public_key();

                let signature = pkcs1v15::SigningKey::<$hash>::new(case.private.0.clone()).sign(&signed).to_vec();
                let signature = case.damaged(signature);
                let theirs = pkcs1v15::Signature::try_from(&signature[..]).is_ok_and(|signature| {
                    pkcs1v15::VerifyingKey::<$hash>::new(public.clone()).verify(&heard, &signature).is_ok()
                });
                let said = algorithm(oids::$signature_oid, Some(NULL));
                case.compare("PKCS#1 v1.5", &said, &heard, &signature, theirs);

                let bytes = (u32::try_from(case.bits()).unwrap() - 1).div_ceil(8);
                let Some(most) = usize::try_from(bytes).unwrap().checked_sub($hash::output_size() + 2) else { return };
                let salt = case.numbers.below(most + 1);
                let signer = pss::SigningKey::<$hash>::new_with_salt_len(case.private.0.clone(), salt);
                let signature =
                    signer.sign_prehash_with_rng(&mut case.numbers, &$hash::digest(&signed)).unwrap().to_vec();
                let signature = case.damaged(signature);
                let said = if case.numbers.below(4) == 0 { case.numbers.below(most + 3) } else { salt };
                let theirs = pss::Signature::try_from(&signature[..]).is_ok_and(|signature| {
                    let key = pss::VerifyingKey::<$hash>::new_with_salt_len(public.clone(), said);
                    key.verify_prehash(&$hash::digest(&heard), &signature).is_ok()
                });
                case.compare(&format!("PSS {salt} {said}"), &pss_algorithm(oids::$hash_oid, said), &heard, &signature, theirs);
            }
        )+
        const ROUNDS: &[fn(&mut Case)] = &[$($round),+];
    };
}

rounds! {
    sha256 Sha256 SHA256_WITH_RSA SHA256;
    sha384 Sha384 SHA384_WITH_RSA SHA384;
    sha512 Sha512 SHA512_WITH_RSA SHA512;
}

impl Case {
    fn bits(&self) -> usize {
        usize::try_from(self.prepared.kind().bits().unwrap()).unwrap()
    }
}

fn agree(bits: usize, exponents: &[u64]) {
    for exponent in exponents {
        let mut case = Case::new(exponent * 1000 + u64::try_from(bits).unwrap(), bits, *exponent);
        assert_eq!(case.bits(), bits);
        for _ in 0..20 {
            for round in ROUNDS {
                round(&mut case);
            }
        }
        assert!(case.held > 20 && case.refused > 20, "{} held, {} refused", case.held, case.refused);
    }
}

/// Small, usual, the longest of 32 bits that is prime, and the longest that is taken.
const EXPONENTS: [u64; 5] = [3, 17, 65537, 0xFFFF_FFFB, 0x1_FFFF_FFFF];

#[test]
fn bits_1024() {
    agree(1024, &EXPONENTS);
}

#[test]
fn bits_1025_one_over_an_byte() {
    agree(1025, &EXPONENTS[1..3]);
}

#[test]
fn bits_1031_one_below_an_byte() {
    agree(1031, &EXPONENTS[1..3]);
}

#[test]
fn bits_1087_one_below_a_limb() {
    agree(1087, &EXPONENTS[1..3]);
}

#[test]
fn bits_1088_whole_limbs() {
    agree(1088, &EXPONENTS[1..3]);
}

#[test]
fn bits_1089_one_over_a_limb() {
    agree(1089, &EXPONENTS[1..3]);
}

#[test]
fn bits_2048() {
    agree(2048, &EXPONENTS[2..3]);
}
