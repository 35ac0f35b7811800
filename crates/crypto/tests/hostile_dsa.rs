//! DSA keys, parameters and signatures that somebody made to be misread, and parameters that are inherited.
#![cfg(feature = "legacy")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use support::{NULL, Signed, integers, prepare, read, spki, verify};
use ucpki_crypto::{KeyKind, KeyRefused, LEGACY, VerifyError};
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{SpkiRef, oids};

const BAD: Result<(), VerifyError> = Err(VerifyError::BadSignature);

/// The numbers of the key of 1024 and 160 bits.
struct Numbers {
    certificate: Vec<u8>,
    p: Vec<u8>,
    q: Vec<u8>,
    g: Vec<u8>,
    y: Vec<u8>,
    r: Vec<u8>,
    s: Vec<u8>,
}

fn magnitude(reader: &mut Reader<'_>) -> Vec<u8> {
    reader.integer().unwrap().magnitude().unwrap().to_vec()
}

impl Numbers {
    fn new() -> Self {
        let certificate = read("dsa-1024-160/sha1.der");
        let signed = Signed::of_certificate(&certificate);
        let mut parameters = Reader::new(signed.key.algorithm().parameters().unwrap()).unwrap().sequence().unwrap();
        let [p, q, g] = [(); 3].map(|()| magnitude(&mut parameters));
        let y = magnitude(&mut Reader::new(signed.key.key().bytes().unwrap()).unwrap());
        let mut signature = Reader::new(signed.signature).unwrap().sequence().unwrap();
        let [r, s] = [(); 2].map(|()| magnitude(&mut signature));
        Self { p, q, g, y, r, s, certificate: certificate.clone() }
    }

    fn parameters(&self) -> Vec<u8> {
        integers(&[&self.p, &self.q, &self.g])
    }

    fn key(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.unsigned_integer(&self.y);
        writer.into_bytes()
    }

    fn prepare(&self) -> Result<(), KeyRefused> {
        prepare(LEGACY, &spki(oids::DSA, Some(&self.parameters()), &self.key())).map(|_| ())
    }

    fn verify(&self, signature: &[u8]) -> Result<(), VerifyError> {
        let signed = Signed::of_certificate(&self.certificate);
        let key = LEGACY.prepare(signed.key, None).unwrap();
        verify(&*key, signed.algorithm.as_der(), signed.message, signature)
    }
}

#[track_caller]
fn key_refused(change: impl FnOnce(&mut Numbers), why: KeyRefused) {
    let mut numbers = Numbers::new();
    assert_eq!(numbers.prepare(), Ok(()));
    change(&mut numbers);
    assert_eq!(numbers.prepare(), Err(why));
}

fn subtract_one(number: &mut [u8]) {
    for byte in number.iter_mut().rev() {
        let borrow = *byte == 0;
        *byte = byte.wrapping_sub(1);
        if !borrow {
            break;
        }
    }
}

// Inheritance.

#[test]
fn parameters_are_inherited() {
    let numbers = Numbers::new();
    let signed = Signed::of_certificate(&numbers.certificate);
    let issuer = LEGACY.prepare(signed.key, None).unwrap();
    assert_eq!(issuer.inheritable_parameters(), Some(&numbers.parameters()[..]));

    let bare = spki(oids::DSA, None, &numbers.key());
    let bare = SpkiRef::parse(&bare).unwrap();
    assert_eq!(KeyKind::from_spki(bare), Ok(KeyKind::Dsa { bits: None }));
    let below = LEGACY.prepare(bare, issuer.inheritable_parameters()).unwrap();
    assert_eq!(below.kind(), KeyKind::Dsa { bits: Some(1024) });
    assert_eq!(verify(&*below, signed.algorithm.as_der(), signed.message, signed.signature), Ok(()));
    assert_eq!(below.inheritable_parameters(), issuer.inheritable_parameters(), "and handed on");
}

#[test]
fn parameters_of_its_own_come_first() {
    let numbers = Numbers::new();
    let own = spki(oids::DSA, Some(&numbers.parameters()), &numbers.key());
    let key = LEGACY.prepare(SpkiRef::parse(&own).unwrap(), Some(&[0x30, 0x00])).unwrap();
    assert_eq!(key.inheritable_parameters(), Some(&numbers.parameters()[..]));
}

