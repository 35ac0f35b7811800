//! What is wanted: from a JSON document, flags, and questions on a terminal.

use crate::files;
use crate::job::Failure;
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use ucpki::csr::{
    AltName, Deployment, DomainForm, NodeDefaults, Plan, Purpose, Role, Settings, Subject, Topology, domains,
};

/// Which names and usages, and why.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// What is wanted, as a JSON document; flags change what it says
    #[arg(long, value_name = "FILE")]
    topology: Option<PathBuf>,
    /// expressway or cucm: sets every switch
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// Change one switch, such as largest-rsa=4096
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
    peers: Vec<String>,
    /// More names, such as `DNS:a, IP:192.0.2.1` or `a,b`
    #[arg(long, value_name = "LIST")]
    names: Option<String>,
    /// More domains, one per line
    #[arg(long, value_name = "FILE")]
    domains_file: Option<PathBuf>,
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

/// The document; every member may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    preset: Option<String>,
    switches: BTreeMap<String, String>,
    purpose: Option<String>,
    role: Option<String>,
    deployment: Option<String>,
    node: String,
    peers: Vec<String>,
    cluster: String,
    addresses: Vec<IpAddr>,
    parent_domain: String,
    other_domains: Vec<String>,
    uc_domains: Vec<String>,
    collab_edge: bool,
    dnssec: bool,
    federation_domains: Vec<String>,
    chat_aliases: Vec<String>,
    tls_federation_with_group_chat: bool,
    phone_profiles: Vec<String>,
    join_url_hosts: Vec<String>,
    added: Vec<String>,
    removed: Vec<String>,
    blank: bool,
    subject: Fields,
    defaults: Fields,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Fields {
    country: String,
    state: String,
    locality: String,
    organization: String,
    units: Vec<String>,
    common_name: String,
    email: String,
    names: Vec<String>,
}

/// What is wanted, understood.
#[derive(Debug)]
pub(crate) struct Understood {
    pub(crate) settings: Settings,
    pub(crate) purpose: Purpose,
    pub(crate) plan: Plan,
    pub(crate) subject: Subject,
}

impl Wanted {
    /// Puts document, flags and, where `asks` and on a terminal, answers together.
    pub(crate) fn understand(&self, asks: bool) -> Result<Understood, Failure> {
        let document = self.document()?;
        let preset = self.preset.clone().or_else(|| document.preset.clone()).unwrap_or_else(|| "expressway".to_owned());
        let preset = preset.as_str();
        let mut settings = Settings::preset(preset)
            .ok_or_else(|| Failure::new(format!("there is no preset {preset:?}: expressway or cucm")))?;
        for (name, value) in &document.switches {
            settings.set(name, value)?;
        }
        for switch in &self.switches {
            let (name, value) = switch.split_once('=').unwrap_or((switch, ""));
            settings.set(name, value)?;
        }
        let usual = if preset == "cucm" { "tomcat" } else { "expressway" };
        let purpose = self.purpose.as_deref().or(document.purpose.as_deref()).unwrap_or(usual);
        let purpose = Purpose::by_name(purpose).ok_or_else(|| {
            let names: Vec<_> = Purpose::all().map(Purpose::name).collect();
            Failure::new(format!("there is no purpose {purpose:?}: {}", names.join(", ")))
        })?;
        let subject = self.subject(&document);
        let defaults = defaults(&document)?;
        let mut topology = self.topology(document, preset)?;
        topology.added.extend(defaults.names.iter().cloned());
        let mut subject = defaults.fill(subject);
        if asks && topology.node.is_empty() && self.common_name.is_none() && io::stdin().is_terminal() {
            ask(&mut subject, &mut topology)?;
        }
        if topology.node.is_empty() {
            topology.node.clone_from(&subject.common_name);
        }
        if topology.node.is_empty() {
            return Err(Failure::new("which machine is the request for?").help("give --node HOST, or --topology FILE"));
        }
        let plan = topology.plan(purpose, &settings)?;
        if subject.common_name.is_empty() {
            subject.common_name.clone_from(&plan.common_name);
        }
        Ok(Understood { settings, purpose, plan, subject })
    }

    fn document(&self) -> Result<Document, Failure> {
        self.topology.as_deref().map_or_else(|| Ok(Document::default()), document)
    }

    fn subject(&self, document: &Document) -> Subject {
        let or = |flag: &Option<String>, field: &String| flag.clone().unwrap_or_else(|| field.clone());
        let fields = &document.subject;
        Subject {
            country: or(&self.country, &fields.country),
            state: or(&self.state, &fields.state),
            locality: or(&self.locality, &fields.locality),
            organization: or(&self.organization, &fields.organization),
            organizational_units: if self.unit.is_empty() { fields.units.clone() } else { self.unit.clone() },
            common_name: or(&self.common_name, &fields.common_name),
            email: or(&self.email, &fields.email),
        }
    }

