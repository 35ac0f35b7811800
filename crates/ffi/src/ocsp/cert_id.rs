//! Which certificate a request or response means (RFC 6960, 4.1.1).

use crate::abi::bytes::ucpki_bytes;
use ucpki::x509::CertIdRef;

/// Which certificate is meant. Two that differ may mean one certificate, by different hashes. What it points to is borrowed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ucpki_ocsp_cert_id {
    /// The hash function, as content bytes of an object identifier (`ucpki_oid_text()`).
    pub hash: ucpki_bytes,
    /// The hash of the issuer's name. Its length is not checked.
    pub issuer_name_hash: ucpki_bytes,
    /// The hash of the issuer's key. Its length is not checked.
    pub issuer_key_hash: ucpki_bytes,
    /// The serial number, as the content bytes of the INTEGER.
    pub serial: ucpki_bytes,
}

impl ucpki_ocsp_cert_id {
    pub(crate) fn new(id: &CertIdRef<'_>) -> Self {
        Self {
            hash: ucpki_bytes::new(id.hash().oid().as_bytes()),
            issuer_name_hash: ucpki_bytes::new(id.issuer_name_hash()),
            issuer_key_hash: ucpki_bytes::new(id.issuer_key_hash()),
            serial: ucpki_bytes::new(id.serial().as_bytes()),
        }
    }
}
