//! RSA keys and signatures that somebody made to be misread.
#![cfg(feature = "legacy")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/private_key.rs"]
mod private_key;
mod support;

use private_key::PrivateKey;
use std::sync::LazyLock;
use support::every::EVERY;
use support::{NULL, algorithm, integers, prepare, pss_parameters, rsa_spki, spki, verify};
use ucpki_crypto::{KeyRefused, LEGACY, VerifyError, sha256};
use ucpki_x509::{SpkiRef, oids};

/// As most keys have, so that libraries take them which refuse shorter ones.
const BITS: usize = 2048;
const BYTES: usize = BITS / 8;
const ODD_BITS: usize = 2050;
const ODD_BYTES: usize = 257;
const MESSAGE: &[u8] = b"an honest message";
const BAD: Result<(), VerifyError> = Err(VerifyError::BadSignature);

/// With e = 3, the exponent that forgers like.
static KEY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::new(3, BITS, 3));
/// One bit over a whole number of bytes plus one: the top byte of an encoded message uses one of its bits.
static ODD_KEY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::new(5, ODD_BITS, 65537));

// Keys.

#[track_caller]
fn key_refused(spki: &[u8], why: KeyRefused) {
    for provider in [EVERY, LEGACY] {
        assert_eq!(prepare(provider, spki).err(), Some(why));
    }
}

fn modulus() -> Vec<u8> {
    KEY.modulus()
}

#[test]
fn the_key_of_these_tests_is_good() {
    assert!(prepare(EVERY, &rsa_spki(&modulus(), &[3])).is_ok());
    assert!(prepare(EVERY, &ODD_KEY.spki()).is_ok());
}

#[test]
fn modulus_even() {
    let mut even = modulus();
    *even.last_mut().unwrap() &= 0xFE;
    key_refused(&rsa_spki(&even, &[3]), KeyRefused::ModulusInvalid);
}

#[test]
fn modulus_zero() {
    key_refused(&rsa_spki(&[0], &[3]), KeyRefused::Size);
}

#[test]
fn modulus_one() {
    key_refused(&rsa_spki(&[1], &[3]), KeyRefused::Size);
}

#[test]
fn modulus_negative() {
    let negative = [&[0x30, 0x81, 0x86, 0x02, 0x81, 0x80][..], &[0xA5; 128], &[0x02, 0x01, 0x03]].concat();
    key_refused(&spki(oids::RSA_ENCRYPTION, Some(NULL), &negative), KeyRefused::Malformed);
}

#[test]
fn modulus_with_leading_zeros() {
    let padded = [&[0x30, 0x81, 0x88, 0x02, 0x81, 0x82, 0x00, 0x00][..], &[0xA5; 128], &[0x02, 0x01, 0x03]].concat();
    key_refused(&spki(oids::RSA_ENCRYPTION, Some(NULL), &padded), KeyRefused::Malformed);
}

#[test]
fn modulus_of_1023_bits() {
    let mut short = vec![0xA5; 128];
    short[0] = 0x7F;
    key_refused(&rsa_spki(&short, &[3]), KeyRefused::Size);
}

#[test]
fn modulus_of_8193_bits() {
    let mut long = vec![0xA5; 1025];
    long[0] = 0x01;
    key_refused(&rsa_spki(&long, &[3]), KeyRefused::Size);
}

#[test]
fn modulus_of_16384_bits() {
    key_refused(&rsa_spki(&[0xA5; 2048], &[3]), KeyRefused::Size);
}

#[test]
fn modulus_of_a_megabyte() {
    key_refused(&rsa_spki(&vec![0xA5; 1 << 20], &[3]), KeyRefused::Size);
}

#[test]
fn exponent_zero() {
    key_refused(&rsa_spki(&modulus(), &[0]), KeyRefused::ExponentInvalid);
}

#[test]
fn exponent_one() {
    key_refused(&rsa_spki(&modulus(), &[1]), KeyRefused::ExponentInvalid);
}

#[test]
fn exponent_two() {
    key_refused(&rsa_spki(&modulus(), &[2]), KeyRefused::ExponentInvalid);
}

