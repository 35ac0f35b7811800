//! What an answer about revocation rests on.

use crate::abi::boundary;
use crate::abi::bytes::ucpki_bytes;
use crate::chain::finding::ucpki_finding;
use crate::chain::verdict::{evidence_of, ucpki_verdict, valid};
use crate::crl::list::UCPKI_TIME_NEVER;
use crate::ocsp::verified::{signer, trusted_key};
use crate::x509::certificate::ucpki_certificate;
use ucpki::chain::{Detail, Evidence, OcspEvidence, Status};
use ucpki::x509::Time;

/// There is no answer, or none that rests on anything.
pub const UCPKI_EVIDENCE_NONE: i32 = 0;
/// CRLs: one, or several that say it together.
pub const UCPKI_EVIDENCE_CRL: i32 = 1;
/// An OCSP response.
pub const UCPKI_EVIDENCE_OCSP: i32 = 2;
/// The CA says that it never publishes revocations for the certificate (RFC 9608).
pub const UCPKI_EVIDENCE_NO_REV_AVAIL: i32 = 3;
/// A kind that this version of the header has no name for.
pub const UCPKI_EVIDENCE_OTHER: i32 = 4;

/// One CRL, or the OCSP response: number, thisUpdate, nextUpdate, delta.
type Facts<'a> = (Option<&'a [u8]>, Time, Option<Time>, bool);

fn facts(evidence: &Evidence, list: usize) -> Option<Facts<'_>> {
    match evidence {
        Evidence::Crl { number, this_update, next_update } if list == 0 => {
            Some((number.as_deref(), *this_update, *next_update, false))
        }
        Evidence::Crls(lists) => {
            let list = lists.get(list)?;
            Some((list.number.as_deref(), list.this_update, list.next_update, list.is_delta))
        }
        Evidence::Ocsp(response) if list == 0 => Some((None, response.this_update, response.next_update, false)),
        _ => None,
    }
}

fn status(verdict: Option<&ucpki_verdict>, index: usize) -> Option<&Evidence> {
    evidence_of(valid(verdict)?.revocation().get(index)?)
}

fn kind(evidence: Option<&Evidence>) -> i32 {
    match evidence {
        None => UCPKI_EVIDENCE_NONE,
        Some(Evidence::Crl { .. } | Evidence::Crls(_)) => UCPKI_EVIDENCE_CRL,
        Some(Evidence::Ocsp(_)) => UCPKI_EVIDENCE_OCSP,
        Some(Evidence::NoRevAvail) => UCPKI_EVIDENCE_NO_REV_AVAIL,
        Some(_) => UCPKI_EVIDENCE_OTHER,
    }
}

/// What the answer about a certificate of the accepted path rests on: one of `UCPKI_EVIDENCE_`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_kind(verdict: Option<&ucpki_verdict>, index: usize) -> i32 {
    boundary::neutral(UCPKI_EVIDENCE_OTHER, || kind(status(verdict, index)))
}

/// Until when that is relied on: the least nextUpdate, or for an OCSP response what its policy makes of it, and not beyond the
/// certificate of its signer. `UCPKI_TIME_NEVER` if it does not end; 0 if there is no such answer.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_valid_until(verdict: Option<&ucpki_verdict>, index: usize) -> i64 {
    boundary::neutral(0, || {
        status(verdict, index).map_or(0, |evidence| evidence.valid_until().map_or(UCPKI_TIME_NEVER, Time::as_unix))
    })
}

/// How many CRLs or OCSP responses the answer about a certificate of the accepted path rests on: one, or several CRLs that say it
/// together. 0 if there is no such answer.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_count(verdict: Option<&ucpki_verdict>, index: usize) -> usize {
    boundary::neutral(0, || match status(verdict, index) {
        Some(Evidence::Crl { .. } | Evidence::Ocsp(_)) => 1,
        Some(Evidence::Crls(lists)) => lists.len(),
        _ => 0,
    })
}

/// The number of such a CRL, as the content bytes of the INTEGER; empty if it has none, and for OCSP. Borrowed from the verdict.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_number(
    verdict: Option<&ucpki_verdict>,
    index: usize,
    list: usize,
) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || {
        let number = status(verdict, index).and_then(|evidence| facts(evidence, list)).and_then(|(number, ..)| number);
        number.map_or(ucpki_bytes::EMPTY, ucpki_bytes::new)
    })
}

/// The thisUpdate of such a CRL or response; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_this_update(
    verdict: Option<&ucpki_verdict>,
    index: usize,
    list: usize,
) -> i64 {
    boundary::neutral(0, || {
        status(verdict, index).and_then(|evidence| facts(evidence, list)).map_or(0, |(_, time, ..)| time.as_unix())
    })
}

