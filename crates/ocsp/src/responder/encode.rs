//! The bytes of answers (RFC 6960, 4.2.1).

use super::policy::ResponderPolicy;
use super::served_issuer::ServedIssuer;
use crate::extension;
use alloc::vec::Vec;
use ucpki_crypto::SignatureAlgorithm;
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{CertStatus, CrlReason, OcspResponseStatus, Time, oids};

/// What is said of one CertID.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'r> {
    /// The CertID as the client wrote it.
    pub(super) id: &'r [u8],
    pub(super) status: CertStatus,
}

/// When, and until when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) produced_at: Time,
    pub(super) this_update: Time,
    pub(super) next_update: Time,
}

/// The part that is signed.
///
/// ```text
/// ResponseData ::= SEQUENCE { version [0] EXPLICIT Version DEFAULT v1, responderID ResponderID,
///     producedAt GeneralizedTime, responses SEQUENCE OF SingleResponse,
///     responseExtensions [1] EXPLICIT Extensions OPTIONAL }
/// ```
pub(super) fn response_data(
    issuer: &ServedIssuer,
    policy: &ResponderPolicy,
    times: Times,
    entries: &[Said<'_>],
    (nonce, extended_revoke): (Option<&[u8]>, bool),
) -> Vec<u8> {
    let mut writer = Writer::with_capacity(256 + entries.iter().map(|entry| entry.id.len() + 64).sum::<usize>());
    writer.nested(Tag::SEQUENCE, |data| {
        responder_id(data, issuer, policy);
        data.generalized_time(times.produced_at);
        data.nested(Tag::SEQUENCE, |list| entries.iter().for_each(|entry| single_response(list, entry, times)));
        if nonce.is_none() && !extended_revoke {
            return;
        }
        data.nested(Tag::context_constructed(1), |explicit| {
            explicit.nested(Tag::SEQUENCE, |extensions| {
                if let Some(nonce) = nonce {
                    extension::write_nonce(extensions, nonce);
                }
                if extended_revoke {
                    extension::write(extensions, oids::OCSP_EXTENDED_REVOKE, Writer::null);
                }
            });
        });
    });
    writer.into_bytes()
}

fn responder_id(data: &mut Writer, issuer: &ServedIssuer, policy: &ResponderPolicy) {
    if policy.by_name {
        data.nested(Tag::context_constructed(1), |explicit| explicit.encoded(issuer.signer_name().as_der()));
    } else {
        data.nested(Tag::context_constructed(2), |explicit| explicit.octet_string(issuer.signer_key_hash()));
    }
}

fn single_response(list: &mut Writer, said: &Said<'_>, times: Times) {
    list.nested(Tag::SEQUENCE, |entry| {
        entry.encoded(said.id);
        match said.status {
            CertStatus::Good => entry.value(Tag::context(0), &[]),
            CertStatus::Revoked { since, reason } => {
                entry.nested(Tag::context_constructed(1), |revoked| revoked_info(revoked, since, reason));
            }
            CertStatus::Unknown => entry.value(Tag::context(2), &[]),
        }
        entry.generalized_time(match said.status {
            // Backdated, but not to a time when it was not revoked yet.
            CertStatus::Revoked { since, .. } => times.this_update.max(since.min(times.produced_at)),
            _ => times.this_update,
        });
        entry.nested(Tag::context_constructed(0), |explicit| explicit.generalized_time(times.next_update));
    });
}

/// ```text
/// RevokedInfo ::= SEQUENCE { revocationTime GeneralizedTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }
/// ```
fn revoked_info(revoked: &mut Writer, since: Time, reason: Option<CrlReason>) {
    revoked.generalized_time(since);
    let number = reason.and_then(|reason| u8::try_from(reason.number()).ok());
    if let Some(number) = number {
        revoked.nested(Tag::context_constructed(0), |explicit| explicit.value(Tag::ENUMERATED, &[number]));
    }
}

/// ```text
/// BasicOCSPResponse ::= SEQUENCE { tbsResponseData ResponseData, signatureAlgorithm AlgorithmIdentifier,
///     signature BIT STRING, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
/// ```
pub(super) fn response(
    data: &[u8],
    algorithm: SignatureAlgorithm,
    signature: &[u8],
    certificate: Option<&[u8]>,
) -> Vec<u8> {
    let more = signature.len() + certificate.map_or(0, <[u8]>::len) + 64;
    let mut basic = Writer::with_capacity(data.len() + more);
    basic.nested(Tag::SEQUENCE, |basic| {
        basic.encoded(data);
        basic.encoded(&algorithm.to_der());
        basic.bit_string(signature);
        if let Some(certificate) = certificate {
            basic.nested(Tag::context_constructed(0), |explicit| {
                explicit.nested(Tag::SEQUENCE, |list| list.encoded(certificate));
            });
        }
    });
    let mut writer = Writer::with_capacity(basic.as_bytes().len() + 48);
    writer.nested(Tag::SEQUENCE, |response| {
        response.value(Tag::ENUMERATED, &[0]);
        response.nested(Tag::context_constructed(0), |explicit| {
            explicit.nested(Tag::SEQUENCE, |bytes| {
                bytes.oid(oids::OCSP_BASIC);
                bytes.octet_string(basic.as_bytes());
            });
        });
    });
    writer.into_bytes()
}

/// An error: the status alone (RFC 6960, 4.2.1).
pub(super) fn error(status: OcspResponseStatus) -> Vec<u8> {
    let number = u8::try_from(status.number()).unwrap_or(2);
    let mut writer = Writer::new();
    writer.nested(Tag::SEQUENCE, |response| response.value(Tag::ENUMERATED, &[number]));
    writer.into_bytes()
}
