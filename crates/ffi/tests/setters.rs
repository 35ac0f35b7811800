//! Every pair of setters of a request, in both orders and twice, as C calls them: for Miri, which sees what a C program under the
//! address sanitizer does not. What follows from each order, the C programs assert with checks that judge.

use core::mem::MaybeUninit;
use core::ptr;
use ucpki_ffi::abi::bytes::ucpki_bytes;
use ucpki_ffi::abi::error::getters::{ucpki_error_code, ucpki_error_free, ucpki_error_message};
use ucpki_ffi::abi::error::{ucpki_error, ucpki_status};
use ucpki_ffi::chain::consumer::{UCPKI_CONSUMER_SIP_TLS, ucpki_consumer, ucpki_params_set_consumer};
use ucpki_ffi::chain::params as ffi;
use ucpki_ffi::chain::params::{ucpki_budget, ucpki_params, ucpki_policies, ucpki_revocation};
use ucpki_ffi::crl::set::{
    ucpki_crl_set, ucpki_crl_set_builder_build, ucpki_crl_set_builder_free, ucpki_crl_set_builder_new,
    ucpki_crl_set_free,
};
use ucpki_ffi::matcher::identity::{
    UCPKI_SIP_USAGE_STRICT, ucpki_identity, ucpki_identity_free, ucpki_identity_new_sip,
};
use ucpki_ffi::ocsp::policy::{ucpki_ocsp_policy_free, ucpki_ocsp_policy_new};
use ucpki_ffi::ocsp::responses::{
    ucpki_ocsp_responses, ucpki_ocsp_responses_free, ucpki_ocsp_responses_new, ucpki_params_set_ocsp,
};

/// What setters are given.
struct Values {
    set: Box<ucpki_crl_set>,
    responses: Box<ucpki_ocsp_responses>,
    identity: Box<ucpki_identity>,
}

type Setter = fn(&mut ucpki_params, &Values, &mut MaybeUninit<*mut ucpki_error>) -> ucpki_status;

const SETTERS: [(&str, Setter); 15] = [
    ("time", |request, _, err| ffi::ucpki_params_set_time(Some(request), 1_800_000_000, Some(err))),
    ("purpose_oid", |request, _, err| {
        let oid = "1.3.6.1.5.5.7.3.1";
        // SAFETY: the text is there.
        unsafe { ffi::ucpki_params_set_purpose_oid(Some(request), oid.as_ptr(), oid.len(), Some(err)) }
    }),
    ("dns", |request, _, err| {
        let name = "sip.example.com";
        // SAFETY: the text is there.
        unsafe { ffi::ucpki_params_set_dns(Some(request), name.as_ptr(), name.len(), Some(err)) }
    }),
    ("ip, which is none", |request, _, err| {
        let address = [192, 0, 2];
        // SAFETY: the bytes are there.
        unsafe { ffi::ucpki_params_set_ip(Some(request), address.as_ptr(), address.len(), Some(err)) }
    }),
    ("host", |request, _, err| {
        let host = "[2001:db8::1]";
        // SAFETY: the text is there.
        unsafe { ffi::ucpki_params_set_host(Some(request), host.as_ptr(), host.len(), Some(err)) }
    }),
    ("identity", |request, values, err| {
        ffi::ucpki_params_set_identity(Some(request), Some(&values.identity), Some(err))
    }),
    ("danger_any_peer", |request, _, err| ffi::ucpki_params_set_danger_any_peer(Some(request), Some(err))),
    ("name_mode, which is none", |request, _, err| ffi::ucpki_params_set_name_mode(Some(request), 99, Some(err))),
    ("max_depth", |request, _, err| ffi::ucpki_params_set_max_depth(Some(request), 3, Some(err))),
    ("budget", |request, _, err| {
        let size = size_of::<ucpki_budget>();
        let budget = ucpki_budget { size, signatures: 9, reserve: 0, paths: 0, steps: 0, comparisons: 0 };
        // SAFETY: the struct is there.
        unsafe { ffi::ucpki_params_set_budget(Some(request), &raw const budget, Some(err)) }
    }),
    ("policies", |request, _, err| {
        let oid = "2.5.29.32.0";
        let initial = [ucpki_bytes { ptr: oid.as_ptr(), len: oid.len() }];
        let policies = ucpki_policies {
            size: size_of::<ucpki_policies>(),
            user_initial: initial.as_ptr(),
            user_initial_count: initial.len(),
            require_explicit: 1,
            inhibit_mapping: 0,
            inhibit_any: 0,
            reserved: 0,
        };
        // SAFETY: the struct and what it leads to are there.
        unsafe { ffi::ucpki_params_set_policies(Some(request), &raw const policies, Some(err)) }
    }),
    ("revocation", |request, _, err| {
        let size = size_of::<ucpki_revocation>();
        let revocation = ucpki_revocation { size, on_unknown: 0, on_expired: 0, leaf_only: 1, reserved: 0 };
        // SAFETY: the struct is there.
        unsafe { ffi::ucpki_params_set_revocation(Some(request), &raw const revocation, Some(err)) }
    }),
    ("crl_set", |request, values, err| ffi::ucpki_params_add_crl_set(Some(request), Some(&values.set), Some(err))),
    ("ocsp", |request, values, err| ucpki_params_set_ocsp(Some(request), Some(&values.responses), Some(err))),
    ("consumer", |request, values, err| {
        let consumer = ucpki_consumer {
            size: size_of::<ucpki_consumer>(),
            consumer: UCPKI_CONSUMER_SIP_TLS,
            checking: 0,
            ocsp: 0,
            lists: 0,
            downloads: 0,
            origins: 0,
            fallback: 0,
            max_age: 0,
            on_expired: 0,
            common_criteria: 0,
        };
        // SAFETY: the struct is there.
        unsafe {
            ucpki_params_set_consumer(Some(request), &raw const consumer, Some(&values.set), None, None, Some(err))
        }
    }),
];

