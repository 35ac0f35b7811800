//! The answer.

use crate::abi::boundary;
use crate::abi::bytes::ucpki_bytes;
use crate::abi::error::{OrNull, UCPKI_OK, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::chain::anchor::ucpki_anchor;
use crate::chain::finding::ucpki_finding;
use crate::codes;
use crate::ocsp::subject::ucpki_ocsp_subject;
use crate::ocsp::verified::delegate;
use crate::x509::certificate::ucpki_certificate;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::chain::{Cause, Evidence, FetchHint, Finding, Limit, PolicySet, Refused, Severity, Status, Valid, Work};
use ucpki::matcher::MatchedName;
use ucpki::x509::Certificate;

/// Not refused.
pub const UCPKI_CAUSE_NONE: i32 = 0;
/// It was proved that no path leads from the leaf to any anchor.
pub const UCPKI_CAUSE_NO_PATH: i32 = 1;
/// Paths lead to an anchor, or the leaf itself is at fault, and every one was judged and refused.
pub const UCPKI_CAUSE_REJECTED: i32 = 2;
/// The budget ended before there was an answer: neither trusted nor untrusted.
pub const UCPKI_CAUSE_EXHAUSTED: i32 = 3;
/// A cause that this version of the header has no name for.
pub const UCPKI_CAUSE_OTHER: i32 = 4;

/// Revocation was not asked for.
pub const UCPKI_REVOCATION_NOT_ASKED: i32 = 0;
/// Not revoked.
pub const UCPKI_REVOCATION_GOOD: i32 = 1;
/// Revoked.
pub const UCPKI_REVOCATION_REVOKED: i32 = 2;
/// Not known, and the check accepts that.
pub const UCPKI_REVOCATION_UNKNOWN: i32 = 3;

/// Certificates that were looked at.
pub const UCPKI_WORK_CERTIFICATES: i32 = 1;
/// Pairs of a certificate and a possible issuer.
pub const UCPKI_WORK_ARCS: i32 = 2;
/// Steps of the search.
pub const UCPKI_WORK_STEPS: i32 = 3;
/// Whole paths that were judged.
pub const UCPKI_WORK_PATHS: i32 = 4;
/// Signatures of certificates that were checked.
pub const UCPKI_WORK_SIGNATURES: i32 = 5;
/// Signatures that the cache knew.
pub const UCPKI_WORK_CACHED: i32 = 6;
/// Names that were compared with constraints or with the identity.
pub const UCPKI_WORK_COMPARISONS: i32 = 7;
/// Signatures of revocation data that were checked.
pub const UCPKI_WORK_REVOCATION_SIGNATURES: i32 = 8;

/// The answer of a check: accepted, with the path, or refused, with the reasons. *Shared.*
///
/// What it lends (certificates, anchors, candidates, findings) is valid until it is freed.
pub struct ucpki_verdict {
    answer: Result<Valid, Refused>,
    /// Certificates of the accepted path, leaf first.
    path: Vec<ucpki_certificate>,
    anchor: Option<ucpki_anchor>,
    warnings: Vec<ucpki_finding>,
    candidates: Vec<ucpki_candidate>,
    /// Which delegates the answers about the certificates of the accepted path rest on.
    pub(crate) delegates: Vec<Option<ucpki_certificate>>,
    /// Whose status a hint would tell, for each hint.
    pub(crate) hinted: Vec<Option<ucpki_ocsp_subject>>,
}

/// A path that was tried and refused, as far as it led, with everything that is known to be wrong with it. *Shared.*
///
/// Borrowed from a verdict, and valid until that is freed.
pub struct ucpki_candidate {
    certificates: Vec<ucpki_certificate>,
    anchor: Option<ucpki_anchor>,
    findings: Vec<ucpki_finding>,
}

impl ucpki_verdict {
    pub(crate) fn new(answer: Result<Valid, Refused>) -> Self {
        let valid = answer.as_ref().ok();
        let candidates = answer.as_ref().err().map(Refused::candidates).unwrap_or_default();
        let candidates = candidates.iter().map(|candidate| ucpki_candidate {
            certificates: certificates(candidate.certificates()),
            anchor: candidate.anchor().map(|anchor| ucpki_anchor::new(anchor.clone())),
            findings: findings(candidate.findings()),
        });
        let hinted = fetch_hints(&answer).iter().map(|hint| hint.subject().cloned().map(ucpki_ocsp_subject::new));
        Self {
            hinted: hinted.collect(),
            delegates: valid.map(|valid| delegates(valid.revocation())).unwrap_or_default(),
            path: valid.map(|valid| certificates(valid.path().certificates())).unwrap_or_default(),
            anchor: valid.map(|valid| ucpki_anchor::new(valid.path().anchor().clone())),
            warnings: valid.map(|valid| findings(valid.findings())).unwrap_or_default(),
            candidates: candidates.collect(),
            answer,
        }
    }

    pub(crate) const fn answer(&self) -> &Result<Valid, Refused> {
        &self.answer
    }

    pub(crate) fn fetch_hints(&self) -> &[FetchHint] {
        fetch_hints(&self.answer)
    }

    /// The refusal, if it is one.
    pub(crate) fn refused(&self) -> Option<&Refused> {
        self.answer.as_ref().err()
    }

    fn work(&self) -> &Work {
        match &self.answer {
            Ok(valid) => valid.work(),
            Err(refused) => refused.work(),
        }
    }
}

fn certificates(path: &[Certificate]) -> Vec<ucpki_certificate> {
    path.iter().cloned().map(ucpki_certificate).collect()
}

fn delegates(statuses: &[Status]) -> Vec<Option<ucpki_certificate>> {
    let one = |status| match evidence_of(status) {
        Some(Evidence::Ocsp(response)) => delegate(&response.signer),
        _ => None,
    };
    statuses.iter().map(one).collect()
}

/// What an answer rests on, if it is one.
pub(crate) const fn evidence_of(status: &Status) -> Option<&Evidence> {
    match status {
        Status::Good(evidence) | Status::Revoked(evidence, ..) => Some(evidence),
        _ => None,
    }
}

fn findings(findings: &[Finding]) -> Vec<ucpki_finding> {
    findings.iter().cloned().map(ucpki_finding).collect()
}

/// Frees the verdict. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_free(verdict: Option<Box<ucpki_verdict>>) {
    boundary::neutral((), || drop(verdict));
}