#[test]
fn exponent_even() {
    key_refused(&rsa_spki(&modulus(), &[0x01, 0x00, 0x00]), KeyRefused::ExponentInvalid);
}

#[test]
fn exponent_of_34_bits() {
    key_refused(&rsa_spki(&modulus(), &[0x02, 0x00, 0x00, 0x00, 0x01]), KeyRefused::ExponentInvalid);
    assert!(prepare(EVERY, &rsa_spki(&modulus(), &[0x01, 0xFF, 0xFF, 0xFF, 0xFF])).is_ok(), "2^33 - 1 is the last");
}

#[test]
fn exponent_huge() {
    key_refused(&rsa_spki(&modulus(), &modulus()), KeyRefused::ExponentInvalid);
}

#[test]
fn exponent_negative() {
    let mut key = integers(&[&modulus(), &[3]]);
    *key.last_mut().unwrap() = 0x83;
    key_refused(&spki(oids::RSA_ENCRYPTION, Some(NULL), &key), KeyRefused::Malformed);
}

#[test]
fn trailing_data_after_the_key() {
    let key = [&integers(&[&modulus(), &[3]])[..], &[0x00]].concat();
    key_refused(&spki(oids::RSA_ENCRYPTION, Some(NULL), &key), KeyRefused::Malformed);
}

#[test]
fn a_third_number_in_the_key() {
    key_refused(&spki(oids::RSA_ENCRYPTION, Some(NULL), &integers(&[&modulus(), &[3], &[5]])), KeyRefused::Malformed);
}

#[test]
fn key_with_unused_bits() {
    let mut spki = rsa_spki(&modulus(), &[4]);
    let unused = spki.len() - integers(&[&modulus(), &[4]]).len() - 1;
    spki[unused] = 2;
    assert!(SpkiRef::parse(&spki).is_ok(), "the BIT STRING itself is in order");
    key_refused(&spki, KeyRefused::Malformed);
}

#[test]
fn key_parameters() {
    let key = integers(&[&modulus(), &[3]]);
    assert!(prepare(EVERY, &spki(oids::RSA_ENCRYPTION, None, &key)).is_ok(), "NULL left out");
    key_refused(&spki(oids::RSA_ENCRYPTION, Some(&[0x30, 0x00]), &key), KeyRefused::ParametersInvalid);
    key_refused(&spki(oids::RSA_ENCRYPTION, Some(&[0x05, 0x01, 0x00]), &key), KeyRefused::ParametersInvalid);
    key_refused(&spki(oids::RSASSA_PSS, Some(NULL), &key), KeyRefused::ParametersInvalid);
    key_refused(
        &spki(oids::RSASSA_PSS, Some(&pss_parameters(Some(oids::DSA), None, None, None)), &key),
        KeyRefused::Unsupported,
    );
}

// Numbers that are not signatures.

fn sha256_with_rsa() -> Vec<u8> {
    algorithm(oids::SHA256_WITH_RSA, Some(NULL))
}

#[track_caller]
fn pkcs1(signature: &[u8]) -> Result<(), VerifyError> {
    let key = prepare(EVERY, &KEY.spki()).unwrap();
    verify(&*key, &sha256_with_rsa(), MESSAGE, signature)
}

#[test]
fn signature_zero() {
    assert_eq!(pkcs1(&[0; BYTES]), BAD);
}

#[test]
fn signature_one() {
    let mut one = [0; BYTES];
    one[BYTES - 1] = 1;
    assert_eq!(pkcs1(&one), BAD);
}

#[test]
fn signature_equal_to_the_modulus() {
    assert_eq!(pkcs1(&modulus()), BAD);
}

#[test]
fn signature_above_the_modulus() {
    assert_eq!(pkcs1(&[0xFF; BYTES]), BAD);
    // A good signature plus the modulus is the same number modulo it: of 2050 bits both may fit the same bytes.
    let modulus = ODD_KEY.modulus();
    let key = prepare(EVERY, &ODD_KEY.spki()).unwrap();
    let good = ODD_KEY.sign(&encoded(&digest_info(true), ODD_BYTES));
    assert_eq!(verify(&*key, &sha256_with_rsa(), MESSAGE, &good), Ok(()));
    let mut sum = vec![0; ODD_BYTES];
    let mut carry = 0;
    for index in (0..ODD_BYTES).rev() {
        let total = u32::from(good[index]) + u32::from(modulus[index]) + carry;
        sum[index] = total.to_be_bytes()[3];
        carry = total >> 8;
    }
    assert_eq!(carry, 0);
    assert_eq!(verify(&*key, &sha256_with_rsa(), MESSAGE, &sum), BAD);
}

