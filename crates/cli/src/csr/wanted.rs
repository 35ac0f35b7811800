//! What is wanted: from a JSON document, flags, and questions on a terminal.

use super::ask::ask;
use super::document::{Document, defaults, document};
use super::names::{a_label, a_labels, name, names};
use crate::console;
use crate::files::{self, Failure};
use clap::Args;
use std::path::PathBuf;
use ucpki::appliance::{Deployment, DomainForm, NodeRequest, Preset, Purpose, Role, Settings, Topology, domains};
use ucpki::csr::Subject;
use ucpki::x509::GeneralNameBuf;

/// Which names and usages, and why.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// What is wanted, as a JSON document; flags change what it says
    #[arg(long, value_name = "FILE")]
    topology: Option<PathBuf>,
    /// expressway or cucm: sets every switch
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// Change one switch, such as max-rsa-bits=4096
    #[arg(long = "set", value_name = "SWITCH=VALUE")]
    switches: Vec<String>,
    /// What the certificate is for: expressway, tomcat, CallManager-ECDSA, ...
    #[arg(long, value_name = "NAME")]
    purpose: Option<String>,
    /// The host name of the machine, with its domain
    #[arg(long, value_name = "HOST")]
    node: Option<String>,
    /// The host name of the cluster
    #[arg(long, value_name = "HOST")]
    cluster: Option<String>,
    /// stand-alone, per-peer or shared
    #[arg(long, value_name = "WHICH")]
    deployment: Option<String>,
    /// control, edge or unified-cm
    #[arg(long, value_name = "WHICH")]
    role: Option<String>,
    /// Machines of the cluster
    #[arg(long, value_name = "HOST", num_args = 1..)]
    pub(crate) peers: Vec<String>,
    /// More names, such as `DNS:a, IP:192.0.2.1` or `a,b`
    #[arg(long, value_name = "LIST")]
    names: Option<String>,
    /// More domains, one per line
    #[arg(long, value_name = "FILE")]
    domains_file: Option<PathBuf>,
    /// The domain above the nodes (Unified CM)
    #[arg(long, value_name = "DOMAIN")]
    parent_domain: Option<String>,
    /// Unified CM registration, e-mail-style and presence domains (edge)
    #[arg(long, value_name = "DOMAIN")]
    uc_domain: Vec<String>,
    /// Write the UC domains as collab-edge.DOMAIN
    #[arg(long)]
    collab_edge: bool,
    /// XMPP federation domains (edge)
    #[arg(long, value_name = "DOMAIN")]
    federation_domain: Vec<String>,
    /// Aliases of chat nodes of IM and Presence, which count with federation over TLS and group chat
    #[arg(long, value_name = "HOST")]
    chat_alias: Vec<String>,
    /// Leave the alternative names of a stand-alone machine blank
    #[arg(long)]
    blank: bool,
    /// Names that are not wanted though they follow from the rest
    #[arg(long, value_name = "LIST")]
    without: Option<String>,
    /// countryName
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// stateOrProvinceName
    #[arg(long)]
    state: Option<String>,
    /// localityName
    #[arg(long)]
    locality: Option<String>,
    /// organizationName
    #[arg(long)]
    organization: Option<String>,
    /// organizationalUnitName
    #[arg(long, value_name = "UNIT")]
    unit: Vec<String>,
    /// commonName, instead of the one that follows from the rest
    #[arg(long, value_name = "NAME")]
    common_name: Option<String>,
    /// emailAddress
    #[arg(long)]
    email: Option<String>,
}

impl Wanted {
    /// Puts document, flags and, where `asks` and on a terminal, answers together. `check` has a look at purpose and switches
    /// before the first question.
    pub(super) fn request(
        &self,
        asks: bool,
        check: impl FnOnce(&Settings, Purpose) -> Result<(), Failure>,
    ) -> Result<NodeRequest, Failure> {
        let document = self.document()?;
        let preset = self.preset(&document)?;
        let purpose = self.purpose(&document, preset)?;
        let mut request = NodeRequest::new(preset, purpose);
        self.set_switches(&document, &mut request.settings)?;
        check(&request.settings, purpose)?;
        request.defaults = defaults(&document)?;
        request.subject = request.defaults.fill(self.subject(&document));
        request.topology = self.topology(document, preset)?;
        if asks && request.topology.node.is_empty() && self.common_name.is_none() && console::in_is_terminal() {
            ask(&mut request.subject, &mut request.topology)?;
        }
        if request.topology.node.is_empty() && request.subject.common_name.is_empty() {
            return Err(Failure::new("which machine is the request for?").help("give --node HOST, or --topology FILE"));
        }
        Ok(request)
    }

    fn preset(&self, document: &Document) -> Result<Preset, Failure> {
        let name = self.preset.as_deref().or(document.preset.as_deref()).unwrap_or("expressway");
        let unknown = || Failure::new(format!("there is no preset {name:?}: expressway or cucm"));
        Preset::by_name(name).ok_or_else(unknown)
    }