/// 1 if the leaf is accepted, else 0; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_accepted(verdict: Option<&ucpki_verdict>) -> i32 {
    boundary::neutral(0, || verdict.is_some_and(|verdict| verdict.answer.is_ok()).into())
}

/// The code that decides on a refusal, such as `UCPKI_ERR_CHAIN_EXPIRED`; 0 if the leaf is accepted.
///
/// `UCPKI_ERR_ARGUMENT` for NULL, so that it cannot be taken for accepted.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_code(verdict: Option<&ucpki_verdict>) -> ucpki_status {
    boundary::status(|| match verdict.map(|verdict| &verdict.answer) {
        None => codes::ARGUMENT.number().into(),
        Some(Ok(_)) => UCPKI_OK,
        Some(Err(refused)) => refused.code().number().into(),
    })
}

/// The kind of a refusal: one of `UCPKI_CAUSE_`; 0 if the leaf is accepted, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_cause(verdict: Option<&ucpki_verdict>) -> i32 {
    boundary::neutral(UCPKI_CAUSE_OTHER, || match verdict.map(|verdict| &verdict.answer) {
        None | Some(Ok(_)) => UCPKI_CAUSE_NONE,
        Some(Err(refused)) => match refused.cause() {
            Cause::Exhausted { .. } => UCPKI_CAUSE_EXHAUSTED,
            Cause::NoPath => UCPKI_CAUSE_NO_PATH,
            Cause::Rejected => UCPKI_CAUSE_REJECTED,
            _ => UCPKI_CAUSE_OTHER,
        },
    })
}

/// Copies one line: why the leaf is refused and which certificate is to blame, or `accepted`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_verdict_text(
    verdict: Option<&ucpki_verdict>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || match &verdict.required("verdict")?.answer {
        // SAFETY: the contract of text out (README.md).
        Ok(_) => unsafe { text::copy(buf, cap, needed, &"accepted") },
        // SAFETY: the contract of text out (README.md).
        Err(refused) => unsafe { text::copy(buf, cap, needed, refused) },
    })
}

/// The last second at which the same answer holds, as far as the data goes: the least of every notAfter and nextUpdate that
/// was relied on. `INT64_MIN` if the leaf is refused, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_valid_until(verdict: Option<&ucpki_verdict>) -> i64 {
    boundary::get(valid(verdict), i64::MIN, |valid| valid.valid_until().as_unix())
}

