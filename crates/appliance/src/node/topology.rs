//! From a deployment to the names of its certificates, each with its reasons.

use crate::{ApplianceError, Purpose, Role, Settings, codes};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use ucpki_csr::check_name;

use ucpki_x509::Code;
use ucpki_x509::GeneralNameBuf;

/// What the names of a certificate are made from.
///
/// Lists may be empty; nothing is looked up anywhere.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Deployment, Purpose, Settings, Topology};
///
/// // The publisher of a cluster whose nodes share a certificate.
/// let topology = Topology {
///     deployment: Deployment::Shared,
///     node: "pub.example.com".into(),
///     peers: vec!["pub.example.com".into(), "sub.example.com".into()],
///     ..Topology::default()
/// };
/// let plan = topology.plan(Purpose::Tomcat, &Settings::CUCM)?;
/// assert_eq!(plan.common_name, "pub-ms.example.com");
/// # Ok::<(), ucpki::appliance::ApplianceError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "what the pages ask for; filled with `..Topology::default()`")]
pub struct Topology {
    /// What the machine is.
    pub role: Role,
    /// Which machines share a certificate.
    pub deployment: Deployment,
    /// The host name, with its domain, of the machine that the request is for.
    pub node: String,
    /// The machines of the cluster, this one among them or not.
    pub peers: Vec<String>,
    /// The host name of the cluster, where there is one.
    pub cluster: String,
    /// IP addresses that are asked for, of this machine.
    pub addresses: Vec<core::net::IpAddr>,
    /// The domain above the nodes (Unified CM).
    pub parent_domain: String,
    /// More domains.
    pub other_domains: Vec<String>,
    /// Unified CM registration, e-mail-style and presence domains.
    pub uc_domains: Vec<String>,
    /// How the UC domains are written.
    pub uc_form: DomainForm,
    /// Whether DNSSEC is used, so that UC domains may be left out.
    pub dnssec: bool,
    /// XMPP federation domains.
    pub federation_domains: Vec<String>,
    /// Aliases of chat nodes of IM and Presence.
    pub chat_aliases: Vec<String>,
    /// Whether there is federation with TLS and group chat, without which aliases do not count.
    pub tls_federation_with_group_chat: bool,
    /// Names of phone security profiles.
    pub phone_profiles: Vec<String>,
    /// Hosts of conferencing join URLs.
    pub join_url_hosts: Vec<String>,
    /// Names that the operator took away; they stay away.
    pub removed: Vec<GeneralNameBuf>,
    /// Names that the operator added.
    pub added: Vec<GeneralNameBuf>,
    /// Whether the alternative names of a stand-alone machine stay blank.
    pub blank: bool,
}

/// Which machines share a certificate.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Deployment, Purpose, Settings, Topology};
///
/// // Two peers of an Expressway cluster, each with a certificate of its own.
/// let mut topology =
///     Topology { deployment: Deployment::PerPeer, cluster: "exp.example.com".into(), ..Topology::default() };
/// for node in ["exp1.example.com", "exp2.example.com"] {
///     topology.node = node.into();
///     assert_eq!(topology.plan(Purpose::Expressway, &Settings::EXPRESSWAY)?.common_name, node);
/// }
/// # Ok::<(), ucpki::appliance::ApplianceError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deployment {
    /// Each machine of a cluster has its own.
    PerPeer,
    /// The cluster has one. Unified CM calls it multi-server (SAN).
    Shared,
    /// There is one machine.
    #[default]
    StandAlone,
}

impl Deployment {
    /// The word that [`by_name`](Self::by_name) takes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PerPeer => "per-peer",
            Self::Shared => "shared",
            Self::StandAlone => "stand-alone",
        }
    }

    /// The deployment of this name.
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::Deployment;
    ///
    /// assert_eq!(Deployment::by_name("per-peer"), Some(Deployment::PerPeer));
    /// assert_eq!(Deployment::by_name("cloud"), None);
    /// ```
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        [Self::PerPeer, Self::Shared, Self::StandAlone].into_iter().find(|deployment| deployment.name() == name)
    }
}

