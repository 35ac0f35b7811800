//! The services that read certificates, and on which nodes they are restarted.

/// A service that has to be restarted before a new certificate is in effect.
///
/// Only services that run are restarted; the publisher first, and one node at a time.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::TrustStore;
///
/// // Before a CA certificate in tomcat-trust is in effect:
/// let restarts = TrustStore::Tomcat.restarts();
/// assert_eq!(restarts[0].service, "Cisco Tomcat");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Restart {
    /// Its name, as the pages have it; `the system` for VCS and Expressway.
    pub service: &'static str,
    /// Where.
    pub nodes: Nodes,
}

/// The nodes of a cluster on which something is done.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Nodes, Purpose};
///
/// // CAPF runs on the publisher alone.
/// let capf = Purpose::Capf.restarts().iter().find(|restart| restart.nodes == Nodes::Publisher);
/// assert!(capf.is_some());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Nodes {
    /// Every node that runs the service.
    All,
    /// The publisher alone.
    Publisher,
}

const fn all(service: &'static str) -> Restart {
    Restart { service, nodes: Nodes::All }
}

const fn publisher(service: &'static str) -> Restart {
    Restart { service, nodes: Nodes::Publisher }
}

pub(crate) const CALL_MANAGER: &[Restart] =
    &[all("Cisco Trust Verification Service"), all("Cisco TFTP"), all("Cisco CallManager"), all("Cisco CTIManager")];
pub(crate) const CAPF: &[Restart] = &[
    all("Cisco Trust Verification Service"),
    all("Cisco TFTP"),
    publisher("Cisco Certificate Authority Proxy Function"),
];
pub(crate) const CUP: &[Restart] = &[all("Cisco SIP Proxy"), all("Cisco Presence Engine")];
pub(crate) const IPSEC: &[Restart] = &[publisher("Cisco DRF Master"), all("Cisco DRF Local")];
pub(crate) const SYSTEM: &[Restart] = &[all("the system")];
pub(crate) const TOMCAT: &[Restart] = &[all("Cisco Tomcat")];
pub(crate) const TVS: &[Restart] = &[all("Cisco TFTP"), all("Cisco Trust Verification Service")];
pub(crate) const XMPP: &[Restart] = &[all("Cisco XCP Router")];
