//! Which sources a check asks, and what follows from what they say.

use super::check::RevocationCheck;
use super::evidence::{Status, UnknownReason};
use super::query::Query;
use super::source::{Context, Revocation};
use crate::codes;
use crate::config::rules::Severity;
use alloc::vec::Vec;
use ucpki_x509::{Certificate, oids};

/// What follows where no data is there, or none that can be reached, read or authenticated.
///
/// It does not cover data that has expired, for which there is a switch of its own.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{ConsumerPolicy, Fallback, Revocation};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, CrlSet, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|all| all.into_iter().map(|found| found.certificate));
/// let roots = read(include_bytes!("../../../../tests/data/crl/no-crl/root.pem"))?.map(Anchor::certificate);
/// let mut chain = read(include_bytes!("../../../../tests/data/crl/no-crl/chain.pem"))?;
/// let (leaf, pool) = (chain.next().unwrap(), chain.collect::<Pool>());
/// let validator = Validator::new(RUSTCRYPTO).anchors(roots);
/// let time = Time::parse_rfc3339("2030-01-01T00:00:00Z")?;
///
/// // There is no CRL at all.
/// let crls = CrlSet::default();
/// for (fallback, accepted) in [(Fallback::NotRevoked, true), (Fallback::Revoked, false)] {
///     let policy = ConsumerPolicy::SIP_TLS.ocsp(false).fallback(fallback);
///     let consumer = policy.consumer(&crls);
///     let sources: [&dyn Revocation; 1] = [&consumer];
///     let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?)
///         .revocation(policy.check(&sources).ok_or("checking is off")?);
///     assert_eq!(validator.check(&leaf, &pool, &params).is_ok(), accepted);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fallback {
    /// Treat as not revoked: accepted, with a warning in the verdict.
    NotRevoked,
    /// Treat as revoked.
    Revoked,
}

/// Which CRLs a consumer uses, by where they came from.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{ConsumerPolicy, Origins};
///
/// // Management connections use downloaded CRLs where there are any; here, uploaded ones alone.
/// assert_eq!(ConsumerPolicy::OTHER.crl_origins(), Origins::AutomaticOverManual);
/// let policy = ConsumerPolicy::OTHER.origins(Origins::Manual);
/// assert_eq!(policy.crl_origins(), Origins::Manual);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origins {
    /// CRLs that were downloaded and CRLs that were uploaded, together: revoked on any current CRL is revoked.
    AutomaticAndManual,
    /// Downloaded CRLs; uploaded ones only where the downloaded have no answer.
    AutomaticOverManual,
    /// Uploaded CRLs only.
    Manual,
    /// The CRLs in the file of trusted CAs only.
    TrustedCaFile,
}

/// How one consumer checks revocation: a value, to be changed by the methods.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{ConsumerPolicy, Fallback, Revocation, RevocationCheck};
///
/// fn check<'a>(sources: &'a [&'a dyn Revocation; 1]) -> Option<RevocationCheck<'a>> {
///     ConsumerPolicy::SIP_TLS.fallback(Fallback::Revoked).check(sources)
/// }
/// # fn all(crls: &dyn Revocation, responses: &dyn Revocation) {
/// let consumer = ConsumerPolicy::SIP_TLS.consumer(crls).with_ocsp(responses);
/// assert!(check(&[&consumer]).is_some());
/// assert!(ConsumerPolicy::SIP_TLS.checking(false).check(&[&consumer]).is_none());
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerPolicy {
    checking: bool,
    ocsp: bool,
    lists: bool,
    downloads: bool,
    origins: Origins,
    fallback: Fallback,
    expired: Fallback,
    max_age: Option<u32>,
    common_criteria: bool,
}

impl ConsumerPolicy {
    /// SIP over TLS: OCSP, downloaded and uploaded CRLs together; CRLs named by certificates may be fetched; without any
    /// data, treat as not revoked.
    pub const SIP_TLS: Self = Self {
        checking: true,
        ocsp: true,
        lists: true,
        downloads: true,
        origins: Origins::AutomaticAndManual,
        fallback: Fallback::NotRevoked,
        expired: Fallback::Revoked,
        max_age: None,
        common_criteria: false,
    };

    /// Policy servers: uploaded CRLs only.
    pub const POLICY_SERVER: Self = Self { origins: Origins::Manual, ..Self::OTHER };

    /// LDAP: the CRLs in the file of trusted CAs only.
    pub const LDAP: Self = Self { origins: Origins::TrustedCaFile, ..Self::OTHER };