/// How UC domains are written.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{DomainForm, Purpose, Role, Settings, Topology};
///
/// let topology = Topology {
///     role: Role::Edge,
///     node: "exp-e.example.com".into(),
///     uc_domains: vec!["example.com".into()],
///     uc_form: DomainForm::CollabEdge,
///     ..Topology::default()
/// };
/// let plan = topology.plan(Purpose::Expressway, &Settings::EXPRESSWAY)?;
/// let names: Vec<_> = plan.included().map(ToString::to_string).collect();
/// assert!(names.contains(&"DNS:collab-edge.example.com".to_owned()));
/// # Ok::<(), ucpki::appliance::ApplianceError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DomainForm {
    /// `collab-edge.<domain>`.
    CollabEdge,
    /// The domain itself.
    #[default]
    Plain,
}

/// Why a name is in a request, or does not.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Purpose, Reason, Settings, Topology};
/// use ucpki::csr::parse_name;
///
/// let topology =
///     Topology { node: "a.example.com".into(), added: vec![parse_name("alias.example.com")?], ..Topology::default() };
/// let plan = topology.plan(Purpose::Expressway, &Settings::EXPRESSWAY)?;
/// // What would go if the operator took back what was added by hand.
/// let by_hand: Vec<_> = plan.names.iter().filter(|name| name.reasons == [Reason::Added]).collect();
/// assert_eq!(by_hand[0].name.to_string(), "DNS:alias.example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The operator added it.
    Added,
    /// An address of this machine.
    Address,
    /// The alias of a chat node.
    ChatAlias,
    /// The name of the cluster.
    Cluster,
    /// An XMPP federation domain.
    FederationDomain,
    /// The host of a conferencing join URL.
    JoinUrlHost,
    /// The domain of that host.
    JoinUrlDomain,
    /// This machine.
    Node,
    /// One of the other domains.
    OtherDomain,
    /// The domain above the nodes.
    ParentDomain,
    /// Another machine of the cluster.
    Peer,
    /// A phone security profile.
    PhoneProfile,
    /// The operator took it away.
    Removed,
    /// A UC domain.
    UcDomain,
}

impl Reason {
    /// A word for reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Address => "address",
            Self::ChatAlias => "chat alias",
            Self::Cluster => "cluster",
            Self::FederationDomain => "federation domain",
            Self::JoinUrlDomain => "join URL domain",
            Self::JoinUrlHost => "join URL host",
            Self::Node => "node",
            Self::OtherDomain => "other domain",
            Self::ParentDomain => "parent",
            Self::Peer => "peer",
            Self::PhoneProfile => "phone profile",
            Self::Removed => "removed",
            Self::UcDomain => "UC domain",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name with its reasons.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Purpose, Settings, Topology};
/// use ucpki::csr::parse_name;
///
/// let topology =
///     Topology { node: "a.example.com".into(), removed: vec![parse_name("a.example.com")?], ..Topology::default() };
/// let plan = topology.plan(Purpose::Expressway, &Settings::EXPRESSWAY)?;
/// for name in &plan.names {
///     let reasons: Vec<_> = name.reasons.iter().map(|reason| reason.name()).collect();
///     println!("{} ({}){}", name.name, reasons.join(", "), if name.is_included() { "" } else { ": left out" });
/// }
/// assert!(!plan.names[0].is_included());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedName {
    /// The name.
    pub name: GeneralNameBuf,
    /// Why, at least one.
    pub reasons: Vec<Reason>,
}

impl PlannedName {
    /// Whether it will be in the request: unless the operator took it away.
    #[must_use]
    pub fn is_included(&self) -> bool {
        !self.reasons.contains(&Reason::Removed)
    }
}

/// The names of a certificate, with their reasons.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{Purpose, Settings, Topology};
/// use ucpki::csr::{RequestBuilder, Subject};
///
/// let topology = Topology { node: "a.example.com".into(), ..Topology::default() };
/// let plan = topology.plan(Purpose::Expressway, &Settings::EXPRESSWAY)?;
/// // The names of the plan become those of a request.
/// let subject = Subject { common_name: plan.common_name.clone(), ..Subject::default() };
/// let builder = RequestBuilder::new(subject.to_name()?).alt_names(plan.included().cloned());
/// assert_eq!(builder.extensions().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The common name.
    pub common_name: String,
    /// Every name once, in the order in which it came up, also those that were taken away.
    pub names: Vec<PlannedName>,
}

