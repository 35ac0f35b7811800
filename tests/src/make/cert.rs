use super::extension::PolicyConstraints;
use super::{
    BasicConstraints, Extension, GeneralName, Key, KeyUsage, Name, NameConstraints, Subtree, der, oid, pem, time,
};
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Oid, OidBuf, Time, oids};

/// A key identifier in a certificate or CRL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyId {
    /// The extension is left out.
    Absent,
    /// These bytes.
    Of(Vec<u8>),
    /// The identifier of the key that it is about.
    Right,
    /// An identifier that no key has.
    Wrong,
}

impl KeyId {
    pub(super) fn bytes(&self, key: &Key) -> Option<Vec<u8>> {
        match self {
            Self::Absent => None,
            Self::Of(bytes) => Some(bytes.clone()),
            Self::Right => Some(key.id().to_vec()),
            Self::Wrong => Some(key.id().iter().map(|byte| !byte).collect()),
        }
    }
}

/// What is in the signature field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seal {
    /// The signature.
    Right,
    /// The signature of other bytes: well formed, and it does not hold.
    Wrong,
    /// These bytes.
    Raw(Vec<u8>),
}

impl Seal {
    pub(super) fn bytes(&self, signer: &Key, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Right => signer.sign(message),
            Self::Wrong => signer.sign(&[message, b"other"].concat()),
            Self::Raw(bytes) => bytes.clone(),
        }
    }
}

/// The description of a certificate. Every part can be made wrong.
///
/// Without more it is version 3, valid from 2026-01-01 to 2036-01-01, serial number from the names and the key, self-issued and
/// self-signed with a P-256 key that the subject's text gives, with subject and authority key identifiers and no other
/// extension.
#[derive(Clone, Debug)]
#[must_use]
pub struct Cert {
    /// The version as people count it: 3 for v3.
    pub version: u8,
    /// The content bytes of the serial number; `None`: from names and key.
    pub serial: Option<Vec<u8>>,
    /// The subject.
    pub subject: Name,
    /// The issuer; `None`: the subject.
    pub issuer: Option<Name>,
    /// The subject's key; `None`: a P-256 key from the subject's text.
    pub key: Option<Key>,
    /// The key that signs; `None`: the subject's.
    pub signer: Option<Key>,
    /// notBefore.
    pub not_before: Time,
    /// notAfter.
    pub not_after: Time,
    /// Basic constraints, and whether critical.
    pub basic_constraints: Option<(BasicConstraints, bool)>,
    /// Key usage, critical.
    pub key_usage: Option<KeyUsage>,
    /// Extended key usage, not critical.
    pub extended_key_usage: Option<Vec<OidBuf>>,
    /// Subject alternative names; critical if the subject is empty.
    pub alternative_names: Vec<GeneralName>,
    /// Name constraints, and whether critical.
    pub name_constraints: Option<(NameConstraints, bool)>,
    /// Certificate policies without qualifiers, not critical.
    pub policies: Vec<OidBuf>,
    /// Policy mappings, critical.
    pub policy_mappings: Vec<(OidBuf, OidBuf)>,
    /// Policy constraints, critical.
    pub policy_constraints: Option<PolicyConstraints>,
    /// Inhibit anyPolicy, critical.
    pub inhibit_any_policy: Option<u32>,
    /// URIs of CRL distribution points.
    pub crl_places: Vec<String>,
    /// The authority key identifier.
    pub authority_key_id: KeyId,
    /// The subject key identifier.
    pub subject_key_id: KeyId,
    /// Extensions that follow the others.
    pub extensions: Vec<Extension>,
    /// Extensions that are written twice.
    pub repeated: Vec<OidBuf>,
    /// The signature.
    pub seal: Seal,
    /// The AlgorithmIdentifier inside the signed part; `None`: the signer's.
    pub inner_algorithm: Option<Vec<u8>>,
    /// The AlgorithmIdentifier beside the signature; `None`: the signer's.
    pub outer_algorithm: Option<Vec<u8>>,
    /// The Validity, DER; `None`: from the times.
    pub raw_validity: Option<Vec<u8>>,
    /// The TBSCertificate, DER; `None`: from the rest.
    pub raw_tbs: Option<Vec<u8>>,
}

