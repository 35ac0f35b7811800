//! RSA keys that sign and are generated, on the `rsa` crate. Verification needs none of this.

#[doc(inline)]
pub use ucpki_crypto_rsa::SIGNERS;