impl Plan {
    /// The names that will be in the request.
    pub fn included(&self) -> impl Iterator<Item = &GeneralNameBuf> {
        self.names.iter().filter(|planned| planned.is_included()).map(|planned| &planned.name)
    }

    fn add(&mut self, name: GeneralNameBuf, reason: Reason) -> Result<(), ApplianceError> {
        check_name(&name)?;
        match self.names.iter_mut().find(|planned| planned.name.same_as(&name)) {
            Some(planned) if planned.reasons.contains(&reason) => {}
            Some(planned) => planned.reasons.push(reason),
            None => self.names.push(PlannedName { name, reasons: Vec::from([reason]) }),
        }
        Ok(())
    }
}

/// A row of the table of names: what is in the request of which machine.
struct Element {
    control: bool,
    edge: bool,
    reason: Reason,
}

/// Expressway: which elements count for which machine. Unified CM has its own, see [`Topology::plan`].
static ELEMENTS: [Element; 5] = [
    Element { control: false, edge: true, reason: Reason::UcDomain },
    Element { control: false, edge: true, reason: Reason::FederationDomain },
    Element { control: true, edge: true, reason: Reason::ChatAlias },
    Element { control: true, edge: false, reason: Reason::PhoneProfile },
    Element { control: false, edge: true, reason: Reason::JoinUrlHost },
];

impl Topology {
    /// The names that a request for `purpose` asks for, each with its reasons.
    ///
    /// - Stand-alone: the common name is the machine's, and so is the only alternative name, unless it stays blank.
    /// - Per peer: the common name is the peer's; the peer and the cluster are alternative names.
    /// - Shared: the common name is the cluster's (Unified CM: the machine's, with `-ms` where the switch is on); the cluster
    ///   and every peer are alternative names (RFC 5922, 4).
    /// - Expressway: UC names as the table says, by role. Unified CM: parent domain and other domains.
    /// - A machine that is named by its address is an iPAddress, never a dNSName.
    /// - What the operator added; what the operator took away is listed and not included.
    ///
    /// Cost: quadratic in the number of names, of which there are hundreds.
    ///
    /// # Errors
    ///
    /// [`codes::TOPOLOGY_INCOMPLETE`], [`codes::PURPOSE_DISTRIBUTION`], [`codes::PROFILE_NAME_INVALID`], and as
    /// [`check_name`](ucpki_csr::check_name).
    ///
    /// # Examples
    ///
    /// ```
    /// use ucpki::appliance::{Deployment, Purpose, Settings, Topology};
    ///
    /// let topology = Topology {
    ///     deployment: Deployment::PerPeer,
    ///     node: "exp1.example.com".into(),
    ///     cluster: "exp.example.com".into(),
    ///     ..Topology::default()
    /// };
    /// let plan = topology.plan(Purpose::Expressway, &Settings::EXPRESSWAY)?;
    /// let shown: Vec<_> = plan.names.iter().map(|name| format!("{} ({})", name.name, name.reasons[0])).collect();
    /// assert_eq!(shown, ["DNS:exp1.example.com (node)", "DNS:exp.example.com (cluster)"]);
    /// # Ok::<(), ucpki::appliance::ApplianceError>(())
    /// ```
    pub fn plan(&self, purpose: Purpose, settings: &Settings) -> Result<Plan, ApplianceError> {
        let missing = |what| Err(ApplianceError::about(&codes::TOPOLOGY_INCOMPLETE, what));
        if self.node.is_empty() {
            return missing("the machine has no name");
        }
        if self.deployment == Deployment::Shared && !purpose.is_multi_server() {
            return Err(ApplianceError::about(&codes::PURPOSE_DISTRIBUTION, purpose));
        }
        if self.deployment != Deployment::StandAlone && self.cluster.is_empty() && settings.cluster_name {
            return missing("the cluster has no name");
        }
        let mut plan = Plan { common_name: self.common_name(settings), names: Vec::new() };
        self.add_machines(&mut plan)?;
        for address in &self.addresses {
            plan.add(GeneralNameBuf::Ip(*address), Reason::Address)?;
        }
        if settings.uc_names {
            self.add_uc_names(&mut plan)?;
        } else {
            self.add_domains(&mut plan)?;
        }
        for name in &self.added {
            plan.add(name.clone(), Reason::Added)?;
        }
        for planned in &mut plan.names {
            if self.removed.iter().any(|removed| removed.same_as(&planned.name)) {
                planned.reasons.push(Reason::Removed);
            }
        }
        Ok(plan)
    }

