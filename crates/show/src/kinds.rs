//! The kinds of objects that can be shown.

use alloc::boxed::Box;
use ucpki_x509::pem::TrustData;
use ucpki_x509::{Certificate, CertificationRequest, Crl, CrlRef, Error, OcspRequest, OcspResponse};

/// A certificate, a request, a CRL, or an OCSP request or response, whichever a file holds.
///
/// # Examples
///
/// ```
/// use ucpki::show::Object;
/// use ucpki::x509::pem;
///
/// let file = include_bytes!("../../../tests/data/csr/demo/request.pem");
/// for found in pem::objects(file) {
///     let object = Object::read(found?)?;
///     println!("{}", object.summary());
///     println!("{}", object.text());
/// }
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Object {
    /// A certificate.
    Certificate(Certificate),
    /// A CRL.
    Crl(Crl),
    /// A CRL that can be shown, and that nobody may rely on.
    OddCrl(OddCrl),
    /// An OCSP request.
    OcspRequest(OcspRequest),
    /// An OCSP response.
    OcspResponse(OcspResponse),
    /// A request.
    Request(CertificationRequest),
    /// A certificate with trust settings beside it, as OpenSSL keeps them.
    Trusted(Certificate, TrustData),
}

/// A CRL with entries whose extensions break a rule, such as a reason code that does not exist. It is shown, and refused
/// everywhere else.
///
/// # Examples
///
/// ```
/// use ucpki::show::Object;
/// use ucpki::x509::pem;
///
/// // A CRL whose reason code does not exist: 7 is not used.
/// let mut der = pem::crls(include_bytes!("../../../tests/data/chain/demo/crls.pem"))?.remove(1).as_der().to_vec();
/// let reason = der.windows(3).position(|bytes| bytes == [0x0A, 0x01, 0x01]).ok_or("no reason code")?;
/// der[reason + 2] = 7;
///
/// let found = pem::objects(&der).next().ok_or("no CRL")??;
/// let Object::OddCrl(odd) = Object::read(found)? else { return Err("no oddity".into()) };
/// println!("shown, and refused everywhere else: {}", odd.error());
/// assert_eq!(odd.as_der(), der);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddCrl {
    der: Box<[u8]>,
    error: Error,
}

impl OddCrl {
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let (_, error) = CrlRef::danger_for_display(der).ok()?;
        Some(Self { der: der.into(), error: error? })
    }

    /// The same, with the error told by the line of its block.
    pub(crate) fn in_block(self, line: usize) -> Self {
        Self { error: self.error.in_block(line), ..self }
    }

    /// The rule that is broken first, and where.
    #[must_use]
    pub const fn error(&self) -> Error {
        self.error
    }

    /// The bytes.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The CRL as it is read for showing.
    pub(crate) fn view(&self) -> Option<CrlRef<'_>> {
        CrlRef::danger_for_display(&self.der).ok().map(|(crl, _)| crl)
    }
}
