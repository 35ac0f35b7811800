//! Signatures that OpenSSL made hold, and no bit of them can be changed: `tests/data/crypto`, one test a file.
#![cfg(feature = "legacy")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::std_instead_of_alloc, reason = "tests")]

mod support;

use std::collections::BTreeSet;
use support::every::EVERY;
use support::{Numbers, Signed, data, read};
use ucpki_crypto::{DigestRef, Input, KeyRefused, LEGACY, Provider, SignatureAlgorithm, VerifyError};
use ucpki_x509::oids;

/// Which providers can verify it.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Both,
    Legacy,
}

macro_rules! vectors {
    ($($name:ident: $by:ident $file:literal;)+) => {
        $(
            #[test]
            fn $name() {
                check(concat!($file, ".der"), By::$by);
            }
        )+

        #[test]
        fn every_vector_has_its_test() {
            let listed: BTreeSet<String> = [$($file),+].iter().map(|file| format!("{file}.der")).collect();
            let mut found = BTreeSet::new();
            for folder in std::fs::read_dir(data()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
                let name = folder.file_name().into_string().unwrap();
                if name != "spki" {
                    let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
                    found.extend(files.map(|file| format!("{name}/{}", file.into_string().unwrap())));
                }
            }
            assert_eq!(listed, found);
        }
    };
}

fn check(file: &str, by: By) {
    let der = read(file);
    let signed = Signed::of_certificate(&der);
    holds_and_no_change_does(LEGACY, &signed);
    match by {
        By::Both => holds_and_no_change_does(EVERY, &signed),
        By::Legacy => match EVERY.prepare(signed.key, None) {
            Ok(key) => assert_eq!(
                key.verify(signed.algorithm, Input::Message(signed.message), signed.signature),
                Err(VerifyError::AlgorithmUnsupported)
            ),
            Err(refused) => assert_eq!((signed.key.algorithm().oid(), refused), (oids::DSA, KeyRefused::Unsupported)),
        },
    }
}

fn holds_and_no_change_does(provider: Provider, signed: &Signed<'_>) {
    let key = provider.prepare(signed.key, None).unwrap();
    let verify = |input: Input<'_>, signature: &[u8]| key.verify(signed.algorithm, input, signature);
    assert_eq!(verify(Input::Message(signed.message), signed.signature), Ok(()));

    let mut numbers = Numbers(1);
    for _ in 0..8 {
        let message = numbers.flip(signed.message);
        assert_eq!(verify(Input::Message(&message), signed.signature), Err(VerifyError::BadSignature));
        let signature = numbers.flip(signed.signature);
        assert_eq!(
            verify(Input::Message(signed.message), &signature),
            Err(VerifyError::BadSignature),
            "{signature:02X?}"
        );
    }
    let shorter = &signed.signature[..signed.signature.len() - 1];
    assert_eq!(verify(Input::Message(signed.message), shorter), Err(VerifyError::BadSignature));
    let longer = [signed.signature, &[0]].concat();
    assert_eq!(verify(Input::Message(signed.message), &longer), Err(VerifyError::BadSignature));
    assert_eq!(verify(Input::Message(signed.message), &[]), Err(VerifyError::BadSignature));

    let Some(hash) = SignatureAlgorithm::parse(signed.algorithm).unwrap().hash() else { return };
    let digest = provider.digest(hash.oid()).unwrap().digest(&[signed.message]);
    let both = |digest| Input::Both { message: signed.message, digest };
    assert_eq!(verify(both(digest.as_ref()), signed.signature), Ok(()), "the digest that the caller has");
    let wrong = numbers.flip(digest.as_bytes());
    assert_eq!(
        verify(both(DigestRef::new(hash.oid(), &wrong)), signed.signature),
        Err(VerifyError::BadSignature),
        "the caller's digest is used"
    );
    let short = &digest.as_bytes()[..4];
    assert_eq!(verify(both(DigestRef::new(hash.oid(), short)), signed.signature), Ok(()), "a digest of no such length");
    assert_eq!(
        verify(both(DigestRef::new(oids::MGF1, digest.as_bytes())), signed.signature),
        Ok(()),
        "a digest of another function is not"
    );
}

