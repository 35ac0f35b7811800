//! Answers that may still have to be signed.

use super::answer::ucpki_ocsp_answer;
use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::codes;
use crate::crypto::algorithms::PROVIDER;
use crate::crypto::private_key::{Source, ucpki_private_key, ucpki_random};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::c_void;
use core::mem::MaybeUninit;
use ucpki::ocsp::responder::Draft;

/// An answer, or one that has to be signed first. *Shared.*
pub struct ucpki_ocsp_draft {
    draft: Draft,
    algorithm: Vec<u8>,
}

impl ucpki_ocsp_draft {
    pub(super) fn new(draft: Draft) -> Self {
        let algorithm = match &draft {
            Draft::Ready(_) => Vec::new(),
            Draft::ToSign(unsigned) => unsigned.algorithm().to_der(),
        };
        Self { draft, algorithm }
    }
}

/// Frees the draft. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_draft_free(draft: Option<Box<ucpki_ocsp_draft>>) {
    boundary::neutral((), || drop(draft));
}

/// 1 if it can be sent without a signature: an error, or an answer that was signed before. 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_draft_is_ready(draft: Option<&ucpki_ocsp_draft>) -> i32 {
    boundary::get(draft, 0, |draft| i32::from(matches!(draft.draft, Draft::Ready(_))))
}

/// The bytes to sign, for a key that is elsewhere; empty where there is nothing to sign. Borrowed from the draft.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_draft_message(draft: Option<&ucpki_ocsp_draft>) -> ucpki_bytes {
    boundary::get(draft, ucpki_bytes::EMPTY, |draft| match &draft.draft {
        Draft::Ready(_) => ucpki_bytes::EMPTY,
        Draft::ToSign(unsigned) => ucpki_bytes::new(unsigned.message()),
    })
}

/// How to sign them: an AlgorithmIdentifier as DER; empty where there is nothing to sign. Borrowed from the draft.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_draft_algorithm(draft: Option<&ucpki_ocsp_draft>) -> ucpki_bytes {
    boundary::get(draft, ucpki_bytes::EMPTY, |draft| ucpki_bytes::new(&draft.algorithm))
}

/// Whose key signs them: a SubjectPublicKeyInfo as DER; empty where there is nothing to sign. Borrowed from the draft.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_ocsp_draft_signer_spki(draft: Option<&ucpki_ocsp_draft>) -> ucpki_bytes {
    boundary::get(draft, ucpki_bytes::EMPTY, |draft| match &draft.draft {
        Draft::Ready(_) => ucpki_bytes::EMPTY,
        Draft::ToSign(unsigned) => ucpki_bytes::new(unsigned.signer().spki_der()),
    })
}

/// Signs with a key that is at hand. A draft that is ready needs neither `key` nor `random`; `random` is for RSA, and may be NULL for
/// other keys. The draft stays.
///
/// Errors: `UCPKI_ERR_STATE` without a key where one is needed, `UCPKI_ERR_OCSP_KEY_MISMATCH`, `UCPKI_ERR_CRYPTO_RANDOM_FAILED`,
/// `UCPKI_ERR_CRYPTO_SIGNING_FAILED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_draft_sign(
    draft: Option<&ucpki_ocsp_draft>,
    key: Option<&ucpki_private_key>,
    random: ucpki_random,
    context: *mut c_void,
    answer: Option<&mut MaybeUninit<*mut ucpki_ocsp_answer>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let draft = draft.required("draft")?;
        let out = answer.required("answer")?;
        let made = match (&draft.draft, key) {
            (Draft::Ready(answer), _) => answer.clone(),
            (Draft::ToSign(unsigned), Some(key)) => {
                unsigned.clone().sign(&key.0, &mut Source { fill: random, context })?
            }
            (Draft::ToSign(_), None) => {
                return Err(ucpki_error::new(&codes::STATE).message("the answer has to be signed: give a key".into()));
            }
        };
        out.write(boundary::handle(ucpki_ocsp_answer(made)));
        Ok(())
    })
}

/// Puts a signature in place that was made elsewhere, and checks that it holds. The draft stays.
///
/// Cost: verifies one signature.
///
/// Errors: `UCPKI_ERR_OCSP_SIGNATURE_INVALID`; `UCPKI_ERR_STATE` for a draft that is ready.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_ocsp_draft_finish(
    draft: Option<&ucpki_ocsp_draft>,
    signature: *const u8,
    signature_len: usize,
    answer: Option<&mut MaybeUninit<*mut ucpki_ocsp_answer>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let draft = draft.required("draft")?;
        let out = answer.required("answer")?;
        // SAFETY: the contract of arrays in (README.md).
        let signature = unsafe { bytes::slice(signature, signature_len, "signature") }?;
        let Draft::ToSign(unsigned) = &draft.draft else {
            return Err(ucpki_error::new(&codes::STATE).message("there is nothing to sign".into()));
        };
        let made = unsigned.clone().finish(signature, &PROVIDER).map_err(ucpki_error::new)?;
        out.write(boundary::handle(ucpki_ocsp_answer(made)));
        Ok(())
    })
}
