//! Object identifiers that this library knows by name.

use crate::Oid;
use crate::oid::{encode, encoded_length};

macro_rules! oids {
    ($( $(#[$meta:meta])* $ident:ident = [$($arc:literal),+]; )+) => {
        $(
            $(#[$meta])*
            pub const $ident: Oid<'static> = {
                const ARCS: &[u32] = &[$($arc),+];
                const BYTES: [u8; encoded_length(ARCS)] = encode(ARCS);
                Oid::constant(&BYTES)
            };
        )+
    };
}

// Extensions of certificates and CRLs (RFC 5280, 4.2, 5.2, 5.3).
oids! {
    /// id-ce-subjectDirectoryAttributes
    SUBJECT_DIRECTORY_ATTRIBUTES = [2, 5, 29, 9];
    /// id-ce-subjectKeyIdentifier
    SUBJECT_KEY_IDENTIFIER = [2, 5, 29, 14];
    /// id-ce-keyUsage
    KEY_USAGE = [2, 5, 29, 15];
    /// id-ce-subjectAltName
    SUBJECT_ALT_NAME = [2, 5, 29, 17];
    /// id-ce-issuerAltName
    ISSUER_ALT_NAME = [2, 5, 29, 18];
    /// id-ce-basicConstraints
    BASIC_CONSTRAINTS = [2, 5, 29, 19];
    /// id-ce-cRLNumber
    CRL_NUMBER = [2, 5, 29, 20];
    /// id-ce-cRLReasons
    CRL_REASON = [2, 5, 29, 21];
    /// id-ce-holdInstructionCode
    HOLD_INSTRUCTION_CODE = [2, 5, 29, 23];
    /// id-ce-invalidityDate
    INVALIDITY_DATE = [2, 5, 29, 24];
    /// id-ce-deltaCRLIndicator
    DELTA_CRL_INDICATOR = [2, 5, 29, 27];
    /// id-ce-issuingDistributionPoint
    ISSUING_DISTRIBUTION_POINT = [2, 5, 29, 28];
    /// id-ce-certificateIssuer
    CERTIFICATE_ISSUER = [2, 5, 29, 29];
    /// id-ce-nameConstraints
    NAME_CONSTRAINTS = [2, 5, 29, 30];
    /// id-ce-cRLDistributionPoints
    CRL_DISTRIBUTION_POINTS = [2, 5, 29, 31];
    /// id-ce-certificatePolicies
    CERTIFICATE_POLICIES = [2, 5, 29, 32];
    /// anyPolicy
    ANY_POLICY = [2, 5, 29, 32, 0];
    /// id-ce-policyMappings
    POLICY_MAPPINGS = [2, 5, 29, 33];
    /// id-ce-authorityKeyIdentifier
    AUTHORITY_KEY_IDENTIFIER = [2, 5, 29, 35];
    /// id-ce-policyConstraints
    POLICY_CONSTRAINTS = [2, 5, 29, 36];
    /// id-ce-extKeyUsage
    EXTENDED_KEY_USAGE = [2, 5, 29, 37];
    /// anyExtendedKeyUsage
    ANY_EXTENDED_KEY_USAGE = [2, 5, 29, 37, 0];
    /// id-ce-freshestCRL
    FRESHEST_CRL = [2, 5, 29, 46];
    /// id-ce-inhibitAnyPolicy
    INHIBIT_ANY_POLICY = [2, 5, 29, 54];
    /// id-ce-noRevAvail (RFC 9608)
    NO_REV_AVAIL = [2, 5, 29, 56];
    /// id-pe-authorityInfoAccess
    AUTHORITY_INFO_ACCESS = [1, 3, 6, 1, 5, 5, 7, 1, 1];
    /// id-pe-subjectInfoAccess
    SUBJECT_INFO_ACCESS = [1, 3, 6, 1, 5, 5, 7, 1, 11];
    /// id-pe-tlsfeature (RFC 7633)
    TLS_FEATURE = [1, 3, 6, 1, 5, 5, 7, 1, 24];
    /// id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1)
    OCSP_NO_CHECK = [1, 3, 6, 1, 5, 5, 7, 48, 1, 5];
}

// OCSP (RFC 6960, 4).
oids! {
    /// id-pkix-ocsp-basic
    OCSP_BASIC = [1, 3, 6, 1, 5, 5, 7, 48, 1, 1];
    /// id-pkix-ocsp-nonce (RFC 9654)
    OCSP_NONCE = [1, 3, 6, 1, 5, 5, 7, 48, 1, 2];
    /// id-pkix-ocsp-crl
    OCSP_CRL_ID = [1, 3, 6, 1, 5, 5, 7, 48, 1, 3];
    /// id-pkix-ocsp-response: the types of response that a client takes
    OCSP_RESPONSE_TYPES = [1, 3, 6, 1, 5, 5, 7, 48, 1, 4];
    /// id-pkix-ocsp-archive-cutoff
    OCSP_ARCHIVE_CUTOFF = [1, 3, 6, 1, 5, 5, 7, 48, 1, 6];
    /// id-pkix-ocsp-pref-sig-algs
    OCSP_PREFERRED_ALGORITHMS = [1, 3, 6, 1, 5, 5, 7, 48, 1, 8];
    /// id-pkix-ocsp-extended-revoke
    OCSP_EXTENDED_REVOKE = [1, 3, 6, 1, 5, 5, 7, 48, 1, 9];
}

// Access methods, qualifiers, purposes, name forms.
oids! {
    /// id-ad-ocsp
    OCSP = [1, 3, 6, 1, 5, 5, 7, 48, 1];
    /// id-ad-caIssuers
    CA_ISSUERS = [1, 3, 6, 1, 5, 5, 7, 48, 2];
    /// id-ad-caRepository
    CA_REPOSITORY = [1, 3, 6, 1, 5, 5, 7, 48, 5];
    /// id-qt-cps
    CPS_QUALIFIER = [1, 3, 6, 1, 5, 5, 7, 2, 1];
    /// id-qt-unotice
    USER_NOTICE_QUALIFIER = [1, 3, 6, 1, 5, 5, 7, 2, 2];
    /// id-kp-serverAuth
    SERVER_AUTH = [1, 3, 6, 1, 5, 5, 7, 3, 1];
    /// id-kp-clientAuth
    CLIENT_AUTH = [1, 3, 6, 1, 5, 5, 7, 3, 2];
    /// id-kp-codeSigning
    CODE_SIGNING = [1, 3, 6, 1, 5, 5, 7, 3, 3];
    /// id-kp-emailProtection
    EMAIL_PROTECTION = [1, 3, 6, 1, 5, 5, 7, 3, 4];
    /// id-kp-ipsecEndSystem
    IPSEC_END_SYSTEM = [1, 3, 6, 1, 5, 5, 7, 3, 5];
    /// id-kp-timeStamping
    TIME_STAMPING = [1, 3, 6, 1, 5, 5, 7, 3, 8];
    /// id-kp-OCSPSigning
    OCSP_SIGNING = [1, 3, 6, 1, 5, 5, 7, 3, 9];
    /// The extended key usage of a signer of precertificates (RFC 6962, 3.1)
    PRECERTIFICATE_SIGNING = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 4];
    /// The extension with signed certificate timestamps (RFC 6962, 3.3)
    SCT_LIST = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2];
    /// id-kp-sipDomain (RFC 5924)
    SIP_DOMAIN = [1, 3, 6, 1, 5, 5, 7, 3, 20];
    /// id-on-xmppAddr (RFC 6120)
    XMPP_ADDR = [1, 3, 6, 1, 5, 5, 7, 8, 5];
    /// id-on-dnsSRV (RFC 4985)
    DNS_SRV = [1, 3, 6, 1, 5, 5, 7, 8, 7];
    /// id-on-SmtpUTF8Mailbox (RFC 9598)
    SMTP_UTF8_MAILBOX = [1, 3, 6, 1, 5, 5, 7, 8, 9];
}

