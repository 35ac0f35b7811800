//! Objects as PEM blocks. Here, so that the readers of objects need not know of PEM.

use super::encode;
use crate::{Certificate, CertificationRequest, Crl, OcspRequest, OcspResponse, SpkiRef};
use alloc::string::String;

impl Certificate {
    /// The certificate as a PEM block (RFC 7468, 5.1).
    #[must_use]
    pub fn to_pem(&self) -> String {
        encode("CERTIFICATE", self.as_der())
    }
}

impl CertificationRequest {
    /// The request as a PEM block (RFC 7468, 7).
    #[must_use]
    pub fn to_pem(&self) -> String {
        encode("CERTIFICATE REQUEST", self.as_der())
    }
}

impl Crl {
    /// The CRL as a PEM block (RFC 7468, 6).
    #[must_use]
    pub fn to_pem(&self) -> String {
        encode("X509 CRL", self.as_der())
    }
}

impl OcspRequest {
    /// The request as a PEM block, with the label that OpenSSL's library has for it.
    #[must_use]
    pub fn to_pem(&self) -> String {
        encode("OCSP REQUEST", self.as_der())
    }
}

impl OcspResponse {
    /// The response as a PEM block, with the label that OpenSSL's library has for it.
    #[must_use]
    pub fn to_pem(&self) -> String {
        encode("OCSP RESPONSE", self.as_der())
    }
}

impl SpkiRef<'_> {
    /// The public key as a PEM block (RFC 7468, 13).
    #[must_use]
    pub fn to_pem(&self) -> String {
        encode("PUBLIC KEY", self.as_der())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::pem;

    #[test]
    fn what_is_written_is_read_again() {
        let crls = pem::crls(include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem")).unwrap();
        let written: String = crls.iter().map(Crl::to_pem).collect();
        assert_eq!(pem::crls(written.as_bytes()).unwrap(), crls);
        let chain = pem::certificates(include_bytes!("../../../../tests/data/crl/revoked-leaf/chain.pem")).unwrap();
        let certificate = &chain.first().unwrap().certificate;
        let again = pem::certificates(certificate.to_pem().as_bytes()).unwrap();
        assert_eq!(&again.first().unwrap().certificate, certificate);
    }

    #[test]
    fn ocsp_is_written_and_read_again() {
        let request = OcspRequest::parse(include_bytes!("../../../../tests/data/ocsp/demo/request.der")).unwrap();
        let response = OcspResponse::parse(include_bytes!("../../../../tests/data/ocsp/demo/response.der")).unwrap();
        let text = [request.to_pem(), response.to_pem()].concat();
        let mut objects = pem::objects(text.as_bytes()).map(Result::unwrap);
        let (one, two) = (objects.next().unwrap(), objects.next().unwrap());
        assert_eq!((one.kind(), two.kind()), (pem::Kind::OcspRequest, pem::Kind::OcspResponse));
        assert_eq!(two.clone().into_ocsp_request().unwrap_err().code(), &crate::codes::PEM_LABEL);
        assert_eq!((one.into_ocsp_request().unwrap(), two.into_ocsp_response().unwrap()), (request, response));
    }
}
