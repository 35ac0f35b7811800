//! General names (RFC 5280, 4.2.1.6).

use crate::abi::boundary;
use crate::abi::bytes::{self, ucpki_bytes};
use crate::abi::error::{OrNull, ucpki_error, ucpki_status};
use crate::abi::text;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use ucpki::x509::{GeneralName, NameRef, Oid};

/// otherName: `value` is the DER inside the explicit tag, `type_id` says which form it has.
pub const UCPKI_GENERAL_NAME_OTHER: i32 = 0;
/// rfc822Name, an e-mail address: ASCII.
pub const UCPKI_GENERAL_NAME_EMAIL: i32 = 1;
/// dNSName, a host name: ASCII.
pub const UCPKI_GENERAL_NAME_DNS: i32 = 2;
/// x400Address: the content bytes.
pub const UCPKI_GENERAL_NAME_X400: i32 = 3;
/// directoryName: the DER of the name.
pub const UCPKI_GENERAL_NAME_DIRECTORY: i32 = 4;
/// ediPartyName: the content bytes.
pub const UCPKI_GENERAL_NAME_EDI_PARTY: i32 = 5;
/// uniformResourceIdentifier: ASCII.
pub const UCPKI_GENERAL_NAME_URI: i32 = 6;
/// iPAddress: 4 or 16 bytes in network order. The length is not checked by reading.
pub const UCPKI_GENERAL_NAME_IP: i32 = 7;
/// registeredID: the content bytes of the object identifier.
pub const UCPKI_GENERAL_NAME_REGISTERED_ID: i32 = 8;

/// One general name, borrowed from the object that it is in. The kinds are numbered as the tags of RFC 5280.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_general_name {
    /// One of `UCPKI_GENERAL_NAME_`.
    pub kind: i32,
    /// What it is, by its kind.
    pub value: ucpki_bytes,
    /// The form of an otherName, as content bytes of an object identifier; empty for all other kinds.
    pub type_id: ucpki_bytes,
}

impl ucpki_general_name {
    pub(crate) fn new(name: &GeneralName<'_>) -> Self {
        let (kind, value) = match name {
            GeneralName::OtherName { value, .. } => (UCPKI_GENERAL_NAME_OTHER, *value),
            GeneralName::Rfc822Name(bytes) => (UCPKI_GENERAL_NAME_EMAIL, *bytes),
            GeneralName::DnsName(bytes) => (UCPKI_GENERAL_NAME_DNS, *bytes),
            GeneralName::X400Address(bytes) => (UCPKI_GENERAL_NAME_X400, *bytes),
            GeneralName::DirectoryName(name) => (UCPKI_GENERAL_NAME_DIRECTORY, name.as_der()),
            GeneralName::EdiPartyName(bytes) => (UCPKI_GENERAL_NAME_EDI_PARTY, *bytes),
            GeneralName::Uri(bytes) => (UCPKI_GENERAL_NAME_URI, *bytes),
            GeneralName::IpAddress(bytes) => (UCPKI_GENERAL_NAME_IP, *bytes),
            GeneralName::RegisteredId(oid) => (UCPKI_GENERAL_NAME_REGISTERED_ID, oid.as_bytes()),
        };
        let type_id = match name {
            GeneralName::OtherName { oid, .. } => ucpki_bytes::new(oid.as_bytes()),
            _ => ucpki_bytes::EMPTY,
        };
        Self { kind, value: ucpki_bytes::new(value), type_id }
    }
}

/// Copies a general name as text for people: host names, mail addresses and URIs with control characters escaped, an IP address as
/// it is usually written, a directory name as RFC 4514 says, and everything else as `#` and hexadecimal.
///
/// `UCPKI_ERR_ARGUMENT` for a struct that does not come from this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ucpki_general_name_text(
    name: Option<&ucpki_general_name>,
    buf: *mut c_char,
    cap: usize,
    needed: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut ucpki_error>>,
) -> ucpki_status {
    boundary::call(err, || {
        let name = name.required("name")?;
        // SAFETY: the fields are those that the library wrote, and their object lives (README.md, bytes).
        let value = unsafe { bytes::slice(name.value.ptr, name.value.len, "name") }?;
        let general = match name.kind {
            UCPKI_GENERAL_NAME_EMAIL => GeneralName::Rfc822Name(value),
            UCPKI_GENERAL_NAME_DNS => GeneralName::DnsName(value),
            UCPKI_GENERAL_NAME_URI => GeneralName::Uri(value),
            UCPKI_GENERAL_NAME_DIRECTORY => GeneralName::DirectoryName(NameRef::parse(value)?),
            UCPKI_GENERAL_NAME_REGISTERED_ID => {
                Oid::new(value).map_or(GeneralName::X400Address(value), GeneralName::RegisteredId)
            }
            UCPKI_GENERAL_NAME_IP => GeneralName::IpAddress(value),
            // What has no text is shown by its bytes, whatever it is.
            UCPKI_GENERAL_NAME_OTHER | UCPKI_GENERAL_NAME_X400 | UCPKI_GENERAL_NAME_EDI_PARTY => {
                GeneralName::X400Address(value)
            }
            _ => return Err(ucpki_error::argument("name", "has a kind that does not exist")),
        };
        // SAFETY: the contract of text out (README.md).
        unsafe { text::copy(buf, cap, needed, &general) }
    })
}
