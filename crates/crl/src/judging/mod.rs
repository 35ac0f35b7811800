//! What a CRL says of a certificate, and whether it may.

pub(crate) mod inspect;
pub(crate) mod prove;
pub(crate) mod rules;
pub(crate) mod scope;
pub(crate) mod signer;
pub(crate) mod status;
