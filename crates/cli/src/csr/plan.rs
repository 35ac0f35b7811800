//! What is wanted: from a JSON document, flags, and questions on a terminal.

use crate::console;
use crate::files;
use crate::job::Failure;
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use ucpki::appliance::{
    Deployment, DomainForm, NodeDefaults, Plan, Preset, Purpose, Role, Settings, Topology, domains,
};
use ucpki::csr::{Subject, parse_name};
use ucpki::matcher::DnsName;
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

#[derive(Clone, Debug, Default, Deserialize)]
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
    /// Puts document, flags and, where `asks` and on a terminal, answers together. `check` has a look at purpose and switches
    /// before the first question.
    pub(crate) fn understand(
        &self,
        asks: bool,
        check: impl FnOnce(&Settings, Purpose) -> Result<(), Failure>,
    ) -> Result<Understood, Failure> {
        let document = self.document()?;
        let preset = self.preset.clone().or_else(|| document.preset.clone()).unwrap_or_else(|| "expressway".to_owned());
        let preset = Preset::by_name(&preset)
            .ok_or_else(|| Failure::new(format!("there is no preset {preset:?}: expressway or cucm")))?;
        let mut settings = preset.settings();
        for (name, value) in &document.switches {
            settings.set(name, value)?;
        }
        for switch in &self.switches {
            let (name, value) = switch.split_once('=').unwrap_or((switch, ""));
            settings.set(name, value)?;
        }
        let usual = preset.usual_purpose().name();
        let purpose = self.purpose.as_deref().or(document.purpose.as_deref()).unwrap_or(usual);
        let purpose = Purpose::by_name(purpose).ok_or_else(|| {
            let names: Vec<_> = Purpose::all().map(Purpose::name).collect();
            Failure::new(format!("there is no purpose {purpose:?}: {}", names.join(", ")))
        })?;
        check(&settings, purpose)?;
        let subject = self.subject(&document);
        let defaults = defaults(&document)?;
        let rest = Fields { names: Vec::new(), ..document.defaults.clone() };
        let mut topology = self.topology(document, preset)?;
        topology.added.extend(defaults.names.iter().cloned());
        let mut subject = defaults.fill(subject);
        // What the page of defaults does not have, and a document may say all the same.
        if subject.common_name.is_empty() {
            subject.common_name.clone_from(&rest.common_name);
        }
        if subject.email.is_empty() {
            subject.email.clone_from(&rest.email);
        }
        if subject.organizational_units == rest.units.get(..1).unwrap_or(&[]) {
            subject.organizational_units.clone_from(&rest.units);
        }
        if asks && topology.node.is_empty() && self.common_name.is_none() && console::in_is_terminal() {
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

    fn topology(&self, document: Document, preset: Preset) -> Result<Topology, Failure> {
        let role = match self.role.as_deref().or(document.role.as_deref()) {
            None => preset.usual_role(),
            Some("control") => Role::Control,
            Some("edge") => Role::Edge,
            Some("unified-cm") => Role::CallManager,
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
        let list = |given: &[String], flag: &Option<String>| -> Result<Vec<GeneralNameBuf>, Failure> {
            let mut names = given.iter().map(|name| self::name(name)).collect::<Result<Vec<_>, _>>()?;
            names.extend(self::names(flag.as_deref().unwrap_or(""))?);
            Ok(names)
        };
        let cluster = self.cluster.clone().unwrap_or(document.cluster);
        let peers = if self.peers.is_empty() { document.peers } else { self.peers.clone() };
        let is_deployed = self.deployment.is_some() || document.deployment.is_some();
        let is_clustered = !cluster.is_empty() || !peers.is_empty();
        if is_clustered && !is_deployed {
            // Stand-alone would leave these names out without a word.
            return Err(Failure::new("a cluster or peers are given, and no deployment").help(
                "give --deployment per-peer (each machine has its own certificate) or --deployment shared (one for all)",
            ));
        }
        let hosts = |flag: &[String], given: Vec<String>| if flag.is_empty() { given } else { flag.to_vec() };
        let chat_aliases = hosts(&self.chat_alias, document.chat_aliases);
        Ok(Topology {
            role,
            deployment,
            node: a_label(self.node.clone().unwrap_or(document.node))?,
            peers: a_labels(peers)?,
            cluster: a_label(cluster)?,
            addresses: document.addresses,
            parent_domain: a_label(self.parent_domain.clone().unwrap_or(document.parent_domain))?,
            other_domains: a_labels(other_domains)?,
            uc_domains: a_labels(hosts(&self.uc_domain, document.uc_domains))?,
            uc_form: if self.collab_edge || document.collab_edge { DomainForm::CollabEdge } else { DomainForm::Plain },
            dnssec: document.dnssec,
            federation_domains: a_labels(hosts(&self.federation_domain, document.federation_domains))?,
            // Who names aliases on the command line means them to count.
            tls_federation_with_group_chat: document.tls_federation_with_group_chat || !self.chat_alias.is_empty(),
            chat_aliases: a_labels(chat_aliases)?,
            phone_profiles: document.phone_profiles,
            join_url_hosts: a_labels(document.join_url_hosts)?,
            removed: list(&document.removed, &self.without)?,
            added: list(&document.added, &self.names)?,
            blank: self.blank || document.blank,
        })
    }
}

fn document(file: &Path) -> Result<Document, Failure> {
    let source = files::open(file)?;
    let text = source.text("a JSON document (--topology)")?;
    serde_json::from_str(text).map_err(|error| Failure::new(error.to_string()).file(file))
}

/// Names as people paste them.
pub(super) fn names(text: &str) -> Result<Vec<GeneralNameBuf>, Failure> {
    let names = text.split([',', ';', '\n', '\r']).map(str::trim).filter(|name| !name.is_empty());
    names.map(name).collect()
}

/// One name; a host name in any script becomes A-labels.
fn name(text: &str) -> Result<GeneralNameBuf, Failure> {
    if text.is_ascii() {
        return Ok(parse_name(text)?);
    }
    // The host follows the kind, as in `DNS:bücher.example`.
    match text.split_once([':', '=']) {
        Some((kind, host)) if kind.is_ascii() && kind.to_ascii_uppercase().starts_with("DNS") => {
            Ok(parse_name(&format!("DNS:{}", a_label(host.trim().to_owned())?))?)
        }
        // Another kind: the library says what its letters are.
        Some(_) => Ok(parse_name(text)?),
        None => Ok(parse_name(&a_label(text.to_owned())?)?),
    }
}

/// A host name in A-labels (RFC 5890); ASCII stays as it is, since mapping would only hide mistakes.
fn a_label(host: String) -> Result<String, Failure> {
    if host.is_ascii() {
        return Ok(host);
    }
    let mapped = DnsName::from_unicode(&host);
    mapped.map(|name| name.to_string()).map_err(|error| Failure::new(format!("{host}: {error}")))
}

fn a_labels(hosts: Vec<String>) -> Result<Vec<String>, Failure> {
    hosts.into_iter().map(a_label).collect()
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
        names: fields.names.iter().map(|text| name(text)).collect::<Result<_, _>>()?,
    })
}

