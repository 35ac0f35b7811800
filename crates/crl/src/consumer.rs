//! The CRLs of an appliance by where they came from, and which of them a consumer uses.

use crate::CrlSet;
use ucpki_chain::{Consumer, ConsumerPolicy, Origins};

/// All CRLs of an appliance, by where they came from.
///
/// # Examples
///
/// ```
/// use ucpki::chain::ConsumerPolicy;
/// use ucpki::crl::{CrlOrigin, CrlSet, CrlsByOrigin};
/// use ucpki::crypto::RUSTCRYPTO;
///
/// let file = include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem");
/// let uploaded = CrlSet::from_origin(CrlOrigin::Manual, ucpki::crl::read(file, &RUSTCRYPTO)?);
/// let crls = CrlsByOrigin { manual: uploaded, ..CrlsByOrigin::default() };
///
/// // SIP over TLS uses downloaded and uploaded CRLs together; LDAP only those in the file of trusted CAs.
/// assert_eq!(crls.used_by(ConsumerPolicy::SIP_TLS).preferred.len(), 2);
/// assert!(crls.used_by(ConsumerPolicy::LDAP).preferred.is_empty());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CrlsByOrigin {
    /// Downloaded by the schedule ([`Updates`](crate::Updates)).
    pub automatic: CrlSet,
    /// Uploaded by hand.
    pub manual: CrlSet,
    /// In the file of trusted CAs.
    pub trusted_ca_file: CrlSet,
}

impl CrlsByOrigin {
    /// The CRLs that a consumer uses, under its bound on their age. Cheap: CRLs are shared.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::chain::{ConsumerPolicy, Revocation};
    /// use ucpki::crl::CrlsByOrigin;
    ///
    /// let policy = ConsumerPolicy::SIP_TLS.max_age(24 * 3600);
    /// let crls = CrlsByOrigin::default().used_by(policy);
    /// let consumer = crls.consumer(policy);
    /// let sources: [&dyn Revocation; 1] = [&consumer];
    /// assert!(policy.check(&sources).is_some());
    /// ```
    #[must_use]
    pub fn used_by(&self, policy: ConsumerPolicy) -> ConsumerCrls {
        let Self { automatic, manual, trusted_ca_file } = self;
        let (preferred, otherwise) = match policy.crl_origins() {
            // One set: a delta that was downloaded may belong to a CRL that was uploaded.
            Origins::AutomaticAndManual => (automatic.clone().union(manual), CrlSet::default()),
            Origins::AutomaticOverManual => (automatic.clone(), manual.clone()),
            Origins::Manual => (manual.clone(), CrlSet::default()),
            // The file of trusted CAs, and what a later version may have.
            _ => (trusted_ca_file.clone(), CrlSet::default()),
        };
        let aged = |set: CrlSet| match policy.max_crl_age() {
            Some(seconds) => set.max_age(seconds),
            None => set,
        };
        ConsumerCrls { preferred: aged(preferred), otherwise: aged(otherwise) }
    }
}

/// The CRLs of one consumer.
///
/// # Examples
///
/// ```
/// use ucpki::chain::{ConsumerPolicy, Revocation};
/// use ucpki::crl::{CrlOrigin, CrlSet, CrlsByOrigin};
/// use ucpki::crypto::RUSTCRYPTO;
///
/// let file = include_bytes!("../../../tests/data/crl/revoked-leaf/crls.pem");
/// let uploaded = CrlSet::from_origin(CrlOrigin::Manual, ucpki::crl::read(file, &RUSTCRYPTO)?);
/// let all = CrlsByOrigin { manual: uploaded, ..CrlsByOrigin::default() };
///
/// // Management connections ask downloaded CRLs first, and uploaded ones where those have no answer.
/// let policy = ConsumerPolicy::OTHER;
/// let crls = all.used_by(policy);
/// assert_eq!((crls.preferred.len(), crls.otherwise.len()), (0, 2));
/// let consumer = crls.consumer(policy);
/// let sources: [&dyn Revocation; 1] = [&consumer];
/// assert!(policy.check(&sources).is_some());
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConsumerCrls {
    /// These are asked.
    pub preferred: CrlSet,
    /// These are asked where the others have no answer.
    pub otherwise: CrlSet,
}

impl ConsumerCrls {
    /// The consumer over these CRLs.
    #[must_use]
    pub fn consumer(&self, policy: ConsumerPolicy) -> Consumer<'_> {
        let consumer = policy.consumer(&self.preferred);
        if self.otherwise.is_empty() { consumer } else { consumer.otherwise(&self.otherwise) }
    }
}
