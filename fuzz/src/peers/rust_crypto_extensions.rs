//! Values of extensions as x509-cert reads them. Where both read a value, they read the same; what only one of them reads
//! is not held against either, since x509-cert knows fewer forms and checks less (README.md).

use super::rust_crypto::name;
use crate::facts;
use ucpki_x509::CertificateRef;
use ucpki_x509::extension::ExtensionKind;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

/// # Panics
///
/// If both read a value, and not the same.
pub(crate) fn compare(certificate: &CertificateRef<'_>) {
    let value = |kind| certificate.extension_value(kind).unwrap_or(&[]);
    macro_rules! same {
        ($kind:ident, $ours:expr, |$our:ident| $our_facts:expr, |$their:ident: $type:ty| $their_facts:expr) => {
            let ours = $ours.ok().flatten().map(|$our| $our_facts);
            let theirs = <$type>::from_der(value(ExtensionKind::$kind)).ok().map(|$their| $their_facts);
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                assert_eq!(ours, theirs, stringify!($kind));
            }
        };
    }
    same!(
        AuthorityKeyIdentifier,
        certificate.authority_key_identifier(),
        |found| (
            found.key_identifier().map(<[u8]>::to_vec),
            found.issuer().map(|names| names.iter().map(ours).collect::<Vec<_>>()),
            found.serial().map(facts::serial),
        ),
        |found: pkix::AuthorityKeyIdentifier| (
            found.key_identifier.map(|id| id.as_bytes().to_vec()),
            found.authority_cert_issuer.map(|names| names.iter().map(theirs).collect::<Vec<_>>()),
            found.authority_cert_serial_number.map(|serial| serial.as_bytes().to_vec()),
        )
    );
    same!(
        SubjectKeyIdentifier,
        certificate.subject_key_identifier(),
        |found| found.to_vec(),
        |found: pkix::SubjectKeyIdentifier| found.0.as_bytes().to_vec()
    );
    same!(
        KeyUsage,
        certificate.key_usage(),
        // Bits that the standard does not name are kept by us and dropped there.
        |found| found.bits() & 0x1FF,
        |found: pkix::KeyUsage| u32::from(found.0.bits())
    );
    same!(
        CertificatePolicies,
        certificate.certificate_policies(),
        |found| found
            .iter()
            .map(|one| (one.policy().as_bytes().to_vec(), one.qualifiers().count()))
            .collect::<Vec<_>>(),
        |found: pkix::CertificatePolicies| found
            .0
            .iter()
            .map(|one| (bytes(&one.policy_identifier), one.policy_qualifiers.iter().flatten().count()))
            .collect::<Vec<_>>()
    );
    same!(
        PolicyMappings,
        certificate.policy_mappings(),
        |found| {
            let pair = |one: ucpki_x509::extension::PolicyMapping<'_>| {
                (one.issuer_domain().as_bytes().to_vec(), one.subject_domain().as_bytes().to_vec())
            };
            found.iter().map(pair).collect::<Vec<_>>()
        },
        |found: pkix::PolicyMappings| {
            let pair =
                |one: &pkix::PolicyMapping| (bytes(&one.issuer_domain_policy), bytes(&one.subject_domain_policy));
            found.0.iter().map(pair).collect::<Vec<_>>()
        }
    );
    same!(
        SubjectAltName,
        certificate.subject_alt_name(),
        |found| found.iter().map(ours).collect::<Vec<_>>(),
        |found: pkix::SubjectAltName| found.0.iter().map(theirs).collect::<Vec<_>>()
    );
    same!(
        BasicConstraints,
        certificate.basic_constraints(),
        |found| (found.is_ca(), found.path_length()),
        |found: pkix::BasicConstraints| (found.ca, found.path_len_constraint.map(u32::from))
    );
    same!(
        NameConstraints,
        certificate.name_constraints(),
        |found| [found.permitted(), found.excluded()].map(|list| list.iter().map(ours).collect::<Vec<_>>()),
        |found: pkix::NameConstraints| {
            let base = |subtree: &GeneralSubtree| theirs(&subtree.base);
            [found.permitted_subtrees, found.excluded_subtrees]
                .map(|list| list.iter().flatten().map(base).collect::<Vec<_>>())
        }
    );
    same!(
        PolicyConstraints,
        certificate.policy_constraints(),
        |found| (found.require_explicit_policy(), found.inhibit_policy_mapping()),
        |found: pkix::PolicyConstraints| (found.require_explicit_policy, found.inhibit_policy_mapping)
    );
    same!(
        ExtendedKeyUsage,
        certificate.extended_key_usage(),
        |found| found.iter().map(|one| one.as_bytes().to_vec()).collect::<Vec<_>>(),
        |found: pkix::ExtendedKeyUsage| found.0.iter().map(bytes).collect::<Vec<_>>()
    );
    same!(InhibitAnyPolicy, certificate.inhibit_any_policy(), |found| found, |found: pkix::InhibitAnyPolicy| found.0);
    let access = |one: &pkix::AccessDescription| (bytes(&one.access_method), theirs(&one.access_location));
    same!(
        AuthorityInfoAccess,
        certificate.authority_info_access(),
        |found| {
            found.iter().map(|one| (one.method().as_bytes().to_vec(), ours(one.location()))).collect::<Vec<_>>()
        },
        |found: pkix::AuthorityInfoAccessSyntax| found.0.iter().map(access).collect::<Vec<_>>()
    );
}

/// The number of its kind, and what it holds.
#[derive(Debug, PartialEq, Eq)]
enum General {
    Bytes(u8, Vec<u8>),
    Directory(facts::Name),
    Other(Vec<u8>, Vec<u8>),
}

fn ours(name: ucpki_x509::GeneralName<'_>) -> General {
    use ucpki_x509::GeneralName as Name;
    let bytes = |kind, bytes: &[u8]| General::Bytes(kind, bytes.to_vec());
    match name {
        Name::OtherName { oid, value } => General::Other(oid.as_bytes().to_vec(), value.to_vec()),
        Name::Rfc822Name(text) => bytes(1, text),
        Name::DnsName(text) => bytes(2, text),
        Name::X400Address(content) => bytes(3, content),
        Name::DirectoryName(name) => General::Directory(facts::name(name)),
        Name::EdiPartyName(_) => bytes(5, &[]),
        Name::Uri(text) => bytes(6, text),
        Name::IpAddress(address) => bytes(7, address),
        Name::RegisteredId(oid) => bytes(8, oid.as_bytes()),
    }
}

fn theirs(general: &GeneralName) -> General {
    let text = |kind, text: &x509_cert::der::asn1::Ia5String| General::Bytes(kind, text.as_bytes().to_vec());
    match general {
        GeneralName::OtherName(other) => {
            General::Other(bytes(&other.type_id), other.value.to_der().expect("what was decoded can be encoded"))
        }
        GeneralName::Rfc822Name(mail) => text(1, mail),
        GeneralName::DnsName(host) => text(2, host),
        GeneralName::DirectoryName(directory) => General::Directory(name(directory)),
        GeneralName::EdiPartyName(_) => General::Bytes(5, Vec::new()),
        GeneralName::UniformResourceIdentifier(uri) => text(6, uri),
        GeneralName::IpAddress(address) => General::Bytes(7, address.as_bytes().to_vec()),
        GeneralName::RegisteredId(oid) => General::Bytes(8, bytes(oid)),
    }
}

fn bytes(oid: &ObjectIdentifier) -> Vec<u8> {
    oid.as_bytes().to_vec()
}
