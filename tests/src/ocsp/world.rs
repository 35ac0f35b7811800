//! The certificates, responses and CRLs of a scene, as bytes.

use super::scene::*;
use crate::make::{
    self, Cert, EntryStatus, Extension, Key, KeyUsage, Name, ResponderId, ResponseEntry, certificate_id, der, oid, time,
};
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use ucpki_x509::der::Tag;
use ucpki_x509::{Oid, SpkiRef, Time, oids};

/// Where certificates say that responders are, and CRLs.
pub(super) const RESPONDER: &str = "http://ocsp.example.com/";
pub(super) const CONFIGURED: &str = "http://configured.example.com/";
pub(super) const CRL_PLACE: &str = "http://crl.example.com/";

const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
const ARCHIVE_CUTOFF: &str = "1.3.6.1.5.5.7.48.1.6";
const UNKNOWN_EXTENSION: &str = "1.2.3.4";
/// What requests with a nonce send.
pub(super) const NONCE: [u8; 16] = [0x5A; 16];

/// A time by its distance from now.
pub(super) fn at(seconds: i64) -> Time {
    time(NOW).plus_seconds(seconds)
}

pub(super) fn key(party: Party) -> Key {
    match party {
        Party::Delegate(index) => Key::fake(&format!("delegate {index}")),
        other => Key::fake(&format!("{other:?}")),
    }
}

impl Scene {
    /// The certificate of a party; a stranger has none, and gets one that says so.
    pub(super) fn cert(&self, party: Party) -> Cert {
        let plain = Cert::new(self.name(party)).key(&key(party));
        let signs = KeyUsage::DIGITAL_SIGNATURE;
        match party {
            Party::Root | Party::Twin => as_ca(plain),
            Party::Intermediate => {
                let ca = self.below(as_ca(plain).raw_serial(serial(Target::Intermediate)), Party::Root);
                if self.intermediate_names_responder { naming_responder(ca) } else { ca }
            }
            Party::Leaf => self.leaf(plain),
            Party::Sibling => {
                self.below(plain.key_usage(signs).eku(&[oids::SERVER_AUTH]).serial(50), self.leaf_issuer())
            }
            Party::Corporate => dated(purposes(plain, self.corporate.eku), self.corporate.dates),
            Party::Delegate(index) => self.delegate(plain, index),
            Party::Stranger => plain,
        }
    }

    fn below(&self, cert: Cert, issuer: Party) -> Cert {
        cert.issuer(self.name(issuer)).signed_by(&key(issuer))
    }

    fn leaf(&self, plain: Cert) -> Cert {
        let plain = plain.key_usage(KeyUsage::DIGITAL_SIGNATURE).eku(&[oids::SERVER_AUTH]).san_dns("sip.example.com");
        let mut leaf = self.below(plain.raw_serial(serial(Target::Leaf)), self.leaf_issuer());
        if self.leaf_names_responder {
            leaf = naming_responder(leaf);
        }
        if self.leaf_names_crl {
            leaf = leaf.crl_at(CRL_PLACE);
        }
        if self.must_staple { leaf.extension("1.3.6.1.5.5.7.1.24", false, &[0x30, 3, 2, 1, 5]) } else { leaf }
    }

    fn delegate(&self, plain: Cert, index: usize) -> Cert {
        let known = &self.delegates[index];
        let serial = 100 + index as u64;
        let mut cert = dated(purposes(self.below(plain.serial(serial), known.issuer), known.eku), known.dates);
        cert = match known.usage {
            Usage::Signature => cert.key_usage(KeyUsage::DIGITAL_SIGNATURE),
            Usage::NonRepudiation => cert.key_usage(KeyUsage::NON_REPUDIATION),
            Usage::Encipherment => cert.key_usage(KeyUsage::KEY_ENCIPHERMENT),
            Usage::Absent => cert,
        };
        if known.is_ca {
            cert = cert.ca(None);
        }
        if let Some(critical) = known.nocheck {
            cert = cert.extension(NO_CHECK, critical, &[5, 0]);
        }
        if known.names_responder {
            cert = naming_responder(cert);
        }
        if known.has_unknown_critical {
            cert = cert.unknown_critical();
        }
        if known.is_forged { cert.bad_signature() } else { cert }
    }

    /// The bytes of a response.
    pub(super) fn body(&self, response: &Response) -> Vec<u8> {
        match response.outer {
            Outer::Page => return b"<html>".to_vec(),
            Outer::Empty => return vec![0x30, 3, 0x0A, 1, 0],
            // RFC 6960, 4.2.1: an error has no responseBytes.
            Outer::Status(number) => return vec![0x30, 3, 0x0A, 1, number],
            _ => {}
        }
        let mut made = make::Response::new(&self.cert(response.signer), at(0));
        made.produced_at = at(response.produced_at);
        made.responder = self.responder_id(response);
        made.entries = response.entries.iter().map(|entry| self.entry(response, entry)).collect();
        made.extensions = critical(response.critical);
        made.certificates = response.certificates.iter().map(|party| self.cert(*party).der()).collect();
        if response.has_junk {
            made.certificates.insert(0, vec![0x30, 1, 0]);
        }
        if response.is_forged {
            made = made.bad_signature();
        }
        if response.outer == Outer::OtherType {
            made.kind = oid("1.2.3");
        }
        made = self.with_nonce(made, response.echo);
        let mut body = made.der();
        match response.outer {
            Outer::Cut => drop(body.pop()),
            Outer::Trailing => body.push(0),
            _ => {}
        }
        body
    }