#[test]
fn signature_of_another_length() {
    let good = KEY.sign(&encoded(&digest_info(true), BYTES));
    assert_eq!(pkcs1(&good), Ok(()));
    assert_eq!(pkcs1(&[&[0], &good[..]].concat()), BAD, "a zero in front");
    assert_eq!(pkcs1(&[&good[..], &[0]].concat()), BAD, "a zero behind");
    assert_eq!(pkcs1(&good[1..]), BAD);
    assert_eq!(pkcs1(&[]), BAD);
}

#[test]
fn signature_whose_leading_zero_is_left_out() {
    let message = (0_u32..).map(u32::to_be_bytes).find(|message| sign_pkcs1(message)[0] == 0).unwrap();
    let good = sign_pkcs1(&message);
    let key = prepare(EVERY, &KEY.spki()).unwrap();
    assert_eq!(verify(&*key, &sha256_with_rsa(), &message, &good), Ok(()));
    assert_eq!(verify(&*key, &sha256_with_rsa(), &message, &good[1..]), BAD);
}

fn sign_pkcs1(message: &[u8]) -> Vec<u8> {
    let mut info = digest_info(true);
    let at = info.len() - 32;
    info[at..].copy_from_slice(&sha256(message));
    KEY.sign(&encoded(&info, BYTES))
}

// Encoded messages of PKCS#1 v1.5 that a parser might take. All are really signed with the key.

/// `SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING }`.
fn digest_info(null: bool) -> Vec<u8> {
    let algorithm = algorithm(oids::SHA256, null.then_some(NULL));
    let inside = [&algorithm[..], &[0x04, 32], &sha256(MESSAGE)].concat();
    [&[0x30, u8::try_from(inside.len()).unwrap()][..], &inside].concat()
}

/// `00 01 FF ... FF 00 info`.
fn encoded(info: &[u8], bytes: usize) -> Vec<u8> {
    [&[0x00, 0x01][..], &vec![0xFF; bytes - 3 - info.len()], &[0x00], info].concat()
}

#[track_caller]
fn forged(encoded: &[u8]) {
    assert_eq!(encoded.len(), BYTES);
    assert_eq!(pkcs1(&KEY.sign(encoded)), BAD);
    let key = prepare(LEGACY, &KEY.spki()).unwrap();
    assert_eq!(verify(&*key, &sha256_with_rsa(), MESSAGE, &KEY.sign(encoded)), BAD);
}

#[test]
fn pkcs1_as_it_should_be() {
    assert_eq!(pkcs1(&KEY.sign(&encoded(&digest_info(true), BYTES))), Ok(()));
}

#[test]
fn pkcs1_null_missing() {
    forged(&encoded(&digest_info(false), BYTES));
}

#[test]
fn pkcs1_garbage_after_the_hash() {
    let short = encoded(&digest_info(true), 3 + 8 + digest_info(true).len());
    let garbage = vec![0xA5; BYTES - short.len()];
    forged(&[short, garbage].concat());
}

#[test]
fn pkcs1_garbage_in_the_parameters() {
    // The hash is last, and what a forger needs free is hidden in front of it, where NULL should be.
    let room = BYTES - 3 - 8 - digest_info(true).len();
    let parameters = [&[0x04, u8::try_from(room).unwrap()][..], &vec![0xA5; room]].concat();
    let algorithm = algorithm(oids::SHA256, Some(&parameters));
    let inside = [&algorithm[..], &[0x04, 32], &sha256(MESSAGE)].concat();
    let info = [&[0x30, u8::try_from(inside.len()).unwrap()][..], &inside].concat();
    forged(&encoded(&info, BYTES));
}

