use super::cert::{KeyId, Seal, authority_key_id};
use super::{Cert, Extension, GeneralName, Key, Name, der, pem, time};
use crate::Rng;
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Oid, Time, oids};

/// The description of a CRL. Every part can be made wrong.
///
/// Without more it is version 2, from 2026-01-01 until 2036-01-01, number 1, with an authority key identifier, and
/// nothing is revoked.
#[derive(Clone, Debug)]
#[must_use]
pub struct Crl {
    /// The version as people count it: 2 for v2.
    pub version: u8,
    /// The issuer.
    pub issuer: Name,
    /// The key that signs.
    pub signer: Key,
    /// thisUpdate.
    pub this_update: Time,
    /// nextUpdate.
    pub next_update: Option<Time>,
    /// The revoked certificates.
    pub entries: Vec<Entry>,
    /// Entries that follow, DER, one behind the other.
    pub raw_entries: Vec<u8>,
    /// The CRL number, as content bytes.
    pub number: Option<Vec<u8>>,
    /// The base CRL number of a delta CRL.
    pub delta_base: Option<u32>,
    /// The authority key identifier.
    pub authority_key_id: KeyId,
    /// The issuing distribution point, DER; critical.
    pub distribution_point: Option<Vec<u8>>,
    /// Extensions that follow the others.
    pub extensions: Vec<Extension>,
    /// The signature.
    pub seal: Seal,
    /// The AlgorithmIdentifier inside the signed part; `None`: the signer's.
    pub inner_algorithm: Option<Vec<u8>>,
    /// The AlgorithmIdentifier beside the signature; `None`: the signer's.
    pub outer_algorithm: Option<Vec<u8>>,
    /// The TBSCertList, DER; `None`: from the rest.
    pub raw_tbs: Option<Vec<u8>>,
}

/// One revoked certificate.
#[derive(Clone, Debug)]
#[must_use]
pub struct Entry {
    /// The content bytes of the serial number.
    pub serial: Vec<u8>,
    /// When it was revoked.
    pub date: Time,
    /// Why: the number of a CRLReason.
    pub reason: Option<u8>,
    /// Since when the key is not to be trusted.
    pub invalid_since: Option<Time>,
    /// The issuer of the certificate, in an indirect CRL.
    pub issuer: Option<Name>,
    /// Extensions that follow the others.
    pub extensions: Vec<Extension>,
}

impl Crl {
    /// A CRL of `issuer`, signed with its key.
    pub fn new(issuer: &Cert) -> Self {
        Self {
            version: 2,
            issuer: issuer.subject.clone(),
            signer: issuer.subject_key(),
            this_update: time("2026-01-01T00:00:00Z"),
            next_update: Some(time("2036-01-01T00:00:00Z")),
            entries: Vec::new(),
            raw_entries: Vec::new(),
            number: Some(vec![1]),
            delta_base: None,
            authority_key_id: KeyId::Right,
            distribution_point: None,
            extensions: Vec::new(),
            seal: Seal::Right,
            inner_algorithm: None,
            outer_algorithm: None,
            raw_tbs: None,
        }
    }

    /// Version 1: no version field, no extensions, of entries neither.
    pub fn v1(self) -> Self {
        Self { version: 1, ..self }
    }

    /// thisUpdate and nextUpdate, in RFC 3339.
    pub fn updates(self, this_update: &str, next_update: &str) -> Self {
        Self { this_update: time(this_update), next_update: Some(time(next_update)), ..self }
    }

    /// No nextUpdate.
    pub fn without_next_update(self) -> Self {
        Self { next_update: None, ..self }
    }

    /// The CRL number.
    pub fn number(self, number: u8) -> Self {
        // One byte below 0x80 is its own content; above, a sign byte is in front.
        Self { number: Some(if number < 0x80 { vec![number] } else { vec![0, number] }), ..self }
    }

    /// Revokes `cert` with `reason`, the number of a CRLReason.
    pub fn revoke(self, cert: &Cert, date: &str, reason: Option<u8>) -> Self {
        self.entry(Entry::new(&cert.serial_bytes(), date, reason))
    }

