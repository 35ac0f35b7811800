//! What is known about revocation, as JSON.

use crate::writer::List;
use core::fmt;
use ucpki_chain::{CrlEvidence, Evidence, OcspEvidence, OcspSigner, Status, UnknownReason};
use ucpki_x509::{Code, Time};

pub(super) fn write(members: &mut List<'_>, status: &Status) -> fmt::Result {
    match status {
        Status::Good(data) => {
            members.text("status", "good")?;
            members.member("evidence")?.object(|members| evidence(members, data))
        }
        Status::Revoked(data, reason, since) => {
            members.text("status", "revoked")?;
            members.member("evidence")?.object(|members| evidence(members, data))?;
            members.text("reason", reason.name())?;
            members.text("since", since)
        }
        Status::Unknown(reasons) => unknown(members, reasons),
        _ => unknown(members, &[]),
    }
}

fn unknown(members: &mut List<'_>, reasons: &[UnknownReason]) -> fmt::Result {
    members.text("status", "unknown")?;
    members
        .member("reasons")?
        .array(|list| reasons.iter().try_for_each(|reason| list.next()?.object(|members| why(members, reason))))
}

fn evidence(members: &mut List<'_>, evidence: &Evidence) -> fmt::Result {
    match evidence {
        Evidence::Crl { number, this_update, next_update } => {
            members.text("kind", "crl")?;
            crl(members, number.as_deref(), *this_update, *next_update)
        }
        Evidence::Crls(crls) => {
            members.text("kind", "crls")?;
            members
                .member("crls")?
                .array(|list| crls.iter().try_for_each(|one| list.next()?.object(|members| of_several(members, one))))
        }
        Evidence::Ocsp(response) => ocsp(members, response),
        Evidence::NoRevAvail => members.text("kind", "no_rev_avail"),
        other => {
            members.text("kind", "other")?;
            members.text("text", other)
        }
    }
}

fn ocsp(members: &mut List<'_>, response: &OcspEvidence) -> fmt::Result {
    members.text("kind", "ocsp")?;
    match &response.signer {
        OcspSigner::Issuer => members.text("signer", "issuer")?,
        OcspSigner::Delegate(certificate) => {
            members.text("signer", "delegate")?;
            members.text("responder", certificate.subject())?;
        }
        OcspSigner::Trusted(_) => members.text("signer", "trusted")?,
        _ => members.text("signer", "other")?,
    }
    members.text("produced_at", response.produced_at)?;
    members.text("this_update", response.this_update)?;
    members.text_or_null("next_update", response.next_update)?;
    members.text("valid_until", response.valid_until)?;
    members.plain("nonce", response.has_nonce)?;
    members.plain("stapled", response.is_stapled)
}

fn of_several(members: &mut List<'_>, one: &CrlEvidence) -> fmt::Result {
    crl(members, one.number.as_deref(), one.this_update, one.next_update)?;
    members.plain("delta", one.is_delta)
}

fn crl(members: &mut List<'_>, number: Option<&[u8]>, this_update: Time, next_update: Option<Time>) -> fmt::Result {
    members.hex_or_null("number", number)?;
    members.text("this_update", this_update)?;
    members.text_or_null("next_update", next_update)
}

fn why(members: &mut List<'_>, reason: &UnknownReason) -> fmt::Result {
    match reason {
        UnknownReason::Exhausted => members.text("kind", "exhausted"),
        UnknownReason::Expired(next_update) => {
            members.text("kind", "expired")?;
            members.text("next_update", next_update)
        }
        UnknownReason::Demanded(reason) => {
            members.text("kind", "demanded")?;
            members.member("reason")?.object(|members| code(members, reason))
        }
        UnknownReason::NoData => members.text("kind", "no_data"),
        UnknownReason::NotYetValid(this_update) => {
            members.text("kind", "not_yet_valid")?;
            members.text("this_update", this_update)
        }
        UnknownReason::RevokedWhenExpired { next_update, reason, since } => {
            members.text("kind", "revoked_when_expired")?;
            members.text("next_update", next_update)?;
            members.text("reason", reason.name())?;
            members.text("since", since)
        }
        UnknownReason::SignerUndecided { is_revoked } => {
            members.text("kind", "signer_undecided")?;
            members.plain("revoked", is_revoked)
        }
        UnknownReason::Unusable(reason) => {
            members.text("kind", "unusable")?;
            members.member("reason")?.object(|members| code(members, reason))
        }
        UnknownReason::Stale(until) => {
            members.text("kind", "stale")?;
            members.text("until", until)
        }
        other => {
            members.text("kind", "other")?;
            members.text("text", other)
        }
    }
}

/// The members of a code, as every document has them.
pub(super) fn code(members: &mut List<'_>, code: &Code) -> fmt::Result {
    members.text("code", code.name())?;
    members.plain("number", code.number())?;
    members.text("family", code.family().name())?;
    members.text("clause", code.clause())?;
    members.text("text", code.text())
}