    fn common_name(&self, settings: &Settings) -> String {
        match self.deployment {
            Deployment::Shared if settings.cluster_name => self.cluster.clone(),
            Deployment::Shared if settings.ms_suffix => match self.node.split_once('.') {
                Some((host, domain)) => alloc::format!("{host}-ms.{domain}"),
                None => alloc::format!("{}-ms", self.node),
            },
            _ => self.node.clone(),
        }
    }

    fn add_machines(&self, plan: &mut Plan) -> Result<(), ApplianceError> {
        let node = || GeneralNameBuf::host(&self.node);
        match self.deployment {
            Deployment::StandAlone if self.blank => {}
            Deployment::StandAlone => plan.add(node(), Reason::Node)?,
            Deployment::PerPeer => {
                plan.add(node(), Reason::Node)?;
                self.add_cluster(plan)?;
            }
            Deployment::Shared => {
                self.add_cluster(plan)?;
                plan.add(node(), Reason::Node)?;
                for peer in self.peers.iter().filter(|peer| !peer.eq_ignore_ascii_case(&self.node)) {
                    plan.add(GeneralNameBuf::host(peer), Reason::Peer)?;
                }
            }
        }
        Ok(())
    }

    fn add_cluster(&self, plan: &mut Plan) -> Result<(), ApplianceError> {
        // Unified CM clusters have no name of their own.
        if self.cluster.is_empty() { Ok(()) } else { plan.add(GeneralNameBuf::host(&self.cluster), Reason::Cluster) }
    }

    fn add_domains(&self, plan: &mut Plan) -> Result<(), ApplianceError> {
        // Single-server certificates are for their machine alone.
        if self.deployment == Deployment::Shared && !self.parent_domain.is_empty() {
            plan.add(GeneralNameBuf::Dns(self.parent_domain.clone()), Reason::ParentDomain)?;
        }
        self.other_domains
            .iter()
            .try_for_each(|domain| plan.add(GeneralNameBuf::Dns(domain.clone()), Reason::OtherDomain))
    }

