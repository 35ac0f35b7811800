//! The bytes of answers (RFC 6960, 4.2.1).

use super::policy::ResponderPolicy;
use super::served_issuer::ServedIssuer;
use alloc::vec::Vec;
use ucpki_crypto::SignatureAlgorithm;
use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{CertStatus, CrlReason, OcspResponseStatus, Oid, Time, oids};

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
                    // RFC 9654, 2.1: `Nonce ::= OCTET STRING`, inside that of the extension.
                    extension(extensions, oids::OCSP_NONCE, |value| value.octet_string(nonce));
                }
                if extended_revoke {
                    extension(extensions, oids::OCSP_EXTENDED_REVOKE, Writer::null);
                }
            });
        });
    });
    writer.into_bytes()
}

fn responder_id(data: &mut Writer, issuer: &ServedIssuer, policy: &ResponderPolicy) {
    if policy.by_name {
        let named = if issuer.is_delegated() { issuer.signer() } else { issuer.certificate() };
        data.nested(Tag::context_constructed(1), |explicit| explicit.encoded(named.subject().as_der()));
    } else {
        data.nested(Tag::context_constructed(2), |explicit| explicit.octet_string(issuer.signer_key_hash()));
    }
}

fn single_response(list: &mut Writer, said: &Said<'_>, times: Times) {
    let (mut this_update, mut status) = (times.this_update, Tag::context(0));
    list.nested(Tag::SEQUENCE, |entry| {
        entry.encoded(said.id);
        match said.status {
            CertStatus::Good => entry.value(status, &[]),
            CertStatus::Unknown => {
                status = Tag::context(2);
                entry.value(status, &[]);
            }
            CertStatus::Revoked { since, reason } => {
                // Backdated, but not to a time when it was not revoked yet.
                this_update = this_update.max(since.min(times.produced_at));
                entry.nested(Tag::context_constructed(1), |revoked| revoked_info(revoked, since, reason));
            }
        }
        entry.generalized_time(this_update);
        entry.nested(Tag::context_constructed(0), |explicit| explicit.generalized_time(times.next_update));
    });
}

/// ```text
/// RevokedInfo ::= SEQUENCE { revocationTime GeneralizedTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }
/// ```
fn revoked_info(revoked: &mut Writer, since: Time, reason: Option<CrlReason>) {
    revoked.generalized_time(since);
    // RFC 5280, 5.3.1: unspecified (0) "SHOULD be absent"; removeFromCRL is for delta CRLs only.
    let reason = reason.filter(|reason| !matches!(reason, CrlReason::Unspecified | CrlReason::RemoveFromCrl));
    let number = reason.and_then(|reason| u8::try_from(reason.number()).ok());
    if let Some(number) = number {
        revoked.nested(Tag::context_constructed(0), |explicit| explicit.value(Tag::ENUMERATED, &[number]));
    }
}

fn extension(extensions: &mut Writer, oid: Oid<'_>, value: impl FnOnce(&mut Writer)) {
    extensions.nested(Tag::SEQUENCE, |extension| {
        extension.oid(oid);
        extension.nested(Tag::OCTET_STRING, value);
    });
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