vectors! {
    dsa_1024_160_sha1: Legacy "dsa-1024-160/sha1";
    dsa_1024_160_sha224: Legacy "dsa-1024-160/sha224";
    dsa_1024_160_sha256: Legacy "dsa-1024-160/sha256";
    dsa_2048_224_sha1: Legacy "dsa-2048-224/sha1";
    dsa_2048_224_sha224: Legacy "dsa-2048-224/sha224";
    dsa_2048_224_sha256: Legacy "dsa-2048-224/sha256";
    dsa_2048_256_sha1: Legacy "dsa-2048-256/sha1";
    dsa_2048_256_sha224: Legacy "dsa-2048-256/sha224";
    dsa_2048_256_sha256: Legacy "dsa-2048-256/sha256";
    dsa_3072_256_sha1: Legacy "dsa-3072-256/sha1";
    dsa_3072_256_sha224: Legacy "dsa-3072-256/sha224";
    dsa_3072_256_sha256: Legacy "dsa-3072-256/sha256";
    ed25519_ed25519: Both "ed25519/ed25519";
    p256_sha1: Legacy "p256/sha1";
    p256_sha224: Both "p256/sha224";
    p256_sha256: Both "p256/sha256";
    p256_sha384: Both "p256/sha384";
    p256_sha512: Both "p256/sha512";
    p256_compressed_sha256: Both "p256-compressed/sha256";
    p384_sha1: Legacy "p384/sha1";
    p384_sha224: Both "p384/sha224";
    p384_sha256: Both "p384/sha256";
    p384_sha384: Both "p384/sha384";
    p384_sha512: Both "p384/sha512";
    p384_compressed_sha256: Both "p384-compressed/sha256";
    p521_sha1: Legacy "p521/sha1";
    p521_sha224: Both "p521/sha224";
    p521_sha256: Both "p521/sha256";
    p521_sha384: Both "p521/sha384";
    p521_sha512: Both "p521/sha512";
    p521_compressed_sha256: Both "p521-compressed/sha256";
    rsa_1024_pss_sha256_mgf_sha256_salt_32: Both "rsa-1024/pss-sha256-mgf-sha256-salt-32";
    rsa_1024_sha256: Both "rsa-1024/sha256";
    rsa_1025_pss_sha256_mgf_sha256_salt_32: Both "rsa-1025/pss-sha256-mgf-sha256-salt-32";
    rsa_1025_pss_sha256_mgf_sha256_salt_94: Both "rsa-1025/pss-sha256-mgf-sha256-salt-94";
    rsa_1025_sha256: Both "rsa-1025/sha256";
    rsa_1031_pss_sha256_mgf_sha256_salt_32: Both "rsa-1031/pss-sha256-mgf-sha256-salt-32";
    rsa_1031_pss_sha512_mgf_sha512_salt_63: Both "rsa-1031/pss-sha512-mgf-sha512-salt-63";
    rsa_1031_sha256: Both "rsa-1031/sha256";
    rsa_2047_pss_sha256_mgf_sha256_salt_32: Both "rsa-2047/pss-sha256-mgf-sha256-salt-32";
    rsa_2047_sha256: Both "rsa-2047/sha256";
    rsa_2048_md5: Legacy "rsa-2048/md5";
    rsa_2048_pss_sha1_mgf_sha1_salt_0: Legacy "rsa-2048/pss-sha1-mgf-sha1-salt-0";
    rsa_2048_pss_sha1_mgf_sha1_salt_20: Legacy "rsa-2048/pss-sha1-mgf-sha1-salt-20";
    rsa_2048_pss_sha1_mgf_sha256_salt_20: Legacy "rsa-2048/pss-sha1-mgf-sha256-salt-20";
    rsa_2048_pss_sha224_mgf_sha224_salt_0: Legacy "rsa-2048/pss-sha224-mgf-sha224-salt-0";
    rsa_2048_pss_sha224_mgf_sha224_salt_20: Legacy "rsa-2048/pss-sha224-mgf-sha224-salt-20";
    rsa_2048_pss_sha256_mgf_sha1_salt_32: Legacy "rsa-2048/pss-sha256-mgf-sha1-salt-32";
    rsa_2048_pss_sha256_mgf_sha256_salt_0: Both "rsa-2048/pss-sha256-mgf-sha256-salt-0";
    rsa_2048_pss_sha256_mgf_sha256_salt_20: Both "rsa-2048/pss-sha256-mgf-sha256-salt-20";
    rsa_2048_pss_sha256_mgf_sha256_salt_222: Both "rsa-2048/pss-sha256-mgf-sha256-salt-222";
    rsa_2048_pss_sha256_mgf_sha256_salt_32: Both "rsa-2048/pss-sha256-mgf-sha256-salt-32";
    rsa_2048_pss_sha256_mgf_sha512_salt_32: Both "rsa-2048/pss-sha256-mgf-sha512-salt-32";
    rsa_2048_pss_sha384_mgf_sha384_salt_0: Both "rsa-2048/pss-sha384-mgf-sha384-salt-0";
    rsa_2048_pss_sha384_mgf_sha384_salt_20: Both "rsa-2048/pss-sha384-mgf-sha384-salt-20";
    rsa_2048_pss_sha512_mgf_sha256_salt_64: Both "rsa-2048/pss-sha512-mgf-sha256-salt-64";
    rsa_2048_pss_sha512_mgf_sha512_salt_0: Both "rsa-2048/pss-sha512-mgf-sha512-salt-0";
    rsa_2048_pss_sha512_mgf_sha512_salt_190: Both "rsa-2048/pss-sha512-mgf-sha512-salt-190";
    rsa_2048_pss_sha512_mgf_sha512_salt_20: Both "rsa-2048/pss-sha512-mgf-sha512-salt-20";
    rsa_2048_sha1: Legacy "rsa-2048/sha1";
    rsa_2048_sha224: Legacy "rsa-2048/sha224";
    rsa_2048_sha256: Both "rsa-2048/sha256";
    rsa_2048_sha384: Both "rsa-2048/sha384";
    rsa_2048_sha512: Both "rsa-2048/sha512";
    rsa_2048_e_large_sha256: Both "rsa-2048-e-large/sha256";
    rsa_2048_e3_md5: Legacy "rsa-2048-e3/md5";
    rsa_2048_e3_sha1: Legacy "rsa-2048-e3/sha1";
    rsa_2048_e3_sha224: Legacy "rsa-2048-e3/sha224";
    rsa_2048_e3_sha256: Both "rsa-2048-e3/sha256";
    rsa_2048_e3_sha384: Both "rsa-2048-e3/sha384";
    rsa_2048_e3_sha512: Both "rsa-2048-e3/sha512";
    rsa_3072_pss_sha256_mgf_sha256_salt_32: Both "rsa-3072/pss-sha256-mgf-sha256-salt-32";
    rsa_3072_sha256: Both "rsa-3072/sha256";
    rsa_4096_pss_sha256_mgf_sha256_salt_32: Both "rsa-4096/pss-sha256-mgf-sha256-salt-32";
    rsa_4096_sha256: Both "rsa-4096/sha256";
    rsa_8192_pss_sha256_mgf_sha256_salt_32: Both "rsa-8192/pss-sha256-mgf-sha256-salt-32";
    rsa_8192_sha256: Both "rsa-8192/sha256";
    rsa_pss_any_pss_sha256_mgf_sha256_salt_32: Both "rsa-pss-any/pss-sha256-mgf-sha256-salt-32";
    rsa_pss_any_pss_sha512_mgf_sha256_salt_20: Both "rsa-pss-any/pss-sha512-mgf-sha256-salt-20";
    rsa_pss_restricted_pss_sha256_mgf_sha256_salt_32: Both "rsa-pss-restricted/pss-sha256-mgf-sha256-salt-32";
    rsa_pss_restricted_pss_sha256_mgf_sha256_salt_40: Both "rsa-pss-restricted/pss-sha256-mgf-sha256-salt-40";
}
