//! Who a peer must be.

use crate::abi::boundary;
use crate::abi::bytes;
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use alloc::boxed::Box;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::matcher::{DnsName, Identity, SipDomain, SipUsage, XmppService};
use ucpki::x509::{Error, ip_address};

/// The extended key usage is not looked at.
pub const UCPKI_SIP_USAGE_IGNORE: i32 = 1;
/// An extended key usage must have id-kp-sipDomain, anyExtendedKeyUsage or id-kp-serverAuth. The default.
pub const UCPKI_SIP_USAGE_SERVER_AUTH: i32 = 2;
/// An extended key usage must have id-kp-sipDomain or anyExtendedKeyUsage, as RFC 5924 says.
pub const UCPKI_SIP_USAGE_STRICT: i32 = 3;

/// The service of an XMPP domain for clients: `_xmpp-client`.
pub const UCPKI_XMPP_SERVICE_CLIENT: i32 = 1;
/// The service of an XMPP domain for other servers: `_xmpp-server`.
pub const UCPKI_XMPP_SERVICE_SERVER: i32 = 2;

/// Who a peer must be: a host, a SIP domain, a service, a URI, an XMPP domain or account, an e-mail address. *Shared.*
pub struct ucpki_identity(pub(crate) Identity);

/// Makes an identity of a text that `read` understands.
///
/// # Safety
///
/// The contract of arrays in (README.md).
unsafe fn new(
    text: *const u8,
    text_len: usize,
    name: &'static str,
    read: impl FnOnce(&str) -> Result<Identity, Error>,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
) -> Result<(), ucpki_error> {
    let out = identity.required("identity")?;
    // SAFETY: the promise of the caller, handed on.
    let text = unsafe { bytes::text(text, text_len, name) }?;
    out.write(boundary::handle(ucpki_identity(read(text)?)));
    Ok(())
}

/// A host by its name in ASCII, as A-labels.
///
/// Errors: `UCPKI_ERR_MATCHER_REFERENCE_INVALID`, and its neighbours for names that look like something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_dns(
    name: *const u8,
    name_len: usize,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of arrays in (README.md).
    boundary::call(err, || unsafe { new(name, name_len, "name", Identity::dns, identity) })
}

/// A host by its name with letters of any script, which is mapped to A-labels.
///
/// Errors: `UCPKI_ERR_MATCHER_REFERENCE_IDN`, and as `ucpki_identity_new_dns()`; `UCPKI_ERR_UNSUPPORTED` if the library
/// was built without it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_dns_unicode(
    name: *const u8,
    name_len: usize,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = identity.required("identity")?;
        // SAFETY: the contract of arrays in (README.md).
        let name = unsafe { bytes::text(name, name_len, "name") }?;
        out.write(boundary::handle(ucpki_identity(Identity::Dns(from_unicode(name)?))));
        Ok(())
    })
}

#[cfg(feature = "idna")]
fn from_unicode(name: &str) -> Result<DnsName, ucpki_error> {
    Ok(DnsName::from_unicode(name)?)
}

#[cfg(not(feature = "idna"))]
fn from_unicode(_: &str) -> Result<DnsName, ucpki_error> {
    Err(ucpki_error::new(&crate::codes::UNSUPPORTED))
}

/// A host by its address: 4 bytes for IPv4, 16 for IPv6, in network order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_ip(
    address: *const u8,
    address_len: usize,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let out = identity.required("identity")?;
        // SAFETY: the contract of arrays in (README.md).
        let bytes = unsafe { bytes::slice(address, address_len, "address") }?;
        let address = ip_address(bytes);
        let address = address.ok_or_else(|| ucpki_error::argument("address", "has neither 4 bytes nor 16"))?;
        out.write(boundary::handle(ucpki_identity(Identity::ip(address))));
        Ok(())
    })
}

/// A host as it is in a URI or a setting: a name, an IPv4 address, or an IPv6 address with or without brackets.
///
/// Errors: as `ucpki_identity_new_dns()`; `UCPKI_ERR_MATCHER_REFERENCE_ZONE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_host(
    host: *const u8,
    host_len: usize,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of arrays in (README.md).
    boundary::call(err, || unsafe { new(host, host_len, "host", Identity::host, identity) })
}

