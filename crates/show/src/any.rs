//! Any object: read, and shown in every way.

use crate::fingerprint::Fingerprints;
use crate::kinds::{Object, OddCrl};
use crate::summary::Summary;
use crate::{json, ocsp, text};
use core::fmt::{self, Write};
use ucpki_x509::pem::{self, Kind};
use ucpki_x509::{Certificate, CertificationRequest, Crl, CrlRef, Error, OcspRequest, OcspResponse, codes};

impl Object {
    /// Reads what a PEM block holds, or what some DER is.
    ///
    /// DER has no label: it is read as a certificate, a request, a CRL, and an OCSP request and response in turn.
    ///
    /// # Errors
    ///
    /// As reading that object. For DER that is none of them, the error of the reader that came
    /// furthest. [`codes::PEM_LABEL`] for a block of another kind, such as a key.
    pub fn read(found: pem::Object<'_>) -> Result<Self, Error> {
        match found.kind() {
            Kind::Certificate | Kind::TrustedCertificate => {
                let parsed = found.into_certificate()?;
                Ok(match parsed.trust {
                    Some(trust) => Self::Trusted(parsed.certificate, trust),
                    None => Self::Certificate(parsed.certificate),
                })
            }
            Kind::CertificateRequest => found.into_request().map(Self::Request),
            Kind::Crl => {
                let der = found.der().to_vec();
                let line = found.block().map(pem::Block::line);
                found.into_crl().map(Self::Crl).or_else(|error| {
                    let odd = OddCrl::read(&der).ok_or(error)?;
                    Ok(Self::OddCrl(line.map_or(odd.clone(), |line| odd.in_block(line))))
                })
            }
            Kind::OcspRequest => found.into_ocsp_request().map(Self::OcspRequest),
            Kind::OcspResponse => found.into_ocsp_response().map(Self::OcspResponse),
            Kind::Unlabelled => Self::from_der(found.der()),
            _ => Err(Error::at_line(&codes::PEM_LABEL, found.block().map_or(1, pem::Block::line))),
        }
    }

    /// Reads DER, whatever of them it is.
    ///
    /// # Errors
    ///
    /// The error of the reader that came furthest.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let certificate = match Certificate::parse(der) {
            Ok(certificate) => return Ok(Self::Certificate(certificate)),
            Err(error) => error,
        };
        let request = match CertificationRequest::parse(der) {
            Ok(request) => return Ok(Self::Request(request)),
            Err(error) => error,
        };
        let crl = match Crl::parse(der) {
            Ok(crl) => return Ok(Self::Crl(crl)),
            Err(error) => error,
        };
        if let Some(odd) = OddCrl::read(der) {
            return Ok(Self::OddCrl(odd));
        }
        let ocsp = match Self::ocsp_from_der(der) {
            Ok(object) => return Ok(object),
            Err(error) => error,
        };
        Err(further(further(further(certificate, request), crl), ocsp))
    }

    fn ocsp_from_der(der: &[u8]) -> Result<Self, Error> {
        let request = match OcspRequest::parse(der) {
            Ok(request) => return Ok(Self::OcspRequest(request)),
            Err(error) => error,
        };
        OcspResponse::parse(der).map(Self::OcspResponse).map_err(|response| further(request, response))
    }

    /// What it is: `certificate`, `request`, `crl`, `ocsp_request` or `ocsp_response`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Certificate(_) | Self::Trusted(..) => "certificate",
            Self::Crl(_) | Self::OddCrl(_) => "crl",
            Self::OcspRequest(_) => "ocsp_request",
            Self::OcspResponse(_) => "ocsp_response",
            Self::Request(_) => "request",
        }
    }

    /// The bytes; for a certificate with trust settings those of the certificate.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        match self {
            Self::Certificate(certificate) | Self::Trusted(certificate, _) => certificate.as_der(),
            Self::Crl(crl) => crl.as_der(),
            Self::OddCrl(odd) => odd.as_der(),
            Self::OcspRequest(request) => request.as_der(),
            Self::OcspResponse(response) => response.as_der(),
            Self::Request(request) => request.as_der(),
        }
    }

    /// The label of its PEM block, as OpenSSL writes it.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Certificate(_) | Self::Trusted(..) => "CERTIFICATE",
            Self::Crl(_) | Self::OddCrl(_) => "X509 CRL",
            Self::OcspRequest(_) => "OCSP REQUEST",
            Self::OcspResponse(_) => "OCSP RESPONSE",
            Self::Request(_) => "CERTIFICATE REQUEST",
        }
    }

    /// Writes the text that OpenSSL prints with `-noout -text`, and `openssl ocsp` with `-req_text` or `-resp_text`; see
    /// [`write_certificate`](crate::write_certificate).
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn write_text(&self, sink: &mut dyn Write) -> fmt::Result {
        match self {
            Self::Certificate(certificate) => text::write_certificate(sink, &certificate.as_ref()),
            Self::Crl(crl) => match CrlRef::parse(crl.as_der()) {
                Ok(crl) => text::write_crl(sink, &crl),
                // It was read before.
                Err(_) => Ok(()),
            },
            Self::OddCrl(odd) => odd.view().map_or(Ok(()), |crl| text::write_crl(sink, &crl)),
            Self::OcspRequest(request) => ocsp::write_ocsp_request(sink, &request.as_ref()),
            Self::OcspResponse(response) => ocsp::write_ocsp_response(sink, &response.as_ref()),
            Self::Request(request) => text::write_request(sink, &request.as_ref()),
            Self::Trusted(certificate, trust) => text::write_trusted_certificate(sink, &certificate.as_ref(), trust),
        }
    }

    /// The same as something that can be printed.
    pub fn text(&self) -> impl fmt::Display + '_ {
        Text(self)
    }

    /// Writes the object as one JSON object; `docs/show-json.md` has the members.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn write_json(&self, sink: &mut dyn Write) -> fmt::Result {
        json::write(sink, self)
    }

    /// The same as something that can be printed.
    pub fn json(&self) -> impl fmt::Display + '_ {
        Json(self)
    }

    /// What fits on a screen.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary::of(self)
    }

    /// The hashes by which people compare objects.
    #[must_use]
    pub fn fingerprints(&self) -> Fingerprints {
        Fingerprints::from_der(self.as_der())
    }

    /// The public key; CRLs and OCSP have none.
    #[must_use]
    pub fn spki(&self) -> Option<ucpki_x509::SpkiRef<'_>> {
        match self {
            Self::Certificate(certificate) | Self::Trusted(certificate, _) => Some(certificate.spki()),
            Self::Crl(_) | Self::OddCrl(_) | Self::OcspRequest(_) | Self::OcspResponse(_) => None,
            Self::Request(request) => Some(request.spki()),
        }
    }
}

/// The error of the reader that came further.
fn further(one: Error, other: Error) -> Error {
    if other.offset() > one.offset() { other } else { one }
}

struct Text<'o>(&'o Object);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_text(f)
    }
}

struct Json<'o>(&'o Object);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_json(f)
    }
}
