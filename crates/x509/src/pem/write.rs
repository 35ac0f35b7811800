//! Objects as PEM blocks. Here, so that the readers of objects need not know of PEM.

use super::encode;
use crate::{Certificate, CertificationRequest, Crl, SpkiRef};
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
}
