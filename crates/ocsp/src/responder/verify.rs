//! Signatures that others made.

use crate::codes;
use ucpki_crypto::{Input, Provider, VerifyError};
use ucpki_x509::{AlgorithmRef, Code, SpkiRef};

/// Whether the key signed the message.
///
/// # Errors
///
/// [`codes::SIGNATURE_INVALID`]; a code of the provider, where it cannot tell.
pub(super) fn verify(
    key: SpkiRef<'_>,
    algorithm: AlgorithmRef<'_>,
    message: &[u8],
    signature: &[u8],
    provider: &Provider,
) -> Result<(), &'static Code> {
    let key = provider.prepare(key, None).map_err(|refused| refused.code())?;
    key.verify(algorithm, Input::Message(message), signature).map_err(|error| match error {
        VerifyError::BadSignature => &codes::SIGNATURE_INVALID,
        other => other.code(),
    })
}
