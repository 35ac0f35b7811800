//! The stores of trusted CA certificates.

use crate::data::services::{self, Restart};

/// A store of trusted CA certificates.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Purpose, TrustStore};
///
/// assert_eq!(Purpose::CupXmppS2s.trust_store(), TrustStore::CupXmpp);
/// assert!(TrustStore::CupXmpp.replicates() && !TrustStore::Capf.replicates());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TrustStore {
    /// `CallManager-trust` of a call manager: for SIP.
    CallManager,
    /// `CAPF-trust` of a call manager.
    Capf,
    /// `cup-trust` of IM and Presence: for SIP.
    Cup,
    /// `cup-xmpp-trust` of IM and Presence: for XMPP, that of other servers too.
    CupXmpp,
    /// `directory-trust`: for LDAP; no service of its own.
    Directory,
    /// `ipsec-trust`
    Ipsec,
    /// `Phone-CTL-trust`; no service of its own.
    PhoneCtl,
    /// `Phone-SAST-trust`; no service of its own.
    PhoneSast,
    /// `tomcat-trust`: for web interfaces.
    Tomcat,
    /// The one trusted CA list of an Expressway or VCS.
    TrustedCa,
    /// `TVS-trust`
    Tvs,
}

/// A row of the table.
struct Row {
    store: TrustStore,
    name: &'static str,
    replicates: bool,
    restarts: &'static [Restart],
}

const fn row(store: TrustStore, name: &'static str, replicates: bool, restarts: &'static [Restart]) -> Row {
    Row { store, name, replicates, restarts }
}

/// In the order of the guides; what they do not list as replicated is not.
static TABLE: [Row; 11] = [
    row(TrustStore::Tomcat, "tomcat-trust", true, services::TOMCAT),
    row(TrustStore::CallManager, "CallManager-trust", true, services::CALL_MANAGER),
    row(TrustStore::Capf, "CAPF-trust", false, services::CAPF),
    row(TrustStore::Ipsec, "ipsec-trust", true, services::IPSEC),
    row(TrustStore::Tvs, "TVS-trust", false, services::TVS),
    row(TrustStore::Cup, "cup-trust", true, services::CUP),
    row(TrustStore::CupXmpp, "cup-xmpp-trust", true, services::XMPP),
    row(TrustStore::Directory, "directory-trust", false, &[]),
    row(TrustStore::PhoneSast, "Phone-SAST-trust", true, &[]),
    row(TrustStore::PhoneCtl, "Phone-CTL-trust", false, &[]),
    row(TrustStore::TrustedCa, "trusted CA", false, services::SYSTEM),
];

impl TrustStore {
    /// All of them, in the order of the guides.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.store)
    }

    /// The store of this name, without regard to case.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.store)
    }

    /// The name, such as `CallManager-trust`; `trusted CA` for the one store of an Expressway or VCS.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// What has to be restarted before the store is read again, in this order; empty for a store without a service.
    #[must_use]
    pub fn restarts(self) -> &'static [Restart] {
        self.row().map_or(&[], |row| row.restarts)
    }

    /// Whether it replicates to all nodes of the cluster, so that one upload is enough.
    #[must_use]
    pub fn replicates(self) -> bool {
        self.row().is_some_and(|row| row.replicates)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.store == self)
    }
}