/// Asks for what a request usually has; an empty answer leaves a field out.
fn ask(subject: &mut Subject, topology: &mut Topology) -> Result<(), Failure> {
    topology.node = asked("Host name with domain", |text| {
        let host = a_label(text.to_owned())?;
        if host.is_empty() { Ok(host) } else { parse_name(&host).map(|_| host).map_err(Failure::from) }
    })?;
    for (name, field) in [
        (COUNTRY, &mut subject.country),
        (STATE, &mut subject.state),
        (LOCALITY, &mut subject.locality),
        (ORGANIZATION, &mut subject.organization),
    ] {
        if field.is_empty() {
            *field = asked(name, |text| fits(name, text))?;
        }
    }
    if subject.organizational_units.is_empty() {
        subject
            .organizational_units
            .extend(Some(asked(UNIT, |text| fits(UNIT, text))?).filter(|unit| !unit.is_empty()));
    }
    topology.added.extend(asked("More names (a,b)", names)?);
    Ok(())
}

/// Asks until the answer is one that will do: a dialogue does not fail at its end over its first answer.
fn asked<T>(name: &str, read: impl Fn(&str) -> Result<T, Failure>) -> Result<T, Failure> {
    for _ in 0..MOST_ANSWERS {
        match read(&question(name)?) {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure.tell(),
        }
    }
    Err(Failure::new(format!("no answer that will do for {name:?}")))
}

/// Somebody who types gives up before; a script would go on.
const MOST_ANSWERS: usize = 10;

/// Whether a field takes this value.
fn fits(name: &str, text: &str) -> Result<String, Failure> {
    let (mut subject, value) = (Subject::default(), text.to_owned());
    match name {
        COUNTRY => subject.country = value,
        STATE => subject.state = value,
        LOCALITY => subject.locality = value,
        UNIT => subject.organizational_units = vec![value],
        _ => subject.organization = value,
    }
    subject.to_name()?;
    Ok(text.to_owned())
}

const COUNTRY: &str = "Country (two capital letters)";
const STATE: &str = "State or province";
const LOCALITY: &str = "Locality";
const ORGANIZATION: &str = "Organisation";
const UNIT: &str = "Organisational unit";

fn question(name: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::new(error.to_string());
    let mut err = console::err();
    write!(err, "{name}: ").and_then(|()| err.flush()).map_err(failed)?;
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(line.trim().to_owned())
}
