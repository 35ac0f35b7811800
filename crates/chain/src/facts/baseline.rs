//! What the CA/Browser Forum's Baseline Requirements (BR) ask of TLS certificates beyond RFC 5280.
//!
//! The rules here have held for as long as certificates that are valid today were issued. Those that came with version 2 of the
//! profiles, on 2023-09-15 (BR, 7.1), are not asked: certificates of private CAs, which `webpki` judges as well, break them
//! by the dozen.

use super::FactsBuilder;
use super::form::Role;
use crate::codes;
use crate::config::purpose::KeyPurpose;
use crate::config::rules::RuleSet;
use crate::verdict::finding::Detail;
use ucpki_crypto::KeyKind;
use ucpki_matcher::Identity;
use ucpki_x509::der::Reader;
use ucpki_x509::extension::{ExtensionKind, KeyUsage};
use ucpki_x509::{Certificate, GeneralName, Oid, oids};

/// 7.1.2.7.10: what is beside serverAuth must not be one of these. The last is for precertificates.
const FOREIGN_PURPOSES: [Oid<'static>; 6] = [
    oids::CODE_SIGNING,
    oids::EMAIL_PROTECTION,
    oids::TIME_STAMPING,
    oids::OCSP_SIGNING,
    oids::ANY_EXTENDED_KEY_USAGE,
    oids::PRECERTIFICATE_SIGNING,
];

const RULES: RuleSet = RuleSet::of(&[
    &codes::SERVER_PURPOSES,
    &codes::ROOT_EKU,
    &codes::EKU_CRITICAL,
    &codes::ANY_POLICY_IN_LEAF,
    &codes::POLICIES_CRITICAL,
    &codes::SAN_KIND,
    &codes::KEY_USAGE_OF_KIND,
    &codes::AKI_NOT_ALONE,
    &codes::SCT_LIST_MALFORMED,
]);

impl FactsBuilder<'_> {
    /// The rules of this file.
    pub(super) fn baseline(&mut self, certificate: &Certificate, role: Role, purpose: &KeyPurpose) {
        if !self.asks(RULES) {
            return;
        }
        let is_subscriber = role == Role::Leaf && purpose.extended_key_usages().any(|one| one == oids::SERVER_AUTH);
        let has_eku = certificate.has_extension(ExtensionKind::ExtendedKeyUsage);
        if role == Role::Anchor && certificate.is_self_issued() {
            // 7.1.2.1.2: extKeyUsage MUST NOT be present in a root.
            self.broken(&codes::ROOT_EKU, has_eku);
        }
        if role != Role::Anchor {
            // 7.1.2.7.6, 7.1.2.6.1: not critical. Time stamps are the exception of RFC 3161, and no server's.
            let is_critical = certificate.is_critical(ExtensionKind::ExtendedKeyUsage);
            let stamps = purpose.extended_key_usages().any(|one| one == oids::TIME_STAMPING);
            self.broken(&codes::EKU_CRITICAL, is_critical && !stamps);
            // 7.1.2.11.1: authorityCertIssuer and authorityCertSerialNumber MUST NOT be there.
            let aki = certificate.authority_key_identifier().ok().flatten();
            self.broken(&codes::AKI_NOT_ALONE, aki.is_some_and(|aki| aki.issuer().is_some() || aki.serial().is_some()));
        }
        // 7.1.2.7.6, 7.1.2.6.1: "N" in the column for criticality.
        self.broken(&codes::POLICIES_CRITICAL, certificate.is_critical(ExtensionKind::CertificatePolicies));
        self.broken(&codes::SCT_LIST_MALFORMED, has_malformed_scts(certificate));
        if is_subscriber {
            self.subscriber(certificate);
        }
    }

    /// The certificate of a server.
    fn subscriber(&mut self, leaf: &Certificate) {
        if let Ok(Some(usage)) = leaf.extended_key_usage()
            && let Some(foreign) = FOREIGN_PURPOSES.into_iter().find(|one| usage.contains(*one))
        {
            self.report(&codes::SERVER_PURPOSES, || Detail::Purpose { oid: foreign.into() });
        }
        // 7.1.2.7.9: anyPolicy MUST NOT be there.
        if let Ok(Some(policies)) = leaf.certificate_policies()
            && policies.iter().any(|one| one.policy() == oids::ANY_POLICY)
        {
            self.report(&codes::ANY_POLICY_IN_LEAF, || Detail::None);
        }
        // 7.1.2.7.12: dNSName and iPAddress alone. A check for a SIP domain, a service or an account is not about a web server.
        let is_other = |name: GeneralName<'_>| !matches!(name, GeneralName::DnsName(_) | GeneralName::IpAddress(_));
        if matches!(self.identity, Identity::DangerNone | Identity::Dns(_) | Identity::Ip(_))
            && let Ok(Some(names)) = leaf.subject_alt_name()
            && names.iter().any(is_other)
        {
            self.report(&codes::SAN_KIND, || Detail::None);
        }
        if let Ok(Some(usage)) = leaf.key_usage()
            && let Ok(kind) = KeyKind::from_spki(leaf.spki())
            && !fits(usage, kind)
        {
            self.report(&codes::KEY_USAGE_OF_KIND, || Detail::KeyKind(kind));
        }
    }
}

