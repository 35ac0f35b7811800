//! Objects of X.509 as they are signed: certificates, requests, CRLs, names, extensions, times, and PEM.
//!
//! A value owns its DER, a view borrows it ([`Certificate`], [`CertificateRef`]); nothing is encoded again before a signature is
//! checked. Readers accept what is unambiguous, refuse BER, and say the byte where they stop. What an oddity means is left to the
//! profile of a check. Reading is one pass and allocates once for each object.

#[doc(inline)]
pub use ucpki_x509::{
    AlgorithmRef, AttributeRef, Attributes, BasicResponseRef, CertIdRef, CertStatus, Certificate, CertificateRef,
    CertificationRequest, CertificationRequestRef, Code, Crl, CrlEntries, CrlEntry, CrlReason, CrlRef, Error, Family,
    GeneralName, GeneralNameBuf, GeneralNames, GeneralNamesIter, Hex, Name, NameRef, OcspCertificates, OcspEntries,
    OcspEntry, OcspRequest, OcspRequestEntries, OcspRequestEntry, OcspRequestRef, OcspResponse, OcspResponseRef,
    OcspResponseStatus, Oddities, Oid, OidBuf, Place, RdnAttributes, RdnRef, Rdns, RequestAttribute, RequestAttributes,
    RequestedExtensions, ResponderId, Shared, SpkiRef, Time, codes, extension, ip_address, oids, pem,
};

/// DER values that accessors give and that extensions are written with. The reader of the library is not part of the promise.
pub mod der {
    #[doc(inline)]
    pub use ucpki_x509::der::{BitString, Integer, Tag, Writer};
}

// For the tables of codes of the crates above this one; no part of the promise.
#[doc(hidden)]
pub use ucpki_x509::declare_codes;
