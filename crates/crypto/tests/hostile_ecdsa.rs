//! Points and ECDSA signatures that somebody made to be misread.
#![cfg(feature = "legacy")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use support::every::EVERY;
use support::{NULL, Signed, algorithm, oid_value, prepare, read, spki, verify};
use ucpki_crypto::{KeyRefused, VerifyError};
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{Oid, oids};

const BAD: Result<(), VerifyError> = Err(VerifyError::BadSignature);

/// A curve with its field prime and order (FIPS 186-5, appendix; SEC 2), and a certificate over it.
struct Curve {
    oid: Oid<'static>,
    bytes: usize,
    prime: &'static str,
    order: &'static str,
    certificate: Vec<u8>,
}

fn curves() -> [Curve; 3] {
    [
        Curve {
            oid: oids::SECP256R1,
            bytes: 32,
            prime: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            order: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            certificate: read("p256/sha256.der"),
        },
        Curve {
            oid: oids::SECP384R1,
            bytes: 48,
            prime: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
            order: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
            certificate: read("p384/sha256.der"),
        },
        Curve {
            oid: oids::SECP521R1,
            bytes: 66,
            prime: "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
                    ffffffffffffffffffffffffffffffffff",
            order: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d0\
                    3bb5c9b8899c47aebb6fb71e91386409",
            certificate: read("p521/sha256.der"),
        },
    ]
}

fn number(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

impl Curve {
    fn point(&self) -> Vec<u8> {
        Signed::of_certificate(&self.certificate).key.key().bytes().unwrap().to_vec()
    }

    fn order(&self) -> Vec<u8> {
        number(self.order)
    }

    fn prepare(&self, point: &[u8]) -> Result<(), KeyRefused> {
        prepare(EVERY, &spki(self.oid_of_key(), Some(&oid_value(self.oid)), point)).map(|_| ())
    }

    fn oid_of_key(&self) -> Oid<'static> {
        oids::EC_PUBLIC_KEY
    }

    /// Both numbers of the certificate's signature, padded.
    fn numbers(&self) -> [Vec<u8>; 2] {
        let signed = Signed::of_certificate(&self.certificate);
        let mut numbers = Reader::new(signed.signature).unwrap().sequence().unwrap();
        [(); 2].map(|()| {
            let magnitude = numbers.integer().unwrap().magnitude().unwrap();
            [&vec![0; self.bytes - magnitude.len()], magnitude].concat()
        })
    }

    fn verify(&self, signature: &[u8]) -> Result<(), VerifyError> {
        let signed = Signed::of_certificate(&self.certificate);
        let key = EVERY.prepare(signed.key, None).unwrap();
        verify(&*key, signed.algorithm.as_der(), signed.message, signature)
    }
}

#[track_caller]
fn every_curve(check: impl Fn(&Curve)) {
    for curve in curves() {
        assert_eq!(number(curve.prime).len(), curve.bytes);
        check(&curve);
    }
}

fn sequence(content: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, content);
    writer.into_bytes()
}

fn signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    sequence(|numbers| {
        numbers.unsigned_integer(r);
        numbers.unsigned_integer(s);
    })
}

/// `left + right` or `left - right`, of one length.
fn combine(left: &[u8], right: &[u8], subtract: bool) -> Vec<u8> {
    let mut carry = 0;
    let mut result: Vec<u8> = Vec::new();
    for (x, y) in left.iter().zip(right).rev() {
        let total = if subtract { i32::from(*x) - i32::from(*y) } else { i32::from(*x) + i32::from(*y) } + carry;
        result.push(u8::try_from(total & 0xFF).unwrap());
        carry = total >> 8;
    }
    if carry > 0 {
        result.push(1);
    }
    result.reverse();
    result
}

// Signatures.

#[test]
fn as_it_should_be() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        assert_eq!(curve.verify(&signature(&r, &s)), Ok(()));
    });
}

#[test]
fn high_s_is_accepted() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        assert_eq!(curve.verify(&signature(&r, &combine(&curve.order(), &s, true))), Ok(()));
    });
}

#[test]
fn r_or_s_zero() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        assert_eq!(curve.verify(&signature(&[0], &s)), BAD);
        assert_eq!(curve.verify(&signature(&r, &[0])), BAD);
        assert_eq!(curve.verify(&signature(&[0], &[0])), BAD);
    });
}

