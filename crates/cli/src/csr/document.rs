//! The JSON document of `--topology`.

use super::names::name;
use crate::files::{self, Failure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;
use ucpki::appliance::NodeDefaults;

/// The document; every member may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Document {
    pub(super) preset: Option<String>,
    pub(super) switches: BTreeMap<String, String>,
    pub(super) purpose: Option<String>,
    pub(super) role: Option<String>,
    pub(super) deployment: Option<String>,
    pub(super) node: String,
    pub(super) peers: Vec<String>,
    pub(super) cluster: String,
    pub(super) addresses: Vec<IpAddr>,
    pub(super) parent_domain: String,
    pub(super) other_domains: Vec<String>,
    pub(super) uc_domains: Vec<String>,
    pub(super) collab_edge: bool,
    pub(super) dnssec: bool,
    pub(super) federation_domains: Vec<String>,
    pub(super) chat_aliases: Vec<String>,
    pub(super) tls_federation_with_group_chat: bool,
    pub(super) phone_profiles: Vec<String>,
    pub(super) join_url_hosts: Vec<String>,
    pub(super) added: Vec<String>,
    pub(super) removed: Vec<String>,
    pub(super) blank: bool,
    pub(super) subject: Fields,
    pub(super) defaults: Fields,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Fields {
    pub(super) country: String,
    pub(super) state: String,
    pub(super) locality: String,
    pub(super) organization: String,
    pub(super) units: Vec<String>,
    pub(super) common_name: String,
    pub(super) email: String,
    pub(super) names: Vec<String>,
}

pub(super) fn document(file: &Path) -> Result<Document, Failure> {
    let source = files::open(file)?;
    let text = source.text("a JSON document (--topology)")?;
    serde_json::from_str(text).map_err(|error| Failure::new(error.to_string()).in_file(file))
}

/// The chat node aliases that a document has.
pub(super) fn chat_aliases(file: &Path) -> Result<Vec<String>, Failure> {
    document(file).map(|document| document.chat_aliases)
}

pub(super) fn defaults(document: &Document) -> Result<NodeDefaults, Failure> {
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
