//! Extensions as JSON: the bytes, the lines of the text, and for the standard ones what they say.

use super::{integer, name, oid};
use crate::extension as text;
use crate::writer::{List, Place};
use alloc::string::String;
use core::fmt;
use ucpki_x509::der::Reader;
use ucpki_x509::extension::{
    AccessDescriptions, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, DistributionPointName,
    DistributionPoints, ExtendedKeyUsage, Extension, ExtensionKind, IssuingDistributionPoint, KeyUsage,
    NameConstraints, PolicyConstraints, PolicyMappings, ReasonFlags,
};
use ucpki_x509::{CrlReason, Error, GeneralName, GeneralNames};

pub(super) fn list<'a>(place: Place<'_>, mut extensions: impl Iterator<Item = Extension<'a>>) -> fmt::Result {
    place.array(|list| {
        extensions.try_for_each(|extension| {
            list.next()?.object(|members| {
                oid(members, extension.oid())?;
                members.plain("critical", extension.is_critical())?;
                members.hex("value", extension.value())?;
                let mut lines = String::new();
                let out = &mut crate::out::Out::new(&mut lines);
                text::write_value(out, extension.oid().as_bytes(), extension.value(), 0)?;
                members.texts("text", lines.lines())?;
                match ExtensionKind::from_oid(extension.oid()) {
                    Some(kind) => decoded(members, kind, &extension),
                    None => Ok(()),
                }
            })
        })
    })
}

const REASONS: [&str; 9] = [
    "unused",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "aACompromise",
];

/// The member `decoded`, or `error` where the value cannot be read.
fn decoded(members: &mut List<'_>, kind: ExtensionKind, extension: &Extension<'_>) -> fmt::Result {
    let reader = extension.reader();
    match kind {
        ExtensionKind::AuthorityKeyIdentifier => put(members, AuthorityKeyIdentifier::read, reader, key_identifier),
        ExtensionKind::SubjectKeyIdentifier => {
            put(members, |reader| reader.octet_string(), reader, |place, value| place.hex(value.content()))
        }
        ExtensionKind::KeyUsage => put(members, KeyUsage::read, reader, |place, usage| {
            bits(place, usage.bits(), &KeyUsage::NAMES.map(|(_, name)| name))
        }),
        ExtensionKind::CertificatePolicies => put(members, CertificatePolicies::read, reader, |place, policies| {
            place.array(|list| policies.iter().try_for_each(|policy| list.next()?.display(policy.policy())))
        }),
        ExtensionKind::PolicyMappings => put(members, PolicyMappings::read, reader, |place, mappings| {
            place.array(|list| {
                mappings.iter().try_for_each(|mapping| {
                    list.next()?.object(|members| {
                        members.text("issuer_domain", mapping.issuer_domain())?;
                        members.text("subject_domain", mapping.subject_domain())
                    })
                })
            })
        }),
        ExtensionKind::SubjectAltName | ExtensionKind::IssuerAltName | ExtensionKind::CertificateIssuer => {
            put(members, GeneralNames::read, reader, |place, names| general_names(place, &names))
        }
        ExtensionKind::BasicConstraints => put(members, BasicConstraints::read, reader, |place, constraints| {
            place.object(|members| {
                members.plain("ca", constraints.is_ca())?;
                members.optional("path_length", constraints.path_length())
            })
        }),
        ExtensionKind::NameConstraints => put(members, NameConstraints::read, reader, |place, constraints| {
            place.object(|members| {
                for (label, trees) in [("permitted", constraints.permitted()), ("excluded", constraints.excluded())] {
                    members
                        .member(label)?
                        .array(|list| trees.iter().try_for_each(|tree| general_name(list.next()?, &tree)))?;
                }
                Ok(())
            })
        }),
        ExtensionKind::PolicyConstraints => put(members, PolicyConstraints::read, reader, |place, constraints| {
            place.object(|members| {
                members.optional("require_explicit_policy", constraints.require_explicit_policy())?;
                members.optional("inhibit_policy_mapping", constraints.inhibit_policy_mapping())
            })
        }),
        ExtensionKind::ExtendedKeyUsage => put(members, ExtendedKeyUsage::read, reader, |place, purposes| {
            place.array(|list| {
                purposes.iter().try_for_each(|purpose| list.next()?.object(|members| oid(members, purpose)))
            })
        }),
        ExtensionKind::CrlDistributionPoints | ExtensionKind::FreshestCrl => {
            put(members, DistributionPoints::read, reader, points)
        }
        ExtensionKind::AuthorityInfoAccess | ExtensionKind::SubjectInfoAccess => {
            put(members, AccessDescriptions::read, reader, |place, list| {
                place.array(|array| {
                    list.iter().try_for_each(|access| {
                        array.next()?.object(|members| {
                            oid(members, access.method())?;
                            general_name(members.member("location")?, &access.location())
                        })
                    })
                })
            })
        }
        ExtensionKind::CrlNumber | ExtensionKind::DeltaCrlIndicator | ExtensionKind::InhibitAnyPolicy => {
            put(members, |reader| reader.integer(), reader, integer)
        }
        ExtensionKind::IssuingDistributionPoint => put(members, IssuingDistributionPoint::read, reader, issuing),
        ExtensionKind::ReasonCode => put(
            members,
            |reader| {
                let value = reader.expect(ucpki_x509::der::Tag::ENUMERATED)?;
                let reason = value.integer()?.to_u32().and_then(CrlReason::from_number);
                reason.ok_or_else(|| value.error(&ucpki_x509::codes::ENUMERATED_UNKNOWN))
            },
            reader,
            |place, reason| place.display(reason.name()),
        ),
        ExtensionKind::InvalidityDate => {
            put(members, |reader| reader.time(), reader, |place, time| place.display(time))
        }
        ExtensionKind::HoldInstructionCode => {
            put(members, |reader| reader.oid(), reader, |place, oid| place.display(oid))
        }
        _ => Ok(()),
    }
}

