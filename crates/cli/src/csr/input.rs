//! What a verb takes that works on certificates and requests.

use crate::files::{Expected, Failure, Source};
use ucpki::x509::{Certificate, CertificationRequest, pem};

/// A certificate or a request.
pub(super) enum Object {
    Certificate(Certificate),
    Request(CertificationRequest),
}

/// The request of a file, or its first certificate.
pub(super) fn object(source: &Source) -> Result<Object, Failure> {
    if let Some(request) = pem::requests(source.bytes()).ok().and_then(|requests| requests.into_iter().next()) {
        return Ok(Object::Request(request));
    }
    let found = pem::certificates(source.bytes());
    let found = found.map_err(|error| source.explain(Expected::CertificateOrRequest, error))?;
    let first = found.into_iter().next().map(|found| Object::Certificate(found.certificate));
    first.ok_or_else(|| source.nothing(Expected::CertificateOrRequest))
}
