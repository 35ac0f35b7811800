//! Certificates, requests and CRLs of which every part can be set, also to what no program would write.

use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Oid, OidBuf, oids};

/// A SEQUENCE.
pub(crate) fn sequence(content: &[&[u8]]) -> Vec<u8> {
    value(0x30, &content.concat())
}

/// A value with any tag.
pub(crate) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.value(Tag(tag), content);
    writer.into_bytes()
}

pub(crate) fn oid(text: &str) -> Vec<u8> {
    value(0x06, OidBuf::parse(text).unwrap().as_oid().as_bytes())
}

/// An AlgorithmIdentifier.
pub(crate) fn algorithm(oid: Oid<'_>, parameters: &[u8]) -> Vec<u8> {
    sequence(&[&value(0x06, oid.as_bytes()), parameters])
}

/// A name of relative names, each a list of attributes: type, tag and content.
pub(crate) fn name(rdns: &[&[(&str, u8, &[u8])]]) -> Vec<u8> {
    let rdn = |attributes: &&[(&str, u8, &[u8])]| {
        let attribute = |(kind, tag, content): &(&str, u8, &[u8])| sequence(&[&oid(kind), &value(*tag, content)]);
        value(0x31, &attributes.iter().map(attribute).collect::<Vec<_>>().concat())
    };
    value(0x30, &rdns.iter().map(rdn).collect::<Vec<_>>().concat())
}

/// A usual key.
pub(crate) fn spki() -> Vec<u8> {
    let key = [0_u8].into_iter().chain(1..=32).collect::<Vec<u8>>();
    sequence(&[&algorithm(oids::ED25519, &[]), &value(0x03, &key)])
}

/// An extension.
pub(crate) fn extension(kind: &str, critical: bool, content: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xFF] } else { &[] };
    sequence(&[&oid(kind), critical, &value(0x04, content)])
}

/// The parts of a certificate; those that are empty are left out.
pub(crate) struct Parts {
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) validity: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    pub(crate) unique: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) outer: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Default for Parts {
    fn default() -> Self {
        let time = |text: &[u8]| value(0x17, text);
        Self {
            version: vec![2],
            serial: vec![0x12, 0x34],
            algorithm: algorithm(oids::ECDSA_WITH_SHA256, &[]),
            issuer: name(&[&[("2.5.4.6", 0x13, b"NO")], &[("2.5.4.3", 0x0C, b"Test CA")]]),
            validity: sequence(&[&time(b"260101000000Z"), &time(b"300101000000Z")]),
            subject: name(&[&[("2.5.4.3", 0x0C, b"test.example.com")]]),
            spki: spki(),
            unique: Vec::new(),
            extensions: Vec::new(),
            outer: algorithm(oids::ECDSA_WITH_SHA256, &[]),
            signature: [0, 0x30, 0x06, 2, 1, 1, 2, 1, 2].to_vec(),
        }
    }
}

impl Parts {
    pub(crate) fn certificate(&self) -> Vec<u8> {
        let version = value(0xA0, &value(0x02, &self.version));
        let extensions = value(0xA3, &value(0x30, &self.extensions.concat()));
        let tbs = sequence(&[
            if self.version.is_empty() { &[] } else { &version },
            &value(0x02, &self.serial),
            &self.algorithm,
            &self.issuer,
            &self.validity,
            &self.subject,
            &self.spki,
            &self.unique,
            if self.extensions.is_empty() { &[] } else { &extensions },
        ]);
        sequence(&[&tbs, &self.outer, &value(0x03, &self.signature)])
    }

    /// A request with these attributes, or without the field for them.
    pub(crate) fn request(&self, attributes: Option<&[Vec<u8>]>) -> Vec<u8> {
        let attributes = attributes.map(|list| value(0xA0, &list.concat())).unwrap_or_default();
        let version = if self.version == [2] { vec![0] } else { self.version.clone() };
        let info = sequence(&[&value(0x02, &version), &self.subject, &self.spki, &attributes]);
        sequence(&[&info, &self.outer, &value(0x03, &self.signature)])
    }

    /// A CRL with these entries.
    pub(crate) fn crl(&self, version: Option<u8>, times: &[u8], entries: &[Vec<u8>]) -> Vec<u8> {
        let version = version.map(|version| value(0x02, &[version])).unwrap_or_default();
        let list = value(0x30, &entries.concat());
        let extensions = value(0xA0, &value(0x30, &self.extensions.concat()));
        let tbs = sequence(&[
            &version,
            &self.outer,
            &self.issuer,
            times,
            if entries.is_empty() { &[] } else { &list },
            if self.extensions.is_empty() { &[] } else { &extensions },
        ]);
        sequence(&[&tbs, &self.outer, &value(0x03, &self.signature)])
    }
}

/// An attribute of a request.
pub(crate) fn attribute(kind: &str, values: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[&oid(kind), &value(0x31, &values.concat())])
}

/// An entry of a CRL.
pub(crate) fn entry(serial: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = if extensions.is_empty() { Vec::new() } else { value(0x30, &extensions.concat()) };
    sequence(&[&value(0x02, serial), &value(0x17, b"260203040506Z"), &extensions])
}
