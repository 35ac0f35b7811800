//! What an answer about revocation rests on.

use crate::abi::boundary;
use crate::abi::bytes::ucpki_bytes;
use crate::chain::finding::ucpki_finding;
use crate::chain::verdict::{ucpki_verdict, valid};
use crate::crl::list::UCPKI_TIME_NEVER;
use ucpki::chain::{Detail, Evidence, Status};
use ucpki::x509::Time;

/// One CRL: number, thisUpdate, nextUpdate, delta.
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
        _ => None,
    }
}

fn status(verdict: Option<&ucpki_verdict>, index: usize) -> Option<&Evidence> {
    match valid(verdict)?.revocation().get(index)? {
        Status::Good(evidence) | Status::Revoked(evidence, ..) => Some(evidence),
        _ => None,
    }
}

/// How many CRLs the answer about a certificate of the accepted path rests on: one, or several that say it
/// together. 0 if there is no such answer.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_evidence_count(verdict: Option<&ucpki_verdict>, index: usize) -> usize {
    boundary::neutral(0, || match status(verdict, index) {
        Some(Evidence::Crl { .. }) => 1,
        Some(Evidence::Crls(lists)) => lists.len(),
        _ => 0,
    })
}

/// The number of such a CRL, as the content bytes of the INTEGER; empty if it has none. Borrowed from the verdict.
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

/// When such a CRL was issued; 0 if there is none.
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

/// Until when such a CRL holds; `UCPKI_TIME_NEVER` if it does not end, 0 if there is no such CRL.
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