#[test]
fn r_or_s_equal_to_the_order() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        assert_eq!(curve.verify(&signature(&curve.order(), &s)), BAD);
        assert_eq!(curve.verify(&signature(&r, &curve.order())), BAD);
    });
}

#[test]
fn r_or_s_above_the_order() {
    // The same numbers modulo the order, so that only the range can tell.
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        assert_eq!(curve.verify(&signature(&combine(&r, &curve.order(), false), &s)), BAD);
        assert_eq!(curve.verify(&signature(&r, &combine(&s, &curve.order(), false))), BAD);
        assert_eq!(curve.verify(&signature(&r, &[0xFF; 200])), BAD);
    });
}

#[test]
fn r_and_s_exchanged() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        assert_eq!(curve.verify(&signature(&s, &r)), BAD);
    });
}

#[test]
fn negative_numbers() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        let negative = sequence(|numbers| {
            numbers.unsigned_integer(&r);
            numbers.value(Tag::INTEGER, &[&[0x80][..], &s[1..]].concat());
        });
        assert_eq!(curve.verify(&negative), BAD);
    });
}

#[test]
fn numbers_with_padding() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        let padded = sequence(|numbers| {
            numbers.unsigned_integer(&r);
            numbers.value(Tag::INTEGER, &[&[0, 0][..], &s].concat());
        });
        assert_eq!(curve.verify(&padded), BAD);
    });
}

#[test]
fn lengths_in_long_form() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        let good = signature(&r, &s);
        let content = &good[good.len() - Reader::new(&good).unwrap().sequence().unwrap().rest().len()..];
        let length = u8::try_from(content.len()).unwrap();
        assert_eq!(curve.verify(&[&[0x30, 0x82, 0x00, length][..], content].concat()), BAD);
        assert_eq!(curve.verify(&[&[0x30, 0x80][..], content, &[0, 0]].concat()), BAD);
    });
}

#[test]
fn trailing_data() {
    every_curve(|curve| {
        let [r, s] = curve.numbers();
        assert_eq!(curve.verify(&[&signature(&r, &s)[..], &[0]].concat()), BAD, "after the SEQUENCE");
        let inside = sequence(|numbers| {
            numbers.unsigned_integer(&r);
            numbers.unsigned_integer(&s);
            numbers.value(Tag::NULL, &[]);
        });
        assert_eq!(curve.verify(&inside), BAD, "inside the SEQUENCE");
    });
}

#[test]
fn numbers_missing() {
    every_curve(|curve| {
        let [r, _] = curve.numbers();
        assert_eq!(curve.verify(&sequence(|numbers| numbers.unsigned_integer(&r))), BAD);
        assert_eq!(curve.verify(&[0x30, 0x00]), BAD);
        assert_eq!(curve.verify(&[]), BAD);
    });
}

#[test]
fn numbers_without_der() {
    // The form of PKCS#11 and JOSE.
    every_curve(|curve| assert_eq!(curve.verify(&curve.numbers().concat()), BAD));
}

#[test]
fn hash_of_another_name() {
    every_curve(|curve| {
        let signed = Signed::of_certificate(&curve.certificate);
        let key = EVERY.prepare(signed.key, None).unwrap();
        let verify = |algorithm: &[u8]| verify(&*key, algorithm, signed.message, signed.signature);
        assert_eq!(verify(&algorithm(oids::ECDSA_WITH_SHA384, None)), BAD);
        // RFC 5758, 3.2: absent; some CAs write NULL, which a profile judges. Anything else is refused.
        assert_eq!(verify(&algorithm(oids::ECDSA_WITH_SHA256, Some(NULL))), Ok(()));
        assert_eq!(verify(&algorithm(oids::ECDSA_WITH_SHA256, Some(&[0x30, 0]))), Err(VerifyError::ParametersInvalid));
        assert_eq!(verify(&algorithm(oids::SHA256_WITH_RSA, Some(NULL))), Err(VerifyError::AlgorithmMismatch));
        assert_eq!(verify(&algorithm(oids::SHA256, None)), Err(VerifyError::AlgorithmUnsupported));
    });
}

// Keys.

#[test]
fn point_as_it_should_be() {
    every_curve(|curve| {
        let point = curve.point();
        assert_eq!(curve.prepare(&point), Ok(()));
        let sign = 2 + (point.last().unwrap() & 1);
        assert_eq!(curve.prepare(&[&[sign], &point[1..=curve.bytes]].concat()), Ok(()));
    });
}

