//! Who consumes revocation data, from where, and what follows where there is none: policies as values.

use crate::{CrlSet, codes};
use alloc::vec::Vec;
use ucpki_chain::{Context, Query, Revocation, RevocationCheck, Severity, Status, UnknownReason};
use ucpki_x509::{Certificate, GeneralName, oids};

/// What follows where no data is there, or none that can be reached, read or authenticated.
///
/// It does not cover data that has expired, for which there is a switch of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fallback {
    /// Treat as not revoked: accepted, with a warning in the verdict.
    NotRevoked,
    /// Treat as revoked.
    Revoked,
}

/// Which lists a consumer uses, by where they came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origins {
    /// Lists that were downloaded and lists that were uploaded, together: revoked on any current list is revoked.
    AutomaticAndManual,
    /// Downloaded lists; uploaded ones only where the downloaded have no answer.
    AutomaticOverManual,
    /// Uploaded lists only.
    Manual,
    /// The lists in the file of trusted CAs only.
    TrustedCaFile,
}

/// How one consumer checks revocation: a value, to be changed by the methods.
///
/// # Examples
///
/// ```
/// use ucpki_chain::{Revocation, RevocationCheck};
/// use ucpki_crl::{ConsumerPolicy, Fallback, ListsByOrigin};
///
/// let policy = ConsumerPolicy::SIP_TLS.fallback(Fallback::Revoked);
/// let consumer = policy.consumer(&ListsByOrigin::default());
/// let sources: [&dyn Revocation; 1] = [&consumer];
/// let check: Option<RevocationCheck<'_>> = policy.check(&sources);
/// assert!(check.is_some());
/// assert!(policy.checking(false).check(&sources).is_none());
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
}

impl ConsumerPolicy {
    /// SIP over TLS: OCSP, downloaded and uploaded lists together; lists named by certificates may be fetched; without any
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
    };

    /// Policy servers: uploaded CRLs only.
    pub const POLICY_SERVER: Self = Self { origins: Origins::Manual, ..Self::OTHER };

    /// LDAP: the lists in the file of trusted CAs only.
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
    };

    /// Whether revocation is checked at all.
    #[must_use]
    pub const fn checking(self, on: bool) -> Self {
        Self { checking: on, ..self }
    }

    /// Whether OCSP is used, where the certificate names a responder.
    #[must_use]
    pub const fn ocsp(self, on: bool) -> Self {
        Self { ocsp: on, ..self }
    }

    /// Whether lists are used.
    #[must_use]
    pub const fn lists(self, on: bool) -> Self {
        Self { lists: on, ..self }
    }

    /// Whether lists may be fetched from the distribution points that certificates name. Without, no address is noted as
    /// wanted.
    #[must_use]
    pub const fn downloads(self, on: bool) -> Self {
        Self { downloads: on, ..self }
    }

    /// Which lists are used.
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

    /// Lists that are older than so many seconds count as expired, whatever their nextUpdate says.
    #[must_use]
    pub const fn max_age(self, seconds: u32) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// The sources of this consumer, as one. Cheap: lists are shared.
    #[must_use]
    pub fn consumer<'a>(self, lists: &ListsByOrigin) -> Consumer<'a> {
        let ListsByOrigin { automatic, manual, trusted_ca_file } = lists;
        let (first, second) = match self.origins {
            // One set: a delta that was downloaded may belong to a list that was uploaded.
            Origins::AutomaticAndManual => (automatic.clone().union(manual), CrlSet::default()),
            Origins::AutomaticOverManual => (automatic.clone(), manual.clone()),
            Origins::Manual => (manual.clone(), CrlSet::default()),
            Origins::TrustedCaFile => (trusted_ca_file.clone(), CrlSet::default()),
        };
        let aged = |set: CrlSet| self.max_age.map_or_else(|| set.clone(), |seconds| set.clone().max_age(seconds));
        Consumer { policy: self, first: aged(first), second: aged(second), ocsp: None }
    }

    /// The check for a request, over the sources that [`consumer`](Self::consumer) made; none where checking is off.
    ///
    /// What has expired is not covered by the fallback: [`on_expired`](Self::on_expired) says what follows.
    #[must_use]
    pub fn check<'a>(self, sources: &'a [&'a dyn Revocation]) -> Option<RevocationCheck<'a>> {
        let severity = |fallback| match fallback {
            Fallback::NotRevoked => Severity::Warn,
            Fallback::Revoked => Severity::Refuse,
        };
        let (unknown, expired) = (severity(self.fallback), severity(self.expired));
        self.checking.then(|| RevocationCheck::new(sources).on_unknown(unknown).on_expired(expired))
    }
}

/// All lists of an appliance, by where they came from.
#[derive(Clone, Debug, Default)]
pub struct ListsByOrigin {
    /// Downloaded by the schedule ([`Updates`](crate::Updates)).
    pub automatic: CrlSet,
    /// Uploaded by hand.
    pub manual: CrlSet,
    /// In the file of trusted CAs.
    pub trusted_ca_file: CrlSet,
}

/// The sources of one consumer, under its policy.
///
/// With OCSP and lists both on: where a certificate names an OCSP responder, its status comes from there; lists can still
/// say that it is revoked, but not that it is good. Where it names none, lists decide.
#[derive(Clone, Debug)]
pub struct Consumer<'a> {
    policy: ConsumerPolicy,
    first: CrlSet,
    second: CrlSet,
    ocsp: Option<&'a dyn Revocation>,
}

impl<'a> Consumer<'a> {
    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> ConsumerPolicy {
        self.policy
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
        let ask = |set: &CrlSet, context: &mut Context<'_>| {
            if self.policy.downloads {
                set.status(query, context)
            } else {
                context.without_hints(|context| set.status(query, context))
            }
        };
        match ask(&self.first, context) {
            Status::Unknown(mut whys) if !self.second.is_empty() => {
                whys.retain(|why| *why != UnknownReason::NoData);
                Status::Unknown(whys).or(|| ask(&self.second, context))
            }
            known => known,
        }
    }

    fn ask_ocsp(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        if let Some(responses) = self.ocsp {
            return responses.status(query, context);
        }
        for uri in responders(query.certificate()) {
            context.suggest_status(uri, query);
        }
        Status::Unknown(alloc::vec![UnknownReason::Unusable(&codes::OCSP_NO_STATUS)])
    }
}

impl Revocation for Consumer<'_> {
    fn status(&self, query: &Query<'_>, context: &mut Context<'_>) -> Status {
        let by_ocsp = self.policy.ocsp && responders(query.certificate()).next().is_some();
        match (self.ask_lists(query, context), by_ocsp) {
            (Status::Good(_), true) => self.ask_ocsp(query, context),
            (unknown @ Status::Unknown(_), true) => unknown.or(|| self.ask_ocsp(query, context)),
            (status, _) => status,
        }
    }
}

/// The OCSP responders that a certificate names (RFC 5280, 4.2.2.1).
fn responders(certificate: &Certificate) -> impl Iterator<Item = &[u8]> {
    let access = certificate.authority_info_access().ok().flatten();
    let ocsp = access.into_iter().flat_map(|access| access.iter()).filter(|one| one.method() == oids::OCSP);
    ocsp.filter_map(|one| match one.location() {
        GeneralName::Uri(uri) => Some(uri),
        _ => None,
    })
}
