use super::cert::Seal;
use super::{Cert, Extension, Key, Name, der};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Oid, Time, oids};

/// Who a response says it is from.
#[derive(Clone, Debug)]
pub enum ResponderId {
    /// A name.
    ByName(Name),
    /// These bytes as the hash of a key.
    ByKey(Vec<u8>),
}

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryStatus {
    /// good
    Good,
    /// revoked, with the number of a CRLReason
    Revoked(Option<u8>),
    /// unknown
    Unknown,
}

/// One entry of a response.
#[derive(Clone, Debug)]
#[must_use]
pub struct ResponseEntry {
    /// The CertID, DER.
    pub certificate_id: Vec<u8>,
    /// What it says.
    pub status: EntryStatus,
    /// thisUpdate.
    pub this_update: Time,
    /// nextUpdate.
    pub next_update: Option<Time>,
    /// Extensions.
    pub extensions: Vec<Extension>,
}

/// The description of an OCSP response. Every part can be made wrong.
///
/// Without more it is signed by the issuer, who is named by name, and has no entries and no certificates.
#[derive(Clone, Debug)]
#[must_use]
pub struct Response {
    /// The responseStatus.
    pub status: u8,
    /// The type of the response.
    pub kind: ucpki_x509::OidBuf,
    /// Who it says it is from.
    pub responder: ResponderId,
    /// producedAt.
    pub produced_at: Time,
    /// The entries.
    pub entries: Vec<ResponseEntry>,
    /// Extensions of the response.
    pub extensions: Vec<Extension>,
    /// What comes along, DER each.
    pub certificates: Vec<Vec<u8>>,
    /// The key that signs.
    pub signer: Key,
    /// The signature.
    pub seal: Seal,
    /// The AlgorithmIdentifier beside the signature; `None`: the signer's.
    pub algorithm: Option<Vec<u8>>,
}

/// The CertID of a certificate, with a hash that `digest` computes.
#[must_use]
pub fn certificate_id(
    hash: Oid<'_>,
    parameters: &[u8],
    digest: impl Fn(&[u8]) -> Vec<u8>,
    issuer: (&Name, &Key),
    serial: &[u8],
) -> Vec<u8> {
    let spki = ucpki_x509::SpkiRef::parse(issuer.1.spki()).expect("a key of our own");
    der(Tag::SEQUENCE, |id| {
        id.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(hash);
            algorithm.encoded(parameters);
        });
        id.octet_string(&digest(&issuer.0.der()));
        id.octet_string(&digest(spki.key().as_bytes()));
        id.value(Tag::INTEGER, serial);
    })
}

/// The CertID of a certificate with SHA-256.
#[must_use]
pub fn sha256_id(cert: &Cert, issuer: &Cert) -> Vec<u8> {
    let digest = |bytes: &[u8]| <sha2::Sha256 as sha2::Digest>::digest(bytes).to_vec();
    certificate_id(oids::SHA256, &[], digest, (&issuer.subject, &issuer.subject_key()), &cert.serial_bytes())
}

impl ResponseEntry {
    /// An entry with this CertID, from `now` for a week, which says good.
    pub fn new(certificate_id: Vec<u8>, now: Time) -> Self {
        Self {
            certificate_id,
            status: EntryStatus::Good,
            this_update: now.plus_seconds(-3600),
            next_update: Some(now.plus_seconds(7 * 86_400)),
            extensions: Vec::new(),
        }
    }

    /// The same with another status.
    pub fn status(self, status: EntryStatus) -> Self {
        Self { status, ..self }
    }

    /// The same with other times, in seconds from `now`.
    pub fn times(self, now: Time, this_update: i64, next_update: Option<i64>) -> Self {
        let next_update = next_update.map(|seconds| now.plus_seconds(seconds));
        Self { this_update: now.plus_seconds(this_update), next_update, ..self }
    }

    fn write(&self, writer: &mut Writer) {
        writer.nested(Tag::SEQUENCE, |entry| {
            entry.encoded(&self.certificate_id);
            self.write_status(entry);
            time(entry, self.this_update);
            if let Some(next) = self.next_update {
                entry.nested(Tag::context_constructed(0), |explicit| time(explicit, next));
            }
            extensions(entry, 1, &self.extensions);
        });
    }

