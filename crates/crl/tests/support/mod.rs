//! What the tests of this crate share: small certificates and CRLs, signed with P-256, and a question to a source.
#![allow(dead_code, reason = "each test program uses a part")]

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use ucpki_chain::{AlgorithmPolicy, Budget, Context, FetchHint, Issuer, Query, Revocation, Spending, Status};
use ucpki_crl::IndexedCrl;
use ucpki_crypto::{Provider, RUSTCRYPTO};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Certificate, Code, Name, Oid, Time, oids};

pub(crate) const ECDSA_WITH_SHA256: &[u8] = b"\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02";
pub(crate) const ECDSA_WITH_SHA1: &[u8] = b"\x30\x09\x06\x07\x2A\x86\x48\xCE\x3D\x04\x01";
pub(crate) const ECDSA_WITH_SHA384: &[u8] = b"\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x03";

/// keyUsage with keyCertSign and cRLSign.
pub(crate) const SIGNS_BOTH: u32 = 1 << 5 | 1 << 6;

pub(crate) fn time(text: &str) -> Time {
    Time::parse_rfc3339(&format!("{text}T00:00:00Z")).unwrap()
}

pub(crate) fn der(tag: Tag, content: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(tag, content);
    writer.into_bytes()
}

pub(crate) fn directory_name(name: &str) -> Vec<u8> {
    Name::parse_rfc4514(name).unwrap().as_name().as_der().to_vec()
}

/// An extension, DER.
pub(crate) fn extension(kind: Oid<'_>, critical: bool, value: &[u8]) -> Vec<u8> {
    der(Tag::SEQUENCE, |extension| {
        extension.oid(kind);
        if critical {
            extension.boolean(true);
        }
        extension.octet_string(value);
    })
}

/// A general name that is a URI, DER.
pub(crate) fn uri(text: &str) -> Vec<u8> {
    der(Tag::context(6), |content| content.encoded(text.as_bytes()))
}

/// A general name that is a directory name, DER.
pub(crate) fn directory(name: &str) -> Vec<u8> {
    der(Tag::context_constructed(4), |content| content.encoded(&directory_name(name)))
}

/// A distribution point's name: `[0] { fullName [0] }` of general names.
pub(crate) fn full_name(names: &[Vec<u8>]) -> Vec<u8> {
    der(Tag::context_constructed(0), |outer| {
        outer.nested(Tag::context_constructed(0), |list| list.encoded(&names.concat()));
    })
}

/// A distribution point's name: `[0] { nameRelativeToCRLIssuer [1] }`.
pub(crate) fn relative_name() -> Vec<u8> {
    der(Tag::context_constructed(0), |outer| {
        outer.nested(Tag::context_constructed(1), |rdn| {
            rdn.nested(Tag::SEQUENCE, |attribute| {
                attribute.oid(oids::COMMON_NAME);
                attribute.value(Tag::UTF8_STRING, b"part 1");
            });
        });
    })
}

/// cRLDistributionPoints of points whose fields are DER already.
pub(crate) fn points(points: &[Vec<u8>]) -> Vec<u8> {
    let list = der(Tag::SEQUENCE, |list| {
        points.iter().for_each(|point| list.nested(Tag::SEQUENCE, |fields| fields.encoded(point)));
    });
    extension(oids::CRL_DISTRIBUTION_POINTS, false, &list)
}

/// issuingDistributionPoint whose fields are DER already.
pub(crate) fn issuing_point(fields: &[u8]) -> Vec<u8> {
    extension(oids::ISSUING_DISTRIBUTION_POINT, true, &der(Tag::SEQUENCE, |content| content.encoded(fields)))
}

/// A BOOLEAN TRUE under an implicit tag.
pub(crate) fn flag(number: u8) -> Vec<u8> {
    der(Tag::context(number), |content| content.encoded(&[0xFF]))
}

/// reasonCode.
pub(crate) fn reason(number: u8) -> Vec<u8> {
    extension(oids::CRL_REASON, false, &[0x0A, 0x01, number])
}

