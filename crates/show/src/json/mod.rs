//! Objects as JSON: `docs/show-json.md` has every member.

mod extension;
mod ocsp;

use crate::fingerprint::Fingerprints;
use crate::key::Key;
use crate::kinds::Object;
use crate::writer::{List, Place};
use crate::{fingerprint, number, object};
use alloc::string::String;
use core::fmt::{self, Write};
use ucpki_x509::der::{Integer, Tag};
use ucpki_x509::pem::TrustData;
use ucpki_x509::{AlgorithmRef, Certificate, CertificationRequest, Crl, NameRef, Oddities, Oid, SpkiRef};

pub(crate) fn write(sink: &mut dyn Write, any: &Object) -> fmt::Result {
    Place::new(sink).object(|members| {
        members.text("kind", any.kind())?;
        fingerprints(members.member("fingerprints")?, &any.fingerprints())?;
        match any {
            Object::Certificate(certificate) => certificate_members(members, certificate),
            Object::Crl(crl) => crl_members(members, crl),
            Object::OddCrl(odd) => odd.view().map_or(Ok(()), |crl| crl_members(members, &crl.to_owned())),
            Object::OcspRequest(request) => ocsp::request_members(members, request),
            Object::OcspResponse(response) => ocsp::response_members(members, response),
            Object::Request(request) => request_members(members, request),
            Object::Trusted(certificate, trust) => {
                certificate_members(members, certificate)?;
                trust_member(members, trust)
            }
        }
    })
}

fn certificate_members(members: &mut List<'_>, certificate: &Certificate) -> fmt::Result {
    members.plain("version", certificate.version())?;
    integer(members.member("serial")?, certificate.serial())?;
    name(members.member("issuer")?, certificate.issuer())?;
    members.text("not_before", certificate.not_before())?;
    members.text("not_after", certificate.not_after())?;
    name(members.member("subject")?, certificate.subject())?;
    public_key(members.member("public_key")?, certificate.spki())?;
    for (label, bits) in
        [("issuer_unique_id", certificate.issuer_unique_id()), ("subject_unique_id", certificate.subject_unique_id())]
    {
        if let Some((_, bytes)) = bits.and_then(<[u8]>::split_first) {
            members.hex(label, bytes)?;
        }
    }
    extension::list(members.member("extensions")?, certificate.extensions())?;
    algorithm(members.member("tbs_signature_algorithm")?, certificate.tbs_signature_algorithm())?;
    signature(members, certificate.signature_algorithm(), certificate.signature())?;
    oddities(members, certificate.oddities())
}

fn request_members(members: &mut List<'_>, request: &CertificationRequest) -> fmt::Result {
    members.plain("version", request.version())?;
    name(members.member("subject")?, request.subject())?;
    public_key(members.member("public_key")?, request.spki())?;
    members.member("attributes")?.array(|list| {
        for attribute in request.attributes() {
            list.next()?.object(|members| {
                oid(members, attribute.oid())?;
                members.member("values")?.array(|values| {
                    for value in attribute.values() {
                        values.next()?.object(|members| {
                            members.hex("der", value.encoded())?;
                            text(members, value.tag(), value.content())
                        })?;
                    }
                    Ok(())
                })
            })?;
        }
        Ok(())
    })?;
    match request.extension_request() {
        Ok(Some(found)) => extension::list(members.member("requested_extensions")?, found.extensions())?,
        Ok(None) => {}
        Err(error) => members.text("requested_extensions_error", error)?,
    }
    signature(members, request.signature_algorithm(), request.signature())?;
    oddities(members, request.oddities())
}

fn crl_members(members: &mut List<'_>, crl: &Crl) -> fmt::Result {
    members.plain("version", crl.version())?;
    name(members.member("issuer")?, crl.issuer())?;
    members.text("this_update", crl.this_update())?;
    if let Some(next) = crl.next_update() {
        members.text("next_update", next)?;
    }
    extension::list(members.member("extensions")?, crl.extensions())?;
    members.member("revoked")?.array(|list| {
        for entry in crl.entries() {
            list.next()?.object(|members| {
                integer(members.member("serial")?, entry.serial())?;
                members.text("revocation_date", entry.revocation_date())?;
                extension::list(members.member("extensions")?, entry.extensions())
            })?;
        }
        Ok(())
    })?;
    signature(members, crl.signature_algorithm(), crl.signature())?;
    oddities(members, crl.oddities())
}

