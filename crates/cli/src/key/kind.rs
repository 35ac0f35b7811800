//! Kinds of keys on the command line.

use ucpki::crypto::KeyKind;

/// The kind of key that a word names.
pub(crate) fn kind(text: &str) -> Result<KeyKind, String> {
    let unknown = || {
        "neither rsa:2048, rsa:3072, rsa:4096, rsa:8192, p256, p384, p521, ed25519 nor ml-dsa-44, -65, -87".to_owned()
    };
    match text.to_ascii_lowercase().as_str() {
        "p256" | "p-256" => Ok(KeyKind::EcP256),
        "p384" | "p-384" => Ok(KeyKind::EcP384),
        "p521" | "p-521" => Ok(KeyKind::EcP521),
        "ed25519" => Ok(KeyKind::Ed25519),
        name if name.starts_with("ml-dsa") && !cfg!(feature = "ml-dsa") => {
            Err("this program was built without ML-DSA: `cargo build --features ml-dsa` has it".to_owned())
        }
        "ml-dsa-44" => Ok(KeyKind::MlDsa44),
        "ml-dsa-65" => Ok(KeyKind::MlDsa65),
        "ml-dsa-87" => Ok(KeyKind::MlDsa87),
        other => {
            let bits = other.strip_prefix("rsa:").or_else(|| other.strip_prefix("rsa")).ok_or_else(unknown)?;
            Ok(KeyKind::Rsa { bits: bits.parse().map_err(|_| unknown())? })
        }
    }
}
