//! The codes of this crate (4000 to 4999).

ucpki_x509::declare_codes! {
    /// none of the certificate's names matches the expected name
    NAME_MISMATCH = 4001, "matcher.name_mismatch", "RFC 9525, 6", Refused;
    /// the certificate has no name of a kind that can identify the peer
    NO_NAMES = 4002, "matcher.no_names", "RFC 9525, 6.2", Refused;
    /// the certificate's subjectAltName cannot be read
    SUBJECT_ALT_NAME_UNREADABLE = 4003, "matcher.subject_alt_name_unreadable", "RFC 5280, 4.2.1.6", Malformed;
    /// the certificate has more names than may be compared
    COMPARISONS_EXHAUSTED = 4004, "matcher.comparisons_exhausted", "", Limit;
    /// the certificate is for the SIP domain by its names, and for other uses by its extended key usage
    SIP_USAGE = 4005, "matcher.sip_usage", "RFC 5924, 4", Refused;

    /// an IP address is expected, and the certificate has only host names: configure the host name instead
    IP_AGAINST_NAMES = 4101, "matcher.ip_against_names", "RFC 9525, 6.4", Refused;
    /// a host name is expected, and the certificate has only IP addresses
    NAME_AGAINST_ADDRESSES = 4102, "matcher.name_against_addresses", "RFC 9525, 6.3", Refused;
    /// only the common name matches, and common names do not count
    ONLY_COMMON_NAME = 4103, "matcher.only_common_name", "RFC 9525, 2", Refused;
    /// the wildcard covers the expected name, and wildcards do not count here
    WILDCARD_OFF = 4104, "matcher.wildcard_off", "RFC 9525, 6.3", Refused;
    /// a wildcard covers exactly one label
    WILDCARD_DEPTH = 4105, "matcher.wildcard_depth", "RFC 9525, 6.3", Refused;
    /// the two differ by a leading `www`
    WWW_DIFFERS = 4106, "matcher.www_differs", "RFC 9525, 6.3", Refused;
    /// one is the host name alone, the other the same host name with its domain
    SHORT_NAME = 4107, "matcher.short_name", "RFC 9525, 6.3", Refused;
    /// this is the domain above the expected name
    DOMAIN_ABOVE = 4108, "matcher.domain_above", "RFC 9525, 6.3", Refused;
    /// this is a name below the expected name
    DOMAIN_BELOW = 4109, "matcher.domain_below", "RFC 9525, 6.3", Refused;
    /// the same host name in another domain
    OTHER_DOMAIN = 4110, "matcher.other_domain", "RFC 9525, 6.3", Refused;
    /// another host of the same domain
    OTHER_HOST = 4111, "matcher.other_host", "RFC 9525, 6.3", Refused;
    /// another name or address
    OTHER_NAME = 4112, "matcher.other_name", "RFC 9525, 6", Refused;
    /// the address is written as text in a dNSName, where it does not count: it belongs in an iPAddress
    ADDRESS_AS_NAME = 4113, "matcher.address_as_name", "RFC 9525, 6.4", Refused;
    /// an IPv4 address and the IPv6 address that it is mapped to are not the same
    ADDRESS_MAPPED = 4114, "matcher.address_mapped", "RFC 4291, 2.5.5.2", Refused;
    /// the e-mail address differs by the case of its local part, where case counts
    EMAIL_CASE = 4115, "matcher.email_case", "RFC 5280, 7.5", Refused;
    /// the URI's scheme is not `sip`, so it does not name a SIP domain
    SIP_SCHEME = 4116, "matcher.sip_scheme", "RFC 5922, 7.1", Refused;
    /// the URI has a user part: it names a user, not a domain
    URI_USER = 4117, "matcher.uri_user", "RFC 5922, 7.1", Refused;
    /// the host name is the SIP domain, and host names do not count beside a `sip:` URI
    SIP_NAME_SHADOWED = 4118, "matcher.sip_name_shadowed", "RFC 5922, 7.1", Refused;
    /// the expected domain, for another service or scheme
    OTHER_SERVICE = 4119, "matcher.other_service", "RFC 9525, 6.5", Refused;
    /// the address of a user or connection where a domain's is expected, or the other way round
    XMPP_OTHER_KIND = 4120, "matcher.xmpp_other_kind", "RFC 6120, 13.7.1.2", Refused;

    /// an empty name
    NAME_EMPTY = 4201, "matcher.name_empty", "RFC 5280, 4.2.1.6", Malformed;
    /// a host name of more than 253 bytes
    NAME_TOO_LONG = 4202, "matcher.name_too_long", "RFC 1034, 3.1", Malformed;
    /// a host name starts with a dot
    LEADING_DOT = 4203, "matcher.leading_dot", "RFC 1034, 3.5", Malformed;
    /// a host name in a certificate ends with a dot
    TRAILING_DOT = 4204, "matcher.trailing_dot", "RFC 1034, 3.5", Malformed;
    /// a label of a host name is empty
    LABEL_EMPTY = 4205, "matcher.label_empty", "RFC 1034, 3.5", Malformed;
    /// a label of more than 63 bytes
    LABEL_TOO_LONG = 4206, "matcher.label_too_long", "RFC 1034, 3.1", Malformed;
    /// a label starts or ends with a hyphen
    LABEL_HYPHEN = 4207, "matcher.label_hyphen", "RFC 1123, 2.1", Malformed;
    /// a character that host names do not have
    CHARACTER_INVALID = 4208, "matcher.character_invalid", "RFC 1034, 3.5", Malformed;
    /// a wildcard that is not the whole leftmost label
    WILDCARD_PLACE = 4209, "matcher.wildcard_place", "RFC 9525, 6.3", Malformed;
    /// a wildcard with fewer than two labels after it
    WILDCARD_BROAD = 4210, "matcher.wildcard_broad", "RFC 9525, 7.1", Malformed;
    /// the last label is a number, as in an address
    LABEL_NUMERIC = 4211, "matcher.label_numeric", "RFC 1123, 2.1", Malformed;
    /// an iPAddress of neither 4 nor 16 bytes
    ADDRESS_SIZE = 4212, "matcher.address_size", "RFC 5280, 4.2.1.6", Malformed;

    /// the expected name is not a host name
    REFERENCE_INVALID = 4301, "matcher.reference_invalid", "RFC 1034, 3.5", Argument;
    /// the expected name has a wildcard; only names in certificates can
    REFERENCE_WILDCARD = 4302, "matcher.reference_wildcard", "RFC 9525, 6.1.2", Argument;
    /// the expected name has characters beyond ASCII; write its A-labels (`xn--...`)
    REFERENCE_NOT_ASCII = 4303, "matcher.reference_not_ascii", "RFC 9525, 6.3", Argument;
    /// the expected address has a zone, which certificates cannot have
    REFERENCE_ZONE = 4304, "matcher.reference_zone", "RFC 4007, 11", Argument;
    /// the expected address is not an e-mail address
    REFERENCE_EMAIL = 4305, "matcher.reference_email", "RFC 5321, 4.1.2", Argument;
    /// the expected service is not a service name
    REFERENCE_SERVICE = 4306, "matcher.reference_service", "RFC 6335, 5.1", Argument;
    /// the expected URI has no scheme or no host name, or it names a user
    REFERENCE_URI = 4307, "matcher.reference_uri", "RFC 9525, 6.1.2", Argument;
    /// the expected address is not the XMPP address of an account
    REFERENCE_XMPP = 4308, "matcher.reference_xmpp", "RFC 7622, 3", Argument;
    /// the expected name has a label that is not an internationalised label
    REFERENCE_IDN = 4309, "matcher.reference_idn", "RFC 5891, 5", Argument;

    /// a line is not a rule: PRIORITY allow|deny exact|prefix|suffix|regex PATTERN
    RULE_SYNTAX = 4401, "matcher.rule_syntax", "", Malformed;
    /// the priority of a rule is not a number from 0 to 65535
    RULE_PRIORITY = 4402, "matcher.rule_priority", "", Malformed;
    /// the pattern of a rule is empty or longer than 1024 bytes
    RULE_PATTERN = 4403, "matcher.rule_pattern", "", Malformed;
    /// the regular expression of a rule is invalid or too large
    RULE_REGEX = 4404, "matcher.rule_regex", "", Malformed;
    /// a rule has a regular expression, and no library for them was given
    RULE_REGEX_OFF = 4405, "matcher.rule_regex_off", "", Argument;
    /// there are more rules than 10000, or more regular expressions than 1000
    RULES_TOO_MANY = 4406, "matcher.rules_too_many", "", Limit;

    /// the public keys differ
    KEY_DIFFERS = 4501, "matcher.key_differs", "", Refused;
    /// the public keys differ, also in kind or size
    KEY_KIND_DIFFERS = 4502, "matcher.key_kind_differs", "", Refused;
    /// the subjects differ
    SUBJECT_DIFFERS = 4503, "matcher.subject_differs", "RFC 5280, 7.1", Refused;
    /// a name is missing
    NAME_MISSING = 4504, "matcher.name_missing", "RFC 5280, 4.2.1.6", Refused;
    /// a name was added
    NAME_ADDED = 4505, "matcher.name_added", "RFC 5280, 4.2.1.6", Refused;
    /// a key usage is missing
    KEY_USAGE_MISSING = 4506, "matcher.key_usage_missing", "RFC 5280, 4.2.1.3", Refused;
    /// a key usage was added
    KEY_USAGE_ADDED = 4507, "matcher.key_usage_added", "RFC 5280, 4.2.1.3", Refused;
    /// an extended key usage is missing
    EXTENDED_USAGE_MISSING = 4508, "matcher.extended_usage_missing", "RFC 5280, 4.2.1.12", Refused;
    /// an extended key usage was added
    EXTENDED_USAGE_ADDED = 4509, "matcher.extended_usage_added", "RFC 5280, 4.2.1.12", Refused;
    /// the basic constraints differ
    BASIC_CONSTRAINTS_DIFFER = 4510, "matcher.basic_constraints_differ", "RFC 5280, 4.2.1.9", Refused;
    /// the validity differs
    VALIDITY_DIFFERS = 4511, "matcher.validity_differs", "RFC 5280, 4.1.2.5", Refused;
    /// the validity differs, and does not end later
    VALIDITY_NOT_LONGER = 4512, "matcher.validity_not_longer", "RFC 5280, 4.1.2.5", Refused;
    /// the issuer's name differs
    ISSUER_DIFFERS = 4513, "matcher.issuer_differs", "RFC 5280, 4.1.2.4", Refused;
    /// the identifier of the issuer's key differs
    ISSUER_KEY_ID_DIFFERS = 4514, "matcher.issuer_key_id_differs", "RFC 5280, 4.2.1.1", Refused;

    /// usual cause: CAs add the common name to subjectAltName, or drop it there
    CAUSE_COMMON_NAME = 4601, "matcher.cause_common_name", "", Refused;
    /// usual cause: CAs add the name with, or without, `www`
    CAUSE_WWW = 4602, "matcher.cause_www", "", Refused;
    /// usual cause: CAs drop addresses, or add the one of the common name
    CAUSE_ADDRESS = 4603, "matcher.cause_address", "", Refused;
    /// usual cause: the common name of a multi-server certificate, which has `-ms` and is not a host
    CAUSE_MULTI_SERVER = 4604, "matcher.cause_multi_server", "", Refused;
    /// usual cause: CAs drop the domain above the hosts, which a request of a cluster asks for
    CAUSE_PARENT_DOMAIN = 4605, "matcher.cause_parent_domain", "", Refused;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_within_the_range_of_the_crate_and_names_are_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
        for code in ALL {
            assert!((4000..5000).contains(&code.number()) && code.name().starts_with("matcher."), "{code}");
            assert_eq!(ALL.iter().filter(|other| other.name() == code.name()).count(), 1, "{code}");
        }
    }
}