    /// One more entry.
    pub fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// `count` more entries with serial numbers of [`bulk_serial`](Self::bulk_serial), half of them with a reason.
    ///
    /// Cost: 42 bytes on average for each, written without further allocation.
    pub fn bulk(mut self, seed: u64, count: usize) -> Self {
        self.raw_entries.reserve(count * 50);
        for index in 0..count {
            let serial = Self::bulk_serial(seed, index);
            let reason: &[u8] = b"\x30\x0C\x30\x0A\x06\x03\x55\x1D\x15\x04\x03\x0A\x01\x01";
            let reason = if index % 2 == 0 && self.version > 1 { reason } else { &[] };
            self.raw_entries.extend_from_slice(&[0x30, 18 + 15 + reason.len() as u8, 0x02, 16]);
            self.raw_entries.extend_from_slice(&serial);
            self.raw_entries.extend_from_slice(b"\x17\x0D260101000000Z");
            self.raw_entries.extend_from_slice(reason);
        }
        self
    }

    /// The serial number of entry `index` of [`bulk`](Self::bulk): 16 bytes, positive, all different.
    #[must_use]
    pub fn bulk_serial(seed: u64, index: usize) -> [u8; 16] {
        let mut rng = Rng::new(seed ^ (index as u64).wrapping_mul(0xD134_2543_DE82_EF95));
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&rng.next().to_be_bytes());
        bytes[8..].copy_from_slice(&rng.next().to_be_bytes());
        bytes[0] = bytes[0] & 0x3F | 0x40;
        bytes
    }

    /// The authority key identifier.
    pub fn aki(self, authority_key_id: KeyId) -> Self {
        Self { authority_key_id, ..self }
    }

    /// The issuing distribution point, DER.
    pub fn distribution_point(self, der: Vec<u8>) -> Self {
        Self { distribution_point: Some(der), ..self }
    }

    /// The base CRL number, which makes it a delta CRL.
    pub fn delta(self, base: u32) -> Self {
        Self { delta_base: Some(base), ..self }
    }

    /// One more extension; `kind` in dotted decimal.
    pub fn extension(mut self, kind: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push(Extension::new(kind, critical, value.to_vec()));
        self
    }

    /// The key that signs.
    pub fn signed_by(self, signer: &Key) -> Self {
        Self { signer: signer.clone(), ..self }
    }

    /// A well-formed signature that does not hold.
    pub fn bad_signature(self) -> Self {
        Self { seal: Seal::Wrong, ..self }
    }

    /// The CRL.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let tbs = self.tbs();
        let signature = self.seal.bytes(&self.signer, &tbs);
        der(Tag::SEQUENCE, |crl| {
            crl.encoded(&tbs);
            crl.encoded(&self.outer_algorithm.clone().unwrap_or_else(|| self.signer.signature_algorithm()));
            crl.bit_string(&signature);
        })
    }

    /// The CRL as a PEM block.
    #[must_use]
    pub fn pem(&self) -> String {
        pem("X509 CRL", &self.der())
    }

    /// The TBSCertList, DER.
    #[must_use]
    pub fn tbs(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw_tbs {
            return raw.clone();
        }
        der(Tag::SEQUENCE, |tbs| {
            if self.version > 1 {
                tbs.small_integer(u32::from(self.version) - 1);
            }
            tbs.encoded(&self.inner_algorithm.clone().unwrap_or_else(|| self.signer.signature_algorithm()));
            self.issuer.write(tbs);
            tbs.time(self.this_update);
            if let Some(next_update) = self.next_update {
                tbs.time(next_update);
            }
            if !self.entries.is_empty() || !self.raw_entries.is_empty() {
                tbs.nested(Tag::SEQUENCE, |entries| {
                    self.entries.iter().for_each(|entry| entry.write(self.version > 1, entries));
                    entries.encoded(&self.raw_entries);
                });
            }
            let extensions = self.all_extensions();
            if self.version > 1 && !extensions.is_empty() {
                tbs.nested(Tag::context_constructed(0), |explicit| {
                    explicit.nested(Tag::SEQUENCE, |list| {
                        extensions.iter().for_each(|extension| extension.write(list));
                    });
                });
            }
        })
    }

    fn all_extensions(&self) -> Vec<Extension> {
        let mut list = Vec::new();
        let mut add = |kind: Oid<'_>, critical, value| list.push(Extension { kind: kind.into(), critical, value });
        if let Some(bytes) = self.authority_key_id.bytes(&self.signer) {
            add(oids::AUTHORITY_KEY_IDENTIFIER, false, authority_key_id(&bytes));
        }
        if let Some(number) = &self.number {
            let mut writer = Writer::new();
            writer.value(Tag::INTEGER, number);
            add(oids::CRL_NUMBER, false, writer.into_bytes());
        }
        if let Some(base) = self.delta_base {
            let mut writer = Writer::new();
            writer.small_integer(base);
            add(oids::DELTA_CRL_INDICATOR, true, writer.into_bytes());
        }
        if let Some(point) = &self.distribution_point {
            add(oids::ISSUING_DISTRIBUTION_POINT, true, point.clone());
        }
        list.extend(self.extensions.iter().cloned());
        list
    }
}

