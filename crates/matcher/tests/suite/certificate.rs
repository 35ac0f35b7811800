//! Makes certificates that hold names and nothing else of worth: key and signature are dummies.

use std::net::IpAddr;
use ucpki_matcher::{Comparisons, Identity, MatchedName, Mismatch, NameMode, match_certificate};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{CertificateRef, Oid, OidBuf, oids};

/// The names of a certificate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    common_names: Vec<(Tag, Vec<u8>)>,
    /// The value of subjectAltName; `None` leaves the extension out.
    subject_alt_name: Option<Vec<u8>>,
    list: Writer,
    usages: Vec<OidBuf>,
    /// Other extensions, encoded.
    others: Writer,
    key: u8,
    issuer: Option<&'static str>,
    until: Option<&'static str>,
}

impl Names {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn cn(self, text: &str) -> Self {
        self.raw_cn(Tag::UTF8_STRING, text.as_bytes())
    }

    pub(crate) fn extended_key_usage(mut self, usage: &str) -> Self {
        self.usages.push(OidBuf::parse(usage).unwrap());
        self
    }

    /// An extension with this value.
    pub(crate) fn other_extension(mut self, oid: Oid<'_>, value: &[u8]) -> Self {
        extension(&mut self.others, oid, value);
        self
    }

    /// Another key: one made of this byte.
    pub(crate) fn key(self, byte: u8) -> Self {
        Self { key: byte, ..self }
    }

    /// Another issuer, by its common name.
    pub(crate) fn issuer(self, common_name: &'static str) -> Self {
        Self { issuer: Some(common_name), ..self }
    }

    /// Another notAfter, as UTCTime.
    pub(crate) fn until(self, time: &'static str) -> Self {
        Self { until: Some(time), ..self }
    }

    pub(crate) fn raw_cn(mut self, tag: Tag, value: &[u8]) -> Self {
        self.common_names.push((tag, value.to_vec()));
        self
    }

    pub(crate) fn dns(self, name: &str) -> Self {
        self.entry(Tag::context(2), name.as_bytes())
    }

    pub(crate) fn ip(self, address: &str) -> Self {
        match address.parse().unwrap() {
            IpAddr::V4(address) => self.entry(Tag::context(7), &address.octets()),
            IpAddr::V6(address) => self.entry(Tag::context(7), &address.octets()),
        }
    }

    pub(crate) fn email(self, address: &str) -> Self {
        self.entry(Tag::context(1), address.as_bytes())
    }

    pub(crate) fn uri(self, uri: &str) -> Self {
        self.entry(Tag::context(6), uri.as_bytes())
    }

    /// An otherName whose value is a string with this tag.
    pub(crate) fn other(self, oid: Oid<'_>, tag: Tag, value: &[u8]) -> Self {
        let mut writer = Writer::new();
        writer.oid(oid);
        writer.nested(Tag::context_constructed(0), |explicit| explicit.value(tag, value));
        self.entry(Tag::context_constructed(0), writer.as_bytes())
    }

    /// A directoryName with one common name.
    pub(crate) fn directory(self, common_name: &str) -> Self {
        self.entry(Tag::context_constructed(4), &name(&[(Tag::UTF8_STRING, common_name.into())]))
    }

    /// An entry of any kind.
    pub(crate) fn entry(mut self, tag: Tag, content: &[u8]) -> Self {
        self.list.value(tag, content);
        let mut value = Writer::new();
        value.value(Tag::SEQUENCE, self.list.as_bytes());
        // Made at each call so that an empty list stays "no extension".
        self.subject_alt_name = Some(value.into_bytes());
        self
    }

    /// Many dNSNames at once.
    pub(crate) fn many(mut self, names: impl IntoIterator<Item = String>) -> Self {
        names.into_iter().for_each(|name| self.list.value(Tag::context(2), name.as_bytes()));
        let mut value = Writer::new();
        value.value(Tag::SEQUENCE, self.list.as_bytes());
        self.subject_alt_name = Some(value.into_bytes());
        self
    }