impl Cert {
    /// A description with the defaults.
    pub fn new(subject: impl Into<Name>) -> Self {
        Self {
            version: 3,
            serial: None,
            subject: subject.into(),
            issuer: None,
            key: None,
            signer: None,
            not_before: time("2026-01-01T00:00:00Z"),
            not_after: time("2036-01-01T00:00:00Z"),
            basic_constraints: None,
            key_usage: None,
            extended_key_usage: None,
            alternative_names: Vec::new(),
            name_constraints: None,
            policies: Vec::new(),
            policy_mappings: Vec::new(),
            policy_constraints: None,
            inhibit_any_policy: None,
            crl_places: Vec::new(),
            authority_key_id: KeyId::Right,
            subject_key_id: KeyId::Right,
            extensions: Vec::new(),
            repeated: Vec::new(),
            seal: Seal::Right,
            inner_algorithm: None,
            outer_algorithm: None,
            raw_validity: None,
            raw_tbs: None,
        }
    }

    /// Version 1: no version field, no extensions.
    pub fn v1(self) -> Self {
        Self { version: 1, ..self }
    }

    /// A serial number.
    pub fn serial(self, serial: u64) -> Self {
        let mut bytes: Vec<u8> = serial.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        if bytes.first().is_none_or(|first| *first >= 0x80) {
            bytes.insert(0, 0);
        }
        self.raw_serial(&bytes)
    }

    /// The content bytes of the serial number.
    pub fn raw_serial(self, bytes: &[u8]) -> Self {
        Self { serial: Some(bytes.to_vec()), ..self }
    }

    /// The issuer's name.
    pub fn issuer(self, issuer: impl Into<Name>) -> Self {
        Self { issuer: Some(issuer.into()), ..self }
    }

    /// The subject's key.
    pub fn key(self, key: &Key) -> Self {
        Self { key: Some(key.clone()), ..self }
    }

    /// The key that signs.
    pub fn signed_by(self, signer: &Key) -> Self {
        Self { signer: Some(signer.clone()), ..self }
    }

    /// Issuer name and signing key as `issuer` has them as a subject.
    pub fn issued_by(self, issuer: &Self) -> Self {
        self.issuer(&issuer.subject).signed_by(&issuer.subject_key())
    }

    /// From and until, in RFC 3339.
    pub fn validity(self, not_before: &str, not_after: &str) -> Self {
        Self { not_before: time(not_before), not_after: time(not_after), ..self }
    }

    /// Critical basic constraints of a CA.
    pub fn ca(self, path_length: Option<u32>) -> Self {
        self.basic_constraints(Some((BasicConstraints { ca: true, path_length }, true)))
    }

    /// Critical basic constraints of one who is not a CA.
    pub fn end_entity(self) -> Self {
        self.basic_constraints(Some((BasicConstraints { ca: false, path_length: None }, true)))
    }

    /// Basic constraints, and whether critical.
    pub fn basic_constraints(self, basic_constraints: Option<(BasicConstraints, bool)>) -> Self {
        Self { basic_constraints, ..self }
    }

    /// Key usage.
    pub fn key_usage(self, usage: KeyUsage) -> Self {
        Self { key_usage: Some(usage), ..self }
    }

