//! Where the CA certificates of a renewed certificate have to go.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use crate::appliance::data::store_number;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::appliance::{Neighbour, Role, TrustStore, distribute};

/// A call manager: Unified CM.
pub const UCPKI_APPLIANCE_ROLE_CALL_MANAGER: i32 = 1;
/// The traversal client inside: Expressway-C, VCS Control.
pub const UCPKI_APPLIANCE_ROLE_CONTROL: i32 = 2;
/// The traversal server outside: Expressway-E, VCS Expressway.
pub const UCPKI_APPLIANCE_ROLE_EDGE: i32 = 3;
/// IM and Presence.
pub const UCPKI_APPLIANCE_ROLE_IM_PRESENCE: i32 = 4;

/// Which stores of which neighbours, and of the node itself, need the CA certificates of a renewed certificate. *Shared.*
pub struct ucpki_appliance_distribution(Vec<Delivery>);

struct Delivery {
    neighbour: String,
    store: TrustStore,
}

impl ucpki_appliance_distribution {
    fn at(&self, index: usize) -> Result<&Delivery, ucpki_error> {
        self.0.get(index).ok_or_else(|| ucpki_error::index(index, self.0.len()))
    }
}

/// Says where the CA certificates have to go if the CA is another one than before
/// (`ucpki_comparison_same_issuer()`).
///
/// `role` is the role of the node whose certificate was renewed, one of `UCPKI_APPLIANCE_ROLE_`. `neighbours` is a text, one neighbour
/// in each line: `NAME control|edge|call-manager|im-presence [mra] [secure-zone]`.
///
/// Errors: `UCPKI_ERR_APPLIANCE_NEIGHBOUR_SYNTAX` with the line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_distribution_new(
    role: i32,
    neighbours: *const u8,
    neighbours_len: usize,
    distribution: Option<&mut MaybeUninit<*mut ucpki_appliance_distribution>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = distribution.required("distribution")?;
        let role = match role {
            UCPKI_APPLIANCE_ROLE_CALL_MANAGER => Role::CallManager,
            UCPKI_APPLIANCE_ROLE_CONTROL => Role::Control,
            UCPKI_APPLIANCE_ROLE_EDGE => Role::Edge,
            UCPKI_APPLIANCE_ROLE_IM_PRESENCE => Role::ImPresence,
            _ => return Err(ucpki_error::argument("role", "is none of UCPKI_APPLIANCE_ROLE_")),
        };
        // SAFETY: the contract of arrays in (README.md).
        let neighbours = Neighbour::parse_list(unsafe { bytes::slice(neighbours, neighbours_len, "neighbours") }?)?;
        let deliveries = distribute(role, &neighbours).into_iter().map(|delivery| Delivery {
            neighbour: delivery.neighbour().map_or("", Neighbour::name).into(),
            store: delivery.store(),
        });
        out.write(boundary::handle(ucpki_appliance_distribution(deliveries.collect())));
        Ok(())
    })
}

/// How many stores need the CA certificates; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_distribution_count(distribution: Option<&ucpki_appliance_distribution>) -> usize {
    boundary::get(distribution, 0, |distribution| distribution.0.len())
}

/// The store: one of `UCPKI_APPLIANCE_STORE_`; 0 if there is no such one.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_distribution_store(
    distribution: Option<&ucpki_appliance_distribution>,
    index: usize,
) -> i32 {
    boundary::neutral(0, || {
        let delivery = distribution.and_then(|distribution| distribution.at(index).ok());
        delivery.map_or(0, |delivery| store_number(delivery.store))
    })
}

/// The name of the neighbour; empty for the node whose certificate was renewed, whose own stores come last.
///
/// Errors: `UCPKI_ERR_INDEX`; `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_distribution_neighbour(
    distribution: Option<&ucpki_appliance_distribution>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let delivery = distribution.required("distribution")?.at(index)?;
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &delivery.neighbour) }
    })
}

/// What has to be restarted before the store is read again, in this order, with a comma and a space between.
///
/// Errors: `UCPKI_ERR_INDEX`; `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_appliance_distribution_restarts(
    distribution: Option<&ucpki_appliance_distribution>,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let delivery = distribution.required("distribution")?.at(index)?;
        let services: Vec<_> = delivery.store.restarts().iter().map(|restart| restart.service).collect();
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &services.join(", ")) }
    })
}

/// Frees the distribution. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_appliance_distribution_free(distribution: Option<Box<ucpki_appliance_distribution>>) {
    boundary::neutral((), || drop(distribution));
}
