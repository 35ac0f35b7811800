//! The codes of this crate (6000 to 6999).

ucpki_x509::declare_codes! {
    /// the responder says that the request is malformed
    MALFORMED_REQUEST = 6001, "ocsp.malformed_request", "RFC 6960, 4.2.1", Refused;
    /// the responder reports an internal error
    INTERNAL_ERROR = 6002, "ocsp.internal_error", "RFC 6960, 4.2.1", Refused;
    /// the responder asks to try again later
    TRY_LATER = 6003, "ocsp.try_later", "RFC 6960, 4.2.1", Refused;
    /// the responder wants signed requests
    SIGNATURE_REQUIRED = 6005, "ocsp.signature_required", "RFC 6960, 4.2.1", Refused;
    /// the responder does not answer for this issuer or this client
    UNAUTHORIZED = 6006, "ocsp.unauthorized", "RFC 6960, 4.2.1; RFC 9919, 3.2.3", Refused;
    /// the response is of another type than basic
    RESPONSE_TYPE = 6010, "ocsp.response_type", "RFC 6960, 4.2.1", Refused;
    /// the response says that it is successful and has no content
    BYTES_MISSING = 6011, "ocsp.bytes_missing", "RFC 6960, 4.2.1", Malformed;
    /// the response has no entries
    ENTRIES_MISSING = 6012, "ocsp.entries_missing", "RFC 6960, 4.2.1", Refused;
    /// nextUpdate is before thisUpdate
    TIMES_INCONSISTENT = 6013, "ocsp.times_inconsistent", "RFC 6960, 4.2.2.1", Refused;
    /// a version of the response that does not exist
    VERSION_UNKNOWN = 6014, "ocsp.version_unknown", "RFC 6960, 4.2.1", Refused;
    /// the signature of the response does not verify
    SIGNATURE_INVALID = 6020, "ocsp.signature_invalid", "RFC 6960, 3.2 (2)", Crypto;
    /// the signature of the response uses a hash or key that the profile refuses
    SIGNATURE_WEAK = 6021, "ocsp.signature_weak", "RFC 6194, 3; RFC 6151, 2", Refused;
    /// nobody who may sign has the name or key that the response says it is from
    RESPONDER_UNMATCHED = 6022, "ocsp.responder_unmatched", "RFC 6960, 3.2 (3)", Refused;
    /// the responder has no certificate by the issuer's key for signing OCSP responses
    NOT_DESIGNATED = 6023, "ocsp.not_designated", "RFC 6960, 4.2.2.2", Refused;
    /// the certificate of the responder is that of a CA
    RESPONDER_IS_CA = 6024, "ocsp.responder_is_ca", "RFC 6960, 4.2.2.2", Refused;
    /// the key usage of the responder does not allow signatures
    RESPONDER_KEY_USAGE = 6025, "ocsp.responder_key_usage", "RFC 5280, 4.2.1.12", Refused;
    /// the certificate of the responder has expired, or is not valid yet
    RESPONDER_EXPIRED = 6026, "ocsp.responder_expired", "RFC 6960, 4.2.2.2", Refused;
    /// the certificate of the responder was revoked
    RESPONDER_REVOKED = 6027, "ocsp.responder_revoked", "RFC 6960, 4.2.2.2.1", Refused;
    /// nobody knows whether the certificate of the responder was revoked
    RESPONDER_STATUS_UNKNOWN = 6028, "ocsp.responder_status_unknown", "RFC 6960, 4.2.2.2.1", Refused;
    /// the response has no entry for the certificate
    ENTRY_MISSING = 6030, "ocsp.entry_missing", "RFC 6960, 3.2 (1)", Refused;
    /// the entry with the certificate's serial number uses a hash that is not supported
    HASH_UNSUPPORTED = 6031, "ocsp.hash_unsupported", "RFC 6960, 4.1.1", Refused;
    /// the responder does not know the certificate
    STATUS_UNKNOWN = 6032, "ocsp.status_unknown", "RFC 6960, 2.2", Refused;
    /// the entry has no nextUpdate, and the policy wants one
    NEXT_UPDATE_MISSING = 6033, "ocsp.next_update_missing", "RFC 9919, 5", Refused;
    /// a critical extension of the response or its entry is not understood
    UNKNOWN_CRITICAL = 6034, "ocsp.unknown_critical", "RFC 6960, 4.4; RFC 5280, 4.2", Refused;
    /// the response is past its nextUpdate, or older than the policy allows
    STALE = 6035, "ocsp.stale", "RFC 6960, 3.2 (6)", Refused;
    /// the response is from the future
    NOT_YET_VALID = 6036, "ocsp.not_yet_valid", "RFC 6960, 3.2 (5)", Refused;
    /// the budget for signature checks is spent
    BUDGET_SPENT = 6037, "ocsp.budget_spent", "", Limit;
    /// the status of the responder depends on itself, or on too many other signers
    RESPONDER_UNDECIDED = 6038, "ocsp.responder_undecided", "RFC 6960, 4.2.2.2.1", Refused;
    /// the response has another nonce than the request
    NONCE_MISMATCH = 6040, "ocsp.nonce_mismatch", "RFC 9654, 2.1", Refused;
    /// the response has no nonce, and the policy wants one
    NONCE_MISSING = 6041, "ocsp.nonce_missing", "RFC 9654, 2.1", Refused;
    /// the response has more than one nonce
    NONCE_REPEATED = 6042, "ocsp.nonce_repeated", "RFC 5280, 4.2", Refused;
    /// a nonce has 1 to 128 bytes
    NONCE_LENGTH = 6043, "ocsp.nonce_length", "RFC 9654, 2.1", Argument;
    /// the certificate demands a stapled response, and none verifies
    STAPLE_MISSING = 6050, "ocsp.staple_missing", "RFC 7633, 4.2.3.1, 4.3.3", Refused;
    /// the certificate names an OCSP responder, and no response is there
    NO_STATUS = 6051, "ocsp.no_status", "RFC 6960, 4.2.1", Refused;
    /// a policy that relies on trusted responders has none
    NO_TRUSTED_RESPONDER = 6052, "ocsp.no_trusted_responder", "RFC 6960, 4.2.2.2 (1)", Argument;
    /// a web page is where an OCSP response was expected
    PAGE = 6054, "ocsp.page", "RFC 6960, A.2", Malformed;
    /// the provider does not have the hash function for the request
    HASH_UNAVAILABLE = 6055, "ocsp.hash_unavailable", "RFC 6960, 4.1.1", Argument;
    /// the key of the issuer cannot be read
    ISSUER_KEY_INVALID = 6056, "ocsp.issuer_key_invalid", "RFC 5280, 4.1.2.7", Argument;
}
