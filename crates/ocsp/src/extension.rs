//! Extensions, written.

use ucpki_x509::der::{Tag, Writer};
use ucpki_x509::{Oid, oids};

/// An extension that is not critical.
pub(crate) fn write(extensions: &mut Writer, oid: Oid<'_>, value: impl FnOnce(&mut Writer)) {
    extensions.nested(Tag::SEQUENCE, |extension| {
        extension.oid(oid);
        extension.nested(Tag::OCTET_STRING, value);
    });
}

/// RFC 9654, 2.1: `Nonce ::= OCTET STRING`, inside that of the extension.
pub(crate) fn write_nonce(extensions: &mut Writer, nonce: &[u8]) {
    write(extensions, oids::OCSP_NONCE, |value| value.octet_string(nonce));
}
