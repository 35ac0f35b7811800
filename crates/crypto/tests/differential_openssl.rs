//! Every scheme against the `openssl` command of this machine: fresh keys, and signatures with and without damage.
#![cfg(feature = "legacy")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/openssl.rs"]
mod openssl;
mod support;

use openssl::Folder;
use support::{NULL, Numbers, algorithm, prepare, pss_parameters, verify};
use ucpki_crypto::LEGACY;
use ucpki_x509::oids;

/// Makes a key, signs with it, and asks both about the signature and what is left of it after damage.
///
/// `options` go to `openssl pkeyutl`, for signing and verifying alike.
fn agree(name: &str, generate: &str, options: &str, algorithm: &[u8]) {
    let folder = Folder::new(name);
    let mut numbers = Numbers(42);
    let mut answers = [0, 0];
    for parameters in generate.split(" then ") {
        folder.must(parameters);
    }
    folder.must("pkey -in key.pem -pubout -out public.pem");
    folder.must("pkey -in key.pem -pubout -outform DER -out public.der");
    let key = prepare(LEGACY, &folder.read("public.der")).unwrap();
    for _ in 0..4 {
        let len = 1 + numbers.below(300);
        let message = numbers.bytes(len);
        folder.write("message", &message);
        folder.must(&format!("pkeyutl -sign -rawin -in message -inkey key.pem -out signature {options}"));
        let signature = folder.read("signature");
        let changed: [(Vec<u8>, Vec<u8>); 5] = [
            (message.clone(), signature.clone()),
            (numbers.flip(&message), signature.clone()),
            (message.clone(), numbers.flip(&signature)),
            (message.clone(), [&signature[..], &[0]].concat()),
            (message.clone(), signature[..signature.len() - 1].to_vec()),
        ];
        for (message, signature) in changed {
            let theirs = folder.verifies("public.pem", options, &message, &signature);
            let ours = verify(&*key, algorithm, &message, &signature).is_ok();
            assert_eq!(ours, theirs, "{message:02X?} {signature:02X?}");
            answers[usize::from(ours)] += 1;
        }
    }
    assert_eq!(answers, [16, 4], "one of five holds");
}

const RSA: &str = "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out key.pem";

#[test]
fn rsa_pkcs1() {
    agree("pkcs1", RSA, "-digest sha256", &algorithm(oids::SHA256_WITH_RSA, Some(NULL)));
}

#[test]
fn rsa_pkcs1_sha1() {
    agree("pkcs1-sha1", RSA, "-digest sha1", &algorithm(oids::SHA1_WITH_RSA, Some(NULL)));
}

#[test]
fn rsa_pss() {
    let parameters = pss_parameters(Some(oids::SHA256), Some(oids::SHA256), Some(20), None);
    agree(
        "pss",
        RSA,
        "-digest sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:20",
        &algorithm(oids::RSASSA_PSS, Some(&parameters)),
    );
}

#[test]
fn rsa_pss_with_another_mask_hash() {
    let parameters = pss_parameters(Some(oids::SHA256), Some(oids::SHA512), Some(7), None);
    agree(
        "pss-mask",
        RSA,
        "-digest sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:7 -pkeyopt rsa_mgf1_md:sha512",
        &algorithm(oids::RSASSA_PSS, Some(&parameters)),
    );
}

#[test]
fn ecdsa_p256_sha512() {
    agree(
        "p256",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
        "-digest sha512",
        &algorithm(oids::ECDSA_WITH_SHA512, None),
    );
}

#[test]
fn ecdsa_p384_sha256() {
    agree(
        "p384",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key.pem",
        "-digest sha256",
        &algorithm(oids::ECDSA_WITH_SHA256, None),
    );
}

#[test]
fn ecdsa_p521_sha224() {
    agree(
        "p521",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out key.pem",
        "-digest sha224",
        &algorithm(oids::ECDSA_WITH_SHA224, None),
    );
}

#[test]
fn ed25519() {
    agree("ed25519", "genpkey -algorithm ED25519 -out key.pem", "", &algorithm(oids::ED25519, None));
}

#[test]
fn dsa() {
    agree(
        "dsa",
        "genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -pkeyopt dsa_paramgen_q_bits:160 -out parameters.pem \
         then genpkey -paramfile parameters.pem -out key.pem",
        "-digest sha256",
        &algorithm(oids::DSA_WITH_SHA256, None),
    );
}