#[test]
fn pkcs1_long_form_length() {
    let mut info = digest_info(true);
    info.insert(1, 0x81);
    forged(&encoded(&info, BYTES));
}

#[test]
fn pkcs1_indefinite_length() {
    let info = digest_info(true);
    forged(&encoded(&[&[0x30, 0x80], &info[2..], &[0, 0]].concat(), BYTES));
}

#[test]
fn pkcs1_constructed_octet_string() {
    let mut info = digest_info(true);
    let at = info.len() - 34;
    info[at] = 0x24;
    forged(&encoded(&info, BYTES));
}

#[test]
fn pkcs1_padding_of_seven() {
    let info = digest_info(true);
    let padded = [&[0x00, 0x01][..], &[0xFF; 7], &[0x00], &info].concat();
    let garbage = vec![0; BYTES - padded.len()];
    forged(&[padded, garbage].concat());
}

#[test]
fn pkcs1_padding_with_another_byte() {
    let mut encoded = encoded(&digest_info(true), BYTES);
    encoded[20] = 0xFE;
    forged(&encoded);
}

#[test]
fn pkcs1_block_type_0_and_2() {
    for block_type in [0, 2] {
        let mut encoded = encoded(&digest_info(true), BYTES);
        encoded[1] = block_type;
        forged(&encoded);
    }
}

#[test]
fn pkcs1_separator_missing() {
    let mut encoded = encoded(&digest_info(true), BYTES);
    encoded[BYTES - 1 - digest_info(true).len()] = 0xFF;
    forged(&encoded);
}

#[test]
fn pkcs1_first_byte_set() {
    // 2050 bits leave room above the encoded message.
    let mut encoded = encoded(&digest_info(true), ODD_BYTES);
    encoded[0] = 1;
    let key = prepare(EVERY, &ODD_KEY.spki()).unwrap();
    assert_eq!(verify(&*key, &sha256_with_rsa(), MESSAGE, &ODD_KEY.sign(&encoded)), BAD);
}

#[test]
fn pkcs1_hash_alone() {
    forged(&encoded(&sha256(MESSAGE), BYTES));
}

#[test]
fn pkcs1_hash_of_another_name() {
    // SHA-512/256 has the length of SHA-256; the name inside must be the one outside.
    let mut info = digest_info(true);
    let at = info.windows(2).position(|pair| pair == [0x02, 0x01]).unwrap() + 1;
    info[at] = 6;
    forged(&encoded(&info, BYTES));
}

#[test]
fn pkcs1_cube_root_without_a_key() {
    // Bleichenbacher: 00 01 FF*8 00 DigestInfo, then whatever makes the number a cube. No private key is used.
    let key = PrivateKey::new(9, 2048, 3);
    let head = [&[0x00, 0x01][..], &[0xFF; 8], &[0x00], &digest_info(true)].concat();
    let mut wanted = head.clone();
    wanted.resize(256, 0xFF);
    let root = cube_root(&wanted);
    let cube = multiply(&root, &multiply(&root, &root));
    let cube = &cube[cube.len() - 256..];
    assert_eq!(cube[..head.len()], head, "the forgery opens to a message that looks right");
    let prepared = prepare(EVERY, &key.spki()).unwrap();
    let mut signature = vec![0; 256 - root.len()];
    signature.extend_from_slice(&root);
    assert_eq!(verify(&*prepared, &sha256_with_rsa(), MESSAGE, &signature), BAD);
}

/// The largest number whose cube is not above `number`, byte by byte from the top.
fn cube_root(number: &[u8]) -> Vec<u8> {
    let mut root = vec![0; number.len() / 3 + 1];
    for bit in 0..8 * root.len() {
        root[bit / 8] |= 0x80 >> (bit % 8);
        let cube = multiply(&root, &multiply(&root, &root));
        let (above, cube) = cube.split_at(cube.len() - number.len());
        if above.iter().any(|byte| *byte != 0) || cube > number {
            root[bit / 8] &= !(0x80 >> (bit % 8));
        }
    }
    root
}

