//! What the tests of this crate share: reading the vectors, and writing keys and algorithms that nobody would.
#![expect(dead_code, reason = "each test program uses a part")]

pub(crate) mod every;

use std::path::PathBuf;
use ucpki_crypto::{Input, KeyRefused, PreparedKey, Provider, VerifyError};
use ucpki_x509::der::{Reader, Tag, Writer};
use ucpki_x509::{AlgorithmRef, Oid, SpkiRef, oids};

pub(crate) const NULL: &[u8] = &[0x05, 0x00];

pub(crate) fn data() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/crypto"))
}

pub(crate) fn read(name: &str) -> Vec<u8> {
    std::fs::read(data().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The signed parts of a self-signed certificate.
pub(crate) struct Signed<'a> {
    pub(crate) message: &'a [u8],
    pub(crate) algorithm: AlgorithmRef<'a>,
    pub(crate) signature: &'a [u8],
    pub(crate) key: SpkiRef<'a>,
}

impl<'a> Signed<'a> {
    pub(crate) fn of_certificate(der: &'a [u8]) -> Self {
        let mut certificate = Reader::new(der).unwrap().sequence().unwrap();
        let message = certificate.expect(Tag::SEQUENCE).unwrap();
        let algorithm = AlgorithmRef::read(&mut certificate).unwrap();
        let signature = certificate.bit_string().unwrap().bytes().unwrap();
        let mut fields = message.reader();
        // version, serialNumber, signature, issuer, validity, subject
        for _ in 0..6 {
            fields.read().unwrap();
        }
        Self { message: message.encoded(), algorithm, signature, key: SpkiRef::read(&mut fields).unwrap() }
    }
}

pub(crate) fn prepare(provider: Provider, spki: &[u8]) -> Result<Box<dyn PreparedKey>, KeyRefused> {
    provider.prepare(SpkiRef::parse(spki).unwrap(), None)
}

pub(crate) fn verify(
    key: &dyn PreparedKey,
    algorithm: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyError> {
    key.verify(AlgorithmRef::parse(algorithm).unwrap(), Input::Message(message), signature)
}

pub(crate) fn algorithm(oid: Oid<'_>, parameters: Option<&[u8]>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |algorithm| {
        algorithm.value(Tag::OID, oid.as_bytes());
        algorithm.encoded(parameters.unwrap_or(&[]));
    });
    writer.into_bytes()
}

pub(crate) fn spki(oid: Oid<'_>, parameters: Option<&[u8]>, key: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |spki| {
        spki.encoded(&algorithm(oid, parameters));
        spki.value(Tag::BIT_STRING, &[&[0], key].concat());
    });
    writer.into_bytes()
}

/// `SEQUENCE { INTEGER, INTEGER, ... }` of magnitudes.
pub(crate) fn integers(numbers: &[&[u8]]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |sequence| {
        for number in numbers {
            sequence.unsigned_integer(number);
        }
    });
    writer.into_bytes()
}

pub(crate) fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    spki(oids::RSA_ENCRYPTION, Some(NULL), &integers(&[modulus, exponent]))
}

/// The content bytes of an OID as a value of its own.
pub(crate) fn oid_value(oid: Oid<'_>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.value(Tag::OID, oid.as_bytes());
    writer.into_bytes()
}

/// `RSASSA-PSS-params`; `None` leaves a field out.
pub(crate) fn pss_parameters(
    hash: Option<Oid<'_>>,
    mask: Option<Oid<'_>>,
    salt: Option<u32>,
    trailer: Option<u32>,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |fields| {
        if let Some(hash) = hash {
            fields.nested(Tag::context_constructed(0), |field| field.encoded(&algorithm(hash, Some(NULL))));
        }
        if let Some(mask) = mask {
            let mgf1 = algorithm(oids::MGF1, Some(&algorithm(mask, Some(NULL))));
            fields.nested(Tag::context_constructed(1), |field| field.encoded(&mgf1));
        }
        if let Some(salt) = salt {
            fields.nested(Tag::context_constructed(2), |field| field.small_integer(salt));
        }
        if let Some(trailer) = trailer {
            fields.nested(Tag::context_constructed(3), |field| field.small_integer(trailer));
        }
    });
    writer.into_bytes()
}

/// A small generator whose numbers are the same in every run (xorshift64*).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 1).unwrap() % bound
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next().to_be_bytes()[0]).collect()
    }

    /// Turns over one bit somewhere.
    pub(crate) fn flip(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut flipped = bytes.to_vec();
        let bit = self.below(8 * bytes.len());
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    }
}
