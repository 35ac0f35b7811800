//! CRLs (RFC 5280, section 5): an index that makes looking up a serial number cost the same whatever the size, a source of evidence for
//! path validation, archives, and the plan of updates.

#[doc(inline)]
pub use ucpki_crl::{
    ConsumerCrls, CrlOrigin, CrlSet, CrlsByOrigin, Due, Freshness, IndexKey, IndexedCrl, PointRefused, Proved,
    ProvenCrl, TakeOutcome, Taken, Trust, Updates, codes, prove, read, rules,
};

#[cfg(feature = "std")]
#[doc(inline)]
pub use ucpki_crl::{ContainerError, ContainerLimits, Contents, read_container, read_contents, read_contents_with};