    fn write_status(&self, entry: &mut Writer) {
        match self.status {
            EntryStatus::Good => entry.value(Tag::context(0), &[]),
            EntryStatus::Unknown => entry.value(Tag::context(2), &[]),
            EntryStatus::Revoked(reason) => entry.nested(Tag::context_constructed(1), |revoked| {
                time(revoked, self.this_update.plus_seconds(-86_400));
                if let Some(reason) = reason {
                    let explicit = Tag::context_constructed(0);
                    revoked.nested(explicit, |explicit| explicit.value(Tag::ENUMERATED, &[reason]));
                }
            }),
        }
    }
}

impl Response {
    /// A response that `signer` signs, by its name, made a minute before `now`.
    pub fn new(signer: &Cert, now: Time) -> Self {
        Self {
            status: 0,
            kind: oids::OCSP_BASIC.into(),
            responder: ResponderId::ByName(signer.subject.clone()),
            produced_at: now.plus_seconds(-60),
            entries: Vec::new(),
            extensions: Vec::new(),
            certificates: Vec::new(),
            signer: signer.subject_key(),
            seal: Seal::Right,
            algorithm: None,
        }
    }

    /// The same with one more entry.
    pub fn entry(mut self, entry: ResponseEntry) -> Self {
        self.entries.push(entry);
        self
    }

    /// The same with a certificate that comes along.
    pub fn with(mut self, certificate: &Cert) -> Self {
        self.certificates.push(certificate.der());
        self
    }

    /// The same from who has this hash of a key.
    pub fn by_key(self, hash: &[u8]) -> Self {
        Self { responder: ResponderId::ByKey(hash.to_vec()), ..self }
    }

    /// The same with a nonce whose OCTET STRING holds these bytes.
    pub fn nonce(self, nonce: &[u8]) -> Self {
        self.raw_nonce(&der(Tag::OCTET_STRING, |writer| writer.encoded(nonce)))
    }

    /// The same with a nonce extension of this value.
    pub fn raw_nonce(mut self, value: &[u8]) -> Self {
        self.extensions.push(Extension { kind: oids::OCSP_NONCE.into(), critical: false, value: value.to_vec() });
        self
    }

    /// The same with a signature that does not verify.
    pub fn bad_signature(self) -> Self {
        Self { seal: Seal::Wrong, ..self }
    }

    /// The ResponseData, DER.
    #[must_use]
    pub fn tbs(&self) -> Vec<u8> {
        der(Tag::SEQUENCE, |tbs| {
            match &self.responder {
                ResponderId::ByName(name) => {
                    tbs.nested(Tag::context_constructed(1), |explicit| explicit.encoded(&name.der()));
                }
                ResponderId::ByKey(hash) => {
                    tbs.nested(Tag::context_constructed(2), |explicit| explicit.octet_string(hash));
                }
            }
            time(tbs, self.produced_at);
            tbs.nested(Tag::SEQUENCE, |list| self.entries.iter().for_each(|entry| entry.write(list)));
            extensions(tbs, 1, &self.extensions);
        })
    }

    /// The OCSPResponse, DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let tbs = self.tbs();
        let basic = der(Tag::SEQUENCE, |basic| {
            basic.encoded(&tbs);
            basic.encoded(&self.algorithm.clone().unwrap_or_else(|| self.signer.signature_algorithm()));
            basic.bit_string(&self.seal.bytes(&self.signer, &tbs));
            if !self.certificates.is_empty() {
                basic.nested(Tag::context_constructed(0), |explicit| {
                    explicit.nested(Tag::SEQUENCE, |list| self.certificates.iter().for_each(|der| list.encoded(der)));
                });
            }
        });
        der(Tag::SEQUENCE, |response| {
            response.value(Tag::ENUMERATED, &[self.status]);
            response.nested(Tag::context_constructed(0), |explicit| {
                explicit.nested(Tag::SEQUENCE, |bytes| {
                    bytes.oid(self.kind.as_oid());
                    bytes.octet_string(&basic);
                });
            });
        })
    }
}

fn time(writer: &mut Writer, time: Time) {
    let (year, month, day, hour, minute, second) = time.to_calendar();
    let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    writer.value(Tag::GENERALIZED_TIME, text.as_bytes());
}

fn extensions(writer: &mut Writer, tag: u8, list: &[Extension]) {
    if !list.is_empty() {
        writer.nested(Tag::context_constructed(tag), |explicit| {
            explicit.nested(Tag::SEQUENCE, |all| list.iter().for_each(|extension| extension.write(all)));
        });
    }
}