#[test]
fn parameters_with_nothing_to_inherit() {
    let bare = spki(oids::DSA, None, &Numbers::new().key());
    assert_eq!(prepare(LEGACY, &bare).err(), Some(KeyRefused::ParametersMissing));
}

#[test]
fn parameters_inherited_from_another_group() {
    let bare = spki(oids::DSA, None, &Numbers::new().key());
    let other = read("dsa-2048-224/sha256.der");
    let issuer = LEGACY.prepare(Signed::of_certificate(&other).key, None).unwrap();
    let below = LEGACY.prepare(SpkiRef::parse(&bare).unwrap(), issuer.inheritable_parameters());
    assert_eq!(below.err(), Some(KeyRefused::DsaInvalid));
}

#[test]
fn other_keys_have_nothing_to_inherit() {
    for file in ["rsa-2048/sha256.der", "p256/sha256.der", "ed25519/ed25519.der"] {
        let der = read(file);
        assert_eq!(LEGACY.prepare(Signed::of_certificate(&der).key, None).unwrap().inheritable_parameters(), None);
    }
}

// Parameters and keys.

#[test]
fn parameters_that_are_none() {
    let key = Numbers::new().key();
    for parameters in [NULL, &[0x30, 0x00], &[0x02, 0x01, 0x05]] {
        let refused = prepare(LEGACY, &spki(oids::DSA, Some(parameters), &key)).err();
        assert_eq!(refused, Some(KeyRefused::ParametersInvalid), "{parameters:02X?}");
    }
    let numbers = Numbers::new();
    let four = integers(&[&numbers.p, &numbers.q, &numbers.g, &[1]]);
    assert_eq!(prepare(LEGACY, &spki(oids::DSA, Some(&four), &key)).err(), Some(KeyRefused::ParametersInvalid));
}

#[test]
fn p_even() {
    key_refused(|numbers| subtract_one(&mut numbers.p), KeyRefused::DsaInvalid);
}

#[test]
fn p_of_another_length() {
    key_refused(|numbers| numbers.p.push(1), KeyRefused::Size);
    key_refused(|numbers| numbers.p[0] = 0x7F, KeyRefused::Size);
    key_refused(|numbers| numbers.p = vec![0], KeyRefused::Size);
    key_refused(|numbers| numbers.p = vec![0xA5; 1 << 17], KeyRefused::Size);
}

#[test]
fn q_of_another_length() {
    key_refused(|numbers| numbers.q[0] = 0x7F, KeyRefused::Size);
    key_refused(|numbers| numbers.q = numbers.p.clone(), KeyRefused::Size);
    key_refused(|numbers| numbers.q = vec![0], KeyRefused::Size);
}

#[test]
fn q_of_another_group() {
    key_refused(|numbers| subtract_one(&mut numbers.q), KeyRefused::DsaInvalid);
}

#[test]
fn g_outside_the_group() {
    key_refused(|numbers| numbers.g = vec![0], KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.g = vec![1], KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.g = vec![2], KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.g = numbers.p.clone(), KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.g = vec![0xA5; 1 << 17], KeyRefused::DsaInvalid);
}

#[test]
fn g_minus_one() {
    key_refused(
        |numbers| {
            numbers.g = numbers.p.clone();
            subtract_one(&mut numbers.g);
        },
        KeyRefused::DsaInvalid,
    );
}

#[test]
fn y_outside_the_group() {
    key_refused(|numbers| numbers.y = vec![0], KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.y = vec![1], KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.y = vec![2], KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.y = numbers.p.clone(), KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.y = vec![0xFF; 128], KeyRefused::DsaInvalid);
    key_refused(|numbers| numbers.y = vec![0xA5; 1 << 17], KeyRefused::DsaInvalid);
}