#[test]
fn point_at_infinity() {
    every_curve(|curve| {
        assert_eq!(curve.prepare(&[0x00]), Err(KeyRefused::PointInvalid));
        assert_eq!(curve.prepare(&vec![0x00; 1 + 2 * curve.bytes]), Err(KeyRefused::PointInvalid));
        let zeros = [&[0x04][..], &vec![0x00; 2 * curve.bytes]].concat();
        assert_eq!(curve.prepare(&zeros), Err(KeyRefused::PointInvalid));
    });
}

#[test]
fn point_not_on_the_curve() {
    every_curve(|curve| {
        let mut point = curve.point();
        *point.last_mut().unwrap() ^= 1;
        assert_eq!(curve.prepare(&point), Err(KeyRefused::PointInvalid));
    });
}

#[test]
fn coordinate_not_reduced() {
    // (p, y) is the point (0, y) written otherwise: refused whether or not that is on the curve.
    every_curve(|curve| {
        let prime = number(curve.prime);
        assert_eq!(curve.prepare(&[&[0x02][..], &prime].concat()), Err(KeyRefused::PointInvalid));
        assert_eq!(curve.prepare(&[&[0x03][..], &prime].concat()), Err(KeyRefused::PointInvalid));
        assert_eq!(curve.prepare(&[&[0x02][..], &vec![0xFF; curve.bytes]].concat()), Err(KeyRefused::PointInvalid));
        assert_eq!(curve.prepare(&[&[0x02][..], &vec![0; curve.bytes]].concat()), Ok(()), "the same reduced");
    });
}

#[test]
fn compressed_point_without_root() {
    every_curve(|curve| {
        let x = |low: u8| [&[0x02][..], &vec![0; curve.bytes - 1], &[low]].concat();
        let refused = (0..=255).filter(|low| curve.prepare(&x(*low)) == Err(KeyRefused::PointInvalid)).count();
        assert!((64..192).contains(&refused), "about half of all numbers are not coordinate: {refused}");
    });
}

#[test]
fn hybrid_point() {
    every_curve(|curve| {
        let mut point = curve.point();
        point[0] = 6 + (point.last().unwrap() & 1);
        assert_eq!(curve.prepare(&point), Err(KeyRefused::PointInvalid));
    });
}

#[test]
fn compact_point() {
    every_curve(|curve| {
        let mut point = curve.point();
        point[0] = 5;
        assert_eq!(curve.prepare(&point), Err(KeyRefused::PointInvalid));
        assert_eq!(curve.prepare(&point[..=curve.bytes]), Err(KeyRefused::PointInvalid));
    });
}

#[test]
fn point_of_another_length() {
    every_curve(|curve| {
        let point = curve.point();
        assert_eq!(curve.prepare(&point[..point.len() - 1]), Err(KeyRefused::Malformed));
        assert_eq!(curve.prepare(&[&point[..], &[0]].concat()), Err(KeyRefused::Malformed));
        assert_eq!(curve.prepare(&[0x04]), Err(KeyRefused::Malformed));
        assert_eq!(curve.prepare(&[]), Err(KeyRefused::PointInvalid));
    });
}

#[test]
fn point_of_another_curve() {
    every_curve(|curve| {
        for other in curves() {
            let expected = if other.oid == curve.oid { Ok(()) } else { Err(KeyRefused::Malformed) };
            assert_eq!(curve.prepare(&other.point()), expected);
        }
    });
}

#[test]
fn point_with_unused_bits() {
    every_curve(|curve| {
        let mut point = curve.point();
        *point.last_mut().unwrap() &= 0xFE;
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |spki| {
            spki.encoded(&algorithm(oids::EC_PUBLIC_KEY, Some(&oid_value(curve.oid))));
            spki.value(Tag::BIT_STRING, &[&[1], &point[..]].concat());
        });
        assert_eq!(prepare(EVERY, &writer.into_bytes()).err(), Some(KeyRefused::Malformed));
    });
}

#[test]
fn curve_with_trailing_data() {
    every_curve(|curve| {
        let mut parameters = oid_value(curve.oid);
        parameters[1] += 1;
        parameters.push(1);
        let key = spki(oids::EC_PUBLIC_KEY, Some(&parameters), &curve.point());
        assert_eq!(prepare(EVERY, &key).err(), Some(KeyRefused::CurveUnsupported), "another name, not this curve");
    });
}
