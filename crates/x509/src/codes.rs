//! The codes of this crate (1000 to 1999).

crate::declare_codes! {
    /// the input ends inside a value
    TRUNCATED = 1001, "x509.truncated", "X.690, 8.1.3", Malformed;
    /// unexpected tag: the encoding has another type here
    UNEXPECTED_TAG = 1002, "x509.unexpected_tag", "X.690, 8.1.2", Malformed;
    /// a length is indefinite or not in the shortest form
    LENGTH_NOT_MINIMAL = 1003, "x509.length_not_minimal", "X.690, 10.1", Malformed;
    /// a tag number above 30, which no PKIX structure uses
    HIGH_TAG = 1004, "x509.high_tag", "X.690, 8.1.2.4", Malformed;
    /// bytes follow where the value should end
    TRAILING_DATA = 1005, "x509.trailing_data", "X.690, 8.1.1", Malformed;
    /// the input is larger than 4 GiB
    TOO_LARGE = 1006, "x509.too_large", "", Limit;
    /// a BOOLEAN is neither 00 nor FF
    BOOLEAN_INVALID = 1007, "x509.boolean_invalid", "X.690, 11.1", Malformed;
    /// an INTEGER is empty or not in the shortest form
    INTEGER_NOT_MINIMAL = 1008, "x509.integer_not_minimal", "X.690, 8.3.2", Malformed;
    /// an INTEGER is outside the range of its field
    INTEGER_RANGE = 1009, "x509.integer_range", "", Malformed;
    /// a BIT STRING's count of unused bits is wrong, or unused bits are set
    BIT_STRING_INVALID = 1010, "x509.bit_string_invalid", "X.690, 11.2", Malformed;
    /// an OBJECT IDENTIFIER is empty, truncated or padded
    OID_INVALID = 1011, "x509.oid_invalid", "X.690, 8.19", Malformed;
    /// a time is not in the form of RFC 5280, or is not a date
    TIME_INVALID = 1012, "x509.time_invalid", "RFC 5280, 4.1.2.5", Malformed;
    /// a NULL has content
    NULL_INVALID = 1013, "x509.null_invalid", "X.690, 8.8", Malformed;
    /// a version number that does not exist for this object
    VERSION_INVALID = 1014, "x509.version_invalid", "RFC 5280, 4.1.2.1", Malformed;
    /// a sequence that needs at least one value is empty
    EMPTY_LIST = 1015, "x509.empty_list", "RFC 5280, appendix A", Malformed;
    /// a relative distinguished name has no attribute
    NAME_INVALID = 1016, "x509.name_invalid", "RFC 5280, 4.1.2.4", Malformed;
    /// a general name is not one of the nine kinds, or its content does not fit its kind
    GENERAL_NAME_INVALID = 1017, "x509.general_name_invalid", "RFC 5280, 4.2.1.6", Malformed;
    /// duplicate extension
    EXTENSION_REPEATED = 1018, "x509.extension_repeated", "RFC 5280, 4.2", Malformed;
    /// a distribution point names neither a place nor an issuer
    DISTRIBUTION_POINT_INVALID = 1020, "x509.distribution_point_invalid", "RFC 5280, 4.2.1.13", Malformed;
    /// a CRL of version 1 carries extensions
    CRL_V1_EXTENSIONS = 1023, "x509.crl_v1_extensions", "RFC 5280, 5.1.2.1", Malformed;
    /// a value of an ENUMERATED that the standard does not define
    ENUMERATED_UNKNOWN = 1024, "x509.enumerated_unknown", "RFC 5280, 5.3.1", Malformed;
    /// invalid UTF-8 in a UTF8String
    UTF8_INVALID = 1025, "x509.utf8_invalid", "RFC 3629, 3", Malformed;
    /// the version of a CRL is given, and is not 2
    CRL_VERSION_INVALID = 1026, "x509.crl_version_invalid", "RFC 5280, 5.1.2.1", Malformed;
    /// the version of a certificate request does not fit its field
    REQUEST_VERSION_INVALID = 1027, "x509.request_version_invalid", "RFC 2986, 4.1", Malformed;
    /// this PEM text has no block of the expected kind
    PEM_NO_BLOCK = 1101, "x509.pem_no_block", "RFC 7468, 2", Malformed;
    /// a PEM block has no END line, or its END line has another label
    PEM_NO_END = 1102, "x509.pem_no_end", "RFC 7468, 2", Malformed;
    /// a character that is not base64
    PEM_NOT_BASE64 = 1103, "x509.pem_not_base64", "RFC 7468, 3", Malformed;
    /// a PEM block has headers where none are allowed
    PEM_HEADERS = 1104, "x509.pem_headers", "RFC 7468, 2", Malformed;
    /// unexpected PEM block: another kind is expected here
    PEM_LABEL = 1105, "x509.pem_label", "RFC 7468, 4", Malformed;
    /// a BEGIN or END line is damaged, or an END line has no BEGIN line
    PEM_BOUNDARY_INVALID = 1106, "x509.pem_boundary_invalid", "RFC 7468, 3", Malformed;
    /// a distinguished name in text form is malformed
    NAME_TEXT_INVALID = 1201, "x509.name_text_invalid", "RFC 4514, 3", Malformed;
    /// a time in text form is malformed
    TIME_TEXT_INVALID = 1202, "x509.time_text_invalid", "RFC 3339, 5.6", Malformed;
    /// an object identifier in text form is malformed
    OID_TEXT_INVALID = 1203, "x509.oid_text_invalid", "RFC 4512, 1.4", Malformed;
}