    /// These bytes as the value of subjectAltName.
    pub(crate) fn raw_subject_alt_name(mut self, value: &[u8]) -> Self {
        self.subject_alt_name = Some(value.to_vec());
        self
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        signed(|tbs| {
            tbs.nested(Tag::context_constructed(0), |version| version.small_integer(2));
            tbs.small_integer(1);
            algorithm(tbs);
            tbs.encoded(&name(&[(Tag::UTF8_STRING, self.issuer.unwrap_or("Test CA").into())]));
            tbs.nested(Tag::SEQUENCE, |validity| {
                validity.value(Tag::UTC_TIME, b"260101000000Z");
                validity.value(Tag::UTC_TIME, self.until.unwrap_or("360101000000Z").as_bytes());
            });
            tbs.encoded(&name(&self.common_names));
            self.write_key(tbs);
            let extensions = self.extensions();
            if !extensions.is_empty() {
                tbs.nested(Tag::context_constructed(3), |field| field.value(Tag::SEQUENCE, &extensions));
            }
        })
    }

    /// A request for such a certificate.
    pub(crate) fn request(&self) -> Vec<u8> {
        signed(|info| {
            info.small_integer(0);
            info.encoded(&name(&self.common_names));
            self.write_key(info);
            info.nested(Tag::context_constructed(0), |attributes| {
                attributes.nested(Tag::SEQUENCE, |attribute| {
                    attribute.oid(oids::EXTENSION_REQUEST);
                    attribute.nested(Tag::SET, |values| values.value(Tag::SEQUENCE, &self.extensions()));
                });
            });
        })
    }

    fn write_key(&self, writer: &mut Writer) {
        writer.nested(Tag::SEQUENCE, |spki| {
            algorithm(spki);
            spki.bit_string(&[self.key; 32]);
        });
    }

    fn extensions(&self) -> Vec<u8> {
        let mut extensions = Writer::new();
        if let Some(value) = &self.subject_alt_name {
            extension(&mut extensions, oids::SUBJECT_ALT_NAME, value);
        }
        if !self.usages.is_empty() {
            let mut value = Writer::new();
            value.nested(Tag::SEQUENCE, |list| self.usages.iter().for_each(|oid| list.oid(oid.as_oid())));
            extension(&mut extensions, oids::EXTENDED_KEY_USAGE, value.as_bytes());
        }
        extensions.encoded(self.others.as_bytes());
        extensions.into_bytes()
    }

    /// Whether such a certificate is of the identity, without a bound on comparisons.
    pub(crate) fn check(&self, identity: &Identity, mode: NameMode) -> Result<MatchedName, Mismatch> {
        let der = self.der();
        let certificate = CertificateRef::parse(&der).unwrap();
        match_certificate(&certificate, identity, mode, &mut Comparisons::unlimited())
    }

    /// The same for a host, in the mode of RFC 9525.
    pub(crate) fn host(&self, host: &str) -> Result<MatchedName, Mismatch> {
        self.check(&Identity::host(host).unwrap(), NameMode::Rfc9525)
    }

    /// The same for a host, as appliances do.
    pub(crate) fn appliance(&self, host: &str) -> Result<MatchedName, Mismatch> {
        self.check(&Identity::host(host).unwrap(), NameMode::Appliance)
    }
}

fn signed(content: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |object| {
        object.nested(Tag::SEQUENCE, content);
        algorithm(object);
        object.bit_string(&[0; 64]);
    });
    writer.into_bytes()
}

fn algorithm(writer: &mut Writer) {
    writer.nested(Tag::SEQUENCE, |inner| inner.oid(oids::ED25519));
}

fn extension(writer: &mut Writer, oid: Oid<'_>, value: &[u8]) {
    writer.nested(Tag::SEQUENCE, |extension| {
        extension.oid(oid);
        extension.octet_string(value);
    });
}

fn name(common_names: &[(Tag, Vec<u8>)]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |rdns| {
        for (tag, value) in common_names {
            rdns.nested(Tag::SET, |rdn| {
                rdn.nested(Tag::SEQUENCE, |attribute| {
                    attribute.oid(oids::COMMON_NAME);
                    attribute.value(*tag, value);
                });
            });
        }
    });
    writer.into_bytes()
}
