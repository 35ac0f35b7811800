//! Two CAs that are served, one that is not, what is known of their certificates, and requests about them.

use std::sync::LazyLock;
use ucpki_chain::StatusSubject;
use ucpki_crypto::{Hash, SignatureAlgorithm};
use ucpki_ocsp::responder::{
    Answer, Draft, KnownStatus, NotIssuedPolicy, Presigned, Responder, ResponderPolicy, ServedIssuer, StatusSource,
    UnsignedAnswer,
};
use ucpki_tests::fake;
use ucpki_tests::make::{Cert, Key, KeyUsage, certificate_id, der, time};
use ucpki_tests::ocsp::library::PROVIDER;
use ucpki_tests::ocsp::{Dice, NOW};
use ucpki_x509::der::{Integer, Tag, Writer};
use ucpki_x509::{Certificate, CrlReason, Oid, Time, oids};

pub(super) const HASHES: [Hash; 4] = [Hash::Sha256, Hash::Sha1, Hash::Sha384, Hash::Sha512];

/// The first CA signs itself, the second has a delegate; nobody answers for the third.
pub(super) static CAS: LazyLock<[Cert; 3]> = LazyLock::new(|| {
    ["own", "delegated", "not served"].map(|name| {
        let usage = KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN;
        Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(usage)
    })
});

pub(super) static DELEGATE: LazyLock<Cert> = LazyLock::new(|| {
    let cert = Cert::new("OCSP").key(&Key::fake("OCSP")).key_usage(KeyUsage::DIGITAL_SIGNATURE);
    cert.eku(&[oids::OCSP_SIGNING]).serial(7).issued_by(&CAS[1]).extension("1.3.6.1.5.5.7.48.1.5", false, &[5, 0])
});

pub(super) fn now() -> Time {
    time(NOW)
}

/// What is known by the last byte of the serial number.
#[derive(Debug)]
pub(super) struct Table;

pub(super) fn known(serial: &[u8]) -> KnownStatus {
    let since = time("2026-12-01T00:00:00Z");
    match serial.last().copied().unwrap_or(0) % 8 {
        0..=2 => KnownStatus::Good,
        3 => KnownStatus::Revoked { since, reason: Some(CrlReason::KeyCompromise) },
        4 => KnownStatus::Revoked { since, reason: Some(CrlReason::CertificateHold) },
        5 => KnownStatus::Revoked { since, reason: None },
        6 => KnownStatus::NotIssued,
        _ => KnownStatus::TryLater,
    }
}

impl StatusSource for Table {
    fn status(&self, _: usize, serial: Integer<'_>, _: Time) -> KnownStatus {
        known(serial.as_bytes())
    }
}

pub(super) fn parsed(cert: &Cert) -> Certificate {
    Certificate::parse(&cert.der()).expect("our own certificate")
}

/// How requests are answered, as the fuzzer wants it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    pub(super) responder: ResponderPolicy,
    pub(super) not_issued: NotIssuedPolicy,
    pub(super) signs_live: bool,
}

pub(super) fn policy(dice: &mut Dice<'_>) -> Policy {
    let not_issued = dice.pick(&[NotIssuedPolicy::Unknown, NotIssuedPolicy::Revoked, NotIssuedPolicy::Unauthorized]);
    let signs_live = !dice.odd(20);
    let responder = ResponderPolicy::default()
        .by_name(dice.odd(50))
        .with_certificate(!dice.odd(20))
        .signs_live(signs_live)
        .not_issued(not_issued);
    Policy { responder, not_issued, signs_live }
}

pub(super) fn responder(policy: ResponderPolicy) -> Responder {
    static SERVED: LazyLock<[ServedIssuer; 2]> = LazyLock::new(|| {
        [(&CAS[0], &CAS[0]), (&CAS[1], &*DELEGATE)].map(|(issuer, signer)| {
            let algorithms = [SignatureAlgorithm::Ed25519];
            ServedIssuer::new(parsed(issuer), parsed(signer), &algorithms, &PROVIDER).expect("our own")
        })
    });
    Responder::new(PROVIDER, SERVED.iter().cloned(), policy)
}

pub(super) fn finish(unsigned: UnsignedAnswer) -> Answer {
    let signature = fake::sign(unsigned.signer().spki_der(), unsigned.message());
    unsigned.finish(&signature, &PROVIDER).expect("our own signature")
}

/// Answers that were signed an hour ago, for two certificates of each CA.
pub(super) static PRESIGNED: LazyLock<Presigned> = LazyLock::new(|| {
    let mut presigned = Presigned::default();
    for answer in presigned_answers() {
        assert!(presigned.insert(answer));
    }
    presigned
});

pub(super) fn presigned_answers() -> Vec<Answer> {
    let responder = responder(ResponderPolicy::default());
    let mut answers = Vec::new();
    for issuer in [0, 1] {
        for serial in [[1], [3]] {
            let draft =
                responder.presign(issuer, Integer::new(&serial).expect("a number"), now().plus_seconds(-3600), &Table);
            let Draft::ToSign(unsigned) = draft else { panic!("it has to be signed") };
            answers.push(finish(unsigned));
        }
    }
    answers
}

