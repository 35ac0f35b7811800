//! The stores of trusted CA certificates.

/// A store of trusted CA certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Store {
    /// CallManager-trust of a call manager: for SIP.
    CallManagerTrust,
    /// cup-trust of IM and Presence: for SIP.
    CupTrust,
    /// cup-xmpp-trust of IM and Presence: for XMPP.
    CupXmppTrust,
    /// tomcat-trust of a call manager: for its web interfaces.
    TomcatTrust,
    /// The trusted CA list of an Expressway or VCS.
    TrustedCa,
}

impl Store {
    /// `CallManager-trust`, `cup-trust`, `cup-xmpp-trust`, `tomcat-trust` or `trusted CA`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CallManagerTrust => "CallManager-trust",
            Self::CupTrust => "cup-trust",
            Self::CupXmppTrust => "cup-xmpp-trust",
            Self::TomcatTrust => "tomcat-trust",
            Self::TrustedCa => "trusted CA",
        }
    }

    /// What has to be restarted before the store is read again, in this order; of services, those that run, the publisher
    /// first and one node at a time.
    #[must_use]
    pub const fn restarts(self) -> &'static [&'static str] {
        match self {
            Self::CallManagerTrust => {
                &["Cisco Trust Verification Service", "Cisco TFTP", "Cisco CallManager", "Cisco CTIManager"]
            }
            Self::CupTrust => &["Cisco SIP Proxy", "Cisco Presence Engine"],
            Self::CupXmppTrust => &["Cisco XCP Router"],
            Self::TomcatTrust => &["Cisco Tomcat"],
            Self::TrustedCa => &["the system"],
        }
    }

    /// Whether it replicates to all nodes of the cluster, so that one upload is enough.
    #[must_use]
    pub const fn replicates(self) -> bool {
        !matches!(self, Self::TrustedCa)
    }
}
