//! What is said of a key: nothing but its public half.

use serde_json::json;
use ucpki::crypto::{DigestAlgorithm, LEGACY, PrivateKey};
use ucpki::x509::oids;

/// What a document says about a key: nothing but its public half.
pub(crate) fn public(key: &PrivateKey) -> serde_json::Value {
    json!({ "kind": key.kind().name(), "bits": key.kind().bits(), "public_key": hash_members(key.spki_der()) })
}

/// The hashes that people compare: SHA-256, and SHA-1 and MD5 for old tools.
pub(crate) fn hashes(bytes: &[u8]) -> Vec<(&'static str, String)> {
    [("SHA-256", oids::SHA256), ("SHA-1", oids::SHA1), ("MD5", oids::MD5)]
        .into_iter()
        .filter_map(|(name, oid)| Some((name, hexadecimal(LEGACY.digest(oid)?, bytes))))
        .collect()
}

pub(crate) fn hash_members(bytes: &[u8]) -> serde_json::Value {
    let members = hashes(bytes).into_iter().map(|(name, hash)| (name.replace('-', "").to_lowercase(), hash.into()));
    serde_json::Value::Object(members.collect())
}

fn hexadecimal(hash: &dyn DigestAlgorithm, bytes: &[u8]) -> String {
    let digest = hash.digest(&[bytes]);
    digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