    /// All others, such as web clients, call control, management and syslog: downloaded CRLs over uploaded ones, no
    /// OCSP. Without any data for an issuer, treat as not revoked: a fallback is defined for SIP over TLS only, and a store
    /// without CRLs would otherwise refuse every peer.
    pub const OTHER: Self = Self {
        checking: true,
        ocsp: false,
        lists: true,
        downloads: false,
        origins: Origins::AutomaticOverManual,
        fallback: Fallback::NotRevoked,
        expired: Fallback::Revoked,
        max_age: None,
        common_criteria: false,
    };

    /// Unified CM, which looks at each certificate of a chain when it is uploaded: OCSP alone, and what nobody knows passes unless
    /// [`common_criteria`](Self::common_criteria) is on. Its responders are in the source: `OcspPolicy::cucm` refuses to be made
    /// without one that is trusted.
    pub const CUCM: Self = Self { ocsp: true, lists: false, ..Self::OTHER };

    /// Whether revocation is checked at all.
    #[must_use]
    pub const fn checking(self, on: bool) -> Self {
        Self { checking: on, ..self }
    }

    /// Whether OCSP is used. Where it is off, staples are ignored as well.
    #[must_use]
    pub const fn ocsp(self, on: bool) -> Self {
        Self { ocsp: on, ..self }
    }

    /// Whether CRLs are used.
    #[must_use]
    pub const fn lists(self, on: bool) -> Self {
        Self { lists: on, ..self }
    }

    /// Whether CRLs may be fetched from the distribution points that certificates name. Without, no address is noted as
    /// wanted.
    #[must_use]
    pub const fn downloads(self, on: bool) -> Self {
        Self { downloads: on, ..self }
    }

    /// Which CRLs are used.
    #[must_use]
    pub const fn origins(self, origins: Origins) -> Self {
        Self { origins, ..self }
    }

    /// What follows without data.
    #[must_use]
    pub const fn fallback(self, fallback: Fallback) -> Self {
        Self { fallback, ..self }
    }

    /// What follows where all there is has expired: revoked, in every consumer that does not say otherwise. What expired data
    /// itself shows as revoked stays so.
    #[must_use]
    pub const fn on_expired(self, expired: Fallback) -> Self {
        Self { expired, ..self }
    }

    /// Common Criteria mode: what is unknown, stale or without an answer is refused, whatever
    /// [`fallback`](Self::fallback) and [`on_expired`](Self::on_expired) say, before or after. The policy of the OCSP source has a mode of
    /// the same name.
    #[must_use]
    pub const fn common_criteria(self) -> Self {
        Self { common_criteria: true, ..self }
    }

    /// CRLs that are older than so many seconds count as expired, whatever their nextUpdate says.
    #[must_use]
    pub const fn max_age(self, seconds: u32) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// Which CRLs are used.
    #[must_use]
    pub const fn crl_origins(self) -> Origins {
        self.origins
    }

    /// The bound on the age of CRLs, in seconds.
    #[must_use]
    pub const fn max_crl_age(self) -> Option<u32> {
        self.max_age
    }

    /// The sources of this consumer, as one: `crls` are those that its [`origins`](Self::crl_origins) ask for.
    #[must_use]
    pub const fn consumer<'a>(self, crls: &'a dyn Revocation) -> Consumer<'a> {
        Consumer { policy: self, crls, otherwise: None, ocsp: None }
    }

    /// The check for a check, over the sources that [`consumer`](Self::consumer) made; none where checking is off.
    ///
    /// What has expired is not covered by the fallback: [`on_expired`](Self::on_expired) says what follows.
    #[must_use]
    pub fn check<'a>(self, sources: &'a [&'a dyn Revocation]) -> Option<RevocationCheck<'a>> {
        let severity = |fallback| match fallback {
            Fallback::NotRevoked if !self.common_criteria => Severity::Warn,
            _ => Severity::Refuse,
        };
        let (unknown, expired) = (severity(self.fallback), severity(self.expired));
        self.checking.then(|| RevocationCheck::new(sources).on_unknown(unknown).on_expired(expired))
    }
}

