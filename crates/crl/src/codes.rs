//! The codes of this crate (5000 to 5999).

ucpki_x509::declare_codes! {
    /// the signature of the CRL does not verify with the key of the certificate's issuer
    SIGNATURE_INVALID = 5001, "crl.signature_invalid", "RFC 5280, 6.3.3 (g)", Crypto;
    /// the key usage of the issuer does not include cRLSign
    NO_CRL_SIGN = 5002, "crl.no_crl_sign", "RFC 5280, 6.3.3 (f)", Refused;
    /// the signature algorithms inside and outside the signed bytes of the CRL differ
    ALGORITHMS_DIFFER = 5003, "crl.algorithms_differ", "RFC 5280, 5.1.1.2", Refused;
    /// a critical extension of the CRL is not understood
    UNKNOWN_CRITICAL = 5004, "crl.unknown_critical", "RFC 5280, 5.2", Refused;
    /// a critical extension of a CRL entry is not understood
    UNKNOWN_CRITICAL_ENTRY = 5005, "crl.unknown_critical_entry", "RFC 5280, 5.3", Refused;
    /// duplicate extension in the CRL
    EXTENSION_REPEATED = 5006, "crl.extension_repeated", "RFC 5280, 4.2", Refused;
    /// an extension of the CRL that matters cannot be read
    EXTENSION_MALFORMED = 5007, "crl.extension_malformed", "RFC 5280, 5.2", Refused;
    /// the signature of the CRL uses a broken hash
    SIGNATURE_WEAK = 5008, "crl.signature_weak", "RFC 6194, 3; RFC 6151, 2", Refused;
    /// the CRL signer does not chain to the certificate's trust anchor
    SIGNER_UNTRUSTED = 5009, "crl.signer_untrusted", "RFC 5280, 6.3.3 (f)", Refused;
    /// the CRL is for certificates of another kind, or for other reasons than the distribution point
    OUT_OF_SCOPE = 5010, "crl.out_of_scope", "RFC 5280, 6.3.3 (b)(2), (d)", Refused;
    /// the CRL belongs to a distribution point that the certificate does not name
    DISTRIBUTION_POINT_OTHER = 5011, "crl.distribution_point_other", "RFC 5280, 6.3.3 (b)(2)(i)", Refused;
    /// the CRL comes from the issuer that the distribution point names, but is not marked as indirect
    NOT_INDIRECT = 5012, "crl.not_indirect", "RFC 5280, 6.3.3 (b)(1)", Refused;
    /// the CRL and the certificate have too many distribution point names to compare
    DISTRIBUTION_POINTS_TOO_MANY = 5013, "crl.distribution_points_too_many", "", Limit;
    /// entries name certificate issuers, but the CRL is not marked as indirect
    CERTIFICATE_ISSUER_MISPLACED = 5014, "crl.certificate_issuer_misplaced", "RFC 5280, 5.3.3", Refused;
    /// an entry does not name its certificate's issuer by exactly one directory name
    CERTIFICATE_ISSUER_INVALID = 5015, "crl.certificate_issuer_invalid", "RFC 5280, 5.3.3", Refused;
    /// the delta CRL has no number
    DELTA_WITHOUT_NUMBER = 5020, "crl.delta_without_number", "RFC 5280, 5.2.3, 5.2.4", Refused;
    /// the delta CRL has no complete CRL that it belongs to
    DELTA_WITHOUT_BASE = 5021, "crl.delta_without_base", "RFC 5280, 5.2.4", Refused;
    /// the available CRLs do not cover all reasons
    REASONS_INCOMPLETE = 5022, "crl.reasons_incomplete", "RFC 5280, 6.3.3", Refused;
    /// an older CRL of the same key and scope revokes the certificate for good, and the newest no longer lists it
    ENTRY_VANISHED = 5023, "crl.entry_vanished", "RFC 5280, 3.3", Refused;
    /// the CRL is from another issuer
    ISSUER_OTHER = 5030, "crl.issuer_other", "RFC 5280, 6.3.3 (b)(1)", Refused;
    /// a distribution point is fetched by HTTP or HTTPS only
    POINT_SCHEME = 5032, "crl.point_scheme", "RFC 3986, 3.1", Malformed;
    /// a distribution point is not an address
    POINT_MALFORMED = 5033, "crl.point_malformed", "RFC 3986, 3", Malformed;
    /// this distribution point is not configured
    POINT_UNKNOWN = 5034, "crl.point_unknown", "", Argument;
    /// the fetched CRL is older than the stored one
    LIST_OLDER = 5035, "crl.list_older", "RFC 5280, 5.2.3", Refused;
    /// no certificate with the name of the CRL's issuer is known
    SIGNER_UNKNOWN = 5036, "crl.signer_unknown", "RFC 5280, 6.3.3 (f)", Refused;
    /// the CRL has the time and number of the stored one, but other content
    CONFLICT = 5037, "crl.conflict", "RFC 5280, 5.2.3", Refused;
    /// the CRL is dated more than ten minutes in the future
    FUTURE = 5038, "crl.future", "RFC 5280, 5.1.2.4", Refused;
    /// the fetched CRL has expired, and the stored one has not
    EXPIRED = 5039, "crl.expired", "RFC 5280, 5.1.2.5", Refused;
    /// this is an HTML or XML page, not a CRL
    PAGE = 5040, "crl.page", "", Malformed;
    /// the archive is broken, encrypted or of an unsupported kind
    ARCHIVE_BROKEN = 5041, "crl.archive_broken", "", Malformed;
    /// the archive has too many files
    ARCHIVE_FILES = 5042, "crl.archive_files", "", Limit;
    /// the archive is too large when unpacked
    ARCHIVE_SIZE = 5043, "crl.archive_size", "", Limit;
    /// the compression ratio of the archive is suspiciously high
    ARCHIVE_RATIO = 5044, "crl.archive_ratio", "", Limit;
    /// an archive in an archive in an archive, or a ZIP archive in a GZIP file, is not unpacked
    ARCHIVE_NESTED = 5045, "crl.archive_nested", "", Limit;
    /// the archive has no CRL
    ARCHIVE_EMPTY = 5046, "crl.archive_empty", "", Malformed;
    /// the issuer of the CRL has an empty name
    ISSUER_EMPTY = 5051, "crl.issuer_empty", "RFC 5280, 5.1.2.3", Refused;
    /// a date of the CRL is not in the form that its year requires
    TIME_FORM = 5052, "crl.time_form", "RFC 5280, 5.1.2.4 to 5.1.2.6", Refused;
    /// the CRL does not say when the next one is issued
    NEXT_UPDATE_MISSING = 5053, "crl.next_update_missing", "RFC 5280, 5.1.2.5", Refused;
    /// the CRL has an empty list of revoked certificates, which must be left out
    ENTRIES_EMPTY = 5054, "crl.entries_empty", "RFC 5280, 5.1.2.6", Refused;
    /// the CRL has an empty list of extensions
    EXTENSIONS_EMPTY = 5055, "crl.extensions_empty", "RFC 5280, 5.1.2.7", Refused;
    /// the CRL does not identify the key that signed it
    KEY_IDENTIFIER_MISSING = 5056, "crl.key_identifier_missing", "RFC 5280, 5.2.1", Refused;
    /// the CRL has no number
    NUMBER_MISSING = 5057, "crl.number_missing", "RFC 5280, 5.2.3", Refused;
    /// the number of the CRL is critical
    NUMBER_CRITICAL = 5058, "crl.number_critical", "RFC 5280, 5.2.3", Refused;
    /// the number of the CRL, or of its base, is negative or longer than 20 bytes
    NUMBER_INVALID = 5059, "crl.number_invalid", "RFC 5280, 5.2.3, 5.2.4", Refused;
    /// the delta CRL does not mark deltaCRLIndicator as critical
    DELTA_NOT_CRITICAL = 5060, "crl.delta_not_critical", "RFC 5280, 5.2.4", Refused;
    /// issuingDistributionPoint is not critical
    POINT_NOT_CRITICAL = 5061, "crl.point_not_critical", "RFC 5280, 5.2.5", Refused;
    /// issuingDistributionPoint is empty, and must be left out
    POINT_EMPTY = 5062, "crl.point_empty", "RFC 5280, 5.2.5", Refused;
    /// the CRL is for users only and for CAs only, or for attribute certificates
    POINT_KINDS = 5063, "crl.point_kinds", "RFC 5280, 5.2.5", Refused;
    /// freshestCRL of the CRL is critical
    FRESHEST_CRITICAL = 5064, "crl.freshest_critical", "RFC 5280, 5.2.6", Refused;
    /// a delta CRL has freshestCRL
    FRESHEST_IN_DELTA = 5065, "crl.freshest_in_delta", "RFC 5280, 5.2.6", Refused;
    /// freshestCRL of the CRL has reasons or cRLIssuer, or no name of a point
    FRESHEST_FIELDS = 5066, "crl.freshest_fields", "RFC 5280, 5.2.6", Refused;
    /// authorityInfoAccess of the CRL is critical
    ACCESS_CRITICAL = 5067, "crl.access_critical", "RFC 5280, 5.2.7", Refused;
    /// authorityInfoAccess of the CRL has no caIssuers, or something else
    ACCESS_METHOD = 5068, "crl.access_method", "RFC 5280, 5.2.7", Refused;
    /// an entry has a critical reasonCode or invalidityDate, or an uncritical certificateIssuer
    ENTRY_CRITICALITY = 5069, "crl.entry_criticality", "RFC 5280, 5.3.1 to 5.3.3", Refused;
    /// an entry of a complete CRL has the reason removeFromCRL
    REMOVED_FROM_COMPLETE = 5070, "crl.removed_from_complete", "RFC 5280, 5.3.1", Refused;
    /// a default value is written out in the CRL
    NOT_DER = 5071, "crl.not_der", "X.690, 11.5", Refused;
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn numbers_rise_and_names_are_ours() {
        assert!(ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
        assert!(ALL.iter().all(|code| (5000..6000).contains(&code.number()) && code.name().starts_with("crl.")));
    }
}
