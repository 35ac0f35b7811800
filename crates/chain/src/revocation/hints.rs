//! What could be fetched to change an answer.

use super::query::Query;
use alloc::boxed::Box;
use alloc::string::String;
use ucpki_x509::{Certificate, Name, NameRef};

/// At most this many addresses are kept; a hostile certificate can name thousands.
pub(crate) const MAX_HINTS: usize = 64;

/// Something to fetch before asking again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchHint {
    pub(crate) kind: FetchKind,
    pub(crate) uri: String,
    pub(crate) subject: Option<StatusSubject>,
}

/// Whose status is asked for: all that an OCSP request needs. Two certificates that name one responder are two hints.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatusSubject {
    certificate: Certificate,
    issuer_name: Name,
    issuer_spki: Box<[u8]>,
}

impl StatusSubject {
    /// A certificate, and the name and key (SubjectPublicKeyInfo, DER) of who issued it.
    #[must_use]
    pub const fn new(certificate: Certificate, issuer_name: Name, issuer_spki: Box<[u8]>) -> Self {
        Self { certificate, issuer_name, issuer_spki }
    }

    /// The certificate of a query.
    #[must_use]
    pub fn from_query(query: &Query<'_>) -> Self {
        let issuer = query.issuer();
        Self::new(query.certificate().clone(), issuer.name().to_name(), issuer.spki().as_der().into())
    }

    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The name of its issuer, as the issuer has it.
    #[must_use]
    pub fn issuer_name(&self) -> NameRef<'_> {
        self.issuer_name.as_name()
    }

    /// The key of its issuer: SubjectPublicKeyInfo, DER.
    #[must_use]
    pub const fn issuer_spki(&self) -> &[u8] {
        &self.issuer_spki
    }
}

impl FetchHint {
    /// What would be found there.
    #[must_use]
    pub const fn kind(&self) -> FetchKind {
        self.kind
    }

    /// Whose status would be found there: of an OCSP responder only.
    #[must_use]
    pub const fn subject(&self) -> Option<&StatusSubject> {
        self.subject.as_ref()
    }

    /// Where. Comes from a certificate that nobody has trusted yet: who fetches it must decide whether to.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }
}

/// What would be found at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FetchKind {
    /// A certificate of the issuer (caIssuers).
    CaIssuers,
    /// A CRL.
    Crl,
    /// An OCSP responder.
    Ocsp,
}

impl FetchKind {
    /// The name in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CaIssuers => "ca_issuers",
            Self::Crl => "crl",
            Self::Ocsp => "ocsp",
        }
    }
}
