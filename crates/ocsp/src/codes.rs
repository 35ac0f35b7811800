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
    /// a version of the request or response that does not exist
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
    /// the request asks about no certificate
    REQUEST_EMPTY = 6060, "ocsp.request_empty", "RFC 6960, 4.1.1", Refused;
    /// the request has more than 10000 bytes or asks about more than 64 certificates
    REQUEST_SIZE = 6061, "ocsp.request_size", "RFC 9919, 3.1.1", Limit;
    /// the request asks about certificates of more than one issuer
    ISSUERS_MIXED = 6062, "ocsp.issuers_mixed", "RFC 9919, 3.2.3", Refused;
    /// the path of a GET request does not end in the base64 of a request
    PATH = 6063, "ocsp.path", "RFC 6960, A.1", Malformed;
    /// the responder does not answer for the issuer that the request means
    ISSUER_NOT_SERVED = 6064, "ocsp.issuer_not_served", "RFC 9919, 3.2.3", Refused;
    /// the certificate was never issued, and the policy does not answer for such
    NOT_ISSUED = 6065, "ocsp.not_issued", "RFC 9919, 3.2.3", Refused;
    /// the responder does not sign now, and nothing was signed before for this certificate and hash
    NOT_PRESIGNED = 6066, "ocsp.not_presigned", "RFC 9919, 3.2.3", Refused;
    /// what was signed before says something else than what is known now, and the responder does not sign
    PRESIGNED_OUTDATED = 6067, "ocsp.presigned_outdated", "RFC 6960, 2.2", Refused;
    /// whether the certificate was revoked cannot be found out now
    SOURCE_UNAVAILABLE = 6068, "ocsp.source_unavailable", "RFC 6960, 2.3", Refused;
    /// the key is not that of the responder's certificate
    KEY_MISMATCH = 6069, "ocsp.key_mismatch", "RFC 6960, 4.2.2.2", Argument;
    /// the key of the responder cannot sign by this algorithm
    ALGORITHM_UNFIT = 6070, "ocsp.algorithm_unfit", "RFC 6960, 4.4.7", Argument;
    /// the name is another one than the issuer's
    NAME_DIFFERS = 6071, "ocsp.name_differs", "RFC 5280, 7.1", Argument;
    /// the CRL does not say who is revoked: it is a delta, covers only part of the certificates, has no nextUpdate, or cannot be understood
    CRL_UNFIT = 6072, "ocsp.crl_unfit", "RFC 5280, 5.2.4, 5.2.5", Argument;
    /// the CRL is not signed by the issuer's key
    CRL_NOT_BY_ISSUER = 6073, "ocsp.crl_not_by_issuer", "RFC 5280, 6.3.3 (g)", Argument;
    /// the answer is none that a responder signed before for one certificate of the issuers that are served
    ANSWER_UNFIT = 6074, "ocsp.answer_unfit", "RFC 9919, 3.2", Argument;
}