/// The nextUpdate of such a CRL or response; `UCPKI_TIME_NEVER` if it has none, 0 if there is no such CRL or response.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_next_update(
    verdict: Option<&ucpki_verdict>,
    index: usize,
    list: usize,
) -> i64 {
    boundary::neutral(0, || {
        let facts = status(verdict, index).and_then(|evidence| facts(evidence, list));
        facts.map_or(0, |(_, _, next, _)| next.map_or(UCPKI_TIME_NEVER, Time::as_unix))
    })
}

/// 1 if such a CRL only says what has changed since another.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_is_delta(verdict: Option<&ucpki_verdict>, index: usize, list: usize) -> i32 {
    boundary::neutral(0, || {
        status(verdict, index)
            .and_then(|evidence| facts(evidence, list))
            .map_or(0, |(.., is_delta)| i32::from(is_delta))
    })
}

fn ocsp(verdict: Option<&ucpki_verdict>, index: usize) -> Option<&OcspEvidence> {
    match status(verdict, index)? {
        Evidence::Ocsp(response) => Some(response),
        _ => None,
    }
}

/// Who signed the OCSP response that the answer about a certificate of the accepted path rests on: one of `UCPKI_OCSP_SIGNER_`; 0 if
/// it rests on something else.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_signer(verdict: Option<&ucpki_verdict>, index: usize) -> i32 {
    boundary::neutral(0, || ocsp(verdict, index).map_or(0, |response| signer(&response.signer)))
}

/// The certificate of the delegate that signed that response; NULL for other signers. Borrowed from the verdict.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_delegate(
    verdict: Option<&ucpki_verdict>,
    index: usize,
) -> Option<&ucpki_certificate> {
    boundary::neutral(None, || verdict?.delegates.get(index)?.as_ref())
}

/// The key of the trusted responder that signed that response: a SubjectPublicKeyInfo as DER; empty for other signers. Borrowed from
/// the verdict.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_trusted_key(verdict: Option<&ucpki_verdict>, index: usize) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || {
        ocsp(verdict, index).map_or(ucpki_bytes::EMPTY, |response| trusted_key(&response.signer))
    })
}

/// When that response was signed; 0 if the answer rests on something else.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_produced_at(verdict: Option<&ucpki_verdict>, index: usize) -> i64 {
    boundary::neutral(0, || ocsp(verdict, index).map_or(0, |response| response.produced_at.as_unix()))
}

/// 1 if that response echoed the nonce of a request, else 0.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_has_nonce(verdict: Option<&ucpki_verdict>, index: usize) -> i32 {
    boundary::neutral(0, || ocsp(verdict, index).is_some_and(|response| response.has_nonce).into())
}

/// 1 if the peer brought that response along, 0 if it was fetched.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_is_stapled(verdict: Option<&ucpki_verdict>, index: usize) -> i32 {
    boundary::neutral(0, || ocsp(verdict, index).is_some_and(|response| response.is_stapled).into())
}

fn revoked(finding: Option<&ucpki_finding>) -> Option<&Status> {
    match finding?.0.detail() {
        Detail::Revocation(status) => status.revocation().map(|_| status),
        _ => None,
    }
}

/// Of a finding that a certificate was revoked: why, by the number of RFC 5280, 5.3.1. -1 for every other finding.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_revocation_reason(finding: Option<&ucpki_finding>) -> i32 {
    boundary::neutral(0, || {
        let revoked = revoked(finding).and_then(Status::revocation);
        revoked.and_then(|(reason, _)| i32::try_from(reason.number()).ok()).unwrap_or(-1)
    })
}

/// Of a finding that a certificate was revoked: since when; 0 for every other finding.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_revoked_at(finding: Option<&ucpki_finding>) -> i64 {
    boundary::neutral(0, || revoked(finding).and_then(Status::revocation).map_or(0, |(_, since)| since.as_unix()))
}

/// Of a finding that a certificate was revoked: what says it, one of `UCPKI_EVIDENCE_`; 0 for every other finding, and where it is
/// data that has expired since.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_evidence_kind(finding: Option<&ucpki_finding>) -> i32 {
    boundary::neutral(UCPKI_EVIDENCE_OTHER, || kind(revoked(finding).and_then(evidence_of)))
}

/// Of a finding that a certificate was revoked: the number of the CRL that says it, as the content bytes of the INTEGER;
/// empty for every other finding. Borrowed from the verdict.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_finding_crl_number(finding: Option<&ucpki_finding>) -> ucpki_bytes {
    boundary::neutral(ucpki_bytes::EMPTY, || match revoked(finding) {
        Some(Status::Revoked(evidence, ..)) => {
            let number = facts(evidence, 0).and_then(|(number, ..)| number);
            number.map_or(ucpki_bytes::EMPTY, ucpki_bytes::new)
        }
        _ => ucpki_bytes::EMPTY,
    })
}