    /// Extended key usage.
    pub fn eku(self, purposes: &[Oid<'_>]) -> Self {
        Self { extended_key_usage: Some(purposes.iter().map(|purpose| (*purpose).into()).collect()), ..self }
    }

    /// One more DNS name.
    pub fn san_dns(self, name: &str) -> Self {
        self.san(GeneralName::Dns(name.to_owned()))
    }

    /// One more IP address.
    pub fn san_ip(self, address: &str) -> Self {
        self.san(GeneralName::ip(address))
    }

    /// One more alternative name.
    pub fn san(mut self, name: GeneralName) -> Self {
        self.alternative_names.push(name);
        self
    }

    /// Critical name constraints.
    pub fn name_constraints(self, permitted: &[Subtree], excluded: &[Subtree]) -> Self {
        let constraints = NameConstraints { permitted: permitted.to_vec(), excluded: excluded.to_vec() };
        Self { name_constraints: Some((constraints, true)), ..self }
    }

    /// Certificate policies, in dotted decimal.
    pub fn policies(self, policies: &[&str]) -> Self {
        Self { policies: policies.iter().map(|policy| oid(policy)).collect(), ..self }
    }

    /// One more policy mapping: the issuer's policy and the subject's, in dotted decimal.
    pub fn policy_mapping(mut self, issuer: &str, subject: &str) -> Self {
        self.policy_mappings.push((oid(issuer), oid(subject)));
        self
    }

    /// Policy constraints.
    pub fn policy_constraints(self, require_explicit: Option<u32>, inhibit_mapping: Option<u32>) -> Self {
        Self { policy_constraints: Some(PolicyConstraints { require_explicit, inhibit_mapping }), ..self }
    }

    /// Inhibit anyPolicy.
    pub fn inhibit_any_policy(self, skip: u32) -> Self {
        Self { inhibit_any_policy: Some(skip), ..self }
    }

    /// One more CRL distribution point with a URI.
    pub fn crl_at(mut self, uri: &str) -> Self {
        self.crl_places.push(uri.to_owned());
        self
    }

    /// The authority key identifier.
    pub fn aki(self, authority_key_id: KeyId) -> Self {
        Self { authority_key_id, ..self }
    }

    /// The subject key identifier.
    pub fn ski(self, subject_key_id: KeyId) -> Self {
        Self { subject_key_id, ..self }
    }

    /// Neither key identifier.
    pub fn without_key_ids(self) -> Self {
        self.aki(KeyId::Absent).ski(KeyId::Absent)
    }

    /// One more extension; `kind` in dotted decimal, `value` what the OCTET STRING holds.
    pub fn extension(mut self, kind: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push(Extension::new(kind, critical, value.to_vec()));
        self
    }

    /// A critical extension that nobody knows.
    pub fn unknown_critical(self) -> Self {
        self.extension(UNKNOWN_EXTENSION, true, &[0x05, 0x00])
    }

    /// Writes the extensions of this type, in dotted decimal, twice.
    pub fn repeated(mut self, kind: &str) -> Self {
        self.repeated.push(oid(kind));
        self
    }

    /// A well-formed signature that does not hold.
    pub fn bad_signature(self) -> Self {
        self.seal(Seal::Wrong)
    }

    /// What is in the signature field.
    pub fn seal(self, seal: Seal) -> Self {
        Self { seal, ..self }
    }

    /// Another TBSCertificate, DER, that is signed instead.
    pub fn raw_tbs(self, tbs: Vec<u8>) -> Self {
        Self { raw_tbs: Some(tbs), ..self }
    }

    /// The subject's key, also where it is left to the default.
    #[must_use]
    pub fn subject_key(&self) -> Key {
        self.key.clone().unwrap_or_else(|| Key::p256(&self.subject.text()))
    }

    /// The key that signs, also where it is left to the default.
    #[must_use]
    pub fn signing_key(&self) -> Key {
        self.signer.clone().unwrap_or_else(|| self.subject_key())
    }

    /// The issuer's name, also where it is left to the default.
    #[must_use]
    pub fn issuer_name(&self) -> &Name {
        self.issuer.as_ref().unwrap_or(&self.subject)
    }

    /// The content bytes of the serial number, also where it is left to the default.
    #[must_use]
    pub fn serial_bytes(&self) -> Vec<u8> {
        self.serial.clone().unwrap_or_else(|| {
            let text = format!("{} {} {}", self.issuer_name().text(), self.subject.text(), self.subject_key().label());
            let mut bytes = Key::fake(&text).id()[..8].to_vec();
            // Positive and in the shortest form: the first byte from 0x40 to 0x7F.
            bytes[0] = bytes[0] & 0x3F | 0x40;
            bytes
        })
    }

    /// The certificate.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let signer = self.signing_key();
        let tbs = self.tbs();
        let signature = self.seal.bytes(&signer, &tbs);
        der(Tag::SEQUENCE, |certificate| {
            certificate.encoded(&tbs);
            certificate.encoded(&self.outer_algorithm.clone().unwrap_or_else(|| signer.signature_algorithm()));
            certificate.bit_string(&signature);
        })
    }

