//! What VCS, Expressway, Unified CM, and IM and Presence ask of certificates, as data: purposes, topologies, settings, trust stores,
//! what to restart, rules.

#[doc(inline)]
pub use ucpki_appliance::{
    AliasDifference, ApplianceError, CUCM_RULES, ClusterDifference, ClusterField, Coverage, DefaultsChange, Delivery,
    Deployment, DomainForm, EXPRESSWAY_RULES, Generation, KeyAdvice, Neighbour, NodeDefaults, NodeRequest, Nodes,
    Pending, Phase, Plan, PlannedName, Preset, Purpose, Reason, Reissue, Restart, Role, Settings, Sides, Step,
    StepAction, Topology, TrustStore, Usage, codes, compare_cluster, distribute, domains, rule_set, rule_sets,
};