/// A handle that a function wrote.
fn made<T>(make: impl FnOnce(&mut MaybeUninit<*mut T>) -> ucpki_status) -> Box<T> {
    let mut out = MaybeUninit::new(ptr::null_mut());
    assert_eq!(make(&mut out), 0);
    // SAFETY: the function succeeded, so that it wrote a handle that is ours.
    unsafe { Box::from_raw(out.assume_init()) }
}

fn values() -> Values {
    let builder = made(|out| ucpki_crl_set_builder_new(Some(out), None));
    let mut builder = Some(builder);
    let set = made(|out| ucpki_crl_set_builder_build(builder.as_deref_mut(), Some(out), None));
    ucpki_crl_set_builder_free(builder);
    let domain = "example.com";
    // SAFETY: the text is there.
    let identity = made(|out| unsafe {
        ucpki_identity_new_sip(domain.as_ptr(), domain.len(), UCPKI_SIP_USAGE_STRICT, Some(out), None)
    });
    let policy = made(|out| ucpki_ocsp_policy_new(Some(out), None));
    let responses = made(|out| ucpki_ocsp_responses_new(Some(&policy), Some(out), None));
    ucpki_ocsp_policy_free(Some(policy));
    Values { set, responses, identity }
}

#[test]
fn every_pair_of_setters_in_both_orders() {
    let values = values();
    for (first, one) in SETTERS {
        for (second, other) in SETTERS {
            let mut request =
                made(|out| ffi::ucpki_params_new(1_800_000_000, ffi::UCPKI_PURPOSE_SERVER, Some(out), None));
            for (name, setter) in [(first, one), (second, other), (first, one)] {
                let mut err = MaybeUninit::new(ptr::null_mut());
                let status = setter(&mut request, &values, &mut err);
                // SAFETY: every function writes NULL or a handle.
                let err = unsafe { err.assume_init() };
                assert_eq!(status == 0, err.is_null(), "{name} after {first}, {second}");
                if !err.is_null() {
                    // SAFETY: it is a handle of ours.
                    let err = unsafe { Box::from_raw(err) };
                    assert_eq!(ucpki_error_code(Some(&err)), status);
                    assert!(!ucpki_error_message(Some(&err)).is_null());
                    ucpki_error_free(Some(err));
                }
            }
            ffi::ucpki_params_free(Some(request));
        }
    }
    ucpki_crl_set_free(Some(values.set));
    ucpki_ocsp_responses_free(Some(values.responses));
    ucpki_identity_free(Some(values.identity));
}
