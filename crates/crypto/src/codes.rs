//! The codes of this crate (2000 to 2999).

ucpki_x509::declare_codes! {
    /// the kind of key is not one that this provider can use
    KEY_UNSUPPORTED = 2001, "crypto.key_unsupported", "RFC 5280, 4.1.2.7", Crypto;
    /// the key is not encoded as its algorithm requires
    KEY_MALFORMED = 2002, "crypto.key_malformed", "RFC 3279, 2.3", Malformed;
    /// the key's parameters are not what its algorithm allows
    KEY_PARAMETERS_INVALID = 2003, "crypto.key_parameters_invalid", "RFC 3279, 2.3", Malformed;
    /// the key inherits its parameters, and the issuer has none
    KEY_PARAMETERS_MISSING = 2004, "crypto.key_parameters_missing", "RFC 3279, 2.3.2", Crypto;
    /// the elliptic curve is not one that this provider can use
    CURVE_UNSUPPORTED = 2005, "crypto.curve_unsupported", "RFC 5480, 2.1.1", Crypto;
    /// the elliptic curve has explicit parameters instead of a name
    CURVE_EXPLICIT = 2006, "crypto.curve_explicit", "RFC 5480, 2.1.1", Crypto;
    /// the key is not a point of its curve, or the point at infinity
    POINT_INVALID = 2007, "crypto.point_invalid", "SP 800-56A Rev. 3, 5.6.2.3", Crypto;
    /// the key is longer or shorter than the supported lengths
    KEY_SIZE = 2008, "crypto.key_size", "", Limit;
    /// the RSA modulus is even
    MODULUS_INVALID = 2009, "crypto.modulus_invalid", "RFC 8017, 3.1", Crypto;
    /// the RSA exponent is even, 1, or above 2^33 - 1
    EXPONENT_INVALID = 2010, "crypto.exponent_invalid", "RFC 8017, 3.1", Crypto;
    /// the DSA parameters and key are inconsistent
    DSA_INVALID = 2011, "crypto.dsa_invalid", "FIPS 186-4, 4.1", Crypto;
    /// the signature does not verify
    SIGNATURE_INVALID = 2101, "crypto.signature_invalid", "RFC 5280, 4.1.1.3", Crypto;
    /// the signature algorithm or its hash is not one that this provider can use
    ALGORITHM_UNSUPPORTED = 2102, "crypto.algorithm_unsupported", "RFC 5280, 4.1.1.2", Crypto;
    /// the signature algorithm is for keys of another kind
    ALGORITHM_MISMATCH = 2103, "crypto.algorithm_mismatch", "RFC 5280, 4.1.1.2", Crypto;
    /// the signature algorithm's parameters are not what it allows
    PARAMETERS_INVALID = 2104, "crypto.parameters_invalid", "RFC 5280, 4.1.1.2", Malformed;
    /// the key does not allow these signature parameters
    PARAMETERS_RESTRICTED = 2105, "crypto.parameters_restricted", "RFC 4055, 3.3", Crypto;
    /// there is no private key in this input
    PRIVATE_KEY_MISSING = 2201, "crypto.private_key_missing", "RFC 7468, 10", Malformed;
    /// there is more than one private key in this input
    PRIVATE_KEY_REPEATED = 2202, "crypto.private_key_repeated", "RFC 7468, 10", Malformed;
    /// this form of private key is not supported
    PRIVATE_KEY_FORM = 2203, "crypto.private_key_form", "RFC 5958, 2", Crypto;
    /// the numbers of the private key are inconsistent
    PRIVATE_KEY_INVALID = 2204, "crypto.private_key_invalid", "RFC 8017, 3.2", Crypto;
    /// the private key is encrypted, and there is no passphrase
    PASSPHRASE_MISSING = 2205, "crypto.passphrase_missing", "RFC 5958, 3", Argument;
    /// the passphrase is wrong, or the encrypted key is damaged
    PASSPHRASE_WRONG = 2206, "crypto.passphrase_wrong", "RFC 8018, 6.2.2", Crypto;
    /// the private key is encrypted with an unsupported cipher
    CIPHER_UNSUPPORTED = 2207, "crypto.cipher_unsupported", "RFC 8018, B.2", Crypto;
    /// the encrypted key uses an unsupported key derivation
    DERIVATION_UNSUPPORTED = 2208, "crypto.derivation_unsupported", "RFC 8018, A.2", Crypto;
    /// deriving the decryption key would take too much time or memory
    DERIVATION_COST = 2209, "crypto.derivation_cost", "RFC 8018, 4.2", Limit;
    /// the parameters of the encryption are not what its algorithm allows
    ENCRYPTION_MALFORMED = 2210, "crypto.encryption_malformed", "RFC 8018, 6.2", Malformed;
    /// the random source failed, or keeps giving the same bytes
    RANDOM_FAILED = 2211, "crypto.random_failed", "", Argument;
    /// the signature could not be made, or did not verify afterwards
    SIGNING_FAILED = 2212, "crypto.signing_failed", "", Crypto;
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn numbers_rise_and_names_are_ours() {
        assert!(ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
        assert!(ALL.iter().all(|code| (2000..3000).contains(&code.number()) && code.name().starts_with("crypto.")));
    }
}
