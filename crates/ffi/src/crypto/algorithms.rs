//! Which algorithms this library was built with, for what takes no provider: keys, and what requests and lists are signed with.

use crate::abi::error::ucpki_error;
use crate::x509::certificate::{UCPKI_HASH_SHA1, UCPKI_HASH_SHA256, UCPKI_HASH_SHA384, UCPKI_HASH_SHA512};
use ucpki::crypto::{Hash, Provider, Signers};

/// Who verifies.
#[cfg(feature = "ml-dsa")]
pub(crate) const PROVIDER: Provider = ucpki::crypto::ML_DSA.over(ucpki::crypto::RUSTCRYPTO);

/// Who verifies.
#[cfg(not(feature = "ml-dsa"))]
pub(crate) const PROVIDER: Provider = ucpki::crypto::RUSTCRYPTO;

/// What private keys are read, made and used.
#[cfg(feature = "ml-dsa")]
pub(crate) const SIGNERS: Signers = ucpki::crypto::ML_DSA_SIGNERS.over(ucpki::crypto_rsa::SIGNERS);

/// What private keys are read, made and used.
#[cfg(not(feature = "ml-dsa"))]
pub(crate) const SIGNERS: Signers = ucpki::crypto_rsa::SIGNERS;

/// The hash of a CertID: one of `UCPKI_HASH_`.
pub(crate) fn certificate_id_hash(hash: i32) -> Result<Hash, ucpki_error> {
    match hash {
        UCPKI_HASH_SHA1 => Ok(Hash::Sha1),
        UCPKI_HASH_SHA256 => Ok(Hash::Sha256),
        UCPKI_HASH_SHA384 => Ok(Hash::Sha384),
        UCPKI_HASH_SHA512 => Ok(Hash::Sha512),
        _ => Err(ucpki_error::argument("hash", "is not one of UCPKI_HASH_SHA1, _SHA256, _SHA384 and _SHA512")),
    }
}
