//! A request for what a certificate has already.

use crate::{CsrError, RequestBuilder, codes};
use ucpki_x509::{Certificate, CertificationRequest, Error, oids};

/// A request for the subject, the alternative names and the usages of a certificate.
///
/// They are taken byte for byte: string types, order, multi-valued names and names of unknown kinds stay as they are,
/// and so does what is marked critical. Where names were pasted instead, give them to
/// [`alt_names`](RequestBuilder::alt_names) of the result.
///
/// Taken are basicConstraints of a CA, keyUsage, extKeyUsage and subjectAltName. What belongs to the issuer, such as key
/// identifiers and policies, is not.
///
/// # Errors
///
/// [`codes::RENEWAL_UNREADABLE`]. A wildcard is refused when the request is made.
///
/// # Examples
///
/// ```
/// let file = include_bytes!("../../../tests/data/chain/demo/leaf.pem");
/// let old = ucpki::x509::pem::certificates(file)?.remove(0).certificate;
/// let builder = ucpki::csr::renew(&old)?;
/// assert_eq!(builder.subject().as_der(), old.subject().as_der());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn renew(old: &Certificate) -> Result<RequestBuilder, CsrError> {
    let is_ca = old.basic_constraints().map_err(unreadable)?.is_some_and(|constraints| constraints.is_ca());
    let taken = |oid| {
        oid == oids::KEY_USAGE
            || oid == oids::EXTENDED_KEY_USAGE
            || oid == oids::SUBJECT_ALT_NAME
            || (oid == oids::BASIC_CONSTRAINTS && is_ca)
    };
    let mut builder = RequestBuilder::new(old.subject().to_name());
    for extension in old.extensions().filter(|extension| taken(extension.oid())) {
        builder = builder.copied(&extension);
    }
    Ok(builder)
}

/// A request for everything that an earlier request asked for: its subject and its extensions, byte for byte.
///
/// Other attributes, such as a challenge password, are not taken.
///
/// # Errors
///
/// As [`renew`].
pub fn repeat(old: &CertificationRequest) -> Result<RequestBuilder, CsrError> {
    let mut builder = RequestBuilder::new(old.subject().to_name());
    if let Some(extensions) = old.extension_request().map_err(unreadable)? {
        for extension in extensions.extensions() {
            builder = builder.copied(&extension);
        }
    }
    Ok(builder)
}

fn unreadable(error: Error) -> CsrError {
    CsrError::about(&codes::RENEWAL_UNREADABLE, error)
}