impl Entry {
    /// An entry with the content bytes of a serial number, a date in RFC 3339, and the number of a CRLReason.
    pub fn new(serial: &[u8], date: &str, reason: Option<u8>) -> Self {
        Self {
            serial: serial.to_vec(),
            date: time(date),
            reason,
            invalid_since: None,
            issuer: None,
            extensions: Vec::new(),
        }
    }

    fn write(&self, with_extensions: bool, writer: &mut Writer) {
        let mut extensions = Vec::new();
        let mut add =
            |kind: Oid<'_>, critical, value| extensions.push(Extension { kind: kind.into(), critical, value });
        if let Some(reason) = self.reason {
            let mut writer = Writer::new();
            writer.value(Tag::ENUMERATED, &[reason]);
            add(oids::CRL_REASON, false, writer.into_bytes());
        }
        if let Some(date) = self.invalid_since {
            // Always a GeneralizedTime (RFC 5280, 5.3.2).
            let (year, month, day, hour, minute, second) = date.to_calendar();
            let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
            let mut writer = Writer::new();
            writer.value(Tag::GENERALIZED_TIME, text.as_bytes());
            add(oids::INVALIDITY_DATE, false, writer.into_bytes());
        }
        if let Some(issuer) = &self.issuer {
            add(oids::CERTIFICATE_ISSUER, true, GeneralName::list(&[GeneralName::Directory(issuer.clone())]));
        }
        extensions.extend(self.extensions.iter().cloned());
        writer.nested(Tag::SEQUENCE, |entry| {
            entry.value(Tag::INTEGER, &self.serial);
            entry.time(self.date);
            if with_extensions && !extensions.is_empty() {
                entry.nested(Tag::SEQUENCE, |list| {
                    extensions.iter().for_each(|extension| extension.write(list));
                });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bulk_entries_are_as_the_builder_writes_them() {
        let ca = Cert::new("CA").key(&Key::fake("CA")).ca(None);
        let date = "2026-01-01T00:00:00Z";
        let (even, odd) = (Crl::bulk_serial(9, 0), Crl::bulk_serial(9, 1));
        let plain = Crl::new(&ca).entry(Entry::new(&even, date, Some(1))).entry(Entry::new(&odd, date, None));
        assert_eq!(Crl::new(&ca).bulk(9, 2).der(), plain.der());
        assert_eq!(Crl::new(&ca).v1().bulk(9, 2).der(), plain.v1().der());
    }

    #[test]
    fn a_million_entries() {
        let ca = Cert::new("CA").key(&Key::fake("CA")).ca(None);
        let der = Crl::new(&ca).bulk(1, 1_000_000).der();
        assert!((41_000_000..43_000_000).contains(&der.len()), "{}", der.len());
    }
}
