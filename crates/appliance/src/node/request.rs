//! From everything that is known of a node to its request.

use crate::{ApplianceError, NodeDefaults, Plan, Preset, Purpose, Settings, Topology};
use alloc::string::String;
use ucpki_crypto::KeyKind;
use ucpki_csr::{RequestBuilder, Subject};

/// What the request of a node follows from, and how: the settings, the topology, the defaults and the subject become names, a
/// subject, attributes and usages.
///
/// # Examples
///
/// ```
/// use ucpki::appliance::{NodeRequest, Preset, Purpose};
/// use ucpki::crypto::KeyKind;
///
/// let mut request = NodeRequest::new(Preset::Expressway, Purpose::Expressway);
/// request.topology.node = "edge1.contoso.dev".into();
/// request.defaults.country = "NO".into();
/// assert_eq!(request.plan()?.common_name, "edge1.contoso.dev");
/// assert_eq!(request.full_subject(&request.plan()?).country, "NO");
///
/// // To be signed by a key of this kind.
/// let builder = request.builder_for_key(KeyKind::EcP256)?;
/// # let _ = builder;
/// # Ok::<(), ucpki::appliance::ApplianceError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NodeRequest {
    /// The switches of the family.
    pub settings: Settings,
    /// What the certificate is for.
    pub purpose: Purpose,
    /// What the names follow from, without those of the defaults.
    pub topology: Topology,
    /// What every request of the node starts from.
    pub defaults: NodeDefaults,
    /// What is said about the subject.
    pub subject: Subject,
    /// A challenge password, where the family takes one.
    pub challenge_password: Option<String>,
    /// An unstructured name.
    pub unstructured_name: Option<String>,
}

impl NodeRequest {
    /// The request of a node of this family, about which nothing is known yet.
    #[must_use]
    pub fn new(preset: Preset, purpose: Purpose) -> Self {
        Self {
            settings: preset.settings(),
            purpose,
            topology: Topology { role: preset.usual_role(), ..Topology::default() },
            defaults: NodeDefaults::default(),
            subject: Subject::default(),
            challenge_password: None,
            unstructured_name: None,
        }
    }

    /// The names, those of the defaults among them, with their reasons. A node without a host name goes by its common name.
    ///
    /// # Errors
    ///
    /// As [`Topology::plan`].
    pub fn plan(&self) -> Result<Plan, ApplianceError> {
        let mut topology = self.topology.clone();
        topology.added.extend(self.defaults.names.iter().cloned());
        if topology.node.is_empty() {
            topology.node.clone_from(&self.subject.common_name);
        }
        topology.plan(self.purpose, &self.settings)
    }

    /// The subject with what the defaults add, and with the common name of the plan where no other was said.
    #[must_use]
    pub fn full_subject(&self, plan: &Plan) -> Subject {
        let mut subject = self.defaults.fill(self.subject.clone());
        if subject.common_name.is_empty() {
            subject.common_name.clone_from(&plan.common_name);
        }
        subject
    }

    /// The request without usages, which need the kind of the key: everything that can be refused before there is a key.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan), [`Subject::to_name`] and [`Settings::challenge_password`].
    pub fn builder(&self) -> Result<RequestBuilder, ApplianceError> {
        let plan = self.plan()?;
        let name = self.full_subject(&plan).to_name()?;
        let mut builder = RequestBuilder::new(name).alt_names(plan.included().cloned());
        if let Some(password) = &self.challenge_password {
            builder = self.settings.challenge_password(builder, password)?;
        }
        if let Some(name) = &self.unstructured_name {
            builder = builder.unstructured_name(name);
        }
        Ok(builder)
    }

    /// The request, to be signed by a key of this kind.
    ///
    /// # Errors
    ///
    /// As [`builder`](Self::builder) and [`Settings::apply`].
    pub fn builder_for_key(&self, kind: KeyKind) -> Result<RequestBuilder, ApplianceError> {
        self.settings.apply(self.builder()?, self.purpose, kind)
    }
}