/// An entry, DER: content bytes of the serial number, date, extensions.
pub(crate) fn entry(serial: &[u8], date: &str, extensions: &[Vec<u8>]) -> Vec<u8> {
    der(Tag::SEQUENCE, |entry| {
        entry.value(Tag::INTEGER, serial);
        entry.time(time(date));
        if !extensions.is_empty() {
            entry.nested(Tag::SEQUENCE, |list| list.encoded(&extensions.concat()));
        }
    })
}

/// A CA: a name and a key.
pub(crate) struct Ca {
    pub(crate) name: &'static str,
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
}

impl Ca {
    /// A CA whose key is derived from `seed`; `key_usage` is left out where there is none.
    pub(crate) fn new(name: &'static str, seed: u8, key_usage: Option<u32>) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let usage = key_usage.map(|bits| {
            let mut writer = Writer::new();
            writer.named_bits(Tag::BIT_STRING, bits);
            extension(oids::KEY_USAGE, true, writer.as_bytes())
        });
        let basic = extension(oids::BASIC_CONSTRAINTS, true, &[0x30, 0x03, 0x01, 0x01, 0xFF]);
        let extensions: Vec<Vec<u8>> = usage.into_iter().chain([basic]).collect();
        let certificate = certificate(&[1], name, name, &spki(&key), &extensions);
        Self { name, key, certificate }
    }

    pub(crate) fn leaf(&self, serial: &[u8], extensions: &[Vec<u8>]) -> Certificate {
        certificate(serial, self.name, "CN=leaf", &spki(&SigningKey::from_slice(&[99; 32]).unwrap()), extensions)
    }

    pub(crate) fn list(&self) -> List {
        List {
            signer: self.key.clone(),
            version: 2,
            issuer: directory_name(self.name),
            this_update: time("2026-01-01"),
            next_update: Some(time("2026-02-01")),
            entries: vec![],
            extensions: vec![],
            inner: ECDSA_WITH_SHA256.to_vec(),
            outer: ECDSA_WITH_SHA256.to_vec(),
        }
    }
}

fn spki(key: &SigningKey) -> Vec<u8> {
    der(Tag::SEQUENCE, |spki| {
        spki.nested(Tag::SEQUENCE, |algorithm| {
            algorithm.oid(oids::EC_PUBLIC_KEY);
            algorithm.oid(oids::SECP256R1);
        });
        spki.bit_string(key.verifying_key().to_sec1_point(false).as_bytes());
    })
}

/// A certificate whose signature means nothing: a source is asked about ones that were judged already.
fn certificate(serial: &[u8], issuer: &str, subject: &str, spki: &[u8], extensions: &[Vec<u8>]) -> Certificate {
    let der = der(Tag::SEQUENCE, |certificate| {
        certificate.nested(Tag::SEQUENCE, |tbs| {
            tbs.nested(Tag::context_constructed(0), |version| version.small_integer(2));
            tbs.value(Tag::INTEGER, serial);
            tbs.encoded(ECDSA_WITH_SHA256);
            tbs.encoded(&directory_name(issuer));
            tbs.nested(Tag::SEQUENCE, |validity| {
                validity.time(time("2020-01-01"));
                validity.time(time("2040-01-01"));
            });
            tbs.encoded(&directory_name(subject));
            tbs.encoded(spki);
            if !extensions.is_empty() {
                tbs.nested(Tag::context_constructed(3), |explicit| {
                    explicit.nested(Tag::SEQUENCE, |list| list.encoded(&extensions.concat()));
                });
            }
        });
        certificate.encoded(ECDSA_WITH_SHA256);
        certificate.bit_string(&[0]);
    });
    Certificate::parse(&der).unwrap()
}

/// The description of a CRL. Without more it is of version 2, current in January 2026, and empty.
#[derive(Clone)]
pub(crate) struct List {
    pub(crate) signer: SigningKey,
    pub(crate) version: u8,
    pub(crate) issuer: Vec<u8>,
    pub(crate) this_update: Time,
    pub(crate) next_update: Option<Time>,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) inner: Vec<u8>,
    pub(crate) outer: Vec<u8>,
}

