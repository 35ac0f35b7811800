//! The codes of this crate (11000 to 11999).

ucpki_x509::declare_codes! {
    /// the kind of key contradicts the purpose
    PURPOSE_KEY = 11001, "appliance.purpose_key", "", Argument;
    /// the appliance does not take keys of this length
    PURPOSE_KEY_SIZE = 11002, "appliance.purpose_key_size", "", Argument;
    /// the purpose has no certificate for several servers
    PURPOSE_DISTRIBUTION = 11003, "appliance.purpose_distribution", "", Argument;
    /// the appliance does not take this attribute
    ATTRIBUTE_REFUSED = 11004, "appliance.attribute_refused", "", Argument;
    /// the topology does not say what the deployment needs
    TOPOLOGY_INCOMPLETE = 11005, "appliance.topology_incomplete", "", Argument;
    /// there is no such switch, or it does not have this value
    SWITCH_UNKNOWN = 11006, "appliance.switch_unknown", "", Argument;
    /// a name of a phone security profile has to be a host name with a domain
    PROFILE_NAME_INVALID = 11007, "appliance.profile_name_invalid", "RFC 1123, 2.1", Argument;
    /// a line is not a neighbour: NAME control|edge|call-manager|im-presence [mra] [secure-zone]
    NEIGHBOUR_SYNTAX = 11101, "appliance.neighbour_syntax", "", Malformed;
    /// the requests of a cluster differ where they should agree
    CLUSTER_DIFFERS = 11201, "appliance.cluster_differs", "", Refused;
    /// the chat node aliases of Control and Expressway differ
    ALIASES_DIFFER = 11202, "appliance.aliases_differ", "", Refused;
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::ALL;

    #[test]
    fn numbers_rise_and_names_are_ours() {
        assert!(ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
        assert!(
            ALL.iter().all(|code| (11000..12000).contains(&code.number()) && code.name().starts_with("appliance."))
        );
    }
}