    fn with_nonce(&self, made: make::Response, echo: Echo) -> make::Response {
        if self.policy.nonce == Nonce::Off && echo == Echo::Right {
            return made;
        }
        match echo {
            Echo::Right => made.nonce(&NONCE),
            Echo::Missing => made,
            Echo::Wrong => made.nonce(&[1; 16]),
            Echo::Raw => made.raw_nonce(&NONCE),
            Echo::Twice => made.nonce(&NONCE).nonce(&NONCE),
        }
    }

    fn responder_id(&self, response: &Response) -> ResponderId {
        let key = key(response.id_of);
        match response.id_by {
            IdBy::Name => ResponderId::ByName(Name::common(self.name(response.id_of))),
            IdBy::Key => ResponderId::ByKey(key.id().to_vec()),
            IdBy::LongKey => {
                let spki = SpkiRef::parse(key.spki()).expect("our own key");
                ResponderId::ByKey(Sha256::digest(spki.key().as_bytes()).to_vec())
            }
        }
    }

    fn entry(&self, response: &Response, entry: &Entry) -> ResponseEntry {
        let target = response.target;
        let issuer = if response.is_for_twin { Party::Twin } else { self.issuer(target) };
        let name = if entry.about == About::OtherName { "other" } else { self.name(issuer) };
        let key = if entry.about == About::OtherKey { key(Party::Stranger) } else { key(issuer) };
        let right = serial(target);
        let serial = match entry.about {
            About::OtherSerial => vec![0x55],
            About::Prefix => right[..2].to_vec(),
            About::Longer => [right, &[0]].concat(),
            _ => right.to_vec(),
        };
        let parameters: &[u8] = match entry.parameters {
            Parameters::Absent => &[],
            Parameters::Null => &[5, 0],
            Parameters::Odd => &[4, 0],
        };
        let digest = |bytes: &[u8]| entry.hash.digest(bytes);
        let id = certificate_id(entry.hash.oid(), parameters, digest, (&Name::common(name), &key), &serial);
        let status = match entry.said {
            Said::Good => EntryStatus::Good,
            Said::Revoked(reason) => EntryStatus::Revoked(reason),
            Said::Unknown => EntryStatus::Unknown,
        };
        let made = ResponseEntry::new(id, at(0)).status(status).times(at(0), entry.this_update, entry.next_update);
        ResponseEntry { extensions: critical(entry.critical), ..made }
    }

    /// The CRL of a CA.
    pub(super) fn crl_der(&self, ca: Party, crl: &Crl) -> Vec<u8> {
        let mut made = make::Crl::new(&self.cert(ca));
        let (this_update, next_update) = match crl.when {
            When::Current => (-DAY, DAY),
            When::Stale => (-7 * DAY, -DAY),
            When::Future => (DAY, 7 * DAY),
        };
        (made.this_update, made.next_update) = (at(this_update), Some(at(next_update)));
        let date = "2026-12-01T00:00:00Z";
        if crl.revokes_subject {
            let target = if ca == self.leaf_issuer() { Target::Leaf } else { Target::Intermediate };
            made = made.entry(make::Entry::new(serial(target), date, Some(1)));
        }
        for index in 0..self.delegates.len() {
            if crl.revoked_delegates >> index & 1 == 1 {
                made = made.revoke(&self.cert(Party::Delegate(index)), date, None);
            }
        }
        if crl.is_forged { made.bad_signature().der() } else { made.der() }
    }
}

impl IdHash {
    const fn oid(self) -> Oid<'static> {
        match self {
            Self::Sha1 => oids::SHA1,
            Self::Sha224 => oids::SHA224,
            Self::Sha256 => oids::SHA256,
            Self::Sha384 => oids::SHA384,
            Self::Sha512 => oids::SHA512,
        }
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha224 => Sha224::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// The content bytes of a serial number.
const fn serial(target: Target) -> &'static [u8] {
    match target {
        Target::Leaf => &[0x12, 0x34, 0x56],
        Target::Intermediate => &[0x23, 0x45, 0x67],
    }
}

fn as_ca(cert: Cert) -> Cert {
    cert.ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn purposes(cert: Cert, eku: Eku) -> Cert {
    match eku {
        Eku::Ocsp => cert.eku(&[oids::OCSP_SIGNING]),
        Eku::Absent => cert,
        Eku::Any => cert.eku(&[oids::ANY_EXTENDED_KEY_USAGE]),
        Eku::Server => cert.eku(&[oids::SERVER_AUTH]),
        Eku::Longer => cert.eku(&[oid("1.3.6.1.5.5.7.3.9.1").as_oid()]),
    }
}

fn dated(cert: Cert, dates: Dates) -> Cert {
    match dates {
        Dates::Years => cert,
        Dates::EndsSoon => Cert { not_after: at(DAY), ..cert },
        Dates::Expired => Cert { not_after: at(-500), ..cert },
        Dates::Future => Cert { not_before: at(1), ..cert },
    }
}

/// authorityInfoAccess with one OCSP responder.
fn naming_responder(cert: Cert) -> Cert {
    let access = der(Tag::SEQUENCE, |list| {
        list.nested(Tag::SEQUENCE, |access| {
            access.oid(oids::OCSP);
            access.value(Tag::context(6), RESPONDER.as_bytes());
        });
    });
    cert.extension("1.3.6.1.5.5.7.1.1", false, &access)
}

fn critical(extension: Option<Critical>) -> Vec<Extension> {
    let kind = extension.map(|critical| if critical == Critical::Known { ARCHIVE_CUTOFF } else { UNKNOWN_EXTENSION });
    kind.map(|kind| Extension::new(kind, true, vec![5, 0])).into_iter().collect()
}
