//! The responder: every class of bug that other responders had, as a test that fails when the rule is broken.

mod answers;
mod crls;
mod presigned;
mod requests;
mod signers;

use crate::support::*;
use ucpki_crypto::{NoRandom, PrivateKey, RUSTCRYPTO, SIGNERS};
use ucpki_ocsp::StatusRequest;
use ucpki_ocsp::responder::{
    Answer, Draft, KnownStatus, Presigned, Responder, ResponderPolicy, ServedIssuer, StatusSource,
};
use ucpki_tests::make::{Cert, Key, pem};
use ucpki_x509::der::Integer;
use ucpki_x509::{CrlReason, OcspResponse, OcspResponseStatus, Time};

/// What is known, by serial number; others were not issued.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table(pub(crate) Vec<(Vec<u8>, KnownStatus)>);

impl Table {
    pub(crate) fn with(mut self, cert: &Cert, status: KnownStatus) -> Self {
        self.0.push((cert.serial_bytes(), status));
        self
    }
}

impl StatusSource for Table {
    fn status(&self, _: usize, serial: Integer<'_>, _: Time) -> KnownStatus {
        let known = self.0.iter().find(|(known, _)| known == serial.as_bytes());
        known.map_or(KnownStatus::NotIssued, |(_, status)| *status)
    }
}

pub(crate) const REVOKED: KnownStatus =
    KnownStatus::Revoked { since: Time::from_unix(1_780_000_000), reason: Some(CrlReason::KeyCompromise) };

pub(crate) fn private(key: &Key) -> PrivateKey {
    SIGNERS.read(pem("PRIVATE KEY", &key.pkcs8()).as_bytes(), None).unwrap()
}

pub(crate) fn served(issuer: &Cert, signer: &Cert) -> Result<ServedIssuer, &'static str> {
    let key = private(&signer.subject_key());
    ServedIssuer::new(read(issuer), read(signer), key.algorithms(), &RUSTCRYPTO).map_err(|code| code.name())
}

/// A responder for one issuer, with the key of who signs.
pub(crate) struct Site {
    pub(crate) responder: Responder,
    pub(crate) key: PrivateKey,
}

impl Site {
    pub(crate) fn new(issuer: &Cert, signer: &Cert, policy: ResponderPolicy) -> Self {
        let responder = Responder::new(RUSTCRYPTO, [served(issuer, signer).unwrap()], policy);
        Self { responder, key: private(&signer.subject_key()) }
    }

    pub(crate) fn answer_at(&self, request: &[u8], source: &dyn StatusSource, at: Time) -> Answer {
        self.finish(self.responder.prepare(request, at, source, &Presigned::default()))
    }

    pub(crate) fn answer(&self, request: &[u8], source: &dyn StatusSource) -> Answer {
        self.answer_at(request, source, now())
    }

    pub(crate) fn finish(&self, draft: Draft) -> Answer {
        match draft {
            Draft::Ready(answer) => answer,
            Draft::ToSign(unsigned) => unsigned.sign(&self.key, &mut NoRandom).unwrap(),
        }
    }

    pub(crate) fn presign(&self, cert: &Cert, source: &dyn StatusSource) -> Answer {
        let certificate = read(cert);
        self.finish(self.responder.presign(0, certificate.serial(), now(), source))
    }
}

/// The issuer signs itself.
pub(crate) fn own(policy: ResponderPolicy) -> (Cert, Cert, Site) {
    let root = ca("root");
    let leaf = leaf_of(&root);
    let site = Site::new(&root, &root, policy);
    (root, leaf, site)
}

#[track_caller]
pub(crate) fn is_refused(answer: &Answer, status: OcspResponseStatus, reason: &str) {
    assert_eq!((answer.status(), answer.reason().map(ucpki_x509::Code::name)), (status, Some(reason)));
    let read = OcspResponse::parse(answer.der()).unwrap();
    assert_eq!((read.status(), read.basic().is_none()), (status, true));
    assert_eq!(answer.headers(now(), &RUSTCRYPTO)[1], ("cache-control", "no-store".into()));
}

/// What our own client takes the answer for.
#[track_caller]
pub(crate) fn taken(request: &StatusRequest, answer: &Answer) -> &'static str {
    taken_at(request, answer, now())
}

#[track_caller]
pub(crate) fn taken_at(request: &StatusRequest, answer: &Answer, at: Time) -> &'static str {
    use ucpki_ocsp::{NoncePolicy, OcspPolicy};
    let nonce = if answer.has_nonce() { NoncePolicy::Require } else { NoncePolicy::Off };
    let accepted = accept_at(request, answer.der(), &OcspPolicy::default().nonce(nonce), at).0;
    accepted.unwrap_or_else(|refused| panic!("{refused}")).status().name()
}