fn multiply(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut product = vec![0_u32; left.len() + right.len()];
    for (i, x) in left.iter().enumerate().rev() {
        for (j, y) in right.iter().enumerate().rev() {
            let total = product[i + j + 1] + u32::from(*x) * u32::from(*y);
            product[i + j + 1] = total & 0xFF;
            product[i + j] += total >> 8;
        }
    }
    product.into_iter().map(|byte| u8::try_from(byte).unwrap()).collect()
}

// PSS. Encoded messages are made here once more, with room for faults.

struct Pss {
    salt: Vec<u8>,
    /// In front of the salt; honest are zeros and 01.
    separator: u8,
    first_padding: u8,
    /// Bits to set that have to be clear.
    top: u8,
    trailer: u8,
    /// What the hash is made over, in front of digest and salt.
    prefix: [u8; 8],
}

const HONEST: Pss = Pss { salt: Vec::new(), separator: 1, first_padding: 0, top: 0, trailer: 0xBC, prefix: [0; 8] };

impl Pss {
    fn encoded(&self, bits: usize) -> Vec<u8> {
        let bytes = (bits - 1).div_ceil(8);
        let unused = 8 * bytes - (bits - 1);
        let seed = sha256(&[&self.prefix[..], &sha256(MESSAGE), &self.salt].concat());
        let mut block = vec![0; bytes - 32 - 1 - self.salt.len() - 1];
        block[1] = self.first_padding;
        block.push(self.separator);
        block.extend_from_slice(&self.salt);
        let mask: Vec<u8> =
            (0_u32..40).flat_map(|counter| sha256(&[&seed[..], &counter.to_be_bytes()].concat())).collect();
        block.iter_mut().zip(&mask).for_each(|(byte, mask)| *byte ^= mask);
        block[0] &= 0xFF >> unused;
        block[0] |= self.top;
        [&block[..], &seed, &[self.trailer]].concat()
    }
}

fn pss_algorithm(salt: u32) -> Vec<u8> {
    algorithm(oids::RSASSA_PSS, Some(&pss_parameters(Some(oids::SHA256), Some(oids::SHA256), Some(salt), None)))
}

#[track_caller]
fn pss(message: &Pss, salt: u32) -> Result<(), VerifyError> {
    let key = prepare(EVERY, &KEY.spki()).unwrap();
    verify(&*key, &pss_algorithm(salt), MESSAGE, &KEY.sign(&message.encoded(BITS)))
}

#[test]
fn pss_as_it_should_be() {
    assert_eq!(pss(&Pss { salt: vec![7; 32], ..HONEST }, 32), Ok(()));
    assert_eq!(pss(&HONEST, 0), Ok(()));
}

#[test]
fn pss_salt_of_another_length() {
    let message = Pss { salt: vec![7; 20], ..HONEST };
    assert_eq!(pss(&message, 20), Ok(()));
    for salt in [0, 19, 21, 32, 222, 223, 256, u32::MAX] {
        assert_eq!(pss(&message, salt), BAD, "{salt}");
    }
}

#[test]
fn pss_salt_that_begins_like_padding() {
    // 00 ... 00 01 in front of a shorter salt: the length in the parameters alone says which salt it is.
    let salt = [&[0; 11][..], &[1], &[7; 20]].concat();
    assert_eq!(pss(&Pss { salt: salt.clone(), ..HONEST }, 32), Ok(()));
    assert_eq!(pss(&Pss { salt, ..HONEST }, 20), BAD);
}

#[test]
fn pss_trailer() {
    for trailer in [0x00, 0xBD, 0xCC] {
        assert_eq!(pss(&Pss { trailer, ..HONEST }, 0), BAD);
    }
}

#[test]
fn pss_separator() {
    for separator in [0x00, 0x02, 0x81] {
        assert_eq!(pss(&Pss { separator, ..HONEST }, 0), BAD);
    }
}

#[test]
fn pss_padding_not_zero() {
    assert_eq!(pss(&Pss { first_padding: 1, ..HONEST }, 0), BAD);
}

#[test]
fn pss_hash_over_another_prefix() {
    assert_eq!(pss(&Pss { prefix: [1; 8], ..HONEST }, 0), BAD);
}