#[test]
fn key_that_is_no_number() {
    let numbers = Numbers::new();
    for key in [&[][..], &[0x30, 0x00], &[0x02, 0x01, 0xFF], &[&numbers.key()[..], &[0]].concat()] {
        let refused = prepare(LEGACY, &spki(oids::DSA, Some(&numbers.parameters()), key)).err();
        assert_eq!(refused, Some(KeyRefused::Malformed), "{key:02X?}");
    }
}

// Signatures.

#[test]
fn as_it_should_be() {
    let numbers = Numbers::new();
    assert_eq!(numbers.verify(&integers(&[&numbers.r, &numbers.s])), Ok(()));
}

#[test]
fn r_or_s_zero() {
    let numbers = Numbers::new();
    assert_eq!(numbers.verify(&integers(&[&[0], &numbers.s])), BAD);
    assert_eq!(numbers.verify(&integers(&[&numbers.r, &[0]])), BAD);
    assert_eq!(numbers.verify(&integers(&[&[0], &[0]])), BAD);
}

#[test]
fn r_or_s_not_below_q() {
    let numbers = Numbers::new();
    for large in [&numbers.q, &vec![0xFF; 20], &vec![0xFF; 24], &numbers.p, &vec![0xA5; 1 << 16]] {
        assert_eq!(numbers.verify(&integers(&[large, &numbers.s])), BAD);
        assert_eq!(numbers.verify(&integers(&[&numbers.r, large])), BAD);
    }
}

#[test]
fn r_or_s_with_q_added() {
    // The same numbers modulo q, so that only the range can tell.
    let numbers = Numbers::new();
    let plus_q = |number: &[u8]| {
        let (mut sum, mut carry) = (vec![0; 21], 0);
        let number = [&vec![0; 20 - number.len()], number].concat();
        for index in (0..20).rev() {
            let total = u16::from(number[index]) + u16::from(numbers.q[index]) + carry;
            sum[index + 1] = total.to_be_bytes()[1];
            carry = total >> 8;
        }
        sum[0] = carry.to_be_bytes()[1];
        sum
    };
    assert_eq!(numbers.verify(&integers(&[&numbers.r, &plus_q(&numbers.s)])), BAD);
    assert_eq!(numbers.verify(&integers(&[&plus_q(&numbers.r), &numbers.s])), BAD);
}

#[test]
fn r_one_s_one() {
    let numbers = Numbers::new();
    assert_eq!(numbers.verify(&integers(&[&[1], &[1]])), BAD);
}

#[test]
fn numbers_in_other_forms() {
    let numbers = Numbers::new();
    let good = integers(&[&numbers.r, &numbers.s]);
    assert_eq!(numbers.verify(&[&good[..], &[0]].concat()), BAD, "trailing data");
    assert_eq!(numbers.verify(&integers(&[&numbers.r, &numbers.s, &[1]])), BAD, "a third number");
    assert_eq!(numbers.verify(&integers(&[&numbers.r])), BAD, "one number");
    assert_eq!(numbers.verify(&[]), BAD);
    let mut padded = Writer::new();
    padded.nested(Tag::SEQUENCE, |sequence| {
        sequence.unsigned_integer(&numbers.r);
        sequence.value(Tag::INTEGER, &[&[0, 0][..], &numbers.s].concat());
    });
    assert_eq!(numbers.verify(&padded.into_bytes()), BAD, "padding");
}

#[test]
fn algorithms_for_other_keys() {
    let numbers = Numbers::new();
    let signed = Signed::of_certificate(&numbers.certificate);
    let key = LEGACY.prepare(signed.key, None).unwrap();
    let verify =
        |oid, parameters| verify(&*key, &support::algorithm(oid, parameters), signed.message, signed.signature);
    assert_eq!(verify(oids::ECDSA_WITH_SHA1, None), Err(VerifyError::AlgorithmMismatch));
    assert_eq!(verify(oids::SHA1_WITH_RSA, Some(NULL)), Err(VerifyError::AlgorithmMismatch));
    assert_eq!(verify(oids::DSA_WITH_SHA1, Some(NULL)), Err(VerifyError::ParametersInvalid));
    assert_eq!(verify(oids::DSA_WITH_SHA256, None), BAD, "another hash");
}
