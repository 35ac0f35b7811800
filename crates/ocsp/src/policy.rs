//! How requests are made and responses are judged, as data.

use crate::codes;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use ucpki_chain::Severity;
use ucpki_crypto::Hash;
use ucpki_x509::{Certificate, Code, Name, NameRef, SpkiRef, oids};

/// Whether requests carry a nonce, which ties the response to the request (RFC 9654).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoncePolicy {
    /// None is sent. Responders can then answer with what they have signed before (RFC 9919, 3.1.1).
    #[default]
    Off,
    /// One is sent. A response without one goes by its times; one with another nonce is refused.
    Send,
    /// One is sent, and a response without it is refused.
    Require,
}

/// How requests are made and responses are judged: a value, to be changed by the methods.
///
/// # Examples
///
/// ```
/// use ucpki::ocsp::{NoncePolicy, OcspPolicy};
///
/// let policy = OcspPolicy::default().nonce(NoncePolicy::Send).max_age(86_400);
/// # let _ = policy;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspPolicy {
    pub(crate) nonce: NoncePolicy,
    pub(crate) hash: Hash,
    sha1_retry: bool,
    pub(crate) skew: u32,
    pub(crate) max_age: Option<u32>,
    pub(crate) without_next_update: Option<u32>,
    delegate_unknown: Severity,
    pub(crate) common_criteria: bool,
    pub(crate) delegates: Vec<Certificate>,
    pub(crate) trusted: Vec<TrustedResponder>,
    pub(crate) responder: Option<String>,
}

impl Default for OcspPolicy {
    /// No nonce, SHA-256, 300 seconds of skew, one day without nextUpdate, and no trusted responders.
    ///
    /// The skew is what certval allows: live responders sign after the check began, with clocks of their own.
    fn default() -> Self {
        Self {
            nonce: NoncePolicy::Off,
            hash: Hash::Sha256,
            sha1_retry: true,
            skew: 300,
            max_age: None,
            without_next_update: Some(86_400),
            delegate_unknown: Severity::Warn,
            common_criteria: false,
            delegates: Vec::new(),
            trusted: Vec::new(),
            responder: None,
        }
    }
}

impl OcspPolicy {
    /// For Unified CM, which asks a responder that the operator has uploaded to its trust list.
    ///
    /// # Errors
    ///
    /// [`codes::NO_TRUSTED_RESPONDER`] if there is none.
    pub fn cucm(trusted: &[TrustedResponder]) -> Result<Self, &'static Code> {
        if trusted.is_empty() {
            return Err(&codes::NO_TRUSTED_RESPONDER);
        }
        Ok(Self { trusted: trusted.to_vec(), ..Self::default() })
    }

    /// Whether a nonce is sent.
    #[must_use]
    pub fn nonce(self, nonce: NoncePolicy) -> Self {
        Self { nonce, ..self }
    }

    /// The hash function of CertIDs. Responses may use another one.
    #[must_use]
    pub fn hash(self, hash: Hash) -> Self {
        Self { hash, ..self }
    }

    /// Whether a responder that refuses a request is asked once more with SHA-1 in the CertID; off in `expressway`.
    #[must_use]
    pub fn sha1_retry(self, on: bool) -> Self {
        Self { sha1_retry: on, ..self }
    }

    /// Whether to ask once more with SHA-1.
    #[must_use]
    pub const fn retries_with_sha1(&self) -> bool {
        self.sha1_retry
    }

    /// By how many seconds clocks may differ, for each of the three times of a response.
    #[must_use]
    pub fn skew(self, seconds: u32) -> Self {
        Self { skew: seconds, ..self }
    }

    /// Responses whose thisUpdate is more than so many seconds ago are stale, whatever their nextUpdate says.
    #[must_use]
    pub fn max_age(self, seconds: u32) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// For how many seconds a response without nextUpdate is relied on; `None` refuses it (RFC 9919, 5).
    ///
    /// RFC 6960, 4.2.2.1: without it, "newer revocation information is available all the time".
    #[must_use]
    pub fn without_next_update(self, seconds: Option<u32>) -> Self {
        Self { without_next_update: seconds, ..self }
    }

    /// What follows where nothing says whether a delegate's certificate was revoked: [`Severity::Warn`] unless set. In
    /// [`common_criteria`](Self::common_criteria) mode it is refused, whatever this says, before or after.
    #[must_use]
    pub fn on_delegate_unknown(self, severity: Severity) -> Self {
        Self { delegate_unknown: severity, ..self }
    }

    /// Common Criteria mode: a delegate of unknown status is refused, and trusted responders need a certificate for OCSP signing.
    /// Pair it with a check that refuses where the status is unknown.
    #[must_use]
    pub fn common_criteria(self) -> Self {
        Self { common_criteria: true, ..self }
    }

    /// Whether Common Criteria mode is on.
    #[must_use]
    pub const fn is_common_criteria(&self) -> bool {
        self.common_criteria
    }

    /// What follows where nothing says whether a delegate's certificate was revoked.
    pub(crate) const fn on_unknown_delegate(&self) -> Severity {
        if self.common_criteria { Severity::Refuse } else { self.delegate_unknown }
    }

    /// Certificates of delegates that responses leave out. They are judged as those that come along.
    #[must_use]
    pub fn delegates(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        self.delegates.extend(certificates);
        self
    }

    /// Responders that the operator trusts (RFC 6960, 4.2.2.2 (1)).
    #[must_use]
    pub fn trusted(mut self, responders: impl IntoIterator<Item = TrustedResponder>) -> Self {
        self.trusted.extend(responders);
        self
    }

    /// The address of a responder for every certificate, whatever it names itself.
    #[must_use]
    pub fn responder(self, uri: impl Into<String>) -> Self {
        Self { responder: Some(uri.into()), ..self }
    }
}

