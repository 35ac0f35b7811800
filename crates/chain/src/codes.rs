//! The codes of this crate (3000 to 3999).

ucpki_x509::declare_codes! {
    /// the certificate is past its notAfter
    EXPIRED = 3001, "chain.expired", "RFC 5280, 6.1.3 (a)(2)", Refused;
    /// the certificate is before its notBefore
    NOT_YET_VALID = 3002, "chain.not_yet_valid", "RFC 5280, 6.1.3 (a)(2)", Refused;
    /// the certificate signs others, but is not marked as a CA's
    NOT_A_CA = 3003, "chain.not_a_ca", "RFC 5280, 6.1.4 (k)", Refused;
    /// the key usage of the CA does not include keyCertSign
    NO_CERT_SIGN = 3004, "chain.no_cert_sign", "RFC 5280, 6.1.4 (n)", Refused;
    /// more certificates follow than the CA's pathLenConstraint allows
    PATH_LENGTH = 3005, "chain.path_length", "RFC 5280, 6.1.4 (l)", Refused;
    /// a critical extension is not understood
    UNKNOWN_CRITICAL = 3006, "chain.unknown_critical", "RFC 5280, 6.1.4 (o)", Refused;
    /// the extended key usage does not include the purpose
    PURPOSE = 3007, "chain.purpose", "RFC 5280, 4.2.1.12", Refused;
    /// an extension that matters cannot be read
    EXTENSION_MALFORMED = 3008, "chain.extension_malformed", "RFC 5280, 4.2", Refused;
    /// the signature algorithms inside and outside the signed bytes differ
    ALGORITHMS_DIFFER = 3009, "chain.algorithms_differ", "RFC 5280, 4.1.1.2", Refused;
    /// the signature does not verify with the issuer's key
    SIGNATURE_INVALID = 3010, "chain.signature_invalid", "RFC 5280, 6.1.3 (a)(1)", Refused;
    /// the key is too small, or of a kind that is not accepted
    KEY_WEAK = 3011, "chain.key_weak", "NIST SP 800-57 part 1, 5.6.1", Refused;
    /// the signature uses a broken hash
    HASH_WEAK = 3012, "chain.hash_weak", "RFC 6194, 3; RFC 6151, 2", Refused;
    /// the signature algorithm is not supported, or does not fit the issuer's key
    ALGORITHM_UNSUPPORTED = 3013, "chain.algorithm_unsupported", "RFC 5280, 4.1.1.2", Refused;
    /// the key cannot be used
    KEY_UNUSABLE = 3014, "chain.key_unusable", "RFC 5280, 4.1.2.7", Refused;
    /// a name lies outside the subtrees that a CA above permits
    NAME_NOT_PERMITTED = 3015, "chain.name_not_permitted", "RFC 5280, 6.1.3 (b)", Refused;
    /// a name lies in a subtree that a CA above excludes
    NAME_EXCLUDED = 3016, "chain.name_excluded", "RFC 5280, 6.1.3 (c)", Refused;
    /// a name constraint of a kind that cannot be judged applies to a name of that kind
    NAME_CONSTRAINT_UNSUPPORTED = 3017, "chain.name_constraint_unsupported", "RFC 5280, 4.2.1.10", Refused;
    /// no certificate and no anchor has the name of the issuer
    ISSUER_UNKNOWN = 3018, "chain.issuer_unknown", "RFC 5280, 6.1.3 (a)(4)", Refused;
    /// duplicate extension
    EXTENSION_REPEATED = 3020, "chain.extension_repeated", "RFC 5280, 4.2", Refused;
    /// the version is not one that exists
    VERSION_UNKNOWN = 3021, "chain.version_unknown", "RFC 5280, 4.1.2.1", Refused;
    /// the version does not allow extensions or unique identifiers
    FIELD_BEFORE_ITS_VERSION = 3022, "chain.field_before_its_version", "RFC 5280, 4.1.2.9", Refused;
    /// the path is longer than the caller allows
    TOO_DEEP = 3023, "chain.too_deep", "", Refused;
    /// a certificate policy is required, and the path is valid for none that is acceptable
    POLICY_NOT_ACCEPTABLE = 3024, "chain.policy_not_acceptable", "RFC 5280, 6.1.5 (g)", Refused;
    /// there is no path from the certificate to a trust anchor
    NO_PATH = 3025, "chain.no_path", "RFC 5280, 6.1", Refused;
    /// the trust settings of the anchor do not allow the purpose
    ANCHOR_PURPOSE = 3026, "chain.anchor_purpose", "", Refused;
    /// the path ends at an untrusted self-issued certificate
    ROOT_UNTRUSTED = 3027, "chain.root_untrusted", "RFC 5280, 6.1.1 (d)", Refused;
    /// a policy mapping is to or from anyPolicy
    POLICY_MAPPING_ANY = 3028, "chain.policy_mapping_any", "RFC 5280, 6.1.4 (a)", Refused;
    /// the anchor is not trusted for certificates issued after a date
    ANCHOR_DISTRUSTED = 3029, "chain.anchor_distrusted", "", Refused;
    /// the certificate was revoked
    REVOKED = 3030, "chain.revoked", "RFC 5280, 6.3.3", Refused;
    /// the revocation status of the certificate is unknown
    REVOCATION_UNKNOWN = 3031, "chain.revocation_unknown", "RFC 5280, 6.3.3", Refused;
    /// the revocation status is known from expired data only
    REVOCATION_EXPIRED = 3032, "chain.revocation_expired", "RFC 5280, 6.3.3 (a)", Refused;
    /// the serial number has more than 20 bytes
    SERIAL_LONG = 3040, "chain.serial_long", "RFC 5280, 4.1.2.2", Refused;
    /// the serial number is zero or negative
    SERIAL_NOT_POSITIVE = 3041, "chain.serial_not_positive", "RFC 5280, 4.1.2.2", Refused;
    /// a time before 2050 is written as GeneralizedTime
    TIME_FORM = 3042, "chain.time_form", "RFC 5280, 4.1.2.5", Refused;
    /// the list of extensions is empty
    EXTENSIONS_EMPTY = 3043, "chain.extensions_empty", "RFC 5280, 4.1.2.9", Refused;
    /// the issuer's name is empty
    ISSUER_EMPTY = 3044, "chain.issuer_empty", "RFC 5280, 4.1.2.4", Refused;
    /// the CA's name is empty
    CA_SUBJECT_EMPTY = 3045, "chain.ca_subject_empty", "RFC 5280, 4.1.2.6", Refused;
    /// basicConstraints of a CA is not critical
    BASIC_CONSTRAINTS_NOT_CRITICAL = 3046, "chain.basic_constraints_not_critical", "RFC 5280, 4.2.1.9", Refused;
    /// the authority key identifier is missing, or has no key identifier
    AKI_MISSING = 3047, "chain.aki_missing", "RFC 5280, 4.2.1.1", Refused;
    /// the authority key identifier is critical
    AKI_CRITICAL = 3048, "chain.aki_critical", "RFC 5280, 4.2.1.1", Refused;
    /// the subject key identifier of a CA is missing
    SKI_MISSING = 3049, "chain.ski_missing", "RFC 5280, 4.2.1.2", Refused;
    /// the subject key identifier is critical
    SKI_CRITICAL = 3050, "chain.ski_critical", "RFC 5280, 4.2.1.2", Refused;
    /// name constraints are not critical
    NAME_CONSTRAINTS_NOT_CRITICAL = 3051, "chain.name_constraints_not_critical", "RFC 5280, 4.2.1.10", Refused;
    /// name constraints in a certificate that is not a CA's
    NAME_CONSTRAINTS_IN_LEAF = 3052, "chain.name_constraints_in_leaf", "RFC 5280, 4.2.1.10", Refused;
    /// policy constraints are not critical
    POLICY_CONSTRAINTS_NOT_CRITICAL = 3053, "chain.policy_constraints_not_critical", "RFC 5280, 4.2.1.11", Refused;
    /// authority information access is critical
    AIA_CRITICAL = 3054, "chain.aia_critical", "RFC 5280, 4.2.2.1", Refused;
    /// a path length or keyCertSign in a certificate that is not a CA's
    CA_FIELDS_IN_LEAF = 3055, "chain.ca_fields_in_leaf", "RFC 5280, 4.2.1.9", Refused;
    /// the key usage is empty
    KEY_USAGE_EMPTY = 3056, "chain.key_usage_empty", "RFC 5280, 4.2.1.3", Refused;
    /// the extended key usage is missing
    EKU_MISSING = 3060, "chain.eku_missing", "CA/Browser Forum BR, 7.1.2.7.6", Refused;
    /// a CA certificate where a server's or client's is expected
    CA_AS_LEAF = 3061, "chain.ca_as_leaf", "CA/Browser Forum BR, 7.1.2.7.8", Refused;
    /// the certificate names nobody in its subjectAltName
    SAN_MISSING = 3062, "chain.san_missing", "CA/Browser Forum BR, 7.1.2.7.12", Refused;
    /// subjectAltName is not critical although the subject is empty
    SAN_NOT_CRITICAL = 3063, "chain.san_not_critical", "RFC 5280, 4.2.1.6", Refused;
    /// subjectAltName is critical although the subject is not empty
    SAN_CRITICAL = 3064, "chain.san_critical", "CA/Browser Forum BR, 7.1.2.7.12", Refused;
    /// a name in subjectAltName is malformed
    SAN_MALFORMED = 3065, "chain.san_malformed", "RFC 5280, 4.2.1.6", Refused;
    /// the key is so large that some devices fail with it
    KEY_LARGE = 3066, "chain.key_large", "", Refused;
    /// a wildcard covers a whole public suffix
    WILDCARD_TOO_WIDE = 3067, "chain.wildcard_too_wide", "CA/Browser Forum BR, 3.2.2.6", Refused;
    /// an extension that no rule needs cannot be read
    UNUSED_EXTENSION_MALFORMED = 3068, "chain.unused_extension_malformed", "RFC 5280, 4.2", Refused;
    /// the size of the RSA modulus is not a multiple of eight bits
    RSA_SIZE_ODD = 3069, "chain.rsa_size_odd", "CA/Browser Forum BR, 6.1.5", Refused;
    /// the key usage does not include cRLSign
    NO_CRL_SIGN = 3070, "chain.no_crl_sign", "RFC 5280, 6.3.3 (f)", Refused;
    /// the authority key identifier of a root is more than, or different from, its own key identifier
    ROOT_AKI = 3071, "chain.root_aki", "CA/Browser Forum BR, 7.1.2.1.3", Refused;
    /// the common name is another spelling of a name in subjectAltName
    COMMON_NAME_MISSPELLED = 3072, "chain.common_name_misspelled", "CA/Browser Forum BR, 7.1.4.3", Refused;
    /// the key is accepted for old devices only
    KEY_OLD = 3073, "chain.key_old", "NIST SP 800-57 part 1, 5.6.1", Refused;
    /// the signature uses a hash that is accepted for old devices only
    HASH_OLD = 3074, "chain.hash_old", "RFC 6194, 3; RFC 6151, 2", Refused;
    /// the budget ended before there was an answer
    EXHAUSTED = 3090, "chain.exhausted", "RFC 4158, 7", Limit;
    /// the caller blocks the certificate or its key
    BLOCKED = 3100, "chain.blocked", "", Refused;
    /// the base of a name constraint is malformed, so names of its kind cannot be compared with it
    CONSTRAINT_MALFORMED = 3102, "chain.constraint_malformed", "RFC 5280, 4.2.1.10", Refused;
    /// a name is malformed, so that the name constraints of its kind cannot be applied to it
    CONSTRAINED_NAME_MALFORMED = 3103, "chain.constrained_name_malformed", "RFC 5280, 4.2.1.6, 4.2.1.10", Refused;
    /// a dNSName constraint begins with a dot, which RFC 5280 gives no meaning
    CONSTRAINT_LEADING_DOT = 3104, "chain.constraint_leading_dot", "RFC 5280, 4.2.1.10", Refused;
    /// the host of the peer's URI, service or XMPP address lies outside the host names that a CA above permits
    IDENTITY_NOT_PERMITTED = 3105, "chain.identity_not_permitted", "RFC 5280, 4.2.1.10", Refused;
    /// critical certificatePolicies have a qualifier that is not understood
    POLICY_QUALIFIER_UNKNOWN = 3106, "chain.policy_qualifier_unknown", "RFC 5280, 4.2.1.4", Refused;
    /// named bits are not in their shortest form: trailing zero bits are written out
    NAMED_BITS_PADDED = 3107, "chain.named_bits_padded", "X.690, 11.2.2", Refused;
    /// the signature algorithm is ECDSA, and has parameters
    ECDSA_PARAMETERS = 3108, "chain.ecdsa_parameters", "RFC 5758, 3.2", Refused;
    /// a line of the block list is not understood
    BLOCKLIST_MALFORMED = 3109, "chain.blocklist_malformed", "", Malformed;
    /// the certificate of a CA has no key usage
    KEY_USAGE_MISSING = 3110, "chain.key_usage_missing", "RFC 5280, 4.2.1.3", Refused;
    /// a path length in the certificate of a CA that may not sign certificates
    PATH_LENGTH_MISPLACED = 3111, "chain.path_length_misplaced", "RFC 5280, 4.2.1.9", Refused;
    /// the subject is empty, and there is no subjectAltName
    NOBODY_NAMED = 3112, "chain.nobody_named", "RFC 5280, 4.2.1.6", Refused;
    /// a certificate policy is listed twice
    POLICY_REPEATED = 3113, "chain.policy_repeated", "RFC 5280, 4.2.1.4", Refused;
    /// anyPolicy has a qualifier other than a practice statement or a user notice
    ANY_POLICY_QUALIFIER = 3114, "chain.any_policy_qualifier", "RFC 5280, 4.2.1.4", Refused;
    /// the qualifier of a certificate policy is malformed
    POLICY_QUALIFIER_MALFORMED = 3115, "chain.policy_qualifier_malformed", "RFC 5280, 4.2.1.4", Refused;
    /// inhibitAnyPolicy is not critical
    INHIBIT_ANY_POLICY_NOT_CRITICAL = 3116, "chain.inhibit_any_policy_not_critical", "RFC 5280, 4.2.1.14", Refused;
    /// freshestCRL is critical
    FRESHEST_CRL_CRITICAL = 3117, "chain.freshest_crl_critical", "RFC 5280, 4.2.1.15", Refused;
    /// subject information access is critical
    SIA_CRITICAL = 3118, "chain.sia_critical", "RFC 5280, 4.2.2.2", Refused;
    /// the key usage allows nothing that the purpose needs
    KEY_USAGE_PURPOSE = 3119, "chain.key_usage_purpose", "RFC 5280, 4.2.1.12", Refused;
    /// no distribution point covers all reasons for revocation
    DISTRIBUTION_POINTS_PARTIAL = 3120, "chain.distribution_points_partial", "RFC 5280, 4.2.1.13", Refused;
    /// cRLIssuer names the issuer of the certificate itself
    CRL_ISSUER_SUPERFLUOUS = 3121, "chain.crl_issuer_superfluous", "RFC 5280, 4.2.1.13", Refused;
    /// cRLIssuer is not exactly one distinguished name
    CRL_ISSUER_MALFORMED = 3122, "chain.crl_issuer_malformed", "RFC 5280, 4.2.1.13", Refused;
    /// the certificate has a unique identifier
    UNIQUE_IDENTIFIER = 3123, "chain.unique_identifier", "RFC 5280, 4.1.2.8", Refused;
    /// an attribute of a name has the wrong kind of string, or a malformed value
    NAME_MALFORMED = 3124, "chain.name_malformed", "RFC 5280, 4.1.2.4, appendix A.1", Refused;
    /// an attribute of a name has more characters than it may
    NAME_TOO_LONG = 3125, "chain.name_too_long", "RFC 5280, appendix A.1", Refused;
    /// an e-mail address of the subject is missing from subjectAltName
    EMAIL_NOT_IN_SAN = 3126, "chain.email_not_in_san", "RFC 5280, 4.1.2.6", Refused;
    /// a default value is written out, which DER forbids
    NOT_DER = 3127, "chain.not_der", "X.690, 11.5", Refused;
    /// the authority key identifier has one of issuer and serial number, and not the other
    AKI_INCOMPLETE = 3128, "chain.aki_incomplete", "RFC 5280, 4.2.1.1, appendix A.2", Refused;
    /// the target maps to or from anyPolicy
    POLICY_MAPPING_ANY_IN_LEAF = 3129, "chain.policy_mapping_any_in_leaf", "RFC 5280, 4.2.1.5", Refused;
    /// noRevAvail is critical, of a CA, or beside a pointer to revocation data
    NO_REV_AVAIL_MISPLACED = 3130, "chain.no_rev_avail_misplaced", "RFC 9608, 2, 3", Refused;
    /// a server certificate has a purpose that is not allowed beside serverAuth
    SERVER_PURPOSES = 3131, "chain.server_purposes", "CA/Browser Forum BR, 7.1.2.7.10", Refused;
    /// the certificate of a root has an extended key usage
    ROOT_EKU = 3132, "chain.root_eku", "CA/Browser Forum BR, 7.1.2.1.2", Refused;
    /// the extended key usage is critical
    EKU_CRITICAL = 3133, "chain.eku_critical", "CA/Browser Forum BR, 7.1.2.7.6, 7.1.2.6.1", Refused;
    /// a server's certificate has anyPolicy
    ANY_POLICY_IN_LEAF = 3134, "chain.any_policy_in_leaf", "CA/Browser Forum BR, 7.1.2.7.9", Refused;
    /// certificate policies are critical
    POLICIES_CRITICAL = 3135, "chain.policies_critical", "CA/Browser Forum BR, 7.1.2.7.6, 7.1.2.6.1", Refused;
    /// subjectAltName of a server has a name that is neither a host name nor an address
    SAN_KIND = 3136, "chain.san_kind", "CA/Browser Forum BR, 7.1.2.7.12", Refused;
    /// the key usage includes a use that keys of this kind do not have
    KEY_USAGE_OF_KIND = 3137, "chain.key_usage_of_kind", "CA/Browser Forum BR, 7.1.2.7.11", Refused;
    /// the authority key identifier has an issuer or a serial number beside the key identifier
    AKI_NOT_ALONE = 3138, "chain.aki_not_alone", "CA/Browser Forum BR, 7.1.2.11.1", Refused;
    /// the list of certificate timestamps is malformed
    SCT_LIST_MALFORMED = 3139, "chain.sct_list_malformed", "CA/Browser Forum BR, 7.1.2.11.3; RFC 6962, 3.3", Refused;
    /// the authority key identifier is not the subject key identifier of the certificate above
    KEY_IDENTIFIERS_DIFFER = 3140, "chain.key_identifiers_differ", "RFC 5280, 4.2.1.2", Refused;
    /// the issuer is encoded differently from the subject of the certificate above
    ISSUER_ENCODED_OTHERWISE = 3141, "chain.issuer_encoded_otherwise", "RFC 5280, 4.1.2.6; CA/Browser Forum BR, 7.1.4.1", Refused;
    /// two certificates of one issuer have the same serial number
    SERIAL_REUSED = 3142, "chain.serial_reused", "RFC 5280, 4.1.2.2", Refused;
    /// a name in issuerAltName is malformed
    ISSUER_ALT_NAME_MALFORMED = 3143, "chain.issuer_alt_name_malformed", "RFC 5280, 4.2.1.7, 4.2.1.6", Refused;
    /// a URI for LDAP does not say which entry and which attribute
    LDAP_URI_INCOMPLETE = 3144, "chain.ldap_uri_incomplete", "RFC 5280, 4.2.1.13, 4.2.2.1, 4.2.2.2", Refused;
    /// the certificate names an OCSP responder, the policy prefers it to CRLs, and it gave no status
    OCSP_NO_STATUS = 3145, "chain.ocsp_no_status", "RFC 6960, 4.2.1", Refused;
}