/// One CertID of a request that is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) ca: usize,
    pub(super) serial: u8,
    hash: Hash,
    /// No parameters, NULL, or an empty OCTET STRING.
    parameters: u8,
    has_unknown_critical: bool,
}

/// A request that is made, with all that decides what becomes of it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) wanted: Vec<Wanted>,
    pub(super) nonce: Option<Vec<u8>>,
    has_unknown_critical: bool,
}

pub(super) fn request(dice: &mut Dice<'_>) -> Request {
    let ca = dice.mostly(30, &[0, 1, 2]);
    let count = dice.mostly(30, &[1, 2, 3, 5, 0, 64, 65]);
    let wanted = (0..count).map(|_| Wanted {
        ca: if dice.odd(3) { dice.below(3) } else { ca },
        serial: dice.pick(&[1, 1, 2, 3, 4, 5, 6, 7, 0x71]),
        hash: dice.mostly(40, &HASHES),
        parameters: dice.mostly(15, &[0, 1, 2]),
        has_unknown_critical: dice.odd(2),
    });
    let wanted = wanted.collect();
    let length = dice.mostly(30, &[0, 1, 16, 32, 128, 129]);
    let nonce = dice.odd(50).then(|| (0..length).map(|_| dice.below(256) as u8).collect());
    Request { wanted, nonce, has_unknown_critical: dice.odd(3) }
}

impl Request {
    pub(super) fn der(&self) -> Vec<u8> {
        der(Tag::SEQUENCE, |request| {
            request.nested(Tag::SEQUENCE, |tbs| {
                tbs.nested(Tag::SEQUENCE, |list| self.wanted.iter().for_each(|wanted| wanted.write(list)));
                if self.nonce.is_none() && !self.has_unknown_critical {
                    return;
                }
                tbs.nested(Tag::context_constructed(2), |explicit| {
                    explicit.nested(Tag::SEQUENCE, |list| {
                        if let Some(nonce) = &self.nonce {
                            extension(list, oids::OCSP_NONCE, false, |value| value.octet_string(nonce));
                        }
                        if self.has_unknown_critical {
                            unknown(list);
                        }
                    });
                });
            });
        })
    }

    /// Whether it is one that has to be answered: RFC 6960, 2.1 and 4.1.1; RFC 9654, 2.1; RFC 9919, 3.1.1.
    pub(super) fn is_right(&self) -> bool {
        let Some(first) = self.wanted.first() else { return false };
        let is_meant = |wanted: &Wanted| wanted.ca == first.ca && wanted.ca < 2 && wanted.parameters < 2;
        let is_understood = !self.has_unknown_critical && !self.wanted.iter().any(|one| one.has_unknown_critical);
        let has_right_nonce = self.nonce.as_ref().is_none_or(|nonce| (1..=128).contains(&nonce.len()));
        let fits = self.wanted.len() <= 64 && self.der().len() <= 10_000;
        fits && is_understood && has_right_nonce && self.wanted.iter().all(is_meant)
    }
}

impl Wanted {
    fn write(&self, list: &mut Writer) {
        let ca = &CAS[self.ca];
        let parameters: &[u8] = [&[][..], &[5, 0], &[4, 0]][usize::from(self.parameters)];
        let digest = |bytes: &[u8]| {
            PROVIDER.digest(self.hash.oid()).expect("a hash function").digest(&[bytes]).as_bytes().to_vec()
        };
        let issuer = (&ca.subject, &ca.subject_key());
        let id = certificate_id(self.hash.oid(), parameters, digest, issuer, &[self.serial]);
        list.nested(Tag::SEQUENCE, |entry| {
            entry.encoded(&id);
            if self.has_unknown_critical {
                entry.nested(Tag::context_constructed(0), |explicit| explicit.nested(Tag::SEQUENCE, unknown));
            }
        });
    }
}

fn unknown(list: &mut Writer) {
    let kind = ucpki_tests::make::oid("1.2.3.4");
    extension(list, kind.as_oid(), true, Writer::null);
}

fn extension(list: &mut Writer, kind: Oid<'_>, critical: bool, value: impl FnOnce(&mut Writer)) {
    list.nested(Tag::SEQUENCE, |extension| {
        extension.oid(kind);
        if critical {
            extension.boolean(true);
        }
        extension.nested(Tag::OCTET_STRING, value);
    });
}

/// The certificate of a served CA with this serial number, as a client asks about it; nothing where no certificate has it.
pub(super) fn subject(ca: usize, serial: &[u8]) -> Option<StatusSubject> {
    let issuer = &CAS[ca];
    let leaf = Cert::new("leaf").key(&Key::fake("leaf")).raw_serial(serial).issued_by(issuer);
    let leaf = Certificate::parse(&leaf.der()).ok()?;
    let issuer = parsed(issuer);
    Some(StatusSubject::new(leaf, issuer.subject().to_name(), issuer.spki_der().into()))
}
