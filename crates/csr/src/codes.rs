//! The codes of this crate (7000 to 7999).

ucpki_x509::declare_codes! {
    /// the request is not signed with the key that it carries
    PROOF_INVALID = 7001, "csr.proof_invalid", "RFC 2986, 3", Refused;
    /// a name with a wildcard is not requested
    WILDCARD = 7002, "csr.wildcard", "RFC 9525, 6.3", Argument;
    /// the text is not a name of its kind
    NAME_INVALID = 7003, "csr.name_invalid", "RFC 5280, 4.2.1.6", Argument;
    /// a subject field does not fit its type
    SUBJECT_INVALID = 7004, "csr.subject_invalid", "RFC 5280, appendix A.1", Argument;
    /// an extension, an extended key usage or an attribute is requested twice
    REPEATED = 7005, "csr.repeated", "RFC 5280, 4.2", Argument;
    /// the value is not DER
    VALUE_INVALID = 7006, "csr.value_invalid", "X.690, 8.1.1", Argument;
    /// this signature algorithm is not used for new signatures
    ALGORITHM_REFUSED = 7007, "csr.algorithm_refused", "NIST SP 800-131A Rev. 2, 3", Argument;
    /// the certificate could not be read to the end
    RENEWAL_UNREADABLE = 7015, "csr.renewal_unreadable", "RFC 5280, 4.2", Malformed;
    /// an IP address is written as a host name; it has to be an iPAddress
    ADDRESS_AS_HOST = 7016, "csr.address_as_host", "RFC 5280, 4.2.1.6", Argument;
    /// the signature of the request cannot be verified
    PROOF_UNVERIFIED = 7017, "csr.proof_unverified", "RFC 2986, 3", Crypto;
    /// the attribute has another form or length
    ATTRIBUTE_INVALID = 7018, "csr.attribute_invalid", "RFC 2985, 5.4", Argument;
    /// the requested usages contradict each other, or the key
    USAGE_CONTRADICTION = 7019, "csr.usage_contradiction", "RFC 5280, 4.2.1.9", Argument;
    /// the request is not base64 between BEGIN and END lines
    NOT_PEM = 7101, "csr.not_pem", "RFC 7468, 7", Refused;
    /// a subject field has a character that CAs refuse
    FORBIDDEN_CHARACTER = 7102, "csr.forbidden_character", "", Refused;
    /// a subject field is longer than its type allows
    FIELD_TOO_LONG = 7103, "csr.field_too_long", "RFC 5280, appendix A.1", Refused;
    /// the country is not a code of two capital letters
    COUNTRY_INVALID = 7104, "csr.country_invalid", "RFC 5280, appendix A.1", Refused;
    /// a subject field is empty
    FIELD_EMPTY = 7105, "csr.field_empty", "RFC 5280, appendix A.1", Refused;
    /// a subject field cannot be read as text
    FIELD_UNREADABLE = 7106, "csr.field_unreadable", "RFC 5280, 4.1.2.4", Refused;
    /// there is more than one common name
    COMMON_NAME_REPEATED = 7107, "csr.common_name_repeated", "RFC 9525, 5.1", Refused;
    /// the common name is not among the alternative names
    COMMON_NAME_ALONE = 7108, "csr.common_name_alone", "CA/Browser Forum BR, 7.1.4.3", Refused;
    /// there are no alternative names
    NAMES_MISSING = 7109, "csr.names_missing", "RFC 9525, 5.1", Refused;
    /// duplicate alternative name
    NAME_REPEATED = 7110, "csr.name_repeated", "", Refused;
    /// a host name has invalid syntax
    HOST_INVALID = 7111, "csr.host_invalid", "RFC 1123, 2.1", Refused;
    /// a host name has a wildcard
    HOST_WILDCARD = 7112, "csr.host_wildcard", "RFC 9525, 6.3", Refused;
    /// a host name has no domain
    HOST_SINGLE_LABEL = 7113, "csr.host_single_label", "CA/Browser Forum BR, 7.1.4.2", Refused;
    /// a host name is under a domain that no public CA can verify
    HOST_SPECIAL_USE = 7114, "csr.host_special_use", "RFC 6761", Refused;
    /// an IP address is not one of the public internet
    ADDRESS_RESERVED = 7115, "csr.address_reserved", "RFC 6890", Refused;
    /// an alternative name is of a kind that public CAs do not sign
    NAME_KIND = 7116, "csr.name_kind", "CA/Browser Forum BR, 7.1.2.7.12", Refused;
    /// the alternative names or another requested extension cannot be read
    EXTENSION_UNREADABLE = 7117, "csr.extension_unreadable", "RFC 5280, 4.2", Refused;
    /// this kind of key is not accepted
    KEY_KIND = 7118, "csr.key_kind", "", Refused;
    /// the key is too short
    KEY_SHORT = 7119, "csr.key_short", "NIST SP 800-57 Part 1 Rev. 5, 5.6.1", Refused;
    /// the key is too long
    KEY_LONG = 7120, "csr.key_long", "", Refused;
    /// some peers do not work with keys of this length
    KEY_RISKY = 7121, "csr.key_risky", "", Refused;
    /// the key cannot be read
    KEY_UNREADABLE = 7122, "csr.key_unreadable", "RFC 5280, 4.1.2.7", Refused;
    /// the request is signed with a broken hash function
    HASH_WEAK = 7123, "csr.hash_weak", "NIST SP 800-131A Rev. 2, 9", Refused;
    /// a CA certificate is requested
    CA_REQUESTED = 7124, "csr.ca_requested", "RFC 5280, 4.2.1.9", Refused;
    /// the request does not ask for server and client authentication
    USAGE_MISSING = 7125, "csr.usage_missing", "RFC 5280, 4.2.1.12", Refused;
    /// an extension that the CA does not know is marked critical
    CRITICAL_UNKNOWN = 7126, "csr.critical_unknown", "RFC 5280, 4.2", Refused;
    /// the request has a challenge password, which anyone can read
    CHALLENGE_PASSWORD = 7127, "csr.challenge_password", "RFC 2985, 5.4.1", Refused;
    /// an extension is requested twice
    EXTENSION_REPEATED = 7128, "csr.extension_repeated", "RFC 5280, 4.2", Refused;
    /// the version of the request is not 1
    VERSION_UNKNOWN = 7129, "csr.version_unknown", "RFC 2986, 4.1", Refused;
    /// extensions are requested in more than one place, and most CAs read the first only
    EXTENSION_REQUEST_REPEATED = 7130, "csr.extension_request_repeated", "RFC 2985, 5.4.2", Refused;
    /// an IP address is in a dNSName; it has to be an iPAddress
    HOST_IS_ADDRESS = 7131, "csr.host_is_address", "RFC 5280, 4.2.1.6", Refused;
    /// an iPAddress has neither 4 nor 16 bytes
    ADDRESS_INVALID = 7132, "csr.address_invalid", "RFC 5280, 4.2.1.6", Refused;
    /// there is no common name
    COMMON_NAME_MISSING = 7133, "csr.common_name_missing", "", Refused;
    /// the common name is an IP address
    COMMON_NAME_ADDRESS = 7134, "csr.common_name_address", "RFC 9525, 5.1", Refused;
    /// the last label of a host name is a number, so it reads as an address
    HOST_NUMERIC = 7135, "csr.host_numeric", "RFC 3696, 2", Refused;
    /// a subject field has a placeholder value
    PLACEHOLDER = 7136, "csr.placeholder", "CA/Browser Forum BR, 7.1.4.2", Refused;
    /// client authentication is requested, which public CAs stop issuing
    CLIENT_AUTH = 7137, "csr.client_auth", "CA/Browser Forum BR, 7.1.2.7.10", Refused;
    /// an organizational unit is requested, which public CAs must not certify
    UNIT_PRESENT = 7138, "csr.unit_present", "CA/Browser Forum BR, 7.1.2.7.4", Refused;
    /// keyAgreement is requested, which public CAs do not issue
    KEY_AGREEMENT = 7139, "csr.key_agreement", "CA/Browser Forum BR, 7.1.2.7.11", Refused;
    /// the challenge password is not one text of 1 to 255 characters
    CHALLENGE_PASSWORD_INVALID = 7140, "csr.challenge_password_invalid", "RFC 2985, 5.4.1", Refused;
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::ALL;

    #[test]
    fn numbers_rise_and_names_are_ours() {
        assert!(ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
        assert!(ALL.iter().all(|code| (7000..8000).contains(&code.number()) && code.name().starts_with("csr.")));
    }
}