/// 7.1.2.7.11: for RSA digitalSignature, keyEncipherment and dataEncipherment, for elliptic curves digitalSignature and
/// keyAgreement; nothing else, and not nothing.
fn fits(usage: KeyUsage, kind: KeyKind) -> bool {
    let allowed: &[KeyUsage] = match kind {
        KeyKind::Rsa { .. } | KeyKind::RsaPss { .. } => {
            &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_ENCIPHERMENT, KeyUsage::DATA_ENCIPHERMENT]
        }
        KeyKind::EcP256 | KeyKind::EcP384 | KeyKind::EcP521 => &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_AGREEMENT],
        // The BR know no other kind; what they would be used for is not said.
        _ => return true,
    };
    let others = [
        KeyUsage::DIGITAL_SIGNATURE,
        KeyUsage::NON_REPUDIATION,
        KeyUsage::KEY_ENCIPHERMENT,
        KeyUsage::DATA_ENCIPHERMENT,
        KeyUsage::KEY_AGREEMENT,
        KeyUsage::KEY_CERT_SIGN,
        KeyUsage::CRL_SIGN,
        KeyUsage::ENCIPHER_ONLY,
        KeyUsage::DECIPHER_ONLY,
    ];
    // An empty one has a rule of its own.
    others.iter().all(|bit| !usage.contains(*bit) || allowed.contains(bit))
}

/// SignedCertificateTimestampList (RFC 6962, 3.3): an OCTET STRING in the extension, with a list of timestamps.
///
/// ```text
/// opaque SerializedSCT<1..2^16-1>;
/// struct { SerializedSCT sct_list<1..2^16-1>; } SignedCertificateTimestampList;
/// ```
fn has_malformed_scts(certificate: &Certificate) -> bool {
    let extension = certificate.extensions().find(|extension| extension.oid() == oids::SCT_LIST);
    extension.is_some_and(|extension| scts(extension.value()).is_none())
}

/// Reads a list of timestamps: whether it is one is all that matters.
fn scts(value: &[u8]) -> Option<()> {
    /// A version, the log's identifier, a time, the length of extensions, and a signature's algorithms and length.
    const LEAST: usize = 1 + 32 + 8 + 2 + 2 + 2;
    let mut reader = Reader::new(value).ok()?;
    let list = reader.octet_string().ok()?.content();
    reader.finish().ok()?;
    let mut rest = with_length(list).filter(|(_, behind)| behind.is_empty())?.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (one, behind) = with_length(rest)?;
        if one.len() < LEAST {
            return None;
        }
        rest = behind;
    }
    Some(())
}

/// The bytes of a vector with a length of two bytes in front, and what is behind it.
fn with_length(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}