/// How many certificates the accepted path has below its anchor; 0 if the leaf is refused.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_path_length(verdict: Option<&ucpki_verdict>) -> usize {
    boundary::get(verdict, 0, |verdict| verdict.path.len())
}

/// A certificate of the accepted path, 0 for the leaf; NULL if there is none. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_path_certificate(
    verdict: Option<&ucpki_verdict>,
    index: usize,
) -> Option<&ucpki_certificate> {
    boundary::neutral(None, || verdict.and_then(|verdict| verdict.path.get(index)))
}

/// The anchor of the accepted path; NULL if the leaf is refused. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_anchor(verdict: Option<&ucpki_verdict>) -> Option<&ucpki_anchor> {
    boundary::neutral(None, || verdict.and_then(|verdict| verdict.anchor.as_ref()))
}

/// Copies which name of the leaf is the peer's, and where it stands: `*.example.com (subjectAltName 0)`.
///
/// Errors: `UCPKI_ERR_ABSENT` if no name was checked, or the leaf is refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_verdict_matched_name(
    verdict: Option<&ucpki_verdict>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let name = valid(Some(verdict.required("verdict")?)).map(Valid::identity);
        match name {
            None | Some(MatchedName::Unchecked) => Err(ucpki_error::new(&codes::ABSENT)),
            // SAFETY: the contract of text out (README.md).
            Some(name) => unsafe { text::copy(buf, cap, needed, name) },
        }
    })
}

/// 1 if the accepted path is valid for any policy (RFC 5280, 6.1.6), else 0.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_any_policy(verdict: Option<&ucpki_verdict>) -> i32 {
    boundary::neutral(0, || valid(verdict).is_some_and(|valid| matches!(valid.policies(), PolicySet::Any)).into())
}

/// Fills `policies` with the policies that the accepted path is valid for, each as the content bytes of its object
/// identifier. None if it is valid for any, or the leaf is refused.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_verdict_policies(
    verdict: Option<&ucpki_verdict>,
    policies: *mut ucpki_bytes,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let found = match valid(Some(verdict.required("verdict")?)).map(Valid::policies) {
            Some(PolicySet::Only(policies)) => policies.as_slice(),
            _ => &[],
        };
        let found = found.iter().map(|oid| ucpki_bytes::new(oid.as_oid().as_bytes()));
        // SAFETY: the contract of arrays out (README.md).
        unsafe { text::fill(policies, cap, needed, found) }
    })
}

/// What was found out about the revocation of a certificate of the accepted path: one of `UCPKI_REVOCATION_`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_revocation(verdict: Option<&ucpki_verdict>, index: usize) -> i32 {
    boundary::neutral(0, || match valid(verdict).and_then(|valid| valid.revocation().get(index)) {
        None => UCPKI_REVOCATION_NOT_ASKED,
        Some(Status::Good(_)) => UCPKI_REVOCATION_GOOD,
        Some(Status::Revoked(..)) => UCPKI_REVOCATION_REVOKED,
        Some(_) => UCPKI_REVOCATION_UNKNOWN,
    })
}

/// Copies what was found out about the revocation of a certificate of the accepted path, with the evidence.
///
/// Errors: `UCPKI_ERR_ABSENT` if it was not asked for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_verdict_revocation_text(
    verdict: Option<&ucpki_verdict>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let status = valid(Some(verdict.required("verdict")?)).and_then(|valid| valid.revocation().get(index));
        let status = status.ok_or_else(|| ucpki_error::new(&codes::ABSENT))?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, status) }
    })
}

/// How many warnings there are about the accepted path; 0 if the leaf is refused.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_warning_count(verdict: Option<&ucpki_verdict>) -> usize {
    boundary::get(verdict, 0, |verdict| verdict.warnings.len())
}

/// A warning about the accepted path; NULL if there is none. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_warning(verdict: Option<&ucpki_verdict>, index: usize) -> Option<&ucpki_finding> {
    boundary::neutral(None, || verdict.and_then(|verdict| verdict.warnings.get(index)))
}

/// The finding that decides on a refusal: what to tell a person first. It is one of those of candidate 0. NULL if the leaf
/// is accepted, or if the budget ended. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_finding(verdict: Option<&ucpki_verdict>) -> Option<&ucpki_finding> {
    boundary::neutral(None, || {
        let best = verdict?.candidates.first()?;
        best.findings.iter().find(|finding| finding.0.severity() == Severity::Refuse)
    })
}

