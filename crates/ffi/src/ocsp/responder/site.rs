//! The responder: for whom it answers, who signs, and what it knows.

use super::answer::ucpki_ocsp_answer;
use super::draft::ucpki_ocsp_draft;
use super::presigned::ucpki_ocsp_presigned;
use super::source::{Called, ucpki_ocsp_source};
use crate::abi::boundary;
use crate::abi::bytes::{self, Sized1};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::codes;
use crate::crl::set::ucpki_crl_set;
use crate::crypto::algorithms::PROVIDER;
use crate::crypto::private_key::ucpki_private_key;
use crate::x509::certificate::ucpki_certificate;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::c_void;
use core::mem::MaybeUninit;
use ucpki::ocsp::responder::{
    CrlStatuses, Draft, NotIssuedPolicy, Presigned, Responder, ResponderPolicy, ServedIssuer, StatusSource,
};
use ucpki::x509::der::Integer;
use ucpki::x509::{Name, Time};

/// "unknown" for serial numbers that were not issued.
pub const UCPKI_OCSP_NOT_ISSUED_UNKNOWN: i32 = 1;
/// "revoked": on hold since 1970-01-01, with the extension extended-revoke (RFC 6960, 2.2).
pub const UCPKI_OCSP_NOT_ISSUED_REVOKED: i32 = 2;
/// No answer: the status unauthorized for the whole request (RFC 9919, 3.2.3).
pub const UCPKI_OCSP_NOT_ISSUED_UNAUTHORIZED: i32 = 3;

/// How requests are answered. A field of 0 is the usual one.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_ocsp_responder_policy {
    /// `sizeof(ucpki_ocsp_responder_policy)`.
    pub size: usize,
    /// For how many seconds an answer holds; 0 for one day. None holds longer than the certificate of who signs.
    pub lifetime: u32,
    /// How many seconds before the time of signing thisUpdate is.
    pub backdate: u32,
    /// One of `UCPKI_OCSP_NOT_ISSUED_`; 0 for "unknown".
    pub not_issued: i32,
    /// 1: the responder is named by its name, and not by the hash of its key.
    pub by_name: i32,
    /// 1: the certificate of a delegate is left out.
    pub without_certificate: i32,
    /// 1: nothing is signed when asked, only what was signed before is handed out.
    pub presigned_only: i32,
}

// SAFETY: #[repr(C)], `size` is the first field, all others are integers.
unsafe impl Sized1 for ucpki_ocsp_responder_policy {}

impl ucpki_ocsp_responder_policy {
    fn policy(&self) -> Result<ResponderPolicy, ucpki_error> {
        let policy = ResponderPolicy::default()
            .backdate(self.backdate)
            .not_issued(match self.not_issued {
                0 | UCPKI_OCSP_NOT_ISSUED_UNKNOWN => NotIssuedPolicy::Unknown,
                UCPKI_OCSP_NOT_ISSUED_REVOKED => NotIssuedPolicy::Revoked,
                UCPKI_OCSP_NOT_ISSUED_UNAUTHORIZED => NotIssuedPolicy::Unauthorized,
                _ => return Err(ucpki_error::argument("not_issued", "is none of UCPKI_OCSP_NOT_ISSUED_")),
            })
            .by_name(bytes::flag(self.by_name, "by_name")?)
            .with_certificate(!bytes::flag(self.without_certificate, "without_certificate")?)
            .signs_live(!bytes::flag(self.presigned_only, "presigned_only")?);
        Ok(if self.lifetime == 0 { policy } else { policy.lifetime(self.lifetime) })
    }
}

/// Answers requests for the certificates of the issuers that were added. *Exclusive* while it is set up, *shared* from then on.
pub struct ucpki_ocsp_responder {
    policy: ResponderPolicy,
    issuers: Vec<ServedIssuer>,
    pub(super) responder: Responder,
    lists: Option<CrlStatuses>,
}

/// Makes a responder without issuers. `policy` may be NULL for the usual one.
///
/// Errors: `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_responder_new(
    policy: *const ucpki_ocsp_responder_policy,
    responder: Option<&mut MaybeUninit<*mut ucpki_ocsp_responder>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = responder.required("responder")?;
        let policy = if policy.is_null() {
            ResponderPolicy::default()
        } else {
            // SAFETY: the contract of structs that callers fill (README.md).
            unsafe { bytes::sized(policy, "policy") }?.policy()?
        };
        let responder = Responder::new(PROVIDER, [], policy);
        out.write(boundary::handle(ucpki_ocsp_responder { policy, issuers: Vec::new(), responder, lists: None }));
        Ok(())
    })
}