#[test]
fn pss_top_bits_set() {
    // Seven bits of the top byte have to be clear; the number must stay below the modulus to be signed at all.
    let key = prepare(EVERY, &ODD_KEY.spki()).unwrap();
    let modulus = ODD_KEY.modulus();
    let encoded = |salt: u8, top| Pss { salt: vec![salt; 32], top, ..HONEST }.encoded(ODD_BITS);
    let salt = (0..=255).find(|salt| encoded(*salt, 2) < modulus && encoded(*salt, 0) != encoded(*salt, 2)).unwrap();
    assert_eq!(verify(&*key, &pss_algorithm(32), MESSAGE, &ODD_KEY.sign(&encoded(salt, 0))), Ok(()));
    assert_eq!(verify(&*key, &pss_algorithm(32), MESSAGE, &ODD_KEY.sign(&encoded(salt, 2))), BAD);
}

#[test]
fn pss_byte_in_front_set() {
    // With 2049 bits the encoded message is one byte shorter than the modulus.
    let private = PrivateKey::new(7, 2049, 65537);
    let key = prepare(EVERY, &private.spki()).unwrap();
    let modulus = private.modulus();
    let encoded = |salt: u8, front| [&[front][..], &Pss { salt: vec![salt; 32], ..HONEST }.encoded(2049)].concat();
    let salt = (0..=255).find(|salt| encoded(*salt, 1) < modulus).unwrap();
    assert_eq!(verify(&*key, &pss_algorithm(32), MESSAGE, &private.sign(&encoded(salt, 0))), Ok(()));
    assert_eq!(verify(&*key, &pss_algorithm(32), MESSAGE, &private.sign(&encoded(salt, 1))), BAD);
}

#[test]
fn pss_key_restricts_the_signature() {
    // RFC 4055, 3.3.
    let restricted = |hash, mask, salt| {
        let parameters = pss_parameters(Some(hash), Some(mask), Some(salt), None);
        let key = integers(&[&modulus(), &[3]]);
        prepare(LEGACY, &spki(oids::RSASSA_PSS, Some(&parameters), &key)).unwrap()
    };
    let signature = KEY.sign(&Pss { salt: vec![7; 32], ..HONEST }.encoded(BITS));
    let verify = |key: &dyn ucpki_crypto::PreparedKey| verify(key, &pss_algorithm(32), MESSAGE, &signature);
    assert_eq!(verify(&*restricted(oids::SHA256, oids::SHA256, 32)), Ok(()));
    assert_eq!(verify(&*restricted(oids::SHA256, oids::SHA256, 20)), Ok(()), "a longer salt than asked for");
    assert_eq!(verify(&*restricted(oids::SHA256, oids::SHA256, 33)), Err(VerifyError::ParametersRestricted));
    assert_eq!(verify(&*restricted(oids::SHA512, oids::SHA256, 20)), Err(VerifyError::ParametersRestricted));
    assert_eq!(verify(&*restricted(oids::SHA256, oids::SHA1, 20)), Err(VerifyError::ParametersRestricted));
}

#[test]
fn algorithms_for_other_keys() {
    let rsa = prepare(LEGACY, &KEY.spki()).unwrap();
    let pss = prepare(LEGACY, &spki(oids::RSASSA_PSS, None, &integers(&[&modulus(), &[3]]))).unwrap();
    let good = KEY.sign(&encoded(&digest_info(true), BYTES));
    for oid in [oids::ECDSA_WITH_SHA256, oids::ED25519, oids::DSA_WITH_SHA256, oids::ED448] {
        assert_eq!(verify(&*rsa, &algorithm(oid, None), MESSAGE, &good), Err(VerifyError::AlgorithmMismatch));
    }
    assert_eq!(verify(&*pss, &sha256_with_rsa(), MESSAGE, &good), Err(VerifyError::AlgorithmMismatch), "RFC 4055, 1.2");
    let md5 = algorithm(oids::RSASSA_PSS, Some(&pss_parameters(Some(oids::MD5), Some(oids::MD5), Some(20), None)));
    assert_eq!(verify(&*rsa, &md5, MESSAGE, &good), Err(VerifyError::AlgorithmUnsupported), "PSS never had MD5");
}