// Attribute types of names (RFC 5280, appendix A; RFC 4519).
oids! {
    /// commonName
    COMMON_NAME = [2, 5, 4, 3];
    /// surname
    SURNAME = [2, 5, 4, 4];
    /// serialNumber
    SERIAL_NUMBER = [2, 5, 4, 5];
    /// countryName
    COUNTRY_NAME = [2, 5, 4, 6];
    /// localityName
    LOCALITY_NAME = [2, 5, 4, 7];
    /// stateOrProvinceName
    STATE_OR_PROVINCE_NAME = [2, 5, 4, 8];
    /// streetAddress
    STREET_ADDRESS = [2, 5, 4, 9];
    /// organizationName
    ORGANIZATION_NAME = [2, 5, 4, 10];
    /// organizationalUnitName
    ORGANIZATIONAL_UNIT_NAME = [2, 5, 4, 11];
    /// title
    TITLE = [2, 5, 4, 12];
    /// name
    NAME = [2, 5, 4, 41];
    /// givenName
    GIVEN_NAME = [2, 5, 4, 42];
    /// initials
    INITIALS = [2, 5, 4, 43];
    /// generationQualifier
    GENERATION_QUALIFIER = [2, 5, 4, 44];
    /// dnQualifier
    DN_QUALIFIER = [2, 5, 4, 46];
    /// pseudonym
    PSEUDONYM = [2, 5, 4, 65];
    /// organizationIdentifier
    ORGANIZATION_IDENTIFIER = [2, 5, 4, 97];
    /// userId (RFC 4519)
    USER_ID = [0, 9, 2342, 19200300, 100, 1, 1];
    /// domainComponent (RFC 4519)
    DOMAIN_COMPONENT = [0, 9, 2342, 19200300, 100, 1, 25];
    /// emailAddress (PKCS #9)
    EMAIL_ADDRESS = [1, 2, 840, 113549, 1, 9, 1];
}