fn trust_member(members: &mut List<'_>, trust: &TrustData) -> fmt::Result {
    members.member("trust")?.object(|members| {
        if let Some(purposes) = &trust.trust {
            members.texts("trusted", purposes.iter())?;
        }
        members.texts("rejected", trust.reject.iter())?;
        if let Some(alias) = &trust.alias {
            members.text("alias", alias)?;
        }
        trust.key_id.as_ref().map_or(Ok(()), |key_id| members.hex("key_id", key_id))
    })
}

fn fingerprints(place: Place<'_>, hashes: &Fingerprints) -> fmt::Result {
    place.object(|members| {
        members.hex("sha256", &hashes.sha256_bytes())?;
        members.hex("sha1", &hashes.sha1_bytes())?;
        members.hex("md5", &hashes.md5_bytes())
    })
}

fn integer(place: Place<'_>, value: Integer<'_>) -> fmt::Result {
    place.object(|members| {
        members.hex("hex", value.as_bytes())?;
        match number::decimal(value.as_bytes()) {
            Some(decimal) => members.text("decimal", decimal),
            None => Ok(()),
        }
    })
}

/// An object identifier with the names that OpenSSL has for it.
fn oid(members: &mut List<'_>, oid: Oid<'_>) -> fmt::Result {
    members.text("oid", object::dotted(oid.as_bytes()))?;
    match object::names(oid.as_bytes()) {
        Some((short, long)) => {
            members.text("short_name", short)?;
            members.text("name", long)
        }
        None => Ok(()),
    }
}

fn name(place: Place<'_>, name: NameRef<'_>) -> fmt::Result {
    place.object(|members| {
        members.text("text", name)?;
        members.member("rdns")?.array(|list| {
            for rdn in name.rdns() {
                list.next()?.array(|list| {
                    for attribute in rdn.attributes() {
                        list.next()?.object(|members| {
                            oid(members, attribute.oid())?;
                            members.hex("der", attribute.encoded())?;
                            text(members, attribute.tag(), attribute.value())
                        })?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })
    })
}

/// The value as text, if it is a well-formed string.
fn text(members: &mut List<'_>, tag: Tag, content: &[u8]) -> fmt::Result {
    ucpki_x509::string_text(tag, content).map_or(Ok(()), |text| members.text("text", text))
}

fn algorithm(place: Place<'_>, algorithm: AlgorithmRef<'_>) -> fmt::Result {
    place.object(|members| {
        oid(members, algorithm.oid())?;
        algorithm.parameters().map_or(Ok(()), |parameters| members.hex("parameters", parameters))
    })
}

fn public_key(place: Place<'_>, spki: SpkiRef<'_>) -> fmt::Result {
    place.object(|members| {
        algorithm(members.member("algorithm")?, spki.algorithm())?;
        members.hex("key", spki.key().as_bytes())?;
        fingerprints(members.member("spki_fingerprints")?, &Fingerprints::from_der(spki.as_der()))?;
        members.text("key_identifier", fingerprint::key_identifier(spki))?;
        let Some(key) = Key::read(spki) else { return Ok(()) };
        members.text("kind", key.kind())?;
        members.plain("bits", key.bits())?;
        if let Some((curve, nist)) = key.curve() {
            members.text("curve", curve)?;
            if !nist.is_empty() {
                members.text("nist_curve", nist)?;
            }
        }
        let mut lines = String::new();
        key.write(&mut crate::out::Out::new(&mut lines), 0)?;
        members.texts("text", lines.lines())
    })
}

fn signature(members: &mut List<'_>, of: AlgorithmRef<'_>, bytes: Option<&[u8]>) -> fmt::Result {
    algorithm(members.member("signature_algorithm")?, of)?;
    bytes.map_or(Ok(()), |bytes| members.hex("signature", bytes))
}

fn oddities(members: &mut List<'_>, oddities: Oddities) -> fmt::Result {
    members.texts("oddities", oddities.names())
}