impl List {
    pub(crate) fn revoke(mut self, serial: &[u8], extensions: &[Vec<u8>]) -> Self {
        self.entries.push(entry(serial, "2025-12-31", extensions));
        self
    }

    pub(crate) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(crate) fn number(self, number: u32) -> Self {
        let mut writer = Writer::new();
        writer.small_integer(number);
        self.with(extension(oids::CRL_NUMBER, false, writer.as_bytes()))
    }

    pub(crate) fn from(self, this_update: &str) -> Self {
        Self { this_update: time(this_update), ..self }
    }

    pub(crate) fn until(self, next_update: &str) -> Self {
        Self { next_update: Some(time(next_update)), ..self }
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let tbs = self.tbs();
        let signature: Signature = self.signer.sign(&tbs);
        self.sealed(&tbs, signature.to_der().as_bytes())
    }

    pub(crate) fn sealed(&self, tbs: &[u8], signature: &[u8]) -> Vec<u8> {
        der(Tag::SEQUENCE, |list| {
            list.encoded(tbs);
            list.encoded(&self.outer);
            list.bit_string(signature);
        })
    }

    pub(crate) fn tbs(&self) -> Vec<u8> {
        der(Tag::SEQUENCE, |tbs| {
            if self.version > 1 {
                tbs.small_integer(u32::from(self.version) - 1);
            }
            tbs.encoded(&self.inner);
            tbs.encoded(&self.issuer);
            tbs.time(self.this_update);
            if let Some(next_update) = self.next_update {
                tbs.time(next_update);
            }
            if !self.entries.is_empty() {
                tbs.nested(Tag::SEQUENCE, |entries| entries.encoded(&self.entries.concat()));
            }
            if !self.extensions.is_empty() {
                tbs.nested(Tag::context_constructed(0), |explicit| {
                    explicit.nested(Tag::SEQUENCE, |list| list.encoded(&self.extensions.concat()));
                });
            }
        })
    }

    pub(crate) fn indexed(&self) -> IndexedCrl {
        IndexedCrl::parse(self.der().into_boxed_slice(), &RUSTCRYPTO).unwrap()
    }
}

/// What a source answered, at what price.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    pub(crate) signatures: u64,
    pub(crate) wanted: Vec<FetchHint>,
    pub(crate) warnings: Vec<&'static Code>,
}

/// A question to a source, with a budget of 100 signatures.
pub(crate) struct Question<'a> {
    pub(crate) issuer: &'a Ca,
    pub(crate) certificate: &'a Certificate,
    pub(crate) is_ca: bool,
    pub(crate) time: Time,
    pub(crate) budget: Budget,
    pub(crate) provider: Provider,
    pub(crate) bare_key: bool,
}

impl<'a> Question<'a> {
    /// About an end entity's certificate on 2026-01-15.
    pub(crate) fn about(issuer: &'a Ca, certificate: &'a Certificate) -> Self {
        let time = time("2026-01-15");
        Self {
            issuer,
            certificate,
            is_ca: false,
            time,
            budget: Budget::default().signatures(100),
            provider: RUSTCRYPTO,
            bare_key: false,
        }
    }

    pub(crate) fn ask(&self, source: &dyn Revocation) -> Answer {
        let issuer = &self.issuer.certificate;
        let key = self.provider.prepare(issuer.spki(), None).unwrap();
        let certificate = if self.bare_key { None } else { Some(issuer) };
        let issuer = Issuer::new(issuer.subject(), issuer.spki(), &*key, certificate);
        let query = Query::new(self.certificate, issuer, 0, self.is_ca, self.time);
        let mut spending = Spending::new(&self.budget);
        let mut wanted = vec![];
        let mut context = Context::new(self.provider, AlgorithmPolicy::MODERN, &mut spending, &mut wanted);
        let status = source.status(&query, &mut context);
        let warnings = context.warnings().to_vec();
        Answer { status, signatures: spending.work().revocation_signatures, wanted, warnings }
    }
}