fn put<'a, T>(
    members: &mut List<'_>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
    mut reader: Reader<'a>,
    write: impl FnOnce(Place<'_>, T) -> fmt::Result,
) -> fmt::Result {
    match read(&mut reader).and_then(|value| reader.finish().map(|()| value)) {
        Ok(value) => write(members.member("decoded")?, value),
        Err(error) => members.text("error", error),
    }
}

fn bits(place: Place<'_>, bits: u32, names: &[&str]) -> fmt::Result {
    place.array(|list| {
        for (index, name) in names.iter().enumerate() {
            if bits >> index & 1 == 1 {
                list.next()?.display(name)?;
            }
        }
        Ok(())
    })
}

fn key_identifier(place: Place<'_>, identifier: AuthorityKeyIdentifier<'_>) -> fmt::Result {
    place.object(|members| {
        if let Some(bytes) = identifier.key_identifier() {
            members.hex("key_identifier", bytes)?;
        }
        if let Some(issuer) = identifier.issuer() {
            general_names(members.member("issuer")?, &issuer)?;
        }
        identifier.serial().map_or(Ok(()), |serial| integer(members.member("serial")?, serial))
    })
}

fn general_names(place: Place<'_>, names: &GeneralNames<'_>) -> fmt::Result {
    place.array(|list| names.iter().try_for_each(|name| general_name(list.next()?, &name)))
}

pub(super) fn general_name(place: Place<'_>, general: &GeneralName<'_>) -> fmt::Result {
    let ascii = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    place.object(|members| match general {
        GeneralName::OtherName { oid: form, value } => {
            members.text("kind", "otherName")?;
            oid(members, *form)?;
            members.hex("value", value)
        }
        GeneralName::Rfc822Name(bytes) => {
            members.text("kind", "rfc822Name")?;
            members.text("value", ascii(bytes))
        }
        GeneralName::DnsName(bytes) => {
            members.text("kind", "dNSName")?;
            members.text("value", ascii(bytes))
        }
        GeneralName::X400Address(bytes) => {
            members.text("kind", "x400Address")?;
            members.hex("value", bytes)
        }
        GeneralName::DirectoryName(directory) => {
            members.text("kind", "directoryName")?;
            name(members.member("value")?, *directory)
        }
        GeneralName::EdiPartyName(bytes) => {
            members.text("kind", "ediPartyName")?;
            members.hex("value", bytes)
        }
        GeneralName::Uri(bytes) => {
            members.text("kind", "uniformResourceIdentifier")?;
            members.text("value", ascii(bytes))
        }
        GeneralName::IpAddress(bytes) => {
            members.text("kind", "iPAddress")?;
            members.hex("bytes", bytes)?;
            match crate::summary::address(bytes) {
                Some(text) => members.text("value", text),
                None => Ok(()),
            }
        }
        GeneralName::RegisteredId(id) => {
            members.text("kind", "registeredID")?;
            oid(members, *id)
        }
    })
}

fn points(place: Place<'_>, points: DistributionPoints<'_>) -> fmt::Result {
    place.array(|list| {
        points.iter().try_for_each(|point| {
            list.next()?.object(|members| {
                point_name(members, point.name())?;
                reasons(members, point.reasons())?;
                point.crl_issuer().map_or(Ok(()), |issuer| general_names(members.member("crl_issuer")?, &issuer))
            })
        })
    })
}

fn point_name(members: &mut List<'_>, point: Option<DistributionPointName<'_>>) -> fmt::Result {
    match point {
        Some(DistributionPointName::FullName(names)) => general_names(members.member("full_name")?, &names),
        Some(DistributionPointName::RelativeToIssuer(rdn)) => members.member("relative_name")?.array(|list| {
            rdn.attributes().try_for_each(|attribute| {
                list.next()?.object(|members| {
                    oid(members, attribute.oid())?;
                    members.hex("der", attribute.encoded())?;
                    super::text(members, attribute.tag(), attribute.value())
                })
            })
        }),
        _ => Ok(()),
    }
}

fn reasons(members: &mut List<'_>, flags: Option<ReasonFlags>) -> fmt::Result {
    flags.map_or(Ok(()), |flags| bits(members.member("reasons")?, flags.bits(), &REASONS))
}

fn issuing(place: Place<'_>, point: IssuingDistributionPoint<'_>) -> fmt::Result {
    place.object(|members| {
        point_name(members, point.name())?;
        members.plain("only_user_certificates", point.only_contains_user_certs())?;
        members.plain("only_ca_certificates", point.only_contains_ca_certs())?;
        reasons(members, point.only_some_reasons())?;
        members.plain("indirect", point.is_indirect())?;
        members.plain("only_attribute_certificates", point.only_contains_attribute_certs())
    })
}
