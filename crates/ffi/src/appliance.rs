//! What is known about appliances, and what several of them have to agree in.

use crate::bytes::{self, ucpki_bytes};
use crate::csr::{ucpki_csr, ucpki_csr_report};
use crate::error::{OrNull, ucpki_error, ucpki_status};
use crate::{boundary, text};
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::appliance::{AliasDifference, ApplianceError, Purpose, compare_cluster};

impl From<ApplianceError> for ucpki_error {
    fn from(error: ApplianceError) -> Self {
        Self::new(error.code()).message(error.to_string())
    }
}

/// Compares the requests of a cluster with the first: country, state, locality, organisation, units, key, hash.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_compare_cluster(
    requests: *const Option<&ucpki_csr>,
    count: usize,
    report: Option<&mut MaybeUninit<*mut ucpki_csr_report>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = report.required("report")?;
        // SAFETY: the contract of arrays in (README.md).
        let requests = unsafe { bytes::slice(requests, count, "requests") }?;
        let requests = requests.iter().map(|csr| Ok(csr.required("requests")?.0.clone()));
        let requests: Vec<_> = requests.collect::<Result<_, ucpki_error>>()?;
        let differences = compare_cluster(&requests);
        let refusals = differences.iter().map(|difference| (difference.code(), difference.to_string()));
        out.write(boundary::handle(ucpki_csr_report::of_refusals(refusals)));
        Ok(())
    })
}

/// Copies the name of the trust store that belongs to a purpose, such as `cup-xmpp-trust`; empty for the one store of an Expressway.
///
/// Errors: `UCPKI_ERR_ARGUMENT` for a purpose that does not exist.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_purpose_trust_store(
    purpose: *const u8,
    purpose_len: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        // SAFETY: the contract of arrays in (README.md).
        let purpose = unsafe { bytes::text(purpose, purpose_len, "purpose") }?;
        let purpose = Purpose::by_name(purpose).ok_or_else(|| ucpki_error::argument("purpose", "does not exist"))?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &purpose.trust_store()) }
    })
}

/// Compares the chat aliases of Control with those of Expressway, which have to be the same: a finding `UCPKI_ERR_APPLIANCE_ALIASES_DIFFER`
/// for each that one of them lacks. Case and order do not count.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_compare_aliases(
    control: *const ucpki_bytes,
    control_count: usize,
    edge: *const ucpki_bytes,
    edge_count: usize,
    report: Option<&mut MaybeUninit<*mut ucpki_csr_report>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = report.required("report")?;
        // SAFETY: the contract of arrays in (README.md).
        let control = unsafe { texts(control, control_count, "control") }?;
        // SAFETY: the contract of arrays in (README.md).
        let edge = unsafe { texts(edge, edge_count, "edge") }?;
        let difference = AliasDifference::between(&control, &edge);
        let code = difference.code();
        let on_edge = difference.missing_on_edge.iter().map(|alias| (alias, "Expressway"));
        let on_control = difference.missing_on_control.iter().map(|alias| (alias, "Control"));
        let text = |(alias, on)| (code, alloc::format!("{}: {alias} is missing on {on}", code.text()));
        out.write(boundary::handle(ucpki_csr_report::of_refusals(on_edge.chain(on_control).map(text))));
        Ok(())
    })
}

/// An array of texts.
unsafe fn texts(array: *const ucpki_bytes, count: usize, name: &'static str) -> Result<Vec<String>, ucpki_error> {
    // SAFETY: the promise of the caller, handed on.
    let array = unsafe { bytes::slice(array, count, name) }?;
    // SAFETY: as above, for what each of them points to.
    array.iter().map(|one| Ok(unsafe { bytes::text(one.ptr, one.len, name) }?.to_owned())).collect()
}