/// Frees the responder. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_responder_free(responder: Option<Box<ucpki_ocsp_responder>>) {
    boundary::neutral((), || drop(responder));
}

/// Adds an issuer, and who signs for it: `signer` is a certificate that the issuer issued for OCSP signing, or NULL where the issuer
/// signs itself. The issuer's index is the number of those that were added before.
///
/// `key` is that of who signs; the responder does not keep it. It says which algorithms there are. NULL for a machine without a key,
/// which hands out what was signed before.
///
/// Errors: what clients would refuse: `UCPKI_ERR_OCSP_NOT_DESIGNATED`, `UCPKI_ERR_OCSP_RESPONDER_IS_CA`,
/// `UCPKI_ERR_OCSP_RESPONDER_KEY_USAGE`; `UCPKI_ERR_OCSP_KEY_MISMATCH`, `UCPKI_ERR_OCSP_ISSUER_KEY_INVALID`; `UCPKI_ERR_STATE` after
/// `ucpki_ocsp_responder_set_crls()`.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_responder_add_issuer(
    responder: Option<&mut ucpki_ocsp_responder>,
    issuer: Option<&ucpki_certificate>,
    signer: Option<&ucpki_certificate>,
    key: Option<&ucpki_private_key>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let site = responder.required("responder")?;
        let issuer = issuer.required("issuer")?;
        let signer = signer.unwrap_or(issuer);
        site.refuse_after_crls()?;
        if key.is_some_and(|key| key.0.spki_der() != signer.0.spki_der()) {
            return Err(ucpki_error::new(&ucpki::ocsp::codes::KEY_MISMATCH));
        }
        let algorithms = key.map_or(&[][..], |key| key.0.algorithms());
        let served = ServedIssuer::new(issuer.0.clone(), signer.0.clone(), algorithms, &PROVIDER);
        site.issuers.push(served.map_err(ucpki_error::new)?);
        site.rebuild();
        Ok(())
    })
}

/// Understands requests that hash the name of the issuer with this index in another encoding as well: as certificates have it that
/// were issued while the CA wrote its name in another string type. `name` is a Name as DER.
///
/// Errors: `UCPKI_ERR_OCSP_NAME_DIFFERS` for the name of somebody else, `UCPKI_ERR_ARGUMENT` for an index that does not exist;
/// `UCPKI_ERR_STATE` after `ucpki_ocsp_responder_set_crls()`. The codes `UCPKI_ERR_X509_` of reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_responder_add_encoding(
    responder: Option<&mut ucpki_ocsp_responder>,
    issuer: usize,
    name: *const u8,
    name_len: usize,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let site = responder.required("responder")?;
        site.refuse_after_crls()?;
        // SAFETY: the contract of arrays in (README.md).
        let name = Name::parse(unsafe { bytes::slice(name, name_len, "name") }?)?;
        let served = site.issuers.get_mut(issuer).ok_or(ucpki_error::argument("issuer", "has no such index"))?;
        *served = served.clone().with_encoding(&name, &PROVIDER).map_err(ucpki_error::new)?;
        site.rebuild();
        Ok(())
    })
}

/// Lets CRLs of the issuers say who is revoked, where no source is given: who is on the newest list is revoked, everybody else is good.
/// Replaces those that were set before. The responder takes shares of its own.
///
/// Errors: `UCPKI_ERR_OCSP_CRL_NOT_BY_ISSUER` for a list that none of the issuers signed, `UCPKI_ERR_OCSP_CRL_UNFIT` for a delta and for
/// a list that is about a part of the certificates. The responder is then as it was.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_responder_set_crls(
    responder: Option<&mut ucpki_ocsp_responder>,
    crls: Option<&ucpki_crl_set>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let site = responder.required("responder")?;
        let crls = crls.required("crls")?;
        let lists = CrlStatuses::new(&site.responder, crls.0.iter().cloned());
        site.lists = Some(lists.map_err(ucpki_error::new)?);
        Ok(())
    })
}

