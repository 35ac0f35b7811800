//! OCSP requests and responses as JSON.

use super::{algorithm, extension, integer, name, oddities, oid, signature};
use crate::writer::{List, Place};
use core::fmt;
use ucpki_x509::{
    BasicResponseRef, CertIdRef, CertStatus, OcspCertificates, OcspEntry, OcspRequest, OcspResponse, ResponderId,
};

pub(super) fn request_members(members: &mut List<'_>, request: &OcspRequest) -> fmt::Result {
    members.plain("version", request.version())?;
    if let Some(requestor) = request.requestor_name() {
        extension::general_name(members.member("requestor_name")?, &requestor)?;
    }
    members.member("entries")?.array(|list| {
        request.entries().try_for_each(|entry| {
            list.next()?.object(|members| {
                certificate_id(members.member("certificate_id")?, &entry.certificate_id())?;
                extension::list(members.member("extensions")?, entry.extensions())
            })
        })
    })?;
    extension::list(members.member("extensions")?, request.extensions())?;
    if let Some(algorithm) = request.signature_algorithm() {
        signature(members, algorithm, request.signature())?;
        certificates(members, request.certificates())?;
    }
    oddities(members, request.oddities())
}

pub(super) fn response_members(members: &mut List<'_>, response: &OcspResponse) -> fmt::Result {
    members.text("status", response.status())?;
    if let Some(kind) = response.response_type() {
        members.member("response_type")?.object(|members| oid(members, kind))?;
    }
    response.basic().map_or(Ok(()), |basic| basic_members(members, &basic))
}

fn basic_members(members: &mut List<'_>, basic: &BasicResponseRef<'_>) -> fmt::Result {
    members.plain("version", basic.version())?;
    members.member("responder")?.object(|members| match basic.responder_id() {
        ResponderId::ByName(responder) => name(members.member("name")?, responder),
        ResponderId::ByKey(hash) => members.hex("key_hash", hash),
    })?;
    members.text("produced_at", basic.produced_at())?;
    members
        .member("entries")?
        .array(|list| basic.entries().try_for_each(|one| list.next()?.object(|members| entry(members, &one))))?;
    extension::list(members.member("extensions")?, basic.extensions())?;
    signature(members, basic.signature_algorithm(), basic.signature())?;
    certificates(members, basic.certificates())?;
    oddities(members, basic.oddities())
}

fn entry(members: &mut List<'_>, entry: &OcspEntry<'_>) -> fmt::Result {
    certificate_id(members.member("certificate_id")?, &entry.certificate_id())?;
    members.text("status", entry.status().name())?;
    if let CertStatus::Revoked { since, reason } = entry.status() {
        members.text("revocation_time", since)?;
        reason.map_or(Ok(()), |reason| members.text("revocation_reason", reason))?;
    }
    members.text("this_update", entry.this_update())?;
    entry.next_update().map_or(Ok(()), |next| members.text("next_update", next))?;
    extension::list(members.member("extensions")?, entry.extensions())
}

fn certificate_id(place: Place<'_>, id: &CertIdRef<'_>) -> fmt::Result {
    place.object(|members| {
        algorithm(members.member("hash")?, id.hash())?;
        members.hex("issuer_name_hash", id.issuer_name_hash())?;
        members.hex("issuer_key_hash", id.issuer_key_hash())?;
        integer(members.member("serial")?, id.serial())
    })
}

/// The certificates that came along, as DER.
fn certificates(members: &mut List<'_>, mut certificates: OcspCertificates<'_>) -> fmt::Result {
    members.member("certificates")?.array(|list| certificates.try_for_each(|der| list.next()?.hex(der)))
}
