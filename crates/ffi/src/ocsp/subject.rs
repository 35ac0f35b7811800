//! Whose status is asked for.

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::x509::certificate::ucpki_certificate;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::MaybeUninit;
use ucpki::chain::StatusSubject;
use ucpki::x509::{NameRef, SpkiRef};

/// A certificate and who issued it: all that a request for its status needs. *Shared.*
///
/// Verdicts (`ucpki_verdict_fetch_hint_subject()`) and caches (`ucpki_ocsp_cache_due()`) lend them.
pub struct ucpki_ocsp_subject {
    pub(crate) subject: StatusSubject,
    certificate: ucpki_certificate,
}

impl ucpki_ocsp_subject {
    pub(crate) fn new(subject: StatusSubject) -> Self {
        let certificate = ucpki_certificate(subject.certificate().clone());
        Self { subject, certificate }
    }

    pub(crate) const fn lend_certificate(&self) -> &ucpki_certificate {
        &self.certificate
    }
}

/// Makes a subject of a certificate and the certificate of its issuer, which is not judged here. Both are shared.
///
/// Errors: `UCPKI_ERR_ARGUMENT` if `issuer` does not have the name of the issuer of `certificate`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subject_new(
    certificate: Option<&ucpki_certificate>,
    issuer: Option<&ucpki_certificate>,
    subject: Option<&mut MaybeUninit<*mut ucpki_ocsp_subject>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        let issuer = &issuer.required("issuer")?.0;
        if !certificate.0.issuer().matches(issuer.subject()) {
            return Err(ucpki_error::argument("issuer", "has another name than the issuer of the certificate"));
        }
        make(certificate, issuer.subject(), issuer.spki(), subject)
    })
}

/// Makes a subject of a certificate and the key of its issuer, a SubjectPublicKeyInfo as DER, for anchors that are bare keys. The
/// key is copied.
///
/// Errors: those of reading the key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_subject_new_key(
    certificate: Option<&ucpki_certificate>,
    issuer_key: *const u8,
    issuer_key_len: usize,
    subject: Option<&mut MaybeUninit<*mut ucpki_ocsp_subject>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let certificate = certificate.required("certificate")?;
        // SAFETY: the contract of arrays in (README.md).
        let key = SpkiRef::parse(unsafe { bytes::slice(issuer_key, issuer_key_len, "issuer_key") }?)?;
        make(certificate, certificate.0.issuer(), key, subject)
    })
}

fn make(
    certificate: &ucpki_certificate,
    issuer: NameRef<'_>,
    key: SpkiRef<'_>,
    subject: Option<&mut MaybeUninit<*mut ucpki_ocsp_subject>>,
) -> Result<(), ucpki_error> {
    let out = subject.required("subject")?;
    let made = StatusSubject::new(certificate.0.clone(), issuer.to_name(), key.as_der().into());
    out.write(boundary::handle(ucpki_ocsp_subject::new(made)));
    Ok(())
}

/// The certificate; NULL for NULL. Borrowed from the subject.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subject_certificate(subject: Option<&ucpki_ocsp_subject>) -> Option<&ucpki_certificate> {
    boundary::get(subject, None, |subject| Some(subject.lend_certificate()))
}

/// The name of the issuer as DER, as the issuer has it. Borrowed from the subject.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subject_issuer_name(subject: Option<&ucpki_ocsp_subject>) -> ucpki_bytes {
    boundary::get(subject, ucpki_bytes::EMPTY, |subject| ucpki_bytes::new(subject.subject.issuer_name().as_der()))
}

/// The key of the issuer: a SubjectPublicKeyInfo as DER. Borrowed from the subject.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subject_issuer_key(subject: Option<&ucpki_ocsp_subject>) -> ucpki_bytes {
    boundary::get(subject, ucpki_bytes::EMPTY, |subject| ucpki_bytes::new(subject.subject.issuer_spki()))
}

/// A handle of its own on the same subject, to be freed on its own; NULL for NULL. Makes a borrowed subject outlive what it was
/// borrowed from. Costs a copy of the issuer's name and key.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subject_ref(subject: Option<&ucpki_ocsp_subject>) -> *mut ucpki_ocsp_subject {
    boundary::get(subject, core::ptr::null_mut(), |subject| {
        boundary::handle(ucpki_ocsp_subject::new(subject.subject.clone()))
    })
}

/// Frees a handle that the caller owns. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subject_free(subject: Option<Box<ucpki_ocsp_subject>>) {
    boundary::neutral((), || drop(subject));
}

/// Several subjects. *Shared.*
pub struct ucpki_ocsp_subjects(pub(crate) Vec<ucpki_ocsp_subject>);

/// How many subjects there are; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subjects_count(subjects: Option<&ucpki_ocsp_subjects>) -> usize {
    boundary::get(subjects, 0, |subjects| subjects.0.len())
}

/// A subject, counted from 0; NULL if there is none. Borrowed: valid until the subjects are freed.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subjects_at(
    subjects: Option<&ucpki_ocsp_subjects>,
    index: usize,
) -> Option<&ucpki_ocsp_subject> {
    boundary::neutral(None, || subjects?.0.get(index))
}

/// Frees the subjects. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_subjects_free(subjects: Option<Box<ucpki_ocsp_subjects>>) {
    boundary::neutral((), || drop(subjects));
}