    fn add_uc_names(&self, plan: &mut Plan) -> Result<(), ApplianceError> {
        for element in &ELEMENTS {
            let counts = if self.role == Role::Edge { element.edge } else { element.control };
            if !counts {
                continue;
            }
            match element.reason {
                Reason::UcDomain if self.dnssec => {}
                Reason::UcDomain => {
                    for domain in &self.uc_domains {
                        let name = match self.uc_form {
                            DomainForm::CollabEdge => alloc::format!("collab-edge.{domain}"),
                            DomainForm::Plain => domain.clone(),
                        };
                        plan.add(GeneralNameBuf::Dns(name), Reason::UcDomain)?;
                    }
                }
                Reason::ChatAlias if !self.tls_federation_with_group_chat => {}
                Reason::JoinUrlHost => {
                    for host in &self.join_url_hosts {
                        plan.add(GeneralNameBuf::host(host), Reason::JoinUrlHost)?;
                        let domain = host
                            .split_once('.')
                            .filter(|_| !matches!(GeneralNameBuf::host(host), GeneralNameBuf::Ip(_)));
                        if let Some((_, domain)) = domain.filter(|(_, domain)| domain.contains('.')) {
                            plan.add(GeneralNameBuf::Dns(domain.to_owned()), Reason::JoinUrlDomain)?;
                        }
                    }
                }
                reason => {
                    for name in self.elements(reason) {
                        if reason == Reason::PhoneProfile && !is_profile_name(name) {
                            return Err(ApplianceError::about(&codes::PROFILE_NAME_INVALID, name));
                        }
                        plan.add(GeneralNameBuf::Dns(name.clone()), reason)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn elements(&self, reason: Reason) -> &[String] {
        match reason {
            Reason::ChatAlias => &self.chat_aliases,
            Reason::FederationDomain => &self.federation_domains,
            Reason::PhoneProfile => &self.phone_profiles,
            _ => &[],
        }
    }
}

/// Labels of letters, digits and hyphens, no hyphen at an edge, and the last label begins with a letter.
fn is_profile_name(name: &str) -> bool {
    let last_begins_with_letter =
        name.rsplit('.').next().is_some_and(|last| last.starts_with(|first: char| first.is_ascii_alphabetic()));
    let is_host_name = check_name(&GeneralNameBuf::Dns(name.to_owned())).is_ok();
    is_host_name && !name.contains('_') && name.contains('.') && last_begins_with_letter
}

/// Reads domains from a file, one per line; blank lines and what follows a `#` do not count.
#[must_use]
pub fn domains(file: &str) -> Vec<String> {
    let lines = file.lines().map(|line| line.split('#').next().unwrap_or("").trim());
    lines.filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect()
}

/// Where the chat aliases of two machines differ, which have to be the same list.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::AliasDifference;
///
/// let control = ["chat1.example.com".to_owned(), "chat2.example.com".to_owned()];
/// let edge = ["Chat1.example.com".to_owned()];
/// let difference = AliasDifference::between(&control, &edge);
/// assert_eq!(difference.missing_on_edge, ["chat2.example.com"]);
/// assert!(difference.missing_on_control.is_empty() && !difference.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AliasDifference {
    /// On Control, and missing on Expressway.
    pub missing_on_edge: Vec<String>,
    /// On Expressway, and missing on Control.
    pub missing_on_control: Vec<String>,
}

impl AliasDifference {
    /// Compares the aliases of Control with those of Expressway, without regard to case and order.
    #[must_use]
    pub fn between(control: &[String], edge: &[String]) -> Self {
        let lacks = |list: &[String], alias: &String| !list.iter().any(|other| other.eq_ignore_ascii_case(alias));
        Self {
            missing_on_edge: control.iter().filter(|alias| lacks(edge, alias)).cloned().collect(),
            missing_on_control: edge.iter().filter(|alias| lacks(control, alias)).cloned().collect(),
        }
    }

    /// The code under which a difference is reported.
    #[must_use]
    pub const fn code(&self) -> &'static Code {
        &codes::ALIASES_DIFFER
    }

    /// Whether both have the same.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.missing_on_control.is_empty() && self.missing_on_edge.is_empty()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// What the families differ in is a switch each, and none hangs on the role of the node.
    #[test]
    fn the_switches_decide_about_names() {
        let topology = Topology {
            node: "a.example.com".into(),
            cluster: "c.example.com".into(),
            deployment: Deployment::Shared,
            role: Role::CallManager,
            parent_domain: "example.com".into(),
            uc_domains: alloc::vec!["uc.example.com".into()],
            ..Topology::default()
        };
        let plan = |settings: Settings| {
            let plan = topology.plan(Purpose::Tomcat, &settings).unwrap();
            let has = |name: &str| plan.included().any(|found| found.as_dns() == Some(name));
            (plan.common_name.clone(), has("example.com"), has("uc.example.com"))
        };
        let cucm = Settings::CUCM;
        assert_eq!(plan(cucm), ("a-ms.example.com".into(), true, false));
        assert_eq!(plan(Settings { ms_suffix: false, ..cucm }), ("a.example.com".into(), true, false));
        assert_eq!(plan(Settings { cluster_name: true, ..cucm }), ("c.example.com".into(), true, false));
        assert!(!plan(Settings { uc_names: true, ..cucm }).1);
        let nameless = Topology { cluster: String::new(), ..topology.clone() };
        assert!(nameless.plan(Purpose::Tomcat, &Settings { cluster_name: true, ..cucm }).is_err());
        assert!(nameless.plan(Purpose::Tomcat, &cucm).is_ok());
    }

    #[test]
    fn profile_names_have_letters_where_they_must() {
        for (name, right) in [
            ("secure.example.com", true),
            ("a-1.b-2.c3", true),
            ("secure", false),
            ("a.3c", false),
            ("a.0x7f", false),
            ("192.0.2.1", false),
            ("*.example", false),
            ("a_b.example", false),
            ("-a.example", false),
            ("a-.example", false),
            ("a..example", false),
        ] {
            assert_eq!(is_profile_name(name), right, "{name}");
        }
    }
}
