//! Requests for certificates (PKCS #10, RFC 2986): read, checked, explained.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, item, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::crypto::algorithms::PROVIDER;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::appliance::rule_set;
use ucpki::csr::{Checklist, CsrError, LintFinding, LintSeverity, Report, lint_file, verify_proof};
use ucpki::x509::{CertificationRequest, Code, Error, codes, pem};

/// A request. *Shared.*
///
/// It keeps a copy of its DER; what is handed out as `ucpki_bytes` points into that copy.
pub struct ucpki_csr(pub(crate) CertificationRequest);

/// What a judge has to say about requests. *Shared.*
pub struct ucpki_csr_report(Vec<Item>);

struct Item {
    code: u16,
    severity: i32,
    text: String,
    source: &'static str,
}

impl ucpki_csr_report {
    pub(crate) fn of_findings(report: Report) -> Self {
        let item = |finding: LintFinding| Item {
            code: finding.code.number(),
            severity: if finding.severity == LintSeverity::Refuse { UCPKI_CSR_REFUSE } else { UCPKI_CSR_WARN },
            text: alloc::format!("{finding} ({})", finding.part),
            source: finding.source,
        };
        Self(report.findings.into_iter().map(item).collect())
    }

    /// Refusals without a source, each with its code and its text.
    pub(crate) fn of_refusals(refusals: impl Iterator<Item = (&'static Code, String)>) -> Self {
        let item = |(code, text): (&'static Code, String)| Item {
            code: code.number(),
            severity: UCPKI_CSR_REFUSE,
            text,
            source: "",
        };
        Self(refusals.map(item).collect())
    }
}

/// To be looked at.
pub const UCPKI_CSR_WARN: i32 = 1;
/// The CA or the appliance will refuse it.
pub const UCPKI_CSR_REFUSE: i32 = 2;

impl From<CsrError> for ucpki_error {
    fn from(error: CsrError) -> Self {
        Self::new(error.code()).message(error.to_string())
    }
}

/// Reads the one request of a file, PEM or DER, and copies it.
///
/// Errors: those of reading, with line and offset; `UCPKI_ERR_X509_PEM_NO_BLOCK` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_parse(
    file: *const u8,
    file_len: usize,
    csr: Option<&mut MaybeUninit<*mut ucpki_csr>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = csr.required("csr")?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        let request = pem::requests(file)?.into_iter().next();
        let request = request.ok_or_else(|| ucpki_error::from(Error::at_line(&codes::PEM_NO_BLOCK, 1)))?;
        out.write(boundary::handle(ucpki_csr(request)));
        Ok(())
    })
}

/// Frees the request. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_free(csr: Option<Box<ucpki_csr>>) {
    boundary::neutral((), || drop(csr));
}

/// The whole request, as DER. Empty for NULL; valid until the request is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_der(csr: Option<&ucpki_csr>) -> ucpki_bytes {
    boundary::get(csr, ucpki_bytes::EMPTY, |csr| ucpki_bytes::new(csr.0.as_der()))
}

/// The public key: a SubjectPublicKeyInfo, as DER. Empty for NULL; valid until the request is freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_spki(csr: Option<&ucpki_csr>) -> ucpki_bytes {
    boundary::get(csr, ucpki_bytes::EMPTY, |csr| ucpki_bytes::new(csr.0.spki_der()))
}

/// Copies the request as PEM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_pem(
    csr: Option<&ucpki_csr>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let pem = pem::encode("CERTIFICATE REQUEST", csr.required("csr")?.0.as_der());
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &pem) }
    })
}

/// Copies the subject as text (RFC 4514).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_subject_text(
    csr: Option<&ucpki_csr>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(csr, "csr", buf, cap, needed, err, |csr| Ok(csr.0.subject())) }
}

/// Whether the request is signed with the key that it carries (RFC 2986, 3).
///
/// Errors: `UCPKI_ERR_CSR_PROOF_INVALID` if it is not; `UCPKI_ERR_CSR_PROOF_UNVERIFIED` if that cannot be told, as with a hash
/// that is too old, which `ucpki_csr_verify_proof_with()` may verify.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_verify_proof(
    csr: Option<&ucpki_csr>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || Ok(verify_proof(&csr.required("csr")?.0.as_ref(), &PROVIDER)?))
}

/// Copies the requested extensions as a list to be ticked, for a CA that does not read them in the request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_checklist(
    csr: Option<&ucpki_csr>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let checklist = Checklist::from_request(&csr.required("csr")?.0)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &checklist) }
    })
}

/// Copies the requested extensions as a file for `openssl x509 -req -extfile FILE -extensions requested`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_openssl_extensions(
    csr: Option<&ucpki_csr>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let checklist = Checklist::from_request(&csr.required("csr")?.0)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &checklist.openssl_file()) }
    })
}

/// Judges the request of a file as a CA would: `rules` is `public-ca`, `private-ca`, `expressway` or `cucm`.
///
/// What is found is an answer, not an error.
///
/// Errors: those of reading; `UCPKI_ERR_ARGUMENT` for rules that do not exist.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_lint(
    file: *const u8,
    file_len: usize,
    rules: *const u8,
    rules_len: usize,
    report: Option<&mut MaybeUninit<*mut ucpki_csr_report>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = report.required("report")?;
        // SAFETY: the contract of arrays in (README.md).
        let file = unsafe { bytes::slice(file, file_len, "file") }?;
        // SAFETY: the contract of arrays in (README.md).
        let rules = unsafe { bytes::text(rules, rules_len, "rules") }?;
        let rules = rule_set(rules).ok_or_else(|| ucpki_error::argument("rules", "do not exist"))?;
        let found = lint_file(file, &rules, &PROVIDER)?;
        out.write(boundary::handle(ucpki_csr_report::of_findings(found)));
        Ok(())
    })
}

/// How many findings there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_report_count(report: Option<&ucpki_csr_report>) -> usize {
    boundary::get(report, 0, |report| report.0.len())
}

/// The code of a finding, one of `UCPKI_ERR_CSR_`; 0 for NULL and beyond the end.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_report_code(report: Option<&ucpki_csr_report>, index: usize) -> ucpki_status {
    boundary::status(|| report.and_then(|report| report.0.get(index)).map_or(0, |item| item.code.into()))
}

/// How bad a finding is: `UCPKI_CSR_WARN` or `UCPKI_CSR_REFUSE`; 0 for NULL and beyond the end.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_report_severity(report: Option<&ucpki_csr_report>, index: usize) -> i32 {
    boundary::neutral(0, || report.and_then(|report| report.0.get(index)).map_or(0, |item| item.severity))
}

/// Copies who says so, as the rule set has it, such as `CA/Browser Forum Baseline Requirements`; empty where requests or aliases
/// were compared.
///
/// Errors: `UCPKI_ERR_INDEX`; `UCPKI_ERR_BUFFER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_report_source(
    report: Option<&ucpki_csr_report>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let items = &report.required("report")?.0;
        let item = item(items, index)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &item.source) }
    })
}

/// Copies a finding as a phrase for a person, in one line: what comes from the request is escaped where it would begin another
/// or act on a terminal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_csr_report_text(
    report: Option<&ucpki_csr_report>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let items = &report.required("report")?.0;
        let item = item(items, index)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &item.text) }
    })
}

/// Frees the report. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_csr_report_free(report: Option<Box<ucpki_csr_report>>) {
    boundary::neutral((), || drop(report));
}
