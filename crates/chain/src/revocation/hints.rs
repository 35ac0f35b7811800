//! What could be fetched to change an answer.

use super::query::Query;
use alloc::boxed::Box;
use alloc::string::String;
use ucpki_x509::{Certificate, Name, NameRef};

/// At most this many addresses are kept; a hostile certificate can name thousands.
pub(crate) const MAX_HINTS: usize = 64;

/// Something to fetch before asking again.
///
/// # Examples
///
/// ```
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::ocsp::{OcspPolicy, Responses};
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Revocation, RevocationCheck, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let ca = read(include_bytes!("../../../../tests/data/ocsp/demo/ca.pem"))?;
/// let leaf = read(include_bytes!("../../../../tests/data/ocsp/demo/leaf.pem"))?;
/// let validator = Validator::new(RUSTCRYPTO).anchors([Anchor::certificate(ca)]);
/// let time = Time::parse_rfc3339("2026-12-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?);
///
/// // Nothing was fetched yet. The refusal says what to fetch before asking again.
/// let responses = Responses::empty(OcspPolicy::default());
/// let sources: [&dyn Revocation; 1] = [&responses];
/// let params = params.revocation(RevocationCheck::new(&sources));
/// let refused = validator.check(&leaf, &Pool::default(), &params).unwrap_err();
/// let [hint] = refused.fetch_hints() else { panic!("one responder") };
/// assert_eq!((hint.kind().name(), hint.uri()), ("ocsp", "http://ocsp.example.com/"));
/// assert_eq!(hint.subject().map(|subject| subject.certificate()), Some(&leaf));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchHint {
    pub(crate) kind: FetchKind,
    pub(crate) uri: String,
    pub(crate) subject: Option<StatusSubject>,
}

/// Whose status is asked for: all that an OCSP request needs. Two certificates that name one responder are two hints.
///
/// # Examples
///
/// ```
/// use ucpki::chain::StatusSubject;
/// use ucpki::crypto::{Hash, RUSTCRYPTO};
/// use ucpki::ocsp::StatusRequest;
/// use ucpki::x509::{Code, pem};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|mut all| all.remove(0).certificate);
/// let ca = read(include_bytes!("../../../../tests/data/ocsp/demo/ca.pem"))?;
/// let leaf = read(include_bytes!("../../../../tests/data/ocsp/demo/leaf.pem"))?;
///
/// // A hint of a check has one; without a check, it is a certificate and the name and key of its issuer.
/// let subject = StatusSubject::new(leaf, ca.subject().to_name(), ca.spki_der().into());
/// let request = StatusRequest::new(subject, Hash::Sha1, None, &RUSTCRYPTO).map_err(Code::text)?;
/// // Short enough for GET (RFC 9919, 6), so that caches can answer.
/// assert!(request.get_uri("http://ocsp.example.com/").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// # Examples
///
/// ```
/// use ucpki::chain::FetchKind;
///
/// /// What an HTTP client sends: the method, and the type that it accepts (RFC 2585, 4; RFC 6960, A.1).
/// fn request(kind: FetchKind) -> Option<(&'static str, &'static str)> {
///     match kind {
///         FetchKind::CaIssuers => Some(("GET", "application/pkix-cert")),
///         FetchKind::Crl => Some(("GET", "application/pkix-crl")),
///         FetchKind::Ocsp => Some(("POST", "application/ocsp-response")),
///         _ => None,
///     }
/// }
///
/// // Called with `hint.kind()`, for each of `refused.fetch_hints()`.
/// assert_eq!(request(FetchKind::Crl), Some(("GET", "application/pkix-crl")));
/// ```
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