/// How many candidates a refusal has, at most eight, the best first; 0 if the leaf is accepted.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_candidate_count(verdict: Option<&ucpki_verdict>) -> usize {
    boundary::get(verdict, 0, |verdict| verdict.candidates.len())
}

/// A path that was tried and refused; NULL if there is none. Borrowed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_candidate(verdict: Option<&ucpki_verdict>, index: usize) -> Option<&ucpki_candidate> {
    boundary::neutral(None, || verdict.and_then(|verdict| verdict.candidates.get(index)))
}

/// How many more candidates were met and are not listed; a lower bound if the search was ended.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_omitted(verdict: Option<&ucpki_verdict>) -> u32 {
    boundary::get(refused(verdict), 0, Refused::omitted)
}

/// How many certificates a candidate has; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_candidate_length(candidate: Option<&ucpki_candidate>) -> usize {
    boundary::get(candidate, 0, |candidate| candidate.certificates.len())
}

/// A certificate of a candidate, 0 for the leaf; NULL if there is none. Borrowed from the verdict.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_candidate_certificate(
    candidate: Option<&ucpki_candidate>,
    index: usize,
) -> Option<&ucpki_certificate> {
    boundary::neutral(None, || candidate.and_then(|candidate| candidate.certificates.get(index)))
}

/// The anchor that a candidate reached; NULL if it reached none. Borrowed from the verdict.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_candidate_anchor(candidate: Option<&ucpki_candidate>) -> Option<&ucpki_anchor> {
    boundary::neutral(None, || candidate.and_then(|candidate| candidate.anchor.as_ref()))
}

/// How many findings there are about a candidate, warnings included; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_candidate_finding_count(candidate: Option<&ucpki_candidate>) -> usize {
    boundary::get(candidate, 0, |candidate| candidate.findings.len())
}

/// A finding about a candidate; NULL if there is none. Borrowed from the verdict.
///
/// Checks that come after the first failure of their kind may not have been made: signatures above a failed one, for
/// instance.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_candidate_finding(candidate: Option<&ucpki_candidate>, index: usize) -> Option<&ucpki_finding> {
    boundary::neutral(None, || candidate.and_then(|candidate| candidate.findings.get(index)))
}

/// What the answer cost: a counter by its number, one of `UCPKI_WORK_`. 0 for numbers that do not exist, and for NULL.
///
/// The counts do not depend on the machine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_verdict_work(verdict: Option<&ucpki_verdict>, counter: i32) -> u64 {
    boundary::neutral(0, || {
        let Some(work) = verdict.map(ucpki_verdict::work) else { return 0 };
        match counter {
            UCPKI_WORK_CERTIFICATES => work.certificates,
            UCPKI_WORK_ARCS => work.arcs,
            UCPKI_WORK_STEPS => work.steps,
            UCPKI_WORK_PATHS => work.paths,
            UCPKI_WORK_SIGNATURES => work.signatures,
            UCPKI_WORK_CACHED => work.cached,
            UCPKI_WORK_COMPARISONS => work.comparisons,
            UCPKI_WORK_REVOCATION_SIGNATURES => work.revocation_signatures,
            _ => 0,
        }
    })
}

/// Copies which budget ended: `signatures`, `paths`, `steps` or `comparisons`.
///
/// Errors: `UCPKI_ERR_ABSENT` unless the cause is `UCPKI_CAUSE_EXHAUSTED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_verdict_limit(
    verdict: Option<&ucpki_verdict>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || match refused(Some(verdict.required("verdict")?)).map(Refused::cause) {
        // SAFETY: the contract of text out (README.md).
        Some(Cause::Exhausted { limit, .. }) => unsafe { text::copy(buf, cap, needed, &Limit::name(limit)) },
        _ => Err(ucpki_error::new(&codes::ABSENT)),
    })
}

pub(crate) fn valid(verdict: Option<&ucpki_verdict>) -> Option<&Valid> {
    verdict.and_then(|verdict| verdict.answer.as_ref().ok())
}

fn refused(verdict: Option<&ucpki_verdict>) -> Option<&Refused> {
    verdict.and_then(|verdict| verdict.answer.as_ref().err())
}

fn fetch_hints(answer: &Result<Valid, Refused>) -> &[FetchHint] {
    match answer {
        Ok(valid) => valid.fetch_hints(),
        Err(refused) => refused.fetch_hints(),
    }
}