/// A responder that the operator trusts, by its certificate or its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedResponder {
    spki: Box<[u8]>,
    certificate: Option<Certificate>,
    issuers: Option<Vec<Name>>,
}

impl TrustedResponder {
    /// By its certificate. Nobody has to vouch for it; its dates count.
    #[must_use]
    pub fn from_certificate(certificate: Certificate) -> Self {
        Self { spki: certificate.spki_der().into(), certificate: Some(certificate), issuers: None }
    }

    /// By its key alone, which does not expire.
    #[must_use]
    pub fn from_key(spki: SpkiRef<'_>) -> Self {
        Self { spki: spki.as_der().into(), certificate: None, issuers: None }
    }

    /// Those certificates of a trust list that are for OCSP signing, such as Unified CM's tomcat-trust holds.
    #[must_use]
    pub fn from_trust_list(certificates: &[Certificate]) -> Vec<Self> {
        certificates.iter().filter(|one| is_for_ocsp(one)).cloned().map(Self::from_certificate).collect()
    }

    /// Trusted for certificates of these issuers only: for nobody's, where there are none. Without, it is trusted for all.
    #[must_use]
    pub fn for_issuers(self, issuers: impl IntoIterator<Item = Name>) -> Self {
        Self { issuers: Some(issuers.into_iter().collect()), ..self }
    }

    /// Its key: SubjectPublicKeyInfo, DER.
    #[must_use]
    pub const fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// Its certificate, unless it is trusted by its key alone.
    #[must_use]
    pub const fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    pub(crate) fn may_speak_for(&self, issuer: NameRef<'_>) -> bool {
        self.issuers.as_ref().is_none_or(|names| names.iter().any(|name| name.as_name().matches(issuer)))
    }

    /// Whether its certificate says that it signs OCSP responses; a key alone says nothing.
    pub(crate) fn has_purpose(&self) -> bool {
        self.certificate.as_ref().is_some_and(is_for_ocsp)
    }
}

/// Whether id-kp-OCSPSigning itself is among the purposes.
fn is_for_ocsp(certificate: &Certificate) -> bool {
    let purposes = certificate.extended_key_usage().ok().flatten();
    purposes.is_some_and(|purposes| purposes.contains(oids::OCSP_SIGNING))
}