    /// The certificate as a PEM block.
    #[must_use]
    pub fn pem(&self) -> String {
        pem("CERTIFICATE", &self.der())
    }

    /// The TBSCertificate, DER.
    #[must_use]
    pub fn tbs(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw_tbs {
            return raw.clone();
        }
        der(Tag::SEQUENCE, |tbs| {
            if self.version != 1 {
                let number = u32::from(self.version).saturating_sub(1);
                tbs.nested(Tag::context_constructed(0), |version| version.small_integer(number));
            }
            tbs.value(Tag::INTEGER, &self.serial_bytes());
            tbs.encoded(&self.inner_algorithm.clone().unwrap_or_else(|| self.signing_key().signature_algorithm()));
            self.issuer_name().write(tbs);
            match &self.raw_validity {
                Some(raw) => tbs.encoded(raw),
                None => tbs.nested(Tag::SEQUENCE, |validity| {
                    validity.time(self.not_before);
                    validity.time(self.not_after);
                }),
            }
            self.subject.write(tbs);
            tbs.encoded(self.subject_key().spki());
            self.write_extensions(tbs);
        })
    }

    fn write_extensions(&self, tbs: &mut Writer) {
        let extensions = self.all_extensions();
        if self.version < 3 || extensions.is_empty() {
            return;
        }
        tbs.nested(Tag::context_constructed(3), |explicit| {
            explicit.nested(Tag::SEQUENCE, |list| {
                for extension in &extensions {
                    extension.write(list);
                    if self.repeated.contains(&extension.kind) {
                        extension.write(list);
                    }
                }
            });
        });
    }

    /// In the order in which they are written.
    fn all_extensions(&self) -> Vec<Extension> {
        let mut list = Vec::new();
        let mut add = |kind: Oid<'_>, critical, value| list.push(Extension { kind: kind.into(), critical, value });
        if let Some((constraints, critical)) = self.basic_constraints {
            add(oids::BASIC_CONSTRAINTS, critical, constraints.der());
        }
        if let Some(usage) = self.key_usage {
            add(oids::KEY_USAGE, true, usage.der());
        }
        if let Some(purposes) = &self.extended_key_usage {
            let write = |list: &mut Writer| purposes.iter().for_each(|purpose| list.oid(purpose.as_oid()));
            add(oids::EXTENDED_KEY_USAGE, false, der(Tag::SEQUENCE, write));
        }
        if !self.alternative_names.is_empty() {
            add(oids::SUBJECT_ALT_NAME, self.subject.is_empty(), GeneralName::list(&self.alternative_names));
        }
        if let Some((constraints, critical)) = &self.name_constraints {
            add(oids::NAME_CONSTRAINTS, *critical, constraints.der());
        }
        self.policy_extensions(&mut add);
        if !self.crl_places.is_empty() {
            add(oids::CRL_DISTRIBUTION_POINTS, false, distribution_points(&self.crl_places));
        }
        if let Some(bytes) = self.subject_key_id.bytes(&self.subject_key()) {
            add(oids::SUBJECT_KEY_IDENTIFIER, false, octet_string(&bytes));
        }
        if let Some(bytes) = self.authority_key_id.bytes(&self.signing_key()) {
            add(oids::AUTHORITY_KEY_IDENTIFIER, false, authority_key_id(&bytes));
        }
        list.extend(self.extensions.iter().cloned());
        list
    }

