//! The codes of this crate (5000 to 5999).

ucpki_x509::declare_codes! {
    /// the signature of the list does not hold under the key of the certificate's issuer
    SIGNATURE_INVALID = 5001, "crl.signature_invalid", "RFC 5280, 6.3.3 (g)", Crypto;
    /// the key usage of the issuer does not include cRLSign
    NO_CRL_SIGN = 5002, "crl.no_crl_sign", "RFC 5280, 6.3.3 (f)", Refused;
    /// the signature algorithm inside and outside the signed bytes of the list differ
    ALGORITHMS_DIFFER = 5003, "crl.algorithms_differ", "RFC 5280, 5.1.1.2", Refused;
    /// a critical extension of the list is not understood
    UNKNOWN_CRITICAL = 5004, "crl.unknown_critical", "RFC 5280, 5.2", Refused;
    /// a critical extension of an entry of the list is not understood
    UNKNOWN_CRITICAL_ENTRY = 5005, "crl.unknown_critical_entry", "RFC 5280, 5.3", Refused;
    /// an extension of the list stands more than once
    EXTENSION_REPEATED = 5006, "crl.extension_repeated", "RFC 5280, 4.2", Refused;
    /// an extension of the list that matters cannot be read
    EXTENSION_MALFORMED = 5007, "crl.extension_malformed", "RFC 5280, 5.2", Refused;
    /// the signature of the list uses a hash that is broken
    SIGNATURE_WEAK = 5008, "crl.signature_weak", "RFC 6194, 3; RFC 6151, 2", Refused;
    /// the list is for certificates of another kind: end entities', CAs' or attribute certificates
    OUT_OF_SCOPE = 5010, "crl.out_of_scope", "RFC 5280, 6.3.3 (b)(2)", Refused;
    /// the list belongs to a distribution point that the certificate does not name
    DISTRIBUTION_POINT_OTHER = 5011, "crl.distribution_point_other", "RFC 5280, 6.3.3 (b)(2)(i)", Refused;
    /// the distribution point is named relative to the issuer of the list, which is not supported yet
    DISTRIBUTION_POINT_UNSUPPORTED = 5012, "crl.distribution_point_unsupported", "RFC 5280, 4.2.1.13", Refused;
    /// the list and the certificate have too many names of distribution points to compare
    DISTRIBUTION_POINTS_TOO_MANY = 5013, "crl.distribution_points_too_many", "", Limit;
    /// the list only says what has changed, which is not supported yet
    DELTA_UNSUPPORTED = 5020, "crl.delta_unsupported", "RFC 5280, 5.2.4", Refused;
    /// the list speaks of certificates of other issuers, which is not supported yet
    INDIRECT_UNSUPPORTED = 5021, "crl.indirect_unsupported", "RFC 5280, 5.2.5", Refused;
    /// the list covers some reasons only, and joining it with others is not supported yet
    PARTITION_UNSUPPORTED = 5022, "crl.partition_unsupported", "RFC 5280, 5.2.5", Refused;
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