    fn purpose(&self, document: &Document, preset: Preset) -> Result<Purpose, Failure> {
        let usual = preset.usual_purpose().name();
        let name = self.purpose.as_deref().or(document.purpose.as_deref()).unwrap_or(usual);
        Purpose::by_name(name).ok_or_else(|| {
            let names: Vec<_> = Purpose::all().map(Purpose::name).collect();
            Failure::new(format!("there is no purpose {name:?}: {}", names.join(", ")))
        })
    }

    fn set_switches(&self, document: &Document, settings: &mut Settings) -> Result<(), Failure> {
        for (name, value) in &document.switches {
            settings.set(name, value)?;
        }
        for switch in &self.switches {
            let (name, value) = switch.split_once('=').unwrap_or((switch, ""));
            settings.set(name, value)?;
        }
        Ok(())
    }

    fn document(&self) -> Result<Document, Failure> {
        self.topology.as_deref().map_or_else(|| Ok(Document::default()), document)
    }

    /// What is said about the subject; what the page of defaults does not have, a document may say there all the same.
    fn subject(&self, document: &Document) -> Subject {
        let or = |flag: &Option<String>, field: &String| flag.clone().unwrap_or_else(|| field.clone());
        let or_default = |given: String, default: &String| if given.is_empty() { default.clone() } else { given };
        let (fields, defaults) = (&document.subject, &document.defaults);
        let units = [&self.unit, &fields.units, &defaults.units].into_iter().find(|units| !units.is_empty());
        Subject {
            country: or(&self.country, &fields.country),
            state: or(&self.state, &fields.state),
            locality: or(&self.locality, &fields.locality),
            organization: or(&self.organization, &fields.organization),
            organizational_units: units.cloned().unwrap_or_default(),
            common_name: or_default(or(&self.common_name, &fields.common_name), &defaults.common_name),
            email: or_default(or(&self.email, &fields.email), &defaults.email),
        }
    }

    fn role(&self, document: &Document, preset: Preset) -> Result<Role, Failure> {
        match self.role.as_deref().or(document.role.as_deref()) {
            None => Ok(preset.usual_role()),
            Some("control") => Ok(Role::Control),
            Some("edge") => Ok(Role::Edge),
            Some("unified-cm") => Ok(Role::CallManager),
            Some(other) => Err(Failure::new(format!("there is no role {other:?}: control, edge or unified-cm"))),
        }
    }

    fn deployment(&self, document: &Document, is_clustered: bool) -> Result<Deployment, Failure> {
        match self.deployment.as_deref().or(document.deployment.as_deref()) {
            Some(name) => Deployment::by_name(name).ok_or_else(|| {
                Failure::new(format!("there is no deployment {name:?}: stand-alone, per-peer or shared"))
            }),
            // Stand-alone would leave these names out without a word.
            None if is_clustered => Err(Failure::new("a cluster or peers are given, and no deployment").help(
                "give --deployment per-peer (each machine has its own certificate) or --deployment shared (one for all)",
            )),
            None => Ok(Deployment::default()),
        }
    }

    fn topology(&self, document: Document, preset: Preset) -> Result<Topology, Failure> {
        let role = self.role(&document, preset)?;
        let cluster = self.cluster.as_ref().unwrap_or(&document.cluster).clone();
        let peers = either(&self.peers, &document.peers);
        let deployment = self.deployment(&document, !cluster.is_empty() || !peers.is_empty())?;
        let mut other_domains = document.other_domains;
        if let Some(file) = &self.domains_file {
            other_domains.extend(domains(files::open(file)?.text("a list of domains")?));
        }
        Ok(Topology {
            role,
            deployment,
            node: a_label(self.node.clone().unwrap_or(document.node))?,
            peers: a_labels(peers)?,
            cluster: a_label(cluster)?,
            addresses: document.addresses,
            parent_domain: a_label(self.parent_domain.clone().unwrap_or(document.parent_domain))?,
            other_domains: a_labels(other_domains)?,
            uc_domains: a_labels(either(&self.uc_domain, &document.uc_domains))?,
            uc_form: if self.collab_edge || document.collab_edge { DomainForm::CollabEdge } else { DomainForm::Plain },
            dnssec: document.dnssec,
            federation_domains: a_labels(either(&self.federation_domain, &document.federation_domains))?,
            // Aliases given on the command line count.
            tls_federation_with_group_chat: document.tls_federation_with_group_chat || !self.chat_alias.is_empty(),
            chat_aliases: a_labels(either(&self.chat_alias, &document.chat_aliases))?,
            phone_profiles: document.phone_profiles,
            join_url_hosts: a_labels(document.join_url_hosts)?,
            removed: both(&document.removed, self.without.as_deref())?,
            added: both(&document.added, self.names.as_deref())?,
            blank: self.blank || document.blank,
        })
    }
}

/// What flags say, or else the document.
fn either(flags: &[String], document: &[String]) -> Vec<String> {
    if flags.is_empty() { document.to_vec() } else { flags.to_vec() }
}

/// The names of the document and those of a flag.
fn both(document: &[String], flag: Option<&str>) -> Result<Vec<GeneralNameBuf>, Failure> {
    let mut all = document.iter().map(|text| name(text)).collect::<Result<Vec<_>, _>>()?;
    all.extend(names(flag.unwrap_or_default())?);
    Ok(all)
}