    fn policy_extensions(&self, add: &mut impl FnMut(Oid<'_>, bool, Vec<u8>)) {
        if !self.policies.is_empty() {
            let information = |list: &mut Writer| {
                for policy in &self.policies {
                    list.nested(Tag::SEQUENCE, |information| information.oid(policy.as_oid()));
                }
            };
            add(oids::CERTIFICATE_POLICIES, false, der(Tag::SEQUENCE, information));
        }
        if !self.policy_mappings.is_empty() {
            let mappings = |list: &mut Writer| {
                for (issuer, subject) in &self.policy_mappings {
                    list.nested(Tag::SEQUENCE, |mapping| {
                        mapping.oid(issuer.as_oid());
                        mapping.oid(subject.as_oid());
                    });
                }
            };
            add(oids::POLICY_MAPPINGS, true, der(Tag::SEQUENCE, mappings));
        }
        if let Some(constraints) = self.policy_constraints {
            add(oids::POLICY_CONSTRAINTS, true, constraints.der());
        }
        if let Some(skip) = self.inhibit_any_policy {
            let mut writer = Writer::new();
            writer.small_integer(skip);
            add(oids::INHIBIT_ANY_POLICY, true, writer.into_bytes());
        }
    }
}

/// The extension that nobody knows, below the arc for examples (RFC 5612's private enterprise number).
pub(super) const UNKNOWN_EXTENSION: &str = "1.3.6.1.4.1.32473.1";

/// AuthorityKeyIdentifier with the key identifier only.
pub(super) fn authority_key_id(bytes: &[u8]) -> Vec<u8> {
    der(Tag::SEQUENCE, |identifier| identifier.value(Tag::context(0), bytes))
}

fn octet_string(bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.octet_string(bytes);
    writer.into_bytes()
}

/// CRLDistributionPoints, each with one URI as its full name.
fn distribution_points(places: &[String]) -> Vec<u8> {
    der(Tag::SEQUENCE, |points| {
        for place in places {
            points.nested(Tag::SEQUENCE, |point| {
                point.nested(Tag::context_constructed(0), |name| {
                    name.nested(Tag::context_constructed(0), |full| {
                        full.value(Tag::context(6), place.as_bytes());
                    });
                });
            });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let tbs = |cert: Cert| cert.key(&Key::fake("a")).serial(1).tbs();
        assert_eq!(tbs(Cert::new("a"))[3..11], [0xA0, 0x03, 0x02, 0x01, 0x02, 0x02, 0x01, 0x01]);
        let v1 = tbs(Cert::new("a").v1());
        assert_eq!(v1[2..5], [0x02, 0x01, 0x01]);
        assert!(v1.ends_with(Key::fake("a").spki()), "no extensions");
    }

    #[test]
    fn serial_numbers() {
        assert_eq!(Cert::new("a").serial(0).serial_bytes(), [0]);
        assert_eq!(Cert::new("a").serial(255).serial_bytes(), [0, 255]);
        assert_eq!(Cert::new("a").serial(0x1234).serial_bytes(), [0x12, 0x34]);
        assert_ne!(Cert::new("a").serial_bytes(), Cert::new("b").serial_bytes());
    }

    #[test]
    fn extensions_can_stand_twice() {
        let cert = Cert::new("a").key(&Key::fake("a")).unknown_critical();
        let count = |cert: &Cert| {
            let needle = oid(UNKNOWN_EXTENSION).as_oid().as_bytes().to_vec();
            cert.der().windows(needle.len()).filter(|window| *window == needle).count()
        };
        assert_eq!((count(&cert), count(&cert.clone().repeated(UNKNOWN_EXTENSION))), (1, 2));
    }
}