    fn topology(&self, document: Document, preset: &str) -> Result<Topology, Failure> {
        let role = match self.role.as_deref().or(document.role.as_deref()) {
            None if preset == "cucm" => Role::UnifiedCm,
            None | Some("control") => Role::Control,
            Some("edge") => Role::Edge,
            Some("unified-cm") => Role::UnifiedCm,
            Some(other) => {
                return Err(Failure::new(format!("there is no role {other:?}: control, edge or unified-cm")));
            }
        };
        let deployment = match self.deployment.as_deref().or(document.deployment.as_deref()) {
            None | Some("stand-alone") => Deployment::StandAlone,
            Some("per-peer") => Deployment::PerPeer,
            Some("shared") => Deployment::Shared,
            Some(other) => {
                let text = format!("there is no deployment {other:?}: stand-alone, per-peer or shared");
                return Err(Failure::new(text));
            }
        };
        let mut other_domains = document.other_domains;
        if let Some(file) = &self.domains_file {
            other_domains.extend(domains(files::open(file)?.text("a list of domains")?));
        }
        let list = |given: &[String], flag: &Option<String>| -> Result<Vec<AltName>, Failure> {
            let mut names = given.iter().map(|name| AltName::parse(name)).collect::<Result<Vec<_>, _>>()?;
            names.extend(AltName::parse_list(flag.as_deref().unwrap_or(""))?);
            Ok(names)
        };
        Ok(Topology {
            role,
            deployment,
            node: self.node.clone().unwrap_or(document.node),
            peers: if self.peers.is_empty() { document.peers } else { self.peers.clone() },
            cluster: self.cluster.clone().unwrap_or(document.cluster),
            addresses: document.addresses,
            parent_domain: document.parent_domain,
            other_domains,
            uc_domains: document.uc_domains,
            uc_form: if document.collab_edge { DomainForm::CollabEdge } else { DomainForm::Plain },
            dnssec: document.dnssec,
            federation_domains: document.federation_domains,
            chat_aliases: document.chat_aliases,
            tls_federation_with_group_chat: document.tls_federation_with_group_chat,
            phone_profiles: document.phone_profiles,
            join_url_hosts: document.join_url_hosts,
            removed: list(&document.removed, &self.without)?,
            added: list(&document.added, &self.names)?,
            blank: document.blank,
        })
    }
}

fn document(file: &Path) -> Result<Document, Failure> {
    let source = files::open(file)?;
    let text = source.text("a JSON document (--topology)")?;
    serde_json::from_str(text).map_err(|error| Failure::new(error.to_string()).file(file))
}

/// Names as people paste them.
pub(super) fn names(text: &str) -> Result<Vec<AltName>, Failure> {
    Ok(AltName::parse_list(text)?)
}

/// The chat node aliases that a document has.
pub(super) fn chat_aliases(file: &Path) -> Result<Vec<String>, Failure> {
    document(file).map(|document| document.chat_aliases)
}

fn defaults(document: &Document) -> Result<NodeDefaults, Failure> {
    let fields = &document.defaults;
    Ok(NodeDefaults {
        country: fields.country.clone(),
        state: fields.state.clone(),
        locality: fields.locality.clone(),
        organization: fields.organization.clone(),
        organizational_unit: fields.units.first().cloned().unwrap_or_default(),
        names: fields.names.iter().map(|name| AltName::parse(name)).collect::<Result<_, _>>()?,
    })
}

/// Asks for what a request usually has; an empty answer leaves a field out.
fn ask(subject: &mut Subject, topology: &mut Topology) -> Result<(), Failure> {
    topology.node = question("Host name with domain")?;
    for (name, field) in [
        ("Country (two letters)", &mut subject.country),
        ("State or province", &mut subject.state),
        ("Locality", &mut subject.locality),
        ("Organisation", &mut subject.organization),
    ] {
        if field.is_empty() {
            *field = question(name)?;
        }
    }
    if subject.organizational_units.is_empty() {
        subject.organizational_units.extend(Some(question("Organisational unit")?).filter(|unit| !unit.is_empty()));
    }
    topology.added.extend(AltName::parse_list(&question("More names (a,b)")?)?);
    Ok(())
}

fn question(name: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::new(error.to_string());
    let mut err = io::stderr().lock();
    write!(err, "{name}: ").and_then(|()| err.flush()).map_err(failed)?;
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(line.trim().to_owned())
}