/// The sources of one consumer, under its policy.
///
/// With OCSP and CRLs both on: where a certificate names an OCSP responder, or one is configured for all, its status comes from
/// there; CRLs can still say that it is revoked, but not that it is good. Where it names none, CRLs decide; a response that is there
/// nevertheless, such as a staple, can still say that it is revoked. With one of the two off, the other decides alone.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{ConsumerPolicy, Revocation};
/// use ucpki::crl::{CrlOrigin, CrlSet};
/// use ucpki::crypto::RUSTCRYPTO;
/// use ucpki::x509::pem;
/// use ucpki::{Anchor, Identity, KeyPurpose, Pool, Time, ValidationParams, Validator};
///
/// let read = |file: &[u8]| pem::certificates(file).map(|all| all.into_iter().map(|found| found.certificate));
/// let roots = read(include_bytes!("../../../../tests/data/crl/revoked-leaf/root.pem"))?.map(Anchor::certificate);
/// let mut chain = read(include_bytes!("../../../../tests/data/crl/revoked-leaf/chain.pem"))?;
/// let (leaf, pool) = (chain.next().unwrap(), chain.collect::<Pool>());
/// let file = include_bytes!("../../../../tests/data/crl/revoked-leaf/crls.pem");
///
/// // Nothing was downloaded yet: uploaded CRLs answer.
/// let downloaded = CrlSet::default();
/// let uploaded = CrlSet::from_origin(CrlOrigin::Manual, ucpki::crl::read(file, &RUSTCRYPTO)?);
/// let consumer = ConsumerPolicy::OTHER.consumer(&downloaded).otherwise(&uploaded);
/// let sources: [&dyn Revocation; 1] = [&consumer];
///
/// let time = Time::parse_rfc3339("2030-01-01T00:00:00Z")?;
/// let params = ValidationParams::new(time, KeyPurpose::Server, Identity::dns("sip.example.com")?)
///     .revocation(consumer.policy().check(&sources).ok_or("checking is off")?);
/// let refused = Validator::new(RUSTCRYPTO).anchors(roots).check(&leaf, &pool, &params).unwrap_err();
/// assert_eq!(refused.code().name(), "chain.revoked");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Consumer<'a> {
    policy: ConsumerPolicy,
    crls: &'a dyn Revocation,
    otherwise: Option<&'a dyn Revocation>,
    ocsp: Option<&'a dyn Revocation>,
}

impl<'a> Consumer<'a> {
    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> ConsumerPolicy {
        self.policy
    }

    /// CRLs that are asked where the others have no answer.
    #[must_use]
    pub const fn otherwise(mut self, crls: &'a dyn Revocation) -> Self {
        self.otherwise = Some(crls);
        self
    }

    /// Where OCSP gets its answers. Without it there is no status from OCSP ([`codes::OCSP_NO_STATUS`]).
    #[must_use]
    pub const fn with_ocsp(mut self, responses: &'a dyn Revocation) -> Self {
        self.ocsp = Some(responses);
        self
    }

    fn ask_lists(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        if !self.policy.lists {
            return Status::Unknown(Vec::new());
        }
        let ask = |crls: &dyn Revocation, context: &mut Context<'_>| {
            if self.policy.downloads {
                crls.status(query, context)
            } else {
                context.without_hints(|context| crls.status(query, context))
            }
        };
        match (ask(self.crls, context), self.otherwise) {
            (Status::Unknown(mut reasons), Some(otherwise)) => {
                reasons.retain(|reason| *reason != UnknownReason::NoData);
                Status::Unknown(reasons).or_else(|| ask(otherwise, context))
            }
            (known, _) => known,
        }
    }

    fn ask_ocsp(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        if let Some(responses) = self.ocsp {
            return responses.status(query, context);
        }
        let mut reason = UnknownReason::NoData;
        for uri in responders(query.certificate()) {
            context.suggest_status(uri, query);
            reason = UnknownReason::Unusable(&codes::OCSP_NO_STATUS);
        }
        Status::Unknown(alloc::vec![reason])
    }

    /// Whether the status comes from OCSP: where the certificate names a responder, one is configured for all, or nothing else is
    /// asked.
    fn is_for_ocsp(&self, query: &Query<'_>) -> bool {
        !self.policy.lists
            || responders(query.certificate()).next().is_some()
            || self.ocsp.is_some_and(Revocation::is_for_all_certificates)
    }
}

impl Revocation for Consumer<'_> {
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        let lists = self.ask_lists(query, context);
        // RFC 6960, 4.2.2.2.1: whether a responder was revoked is not for responders to say, also where its certificate names one.
        if !self.policy.ocsp || query.is_responder() || matches!(lists, Status::Revoked(..)) {
            return lists;
        }
        let is_for_ocsp = self.is_for_ocsp(query);
        // Nobody to ask, and nobody is missed.
        if !is_for_ocsp && self.ocsp.is_none() {
            return lists;
        }
        match (lists, self.ask_ocsp(query, context)) {
            (_, revoked @ Status::Revoked(..)) => revoked,
            (Status::Good(_), ocsp) if is_for_ocsp => ocsp,
            (lists, ocsp) if is_for_ocsp => lists.or_else(|| ocsp),
            (lists, ocsp) => lists.unless_hidden_by(ocsp),
        }
    }
}

/// The OCSP responders that a certificate names (RFC 5280, 4.2.2.1).
fn responders(certificate: &Certificate) -> impl Iterator<Item = &[u8]> {
    let access = certificate.authority_info_access().ok().flatten();
    access.into_iter().flat_map(|access| access.uris(oids::OCSP))
}