/// A mailbox by its e-mail address. The local part may be beyond ASCII, the host name is in A-labels.
///
/// Errors: `UCPKI_ERR_MATCHER_REFERENCE_EMAIL`; for the host as `ucpki_identity_new_dns()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_email(
    address: *const u8,
    address_len: usize,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of arrays in (README.md).
    boundary::call(err, || unsafe { new(address, address_len, "address", Identity::email, identity) })
}

/// A SIP domain (RFC 5922): the domain that was asked to be reached, never the target of an SRV record.
///
/// `usage` is one of `UCPKI_SIP_USAGE_`.
///
/// Errors: as `ucpki_identity_new_dns()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_sip(
    domain: *const u8,
    domain_len: usize,
    usage: i32,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let usage = match usage {
            UCPKI_SIP_USAGE_IGNORE => SipUsage::Ignore,
            UCPKI_SIP_USAGE_SERVER_AUTH => SipUsage::ServerAuth,
            UCPKI_SIP_USAGE_STRICT => SipUsage::Strict,
            _ => return Err(ucpki_error::argument("usage", "is none of UCPKI_SIP_USAGE_")),
        };
        let read = |domain: &str| SipDomain::new(domain).map(|domain| domain.usage(usage).into());
        // SAFETY: the contract of arrays in (README.md).
        unsafe { new(domain, domain_len, "domain", read, identity) }
    })
}

/// A service of a domain, as `_service.domain` (RFC 4985).
///
/// Errors: `UCPKI_ERR_MATCHER_REFERENCE_SERVICE`; for the domain as `ucpki_identity_new_dns()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_srv(
    name: *const u8,
    name_len: usize,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of arrays in (README.md).
    boundary::call(err, || unsafe { new(name, name_len, "name", Identity::srv, identity) })
}

/// A host and a scheme, by a URI. Port, path, query and fragment play no part.
///
/// Errors: `UCPKI_ERR_MATCHER_REFERENCE_URI`; for the host as `ucpki_identity_new_dns()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_uri(
    uri: *const u8,
    uri_len: usize,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of arrays in (README.md).
    boundary::call(err, || unsafe { new(uri, uri_len, "uri", Identity::uri, identity) })
}

/// An XMPP domain (RFC 6120). `service` is one of `UCPKI_XMPP_SERVICE_`.
///
/// Errors: as `ucpki_identity_new_dns()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_xmpp(
    domain: *const u8,
    domain_len: usize,
    service: i32,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let service = match service {
            UCPKI_XMPP_SERVICE_CLIENT => XmppService::Client,
            UCPKI_XMPP_SERVICE_SERVER => XmppService::Server,
            _ => return Err(ucpki_error::argument("service", "is none of UCPKI_XMPP_SERVICE_")),
        };
        // SAFETY: the contract of arrays in (README.md).
        unsafe { new(domain, domain_len, "domain", |domain| Identity::xmpp(domain, service), identity) }
    })
}

/// An XMPP account, as `local@domain`.
///
/// Errors: `UCPKI_ERR_MATCHER_REFERENCE_XMPP`; for the domain as `ucpki_identity_new_dns()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_new_xmpp_account(
    address: *const u8,
    address_len: usize,
    identity: Option<&mut MaybeUninit<*mut ucpki_identity>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of arrays in (README.md).
    boundary::call(err, || unsafe { new(address, address_len, "address", Identity::xmpp_account, identity) })
}

/// The identity in the form in which it is compared, such as `sip:example.com`.
///
/// Errors: `UCPKI_ERR_BUFFER` if `cap` is less than `*needed`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_identity_text(
    identity: Option<&ucpki_identity>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    // SAFETY: the contract of text out (README.md).
    unsafe { text::get(identity, "identity", buf, cap, needed, err, |identity| Ok(&identity.0)) }
}

/// Frees the identity. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn ucpki_identity_free(identity: Option<Box<ucpki_identity>>) {
    boundary::neutral((), || drop(identity));
}