// Attributes of requests (RFC 2985, 5.4).
oids! {
    /// unstructuredName
    UNSTRUCTURED_NAME = [1, 2, 840, 113549, 1, 9, 2];
    /// challengePassword
    CHALLENGE_PASSWORD = [1, 2, 840, 113549, 1, 9, 7];
    /// extensionRequest
    EXTENSION_REQUEST = [1, 2, 840, 113549, 1, 9, 14];
    /// Microsoft's certExtensions, the older form of extensionRequest
    MICROSOFT_EXTENSION_REQUEST = [1, 3, 6, 1, 4, 1, 311, 2, 1, 14];
}

// Keys and signatures (RFC 3279, 4055, 5480, 5758, 8410, 8692).
oids! {
    /// rsaEncryption
    RSA_ENCRYPTION = [1, 2, 840, 113549, 1, 1, 1];
    /// md5WithRSAEncryption
    MD5_WITH_RSA = [1, 2, 840, 113549, 1, 1, 4];
    /// sha1WithRSAEncryption
    SHA1_WITH_RSA = [1, 2, 840, 113549, 1, 1, 5];
    /// id-mgf1
    MGF1 = [1, 2, 840, 113549, 1, 1, 8];
    /// id-RSASSA-PSS
    RSASSA_PSS = [1, 2, 840, 113549, 1, 1, 10];
    /// sha256WithRSAEncryption
    SHA256_WITH_RSA = [1, 2, 840, 113549, 1, 1, 11];
    /// sha384WithRSAEncryption
    SHA384_WITH_RSA = [1, 2, 840, 113549, 1, 1, 12];
    /// sha512WithRSAEncryption
    SHA512_WITH_RSA = [1, 2, 840, 113549, 1, 1, 13];
    /// sha224WithRSAEncryption
    SHA224_WITH_RSA = [1, 2, 840, 113549, 1, 1, 14];
    /// id-dsa
    DSA = [1, 2, 840, 10040, 4, 1];
    /// id-dsa-with-sha1
    DSA_WITH_SHA1 = [1, 2, 840, 10040, 4, 3];
    /// id-dsa-with-sha224
    DSA_WITH_SHA224 = [2, 16, 840, 1, 101, 3, 4, 3, 1];
    /// id-dsa-with-sha256
    DSA_WITH_SHA256 = [2, 16, 840, 1, 101, 3, 4, 3, 2];
    /// id-ecPublicKey
    EC_PUBLIC_KEY = [1, 2, 840, 10045, 2, 1];
    /// secp192r1
    SECP192R1 = [1, 2, 840, 10045, 3, 1, 1];
    /// secp224r1
    SECP224R1 = [1, 3, 132, 0, 33];
    /// secp256r1
    SECP256R1 = [1, 2, 840, 10045, 3, 1, 7];
    /// secp384r1
    SECP384R1 = [1, 3, 132, 0, 34];
    /// secp521r1
    SECP521R1 = [1, 3, 132, 0, 35];
    /// ecdsa-with-SHA1
    ECDSA_WITH_SHA1 = [1, 2, 840, 10045, 4, 1];
    /// ecdsa-with-SHA224
    ECDSA_WITH_SHA224 = [1, 2, 840, 10045, 4, 3, 1];
    /// ecdsa-with-SHA256
    ECDSA_WITH_SHA256 = [1, 2, 840, 10045, 4, 3, 2];
    /// ecdsa-with-SHA384
    ECDSA_WITH_SHA384 = [1, 2, 840, 10045, 4, 3, 3];
    /// ecdsa-with-SHA512
    ECDSA_WITH_SHA512 = [1, 2, 840, 10045, 4, 3, 4];
    /// id-X25519
    X25519 = [1, 3, 101, 110];
    /// id-Ed25519
    ED25519 = [1, 3, 101, 112];
    /// id-Ed448
    ED448 = [1, 3, 101, 113];
    /// id-ml-dsa-44 (RFC 9881)
    ML_DSA_44 = [2, 16, 840, 1, 101, 3, 4, 3, 17];
    /// id-ml-dsa-65 (RFC 9881)
    ML_DSA_65 = [2, 16, 840, 1, 101, 3, 4, 3, 18];
    /// id-ml-dsa-87 (RFC 9881)
    ML_DSA_87 = [2, 16, 840, 1, 101, 3, 4, 3, 19];
    /// id-md5
    MD5 = [1, 2, 840, 113549, 2, 5];
    /// id-sha1
    SHA1 = [1, 3, 14, 3, 2, 26];
    /// id-sha256
    SHA256 = [2, 16, 840, 1, 101, 3, 4, 2, 1];
    /// id-sha384
    SHA384 = [2, 16, 840, 1, 101, 3, 4, 2, 2];
    /// id-sha512
    SHA512 = [2, 16, 840, 1, 101, 3, 4, 2, 3];
    /// id-sha224
    SHA224 = [2, 16, 840, 1, 101, 3, 4, 2, 4];
}