impl ucpki_ocsp_responder {
    /// The lists belong to the issuers that there were.
    fn refuse_after_crls(&self) -> Result<(), ucpki_error> {
        match self.lists {
            Some(_) => Err(ucpki_error::new(&codes::STATE).message("issuers are added before their CRLs".into())),
            None => Ok(()),
        }
    }

    fn rebuild(&mut self) {
        self.responder = Responder::new(PROVIDER, self.issuers.iter().cloned(), self.policy);
    }

    /// Asks the caller's source, or the CRLs.
    fn with_source<T>(&self, called: Called, ask: impl FnOnce(&dyn StatusSource) -> T) -> T {
        match &self.lists {
            Some(lists) if called.source.is_none() => ask(lists),
            _ => ask(&called),
        }
    }
}

/// Answers a request: the body of a POST, or what `ucpki_ocsp_request_from_path()` finds in a GET. Any bytes get an answer: what
/// cannot be answered gets an error status, and is a draft that needs no signature.
///
/// `source` says who is revoked; with NULL it is for the CRLs that were set. `presigned` may be NULL.
///
/// Cost: linear in a request of at most 10,000 bytes, and one call of `source` for each of at most 64 certificates.
///
/// Errors: `UCPKI_ERR_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_responder_prepare(
    responder: Option<&ucpki_ocsp_responder>,
    request: *const u8,
    request_len: usize,
    now: i64,
    source: ucpki_ocsp_source,
    context: *mut c_void,
    presigned: Option<&ucpki_ocsp_presigned>,
    draft: Option<&mut MaybeUninit<*mut ucpki_ocsp_draft>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let site = responder.required("responder")?;
        let out = draft.required("draft")?;
        // SAFETY: the contract of arrays in (README.md).
        let request = unsafe { bytes::slice(request, request_len, "request") }?;
        let none = Presigned::default();
        let presigned = presigned.map_or(&none, |presigned| &presigned.0);
        let now = Time::from_unix(now);
        let made: Draft = site
            .with_source(Called { source, context }, |source| site.responder.prepare(request, now, source, presigned));
        out.write(boundary::handle(ucpki_ocsp_draft::new(made)));
        Ok(())
    })
}

/// An answer for one certificate before anybody asks, for clients that hash with SHA-256 or SHA-1. `serial` is the serial number in
/// content bytes. Once signed, it goes into `ucpki_ocsp_presigned_insert()`.
///
/// Errors: `UCPKI_ERR_ARGUMENT`. Where the source does not know the certificate, the draft is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_responder_presign(
    responder: Option<&ucpki_ocsp_responder>,
    issuer: usize,
    serial: *const u8,
    serial_len: usize,
    now: i64,
    source: ucpki_ocsp_source,
    context: *mut c_void,
    draft: Option<&mut MaybeUninit<*mut ucpki_ocsp_draft>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let site = responder.required("responder")?;
        let out = draft.required("draft")?;
        // SAFETY: the contract of arrays in (README.md).
        let serial = unsafe { bytes::slice(serial, serial_len, "serial") }?;
        let serial = Integer::new(serial).ok_or(ucpki_error::argument("serial", "is not the content of an INTEGER"))?;
        let now = Time::from_unix(now);
        let made: Draft =
            site.with_source(Called { source, context }, |source| site.responder.presign(issuer, serial, now, source));
        out.write(boundary::handle(ucpki_ocsp_draft::new(made)));
        Ok(())
    })
}

/// Reads an answer that was signed before, perhaps by a responder on another machine, so that it can be handed out. Its signature is
/// verified with the key of the issuer's signer.
///
/// Errors: `UCPKI_ERR_OCSP_ANSWER_UNFIT`, `UCPKI_ERR_OCSP_SIGNATURE_INVALID`; the codes `UCPKI_ERR_X509_` of reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_responder_adopt(
    responder: Option<&ucpki_ocsp_responder>,
    der: *const u8,
    der_len: usize,
    answer: Option<&mut MaybeUninit<*mut ucpki_ocsp_answer>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let responder = &responder.required("responder")?.responder;
        let out = answer.required("answer")?;
        // SAFETY: the contract of arrays in (README.md).
        let der = unsafe { bytes::slice(der, der_len, "der") }?;
        out.write(boundary::handle(ucpki_ocsp_answer(responder.adopt(der).map_err(ucpki_error::new)?)));
        Ok(())
    })
}