// Encryption of private keys (RFC 8018, RFC 7914, RFC 7292, RFC 3565).
oids! {
    /// id-PBES2
    PBES2 = [1, 2, 840, 113549, 1, 5, 13];
    /// id-PBKDF2
    PBKDF2 = [1, 2, 840, 113549, 1, 5, 12];
    /// id-scrypt
    SCRYPT = [1, 3, 6, 1, 4, 1, 11591, 4, 11];
    /// pbeWithSHAAnd3-KeyTripleDES-CBC
    PBE_SHA1_DES3 = [1, 2, 840, 113549, 1, 12, 1, 3];
    /// id-hmacWithSHA1
    HMAC_WITH_SHA1 = [1, 2, 840, 113549, 2, 7];
    /// id-hmacWithSHA224
    HMAC_WITH_SHA224 = [1, 2, 840, 113549, 2, 8];
    /// id-hmacWithSHA256
    HMAC_WITH_SHA256 = [1, 2, 840, 113549, 2, 9];
    /// id-hmacWithSHA384
    HMAC_WITH_SHA384 = [1, 2, 840, 113549, 2, 10];
    /// id-hmacWithSHA512
    HMAC_WITH_SHA512 = [1, 2, 840, 113549, 2, 11];
    /// des-EDE3-CBC
    DES_EDE3_CBC = [1, 2, 840, 113549, 3, 7];
    /// id-aes128-CBC
    AES_128_CBC = [2, 16, 840, 1, 101, 3, 4, 1, 2];
    /// id-aes192-CBC
    AES_192_CBC = [2, 16, 840, 1, 101, 3, 4, 1, 22];
    /// id-aes256-CBC
    AES_256_CBC = [2, 16, 840, 1, 101, 3, 4, 1, 42];
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    #[test]
    fn constants_print_as_their_arcs() {
        assert_eq!(super::EMAIL_ADDRESS.to_string(), "1.2.840.113549.1.9.1");
        assert_eq!(super::USER_ID.to_string(), "0.9.2342.19200300.100.1.1");
        assert_eq!(super::ANY_POLICY.to_string(), "2.5.29.32.0");
    }
}
